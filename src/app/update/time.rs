//! Time both ways: going to another moment of the run, and playing the past.

use crate::app::action::Action;
use crate::app::drawn::Place;
use crate::app::effect::Effect;
use crate::app::run_view::{Mode, RunView, Speed};
use crate::app::screen::Screen;
use crate::app::{App, say};

/// Events that one notch of the wheel on the lanes goes.
const WHEEL_EVENTS: isize = 3;

/// Whether an action moves or plays the past of this run now.
pub(super) fn is_about_time(run: &RunView, action: Action) -> bool {
    let has_past = run.is_past() || run.mode == Mode::Replay;
    match action {
        Action::Back | Action::Forward | Action::PrevMark | Action::NextMark => true,
        Action::Step => run.mode == Mode::Replay,
        Action::SeekStart | Action::SeekEnd => run.n_events > 0,
        Action::TogglePause | Action::Faster | Action::Slower | Action::SpeedReset => has_past,
        _ => false,
    }
}

/// Does it.
pub(super) fn act(app: &mut App, action: Action) -> Vec<Effect> {
    let language = app.language;
    let arrangement = app.arrangement();
    let moment = app.moment();
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    let run = &mut lesson.run;
    match action {
        Action::Back if !run.back() => app.say(say::no_event_before(language)),
        Action::Forward | Action::Step | Action::NextMark if !run.is_past() => {
            app.say(say::no_event_after(language));
        }
        Action::Forward | Action::Step => {
            let from = run.moment();
            run.motions.remember(&run.world);
            run.forward();
            run.note_passed(from, moment);
        }
        Action::PrevMark => run.prev_mark(),
        Action::NextMark => run.next_mark(),
        Action::SeekStart => run.seek_start(),
        Action::SeekEnd => {
            run.seek_newest();
            let place = Place::from(lesson.focus_in(arrangement));
            if matches!(place, Place::Output | Place::Log) {
                lesson.tops.remove(&place);
            }
        }
        Action::TogglePause => {
            // At the newest moment of a recording there is nothing to play but all of it.
            if !run.is_past() {
                run.seek_start();
            }
            run.toggle_play();
        }
        Action::Faster => run.cursor_speed = run.cursor_speed.faster(),
        Action::Slower => run.cursor_speed = run.cursor_speed.slower(),
        Action::SpeedReset => run.cursor_speed = Speed::NORMAL,
        _ => {}
    }
    Vec::new()
}

/// The wheel turned over the lanes: so many notches on, or back.
pub(super) fn wheel(run: &mut RunView, is_back: bool) {
    for _ in 0..WHEEL_EVENTS {
        let goes_on = if is_back { run.back() } else { run.forward() };
        if !goes_on {
            return;
        }
    }
}
