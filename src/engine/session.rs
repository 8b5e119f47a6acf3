//! A run, seen from outside: [`Options`] in, a [`Session`] with commands and notices out.

use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, SendError, Sender};

use super::conductor;
use super::os::{doorbell, namespace};
use crate::engine::reason::{Breakdown, Misfit, NoNamespace, Part, Remedy};
use crate::engine::stepping::{Held, Mover, Stepped};
use crate::python::Program;
use crate::python::problem::Problem;
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

impl StartMethod {
    /// Python's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fork => "fork",
            Self::Spawn => "spawn",
        }
    }
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

/// The share of the machine that lesson processes ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Priority {
    /// Less than others, so that a screen stays smooth while lessons burn CPU.
    #[default]
    Low,
    /// As much as any program: nobody watches, and the run is to take no longer than under CPython.
    Equal,
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
    /// The share of the machine that its processes ask for.
    pub priority: Priority,
    /// How often kernel states are sampled while something moves; none never samples.
    pub sample_every: Option<Duration>,
    /// None: the run is live.
    pub stepped: Option<Stepped>,
}

/// What the run can be told.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Close all gates and stop the clock.
    Pause,
    /// Open the gates and let the clock run: a paused or stepped run is live again.
    Resume,
    /// Go over to stepped mode and hold: from then on nobody moves unchosen. [`Notice::Held`] follows when all stand.
    Hold,
    /// One step, of this one, or of whom the policy chooses. [`Notice::Held`] follows when all are at rest again.
    Step(Option<Mover>),
    /// Take steps by the policy until [`Command::Hold`], with this many real milliseconds between two of them.
    Play {
        /// Milliseconds.
        every_ms: u32,
    },
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
    /// The answer to [`Notice::Waits`] of this number: what there is to confirm has been asked for.
    Looked(u64),
    /// Ends the run.
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
    BestEffort(NoNamespace),
}

/// What a run tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The stage stands.
    Ready(Guard),
    /// Events, in their final order, `seq` given.
    Events(Arc<Vec<Event>>),
    /// Gates are closing; this many processes have not stopped yet.
    Pausing {
        /// Who still moves.
        moving: Vec<ProcId>,
    },
    /// Everybody stands at a gate and the clock stands.
    Paused,
    /// Gates are open again.
    Running,
    /// The run is stepped, everybody is at rest, and somebody has begun to wait: [`Command::Looked`] with the same number
    /// lets it go on. Only under [`Stepped::asks`](super::stepping::Stepped::asks).
    Waits(u64),
    /// The run is stepped and everybody is at rest: what each could do next.
    Held(Held),
    /// A step or a schedule that cannot be taken: the step at which it stops fitting, and why.
    Refused {
        /// Number of the step, from 0.
        step: u64,
        /// Why.
        why: Misfit,
    },
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
    Failed(Breakdown),
}

/// The way commands go in: each send wakes the conductor. Clones lead to the same run.
#[derive(Clone, Debug)]
pub struct Commands {
    sender: Sender<Command>,
    wakeup: Option<Arc<OwnedFd>>,
}

impl Commands {
    /// Commands that nothing but the channel's receiver waits for: for tests that stand in for a run.
    pub fn unheard(sender: Sender<Command>) -> Self {
        Self {
            sender,
            wakeup: None,
        }
    }

    /// Tells the run something.
    ///
    /// # Errors
    /// The run is over.
    pub fn send(&self, command: Command) -> Result<(), SendError<Command>> {
        self.sender.send(command)?;
        self.wake();
        Ok(())
    }

    fn wake(&self) {
        if let Some(wakeup) = &self.wakeup {
            doorbell::ring(wakeup.as_raw_fd());
        }
    }
}

/// A run that is under way. Dropping it ends the run.
#[derive(Debug)]
pub struct Session {
    /// Commands in. A send that fails means that the run is over.
    pub commands: Commands,
    /// Notices out; the channel closes behind `Finished` or `Failed`. Bounded: a slow reader slows the conductor,
    /// never the order.
    pub notices: Receiver<Notice>,
    conductor: Option<Running>,
}

/// The conductor's thread and the word that nobody wants its run any more.
#[derive(Debug)]
struct Running {
    thread: JoinHandle<()>,
    abandoned: Arc<AtomicBool>,
}

impl Session {
    /// A session without a run behind it: for tests that stand in for one.
    pub fn unheard(commands: Sender<Command>, notices: Receiver<Notice>) -> Self {
        Self {
            commands: Commands::unheard(commands),
            notices,
            conductor: None,
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(running) = self.conductor.take() {
            running.abandoned.store(true, Ordering::SeqCst);
            self.commands.wake();
            // A panic of the conductor has been printed by its thread; there is nothing left to do about it here.
            let _ = running.thread.join();
        }
    }
}

/// Notices on the way at most: each holds a batch of events.
const NOTICES: usize = 256;

/// Starts a run.
///
/// # Errors
/// The program is refused, or the environment lacks something.
pub fn launch(options: Options) -> Result<Session, EngineError> {
    let failed = |error: std::io::Error| EngineError::Environment {
        what: Part::Session,
        cause: error.to_string(),
        remedy: Remedy::Threads,
    };
    let (command_sender, commands) = crossbeam_channel::unbounded();
    let (notice_sender, notices) = crossbeam_channel::bounded(NOTICES);
    let (ready_sender, ready) = crossbeam_channel::bounded(1);
    let wakeup = Arc::new(doorbell::new().map_err(failed)?);
    namespace::close_on_exec(wakeup.as_fd()).map_err(failed)?;
    let abandoned = Arc::new(AtomicBool::new(false));
    let conductor_ends = conductor::Outside {
        commands,
        wakeup: Arc::clone(&wakeup),
        notices: notice_sender,
        abandoned: Arc::clone(&abandoned),
    };
    let (path, source) = (options.path.clone(), options.source.clone());
    // The stage is started by the conductor's own thread: it is killed when the thread that started it ends.
    let thread = std::thread::Builder::new()
        .name("conductor".to_owned())
        .spawn(move || conductor::run(&options, conductor_ends, &ready_sender))
        .map_err(failed)?;
    let session = Session {
        commands: Commands {
            sender: command_sender,
            wakeup: Some(wakeup),
        },
        notices,
        conductor: Some(Running { thread, abandoned }),
    };
    // Meanwhile the stage starts and compiles the same text: of a program that is refused it runs nothing either.
    check(&path, &source).map_err(EngineError::Refused)?;
    match ready.recv() {
        Ok(Ok(())) => Ok(session),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(failed(std::io::Error::other(
            "the conductor ended before the run began",
        ))),
    }
}

/// Compiles the program to see whether it is one that runs here.
fn check(path: &str, source: &str) -> Result<(), Vec<Problem>> {
    Program::compile(path, source).map(drop)
}

/// Why a run could not be started.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The program is outside what forklore runs.
    #[error("the program is refused")]
    Refused(Vec<Problem>),
    /// The environment lacks something.
    #[error("{what}: {cause}; {remedy}")]
    Environment {
        /// What failed.
        what: Part,
        /// The system's word.
        cause: String,
        /// What to do.
        remedy: Remedy,
    },
}
