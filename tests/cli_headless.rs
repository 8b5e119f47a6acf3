//! Runs without a screen: bytes, statuses, signals.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

const FORKLORE: &str = env!("CARGO_BIN_EXE_forklore");

/// A program in a file of this test's own.
fn program(name: &str, text: &str) -> String {
    let path =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("headless-{name}.py"));
    std::fs::write(&path, text).expect("a file");
    path.to_string_lossy().into_owned()
}

fn command(path: &str, more: &[&str]) -> Command {
    let mut command = Command::new(FORKLORE);
    command
        .args(["run", path, "--headless"])
        .args(more)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("PYTHONUNBUFFERED")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs `text` to its end.
fn run(name: &str, text: &str, more: &[&str]) -> Output {
    command(&program(name, text), more)
        .output()
        .expect("forklore starts")
}

#[track_caller]
fn check(name: &str, text: &str, more: &[&str], stdout: &str, status: i32) -> Output {
    let output = run(name, text, more);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(String::from_utf8_lossy(&output.stdout), stdout, "{words}");
    assert_eq!(output.status.code(), Some(status), "{words}");
    output
}

#[test]
fn the_programs_output_and_status_are_forklores() {
    check(
        "plain",
        "print('one', 2)\nprint('three')\n",
        &[],
        "one 2\nthree\n",
        0,
    );
    check(
        "exit",
        "import sys\nprint('x')\nsys.exit(7)\n",
        &[],
        "x\n",
        7,
    );
}

#[test]
fn an_uncaught_exception_ends_with_1_and_a_traceback_on_stderr() {
    let output = check("uncaught", "print(1)\nx = 1 // 0\n", &[], "1\n", 1);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        words.contains("Traceback (most recent call last):"),
        "{words}"
    );
    assert!(words.contains("ZeroDivisionError"), "{words}");
}

#[test]
fn a_time_limit_ends_with_124() {
    let begin = Instant::now();
    check(
        "endless",
        "while True:\n    pass\n",
        &["--time-limit", "0.5"],
        "",
        124,
    );
    assert!(begin.elapsed() < Duration::from_mins(1));
}

#[test]
fn a_standstill_ends_with_4_and_says_who_waits_for_what() {
    let text = "from multiprocessing import Lock\nfork = Lock()\nfork.acquire()\nprint('held')\nfork.acquire()\n";
    let output = check("stuck", text, &[], "", 4);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("fork"), "{words}");
    let text = "from multiprocessing import Lock\nfork = Lock()\nfork.acquire()\nfork.acquire()\n";
    check(
        "stay-stuck",
        text,
        &["--on-deadlock", "wait", "--time-limit", "1"],
        "",
        124,
    );
}

#[test]
fn the_trace_goes_to_stdout_alone_or_to_a_file_beside_the_output() {
    let text = "print('seen')\n";
    let output = run("trace", text, &["--events", "-"]);
    let trace = String::from_utf8(output.stdout).expect("text");
    let first = trace.lines().next().unwrap_or_default();
    assert!(first.starts_with("{\"forklore_trace\":1,"), "{first}");
    for line in trace.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    }
    assert!(trace.contains("\"data\":\"seen\\n\""), "{trace}");

    let file = program("trace-file", "");
    check("trace-too", text, &["--events", &file], "seen\n", 0);
    let trace = std::fs::read_to_string(&file).expect("a trace");
    assert!(trace.contains("\"kind\":\"finished\""), "{trace}");
}

#[test]
fn stdout_is_buffered_as_a_pipe_unless_told_otherwise() {
    let text = "import os\nprint('kept')\nos._exit(0)\n";
    check("buffered", text, &[], "", 0);
    check("unbuffered", text, &["--stdout", "unbuffered"], "kept\n", 0);
    check("as-terminal", text, &["--stdout", "terminal"], "kept\n", 0);
    let output = command(&program("by-environment", text), &[])
        .env("PYTHONUNBUFFERED", "1")
        .output()
        .expect("forklore starts");
    assert_eq!(output.stdout, b"kept\n");
}

#[test]
fn a_seed_repeats_the_random_numbers() {
    let text = "import random\nprint(random.random(), random.randrange(1000))\n";
    let once = run("seeded", text, &["--seed", "7"]).stdout;
    assert!(!once.is_empty());
    assert_eq!(once, run("seeded-again", text, &["--seed", "7"]).stdout);
}

#[test]
fn max_speed_skips_the_waiting() {
    let begin = Instant::now();
    check(
        "sleeper",
        "import time\ntime.sleep(3600)\nprint('rested')\n",
        &["--speed", "max"],
        "rested\n",
        0,
    );
    assert!(begin.elapsed() < Duration::from_mins(1));
}

/// A run that has begun: it has written `ready`, and what a signal then meets is known.
struct Begun {
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
}

fn begin(name: &str, text: &str) -> Begun {
    let mut child = command(&program(name, text), &["--time-limit", "60"])
        .spawn()
        .expect("forklore starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    stdout.read_line(&mut line).expect("text");
    assert_eq!(line, "ready\n");
    Begun { child, stdout }
}

impl Begun {
    fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id() as i32), signal).expect("it lives");
    }

    /// The rest of its output, and its status.
    fn end(mut self) -> (String, ExitStatus) {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("text");
        (rest, self.child.wait().expect("our child"))
    }
}

const FOREVER: &str = "import time\nprint('ready', flush=True)\nwhile True:\n    time.sleep(1)\n";

#[test]
fn sigterm_ends_the_run_with_143() {
    let begun = begin("terminated", FOREVER);
    begun.signal(Signal::SIGTERM);
    assert_eq!(begun.end().1.code(), Some(143));
}

#[test]
fn sigint_reaches_the_program_as_a_keyboard_interrupt() {
    let text = "import time\ntry:\n    print('ready', flush=True)\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('stopped by hand')\n";
    let begun = begin("interrupted", text);
    begun.signal(Signal::SIGINT);
    let (rest, status) = begun.end();
    assert_eq!(
        (rest.as_str(), status.code()),
        ("stopped by hand\n", Some(0))
    );
}

#[test]
fn a_program_that_ignores_sigint_is_ended_with_130() {
    let text = "import time\nwhile True:\n    try:\n        print('ready', flush=True)\n        time.sleep(60)\n    except KeyboardInterrupt:\n        pass\n";
    let begun = begin("stubborn", text);
    begun.signal(Signal::SIGINT);
    assert_eq!(begun.end().1.code(), Some(130));
}

#[test]
fn a_reader_that_goes_ends_the_run() {
    let text = "import time\nprint('ready', flush=True)\nwhile True:\n    print('more', flush=True)\n    time.sleep(0.01)\n";
    let Begun { mut child, stdout } = begin("unread", text);
    drop(stdout);
    let status = child.wait().expect("our child");
    let code = status.code().or(status.signal().map(|signal| 128 + signal));
    assert_eq!(code, Some(141));
}

#[test]
fn a_lessons_listing_runs_by_its_name() {
    let output = command("lock:locked", &["--speed", "max"])
        .output()
        .expect("forklore starts");
    assert_eq!(output.status.code(), Some(0));
    assert!(!output.stdout.is_empty());
}

#[test]
fn both_guards_run_a_program() {
    for guard in ["namespace", "best-effort"] {
        let output = run(guard, "print('guarded')\n", &["--isolation", guard]);
        let words = String::from_utf8_lossy(&output.stderr);
        // A machine without namespaces says so, and what to do.
        if guard == "namespace" && output.status.code() == Some(3) {
            writeln!(std::io::stderr(), "skipped: {words}").expect("stderr");
            continue;
        }
        assert_eq!(output.stdout, b"guarded\n", "{guard}: {words}");
        assert_eq!(output.status.code(), Some(0), "{guard}: {words}");
    }
}

#[test]
fn more_processes_than_allowed_are_refused_and_the_option_that_raises_the_limit_is_named() {
    let text = "import time\nfrom multiprocessing import Process\nps = [Process(target=time.sleep, args=(5,)) for _ in range(3)]\nfor p in ps:\n    p.start()\nprint('all started')\n";
    let output = run("crowd", text, &["--max-processes", "3", "--speed", "max"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        words.ends_with("OSError: limit: 3 processes; raise with --max-processes\n"),
        "{words}"
    );
    assert_eq!(output.status.code(), Some(1));
    let more = ["--max-processes", "4", "--speed", "max"];
    check("crowd-raised", text, &more, "all started\n", 0);
}

#[test]
fn a_device_without_end_is_no_program() {
    let output = command("/dev/zero", &[]).output().expect("forklore starts");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("`/dev/zero` is larger than"), "{words}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_trace_that_cannot_be_written_is_named() {
    let output = run("full", "print(1)\n", &["--events", "/dev/full"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("cannot write: the trace: "), "{words}");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn a_trace_never_replaces_the_program_itself() {
    let path = program("itself", "print(1)\n");
    let output = command(&path, &["--events", &path])
        .output()
        .expect("forklore starts");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("names the program itself"), "{words}");
    assert_eq!(output.status.code(), Some(2));
    let text = std::fs::read_to_string(&path).expect("the program");
    assert_eq!(text, "print(1)\n");
}
