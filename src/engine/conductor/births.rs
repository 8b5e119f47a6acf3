//! Births: a new process stands at its birth gate until its pidfd is here and its `process_started` is delivered.

use std::os::fd::AsFd;
use std::sync::atomic::Ordering;

use nix::sys::epoll::{EpollEvent, EpollFlags};

use super::feed::Who;
use super::members::{Member, Reaped};
use super::{Conductor, FIRST_PROCESS, Outcome};
use crate::engine::arena::{MAX_SLOTS, NOBODY, Slot, SlotUse};
use crate::engine::os::clock::monotonic_ns;
use crate::engine::os::post::{self, Letter, PostKind};
use crate::engine::os::{futex, pidfd, procfs};
use crate::engine::reason::Breakdown;
use crate::engine::ring::Record;
use crate::trace::{EventKind, ProcId};

/// How long nobody must be found for a slot until it counts as never used: longer than an unannounced process waits
/// before it ends by itself.
const MISSED_NS: u64 = 500_000_000;

/// A `process_started` to deliver.
#[derive(Debug)]
pub struct Birth {
    child: u32,
    child_pid: u32,
    is_daemon: bool,
    is_fresh: bool,
    creator: Who,
    at: (u64, u64),
}

impl Birth {
    /// As the creator recorded it.
    pub fn from_record(record: &Record, creator: Who) -> Self {
        Self {
            child: record.a as u32,
            child_pid: record.b as u32,
            is_daemon: record.c >> 32 & 1 != 0,
            is_fresh: record.c >> 33 & 1 != 0,
            creator,
            at: (record.t, record.vt),
        }
    }
}

impl Conductor {
    /// Reads all letters of the post.
    pub(super) fn read_post(&mut self) {
        while let Some(letter) = post::receive(self.ends.post.as_fd()) {
            match letter.kind {
                PostKind::Born => self.welcome(letter),
                PostKind::Reaped => self.reaped_by_stage(letter.pid),
            }
        }
    }

    fn welcome(&mut self, letter: Letter) {
        if letter.is_cut {
            self.outcome = Some(Outcome::Failed(Breakdown::NoDescriptor));
            return;
        }
        let Some(slot) = self.arena.slots.get(letter.slot as usize) else {
            return; // of a broken process
        };
        let proc = slot.proc.load(Ordering::Relaxed);
        if proc == NOBODY || self.members.get(proc).is_some() {
            return; // likewise
        }
        let pid = letter.pid;
        let Some(member) = Member::new(letter, ProcId(proc), self.parent_of(slot)) else {
            return; // likewise
        };
        // The stage and the conductor find a process by its PID, also one that was killed before it wrote it down.
        let _ = slot
            .pid
            .compare_exchange(0, pid, Ordering::SeqCst, Ordering::SeqCst);
        let token = EpollEvent::new(EpollFlags::EPOLLIN, FIRST_PROCESS + u64::from(proc));
        // A failure (too many watches) leaves the end to be told by the parent.
        let _ = self.epoll.add(member.pidfd.as_fd(), token);
        self.missed_since.remove(&member.slot);
        self.members.insert(member);
        if proc == ProcId::MAIN.0 {
            self.begin();
        }
    }

    fn parent_of(&self, slot: &Slot) -> Option<ProcId> {
        let ppid = slot.ppid.load(Ordering::Relaxed);
        let parent = self
            .members
            .iter()
            .find(|m| m.pid == ppid && m.reaped != Reaped::Yes);
        parent.map(|member| member.proc)
    }

    /// Main is here: the clock starts, and the trace.
    fn begin(&mut self) {
        let (who, at) = (self.who(0), self.now());
        let created = EventKind::ProcessCreated {
            child: ProcId::MAIN,
            name: "MainProcess".to_owned(),
            daemon: false,
        };
        self.feed.event(who, at, created);
        self.deliver_birth(&Birth {
            child: 0,
            child_pid: who.pid.unwrap_or(0),
            is_daemon: false,
            is_fresh: false,
            creator: who,
            at,
        });
    }

    /// Delivers `process_started` and opens the birth gate.
    pub(super) fn deliver_birth(&mut self, birth: &Birth) {
        if self.members.get(birth.child).is_none() {
            self.read_post(); // its creator sent the pidfd before it recorded the start
        }
        let creator = birth.creator;
        let Some(member) = self.members.get_mut(birth.child) else {
            return; // of a broken process
        };
        if member.is_started {
            return; // likewise
        }
        member.is_started = true;
        let is_told_by_creator = creator.proc != Some(ProcId(birth.child));
        if is_told_by_creator {
            member.parent = creator.proc;
        }
        let slot = &self.arena.slots[member.slot];
        let end_is_due = member.end_awaits_birth;
        let started = EventKind::ProcessStarted {
            child: member.proc,
            child_pid: birth.child_pid,
            child_host_pid: member.host_pid,
            ppid: slot.ppid.load(Ordering::Relaxed),
            daemon: birth.is_daemon,
            fresh: birth.is_fresh,
        };
        if birth.child == ProcId::MAIN.0 {
            self.start_clock();
        }
        self.feed.event(creator, birth.at, started);
        if end_is_due {
            self.deaths.push_front((0, birth.child));
        }
        // Also of one that was killed at the gate: before its parent reaps it, it waits for this.
        if !self.is_ending {
            slot.birth.store(1, Ordering::SeqCst);
            futex::wake(&slot.birth, i32::MAX);
        }
    }

    /// Delivers the birth of a process whose creator is dead and did not tell it: as the newcomer's own event.
    pub(super) fn deliver_own_birth(&mut self, proc: u32) {
        let Some(member) = self.members.get(proc) else {
            return;
        };
        let birth = Birth {
            child: proc,
            child_pid: member.pid,
            is_daemon: false,
            // Whether it is fresh died with its creator: what it was given it tells itself.
            is_fresh: false,
            creator: self.who(proc),
            at: self.now(),
        };
        self.deliver_birth(&birth);
    }

    /// Sees to processes whose creator was killed in the middle of making them: between claiming the slot and recording
    /// the start. Tells whether one is still being looked for.
    pub(super) fn adopt(&mut self) -> bool {
        let mut is_looking = false;
        for child in self.unborn_orphans() {
            let slot = &self.arena.slots[child];
            let proc = slot.proc.load(Ordering::Relaxed);
            if self.members.get(proc).is_none() {
                match self.find_orphan(slot.pid.load(Ordering::SeqCst)) {
                    Search::Found(host_pid, pid) => self.take_in(child, host_pid, pid),
                    Search::Nobody if self.is_missed_for_long(child) => self.give_up(child),
                    Search::Nobody | Search::Unsure => {}
                }
            }
            // The others are seen to all the same: one that is not found may only be hidden by one that waits.
            if self.members.get(proc).is_none() {
                is_looking |= self.arena.slots[child].usage() == SlotUse::Live;
                continue;
            }
            self.deliver_own_birth(proc); // the creator's end was told before
        }
        is_looking
    }

    /// The creator was killed before it forked: nobody was ever in the slot.
    fn give_up(&mut self, slot: usize) {
        self.missed_since.remove(&slot);
        self.arena.slots[slot].free();
        self.arena.n_processes.fetch_sub(1, Ordering::SeqCst);
    }

    /// Main slots whose birth gate is closed while nobody is left who would have it opened.
    fn unborn_orphans(&self) -> Vec<usize> {
        let is_unborn = |slot: &Slot| {
            slot.usage() == SlotUse::Live
                && slot.agent.load(Ordering::Relaxed) == 0
                && slot.proc.load(Ordering::Relaxed) != ProcId::MAIN.0
                && slot.birth.load(Ordering::SeqCst) == 0
        };
        let has_creator = |slot: &Slot| {
            let ppid = slot.ppid.load(Ordering::Relaxed);
            ppid == 0 || self.members.iter().any(|m| m.pid == ppid && !m.is_told)
        };
        let slots = self.arena.claimed_slots().iter().enumerate();
        slots
            .filter(|(_, slot)| is_unborn(slot) && !has_creator(slot))
            .map(|(index, _)| index)
            .collect()
    }

    /// Whether nobody was found for this slot during a while: the kernel's list of children may miss some while it changes.
    fn is_missed_for_long(&mut self, slot: usize) -> bool {
        let now = monotonic_ns();
        now - *self.missed_since.entry(slot).or_insert(now) > MISSED_NS
    }

    /// Looks among the stage's children, which orphans become, for the one that nobody announced.
    fn find_orphan(&self, pid: u32) -> Search {
        let strangers: Vec<u32> = procfs::children(self.ends.stage_pid)
            .into_iter()
            .filter(|&host_pid| self.members.by_host_pid(host_pid).is_none())
            .collect();
        for &host_pid in &strangers {
            match procfs::inner_pid(host_pid) {
                Some(inner) if inner == pid => return Search::Found(host_pid, pid),
                _ => {}
            }
        }
        if strangers.is_empty() {
            Search::Nobody
        } else {
            Search::Unsure
        }
    }

    fn take_in(&mut self, slot: usize, host_pid: u32, pid: u32) {
        debug_assert!(slot < MAX_SLOTS);
        if let Ok(process) = pidfd::open(host_pid as i32) {
            self.welcome(Letter {
                kind: PostKind::Born,
                slot: slot as u32,
                pid,
                pidfd: Some(process),
                is_cut: false,
            });
        }
    }
}

enum Search {
    /// Its PID on the machine and in the namespace.
    Found(u32, u32),
    /// Somebody is there who has not written down its PID yet.
    Unsure,
    /// The creator was killed before it forked.
    Nobody,
}
