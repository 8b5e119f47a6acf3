//! Records of the rings as events of the trace. What a broken process wrote gives no event.

use base64::Engine as _;

use crate::engine::ring::{Record, RecordKind};
use crate::trace::{EventKind, ObjectId, ObjectType, ProcId};

/// Separates the parts of a record's text.
const SEPARATOR: char = '\u{1f}';
/// Capacity of an object that has none.
const NO_CAPACITY: u64 = (1 << 55) - 1;
/// A status in a record from here on is a signal number.
const SIGNAL_BASE: u64 = 256;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By itself, with this status.
    Code(i32),
    /// By this signal.
    Signal(i32),
}

impl Ending {
    /// Reads a wait status as wait(2) gives it.
    pub fn from_wait_status(status: i32) -> Self {
        match status & 0x7f {
            0 => Self::Code(status >> 8 & 0xff),
            signal => Self::Signal(signal),
        }
    }

    /// Reads the status of a [`RecordKind::ProcessExited`] record.
    pub fn from_record(status: u64) -> Self {
        if status >= SIGNAL_BASE {
            Self::Signal((status - SIGNAL_BASE) as i32)
        } else {
            Self::Code(status as i32)
        }
    }

    /// Exit status of a run whose main process ended so.
    pub fn exit_status(self) -> i32 {
        match self {
            Self::Code(code) => code,
            Self::Signal(signal) => 128 + signal,
        }
    }

    /// The event that tells it.
    pub fn event(self, child: ProcId) -> EventKind {
        let (code, signal) = match self {
            Self::Code(code) => (Some(code), None),
            Self::Signal(signal) => (None, Some(signal_name(signal))),
        };
        EventKind::ProcessExited {
            child,
            code,
            signal,
        }
    }
}

/// Name of a signal, `SIG` and its number for one without.
pub fn signal_name(signal: i32) -> String {
    nix::sys::signal::Signal::try_from(signal).map_or_else(
        |_| format!("SIG{signal}"),
        |signal| signal.as_str().to_owned(),
    )
}

/// The event of one write(2).
pub fn output(stream: u64, bytes: Vec<u8>) -> EventKind {
    let stream = if stream == 2 { 2 } else { 1 };
    match String::from_utf8(bytes) {
        Ok(data) => EventKind::Output {
            stream,
            data,
            base64: None,
        },
        Err(error) => {
            let bytes = error.as_bytes();
            EventKind::Output {
                stream,
                data: String::from_utf8_lossy(bytes).into_owned(),
                base64: Some(base64::engine::general_purpose::STANDARD.encode(bytes)),
            }
        }
    }
}

/// The event that a record tells by itself; none for kinds that the conductor completes (birth, output, end) and for
/// nonsense.
pub fn event(record: &Record) -> Option<EventKind> {
    use RecordKind as K;
    let text = || record.text.clone();
    let object = ObjectId(record.a as u32);
    let child = ProcId(record.a as u32);
    let count = record.b as i64;
    Some(match RecordKind::from_code(record.kind)? {
        K::ProcessCreated => EventKind::ProcessCreated {
            child,
            name: text(),
            daemon: record.b != 0,
        },
        K::Line => EventKind::Line,
        K::ObjectCreated => object_created(record)?,
        K::ObjectNamed => EventKind::ObjectNamed {
            object,
            name: text(),
        },
        K::Waiting => waiting(record),
        K::Acquired => EventKind::Acquired {
            object,
            value: count,
        },
        K::Released => EventKind::Released {
            object,
            value: count,
        },
        K::Put | K::Got | K::Sent | K::Received => message(record),
        K::Joined => EventKind::Joined {
            child,
            exitcode: (count != i64::MIN).then_some(count as i32),
        },
        K::Signal => EventKind::Signal {
            target: child,
            signal: signal_name(record.b as i32),
            why: match record.c {
                1 => Some("daemon".to_owned()),
                2 => Some("pool".to_owned()),
                _ => None,
            },
        },
        K::Opened => EventKind::Opened {
            object,
            end: end(record.b),
        },
        K::Closed => EventKind::Closed {
            object,
            end: end(record.b),
        },
        K::ProcessReaped => EventKind::ProcessReaped {
            child,
            by: one_more(record.b),
        },
        K::ValueChanged => EventKind::ValueChanged {
            object,
            repr: text(),
            from_read: record.b != 0,
        },
        K::TaskSubmitted => EventKind::TaskSubmitted {
            object,
            task: record.b,
            worker: one_more(record.c),
        },
        K::TaskStarted => EventKind::TaskStarted {
            object,
            task: record.b,
            worker: one_more(record.c),
        },
        K::TaskFinished => EventKind::TaskFinished {
            object,
            task: record.b,
            worker: one_more(record.c & 0xffff_ffff),
            failed: record.c >> 32 != 0,
        },
        K::Exception => exception(&record.text),
        K::Lost => EventKind::Lost {
            count: record.a,
            why: text(),
        },
        K::Output if record.b == 0 => output(record.a, Vec::new()),
        K::Output | K::ProcessStarted | K::ProcessExited => return None,
    })
}

/// A process number stored plus one, 0 for none.
fn one_more(stored: u64) -> Option<ProcId> {
    stored.checked_sub(1).map(|proc| ProcId(proc as u32))
}

fn object_created(record: &Record) -> Option<EventKind> {
    use ObjectType as T;
    let all = [
        T::Lock,
        T::Rlock,
        T::Semaphore,
        T::Queue,
        T::Pipe,
        T::Pool,
        T::Event,
        T::Condition,
        T::Barrier,
        T::Value,
        T::Array,
    ];
    let type_ = *all.get((record.c & 0xff) as usize)?;
    let capacity = record.c >> 8;
    let names = record.text.split(SEPARATOR).filter(|name| !name.is_empty());
    Some(EventKind::ObjectCreated {
        object: ObjectId(record.a as u32),
        type_,
        names: names.map(str::to_owned).collect(),
        initial: (record.b as i64 != i64::MIN).then_some(record.b as i64),
        capacity: (capacity != NO_CAPACITY).then_some(capacity as i64),
    })
}

fn waiting(record: &Record) -> EventKind {
    let timeout = f64::from_bits(record.c);
    EventKind::Waiting {
        op: record.text.clone(),
        object: (record.a != 0).then_some(ObjectId(record.a as u32)),
        child: one_more(record.b),
        timeout: (!timeout.is_nan()).then_some(timeout),
    }
}

fn message(record: &Record) -> EventKind {
    let (object, bytes, repr) = (ObjectId(record.a as u32), record.b, record.text.clone());
    let end = end(record.c);
    match RecordKind::from_code(record.kind) {
        Some(RecordKind::Put) => EventKind::Put {
            object,
            repr,
            bytes,
        },
        Some(RecordKind::Got) => EventKind::Got {
            object,
            repr,
            bytes,
        },
        Some(RecordKind::Sent) => EventKind::Sent {
            object,
            repr,
            bytes,
            end,
        },
        _ => EventKind::Received {
            object,
            repr,
            bytes,
            end,
        },
    }
}

/// End of a pipe, stored plus one.
fn end(stored: u64) -> Option<u8> {
    match stored {
        1 | 2 => Some(stored as u8 - 1),
        _ => None,
    }
}

fn exception(text: &str) -> EventKind {
    let (type_, message) = text.split_once(SEPARATOR).unwrap_or((text, ""));
    EventKind::Exception {
        type_: type_.to_owned(),
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_status_reads_as_code_or_signal() {
        assert_eq!(Ending::from_wait_status(3 << 8), Ending::Code(3));
        assert_eq!(Ending::from_wait_status(15), Ending::Signal(15));
        assert_eq!(Ending::from_wait_status(0x80 | 0xb), Ending::Signal(11));
        assert_eq!(Ending::Signal(9).exit_status(), 137);
    }

    #[test]
    fn bytes_that_are_no_text_stand_beside_their_replacement() {
        assert_eq!(
            output(2, b"a\xff".to_vec()),
            EventKind::Output {
                stream: 2,
                data: "a\u{fffd}".to_owned(),
                base64: Some("Yf8=".to_owned())
            }
        );
    }
}
