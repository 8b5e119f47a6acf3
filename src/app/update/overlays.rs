//! Overlays in which the learner chooses or types: signals, questions, the schedule field.

use super::run;
use crate::app::action::Action;
use crate::app::effect::{Effect, Order, Signal};
use crate::app::palette::Choice;
use crate::app::screen::{Overlay, Question, Screen};
use crate::app::{App, say};
use crate::lesson::Text;
use crate::model::world::Process;

/// Longest text of a field: a schedule of some ten thousand departures.
const LONGEST: usize = 64 * 1024;

/// `s`: a signal for the chosen process, if it lives.
pub(super) fn open_signal(app: &mut App) {
    let language = app.language;
    let Screen::Lesson(lesson) = &app.screen else {
        return;
    };
    let run = &lesson.run;
    let target = lesson.chosen;
    let lives = run.phase.is_alive() && run.newest().process(target).is_some_and(Process::is_alive);
    if run.is_past() {
        app.say(say::past_takes_no_signal(language));
    } else if lives {
        app.overlay = Some(Overlay::Signal { target, chosen: 0 });
    } else {
        app.say(say::no_such_process(language, target));
    }
}

/// `i`: a field for a schedule code.
pub(super) fn open_enter(app: &mut App) {
    app.overlay = Some(Overlay::Enter {
        text: String::new(),
        problem: None,
    });
}

/// A letter for the field. False: no field is open.
pub(super) fn type_letter(app: &mut App, letter: char) -> bool {
    if let Some(Overlay::Palette { text, chosen }) = &mut app.overlay {
        text.push(letter);
        *chosen = 0;
        return true;
    }
    let Some(Overlay::Enter { text, problem }) = &mut app.overlay else {
        return false;
    };
    if !letter.is_whitespace() && text.len() < LONGEST {
        text.push(letter);
    }
    *problem = None;
    true
}

/// Whether an overlay of choices or a field is open.
pub(super) fn is_open(app: &App) -> bool {
    matches!(
        app.overlay,
        Some(
            Overlay::Signal { .. }
                | Overlay::Confirm { .. }
                | Overlay::Enter { .. }
                | Overlay::Palette { .. }
        )
    )
}

/// What a key means to an overlay of choices or a field.
pub(super) fn act(app: &mut App, action: Action) -> Vec<Effect> {
    if let Some(Overlay::Palette { text, .. }) = &app.overlay {
        let n_items = app.palette(text).len();
        return act_on_palette(app, action, n_items);
    }
    match (&mut app.overlay, action) {
        (Some(Overlay::Signal { chosen, .. }), Action::Prev) => {
            *chosen = chosen.saturating_sub(1);
        }
        (Some(Overlay::Signal { chosen, .. }), Action::Next) => {
            *chosen = (*chosen + 1).min(Signal::ALL.len() - 1);
        }
        (Some(Overlay::Confirm { is_yes, .. }), Action::Prev) => *is_yes = false,
        (Some(Overlay::Confirm { is_yes, .. }), Action::Next) => *is_yes = true,
        (Some(Overlay::Enter { text, problem }), Action::Erase) => {
            text.pop();
            *problem = None;
        }
        (_, Action::EndSearch) => app.overlay = None,
        (_, Action::Choose(place)) => return choose(app, usize::from(place.saturating_sub(1))),
        (_, Action::Confirm) => return confirm(app),
        _ => {}
    }
    Vec::new()
}

fn act_on_palette(app: &mut App, action: Action, n_items: usize) -> Vec<Effect> {
    let Some(Overlay::Palette { text, chosen }) = &mut app.overlay else {
        return Vec::new();
    };
    let last = n_items.saturating_sub(1);
    match action {
        Action::Prev => *chosen = chosen.saturating_sub(1),
        Action::Next => *chosen = (*chosen + 1).min(last),
        Action::Erase => {
            text.pop();
            *chosen = 0;
        }
        Action::Confirm => {
            let place = (*chosen).min(last);
            return take_from_palette(app, place);
        }
        _ => {}
    }
    Vec::new()
}

/// Does what stands at a place of the palette.
fn take_from_palette(app: &mut App, place: usize) -> Vec<Effect> {
    let Some(Overlay::Palette { text, .. }) = app.overlay.take() else {
        return Vec::new();
    };
    match app
        .palette(&text)
        .into_iter()
        .nth(place)
        .map(|item| item.choice)
    {
        Some(Choice::Action(action)) => super::act(app, action),
        Some(Choice::Lesson(id)) => {
            let is_open = app.lesson().is_some();
            app.open_lesson(&id);
            is_open.then_some(Effect::StopRun).into_iter().collect()
        }
        Some(Choice::Motion(motion)) => {
            app.set_motion(motion);
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// Does what stands at a place.
pub(super) fn choose(app: &mut App, place: usize) -> Vec<Effect> {
    match &mut app.overlay {
        Some(Overlay::Palette { .. }) => return take_from_palette(app, place),
        Some(Overlay::Signal { chosen, .. }) if place < Signal::ALL.len() => *chosen = place,
        Some(Overlay::Confirm { is_yes, .. }) if place < 2 => *is_yes = place == 1,
        _ => return Vec::new(),
    }
    confirm(app)
}

fn confirm(app: &mut App) -> Vec<Effect> {
    match app.overlay.clone() {
        Some(Overlay::Signal { target, chosen }) => {
            app.overlay = None;
            let signal = Signal::ALL[chosen.min(Signal::ALL.len() - 1)];
            app.say(say::signal_sent(app.language, signal.name(), target));
            vec![Effect::Signal { target, signal }]
        }
        Some(Overlay::Confirm { question, is_yes }) => {
            app.overlay = None;
            match question {
                Question::Restore if is_yes => super::edit::restore(app),
                Question::Restore => Vec::new(),
            }
        }
        Some(Overlay::Enter { text, .. }) if !text.is_empty() => {
            let given = app.options;
            run::start_in(app, Order::Schedule { code: text, given })
        }
        _ => Vec::new(),
    }
}

/// The run that the field asked for has begun, or cannot: the field closes, or says why.
pub(super) fn answer_enter(app: &mut App, why: Option<Text>) {
    match (&mut app.overlay, why) {
        (Some(Overlay::Enter { problem, .. }), Some(why)) => *problem = Some(why),
        (Some(Overlay::Enter { .. }), None) => app.overlay = None,
        _ => {}
    }
}
