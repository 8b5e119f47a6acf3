//! Stepped runs between the engine's words and those of `app`.

use nix::sys::signal::Signal;

use crate::app::{self, Order, Prefix};
use crate::engine::session::{Command, Options};
use crate::engine::stepping::{self, Stepped};
use crate::trace::ProcId;

/// The options of a run in this order.
///
/// # Errors
/// Why it cannot be run so, for people.
pub fn ordered(options: Options, order: &Order) -> Result<Options, String> {
    let stepped = match order {
        Order::Live => return Ok(options),
        Order::Stepped { hold_at } => Stepped {
            hold_at: Some(*hold_at),
            ..Stepped::default()
        },
        Order::Schedule(_) => return Err("schedule codes are not known yet".to_owned()),
        Order::Follow(prefix) => following(prefix)?,
    };
    Ok(Options {
        stepped: Some(stepped),
        ..options
    })
}

/// The beginning of an earlier run, step by step.
fn following(_prefix: &Prefix) -> Result<Stepped, String> {
    Err("earlier runs cannot be followed yet".to_owned())
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
