//! [`Seat`]: a thread's place in the run, with its gate and the one wait.
//!
//! ```text
//! wait: loop { gate; try -> return; deadline passed -> return; publish the blocked word;
//!              gate closed, epoch new, SIGINT or mail? -> publish RUN, again;
//!              sleep in the plain kernel call; publish RUN; done? -> return }
//! gate: open? note the epoch, go on; publish GATE; loop { note the epoch; closed -> futex; publish RUN, then take a ticket }
//! ```
//! A nudge (SIGURG and a new epoch) is re-sent until it is acknowledged, so one that falls between the last look and
//! the kernel call is only late. RUN is published before a ticket is consumed, so a thread that goes on never looks
//! like one that stands.

use std::sync::atomic::Ordering;

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
    /// Taken when told.
    pub announcement: Option<Announcement>,
    /// Whether SIGINT ends the wait.
    pub interruptible: bool,
    /// Ends the wait when the thread's mail count is another than this.
    pub mail: Option<u32>,
}

impl Terms {
    /// Waits for ever, tells nothing, lets nothing break in.
    pub fn plain() -> Self {
        Self {
            deadline: NEVER,
            announcement: None,
            interruptible: false,
            mail: None,
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

    /// Passes the gate; an open one costs two loads.
    pub fn gate(&self) {
        let slot = self.slot();
        // The epoch is read before the gate: an acknowledged nudge was written before its epoch, so the gate seen
        // afterwards is the nudge's.
        let epoch = self.arena.epoch.load(Ordering::SeqCst);
        if slot.gate.load(Ordering::SeqCst) == OPEN {
            self.acknowledge(epoch);
            return;
        }
        self.stand_at_gate();
    }

    fn acknowledge(&self, epoch: u32) {
        let slot = self.slot();
        if slot.ack.load(Ordering::Relaxed) != epoch {
            slot.ack.store(epoch, Ordering::SeqCst);
        }
    }

    fn stand_at_gate(&self) {
        let slot = self.slot();
        self.publish(State::Gate, 0);
        let is_main = slot.agent.load(Ordering::Relaxed) == 0; // set before the thread existed
        loop {
            if is_main {
                // SIGINT is noticed after the gate, however long that stays closed: nothing needs to repeat it here.
                signal::be_patient();
            }
            self.acknowledge(self.arena.epoch.load(Ordering::SeqCst));
            let tickets = slot.gate.load(Ordering::SeqCst);
            if tickets == 0 {
                futex::wait(&slot.gate, 0, None);
                continue;
            }
            self.publish(State::Run, 0);
            let passed = if tickets == OPEN {
                slot.gate.load(Ordering::SeqCst) == OPEN
            } else {
                slot.gate
                    .compare_exchange(tickets, tickets - 1, Ordering::SeqCst, Ordering::SeqCst)
                    .is_ok()
            };
            if passed {
                return;
            }
            self.publish(State::Gate, 0);
        }
    }

    /// The one wait: does `operation` as soon as it can be done.
    pub fn wait<O: Operation>(&self, operation: &mut O, terms: &mut Terms) -> Ended<O::Done> {
        let slot = self.slot();
        loop {
            self.gate();
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
            if let Some(announcement) = terms.announcement.take() {
                self.announce(&announcement);
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
            let must_look_again = slot.gate.load(Ordering::SeqCst) != OPEN
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
