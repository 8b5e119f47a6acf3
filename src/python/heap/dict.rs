//! The dict: entries in order of insertion, found through an open-addressing index (the shape of CPython's since 3.6).

use super::{Heap, Unhashable};
use crate::python::value::{Id, Obj, Value};

const EMPTY: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Entry {
    hash: u64,
    /// `Undef` where an entry was deleted.
    key: Value,
    value: Value,
}

/// A dict's table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dict {
    entries: Vec<Entry>,
    /// Index of an entry or `EMPTY`; a power of two long, never more than two thirds full.
    index: Vec<u32>,
    live: usize,
}

impl Dict {
    /// Number of items.
    pub(crate) fn len(&self) -> usize {
        self.live
    }

    /// Number of entries, deleted ones included: the bound of [`Dict::entry`].
    pub(crate) fn n_entries(&self) -> usize {
        self.entries.len()
    }

    /// Key and value at a place, unless it was deleted.
    pub(crate) fn entry(&self, at: usize) -> Option<(Value, Value)> {
        let entry = self.entries.get(at)?;
        (entry.key != Value::Undef).then_some((entry.key, entry.value))
    }

    /// All items in order.
    pub(crate) fn items(&self) -> impl DoubleEndedIterator<Item = (Value, Value)> + '_ {
        self.entries
            .iter()
            .filter(|entry| entry.key != Value::Undef)
            .map(|entry| (entry.key, entry.value))
    }

    pub(super) fn visit(&self, visit: &mut impl FnMut(Value)) {
        for entry in &self.entries {
            visit(entry.key);
            visit(entry.value);
        }
    }

    fn find(&self, hash: u64, same: impl Fn(Value) -> bool) -> Option<usize> {
        if self.index.is_empty() {
            return None;
        }
        let mask = self.index.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let at = self.index[slot];
            if at == EMPTY {
                return None;
            }
            let entry = &self.entries[at as usize];
            if entry.hash == hash && entry.key != Value::Undef && same(entry.key) {
                return Some(at as usize);
            }
            slot = (slot + 1) & mask;
        }
    }

    fn push(&mut self, hash: u64, key: Value, value: Value) {
        if (self.entries.len() + 1) * 3 > self.index.len() * 2 {
            self.rebuild();
        }
        self.place(hash, self.entries.len() as u32);
        self.entries.push(Entry { hash, key, value });
        self.live += 1;
    }

    fn place(&mut self, hash: u64, at: u32) {
        let mask = self.index.len() - 1;
        let mut slot = hash as usize & mask;
        while self.index[slot] != EMPTY {
            slot = (slot + 1) & mask;
        }
        self.index[slot] = at;
    }

    fn rebuild(&mut self) {
        self.entries.retain(|entry| entry.key != Value::Undef);
        let size = ((self.entries.len() + 1) * 3).next_power_of_two().max(8);
        self.index = vec![EMPTY; size];
        for at in 0..self.entries.len() {
            self.place(self.entries[at].hash, at as u32);
        }
    }
}

impl Heap {
    /// A new empty dict.
    pub(crate) fn new_dict(&mut self) -> Id {
        match self.alloc(Obj::Dict(Box::default())) {
            Value::Ref(id) => id,
            _ => Id(0),
        }
    }

    /// The table of a dict.
    pub(crate) fn as_dict(&self, value: Value) -> Option<&Dict> {
        match self.obj(value) {
            Some(Obj::Dict(dict)) => Some(dict),
            _ => None,
        }
    }

    fn dict_find(&self, dict: Id, key: Value) -> Result<(u64, Option<usize>), Unhashable> {
        let hash = self.hash(key)?;
        let Obj::Dict(dict) = self.get(dict) else {
            return Ok((hash, None));
        };
        Ok((hash, dict.find(hash, |other| self.same_key(other, key))))
    }

    /// The value of a key.
    pub(crate) fn dict_get(&self, dict: Id, key: Value) -> Result<Option<Value>, Unhashable> {
        let (_, at) = self.dict_find(dict, key)?;
        let Obj::Dict(dict) = self.get(dict) else {
            return Ok(None);
        };
        Ok(at.map(|at| dict.entries[at].value))
    }

    /// Sets the value of a key.
    pub(crate) fn dict_set(
        &mut self,
        dict: Id,
        key: Value,
        value: Value,
    ) -> Result<(), Unhashable> {
        let (hash, at) = self.dict_find(dict, key)?;
        self.retain(value);
        if at.is_none() {
            self.retain(key);
        }
        let Obj::Dict(table) = self.get_mut(dict) else {
            return Ok(());
        };
        match at {
            Some(at) => {
                let old = std::mem::replace(&mut table.entries[at].value, value);
                self.release(old);
            }
            None => table.push(hash, key, value),
        }
        Ok(())
    }

    /// Takes a key and its value out.
    pub(crate) fn dict_remove(
        &mut self,
        dict: Id,
        key: Value,
    ) -> Result<Option<(Value, Value)>, Unhashable> {
        let (_, at) = self.dict_find(dict, key)?;
        let Some(at) = at else { return Ok(None) };
        let Obj::Dict(table) = self.get_mut(dict) else {
            return Ok(None);
        };
        let entry = &mut table.entries[at];
        let item = (entry.key, entry.value);
        (entry.key, entry.value) = (Value::Undef, Value::Undef);
        table.live -= 1;
        self.release(item.0);
        self.release(item.1);
        Ok(Some(item))
    }

    /// Empties a dict.
    pub(crate) fn dict_clear(&mut self, dict: Id) {
        let Obj::Dict(table) = self.get_mut(dict) else {
            return;
        };
        let old = std::mem::take(&mut **table);
        for entry in old.entries {
            self.release(entry.key);
            self.release(entry.value);
        }
    }
}
