//! What comes without a key: time, and news of the run.

use std::time::Duration;

use super::{overlays, steps};
use crate::app::effect::Effect;
use crate::app::message::RunNotice;
use crate::app::run_view::{Mode, Phase, RunId, RunView};
use crate::app::screen::{Overlay, Screen, Why};
use crate::app::{App, say};
use crate::lesson::Text;
use crate::trace::Event;

/// Time passed: the run's clock goes on, a message may go away.
pub(super) fn on_tick(app: &mut App, now: Duration, vt: Option<u64>) {
    let span = now.saturating_sub(app.now);
    app.now = app.now.max(now);
    if app
        .message
        .as_ref()
        .is_some_and(|message| message.until <= app.now)
    {
        app.message = None;
    }
    let moment = app.moment();
    if let Screen::Lesson(lesson) = &mut app.screen {
        if let Some(vt) = vt {
            lesson.run.clock(vt);
        }
        if lesson.run.is_past() {
            let from = lesson.run.moment();
            lesson.run.motions.remember(&lesson.run.world);
            lesson.run.play(span);
            lesson.run.note_passed(from, moment);
        }
    }
}

/// News of the run; that of an older run is ignored.
pub(super) fn on_notice(app: &mut App, run: RunId, notice: RunNotice) -> Vec<Effect> {
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    if lesson.run.id != run {
        return Vec::new();
    }
    let view = &mut lesson.run;
    match notice {
        RunNotice::Header(header) => view.header = *header,
        RunNotice::Started(facts) => {
            view.facts = facts;
            lesson.replaced = None;
            overlays::answer_enter(app, None);
        }
        RunNotice::Events(events) => on_events(app, &events),
        RunNotice::Phase(phase) => on_phase(view, phase),
        RunNotice::Recording(recording) => lesson.open_recording(*recording),
        RunNotice::Recorded {
            summary,
            problems,
            n_problems,
            is_complete,
        } => {
            lesson.close_recording(&problems, n_problems, is_complete);
            if let Some(summary) = summary {
                app.say(summary.get(app.language).to_owned());
            }
        }
        RunNotice::Speed(speed) => view.speed = speed,
        RunNotice::Refused(problems) => view.phase = Phase::Refused(problems),
        RunNotice::Failed(reason) => view.phase = Phase::Failed(reason),
        RunNotice::Held(held) => return steps::on_held(app, held),
        RunNotice::CannotStep { step, why } => on_cannot_step(app, step, &why),
    }
    Vec::new()
}

/// Folds in what happened; the first deadlock of a run is explained at once, unless the learner looks elsewhere.
fn on_events(app: &mut App, events: &[Event]) {
    let moment = app.moment();
    let Screen::Lesson(lesson) = &mut app.screen else {
        return;
    };
    let view = &mut lesson.run;
    if !view.is_past() {
        view.motions.note(&view.world, events, view.speed, moment);
    }
    view.apply(events);
    let deadlock = view.newest().deadlock.as_ref();
    let n_edges = deadlock.map(|deadlock| deadlock.cycle.len());
    if let Some(n_edges) = n_edges
        && !view.has_explained
        && view.cursor.is_none()
        && app.overlay.is_none()
    {
        view.has_explained = true;
        view.motions.draw_cycle(n_edges, view.speed, moment);
        app.overlay = Some(Overlay::Standstill(Why::default()));
    }
}

fn on_phase(view: &mut RunView, phase: Phase) {
    if phase != Phase::Running && phase != Phase::Stuck {
        view.motions.clear();
    }
    if phase == Phase::Paused && view.phase != Phase::Paused {
        view.cut();
    }
    // In stepped mode the gates are the learner's: a run that is not over goes on.
    let is_gates = matches!(phase, Phase::Pausing { .. } | Phase::Paused);
    if view.mode != Mode::Stepped || !is_gates {
        view.phase = phase;
    }
}

/// The engine takes no such step, or (without a step) no such schedule: what was there before comes back.
fn on_cannot_step(app: &mut App, step: Option<u64>, why: &Text) {
    let Screen::Lesson(lesson) = &mut app.screen else {
        return;
    };
    lesson.run.stepping.wanted.clear();
    if step.is_none() {
        match lesson.replaced.take() {
            Some(replaced) => lesson.run = *replaced,
            None => lesson.forget_run(),
        }
        overlays::answer_enter(app, Some(why.clone()));
    }
    let text = say::cannot_step(app.language, step, why.get(app.language));
    app.say(text);
}
