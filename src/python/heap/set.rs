//! The set, with CPython's table, so that a set of ints iterates in the same order.
//!
//! Source: the documented behavior of CPython 3.11's set table: a power of two of slots from 8 on, a run of ten
//! neighboring slots per probe, then `5 * i + 1 + perturb`; it grows fourfold when three fifths are used.

use super::{Heap, Unhashable};
use crate::python::value::{Id, Obj, Value};

/// Neighbors looked at after the first slot of a probe.
const NEIGHBORS: usize = 9;

#[derive(Clone, Copy, Debug)]
enum Slot {
    Empty,
    Deleted,
    Used(u64, Value),
}

/// A set's table.
#[derive(Clone, Debug)]
pub(crate) struct Set {
    table: Vec<Slot>,
    used: usize,
    /// Used and deleted slots.
    fill: usize,
    /// Where `pop` looks first.
    finger: usize,
    /// `frozenset`.
    pub(crate) frozen: bool,
}

impl Default for Set {
    fn default() -> Self {
        Self {
            table: vec![Slot::Empty; 8],
            used: 0,
            fill: 0,
            finger: 0,
            frozen: false,
        }
    }
}

impl Set {
    /// Number of items.
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    /// Number of slots: the bound of [`Set::slot`].
    pub(crate) fn n_slots(&self) -> usize {
        self.table.len()
    }

    /// The item at a slot.
    pub(crate) fn slot(&self, at: usize) -> Option<Value> {
        match self.table.get(at) {
            Some(Slot::Used(_, value)) => Some(*value),
            _ => None,
        }
    }

    /// All items in the order of iteration.
    pub(crate) fn items(&self) -> impl Iterator<Item = Value> + '_ {
        (0..self.table.len()).filter_map(|at| self.slot(at))
    }

    pub(super) fn visit(&self, visit: &mut impl FnMut(Value)) {
        self.items().for_each(visit);
    }

    /// The slot of an item (`Ok`), or the free slot where it would go (`Err`): the first deleted one on the way, if
    /// there is one.
    fn find(&self, hash: u64, same: impl Fn(Value) -> bool) -> Result<usize, usize> {
        let mask = self.table.len() - 1;
        let mut perturb = hash as usize;
        let mut at = hash as usize & mask;
        let mut deleted = None;
        loop {
            let run = if at + NEIGHBORS <= mask { NEIGHBORS } else { 0 };
            for slot in at..=at + run {
                match self.table[slot] {
                    Slot::Empty => return Err(deleted.unwrap_or(slot)),
                    Slot::Deleted => deleted = deleted.or(Some(slot)),
                    Slot::Used(other, value) if other == hash && same(value) => return Ok(slot),
                    Slot::Used(..) => {}
                }
            }
            perturb >>= 5;
            at = at.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb) & mask;
        }
    }

    fn put(&mut self, at: usize, hash: u64, value: Value) {
        let old = std::mem::replace(&mut self.table[at], Slot::Used(hash, value));
        self.used += 1;
        if matches!(old, Slot::Deleted) {
            return;
        }
        self.fill += 1;
        if self.fill * 5 >= (self.table.len() - 1) * 3 {
            let goal = if self.used > 50_000 {
                self.used * 2
            } else {
                self.used * 4
            };
            self.resize(goal);
        }
    }

    /// Drops the deleted slots when they are more than a fifth, as CPython does after `difference_update`.
    pub(crate) fn tidy(&mut self) {
        if self.fill - self.used > (self.table.len() - 1) / 5 {
            self.resize(if self.used > 50_000 {
                self.used * 2
            } else {
                self.used * 4
            });
        }
    }

    /// The item that `pop` takes.
    pub(crate) fn next_popped(&mut self) -> Option<Value> {
        let mask = self.table.len() - 1;
        let at = (0..=mask)
            .map(|step| (self.finger + step) & mask)
            .find(|at| self.slot(*at).is_some())?;
        self.finger = at + 1;
        self.slot(at)
    }

    fn resize(&mut self, goal: usize) {
        let mut size = 8;
        while size <= goal {
            size <<= 1;
        }
        let old = std::mem::replace(&mut self.table, vec![Slot::Empty; size]);
        self.fill = self.used;
        for slot in old {
            if let Slot::Used(hash, value) = slot
                && let Err(at) = self.find(hash, |_| false)
            {
                self.table[at] = Slot::Used(hash, value);
            }
        }
    }
}

impl Heap {
    /// A new set of these items.
    pub(crate) fn new_set(&mut self, items: &[Value]) -> Result<Id, Unhashable> {
        let Value::Ref(id) = self.alloc(Obj::Set(Box::default())) else {
            return Ok(Id(0));
        };
        for item in items {
            self.set_add(id, *item)?;
        }
        Ok(id)
    }

    /// Adds all items of another set, in the order in which CPython's `set_merge` does.
    pub(crate) fn set_merge(&mut self, target: Id, source: Id) {
        let Obj::Set(other) = self.get(source) else {
            return;
        };
        let other = other.clone();
        let Obj::Set(set) = self.get_mut(target) else {
            return;
        };
        if other.used == 0 || target == source {
            return;
        }
        if (set.fill + other.used) * 5 >= (set.table.len() - 1) * 3 {
            set.resize((set.used + other.used) * 2);
        }
        let is_empty = set.fill == 0;
        if is_empty && set.table.len() == other.table.len() && other.fill == other.used {
            set.table.clone_from(&other.table);
            (set.used, set.fill) = (other.used, other.fill);
            other.items().for_each(|item| self.retain(item));
            return;
        }
        for slot in &other.table {
            let Slot::Used(hash, value) = *slot else {
                continue;
            };
            if !is_empty {
                // It is hashable: it is an item already.
                let _ = self.set_add(target, value);
                continue;
            }
            self.retain(value);
            if let Obj::Set(set) = self.get_mut(target)
                && let Err(at) = set.find(hash, |_| false)
            {
                set.table[at] = Slot::Used(hash, value);
                set.used += 1;
                set.fill += 1;
            }
        }
    }

    /// Exchanges the tables of two sets.
    pub(crate) fn set_swap(&mut self, left: Id, right: Id) {
        let empty = Obj::Set(Box::default());
        let taken = std::mem::replace(self.get_mut(left), empty);
        let other = std::mem::replace(self.get_mut(right), taken);
        *self.get_mut(left) = other;
    }

    /// A copy of a set, in a table of the size that CPython's copy has.
    pub(crate) fn set_copy(&mut self, source: Id) -> Id {
        let frozen = matches!(self.get(source), Obj::Set(set) if set.frozen);
        let copy = Set {
            frozen,
            ..Set::default()
        };
        let Value::Ref(id) = self.alloc(Obj::Set(Box::new(copy))) else {
            return source;
        };
        self.set_merge(id, source);
        id
    }

    /// The table of a set.
    pub(crate) fn as_set(&self, value: Value) -> Option<&Set> {
        match self.obj(value) {
            Some(Obj::Set(set)) => Some(set),
            _ => None,
        }
    }

    fn set_find(&self, set: Id, value: Value) -> Result<(u64, Result<usize, usize>), Unhashable> {
        let hash = self.hash(value)?;
        let Obj::Set(set) = self.get(set) else {
            return Ok((hash, Err(0)));
        };
        Ok((hash, set.find(hash, |other| self.same_key(other, value))))
    }

    /// Whether an item is in a set.
    pub(crate) fn set_has(&self, set: Id, value: Value) -> Result<bool, Unhashable> {
        Ok(self.set_find(set, value)?.1.is_ok())
    }

    /// Adds an item.
    pub(crate) fn set_add(&mut self, set: Id, value: Value) -> Result<(), Unhashable> {
        let (hash, found) = self.set_find(set, value)?;
        if let Err(at) = found {
            self.retain(value);
            if let Obj::Set(set) = self.get_mut(set) {
                set.put(at, hash, value);
            }
        }
        Ok(())
    }

    /// Takes an item out; tells whether it was there.
    pub(crate) fn set_remove(&mut self, set: Id, value: Value) -> Result<bool, Unhashable> {
        let (_, found) = self.set_find(set, value)?;
        let Ok(at) = found else { return Ok(false) };
        if let Obj::Set(set) = self.get_mut(set) {
            let old = std::mem::replace(&mut set.table[at], Slot::Deleted);
            set.used -= 1;
            if let Slot::Used(_, value) = old {
                self.release(value);
            }
        }
        Ok(true)
    }

    /// Empties a set.
    pub(crate) fn set_clear(&mut self, set: Id) {
        if let Obj::Set(set) = self.get_mut(set) {
            let frozen = set.frozen;
            let old = std::mem::replace(
                &mut **set,
                Set {
                    frozen,
                    ..Set::default()
                },
            );
            for value in old.items() {
                self.release(value);
            }
        }
    }
}
