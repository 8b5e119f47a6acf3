//! The fold of what happens to processes: birth, end, signals, and the kernel's word.

use std::collections::BTreeMap;

use crate::trace::{LineNo, ObjectId, ProcId};

use super::apply::{Deed, EndedWait};
use super::narration::{Fact, Sending};
use super::world::{
    Detail, End, Lane, LaneState, Process, State, TimedWait, Uncaught, Wait, World,
};

/// Objects that a process may hold at once in the picture. No lesson comes near; a damaged trace might.
const HOLD_LIMIT: usize = 256;

impl Process {
    /// A process of which nothing is known but its number.
    pub(super) fn stand_in(id: ProcId) -> Self {
        Self {
            id,
            parent: None,
            name: String::new(),
            daemon: false,
            pid: None,
            host_pid: None,
            line: None,
            state: State::Gone,
            since: 0,
            letter: None,
            wchan: String::new(),
            holds: Vec::new(),
            lane: Lane::default(),
            helpers: BTreeMap::new(),
            exception: None,
            pending_signal: None,
            before_stop: None,
            timed_wait: None,
            gave_up: None,
        }
    }

    /// Whether its end was seen.
    pub fn has_ended(&self) -> bool {
        matches!(self.state, State::Zombie(_) | State::Exited(_))
    }

    /// Whether it was started and has not ended.
    pub fn is_alive(&self) -> bool {
        !matches!(
            self.state,
            State::Created | State::Zombie(_) | State::Exited(_) | State::Gone
        )
    }

    /// How it ended, once it has.
    pub fn end(&self) -> Option<&End> {
        match &self.state {
            State::Zombie(end) | State::Exited(end) => Some(end),
            _ => None,
        }
    }

    /// Goes into `state` at virtual time `vt`.
    pub(super) fn enter(&mut self, state: State, vt: u64) {
        self.lane.push(vt, LaneState::of(&state));
        self.state = state;
        self.since = vt;
    }

    /// A wait with a time limit begins, or is taken up again: [`TimedWait::goes_on_as`].
    pub(super) fn note_timed_wait(&mut self, wait: &Wait, vt: u64) {
        let goes_on = self
            .timed_wait
            .as_ref()
            .is_some_and(|known| known.goes_on_as(wait, vt));
        if !goes_on {
            self.timed_wait = Some(TimedWait {
                wait: wait.clone(),
                line: self.line,
                began: vt,
            });
        }
    }

    /// A statement begins: one that waited has come to its end where its own line begins anew.
    pub(super) fn begin_line(&mut self) {
        if self
            .timed_wait
            .as_ref()
            .is_some_and(|known| known.line == self.line)
        {
            self.timed_wait = None;
        }
    }

    /// Adds an object that it holds from now on.
    pub(super) fn take_hold(&mut self, object: ObjectId) {
        if !self.holds.contains(&object) && self.holds.len() < HOLD_LIMIT {
            self.holds.push(object);
        }
    }
}

impl TimedWait {
    /// Whether `wait`, begun at `vt`, is this one taken up again. Then it has the time that was left, so that its deadline
    /// stayed where it was; a new wait of the same length has its own, as much later as it begins. Neither is exact: some
    /// time goes by between the look at the clock and the event. So what counts is which of the two is nearer.
    fn goes_on_as(&self, wait: &Wait, vt: u64) -> bool {
        /// Within it the two cannot be told apart, and need not be.
        const ROUNDING_NS: u64 = 1_000_000;
        let (Some(known), Some(deadline)) = (self.wait.deadline, wait.deadline) else {
            return false;
        };
        let is_alike = self.wait.op == wait.op
            && self.wait.object == wait.object
            && self.wait.child == wait.child;
        let passed = vt.saturating_sub(self.began);
        is_alike && known.abs_diff(deadline) <= (passed / 2).max(ROUNDING_NS)
    }
}

impl World {
    pub(super) fn process_created(
        &mut self,
        deed: Deed,
        child: ProcId,
        name: &str,
        daemon: bool,
    ) -> Fact {
        if let Some(process) = self.process_mut(child) {
            process.parent = deed.proc.filter(|parent| *parent != child);
            name.clone_into(&mut process.name);
            process.daemon = daemon;
            if process.state == State::Gone {
                process.enter(State::Created, deed.vt);
            }
        }
        self.adopt_worker(child);
        Fact::ProcessCreated {
            child,
            name: name.to_owned(),
        }
    }

    /// `pids`: as the program sees it, as the machine sees it. Then whether it dies with its parent, and whether its
    /// interpreter is a fresh one.
    pub(super) fn process_started(
        &mut self,
        deed: Deed,
        child: ProcId,
        pids: [u32; 2],
        [daemon, fresh]: [bool; 2],
    ) -> Fact {
        if let Some(parent) = deed.proc.filter(|parent| !fresh && *parent != child) {
            self.inherit_ends(parent, child);
        }
        if let Some(process) = self.process_mut(child) {
            process.pid = Some(pids[0]);
            process.host_pid = Some(pids[1]);
            process.daemon |= daemon;
            if !process.has_ended() {
                process.enter(State::Running, deed.vt);
            }
        }
        Fact::ProcessStarted {
            child,
            pid: pids[0],
        }
    }

    /// The child is a zombie from now on. What it holds stays held; it waits for nothing any more.
    pub(super) fn process_exited(
        &mut self,
        child: ProcId,
        code: Option<i32>,
        signal: Option<&str>,
    ) -> Fact {
        let end = match (code, signal) {
            (_, Some(signal)) => End::Signal(signal.to_owned()),
            (code, None) => End::Code(code.unwrap_or(0)),
        };
        let vt = self.vt;
        self.forget_waits(child);
        self.end_standstill_of(child);
        let Some(process) = self.process_mut(child) else {
            return Fact::ProcessExited { child, end };
        };
        process.pending_signal = None;
        process.before_stop = None;
        process.gave_up = None;
        process.letter = Some('Z');
        process.wchan.clear();
        if !matches!(process.state, State::Exited(_)) {
            process.enter(State::Zombie(end.clone()), vt);
        }
        let had_helpers = !process.helpers.is_empty();
        self.close_ends_of(child);
        self.lose_tasks_of(child);
        let Some(process) = self.process_mut(child) else {
            return Fact::ProcessExited { child, end };
        };
        if had_helpers {
            process.helpers.clear();
            self.lose_unsent_items(child);
        }
        Fact::ProcessExited { child, end }
    }

    /// What is to be said of the children that a process which has just ended leaves behind: init takes them over. None if
    /// there are none, and of main where nobody of the run killed it: then the run is stopped, and all end with it.
    pub(super) fn orphaned_by(&self, parent: ProcId) -> Option<Fact> {
        let is_stop = parent == ProcId::MAIN
            && self.process(parent)?.end() == Some(&End::Signal("SIGKILL".to_owned()))
            && !self.killed.contains(&parent);
        let children: Vec<ProcId> = self
            .processes
            .iter()
            .filter(|process| process.parent == Some(parent) && process.is_alive())
            .map(|process| process.id)
            .collect();
        (!is_stop && !children.is_empty()).then_some(Fact::Orphaned { parent, children })
    }

    /// Whether a living process has lost its parent.
    pub fn is_orphan(&self, id: ProcId) -> bool {
        let parent = self
            .process(id)
            .filter(|process| process.is_alive())
            .and_then(|process| self.process(process.parent?));
        parent.is_some_and(Process::has_ended)
    }

    pub(super) fn process_reaped(&mut self, child: ProcId, by: Option<ProcId>) -> Fact {
        let vt = self.vt;
        self.forget_waits(child);
        if let Some(process) = self.process_mut(child) {
            let state = match process.end() {
                Some(end) => State::Exited(end.clone()),
                // Its end is not in the trace: nobody knows with what status.
                None => State::Gone,
            };
            process.letter = None;
            process.wchan.clear();
            process.enter(state, vt);
        }
        self.drop_old_worker(child);
        Fact::ProcessReaped { child, by }
    }

    pub(super) fn signaled(&mut self, target: ProcId, signal: &str, why: Option<&str>) -> Fact {
        if signal == "SIGKILL" && self.process_mut(target).is_some() {
            self.killed.insert(target);
        }
        if let Some(process) = self.process_mut(target) {
            // SIGCONT acts at once, and a process that has ended takes nothing.
            if process.is_alive() && signal != "SIGCONT" {
                process.pending_signal = Some(signal.to_owned());
            }
        }
        Fact::Signaled {
            target,
            signal: signal.to_owned(),
            why: why.and_then(Sending::of),
        }
    }

    pub(super) fn failed(
        &mut self,
        deed: Deed,
        line: Option<LineNo>,
        type_: &str,
        message: &str,
    ) -> Fact {
        if let Some(process) = deed.proc.and_then(|id| self.process_mut(id)) {
            process.exception = Some(Uncaught {
                type_: type_.to_owned(),
                message: message.to_owned(),
                line,
            });
        }
        Fact::Failed {
            type_: type_.to_owned(),
            message: message.to_owned(),
        }
    }

    /// The kernel's letter changed. `T` stops the process whatever it is at; afterwards it goes on with that.
    pub(super) fn kernel_state(&mut self, deed: Deed, letter: &str, wchan: &str) -> Fact {
        let fact = Fact::KernelState {
            letter: letter.to_owned(),
            wchan: wchan.to_owned(),
        };
        let Some(process) = deed.proc.and_then(|id| self.process_mut(id)) else {
            return fact;
        };
        if matches!(process.state, State::Exited(_) | State::Gone) {
            return fact;
        }
        process.letter = letter.chars().next();
        wchan.clone_into(&mut process.wchan);
        let is_stopped = process.state == State::Stopped;
        match process.letter {
            Some('T') if process.is_alive() && !is_stopped => {
                let before = std::mem::replace(&mut process.state, State::Stopped);
                process.before_stop = Some(Box::new(before));
                if process.pending_signal.as_deref() != Some("SIGTERM") {
                    process.pending_signal = None;
                }
                process.lane.push(deed.vt, LaneState::Stopped);
            }
            Some('T') => {}
            _ if is_stopped => {
                let before = process.before_stop.take();
                let state = before.map_or(State::Running, |state| *state);
                process.lane.push(deed.vt, LaneState::of(&state));
                process.state = state;
            }
            _ => {}
        }
        fact
    }

    /// Takes a process and its helpers out of every queue of waiters.
    fn forget_waits(&mut self, id: ProcId) {
        let Some(process) = self.process(id) else {
            return;
        };
        let own = self.waits_for(id).and_then(|wait| wait.object);
        let of_helpers = process
            .helpers
            .values()
            .filter_map(|helper| helper.waits_for.as_ref()?.object);
        let objects: Vec<ObjectId> = own.into_iter().chain(of_helpers).collect();
        for object in objects {
            if let Some(object) = self.objects.get_mut(&object) {
                object.waiters.retain(|waiter| waiter.proc != id);
            }
        }
    }

    /// What was put and had not left the feeder of a process that ended is lost with it.
    fn lose_unsent_items(&mut self, id: ProcId) {
        for object in self.objects.values_mut() {
            if let Detail::Queue {
                items,
                n_items,
                n_with_feeder,
                ..
            } = &mut object.detail
            {
                let before = items.len();
                items.retain(|item| item.from != id || !item.with_feeder);
                let n_lost = (before - items.len()) as u64;
                *n_items = n_items.saturating_sub(n_lost);
                *n_with_feeder = n_with_feeder.saturating_sub(n_lost);
                if n_lost > 0 {
                    object.record(self.vt);
                }
            }
        }
    }
}

/// What the log says of a `join` that returned; `ended` is the wait that it ends.
pub(super) fn joined(
    deed: Deed,
    child: ProcId,
    exitcode: Option<i32>,
    ended: Option<EndedWait>,
) -> Fact {
    match exitcode {
        Some(exitcode) => Fact::Joined { child, exitcode },
        None => Fact::JoinTimedOut {
            child,
            // What was asked for; without the wait (`join(0)`) no time at all.
            after: ended
                .and_then(|ended| {
                    Some(
                        ended
                            .wait
                            .deadline?
                            .min(deed.vt)
                            .saturating_sub(ended.since),
                    )
                })
                .unwrap_or(0),
        },
    }
}
