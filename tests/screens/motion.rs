//! What moves on the screen, frame by frame: only what moved in the program, only while the run goes on, and never
//! against the learner's wish.

use std::time::Duration;

use forklore::app::appearance::Appearance;
use forklore::app::motion::Motion;
use forklore::app::{App, KeyCode, Message, Phase, RunNotice, update};
use forklore::lesson::Language;
use forklore::trace::{Event, EventKind, LineNo, ObjectId, ProcId};

use super::{draw, notice, text_rows, worlds};

/// When the last event of the running semaphore lesson has been shown for long, in virtual milliseconds.
const NOW: u64 = 6000;

/// The running semaphore lesson with everything at rest.
fn at_rest(motion: Motion, size: (u16, u16)) -> App {
    let mut app = worlds::semaphore_app(Language::En, size.0, size.1);
    app.appearance = Appearance {
        motion,
        ..app.appearance
    };
    tick(&mut app, 0);
    app
}

/// So many milliseconds after [`NOW`].
fn tick(app: &mut App, ms: u64) {
    let message = Message::Tick {
        now: Duration::from_millis(NOW + ms),
        vt: Some((NOW + ms) * 1_000_000),
    };
    update(app, message);
}

/// An event of process `proc` at `line`, at [`NOW`].
fn event(proc: u32, line: u32, kind: EventKind) -> Event {
    Event {
        seq: 1000,
        t: NOW * 1_000_000,
        vt: NOW * 1_000_000,
        proc: Some(ProcId(proc)),
        pid: Some(proc + 2),
        host_pid: None,
        line: Some(LineNo(line)),
        agent: None,
        kind,
    }
}

/// The producer puts 47 into the buffer.
fn put(app: &mut App) {
    let object = buffer(app);
    let kind = EventKind::Put {
        object,
        repr: "47".into(),
        bytes: 4,
    };
    notice(app, RunNotice::Events(vec![event(1, 27, kind)]));
}

fn object(app: &App, name: &str) -> ObjectId {
    let objects = &app.lesson().expect("a lesson is open").run.world.objects;
    let object = objects.values().find(|object| object.name == name);
    object.expect("there is such an object").id
}

fn buffer(app: &App) -> ObjectId {
    object(app, "buffer")
}

fn rows(app: &mut App) -> Vec<String> {
    let (columns, rows) = app.size;
    text_rows(&draw(app, columns, rows))
}

/// The row that contains this text.
#[track_caller]
fn row_with(app: &mut App, text: &str) -> String {
    let rows = rows(app);
    let row = rows.iter().find(|row| row.contains(text));
    row.unwrap_or_else(|| panic!("no row says {text}:\n{}", rows.join("\n")))
        .clone()
}

/// The column at which `text` stands in `row`.
fn column(row: &str, text: &str) -> Option<usize> {
    row.find(text).map(|place| row[..place].chars().count())
}

#[test]
fn an_item_moves_into_its_slot_in_180_ms() {
    let mut app = at_rest(Motion::Full, (120, 40));
    put(&mut app);
    let mut columns = Vec::new();
    for ms in [0, 60, 120, 180] {
        tick(&mut app, ms);
        let row = row_with(&mut app, "out");
        columns.push(column(&row, "47").expect("the item is seen"));
    }
    assert!(
        columns.windows(2).all(|pair| pair[1] < pair[0]),
        "it goes to the left: {columns:?}"
    );
    let row = row_with(&mut app, "out");
    assert!(row.contains("|38|47|"), "it is in its slot: {row}");
}

#[test]
fn an_item_that_is_taken_moves_out_and_is_gone() {
    let mut app = at_rest(Motion::Full, (120, 40));
    let kind = EventKind::Got {
        object: buffer(&app),
        repr: "38".into(),
        bytes: 4,
    };
    notice(&mut app, RunNotice::Events(vec![event(2, 15, kind)]));
    tick(&mut app, 90);
    let row = row_with(&mut app, "⇠ in");
    assert!(column(&row, "38").is_some(), "on its way: {row}");
    tick(&mut app, 180);
    let row = row_with(&mut app, "⇠ in");
    assert_eq!(column(&row, "38"), None, "{row}");
    assert!(row.contains("out ⇠ |"), "{row}");
}

#[test]
fn a_permit_moves_from_the_semaphore_to_its_taker_and_back() {
    let mut app = at_rest(Motion::Full, (120, 40));
    let object = object(&app, "empty");
    let taken = EventKind::Acquired { object, value: 0 };
    notice(&mut app, RunNotice::Events(vec![event(1, 23, taken)]));
    let mut columns = Vec::new();
    for ms in [0, 90, 170] {
        tick(&mut app, ms);
        let row = row_with(&mut app, "empty   semaphore");
        assert!(row.contains("[1]"), "the taker is named: {row}");
        columns.push(column(&row, "◉").expect("the permit is seen"));
    }
    assert!(
        columns.windows(2).all(|pair| pair[0] < pair[1]),
        "{columns:?}"
    );
    let given = EventKind::Released { object, value: 1 };
    notice(&mut app, RunNotice::Events(vec![event(2, 18, given)]));
    tick(&mut app, 230);
    let row = row_with(&mut app, "empty   semaphore");
    assert!(row.contains("[2]"), "the giver is named: {row}");
    tick(&mut app, 360);
    let row = row_with(&mut app, "empty   semaphore");
    assert!(!row.contains('['), "at rest nobody is named: {row}");
}

/// The rows of the code's gutter that hold the badge of the producer.
fn badge_rows(app: &mut App) -> Vec<usize> {
    let rows = rows(app);
    let is_code = |row: &str| {
        let gutter: String = row.chars().take(4).collect();
        gutter.trim() == "1"
    };
    (0..rows.len()).filter(|idx| is_code(&rows[*idx])).collect()
}

#[test]
fn a_badge_moves_to_its_next_line_in_120_ms() {
    let mut app = at_rest(Motion::Full, (120, 60));
    let before = badge_rows(&mut app);
    let line = event(1, 23, EventKind::Line);
    notice(&mut app, RunNotice::Events(vec![line]));
    tick(&mut app, 60);
    let halfway = badge_rows(&mut app);
    tick(&mut app, 120);
    let after = badge_rows(&mut app);
    assert_eq!((before.len(), halfway.len(), after.len()), (1, 1, 1));
    assert!(
        after[0] < halfway[0] && halfway[0] < before[0],
        "{before:?} {halfway:?} {after:?}"
    );
}

#[test]
fn reduced_motion_shows_the_new_state_at_once() {
    for motion in [Motion::Reduced, Motion::None] {
        let mut app = at_rest(motion, (120, 40));
        put(&mut app);
        assert!(row_with(&mut app, "out").contains("|38|47|"));
    }
}

#[test]
fn a_key_ends_every_motion() {
    let mut app = at_rest(Motion::Full, (120, 40));
    put(&mut app);
    tick(&mut app, 30);
    worlds::press(&mut app, KeyCode::Down);
    assert!(row_with(&mut app, "out").contains("|38|47|"));
}

#[test]
fn nothing_moves_in_a_pause_and_no_frame_is_wanted() {
    let mut app = at_rest(Motion::Full, (120, 40));
    put(&mut app);
    worlds::press(&mut app, KeyCode::Char(' '));
    notice(&mut app, RunNotice::Phase(Phase::Paused));
    put(&mut app);
    notice(&mut app, RunNotice::Phase(Phase::Paused));
    assert_eq!(app.wants_frame_at(), None);
    let before = rows(&mut app);
    let message = Message::Tick {
        now: Duration::from_millis(NOW + 90),
        vt: None,
    };
    update(&mut app, message);
    assert_eq!(rows(&mut app), before);
}

#[test]
fn a_motion_wants_a_frame_every_33_ms_and_a_lane_every_100() {
    let mut app = at_rest(Motion::Full, (120, 40));
    let after = |app: &App| app.wants_frame_at().map(|at| at.saturating_sub(app.now));
    assert_eq!(after(&app), Some(Duration::from_millis(100)));
    put(&mut app);
    assert_eq!(after(&app), Some(Duration::from_millis(33)));
    tick(&mut app, 600);
    assert_eq!(after(&app), Some(Duration::from_millis(100)));
}

#[test]
fn what_is_on_its_way_fits_every_window_in_both_languages() {
    for language in Language::ALL {
        for size in [(60, 18), (80, 24), (120, 40), (200, 60)] {
            let mut app = worlds::semaphore_app(language, size.0, size.1);
            tick(&mut app, 0);
            for ms in [0, 50, 100, 150] {
                put(&mut app);
                tick(&mut app, ms);
                for row in rows(&mut app) {
                    assert!(row.chars().count() <= usize::from(size.0), "{row}");
                }
            }
        }
    }
}

#[test]
fn an_event_forward_in_the_past_moves_what_it_tells_and_an_event_back_moves_nothing() {
    let mut app = at_rest(Motion::Full, (120, 40));
    put(&mut app);
    tick(&mut app, 1000);
    worlds::press(&mut app, KeyCode::Left);
    let row = row_with(&mut app, "out");
    assert_eq!(column(&row, "47"), None, "{row}");
    worlds::press(&mut app, KeyCode::Left);
    worlds::press(&mut app, KeyCode::Right);
    worlds::press(&mut app, KeyCode::Right);
    let row = row_with(&mut app, "out");
    assert!(!row.contains("|38|47|"), "it is on its way: {row}");
    assert!(column(&row, "47").is_some(), "{row}");
    tick(&mut app, 1180);
    let row = row_with(&mut app, "out");
    assert!(row.contains("|38|47|"), "{row}");
}

#[test]
fn the_palette_sets_how_much_moves() {
    let mut app = at_rest(Motion::Full, (120, 40));
    for letter in ":motion: none".chars() {
        worlds::press(&mut app, KeyCode::Char(letter));
    }
    worlds::press(&mut app, KeyCode::Enter);
    assert_eq!(app.appearance.motion, Motion::None);
    assert_eq!(app.frame_span(), Duration::from_millis(250));
    put(&mut app);
    assert!(row_with(&mut app, "out").contains("|38|47|"));
}

#[test]
fn the_palette_finds_beginnings_first_then_insides_then_letters_in_order() {
    let app = worlds::lesson(Language::En, (80, 24), "lock", 3);
    let labels = |filter: &str| -> Vec<String> {
        let items = app.palette(filter);
        items.into_iter().map(|item| item.label).collect()
    };
    let speed = labels("spe");
    assert_eq!(speed[..3], ["speed: faster", "speed: slower", "speed: x1"]);
    assert!(labels("nxp")[0].starts_with("next page"));
    let pages = labels("page");
    assert!(
        pages.iter().all(|label| label.contains("page")),
        "{pages:?}"
    );
    assert!(labels("zzz").is_empty());
    assert_eq!(labels("").len(), app.n_palette());
}
