//! [`Exchange`]: what a process's main thread and its helpers share. Fork holds its lock, so a child never inherits it
//! in the middle of a change.

use std::collections::VecDeque;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::children::is_asleep;
use super::operation::notify;
use super::seat::Seat;
use crate::engine::announce::Doing;
use crate::engine::arena::{Slot, SlotUse, State};
use crate::engine::os::{clock, signal};

/// First pause between two nudges of a blocked main thread; doubled up to [`RENUDGE_MAX_NS`].
const RENUDGE_NS: u64 = 50_000;
/// Longest pause: the main thread is stopped, and SIGURG waits for it.
const RENUDGE_MAX_NS: u64 = 10_000_000;

/// Something to send.
#[derive(Debug)]
pub enum Item {
    /// A message: the pickled value.
    Message(Vec<u8>),
    /// A value that cannot be pickled: text for stderr instead.
    Unsendable(String),
    /// Nothing more follows (to a pool: one worker shall end).
    End,
}

/// What the lock protects.
#[derive(Debug, Default)]
pub struct Contents {
    /// To be sent, oldest first.
    pub outbox: VecDeque<Item>,
    /// Results of a pool, oldest first.
    pub results: VecDeque<Vec<u8>>,
    /// Pidfds of a pool's workers that have not been seen dead.
    pub watched: Vec<Arc<OwnedFd>>,
    /// Tasks handed to the pool.
    pub submitted: u64,
    /// Results that came back.
    pub received: u64,
    /// Workers that shall end once all results are there; none while the pool is open.
    pub closing: Option<usize>,
    /// Whether they were told.
    pub ends_sent: bool,
}

impl Contents {
    /// Tells the workers of a closed pool to end, once all results are there; whether it did so now.
    pub fn send_ends(&mut self) -> bool {
        let Some(workers) = self.closing else {
            return false;
        };
        if self.ends_sent || self.received < self.submitted {
            return false;
        }
        self.outbox.extend((0..workers).map(|_| Item::End));
        self.ends_sent = true;
        true
    }
}

/// What a process's main thread and its helpers share.
#[derive(Debug, Default)]
pub struct Exchange {
    state: Mutex<Contents>,
    /// The helpers shall end now, whatever is left.
    pub stop: AtomicBool,
    /// A worker of the pool has ended and nobody has dealt with it.
    pub worker_ended: AtomicBool,
    /// Helpers that run.
    pub helpers: AtomicU32,
}

impl Exchange {
    /// For this many helpers.
    pub fn new(helpers: u32) -> Arc<Self> {
        Arc::new(Self {
            helpers: AtomicU32::new(helpers),
            ..Self::default()
        })
    }

    /// Takes the lock. It is held for moments only, never over a wait.
    pub fn lock(&self) -> MutexGuard<'_, Contents> {
        // A helper that panicked ends the process, so what it left is never used.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the helpers shall end now.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Whether all helpers have ended.
    pub fn is_over(&self) -> bool {
        self.helpers.load(Ordering::SeqCst) == 0
    }

    /// Last act of a helper: tells the main thread, then leaves its slot.
    pub fn sign_off(&self, seat: &Seat, main: &Slot) {
        seat.begin();
        seat.pass(&Doing::plain("end"));
        self.helpers.fetch_sub(1, Ordering::SeqCst);
        rouse(seat, main);
        seat.publish(State::Exit, 0);
        seat.slot()
            .used
            .store(SlotUse::Ended as u32, Ordering::Release);
    }
}

/// Puts something into the main thread's mailbox, and gets it out of any other wait: nudges until it has looked.
pub fn rouse(seat: &Seat, main: &Slot) {
    notify(main);
    let word = main.read();
    if !is_asleep(word) || word.state() == State::Mail {
        return; // it looks at its mail before it sleeps again
    }
    let mut pause = RENUDGE_NS;
    while main.read() == word {
        seat.gate();
        signal::nudge(main.tid.load(Ordering::Relaxed));
        clock::nap(pause);
        pause = (pause * 2).min(RENUDGE_MAX_NS);
    }
}

/// Gets a helper out of its wait: `ring` wakes it (or a nudge, where that does nothing). Returns once it moves, so that
/// nobody takes it for blocked any more.
///
/// A nudge is lost if the helper loses its processor between its last look and the kernel call; on a loaded machine that
/// lasts as long as it lasts. So it is nudged until it moves: every sleep of a helper ends at a nudge, and its gate (where
/// a pause keeps it) is no sleep.
pub fn prod(seat: &Seat, helper: usize, ring: impl Fn()) {
    let slot = &seat.arena.slots[helper];
    let word = slot.read();
    notify(slot);
    ring();
    let mut pause = RENUDGE_NS;
    while is_asleep(word) && slot.read() == word {
        seat.gate();
        signal::nudge(slot.tid.load(Ordering::Relaxed));
        clock::nap(pause);
        pause = (pause * 2).min(RENUDGE_MAX_NS);
    }
}
