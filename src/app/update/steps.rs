//! The learner as scheduler: stepping, choosing who runs next, playing the policy, and going back to live.

use std::sync::Arc;

use super::run;
use crate::app::effect::{Effect, Order, Prefix};
use crate::app::run_view::{Mode, Phase, RunView, Speed};
use crate::app::screen::{LessonScreen, Screen};
use crate::app::stepping::{Announced, Held, Mover, Needs, Wanted};
use crate::app::{App, say};
use crate::model::World;
use crate::model::world::Detail;
use crate::trace::ProcId;

/// Real milliseconds between two steps of a policy that plays at x1.
const PLAY_MS: u32 = 250;

/// `.` and the digits.
pub(super) fn step(app: &mut App, wanted: Wanted) -> Vec<Effect> {
    let language = app.language;
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    if lesson.run.is_past() {
        return branch(app, wanted);
    }
    let run = &mut lesson.run;
    match (run.mode, &run.phase) {
        (_, Phase::NoRun | Phase::Failed(_)) => {
            return run::start_in(app, Order::Stepped { hold_at: 0 });
        }
        (Mode::Stepped, Phase::Running) if run.stepping.is_playing => {
            run.stepping.is_playing = false;
            run.stepping.want(wanted);
            return vec![Effect::Hold];
        }
        (Mode::Stepped, Phase::Running | Phase::Stuck) if run.stepping.is_at_rest => {
            return take(app, wanted);
        }
        (Mode::Stepped, Phase::Running) => run.stepping.want(wanted),
        (Mode::Live, Phase::Running | Phase::Pausing { .. } | Phase::Paused | Phase::Stuck) => {
            let is_stuck = run.phase == Phase::Stuck;
            run.mode = Mode::Stepped;
            if !is_stuck {
                run.phase = Phase::Running;
            }
            run.cut();
            run.stepping.is_at_rest = false;
            run.stepping.want(wanted);
            return vec![Effect::Hold];
        }
        (_, Phase::Done { .. }) => app.say(say::over(language)),
        _ => {}
    }
    Vec::new()
}

/// Takes a step of a run that is at rest.
fn take(app: &mut App, wanted: Wanted) -> Vec<Effect> {
    let language = app.language;
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    let run = &mut lesson.run;
    let mover = match choose(run, wanted) {
        Ok(mover) => mover,
        Err(why) => {
            let text = why.say(language, run.newest());
            run.stepping.wanted.clear();
            // Who computes takes the step when it comes to its next operation.
            if matches!(why, Why::Computes(_)) {
                run.stepping.want(wanted);
            }
            app.say(text);
            return Vec::new();
        }
    };
    run.stepping.is_at_rest = false;
    let moved = mover.or(run.stepping.held.next);
    if let Some(mover) = moved.filter(|mover| mover.agent.is_none()) {
        follow(lesson, mover.proc);
    }
    vec![Effect::Step(mover)]
}

/// The process that moves is the one that is looked at.
fn follow(lesson: &mut LessonScreen, proc: ProcId) {
    lesson.chosen = proc;
    lesson.tops.remove(&crate::app::drawn::Place::Code);
}

/// Why a step cannot be taken.
enum Why {
    Nobody,
    NotThere(ProcId),
    Computes(ProcId),
    Lacks(ProcId, Needs),
}

impl Why {
    fn say(&self, language: crate::lesson::Language, world: &World) -> String {
        match self {
            Self::Nobody => say::nobody_can_move(language),
            Self::NotThere(proc) => say::no_such_process(language, *proc),
            Self::Computes(proc) => say::computes(language, *proc),
            Self::Lacks(proc, needs) => {
                let needs = needs_text(language, world, needs);
                say::cannot_move(language, *proc, &needs)
            }
        }
    }
}

/// Whom a wish means; none leaves it to the policy.
fn choose(run: &RunView, wanted: Wanted) -> Result<Option<Mover>, Why> {
    let held: &Held = &run.stepping.held;
    match wanted {
        Wanted::Policy if held.next.is_none() && !held.movers.iter().any(Announced::can_move) => {
            Err(Why::Nobody)
        }
        Wanted::Policy => Ok(None),
        Wanted::Mover(mover) => Ok(Some(mover)),
        Wanted::Process(proc) if held.computing.contains(&proc) => Err(Why::Computes(proc)),
        Wanted::Process(proc) => match held.of(proc) {
            None => Err(Why::NotThere(proc)),
            Some(announced) if announced.can_move() => Ok(Some(announced.mover)),
            Some(announced) => {
                if let Some(helper) = held.helpers_of(proc).find(|helper| helper.can_move()) {
                    return Ok(Some(helper.mover));
                }
                let needs = announced.needs.clone().unwrap_or(Needs::Other);
                Err(Why::Lacks(proc, needs))
            }
        },
    }
}

/// What a process lacks: `lock (held by Process-1)`, `[2] to end`.
pub fn needs_text(language: crate::lesson::Language, world: &World, needs: &Needs) -> String {
    match needs {
        Needs::Object(object) => {
            let name = world.object_label(*object);
            let holder = match world.object(*object).map(|object| &object.detail) {
                Some(Detail::Lock { holder, .. }) => holder.and_then(|id| world.process(id)),
                _ => None,
            };
            match holder {
                // Python calls it `MainProcess`; on the screen it is `main` everywhere.
                Some(holder) if holder.id == ProcId::MAIN => say::held_by(language, &name, "main"),
                Some(holder) => say::held_by(language, &name, &holder.name),
                None => name,
            }
        }
        Needs::End(proc) => say::end_of(language, *proc),
        Needs::Clock(_) => say::the_clock(language),
        Needs::Other => say::something(language),
    }
}

/// Everybody is at rest: a step that was asked for meanwhile is taken.
pub(super) fn on_held(app: &mut App, held: Held) -> Vec<Effect> {
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    let run = &mut lesson.run;
    run.mode = Mode::Stepped;
    if matches!(
        run.phase,
        Phase::Starting | Phase::Pausing { .. } | Phase::Paused
    ) {
        run.phase = Phase::Running;
    }
    let n_events = run.n_events;
    run.stepping.hold(held, n_events);
    match run.stepping.wanted.pop_front() {
        Some(wanted) if !run.stepping.is_playing => take(app, wanted),
        _ => Vec::new(),
    }
}

/// Space in stepped mode: the policy plays, or stands.
pub(super) fn toggle_play(app: &mut App) -> Vec<Effect> {
    let language = app.language;
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    let run = &mut lesson.run;
    match run.phase {
        Phase::Running => {}
        Phase::Done { .. } | Phase::Stuck => {
            app.say(say::over(language));
            return Vec::new();
        }
        _ => return run::toggle_pause(app),
    }
    run.stepping.is_playing = !run.stepping.is_playing;
    run.stepping.wanted.clear();
    if run.stepping.is_playing {
        run.stepping.is_at_rest = false;
        let every_ms = every_ms(run.speed);
        vec![Effect::Play { every_ms }]
    } else {
        vec![Effect::Hold]
    }
}

/// `+` and `-` in stepped mode: how fast the policy plays.
pub(super) fn set_speed(run: &mut RunView, speed: Speed) -> Vec<Effect> {
    run.speed = speed;
    if run.stepping.is_playing {
        let every_ms = every_ms(speed);
        vec![Effect::Play { every_ms }]
    } else {
        Vec::new()
    }
}

fn every_ms(speed: Speed) -> u32 {
    match speed {
        Speed::Times(thousandths) => PLAY_MS * 1000 / thousandths.max(1),
        Speed::Max => 0,
    }
}

/// `g`: to the newest moment, and all gates open.
pub(super) fn go_live(app: &mut App) -> Vec<Effect> {
    let language = app.language;
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    let run = &mut lesson.run;
    run.seek_newest();
    match (run.mode, &run.phase) {
        (Mode::Stepped, Phase::Running) => {
            run.mode = Mode::Live;
            run.cut();
            run.stepping.is_playing = false;
            run.stepping.wanted.clear();
            vec![Effect::Resume]
        }
        (Mode::Live, Phase::Paused | Phase::Pausing { .. }) => run::toggle_pause(app),
        (_, Phase::Done { .. } | Phase::Stuck) => {
            app.say(say::over(language));
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// A step from a moment of the past: the run is made again on fresh processes up to there, and goes on.
fn branch(app: &mut App, wanted: Wanted) -> Vec<Effect> {
    let language = app.language;
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    let run = &lesson.run;
    if run.n_dropped() > 0 {
        app.say(say::beginning_is_gone(language));
        return Vec::new();
    }
    let position = run.position();
    let prefix = Prefix {
        events: Arc::new(run.events_shown().collect()),
        schedule: run
            .stepping
            .steps_at(position)
            .filter(|_| !run.stepping.held.schedule.is_empty())
            .map(|steps| (run.stepping.held.schedule.clone(), steps)),
    };
    let places: Vec<(u64, u64)> = run
        .stepping
        .places
        .iter()
        .copied()
        .filter(|(_, events)| *events <= position)
        .collect();
    let facts = run.facts.clone();
    let effects = run::start_with(app, Order::Follow(prefix), Some(facts));
    if let Screen::Lesson(lesson) = &mut app.screen {
        lesson.run.stepping.places = places;
        lesson.run.stepping.want(wanted);
    }
    app.say(say::branches(language, position));
    effects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Appearance, Message, RunId, RunNotice, update};
    use crate::lesson::{Course, Language};
    use crate::trace::{Event, EventKind, LineNo, ObjectId, ObjectType};

    fn app() -> App {
        let mut app = App::new(
            Course::default(),
            Language::En,
            Appearance::default(),
            (120, 40),
        );
        app.open_program("mine.py", "print(1)\n".to_owned());
        app
    }

    fn run(app: &App) -> &RunView {
        &app.lesson().expect("a lesson is open").run
    }

    fn tell(app: &mut App, notice: RunNotice) -> Vec<Effect> {
        let run = run(app).id;
        update(app, Message::Run { run, notice })
    }

    fn announced(proc: u32, needs: Option<Needs>) -> Announced {
        Announced {
            mover: Mover {
                proc: ProcId(proc),
                agent: None,
                nth: 0,
            },
            line: Some(1),
            op: "acquire".to_owned(),
            object: Some(ObjectId(0)),
            child: None,
            detail: String::new(),
            needs,
            pending: None,
        }
    }

    fn held(step: u64, movers: Vec<Announced>) -> RunNotice {
        RunNotice::Held(Held {
            step,
            next: movers
                .iter()
                .find(|one| one.needs.is_none())
                .map(|one| one.mover),
            movers,
            schedule: "F1-TEST".to_owned(),
            ..Held::default()
        })
    }

    fn event(seq: u64, kind: EventKind) -> Event {
        Event {
            seq,
            t: seq,
            vt: seq * 10_000,
            proc: Some(ProcId::MAIN),
            pid: Some(2),
            host_pid: Some(1002),
            line: Some(LineNo(1)),
            agent: None,
            kind,
        }
    }

    /// A stepped run: main holds a lock that [1] needs; three steps are taken.
    fn stepped() -> App {
        let mut app = app();
        step(&mut app, Wanted::Policy);
        tell(&mut app, RunNotice::Phase(Phase::Running));
        tell(&mut app, held(0, vec![announced(0, None)]));
        let lock = EventKind::ObjectCreated {
            object: ObjectId(0),
            type_: ObjectType::Lock,
            names: vec!["lock".to_owned()],
            initial: None,
            capacity: None,
        };
        let acquired = EventKind::Acquired {
            object: ObjectId(0),
            value: 0,
        };
        for (number, kind) in [EventKind::Line, lock, acquired].into_iter().enumerate() {
            let number = number as u64;
            tell(&mut app, RunNotice::Events(vec![event(number, kind)]));
            let needs = Some(Needs::Object(ObjectId(0)));
            tell(
                &mut app,
                held(number + 1, vec![announced(0, None), announced(1, needs)]),
            );
        }
        app
    }

    #[test]
    fn a_dot_before_any_run_starts_one_that_is_held_before_its_first_step() {
        let mut app = app();
        let effects = step(&mut app, Wanted::Policy);
        let [Effect::StartRun(start)] = effects.as_slice() else {
            panic!("{effects:?}");
        };
        assert_eq!(start.order, Order::Stepped { hold_at: 0 });
        assert_eq!(run(&app).mode, Mode::Stepped);
    }

    #[test]
    fn a_dot_in_a_live_run_holds_it_and_the_step_follows_when_all_are_at_rest() {
        let mut app = app();
        run::start(&mut app);
        tell(&mut app, RunNotice::Phase(Phase::Running));
        assert_eq!(step(&mut app, Wanted::Process(ProcId(0))), [Effect::Hold]);
        assert_eq!(run(&app).mode, Mode::Stepped);
        let effects = tell(&mut app, held(0, vec![announced(0, None)]));
        assert_eq!(effects, [Effect::Step(Some(announced(0, None).mover))]);
        assert_eq!(go_live(&mut app), [Effect::Resume]);
        assert_eq!(run(&app).mode, Mode::Live);
    }

    #[test]
    fn a_digit_of_a_process_that_cannot_move_says_what_it_needs() {
        let mut app = stepped();
        assert!(step(&mut app, Wanted::Process(ProcId(1))).is_empty());
        let said = app.message.clone().expect("a message").text;
        assert_eq!(said, "[1] cannot move: it needs lock (held by main)");
        assert!(step(&mut app, Wanted::Process(ProcId(7))).is_empty());
        let said = app.message.clone().expect("a message").text;
        assert!(said.contains("no living process [7]"), "{said}");
        assert_eq!(step(&mut app, Wanted::Policy), [Effect::Step(None)]);
    }

    #[test]
    fn a_step_of_a_process_that_computes_is_taken_when_it_comes_to_its_operation() {
        let mut app = stepped();
        let computing = RunNotice::Held(Held {
            step: 4,
            computing: vec![ProcId(0)],
            ..Held::default()
        });
        tell(&mut app, computing);
        assert!(step(&mut app, Wanted::Process(ProcId(0))).is_empty());
        let effects = tell(&mut app, held(4, vec![announced(0, None)]));
        assert_eq!(effects, [Effect::Step(Some(announced(0, None).mover))]);
    }

    #[test]
    fn steps_that_are_asked_for_while_one_is_under_way_wait_for_it() {
        let mut app = stepped();
        assert_eq!(step(&mut app, Wanted::Policy), [Effect::Step(None)]);
        assert!(step(&mut app, Wanted::Policy).is_empty());
        let effects = tell(&mut app, held(4, vec![announced(0, None)]));
        assert_eq!(effects, [Effect::Step(None)]);
        let effects = tell(&mut app, held(5, vec![announced(0, None)]));
        assert!(effects.is_empty());
    }

    #[test]
    fn a_step_in_the_past_makes_the_run_again_up_to_there() {
        let mut app = stepped();
        if let Screen::Lesson(lesson) = &mut app.screen {
            lesson.run.back();
        }
        assert!(run(&app).is_past());
        let old = run(&app).id;
        let effects = step(&mut app, Wanted::Process(ProcId(0)));
        let [Effect::StartRun(start)] = effects.as_slice() else {
            panic!("{effects:?}");
        };
        let Order::Follow(prefix) = &start.order else {
            panic!("{:?}", start.order);
        };
        assert_eq!(prefix.schedule, Some(("F1-TEST".to_owned(), 2)));
        assert_eq!(prefix.events.len(), 2);
        assert!(start.run > old);
        let effects = tell(&mut app, held(2, vec![announced(0, None)]));
        assert_eq!(effects, [Effect::Step(Some(announced(0, None).mover))]);
    }

    #[test]
    fn a_run_that_cannot_be_made_again_leaves_the_old_one_as_it_was() {
        let mut app = stepped();
        if let Screen::Lesson(lesson) = &mut app.screen {
            lesson.run.back();
        }
        let old = run(&app).id;
        step(&mut app, Wanted::Policy);
        let why = ("it read the real clock", "它读了真实时钟").into();
        tell(&mut app, RunNotice::CannotStep { step: None, why });
        assert_eq!(run(&app).id, old);
        assert!(run(&app).is_past());
        assert_ne!(run(&app).id, RunId(0));
    }

    #[test]
    fn space_plays_the_policy_and_holds_it() {
        let mut app = stepped();
        assert_eq!(toggle_play(&mut app), [Effect::Play { every_ms: 250 }]);
        assert_eq!(toggle_play(&mut app), [Effect::Hold]);
    }
}
