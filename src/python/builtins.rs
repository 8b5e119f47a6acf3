//! What is built in: functions, types and their methods, written in Rust where no Python code has to be called.
//!
//! Names that begin with `_` are for the library's own Python code only.

mod convert;
mod core;
mod dict;
mod math;
pub(crate) mod number;
mod printf;
mod random;
mod sequence;
mod set;
mod string;
mod system;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::machine::{Args, Machine, Out, R, Thrown};
use super::signature::{self, Signature};
use super::value::{Name, Obj, Tag, Value};

pub(crate) use convert::construct;
pub(crate) use sequence::{contains, delete_index, index, range_len, store_index, too_long_text};

/// A function in Rust that a program or the library calls.
pub(super) type Native = fn(&mut Machine, &Args) -> R<Out>;

static TABLE: LazyLock<Vec<(&'static str, Native)>> = LazyLock::new(|| {
    [
        core::NATIVES,
        system::NATIVES,
        math::NATIVES,
        random::NATIVES,
    ]
    .concat()
});

static BY_NAME: LazyLock<HashMap<&'static str, u16>> = LazyLock::new(|| {
    TABLE
        .iter()
        .enumerate()
        .map(|(index, (name, _))| (*name, index as u16))
        .collect()
});

/// The signature of each native function that has one, by its index.
static SIGNATURES: LazyLock<Vec<Option<&'static Signature>>> = LazyLock::new(|| {
    let name = |key: &'static str| match key.strip_prefix("_math_") {
        Some(name) => signature::of(&format!("math.{name}")),
        None => signature::of(key),
    };
    TABLE.iter().map(|(key, _)| name(key)).collect()
});

/// Signatures of methods of each built-in type, by its tag, in order of the names.
static METHOD_SIGNATURES: LazyLock<Vec<Vec<(&'static str, &'static Signature)>>> =
    LazyLock::new(|| {
        let of_type = |(tag, kind): &(Tag, &str)| {
            let kind = if *tag == Tag::Signals { "int" } else { *kind };
            let signature =
                |name: &&'static str| Some((*name, signature::of(&format!("{kind}.{name}"))?));
            let mut found: Vec<_> = method_names(*tag).iter().filter_map(signature).collect();
            found.sort_unstable_by_key(|(name, _)| *name);
            found
        };
        super::value::TAGS.iter().map(of_type).collect()
    });

fn method_signature(tag: Tag, name: &str) -> Option<&'static Signature> {
    let methods = METHOD_SIGNATURES.get(tag as usize)?;
    let at = methods.binary_search_by_key(&name, |(name, _)| name).ok()?;
    Some(methods[at].1)
}

/// Index of a native function.
pub(crate) fn native_index(name: &str) -> Option<u16> {
    BY_NAME.get(name).copied()
}

/// Name of a native function, as `repr` shows it.
pub(crate) fn native_name(index: u16) -> &'static str {
    native_key(index).map_or("", |name| {
        let plain = name.trim_start_matches('_');
        plain.strip_prefix("math_").unwrap_or(plain)
    })
}

/// Name of a native function in the table, by which [`native_index`] finds it.
pub(crate) fn native_key(index: u16) -> Option<&'static str> {
    TABLE.get(usize::from(index)).map(|(name, _)| *name)
}

/// Calls a native function.
pub(super) fn call(machine: &mut Machine, index: u16, args: &Args) -> R<Out> {
    match TABLE.get(usize::from(index)) {
        Some((_, native)) => {
            if let Some(signature) = SIGNATURES.get(usize::from(index)).copied().flatten() {
                machine.check_signature(signature, args, 0)?;
            }
            native(machine, args)
        }
        None => Err(Thrown::Unsupported("this function".into())),
    }
}

/// Names of built-in classes that programs may use.
pub(crate) fn class_names() -> Vec<&'static str> {
    let hidden = [
        "NoneType",
        "ellipsis",
        "NotImplementedType",
        "cell",
        "function",
        "method",
        "iterator",
    ];
    let hidden_more = [
        "builtin_function_or_method",
        "generator",
        "module",
        "SemLock",
        "Random",
        "Signals",
    ];
    let views = ["dict_keys", "dict_values", "dict_items"];
    let tags = super::value::TAGS.iter().map(|(_, name)| *name);
    tags.filter(|name| {
        !hidden.contains(name) && !hidden_more.contains(name) && !views.contains(name)
    })
    .chain(super::machine::exception_names())
    .collect()
}

/// Methods of each built-in type.
pub(super) fn method_names(tag: Tag) -> &'static [&'static str] {
    match tag {
        Tag::Str => string::METHODS,
        Tag::Bytes => string::BYTES_METHODS,
        Tag::List => sequence::LIST_METHODS,
        Tag::Tuple | Tag::Range => &[
            "index",
            "count",
            "__len__",
            "__iter__",
            "__contains__",
            "__getitem__",
        ],
        Tag::Dict => dict::METHODS,
        Tag::Set => set::METHODS,
        Tag::FrozenSet => set::FROZEN_METHODS,
        Tag::Int | Tag::Bool | Tag::Signals => &[
            "bit_length",
            "to_bytes",
            "conjugate",
            "bit_count",
            "as_integer_ratio",
            "__add__",
            "__int__",
            "__float__",
        ],
        Tag::Float => &["is_integer", "hex", "conjugate", "__int__", "__float__"],
        Tag::Generator => &["send", "close", "throw", "__next__", "__iter__"],
        Tag::Iter => &["__next__", "__iter__"],
        Tag::Property => &["setter", "getter", "deleter"],
        Tag::Random => &["seed", "random", "getrandbits"],
        Tag::Exception => &["with_traceback", "add_note"],
        Tag::Keys | Tag::Values | Tag::Items => &["__len__", "__iter__", "isdisjoint"],
        _ => &[],
    }
}

/// Whether a built-in type has a method.
pub(crate) fn has_method(tag: Tag, name: &str) -> bool {
    method_names(tag).contains(&name)
        || matches!(name, "__str__" | "__repr__" | "__eq__" | "__hash__")
}

/// Attributes that CPython's type has and forklore's has not: using one is no AttributeError.
pub(crate) fn cpython_has(tag: Tag, name: &str) -> bool {
    let known: &[&str] = match tag {
        Tag::Str => &[
            "casefold",
            "encode",
            "expandtabs",
            "format_map",
            "translate",
            "maketrans",
            "isidentifier",
            "isprintable",
        ],
        Tag::Bytes => &[
            "capitalize",
            "center",
            "count",
            "expandtabs",
            "find",
            "fromhex",
            "index",
            "isalnum",
            "isalpha",
            "isascii",
            "isdigit",
            "islower",
            "isspace",
            "istitle",
            "isupper",
            "join",
            "ljust",
            "lower",
            "lstrip",
            "maketrans",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rindex",
            "rjust",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "strip",
            "swapcase",
            "title",
            "translate",
            "upper",
            "zfill",
        ],
        Tag::Int => &["from_bytes", "numerator", "denominator"],
        Tag::Float => &["as_integer_ratio", "fromhex"],
        Tag::Function => &[
            "__code__",
            "__closure__",
            "__defaults__",
            "__globals__",
            "__wrapped__",
            "__annotations__",
        ],
        Tag::Generator => &[
            "gi_frame",
            "gi_code",
            "gi_running",
            "gi_suspended",
            "gi_yieldfrom",
        ],
        Tag::Slice => &["indices"],
        Tag::Property => &["fget", "fset", "fdel"],
        Tag::Exception => &["__notes__"],
        Tag::Type => &["__bases__", "__mro__", "mro", "__subclasses__"],
        _ => &[],
    };
    known.contains(&name)
        || matches!(
            name,
            "__sizeof__" | "__dir__" | "__reduce__" | "__reduce_ex__"
        )
}

/// Plain attributes of built-in values.
pub(crate) fn data_attr(machine: &mut Machine, object: Value, name: Name) -> Option<Value> {
    let text = machine.names.text(name);
    match (machine.tag(object), &*text) {
        (Tag::Signals, "name" | "_name_") => match object {
            Value::Signal(number) => Some(machine.heap.text(crate::python::signals::name(number))),
            _ => None,
        },
        (Tag::Signals, "value" | "_value_") => machine.as_i64(object).map(Value::Int),
        (Tag::Int | Tag::Bool | Tag::Float, "real") => Some(object),
        (Tag::Int | Tag::Bool, "imag") => Some(Value::Int(0)),
        (Tag::Range, part @ ("start" | "stop" | "step")) => match machine.heap.obj(object) {
            Some(Obj::Range(range)) => Some(Value::Int(match part {
                "start" => range[0],
                "stop" => range[1],
                _ => range[2],
            })),
            _ => None,
        },
        (Tag::Slice, part @ ("start" | "stop" | "step")) => match machine.heap.obj(object) {
            Some(Obj::Slice(parts)) => Some(match part {
                "start" => parts[0],
                "stop" => parts[1],
                _ => parts[2],
            }),
            _ => None,
        },
        (Tag::Native, "__name__" | "__qualname__") => match object {
            Value::Native(index) => Some(machine.heap.text(native_name(index))),
            _ => None,
        },
        (_, "__doc__") => Some(Value::None),
        _ => None,
    }
}

/// A method taken from a built-in class itself (`str.upper`, `dict.fromkeys`).
pub(crate) fn class_function(machine: &mut Machine, tag: Tag, name: Name) -> Option<Value> {
    let text = machine.names.text(name);
    let special = match (tag, &*text) {
        (Tag::Dict, "fromkeys") => Some("_fromkeys"),
        (Tag::Int, "from_bytes") | (Tag::Str, "maketrans") => None,
        _ if has_method(tag, &text) && !text.starts_with("__") => {
            let function = machine.python_function("_method_of");
            let Value::Ref(_) = function else { return None };
            return Some(machine.heap.alloc(Obj::BoundNative {
                name,
                this: Value::Undef,
            }));
        }
        _ => None,
    };
    special.map(|name| machine.python_function(name))
}

impl Machine {
    /// Calls a method of a built-in type.
    pub(super) fn native_method(&mut self, this: Value, name: Name, args: &Args) -> R<Out> {
        if this == Value::Undef {
            // Taken from the class: the object is the first argument.
            let Some((first, rest)) = args.pos.split_first() else {
                return Err(self.error("TypeError", "unbound method needs an argument"));
            };
            let args = Args {
                pos: rest.to_vec(),
                kw: args.kw.clone(),
            };
            return match self.native_method(*first, name, &args) {
                Err(Thrown::NeedsList(at)) => Err(Thrown::NeedsList(at + 1)),
                other => other,
            };
        }
        let text = self.names.text(name);
        if let Some(signature) = method_signature(self.tag(this), &text) {
            self.check_signature(signature, args, 0)?;
        }
        match (self.tag(this), &*text) {
            (_, "__str__") => self.str(this).map(|text| self.heap.text(text).into()),
            (_, "__repr__") => self.repr(this).map(|text| self.heap.text(text).into()),
            (
                _,
                "__len__" | "__iter__" | "__next__" | "__contains__" | "__getitem__" | "__eq__"
                | "__hash__",
            ) => self.dunder(this, &text, args),
            (Tag::Str, name) => string::method(self, this, name, args),
            (Tag::Bytes, name) => string::bytes_method(self, this, name, args),
            (Tag::List, name) => sequence::list_method(self, this, name, args),
            (Tag::Tuple | Tag::Range, name) => sequence::tuple_method(self, this, name, args),
            (Tag::Dict, name) => dict::method(self, this, name, args),
            (Tag::Set | Tag::FrozenSet, name) => set::method(self, this, name, args),
            (Tag::Int | Tag::Bool | Tag::Signals | Tag::Float, name) => {
                math::number_method(self, this, name, args)
            }
            (Tag::Generator, name) => self.generator_method(this, name, args),
            (Tag::Property, name) => self.property_method(this, name, args),
            (Tag::Random, name) => random::method(self, this, name, args),
            (Tag::Exception, _) => Ok(this.into()),
            (_, name) => Err(Thrown::Unsupported(format!("the method `{name}` here"))),
        }
    }

    fn dunder(&mut self, this: Value, name: &str, args: &Args) -> R<Out> {
        match (name, args.pos.as_slice()) {
            ("__len__", []) => core::len(
                self,
                &Args {
                    pos: vec![this],
                    kw: Vec::new(),
                },
            ),
            ("__iter__", []) => self.iter_out(this),
            ("__next__", []) => Ok(Out::Next(this, None)),
            ("__hash__", []) => {
                let hash = self.heap.hash(this);
                Ok(Value::Int(self.hashable(hash)? as i64).into())
            }
            ("__getitem__", [at]) => index(self, this, *at).map(Out::Value),
            ("__contains__", [item]) => match contains(self, this, *item)? {
                Some(found) => Ok(Value::Bool(found).into()),
                None => Err(Thrown::Python("_contains", vec![this, *item])),
            },
            ("__eq__", [other]) => match self.heap.eq(this, *other) {
                Ok(same) => Ok(Value::Bool(same).into()),
                Err(_) => Err(Thrown::Python("_equal", vec![this, *other])),
            },
            _ => Err(self.error(
                "TypeError",
                format!("{name}() takes another number of arguments"),
            )),
        }
    }

    fn generator_method(&mut self, this: Value, name: &str, args: &Args) -> R<Out> {
        match (name, args.pos.as_slice()) {
            ("send", [Value::None]) => Ok(Out::Next(this, None)),
            ("send", [value]) => Ok(Out::Send(this, *value)),
            ("throw", [_, _, trace]) if *trace != Value::None => {
                let message = "throw() third argument must be a traceback object";
                Err(self.error("TypeError", message))
            }
            ("throw", [exception, more @ ..]) => match self.heap.obj(*exception) {
                Some(Obj::Exception(_)) if more.is_empty() => Ok(Out::Throw(this, *exception)),
                Some(Obj::Class(class)) if class.tag == Tag::Exception && more.is_empty() => {
                    Err(Thrown::Python("_throw", vec![this, *exception]))
                }
                Some(Obj::Exception(_)) => Err(Thrown::Unsupported(
                    "`throw` with more than one argument".into(),
                )),
                Some(Obj::Class(class)) if class.tag == Tag::Exception => Err(Thrown::Unsupported(
                    "`throw` with more than one argument".into(),
                )),
                _ => {
                    let kind = self.type_name(*exception);
                    let message = format!(
                        "exceptions must be classes or instances deriving from BaseException, not {kind}"
                    );
                    Err(self.error("TypeError", message))
                }
            },
            ("close", _) if self.must_unwind(this) => Err(Thrown::Python("_close", vec![this])),
            ("close", _) => {
                if let Value::Ref(id) = this {
                    self.close_generator(id);
                }
                Ok(Value::None.into())
            }
            _ => Err(Thrown::Unsupported(format!("`{name}` of a generator"))),
        }
    }

    fn property_method(&mut self, this: Value, name: &str, args: &Args) -> R<Out> {
        let Some(Obj::Property { getter, setter }) = self.heap.obj(this) else {
            return Ok(Value::None.into());
        };
        let (getter, setter) = (*getter, *setter);
        let function = args.pos.first().copied().unwrap_or(Value::None);
        let property = match name {
            "setter" => Obj::Property {
                getter,
                setter: function,
            },
            "getter" => Obj::Property {
                getter: function,
                setter,
            },
            _ => return Err(Thrown::Unsupported("deleters of properties".into())),
        };
        Ok(self.heap.alloc(property).into())
    }

    // --- arguments ------------------------------------------------------------------------------------------------

    /// Checks the number of positional arguments of a function that takes no keywords.
    pub(super) fn expect(
        &mut self,
        args: &Args,
        name: &str,
        range: std::ops::RangeInclusive<usize>,
    ) -> R<()> {
        if let Some((keyword, _)) = args.kw.first() {
            let keyword = self.names.text(*keyword);
            let message = if name.contains('.') {
                format!("{name}() takes no keyword arguments")
            } else {
                format!("'{keyword}' is an invalid keyword argument for {name}()")
            };
            return Err(self.error("TypeError", message));
        }
        self.expect_count(args, name, range)
    }

    /// Checks the number of positional arguments.
    pub(super) fn expect_count(
        &mut self,
        args: &Args,
        name: &str,
        range: std::ops::RangeInclusive<usize>,
    ) -> R<()> {
        let (least, most, given) = (*range.start(), *range.end(), args.pos.len());
        if range.contains(&given) {
            return Ok(());
        }
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let message = match (least, most) {
            (0, 0) => format!("{name}() takes no arguments ({given} given)"),
            (1, 1) => format!("{name}() takes exactly one argument ({given} given)"),
            (a, b) if a == b => format!("{name} expected {a} argument{}, got {given}", plural(a)),
            (a, _) if given < a => format!(
                "{name} expected at least {a} argument{}, got {given}",
                plural(a)
            ),
            (_, b) => format!(
                "{name} expected at most {b} argument{}, got {given}",
                plural(b)
            ),
        };
        Err(self.error("TypeError", message))
    }

    /// An index argument.
    pub(super) fn int_arg(&mut self, value: Value) -> R<i64> {
        match self.as_i64(value) {
            Some(it) => Ok(it),
            None if self.as_int(value).is_some() => Err(self.error(
                "OverflowError",
                "Python int too large to convert to C ssize_t",
            )),
            None => {
                let message = format!(
                    "'{}' object cannot be interpreted as an integer",
                    self.type_name(value)
                );
                Err(self.error("TypeError", message))
            }
        }
    }

    /// Refuses what is no int.
    pub(super) fn index_arg(&mut self, value: Value) -> R<()> {
        if self.as_int(value).is_some() {
            return Ok(());
        }
        self.int_arg(value).map(|_| ())
    }

    /// An end of a slice: an int of any size.
    pub(super) fn bound_arg(&mut self, value: Value) -> R<i64> {
        match (self.as_i64(value), self.as_int(value)) {
            (Some(it), _) => Ok(it),
            (None, Some(it)) if num_traits::Signed::is_negative(&it) => Ok(i64::MIN / 2),
            (None, Some(_)) => Ok(i64::MAX / 2),
            _ => self.int_arg(value),
        }
    }

    /// A number argument as a float.
    pub(super) fn float_arg(&mut self, value: Value) -> R<f64> {
        if let Some(it) = self.as_float(value) {
            let is_int = !matches!(value, Value::Float(_));
            if is_int && it.is_infinite() {
                return Err(self.error("OverflowError", "int too large to convert to float"));
            }
            Ok(it)
        } else {
            let message = format!("must be real number, not {}", self.type_name(value));
            Err(self.error("TypeError", message))
        }
    }
}

impl Args {
    /// The keyword argument of this name.
    pub(super) fn keyword(&self, name: Name) -> Option<Value> {
        self.kw
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| *value)
    }
}
