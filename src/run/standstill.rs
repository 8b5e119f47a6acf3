//! When some or all can move no more: who they are, when to ask the engine about them, and the words about it. All of
//! it is the model's suspicion; the engine confirms it in the kernel.

use std::time::{Duration, Instant};

use crate::engine::session::{Command, Options};
use crate::lesson::Language;
use crate::model::World;
use crate::model::graph::explain_standstill;
use crate::model::narration::{self, Fact};
use crate::model::world::LogEntry;
use crate::trace::ProcId;

/// First pause before a cycle is asked about again: its last member said that it waits and is asleep by now, and an
/// answer would be here.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// Longest pause; the pauses double up to it.
const LAST_PAUSE: Duration = Duration::from_millis(250);

/// Questions about one cycle at most, about 10 s of them: by then a member sleeps on the busiest machine, or it was
/// stopped or paused and the next event asks again.
const QUESTIONS: u32 = 48;

/// Asks the engine about cycles that close while others go on, each until it is confirmed.
#[derive(Debug, Default)]
pub struct Suspicion {
    asked: Option<Question>,
}

/// A cycle that was asked about and is not confirmed yet.
#[derive(Debug)]
struct Question {
    /// The cycle, with the virtual time at which each of its waits began: another wait is another cycle.
    cycle: Vec<(ProcId, u64)>,
    n_asked: u32,
    pause: Duration,
    again: Instant,
}

impl Suspicion {
    /// What to ask the engine, if a cycle stands in this world that was not confirmed; to be called after each batch of
    /// events and whenever [`Self::again_at`] is over.
    pub fn look(&mut self, world: &World, now: Instant) -> Option<Command> {
        let Some(suspected) = world.partial_cycle() else {
            self.asked = None;
            return None;
        };
        let since = |id: &ProcId| world.process(*id).map_or(0, |process| process.since);
        let cycle = suspected.cycle.iter().map(|id| (*id, since(id))).collect();
        let question = match self.asked.take() {
            Some(asked) if asked.cycle == cycle && asked.again > now => {
                self.asked = Some(asked);
                return None;
            }
            Some(asked) if asked.cycle == cycle => Question {
                n_asked: asked.n_asked + 1,
                pause: (asked.pause * 2).min(LAST_PAUSE),
                again: now + asked.pause,
                cycle,
            },
            _ => Question {
                cycle,
                n_asked: 1,
                pause: FIRST_PAUSE * 2,
                again: now + FIRST_PAUSE,
            },
        };
        self.asked = Some(question);
        Some(Command::Confirm {
            processes: suspected.processes,
            cycle: suspected.cycle,
        })
    }

    /// When to look again although nothing happened.
    pub fn again_at(&self) -> Option<Instant> {
        let asked = self.asked.as_ref()?;
        (asked.n_asked < QUESTIONS).then_some(asked.again)
    }
}

/// Lets a run that is stepped from its start ask after each wait; tells whether it does.
pub fn ask(options: &mut Options) -> bool {
    if let Some(stepped) = &mut options.stepped {
        stepped.asks = true;
    }
    options.stepped.is_some()
}

/// What to have confirmed where a stepped run asks, after a wait has begun: a cycle, if one stands.
pub fn question(world: &World) -> Option<Command> {
    let suspected = world.partial_cycle()?;
    Some(Command::Confirm {
        processes: suspected.processes,
        cycle: suspected.cycle,
    })
}

/// Who is in the standstill of which the engine told: everybody alive, and the cycle of waiting (empty where there is
/// none).
pub fn members(world: &World) -> (Vec<ProcId>, Vec<ProcId>) {
    (world.living().collect(), explain_standstill(world).cycle)
}

/// Who waits for whom, for stderr: a sentence a line.
pub fn explanation(world: &World, language: Language) -> String {
    let sentences = explain_standstill(world).sentences(world, language);
    let mut text = String::new();
    for sentence in sentences {
        text.push_str("forklore: ");
        text.push_str(&sentence);
        text.push('\n');
    }
    text
}

/// That nothing goes forward any more, for stderr: the newest such fact of the log.
pub fn stall(world: &World, language: Language) -> String {
    let is_stall = |entry: &&LogEntry| matches!(entry.fact, Fact::NoProgress { .. });
    let entry = world.log.iter().rev().find(is_stall);
    entry.map_or_else(String::new, |entry| {
        let sentence = narration::sentence(world, entry, language);
        format!("forklore: {}\n", sentence.trim_start_matches("! "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{Event, EventKind, ObjectId, ObjectType};

    /// [1] holds #1 and waits for #2, which [2] holds; [2] waits for #1 from `closed` on; main runs.
    fn crossed(closed: u64) -> World {
        let mut world = World::new();
        let mut tell = |vt: u64, proc: u32, kind: EventKind| {
            world.apply(&Event {
                seq: 0,
                t: vt,
                vt,
                proc: Some(ProcId(proc)),
                pid: None,
                host_pid: None,
                line: None,
                agent: None,
                kind,
            });
        };
        for proc in 0..3 {
            tell(0, 0, created(proc));
            tell(0, 0, started(proc));
        }
        for lock in 1..3 {
            tell(0, 0, lock_created(lock));
            tell(0, lock, acquired(lock));
        }
        tell(1, 1, waiting(2));
        tell(closed, 2, waiting(1));
        world
    }

    fn created(proc: u32) -> EventKind {
        EventKind::ProcessCreated {
            child: ProcId(proc),
            name: String::new(),
            daemon: false,
        }
    }

    fn started(proc: u32) -> EventKind {
        EventKind::ProcessStarted {
            child: ProcId(proc),
            child_pid: proc + 2,
            child_host_pid: proc + 2,
            ppid: 1,
            daemon: false,
            fresh: false,
        }
    }

    fn lock_created(lock: u32) -> EventKind {
        EventKind::ObjectCreated {
            object: ObjectId(lock),
            type_: ObjectType::Lock,
            names: Vec::new(),
            initial: Some(1),
            capacity: None,
        }
    }

    fn acquired(lock: u32) -> EventKind {
        EventKind::Acquired {
            object: ObjectId(lock),
            value: 0,
        }
    }

    fn waiting(lock: u32) -> EventKind {
        EventKind::Waiting {
            op: "acquire".to_owned(),
            object: Some(ObjectId(lock)),
            child: None,
            timeout: None,
        }
    }

    fn question() -> Command {
        Command::Confirm {
            processes: vec![ProcId(1), ProcId(2)],
            cycle: vec![ProcId(1), ProcId(2)],
        }
    }

    #[test]
    fn a_cycle_is_asked_about_when_it_closes_and_again_only_after_a_pause() {
        let world = crossed(2);
        let begin = Instant::now();
        let mut suspicion = Suspicion::default();
        assert_eq!(suspicion.look(&World::new(), begin), None);
        assert_eq!(suspicion.again_at(), None);
        assert_eq!(suspicion.look(&world, begin), Some(question()));
        assert_eq!(suspicion.look(&world, begin), None);
        assert_eq!(suspicion.again_at(), Some(begin + FIRST_PAUSE));
        assert_eq!(
            suspicion.look(&world, begin + FIRST_PAUSE),
            Some(question())
        );
        assert_eq!(suspicion.look(&world, begin + FIRST_PAUSE), None);
    }

    #[test]
    fn another_wait_of_the_same_processes_is_asked_about_at_once() {
        let begin = Instant::now();
        let mut suspicion = Suspicion::default();
        assert_eq!(suspicion.look(&crossed(2), begin), Some(question()));
        assert_eq!(suspicion.look(&crossed(3), begin), Some(question()));
    }

    #[test]
    fn a_cycle_that_is_confirmed_is_not_asked_about_again() {
        let mut world = crossed(2);
        world.apply(&Event {
            seq: 0,
            t: 2,
            vt: 2,
            proc: None,
            pid: None,
            host_pid: None,
            line: None,
            agent: None,
            kind: EventKind::Deadlock {
                processes: vec![ProcId(1), ProcId(2)],
                cycle: vec![ProcId(1), ProcId(2)],
            },
        });
        let mut suspicion = Suspicion::default();
        assert_eq!(suspicion.look(&world, Instant::now()), None);
        assert!(!world.is_at_standstill());
    }

    #[test]
    fn the_pauses_grow_and_come_to_an_end() {
        let world = crossed(2);
        let begin = Instant::now();
        let mut now = begin;
        let mut suspicion = Suspicion::default();
        let mut n_asked = 0;
        assert_eq!(suspicion.look(&world, now), Some(question()));
        while let Some(again) = suspicion.again_at() {
            now = again;
            assert_eq!(suspicion.look(&world, now), Some(question()));
            n_asked += 1;
        }
        assert_eq!(n_asked + 1, QUESTIONS);
        assert!(now - begin < Duration::from_secs(15));
    }
}
