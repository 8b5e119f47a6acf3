//! A compiled program: bytecode with the source place of every instruction, constants and global names.
//!
//! A [`Program`] holds its own unit and shares the library's units (forklore's `multiprocessing`, `random` ...,
//! written in Python under `prelude/`), cut down to the parts it needs and compiled once per process.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use num_bigint::BigInt;

use super::compile;
use super::dependence;
use super::heap::Names;
use super::prelude::{self, MODULES};
use super::problem::Problem;
use super::syntax::{BinaryOp, CompareOp, Module, Span};
use super::value::Name;
use super::warnings::Warning;

/// A program that can run: cheap to share by `Arc`, the same for all its processes.
#[derive(Debug)]
pub struct Program {
    path: String,
    source: Arc<str>,
    /// The library's units, then the program's own.
    units: Vec<Arc<Unit>>,
    names: Names,
    /// Lines whose stores depend on a read of the same object.
    dependent: BTreeSet<u32>,
    /// What CPython's compiler says before the program runs.
    warnings: Vec<Warning>,
}

impl Program {
    /// Reads, checks and compiles a program. `path` is what tracebacks say.
    ///
    /// # Errors
    /// All reasons to refuse it, in order of place.
    pub fn compile(path: &str, source: &str) -> Result<Self, Vec<Problem>> {
        Self::from_module(path, source, &super::parse::parse(source)?)
    }

    /// As [`Program::compile`], without looking at names first: what no table of the course lists runs as far as the
    /// machine knows it. For tests of the machine.
    ///
    /// # Errors
    /// Problems of syntax, and what the compiler sees.
    pub fn compile_unchecked(path: &str, source: &str) -> Result<Self, Vec<Problem>> {
        Self::from_module(path, source, &super::parse::parse_own(source)?)
    }

    fn from_module(path: &str, source: &str, module: &Module) -> Result<Self, Vec<Problem>> {
        let library = library(source);
        let mut names = library.names.clone();
        let known = library.units.iter().map(|unit| unit.name.clone()).collect();
        let job = compile::Job {
            unit: library.units.len() as u16,
            name: "__main__",
            source,
            library: false,
            known,
        };
        let unit = compile::compile(module, &job, &mut names, &library.units)?;
        let mut units = library.units.clone();
        units.push(Arc::new(unit));
        Ok(Self {
            path: path.to_owned(),
            source: source.into(),
            units,
            names,
            dependent: dependence::stores_of_what_was_read(module),
            warnings: super::warnings::warnings(module),
        })
    }

    /// What CPython's compiler prints on stderr before the first line runs.
    pub(super) fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Path as given to [`Program::compile`].
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The source text.
    pub fn source(&self) -> &str {
        &self.source
    }

    pub(super) fn units(&self) -> &[Arc<Unit>] {
        &self.units
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Whether this line stores what depends on a read of the same object.
    pub(super) fn stores_what_it_read(&self, line: u32) -> bool {
        self.dependent.contains(&line)
    }

    /// Index of the program's own unit.
    pub(super) fn main_unit(&self) -> u16 {
        self.units.len() as u16 - 1
    }
}

/// The library's units and the names they use.
#[derive(Debug)]
pub(super) struct Library {
    pub units: Vec<Arc<Unit>>,
    pub names: Names,
}

/// The library as `source` needs it, compiled at the first use: modules that it does not import are empty.
fn library(source: &str) -> Arc<Library> {
    static COMPILED: Mutex<BTreeMap<Vec<String>, Arc<Library>>> = Mutex::new(BTreeMap::new());
    let texts = prelude::needed_by(source);
    // A panic inside leaves the map as it was, so a poisoned lock does no harm.
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(library) = compiled.get(&texts) {
        return library.clone();
    }
    let library = Arc::new(compile_library(&texts));
    compiled.insert(texts, library.clone());
    library
}

fn compile_library(texts: &[String]) -> Library {
    let mut names = super::names::table();
    let known: Vec<Arc<str>> = MODULES.iter().map(|(name, _)| (*name).into()).collect();
    let mut units = Vec::new();
    for (index, ((name, _), source)) in MODULES.iter().zip(texts).enumerate() {
        let job = compile::Job {
            unit: index as u16,
            name,
            source,
            library: true,
            known: known.clone(),
        };
        let unit = super::parse::parse_own(source)
            .and_then(|module| compile::compile(&module, &job, &mut names, &units))
            .unwrap_or_else(|problems| {
                panic!("the library module `{name}` compiles: {problems:?}")
            });
        units.push(Arc::new(unit));
    }
    Library { units, names }
}

/// A compiled module.
#[derive(Debug)]
pub(super) struct Unit {
    pub name: Arc<str>,
    /// Code 0 is the module's body.
    pub codes: Vec<Arc<Code>>,
    pub consts: Vec<Const>,
    /// Name of each global slot.
    pub globals: Vec<Name>,
    /// Whether it is part of the library: no line steps, no place in tracebacks.
    pub library: bool,
}

/// A constant as it stands in the program.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Const {
    Big(BigInt),
    Float(f64),
    Str(Arc<str>),
    Bytes(Arc<[u8]>),
    Tuple(Vec<Const>),
    Int(i64),
    Bool(bool),
    None,
    Ellipsis,
}

/// A function's, class body's, comprehension's or module's code.
#[derive(Debug, Default)]
pub(super) struct Code {
    pub name: Arc<str>,
    pub qualname: Arc<str>,
    pub ops: Vec<Op>,
    /// Place of each instruction; with the place of its operator where carets point there.
    pub spans: Vec<Place>,
    /// Names of the local slots; parameters come first, in the order positional, keyword-only, `*`, `**`.
    pub locals: Vec<Name>,
    pub n_positional: u16,
    pub n_positional_only: u16,
    pub n_keyword_only: u16,
    pub has_star: bool,
    pub has_double_star: bool,
    pub is_generator: bool,
    /// Slots of this code that take the closure's cells, in order.
    pub free_slots: Vec<u16>,
    /// Document string.
    pub doc: Option<Arc<str>>,
}

/// A place with what CPython 3.11 marks in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub span: Span,
    /// Byte range of the `^` part inside the span, if the rest is to be `~`.
    pub mark: Option<(u32, u32)>,
}

/// An instruction. Jump targets are indices into `ops`; TOS is the top of the stack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Op {
    /// A statement of the program is about to run.
    Line(u32),
    Const(u32),
    Int(i32),
    None,
    True,
    False,
    Pop,
    Dup,
    DupTwo,
    Swap,
    /// Pushes "no value" (a missing default).
    Undef,
    /// Pushes the exception being handled.
    LoadHandled,
    /// Moves TOS below the next two.
    RotThree,
    LoadFast(u16),
    StoreFast(u16),
    DeleteFast(u16),
    LoadGlobal(u16),
    StoreGlobal(u16),
    DeleteGlobal(u16),
    /// A name that only the built-in unit or the natives define.
    LoadBuiltin(u16),
    LoadNative(u16),
    LoadDeref(u16),
    StoreDeref(u16),
    DeleteDeref(u16),
    /// In a class body: the local, or else the global.
    LoadClassOrGlobal(u16, u16),
    /// Wraps the slot's value in a cell.
    MakeCell(u16),
    /// Pushes the cell itself.
    LoadCell(u16),
    LoadAttr(Name),
    StoreAttr(Name),
    DeleteAttr(Name),
    LoadMethod(Name),
    LoadSuper,
    Index,
    StoreIndex,
    DeleteIndex,
    BuildSlice,
    Binary(BinaryOp),
    Inplace(BinaryOp),
    /// Adds a small constant to TOS.
    AddInt(i32),
    Compare(CompareOp),
    Not,
    Neg,
    Pos,
    Invert,
    Jump(u32),
    JumpIfFalse(u32),
    JumpIfTrue(u32),
    /// Leaves TOS if it jumps.
    JumpIfFalseOrPop(u32),
    JumpIfTrueOrPop(u32),
    BuildTuple(u32),
    BuildList(u32),
    BuildSet(u32),
    BuildDict(u32),
    /// Extends the list below with the iterable on top.
    ListExtend,
    /// The same for the list that becomes a set: what is no iterable is told in other words.
    SetExtend,
    /// Adds TOS to the list, set or dict of the comprehension, `n` below.
    ListAppend(u16),
    SetAdd(u16),
    MapAdd(u16),
    SetUpdate,
    DictUpdate,
    /// As `DictUpdate`, for `**` in a call: refuses repeated names.
    DictMerge,
    ListToTuple,
    Unpack(u16),
    UnpackStar(u16, u16),
    GetIter,
    /// Pushes the next item, or pops the iterator and jumps.
    ForIter(u32),
    /// The names that the next call's result is assigned to: a constant tuple of str.
    AssignNames(u32),
    Call(u16),
    CallMethod(u16),
    /// Positional and keyword arguments on the stack; names are a constant tuple.
    CallKeywords(u16, u32),
    /// A tuple (or any iterable) and a dict on the stack.
    CallSpread,
    /// Code index and flags; takes closure tuple, keyword defaults and defaults from the stack.
    MakeFunction(u16),
    /// Base and body function on the stack; the constant is the name.
    BuildClass(u32),
    ReturnNamespace,
    Return,
    Yield,
    /// Follows the `ForIter` of a `yield from`: pushes None where the iterator gave no value at its end.
    ResultOfIteration,
    /// Replaces the set on top by one whose items were added in the order of its table: CPython's compiler makes the
    /// set of a display of constants twice.
    SettleSet,
    /// Replaces the set on top by its copy.
    CopySet,
    ToStr,
    ToRepr,
    ToAscii,
    /// Formats TOS without a specification.
    FormatPlain,
    /// Value and specification.
    FormatSpec,
    Concat(u16),
    Import(u16),
    /// Checks that an imported name exists and pushes it.
    ImportFrom(Name),
    SetupTry(u32),
    PopBlock,
    /// In a handler: whether the exception below TOS is of the class TOS; replaces TOS by the answer.
    MatchException,
    /// Ends a handler: takes the exception off and restores the one handled before.
    EndHandler,
    /// Raises the handled exception again.
    Reraise,
    Raise(u8),
    AssertionError,
    /// Enters a context manager: leaves it on the stack below what `__enter__` returned.
    EnterWith,
    /// Calls `__exit__(None, None, None)` of the manager on the stack.
    ExitWith,
    /// In a handler: calls `__exit__` with the exception.
    ExitWithException,
    /// Stops as unsupported: a constant text.
    Refuse(u32),
}
