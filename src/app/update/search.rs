//! `/` on the lesson screen: a field in the keys row, and the hits of the region with the focus.

use crate::app::App;
use crate::app::action::Action;
use crate::app::drawn::Place;
use crate::app::screen::Screen;
use crate::app::search::Search;

/// Longest text that is searched for.
const LONGEST: usize = 80;

/// Opens the field.
pub(super) fn open(app: &mut App) {
    if let Screen::Lesson(lesson) = &mut app.screen {
        lesson.search = Some(Search {
            text: String::new(),
            is_typing: true,
        });
    }
}

/// A letter for the field. False: it is not open.
pub(super) fn type_letter(app: &mut App, letter: char) -> bool {
    let is_typed = edit(app, |text| {
        if text.chars().count() < LONGEST {
            text.push(letter);
        }
    });
    if is_typed {
        go(app, Towards::Next(0));
    }
    is_typed
}

fn edit(app: &mut App, change: impl FnOnce(&mut String)) -> bool {
    let Screen::Lesson(lesson) = &mut app.screen else {
        return false;
    };
    match &mut lesson.search {
        Some(search) if search.is_typing => {
            change(&mut search.text);
            true
        }
        _ => false,
    }
}

/// Where to go from the row that stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Towards {
    /// To the first hit from so many rows below it on.
    Next(usize),
    /// To the last hit before it.
    Before,
}

/// Goes to a hit.
fn go(app: &mut App, towards: Towards) {
    let (arrangement, language) = (app.arrangement(), app.language);
    let Screen::Lesson(lesson) = &mut app.screen else {
        return;
    };
    let place = Place::from(lesson.focus_in(arrangement));
    let top = app.drawn.extents.get(&place).map_or(0, |extent| extent.top);
    let top = lesson.tops.get(&place).copied().unwrap_or(top);
    match towards {
        Towards::Next(step) => lesson.go_to_hit(place, (language, &app.drawn), top + step),
        Towards::Before => lesson.go_to_hit_before(place, (language, &app.drawn), top),
    }
}

/// What a key means while the field is open or hits are shown. False: nothing special.
pub(super) fn act(app: &mut App, action: Action) -> bool {
    let Screen::Lesson(lesson) = &mut app.screen else {
        return false;
    };
    let Some(search) = &mut lesson.search else {
        return false;
    };
    match action {
        Action::Confirm => search.is_typing = false,
        Action::EndSearch => lesson.search = None,
        Action::Erase => {
            search.text.pop();
        }
        Action::NextMatch => go(app, Towards::Next(1)),
        Action::PrevMatch => go(app, Towards::Before),
        _ => return false,
    }
    true
}
