//! Which stores into shared memory depend on a read of it: `v.value = x + 1` after `x = v.value` does,
//! `v.value = 0` does not. Whoever watches needs it to tell a lost update from a plain store.
//!
//! The analysis follows names, attributes, parameters and what functions of the program give, and heeds neither the
//! order of statements nor which branch is taken. So it may take a store for a dependent one where a name is used for
//! several things; what goes through containers or a name put together at run time it does not see.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::syntax::{Expr, ExprKind, FunctionDef, Module, Stmt, StmtKind};
use super::walk;

/// Rounds after which what was found so far must do: a chain of names is seldom longer than three.
const MOST_ROUNDS: usize = 12;

/// Attributes by which the content is read and written; they name no object.
const CONTENT: [&str; 2] = ["value", "raw"];

/// Something that holds a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Holder<'a> {
    /// A name in a scope (0: the module).
    Name(usize, &'a str),
    /// An attribute, of whatever object.
    Attribute(&'a str),
    /// What a function of the program computes.
    Function(&'a str),
}

/// Names of the objects that a value may come from.
type Sources<'a> = BTreeSet<&'a str>;

/// A value that goes into a holder.
#[derive(Clone, Copy)]
struct Flow<'a> {
    into: Holder<'a>,
    scope: usize,
    value: &'a Expr,
}

#[derive(Default)]
struct Dependence<'a> {
    flows: Vec<Flow<'a>>,
    held: BTreeMap<Holder<'a>, Sources<'a>>,
    /// Stores that look like one into shared memory: scope, line, target, value.
    stores: Vec<(usize, u32, &'a Expr, &'a Expr)>,
    /// Functions by name, with their scope.
    functions: HashMap<&'a str, (usize, &'a FunctionDef)>,
    n_scopes: usize,
    lines: BTreeSet<u32>,
}

/// Lines of the statements that store what depends on a read of the same object.
pub fn stores_of_what_was_read(module: &Module) -> BTreeSet<u32> {
    let mut dependence = Dependence {
        n_scopes: 1,
        ..Dependence::default()
    };
    dependence.definitions(&module.body);
    dependence.body(0, &module.body);
    if dependence.stores.is_empty() {
        return dependence.lines;
    }
    dependence.settle();
    dependence.judge();
    dependence.lines
}

impl<'a> Dependence<'a> {
    /// Numbers the functions, so that calls of later ones are known.
    fn definitions(&mut self, body: &'a [Stmt]) {
        for statement in body {
            match &statement.kind {
                StmtKind::FunctionDef(function) => {
                    let scope = self.n_scopes;
                    self.n_scopes += 1;
                    self.functions.insert(&function.name, (scope, function));
                    self.definitions(&function.body);
                }
                StmtKind::ClassDef(class) => self.definitions(&class.body),
                _ => {}
            }
            for block in walk::blocks(statement) {
                self.definitions(block);
            }
        }
    }

    fn body(&mut self, scope: usize, body: &'a [Stmt]) {
        for statement in body {
            self.statement(scope, statement);
            for block in walk::blocks(statement) {
                self.body(scope, block);
            }
        }
    }

    fn statement(&mut self, scope: usize, statement: &'a Stmt) {
        match &statement.kind {
            StmtKind::FunctionDef(function) => {
                // Of two with one name the later one stands for both.
                let inner = self.functions.get(function.name.as_str());
                let inner = inner.map_or(scope, |(inner, _)| *inner);
                self.body(inner, &function.body);
                self.results(inner, &function.name, &function.body);
            }
            StmtKind::ClassDef(class) => self.body(scope, &class.body),
            StmtKind::Assign { value, .. }
            | StmtKind::AnnAssign {
                value: Some(value), ..
            } => self.assigned(scope, statement, value),
            StmtKind::AugAssign { target, value, .. } => {
                if is_store(target) {
                    self.lines.insert(statement.span.line);
                } else {
                    self.assigned(scope, statement, value);
                }
            }
            StmtKind::For { target, iter, .. } => self.bind(scope, target, iter),
            StmtKind::With { items, .. } => {
                for (context, target) in items {
                    if let Some(target) = target {
                        self.bind(scope, target, context);
                    }
                }
            }
            _ => {}
        }
        walk::expressions(statement, &mut |expression| self.calls(scope, expression));
    }

    /// What a function gives: all that its `return` and `yield` say.
    fn results(&mut self, scope: usize, name: &'a str, body: &'a [Stmt]) {
        for statement in body {
            if let StmtKind::Return(Some(value)) = &statement.kind {
                self.flow(Holder::Function(name), scope, value);
            }
            walk::expressions(statement, &mut |expression| {
                if let ExprKind::Yield(Some(value)) = &expression.kind {
                    self.flow(Holder::Function(name), scope, value);
                }
            });
            for block in walk::blocks(statement) {
                self.results(scope, name, block);
            }
        }
    }

    fn assigned(&mut self, scope: usize, statement: &'a Stmt, value: &'a Expr) {
        let line = statement.span.line;
        walk::targets(statement, &mut |target| {
            if is_store(target) {
                self.stores.push((scope, line, target, value));
            } else {
                self.bind(scope, target, value);
            }
        });
    }

    fn bind(&mut self, scope: usize, target: &'a Expr, value: &'a Expr) {
        match &target.kind {
            ExprKind::Name(name) => self.flow(Holder::Name(scope, name), scope, value),
            ExprKind::Attribute { attr, .. } => self.flow(Holder::Attribute(attr), scope, value),
            ExprKind::Tuple(parts) | ExprKind::List(parts) => {
                for part in parts {
                    self.bind(scope, part, value);
                }
            }
            ExprKind::Starred(part) => self.bind(scope, part, value),
            _ => {}
        }
    }

    /// Arguments of calls inside go into the parameters, `:=` into its name.
    fn calls(&mut self, scope: usize, expression: &'a Expr) {
        match &expression.kind {
            ExprKind::Call {
                func,
                args,
                keywords,
            } => {
                let known = last_name(func).and_then(|name| self.functions.get(name).copied());
                if let Some((inner, function)) = known {
                    self.arguments(scope, inner, function, args, keywords);
                }
            }
            ExprKind::Named { target, value } => {
                self.flow(Holder::Name(scope, target), scope, value);
            }
            _ => {}
        }
        walk::parts(expression, &mut |part| self.calls(scope, part));
    }

    fn arguments(
        &mut self,
        scope: usize,
        inner: usize,
        function: &'a FunctionDef,
        args: &'a [Expr],
        keywords: &'a [(Option<String>, Expr)],
    ) {
        let names = function.params.positional.iter().map(|(name, _)| name);
        // A method is called without its first parameter.
        let names = names.filter(|name| *name != "self");
        for (name, value) in names.zip(args) {
            self.flow(Holder::Name(inner, name), scope, value);
        }
        for (name, value) in keywords {
            if let Some(name) = name {
                self.flow(Holder::Name(inner, name), scope, value);
            }
        }
    }

    fn flow(&mut self, into: Holder<'a>, scope: usize, value: &'a Expr) {
        self.flows.push(Flow { into, scope, value });
    }

    /// Lets the sources flow until nothing is new.
    fn settle(&mut self) {
        for _ in 0..MOST_ROUNDS {
            let mut is_settled = true;
            for index in 0..self.flows.len() {
                let Flow { into, scope, value } = self.flows[index];
                let sources = self.sources(scope, value);
                let held = self.held.entry(into).or_default();
                let n_before = held.len();
                held.extend(sources);
                is_settled &= held.len() == n_before;
            }
            if is_settled {
                return;
            }
        }
    }

    /// Objects that a value may come from.
    fn sources(&self, scope: usize, expression: &'a Expr) -> Sources<'a> {
        let mut sources = Sources::new();
        self.gather(scope, expression, &mut sources);
        sources
    }

    fn gather(&self, scope: usize, expression: &'a Expr, sources: &mut Sources<'a>) {
        match &expression.kind {
            ExprKind::Name(name) => {
                sources.insert(name);
                self.held_by(&[Holder::Name(scope, name), Holder::Name(0, name)], sources);
                return;
            }
            ExprKind::Attribute { attr, .. } if !CONTENT.contains(&attr.as_str()) => {
                sources.insert(attr);
                self.held_by(&[Holder::Attribute(attr)], sources);
            }
            ExprKind::Call {
                func,
                args,
                keywords,
            } => {
                if let Some(name) = last_name(func) {
                    self.held_by(&[Holder::Function(name)], sources);
                }
                // What is called is no source; the object of a method may be one.
                if let ExprKind::Attribute { value, .. } = &func.kind {
                    self.gather(scope, value, sources);
                }
                for argument in args.iter().chain(keywords.iter().map(|(_, value)| value)) {
                    self.gather(scope, argument, sources);
                }
                return;
            }
            _ => {}
        }
        walk::parts(expression, &mut |part| self.gather(scope, part, sources));
    }

    fn held_by(&self, holders: &[Holder<'a>], sources: &mut Sources<'a>) {
        for holder in holders {
            sources.extend(self.held.get(holder).into_iter().flatten());
        }
    }

    /// A store depends on a read if its value may come from the object that it goes into.
    fn judge(&mut self) {
        for &(scope, line, target, value) in &self.stores {
            let (ExprKind::Attribute { value: object, .. }
            | ExprKind::Subscript { value: object, .. }) = &target.kind
            else {
                continue;
            };
            let Some(name) = last_name(object) else {
                continue;
            };
            let mut into = Sources::from([name]);
            let holder = match &object.kind {
                ExprKind::Name(_) => [Holder::Name(scope, name), Holder::Name(0, name)],
                _ => [Holder::Attribute(name); 2],
            };
            self.held_by(&holder, &mut into);
            if !self.sources(scope, value).is_disjoint(&into) {
                self.lines.insert(line);
            }
        }
    }
}

/// Whether a target looks like the content of a Value or a cell of an Array.
fn is_store(target: &Expr) -> bool {
    match &target.kind {
        ExprKind::Attribute { attr, .. } => CONTENT.contains(&attr.as_str()),
        ExprKind::Subscript { .. } => true,
        _ => false,
    }
}

/// The last name of `a.b.c` or `a.b[i]`.
fn last_name(expression: &Expr) -> Option<&str> {
    match &expression.kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Attribute { attr, .. } => Some(attr),
        ExprKind::Subscript { value, .. } => last_name(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::parse::parse_own;

    #[track_caller]
    fn check(source: &str, expected: &[u32]) {
        let module = parse_own(source).expect("it is Python");
        let lines: Vec<u32> = stores_of_what_was_read(&module).into_iter().collect();
        assert_eq!(lines, expected, "{source}");
    }

    #[test]
    fn what_was_read_is_followed_through_names_and_functions() {
        check("v.value += 1", &[1]);
        check("a[i] += 1\na[0] = a[1]\na[0] = 3", &[1, 2]);
        check("v.value = v.value + 1", &[1]);
        check("x = v.value\ny = x + 1\nsleep(1)\nv.value = y", &[4]);
        check("def f(v):\n  x = v.value\n  v.value = x + 1", &[3]);
        check("def f():\n  return v.value\nv.value = f() + 1", &[3]);
        check("def get(c):\n  return c.value\nv.value = get(v) + 1", &[3]);
        check("def put(c, x):\n  c.value = x\nput(v, v.value + 1)", &[2]);
        check("self.n = self.v.value\nself.v.value = self.n + 1", &[2]);
        check("if (x := v.value) < 9:\n  v.value = x + 1", &[2]);
        check("a[0] = sum(a)", &[1]);
        check("a.value, b.value = b.value, a.value", &[1]);
    }

    #[test]
    fn a_plain_store_depends_on_nothing() {
        check("v.value = 0", &[]);
        check("print(v.value)\nv.value = 0\nflag[me] = True", &[]);
        check(
            "other = 1 - me\nwhile turn.value != me: pass\nturn.value = other",
            &[],
        );
        check(
            "v = Value('i', 0)\nw = Value('i', 0)\nv.value = w.value",
            &[],
        );
        check("for i in range(3):\n  a[i] = i * i", &[]);
    }
}
