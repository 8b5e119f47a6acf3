//! Expressions.

use num_traits::ToPrimitive;

use super::{Body, Compiler, Op, Place};
use crate::python::program::Const;
use crate::python::syntax::{
    BinaryOp, CompareOp, Comprehension, ComprehensionKind, Expr, ExprKind, FStringPart, Params,
    Span, UnaryOp,
};

static NO_PARAMS: std::sync::LazyLock<Params> = std::sync::LazyLock::new(|| Params {
    positional: vec![(".0".to_owned(), None)],
    ..Params::default()
});

impl<'t> Compiler<'t, '_> {
    /// Pushes the value of an expression.
    pub(super) fn expr(&mut self, expr: &'t Expr) {
        let span = expr.span;
        if let Some(value) = constant(expr) {
            self.push_constant(value, span);
            return;
        }
        match &expr.kind {
            ExprKind::Name(name) => self.load_name(name, span),
            ExprKind::FString(parts) => self.f_string(parts, span),
            ExprKind::Attribute { value, attr } => {
                self.expr(value);
                let name = self.attribute(attr);
                self.emit(Op::LoadAttr(name), span);
            }
            ExprKind::Subscript { value, index } => {
                self.expr(value);
                self.expr(index);
                let mark = (self.job.source.get(span.start as usize..span.end as usize))
                    .is_some_and(|text| !text.contains('\n'))
                    .then_some((value.span.end, span.end));
                self.emit_at(Op::Index, Place { span, mark });
            }
            ExprKind::Slice { lower, upper, step } => {
                for part in [lower, upper, step] {
                    match part {
                        Some(part) => self.expr(part),
                        None => {
                            self.emit(Op::None, span);
                        }
                    }
                }
                self.emit(Op::BuildSlice, span);
            }
            ExprKind::Call {
                func,
                args,
                keywords,
            } => self.call(func, args, keywords, span, None),
            ExprKind::Binary { left, op, right } => self.binary(left, *op, right, span),
            ExprKind::Unary { op, operand } => {
                self.expr(operand);
                let op = match op {
                    UnaryOp::Not => Op::Not,
                    UnaryOp::Neg => Op::Neg,
                    UnaryOp::Pos => Op::Pos,
                    UnaryOp::Invert => Op::Invert,
                };
                self.emit(op, span);
            }
            ExprKind::BoolOp { is_and, values } => self.bool_op(*is_and, values, span),
            ExprKind::Compare { left, links } => self.compare(left, links, span),
            ExprKind::IfExp { test, body, orelse } => {
                self.expr(test);
                let otherwise = self.emit(Op::JumpIfFalse(0), test.span);
                self.expr(body);
                let end = self.emit(Op::Jump(0), span);
                self.land(otherwise);
                self.expr(orelse);
                self.land(end);
            }
            ExprKind::Named { target, value } => {
                self.expr(value);
                self.emit(Op::Dup, span);
                self.store_name(target, span);
            }
            ExprKind::Lambda { params, body } => {
                self.function("<lambda>", params, span, Body::Expression(body));
            }
            ExprKind::List(items) => self.display(items, span, Op::BuildList),
            ExprKind::Tuple(items) => {
                self.display(items, span, Op::BuildTuple);
            }
            ExprKind::Set(items) => {
                self.display(items, span, Op::BuildSet);
                if items.len() > 2 && items.iter().all(is_constant) {
                    self.emit(Op::SettleSet, span);
                    self.emit(Op::CopySet, span);
                }
            }
            ExprKind::Dict(items) => self.dict(items, span),
            ExprKind::Starred(inner) => self.expr(inner),
            ExprKind::Comprehension(it) => self.comprehension(it, span),
            ExprKind::Yield(value) => {
                match value {
                    Some(value) => self.expr(value),
                    None => {
                        self.emit(Op::None, span);
                    }
                }
                self.emit(Op::Yield, span);
            }
            ExprKind::YieldFrom(value) => {
                self.expr(value);
                self.emit(Op::GetIter, span);
                let next = self.emit(Op::ForIter(0), span);
                self.emit(Op::Yield, span);
                self.emit(Op::Pop, span);
                self.emit(Op::Jump(next as u32), span);
                self.land(next);
                self.emit(Op::ResultOfIteration, span);
            }
            ExprKind::None
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Str(_)
            | ExprKind::Bytes(_)
            | ExprKind::Ellipsis => {}
        }
    }

    fn push_constant(&mut self, value: Const, span: Span) {
        let op = match &value {
            Const::None => Op::None,
            Const::Bool(true) => Op::True,
            Const::Bool(false) => Op::False,
            Const::Int(it) if i32::try_from(*it).is_ok() => Op::Int(*it as i32),
            _ => Op::Const(self.constant(value)),
        };
        self.emit(op, span);
    }

    fn binary(&mut self, left: &'t Expr, op: BinaryOp, right: &'t Expr, span: Span) {
        self.expr(left);
        let small = match (op, constant(right)) {
            (BinaryOp::Add, Some(Const::Int(it))) => i32::try_from(it).ok(),
            (BinaryOp::Sub, Some(Const::Int(it))) => i32::try_from(-it).ok().filter(|_| false),
            _ => None,
        };
        let place = Place {
            span,
            mark: operator_mark(self.job.source, left.span, right.span, span),
        };
        if let Some(small) = small {
            self.emit_at(Op::AddInt(small), place);
            return;
        }
        self.expr(right);
        self.emit_at(Op::Binary(op), place);
    }

    fn bool_op(&mut self, is_and: bool, values: &'t [Expr], span: Span) {
        let mut ends = Vec::new();
        for (index, value) in values.iter().enumerate() {
            self.expr(value);
            if index + 1 < values.len() {
                let op = if is_and {
                    Op::JumpIfFalseOrPop(0)
                } else {
                    Op::JumpIfTrueOrPop(0)
                };
                ends.push(self.emit(op, span));
            }
        }
        ends.into_iter().for_each(|at| self.land(at));
    }

    fn compare(&mut self, left: &'t Expr, links: &'t [(CompareOp, Expr)], span: Span) {
        self.expr(left);
        let mut outs = Vec::new();
        for (index, (op, right)) in links.iter().enumerate() {
            self.expr(right);
            if index + 1 == links.len() {
                self.emit(Op::Compare(*op), span);
            } else {
                self.emit(Op::Dup, span);
                self.emit(Op::RotThree, span);
                self.emit(Op::Compare(*op), span);
                outs.push(self.emit(Op::JumpIfFalseOrPop(0), span));
            }
        }
        if !outs.is_empty() {
            let end = self.emit(Op::Jump(0), span);
            outs.into_iter().for_each(|at| self.land(at));
            self.emit(Op::Swap, span);
            self.emit(Op::Pop, span);
            self.land(end);
        }
    }

    fn display(&mut self, items: &'t [Expr], span: Span, build: fn(u32) -> Op) {
        let has_star = items
            .iter()
            .any(|item| matches!(item.kind, ExprKind::Starred(_)));
        if !has_star {
            items.iter().for_each(|item| self.expr(item));
            self.emit(build(items.len() as u32), span);
            return;
        }
        let extend = match build(0) {
            Op::BuildSet(_) => Op::SetExtend,
            _ => Op::ListExtend,
        };
        self.spread(items, extend, span);
        match build(0) {
            Op::BuildTuple(_) => {
                self.emit(Op::ListToTuple, span);
            }
            Op::BuildSet(_) => {
                self.emit(Op::BuildSet(0), span);
                self.emit(Op::Swap, span);
                self.emit(Op::SetUpdate, span);
            }
            _ => {}
        }
    }

    /// Pushes a list of items, some of which are spread.
    fn spread(&mut self, items: &'t [Expr], extend: Op, span: Span) {
        self.emit(Op::BuildList(0), span);
        for item in items {
            self.expr(item);
            if !matches!(item.kind, ExprKind::Starred(_)) {
                self.emit(Op::BuildList(1), span);
            }
            self.emit(extend, item.span);
        }
    }

    fn dict(&mut self, items: &'t [(Option<Expr>, Expr)], span: Span) {
        if items.iter().all(|(key, _)| key.is_some()) {
            for (key, value) in items {
                key.iter().for_each(|key| self.expr(key));
                self.expr(value);
            }
            self.emit(Op::BuildDict(items.len() as u32), span);
            return;
        }
        self.emit(Op::BuildDict(0), span);
        for (key, value) in items {
            if let Some(key) = key {
                self.expr(key);
                self.expr(value);
                self.emit(Op::BuildDict(1), span);
            } else {
                self.expr(value);
            }
            self.emit(Op::DictUpdate, value.span);
        }
    }

    // --- calls ----------------------------------------------------------------------------------------------------

    pub(super) fn call(
        &mut self,
        func: &'t Expr,
        args: &'t [Expr],
        keywords: &'t [(Option<String>, Expr)],
        span: Span,
        names: Option<u32>,
    ) {
        let is_super = matches!(&func.kind, ExprKind::Name(name) if name == "super");
        if is_super && args.is_empty() && keywords.is_empty() {
            self.emit(Op::LoadSuper, span);
            return;
        }
        let has_spread = args
            .iter()
            .any(|arg| matches!(arg.kind, ExprKind::Starred(_)))
            || keywords.iter().any(|(name, _)| name.is_none());
        if has_spread {
            self.expr(func);
            // What alone stands behind `*` is gone through by the call itself, after the keywords, as in CPython.
            if let [
                Expr {
                    kind: ExprKind::Starred(inner),
                    ..
                },
            ] = args
            {
                self.expr(inner);
            } else {
                self.spread(args, Op::ListExtend, span);
                self.emit(Op::ListToTuple, span);
            }
            self.keyword_dict(keywords, span);
            self.assign_names(names, span);
            self.emit(Op::CallSpread, span);
            return;
        }
        if let (ExprKind::Attribute { value, attr }, true) = (&func.kind, keywords.is_empty()) {
            self.expr(value);
            let name = self.attribute(attr);
            self.emit(Op::LoadMethod(name), func.span);
            args.iter().for_each(|arg| self.expr(arg));
            self.assign_names(names, span);
            self.emit(Op::CallMethod(args.len() as u16), span);
            return;
        }
        self.expr(func);
        args.iter().for_each(|arg| self.expr(arg));
        if keywords.is_empty() {
            self.assign_names(names, span);
            self.emit(Op::Call(args.len() as u16), span);
            return;
        }
        keywords.iter().for_each(|(_, value)| self.expr(value));
        let list: Vec<String> = keywords
            .iter()
            .filter_map(|(name, _)| name.clone())
            .collect();
        let list = self.names_constant(&list);
        self.assign_names(names, span);
        self.emit(Op::CallKeywords(args.len() as u16, list), span);
    }

    fn assign_names(&mut self, names: Option<u32>, span: Span) {
        if let Some(names) = names {
            self.emit(Op::AssignNames(names), span);
        }
    }

    fn keyword_dict(&mut self, keywords: &'t [(Option<String>, Expr)], span: Span) {
        self.emit(Op::BuildDict(0), span);
        for (name, value) in keywords {
            if let Some(name) = name {
                let key = self.constant(Const::Str(name.as_str().into()));
                self.emit(Op::Const(key), span);
                self.expr(value);
                self.emit(Op::BuildDict(1), span);
            } else {
                self.expr(value);
            }
            self.emit(Op::DictMerge, value.span);
        }
    }

    // --- f-strings ------------------------------------------------------------------------------------------------

    fn f_string(&mut self, parts: &'t [FStringPart], span: Span) {
        for part in parts {
            match part {
                FStringPart::Text(text) => {
                    let at = self.constant(Const::Str(text.as_str().into()));
                    self.emit(Op::Const(at), span);
                }
                FStringPart::Value {
                    expr,
                    conversion,
                    spec,
                } => {
                    self.expr(expr);
                    match conversion {
                        Some('r') => self.emit(Op::ToRepr, span),
                        Some('s') => self.emit(Op::ToStr, span),
                        Some('a') => self.emit(Op::ToAscii, span),
                        _ => 0,
                    };
                    if spec.is_empty() {
                        self.emit(Op::FormatPlain, span);
                    } else {
                        self.f_string(spec, span);
                        self.emit(Op::FormatSpec, span);
                    }
                }
            }
        }
        self.emit(Op::Concat(parts.len() as u16), span);
    }

    // --- comprehensions -------------------------------------------------------------------------------------------

    fn comprehension(&mut self, it: &'t Comprehension, span: Span) {
        let name = match it.kind {
            ComprehensionKind::List(_) => "<listcomp>",
            ComprehensionKind::Set(_) => "<setcomp>",
            ComprehensionKind::Dict(..) => "<dictcomp>",
            ComprehensionKind::Generator(_) => "<genexpr>",
        };
        self.function(name, &NO_PARAMS, span, Body::Comprehension(it));
        let first = &it.generators[0].iter;
        self.iterated(first);
        self.emit(Op::GetIter, first.span);
        self.emit(Op::Call(1), span);
    }

    /// What a loop goes over: a set of constants is a frozen one there, made once.
    pub(super) fn iterated(&mut self, iter: &'t Expr) {
        match &iter.kind {
            ExprKind::Set(items) if items.iter().all(is_constant) => {
                self.display(items, iter.span, Op::BuildSet);
                self.emit(Op::SettleSet, iter.span);
            }
            _ => self.expr(iter),
        }
    }

    pub(super) fn comprehension_body(&mut self, it: &'t Comprehension) {
        let span = it.generators[0].iter.span;
        match it.kind {
            ComprehensionKind::List(_) => self.emit(Op::BuildList(0), span),
            ComprehensionKind::Set(_) => self.emit(Op::BuildSet(0), span),
            ComprehensionKind::Dict(..) => self.emit(Op::BuildDict(0), span),
            ComprehensionKind::Generator(_) => 0,
        };
        self.round(it, 0);
        if matches!(it.kind, ComprehensionKind::Generator(_)) {
            self.emit(Op::None, span);
        }
    }

    /// The loops of a comprehension from the `depth`th on.
    fn round(&mut self, it: &'t Comprehension, depth: usize) {
        let Some(part) = it.generators.get(depth) else {
            self.element(it);
            return;
        };
        let span = part.iter.span;
        if depth == 0 {
            self.emit(Op::LoadFast(0), span);
        } else {
            self.iterated(&part.iter);
            self.emit(Op::GetIter, span);
        }
        let next = self.emit(Op::ForIter(0), span);
        self.store(&part.target);
        for test in &part.ifs {
            self.expr(test);
            let at = self.emit(Op::JumpIfFalse(0), test.span);
            self.aim(at, next as u32);
        }
        self.round(it, depth + 1);
        self.emit(Op::Jump(next as u32), span);
        self.land(next);
    }

    fn element(&mut self, it: &'t Comprehension) {
        let depth = it.generators.len() as u16;
        match &it.kind {
            ComprehensionKind::List(value) => {
                self.expr(value);
                self.emit(Op::ListAppend(depth), value.span);
            }
            ComprehensionKind::Set(value) => {
                self.expr(value);
                self.emit(Op::SetAdd(depth), value.span);
            }
            ComprehensionKind::Dict(key, value) => {
                self.expr(key);
                self.expr(value);
                self.emit(Op::MapAdd(depth), value.span);
            }
            ComprehensionKind::Generator(value) => {
                self.expr(value);
                self.emit(Op::Yield, value.span);
                self.emit(Op::Pop, value.span);
            }
        }
    }
}

/// The value of a literal, tuples of literals and signed numbers included.
fn constant(expr: &Expr) -> Option<Const> {
    Some(match &expr.kind {
        ExprKind::None => Const::None,
        ExprKind::Bool(it) => Const::Bool(*it),
        ExprKind::Int(it) => it
            .to_i64()
            .map_or_else(|| Const::Big(it.clone()), Const::Int),
        ExprKind::Float(it) => Const::Float(*it),
        ExprKind::Str(text) => Const::Str(text.as_str().into()),
        ExprKind::Bytes(bytes) => Const::Bytes(bytes.as_slice().into()),
        ExprKind::Ellipsis => Const::Ellipsis,
        ExprKind::Tuple(items) => Const::Tuple(items.iter().map(constant).collect::<Option<_>>()?),
        ExprKind::Unary {
            op: UnaryOp::Neg,
            operand,
        } => match constant(operand)? {
            Const::Int(it) => Const::Int(it.checked_neg()?),
            Const::Float(it) => Const::Float(-it),
            _ => return None,
        },
        _ => return None,
    })
}

/// Where CPython 3.11 puts `^` under a binary operation: the operator as its text between the operands shows it.
fn operator_mark(source: &str, left: Span, right: Span, whole: Span) -> Option<(u32, u32)> {
    let text = source.get(whole.start as usize..whole.end as usize)?;
    if text.contains('\n') {
        return None;
    }
    let between = source
        .get(left.end as usize..right.start as usize)?
        .as_bytes();
    // As CPython looks for it: past brackets that close the left side, and with what follows at once.
    let mut mark = None;
    for (at, sign) in between.iter().enumerate() {
        if sign.is_ascii_whitespace() {
            continue;
        }
        let next = between.get(at + 1);
        let width = 1 + u32::from(next.is_some_and(|next| !next.is_ascii_whitespace()));
        let start = left.end + at as u32;
        mark = Some((start, start + width));
        if *sign != b')' || next.is_none() {
            break;
        }
    }
    mark
}

/// Whether CPython's compiler takes an expression for a constant.
pub(super) fn is_constant(expression: &Expr) -> bool {
    match &expression.kind {
        ExprKind::None
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Bytes(_)
        | ExprKind::Ellipsis => true,
        ExprKind::Tuple(items) => items.iter().all(is_constant),
        ExprKind::Unary { operand, .. } => is_constant(operand),
        ExprKind::Binary { left, right, .. } => is_constant(left) && is_constant(right),
        _ => false,
    }
}
