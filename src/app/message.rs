//! [`Message`]: everything that `update` receives.

use std::time::Duration;

use super::key::{Key, Mouse};
use super::run_view::{Phase, RunFacts, RunId, Speed};
use crate::python::problem::Problem;
use crate::trace::Event;

/// A cause of change.
#[derive(Clone, Debug)]
pub enum Message {
    /// A key was pressed or repeats; releases are not sent.
    Key(Key),
    /// The mouse did something.
    Mouse(Mouse),
    /// The terminal has this size now.
    Resize {
        /// Width in cells.
        columns: u16,
        /// Height in cells.
        rows: u16,
    },
    /// Time passed. Sent when [`super::App::wants_frame_at`] asked for it, and before a batch of other messages.
    Tick {
        /// Monotonic time since forklore started.
        now: Duration,
        /// The run's virtual clock in nanoseconds at `now`; `None` where no run exists.
        vt: Option<u64>,
    },
    /// Something about the run that [`super::Effect::StartRun`] asked for. Notices of an older run are ignored.
    Run {
        /// Which run, as given in the effect.
        run: RunId,
        /// What about it.
        notice: RunNotice,
    },
    /// Something to say for 4 s in the keys row, in the language of the screen already.
    Say(String),
    /// The system asked forklore to end (SIGTERM, SIGHUP, terminal closed).
    Terminate,
}

/// News of a run.
#[derive(Clone, Debug)]
pub enum RunNotice {
    /// The stage stands and main is about to be created; comes before the first event.
    Started(RunFacts),
    /// Further events, in delivered order.
    Events(Vec<Event>),
    /// The run is in this phase now.
    Phase(Phase),
    /// The virtual clock runs at this speed now.
    Speed(Speed),
    /// The program is refused: nothing ran. At least one problem.
    Refused(Vec<Problem>),
    /// The run could not be made or broke down: what failed and what to do, without a final dot.
    Failed(String),
}
