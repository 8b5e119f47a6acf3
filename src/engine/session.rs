//! A run, seen from outside: [`Options`] in, a [`Session`] with commands and notices out.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};

use crate::trace::{Event, ProcId};

/// CPython's three ways to buffer stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum StdoutMode {
    /// Line-buffered, as on a terminal.
    #[default]
    Terminal,
    /// Block-buffered, as into a pipe or file.
    Pipe,
    /// Every piece is a write(2) of its own, as with `PYTHONUNBUFFERED=1`.
    Unbuffered,
}

/// How `start()` makes a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum StartMethod {
    /// A copy of the parent.
    #[default]
    Fork,
    /// A fresh interpreter.
    Spawn,
}

/// Rate of the virtual clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// Virtual seconds a real second, 0.1 to 10.
    Factor(f64),
    /// x1 while anybody computes, and a jump to the earliest deadline when all are quiet.
    Max,
}

/// What guards the run against leftovers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Isolation {
    /// A PID namespace where the kernel grants one, else best effort.
    #[default]
    Auto,
    /// A PID namespace or an error.
    Namespace,
    /// Subreaper and dead man's pipe only, as where namespaces are refused.
    BestEffort,
}

/// Everything a run depends on.
#[derive(Clone, Debug)]
pub struct Options {
    /// Path as given or `LESSON:LISTING`: for tracebacks and the trace header.
    pub path: String,
    /// The program's text.
    pub source: String,
    /// Buffering of stdout.
    pub stdout: StdoutMode,
    /// How processes are started.
    pub start_method: StartMethod,
    /// Rate of the clock at the start.
    pub speed: Speed,
    /// Seed of the program's random numbers; none draws them from the kernel.
    pub seed: Option<u64>,
    /// Real time after which the run is ended.
    pub time_limit: Option<Duration>,
    /// What guards the run.
    pub isolation: Isolation,
    /// Largest number of processes alive at once.
    pub max_processes: u32,
    /// Executable that becomes the stage (forklore itself; tests name the built binary).
    pub executable: PathBuf,
    /// Whether `line` events are wanted (a headless run without `--events` needs none).
    pub lines: bool,
    /// How often kernel states are sampled while something moves; none never samples.
    pub sample_every: Option<Duration>,
}

/// What the run can be told.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Close all gates and stop the clock.
    Pause,
    /// Open the gates and let the clock run.
    Resume,
    /// Change the rate of the clock.
    SetSpeed(Speed),
    /// Send SIGINT to every lesson process, as a terminal does.
    Interrupt,
    /// Send a signal to one process.
    Signal {
        /// Whom.
        target: ProcId,
        /// Signal number.
        signal: i32,
    },
    /// Confirm a standstill in the kernel and, if it is one, put `deadlock` into the trace.
    Confirm {
        /// Everybody in it.
        processes: Vec<ProcId>,
        /// The cycle, empty where there is none.
        cycle: Vec<ProcId>,
    },
    /// End the run: nothing of it survives. `outcome` and `code` go into `finished`.
    Stop {
        /// `stopped`, `deadlock`, `time_limit`
        outcome: &'static str,
        /// Exit status of the run.
        code: i32,
    },
}

/// What guards the run, as it came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The stage is the init of a PID namespace of its own.
    Namespace,
    /// Namespaces were refused, for this reason.
    BestEffort(String),
}

/// What a run tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The stage stands.
    Ready(Guard),
    /// Events, in their final order, `seq` given.
    Events(Vec<Arc<Event>>),
    /// Gates are closing; this many processes have not stopped yet.
    Pausing {
        /// Who still moves.
        moving: Vec<ProcId>,
    },
    /// Everybody stands at a gate and the clock stands.
    Paused,
    /// Gates are open again.
    Running,
    /// Nobody can move and no clock will change that, as the kernel confirms. (Told once each time it becomes so.)
    Standstill,
    /// The run is over, all its processes are gone, and no notice follows.
    Finished {
        /// `exited` `deadlock` `time_limit` `stopped`
        outcome: String,
        /// Exit status of the run: the program's own, or 128+N if signal N killed main.
        code: i32,
    },
    /// The machinery failed (not the program).
    Failed(String),
}

/// A run that is under way. Dropping it ends the run.
#[derive(Debug)]
pub struct Session {
    /// Commands in. A send that fails means that the run is over.
    pub commands: Sender<Command>,
    /// Notices out; the channel closes behind `Finished` or `Failed`. Bounded: a slow reader slows the conductor,
    /// never the order.
    pub notices: Receiver<Notice>,
    pub(crate) conductor: Option<std::thread::JoinHandle<()>>,
}

/// Why a run could not be started.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The program is outside what forklore runs.
    #[error("the program is refused")]
    Refused(Vec<crate::python::problem::Problem>),
    /// The environment lacks something.
    #[error("{what}: {cause}; {remedy}")]
    Environment {
        /// What failed.
        what: String,
        /// The system's word.
        cause: String,
        /// What to do.
        remedy: String,
    },
}
