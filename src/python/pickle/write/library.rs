//! Containers of the library that are classes written in Python here and types of C in CPython: their pickles are
//! CPython's, by `__reduce__` of `collections` and by `multiprocessing.reduction`, as `pickletools` shows them.

use super::{BATCH, Key, Problem, Writer, op};
use crate::python::value::{Id, Name, Obj, Value};

impl Writer<'_> {
    /// Writes such a container; false if this is none.
    pub(super) fn container(
        &mut self,
        id: Id,
        class: Value,
        attrs: &[(Name, Value)],
    ) -> Result<bool, Problem> {
        let Some(name) = self.machine.class(class).and_then(|it| {
            let is_ours = matches!(&*it.module, "collections" | "functools");
            is_ours.then(|| it.name.clone())
        }) else {
            return Ok(false);
        };
        let attr = |wanted: &str| {
            let found = attrs
                .iter()
                .find(|(name, _)| *self.machine.names.text(*name) == *wanted);
            found.map_or(Value::None, |(_, value)| *value)
        };
        let parts = match &*name {
            "deque" => [attr("_items"), attr("maxlen"), Value::None],
            "Counter" => [attr("_data"), Value::None, Value::None],
            "defaultdict" => [attr("_data"), attr("default_factory"), Value::None],
            "partial" => [attr("func"), attr("args"), attr("keywords")],
            _ => return Ok(false),
        };
        if &*name == "partial" {
            return self.partial(id, parts).map(|()| true);
        }
        self.save(class)?;
        match &*name {
            "deque" => self.deque(id, parts[0], parts[1])?,
            "Counter" => {
                self.save(parts[0])?;
                self.reduce_with(op::TUPLE1, id);
            }
            _ => self.default_dict(id, parts[0], parts[1])?,
        }
        Ok(true)
    }

    /// Makes the object by its class, from the arguments on the stack.
    fn reduce_with(&mut self, tuple: u8, id: Id) {
        self.put(&[tuple]);
        if tuple != op::EMPTY_TUPLE {
            self.memoize(Key::Text(format!("\0arguments {}", self.memo.len())));
        }
        self.put(&[op::REDUCE]);
        self.memoize(Key::Object(id));
    }

    fn deque(&mut self, id: Id, items: Value, maxlen: Value) -> Result<(), Problem> {
        if maxlen == Value::None {
            self.reduce_with(op::EMPTY_TUPLE, id);
        } else {
            self.put(&[op::EMPTY_TUPLE]);
            self.save(maxlen)?;
            self.reduce_with(op::TUPLE2, id);
        }
        let items = self.machine.heap.as_items(items).map(<[Value]>::to_vec);
        for batch in items.unwrap_or_default().chunks(BATCH) {
            self.batch(batch, (op::APPEND, op::APPENDS), 1)?;
        }
        Ok(())
    }

    fn default_dict(&mut self, id: Id, data: Value, factory: Value) -> Result<(), Problem> {
        if factory == Value::None {
            self.reduce_with(op::EMPTY_TUPLE, id);
        } else {
            self.save(factory)?;
            self.reduce_with(op::TUPLE1, id);
        }
        let items: Vec<Value> = match self.machine.heap.obj(data) {
            Some(Obj::Dict(dict)) => dict.items().flat_map(|(key, value)| [key, value]).collect(),
            _ => Vec::new(),
        };
        for batch in items.chunks(2 * BATCH) {
            self.batch(batch, (op::SETITEM, op::SETITEMS), 2)?;
        }
        Ok(())
    }

    /// Items that an iterator gave: one alone, also the last, has no mark.
    fn batch(&mut self, items: &[Value], ops: (u8, u8), one: usize) -> Result<(), Problem> {
        let is_one = items.len() == one;
        if !is_one {
            self.put(&[op::MARK]);
        }
        items.iter().try_for_each(|item| self.save(*item))?;
        self.put(&[if is_one { ops.0 } else { ops.1 }]);
        Ok(())
    }

    /// `multiprocessing` has its own way with these: `_rebuild_partial(func, args, keywords)`.
    fn partial(&mut self, id: Id, parts: [Value; 3]) -> Result<(), Problem> {
        self.global("multiprocessing.reduction", "_rebuild_partial");
        for part in parts {
            self.save(part)?;
        }
        self.reduce_with(op::TUPLE3, id);
        Ok(())
    }
}
