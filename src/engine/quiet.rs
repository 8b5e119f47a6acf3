//! Quiescence: can anybody move? An exact verdict from slot words, object conditions and the kernel's own queues.
//!
//! Two readings of all words with the conditions checked in between: if both are equal, nobody was outside a gate or a
//! wait meanwhile, so nobody could change a condition, and whoever is queued in the kernel stays queued. The rules that
//! the words obey stand in [`super::arena`]; how they were found wanting without each of them was measured beforehand.

use std::sync::atomic::Ordering;

use super::arena::{Arena, MAX_CHANNELS, NEVER, Slot, SlotUse, State, Word};

/// What the verdict needs to know beside the arena.
pub trait Facts {
    /// Whether the process has ended, by its pidfd.
    fn is_dead(&self, proc: u32) -> bool;
    /// Whether a signal has stopped the process.
    fn is_stopped(&self, proc: u32) -> bool;
    /// Whether the process's main thread sleeps in the kernel with no signal on its way to it; true if the system does
    /// not let us look. kill(2) returns after its target was woken, so whoever was signaled before the question no longer
    /// sleeps.
    fn is_asleep(&self, proc: u32) -> bool;
    /// Whether a read of this thread's `wait_fd` would return at once; none if the system does not let us look.
    fn can_read(&self, slot: &Slot) -> Option<bool>;
    /// Whether a write to it would move something, or the thread is still on its way into the kernel; likewise.
    fn can_write(&self, slot: &Slot) -> Option<bool>;
}

/// Whether anybody can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody takes part (any more).
    Empty,
    /// Somebody runs; its next change of state rings the doorbell.
    Running,
    /// Somebody is on the way into or out of a wait, or moves bytes within one: look again soon, nothing will ring.
    Settling,
    /// Nobody moves before this virtual time.
    Until(u64),
    /// Nobody moves, but somebody stands at a closed gate or is stopped: it could be let go.
    Held,
    /// Nobody can ever move.
    Never,
}

/// Looks whether anybody can move.
pub fn verdict(arena: &Arena, facts: &impl Facts) -> Verdict {
    let first = Reading::take(arena, facts);
    let verdict = first.judge(arena, facts);
    let is_unmoved = match verdict {
        Verdict::Running | Verdict::Settling => true,
        Verdict::Empty | Verdict::Held => Reading::take(arena, facts).words == first.words,
        Verdict::Until(_) | Verdict::Never => {
            first.is_asleep(arena, facts, |_| true)
                && Reading::take(arena, facts).words == first.words
        }
    };
    if is_unmoved {
        verdict
    } else {
        Verdict::Settling
    }
}

/// The same for a run whose clock goes by itself and without helpers. Where somebody's wait has a deadline the words
/// answer alone: it is no standstill, and everybody's next move rings the doorbell. Asking the kernel about each
/// process, again and again until the last one sleeps, would cost more than all else that a calm run costs.
pub fn verdict_by_clock(arena: &Arena, facts: &impl Facts) -> Verdict {
    let reading = Reading::take(arena, facts);
    match reading.first_deadline(arena) {
        Some(deadline) if !reading.is_moving(arena) => Verdict::Until(deadline),
        _ => verdict(arena, facts),
    }
}

/// Whether these processes, each waiting without a deadline, cannot move as long as nobody else does anything.
pub fn confirm(arena: &Arena, facts: &impl Facts, processes: &[u32]) -> bool {
    let first = Reading::take(arena, facts);
    let is_member = |slot: &Slot| processes.contains(&proc_of(slot));
    let members: Vec<_> = first
        .words
        .iter()
        .filter(|(slot, _)| is_member(&arena.slots[*slot]))
        .collect();
    let is_still = members.iter().all(|&&(index, word)| {
        let slot = &arena.slots[index];
        first.judge_one(arena, facts, slot, word) == Verdict::Never
            || (agent_of(slot) != 0 && word.state() != State::Run)
    });
    !members.is_empty()
        && is_still
        && first.is_asleep(arena, facts, is_member)
        && Reading::take(arena, facts).words == first.words
}

fn proc_of(slot: &Slot) -> u32 {
    slot.proc.load(Ordering::Relaxed)
}

fn agent_of(slot: &Slot) -> u32 {
    slot.agent.load(Ordering::Relaxed)
}

/// The words of all threads that take part, with their slots.
struct Reading {
    words: Vec<(usize, Word)>,
    /// Slots of stopped processes: they stand where they are until somebody continues them.
    stopped: Vec<usize>,
}

impl Reading {
    fn take(arena: &Arena, facts: &impl Facts) -> Self {
        let mut reading = Self {
            words: Vec::new(),
            stopped: Vec::new(),
        };
        for (index, slot) in arena.claimed_slots().iter().enumerate() {
            let takes_part = matches!(slot.usage(), SlotUse::Live | SlotUse::Reserved);
            if takes_part && !facts.is_dead(proc_of(slot)) {
                reading.words.push((index, slot.read()));
                if facts.is_stopped(proc_of(slot)) {
                    reading.stopped.push(index);
                }
            }
        }
        reading
    }

    fn judge(&self, arena: &Arena, facts: &impl Facts) -> Verdict {
        if self.words.is_empty() {
            return Verdict::Empty;
        }
        if self.is_moving(arena) {
            return Verdict::Running;
        }
        let mut worst = Verdict::Never;
        for &(index, word) in &self.words {
            let one = if self.stopped.contains(&index) {
                Verdict::Held
            } else {
                self.judge_one(arena, facts, &arena.slots[index], word)
            };
            worst = sooner(worst, one);
            if worst == Verdict::Settling {
                break;
            }
        }
        worst
    }

    /// When the first wait of a process ends by itself; none if no wait does, or if helpers take part, who may have to be
    /// woken.
    fn first_deadline(&self, arena: &Arena) -> Option<u64> {
        let slot = |index: usize| &arena.slots[index];
        let has_helpers = self
            .words
            .iter()
            .any(|&(index, _)| agent_of(slot(index)) != 0);
        let waits = self.words.iter().filter(|(index, word)| {
            let is_wait = !matches!(word.state(), State::Run | State::Gate | State::Exit);
            is_wait && !self.stopped.contains(index)
        });
        let deadlines = waits.map(|&(index, _)| slot(index).deadline.load(Ordering::SeqCst));
        deadlines
            .filter(|deadline| *deadline != NEVER && !has_helpers)
            .min()
    }

    /// Whether a thread runs that no signal has stopped. A main thread in EXIT counts until its process is dead.
    fn is_moving(&self, arena: &Arena) -> bool {
        self.words.iter().any(|&(index, word)| {
            let runs = match word.state() {
                State::Run => true,
                State::Exit => agent_of(&arena.slots[index]) == 0,
                _ => false,
            };
            runs && !self.stopped.contains(&index)
        })
    }

    /// Whether the main threads that wait, of those that the question is about, sleep in the kernel. A word alone cannot
    /// tell: somebody was sent a signal and has not run yet, or has said that he waits and is still on his way.
    fn is_asleep(
        &self,
        arena: &Arena,
        facts: &impl Facts,
        is_asked_about: impl Fn(&Slot) -> bool,
    ) -> bool {
        self.words.iter().all(|&(index, word)| {
            let slot = &arena.slots[index];
            let waits = agent_of(slot) == 0
                && !matches!(word.state(), State::Gate)
                && !self.stopped.contains(&index);
            !waits || !is_asked_about(slot) || facts.is_asleep(proc_of(slot))
        })
    }

    fn judge_one(&self, arena: &Arena, facts: &impl Facts, slot: &Slot, word: Word) -> Verdict {
        let object = word.object();
        let is_still = match word.state() {
            State::Run => return Verdict::Running,
            State::Gate if slot.gate.load(Ordering::SeqCst) == 0 => return Verdict::Held,
            State::Gate => false,
            State::Semaphore => self.is_queued(arena, object),
            State::Read => {
                !self.has(State::Write, object)
                    && (agent_of(slot) == 0 || has_read_mail(slot))
                    && !facts
                        .can_read(slot)
                        .unwrap_or_else(|| has_bytes(arena, object))
            }
            // What is no channel is the output socket, which the conductor always empties.
            State::Write => {
                (object as usize) < MAX_CHANNELS
                    && !self.has(State::Read, object)
                    && !facts.can_write(slot).unwrap_or(true)
            }
            State::Join => !facts.is_dead(object),
            State::Sleep | State::Exit => true,
            State::Mail => has_read_mail(slot),
        };
        if !is_still {
            return Verdict::Settling;
        }
        match slot.deadline.load(Ordering::SeqCst) {
            NEVER => Verdict::Never,
            _ if word.state() == State::Exit => Verdict::Never,
            deadline => Verdict::Until(deadline),
        }
    }

    /// The kernel has queued as many as say that they wait. A waiter queues up where no permit is free, and whoever gives
    /// one runs until it has taken a waiter off the queue; so the count itself says nothing more. It is above zero if the
    /// one that was taken off was killed before it took the permit: then nobody wakes the others.
    fn is_queued(&self, arena: &Arena, cell: u32) -> bool {
        let waiting = self.waiting(State::Semaphore, cell);
        arena
            .semaphores
            .get(cell as usize)
            .is_some_and(|cell| cell.semaphore.queued() == waiting)
    }

    fn has(&self, state: State, object: u32) -> bool {
        self.waiting(state, object) > 0
    }

    /// Threads in this state on this object that are not stopped (a stop takes a waiter off the kernel's queue).
    fn waiting(&self, state: State, object: u32) -> usize {
        self.words
            .iter()
            .filter(|(index, word)| {
                word.state() == state && word.object() == object && !self.stopped.contains(index)
            })
            .count()
    }
}

/// The verdict about both: the one that asks to look again first.
fn sooner(one: Verdict, other: Verdict) -> Verdict {
    use Verdict as V;
    match (one, other) {
        (V::Running, _) | (_, V::Running) => V::Running,
        (V::Settling, _) | (_, V::Settling) => V::Settling,
        (V::Until(a), V::Until(b)) => V::Until(a.min(b)),
        (V::Until(a), _) | (_, V::Until(a)) => V::Until(a),
        (V::Held, _) | (_, V::Held) => V::Held,
        _ => V::Never,
    }
}

/// Whether nobody has put anything into the thread's mailbox since it went to sleep. A pool's result handler, which reads
/// results, is told there that a worker is about to end or that it shall stop.
fn has_read_mail(slot: &Slot) -> bool {
    slot.mail.load(Ordering::SeqCst) == slot.mail_seen.load(Ordering::SeqCst)
}

fn has_bytes(arena: &Arena, channel: u32) -> bool {
    arena.channels.get(channel as usize).is_none_or(|channel| {
        channel.written.load(Ordering::SeqCst) != channel.read.load(Ordering::SeqCst)
    })
}
