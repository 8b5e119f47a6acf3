//! `str`, `repr` and formatting of values.

use super::{Args, Cont, Flow, Machine, R, Thrown};
use crate::python::builtins::number::int_text;
use crate::python::format;
use crate::python::heap::MOST_ITEMS;
use crate::python::names;
use crate::python::value::{Id, Name, Obj, Tag, Value, ViewKind};

/// Modules whose functions are written in C in CPython.
const WRITTEN_IN_C: [&str; 5] = ["builtins", "time", "os", "sys", "math"];

/// Containers nested deeper than this are not written out.
const DEEPEST: usize = 950;

/// Most digits that an int is turned into text with, or read from: CPython's default since 3.11.
pub(crate) const MOST_DIGITS: usize = 4_300;

/// Most decimals of a formatted float: Rust's formatting takes no more.
const MOST_DECIMALS: usize = u16::MAX as usize;

/// Ints of fewer bits have fewer digits than [`MOST_DIGITS`].
const MOST_BITS_SHOWN: u64 = 14_280;

/// A text could not be written because a method of the program must be called for it.
struct NeedsMethod;

impl Machine {
    /// `repr(value)` of built-in values.
    pub(crate) fn repr(&mut self, value: Value) -> R<String> {
        if let Some(Obj::Big(it)) = self.heap.obj(value)
            && it.bits() > MOST_BITS_SHOWN
            && int_text(it).trim_start_matches('-').len() > MOST_DIGITS
        {
            let message = format!(
                "Exceeds the limit ({MOST_DIGITS} digits) for integer string conversion; use \
                 sys.set_int_max_str_digits() to increase the limit"
            );
            return Err(self.error("ValueError", message));
        }
        let mut text = String::new();
        match self.write_repr(value, &mut text, &mut Vec::new(), true) {
            Ok(()) if text.len() > MOST_ITEMS => {
                Err(Thrown::Limit(crate::python::builtins::too_long_text()))
            }
            Ok(()) => Ok(text),
            Err(NeedsMethod) => Err(Thrown::Python("_repr", vec![value])),
        }
    }

    /// `str(value)` of built-in values.
    pub(crate) fn str(&mut self, value: Value) -> R<String> {
        if let Some(text) = self.heap.as_str(value) {
            return Ok(text.to_string());
        }
        if matches!(self.heap.obj(value), Some(Obj::Exception(_))) {
            return match self.special(value, names::STR) {
                Some(_) => Err(Thrown::Python("_str", vec![value])),
                None if self.args_need_method(value) => {
                    Err(Thrown::Python("_exception_text", vec![value]))
                }
                None => Ok(self.exception_message(value)),
            };
        }
        if let Value::Signal(it) = value {
            return Ok(it.to_string());
        }
        if self.special(value, names::STR).is_some() {
            return Err(Thrown::Python("_str", vec![value]));
        }
        self.repr(value)
    }

    /// Whether only a method of the program can tell the text of an exception's arguments.
    pub(super) fn args_need_method(&self, exception: Value) -> bool {
        let Some(Obj::Exception(it)) = self.heap.obj(exception) else {
            return false;
        };
        let items = self.heap.as_items(it.args).unwrap_or_default();
        items.iter().any(|item| {
            let is_plain = match item {
                Value::Ref(id) => matches!(
                    self.heap.get(*id),
                    Obj::Str(_) | Obj::Big(_) | Obj::Bytes(_)
                ),
                _ => true,
            };
            !is_plain
                && (self.special(*item, names::STR).is_some()
                    || self
                        .write_repr(*item, &mut String::new(), &mut Vec::new(), true)
                        .is_err())
        })
    }

    /// `repr` without calling any method of the program.
    pub(crate) fn repr_of(&self, value: Value) -> String {
        let mut text = String::new();
        // Without methods it cannot fail.
        let _ = self.write_repr(value, &mut text, &mut Vec::new(), false);
        text
    }

    /// `str` without calling any method of the program.
    pub(crate) fn text_of(&self, value: Value) -> String {
        match self.heap.obj(value) {
            Some(Obj::Str(text)) => text.to_string(),
            Some(Obj::Exception(_)) => self.exception_message(value),
            _ => match value {
                Value::Signal(number) => number.to_string(),
                _ => self.repr_of(value),
            },
        }
    }

    fn write_repr(
        &self,
        value: Value,
        out: &mut String,
        open: &mut Vec<Id>,
        ask: bool,
    ) -> Result<(), NeedsMethod> {
        // What is longer ends the program at the next boundary.
        if out.len() > MOST_ITEMS {
            return Ok(());
        }
        if open.len() > DEEPEST {
            // Code in Python goes on, and meets the recursion limit where it is.
            if ask {
                return Err(NeedsMethod);
            }
            out.push_str("...");
            return Ok(());
        }
        let id = match value {
            Value::Undef | Value::None => {
                return {
                    out.push_str("None");
                    Ok(())
                };
            }
            Value::Ellipsis => {
                return {
                    out.push_str("Ellipsis");
                    Ok(())
                };
            }
            Value::NotImplemented => {
                return {
                    out.push_str("NotImplemented");
                    Ok(())
                };
            }
            Value::Bool(true) => {
                return {
                    out.push_str("True");
                    Ok(())
                };
            }
            Value::Bool(false) => {
                return {
                    out.push_str("False");
                    Ok(())
                };
            }
            Value::Int(it) => {
                return {
                    out.push_str(&it.to_string());
                    Ok(())
                };
            }
            Value::Signal(it) => {
                let name = crate::python::signals::name(it);
                return {
                    format::put(out, format_args!("<Signals.{name}: {it}>"));
                    Ok(())
                };
            }
            Value::Float(it) => {
                return {
                    out.push_str(&format::float_repr(it));
                    Ok(())
                };
            }
            Value::Native(index) => {
                let name = crate::python::builtins::native_name(index);
                return {
                    format::put(out, format_args!("<built-in function {name}>"));
                    Ok(())
                };
            }
            Value::MethodName(_) => return Ok(()),
            Value::Ref(id) => id,
        };
        if open.contains(&id) {
            out.push_str(match self.heap.get(id) {
                Obj::List(_) => "[...]",
                Obj::Dict(_) => "{...}",
                Obj::Tuple(_) => "(...)",
                _ => "...",
            });
            return Ok(());
        }
        open.push(id);
        self.write_object(id, out, open, ask)?;
        open.pop();
        Ok(())
    }

    fn write_object(
        &self,
        id: Id,
        out: &mut String,
        open: &mut Vec<Id>,
        ask: bool,
    ) -> Result<(), NeedsMethod> {
        let value = Value::Ref(id);
        match self.heap.get(id) {
            Obj::Big(it) => out.push_str(&int_text(it)),
            Obj::Str(text) => out.push_str(&format::str_repr(text)),
            Obj::Bytes(bytes) => out.push_str(&format::bytes_repr(bytes)),
            Obj::Tuple(items) => {
                out.push('(');
                self.write_items(items.iter().copied(), out, open, ask)?;
                if items.len() == 1 {
                    out.push(',');
                }
                out.push(')');
            }
            Obj::List(items) => {
                out.push('[');
                self.write_items(items.iter().copied(), out, open, ask)?;
                out.push(']');
            }
            Obj::Dict(dict) => {
                out.push('{');
                for (index, (key, value)) in dict.items().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    self.write_repr(key, out, open, ask)?;
                    out.push_str(": ");
                    self.write_repr(value, out, open, ask)?;
                }
                out.push('}');
            }
            Obj::Set(set) => {
                let (opening, closing) = match (set.frozen, set.len()) {
                    (true, 0) => {
                        return {
                            out.push_str("frozenset()");
                            Ok(())
                        };
                    }
                    (false, 0) => {
                        return {
                            out.push_str("set()");
                            Ok(())
                        };
                    }
                    (true, _) => ("frozenset({", "})"),
                    (false, _) => ("{", "}"),
                };
                out.push_str(opening);
                self.write_items(set.items(), out, open, ask)?;
                out.push_str(closing);
            }
            Obj::Range(range) if range[2] == 1 => {
                format::put(out, format_args!("range({}, {})", range[0], range[1]));
            }
            Obj::Range(range) => {
                format::put(
                    out,
                    format_args!("range({}, {}, {})", range[0], range[1], range[2]),
                );
            }
            Obj::Slice(parts) => {
                out.push_str("slice(");
                self.write_items(parts.iter().copied(), out, open, ask)?;
                out.push(')');
            }
            Obj::Class(class) if class.module.as_ref() == "builtins" => {
                format::put(out, format_args!("<class '{}'>", class.name));
            }
            Obj::Class(class) => {
                format::put(
                    out,
                    format_args!("<class '{}.{}'>", class.module, class.qualname),
                );
            }
            Obj::Function(function) => {
                let unit = &self.units[usize::from(function.code.unit)];
                let code = &unit.codes[usize::from(function.code.index)];
                if unit.library && WRITTEN_IN_C.contains(&&*unit.name) {
                    format::put(out, format_args!("<built-in function {}>", code.qualname));
                    return Ok(());
                }
                format::put(
                    out,
                    format_args!("<function {} at {}>", code.qualname, address(id.0)),
                );
            }
            Obj::Method { func, this } => {
                let name = match self.heap.obj(*func) {
                    Some(Obj::Function(function)) => {
                        let at = function.code;
                        self.units[usize::from(at.unit)].codes[usize::from(at.index)]
                            .qualname
                            .to_string()
                    }
                    _ => String::new(),
                };
                format::put(out, format_args!("<bound method {name} of "));
                self.write_repr(*this, out, open, ask)?;
                out.push('>');
            }
            Obj::BoundNative { name, this } => format::put(
                out,
                format_args!(
                    "<built-in method {} of {} object at {}>",
                    self.names.text(*name),
                    self.type_name(*this),
                    address(id.0)
                ),
            ),
            Obj::Exception(it) => {
                if ask
                    && self
                        .find_in_class(Value::Ref(it.class), names::REPR)
                        .is_some()
                {
                    return Err(NeedsMethod);
                }
                out.push_str(&self.type_name(value));
                let items = self.heap.as_items(it.args).unwrap_or_default();
                out.push('(');
                self.write_items(items.iter().copied(), out, open, ask)?;
                out.push(')');
            }
            Obj::Instance(it) => {
                let class = Value::Ref(it.class);
                if ask && self.find_in_class(class, names::REPR).is_some() {
                    return Err(NeedsMethod);
                }
                let Some(class) = self.class(class) else {
                    return Ok(());
                };
                format::put(
                    out,
                    format_args!(
                        "<{}.{} object at {}>",
                        class.module,
                        class.name,
                        address(id.0)
                    ),
                );
            }
            Obj::Module(unit) => {
                format::put(
                    out,
                    format_args!(
                        "<module '{}' from 'forklore'>",
                        self.units[usize::from(*unit)].name
                    ),
                );
            }
            Obj::Generator(generator) if self.builtin_code_name(generator.code).is_none() => {
                let code = &self.units[usize::from(generator.code.unit)].codes
                    [usize::from(generator.code.index)];
                format::put(
                    out,
                    format_args!("<generator object {} at {}>", code.qualname, address(id.0)),
                );
            }
            Obj::View { dict, kind } => {
                let (name, is_items) = match kind {
                    ViewKind::Keys => ("dict_keys", false),
                    ViewKind::Values => ("dict_values", false),
                    ViewKind::Items => ("dict_items", true),
                };
                out.push_str(name);
                out.push_str("([");
                let items: Vec<(Value, Value)> = self
                    .heap
                    .as_dict(*dict)
                    .map(|dict| dict.items().collect())
                    .unwrap_or_default();
                for (index, (key, value)) in items.into_iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    if is_items {
                        out.push('(');
                    }
                    if *kind != ViewKind::Values {
                        self.write_repr(key, out, open, ask)?;
                    }
                    if is_items {
                        out.push_str(", ");
                    }
                    if *kind != ViewKind::Keys {
                        self.write_repr(value, out, open, ask)?;
                    }
                    if is_items {
                        out.push(')');
                    }
                }
                out.push_str("])");
            }
            Obj::StaticMethod(inner) | Obj::ClassMethod(inner) => {
                format::put(out, format_args!("<{}(", self.type_name(value)));
                self.write_repr(*inner, out, open, ask)?;
                out.push_str(")>");
            }
            _ => format::put(
                out,
                format_args!("<{} object at {}>", self.type_name(value), address(id.0)),
            ),
        }
        Ok(())
    }

    fn write_items(
        &self,
        items: impl Iterator<Item = Value>,
        out: &mut String,
        open: &mut Vec<Id>,
        ask: bool,
    ) -> Result<(), NeedsMethod> {
        for (index, item) in items.enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            self.write_repr(item, out, open, ask)?;
        }
        Ok(())
    }

    /// `str`, `repr` or plain formatting of the top of the stack.
    pub(super) fn op_to_text(&mut self, kind: Name) -> R<Flow> {
        let value = self.pop();
        if kind != names::REPR && matches!(self.heap.obj(value), Some(Obj::Str(_))) {
            self.push(value);
            return Ok(Flow::Next);
        }
        if kind == names::FORMAT
            && let Some(method) = self.special(value, names::FORMAT)
        {
            let empty = self.heap.text("");
            return self.invoke(
                method,
                Args {
                    pos: vec![value, empty],
                    kw: Vec::new(),
                },
                Cont::Push,
            );
        }
        if kind != names::REPR
            && let Some(method) = self.special(value, names::STR)
        {
            return self.invoke(
                method,
                Args {
                    pos: vec![value],
                    kw: Vec::new(),
                },
                Cont::Text(false),
            );
        }
        if let Some(method) = self.special(value, names::REPR)
            && (kind == names::REPR || !matches!(self.heap.obj(value), Some(Obj::Exception(_))))
        {
            return self.invoke(
                method,
                Args {
                    pos: vec![value],
                    kw: Vec::new(),
                },
                Cont::Text(true),
            );
        }
        let text = if kind == names::REPR {
            self.repr(value)
        } else {
            self.str(value)
        };
        match text {
            Ok(text) => {
                let text = self.heap.text(text);
                self.push(text);
                Ok(Flow::Next)
            }
            Err(thrown) => self.detour(thrown, Cont::Push),
        }
    }

    pub(super) fn op_format_spec(&mut self) -> R<Flow> {
        let spec = self.pop();
        let value = self.pop();
        if let Some(method) = self.special(value, names::FORMAT) {
            return self.invoke(
                method,
                Args {
                    pos: vec![value, spec],
                    kw: Vec::new(),
                },
                Cont::Push,
            );
        }
        let spec = self.heap.as_str(spec).unwrap_or_else(|| "".into());
        if spec.is_empty() {
            self.push(value);
            return self.op_to_text(names::FORMAT);
        }
        let text = self.format_value(value, &spec)?;
        let text = self.heap.text(text);
        self.push(text);
        Ok(Flow::Next)
    }

    /// `format(value, spec)` of built-in values.
    pub(crate) fn format_value(&mut self, value: Value, spec: &str) -> R<String> {
        if spec.is_empty() {
            return self.str(value);
        }
        let kind = self.type_name(value).to_string();
        let is_formatted = matches!(
            self.tag(value),
            Tag::Int | Tag::Bool | Tag::Signals | Tag::Float | Tag::Str
        );
        if !is_formatted {
            let message = format!("unsupported format string passed to {kind}.__format__");
            return Err(self.error("TypeError", message));
        }
        let parsed = match format::Spec::parse(spec) {
            Ok(parsed) => parsed,
            Err(problem) => {
                return Err(self.error(
                    "ValueError",
                    format!("{problem}{}", invalid_tail(&problem, spec, &kind)),
                ));
            }
        };
        check_size(&parsed)?;
        let result = match value {
            Value::Int(it) => format::format_int(&it.into(), &parsed),
            Value::Bool(it) => format::format_int(&i64::from(it).into(), &parsed),
            Value::Signal(it) => format::format_int(&i64::from(it).into(), &parsed),
            Value::Float(it) => format::format_float(it, &parsed),
            _ => match self.heap.obj(value) {
                Some(Obj::Str(text)) => format::format_str(text, &parsed),
                Some(Obj::Big(it)) => format::format_int(it, &parsed),
                _ => {
                    let message = format!("unsupported format string passed to {kind}.__format__");
                    return Err(self.error("TypeError", message));
                }
            },
        };
        result.map_err(|problem| {
            // A bool is formatted as an int, and complains under its own name.
            let problem = problem.replace("type 'int'", &format!("type '{kind}'"));
            let is_range = problem.starts_with("%c arg");
            self.error(
                if is_range {
                    "OverflowError"
                } else {
                    "ValueError"
                },
                problem,
            )
        })
    }
}

/// Ends the program where a specification asks for a text beyond the limits.
pub(crate) fn check_size(spec: &format::Spec) -> R<()> {
    if spec.width > MOST_ITEMS || spec.precision.is_some_and(|it| it > MOST_DECIMALS) {
        return Err(Thrown::Limit(format!(
            "a formatted value has at most {MOST_ITEMS} characters and {MOST_DECIMALS} decimals"
        )));
    }
    Ok(())
}

fn invalid_tail(problem: &str, spec: &str, kind: &str) -> String {
    if problem == "Invalid format specifier" {
        format!(" '{spec}' for object of type '{kind}'")
    } else {
        String::new()
    }
}

/// A stable stand-in for an address.
fn address(id: u32) -> String {
    format!("0x{:012x}", 0x7f00_0000_0000_u64 + u64::from(id) * 16)
}
