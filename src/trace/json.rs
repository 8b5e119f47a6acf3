//! The line of an event, written straight into a buffer. It is what `serde_json` makes of the event (a test holds it),
//! at a fraction of the time: a trace is written while the program runs, on the same cores.

use std::io;

use super::event::{Agent, Event, EventKind, ObjectId};

/// Appends `event` as JSON, without a line end.
///
/// # Errors
/// None in practice: a vector takes every byte.
pub(super) fn write(event: &Event, out: &mut Vec<u8>) -> io::Result<()> {
    field(out, b"{\"seq\":", event.seq);
    field(out, b",\"t\":", event.t);
    field(out, b",\"vt\":", event.vt);
    optional(out, b",\"proc\":", event.proc.map(|proc| proc.0));
    optional(out, b",\"pid\":", event.pid);
    optional(out, b",\"host_pid\":", event.host_pid);
    optional(out, b",\"line\":", event.line.map(|line| line.0));
    if let Some(agent) = event.agent {
        out.extend_from_slice(match agent {
            Agent::Feeder => b",\"agent\":\"feeder\"",
            Agent::Tasks => b",\"agent\":\"tasks\"",
            Agent::Results => b",\"agent\":\"results\"",
        });
    }
    write_kind(&event.kind, out)?;
    out.push(b'}');
    Ok(())
}

/// The kinds that come by the million are written here; the others as they derive it.
fn write_kind(kind: &EventKind, out: &mut Vec<u8>) -> io::Result<()> {
    match kind {
        EventKind::Line => out.extend_from_slice(b",\"kind\":\"line\""),
        EventKind::Acquired { object, value } => object_value(out, b"acquired", *object, *value),
        EventKind::Released { object, value } => object_value(out, b"released", *object, *value),
        EventKind::Unknown { kind, fields } => {
            out.extend_from_slice(b",\"kind\":");
            serde_json::to_writer(&mut *out, kind)?;
            let start = out.len();
            serde_json::to_writer(&mut *out, fields)?;
            splice(out, start);
        }
        other => {
            let start = out.len();
            serde_json::to_writer(&mut *out, other)?;
            splice(out, start);
        }
    }
    Ok(())
}

/// Makes the object from `start` on the rest of the object around it.
fn splice(out: &mut Vec<u8>, start: usize) {
    out.pop();
    if out.len() == start + 1 {
        out.pop();
    } else {
        out[start] = b',';
    }
}

fn object_value(out: &mut Vec<u8>, kind: &[u8], object: ObjectId, value: i64) {
    out.extend_from_slice(b",\"kind\":\"");
    out.extend_from_slice(kind);
    field(out, b"\",\"object\":", object.0.into());
    out.extend_from_slice(b",\"value\":");
    if value < 0 {
        out.push(b'-');
    }
    number(out, value.unsigned_abs());
}

fn field(out: &mut Vec<u8>, name: &[u8], value: u64) {
    out.extend_from_slice(name);
    number(out, value);
}

fn optional(out: &mut Vec<u8>, name: &[u8], value: Option<u32>) {
    out.extend_from_slice(name);
    match value {
        Some(value) => number(out, value.into()),
        None => out.extend_from_slice(b"null"),
    }
}

fn number(out: &mut Vec<u8>, value: u64) {
    // As many digits as the largest number has.
    let mut digits = [0; 20];
    let mut start = digits.len();
    let mut rest = value;
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{LineNo, ProcId};

    fn event(kind: EventKind) -> Event {
        Event {
            seq: 7,
            t: u64::MAX,
            vt: 0,
            proc: Some(ProcId(3)),
            pid: None,
            host_pid: Some(u32::MAX),
            line: Some(LineNo(12)),
            agent: None,
            kind,
        }
    }

    #[track_caller]
    fn check(event: &Event) {
        let mut line = Vec::new();
        write(event, &mut line).expect("a vector takes every byte");
        let expected = serde_json::to_string(event).expect("JSON");
        assert_eq!(String::from_utf8_lossy(&line), expected);
    }

    #[test]
    fn a_line_is_what_serde_makes_of_the_event() {
        let object = ObjectId(2);
        let kinds = [
            EventKind::Line,
            EventKind::Acquired { object, value: 0 },
            EventKind::Acquired {
                object,
                value: i64::MIN,
            },
            EventKind::Released { object, value: 1 },
            EventKind::Put {
                object,
                repr: "'a\"\n锁'".to_owned(),
                bytes: 17,
            },
            EventKind::Waiting {
                op: "acquire".to_owned(),
                object: Some(object),
                child: None,
                timeout: Some(0.25),
            },
            EventKind::Lost {
                count: 3,
                why: "thinned".to_owned(),
            },
        ];
        for kind in kinds {
            check(&event(kind));
        }
    }

    #[test]
    fn whoever_did_it_is_named_as_serde_names_it() {
        for agent in [
            None,
            Some(Agent::Feeder),
            Some(Agent::Tasks),
            Some(Agent::Results),
        ] {
            let event = Event {
                agent,
                proc: None,
                line: None,
                host_pid: None,
                pid: Some(4),
                ..event(EventKind::Line)
            };
            check(&event);
        }
    }

    #[test]
    fn an_unknown_kind_is_written_as_it_was_read() {
        for fields in ["{}", "{\"a\":1,\"b\":{\"c\":[]}}"] {
            check(&event(EventKind::Unknown {
                kind: "new_kind".to_owned(),
                fields: serde_json::from_str(fields).expect("an object"),
            }));
        }
    }
}
