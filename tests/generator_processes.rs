//! Random programs that start processes do here what they do under CPython: stdout, stderr and exit status, under fork
//! and spawn, in all three modes of stdout.
//!
//! The programs are such that nothing depends on who runs when (`tests/generator/scenes.rs`). Where no CPython 3.11 is at
//! hand, a digest of what it gave is compared (`tests/generator/scenes_digest.txt`).
//!
//! For longer hunts: `SCENES_SEED` and `SCENES_PROGRAMS`.

#[path = "generator/scenes.rs"]
mod scenes;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use scenes::Generated;

const FORKLORE: &str = env!("CARGO_BIN_EXE_forklore");

/// Programs of the test.
const PROGRAMS: u64 = 60;

/// Seed of the first program; the others follow.
const SEED: u64 = 1;

/// Programs at a time.
const AT_ONCE: usize = 2;

/// Seconds after which a program hangs; none should come near.
const GUARD: &str = "120";

/// Stdout, stderr and exit status of a program, without what differs from run to run.
type Outcome = (String, String, Option<i32>);

fn range() -> (u64, u64) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    (
        number("SCENES_SEED").unwrap_or(SEED),
        number("SCENES_PROGRAMS").unwrap_or(PROGRAMS),
    )
}

fn digest_path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/generator/scenes_digest.txt")
}

fn has_cpython() -> bool {
    let version = Command::new("python3").arg("--version").output();
    version.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).starts_with("Python 3.11"))
}

fn here(program: &Path, stdout: &str) -> Outcome {
    let mut command = Command::new("timeout");
    command
        .args([GUARD, FORKLORE, "run", "--headless", "--stdout", stdout])
        .args(["--on-deadlock", "wait"])
        .arg(program);
    outcome(command, program)
}

/// stdout is a pipe for `terminal`, too: main prints nothing that a child could come between, so only the mode's
/// losses differ, and a child that leaves without flushing has flushed itself.
fn under_cpython(program: &Path, stdout: &str) -> Outcome {
    let mut command = Command::new("timeout");
    command.args([GUARD, "python3"]).arg(program);
    if stdout == "unbuffered" {
        command.env("PYTHONUNBUFFERED", "1");
    }
    outcome(command, program)
}

fn outcome(mut command: Command, program: &Path) -> Outcome {
    if !command
        .get_envs()
        .any(|(name, _)| name == "PYTHONUNBUFFERED")
    {
        command.env_remove("PYTHONUNBUFFERED");
    }
    let output = command
        .env("LC_ALL", "C.UTF-8")
        .env_remove("PYTHONIOENCODING")
        .stdin(Stdio::null())
        .output()
        .expect("it starts");
    let text = |bytes: &[u8]| normalize(&String::from_utf8_lossy(bytes), program);
    (
        text(&output.stdout),
        own_frames(&text(&output.stderr)),
        output.status.code(),
    )
}

/// Takes out addresses, pids and the program's path.
fn normalize(text: &str, program: &Path) -> String {
    let text = text.replace(&*program.to_string_lossy(), "PROGRAM");
    let text = mask(&text, "0x", |sign| sign.is_ascii_hexdigit());
    let text = mask(&text, "pid=", |sign| sign.is_ascii_digit());
    mask(&text, "parent=", |sign| sign.is_ascii_digit())
}

fn mask(text: &str, head: &str, is_it: fn(char) -> bool) -> String {
    let mut parts = text.split(head);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + head + part.trim_start_matches(is_it)
    })
}

/// Tracebacks without the frames of CPython's own files, which forklore does not have.
fn own_frames(text: &str) -> String {
    let mut is_own = true;
    let is_kept = |line: &&str| {
        if line.starts_with("  File ") {
            is_own = line.starts_with("  File \"PROGRAM");
        } else if !line.starts_with("    ") {
            is_own = true;
        }
        is_own
    };
    text.split_inclusive('\n').filter(is_kept).collect()
}

/// FNV-1a of all outcomes.
fn digest(outcomes: &[Outcome]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in outcomes
        .iter()
        .flat_map(|outcome| format!("{outcome:?}").into_bytes())
    {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}\n")
}

/// What `run` gives for each program, a few at a time.
fn outcomes(programs: &[(PathBuf, Generated)], run: fn(&Path, &str) -> Outcome) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some((path, generated)) = programs.get(index) else {
                return;
            };
            let outcome = run(path, generated.stdout);
            found.lock().expect("no panic").push((index, outcome));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(work);
        }
    });
    let mut found = found.into_inner().expect("no panic");
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, outcome)| outcome).collect()
}

#[test]
fn random_programs_with_processes_do_what_they_do_under_cpython() {
    let (seed, count) = range();
    println!("programs {seed} to {}", seed + count - 1);
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("scenes-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let programs: Vec<(PathBuf, Generated)> = (seed..seed + count)
        .map(|seed| {
            let generated = scenes::program(seed);
            let path = folder.join(format!("{seed}.py"));
            std::fs::write(&path, &generated.source).expect("a file");
            (path, generated)
        })
        .collect();
    let found = outcomes(&programs, here);
    let is_the_recorded_range = (seed, count) == (SEED, PROGRAMS);
    let recorded = std::fs::read_to_string(digest_path()).unwrap_or_default();
    if has_cpython() {
        let expected = outcomes(&programs, under_cpython);
        let wrong: Vec<String> = programs
            .iter()
            .zip(found.iter().zip(&expected))
            .filter(|(_, (found, expected))| found != expected)
            .map(|((_, generated), (found, expected))| {
                let Generated { source, stdout } = generated;
                format!("--- {stdout}\n{source}\nCPython:  {expected:?}\nforklore: {found:?}\n")
            })
            .collect();
        assert!(
            wrong.is_empty(),
            "{} of {count} programs differ:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
        if is_the_recorded_range && std::env::var_os("SCENES_RECORD").is_some() {
            std::fs::write(digest_path(), digest(&expected)).expect("it can be written");
        }
    } else {
        println!("no python3 of version 3.11: comparing with the digest of its results");
    }
    if is_the_recorded_range && std::env::var_os("SCENES_RECORD").is_none() {
        assert_eq!(digest(&found), recorded, "record it with SCENES_RECORD=1");
    }
    std::fs::remove_dir_all(folder).expect("the folder is there");
}
