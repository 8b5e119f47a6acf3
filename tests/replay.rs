//! Recorded traces on the screen: whole, still being written, damaged, and of something else.

#[path = "support/pty.rs"]
#[expect(dead_code, reason = "other tests use other parts of it")]
mod pty;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pty::{Pty, binary, code_of};

const SIZE: (u16, u16) = (120, 40);

fn folder() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// The trace of a short run of a lesson's listing, recorded without a screen.
fn recorded(name: &str, target: &str) -> PathBuf {
    let trace = folder().join(name);
    let status = Command::new(binary())
        .args([
            "run",
            target,
            "--headless",
            "--speed",
            "max",
            "--stdout",
            "terminal",
            "--events",
        ])
        .arg(&trace)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .expect("forklore starts");
    assert!(status.success(), "{status}");
    trace
}

fn own_program(name: &str, source: &str) -> String {
    let path = folder().join(name);
    std::fs::write(&path, source).expect("a file");
    path.to_string_lossy().into_owned()
}

#[track_caller]
fn quit(mut pty: Pty) {
    pty.send("q");
    let status = pty.wait_for_end();
    pty.assert_restored();
    pty.family().assert_no_survivor();
    assert_eq!(code_of(status), 0, "{}", pty.shown());
}

#[test]
fn a_recording_is_shown_with_its_listing_and_goes_both_ways() {
    let program = own_program("seen.py", "print('one')\nprint('two')\n");
    let trace = recorded("seen.jsonl", &program);
    let mut pty = Pty::start(&["replay", &trace.to_string_lossy()], SIZE);
    pty.wait_for("REPLAY");
    pty.wait_for(" 0  two");
    pty.wait_for("print('one')");
    pty.send("[[");
    pty.wait_until("the moment behind the first output", |screen| {
        let contents = screen.contents();
        contents.contains(" 0  one") && !contents.contains(" 0  two")
    });
    pty.send("1");
    pty.wait_for("a recording cannot be steered");
    pty.send("\x1b[H");
    pty.wait_for("event 0 of");
    pty.send(".");
    pty.wait_for("event 1 of");
    pty.send(" ");
    pty.wait_for(" 0  two");
    quit(pty);
}

#[test]
fn a_listing_of_a_lesson_is_found_again() {
    let trace = recorded("join.jsonl", "processes");
    let mut pty = Pty::start(&["replay", &trace.to_string_lossy()], SIZE);
    pty.wait_for("REPLAY");
    pty.wait_for("from multiprocessing import");
    quit(pty);
}

#[test]
fn a_recording_is_followed_while_it_is_being_written() {
    let program = own_program("grows.py", "print('early')\nprint('late')\n");
    let whole = std::fs::read_to_string(recorded("grown.jsonl", &program)).expect("a trace");
    let place = whole.find("late").expect("the second output");
    let cut = place - 10;
    let path = folder().join("growing.jsonl");
    let mut file = std::fs::File::create(&path).expect("a file");
    file.write_all(&whole.as_bytes()[..cut]).expect("written");
    let mut pty = Pty::start(&["replay", &path.to_string_lossy()], SIZE);
    pty.wait_for(" 0  early");
    assert!(
        !pty.screen().contents().contains(" 0  late"),
        "{}",
        pty.shown()
    );
    file.write_all(&whole.as_bytes()[cut..]).expect("written");
    pty.wait_for(" 0  late");
    quit(pty);
}

#[test]
fn damage_is_told_and_the_rest_is_shown() {
    let program = own_program("hurt.py", "print('before')\nprint('behind')\n");
    let whole = std::fs::read_to_string(recorded("whole.jsonl", &program)).expect("a trace");
    let lines: Vec<&str> = whole.lines().collect();
    let middle = lines
        .iter()
        .position(|line| line.contains("before"))
        .expect("the first output");
    let mut damaged: Vec<&str> = lines.clone();
    damaged.insert(middle + 1, "{\"seq\":");
    let path = folder().join("hurt.jsonl");
    std::fs::write(&path, damaged.join("\n")).expect("a file");
    let mut pty = Pty::start(&["replay", &path.to_string_lossy()], SIZE);
    pty.wait_for(" 0  before");
    pty.wait_for(" 0  behind");
    pty.wait_for("cannot be read as they should");
    quit(pty);

    let cut = folder().join("cut.jsonl");
    std::fs::write(&cut, lines[..=middle].join("\n")).expect("a file");
    let mut pty = Pty::start(&["replay", &cut.to_string_lossy()], SIZE);
    pty.wait_for(" 0  before");
    pty.wait_for("ends before the run does");
    quit(pty);
}

#[test]
fn a_file_of_something_else_is_refused_before_the_screen_opens() {
    let path = folder().join("notes.txt");
    std::fs::write(&path, "buy bread\n").expect("a file");
    for (arguments, word) in [
        (path.to_string_lossy().into_owned(), "no forklore trace"),
        ("/no/such/trace".to_owned(), "cannot read the trace"),
    ] {
        let mut pty = Pty::start(&["replay", &arguments], SIZE);
        pty.wait_for(word);
        let status = pty.wait_for_end();
        assert_eq!(code_of(status), 2, "{}", pty.shown());
    }
}

#[test]
fn without_a_terminal_it_says_so() {
    let output = Command::new(binary())
        .args(["replay", "-"])
        .stdin(Stdio::null())
        .output()
        .expect("forklore starts");
    assert_eq!(output.status.code(), Some(3));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("no terminal"), "{text}");
}
