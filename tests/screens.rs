//! The screens, drawn into a buffer: compared with expected screens row by row, with the wireframes of SCREENS.md
//! where the data is the same, and held to their width at every size.
//!
//! `FORKLORE_BLESS=1 cargo test --test screens` writes the expected screens anew; read them like code.

#[path = "screens/motion.rs"]
mod motion;
#[path = "screens/mouse.rs"]
mod mouse;
#[path = "screens/notes.rs"]
mod notes;
#[path = "screens/search.rs"]
mod search;
#[path = "screens/updates.rs"]
mod updates;
#[path = "screens/worlds.rs"]
mod worlds;

use std::path::Path;

use forklore::app::appearance::{Depth, Glyphs, ThemeChoice};
use forklore::app::{App, Key, KeyCode, Message, Phase, RunId, RunNotice, Stage, update};
use forklore::lesson::{Language, StdoutMode};
use forklore::python::problem::{Problem, ProblemClass};
use forklore::trace::Event;
use forklore::ui;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Draws twice: the second frame knows what the first one left behind, as on a terminal.
fn draw(app: &mut App, columns: u16, rows: u16) -> Buffer {
    let area = Rect::new(0, 0, columns, rows);
    let mut buf = Buffer::empty(area);
    update(app, Message::Resize { columns, rows });
    for _ in 0..2 {
        app.drawn = ui::render(app, area, &mut buf);
    }
    buf
}

/// The rows as text of exactly the buffer's width.
///
/// # Panics
/// If a wide character stands in the last column or is not followed by a cell of its own.
#[track_caller]
fn text_rows(buf: &Buffer) -> Vec<String> {
    let area = buf.area;
    (0..area.height)
        .map(|y| {
            let mut row = String::new();
            let mut x = 0;
            while x < area.width {
                let symbol = buf[(x, y)].symbol();
                row.push_str(symbol);
                x += (symbol.width() as u16).max(1);
            }
            assert_eq!(x, area.width, "a wide character leaves row {y}: {row}");
            row
        })
        .collect()
}

/// Compares the screen with the file of this name under `tests/screens/`.
#[track_caller]
fn check(name: &str, app: &mut App) {
    let (columns, rows) = app.size;
    let drawn = text_rows(&draw(app, columns, rows));
    let drawn: Vec<&str> = drawn.iter().map(|row| row.trim_end()).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/screens/{name}.txt"));
    if std::env::var_os("FORKLORE_BLESS").is_some() {
        std::fs::write(&path, format!("{}\n", drawn.join("\n")))
            .expect("the expected screen can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let expected: Vec<&str> = expected.lines().collect();
    assert_eq!(
        drawn.len(),
        expected.len(),
        "{name} has another number of rows:\n{}",
        drawn.join("\n")
    );
    for (place, (drawn, expected)) in drawn.iter().zip(expected).enumerate() {
        assert_eq!(*drawn, expected, "row {place} of {name}");
    }
}

fn problem(line: u32, column: u32, span: std::ops::Range<usize>, message: &str) -> Problem {
    Problem {
        span,
        line,
        column,
        class: ProblemClass::Unsupported,
        message: (message, message).into(),
        remedy: Some(
            (
                "put the names into a list in the program, or pass them as args",
                "把名字写进程序里的列表，或作为参数传入",
            )
                .into(),
        ),
    }
}

fn notice(app: &mut App, notice: RunNotice) {
    let run = app.lesson().map_or(RunId(0), |lesson| lesson.run.id);
    update(app, Message::Run { run, notice });
}

fn refused(language: Language, columns: u16, rows: u16) -> App {
    let mut app = worlds::list(language, columns, rows);
    let source = "a = 1\n\ndata = open('names.txt').read()\nwith data:\n    pass\n";
    app.open_program("mine.py", source.into());
    worlds::press(&mut app, KeyCode::Char(' '));
    let problems = vec![
        problem(
            3,
            8,
            14..18,
            "open is not available: a program here cannot touch files",
        ),
        problem(4, 1, 39..43, "with is not available"),
    ];
    notice(&mut app, RunNotice::Refused(problems));
    app
}

/// Every scene, for what must hold of all.
fn scenes(language: Language) -> Vec<(&'static str, App)> {
    let size = (120, 40);
    let mut torn = worlds::lesson(language, size, "lock", 1);
    worlds::run(&mut torn, StdoutMode::Unbuffered, worlds::torn(), 100);
    let mut crowd = worlds::lesson(language, size, "lock", 0);
    worlds::run(&mut crowd, StdoutMode::Terminal, worlds::crowd(), 100);
    let mut wide = worlds::lesson(language, size, "pool", 1);
    worlds::run(&mut wide, StdoutMode::Pipe, worlds::wide(), 100);
    let mut failed = worlds::lesson(language, size, "pool", 1);
    worlds::press(&mut failed, KeyCode::Char(' '));
    notice(
        &mut failed,
        RunNotice::Failed(
            (
                "no process could be made: `fork` failed: EAGAIN",
                "无法建立进程：`fork` 失败：EAGAIN 资源不足",
            )
                .into(),
        ),
    );
    let mut help = worlds::semaphore_app(language, 120, 40);
    worlds::press(&mut help, KeyCode::Char('?'));
    let mut stuck = worlds::lesson(language, size, "lock", 1);
    worlds::run(&mut stuck, StdoutMode::Terminal, worlds::deadlock(), 203);
    notice(&mut stuck, RunNotice::Phase(Phase::Stuck));
    let mut list_help = worlds::list(language, 120, 40);
    worlds::press(&mut list_help, KeyCode::Char('?'));
    let mut search = worlds::list(language, 120, 40);
    for letter in ['/', '锁', 'x'] {
        worlds::press(&mut search, KeyCode::Char(letter));
    }
    let mut zoomed = worlds::semaphore_app(language, 120, 40);
    worlds::press(&mut zoomed, KeyCode::Char('z'));
    vec![
        ("list", worlds::list(language, 120, 40)),
        ("list with help", list_help),
        ("list with search", search),
        ("page", worlds::lesson(language, size, "semaphore", 0)),
        ("semaphore", worlds::semaphore_app(language, 120, 40)),
        ("zoomed", zoomed),
        ("torn", torn),
        ("crowd", crowd),
        ("wide", wide),
        ("refused", refused(language, 120, 40)),
        ("failed", failed),
        ("help", help),
        ("stuck", stuck),
    ]
}

#[test]
fn the_lesson_list_is_as_expected() {
    for language in Language::ALL {
        for (columns, rows) in [(80, 24), (120, 40)] {
            let mut app = worlds::list(language, columns, rows);
            worlds::press(&mut app, KeyCode::Down);
            worlds::press(&mut app, KeyCode::Enter);
            worlds::press(&mut app, KeyCode::Char('n'));
            worlds::press(&mut app, KeyCode::Char('q'));
            check(&format!("list-{columns}x{rows}-{language}"), &mut app);
        }
    }
}

#[test]
fn the_running_semaphore_lesson_is_as_expected() {
    for language in Language::ALL {
        for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
            let mut app = worlds::semaphore_app(language, columns, rows);
            check(&format!("semaphore-{columns}x{rows}-{language}"), &mut app);
        }
    }
}

#[test]
fn torn_lines_are_marked_as_expected() {
    let mut app = worlds::lesson(Language::En, (120, 40), "lock", 1);
    worlds::run(&mut app, StdoutMode::Unbuffered, worlds::torn(), 100);
    check("torn-120x40-en", &mut app);
}

#[test]
fn a_crowd_of_processes_is_as_expected() {
    let mut app = worlds::lesson(Language::En, (120, 40), "lock", 1);
    worlds::run(&mut app, StdoutMode::Terminal, worlds::crowd(), 100);
    check("crowd-120x40-en", &mut app);
}

#[test]
fn a_deadlock_is_explained_when_the_run_gets_stuck() {
    for language in Language::ALL {
        let mut app = worlds::lesson(language, (80, 24), "lock", 1);
        worlds::run(&mut app, StdoutMode::Terminal, worlds::deadlock(), 203);
        notice(&mut app, RunNotice::Phase(Phase::Stuck));
        let_motions_end(&mut app);
        check(&format!("deadlock-80x24-{language}"), &mut app);
        worlds::press(&mut app, KeyCode::Esc);
        let rows = text_rows(&draw(&mut app, 80, 24));
        assert!(
            rows[1].contains(['[', ']']),
            "the tabs are back: {}",
            rows[1]
        );
    }
}

#[test]
fn a_pool_with_ten_thousand_tasks_is_as_expected() {
    for (columns, rows) in [(80, 24), (120, 40)] {
        for language in Language::ALL {
            let mut app = worlds::lesson(language, (columns, rows), "pool", 3);
            worlds::run(&mut app, StdoutMode::Terminal, worlds::pool(), 760);
            for _ in 0..6 {
                let focus = app.lesson().map(|lesson| lesson.focus);
                if focus != Some(forklore::lesson::Region::Objects) {
                    worlds::press(&mut app, KeyCode::Tab);
                }
            }
            check(&format!("pool-{columns}x{rows}-{language}"), &mut app);
        }
    }
}

#[test]
fn a_longer_cycle_is_drawn_as_a_ring_and_a_long_one_as_a_list() {
    for (n, language) in [
        (1, Language::En),
        (3, Language::En),
        (4, Language::Zh),
        (6, Language::En),
    ] {
        let mut app = worlds::lesson(language, (80, 24), "lock", 1);
        worlds::run(&mut app, StdoutMode::Terminal, worlds::philosophers(n), 300);
        notice(&mut app, RunNotice::Phase(Phase::Stuck));
        let_motions_end(&mut app);
        check(&format!("why-{n}-80x24-{language}"), &mut app);
    }
}

/// A lesson whose run was told by these events, with Objects in front.
fn objects_of(language: Language, size: (u16, u16), events: Vec<Event>) -> App {
    let mut app = worlds::lesson(language, size, "lock", 1);
    worlds::run(&mut app, StdoutMode::Terminal, events, 600);
    let_motions_end(&mut app);
    while app.lesson().map(|lesson| lesson.focus) != Some(forklore::lesson::Region::Objects) {
        worlds::press(&mut app, KeyCode::Tab);
    }
    app
}

#[test]
fn lost_updates_shared_locks_unfinished_items_and_full_pipes_have_their_pictures() {
    for language in Language::ALL {
        let mut app = objects_of(language, (80, 24), worlds::shared());
        check(&format!("shared-80x24-{language}"), &mut app);
    }
}

#[test]
fn closed_ends_failed_and_lost_tasks_have_their_pictures() {
    for language in [Language::En, Language::Zh] {
        for size in [(80, 24), (120, 40)] {
            let mut app = objects_of(language, size, worlds::losses());
            let language = if language == Language::En { "en" } else { "zh" };
            check(
                &format!("losses-{}x{}-{language}", size.0, size.1),
                &mut app,
            );
        }
    }
}

#[test]
fn objects_of_one_name_stand_under_the_process_that_has_them() {
    for language in Language::ALL {
        let mut app = objects_of(language, (80, 24), worlds::unshared());
        check(&format!("unshared-80x24-{language}"), &mut app);
    }
    let mut app = objects_of(Language::En, (120, 40), worlds::unshared());
    check("unshared-120x40-en", &mut app);
}

#[test]
fn condition_event_barrier_value_and_array_have_their_pictures() {
    for language in Language::ALL {
        let mut app = worlds::lesson(language, (80, 24), "lock", 1);
        worlds::run(&mut app, StdoutMode::Terminal, worlds::library(), 600);
        let_motions_end(&mut app);
        while app.lesson().map(|lesson| lesson.focus) != Some(forklore::lesson::Region::Objects) {
            worlds::press(&mut app, KeyCode::Tab);
        }
        check(&format!("library-80x24-{language}"), &mut app);
    }
}

/// Time passes in which nothing happens.
fn let_motions_end(app: &mut App) {
    let now = app.now + std::time::Duration::from_secs(10);
    update(app, Message::Tick { now, vt: None });
}

#[test]
fn a_digit_opens_a_way_out_and_enter_goes_to_the_line_of_the_chosen_process() {
    let mut app = worlds::lesson(Language::En, (80, 24), "lock", 1);
    worlds::run(&mut app, StdoutMode::Terminal, worlds::deadlock(), 203);
    worlds::press(&mut app, KeyCode::Char('2'));
    let text = text_rows(&draw(&mut app, 80, 24)).join("\n");
    assert!(text.contains("acquire(timeout=1) returns False"), "{text}");
    worlds::press(&mut app, KeyCode::Tab);
    worlds::press(&mut app, KeyCode::Enter);
    let lesson = app.lesson().expect("a lesson is open");
    assert_eq!(lesson.chosen, forklore::trace::ProcId(2));
    assert_eq!(lesson.focus, forklore::lesson::Region::Code);
    assert_eq!(app.overlay, None);
}

#[test]
fn d_says_who_waits_for_whom_at_any_time_and_closes_it_again() {
    let mut app = worlds::lesson(Language::En, (80, 24), "lock", 1);
    let open: Vec<_> = worlds::deadlock();
    let before = open[..open.len() - 1].to_vec();
    worlds::run(&mut app, StdoutMode::Terminal, before, 203);
    worlds::press(&mut app, KeyCode::Char('d'));
    let text = text_rows(&draw(&mut app, 80, 24)).join("\n");
    assert!(text.contains("Who waits for whom"), "{text}");
    worlds::press(&mut app, KeyCode::Char('d'));
    let text = text_rows(&draw(&mut app, 80, 24)).join("\n");
    assert!(!text.contains("Who waits for whom"), "{text}");
}

#[test]
fn help_is_as_expected() {
    for language in Language::ALL {
        let mut app = worlds::semaphore_app(language, 80, 24);
        worlds::press(&mut app, KeyCode::Char('?'));
        check(&format!("help-80x24-{language}"), &mut app);
    }
}

#[test]
fn an_overlay_takes_its_rows_from_edge_to_edge_with_a_blank_one_last() {
    for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
        let mut app = worlds::lesson(Language::En, (columns, rows), "lock", 1);
        worlds::run(&mut app, StdoutMode::Terminal, worlds::deadlock(), 203);
        let before = text_rows(&draw(&mut app, columns, rows));
        notice(&mut app, RunNotice::Phase(Phase::Stuck));
        let drawn = text_rows(&draw(&mut app, columns, rows));
        let first = drawn
            .iter()
            .position(|row| row.contains("! Deadlock"))
            .expect("the overlay is open");
        let advice = drawn
            .iter()
            .position(|row| row.contains("Enter goes to the line"))
            .expect("it says how to close it");
        for row in &drawn[first..=advice] {
            let beside: String = row.chars().skip(79).collect();
            assert_eq!(beside.trim(), "", "{columns}x{rows}");
        }
        assert_eq!(drawn[advice + 1].trim(), "", "{columns}x{rows}");
        assert_eq!(drawn[..first], before[..first], "{columns}x{rows}");
    }
}

#[test]
fn the_help_of_the_smallest_window_cuts_no_text() {
    for language in Language::ALL {
        let mut app = worlds::semaphore_app(language, 60, 18);
        worlds::press(&mut app, KeyCode::Char('?'));
        for _ in 0..8 {
            let rows = text_rows(&draw(&mut app, 60, 18));
            let help = &rows[1..16];
            assert!(
                help.iter().all(|row| !row.contains('⋯')),
                "{}",
                help.join("\n")
            );
            worlds::press(&mut app, KeyCode::PageDown);
        }
    }
}

#[test]
fn a_refused_program_is_shown_with_its_line_and_a_caret() {
    check("refused-80x24-en", &mut refused(Language::En, 80, 24));
}

#[test]
fn a_small_window_says_what_forklore_needs() {
    check(
        "notice-52x12-en",
        &mut worlds::semaphore_app(Language::En, 52, 12),
    );
}

/// Rows of the wireframe S2 (80x24, middle) whose data the semaphore run has, too.
#[test]
fn rows_of_the_second_wireframe_stand_character_by_character() {
    let rows = text_rows(&draw(
        &mut worlds::semaphore_app(Language::En, 80, 24),
        80,
        24,
    ));
    for expected in [
        "  Story   Code  [Processes]  Objects   Output   Log                    Tab next ",
        " ╍╍ Processes  3 ╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍ ",
        "  [0] main          2 S  ⊣ blocked   on [1] (join)                      line 38 ",
        "  [1] Producer-1    3 S  ☾ sleeping  0.60 s left                        line 28 ",
        " ❯[2] Consumer-2    4 S  ⊣ blocked   on full, count 0                   line 13 ",
        " ╌╌ Timeline ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 0.1 s a cell ╌ ",
        "                  0 s       1         2         3         4                     ",
        "  [0] main        ⣿⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒                  ",
        "                                                          now⇡                  ",
        "  lock  holder    11111111111111111111222222222222222222221111                  ",
        "  empty count     11111111110000000000000000000000000000001111                  ",
        "  full  count     00000000000000000000111111111100000000000000                  ",
        "  buffer items    11111111112222222222111111111100000000001111                  ",
        "  ⣿ running  ⣤ ready  ⠒ blocked  ⠄ sleeping  ⡇ stopped  ⠉ zombie                ",
        " ╌╌ Now ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ ",
    ] {
        assert!(
            rows.iter().any(|row| row == expected),
            "missing: {expected}\n{}",
            rows.join("\n")
        );
    }
}

/// The same for its Chinese neighbor.
#[test]
fn rows_of_the_chinese_wireframe_stand_character_by_character() {
    let rows = text_rows(&draw(
        &mut worlds::semaphore_app(Language::Zh, 80, 24),
        80,
        24,
    ));
    for expected in [
        "  正文   代码  [进程]  对象   输出   日志                              Tab 换区 ",
        " ╍╍ 进程  3 ╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍ ",
        "  [0] main          2 S  ⊣ 阻塞      等 [1] 结束                       第 38 行 ",
        "  [1] Producer-1    3 S  ☾ 睡眠      还剩 0.60 秒                      第 28 行 ",
        " ❯[2] Consumer-2    4 S  ⊣ 阻塞      等 full，计数 0                   第 13 行 ",
        "                  0 秒      1         2         3         4                     ",
        "                                                         现在⇡                  ",
        "  lock  持有者    11111111111111111111222222222222222222221111                  ",
        "  empty 计数      11111111110000000000000000000000000000001111                  ",
        "  buffer 件数     11111111112222222222111111111100000000001111                  ",
        "  ⣿ 运行  ⣤ 就绪  ⠒ 阻塞  ⠄ 睡眠  ⡇ 停止  ⠉ 僵尸                                ",
    ] {
        assert!(
            rows.iter().any(|row| row == expected),
            "missing: {expected}\n{}",
            rows.join("\n")
        );
    }
}

/// Parts of rows of the wireframe S1 (120x40, left).
#[test]
fn rows_of_the_first_wireframe_stand_character_by_character() {
    let rows = text_rows(&draw(
        &mut worlds::semaphore_app(Language::En, 120, 40),
        120,
        40,
    ));
    let right: Vec<String> = rows
        .iter()
        .map(|row| row.chars().skip(61).collect())
        .collect();
    for expected in [
        "╍╍ Processes  3 ╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍ ",
        " [0] main         2 S  ⊣ blocked on [1] (join)       38    ",
        " [1] Producer-1   3 S  ☾ sleeping  0.60 s left       28    ",
        "❯[2] Consumer-2   4 S  ⊣ blocked on full             13    ",
        "╌╌ Objects  4 ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ ",
        "empty   semaphore  ◉◌   1 of 2           waiting none      ",
        "full    semaphore  ◌    0                waiting [2]       ",
        "  out ⇠ |38|  |  |  |  |  |  |  |  |  | ⇠ in               ",
        "╌╌ Timeline ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 0.1 s a cell ╌ ",
        "              0 s       1         2         3         4    ",
        "[0] main      ⣿⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒ ",
        "                                                      now⇡ ",
        "lock  holder  11111111111111111111222222222222222222221111 ",
        "⣿ running  ⣤ ready  ⠒ blocked  ⠄ sleeping  ⠉ zombie        ",
        "4.000  [2] releases lock                                   ",
        "4.000  [1] acquires lock after 1.00 s                      ",
        "4.001  [1] writes \"append 38\\n\" (10 bytes)                 ",
        "4.002  [1] sleeps 1 s                                      ",
    ] {
        assert!(
            right.iter().any(|row| row == expected),
            "missing: {expected}\n{}",
            right.join("\n")
        );
    }
    let code = "   2  13❯             full.acquire()";
    assert!(rows.iter().any(|row| row.starts_with(code)));
}

#[test]
fn every_scene_fits_every_window_in_both_languages() {
    let sizes = [
        (0, 0),
        (1, 1),
        (2, 7),
        (59, 18),
        (60, 17),
        (60, 18),
        (80, 24),
        (110, 30),
        (120, 40),
        (170, 45),
        (200, 60),
        (260, 70),
    ];
    for language in Language::ALL {
        for (name, mut app) in scenes(language) {
            for (columns, rows) in sizes {
                let buf = draw(&mut app, columns, rows);
                let drawn = text_rows(&buf);
                assert_eq!(drawn.len(), usize::from(rows), "{name} at {columns}x{rows}");
                let is_margin_kept = drawn.iter().all(|row| columns < 60 || row.starts_with(' '));
                assert!(
                    is_margin_kept,
                    "{name} at {columns}x{rows} writes into the left margin:\n{}",
                    drawn.join("\n")
                );
                let last = |y: u16| buf[(columns.saturating_sub(1), y)].symbol() == " ";
                assert!(
                    columns < 60 || (0..rows).all(last),
                    "{name} at {columns}x{rows} writes into the right margin"
                );
            }
        }
    }
}

#[test]
fn every_region_can_be_opened_in_every_window() {
    for (columns, rows) in [(60, 18), (80, 24), (110, 30), (120, 40), (200, 60)] {
        let mut app = worlds::semaphore_app(Language::Zh, columns, rows);
        for _ in 0..8 {
            worlds::press(&mut app, KeyCode::Tab);
            for key in ['z', 'j', 'k', 'l', 'h', 'v', 'z'] {
                worlds::press(&mut app, KeyCode::Char(key));
                text_rows(&draw(&mut app, columns, rows));
            }
        }
    }
}

#[test]
fn ascii_glyphs_leave_nothing_but_ascii_and_text() {
    let mut app = worlds::semaphore_app(Language::En, 120, 40);
    app.appearance.glyphs = Glyphs::Ascii;
    let rows = text_rows(&draw(&mut app, 120, 40));
    for row in &rows {
        let foreign: String = row.chars().filter(|letter| !letter.is_ascii()).collect();
        assert!(
            foreign.is_empty() || foreign == "中文",
            "{foreign} in {row}"
        );
    }
    assert!(rows.iter().any(|row| row.contains("| blocked on full")));
    assert!(rows.iter().any(|row| row.contains("O.   1 of 2")));
}

#[test]
fn without_color_no_cell_has_one() {
    let mut app = worlds::semaphore_app(Language::En, 120, 40);
    app.appearance.theme = ThemeChoice::Dark;
    app.appearance.depth = Depth::NoColor;
    let buf = draw(&mut app, 120, 40);
    assert!(buf.content.iter().all(|cell| {
        cell.fg == ratatui::style::Color::Reset && cell.bg == ratatui::style::Color::Reset
    }));
}

#[test]
fn a_badge_takes_the_same_cells_with_and_without_color() {
    let mut plain = worlds::semaphore_app(Language::En, 120, 40);
    let mut colored = plain.clone();
    colored.appearance.theme = ThemeChoice::Dark;
    let plain = text_rows(&draw(&mut plain, 120, 40));
    let colored = text_rows(&draw(&mut colored, 120, 40));
    for (plain, colored) in plain.iter().zip(colored) {
        for id in 0..3 {
            let badge = format!("[{id}]");
            if let Some((before, _)) = plain.split_once(&badge) {
                let place = before.chars().count();
                let same: String = colored.chars().skip(place).take(3).collect();
                assert_eq!(same, format!(" {id} "), "{plain}");
            }
        }
    }
}

#[test]
fn drawing_the_same_state_twice_gives_the_same_screen() {
    for (name, mut app) in scenes(Language::En) {
        let first = draw(&mut app, 120, 40);
        assert_eq!(first, draw(&mut app, 120, 40), "{name}");
    }
}

#[test]
fn phases_and_stage_are_named_in_the_status_row() {
    let mut app = worlds::semaphore_app(Language::En, 120, 40);
    let mut status = |phase: Phase| {
        notice(&mut app, RunNotice::Phase(phase));
        text_rows(&draw(&mut app, 120, 40))[38].trim().to_string()
    };
    assert!(status(Phase::Pausing { left: 2 }).starts_with("LIVE  pausing (2)   x1.0   4.402 s"));
    assert!(status(Phase::Paused).starts_with("LIVE  paused   x1.0"));
    assert!(status(Phase::Stuck).starts_with("STUCK   nobody can ever move   4.402 s"));
    assert!(
        status(Phase::Done { code: 1 }).starts_with("DONE 1   x1.0   4.402 s   event 68 of 68")
    );
    let mut facts = app.lesson().expect("a lesson is open").run.facts.clone();
    facts.stage = Stage::BestEffort(("user namespaces are off", "用户命名空间已关闭").into());
    notice(&mut app, RunNotice::Started(facts));
    notice(&mut app, RunNotice::Phase(Phase::Running));
    let row = text_rows(&draw(&mut app, 120, 40))[38].clone();
    assert!(row.contains("LIVE  running  BEST EFFORT"), "{row}");
}

#[test]
fn a_message_takes_the_keys_row_and_goes_away() {
    let mut app = worlds::semaphore_app(Language::En, 80, 24);
    update(&mut app, Message::Say("schedule copied".into()));
    assert_eq!(
        text_rows(&draw(&mut app, 80, 24))[23].trim(),
        "schedule copied"
    );
    update(
        &mut app,
        Message::Tick {
            now: std::time::Duration::from_secs(30),
            vt: None,
        },
    );
    assert!(
        text_rows(&draw(&mut app, 80, 24))[23]
            .trim()
            .starts_with("Space pause")
    );
}

#[test]
fn a_click_on_a_row_of_the_list_chooses_and_then_opens_it() {
    use forklore::app::{Mouse, MouseKind};
    let mut app = worlds::list(Language::En, 80, 24);
    draw(&mut app, 80, 24);
    let click = Message::Mouse(Mouse {
        kind: MouseKind::Press,
        column: 20,
        row: 4,
    });
    update(&mut app, click.clone());
    assert_eq!(app.list.chosen, 2);
    update(&mut app, click);
    assert_eq!(
        app.lesson().map(|lesson| lesson.lesson.id.as_str()),
        Some("daemon")
    );
}

#[test]
fn scrolling_up_in_the_log_stops_following_and_end_follows_again() {
    let mut app = worlds::semaphore_app(Language::En, 80, 24);
    worlds::press(&mut app, KeyCode::Tab);
    worlds::press(&mut app, KeyCode::Tab);
    worlds::press(&mut app, KeyCode::Tab);
    draw(&mut app, 80, 24);
    update(&mut app, Message::Key(Key::plain(KeyCode::Up)));
    let rows = text_rows(&draw(&mut app, 80, 24));
    assert!(
        rows[2].contains("╍╍ Log") && rows[2].contains("End follows"),
        "{}",
        rows[2]
    );
    update(&mut app, Message::Key(Key::plain(KeyCode::End)));
    let rows = text_rows(&draw(&mut app, 80, 24));
    assert!(rows[2].contains("68 events"), "{}", rows[2]);
}

#[test]
fn a_state_is_whole_on_narrow_rows() {
    for (language, word) in [(Language::En, "! stuck"), (Language::Zh, "! 卡")] {
        let mut n_seen = 0;
        for width in [80, 90, 100, 120, 140, 200] {
            let mut app = worlds::lesson(language, (width, 40), "lock", 1);
            worlds::run(&mut app, StdoutMode::Terminal, worlds::deadlock(), 203);
            worlds::press(&mut app, KeyCode::Esc);
            let rows = text_rows(&draw(&mut app, width, 40));
            n_seen += rows.iter().filter(|row| row.contains(word)).count();
            let is_cut = |row: &&String| row.contains("! st") && !row.contains("! stuck");
            assert_eq!(rows.iter().find(is_cut), None, "{width}");
        }
        assert!(n_seen > 0, "{word} is on no screen");
    }
}

#[test]
fn what_cannot_be_is_told_in_the_language_of_the_screen() {
    let told = |language| {
        let mut app = worlds::lesson(language, (120, 40), "pool", 1);
        worlds::press(&mut app, KeyCode::Char(' '));
        let why = ("no process could be made", "无法建立进程").into();
        notice(&mut app, RunNotice::Failed(why));
        // Each cell of a wide letter counts: blanks between them are the second cells.
        text_rows(&draw(&mut app, 120, 40))
            .join("")
            .replace(' ', "")
    };
    assert!(told(Language::En).contains("noprocesscouldbemade"));
    let chinese = told(Language::Zh);
    assert!(
        chinese.contains("无法建立进程") && !chinese.contains("could"),
        "{chinese}"
    );
}
