//! A stepped run as the screen knows it: who may move next, what each lacks, and what the learner asked for meanwhile.

use std::collections::{BTreeMap, VecDeque};

use crate::trace::event::Agent;
use crate::trace::{Event, EventKind, ObjectId, ProcId};

/// Steps that may be asked for while one is under way: a key that is held for a moment, and no more.
const WANTED_LIMIT: usize = 4;

/// Steps that are kept for the lanes: more than the widest screen has cells.
const STEP_LIMIT: usize = 1024;

/// Who chooses where the learner does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Policy {
    /// One after the other.
    #[default]
    InTurn,
    /// Drawn from the seed.
    Random,
}

/// Who takes a step: a process, or a helper thread of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mover {
    /// The process.
    pub proc: ProcId,
    /// Its helper; none: the process itself.
    pub agent: Option<Agent>,
    /// Which helper of this kind, from 0 in order of creation.
    pub nth: u32,
}

/// What the next step of somebody lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needs {
    /// A permit, an item, a message, or room: of this object.
    Object(ObjectId),
    /// The end of this process.
    End(ProcId),
    /// The clock, at so many virtual nanoseconds. It may be stepped all the same: the clock jumps.
    Clock(u64),
    /// Something else that is not there yet.
    Other,
}

/// The next step of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// Who.
    pub mover: Mover,
    /// Line it is at.
    pub line: Option<u32>,
    /// The operation, in the trace's word; empty for a statement without one.
    pub op: String,
    /// What it is about.
    pub object: Option<ObjectId>,
    /// Whom it is about.
    pub child: Option<ProcId>,
    /// Text that the step writes, or which part of the statement it is; may be empty.
    pub detail: String,
    /// None: it can move now.
    pub needs: Option<Needs>,
    /// Signal that waits at its gate.
    pub pending: Option<String>,
}

impl Announced {
    /// Whether it may be stepped: also what waits for the clock, which then jumps.
    pub fn can_move(&self) -> bool {
        matches!(self.needs, None | Some(Needs::Clock(_)))
    }

    /// Which part of its statement the step is, and how many there are: `2 of 2` at the end of the detail.
    pub fn part(&self) -> Option<(u32, u32)> {
        let text = self.detail.trim_end_matches(')');
        let (before, n) = text.rsplit_once(" of ")?;
        let part = before.rsplit([' ', '(']).next()?;
        Some((part.parse().ok()?, n.parse().ok()?))
    }
}

/// Where a stepped run stands when everybody is at rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Steps taken so far.
    pub step: u64,
    /// The next step of everybody who lives.
    pub movers: Vec<Announced>,
    /// Processes that compute without having come to their next operation.
    pub computing: Vec<ProcId>,
    /// Whom the policy would choose now.
    pub next: Option<Mover>,
    /// Code of the choices so far; may be empty.
    pub schedule: String,
}

impl Held {
    /// The next steps of the helpers of a process.
    pub fn helpers_of(&self, proc: ProcId) -> impl Iterator<Item = &Announced> {
        self.movers
            .iter()
            .filter(move |one| one.mover.proc == proc && one.mover.agent.is_some())
    }

    /// The next step of a process itself.
    pub fn of(&self, proc: ProcId) -> Option<&Announced> {
        self.movers
            .iter()
            .find(|one| one.mover.proc == proc && one.mover.agent.is_none())
    }
}

/// A step that the learner asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Of whom the policy chooses.
    Policy,
    /// Of this process; of a helper of it, where that can move and the process cannot.
    Process(ProcId),
    /// Of this one.
    Mover(Mover),
}

/// What the screen knows of a stepped run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stepping {
    /// Where it stood last.
    pub held: Held,
    /// Whether it stands there still.
    pub is_at_rest: bool,
    /// Whether the policy plays.
    pub is_playing: bool,
    /// Steps that wait until everybody is at rest.
    pub(super) wanted: VecDeque<Wanted>,
    /// How many events there were after so many steps: (steps, events), in order.
    pub(super) places: Vec<(u64, u64)>,
    /// How far each process is in its statement.
    inside: BTreeMap<ProcId, Inside>,
    /// The newest steps, bounded by [`STEP_LIMIT`].
    steps: Vec<StepAt>,
}

/// When a step was taken, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepAt {
    /// Virtual nanoseconds: each step has a time of its own.
    pub vt: u64,
    /// Who took it.
    pub proc: Option<ProcId>,
}

/// How far a process is in its statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Inside {
    /// The statement's line.
    line: Option<u32>,
    /// Operations of it that are done.
    n_done: u32,
    /// When the newest of them was.
    vt: Option<u64>,
}

impl Inside {
    /// An event told that an operation is done. Each step costs time, so a second event of the same moment is of the
    /// same operation.
    fn note_done(&mut self, vt: u64) {
        if self.vt != Some(vt) {
            self.n_done += 1;
            self.vt = Some(vt);
        }
    }
}

impl Stepping {
    /// The newest steps, oldest first.
    pub fn steps(&self) -> &[StepAt] {
        &self.steps
    }

    /// Takes the time of an event of a stepped run in: a later one than before is another step.
    pub(super) fn note_time(&mut self, event: &Event) {
        let is_new = self.steps.last().is_none_or(|step| step.vt < event.vt);
        if event.kind.is_sampled() || !is_new {
            return;
        }
        if self.steps.len() >= STEP_LIMIT {
            self.steps.drain(..STEP_LIMIT / 2);
        }
        self.steps.push(StepAt {
            vt: event.vt,
            proc: event.proc,
        });
    }

    /// Takes an event in: an operation that is done, or the beginning of a statement.
    pub(super) fn note(&mut self, event: &Event) {
        // The code of the whole run; what was held last knows it but for the last step.
        if let EventKind::Finished {
            schedule: Some(code),
            ..
        } = &event.kind
        {
            self.held.schedule.clone_from(code);
        }
        let Some(proc) = event.proc.filter(|_| event.agent.is_none()) else {
            return;
        };
        match event.kind {
            EventKind::Line => {
                let inside = Inside {
                    line: event.line.map(|line| line.0),
                    ..Inside::default()
                };
                self.inside.insert(proc, inside);
            }
            EventKind::Output { .. }
            | EventKind::Acquired { .. }
            | EventKind::Released { .. }
            | EventKind::Put { .. }
            | EventKind::Got { .. }
            | EventKind::Sent { .. }
            | EventKind::Received { .. }
            | EventKind::ValueChanged { .. } => {
                self.inside.entry(proc).or_default().note_done(event.vt);
            }
            _ => {}
        }
    }

    /// Which part of its statement the next step of a process is, and how many there are, as far as that is known:
    /// (parts done, all parts). None while it stands before the first.
    pub fn part_of(&self, announced: &Announced) -> Option<(u32, Option<u32>)> {
        if let Some((part, n)) = announced.part() {
            return (part > 1).then_some((part - 1, Some(n)));
        }
        let inside = self.inside.get(&announced.mover.proc);
        let done = inside
            .filter(|inside| inside.line == announced.line)
            .map_or(0, |inside| inside.n_done);
        let has_more = !announced.op.is_empty() && announced.mover.agent.is_none();
        // print writes its text and then the newline, each by itself where stdout is unbuffered.
        let is_newline = announced.op == "write" && announced.detail == "\n";
        (done > 0 && has_more).then_some((done, is_newline.then_some(done + 1)))
    }

    /// Everybody is at rest, after so many events.
    pub(super) fn hold(&mut self, held: Held, n_events: u64) {
        while self
            .places
            .last()
            .is_some_and(|(step, _)| *step >= held.step)
        {
            self.places.pop();
        }
        self.places.push((held.step, n_events));
        self.held = held;
        self.is_at_rest = true;
    }

    /// Keeps a wish until everybody is at rest; one too many is dropped.
    pub(super) fn want(&mut self, wanted: Wanted) {
        if self.wanted.len() < WANTED_LIMIT {
            self.wanted.push_back(wanted);
        }
    }

    /// Steps that were over at the moment after so many events; none where no rest was seen near it.
    pub(super) fn steps_at(&self, n_events: u64) -> Option<u64> {
        // Of steps that left no event behind, none has been taken at this moment.
        let before = self
            .places
            .partition_point(|(_, events)| *events < n_events);
        if let Some((step, _)) = self
            .places
            .get(before)
            .filter(|(_, events)| *events == n_events)
        {
            return Some(*step);
        }
        let behind = before;
        let (step, events) = *self.places.get(behind.checked_sub(1)?)?;
        let is_next_known = self
            .places
            .get(behind)
            .is_some_and(|(next, _)| *next == step + 1);
        (events == n_events || is_next_known).then_some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(detail: &str) -> Announced {
        Announced {
            mover: Mover {
                proc: ProcId(1),
                agent: None,
                nth: 0,
            },
            line: Some(12),
            op: "write".to_owned(),
            object: None,
            child: None,
            detail: detail.to_owned(),
            needs: None,
            pending: None,
        }
    }

    #[test]
    fn the_part_of_a_statement_is_read_from_the_end_of_the_detail() {
        assert_eq!(announced("2 of 2").part(), Some((2, 2)));
        assert_eq!(announced("\"1 of 3\" (2 of 2)").part(), Some((2, 2)));
        assert_eq!(announced("\"a\"").part(), None);
        assert_eq!(announced("").part(), None);
    }

    #[test]
    fn steps_of_a_moment_are_those_that_were_over() {
        let mut stepping = Stepping::default();
        for (step, events) in [(0, 2), (1, 5), (2, 6), (9, 40)] {
            let held = Held {
                step,
                ..Held::default()
            };
            stepping.hold(held, events);
        }
        assert_eq!(stepping.steps_at(1), None);
        assert_eq!(stepping.steps_at(2), Some(0));
        assert_eq!(stepping.steps_at(4), Some(0));
        assert_eq!(stepping.steps_at(5), Some(1));
        assert_eq!(stepping.steps_at(6), Some(2));
        assert_eq!(
            stepping.steps_at(7),
            None,
            "seven steps were not seen one by one"
        );
        assert_eq!(stepping.steps_at(40), Some(9));
    }
}
