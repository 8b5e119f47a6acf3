//! A process's state in words: glyph, word, what it waits for (SCREENS.md §3).

use super::glyphs::Glyph;
use super::ink::Ink;
use super::theme::Role;
use super::words::Word;
use crate::app::{Announced, Mode, Needs, Phase, RunView, needs_text};
use crate::lesson::Language;
use crate::model::World;
use crate::model::world::{Detail, End, Process, State, Wait};
use crate::trace::{LineNo, ObjectId, ProcId};

/// What a row says about a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Sign of the state.
    pub glyph: Glyph,
    /// The state in a word.
    pub word: String,
    /// What it waits for, how long, how it ended; may be empty. `[n]` in it are badges.
    pub detail: String,
    /// Whether the detail goes on from the word (`blocked on full`) or stands apart (`sleeping  0.60 s left`).
    pub goes_on: bool,
    /// How word and glyph look.
    pub role: Role,
    /// Whether it is part of a standstill.
    pub is_stuck: bool,
}

/// The name of a process on the screen: `main` for main, which Python calls `MainProcess`.
pub fn shown_name(process: &Process) -> &str {
    if process.id == ProcId::MAIN {
        "main"
    } else {
        &process.name
    }
}

/// The phrase for a process of the run.
pub fn phrase(ink: &Ink, run: &RunView, process: &Process) -> Phrase {
    let world = &run.world;
    let state = shown_state(run, process);
    let mut phrase = Phrase {
        glyph: Glyph::of_state(&state),
        word: word(ink, &state),
        detail: detail(ink, run, process, &state),
        goes_on: matches!(&state, State::Blocked(wait) if wait.deadline.is_none()),
        role: role(&state),
        is_stuck: is_stuck(world, process.id),
    };
    let is_asked_to_pause =
        matches!(run.phase, Phase::Pausing { .. }) && !run.is_past() && state == State::Running;
    if is_asked_to_pause {
        phrase.word = ink.pick("stopping", "正在停下").to_string();
    }
    if matches!(&state, State::Blocked(wait) if wait.deadline.is_some()) {
        phrase.glyph = Glyph::Sleeping;
        phrase.word = ink.word(Word::Sleeping).to_string();
        phrase.role = Role::Text;
    }
    step_into(ink, run, process, &mut phrase);
    if let Some(signal) = pending(run, process) {
        let pending = match ink.language {
            Language::En => format!(", {signal} pending"),
            Language::Zh => format!("（{signal} 待处理）"),
        };
        phrase.detail.push_str(&pending);
    }
    if run.world.is_orphan(process.id) {
        let comma = if phrase.detail.is_empty() {
            ""
        } else {
            ink.pick(", ", "，")
        };
        phrase.detail = format!("{}{comma}{}", phrase.detail, ink.pick("orphan", "孤儿"));
    }
    phrase
}

/// A signal that waits at its gate, or was sent and not taken.
fn pending<'a>(run: &'a RunView, process: &'a Process) -> Option<&'a String> {
    let at_gate = announced(run, process).and_then(|one| one.pending.as_ref());
    at_gate.or(process.pending_signal.as_ref())
}

/// The next step of a process, while the newest moment of a stepped run is shown and everybody is at rest.
pub fn announced<'a>(run: &'a RunView, process: &Process) -> Option<&'a Announced> {
    let is_shown = run.mode == Mode::Stepped && !run.is_past() && run.stepping.is_at_rest;
    is_shown
        .then(|| run.stepping.held.of(process.id))
        .flatten()
        .filter(|_| process.is_alive() && process.state != State::Stopped)
}

/// The line that a process is at: in a stepped run that of its next step.
pub fn line_of(run: &RunView, process: &Process) -> Option<LineNo> {
    announced(run, process)
        .and_then(|announced| announced.line.map(LineNo))
        .or(process.line)
}

/// In a stepped run a process is ready for its next step, or says what that lacks.
fn step_into(ink: &Ink, run: &RunView, process: &Process, phrase: &mut Phrase) {
    let computes = run.mode == Mode::Stepped
        && !run.is_past()
        && process.is_alive()
        && run.stepping.held.computing.contains(&process.id);
    if computes {
        phrase.glyph = Glyph::Running;
        phrase.word = ink.pick("computing", "计算中").to_string();
        phrase.detail = String::new();
        phrase.role = Role::Strong;
        return;
    }
    let Some(announced) = announced(run, process) else {
        return;
    };
    phrase.goes_on = false;
    match &announced.needs {
        None => {
            phrase.glyph = Glyph::Ready;
            phrase.word = ink.word(Word::Ready).to_string();
            phrase.detail = step_text(ink, run, announced);
            phrase.role = Role::Text;
        }
        Some(Needs::Clock(vt)) => {
            phrase.glyph = Glyph::Sleeping;
            phrase.word = ink.word(Word::Sleeping).to_string();
            phrase.detail = left(ink, vt.saturating_sub(run.vt));
            phrase.role = Role::Text;
        }
        Some(needs) => {
            phrase.glyph = Glyph::Blocked;
            phrase.word = ink.word(Word::Blocked).to_string();
            let lacks = needs_text(ink.language, &run.world, needs);
            phrase.detail = format!("{} {lacks}", ink.pick("needs", "需要"));
            phrase.role = Role::Strong;
        }
    }
}

/// What the next step does: `write "↵" (2 of 2)`, `acquire lock`, `line 11`.
pub fn step_text(ink: &Ink, run: &RunView, announced: &Announced) -> String {
    if announced.op.is_empty() {
        let line = announced.line.unwrap_or_default();
        return match ink.language {
            Language::En => format!("line {line}"),
            Language::Zh => format!("第 {line} 行"),
        };
    }
    let object = announced
        .object
        .map(|object| format!(" {}", run.world.object_label(object)));
    let child = announced.child.map(|child| format!(" [{}]", child.0));
    let detail = if announced.op == "write" {
        let newline = ink.glyph(Glyph::Newline);
        format!(" \"{}\"", announced.detail.replace('\n', newline))
    } else if announced.detail.is_empty() {
        String::new()
    } else {
        format!(" {}", announced.detail)
    };
    let part = match run.stepping.part_of(announced) {
        Some((done, Some(n))) if ink.language == Language::En => format!(" ({} of {n})", done + 1),
        Some((done, Some(n))) => format!("（{}/{n}）", done + 1),
        _ => String::new(),
    };
    let (object, child) = (object.unwrap_or_default(), child.unwrap_or_default());
    format!("{}{object}{child}{detail}{part}", announced.op)
}

/// The state as the screen names it: a running process of a paused run stands at its gate and is ready, and so did all of
/// them between two steps of a run that was stepped from its start.
fn shown_state(run: &RunView, process: &Process) -> State {
    let was_between_steps = run.is_past() && run.mode == Mode::Stepped && run.schedule().is_some();
    match (&run.phase, &process.state) {
        (Phase::Paused, State::Running) if !run.is_past() => State::Ready,
        (_, State::Running) if was_between_steps => State::Ready,
        (_, state) => state.clone(),
    }
}

fn word(ink: &Ink, state: &State) -> String {
    let word = match state {
        State::Created => Word::Created,
        State::Ready => Word::Ready,
        State::Running => Word::Running,
        State::Blocked(_) => Word::Blocked,
        State::Sleeping { .. } => Word::Sleeping,
        State::Stopped => Word::Stopped,
        State::Zombie(_) => Word::Zombie,
        State::Gone => Word::Gone,
        State::Exited(End::Code(code)) => {
            return format!("{} {code}", ink.pick("exited", "已退出"));
        }
        State::Exited(End::Signal(signal)) => return killed_by(ink, signal),
    };
    ink.word(word).to_string()
}

/// `killed by SIGTERM`
pub fn killed_by(ink: &Ink, signal: &str) -> String {
    match ink.language {
        Language::En => format!("killed by {signal}"),
        Language::Zh => format!("被 {signal} 终止"),
    }
}

fn detail(ink: &Ink, run: &RunView, process: &Process, state: &State) -> String {
    match state {
        State::Blocked(wait) => {
            let mut text = wait_text(ink, &run.world, wait);
            if let Some(deadline) = wait.deadline {
                let comma = ink.pick(", ", "，");
                text = format!(
                    "{text}{comma}{}",
                    left(ink, deadline.saturating_sub(run.vt))
                );
            }
            text
        }
        State::Sleeping { until } => left(ink, until.saturating_sub(run.vt)),
        State::Zombie(End::Code(code)) => format!("{} {code}", ink.pick("exit", "退出码")),
        State::Zombie(End::Signal(signal)) => killed_by(ink, signal),
        State::Exited(End::Code(code)) if *code != 0 => process
            .exception
            .as_ref()
            .map(|exception| exception.type_.clone())
            .unwrap_or_default(),
        State::Running => process
            .gave_up
            .as_ref()
            .map_or_else(String::new, |gave_up| {
                let seconds = trimmed_seconds(gave_up.after);
                match ink.language {
                    Language::En => format!("gave up after {seconds} s"),
                    Language::Zh => format!("等了 {seconds} 秒后放弃"),
                }
            }),
        _ => String::new(),
    }
}

/// `on full`, `on [1] (join)`
fn wait_text(ink: &Ink, world: &World, wait: &Wait) -> String {
    let is_english = ink.language == Language::En;
    if let Some(child) = wait.child {
        return match (is_english, wait.op.as_str()) {
            (true, op) => format!("on [{}] ({op})", child.0),
            (false, "join") => format!("等 [{}] 结束", child.0),
            (false, "exit") => format!("退出前等 [{}] 结束", child.0),
            (false, op) => format!("等 [{}]（{op}）", child.0),
        };
    }
    let Some(object) = wait.object else {
        return if is_english {
            format!("in {}", wait.op)
        } else {
            format!("在 {} 中", wait.op)
        };
    };
    let name = world.waited_label(object);
    // As the program says it: `cond.wait()`, `event.wait()`, `barrier.wait()`.
    let is_part = world.whole_of(object).is_some();
    let op = if is_part { "wait" } else { wait.op.as_str() };
    match (is_english, op) {
        (true, "acquire") => format!("on {name}"),
        (false, "acquire") => format!("等 {name}"),
        (true, op) => format!("on {name} ({op})"),
        (false, op) => format!("等 {name}（{op}）"),
    }
}

/// Count of the semaphore that is waited for, as a tab has room for it: `, count 0`.
pub fn count_text(ink: &Ink, world: &World, state: &State) -> String {
    let object: Option<ObjectId> = match state {
        State::Blocked(wait) => wait.object,
        _ => None,
    };
    match object
        .filter(|id| world.whole_of(*id).is_none())
        .and_then(|id| world.object(id))
        .map(|object| &object.detail)
    {
        Some(Detail::Semaphore { count, .. }) => match ink.language {
            Language::En => format!(", count {count}"),
            Language::Zh => format!("，计数 {count}"),
        },
        _ => String::new(),
    }
}

/// `0.60 s left`
fn left(ink: &Ink, ns: u64) -> String {
    let seconds = seconds(ns);
    match ink.language {
        Language::En => format!("{seconds} s left"),
        Language::Zh => format!("还剩 {seconds} 秒"),
    }
}

/// Seconds with 2 decimals.
pub fn seconds(ns: u64) -> String {
    format!("{:.2}", ns as f64 / 1e9)
}

/// Seconds with at most 3 decimals and no zeros at the end.
pub fn trimmed_seconds(ns: u64) -> String {
    let text = format!("{:.3}", ns as f64 / 1e9);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Whether the process is part of a confirmed standstill.
pub fn is_stuck(world: &World, id: ProcId) -> bool {
    world
        .deadlock
        .as_ref()
        .is_some_and(|deadlock| deadlock.processes.contains(&id))
}

fn role(state: &State) -> Role {
    match state {
        State::Running | State::Blocked(_) | State::Stopped => Role::Strong,
        State::Created | State::Gone | State::Exited(End::Code(0)) => Role::Dim,
        State::Exited(_) => Role::Alarm,
        State::Ready | State::Sleeping { .. } | State::Zombie(_) => Role::Text,
    }
}
