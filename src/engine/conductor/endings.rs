//! Ends: of processes, told once by whoever saw them first, and of the run.

use std::os::fd::AsFd;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::commands::Gates;
use super::deliver::Delivered;
use super::members::{Member, Reaped};
use super::translate::Ending;
use super::{Conductor, Outcome};
use crate::engine::arena::{RESULTS, SlotUse, State};
use crate::engine::os::clock::monotonic_ns;
use crate::engine::os::{children, pidfd};
use crate::engine::reason::Breakdown;
use crate::engine::session::{Guard, Notice};
use crate::engine::stage::{END, TOLD};
use crate::trace::{EventKind, ProcId};

/// How long killed processes may take to end before the stage goes as well.
const KILLED_WITHIN_NS: u64 = 500_000_000;
/// How long a stage that is no init may take to reap what was killed.
const REAPED_WITHIN_NS: u64 = 600_000_000;

impl Conductor {
    /// A pidfd says that its process has ended. Tells it, unless the parent was first.
    ///
    /// The order of the three steps matters. The zombie is read before the claim: a parent that lost the claim reaps at
    /// once. `seq` is read before the claim: a parent that lost it records the reaping with a later ticket, so an end that
    /// is delivered before ticket `seq` precedes it, and everything that the process itself recorded has an earlier one.
    pub(super) fn death(&mut self, proc: u32) {
        let Some(member) = self.members.get_mut(proc) else {
            return;
        };
        if member.is_dead {
            return;
        }
        member.read_ending();
        let due = self.arena.seq.load(Ordering::SeqCst);
        let end_told = &self.arena.slots[member.slot].end_told;
        let is_first = end_told
            .compare_exchange(0, 1, Ordering::SeqCst, Ordering::SeqCst)
            .is_ok();
        member.is_dead = true;
        let parent = member.parent;
        // Failing means that it is not watched, which is what is wanted.
        let _ = self.epoll.delete(member.pidfd.as_fd());
        self.arena.n_processes.fetch_sub(1, Ordering::SeqCst);
        let slot = member.slot;
        self.end_threads(proc, slot);
        self.tell_result_handlers(parent);
        self.rest.somebody_died();
        if is_first {
            self.deaths.push_back((due, proc));
        }
        // The stage waits for this word before it reaps an orphan. A child whose parent was still thought to live when its
        // own end was seen gets it with the parent's end.
        let has_parent = parent.is_some_and(|p| self.members.living().any(|m| m.proc == p));
        let leaves_zombies = self.members.iter().any(|member| {
            member.is_dead && member.reaped == Reaped::No && member.parent == Some(ProcId(proc))
        });
        if !has_parent || leaves_zombies {
            self.order_stage(TOLD);
        }
    }

    /// All threads of a dead process are dead, and what it was about to make will not be. A slot is free again only when
    /// the merge has passed the tickets of this moment: a thread that died in the middle of writing a record left a hole,
    /// which its slot excuses.
    fn end_threads(&mut self, proc: u32, main_slot: usize) {
        let due = self.arena.seq.load(Ordering::SeqCst);
        for (index, slot) in self.arena.claimed_slots().iter().enumerate() {
            if let Some((agent, creator)) = slot.reserved_by() {
                if creator == Some(main_slot) {
                    slot.free();
                    let n_processes = u32::from(agent == 0);
                    self.arena
                        .n_processes
                        .fetch_sub(n_processes, Ordering::SeqCst);
                }
            } else if slot.usage() != SlotUse::Free && slot.proc.load(Ordering::Relaxed) == proc {
                self.slot_is_dead[index] = true;
                self.slot_is_due[index] = due;
                slot.used.store(SlotUse::Ended as u32, Ordering::SeqCst);
            }
        }
    }

    /// The result handlers of a pool wake up at the end of a worker by themselves, but their words say only that they read
    /// results. Mail that they have not looked at shows that they are about to move. One that has looked before this was
    /// written is made to look again by `wake_the_undecided`.
    fn tell_result_handlers(&self, parent: Option<ProcId>) {
        let Some(parent) = parent else { return };
        for slot in self.arena.claimed_slots() {
            if slot.usage() == SlotUse::Live
                && slot.agent.load(Ordering::Relaxed) == RESULTS
                && slot.proc.load(Ordering::Relaxed) == parent.0
            {
                slot.mail.fetch_add(1, Ordering::SeqCst);
            }
        }
    }

    /// Delivers the ends that are due before this ticket.
    pub(super) fn tell_ends(&mut self, ticket: u64) -> Delivered {
        let mut delivered = Delivered::Nothing;
        while let Some(&(due, proc)) = self.deaths.front()
            && due <= ticket
        {
            self.deaths.pop_front();
            if self.wait_for_birth(proc) {
                continue;
            }
            self.finish_output(proc);
            let ending = self.members.get(proc).and_then(|member| member.ending);
            // A zombie that nobody could read was reaped by the kernel together with its namespace.
            let ending = ending.unwrap_or(Ending::Signal(libc::SIGKILL));
            self.deliver_end(proc, ending, self.now());
            delivered = Delivered::Something;
        }
        delivered
    }

    /// Puts off the end of a process that was killed at its birth gate, if its creator may still tell its start: the birth
    /// brings the end back, or else `tell_for_the_dead` does.
    fn wait_for_birth(&mut self, proc: u32) -> bool {
        let is_told = |parent: ProcId| self.members.get(parent.0).is_none_or(|m| m.is_told);
        let Some(member) = self.members.get(proc) else {
            return false;
        };
        let waits = !member.is_started && !self.is_ending && !member.parent.is_none_or(is_told);
        if waits && let Some(member) = self.members.get_mut(proc) {
            member.end_awaits_birth = true;
        }
        waits
    }

    /// Delivers `process_exited`; everything of the process has been delivered.
    pub(super) fn deliver_end(&mut self, proc: u32, ending: Ending, at: (u64, u64)) {
        let who = self.who(proc);
        let Some(member) = self.members.get_mut(proc) else {
            return; // of a broken process
        };
        if member.is_told {
            return; // likewise
        }
        member.is_told = true;
        if !member.is_started {
            self.deliver_own_birth(proc); // its creator was killed before it told it
        }
        let Some(member) = self.members.get(proc) else {
            return; // never: it was there
        };
        let is_reaped_by_stage = member.reaped == Reaped::ByStage;
        if proc == ProcId::MAIN.0 {
            self.main = Some(ending);
        }
        self.feed.event(who, at, ending.event(ProcId(proc)));
        if is_reaped_by_stage {
            self.deliver_reaping(proc);
        }
    }

    /// The stage reaped the process with this PID.
    pub(super) fn reaped_by_stage(&mut self, pid: u32) {
        let reaped = self
            .members
            .iter_mut()
            .find(|member| member.pid == pid && member.reaped == Reaped::No);
        let Some(member) = reaped else { return };
        member.reaped = Reaped::ByStage;
        let (proc, is_told) = (member.proc.0, member.is_told);
        if is_told {
            self.deliver_reaping(proc);
        }
    }

    fn deliver_reaping(&mut self, proc: u32) {
        if let Some(member) = self.members.get_mut(proc) {
            member.reaped = Reaped::Yes;
        }
        if self.is_ending && self.gates == Gates::Stepped {
            return; // whether the stage still comes to it is chance
        }
        let child = ProcId(proc);
        let kind = EventKind::ProcessReaped { child, by: None };
        self.feed.event(self.who(proc), self.now(), kind);
    }

    /// Tells ends whose parent claimed to tell them and was killed before it did.
    pub(super) fn tell_for_the_dead(&mut self) {
        let is_gone = |parent: Option<ProcId>| {
            parent.is_none_or(|parent| self.members.get(parent.0).is_none_or(|m| m.is_told))
        };
        let untold: Vec<u32> = self
            .members
            .iter()
            .filter(|m| m.is_dead && !m.is_told && is_gone(m.parent))
            .map(|m| m.proc.0)
            .filter(|proc| !self.deaths.iter().any(|(_, dead)| dead == proc))
            .collect();
        let due = self.arena.seq.load(Ordering::SeqCst);
        self.deaths
            .extend(untold.into_iter().map(|proc| (due, proc)));
    }

    /// Processes that a parent reaped and was killed before it said so: their zombies are gone without a word.
    pub(super) fn notice_reaped(&mut self) {
        let is_gone = |parent: Option<ProcId>| {
            parent.is_none_or(|parent| self.members.get(parent.0).is_none_or(|m| m.is_told))
        };
        let silent: Vec<u32> = self
            .members
            .iter()
            .filter(|m| {
                m.is_told && m.reaped == Reaped::No && is_gone(m.parent) && m.zombie_is_gone()
            })
            .map(|m| m.proc.0)
            .collect();
        if silent.is_empty() {
            return;
        }
        self.read_post(); // the stage may have just said it
        for proc in silent {
            if self
                .members
                .get(proc)
                .is_some_and(|m| m.reaped != Reaped::Yes)
            {
                self.deliver_reaping(proc);
            }
        }
        self.free_slots();
    }

    /// Gives back slots whose thread has ended and whose records are all delivered; of a process once it was reaped.
    pub(super) fn free_slots(&mut self) {
        for (index, slot) in self.arena.claimed_slots().iter().enumerate() {
            let is_over = slot.used.load(Ordering::SeqCst) == SlotUse::Ended as u32;
            let is_passed = self.merge.next_ticket() >= self.slot_is_due[index];
            let is_drained = is_passed && self.merge.is_drained(index);
            if !is_over || self.order.is_pending(index) || !is_drained {
                continue;
            }
            let proc = slot.proc.load(Ordering::Relaxed);
            if slot.agent.load(Ordering::Relaxed) == 0 {
                let member = self.members.get(proc);
                if member.is_some_and(|member| !(member.is_dead && member.reaped == Reaped::Yes)) {
                    continue;
                }
                self.members.remove(proc);
                self.order.forget(proc);
                self.sampler.forget(proc);
            }
            self.slot_is_dead[index] = false;
            self.slot_is_due[index] = 0;
            slot.publish(State::Exit, 0);
            slot.free();
        }
    }

    /// The stage ended although nobody told it to.
    pub(super) fn stage_ended(&mut self) {
        if self.outcome.is_none() {
            let how = children::wait_for(self.ends.stage_pid);
            let log = self.ends.stage_log();
            self.outcome = Some(Outcome::Failed(Breakdown::StageEnded { how, log }));
        }
    }

    /// Whether main and everybody that it left behind have ended.
    pub(super) fn is_over(&self) -> bool {
        self.main.is_some() && self.members.is_empty()
    }

    /// Ends the run: nobody survives, what they did is delivered.
    pub(super) fn end(mut self, outcome: Outcome) {
        self.arena.sleeping.store(1, Ordering::SeqCst);
        self.is_ending = true;
        if self.gates == Gates::Stepped {
            self.kill_in_turn();
        }
        self.turn_until(KILLED_WITHIN_NS, |conductor| {
            // In every turn: a birth may have been announced meanwhile.
            for member in conductor.members.living() {
                member.signal(libc::SIGKILL);
            }
            conductor.members.living().next().is_none()
        });
        if !matches!(outcome, Outcome::Failed(_)) {
            self.end_stage();
        }
        self.ends.dead_man = None; // kills whoever was not known
        self.deliver_rest();
        match outcome {
            Outcome::Finished(word, code) => {
                let outcome = word.to_owned();
                let kind = EventKind::Finished {
                    outcome: outcome.clone(),
                    code,
                    schedule: self.stepper.code(),
                };
                self.feed.event(super::Who::default(), self.now(), kind);
                self.feed.notice(Notice::Finished { outcome, code });
            }
            Outcome::Failed(why) => self.feed.notice(Notice::Failed(why)),
        }
    }

    /// Ends everybody of a stepped run, the youngest first, so that their ends are told in the same order every time.
    fn kill_in_turn(&mut self) {
        let mut living: Vec<u32> = self.members.living().map(|member| member.proc.0).collect();
        while let Some(proc) = living.pop() {
            if let Some(member) = self.members.get(proc) {
                member.signal(libc::SIGKILL);
            }
            self.turn_until(KILLED_WITHIN_NS, |conductor| {
                let is_told = |member: &Member| member.is_told || !member.is_started;
                conductor.members.get(proc).is_none_or(is_told)
            });
        }
    }

    fn end_stage(&mut self) {
        let _ = self.epoll.delete(self.ends.stage.as_fd()); // its end is expected now
        if self.ends.guard == Guard::Namespace {
            // The kernel kills everybody in the namespace with its init.
            let _ = pidfd::signal(self.ends.stage.as_fd(), libc::SIGKILL);
        } else {
            self.order_stage(END);
            self.turn_until(REAPED_WITHIN_NS, |conductor| {
                pidfd::has_ended(conductor.ends.stage.as_fd())
            });
            let _ = pidfd::signal(self.ends.stage.as_fd(), libc::SIGKILL); // gone by now, if all is well
        }
        children::wait_for(self.ends.stage_pid);
    }

    /// Goes on conducting until something is so, at most for a while.
    fn turn_until(&mut self, within_ns: u64, is_so: impl Fn(&Self) -> bool) {
        let start = monotonic_ns();
        while !is_so(self) && monotonic_ns() - start < within_ns {
            if !self.turn() {
                self.sleep(Some(Duration::from_millis(1)));
            }
        }
    }

    /// Everybody is dead: delivers all that is left.
    fn deliver_rest(&mut self) {
        let living: Vec<u32> = self.members.living().map(|member| member.proc.0).collect();
        for proc in living {
            self.death(proc);
        }
        self.slot_is_dead.fill(true);
        self.drain_output();
        self.read_post();
        self.collect(); // tickets of the dead are holes from the second look on
        self.collect();
        let untold: Vec<u32> = self.members.iter().map(|member| member.proc.0).collect();
        self.deaths.extend(untold.into_iter().map(|proc| (0, proc)));
        self.tell_ends(u64::MAX);
        self.feed.flush();
    }
}
