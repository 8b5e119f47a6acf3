//! Records and bytes on their way to the reader.

use std::os::fd::AsFd;
use std::sync::atomic::Ordering;

use super::feed::Who;
use super::members::{Member, Reaped};
use super::order::Delivery;
use super::translate::{self, Ending};
use super::{Conductor, births::Birth};
use crate::engine::arena::NOBODY;
use crate::engine::os::clock::monotonic_ns;
use crate::engine::os::{output, pidfd};
use crate::engine::ring::{Record, RecordKind};
use crate::trace::{Agent, EventKind, LineNo, ProcId};

/// How long the merge waits for a ticket whose owner is stopped in the middle of writing it.
const STUCK_NS: u64 = 20_000_000;

/// Whether a step delivered anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// At least one event.
    Something,
    /// None.
    Nothing,
}

impl Conductor {
    /// Takes the next record of the merge: ends that are due come before it, bytes that its writer wrote before it too.
    pub(super) fn place(&mut self, record: Record) {
        self.tell_ends(record.ticket);
        let proc = self.arena.slots[record.slot].proc.load(Ordering::Relaxed);
        let kind = RecordKind::from_code(record.kind);
        if kind == Some(RecordKind::ProcessExited) {
            if !self.is_end_seen_by_parent(&record) {
                return; // nonsense of a broken process
            }
            self.finish_output(record.a as u32);
        } else if self.order.is_pending(record.slot) {
            self.drain_output();
        }
        let mut out = Vec::new();
        self.order.push(record, proc, &mut out);
        self.deliver(out);
    }

    /// Whether the record of an end was written by the parent of a process that has ended.
    fn is_end_seen_by_parent(&self, record: &Record) -> bool {
        self.members.get(record.a as u32).is_some_and(|child| {
            self.is_by_parent(record, child)
                && (child.is_dead || pidfd::has_ended(child.pidfd.as_fd()))
        })
    }

    fn is_by_parent(&self, record: &Record, child: &Member) -> bool {
        let teller = self.arena.slots[record.slot].proc.load(Ordering::Relaxed);
        child.parent == Some(ProcId(teller))
    }

    /// Reads everything that is in the output socket.
    pub(super) fn drain_output(&mut self) {
        while let Some((host_pid, length)) =
            output::receive(self.ends.output.as_fd(), &mut self.chunk)
        {
            let proc = self.members.by_host_pid(host_pid).or_else(|| {
                self.read_post(); // its birth may not have been heard of yet
                self.members.by_host_pid(host_pid)
            });
            let mut out = Vec::new();
            self.order.push_chunk(proc, &self.chunk[..length], &mut out);
            self.deliver(out);
        }
    }

    /// Delivers all that a process has written before its end.
    pub(super) fn finish_output(&mut self, proc: u32) {
        self.drain_output();
        let mut out = Vec::new();
        self.order.finish(proc, &mut out);
        self.deliver(out);
    }

    fn deliver(&mut self, deliveries: Vec<Delivery>) {
        for delivery in deliveries {
            match delivery {
                Delivery::Record(record) => self.deliver_record(&record),
                Delivery::Output(record, bytes) => {
                    let who = self.who_wrote(&record);
                    let kind = translate::output(record.a, bytes);
                    self.feed.event(who, (record.t, record.vt), kind);
                }
                Delivery::Stray(proc, bytes) => {
                    let who = proc.map_or_else(Who::default, |proc| self.who(proc));
                    self.feed
                        .event(who, self.now(), translate::output(1, bytes));
                }
            }
        }
    }

    fn deliver_record(&mut self, record: &Record) {
        let child = record.a as u32;
        match RecordKind::from_code(record.kind) {
            Some(RecordKind::ProcessStarted) => {
                let birth = Birth::from_record(record, self.who_wrote(record));
                self.deliver_birth(&birth);
            }
            Some(RecordKind::ProcessExited) => {
                let at = (record.t, record.vt);
                self.deliver_end(child, Ending::from_record(record.b), at);
            }
            None => {} // nonsense of a broken process
            Some(kind) => {
                if let Some(event) = translate::event(record) {
                    self.take_notice_of(kind, record, &event);
                    let who = self.who_wrote(record);
                    self.feed.event(who, (record.t, record.vt), event);
                }
            }
        }
    }

    /// What this side must remember of an event.
    fn take_notice_of(&mut self, kind: RecordKind, record: &Record, event: &EventKind) {
        match (kind, event) {
            (RecordKind::ProcessReaped, _) => {
                let child = self.members.get(record.a as u32);
                if child.is_some_and(|child| self.is_by_parent(record, child))
                    && let Some(child) = self.members.get_mut(record.a as u32)
                {
                    child.reaped = Reaped::Yes;
                }
            }
            (RecordKind::Signal, _) => self.note_signal(record.a as u32, record.b as i32),
            (_, EventKind::ObjectCreated { object, type_, .. }) => {
                self.sampler.learn(*object, *type_);
            }
            _ => {}
        }
    }

    fn who_wrote(&self, record: &Record) -> Who {
        let slot = &self.arena.slots[record.slot];
        Who {
            line: (record.line != NOBODY && record.line != 0).then_some(LineNo(record.line)),
            agent: match slot.agent.load(Ordering::Relaxed) {
                1 => Some(Agent::Feeder),
                2 => Some(Agent::Tasks),
                3 => Some(Agent::Results),
                _ => None,
            },
            ..self.who(slot.proc.load(Ordering::Relaxed))
        }
    }

    /// Lets the merge pass a ticket whose owner is stopped in the middle of writing it. Whoever is only slow is waited for.
    pub(super) fn watch_stuck(&mut self, is_complete: bool) {
        if is_complete {
            self.stuck_since = None;
            return;
        }
        let since = *self.stuck_since.get_or_insert_with(monotonic_ns);
        if monotonic_ns() - since > STUCK_NS && self.is_stuck_owner_stopped() {
            self.merge.skip_one();
            self.stuck_since = None;
        }
    }

    fn is_stuck_owner_stopped(&self) -> bool {
        let slots = self.arena.claimed_slots();
        let mut busy = (0..slots.len()).filter(|&slot| self.merge.is_busy(slot));
        busy.any(|slot| {
            let member = self.members.get(slots[slot].proc.load(Ordering::Relaxed));
            member.is_some_and(Member::is_stopped)
        })
    }
}
