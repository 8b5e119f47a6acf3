//! [`World::apply`]: the one way a world changes. Each kind of event goes to the file of its noun; here is what all
//! have in common: the clocks, the end of a wait, the log.
//!
//! Damaged traces are folded as far as they make sense: an id that was never announced gets a stand-in
//! ([`State::Gone`]), an impossible number is ignored, an event out of order changes what it still can.

use crate::trace::{Agent, Event, EventKind, ObjectId, ProcId};

use super::narration::Fact;
use super::pipe::{Message, end_index};
use super::process::joined;
use super::world::{
    Deadlock, Detail, Finished, GaveUp, LaneState, LogEntry, Process, State, Wait, Waiter, World,
};

/// Most entries of the log. A screen shows at most 60; this is what scrolling back reaches without seeking.
pub const LOG_LIMIT: usize = 2_000;

/// Largest process number plus one. Linux gives 32,768 PIDs by default, so no true run has more at a time; beyond it
/// the number is taken for damage.
pub const PROCESS_LIMIT: u32 = 65_536;

/// How far a process number may run ahead of those announced: room for a gap in a damaged trace, no more.
const PROCESS_GAP: u32 = 1_024;

/// A wait that an event ended.
pub(super) struct EndedWait {
    /// What it was.
    pub wait: Wait,
    /// When it began, virtual nanoseconds.
    pub since: u64,
}

/// Who did an event and when: what every part of the fold needs of it.
#[derive(Clone, Copy)]
pub(super) struct Deed {
    /// The process; `None` for what nobody of the program did.
    pub proc: Option<ProcId>,
    /// Its helper thread.
    pub agent: Option<Agent>,
    /// Virtual nanoseconds, never before those of an earlier event.
    pub vt: u64,
}

impl Deed {
    /// Who did an event, at a time that is never before those of earlier events.
    fn of(event: &Event, vt: u64) -> Self {
        Self {
            proc: event.proc,
            agent: event.agent,
            vt,
        }
    }
}

impl World {
    /// A world before the first event.
    pub fn new() -> Self {
        Self::default()
    }

    /// Folds one event into the world. Total: no event makes it fail.
    pub fn apply(&mut self, event: &Event) {
        self.applied += 1;
        self.vt = self.vt.max(event.vt);
        self.t = self.t.max(event.t);
        self.seq = self.seq.max(Some(event.seq));
        self.note_progress(event);
        self.note_newborn(event);
        let ended = self.begin_deed(event);
        let deed = Deed {
            proc: event.proc,
            agent: event.agent,
            vt: self.vt,
        };
        if let (Some(object), Some(proc)) = (used_object(&event.kind), event.proc)
            && let Some(object) = self.objects.get_mut(&object)
        {
            object.note_user(proc);
        }
        if let Some(fact) = self.fold(&event.kind, event, deed, ended) {
            self.note(event.seq, deed, fact);
        }
        self.tell_stall(event);
    }

    /// Whoever does something else than to fill what it made has made it.
    fn note_newborn(&mut self, event: &Event) {
        let (Some(proc), None, false) = (event.proc, event.agent, self.newborn.is_empty()) else {
            return;
        };
        let filled = match &event.kind {
            EventKind::ValueChanged { object, .. } => Some(object),
            EventKind::KernelState { .. } | EventKind::ObjectState { .. } => return,
            _ => None,
        };
        if self.newborn.get(&proc) != filled {
            self.newborn.remove(&proc);
        }
    }

    /// Does what `kind` says and returns what the log says of it.
    fn fold(
        &mut self,
        kind: &EventKind,
        event: &Event,
        deed: Deed,
        ended: Option<EndedWait>,
    ) -> Option<Fact> {
        Some(match kind {
            EventKind::ProcessCreated {
                child,
                name,
                daemon,
            } => self.process_created(deed, *child, name, *daemon),
            EventKind::ProcessStarted {
                child,
                child_pid,
                child_host_pid,
                ppid: _,
                daemon,
                fresh,
            } => self.process_started(
                deed,
                *child,
                [*child_pid, *child_host_pid],
                [*daemon, *fresh],
            ),
            EventKind::Line => Fact::AtLine { line: event.line? },
            EventKind::ObjectCreated {
                object,
                type_,
                names,
                initial,
                capacity,
            } => {
                let fact =
                    self.object_created(deed, *object, *type_, names, [*initial, *capacity])?;
                if let Some(made) = self.objects.get_mut(object) {
                    made.line = event.line;
                }
                self.find_whole(*object);
                fact
            }
            EventKind::ObjectNamed { object, name } => self.object_named(deed, *object, name),
            EventKind::Waiting {
                op,
                object,
                child,
                timeout,
            } => {
                let wait = Wait {
                    op: op.clone(),
                    object: *object,
                    child: *child,
                    deadline: timeout.map(|seconds| self.vt.saturating_add(nanoseconds(seconds))),
                };
                self.waiting(deed, wait, *timeout)
            }
            EventKind::Acquired { object, value } => {
                self.note_notified(deed.proc, *object);
                let fact = self.acquired(deed, *object, *value, ended);
                match self.queue_of(*object) {
                    Some(object) => Fact::ItemDone { object, n: *value },
                    None => fact,
                }
            }
            EventKind::Released { object, value } => {
                let fact = self.released(deed, *object, *value);
                match self.queue_of(*object) {
                    Some(object) => Fact::ItemToDo { object, n: *value },
                    None => fact,
                }
            }
            EventKind::Put {
                object,
                repr,
                bytes,
            } => self.put(deed, *object, repr, *bytes),
            EventKind::Got {
                object,
                repr,
                bytes,
            } => match self.objects.get(object).map(|object| &object.detail) {
                Some(Detail::Value { .. }) => self.value_read(deed, *object, repr),
                _ => self.got(deed, *object, repr, *bytes),
            },
            EventKind::Sent {
                object,
                repr,
                bytes,
                end,
            } => self.sent(
                deed,
                *object,
                &Message {
                    repr,
                    bytes: *bytes,
                    end: end_index(*end),
                },
            ),
            EventKind::Received {
                object,
                repr,
                bytes,
                end,
            } => self.received(
                deed,
                *object,
                &Message {
                    repr,
                    bytes: *bytes,
                    end: end_index(*end),
                },
            ),
            EventKind::Opened { object, end } => self.opened(deed, *object, end_index(*end)),
            EventKind::Closed { object, end } => self.closed(deed, *object, end_index(*end)),
            EventKind::Joined { child, exitcode } => joined(deed, *child, *exitcode, ended),
            EventKind::Output {
                stream,
                data,
                base64,
            } => {
                self.write_out(deed, *stream, data, base64.as_deref(), event.seq);
                return None;
            }
            EventKind::Signal {
                target,
                signal,
                why,
            } => self.signaled(*target, signal, why.as_deref()),
            EventKind::ProcessExited {
                child,
                code,
                signal,
            } => {
                let fact = self.process_exited(*child, *code, signal.as_deref());
                let Some(orphaned) = self.orphaned_by(*child) else {
                    return Some(fact);
                };
                self.note(event.seq, deed, fact);
                orphaned
            }
            EventKind::ProcessReaped { child, by } => self.process_reaped(*child, *by),
            EventKind::ValueChanged {
                object,
                repr,
                from_read,
            } => {
                let (fact, lost) = self.value_changed(deed, *object, repr, *from_read);
                let Some(lost) = lost else {
                    return Some(fact);
                };
                self.note(event.seq, deed, fact);
                lost
            }
            EventKind::TaskSubmitted { object, task, .. } => self.task_submitted(*object, *task),
            EventKind::TaskStarted {
                object,
                task,
                worker,
            } => self.task_started(deed, *object, *task, *worker),
            EventKind::TaskFinished {
                object,
                task,
                worker,
                failed,
            } => self.task_finished(deed, *object, *task, (*worker, *failed)),
            EventKind::Exception { type_, message } => {
                self.failed(deed, event.line, type_, message)
            }
            EventKind::KernelState { letter, wchan } => self.kernel_state(deed, letter, wchan),
            EventKind::ObjectState {
                object,
                value,
                waiters,
                bytes,
            } => self.object_state(*object, *value, *waiters, *bytes),
            EventKind::Deadlock { processes, cycle } => self.stand_still(processes, cycle),
            EventKind::Lost { count, why } => {
                *self.lost.entry(why.clone()).or_insert(0) += count;
                Fact::Lost {
                    count: *count,
                    why: why.clone(),
                }
            }
            EventKind::Finished { outcome, code, .. } => self.finish(outcome, *code),
            EventKind::Unknown { kind, .. } => Fact::Unknown { kind: kind.clone() },
        })
    }

    /// Puts a fact at the end of the log.
    pub(super) fn note(&mut self, seq: u64, deed: Deed, fact: Fact) {
        if self.log.len() >= LOG_LIMIT {
            self.log.pop_front();
            self.log_dropped += 1;
        }
        self.log.push_back(LogEntry {
            seq,
            vt: deed.vt,
            proc: deed.proc,
            agent: deed.agent,
            fact,
        });
    }

    /// Entries of the log from number `n` on, counted from the first of the run; those that fell off are skipped.
    /// Number of all so far: `log_dropped + log.len()`.
    pub fn log_from(&self, n: u64) -> impl Iterator<Item = &LogEntry> {
        let skipped = n.saturating_sub(self.log_dropped);
        self.log
            .iter()
            .skip(usize::try_from(skipped).unwrap_or(usize::MAX))
    }

    /// Ends the wait of whoever did this event, and has its process run. Returns the wait that ended.
    fn begin_deed(&mut self, event: &Event) -> Option<EndedWait> {
        let id = event.proc?;
        if !is_deed(&event.kind, id) {
            return None;
        }
        let vt = self.vt;
        if let Some(agent) = event.agent {
            let process = self.process_mut(id)?;
            let wait = process.helpers.entry(agent).or_default().waits_for.take();
            return Some(self.leave_queue(id, Some(agent), wait?));
        }
        let process = self.process_mut(id)?;
        if event.line.is_some() {
            process.line = event.line;
        }
        if process.pid.is_none() {
            process.pid = event.pid;
            process.host_pid = event.host_pid;
        }
        if event.kind == EventKind::Line {
            process.begin_line();
        }
        process.gave_up = None;
        // It went on: whatever does not kill or stop has been taken, by a handler or as an exception.
        if !matches!(
            process.pending_signal.as_deref(),
            None | Some("SIGTERM" | "SIGKILL" | "SIGSTOP")
        ) {
            process.pending_signal = None;
        }
        let (since, before) = (process.since, process.before_stop.take());
        let was = match &process.state {
            State::Running | State::Zombie(_) | State::Exited(_) => return None,
            _ => std::mem::replace(&mut process.state, State::Running),
        };
        process.since = vt;
        self.end_standstill_of(id);
        let process = self.process_mut(id)?;
        if !matches!(event.kind, EventKind::Waiting { .. }) {
            process.lane.push(vt, LaneState::Running);
        }
        match (was, before.map(|state| *state)) {
            (State::Blocked(wait), _) | (State::Stopped, Some(State::Blocked(wait))) => {
                let process = self.process_mut(id)?;
                if ends_as_hoped(&event.kind, &wait) {
                    process.timed_wait = None;
                } else if let Some(deadline) = wait.deadline.filter(|deadline| *deadline <= vt) {
                    let object = wait.object;
                    // What was asked for: it looks at the clock a little later.
                    let (deadline, began) =
                        process.timed_wait.take().map_or((deadline, since), |it| {
                            (it.wait.deadline.unwrap_or(deadline), it.began)
                        });
                    let after = deadline.min(vt).saturating_sub(began);
                    process.gave_up = Some(GaveUp { object, after });
                    if let Some(object) = object {
                        let deed = Deed::of(event, vt);
                        self.note(event.seq, deed, Fact::GaveUp { object, after });
                    }
                }
                let ended = self.leave_queue(id, None, wait);
                Some(EndedWait { since, ..ended })
            }
            _ => None,
        }
    }

    /// Takes a waiter out of its object's queue and hands its wait back.
    fn leave_queue(&mut self, id: ProcId, agent: Option<Agent>, wait: Wait) -> EndedWait {
        let mut since = self.vt;
        if let Some(object) = wait.object.and_then(|id| self.objects.get_mut(&id)) {
            object.waiters.retain(|waiter| {
                let is_it = waiter.proc == id && waiter.agent == agent;
                if is_it {
                    since = waiter.since;
                }
                !is_it
            });
        }
        EndedWait { wait, since }
    }

    /// The process (or its helper) cannot go on.
    fn waiting(&mut self, deed: Deed, wait: Wait, timeout: Option<f64>) -> Fact {
        let fact = self.fact_of_wait(&wait, timeout);
        let Some(id) = deed.proc else { return fact };
        if let Some(object) = wait.object.and_then(|id| self.objects.get_mut(&id)) {
            object.waiters.push(Waiter {
                proc: id,
                agent: deed.agent,
                op: wait.op.clone(),
                since: deed.vt,
            });
        }
        let Some(process) = self.process_mut(id) else {
            return fact;
        };
        match deed.agent {
            Some(agent) => process.helpers.entry(agent).or_default().waits_for = Some(wait),
            None if process.has_ended() => {}
            None if wait.op == "sleep" => {
                let until = wait.deadline.unwrap_or(deed.vt);
                process.enter(State::Sleeping { until }, deed.vt);
            }
            None => {
                if wait.deadline.is_some() {
                    process.note_timed_wait(&wait, deed.vt);
                }
                process.enter(State::Blocked(wait), deed.vt);
            }
        }
        fact
    }

    /// What the log says of a wait that begins now.
    fn fact_of_wait(&self, wait: &Wait, timeout: Option<f64>) -> Fact {
        if wait.op == "sleep" {
            return Fact::Sleeps {
                seconds: timeout.unwrap_or(0.0),
            };
        }
        let object = wait.object.and_then(|id| self.objects.get(&id));
        Fact::Waits {
            op: wait.op.clone(),
            object: wait.object,
            child: wait.child,
            holder: object.and_then(super::world::Object::holder),
            count: object.and_then(super::world::Object::count),
            timeout,
        }
    }

    /// A standstill that the kernel confirmed.
    fn stand_still(&mut self, processes: &[ProcId], cycle: &[ProcId]) -> Fact {
        let others: Vec<ProcId> = self
            .processes
            .iter()
            .filter(|process| process.is_alive() && !processes.contains(&process.id))
            .map(|process| process.id)
            .collect();
        let object = self.releasable(cycle).first().copied();
        self.deadlock = Some(Deadlock {
            processes: processes.to_vec(),
            cycle: cycle.to_vec(),
            vt: self.vt,
        });
        Fact::Deadlock {
            processes: processes.to_vec(),
            cycle: cycle.to_vec(),
            others,
            object,
        }
    }

    /// A process that moves or dies is stuck no longer. One of the cycle takes the standstill with it; where there is
    /// none, or where it only waited for the cycle, see below.
    ///
    /// 1. In the cycle: the cycle is open, and the standstill is over.
    /// 2. No cycle was told: nobody could move, and now somebody did.
    /// 3. Beside the cycle: the others are stuck as before.
    pub(super) fn end_standstill_of(&mut self, id: ProcId) {
        if self.finished.is_some() {
            return;
        }
        let Some(deadlock) = &mut self.deadlock else {
            return;
        };
        if !deadlock.processes.contains(&id) {
            return;
        }
        if deadlock.cycle.is_empty() || deadlock.cycle.contains(&id) {
            self.deadlock = None;
        } else {
            deadlock.processes.retain(|stuck| *stuck != id);
        }
    }

    /// The run is over.
    fn finish(&mut self, outcome: &str, code: i32) -> Fact {
        self.finished = Some(Finished {
            outcome: outcome.to_owned(),
            code,
            vt: self.vt,
        });
        Fact::Finished {
            outcome: outcome.to_owned(),
            code,
        }
    }

    /// The process with this number; one that was never announced gets a stand-in. `None` if the number is damage.
    pub(super) fn process_mut(&mut self, id: ProcId) -> Option<&mut Process> {
        let known = u32::try_from(self.processes.len()).unwrap_or(u32::MAX);
        if id.0 >= known {
            if id.0 >= PROCESS_LIMIT || id.0 - known > PROCESS_GAP {
                return None;
            }
            for number in known..=id.0 {
                self.processes.push(Process::stand_in(ProcId(number)));
            }
        }
        self.processes.get_mut(id.0 as usize)
    }

    /// The process with this number.
    pub fn process(&self, id: ProcId) -> Option<&Process> {
        self.processes.get(id.0 as usize)
    }

    /// The object with this number.
    pub fn object(&self, id: ObjectId) -> Option<&super::world::Object> {
        self.objects.get(&id)
    }

    /// What a process waits for; `None` unless it is blocked (also when it is stopped during the wait).
    pub fn waits_for(&self, id: ProcId) -> Option<&Wait> {
        let process = self.process(id)?;
        match (&process.state, process.before_stop.as_deref()) {
            (State::Blocked(wait), _) | (State::Stopped, Some(State::Blocked(wait))) => Some(wait),
            _ => None,
        }
    }
}

/// Whether the event is something that its `proc` did, so that it is not waiting any more.
fn is_deed(kind: &EventKind, proc: ProcId) -> bool {
    match kind {
        // What forklore itself saw of the process. A parent reaps inside the wait that its `joined` ends.
        EventKind::ProcessExited { .. }
        | EventKind::ProcessReaped { .. }
        | EventKind::KernelState { .. }
        | EventKind::ObjectState { .. }
        | EventKind::Deadlock { .. }
        | EventKind::Lost { .. }
        | EventKind::Finished { .. } => false,
        // Main has nobody who creates and starts it.
        EventKind::ProcessCreated { child, .. } | EventKind::ProcessStarted { child, .. } => {
            *child != proc
        }
        _ => true,
    }
}

/// The object that the event's process uses by it.
fn used_object(kind: &EventKind) -> Option<ObjectId> {
    match kind {
        EventKind::Waiting { object, .. } => *object,
        EventKind::Acquired { object, .. }
        | EventKind::Released { object, .. }
        | EventKind::Put { object, .. }
        | EventKind::Got { object, .. }
        | EventKind::Sent { object, .. }
        | EventKind::Received { object, .. }
        | EventKind::ValueChanged { object, .. }
        | EventKind::Opened { object, .. }
        | EventKind::TaskSubmitted { object, .. } => Some(*object),
        _ => None,
    }
}

/// Whether the event that ends a timed wait is what it waited for.
fn ends_as_hoped(kind: &EventKind, wait: &Wait) -> bool {
    match kind {
        EventKind::Acquired { object, .. }
        | EventKind::Got { object, .. }
        | EventKind::Put { object, .. }
        | EventKind::Received { object, .. }
        | EventKind::Sent { object, .. } => wait.object == Some(*object),
        EventKind::Joined { exitcode, .. } => exitcode.is_some(),
        _ => false,
    }
}

/// Virtual nanoseconds of `seconds`; 0 for what is negative or no number.
pub(super) fn nanoseconds(seconds: f64) -> u64 {
    // The cast saturates: a negative number becomes 0, an enormous one the largest.
    (seconds * 1e9).round() as u64
}
