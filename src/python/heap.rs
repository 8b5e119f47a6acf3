//! The arena of objects with exact reference counts.
//!
//! # Who counts
//! References from objects, from the machine's stacks, globals and other roots are counted; a [`Value`] in a Rust
//! variable is not. An object whose count is zero is remembered in `zero` and freed at the next bytecode boundary,
//! when no Rust variable holds it (deferred reference counting, Deutsch and Bobrow 1976; here the stack counts, too,
//! so that the counts are exact at every boundary). So no early return can leak, and a dropped object ends within
//! the bytecode that dropped it. Cycles are found by [`Heap::sweep`].

mod dict;
mod hash;
mod set;

use std::collections::HashMap;
use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::call::Handle;
use super::value::{GeneratorState, Id, Iter, Name, Obj, Value, ViewKind};

pub(crate) use dict::Dict;
pub(crate) use hash::{Unhashable, same_object};
pub(crate) use set::Set;

/// Interned names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    list: Vec<Arc<str>>,
    map: HashMap<Arc<str>, Name>,
}

impl Names {
    /// The name of this text.
    pub(crate) fn intern(&mut self, text: &str) -> Name {
        if let Some(name) = self.map.get(text) {
            return *name;
        }
        let name = Name(self.list.len() as u32);
        let text: Arc<str> = text.into();
        self.list.push(text.clone());
        self.map.insert(text, name);
        name
    }

    /// The name of this text, if there is one.
    pub(crate) fn find(&self, text: &str) -> Option<Name> {
        self.map.get(text).copied()
    }

    /// The text of a name.
    pub(crate) fn text(&self, name: Name) -> Arc<str> {
        self.list[name.0 as usize].clone()
    }
}

#[derive(Clone, Debug)]
struct Slot {
    count: u32,
    /// Whether it stands in `zero`.
    listed: bool,
    obj: Obj,
}

/// The arena.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heap {
    slots: Vec<Slot>,
    /// Index of the first unused slot plus 1, or 0.
    free: u32,
    /// Objects whose count was zero at some moment since the last boundary.
    zero: Vec<Id>,
    /// Handles whose last reference has gone, in order.
    pub(crate) dropped: Vec<Handle>,
    /// Generators whose last reference has gone while they waited inside a `try` or `with`: each still counts one
    /// reference, until its `finally` parts have run.
    pub(crate) unfinished: Vec<Id>,
    live: usize,
    /// Allocations since the last sweep.
    pub(crate) allocated: usize,
    /// Objects that the last sweep left.
    kept: usize,
    /// A list has grown to [`MOST_ITEMS`].
    pub(crate) is_list_full: bool,
    /// A text or tuple beyond [`MOST_ITEMS`] was made.
    pub(crate) is_too_long: bool,
    /// Bytes that objects took since somebody looked, roughly.
    pub(crate) taken: usize,
}

/// Bytes of an item of a list; of a text it is one, but that matters for long ones alone.
const ITEM_BYTES: usize = size_of::<Value>();

/// Allocations between two sweeps for cycles, at least.
const SWEEP_AFTER: usize = 200_000;

/// Most items of a list, and most bytes of a text: 2^24 items take a quarter of a gigabyte.
pub(crate) const MOST_ITEMS: usize = 1 << 24;

impl Heap {
    /// Whether cycles may hold so much that looking for them is worth its cost.
    pub(crate) fn needs_sweep(&self) -> bool {
        self.allocated > SWEEP_AFTER.max(self.kept)
    }

    /// Number of objects.
    pub(crate) fn live(&self) -> usize {
        self.live
    }

    /// Puts an object into the arena; it lives until the next boundary unless something refers to it.
    pub(crate) fn alloc(&mut self, obj: Obj) -> Value {
        self.live += 1;
        self.allocated += 1;
        let n_items = length(&obj);
        self.taken += size_of::<Slot>() + n_items * ITEM_BYTES;
        self.is_too_long |= n_items > MOST_ITEMS;
        let mut kept: Vec<Value> = Vec::new();
        match &obj {
            Obj::Str(_) | Obj::Big(_) | Obj::Range(_) | Obj::Bytes(_) => {}
            other => children(other, &mut |value| {
                if matches!(value, Value::Ref(_)) {
                    kept.push(value);
                }
            }),
        }
        for value in kept {
            self.retain(value);
        }
        let slot = Slot {
            count: 0,
            listed: true,
            obj,
        };
        let id = if self.free == 0 {
            self.slots.push(slot);
            Id(self.slots.len() as u32 - 1)
        } else {
            let id = Id(self.free - 1);
            if let Obj::Free(next) = self.slots[id.0 as usize].obj {
                self.free = next;
            }
            self.slots[id.0 as usize] = slot;
            id
        };
        self.zero.push(id);
        Value::Ref(id)
    }

    /// One more counted reference.
    #[inline]
    pub(crate) fn retain(&mut self, value: Value) {
        if let Value::Ref(id) = value {
            self.slots[id.0 as usize].count += 1;
        }
    }

    /// One counted reference fewer.
    #[inline]
    pub(crate) fn release(&mut self, value: Value) {
        if let Value::Ref(id) = value {
            let slot = &mut self.slots[id.0 as usize];
            debug_assert!(
                slot.count > 0,
                "released more often than retained: {:?}",
                slot.obj
            );
            slot.count = slot.count.wrapping_sub(1);
            if slot.count == 0 && !slot.listed {
                slot.listed = true;
                self.zero.push(id);
            }
        }
    }

    /// Whether a boundary has anything to do.
    #[inline]
    pub(crate) fn has_zero(&self) -> bool {
        !self.zero.is_empty()
    }

    /// Frees what nobody refers to; called at bytecode boundaries only.
    pub(crate) fn collect(&mut self) {
        while let Some(id) = self.zero.pop() {
            let slot = &mut self.slots[id.0 as usize];
            slot.listed = false;
            if slot.count > 0 || matches!(slot.obj, Obj::Free(_)) {
                continue;
            }
            if let Obj::Generator(it) = &slot.obj
                && it.state == GeneratorState::Suspended
                && !it.blocks.is_empty()
            {
                slot.count = 1;
                self.unfinished.push(id);
            } else {
                self.discard(id);
            }
        }
    }

    /// Empties a slot and releases what the object referred to.
    fn discard(&mut self, id: Id) {
        let slot = &mut self.slots[id.0 as usize];
        let obj = std::mem::replace(&mut slot.obj, Obj::Free(self.free));
        self.free = id.0 + 1;
        self.live -= 1;
        match &obj {
            Obj::Handle(handle) => self.dropped.push(*handle),
            Obj::Str(_) | Obj::Big(_) | Obj::Range(_) | Obj::Bytes(_) => {}
            other => children(other, &mut |value| self.release(value)),
        }
    }

    /// The object behind an id.
    #[inline]
    pub(crate) fn get(&self, id: Id) -> &Obj {
        &self.slots[id.0 as usize].obj
    }

    /// The object behind an id, for changes that keep the counts right.
    #[inline]
    pub(crate) fn get_mut(&mut self, id: Id) -> &mut Obj {
        &mut self.slots[id.0 as usize].obj
    }

    /// Frees everything that cannot be reached from `roots`, cycles included.
    pub(crate) fn sweep(&mut self, roots: &[Value]) {
        self.collect();
        let reached = self.reach(roots);
        let lost: Vec<Id> = (0..self.slots.len() as u32)
            .map(Id)
            .filter(|id| !reached[id.0 as usize] && self.is_live(*id))
            .collect();
        let mut inner: Vec<Value> = Vec::new();
        for id in &lost {
            children(self.get(*id), &mut |value| {
                if matches!(value, Value::Ref(id) if reached[id.0 as usize]) {
                    inner.push(value);
                }
            });
        }
        for value in inner {
            self.release(value);
        }
        for id in lost {
            let slot = &mut self.slots[id.0 as usize];
            slot.count = 0;
            let obj = std::mem::replace(&mut slot.obj, Obj::Free(self.free));
            self.free = id.0 + 1;
            self.live -= 1;
            if let Obj::Handle(handle) = obj {
                self.dropped.push(handle);
            }
        }
        self.collect();
        self.allocated = 0;
        self.kept = self.live;
    }

    fn is_live(&self, id: Id) -> bool {
        !matches!(self.get(id), Obj::Free(_))
    }

    fn reach(&self, roots: &[Value]) -> Vec<bool> {
        let mut reached = vec![false; self.slots.len()];
        let mut open: Vec<Value> = roots.to_vec();
        while let Some(value) = open.pop() {
            if let Value::Ref(id) = value
                && !std::mem::replace(&mut reached[id.0 as usize], true)
            {
                children(self.get(id), &mut |child| open.push(child));
            }
        }
        reached
    }

    /// Counts all references anew from `roots` and reports every object whose stored count differs.
    pub(crate) fn verify(&self, roots: &[Value]) -> Vec<String> {
        let mut counts = vec![0_u32; self.slots.len()];
        let mut count = |value: Value| {
            if let Value::Ref(id) = value {
                counts[id.0 as usize] += 1;
            }
        };
        for value in roots {
            count(*value);
        }
        for slot in &self.slots {
            children(&slot.obj, &mut count);
        }
        let differs = |(index, slot): (usize, &Slot)| {
            let dangling = counts[index] > 0 && matches!(slot.obj, Obj::Free(_));
            (slot.count != counts[index] || dangling).then(|| {
                format!(
                    "object {index}: {} stored, {} found: {:?}",
                    slot.count, counts[index], slot.obj
                )
            })
        };
        self.slots.iter().enumerate().filter_map(differs).collect()
    }

    // --- making values --------------------------------------------------------------------------------------------

    /// A str.
    pub(crate) fn text(&mut self, text: impl Into<Arc<str>>) -> Value {
        self.alloc(Obj::Str(text.into()))
    }

    /// A bytes.
    pub(crate) fn bytes(&mut self, bytes: impl Into<Arc<[u8]>>) -> Value {
        self.alloc(Obj::Bytes(bytes.into()))
    }

    /// A tuple.
    pub(crate) fn tuple(&mut self, items: Vec<Value>) -> Value {
        self.alloc(Obj::Tuple(items.into()))
    }

    /// A list.
    pub(crate) fn list(&mut self, items: Vec<Value>) -> Value {
        self.alloc(Obj::List(items))
    }

    /// A built-in iterator.
    pub(crate) fn new_iter(&mut self, iter: Iter) -> Value {
        self.alloc(Obj::Iter(Box::new(iter)))
    }

    /// An int, unboxed where it fits 64 bits.
    pub(crate) fn int(&mut self, value: BigInt) -> Value {
        match value.to_i64() {
            Some(small) => Value::Int(small),
            None => self.alloc(Obj::Big(Box::new(value))),
        }
    }

    // --- reading values -------------------------------------------------------------------------------------------

    /// The object of a reference.
    #[inline]
    pub(crate) fn obj(&self, value: Value) -> Option<&Obj> {
        match value {
            Value::Ref(id) => Some(self.get(id)),
            _ => None,
        }
    }

    /// Text of a str.
    pub(crate) fn as_str(&self, value: Value) -> Option<Arc<str>> {
        match self.obj(value) {
            Some(Obj::Str(text)) => Some(text.clone()),
            _ => None,
        }
    }

    /// Items of a tuple or list.
    pub(crate) fn as_items(&self, value: Value) -> Option<&[Value]> {
        match self.obj(value) {
            Some(Obj::Tuple(items)) => Some(items),
            Some(Obj::List(items)) => Some(items),
            _ => None,
        }
    }

    // --- changing objects -----------------------------------------------------------------------------------------

    /// Appends to a list.
    pub(crate) fn list_push(&mut self, list: Id, value: Value) {
        self.retain(value);
        self.taken += ITEM_BYTES;
        let mut is_full = false;
        if let Obj::List(items) = self.get_mut(list) {
            items.push(value);
            is_full = items.len() > MOST_ITEMS;
        }
        if is_full && !self.is_list_full {
            self.is_list_full = true;
            // The next boundary looks at it.
            self.text("");
        }
    }

    /// Replaces all items of a list.
    pub(crate) fn list_replace(&mut self, list: Id, items: Vec<Value>) {
        for value in &items {
            self.retain(*value);
        }
        if let Obj::List(old) = self.get_mut(list) {
            for value in std::mem::replace(old, items) {
                self.release(value);
            }
        }
    }

    /// Sets an attribute of an instance, class, exception or function.
    pub(crate) fn set_attr(&mut self, id: Id, name: Name, value: Value) {
        self.retain(value);
        let attrs = match self.get_mut(id) {
            Obj::Instance(it) => &mut it.attrs,
            Obj::Class(it) => &mut it.attrs,
            Obj::Exception(it) => &mut it.attrs,
            Obj::Function(it) => &mut it.attrs,
            _ => return self.release(value),
        };
        match attrs.0.iter_mut().find(|(key, _)| *key == name) {
            Some((_, place)) => {
                let old = std::mem::replace(place, value);
                self.release(old);
            }
            None => attrs.0.push((name, value)),
        }
    }

    /// Removes an attribute; tells whether it was there.
    pub(crate) fn delete_attr(&mut self, id: Id, name: Name) -> bool {
        let attrs = match self.get_mut(id) {
            Obj::Instance(it) => &mut it.attrs,
            Obj::Class(it) => &mut it.attrs,
            Obj::Exception(it) => &mut it.attrs,
            Obj::Function(it) => &mut it.attrs,
            _ => return false,
        };
        let Some(at) = attrs.0.iter().position(|(key, _)| *key == name) else {
            return false;
        };
        let (_, old) = attrs.0.remove(at);
        self.release(old);
        true
    }

    /// Replaces a place inside an object: retains the new value, releases the old one.
    pub(crate) fn swap_in(
        &mut self,
        id: Id,
        value: Value,
        place: impl FnOnce(&mut Obj) -> Option<&mut Value>,
    ) {
        self.retain(value);
        let old = match place(self.get_mut(id)) {
            Some(place) => std::mem::replace(place, value),
            None => value,
        };
        self.release(old);
    }
}

/// Items or bytes that an object begins with.
fn length(obj: &Obj) -> usize {
    match obj {
        Obj::Str(text) => text.len(),
        Obj::Bytes(bytes) => bytes.len(),
        Obj::Tuple(items) => items.len(),
        Obj::List(items) => items.len(),
        _ => 0,
    }
}

/// Calls `visit` with every value that an object refers to.
fn children(obj: &Obj, visit: &mut impl FnMut(Value)) {
    match obj {
        Obj::Free(_)
        | Obj::Big(_)
        | Obj::Str(_)
        | Obj::Bytes(_)
        | Obj::Range(_)
        | Obj::Module(_)
        | Obj::Handle(_)
        | Obj::Random(_) => {}
        Obj::Tuple(items) => items.iter().for_each(|value| visit(*value)),
        Obj::List(items) => items.iter().for_each(|value| visit(*value)),
        Obj::Dict(dict) => dict.visit(visit),
        Obj::Set(set) => set.visit(visit),
        Obj::Slice(parts) => parts.iter().for_each(|value| visit(*value)),
        Obj::Cell(value) | Obj::StaticMethod(value) | Obj::ClassMethod(value) => visit(*value),
        Obj::Function(it) => {
            for value in it
                .defaults
                .iter()
                .chain(&it.keyword_defaults)
                .chain(&it.closure)
            {
                visit(*value);
            }
            visit(it.owner);
            it.attrs.0.iter().for_each(|(_, value)| visit(*value));
        }
        Obj::Method { func, this } => {
            visit(*func);
            visit(*this);
        }
        Obj::BoundNative { this, .. } => visit(*this),
        Obj::Class(it) => {
            visit(it.base);
            it.attrs.0.iter().for_each(|(_, value)| visit(*value));
        }
        Obj::Instance(it) => {
            visit(Value::Ref(it.class));
            it.attrs.0.iter().for_each(|(_, value)| visit(*value));
        }
        Obj::Exception(it) => {
            visit(Value::Ref(it.class));
            visit(it.args);
            visit(it.subject);
            visit(it.cause);
            visit(it.context);
            it.attrs.0.iter().for_each(|(_, value)| visit(*value));
        }
        Obj::Iter(it) => visit_iter(it, visit),
        Obj::Generator(it) => it.stack.iter().for_each(|value| visit(*value)),
        Obj::Property { getter, setter } => {
            visit(*getter);
            visit(*setter);
        }
        Obj::Super { class, this } => {
            visit(*class);
            visit(*this);
        }
        Obj::View { dict, .. } => visit(*dict),
    }
}

fn visit_iter(iter: &Iter, visit: &mut impl FnMut(Value)) {
    match iter {
        Iter::Range { .. } | Iter::Str { .. } | Iter::Bytes { .. } => {}
        Iter::Seq { seq, .. } | Iter::Back { seq, .. } => visit(*seq),
        Iter::Dict { dict, .. } => visit(*dict),
        Iter::Set { set, .. } => visit(*set),
        Iter::Items { items, .. } => items.iter().for_each(|value| visit(*value)),
        Iter::Enumerate { inner, .. } => visit(*inner),
        Iter::Zip { inner } => inner.iter().for_each(|value| visit(*value)),
    }
}

impl Heap {
    /// Name of the type that a built-in iterator is of in CPython.
    pub(super) fn iterator_name(&self, iter: &Iter) -> &'static str {
        let is_list = |seq: Value| matches!(self.obj(seq), Some(Obj::List(_)));
        match iter {
            Iter::Seq { seq, .. } if is_list(*seq) => "list_iterator",
            Iter::Seq { .. } => "tuple_iterator",
            Iter::Back { seq, .. } if is_list(*seq) => "list_reverseiterator",
            Iter::Back { .. } | Iter::Items { .. } => "reversed",
            Iter::Range { .. } => "range_iterator",
            Iter::Str { text, .. } if text.is_ascii() => "str_ascii_iterator",
            Iter::Str { .. } => "str_iterator",
            Iter::Bytes { .. } => "bytes_iterator",
            Iter::Dict { kind, .. } => match kind {
                ViewKind::Keys => "dict_keyiterator",
                ViewKind::Values => "dict_valueiterator",
                ViewKind::Items => "dict_itemiterator",
            },
            Iter::Set { .. } => "set_iterator",
            Iter::Enumerate { .. } => "enumerate",
            Iter::Zip { .. } => "zip",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_that_nobody_refers_to_are_found_before_they_take_much_room() {
        let mut heap = Heap::default();
        for _ in 0..4 * SWEEP_AFTER {
            let list = heap.list(Vec::new());
            if let Value::Ref(id) = list {
                heap.list_push(id, list);
            }
            if heap.needs_sweep() {
                heap.sweep(&[]);
            }
        }
        assert!(heap.live() <= SWEEP_AFTER + 1, "{}", heap.live());
    }

    #[test]
    fn what_is_kept_puts_off_the_next_search_for_cycles() {
        let mut heap = Heap::default();
        let kept: Vec<Value> = (0..2 * SWEEP_AFTER)
            .map(|_| heap.list(Vec::new()))
            .collect();
        for value in &kept {
            heap.retain(*value);
        }
        assert!(heap.needs_sweep());
        heap.sweep(&kept);
        let mut n_made = 0;
        while !heap.needs_sweep() {
            heap.list(Vec::new());
            n_made += 1;
        }
        assert_eq!(n_made, 2 * SWEEP_AFTER + 1);
    }
}
