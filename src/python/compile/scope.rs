//! Which names a function binds, uses and shares with inner functions.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Body, Unwind, param_names};
use crate::python::program::Code;
use crate::python::syntax::{
    Comprehension, ComprehensionKind, Expr, ExprKind, FStringPart, Params, Stmt, StmtKind,
};
use crate::python::value::Name;

/// Names in a fixed order, so that compiling twice gives the same code.
pub(super) type NameSet = BTreeSet<String>;

/// What kind of code a scope is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeKind {
    Module,
    Function,
    Class,
}

/// A code being written.
pub(super) struct Scope<'t> {
    pub kind: ScopeKind,
    pub code: Code,
    pub bound: Bound,
    pub slots: HashMap<String, u16>,
    /// Own variables that inner functions share.
    pub cells: HashSet<String>,
    /// Variables of enclosing functions.
    pub captured: Vec<String>,
    pub unwind: Vec<Unwind<'t>>,
}

impl Scope<'_> {
    pub(super) fn new(kind: ScopeKind, bound: Bound) -> Self {
        Self {
            kind,
            code: Code::default(),
            bound,
            slots: HashMap::new(),
            cells: HashSet::new(),
            captured: Vec::new(),
            unwind: Vec::new(),
        }
    }

    pub(super) fn add_slot(&mut self, name: &str, interned: Name) {
        self.slots
            .insert(name.to_owned(), self.code.locals.len() as u16);
        self.code.locals.push(interned);
    }
}

/// Names that a body binds.
#[derive(Default)]
pub(super) struct Bound {
    pub names: NameSet,
    pub globals: NameSet,
    pub nonlocals: NameSet,
}

impl Bound {
    pub(super) fn of_body(body: &[Stmt]) -> Self {
        let mut bound = Self::default();
        body.iter().for_each(|stmt| bound.stmt(stmt));
        bound
    }

    pub(super) fn of_function(params: &Params, body: &Body<'_>) -> Self {
        let mut bound = match body {
            Body::Statements(body) => Self::of_body(body),
            Body::Expression(value) => {
                let mut bound = Self::default();
                bound.named(value);
                bound
            }
            Body::Comprehension(it) => {
                let mut bound = Self::default();
                it.generators
                    .iter()
                    .for_each(|part| bound.target(&part.target));
                bound
            }
        };
        bound.names.extend(param_names(params));
        bound
    }

    pub(super) fn is_local(&self, name: &str) -> bool {
        self.names.contains(name) && !self.globals.contains(name) && !self.nonlocals.contains(name)
    }

    pub(super) fn locals(&self) -> impl Iterator<Item = &String> {
        self.names.iter().filter(|name| self.is_local(name))
    }

    fn add(&mut self, name: &str) {
        self.names.insert(name.to_owned());
    }

    fn target(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Name(name) => self.add(name),
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                items.iter().for_each(|item| self.target(item));
            }
            ExprKind::Starred(inner) => self.target(inner),
            _ => self.named(target),
        }
    }

    /// `:=` anywhere inside, comprehensions included (they bind outside themselves).
    fn named(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Named { target, value } => {
                self.add(target);
                self.named(value);
            }
            ExprKind::Lambda { .. } => {}
            _ => each_child(expr, &mut |child| self.named(child)),
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        each_expr(stmt, &mut |expr| self.named(expr));
        match &stmt.kind {
            StmtKind::Import(names) => {
                for (path, alias) in names {
                    let first = path.split('.').next().unwrap_or(path);
                    self.add(alias.as_deref().unwrap_or(first));
                }
            }
            StmtKind::ImportFrom { names, .. } => {
                names
                    .iter()
                    .for_each(|(name, alias, _)| self.add(alias.as_deref().unwrap_or(name)));
            }
            StmtKind::FunctionDef(def) => self.add(&def.name),
            StmtKind::ClassDef(def) => self.add(&def.name),
            StmtKind::Assign { targets, .. } => {
                targets.iter().for_each(|target| self.target(target));
            }
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.target(target)),
            StmtKind::AugAssign { target, .. } | StmtKind::AnnAssign { target, .. } => {
                self.target(target);
            }
            StmtKind::For { target, .. } => self.target(target),
            StmtKind::With { items, .. } => {
                items
                    .iter()
                    .filter_map(|(_, target)| target.as_ref())
                    .for_each(|target| self.target(target));
            }
            StmtKind::Try { handlers, .. } => {
                handlers
                    .iter()
                    .filter_map(|handler| handler.name.as_ref())
                    .for_each(|name| self.add(name));
            }
            StmtKind::Global(names) => self.globals.extend(names.iter().cloned()),
            StmtKind::Nonlocal(names) => self.nonlocals.extend(names.iter().cloned()),
            _ => {}
        }
        each_block(stmt, &mut |body| {
            body.iter().for_each(|stmt| self.stmt(stmt));
        });
    }
}

/// Names that any function of the module declares `global`.
pub(super) fn declared_globals(body: &[Stmt]) -> NameSet {
    let mut names = NameSet::new();
    collect_globals(body, &mut names);
    names
}

fn collect_globals(body: &[Stmt], names: &mut NameSet) {
    for stmt in body {
        match &stmt.kind {
            StmtKind::Global(list) => names.extend(list.iter().cloned()),
            StmtKind::FunctionDef(def) => collect_globals(&def.body, names),
            StmtKind::ClassDef(def) => collect_globals(&def.body, names),
            _ => {}
        }
        each_block(stmt, &mut |body| collect_globals(body, names));
    }
}

/// Names that a function uses and does not bind itself.
pub(super) fn free_of_function(params: &Params, body: &Body<'_>) -> NameSet {
    let bound = Bound::of_function(params, body);
    let mut used = NameSet::new();
    match body {
        Body::Statements(body) => body.iter().for_each(|stmt| uses_of_stmt(stmt, &mut used)),
        Body::Expression(value) => uses(value, &mut used),
        Body::Comprehension(it) => comprehension_inside(it, &mut |expr| uses(expr, &mut used)),
    }
    used.extend(bound.nonlocals.iter().cloned());
    used.retain(|name| !bound.is_local(name) && !bound.globals.contains(name));
    used
}

/// Names that functions inside this one use without binding them.
pub(super) fn free_of_inner(body: &Body<'_>) -> NameSet {
    let mut used = NameSet::new();
    match body {
        Body::Statements(body) => body.iter().for_each(|stmt| inner_of_stmt(stmt, &mut used)),
        Body::Expression(value) => inner(value, &mut used),
        Body::Comprehension(it) => comprehension_inside(it, &mut |expr| inner(expr, &mut used)),
    }
    used
}

/// Names that a class body needs from outside, its methods included.
pub(super) fn free_of_class(body: &[Stmt]) -> NameSet {
    let mut used = NameSet::new();
    body.iter().for_each(|stmt| uses_of_stmt(stmt, &mut used));
    used
}

fn no_params() -> Params {
    Params::default()
}

fn uses_of_stmt(stmt: &Stmt, used: &mut NameSet) {
    each_expr(stmt, &mut |expr| uses(expr, used));
    match &stmt.kind {
        StmtKind::FunctionDef(def) => {
            used.extend(free_of_function(&def.params, &Body::Statements(&def.body)));
        }
        StmtKind::ClassDef(def) => used.extend(free_of_class(&def.body)),
        StmtKind::Try { handlers, .. } => {
            used.extend(handlers.iter().filter_map(|handler| handler.name.clone()));
        }
        _ => {}
    }
    each_block(stmt, &mut |body| {
        body.iter().for_each(|stmt| uses_of_stmt(stmt, used));
    });
}

fn inner_of_stmt(stmt: &Stmt, used: &mut NameSet) {
    each_expr(stmt, &mut |expr| inner(expr, used));
    match &stmt.kind {
        StmtKind::FunctionDef(def) => {
            used.extend(free_of_function(&def.params, &Body::Statements(&def.body)));
        }
        StmtKind::ClassDef(def) => used.extend(free_of_class(&def.body)),
        _ => {}
    }
    each_block(stmt, &mut |body| {
        body.iter().for_each(|stmt| inner_of_stmt(stmt, used));
    });
}

fn uses(expr: &Expr, used: &mut NameSet) {
    match &expr.kind {
        ExprKind::Name(name) => {
            used.insert(name.clone());
        }
        ExprKind::Named { target, value } => {
            used.insert(target.clone());
            uses(value, used);
        }
        ExprKind::Lambda { params, body } => {
            defaults(params, &mut |expr| uses(expr, used));
            used.extend(free_of_function(params, &Body::Expression(body)));
        }
        ExprKind::Comprehension(it) => {
            uses(&it.generators[0].iter, used);
            used.extend(free_of_function(&no_params(), &Body::Comprehension(it)));
        }
        _ => each_child(expr, &mut |child| uses(child, used)),
    }
}

fn inner(expr: &Expr, used: &mut NameSet) {
    match &expr.kind {
        ExprKind::Lambda { params, body } => {
            defaults(params, &mut |expr| inner(expr, used));
            used.extend(free_of_function(params, &Body::Expression(body)));
        }
        ExprKind::Comprehension(it) => {
            inner(&it.generators[0].iter, used);
            used.extend(free_of_function(&no_params(), &Body::Comprehension(it)));
        }
        _ => each_child(expr, &mut |child| inner(child, used)),
    }
}

/// Whether a body yields, inner functions aside.
pub(super) fn has_yield(body: &[Stmt]) -> bool {
    body.iter().any(|stmt| {
        let mut found = false;
        each_expr(stmt, &mut |expr| found |= expr_has_yield(expr));
        each_block(stmt, &mut |body| found |= has_yield(body));
        found
    })
}

/// Whether an expression yields, lambdas and comprehensions aside.
pub(super) fn expr_has_yield(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Yield(_) | ExprKind::YieldFrom(_) => true,
        ExprKind::Lambda { .. } | ExprKind::Comprehension(_) => false,
        _ => {
            let mut found = false;
            each_child(expr, &mut |child| found |= expr_has_yield(child));
            found
        }
    }
}

fn defaults(params: &Params, visit: &mut impl FnMut(&Expr)) {
    params
        .positional
        .iter()
        .chain(&params.keyword_only)
        .filter_map(|(_, value)| value.as_ref())
        .for_each(visit);
}

/// Visits what a comprehension evaluates inside itself: all but the first iterable.
fn comprehension_inside(it: &Comprehension, visit: &mut impl FnMut(&Expr)) {
    for (index, part) in it.generators.iter().enumerate() {
        if index > 0 {
            visit(&part.iter);
        }
        visit(&part.target);
        part.ifs.iter().for_each(&mut *visit);
    }
    match &it.kind {
        ComprehensionKind::List(value)
        | ComprehensionKind::Set(value)
        | ComprehensionKind::Generator(value) => {
            visit(value);
        }
        ComprehensionKind::Dict(key, value) => {
            visit(key);
            visit(value);
        }
    }
}

/// Visits the expressions that stand in a statement itself (not in its blocks).
fn each_expr(stmt: &Stmt, visit: &mut impl FnMut(&Expr)) {
    match &stmt.kind {
        StmtKind::FunctionDef(def) => {
            def.decorators.iter().for_each(&mut *visit);
            defaults(&def.params, visit);
        }
        StmtKind::ClassDef(def) => def.decorators.iter().chain(&def.base).for_each(visit),
        StmtKind::Return(value) => value.iter().for_each(visit),
        StmtKind::Delete(targets) => targets.iter().for_each(visit),
        StmtKind::Assign { targets, value } => {
            visit(value);
            targets.iter().for_each(visit);
        }
        StmtKind::AugAssign { target, value, .. } => {
            visit(target);
            visit(value);
        }
        StmtKind::AnnAssign { target, value } => {
            visit(target);
            value.iter().for_each(visit);
        }
        StmtKind::For { target, iter, .. } => {
            visit(iter);
            visit(target);
        }
        StmtKind::While { test, .. } | StmtKind::If { test, .. } => visit(test),
        StmtKind::With { items, .. } => {
            for (value, target) in items {
                visit(value);
                target.iter().for_each(&mut *visit);
            }
        }
        StmtKind::Raise { exc, cause } => exc.iter().chain(cause).for_each(visit),
        StmtKind::Try { handlers, .. } => handlers
            .iter()
            .filter_map(|it| it.type_.as_ref())
            .for_each(visit),
        StmtKind::Assert { test, msg } => {
            visit(test);
            msg.iter().for_each(visit);
        }
        StmtKind::Expr(value) => visit(value),
        _ => {}
    }
}

/// Visits the blocks of a compound statement that belong to the same function.
fn each_block<'s>(stmt: &'s Stmt, visit: &mut impl FnMut(&'s [Stmt])) {
    match &stmt.kind {
        StmtKind::For { body, orelse, .. }
        | StmtKind::While { body, orelse, .. }
        | StmtKind::If { body, orelse, .. } => {
            visit(body);
            visit(orelse);
        }
        StmtKind::With { body, .. } => visit(body),
        StmtKind::Try {
            body,
            handlers,
            orelse,
            finalbody,
        } => {
            visit(body);
            handlers.iter().for_each(|handler| visit(&handler.body));
            visit(orelse);
            visit(finalbody);
        }
        _ => {}
    }
}

/// Visits the direct parts of an expression.
fn each_child(expr: &Expr, visit: &mut impl FnMut(&Expr)) {
    match &expr.kind {
        ExprKind::FString(parts) => each_part(parts, visit),
        ExprKind::Attribute { value, .. }
        | ExprKind::Named { value, .. }
        | ExprKind::Starred(value)
        | ExprKind::YieldFrom(value) => visit(value),
        ExprKind::Subscript { value, index } => {
            visit(value);
            visit(index);
        }
        ExprKind::Slice { lower, upper, step } => {
            [lower, upper, step]
                .into_iter()
                .flatten()
                .for_each(|part| visit(part));
        }
        ExprKind::Call {
            func,
            args,
            keywords,
        } => {
            visit(func);
            args.iter().for_each(&mut *visit);
            keywords.iter().for_each(|(_, value)| visit(value));
        }
        ExprKind::Binary { left, right, .. } => {
            visit(left);
            visit(right);
        }
        ExprKind::Unary { operand, .. } => visit(operand),
        ExprKind::BoolOp { values: items, .. }
        | ExprKind::List(items)
        | ExprKind::Tuple(items)
        | ExprKind::Set(items) => items.iter().for_each(visit),
        ExprKind::Compare { left, links } => {
            visit(left);
            links.iter().for_each(|(_, value)| visit(value));
        }
        ExprKind::IfExp { test, body, orelse } => {
            visit(test);
            visit(body);
            visit(orelse);
        }
        ExprKind::Dict(items) => {
            for (key, value) in items {
                key.iter().for_each(&mut *visit);
                visit(value);
            }
        }
        ExprKind::Comprehension(it) => {
            visit(&it.generators[0].iter);
            comprehension_inside(it, visit);
        }
        ExprKind::Yield(value) => value.iter().for_each(|value| visit(value)),
        _ => {}
    }
}

fn each_part(parts: &[FStringPart], visit: &mut impl FnMut(&Expr)) {
    for part in parts {
        if let FStringPart::Value { expr, spec, .. } = part {
            visit(expr);
            each_part(spec, visit);
        }
    }
}
