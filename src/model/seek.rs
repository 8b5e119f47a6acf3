//! [`History`]: a run's trace with checkpoints of its world, to be at any moment quickly.
//!
//! A checkpoint is a copy of the world after so many events. Checkpoints speed seeking and never change the answer:
//! the world at a moment is the fold of all events before it, wherever the fold starts.

use std::collections::VecDeque;

use crate::trace::{Event, Header, Trace};

use super::world::World;

/// Events between checkpoints at first: replaying so many takes about a millisecond.
pub const FIRST_SPACING: usize = 2_048;

/// Most checkpoints; with one more, every second goes and the spacing doubles.
const CHECKPOINT_LIMIT: usize = 128;

/// Bytes that all checkpoints together may take, by [`World::weight`].
const CHECKPOINT_BYTES: usize = 48 << 20;

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
    checkpoints: VecDeque<World>,
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
        let mut world = self.nearest(n).clone();
        self.advance(&mut world, n);
        world
    }

    /// Moves `world`, which is one of this run, to the moment after the first `n` events. Going forward a little
    /// costs just the events between.
    pub fn seek(&self, world: &mut World, n: usize) {
        let nearest = self.nearest(n);
        let at = applied(world);
        let can_go_on = at <= n && at >= applied(nearest).max(self.first());
        if !can_go_on {
            world.clone_from(nearest);
        }
        self.advance(world, n);
    }

    /// The latest world kept that is not behind moment `n`.
    fn nearest(&self, n: usize) -> &World {
        if n >= applied(&self.newest) {
            return &self.newest;
        }
        let behind = self
            .checkpoints
            .partition_point(|world| applied(world) <= n);
        match behind.checked_sub(1) {
            Some(index) => &self.checkpoints[index],
            None => &self.oldest,
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
        while let Some(world) = self.checkpoints.front()
            && applied(world) < first
        {
            self.weight -= world.weight();
            self.checkpoints.pop_front();
        }
    }

    fn checkpoint(&mut self) {
        self.weight += self.newest.weight();
        self.checkpoints.push_back(self.newest.clone());
        let is_full = self.checkpoints.len() > CHECKPOINT_LIMIT || self.weight > CHECKPOINT_BYTES;
        if is_full {
            self.spacing = self.spacing.saturating_mul(2);
            let spacing = self.spacing;
            self.checkpoints
                .retain(|world| applied(world).is_multiple_of(spacing));
            self.weight = self.checkpoints.iter().map(World::weight).sum();
        }
    }
}

impl Default for History {
    /// A run of which nothing is known.
    fn default() -> Self {
        Self::new(Header::default())
    }
}

impl World {
    /// Roughly the bytes it takes: what grows with the run is counted, the rest is small.
    pub fn weight(&self) -> usize {
        let processes = self.processes.iter().map(|process| {
            size_of_val(process) + size_of_val(process.lane.spans.as_slice()) + process.name.len()
        });
        let objects = self.objects.values().map(|object| {
            size_of_val(object) + size_of_val(object.history.as_slice()) + object.names.len() * 48
        });
        // A row and an entry of the log each own a text or two of some dozen bytes.
        let rows = self.output.rows.len() * 160;
        let log = self.log.len() * 160;
        processes.chain(objects).sum::<usize>() + rows + log
    }
}

fn applied(world: &World) -> usize {
    usize::try_from(world.applied).unwrap_or(usize::MAX)
}
