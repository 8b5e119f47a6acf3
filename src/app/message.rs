//! [`Message`]: everything that `update` receives.

use std::time::Duration;

use super::key::{Key, Mouse};
use super::run_view::{Phase, RunFacts, RunId, Speed};
use super::stepping::Held;
use crate::lesson::{Listing, Text};
use crate::python::problem::Problem;
use crate::trace::{Event, Header};

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
    /// The editor was left.
    Edited(Edited),
    /// A copy of the listing shown was kept from before, and differs from it: in this file.
    Kept(String),
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
    /// What the trace of the run begins with; comes before the first event.
    Header(Box<Header>),
    /// Further events, in delivered order.
    Events(Vec<Event>),
    /// The run is in this phase now.
    Phase(Phase),
    /// The run is stepped and everybody is at rest.
    Held(Held),
    /// A step or a schedule that cannot be taken.
    CannotStep {
        /// Number of the step, from 0; none: nothing was run at all.
        step: Option<u64>,
        /// Why, for people.
        why: Text,
    },
    /// The virtual clock runs at this speed now.
    Speed(Speed),
    /// The program is refused: nothing ran. At least one problem.
    Refused(Vec<Problem>),
    /// What a recording says of its run; comes before the first event.
    Recording(Box<Recording>),
    /// A recording was read to its end.
    Recorded {
        /// The same in one sentence, if there is anything wrong.
        summary: Option<Text>,
        /// What is wrong with it, in the order of the file; the first 100.
        problems: Vec<Text>,
        /// How many problems there are.
        n_problems: u64,
        /// Whether it tells how the run ended.
        is_complete: bool,
    },
    /// The run could not be made or broke down: what failed and what to do, without a final dot.
    Failed(Text),
}

/// What the header of a recording says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// How the run was made.
    pub facts: RunFacts,
    /// Path of the program, or `LESSON:LISTING`; empty if it is not known.
    pub program: String,
    /// Wall-clock time of its start, RFC 3339; empty if it is not known.
    pub started_at: String,
    /// Schedule of a stepped run, as its header has it.
    pub schedule: Option<String>,
    /// The program's text, or why it cannot be shown.
    pub listing: Result<Listing, Text>,
}

/// What became of [`super::Effect::Edit`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    /// The text as it was left, and the file that keeps it.
    Text {
        /// The whole program.
        source: String,
        /// The copy.
        path: String,
    },
    /// There is no editor, or it failed: why, for people.
    Failed(Text),
}
