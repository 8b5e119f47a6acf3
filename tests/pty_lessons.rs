//! A learner's way through a lesson, in a real terminal with real processes; and every way to end with a run under way.

#[path = "pty_lessons/progress.rs"]
mod progress;
#[path = "support/pty.rs"]
#[expect(dead_code, reason = "other tests use other parts of it")]
mod pty;

use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use pty::{Pty, SURVIVORS, code_of};

/// Two columns: Processes and Objects are on the screen together.
const SIZE: (u16, u16) = (120, 40);

/// The lesson `semaphore`, running.
fn running_semaphore(more: &[&str]) -> Pty {
    let arguments = [&["lesson", "semaphore"], more].concat();
    let mut pty = Pty::start(&arguments, SIZE);
    pty.wait_for("NO RUN YET");
    pty.send("r");
    pty.wait_for("LIVE  running");
    pty.wait_for("Consumer-2");
    pty
}

/// The row about the object `name`: its count, its waiters.
fn object_row(screen: &vt100::Screen, name: &str) -> Option<String> {
    let start = format!("{name}  ");
    screen
        .rows(61, 59)
        .find(|row| row.trim_start().starts_with(&start) && row.contains("semaphore"))
}

/// Waits until the count of the semaphore `full` is another one.
#[track_caller]
fn wait_for_change(pty: &mut Pty) {
    let before = object_row(pty.screen(), "full");
    assert!(
        before.is_some(),
        "the semaphore is not shown\n{}",
        pty.shown()
    );
    pty.wait_until("another count of `full`", |screen| {
        let now = object_row(screen, "full");
        now.is_some() && now != before
    });
}

#[track_caller]
fn check_end(mut pty: Pty, expected: i32) {
    let status = pty.wait_for_end();
    pty.assert_restored();
    pty.family().assert_no_survivor();
    assert_eq!(code_of(status), expected, "{}", pty.shown());
}

#[test]
fn a_learner_opens_a_lesson_watches_pauses_speeds_up_resizes_and_quits() {
    let mut pty = Pty::start(&[], SIZE);
    pty.wait_for("Semaphore");
    pty.send("/semaphore\r\r");
    pty.wait_for("NO RUN YET");
    pty.send(" ");
    pty.wait_for("LIVE  running");
    pty.wait_for("Consumer-2");
    wait_for_change(&mut pty);

    pty.send(" ");
    pty.wait_for("LIVE  paused");
    assert_stands_still(&mut pty);
    pty.send(" ");
    pty.wait_for("LIVE  running");
    wait_for_change(&mut pty);

    pty.send("+");
    pty.wait_for("x2.0");
    wait_for_change(&mut pty);

    pty.resize((80, 24));
    pty.wait_for("Tab next");
    pty.wait_for("LIVE  running");
    pty.resize((50, 15));
    pty.wait_for("60");
    pty.resize(SIZE);
    pty.wait_for("Consumer-2");

    pty.send("q");
    pty.wait_for("of 10 done");
    pty.send("q");
    check_end(pty, 0);
}

/// While everything is paused nothing is drawn: the program writes every second, and no byte comes for two.
#[track_caller]
fn assert_stands_still(pty: &mut Pty) {
    pty.wait_for_silence(Duration::from_secs(2));
}

#[test]
fn a_program_of_ones_own_runs_at_once_and_its_trace_is_written() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = folder.join("own.py");
    let trace = folder.join("own.jsonl");
    std::fs::write(&program, "print('it', 'runs')\n").expect("a file");
    let (program, trace) = (program.to_string_lossy(), trace.to_string_lossy());
    let mut pty = Pty::start(&["run", &program, "--events", &trace], SIZE);
    pty.wait_for("DONE 0");
    pty.wait_for("it runs");
    pty.send("q");
    check_end(pty, 0);
    let text = std::fs::read_to_string(&*trace).expect("a trace");
    assert!(text.starts_with("{\"forklore_trace\":1,"), "{text}");
    assert!(
        text.trim_end()
            .lines()
            .last()
            .is_some_and(|last| last.contains("\"finished\"")),
        "{text}"
    );
}

#[test]
fn a_refused_program_is_shown_with_its_place() {
    let program = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("refused-here.py");
    std::fs::write(&program, "import time\nf = open('x')\n").expect("a file");
    let mut pty = Pty::start(&["run", &program.to_string_lossy()], SIZE);
    pty.wait_for("refused-here.py:2:5");
    pty.send("q");
    check_end(pty, 0);
}

#[test]
fn a_standstill_is_shown_and_stays_until_the_learner_goes() {
    let program = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("stuck-here.py");
    let text = "from multiprocessing import Lock\nlock = Lock()\nlock.acquire()\nlock.acquire()\n";
    std::fs::write(&program, text).expect("a file");
    let mut pty = Pty::start(&["run", &program.to_string_lossy()], SIZE);
    // The explanation opens by itself; it closes, and the processes stay as they are.
    pty.wait_for("nobody can ever move");
    pty.wait_for("It waits for itself");
    pty.send("\r");
    pty.wait_for("STUCK");
    pty.send("\x03");
    check_end(pty, 0);
}

#[test]
fn quitting_from_a_run_leaves_nothing() {
    let mut pty = running_semaphore(&[]);
    pty.send("\x03");
    check_end(pty, 0);
}

#[test]
fn quitting_from_a_pause_leaves_nothing() {
    let mut pty = running_semaphore(&[]);
    pty.send(" ");
    pty.wait_for("LIVE  paused");
    pty.send("\x03");
    check_end(pty, 0);
}

#[test]
fn deadly_signals_in_a_run_leave_nothing() {
    for signal in [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGINT] {
        let mut pty = running_semaphore(&[]);
        pty.signal(signal);
        check_end(pty, 128 + signal as i32);
    }
}

#[test]
fn kill_9_of_the_screens_owner_in_a_run_leaves_nothing() {
    let mut pty = running_semaphore(&[]);
    pty.signal(Signal::SIGKILL);
    check_end(pty, 128 + 9);
}

#[test]
fn kill_9_of_the_supervisor_in_a_run_leaves_nothing() {
    let mut pty = running_semaphore(&[]);
    kill(pty.supervisor(), Signal::SIGKILL).expect("it lives");
    // The screen's owner outlives it for a moment: it restores the terminal.
    let status = pty.wait_for_end();
    pty.assert_all_gone(Instant::now() + SURVIVORS, "without a supervisor");
    pty.assert_restored();
    assert_eq!(code_of(status), 128 + 9, "{}", pty.shown());
}

#[test]
fn a_panic_in_a_run_leaves_nothing() {
    let program = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("endless.py");
    std::fs::write(&program, "import time\nwhile True:\n    time.sleep(1)\n").expect("a file");
    for thread in ["ui", "input"] {
        let mut pty = Pty::start(
            &["run", &program.to_string_lossy(), "--panic-in", thread],
            SIZE,
        );
        pty.wait_for("sleeping");
        pty.send("j");
        pty.wait_for("asked to panic");
        check_end(pty, 101);
    }
}

#[test]
fn a_closed_terminal_in_a_run_leaves_nothing() {
    let pty = running_semaphore(&[]);
    let mut family = pty.hang_up();
    family.wait_for_end();
}

#[test]
fn a_lesson_takes_the_options_of_its_runs() {
    let options = ["--isolation", "best-effort", "--stdout", "unbuffered"];
    let mut pty = running_semaphore(&[&options[..], &["--speed", "2", "--seed", "7"]].concat());
    for fact in ["BEST EFFORT", "stdout unbuffered", "x2.0"] {
        pty.wait_for(fact);
    }
    pty.send("\x03");
    check_end(pty, 0);
}
