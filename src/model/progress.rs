//! Progress, and its absence: processes that try again and again, and nothing changes hands (a livelock, or a poll for
//! something that nobody does).
//!
//! Progress is an event after which the program is somewhere else: output, an item or message that moved, a value that
//! is another one, a process that began or ended, a task, a lock that another process than last time took, a permit
//! that somebody had waited for. No progress are: a line, a wait, a release, a lock that the same process takes again.
//!
//! Nobody is blamed who sleeps once for long, or computes: a stall is told only if everybody alive either waits without
//! a time limit or has tried several times since. Whoever reads the same shared value over and over on one or two lines
//! (`while not ready.value: pass`) tries, too; a longer loop computes something beside.

use crate::trace::{Event, EventKind, ProcId};

use super::apply::Deed;
use super::narration::Fact;
use super::world::{State, World};

/// Virtual nanoseconds without progress after which a stall is told: longer than any pause of a lesson's polling loop.
pub const STALL_SPAN: u64 = 5_000_000_000;

/// Timed waits and sleeps since the last progress that make a process one that tries again and again.
const TRIES: u32 = 3;

/// Reads of what has not changed that make one try: more than any computing needs of one value.
const READS: u32 = 1_000;

/// Most lines of a loop that only waits.
const WAITING_LINES: usize = 2;

/// What is known of the last progress.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Virtual time of the last progress.
    pub since: u64,
    /// What each process did since then, by process. Emptied by every progress, so its room is kept.
    doings: Vec<Doing>,
    /// Whether the stall since then was told.
    pub is_stalled: bool,
}

/// What a process did since the last progress.
#[derive(Clone, Debug, PartialEq)]
struct Doing {
    proc: ProcId,
    /// Timed waits and sleeps.
    n_tries: u32,
    /// Reads of what had not changed.
    n_reads: u32,
    /// Lines that it was at, one more than matter; 0 where there are fewer.
    lines: [u32; WAITING_LINES + 1],
}

impl Doing {
    fn is_at_few_lines(&self) -> bool {
        self.lines[WAITING_LINES] == 0
    }

    fn note_line(&mut self, line: u32) {
        if let Some(free) = self.lines.iter_mut().find(|it| **it == line || **it == 0) {
            *free = line;
        }
    }
}

impl Progress {
    fn doing_of(&mut self, proc: ProcId) -> &mut Doing {
        let found = self.doings.binary_search_by_key(&proc, |doing| doing.proc);
        let place = found.unwrap_or_else(|place| {
            let doing = Doing {
                proc,
                n_tries: 0,
                n_reads: 0,
                lines: [0; WAITING_LINES + 1],
            };
            self.doings.insert(place, doing);
            place
        });
        &mut self.doings[place]
    }

    fn n_tries_of(&self, proc: ProcId) -> u32 {
        let found = self.doings.binary_search_by_key(&proc, |doing| doing.proc);
        found.map_or(0, |place| self.doings[place].n_tries)
    }
}

impl World {
    /// Takes note of an event before it is folded.
    pub(super) fn note_progress(&mut self, event: &Event) {
        if self.is_progress(event) {
            self.progress.since = self.vt;
            self.progress.is_stalled = false;
            self.progress.doings.clear();
            return;
        }
        self.note_reading(event);
        if let (
            EventKind::Waiting {
                timeout: Some(_), ..
            },
            Some(proc),
            None,
        ) = (&event.kind, event.proc, event.agent)
        {
            self.progress.doing_of(proc).n_tries += 1;
        }
    }

    /// Counts reads of what is there already, by whoever goes round in a loop of one or two lines.
    fn note_reading(&mut self, event: &Event) {
        let (Some(proc), None) = (event.proc, event.agent) else {
            return;
        };
        let doing = self.progress.doing_of(proc);
        match (&event.kind, event.line) {
            (EventKind::Line, Some(line)) => doing.note_line(line.0),
            (EventKind::Got { .. }, _) => doing.n_reads += 1,
            _ => {}
        }
        if doing.n_reads >= READS && doing.is_at_few_lines() {
            doing.n_reads = 0;
            doing.n_tries += 1;
        }
    }

    fn is_progress(&self, event: &Event) -> bool {
        match &event.kind {
            EventKind::Line
            | EventKind::ObjectNamed { .. }
            | EventKind::Waiting { .. }
            | EventKind::Released { .. }
            | EventKind::Joined { exitcode: None, .. }
            | EventKind::KernelState { .. }
            | EventKind::ObjectState { .. }
            | EventKind::Lost { .. } => false,
            EventKind::Acquired { object, .. } => {
                let last = self
                    .objects
                    .get(object)
                    .and_then(|object| object.last_taker);
                last != event.proc
            }
            // What was read is still there.
            EventKind::Got { object, .. } => self
                .objects
                .get(object)
                .is_none_or(|object| object.content().is_none()),
            EventKind::ValueChanged { object, repr, .. } => self
                .objects
                .get(object)
                .is_none_or(|object| object.content() != Some(repr.as_str())),
            _ => true,
        }
    }

    /// The entry of the log about a stall, when it is time for it: when somebody waits or reads once more.
    pub(super) fn tell_stall(&mut self, event: &Event) {
        if self.progress.is_stalled
            || !matches!(
                event.kind,
                EventKind::Waiting { .. } | EventKind::Got { .. }
            )
            || self.vt - self.progress.since.min(self.vt) < STALL_SPAN
            || !self.is_going_round()
        {
            return;
        }
        self.progress.is_stalled = true;
        let fact = Fact::NoProgress {
            seconds: (self.vt - self.progress.since) as f64 / 1e9,
            processes: self.going_round(),
        };
        let deed = Deed {
            proc: None,
            agent: None,
            vt: self.vt,
        };
        self.note(event.seq, deed, fact);
    }

    /// Those who try again and again.
    pub fn going_round(&self) -> Vec<ProcId> {
        self.living()
            .filter(|id| self.progress.n_tries_of(*id) >= TRIES)
            .collect()
    }

    /// Whether somebody goes round, and everybody else waits for another process without a time limit.
    fn is_going_round(&self) -> bool {
        let mut somebody = false;
        for process in self.processes.iter().filter(|process| process.is_alive()) {
            let tries = self.progress.n_tries_of(process.id);
            let waits = matches!(&process.state, State::Blocked(wait) if wait.deadline.is_none());
            if tries >= TRIES {
                somebody = true;
            } else if !waits {
                return false;
            }
        }
        somebody
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{LineNo, ObjectId, ObjectType};

    /// Main reads a value on lines 1 to `n_lines` in turn, a read a millisecond, for ten seconds.
    fn reading(n_lines: u64) -> World {
        let mut world = World::new();
        let mut tell = |vt: u64, line: u64, kind: EventKind| {
            world.apply(&Event {
                seq: 0,
                t: vt,
                vt,
                proc: Some(ProcId::MAIN),
                pid: None,
                host_pid: None,
                line: Some(LineNo(line as u32)),
                agent: None,
                kind,
            });
        };
        let object = ObjectId(1);
        tell(
            0,
            1,
            EventKind::ProcessCreated {
                child: ProcId::MAIN,
                name: String::new(),
                daemon: false,
            },
        );
        tell(
            0,
            1,
            EventKind::ProcessStarted {
                child: ProcId::MAIN,
                child_pid: 2,
                child_host_pid: 2,
                ppid: 1,
                daemon: false,
                fresh: false,
            },
        );
        tell(
            0,
            1,
            EventKind::ObjectCreated {
                object,
                type_: ObjectType::Value,
                names: vec!["ready".to_owned()],
                initial: None,
                capacity: None,
            },
        );
        let repr = "0".to_owned();
        let from_read = false;
        tell(
            0,
            1,
            EventKind::ValueChanged {
                object,
                repr,
                from_read,
            },
        );
        for n in 1..10_000 {
            let (vt, line) = (n * 1_000_000, 1 + n % n_lines);
            tell(vt, line, EventKind::Line);
            let (repr, bytes) = ("0".to_owned(), 4);
            tell(
                vt,
                line,
                EventKind::Got {
                    object,
                    repr,
                    bytes,
                },
            );
        }
        world
    }

    #[test]
    fn who_looks_at_a_value_again_and_again_goes_round() {
        let world = reading(1);
        assert!(world.progress.is_stalled);
        assert_eq!(world.going_round(), [ProcId::MAIN]);
    }

    #[test]
    fn who_computes_beside_looking_at_a_value_does_not() {
        assert!(!reading(3).progress.is_stalled);
    }
}
