//! Who waits for whom: the wait-for graph, its cycles, and a standstill in words.
//!
//! An edge stands only where the events tell exactly who can end the wait: the holder of a lock, the process that is
//! joined. Who might give a permit, an item or a message is open, so such a wait has no edge.
//!
//! A cycle is a suspicion: in Python any process may release a Lock, so a cycle beside living processes is a deadlock
//! unless one of them releases. Only the global verdict (all are quiet, no clock will wake anybody) is unconditional;
//! `engine` confirms either in the kernel.

use crate::trace::{ObjectId, ProcId};

use super::narration::cause::{self, WayOut};
use super::narration::standstill::{self, Telling};
use super::why::{self, Cause};
use super::world::{Wait, World};
use crate::lesson::Language;

/// `from` cannot move before `to` does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Who waits.
    pub from: ProcId,
    /// For whom.
    pub to: ProcId,
    /// The lock between them; `None` where `to` is joined.
    pub object: Option<ObjectId>,
    /// Whether the wait ends by itself after a while.
    pub is_timed: bool,
}

/// A standstill, or what may become one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standstill {
    /// Who is stuck, in order of number; of an open verdict every living process.
    pub processes: Vec<ProcId>,
    /// The cycle of waiting, first to last and back; empty where there is none.
    pub cycle: Vec<ProcId>,
    /// What the kernel confirmed.
    pub verdict: Verdict,
    /// What keeps them from moving.
    pub causes: Vec<Cause>,
}

/// How sure a standstill is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was confirmed: somebody may move.
    #[default]
    Open,
    /// They are stuck as long as none of these, who can move, does something about it.
    Unless(Vec<ProcId>),
    /// Nobody can ever move.
    Everybody,
}

impl World {
    /// The edge that leaves a process: it waits for one thing at most.
    pub fn waits_for_whom(&self, id: ProcId) -> Option<Edge> {
        let wait = self.waits_for(id)?;
        let holder = self.holder_waited_for(wait);
        Some(Edge {
            from: id,
            to: wait.child.or(holder)?,
            object: wait.object.filter(|_| holder.is_some()),
            is_timed: wait.deadline.is_some(),
        })
    }

    /// All edges, by the number of who waits.
    pub fn wait_graph(&self) -> Vec<Edge> {
        self.processes
            .iter()
            .filter_map(|process| self.waits_for_whom(process.id))
            .collect()
    }

    /// The first cycle of waits that no clock ends; `None` if there is none.
    pub fn wait_cycle(&self) -> Option<Vec<ProcId>> {
        self.wait_cycles().into_iter().next()
    }

    /// Every cycle of waits that no clock ends, each from its smallest number on. No process is in two of them.
    ///
    /// Each process has one edge at most, so it is enough to follow the edges from every process and to stop where
    /// the walk meets itself or an earlier walk.
    pub fn wait_cycles(&self) -> Vec<Vec<ProcId>> {
        // Number of the walk that came by, 0 for none.
        let mut walks = vec![0_u32; self.processes.len()];
        let mut cycles = Vec::new();
        for (walk, start) in (1..).zip(&self.processes) {
            let mut path = Vec::new();
            let mut at = start.id;
            while let Some(mark) = walks.get_mut(at.0 as usize) {
                if *mark == walk {
                    cycles.push(from_smallest(cycle_in(&path, at)));
                }
                if *mark != 0 {
                    break;
                }
                *mark = walk;
                path.push(at);
                match self.waits_for_whom(at) {
                    Some(edge) if !edge.is_timed => at = edge.to,
                    _ => break,
                }
            }
        }
        cycles
    }

    /// A cycle that closed and of which nothing was said yet, beside processes that can still move.
    ///
    /// `processes` are all who are stuck then: the cycle, everybody who waits for one of it without a time limit, and
    /// those of a standstill that stands already.
    pub fn partial_cycle(&self) -> Option<Standstill> {
        let told = self
            .deadlock
            .as_ref()
            .map_or(&[][..], |deadlock| deadlock.processes.as_slice());
        let is_new = |cycle: &Vec<ProcId>| !cycle.iter().all(|id| told.contains(id));
        let cycle = self.wait_cycles().into_iter().find(is_new)?;
        let processes = self.stuck_with(&cycle, told);
        let is_partial = self.living().any(|id| !processes.contains(&id));
        is_partial.then(|| Standstill {
            processes,
            cycle,
            ..Standstill::default()
        })
    }

    /// The cycle, those of `told`, and whoever waits for one of them with no clock to end it, by number.
    fn stuck_with(&self, cycle: &[ProcId], told: &[ProcId]) -> Vec<ProcId> {
        let mut is_stuck = vec![false; self.processes.len()];
        for id in cycle.iter().chain(told) {
            if let Some(mark) = is_stuck.get_mut(id.0 as usize) {
                *mark = true;
            }
        }
        let edges = self.wait_graph();
        let mut grows = true;
        while grows {
            grows = false;
            for edge in edges.iter().filter(|edge| !edge.is_timed) {
                let (from, to) = (edge.from.0 as usize, edge.to.0 as usize);
                if !is_stuck[from] && is_stuck.get(to) == Some(&true) {
                    is_stuck[from] = true;
                    grows = true;
                }
            }
        }
        self.living().filter(|id| is_stuck[id.0 as usize]).collect()
    }

    /// Processes that were started and have not ended, by number.
    pub fn living(&self) -> impl Iterator<Item = ProcId> {
        let alive = self.processes.iter().filter(|process| process.is_alive());
        alive.map(|process| process.id)
    }

    /// Whether a standstill was confirmed in which all are that live: nobody can ever move. False where one was
    /// confirmed beside others.
    pub fn is_at_standstill(&self) -> bool {
        self.deadlock
            .as_ref()
            .is_some_and(|deadlock| self.living().all(|id| deadlock.processes.contains(&id)))
    }

    /// Who holds the lock of this wait, living or dead.
    pub fn holder_waited_for(&self, wait: &Wait) -> Option<ProcId> {
        // A read or write takes the own lock of its Value or Array.
        if !matches!(wait.op.as_str(), "acquire" | "read" | "write") {
            return None;
        }
        self.objects.get(&wait.object?)?.holder()
    }
}

/// What stands still now, the cycle in it, and why. Whether it really does is the kernel's word (the `deadlock` event,
/// whose processes and cycle are taken if there is one).
pub fn explain_standstill(world: &World) -> Standstill {
    let mut standstill = match &world.deadlock {
        None => Standstill {
            processes: world.living().collect(),
            cycle: world.wait_cycle().unwrap_or_default(),
            ..Standstill::default()
        },
        Some(deadlock) => {
            let others: Vec<ProcId> = world
                .living()
                .filter(|id| !deadlock.processes.contains(id))
                .collect();
            let cycle = if deadlock.cycle.is_empty() {
                world.wait_cycle().unwrap_or_default()
            } else {
                deadlock.cycle.clone()
            };
            Standstill {
                processes: deadlock.processes.clone(),
                cycle,
                verdict: if others.is_empty() {
                    Verdict::Everybody
                } else {
                    Verdict::Unless(others)
                },
                causes: Vec::new(),
            }
        }
    };
    standstill.causes = why::causes(world, &standstill);
    standstill
}

impl Standstill {
    /// Who waits for what, a sentence each without a final dot: first the cycle, then the others, then the conclusion.
    pub fn sentences(&self, world: &World, language: Language) -> Vec<String> {
        let Telling { mut cycle, rest } = self.telling(world, language);
        cycle.extend(rest);
        cycle
    }

    /// The same, the cycle apart.
    pub fn telling(&self, world: &World, language: Language) -> Telling {
        standstill::telling(world, self, language)
    }

    /// Everybody it names: the cycle in its order, then the others by number.
    pub fn named(&self) -> Vec<ProcId> {
        let mut named = self.cycle.clone();
        let others = self.processes.iter().filter(|id| !self.cycle.contains(id));
        named.extend(others);
        named
    }

    /// What can be done about the first of its causes, best first.
    pub fn ways_out(&self, world: &World, language: Language) -> Vec<WayOut> {
        let first = self.causes.first();
        first.map_or_else(Vec::new, |first| cause::ways_out(world, first, language))
    }
}

/// The part of a path that begins at `at`.
fn cycle_in(path: &[ProcId], at: ProcId) -> Vec<ProcId> {
    path.iter().copied().skip_while(|id| *id != at).collect()
}

fn from_smallest(mut cycle: Vec<ProcId>) -> Vec<ProcId> {
    if let Some(index) = (0..cycle.len()).min_by_key(|index| cycle[*index]) {
        cycle.rotate_left(index);
    }
    cycle
}
