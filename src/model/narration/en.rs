//! The sentences in English.

use crate::trace::{ObjectType, ProcId};

use super::super::composite::Part;
use super::super::object::type_name;
use super::super::world::End;
use super::{
    AtBarrier, Fact, Names, Sending, badge, chosen_seconds, measured_seconds, quoted,
    rounded_seconds,
};
use crate::lesson::Language;

/// `who`: subject with a blank behind, or empty; `proc`: the process it names.
pub(super) fn sentence(names: &Names, who: &str, proc: Option<ProcId>, fact: &Fact) -> String {
    match fact {
        Fact::ProcessCreated { child, name } if proc == Some(*child) => {
            format!("the program is {} {}", badge(*child), name)
        }
        Fact::ProcessCreated { child, name } => {
            format!("{who}creates {} {}", badge(*child), name)
        }
        Fact::ProcessStarted { child, pid } if proc == Some(*child) => {
            format!("{who}starts, pid {pid}")
        }
        Fact::ProcessStarted { child, pid } => format!("{who}starts {}, pid {pid}", badge(*child)),
        Fact::AtLine { line } => format!("{who}is at line {}", line.0),
        Fact::ObjectCreated { object, type_ } => {
            let type_ = names.shown_type(*object, *type_);
            let article = article(type_);
            let type_ = type_name(type_);
            format!("{who}creates {}, {article} {type_}", names.object(*object))
        }
        Fact::ObjectNamed { object, name } => {
            format!("{who}calls {} {}", names.object(*object), name)
        }
        Fact::Waits { .. } => format!("{who}{}", wait(names, fact)),
        Fact::Sleeps { seconds } => format!("{who}sleeps {} s", chosen_seconds(*seconds)),
        Fact::Acquired { object, waited } => {
            let object = names.part(*object);
            match waited {
                Some(waited) => {
                    format!(
                        "{who}acquires {object} after {} s",
                        measured_seconds(*waited)
                    )
                }
                None => format!("{who}acquires {object}"),
            }
        }
        Fact::Released { object, counts } => {
            let object = names.part(*object);
            match counts {
                Some((before, after)) => {
                    format!("{who}releases {object}: {before} becomes {after}")
                }
                None => format!("{who}releases {object}"),
            }
        }
        Fact::Put {
            object,
            repr,
            n_items,
            capacity,
        } => {
            let object = names.object(*object);
            let filling = match (n_items, capacity) {
                (Some(n_items), Some(capacity)) => format!(": {n_items} of {capacity}"),
                (Some(1), None) => ": 1 item".to_owned(),
                (Some(n_items), None) => format!(": {n_items} items"),
                (None, _) => String::new(),
            };
            format!("{who}puts {repr} into {object}{filling}")
        }
        Fact::HandedOn { object, repr } => {
            let object = names.object(*object);
            format!("{who}moves {repr} into the pipe of {object}")
        }
        Fact::Sent { object, repr } => {
            format!("{who}puts {} into {}", repr, names.object(*object))
        }
        Fact::Got { object, repr } | Fact::Received { object, repr } => {
            format!("{who}takes {} from {}", repr, names.object(*object))
        }
        Fact::Opened { object, end } => {
            format!("{who}has {} open", names.end(*object, *end, Language::En))
        }
        Fact::Closed { object, end, left } => {
            let end = names.end(*object, *end, Language::En);
            match left.as_slice() {
                [] => format!("{who}closes {end}"),
                left => format!("{who}closes {end}: still open in {}", list(left, "and")),
            }
        }
        Fact::GaveUp { object, after } => format!(
            "{who}gives up waiting for {} after {} s",
            names.0.waited_label(*object),
            rounded_seconds(*after)
        ),
        Fact::Orphaned { parent, children } => {
            let (are, orphans) = match children.len() {
                1 => ("is", "an orphan"),
                _ => ("are", "orphans"),
            };
            format!(
                "{} {are} {orphans} now: {} has ended, init takes over",
                list(children, "and"),
                badge(*parent)
            )
        }
        Fact::Joined { child, exitcode } => {
            format!(
                "{who}sees that {} ended: {}",
                badge(*child),
                exit(*exitcode)
            )
        }
        Fact::JoinTimedOut { child, after } => format!(
            "{who}stops waiting for {} after {} s; it still runs",
            badge(*child),
            rounded_seconds(*after)
        ),
        Fact::Wrote { text, n_bytes, cut } => {
            let unit = if *n_bytes == 1 { "byte" } else { "bytes" };
            format!("{who}writes {} ({n_bytes} {unit})", quoted(text, *cut))
        }
        Fact::Torn { of, by } => {
            format!("↯ the line of {} is torn by {}", badge(*of), badge(*by))
        }
        Fact::Signaled { target, signal, .. } if who.is_empty() => {
            format!("{} gets {}", badge(*target), signal)
        }
        Fact::Signaled {
            target,
            signal,
            why,
        } => {
            let why = match why {
                Some(Sending::Daemon) => ", its daemon: daemons end with their parent",
                Some(Sending::Pool) => ", a worker: the pool is terminated",
                None => "",
            };
            format!("{who}sends {} to {}{why}", signal, badge(*target))
        }
        Fact::ProcessExited { child, end } => match end {
            End::Code(code) => format!("{} ends with {code} and is a zombie", badge(*child)),
            End::Signal(signal) => {
                format!("{} is killed by {signal} and is a zombie", badge(*child))
            }
        },
        Fact::ProcessReaped { child, by } => match by {
            Some(by) => format!("{} reaps {}", badge(*by), badge(*child)),
            None => format!("init reaps {}", badge(*child)),
        },
        Fact::ItemToDo { object, n } => {
            format!(
                "{who}adds to the unfinished items of {}: {n}",
                names.object(*object)
            )
        }
        Fact::ItemDone { object, n } => {
            let object = names.object(*object);
            format!("{who}is done with an item of {object}: {n} unfinished")
        }
        Fact::Read { object, repr, .. } => {
            let (object, content) = names.content(*object, repr);
            format!("{who}reads {content} from {object}")
        }
        Fact::ValueChanged { object, repr } if names.barrier(*object, repr).is_some() => {
            match names.barrier(*object, repr) {
                Some((name, AtBarrier::Opens)) => format!("{who}opens {name} for the next round"),
                Some((name, AtBarrier::LetsGo)) => format!("{who}is the last at {name}: all go on"),
                Some((name, AtBarrier::Resets)) => format!("{who}resets {name}"),
                Some((name, AtBarrier::Breaks)) => format!("{who}breaks {name}"),
                Some((name, AtBarrier::Counts(n))) => format!("{who}counts {n} at {name}"),
                None => String::new(),
            }
        }
        Fact::ValueChanged { object, repr } => {
            let (object, content) = names.content(*object, repr);
            format!("{who}sets {object} to {content}")
        }
        Fact::StartsAs { object, repr } => {
            let (object, content) = names.content(*object, repr);
            format!("{object} starts as {content}")
        }
        Fact::LostUpdate { object, of, by } => format!(
            "! update of {} by {} lost: {} read before it",
            names.object(*object),
            badge(*of),
            badge(*by)
        ),
        Fact::TaskSubmitted { object, task } => {
            format!("{who}submits task {task} to {}", names.object(*object))
        }
        Fact::TaskStarted { task, .. } => format!("{who}takes task {task}"),
        Fact::TaskFinished {
            task, failed: true, ..
        } => format!("{who}fails at task {task}: its exception is the result"),
        Fact::TaskFinished { task, .. } => format!("{who}finishes task {task}"),
        Fact::Failed { type_, message } if message.is_empty() => {
            format!("{who}fails: {type_}")
        }
        Fact::Failed { type_, message } => {
            format!("{who}fails: {type_}: {message}")
        }
        Fact::KernelState { letter, wchan } => match wchan.as_str() {
            "" | "0" => format!("{who}is now {letter}"),
            wchan => format!("{who}is now {letter}, waits in {wchan}"),
        },
        Fact::ObjectState {
            object,
            value,
            waiters,
            bytes,
        } => {
            let mut parts = Vec::new();
            parts.extend(value.map(|value| format!("count {value}")));
            parts.extend(waiters.map(|waiters| format!("{waiters} waiting")));
            parts.extend(bytes.map(|bytes| format!("{bytes} bytes")));
            format!(
                "{} in the kernel: {}",
                names.object(*object),
                parts.join(", ")
            )
        }
        Fact::Deadlock {
            processes,
            cycle,
            others,
            object,
        } => {
            let stuck = if cycle.is_empty() { processes } else { cycle };
            match (others.as_slice(), object, cycle.as_slice()) {
                ([_, ..], Some(object), _) => format!(
                    "{} {} stuck unless {} releases {}",
                    list(stuck, "and"),
                    are(stuck),
                    list(others, "or"),
                    names.object(*object)
                ),
                ([_, ..], None, _) => format!("{} {} stuck", list(stuck, "and"), are(stuck)),
                ([], _, [only]) => {
                    format!("nobody can ever move: {} waits for itself", badge(*only))
                }
                ([], _, [_, ..]) => format!(
                    "nobody can ever move: {} wait for each other",
                    list(stuck, "and")
                ),
                ([], _, []) => match stuck.as_slice() {
                    [] => "nobody can ever move".to_owned(),
                    [only] => format!("nobody can ever move: {} waits", badge(*only)),
                    _ => format!("nobody can ever move: {} wait", list(stuck, "and")),
                },
            }
        }
        Fact::NoProgress { seconds, processes } => {
            let tries = if processes.len() == 1 {
                "looks or tries"
            } else {
                "look or try"
            };
            format!(
                "! no progress for {seconds:.0} s: {} only {tries} again and again, and nothing changes",
                list(processes, "and")
            )
        }
        Fact::Lost { count, why } => match why.as_str() {
            "thinned" => format!("{count} lines thinned"),
            "ring_full" => format!("! {count} events lost: the ring was full"),
            "killed" => format!("! {count} events lost: their process was killed"),
            why => format!("! {count} events lost: {why}"),
        },
        Fact::Finished { outcome, code } => match outcome.as_str() {
            "deadlock" => "the run is stopped: nobody can ever move".to_owned(),
            "time_limit" => "the run is stopped: its time is over".to_owned(),
            "stopped" => "the run is stopped".to_owned(),
            _ => format!("the program ends with {code}"),
        },
        Fact::Unknown { kind } => format!("{who}unknown event {kind}"),
    }
}

/// `waits for ...`; `waits` for any other fact.
pub(super) fn wait(names: &Names, fact: &Fact) -> String {
    let Fact::Waits {
        op,
        object,
        child,
        holder,
        count,
        timeout,
    } = fact
    else {
        return "waits".to_owned();
    };
    if let Some((whole, Part::Wait)) = object.and_then(|id| names.0.whole_of(id)) {
        let name = names.object(whole.head);
        let what = match whole.type_ {
            ObjectType::Event => format!("{name} to be set"),
            ObjectType::Barrier => format!("the others at {name}"),
            _ => format!("a notify of {name}"),
        };
        return format!("waits for {what}{}", limit(*timeout));
    }
    let is_pool = object.is_some_and(|id| names.is_pool(id));
    let object = object.map(|id| names.object(id));
    let what = match (op.as_str(), object, child) {
        ("exit", _, Some(child)) => format!("{} to end, then ends", badge(*child)),
        ("exit", Some(object), None) => format!("the feeder of {object}, then ends"),
        ("exit", None, None) => "its children to end, then ends".to_owned(),
        (_, None, Some(child)) => format!("{} to end", badge(*child)),
        ("get", Some(object), _) => format!("an item in {object}"),
        ("put" | "send", Some(object), _) => format!("room in {object}"),
        ("join", Some(object), _) if is_pool => format!("the workers of {object} to end"),
        ("join", Some(object), _) => format!("every item of {object} to be done"),
        ("recv" | "poll", Some(object), _) => format!("a message in {object}"),
        ("pool_result", Some(object), _) => format!("a result of {object}"),
        (_, Some(object), _) => object,
        (op, None, None) => op.to_owned(),
    };
    let seen = match (holder, count) {
        (Some(holder), _) => format!(" (held by {})", badge(*holder)),
        (None, Some(count)) => format!(" (count {count})"),
        (None, None) => String::new(),
    };
    format!("waits for {what}{seen}{}", limit(*timeout))
}

/// `, at most 1 s`
fn limit(timeout: Option<f64>) -> String {
    timeout.map_or_else(String::new, |seconds| {
        format!(", at most {} s", chosen_seconds(seconds))
    })
}

/// `exit 0`, `exit -15`
fn exit(code: i32) -> String {
    format!("exit {code}")
}

fn article(type_: ObjectType) -> &'static str {
    match type_ {
        ObjectType::Rlock | ObjectType::Event | ObjectType::Array => "an",
        _ => "a",
    }
}

fn are(processes: &[ProcId]) -> &'static str {
    if processes.len() == 1 { "is" } else { "are" }
}

/// `[1]`, `[1] and [2]`, `[1], [2] and 7 more`
pub(super) fn list(processes: &[ProcId], and: &str) -> String {
    super::list(processes, ", ", &format!(" {and} "), |n| {
        format!(" {and} {n} more")
    })
}
