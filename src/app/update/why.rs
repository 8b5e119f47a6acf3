//! Keys of the explanation of a standstill: open it, open a way out, go to a line.

use crate::app::App;
use crate::app::action::Action;
use crate::app::drawn::Place;
use crate::app::screen::{Overlay, Screen, Why};
use crate::lesson::Region;
use crate::model::explain_standstill;

/// Opens the explanation of who waits for whom, or closes it.
pub(super) fn toggle(app: &mut App) {
    let has_run = app
        .lesson()
        .is_some_and(|lesson| !lesson.run.world.processes.is_empty());
    match app.overlay {
        Some(Overlay::Standstill(_)) => app.overlay = None,
        None if has_run => app.overlay = Some(Overlay::Standstill(Why::default())),
        _ => {}
    }
}

/// Does what a key means in the explanation. False: it means nothing special there.
pub(super) fn act(app: &mut App, action: Action) -> bool {
    let Some(Overlay::Standstill(why)) = &mut app.overlay else {
        // Enter closes any other overlay that has nothing to choose.
        let is_help = matches!(app.overlay, Some(Overlay::Help { .. }));
        if is_help && action == Action::Activate {
            app.overlay = None;
        }
        return is_help && action == Action::Activate;
    };
    match action {
        Action::StepProcess(number) => {
            let number = u8::try_from(number).unwrap_or(0);
            why.way = if why.way == number { 0 } else { number };
        }
        Action::FocusNext => why.chosen += 1,
        Action::FocusPrev => why.chosen = why.chosen.saturating_sub(1),
        Action::Activate => go_to_line(app),
        // They mean the run below, and show it.
        Action::Back | Action::RunAgain => {
            app.overlay = None;
            return false;
        }
        _ => return false,
    }
    true
}

/// Closes the explanation and shows the line at which the chosen process waits.
fn go_to_line(app: &mut App) {
    let Some(Overlay::Standstill(why)) = app.overlay.take() else {
        return;
    };
    let Screen::Lesson(lesson) = &mut app.screen else {
        return;
    };
    let named = explain_standstill(&lesson.run.world).named();
    if let Some(id) = named.get(why.chosen % named.len().max(1)) {
        lesson.chosen = *id;
        lesson.focus = Region::Code;
        lesson.tops.remove(&Place::Code);
    }
}
