//! [`Event`]: one fact of a run. The kinds and their fields are the contract of DESIGN.md §6.

use serde::{Deserialize, Serialize};

/// Number of a process within a run: main is 0, the others in order of creation. The kernel's PID is only a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProcId(pub u32);

impl ProcId {
    /// The main process.
    pub const MAIN: Self = Self(0);
}

/// Number of a shared object within a run, from 1 in order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ObjectId(pub u32);

/// Line of the listing, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineNo(pub u32);

/// A helper thread that acts for its process, as CPython's threads do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agent {
    /// A Queue's feeder: moves what was put into the pipe.
    Feeder,
    /// A Pool's task handler: sends tasks to the workers.
    Tasks,
    /// A Pool's result handler: receives results.
    Results,
}

/// What kind of shared object it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectType {
    /// `Lock()`
    Lock,
    /// `RLock()`
    Rlock,
    /// `Semaphore(n)` and `BoundedSemaphore(n)`
    Semaphore,
    /// `Queue(n)`, `SimpleQueue()`, `JoinableQueue(n)`
    Queue,
    /// `Pipe()`
    Pipe,
    /// `Pool(n)`
    Pool,
    /// `Event()`
    Event,
    /// `Condition()`
    Condition,
    /// `Barrier(n)`
    Barrier,
    /// `Value(...)`
    Value,
    /// `Array(...)`
    Array,
}

/// First line of a trace. The default one knows nothing of its run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the format: 1.
    pub forklore_trace: u32,
    /// Path of the program as it was given, or `LESSON:LISTING`.
    pub program: String,
    /// SHA-256 of the program's bytes, lower-case hexadecimal.
    pub sha256: String,
    /// What ran it: `native`.
    pub engine: String,
    /// `fork` or `spawn`.
    pub start_method: String,
    /// `terminal`, `pipe` or `unbuffered`.
    pub stdout: String,
    /// Factor of the virtual clock (`"1"`, `"0.5"`), or `max`.
    pub speed: String,
    /// Seed of the program's random numbers, if one was set.
    pub seed: Option<u64>,
    /// Schedule of a stepped run.
    pub schedule: Option<String>,
    /// Wall-clock time of the start, RFC 3339.
    pub started_at: String,
}

/// One fact, at its place in the delivered order. How it stands in a file: `trace::codec`.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Place in the delivered order, dense from 0; sampled kinds repeat the number before them.
    pub seq: u64,
    /// Real nanoseconds since the start of the run.
    pub t: u64,
    /// Virtual nanoseconds: what the program's clock showed, from 0.
    pub vt: u64,
    /// Who did it; for what forklore itself saw, the process concerned; else `None`.
    pub proc: Option<ProcId>,
    /// PID as the program sees it.
    pub pid: Option<u32>,
    /// PID as the machine sees it.
    pub host_pid: Option<u32>,
    /// Line of the listing that `proc` is at.
    pub line: Option<LineNo>,
    /// The helper thread that did it; `None` for the process itself.
    pub agent: Option<Agent>,
    /// What happened.
    pub kind: EventKind,
}

/// What happened. Names and fields as in DESIGN.md §6.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// A Process object was made; `start()` has not been called.
    ProcessCreated {
        /// The new process.
        child: ProcId,
        /// Its name, `Process-1` unless the program chose one.
        name: String,
        /// Whether it dies with its parent.
        daemon: bool,
    },
    /// The kernel process exists.
    ProcessStarted {
        /// The started process.
        child: ProcId,
        /// Its PID as the program sees it.
        child_pid: u32,
        /// Its PID on the machine.
        child_host_pid: u32,
        /// PID of its parent as the program sees it.
        ppid: u32,
        /// Whether it dies with its parent: as it stood when `start()` was called.
        #[serde(default)]
        daemon: bool,
        /// Whether it runs in a fresh interpreter (spawn): of its parent's pipes it has only what it was given.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        fresh: bool,
    },
    /// The statement of the event's `line` is about to run.
    Line,
    /// A shared object was made.
    ObjectCreated {
        /// The new object.
        object: ObjectId,
        /// Its type.
        #[serde(rename = "type")]
        type_: ObjectType,
        /// Targets of the assignment that made it (`empty` of `empty = Semaphore(2)`); may be empty.
        names: Vec<String>,
        /// Start value of a lock or semaphore; workers of a pool; directions of a pipe (1 or 2);
        /// parties of a barrier.
        initial: Option<i64>,
        /// Largest number of items of a queue (0 or `None`: no bound); cells of an array.
        capacity: Option<i64>,
    },
    /// The object got a further name in this process, by parameter or attribute.
    ObjectNamed {
        /// The object.
        object: ObjectId,
        /// The further name.
        name: String,
    },
    /// The process cannot go on until something happens.
    Waiting {
        /// `acquire` `join` `get` `put` `recv` `send` `sleep` `pool_result` `exit` ...
        op: String,
        /// The object waited for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        object: Option<ObjectId>,
        /// The process waited for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        child: Option<ProcId>,
        /// Seconds after which it gives up (of a sleep: its length).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        timeout: Option<f64>,
    },
    /// A permit was taken.
    Acquired {
        /// The lock or semaphore.
        object: ObjectId,
        /// Count after, read from the kernel object right after acquiring.
        value: i64,
    },
    /// A permit was given back.
    Released {
        /// The lock or semaphore.
        object: ObjectId,
        /// Count after: read right before releasing, plus one.
        value: i64,
    },
    /// An item was handed to a queue.
    Put {
        /// The queue.
        object: ObjectId,
        /// The item as text, cut at 200 characters.
        repr: String,
        /// Bytes of the pickled item.
        bytes: u64,
    },
    /// An item was taken from a queue, or a shared value or array was read.
    Got {
        /// The queue, value or array.
        object: ObjectId,
        /// The item as text, cut at 200 characters; what was read, of an array with its place.
        repr: String,
        /// Bytes of the pickled item, or read.
        bytes: u64,
    },
    /// A message was written into a pipe (of a feeder: the item's bytes are in the queue's pipe).
    Sent {
        /// The pipe or queue.
        object: ObjectId,
        /// The message as text, cut at 200 characters.
        repr: String,
        /// Bytes of the message, without its length header.
        bytes: u64,
        /// End of the pipe that it was written into: 0 or 1, as `Pipe()` returned them; `None` for a queue's pipe.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Option<u8>,
    },
    /// A message was read from a pipe.
    Received {
        /// The pipe.
        object: ObjectId,
        /// The message as text, cut at 200 characters.
        repr: String,
        /// Bytes of the message, without its length header.
        bytes: u64,
        /// End of the pipe that it was read from: 0 or 1, as `Pipe()` returned them; `None` for a queue's pipe.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Option<u8>,
    },
    /// An end of a pipe is open in this process from now on: it made the pipe, or was given the end by spawn. A forked
    /// child has every end that its parent had open, without being told.
    Opened {
        /// The pipe.
        object: ObjectId,
        /// The end: 0 or 1, as `Pipe()` returned them; `None` for both.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Option<u8>,
    },
    /// This process closed its copy of an end: `close()`, or nothing refers to it any more. The end of a process closes
    /// all of its ends, without being told.
    Closed {
        /// The pipe.
        object: ObjectId,
        /// The end: 0 or 1, as `Pipe()` returned them; `None` for both.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Option<u8>,
    },
    /// `join` returned.
    Joined {
        /// The process joined.
        child: ProcId,
        /// Its exit code as Python gives it, or `None` on time-out.
        exitcode: Option<i32>,
    },
    /// One write(2) to the shared output arrived.
    Output {
        /// 1 for stdout, 2 for stderr.
        stream: u8,
        /// The text; bytes that are not UTF-8 stand as U+FFFD.
        data: String,
        /// The exact bytes, where `data` could not hold them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        base64: Option<String>,
    },
    /// A signal was sent.
    Signal {
        /// Who gets it.
        target: ProcId,
        /// Its name, such as `SIGTERM`.
        signal: String,
        /// Why it was sent, where the program did not ask for it by itself: `daemon` (its parent comes to its end),
        /// `pool` (its pool is terminated).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// The process ended and is a zombie until its parent asks.
    ProcessExited {
        /// The process.
        child: ProcId,
        /// Exit status, if it ended by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<i32>,
        /// Name of the signal that killed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signal: Option<String>,
    },
    /// The parent asked for the exit status: the zombie is gone.
    ProcessReaped {
        /// The process.
        child: ProcId,
        /// Who asked; `None`: the stage's init.
        by: Option<ProcId>,
    },
    /// A shared value or array was written.
    ValueChanged {
        /// The value or array.
        object: ObjectId,
        /// Its content after; of an array what was written, with its place.
        repr: String,
        /// Whether the program computes it from what it read there: `v.value = x + 1` after `x = v.value`.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        from_read: bool,
    },
    /// A task was handed to a pool.
    TaskSubmitted {
        /// The pool.
        object: ObjectId,
        /// Number of the task, from 1.
        task: u64,
        /// Always `None` here.
        worker: Option<ProcId>,
    },
    /// A worker took a task.
    TaskStarted {
        /// The pool.
        object: ObjectId,
        /// Number of the task, from 1.
        task: u64,
        /// Who runs it.
        worker: Option<ProcId>,
    },
    /// A worker finished a task.
    TaskFinished {
        /// The pool.
        object: ObjectId,
        /// Number of the task, from 1.
        task: u64,
        /// Who ran it.
        worker: Option<ProcId>,
        /// Whether it raised an exception, which is its result then.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        failed: bool,
    },
    /// An exception that nobody caught.
    Exception {
        /// Its class.
        #[serde(rename = "type")]
        type_: String,
        /// Its message.
        message: String,
    },
    /// Sampled: the kernel's own word on the process, only when it changed.
    KernelState {
        /// State letter of proc(5): R, S, D, T, Z.
        letter: String,
        /// Where it sleeps in the kernel; empty if unknown.
        wchan: String,
    },
    /// Sampled: counts read from the kernel object, only when they changed.
    ObjectState {
        /// The object.
        object: ObjectId,
        /// Count of a lock or semaphore; items of a queue; content of a value.
        value: Option<i64>,
        /// Waiters queued in the kernel.
        waiters: Option<u32>,
        /// Bytes in a pipe.
        bytes: Option<u64>,
    },
    /// A standstill, confirmed in the kernel.
    Deadlock {
        /// Everybody in it.
        processes: Vec<ProcId>,
        /// The cycle of waiting, first to last and back; empty where there is none.
        cycle: Vec<ProcId>,
    },
    /// Events that are not here, and why.
    Lost {
        /// How many.
        count: u64,
        /// `ring_full`, `thinned`, `killed`
        why: String,
    },
    /// The run is over.
    Finished {
        /// `exited` `deadlock` `time_limit` `stopped`
        outcome: String,
        /// Exit status of the run.
        code: i32,
        /// Schedule code of a stepped run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        schedule: Option<String>,
    },
    /// A kind of a later version: kept as it stands and shown.
    #[serde(skip)]
    Unknown {
        /// The kind's name.
        kind: String,
        /// All its further fields.
        fields: serde_json::Map<String, serde_json::Value>,
    },
}

impl EventKind {
    /// Its name in the trace; `unknown` for every kind of a later version.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ProcessCreated { .. } => "process_created",
            Self::ProcessStarted { .. } => "process_started",
            Self::Line => "line",
            Self::ObjectCreated { .. } => "object_created",
            Self::ObjectNamed { .. } => "object_named",
            Self::Waiting { .. } => "waiting",
            Self::Acquired { .. } => "acquired",
            Self::Released { .. } => "released",
            Self::Put { .. } => "put",
            Self::Got { .. } => "got",
            Self::Sent { .. } => "sent",
            Self::Received { .. } => "received",
            Self::Opened { .. } => "opened",
            Self::Closed { .. } => "closed",
            Self::Joined { .. } => "joined",
            Self::Output { .. } => "output",
            Self::Signal { .. } => "signal",
            Self::ProcessExited { .. } => "process_exited",
            Self::ProcessReaped { .. } => "process_reaped",
            Self::ValueChanged { .. } => "value_changed",
            Self::TaskSubmitted { .. } => "task_submitted",
            Self::TaskStarted { .. } => "task_started",
            Self::TaskFinished { .. } => "task_finished",
            Self::Exception { .. } => "exception",
            Self::KernelState { .. } => "kernel_state",
            Self::ObjectState { .. } => "object_state",
            Self::Deadlock { .. } => "deadlock",
            Self::Lost { .. } => "lost",
            Self::Finished { .. } => "finished",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// Whether the event is a reading that forklore took, outside the dense numbering.
    pub fn is_sampled(&self) -> bool {
        matches!(
            self,
            Self::KernelState { .. } | Self::ObjectState { .. } | Self::Lost { .. }
        )
    }
}
