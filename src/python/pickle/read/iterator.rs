//! Iterators from their pickles: `iter`, `reversed`, `enumerate` and `zip` called anew, `map` and `filter` made again.

use super::{Reader, Stop};
use crate::python::value::{CodeRef, Generator, GeneratorState, Iter, Obj, Value};

impl Reader<'_, '_> {
    /// What a built-in function makes of these arguments; none if it is no maker of iterators.
    pub(super) fn iterator(
        &mut self,
        function: Value,
        args: &[Value],
    ) -> Result<Option<Value>, Stop> {
        if let Value::Native(index) = function {
            return match (crate::python::builtins::native_key(index), args) {
                (Some("iter"), [seq]) => Ok(self.machine.native_iter(*seq)?),
                (Some("reversed"), [seq]) => self.reversed(*seq).map(Some),
                (Some("enumerate"), [inner, Value::Int(count)]) => {
                    let (inner, count) = (*inner, *count);
                    Ok(Some(
                        self.machine.heap.new_iter(Iter::Enumerate { inner, count }),
                    ))
                }
                (Some("zip"), inner) => {
                    let inner = inner.to_vec();
                    Ok(Some(self.machine.heap.new_iter(Iter::Zip { inner })))
                }
                _ => Ok(None),
            };
        }
        Ok(self.drawing(function, args))
    }

    /// Moves an iterator that was just made on to its place; false if it is none.
    pub(super) fn place(&mut self, iterator: Value, at: i64) -> bool {
        let Value::Ref(id) = iterator else {
            return false;
        };
        let Obj::Iter(iter) = self.machine.heap.get_mut(id) else {
            return false;
        };
        let steps = usize::try_from(at).unwrap_or(0);
        match &mut **iter {
            Iter::Seq { index, .. } | Iter::Bytes { index, .. } | Iter::Items { index, .. } => {
                *index = steps;
            }
            Iter::Back { index, .. } => *index = steps + 1,
            Iter::Range { next, step, .. } => *next = next.saturating_add(at.saturating_mul(*step)),
            Iter::Str { text, offset } => {
                let place = text.char_indices().nth(steps);
                *offset = place.map_or(text.len(), |(place, _)| place);
            }
            _ => return false,
        }
        true
    }

    /// `reversed(seq)`: its place follows.
    fn reversed(&mut self, seq: Value) -> Result<Value, Stop> {
        let len = self.machine.heap.as_items(seq).map(<[Value]>::len);
        let index = len.ok_or(Stop::Damaged)?;
        Ok(self.machine.heap.new_iter(Iter::Back { seq, index }))
    }

    /// `map(function, iterator)`, `filter(function, iterator)`: generators of the library that have not started.
    fn drawing(&mut self, function: Value, args: &[Value]) -> Option<Value> {
        let Some(Obj::Function(it)) = self.machine.heap.obj(function) else {
            return None;
        };
        let place = it.code;
        let (name, args) = match (self.machine.builtin_code_name(place), args) {
            (Some("map"), [function, iterator]) => ("_map_one", vec![*function, *iterator]),
            (Some("map"), [function, iterators @ ..]) => {
                let iterators = self.machine.heap.tuple(iterators.to_vec());
                ("_map_more", vec![*function, iterators])
            }
            (Some("filter"), [function, iterator]) => ("_filter", vec![*function, *iterator]),
            _ => return None,
        };
        let body = self.machine.python_function(name);
        self.machine.fresh_generator(body, &args)
    }
}

impl crate::python::machine::Machine {
    /// A generator of a library function that has not started, with its parameters in place.
    fn fresh_generator(&mut self, function: Value, args: &[Value]) -> Option<Value> {
        let Some(Obj::Function(it)) = self.heap.obj(function) else {
            return None;
        };
        let code: CodeRef = it.code;
        let mut stack = vec![function];
        stack.extend(args);
        stack.resize(1 + self.n_locals(code), Value::Undef);
        let generator = Generator {
            code,
            pc: 0,
            stack,
            blocks: Vec::new(),
            state: GeneratorState::Fresh,
        };
        Some(self.heap.alloc(Obj::Generator(Box::new(generator))))
    }
}
