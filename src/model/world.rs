//! [`World`]: everything the screen can show of one moment of a run.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::trace::{Agent, LineNo, ObjectId, ObjectType, ProcId};

/// One moment of a run: the fold of all events up to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// Virtual nanoseconds of the newest event (never goes back).
    pub vt: u64,
    /// Real nanoseconds of the newest event (never goes back).
    pub t: u64,
    /// `seq` of the newest event; none before the first.
    pub seq: Option<u64>,
    /// Processes by number; dense, so `processes[i].id == ProcId(i)`.
    pub processes: Vec<Process>,
    /// Objects in order of creation.
    pub objects: BTreeMap<ObjectId, Object>,
    /// The object that each process gave a further name last.
    pub newest_named: BTreeMap<ProcId, ObjectId>,
    /// Values and arrays whose makers have done nothing else since: what they write now is the first content.
    pub newborn: BTreeMap<ProcId, ObjectId>,
    /// Conditions, events and barriers by the number under which they are shown.
    pub composites: BTreeMap<ObjectId, super::composite::Composite>,
    /// Their parts (but locks), with that number; and what counts a joinable queue's unfinished items, with the queue.
    pub parts: BTreeMap<ObjectId, ObjectId>,
    /// Processes that were sent SIGKILL by somebody of the run.
    pub killed: std::collections::BTreeSet<ProcId>,
    /// What the shared output received.
    pub output: Output,
    /// Newest facts for the log, oldest first; bounded (`LOG_LIMIT`), `log_dropped` says how many went.
    pub log: VecDeque<LogEntry>,
    /// Log entries that fell off the front.
    pub log_dropped: u64,
    /// Events that were not delivered, by reason.
    pub lost: BTreeMap<String, u64>,
    /// A standstill that was confirmed; none again once one of its processes moves or dies.
    pub deadlock: Option<Deadlock>,
    /// When something last went forward.
    pub progress: super::progress::Progress,
    /// How the run ended.
    pub finished: Option<Finished>,
    /// Events applied so far: the position in the trace.
    pub applied: u64,
}

/// A process of the program.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Its number: the badge.
    pub id: ProcId,
    /// Who created it; none for main.
    pub parent: Option<ProcId>,
    /// Its name; `main` for main.
    pub name: String,
    /// Whether it dies with its parent.
    pub daemon: bool,
    /// PID as the program sees it, once started.
    pub pid: Option<u32>,
    /// PID on the machine, once started.
    pub host_pid: Option<u32>,
    /// Line it is at.
    pub line: Option<LineNo>,
    /// Its state in our words.
    pub state: State,
    /// Virtual time at which `state` began.
    pub since: u64,
    /// The kernel's letter (R S D T Z), from the newest sample; none before start and after reaping.
    pub letter: Option<char>,
    /// Where the kernel says it sleeps.
    pub wchan: String,
    /// Objects it holds (locks), in order of acquiring.
    pub holds: Vec<ObjectId>,
    /// Its lane: how its state went over virtual time.
    pub lane: Lane,
    /// Helper threads that were seen, with what each last did or waits for.
    pub helpers: BTreeMap<Agent, Helper>,
    /// An exception that nobody caught.
    pub exception: Option<Uncaught>,
    /// A signal that was sent and not yet taken.
    pub pending_signal: Option<String>,
    /// What it goes on with after a stop; `None` unless `state` is `Stopped`.
    pub before_stop: Option<Box<State>>,
    /// The newest wait with a time limit, over all its stretches; none once it ended.
    pub timed_wait: Option<TimedWait>,
    /// A wait that ran out of time, until the process does something further.
    pub gave_up: Option<GaveUp>,
}

/// An exception that nobody caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncaught {
    /// Its class.
    pub type_: String,
    /// Its message.
    pub message: String,
    /// The line that the process was at; none if it had not come to its first.
    pub line: Option<LineNo>,
}

/// A wait that ended because its time ran out.
#[derive(Clone, Debug, PartialEq)]
pub struct GaveUp {
    /// The object that it waited for.
    pub object: Option<ObjectId>,
    /// How long it waited, virtual nanoseconds.
    pub after: u64,
}

/// A helper thread (feeder, task handler, result handler) of a process.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Helper {
    /// What it waits for; none while it moves bytes or has nothing to do.
    pub waits_for: Option<Wait>,
}

/// State of a process in our words (SCREENS.md §3).
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Constructed; `start()` not called.
    Created,
    /// Could move but has no turn or no CPU.
    Ready,
    /// Moves.
    Running,
    /// Only another process can end the wait.
    Blocked(Wait),
    /// Only the clock ends it: deadline in virtual nanoseconds.
    Sleeping {
        /// When it ends.
        until: u64,
    },
    /// Stopped by a signal.
    Stopped,
    /// Ended; the parent has not asked.
    Zombie(End),
    /// Ended and reaped.
    Exited(End),
    /// Vanished without a status (damaged trace).
    Gone,
}

/// What a process waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// `acquire` `join` `get` `put` `recv` `send` `pool_result` `exit` ...
    pub op: String,
    /// The object.
    pub object: Option<ObjectId>,
    /// The process.
    pub child: Option<ProcId>,
    /// When it gives up, in virtual nanoseconds.
    pub deadline: Option<u64>,
}

/// A wait with a time limit. It may be left and taken up again: a pool's results are dealt with and its workers are made
/// anew meanwhile.
#[derive(Clone, Debug, PartialEq)]
pub struct TimedWait {
    /// What is waited for, with the deadline of its first stretch.
    pub wait: Wait,
    /// Line that it was told on.
    pub line: Option<LineNo>,
    /// When its first stretch began, in virtual nanoseconds.
    pub began: u64,
}

/// How a process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself, with this status.
    Code(i32),
    /// By this signal.
    Signal(String),
}

/// A lane of the timeline: spans of equal state, oldest first; bounded by merging the oldest spans.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// Spans; each begins where the one before ends; the last one is still open.
    pub spans: Vec<LaneSpan>,
}

/// A stretch of virtual time in one state.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneSpan {
    /// Begin, virtual nanoseconds.
    pub from: u64,
    /// What the lane shows.
    pub state: LaneState,
}

/// What a cell of a lane can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LaneState {
    /// Before start, after the end.
    Blank,
    /// Running.
    Running,
    /// Ready.
    Ready,
    /// Blocked.
    Blocked,
    /// Sleeping or in a timed wait.
    Sleeping,
    /// Stopped.
    Stopped,
    /// Zombie.
    Zombie,
}

/// A shared object.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Its number.
    pub id: ObjectId,
    /// Its type.
    pub type_: ObjectType,
    /// Name shown: the first the program gave, else the type's name.
    pub name: String,
    /// Every name, with the process that uses it.
    pub names: Vec<(ProcId, String)>,
    /// Who made it.
    pub creator: ProcId,
    /// Line of the listing that made it.
    pub line: Option<LineNo>,
    /// Who was seen to make, name or use it, in that order; bounded.
    pub users: Vec<ProcId>,
    /// Who took it last, if it is a lock or semaphore.
    pub last_taker: Option<ProcId>,
    /// Who waits, in the order of their `waiting` events.
    pub waiters: Vec<Waiter>,
    /// What the kernel said last: queued waiters, bytes in the pipe.
    pub kernel_waiters: Option<u32>,
    /// Virtual time of the newest change.
    pub changed: u64,
    /// History of the number its lane shows (count, items, holder's badge), as (virtual time, value), bounded.
    pub history: Vec<(u64, i64)>,
    /// What only its type has.
    pub detail: Detail,
}

/// A process (or its helper) that waits for an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiter {
    /// Who.
    pub proc: ProcId,
    /// Its helper thread, if that is who waits.
    pub agent: Option<Agent>,
    /// `acquire` `get` `put` ...
    pub op: String,
    /// Since when, virtual nanoseconds.
    pub since: u64,
}

/// What only one type of object has.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// Lock and RLock.
    Lock {
        /// Who holds it.
        holder: Option<ProcId>,
        /// Since when, virtual nanoseconds.
        since: u64,
        /// How often an RLock is taken.
        depth: u32,
    },
    /// Semaphore.
    Semaphore {
        /// Permits free.
        count: i64,
        /// At the start.
        initial: i64,
        /// Highest count so far.
        highest: i64,
        /// Permits taken so far.
        taken: u64,
        /// Permits given so far.
        given: u64,
    },
    /// Queue.
    Queue {
        /// Items put and not yet taken, oldest first (bounded: `ITEM_LIMIT`, `n_items` counts all).
        items: VecDeque<Item>,
        /// How many are inside.
        n_items: u64,
        /// Of them, not yet written into the pipe by a feeder.
        n_with_feeder: u64,
        /// Largest number of items, if bounded.
        capacity: Option<i64>,
        /// Bytes in the pipe, as sampled.
        bytes: Option<u64>,
        /// Whether it counts unfinished items,
        is_joinable: bool,
        /// and the semaphore that does.
        unfinished: Option<ObjectId>,
    },
    /// Pipe.
    Pipe {
        /// Messages sent and not yet received, oldest first, by direction: from end 0 to 1 and from 1 to 0.
        in_flight: [VecDeque<Item>; 2],
        /// Who was seen using end 0 and end 1.
        ends: [Vec<ProcId>; 2],
        /// Who has end 0 and end 1 open; `None` where the trace does not tell it.
        open: Option<[Vec<ProcId>; 2]>,
        /// How often end 0 and end 1 were closed by a process that lived on.
        n_closed: [u32; 2],
        /// Bytes in the kernel, as sampled.
        bytes: Option<u64>,
        /// Messages that were received so far.
        n_messages: u64,
        /// 2 of a duplex pipe, 1 of one whose end 0 only receives; `None` where the trace does not say it.
        n_directions: Option<i64>,
    },
    /// Pool.
    Pool {
        /// Workers, by process, with the task each is at and how many it finished.
        workers: Vec<Worker>,
        /// Tasks handed in.
        submitted: u64,
        /// Tasks that a worker took.
        started: u64,
        /// Tasks that are done, those that failed included.
        done: u64,
        /// Of them, those that raised an exception.
        failed: u64,
        /// Tasks whose worker ended with them: no result of them ever comes.
        lost: u64,
        /// The newest of them, with its worker.
        newest_lost: Option<(u64, ProcId)>,
        /// State of the first tasks (bounded: `TASK_LIMIT`).
        tasks: Vec<TaskState>,
    },
    /// Value and Array.
    Value {
        /// Content as text.
        repr: String,
        /// Content before, and who changed it; of an array the changed cell.
        before: Option<(String, ProcId)>,
        /// Cells of an array (bounded: `CELL_LIMIT`).
        cells: Vec<String>,
        /// Cell that was changed last.
        changed: Option<usize>,
        /// Who holds its own lock, and how often it is taken.
        holder: Option<(ProcId, u32)>,
        /// Who read and wrote it.
        accesses: Box<super::value::Accesses>,
    },
    /// Types of later chapters: nothing beyond the common part.
    Other,
}

/// An item or message in flight.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// As text.
    pub repr: String,
    /// Bytes of the pickle.
    pub bytes: u64,
    /// Who sent it.
    pub from: ProcId,
    /// Of a queue: put, but not yet written into the pipe by the feeder.
    pub with_feeder: bool,
}

/// A pool's worker.
#[derive(Clone, Debug, PartialEq)]
pub struct Worker {
    /// Which process.
    pub proc: ProcId,
    /// The task it is at.
    pub task: Option<u64>,
    /// Tasks it finished.
    pub done: u64,
}

/// State of a pool task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// Handed in.
    Waiting,
    /// At this worker.
    Running(ProcId),
    /// Done by this worker.
    Done(ProcId),
    /// It raised an exception at this worker.
    Failed(ProcId),
    /// This worker ended with it.
    Lost(ProcId),
}

/// What the shared output received, as rows of pieces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Output {
    /// Rows, oldest first; bounded (`ROW_LIMIT`), `dropped` counts what went. The last row is open if `line_open`.
    /// Shared with the checkpoints of the run.
    pub rows: VecDeque<Arc<Row>>,
    /// Rows that fell off the front.
    pub dropped: u64,
    /// Whether the newest row has not had its newline yet.
    pub line_open: bool,
    /// Who wrote last.
    pub last_writer: Option<ProcId>,
    /// How many rows were torn so far.
    pub torn: u64,
    /// Writers whose newest text has had no newline of theirs yet, with the absolute number of its row.
    pub open_texts: BTreeMap<ProcId, u64>,
}

/// One row of output: pieces of one or more writers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Pieces in the order they arrived.
    pub pieces: Vec<Piece>,
    /// Whether a writer came between the pieces of another one's line.
    pub torn: bool,
    /// Number of events applied when its first piece arrived (for seeking): that event is the last of them.
    pub seq: u64,
    /// Of a row made by a newline that came late: how many rows below its text it stands.
    pub late: Option<u64>,
    /// Bytes that are not kept because the row is too long.
    pub cut: u64,
}

/// Text that one write(2) put into a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Who wrote it.
    pub proc: ProcId,
    /// 1 stdout, 2 stderr.
    pub stream: u8,
    /// The text, without newline; control characters are kept.
    pub text: String,
    /// The write was a newline and nothing else (`↵`).
    pub lone_newline: bool,
}

/// A fact in the log; its sentence is made by `narration` in the language of the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntry {
    /// `seq` of its event.
    pub seq: u64,
    /// Virtual nanoseconds.
    pub vt: u64,
    /// Who.
    pub proc: Option<ProcId>,
    /// The helper thread that did it; `None` for the process itself.
    pub agent: Option<Agent>,
    /// What to say: facts, not text.
    pub fact: super::narration::Fact,
}

/// A standstill that was confirmed in the kernel.
#[derive(Clone, Debug, PartialEq)]
pub struct Deadlock {
    /// Everybody in it.
    pub processes: Vec<ProcId>,
    /// The cycle, first to last and back; empty where there is none.
    pub cycle: Vec<ProcId>,
    /// Virtual nanoseconds when it was found.
    pub vt: u64,
}

/// How the run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// `exited` `deadlock` `time_limit` `stopped`
    pub outcome: String,
    /// Exit status of the run.
    pub code: i32,
    /// Virtual nanoseconds when it ended.
    pub vt: u64,
}
