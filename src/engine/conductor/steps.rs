//! Stepped mode: one step at a time, chosen by a schedule or by command, each only when everything before has come to
//! rest.
//!
//! ```text
//! consider: not at rest? look again (who takes long is told as computing)
//!           tell who waits; a step is wanted? give its mover a ticket, and move the clock
//!           nothing is wanted: tell what each could do next, and sleep
//! ```

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::Conductor;
use super::commands::Gates;
use super::movers::Standing;
use super::stepper::{Pace, STEP_NS};
use crate::engine::arena::{OPEN, SlotUse, State};
use crate::engine::os::clock::monotonic_ns;
use crate::engine::os::futex;
use crate::engine::reason::{Lacks, Misfit};
use crate::engine::schedule::follow::Next;
use crate::engine::session::Notice;
use crate::engine::stepping::{Held, Mover, Needs};
use crate::trace::ProcId;

/// From this time on who still runs is told as computing.
const COMPUTING_AFTER: Duration = Duration::from_millis(20);
/// How often who does not ring is looked at: a stop that takes effect, a nudge that is answered.
const LOOK: Duration = Duration::from_millis(2);
/// Asking the stage again for a nudge that was not answered.
const NUDGE_AGAIN_NS: u64 = 1_000_000_000;

impl Conductor {
    /// From now on nobody moves unchosen.
    pub(super) fn hold(&mut self) {
        if self.gates != Gates::Stepped {
            self.gates = Gates::Stepped;
            self.stepper.interrupt_schedule();
            self.arena.stepped.store(1, Ordering::SeqCst);
            self.close_gates();
            let clock = &self.arena.clock;
            clock.set(0.0, clock.now());
            clock.wake();
            self.nudge();
            self.stepper.granted_ns = monotonic_ns();
        }
        self.stepper.pace = Pace::Held;
        self.stepper.wanted.clear();
        self.stepper.told = None;
    }

    /// Closes what is open, and makes whoever stands at a mere pause look again.
    fn close_gates(&self) {
        self.arena.gate_default.store(0, Ordering::SeqCst);
        for slot in self.arena.claimed_slots() {
            let order = Ordering::SeqCst;
            // A ticket stays: it was chosen.
            let _ = slot.gate.compare_exchange(OPEN, 0, order, order);
            if slot.next.read().is_none() {
                futex::wake(&slot.gate, i32::MAX);
            }
        }
    }

    /// One step is wanted: of this one, or of whom the schedule chooses.
    pub(super) fn want_step(&mut self, mover: Option<Mover>) {
        if self.gates != Gates::Stepped {
            self.hold();
        }
        self.stepper.pace = Pace::Held;
        if !self.stepper.computing.is_empty() {
            self.stepper.wanted.clear(); // it may wait for one that never comes; the newest wish counts
        }
        self.stepper.wanted.push_back(mover);
        self.stepper.told = None;
    }

    /// Steps are wanted by the schedule, until the run is held.
    pub(super) fn play(&mut self, every_ms: u32) {
        if self.gates != Gates::Stepped {
            self.hold();
        }
        self.stepper.pace = Pace::Playing {
            every_ns: u64::from(every_ms) * 1_000_000,
            next_ns: monotonic_ns(),
        };
        self.stepper.told = None;
    }

    /// Leaves stepped mode: the gates are opened by the caller.
    pub(super) fn leave_stepped_mode(&mut self) {
        self.stepper.interrupt_schedule();
        self.stepper.pace = Pace::Held;
        self.stepper.asked = None;
        self.arena.stepped.store(0, Ordering::SeqCst);
    }

    /// Looks around in stepped mode; gives how long the conductor may sleep.
    pub(super) fn consider_steps(&mut self) -> Option<Duration> {
        if self.members.is_empty() {
            return None; // before main is here, or when all is over
        }
        loop {
            let computing = self.computing();
            if !self.is_at_rest(&computing) {
                return Some(self.await_rest());
            }
            let procs: Vec<ProcId> = computing.iter().map(|&slot| self.proc_at(slot)).collect();
            self.stepper.computing = procs;
            let standing = self.standing();
            // Who computes may only be slow, and its events come late: told between them, a wait would stand elsewhere in
            // a re-run. Only a step that does not wait for it needs them told.
            if self.stepper.computing.is_empty()
                && self.tell_waits(&standing)
                && let Some(number) = self.stepper.ask()
            {
                self.feed.notice(Notice::Waits(number));
            }
            if self.stepper.asked.is_some() {
                return None; // the answer wakes the conductor
            }
            match self.decide(&standing) {
                Decision::Step(mover) => {
                    self.tell_waits(&standing);
                    self.give_step(mover, &standing);
                }
                Decision::Rest(pause) => return pause,
                Decision::Again => {}
            }
        }
    }

    fn proc_at(&self, slot: usize) -> ProcId {
        ProcId(self.arena.slots[slot].proc.load(Ordering::Relaxed))
    }

    /// Slots of processes that run and have run for long: they may come to their next operation late, or never.
    fn computing(&self) -> Vec<usize> {
        let since = monotonic_ns() - self.stepper.granted_ns;
        if since < COMPUTING_AFTER.as_nanos() as u64 {
            return Vec::new();
        }
        let runs = |slot: usize| {
            let slot = &self.arena.slots[slot];
            slot.usage() == SlotUse::Live
                && slot.agent.load(Ordering::Relaxed) == 0
                && self.stepper.may_compute(slot.proc.load(Ordering::Relaxed))
                && slot.read().state() == State::Run
        };
        self.unsettled()
            .into_iter()
            .filter(|&slot| runs(slot))
            .collect()
    }

    fn await_rest(&mut self) -> Duration {
        for slot in self.arena.claimed_slots() {
            let order = Ordering::SeqCst;
            // A newcomer may have got its gate from a creator that read the default before.
            let _ = slot.gate.compare_exchange(OPEN, 0, order, order);
        }
        if monotonic_ns() - self.stepper.granted_ns > NUDGE_AGAIN_NS && self.rest.may_nudge() {
            self.nudge();
        }
        LOOK
    }

    fn decide(&mut self, standing: &[Standing]) -> Decision {
        let able = movers_that_can(standing);
        let is_commanded = !self.stepper.wanted.is_empty();
        let is_scheduled = match self.stepper.pace {
            Pace::Scheduled(until) => until.is_none_or(|until| self.stepper.step < until),
            Pace::Playing { next_ns, .. } => monotonic_ns() >= next_ns,
            Pace::Following if !is_commanded => return self.follow(standing),
            Pace::Following | Pace::Held => false,
        };
        if !is_commanded && !is_scheduled {
            return self.rest_until_wanted(standing, &able);
        }
        if is_scheduled && !is_commanded && self.send_scheduled_signal() {
            return Decision::Again;
        }
        let is_unattended = matches!(self.stepper.pace, Pace::Scheduled(_)) && !is_commanded;
        if is_unattended && !self.stepper.computing.is_empty() {
            // A schedule waits for who computes, however long that takes: so it means the same on any machine.
            return Decision::Rest(Some(LOOK));
        }
        if self.wish_waits(&able) {
            // Who computes takes the step when it comes to its next operation.
            self.rest_until_wanted(standing, &able);
            return Decision::Rest(Some(LOOK));
        }
        let wanted = self.stepper.wanted.pop_front().flatten();
        let is_said = wanted.is_none() && self.stepper.is_said();
        let Some(mover) = wanted.or_else(|| self.stepper.scheduled(&able)) else {
            self.nobody_can_move(standing);
            return self.rest_until_wanted(standing, &able);
        };
        if let Err(why) = may_step(mover, standing) {
            let step = self.stepper.step;
            self.feed.notice(Notice::Refused { step, why });
            if is_said {
                self.stepper.depart();
                self.stepper.pace = Pace::Held;
            }
            self.stepper.told = None;
            return Decision::Again;
        }
        if wanted.is_some() {
            self.stepper.depart();
        }
        Decision::Step(mover)
    }

    /// Whether the step that is wanted is one of a process that computes, or may be: it may only be slow.
    fn wish_waits(&self, able: &[Mover]) -> bool {
        let computing = &self.stepper.computing;
        match self.stepper.wanted.front() {
            None => false,
            Some(None) => able.is_empty() && !computing.is_empty(),
            Some(Some(mover)) => mover.agent.is_none() && computing.contains(&mover.proc),
        }
    }

    /// Sends the next signal that the schedule says comes before the next step; tells whether there was one.
    fn send_scheduled_signal(&mut self) -> bool {
        let due = self.stepper.take_signal();
        if let Some((target, signal)) = due {
            self.signal(target, signal);
        }
        due.is_some()
    }

    /// Whose step follows the earlier run.
    fn follow(&mut self, standing: &[Standing]) -> Decision {
        if !self.stepper.computing.is_empty() {
            return Decision::Rest(Some(LOOK));
        }
        let events = self.feed.take_watched();
        let all: Vec<_> = standing.iter().map(|stand| stand.next.clone()).collect();
        let next = self.stepper.follower.as_mut().map_or(Next::Done, |it| {
            for event in &events {
                it.note(event);
            }
            it.next(&all)
        });
        if let Next::Step(mover) = next {
            return Decision::Step(mover);
        }
        if let Next::Lost(why) = next {
            let step = self.stepper.step;
            self.feed.notice(Notice::Refused { step, why });
        }
        self.stepper.follower = None;
        self.stepper.pace = Pace::Held;
        self.feed.look_away();
        Decision::Again
    }

    /// Tells where everybody stands, unless steps go on by themselves.
    fn rest_until_wanted(&mut self, standing: &[Standing], able: &[Mover]) -> Decision {
        if able.is_empty() && self.stepper.wanted.is_empty() {
            self.nobody_can_move(standing);
        }
        let goes_on = match self.stepper.pace {
            Pace::Playing { next_ns, .. } if !able.is_empty() => Some(next_ns),
            Pace::Scheduled(None) => return Decision::Rest(None),
            _ => None,
        };
        let held = self.held(standing, able);
        if self.stepper.told.as_ref() != Some(&held) {
            self.sample();
            self.stepper.told = Some(held.clone());
            self.feed.notice(Notice::Held(held));
        }
        let left = goes_on.map(|at| Duration::from_nanos(at.saturating_sub(monotonic_ns())));
        Decision::Rest(left)
    }

    /// Nobody can move and no clock will change that: told once.
    fn nobody_can_move(&mut self, standing: &[Standing]) {
        let is_final = !standing.is_empty()
            && self.stepper.computing.is_empty()
            && !standing.iter().any(|stand| stand.is_stopped)
            && movers_that_can(standing).is_empty();
        if is_final {
            self.tell_standstill();
        }
    }

    fn held(&self, standing: &[Standing], able: &[Mover]) -> Held {
        Held {
            step: self.stepper.step,
            movers: standing.iter().map(|stand| stand.next.clone()).collect(),
            computing: self.stepper.computing.clone(),
            next: self.stepper.scheduled(able).filter(|_| !able.is_empty()),
            schedule: self.stepper.code().unwrap_or_default(),
        }
    }

    /// Gives a ticket to `mover`, who can take it; the clock moves.
    fn give_step(&mut self, mover: Mover, standing: &[Standing]) {
        let Some(stand) = standing.iter().find(|stand| stand.mover() == mover) else {
            return; // never: it was looked for
        };
        let clock = &self.arena.clock;
        let due = stand.deadline().unwrap_or(0);
        clock.set(0.0, (clock.now() + STEP_NS).max(due));
        self.stepper.take(mover, &movers_that_can(standing));
        if let Pace::Playing { every_ns, .. } = self.stepper.pace {
            self.stepper.pace = Pace::Playing {
                every_ns,
                next_ns: monotonic_ns() + every_ns,
            };
        }
        self.rest.something_happened();
        let slot = &self.arena.slots[stand.slot];
        slot.gate.store(1, Ordering::SeqCst);
        futex::wake(&slot.gate, i32::MAX);
    }

    /// Whether these processes stand before something that only others can bring, and everybody is at rest.
    pub(super) fn confirm_standing(&mut self, processes: &[u32], is_everybody: bool) -> bool {
        let computing = self.computing();
        if !self.is_at_rest(&computing) {
            return false;
        }
        let standing = self.standing();
        if is_everybody {
            let is_stopped = standing.iter().any(|stand| stand.is_stopped);
            return !standing.is_empty()
                && computing.is_empty()
                && !is_stopped
                && movers_that_can(&standing).is_empty();
        }
        let is_stuck = |proc: &u32| {
            standing.iter().any(|stand| {
                let mover = stand.mover();
                let waits_for_others =
                    matches!(stand.next.needs, Some(Needs::Object(_) | Needs::End(_)));
                mover.proc.0 == *proc && mover.agent.is_none() && waits_for_others
            })
        };
        !processes.is_empty() && processes.iter().all(is_stuck)
    }
}

/// What is to be done while everybody is at rest.
enum Decision {
    /// This one takes the next step.
    Step(Mover),
    /// Nothing, for so long.
    Rest(Option<Duration>),
    /// Look again: something was refused.
    Again,
}

/// Who can move now; if nobody can, whom the clock lets move first.
fn movers_that_can(standing: &[Standing]) -> Vec<Mover> {
    let able: Vec<Mover> = standing
        .iter()
        .filter(|stand| stand.is_able())
        .map(Standing::mover)
        .collect();
    if !able.is_empty() {
        return able;
    }
    let earliest = standing.iter().filter_map(Standing::deadline).min();
    let is_first = |stand: &&Standing| stand.deadline().is_some() && stand.deadline() == earliest;
    standing
        .iter()
        .filter(is_first)
        .map(Standing::mover)
        .collect()
}

/// Whether `mover` may be stepped: it can move, or the clock lets it.
fn may_step(mover: Mover, standing: &[Standing]) -> Result<(), Misfit> {
    let Some(stand) = standing.iter().find(|stand| stand.mover() == mover) else {
        return Err(Misfit::NotThere(mover));
    };
    if stand.is_able() || stand.deadline().is_some() {
        return Ok(());
    }
    let op = &stand.next.op;
    Err(Misfit::Cannot {
        mover,
        op: (!op.is_empty()).then(|| op.clone()),
        lacks: match stand.next.needs {
            _ if stand.is_stopped => Lacks::Continue,
            Some(Needs::Object(object)) => Lacks::Object(object),
            Some(Needs::End(proc)) => Lacks::End(proc),
            _ => Lacks::Other,
        },
    })
}
