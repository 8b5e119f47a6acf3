//! What keys, time and news of a run change: `update` driven as the loop drives it.

use std::time::Duration;

use super::worlds::{self, press};
use forklore::app::appearance::ThemeChoice;
use forklore::app::{
    App, Arrangement, Effect, Key, KeyCode, LessonScreen, Message, Phase, RunId, RunNotice, Speed,
    update,
};
use forklore::lesson::{Language, Region, StdoutMode};
use forklore::trace::ProcId;

const WIDE: (u16, u16) = (120, 40);

fn screen(app: &App) -> &LessonScreen {
    app.lesson().expect("a lesson is open")
}

fn tell(app: &mut App, notice: RunNotice) {
    let run = screen(app).run.id;
    update(app, Message::Run { run, notice });
}

#[test]
fn space_starts_the_listing_shown_and_then_pauses_and_resumes_it() {
    let mut app = worlds::lesson(Language::En, WIDE, "lock", 1);
    let effects = press(&mut app, KeyCode::Char(' '));
    let [Effect::StartRun(start)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert_eq!(start.program, "lock:unlocked");
    assert_eq!(
        (start.file.as_str(), start.stdout),
        ("unlocked.py", StdoutMode::Unbuffered)
    );
    assert!(start.source.contains("class Loop(Process)"));
    assert_eq!(screen(&app).run.phase, Phase::Starting);
    assert!(
        press(&mut app, KeyCode::Char(' ')).is_empty(),
        "while it starts"
    );
    tell(&mut app, RunNotice::Phase(Phase::Running));
    tell(&mut app, RunNotice::Events(worlds::torn()));
    assert_eq!(press(&mut app, KeyCode::Char(' ')), [Effect::Pause]);
    assert_eq!(screen(&app).run.phase, Phase::Pausing { left: 6 });
    tell(&mut app, RunNotice::Phase(Phase::Paused));
    assert_eq!(press(&mut app, KeyCode::Char(' ')), [Effect::Resume]);
    assert_eq!(screen(&app).run.phase, Phase::Running);
}

#[test]
fn space_after_the_end_says_which_key_runs_it_again() {
    let mut app = worlds::semaphore_app(Language::En, 120, 40);
    tell(&mut app, RunNotice::Phase(Phase::Done { code: 0 }));
    assert!(press(&mut app, KeyCode::Char(' ')).is_empty());
    assert!(
        app.message
            .as_ref()
            .is_some_and(|said| said.text.contains("r runs it again"))
    );
    let effects = press(&mut app, KeyCode::Char('r'));
    assert!(matches!(effects.as_slice(), [Effect::StartRun(start)] if start.run == RunId(2)));
    assert!(
        screen(&app).run.world.processes.is_empty(),
        "the new run begins with an empty world"
    );
}

#[test]
fn news_of_an_older_run_changes_nothing() {
    let mut app = worlds::semaphore_app(Language::En, 120, 40);
    press(&mut app, KeyCode::Char('r'));
    let old = Message::Run {
        run: RunId(1),
        notice: RunNotice::Events(worlds::semaphore()),
    };
    update(&mut app, old);
    assert!(screen(&app).run.world.processes.is_empty());
    update(
        &mut app,
        Message::Run {
            run: RunId(1),
            notice: RunNotice::Phase(Phase::Done { code: 0 }),
        },
    );
    assert_eq!(screen(&app).run.phase, Phase::Starting);
}

#[test]
fn speed_walks_its_steps_and_outlives_a_run() {
    let mut app = worlds::semaphore_app(Language::En, 120, 40);
    assert_eq!(
        press(&mut app, KeyCode::Char('+')),
        [Effect::SetSpeed(Speed::Times(2000))]
    );
    assert_eq!(
        press(&mut app, KeyCode::Char('=')),
        [Effect::SetSpeed(Speed::Times(5000))]
    );
    assert_eq!(
        press(&mut app, KeyCode::Char('-')),
        [Effect::SetSpeed(Speed::Times(2000))]
    );
    let effects = press(&mut app, KeyCode::Char('r'));
    assert!(
        matches!(effects.as_slice(), [Effect::StartRun(start)] if start.speed == Speed::Times(2000))
    );
    assert_eq!(
        press(&mut app, KeyCode::Backspace),
        [Effect::SetSpeed(Speed::NORMAL)]
    );
    for _ in 0..9 {
        press(&mut app, KeyCode::Char('+'));
    }
    assert_eq!(screen(&app).run.speed, Speed::Max);
    assert!(
        press(&mut app, KeyCode::Char('+')).is_empty(),
        "nothing is faster than max"
    );
}

#[test]
fn speed_before_a_run_is_kept_for_it_without_an_effect() {
    let mut app = worlds::lesson(Language::En, WIDE, "semaphore", 1);
    assert!(press(&mut app, KeyCode::Char('-')).is_empty());
    let effects = press(&mut app, KeyCode::Char(' '));
    assert!(
        matches!(effects.as_slice(), [Effect::StartRun(start)] if start.speed == Speed::Times(500))
    );
}

#[test]
fn q_leaves_one_level_and_control_c_quits_at_once_then_kills() {
    let mut app = worlds::semaphore_app(Language::En, 120, 40);
    press(&mut app, KeyCode::Char('?'));
    assert!(
        press(&mut app, KeyCode::Char('q')).is_empty(),
        "first the help closes"
    );
    assert_eq!(press(&mut app, KeyCode::Char('q')), [Effect::StopRun]);
    assert!(app.lesson().is_none());
    assert_eq!(press(&mut app, KeyCode::Char('q')), [Effect::Quit]);
    assert_eq!(
        update(&mut app, Message::Key(Key::control('c'))),
        [Effect::Kill]
    );
    let mut app = worlds::list(Language::En, 80, 24);
    assert_eq!(
        update(&mut app, Message::Key(Key::control('c'))),
        [Effect::Quit]
    );
}

#[test]
fn a_program_of_ones_own_quits_when_it_is_left() {
    let mut app = worlds::list(Language::En, 80, 24);
    app.open_program("dir/mine.py", "print(1)\n".into());
    let effects = press(&mut app, KeyCode::Char(' '));
    assert!(
        matches!(effects.as_slice(), [Effect::StartRun(start)] if start.program == "dir/mine.py" && start.file == "mine.py")
    );
    assert_eq!(press(&mut app, KeyCode::Char('q')), [Effect::Quit]);
}

#[test]
fn a_listing_can_be_opened_by_name_at_its_run_page() {
    let mut app = worlds::list(Language::En, 80, 24);
    let lesson = app
        .course
        .find("lock")
        .cloned()
        .expect("there is a lesson lock");
    app.open_listing(&lesson, "locked");
    let open = screen(&app);
    assert_eq!(
        open.listing().map(|listing| listing.name.as_str()),
        Some("locked")
    );
    assert_eq!(
        open.lesson.pages[open.page_idx].listing.as_deref(),
        Some("locked")
    );
}

#[test]
fn turning_to_a_page_with_another_listing_ends_the_run() {
    let mut app = worlds::lesson(Language::En, WIDE, "lock", 1);
    worlds::run(&mut app, StdoutMode::Unbuffered, worlds::torn(), 100);
    assert!(
        press(&mut app, KeyCode::Char('n')).is_empty(),
        "explain shows the same run"
    );
    assert_eq!(screen(&app).run.phase, Phase::Running);
    assert_eq!(
        press(&mut app, KeyCode::Char('n')),
        [Effect::StopRun],
        "another way to buffer stdout"
    );
    assert_eq!(screen(&app).run.phase, Phase::NoRun);
    assert_eq!(screen(&app).stdout(), StdoutMode::Terminal);
}

#[test]
fn c_walks_the_listings_and_forgets_the_run() {
    let mut app = worlds::lesson(Language::En, WIDE, "lock", 1);
    worlds::run(&mut app, StdoutMode::Unbuffered, worlds::torn(), 100);
    assert_eq!(press(&mut app, KeyCode::Char('c')), [Effect::StopRun]);
    assert_eq!(
        screen(&app).listing().map(|listing| listing.file.as_str()),
        Some("locked.py")
    );
    assert!(screen(&app).run.world.processes.is_empty());
    assert!(
        !screen(&app).classes.is_empty(),
        "the new listing is classed"
    );
}

#[test]
fn tab_walks_all_regions_and_as_tabs_leaves_the_timeline_to_processes() {
    for (size, n_stops) in [((80, 24), 6), (WIDE, 7), ((200, 60), 7)] {
        let mut app = worlds::lesson(Language::En, size, "semaphore", 0);
        let first = screen(&app).focus;
        let mut seen = vec![first];
        loop {
            press(&mut app, KeyCode::Tab);
            if screen(&app).focus == first {
                break;
            }
            seen.push(screen(&app).focus);
        }
        assert_eq!(seen.len(), n_stops, "{seen:?}");
        assert_eq!(
            seen.contains(&Region::Timeline),
            Arrangement::of(size.0, size.1) != Arrangement::Tabs
        );
        press(&mut app, KeyCode::BackTab);
        assert_eq!(Some(&screen(&app).focus), seen.last());
    }
}

#[test]
fn a_resize_keeps_focus_selection_zoom_and_run() {
    let mut app = worlds::semaphore_app(Language::En, 120, 40);
    press(&mut app, KeyCode::Char('z'));
    for (columns, rows) in [(80, 24), (40, 10), (200, 60), (120, 40)] {
        update(&mut app, Message::Resize { columns, rows });
        let open = screen(&app);
        assert_eq!(
            (open.focus, open.chosen, open.is_zoomed),
            (Region::Processes, ProcId(2), true)
        );
        assert_eq!(open.run.world.processes.len(), 3);
    }
    press(&mut app, KeyCode::Esc);
    assert!(!screen(&app).is_zoomed);
}

#[test]
fn language_and_theme_change_everywhere() {
    let mut app = worlds::list(Language::En, 80, 24);
    app.appearance.theme = ThemeChoice::Auto;
    press(&mut app, KeyCode::Char('L'));
    assert_eq!(app.language, Language::Zh);
    let mut themes = vec![app.appearance.theme];
    for _ in 0..5 {
        press(&mut app, KeyCode::Char('T'));
        themes.push(app.appearance.theme);
    }
    assert_eq!(themes, ThemeChoice::ALL);
    press(&mut app, KeyCode::Char('T'));
    assert_eq!(app.appearance.theme, ThemeChoice::Auto);
}

#[test]
fn a_search_filters_the_list_until_escape() {
    let mut app = worlds::list(Language::En, 80, 24);
    for letter in ['/', 'q', 'u', 'e'] {
        press(&mut app, KeyCode::Char(letter));
    }
    let shown: Vec<&str> = app
        .lessons_shown()
        .iter()
        .map(|lesson| lesson.id.as_str())
        .collect();
    assert_eq!(shown, ["queue"]);
    press(&mut app, KeyCode::Enter);
    press(&mut app, KeyCode::Enter);
    assert_eq!(screen(&app).lesson.id, "queue");
    press(&mut app, KeyCode::Char('q'));
    press(&mut app, KeyCode::Esc);
    assert_eq!(app.lessons_shown().len(), app.course.lessons.len());
}

#[test]
fn a_lesson_opens_where_it_was_left_and_is_done_when_all_pages_were_seen() {
    let mut app = worlds::lesson(Language::En, WIDE, "semaphore", 1);
    press(&mut app, KeyCode::Char('q'));
    assert!(app.open_lesson("semaphore"));
    assert_eq!(screen(&app).page_idx, 1);
    press(&mut app, KeyCode::Char('n'));
    press(&mut app, KeyCode::Char('p'));
    press(&mut app, KeyCode::Char('q'));
    let progress = app.list.progress["semaphore"];
    assert!(progress.is_done && progress.page == 1);
    assert!(!app.open_lesson("nothing"));
}

#[test]
fn a_frame_is_wanted_only_while_something_moves() {
    let mut app = worlds::list(Language::En, 80, 24);
    assert_eq!(app.wants_frame_at(), None, "in a menu");
    app = worlds::semaphore_app(Language::En, 120, 40);
    let wanted = app.wants_frame_at().expect("a process sleeps");
    assert_eq!(wanted, app.now + Duration::from_millis(100));
    press(&mut app, KeyCode::Char(' '));
    tell(&mut app, RunNotice::Phase(Phase::Paused));
    assert_eq!(app.wants_frame_at(), None, "paused");
    press(&mut app, KeyCode::Char(' '));
    tell(&mut app, RunNotice::Phase(Phase::Stuck));
    assert_eq!(app.wants_frame_at(), None, "stuck");
    let mut app = worlds::lesson(Language::En, WIDE, "lock", 1);
    let blocked: Vec<_> = worlds::semaphore().into_iter().take(17).collect();
    worlds::run(&mut app, StdoutMode::Terminal, blocked, 0);
    assert!(app.wants_frame_at().is_some(), "a process computes");
}

#[test]
fn the_clock_of_the_screen_never_goes_back() {
    let mut app = worlds::semaphore_app(Language::En, 120, 40);
    update(
        &mut app,
        Message::Tick {
            now: Duration::from_secs(9),
            vt: Some(1),
        },
    );
    assert_eq!(screen(&app).run.vt, 4_402_000_000);
    update(
        &mut app,
        Message::Tick {
            now: Duration::from_secs(1),
            vt: None,
        },
    );
    assert_eq!(app.now, Duration::from_secs(9));
}

#[test]
fn keys_of_later_features_do_nothing() {
    let mut app = worlds::semaphore_app(Language::En, 120, 40);
    let before = format!("{:?}", screen(&app));
    assert!(press(&mut app, KeyCode::Char('R')).is_empty());
    for code in [KeyCode::Function(5), KeyCode::Function(12)] {
        assert!(press(&mut app, code).is_empty());
    }
    assert_eq!(format!("{:?}", screen(&app)), before);
}

#[test]
fn a_lesson_opened_from_another_one_leaves_that_ones_progress_where_it_was() {
    let mut app = worlds::lesson(Language::En, (120, 40), "lock", 2);
    assert!(app.open_lesson("pool"));
    let progress = app.progress();
    assert_eq!(progress["lock"].page, 2);
    assert_eq!(progress["pool"].page, 0);
}

#[test]
fn back_and_run_again_in_the_explanation_mean_the_run_below() {
    let mut app = worlds::lesson(Language::En, WIDE, "lock", 1);
    worlds::run(&mut app, StdoutMode::Terminal, worlds::deadlock(), 300);
    if app.overlay.is_none() {
        press(&mut app, KeyCode::Char('d'));
    }
    assert!(app.overlay.is_some());
    press(&mut app, KeyCode::Char(','));
    assert!(app.overlay.is_none());
    assert!(screen(&app).run.is_past());
    press(&mut app, KeyCode::Char('d'));
    let effects = press(&mut app, KeyCode::Char('r'));
    assert!(app.overlay.is_none());
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::StartRun(_))),
        "{effects:?}"
    );
    // In the help they mean nothing.
    press(&mut app, KeyCode::Char('?'));
    assert!(press(&mut app, KeyCode::Char('r')).is_empty());
    assert!(app.overlay.is_some());
}
