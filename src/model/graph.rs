//! Who waits for whom: the wait-for graph, its cycles, and a standstill in words.
//!
//! An edge stands only where the events tell exactly who can end the wait: the holder of a lock, the process that is
//! joined. Who might give a permit, an item or a message is open, so such a wait has no edge.
//!
//! A cycle is a suspicion: in Python any process may release a Lock, so a cycle beside living processes is a deadlock
//! unless one of them releases. Only the global verdict (all are quiet, no clock will wake anybody) is unconditional;
//! `engine` confirms either in the kernel.

use crate::trace::{ObjectId, ProcId};

use super::narration::standstill;
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standstill {
    /// Every living process, in order of number.
    pub processes: Vec<ProcId>,
    /// The cycle of waiting, first to last and back; empty where there is none.
    pub cycle: Vec<ProcId>,
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

    /// A cycle of waits that no clock ends, from its smallest number on; `None` if there is none.
    ///
    /// Each process has one edge at most, so it is enough to follow the edges from every process and to stop where
    /// the walk meets itself (or an earlier walk, which found nothing).
    pub fn wait_cycle(&self) -> Option<Vec<ProcId>> {
        // Number of the walk that came by, 0 for none.
        let mut walks = vec![0_u32; self.processes.len()];
        for (walk, start) in (1..).zip(&self.processes) {
            let mut path = Vec::new();
            let mut at = start.id;
            while let Some(mark) = walks.get_mut(at.0 as usize) {
                if *mark == walk {
                    return Some(from_smallest(cycle_in(&path, at)));
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
        None
    }

    /// Who holds the lock of this wait, living or dead.
    pub fn holder_waited_for(&self, wait: &Wait) -> Option<ProcId> {
        if wait.op != "acquire" {
            return None;
        }
        self.objects.get(&wait.object?)?.holder()
    }
}

/// What stands still now: all living processes and the cycle among them. Whether it really does is the kernel's word
/// (the `deadlock` event, whose cycle is taken if there is one).
pub fn explain_standstill(world: &World) -> Standstill {
    let confirmed = world
        .deadlock
        .as_ref()
        .map(|deadlock| deadlock.cycle.clone())
        .filter(|cycle| !cycle.is_empty());
    Standstill {
        processes: world
            .processes
            .iter()
            .filter(|process| process.is_alive())
            .map(|process| process.id)
            .collect(),
        cycle: confirmed.or_else(|| world.wait_cycle()).unwrap_or_default(),
    }
}

impl Standstill {
    /// Who waits for what, a sentence each without a final dot: first the cycle, then the others, then the conclusion.
    pub fn sentences(&self, world: &World, language: Language) -> Vec<String> {
        standstill::sentences(world, self, language)
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
