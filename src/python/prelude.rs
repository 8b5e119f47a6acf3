//! The library in Python (forklore's `multiprocessing`, `random` ...) and which parts of it a program needs.
//!
//! A library module is a row of [`Part`]s: its functions, classes, constants and imports. Only the parts are compiled
//! whose names occur in the program, or in a part that is needed, as words of the text. That finds too much at times
//! and never too little, as long as a program does not put a name together from pieces; one that says `getattr` gets
//! the whole of the modules it imports. Most programs need an eighth of the library, so they start eight times faster.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// Library modules in order; the first one holds the built-in functions. A module may import earlier and later ones.
pub(super) const MODULES: [(&str, &str); 17] = [
    ("builtins", include_str!("prelude/builtins.py")),
    ("time", include_str!("prelude/time.py")),
    ("os", include_str!("prelude/os.py")),
    ("sys", include_str!("prelude/sys.py")),
    ("math", include_str!("prelude/math.py")),
    ("queue", include_str!("prelude/queue.py")),
    ("signal", include_str!("prelude/signal.py")),
    ("string", include_str!("prelude/string.py")),
    ("random", include_str!("prelude/random.py")),
    ("itertools", include_str!("prelude/itertools.py")),
    ("functools", include_str!("prelude/functools.py")),
    ("collections", include_str!("prelude/collections.py")),
    ("urllib.error", include_str!("prelude/urllib_error.py")),
    ("urllib.request", include_str!("prelude/urllib_request.py")),
    ("urllib", include_str!("prelude/urllib.py")),
    ("multiprocessing.pool", include_str!("prelude/pool.py")),
    (
        "multiprocessing",
        include_str!("prelude/multiprocessing.py"),
    ),
];

/// Parts that the machine itself calls when a name occurs: the name, the part. Private parts of the built-in module
/// that do not stand here are always needed.
const CALLED_FOR: [(&str, &str); 10] = [
    ("sum", "_sum"),
    ("filter", "_filter"),
    ("enumerate", "_enumerate"),
    ("zip", "_zip"),
    ("min", "_extreme"),
    ("max", "_extreme"),
    ("sorted", "_sorted"),
    ("sort", "_sort"),
    ("fromkeys", "_fromkeys"),
    ("format", "_format"),
];

/// Private parts of the built-in module that others name where they need them.
const NAMED_BY_OTHERS: [&str; 5] = ["_map_one", "_map_more", "_merge", "_END", "_tell"];

/// Parts that the machine looks up when a process starts, ends or fails: needed as soon as their module is.
const CALLED_BY_MACHINE: [(&str, &str); 14] = [
    ("multiprocessing", "_bootstrap"),
    ("multiprocessing", "_spawn_main"),
    ("multiprocessing.pool", "_spawn_worker"),
    ("multiprocessing", "PicklingError"),
    ("multiprocessing", "TimeoutError"),
    ("multiprocessing", "ProcessError"),
    ("multiprocessing", "AuthenticationError"),
    ("multiprocessing", "BufferTooShort"),
    ("multiprocessing.pool", "_worker"),
    ("multiprocessing.pool", "_on_result"),
    ("queue", "Empty"),
    ("queue", "Full"),
    ("urllib.error", "URLError"),
    ("urllib.error", "HTTPError"),
];

/// A top-level statement of a library module.
struct Part {
    module: usize,
    text: &'static str,
    /// Names that it binds; none for a statement that is needed whenever its module is.
    names: Vec<&'static str>,
}

/// The text of each module, in the order of [`MODULES`], cut down to what `source` needs: empty for modules that it
/// does not import.
pub(super) fn needed_by(source: &str) -> Vec<String> {
    let parts = parts();
    let mut search = Search::new(parts);
    search.add_module(0);
    search.words_of(source);
    while let Some(part) = search.open.pop() {
        search.words_of(parts[part].text);
    }
    let mut texts = vec![String::new(); MODULES.len()];
    for (at, part) in parts.iter().enumerate() {
        if search.needed[at] {
            texts[part.module].push_str(part.text);
        }
    }
    texts
}

/// All parts, in order; found at the first use.
fn parts() -> &'static [Part] {
    static PARTS: OnceLock<Vec<Part>> = OnceLock::new();
    PARTS.get_or_init(|| {
        let modules = MODULES.iter().enumerate();
        modules
            .flat_map(|(module, (_, source))| split(module, source))
            .collect()
    })
}

/// Cuts a module before each line that begins a top-level statement.
fn split(module: usize, source: &'static str) -> Vec<Part> {
    let mut starts = Vec::new();
    let (mut offset, mut is_decorated) = (0, false);
    for line in source.split_inclusive('\n') {
        let first = line.as_bytes()[0];
        let begins = first.is_ascii_alphabetic() || matches!(first, b'_' | b'@');
        if begins && !is_decorated {
            starts.push(offset);
        }
        is_decorated = first == b'@';
        offset += line.len();
    }
    let ends = starts.iter().skip(1).chain([&offset]);
    let texts = starts
        .iter()
        .zip(ends)
        .map(|(from, to)| &source[*from..*to]);
    texts
        .map(|text| Part {
            module,
            text,
            names: names_of(text),
        })
        .collect()
}

/// Names that a top-level statement binds, if that is all it does.
fn names_of(text: &'static str) -> Vec<&'static str> {
    let line = text.lines().find(|line| !line.starts_with('@'));
    let line = line.unwrap_or(text);
    let mut words = words(line);
    let (Some(first), Some(second)) = (words.next(), words.next()) else {
        return Vec::new();
    };
    match first {
        "def" | "class" => vec![second],
        "import" => vec![words.last().unwrap_or(second)],
        "from" => line
            .split_once(" import ")
            .map_or_else(Vec::new, |(_, names)| self::words(names).collect()),
        name if line[name.len()..].starts_with(" = ") => vec![name],
        _ => Vec::new(),
    }
}

/// Words of a text that can be names; those in comments and strings, too.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty() && !word.as_bytes()[0].is_ascii_digit())
}

/// The way from the words of a program to the parts that it needs.
struct Search {
    /// Parts by the names they bind.
    binding: HashMap<&'static str, Vec<usize>>,
    /// By module: whether it is imported.
    imported: Vec<bool>,
    /// Names that occurred and mean something here.
    seen: HashSet<&'static str>,
    needed: Vec<bool>,
    /// Needed parts whose words have not been looked at.
    open: Vec<usize>,
    takes_all: bool,
    parts: &'static [Part],
}

impl Search {
    fn new(parts: &'static [Part]) -> Self {
        let mut binding: HashMap<&'static str, Vec<usize>> = HashMap::new();
        for (at, part) in parts.iter().enumerate() {
            for name in &part.names {
                binding.entry(name).or_default().push(at);
            }
        }
        let segments = MODULES.iter().flat_map(|(path, _)| path.split('.'));
        for name in segments
            .chain(CALLED_FOR.map(|(name, _)| name))
            .chain(["getattr"])
        {
            binding.entry(name).or_default();
        }
        Self {
            binding,
            imported: vec![false; MODULES.len()],
            seen: HashSet::new(),
            needed: vec![false; parts.len()],
            open: Vec::new(),
            takes_all: false,
            parts,
        }
    }

    fn words_of(&mut self, text: &str) {
        for word in words(text) {
            if let Some((name, _)) = self.binding.get_key_value(word) {
                self.occurs(name);
            }
        }
    }

    /// A name stands in the text of something that is needed.
    fn occurs(&mut self, name: &'static str) {
        if !self.seen.insert(name) {
            return;
        }
        for part in self.binding.get(name).cloned().unwrap_or_default() {
            if self.imported[self.parts[part].module] {
                self.need(part);
            }
        }
        for (_, part) in CALLED_FOR.iter().filter(|(word, _)| *word == name) {
            self.occurs(part);
        }
        for (module, (path, _)) in MODULES.iter().enumerate().skip(1) {
            let is_whole = path.split('.').all(|segment| self.seen.contains(segment));
            if is_whole && !self.imported[module] {
                self.add_module(module);
            }
        }
        if name == "getattr" && !self.takes_all {
            self.takes_all = true;
            let imported = |at: &usize| self.imported[self.parts[*at].module];
            let parts: Vec<usize> = (0..self.parts.len()).filter(imported).collect();
            for part in parts {
                self.need(part);
            }
        }
    }

    fn add_module(&mut self, module: usize) {
        self.imported[module] = true;
        for at in 0..self.parts.len() {
            let part = &self.parts[at];
            if part.module == module && (self.takes_all || self.is_root(part)) {
                self.need(at);
            }
        }
    }

    /// Whether a part is needed now that its module is imported.
    fn is_root(&self, part: &Part) -> bool {
        let path = MODULES[part.module].0;
        let is_called = |name: &&str| match path {
            "builtins" => {
                name.starts_with('_')
                    && !NAMED_BY_OTHERS.contains(name)
                    && CALLED_FOR.iter().all(|(_, called)| called != name)
            }
            _ => CALLED_BY_MACHINE.contains(&(path, name)),
        };
        part.names.is_empty()
            || part.names.iter().any(|name| self.seen.contains(name))
            || part.names.iter().any(is_called)
    }

    fn need(&mut self, part: usize) {
        if !std::mem::replace(&mut self.needed[part], true) {
            self.open.push(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(source: &str) -> usize {
        needed_by(source)
            .iter()
            .map(|text| text.lines().count())
            .sum()
    }

    #[test]
    fn a_program_without_imports_needs_the_built_in_module_alone() {
        let texts = needed_by("print(1)\n");
        assert!(texts[0].contains("def _print("));
        assert!(!texts[0].contains("def _sorted("));
        assert!(texts[1..].iter().all(String::is_empty));
    }

    #[test]
    fn a_program_with_a_lock_does_not_bring_pools() {
        let source = "from multiprocessing import Process, Lock\nlock = Lock()\n";
        let texts = needed_by(source);
        let text = texts.concat();
        assert!(text.contains("class Lock(") && text.contains("class BaseProcess"));
        assert!(!text.contains("class Pool") && !text.contains("class Barrier"));
        assert!(lines(source) < 900, "{} lines", lines(source));
    }

    #[test]
    fn every_part_of_the_library_binds_names_or_stands_for_itself() {
        let whole: usize = MODULES.iter().map(|(_, source)| source.len()).sum();
        let split: usize = parts().iter().map(|part| part.text.len()).sum();
        assert!(split <= whole && split > whole * 9 / 10);
    }

    #[test]
    fn computed_names_find_everything_of_the_modules_imported() {
        let texts = needed_by("import math\nprint(getattr(math, 's' + 'qrt'))\n");
        assert!(texts[4].contains("sqrt"));
    }
}
