//! Knobs and the editor, in a real terminal.

#[path = "support/pty.rs"]
#[expect(dead_code, reason = "other tests use other parts of it")]
mod pty;

use std::path::{Path, PathBuf};

use pty::{Pty, code_of};

const SIZE: (u16, u16) = (120, 40);

/// An empty folder of the test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // One that an earlier run of the test left is cleared; there may be none.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[track_caller]
fn quit(mut pty: Pty) {
    pty.send("q");
    let status = pty.wait_for_end();
    pty.assert_restored();
    pty.family().assert_no_survivor();
    assert_eq!(code_of(status), 0, "{}", pty.shown());
}

/// forklore with an editor that runs this sed script on the copy.
fn with_editor(folder: &Path, args: &[&str], script: &str) -> Pty {
    let editor = format!("sed -i {script}");
    Pty::start_with(args, SIZE, |command| {
        command
            .current_dir(folder)
            .env("EDITOR", editor)
            .env("FORKLORE_STATE", folder.join("state"))
            .env_remove("VISUAL");
    })
}

fn close_knobs(pty: &mut Pty) {
    pty.send("\x1b");
    pty.wait_until("the knobs closed", |screen| {
        !screen.contents().contains("Enter runs")
    });
}

#[test]
fn a_program_is_edited_on_a_copy_runs_and_is_restored_after_asking() {
    let folder = folder("edited");
    let original = "print('before')\n";
    std::fs::write(folder.join("mine.py"), original).expect("a file");
    let mut pty = with_editor(&folder, &["run", "mine.py"], "s/before/changed/");
    pty.wait_for("DONE 0");
    pty.send("e");
    pty.wait_for("x restores the original");
    pty.wait_for("print('changed')");
    pty.send("r");
    pty.wait_for(" 0  changed");
    assert_eq!(
        std::fs::read_to_string(folder.join("mine.py")).expect("a text"),
        original
    );
    pty.send("x");
    pty.wait_for("Restore the original?");
    pty.send("\x1b");
    pty.wait_until("the question closed", |screen| {
        !screen.contents().contains("Restore the original?")
    });
    pty.send("x");
    pty.wait_for("Restore the original?");
    pty.send("j\r");
    pty.wait_for("the original is back");
    pty.wait_for("print('before')");
    quit(pty);
}

#[test]
fn an_error_in_the_edited_program_is_shown_in_place_and_the_text_is_kept() {
    let folder = folder("wrong");
    std::fs::write(folder.join("mine.py"), "print('before')\n").expect("a file");
    let mut pty = with_editor(&folder, &["run", "mine.py"], "'s/.before.*/(/'");
    pty.wait_for("DONE 0");
    pty.send("e");
    pty.wait_for("This program is refused");
    pty.wait_for("print((");
    pty.wait_for("e edit");
    pty.wait_for("x restore");
    pty.send("x");
    pty.wait_for("Restore the original?");
    pty.send("2");
    pty.wait_for("print('before')");
    quit(pty);
}

#[test]
fn an_editor_that_fails_changes_nothing_and_says_where_the_text_is() {
    let folder = folder("none");
    std::fs::write(folder.join("mine.py"), "print('before')\n").expect("a file");
    let mut pty = Pty::start_with(&["run", "mine.py"], SIZE, |command| {
        command
            .current_dir(&folder)
            .env("EDITOR", "/no/such/editor")
            .env("FORKLORE_STATE", folder.join("state"))
            .env_remove("VISUAL");
    });
    pty.wait_for("DONE 0");
    pty.send("e");
    pty.wait_for("cannot edit: your text is in");
    pty.wait_for("print('before')");
    quit(pty);
}

#[test]
fn a_knob_rewrites_the_listing_runs_it_and_the_outcomes_stand_side_by_side() {
    let mut pty = Pty::start(&["run", "processes:five", "--speed", "max"], SIZE);
    pty.wait_for("DONE 0");
    pty.send("o");
    pty.wait_for("children");
    pty.send("\x1b[C\x1b[C\r");
    pty.wait_for("range(7)");
    pty.wait_for("Process-7");
    pty.wait_for("DONE 0");
    pty.send("o");
    pty.wait_for("was 5");
    pty.wait_for("before");
    pty.wait_for("exit 0 after");
    close_knobs(&mut pty);
    quit(pty);
}

#[test]
fn the_palette_finds_an_action_by_its_name() {
    let folder = folder("palette");
    std::fs::write(folder.join("mine.py"), "print('before')\n").expect("a file");
    let mut pty = Pty::start_in(&folder, &["run", "mine.py"], SIZE);
    pty.wait_for("DONE 0");
    pty.send(":");
    pty.wait_for("Palette");
    pty.send("knob");
    pty.wait_for("1 of");
    pty.send("\r");
    pty.wait_for("Enter runs");
    close_knobs(&mut pty);
    quit(pty);
}

#[test]
fn a_text_is_found_in_the_region_with_the_focus() {
    let folder = folder("search");
    let lines: Vec<String> = (0..100).map(|n| format!("print('line {n}')\n")).collect();
    std::fs::write(folder.join("mine.py"), lines.concat()).expect("a file");
    let mut pty = Pty::start_in(&folder, &["run", "mine.py", "--speed", "max"], SIZE);
    pty.wait_for("DONE 0");
    // From Processes back to Code.
    pty.send("\x1b[Z");
    pty.send("/line 77");
    pty.wait_for("print('line 77')");
    pty.send("\r");
    pty.wait_for("next hit");
    pty.send("\x1b");
    pty.wait_until("the end of the search", |screen| {
        !screen.contents().contains("next hit")
    });
    quit(pty);
}
