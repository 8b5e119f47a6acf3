//! The built-in functions.

#![expect(clippy::unnecessary_wraps, reason = "all natives have one signature")]

use num_traits::Signed;

use super::{Native, number};
use crate::python::call::Call;
use crate::python::machine::{Args, Machine, Out, R, Thrown};
use crate::python::names;
use crate::python::syntax::BinaryOp;
use crate::python::value::{Iter, Name, Obj, Tag, Value};

pub(super) const NATIVES: &[(&str, Native)] = &[
    ("print", print),
    ("len", len),
    ("repr", repr),
    ("ascii", ascii),
    ("format", format),
    ("abs", abs),
    ("chr", chr),
    ("ord", ord),
    ("hex", |machine, args| radix(machine, args, "hex")),
    ("bin", |machine, args| radix(machine, args, "bin")),
    ("oct", |machine, args| radix(machine, args, "oct")),
    ("id", id),
    ("hash", hash),
    ("callable", callable),
    ("isinstance", isinstance),
    ("issubclass", issubclass),
    ("hasattr", hasattr),
    ("getattr", getattr),
    ("setattr", setattr),
    ("delattr", delattr),
    ("iter", iter),
    ("next", next),
    ("reversed", reversed),
    ("enumerate", enumerate),
    ("zip", zip),
    ("divmod", divmod),
    ("pow", pow),
    ("round", round),
    ("sorted", sorted),
    ("sum", sum),
    ("min", |machine, args| extreme(machine, args, "min")),
    ("max", |machine, args| extreme(machine, args, "max")),
    ("_sort_native", sort_native),
    ("_set_args", set_args),
    ("_is_user", is_user),
    ("_default_repr", default_repr),
    ("_truth", truth),
    ("_string_of", string_of),
    ("_set_remote", set_remote),
    ("_traceback", traceback),
    ("_set_told", set_told),
    ("_tag", tag),
];

fn none() -> R<Out> {
    Ok(Value::None.into())
}

fn print(machine: &mut Machine, args: &Args) -> R<Out> {
    let mut stream = 1;
    let (mut sep, mut end, mut flush) = (" ".to_owned(), "\n".to_owned(), false);
    for (name, value) in &args.kw {
        match *name {
            names::SEP | names::END => match (machine.heap.as_str(*value), *value) {
                (Some(text), _) if *name == names::SEP => sep = text.to_string(),
                (Some(text), _) => end = text.to_string(),
                (None, Value::None) => {}
                (None, _) => {
                    let (key, kind) = (machine.names.text(*name), machine.type_name(*value));
                    return Err(machine.error(
                        "TypeError",
                        format!("{key} must be None or a string, not {kind}"),
                    ));
                }
            },
            names::FLUSH => flush = machine.truth(*value).unwrap_or(true),
            names::FILE => {
                if *value != Value::None {
                    stream = stream_of(machine, *value)?;
                }
            }
            _ => {
                let key = machine.names.text(*name);
                let message = format!("'{key}' is an invalid keyword argument for print()");
                return Err(machine.error("TypeError", message));
            }
        }
    }
    let mut pieces = Vec::with_capacity(args.pos.len() * 2);
    for (index, value) in args.pos.iter().enumerate() {
        if index > 0 {
            pieces.push(sep.clone());
        }
        match machine.str(*value) {
            Ok(text) => pieces.push(text),
            Err(Thrown::Python(..)) => {
                let pos = machine.heap.tuple(args.pos.clone());
                let kw = machine.keyword_dict(&args.kw);
                return Err(Thrown::Python("_print", vec![pos, kw]));
            }
            Err(thrown) => return Err(thrown),
        }
    }
    pieces.push(end);
    Ok(Out::Sys(Call::Write {
        stream,
        pieces,
        flush,
    }))
}

/// 1 or 2 for `sys.stdout` or `sys.stderr`.
fn stream_of(machine: &mut Machine, value: Value) -> R<u8> {
    let stream = match machine.heap.obj(value) {
        Some(Obj::Instance(it)) => it.attrs.find(names::STREAM),
        _ => None,
    };
    match stream {
        Some(Value::Int(number)) => Ok(number as u8),
        _ if !has_write(machine, value)? => {
            let message = match machine.class(value) {
                Some(class) => format!("type object '{}' has no attribute 'write'", class.name),
                None => format!(
                    "'{}' object has no attribute 'write'",
                    machine.type_name(value)
                ),
            };
            Err(machine.error("AttributeError", message))
        }
        _ => Err(Thrown::Unsupported(
            "printing to anything but `sys.stdout` and `sys.stderr`".into(),
        )),
    }
}

fn has_write(machine: &mut Machine, value: Value) -> R<bool> {
    let write = machine.names.intern("write");
    Ok(machine.find_attr(value, write)?.is_some())
}

pub(super) fn len(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "len", 1..=1)?;
    let value = args.pos[0];
    if machine.special(value, names::LEN).is_some() {
        return Err(Thrown::Python("_len_of", vec![value]));
    }
    let len = match machine.heap.obj(value) {
        Some(Obj::Str(text)) => text.chars().count(),
        Some(Obj::Bytes(bytes)) => bytes.len(),
        Some(Obj::Tuple(items)) => items.len(),
        Some(Obj::List(items)) => items.len(),
        Some(Obj::Dict(dict)) => dict.len(),
        Some(Obj::Set(set)) => set.len(),
        Some(Obj::Range(range)) => super::range_len(range) as usize,
        Some(Obj::View { dict, .. }) => machine
            .heap
            .as_dict(*dict)
            .map_or(0, crate::python::heap::Dict::len),
        _ => {
            let message = format!("object of type '{}' has no len()", machine.type_name(value));
            return Err(machine.error("TypeError", message));
        }
    };
    Ok(Value::Int(len as i64).into())
}

fn repr(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "repr", 1..=1)?;
    let value = args.pos[0];
    if let Some(method) = machine.special(value, names::REPR) {
        return Ok(Out::Text(
            method,
            Args {
                pos: vec![value],
                kw: Vec::new(),
            },
            true,
        ));
    }
    let text = machine.repr(value)?;
    Ok(machine.heap.text(text).into())
}

/// `object.__repr__`
fn default_repr(machine: &mut Machine, args: &Args) -> R<Out> {
    let value = args.pos[0];
    let text = machine.repr_of(value);
    Ok(machine.heap.text(text).into())
}

fn string_of(machine: &mut Machine, args: &Args) -> R<Out> {
    let text = machine.text_of(args.pos[0]);
    Ok(machine.heap.text(text).into())
}

fn ascii(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "ascii", 1..=1)?;
    let text = machine.repr(args.pos[0])?;
    Ok(machine
        .heap
        .text(crate::python::format::to_ascii(&text))
        .into())
}

fn format(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "format", 1..=2)?;
    let value = args.pos[0];
    let spec = match args.pos.get(1) {
        Some(spec) => machine.heap.as_str(*spec).unwrap_or_else(|| "".into()),
        None => "".into(),
    };
    if let Some(method) = machine.special(value, names::FORMAT) {
        let spec = machine.heap.text(spec);
        return Ok(Out::Call(
            method,
            Args {
                pos: vec![value, spec],
                kw: Vec::new(),
            },
        ));
    }
    let text = machine.format_value(value, &spec)?;
    Ok(machine.heap.text(text).into())
}

fn abs(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "abs", 1..=1)?;
    let value = args.pos[0];
    if let Some(method) = machine.special(value, names::ABS) {
        return Ok(Out::Call(
            method,
            Args {
                pos: vec![value],
                kw: Vec::new(),
            },
        ));
    }
    match machine.as_number(value) {
        Some(number::Number::Float(it)) => Ok(Value::Float(it.abs()).into()),
        Some(number::Number::Int(it)) => Ok(machine.heap.int(it.abs()).into()),
        None => {
            let message = format!("bad operand type for abs(): '{}'", machine.type_name(value));
            Err(machine.error("TypeError", message))
        }
    }
}

fn chr(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "chr", 1..=1)?;
    let code = machine.int_arg(args.pos[0])?;
    match u32::try_from(code).ok().and_then(char::from_u32) {
        Some(sign) => Ok(machine.heap.text(sign.to_string()).into()),
        None => Err(machine.error("ValueError", "chr() arg not in range(0x110000)")),
    }
}

fn ord(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "ord", 1..=1)?;
    let value = args.pos[0];
    if let Some(Obj::Bytes(bytes)) = machine.heap.obj(value) {
        let (len, first) = (bytes.len(), bytes.first().copied());
        if let (1, Some(byte)) = (len, first) {
            return Ok(Value::Int(i64::from(byte)).into());
        }
        let message = format!("ord() expected a character, but string of length {len} found");
        return Err(machine.error("TypeError", message));
    }
    let Some(text) = machine.heap.as_str(value) else {
        let message = format!(
            "ord() expected string of length 1, but {} found",
            machine.type_name(value)
        );
        return Err(machine.error("TypeError", message));
    };
    let mut signs = text.chars();
    if let (Some(sign), None) = (signs.next(), signs.next()) {
        Ok(Value::Int(i64::from(u32::from(sign))).into())
    } else {
        let len = text.chars().count();
        let message = format!("ord() expected a character, but string of length {len} found");
        Err(machine.error("TypeError", message))
    }
}

fn radix(machine: &mut Machine, args: &Args, name: &str) -> R<Out> {
    machine.expect(args, name, 1..=1)?;
    let Some(it) = machine.as_int(args.pos[0]) else {
        let message = format!(
            "'{}' object cannot be interpreted as an integer",
            machine.type_name(args.pos[0])
        );
        return Err(machine.error("TypeError", message));
    };
    let (prefix, radix) = match name {
        "hex" => ("0x", 16),
        "oct" => ("0o", 8),
        _ => ("0b", 2),
    };
    let sign = if it.is_negative() { "-" } else { "" };
    let text = format!("{sign}{prefix}{}", it.abs().to_str_radix(radix));
    Ok(machine.heap.text(text).into())
}

fn id(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "id", 1..=1)?;
    Ok(match args.pos[0] {
        Value::Ref(id) => Value::Int(0x7f00_0000_0000 + i64::from(id.0) * 16),
        Value::Int(it) => Value::Int(0x55_0000_0000_i64.wrapping_add(it.wrapping_mul(32))),
        other => {
            let hash = machine.heap.hash(other);
            Value::Int(0x54_0000_0000 + (machine.hashable(hash)? % 0xffff) as i64 * 16)
        }
    }
    .into())
}

fn hash(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "hash", 1..=1)?;
    if let Some(method) = machine.special(args.pos[0], names::HASH) {
        return Ok(Out::Call(method, args.clone()));
    }
    let hash = machine.heap.hash(args.pos[0]);
    Ok(Value::Int(machine.hashable(hash)? as i64).into())
}

fn callable(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "callable", 1..=1)?;
    Ok(Value::Bool(is_callable(machine, args.pos[0])).into())
}

fn is_callable(machine: &Machine, value: Value) -> bool {
    matches!(
        machine.tag(value),
        Tag::Function | Tag::Method | Tag::Native | Tag::Type
    ) || machine.special(value, names::CALL).is_some()
}

fn class_list(machine: &mut Machine, value: Value, name: &str) -> R<Vec<Value>> {
    match machine.heap.obj(value) {
        Some(Obj::Class(_)) => Ok(vec![value]),
        Some(Obj::Tuple(items)) => {
            let items = items.to_vec();
            let mut all = Vec::new();
            for item in items {
                all.extend(class_list(machine, item, name)?);
            }
            Ok(all)
        }
        _ => Err(machine.error(
            "TypeError",
            format!("{name} arg 2 must be a type, a tuple of types, or a union"),
        )),
    }
}

fn isinstance(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "isinstance", 2..=2)?;
    // The classes are looked at one after another: what stands behind a match is not.
    if let Some(Obj::Tuple(items)) = machine.heap.obj(args.pos[1]) {
        let class = machine.class_of(args.pos[0]);
        let first = items.first().copied();
        if first
            .is_some_and(|base| machine.class(base).is_some() && machine.is_subclass(class, base))
        {
            return Ok(Value::Bool(true).into());
        }
    }
    let classes = class_list(machine, args.pos[1], "isinstance()")?;
    let class = machine.class_of(args.pos[0]);
    Ok(Value::Bool(classes.iter().any(|base| machine.is_subclass(class, *base))).into())
}

fn issubclass(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "issubclass", 2..=2)?;
    let classes = class_list(machine, args.pos[1], "issubclass()")?;
    Ok(Value::Bool(
        classes
            .iter()
            .any(|base| machine.is_subclass(args.pos[0], *base)),
    )
    .into())
}

fn attr_name(machine: &mut Machine, value: Value, function: &str) -> R<Name> {
    if let Some(text) = machine.heap.as_str(value) {
        Ok(machine.names.intern(&text))
    } else {
        let kind = machine.type_name(value);
        let _ = function;
        Err(machine.error(
            "TypeError",
            format!("attribute name must be string, not '{kind}'"),
        ))
    }
}

fn hasattr(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "hasattr", 2..=2)?;
    let name = attr_name(machine, args.pos[1], "hasattr")?;
    let found = machine.find_attr(args.pos[0], name)?;
    Ok(Value::Bool(found.is_some()).into())
}

fn getattr(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "getattr", 2..=3)?;
    let name = attr_name(machine, args.pos[1], "getattr")?;
    match (machine.find_attr(args.pos[0], name)?, args.pos.get(2)) {
        (Some(found), _) => match machine.attr_value(args.pos[0], name, found) {
            Ok(value) => Ok(value.into()),
            Err(getter) => Ok(Out::Call(
                getter,
                Args {
                    pos: vec![args.pos[0]],
                    kw: Vec::new(),
                },
            )),
        },
        (None, Some(default)) => Ok((*default).into()),
        (None, None) => Ok(Out::Attr(args.pos[0], name)),
    }
}

fn setattr(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "setattr", 3..=3)?;
    let name = attr_name(machine, args.pos[1], "setattr")?;
    Ok(Out::SetAttr(args.pos[0], name, args.pos[2]))
}

fn delattr(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "delattr", 2..=2)?;
    let name = attr_name(machine, args.pos[1], "delattr")?;
    machine.delete_attr(args.pos[0], name)?;
    none()
}

fn iter(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "iter", 1..=2)?;
    if args.pos.len() == 2 {
        if !is_callable(machine, args.pos[0]) {
            return Err(machine.error("TypeError", "iter(v, w): v must be callable"));
        }
        return Err(Thrown::Python("_iter_until", args.pos.clone()));
    }
    machine.iter_out(args.pos[0])
}

fn next(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "next", 1..=2)?;
    Ok(Out::Next(args.pos[0], args.pos.get(1).copied()))
}

fn reversed(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "reversed", 1..=1)?;
    let value = args.pos[0];
    if let Some(method) = machine.special(value, names::REVERSED) {
        return Ok(Out::Call(method, args.clone()));
    }
    let iter = match machine.heap.obj(value) {
        Some(Obj::List(items)) => Iter::Back {
            seq: value,
            index: items.len(),
        },
        Some(Obj::Tuple(items)) => Iter::Back {
            seq: value,
            index: items.len(),
        },
        Some(Obj::Range(range)) => {
            let len = super::range_len(range);
            let last = range[0] + (len - 1) * range[2];
            Iter::Range {
                next: last,
                stop: range[0] - range[2],
                step: -range[2],
            }
        }
        Some(Obj::Str(text)) => {
            let signs: Vec<String> = text.chars().rev().map(String::from).collect();
            let items = signs
                .into_iter()
                .map(|sign| machine.heap.text(sign))
                .collect();
            Iter::Items { items, index: 0 }
        }
        Some(Obj::Bytes(bytes)) => {
            let bytes = bytes.iter().rev();
            let items = bytes.map(|byte| Value::Int(i64::from(*byte))).collect();
            Iter::Items { items, index: 0 }
        }
        Some(Obj::Dict(dict)) => {
            let items = dict.items().rev().map(|(key, _)| key).collect();
            Iter::Items { items, index: 0 }
        }
        _ => {
            let message = format!("'{}' object is not reversible", machine.type_name(value));
            return Err(machine.error("TypeError", message));
        }
    };
    Ok(machine.heap.new_iter(iter).into())
}

fn enumerate(machine: &mut Machine, args: &Args) -> R<Out> {
    check_enumerate(machine, args)?;
    let iterable = machine.names.intern("iterable");
    let iterable = args.pos.first().copied().or_else(|| args.keyword(iterable));
    let iterable = iterable.unwrap_or(Value::None);
    let start = args
        .pos
        .get(1)
        .copied()
        .or_else(|| args.keyword(names::START))
        .unwrap_or(Value::Int(0));
    machine.index_arg(start)?;
    let Some(count) = machine.as_i64(start) else {
        machine.native_iter(iterable)?;
        return Err(Thrown::Unsupported(
            "`enumerate` from so large a number".into(),
        ));
    };
    match machine.native_iter(iterable)? {
        Some(inner) => Ok(machine
            .heap
            .new_iter(Iter::Enumerate { inner, count })
            .into()),
        None => Err(Thrown::Python("_enumerate", vec![iterable, start])),
    }
}

/// `enumerate` looks at its arguments by itself in CPython.
fn check_enumerate(machine: &mut Machine, args: &Args) -> R<()> {
    let (given, n_keywords) = (args.pos.len(), args.kw.len());
    let known: &[&str] = match (given, n_keywords) {
        (0, 1) => &["iterable"],
        (1, 1) => &["start"],
        _ => &["iterable", "start"],
    };
    let names = args.kw.iter().map(|(name, _)| machine.names.text(*name));
    let unknown = names.into_iter().find(|name| !known.contains(&&**name));
    let message = match (given + n_keywords, unknown) {
        (0, _) => "enumerate() missing required argument 'iterable'".to_owned(),
        (1 | 2, Some(name)) => format!("'{name}' is an invalid keyword argument for enumerate()"),
        (1 | 2, None) => return Ok(()),
        (all, _) => format!("enumerate() takes at most 2 arguments ({all} given)"),
    };
    Err(machine.error("TypeError", message))
}

fn zip(machine: &mut Machine, args: &Args) -> R<Out> {
    let mut inner = Vec::new();
    for value in &args.pos {
        match machine.native_iter(*value)? {
            Some(iter) if args.kw.is_empty() => inner.push(iter),
            _ => {
                let strict = args.keyword(names::STRICT).unwrap_or(Value::Bool(false));
                let iters = machine.heap.tuple(args.pos.clone());
                return Err(Thrown::Python("_zip", vec![iters, strict]));
            }
        }
    }
    Ok(machine.heap.new_iter(Iter::Zip { inner }).into())
}

fn divmod(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "divmod", 2..=2)?;
    let (a, b) = (args.pos[0], args.pos[1]);
    if machine.as_number(a).is_none() || machine.as_number(b).is_none() {
        let (a, b) = (machine.type_name(a), machine.type_name(b));
        return Err(machine.error(
            "TypeError",
            format!("unsupported operand type(s) for divmod(): '{a}' and '{b}'"),
        ));
    }
    let quotient = number::binary(machine, BinaryOp::FloorDiv, a, b)?;
    let rest = number::binary(machine, BinaryOp::Mod, a, b)?;
    Ok(machine.heap.tuple(vec![quotient, rest]).into())
}

fn pow(machine: &mut Machine, args: &Args) -> R<Out> {
    let mut given = ["base", "exp", "mod"].iter().enumerate().map(|(at, name)| {
        let name = machine.names.intern(name);
        args.pos
            .get(at)
            .copied()
            .or_else(|| args.keyword(name))
            .unwrap_or(Value::None)
    });
    let mut next = || given.next().unwrap_or(Value::None);
    let (base, exponent, modulus) = (next(), next(), next());
    drop(given);
    if modulus == Value::None {
        return number::binary(machine, BinaryOp::Pow, base, exponent).map(Out::Value);
    }
    let all = [base, exponent, modulus];
    if all.iter().any(|value| machine.as_number(*value).is_none()) {
        let kinds = all
            .map(|value| format!("'{}'", machine.type_name(value)))
            .join(", ");
        let message = format!("unsupported operand type(s) for ** or pow(): {kinds}");
        return Err(machine.error("TypeError", message));
    }
    let parts = (
        machine.as_int(base),
        machine.as_int(exponent),
        machine.as_int(modulus),
    );
    let (Some(base), Some(exponent), Some(modulus)) = parts else {
        return Err(machine.error(
            "TypeError",
            "pow() 3rd argument not allowed unless all arguments are integers",
        ));
    };
    if modulus == 0.into() {
        return Err(machine.error("ValueError", "pow() 3rd argument cannot be 0"));
    }
    if exponent.is_negative() {
        let Some(inverse) = base.modinv(&modulus) else {
            return Err(machine.error("ValueError", "base is not invertible for the given modulus"));
        };
        let power = inverse.modpow(&-exponent, &modulus);
        return Ok(machine.heap.int(power).into());
    }
    Ok(machine.heap.int(base.modpow(&exponent, &modulus)).into())
}

fn round(machine: &mut Machine, args: &Args) -> R<Out> {
    let ndigits = machine.names.intern("ndigits");
    let places = args.pos.get(1).copied().or_else(|| args.keyword(ndigits));
    let places = places.unwrap_or(Value::None);
    let number = machine.names.intern("number");
    let value = args.pos.first().copied().or_else(|| args.keyword(number));
    match (value.unwrap_or(Value::None), places) {
        (value, Value::None) if machine.as_int(value).is_some() => Ok(match value {
            Value::Bool(it) => Value::Int(i64::from(it)),
            Value::Signal(it) => Value::Int(i64::from(it)),
            other => other,
        }
        .into()),
        (Value::Float(it), Value::None) => {
            if !it.is_finite() {
                let (class, message) = if it.is_nan() {
                    ("ValueError", "cannot convert float NaN to integer")
                } else {
                    ("OverflowError", "cannot convert float infinity to integer")
                };
                return Err(machine.error(class, message));
            }
            Ok(super::convert::int_from_float(machine, it.round_ties_even()).into())
        }
        (Value::Float(it), places) => {
            machine.index_arg(places)?;
            let places = machine.bound_arg(places)?.clamp(-10_000, 10_000);
            Ok(Value::Float(round_places(it, places)).into())
        }
        (value, places) => {
            let Some(it) = machine.as_int(value) else {
                let message = format!(
                    "type {} doesn't define __round__ method",
                    machine.type_name(value)
                );
                return Err(machine.error("TypeError", message));
            };
            machine.index_arg(places)?;
            let places = machine.bound_arg(places)?;
            if places >= 0 {
                return Ok(match value {
                    Value::Bool(_) | Value::Signal(_) => machine.heap.int(it),
                    _ => value,
                }
                .into());
            }
            if places < -10_000 {
                return Ok(Value::Int(0).into());
            }
            let unit = num_traits::Pow::pow(num_bigint::BigInt::from(10), places.unsigned_abs());
            let (quotient, rest) = num_integer::Integer::div_mod_floor(&it, &unit);
            let twice: num_bigint::BigInt = rest * 2;
            let is_even = num_integer::Integer::is_even(&quotient);
            let up = twice > unit || (twice == unit && !is_even);
            let rounded = if up { quotient + 1 } else { quotient } * unit;
            Ok(machine.heap.int(rounded).into())
        }
    }
}

/// Correctly rounded, as the decimal expansion of the float says (round half to even on exact halves).
fn round_places(value: f64, places: i64) -> f64 {
    if !value.is_finite() || places > 300 {
        return value;
    }
    if places >= 0 {
        return format!("{value:.*}", places as usize)
            .parse()
            .unwrap_or(value);
    }
    let unit = 10_f64.powi((-places).min(400) as i32);
    (value / unit).round_ties_even() * unit
}

fn sorted(machine: &mut Machine, args: &Args) -> R<Out> {
    if args.pos.len() != 1 {
        let message = format!("sorted expected 1 argument, got {}", args.pos.len());
        return Err(machine.error("TypeError", message));
    }
    let items = machine.items_of(args, 0)?;
    let other = args.kw.iter().map(|(name, _)| *name);
    if let Some(name) = other
        .into_iter()
        .find(|it| ![names::KEY, names::REVERSE].contains(it))
    {
        let name = machine.names.text(name);
        let message = format!("'{name}' is an invalid keyword argument for sort()");
        return Err(machine.error("TypeError", message));
    }
    let key = args.keyword(names::KEY).unwrap_or(Value::None);
    let reverse = args.keyword(names::REVERSE).unwrap_or(Value::Bool(false));
    machine.int_flag(reverse)?;
    let list = machine.heap.list(items);
    if key == Value::None
        && let Some(sorted) = sort(machine, list, machine.truth(reverse).unwrap_or(true))?
    {
        return Ok(sorted.into());
    }
    Err(Thrown::Python("_sorted", vec![list, key, reverse]))
}

impl Machine {
    /// A flag that CPython takes as a C int.
    fn int_flag(&mut self, value: Value) -> R<()> {
        self.index_arg(value)?;
        match self.as_i64(value).map(i32::try_from) {
            Some(Ok(_)) => Ok(()),
            _ => Err(self.error("OverflowError", "Python int too large to convert to C int")),
        }
    }
}

fn sort_native(machine: &mut Machine, args: &Args) -> R<Out> {
    let reverse = machine.truth(args.pos[1]).unwrap_or(true);
    Ok(match sort(machine, args.pos[0], reverse)? {
        Some(list) => list,
        None => Value::None,
    }
    .into())
}

/// A sorted copy of a list; none where a method of the program must compare.
pub(super) fn sort(machine: &mut Machine, list: Value, reverse: bool) -> R<Option<Value>> {
    let mut items = machine
        .heap
        .as_items(list)
        .map(<[Value]>::to_vec)
        .unwrap_or_default();
    let mut problem = None;
    if reverse {
        items.reverse();
    }
    items.sort_by(|a, b| match number::compare(machine, *a, *b) {
        Ok(ordering) => ordering.unwrap_or(std::cmp::Ordering::Equal),
        Err(other) => {
            problem.get_or_insert(other);
            std::cmp::Ordering::Equal
        }
    });
    match problem {
        Some(number::Unordered::Method) => return Ok(None),
        Some(number::Unordered::Types(a, b)) => {
            let (a, b) = (machine.type_name(a), machine.type_name(b));
            let message = format!("'<' not supported between instances of '{a}' and '{b}'");
            return Err(machine.error("TypeError", message));
        }
        None => {}
    }
    if reverse {
        items.reverse();
    }
    Ok(Some(machine.heap.list(items)))
}

fn sum(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect_count(args, "sum", 1..=2)?;
    let start = args
        .pos
        .get(1)
        .copied()
        .or_else(|| args.keyword(names::START))
        .unwrap_or(Value::Int(0));
    let kind = match machine.heap.obj(start) {
        Some(Obj::Str(_)) => Some(("strings", "''")),
        Some(Obj::Bytes(_)) => Some(("bytes", "b''")),
        _ => None,
    };
    if let Some((kind, empty)) = kind {
        machine.native_iter(args.pos[0])?;
        let message = format!("sum() can't sum {kind} [use {empty}.join(seq) instead]");
        return Err(machine.error("TypeError", message));
    }
    let in_python = || Err(Thrown::Python("_sum", vec![args.pos[0], start]));
    let Some(items) = machine.heap.as_items(args.pos[0]).map(<[Value]>::to_vec) else {
        return in_python();
    };
    if !items.iter().all(|item| machine.as_number(*item).is_some())
        || machine.as_number(start).is_none()
    {
        return in_python();
    }
    let mut total = start;
    for item in items {
        total = number::binary(machine, BinaryOp::Add, total, item)?;
    }
    Ok(total.into())
}

fn extreme(machine: &mut Machine, args: &Args, name: &str) -> R<Out> {
    if args.pos.is_empty() {
        return Err(machine.error(
            "TypeError",
            format!("{name} expected at least 1 argument, got 0"),
        ));
    }
    let key = args.keyword(names::KEY).unwrap_or(Value::None);
    let default = args.keyword(names::DEFAULT);
    if default.is_some() && args.pos.len() > 1 {
        let message =
            format!("Cannot specify a default for {name}() with multiple positional arguments");
        return Err(machine.error("TypeError", message));
    }
    let source = if args.pos.len() == 1 {
        args.pos[0]
    } else {
        machine.heap.tuple(args.pos.clone())
    };
    let is_max = name == "max";
    let items = match machine.heap.as_items(source) {
        Some(items) if key == Value::None => items.to_vec(),
        _ => {
            let (has_default, default) = (
                Value::Bool(default.is_some()),
                default.unwrap_or(Value::None),
            );
            return Err(Thrown::Python(
                "_extreme",
                vec![source, key, has_default, default, Value::Bool(is_max)],
            ));
        }
    };
    let Some((first, rest)) = items.split_first() else {
        return match default {
            Some(default) => Ok(default.into()),
            None => Err(machine.error("ValueError", format!("{name}() arg is an empty sequence"))),
        };
    };
    let mut best = *first;
    for item in rest {
        match number::compare(machine, *item, best) {
            Ok(Some(ordering)) if (is_max && ordering.is_gt()) || (!is_max && ordering.is_lt()) => {
                best = *item;
            }
            Ok(_) => {}
            Err(number::Unordered::Method) => {
                let pos = vec![
                    source,
                    key,
                    Value::Bool(false),
                    Value::None,
                    Value::Bool(is_max),
                ];
                return Err(Thrown::Python("_extreme", pos));
            }
            Err(number::Unordered::Types(a, b)) => {
                let (a, b) = (machine.type_name(a), machine.type_name(b));
                let shown = if is_max { ">" } else { "<" };
                let message =
                    format!("'{shown}' not supported between instances of '{a}' and '{b}'");
                return Err(machine.error("TypeError", message));
            }
        }
    }
    Ok(best.into())
}

/// `BaseException.__init__`: keeps the arguments.
fn set_args(machine: &mut Machine, args: &Args) -> R<Out> {
    if let Value::Ref(id) = args.pos[0] {
        machine.set_exception_args(id, args.pos[1]);
    }
    none()
}

/// Whether a value's class is the program's (or the library's).
fn is_user(machine: &mut Machine, args: &Args) -> R<Out> {
    let is_user = matches!(
        machine.heap.obj(args.pos[0]),
        Some(Obj::Instance(_) | Obj::Exception(_))
    );
    Ok(Value::Bool(is_user).into())
}

fn truth(machine: &mut Machine, args: &Args) -> R<Out> {
    Ok(Value::Bool(machine.truth(args.pos[0]).unwrap_or(true)).into())
}

/// Gives an exception the text of a traceback from another process.
fn set_remote(machine: &mut Machine, args: &Args) -> R<Out> {
    let text = machine.heap.as_str(args.pos[1]);
    if let Value::Ref(id) = args.pos[0]
        && let Obj::Exception(it) = machine.heap.get_mut(id)
    {
        it.remote = text;
    }
    none()
}

fn set_told(machine: &mut Machine, args: &Args) -> R<Out> {
    let told = machine.heap.as_str(args.pos[1]);
    if let Value::Ref(id) = args.pos[0]
        && let Obj::Exception(it) = machine.heap.get_mut(id)
    {
        it.told = told;
    }
    Ok(Value::None.into())
}

fn traceback(machine: &mut Machine, args: &Args) -> R<Out> {
    let text = machine.traceback(args.pos[0]);
    Ok(machine.heap.text(text).into())
}

/// Name of a value's built-in layout.
fn tag(machine: &mut Machine, args: &Args) -> R<Out> {
    let tag = machine.tag(args.pos[0]);
    let name = crate::python::value::TAGS[tag as usize].1;
    Ok(machine.heap.text(name).into())
}
