//! The direct parts of a node of the [`syntax`](crate::python::syntax) tree, so that each pass over the tree
//! writes out only the nodes it cares for.

use crate::python::syntax::{
    ComprehensionKind, Expr, ExprKind, FStringPart, Params, Stmt, StmtKind,
};

/// Calls `visit` on each direct part of `expression`, in the order of the source.
pub fn parts<'tree>(expression: &'tree Expr, visit: &mut dyn FnMut(&'tree Expr)) {
    match &expression.kind {
        ExprKind::None
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Bytes(_)
        | ExprKind::Ellipsis
        | ExprKind::Name(_)
        | ExprKind::Yield(None) => {}
        ExprKind::FString(parts) => f_string_parts(parts, visit),
        ExprKind::Attribute { value, .. }
        | ExprKind::Named { value, .. }
        | ExprKind::Starred(value)
        | ExprKind::Yield(Some(value))
        | ExprKind::YieldFrom(value)
        | ExprKind::Unary { operand: value, .. } => visit(value),
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
            for (_, value) in keywords {
                visit(value);
            }
        }
        ExprKind::Binary { left, right, .. } => {
            visit(left);
            visit(right);
        }
        ExprKind::BoolOp { values: list, .. }
        | ExprKind::List(list)
        | ExprKind::Tuple(list)
        | ExprKind::Set(list) => {
            list.iter().for_each(visit);
        }
        ExprKind::Compare { left, links } => {
            visit(left);
            for (_, operand) in links {
                visit(operand);
            }
        }
        ExprKind::IfExp { test, body, orelse } => [body, test, orelse]
            .into_iter()
            .for_each(|part| visit(part)),
        ExprKind::Lambda { params, body } => {
            defaults(params).for_each(&mut *visit);
            visit(body);
        }
        ExprKind::Dict(items) => {
            for (key, value) in items {
                key.iter().for_each(&mut *visit);
                visit(value);
            }
        }
        ExprKind::Comprehension(node) => {
            comprehension_results(&node.kind)
                .into_iter()
                .for_each(&mut *visit);
            for generator in &node.generators {
                visit(&generator.target);
                visit(&generator.iter);
                generator.ifs.iter().for_each(&mut *visit);
            }
        }
    }
}

fn f_string_parts<'tree>(parts: &'tree [FStringPart], visit: &mut dyn FnMut(&'tree Expr)) {
    for part in parts {
        if let FStringPart::Value { expr, spec, .. } = part {
            visit(expr);
            f_string_parts(spec, visit);
        }
    }
}

/// What a comprehension gives for each round: one expression, or key and value.
pub fn comprehension_results(kind: &ComprehensionKind) -> Vec<&Expr> {
    match kind {
        ComprehensionKind::List(element)
        | ComprehensionKind::Set(element)
        | ComprehensionKind::Generator(element) => {
            vec![element]
        }
        ComprehensionKind::Dict(key, value) => vec![key, value],
    }
}

/// Default values of parameters: they are evaluated outside the function.
pub fn defaults(params: &Params) -> impl Iterator<Item = &Expr> {
    let all = params.positional.iter().chain(&params.keyword_only);
    all.filter_map(|(_, default)| default.as_ref())
}

/// Names of all parameters.
pub fn parameter_names(params: &Params) -> impl Iterator<Item = &str> {
    let plain = params.positional.iter().chain(&params.keyword_only);
    let names = plain
        .map(|(name, _)| name)
        .chain(&params.star)
        .chain(&params.double_star);
    names.map(String::as_str)
}

/// Calls `visit` on each expression that stands directly in `statement` (not those of its blocks): of a
/// definition its decorators, defaults and base.
pub fn expressions<'tree>(statement: &'tree Stmt, visit: &mut dyn FnMut(&'tree Expr)) {
    match &statement.kind {
        StmtKind::Import(_)
        | StmtKind::ImportFrom { .. }
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue => {}
        StmtKind::FunctionDef(function) => {
            function.decorators.iter().for_each(&mut *visit);
            defaults(&function.params).for_each(visit);
        }
        StmtKind::ClassDef(class) => class.decorators.iter().chain(&class.base).for_each(visit),
        StmtKind::Return(value) => value.iter().for_each(visit),
        StmtKind::Delete(targets) => targets.iter().for_each(visit),
        StmtKind::Assign { targets, value } => targets.iter().chain([value]).for_each(visit),
        StmtKind::AugAssign { target, value, .. } => [target, value].into_iter().for_each(visit),
        StmtKind::AnnAssign { target, value } => [target].into_iter().chain(value).for_each(visit),
        StmtKind::For { target, iter, .. } => [target, iter].into_iter().for_each(visit),
        StmtKind::While { test, .. } | StmtKind::If { test, .. } => visit(test),
        StmtKind::With { items, .. } => {
            for (context, target) in items {
                visit(context);
                target.iter().for_each(&mut *visit);
            }
        }
        StmtKind::Raise { exc, cause } => exc.iter().chain(cause).for_each(visit),
        StmtKind::Try { handlers, .. } => handlers
            .iter()
            .filter_map(|handler| handler.type_.as_ref())
            .for_each(visit),
        StmtKind::Assert { test, msg } => [test].into_iter().chain(msg).for_each(visit),
        StmtKind::Expr(value) => visit(value),
    }
}

/// The blocks of `statement` that run in the same scope: none of a definition.
pub fn blocks(statement: &Stmt) -> Vec<&[Stmt]> {
    match &statement.kind {
        StmtKind::For { body, orelse, .. }
        | StmtKind::While { body, orelse, .. }
        | StmtKind::If { body, orelse, .. } => {
            vec![body, orelse]
        }
        StmtKind::With { body, .. } => vec![body],
        StmtKind::Try {
            body,
            handlers,
            orelse,
            finalbody,
        } => {
            let mut blocks: Vec<&[Stmt]> = vec![body];
            blocks.extend(handlers.iter().map(|handler| handler.body.as_slice()));
            blocks.extend([orelse.as_slice(), finalbody]);
            blocks
        }
        _ => Vec::new(),
    }
}

/// Calls `visit` on each target that `statement` itself binds, changes or deletes, taken apart down to names,
/// attributes, items and slices.
pub fn targets<'tree>(statement: &'tree Stmt, visit: &mut dyn FnMut(&'tree Expr)) {
    let mut each = |target| simple_targets(target, visit);
    match &statement.kind {
        StmtKind::Assign { targets, .. } | StmtKind::Delete(targets) => {
            targets.iter().for_each(each);
        }
        StmtKind::AugAssign { target, .. }
        | StmtKind::AnnAssign { target, .. }
        | StmtKind::For { target, .. } => {
            each(target);
        }
        StmtKind::With { items, .. } => items
            .iter()
            .filter_map(|(_, target)| target.as_ref())
            .for_each(each),
        _ => {}
    }
}

/// Takes one target apart, as [`targets`] does.
pub fn simple_targets<'tree>(target: &'tree Expr, visit: &mut dyn FnMut(&'tree Expr)) {
    match &target.kind {
        ExprKind::Tuple(parts) | ExprKind::List(parts) => {
            for part in parts {
                simple_targets(part, visit);
            }
        }
        ExprKind::Starred(part) => simple_targets(part, visit),
        _ => visit(target),
    }
}
