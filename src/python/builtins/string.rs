//! Methods of str and bytes.

#![expect(clippy::unnecessary_wraps, reason = "all natives have one signature")]

use crate::python::heap::MOST_ITEMS;
use crate::python::machine::{Args, Machine, Out, R, Thrown};
use crate::python::names;
use crate::python::value::{Obj, Value};

pub(super) const METHODS: &[&str] = &[
    "upper",
    "lower",
    "strip",
    "lstrip",
    "rstrip",
    "split",
    "rsplit",
    "splitlines",
    "join",
    "replace",
    "find",
    "rfind",
    "index",
    "rindex",
    "count",
    "startswith",
    "endswith",
    "format",
    "center",
    "ljust",
    "rjust",
    "zfill",
    "title",
    "capitalize",
    "swapcase",
    "isdigit",
    "isalpha",
    "isalnum",
    "isspace",
    "isupper",
    "islower",
    "isnumeric",
    "isdecimal",
    "istitle",
    "partition",
    "rpartition",
    "removeprefix",
    "removesuffix",
    "encode",
    "casefold",
    "expandtabs",
    "isidentifier",
    "__len__",
    "__iter__",
    "__contains__",
    "__getitem__",
];

pub(super) const BYTES_METHODS: &[&str] = &[
    "decode",
    "hex",
    "startswith",
    "endswith",
    "__len__",
    "__iter__",
    "__contains__",
    "__getitem__",
];

fn text_arg(machine: &mut Machine, args: &Args, at: usize, name: &str) -> R<String> {
    let value = args.pos.get(at).copied().unwrap_or(Value::None);
    if let Some(text) = machine.heap.as_str(value) {
        Ok(text.to_string())
    } else {
        let kind = machine.type_name(value);
        let _ = name;
        Err(machine.error("TypeError", format!("must be str, not {kind}")))
    }
}

fn whole(machine: &mut Machine, text: impl Into<std::sync::Arc<str>>) -> R<Out> {
    Ok(machine.heap.text(text).into())
}

fn texts(machine: &mut Machine, parts: Vec<String>) -> R<Out> {
    let items = parts
        .into_iter()
        .map(|part| machine.heap.text(part))
        .collect();
    Ok(machine.heap.list(items).into())
}

/// Calls a method of a str.
pub(super) fn method(machine: &mut Machine, this: Value, name: &str, args: &Args) -> R<Out> {
    let text = machine.heap.as_str(this).unwrap_or_else(|| "".into());
    let text = &*text;
    match name {
        "upper" => whole(machine, text.to_uppercase()),
        "lower" | "casefold" => whole(machine, text.to_lowercase()),
        "title" => whole(machine, title(text)),
        "capitalize" => {
            let mut signs = text.chars();
            let first: String = signs
                .next()
                .map(|sign| sign.to_uppercase().collect())
                .unwrap_or_default();
            whole(machine, first + &signs.as_str().to_lowercase())
        }
        "swapcase" => {
            let swap = |sign: char| {
                if sign.is_uppercase() {
                    sign.to_lowercase().to_string()
                } else {
                    sign.to_uppercase().to_string()
                }
            };
            whole(machine, text.chars().map(swap).collect::<String>())
        }
        "strip" | "lstrip" | "rstrip" => strip(machine, text, name, args),
        "split" | "rsplit" => split(machine, text, name, args),
        "splitlines" => {
            let keep = args
                .pos
                .first()
                .copied()
                .or_else(|| args.kw.first().map(|(_, value)| *value))
                .is_some_and(|value| machine.truth(value) == Some(true));
            let lines = lines_of(text, keep);
            let lines = lines.into_iter().map(str::to_owned).collect();
            texts(machine, lines)
        }
        "join" => join(machine, text, args),
        "replace" => {
            for (index, value) in args.pos.iter().take(2).enumerate() {
                if machine.heap.as_str(*value).is_none() {
                    let kind = machine.type_name(*value);
                    let message =
                        format!("replace() argument {} must be str, not {kind}", index + 1);
                    return Err(machine.error("TypeError", message));
                }
            }
            let (from, to) = (
                text_arg(machine, args, 0, name)?,
                text_arg(machine, args, 1, name)?,
            );
            let grown = text.matches(&*from).count().saturating_mul(to.len());
            if grown > MOST_ITEMS {
                return Err(super::sequence::too_long());
            }
            match args.pos.get(2).and_then(|value| machine.as_i64(*value)) {
                Some(most) if most >= 0 => whole(machine, text.replacen(&from, &to, most as usize)),
                _ => whole(machine, text.replace(&from, &to)),
            }
        }
        "find" | "rfind" | "index" | "rindex" | "count" => search(machine, text, name, args),
        "startswith" | "endswith" => affix(machine, text, name, args),
        "format" => {
            let text = super::printf::format_method(machine, text, args)?;
            whole(machine, text)
        }
        "center" | "ljust" | "rjust" => {
            machine.expect(args, name, 1..=2)?;
            let width = machine.int_arg(args.pos[0])?;
            let fill = if args.pos.len() > 1 {
                let fill = text_arg(machine, args, 1, name)?;
                if fill.chars().count() != 1 {
                    let message = "The fill character must be exactly one character long";
                    return Err(machine.error("TypeError", message));
                }
                fill
            } else {
                " ".to_owned()
            };
            let missing = usize::try_from(width)
                .unwrap_or(0)
                .saturating_sub(text.chars().count());
            if missing > MOST_ITEMS {
                return Err(super::sequence::too_long());
            }
            let left = match name {
                "ljust" => 0,
                "rjust" => missing,
                // CPython puts the odd one left when the width is odd.
                _ => missing / 2 + (missing & width as usize & 1),
            };
            whole(
                machine,
                format!("{}{text}{}", fill.repeat(left), fill.repeat(missing - left)),
            )
        }
        "zfill" => {
            machine.expect(args, name, 1..=1)?;
            let width = usize::try_from(machine.int_arg(args.pos[0])?).unwrap_or(0);
            let (sign, digits) = match text.chars().next() {
                Some('+' | '-') => text.split_at(1),
                _ => ("", text),
            };
            let missing = width.saturating_sub(text.chars().count());
            if missing > MOST_ITEMS {
                return Err(super::sequence::too_long());
            }
            whole(machine, format!("{sign}{}{digits}", "0".repeat(missing)))
        }
        "partition" | "rpartition" => {
            let mark = text_arg(machine, args, 0, name)?;
            if mark.is_empty() {
                return Err(machine.error("ValueError", "empty separator"));
            }
            let found = if name == "partition" {
                text.split_once(&*mark)
            } else {
                text.rsplit_once(&*mark)
            };
            let parts = match found {
                Some((before, after)) => [before, &mark, after],
                None if name == "partition" => [text, "", ""],
                None => ["", "", text],
            };
            let parts = parts.map(|part| machine.heap.text(part)).to_vec();
            Ok(machine.heap.tuple(parts).into())
        }
        "removeprefix" => {
            let part = text_arg(machine, args, 0, name)?;
            whole(machine, text.strip_prefix(&*part).unwrap_or(text))
        }
        "removesuffix" => {
            let part = text_arg(machine, args, 0, name)?;
            whole(machine, text.strip_suffix(&*part).unwrap_or(text))
        }
        "encode" => {
            let bytes = encode(machine, text, args)?;
            Ok(machine.heap.bytes(bytes).into())
        }
        "expandtabs" => {
            let size = args
                .pos
                .first()
                .and_then(|value| machine.as_i64(*value))
                .unwrap_or(8)
                .max(0) as usize;
            whole(machine, expand_tabs(text, size))
        }
        name => match is_kind(text, name) {
            Some(answer) => Ok(Value::Bool(answer).into()),
            None => Err(Thrown::Unsupported(format!("`{name}` of `str`"))),
        },
    }
}

/// The lines of a text, as `str.splitlines` finds their ends.
fn lines_of(text: &str, keep: bool) -> Vec<&str> {
    let is_end =
        |sign: char| "\n\r\u{b}\u{c}\u{1c}\u{1d}\u{1e}\u{85}\u{2028}\u{2029}".contains(sign);
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(is_end) {
        let end = if rest[at..].starts_with("\r\n") {
            at + 2
        } else {
            at + rest[at..].chars().next().map_or(0, char::len_utf8)
        };
        lines.push(&rest[..if keep { end } else { at }]);
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

fn expand_tabs(text: &str, size: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for sign in text.chars() {
        match sign {
            '\t' if size > 0 => {
                let count = size - column % size;
                out.push_str(&" ".repeat(count));
                column += count;
            }
            '\t' => {}
            sign => {
                out.push(sign);
                column = if sign == '\n' { 0 } else { column + 1 };
            }
        }
    }
    out
}

fn is_kind(text: &str, name: &str) -> Option<bool> {
    let all = |test: fn(char) -> bool| !text.is_empty() && text.chars().all(test);
    let cased = |wrong: fn(char) -> bool| {
        text.chars()
            .any(|sign| sign.is_lowercase() || sign.is_uppercase())
            && !text.chars().any(wrong)
    };
    Some(match name {
        "isdigit" | "isdecimal" => all(|sign| sign.is_ascii_digit()),
        "isnumeric" => all(char::is_numeric),
        "isalpha" => all(char::is_alphabetic),
        "isalnum" => all(char::is_alphanumeric),
        "isspace" => all(char::is_whitespace),
        "isupper" => cased(char::is_lowercase),
        "islower" => cased(char::is_uppercase),
        "istitle" => {
            !text.is_empty() && title(text) == text && text.chars().any(char::is_alphabetic)
        }
        "isidentifier" => {
            let starts = text
                .chars()
                .next()
                .is_some_and(|sign| sign.is_alphabetic() || sign == '_');
            starts
                && text
                    .chars()
                    .all(|sign| sign.is_alphanumeric() || sign == '_')
        }
        _ => return None,
    })
}

fn title(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for sign in text.chars() {
        if inside {
            out.extend(sign.to_lowercase());
        } else {
            out.extend(sign.to_uppercase());
        }
        inside = sign.is_alphabetic();
    }
    out
}

fn strip(machine: &mut Machine, text: &str, name: &str, args: &Args) -> R<Out> {
    machine.expect(args, name, 0..=1)?;
    let set: Option<Vec<char>> = match args.pos.first() {
        None | Some(Value::None) => None,
        Some(value) => {
            let Some(text) = machine.heap.as_str(*value) else {
                let message = format!("{name} arg must be None or str");
                return Err(machine.error("TypeError", message));
            };
            Some(text.chars().collect())
        }
    };
    let goes = |sign: char| {
        set.as_ref()
            .map_or(sign.is_whitespace(), |set| set.contains(&sign))
    };
    whole(
        machine,
        match name {
            "lstrip" => text.trim_start_matches(goes),
            "rstrip" => text.trim_end_matches(goes),
            _ => text.trim_matches(goes),
        },
    )
}

fn split(machine: &mut Machine, text: &str, name: &str, args: &Args) -> R<Out> {
    let sep = args
        .pos
        .first()
        .copied()
        .or_else(|| args.keyword(names::SEP))
        .unwrap_or(Value::None);
    let most = args
        .pos
        .get(1)
        .copied()
        .or_else(|| args.keyword(names::MAXSPLIT))
        .unwrap_or(Value::Int(-1));
    let most = usize::try_from(machine.int_arg(most)?).unwrap_or(usize::MAX);
    if sep == Value::None {
        return texts(machine, split_blank(text, most, name == "rsplit"));
    }
    let Some(sep) = machine.heap.as_str(sep) else {
        let message = format!("must be str or None, not {}", machine.type_name(sep));
        return Err(machine.error("TypeError", message));
    };
    if sep.is_empty() {
        return Err(machine.error("ValueError", "empty separator"));
    }
    let pieces = most.saturating_add(1);
    let parts: Vec<String> = if name == "rsplit" {
        let mut parts: Vec<String> = text.rsplitn(pieces, &*sep).map(str::to_owned).collect();
        parts.reverse();
        parts
    } else {
        text.splitn(pieces, &*sep).map(str::to_owned).collect()
    };
    texts(machine, parts)
}

fn split_blank(text: &str, most: usize, from_right: bool) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let at = if from_right {
            rest.rfind(char::is_whitespace)
        } else {
            rest.find(char::is_whitespace)
        };
        let (Some(at), true) = (at, parts.len() < most) else {
            parts.push(
                if from_right {
                    rest.trim_end()
                } else {
                    rest.trim_start()
                }
                .to_owned(),
            );
            break;
        };
        let (before, after) = rest.split_at(at);
        if from_right {
            parts.push(after.trim_start().to_owned());
            rest = before.trim_end();
        } else {
            parts.push(before.to_owned());
            rest = after.trim_start();
        }
    }
    if from_right {
        parts.reverse();
    }
    if !from_right && parts.len() > most {
        // The last part keeps its trailing blanks, as CPython's does.
        if let Some(last) = parts.last_mut() {
            let start = text.rfind(last.as_str()).unwrap_or(0);
            text[start..].clone_into(last);
        }
    }
    parts
}

fn join(machine: &mut Machine, text: &str, args: &Args) -> R<Out> {
    machine.expect(args, "str.join", 1..=1)?;
    let items = match machine.items_of(args, 0) {
        Ok(items) => items,
        Err(Thrown::Exception(_)) => {
            return Err(machine.error("TypeError", "can only join an iterable"));
        }
        Err(thrown) => return Err(thrown),
    };
    let mut out = String::new();
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push_str(text);
        }
        if let Some(part) = machine.heap.as_str(item) {
            out.push_str(&part);
            if out.len() > MOST_ITEMS {
                return Err(super::sequence::too_long());
            }
        } else {
            let kind = machine.type_name(item);
            let message = format!("sequence item {index}: expected str instance, {kind} found");
            return Err(machine.error("TypeError", message));
        }
    }
    whole(machine, out)
}

/// The part of a text between two optional indices in characters, with the first one.
fn window<'t>(machine: &mut Machine, text: &'t str, args: &Args) -> R<(&'t str, usize)> {
    if args.pos.len() < 2 {
        return Ok((text, 0));
    }
    let len = text.chars().count() as i64;
    let mut bound = |at: usize, default: i64| -> R<i64> {
        match args.pos.get(at) {
            None | Some(Value::None) => Ok(default),
            Some(value) => {
                let it = machine.bound_arg(*value)?;
                Ok(if it < 0 {
                    (it + len).max(0)
                } else {
                    it.min(len)
                })
            }
        }
    };
    let (from, to) = (bound(1, 0)?, bound(2, len)?);
    let byte = |at: i64| {
        text.char_indices()
            .nth(at as usize)
            .map_or(text.len(), |(byte, _)| byte)
    };
    Ok((text.get(byte(from)..byte(to)).unwrap_or(""), from as usize))
}

fn search(machine: &mut Machine, text: &str, name: &str, args: &Args) -> R<Out> {
    let part = text_arg(machine, args, 0, name)?;
    let (window, from) = window(machine, text, args)?;
    if name == "count" {
        let count = if part.is_empty() {
            window.chars().count() + 1
        } else {
            window.matches(&*part).count()
        };
        return Ok(Value::Int(count as i64).into());
    }
    let found = if name.starts_with('r') {
        window.rfind(&*part)
    } else {
        window.find(&*part)
    };
    match found {
        Some(byte) => Ok(Value::Int((from + window[..byte].chars().count()) as i64).into()),
        None if name.ends_with("find") => Ok(Value::Int(-1).into()),
        None => Err(machine.error("ValueError", "substring not found")),
    }
}

fn affix(machine: &mut Machine, text: &str, name: &str, args: &Args) -> R<Out> {
    let first = args.pos.first().copied().unwrap_or(Value::None);
    let (candidates, is_tuple) = match machine.heap.obj(first) {
        Some(Obj::Tuple(items)) => (items.to_vec(), true),
        _ => (vec![first], false),
    };
    let (window, _) = window(machine, text, args)?;
    for candidate in candidates {
        let Some(part) = machine.heap.as_str(candidate) else {
            let kind = machine.type_name(candidate);
            let message = if is_tuple {
                format!("tuple for {name} must only contain str, not {kind}")
            } else {
                format!("{name} first arg must be str or a tuple of str, not {kind}")
            };
            return Err(machine.error("TypeError", message));
        };
        let matches = if name == "startswith" {
            window.starts_with(&*part)
        } else {
            window.ends_with(&*part)
        };
        if matches {
            return Ok(Value::Bool(true).into());
        }
    }
    Ok(Value::Bool(false).into())
}

/// Calls a method of a bytes.
pub(super) fn bytes_method(machine: &mut Machine, this: Value, name: &str, args: &Args) -> R<Out> {
    let Some(Obj::Bytes(bytes)) = machine.heap.obj(this) else {
        return Ok(Value::None.into());
    };
    let bytes = bytes.clone();
    match name {
        "decode" if codec(machine, args)? != Codec::Utf8 => {
            let text = decode_single(machine, &bytes, args)?;
            whole(machine, text)
        }
        "decode" => match std::str::from_utf8(&bytes) {
            Ok(text) => whole(machine, text),
            Err(error) => {
                let at = error.valid_up_to();
                let message = format!(
                    "'utf-8' codec can't decode byte 0x{:02x} in position {at}: invalid start byte",
                    bytes[at]
                );
                Err(machine.error("UnicodeDecodeError", message))
            }
        },
        "hex" if !(args.pos.is_empty() && args.kw.is_empty()) => {
            Err(Thrown::Unsupported("`hex` with a separator".into()))
        }
        "hex" => whole(
            machine,
            bytes.iter().fold(String::new(), |mut text, byte| {
                crate::python::format::put(&mut text, format_args!("{byte:02x}"));
                text
            }),
        ),
        "startswith" | "endswith" if args.pos.len() > 1 => Err(Thrown::Unsupported(format!(
            "`{name}` with bounds of `bytes`"
        ))),
        "startswith" | "endswith" => match args.pos.first().map(|value| machine.heap.obj(*value)) {
            Some(Some(Obj::Bytes(part))) => {
                let answer = if name == "startswith" {
                    bytes.starts_with(part)
                } else {
                    bytes.ends_with(part)
                };
                Ok(Value::Bool(answer).into())
            }
            Some(Some(Obj::Tuple(_))) => {
                Err(Thrown::Unsupported(format!("`{name}` with this argument")))
            }
            _ => {
                let kind = machine.type_name(args.pos.first().copied().unwrap_or(Value::None));
                let message =
                    format!("{name} first arg must be bytes or a tuple of bytes, not {kind}");
                Err(machine.error("TypeError", message))
            }
        },
        name => Err(Thrown::Unsupported(format!("`{name}` of `bytes`"))),
    }
}

/// The encodings that text is turned into bytes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Codec {
    Utf8,
    Ascii,
    Latin1,
}

/// The encoding that a call names; UTF-8 without one.
fn codec(machine: &mut Machine, args: &Args) -> R<Codec> {
    let encoding = machine.names.intern("encoding");
    let given = args.pos.first().copied().or_else(|| args.keyword(encoding));
    let Some(given) = given else {
        return Ok(Codec::Utf8);
    };
    let Some(name) = machine.heap.as_str(given) else {
        let kind = machine.type_name(given);
        let message = format!("encode() argument 'encoding' must be str, not {kind}");
        return Err(machine.error("TypeError", message));
    };
    match name.to_lowercase().replace('_', "-").as_str() {
        "utf-8" | "utf8" => Ok(Codec::Utf8),
        "ascii" | "us-ascii" => Ok(Codec::Ascii),
        "latin-1" | "latin1" | "iso-8859-1" => Ok(Codec::Latin1),
        // A made-up name; one of CPython's many is refused.
        known if known.len() < 3 || known.contains(' ') => {
            Err(machine.error("LookupError", format!("unknown encoding: {name}")))
        }
        _ => Err(Thrown::Unsupported(format!(
            "the encoding `{name}` (use `utf-8`)"
        ))),
    }
}

fn encode(machine: &mut Machine, text: &str, args: &Args) -> R<Vec<u8>> {
    let (most, name) = match codec(machine, args)? {
        Codec::Utf8 => return Ok(text.as_bytes().to_vec()),
        Codec::Ascii => (0x7f, "ascii"),
        Codec::Latin1 => (0xff, "latin-1"),
    };
    let mut bytes = Vec::with_capacity(text.len());
    for (at, sign) in text.chars().enumerate() {
        let code = sign as u32;
        if code > most {
            let bad = text.chars().skip(at).take_while(|it| *it as u32 > most);
            let what = match bad.count() {
                1 => format!(
                    "character '{}' in position {at}",
                    crate::python::format::to_ascii(&sign.to_string())
                ),
                count => format!("characters in position {at}-{}", at + count - 1),
            };
            let message = format!(
                "'{name}' codec can't encode {what}: ordinal not in range({})",
                most + 1
            );
            return Err(machine.error("UnicodeEncodeError", message));
        }
        bytes.push(code as u8);
    }
    Ok(bytes)
}

/// Bytes in an encoding of one byte a character, as text.
fn decode_single(machine: &mut Machine, bytes: &[u8], args: &Args) -> R<String> {
    let is_ascii = codec(machine, args)? == Codec::Ascii;
    if is_ascii && let Some(at) = bytes.iter().position(|byte| !byte.is_ascii()) {
        let message = format!(
            "'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
            bytes[at]
        );
        return Err(machine.error("UnicodeDecodeError", message));
    }
    Ok(bytes.iter().copied().map(char::from).collect())
}
