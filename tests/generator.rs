//! Random programs inside the language do here what they do under CPython.
//!
//! The programs are made from a seed; all of them run in one CPython, which executes them one after the other. Where
//! no CPython 3.11 is at hand, the results are compared with the digest of what it gave, which is recorded in
//! `tests/generator/digest.txt`.

#[path = "generator/cpython.rs"]
mod cpython;
#[path = "generator/grammar.rs"]
mod grammar;
#[path = "machine/paper.rs"]
#[expect(dead_code, reason = "programs here use no processes")]
mod paper;

use std::path::PathBuf;

/// Programs of the test.
const PROGRAMS: u64 = 2_000;

/// Seed of the first program; the others follow.
const SEED: u64 = 1;

/// Seed and number of programs, from the environment for longer hunts.
fn range() -> (u64, u64) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    (
        number("GENERATOR_SEED").unwrap_or(SEED),
        number("GENERATOR_PROGRAMS").unwrap_or(PROGRAMS),
    )
}

fn digest_path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/generator/digest.txt")
}

/// What a program prints here, and the exception it ends with, in the form of `driver.py`.
fn here(source: &str) -> String {
    let outcome = paper::run("program.py", source, false);
    // Warnings of the compiler come first, and `driver.py` does not show them.
    let failure = outcome.stderr.find("Traceback (most recent call last):");
    let failure = failure.map_or("", |at| &outcome.stderr[at..]);
    let end = failure.lines().last().unwrap_or_default();
    let end = if end.is_empty() {
        String::new()
    } else if end.contains(": ") {
        format!("{end}\n")
    } else {
        format!("{end}: \n")
    };
    outcome.stdout + &end
}

/// Tells a difference: with the whole program, or just the first line that differs.
fn report(number: u64, source: &str, expected: &str, found: &str, whole: bool) {
    if whole {
        println!("--- program {number}\n{source}\n--- CPython\n{expected}\n--- forklore\n{found}");
    }
    let lines = expected.split('\n').zip(found.split('\n'));
    if let Some((expected, found)) = lines
        .into_iter()
        .find(|(expected, found)| expected != found)
    {
        println!("program {number}\n  CPython:  {expected}\n  forklore: {found}");
    }
}

#[test]
fn random_programs_print_what_cpython_prints() {
    let (seed, count) = range();
    println!("programs {seed} to {}", seed + count - 1);
    let programs: Vec<String> = (seed..seed + count).map(grammar::program).collect();
    let found: Vec<String> = programs.iter().map(|source| here(source)).collect();
    let Some(expected) = cpython::run(&programs, "generated") else {
        println!("no python3 of version 3.11: comparing with the digest of its results");
        if (seed, count) == (SEED, PROGRAMS) {
            let recorded = std::fs::read_to_string(digest_path()).expect("the digest is recorded");
            assert_eq!(cpython::digest(&found), recorded);
        }
        return;
    };
    assert_eq!(expected.len(), programs.len());
    let mut differing = 0;
    for (index, (found, expected)) in found.iter().zip(&expected).enumerate() {
        if found != expected {
            differing += 1;
            report(
                seed + index as u64,
                &programs[index],
                expected,
                found,
                differing <= 3,
            );
        }
    }
    assert_eq!(differing, 0, "of {count} programs");
    if (seed, count) == (SEED, PROGRAMS) {
        let recorded = std::fs::read_to_string(digest_path()).unwrap_or_default();
        let now = cpython::digest(&expected);
        if std::env::var_os("GENERATOR_RECORD").is_some() {
            std::fs::write(digest_path(), &now).expect("the digest can be written");
        } else {
            assert_eq!(now, recorded, "record it with GENERATOR_RECORD=1");
        }
    }
}
