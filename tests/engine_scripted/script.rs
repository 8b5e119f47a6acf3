//! Scripts: programs without an interpreter. A script is a list of operations that a process performs in order.

use std::io;

use forklore::engine::actor::Actor;
use forklore::engine::stage::Job;
use forklore::python::call::{Call, Exit, Handle, Reply, SemaphoreKind, Step};
use forklore::trace::ProcId;

/// One thing that a scripted process does.
#[derive(Clone, Debug)]
pub enum Op {
    /// Prints the text and a newline, as two pieces.
    Print(String),
    /// Sleeps virtual seconds.
    Sleep(f64),
    /// Makes a semaphore with this value: the next handle.
    Semaphore(i64),
    /// Makes a one-way pipe: the next two handles, reading end first.
    Pipe,
    /// Acquires, at most for some virtual seconds.
    Acquire(usize, Option<f64>),
    /// Releases.
    Release(usize),
    /// Sends this many bytes.
    Send(usize, usize),
    /// Receives a message.
    Receive(usize),
    /// Starts a child that runs these and nothing else: the next child.
    Start(Vec<Op>),
    /// Waits for a child.
    Join(usize, Option<f64>),
    /// Waits for the child started last.
    JoinLast,
    /// Sends the child started last a signal.
    SignalLast(i32),
    /// Sends a child a signal.
    Signal(usize, i32),
    /// Computes for this many breaths.
    Compute(u64),
    /// Does these over and over.
    Repeat(u64, Vec<Op>),
    /// Ends with this status.
    Exit(i32),
}

/// A process that performs a script.
#[derive(Debug)]
pub struct Script {
    /// Innermost last: operations, position, further rounds.
    frames: Vec<(Vec<Op>, usize, u64)>,
    handles: Vec<Handle>,
    children: Vec<ProcId>,
    starting: Option<Vec<Op>>,
    breaths: u64,
}

impl Script {
    /// Starts at the first operation.
    pub fn new(ops: Vec<Op>) -> Self {
        Self {
            frames: vec![(ops, 0, 0)],
            handles: Vec::new(),
            children: Vec::new(),
            starting: None,
            breaths: 0,
        }
    }

    /// The actor that a job names: `# script NAME`.
    pub fn actor(job: &Job) -> io::Result<Box<dyn Actor>> {
        let name = job.source.trim().trim_start_matches("# script ");
        let ops = super::scripts::by_name(name)
            .ok_or_else(|| io::Error::other(format!("no script {name}")))?;
        Ok(Box::new(Self::new(ops)))
    }

    fn take_in(&mut self, reply: Reply) -> Option<Step> {
        match reply {
            Reply::Handle(handle) => self.handles.push(handle),
            Reply::Handles(handles) => self.handles.extend(handles),
            Reply::Child { .. } => {
                let ops = self.starting.take().unwrap_or_default();
                self.frames = vec![(ops, 0, 0)];
                self.children.clear();
            }
            Reply::Started { .. } => self.starting = None,
            Reply::Process { proc, name, daemon } => {
                self.children.push(proc);
                return Some(Step::Call(Call::StartProcess { proc, name, daemon }));
            }
            Reply::Raise(raise) => {
                return Some(Step::Exit(Exit {
                    code: 1,
                    report: Some(format!("{}: {}\n", raise.class, raise.message)),
                    exception: Some((raise.class.to_owned(), raise.message)),
                    stopped: None,
                    is_importing: false,
                }));
            }
            _ => {}
        }
        None
    }

    fn next_op(&mut self) -> Option<Op> {
        loop {
            let (ops, position, rounds) = self.frames.last_mut()?;
            if let Some(op) = ops.get(*position) {
                *position += 1;
                return Some(op.clone());
            }
            if *rounds > 0 {
                (*position, *rounds) = (0, *rounds - 1);
            } else {
                self.frames.pop();
            }
        }
    }

    fn perform(&mut self, op: Op) -> Option<Step> {
        Some(Step::Call(match op {
            Op::Print(text) => Call::Write {
                stream: 1,
                pieces: vec![text, "\n".to_owned()],
                flush: false,
            },
            Op::Sleep(seconds) => Call::Sleep { seconds },
            Op::Semaphore(initial) => Call::NewSemaphore {
                kind: SemaphoreKind::Semaphore,
                initial,
                names: vec![format!("s{}", self.handles.len())],
            },
            Op::Pipe => Call::NewPipe {
                duplex: false,
                names: Vec::new(),
            },
            Op::Acquire(index, timeout) => Call::Acquire {
                handle: self.handles[index],
                block: true,
                timeout,
            },
            Op::Release(index) => Call::Release {
                handle: self.handles[index],
            },
            Op::Send(index, length) => Call::Send {
                handle: self.handles[index],
                bytes: vec![b'x'; length],
            },
            Op::Receive(index) => Call::Receive {
                handle: self.handles[index],
            },
            Op::Start(ops) => {
                self.starting = Some(ops);
                Call::CreateProcess {
                    name: None,
                    daemon: None,
                    class: "Process".to_owned(),
                }
            }
            Op::Join(index, timeout) => Call::Join {
                proc: self.children[index],
                timeout,
            },
            Op::JoinLast => Call::Join {
                proc: *self.children.last()?,
                timeout: None,
            },
            Op::SignalLast(signal) => Call::SignalProcess {
                proc: *self.children.last()?,
                signal,
            },
            Op::Signal(index, signal) => Call::SignalProcess {
                proc: self.children[index],
                signal,
            },
            Op::Compute(breaths) => {
                self.breaths = breaths;
                return None;
            }
            Op::Repeat(rounds, ops) => {
                self.frames.push((ops, 0, rounds - 1));
                return None;
            }
            Op::Exit(code) => {
                return Some(Step::Exit(Exit {
                    code,
                    ..Exit::default()
                }));
            }
        }))
    }
}

impl Actor for Script {
    fn resume(&mut self, reply: Reply) -> Step {
        if let Some(step) = self.take_in(reply) {
            return step;
        }
        loop {
            if self.breaths > 0 {
                self.breaths -= 1;
                return Step::Breath;
            }
            let Some(op) = self.next_op() else {
                return Step::Exit(Exit::default());
            };
            if let Some(step) = self.perform(op) {
                return step;
            }
        }
    }
}
