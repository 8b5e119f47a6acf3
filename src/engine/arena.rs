//! The arena: the shared memory of a run. Layout, and what each word means.
//!
//! Everything is an atomic; zero is the start state. Whatever a lesson process wrote is untrusted: readers check
//! every index, kind and length.
//!
//! # Quiescence
//! A slot's [`Slot::word`] tells what its thread is doing. The rules that make "everybody is quiet" exact:
//! 1. A thread publishes RUN *before* it consumes a ticket or returns from a wait.
//! 2. A creator publishes RUN in the newcomer's slot before fork or pthread_create.
//! 3. After publishing a blocked word a thread looks at gate and epoch once more before it sleeps.
//! 4. EXIT of a main thread counts as RUN until its pidfd says dead.
//! 5. A reader and a writer both blocked on one channel are never quiet.

use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};

use super::announce::Announcing;
use super::os::clock::monotonic_ns;
use super::os::semaphore::Semaphore;

/// First word of the arena: "forklore".
pub const MAGIC: u64 = u64::from_le_bytes(*b"forklore");
/// Version of this layout; stage and conductor are one binary, so it only catches a stale file.
pub const VERSION: u32 = 1;
/// Threads at once: lesson processes and their helpers. 64 processes with 3 helpers each fit.
pub const MAX_SLOTS: usize = 256;
/// Units of 64 bytes in one ring: 256 KiB, filled in about 0.2 ms by a program that does nothing but emit.
pub const RING_UNITS: usize = 4096;
/// Words in a unit.
pub const UNIT_WORDS: usize = 8;
/// Semaphores of one run: every lock, semaphore and three for each queue.
pub const MAX_SEMAPHORES: usize = 8192;
/// Pipes and socket directions of one run.
pub const MAX_CHANNELS: usize = 2048;
/// Bytes for Value and Array of one run.
pub const HEAP_BYTES: usize = 1 << 20;
/// Gate: everybody may pass.
pub const OPEN: u32 = u32::MAX;
/// No deadline.
pub const NEVER: u64 = u64::MAX;
/// `Slot::proc` and `Slot::line` when there is none.
pub const NOBODY: u32 = u32::MAX;

/// `Slot::agent` of a pool's result handler.
pub const RESULTS: u32 = 3;

/// The shared memory of a run.
#[repr(C)]
#[derive(Debug)]
pub struct Arena {
    /// [`MAGIC`].
    pub magic: AtomicU64,
    /// [`VERSION`].
    pub version: AtomicU32,
    /// Gate that a newcomer starts with: 0 while paused, else [`OPEN`].
    pub gate_default: AtomicU32,
    /// Next ticket of the global order.
    pub seq: AtomicU64,
    /// 1 while the conductor sleeps and wants the doorbell.
    pub sleeping: AtomicU32,
    /// Epoch of the newest nudge.
    pub epoch: AtomicU32,
    /// The virtual clock.
    pub clock: Clock,
    /// Next process number (main is 0).
    pub next_proc: AtomicU32,
    /// Next object number, from 1.
    pub next_object: AtomicU32,
    /// Next free semaphore cell (cells are not reused: a run that makes more than [`MAX_SEMAPHORES`] is told so).
    pub next_semaphore: AtomicU32,
    /// Next free channel.
    pub next_channel: AtomicU32,
    /// Next free byte of the heap.
    pub next_heap: AtomicU32,
    /// Lesson processes alive now. A creator adds one before fork (and takes it back if fork fails or the limit is
    /// reached); the conductor takes one when it sees the process dead.
    pub n_processes: AtomicU32,
    /// Largest number of them.
    pub max_processes: AtomicU32,
    /// 1 while the run is stepped: written before the gates are closed, and undone before they are opened.
    pub stepped: AtomicU32,
    /// 1 if `line` events are wanted.
    pub lines: AtomicU32,
    /// 1 if lesson processes run at low priority.
    pub yields: AtomicU32,
    /// 0 terminal, 1 pipe, 2 unbuffered.
    pub stdout_mode: AtomicU32,
    /// 1 if the program's random numbers come from `seed`.
    pub seeded: AtomicU32,
    /// The seed.
    pub seed: AtomicU64,
    /// Slots from this one on were never claimed: readers stop here.
    pub n_slots: AtomicU32,
    /// Monotonic nanoseconds at which the run began: `t` counts from here.
    pub started_ns: AtomicU64,
    /// Real nanoseconds since 1970 at that moment.
    pub started_real_ns: AtomicU64,
    /// One per thread that takes part.
    pub slots: [Slot; MAX_SLOTS],
    /// Locks and semaphores.
    pub semaphores: [SemaphoreCell; MAX_SEMAPHORES],
    /// Pipes.
    pub channels: [Channel; MAX_CHANNELS],
    /// Memory of Value and Array, eight bytes a word.
    pub heap: [AtomicU64; HEAP_BYTES / 8],
    /// One ring for each slot.
    pub rings: [Ring; MAX_SLOTS],
}

/// The units of a ring.
#[repr(C, align(64))]
#[derive(Debug)]
pub struct Ring {
    /// `RING_UNITS` units of `UNIT_WORDS` words.
    pub words: [AtomicU64; RING_UNITS * UNIT_WORDS],
}

/// A thread that takes part in the run: a lesson process's main thread or a helper.
#[repr(C, align(64))]
#[derive(Debug)]
pub struct Slot {
    /// What the thread is doing: see [`Word`].
    pub word: AtomicU64,
    /// Ring position: units written << 1, lowest bit set while a record is being written.
    pub ring_head: AtomicU64,
    /// Units that the conductor has taken.
    pub ring_tail: AtomicU64,
    /// 0 closed, n tickets, [`OPEN`].
    pub gate: AtomicU32,
    /// Epoch of the newest nudge that the thread has seen.
    pub ack: AtomicU32,
    /// Virtual nanoseconds at which the present wait ends by itself; [`NEVER`].
    pub deadline: AtomicU64,
    /// [`SlotUse`] in the lowest byte: see [`Slot::usage`]. While it is reserved, who reserved it: [`Slot::reserved_by`].
    pub used: AtomicU32,
    /// Process it belongs to.
    pub proc: AtomicU32,
    /// 0 the process itself, 1 feeder, 2 tasks, 3 results.
    pub agent: AtomicU32,
    /// PID in the stage's namespace.
    pub pid: AtomicU32,
    /// Thread id in the stage's namespace: whom a nudge reaches.
    pub tid: AtomicU32,
    /// PID of the parent in the stage's namespace, at birth.
    pub ppid: AtomicU32,
    /// 0 until the conductor lets a new process go; futex word.
    pub birth: AtomicU32,
    /// 1 once somebody has told the end of the process.
    pub end_told: AtomicU32,
    /// Line it is at; [`NOBODY`].
    pub line: AtomicU32,
    /// Mailbox: counted up by whoever has something for this thread; futex word.
    pub mail: AtomicU32,
    /// Value of `mail` at which the thread went to sleep on it.
    pub mail_seen: AtomicU32,
    /// Descriptor (in its own process) that the thread waits on, for the conductor to read the true bytes.
    pub wait_fd: AtomicU32,
    /// `line` events left out because nothing else happened between them.
    pub thinned: AtomicU64,
    /// Times a full ring made the thread wait.
    pub slowed: AtomicU64,
    /// What it stands before, in stepped mode.
    pub next: Announcing,
}

/// Life of a slot. FREE -> RESERVED (by compare-exchange, the creator) -> LIVE -> ENDED (told) -> FREE (by the conductor).
/// A free slot is NOBODY's; a reserved one names its creator in the same word, so that a creator's death frees it; a live one
/// says whose it is, and who made it.
/// A helper's slot is freed once its ring is drained; a process's slot only after it was reaped as well, since the parent
/// looks at `end_told` until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum SlotUse {
    /// Nobody's.
    Free = 0,
    /// Claimed by a creator.
    Reserved = 1,
    /// In use.
    Live = 2,
    /// Its thread has ended (of a helper: said by itself or by its process's end).
    Ended = 3,
}

/// What a thread is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// Runs, or is about to.
    Run = 0,
    /// Stands at a gate.
    Gate = 1,
    /// Waits for semaphore `object`.
    Semaphore = 2,
    /// Waits for bytes in channel `object`.
    Read = 3,
    /// Waits for room in channel `object`.
    Write = 4,
    /// Waits for the end of process `object`.
    Join = 5,
    /// Waits for the clock alone.
    Sleep = 6,
    /// Waits for its mailbox.
    Mail = 7,
    /// Has nothing more to do; of a main thread it counts as running until the process is dead.
    Exit = 8,
}

/// A slot word: `changes << 32 | object << 8 | state`. `changes` counts every change, so that two equal readings mean
/// that nothing happened in between (until it wraps, after 2^32 changes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word(pub u64);

impl Word {
    /// What the thread is doing; an unknown code (written by a broken process) counts as running.
    pub fn state(self) -> State {
        match (self.0 & 0xff) as u8 {
            1 => State::Gate,
            2 => State::Semaphore,
            3 => State::Read,
            4 => State::Write,
            5 => State::Join,
            6 => State::Sleep,
            7 => State::Mail,
            8 => State::Exit,
            _ => State::Run,
        }
    }

    /// Cell, channel or process that the state is about.
    pub fn object(self) -> u32 {
        ((self.0 >> 8) & 0xff_ffff) as u32
    }
}

impl Slot {
    /// Publishes what the thread is doing. Only the thread itself (or its creator before it exists) calls this.
    pub fn publish(&self, state: State, object: u32) {
        let changes = (self.word.load(Ordering::Relaxed) >> 32).wrapping_add(1);
        let word = changes << 32 | u64::from(object & 0xff_ffff) << 8 | state as u64;
        self.word.store(word, Ordering::SeqCst);
    }

    /// What the thread is doing.
    pub fn read(&self) -> Word {
        Word(self.word.load(Ordering::SeqCst))
    }

    /// Where the slot stands in its life; an unknown code counts as ended.
    pub fn usage(&self) -> SlotUse {
        match self.used.load(Ordering::SeqCst) & 0xff {
            0 => SlotUse::Free,
            1 => SlotUse::Reserved,
            2 => SlotUse::Live,
            _ => SlotUse::Ended,
        }
    }

    /// While the slot is reserved: for which kind of agent, and the slot of the thread that reserved it (none: the
    /// stage's).
    pub fn reserved_by(&self) -> Option<(u32, Option<usize>)> {
        let used = self.used.load(Ordering::SeqCst);
        let is_reserved = used & 0xff == SlotUse::Reserved as u32;
        is_reserved.then(|| {
            (
                used >> 8 & 0xff,
                (used >> 16).checked_sub(1).map(|slot| slot as usize),
            )
        })
    }

    /// Makes it nobody's, then free. Its ring is drained, or was never used; a record that a killed thread was writing is
    /// given up.
    pub fn free(&self) {
        self.proc.store(NOBODY, Ordering::Relaxed); // published by `used`, as all of these
        self.pid.store(0, Ordering::Relaxed);
        self.tid.store(0, Ordering::Relaxed);
        self.ppid.store(0, Ordering::Relaxed);
        self.ring_head.fetch_and(!1, Ordering::Relaxed);
        self.used.store(SlotUse::Free as u32, Ordering::SeqCst);
    }
}

/// Who claims a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claimant {
    /// Its own slot; none: the stage.
    pub slot: Option<usize>,
    /// Its PID in the stage's namespace: the parent's of a new process.
    pub pid: u32,
}

/// A lock or semaphore.
#[repr(C, align(64))]
#[derive(Debug)]
pub struct SemaphoreCell {
    /// The kernel object.
    pub semaphore: Semaphore,
    /// Number of the object in the trace; 0 for a part of another object (a queue's locks).
    pub object: AtomicU32,
    /// Largest value of a bounded one (1 for locks); 0: none.
    pub bound: AtomicU32,
    /// Process that acquired it last while it was free, plus 1; 0 when released. Only a hint for people: locks may be
    /// released by anybody.
    pub holder: AtomicU32,
    /// Start value.
    pub initial: AtomicU32,
}

/// A pipe or one direction of a socket pair.
#[repr(C, align(64))]
#[derive(Debug)]
pub struct Channel {
    /// Number of the object in the trace.
    pub object: AtomicU32,
    /// Bytes that a pipe holds at most, as the kernel said at creation.
    pub capacity: AtomicU32,
    /// Bytes written so far, counted after each write (a writer killed in between is not counted).
    pub written: AtomicU64,
    /// Bytes read so far, likewise.
    pub read: AtomicU64,
    /// Items put into a queue and not yet taken, as the program counts (qsize).
    pub items: AtomicI64,
}

/// The virtual clock: `v = v0 + (now - t0) * rate`. One writer (the conductor); readers retry on a torn read.
#[repr(C, align(64))]
#[derive(Debug)]
pub struct Clock {
    /// Even while the fields are consistent.
    pub version: AtomicU32,
    /// Changes with each new rate or jump; sleepers futex-wait on it.
    pub epoch: AtomicU32,
    /// Monotonic nanoseconds of the newest change.
    pub t0: AtomicU64,
    /// Virtual nanoseconds at `t0`.
    pub v0: AtomicU64,
    /// Rate as bits of an f64; 0.0 stands still.
    pub rate: AtomicU64,
}

/// A consistent reading of the clock's fields.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClockReading {
    /// Monotonic nanoseconds of the newest change.
    pub t0: u64,
    /// Virtual nanoseconds then.
    pub v0: u64,
    /// Virtual seconds a second.
    pub rate: f64,
}

impl ClockReading {
    /// Virtual nanoseconds at monotonic time `now`.
    pub fn at(self, now: u64) -> u64 {
        self.v0 + (now.saturating_sub(self.t0) as f64 * self.rate) as u64
    }

    /// Monotonic nanoseconds at which the clock will show `virtual_ns`; none while it stands still before it.
    pub fn when(self, virtual_ns: u64) -> Option<u64> {
        if virtual_ns <= self.v0 {
            return Some(self.t0);
        }
        if self.rate <= 0.0 {
            return None;
        }
        // One nanosecond is added so that rounding never wakes anybody early.
        // A deadline too far away to be counted saturates: it is never reached.
        let ahead = ((virtual_ns - self.v0) as f64 / self.rate).ceil() as u64;
        Some(self.t0.saturating_add(ahead).saturating_add(1))
    }
}

impl Clock {
    /// Reads all fields as they stood together.
    pub fn read(&self) -> ClockReading {
        loop {
            let before = self.version.load(Ordering::Acquire); // pairs with the Release in `set`
            let reading = ClockReading {
                t0: self.t0.load(Ordering::Relaxed),
                v0: self.v0.load(Ordering::Relaxed),
                rate: f64::from_bits(self.rate.load(Ordering::Relaxed)),
            };
            std::sync::atomic::fence(Ordering::Acquire);
            if before & 1 == 0 && self.version.load(Ordering::Relaxed) == before {
                return reading;
            }
            std::hint::spin_loop();
        }
    }

    /// Virtual nanoseconds now.
    pub fn now(&self) -> u64 {
        self.read().at(monotonic_ns())
    }

    /// Sets a new rate, going on from virtual time `v0` (at least what the clock shows). The conductor alone calls this,
    /// and wakes the sleepers afterwards: see [`Clock::wake`].
    pub fn set(&self, rate: f64, v0: u64) {
        self.version.fetch_add(1, Ordering::AcqRel);
        self.t0.store(monotonic_ns(), Ordering::Relaxed);
        self.v0.store(v0, Ordering::Relaxed);
        self.rate.store(rate.to_bits(), Ordering::Relaxed);
        self.version.fetch_add(1, Ordering::Release);
        self.epoch.fetch_add(1, Ordering::SeqCst);
    }

    /// Wakes everybody who sleeps on the clock, to look at it again.
    pub fn wake(&self) {
        super::os::futex::wake(&self.epoch, i32::MAX);
    }
}

impl Arena {
    /// Prepares fresh (zeroed) memory for a run; the clock starts at 0 and stands still.
    pub fn prepare(&self) {
        self.magic.store(MAGIC, Ordering::Relaxed);
        self.version.store(VERSION, Ordering::Relaxed);
        self.gate_default.store(OPEN, Ordering::Relaxed);
        self.next_object.store(1, Ordering::Relaxed);
        for slot in &self.slots {
            slot.proc.store(NOBODY, Ordering::Relaxed);
        }
        self.started_ns.store(monotonic_ns(), Ordering::Relaxed);
        self.started_real_ns
            .store(super::os::clock::realtime_ns(), Ordering::Relaxed);
        self.clock.set(0.0, 0);
    }

    /// Claims a free slot for a thread of `proc` and publishes RUN in it (rule 2); the caller is the stage.
    ///
    /// # Errors
    /// None is free: too many processes and helpers at once.
    pub fn claim_slot(&self, proc: u32, agent: u32) -> Option<usize> {
        let stage = Claimant {
            slot: None,
            pid: std::process::id(),
        };
        self.claim_slot_by(stage, proc, agent)
    }

    /// The same for `creator`: a lesson process that makes a process or a helper.
    ///
    /// # Errors
    /// None is free: too many processes and helpers at once.
    pub fn claim_slot_by(&self, creator: Claimant, proc: u32, agent: u32) -> Option<usize> {
        let who = creator.slot.map_or(0, |slot| slot as u32 + 1);
        let reserved = SlotUse::Reserved as u32 | (agent & 0xff) << 8 | who << 16;
        let index = self.slots.iter().position(|slot| {
            slot.used
                .compare_exchange(
                    SlotUse::Free as u32,
                    reserved,
                    Ordering::AcqRel,
                    Ordering::Relaxed,
                )
                .is_ok()
        })?;
        self.n_slots.fetch_max(index as u32 + 1, Ordering::SeqCst);
        let slot = &self.slots[index];
        slot.publish(State::Run, 0);
        slot.proc.store(proc, Ordering::Relaxed);
        slot.agent.store(agent, Ordering::Relaxed);
        slot.pid.store(0, Ordering::Relaxed);
        slot.tid.store(0, Ordering::Relaxed);
        slot.ppid.store(creator.pid, Ordering::Relaxed);
        slot.line.store(NOBODY, Ordering::Relaxed);
        slot.deadline.store(NEVER, Ordering::Relaxed);
        slot.birth.store(0, Ordering::Relaxed);
        slot.end_told.store(0, Ordering::Relaxed);
        slot.mail.store(0, Ordering::Relaxed);
        slot.mail_seen.store(0, Ordering::Relaxed);
        slot.next.clear();
        slot.ack
            .store(self.epoch.load(Ordering::SeqCst), Ordering::SeqCst);
        slot.used.store(SlotUse::Live as u32, Ordering::SeqCst);
        self.set_first_gate(slot);
        Some(index)
    }

    /// Gives a newcomer the default gate. The conductor changes the default first and all gates then; if it did both
    /// between our reading of the one and our writing of the other, our gate is the old one: so look once more.
    fn set_first_gate(&self, slot: &Slot) {
        loop {
            let default = self.gate_default.load(Ordering::SeqCst);
            slot.gate.store(default, Ordering::SeqCst);
            if self.gate_default.load(Ordering::SeqCst) == default {
                return;
            }
        }
    }

    /// The slots that were ever claimed, in order.
    pub fn claimed_slots(&self) -> &[Slot] {
        let n_slots = self.n_slots.load(Ordering::SeqCst) as usize;
        &self.slots[..n_slots.min(MAX_SLOTS)]
    }

    /// The main slot of a process that is alive or not yet drained.
    pub fn slot_of(&self, proc: u32) -> Option<usize> {
        self.claimed_slots().iter().position(|slot| {
            matches!(slot.usage(), SlotUse::Live | SlotUse::Ended)
                && slot.agent.load(Ordering::Relaxed) == 0
                && slot.proc.load(Ordering::Relaxed) == proc
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn at_the_real_time_of_a_deadline_the_clock_shows_it_and_not_much_more(
            t0 in 0u64..1 << 50,
            v0 in 0u64..1 << 45,
            ahead in 0u64..1 << 42,
            rate in 0.1f64..10.0,
        ) {
            let reading = ClockReading { t0, v0, rate };
            let when = reading.when(v0 + ahead).expect("a clock that runs");
            let shown = reading.at(when);
            prop_assert!(shown >= v0 + ahead, "early: {shown}");
            prop_assert!(shown <= v0 + ahead + 21, "late: {shown}");
        }

        #[test]
        fn a_change_of_rate_goes_on_from_what_the_clock_showed(
            now in 0u64..1 << 50,
            passed in 0u64..1 << 40,
            v0 in 0u64..1 << 45,
            rates in (0.1f64..10.0, 0.1f64..10.0),
        ) {
            let before = ClockReading { t0: now, v0, rate: rates.0 };
            let folded = before.at(now + passed);
            let after = ClockReading { t0: now + passed, v0: folded, rate: rates.1 };
            prop_assert_eq!(after.at(now + passed), folded);
            prop_assert!(after.at(now + passed + 1000) >= folded);
        }
    }

    #[test]
    fn a_deadline_beyond_the_end_of_time_is_never_reached() {
        let reading = ClockReading {
            t0: 5,
            v0: 10,
            rate: 0.1,
        };
        assert_eq!(reading.when(NEVER - 1), Some(u64::MAX));
    }

    #[test]
    fn a_slot_names_its_creator_from_the_first_moment_and_nobody_when_it_is_free() {
        let memory = crate::engine::os::memory::SharedBox::<Arena>::new("slots").expect("memory");
        let arena = memory.get();
        arena.prepare();
        let creator = Claimant {
            slot: Some(7),
            pid: 70,
        };
        let index = arena.claim_slot_by(creator, 3, 0).expect("a slot");
        let slot = &arena.slots[index];
        let whose = |slot: &Slot| {
            let (proc, ppid) = (&slot.proc, &slot.ppid);
            (proc.load(Ordering::SeqCst), ppid.load(Ordering::SeqCst))
        };
        assert_eq!((slot.usage(), whose(slot)), (SlotUse::Live, (3, 70)));
        slot.free();
        assert_eq!((slot.usage(), whose(slot)), (SlotUse::Free, (NOBODY, 0)));
        // As a creator that is killed in the middle of claiming leaves it.
        slot.used.store(8 << 16 | 3 << 8 | 1, Ordering::SeqCst);
        assert_eq!(slot.usage(), SlotUse::Reserved);
        assert_eq!(slot.reserved_by(), Some((3, Some(7))));
    }

    #[test]
    fn a_clock_that_stands_never_reaches_what_lies_ahead() {
        let reading = ClockReading {
            t0: 5,
            v0: 10,
            rate: 0.0,
        };
        assert_eq!((reading.at(1 << 40), reading.when(11)), (10, None));
        assert_eq!(reading.when(10), Some(5));
    }
}
