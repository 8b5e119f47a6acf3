//! The programs under `tests/programs` do here what CPython 3.11 did: stdout, stderr and exit status.
//!
//! What CPython did is recorded beside each program by `tests/programs/record.py`. Where `python3` is of that
//! version, the records are compared with a fresh run as well, so that they cannot go stale.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

const FORKLORE: &str = env!("CARGO_BIN_EXE_forklore");

/// Programs at a time: more would make the short waits of some of them late on a small machine.
const AT_ONCE: usize = 2;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/programs")
}

/// All programs, in order.
fn programs() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for topic in std::fs::read_dir(folder()).expect("the folder of programs is there") {
        let topic = topic.expect("an entry").path();
        if !topic.is_dir() {
            continue;
        }
        let entries = std::fs::read_dir(topic).expect("a topic");
        found.extend(entries.filter_map(|entry| entry.ok().map(|entry| entry.path())));
    }
    found.retain(|path| path.extension().is_some_and(|ending| ending == "py"));
    found.sort();
    found
}

/// What the first lines of a program ask for: `# order: any` and the like, see `record.py`.
fn options(source: &str) -> BTreeMap<&str, &str> {
    source
        .lines()
        .map_while(|line| line.strip_prefix("# ")?.split_once(": "))
        .filter(|(key, _)| ["order", "stdout", "stderr"].contains(key))
        .collect()
}

/// Takes out what differs from run to run; `record.py` does the same.
fn normalize(text: &str, program: &Path) -> String {
    let text = text.replace(&*program.to_string_lossy(), "PROGRAM");
    let text = mask(&text, "pid=", |sign| sign.is_ascii_digit(), 1, "N");
    let text = mask(&text, "parent=", |sign| sign.is_ascii_digit(), 1, "N");
    mask(&text, "0x", |sign| sign.is_ascii_hexdigit(), 6, "N")
}

/// Replaces each run of at least `least` such characters behind `head`, where `head` begins a word.
fn mask(text: &str, head: &str, is_it: fn(char) -> bool, least: usize, by: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(head) {
        let begins_word = !rest[..at].ends_with(|sign: char| sign.is_alphanumeric() || sign == '_');
        let (before, after) = rest.split_at(at + head.len());
        out.push_str(before);
        let len = after.len() - after.trim_start_matches(is_it).len();
        if begins_word && len >= least {
            out.push_str(by);
            rest = &after[len..];
        } else {
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// What a run gave, or was recorded to give.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    stdout: String,
    stderr: String,
    status: i32,
}

fn recorded(program: &Path) -> Outcome {
    let read = |ending: &str| std::fs::read_to_string(program.with_extension(ending)).ok();
    Outcome {
        stdout: read("out").unwrap_or_else(|| panic!("{} is not recorded", program.display())),
        stderr: read("err").unwrap_or_default(),
        status: read("status").map_or(0, |text| text.trim().parse().expect("a status")),
    }
}

fn run(program: &Path) -> Outcome {
    let source = std::fs::read_to_string(program).expect("the program can be read");
    let options = options(&source);
    let mode = options.get("stdout").copied().unwrap_or("pipe");
    let output = Command::new("timeout")
        .args(["60", FORKLORE, "run"])
        .arg(program)
        .args([
            "--headless",
            "--stdout",
            mode,
            "--on-deadlock",
            "wait",
            "--time-limit",
            "50",
        ])
        .env("LC_ALL", "C.UTF-8")
        .env_remove("PYTHONUNBUFFERED")
        .stdin(Stdio::null())
        .output()
        .expect("forklore starts");
    let mut stdout = normalize(&String::from_utf8_lossy(&output.stdout), program);
    if options.get("order") == Some(&"any") {
        let mut lines: Vec<&str> = stdout.split_inclusive('\n').collect();
        lines.sort_unstable();
        stdout = lines.concat();
    }
    let stderr = match options.get("stderr") {
        Some(&"any") => String::new(),
        _ => normalize(&String::from_utf8_lossy(&output.stderr), program),
    };
    Outcome {
        stdout,
        stderr,
        status: output.status.code().unwrap_or(-1),
    }
}

#[test]
fn every_program_does_what_cpython_did() {
    let programs = programs();
    assert!(programs.len() >= 350, "only {} programs", programs.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (expected, found) = (recorded(program), run(program));
            if found != expected {
                let name = program.display();
                wrong.push(format!(
                    "{name}\n  CPython:  {expected:?}\n  forklore: {found:?}"
                ));
            }
        }
        wrong
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        let results = workers
            .into_iter()
            .map(|worker| worker.join().expect("no panic"));
        results.flatten().collect()
    });
    assert!(
        wrong.is_empty(),
        "{} programs differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_records_are_what_this_machines_cpython_gives() {
    let version = Command::new("python3").arg("--version").output();
    let is_there =
        version.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).starts_with("Python 3.11"));
    if !is_there {
        println!("skipped: no python3 of version 3.11 to record with");
        return;
    }
    let checked = Command::new("timeout")
        .args(["900", "python3"])
        .arg(folder().join("record.py"))
        .arg("--check")
        .output()
        .expect("python3 starts");
    let told = String::from_utf8_lossy(&checked.stdout);
    assert!(
        checked.status.success(),
        "{told}{}",
        String::from_utf8_lossy(&checked.stderr)
    );
}
