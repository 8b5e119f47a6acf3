//! Stepped mode in the main thread: what is a step, and what is put off until the next one.
//!
//! ```text
//! Line(n)   a line is owed; the program computes on, invisibly ...
//! Call      ... up to its next operation: announce it under line n, stand; with the ticket tell the line, then do it
//! Line(m)   ... or line n had none: it is a step of its own
//! ```
//! Names and drops are seen outside, and are no operations: they wait for the next step. Reading the clock, drawing a
//! random number or asking for what never changes is seen by nobody, so it is done at once.

use std::sync::atomic::Ordering;

use super::attempt::{Attempt, Performed, interrupted, keyboard_interrupt};
use super::runtime::Runtime;
use crate::engine::announce::Doing;
use crate::engine::arena::State;
use crate::engine::os::signal;
use crate::engine::ring::RecordKind;
use crate::python::call::{Call, Handle, Reply};

/// Something that others see, and that happens with the next step.
#[derive(Clone, Debug)]
pub enum Deferred {
    /// An object got a name.
    Name(Handle, String),
    /// Objects were dropped.
    Drop(Vec<Handle>),
    /// A lock that the process holds was taken once more, or given back once.
    Depth(RecordKind, u32),
}

impl Runtime {
    /// Puts off a call that is no operation, in stepped mode; gives it back otherwise.
    pub(super) fn defer(&mut self, call: Call) -> Option<Call> {
        let deferred = match call {
            Call::Name { handle, name } if self.seat.is_stepped() => Deferred::Name(handle, name),
            Call::Drop { handles } if self.seat.is_stepped() => Deferred::Drop(handles),
            call => return Some(call),
        };
        self.deferred.push(deferred);
        None
    }

    /// Tells that an RLock which this process holds was taken once more, or given back once: others see nothing of it,
    /// so it is no step.
    pub(super) fn tell_depth(&mut self, kind: RecordKind, object: u32) {
        if self.seat.is_stepped() {
            self.deferred.push(Deferred::Depth(kind, object));
        } else {
            self.emit_depth(kind, object);
        }
    }

    fn emit_depth(&self, kind: RecordKind, object: u32) {
        // The semaphore beneath stays taken.
        self.seat.emit(kind, u64::from(object), 0, 0);
    }

    /// Does what was put off.
    pub(super) fn do_deferred(&mut self) {
        for deferred in std::mem::take(&mut self.deferred) {
            match deferred {
                Deferred::Name(handle, name) => self.name_object(handle, &name),
                Deferred::Drop(handles) => self.drop_objects(&handles),
                Deferred::Depth(kind, object) => self.emit_depth(kind, object),
            }
        }
    }

    /// Stands before an operation that can be done at any time, or goes on with the step that is under way.
    ///
    /// # Errors
    /// KeyboardInterrupt: then that is the step.
    pub(super) fn step(&mut self, doing: &Doing<'_>) -> Performed<()> {
        self.seat.pass(doing);
        self.do_deferred();
        if signal::is_interrupted() && self.seat.is_stepped() {
            return Err(interrupted());
        }
        Ok(())
    }

    /// A line begins while something is owed, or the gate is not open.
    pub(super) fn line_at_gate(&mut self, line: u32) -> Reply {
        if let Some(reply) = self.settle_statement() {
            return reply;
        }
        self.seat.slot().line.store(line, Ordering::Relaxed); // read by people, and by this thread's records
        self.seat.gate();
        if self.seat.is_stepped() {
            self.seat.slot().next.owe_line(line);
        } else {
            self.do_deferred();
            self.tell_line();
        }
        self.between()
    }

    /// The statement before had no operation: it is a step of its own. The answer is what broke into it.
    pub(super) fn settle_statement(&mut self) -> Option<Reply> {
        self.seat.slot().next.due_line()?;
        self.seat.begin();
        self.seat.pass(&Doing::default());
        self.do_deferred();
        let is_interrupted = signal::is_interrupted() && signal::take_interrupt();
        is_interrupted.then(|| Reply::Raise(keyboard_interrupt()))
    }

    /// Objects that this thread has dropped must not keep it waiting: dropping them is a step of its own then.
    pub(super) fn drop_before_waiting(&mut self) {
        let is_licensed = self.seat.slot().next.is_licensed();
        let drops = self
            .deferred
            .iter()
            .any(|it| matches!(it, Deferred::Drop(_)));
        if drops && !is_licensed {
            self.seat.pass(&Doing::default());
            self.do_deferred();
            self.seat.finish();
        }
    }

    /// Whether mail means that this thread has something to do: a callback, or a worker to replace.
    pub(super) fn has_business(&mut self) -> bool {
        let may_break_in = self.may_break_in();
        self.objects.iter().any(|object| {
            let super::object::Object::Pool(pool) = object else {
                return false;
            };
            pool.exchange().is_some_and(|exchange| {
                exchange.worker_ended.load(Ordering::SeqCst)
                    || (may_break_in && !exchange.lock().results.is_empty())
            })
        })
    }

    /// Stands before a call that does not wait: those that do announce themselves, and a write does so for each write(2).
    ///
    /// # Errors
    /// KeyboardInterrupt: then that is the step.
    pub(super) fn step_before(&mut self, call: &Call, attempt: &Attempt) -> Performed<()> {
        if attempt.phase > 0 || self.seat.passes() {
            return Ok(());
        }
        match call {
            Call::CreateProcess { .. }
            | Call::NewSemaphore { .. }
            | Call::NewQueue { .. }
            | Call::NewPipe { .. }
            | Call::NewShared { .. } => self.step(&Doing::plain("create")),
            Call::NewPool { .. } => {
                // Now, not with the first worker: nobody may stand while the handlers' places say that they run.
                self.console.flush_all(&self.seat);
                self.step(&Doing::plain("create"))
            }
            Call::ParentPid => self.step(&Doing::plain("getppid")),
            Call::Kill { .. } => self.step(&Doing::plain("signal")),
            Call::Fetch { .. } => self.step(&Doing::plain("urlopen")),
            Call::ActiveChildren => self.step(&Doing::plain("active_children")),
            Call::PollProcess { proc } => self.step(&Doing::to("is_alive", proc.0)),
            Call::SignalProcess {
                proc,
                signal: number,
            } => {
                let detail = signal::name(*number);
                self.step(&Doing {
                    detail: &detail,
                    ..Doing::to("signal", proc.0)
                })
            }
            _ => self.step_before_object(call),
        }
    }

    fn step_before_object(&mut self, call: &Call) -> Performed<()> {
        let (op, handle) = match call {
            Call::Release { handle } => ("release", *handle),
            Call::SemaphoreValue { handle } => ("get_value", *handle),
            Call::CloseConnection { handle }
            | Call::QueueClose { handle }
            | Call::PoolClose { handle } => ("close", *handle),
            Call::QueueSize { handle } => ("qsize", *handle),
            Call::QueueEmpty { handle } => ("empty", *handle),
            Call::QueueFull { handle } => ("full", *handle),
            Call::QueueCancelJoin { handle } => ("cancel_join_thread", *handle),
            Call::Submit { handle, .. } => ("submit", *handle),
            Call::PoolTerminate { handle } => ("terminate", *handle),
            _ => return Ok(()),
        };
        let object = self.object_of(handle).unwrap_or(0);
        self.step(&Doing::on(op, object))
    }

    /// Stands before this process's end.
    pub(super) fn stand_before_end(&self) {
        self.seat.begin();
        self.seat.pass(&Doing::plain("end"));
    }

    /// Ends at a step of its own what the program left unfinished: pools, feeders, children, an exception to tell.
    pub(super) fn step_before_winding_up(&mut self, has_exception: bool) {
        if self.seat.passes() {
            return;
        }
        let is_needed = has_exception
            || !self.deferred.is_empty()
            || self.family.has_living()
            || !self.orphaned_pools.is_empty()
            || self.objects.iter().any(|object| match object {
                super::object::Object::Queue(queue) => queue.feeder.is_some(),
                super::object::Object::Pool(pool) => pool.exchange().is_some(),
                _ => false,
            });
        if is_needed {
            self.seat.begin();
            self.seat.pass(&Doing::plain("exit"));
            self.do_deferred();
        }
    }

    /// Tells an exception that nobody caught.
    pub(super) fn tell_exception(&self, class: &str, message: &str) {
        let text = format!("{class}\u{1f}{message}");
        self.seat
            .emitter
            .emit(RecordKind::Exception, 0, 0, 0, &text);
    }

    /// Says that this process has nothing more to do.
    pub(super) fn publish_end(&self) {
        self.stand_before_end();
        self.seat.publish(State::Exit, 0);
    }
}
