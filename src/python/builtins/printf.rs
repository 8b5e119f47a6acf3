//! `text % values` and `text.format(...)`.

use super::sequence::too_long;
use crate::python::format::{self, Spec};
use crate::python::heap::MOST_ITEMS;
use crate::python::machine::{Args, Machine, R, Thrown, check_size};
use crate::python::names;
use crate::python::value::{Name, Obj, Value};

/// `text % values`
pub(super) fn percent(machine: &mut Machine, text: &str, values: Value) -> R<String> {
    let items = match machine.heap.obj(values) {
        Some(Obj::Tuple(items)) => items.to_vec(),
        _ => vec![values],
    };
    let is_mapping = machine.heap.as_dict(values).is_some();
    let mut out = String::new();
    let mut used = 0;
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let mut key = None;
        if let Some(tail) = rest.strip_prefix('(') {
            let Some((name, tail)) = tail.split_once(')') else {
                return Err(machine.error("ValueError", "incomplete format key"));
            };
            key = Some(name.to_owned());
            rest = tail;
        }
        let mut spec = Spec {
            align: None,
            ..Spec::default()
        };
        let mut left = false;
        while let Some(flag) = rest.chars().next().filter(|sign| "-+ #0".contains(*sign)) {
            match flag {
                '-' => left = true,
                '+' => spec.sign = Some('+'),
                ' ' if spec.sign.is_none() => spec.sign = Some(' '),
                '#' => spec.alternate = true,
                '0' => spec.zero = true,
                _ => {}
            }
            rest = &rest[1..];
        }
        let mut star = |machine: &mut Machine| -> R<i64> {
            used += 1;
            match items.get(used - 1) {
                Some(value) => match machine.as_i64(*value) {
                    Some(number) => Ok(number),
                    None if machine.as_int(*value).is_some() => machine.int_arg(*value),
                    None => Err(machine.error("TypeError", "* wants int")),
                },
                None => Err(machine.error("TypeError", "not enough arguments for format string")),
            }
        };
        if let Some(tail) = rest.strip_prefix('*') {
            let width = star(machine)?;
            left |= width < 0;
            spec.width = width.unsigned_abs() as usize;
            rest = tail;
        } else {
            let (width, tail) = leading_number(rest);
            spec.width = width.unwrap_or(0);
            rest = tail;
        }
        if let Some(tail) = rest.strip_prefix('.') {
            if let Some(tail) = tail.strip_prefix('*') {
                spec.precision = Some(star(machine)?.max(0) as usize);
                rest = tail;
            } else {
                let (precision, tail) = leading_number(tail);
                spec.precision = Some(precision.unwrap_or(0));
                rest = tail;
            }
        }
        let Some(kind) = rest.chars().next() else {
            return Err(machine.error("ValueError", "incomplete format"));
        };
        rest = &rest[kind.len_utf8()..];
        if kind == '%' {
            out.push('%');
            continue;
        }
        let value = if let Some(key) = key {
            let Value::Ref(dict) = values else {
                return Err(machine.error("TypeError", "format requires a mapping"));
            };
            let is_open = matches!(
                machine.heap.obj(values),
                Some(Obj::List(_) | Obj::Bytes(_) | Obj::Range(_))
            );
            if is_open {
                let key = machine.heap.text(key);
                return Err(super::index(machine, values, key)
                    .err()
                    .unwrap_or_else(too_long));
            }
            if !is_mapping {
                return Err(machine.error("TypeError", "format requires a mapping"));
            }
            let key = machine.heap.text(key);
            let found = machine.heap.dict_get(dict, key);
            match machine.hashable(found)? {
                Some(value) => value,
                None => return Err(super::dict::key_error(machine, key)),
            }
        } else {
            used += 1;
            match items.get(used - 1) {
                Some(value) => *value,
                None => {
                    return Err(
                        machine.error("TypeError", "not enough arguments for format string")
                    );
                }
            }
        };
        if left {
            spec.align = Some('<');
            spec.zero = false;
        }
        if !"srdiuxXofFeEgGca".contains(kind) {
            let at = text.len() - rest.len() - kind.len_utf8();
            let at = text[..at].chars().count();
            let code = kind as u32;
            let message =
                format!("unsupported format character '{kind}' (0x{code:x}) at index {at}");
            return Err(machine.error("ValueError", message));
        }
        check_size(&spec)?;
        let shown = match one(machine, kind, value, &spec) {
            Err(Thrown::Python(..)) => {
                let text = machine.heap.text(text);
                return Err(Thrown::Python("_percent", vec![text, values]));
            }
            other => other?,
        };
        out.push_str(&shown);
        if out.len() > MOST_ITEMS {
            return Err(too_long());
        }
    }
    out.push_str(rest);
    // What has items by key, as CPython sees it, need not be used up: a list, too.
    let is_open = is_mapping
        || matches!(
            machine.heap.obj(values),
            Some(Obj::List(_) | Obj::Bytes(_) | Obj::Range(_))
        );
    if used < items.len() && !is_open {
        return Err(machine.error(
            "TypeError",
            "not all arguments converted during string formatting",
        ));
    }
    Ok(out)
}

/// A text that the library's Python code prepared, because methods of the program had to be called for it.
fn prepared(machine: &Machine, value: Value, which: Name) -> Option<Value> {
    match machine.heap.obj(value) {
        Some(Obj::Instance(it)) if *machine.type_name(value) == *"_Texts" => it.attrs.find(which),
        _ => None,
    }
}

fn text_of(machine: &mut Machine, value: Value, which: Name) -> R<String> {
    match prepared(machine, value, which).and_then(|text| machine.heap.as_str(text)) {
        Some(text) => Ok(text.to_string()),
        None if which == names::TEXT_STR => machine.str(value),
        None => machine.repr(value),
    }
}

fn leading_number(text: &str) -> (Option<usize>, &str) {
    let len = text.len()
        - text
            .trim_start_matches(|sign: char| sign.is_ascii_digit())
            .len();
    (text[..len].parse().ok(), &text[len..])
}

fn one(machine: &mut Machine, kind: char, value: Value, spec: &Spec) -> R<String> {
    let mut spec = spec.clone();
    match kind {
        's' | 'r' | 'a' => {
            let text = match kind {
                's' => text_of(machine, value, names::TEXT_STR)?,
                'r' => text_of(machine, value, names::TEXT_REPR)?,
                _ => format::to_ascii(&text_of(machine, value, names::TEXT_REPR)?),
            };
            (spec.zero, spec.sign) = (false, None);
            spec.align = Some(spec.align.unwrap_or('>'));
            format::format_str(&text, &spec).map_err(|problem| machine.error("ValueError", problem))
        }
        'c' => {
            let text = match (machine.heap.as_str(value), value) {
                (Some(text), _) if text.chars().count() == 1 => text.to_string(),
                (None, _) if machine.as_int(value).is_some() => {
                    let code = machine
                        .as_i64(value)
                        .and_then(|code| u32::try_from(code).ok());
                    let Some(code) = code.filter(|code| *code < 0x11_0000) else {
                        let message = "%c arg not in range(0x110000)";
                        return Err(machine.error("OverflowError", message));
                    };
                    char::from_u32(code).map_or_else(String::new, String::from)
                }
                _ => return Err(machine.error("TypeError", "%c requires int or char")),
            };
            spec.align = Some(spec.align.unwrap_or('>'));
            format::format_str(&text, &spec).map_err(|problem| machine.error("ValueError", problem))
        }
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
            let number = match (machine.as_int(value), value) {
                (Some(number), _) => number,
                (None, Value::Float(it)) if matches!(kind, 'd' | 'i' | 'u') && it.is_finite() => {
                    num_traits::FromPrimitive::from_f64(it.trunc()).unwrap_or_default()
                }
                _ => {
                    match value {
                        Value::Float(it) if it.is_nan() && matches!(kind, 'd' | 'i' | 'u') => {
                            let message = "cannot convert float NaN to integer";
                            return Err(machine.error("ValueError", message));
                        }
                        Value::Float(it) if it.is_infinite() && matches!(kind, 'd' | 'i' | 'u') => {
                            let message = "cannot convert float infinity to integer";
                            return Err(machine.error("OverflowError", message));
                        }
                        _ => {}
                    }
                    let given = machine.type_name(value);
                    let wanted = if matches!(kind, 'd' | 'i' | 'u') {
                        "a real number"
                    } else {
                        "an integer"
                    };
                    let message = format!("%{kind} format: {wanted} is required, not {given}");
                    return Err(machine.error("TypeError", message));
                }
            };
            spec.kind = Some(if matches!(kind, 'i' | 'u') { 'd' } else { kind });
            let least = spec.precision.take().unwrap_or(0);
            let text = format::format_int(
                &number,
                &Spec {
                    width: 0,
                    align: None,
                    zero: false,
                    ..spec.clone()
                },
            );
            let text = text.map_err(|problem| machine.error("ValueError", problem))?;
            let split = text.len() - text.trim_start_matches(['-', '+', ' ']).len();
            let (sign, digits) = text.split_at(split);
            let digits = format!("{digits:0>least$}");
            let fill = spec.width.saturating_sub(sign.len() + digits.len());
            Ok(match (spec.align, spec.zero) {
                (Some('<'), _) => format!("{sign}{digits}{}", " ".repeat(fill)),
                (_, true) => format!("{sign}{}{digits}", "0".repeat(fill)),
                _ => format!("{}{sign}{digits}", " ".repeat(fill)),
            })
        }
        'f' | 'F' | 'e' | 'E' | 'g' | 'G' => {
            let Some(number) = machine.as_float(value) else {
                let message = format!("must be real number, not {}", machine.type_name(value));
                return Err(machine.error("TypeError", message));
            };
            spec.kind = Some(kind);
            format::format_float(number, &spec)
                .map_err(|problem| machine.error("ValueError", problem))
        }
        other => {
            let message = format!(
                "unsupported format character '{other}' (0x{:x})",
                other as u32
            );
            Err(machine.error("ValueError", message))
        }
    }
}

/// `text.format(...)`
pub(super) fn format_method(machine: &mut Machine, text: &str, args: &Args) -> R<String> {
    let mut next = Numbering::Open;
    match expand(machine, text, args, &mut next) {
        Err(Thrown::Python(..)) => {
            let text = machine.heap.text(text);
            let pos = machine.heap.tuple(args.pos.clone());
            let kw = machine.keyword_dict(&args.kw);
            Err(Thrown::Python("_format", vec![text, pos, kw]))
        }
        other => other,
    }
}

fn expand(machine: &mut Machine, text: &str, args: &Args, next: &mut Numbering) -> R<String> {
    let mut out = String::new();
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '{' if matches!(signs.peek(), Some((_, '{'))) => {
                signs.next();
                out.push('{');
            }
            '}' if matches!(signs.peek(), Some((_, '}'))) => {
                signs.next();
                out.push('}');
            }
            '}' => {
                return Err(machine.error("ValueError", "Single '}' encountered in format string"));
            }
            '{' => {
                let Some(len) = field_len(&text[at + 1..]) else {
                    let message = if at + 1 == text.len() {
                        "Single '{' encountered in format string"
                    } else {
                        "expected '}' before end of string"
                    };
                    return Err(machine.error("ValueError", message));
                };
                let field = &text[at + 1..at + 1 + len];
                out.push_str(&expand_field(machine, field, args, next)?);
                if out.len() > MOST_ITEMS {
                    return Err(too_long());
                }
                while signs
                    .peek()
                    .is_some_and(|(other, _)| *other <= at + 1 + len)
                {
                    signs.next();
                }
            }
            sign => out.push(sign),
        }
    }
    Ok(out)
}

/// How a text numbers its fields so far: it may not do both.
enum Numbering {
    Open,
    /// `{}`: the next number.
    Automatic(usize),
    /// `{0}`
    Manual,
}

/// Length of a replacement field up to its closing brace.
fn field_len(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, sign) in text.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn expand_field(
    machine: &mut Machine,
    field: &str,
    args: &Args,
    next: &mut Numbering,
) -> R<String> {
    let (head, spec) = field.split_once(':').unwrap_or((field, ""));
    let (path, conversion) = match head.split_once('!') {
        Some((path, conversion)) => (path, conversion.chars().next()),
        None => (head, None),
    };
    if let Some(other) = conversion.filter(|it| !matches!(it, 'r' | 's' | 'a')) {
        return Err(machine.error(
            "ValueError",
            format!("Unknown conversion specifier {other}"),
        ));
    }
    let value = field_value(machine, path, args, next)?;
    let spec = expand(machine, spec, args, next)?;
    match conversion {
        Some('r') => {
            let text = text_of(machine, value, names::TEXT_REPR)?;
            let text = machine.heap.text(text);
            machine.format_value(text, &spec)
        }
        Some('a') => {
            let text = format::to_ascii(&text_of(machine, value, names::TEXT_REPR)?);
            let text = machine.heap.text(text);
            machine.format_value(text, &spec)
        }
        Some('s') => {
            let text = text_of(machine, value, names::TEXT_STR)?;
            let text = machine.heap.text(text);
            machine.format_value(text, &spec)
        }
        _ if machine.special(value, names::FORMAT).is_some() => Err(Thrown::Unsupported(
            "`__format__` in `str.format`; use an f-string".into(),
        )),
        _ => match prepared(machine, value, names::TEXT_STR) {
            Some(text) => machine.format_value(text, &spec),
            None => machine.format_value(value, &spec),
        },
    }
}

fn field_value(machine: &mut Machine, path: &str, args: &Args, next: &mut Numbering) -> R {
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, mut rest) = path.split_at(end);
    let mut value = if name.is_empty() || name.chars().all(|sign| sign.is_ascii_digit()) {
        let at = match (name.parse(), &*next) {
            (Ok(at), Numbering::Open | Numbering::Manual) => {
                *next = Numbering::Manual;
                at
            }
            (Err(_), Numbering::Open) => {
                *next = Numbering::Automatic(1);
                0
            }
            (Err(_), Numbering::Automatic(at)) => {
                let at = *at;
                *next = Numbering::Automatic(at + 1);
                at
            }
            (number, _) => {
                let (manual, automatic) =
                    ("manual field specification", "automatic field numbering");
                let (from, to) = if number.is_ok() {
                    (automatic, manual)
                } else {
                    (manual, automatic)
                };
                return Err(
                    machine.error("ValueError", format!("cannot switch from {from} to {to}"))
                );
            }
        };
        if let Some(value) = args.pos.get(at) {
            *value
        } else {
            let message = format!("Replacement index {at} out of range for positional args tuple");
            return Err(machine.error("IndexError", message));
        }
    } else {
        let key = machine.names.intern(name);
        if let Some(value) = args.keyword(key) {
            value
        } else {
            let key = machine.heap.text(name);
            return Err(super::dict::key_error(machine, key));
        }
    };
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix('[') {
            let (key, tail) = tail.split_once(']').unwrap_or((tail, ""));
            let index = match key.parse::<i64>() {
                Ok(number) => Value::Int(number),
                Err(_) => machine.heap.text(key),
            };
            value = super::index(machine, value, index)?;
            rest = tail;
        } else {
            let tail = &rest[1..];
            let end = tail.find(['.', '[']).unwrap_or(tail.len());
            let name = machine.names.intern(&tail[..end]);
            let Some(found) = machine.find_attr(value, name)? else {
                let message = format!(
                    "'{}' object has no attribute '{}'",
                    machine.type_name(value),
                    &tail[..end]
                );
                return Err(machine.error("AttributeError", message));
            };
            value = match machine.attr_value(value, name, found) {
                Ok(value) => value,
                Err(_) => {
                    return Err(Thrown::Unsupported(
                        "a property in `str.format`; use an f-string".into(),
                    ));
                }
            };
            rest = &tail[end..];
        }
    }
    Ok(value)
}
