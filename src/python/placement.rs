//! Statements and names in places where CPython's compiler refuses them: `return` outside a function, `break`
//! outside a loop, a name both parameter and `global`, the same parameter twice.

use std::collections::HashSet;

use crate::lesson::Text;
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
    fn report(&mut self, span: Span, message: impl Into<Text>, remedy: impl Into<Text>) {
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
                    ("`return` outside a function", "`return` 在函数之外"),
                    (
                        "use `sys.exit()` to end the program",
                        "要结束程序，用 `sys.exit()`",
                    ),
                );
            }
            StmtKind::Break if !place.is_in_loop => {
                self.report(
                    span,
                    ("`break` outside a loop", "`break` 在循环之外"),
                    (
                        "indent it into the loop that it ends",
                        "把它缩进到要结束的循环里",
                    ),
                );
            }
            StmtKind::Continue if !place.is_in_loop => {
                self.report(
                    span,
                    ("`continue` outside a loop", "`continue` 在循环之外"),
                    (
                        "indent it into the loop that it continues",
                        "把它缩进到要继续的循环里",
                    ),
                );
            }
            StmtKind::Try {
                handlers, orelse, ..
            } if handlers.is_empty() && !orelse.is_empty() => {
                let span = first_word(span, "try");
                self.report(
                    span,
                    (
                        "`try` with `else`, but without `except`",
                        "`try` 有 `else`，却没有 `except`",
                    ),
                    (
                        "add `except ...:` before the `else`",
                        "在 `else` 之前加上 `except ...:`",
                    ),
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
                ("a `*` stands alone", "`*` 不能单独出现"),
                (
                    "put it into a list or a call: `[*values]`",
                    "放进列表或调用里：`[*values]`",
                ),
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
                let message = (
                    "a target with `*` must stand in a list of targets",
                    "带 `*` 的赋值目标必须在一列目标之中",
                );
                let remedy = (
                    "put a comma behind it: `*rest,`",
                    "在它后面加逗号：`*rest,`",
                );
                self.report(target.span, message, remedy);
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
                (
                    "a second `*` in one list of targets",
                    "同一列目标里有第二个 `*`",
                ),
                ("leave one of them out", "去掉其中一个"),
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
                (
                    "`except:` without a class must be the last",
                    "不带类的 `except:` 必须是最后一个",
                ),
                ("move it behind the others", "移到其他 `except` 之后"),
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
                let message = (
                    format!("`{name}` is a parameter and `{word}`"),
                    format!("`{name}` 既是参数又是 `{word}`"),
                );
                let remedy = ("give the parameter another name", "给参数换个名字");
                self.report(statement.span, message, remedy);
            } else if names.used.contains(name) {
                let message = (
                    format!("`{name}` is used before it is declared `{word}`"),
                    format!("`{name}` 在声明为 `{word}` 之前就用到了"),
                );
                let remedy = (
                    "move the declaration to the start of the function",
                    "把声明移到函数开头",
                );
                self.report(statement.span, message, remedy);
            }
        }
        if word == "nonlocal" && !place.has_outer_function {
            let message = (
                "`nonlocal` outside a function within a function",
                "`nonlocal` 不在函数内的函数里",
            );
            let remedy = (
                "use `global` for a name of the module",
                "模块的名字用 `global`",
            );
            self.report(statement.span, message, remedy);
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
                let message = (
                    format!("the parameter `{name}` is there twice"),
                    format!("参数 `{name}` 出现了两次"),
                );
                let remedy = ("give one of them another name", "给其中一个换个名字");
                self.report(span, message, remedy);
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
                    ("`yield` outside a function", "`yield` 在函数之外"),
                    ("put it into a function", "放进函数里"),
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
                let message = (
                    format!("`{target} := ...` in what a comprehension iterates"),
                    format!("`{target} := ...` 出现在推导式所遍历的对象里"),
                );
                let remedy = ("assign it on a line before", "在前一行赋值");
                self.report(span, message, remedy);
            }
        }
        let tests = node.generators.iter().flat_map(|generator| &generator.ifs);
        for part in tests.chain(walk::comprehension_results(&node.kind)) {
            for (target, span) in walrus(part) {
                if own.contains(target) {
                    let message = (
                        format!(
                            "`{target} := ...` binds a name that the comprehension itself binds"
                        ),
                        format!("`{target} := ...` 绑定了推导式自己绑定的名字"),
                    );
                    self.report(span, message, ("choose another name", "换个名字"));
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
                let message = (
                    format!("the argument `{name}` is given twice"),
                    format!("参数 `{name}` 给了两次"),
                );
                let remedy = ("leave one of them out", "去掉其中一个");
                self.report(value.span, message, remedy);
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
