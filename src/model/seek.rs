//! [`History`]: a run's trace with checkpoints of its world, to be at any moment quickly.
//!
//! A checkpoint is a copy of the world after so many events. Checkpoints speed seeking and never change the answer:
//! the world at a moment is the fold of all events before it, wherever the fold starts.

use std::collections::VecDeque;

use crate::trace::{Event, Header, Trace};

use super::checkpoint::Checkpoint;
use super::world::World;

/// Events between checkpoints at first: replaying so many takes about a millisecond.
pub const FIRST_SPACING: usize = 2_048;

/// Most checkpoints; with one more, every second goes and the spacing doubles. Ten million events have one every
/// 32,768, which are replayed in some milliseconds.
const CHECKPOINT_LIMIT: usize = 512;

/// Bytes that all checkpoints together may take: no more than the events of a long run.
const CHECKPOINT_BYTES: usize = 64 << 20;

/// The world after the first `n` of `events`: plain replay.
pub fn world_at<'a>(events: impl IntoIterator<Item = &'a Event>, n: usize) -> World {
    let mut world = World::new();
    for event in events.into_iter().take(n) {
        world.apply(event);
    }
    world
}

/// A trace, the world at its end, and the way to every other moment of it.
#[derive(Clone, Debug)]
pub struct History {
    trace: Trace,
    newest: World,
    /// The world before the oldest event that the trace still has.
    oldest: World,
    /// Worlds after so many events (`applied`), in that order; all of them within the trace.
    checkpoints: VecDeque<Checkpoint>,
    spacing: usize,
    /// Weight of all checkpoints, in bytes.
    weight: usize,
}

impl History {
    /// A run before its first event.
    pub fn new(header: Header) -> Self {
        Self::with_limits(Trace::new(header), FIRST_SPACING)
    }

    /// A run before its first event, its trace empty and limited as it is; a checkpoint every `spacing` events, until
    /// there are too many.
    pub fn with_limits(trace: Trace, spacing: usize) -> Self {
        Self {
            trace,
            newest: World::new(),
            oldest: World::new(),
            checkpoints: VecDeque::new(),
            spacing: spacing.max(1),
            weight: 0,
        }
    }

    /// Adds the newest event.
    pub fn push(&mut self, event: &Event) {
        self.newest.apply(event);
        let dropped = self.trace.push(event);
        if !dropped.is_empty() {
            self.forget(&dropped);
        }
        if self.trace.len().is_multiple_of(self.spacing) {
            self.checkpoint();
        }
    }

    /// Hands the world after all events so far to the caller, so that whoever shows it need not copy it. It comes back
    /// by [`Self::give_back`] before the next event is pushed or another moment is asked for.
    pub fn lend(&mut self) -> World {
        std::mem::take(&mut self.newest)
    }

    /// Takes the world back that [`Self::lend`] gave away.
    pub fn give_back(&mut self, newest: World) {
        self.newest = newest;
    }

    /// The world after all events so far.
    pub fn newest(&self) -> &World {
        &self.newest
    }

    /// The events.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Events so far; the newest moment.
    pub fn len(&self) -> usize {
        self.trace.len()
    }

    /// Bytes that it takes: the packed events, and the weight of all checkpoints.
    pub fn n_bytes(&self) -> usize {
        self.trace.n_bytes() + self.weight
    }

    /// Whether there is no event yet.
    pub fn is_empty(&self) -> bool {
        self.trace.is_empty()
    }

    /// The oldest moment that can still be reached: 0 unless the trace had to drop events.
    pub fn first(&self) -> usize {
        self.trace.first()
    }

    /// The world after the first `n` events; at the nearest reachable moment if `n` is out of reach.
    pub fn world_at(&self, n: usize) -> World {
        if n >= applied(&self.newest) {
            return self.newest.clone();
        }
        let behind = self
            .checkpoints
            .partition_point(|checkpoint| checkpoint.applied() <= n as u64);
        let kept = self.checkpoints.range(..behind);
        if let Some(nearest) = kept.clone().next_back() {
            let mut world = nearest.world();
            self.advance(&mut world, n);
            if nearest.is_completed_by(&world) {
                return world;
            }
            let is_far_enough = |checkpoint: &&Checkpoint| checkpoint.is_completed_by(&world);
            if let Some(earlier) = kept.rev().find(is_far_enough) {
                let mut world = earlier.world();
                self.advance(&mut world, n);
                return world;
            }
        }
        let mut world = self.oldest.clone();
        self.advance(&mut world, n);
        world
    }

    /// Moves `world`, which is one of this run, to the moment after the first `n` events. Going forward a little
    /// costs just the events between.
    pub fn seek(&self, world: &mut World, n: usize) {
        let at = applied(world);
        let nearest = self.nearest(n);
        let can_go_on = at <= n && at >= nearest.max(self.first());
        if can_go_on {
            self.advance(world, n);
        } else {
            *world = self.world_at(n);
        }
    }

    /// The latest moment whose world is kept and that is not behind moment `n`.
    fn nearest(&self, n: usize) -> usize {
        if n >= applied(&self.newest) {
            return applied(&self.newest);
        }
        let behind = self
            .checkpoints
            .partition_point(|checkpoint| checkpoint.applied() <= n as u64);
        match behind.checked_sub(1) {
            Some(index) => self.checkpoints[index].applied() as usize,
            None => applied(&self.oldest),
        }
    }

    fn advance(&self, world: &mut World, n: usize) {
        let at = applied(world);
        for event in self.trace.iter_from(at).take(n.saturating_sub(at)) {
            world.apply(&event);
        }
    }

    /// The trace dropped its oldest events: the earliest moment moves on past them.
    fn forget(&mut self, dropped: &[Event]) {
        for event in dropped {
            self.oldest.apply(event);
        }
        let first = self.trace.first();
        while let Some(checkpoint) = self.checkpoints.front()
            && checkpoint.applied() < first as u64
        {
            self.weight -= checkpoint.weight;
            self.checkpoints.pop_front();
        }
    }

    fn checkpoint(&mut self) {
        let before = self.checkpoints.back().map_or(0, Checkpoint::n_rows);
        let checkpoint = Checkpoint::of(&mut self.newest, before);
        self.weight += checkpoint.weight;
        self.checkpoints.push_back(checkpoint);
        let is_full = self.checkpoints.len() > CHECKPOINT_LIMIT || self.weight > CHECKPOINT_BYTES;
        if is_full {
            self.thin_out();
        }
    }

    /// Every second checkpoint goes. Rows that only those had are gone, too: the others are kept with what they share
    /// now.
    fn thin_out(&mut self) {
        self.spacing = self.spacing.saturating_mul(2);
        let spacing = self.spacing as u64;
        self.checkpoints
            .retain(|checkpoint| checkpoint.applied().is_multiple_of(spacing));
        let mut n_rows = 0;
        for checkpoint in &mut self.checkpoints {
            checkpoint.weigh(n_rows);
            n_rows = checkpoint.n_rows();
        }
        self.weight = self.checkpoints.iter().map(|kept| kept.weight).sum();
    }
}

impl Default for History {
    /// A run of which nothing is known.
    fn default() -> Self {
        Self::new(Header::default())
    }
}

fn applied(world: &World) -> usize {
    usize::try_from(world.applied).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::apply::LOG_LIMIT;
    use crate::trace::{EventKind, LineNo, ObjectId, ObjectType, ProcId};

    const QUEUE: ObjectId = ObjectId(1);

    fn kind(n: u64) -> EventKind {
        let text = || format!("item {n}");
        match n % 7 {
            _ if n == 0 => EventKind::ObjectCreated {
                object: QUEUE,
                type_: ObjectType::Queue,
                names: vec!["queue".to_owned()],
                initial: None,
                capacity: None,
            },
            1 => EventKind::Put {
                object: QUEUE,
                repr: text(),
                bytes: 9,
            },
            2 => EventKind::Got {
                object: QUEUE,
                repr: text(),
                bytes: 9,
            },
            3 => EventKind::Waiting {
                op: "sleep".to_owned(),
                object: None,
                child: None,
                timeout: Some(0.1),
            },
            // Some lines of several processes, torn and not.
            4 if n % 3 < 2 => EventKind::Output {
                stream: 1,
                data: if n.is_multiple_of(2) {
                    text() + "\n"
                } else {
                    text()
                },
                base64: None,
            },
            // A sample: no entry of the log.
            5 => EventKind::KernelState {
                letter: "S".to_owned(),
                wchan: String::new(),
            },
            _ => EventKind::Line,
        }
    }

    fn events(n: u64) -> Vec<Event> {
        let event = |n: u64| Event {
            seq: n,
            t: n * 900,
            vt: n * 1_000,
            proc: Some(ProcId((n / 5 % 3) as u32)),
            pid: Some(2),
            host_pid: Some(1002),
            line: Some(LineNo(n as u32 % 9)),
            agent: None,
            kind: kind(n),
        };
        (0..n).map(event).collect()
    }

    /// Checkpoints have no log: it is whole again all the same, also where more facts came than it keeps.
    #[test]
    fn every_moment_of_a_long_run_is_what_replay_from_the_start_gives() {
        let n = 4 * LOG_LIMIT as u64;
        let events = events(n);
        for spacing in [1, 100, 1_500] {
            let mut history = History::with_limits(Trace::new(Header::default()), spacing);
            for event in &events {
                history.push(event);
            }
            let mut world = World::new();
            for step in 0..40 {
                let moment = (step * 2_999) % (n as usize + 1);
                history.seek(&mut world, moment);
                assert_eq!(world, world_at(&events, moment), "{spacing}, {moment}");
            }
        }
    }

    #[test]
    fn checkpoints_stay_within_their_limits() {
        let mut history = History::with_limits(Trace::new(Header::default()), 1);
        for event in events(3_000) {
            history.push(&event);
        }
        assert!(history.checkpoints.len() <= CHECKPOINT_LIMIT);
        assert!(history.weight <= CHECKPOINT_BYTES);
        let weights = history.checkpoints.iter().map(|kept| kept.weight);
        assert_eq!(history.weight, weights.sum::<usize>());
    }
}
