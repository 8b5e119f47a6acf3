//! Statements and names in places where CPython's compiler refuses them: `return` outside a function, `break`
//! outside a loop, a name both parameter and `global`, the same parameter twice.

use std::collections::HashSet;

use crate::python::problem::{Problem, ProblemClass};
use crate::python::syntax::{
    Comprehension, Expr, ExprKind, FunctionDef, Handler, Module, Params, Span, Stmt, StmtKind,
};
use crate::python::walk;

/// Everything in `module` that stands where it may not.
pub fn check(source: &str, module: &Module) -> Vec<Problem> {
    let mut checker = Checker {
        source,
        problems: Vec::new(),
    };
    checker.block(&module.body, Place::MODULE, &mut Names::default());
    checker.problems
}

/// What is around a statement.
#[derive(Clone, Copy)]
struct Place {
    is_in_function: bool,
    has_outer_function: bool,
    is_in_loop: bool,
}

impl Place {
    const MODULE: Self = Self {
        is_in_function: false,
        has_outer_function: false,
        is_in_loop: false,
    };
}

/// Names met so far in one function, class body or module.
#[derive(Default)]
struct Names {
    parameters: HashSet<String>,
    used: HashSet<String>,
}

struct Checker<'src> {
    source: &'src str,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn report(&mut self, span: Span, message: impl Into<String>, remedy: &str) {
        let span = span.start as usize..span.end as usize;
        let problem = Problem::new(self.source, &span, ProblemClass::Syntax, message);
        self.problems.push(problem.with_remedy(remedy));
    }

    fn block(&mut self, body: &[Stmt], place: Place, names: &mut Names) {
        for statement in body {
            self.statement(statement, place, names);
        }
    }

    fn statement(&mut self, statement: &Stmt, place: Place, names: &mut Names) {
        self.place(statement, place);
        self.stars(statement);
        self.declarations(statement, place, names);
        walk::expressions(statement, &mut |expression| {
            self.expression(expression, place, names);
        });
        match &statement.kind {
            StmtKind::FunctionDef(function) => {
                names.used.insert(function.name.clone());
                self.function(function, statement.span, place);
            }
            StmtKind::ClassDef(class) => {
                names.used.insert(class.name.clone());
                let inside = Place {
                    is_in_function: false,
                    is_in_loop: false,
                    has_outer_function: place.is_in_function || place.has_outer_function,
                };
                self.block(&class.body, inside, &mut Names::default());
            }
            StmtKind::For { body, orelse, .. } | StmtKind::While { body, orelse, .. } => {
                let inside = Place {
                    is_in_loop: true,
                    ..place
                };
                self.block(body, inside, names);
                self.block(orelse, place, names);
            }
            _ => {
                for block in walk::blocks(statement) {
                    self.block(block, place, names);
                }
            }
        }
    }

    fn place(&mut self, statement: &Stmt, place: Place) {
        let span = statement.span;
        match &statement.kind {
            StmtKind::Return(_) if !place.is_in_function => {
                self.report(
                    span,
                    "`return` outside a function",
                    "use `sys.exit()` to end the program",
                );
            }
            StmtKind::Break if !place.is_in_loop => {
                self.report(
                    span,
                    "`break` outside a loop",
                    "indent it into the loop that it ends",
                );
            }
            StmtKind::Continue if !place.is_in_loop => {
                self.report(
                    span,
                    "`continue` outside a loop",
                    "indent it into the loop that it continues",
                );
            }
            StmtKind::Try {
                handlers, orelse, ..
            } if handlers.is_empty() && !orelse.is_empty() => {
                let span = first_word(span, "try");
                self.report(
                    span,
                    "`try` with `else`, but without `except`",
                    "add `except ...:` before the `else`",
                );
            }
            StmtKind::Try { handlers, .. } => self.handlers(handlers),
            _ => {}
        }
    }

    /// A star stands in a list of targets, once; nowhere alone.
    fn stars(&mut self, statement: &Stmt) {
        let value = match &statement.kind {
            StmtKind::Expr(value)
            | StmtKind::Assign { value, .. }
            | StmtKind::AugAssign { value, .. } => Some(value),
            StmtKind::AnnAssign { value, .. } | StmtKind::Return(value) => value.as_ref(),
            _ => None,
        };
        if let Some(value) = value
            && matches!(value.kind, ExprKind::Starred(_))
        {
            self.report(
                value.span,
                "a `*` stands alone",
                "put it into a list or a call: `[*values]`",
            );
        }
        match &statement.kind {
            StmtKind::Assign { targets, .. } => {
                for target in targets {
                    self.star_target(target);
                }
            }

            StmtKind::For { target, .. } => self.star_target(target),
            StmtKind::With { items, .. } => {
                let targets = items.iter().filter_map(|(_, target)| target.as_ref());
                targets.for_each(|target| self.star_target(target));
            }
            _ => {}
        }
    }

    fn star_target(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Starred(_) => {
                let message = "a target with `*` must stand in a list of targets";
                self.report(target.span, message, "put a comma behind it: `*rest,`");
            }
            ExprKind::Tuple(parts) | ExprKind::List(parts) => self.star_targets(parts),
            _ => {}
        }
    }

    fn star_targets(&mut self, parts: &[Expr]) {
        let is_star = |part: &&Expr| matches!(part.kind, ExprKind::Starred(_));
        if let Some(second) = parts.iter().filter(is_star).nth(1) {
            self.report(
                second.span,
                "a second `*` in one list of targets",
                "leave one of them out",
            );
        }
        for part in parts {
            match &part.kind {
                ExprKind::Starred(inner) => self.star_target(inner),
                _ => self.star_target(part),
            }
        }
    }

    fn handlers(&mut self, handlers: &[Handler]) {
        let Some((_, before_last)) = handlers.split_last() else {
            return;
        };
        if let Some(handler) = before_last.iter().find(|handler| handler.type_.is_none()) {
            let span = first_word(handler.span, "except");
            self.report(
                span,
                "`except:` without a class must be the last",
                "move it behind the others",
            );
        }
    }

    fn declarations(&mut self, statement: &Stmt, place: Place, names: &Names) {
        let (word, declared) = match &statement.kind {
            StmtKind::Global(declared) => ("global", declared),
            StmtKind::Nonlocal(declared) => ("nonlocal", declared),
            _ => return,
        };
        for name in declared {
            if names.parameters.contains(name) {
                let message = format!("`{name}` is a parameter and `{word}`");
                self.report(statement.span, message, "give the parameter another name");
            } else if names.used.contains(name) {
                let message = format!("`{name}` is used before it is declared `{word}`");
                self.report(
                    statement.span,
                    message,
                    "move the declaration to the start of the function",
                );
            }
        }
        if word == "nonlocal" && !place.has_outer_function {
            let message = "`nonlocal` outside a function within a function";
            self.report(
                statement.span,
                message,
                "use `global` for a name of the module",
            );
        }
    }

    fn function(&mut self, function: &FunctionDef, span: Span, place: Place) {
        self.parameters(&function.params, span);
        let mut names = Names {
            parameters: walk::parameter_names(&function.params)
                .map(str::to_owned)
                .collect(),
            used: HashSet::new(),
        };
        let inside = Place {
            is_in_function: true,
            has_outer_function: place.is_in_function || place.has_outer_function,
            is_in_loop: false,
        };
        self.block(&function.body, inside, &mut names);
    }

    fn parameters(&mut self, params: &Params, span: Span) {
        let mut seen = HashSet::new();
        for name in walk::parameter_names(params) {
            if !seen.insert(name) {
                let message = format!("the parameter `{name}` is there twice");
                self.report(span, message, "give one of them another name");
            }
        }
    }

    fn expression(&mut self, expression: &Expr, place: Place, names: &mut Names) {
        match &expression.kind {
            ExprKind::Name(name) | ExprKind::Named { target: name, .. } => {
                names.used.insert(name.clone());
            }
            ExprKind::Yield(_) | ExprKind::YieldFrom(_) if !place.is_in_function => {
                self.report(
                    expression.span,
                    "`yield` outside a function",
                    "put it into a function",
                );
            }
            ExprKind::Call { keywords, .. } => self.keywords(keywords),
            ExprKind::Lambda { params, .. } => self.parameters(params, expression.span),
            ExprKind::Comprehension(node) => self.comprehension(node),
            _ => {}
        }
        let inside = Place {
            is_in_function: place.is_in_function
                || matches!(expression.kind, ExprKind::Lambda { .. }),
            ..place
        };
        walk::parts(expression, &mut |part| self.expression(part, inside, names));
    }

    /// `:=` in a comprehension neither binds the comprehension's own names nor stands in what it iterates.
    fn comprehension(&mut self, node: &Comprehension) {
        let mut own = HashSet::new();
        for generator in &node.generators {
            self.star_target(&generator.target);
            walk::simple_targets(&generator.target, &mut |target| {
                if let ExprKind::Name(name) = &target.kind {
                    own.insert(name.as_str());
                }
            });
        }
        for generator in &node.generators {
            for (target, span) in walrus(&generator.iter) {
                let message = format!("`{target} := ...` in what a comprehension iterates");
                self.report(span, message, "assign it on a line before");
            }
        }
        let tests = node.generators.iter().flat_map(|generator| &generator.ifs);
        for part in tests.chain(walk::comprehension_results(&node.kind)) {
            for (target, span) in walrus(part) {
                if own.contains(target) {
                    let message = format!(
                        "`{target} := ...` binds a name that the comprehension itself binds"
                    );
                    self.report(span, message, "choose another name");
                }
            }
        }
    }

    fn keywords(&mut self, keywords: &[(Option<String>, Expr)]) {
        let mut seen = HashSet::new();
        for (name, value) in keywords {
            if let Some(name) = name
                && !seen.insert(name)
            {
                let message = format!("the argument `{name}` is given twice");
                self.report(value.span, message, "leave one of them out");
            }
        }
    }
}

/// The place of `word`, with which the node at `span` begins.
fn first_word(span: Span, word: &str) -> Span {
    Span {
        end: span.start + word.len() as u32,
        ..span
    }
}

/// Every `name := ...` in `expression` outside lambdas, with its place.
fn walrus(expression: &Expr) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    collect_walrus(expression, &mut found);
    found
}

fn collect_walrus<'tree>(expression: &'tree Expr, found: &mut Vec<(&'tree str, Span)>) {
    match &expression.kind {
        ExprKind::Lambda { .. } => return,
        ExprKind::Named { target, .. } => found.push((target, expression.span)),
        _ => {}
    }
    walk::parts(expression, &mut |part| collect_walrus(part, found));
}
