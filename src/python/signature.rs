//! How CPython takes the arguments of what it has written in C, and its words where they do not fit.
//!
//! The table is `assets/python/signatures.txt`. Functions in Rust are checked before they run; those that the library
//! has in Python where binding fails or keywords are given, so that their own names never show.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::machine::{Args, Machine, R, Thrown};
use super::value::Value;

/// How a function parses its arguments.
#[derive(Debug)]
enum Style {
    /// That many, 0 or 1.
    Exactly(usize),
    /// From so many to so many.
    Range(usize, usize),
    /// The same by an older parser with other words.
    Parsed(usize, usize),
    /// As many as one likes.
    Any,
    Keys(Keys),
    /// So many at least, and keywords.
    Named(usize, Keys),
}

/// Parameters that have names.
#[derive(Debug)]
struct Keys {
    /// Names in order.
    names: Vec<&'static str>,
    /// Those without a default come first: so many.
    n_required: usize,
    /// The first ones that go by position only.
    n_positional_only: usize,
    /// The first ones that go by position.
    n_positional: usize,
}

/// The arguments of a function, and how messages name it.
#[derive(Debug)]
pub(crate) struct Signature {
    /// `list.append`, `math.sqrt`, `len`.
    full: String,
    /// The last part of it.
    short: &'static str,
    style: Style,
    /// What the arguments are converted to; the rest is not.
    kinds: Vec<Kind>,
    /// Whether the last kind goes for all the arguments that follow.
    goes_on: bool,
}

/// What an argument is converted to.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Any,
    Index,
    Size,
    Int,
    Float,
    Bound,
    BoundOnly,
    Text,
    OnlyText,
    KeyText,
    Fill,
}

static TABLE: LazyLock<HashMap<&'static str, Signature>> = LazyLock::new(|| {
    let text = include_str!("../../assets/python/signatures.txt");
    let mut table: HashMap<_, Signature> = HashMap::new();
    for line in text.lines() {
        let Some((style, names)) = line.split_once(": ").filter(|_| !line.starts_with('#')) else {
            continue;
        };
        let mut words = names.split_whitespace();
        if style == "takes" {
            let signature = words.next().and_then(|name| table.get_mut(name));
            if let Some(signature) = signature {
                signature.goes_on = names.ends_with("...");
                signature.kinds = words.map(Kind::new).collect();
            }
            continue;
        }
        let (kind, least) = style.split_once(' ').unwrap_or((style, ""));
        if kind == "keys" || kind == "named" {
            let name = words.next().unwrap_or_default();
            let keys = Keys::new(words);
            let style = match least.parse() {
                Ok(least) => Style::Named(least, keys),
                Err(_) => Style::Keys(keys),
            };
            table.insert(name, Signature::new(name, style));
        } else {
            table.extend(words.map(|name| (name, Signature::new(name, Style::new(style)))));
        }
    }
    table
});

/// The signature of a function, a type, or a method with its type's name before it.
pub(crate) fn of(name: &str) -> Option<&'static Signature> {
    TABLE.get(name)
}

impl Kind {
    fn new(text: &str) -> Self {
        match text.trim_end_matches("...") {
            "index" => Self::Index,
            "size" => Self::Size,
            "int" => Self::Int,
            "float" => Self::Float,
            "bound" => Self::Bound,
            "bound!" => Self::BoundOnly,
            "text" => Self::Text,
            "text1" => Self::OnlyText,
            "key" => Self::KeyText,
            "fill" => Self::Fill,
            _ => Self::Any,
        }
    }
}

impl Style {
    fn new(text: &str) -> Self {
        let mut words = text.split(' ');
        let name = words.next().unwrap_or_default();
        let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        match name {
            "none" => Self::Exactly(0),
            "one" => Self::Exactly(1),
            "range" => Self::Range(number(), number()),
            "parsed" => Self::Parsed(number(), number()),
            _ => Self::Any,
        }
    }
}

impl Keys {
    fn new(words: impl Iterator<Item = &'static str>) -> Self {
        let mut keys = Self {
            names: Vec::new(),
            n_required: 0,
            n_positional_only: 0,
            n_positional: usize::MAX,
        };
        for word in words {
            match word {
                "/" => keys.n_positional_only = keys.names.len(),
                "*" => keys.n_positional = keys.names.len(),
                _ => {
                    let name = word.trim_end_matches('=');
                    keys.n_required += usize::from(name.len() == word.len());
                    keys.names.push(name);
                }
            }
        }
        keys.n_positional = keys.n_positional.min(keys.names.len());
        keys
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

impl Signature {
    fn new(name: &'static str, style: Style) -> Self {
        let full = match name.strip_prefix("os.") {
            Some(rest) => format!("posix.{rest}"),
            None => name.to_owned(),
        };
        let module = name.split('.').next().unwrap_or_default();
        let is_type =
            (module == "itertools" && name != "itertools.tee") || name == "collections.deque";
        let short = match name {
            "deque.rotate" => name,
            _ => name.rsplit('.').next().unwrap_or_default(),
        };
        Self {
            full: if is_type { short.to_owned() } else { full },
            short,
            style,
            kinds: Vec::new(),
            goes_on: false,
        }
    }

    /// What is wrong with the number of arguments and with their names, in CPython's words; `keywords` are the names.
    fn problem(&self, given: usize, keywords: &[&str]) -> Option<String> {
        let (full, short) = (&self.full, self.short);
        if let Style::Keys(keys) = &self.style {
            return keys.problem(short, given, keywords);
        }
        if let Style::Named(least, keys) = &self.style {
            if given < *least {
                let s = plural(*least);
                return Some(format!(
                    "{short} expected at least {least} argument{s}, got {given}"
                ));
            }
            return keys.problem(short, 0, keywords);
        }
        if !keywords.is_empty() {
            let is_old = matches!(self.style, Style::Parsed(..)) && full.starts_with("time.")
                || full == "math.log";
            let name = if is_old { short } else { full.as_str() };
            return Some(format!("{name}() takes no keyword arguments"));
        }
        match self.style {
            Style::Exactly(wanted) if wanted != given => {
                let takes = if wanted == 0 {
                    "no arguments"
                } else {
                    "exactly one argument"
                };
                Some(format!("{full}() takes {takes} ({given} given)"))
            }
            Style::Range(least, most) if !(least..=most).contains(&given) => {
                let (bound, wanted) = match () {
                    () if least == most => ("", least),
                    () if given < least => ("at least ", least),
                    () => ("at most ", most),
                };
                let s = plural(wanted);
                Some(format!(
                    "{short} expected {bound}{wanted} argument{s}, got {given}"
                ))
            }
            Style::Parsed(least, most) if !(least..=most).contains(&given) => {
                let (bound, wanted) = match () {
                    () if least == most => ("exactly", least),
                    () if given < least => ("at least", least),
                    () => ("at most", most),
                };
                let s = plural(wanted);
                Some(format!(
                    "{short}() takes {bound} {wanted} argument{s} ({given} given)"
                ))
            }
            _ => None,
        }
    }
}

impl Keys {
    /// As `_PyArg_UnpackKeywords` finds it, in its order.
    fn problem(&self, name: &str, given: usize, keywords: &[&str]) -> Option<String> {
        let (len, all) = (self.names.len(), given + keywords.len());
        if all > len {
            let kind = if given == 0 { "keyword " } else { "" };
            let s = plural(len);
            return Some(format!(
                "{name}() takes at most {len} {kind}argument{s} ({all} given)"
            ));
        }
        let most = self.n_positional;
        if given > most {
            if most == 0 {
                return Some(format!("{name}() takes no positional arguments"));
            }
            let bound = if self.n_required < most {
                "at most"
            } else {
                "exactly"
            };
            let s = plural(most);
            return Some(format!(
                "{name}() takes {bound} {most} positional argument{s} ({given} given)"
            ));
        }
        let least = self.n_positional_only.min(self.n_required);
        if given < least {
            let bound = if least < most { "at least" } else { "exactly" };
            let s = plural(least);
            return Some(format!(
                "{name}() takes {bound} {least} positional argument{s} ({given} given)"
            ));
        }
        let is_named =
            |at: usize| at >= self.n_positional_only && keywords.contains(&self.names[at]);
        if let Some(missing) = (given..self.n_required).find(|at| !is_named(*at)) {
            let (parameter, place) = (self.names[missing], missing + 1);
            return Some(format!(
                "{name}() missing required argument '{parameter}' (pos {place})"
            ));
        }
        if let Some(twice) = (self.n_positional_only..given).find(|at| is_named(*at)) {
            let (parameter, place) = (self.names[twice], twice + 1);
            return Some(format!(
                "argument for {name}() given by name ('{parameter}') and position ({place})"
            ));
        }
        let known = self.names.get(self.n_positional_only..).unwrap_or_default();
        let unknown = keywords.iter().find(|keyword| !known.contains(keyword))?;
        Some(format!(
            "'{unknown}' is an invalid keyword argument for {name}()"
        ))
    }
}

impl Machine {
    /// Refuses arguments that do not fit a signature; the first `n_hidden` ones are no arguments in CPython.
    pub(super) fn check_signature(
        &mut self,
        signature: &Signature,
        args: &Args,
        n_hidden: usize,
    ) -> R<()> {
        let given = args.pos.len().saturating_sub(n_hidden);
        let problem = if args.kw.is_empty() {
            signature.problem(given, &[])
        } else {
            let texts: Vec<_> = args
                .kw
                .iter()
                .map(|(name, _)| self.names.text(*name))
                .collect();
            let keywords: Vec<&str> = texts.iter().map(|text| &**text).collect();
            signature.problem(given, &keywords)
        };
        match problem {
            Some(message) => Err(self.error("TypeError", message)),
            None => self.check_kinds(signature, args, n_hidden),
        }
    }

    /// Refuses the first argument that cannot be converted to what the function takes there.
    fn check_kinds(&mut self, signature: &Signature, args: &Args, n_hidden: usize) -> R<()> {
        let Some(last) = signature.kinds.last() else {
            return Ok(());
        };
        let given = args.pos.get(n_hidden..).unwrap_or_default();
        let n_kinds = signature.kinds.len();
        let count = if signature.goes_on {
            given.len()
        } else {
            n_kinds
        };
        for at in 0..count {
            let kind = signature.kinds.get(at).unwrap_or(last);
            let name = match &signature.style {
                Style::Keys(keys) => keys.names.get(at).copied().unwrap_or_default(),
                _ => "",
            };
            let named = || {
                args.kw
                    .iter()
                    .find(|(key, _)| *self.names.text(*key) == *name)
            };
            let value = given
                .get(at)
                .copied()
                .or_else(|| named().map(|(_, value)| *value));
            let Some(value) = value else { continue };
            let subject = match kind {
                Kind::OnlyText => format!("{}() argument", signature.short),
                Kind::KeyText => format!("{}() argument '{name}'", signature.short),
                _ => format!("{}() argument {}", signature.short, at + 1),
            };
            self.check_kind(*kind, value, &subject)?;
        }
        Ok(())
    }

    fn check_kind(&mut self, kind: Kind, value: Value, subject: &str) -> R<()> {
        let kind_of_value = self.type_name(value);
        let is_text = self.heap.as_str(value).is_some();
        let is_int = self.as_int(value).is_some();
        let message = match kind {
            Kind::Index | Kind::Size | Kind::Int if !is_int => {
                format!("'{kind_of_value}' object cannot be interpreted as an integer")
            }
            Kind::Size if self.as_i64(value).is_none() => {
                let message = "Python int too large to convert to C ssize_t";
                return Err(self.error("OverflowError", message));
            }
            Kind::Int
                if self
                    .as_i64(value)
                    .and_then(|it| i32::try_from(it).ok())
                    .is_none() =>
            {
                let message = "Python int too large to convert to C int";
                return Err(self.error("OverflowError", message));
            }
            Kind::Float => return self.float_arg(value).map(|_| ()),
            Kind::Bound if !is_int && value != Value::None => {
                "slice indices must be integers or None or have an __index__ method".to_owned()
            }
            Kind::BoundOnly if !is_int => {
                "slice indices must be integers or have an __index__ method".to_owned()
            }
            Kind::Text | Kind::OnlyText | Kind::KeyText if !is_text => {
                let shown = if value == Value::None {
                    "None"
                } else {
                    &*kind_of_value
                };
                format!("{subject} must be str, not {shown}")
            }
            Kind::Fill if !is_text => {
                format!("The fill character must be a unicode character, not {kind_of_value}")
            }
            _ => return Ok(()),
        };
        Err(self.error("TypeError", message))
    }
}

/// The name in the table of a function that the library has in Python, and how many of its first arguments are hidden.
pub(super) fn of_library(module: &str, qualname: &str) -> Option<(&'static Signature, usize)> {
    let (name, n_hidden) = match qualname.split_once('.') {
        Some((class, "__init__")) => (format!("{module}.{class}"), 1),
        Some(("Condition" | "_Guarded", method @ ("acquire" | "release"))) => {
            (format!("SemLock.{method}"), 1)
        }
        Some(("_Semaphore", method)) => (format!("SemLock.{method}"), 1),
        Some(("_Stream", method)) => (format!("TextIOWrapper.{method}"), 1),
        Some(("_Shared", method)) => (format!("Random.{method}"), 1),
        Some(_) => (qualname.to_owned(), 1),
        None if module == "builtins" => (qualname.to_owned(), 0),
        None => (format!("{module}.{qualname}"), 0),
    };
    of(&name).map(|signature| (signature, n_hidden))
}

/// Checks the arguments of a function of the library in Python.
pub(super) fn check_library(
    machine: &mut Machine,
    module: &str,
    qualname: &str,
    args: &Args,
) -> Result<(), Thrown> {
    match of_library(module, qualname) {
        Some((signature, n_hidden)) => machine.check_signature(signature, args, n_hidden),
        None => Ok(()),
    }
}
