//! `--schedule` on the command line: the same code gives the same run, and what does not fit is refused.

use std::path::PathBuf;
use std::process::{Command, Output};

const PROGRAM: &str = "\
from multiprocessing import Process
import random

def say(word):
    print(word, random.random())

if __name__ == '__main__':
    for word in ('a', 'b', 'c'):
        Process(target=say, args=(word,)).start()
";

/// A program file of this test's own.
fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("a file");
    path
}

fn forklore(path: &PathBuf, options: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_forklore"))
        .arg("run")
        .arg(path)
        .args(["--headless", "--time-limit", "100"])
        .args(options)
        .output()
        .expect("forklore runs")
}

/// The trace's `finished.schedule`, and the output.
fn trace(output: &Output) -> (String, Vec<String>) {
    let text = String::from_utf8_lossy(&output.stdout);
    let mut code = String::new();
    let mut written = Vec::new();
    for line in text.lines() {
        let event: serde_json::Value = serde_json::from_str(line).expect("JSON");
        match event["kind"].as_str() {
            Some("finished") => event["schedule"]
                .as_str()
                .unwrap_or("")
                .clone_into(&mut code),
            Some("output") => written.push(event["data"].as_str().unwrap_or("").to_owned()),
            _ => {}
        }
    }
    (code, written)
}

#[track_caller]
fn check_refused(output: &Output, words: &[&str]) {
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    for word in words {
        assert!(told.contains(word), "{told}");
    }
}

#[test]
fn the_code_of_a_random_run_gives_the_same_run_again() {
    let path = file("schedule_again.py", PROGRAM);
    let random = [
        "--schedule",
        "random",
        "--stdout",
        "unbuffered",
        "--events",
        "-",
    ];
    let first = forklore(&path, &random);
    let (code, written) = trace(&first);
    assert_eq!((first.status.code(), written.len()), (Some(0), 3 * 4));
    let again = trace(&forklore(&path, &["--schedule", &code, "--events", "-"]));
    assert_eq!(again, (code, written));
}

#[test]
fn a_code_is_refused_with_what_is_wrong_with_it() {
    let path = file("schedule_refused.py", PROGRAM);
    let other = file("schedule_other.py", "print(1)\n");
    let policy = ["--schedule", "round-robin", "--seed", "7"];
    let rest = ["--stdout", "pipe", "--events", "-"];
    let run = forklore(&path, &[policy, rest].concat());
    let (code, _) = trace(&run);
    check_refused(
        &forklore(&other, &["--schedule", &code]),
        &["another program"],
    );
    check_refused(
        &forklore(&path, &["--schedule", &code, "--seed", "8"]),
        &["--seed"],
    );
    check_refused(
        &forklore(&path, &["--schedule", &code, "--stdout", "unbuffered"]),
        &["--stdout"],
    );
    check_refused(
        &forklore(&path, &["--schedule", &code[..code.len() - 2]]),
        &["mistyped"],
    );
    check_refused(&forklore(&path, &["--schedule", "F7-1234"]), &["F7"]);
}

#[test]
fn a_code_whose_choice_is_not_possible_is_refused_with_the_step() {
    use forklore::engine::schedule::Schedule;
    use forklore::engine::schedule::code::hash_of;
    use forklore::engine::session::{StartMethod, StdoutMode};
    use forklore::engine::stepping::{Mover, Policy};
    use forklore::trace::ProcId;
    let stranger = Mover {
        proc: ProcId(9),
        agent: None,
        nth: 0,
    };
    let code = Schedule {
        program: hash_of(PROGRAM),
        stdout: StdoutMode::Terminal,
        start_method: StartMethod::Fork,
        seed: 3,
        policy: Policy::RoundRobin,
        steps: 5,
        choices: vec![(4, stranger)],
        signals: Vec::new(),
    };
    let path = file("schedule_misfit.py", PROGRAM);
    let run = forklore(&path, &["--schedule", &code.write()]);
    check_refused(&run, &["step 4", "process 9"]);
}
