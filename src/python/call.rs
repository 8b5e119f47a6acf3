//! What passes between the interpreter and the outside: [`Step`] out, [`Reply`] in.
//!
//! The interpreter never touches the system. It stops with a `Step`; whoever runs it (the engine, on real kernel
//! objects; a test, on paper) does what is asked and resumes it with a `Reply`:
//!
//! | step | sensible replies |
//! |---|---|
//! | [`Step::Line`], [`Step::Breath`] | [`Reply::Unit`], [`Reply::Raise`] (KeyboardInterrupt), [`Reply::Upcall`], [`Reply::BecomeWorker`] |
//! | [`Step::Call`], [`Step::Resume`] | what the call's variant says, or any of the above but `Unit` |
//! | [`Step::Exit`] | none: the process ends |

use super::shared::Layout;
use crate::trace::ProcId;

/// Where the interpreter stopped.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The statement on this line (from 1) is about to run.
    Line(u32),
    /// 1,000 bytecodes have passed without any other step: a place to pause.
    Breath,
    /// The program asks for something.
    Call(Call),
    /// An [`Reply::Upcall`] that broke into a call has been dealt with: go on with that call (the innermost one that
    /// was broken into), its deadline unchanged.
    Resume,
    /// The program has ended.
    Exit(Exit),
}

/// How a process's program ended; what must still happen (flush, children, feeders) is the engine's.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Exit {
    /// Exit status, 0..=255.
    pub code: i32,
    /// Text for stderr: a traceback in CPython's form (of a child without the `Process NAME:` line), or the text
    /// given to `sys.exit`. Ends with a newline.
    pub report: Option<String>,
    /// Class and message of an uncaught exception (none for SystemExit).
    pub exception: Option<(String, String)>,
    /// Forklore itself ended it: `limit` or `unsupported`, and what was met.
    pub stopped: Option<(&'static str, String)>,
    /// It ended a spawned process that had not yet become itself: the report stands alone, as a program's own.
    pub is_importing: bool,
}

/// A shared object as this process knows it: index into the process's own table, which fork copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(pub u32);

/// What a semaphore-like object is to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SemaphoreKind {
    /// `Lock()`: a semaphore of one.
    Lock,
    /// `RLock()`: belongs to the process that holds it, which may take it again.
    RLock,
    /// `Semaphore(n)`: may exceed its start value.
    Semaphore,
    /// `BoundedSemaphore(n)`: may not.
    Bounded,
}

/// What a queue is to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueKind {
    /// `Queue(n)`: with a feeder.
    Queue,
    /// `JoinableQueue(n)`: likewise, and counts unfinished tasks.
    Joinable,
    /// `SimpleQueue()`: no feeder, no bound.
    Simple,
}

/// What a fresh interpreter is given: nothing else crosses over.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Luggage {
    /// `get_start_method()` of the parent: `fork`, `spawn` or `forkserver`.
    pub method: String,
    /// The pickled process object, or a pool worker's `(initializer, initargs)`.
    pub bytes: Vec<u8>,
    /// The shared objects that the bytes speak of by their place in this list: in the new process, handle 0 and on.
    pub handles: Vec<Handle>,
}

/// A value on its way into a queue: pickled, or the traceback text that its feeder writes to stderr because it cannot
/// be pickled.
pub type Pickled = Result<Vec<u8>, String>;

/// What a program asks of the system. The doc line of each variant ends with the replies it takes; any call may
/// also be answered by [`Reply::Raise`].
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    // --- output -------------------------------------------------------------------------------------------------
    /// Hands pieces of text to stdout (1) or stderr (2), one after another, then flushes if asked. `Unit`.
    Write {
        /// 1 or 2.
        stream: u8,
        /// Pieces as `print` writes them: argument, separator ..., end. Each is one write of the text layer.
        pieces: Vec<String>,
        /// `print(..., flush=True)`.
        flush: bool,
    },
    /// Flushes stdout (1) or stderr (2). `Unit`.
    Flush {
        /// 1 or 2.
        stream: u8,
    },
    // --- time and chance ----------------------------------------------------------------------------------------
    /// `time.sleep(seconds)`; never negative. `Unit`.
    Sleep {
        /// Virtual seconds.
        seconds: f64,
    },
    /// `time.time()`: seconds since 1970. `Float`.
    Time,
    /// `time.monotonic()`, `time.perf_counter()`. `Float`.
    Monotonic,
    /// 64 random bits to seed this process's generator. `Int`.
    Entropy,
    // --- this process -------------------------------------------------------------------------------------------
    /// `os.getppid()`. `Int`.
    ParentPid,
    /// `os.cpu_count()`. `Int`.
    CpuCount,
    /// `os.environ.get(name)`. `Text` or `None`.
    Environment {
        /// Name of the variable.
        name: String,
    },
    /// `os._exit(code)`: ends at once, nothing flushed. No reply.
    HardExit {
        /// Exit status.
        code: i32,
    },
    /// `os.kill(pid, signal)`. `Unit`.
    Kill {
        /// PID as the program sees it.
        pid: i64,
        /// Signal number.
        signal: i32,
    },
    /// `urllib.request.urlopen(url)`: the body. `Bytes`.
    Fetch {
        /// The address.
        url: String,
    },
    // --- processes ----------------------------------------------------------------------------------------------
    /// `Process(...)` was constructed. `Process`.
    CreateProcess {
        /// Name of the object's class, which a numbered name begins with (`Producer-1`).
        class: String,
        /// `name=`; none lets the system number it.
        name: Option<String>,
        /// `daemon=`; none inherits from this process.
        daemon: Option<bool>,
    },
    /// `start()`. `Started` in this process, `Child` in the new one.
    StartProcess {
        /// Which.
        proc: ProcId,
        /// Its name now.
        name: String,
        /// Its daemon flag now.
        daemon: bool,
    },
    /// `start()` under spawn: a fresh interpreter imports the program and unpickles the luggage. `Started`.
    SpawnProcess {
        /// Which.
        proc: ProcId,
        /// Its name now.
        name: String,
        /// Its daemon flag now.
        daemon: bool,
        /// What crosses over.
        luggage: Luggage,
    },
    /// `join(timeout)`. `ExitCode`: none after a time-out.
    Join {
        /// A child of this process.
        proc: ProcId,
        /// Virtual seconds; none waits for ever.
        timeout: Option<f64>,
    },
    /// `is_alive()`, `exitcode`: reaps the child if it has ended. `ExitCode`: none while it runs.
    PollProcess {
        /// A child of this process.
        proc: ProcId,
    },
    /// `terminate()` (15), `kill()` (9). `Unit`.
    SignalProcess {
        /// A child of this process.
        proc: ProcId,
        /// Signal number.
        signal: i32,
    },
    /// `active_children()`: reaps the finished, tells the rest. `Children`.
    ActiveChildren,
    // --- semaphores ---------------------------------------------------------------------------------------------
    /// Makes a lock or semaphore. `Handle`.
    NewSemaphore {
        /// Which.
        kind: SemaphoreKind,
        /// Start value (1 for locks).
        initial: i64,
        /// Targets of the assignment.
        names: Vec<String>,
    },
    /// `acquire(block, timeout)`. `Bool`.
    Acquire {
        /// Lock or semaphore.
        handle: Handle,
        /// Whether to wait.
        block: bool,
        /// Virtual seconds.
        timeout: Option<f64>,
    },
    /// `release()`. `Unit`, or `Raise` as CPython does.
    Release {
        /// Lock or semaphore.
        handle: Handle,
    },
    /// `get_value()` of a semaphore. `Int`.
    SemaphoreValue {
        /// Lock or semaphore.
        handle: Handle,
    },
    // --- queues -------------------------------------------------------------------------------------------------
    /// Makes a queue. `Handle`.
    NewQueue {
        /// Which.
        kind: QueueKind,
        /// Largest number of items; 0 is the system's largest.
        maxsize: i64,
        /// Targets of the assignment.
        names: Vec<String>,
    },
    /// `put(item, block, timeout)`. `Unit`, or `Raise` of `queue.Full`.
    Put {
        /// The queue.
        handle: Handle,
        /// The item.
        item: Pickled,
        /// The program may still change the item: the interpreter keeps it until it is asked for it
        /// ([`super::machine::Machine::hand_over`]), and `item` tells how it is now. The answer then is `Bool`: true.
        is_held: bool,
        /// Whether to wait.
        block: bool,
        /// Virtual seconds.
        timeout: Option<f64>,
    },
    /// `get(block, timeout)`. `Bytes`, or `Raise` of `queue.Empty`.
    Get {
        /// The queue.
        handle: Handle,
        /// Whether to wait.
        block: bool,
        /// Virtual seconds.
        timeout: Option<f64>,
    },
    /// `qsize()`. `Int`.
    QueueSize {
        /// The queue.
        handle: Handle,
    },
    /// `empty()`. `Bool`.
    QueueEmpty {
        /// The queue.
        handle: Handle,
    },
    /// `full()`. `Bool`.
    QueueFull {
        /// The queue.
        handle: Handle,
    },
    /// `task_done()` of a joinable queue. `Unit`, or `Raise` of ValueError.
    TaskDone {
        /// The queue.
        handle: Handle,
    },
    /// `join()` of a joinable queue. `Unit`.
    QueueJoin {
        /// The queue.
        handle: Handle,
    },
    /// `close()` of a queue: this process puts no more. `Unit`.
    QueueClose {
        /// The queue.
        handle: Handle,
    },
    /// `join_thread()`: waits until the feeder has written all. `Unit`.
    QueueJoinThread {
        /// The queue.
        handle: Handle,
    },
    /// `cancel_join_thread()`: the process will not wait for the feeder. `Unit`.
    QueueCancelJoin {
        /// The queue.
        handle: Handle,
    },
    // --- pipes --------------------------------------------------------------------------------------------------
    /// `Pipe(duplex)`. `Handles`: the two connections in order.
    NewPipe {
        /// Both ways (a socket pair) or one way (`[0]` receives).
        duplex: bool,
        /// Targets of the assignment, at most one name for each end.
        names: Vec<String>,
    },
    /// `send(value)`. `Unit`.
    Send {
        /// The connection.
        handle: Handle,
        /// The pickled value.
        bytes: Vec<u8>,
    },
    /// `recv()`. `Bytes`, or `Raise` of EOFError.
    Receive {
        /// The connection.
        handle: Handle,
    },
    /// `poll(timeout)`. `Bool`.
    PollConnection {
        /// The connection.
        handle: Handle,
        /// Virtual seconds; none waits for ever.
        timeout: Option<f64>,
    },
    /// `close()` of a connection. `Unit`.
    CloseConnection {
        /// The connection.
        handle: Handle,
    },
    /// A connection goes into a message: a number by which its receiver gets it. `Int`.
    PassConnection {
        /// The connection.
        handle: Handle,
    },
    /// A connection has come in a message. `Handle`.
    TakeConnection {
        /// Its number.
        number: i64,
    },
    // --- pools --------------------------------------------------------------------------------------------------
    /// `Pool(processes)`: forks the workers. `Handle` here, `BecomeWorker` in each worker.
    NewPool {
        /// Number of workers; none is the number of CPUs.
        processes: Option<i64>,
        /// Tasks after which a worker is replaced.
        max_tasks: Option<i64>,
        /// Of what its workers' names are made: `Fork`, `Spawn`, `ForkServer`.
        context: String,
        /// Under spawn: what each new worker is given. None forks them.
        luggage: Option<Luggage>,
        /// Targets of the assignment.
        names: Vec<String>,
    },
    /// Hands tasks of one job to the pool's task handler. `Unit`, or `Raise` of ValueError (`Pool not running`).
    Submit {
        /// The pool.
        handle: Handle,
        /// The interpreter's number of the job.
        job: u64,
        /// Pickled tasks, `(job, index, func, args, kwargs)` each, in order of index.
        tasks: Vec<Vec<u8>>,
        /// As of [`Call::Put`]; the tasks come to the handler later.
        is_held: bool,
    },
    /// Waits until a result of the pool has arrived. `Result`; `None` after a time-out.
    PoolResult {
        /// The pool.
        handle: Handle,
        /// Virtual seconds; none waits for ever.
        timeout: Option<f64>,
    },
    /// `close()`: no more tasks. `Unit`.
    PoolClose {
        /// The pool.
        handle: Handle,
    },
    /// `terminate()`: ends the workers now. `Unit`.
    PoolTerminate {
        /// The pool.
        handle: Handle,
    },
    /// `join()`: waits for workers and handlers. `Unit`, or `Raise` of ValueError (`Pool is still running`).
    PoolJoin {
        /// The pool.
        handle: Handle,
    },
    /// In a worker: the next task. `Bytes`; `None` ends the worker.
    NextTask {
        /// The pool.
        handle: Handle,
    },
    /// In a worker: the task's result. `Unit`.
    FinishTask {
        /// The pool.
        handle: Handle,
        /// Pickled `(job, index, (ok, value))`.
        bytes: Vec<u8>,
        /// Whether `value` is the exception that it raised.
        failed: bool,
    },
    // --- shared memory ------------------------------------------------------------------------------------------
    /// `Value(...)`, `Array(...)`: memory with its first content, and an RLock of its own unless refused. `Handles`:
    /// memory, then lock (missing without one).
    NewShared {
        /// How its bytes are read.
        layout: Layout,
        /// The first content; zeros where it ends earlier than the memory.
        content: Vec<u8>,
        /// Whether it has a lock.
        lock: bool,
        /// Targets of the assignment.
        names: Vec<String>,
    },
    /// Reads shared memory. `Bytes`.
    SharedRead {
        /// The memory.
        handle: Handle,
        /// Byte offset.
        offset: u32,
        /// Bytes to read.
        len: u32,
    },
    /// Writes shared memory. `Unit`.
    SharedWrite {
        /// The memory.
        handle: Handle,
        /// Byte offset.
        offset: u32,
        /// What to write.
        bytes: Vec<u8>,
        /// Whether the program computes it from what it read there.
        from_read: bool,
    },
    // --- bookkeeping --------------------------------------------------------------------------------------------
    /// Objects that nobody in this process refers to any more. `Unit`.
    Drop {
        /// Which.
        handles: Vec<Handle>,
    },
    /// An object got a further name. `Unit`.
    Name {
        /// Which.
        handle: Handle,
        /// The name.
        name: String,
    },
}

/// The answer to a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// Done, nothing to tell.
    Unit,
    /// Nothing there (Python's None).
    None,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A real number.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes (a pickled value).
    Bytes(Vec<u8>),
    /// A new object.
    Handle(Handle),
    /// New objects in the order the call tells.
    Handles(Vec<Handle>),
    /// A process object was made.
    Process {
        /// Its number in the run.
        proc: ProcId,
        /// Its name.
        name: String,
        /// Its daemon flag.
        daemon: bool,
    },
    /// In the parent: the child runs.
    Started {
        /// Its PID.
        pid: u32,
    },
    /// In the new process: go on as the process being started.
    Child {
        /// Own PID.
        pid: u32,
        /// The parent's PID.
        ppid: u32,
    },
    /// In a new process: go on as a worker of this pool, asking for tasks until there is none.
    BecomeWorker {
        /// The pool.
        pool: Handle,
        /// Own number.
        proc: ProcId,
        /// Own name.
        name: String,
        /// Own PID.
        pid: u32,
        /// The parent's PID.
        ppid: u32,
    },
    /// Python's exit code of a child (-N after signal N); none while it runs.
    ExitCode(Option<i32>),
    /// The children that still run.
    Children(Vec<ChildInfo>),
    /// A result that came back from a pool: pickled `(job, index, (ok, value))`.
    Result(Vec<u8>),
    /// The call failed.
    Raise(Raise),
    /// Something to deal with first; then the interpreter answers with [`Step::Resume`].
    Upcall(Upcall),
}

/// An exception that the outside raises in the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raise {
    /// Class by its short name: `ValueError`, `Full`, `Empty`, `EOFError`, `URLError`, `KeyboardInterrupt` ...
    pub class: &'static str,
    /// Its message; empty for none.
    pub message: String,
}

/// Something that happened while the program was busy or waiting and that its own code must deal with.
#[derive(Clone, Debug, PartialEq)]
pub enum Upcall {
    /// A result came back whose job has a callback: pickled `(job, index, (ok, value))`.
    PoolResult {
        /// The pool.
        pool: Handle,
        /// The message.
        bytes: Vec<u8>,
    },
}

/// A running child as `active_children()` needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildInfo {
    /// Its number in the run.
    pub proc: ProcId,
    /// Its name.
    pub name: String,
    /// Its PID.
    pub pid: u32,
    /// Its daemon flag.
    pub daemon: bool,
}
