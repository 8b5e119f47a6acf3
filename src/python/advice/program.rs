//! What a program says about itself: its functions, which of them are targets of processes, its global containers.

use std::collections::{HashMap, HashSet};

use super::{CHANGES, makes_shared};
use crate::python::syntax::{ClassDef, Expr, ExprKind, FunctionDef, Module, Stmt, StmtKind};
use crate::python::walk;

/// Facts about a program, gathered before it runs.
#[derive(Default)]
pub(super) struct Facts<'a> {
    /// Functions and methods by name; of two with one name the last.
    pub(super) functions: HashMap<&'a str, &'a FunctionDef>,
    /// Names of the functions given as `target=`, in order.
    targets: Vec<&'a str>,
    /// The `run` methods of classes that derive from `Process`.
    runs: Vec<&'a FunctionDef>,
    /// Classes of the program that derive from `Process`, and whether they have an `__init__` of their own.
    process_classes: HashMap<&'a str, bool>,
    /// Names bound to a list, dict or set at the top level, and not to anything else.
    containers: HashSet<&'a str>,
    /// Names that are given to a process in `args=`, by target and position.
    given: Vec<(&'a str, Vec<Option<&'a str>>)>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(module: &'a Module) -> Self {
        let mut facts = Self::default();
        facts.definitions(&module.body);
        facts.uses(&module.body);
        facts.containers = containers_of(&module.body);
        facts
    }

    /// Functions that run in a child.
    pub(super) fn targets(&self) -> impl Iterator<Item = &'a FunctionDef> + '_ {
        let mut seen = HashSet::new();
        let names = self.targets.iter().filter(move |name| seen.insert(**name));
        let functions = names.filter_map(|name| self.functions.get(name));
        functions.chain(&self.runs).copied()
    }

    /// The function or method of the program that this names.
    pub(super) fn function(&self, named: &Expr) -> Option<&'a FunctionDef> {
        self.functions.get(last_name(named)?).copied()
    }

    /// Whether so many arguments, more than one, are what the target wants.
    pub(super) fn takes(&self, target: Option<&Expr>, n_args: usize) -> bool {
        let Some(function) = target.and_then(|target| self.function(target)) else {
            return false;
        };
        let n_self = usize::from(matches!(
            target.map(|target| &target.kind),
            Some(ExprKind::Attribute { .. })
        ));
        let params = &function.params;
        let n_most = params.positional.len().saturating_sub(n_self);
        params.star.is_some() || (n_args > 1 && n_args <= n_most)
    }

    fn definitions(&mut self, body: &'a [Stmt]) {
        for statement in body {
            match &statement.kind {
                StmtKind::FunctionDef(function) => {
                    self.functions.insert(&function.name, function);
                    self.definitions(&function.body);
                }
                StmtKind::ClassDef(class) => {
                    let base = class.base.as_ref();
                    if base.is_some_and(|base| self.makes_process(base)) {
                        self.process_class(class);
                    }
                    self.definitions(&class.body);
                }
                _ => {}
            }
            for block in walk::blocks(statement) {
                self.definitions(block);
            }
        }
    }

    fn process_class(&mut self, class: &'a ClassDef) {
        let methods = class.body.iter().filter_map(|member| match &member.kind {
            StmtKind::FunctionDef(method) => Some(method.as_ref()),
            _ => None,
        });
        let mut has_init = false;
        for method in methods {
            has_init |= method.name == "__init__";
            if method.name == "run" {
                self.runs.push(method);
            }
        }
        self.process_classes.insert(&class.name, has_init);
    }

    fn uses(&mut self, body: &'a [Stmt]) {
        for statement in body {
            walk::expressions(statement, &mut |expression| self.process_of(expression));
            match &statement.kind {
                StmtKind::FunctionDef(function) => self.uses(&function.body),
                StmtKind::ClassDef(class) => self.uses(&class.body),
                _ => {}
            }
            for block in walk::blocks(statement) {
                self.uses(block);
            }
        }
    }

    /// Notes target and arguments of a `Process(...)`.
    fn process_of(&mut self, expression: &'a Expr) {
        if let ExprKind::Call { func, keywords, .. } = &expression.kind
            && self.makes_process(func)
        {
            let keyword = |wanted: &str| {
                let found = keywords
                    .iter()
                    .find(|(name, _)| name.as_deref() == Some(wanted));
                found.map(|(_, value)| value)
            };
            if let Some(ExprKind::Name(target)) = keyword("target").map(|value| &value.kind) {
                self.targets.push(target);
                if let Some(ExprKind::Tuple(items) | ExprKind::List(items)) =
                    keyword("args").map(|value| &value.kind)
                {
                    self.given
                        .push((target, items.iter().map(plain_name).collect()));
                }
            }
        }
        walk::parts(expression, &mut |part| self.process_of(part));
    }

    /// Whether calling this makes a process.
    pub(super) fn makes_process(&self, func: &Expr) -> bool {
        match last_name(func) {
            Some(name) => name == "Process" || self.process_classes.contains_key(name),
            None => false,
        }
    }

    /// Whether calling this makes a process with the arguments of `Process` itself: a class with an `__init__` of its
    /// own may mean anything by `args`.
    pub(super) fn is_plain_process(&self, func: &Expr) -> bool {
        match last_name(func) {
            Some(name) => self
                .process_classes
                .get(name)
                .map_or(name == "Process", |has_init| !has_init),
            None => false,
        }
    }

    /// The class of `multiprocessing` that calling this makes an object of.
    pub(super) fn shared_class(&self, func: &'a Expr) -> Option<&'a str> {
        let name = last_name(func)?;
        (makes_shared(name) && !self.functions.contains_key(name)).then_some(name)
    }

    /// Whether a body makes processes itself, so that its locks may be meant for them.
    pub(super) fn starts_processes(&self, body: &[Stmt]) -> bool {
        let mut found = false;
        for statement in body {
            walk::expressions(statement, &mut |expression| {
                found |= self.contains_process(expression);
            });
            found |= walk::blocks(statement)
                .into_iter()
                .any(|block| self.starts_processes(block));
        }
        found
    }

    fn contains_process(&self, expression: &Expr) -> bool {
        let mut found =
            matches!(&expression.kind, ExprKind::Call { func, .. } if self.makes_process(func));
        walk::parts(expression, &mut |part| found |= self.contains_process(part));
        found
    }

    /// Places in a child's function where it changes a container that other processes do not share: a global one, or
    /// a parameter that is given one. The first place of each name.
    pub(super) fn changed_in(&self, function: &'a FunctionDef) -> Vec<(&'a Expr, &'a str)> {
        let mut local: HashSet<&str> = walk::parameter_names(&function.params).collect();
        local_names(&function.body, &mut local);
        let mut copies: HashSet<&str> = self.containers.difference(&local).copied().collect();
        for (target, given) in &self.given {
            if *target != function.name {
                continue;
            }
            let pairs = function.params.positional.iter().zip(given);
            copies.extend(
                pairs
                    .filter(|(_, given)| given.is_some_and(|name| self.containers.contains(name)))
                    .map(|((parameter, _), _)| parameter.as_str()),
            );
        }
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        changes(&function.body, &mut |place, name| {
            if copies.contains(name) && seen.insert(name) {
                found.push((place, name));
            }
        });
        found
    }
}

/// Whether a function's body returns a value, or yields.
pub(super) fn returns_value(body: &[Stmt]) -> bool {
    body.iter().any(|statement| {
        let mut yields = false;
        walk::expressions(statement, &mut |expression| {
            yields |= matches!(expression.kind, ExprKind::Yield(_) | ExprKind::YieldFrom(_));
        });
        yields
            || matches!(&statement.kind, StmtKind::Return(Some(_)))
            || walk::blocks(statement).into_iter().any(returns_value)
    })
}

/// Calls `visit` with each place where a name's container is changed, nested blocks included.
fn changes<'a>(body: &'a [Stmt], visit: &mut dyn FnMut(&'a Expr, &'a str)) {
    for statement in body {
        walk::targets(statement, &mut |target| {
            if let ExprKind::Subscript { value, .. } = &target.kind
                && let Some(name) = plain_name(value)
            {
                visit(target, name);
            }
        });
        if let StmtKind::AugAssign { target, .. } = &statement.kind
            && let Some(name) = plain_name(target)
        {
            visit(target, name);
        }
        walk::expressions(statement, &mut |expression| {
            method_changes(expression, visit);
        });
        for block in walk::blocks(statement) {
            changes(block, visit);
        }
    }
}

fn method_changes<'a>(expression: &'a Expr, visit: &mut dyn FnMut(&'a Expr, &'a str)) {
    if let ExprKind::Call { func, .. } = &expression.kind
        && let ExprKind::Attribute { value, attr } = &func.kind
        && CHANGES.contains(&attr.as_str())
        && let Some(name) = plain_name(value)
    {
        visit(func, name);
    }
    walk::parts(expression, &mut |part| method_changes(part, visit));
}

/// Names bound to a list, dict or set in a body and its blocks, and to nothing else there.
fn containers_of(body: &[Stmt]) -> HashSet<&str> {
    let mut bound: HashMap<&str, bool> = HashMap::new();
    collect_containers(body, &mut bound);
    let containers = bound.into_iter().filter(|(_, is_container)| *is_container);
    containers.map(|(name, _)| name).collect()
}

fn collect_containers<'a>(body: &'a [Stmt], bound: &mut HashMap<&'a str, bool>) {
    for statement in body {
        let value = match &statement.kind {
            StmtKind::Assign { value, .. } => Some(value),
            StmtKind::AnnAssign { value, .. } => value.as_ref(),
            _ => None,
        };
        let is_container = value.is_some_and(is_container);
        walk::targets(statement, &mut |target| {
            if let Some(name) = plain_name(target) {
                let known = bound.entry(name).or_insert(true);
                *known &= is_container || matches!(statement.kind, StmtKind::AugAssign { .. });
            }
        });
        for block in walk::blocks(statement) {
            collect_containers(block, bound);
        }
    }
}

fn is_container(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::List(_) | ExprKind::Dict(_) | ExprKind::Set(_) => true,
        ExprKind::Call { func, .. } => {
            matches!(
                last_name(func),
                Some("list" | "dict" | "set" | "deque" | "defaultdict" | "Counter")
            ) && matches!(func.kind, ExprKind::Name(_))
        }
        ExprKind::Binary { left, .. } => matches!(left.kind, ExprKind::List(_)),
        _ => false,
    }
}

/// Names that a function binds itself, but for those it declares `global`.
fn local_names<'a>(body: &'a [Stmt], names: &mut HashSet<&'a str>) {
    for statement in body {
        walk::targets(statement, &mut |target| {
            if !matches!(statement.kind, StmtKind::AugAssign { .. })
                && let Some(name) = plain_name(target)
            {
                names.insert(name);
            }
        });
        for block in walk::blocks(statement) {
            local_names(block, names);
        }
    }
}

fn plain_name(expression: &Expr) -> Option<&str> {
    match &expression.kind {
        ExprKind::Name(name) => Some(name),
        _ => None,
    }
}

/// The name behind the last dot: `Process` of `mp.Process`.
fn last_name(expression: &Expr) -> Option<&str> {
    match &expression.kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Attribute { attr, .. } => Some(attr),
        _ => None,
    }
}
