//! Methods of set and frozenset.

use crate::python::machine::{Args, Machine, Out, R, Thrown};
use crate::python::syntax::{BinaryOp, CompareOp};
use crate::python::value::{Obj, Value};

pub(super) const METHODS: &[&str] = &[
    "add",
    "remove",
    "discard",
    "pop",
    "clear",
    "copy",
    "union",
    "intersection",
    "difference",
    "symmetric_difference",
    "update",
    "difference_update",
    "intersection_update",
    "symmetric_difference_update",
    "issubset",
    "issuperset",
    "isdisjoint",
    "__len__",
    "__iter__",
    "__contains__",
];

pub(super) const FROZEN_METHODS: &[&str] = &[
    "copy",
    "union",
    "intersection",
    "difference",
    "symmetric_difference",
    "issubset",
    "issuperset",
    "isdisjoint",
    "__len__",
    "__iter__",
    "__contains__",
];

fn items(machine: &Machine, set: Value) -> Vec<Value> {
    machine
        .heap
        .as_set(set)
        .map(|set| set.items().collect())
        .unwrap_or_default()
}

fn has(machine: &Machine, set: Value, item: Value) -> bool {
    match set {
        Value::Ref(id) => machine.heap.set_has(id, item).unwrap_or(false),
        _ => false,
    }
}

fn make(machine: &mut Machine, items: &[Value], like: Value) -> R {
    let frozen = machine.heap.as_set(like).is_some_and(|set| set.frozen);
    let set = machine.heap.new_set(items);
    let set = machine.hashable(set)?;
    if let Obj::Set(table) = machine.heap.get_mut(set) {
        table.frozen = frozen;
    }
    Ok(Value::Ref(set))
}

/// `|`, `&`, `-`, `^` of two sets.
pub(super) fn binary(machine: &mut Machine, op: BinaryOp, left: Value, right: Value) -> R {
    let (a, b) = (items(machine, left), items(machine, right));
    let kept: Vec<Value> = match op {
        BinaryOp::BitOr => a.into_iter().chain(b).collect(),
        BinaryOp::BitAnd => a
            .into_iter()
            .filter(|item| has(machine, right, *item))
            .collect(),
        BinaryOp::Sub => a
            .into_iter()
            .filter(|item| !has(machine, right, *item))
            .collect(),
        _ => {
            let only_left = a.iter().filter(|item| !has(machine, right, **item));
            let only_right = b.iter().filter(|item| !has(machine, left, **item));
            only_left.chain(only_right).copied().collect()
        }
    };
    make(machine, &kept, left)
}

/// Subset and superset.
pub(super) fn order(machine: &Machine, op: CompareOp, left: Value, right: Value) -> bool {
    let (a, b) = (items(machine, left), items(machine, right));
    let below = a.iter().all(|item| has(machine, right, *item));
    let above = b.iter().all(|item| has(machine, left, *item));
    match op {
        CompareOp::Lt => below && a.len() < b.len(),
        CompareOp::LtE => below,
        CompareOp::Gt => above && a.len() > b.len(),
        _ => above,
    }
}

/// Calls a method.
pub(super) fn method(machine: &mut Machine, this: Value, name: &str, args: &Args) -> R<Out> {
    let Value::Ref(id) = this else {
        return Ok(Value::None.into());
    };
    let done = Ok(Value::None.into());
    match name {
        "add" => {
            machine.expect(args, "set.add", 1..=1)?;
            let added = machine.heap.set_add(id, args.pos[0]);
            machine.hashable(added)?;
            done
        }
        "remove" | "discard" => {
            machine.expect(args, "set.remove", 1..=1)?;
            let removed = machine.heap.set_remove(id, args.pos[0]);
            if !machine.hashable(removed)? && name == "remove" {
                return Err(super::dict::key_error(machine, args.pos[0]));
            }
            done
        }
        "pop" => {
            if let Some(item) = items(machine, this).first() {
                let removed = machine.heap.set_remove(id, *item);
                machine.hashable(removed)?;
                Ok((*item).into())
            } else {
                let text = machine.heap.text("pop from an empty set");
                Err(super::dict::key_error(machine, text))
            }
        }
        "clear" => {
            machine.heap.set_clear(id);
            done
        }
        "copy" => {
            let all = items(machine, this);
            make(machine, &all, this).map(Out::Value)
        }
        _ => algebra(machine, this, name, args),
    }
}

fn algebra(machine: &mut Machine, this: Value, name: &str, args: &Args) -> R<Out> {
    let mut result = this;
    let op = match name {
        "union" | "update" => BinaryOp::BitOr,
        "intersection" | "intersection_update" => BinaryOp::BitAnd,
        "symmetric_difference" | "symmetric_difference_update" => BinaryOp::BitXor,
        _ => BinaryOp::Sub,
    };
    for at in 0..args.pos.len() {
        let listed = machine.items_of(args, at)?;
        let other = make(machine, &listed, Value::None)?;
        match name {
            "issubset" => {
                return Ok(Value::Bool(order(machine, CompareOp::LtE, this, other)).into());
            }
            "issuperset" => {
                return Ok(Value::Bool(order(machine, CompareOp::GtE, this, other)).into());
            }
            "isdisjoint" => {
                let shared = items(machine, this)
                    .iter()
                    .any(|item| has(machine, other, *item));
                return Ok(Value::Bool(!shared).into());
            }
            _ => result = binary(machine, op, result, other)?,
        }
    }
    if !name.ends_with("update") {
        if result == this {
            let all = items(machine, this);
            result = make(machine, &all, this)?;
        }
        return Ok(result.into());
    }
    let Value::Ref(id) = this else {
        return Err(Thrown::Unsupported(format!("`{name}` here")));
    };
    let kept = items(machine, result);
    if matches!(name, "update" | "symmetric_difference_update") {
        for item in kept {
            let added = machine.heap.set_add(id, item);
            machine.hashable(added)?;
        }
    }
    if name != "update" {
        for item in items(machine, this) {
            if !has(machine, result, item) {
                let removed = machine.heap.set_remove(id, item);
                machine.hashable(removed)?;
            }
        }
    }
    Ok(Value::None.into())
}
