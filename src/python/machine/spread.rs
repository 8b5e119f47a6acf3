//! Calls with `*` and `**`: what is spread, and CPython's words where it cannot be.

use super::{Args, Cont, Flow, Machine, R, Thrown};
use crate::python::value::{Obj, Value};

impl Machine {
    /// `f(*args, **kwargs)`: callee, positional arguments (a tuple, or what alone stands behind `*`) and a dict lie on
    /// the stack.
    pub(super) fn op_call_spread(&mut self) -> R<Flow> {
        let dict = self.pop();
        let spread = self.pop();
        let callee = self.pop();
        let args = Args {
            pos: vec![spread],
            kw: Vec::new(),
        };
        let pos = match self.items_of(&args, 0) {
            Ok(pos) => pos,
            Err(Thrown::NeedsList(_)) => {
                let pos = vec![callee, spread, dict];
                return self.detour(Thrown::Python("_call_spread", pos), Cont::Push);
            }
            Err(Thrown::Exception(_)) if !self.is_iterable(spread) => {
                let message = format!(
                    "{} argument after * must be an iterable, not {}",
                    self.function_shown(callee),
                    self.type_name(spread)
                );
                return Err(self.error("TypeError", message));
            }
            Err(thrown) => return Err(thrown),
        };
        let items: Vec<(Value, Value)> = self
            .heap
            .as_dict(dict)
            .map(|it| it.items().collect())
            .unwrap_or_default();
        let mut kw = Vec::with_capacity(items.len());
        for (key, value) in items {
            let Some(text) = self.heap.as_str(key) else {
                return Err(self.error("TypeError", "keywords must be strings"));
            };
            kw.push((self.names.intern(&text), value));
        }
        self.invoke(callee, Args { pos, kw }, Cont::Push)
    }

    /// Adds the mapping on top to the dict below, in a display.
    pub(super) fn op_dict_update(&mut self) -> R<()> {
        let source = self.pop();
        let Some(table) = self.heap.as_dict(self.mapping(source)) else {
            let message = format!("'{}' object is not a mapping", self.type_name(source));
            return Err(self.error("TypeError", message));
        };
        let items = table.items().collect();
        self.add_items(items)
    }

    /// As `op_dict_update`, for `**` in a call: repeated names are refused. The callee lies two below the dict.
    pub(super) fn op_dict_merge(&mut self) -> R<()> {
        let source = self.pop();
        let target = self.top();
        let callee = self.stack[self.stack.len() - 3];
        let Some(table) = self.heap.as_dict(self.mapping(source)) else {
            let message = format!(
                "{} argument after ** must be a mapping, not {}",
                self.function_shown(callee),
                self.type_name(source)
            );
            return Err(self.error("TypeError", message));
        };
        let items: Vec<(Value, Value)> = table.items().collect();
        for (key, _) in &items {
            let is_known = match target {
                Value::Ref(target) => matches!(self.heap.dict_get(target, *key), Ok(Some(_))),
                _ => false,
            };
            if is_known {
                let message = format!(
                    "{} got multiple values for keyword argument '{}'",
                    self.function_shown(callee),
                    self.text_of(*key)
                );
                return Err(self.error("TypeError", message));
            }
        }
        self.add_items(items)
    }

    /// The dict inside one of the dictionaries of `collections`; any other value itself.
    fn mapping(&self, source: Value) -> Value {
        let inner = match self.heap.obj(source) {
            Some(Obj::Instance(it)) if self.is_mapping(Value::Ref(it.class)) => {
                it.attrs.find(crate::python::names::DATA)
            }
            _ => None,
        };
        inner.unwrap_or(source)
    }

    fn add_items(&mut self, items: Vec<(Value, Value)>) -> R<()> {
        let Value::Ref(target) = self.top() else {
            return Ok(());
        };
        for (key, value) in items {
            let done = self.heap.dict_set(target, key, value);
            self.hashable(done)?;
        }
        Ok(())
    }

    /// Whether a loop could go over the value, whatever becomes of it then.
    pub(super) fn is_iterable(&self, value: Value) -> bool {
        matches!(
            self.heap.obj(value),
            Some(
                Obj::Tuple(_)
                    | Obj::List(_)
                    | Obj::Range(_)
                    | Obj::Str(_)
                    | Obj::Bytes(_)
                    | Obj::Dict(_)
                    | Obj::View { .. }
                    | Obj::Set(_)
                    | Obj::Iter(_)
                    | Obj::Generator(_)
            )
        ) || self
            .special(value, crate::python::names::ITER)
            .or_else(|| self.special(value, crate::python::names::GETITEM))
            .is_some()
    }

    /// A callee as CPython's messages show it: `print()`, `__main__.f()`, `list.append()`.
    fn function_shown(&self, callee: Value) -> String {
        let (module, name) = match self.heap.obj(callee) {
            Some(Obj::Function(function)) => self.code_place(function.code),
            Some(Obj::Method { func, .. }) => return self.function_shown(*func),
            Some(Obj::StaticMethod(inner)) => return self.function_shown(*inner),
            Some(Obj::Class(class)) => (class.module.to_string(), class.qualname.to_string()),
            Some(Obj::BoundNative { name, this }) => {
                let name = self.names.text(*name);
                return format!("{}.{name}()", self.type_name(*this));
            }
            _ => match callee {
                Value::Native(index) => {
                    let key = crate::python::builtins::native_key(index).unwrap_or_default();
                    let is_math = key.starts_with("_math_");
                    let module = if is_math { "math" } else { "builtins" };
                    let name = crate::python::builtins::native_name(index);
                    (module.to_owned(), name.to_owned())
                }
                _ => return self.text_of(callee),
            },
        };
        if module == "builtins" {
            format!("{name}()")
        } else {
            format!("{module}.{name}()")
        }
    }
}
