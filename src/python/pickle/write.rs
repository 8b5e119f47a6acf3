//! Values to bytes.

mod iterator;
mod library;
mod refusal;

use std::collections::HashMap;

use num_bigint::BigInt;

use super::{Problem, op};
use crate::python::call::Handle;
use crate::python::machine::Machine;
use crate::python::names;
use crate::python::value::{Generator, Id, Name, Obj, Tag, Value};

/// Size from which a frame is closed, and from which text and bytes stand outside frames.
const FRAME_TARGET: usize = 64 * 1024;
/// Shorter payloads get no frame.
const FRAME_LEAST: usize = 4;
/// Items of a list, dict or set per batch.
const BATCH: usize = 1_000;
/// Deepest nesting; CPython's recursion limit ends about there.
const DEEPEST: usize = 480;

/// Functions among the built-ins that can be pickled; the others are types.
const BUILTIN_FUNCTIONS: [&str; 24] = [
    "abs",
    "all",
    "any",
    "bin",
    "callable",
    "chr",
    "divmod",
    "getattr",
    "hasattr",
    "hex",
    "id",
    "isinstance",
    "iter",
    "len",
    "max",
    "min",
    "next",
    "ord",
    "pow",
    "print",
    "repr",
    "round",
    "sorted",
    "sum",
];

/// Types whose methods go by name, in the order in which a name that several have is looked for.
const METHODS_OF: [(Tag, &str); 7] = [
    (Tag::Str, "str"),
    (Tag::List, "list"),
    (Tag::Dict, "dict"),
    (Tag::Set, "set"),
    (Tag::Tuple, "tuple"),
    (Tag::Bytes, "bytes"),
    (Tag::Int, "int"),
];

/// Pickles a value.
pub(crate) fn dumps(machine: &mut Machine, value: Value) -> Result<Vec<u8>, Problem> {
    dump(machine, value, None).map(|(bytes, _)| bytes)
}

/// Pickles a value for a process that is being spawned: shared objects may go along. They stand in the bytes by their
/// place in the list of handles.
pub(crate) fn dumps_spawning(
    machine: &mut Machine,
    value: Value,
) -> Result<(Vec<u8>, Vec<Handle>), Problem> {
    let (bytes, handles) = dump(machine, value, Some(Vec::new()))?;
    Ok((bytes, handles.unwrap_or_default()))
}

fn dump(
    machine: &mut Machine,
    value: Value,
    spawning: Option<Vec<Handle>>,
) -> Result<(Vec<u8>, Option<Vec<Handle>>), Problem> {
    let mut writer = Writer {
        machine,
        out: vec![op::PROTO, 4],
        frame: Vec::new(),
        memo: HashMap::new(),
        depth: 0,
        spawning,
    };
    writer.machine.to_pass.clear();
    writer.machine.wants_seed = false;
    if let Err(problem) = writer.save(value) {
        machine.to_pass.clear();
        machine.passed.clear();
        return Err(problem);
    }
    writer.frame.push(op::STOP);
    writer.close_frame();
    let done = (writer.out, writer.spawning);
    if machine.to_pass.is_empty() && !(machine.wants_seed && done.1.is_none()) {
        machine.passed.clear();
        return Ok(done);
    }
    Err(Problem {
        class: super::PASSES,
        message: String::new(),
    })
}

/// What was written before and can be referred to.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Object(Id),
    /// Interned text: attribute names, and names of modules and globals.
    Text(String),
    Global(String, String),
}

struct Writer<'m> {
    machine: &'m mut Machine,
    out: Vec<u8>,
    frame: Vec<u8>,
    memo: HashMap<Key, u32>,
    depth: usize,
    /// While a process is being spawned: the shared objects that go along.
    spawning: Option<Vec<Handle>>,
}

impl Writer<'_> {
    fn close_frame(&mut self) {
        if self.frame.len() >= FRAME_LEAST {
            self.out.push(op::FRAME);
            self.out.extend((self.frame.len() as u64).to_le_bytes());
        }
        self.out.append(&mut self.frame);
    }

    fn boundary(&mut self) {
        if self.frame.len() >= FRAME_TARGET {
            self.close_frame();
        }
    }

    fn put(&mut self, bytes: &[u8]) {
        self.frame.extend_from_slice(bytes);
    }

    fn memoize(&mut self, key: Key) {
        let number = self.memo.len() as u32;
        self.memo.insert(key, number);
        self.put(&[op::MEMOIZE]);
    }

    fn recall(&mut self, key: &Key) -> bool {
        let Some(number) = self.memo.get(key).copied() else {
            return false;
        };
        if let Ok(byte) = u8::try_from(number) {
            self.put(&[op::BINGET, byte]);
        } else {
            let mut bytes = vec![op::LONG_BINGET];
            bytes.extend(number.to_le_bytes());
            self.put(&bytes);
        }
        true
    }

    fn save(&mut self, value: Value) -> Result<(), Problem> {
        self.boundary();
        match value {
            Value::None | Value::Undef => self.put(&[op::NONE]),
            Value::Bool(true) => self.put(&[op::TRUE]),
            Value::Bool(false) => self.put(&[op::FALSE]),
            Value::Int(it) => self.int(it),
            Value::Float(it) => {
                let mut bytes = vec![op::BINFLOAT];
                bytes.extend(it.to_be_bytes());
                self.put(&bytes);
            }
            Value::Native(index) => {
                let key = crate::python::builtins::native_key(index).unwrap_or_default();
                match key.strip_prefix("_math_") {
                    Some(name) => self.global("math", name),
                    None => self.global("builtins", key),
                }
            }
            Value::Signal(number) => self.signal(number),
            Value::Ellipsis => self.global("builtins", "Ellipsis"),
            Value::NotImplemented => {
                self.global("builtins", "NotImplemented");
            }
            Value::MethodName(_) => {}
            Value::Ref(id) => {
                if self.recall(&Key::Object(id)) {
                    return Ok(());
                }
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(Problem {
                        class: "RecursionError",
                        message: "maximum recursion depth exceeded while pickling an object"
                            .to_owned(),
                    });
                }
                self.object(id)?;
                self.depth -= 1;
            }
        }
        Ok(())
    }

    fn int(&mut self, value: i64) {
        let mut bytes = Vec::new();
        if let Ok(byte) = u8::try_from(value) {
            bytes.extend([op::BININT1, byte]);
        } else if let Ok(short) = u16::try_from(value) {
            bytes.push(op::BININT2);
            bytes.extend(short.to_le_bytes());
        } else if let Ok(word) = i32::try_from(value) {
            bytes.push(op::BININT);
            bytes.extend(word.to_le_bytes());
        } else {
            return self.big(&value.into());
        }
        self.put(&bytes);
    }

    /// `signal.Signals(number)`.
    fn signal(&mut self, number: u8) {
        let key = Key::Text(format!("\0signal {number}"));
        if self.recall(&key) {
            return;
        }
        self.global("signal", "Signals");
        self.int(i64::from(number));
        self.put(&[op::TUPLE1]);
        self.memoize(Key::Text(format!("\0arguments {}", self.memo.len())));
        self.put(&[op::REDUCE]);
        self.memoize(key);
    }

    fn big(&mut self, value: &BigInt) {
        let digits = value.to_signed_bytes_le();
        let mut bytes = Vec::new();
        if let Ok(len) = u8::try_from(digits.len()) {
            bytes.extend([op::LONG1, len]);
        } else {
            bytes.push(op::LONG4);
            bytes.extend((digits.len() as u32).to_le_bytes());
        }
        bytes.extend(digits);
        self.put(&bytes);
    }

    fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut head = Vec::new();
        if let Ok(len) = u8::try_from(bytes.len()) {
            head.extend([op::SHORT_BINUNICODE, len]);
        } else if let Ok(len) = u32::try_from(bytes.len()) {
            head.push(op::BINUNICODE);
            head.extend(len.to_le_bytes());
        } else {
            head.push(op::BINUNICODE8);
            head.extend((bytes.len() as u64).to_le_bytes());
        }
        self.large(&head, bytes);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let mut head = Vec::new();
        if let Ok(len) = u8::try_from(bytes.len()) {
            head.extend([op::SHORT_BINBYTES, len]);
        } else {
            head.push(op::BINBYTES);
            head.extend((bytes.len() as u32).to_le_bytes());
        }
        self.large(&head, bytes);
    }

    /// Large data stands by itself, outside any frame.
    fn large(&mut self, head: &[u8], data: &[u8]) {
        if data.len() < FRAME_TARGET {
            let all = [head, data].concat();
            self.put(&all);
            return;
        }
        self.close_frame();
        self.out.extend_from_slice(head);
        self.out.extend_from_slice(data);
    }

    fn interned(&mut self, text: &str) {
        self.interned_as(Key::Text(text.to_owned()), text);
    }

    fn interned_as(&mut self, key: Key, text: &str) {
        self.boundary();
        if !self.recall(&key) {
            self.text(text);
            self.memoize(key);
        }
    }

    fn global(&mut self, module: &str, name: &str) {
        let key = Key::Global(module.to_owned(), name.to_owned());
        if self.recall(&key) {
            return;
        }
        let is_function = module == "builtins" && BUILTIN_FUNCTIONS.contains(&name);
        if is_function {
            // Their module's name is another text object than that of the types.
            self.interned_as(Key::Text("\0builtins".to_owned()), module);
        } else {
            self.interned(module);
        }
        self.interned(name);
        self.put(&[op::STACK_GLOBAL]);
        self.memoize(key);
    }

    fn object(&mut self, id: Id) -> Result<(), Problem> {
        let key = Key::Object(id);
        match self.machine.heap.get(id).clone() {
            Obj::Big(it) => self.big(&it),
            Obj::Str(text) => {
                self.text(&text);
                self.memoize(key);
            }
            Obj::Bytes(bytes) => {
                self.bytes(&bytes);
                self.memoize(key);
            }
            Obj::Tuple(items) => self.tuple(id, &items)?,
            Obj::List(items) => {
                self.put(&[op::EMPTY_LIST]);
                self.memoize(key);
                self.batches(&items, op::APPEND, op::APPENDS)?;
            }
            Obj::Dict(dict) => {
                self.put(&[op::EMPTY_DICT]);
                self.memoize(key);
                let items: Vec<(Value, Value)> = dict.items().collect();
                self.pairs(&items)?;
            }
            Obj::Set(set) => self.set(id, set.frozen, &set.items().collect::<Vec<_>>())?,
            Obj::Range(range) => {
                self.global("builtins", "range");
                let numbers: Vec<Value> = range.iter().map(|it| Value::Int(*it)).collect();
                numbers.into_iter().try_for_each(|it| self.save(it))?;
                self.put(&[op::TUPLE3]);
                self.memoize(Key::Text(format!("\0range args {}", self.memo.len())));
                self.put(&[op::REDUCE]);
                self.memoize(key);
            }
            Obj::Class(class) => {
                let (module, name) = (class.module.to_string(), class.qualname.to_string());
                self.check_place(id, &module, &name)?;
                self.global(&module, &name);
            }
            Obj::Function(function) => {
                let (module, name) = self.machine.code_place(function.code);
                self.check_place(id, &module, &name)?;
                self.global(&module, &name);
            }
            Obj::Method { func, this } => {
                let name = self.machine.text_of_function(func);
                self.bound(id, this, &name)?;
            }
            Obj::BoundNative {
                name,
                this: Value::Undef,
            } => self.type_method(id, name),
            Obj::BoundNative { name, this } => {
                let name = self.machine.names.text(name);
                self.bound(id, this, &name)?;
            }
            Obj::Instance(instance)
                if self.machine.lookup_global("random", "_inst") == Some(Value::Ref(id)) =>
            {
                self.generator_of_module(key, &instance.attrs.0);
            }
            Obj::Instance(instance) => {
                self.instance(id, Value::Ref(instance.class), &instance.attrs.0)?;
            }
            Obj::Exception(it) => {
                self.save(Value::Ref(it.class))?;
                self.save(it.args)?;
                self.put(&[op::REDUCE]);
                self.memoize(key);
                if !it.attrs.0.is_empty() {
                    self.state(&it.attrs.0)?;
                }
            }
            Obj::Iter(iter) => self.iterator(id, &iter)?,
            Obj::Generator(generator) => match self.machine.drawing_parts(&generator) {
                Some((kind, parts)) => self.drawing(id, kind, &parts)?,
                None => return Err(self.refusal(id)),
            },
            Obj::Handle(handle) if self.spawning.is_none() => self.passed(handle),
            Obj::Handle(handle) => {
                self.handle(handle);
                self.memoize(key);
            }
            _ => return Err(self.refusal(id)),
        }
        Ok(())
    }

    /// The module's own generator goes with its state, so that every copy draws the same numbers. One that has no seed
    /// yet gets it first.
    fn generator_of_module(&mut self, key: Key, attrs: &[(Name, Value)]) {
        let Some(twister) = self.machine.random.clone() else {
            self.machine.wants_seed = true;
            self.global("random", "_inst");
            self.memoize(key);
            return;
        };
        self.global("random", "Random");
        self.put(&[op::EMPTY_TUPLE, op::REDUCE]);
        self.memoize(key);
        self.int(3);
        self.put(&[op::MARK]);
        let (words, next) = twister.state();
        for word in words {
            self.int(i64::from(*word));
        }
        self.int(next as i64);
        self.put(&[op::TUPLE]);
        self.memoize(Key::Text(format!("\0state {}", self.memo.len())));
        let spare = attrs
            .iter()
            .find(|(name, _)| *self.machine.names.text(*name) == *"_spare");
        match spare {
            Some((_, Value::Float(spare))) => {
                self.put(&[op::BINFLOAT]);
                self.put(&spare.to_be_bytes());
            }
            _ => self.put(&[op::NONE]),
        }
        self.put(&[op::TUPLE3]);
        self.memoize(Key::Text(format!("\0state {}", self.memo.len())));
        self.put(&[op::BUILD]);
    }

    /// A connection's handle goes as the number under which it was passed on; it is asked for if it was not.
    fn passed(&mut self, handle: Handle) {
        let known = &self.machine.passed;
        match known.iter().find(|(passed, _)| *passed == handle) {
            Some((_, number)) => self.int(*number),
            None => self.machine.to_pass.push(handle),
        }
    }

    /// A method: `getattr(this, name)`.
    fn bound(&mut self, id: Id, this: Value, name: &str) -> Result<(), Problem> {
        self.global("builtins", "getattr");
        self.save(this)?;
        // The name of a method in C is a text of its own: here it is that of the module as well.
        if name == "random" {
            self.text(name);
            self.memoize(Key::Text(format!("\0method name {}", self.memo.len())));
        } else {
            self.interned(name);
        }
        self.put(&[op::TUPLE2]);
        self.memoize(Key::Text(format!("\0method args {}", self.memo.len())));
        self.put(&[op::REDUCE]);
        self.memoize(Key::Object(id));
        Ok(())
    }

    /// A method of a built-in type, such as `str.upper`: `getattr(str, 'upper')`.
    fn type_method(&mut self, id: Id, name: Name) {
        let text = self.machine.names.text(name).to_string();
        let has_it = |(tag, _): &&(Tag, &str)| crate::python::builtins::has_method(*tag, &text);
        let kind = METHODS_OF
            .iter()
            .find(has_it)
            .map_or("str", |(_, kind)| kind);
        self.global("builtins", "getattr");
        self.global("builtins", kind);
        self.interned(&text);
        self.put(&[op::TUPLE2]);
        self.memoize(Key::Text(format!("\0method args {}", self.memo.len())));
        self.put(&[op::REDUCE]);
        self.memoize(Key::Object(id));
    }

    fn tuple(&mut self, id: Id, items: &[Value]) -> Result<(), Problem> {
        if items.is_empty() {
            self.put(&[op::EMPTY_TUPLE]);
            return Ok(());
        }
        let key = Key::Object(id);
        if items.len() > 3 {
            self.put(&[op::MARK]);
        }
        for item in items {
            self.save(*item)?;
        }
        // A tuple inside itself (through a list) has been written meanwhile.
        if self.memo.contains_key(&key) {
            self.put(&vec![op::POP; items.len()]);
            self.recall(&key);
            return Ok(());
        }
        self.put(&[match items.len() {
            1 => op::TUPLE1,
            2 => op::TUPLE2,
            3 => op::TUPLE3,
            _ => op::TUPLE,
        }]);
        self.memoize(key);
        Ok(())
    }

    fn batches(&mut self, items: &[Value], one: u8, many: u8) -> Result<(), Problem> {
        if let [item] = items {
            self.save(*item)?;
            self.put(&[one]);
            return Ok(());
        }
        for batch in items.chunks(BATCH) {
            self.put(&[op::MARK]);
            for item in batch {
                self.save(*item)?;
            }
            self.put(&[many]);
        }
        Ok(())
    }

    fn pairs(&mut self, items: &[(Value, Value)]) -> Result<(), Problem> {
        if let [(key, value)] = items {
            self.save(*key)?;
            self.save(*value)?;
            self.put(&[op::SETITEM]);
            return Ok(());
        }
        for batch in items.chunks(BATCH) {
            self.put(&[op::MARK]);
            for (key, value) in batch {
                self.save(*key)?;
                self.save(*value)?;
            }
            self.put(&[op::SETITEMS]);
        }
        Ok(())
    }

    fn set(&mut self, id: Id, frozen: bool, items: &[Value]) -> Result<(), Problem> {
        let key = Key::Object(id);
        if frozen {
            self.put(&[op::MARK]);
            items.iter().try_for_each(|item| self.save(*item))?;
            self.put(&[op::FROZENSET]);
            self.memoize(key);
            return Ok(());
        }
        self.put(&[op::EMPTY_SET]);
        self.memoize(key);
        for batch in items.chunks(BATCH) {
            self.put(&[op::MARK]);
            batch.iter().try_for_each(|item| self.save(*item))?;
            self.put(&[op::ADDITEMS]);
        }
        Ok(())
    }

    fn instance(&mut self, id: Id, class: Value, attrs: &[(Name, Value)]) -> Result<(), Problem> {
        if self.container(id, class, attrs)? {
            return Ok(());
        }
        self.check_instance(id, class, attrs)?;
        self.save(class)?;
        self.put(&[op::EMPTY_TUPLE, op::NEWOBJ]);
        self.memoize(Key::Object(id));
        if !attrs.is_empty() {
            self.state(attrs)?;
        }
        Ok(())
    }

    fn state(&mut self, attrs: &[(Name, Value)]) -> Result<(), Problem> {
        self.boundary();
        self.put(&[op::EMPTY_DICT]);
        self.memoize(Key::Text(format!("\0state {}", self.memo.len())));
        let many = attrs.len() != 1;
        if many {
            self.put(&[op::MARK]);
        }
        for (name, value) in attrs {
            let text = self.machine.names.text(*name);
            self.interned(&text);
            let is_own = self.spawning.is_some() && *name == names::MINE;
            self.save(if is_own { Value::Int(0) } else { *value })?;
        }
        self.put(&[if many { op::SETITEMS } else { op::SETITEM }]);
        self.put(&[op::BUILD]);
        Ok(())
    }
}

impl Machine {
    /// Of a generator that stands for a `map` or `filter` object: what it is, and its function and iterators.
    fn drawing_parts(&self, generator: &Generator) -> Option<(&'static str, Vec<Value>)> {
        let name = self.builtin_code_name(generator.code)?;
        let [_, function, source, ..] = generator.stack.as_slice() else {
            return None;
        };
        let parts = match name {
            "_map_one" | "_filter" => vec![*function, *source],
            "_map_more" => {
                let sources = self.heap.as_items(*source)?;
                [&[*function], sources].concat()
            }
            _ => return None,
        };
        Some((if name == "_filter" { "filter" } else { "map" }, parts))
    }

    fn text_of_function(&self, function: Value) -> String {
        match self.heap.obj(function) {
            Some(Obj::Function(it)) => {
                let (_, name) = self.code_place(it.code);
                name.rsplit('.').next().unwrap_or(&name).to_owned()
            }
            _ => String::new(),
        }
    }
}
