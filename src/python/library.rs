//! What of Python's library exists here: modules, builtins and the attributes of each type, in one table.
//!
//! `check` refuses by it what a program may not use; the machine offers what it lists as [`Support::Available`].
//! PYTHON.md is the source of the lists.

mod table;
mod zh;

use crate::lesson::Text;
use table::{BUILTIN_NOTES, BUILTINS, EXCEPTIONS, REFUSED_MODULES, SPECIAL_METHODS};
pub use table::{NAMESPACES, TYPES};

/// Whether a name may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It works as in CPython.
    Available,
    /// It does not.
    Refused {
        /// Why, as a clause; empty where it goes without saying.
        why: &'static str,
        /// What to use instead.
        remedy: &'static str,
    },
}

/// A name that is not available, with its reason.
#[derive(Clone, Copy, Debug)]
pub struct Note {
    /// Names that share the reason, separated by blanks.
    pub names: &'static str,
    /// Never [`Support::Available`].
    pub support: Support,
}

/// A module, or an object of a module whose attributes are known by name (`sys.stdout`).
#[derive(Clone, Copy, Debug)]
pub struct Namespace {
    /// Dotted path: `urllib.request`.
    pub path: &'static str,
    /// Whether `import` takes it.
    pub is_module: bool,
    /// Of the whole.
    pub support: Support,
    /// Its available names, separated by blanks.
    pub names: &'static str,
    /// Names that are not available and have a word of advice; others get none.
    pub notes: &'static [Note],
}

/// The attributes of a type.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Its name, as messages give it.
    pub name: &'static str,
    /// Its available attributes, separated by blanks.
    pub names: &'static str,
    /// As in [`Namespace`].
    pub notes: &'static [Note],
}

/// A text of the table in both languages.
pub fn in_both(text: &'static str) -> Text {
    Text::from((text, zh::of(text).unwrap_or(text)))
}

impl Namespace {
    /// The available names.
    pub fn available(&self) -> impl Iterator<Item = &'static str> {
        self.names.split_whitespace()
    }

    /// What the table says on `name`; none if it does not know it.
    pub fn support_of(&self, name: &str) -> Option<Support> {
        support_in(name, self.names, self.notes)
    }
}

/// The namespace at `path`.
pub fn namespace(path: &str) -> Option<&'static Namespace> {
    NAMESPACES.iter().find(|namespace| namespace.path == path)
}

/// The reason why a module outside the table is refused, where there is a special one.
pub fn refused_module(path: &str) -> Option<Support> {
    support_in(path, "", REFUSED_MODULES)
}

/// Names of the available builtin functions and types.
pub fn builtins() -> impl Iterator<Item = &'static str> {
    BUILTINS.split_whitespace()
}

/// Names of the available builtin exceptions.
pub fn exceptions() -> impl Iterator<Item = &'static str> {
    EXCEPTIONS.split_whitespace()
}

/// Names of all builtins of CPython, also of those that are refused.
pub(super) fn builtin_names() -> impl Iterator<Item = &'static str> {
    let refused = BUILTIN_NOTES.iter();
    builtins()
        .chain(exceptions())
        .chain(refused.flat_map(|note| note.names.split_whitespace()))
}

/// Modules that are refused with advice.
pub fn refused_modules() -> &'static [Note] {
    REFUSED_MODULES
}

/// Builtins that are refused, all with advice.
pub fn refused_builtins() -> &'static [Note] {
    BUILTIN_NOTES
}

/// Special methods that a class of the program may define.
pub fn special_methods() -> impl Iterator<Item = &'static str> {
    SPECIAL_METHODS.split_whitespace()
}

/// Names of the modules that can be imported, in the order of the table.
pub fn modules() -> impl Iterator<Item = &'static str> {
    let available =
        |namespace: &&Namespace| namespace.is_module && namespace.support == Support::Available;
    NAMESPACES
        .iter()
        .filter(available)
        .map(|namespace| namespace.path)
}

/// What the table says on the builtin `name`; none if Python has no such builtin.
pub fn builtin(name: &str) -> Option<Support> {
    support_in(name, BUILTINS, &[])
        .or_else(|| support_in(name, EXCEPTIONS, &[]))
        .or_else(|| support_in(name, "", BUILTIN_NOTES))
}

/// What the table says on an attribute of whatever type; none if no supported type has it.
pub fn attribute(name: &str) -> Option<Support> {
    let found = || {
        TYPES
            .iter()
            .filter_map(|kind| support_in(name, kind.names, kind.notes))
    };
    found()
        .find(|support| *support == Support::Available)
        .or_else(|| found().next())
}

/// Every attribute that some supported type has.
pub fn attributes() -> impl Iterator<Item = &'static str> {
    TYPES.iter().flat_map(|kind| kind.names.split_whitespace())
}

/// Whether a class may define the special method `name`, so that Python's own operations call it.
pub fn is_special_method(name: &str) -> bool {
    SPECIAL_METHODS
        .split_whitespace()
        .any(|known| known == name)
}

fn support_in(name: &str, names: &str, notes: &[Note]) -> Option<Support> {
    if names.split_whitespace().any(|known| known == name) {
        return Some(Support::Available);
    }
    let note = notes
        .iter()
        .find(|note| note.names.split_whitespace().any(|known| known == name))?;
    Some(note.support)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_of_cpython_is_either_available_or_has_advice() {
        // `dir(builtins)` of CPython 3.11.
        let all = "ArithmeticError BaseExceptionGroup BufferError Ellipsis IOError IsADirectoryError TabError Warning \
            __build_class__ __debug__ __import__ __name__ abs aiter all any ascii bin bool breakpoint bytearray bytes \
            callable chr classmethod compile complex copyright credits delattr dict dir divmod enumerate eval exec \
            exit filter float format frozenset getattr globals hasattr hash help hex id input int isinstance \
            issubclass iter len license list locals map max memoryview min next object oct open ord pow print \
            property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple type \
            vars zip StopAsyncIteration UnicodeTranslateError ResourceWarning ZeroDivisionError";
        for name in all.split_whitespace() {
            assert!(builtin(name).is_some(), "{name}");
        }
        assert_eq!(builtin("no_such_name"), None);
    }

    #[test]
    fn every_text_of_the_table_is_there_in_chinese() {
        let of_namespaces = NAMESPACES.iter().flat_map(|namespace| namespace.notes);
        let of_types = TYPES.iter().flat_map(|kind| kind.notes);
        let notes = of_namespaces.chain(of_types);
        for note in notes.chain(REFUSED_MODULES).chain(BUILTIN_NOTES) {
            let Support::Refused { why, remedy } = note.support else {
                panic!("a note on `{}`, which is available", note.names);
            };
            for text in [why, remedy] {
                assert!(text.is_empty() || zh::of(text).is_some(), "{text}");
            }
        }
    }

    #[test]
    fn no_name_is_listed_twice_in_a_namespace() {
        for namespace in NAMESPACES {
            let notes = namespace.notes.iter().map(|note| note.names);
            let mut names: Vec<&str> = notes
                .chain([namespace.names])
                .flat_map(str::split_whitespace)
                .collect();
            names.sort_unstable();
            let before = names.len();
            names.dedup();
            assert_eq!(names.len(), before, "{}", namespace.path);
        }
    }

    #[test]
    fn an_attribute_of_any_available_type_is_available() {
        assert_eq!(
            attribute("wait"),
            Some(Support::Available),
            "AsyncResult has it"
        );
        assert_eq!(attribute("imap"), Some(Support::Available));
        assert_eq!(attribute("spam"), None);
    }
}
