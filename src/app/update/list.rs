//! The lesson list: choosing, searching, opening, and forgetting what was read.

use crate::app::action::Action;
use crate::app::drawn::Place;
use crate::app::screen::Overlay;
use crate::app::{App, say};

/// Up and Down choose between `no` and `yes`; Enter does what is chosen.
pub(super) fn choose_reset(app: &mut App, action: Action, is_yes: bool) {
    match action {
        Action::Prev => app.overlay = Some(Overlay::Reset { is_yes: false }),
        Action::Next => app.overlay = Some(Overlay::Reset { is_yes: true }),
        Action::Confirm => {
            app.overlay = None;
            if is_yes {
                app.list.progress.clear();
                app.say(say::forgotten(app.language));
            }
        }
        _ => {}
    }
}

pub(super) fn act(app: &mut App, action: Action) {
    let n_shown = app.lessons_shown().len();
    let last = n_shown.saturating_sub(1);
    let page = app
        .drawn
        .extents
        .get(&Place::List)
        .map_or(1, |extent| extent.visible.max(1));
    let chosen = app.list.chosen.min(last);
    let wanted = match action {
        Action::Prev => chosen.saturating_sub(1),
        Action::Next => chosen + 1,
        Action::ScreenUp => chosen.saturating_sub(page),
        Action::ScreenDown => chosen + page,
        Action::First => 0,
        Action::Last => last,
        _ => chosen,
    };
    app.list.chosen = wanted.min(last);
    match action {
        Action::Open => open_chosen(app),
        Action::Restore if app.list.progress.is_empty() => {
            app.say(say::nothing_to_forget(app.language));
        }
        Action::Restore => app.overlay = Some(Overlay::Reset { is_yes: false }),
        Action::Search => app.list.is_typing = true,
        Action::EndSearch => {
            app.list.filter = None;
            app.list.is_typing = false;
        }
        Action::Confirm => app.list.is_typing = false,
        Action::Erase => {
            if let Some(filter) = &mut app.list.filter {
                filter.pop();
            }
        }
        _ => {}
    }
}

pub(super) fn open_chosen(app: &mut App) {
    let chosen = app
        .lessons_shown()
        .get(app.list.chosen)
        .map(|lesson| lesson.id.clone());
    if let Some(id) = chosen {
        app.open_lesson(&id);
    }
}
