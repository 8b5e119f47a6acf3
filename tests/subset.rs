//! `docs/python-subset.md` is what the tables say, and every name in it is used by a program of the conformance suite.
//!
//! `SUBSET_RECORD=1 cargo test --test subset` writes the page anew.

#[path = "subset/constructs.rs"]
mod constructs;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use forklore::python::library::{self, Note, Support};
use forklore::python::parse::parse;

/// Programs named in a row.
const NAMED: usize = 2;

/// A program of the suite.
struct Program {
    /// `topic/name`.
    name: String,
    source: String,
    constructs: BTreeSet<&'static str>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read_programs() -> Vec<Program> {
    let mut programs = Vec::new();
    let mut paths = Vec::new();
    for topic in std::fs::read_dir(root().join("tests/programs")).expect("the suite is there") {
        let topic = topic.expect("an entry").path();
        if topic.is_dir() {
            let entries = std::fs::read_dir(topic).expect("a topic");
            paths.extend(entries.filter_map(|entry| entry.ok().map(|entry| entry.path())));
        }
    }
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "py"));
    paths.sort();
    for path in paths {
        let source = std::fs::read_to_string(&path).expect("it can be read");
        let module = parse(&source).unwrap_or_else(|problems| panic!("{problems:#?}"));
        programs.push(Program {
            name: short_name(&path),
            constructs: constructs::of(&module),
            source,
        });
    }
    programs
}

fn short_name(path: &Path) -> String {
    let topic = path.parent().and_then(Path::file_name).expect("a topic");
    let stem = path.file_stem().expect("a name");
    format!("{}/{}", topic.to_string_lossy(), stem.to_string_lossy())
}

impl Program {
    /// Whether `name` stands in the program as a word of its own, behind `before`.
    fn has(&self, before: &str, name: &str) -> bool {
        let text = format!("{before}{name}");
        let is_word = |sign: char| sign.is_alphanumeric() || sign == '_';
        self.source.match_indices(&text).any(|(at, _)| {
            let (left, right) = (&self.source[..at], &self.source[at + text.len()..]);
            let begins = before == "." || !left.ends_with(|sign| is_word(sign) || sign == '.');
            begins && !right.starts_with(is_word)
        })
    }

    /// Whether the program uses a built-in name: not an attribute of the same name.
    fn uses_builtin(&self, name: &str) -> bool {
        self.has("", name)
    }

    /// Whether the program takes an attribute of this name, or defines it in a class of its own.
    fn uses_attribute(&self, name: &str) -> bool {
        self.has(".", name) || self.has("def ", name)
    }

    /// Whether the program uses a name of a module, by whatever name it knows the module.
    fn uses_of_module(&self, path: &str, name: &str) -> bool {
        let (parent, last) = path.rsplit_once('.').unwrap_or(("", path));
        let mut known = vec![path.to_owned()];
        for line in self.source.lines().map(str::trim) {
            if let Some(names) = line.strip_prefix(&format!("from {path} import ")) {
                let mut names = names.trim_matches(['(', ')']).split(',');
                if names.any(|it| it.trim().split(" as ").next() == Some(name)) {
                    return true;
                }
            }
            if let Some(alias) = line.strip_prefix(&format!("import {path} as ")) {
                known.push(alias.to_owned());
            }
            if line.starts_with(&format!("from {parent} import ")) && line.ends_with(last) {
                known.push(last.to_owned());
            }
        }
        known.iter().any(|it| self.has(&format!("{it}."), name))
    }
}

/// The page in the making.
struct Page {
    text: String,
    programs: Vec<Program>,
    /// What no program uses.
    unused: Vec<String>,
}

impl Page {
    fn whole(&mut self) {
        self.text.push_str(
            "# The Python that forklore runs\n\n\
             <!-- Generated from the tables of the code by tests/subset.rs; do not edit. -->\n\n\
             A program inside this page does what it does under CPython 3.11 on Linux. What is outside is refused before \
             its first line runs, with place, reason and remedy. Each row names programs of `tests/programs` that use \
             the name and are compared with CPython.\n\n",
        );
        self.language();
        self.builtins();
        for namespace in library::NAMESPACES {
            self.namespace(namespace);
        }
        self.types();
        self.refused_modules();
        self.text.push_str(include_str!("subset/real_world.md"));
    }

    fn head(&mut self, title: &str) {
        let _ = write!(
            self.text,
            "## {title}\n\n| name | support | checked by |\n|---|---|---|\n"
        );
    }

    fn row(&mut self, name: &str, support: &str, checked: &str) {
        let name = name.replace('|', "\\|");
        let _ = writeln!(self.text, "| `{name}` | {support} | {checked} |");
    }

    fn checked_by(&mut self, what: &str, uses: impl Fn(&Program) -> bool) -> String {
        let users: Vec<&str> = self
            .programs
            .iter()
            .filter(|program| uses(program))
            .map(|program| program.name.as_str())
            .collect();
        if users.is_empty() {
            self.unused.push(what.to_owned());
        }
        let more = users.len().saturating_sub(NAMED);
        let mut text = users[..users.len().min(NAMED)].join(", ");
        if more > 0 {
            let _ = write!(text, " and {more} more");
        }
        text
    }

    fn language(&mut self) {
        self.head("Language");
        for construct in constructs::SUPPORTED {
            let checked =
                self.checked_by(construct, |program| program.constructs.contains(construct));
            self.row(construct, "yes", &checked);
        }
        for (name, sample) in constructs::REFUSED {
            let problems = parse(sample)
                .err()
                .unwrap_or_else(|| panic!("{name} is not refused"));
            let problem = &problems[0];
            let remedy = problem.remedy.clone().unwrap_or_default().en;
            self.row(
                name,
                &format!("refused: {}; {remedy}", problem.message.en),
                "tests/subset.rs",
            );
        }
        self.text.push('\n');
    }

    fn names(
        &mut self,
        names: impl Iterator<Item = &'static str>,
        of: &str,
        uses: impl Fn(&Program, &str) -> bool,
    ) {
        for name in names {
            let checked = self.checked_by(&format!("{of}{name}"), |program| uses(program, name));
            self.row(name, "yes", &checked);
        }
    }

    fn notes(&mut self, notes: &[Note]) {
        for note in notes {
            let Support::Refused { why, remedy } = note.support else {
                continue;
            };
            let why = if why.is_empty() {
                String::new()
            } else {
                format!(": {why}")
            };
            let names = note
                .names
                .split_whitespace()
                .collect::<Vec<_>>()
                .join("`, `");
            let _ = writeln!(
                self.text,
                "| `{names}` | refused{why}; {remedy} | tests/subset.rs |"
            );
        }
    }

    fn builtins(&mut self) {
        self.head("Built-in functions and types");
        self.names(library::builtins(), "", Program::uses_builtin);
        self.notes(library::refused_builtins());
        self.text.push('\n');
        self.head("Built-in exceptions");
        self.names(library::exceptions(), "", Program::uses_builtin);
        self.text.push('\n');
        self.head("Special methods of classes");
        self.names(library::special_methods(), "", Program::uses_attribute);
        self.text.push('\n');
    }

    fn namespace(&mut self, namespace: &library::Namespace) {
        let kind = if namespace.is_module {
            "Module"
        } else {
            "Object"
        };
        self.head(&format!("{kind} `{}`", namespace.path));
        let path = namespace.path;
        self.names(
            namespace.available(),
            &format!("{path}."),
            |program, name| program.uses_of_module(path, name),
        );
        self.notes(namespace.notes);
        self.text.push('\n');
    }

    fn types(&mut self) {
        for kind in library::TYPES {
            self.head(&format!("Attributes of {}", kind.name));
            if kind.name == "response" {
                // It comes from the fixture server of a lesson, which CPython cannot reach.
                for name in kind.names.split_whitespace() {
                    self.row(name, "yes", "tests/lessons.rs");
                }
            } else {
                let names = kind.names.split_whitespace();
                self.names(names, &format!("{}.", kind.name), Program::uses_attribute);
            }
            self.notes(kind.notes);
            self.text.push('\n');
        }
    }

    fn refused_modules(&mut self) {
        self.head("Modules that are refused");
        self.notes(library::refused_modules());
        self.text.push('\n');
    }
}

fn page() -> Page {
    let mut page = Page {
        text: String::new(),
        programs: read_programs(),
        unused: Vec::new(),
    };
    page.whole();
    page
}

#[test]
fn the_page_is_what_the_tables_say() {
    let path = root().join("docs/python-subset.md");
    let page = page().text;
    if std::env::var_os("SUBSET_RECORD").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).expect("the page is there");
    assert!(
        written == page,
        "docs/python-subset.md is not what the tables say: write it with SUBSET_RECORD=1"
    );
}

#[test]
fn every_supported_name_is_used_by_a_program_of_the_suite() {
    let unused: BTreeSet<String> = page().unused.into_iter().collect();
    assert!(unused.is_empty(), "no program uses {unused:?}");
}

#[test]
fn every_refused_name_is_refused_with_advice() {
    let refused = |source: &str| {
        let problems = parse(source).err().unwrap_or_default();
        assert!(!problems.is_empty(), "{source} is not refused");
        assert!(
            problems.iter().all(|problem| problem.remedy.is_some()),
            "{source}"
        );
    };
    let each = |notes: &[Note], write: &dyn Fn(&str) -> String| {
        for name in notes.iter().flat_map(|note| note.names.split_whitespace()) {
            refused(&write(name));
        }
    };
    each(library::refused_builtins(), &|name| {
        format!("print({name})\n")
    });
    each(library::refused_modules(), &|name| {
        format!("import {name}\n")
    });
    for namespace in library::NAMESPACES.iter().filter(|it| it.is_module) {
        each(namespace.notes, &|name| {
            format!("from {} import {name}\n", namespace.path)
        });
    }
}
