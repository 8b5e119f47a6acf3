//! Methods of dict.

use crate::python::machine::{Args, Machine, Out, R, Thrown};
use crate::python::names;
use crate::python::value::{Id, Obj, Value, ViewKind};

pub(super) const METHODS: &[&str] = &[
    "get",
    "keys",
    "values",
    "items",
    "pop",
    "popitem",
    "setdefault",
    "update",
    "clear",
    "copy",
    "fromkeys",
    "__len__",
    "__iter__",
    "__contains__",
    "__getitem__",
];

/// `dict(...)`
pub(super) fn construct(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect_count(args, "dict", 0..=1)?;
    let dict = machine.heap.new_dict();
    update(machine, dict, args)?;
    Ok(Value::Ref(dict).into())
}

/// Calls a method.
pub(super) fn method(machine: &mut Machine, this: Value, name: &str, args: &Args) -> R<Out> {
    let Value::Ref(id) = this else {
        return Ok(Value::None.into());
    };
    if name == "fromkeys" {
        return Err(Thrown::Python("_fromkeys", args.pos.clone()));
    }
    let takes_none = matches!(
        name,
        "keys" | "values" | "items" | "copy" | "clear" | "popitem"
    );
    if takes_none && !args.pos.is_empty() {
        let given = args.pos.len();
        let message = format!("dict.{name}() takes no arguments ({given} given)");
        return Err(machine.error("TypeError", message));
    }
    match name {
        "keys" => Ok(machine
            .heap
            .alloc(Obj::View {
                dict: this,
                kind: ViewKind::Keys,
            })
            .into()),
        "values" => Ok(machine
            .heap
            .alloc(Obj::View {
                dict: this,
                kind: ViewKind::Values,
            })
            .into()),
        "items" => Ok(machine
            .heap
            .alloc(Obj::View {
                dict: this,
                kind: ViewKind::Items,
            })
            .into()),
        "get" => {
            machine.expect(args, "get", 1..=2)?;
            let found = machine.heap.dict_get(id, args.pos[0]);
            let default = args.pos.get(1).copied().unwrap_or(Value::None);
            Ok(machine.hashable(found)?.unwrap_or(default).into())
        }
        "setdefault" => {
            machine.expect(args, "setdefault", 1..=2)?;
            let found = machine.heap.dict_get(id, args.pos[0]);
            if let Some(value) = machine.hashable(found)? {
                return Ok(value.into());
            }
            let default = args.pos.get(1).copied().unwrap_or(Value::None);
            let done = machine.heap.dict_set(id, args.pos[0], default);
            machine.hashable(done)?;
            Ok(default.into())
        }
        "pop" => {
            machine.expect(args, "pop", 1..=2)?;
            let removed = machine.heap.dict_remove(id, args.pos[0]);
            match (machine.hashable(removed)?, args.pos.get(1)) {
                (Some((_, value)), _) => Ok(value.into()),
                (None, Some(default)) => Ok((*default).into()),
                (None, None) => Err(key_error(machine, args.pos[0])),
            }
        }
        "popitem" => {
            let last = machine
                .heap
                .as_dict(this)
                .and_then(|dict| dict.items().next_back());
            let Some((key, value)) = last else {
                let text = machine.heap.text("popitem(): dictionary is empty");
                return Err(key_error(machine, text));
            };
            let removed = machine.heap.dict_remove(id, key);
            machine.hashable(removed)?;
            Ok(machine.heap.tuple(vec![key, value]).into())
        }
        "update" => {
            machine.expect_count(args, "update", 0..=1)?;
            update(machine, id, args)?;
            Ok(Value::None.into())
        }
        "clear" => {
            machine.heap.dict_clear(id);
            Ok(Value::None.into())
        }
        "copy" => {
            let copy = machine.heap.new_dict();
            merge(machine, copy, this)?;
            Ok(Value::Ref(copy).into())
        }
        name => Err(Thrown::Unsupported(format!("`{name}` of `dict`"))),
    }
}

/// CPython's KeyError for a missing key.
pub(super) fn key_error(machine: &mut Machine, key: Value) -> Thrown {
    let class = machine.builtin_class("KeyError");
    Thrown::Exception(machine.new_exception(class, vec![key]))
}

fn merge(machine: &mut Machine, into: Id, from: Value) -> R<()> {
    let items: Vec<(Value, Value)> = machine
        .heap
        .as_dict(from)
        .map(|it| it.items().collect())
        .unwrap_or_default();
    for (key, value) in items {
        let done = machine.heap.dict_set(into, key, value);
        machine.hashable(done)?;
    }
    Ok(())
}

/// A new dict of both; the right one wins.
pub(super) fn union(machine: &mut Machine, left: Value, right: Value) -> R {
    let dict = machine.heap.new_dict();
    merge(machine, dict, left)?;
    merge(machine, dict, right)?;
    Ok(Value::Ref(dict))
}

fn update(machine: &mut Machine, dict: Id, args: &Args) -> R<()> {
    if let Some(source) = args.pos.first().copied() {
        if machine.heap.as_dict(source).is_some() {
            merge(machine, dict, source)?;
        } else if machine.special(source, names::KEYS).is_some() {
            let kw = machine.keyword_dict(&args.kw);
            return Err(Thrown::Python(
                "_update_from",
                vec![Value::Ref(dict), source, kw],
            ));
        } else {
            let pairs = machine.items_of(args, 0)?;
            for (index, pair) in pairs.into_iter().enumerate() {
                let one = Args {
                    pos: vec![pair],
                    kw: Vec::new(),
                };
                let items = match machine.items_of(&one, 0) {
                    Ok(items) => items,
                    Err(Thrown::NeedsList(_)) => {
                        return Err(Thrown::Unsupported("these pairs here".into()));
                    }
                    Err(_) => {
                        let message = format!(
                            "cannot convert dictionary update sequence element #{index} to a sequence"
                        );
                        return Err(machine.error("TypeError", message));
                    }
                };
                let [key, value] = items.as_slice() else {
                    let len = items.len();
                    let message = format!(
                        "dictionary update sequence element #{index} has length {len}; 2 is required"
                    );
                    return Err(machine.error("ValueError", message));
                };
                let done = machine.heap.dict_set(dict, *key, *value);
                machine.hashable(done)?;
            }
        }
    }
    for (name, value) in &args.kw {
        let key = machine.name_text(*name);
        let done = machine.heap.dict_set(dict, key, *value);
        machine.hashable(done)?;
    }
    Ok(())
}
