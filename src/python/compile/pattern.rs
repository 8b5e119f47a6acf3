//! Names and assignment targets.

use super::scope::ScopeKind;
use super::{Compiler, Op, Place};
use crate::python::syntax::{Expr, ExprKind, Span};

/// How a name is reached from the current code.
enum Access {
    Fast(u16),
    Deref(u16),
    Global(u16),
    /// Defined by the built-in unit (its global slot).
    Builtin(u16),
    Native(u16),
    /// Class body: own local first, then a global or an outer variable.
    ClassLocal(u16),
    Unknown,
}

impl<'t> Compiler<'t, '_> {
    fn access(&mut self, name: &str) -> Access {
        let (mut declared_global, mut own) = (false, None);
        if let Some(scope) = self.scopes.last()
            && scope.kind != ScopeKind::Module
        {
            declared_global = scope.bound.globals.contains(name);
            own = scope.slots.get(name).copied().filter(|_| !declared_global);
            let shared =
                scope.cells.contains(name) || scope.captured.iter().any(|other| other == name);
            match own {
                Some(slot) if scope.kind == ScopeKind::Class && scope.bound.is_local(name) => {
                    return Access::ClassLocal(slot);
                }
                Some(slot) if shared => return Access::Deref(slot),
                Some(slot) => return Access::Fast(slot),
                None => {}
            }
        }
        debug_assert!(own.is_none());
        if declared_global {
            return Access::Global(self.global_slot(name));
        }
        self.outer(name)
    }

    /// A name that is not the current function's.
    fn outer(&mut self, name: &str) -> Access {
        if let Some(slot) = self.global_slots.get(name) {
            return Access::Global(*slot);
        }
        if let Some(builtins) = self.units.first() {
            let interned = self.names.intern(name);
            if let Some(slot) = builtins.globals.iter().position(|other| *other == interned) {
                return Access::Builtin(slot as u16);
            }
        }
        match crate::python::builtins::native_index(name) {
            Some(index) if self.job.library || !name.starts_with('_') => Access::Native(index),
            _ => Access::Unknown,
        }
    }

    pub(super) fn load_name(&mut self, name: &str, span: Span) {
        let op = match self.access(name) {
            Access::Fast(slot) => Op::LoadFast(slot),
            Access::Deref(slot) => Op::LoadDeref(slot),
            Access::Global(slot) => Op::LoadGlobal(slot),
            Access::Builtin(slot) => Op::LoadBuiltin(slot),
            Access::Native(index) => Op::LoadNative(index),
            Access::ClassLocal(slot) => {
                let global = self.global_slot(name);
                Op::LoadClassOrGlobal(slot, global)
            }
            Access::Unknown => Op::LoadGlobal(self.global_slot(name)),
        };
        self.emit(op, span);
    }

    pub(super) fn store_name(&mut self, name: &str, span: Span) {
        let op = match self.access(name) {
            Access::Fast(slot) | Access::ClassLocal(slot) => Op::StoreFast(slot),
            Access::Deref(slot) => Op::StoreDeref(slot),
            _ => Op::StoreGlobal(self.global_slot(name)),
        };
        self.emit(op, span);
    }

    pub(super) fn delete_name(&mut self, name: &str, span: Span) {
        let op = match self.access(name) {
            Access::Fast(slot) | Access::ClassLocal(slot) => Op::DeleteFast(slot),
            Access::Deref(slot) => Op::DeleteDeref(slot),
            _ => Op::DeleteGlobal(self.global_slot(name)),
        };
        self.emit(op, span);
    }

    /// Stores TOS into a target.
    pub(super) fn store(&mut self, target: &'t Expr) {
        match &target.kind {
            ExprKind::Name(name) => self.store_name(name, target.span),
            ExprKind::Attribute { value, attr } => {
                self.expr(value);
                let name = self.attribute(attr);
                self.emit(Op::StoreAttr(name), target.span);
            }
            ExprKind::Subscript { value, index } => {
                self.expr(value);
                self.expr(index);
                let place = Place {
                    span: target.span,
                    mark: Some((value.span.end, target.span.end)),
                };
                self.emit_at(Op::StoreIndex, place);
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => self.store_items(items, target.span),
            ExprKind::Starred(inner) => self.store(inner),
            _ => {
                let index = self.constant(crate::python::program::Const::Str(
                    "this assignment target".into(),
                ));
                self.emit(Op::Refuse(index), target.span);
            }
        }
    }

    fn store_items(&mut self, items: &'t [Expr], span: Span) {
        let star = items
            .iter()
            .position(|item| matches!(item.kind, ExprKind::Starred(_)));
        let op = match star {
            Some(at) => Op::UnpackStar(at as u16, (items.len() - at - 1) as u16),
            None => Op::Unpack(items.len() as u16),
        };
        self.emit(op, span);
        items.iter().for_each(|item| self.store(item));
    }

    pub(super) fn delete(&mut self, target: &'t Expr) {
        match &target.kind {
            ExprKind::Name(name) => self.delete_name(name, target.span),
            ExprKind::Attribute { value, attr } => {
                self.expr(value);
                let name = self.attribute(attr);
                self.emit(Op::DeleteAttr(name), target.span);
            }
            ExprKind::Subscript { value, index } => {
                self.expr(value);
                self.expr(index);
                let place = Place {
                    span: target.span,
                    mark: Some((value.span.end, target.span.end)),
                };
                self.emit_at(Op::DeleteIndex, place);
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                items.iter().for_each(|item| self.delete(item));
            }
            _ => {}
        }
    }
}

/// Names that an assignment gives: last parts of its targets; a tuple target gives one name for each place.
pub(super) fn assigned_names(targets: &[Expr]) -> Vec<String> {
    let mut names = Vec::new();
    for target in targets {
        match &target.kind {
            ExprKind::Name(name) => names.push(name.clone()),
            ExprKind::Attribute { attr, .. } => names.push(attr.clone()),
            ExprKind::Tuple(items) | ExprKind::List(items) => names.extend(assigned_names(items)),
            ExprKind::Subscript { value, .. } => {
                names.extend(assigned_names(std::slice::from_ref(value)));
            }
            _ => {}
        }
    }
    names
}
