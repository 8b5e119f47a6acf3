//! Commands: gates, clock, signals.

use std::sync::atomic::Ordering;

use super::feed::Who;
use super::{Conductor, Outcome};
use crate::engine::arena::{NEVER, OPEN, Slot, SlotUse, State, Word};
use crate::engine::os::futex;
use crate::engine::quiet::{self, Verdict};
use crate::engine::session::{Command, Notice, Speed};
use crate::engine::stage::NUDGE;
use crate::trace::{EventKind, ProcId};

/// What the gates are doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gates {
    /// Everybody may pass.
    Open,
    /// They are closed; these have not stopped yet, as last told.
    Closing(Option<Vec<ProcId>>),
    /// Everybody stands.
    Closed,
    /// Steps are chosen one at a time.
    Stepped,
}

impl Conductor {
    /// Carries out what has been commanded; tells whether anything was.
    pub(super) fn obey(&mut self) -> bool {
        let mut has_obeyed = false;
        while let Ok(command) = self.outside.0.try_recv() {
            has_obeyed = true;
            match command {
                Command::Pause => self.pause(),
                Command::Resume => self.resume(),
                Command::Hold => self.hold(),
                Command::Step(mover) => self.want_step(mover),
                Command::Play { every_ms } => self.play(every_ms),
                Command::SetSpeed(speed) => self.set_speed(speed),
                Command::Interrupt => self.interrupt(),
                Command::Signal { target, signal } => self.signal(target, signal),
                Command::Confirm { processes, cycle } => self.confirm(processes, cycle),
                Command::Looked(number) => {
                    self.stepper.asked.take_if(|asked| *asked == number);
                }
                Command::Stop { outcome, code } => {
                    self.outcome = Some(Outcome::Finished(outcome, code));
                }
            }
        }
        has_obeyed
    }

    fn pause(&mut self) {
        match self.gates {
            Gates::Open => {}
            Gates::Stepped => return self.hold(),
            Gates::Closing(_) | Gates::Closed => return,
        }
        self.gates = Gates::Closing(None);
        self.set_gates(0);
        let clock = &self.arena.clock;
        clock.set(0.0, clock.now());
        clock.wake();
        self.nudge();
    }

    fn resume(&mut self) {
        if self.gates == Gates::Open {
            return;
        }
        let was_stepped = self.gates == Gates::Stepped;
        if was_stepped {
            self.leave_stepped_mode();
        }
        self.gates = Gates::Open;
        self.start_clock();
        self.set_gates(OPEN);
        if was_stepped {
            self.nudge(); // what was put off until a step is done now
        }
        self.feed.notice(Notice::Running);
    }

    fn set_speed(&mut self, speed: Speed) {
        self.speed = speed;
        if self.gates == Gates::Open && self.members.iter().next().is_some() {
            self.start_clock();
            self.nudge();
        }
    }

    /// Lets the clock run from where it stands, unless the gates are closed.
    pub(super) fn start_clock(&mut self) {
        if self.gates == Gates::Open {
            let clock = &self.arena.clock;
            clock.set(self.rate(), clock.now());
            clock.wake();
        }
    }

    fn rate(&self) -> f64 {
        match self.speed {
            Speed::Factor(factor) if factor.is_finite() => factor.clamp(0.001, 1000.0),
            Speed::Factor(_) | Speed::Max => 1.0,
        }
    }

    /// Moves the clock to the earliest deadline: nobody can move before it.
    pub(super) fn jump_to(&mut self, deadline: u64) {
        let clock = &self.arena.clock;
        clock.set(self.rate(), deadline.max(clock.now()));
        clock.wake();
        let is_due = |slot: &Slot| {
            let state = slot.read().state();
            let due = slot.deadline.load(Ordering::SeqCst);
            slot.used.load(Ordering::SeqCst) == SlotUse::Live as u32
                && !matches!(state, State::Run | State::Gate | State::Sleep | State::Exit)
                && due != NEVER
                && due <= deadline
        };
        // Sleepers wait on the clock itself; who waits for something else with a time-out does not.
        if self.arena.claimed_slots().iter().any(is_due) {
            self.nudge();
        }
    }

    pub(super) fn set_gates(&self, value: u32) {
        self.arena.gate_default.store(value, Ordering::SeqCst);
        for slot in self.arena.claimed_slots() {
            slot.gate.store(value, Ordering::SeqCst);
            if value != 0 {
                futex::wake(&slot.gate, i32::MAX);
            }
        }
    }

    /// Makes every blocked thread look at gate and clock again: these have been written before.
    pub(super) fn nudge(&self) {
        self.arena.epoch.fetch_add(1, Ordering::SeqCst);
        self.order_stage(NUDGE);
    }

    /// Tells the stage something. A full pipe holds the same orders already; a stage that is gone needs none.
    pub(super) fn order_stage(&self, order: u8) {
        let _ = nix::unistd::write(&self.ends.control, &[order]);
    }

    fn interrupt(&mut self) {
        let targets: Vec<ProcId> = self.members.living().map(|member| member.proc).collect();
        for target in targets {
            self.signal(target, libc::SIGINT);
        }
    }

    /// Sends a signal from outside.
    pub(super) fn signal(&mut self, target: ProcId, signal: i32) {
        let at = self.now();
        self.note_signal(target.0, signal);
        let is_sent = self
            .members
            .get(target.0)
            .is_some_and(|member| member.signal(signal));
        if !is_sent {
            return; // it has ended meanwhile
        }
        self.stepper.sent(target, signal);
        let kind = EventKind::Signal {
            target,
            signal: super::translate::signal_name(signal),
            why: None,
        };
        self.feed.event(Who::default(), at, kind);
        if signal == libc::SIGCONT && matches!(self.gates, Gates::Closing(_) | Gates::Closed) {
            // Whoever goes on may be anywhere: it must look at its gate once more.
            self.gates = Gates::Closing(None);
            self.nudge();
        }
    }

    /// Remembers that a signal is on its way.
    pub(super) fn note_signal(&mut self, target: u32, signal: i32) {
        if let Some(member) = self.members.get(target) {
            let word = self.arena.slots[member.slot].read();
            self.rest.signal_was_sent(target, signal, word);
            if !member.is_dead {
                self.stepper.note_signal(target, signal);
            }
            self.stepper.told = None;
        }
    }

    fn confirm(&mut self, processes: Vec<ProcId>, cycle: Vec<ProcId>) {
        let numbers: Vec<u32> = processes.iter().map(|proc| proc.0).collect();
        let is_true = if self.gates == Gates::Stepped {
            self.confirm_standing(&numbers, cycle.is_empty())
        } else if cycle.is_empty() {
            self.verdict() == Verdict::Never
        } else {
            quiet::confirm(self.arena, &self.view(), &numbers)
        };
        // Who asked may have asked again before the answer arrived.
        let words = self.words_of(&numbers);
        if is_true && self.rest.told_deadlock.replace(words.clone()) != Some(words) {
            let kind = EventKind::Deadlock { processes, cycle };
            self.feed.event(Who::default(), self.now(), kind);
        }
    }

    /// The state words of all threads of these processes: the same as long as none of them moves.
    fn words_of(&self, procs: &[u32]) -> Vec<Word> {
        let slots = self.arena.claimed_slots().iter();
        slots
            .filter(|slot| procs.contains(&slot.proc.load(Ordering::Relaxed)))
            .map(Slot::read)
            .collect()
    }

    /// Whether nobody moves: twice, with the same words, so that nobody made a newcomer behind the first look and stood
    /// still before the second; and all that they recorded before is delivered, ends included.
    pub(super) fn everybody_stands(&self) -> bool {
        let words = || -> Vec<_> {
            let slots = self.arena.claimed_slots().iter();
            slots.map(|slot| (slot.usage(), slot.read())).collect()
        };
        let before = words();
        self.moving().is_empty()
            && words() == before
            && self.arena.seq.load(Ordering::SeqCst) == self.merge.next_ticket()
            && self.deaths.is_empty()
    }

    /// Who has not stopped yet.
    pub(super) fn moving(&self) -> Vec<ProcId> {
        let mut moving: Vec<ProcId> = Vec::new();
        for slot in self.arena.claimed_slots() {
            let proc = slot.proc.load(Ordering::Relaxed);
            let takes_part = matches!(slot.usage(), SlotUse::Live | SlotUse::Reserved);
            let is_helper = slot.agent.load(Ordering::Relaxed) != 0;
            let stands = match slot.read().state() {
                State::Gate => slot.gate.load(Ordering::SeqCst) == 0,
                State::Exit => is_helper,
                _ => false,
            };
            let member = self.members.get(proc);
            let is_at_rest = stands || member.is_some_and(|m| m.is_dead || m.is_stopped());
            if takes_part && !is_at_rest && !moving.contains(&ProcId(proc)) {
                moving.push(ProcId(proc));
            }
        }
        moving
    }
}
