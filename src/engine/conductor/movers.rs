//! Who stands where, what each could do next, and what it lacks: read from what the threads announced and from the
//! kernel objects themselves, while everybody is at rest.

use std::os::fd::AsFd;
use std::sync::atomic::Ordering;

use super::Conductor;
use super::feed::Who;
use super::members::{Member, Reaped};
use super::translate::signal_name;
use crate::engine::announce::{Announced, Ready};
use crate::engine::arena::{MAX_CHANNELS, NEVER, NOBODY, Slot, SlotUse, State};
use crate::engine::os::pidfd;
use crate::engine::process::NO_CHANNEL;
use crate::engine::stepping::{self, Mover, Needs};
use crate::trace::{Agent, EventKind, LineNo, ObjectId, ProcId};

/// Somebody who stands before a step.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its slot.
    pub slot: usize,
    /// Who it is, and what its next step is.
    pub next: stepping::Announced,
    /// What the step is, as the thread wrote it.
    announced: Announced,
    /// It was stopped by a signal: nobody can step it.
    pub is_stopped: bool,
}

impl Standing {
    /// Who it is.
    pub fn mover(&self) -> Mover {
        self.next.mover
    }

    /// Whether it can move now.
    pub fn is_able(&self) -> bool {
        self.next.needs.is_none() && !self.is_stopped
    }

    /// When the clock lets it move, if nothing else does.
    pub fn deadline(&self) -> Option<u64> {
        match self.next.needs {
            Some(Needs::Clock(deadline)) if !self.is_stopped => Some(deadline),
            _ => None,
        }
    }
}

impl Conductor {
    /// Slots of threads that are neither at a gate nor without work, stopped or dead.
    pub(super) fn unsettled(&self) -> Vec<usize> {
        let slots = self.arena.claimed_slots().iter().enumerate();
        slots
            .filter(|(_, slot)| !self.is_settled(slot))
            .map(|(index, _)| index)
            .collect()
    }

    fn is_settled(&self, slot: &Slot) -> bool {
        let is_helper = slot.agent.load(Ordering::Relaxed) != 0;
        let proc = slot.proc.load(Ordering::Relaxed);
        match slot.usage() {
            SlotUse::Free => return true,
            // Of a helper it is freed as soon as its records are delivered; a process's waits for its reaping.
            SlotUse::Ended => return !is_helper,
            SlotUse::Reserved => return false,
            SlotUse::Live => {}
        }
        let member = self.members.get(proc);
        if member.is_some_and(|m| m.is_dead || self.is_stopped(m)) {
            return true;
        }
        match slot.read().state() {
            State::Gate => slot.gate.load(Ordering::SeqCst) == 0 && slot.next.read().is_some(),
            State::Mail => {
                let seen = slot.mail_seen.load(Ordering::SeqCst);
                is_helper && slot.mail.load(Ordering::SeqCst) == seen
            }
            _ => false,
        }
    }

    fn is_stopped(&self, member: &Member) -> bool {
        self.stepper.stopped.get(&member.proc.0) == Some(&true) && member.is_stopped()
    }

    /// Whether everything that the steps so far have led to has happened and is delivered; `but` may still run.
    pub(super) fn is_at_rest(&mut self, but: &[usize]) -> bool {
        self.free_slots();
        let words = |arena: &crate::engine::arena::Arena| -> Vec<_> {
            let slots = arena.claimed_slots().iter();
            slots.map(|slot| (slot.usage(), slot.read())).collect()
        };
        let before = words(self.arena);
        if self.unsettled().iter().any(|slot| !but.contains(slot)) {
            return false;
        }
        let members = &self.members;
        let lives = |proc: &u32| members.get(*proc).is_some_and(|m| !m.is_dead);
        self.stepper.killed.retain(lives);
        self.stepper.stopped.retain(|proc, _| lives(proc));
        self.stepper.pending.retain(|proc, _| lives(proc));
        let mut stops = self.stepper.stopped.iter();
        let are_stops_done = stops.all(|(&proc, &is_wanted)| {
            let member = self.members.get(proc);
            member.is_none_or(|member| member.is_stopped() == is_wanted)
        });
        // The stage reaps whoever has no parent; that is told, too.
        let is_awaiting_stage = self.members.iter().any(|member| {
            let has_parent = |parent: ProcId| self.members.living().any(|m| m.proc == parent);
            member.is_dead && member.reaped != Reaped::Yes && !member.parent.is_some_and(has_parent)
        });
        are_stops_done
            && !is_awaiting_stage
            && self.stepper.killed.is_empty()
            && self.members.iter().all(|member| member.is_started)
            && self.deaths.is_empty()
            && self.order.is_settled()
            && self.arena.seq.load(Ordering::SeqCst) == self.merge.next_ticket()
            && words(self.arena) == before
    }

    /// Everybody who stands before a step, in order of mover.
    pub(super) fn standing(&mut self) -> Vec<Standing> {
        let arena = self.arena;
        self.stepper
            .keep_helpers(|slot| arena.slots[slot].usage() == SlotUse::Live);
        let mut standing = Vec::new();
        for (index, slot) in arena.claimed_slots().iter().enumerate() {
            let (proc, agent) = (
                slot.proc.load(Ordering::Relaxed),
                slot.agent.load(Ordering::Relaxed),
            );
            if slot.usage() != SlotUse::Live || proc == NOBODY {
                continue;
            }
            let nth = if agent == 0 {
                0
            } else {
                self.stepper.number_helper(index, proc, agent)
            };
            let mover = Mover {
                proc: ProcId(proc),
                agent: agent_of(agent),
                nth,
            };
            standing.extend(self.stand_of(index, mover));
        }
        for stand in &standing {
            self.stepper.saw(stand.mover().proc.0);
        }
        standing.sort_by_key(Standing::mover);
        standing
    }

    fn stand_of(&self, index: usize, mover: Mover) -> Option<Standing> {
        let slot = &self.arena.slots[index];
        let member = self.members.get(mover.proc.0).filter(|m| !m.is_dead)?;
        let is_gate = slot.read().state() == State::Gate;
        let announced = slot.next.read().filter(|_| is_gate)?;
        let line = slot.line.load(Ordering::Relaxed);
        let pending = self.stepper.pending.get(&mover.proc.0);
        let pending = pending.filter(|_| mover.agent.is_none());
        let is_stopped = self.is_stopped(member);
        let needs = if is_stopped {
            Some(Needs::Other)
        } else if pending.is_some() {
            None
        } else {
            self.lack(slot, member, &announced)
        };
        Some(Standing {
            slot: index,
            next: stepping::Announced {
                mover,
                line: (line != NOBODY && line != 0).then_some(line),
                op: announced.op.clone(),
                object: (announced.object != 0).then_some(ObjectId(announced.object)),
                child: announced.child.map(ProcId),
                detail: announced.detail.clone(),
                needs,
                pending: pending.map(|&signal| signal_name(signal)),
            },
            announced,
            is_stopped,
        })
    }

    /// What lacks before the step can be taken.
    fn lack(&self, slot: &Slot, member: &Member, announced: &Announced) -> Option<Needs> {
        let need = announced.need;
        let has_mail = |seen| slot.mail.load(Ordering::SeqCst) != seen;
        let is_due = need.deadline != NEVER && need.deadline <= self.arena.clock.now();
        if is_due || need.mail.is_some_and(has_mail) || self.is_met(slot, member, announced) {
            return None;
        }
        if need.deadline != NEVER {
            return Some(Needs::Clock(need.deadline));
        }
        Some(match need.state {
            State::Join => Needs::End(ProcId(need.object)),
            _ if announced.object != 0 => Needs::Object(ObjectId(announced.object)),
            _ => Needs::Other,
        })
    }

    fn is_met(&self, slot: &Slot, member: &Member, announced: &Announced) -> bool {
        let need = announced.need;
        match need.state {
            State::Semaphore => {
                let cell = self.arena.semaphores.get(need.object as usize);
                cell.is_none_or(|cell| cell.semaphore.value() > 0)
                    && need.also.is_none_or(|(fd, ready)| {
                        is_ready(member, fd.unsigned_abs(), ready).unwrap_or(true)
                    })
            }
            State::Read => {
                let fd = slot.wait_fd.load(Ordering::Relaxed);
                let has_input = is_ready(member, fd, Ready::Input);
                has_input.unwrap_or_else(|| self.has_bytes(need.object))
            }
            State::Write if need.object == NO_CHANNEL => true,
            State::Write => {
                // poll(2) promises less than a write can do, so each is tried once, and again when something was read.
                let fd = slot.wait_fd.load(Ordering::Relaxed);
                need.sought == 0
                    || self.bytes_read(need.object) + 1 != need.sought
                    || is_ready(member, fd, Ready::Room).unwrap_or(true)
            }
            State::Join => {
                let child = self.members.get(need.object);
                child.is_none_or(|child| child.is_dead)
            }
            State::Sleep => false,
            State::Mail => {
                let seen = slot.mail_seen.load(Ordering::SeqCst);
                slot.mail.load(Ordering::SeqCst) != seen
            }
            State::Run | State::Gate | State::Exit => true,
        }
    }

    fn has_bytes(&self, channel: u32) -> bool {
        let channel = self.arena.channels.get(channel as usize);
        channel.is_none_or(|channel| {
            let written = channel.written.load(Ordering::SeqCst);
            written != channel.read.load(Ordering::SeqCst)
        })
    }

    fn bytes_read(&self, channel: u32) -> u64 {
        let index = channel as usize;
        debug_assert!(index < MAX_CHANNELS);
        let channel = self.arena.channels.get(index);
        channel.map_or(0, |channel| channel.read.load(Ordering::SeqCst))
    }

    /// Tells of everybody who cannot go on, once for each operation: first the line, then the wait.
    /// Tells whether there was anybody new.
    pub(super) fn tell_waits(&mut self, standing: &[Standing]) -> bool {
        let now = self.now();
        let mut has_told = false;
        for stand in standing {
            let waits = stand.next.needs.is_some() && !stand.is_stopped;
            let is_told_of = matches!(stand.mover().agent, None | Some(Agent::Feeder));
            let slot = &self.arena.slots[stand.slot];
            if !waits || !is_told_of || stand.next.op.is_empty() || !slot.next.tell_waiting() {
                continue;
            }
            let who = Who {
                line: stand.next.line.map(LineNo),
                agent: stand.mover().agent,
                ..self.who(stand.mover().proc.0)
            };
            if slot.next.take_due_line().is_some() && self.arena.lines.load(Ordering::Relaxed) != 0
            {
                self.feed.event(who, now, EventKind::Line);
            }
            let kind = EventKind::Waiting {
                op: stand.next.op.clone(),
                object: stand.next.object,
                child: stand.next.child,
                timeout: stand.announced.timeout,
            };
            self.feed.event(who, now, kind);
            has_told = true;
        }
        has_told
    }
}

/// Whether a descriptor of the process is ready; none if the system does not let us look.
fn is_ready(member: &Member, number: u32, ready: Ready) -> Option<bool> {
    let fd = pidfd::descriptor_of(member.pidfd.as_fd(), number).ok()?;
    Some(match ready {
        Ready::Input => pidfd::can_read(fd.as_fd()),
        Ready::Room => pidfd::can_write(fd.as_fd()),
    })
}

fn agent_of(agent: u32) -> Option<Agent> {
    match agent {
        1 => Some(Agent::Feeder),
        2 => Some(Agent::Tasks),
        3 => Some(Agent::Results),
        _ => None,
    }
}
