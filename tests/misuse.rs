//! What a program does wrong is told here in CPython's words: thousands of calls, operators and statements with values
//! that do not suit them.
//!
//! They are made from the tables of the library, so that a name added there is misused as well. All of them run in
//! one CPython; where there is none of version 3.11, the results are compared with the digest of what it gave.

#[path = "misuse/calls.rs"]
mod calls;
#[path = "generator/cpython.rs"]
mod cpython;
#[path = "misuse/operators.rs"]
mod operators;
#[path = "machine/paper.rs"]
#[expect(dead_code, reason = "most programs here use no processes")]
mod paper;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Cases in one program.
const BATCH: usize = 200;

/// One thing done wrong.
pub struct Case {
    /// What is shown.
    expression: String,
}

impl Case {
    /// A case of one expression.
    pub fn expression(text: &str) -> Self {
        Self {
            expression: text.to_owned(),
        }
    }
}

/// A program of some cases, numbered from `first` on.
fn program(cases: &[Case], first: usize, helpers: &str) -> String {
    let mut text = include_str!("misuse/prologue.py").to_owned();
    text.push_str(helpers);
    for (at, case) in cases.iter().enumerate() {
        let _ = writeln!(text, "_case({}, lambda: {})", first + at, case.expression);
    }
    text
}

/// What each case printed, by its number.
fn results(stdout: &str) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    for part in format!("\n{stdout}").split("\n@").skip(1) {
        if let Some((number, text)) = part.split_once(' ')
            && let Ok(number) = number.parse()
        {
            found.insert(number, mask(text.trim_end_matches('\n')));
        }
    }
    found
}

/// Addresses differ from run to run.
fn mask(text: &str) -> String {
    let mut parts = text.split("0x");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|sign: char| sign.is_ascii_hexdigit());
        let is_address = part.len() - rest.len() >= 6;
        out.push_str(if is_address { "0xN" } else { "0x" });
        out.push_str(if is_address { rest } else { part });
    }
    out
}

/// What the cases give here; `refused` for those that stop the program as not supported.
fn here(cases: &[Case], helpers: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (batch, cases) in cases.chunks(BATCH).enumerate() {
        let mut done = 0;
        while done < cases.len() {
            let source = program(&cases[done..], 0, helpers);
            let outcome = paper::run("program.py", &source, false);
            let found = results(&outcome.stdout);
            let n_found = found.len();
            all.extend(found.into_values());
            done += n_found;
            if done < cases.len() {
                let why = outcome.stderr.lines().last().unwrap_or_default();
                all.push(format!("refused: {why}"));
                done += 1;
            }
        }
        assert_eq!(all.len(), batch * BATCH + cases.len());
    }
    all
}

/// Whether a difference is CPython's accident, or a thing that is not in the language here.
fn is_left_out(case: &str, found: &str) -> bool {
    found.starts_with("refused: ")
        || operators::LEFT_OUT
            .iter()
            .any(|(part, _)| case.contains(part))
}

/// Compares with CPython, or with the digest of what it gave; tells every difference.
fn compare(name: &str, cases: &[Case], helpers: &str) {
    let found = here(cases, helpers);
    let counted: Vec<String> = cases
        .iter()
        .zip(&found)
        .filter(|(case, found)| !is_left_out(&case.expression, found))
        .map(|(_, found)| found.clone())
        .collect();
    let n_left_out = cases.len() - counted.len();
    println!(
        "{name}: {} cases, {n_left_out} of them left out",
        cases.len()
    );
    assert!(
        n_left_out * 50 < cases.len(),
        "{n_left_out} cases are left out"
    );
    let programs: Vec<String> = cases
        .chunks(BATCH)
        .map(|cases| program(cases, 0, helpers))
        .collect();
    if let Some(outcomes) = cpython::run(&programs, name) {
        let mut expected = Vec::new();
        for (outcome, cases) in outcomes.iter().zip(cases.chunks(BATCH)) {
            let results = results(outcome);
            assert_eq!(results.len(), cases.len(), "{outcome}");
            expected.extend(results.into_values());
        }
        let mut differing = 0;
        for ((case, found), expected) in cases.iter().zip(&found).zip(&expected) {
            if found != expected && !is_left_out(&case.expression, found) {
                differing += 1;
                println!(
                    "{}\n  CPython:  {expected}\n  forklore: {found}",
                    case.expression
                );
            }
        }
        assert_eq!(differing, 0, "of {}", cases.len());
    }
    check_digest(name, &cpython::digest(&counted));
}

/// The digest of what CPython gave stands for it where it is not at hand; `MISUSE_RECORD=1` writes it.
fn check_digest(name: &str, digest: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/misuse");
    let path = folder.join(format!("{name}.digest"));
    if std::env::var_os("MISUSE_RECORD").is_some() {
        std::fs::write(&path, digest).expect("the digest can be written");
    }
    let recorded = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(digest, recorded, "record it with MISUSE_RECORD=1");
}

#[test]
fn calls_are_answered_as_cpython_answers_them() {
    compare("calls", &calls::all(), "");
}

#[test]
fn operators_are_answered_as_cpython_answers_them() {
    compare("operators", &operators::all(), operators::HELPERS);
}

#[test]
fn calls_of_shared_objects_are_answered_as_cpython_answers_them() {
    compare(
        "shared",
        &calls::of_shared_objects(),
        include_str!("misuse/shared.py"),
    );
}
