//! What a thread announces at its gate in stepped mode: words in its slot, written by the thread and read by the
//! conductor while it stands there.
//!
//! The thread writes all of them before it publishes GATE, and nobody writes them while it stands, so whoever has seen
//! GATE reads them as they belong together (a broken process aside, whose words are checked like everything it writes).

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use super::arena::{NEVER, State, Word};

/// Longest operation and detail together, in bytes.
const TEXT: usize = 96;
/// Between operation and detail.
const BETWEEN: char = '\u{1f}';
/// The thread stands before an operation, not at a mere pause.
const STANDS: u32 = 1;
/// Mail that has not been seen makes the step possible.
const BY_MAIL: u32 = 2;
/// The descriptor must have room (with a semaphore as well); else it must have something to read.
const ROOM: u32 = 4;

/// What lacks before an operation can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// Semaphore, Read, Write, Join, Sleep, Mail: as the word of a blocked thread says it; Run: nothing.
    pub state: State,
    /// Cell, channel or process that the state is about.
    pub object: u32,
    /// With a semaphore: descriptor that must be ready as well (0: none), for reading or for writing.
    pub also: Option<(i32, Ready)>,
    /// Virtual nanoseconds at which the operation is given up; [`NEVER`].
    pub deadline: u64,
    /// Mail count above which there is other business; none if mail does not matter.
    pub mail: Option<u32>,
    /// Bytes that were read from the channel when room was last sought in vain, plus 1; 0: not sought.
    pub sought: u64,
}

/// What a descriptor must be ready for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// Something to read, or the end of the stream.
    Input,
    /// Room.
    Room,
}

impl Need {
    /// It can be done at any time.
    pub const NOTHING: Self = Self {
        state: State::Run,
        object: 0,
        also: None,
        deadline: NEVER,
        mail: None,
        sought: 0,
    };
}

/// What the operation is, for people and for the trace.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Doing<'a> {
    /// `acquire`, `write` ...; empty: a statement without an operation.
    pub op: &'a str,
    /// Object in the trace; 0: none.
    pub object: u32,
    /// Process that it is about.
    pub child: Option<u32>,
    /// Virtual seconds after which it is given up.
    pub timeout: Option<f64>,
    /// Text for people.
    pub detail: &'a str,
}

impl<'a> Doing<'a> {
    /// An operation on nothing in particular.
    pub fn plain(op: &'a str) -> Self {
        Self {
            op,
            ..Self::default()
        }
    }

    /// An operation on an object.
    pub fn on(op: &'a str, object: u32) -> Self {
        Self {
            op,
            object,
            ..Self::default()
        }
    }

    /// An operation on a process.
    pub fn to(op: &'a str, child: u32) -> Self {
        Self {
            op,
            child: Some(child),
            ..Self::default()
        }
    }
}

/// The words.
#[repr(C)]
#[derive(Debug)]
pub struct Announcing {
    /// State and object of the need, as in a slot's word.
    need: AtomicU32,
    flags: AtomicU32,
    mail: AtomicU32,
    also: AtomicU32,
    deadline: AtomicU64,
    sought: AtomicU64,
    object: AtomicU32,
    /// Process, plus 1.
    child: AtomicU32,
    timeout: AtomicU64,
    length: AtomicU32,
    text: [AtomicU64; TEXT / 8],
    /// Operations that the thread has begun.
    serial: AtomicU32,
    /// Operation of which `waiting` was told.
    told: AtomicU32,
    /// Line whose event is told with the next step; 0: none. The thread and, while it stands, the conductor.
    due_line: AtomicU32,
    /// 1: the thread has a ticket for the operation that it has begun.
    licensed: AtomicU32,
}

/// An announcement as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Announced {
    /// What lacks.
    pub need: Need,
    /// Operation.
    pub op: String,
    /// Object in the trace; 0: none.
    pub object: u32,
    /// Process that it is about.
    pub child: Option<u32>,
    /// Virtual seconds after which it is given up.
    pub timeout: Option<f64>,
    /// Text for people.
    pub detail: String,
}

// Relaxed throughout: the slot's word, published afterwards and read before, orders all of this; what only the thread
// itself uses needs no order.
impl Announcing {
    /// Clears everything for a newcomer.
    pub fn clear(&self) {
        for word in [&self.flags, &self.told, &self.due_line, &self.licensed] {
            word.store(0, Ordering::Relaxed);
        }
        self.serial.store(1, Ordering::Relaxed);
    }

    /// The thread begins an operation: it has no ticket for it.
    pub fn begin(&self) {
        let serial = self.serial.load(Ordering::Relaxed).wrapping_add(1);
        self.serial.store(serial, Ordering::Relaxed);
        self.licensed.store(0, Ordering::Relaxed);
        self.sought.store(0, Ordering::Relaxed);
    }

    /// Whether the thread has a ticket for what it does.
    pub fn is_licensed(&self) -> bool {
        self.licensed.load(Ordering::Relaxed) != 0
    }

    /// The thread got a ticket, or has used it up.
    pub fn set_licensed(&self, is_licensed: bool) {
        self.licensed
            .store(u32::from(is_licensed), Ordering::Relaxed);
    }

    /// Line whose event is due.
    pub fn due_line(&self) -> Option<u32> {
        let line = self.due_line.load(Ordering::Relaxed);
        (line != 0).then_some(line)
    }

    /// The event of this line is told with the next step.
    pub fn owe_line(&self, line: u32) {
        self.due_line.store(line, Ordering::Relaxed);
    }

    /// The line whose event must be told now.
    pub fn take_due_line(&self) -> Option<u32> {
        let line = self.due_line()?;
        self.due_line.store(0, Ordering::Relaxed);
        Some(line)
    }

    /// Whether `waiting` was told of the operation; it is from now on.
    pub fn tell_waiting(&self) -> bool {
        let serial = self.serial.load(Ordering::Relaxed);
        self.told.swap(serial, Ordering::Relaxed) != serial
    }

    /// Something else was told in between: `waiting` is told anew.
    pub fn tell_again(&self) {
        let serial = self.serial.load(Ordering::Relaxed);
        self.told.store(serial.wrapping_sub(1), Ordering::Relaxed);
    }

    /// The thread is about to stand before this operation.
    pub fn write(&self, need: &Need, doing: &Doing<'_>) {
        let word = (need.object & 0xff_ffff) << 8 | need.state as u32;
        self.need.store(word, Ordering::Relaxed);
        let mut flags = STANDS;
        if need.mail.is_some() {
            flags |= BY_MAIL;
        }
        if matches!(need.also, Some((_, Ready::Room))) {
            flags |= ROOM;
        }
        self.flags.store(flags, Ordering::Relaxed);
        self.mail.store(need.mail.unwrap_or(0), Ordering::Relaxed);
        let also = need.also.map_or(0, |(fd, _)| fd.unsigned_abs());
        self.also.store(also, Ordering::Relaxed);
        self.deadline.store(need.deadline, Ordering::Relaxed);
        self.sought.store(need.sought, Ordering::Relaxed);
        self.object.store(doing.object, Ordering::Relaxed);
        let child = doing.child.map_or(0, |child| child + 1);
        self.child.store(child, Ordering::Relaxed);
        let timeout = doing.timeout.unwrap_or(f64::NAN).to_bits();
        self.timeout.store(timeout, Ordering::Relaxed);
        self.write_text(doing);
    }

    fn write_text(&self, doing: &Doing<'_>) {
        let mut text = format!("{}{BETWEEN}{}", doing.op, doing.detail);
        let mut end = text.len().min(TEXT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        for (word, bytes) in self.text.iter().zip(text.as_bytes().chunks(8)) {
            let mut part = [0; 8];
            part[..bytes.len()].copy_from_slice(bytes);
            word.store(u64::from_le_bytes(part), Ordering::Relaxed);
        }
        self.length.store(end as u32, Ordering::Relaxed);
    }

    /// Room in this channel was sought in vain when so many bytes (plus 1) had been read from it.
    pub fn note_sought(&self, state: State, channel: u32, sought: u64) {
        let word = (channel & 0xff_ffff) << 8 | state as u32;
        self.need.store(word, Ordering::Relaxed);
        self.sought.store(sought, Ordering::Relaxed);
    }

    /// Bytes (plus 1) that had been read from the channel when room was last sought there in vain; 0: it was not.
    pub fn sought(&self, state: State, channel: u32) -> u64 {
        let word = (channel & 0xff_ffff) << 8 | state as u32;
        if self.need.load(Ordering::Relaxed) == word {
            self.sought.load(Ordering::Relaxed)
        } else {
            0
        }
    }

    /// The thread stands at a mere pause.
    pub fn withdraw(&self) {
        self.flags.store(0, Ordering::Relaxed);
    }

    /// What the thread stands before; none at a mere pause.
    pub fn read(&self) -> Option<Announced> {
        let flags = self.flags.load(Ordering::Relaxed);
        if flags & STANDS == 0 {
            return None;
        }
        let word = Word(u64::from(self.need.load(Ordering::Relaxed)));
        let fd = self.also.load(Ordering::Relaxed) as i32;
        let ready = if flags & ROOM == 0 {
            Ready::Input
        } else {
            Ready::Room
        };
        let mail = self.mail.load(Ordering::Relaxed);
        let timeout = f64::from_bits(self.timeout.load(Ordering::Relaxed));
        let text = self.read_text();
        let (op, detail) = text.split_once(BETWEEN).unwrap_or((&text, ""));
        Some(Announced {
            need: Need {
                state: word.state(),
                object: word.object(),
                also: (fd != 0).then_some((fd, ready)),
                deadline: self.deadline.load(Ordering::Relaxed),
                mail: (flags & BY_MAIL != 0).then_some(mail),
                sought: self.sought.load(Ordering::Relaxed),
            },
            op: op.to_owned(),
            object: self.object.load(Ordering::Relaxed),
            child: self.child.load(Ordering::Relaxed).checked_sub(1),
            timeout: (!timeout.is_nan()).then_some(timeout),
            detail: detail.to_owned(),
        })
    }

    fn read_text(&self) -> String {
        let words = self.text.iter();
        let mut bytes: Vec<u8> = words
            .flat_map(|word| word.load(Ordering::Relaxed).to_le_bytes())
            .collect();
        bytes.truncate(self.length.load(Ordering::Relaxed) as usize);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh() -> Announcing {
        // As shared memory is: zero.
        Announcing {
            need: AtomicU32::new(0),
            flags: AtomicU32::new(0),
            mail: AtomicU32::new(0),
            also: AtomicU32::new(0),
            deadline: AtomicU64::new(0),
            sought: AtomicU64::new(0),
            object: AtomicU32::new(0),
            child: AtomicU32::new(0),
            timeout: AtomicU64::new(0),
            length: AtomicU32::new(0),
            text: std::array::from_fn(|_| AtomicU64::new(0)),
            serial: AtomicU32::new(0),
            told: AtomicU32::new(0),
            due_line: AtomicU32::new(0),
            licensed: AtomicU32::new(0),
        }
    }

    #[test]
    fn what_is_announced_is_read_back() {
        let announcing = fresh();
        assert_eq!(announcing.read(), None);
        let need = Need {
            state: State::Semaphore,
            object: 77,
            also: Some((9, Ready::Room)),
            deadline: 5,
            mail: Some(3),
            sought: 4,
        };
        let doing = Doing {
            op: "get",
            object: 2,
            child: Some(0),
            timeout: Some(0.5),
            detail: "ä item",
        };
        announcing.write(&need, &doing);
        let read = announcing.read().expect("it stands");
        assert_eq!((read.need, read.object, read.child), (need, 2, Some(0)));
        assert_eq!(
            (read.op.as_str(), read.detail.as_str(), read.timeout),
            ("get", "ä item", Some(0.5))
        );
        announcing.withdraw();
        assert_eq!(announcing.read(), None);
    }

    #[test]
    fn a_long_text_is_cut_between_two_characters() {
        let announcing = fresh();
        let detail = "ü".repeat(TEXT);
        let doing = Doing {
            op: "write",
            detail: &detail,
            ..Doing::default()
        };
        announcing.write(&Need::NOTHING, &doing);
        let read = announcing.read().expect("it stands");
        assert!(read.detail.chars().all(|letter| letter == 'ü'));
        assert!(read.detail.len() > TEXT / 2);
    }

    #[test]
    fn a_wait_is_told_once_for_each_operation() {
        let announcing = fresh();
        announcing.clear();
        assert!(announcing.tell_waiting());
        assert!(!announcing.tell_waiting());
        announcing.begin();
        assert!(announcing.tell_waiting());
    }
}
