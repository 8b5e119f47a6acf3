//! Why something cannot be: typed, so that whoever tells it chooses the language. In English as it stands here.

use std::fmt;

use super::os::children::HowEnded;
use super::stepping::Mover;
use crate::trace::{Agent, ObjectId, ProcId};

/// Why a step cannot be taken, or a run not be followed any further.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// An event is another one than in the earlier run.
    #[error("event {seq} of the earlier run was `{before}` and is `{now}` now")]
    Differs {
        /// Its number in the earlier run.
        seq: u64,
        /// What it was.
        before: String,
        /// What it is.
        now: String,
    },
    /// An event does not come.
    #[error("event {seq} of the earlier run, `{footprint}` of process {}, does not come: {}",
        proc.0, place(stands_before.as_deref()))]
    DoesNotCome {
        /// Its number in the earlier run.
        seq: u64,
        /// What it was.
        footprint: String,
        /// Whose.
        proc: ProcId,
        /// What that process would do next; none: it is not there.
        stands_before: Option<String>,
    },
    /// Whose step it is does not exist.
    #[error("{} is not there", name_of(*.0))]
    NotThere(Mover),
    /// Whose step it is lacks something.
    #[error("{} cannot do {}: {lacks}", name_of(*mover), operation(op.as_deref()))]
    Cannot {
        /// Whose step.
        mover: Mover,
        /// What it would do; none: its next statement.
        op: Option<String>,
        /// What it lacks.
        lacks: Lacks,
    },
}

/// What a step lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lacks {
    /// A signal that has it go on.
    #[error("it is stopped")]
    Continue,
    /// This object.
    #[error("it needs object {}", .0.0)]
    Object(ObjectId),
    /// The end of this process.
    #[error("it needs the end of process {}", .0.0)]
    End(ProcId),
    /// Something else.
    #[error("something is not there yet")]
    Other,
}

/// Why a run has no PID namespace of its own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoNamespace {
    /// It was asked for none.
    #[error("best effort was asked for")]
    Asked,
    /// The system refused it, in its own words.
    #[error("{0}")]
    Refused(String),
}

/// How the machinery of a run failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Breakdown {
    /// The shared memory holds what nobody writes.
    #[error("a process has overwritten the shared memory of the run")]
    Overwritten,
    /// A process came without the descriptor that it is watched by.
    #[error("no descriptor is left to watch a process: raise `ulimit -n`")]
    NoDescriptor,
    /// The stage ended although nobody told it to.
    #[error("the stage ended unexpectedly: {how}{}", below(log))]
    StageEnded {
        /// How it ended.
        how: HowEnded,
        /// What it wrote before; may be empty.
        log: String,
    },
}

/// What of a run could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Part {
    /// Signal handling.
    #[error("signals cannot be set up")]
    Signals,
    /// The memory that the processes share.
    #[error("shared memory cannot be set up")]
    SharedMemory,
    /// The process that makes all others.
    #[error("the stage cannot be set up")]
    Stage,
    /// The namespace that was asked for.
    #[error("a PID namespace cannot be made")]
    Namespace,
    /// Descriptors to watch with.
    #[error("the run cannot be watched")]
    Watching,
    /// The thread that conducts, and the way to it.
    #[error("a run cannot be set up")]
    Session,
}

/// What to do where a part of a run cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Remedy {
    /// Memory is short.
    #[error("free some memory, or raise the limit on file sizes (`ulimit -f`)")]
    Memory,
    /// Processes or descriptors are.
    #[error("see that processes and descriptors are left (`ulimit -u`, `ulimit -n`)")]
    Processes,
    /// Descriptors are.
    #[error("see that descriptors are left (`ulimit -n`)")]
    Descriptors,
    /// Threads or descriptors are.
    #[error("see that descriptors and threads are left (`ulimit -n`, `ulimit -u`)")]
    Threads,
    /// The system allows no namespaces.
    #[error("allow user namespaces, or run with best effort")]
    Namespaces,
}

fn place(op: Option<&str>) -> String {
    op.map_or_else(
        || "it is not there".to_owned(),
        |op| format!("it stands before `{op}`"),
    )
}

fn operation(op: Option<&str>) -> String {
    format!("`{}`", op.unwrap_or("its next statement"))
}

fn below(log: &str) -> impl fmt::Display {
    if log.trim_end().is_empty() {
        String::new()
    } else {
        format!("\n{}", log.trim_end())
    }
}

fn name_of(mover: Mover) -> String {
    let helper = match mover.agent {
        None => return format!("process {}", mover.proc.0),
        Some(Agent::Feeder) => "feeder",
        Some(Agent::Tasks) => "task handler",
        Some(Agent::Results) => "result handler",
    };
    format!("{helper} {} of process {}", mover.nth, mover.proc.0)
}
