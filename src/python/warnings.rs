//! The `SyntaxWarning`s that CPython's compiler prints before a program runs.
//!
//! Source: CPython 3.11, `Python/compile.c` (`check_compare`, `check_caller`, `check_subscripter`, `check_index` and
//! `compiler_assert`). What it says of escapes in text is a DeprecationWarning, which it keeps to itself.

use super::syntax::{
    CompareOp, ComprehensionKind, Expr, ExprKind, Module, Span, Stmt, StmtKind, UnaryOp,
};
use super::walk;

/// One warning: line, from 1, and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Warning {
    pub line: u32,
    pub text: String,
}

/// The warnings of a program, in the order in which CPython compiles it.
pub(super) fn warnings(module: &Module) -> Vec<Warning> {
    let mut search = Search::default();
    search.block(&module.body);
    search.found
}

/// What a jump out of a block passes.
#[derive(Clone, Copy)]
enum Open<'tree> {
    Loop,
    Finally(&'tree [Stmt]),
}

#[derive(Default)]
struct Search<'tree> {
    found: Vec<Warning>,
    /// Around the present statement, outermost first.
    open: Vec<Open<'tree>>,
}

impl<'tree> Search<'tree> {
    fn warn(&mut self, span: Span, text: impl Into<String>) {
        let line = span.line;
        let text = text.into();
        self.found.push(Warning { line, text });
    }

    fn block(&mut self, block: &'tree [Stmt]) {
        for stmt in block {
            self.statement(stmt);
        }
    }

    fn inside(&mut self, open: Open<'tree>, blocks: &[&'tree [Stmt]]) {
        self.open.push(open);
        for block in blocks {
            self.block(block);
        }
        self.open.pop();
    }

    /// A block of its own: jumps do not leave it.
    fn scope(&mut self, block: &'tree [Stmt]) {
        let outside = std::mem::take(&mut self.open);
        self.block(block);
        self.open = outside;
    }

    /// A jump compiles the `finally` parts that it passes once more: up to the loop, or all of them.
    fn jump(&mut self, is_return: bool) {
        let outside = self.open.clone();
        while let Some(open) = self.open.pop() {
            match open {
                Open::Loop if !is_return => break,
                Open::Loop => {}
                Open::Finally(block) => self.block(block),
            }
        }
        self.open = outside;
    }

    fn statement(&mut self, stmt: &'tree Stmt) {
        if let StmtKind::Assert { test, .. } = &stmt.kind
            && matches!(&test.kind, ExprKind::Tuple(items) if !items.is_empty())
        {
            let text = "assertion is always true, perhaps remove parentheses?";
            self.warn(stmt.span, text);
        }
        walk::expressions(stmt, &mut |expr| self.expression(expr));
        match &stmt.kind {
            StmtKind::FunctionDef(function) => self.scope(&function.body),
            StmtKind::ClassDef(class) => self.scope(&class.body),
            StmtKind::Return(_) => self.jump(true),
            StmtKind::Break | StmtKind::Continue => self.jump(false),
            StmtKind::For { body, orelse, .. } | StmtKind::While { body, orelse, .. } => {
                self.inside(Open::Loop, &[body]);
                self.block(orelse);
            }
            // Its end is compiled a second time, for exceptions.
            StmtKind::Try { finalbody, .. } => {
                let mut blocks = walk::blocks(stmt);
                blocks.pop();
                if finalbody.is_empty() {
                    for block in blocks {
                        self.block(block);
                    }
                } else {
                    self.inside(Open::Finally(finalbody), &blocks);
                    self.block(finalbody);
                    self.block(finalbody);
                }
            }
            _ => walk::blocks(stmt)
                .into_iter()
                .for_each(|block| self.block(block)),
        }
    }

    fn expression(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Compare { left, links } => self.compare(expr, left, links),
            ExprKind::Call { func, .. } => self.caller(expr, func),
            ExprKind::Subscript { value, index } => self.subscript(expr, value, index),
            _ => {}
        }
        walk::parts(expr, &mut |part| self.expression(part));
    }

    /// `x is 5`: whether two equal values are one object is not for the program to know.
    fn compare(&mut self, expr: &Expr, left: &Expr, links: &[(CompareOp, Expr)]) {
        let mut left_may_be = !is_literal(left);
        for (op, right) in links {
            let right_may_be = !is_literal(right);
            if matches!(op, CompareOp::Is | CompareOp::IsNot) && !(left_may_be && right_may_be) {
                let text = if *op == CompareOp::Is {
                    "\"is\" with a literal. Did you mean \"==\"?"
                } else {
                    "\"is not\" with a literal. Did you mean \"!=\"?"
                };
                self.warn(expr.span, text);
                return;
            }
            left_may_be = right_may_be;
        }
    }

    /// `5 (x)`, `[(1, 2) (3, 4)]`: most likely a comma is missing.
    fn caller(&mut self, expr: &Expr, func: &Expr) {
        let is_display = !matches!(func.kind, ExprKind::Lambda { .. });
        if let (true, Some(kind)) = (is_display, type_of(func)) {
            let text = format!("'{kind}' object is not callable; perhaps you missed a comma?");
            self.warn(expr.span, text);
        }
    }

    fn subscript(&mut self, expr: &Expr, value: &Expr, index: &Expr) {
        let Some(kind) = type_of(value) else { return };
        let is_sequence = matches!(kind, "str" | "bytes" | "tuple" | "list");
        if !is_sequence && kind != "dict" {
            let text = format!("'{kind}' object is not subscriptable; perhaps you missed a comma?");
            self.warn(expr.span, text);
        }
        let place = type_of(index).filter(|place| !matches!(*place, "int" | "bool"));
        if let (true, Some(place)) = (is_sequence, place) {
            let text = format!(
                "{kind} indices must be integers or slices, not {place}; perhaps you missed a comma?"
            );
            self.warn(expr.span, text);
        }
    }
}

/// Whether CPython takes an expression for a constant other than `None`, `True`, `False` and `...`.
fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Bytes(_) => true,
        ExprKind::Tuple(items) => items.iter().all(is_folded),
        ExprKind::Unary { op, operand } => *op != UnaryOp::Not && is_literal(operand),
        ExprKind::Binary { left, right, .. } => is_literal(left) && is_literal(right),
        _ => false,
    }
}

fn is_folded(expr: &Expr) -> bool {
    let is_single = matches!(
        expr.kind,
        ExprKind::None | ExprKind::Bool(_) | ExprKind::Ellipsis
    );
    is_single || is_literal(expr)
}

/// Type of an expression, where its form tells.
fn type_of(expr: &Expr) -> Option<&'static str> {
    Some(match &expr.kind {
        ExprKind::None => "NoneType",
        ExprKind::Bool(_) => "bool",
        ExprKind::Int(_) => "int",
        ExprKind::Float(_) => "float",
        ExprKind::Str(_) | ExprKind::FString(_) => "str",
        ExprKind::Bytes(_) => "bytes",
        ExprKind::Ellipsis => "ellipsis",
        ExprKind::Tuple(_) => "tuple",
        ExprKind::List(_) => "list",
        ExprKind::Set(_) => "set",
        ExprKind::Dict(_) => "dict",
        ExprKind::Lambda { .. } => "function",
        ExprKind::Unary { op, operand } if *op != UnaryOp::Not && is_literal(operand) => {
            return type_of(operand);
        }
        ExprKind::Comprehension(it) => match it.kind {
            ComprehensionKind::List(_) => "list",
            ComprehensionKind::Set(_) => "set",
            ComprehensionKind::Dict(..) => "dict",
            ComprehensionKind::Generator(_) => "generator",
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::warnings;

    fn texts(source: &str) -> Vec<String> {
        let module = crate::python::parse::parse_own(source).expect("the source is well formed");
        let found = warnings(&module);
        found
            .into_iter()
            .map(|it| format!("{}: {}", it.line, it.text))
            .collect()
    }

    #[test]
    fn a_literal_behind_is_draws_a_warning_and_none_does_not() {
        let found = texts("x = 1\nx is None\nx is not True\nx is -5\n");
        assert_eq!(found, ["4: \"is\" with a literal. Did you mean \"==\"?"]);
    }

    #[test]
    fn a_finally_part_is_told_twice() {
        let found = texts("try:\n    pass\nfinally:\n    5 ()\n");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], found[1]);
    }
}
