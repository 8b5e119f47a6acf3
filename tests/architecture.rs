//! The house stays a house: the arrows of the module table in `src/lib.rs`, and what may stand where.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Which modules a module may use, besides itself; as in the table of `src/lib.rs`, read downwards.
const MAY_USE: [(&str, &[&str]); 9] = [
    ("lesson", &[]),
    // Calls name objects by the trace's words (`ObjectType`): one vocabulary, no second list of the same.
    ("python", &["lesson", "trace"]),
    ("trace", &[]),
    ("engine::os", &[]),
    ("engine", &["python", "trace", "engine::os"]),
    // Narration speaks the languages of the pages: one list of them.
    ("model", &["lesson", "trace"]),
    ("app", &["lesson", "python", "trace", "model"]),
    ("ui", &["lesson", "python", "trace", "model", "app"]),
    (
        "run",
        &[
            "lesson",
            "python",
            "trace",
            "engine::os",
            "engine",
            "model",
            "app",
            "ui",
        ],
    ),
];

/// Words that must not stand in a module's code at all, with the reason.
const FORBIDDEN: [(&str, &[&str], &str); 6] = [
    (
        "python",
        &[
            "std::time",
            "std::net",
            "std::process",
            "libc::",
            "nix::",
            "ratatui",
        ],
        "python does no I/O",
    ),
    (
        "model",
        &[
            "std::time::Instant",
            "SystemTime",
            "std::fs",
            "std::thread",
            "ratatui",
            "crossterm",
        ],
        "model has no clock, I/O or drawing",
    ),
    (
        "lesson",
        &["std::process", "ratatui", "crossterm"],
        "lesson knows neither processes nor screens",
    ),
    (
        "engine",
        &["ratatui", "crossterm"],
        "engine knows no screen",
    ),
    (
        "app",
        &["ratatui", "crossterm", "Instant::now", "libc::", "nix::"],
        "app knows neither terminal nor drawing nor clocks",
    ),
    (
        "ui",
        &["crossterm", "Instant::now", "libc::", "nix::", "std::fs"],
        "ui makes no system calls",
    ),
];

/// A source file: its path below `src`, its module, and its lines without comments and tests.
struct Source {
    path: PathBuf,
    module: String,
    code: Vec<(usize, String)>,
}

/// Every source file of the library.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    assert!(found.len() > 10, "the sources are not where they should be");
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("tests.rs")
        {
            let text = std::fs::read_to_string(&path).expect("a text");
            let below = path.strip_prefix(root).expect("below").to_owned();
            found.push(Source {
                module: module_of(&below),
                code: code_of(&text),
                path: below,
            });
        }
    }
}

/// `engine/os/clone.rs` belongs to `engine::os`, `engine/ring.rs` to `engine`, `cli.rs` to `cli`.
fn module_of(below: &Path) -> String {
    let stem = below.with_extension("");
    let parts: Vec<_> = stem.iter().map(|part| part.to_string_lossy()).collect();
    match (&*parts[0], parts.get(1).map(|part| &**part)) {
        ("engine", Some("os")) => "engine::os".to_owned(),
        (first, _) => first.to_owned(),
    }
}

/// The lines that are code: tests at the end of a file and comments left out, strings kept.
fn code_of(text: &str) -> Vec<(usize, String)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .map(|(idx, line)| (idx + 1, line.split("//").next().unwrap_or("").to_owned()))
        .filter(|(_, line)| !line.trim().is_empty())
        .collect()
}

/// The modules that a line reaches by `crate::`; also inside `use crate::{a, b::c}`.
fn reached(line: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for rest in line.split("crate::").skip(1) {
        if let Some(list) = rest.strip_prefix('{') {
            modules.extend(list.split(',').map(first_of));
        } else {
            modules.push(first_of(rest));
        }
    }
    modules.retain(|module| !module.is_empty());
    modules
}

fn first_of(path: &str) -> String {
    let path = path.trim();
    let word = |text: &str| -> String {
        text.chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect()
    };
    let first = word(path);
    if first == "engine" && path.starts_with("engine::os") {
        return "engine::os".to_owned();
    }
    first
}

#[track_caller]
fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn modules_use_only_what_stands_above_them() {
    let may_use: BTreeMap<&str, &[&str]> = MAY_USE.into_iter().collect();
    let mut wrong = Vec::new();
    for source in sources() {
        // `lib.rs` is the map; `main.rs` and `cli` stand above all.
        let Some(allowed) = may_use.get(source.module.as_str()) else {
            continue;
        };
        for (number, line) in &source.code {
            for module in reached(line) {
                let is_known = may_use.contains_key(module.as_str());
                let is_own = module == source.module
                    || (source.module == "engine::os" && module == "engine");
                if is_known && !is_own && !allowed.contains(&module.as_str()) {
                    wrong.push(format!(
                        "src/{}:{number}: `{}` must not use `{module}`",
                        source.path.display(),
                        source.module
                    ));
                }
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn modules_do_not_touch_what_is_not_theirs() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (module, words, why) in FORBIDDEN {
            if source.module != module {
                continue;
            }
            wrong.extend(lines_with(&source, words).map(|at| format!("{at}: {why}")));
        }
    }
    assert_none(&wrong);
}

#[test]
fn unsafe_stands_under_engine_os_alone() {
    let mut wrong = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| source.module != "engine::os")
    {
        wrong.extend(lines_with(
            source,
            &["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"],
        ));
    }
    assert_none(&wrong);
}

#[test]
fn the_parsers_types_stand_in_one_file() {
    let files: Vec<_> = sources()
        .into_iter()
        .filter(|source| lines_with(source, &["ruff_"]).next().is_some())
        .map(|source| source.path)
        .collect();
    assert_eq!(files, [PathBuf::from("python/parse.rs")]);
}

#[test]
fn only_trace_and_lesson_are_written_to_files() {
    let mut wrong = Vec::new();
    for source in sources() {
        if !["trace", "lesson"].contains(&source.module.as_str()) {
            wrong.extend(lines_with(
                &source,
                &["Serialize)", "Serialize,", "Deserialize)"],
            ));
        }
    }
    assert_none(&wrong);
}

#[test]
fn processes_end_and_threads_begin_where_they_may() {
    let mut wrong = Vec::new();
    for source in sources() {
        if !["engine::os", "engine"].contains(&source.module.as_str()) {
            wrong.extend(lines_with(
                &source,
                &["process::exit", "thread::spawn(", "process::abort"],
            ));
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_file_says_what_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|source| {
            let text = std::fs::read_to_string(root.join(&source.path)).expect("a text");
            !text.starts_with("//!")
        })
        .map(|source| format!("src/{} has no `//!`", source.path.display()))
        .collect();
    assert_none(&silent);
}

/// Places in a file where one of the words stands.
fn lines_with<'s>(source: &'s Source, words: &'s [&str]) -> impl Iterator<Item = String> + 's {
    source.code.iter().filter_map(move |(number, line)| {
        let word = words.iter().find(|word| line.contains(**word))?;
        Some(format!("src/{}:{number}: `{word}`", source.path.display()))
    })
}

#[test]
fn a_path_is_read_as_it_is_written() {
    assert_eq!(reached("use crate::engine::os::clone;"), ["engine::os"]);
    assert_eq!(reached("use crate::{app, model::World};"), ["app", "model"]);
    assert_eq!(
        reached("fn f(x: crate::trace::Event) -> crate::model::World"),
        ["trace", "model"]
    );
    assert_eq!(module_of(Path::new("engine/os/clone.rs")), "engine::os");
    assert_eq!(module_of(Path::new("engine.rs")), "engine");
    assert_eq!(module_of(Path::new("cli/check.rs")), "cli");
}
