//! The fold of items that go through a queue: put, handed on by the feeder, got.

use std::collections::VecDeque;

use crate::trace::{ObjectId, ProcId};

use super::apply::Deed;
use super::narration::Fact;
use super::world::{Detail, Item, World};

/// Most items of a queue that are kept with their text. The screen draws at most 12 slots.
pub const ITEM_LIMIT: usize = 256;

impl World {
    /// `put` returned: the item counts, but its bytes are still with the feeder.
    pub(super) fn put(&mut self, deed: Deed, id: ObjectId, repr: &str, bytes: u64) -> Fact {
        let mut fact = Fact::Put {
            object: id,
            repr: repr.to_owned(),
            n_items: None,
            capacity: None,
        };
        let Some(object) = self.objects.get_mut(&id) else {
            return fact;
        };
        if let Detail::Queue {
            items,
            n_items,
            n_with_feeder,
            capacity: limit,
            ..
        } = &mut object.detail
        {
            // Beyond the limit items are only counted; none is kept behind one that is not.
            let all_are_kept = items.len() as u64 == *n_items;
            if all_are_kept && items.len() < ITEM_LIMIT {
                items.push_back(Item {
                    repr: repr.to_owned(),
                    bytes,
                    from: deed.proc.unwrap_or(ProcId::MAIN),
                    with_feeder: true,
                });
            }
            *n_items += 1;
            *n_with_feeder += 1;
            if let Fact::Put {
                n_items: said,
                capacity,
                ..
            } = &mut fact
            {
                (*said, *capacity) = (Some(*n_items), *limit);
            }
        }
        object.record(deed.vt);
        fact
    }

    /// The feeder wrote the item into the queue's pipe, as it was by then.
    pub(super) fn handed_on(&mut self, deed: Deed, id: ObjectId, repr: &str, bytes: u64) -> Fact {
        if let Some(object) = self.objects.get_mut(&id) {
            if let Detail::Queue {
                items,
                n_with_feeder,
                ..
            } = &mut object.detail
            {
                *n_with_feeder = n_with_feeder.saturating_sub(1);
                let item = items
                    .iter_mut()
                    .find(|item| item.with_feeder && Some(item.from) == deed.proc);
                if let Some(item) = item {
                    item.with_feeder = false;
                    item.bytes = bytes;
                    if item.repr != repr {
                        repr.clone_into(&mut item.repr);
                    }
                }
            }
            object.changed = deed.vt;
        }
        Fact::HandedOn {
            object: id,
            repr: repr.to_owned(),
        }
    }

    pub(super) fn got(&mut self, deed: Deed, id: ObjectId, repr: &str, bytes: u64) -> Fact {
        if let Some(object) = self.objects.get_mut(&id) {
            if let Detail::Queue {
                items,
                n_items,
                n_with_feeder,
                ..
            } = &mut object.detail
            {
                let all_are_kept = items.len() as u64 == *n_items;
                match position_of(items, repr, bytes) {
                    Some(index) => drop(items.remove(index)),
                    None if all_are_kept => drop(items.pop_front()),
                    None => {}
                }
                *n_items = n_items.saturating_sub(1);
                *n_with_feeder = (*n_with_feeder).min(*n_items);
            }
            object.record(deed.vt);
        }
        Fact::Got {
            object: id,
            repr: repr.to_owned(),
        }
    }
}

/// Index of the oldest item with this text and size; else of the oldest with this text.
pub(super) fn position_of(items: &VecDeque<Item>, repr: &str, bytes: u64) -> Option<usize> {
    items
        .iter()
        .position(|item| item.repr == repr && item.bytes == bytes)
        .or_else(|| items.iter().position(|item| item.repr == repr))
}
