//! The hidden entry of a spawned process: `forklore __spawn ...`, executed by a lesson process that was forked for it.

use std::os::fd::OwnedFd;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use super::program::{Job, spawned_actor};
use crate::engine::actor::Actor;
use crate::engine::arena::{Arena, MAX_SLOTS};
use crate::engine::os::fork::exit_now;
use crate::engine::os::memory::SharedBox;
use crate::engine::os::namespace::adopt;
use crate::engine::process::spawn::{Arrival, Command, Kit};
use crate::engine::process::{self, Wiring};
use crate::engine::session::StartMethod;

/// Exit status where the machinery failed (`EX_SOFTWARE` of sysexits.h).
const FAILED: u8 = 70;

/// Entry of `forklore __spawn ...`. It returns only if it fails.
pub fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(2).collect();
    match prepare(&words) {
        Ok(fresh) => fresh.run(),
        Err(error) => {
            report(&error);
            ExitCode::from(FAILED)
        }
    }
}

/// stderr is the log that the conductor reads.
fn report(error: &std::io::Error) {
    eprintln!("a spawned process failed: {error}");
}

/// Everything that a fresh interpreter was given.
struct Fresh {
    wiring: Wiring,
    slot: usize,
    job: Job,
    arrival: Arrival,
}

fn prepare(words: &[String]) -> std::io::Result<Fresh> {
    let command = Command::parse(words)?;
    if command.slot >= MAX_SLOTS {
        return Err(std::io::Error::other("there is no such slot"));
    }
    let memory = SharedBox::<Arena>::from_fd(adopt(command.memory)?)?;
    let kit = Kit {
        memory,
        source: adopt(command.source)?,
        path: command.path,
    };
    let arrival = Arrival::read(adopt(command.carrier)?)?;
    // Only what the program has set counts from here on.
    let job = Job::read(&kit, StartMethod::Spawn)?;
    let dead_man: Option<OwnedFd> = command.dead_man.map(adopt).transpose()?;
    let wiring = Wiring {
        arena: kit.memory.get(),
        output: adopt(command.output)?,
        post: adopt(command.post)?,
        doorbell: adopt(command.doorbell)?,
        dead_man,
        kit: Some(kit),
    };
    Ok(Fresh {
        wiring,
        slot: command.slot,
        job,
        arrival,
    })
}

impl Fresh {
    fn run(self) -> ! {
        let job = self.job;
        let place = &self.wiring.arena.slots[self.slot];
        let parent_pid = place.ppid.load(Ordering::Relaxed); // written before this process was forked
        let make = move |arrival| -> Box<dyn Actor> {
            spawned_actor(&job, arrival, parent_pid).unwrap_or_else(|error| {
                report(&error);
                exit_now(i32::from(FAILED))
            })
        };
        process::run_spawned(self.wiring, self.slot, self.arrival, make)
    }
}
