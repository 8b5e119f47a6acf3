//! Following an earlier run: the order of operations in its trace, as choices.
//!
//! A trace does not tell every step: `is_alive` leaves no event, a birth neither. So what is followed is what the
//! run left behind, event by event: whose event comes next takes steps until it has left it. Each mover's own events must
//! come out as they were; where one does not, the run cannot be followed any further.
//!
//! ```text
//! earlier   P line 5, Q line 5, Q acquired, Q line 6, Q released, P acquired
//! now       P stands before acquire on line 5: that leaves an event of its own, so its line waits for it
//!           Q acquired: Q steps (line 5 and acquired) ... P acquired: P steps
//! ```
//! What leaves no event is done where its line stood.
//!
//! An end stands behind what its parent was doing when it came: a parent looks for ended children at the beginning of a
//! start, and tells the start at its end.
//! ```text
//! earlier   P looks (nobody has ended), Q ends, P started R, P line 9
//! now       P looks and starts R, Q ends, P line 9
//! ```
//!
//! What is not followed: the moment at which an operation without an event of its own happened within its line, and how
//! long a process that was killed went on.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::engine::reason::Misfit;
use crate::engine::stepping::{Announced, Mover, Needs};
use crate::trace::event::Agent;
use crate::trace::{Event, EventKind, ProcId};

/// Steps of one mover without any event, after which it is no longer waited for.
const MOST_SILENT: u32 = 10_000;

/// Operations that leave an event when they are done.
const LEAVES_EVENT: &[&str] = &[
    "acquire", "release", "put", "get", "send", "recv", "join", "write", "start", "create",
    "signal", "end", "submit", "poll", "read",
];

/// Whether what this one stands before leaves an event, when it is done or because it waits. The `join` of a queue or
/// a pool leaves none: only that of a process does.
fn leaves_event(stand: &Announced) -> bool {
    let is_told = LEAVES_EVENT.contains(&stand.op.as_str());
    stand.needs.is_some() || (is_told && (stand.op != "join" || stand.child.is_some()))
}

/// One event of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Whose.
    pub mover: Mover,
    /// What it was, without what may differ (PIDs, times).
    pub footprint: String,
    /// It says only that a statement is about to run.
    pub is_line: bool,
    /// Its number in the trace.
    pub seq: u64,
}

/// The order of the operations in a trace (of a live or a stepped run), to be followed from the start:
/// [`crate::engine::stepping::Stepped::follow`].
pub fn choices_of_trace(events: &[Event]) -> Vec<Followed> {
    let mut feeders = Feeders::default();
    let mut choices = Vec::with_capacity(events.len());
    let mut parents = HashMap::new();
    // Ends that wait for their parent's next statement.
    let mut put_off: Vec<(ProcId, Followed)> = Vec::new();
    let mut waiting = HashSet::new();
    for event in events {
        if let Some(proc) = event.proc.filter(|_| event.agent.is_none()) {
            if is_behind_looking(&event.kind) {
                let is_due = |(parent, _): &mut (ProcId, Followed)| *parent == proc;
                choices.extend(put_off.extract_if(.., is_due).map(|(_, end)| end));
            }
            if matches!(event.kind, EventKind::Waiting { .. }) {
                waiting.insert(proc);
            } else if !event.kind.is_sampled() {
                waiting.remove(&proc);
            }
        }
        if let (EventKind::ProcessStarted { child, .. }, Some(parent)) = (&event.kind, event.proc)
            && *child != ProcId::MAIN
        {
            parents.insert(*child, parent);
        }
        let Some(followed) = feeders.followed(event) else {
            continue;
        };
        match &event.kind {
            EventKind::ProcessExited { child, .. } => match parents.get(child) {
                Some(parent) if !waiting.contains(parent) => put_off.push((*parent, followed)),
                _ => choices.push(followed),
            },
            _ => choices.push(followed),
        }
    }
    choices.extend(put_off.into_iter().map(|(_, end)| end));
    choices
}

/// Whether a process that tells this has seen, or will see next, the children that ended before.
fn is_behind_looking(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Line
            | EventKind::Waiting { .. }
            | EventKind::ProcessReaped { .. }
            | EventKind::Joined { .. }
            | EventKind::ProcessExited { .. }
    )
}

/// Feeders of each process, in order of their queues' first items.
#[derive(Debug, Default)]
struct Feeders {
    known: HashMap<(ProcId, u32), u32>,
    counts: HashMap<ProcId, u32>,
}

impl Feeders {
    fn followed(&mut self, event: &Event) -> Option<Followed> {
        let proc = event.proc?;
        let footprint = footprint(event)?;
        let nth = match &event.kind {
            EventKind::Put { object, .. } => {
                self.number(proc, object.0);
                0
            }
            EventKind::Sent { object, .. } if event.agent == Some(Agent::Feeder) => {
                self.number(proc, object.0)
            }
            _ => 0,
        };
        Some(Followed {
            mover: Mover {
                proc,
                agent: event.agent,
                nth,
            },
            footprint,
            is_line: matches!(event.kind, EventKind::Line),
            seq: event.seq,
        })
    }

    fn number(&mut self, proc: ProcId, object: u32) -> u32 {
        let counts = &mut self.counts;
        *self.known.entry((proc, object)).or_insert_with(|| {
            let count = counts.entry(proc).or_default();
            *count += 1;
            *count - 1
        })
    }
}

/// What an event says that a re-run must repeat; none for what is no step of anybody.
fn footprint(event: &Event) -> Option<String> {
    use EventKind as K;
    let kind = event.kind.name();
    Some(match &event.kind {
        // Main's birth comes before its first step.
        K::ProcessCreated { child, .. } | K::ProcessStarted { child, .. }
            if *child == ProcId::MAIN =>
        {
            return None;
        }
        K::Line => format!("{kind} {}", event.line?.0),
        K::ProcessCreated { child, name, .. } => format!("{kind} {} {name}", child.0),
        K::ProcessStarted { child, .. } => format!("{kind} {}", child.0),
        K::ObjectCreated { object, .. } => format!("{kind} {}", object.0),
        K::ObjectNamed { object, name } => format!("{kind} {} {name}", object.0),
        K::Acquired { object, .. } | K::Released { object, .. } => {
            format!("{kind} {}", object.0)
        }
        K::Put { object, repr, .. }
        | K::Got { object, repr, .. }
        | K::Sent { object, repr, .. }
        | K::Received { object, repr, .. }
        | K::ValueChanged { object, repr, .. } => format!("{kind} {} {repr}", object.0),
        K::Joined { child, exitcode } => format!("{kind} {} {exitcode:?}", child.0),
        K::Output { stream, data, .. } => format!("{kind} {stream} {data:?}"),
        K::Signal { target, signal, .. } => format!("{kind} {} {signal}", target.0),
        K::ProcessExited {
            child,
            code,
            signal,
        } => format!("{kind} {} {code:?} {signal:?}", child.0),
        K::ProcessReaped {
            child,
            by: Some(by),
        } => format!("{kind} {} {}", child.0, by.0),
        K::TaskSubmitted { object, task, .. }
        | K::TaskStarted { object, task, .. }
        | K::TaskFinished { object, task, .. } => format!("{kind} {} {task}", object.0),
        K::Exception { type_, .. } => format!("{kind} {type_}"),
        _ => return None,
    })
}

/// What is to be done next to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// This one takes a step.
    Step(Mover),
    /// All has been followed.
    Done,
    /// It cannot be followed any further, for this reason.
    Lost(Misfit),
}

/// A run that follows an earlier one.
#[derive(Debug)]
pub struct Follower {
    /// What is still to come, in the order of the earlier run; with each its place among its mover's events.
    order: VecDeque<(Followed, usize)>,
    /// Footprints of each mover.
    own: HashMap<Mover, Vec<(u64, String)>>,
    /// How many of them have come.
    come: HashMap<Mover, usize>,
    feeders: Feeders,
    lost: Option<Misfit>,
    n_silent: u32,
}

impl Follower {
    /// Nothing followed yet.
    pub fn new(earlier: Vec<Followed>) -> Self {
        let mut own: HashMap<Mover, Vec<(u64, String)>> = HashMap::new();
        let mut order = VecDeque::new();
        for followed in earlier {
            let events = own.entry(followed.mover).or_default();
            events.push((followed.seq, followed.footprint.clone()));
            order.push_back((followed, events.len() - 1));
        }
        Self {
            order,
            own,
            come: HashMap::new(),
            feeders: Feeders::default(),
            lost: None,
            n_silent: 0,
        }
    }

    /// An event of the new run.
    pub fn note(&mut self, event: &Event) {
        let Some(followed) = self.feeders.followed(event) else {
            return;
        };
        self.n_silent = 0;
        let come = self.come.entry(followed.mover).or_default();
        let own = self.own.get(&followed.mover).map_or(&[][..], Vec::as_slice);
        let place = *come;
        *come += 1;
        if matches!(event.kind, EventKind::ProcessExited { .. }) {
            *come = own.len().max(*come); // what a killed process did on the way to its end is not repeated
        } else if let Some((seq, before)) = own.get(place)
            && *before != followed.footprint
        {
            self.lost.get_or_insert_with(|| Misfit::Differs {
                seq: *seq,
                before: before.clone(),
                now: followed.footprint,
            });
        }
    }

    /// What is to be done next, where everybody stands so.
    pub fn next(&mut self, standing: &[Announced]) -> Next {
        if let Some(why) = &self.lost {
            return Next::Lost(why.clone());
        }
        while let Some((followed, place)) = self.order.front() {
            let mover = followed.mover;
            let has_come = self.come.get(&mover).is_some_and(|come| come > place);
            let stand = standing.iter().find(|stand| stand.mover == mover);
            let waits_for_own_event = followed.is_line && stand.is_some_and(leaves_event);
            if has_come || waits_for_own_event {
                self.order.pop_front();
                continue;
            }
            return self.step_towards(mover, standing);
        }
        Next::Done
    }

    fn step_towards(&mut self, mover: Mover, standing: &[Announced]) -> Next {
        self.n_silent += 1;
        let seq = self.order.front().map_or(0, |(followed, _)| followed.seq);
        let stand = standing.iter().find(|stand| stand.mover == mover);
        let can_move = |stand: &Announced| matches!(stand.needs, None | Some(Needs::Clock(_)));
        if self.n_silent < MOST_SILENT {
            if stand.is_some_and(can_move) {
                return Next::Step(mover);
            }
            // A pool's handlers leave no events, nor does a helper's end; somebody may wait for what they bring.
            let is_silent = |stand: &&Announced| match stand.mover.agent {
                None => false,
                Some(Agent::Tasks | Agent::Results) => true,
                Some(Agent::Feeder) => stand.op == "end",
            };
            let mut silent = standing.iter().filter(is_silent);
            if let Some(helper) = silent.find(|stand| stand.needs.is_none()) {
                return Next::Step(helper.mover);
            }
        }
        let front = self.order.front();
        Next::Lost(Misfit::DoesNotCome {
            seq,
            footprint: front.map_or_else(String::new, |(followed, _)| followed.footprint.clone()),
            proc: mover.proc,
            stands_before: stand.map(|stand| stand.op.clone()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{LineNo, ObjectId};

    fn event(seq: u64, proc: u32, kind: EventKind) -> Event {
        Event {
            seq,
            t: 0,
            vt: 0,
            proc: Some(ProcId(proc)),
            pid: None,
            host_pid: None,
            line: Some(LineNo(5)),
            agent: None,
            kind,
        }
    }

    fn mover(proc: u32) -> Mover {
        Mover {
            proc: ProcId(proc),
            agent: None,
            nth: 0,
        }
    }

    fn stands(proc: u32, op: &str, needs: Option<Needs>) -> Announced {
        Announced {
            mover: mover(proc),
            line: Some(5),
            op: op.to_owned(),
            object: None,
            child: None,
            detail: String::new(),
            needs,
            pending: None,
        }
    }

    fn acquired() -> EventKind {
        EventKind::Acquired {
            object: ObjectId(1),
            value: 0,
        }
    }

    #[test]
    fn an_operation_takes_place_where_its_own_event_stood_and_not_its_line() {
        let earlier = [
            event(0, 1, EventKind::Line),
            event(1, 2, EventKind::Line),
            event(2, 2, acquired()),
            event(3, 1, acquired()),
        ];
        let mut follower = Follower::new(choices_of_trace(&earlier));
        let standing = [stands(1, "acquire", None), stands(2, "acquire", None)];
        assert_eq!(follower.next(&standing), Next::Step(mover(2)));
        follower.note(&event(0, 2, EventKind::Line));
        follower.note(&event(1, 2, acquired()));
        assert_eq!(follower.next(&standing), Next::Step(mover(1)));
        follower.note(&event(2, 1, EventKind::Line));
        follower.note(&event(3, 1, acquired()));
        assert_eq!(follower.next(&standing), Next::Done);
    }

    #[test]
    fn an_end_stands_behind_the_start_that_could_not_see_it() {
        let started = |child| EventKind::ProcessStarted {
            child: ProcId(child),
            child_pid: 2,
            child_host_pid: 2,
            ppid: 1,
            daemon: false,
            fresh: false,
        };
        let ended = EventKind::ProcessExited {
            child: ProcId(1),
            code: Some(0),
            signal: None,
        };
        let wait = EventKind::Waiting {
            op: "recv".to_owned(),
            object: None,
            child: None,
            timeout: None,
        };
        let order = |events: &[Event]| -> Vec<String> {
            let choices = choices_of_trace(events);
            choices.into_iter().map(|one| one.footprint).collect()
        };
        let mut events = vec![
            event(0, 0, started(1)),
            event(1, 0, EventKind::Line),
            event(2, 1, ended.clone()),
            event(3, 0, started(2)),
            event(4, 0, EventKind::Line),
        ];
        let (end, start) = ("process_exited 1 Some(0) None", "process_started 2");
        assert_eq!(
            order(&events),
            ["process_started 1", "line 5", start, end, "line 5"]
        );
        // Who waits looks at nobody: others may wait for this end.
        events.insert(2, event(2, 0, wait));
        assert_eq!(
            order(&events),
            ["process_started 1", "line 5", end, start, "line 5"]
        );
    }

    #[test]
    fn what_leaves_no_event_takes_place_at_its_line() {
        let earlier = [event(0, 1, EventKind::Line), event(1, 2, EventKind::Line)];
        let mut follower = Follower::new(choices_of_trace(&earlier));
        let standing = [stands(1, "is_alive", None), stands(2, "is_alive", None)];
        assert_eq!(follower.next(&standing), Next::Step(mover(1)));
    }

    #[test]
    fn another_event_than_before_is_named() {
        let changed = |repr: &str| EventKind::ValueChanged {
            object: ObjectId(1),
            repr: repr.to_owned(),
            from_read: false,
        };
        let mut follower = Follower::new(choices_of_trace(&[event(7, 1, changed("1"))]));
        follower.note(&event(0, 1, changed("2")));
        let Next::Lost(why) = follower.next(&[]) else {
            panic!("it is lost");
        };
        let why = why.to_string();
        assert!(why.contains("event 7") && why.contains('2'), "{why}");
    }

    #[test]
    fn who_cannot_move_is_named() {
        let mut follower = Follower::new(choices_of_trace(&[event(7, 1, acquired())]));
        let needs = Some(Needs::Object(ObjectId(1)));
        let Next::Lost(why) = follower.next(&[stands(1, "acquire", needs)]) else {
            panic!("it is lost");
        };
        assert!(why.to_string().contains("acquire"), "{why}");
    }
}
