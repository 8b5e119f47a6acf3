//! Events as a few bytes each, for the store in memory. No file has this form: it may change with every version.
//!
//! An event is a tag for its kind, a byte of flags, the common fields as differences to the event before, and the
//! kind's own fields. Integers are LEB128 varints, signed ones zigzag-coded first; texts are their length and bytes.

mod bytes;

use std::collections::BTreeMap;

use super::event::{Agent, Event, EventKind, LineNo, ObjectType, ProcId};
pub(crate) use bytes::{In, Out};

/// Flags of the byte behind the tag.
mod flag {
    pub const PROC: u8 = 1;
    pub const LINE: u8 = 2;
    /// `seq` is the one before plus one.
    pub const NEXT_SEQ: u8 = 4;
    pub const AGENT: u8 = 8;
    /// The PIDs are those of the newest event of the same `proc`.
    pub const SAME_PIDS: u8 = 16;
    pub const PID: u8 = 32;
    pub const HOST_PID: u8 = 64;
}

/// What the next event is told against: the event before, and the PIDs seen with each process.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    seq: u64,
    t: u64,
    vt: u64,
    pids: BTreeMap<Option<ProcId>, [Option<u32>; 2]>,
}

/// Appends `event` to `out`.
pub(super) fn pack(event: &Event, context: &mut Context, out: &mut Vec<u8>) {
    let pids = [event.pid, event.host_pid];
    let mut flags = 0;
    for (is_set, flag) in [
        (event.proc.is_some(), flag::PROC),
        (event.line.is_some(), flag::LINE),
        (event.seq == context.seq.wrapping_add(1), flag::NEXT_SEQ),
        (event.agent.is_some(), flag::AGENT),
        (
            context.pids.get(&event.proc) == Some(&pids),
            flag::SAME_PIDS,
        ),
        (event.pid.is_some(), flag::PID),
        (event.host_pid.is_some(), flag::HOST_PID),
    ] {
        flags |= if is_set { flag } else { 0 };
    }
    let mut out = Out(out);
    let start = out.0.len();
    out.0.extend([0, flags]);
    if let Some(proc) = event.proc {
        out.number(proc.0.into());
    }
    if let Some(line) = event.line {
        out.number(line.0.into());
    }
    if flags & flag::NEXT_SEQ == 0 {
        out.signed(event.seq.wrapping_sub(context.seq) as i64);
    }
    if let Some(agent) = event.agent {
        out.0.push(agent as u8);
    }
    if flags & flag::SAME_PIDS == 0 {
        for pid in pids.into_iter().flatten() {
            out.number(pid.into());
        }
        context.pids.insert(event.proc, pids);
    }
    out.signed(event.t.wrapping_sub(context.t) as i64);
    out.signed(event.vt.wrapping_sub(context.vt) as i64);
    (context.seq, context.t, context.vt) = (event.seq, event.t, event.vt);
    out.0[start] = pack_kind(&event.kind, &mut out);
}

/// Takes the next event off `bytes`; `None` at the end.
pub(super) fn unpack(bytes: &mut &[u8], context: &mut Context) -> Option<Event> {
    let mut input = In(bytes);
    let tag = input.byte()?;
    let flags = input.byte()?;
    let has = |flag: u8| flags & flag != 0;
    let proc = if has(flag::PROC) {
        Some(ProcId(input.u32()?))
    } else {
        None
    };
    let line = if has(flag::LINE) {
        Some(LineNo(input.u32()?))
    } else {
        None
    };
    let seq_step = if has(flag::NEXT_SEQ) {
        1
    } else {
        input.signed()? as u64
    };
    let agent = if has(flag::AGENT) {
        Some(agent_of(input.byte()?)?)
    } else {
        None
    };
    let pids = if has(flag::SAME_PIDS) {
        *context.pids.get(&proc)?
    } else {
        let mut pids = [None; 2];
        for (pid, flag) in pids.iter_mut().zip([flag::PID, flag::HOST_PID]) {
            if has(flag) {
                *pid = Some(input.u32()?);
            }
        }
        context.pids.insert(proc, pids);
        pids
    };
    context.seq = context.seq.wrapping_add(seq_step);
    context.t = context.t.wrapping_add(input.signed()? as u64);
    context.vt = context.vt.wrapping_add(input.signed()? as u64);
    Some(Event {
        seq: context.seq,
        t: context.t,
        vt: context.vt,
        proc,
        pid: pids[0],
        host_pid: pids[1],
        line,
        agent,
        kind: unpack_kind(tag, &mut input)?,
    })
}

/// Appends the fields of `kind`; returns its tag.
fn pack_kind(kind: &EventKind, out: &mut Out) -> u8 {
    match kind {
        EventKind::ProcessCreated {
            child,
            name,
            daemon,
        } => {
            out.number(child.0.into());
            out.text(name);
            out.0.push(u8::from(*daemon));
            0
        }
        EventKind::ProcessStarted {
            child,
            child_pid,
            child_host_pid,
            ppid,
            daemon,
            fresh,
        } => {
            for number in [child.0, *child_pid, *child_host_pid, *ppid] {
                out.number(number.into());
            }
            out.0.push(u8::from(*daemon) | u8::from(*fresh) << 1);
            1
        }
        EventKind::Line => 2,
        EventKind::ObjectCreated {
            object,
            type_,
            names,
            initial,
            capacity,
        } => {
            out.number(object.0.into());
            out.0.push(*type_ as u8);
            out.number(names.len() as u64);
            for name in names {
                out.text(name);
            }
            out.optional(*initial, Out::signed);
            out.optional(*capacity, Out::signed);
            3
        }
        EventKind::ObjectNamed { object, name } => {
            out.number(object.0.into());
            out.text(name);
            4
        }
        EventKind::Waiting {
            op,
            object,
            child,
            timeout,
        } => {
            out.text(op);
            out.optional(*object, |out, object| out.number(object.0.into()));
            out.optional(*child, |out, child| out.number(child.0.into()));
            out.optional(*timeout, |out, timeout| {
                out.0.extend(timeout.to_bits().to_le_bytes());
            });
            5
        }
        EventKind::Acquired { object, value } => out.object_value(*object, *value, 6),
        EventKind::Released { object, value } => out.object_value(*object, *value, 7),
        EventKind::Put {
            object,
            repr,
            bytes,
        } => out.item(*object, repr, *bytes, 8),
        EventKind::Got {
            object,
            repr,
            bytes,
        } => out.item(*object, repr, *bytes, 9),
        EventKind::Sent {
            object,
            repr,
            bytes,
            end,
        } => {
            out.item(*object, repr, *bytes, 10);
            out.optional(*end, |out, end| out.0.push(end));
            10
        }
        EventKind::Received {
            object,
            repr,
            bytes,
            end,
        } => {
            out.item(*object, repr, *bytes, 11);
            out.optional(*end, |out, end| out.0.push(end));
            11
        }
        EventKind::Joined { child, exitcode } => {
            out.number(child.0.into());
            out.optional(*exitcode, |out, exitcode| out.signed(exitcode.into()));
            12
        }
        EventKind::Output {
            stream,
            data,
            base64,
        } => {
            out.0.push(*stream);
            out.text(data);
            out.optional(base64.as_deref(), Out::text);
            13
        }
        EventKind::Signal {
            target,
            signal,
            why,
        } => {
            out.number(target.0.into());
            out.text(signal);
            out.optional(why.as_deref(), Out::text);
            14
        }
        EventKind::ProcessExited {
            child,
            code,
            signal,
        } => {
            out.number(child.0.into());
            out.optional(*code, |out, code| out.signed(code.into()));
            out.optional(signal.as_deref(), Out::text);
            15
        }
        EventKind::ProcessReaped { child, by } => {
            out.number(child.0.into());
            out.optional(*by, |out, by| out.number(by.0.into()));
            16
        }
        EventKind::ValueChanged {
            object,
            repr,
            from_read,
        } => {
            out.number(object.0.into());
            out.text(repr);
            out.0.push(u8::from(*from_read));
            17
        }
        EventKind::TaskSubmitted {
            object,
            task,
            worker,
        } => out.task(*object, *task, *worker, 18),
        EventKind::TaskStarted {
            object,
            task,
            worker,
        } => out.task(*object, *task, *worker, 19),
        EventKind::TaskFinished {
            object,
            task,
            worker,
            failed,
        } => {
            out.task(*object, *task, *worker, 20);
            out.0.push(u8::from(*failed));
            20
        }
        EventKind::Exception { type_, message } => out.texts(type_, message, 21),
        EventKind::KernelState { letter, wchan } => out.texts(letter, wchan, 22),
        EventKind::ObjectState {
            object,
            value,
            waiters,
            bytes,
        } => {
            out.number(object.0.into());
            out.optional(*value, Out::signed);
            out.optional(*waiters, |out, waiters| out.number(waiters.into()));
            out.optional(*bytes, Out::number);
            23
        }
        EventKind::Deadlock { processes, cycle } => {
            for ids in [processes, cycle] {
                out.number(ids.len() as u64);
                for id in ids {
                    out.number(id.0.into());
                }
            }
            24
        }
        EventKind::Lost { count, why } => {
            out.number(*count);
            out.text(why);
            25
        }
        EventKind::Finished {
            outcome,
            code,
            schedule,
        } => {
            out.text(outcome);
            out.signed((*code).into());
            out.optional(schedule.as_deref(), Out::text);
            26
        }
        EventKind::Unknown { kind, fields } => {
            out.text(kind);
            // A map of JSON values is JSON: this cannot fail.
            out.text(&serde_json::to_string(fields).unwrap_or_default());
            27
        }
        EventKind::Opened { object, end } => {
            out.number(object.0.into());
            out.optional(*end, |out, end| out.0.push(end));
            28
        }
        EventKind::Closed { object, end } => {
            out.number(object.0.into());
            out.optional(*end, |out, end| out.0.push(end));
            29
        }
    }
}

/// Reads the fields of the kind with this tag.
fn unpack_kind(tag: u8, input: &mut In) -> Option<EventKind> {
    Some(match tag {
        0 => EventKind::ProcessCreated {
            child: input.proc()?,
            name: input.text()?,
            daemon: input.byte()? != 0,
        },
        1 => {
            let child = input.proc()?;
            let [child_pid, child_host_pid, ppid] = [input.u32()?, input.u32()?, input.u32()?];
            let flags = input.byte()?;
            EventKind::ProcessStarted {
                child,
                child_pid,
                child_host_pid,
                ppid,
                daemon: flags & 1 != 0,
                fresh: flags & 2 != 0,
            }
        }
        2 => EventKind::Line,
        3 => EventKind::ObjectCreated {
            object: input.object()?,
            type_: type_of(input.byte()?)?,
            names: input.many(In::text)?,
            initial: input.optional(In::signed)?,
            capacity: input.optional(In::signed)?,
        },
        4 => EventKind::ObjectNamed {
            object: input.object()?,
            name: input.text()?,
        },
        5 => EventKind::Waiting {
            op: input.text()?,
            object: input.optional(In::object)?,
            child: input.optional(In::proc)?,
            timeout: input.optional(In::float)?,
        },
        6 => EventKind::Acquired {
            object: input.object()?,
            value: input.signed()?,
        },
        7 => EventKind::Released {
            object: input.object()?,
            value: input.signed()?,
        },
        8 => EventKind::Put {
            object: input.object()?,
            repr: input.text()?,
            bytes: input.number()?,
        },
        9 => EventKind::Got {
            object: input.object()?,
            repr: input.text()?,
            bytes: input.number()?,
        },
        10 => EventKind::Sent {
            object: input.object()?,
            repr: input.text()?,
            bytes: input.number()?,
            end: input.optional(In::byte)?,
        },
        11 => EventKind::Received {
            object: input.object()?,
            repr: input.text()?,
            bytes: input.number()?,
            end: input.optional(In::byte)?,
        },
        12 => EventKind::Joined {
            child: input.proc()?,
            exitcode: input.optional(In::i32)?,
        },
        13 => EventKind::Output {
            stream: input.byte()?,
            data: input.text()?,
            base64: input.optional(In::text)?,
        },
        14 => EventKind::Signal {
            target: input.proc()?,
            signal: input.text()?,
            why: input.optional(In::text)?,
        },
        15 => EventKind::ProcessExited {
            child: input.proc()?,
            code: input.optional(In::i32)?,
            signal: input.optional(In::text)?,
        },
        16 => EventKind::ProcessReaped {
            child: input.proc()?,
            by: input.optional(In::proc)?,
        },
        17 => EventKind::ValueChanged {
            object: input.object()?,
            repr: input.text()?,
            from_read: input.byte()? != 0,
        },
        18 => EventKind::TaskSubmitted {
            object: input.object()?,
            task: input.number()?,
            worker: input.optional(In::proc)?,
        },
        19 => EventKind::TaskStarted {
            object: input.object()?,
            task: input.number()?,
            worker: input.optional(In::proc)?,
        },
        20 => EventKind::TaskFinished {
            object: input.object()?,
            task: input.number()?,
            worker: input.optional(In::proc)?,
            failed: input.byte()? != 0,
        },
        21 => EventKind::Exception {
            type_: input.text()?,
            message: input.text()?,
        },
        22 => EventKind::KernelState {
            letter: input.text()?,
            wchan: input.text()?,
        },
        23 => EventKind::ObjectState {
            object: input.object()?,
            value: input.optional(In::signed)?,
            waiters: input.optional(In::u32)?,
            bytes: input.optional(In::number)?,
        },
        24 => EventKind::Deadlock {
            processes: input.many(In::proc)?,
            cycle: input.many(In::proc)?,
        },
        25 => EventKind::Lost {
            count: input.number()?,
            why: input.text()?,
        },
        26 => EventKind::Finished {
            outcome: input.text()?,
            code: input.i32()?,
            schedule: input.optional(In::text)?,
        },
        27 => EventKind::Unknown {
            kind: input.text()?,
            fields: serde_json::from_str(&input.text()?).ok()?,
        },
        28 => EventKind::Opened {
            object: input.object()?,
            end: input.optional(In::byte)?,
        },
        29 => EventKind::Closed {
            object: input.object()?,
            end: input.optional(In::byte)?,
        },
        _ => return None,
    })
}

fn agent_of(byte: u8) -> Option<Agent> {
    [Agent::Feeder, Agent::Tasks, Agent::Results]
        .into_iter()
        .find(|agent| *agent as u8 == byte)
}

fn type_of(byte: u8) -> Option<ObjectType> {
    [
        ObjectType::Lock,
        ObjectType::Rlock,
        ObjectType::Semaphore,
        ObjectType::Queue,
        ObjectType::Pipe,
        ObjectType::Pool,
        ObjectType::Event,
        ObjectType::Condition,
        ObjectType::Barrier,
        ObjectType::Value,
        ObjectType::Array,
    ]
    .into_iter()
    .find(|type_| *type_ as u8 == byte)
}
