//! What the mouse does on the lesson screen: each test points at what it sees, as a learner does.

use std::time::Duration;

use super::{draw, text_rows, worlds};
use forklore::app::{App, Effect, Message, Mode, Mouse, MouseKind, update};
use forklore::lesson::{Language, Region};
use forklore::trace::ProcId;
use unicode_width::UnicodeWidthStr;

const SIZE: (u16, u16) = (120, 40);

/// The cell where `text` begins on the screen.
#[track_caller]
fn find(app: &mut App, text: &str) -> (u16, u16) {
    let rows = text_rows(&draw(app, SIZE.0, SIZE.1));
    let mut places = rows.iter().enumerate().filter_map(|(y, row)| {
        let at = row.find(text)?;
        Some((row[..at].width() as u16, y as u16))
    });
    places
        .next()
        .unwrap_or_else(|| panic!("`{text}` is not in\n{}", rows.join("\n")))
}

fn mouse(app: &mut App, kind: MouseKind, (column, row): (u16, u16)) -> Vec<Effect> {
    update(app, Message::Mouse(Mouse { kind, column, row }))
}

fn click(app: &mut App, text: &str) -> Vec<Effect> {
    let cell = find(app, text);
    mouse(app, MouseKind::Press, cell)
}

fn at_time(app: &mut App, ms: u64) {
    let now = Duration::from_millis(ms);
    update(app, Message::Tick { now, vt: None });
}

fn app() -> App {
    worlds::semaphore_app(Language::En, SIZE.0, SIZE.1)
}

fn focus(app: &App) -> Region {
    app.lesson().expect("a lesson is open").focus
}

#[test]
fn a_click_on_a_log_row_goes_to_its_moment() {
    let mut app = app();
    assert!(!app.lesson().expect("open").run.is_past());
    click(&mut app, "[1] acquires lock after");
    let run = &app.lesson().expect("open").run;
    assert!(run.is_past());
    let shown = text_rows(&draw(&mut app, SIZE.0, SIZE.1)).join("\n");
    assert!(shown.contains("[1] acquires lock after"), "{shown}");
    assert!(!shown.contains("[2] waits for full (count 0)"), "{shown}");
}

#[test]
fn the_wheel_scrolls_the_log_over_its_rows_and_over_its_title() {
    for place in ["[1] acquires lock after", "╌╌ Log"] {
        let mut app = app();
        let before = text_rows(&draw(&mut app, SIZE.0, SIZE.1));
        let cell = find(&mut app, place);
        mouse(&mut app, MouseKind::WheelUp, cell);
        let rows = text_rows(&draw(&mut app, SIZE.0, SIZE.1));
        assert!(rows.join("\n").contains("End follows"), "{place}");
        assert!(!app.lesson().expect("open").run.is_past(), "{place}");
        mouse(&mut app, MouseKind::WheelDown, cell);
        let again = text_rows(&draw(&mut app, SIZE.0, SIZE.1));
        assert_eq!(again[38], before[38]);
    }
}

#[test]
fn the_wheel_over_the_listing_scrolls_it() {
    let mut app = app();
    let cell = find(&mut app, "full.acquire()");
    mouse(&mut app, MouseKind::WheelDown, cell);
    let below = find(&mut app, "full.acquire()");
    assert_eq!(below.1 + 3, cell.1);
}

#[test]
fn a_click_on_a_line_of_the_listing_chooses_the_process_there() {
    let mut app = app();
    let (column, row) = find(&mut app, "main ");
    mouse(&mut app, MouseKind::Press, (column, row));
    assert_eq!(app.lesson().expect("open").chosen, ProcId::MAIN);
    click(&mut app, "time.sleep(1)");
    let lesson = app.lesson().expect("open");
    assert_eq!(lesson.chosen, ProcId(1));
    assert_eq!(lesson.focus, Region::Code);
}

#[test]
fn a_double_click_on_a_title_zooms_the_region_and_a_slow_one_does_not() {
    let mut app = app();
    at_time(&mut app, 10_000);
    click(&mut app, "╌╌ Objects");
    assert_eq!(focus(&app), Region::Objects);
    at_time(&mut app, 10_600);
    click(&mut app, "Objects");
    assert!(
        !app.lesson().expect("open").is_zoomed,
        "600 ms are two clicks"
    );
    at_time(&mut app, 10_900);
    click(&mut app, "Objects");
    assert!(app.lesson().expect("open").is_zoomed);
}

#[test]
fn a_click_on_a_hint_of_the_keys_row_does_what_its_key_does() {
    let mut app = app();
    assert_eq!(click(&mut app, "Space pause"), [Effect::Pause]);
    click(&mut app, "L 中文");
    assert_eq!(app.language, Language::Zh);
    assert!(
        click(&mut app, "+/- 速度").is_empty(),
        "a pair of keys is no button"
    );
}

#[test]
fn a_click_on_a_badge_steps_that_process_as_its_digit_does() {
    let mut by_mouse = app();
    let mut by_key = app();
    draw(&mut by_key, SIZE.0, SIZE.1);
    let expected = worlds::press(&mut by_key, forklore::app::KeyCode::Char('2'));
    let cell = find(&mut by_mouse, "Consumer-2");
    let badge = (cell.0 - 3, cell.1);
    assert_eq!(mouse(&mut by_mouse, MouseKind::Press, badge), expected);
    assert_eq!(
        by_mouse.lesson().expect("open").run.mode == Mode::Stepped,
        by_key.lesson().expect("open").run.mode == Mode::Stepped
    );
}
