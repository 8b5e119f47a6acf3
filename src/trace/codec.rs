//! How an [`Event`] stands in a file: one JSON object, its fields in the order of DESIGN.md §6.
//!
//! A kind of a later version is kept with all its fields ([`EventKind::Unknown`]) and written as it was read. Further
//! fields of a known kind are dropped: a later version may add them. Numbers that JSON has not (infinite, NaN) are
//! written as null.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::event::{Agent, Event, EventKind, LineNo, ProcId};

/// Every kind that this version knows.
const KINDS: [&str; 29] = [
    "process_created",
    "process_started",
    "line",
    "object_created",
    "object_named",
    "waiting",
    "acquired",
    "released",
    "put",
    "got",
    "sent",
    "received",
    "joined",
    "output",
    "signal",
    "process_exited",
    "opened",
    "closed",
    "process_reaped",
    "value_changed",
    "task_submitted",
    "task_started",
    "task_finished",
    "exception",
    "kernel_state",
    "object_state",
    "deadlock",
    "lost",
    "finished",
];

/// An event as it is written.
#[derive(serde::Serialize)]
struct Wire<'a> {
    seq: u64,
    t: u64,
    vt: u64,
    proc: Option<ProcId>,
    pid: Option<u32>,
    host_pid: Option<u32>,
    line: Option<LineNo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<Agent>,
    #[serde(flatten)]
    kind: WireKind<'a>,
}

#[derive(serde::Serialize)]
#[serde(untagged)]
enum WireKind<'a> {
    Known(&'a EventKind),
    Unknown {
        kind: &'a str,
        #[serde(flatten)]
        fields: &'a Map<String, Value>,
    },
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = match &self.kind {
            EventKind::Unknown { kind, fields } => WireKind::Unknown { kind, fields },
            known => WireKind::Known(known),
        };
        let wire = Wire {
            seq: self.seq,
            t: self.t,
            vt: self.vt,
            proc: self.proc,
            pid: self.pid,
            host_pid: self.host_pid,
            line: self.line,
            agent: self.agent,
            kind,
        };
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Map::deserialize(deserializer)?;
        from_fields(fields).map_err(D::Error::custom)
    }
}

/// An event from its fields; what is missing or wrong, as a text.
fn from_fields(mut fields: Map<String, Value>) -> Result<Event, String> {
    let seq = required(&mut fields, "seq")?;
    let t = required(&mut fields, "t")?;
    let vt = required(&mut fields, "vt")?;
    let proc = take(&mut fields, "proc")?;
    let pid = take(&mut fields, "pid")?;
    let host_pid = take(&mut fields, "host_pid")?;
    let line = take(&mut fields, "line")?;
    let agent = take(&mut fields, "agent")?;
    let name: String = required(&mut fields, "kind")?;
    let kind = if KINDS.contains(&name.as_str()) {
        fields.insert("kind".to_owned(), Value::String(name.clone()));
        EventKind::deserialize(Value::Object(fields))
            .map_err(|error| format!("`{name}`: {error}"))?
    } else {
        EventKind::Unknown { kind: name, fields }
    };
    Ok(Event {
        seq,
        t,
        vt,
        proc,
        pid,
        host_pid,
        line,
        agent,
        kind,
    })
}

/// Takes a field out; null is as good as missing.
fn take<T: for<'a> Deserialize<'a>>(
    fields: &mut Map<String, Value>,
    name: &str,
) -> Result<Option<T>, String> {
    match fields.shift_remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match T::deserialize(value) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(format!("field `{name}`: {error}")),
        },
    }
}

fn required<T: for<'a> Deserialize<'a>>(
    fields: &mut Map<String, Value>,
    name: &str,
) -> Result<T, String> {
    take(fields, name)?.ok_or_else(|| format!("field `{name}` is missing"))
}
