//! The fold of messages that go through a pipe.
//!
//! An event names the end that was used. Where it does not (a trace of other make), the end is inferred: 1. A process
//! keeps the end at which it was first seen. 2. Else, who receives is at the end that the message was not sent from.
//! 3. Else the creator of the pipe is at end 0 and any other process at end 1, unless that end is the peer's. Inferred
//! ends may be swapped in the picture; the messages and who sent them are facts.

use std::collections::VecDeque;

use crate::trace::{ObjectId, ProcId};

use super::apply::Deed;
use super::narration::Fact;
use super::queue::position_of;
use super::world::{Detail, Item, Object, World};

/// Most messages kept for each direction. The kernel's 64 KiB hold 7,281 of the smallest messages (a header of 4
/// bytes and 5 bytes of pickle); more than this is damage.
const MESSAGE_LIMIT: usize = 8_192;

/// Processes kept for each end.
const USER_LIMIT: usize = 64;

/// Processes that may have an end open at once. More is damage: then it is not known who has it.
const HOLDER_LIMIT: usize = 4_096;

/// A message as its event tells it.
#[derive(Clone, Copy)]
pub(super) struct Message<'a> {
    /// As text.
    pub repr: &'a str,
    /// Bytes of the pickle.
    pub bytes: u64,
    /// End that was used, if the event says it.
    pub end: Option<usize>,
}

/// An end's number; `None` for one that no pipe has.
pub(super) fn end_index(end: Option<u8>) -> Option<usize> {
    end.map(usize::from).filter(|end| *end < 2)
}

impl World {
    /// A message went into a pipe, or (by a feeder) an item into its queue's pipe.
    pub(super) fn sent(&mut self, deed: Deed, id: ObjectId, message: &Message) -> Fact {
        let Message { repr, bytes, end } = *message;
        let Some(object) = self.objects.get_mut(&id) else {
            return Fact::Sent {
                object: id,
                repr: repr.to_owned(),
            };
        };
        let creator = object.creator;
        match &mut object.detail {
            Detail::Queue { .. } => return self.handed_on(deed, id, repr, bytes),
            Detail::Pipe {
                in_flight, ends, ..
            } => {
                let from = deed.proc.unwrap_or(creator);
                let end = end
                    .or_else(|| end_of(ends, from))
                    .unwrap_or_else(|| guess_end(ends, from, creator));
                join_end(ends, end, from);
                if in_flight[end].len() < MESSAGE_LIMIT {
                    in_flight[end].push_back(Item {
                        repr: repr.to_owned(),
                        bytes,
                        from,
                        with_feeder: false,
                    });
                }
            }
            _ => {}
        }
        object.record(deed.vt);
        Fact::Sent {
            object: id,
            repr: repr.to_owned(),
        }
    }

    pub(super) fn received(&mut self, deed: Deed, id: ObjectId, message: &Message) -> Fact {
        let Message { repr, bytes, end } = *message;
        let fact = Fact::Received {
            object: id,
            repr: repr.to_owned(),
        };
        let Some(object) = self.objects.get_mut(&id) else {
            return fact;
        };
        let creator = object.creator;
        if let Detail::Pipe {
            in_flight,
            ends,
            n_messages,
            ..
        } = &mut object.detail
        {
            let by = deed.proc.unwrap_or(creator);
            let direction = match end {
                Some(end) => 1 - end,
                None => direction_to(in_flight, ends, by, repr),
            };
            let messages = &mut in_flight[direction];
            match position_of(messages, repr, bytes) {
                Some(index) => drop(messages.remove(index)),
                None => drop(messages.pop_front()),
            }
            if end.is_some() || end_of(ends, by).is_none() {
                join_end(ends, 1 - direction, by);
            }
            *n_messages += 1;
        }
        object.record(deed.vt);
        fact
    }

    /// An end (`None`: both) is open in a process.
    pub(super) fn opened(&mut self, deed: Deed, id: ObjectId, end: Option<usize>) -> Fact {
        if let Some(object) = self.objects.get_mut(&id)
            && let Detail::Pipe { open, .. } = &mut object.detail
            && let Some(proc) = deed.proc
        {
            let holders = open.get_or_insert_default();
            for end in ends_meant(end) {
                if !holders[end].contains(&proc) {
                    holders[end].push(proc);
                }
            }
            forget_if_damaged(open);
        }
        Fact::Opened { object: id, end }
    }

    /// A process closed its copy of an end (`None`: of both).
    pub(super) fn closed(&mut self, deed: Deed, id: ObjectId, end: Option<usize>) -> Fact {
        let mut left = Vec::new();
        if let Some(object) = self.objects.get_mut(&id) {
            object.changed = deed.vt;
            if let Detail::Pipe { open, n_closed, .. } = &mut object.detail {
                for end in ends_meant(end) {
                    n_closed[end] = n_closed[end].saturating_add(1);
                    if let Some(holders) = open {
                        holders[end].retain(|holder| Some(*holder) != deed.proc);
                        left.clone_from(&holders[end]);
                    }
                }
            }
        }
        Fact::Closed {
            object: id,
            end,
            left,
        }
    }

    /// A forked child has every end that its parent has open.
    pub(super) fn inherit_ends(&mut self, parent: ProcId, child: ProcId) {
        for object in self.objects.values_mut() {
            let Detail::Pipe { open, .. } = &mut object.detail else {
                continue;
            };
            for holders in open.iter_mut().flatten() {
                if holders.contains(&parent) && !holders.contains(&child) {
                    holders.push(child);
                }
            }
            forget_if_damaged(open);
        }
    }

    /// The end of a process closes all of its ends.
    pub(super) fn close_ends_of(&mut self, proc: ProcId) {
        for object in self.objects.values_mut() {
            if let Detail::Pipe { open, .. } = &mut object.detail {
                for holders in open.iter_mut().flatten() {
                    holders.retain(|holder| *holder != proc);
                }
            }
        }
    }
}

/// The ends that an event is about.
fn ends_meant(end: Option<usize>) -> std::ops::Range<usize> {
    end.map_or(0..2, |end| end..end + 1)
}

fn forget_if_damaged(open: &mut Option<[Vec<ProcId>; 2]>) {
    let is_damaged = |holders: &Vec<ProcId>| holders.len() > HOLDER_LIMIT;
    if open.iter().flatten().any(is_damaged) {
        *open = None;
    }
}

impl Object {
    /// Who has this end of a pipe open; `None` of any other object, and where the trace does not tell it.
    pub fn holders_of_end(&self, end: usize) -> Option<&[ProcId]> {
        match &self.detail {
            Detail::Pipe {
                open: Some(open), ..
            } => open.get(end).map(Vec::as_slice),
            _ => None,
        }
    }

    /// The name that the assignment gave to an end of a pipe (`a, b = Pipe()`).
    pub fn end_name(&self, end: usize) -> Option<&str> {
        let own = self.names.iter().filter(|(proc, _)| *proc == self.creator);
        own.map(|(_, name)| name.as_str()).nth(end)
    }

    /// The end that a process which reads from the pipe gets its messages from: of a one-way pipe the second; else the
    /// one at which the process was not seen. `None` where it was seen at none, or at both.
    pub fn end_read_by(&self, proc: ProcId) -> Option<usize> {
        let Detail::Pipe {
            ends, n_directions, ..
        } = &self.detail
        else {
            return None;
        };
        if *n_directions == Some(1) {
            return Some(1);
        }
        match [0, 1].map(|end: usize| ends[end].contains(&proc)) {
            [true, false] => Some(1),
            [false, true] => Some(0),
            _ => None,
        }
    }
}

/// End at which a process was seen.
fn end_of(ends: &[Vec<ProcId>; 2], proc: ProcId) -> Option<usize> {
    ends.iter().position(|users| users.contains(&proc))
}

/// End of a process that was never seen at one.
fn guess_end(ends: &[Vec<ProcId>; 2], proc: ProcId, creator: ProcId) -> usize {
    match (ends[0].is_empty(), ends[1].is_empty()) {
        // The creator works with the others: it is where they are not.
        (true, false) if proc == creator => 0,
        (false, true) if !ends[0].contains(&creator) && proc == creator => 1,
        _ => usize::from(proc != creator),
    }
}

fn join_end(ends: &mut [Vec<ProcId>; 2], end: usize, proc: ProcId) {
    let users = &mut ends[end];
    if !users.contains(&proc) && users.len() < USER_LIMIT {
        users.push(proc);
    }
}

/// Direction (end it was sent from) of the message that `by` received.
fn direction_to(
    in_flight: &[VecDeque<Item>; 2],
    ends: &[Vec<ProcId>; 2],
    by: ProcId,
    repr: &str,
) -> usize {
    let holds = |direction: usize| in_flight[direction].iter().any(|item| item.repr == repr);
    let of_others = |direction: usize| {
        let mut messages = in_flight[direction].iter();
        messages.any(|item| item.from != by && item.repr == repr)
    };
    let usual = end_of(ends, by).map(|end| 1 - end);
    if let Some(direction) = usual.filter(|direction| holds(*direction)) {
        return direction;
    }
    [0, 1]
        .into_iter()
        .find(|direction| of_others(*direction))
        .or_else(|| [0, 1].into_iter().find(|direction| holds(*direction)))
        .or(usual)
        .unwrap_or_else(|| usize::from(in_flight[0].is_empty()))
}
