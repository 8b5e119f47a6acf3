//! What each name of a program stands for, as far as text can tell: a module, or something of the program.

use std::collections::HashMap;

use crate::python::library;
use crate::python::syntax::{Comprehension, Expr, ExprKind, FunctionDef, Params, Stmt, StmtKind};
use crate::python::walk;

/// What a name is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    /// Always the module or known object at this dotted path (which the library may not have).
    Namespace(String),
    /// Something else, or several things.
    Other,
    /// Declared `global`: look in the module's scope.
    Global,
}

/// What kind of text a scope belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// The module.
    Module,
    /// A class body: its names are not seen from the functions in it.
    Class,
    /// A function, lambda or comprehension.
    Function,
}

/// Names bound in one scope.
#[derive(Debug)]
pub struct Scope {
    kind: ScopeKind,
    bindings: HashMap<String, Binding>,
}

impl Scope {
    /// The scope of a module; functions may bind names in it by `global`.
    pub fn of_module(body: &[Stmt]) -> Self {
        let mut scope = Self::of_block(ScopeKind::Module, body);
        bind_globals(body, &mut scope);
        scope
    }

    /// The scope of a class body.
    pub fn of_class(body: &[Stmt]) -> Self {
        Self::of_block(ScopeKind::Class, body)
    }

    /// The scope of a function.
    pub fn of_function(function: &FunctionDef) -> Self {
        let mut scope = Self::of_block(ScopeKind::Function, &function.body);
        scope.bind_parameters(&function.params);
        scope
    }

    /// The scope of a lambda.
    pub fn of_lambda(params: &Params, body: &Expr) -> Self {
        let mut scope = Self::of_block(ScopeKind::Function, &[]);
        scope.bind_parameters(params);
        scope.bind_walrus(body);
        scope
    }

    /// The scope of a comprehension.
    pub fn of_comprehension(node: &Comprehension) -> Self {
        let mut scope = Self::of_block(ScopeKind::Function, &[]);
        for generator in &node.generators {
            walk::simple_targets(&generator.target, &mut |target| scope.bind_target(target));
        }
        scope
    }

    fn of_block(kind: ScopeKind, body: &[Stmt]) -> Self {
        let mut scope = Self {
            kind,
            bindings: HashMap::new(),
        };
        scope.bind_block(body);
        scope
    }

    /// Every name that the scope binds.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.bindings.keys().map(String::as_str)
    }

    /// Binds `name`; a name bound to different things is [`Binding::Other`], a declared `global` stays one.
    fn bind(&mut self, name: &str, binding: Binding) {
        let known = self
            .bindings
            .entry(name.to_owned())
            .or_insert_with(|| binding.clone());
        if *known != binding && *known != Binding::Global {
            *known = if binding == Binding::Global {
                binding
            } else {
                Binding::Other
            };
        }
    }

    fn bind_parameters(&mut self, params: &Params) {
        for name in walk::parameter_names(params) {
            self.bind(name, Binding::Other);
        }
    }

    fn bind_target(&mut self, target: &Expr) {
        if let ExprKind::Name(name) = &target.kind {
            self.bind(name, Binding::Other);
        }
    }

    fn bind_block(&mut self, body: &[Stmt]) {
        for statement in body {
            self.bind_statement(statement);
            walk::targets(statement, &mut |target| self.bind_target(target));
            walk::expressions(statement, &mut |expression| self.bind_walrus(expression));
            for block in walk::blocks(statement) {
                self.bind_block(block);
            }
        }
    }

    fn bind_statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Import(modules) => modules
                .iter()
                .for_each(|(path, name)| self.bind_import(path, name.as_deref())),
            StmtKind::ImportFrom { module, names } => {
                for (name, as_name, _) in names {
                    let path = format!("{module}.{name}");
                    let is_namespace = library::namespace(&path).is_some();
                    let binding = if is_namespace {
                        Binding::Namespace(path)
                    } else {
                        Binding::Other
                    };
                    self.bind(as_name.as_ref().unwrap_or(name), binding);
                }
            }
            StmtKind::FunctionDef(function) => self.bind(&function.name, Binding::Other),
            StmtKind::ClassDef(class) => self.bind(&class.name, Binding::Other),
            StmtKind::Try { handlers, .. } => {
                let names = handlers.iter().filter_map(|handler| handler.name.as_ref());
                names.for_each(|name| self.bind(name, Binding::Other));
            }
            StmtKind::Global(names) => names
                .iter()
                .for_each(|name| self.bind(name, Binding::Global)),
            _ => {}
        }
    }

    /// `import a.b` binds `a`; `import a.b as c` binds `c` to `a.b`.
    fn bind_import(&mut self, path: &str, name: Option<&str>) {
        let root = path.split('.').next().unwrap_or(path);
        match name {
            Some(name) => self.bind(name, Binding::Namespace(path.to_owned())),
            None => self.bind(root, Binding::Namespace(root.to_owned())),
        }
    }

    /// `:=` binds in the scope around it, also out of a comprehension, but not out of a lambda.
    fn bind_walrus(&mut self, expression: &Expr) {
        match &expression.kind {
            ExprKind::Lambda { params, .. } => {
                walk::defaults(params).for_each(|default| self.bind_walrus(default));
                return;
            }
            ExprKind::Named { target, .. } => self.bind(target, Binding::Other),
            _ => {}
        }
        walk::parts(expression, &mut |part| self.bind_walrus(part));
    }
}

/// Binds in the module's scope what functions declare `global`.
fn bind_globals(body: &[Stmt], module: &mut Scope) {
    for statement in body {
        match &statement.kind {
            StmtKind::Global(names) => names
                .iter()
                .for_each(|name| module.bind(name, Binding::Other)),
            StmtKind::FunctionDef(function) => bind_globals(&function.body, module),
            StmtKind::ClassDef(class) => bind_globals(&class.body, module),
            _ => walk::blocks(statement)
                .into_iter()
                .for_each(|block| bind_globals(block, module)),
        }
    }
}

/// The scopes around a place, outermost (the module's) first.
#[derive(Debug)]
pub struct Scopes {
    stack: Vec<Scope>,
}

impl Scopes {
    /// Starts in the module.
    pub fn new(module: Scope) -> Self {
        Self {
            stack: vec![module],
        }
    }

    /// Enters `scope`.
    pub fn push(&mut self, scope: Scope) {
        self.stack.push(scope);
    }

    /// Leaves the innermost scope.
    pub fn pop(&mut self) {
        self.stack.pop();
    }

    /// What `name` stands for here; none if the program does not bind it.
    pub fn resolve(&self, name: &str) -> Option<&Binding> {
        let innermost = self.stack.len().checked_sub(1)?;
        let seen = self.stack.iter().enumerate().rev();
        let found = seen
            .filter(|(index, scope)| scope.kind != ScopeKind::Class || *index == innermost)
            .find_map(|(_, scope)| scope.bindings.get(name))?;
        match found {
            Binding::Global => self.stack.first()?.bindings.get(name),
            _ => Some(found),
        }
    }

    /// Whether a function around the innermost scope binds `name`.
    pub fn is_in_outer_function(&self, name: &str) -> bool {
        let outer = self.stack.iter().rev().skip(1);
        let mut functions = outer.filter(|scope| scope.kind == ScopeKind::Function);
        functions.any(|scope| scope.bindings.contains_key(name))
    }

    /// Dotted path of the module or known object that `expression` always is, if the library knows it.
    pub fn namespace_of(&self, expression: &Expr) -> Option<String> {
        let path = match &expression.kind {
            ExprKind::Name(name) => match self.resolve(name)? {
                Binding::Namespace(path) => path.clone(),
                Binding::Other | Binding::Global => return None,
            },
            ExprKind::Attribute { value, attr } => format!("{}.{attr}", self.namespace_of(value)?),
            _ => return None,
        };
        library::namespace(&path).map(|namespace| namespace.path.to_owned())
    }
}
