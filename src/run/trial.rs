//! A run that nobody watches: only how it ends counts.

use crate::engine::session::{Command, Notice, Options, launch};
use crate::model::World;

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// `exited` `deadlock` `time_limit` `stopped`
    pub outcome: String,
    /// Exit status of the run.
    pub code: i32,
}

/// Runs a program to its end; a standstill is one.
///
/// # Errors
/// Where the run cannot be made, or the machinery fails.
pub fn run(options: Options) -> anyhow::Result<End> {
    let session = launch(options)?;
    let mut world = World::default();
    for notice in &session.notices {
        match notice {
            Notice::Events(events) => events.iter().for_each(|event| world.apply(event)),
            Notice::Standstill => {
                let (processes, cycle) = super::standstill::members(&world);
                // A run that ends by itself meanwhile needs no word.
                let _ = session.commands.send(Command::Confirm { processes, cycle });
            }
            Notice::Finished { outcome, code } => return Ok(End { outcome, code }),
            Notice::Failed(why) => anyhow::bail!("the run broke down: {why}"),
            Notice::Ready(_)
            | Notice::Pausing { .. }
            | Notice::Paused
            | Notice::Running
            | Notice::Waits(_)
            | Notice::Held(_)
            | Notice::Refused { .. } => {}
        }
        if world.is_at_standstill() {
            let _ = session.commands.send(Command::Stop {
                outcome: "deadlock",
                code: super::headless::DEADLOCK,
            });
        }
    }
    anyhow::bail!("the run ended without a word")
}
