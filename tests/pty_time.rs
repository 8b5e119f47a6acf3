//! Time both ways by keys, in a real terminal over a real run.

#[path = "support/pty.rs"]
#[expect(dead_code, reason = "other tests use other parts of it")]
mod pty;

use pty::{Pty, code_of};

const SIZE: (u16, u16) = (120, 40);

/// A program of the learner's in a file of its own, on the screen.
fn running(name: &str, source: &str, more: &[&str]) -> Pty {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = folder.join(name);
    std::fs::write(&program, source).expect("a file");
    let program = program.to_string_lossy();
    Pty::start(&[&["run", &*program], more].concat(), SIZE)
}

#[track_caller]
fn quit(mut pty: Pty) {
    pty.send("q");
    let status = pty.wait_for_end();
    pty.assert_restored();
    pty.family().assert_no_survivor();
    assert_eq!(code_of(status), 0, "{}", pty.shown());
}

/// Whether the output region shows a row that ends with `text`.
fn has_output(screen: &vt100::Screen, text: &str) -> bool {
    screen
        .rows(0, 59)
        .any(|row| row.trim_end().ends_with(text) && row.contains(" 0 "))
}

#[test]
fn the_learner_goes_back_to_a_moment_and_every_region_shows_it() {
    let source = "print('first')\nprint('second')\nprint('third')\n";
    let mut pty = running("back.py", source, &[]);
    pty.wait_for("DONE 0");
    pty.wait_until("the whole output", |screen| has_output(screen, "third"));

    pty.send("[[");
    pty.wait_until("the moment behind the second output", |screen| {
        has_output(screen, "second") && !has_output(screen, "third")
    });
    pty.wait_for("PAST");
    pty.send("[");
    pty.wait_until("the moment behind the first output", |screen| {
        has_output(screen, "first") && !has_output(screen, "second")
    });
    pty.send("\x1b[H");
    pty.wait_until("the start", |screen| {
        screen.contents().contains("PAST 0/") && !has_output(screen, "first")
    });
    pty.send("]");
    pty.wait_until("the first output again", |screen| {
        has_output(screen, "first")
    });
    pty.send(",");
    pty.wait_until("the event before it", |screen| !has_output(screen, "first"));
    pty.send("\x1b[C");
    pty.wait_until("the output once more", |screen| has_output(screen, "first"));
    pty.send("\x1b[F");
    pty.wait_for("DONE 0");
    pty.wait_until("the newest moment", |screen| has_output(screen, "third"));
    quit(pty);
}

#[test]
fn a_run_goes_on_while_the_learner_is_in_its_past() {
    let source = "import time\nn = 0\nwhile n < 1000:\n    print('round', n)\n    time.sleep(0.05)\n    n += 1\n";
    let mut pty = running("on.py", source, &[]);
    pty.wait_for("round 3");
    pty.send("\x1b[H");
    pty.wait_for("PAST 0/");
    let total = |screen: &vt100::Screen| {
        let contents = screen.contents();
        let place = contents.find("PAST 0/")? + "PAST 0/".len();
        let digits: String = contents[place..]
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse::<u64>().ok()
    };
    let before = total(pty.screen()).expect("a total");
    pty.wait_until("further events of the run", |screen| {
        total(screen).is_some_and(|now| now > before + 10)
    });
    assert!(
        !pty.screen().contents().contains("round 0"),
        "{}",
        pty.shown()
    );

    pty.send(" ");
    pty.wait_for("playing");
    pty.wait_for("round 1");
    pty.send(" ");
    pty.wait_for("held");
    pty.send("-");
    pty.wait_for("cursor x0.5");
    pty.send("\x1b[F");
    pty.wait_for("LIVE");
    quit(pty);
}

#[test]
fn the_mouse_goes_to_a_moment_on_the_lanes() {
    let source = "import time\nprint('early')\ntime.sleep(2)\nprint('late')\n";
    let mut pty = running("lanes.py", source, &["--speed", "max"]);
    pty.wait_for("DONE 0");
    let lane = |screen: &vt100::Screen| {
        screen.rows(61, 59).enumerate().find_map(|(y, row)| {
            (row.contains(" 0  main") && row.contains('\u{2804}')).then_some(y)
        })
    };
    pty.wait_until("the lane of main", |screen| lane(screen).is_some());
    let row = lane(pty.screen()).expect("a lane") + 1;
    // Column 85 is in the middle of the sleep.
    pty.send(&format!("\x1b[<0;85;{row}M"));
    pty.wait_for("PAST");
    pty.wait_until("the time before the second output", |screen| {
        has_output(screen, "early") && !has_output(screen, "late")
    });
    pty.send(&format!("\x1b[<32;119;{row}M"));
    pty.wait_for("DONE 0");
    quit(pty);
}

#[test]
fn the_trace_of_a_run_is_saved_and_can_be_shown_again() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("saved");
    // A folder left by an earlier run of the test is cleared; there may be none.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("kept.py"), "print('kept')\n").expect("a file");
    let mut pty = Pty::start_in(&folder, &["run", "kept.py"], SIZE);
    pty.wait_for("DONE 0");
    pty.send("w");
    pty.wait_for("saved to kept.jsonl");
    pty.send("w");
    pty.wait_for("saved to kept-2.jsonl");
    quit(pty);
    let trace = std::fs::read_to_string(folder.join("kept.jsonl")).expect("a trace");
    assert!(trace.starts_with("{\"forklore_trace\":1,"), "{trace}");
    assert!(trace.contains("\"finished\""), "{trace}");
    let mut pty = Pty::start_in(&folder, &["replay", "kept.jsonl"], SIZE);
    pty.wait_for("REPLAY");
    pty.wait_for("print('kept')");
    quit(pty);
}
