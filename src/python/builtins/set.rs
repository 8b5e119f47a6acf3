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

fn copy(machine: &mut Machine, set: Value) -> Value {
    match set {
        Value::Ref(id) => Value::Ref(machine.heap.set_copy(id)),
        other => other,
    }
}

fn len(machine: &Machine, set: Value) -> usize {
    machine
        .heap
        .as_set(set)
        .map_or(0, crate::python::heap::Set::len)
}

/// Takes the items of `other` out of `set`, or puts those in that it has not (`^`).
fn toggle(machine: &mut Machine, set: Value, other: Value, op: BinaryOp) -> R<()> {
    let Value::Ref(id) = set else { return Ok(()) };
    for item in items(machine, other) {
        let removed = machine.heap.set_remove(id, item);
        let was_there = machine.hashable(removed)?;
        if op == BinaryOp::BitXor && !was_there {
            let added = machine.heap.set_add(id, item);
            machine.hashable(added)?;
        }
    }
    if op == BinaryOp::Sub
        && let Obj::Set(table) = machine.heap.get_mut(id)
    {
        table.tidy();
    }
    Ok(())
}

/// `|`, `&`, `-`, `^` of two sets, their tables filled in CPython's order.
pub(super) fn binary(machine: &mut Machine, op: BinaryOp, left: Value, right: Value) -> R {
    match op {
        BinaryOp::BitAnd | BinaryOp::BitOr if left == right => Ok(copy(machine, left)),
        BinaryOp::BitOr => {
            let result = copy(machine, left);
            if let (Value::Ref(result), Value::Ref(right)) = (result, right) {
                machine.heap.set_merge(result, right);
            }
            Ok(result)
        }
        BinaryOp::BitAnd => {
            let (walked, asked) = if len(machine, right) > len(machine, left) {
                (left, right)
            } else {
                (right, left)
            };
            let mut kept = items(machine, walked);
            kept.retain(|item| has(machine, asked, *item));
            make(machine, &kept, left)
        }
        BinaryOp::Sub if len(machine, left) >> 2 > len(machine, right) => {
            let result = copy(machine, left);
            toggle(machine, result, right, op)?;
            Ok(result)
        }
        BinaryOp::Sub => {
            let mut kept = items(machine, left);
            kept.retain(|item| !has(machine, right, *item));
            make(machine, &kept, left)
        }
        _ => {
            let result = copy(machine, right);
            toggle(machine, result, left, op)?;
            Ok(result)
        }
    }
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
    if matches!(name, "clear" | "pop" | "copy") && !args.pos.is_empty() {
        let given = args.pos.len();
        let message = format!("set.{name}() takes no arguments ({given} given)");
        return Err(machine.error("TypeError", message));
    }
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
            let popped = match machine.heap.get_mut(id) {
                Obj::Set(table) => table.next_popped(),
                _ => None,
            };
            if let Some(item) = popped {
                let removed = machine.heap.set_remove(id, item);
                machine.hashable(removed)?;
                Ok(item.into())
            } else {
                let text = machine.heap.text("pop from an empty set");
                Err(super::dict::key_error(machine, text))
            }
        }
        "clear" => {
            machine.heap.set_clear(id);
            done
        }
        "copy" => Ok(copy(machine, this).into()),
        _ => algebra(machine, this, name, args),
    }
}

fn algebra(machine: &mut Machine, this: Value, name: &str, args: &Args) -> R<Out> {
    let Value::Ref(id) = this else {
        return Err(Thrown::Unsupported(format!("`{name}` here")));
    };
    let mut result = this;
    for at in 0..args.pos.len() {
        let given = args.pos[at];
        let is_set = machine.heap.as_set(given).is_some();
        let listed = machine.items_of(args, at)?;
        let other = if is_set {
            given
        } else {
            make(machine, &listed, Value::None)?
        };
        match name {
            "issubset" | "issuperset" => {
                let op = if name == "issubset" {
                    CompareOp::LtE
                } else {
                    CompareOp::GtE
                };
                return Ok(Value::Bool(order(machine, op, this, other)).into());
            }
            "isdisjoint" => {
                let shared = listed.iter().any(|item| has(machine, this, *item));
                return Ok(Value::Bool(!shared).into());
            }
            "update" if is_set => {
                if let Value::Ref(other) = other {
                    machine.heap.set_merge(id, other);
                }
            }
            "update" => {
                for item in listed {
                    let added = machine.heap.set_add(id, item);
                    machine.hashable(added)?;
                }
            }
            "difference_update" => toggle(machine, this, other, BinaryOp::Sub)?,
            "symmetric_difference_update" => toggle(machine, this, other, BinaryOp::BitXor)?,
            "union" if !is_set => {
                if at == 0 {
                    result = copy(machine, this);
                }
                let Value::Ref(result) = result else { continue };
                for item in listed {
                    let added = machine.heap.set_add(result, item);
                    machine.hashable(added)?;
                }
            }
            "union" => result = binary(machine, BinaryOp::BitOr, result, other)?,
            "intersection" | "intersection_update" if !is_set => {
                let mut kept = listed;
                kept.retain(|item| has(machine, result, *item));
                result = make(machine, &kept, this)?;
            }
            "intersection" | "intersection_update" => {
                result = binary(machine, BinaryOp::BitAnd, result, other)?;
            }
            "symmetric_difference" if !is_set => {
                toggle(machine, other, result, BinaryOp::BitXor)?;
                result = other;
            }
            "symmetric_difference" => result = binary(machine, BinaryOp::BitXor, result, other)?,
            _ if is_set => result = binary(machine, BinaryOp::Sub, result, other)?,
            _ => {
                result = copy(machine, result);
                toggle(machine, result, other, BinaryOp::Sub)?;
            }
        }
    }
    if name == "intersection_update"
        && result != this
        && let Value::Ref(result) = result
    {
        machine.heap.set_swap(id, result);
    }
    if name.ends_with("update") {
        return Ok(Value::None.into());
    }
    if result == this {
        result = copy(machine, this);
    }
    Ok(result.into())
}
