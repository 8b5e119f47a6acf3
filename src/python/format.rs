//! Text of numbers and strings: `repr`, and the mini-language of format specifications.

use std::fmt::Write;

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

/// Appends formatted text; a `String` takes whatever it is given.
pub(crate) fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

/// `repr(float)`: the shortest digits that read back, in CPython's choice of notation.
pub(crate) fn float_repr(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = shortest(value);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let n_digits = mantissa.chars().filter(char::is_ascii_digit).count() as i32;
        let decimals = (n_digits - 1 - exponent).max(1) as usize;
        return format!("{value:.decimals$}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// The shortest digits that read back, in scientific notation. Of two equally short ones the nearer is taken, and the
/// even one where both are as near: Rust takes the upper one then.
fn shortest(value: f64) -> String {
    let text = format!("{value:e}");
    let mantissa = text.split_once('e').map_or("", |(mantissa, _)| mantissa);
    let n_digits = mantissa.chars().filter(char::is_ascii_digit).count();
    let nearest = format!("{value:.*e}", n_digits.saturating_sub(1));
    if nearest.parse() == Ok(value) {
        nearest
    } else {
        text
    }
}

/// `repr(str)`.
pub(crate) fn str_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for sign in text.chars() {
        match sign {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            sign if sign == quote => {
                out.push('\\');
                out.push(sign);
            }
            sign if (sign as u32) < 32 || (sign as u32) == 127 => {
                put(&mut out, format_args!("\\x{:02x}", sign as u32));
            }
            sign if is_invisible(sign) => {
                put(&mut out, format_args!("\\u{:04x}", sign as u32));
            }
            sign if (0x80..0xa1).contains(&(sign as u32)) || sign as u32 == 0xad => {
                put(&mut out, format_args!("\\x{:02x}", sign as u32));
            }
            sign => out.push(sign),
        }
    }
    out.push(quote);
    out
}

/// Spaces other than U+0020 and marks of no width, which `repr` spells out.
fn is_invisible(sign: char) -> bool {
    matches!(sign as u32, 0x1680 | 0x2000..=0x200f | 0x2028..=0x202f | 0x205f..=0x206f | 0x3000 | 0xe000..=0xf8ff | 0xfeff)
}

/// `ascii()` of a text that `repr` gave.
pub(crate) fn to_ascii(text: &str) -> String {
    let mut out = String::new();
    for sign in text.chars() {
        match sign as u32 {
            code if code < 128 => out.push(sign),
            code if code < 0x100 => put(&mut out, format_args!("\\x{code:02x}")),
            code if code < 0x1_0000 => put(&mut out, format_args!("\\u{code:04x}")),
            code => put(&mut out, format_args!("\\U{code:08x}")),
        }
    }
    out
}

/// `repr(bytes)`.
pub(crate) fn bytes_repr(bytes: &[u8]) -> String {
    let has_single = bytes.contains(&b'\'');
    let quote = if has_single && !bytes.contains(&b'"') {
        '"'
    } else {
        '\''
    };
    let mut out = format!("b{quote}");
    for byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte if char::from(*byte) == quote => {
                out.push('\\');
                out.push(quote);
            }
            32..=126 => out.push(char::from(*byte)),
            byte => put(&mut out, format_args!("\\x{byte:02x}")),
        }
    }
    out.push(quote);
    out
}

/// A format specification: `[[fill]align][sign][#][0][width][,][.precision][type]`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spec {
    pub fill: Option<char>,
    pub align: Option<char>,
    pub sign: Option<char>,
    /// `z`: a rounded result of minus zero loses its sign.
    pub no_negative_zero: bool,
    pub alternate: bool,
    pub zero: bool,
    pub width: usize,
    pub group: Option<char>,
    pub precision: Option<usize>,
    pub kind: Option<char>,
}

impl Spec {
    /// Reads a specification; the problem is CPython's message.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let signs: Vec<char> = text.chars().collect();
        let mut spec = Self::default();
        let mut at = 0;
        let is_align = |sign: Option<&char>| matches!(sign, Some('<' | '>' | '=' | '^'));
        if is_align(signs.get(1)) {
            spec.fill = Some(signs[0]);
            spec.align = Some(signs[1]);
            at = 2;
        } else if is_align(signs.first()) {
            spec.align = Some(signs[0]);
            at = 1;
        }
        if let Some(sign @ ('+' | '-' | ' ')) = signs.get(at) {
            spec.sign = Some(*sign);
            at += 1;
        }
        if signs.get(at) == Some(&'z') {
            spec.no_negative_zero = true;
            at += 1;
        }
        if signs.get(at) == Some(&'#') {
            spec.alternate = true;
            at += 1;
        }
        if signs.get(at) == Some(&'0') {
            spec.zero = true;
            at += 1;
        }
        let (width, next) = digits(&signs, at);
        spec.width = width.unwrap_or(0);
        at = next;
        if let Some(sign @ (',' | '_')) = signs.get(at) {
            spec.group = Some(*sign);
            at += 1;
            match (sign, signs.get(at)) {
                (',', Some(',')) => return Err("Cannot specify ',' with ','.".to_owned()),
                ('_', Some('_')) => return Err("Cannot specify '_' with '_'.".to_owned()),
                (_, Some(',' | '_')) => return Err("Cannot specify both ',' and '_'.".to_owned()),
                _ => {}
            }
        }
        if signs.get(at) == Some(&'.') {
            let (precision, next) = digits(&signs, at + 1);
            if precision.is_none() {
                return Err("Format specifier missing precision".to_owned());
            }
            spec.precision = precision;
            at = next;
        }
        if let Some(kind) = signs.get(at) {
            spec.kind = Some(*kind);
            at += 1;
        }
        if let (Some(group), Some(kind)) = (spec.group, spec.kind)
            && at == signs.len()
            && !group_goes_with(group, kind)
        {
            return Err(format!("Cannot specify '{group}' with '{kind}'."));
        }
        if at < signs.len() {
            return Err("Invalid format specifier".to_owned());
        }
        Ok(spec)
    }

    /// Fills a text up to the width; `head` is the sign or prefix before which `=` padding goes.
    fn pad(&self, head: &str, body: &str, default: char) -> String {
        let zero = self.zero && self.align.is_none();
        let align = self.align.unwrap_or(if zero { '=' } else { default });
        let fill = self.fill.unwrap_or(if self.zero { '0' } else { ' ' });
        let missing = self
            .width
            .saturating_sub(head.chars().count() + body.chars().count());
        let filler = |count: usize| fill.to_string().repeat(count);
        match align {
            '<' => format!("{head}{body}{}", filler(missing)),
            '^' => format!(
                "{}{head}{body}{}",
                filler(missing / 2),
                filler(missing - missing / 2)
            ),
            '=' => format!("{head}{}{body}", filler(missing)),
            _ => format!("{}{head}{body}", filler(missing)),
        }
    }

    fn sign_of(&self, negative: bool) -> &'static str {
        match (negative, self.sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        }
    }
}

fn group_goes_with(group: char, kind: char) -> bool {
    matches!(kind, 'd' | 'e' | 'f' | 'g' | 'E' | 'F' | 'G' | '%')
        || group == '_' && matches!(kind, 'b' | 'o' | 'x' | 'X')
}

fn digits(signs: &[char], from: usize) -> (Option<usize>, usize) {
    let mut at = from;
    let mut number = None;
    while let Some(digit) = signs.get(at).and_then(|sign| sign.to_digit(10)) {
        number = Some(
            number
                .unwrap_or(0_usize)
                .saturating_mul(10)
                .saturating_add(digit as usize),
        );
        at += 1;
    }
    (number, at)
}

fn unknown(kind: char, of: &str) -> String {
    format!("Unknown format code '{kind}' for object of type '{of}'")
}

/// Formats a str.
pub(crate) fn format_str(text: &str, spec: &Spec) -> Result<String, String> {
    if let Some(kind) = spec.kind.filter(|kind| *kind != 's') {
        return Err(unknown(kind, "str"));
    }
    if let Some(sign) = spec.sign {
        let what = if sign == ' ' { "Space" } else { "Sign" };
        return Err(format!("{what} not allowed in string format specifier"));
    }
    if spec.no_negative_zero {
        return Err("Negative zero coercion (z) not allowed in string format specifier".to_owned());
    }
    if spec.alternate {
        return Err("Alternate form (#) not allowed in string format specifier".to_owned());
    }
    if spec.align == Some('=') {
        return Err("'=' alignment not allowed in string format specifier".to_owned());
    }
    if let Some(group) = spec.group {
        return Err(format!("Cannot specify '{group}' with 's'."));
    }
    let body: String = match spec.precision {
        Some(most) => text.chars().take(most).collect(),
        None => text.to_owned(),
    };
    let mut spec = spec.clone();
    if spec.zero && spec.align.is_none() {
        spec.align = Some('<');
    }
    Ok(spec.pad("", &body, '<'))
}

/// Formats an int.
pub(crate) fn format_int(value: &BigInt, spec: &Spec) -> Result<String, String> {
    let kind = spec.kind.unwrap_or('d');
    if matches!(kind, 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') {
        return format_float(value.to_f64().unwrap_or(f64::INFINITY), spec);
    }
    if kind == 's' {
        return Err("Unknown format code 's' for object of type 'int'".to_owned());
    }
    if spec.precision.is_some() {
        return Err("Precision not allowed in integer format specifier".to_owned());
    }
    if spec.no_negative_zero {
        return Err(
            "Negative zero coercion (z) not allowed in integer format specifier".to_owned(),
        );
    }
    if kind == 'c' && spec.sign.is_some() {
        return Err("Sign not allowed with integer format specifier 'c'".to_owned());
    }
    let magnitude = value.abs();
    let (prefix, body) = match kind {
        'd' | 'n' => ("", magnitude.to_string()),
        'b' => ("0b", magnitude.to_str_radix(2)),
        'o' => ("0o", magnitude.to_str_radix(8)),
        'x' => ("0x", magnitude.to_str_radix(16)),
        'X' => ("0X", magnitude.to_str_radix(16).to_uppercase()),
        'c' => {
            let sign = value
                .to_u32()
                .and_then(char::from_u32)
                .ok_or("%c arg not in range(0x110000)")?;
            return Ok(spec.pad("", &sign.to_string(), '<'));
        }
        other => return Err(unknown(other, "int")),
    };
    let head = format!(
        "{}{}",
        spec.sign_of(value.is_negative()),
        if spec.alternate { prefix } else { "" }
    );
    let every = if matches!(kind, 'd' | 'n') { 3 } else { 4 };
    Ok(spec.pad(&head, &grouped(&body, spec, every, head.len()), '>'))
}

/// Puts group separators into digits, and zeros before them up to the width where `0` or `0=` asks for it: the walk
/// from right to left of CPython's `_PyUnicode_InsertThousandsGrouping`, which may end one wider than asked.
fn grouped(whole: &str, spec: &Spec, every: usize, head_len: usize) -> String {
    let Some(separator) = spec.group else {
        return whole.to_owned();
    };
    let fills = (spec.zero && spec.align.is_none_or(|align| align == '='))
        || (spec.fill == Some('0') && spec.align == Some('='));
    let mut least = if fills && spec.fill.is_none_or(|fill| fill == '0') {
        spec.width.saturating_sub(head_len) as isize
    } else {
        0
    };
    let mut left = whole.len();
    let mut groups: Vec<String> = Vec::new();
    loop {
        let len = (every as isize).min((left as isize).max(least).max(1)) as usize;
        let digits = len.min(left);
        let zeros = "0".repeat(len - digits);
        groups.push(format!("{zeros}{}", &whole[left - digits..left]));
        left -= digits;
        least -= len as isize;
        if left == 0 && least <= 0 {
            break;
        }
        least -= 1;
    }
    groups.reverse();
    groups.join(&separator.to_string())
}

/// Formats a float.
pub(crate) fn format_float(value: f64, spec: &Spec) -> Result<String, String> {
    let kind = spec.kind;
    let magnitude = value.abs();
    let negative = value.is_sign_negative() && !value.is_nan();
    let head = spec.sign_of(negative);
    if !value.is_finite() {
        let text = if value.is_nan() { "nan" } else { "inf" };
        let text = if matches!(kind, Some('E' | 'F' | 'G')) {
            text.to_uppercase()
        } else {
            text.to_owned()
        };
        let tail = if kind == Some('%') { "%" } else { "" };
        return Ok(spec.pad(head, &format!("{text}{tail}"), '>'));
    }
    let precision = spec.precision.unwrap_or(6);
    let text = match kind {
        None if spec.precision.is_none() => float_repr(magnitude),
        None => general(magnitude, precision.max(1), spec.alternate, true),
        Some('f' | 'F') => with_point(format!("{magnitude:.precision$}"), spec.alternate),
        Some('e') => exponent(magnitude, precision, spec.alternate),
        Some('E') => exponent(magnitude, precision, spec.alternate).to_uppercase(),
        Some('g' | 'n') => general(magnitude, precision.max(1), spec.alternate, false),
        Some('G') => general(magnitude, precision.max(1), spec.alternate, false).to_uppercase(),
        Some('%') => {
            let percent = format!("{:.precision$}", magnitude * 100.0);
            with_point(percent, spec.alternate) + "%"
        }
        Some(other) => return Err(unknown(other, "float")),
    };
    let split = text
        .find(|sign: char| !sign.is_ascii_digit())
        .unwrap_or(text.len());
    let (whole, rest) = text.split_at(split);
    let narrower = Spec {
        width: spec.width.saturating_sub(rest.len()),
        ..spec.clone()
    };
    let body = format!("{}{rest}", grouped(whole, &narrower, 3, head.len()));
    Ok(spec.pad(head, &body, '>'))
}

/// `#`: a point also where no digit follows it.
fn with_point(text: String, alternate: bool) -> String {
    if alternate && !text.contains('.') {
        text + "."
    } else {
        text
    }
}

fn exponent(value: f64, precision: usize, alternate: bool) -> String {
    let text = format!("{value:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa = with_point(mantissa.to_owned(), alternate);
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// `%g`; `repr_like` is the form without a type, which keeps one digit after the point.
fn general(value: f64, precision: usize, alternate: bool, repr_like: bool) -> String {
    let text = format!("{value:.*e}", precision - 1);
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let limit = precision as i32 - i32::from(repr_like);
    let trim = |text: &str| {
        if alternate {
            with_point(text.to_owned(), true)
        } else if !text.contains('.') {
            text.to_owned()
        } else {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    if power < -4 || power >= limit {
        let sign = if power < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim(mantissa), power.abs());
    }
    let decimals = (precision as i32 - 1 - power).max(0) as usize;
    let fixed = trim(&format!("{value:.decimals$}"));
    if repr_like && !fixed.contains('.') {
        format!("{fixed}.0")
    } else {
        fixed
    }
}
