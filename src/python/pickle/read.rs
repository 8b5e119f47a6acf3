//! Bytes to values, inside a machine.

mod iterator;

use num_bigint::BigInt;

use super::op;
use crate::python::call::Handle;
use crate::python::machine::{Machine, R, Thrown};
use crate::python::random::Twister;
use crate::python::value::{Attrs, Id, Instance, Obj, Tag, Value};

/// An exception whose class has an `__init__` of its own, which unpickling must call.
struct OpenError {
    error: Value,
    args: Value,
    /// The attributes that are set after that; none is `Undef`.
    state: Value,
}

/// Unpickles what `dumps` wrote, in this or another process of the program. Where classes of exceptions have an
/// `__init__` of their own, code in Python has to call them: then it throws [`Thrown::Python`], as CPython calls
/// `class(*args)`.
pub(crate) fn loads(machine: &mut Machine, bytes: &[u8]) -> R {
    load(machine, bytes, false)
}

/// Unpickles what `dumps_spawning` wrote, in the process that was spawned with it: its shared objects are here, under
/// the handles from 0 on.
pub(crate) fn loads_spawned(machine: &mut Machine, bytes: &[u8]) -> R {
    load(machine, bytes, true)
}

fn load(machine: &mut Machine, bytes: &[u8], takes_handles: bool) -> R {
    let mut reader = Reader {
        machine,
        bytes,
        at: 0,
        stack: Vec::new(),
        marks: Vec::new(),
        memo: Vec::new(),
        takes_handles,
        open_errors: Vec::new(),
        open_connections: Vec::new(),
    };
    match reader.run() {
        Ok(value)
            if takes_handles
                || (reader.open_errors.is_empty() && reader.open_connections.is_empty()) =>
        {
            Ok(value)
        }
        Ok(value) => {
            let connections = std::mem::take(&mut reader.open_connections);
            let open = std::mem::take(&mut reader.open_errors);
            let mut calls = Vec::with_capacity(open.len());
            for it in open {
                let state = if it.state == Value::Undef {
                    Value::None
                } else {
                    it.state
                };
                calls.push(machine.heap.tuple(vec![it.error, it.args, state]));
            }
            let calls = machine.heap.list(calls);
            let connections = machine.heap.list(connections);
            Err(Thrown::Python(
                "_unpickled",
                vec![value, calls, connections],
            ))
        }
        Err(Stop::Thrown(thrown)) => Err(thrown),
        Err(Stop::Damaged) => Err(machine.error("EOFError", "Ran out of input")),
    }
}

enum Stop {
    Damaged,
    Thrown(Thrown),
}

impl From<Thrown> for Stop {
    fn from(thrown: Thrown) -> Self {
        Self::Thrown(thrown)
    }
}

struct Reader<'m, 'b> {
    machine: &'m mut Machine,
    bytes: &'b [u8],
    at: usize,
    stack: Vec<Value>,
    marks: Vec<usize>,
    memo: Vec<Value>,
    takes_handles: bool,
    /// In the order in which CPython calls their classes.
    open_errors: Vec<OpenError>,
    /// Connections that are still to be fetched: their handle is the number under which they were passed on.
    open_connections: Vec<Value>,
}

impl Reader<'_, '_> {
    fn is_connection(&self, object: Id) -> bool {
        let class = self
            .machine
            .class(self.machine.class_of(Value::Ref(object)));
        class.is_some_and(|it| &*it.module == "multiprocessing.connection")
    }

    /// A new exception; its class's own `__init__` is still to be called.
    fn exception(&mut self, class: Value, items: Vec<Value>) -> Value {
        let has_own = self
            .machine
            .find_in_class(class, crate::python::names::INIT)
            .is_some();
        let error = self.machine.new_exception(class, items.clone());
        if has_own {
            let args = self.machine.heap.tuple(items);
            self.open_errors.push(OpenError {
                error,
                args,
                state: Value::Undef,
            });
        }
        error
    }

    /// Keeps the attributes of an exception whose `__init__` must be called first; false if this is none.
    fn open_error(&mut self, object: Id, state: Value) -> bool {
        let mut open = self.open_errors.iter_mut().rev();
        let found = open.find(|open| open.error == Value::Ref(object));
        found.map(|open| open.state = state).is_some()
    }

    fn take(&mut self, len: usize) -> Result<Vec<u8>, Stop> {
        let part = self
            .bytes
            .get(self.at..self.at.saturating_add(len))
            .ok_or(Stop::Damaged)?;
        self.at += len;
        Ok(part.to_vec())
    }

    /// A little-endian length of `width` bytes.
    fn number(&mut self, width: usize) -> Result<usize, Stop> {
        let bytes = self.take(width)?;
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |number, byte| (number << 8) | usize::from(*byte)))
    }

    fn pop(&mut self) -> Result<Value, Stop> {
        self.stack.pop().ok_or(Stop::Damaged)
    }

    fn top(&self) -> Result<Value, Stop> {
        self.stack.last().copied().ok_or(Stop::Damaged)
    }

    fn above_mark(&mut self) -> Result<Vec<Value>, Stop> {
        let mark = self.marks.pop().ok_or(Stop::Damaged)?;
        if mark > self.stack.len() {
            return Err(Stop::Damaged);
        }
        Ok(self.stack.split_off(mark))
    }

    fn pop_tuple(&mut self, len: usize) -> Result<Value, Stop> {
        let at = self.stack.len().checked_sub(len).ok_or(Stop::Damaged)?;
        let items = self.stack.split_off(at);
        Ok(self.machine.heap.tuple(items))
    }

    fn run(&mut self) -> Result<Value, Stop> {
        loop {
            let code = self.number(1)? as u8;
            let value = match code {
                op::STOP => return self.pop(),
                op::PROTO => {
                    self.take(1)?;
                    continue;
                }
                op::FRAME => {
                    self.take(8)?;
                    continue;
                }
                op::MARK => {
                    self.marks.push(self.stack.len());
                    continue;
                }
                op::POP => {
                    self.pop()?;
                    continue;
                }
                op::MEMOIZE => {
                    self.memo.push(self.top()?);
                    continue;
                }
                op::BINGET | op::LONG_BINGET => {
                    let number = self.number(if code == op::BINGET { 1 } else { 4 })?;
                    self.memo.get(number).copied().ok_or(Stop::Damaged)?
                }
                op::NONE => Value::None,
                op::TRUE => Value::Bool(true),
                op::FALSE => Value::Bool(false),
                op::BININT1 => Value::Int(self.number(1)? as i64),
                op::BININT2 => Value::Int(self.number(2)? as i64),
                op::BININT => Value::Int(i64::from(self.number(4)? as u32 as i32)),
                op::LONG1 | op::LONG4 => {
                    let len = self.number(if code == op::LONG1 { 1 } else { 4 })?;
                    let digits = self.take(len)?;
                    self.machine.heap.int(BigInt::from_signed_bytes_le(&digits))
                }
                op::BINFLOAT => {
                    let bytes: [u8; 8] = self.take(8)?.try_into().map_err(|_| Stop::Damaged)?;
                    Value::Float(f64::from_be_bytes(bytes))
                }
                op::SHORT_BINUNICODE | op::BINUNICODE | op::BINUNICODE8 => {
                    let width = match code {
                        op::SHORT_BINUNICODE => 1,
                        op::BINUNICODE => 4,
                        _ => 8,
                    };
                    let len = self.number(width)?;
                    let text = String::from_utf8(self.take(len)?).map_err(|_| Stop::Damaged)?;
                    self.machine.heap.text(text)
                }
                op::SHORT_BINBYTES | op::BINBYTES => {
                    let len = self.number(if code == op::SHORT_BINBYTES { 1 } else { 4 })?;
                    let bytes = self.take(len)?;
                    self.machine.heap.bytes(bytes)
                }
                op::BINPERSID if self.takes_handles => match self.pop()? {
                    Value::Int(place) => {
                        let handle = Handle(u32::try_from(place).map_err(|_| Stop::Damaged)?);
                        self.machine.heap.alloc(Obj::Handle(handle))
                    }
                    _ => return Err(Stop::Damaged),
                },
                op::EMPTY_TUPLE => self.pop_tuple(0)?,
                op::TUPLE1 => self.pop_tuple(1)?,
                op::TUPLE2 => self.pop_tuple(2)?,
                op::TUPLE3 => self.pop_tuple(3)?,
                op::TUPLE => {
                    let items = self.above_mark()?;
                    self.machine.heap.tuple(items)
                }
                op::EMPTY_LIST => self.machine.heap.list(Vec::new()),
                op::EMPTY_DICT => Value::Ref(self.machine.heap.new_dict()),
                op::EMPTY_SET => {
                    let set = self.machine.heap.new_set(&[]);
                    Value::Ref(self.machine.hashable(set)?)
                }
                op::FROZENSET => {
                    let items = self.above_mark()?;
                    let set = self.machine.heap.new_set(&items);
                    let set = self.machine.hashable(set)?;
                    if let Obj::Set(table) = self.machine.heap.get_mut(set) {
                        table.frozen = true;
                    }
                    Value::Ref(set)
                }
                op::STACK_GLOBAL => {
                    let (name, module) = (self.pop()?, self.pop()?);
                    self.global(module, name)?
                }
                op::NEWOBJ => {
                    let (_, class) = (self.pop()?, self.pop()?);
                    self.new_object(class)?
                }
                op::REDUCE => {
                    let (args, function) = (self.pop()?, self.pop()?);
                    self.reduce(function, args)?
                }
                _ => {
                    self.fill(code)?;
                    continue;
                }
            };
            self.stack.push(value);
        }
    }

    /// The opcodes that fill a container or object on the stack.
    fn fill(&mut self, code: u8) -> Result<(), Stop> {
        match code {
            op::APPEND | op::APPENDS => {
                let items = if code == op::APPEND {
                    vec![self.pop()?]
                } else {
                    self.above_mark()?
                };
                if let Value::Ref(list) = self.filled("_items")? {
                    for item in items {
                        self.machine.heap.list_push(list, item);
                    }
                }
            }
            op::SETITEM | op::SETITEMS => {
                let items = if code == op::SETITEM {
                    let (value, key) = (self.pop()?, self.pop()?);
                    vec![key, value]
                } else {
                    self.above_mark()?
                };
                if let Value::Ref(dict) = self.filled("_data")? {
                    for pair in items.chunks_exact(2) {
                        let done = self.machine.heap.dict_set(dict, pair[0], pair[1]);
                        self.machine.hashable(done)?;
                    }
                }
            }
            op::ADDITEMS => {
                let items = self.above_mark()?;
                if let Value::Ref(set) = self.top()? {
                    for item in items {
                        let done = self.machine.heap.set_add(set, item);
                        self.machine.hashable(done)?;
                    }
                }
            }
            op::BUILD => {
                let state = self.pop()?;
                if let Value::Int(at) = state {
                    return match self.top().map(|top| self.place(top, at)) {
                        Ok(true) => Ok(()),
                        _ => Err(Stop::Damaged),
                    };
                }
                let Value::Ref(object) = self.top()? else {
                    return Err(Stop::Damaged);
                };
                if self.set_generator(object, state) || self.open_error(object, state) {
                    return Ok(());
                }
                if self.is_connection(object) && !self.takes_handles {
                    self.open_connections.push(Value::Ref(object));
                }
                let items: Vec<(Value, Value)> = self
                    .machine
                    .heap
                    .as_dict(state)
                    .map(|dict| dict.items().collect())
                    .unwrap_or_default();
                for (key, value) in items {
                    let text = self.machine.heap.as_str(key).ok_or(Stop::Damaged)?;
                    let name = self.machine.names.intern(&text);
                    self.machine.heap.set_attr(object, name, value);
                }
            }
            _ => return Err(Stop::Damaged),
        }
        Ok(())
    }

    fn global(&mut self, module: Value, name: Value) -> Result<Value, Stop> {
        let module = self.machine.heap.as_str(module).ok_or(Stop::Damaged)?;
        let name = self.machine.heap.as_str(name).ok_or(Stop::Damaged)?;
        Ok(self.machine.find_global(&module, &name)?)
    }

    fn new_object(&mut self, class: Value) -> Result<Value, Stop> {
        let Value::Ref(id) = class else {
            return Err(Stop::Damaged);
        };
        if self
            .machine
            .class(class)
            .is_none_or(|it| it.tag != Tag::Object)
        {
            return Err(Stop::Damaged);
        }
        let instance = Instance {
            class: id,
            attrs: Attrs::default(),
        };
        Ok(self.machine.heap.alloc(Obj::Instance(Box::new(instance))))
    }

    /// What is filled: the container on top, or the part of it that holds its items.
    fn filled(&self, part: &str) -> Result<Value, Stop> {
        let top = self.top()?;
        let Some(Obj::Instance(it)) = self.machine.heap.obj(top) else {
            return Ok(top);
        };
        let name = self.machine.names.find(part).ok_or(Stop::Damaged)?;
        it.attrs.find(name).ok_or(Stop::Damaged)
    }

    fn set_attrs(&mut self, object: Id, names: &[&str], values: &[Value]) {
        for (name, value) in names.iter().zip(values) {
            let name = self.machine.names.intern(name);
            self.machine.heap.set_attr(object, name, *value);
        }
    }

    /// Gives a generator of random numbers its state; false if this is none.
    fn set_generator(&mut self, object: Id, state: Value) -> bool {
        let Obj::Instance(instance) = self.machine.heap.get(object) else {
            return false;
        };
        let name = self.machine.names.find("_twister");
        let twister = name.and_then(|name| instance.attrs.find(name));
        let (Some(Value::Ref(twister)), Some([_, words, spare])) =
            (twister, self.machine.heap.as_items(state))
        else {
            return false;
        };
        let spare = *spare;
        let words = self.machine.heap.as_items(*words).unwrap_or_default();
        let mut words: Vec<u32> = words
            .iter()
            .filter_map(|word| u32::try_from(self.machine.as_i64(*word)?).ok())
            .collect();
        let next = words.pop().unwrap_or_default() as usize;
        if let (Some(state), Obj::Random(it)) = (
            Twister::from_state(words, next),
            self.machine.heap.get_mut(twister),
        ) {
            **it = state;
        }
        self.set_attrs(object, &["_spare"], &[spare]);
        true
    }

    /// A container of the library, as its class would make it of these arguments; none if it is of another class.
    fn container(&mut self, class: Value, args: &[Value]) -> Option<Value> {
        let it = self.machine.class(class)?;
        let is_ours = matches!(&*it.module, "collections" | "functools" | "random");
        let name = is_ours.then(|| it.name.clone())?;
        let arg = |at: usize| args.get(at).copied().unwrap_or(Value::None);
        let Value::Ref(class) = class else {
            return None;
        };
        let instance = Instance {
            class,
            attrs: Attrs::default(),
        };
        let object = self.machine.heap.alloc(Obj::Instance(Box::new(instance)));
        let Value::Ref(id) = object else {
            return None;
        };
        match &*name {
            "deque" => {
                let items = self.machine.heap.list(Vec::new());
                self.set_attrs(id, &["_items", "maxlen"], &[items, arg(1)]);
            }
            "Random" => {
                let twister = Obj::Random(Box::new(Twister::new(&[0])));
                let twister = self.machine.heap.alloc(twister);
                self.set_attrs(id, &["_twister", "_spare"], &[twister, Value::None]);
            }
            "Counter" => self.set_attrs(id, &["_data"], &[arg(0)]),
            "defaultdict" => {
                let data = Value::Ref(self.machine.heap.new_dict());
                self.set_attrs(id, &["default_factory", "_data"], &[arg(0), data]);
            }
            _ => self.set_attrs(id, &["func", "args", "keywords"], args),
        }
        Some(object)
    }

    fn reduce(&mut self, function: Value, args: Value) -> Result<Value, Stop> {
        let items = self
            .machine
            .heap
            .as_items(args)
            .map(<[Value]>::to_vec)
            .unwrap_or_default();
        if let Some(container) = self.container(function, &items) {
            return Ok(container);
        }
        if let Some(iterator) = self.iterator(function, &items)? {
            return Ok(iterator);
        }
        if let Some(class) = self.machine.class(function) {
            if class.tag == Tag::Exception {
                return Ok(self.exception(function, items));
            }
            if class.tag == Tag::Signals
                && let [Value::Int(number)] = items.as_slice()
            {
                let number = u8::try_from(*number).map_err(|_| Stop::Damaged)?;
                return Ok(Value::Signal(number));
            }
            if class.tag == Tag::Range
                && let [Value::Int(start), Value::Int(stop), Value::Int(step)] = items.as_slice()
            {
                return Ok(self
                    .machine
                    .heap
                    .alloc(Obj::Range(Box::new([*start, *stop, *step]))));
            }
        }
        if let [object, name] = items.as_slice() {
            let text = self.machine.heap.as_str(*name).ok_or(Stop::Damaged)?;
            let name = self.machine.names.intern(&text);
            if let Some(found) = self.machine.find_attr(*object, name)?
                && let Ok(value) = self.machine.attr_value(*object, name, found)
            {
                return Ok(value);
            }
        }
        Err(Stop::Damaged)
    }
}

impl Machine {
    /// The value of a global by module and (qualified) name.
    fn find_global(&mut self, module: &str, path: &str) -> R {
        match (module, path) {
            ("builtins", "Ellipsis") => return Ok(Value::Ellipsis),
            ("builtins", "NotImplemented") => return Ok(Value::NotImplemented),
            _ => {}
        }
        if module == "builtins" {
            if let Some(index) = crate::python::builtins::native_index(path) {
                return Ok(Value::Native(index));
            }
            if let function @ Value::Ref(_) = self.python_function(path) {
                return Ok(function);
            }
            if let Some(class) = self.builtin_classes.get(path) {
                return Ok(*class);
            }
        }
        if (module, path) == ("multiprocessing.reduction", "_rebuild_partial") {
            let partial = self.lookup_global("functools", "partial");
            return Ok(partial.unwrap_or(Value::None));
        }
        if (module, path) == ("signal", "Signals") {
            return Ok(self.builtin_class(path));
        }
        if let Some(value) = self.lookup_global(module, path) {
            return Ok(value);
        }
        if let ("math", Some(index)) = (
            module,
            crate::python::builtins::native_index(&format!("_math_{path}")),
        ) {
            return Ok(Value::Native(index));
        }
        let place = self.program_path();
        let module = self.module_shown(module);
        let message = format!("Can't get attribute '{path}' on <module '{module}' from '{place}'>");
        Err(self.error("AttributeError", message))
    }

    /// What a (qualified) name leads to; none if it leads nowhere.
    pub(super) fn lookup_global(&self, module: &str, path: &str) -> Option<Value> {
        let mut parts = path.split('.');
        let mut value = self.global_by_name(module, parts.next()?)?;
        for part in parts {
            let name = self.names.find(part)?;
            value = self.find_in_class(value, name)?;
            if let Some(Obj::StaticMethod(inner)) = self.heap.obj(value) {
                value = *inner;
            }
        }
        Some(value)
    }
}
