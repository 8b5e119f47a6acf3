//! [`Effect`]: what `update` asks the loop to do.

use std::sync::Arc;

use super::run_view::{RunId, Speed, StartMethod};
use super::stepping::Mover;
use crate::lesson::StdoutMode;
use crate::trace::{Event, ProcId};

/// Something that the loop must do now.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Check and run a program live. A run that still exists is stopped first.
    StartRun(StartRun),
    /// Pause every process of the run; its progress comes back as [`super::Phase::Pausing`] and `Paused`.
    Pause,
    /// Let a paused run go on.
    Resume,
    /// Go over to stepped mode, or stop a policy that plays; [`super::RunNotice::Held`] follows.
    Hold,
    /// Let this one take a step, or whom the policy chooses; [`super::RunNotice::Held`] follows.
    Step(Option<Mover>),
    /// Let the policy play, with so many real milliseconds between two steps.
    Play {
        /// Milliseconds.
        every_ms: u32,
    },
    /// Send a signal to a process of the run.
    Signal {
        /// Whom.
        target: ProcId,
        /// Which.
        signal: Signal,
    },
    /// Let the learner edit a copy of a program; [`super::Message::Edited`] follows.
    Edit(Copy),
    /// Put the learner's copy of a program aside: the original is shown again.
    Discard(Copy),
    /// Put a text on the clipboard of the terminal.
    CopyText(String),
    /// Write the trace of the run into a new file; its name is said.
    SaveTrace,
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

/// A learner's copy of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Id of the lesson; none for a program of the learner's own.
    pub lesson: Option<String>,
    /// Path of the original, as given.
    pub path: String,
    /// File name.
    pub file: String,
    /// Text of the program as it is shown.
    pub source: String,
    /// Whether this text is the original: a copy that is kept from before then wins.
    pub is_original: bool,
}

/// The program to be run, and how.
#[derive(Clone, Debug, PartialEq)]
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
    /// Who chooses the order.
    pub order: Order,
}

/// Who chooses the order of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Order {
    /// The kernel: it is live.
    #[default]
    Live,
    /// The learner, from this step on.
    Stepped {
        /// Steps that the policy takes before.
        hold_at: u64,
    },
    /// A schedule code that the learner entered; behind its last step the learner.
    Schedule {
        /// The code.
        code: String,
        /// What was asked for beside it; the code may not contradict that.
        given: super::Options,
    },
    /// An earlier run up to a moment; from there the learner.
    Follow(Prefix),
}

/// The beginning of an earlier run.
#[derive(Clone, Debug, PartialEq)]
pub struct Prefix {
    /// Its events, from the first.
    pub events: Arc<Vec<Event>>,
    /// For a stepped run: its schedule code, and how many of its steps are taken.
    pub schedule: Option<(String, u64)>,
}

/// A signal that the learner may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// SIGSTOP.
    Stop,
    /// SIGCONT.
    Continue,
    /// SIGTERM.
    Terminate,
    /// SIGKILL.
    Kill,
}

impl Signal {
    /// All of them, in the order of the overlay.
    pub const ALL: [Self; 4] = [Self::Stop, Self::Continue, Self::Terminate, Self::Kill];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stop => "SIGSTOP",
            Self::Continue => "SIGCONT",
            Self::Terminate => "SIGTERM",
            Self::Kill => "SIGKILL",
        }
    }
}
