//! Arguments to parameters, and CPython's words where they do not fit.

use super::{Args, Machine, R, Thrown};
use crate::python::program::Code;
use crate::python::signature;
use crate::python::value::{Function, Name, Value};

/// Classes of the library that CPython's programs reach by a method of the context.
const MADE_BY_CONTEXT: [&str; 11] = [
    "Lock",
    "RLock",
    "Semaphore",
    "BoundedSemaphore",
    "Condition",
    "Event",
    "Barrier",
    "Queue",
    "JoinableQueue",
    "SimpleQueue",
    "Pool",
];
/// Functions of the library that are methods of the context in CPython.
const METHODS_OF_CONTEXT: [(&str, &str); 9] = [
    ("Pipe", "BaseContext.Pipe"),
    ("Value", "BaseContext.Value"),
    ("Array", "BaseContext.Array"),
    ("cpu_count", "BaseContext.cpu_count"),
    ("freeze_support", "BaseContext.freeze_support"),
    ("get_context", "DefaultContext.get_context"),
    ("set_start_method", "DefaultContext.set_start_method"),
    ("get_start_method", "DefaultContext.get_start_method"),
    (
        "get_all_start_methods",
        "DefaultContext.get_all_start_methods",
    ),
];

/// Classes of the library that have another name in CPython.
const CLASSES_IN_CPYTHON: [(&str, &str); 5] = [
    ("_Environ", "Mapping"),
    ("AsyncResult", "ApplyResult"),
    ("Connection", "_ConnectionBase"),
    ("_Guarded", "SynchronizedBase"),
    ("_Shared", "Random"),
];

impl Machine {
    pub(super) fn bind(&mut self, code: &Code, function: &Function, args: &Args) -> R<Vec<Value>> {
        let unit = &self.units[usize::from(function.code.unit)];
        if !unit.library {
            return self.bind_parameters(code, function, args);
        }
        // What CPython has in C tells in other words what does not fit.
        let module = unit.name.clone();
        if !args.kw.is_empty() {
            signature::check_library(self, &module, &code.qualname, args)?;
        }
        match self.bind_parameters(code, function, args) {
            Err(thrown) => {
                signature::check_library(self, &module, &code.qualname, args)?;
                Err(thrown)
            }
            locals => locals,
        }
    }

    fn bind_parameters(&mut self, code: &Code, function: &Function, args: &Args) -> R<Vec<Value>> {
        let n_positional = usize::from(code.n_positional);
        let n_plain = n_positional + usize::from(code.n_keyword_only);
        let mut locals = vec![Value::Undef; n_plain];
        let n_given = args.pos.len();
        let n_direct = n_given.min(n_positional);
        locals[..n_direct].copy_from_slice(&args.pos[..n_direct]);
        let mut spare: Vec<(Name, Value)> = Vec::new();
        for (name, value) in &args.kw {
            let from = usize::from(code.n_positional_only);
            match code.locals[from..n_plain]
                .iter()
                .position(|param| param == name)
            {
                Some(at) if locals[from + at] == Value::Undef => locals[from + at] = *value,
                Some(_) => {
                    let message = format!(
                        "{}() got multiple values for argument '{}'",
                        self.shown(function),
                        self.names.text(*name)
                    );
                    return Err(self.error("TypeError", message));
                }
                None if code.has_double_star => spare.push((*name, *value)),
                None if code.locals[..from].contains(name) => {
                    let given = |name: &&Name| args.kw.iter().any(|(key, _)| key == *name);
                    let list: Vec<String> = code.locals[..from]
                        .iter()
                        .filter(given)
                        .map(|name| self.names.text(*name).to_string())
                        .collect();
                    let message = format!(
                        "{}() got some positional-only arguments passed as keyword arguments: '{}'",
                        self.shown(function),
                        list.join(", ")
                    );
                    return Err(self.error("TypeError", message));
                }
                None => {
                    let message = format!(
                        "{}() got an unexpected keyword argument '{}'",
                        self.shown(function),
                        self.names.text(*name)
                    );
                    return Err(self.error("TypeError", message));
                }
            }
        }
        if n_given > n_positional && !code.has_star {
            return Err(self.too_many(code, function, n_given, &locals));
        }
        let first_default = n_positional - function.defaults.len();
        for (local, default) in locals[first_default..n_positional]
            .iter_mut()
            .zip(&function.defaults)
        {
            if *local == Value::Undef {
                *local = *default;
            }
        }
        for (at, default) in function.keyword_defaults.iter().enumerate() {
            if locals[n_positional + at] == Value::Undef {
                locals[n_positional + at] = *default;
            }
        }
        self.check_missing(code, function, &locals)?;
        if code.has_star {
            let rest = args.pos.get(n_positional..).unwrap_or_default().to_vec();
            let rest = self.heap.tuple(rest);
            locals.push(rest);
        }
        if code.has_double_star {
            let dict = self.keyword_dict(&spare);
            locals.push(dict);
        }
        Ok(locals)
    }

    fn check_missing(&mut self, code: &Code, function: &Function, locals: &[Value]) -> R<()> {
        let n_positional = usize::from(code.n_positional);
        for (range, kind) in [
            (0..n_positional, "positional"),
            (n_positional..locals.len(), "keyword-only"),
        ] {
            let missing: Vec<String> = range
                .filter(|at| locals[*at] == Value::Undef)
                .map(|at| format!("'{}'", self.names.text(code.locals[at])))
                .collect();
            if !missing.is_empty() {
                let plural = if missing.len() == 1 { "" } else { "s" };
                let list = match missing.as_slice() {
                    [one] => one.clone(),
                    [one, two] => format!("{one} and {two}"),
                    [most @ .., last] => format!("{}, and {last}", most.join(", ")),
                    [] => String::new(),
                };
                let count = missing.len();
                let message = format!(
                    "{}() missing {count} required {kind} argument{plural}: {list}",
                    self.shown(function)
                );
                return Err(self.error("TypeError", message));
            }
        }
        Ok(())
    }

    fn too_many(
        &mut self,
        code: &Code,
        function: &Function,
        given: usize,
        locals: &[Value],
    ) -> Thrown {
        // A function that is a method in CPython takes one more there, and was given one more.
        let hidden = usize::from(self.is_method_in_cpython(function));
        let (most, given) = (usize::from(code.n_positional) + hidden, given + hidden);
        let least = most - function.defaults.len();
        let takes = if least == most {
            most.to_string()
        } else {
            format!("from {least} to {most}")
        };
        let plural = if most == 1 { "" } else { "s" };
        let keyword_given = locals[most - hidden..]
            .iter()
            .filter(|value| **value != Value::Undef)
            .count();
        let verb = if given == 1 { "was" } else { "were" };
        let tail = if keyword_given > 0 {
            let (p, k) = (
                if given == 1 { "" } else { "s" },
                if keyword_given == 1 { "" } else { "s" },
            );
            format!(
                "{given} positional argument{p} (and {keyword_given} keyword-only argument{k}) were given"
            )
        } else {
            format!("{given} {verb} given")
        };
        let message = format!(
            "{}() takes {takes} positional argument{plural} but {tail}",
            self.shown(function)
        );
        self.error("TypeError", message)
    }

    /// A function's name as CPython's messages have it.
    fn shown(&self, function: &Function) -> String {
        let unit = &self.units[usize::from(function.code.unit)];
        let code = &unit.codes[usize::from(function.code.index)];
        let name = &*code.qualname;
        if !unit.library {
            return name.to_owned();
        }
        let of_context = METHODS_OF_CONTEXT.iter().find(|(known, _)| *known == name);
        if let Some((_, shown)) = of_context.filter(|_| &*unit.name == "multiprocessing") {
            return (*shown).to_owned();
        }
        match name.split_once('.') {
            Some((class, "__init__")) if MADE_BY_CONTEXT.contains(&class) => {
                format!("BaseContext.{class}")
            }
            Some((class, method)) => {
                let shown = CLASSES_IN_CPYTHON.iter().find(|(known, _)| *known == class);
                format!("{}.{method}", shown.map_or(class, |(_, shown)| shown))
            }
            None => name.to_owned(),
        }
    }

    fn is_method_in_cpython(&self, function: &Function) -> bool {
        let unit = &self.units[usize::from(function.code.unit)];
        let name = &*unit.codes[usize::from(function.code.index)].qualname;
        unit.library
            && &*unit.name == "multiprocessing"
            && METHODS_OF_CONTEXT.iter().any(|(known, _)| *known == name)
    }
}
