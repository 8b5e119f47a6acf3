//! [`Seat`]: a thread's place in the run, with its gate and the one wait.
//!
//! ```text
//! wait: loop { gate; try -> return; deadline passed -> return; publish the blocked word;
//!              gate closed, epoch new, SIGINT or mail? -> publish RUN, again;
//!              sleep in the plain kernel call; publish RUN; done? -> return }
//! gate: open? note the epoch, go on; publish GATE; loop { note the epoch; closed -> futex; publish RUN, then take a ticket }
//! ```
//! In stepped mode the gate of a mere pause holds nobody. Before an operation a thread announces what it is and what it
//! needs, and stands until it gets a ticket; with the ticket it does all of the operation that can be done at once. What
//! cannot be done announces itself again: nobody sleeps in the kernel but helpers without work.
//! ```text
//! begin; wait: loop { no ticket? announce, stand; try -> return; deadline passed -> return; the ticket is used up }
//! ```
//! A nudge (SIGURG and a new epoch) is re-sent until it is acknowledged, so one that falls between the last look and
//! the kernel call is only late. RUN is published before a ticket is consumed, so a thread that goes on never looks
//! like one that stands.

use std::sync::atomic::Ordering;

use crate::engine::announce::{Doing, Need, Ready};
use crate::engine::arena::{Arena, NEVER, OPEN, Slot, State};
use crate::engine::os::{futex, signal};
use crate::engine::ring::{Emitter, RecordKind};

/// `object` of a blocked word that is about no channel: the output socket, which the conductor always empties.
pub const NO_CHANNEL: u32 = 0xff_ffff;

/// Something that may have to wait.
pub trait Operation {
    /// What it gives when it is done.
    type Done;
    /// The word that tells what is waited for: state, and cell, channel or process.
    fn word(&self) -> (State, u32);
    /// Descriptor that is waited on, for the conductor to look at the bytes.
    fn fd(&self) -> Option<i32> {
        None
    }
    /// What it needs beside its word: a descriptor that is ready.
    fn also(&self) -> Option<(i32, Ready)> {
        None
    }
    /// Whether what its word tells may be lacking; asked before it is announced.
    fn lacks(&self) -> bool {
        true
    }
    /// Whether it looks as if it could be done now.
    fn is_ready(&self) -> bool {
        false
    }
    /// Does it without waiting, if that is possible now.
    fn attempt(&mut self) -> Option<Self::Done>;
    /// Sleeps in the kernel until it may be possible, at most until `until` (monotonic nanoseconds); done at once if the
    /// kernel call itself does it. Returns early on a signal.
    fn sleep(&mut self, until: Option<u64>) -> Option<Self::Done>;
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended<T> {
    /// Done.
    Done(T),
    /// Not done by the deadline.
    TimedOut,
    /// SIGINT came (it is not taken yet).
    Interrupted,
    /// The mailbox changed.
    Mail,
}

/// A `waiting` event, told once when a wait really has to wait.
#[derive(Clone, Debug, Default)]
pub struct Announcement {
    /// `acquire`, `get` ...; empty tells nothing.
    pub op: &'static str,
    /// Object waited for, 0 for none.
    pub object: u32,
    /// Process waited for.
    pub child: Option<u32>,
    /// Virtual seconds.
    pub timeout: Option<f64>,
}

/// Terms of a wait.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Virtual nanoseconds; [`NEVER`].
    pub deadline: u64,
    /// What is waited for.
    pub announcement: Announcement,
    /// Whether that was told.
    pub is_told: bool,
    /// Whether SIGINT ends the wait.
    pub interruptible: bool,
    /// Ends the wait when the thread's mail count is another than this.
    pub mail: Option<u32>,
    /// Before it sleeps the thread has something to hand over to its helpers: the wait is left then, as by mail.
    pub lets_go: bool,
}

impl Announcement {
    /// As it is announced at a gate.
    pub fn doing(&self, state: State) -> Doing<'static> {
        let op = match (self.op, state) {
            ("", State::Read) => "read",
            ("", State::Write) => "write",
            ("", State::Semaphore) => "acquire",
            ("", State::Join) => "join",
            ("", State::Sleep) => "sleep",
            ("", _) => "wait",
            (op, _) => op,
        };
        Doing {
            op,
            object: self.object,
            child: self.child,
            timeout: self.timeout,
            detail: "",
        }
    }
}

impl Terms {
    /// Waits for ever, tells nothing, lets nothing break in.
    pub fn plain() -> Self {
        Self {
            deadline: NEVER,
            announcement: Announcement::default(),
            is_told: false,
            interruptible: false,
            mail: None,
            lets_go: false,
        }
    }
}

/// A thread's place in the run. Copies share the slot; one thread uses it.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    /// The shared memory.
    pub arena: &'static Arena,
    /// Writes this thread's records.
    pub emitter: Emitter,
}

impl Seat {
    /// For the thread that owns slot `index`.
    pub fn new(arena: &'static Arena, index: usize, doorbell: i32) -> Self {
        Self {
            arena,
            emitter: Emitter::new(arena, index, doorbell),
        }
    }

    /// The slot.
    pub fn slot(&self) -> &'static Slot {
        self.emitter.slot()
    }

    /// Writes a record without text.
    pub fn emit(&self, kind: RecordKind, a: u64, b: u64, c: u64) {
        self.emitter.emit(kind, a, b, c, "");
    }

    /// Publishes what the thread does and wakes the conductor if it sleeps.
    pub fn publish(&self, state: State, object: u32) {
        self.slot().publish(state, object);
        self.emitter.ring_doorbell();
    }

    /// Passes the gate of a mere pause; an open one costs two loads.
    pub fn gate(&self) {
        if !self.passes() {
            self.pause();
        }
    }

    /// Whether the gate is open; notes the epoch.
    pub fn passes(&self) -> bool {
        // The epoch is read before the gate: an acknowledged nudge was written before its epoch, so the gate seen
        // afterwards is the nudge's.
        let epoch = self.arena.epoch.load(Ordering::SeqCst);
        let is_open = self.slot().gate.load(Ordering::SeqCst) == OPEN;
        if is_open {
            self.acknowledge(epoch);
        }
        is_open
    }

    /// Whether steps are chosen one at a time.
    pub fn is_stepped(&self) -> bool {
        self.arena.stepped.load(Ordering::SeqCst) != 0
    }

    /// Begins an operation: in stepped mode it needs a ticket of its own.
    pub fn begin(&self) {
        self.slot().next.begin();
    }

    /// The operation is done, though the call goes on: what follows needs a ticket of its own.
    pub fn finish(&self) {
        self.slot().next.set_licensed(false);
    }

    /// Passes the gate before an operation that can be done at any time.
    pub fn pass(&self, doing: &Doing<'_>) {
        if !self.passes() {
            self.stand(&Need::NOTHING, doing);
        }
    }

    /// Passes the gate before `operation`.
    pub fn approach<O: Operation>(&self, operation: &O, terms: &Terms) {
        if self.passes() {
            return;
        }
        let (word, object) = operation.word();
        // Who lets go need not wait for anything to do that.
        let is_lacking = !terms.lets_go && (self.is_idle(word) || operation.lacks());
        let state = if is_lacking { word } else { State::Run };
        let fd = operation.fd().map_or(0, i32::unsigned_abs);
        self.slot().wait_fd.store(fd, Ordering::Relaxed); // published by the word
        let sought = self.slot().next.sought(state, object);
        let need = Need {
            state,
            object,
            also: operation.also(),
            deadline: terms.deadline,
            mail: terms.mail,
            sought,
        };
        self.stand(&need, &terms.announcement.doing(word));
    }

    fn acknowledge(&self, epoch: u32) {
        let slot = self.slot();
        if slot.ack.load(Ordering::Relaxed) != epoch {
            slot.ack.store(epoch, Ordering::SeqCst);
            self.catch_up();
        }
    }

    /// What stepped mode left to be done when the gates were opened.
    fn catch_up(&self) {
        if self.is_main() && !self.is_stepped() {
            signal::let_come();
            self.tell_due_line();
        }
    }

    /// Tells the line that the thread is about to run, if that was put off.
    fn tell_due_line(&self) {
        if self.slot().next.take_due_line().is_some()
            && self.arena.lines.load(Ordering::Relaxed) != 0
        {
            self.emit(RecordKind::Line, 0, 0, 0);
        }
    }

    fn is_main(&self) -> bool {
        self.slot().agent.load(Ordering::Relaxed) == 0 // set before the thread existed
    }

    /// Stands until the gate is open or the run is stepped.
    fn pause(&self) {
        let slot = self.slot();
        if self.is_stepped() {
            self.acknowledge(self.arena.epoch.load(Ordering::SeqCst));
            return;
        }
        slot.next.withdraw();
        self.publish(State::Gate, 0);
        loop {
            self.look_up();
            if self.is_stepped() {
                self.publish(State::Run, 0);
                return;
            }
            let gate = slot.gate.load(Ordering::SeqCst);
            if gate == 0 {
                futex::wait(&slot.gate, 0, None);
                continue;
            }
            self.publish(State::Run, 0);
            if self.has_passed(gate) {
                self.catch_up();
                return;
            }
            self.publish(State::Gate, 0);
        }
    }

    /// Stands before an operation until it may be done: with a ticket, or because the gates were opened.
    fn stand(&self, need: &Need, doing: &Doing<'_>) {
        let slot = self.slot();
        self.pause(); // first of all, if this is one
        if slot.gate.load(Ordering::SeqCst) == OPEN
            || slot.next.is_licensed()
            || self.is_idle(need.state)
        {
            return;
        }
        if self.is_main() {
            signal::hold_back();
        }
        slot.next.write(need, doing);
        self.publish(State::Gate, 0);
        loop {
            self.look_up();
            let gate = slot.gate.load(Ordering::SeqCst);
            if gate == 0 {
                futex::wait(&slot.gate, 0, None);
                continue;
            }
            self.publish(State::Run, 0);
            if self.has_passed(gate) {
                break;
            }
            self.publish(State::Gate, 0);
        }
        if self.is_main() {
            signal::let_come(); // here the process ends, if it was to be ended
            if self.is_stepped() {
                signal::hold_back();
            }
            self.tell_due_line();
        }
    }

    /// A helper without work waits for it in the kernel: taking up work is invisible outside.
    fn is_idle(&self, state: State) -> bool {
        state == State::Mail && !self.is_main()
    }

    /// While standing: notes the epoch.
    fn look_up(&self) {
        if self.is_main() {
            // SIGINT is noticed after the gate, however long that stays closed: nothing needs to repeat it here.
            signal::be_patient();
        }
        let epoch = self.arena.epoch.load(Ordering::SeqCst);
        self.slot().ack.store(epoch, Ordering::SeqCst);
    }

    /// Takes a ticket, or finds the gate still open. RUN is published before.
    fn has_passed(&self, gate: u32) -> bool {
        let slot = self.slot();
        if gate == OPEN {
            slot.next.set_licensed(false);
            return slot.gate.load(Ordering::SeqCst) == OPEN;
        }
        let taken = slot
            .gate
            .compare_exchange(gate, gate - 1, Ordering::SeqCst, Ordering::SeqCst);
        slot.next.set_licensed(taken.is_ok());
        taken.is_ok()
    }

    /// The one wait: does `operation` as soon as it can be done.
    pub fn wait<O: Operation>(&self, operation: &mut O, terms: &mut Terms) -> Ended<O::Done> {
        let slot = self.slot();
        loop {
            self.approach(operation, terms);
            if terms.interruptible && signal::is_interrupted() {
                return Ended::Interrupted;
            }
            if self.has_mail(terms) {
                return Ended::Mail;
            }
            if let Some(done) = operation.attempt() {
                return Ended::Done(done);
            }
            if terms.deadline != NEVER && self.arena.clock.now() >= terms.deadline {
                return Ended::TimedOut;
            }
            if terms.lets_go {
                return Ended::Mail;
            }
            if self.steps_back(operation) {
                continue;
            }
            if !std::mem::replace(&mut terms.is_told, true) && slot.next.tell_waiting() {
                self.announce(&terms.announcement);
            }
            slot.deadline.store(terms.deadline, Ordering::Relaxed); // published by the word
            slot.wait_fd.store(
                operation.fd().map_or(0, i32::unsigned_abs),
                Ordering::Relaxed,
            ); // likewise
            let (state, object) = operation.word();
            if state != State::Mail {
                // Mail that came before is dealt with, or does not matter here.
                let seen = terms
                    .mail
                    .unwrap_or_else(|| slot.mail.load(Ordering::SeqCst));
                slot.mail_seen.store(seen, Ordering::SeqCst);
            }
            self.publish(state, object);
            let must_look_again = self.is_held_here(operation)
                || self.arena.epoch.load(Ordering::SeqCst) != slot.ack.load(Ordering::Relaxed)
                || self.has_mail(terms)
                || (terms.interruptible && signal::is_interrupted());
            let done = if must_look_again {
                None
            } else {
                operation.sleep(self.real_deadline(terms))
            };
            self.publish(State::Run, 0);
            if let Some(done) = done {
                return Ended::Done(done);
            }
        }
    }

    /// Whether a closed gate keeps the thread from sleeping on this. In stepped mode not where a step always comes to
    /// its end, or the thread has no work.
    fn is_held_here<O: Operation>(&self, operation: &O) -> bool {
        self.slot().gate.load(Ordering::SeqCst) != OPEN
            && !(self.is_stepped() && self.sleeps_in_a_step(operation))
    }

    /// The output socket is always emptied, so a step that writes to it waits for room; and a helper waits for work.
    fn sleeps_in_a_step<O: Operation>(&self, operation: &O) -> bool {
        let (state, object) = operation.word();
        let is_output = state == State::Write && object == NO_CHANNEL;
        (is_output && self.slot().next.is_licensed()) || self.is_idle(state)
    }

    /// In stepped mode what cannot be done now goes back to the gate: its ticket is used up.
    fn steps_back<O: Operation>(&self, operation: &O) -> bool {
        let slot = self.slot();
        if slot.gate.load(Ordering::SeqCst) == OPEN
            || !self.is_stepped()
            || self.sleeps_in_a_step(operation)
        {
            return false;
        }
        slot.next.set_licensed(false);
        let (state, channel) = operation.word();
        if state == State::Write
            && let Some(channel) = self.arena.channels.get(channel as usize)
        {
            let read = channel.read.load(Ordering::SeqCst);
            slot.next.note_sought(state, operation.word().1, read + 1);
        }
        true
    }

    fn has_mail(&self, terms: &Terms) -> bool {
        terms
            .mail
            .is_some_and(|seen| self.slot().mail.load(Ordering::SeqCst) != seen)
    }

    /// When the clock will show the deadline; none while it stands (a nudge follows every change of the clock).
    fn real_deadline(&self, terms: &Terms) -> Option<u64> {
        if terms.deadline == NEVER {
            return None;
        }
        self.arena.clock.read().when(terms.deadline)
    }

    fn announce(&self, announcement: &Announcement) {
        if announcement.op.is_empty() {
            return;
        }
        self.emitter.emit(
            RecordKind::Waiting,
            u64::from(announcement.object),
            announcement.child.map_or(0, |child| u64::from(child) + 1),
            announcement.timeout.unwrap_or(f64::NAN).to_bits(),
            announcement.op,
        );
    }
}
