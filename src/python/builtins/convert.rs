//! Calls of built-in classes: `int("7")`, `list(x)`, `type(x)` ...

#![expect(
    clippy::similar_names,
    reason = "`parts` and `args`, `index` and `items` are the words of the field"
)]

use num_bigint::BigInt;
use num_traits::FromPrimitive;

use crate::python::machine::{Args, MOST_DIGITS, Machine, Out, R, Thrown};
use crate::python::names;
use crate::python::signature;
use crate::python::value::{Obj, Tag, Value};

/// What calling the class of a built-in type gives.
pub(crate) fn construct(machine: &mut Machine, tag: Tag, args: &Args) -> R<Out> {
    if let Some(signature) = signature::of(crate::python::value::TAGS[tag as usize].1) {
        machine.check_signature(signature, args, 0)?;
    }
    let first = args.pos.first().copied();
    let one = |value: Value| Args {
        pos: vec![value],
        kw: Vec::new(),
    };
    match (tag, first) {
        (Tag::Type, _) if matches!(args.pos.len(), 0 | 2) => {
            Err(machine.error("TypeError", "type() takes 1 or 3 arguments"))
        }
        (Tag::Type, Some(_)) if args.pos.len() == 1 && !args.kw.is_empty() => {
            Err(machine.error("TypeError", "type() takes no keyword arguments"))
        }
        (Tag::Bool | Tag::Float | Tag::List | Tag::Tuple | Tag::Dict | Tag::Set, _)
            if args.pos.len() > 1 =>
        {
            let name = crate::python::value::TAGS[tag as usize].1;
            let given = args.pos.len();
            let message = format!("{name} expected at most 1 argument, got {given}");
            Err(machine.error("TypeError", message))
        }
        (Tag::Bool, None) => Ok(Value::Bool(false).into()),
        (Tag::Bool, Some(value)) => match machine.truth(value) {
            Some(truth) => Ok(Value::Bool(truth).into()),
            None => Err(Thrown::Python("_bool", vec![value])),
        },
        (Tag::Int, _) => int(machine, args),
        (Tag::Float, None) => Ok(Value::Float(0.0).into()),
        (Tag::Float, Some(value)) => float(machine, value),
        (Tag::Str, Some(value)) if args.pos.len() > 1 || !args.kw.is_empty() => {
            decoded(machine, value, args)
        }
        (Tag::Str, None) if !args.kw.is_empty() => {
            Err(Thrown::Unsupported("`str` with keyword arguments".into()))
        }
        (Tag::Str, None) => Ok(machine.heap.text("").into()),
        (Tag::Str, Some(value)) => {
            if let Some(method) = machine.special(value, names::STR) {
                return Ok(Out::Text(method, one(value), false));
            }
            if !matches!(machine.heap.obj(value), Some(Obj::Exception(_)))
                && let Some(method) = machine.special(value, names::REPR)
            {
                return Ok(Out::Text(method, one(value), true));
            }
            if matches!(machine.heap.obj(value), Some(Obj::Str(_))) {
                return Ok(value.into());
            }
            let text = machine.str(value)?;
            Ok(machine.heap.text(text).into())
        }
        (Tag::List, None) => Ok(machine.heap.list(Vec::new()).into()),
        (Tag::List, Some(_)) => {
            let items = machine.items_of(args, 0)?;
            Ok(machine.heap.list(items).into())
        }
        (Tag::Tuple, None) => Ok(machine.heap.tuple(Vec::new()).into()),
        (Tag::Tuple, Some(value)) => {
            if matches!(machine.heap.obj(value), Some(Obj::Tuple(_))) {
                return Ok(value.into());
            }
            let items = machine.items_of(args, 0)?;
            Ok(machine.heap.tuple(items).into())
        }
        (Tag::Set | Tag::FrozenSet, first) => {
            if let Some(Value::Ref(source)) = first
                && tag == Tag::Set
                && machine.heap.as_set(Value::Ref(source)).is_some()
            {
                let copy = machine.heap.set_copy(source);
                if let Obj::Set(table) = machine.heap.get_mut(copy) {
                    table.frozen = false;
                }
                return Ok(Value::Ref(copy).into());
            }
            let items = if first.is_some() {
                machine.items_of(args, 0)?
            } else {
                Vec::new()
            };
            let set = machine.heap.new_set(&items);
            let set = machine.hashable(set)?;
            if let Obj::Set(table) = machine.heap.get_mut(set) {
                table.frozen = tag == Tag::FrozenSet;
            }
            Ok(Value::Ref(set).into())
        }
        (Tag::Dict, _) => super::dict::construct(machine, args),
        (Tag::Range, _) => range(machine, args),
        (Tag::Slice, _) => {
            machine.expect(args, "slice", 1..=3)?;
            let parts = match args.pos.as_slice() {
                [stop] => [Value::None, *stop, Value::None],
                [start, stop] => [*start, *stop, Value::None],
                [start, stop, step] => [*start, *stop, *step],
                _ => [Value::None; 3],
            };
            Ok(machine.heap.alloc(Obj::Slice(Box::new(parts))).into())
        }
        (Tag::Bytes, _) => bytes(machine, args),
        (Tag::Type, Some(value)) if args.pos.len() == 1 => Ok(machine.class_of(value).into()),
        (Tag::Property, getter) => {
            let setter = args.pos.get(1).copied().unwrap_or(Value::None);
            Ok(machine
                .heap
                .alloc(Obj::Property {
                    getter: getter.unwrap_or(Value::None),
                    setter,
                })
                .into())
        }
        (Tag::StaticMethod, Some(function)) => {
            Ok(machine.heap.alloc(Obj::StaticMethod(function)).into())
        }
        (Tag::ClassMethod, Some(function)) => {
            Ok(machine.heap.alloc(Obj::ClassMethod(function)).into())
        }
        (Tag::Super, Some(class)) if args.pos.len() == 2 => Ok(machine
            .heap
            .alloc(Obj::Super {
                class,
                this: args.pos[1],
            })
            .into()),
        _ => Err(Thrown::Unsupported(
            "making an object of this type here".into(),
        )),
    }
}

/// `str(bytes, encoding, errors)`
fn decoded(machine: &mut Machine, value: Value, args: &Args) -> R<Out> {
    let message = match machine.heap.obj(value) {
        Some(Obj::Bytes(_)) => {
            let decode = machine.names.intern("decode");
            let args = Args {
                pos: args.pos[1..].to_vec(),
                kw: args.kw.clone(),
            };
            return machine.native_method(value, decode, &args);
        }
        Some(Obj::Str(_)) => "decoding str is not supported".to_owned(),
        _ => {
            let kind = machine.type_name(value);
            format!("decoding to str: need a bytes-like object, {kind} found")
        }
    };
    Err(machine.error("TypeError", message))
}

fn int(machine: &mut Machine, args: &Args) -> R<Out> {
    if args.pos.len() > 2 {
        let message = format!("int() takes at most 2 arguments ({} given)", args.pos.len());
        return Err(machine.error("TypeError", message));
    }
    let Some(value) = args.pos.first().copied() else {
        if args.kw.is_empty() {
            return Ok(Value::Int(0).into());
        }
        return Err(machine.error("TypeError", "int() missing string argument"));
    };
    let base = args
        .pos
        .get(1)
        .copied()
        .or_else(|| args.keyword(names::BASE));
    if let Some(method) = machine.special(value, names::INT) {
        return Ok(Out::Call(
            method,
            Args {
                pos: vec![value],
                kw: Vec::new(),
            },
        ));
    }
    // The base is looked at first, whatever the number is.
    if let Some(base) = base {
        machine.index_arg(base)?;
        let number = machine.as_i64(base).unwrap_or(-1);
        if number != 0 && !(2..=36).contains(&number) {
            let message = "int() base must be >= 2 and <= 36, or 0";
            return Err(machine.error("ValueError", message));
        }
    }
    let literal = match machine.heap.obj(value) {
        Some(Obj::Str(text)) => Some(text.to_string()),
        Some(Obj::Bytes(bytes)) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    };
    if literal.is_none() && base.is_some() {
        let message = "int() can't convert non-string with explicit base";
        return Err(machine.error("TypeError", message));
    }
    if let Some(text) = literal {
        let radix = match base {
            Some(base) => machine.int_arg(base)?,
            None => 10,
        };
        if radix != 0 && !(2..=36).contains(&radix) {
            let message = "int() base must be >= 2 and <= 36, or 0";
            return Err(machine.error("ValueError", message));
        }
        let n_digits = text.chars().filter(char::is_ascii_digit).count();
        if n_digits > MOST_DIGITS && ![2, 4, 8, 16, 32].contains(&radix) {
            let message = format!(
                "Exceeds the limit ({MOST_DIGITS} digits) for integer string conversion: value has {n_digits} \
                 digits; use sys.set_int_max_str_digits() to increase the limit"
            );
            return Err(machine.error("ValueError", message));
        }
        return if let Some(number) = parse_int(&text, radix) {
            Ok(machine.heap.int(number).into())
        } else {
            let shown = machine.repr(value)?;
            let message = format!("invalid literal for int() with base {radix}: {shown}");
            Err(machine.error("ValueError", message))
        };
    }
    match value {
        Value::Float(it) if it.is_nan() => {
            Err(machine.error("ValueError", "cannot convert float NaN to integer"))
        }
        Value::Float(it) if it.is_infinite() => {
            Err(machine.error("OverflowError", "cannot convert float infinity to integer"))
        }
        Value::Float(it) => Ok(int_from_float(machine, it.trunc()).into()),
        _ => {
            if let Some(number) = machine.as_int(value) {
                Ok(machine.heap.int(number).into())
            } else {
                let kind = machine.type_name(value);
                let message = format!(
                    "int() argument must be a string, a bytes-like object or a real number, not '{kind}'"
                );
                Err(machine.error("TypeError", message))
            }
        }
    }
}

/// The int of a whole float.
pub(super) fn int_from_float(machine: &mut Machine, value: f64) -> Value {
    machine
        .heap
        .int(BigInt::from_f64(value).unwrap_or_default())
}

fn parse_int(text: &str, radix: i64) -> Option<BigInt> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_lowercase();
    let of_program = radix == 0;
    let prefixed = [("0x", 16), ("0o", 8), ("0b", 2)]
        .into_iter()
        .find_map(|(prefix, own)| {
            lower
                .strip_prefix(prefix)
                .filter(|_| radix == own || radix == 0)
                .map(|it| (it, own))
        });
    let (digits, radix) = prefixed.unwrap_or((&lower, if radix == 0 { 10 } else { radix }));
    // Written as in a program: 012 is none, 00 is.
    let is_octal_of_old = prefixed.is_none()
        && of_program
        && digits.starts_with('0')
        && digits.chars().any(|sign| !matches!(sign, '0' | '_'));
    if is_octal_of_old {
        return None;
    }
    let is_grouped = digits.contains('_');
    if is_grouped && (digits.starts_with('_') || digits.ends_with('_') || digits.contains("__")) {
        return None;
    }
    let plain: String = digits.chars().filter(|sign| *sign != '_').collect();
    if plain.is_empty() || !plain.chars().all(|sign| sign.is_digit(radix as u32)) {
        return None;
    }
    let number = BigInt::parse_bytes(plain.as_bytes(), radix as u32)?;
    Some(if negative { -number } else { number })
}

fn float(machine: &mut Machine, value: Value) -> R<Out> {
    if let Some(method) = machine.special(value, names::FLOAT) {
        return Ok(Out::Call(
            method,
            Args {
                pos: vec![value],
                kw: Vec::new(),
            },
        ));
    }
    if let Some(text) = machine.heap.as_str(value) {
        let trimmed = text.trim().to_lowercase();
        let plain: String = trimmed.chars().filter(|sign| *sign != '_').collect();
        let bare = plain.trim_start_matches(['+', '-']);
        let is_word = matches!(bare, "inf" | "infinity" | "nan");
        let is_number = bare.starts_with(|sign: char| sign.is_ascii_digit() || sign == '.');
        return match plain.parse::<f64>() {
            Ok(number) if is_word || is_number => Ok(Value::Float(number).into()),
            _ => {
                let shown = crate::python::format::str_repr(&text);
                Err(machine.error(
                    "ValueError",
                    format!("could not convert string to float: {shown}"),
                ))
            }
        };
    }
    if let Some(Obj::Bytes(bytes)) = machine.heap.obj(value) {
        let text = std::str::from_utf8(bytes).unwrap_or_default().to_owned();
        let text = machine.heap.text(text);
        return float(machine, text).or_else(|_| {
            let shown = machine.repr(value)?;
            let message = format!("could not convert string to float: {shown}");
            Err(machine.error("ValueError", message))
        });
    }
    match machine.as_float(value) {
        Some(number) if number.is_infinite() && !matches!(value, Value::Float(_)) => {
            Err(machine.error("OverflowError", "int too large to convert to float"))
        }
        Some(number) => Ok(Value::Float(number).into()),
        None => {
            let kind = machine.type_name(value);
            let message =
                format!("float() argument must be a string or a real number, not '{kind}'");
            Err(machine.error("TypeError", message))
        }
    }
}

fn range(machine: &mut Machine, args: &Args) -> R<Out> {
    machine.expect(args, "range", 1..=3)?;
    let mut numbers = Vec::new();
    for value in &args.pos {
        machine.index_arg(*value)?;
        numbers.push(machine.as_i64(*value));
    }
    let numbers: Vec<i64> = numbers.into_iter().flatten().collect();
    if numbers.len() < args.pos.len() {
        if machine.as_i64(args.pos.get(2).copied().unwrap_or(Value::Int(1))) == Some(0) {
            return Err(machine.error("ValueError", "range() arg 3 must not be zero"));
        }
        return Err(Thrown::Unsupported("a `range` beyond 64 bits".into()));
    }
    let range = match numbers.as_slice() {
        [stop] => [0, *stop, 1],
        [start, stop] => [*start, *stop, 1],
        [_, _, 0] => return Err(machine.error("ValueError", "range() arg 3 must not be zero")),
        [start, stop, step] => [*start, *stop, *step],
        _ => [0, 0, 1],
    };
    Ok(machine.heap.alloc(Obj::Range(Box::new(range))).into())
}

fn bytes(machine: &mut Machine, args: &Args) -> R<Out> {
    let Some(value) = args.pos.first().copied() else {
        return Ok(machine.heap.bytes(Vec::new()).into());
    };
    if let Some(text) = machine.heap.as_str(value) {
        if args.pos.len() < 2 && args.kw.is_empty() {
            return Err(machine.error("TypeError", "string argument without an encoding"));
        }
        return Ok(machine.heap.bytes(text.as_bytes().to_vec()).into());
    }
    if let Value::Int(count) = value {
        let Ok(count) = usize::try_from(count) else {
            return Err(machine.error("ValueError", "negative count"));
        };
        return Ok(machine.heap.bytes(vec![0; count]).into());
    }
    let mut bytes = Vec::new();
    for item in machine.items_of(args, 0)? {
        match machine.as_i64(item).and_then(|it| u8::try_from(it).ok()) {
            Some(byte) => bytes.push(byte),
            None => return Err(machine.error("ValueError", "bytes must be in range(0, 256)")),
        }
    }
    Ok(machine.heap.bytes(bytes).into())
}
