//! Iteration and indexing.

use super::{Args, Cont, Flow, Machine, Out, R, Thrown};
use crate::python::names;
use crate::python::value::{Id, Iter, Obj, Value, ViewKind};

impl Machine {
    /// A built-in iterator over a built-in value; none for what only Python code can iterate.
    pub(crate) fn native_iter(&mut self, value: Value) -> R<Option<Value>> {
        let Value::Ref(id) = value else {
            return Err(self.not_iterable(value));
        };
        let iter = match self.heap.get(id) {
            Obj::Tuple(_) | Obj::List(_) => Iter::Seq {
                seq: value,
                index: 0,
            },
            Obj::Range(range) => Iter::Range {
                next: range[0],
                stop: range[1],
                step: range[2],
            },
            Obj::Str(text) => Iter::Str {
                text: text.clone(),
                offset: 0,
            },
            Obj::Bytes(bytes) => Iter::Bytes {
                bytes: bytes.clone(),
                index: 0,
            },
            Obj::Dict(dict) => Iter::Dict {
                dict: value,
                kind: ViewKind::Keys,
                index: 0,
                len: dict.len(),
            },
            Obj::View { dict, kind } => {
                let len = self
                    .heap
                    .as_dict(*dict)
                    .map_or(0, crate::python::heap::Dict::len);
                Iter::Dict {
                    dict: *dict,
                    kind: *kind,
                    index: 0,
                    len,
                }
            }
            Obj::Set(set) => Iter::Set {
                set: value,
                index: 0,
                len: set.len(),
            },
            Obj::Iter(_) => return Ok(Some(value)),
            Obj::Generator(_) => return Ok(None),
            Obj::Instance(_) if self.special(value, names::ITER).is_some() => return Ok(None),
            Obj::Instance(_) if self.special(value, names::GETITEM).is_some() => return Ok(None),
            _ => return Err(self.not_iterable(value)),
        };
        Ok(Some(self.heap.new_iter(iter)))
    }

    fn not_iterable(&mut self, value: Value) -> Thrown {
        let message = format!("'{}' object is not iterable", self.type_name(value));
        self.error("TypeError", message)
    }

    pub(super) fn op_get_iter(&mut self) -> R<Flow> {
        let value = self.pop();
        self.get_iter(value, Cont::Push)
    }

    /// `iter(value)`.
    pub(super) fn get_iter(&mut self, value: Value, cont: Cont) -> R<Flow> {
        if let Some(iter) = self.native_iter(value)? {
            return self.deliver(iter, cont);
        }
        if matches!(self.heap.obj(value), Some(Obj::Generator(_))) {
            return self.deliver(value, cont);
        }
        match self.special(value, names::ITER) {
            Some(method) => self.invoke(
                method,
                Args {
                    pos: vec![value],
                    kw: Vec::new(),
                },
                if cont == Cont::Push {
                    Cont::Iterator
                } else {
                    cont
                },
            ),
            None => self.detour(Thrown::Python("_iterate_items", vec![value]), cont),
        }
    }

    pub(super) fn is_iterator(&self, value: Value) -> bool {
        matches!(self.heap.obj(value), Some(Obj::Iter(_) | Obj::Generator(_)))
            || self.special(value, names::NEXT).is_some()
    }

    /// Asks an iterator that is no built-in one (or any, for `next()`) for its next item.
    pub(super) fn next_called(&mut self, iter: Value, cont: Cont) -> R<Flow> {
        let Value::Ref(id) = iter else {
            return Err(self.not_iterator(iter));
        };
        match self.heap.get(id) {
            Obj::Generator(_) => self.resume_generator(id, Value::None, cont),
            Obj::Iter(_) => match self.next_native(id)? {
                Some(item) => self.deliver_item(item, cont),
                None => self.exhausted(Value::None, cont),
            },
            _ => match self.special(iter, names::NEXT) {
                Some(method) => {
                    let flow = self.invoke(
                        method,
                        Args {
                            pos: vec![iter],
                            kw: Vec::new(),
                        },
                        Cont::Push,
                    )?;
                    // The frame tells the item or, by StopIteration, the end.
                    match self.frames.last_mut() {
                        Some(frame) if matches!(flow, Flow::Frame) => frame.cont = cont,
                        _ => {}
                    }
                    Ok(flow)
                }
                None => Err(self.not_iterator(iter)),
            },
        }
    }

    fn not_iterator(&mut self, value: Value) -> Thrown {
        let message = format!("'{}' object is not an iterator", self.type_name(value));
        self.error("TypeError", message)
    }

    /// The next item of a built-in iterator.
    pub(crate) fn next_native(&mut self, id: Id) -> R<Option<Value>> {
        let Obj::Iter(iter) = self.heap.get(id) else {
            return Ok(None);
        };
        let mut iter = (**iter).clone();
        let item = self.advance(&mut iter)?;
        if let Obj::Iter(place) = self.heap.get_mut(id) {
            **place = iter;
        }
        Ok(item)
    }

    /// Moves an iterator on. What it refers to stays the same, so counts do not change.
    fn advance(&mut self, iter: &mut Iter) -> R<Option<Value>> {
        Ok(match iter {
            Iter::Range { next, stop, step } => {
                let item = *next;
                let more = (*step > 0 && item < *stop) || (*step < 0 && item > *stop);
                *next = if more {
                    item.saturating_add(*step)
                } else {
                    item
                };
                more.then_some(Value::Int(item))
            }
            Iter::Seq { seq, index } => {
                let item = self
                    .heap
                    .as_items(*seq)
                    .and_then(|items| items.get(*index))
                    .copied();
                // An exhausted iterator stays so, even if the list grows.
                *index = if item.is_some() {
                    *index + 1
                } else {
                    usize::MAX
                };
                item
            }
            Iter::Back { seq, index } => {
                let at = index.checked_sub(1);
                *index = at.unwrap_or(0);
                at.and_then(|at| {
                    self.heap
                        .as_items(*seq)
                        .and_then(|items| items.get(at))
                        .copied()
                })
            }
            Iter::Str { text, offset } => match text[*offset..].chars().next() {
                Some(sign) => {
                    *offset += sign.len_utf8();
                    Some(self.heap.text(sign.to_string()))
                }
                None => None,
            },
            Iter::Bytes { bytes, index } => {
                *index += 1;
                bytes
                    .get(*index - 1)
                    .map(|byte| Value::Int(i64::from(*byte)))
            }
            Iter::Items { items, index } => {
                *index += 1;
                items.get(*index - 1).copied()
            }
            Iter::Dict {
                dict,
                kind,
                index,
                len,
            } => {
                let Some(table) = self.heap.as_dict(*dict) else {
                    return Ok(None);
                };
                if table.len() != *len {
                    return Err(
                        self.error("RuntimeError", "dictionary changed size during iteration")
                    );
                }
                let mut found = None;
                while found.is_none() && *index < table.n_entries() {
                    found = table.entry(*index);
                    *index += 1;
                }
                match (found, kind) {
                    (None, _) => None,
                    (Some((key, _)), ViewKind::Keys) => Some(key),
                    (Some((_, value)), ViewKind::Values) => Some(value),
                    (Some((key, value)), ViewKind::Items) => {
                        Some(self.heap.tuple(vec![key, value]))
                    }
                }
            }
            Iter::Set { set, index, len } => {
                let Some(table) = self.heap.as_set(*set) else {
                    return Ok(None);
                };
                if table.len() != *len {
                    return Err(self.error("RuntimeError", "Set changed size during iteration"));
                }
                let mut found = None;
                while found.is_none() && *index < table.n_slots() {
                    found = table.slot(*index);
                    *index += 1;
                }
                found
            }
            Iter::Enumerate { inner, count } => {
                let Value::Ref(inner) = *inner else {
                    return Ok(None);
                };
                match self.next_native(inner)? {
                    Some(item) => {
                        let index = *count;
                        *count += 1;
                        Some(self.heap.tuple(vec![Value::Int(index), item]))
                    }
                    None => None,
                }
            }
            Iter::Zip { inner } => {
                let mut items = Vec::with_capacity(inner.len());
                for iter in inner.iter() {
                    let Value::Ref(iter) = *iter else {
                        return Ok(None);
                    };
                    match self.next_native(iter)? {
                        Some(item) => items.push(item),
                        None => return Ok(None),
                    }
                }
                if items.is_empty() {
                    None
                } else {
                    Some(self.heap.tuple(items))
                }
            }
        })
    }

    /// All items of an argument that a native needs as a list; asks for the way through Python where only that works.
    pub(crate) fn items_of(&mut self, args: &Args, at: usize) -> R<Vec<Value>> {
        let value = args.pos[at];
        if let Some(items) = self.heap.as_items(value) {
            return Ok(items.to_vec());
        }
        // A range may be longer than memory: only Python code can be paused on the way.
        if matches!(self.heap.obj(value), Some(Obj::Range(range)) if crate::python::builtins::range_len(range) > 1_000_000)
        {
            return Err(Thrown::NeedsList(at));
        }
        let Some(iter) = self.native_iter(value)? else {
            return Err(Thrown::NeedsList(at));
        };
        self.drain(iter)
    }

    /// All remaining items of a built-in iterator.
    pub(crate) fn drain(&mut self, iter: Value) -> R<Vec<Value>> {
        let mut items = Vec::new();
        if let Value::Ref(id) = iter {
            while let Some(item) = self.next_native(id)? {
                items.push(item);
            }
        }
        Ok(items)
    }

    // --- instructions ---------------------------------------------------------------------------------------------

    pub(super) fn op_list_extend(&mut self, problem: fn(&str) -> String) -> R<Flow> {
        let value = self.top();
        let args = Args {
            pos: vec![value],
            kw: Vec::new(),
        };
        match self.items_of(&args, 0) {
            Ok(items) => {
                self.pop();
                if let Value::Ref(list) = self.top() {
                    for item in items {
                        self.heap.list_push(list, item);
                    }
                }
                Ok(Flow::Next)
            }
            Err(Thrown::NeedsList(_)) => {
                self.pop();
                self.detour(Thrown::Python("_collect", vec![value]), Cont::Retry)
            }
            Err(thrown) => {
                let is_argument = matches!(thrown, Thrown::Exception(_));
                if is_argument && !self.is_iterable(value) {
                    let message = problem(&self.type_name(value));
                    return Err(self.error("TypeError", message));
                }
                Err(thrown)
            }
        }
    }

    pub(super) fn op_unpack(&mut self, before: usize, after: Option<usize>) -> R<Flow> {
        let value = self.top();
        let args = Args {
            pos: vec![value],
            kw: Vec::new(),
        };
        let items = match self.items_of(&args, 0) {
            Ok(items) => items,
            Err(Thrown::NeedsList(_)) => {
                self.pop();
                return self.detour(Thrown::Python("_collect", vec![value]), Cont::Retry);
            }
            Err(Thrown::Exception(_)) if !self.is_iterable(value) => {
                let message = format!(
                    "cannot unpack non-iterable {} object",
                    self.type_name(value)
                );
                return Err(self.error("TypeError", message));
            }
            Err(thrown) => return Err(thrown),
        };
        self.pop();
        let n_fixed = before + after.unwrap_or(0);
        let wanted = if after.is_some() {
            format!("at least {n_fixed}")
        } else {
            n_fixed.to_string()
        };
        if items.len() < n_fixed {
            let message = format!(
                "not enough values to unpack (expected {wanted}, got {})",
                items.len()
            );
            return Err(self.error("ValueError", message));
        }
        let Some(after) = after else {
            if items.len() > before {
                let message = format!("too many values to unpack (expected {before})");
                return Err(self.error("ValueError", message));
            }
            items.iter().rev().for_each(|item| self.push(*item));
            return Ok(Flow::Next);
        };
        let rest = items.len() - after;
        items[rest..].iter().rev().for_each(|item| self.push(*item));
        let middle = self.heap.list(items[before..rest].to_vec());
        self.push(middle);
        items[..before]
            .iter()
            .rev()
            .for_each(|item| self.push(*item));
        Ok(Flow::Next)
    }

    pub(super) fn op_index(&mut self) -> R<Flow> {
        let index = self.pop();
        let object = self.pop();
        if let (Value::Ref(list), Value::Int(at)) = (object, index)
            && let Obj::List(items) = self.heap.get(list)
            && let Some(item) = usize::try_from(at).ok().and_then(|at| items.get(at))
        {
            let item = *item;
            self.push(item);
            return Ok(Flow::Next);
        }
        if let Some(method) = self.special(object, names::GETITEM) {
            return self.invoke(
                method,
                Args {
                    pos: vec![object, index],
                    kw: Vec::new(),
                },
                Cont::Push,
            );
        }
        let value = crate::python::builtins::index(self, object, index)?;
        self.push(value);
        Ok(Flow::Next)
    }

    pub(super) fn op_store_index(&mut self) -> R<Flow> {
        let index = self.pop();
        let object = self.pop();
        let value = self.pop();
        if let Some(method) = self.special(object, names::SETITEM) {
            return self.invoke(
                method,
                Args {
                    pos: vec![object, index, value],
                    kw: Vec::new(),
                },
                Cont::Discard,
            );
        }
        match crate::python::builtins::store_index(self, object, index, value) {
            Ok(()) => Ok(Flow::Next),
            Err(thrown) => self.detour(thrown, Cont::Discard),
        }
    }

    pub(super) fn op_delete_index(&mut self) -> R<Flow> {
        let index = self.pop();
        let object = self.pop();
        if let Some(method) = self.special(object, names::DELITEM) {
            return self.invoke(
                method,
                Args {
                    pos: vec![object, index],
                    kw: Vec::new(),
                },
                Cont::Discard,
            );
        }
        crate::python::builtins::delete_index(self, object, index)?;
        Ok(Flow::Next)
    }

    /// What the natives `iter` and `next` answer.
    pub(crate) fn iter_out(&mut self, value: Value) -> R<Out> {
        if let Some(iter) = self.native_iter(value)? {
            return Ok(Out::Value(iter));
        }
        if matches!(self.heap.obj(value), Some(Obj::Generator(_))) {
            return Ok(Out::Value(value));
        }
        match self.special(value, names::ITER) {
            Some(method) => Ok(Out::Call(
                method,
                Args {
                    pos: vec![value],
                    kw: Vec::new(),
                },
            )),
            None => Err(Thrown::Python("_iterate_items", vec![value])),
        }
    }
}
