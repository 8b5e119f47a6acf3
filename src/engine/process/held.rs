//! When items and tasks that the program may still change go to the thread that sends them.
//!
//! In CPython that thread pickles them, and it runs when the program's thread lets go of the interpreter. Measured under
//! CPython 3.11 (the list is put, then the call, then the list is cleared; what arrives, of 30 runs each):
//! ```text
//! nothing, a free lock, Event.set, a Value, a new Lock, is_alive, another put    cleared in all
//! print to a pipe (flushed), time.sleep(0), time.sleep(0.001), a loop of 10 ms    as it was in nearly all
//! put, then os._exit or SIGKILL of itself                                         lost in all
//! ```
//! So they are handed over where a call waits, or writes, or may take long; else after as many statements as CPython does
//! in its switch interval. Nobody ever sleeps, or ends, with something that is not handed over.

use super::console::Console;
use super::object::Object;
use super::runtime::Runtime;
use crate::engine::actor::Actor;
use crate::python::call::Call;

/// Statements in CPython's switch interval of 5 ms, about.
const STATEMENTS: u32 = 50_000;
/// The same in a stepped run, where each takes 10 µs of the clock.
const STEPPED_STATEMENTS: u32 = 500;
/// Statements that a breath stands for, about: it is 1,000 bytecodes.
pub(super) const BREATH: u32 = 300;

/// What this process has not handed over.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Whether there may be something.
    pub is_any: bool,
    /// Statements since then.
    statements: u32,
}

impl Held {
    /// Something is held from now on.
    pub fn begin(&mut self) {
        self.is_any = true;
        self.statements = 0;
    }
}

impl Runtime {
    /// Hands over what is held.
    pub(super) fn hand_over(&mut self, actor: &mut dyn Actor) {
        self.held = Held::default();
        for (handle, item) in actor.hand_over() {
            match (self.objects.find(handle), item) {
                (Some(Object::Queue(_)), item) => self.pass_to_feeder(handle, item),
                (_, Ok(task)) => self.pass_to_handler(handle, vec![task]),
                (_, Err(_)) => {}
            }
        }
    }

    /// Before a call: hands over unless CPython's thread would keep the interpreter.
    pub(super) fn hand_over_before(&mut self, call: &Call, actor: &mut dyn Actor) {
        if !self.held.is_any && !actor.holds() {
            return;
        }
        self.held.is_any = true;
        if lets_go(call, &self.console) {
            self.hand_over(actor);
        }
    }

    /// Statements pass: hands over after the switch interval.
    pub(super) fn hand_over_in_time(&mut self, statements: u32, actor: &mut dyn Actor) {
        if !self.held.is_any {
            return;
        }
        self.held.statements += statements;
        let limit = if self.seat.is_stepped() {
            STEPPED_STATEMENTS
        } else {
            STATEMENTS
        };
        if self.held.statements >= limit {
            self.hand_over(actor);
        }
    }
}

/// Whether another thread of the process comes to run with this call, even if it does not wait.
fn lets_go(call: &Call, console: &Console) -> bool {
    match call {
        Call::Write {
            stream,
            pieces,
            flush,
        } => *flush || console.passes_on(*stream, pieces),
        // What is put or submitted as it is goes behind what is held.
        Call::Put { is_held, .. } | Call::Submit { is_held, .. } => !is_held,
        Call::Time
        | Call::Monotonic
        | Call::Entropy
        | Call::ParentPid
        | Call::CpuCount
        | Call::Environment { .. }
        | Call::HardExit { .. }
        | Call::Kill { .. }
        | Call::CreateProcess { .. }
        | Call::PollProcess { .. }
        | Call::SignalProcess { .. }
        | Call::ActiveChildren
        | Call::NewSemaphore { .. }
        | Call::Acquire { .. }
        | Call::Release { .. }
        | Call::SemaphoreValue { .. }
        | Call::NewQueue { .. }
        | Call::QueueSize { .. }
        | Call::QueueFull { .. }
        | Call::QueueCancelJoin { .. }
        | Call::TaskDone { .. }
        | Call::NewPipe { .. }
        | Call::NewShared { .. }
        | Call::SharedRead { .. }
        | Call::SharedWrite { .. }
        | Call::Name { .. } => false,
        _ => true,
    }
}
