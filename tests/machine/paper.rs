//! A fake outside for the machine: processes, locks, queues and shared memory on paper, in one thread.
//!
//! Processes run round robin, one step each; a call that cannot complete is tried again in the next round. So a
//! program's output is the same in every run. Time is a counter that jumps when nobody can move.

use std::collections::VecDeque;
use std::sync::Arc;

use forklore::python::call::{Call, ChildInfo, Exit, Handle, Raise, Reply, SemaphoreKind, Step};
use forklore::python::{Machine, MachineConfig, Program};
use forklore::trace::ProcId;

/// What a run left.
pub struct Outcome {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
    /// Calls of all processes in order, as text.
    pub calls: Vec<String>,
    /// Largest number of live objects seen in the main process after its start.
    pub most_objects: usize,
    /// The main process's machine at its end.
    pub machine: Machine,
}

enum Object {
    Semaphore {
        value: i64,
        kind: SemaphoreKind,
        owner: Option<usize>,
        depth: i64,
        initial: i64,
    },
    Queue {
        items: VecDeque<Vec<u8>>,
        maxsize: usize,
        unfinished: i64,
    },
    /// Messages for this end; the other end's index.
    End {
        inbox: VecDeque<Vec<u8>>,
        peer: usize,
        closed: bool,
    },
    Memory(Vec<u8>),
    Pool {
        tasks: VecDeque<Vec<u8>>,
        results: VecDeque<Vec<u8>>,
        closed: bool,
        workers: Vec<usize>,
    },
}

enum State {
    Ready(Reply),
    /// A call that waits, and since when it may time out.
    Waiting(Call, Option<f64>),
    Ended,
}

struct Process {
    machine: Machine,
    state: State,
    proc: u32,
    pid: u32,
    ppid: u32,
    name: String,
    daemon: bool,
    code: Option<i32>,
    started: bool,
    children: Vec<u32>,
}

struct Paper {
    processes: Vec<Process>,
    /// Name, daemon flag and parent of created processes, by number.
    created: Vec<(String, bool, usize)>,
    objects: Vec<Object>,
    now: f64,
    stdout: String,
    stderr: String,
    calls: Vec<String>,
    entropy: i64,
    next_pid: u32,
    workers: u32,
}

/// Runs a program to its end; checks counts of references at every step if `verify` says so.
pub fn run(path: &str, source: &str, verify: bool) -> Outcome {
    let program = Program::compile_unchecked(path, source)
        .unwrap_or_else(|problems| panic!("{path}: {problems:#?}"));
    let config = MachineConfig {
        argv: vec![path.to_owned()],
        ..MachineConfig::default()
    };
    let machine = Machine::new(Arc::new(program), config);
    let main = Process {
        machine,
        state: State::Ready(Reply::Unit),
        proc: 0,
        pid: 2,
        ppid: 1,
        name: "MainProcess".to_owned(),
        daemon: false,
        code: None,
        started: true,
        children: Vec::new(),
    };
    let mut paper = Paper {
        processes: vec![main],
        created: vec![("MainProcess".to_owned(), false, 0)],
        objects: Vec::new(),
        now: 0.0,
        stdout: String::new(),
        stderr: String::new(),
        calls: Vec::new(),
        entropy: 1,
        next_pid: 3,
        workers: 0,
    };
    let mut most_objects = 0;
    let mut steps = 0_u64;
    loop {
        let mut moved = false;
        for at in 0..paper.processes.len() {
            let state = std::mem::replace(&mut paper.processes[at].state, State::Ended);
            let reply = match state {
                State::Ended => continue,
                State::Ready(reply) => reply,
                State::Waiting(call, deadline) => {
                    if let Some(reply) = paper.attempt(at, &call, deadline) {
                        reply
                    } else {
                        paper.processes[at].state = State::Waiting(call, deadline);
                        continue;
                    }
                }
            };
            moved = true;
            steps += 1;
            let step = paper.processes[at].machine.resume(reply);
            if verify && steps.is_multiple_of(7) {
                let wrong = paper.processes[at].machine.verify();
                assert!(wrong.is_empty(), "{path}: counts are wrong: {wrong:#?}");
            }
            if at == 0 {
                most_objects = most_objects.max(paper.processes[0].machine.n_objects());
            }
            paper.take(at, step);
        }
        let main_ended = matches!(paper.processes[0].state, State::Ended);
        if main_ended {
            for process in &mut paper.processes {
                if process.daemon {
                    process.state = State::Ended;
                }
            }
        }
        if paper
            .processes
            .iter()
            .all(|process| matches!(process.state, State::Ended))
        {
            break;
        }
        assert!(
            moved || paper.jump(),
            "{path}: nobody can move; stdout so far:\n{}",
            paper.stdout
        );
    }
    let main = paper.processes.swap_remove(0);
    Outcome {
        stdout: paper.stdout,
        stderr: paper.stderr,
        code: main.code.unwrap_or(0),
        calls: paper.calls,
        most_objects,
        machine: main.machine,
    }
}

impl Paper {
    /// Jumps to the earliest deadline.
    fn jump(&mut self) -> bool {
        let deadlines = self
            .processes
            .iter()
            .filter_map(|process| match &process.state {
                State::Waiting(_, deadline) => *deadline,
                _ => None,
            });
        match deadlines.reduce(f64::min) {
            Some(earliest) if earliest > self.now => {
                self.now = earliest;
                true
            }
            _ => false,
        }
    }

    fn take(&mut self, at: usize, step: Step) {
        match step {
            Step::Line(_) | Step::Breath | Step::Resume => {
                self.processes[at].state = State::Ready(Reply::Unit);
            }
            Step::Exit(exit) => self.end(at, exit),
            Step::Call(call) => {
                self.calls.push(format!("{call:?}"));
                let timeout = match &call {
                    Call::Sleep { seconds } => Some(*seconds),
                    Call::Join { timeout, .. }
                    | Call::Acquire { timeout, .. }
                    | Call::Put { timeout, .. }
                    | Call::Get { timeout, .. }
                    | Call::PollConnection { timeout, .. }
                    | Call::PoolResult { timeout, .. } => *timeout,
                    _ => None,
                };
                let deadline = timeout.map(|seconds| self.now + seconds);
                self.processes[at].state = match self.attempt(at, &call, deadline) {
                    Some(reply) => State::Ready(reply),
                    None if self.processes[at].code.is_some() => State::Ended,
                    None => State::Waiting(call, deadline),
                };
            }
        }
    }

    fn end(&mut self, at: usize, exit: Exit) {
        if let Some(report) = exit.report {
            if at > 0 && exit.exception.is_some() {
                self.stderr.push_str("Process ");
                self.stderr.push_str(&self.processes[at].name);
                self.stderr.push_str(":\n");
            }
            self.stderr.push_str(&report);
        }
        self.processes[at].code = Some(exit.code);
        self.processes[at].state = State::Ended;
    }

    fn find(&self, proc: u32) -> Option<usize> {
        self.processes
            .iter()
            .position(|process| process.proc == proc && process.started)
    }

    fn exit_code(&self, proc: u32) -> Option<i32> {
        self.processes[self.find(proc)?].code
    }

    fn new_object(&mut self, object: Object) -> Handle {
        self.objects.push(object);
        Handle(self.objects.len() as u32 - 1)
    }

    fn fork(
        &mut self,
        at: usize,
        proc: u32,
        name: &str,
        daemon: bool,
        reply: impl Fn(u32, u32) -> Reply,
    ) -> u32 {
        let pid = self.next_pid;
        self.next_pid += 1;
        let parent_pid = self.processes[at].pid;
        self.processes.push(Process {
            machine: self.processes[at].machine.clone(),
            state: State::Ready(reply(pid, parent_pid)),
            proc,
            pid,
            ppid: parent_pid,
            name: name.to_owned(),
            daemon,
            code: None,
            started: true,
            children: Vec::new(),
        });
        self.processes[at].children.push(proc);
        pid
    }

    /// Tries a call; none while it must wait.
    fn attempt(&mut self, at: usize, call: &Call, deadline: Option<f64>) -> Option<Reply> {
        let late = deadline.is_some_and(|deadline| self.now >= deadline);
        let raise = |class, message: &str| {
            Some(Reply::Raise(Raise {
                class,
                message: message.to_owned(),
            }))
        };
        let object = |handle: &Handle| handle.0 as usize;
        match call {
            Call::Write { stream, pieces, .. } => {
                let text = pieces.concat();
                if *stream == 1 {
                    self.stdout.push_str(&text);
                } else {
                    self.stderr.push_str(&text);
                }
                Some(Reply::Unit)
            }
            Call::Sleep { .. } => late.then_some(Reply::Unit),
            Call::Time => Some(Reply::Float(1_700_000_000.0 + self.now)),
            Call::Monotonic => Some(Reply::Float(self.now)),
            Call::Entropy => {
                self.entropy += 1;
                Some(Reply::Int(self.entropy))
            }
            Call::ParentPid => Some(Reply::Int(i64::from(self.processes[at].ppid))),
            Call::CpuCount => Some(Reply::Int(4)),
            Call::Environment { .. } => Some(Reply::None),
            Call::HardExit { code } => {
                self.processes[at].code = Some(*code);
                self.processes[at].state = State::Ended;
                None
            }
            Call::CreateProcess {
                class,
                name,
                daemon,
            } => {
                let proc = self.created.len() as u32;
                let name = name.clone().unwrap_or_else(|| format!("{class}-{proc}"));
                let daemon = daemon.unwrap_or(self.processes[at].daemon);
                self.created.push((name.clone(), daemon, at));
                Some(Reply::Process {
                    proc: ProcId(proc),
                    name,
                    daemon,
                })
            }
            Call::StartProcess { proc, name, daemon } => {
                let pid = self.fork(at, proc.0, name, *daemon, |pid, ppid| Reply::Child {
                    pid,
                    ppid,
                });
                Some(Reply::Started { pid })
            }
            Call::Join { proc, .. } => match self.exit_code(proc.0) {
                Some(code) => Some(Reply::ExitCode(Some(code))),
                None => late.then_some(Reply::ExitCode(None)),
            },
            Call::PollProcess { proc } => Some(Reply::ExitCode(self.exit_code(proc.0))),
            Call::SignalProcess { proc, signal } => {
                if let Some(target) = self.find(proc.0)
                    && self.processes[target].code.is_none()
                {
                    self.processes[target].code = Some(-signal);
                    self.processes[target].state = State::Ended;
                }
                Some(Reply::Unit)
            }
            Call::ActiveChildren => {
                let children = self.processes[at].children.clone();
                let running = children.into_iter().filter_map(|proc| {
                    let process = &self.processes[self.find(proc)?];
                    process.code.is_none().then(|| ChildInfo {
                        proc: ProcId(proc),
                        name: process.name.clone(),
                        pid: process.pid,
                        daemon: process.daemon,
                    })
                });
                Some(Reply::Children(running.collect()))
            }
            Call::NewSemaphore { kind, initial, .. } => {
                let object = Object::Semaphore {
                    value: *initial,
                    kind: *kind,
                    owner: None,
                    depth: 0,
                    initial: *initial,
                };
                Some(Reply::Handle(self.new_object(object)))
            }
            Call::Acquire { handle, block, .. } => match &mut self.objects[object(handle)] {
                Object::Semaphore {
                    value,
                    kind,
                    owner,
                    depth,
                    ..
                } => {
                    let again = *kind == SemaphoreKind::RLock && *owner == Some(at);
                    if *value > 0 || again {
                        *value -= i64::from(!again);
                        (*owner, *depth) = (Some(at), *depth + 1);
                        return Some(Reply::Bool(true));
                    }
                    (!block || late).then_some(Reply::Bool(false))
                }
                _ => raise("ValueError", "no semaphore"),
            },
            Call::Release { handle } => match &mut self.objects[object(handle)] {
                Object::Semaphore {
                    value,
                    kind,
                    owner,
                    depth,
                    initial,
                } => {
                    if *kind == SemaphoreKind::RLock {
                        if *owner != Some(at) {
                            return raise(
                                "AssertionError",
                                "attempt to release recursive lock not owned by thread",
                            );
                        }
                        *depth -= 1;
                        if *depth == 0 {
                            (*value, *owner) = (1, None);
                        }
                        return Some(Reply::Unit);
                    }
                    if *kind != SemaphoreKind::Semaphore && *value >= *initial {
                        return raise("ValueError", "semaphore or lock released too many times");
                    }
                    *value += 1;
                    Some(Reply::Unit)
                }
                _ => raise("ValueError", "no semaphore"),
            },
            Call::SemaphoreValue { handle } => match &self.objects[object(handle)] {
                Object::Semaphore { value, .. } => Some(Reply::Int(*value)),
                _ => raise("ValueError", "no semaphore"),
            },
            Call::NewQueue { maxsize, .. } => {
                let maxsize = if *maxsize == 0 {
                    usize::MAX
                } else {
                    *maxsize as usize
                };
                let object = Object::Queue {
                    items: VecDeque::new(),
                    maxsize,
                    unfinished: 0,
                };
                Some(Reply::Handle(self.new_object(object)))
            }
            Call::Put {
                handle,
                item,
                block,
                ..
            } => {
                let Object::Queue {
                    items,
                    maxsize,
                    unfinished,
                } = &mut self.objects[object(handle)]
                else {
                    return raise("ValueError", "no queue");
                };
                match item {
                    _ if items.len() >= *maxsize => {
                        if !block || late {
                            return raise("Full", "");
                        }
                        None
                    }
                    Ok(bytes) => {
                        items.push_back(bytes.clone());
                        *unfinished += 1;
                        Some(Reply::Unit)
                    }
                    Err(report) => {
                        self.stderr.push_str(report);
                        Some(Reply::Unit)
                    }
                }
            }
            Call::Get { handle, block, .. } => {
                let Object::Queue { items, .. } = &mut self.objects[object(handle)] else {
                    return raise("ValueError", "no queue");
                };
                match items.pop_front() {
                    Some(bytes) => Some(Reply::Bytes(bytes)),
                    None if !block || late => raise("Empty", ""),
                    None => None,
                }
            }
            Call::QueueSize { handle }
            | Call::QueueEmpty { handle }
            | Call::QueueFull { handle } => {
                let Object::Queue { items, maxsize, .. } = &self.objects[object(handle)] else {
                    return raise("ValueError", "no queue");
                };
                Some(match call {
                    Call::QueueSize { .. } => Reply::Int(items.len() as i64),
                    Call::QueueEmpty { .. } => Reply::Bool(items.is_empty()),
                    _ => Reply::Bool(items.len() >= *maxsize),
                })
            }
            Call::TaskDone { handle } => {
                if let Object::Queue { unfinished, .. } = &mut self.objects[object(handle)] {
                    *unfinished -= 1;
                }
                Some(Reply::Unit)
            }
            Call::QueueJoin { handle } => match &self.objects[object(handle)] {
                Object::Queue { unfinished, .. } if *unfinished > 0 => None,
                _ => Some(Reply::Unit),
            },
            Call::NewPipe { .. } => {
                let first = self.objects.len();
                for peer in [first + 1, first] {
                    self.objects.push(Object::End {
                        inbox: VecDeque::new(),
                        peer,
                        closed: false,
                    });
                }
                Some(Reply::Handles(vec![
                    Handle(first as u32),
                    Handle(first as u32 + 1),
                ]))
            }
            Call::Send { handle, bytes } => {
                let Object::End { peer, .. } = &self.objects[object(handle)] else {
                    return raise("OSError", "");
                };
                let peer = *peer;
                if let Object::End { inbox, .. } = &mut self.objects[peer] {
                    inbox.push_back(bytes.clone());
                }
                Some(Reply::Unit)
            }
            Call::Receive { handle } => {
                let Object::End { inbox, peer, .. } = &mut self.objects[object(handle)] else {
                    return raise("OSError", "");
                };
                let peer = *peer;
                if let Some(bytes) = inbox.pop_front() {
                    return Some(Reply::Bytes(bytes));
                }
                match &self.objects[peer] {
                    Object::End { closed: true, .. } => raise("EOFError", ""),
                    _ => None,
                }
            }
            Call::PollConnection { handle, .. } => {
                let Object::End { inbox, .. } = &self.objects[object(handle)] else {
                    return raise("OSError", "");
                };
                if inbox.is_empty() {
                    late.then_some(Reply::Bool(false))
                } else {
                    Some(Reply::Bool(true))
                }
            }
            Call::CloseConnection { handle } => {
                if let Object::End { closed, .. } = &mut self.objects[object(handle)] {
                    *closed = true;
                }
                Some(Reply::Unit)
            }
            Call::NewPool { processes, .. } => {
                let pool = self.new_object(Object::Pool {
                    tasks: VecDeque::new(),
                    results: VecDeque::new(),
                    closed: false,
                    workers: Vec::new(),
                });
                for _ in 0..processes.unwrap_or(4) {
                    self.workers += 1;
                    let proc = self.created.len() as u32;
                    let name = format!("ForkPoolWorker-{}", self.workers);
                    self.created.push((name.clone(), true, at));
                    self.fork(at, proc, &name.clone(), true, move |pid, ppid| {
                        Reply::BecomeWorker {
                            pool,
                            proc: ProcId(proc),
                            name: name.clone(),
                            pid,
                            ppid,
                        }
                    });
                    let index = self.processes.len() - 1;
                    if let Object::Pool { workers, .. } = &mut self.objects[pool.0 as usize] {
                        workers.push(index);
                    }
                }
                Some(Reply::Handle(pool))
            }
            Call::Submit {
                handle, tasks: new, ..
            } => {
                if let Object::Pool { tasks, .. } = &mut self.objects[object(handle)] {
                    tasks.extend(new.iter().cloned());
                }
                Some(Reply::Unit)
            }
            Call::NextTask { handle } => {
                let Object::Pool { tasks, closed, .. } = &mut self.objects[object(handle)] else {
                    return Some(Reply::None);
                };
                match tasks.pop_front() {
                    Some(task) => Some(Reply::Bytes(task)),
                    None if *closed => Some(Reply::None),
                    None => None,
                }
            }
            Call::FinishTask { handle, bytes, .. } => {
                if let Object::Pool { results, .. } = &mut self.objects[object(handle)] {
                    results.push_back(bytes.clone());
                }
                Some(Reply::Unit)
            }
            Call::PoolResult { handle, .. } => {
                let Object::Pool { results, .. } = &mut self.objects[object(handle)] else {
                    return Some(Reply::None);
                };
                match results.pop_front() {
                    Some(bytes) => Some(Reply::Result(bytes)),
                    None => late.then_some(Reply::None),
                }
            }
            Call::PoolClose { handle } => {
                if let Object::Pool { closed, .. } = &mut self.objects[object(handle)] {
                    *closed = true;
                }
                Some(Reply::Unit)
            }
            Call::PoolTerminate { handle } => {
                let Object::Pool { workers, .. } = &self.objects[object(handle)] else {
                    return Some(Reply::Unit);
                };
                for worker in workers.clone() {
                    self.processes[worker].code.get_or_insert(-15);
                    self.processes[worker].state = State::Ended;
                }
                Some(Reply::Unit)
            }
            Call::PoolJoin { handle } => {
                let Object::Pool { workers, .. } = &self.objects[object(handle)] else {
                    return Some(Reply::Unit);
                };
                workers
                    .iter()
                    .all(|worker| self.processes[*worker].code.is_some())
                    .then_some(Reply::Unit)
            }
            Call::NewShared {
                layout,
                content,
                lock,
                ..
            } => {
                let mut bytes = content.clone();
                bytes.resize(layout.size(), 0);
                let memory = self.new_object(Object::Memory(bytes));
                let mut handles = vec![memory];
                if *lock {
                    handles.push(self.new_object(Object::Semaphore {
                        value: 1,
                        kind: SemaphoreKind::RLock,
                        owner: None,
                        depth: 0,
                        initial: 1,
                    }));
                }
                Some(Reply::Handles(handles))
            }
            Call::SharedRead {
                handle,
                offset,
                len,
            } => match &self.objects[object(handle)] {
                Object::Memory(memory) => Some(Reply::Bytes(
                    memory[*offset as usize..(*offset + *len) as usize].to_vec(),
                )),
                _ => raise("ValueError", "no memory"),
            },
            Call::SharedWrite {
                handle,
                offset,
                bytes,
                ..
            } => {
                if let Object::Memory(memory) = &mut self.objects[object(handle)] {
                    memory[*offset as usize..*offset as usize + bytes.len()].copy_from_slice(bytes);
                }
                Some(Reply::Unit)
            }
            Call::Fetch { .. } => raise("URLError", "[Errno -2] Name or service not known"),
            _ => Some(Reply::Unit),
        }
    }
}
