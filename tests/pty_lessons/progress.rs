//! The learner's progress, in a real terminal: it is there at the next start, a reset asks first, and a damaged file
//! is put aside.

use std::fs;
use std::path::{Path, PathBuf};

use crate::pty::{Pty, binary, code_of};

const SIZE: (u16, u16) = (120, 40);

/// An empty folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("progress-{name}"));
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// Starts forklore with its state in this folder.
fn start(state: &Path) -> Pty {
    let variable = format!("FORKLORE_STATE={}", state.display());
    let binary = binary();
    let args = [&variable, &*binary.to_string_lossy(), "--lang", "en"];
    Pty::start_program(Path::new("/usr/bin/env"), &args, SIZE)
}

#[track_caller]
fn quit(mut pty: Pty) {
    pty.send("\x03");
    assert_eq!(code_of(pty.wait_for_end()), 0);
}

#[test]
fn the_page_reached_is_there_at_the_next_start_and_a_reset_asks_first() {
    let state = folder("kept");
    let mut first = start(&state);
    first.wait_for("0 of 10 done");
    first.send("\r");
    first.wait_for("❯read");
    first.send("n");
    first.wait_for("❯run");
    // Ended in the middle of a lesson: it counts all the same.
    quit(first);

    let mut second = start(&state);
    second.wait_for("Stopped at page 2, run");
    second.send("x");
    second.wait_for("Forget all progress?");
    second.send("\r");
    second.wait_until("the question closed with no", |screen| {
        !screen.contents().contains("Forget all progress?")
    });
    second.wait_for("Stopped at page 2, run");
    second.send("x");
    second.wait_for("❯ no");
    second.send("j");
    second.wait_for("❯ yes");
    second.send("\r");
    second.wait_for("progress is forgotten");
    quit(second);

    let mut third = start(&state);
    third.wait_for("Enter opens lesson 1");
    quit(third);
}

#[test]
fn a_damaged_file_is_put_aside_and_said_in_the_keys_row() {
    let state = folder("damaged");
    fs::create_dir_all(&state).expect("a folder");
    fs::write(state.join("progress.toml"), "format_version = 1\n[lessons").expect("a file");
    let mut pty = start(&state);
    pty.wait_for("the progress file was damaged");
    quit(pty);
    assert!(state.join("progress.toml.bad").exists());
    assert!(!state.join("progress.toml").exists());
}
