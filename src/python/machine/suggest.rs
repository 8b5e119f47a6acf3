//! `Did you mean: 'range'?` behind the report of a NameError or AttributeError, as CPython adds it.
//!
//! Source of the costs and limits: CPython 3.11, `Python/suggestions.c`.

use super::Machine;
use crate::python::names;
use crate::python::program::Op;
use crate::python::value::{Obj, Value};

/// Cost of a sign put in, left out or changed.
const MOVE: usize = 2;
/// Cost of a capital instead of a small letter.
const CASE: usize = 1;
/// Longer names are not compared.
const LONGEST: usize = 40;
/// More names are not looked through.
const MOST: usize = 750;

/// What every module has.
const MODULE_NAMES: [&str; 8] = [
    "__name__",
    "__doc__",
    "__package__",
    "__loader__",
    "__spec__",
    "__annotations__",
    "__file__",
    "__cached__",
];

/// What every object has.
const OBJECT_NAMES: [&str; 27] = [
    "__class__",
    "__delattr__",
    "__dict__",
    "__dir__",
    "__doc__",
    "__eq__",
    "__format__",
    "__ge__",
    "__getattribute__",
    "__getstate__",
    "__gt__",
    "__hash__",
    "__init__",
    "__init_subclass__",
    "__le__",
    "__lt__",
    "__module__",
    "__ne__",
    "__new__",
    "__reduce__",
    "__reduce_ex__",
    "__repr__",
    "__setattr__",
    "__sizeof__",
    "__str__",
    "__subclasshook__",
    "__weakref__",
];

impl Machine {
    /// The name that was probably meant where this exception was raised.
    pub(super) fn suggestion(&self, exception: Value) -> Option<String> {
        let Some(Obj::Exception(it)) = self.heap.obj(exception) else {
            return None;
        };
        let class = Value::Ref(it.class);
        if it.subject != Value::Undef {
            let message = self.exception_message(exception);
            let wanted = message.rsplit('\'').nth(1)?;
            let mut known = self.attributes_of(it.subject);
            known.sort_unstable();
            return nearest(&known, wanted);
        }
        if !self.is_subclass(class, self.builtin_class("NameError")) {
            return None;
        }
        let point = it.trace.first()?;
        let unit = &self.units[usize::from(point.code.unit)];
        let code = &unit.codes[usize::from(point.code.index)];
        let wanted = match code.ops.get(point.at as usize)? {
            Op::LoadGlobal(slot) | Op::DeleteGlobal(slot) => {
                self.names.text(*unit.globals.get(usize::from(*slot))?)
            }
            _ => return None,
        };
        let locals: Vec<String> = code
            .locals
            .iter()
            .map(|name| self.names.text(*name).to_string())
            .collect();
        let globals = unit
            .globals
            .iter()
            .zip(&self.globals[usize::from(point.code.unit)]);
        let bound = globals
            .filter(|(_, value)| **value != Value::Undef)
            .map(|(name, _)| self.names.text(*name).to_string());
        let globals: Vec<String> = MODULE_NAMES
            .map(String::from)
            .into_iter()
            .chain(bound)
            .collect();
        let builtins: Vec<String> = crate::python::library::builtin_names()
            .map(String::from)
            .collect();
        [locals, globals, builtins]
            .iter()
            .find_map(|known| nearest(known, &wanted))
    }

    /// `dir(object)`, of what CPython has there, too.
    fn attributes_of(&self, object: Value) -> Vec<String> {
        let mut known: Vec<String> = OBJECT_NAMES.map(String::from).to_vec();
        let attrs = match self.heap.obj(object) {
            Some(Obj::Instance(it)) => Some(&it.attrs),
            Some(Obj::Exception(it)) => Some(&it.attrs),
            _ => None,
        };
        let own = attrs.into_iter().flat_map(|attrs| &attrs.0);
        known.extend(own.map(|(name, _)| self.names.text(*name).to_string()));
        let mut class = match self.heap.obj(object) {
            Some(Obj::Class(_)) => object,
            _ => self.class_of(object),
        };
        while let Some(it) = self.class(class) {
            let is_library = it.attrs.find(names::MODULE).is_some();
            let attrs = it.attrs.0.iter().map(|(name, _)| self.names.text(*name));
            let shown = attrs.filter(|name| !(is_library && name.starts_with('_')));
            known.extend(shown.map(|name| name.to_string()));
            class = it.base;
        }
        let methods = crate::python::builtins::method_names(self.tag(object));
        known.extend(methods.iter().map(|name| (*name).to_owned()));
        known
    }
}

/// The name that is nearest to the one that was wanted, if any is near enough.
fn nearest(known: &[String], wanted: &str) -> Option<String> {
    if known.len() >= MOST {
        return None;
    }
    let wanted_len = wanted.chars().count();
    let mut best: Option<(usize, &String)> = None;
    for name in known {
        if name == wanted {
            continue;
        }
        let limit = (wanted_len + name.chars().count() + 3) * MOVE / 6;
        let limit = best.map_or(limit, |(cost, _)| limit.min(cost.saturating_sub(1)));
        let cost = distance(wanted, name);
        if cost <= limit && best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, name));
        }
    }
    best.map(|(_, name)| name.clone())
}

/// Levenshtein's distance with the costs above.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if left.len() > LONGEST || right.len() > LONGEST {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.len()).map(|at| at * MOVE).collect();
    for (at, sign) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (at + 1) * MOVE;
        for (place, other) in right.iter().enumerate() {
            let changed = diagonal + change(*sign, *other);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(row[place] + MOVE).min(diagonal + MOVE);
        }
    }
    row[right.len()]
}

fn change(one: char, other: char) -> usize {
    if one == other {
        0
    } else if one.eq_ignore_ascii_case(&other) {
        CASE
    } else {
        MOVE
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typing_slip_finds_its_name() {
        let known = ["range", "round", "repr"].map(String::from);
        assert_eq!(nearest(&known, "rnage").as_deref(), Some("range"));
        assert_eq!(nearest(&known, "Range").as_deref(), Some("range"));
        assert_eq!(nearest(&known, "total"), None);
    }
}
