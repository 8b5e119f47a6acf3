//! `/` in regions whose text only the drawing knows, and `Y`.

use super::{draw, text_rows, worlds};
use forklore::app::{App, Effect, KeyCode};
use forklore::lesson::{Language, Region};

const SIZE: (u16, u16) = (120, 40);

fn shown(app: &mut App) -> String {
    text_rows(&draw(app, SIZE.0, SIZE.1)).join("\n")
}

/// Goes to a region with Tab.
fn go_to(app: &mut App, region: Region) {
    for _ in 0..7 {
        if app.lesson().expect("open").focus == region {
            return;
        }
        worlds::press(app, KeyCode::Tab);
    }
    panic!("Tab never comes to {region:?}");
}

fn search(app: &mut App, text: &str) {
    worlds::press(app, KeyCode::Char('/'));
    shown(app);
    for letter in text.chars() {
        worlds::press(app, KeyCode::Char(letter));
    }
}

#[test]
fn a_search_finds_rows_of_story_and_objects() {
    for (region, text, count) in [
        (Region::Story, "permit", "3 rows"),
        (Region::Objects, "waiting [2]", "1 row"),
        (Region::Objects, "semaphore", "2 rows"),
        (Region::Objects, "no such thing", "0 rows"),
    ] {
        let mut app = worlds::semaphore_app(Language::En, SIZE.0, SIZE.1);
        go_to(&mut app, region);
        search(&mut app, text);
        let screen = shown(&mut app);
        assert!(screen.contains(&format!("/ {text}")), "{screen}");
        assert!(screen.contains(count), "{count} of {text}\n{screen}");
    }
}

#[test]
fn y_copies_the_text_of_the_region_with_the_focus() {
    let mut app = worlds::semaphore_app(Language::En, SIZE.0, SIZE.1);
    let source = app
        .lesson()
        .and_then(|lesson| lesson.listing())
        .map(|listing| listing.source.clone())
        .expect("a listing");
    go_to(&mut app, Region::Code);
    let copied = worlds::press(&mut app, KeyCode::Char('Y'));
    assert_eq!(copied, [Effect::CopyText(source)]);
    assert!(shown(&mut app).contains("38 lines copied"));
    go_to(&mut app, Region::Output);
    let copied = worlds::press(&mut app, KeyCode::Char('Y'));
    let output = "append 52\nappend 71\npop 52\npop 71\nappend 38\n";
    assert!(
        matches!(copied.as_slice(), [Effect::CopyText(text)] if text.starts_with(output)),
        "{copied:?}"
    );
    go_to(&mut app, Region::Objects);
    assert!(worlds::press(&mut app, KeyCode::Char('Y')).is_empty());
    assert!(shown(&mut app).contains("no text here"));
}

#[test]
fn the_help_shows_the_rows_that_contain_a_text() {
    let mut app = worlds::semaphore_app(Language::En, SIZE.0, SIZE.1);
    worlds::press(&mut app, KeyCode::Char('?'));
    assert!(shown(&mut app).contains("/ search, Esc closes"));
    for letter in "/SPEED".chars() {
        worlds::press(&mut app, KeyCode::Char(letter));
    }
    let screen = shown(&mut app);
    assert!(
        screen.contains("faster, slower") || screen.contains("speed x1"),
        "{screen}"
    );
    assert!(!screen.contains("send a signal"), "{screen}");
    // Enter keeps it; the first Esc shows all again, the second one closes.
    worlds::press(&mut app, KeyCode::Enter);
    assert!(shown(&mut app).contains("/ SPEED"));
    worlds::press(&mut app, KeyCode::Esc);
    assert!(shown(&mut app).contains("send a signal"));
    worlds::press(&mut app, KeyCode::Esc);
    assert!(app.overlay.is_none());
}

#[test]
fn a_search_in_the_help_that_finds_nothing_says_so() {
    let mut app = worlds::semaphore_app(Language::Zh, SIZE.0, SIZE.1);
    for letter in "?/qqq".chars() {
        worlds::press(&mut app, KeyCode::Char(letter));
    }
    assert!(shown(&mut app).contains("没有找到"));
    for _ in 0..3 {
        worlds::press(&mut app, KeyCode::Backspace);
    }
    assert!(!shown(&mut app).contains("没有找到"));
}
