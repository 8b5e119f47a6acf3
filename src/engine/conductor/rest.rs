//! When nothing is new: is the run over, does everybody stand, can anybody move, what does the kernel say, and how long
//! may the conductor sleep?

use std::os::fd::AsFd;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::commands::Gates;
use super::members::{Member, Members, Reaped};
use super::{Conductor, Outcome};
use crate::engine::arena::{Arena, RESULTS, Slot, SlotUse, State, Word};
use crate::engine::os::clock::monotonic_ns;
use crate::engine::os::pidfd;
use crate::engine::os::procfs::ProcessFiles;
use crate::engine::quiet::{self, Facts, Verdict};
use crate::engine::session::{Notice, Speed};

/// First pause before looking again at something that nothing will ring for; it doubles up to the last.
const FIRST_LOOK: Duration = Duration::from_micros(50);
const LAST_LOOK: Duration = Duration::from_millis(250);
/// Longest time without looking around while there is work to do all the time: less than a frame at 60 Hz.
const IN_HASTE: Duration = Duration::from_millis(5);
/// From this pause on a result handler that has not looked at its mail is woken.
const UNDECIDED_LOOK: Duration = Duration::from_millis(20);
/// A pause is told within this time after the last one stops, also if it was stopped by a signal.
const LAST_PAUSE_LOOK: Duration = Duration::from_millis(20);
/// Asking the stage again for a nudge that was not answered.
const NUDGE_AGAIN: Duration = Duration::from_secs(1);
/// How often the merge looks again for a ticket that is being written.
const STUCK_LOOK: Duration = Duration::from_micros(100);
/// How often an orphan is looked for that has not written down its PID.
const ADOPTION_LOOK: Duration = Duration::from_millis(2);
/// How long a signal may be on its way before its target counts as unmoved by it: its sender records it before it sends
/// it, and may have been killed in between.
const SIGNAL_ARRIVES_NS: u64 = 100_000_000;
/// A letter R of somebody who is blocked is only on its way to sleep; after so many samples it stays as it is.
const SAMPLES_AT_REST: u32 = 6;
/// Exit status of a run that its time limit ended.
const TIME_LIMIT_STATUS: i32 = 124;

/// What the conductor remembers between two looks around.
#[derive(Debug)]
pub struct Rest {
    look: Duration,
    /// Words at which a standstill was told.
    standstill: Option<u64>,
    /// Words of the processes of the newest `deadlock`, so that none is told twice.
    pub(super) told_deadlock: Option<Vec<Word>>,
    sample_every: Option<Duration>,
    sampled_ns: u64,
    /// Samples still wanted although nothing moves.
    samples_due: u32,
    nudged_ns: u64,
    considered_ns: u64,
    /// Ticket at which everybody was made to look again; none after a death.
    nudged_at: Option<u64>,
    /// A signal that stops processes was sent, or a stopped one was seen.
    may_be_stopped: bool,
    /// Processes that a signal is on its way to: their word when it was heard of, and when that was.
    signaled: Vec<(u32, Word, u64)>,
}

impl Rest {
    /// At the start of a run.
    pub fn new(sample_every: Option<Duration>) -> Self {
        Self {
            look: FIRST_LOOK,
            standstill: None,
            told_deadlock: None,
            sample_every,
            sampled_ns: 0,
            samples_due: 0,
            nudged_ns: 0,
            considered_ns: 0,
            nudged_at: None,
            may_be_stopped: false,
            signaled: Vec::new(),
        }
    }

    /// Something moved.
    pub fn something_happened(&mut self) {
        self.look = FIRST_LOOK;
        self.samples_due = SAMPLES_AT_REST;
    }

    /// Whether it is time to look around although there is work to do.
    pub fn is_long_since_considered(&self) -> bool {
        monotonic_ns() - self.considered_ns > IN_HASTE.as_nanos() as u64
    }

    /// Whether it is time to nudge again; then it has been done.
    pub fn may_nudge(&mut self) -> bool {
        let now = monotonic_ns();
        let is_time = now - self.nudged_ns > NUDGE_AGAIN.as_nanos() as u64;
        if is_time {
            self.nudged_ns = now;
        }
        is_time
    }

    /// A process has died.
    pub fn somebody_died(&mut self) {
        self.nudged_at = None;
    }

    /// A signal was sent to a lesson process whose word is this.
    pub fn signal_was_sent(&mut self, target: u32, signal: i32, word: Word) {
        let stops = [libc::SIGSTOP, libc::SIGTSTP, libc::SIGTTIN, libc::SIGTTOU];
        if stops.contains(&signal) {
            self.may_be_stopped = true;
        } else {
            self.signaled.push((target, word, monotonic_ns()));
        }
    }

    fn next_look(&mut self, last: Duration) -> Duration {
        let look = self.look.min(last);
        self.look = (self.look * 2).min(LAST_LOOK);
        look
    }
}

/// The shorter of two sleeps; none is for ever.
fn shorter(one: Option<Duration>, other: Option<Duration>) -> Option<Duration> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

impl Conductor {
    /// Looks around; returns how long the conductor may sleep if nothing is heard.
    pub(super) fn consider(&mut self) -> Option<Duration> {
        self.rest.considered_ns = monotonic_ns();
        if self.feed.is_closed() {
            self.outcome = Some(Outcome::Finished("stopped", 0));
        }
        let mut pause = self.consider_time_limit();
        self.tell_for_the_dead();
        self.notice_reaped();
        if !self.deaths.is_empty() {
            pause = shorter(pause, Some(STUCK_LOOK));
        }
        if self.adopt() {
            pause = shorter(pause, Some(ADOPTION_LOOK));
        }
        if self.is_over() && self.outcome.is_none() {
            let code = self.main.map_or(0, super::Ending::exit_status);
            self.outcome = Some(Outcome::Finished("exited", code));
        }
        if self.stuck_since.is_some() {
            pause = shorter(pause, Some(STUCK_LOOK));
        }
        let look = match self.gates {
            Gates::Open => self.consider_rest(),
            Gates::Closing(_) => self.consider_pause(),
            Gates::Closed => None,
            Gates::Stepped => self.consider_steps(),
        };
        shorter(pause, look)
    }

    fn consider_time_limit(&mut self) -> Option<Duration> {
        let left = self.time_limit?.saturating_sub(monotonic_ns());
        if left == 0 && self.outcome.is_none() {
            self.outcome = Some(Outcome::Finished("time_limit", TIME_LIMIT_STATUS));
        }
        Some(Duration::from_nanos(left))
    }

    fn consider_pause(&mut self) -> Option<Duration> {
        self.set_gates(0); // a newcomer may have got its gate from a creator that read the default before
        let moving = self.moving();
        if moving.is_empty() {
            if !self.everybody_stands() {
                return Some(self.rest.next_look(LAST_PAUSE_LOOK));
            }
            // Whoever stands has written what it had begun to write, but its bytes may still be in the socket.
            self.drain_output();
            self.gates = Gates::Closed;
            self.sample();
            self.feed.notice(Notice::Paused);
            return None;
        }
        if self.rest.may_nudge() {
            self.nudge();
        }
        if self.gates != Gates::Closing(Some(moving.clone())) {
            self.gates = Gates::Closing(Some(moving.clone()));
            self.feed.notice(Notice::Pausing { moving });
        }
        Some(self.rest.next_look(LAST_PAUSE_LOOK))
    }

    fn consider_rest(&mut self) -> Option<Duration> {
        let verdict = if self.speed == Speed::Max {
            self.verdict()
        } else {
            self.judged(|arena, view| quiet::verdict_by_clock(arena, view))
        };
        let look = match verdict {
            Verdict::Until(deadline) if self.speed == Speed::Max => {
                let is_due = deadline <= self.arena.clock.now();
                if !is_due {
                    self.jump_to(deadline);
                }
                Some(self.rest.next_look(LAST_LOOK)) // who was woken rings; who was missed is seen
            }
            Verdict::Never => {
                self.tell_standstill();
                None
            }
            Verdict::Settling => {
                let look = self.rest.next_look(LAST_LOOK);
                self.wake_the_undecided(look);
                Some(look)
            }
            Verdict::Running | Verdict::Until(_) | Verdict::Held | Verdict::Empty => None,
        };
        shorter(look, self.consider_sample(verdict))
    }

    /// A result handler has not looked at its mail for long: it had dealt with a worker's end before it was told of it
    /// (see [`Self::tell_result_handlers`]). Makes everybody look again, once.
    fn wake_the_undecided(&mut self, look: Duration) {
        let seq = self.arena.seq.load(Ordering::SeqCst);
        let is_tardy = |slot: &Slot| {
            let seen = slot.mail_seen.load(Ordering::SeqCst);
            slot.usage() == SlotUse::Live
                && slot.agent.load(Ordering::Relaxed) == RESULTS
                && slot.read().state() == State::Read
                && slot.mail.load(Ordering::SeqCst) != seen
        };
        if look >= UNDECIDED_LOOK
            && self.rest.nudged_at != Some(seq)
            && self.arena.claimed_slots().iter().any(is_tardy)
        {
            self.rest.nudged_at = Some(seq);
            self.nudge();
        }
    }

    /// Whether anybody can move, also by what was recorded and not collected yet or by a signal on its way.
    pub(super) fn verdict(&mut self) -> Verdict {
        self.judged(|arena, view| quiet::verdict(arena, view))
    }

    fn judged(&mut self, judge: impl Fn(&Arena, &View<'_>) -> Verdict) -> Verdict {
        let (arena, members) = (self.arena, &self.members);
        self.rest.signaled.retain(|&(target, word, since)| {
            let member = members.get(target).filter(|member| !member.is_dead);
            let is_unmoved = member.is_some_and(|m| arena.slots[m.slot].read() == word);
            is_unmoved && monotonic_ns() - since < SIGNAL_ARRIVES_NS
        });
        let verdict = judge(self.arena, &self.view());
        if verdict == Verdict::Running {
            return verdict;
        }
        // After the words: a thread records before it publishes that it waits.
        let is_collected = arena.seq.load(Ordering::SeqCst) == self.merge.next_ticket();
        if is_collected && self.deaths.is_empty() && self.rest.signaled.is_empty() {
            verdict
        } else {
            Verdict::Settling
        }
    }

    pub(super) fn tell_standstill(&mut self) {
        let words = self.arena.claimed_slots().iter();
        let signature = words.fold(0u64, |sum, slot| sum.wrapping_mul(31) ^ slot.read().0);
        if self.rest.standstill != Some(signature) && self.outcome.is_none() {
            self.rest.standstill = Some(signature);
            self.sample();
            self.feed.notice(Notice::Standstill);
        }
    }

    /// Samples if it is time, and tells when it will be.
    fn consider_sample(&mut self, verdict: Verdict) -> Option<Duration> {
        let every = self.rest.sample_every?;
        if verdict == Verdict::Running {
            self.rest.samples_due = SAMPLES_AT_REST;
        }
        if self.rest.samples_due == 0 {
            return None;
        }
        let age = Duration::from_nanos(monotonic_ns() - self.rest.sampled_ns);
        if age < every {
            return Some(every.saturating_sub(age));
        }
        self.sample();
        self.rest.samples_due = if self.sampler.saw_running() {
            self.rest.samples_due - 1
        } else {
            0
        };
        let goes_on = self.rest.samples_due > 0 || verdict == Verdict::Running;
        goes_on.then_some(every)
    }

    /// Reads letters and counts from the kernel and tells what changed.
    pub(super) fn sample(&mut self) {
        if self.rest.sample_every.is_none() {
            return;
        }
        self.rest.sampled_ns = monotonic_ns();
        let at = self.now();
        let readings: Vec<_> = self
            .members
            .iter()
            .filter(|member| member.is_started && member.reaped == Reaped::No)
            .filter_map(|member| Some((member.proc.0, self.sampler.process(member)?)))
            .collect();
        for (proc, kind) in readings {
            let is_stopped = matches!(&kind, crate::trace::EventKind::KernelState { letter, .. } if letter == "T");
            self.rest.may_be_stopped |= is_stopped;
            self.feed.event(self.who(proc), at, kind);
        }
        for kind in self.sampler.objects(self.arena) {
            self.feed.event(super::Who::default(), at, kind);
        }
    }

    /// What the verdict needs to know of the processes.
    pub(super) fn view(&self) -> View<'_> {
        View {
            members: &self.members,
            may_be_stopped: self.rest.may_be_stopped,
        }
    }
}

/// The processes as the quiet verdict sees them.
#[derive(Debug)]
pub struct View<'a> {
    members: &'a Members,
    may_be_stopped: bool,
}

impl View<'_> {
    fn member_of(&self, slot: &Slot) -> Option<&Member> {
        self.members.get(slot.proc.load(Ordering::Relaxed))
    }
}

impl Facts for View<'_> {
    fn is_dead(&self, proc: u32) -> bool {
        self.members.is_dead(proc)
    }

    fn is_stopped(&self, proc: u32) -> bool {
        self.may_be_stopped && self.members.get(proc).is_some_and(Member::is_stopped)
    }

    fn is_asleep(&self, proc: u32) -> bool {
        let files = self.members.get(proc).and_then(|m| m.files.as_ref());
        files.is_none_or(|files| {
            files.stat().is_some_and(|stat| {
                // D is a sleep too, in a call that no signal breaks into.
                matches!(stat.letter, 'S' | 'D') && stat.pending == 0
            })
        })
    }

    fn can_read(&self, slot: &Slot) -> Option<bool> {
        let process = self.member_of(slot)?.pidfd.as_fd();
        let number = slot.wait_fd.load(Ordering::Relaxed);
        let fd = pidfd::descriptor_of(process, number).ok()?;
        Some(pidfd::can_read(fd.as_fd()))
    }

    fn can_write(&self, slot: &Slot) -> Option<bool> {
        let member = self.member_of(slot)?;
        // A stream socket takes more than poll(2) promises, so a main thread must be asleep as well; helpers write to
        // pipes only, where the promise is exact.
        let is_main = slot.agent.load(Ordering::Relaxed) == 0;
        let letter = member.files.as_ref().and_then(ProcessFiles::stat);
        if is_main && letter.is_none_or(|stat| stat.letter != 'S') {
            return Some(true);
        }
        let number = slot.wait_fd.load(Ordering::Relaxed);
        let fd = pidfd::descriptor_of(member.pidfd.as_fd(), number).ok()?;
        Some(pidfd::can_write(fd.as_fd()))
    }
}
