//! What a variable holds: [`Value`], 16 bytes, copied freely; and [`Obj`], what lies in the arena behind a
//! [`Value::Ref`].
//!
//! Integers that fit 64 bits, floats, booleans and None are unboxed. A `Value` in a Rust variable is *not* counted;
//! only the machine's stacks, globals and other objects count (see [`super::heap`]).

use std::sync::Arc;

use num_bigint::BigInt;

use super::call::Handle;
use super::heap::{Dict, Set};

/// Index of an object in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(pub u32);

/// An interned name: index into [`super::heap::Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name(pub u32);

/// A Python value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    /// No value: an unbound variable or an empty slot. Never visible to a program.
    Undef,
    None,
    Ellipsis,
    NotImplemented,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// A number of `signal.Signals`: an int that shows its name.
    Signal(u8),
    /// A function of the machine: index into the table of natives.
    Native(u16),
    /// Stands for a method of a built-in type between looking it up and calling it. Never visible to a program.
    MethodName(Name),
    /// An object in the arena.
    Ref(Id),
}

/// Attributes in order of definition. Few enough that a linear search is fastest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attrs(pub Vec<(Name, Value)>);

impl Attrs {
    pub(crate) fn find(&self, name: Name) -> Option<Value> {
        self.0
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| *value)
    }
}

/// What lies in the arena.
#[derive(Clone, Debug)]
pub(crate) enum Obj {
    /// An unused slot: index of the next unused one plus 1, or 0.
    Free(u32),
    /// An integer beyond 64 bits (and never one that would fit).
    Big(Box<BigInt>),
    Str(Arc<str>),
    Bytes(Arc<[u8]>),
    Tuple(Box<[Value]>),
    List(Vec<Value>),
    Dict(Box<Dict>),
    Set(Box<Set>),
    /// Start, stop, step.
    Range(Box<[i64; 3]>),
    /// Lower, upper, step.
    Slice(Box<[Value; 3]>),
    /// A variable shared with inner functions.
    Cell(Value),
    Function(Box<Function>),
    /// A function bound to its first argument.
    Method {
        func: Value,
        this: Value,
    },
    /// A method of a built-in type bound to its object.
    BoundNative {
        name: Name,
        this: Value,
    },
    Class(Box<Class>),
    Instance(Box<Instance>),
    Exception(Box<Exception>),
    Iter(Box<Iter>),
    Generator(Box<Generator>),
    /// Index of a unit.
    Module(u16),
    /// A shared object of the system; its end makes a `Call::Drop`.
    Handle(Handle),
    Property {
        getter: Value,
        setter: Value,
    },
    StaticMethod(Value),
    ClassMethod(Value),
    /// `super()`: the class to start behind, the object.
    Super {
        class: Value,
        this: Value,
    },
    /// `d.keys()`, `d.values()`, `d.items()`.
    View {
        dict: Value,
        kind: ViewKind,
    },
    /// A random generator of its own (`random.Random`).
    Random(Box<super::random::Twister>),
}

/// Which part of a dict a view shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ViewKind {
    Keys,
    Values,
    Items,
}

/// A function made by `def` or `lambda`.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    /// Unit and code within it.
    pub code: CodeRef,
    /// Defaults of the last positional parameters.
    pub defaults: Box<[Value]>,
    /// Defaults of keyword-only parameters, `Undef` where there is none.
    pub keyword_defaults: Box<[Value]>,
    /// Cells of the enclosing functions' variables.
    pub closure: Box<[Value]>,
    /// The class whose body defined it, for `super()`.
    pub owner: Value,
    /// Attributes set on it.
    pub attrs: Attrs,
}

/// Which code of which unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CodeRef {
    pub unit: u16,
    pub index: u16,
}

/// The built-in layouts of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Tag {
    Object,
    NoneType,
    Ellipsis,
    NotImplemented,
    Int,
    Bool,
    Signals,
    Float,
    Str,
    Bytes,
    Tuple,
    List,
    Dict,
    Set,
    FrozenSet,
    Range,
    Slice,
    Cell,
    Function,
    Method,
    Native,
    Type,
    Iter,
    Generator,
    Module,
    Handle,
    Property,
    StaticMethod,
    ClassMethod,
    Super,
    Keys,
    Values,
    Items,
    Random,
    Exception,
}

/// All tags with the name of their class, in order of the enum.
pub(crate) const TAGS: [(Tag, &str); 35] = [
    (Tag::Object, "object"),
    (Tag::NoneType, "NoneType"),
    (Tag::Ellipsis, "ellipsis"),
    (Tag::NotImplemented, "NotImplementedType"),
    (Tag::Int, "int"),
    (Tag::Bool, "bool"),
    (Tag::Signals, "Signals"),
    (Tag::Float, "float"),
    (Tag::Str, "str"),
    (Tag::Bytes, "bytes"),
    (Tag::Tuple, "tuple"),
    (Tag::List, "list"),
    (Tag::Dict, "dict"),
    (Tag::Set, "set"),
    (Tag::FrozenSet, "frozenset"),
    (Tag::Range, "range"),
    (Tag::Slice, "slice"),
    (Tag::Cell, "cell"),
    (Tag::Function, "function"),
    (Tag::Method, "method"),
    (Tag::Native, "builtin_function_or_method"),
    (Tag::Type, "type"),
    (Tag::Iter, "iterator"),
    (Tag::Generator, "generator"),
    (Tag::Module, "module"),
    (Tag::Handle, "SemLock"),
    (Tag::Property, "property"),
    (Tag::StaticMethod, "staticmethod"),
    (Tag::ClassMethod, "classmethod"),
    (Tag::Super, "super"),
    (Tag::Keys, "dict_keys"),
    (Tag::Values, "dict_values"),
    (Tag::Items, "dict_items"),
    (Tag::Random, "Random"),
    (Tag::Exception, "BaseException"),
];

/// A class.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub name: Arc<str>,
    /// Name from the module on: `Outer.Inner`, `f.<locals>.C`.
    pub qualname: Arc<str>,
    pub module: Arc<str>,
    /// The base class, or `Undef` of `object`.
    pub base: Value,
    pub attrs: Attrs,
    /// Layout of its instances.
    pub tag: Tag,
    /// Whether its instances are shared objects with a handle (first attribute).
    pub shared: bool,
    /// Whether the program (or the library written in Python) defined it.
    pub user: bool,
}

/// An object of a class that the program or the library defines.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub class: Id,
    pub attrs: Attrs,
}

/// An exception.
#[derive(Clone, Debug)]
pub(crate) struct Exception {
    pub class: Id,
    /// Always a tuple.
    pub args: Value,
    pub attrs: Attrs,
    /// Of an AttributeError that the machine raised: the object without the attribute, or `Undef`.
    pub subject: Value,
    /// `raise ... from cause`, or `Undef`.
    pub cause: Value,
    /// The exception being handled when this one was raised, or `Undef`.
    pub context: Value,
    /// `from None`.
    pub suppress: bool,
    /// Where it passed, innermost first.
    pub trace: Vec<TracePoint>,
    /// Text of a traceback from another process, shown before this one.
    pub remote: Option<Arc<str>>,
    /// What the class's own `__str__` said, for the report of an uncaught exception.
    pub told: Option<Arc<str>>,
}

/// A place that an exception passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TracePoint {
    pub code: CodeRef,
    /// Index of the instruction.
    pub at: u32,
}

/// A built-in iterator.
#[derive(Clone, Debug)]
pub(crate) enum Iter {
    /// Over a list or tuple, at an index.
    Seq {
        seq: Value,
        index: usize,
    },
    /// Backwards: next index plus one.
    Back {
        seq: Value,
        index: usize,
    },
    Range {
        next: i64,
        stop: i64,
        step: i64,
    },
    /// Over text from a byte offset.
    Str {
        text: Arc<str>,
        offset: usize,
    },
    Bytes {
        bytes: Arc<[u8]>,
        index: usize,
    },
    /// Over a dict at an entry; `len` tells a change of size.
    Dict {
        dict: Value,
        kind: ViewKind,
        index: usize,
        len: usize,
    },
    Set {
        set: Value,
        index: usize,
        len: usize,
    },
    /// Over values computed beforehand.
    Items {
        items: Vec<Value>,
        index: usize,
    },
    Enumerate {
        inner: Value,
        count: i64,
    },
    Zip {
        inner: Vec<Value>,
    },
}

/// A suspended (or running, or finished) generator.
#[derive(Clone, Debug)]
pub(crate) struct Generator {
    pub code: CodeRef,
    pub pc: u32,
    /// Callee, locals and operands while suspended.
    pub stack: Vec<Value>,
    /// Open `try` blocks, heights counted from the first local.
    pub blocks: Vec<Block>,
    pub state: GeneratorState,
}

/// Where a generator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GeneratorState {
    Fresh,
    Suspended,
    Running,
    Done,
}

/// An open `try`, `with` or handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// Where to go on.
    pub target: u32,
    /// Height of the stack above the frame's first local.
    pub height: u32,
}
