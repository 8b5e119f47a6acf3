//! What cannot be pickled, in CPython's words; and what may go along with a process that is being spawned.
//!
//! Source of the messages: CPython 3.11's `_pickle`, `multiprocessing.synchronize` and `multiprocessing.pool`, as
//! observed.

use super::{Problem, Writer, op};
use crate::python::call::Handle;
use crate::python::names;
use crate::python::pickle::UNSUPPORTED;
use crate::python::value::{Id, Name, Tag, Value};

/// A lock of a fork context is given to a spawned process.
const OTHER_CONTEXT: &str = "A SemLock created in a fork context is being shared with a process in a spawn context. This \
     is not supported. Please use the same context to create multiprocessing objects and Process.";
/// What a Process object holds.
const AUTHENTICATION: &str =
    "Pickling an AuthenticationString object is disallowed for security reasons";
const POOL: &str = "pool objects cannot be passed between processes or pickled";

/// Types of the library that have another name in CPython, or fail there by a part of theirs.
const NAMES_IN_CPYTHON: [(&str, &str); 2] = [
    ("_Stream", "_io.TextIOWrapper"),
    ("_Popen", "weakref.ReferenceType"),
];

fn problem(class: &'static str, message: impl Into<String>) -> Problem {
    Problem {
        class,
        message: message.into(),
    }
}

impl Writer<'_> {
    /// Objects of this kind cannot be pickled.
    pub(super) fn refusal(&self, id: Id) -> Problem {
        let kind = self.machine.type_name(Value::Ref(id));
        let shown = NAMES_IN_CPYTHON.iter().find(|(name, _)| **name == *kind);
        let kind = shown.map_or(&*kind, |(_, shown)| shown);
        problem("TypeError", format!("cannot pickle '{kind}' object"))
    }

    /// A function or class is written by name: the name must lead to it.
    pub(super) fn check_place(&self, id: Id, module: &str, path: &str) -> Result<(), Problem> {
        if path.contains("<locals>") {
            let message = format!("Can't pickle local object '{path}'");
            return Err(problem("AttributeError", message));
        }
        if !matches!(module, "__main__" | "__mp_main__") {
            return Ok(());
        }
        let why = match self.machine.lookup_global(module, path) {
            Some(Value::Ref(found)) if found == id => return Ok(()),
            Some(_) => format!("it's not the same object as {module}.{path}"),
            None => format!("attribute lookup {path} on {module} failed"),
        };
        let shown = self.machine.repr_of(Value::Ref(id));
        Err(problem(
            "PicklingError",
            format!("Can't pickle {shown}: {why}"),
        ))
    }

    /// Whether this object may be written.
    pub(super) fn check_instance(
        &self,
        id: Id,
        class: Value,
        attrs: &[(Name, Value)],
    ) -> Result<(), Problem> {
        let has = |name| self.machine.find_in_class(class, name).is_some();
        let kind = self.machine.type_name(Value::Ref(id));
        if has(names::REDUCE) {
            return match &self.spawning {
                _ if !has(names::GOES_ALONG) => Err(problem("NotImplementedError", POOL)),
                None => {
                    let rule =
                        "objects should only be shared between processes through inheritance";
                    // CPython's Event and Barrier let their condition complain, and without a lock a value is an
                    // object of `ctypes`.
                    let raw = self.machine.names.find("_raw");
                    let raw = raw.and_then(|name| {
                        let (_, value) = attrs.iter().find(|(known, _)| *known == name)?;
                        self.machine.heap.as_str(*value)
                    });
                    let shown = match &*kind {
                        "Event" | "Barrier" => "Condition",
                        kind => raw.as_deref().unwrap_or(kind),
                    };
                    Err(problem("RuntimeError", format!("{shown} {rule}")))
                }
                Some(_) if is_set(attrs, names::FORK_CONTEXT) => {
                    Err(problem("RuntimeError", OTHER_CONTEXT))
                }
                Some(_) => Ok(()),
            };
        }
        if self.spawning.is_none() && has(names::START_METHOD) {
            return Err(problem("TypeError", AUTHENTICATION));
        }
        let belongs_to_library = self.machine.class(class).is_some_and(|it| {
            let own = ["__main__", "__mp_main__", "collections", "functools"];
            !own.contains(&&*it.module)
        });
        if !belongs_to_library || self.machine.tag(Value::Ref(id)) != Tag::Object {
            return Ok(());
        }
        if matches!(&*kind, "AsyncResult" | "MapResult" | "IMapIterator") {
            return Err(problem("NotImplementedError", POOL)); // they hold their pool
        }
        if !has(names::GOES_ALONG) {
            return Err(self.refusal(id));
        }
        if is_set(attrs, names::IS_CLOSED) && &*kind == "Connection" {
            return Err(problem("OSError", "handle is closed"));
        }
        if self.spawning.is_none() && &*kind != "Connection" {
            return Err(problem(
                UNSUPPORTED,
                format!("a {kind} sent to another process (pass it as an argument)"),
            ));
        }
        Ok(())
    }

    /// A shared object, by its place among those that go along.
    pub(super) fn handle(&mut self, handle: Handle) {
        let handles = self.spawning.get_or_insert_default();
        let known = handles.iter().position(|known| *known == handle);
        let place = known.unwrap_or_else(|| {
            handles.push(handle);
            handles.len() - 1
        });
        self.int(place as i64);
        self.put(&[op::BINPERSID]);
    }
}

fn is_set(attrs: &[(Name, Value)], name: Name) -> bool {
    attrs
        .iter()
        .any(|(known, value)| *known == name && *value == Value::Bool(true))
}
