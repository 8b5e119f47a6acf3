//! Stepped runs between the engine's words and those of `app`.

use nix::sys::signal::Signal;

use crate::app::{self, Order, Prefix, RunFacts};
use crate::engine::schedule::code::Given;
use crate::engine::schedule::{Schedule, choices_of_trace};
use crate::engine::session::{Command, Options, StartMethod, StdoutMode};
use crate::engine::stepping::{self, Policy, Stepped};
use crate::lesson::{self, Text};
use crate::run::reason::Reason;
use crate::trace::ProcId;

/// The options of a run in this order.
///
/// # Errors
/// Why it cannot be run so, for people.
pub fn ordered(options: Options, order: &Order) -> Result<Options, Text> {
    match order {
        Order::Live => Ok(options),
        Order::Stepped { hold_at } => Ok(Options {
            stepped: Some(Stepped {
                hold_at: Some(*hold_at),
                ..Stepped::default()
            }),
            ..options
        }),
        Order::Schedule { code, given } => by_code(options, code, *given),
        Order::Follow(prefix) => following(options, prefix),
    }
}

/// A run by a code that the learner entered; at its end it stands. `random` and `round-robin` are policies by name.
fn by_code(options: Options, code: &str, given: app::Options) -> Result<Options, Text> {
    let policy = match code {
        "round-robin" => Some(Policy::RoundRobin),
        "random" => Some(Policy::Random),
        _ => None,
    };
    if let Some(policy) = policy {
        return Ok(Options {
            stepped: Some(Stepped {
                policy,
                ..Stepped::default()
            }),
            ..options
        });
    }
    let schedule = Schedule::read(code).map_err(|error| error.text())?;
    let given = Given {
        stdout: given.stdout.map(of_stdout),
        start_method: None,
        seed: given.seed,
    };
    schedule
        .check(&options.source, given)
        .map_err(|conflict| conflict.text())?;
    let steps = schedule.steps;
    Ok(scheduled(options, &schedule, steps))
}

/// The first steps of a schedule.
fn scheduled(options: Options, schedule: &Schedule, steps: u64) -> Options {
    let mut stepped = schedule.stepped();
    stepped.choices.retain(|(step, _)| *step < steps);
    stepped.hold_at = Some(steps);
    Options {
        stdout: schedule.stdout,
        start_method: schedule.start_method,
        seed: Some(schedule.seed),
        stepped: Some(stepped),
        ..options
    }
}

/// The beginning of an earlier run, step by step: by its schedule, or by the order of its operations.
fn following(options: Options, prefix: &Prefix) -> Result<Options, Text> {
    if let Some((code, steps)) = &prefix.schedule {
        let schedule = Schedule::read(code).map_err(|error| error.text())?;
        return Ok(scheduled(options, &schedule, *steps));
    }
    let follow = choices_of_trace(&prefix.events);
    // Before the first operation there is nothing to follow.
    if follow.is_empty() {
        return ordered(options, &Order::Stepped { hold_at: 0 });
    }
    Ok(Options {
        stepped: Some(Stepped {
            follow,
            ..Stepped::default()
        }),
        ..options
    })
}

/// How stdout is buffered, in the engine's words.
pub fn of_stdout(stdout: lesson::StdoutMode) -> StdoutMode {
    match stdout {
        lesson::StdoutMode::Terminal => StdoutMode::Terminal,
        lesson::StdoutMode::Pipe => StdoutMode::Pipe,
        lesson::StdoutMode::Unbuffered => StdoutMode::Unbuffered,
    }
}

/// What a run's options say of it, in the words of `app`.
pub fn facts(options: &Options) -> RunFacts {
    RunFacts {
        stdout: match options.stdout {
            StdoutMode::Terminal => lesson::StdoutMode::Terminal,
            StdoutMode::Pipe => lesson::StdoutMode::Pipe,
            StdoutMode::Unbuffered => lesson::StdoutMode::Unbuffered,
        },
        start_method: match options.start_method {
            StartMethod::Fork => app::StartMethod::Fork,
            StartMethod::Spawn => app::StartMethod::Spawn,
        },
        seed: options.seed,
        policy: match options.stepped.as_ref().map(|stepped| stepped.policy) {
            Some(Policy::Random) => app::Policy::Random,
            Some(Policy::RoundRobin) | None => app::Policy::InTurn,
        },
        ..RunFacts::default()
    }
}

/// Where a run stands, in the words of `app`.
pub fn held(held: stepping::Held) -> app::Held {
    app::Held {
        step: held.step,
        movers: held.movers.into_iter().map(announced).collect(),
        computing: held.computing,
        next: held.next.map(of_mover),
        schedule: held.schedule,
    }
}

fn announced(one: stepping::Announced) -> app::Announced {
    app::Announced {
        mover: of_mover(one.mover),
        line: one.line,
        op: one.op,
        object: one.object,
        child: one.child,
        detail: one.detail,
        needs: one.needs.map(|needs| match needs {
            stepping::Needs::Object(object) => app::Needs::Object(object),
            stepping::Needs::End(proc) => app::Needs::End(proc),
            stepping::Needs::Clock(vt) => app::Needs::Clock(vt),
            stepping::Needs::Other => app::Needs::Other,
        }),
        pending: one.pending,
    }
}

fn of_mover(mover: stepping::Mover) -> app::Mover {
    app::Mover {
        proc: mover.proc,
        agent: mover.agent,
        nth: mover.nth,
    }
}

/// Who moves, in the engine's words.
pub fn mover(mover: app::Mover) -> stepping::Mover {
    stepping::Mover {
        proc: mover.proc,
        agent: mover.agent,
        nth: mover.nth,
    }
}

/// The command that sends a signal.
pub fn signal(target: ProcId, signal: app::Signal) -> Command {
    let signal = match signal {
        app::Signal::Stop => Signal::SIGSTOP,
        app::Signal::Continue => Signal::SIGCONT,
        app::Signal::Terminate => Signal::SIGTERM,
        app::Signal::Kill => Signal::SIGKILL,
    };
    Command::Signal {
        target,
        signal: signal as i32,
    }
}
