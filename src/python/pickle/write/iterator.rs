//! Iterators, as CPython's `__reduce__` of each writes them: what is left of them, and where they stand.

use super::{Key, Problem, Writer, op};
use crate::python::value::{Id, Iter, Obj, Value};

impl Writer<'_> {
    /// Writes a built-in iterator.
    pub(super) fn iterator(&mut self, id: Id, iter: &Iter) -> Result<(), Problem> {
        match iter {
            Iter::Seq { seq, index } => self.sequence_iterator(id, *seq, *index),
            Iter::Back { seq, index } => match index.checked_sub(1) {
                Some(at) => self.placed(id, "reversed", *seq, at as i64),
                None => self.exhausted(id, *seq),
            },
            // Where it began is not known any more: it starts where it stands.
            Iter::Range { next, stop, step } => {
                let len = crate::python::builtins::range_len(&[*next, *stop, *step]);
                let rest = Box::new([*next, next + len * step, *step]);
                let rest = self.machine.heap.alloc(Obj::Range(rest));
                self.placed(id, "iter", rest, 0)
            }
            Iter::Str { text, offset } => {
                let at = text[..*offset].chars().count() as i64;
                let is_over = *offset >= text.len() && at > 0;
                let text = self.machine.heap.text(if is_over { "" } else { text });
                if is_over {
                    self.whole(id, "iter", &[text])
                } else {
                    self.placed(id, "iter", text, at)
                }
            }
            Iter::Bytes { bytes, index } if *index > bytes.len() => {
                let nothing = self.machine.heap.tuple(Vec::new());
                self.whole(id, "iter", &[nothing])
            }
            Iter::Bytes { bytes, index } => {
                let bytes = self.machine.heap.bytes(bytes.to_vec());
                self.placed(id, "iter", bytes, *index as i64)
            }
            Iter::Dict { .. } | Iter::Set { .. } | Iter::Items { .. } => {
                let rest = self.rest_of(iter);
                self.whole(id, "iter", &[rest])
            }
            Iter::Enumerate { inner, count } => {
                self.whole(id, "enumerate", &[*inner, Value::Int(*count)])
            }
            Iter::Zip { inner } => self.whole(id, "zip", inner),
        }
    }

    /// A `map` or `filter` object: the function, and the iterators that it draws from.
    pub(super) fn drawing(&mut self, id: Id, kind: &str, parts: &[Value]) -> Result<(), Problem> {
        self.whole(id, kind, parts)
    }

    fn sequence_iterator(&mut self, id: Id, seq: Value, index: usize) -> Result<(), Problem> {
        if index == usize::MAX {
            return self.exhausted(id, seq);
        }
        self.placed(id, "iter", seq, index as i64)
    }

    /// One that has ended is an iterator over nothing of the same kind.
    fn exhausted(&mut self, id: Id, seq: Value) -> Result<(), Problem> {
        let is_list = matches!(self.machine.heap.obj(seq), Some(Obj::List(_)));
        let nothing = if is_list {
            self.machine.heap.list(Vec::new())
        } else {
            self.machine.heap.tuple(Vec::new())
        };
        self.whole(id, "iter", &[nothing])
    }

    /// What a copy of the iterator gives from here on, as a list.
    fn rest_of(&mut self, iter: &Iter) -> Value {
        let copy = self.machine.heap.new_iter(iter.clone());
        let rest = self.machine.drain(copy).unwrap_or_default();
        self.machine.heap.list(rest)
    }

    /// `function(args)`.
    fn whole(&mut self, id: Id, function: &str, args: &[Value]) -> Result<(), Problem> {
        self.global("builtins", function);
        if args.len() > 3 {
            self.put(&[op::MARK]);
        }
        args.iter().try_for_each(|arg| self.save(*arg))?;
        self.put(&[match args.len() {
            0 => op::EMPTY_TUPLE,
            1 => op::TUPLE1,
            2 => op::TUPLE2,
            3 => op::TUPLE3,
            _ => op::TUPLE,
        }]);
        if !args.is_empty() {
            self.memoize(Key::Text(format!("\0arguments {}", self.memo.len())));
        }
        self.put(&[op::REDUCE]);
        self.memoize(Key::Object(id));
        Ok(())
    }

    /// `function(seq)`, moved on to a place.
    fn placed(&mut self, id: Id, function: &str, seq: Value, at: i64) -> Result<(), Problem> {
        self.whole(id, function, &[seq])?;
        self.int(at);
        self.put(&[op::BUILD]);
        Ok(())
    }
}
