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
use super::world::{Detail, Item, World};

/// Most messages kept for each direction. The kernel's 64 KiB hold 7,281 of the smallest messages (a header of 4
/// bytes and 5 bytes of pickle); more than this is damage.
const MESSAGE_LIMIT: usize = 8_192;

/// Processes kept for each end.
const USER_LIMIT: usize = 64;

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
