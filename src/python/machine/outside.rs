//! Replies of the outside, and bookkeeping for it.

use super::{Args, Cont, Flow, Machine, Pending, R, Thrown};
use crate::python::call::{Call, Reply, Step, Upcall};
use crate::python::value::{Obj, Value};

impl Machine {
    /// Takes a reply; gives a step back if one follows at once.
    pub(super) fn accept(&mut self, reply: Reply) -> Option<Step> {
        if self.pending == Pending::Ended {
            return Some(Step::Exit(crate::python::call::Exit::default()));
        }
        match reply {
            Reply::Raise(raise) => {
                let exception = self.outside_error(&raise);
                return self.settle(Err(Thrown::Exception(exception)));
            }
            Reply::Upcall(Upcall::PoolResult { pool, bytes }) => {
                self.suspended.push(self.pending);
                let bytes = self.heap.bytes(bytes);
                let args = vec![Value::Int(i64::from(pool.0)), bytes];
                let function = self
                    .library_global("multiprocessing.pool", "_on_result")
                    .unwrap_or(Value::None);
                let flow = self.invoke(
                    function,
                    Args {
                        pos: args,
                        kw: Vec::new(),
                    },
                    Cont::Upcall,
                );
                return self.settle(flow);
            }
            Reply::BecomeWorker {
                pool,
                name,
                pid,
                ppid,
                ..
            } => {
                self.become_process();
                let name = self.heap.text(name);
                let args = vec![
                    Value::Int(i64::from(pool.0)),
                    name,
                    Value::Int(i64::from(pid)),
                    Value::Int(i64::from(ppid)),
                ];
                let function = self
                    .library_global("multiprocessing.pool", "_worker")
                    .unwrap_or(Value::None);
                let flow = self.invoke(
                    function,
                    Args {
                        pos: args,
                        kw: Vec::new(),
                    },
                    Cont::Bottom,
                );
                return self.settle(flow);
            }
            Reply::Child { pid, ppid } => {
                self.become_process();
                let args = vec![
                    self.starting,
                    Value::Int(i64::from(pid)),
                    Value::Int(i64::from(ppid)),
                ];
                let function = self
                    .library_global("multiprocessing", "_bootstrap")
                    .unwrap_or(Value::None);
                let flow = self.invoke(
                    function,
                    Args {
                        pos: args,
                        kw: Vec::new(),
                    },
                    Cont::Bottom,
                );
                return self.settle(flow);
            }
            reply if self.pending == Pending::Value => {
                let value = self.reply_value(reply);
                self.push(value);
            }
            _ => {}
        }
        self.pending = Pending::Nothing;
        None
    }

    fn settle(&mut self, result: R<Flow>) -> Option<Step> {
        let flow = match result {
            Ok(flow) => flow,
            Err(thrown) => self.handle(thrown),
        };
        match flow {
            Flow::Step(step) => Some(step),
            _ => None,
        }
    }

    /// The program is imported: becomes the process that the parent has described.
    pub(super) fn begin_spawned(&mut self) -> R<Flow> {
        let Some(spawned) = self.config.spawned.clone() else {
            return Ok(Flow::Step(Step::Exit(crate::python::call::Exit::default())));
        };
        let message = self.heap.bytes(spawned.message);
        let pids = [self.config.pid, spawned.parent_pid].map(|pid| Value::Int(i64::from(pid)));
        let (module, name, first) = match spawned.pool {
            Some(pool) => (
                "multiprocessing.pool",
                "_spawn_worker",
                Value::Int(i64::from(pool.0)),
            ),
            None => ("multiprocessing", "_spawn_main", Value::None),
        };
        let function = self.library_global(module, name).unwrap_or(Value::None);
        let pos = vec![first, message, pids[0], pids[1]];
        self.invoke(
            function,
            Args {
                pos,
                kw: Vec::new(),
            },
            Cont::Bottom,
        )
    }

    /// What is true of every new process.
    fn become_process(&mut self) {
        self.random = None;
        self.is_main = false;
        self.suspended.clear();
        self.pending = Pending::Nothing;
        self.forget_held();
    }

    fn reply_value(&mut self, reply: Reply) -> Value {
        match reply {
            Reply::Bool(it) => Value::Bool(it),
            Reply::Int(it) => Value::Int(it),
            Reply::Float(it) => Value::Float(it),
            Reply::Text(text) => self.heap.text(text),
            Reply::Bytes(bytes) | Reply::Result(bytes) => self.heap.bytes(bytes),
            Reply::Handle(handle) => {
                let names = self.target_names();
                self.note_names(handle, &names);
                self.heap.alloc(Obj::Handle(handle))
            }
            Reply::Handles(handles) => {
                let names = self.target_names();
                let is_pair = names.len() == handles.len();
                let mut values = Vec::with_capacity(handles.len());
                for (index, handle) in handles.into_iter().enumerate() {
                    let known = if is_pair {
                        &names[index..=index]
                    } else {
                        &names[..]
                    };
                    self.note_names(handle, known);
                    values.push(self.heap.alloc(Obj::Handle(handle)));
                }
                self.heap.tuple(values)
            }
            Reply::Process { proc, name, daemon } => {
                let name = self.heap.text(name);
                self.heap.tuple(vec![
                    Value::Int(i64::from(proc.0)),
                    name,
                    Value::Bool(daemon),
                ])
            }
            Reply::Started { pid } => {
                let starting = std::mem::replace(&mut self.starting, Value::Undef);
                self.heap.release(starting);
                Value::Int(i64::from(pid))
            }
            Reply::ExitCode(Some(code)) => Value::Int(i64::from(code)),
            Reply::Children(children) => {
                let mut items = Vec::with_capacity(children.len());
                for child in children {
                    let name = self.heap.text(child.name);
                    let (proc, pid) = (
                        Value::Int(i64::from(child.proc.0)),
                        Value::Int(i64::from(child.pid)),
                    );
                    items.push(
                        self.heap
                            .tuple(vec![proc, name, pid, Value::Bool(child.daemon)]),
                    );
                }
                self.heap.list(items)
            }
            _ => Value::None,
        }
    }

    /// Tells the outside what was dropped or named, one call at a time.
    pub(super) fn bookkeeping(&mut self) -> Option<Step> {
        if !self.heap.dropped.is_empty() {
            let handles = std::mem::take(&mut self.heap.dropped);
            for handle in &handles {
                self.named.retain(|(known, _)| known != handle);
            }
            self.queue.retain(
                |call| !matches!(call, Call::Name { handle, .. } if handles.contains(handle)),
            );
            self.queue.push_back(Call::Drop { handles });
        }
        let call = self.queue.pop_front()?;
        self.pending = Pending::Bookkeeping;
        Some(Step::Call(call))
    }

    /// Notes which process object is being started, for the child.
    pub(crate) fn set_starting(&mut self, process: Value) {
        self.heap.retain(process);
        let old = std::mem::replace(&mut self.starting, process);
        self.heap.release(old);
    }
}
