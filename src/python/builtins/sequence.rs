//! Lists, tuples, ranges; indexing and slicing of everything that has indices.

#![expect(
    clippy::similar_names,
    reason = "`parts` and `args`, `index` and `items` are the words of the field"
)]

use super::number;
use crate::python::heap::MOST_ITEMS;
use crate::python::machine::{Args, Machine, Out, R, Thrown};
use crate::python::names;
use crate::python::syntax::BinaryOp;
use crate::python::value::{Obj, Tag, Value, ViewKind};

pub(super) const LIST_METHODS: &[&str] = &[
    "append",
    "extend",
    "insert",
    "remove",
    "pop",
    "clear",
    "index",
    "count",
    "sort",
    "reverse",
    "copy",
    "__len__",
    "__iter__",
    "__contains__",
    "__getitem__",
];

/// Number of items of a range.
pub(crate) fn range_len(range: &[i64; 3]) -> i64 {
    let [start, stop, step] = range.map(i128::from);
    let len = if step > 0 {
        (stop - start + step - 1).div_euclid(step)
    } else {
        (start - stop - step - 1).div_euclid(-step)
    };
    len.clamp(0, i128::from(i64::MAX)) as i64
}

/// Operators of built-in values that are no numbers.
pub(super) fn binary(machine: &mut Machine, op: BinaryOp, left: Value, right: Value) -> R {
    match op {
        BinaryOp::Add => return add(machine, left, right),
        BinaryOp::Mul => {
            for (sequence, count) in [(left, right), (right, left)] {
                if let (Some(count), true) = (machine.as_i64(count), is_sequence(machine, sequence))
                {
                    return repeat(machine, sequence, count);
                }
            }
            for (sequence, other) in [(left, right), (right, left)] {
                if is_sequence(machine, sequence) {
                    if machine.as_int(other).is_some() {
                        let message = "cannot fit 'int' into an index-sized integer";
                        return Err(machine.error("OverflowError", message));
                    }
                    let kind = machine.type_name(other);
                    let message = format!("can't multiply sequence by non-int of type '{kind}'");
                    return Err(machine.error("TypeError", message));
                }
            }
        }
        BinaryOp::Mod if matches!(machine.heap.obj(left), Some(Obj::Bytes(_))) => {
            return Err(Thrown::Unsupported("`%` of `bytes`".into()));
        }
        BinaryOp::Mod => {
            if let Some(text) = machine.heap.as_str(left) {
                let text = super::printf::percent(machine, &text, right)?;
                return Ok(machine.heap.text(text));
            }
        }
        BinaryOp::BitOr
            if machine.heap.as_dict(left).is_some() && machine.heap.as_dict(right).is_some() =>
        {
            return super::dict::union(machine, left, right);
        }
        BinaryOp::BitOr | BinaryOp::BitAnd | BinaryOp::BitXor | BinaryOp::Sub
            if is_key_view(machine, left) || is_key_view(machine, right) =>
        {
            let sets = [left, right].map(|side| {
                let args = Args {
                    pos: vec![side],
                    kw: Vec::new(),
                };
                let items = machine.items_of(&args, 0)?;
                let set = machine.heap.new_set(&items);
                machine.hashable(set).map(Value::Ref)
            });
            let [left, right] = sets;
            return super::set::binary(machine, op, left?, right?);
        }
        BinaryOp::BitOr | BinaryOp::BitAnd | BinaryOp::BitXor | BinaryOp::Sub
            if machine.heap.as_set(left).is_some() && machine.heap.as_set(right).is_some() =>
        {
            return super::set::binary(machine, op, left, right);
        }
        _ => {}
    }
    Err(number::unsupported(machine, op, left, right))
}

/// Whether a value is `keys()` or `items()` of a dict, which combine as sets do.
fn is_key_view(machine: &Machine, value: Value) -> bool {
    match machine.heap.obj(value) {
        Some(Obj::View { kind, .. }) => *kind != ViewKind::Values,
        _ => false,
    }
}

fn is_sequence(machine: &Machine, value: Value) -> bool {
    matches!(
        machine.heap.obj(value),
        Some(Obj::Str(_) | Obj::Bytes(_) | Obj::List(_) | Obj::Tuple(_))
    )
}

fn add(machine: &mut Machine, left: Value, right: Value) -> R {
    let wrong = |kind: &str, machine: &mut Machine| {
        let other = machine.type_name(right);
        let message = match kind {
            "str" | "list" | "tuple" => {
                format!("can only concatenate {kind} (not \"{other}\") to {kind}")
            }
            _ => format!("can't concat {other} to bytes"),
        };
        Err(machine.error("TypeError", message))
    };
    match (machine.heap.obj(left), machine.heap.obj(right)) {
        (Some(Obj::Str(a)), Some(Obj::Str(b))) => {
            if a.len() + b.len() > MOST_ITEMS {
                return Err(too_long());
            }
            let text = [&**a, &**b].concat();
            Ok(machine.heap.text(text))
        }
        (Some(Obj::Bytes(a)), Some(Obj::Bytes(b))) => {
            let bytes = [&**a, &**b].concat();
            Ok(machine.heap.bytes(bytes))
        }
        (Some(Obj::List(a)), Some(Obj::List(b))) => {
            let items = [a.as_slice(), b.as_slice()].concat();
            Ok(machine.heap.list(items))
        }
        (Some(Obj::Tuple(a)), Some(Obj::Tuple(b))) => {
            let items = [&**a, &**b].concat();
            Ok(machine.heap.tuple(items))
        }
        (Some(Obj::Str(_)), _) => wrong("str", machine),
        (Some(Obj::Bytes(_)), _) => wrong("bytes", machine),
        (Some(Obj::List(_)), _) => wrong("list", machine),
        (Some(Obj::Tuple(_)), _) => wrong("tuple", machine),
        _ => Err(number::unsupported(machine, BinaryOp::Add, left, right)),
    }
}

/// The end of a program that makes a value beyond [`MOST_ITEMS`].
pub(super) fn too_long() -> Thrown {
    Thrown::Limit(too_long_text())
}

/// What a value beyond [`MOST_ITEMS`] ends a program with.
pub(crate) fn too_long_text() -> String {
    format!("a text or list holds at most {MOST_ITEMS} characters or items")
}

fn repeat(machine: &mut Machine, sequence: Value, count: i64) -> R {
    let count = usize::try_from(count).unwrap_or(0);
    let len = match machine.heap.obj(sequence) {
        Some(Obj::Str(text)) => text.len(),
        Some(Obj::Bytes(bytes)) => bytes.len(),
        _ => machine.heap.as_items(sequence).map_or(0, <[Value]>::len),
    };
    if len.saturating_mul(count) > MOST_ITEMS {
        return Err(too_long());
    }
    match machine.heap.obj(sequence) {
        Some(Obj::Str(text)) => {
            let text = text.repeat(count);
            Ok(machine.heap.text(text))
        }
        Some(Obj::Bytes(bytes)) => {
            let bytes = bytes.repeat(count);
            Ok(machine.heap.bytes(bytes))
        }
        Some(Obj::List(items)) => {
            let items = items.repeat(count);
            Ok(machine.heap.list(items))
        }
        _ => {
            let items = machine
                .heap
                .as_items(sequence)
                .unwrap_or_default()
                .repeat(count);
            Ok(machine.heap.tuple(items))
        }
    }
}

/// Whether a container holds an item; none where a method of the program must tell.
pub(crate) fn contains(machine: &mut Machine, container: Value, item: Value) -> R<Option<bool>> {
    if let Some(items) = machine.heap.as_items(container) {
        for other in items {
            if crate::python::heap::same_object(*other, item) {
                return Ok(Some(true));
            }
            match machine.heap.eq(*other, item) {
                Ok(true) => return Ok(Some(true)),
                Ok(false) => {}
                Err(_) => return Ok(None),
            }
        }
        return Ok(Some(false));
    }
    let Value::Ref(id) = container else {
        return Err(not_container(machine, container));
    };
    match machine.heap.get(id) {
        Obj::Str(text) => {
            let text = text.clone();
            if let Some(part) = machine.heap.as_str(item) {
                Ok(Some(text.contains(&*part)))
            } else {
                let kind = machine.type_name(item);
                let message = format!("'in <string>' requires string as left operand, not {kind}");
                Err(machine.error("TypeError", message))
            }
        }
        Obj::Bytes(bytes) => Ok(Some(match (machine.heap.obj(item), item) {
            (Some(Obj::Bytes(part)), _) => {
                part.is_empty() || bytes.windows(part.len()).any(|it| it == &**part)
            }
            (_, Value::Int(byte)) if (0..256).contains(&byte) => {
                bytes.iter().any(|it| i64::from(*it) == byte)
            }
            (_, Value::Bool(byte)) => bytes.contains(&u8::from(byte)),
            _ if machine.as_int(item).is_some() => {
                return Err(machine.error("ValueError", "byte must be in range(0, 256)"));
            }
            _ => {
                let kind = machine.type_name(item);
                let message = format!("a bytes-like object is required, not '{kind}'");
                return Err(machine.error("TypeError", message));
            }
        })),
        Obj::Dict(_) => {
            let found = machine.heap.dict_get(id, item);
            Ok(Some(machine.hashable(found)?.is_some()))
        }
        Obj::Set(_) => {
            // A set is looked for as the frozen one that may be an item.
            let frozen = matches!(machine.heap.obj(item), Some(Obj::Set(set)) if !set.frozen);
            if frozen {
                return Ok(Some(false));
            }
            let found = machine.heap.set_has(id, item);
            Ok(Some(machine.hashable(found)?))
        }
        Obj::Range(range) => {
            let range = **range;
            let whole = match item {
                Value::Float(it) if it.fract() == 0.0 && it.abs() < 9e18 => Some(it as i64),
                item => machine.as_i64(item),
            };
            Ok(Some(match whole {
                Some(it) => {
                    let inside = if range[2] > 0 {
                        it >= range[0] && it < range[1]
                    } else {
                        it <= range[0] && it > range[1]
                    };
                    inside && (it - range[0]) % range[2] == 0
                }
                None => false,
            }))
        }
        Obj::View {
            dict,
            kind: ViewKind::Keys,
        } => {
            let dict = *dict;
            contains(machine, dict, item)
        }
        Obj::Instance(_)
            if machine
                .special(container, names::ITER)
                .or_else(|| machine.special(container, names::GETITEM))
                .is_none() =>
        {
            Err(not_container(machine, container))
        }
        Obj::View { .. } | Obj::Generator(_) | Obj::Iter(_) | Obj::Instance(_) => Ok(None),
        _ => Err(not_container(machine, container)),
    }
}

fn not_container(machine: &mut Machine, value: Value) -> Thrown {
    let message = format!(
        "argument of type '{}' is not iterable",
        machine.type_name(value)
    );
    machine.error("TypeError", message)
}

// --- indices ------------------------------------------------------------------------------------------------------

/// Start, stop and step of a slice over `len` items, as CPython's `slice.indices` gives them.
fn slice_indices(machine: &mut Machine, parts: [Value; 3], len: usize) -> R<(i64, i64, i64)> {
    let len = len as i64;
    let mut number = |value: Value| -> R<Option<i64>> {
        match value {
            Value::None => Ok(None),
            Value::Int(it) => Ok(Some(it)),
            Value::Bool(it) => Ok(Some(i64::from(it))),
            Value::Signal(it) => Ok(Some(i64::from(it))),
            _ if machine.as_int(value).is_some() => machine.bound_arg(value).map(Some),
            _ => Err(machine.error(
                "TypeError",
                "slice indices must be integers or None or have an __index__ method",
            )),
        }
    };
    let (lower, upper, step) = (
        number(parts[0])?,
        number(parts[1])?,
        number(parts[2])?.unwrap_or(1),
    );
    if step == 0 {
        return Err(machine.error("ValueError", "slice step cannot be zero"));
    }
    let (least, most) = if step > 0 { (0, len) } else { (-1, len - 1) };
    let place = |bound: Option<i64>, default: i64| match bound {
        None => default,
        Some(it) if it < 0 => it.saturating_add(len).max(least),
        Some(it) => it.min(most),
    };
    let (first, last) = if step > 0 { (0, len) } else { (len - 1, -1) };
    Ok((place(lower, first), place(upper, last), step))
}

fn places(start: i64, stop: i64, step: i64) -> Vec<usize> {
    let mut list = Vec::new();
    let mut at = start;
    while (step > 0 && at < stop) || (step < 0 && at > stop) {
        list.push(at as usize);
        at += step;
    }
    list
}

fn position(machine: &mut Machine, index: Value, len: usize, kind: &str, verb: &str) -> R<usize> {
    let Some(at) = machine.as_i64(index) else {
        if machine.as_int(index).is_some() {
            let message = match kind {
                "range object" => "range object index out of range",
                _ => "cannot fit 'int' into an index-sized integer",
            };
            return Err(machine.error("IndexError", message));
        }
        let given = machine.type_name(index);
        let plural = if kind == "string" {
            "string indices must be integers, not"
        } else {
            ""
        };
        let message = if plural.is_empty() {
            let shown = match kind {
                "range object" => "range",
                "index" => "byte",
                kind => kind,
            };
            format!("{shown} indices must be integers or slices, not {given}")
        } else {
            format!("{plural} '{given}'")
        };
        return Err(machine.error("TypeError", message));
    };
    let real = if at < 0 { at + len as i64 } else { at };
    if real < 0 || real >= len as i64 {
        let message = if kind == "index" {
            "index out of range".to_owned()
        } else if verb.is_empty() {
            format!("{kind} index out of range")
        } else {
            format!("{kind} {verb} index out of range")
        };
        return Err(machine.error("IndexError", message));
    }
    Ok(real as usize)
}

/// `object[index]` of built-in values.
pub(crate) fn index(machine: &mut Machine, object: Value, index: Value) -> R {
    let slice = match machine.heap.obj(index) {
        Some(Obj::Slice(parts)) => Some(**parts),
        _ => None,
    };
    let Value::Ref(id) = object else {
        return Err(not_subscriptable(machine, object));
    };
    match machine.heap.get(id) {
        Obj::List(items) => {
            let len = items.len();
            if let Some(parts) = slice {
                let (start, stop, step) = slice_indices(machine, parts, len)?;
                let items = machine.heap.as_items(object).unwrap_or_default();
                let items = places(start, stop, step)
                    .into_iter()
                    .map(|at| items[at])
                    .collect();
                return Ok(machine.heap.list(items));
            }
            let at = position(machine, index, len, "list", "")?;
            Ok(machine.heap.as_items(object).unwrap_or_default()[at])
        }
        Obj::Tuple(items) => {
            let len = items.len();
            if let Some(parts) = slice {
                let (start, stop, step) = slice_indices(machine, parts, len)?;
                let items = machine.heap.as_items(object).unwrap_or_default();
                let items = places(start, stop, step)
                    .into_iter()
                    .map(|at| items[at])
                    .collect();
                return Ok(machine.heap.tuple(items));
            }
            let at = position(machine, index, len, "tuple", "")?;
            Ok(machine.heap.as_items(object).unwrap_or_default()[at])
        }
        Obj::Str(text) => {
            let text = text.clone();
            if text.is_ascii() && slice.is_none() {
                let at = position(machine, index, text.len(), "string", "")?;
                return Ok(machine.heap.text(&text[at..=at]));
            }
            let signs: Vec<char> = text.chars().collect();
            if let Some(parts) = slice {
                let (start, stop, step) = slice_indices(machine, parts, signs.len())?;
                let text: String = places(start, stop, step)
                    .into_iter()
                    .map(|at| signs[at])
                    .collect();
                return Ok(machine.heap.text(text));
            }
            let at = position(machine, index, signs.len(), "string", "")?;
            Ok(machine.heap.text(signs[at].to_string()))
        }
        Obj::Bytes(bytes) => {
            let bytes = bytes.clone();
            if let Some(parts) = slice {
                let (start, stop, step) = slice_indices(machine, parts, bytes.len())?;
                let bytes: Vec<u8> = places(start, stop, step)
                    .into_iter()
                    .map(|at| bytes[at])
                    .collect();
                return Ok(machine.heap.bytes(bytes));
            }
            let at = position(machine, index, bytes.len(), "index", "")?;
            Ok(Value::Int(i64::from(bytes[at])))
        }
        Obj::Dict(_) => {
            let found = machine.heap.dict_get(id, index);
            match machine.hashable(found)? {
                Some(value) => Ok(value),
                None => Err(super::dict::key_error(machine, index)),
            }
        }
        Obj::Range(range) => {
            let range = **range;
            let len = range_len(&range) as usize;
            if let Some(parts) = slice {
                let (start, stop, step) = slice_indices(machine, parts, len)?;
                let part = [
                    range[0] + start * range[2],
                    range[0] + stop * range[2],
                    range[2] * step,
                ];
                return Ok(machine.heap.alloc(Obj::Range(Box::new(part))));
            }
            let at = position(machine, index, len, "range object", "")?;
            Ok(Value::Int(range[0] + at as i64 * range[2]))
        }
        _ => Err(not_subscriptable(machine, object)),
    }
}

fn not_subscriptable(machine: &mut Machine, object: Value) -> Thrown {
    let message = match machine.heap.obj(object) {
        Some(Obj::Class(class)) if class.tag == Tag::Object || class.user => {
            format!("type '{}' is not subscriptable", class.name)
        }
        _ => format!(
            "'{}' object is not subscriptable",
            machine.type_name(object)
        ),
    };
    machine.error("TypeError", message)
}

/// `object[index] = value` of built-in values.
pub(crate) fn store_index(
    machine: &mut Machine,
    object: Value,
    index: Value,
    value: Value,
) -> R<()> {
    if let Value::Ref(id) = object {
        match machine.heap.get(id) {
            Obj::Dict(_) => {
                let done = machine.heap.dict_set(id, index, value);
                return machine.hashable(done);
            }
            Obj::List(items) => {
                let len = items.len();
                if let Some(Obj::Slice(parts)) = machine.heap.obj(index) {
                    let parts = **parts;
                    return store_slice(machine, object, parts, value);
                }
                let at = position(machine, index, len, "list", "assignment")?;
                machine.heap.swap_in(id, value, |obj| match obj {
                    Obj::List(items) => items.get_mut(at),
                    _ => None,
                });
                return Ok(());
            }
            _ => {}
        }
    }
    let message = format!(
        "'{}' object does not support item assignment",
        machine.type_name(object)
    );
    Err(machine.error("TypeError", message))
}

fn store_slice(machine: &mut Machine, list: Value, parts: [Value; 3], value: Value) -> R<()> {
    let Value::Ref(id) = list else { return Ok(()) };
    let one = Args {
        pos: vec![value],
        kw: Vec::new(),
    };
    let new = match machine.items_of(&one, 0) {
        Ok(items) => items,
        Err(Thrown::NeedsList(_)) => {
            return Err(Thrown::Python(
                "_store_slice",
                slice_args(machine, list, parts, value),
            ));
        }
        Err(Thrown::Exception(_)) => {
            return Err(machine.error("TypeError", "can only assign an iterable"));
        }
        Err(thrown) => return Err(thrown),
    };
    let mut items = machine
        .heap
        .as_items(list)
        .map(<[Value]>::to_vec)
        .unwrap_or_default();
    let (start, stop, step) = slice_indices(machine, parts, items.len())?;
    if step == 1 {
        items.splice(start as usize..stop.max(start) as usize, new);
    } else {
        let targets = places(start, stop, step);
        if targets.len() != new.len() {
            let message = format!(
                "attempt to assign sequence of size {} to extended slice of size {}",
                new.len(),
                targets.len()
            );
            return Err(machine.error("ValueError", message));
        }
        for (at, item) in targets.into_iter().zip(new) {
            items[at] = item;
        }
    }
    machine.heap.list_replace(id, items);
    Ok(())
}

fn slice_args(machine: &mut Machine, list: Value, parts: [Value; 3], value: Value) -> Vec<Value> {
    let slice = machine.heap.alloc(Obj::Slice(Box::new(parts)));
    vec![list, slice, value]
}

/// `del object[index]` of built-in values.
pub(crate) fn delete_index(machine: &mut Machine, object: Value, index: Value) -> R<()> {
    if let Value::Ref(id) = object {
        match machine.heap.get(id) {
            Obj::Dict(_) => {
                let removed = machine.heap.dict_remove(id, index);
                return match machine.hashable(removed)? {
                    Some(_) => Ok(()),
                    None => Err(super::dict::key_error(machine, index)),
                };
            }
            Obj::List(items) => {
                let mut items = items.clone();
                let gone = if let Some(Obj::Slice(parts)) = machine.heap.obj(index) {
                    let parts = **parts;
                    let (start, stop, step) = slice_indices(machine, parts, items.len())?;
                    places(start, stop, step)
                } else {
                    vec![position(machine, index, items.len(), "list", "assignment")?]
                };
                let mut at = 0;
                items.retain(|_| {
                    at += 1;
                    !gone.contains(&(at - 1))
                });
                machine.heap.list_replace(id, items);
                return Ok(());
            }
            _ => {}
        }
    }
    // What may be a sequence is asked in a call of its own for an index, and that has words of its own.
    let is_asked = matches!(
        machine.tag(object),
        Tag::Str | Tag::Bytes | Tag::Tuple | Tag::Range | Tag::Set | Tag::FrozenSet | Tag::Object
    );
    let is_sequence = is_asked && machine.as_int(index).is_some();
    let does_not = if is_sequence { "doesn't" } else { "does not" };
    let message = format!(
        "'{}' object {does_not} support item deletion",
        machine.type_name(object)
    );
    Err(machine.error("TypeError", message))
}

// --- methods ------------------------------------------------------------------------------------------------------

/// Calls a method of a list.
pub(super) fn list_method(machine: &mut Machine, this: Value, name: &str, args: &Args) -> R<Out> {
    let Value::Ref(id) = this else {
        return Ok(Value::None.into());
    };
    let done = Ok(Value::None.into());
    if matches!(name, "clear" | "reverse" | "copy") && !args.pos.is_empty() {
        let given = args.pos.len();
        let message = format!("list.{name}() takes no arguments ({given} given)");
        return Err(machine.error("TypeError", message));
    }
    match name {
        "append" => {
            machine.expect(args, "list.append", 1..=1)?;
            machine.heap.list_push(id, args.pos[0]);
            done
        }
        "extend" => {
            machine.expect(args, "list.extend", 1..=1)?;
            for item in machine.items_of(args, 0)? {
                machine.heap.list_push(id, item);
            }
            done
        }
        "insert" => {
            machine.expect(args, "insert", 2..=2)?;
            let at = machine.int_arg(args.pos[0])?;
            machine.heap.retain(args.pos[1]);
            if let Obj::List(items) = machine.heap.get_mut(id) {
                let len = items.len() as i64;
                let at = if at < 0 {
                    (at + len).max(0)
                } else {
                    at.min(len)
                };
                items.insert(at as usize, args.pos[1]);
            }
            done
        }
        "pop" => {
            machine.expect(args, "pop", 0..=1)?;
            let at = args.pos.first().copied().unwrap_or(Value::Int(-1));
            let number = machine.int_arg(at)?;
            let len = machine.heap.as_items(this).map_or(0, <[Value]>::len);
            if len == 0 {
                return Err(machine.error("IndexError", "pop from empty list"));
            }
            if number >= len as i64 || number < -(len as i64) {
                return Err(machine.error("IndexError", "pop index out of range"));
            }
            let at = position(machine, at, len, "list", "")?;
            let Obj::List(items) = machine.heap.get_mut(id) else {
                return done;
            };
            let item = items.remove(at);
            machine.heap.release(item);
            Ok(item.into())
        }
        "remove" => {
            machine.expect(args, "list.remove", 1..=1)?;
            match find(machine, this, args.pos[0], 0, usize::MAX)? {
                Some(at) => {
                    let Obj::List(items) = machine.heap.get_mut(id) else {
                        return done;
                    };
                    let item = items.remove(at);
                    machine.heap.release(item);
                    done
                }
                None => Err(machine.error("ValueError", "list.remove(x): x not in list")),
            }
        }
        "clear" => {
            machine.heap.list_replace(id, Vec::new());
            done
        }
        "copy" => {
            machine.expect_count(args, "list.copy", 0..=0)?;
            let items = machine
                .heap
                .as_items(this)
                .map(<[Value]>::to_vec)
                .unwrap_or_default();
            Ok(machine.heap.list(items).into())
        }
        "reverse" => {
            if let Obj::List(items) = machine.heap.get_mut(id) {
                items.reverse();
            }
            done
        }
        "sort" => {
            if !args.pos.is_empty() {
                let message = "sort() takes no positional arguments";
                return Err(machine.error("TypeError", message));
            }
            let key = args.keyword(names::KEY).unwrap_or(Value::None);
            let reverse = args.keyword(names::REVERSE).unwrap_or(Value::Bool(false));
            if key == Value::None
                && let Some(sorted) =
                    super::core::sort(machine, this, machine.truth(reverse).unwrap_or(true))?
            {
                let items = machine
                    .heap
                    .as_items(sorted)
                    .map(<[Value]>::to_vec)
                    .unwrap_or_default();
                machine.heap.list_replace(id, items);
                return done;
            }
            Err(Thrown::Python("_sort", vec![this, key, reverse]))
        }
        name => tuple_method(machine, this, name, args),
    }
}

/// Calls a method that lists, tuples and ranges share.
pub(super) fn tuple_method(machine: &mut Machine, this: Value, name: &str, args: &Args) -> R<Out> {
    if let Some(Obj::Range(range)) = machine.heap.obj(this)
        && matches!(name, "index" | "count")
    {
        let (start, step) = (range[0], range[2]);
        machine.expect(args, &format!("range.{name}"), 1..=1)?;
        let item = args.pos[0];
        let is_inside = contains(machine, this, item)?.unwrap_or(false);
        let place = machine.as_float(item).map_or(0, |it| it as i64);
        return match (name, is_inside) {
            ("count", _) => Ok(Value::Int(i64::from(is_inside)).into()),
            (_, true) => Ok(Value::Int((place - start) / step).into()),
            _ if machine.as_int(item).is_some() => {
                let message = format!("{} is not in range", machine.repr(item)?);
                Err(machine.error("ValueError", message))
            }
            _ => Err(machine.error("ValueError", "sequence.index(x): x not in sequence")),
        };
    }
    if let Some(Obj::Range(_)) = machine.heap.obj(this) {
        let iter = machine.native_iter(this)?.unwrap_or(Value::None);
        let items = machine.drain(iter)?;
        let listed = machine.heap.list(items);
        return tuple_method(machine, listed, name, args);
    }
    match name {
        "index" => {
            machine.expect(args, "index", 1..=3)?;
            let len = machine.heap.as_items(this).map_or(0, <[Value]>::len);
            let mut bound = |at: usize, default: usize| -> R<usize> {
                match args.pos.get(at) {
                    Some(value) => {
                        let it = machine.bound_arg(*value)?;
                        Ok(if it < 0 {
                            (it + len as i64).max(0) as usize
                        } else {
                            it as usize
                        })
                    }
                    None => Ok(default),
                }
            };
            let (from, to) = (bound(1, 0)?, bound(2, usize::MAX)?);
            if let Some(at) = find(machine, this, args.pos[0], from, to)? {
                Ok(Value::Int(at as i64).into())
            } else {
                let message = match machine.heap.obj(this) {
                    Some(Obj::Tuple(_)) => "tuple.index(x): x not in tuple".to_owned(),
                    _ => format!("{} is not in list", machine.repr(args.pos[0])?),
                };
                Err(machine.error("ValueError", message))
            }
        }
        "count" => {
            let name = format!("{}.count", machine.type_name(this));
            machine.expect(args, &name, 1..=1)?;
            let items = machine
                .heap
                .as_items(this)
                .map(<[Value]>::to_vec)
                .unwrap_or_default();
            let mut count = 0;
            for item in items {
                count += i64::from(same(machine, item, args.pos[0])?);
            }
            Ok(Value::Int(count).into())
        }
        name => Err(Thrown::Unsupported(format!(
            "`{name}` of `{}`",
            machine.type_name(this)
        ))),
    }
}

fn same(machine: &Machine, left: Value, right: Value) -> R<bool> {
    let unsupported =
        |_| Thrown::Unsupported("searching objects with their own `__eq__` here".into());
    Ok(crate::python::heap::same_object(left, right)
        || machine.heap.eq(left, right).map_err(unsupported)?)
}

fn find(machine: &Machine, list: Value, item: Value, from: usize, to: usize) -> R<Option<usize>> {
    let items = machine.heap.as_items(list).unwrap_or_default();
    for (at, other) in items.iter().enumerate().take(to).skip(from) {
        if same(machine, *other, item)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}
