//! Starting, pausing and ending a run, and the speed of its clock.

use crate::app::effect::{Effect, Order, StartRun};
use crate::app::run_view::{Mode, Phase, RunFacts, RunId, RunView, Speed};
use crate::app::screen::{LessonScreen, Screen};
use crate::app::{App, say};

/// Space: starts, pauses, goes on.
pub(super) fn toggle_pause(app: &mut App) -> Vec<Effect> {
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    match lesson.run.phase {
        Phase::NoRun | Phase::Failed(_) => start(app),
        Phase::Running => {
            let left = lesson.run.n_alive();
            lesson.run.phase = Phase::Pausing { left };
            vec![Effect::Pause]
        }
        Phase::Pausing { .. } | Phase::Paused => {
            lesson.run.phase = Phase::Running;
            vec![Effect::Resume]
        }
        Phase::Done { .. } | Phase::Stuck => {
            app.say(say::over(app.language));
            Vec::new()
        }
        Phase::Starting | Phase::Stopping | Phase::Refused(_) => Vec::new(),
    }
}

/// Starts the listing shown, or starts it anew.
pub(super) fn start(app: &mut App) -> Vec<Effect> {
    start_in(app, Order::Live)
}

/// The same in this order.
pub(super) fn start_in(app: &mut App, order: Order) -> Vec<Effect> {
    start_with(app, order, None)
}

/// The same as an earlier run was made, or as the screen says.
pub(super) fn start_with(app: &mut App, order: Order, facts: Option<RunFacts>) -> Vec<Effect> {
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    let Some(listing) = lesson.listing().cloned() else {
        return Vec::new();
    };
    app.n_runs += 1;
    let run = RunId(app.n_runs);
    let facts = facts.unwrap_or_else(|| RunFacts {
        stdout: app.options.stdout.unwrap_or_else(|| lesson.stdout()),
        start_method: app.options.start_method,
        seed: app.options.seed,
        ..RunFacts::default()
    });
    let mode = match order {
        Order::Live => Mode::Live,
        Order::Stepped { .. } | Order::Schedule { .. } | Order::Follow(_) => Mode::Stepped,
    };
    lesson.keep_outcome();
    let replaced = std::mem::take(&mut lesson.run);
    let speed = replaced.speed;
    lesson.replaced = Some(Box::new(replaced));
    lesson.forget_run();
    lesson.run = RunView {
        id: run,
        mode,
        phase: Phase::Starting,
        facts: facts.clone(),
        speed,
        ..RunView::default()
    };
    let is_own_program = lesson.lesson.number == 0;
    let program = if is_own_program {
        listing.path.clone()
    } else {
        format!("{}:{}", lesson.lesson.id, listing.name)
    };
    vec![Effect::StartRun(StartRun {
        run,
        program,
        file: listing.file,
        source: listing.source,
        stdout: facts.stdout,
        start_method: facts.start_method,
        speed,
        seed: facts.seed,
        order,
    })]
}

/// Sets the speed of the virtual clock.
pub(super) fn set_speed(lesson: &mut LessonScreen, speed: Speed) -> Vec<Effect> {
    let is_new = lesson.run.speed != speed;
    lesson.run.speed = speed;
    if is_new && lesson.run.phase.is_alive() {
        lesson.run.cut();
        vec![Effect::SetSpeed(speed)]
    } else {
        Vec::new()
    }
}
