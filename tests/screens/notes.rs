//! What a program failed with, and its slips, below the listing at their lines.

use super::{draw, text_rows, worlds};
use forklore::app::{App, Edited, Message, RunNotice, update};
use forklore::lesson::Language;
use forklore::trace::{EventKind, ProcId};

/// The lesson with a run in which this process failed with `type_: message` at the line.
fn failed(language: Language, (proc, line): (u32, u32), type_: &str, message: &str) -> App {
    let mut app = worlds::lesson(language, (120, 40), "semaphore", 1);
    let mut events = worlds::semaphore();
    let mut event = events.last().expect("there are events").clone();
    event.seq += 1;
    event.proc = Some(ProcId(proc));
    event.line = Some(forklore::trace::LineNo(line));
    event.kind = EventKind::Exception {
        type_: type_.to_owned(),
        message: message.to_owned(),
    };
    events.push(event);
    worlds::run(
        &mut app,
        forklore::lesson::StdoutMode::Terminal,
        events,
        4402,
    );
    app
}

fn shown(app: &mut App) -> String {
    text_rows(&draw(app, 120, 40)).join("\n")
}

#[test]
fn a_failure_stands_below_the_listing_with_its_line_and_what_to_do() {
    let twice = "cannot start a process twice";
    let mut app = failed(Language::En, (0, 38), "AssertionError", twice);
    let screen = shown(&mut app);
    assert!(
        screen.contains("⇡ line 38, [0] AssertionError: cannot start a"),
        "{screen}"
    );
    assert!(
        screen.contains("a process runs once: make a new `Process` for"),
        "{screen}"
    );
    let mut app = failed(Language::Zh, (0, 38), "AssertionError", twice);
    let screen = shown(&mut app);
    assert!(
        screen.contains("⇡ 第 38 行，[0] AssertionError: cannot start a"),
        "{screen}"
    );
    assert!(screen.contains("一个进程只能启动一次"), "{screen}");
}

#[test]
fn the_line_of_a_failure_is_marked_where_no_process_is_chosen() {
    let mut app = failed(Language::En, (1, 26), "ValueError", "its own");
    let screen = shown(&mut app);
    assert!(screen.contains("26!"), "{screen}");
    assert!(
        screen.contains("⇡ line 26, [1] ValueError: its own"),
        "{screen}"
    );
}

#[test]
fn a_message_of_several_lines_is_shown_by_its_first_and_acts_on_no_terminal() {
    let message =
        "\n   An attempt has been made to start a new process before the\n   \u{1b}[2Jcurrent";
    let mut app = failed(Language::En, (1, 38), "RuntimeError", message);
    let screen = shown(&mut app);
    assert!(
        screen.contains("[1] RuntimeError: An attempt has been made"),
        "{screen}"
    );
    assert!(
        screen.contains("under spawn each child imports the program"),
        "{screen}"
    );
    assert!(!screen.contains('\u{1b}'));
}

#[test]
fn nothing_is_said_of_a_failure_before_it_happened() {
    let mut app = failed(
        Language::En,
        (0, 38),
        "AssertionError",
        "cannot start a process twice",
    );
    worlds::press(&mut app, forklore::app::KeyCode::Char(','));
    let screen = shown(&mut app);
    assert!(!screen.contains("a process runs once"), "{screen}");
}

#[test]
fn a_slip_that_the_learner_edits_into_a_lesson_is_told_and_one_of_the_lesson_is_not() {
    let mut app = worlds::lesson(Language::En, (120, 40), "semaphore", 1);
    let source = app
        .lesson()
        .and_then(|lesson| lesson.listing())
        .map(|listing| listing.source.clone())
        .expect("a listing");
    let slip = format!("{source}\n    Process(target=print, args=('bob')).start()\n");
    let line = slip.lines().count();
    let edited = Edited::Text {
        source: slip,
        path: "copy.py".to_owned(),
    };
    update(&mut app, Message::Edited(edited));
    let screen = shown(&mut app);
    let told = format!("⇡ line {line}: `args=('bob')` is a text");
    assert!(screen.contains(&told), "{screen}");
    let run = app.lesson().expect("open").run.id;
    let notice = RunNotice::Events(worlds::semaphore());
    update(&mut app, Message::Run { run, notice });
    let mut untouched = worlds::lesson(Language::En, (120, 40), "queue", 1);
    let screen = shown(&mut untouched);
    assert!(!screen.contains("own copy"), "{screen}");
}

#[test]
fn a_copy_from_before_is_offered_with_its_place() {
    let mut app = worlds::lesson(Language::En, (120, 40), "semaphore", 1);
    assert!(forklore::app::copy_to_find(&app).is_some_and(|copy| copy.is_original));
    update(&mut app, Message::Kept("/state/semaphore.py".to_owned()));
    let screen = shown(&mut app);
    assert!(screen.contains("kept in /state/semaphore.py"), "{screen}");
    assert!(
        screen.contains("semaphore.py  e opens your copy"),
        "{screen}"
    );
}
