//! Statements.

use super::pattern::assigned_names;
use super::scope::{self, Bound, ScopeKind};
use super::{Body, Compiler, Op, Unwind};
use crate::python::problem::ProblemClass;
use crate::python::program::Const;
use crate::python::syntax::{ClassDef, Expr, ExprKind, FunctionDef, Handler, Span, Stmt, StmtKind};

impl<'t> Compiler<'t, '_> {
    pub(super) fn body(&mut self, body: &'t [Stmt]) {
        body.iter().for_each(|stmt| self.stmt(stmt));
    }

    /// Announces the statement, in the program's own code.
    fn line(&mut self, span: Span) {
        if !self.job.library {
            self.emit(Op::Line(span.line), span);
        }
    }

    fn stmt(&mut self, stmt: &'t Stmt) {
        let span = stmt.span;
        let is_docstring = matches!(
            &stmt.kind,
            StmtKind::Expr(Expr {
                kind: ExprKind::Str(_),
                ..
            })
        );
        let silent = is_docstring
            || matches!(
                stmt.kind,
                StmtKind::Try { .. } | StmtKind::Global(_) | StmtKind::Nonlocal(_)
            )
            || matches!(
                stmt.kind,
                StmtKind::While { .. } | StmtKind::AnnAssign { value: None, .. }
            );
        if !silent {
            self.line(span);
        }
        match &stmt.kind {
            StmtKind::Import(names) => names
                .iter()
                .for_each(|(path, alias)| self.import(path, alias.as_deref(), span)),
            StmtKind::ImportFrom { module, names } => self.import_from(module, names, span),
            StmtKind::FunctionDef(def) => self.function_def(def, span),
            StmtKind::ClassDef(def) => self.class_def(def, span),
            StmtKind::Return(value) => self.return_(value.as_ref(), span),
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.delete(target)),
            StmtKind::Assign { targets, value } => self.assign(targets, value, span),
            StmtKind::AugAssign { target, op, value } => self.aug_assign(target, *op, value, span),
            StmtKind::AnnAssign { target, value } => {
                if let Some(value) = value {
                    self.assign(std::slice::from_ref(target), value, span);
                }
            }
            StmtKind::For {
                target,
                iter,
                body,
                orelse,
            } => self.for_(target, (iter, span), body, orelse),
            StmtKind::While { test, body, orelse } => self.while_(test, body, orelse),
            StmtKind::If { test, body, orelse } => self.if_(test, body, orelse, span),
            StmtKind::With { items, body } => self.with(items, body, span),
            StmtKind::Raise { exc, cause } => self.raise(exc.as_ref(), cause.as_ref(), span),
            StmtKind::Try {
                body,
                handlers,
                orelse,
                finalbody,
            } if finalbody.is_empty() => {
                self.try_except(body, handlers, orelse, span);
            }
            StmtKind::Try {
                body,
                handlers,
                orelse,
                finalbody,
            } => {
                self.try_finally(body, handlers, orelse, finalbody, span);
            }
            StmtKind::Assert { test, msg } => self.assert(test, msg.as_ref(), span),
            StmtKind::Expr(value) => {
                if !is_docstring {
                    self.expr(value);
                    self.emit(Op::Pop, span);
                }
            }
            StmtKind::Break => self.leave_loop(span, true),
            StmtKind::Continue => self.leave_loop(span, false),
            StmtKind::Global(_) | StmtKind::Nonlocal(_) | StmtKind::Pass => {}
        }
    }

    // --- imports --------------------------------------------------------------------------------------------------

    fn unit_of(&mut self, path: &str, span: Span) -> Option<u16> {
        let found = self
            .job
            .known
            .iter()
            .position(|known| **known == *path)
            .filter(|index| *index != 0);
        if found.is_none() {
            let message = (
                format!("the module `{path}` is not available"),
                format!("模块 `{path}` 不可用"),
            );
            let remedy = (
                "use `multiprocessing`, `time`, `random`, `os`, `sys`, `math` or `queue`",
                "用 `multiprocessing`、`time`、`random`、`os`、`sys`、`math` 或 `queue`",
            );
            self.problem(span, ProblemClass::Unsupported, message, remedy);
        }
        found.map(|index| index as u16)
    }

    fn import(&mut self, path: &str, alias: Option<&str>, span: Span) {
        let Some(unit) = self.unit_of(path, span) else {
            return;
        };
        self.emit(Op::Import(unit), span);
        match (alias, path.split_once('.')) {
            (Some(alias), _) => self.store_name(alias, span),
            (None, None) => self.store_name(path, span),
            (None, Some((first, _))) => {
                self.emit(Op::Pop, span);
                if let Some(unit) = self.unit_of(first, span) {
                    self.emit(Op::Import(unit), span);
                    self.store_name(first, span);
                }
            }
        }
    }

    fn import_from(&mut self, module: &str, names: &[(String, Option<String>, Span)], span: Span) {
        if module == "__future__" {
            return;
        }
        let Some(unit) = self.unit_of(module, span) else {
            return;
        };
        self.emit(Op::Import(unit), span);
        for (name, alias, place) in names {
            let submodule = format!("{module}.{name}");
            if let Some(index) = self
                .job
                .known
                .iter()
                .position(|known| **known == *submodule)
            {
                self.emit(Op::Import(index as u16), *place);
            } else {
                let interned = self.intern(name);
                self.emit(Op::ImportFrom(interned), span);
            }
            self.store_name(alias.as_deref().unwrap_or(name), *place);
        }
        self.emit(Op::Pop, span);
    }

    // --- definitions ----------------------------------------------------------------------------------------------

    fn function_def(&mut self, def: &'t FunctionDef, span: Span) {
        def.decorators
            .iter()
            .for_each(|decorator| self.expr(decorator));
        self.function(&def.name, &def.params, span, Body::Statements(&def.body));
        for decorator in def.decorators.iter().rev() {
            self.emit(Op::Call(1), decorator.span);
        }
        self.store_name(&def.name, span);
    }

    fn class_def(&mut self, def: &'t ClassDef, span: Span) {
        def.decorators
            .iter()
            .for_each(|decorator| self.expr(decorator));
        match &def.base {
            Some(base) => self.expr(base),
            None => {
                self.emit(Op::None, span);
            }
        }
        let bound = Bound::of_body(&def.body);
        let free = scope::free_of_class(&def.body);
        let order: Vec<String> = definition_order(&def.body);
        let order: Vec<String> = order
            .into_iter()
            .filter(|name| bound.is_local(name))
            .collect();
        let index = self.open(
            ScopeKind::Class,
            &def.name,
            bound,
            &order,
            &scope::NameSet::new(),
            &free,
        );
        self.scope().code.doc = super::docstring(&def.body);
        self.classes.push(&def.name);
        self.body(&def.body);
        self.classes.pop();
        self.emit(Op::ReturnNamespace, span);
        let Some(scope) = self.scopes.pop() else {
            return;
        };
        self.codes[index] = Some(scope.code);
        self.closure(&scope.captured, span);
        self.emit(Op::None, span);
        self.emit(Op::None, span);
        self.emit(Op::MakeFunction(index as u16), span);
        let name = self.constant(Const::Str(def.name.as_str().into()));
        self.emit(Op::BuildClass(name), span);
        for decorator in def.decorators.iter().rev() {
            self.emit(Op::Call(1), decorator.span);
        }
        self.store_name(&def.name, span);
    }

    // --- simple statements ----------------------------------------------------------------------------------------

    fn assign(&mut self, targets: &'t [Expr], value: &'t Expr, span: Span) {
        self.named(value, &assigned_names(targets), targets);
        for (index, target) in targets.iter().enumerate() {
            if index + 1 < targets.len() {
                self.emit(Op::Dup, span);
            }
            self.store(target);
        }
    }

    /// A value that gets names: what a call makes is told with them, also in a tuple or list, place by place.
    fn named(&mut self, value: &'t Expr, names: &[String], targets: &'t [Expr]) {
        match &value.kind {
            ExprKind::Call {
                func,
                args,
                keywords,
            } => {
                let names = (!names.is_empty()).then(|| self.names_constant(names));
                self.call(func, args, keywords, value.span, names);
            }
            ExprKind::Tuple(items) | ExprKind::List(items) if !items.iter().any(is_starred) => {
                for (index, item) in items.iter().enumerate() {
                    let target = place_in(targets, index, items.len());
                    let names = match target {
                        Some(target) => assigned_names(target),
                        // The whole goes by one name.
                        None => names
                            .iter()
                            .map(|name| format!("{name}[{index}]"))
                            .collect(),
                    };
                    self.named(item, &names, target.unwrap_or_default());
                }
                let n_items = items.len() as u32;
                let is_tuple = matches!(value.kind, ExprKind::Tuple(_));
                let build = if is_tuple {
                    Op::BuildTuple(n_items)
                } else {
                    Op::BuildList(n_items)
                };
                self.emit(build, value.span);
            }
            _ => self.expr(value),
        }
    }

    fn aug_assign(
        &mut self,
        target: &'t Expr,
        op: crate::python::syntax::BinaryOp,
        value: &'t Expr,
        span: Span,
    ) {
        match &target.kind {
            ExprKind::Attribute {
                value: object,
                attr,
            } => {
                self.expr(object);
                self.emit(Op::Dup, span);
                let name = self.attribute(attr);
                self.emit(Op::LoadAttr(name), target.span);
                self.expr(value);
                self.emit(Op::Inplace(op), span);
                self.emit(Op::Swap, span);
                self.emit(Op::StoreAttr(name), target.span);
            }
            ExprKind::Subscript {
                value: object,
                index,
            } => {
                self.expr(object);
                self.expr(index);
                self.emit(Op::DupTwo, span);
                self.emit(Op::Index, target.span);
                self.expr(value);
                self.emit(Op::Inplace(op), span);
                self.emit(Op::RotThree, span);
                self.emit(Op::StoreIndex, target.span);
            }
            _ => {
                self.expr(target);
                self.expr(value);
                self.emit(Op::Inplace(op), span);
                self.store(target);
            }
        }
    }

    fn raise(&mut self, exc: Option<&'t Expr>, cause: Option<&'t Expr>, span: Span) {
        let parts: Vec<&'t Expr> = exc.into_iter().chain(cause).collect();
        for part in &parts {
            self.expr(part);
        }
        self.emit(Op::Raise(parts.len() as u8), span);
    }

    fn assert(&mut self, test: &'t Expr, msg: Option<&'t Expr>, span: Span) {
        let holds = self.condition(test, true);
        self.emit(Op::AssertionError, span);
        if let Some(msg) = msg {
            self.expr(msg);
            self.emit(Op::Call(1), span);
        }
        // CPython folds a constant test away, and its place with it.
        let place = if super::expr::is_constant(test) {
            span
        } else {
            test.span
        };
        self.emit(Op::Raise(1), place);
        self.land(holds);
    }

    // --- branches and loops ---------------------------------------------------------------------------------------

    /// Evaluates a condition and jumps if it is `jump_if`; the jump is to be landed.
    fn condition(&mut self, test: &'t Expr, jump_if: bool) -> usize {
        if let ExprKind::Unary {
            op: crate::python::syntax::UnaryOp::Not,
            operand,
        } = &test.kind
        {
            return self.condition(operand, !jump_if);
        }
        self.expr(test);
        let op = if jump_if {
            Op::JumpIfTrue(0)
        } else {
            Op::JumpIfFalse(0)
        };
        self.emit(op, test.span)
    }

    fn if_(&mut self, test: &'t Expr, body: &'t [Stmt], orelse: &'t [Stmt], span: Span) {
        let otherwise = self.condition(test, false);
        self.body(body);
        if orelse.is_empty() {
            self.land(otherwise);
            return;
        }
        let end = self.emit(Op::Jump(0), span);
        self.land(otherwise);
        self.body(orelse);
        self.land(end);
    }

    fn while_(&mut self, test: &'t Expr, body: &'t [Stmt], orelse: &'t [Stmt]) {
        let again = self.here();
        self.line(test.span);
        let is_endless = matches!(test.kind, ExprKind::Bool(true))
            || matches!(&test.kind, ExprKind::Int(it) if *it == 1.into());
        let out = (!is_endless).then(|| self.condition(test, false));
        self.scope().unwind.push(Unwind::Loop {
            again,
            breaks: Vec::new(),
            is_for: false,
        });
        self.body(body);
        self.emit(Op::Jump(again as u32), test.span);
        let breaks = self.end_loop();
        if let Some(out) = out {
            self.land(out);
        }
        self.body(orelse);
        breaks.into_iter().for_each(|at| self.land(at));
    }

    /// The whole statement, `span`, is where CPython asks for the iterator and for its items.
    fn for_(
        &mut self,
        target: &'t Expr,
        (iter, span): (&'t Expr, Span),
        body: &'t [Stmt],
        orelse: &'t [Stmt],
    ) {
        self.iterated(iter);
        self.emit(Op::GetIter, span);
        let start = self.emit(Op::Jump(0), span);
        let again = self.here();
        self.line(target.span);
        self.land(start);
        let next = self.emit(Op::ForIter(0), span);
        self.store(target);
        self.scope().unwind.push(Unwind::Loop {
            again,
            breaks: Vec::new(),
            is_for: true,
        });
        self.body(body);
        self.emit(Op::Jump(again as u32), iter.span);
        let breaks = self.end_loop();
        self.land(next);
        self.body(orelse);
        breaks.into_iter().for_each(|at| self.land(at));
    }

    fn end_loop(&mut self) -> Vec<usize> {
        match self.scope().unwind.pop() {
            Some(Unwind::Loop { breaks, .. }) => breaks,
            _ => Vec::new(),
        }
    }

    /// `break` and `continue`.
    fn leave_loop(&mut self, span: Span, is_break: bool) {
        let mut kept = Vec::new();
        while let Some(unwind) = self.scope().unwind.pop() {
            if let Unwind::Loop { again, is_for, .. } = &unwind {
                let (again, is_for) = (*again, *is_for);
                if is_break && is_for {
                    self.emit(Op::Pop, span);
                }
                let target = if is_break { 0 } else { again as u32 };
                let jump = self.emit(Op::Jump(target), span);
                self.scope().unwind.push(unwind);
                if is_break
                    && let Some(Unwind::Loop { breaks, .. }) = self.scope().unwind.last_mut()
                {
                    breaks.push(jump);
                }
                break;
            }
            self.undo(&unwind, span, false);
            kept.push(unwind);
        }
        self.scope().unwind.extend(kept.into_iter().rev());
    }

    fn return_(&mut self, value: Option<&'t Expr>, span: Span) {
        match value {
            Some(value) => self.expr(value),
            None => {
                self.emit(Op::None, span);
            }
        }
        let mut kept = Vec::new();
        while let Some(unwind) = self.scope().unwind.pop() {
            self.undo(&unwind, span, true);
            kept.push(unwind);
        }
        self.scope().unwind.extend(kept.into_iter().rev());
        self.emit(Op::Return, span);
    }

    /// Undoes one construct on the way out; `above` tells that a value lies on top of the stack.
    fn undo(&mut self, unwind: &Unwind<'t>, span: Span, above: bool) {
        match unwind {
            Unwind::Loop { is_for: true, .. } => {
                self.emit(Op::Swap, span);
                self.emit(Op::Pop, span);
            }
            Unwind::Loop { .. } => {}
            Unwind::Try => {
                self.emit(Op::PopBlock, span);
            }
            Unwind::Finally(body) => {
                self.emit(Op::PopBlock, span);
                self.body(body);
            }
            Unwind::With => {
                self.emit(Op::PopBlock, span);
                if above {
                    self.emit(Op::Swap, span);
                }
                self.emit(Op::ExitWith, span);
                self.emit(Op::Pop, span);
            }
            Unwind::Handler(name) => {
                if let Some(name) = name {
                    self.forget(name, span);
                }
                self.emit(Op::EndHandler, span);
            }
        }
    }

    // --- exceptions -----------------------------------------------------------------------------------------------

    fn try_finally(
        &mut self,
        body: &'t [Stmt],
        handlers: &'t [Handler],
        orelse: &'t [Stmt],
        finalbody: &'t [Stmt],
        span: Span,
    ) {
        let setup = self.emit(Op::SetupTry(0), span);
        self.scope().unwind.push(Unwind::Finally(finalbody));
        if handlers.is_empty() {
            self.body(body);
            self.body(orelse);
        } else {
            self.try_except(body, handlers, orelse, span);
        }
        self.scope().unwind.pop();
        self.emit(Op::PopBlock, span);
        self.body(finalbody);
        let end = self.emit(Op::Jump(0), span);
        self.land(setup);
        self.scope().unwind.push(Unwind::Handler(None));
        self.body(finalbody);
        self.scope().unwind.pop();
        self.emit(Op::Reraise, span);
        self.land(end);
    }

    fn try_except(
        &mut self,
        body: &'t [Stmt],
        handlers: &'t [Handler],
        orelse: &'t [Stmt],
        span: Span,
    ) {
        let setup = self.emit(Op::SetupTry(0), span);
        self.scope().unwind.push(Unwind::Try);
        self.body(body);
        self.scope().unwind.pop();
        self.emit(Op::PopBlock, span);
        self.body(orelse);
        let mut ends = vec![self.emit(Op::Jump(0), span)];
        self.land(setup);
        for handler in handlers {
            ends.push(self.handler(handler));
        }
        self.emit(Op::Reraise, span);
        ends.into_iter().for_each(|at| self.land(at));
    }

    /// One `except` part; returns the jump to the end.
    fn handler(&mut self, handler: &'t Handler) -> usize {
        let span = handler.span;
        self.line(span);
        let next = handler.type_.as_ref().map(|class| {
            self.expr(class);
            self.emit(Op::MatchException, class.span);
            self.emit(Op::JumpIfFalse(0), class.span)
        });
        self.scope()
            .unwind
            .push(Unwind::Handler(handler.name.as_deref()));
        let raised = handler.name.as_ref().map(|name| {
            self.emit(Op::LoadHandled, span);
            self.store_name(name, span);
            self.scope().unwind.push(Unwind::Try);
            self.emit(Op::SetupTry(0), span)
        });
        self.body(&handler.body);
        if let Some(name) = &handler.name {
            self.scope().unwind.pop();
            self.emit(Op::PopBlock, span);
            self.forget(name, span);
        }
        self.scope().unwind.pop();
        self.emit(Op::EndHandler, span);
        let end = self.emit(Op::Jump(0), span);
        // The name goes, too, where an exception leaves the part.
        if let (Some(raised), Some(name)) = (raised, &handler.name) {
            self.land(raised);
            self.forget(name, span);
            self.emit(Op::Reraise, span);
        }
        if let Some(next) = next {
            self.land(next);
        }
        end
    }

    /// Unbinds the name of an `except ... as name`, which the body may have unbound already.
    fn forget(&mut self, name: &str, span: Span) {
        self.emit(Op::None, span);
        self.store_name(name, span);
        self.delete_name(name, span);
    }

    fn with(&mut self, items: &'t [(Expr, Option<Expr>)], body: &'t [Stmt], span: Span) {
        let Some(((manager, target), rest)) = items.split_first() else {
            self.body(body);
            return;
        };
        self.expr(manager);
        self.emit(Op::EnterWith, span);
        match target {
            Some(target) => self.store(target),
            None => {
                self.emit(Op::Pop, span);
            }
        }
        let setup = self.emit(Op::SetupTry(0), span);
        self.scope().unwind.push(Unwind::With);
        self.with(rest, body, span);
        self.scope().unwind.pop();
        self.emit(Op::PopBlock, span);
        self.emit(Op::ExitWith, span);
        self.emit(Op::Pop, span);
        let end = self.emit(Op::Jump(0), span);
        self.land(setup);
        self.emit(Op::ExitWithException, span);
        let swallowed = self.emit(Op::JumpIfTrue(0), span);
        self.emit(Op::Reraise, span);
        self.land(swallowed);
        self.emit(Op::EndHandler, span);
        self.land(end);
    }
}

fn is_starred(expression: &Expr) -> bool {
    matches!(expression.kind, ExprKind::Starred(_))
}

/// Where the item of this index goes, if the one target takes `n_items` apart, one by one.
fn place_in(targets: &[Expr], index: usize, n_items: usize) -> Option<&[Expr]> {
    let [target] = targets else { return None };
    let (ExprKind::Tuple(places) | ExprKind::List(places)) = &target.kind else {
        return None;
    };
    let fits = places.len() == n_items && !places.iter().any(is_starred);
    fits.then(|| &places[index..=index])
}

/// Names of a class body in the order in which its statements define them.
fn definition_order(body: &[Stmt]) -> Vec<String> {
    let mut order: Vec<String> = Vec::new();
    for stmt in body {
        let names = match &stmt.kind {
            StmtKind::FunctionDef(def) => vec![def.name.clone()],
            StmtKind::ClassDef(def) => vec![def.name.clone()],
            StmtKind::Assign { targets, .. } => assigned_names(targets),
            StmtKind::AnnAssign { target, .. } => assigned_names(std::slice::from_ref(target)),
            _ => Vec::new(),
        };
        for name in names {
            if !order.contains(&name) {
                order.push(name);
            }
        }
    }
    order
}
