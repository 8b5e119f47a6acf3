//! Event rings in shared memory and their merge into one order.
//!
//! Each thread writes records into its own ring; a ticket from one global counter gives the order. A record is a head
//! of 64 bytes and its text in further units. The merge delivers tickets densely; a ticket whose owner died before
//! publishing is a hole and is passed over.
//!
//! ```text
//! emit:  head|1 (busy); ticket = seq++; write the record; head+units (not busy); doorbell if the conductor sleeps
//! merge: dead slots among those busy at the last poll are read FIRST; limit = seq; copy every ring; deliver while the
//!        next ticket is there; a missing one stops the merge while a living slot is busy, else it is a hole
//! ```

use std::collections::VecDeque;
use std::sync::atomic::Ordering;

use super::arena::{Arena, MAX_SLOTS, RING_UNITS, Slot, UNIT_WORDS};
use super::os::clock::monotonic_ns;

/// Longest text of a record in bytes; what is longer is cut at a character boundary by the writer.
pub const MAX_TEXT: usize = 1024;
/// How long a full ring makes its writer wait before it looks again.
const FULL_WAIT_NS: u64 = 50_000;

/// What a record says. The fields `a`, `b`, `c` and the text are listed at each kind; `proc` and `line` are the slot's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum RecordKind {
    /// a child, b daemon, text name.
    ProcessCreated = 1,
    /// a child, b child's pid in the namespace, c fresh interpreter << 33 | daemon << 32 | slot of the child. The conductor
    /// adds the host pid and opens the birth gate when it delivers this.
    ProcessStarted = 2,
    /// The statement of the record's line.
    Line = 3,
    /// a object, b initial (i64), c capacity << 8 | type code (place of the type in [`crate::trace::ObjectType`], from 0);
    /// text names separated by U+001F. `initial` and capacity are `i64::MIN` / 2^55-1 when there is none.
    ObjectCreated = 4,
    /// a object, text name.
    ObjectNamed = 5,
    /// a object or 0, b child + 1 or 0, c bits of the time-out as f64 (NaN: none), text op.
    Waiting = 6,
    /// a object, b value.
    Acquired = 7,
    /// a object, b value.
    Released = 8,
    /// a object, b bytes, text repr.
    Put = 9,
    /// a object, b bytes, text repr.
    Got = 10,
    /// a object, b bytes, c end of a pipe + 1 or 0, text repr.
    Sent = 11,
    /// a object, b bytes, c end of a pipe + 1 or 0, text repr.
    Received = 12,
    /// a child, b exit code as i64 (`i64::MIN`: none).
    Joined = 13,
    /// a stream, b length of the write(2) that follows. The text travels through the output socket.
    Output = 14,
    /// a target, b signal number, c why: 0 the program asked for it, 1 a daemon of a process that ends, 2 the worker of a
    /// pool that is terminated.
    Signal = 15,
    /// a child, b status: exit code, or 256 + signal number.
    ProcessExited = 16,
    /// a child, b parent + 1 or 0.
    ProcessReaped = 17,
    /// a object, b 1 if it comes from what was read there, text repr.
    ValueChanged = 18,
    /// a object, b task, c worker + 1 or 0.
    TaskSubmitted = 19,
    /// a object, b task, c worker + 1 or 0.
    TaskStarted = 20,
    /// a object, b task, c failed << 32 | worker + 1 or 0.
    TaskFinished = 21,
    /// text class, U+001F, message.
    Exception = 22,
    /// a count, text why.
    Lost = 23,
    /// a object, b end of a pipe + 1, or 0 for both.
    Opened = 24,
    /// a object, b end of a pipe + 1, or 0 for both.
    Closed = 25,
}

impl RecordKind {
    /// The kind with this code; none if a broken process wrote nonsense.
    pub fn from_code(code: u16) -> Option<Self> {
        use RecordKind as K;
        [
            K::ProcessCreated,
            K::ProcessStarted,
            K::Line,
            K::ObjectCreated,
            K::ObjectNamed,
            K::Waiting,
            K::Acquired,
            K::Released,
            K::Put,
            K::Got,
            K::Sent,
            K::Received,
            K::Joined,
            K::Output,
            K::Signal,
            K::ProcessExited,
            K::ProcessReaped,
            K::ValueChanged,
            K::TaskSubmitted,
            K::TaskStarted,
            K::TaskFinished,
            K::Exception,
            K::Lost,
            K::Opened,
            K::Closed,
        ]
        .get(usize::from(code).checked_sub(1)?)
        .copied()
    }
}

/// A record as the merge delivers it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Slot whose ring it came from, below [`MAX_SLOTS`].
    pub slot: usize,
    /// Ticket of the global order.
    pub ticket: u64,
    /// Monotonic nanoseconds.
    pub t: u64,
    /// Virtual nanoseconds.
    pub vt: u64,
    /// Code of the [`RecordKind`].
    pub kind: u16,
    /// Line, [`super::arena::NOBODY`] if none.
    pub line: u32,
    /// See [`RecordKind`].
    pub a: u64,
    /// See [`RecordKind`].
    pub b: u64,
    /// See [`RecordKind`].
    pub c: u64,
    /// Text; bytes that are not UTF-8 are replaced.
    pub text: String,
    /// Passed over as a hole before, and published late.
    pub late: bool,
}

/// The writing side: one thread, one ring.
#[derive(Clone, Copy, Debug)]
pub struct Emitter {
    arena: &'static Arena,
    slot: usize,
    doorbell: i32,
}

impl Emitter {
    /// For the thread that owns `slot`; `doorbell` is the conductor's eventfd in this process.
    pub fn new(arena: &'static Arena, slot: usize, doorbell: i32) -> Self {
        Self {
            arena,
            slot,
            doorbell,
        }
    }

    /// The slot written to.
    pub fn slot(&self) -> &'static Slot {
        &self.arena.slots[self.slot]
    }

    /// Index of the slot written to.
    pub fn index(&self) -> usize {
        self.slot
    }

    /// How far this thread has written: another number after every record.
    pub fn position(&self) -> u64 {
        self.slot().ring_head.load(Ordering::Relaxed) // only this thread writes it
    }

    /// Writes a record at the present time. Release-like facts are emitted before the kernel operation, acquire-like
    /// ones after it, so a cause always has the smaller ticket. Waits while the ring is full.
    pub fn emit(&self, kind: RecordKind, a: u64, b: u64, c: u64, text: &str) {
        let bytes = cut(text).as_bytes();
        let units = 1 + bytes.len().div_ceil(UNIT_WORDS * 8);
        let slot = self.slot();
        let position = slot.ring_head.load(Ordering::Relaxed) >> 1; // only this thread writes it
        self.wait_for_room(slot, position, units);
        slot.ring_head.store(position << 1 | 1, Ordering::SeqCst);
        let ticket = self.arena.seq.fetch_add(1, Ordering::AcqRel);
        let now = monotonic_ns();
        let meta = u64::from(kind as u16) << 48
            | (bytes.len() as u64) << 32
            | u64::from(slot.line.load(Ordering::Relaxed));
        let head = [
            ticket,
            now,
            self.arena.clock.read().at(now),
            meta,
            a,
            b,
            c,
            0,
        ];
        self.write_unit(position, &head);
        for (index, chunk) in bytes.chunks(UNIT_WORDS * 8).enumerate() {
            self.write_text(position + 1 + index as u64, chunk);
        }
        // Publishes the record: pairs with the Acquire load of `ring_head` in the merge.
        slot.ring_head
            .store((position + units as u64) << 1, Ordering::SeqCst);
        self.ring_doorbell();
    }

    /// Wakes the conductor if it sleeps: after an event or a change of the slot word.
    pub fn ring_doorbell(&self) {
        let sleeping = &self.arena.sleeping;
        if sleeping.load(Ordering::SeqCst) != 0 && sleeping.swap(0, Ordering::SeqCst) != 0 {
            super::os::doorbell::ring(self.doorbell);
        }
    }

    fn wait_for_room(&self, slot: &Slot, position: u64, units: usize) {
        // Pairs with the Release store of `ring_tail` in the merge: the unit was copied before it is reused.
        while position + units as u64 > slot.ring_tail.load(Ordering::Acquire) + RING_UNITS as u64 {
            slot.slowed.fetch_add(1, Ordering::Relaxed);
            self.ring_doorbell();
            super::os::clock::nap(FULL_WAIT_NS);
        }
    }

    fn write_unit(&self, position: u64, words: &[u64; UNIT_WORDS]) {
        let ring = &self.arena.rings[self.slot].words;
        let start = (position as usize % RING_UNITS) * UNIT_WORDS;
        for (word, value) in ring[start..start + UNIT_WORDS].iter().zip(words) {
            word.store(*value, Ordering::Relaxed); // published by `ring_head`
        }
    }

    fn write_text(&self, position: u64, chunk: &[u8]) {
        let mut words = [0; UNIT_WORDS];
        for (word, piece) in words.iter_mut().zip(chunk.chunks(8)) {
            let mut bytes = [0; 8];
            bytes[..piece.len()].copy_from_slice(piece);
            *word = u64::from_le_bytes(bytes);
        }
        self.write_unit(position, &words);
    }
}

/// The text, at most [`MAX_TEXT`] bytes.
fn cut(text: &str) -> &str {
    if text.len() <= MAX_TEXT {
        return text;
    }
    let end = (0..=MAX_TEXT)
        .rev()
        .find(|&end| text.is_char_boundary(end))
        .unwrap_or(0);
    &text[..end]
}

/// Tickets ahead of the delivered order that are kept at most; what is further ahead waits in its ring.
const MAX_AHEAD: u64 = (MAX_SLOTS * RING_UNITS) as u64;
/// Tickets that can be taken and not delivered: those that are kept, and as many as all rings hold.
const MOST_UNDELIVERED: u64 = 4 * MAX_AHEAD;

/// The reading side: all rings, one order. The conductor owns it.
#[derive(Debug)]
pub struct Merge {
    arena: &'static Arena,
    next: u64,
    /// Records from ticket `next` on; `None` where one is missing.
    ahead: VecDeque<Option<Record>>,
    /// Records whose ticket was passed over as a hole while their owner was stopped.
    late: Vec<Record>,
    /// For each slot: records in `ahead`.
    held: Vec<u32>,
    busy: Vec<bool>,
    /// Tickets whose owner died before publishing.
    pub holes: u64,
    /// A broken process has overwritten the ticket counter: nothing is delivered any more.
    pub is_damaged: bool,
}

impl Merge {
    /// Nothing delivered yet.
    pub fn new(arena: &'static Arena) -> Self {
        Self {
            arena,
            next: 0,
            ahead: VecDeque::new(),
            late: Vec::new(),
            held: vec![0; MAX_SLOTS],
            busy: vec![false; MAX_SLOTS],
            holes: 0,
            is_damaged: false,
        }
    }

    /// The ticket that is delivered next: everything before it has been delivered or is a hole.
    pub fn next_ticket(&self) -> u64 {
        self.next
    }

    /// Copies all rings and appends what is next in the order to `out`. `dead` tells for each slot whether its process
    /// was seen dead *before* this call.
    ///
    /// Returns `false` if it stopped at a ticket whose living owner has not published it yet: poll again soon.
    pub fn poll(&mut self, dead: impl Fn(usize) -> bool, out: &mut Vec<Record>) -> bool {
        let n_slots = self.arena.claimed_slots().len();
        let excused: Vec<bool> = (0..n_slots)
            .map(|slot| self.busy[slot] && dead(slot))
            .collect();
        let limit = self.arena.seq.load(Ordering::SeqCst);
        if limit.saturating_sub(self.next) > MOST_UNDELIVERED {
            self.is_damaged = true;
            return true;
        }
        self.busy.fill(false);
        for index in 0..n_slots {
            self.copy_ring(index);
        }
        let is_waiting = (0..n_slots).any(|slot| self.busy[slot] && !excused[slot]);
        while self.next < limit {
            match self.ahead.pop_front() {
                Some(Some(record)) => {
                    self.held[record.slot] -= 1;
                    out.push(record);
                }
                missing => {
                    if is_waiting {
                        if missing.is_some() {
                            self.ahead.push_front(None);
                        }
                        return false;
                    }
                    self.holes += 1;
                }
            }
            self.next += 1;
        }
        out.append(&mut self.late);
        true
    }

    /// Passes over the ticket that the merge stands at although its owner lives (it is stopped in the middle).
    pub fn skip_one(&mut self) {
        let is_missing = !matches!(self.ahead.front(), Some(Some(_)));
        if is_missing && self.next < self.arena.seq.load(Ordering::SeqCst) {
            self.ahead.pop_front();
            self.holes += 1;
            self.next += 1;
        }
    }

    /// Whether a record was being written into the ring of `slot` at the newest poll.
    pub fn is_busy(&self, slot: usize) -> bool {
        self.busy[slot]
    }

    /// Whether everything in the ring of `slot` has been delivered.
    pub fn is_drained(&self, slot: usize) -> bool {
        let head = self.arena.slots[slot].ring_head.load(Ordering::SeqCst) >> 1;
        head == self.arena.slots[slot].ring_tail.load(Ordering::Relaxed) && self.held[slot] == 0
    }

    fn copy_ring(&mut self, index: usize) {
        let slot = &self.arena.slots[index];
        let head = slot.ring_head.load(Ordering::SeqCst);
        self.busy[index] = head & 1 == 1;
        let head = head >> 1;
        let mut tail = slot.ring_tail.load(Ordering::Relaxed); // only the conductor writes it
        if tail >= head {
            return;
        }
        // After the head: whatever is published has a smaller ticket than this.
        let limit = self.arena.seq.load(Ordering::SeqCst);
        while tail < head {
            let Some((record, units)) = self.copy_record(index, tail, head) else {
                // A length that does not fit: a broken process. What it wrote so far cannot be told apart.
                tail = head;
                break;
            };
            if record.ticket.saturating_sub(self.next) >= MAX_AHEAD && record.ticket < limit {
                break; // stays in its ring until the merge has come nearer
            }
            tail += units;
            if record.ticket < limit {
                self.hold(record);
            } // else no ticket: of a broken process
        }
        slot.ring_tail.store(tail, Ordering::Release);
    }

    fn hold(&mut self, record: Record) {
        let Some(position) = record.ticket.checked_sub(self.next) else {
            self.late.push(Record {
                late: true,
                ..record
            });
            return;
        };
        let position = position as usize;
        if position >= self.ahead.len() {
            self.ahead.resize_with(position + 1, || None);
        }
        self.held[record.slot] += 1;
        if let Some(doubled) = self.ahead[position].replace(record) {
            self.held[doubled.slot] -= 1; // a broken process wrote a ticket of another
        }
    }

    fn copy_record(&self, slot: usize, position: u64, head: u64) -> Option<(Record, u64)> {
        let words = &self.arena.rings[slot].words;
        let unit = |position: u64| {
            let start = (position as usize % RING_UNITS) * UNIT_WORDS;
            std::array::from_fn::<u64, UNIT_WORDS, _>(|i| words[start + i].load(Ordering::Relaxed))
        };
        let [ticket, t, vt, meta, a, b, c, _] = unit(position);
        let length = (meta >> 32 & 0xffff) as usize;
        let units = 1 + length.div_ceil(UNIT_WORDS * 8) as u64;
        if length > MAX_TEXT || position + units > head {
            return None;
        }
        let mut bytes = Vec::with_capacity(length);
        for index in 1..units {
            bytes.extend(
                unit(position + index)
                    .iter()
                    .flat_map(|word| word.to_le_bytes()),
            );
        }
        bytes.truncate(length);
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        let record = Record {
            slot,
            ticket,
            t,
            vt,
            kind: (meta >> 48) as u16,
            line: meta as u32,
            a,
            b,
            c,
            text,
            late: false,
        };
        Some((record, units))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::os::memory::SharedBox;

    fn arena() -> &'static Arena {
        let memory: SharedBox<Arena> = SharedBox::new("ring-test").expect("shared memory");
        memory.get().prepare();
        memory.get()
    }

    #[test]
    fn records_of_two_rings_come_in_ticket_order_with_their_text() {
        let arena = arena();
        let one = Emitter::new(arena, arena.claim_slot(0, 0).expect("a slot"), -1);
        let two = Emitter::new(arena, arena.claim_slot(1, 0).expect("a slot"), -1);
        let long = "记".repeat(300);
        one.emit(RecordKind::Put, 1, 2, 3, "first");
        two.emit(RecordKind::Got, 4, 5, 6, &long);
        one.emit(RecordKind::Line, 0, 0, 0, "");
        let (mut merge, mut out) = (Merge::new(arena), Vec::new());
        assert!(merge.poll(|_| false, &mut out));
        let told: Vec<_> = out
            .iter()
            .map(|r| (r.ticket, r.slot, r.a, r.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (0, one.index(), 1, "first"),
                (1, two.index(), 4, long.as_str()),
                (2, one.index(), 0, "")
            ]
        );
    }

    #[test]
    fn a_ticket_of_a_dead_writer_is_a_hole_and_one_of_a_living_writer_is_waited_for() {
        let arena = arena();
        let one = Emitter::new(arena, arena.claim_slot(0, 0).expect("a slot"), -1);
        let victim = arena.claim_slot(1, 0).expect("a slot");
        // The victim claims a ticket and never publishes.
        arena.slots[victim].ring_head.store(1, Ordering::SeqCst);
        arena.seq.fetch_add(1, Ordering::SeqCst);
        one.emit(RecordKind::Line, 7, 0, 0, "");
        let (mut merge, mut out) = (Merge::new(arena), Vec::new());
        assert!(
            !merge.poll(|_| false, &mut out),
            "a living owner is waited for"
        );
        assert!(out.is_empty());
        assert!(merge.poll(|slot| slot == victim, &mut out));
        assert_eq!((out.len(), out[0].a, merge.holes), (1, 7, 1));
    }

    #[test]
    fn a_ticket_that_was_passed_over_is_delivered_late_and_marked() {
        let arena = arena();
        let one = Emitter::new(arena, arena.claim_slot(0, 0).expect("a slot"), -1);
        let stopped = arena.claim_slot(1, 0).expect("a slot");
        // The stopped one has claimed ticket 0 and not published it.
        arena.slots[stopped].ring_head.store(1, Ordering::SeqCst);
        arena.seq.fetch_add(1, Ordering::SeqCst);
        one.emit(RecordKind::Line, 1, 0, 0, "");
        let (mut merge, mut out) = (Merge::new(arena), Vec::new());
        assert!(!merge.poll(|_| false, &mut out) && merge.is_busy(stopped));
        merge.skip_one();
        arena.slots[stopped].ring_head.store(0, Ordering::SeqCst);
        assert!(merge.poll(|_| false, &mut out));
        let next = arena.seq.swap(0, Ordering::SeqCst);
        Emitter::new(arena, stopped, -1).emit(RecordKind::Line, 2, 0, 0, "");
        arena.seq.store(next, Ordering::SeqCst);
        assert!(merge.poll(|_| false, &mut out));
        let told: Vec<_> = out.iter().map(|r| (r.ticket, r.a, r.late)).collect();
        assert_eq!(told, [(1, 1, false), (0, 2, true)]);
        assert!(merge.is_drained(stopped));
    }

    #[test]
    fn a_ticket_that_nobody_was_given_is_dropped_and_a_ticket_counter_out_of_all_bounds_is_damage()
    {
        let arena = arena();
        let one = Emitter::new(arena, arena.claim_slot(0, 0).expect("a slot"), -1);
        arena.seq.store(1000, Ordering::SeqCst);
        one.emit(RecordKind::Line, 1, 0, 0, "");
        arena.seq.store(0, Ordering::SeqCst);
        let (mut merge, mut out) = (Merge::new(arena), Vec::new());
        assert!(merge.poll(|_| false, &mut out));
        one.emit(RecordKind::Line, 2, 0, 0, "");
        assert!(merge.poll(|_| false, &mut out));
        assert_eq!(out.iter().map(|r| r.a).collect::<Vec<_>>(), [2]);
        arena.seq.store(u64::MAX, Ordering::SeqCst);
        assert!(merge.poll(|_| false, &mut out) && merge.is_damaged);
    }

    #[test]
    fn a_ring_that_wraps_keeps_every_record() {
        let arena = arena();
        let one = Emitter::new(arena, arena.claim_slot(0, 0).expect("a slot"), -1);
        let (mut merge, mut out) = (Merge::new(arena), Vec::new());
        for round in 0..3 * RING_UNITS as u64 {
            one.emit(RecordKind::Put, round, 0, 0, "some text of the record");
            merge.poll(|_| false, &mut out);
        }
        assert!(
            out.iter()
                .map(|record| record.a)
                .eq(0..3 * RING_UNITS as u64)
        );
    }
}
