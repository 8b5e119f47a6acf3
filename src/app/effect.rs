//! [`Effect`]: what `update` asks the loop to do.

use super::run_view::{RunId, Speed, StartMethod};
use crate::lesson::StdoutMode;

/// Something that the loop must do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Check and run a program live. A run that still exists is stopped first.
    StartRun(StartRun),
    /// Pause every process of the run; its progress comes back as [`super::Phase::Pausing`] and `Paused`.
    Pause,
    /// Let a paused run go on.
    Resume,
    /// Let the virtual clock run at this speed.
    SetSpeed(Speed),
    /// End the run and everything it left behind. A no-op where there is none.
    StopRun,
    /// Give the terminal back and stop, as Ctrl-Z does; on return, redraw everything.
    Suspend,
    /// Draw every cell anew.
    Redraw,
    /// Let the terminal report the mouse, or leave it to the terminal to select text.
    Mouse {
        /// Whether it reports.
        is_on: bool,
    },
    /// End the run and forklore.
    Quit,
    /// As `Quit`, but with SIGKILL at once: the learner asked twice.
    Kill,
}

/// The program to be run, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartRun {
    /// Number of this run; every notice about it carries it.
    pub run: RunId,
    /// What the program is called in traces and messages: `LESSON:LISTING` or a path.
    pub program: String,
    /// File name shown, such as `semaphore.py`.
    pub file: String,
    /// Its text.
    pub source: String,
    /// How its stdout is buffered.
    pub stdout: StdoutMode,
    /// How children are made.
    pub start_method: StartMethod,
    /// Speed of the virtual clock at the start.
    pub speed: Speed,
    /// Seed of the program's random numbers, if one is set.
    pub seed: Option<u64>,
}
