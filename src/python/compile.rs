//! Syntax tree to bytecode: names become slots, control flow becomes jumps.
//!
//! Every function, lambda, class body and comprehension becomes a [`Code`] of its own. `finally` bodies are compiled
//! once per way out, as CPython does.

#![expect(
    clippy::needless_for_each,
    reason = "walks over the tree read best as one line"
)]

mod expr;
mod pattern;
mod scope;
mod stmt;

use std::collections::HashMap;
use std::sync::Arc;

use super::heap::Names;
use super::problem::{Problem, ProblemClass};
use super::program::{Code, Const, Op, Place, Unit};
use super::syntax::{Expr, ExprKind, Module, Params, Span, Stmt, StmtKind};
use super::value::Name;
use crate::lesson::Text;
use scope::{Bound, Scope, ScopeKind};

/// What is compiled.
pub(super) struct Job<'a> {
    /// Index the unit will have.
    pub unit: u16,
    /// Module name.
    pub name: &'a str,
    pub source: &'a str,
    /// Whether it is part of the library.
    pub library: bool,
    /// Names of all library modules in order.
    pub known: Vec<Arc<str>>,
}

/// Compiles a module.
///
/// # Errors
/// What only the compiler sees: unknown modules, `return` outside a function and the like.
pub(super) fn compile(
    module: &Module,
    job: &Job<'_>,
    names: &mut Names,
    units: &[Arc<Unit>],
) -> Result<Unit, Vec<Problem>> {
    let mut compiler = Compiler {
        job,
        names,
        units,
        consts: Vec::new(),
        globals: Vec::new(),
        global_slots: HashMap::new(),
        codes: vec![None],
        scopes: Vec::new(),
        classes: Vec::new(),
        problems: Vec::new(),
    };
    compiler.module(module);
    if compiler.problems.is_empty() {
        Ok(compiler.finish())
    } else {
        Err(compiler.problems)
    }
}

/// What must be undone on the way out of a nested construct, innermost last.
#[derive(Clone)]
enum Unwind<'t> {
    Loop {
        again: usize,
        breaks: Vec<usize>,
        is_for: bool,
    },
    Try,
    Finally(&'t [Stmt]),
    With,
    Handler(Option<&'t str>),
}

struct Compiler<'t, 'j> {
    job: &'j Job<'j>,
    names: &'j mut Names,
    units: &'j [Arc<Unit>],
    consts: Vec<Const>,
    globals: Vec<Name>,
    global_slots: HashMap<String, u16>,
    codes: Vec<Option<Code>>,
    scopes: Vec<Scope<'t>>,
    /// Names of the classes around, for `__private` names.
    classes: Vec<&'t str>,
    problems: Vec<Problem>,
}

impl<'t> Compiler<'t, '_> {
    fn finish(self) -> Unit {
        Unit {
            name: self.job.name.into(),
            codes: self
                .codes
                .into_iter()
                .map(|code| Arc::new(code.unwrap_or_default()))
                .collect(),
            consts: self.consts,
            globals: self.globals,
            library: self.job.library,
        }
    }

    fn module(&mut self, module: &'t Module) {
        let bound = Bound::of_body(&module.body);
        for name in bound
            .names
            .iter()
            .chain(["__name__", "__file__", "__doc__"].map(String::from).iter())
        {
            self.global_slot(name);
        }
        if self.job.unit == 0 {
            super::builtins::class_names().into_iter().for_each(|name| {
                self.global_slot(name);
            });
        }
        for name in scope::declared_globals(&module.body) {
            self.global_slot(&name);
        }
        self.scopes
            .push(Scope::new(ScopeKind::Module, Bound::default()));
        self.scope().code.name = "<module>".into();
        self.scope().code.qualname = "<module>".into();
        self.body(&module.body);
        self.emit(Op::None, Span::default());
        self.emit(Op::Return, Span::default());
        self.codes[0] = self.scopes.pop().map(|scope| scope.code);
    }

    fn scope(&mut self) -> &mut Scope<'t> {
        self.scopes
            .last_mut()
            .expect("a scope is open while code is emitted")
    }

    fn here(&mut self) -> usize {
        self.scope().code.ops.len()
    }

    fn emit(&mut self, op: Op, span: Span) -> usize {
        self.emit_at(op, Place { span, mark: None })
    }

    fn emit_at(&mut self, op: Op, place: Place) -> usize {
        let code = &mut self.scope().code;
        code.ops.push(op);
        code.spans.push(place);
        code.ops.len() - 1
    }

    /// Makes the jump at `at` go to the next instruction.
    fn land(&mut self, at: usize) {
        let here = self.here() as u32;
        self.aim(at, here);
    }

    fn aim(&mut self, at: usize, target: u32) {
        let op = &mut self.scope().code.ops[at];
        *op = match *op {
            Op::JumpIfFalse(_) => Op::JumpIfFalse(target),
            Op::JumpIfTrue(_) => Op::JumpIfTrue(target),
            Op::JumpIfFalseOrPop(_) => Op::JumpIfFalseOrPop(target),
            Op::JumpIfTrueOrPop(_) => Op::JumpIfTrueOrPop(target),
            Op::ForIter(_) => Op::ForIter(target),
            Op::SetupTry(_) => Op::SetupTry(target),
            _ => Op::Jump(target),
        };
    }

    fn constant(&mut self, value: Const) -> u32 {
        let same = |other: &Const| match (other, &value) {
            (Const::Float(a), Const::Float(b)) => a.to_bits() == b.to_bits(),
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b) && a == b,
        };
        // Searching from the end keeps it short for the usual case, and programs are small.
        if let Some(at) = self.consts.iter().rposition(same) {
            return at as u32;
        }
        self.consts.push(value);
        self.consts.len() as u32 - 1
    }

    fn names_constant(&mut self, names: &[String]) -> u32 {
        self.constant(Const::Tuple(
            names
                .iter()
                .map(|name| Const::Str(name.as_str().into()))
                .collect(),
        ))
    }

    fn intern(&mut self, text: &str) -> Name {
        self.names.intern(text)
    }

    /// An attribute's name; `__private` names get their class in front.
    fn attribute(&mut self, text: &str) -> Name {
        let private = text.starts_with("__") && !text.ends_with("__");
        match self.classes.last() {
            Some(class) if private => {
                let mangled = format!("_{}{text}", class.trim_start_matches('_'));
                self.names.intern(&mangled)
            }
            _ => self.names.intern(text),
        }
    }

    fn global_slot(&mut self, name: &str) -> u16 {
        if let Some(slot) = self.global_slots.get(name) {
            return *slot;
        }
        let slot = self.globals.len() as u16;
        let interned = self.names.intern(name);
        self.globals.push(interned);
        self.global_slots.insert(name.to_owned(), slot);
        slot
    }

    fn problem(
        &mut self,
        span: Span,
        class: ProblemClass,
        message: impl Into<Text>,
        remedy: impl Into<Text>,
    ) {
        let before = &self.job.source[..span.start as usize];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        self.problems.push(Problem {
            span: span.start as usize..span.end as usize,
            line: span.line,
            column: before[line_start..].chars().count() as u32 + 1,
            class,
            message: message.into(),
            remedy: Some(remedy.into()),
        });
    }

    // --- functions ------------------------------------------------------------------------------------------------

    /// Compiles a function and emits what makes the function object.
    fn function(&mut self, name: &str, params: &'t Params, span: Span, body: Body<'t>) {
        let bound = Bound::of_function(params, &body);
        let free = scope::free_of_function(params, &body);
        let inner = scope::free_of_inner(&body);
        let order = param_names(params);
        let index = self.open(ScopeKind::Function, name, bound, &order, &inner, &free);
        let code = &mut self.scope().code;
        code.n_positional = params.positional.len() as u16;
        code.n_positional_only = params.n_positional_only as u16;
        code.n_keyword_only = params.keyword_only.len() as u16;
        code.has_star = params.star.is_some();
        code.has_double_star = params.double_star.is_some();
        code.is_generator = body.has_yield();
        match body {
            Body::Statements(statements) => {
                self.scope().code.doc = docstring(statements);
                self.body(statements);
                self.emit(Op::None, span);
            }
            Body::Expression(value) => self.expr(value),
            Body::Comprehension(comprehension) => self.comprehension_body(comprehension),
        }
        self.emit(Op::Return, span);
        self.close_function(index, params, span);
    }

    /// Opens the scope of a new code; returns the code's index.
    fn open(
        &mut self,
        kind: ScopeKind,
        name: &str,
        bound: Bound,
        order: &[String],
        inner: &scope::NameSet,
        free: &scope::NameSet,
    ) -> usize {
        let captured: Vec<String> = free
            .iter()
            .filter(|name| self.in_enclosing_function(name))
            .cloned()
            .collect();
        let qualname = self.qualified(name);
        let index = self.codes.len();
        self.codes.push(None);
        let mut scope = Scope::new(kind, bound);
        scope.code.name = name.into();
        scope.code.qualname = qualname.into();
        let locals: Vec<String> = scope
            .bound
            .locals()
            .filter(|name| !order.contains(name))
            .cloned()
            .collect();
        for name in order.iter().chain(&locals).chain(&captured) {
            let interned = self.names.intern(name);
            scope.add_slot(name, interned);
        }
        scope.code.free_slots = captured.iter().map(|name| scope.slots[name]).collect();
        scope.captured = captured;
        if kind == ScopeKind::Function {
            scope.cells = scope
                .bound
                .locals()
                .filter(|name| inner.contains(*name))
                .cloned()
                .collect();
        }
        let mut made: Vec<u16> = scope.cells.iter().map(|name| scope.slots[name]).collect();
        made.sort_unstable();
        self.scopes.push(scope);
        for slot in made {
            self.emit(Op::MakeCell(slot), Span::default());
        }
        index
    }

    fn close_function(&mut self, index: usize, params: &'t Params, span: Span) {
        let Some(scope) = self.scopes.pop() else {
            return;
        };
        self.codes[index] = Some(scope.code);
        self.closure(&scope.captured, span);
        if params
            .keyword_only
            .iter()
            .any(|(_, default)| default.is_some())
        {
            for (_, default) in &params.keyword_only {
                match default {
                    Some(default) => self.expr(default),
                    None => {
                        self.emit(Op::Undef, span);
                    }
                }
            }
            self.emit(Op::BuildTuple(params.keyword_only.len() as u32), span);
        } else {
            self.emit(Op::None, span);
        }
        let defaults: Vec<&'t Expr> = params
            .positional
            .iter()
            .filter_map(|(_, default)| default.as_ref())
            .collect();
        if defaults.is_empty() {
            self.emit(Op::None, span);
        } else {
            for default in &defaults {
                self.expr(default);
            }
            self.emit(Op::BuildTuple(defaults.len() as u32), span);
        }
        self.emit(Op::MakeFunction(index as u16), span);
    }

    /// Pushes a tuple of the cells that an inner function takes along, or None.
    fn closure(&mut self, captured: &[String], span: Span) {
        if captured.is_empty() {
            self.emit(Op::None, span);
            return;
        }
        for name in captured {
            let slot = self.scope().slots.get(name).copied().unwrap_or_default();
            self.emit(Op::LoadCell(slot), span);
        }
        self.emit(Op::BuildTuple(captured.len() as u32), span);
    }

    fn in_enclosing_function(&self, name: &str) -> bool {
        self.scopes
            .iter()
            .any(|scope| scope.kind == ScopeKind::Function && scope.bound.is_local(name))
    }

    fn qualified(&self, name: &str) -> String {
        match self.scopes.last() {
            Some(outer) if outer.kind == ScopeKind::Function => {
                format!("{}.<locals>.{name}", outer.code.qualname)
            }
            Some(outer) if outer.kind == ScopeKind::Class => {
                format!("{}.{name}", outer.code.qualname)
            }
            _ => name.to_owned(),
        }
    }
}

/// What a function consists of.
#[derive(Clone, Copy)]
enum Body<'t> {
    Statements(&'t [Stmt]),
    Expression(&'t Expr),
    Comprehension(&'t super::syntax::Comprehension),
}

impl Body<'_> {
    fn has_yield(&self) -> bool {
        match self {
            Self::Statements(body) => scope::has_yield(body),
            Self::Expression(value) => scope::expr_has_yield(value),
            Self::Comprehension(it) => {
                matches!(it.kind, super::syntax::ComprehensionKind::Generator(_))
            }
        }
    }
}

fn param_names(params: &Params) -> Vec<String> {
    let plain = params
        .positional
        .iter()
        .chain(&params.keyword_only)
        .map(|(name, _)| name.clone());
    plain
        .chain(params.star.clone())
        .chain(params.double_star.clone())
        .collect()
}

fn docstring(body: &[Stmt]) -> Option<Arc<str>> {
    match body.first().map(|stmt| &stmt.kind) {
        Some(StmtKind::Expr(Expr {
            kind: ExprKind::Str(text),
            ..
        })) => Some(text.as_str().into()),
        _ => None,
    }
}
