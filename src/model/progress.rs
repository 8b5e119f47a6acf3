//! Progress, and its absence: processes that try again and again, and nothing changes hands (a livelock, or a poll for
//! something that nobody does).
//!
//! Progress is an event after which the program is somewhere else: output, an item or message that moved, a value that
//! is another one, a process that began or ended, a task, a lock that another process than last time took, a permit
//! that somebody had waited for. No progress are: a line, a wait, a release, a lock that the same process takes again.
//!
//! Nobody is blamed who sleeps once for long, or computes: a stall is told only if everybody alive either waits without
//! a time limit or has tried several times since.

use std::collections::BTreeMap;

use crate::trace::{Event, EventKind, ProcId};

use super::apply::Deed;
use super::narration::Fact;
use super::world::{State, World};

/// Virtual nanoseconds without progress after which a stall is told: longer than any pause of a lesson's polling loop.
pub const STALL_SPAN: u64 = 5_000_000_000;

/// Timed waits and sleeps since the last progress that make a process one that tries again and again.
const TRIES: u32 = 3;

/// What is known of the last progress.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Virtual time of the last progress.
    pub since: u64,
    /// Timed waits and sleeps of each process since then.
    tries: BTreeMap<ProcId, u32>,
    /// Whether the stall since then was told.
    pub is_stalled: bool,
}

impl World {
    /// Takes note of an event before it is folded.
    pub(super) fn note_progress(&mut self, event: &Event) {
        if self.is_progress(event) {
            self.progress.since = self.vt;
            self.progress.is_stalled = false;
            self.progress.tries.clear();
        } else if let (
            EventKind::Waiting {
                timeout: Some(_), ..
            },
            Some(proc),
            None,
        ) = (&event.kind, event.proc, event.agent)
        {
            *self.progress.tries.entry(proc).or_insert(0) += 1;
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

    /// The entry of the log about a stall, when it is time for it: when somebody waits once more.
    pub(super) fn tell_stall(&mut self, event: &Event) {
        if self.progress.is_stalled
            || !matches!(event.kind, EventKind::Waiting { .. })
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
            .filter(|id| self.progress.tries.get(id).is_some_and(|n| *n >= TRIES))
            .collect()
    }

    /// Whether somebody goes round, and everybody else waits for another process without a time limit.
    fn is_going_round(&self) -> bool {
        let mut somebody = false;
        for process in self.processes.iter().filter(|process| process.is_alive()) {
            let tries = self.progress.tries.get(&process.id).copied().unwrap_or(0);
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
