//! The interpreter: [`Machine::resume`] runs a program until it needs the outside.
//!
//! Frames and operands lie on explicit stacks, so it can stop anywhere and be copied by `fork` or `Clone`. What needs
//! Python code to be called from inside a built-in function is written in Python (`prelude/`), so it can stop there,
//! too.

mod attribute;
mod bind;
mod exception;
mod execute;
mod generator;
pub(super) mod held;
mod iterate;
mod operate;
mod outside;
mod parameters;
mod spread;
mod suggest;
mod text;
mod traceback;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::call::{Call, Handle, Reply, Step};
use super::heap::{Heap, Names};
use super::names;
use super::program::{Code, Const, Program, Unit};
use super::random::Twister;
use super::value::{Attrs, Block, Class, CodeRef, Name, Obj, TAGS, Tag, Value};

/// Bytecodes between two steps at most: [`Step::Breath`] then.
const BREATH: u32 = 1_000;

/// CPython's default recursion limit.
const RECURSION_LIMIT: u32 = 1_000;

/// Frames that a machine holds at most, those that do not count included.
const MOST_FRAMES: usize = 4_000;

/// Functions of the built-in unit that stand for what recurs in C in CPython, where it counts, too: what the
/// RecursionError says behind its text.
const RECURRING: [(&str, &str); 9] = [
    ("_repr", " while getting the repr of an object"),
    ("_equal", " in comparison"),
    ("_unequal", " in comparison"),
    ("_contains", " in comparison"),
    ("_lacks", " in comparison"),
    ("_less", " in comparison"),
    ("_less_equal", " in comparison"),
    ("_greater", " in comparison"),
    ("_greater_equal", " in comparison"),
];

/// Most objects that a process may hold; beyond them the machine of the learner would suffer.
const MOST_OBJECTS: usize = 10_000_000;

/// Bytes that a program may take before the outside can look at its memory.
const MOST_TAKEN: usize = 32 << 20;

/// How a machine sees its surroundings.
#[derive(Clone, Debug)]
pub struct MachineConfig {
    /// `sys.argv`.
    pub argv: Vec<String>,
    /// `sys.stdout.isatty()`.
    pub stdout_is_terminal: bool,
    /// `multiprocessing.get_start_method()`: `fork` or `spawn`.
    pub start_method: String,
    /// `__name__` of the program: `__main__`, or `__mp_main__` in a spawned child.
    pub main_name: String,
    /// Its own PID as the program sees it.
    pub pid: u32,
    /// What a parent gave to this fresh interpreter; none in main.
    pub spawned: Option<Spawned>,
}

/// What a spawned process begins with.
#[derive(Clone, Debug, Default)]
pub struct Spawned {
    /// Its name.
    pub name: String,
    /// PID of its parent.
    pub parent_pid: u32,
    /// The start method that the parent's program has set.
    pub method: String,
    /// The pickled process object, or a pool worker's `(initializer, initargs)`.
    pub message: Vec<u8>,
    /// The pool that it works for.
    pub pool: Option<Handle>,
}

impl Default for MachineConfig {
    fn default() -> Self {
        Self {
            argv: vec![String::new()],
            stdout_is_terminal: true,
            start_method: "fork".to_owned(),
            main_name: "__main__".to_owned(),
            pid: 2,
            spawned: None,
        }
    }
}

/// What happens with a frame's result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cont {
    /// It is pushed.
    Push,
    /// `__init__`: it must be None; the new object already lies on the stack.
    Init,
    /// It is pushed if it is an iterator.
    Iterator,
    /// It is pushed if it is text: of `__str__`, or of `__repr__`.
    Text(bool),
    /// It replaces the operand of the instruction, which runs again.
    Retry,
    /// An item of a `for` loop; when there is none, the iterator goes and the loop ends there.
    ForNext(u32),
    /// `next(it)` of a generator: StopIteration at the end.
    Next,
    /// `next(it, default)`: the default lies below.
    NextDefault,
    /// `!=` by way of `__eq__`.
    Not,
    /// The truth of the value on the stack: jump and keep it if it is so, or else drop it.
    JumpIf(u32, bool),
    /// A module's body: the module is pushed.
    Module(u16),
    /// A program's or process's outermost frame.
    Bottom,
    /// The program's body in a spawned process: then the process object is unpickled and runs.
    Imported,
    /// A callback that broke into something.
    Upcall,
    /// The result goes nowhere.
    Discard,
}

/// A running function.
#[derive(Clone, Debug)]
struct Frame {
    code: Arc<Code>,
    at: CodeRef,
    /// Next instruction, while another frame runs.
    pc: u32,
    /// Index of the first local; the callee lies below it.
    base: usize,
    block_base: usize,
    handled_base: usize,
    cont: Cont,
    /// Frames up to this one that CPython would count against its limit.
    depth: u32,
    /// Unit and constant with the names that the call's result is assigned to.
    names: Option<(u16, u32)>,
    /// The generator it belongs to (counted), or `Undef`.
    generator: Value,
}

/// What the next reply is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pending {
    /// A line or breath: go on.
    Nothing,
    /// A call of the program: its value is pushed.
    Value,
    /// Bookkeeping: the reply is dropped.
    Bookkeeping,
    /// The program has ended.
    Ended,
}

/// What an instruction or a call led to.
pub(super) enum Flow {
    Next,
    /// Another frame is on top.
    Frame,
    Step(Step),
}

/// Why an instruction did not complete.
#[derive(Clone, Debug)]
pub(crate) enum Thrown {
    /// A Python exception.
    Exception(Value),
    /// The handled exception goes on; its place is recorded already.
    Reraised(Value),
    /// A native needs its `n`th argument as a list first.
    NeedsList(usize),
    /// Only code in Python can do it: this function of the built-in unit, with these arguments.
    Python(&'static str, Vec<Value>),
    /// Outside of what forklore runs.
    Unsupported(String),
    /// More than a program here may take: what it is, with the figure.
    Limit(String),
}

/// Names of the built-in exceptions.
pub(super) fn exception_names() -> impl Iterator<Item = &'static str> {
    exception::TREE.iter().map(|(name, _)| *name).chain([
        "IOError",
        "EnvironmentError",
        "NotImplemented",
    ])
}

pub(super) use operate::sign;
pub(crate) use text::{MOST_DIGITS, check_size};

/// A value, or why there is none.
pub(crate) type R<T = Value> = Result<T, Thrown>;

/// Arguments of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Args {
    pub pos: Vec<Value>,
    pub kw: Vec<(Name, Value)>,
}

/// What a native function answers.
pub(crate) enum Out {
    Value(Value),
    /// Asks the outside; the reply is the value.
    Sys(Call),
    /// Calls a function; its result is the value.
    Call(Value, Args),
    /// Calls a `__str__`, or a `__repr__`, which must give text.
    Text(Value, Args, bool),
    /// Resumes an iterator for `next()`; with a default or not.
    Next(Value, Option<Value>),
    /// Resumes a generator with a value.
    Send(Value, Value),
    /// Resumes a generator with an exception at its `yield`.
    Throw(Value, Value),
    /// `getattr`, `setattr`: as the program's own code would do it.
    Attr(Value, Name),
    SetAttr(Value, Name, Value),
}

impl From<Value> for Out {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

/// An interpreter with its whole state.
#[derive(Clone, Debug)]
pub struct Machine {
    program: Arc<Program>,
    units: Vec<Arc<Unit>>,
    pub(super) config: MachineConfig,
    pub(super) heap: Heap,
    pub(super) names: Names,
    stack: Vec<Value>,
    frames: Vec<Frame>,
    blocks: Vec<(Block, usize)>,
    /// Exceptions being handled, innermost last.
    handled: Vec<Value>,
    /// By unit and slot.
    globals: Vec<Vec<Value>>,
    consts: Vec<Vec<Value>>,
    imported: Vec<bool>,
    /// Class of each tag.
    tag_classes: Vec<Value>,
    /// Built-in classes by name, exceptions included.
    pub(super) builtin_classes: HashMap<&'static str, Value>,
    /// Text objects of names that the program asked for, so that they stay the same object.
    name_texts: HashMap<Name, Value>,
    /// Code of the frame on top.
    code: Arc<Code>,
    /// Next instruction of the frame on top.
    pc: usize,
    /// Index of the first local of the frame on top.
    base: usize,
    /// Unit of the frame on top.
    unit: usize,
    pending: Pending,
    /// What the broken-into steps waited for, outermost first.
    suspended: Vec<Pending>,
    /// Bookkeeping to be told at the next boundary.
    queue: VecDeque<Call>,
    /// Names for the call that comes next.
    assign_names: Option<(u16, u32)>,
    /// The process object being started (counted).
    pub(super) starting: Value,
    /// Items and tasks that the program may still change.
    held: Vec<held::Held>,
    pub(super) random: Option<Twister>,
    /// Connections that a message wants to take along, and those that were passed on for it, with their numbers.
    pub(super) to_pass: Vec<Handle>,
    /// What is being pickled holds the generator of `random`, which has no seed yet.
    pub(super) wants_seed: bool,
    pub(super) passed: Vec<(Handle, i64)>,
    /// Frames below the program's own that CPython has and this machine has not.
    pub(super) depth_in_c: u32,
    /// What is written at the end because of a pool that lost its handler of results.
    pub(super) last_words: Vec<(Handle, String)>,
    /// Names that a handle is known by in this process.
    named: HashSet<(Handle, Name)>,
    budget: u32,
    pub(super) is_main: bool,
    /// Whether this is a spawned process that has not yet got its process object.
    pub(super) is_importing: bool,
    /// The last line announced.
    line: u32,
}

/// Types of iterators, as CPython names them; `iterator` is the one over `__getitem__`.
const ITERATORS: [&str; 18] = [
    "list_iterator",
    "tuple_iterator",
    "list_reverseiterator",
    "reversed",
    "range_iterator",
    "str_ascii_iterator",
    "str_iterator",
    "bytes_iterator",
    "dict_keyiterator",
    "dict_valueiterator",
    "dict_itemiterator",
    "set_iterator",
    "enumerate",
    "zip",
    "map",
    "filter",
    "callable_iterator",
    "dict_reversekeyiterator",
];

impl Machine {
    /// A machine at the start of a program.
    pub fn new(program: Arc<Program>, config: MachineConfig) -> Self {
        let units = program.units().to_vec();
        let mut machine = Self {
            names: program.names().clone(),
            globals: units
                .iter()
                .map(|unit| vec![Value::Undef; unit.globals.len()])
                .collect(),
            consts: vec![Vec::new(); units.len()],
            imported: vec![false; units.len()],
            is_main: config.spawned.is_none(),
            is_importing: config.spawned.is_some(),
            program,
            units,
            config,
            heap: Heap::default(),
            stack: Vec::with_capacity(256),
            frames: Vec::new(),
            blocks: Vec::new(),
            handled: Vec::new(),
            tag_classes: Vec::new(),
            builtin_classes: HashMap::new(),
            name_texts: HashMap::new(),
            code: Arc::default(),
            pc: 0,
            base: 0,
            unit: 0,
            pending: Pending::Nothing,
            suspended: Vec::new(),
            queue: VecDeque::new(),
            assign_names: None,
            starting: Value::Undef,
            held: Vec::new(),
            random: None,
            depth_in_c: 0,
            to_pass: Vec::new(),
            wants_seed: false,
            passed: Vec::new(),
            last_words: Vec::new(),
            named: HashSet::new(),
            budget: BREATH,
            line: 0,
        };
        machine.make_classes();
        machine.begin();
        machine.tell_warnings();
        machine
    }

    /// What the compiler has to say is written before the first line runs.
    fn tell_warnings(&mut self) {
        let program = self.program.clone();
        for warning in program.warnings() {
            let text = self.warning(warning.line, "SyntaxWarning", &warning.text);
            self.queue.push_back(Call::Write {
                stream: 2,
                pieces: vec![text],
                flush: false,
            });
        }
    }

    /// Runs until the outside is needed. The first reply is [`Reply::Unit`].
    pub fn resume(&mut self, reply: Reply) -> Step {
        self.budget = BREATH;
        let goes_on = self.pending == Pending::Nothing && matches!(reply, Reply::Unit);
        if goes_on {
            return self.run();
        }
        let step = self.accept(reply).unwrap_or_else(|| self.run());
        self.note_end(&step);
        step
    }

    /// After the end, every reply is answered by the end.
    fn note_end(&mut self, step: &Step) {
        if matches!(step, Step::Exit(_)) {
            self.pending = Pending::Ended;
        }
    }

    /// The line announced last, from 1; 0 before the first.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// Whether the statement under way stores what depends on a read of the same shared object.
    pub(super) fn stores_what_it_read(&self) -> bool {
        let place = self.program_line();
        [place, Some(self.line)]
            .into_iter()
            .flatten()
            .any(|line| self.program.stores_what_it_read(line))
    }

    /// Number of live objects in the arena.
    pub fn n_objects(&self) -> usize {
        self.heap.live()
    }

    /// Frees cycles that nobody refers to.
    pub fn sweep(&mut self) {
        let roots = self.roots();
        self.heap.sweep(&roots);
    }

    /// Counts all references anew; one line for each object whose stored count differs. Call it between steps.
    pub fn verify(&self) -> Vec<String> {
        self.heap.verify(&self.roots())
    }

    // --- start ----------------------------------------------------------------------------------------------------

    fn make_classes(&mut self) {
        for (tag, name) in TAGS {
            let base = match tag {
                Tag::Object => Value::Undef,
                Tag::Bool | Tag::Signals => self.tag_classes[Tag::Int as usize],
                _ => self.tag_classes[Tag::Object as usize],
            };
            let module = match tag {
                Tag::Signals => "signal",
                _ => "builtins",
            };
            let class = self.new_class(name, module, base, tag);
            self.heap.retain(class);
            self.tag_classes.push(class);
            self.builtin_classes.insert(name, class);
        }
        for name in ITERATORS {
            let base = self.tag_classes[Tag::Object as usize];
            let class = self.new_class(name, "builtins", base, Tag::Iter);
            self.heap.retain(class);
            self.builtin_classes.insert(name, class);
        }
        for (name, base) in exception::TREE {
            let base = self.builtin_classes[base];
            let class = self.new_class(name, "builtins", base, Tag::Exception);
            self.heap.retain(class);
            self.builtin_classes.insert(name, class);
        }
        for (alias, name) in [("IOError", "OSError"), ("EnvironmentError", "OSError")] {
            let class = self.builtin_classes[name];
            self.heap.retain(class);
            self.builtin_classes.insert(alias, class);
        }
    }

    fn new_class(&mut self, name: &str, module: &str, base: Value, tag: Tag) -> Value {
        self.heap.alloc(Obj::Class(Box::new(Class {
            name: name.into(),
            qualname: name.into(),
            module: module.into(),
            base,
            attrs: Attrs::default(),
            tag,
            shared: false,
            user: false,
        })))
    }

    /// Puts the bodies of the built-in unit and of the program on the stack of frames.
    fn begin(&mut self) {
        for slot in 0..self.units[0].globals.len() {
            let name = self.names.text(self.units[0].globals[slot]);
            if &*name == "NotImplemented" {
                self.globals[0][slot] = Value::NotImplemented;
            } else if let Some(class) = self.builtin_classes.get(&*name) {
                self.heap.retain(*class);
                self.globals[0][slot] = *class;
            }
        }
        let main = self.program.main_unit();
        if self.is_importing {
            // As in CPython, the library is there before the program.
            self.open_unit(main, Cont::Imported);
            self.open_library("multiprocessing");
        } else {
            self.open_unit(main, Cont::Bottom);
        }
        self.open_unit(0, Cont::Discard);
    }

    fn open_library(&mut self, name: &str) {
        let unit = self
            .units
            .iter()
            .position(|unit| unit.library && *unit.name == *name);
        if let Some(unit) = unit {
            self.open_unit(unit as u16, Cont::Discard);
        }
    }

    /// Loads a unit's constants and enters its body.
    fn open_unit(&mut self, unit: u16, cont: Cont) {
        let at = usize::from(unit);
        self.imported[at] = true;
        let shared = self.units[at].clone();
        for constant in &shared.consts {
            let value = self.load_const(constant);
            self.heap.retain(value);
            self.consts[at].push(value);
        }
        let module_name = if shared.library {
            shared.name.to_string()
        } else {
            self.config.main_name.clone()
        };
        for (slot, name) in shared.globals.iter().enumerate() {
            let text = match *name {
                names::DUNDER_NAME => module_name.clone(),
                names::FILE_DUNDER if !shared.library => self.program.path().to_owned(),
                _ => continue,
            };
            let value = self.heap.text(text);
            self.heap.retain(value);
            self.globals[at][slot] = value;
        }
        self.push(Value::None);
        self.enter(
            shared.codes[0].clone(),
            CodeRef { unit, index: 0 },
            self.stack.len(),
            cont,
        );
    }

    fn load_const(&mut self, constant: &Const) -> Value {
        match constant {
            Const::None => Value::None,
            Const::Ellipsis => Value::Ellipsis,
            Const::Bool(it) => Value::Bool(*it),
            Const::Int(it) => Value::Int(*it),
            Const::Float(it) => Value::Float(*it),
            Const::Big(it) => self.heap.alloc(Obj::Big(Box::new(it.clone()))),
            Const::Str(text) => self.heap.text(text.clone()),
            Const::Bytes(bytes) => self.heap.bytes(bytes.clone()),
            Const::Tuple(items) => {
                let items = items.iter().map(|item| self.load_const(item)).collect();
                self.heap.tuple(items)
            }
        }
    }

    /// All counted references outside the arena.
    fn roots(&self) -> Vec<Value> {
        let mut roots = self.stack.clone();
        roots.extend(&self.handled);
        roots.extend(self.frames.iter().map(|frame| frame.generator));
        roots.extend(self.globals.iter().flatten());
        roots.extend(self.consts.iter().flatten());
        roots.extend(&self.tag_classes);
        let (tags, excs) = (TAGS.len(), &self.builtin_classes);
        debug_assert!(self.tag_classes.len() == tags);
        roots.extend(
            excs.iter()
                .filter(|(name, _)| TAGS.iter().all(|(_, tag)| tag != *name))
                .map(|(_, it)| *it),
        );
        roots.extend(self.name_texts.values());
        roots.extend(self.heap.unfinished.iter().map(|id| Value::Ref(*id)));
        roots.push(self.starting);
        roots.extend(self.held.iter().map(|held| held.value));
        roots
    }

    // --- the stack ------------------------------------------------------------------------------------------------

    #[inline]
    fn push(&mut self, value: Value) {
        self.heap.retain(value);
        self.stack.push(value);
    }

    /// Takes the top off; the value stays valid until the next boundary.
    #[inline]
    fn pop(&mut self) -> Value {
        let value = self.stack.pop().expect("the compiler balances the stack");
        self.heap.release(value);
        value
    }

    fn truncate(&mut self, len: usize) {
        while self.stack.len() > len {
            let value = self.stack.pop().unwrap_or(Value::Undef);
            self.heap.release(value);
        }
    }

    fn pop_many(&mut self, count: usize) -> Vec<Value> {
        let values = self.stack.split_off(self.stack.len() - count);
        for value in &values {
            self.heap.release(*value);
        }
        values
    }

    #[inline]
    fn top(&self) -> Value {
        self.stack[self.stack.len() - 1]
    }

    // --- frames ---------------------------------------------------------------------------------------------------

    /// Starts running a code whose callee and parameters lie on the stack, the first local at `base`.
    fn enter(&mut self, code: Arc<Code>, at: CodeRef, base: usize, cont: Cont) {
        let names = self.assign_names.take();
        let depth = self.depth_of(&code, at);
        self.stack.resize(base + code.locals.len(), Value::Undef);
        if let Some(frame) = self.frames.last_mut() {
            frame.pc = self.pc as u32;
        }
        self.code = code.clone();
        self.frames.push(Frame {
            code,
            at,
            pc: 0,
            base,
            block_base: self.blocks.len(),
            handled_base: self.handled.len(),
            cont,
            depth,
            names,
            generator: Value::Undef,
        });
        self.pc = 0;
        self.base = base;
        self.unit = usize::from(at.unit);
    }

    /// Depth of a frame on top of the present ones. What the built-in unit does is done in C in CPython, without a
    /// frame.
    fn depth_of(&self, code: &Code, at: CodeRef) -> u32 {
        let below = self.frames.last().map_or(0, |frame| frame.depth);
        let counts = at.unit != 0 || RECURRING.iter().any(|(name, _)| **name == *code.name);
        below + u32::from(counts)
    }

    /// Whether one frame more would be too many; the message then.
    fn check_depth(&mut self, code: &Code, at: CodeRef) -> R<()> {
        let is_too_deep = self.depth_of(code, at) + self.depth_in_c > RECURSION_LIMIT
            || self.frames.len() >= MOST_FRAMES;
        if !is_too_deep {
            return Ok(());
        }
        let known = RECURRING
            .iter()
            .find(|(name, _)| at.unit == 0 && **name == *code.name);
        let tail = known.map_or("", |(_, tail)| *tail);
        Err(self.error(
            "RecursionError",
            format!("maximum recursion depth exceeded{tail}"),
        ))
    }

    /// Takes the top frame off with its part of the stacks; its caller is on top then.
    fn leave(&mut self) -> Frame {
        let frame = self.frames.pop().expect("a frame is running");
        self.truncate(frame.base - 1);
        self.blocks.truncate(frame.block_base);
        self.truncate_handled(frame.handled_base);
        self.heap.release(frame.generator);
        self.restore();
        frame
    }

    fn truncate_handled(&mut self, len: usize) {
        while self.handled.len() > len {
            let value = self.handled.pop().unwrap_or(Value::Undef);
            self.heap.release(value);
        }
    }

    /// Takes the registers from the frame on top.
    fn restore(&mut self) {
        if let Some(frame) = self.frames.last() {
            self.code = frame.code.clone();
            self.pc = frame.pc as usize;
            self.base = frame.base;
            self.unit = usize::from(frame.at.unit);
        }
    }

    /// Whether the frame on top belongs to the library.
    fn in_library(&self) -> bool {
        self.units[self.unit].library
    }

    /// The names that the value being made will be assigned to, by the nearest call in the program.
    pub(super) fn target_names(&self) -> Vec<String> {
        let names = self
            .frames
            .iter()
            .rev()
            .take_while(|frame| self.units[usize::from(frame.at.unit)].library);
        let Some((unit, constant)) = names.filter_map(|frame| frame.names).last() else {
            return Vec::new();
        };
        match &self.units[usize::from(unit)].consts[constant as usize] {
            Const::Tuple(items) => items
                .iter()
                .filter_map(|item| match item {
                    Const::Str(text) => Some(text.to_string()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    // --- classes and names ----------------------------------------------------------------------------------------

    /// The built-in class of this name.
    pub(super) fn builtin_class(&self, name: &str) -> Value {
        self.builtin_classes
            .get(name)
            .copied()
            .unwrap_or(self.builtin_classes["Exception"])
    }

    /// Text of a name as a str, the same object each time.
    pub(super) fn name_text(&mut self, name: Name) -> Value {
        if let Some(value) = self.name_texts.get(&name) {
            return *value;
        }
        let text = self.names.text(name);
        let value = self.heap.text(text);
        self.heap.retain(value);
        self.name_texts.insert(name, value);
        value
    }

    /// Layout of a value.
    pub(super) fn tag(&self, value: Value) -> Tag {
        match value {
            Value::Undef | Value::None | Value::MethodName(_) => Tag::NoneType,
            Value::Ellipsis => Tag::Ellipsis,
            Value::NotImplemented => Tag::NotImplemented,
            Value::Bool(_) => Tag::Bool,
            Value::Signal(_) => Tag::Signals,
            Value::Int(_) => Tag::Int,
            Value::Float(_) => Tag::Float,
            Value::Native(_) => Tag::Native,
            Value::Ref(id) => match self.heap.get(id) {
                Obj::Free(_) => Tag::NoneType,
                Obj::Big(_) => Tag::Int,
                Obj::Str(_) => Tag::Str,
                Obj::Bytes(_) => Tag::Bytes,
                Obj::Tuple(_) => Tag::Tuple,
                Obj::List(_) => Tag::List,
                Obj::Dict(_) => Tag::Dict,
                Obj::Set(set) if set.frozen => Tag::FrozenSet,
                Obj::Set(_) => Tag::Set,
                Obj::Range(_) => Tag::Range,
                Obj::Slice(_) => Tag::Slice,
                Obj::Cell(_) => Tag::Cell,
                Obj::Function(_) => Tag::Function,
                Obj::Method { .. } => Tag::Method,
                Obj::BoundNative { .. } => Tag::Native,
                Obj::Class(_) => Tag::Type,
                Obj::Instance(_) => Tag::Object,
                Obj::Exception(_) => Tag::Exception,
                Obj::Iter(_) => Tag::Iter,
                Obj::Generator(_) => Tag::Generator,
                Obj::Module(_) => Tag::Module,
                Obj::Handle(_) => Tag::Handle,
                Obj::Property { .. } => Tag::Property,
                Obj::StaticMethod(_) => Tag::StaticMethod,
                Obj::ClassMethod(_) => Tag::ClassMethod,
                Obj::Super { .. } => Tag::Super,
                Obj::View { kind, .. } => match kind {
                    super::value::ViewKind::Keys => Tag::Keys,
                    super::value::ViewKind::Values => Tag::Values,
                    super::value::ViewKind::Items => Tag::Items,
                },
                Obj::Random(_) => Tag::Random,
            },
        }
    }

    /// Python's `type(value)`.
    pub(super) fn class_of(&self, value: Value) -> Value {
        match self.heap.obj(value) {
            Some(Obj::Instance(it)) => Value::Ref(it.class),
            Some(Obj::Exception(it)) => Value::Ref(it.class),
            Some(Obj::Iter(_) | Obj::Generator(_)) => self
                .iterator_name(value)
                .and_then(|name| self.builtin_classes.get(name))
                .copied()
                .unwrap_or_else(|| self.tag_classes[self.tag(value) as usize]),
            _ => self.tag_classes[self.tag(value) as usize],
        }
    }

    /// Name of a value's class.
    pub(super) fn type_name(&self, value: Value) -> Arc<str> {
        if let Some(name) = self.iterator_name(value) {
            return name.into();
        }
        let Some(class) = self.class(self.class_of(value)) else {
            return "object".into();
        };
        // Types that CPython has in C go by a name with their module.
        match (&*class.module, &*class.name) {
            ("collections", "deque" | "defaultdict")
            | ("functools", "partial")
            | ("itertools", _) => format!("{}.{}", class.module, class.name).into(),
            ("sys", "_Stream") => "_io.TextIOWrapper".into(),
            ("sys", "_VersionInfo") => "sys.version_info".into(),
            _ => class.name.clone(),
        }
    }

    /// Name of the type that an iterator is of in CPython; none for other objects and generators of the program.
    fn iterator_name(&self, value: Value) -> Option<&str> {
        match self.heap.obj(value)? {
            Obj::Iter(iter) => Some(self.heap.iterator_name(iter)),
            Obj::Generator(generator) => match self.builtin_code_name(generator.code) {
                Some("_map_one" | "_map_more") => Some("map"),
                Some("_filter") => Some("filter"),
                Some("_enumerate") => Some("enumerate"),
                Some("_zip") => Some("zip"),
                Some("_iter_until") => Some("callable_iterator"),
                Some("_iterate_items") => Some("iterator"),
                _ => None,
            },
            _ => None,
        }
    }

    /// The class behind a value.
    pub(super) fn class(&self, value: Value) -> Option<&Class> {
        match self.heap.obj(value) {
            Some(Obj::Class(class)) => Some(class),
            _ => None,
        }
    }

    /// Looks a name up in a class and its bases.
    pub(super) fn find_in_class(&self, class: Value, name: Name) -> Option<Value> {
        let mut class = class;
        while let Some(it) = self.class(class) {
            if let Some(value) = it.attrs.find(name) {
                return Some(value);
            }
            class = it.base;
        }
        None
    }

    /// A method that the program (or the library in Python) defines for a value.
    pub(super) fn special(&self, value: Value, name: Name) -> Option<Value> {
        match self.heap.obj(value) {
            Some(Obj::Instance(it)) => self.find_in_class(Value::Ref(it.class), name),
            Some(Obj::Exception(it)) => self.find_in_class(Value::Ref(it.class), name),
            _ => None,
        }
    }

    /// Whether `class` is `base` or derives from it.
    pub(super) fn is_subclass(&self, class: Value, base: Value) -> bool {
        let (first, mut class) = (class, class);
        while let Some(it) = self.class(class) {
            if class == base {
                return true;
            }
            class = it.base;
        }
        base == self.tag_classes[Tag::Dict as usize] && self.is_mapping(first)
    }

    /// Whether objects of a class are dictionaries of `collections`, which the program takes for dicts.
    pub(super) fn is_mapping(&self, class: Value) -> bool {
        let mut class = class;
        while let Some(it) = self.class(class) {
            if &*it.name == "_Mapping" && &*it.module == "collections" {
                return true;
            }
            class = it.base;
        }
        false
    }

    /// A function of the built-in unit.
    pub(super) fn python_function(&self, name: &str) -> Value {
        let slot = self.units[0]
            .globals
            .iter()
            .position(|global| *self.names.text(*global) == *name);
        slot.map_or(Value::None, |slot| self.globals[0][slot])
    }

    /// Name of a function of the built-in unit.
    pub(super) fn builtin_code_name(&self, at: CodeRef) -> Option<&'static str> {
        /// Those that stand for what is a type of its own in CPython.
        const NAMES: [&str; 7] = [
            "map",
            "filter",
            "_map_one",
            "_map_more",
            "_filter",
            "_enumerate",
            "_zip",
        ];
        let code = (at.unit == 0).then(|| &self.units[0].codes[usize::from(at.index)])?;
        NAMES.into_iter().find(|name| **name == *code.name)
    }

    /// Number of local variables of a code.
    pub(super) fn n_locals(&self, at: CodeRef) -> usize {
        self.units[usize::from(at.unit)].codes[usize::from(at.index)]
            .locals
            .len()
    }

    /// A global of a library module that has been imported.
    pub(super) fn library_global(&self, module: &str, name: &str) -> Option<Value> {
        let unit = self
            .units
            .iter()
            .position(|unit| unit.library && *unit.name == *module)?;
        let slot = self.units[unit]
            .globals
            .iter()
            .position(|global| *self.names.text(*global) == *name)?;
        Some(self.globals[unit][slot]).filter(|value| *value != Value::Undef)
    }

    /// Name of a module as its object has it: the program's has two.
    pub(super) fn module_shown(&self, module: &str) -> String {
        let is_main = matches!(module, "__main__" | "__mp_main__");
        let name = if is_main {
            &self.config.main_name
        } else {
            module
        };
        name.to_owned()
    }

    /// Path of the program, as tracebacks show it.
    pub(super) fn program_path(&self) -> String {
        self.program.path().to_owned()
    }

    /// Module and qualified name of a code.
    pub(super) fn code_place(&self, at: CodeRef) -> (String, String) {
        let unit = &self.units[usize::from(at.unit)];
        let module = if unit.library {
            unit.name.to_string()
        } else {
            self.config.main_name.clone()
        };
        (
            module,
            unit.codes[usize::from(at.index)].qualname.to_string(),
        )
    }

    /// A global by the module's name, which may also be the one that a library class claims.
    pub(super) fn global_by_name(&self, module: &str, name: &str) -> Option<Value> {
        let main = self.units.len() - 1;
        let is_main = module == "__main__" || module == "__mp_main__";
        let units = (0..self.units.len()).filter(|at| (*at == main) == is_main);
        for unit in units {
            let slot = self.units[unit]
                .globals
                .iter()
                .position(|global| *self.names.text(*global) == *name);
            match slot.map(|slot| self.globals[unit][slot]) {
                Some(value) if value != Value::Undef => return Some(value),
                _ => {}
            }
        }
        None
    }
}
