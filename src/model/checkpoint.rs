//! [`Checkpoint`]: a world that is kept to seek from, small. A trace of ten million events needs hundreds of them.
//!
//! 1. The log is left out: it is the newest [`LOG_LIMIT`] facts, and going on for so many facts brings it back.
//! 2. Lanes and histories, which are mostly times, are packed.
//! 3. Rows of output are shared with the world they come from.

use crate::trace::{In, Out};

use super::apply::LOG_LIMIT;
use super::world::{LaneSpan, LaneState, World};

/// Bytes that a row of output takes, about: itself, a piece or two, and their texts.
const ROW_BYTES: usize = 200;

/// A world that is kept to seek from.
#[derive(Clone, Debug)]
pub(super) struct Checkpoint {
    /// Without log, lanes and histories.
    world: World,
    /// Lanes in the order of the processes, then histories in the order of the objects.
    packed: Vec<u8>,
    /// Facts of the log so far.
    n_facts: u64,
    /// Bytes it takes, about; a shared row counts once.
    pub weight: usize,
}

impl Checkpoint {
    /// Keeps `world`, which is the same afterwards; the checkpoint before it had `n_rows_before`.
    pub fn of(world: &mut World, n_rows_before: u64) -> Self {
        let n_facts = world.log_dropped + world.log.len() as u64;
        let packed = pack(world);
        // What is left out is not copied either.
        let log = std::mem::take(&mut world.log);
        let mut lanes = Vec::new();
        let mut histories = Vec::new();
        for process in &mut world.processes {
            lanes.push(std::mem::take(&mut process.lane.spans));
        }
        for object in world.objects.values_mut() {
            histories.push(std::mem::take(&mut object.history));
        }
        let mut kept = world.clone();
        kept.log_dropped = n_facts;
        world.log = log;
        for (process, spans) in world.processes.iter_mut().zip(lanes) {
            process.lane.spans = spans;
        }
        for (object, history) in world.objects.values_mut().zip(histories) {
            object.history = history;
        }
        let mut checkpoint = Self {
            world: kept,
            packed,
            n_facts,
            weight: 0,
        };
        checkpoint.weigh(n_rows_before);
        checkpoint
    }

    /// Sets the weight; the checkpoint before it had `n_rows_before`.
    pub fn weigh(&mut self, n_rows_before: u64) {
        let n_new = self.n_rows().saturating_sub(n_rows_before);
        self.weight = weight(&self.world, n_new as usize) + self.packed.len();
    }

    /// Rows of output that had begun by then.
    pub fn n_rows(&self) -> u64 {
        self.world.output.dropped + self.world.output.rows.len() as u64
    }

    /// Events before it.
    pub fn applied(&self) -> u64 {
        self.world.applied
    }

    /// The world as it was, but for its log, which begins here.
    pub fn world(&self) -> World {
        let mut world = self.world.clone();
        // It was packed by us.
        let is_whole = unpack(&mut world, &self.packed).is_some();
        debug_assert!(is_whole, "a checkpoint is whole");
        world
    }

    /// Whether going on from here to the moment of `world` gives the whole log: as long as it can be, or from the
    /// first of the run.
    pub fn is_completed_by(&self, world: &World) -> bool {
        let n_facts = world.log_dropped + world.log.len() as u64;
        self.n_facts == 0 || n_facts - self.n_facts >= LOG_LIMIT as u64
    }
}

/// Roughly the bytes that `world` takes, `n_new` of its rows being in no checkpoint before: what grows with the run is
/// counted, the rest is small.
fn weight(world: &World, n_new: usize) -> usize {
    let processes = world
        .processes
        .iter()
        .map(|process| size_of_val(process) + process.name.len());
    let objects = world
        .objects
        .values()
        .map(|object| size_of_val(object) + object.names.len() * 48);
    let n_rows = world.output.rows.len();
    // The newest row goes on, and is a copy in the next one.
    let rows = n_rows * size_of::<usize>() + n_rows.min(n_new + 1) * ROW_BYTES;
    processes.chain(objects).sum::<usize>() + rows
}

fn pack(world: &World) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut out = Out(&mut bytes);
    for process in &world.processes {
        out.number(process.lane.spans.len() as u64);
        let mut before = 0;
        for span in &process.lane.spans {
            out.number(span.from.wrapping_sub(before));
            out.byte(span.state as u8);
            before = span.from;
        }
    }
    for object in world.objects.values() {
        out.number(object.history.len() as u64);
        let mut before = 0;
        for (vt, value) in &object.history {
            out.number(vt.wrapping_sub(before));
            out.signed(*value);
            before = *vt;
        }
    }
    bytes.shrink_to_fit();
    bytes
}

fn unpack(world: &mut World, mut bytes: &[u8]) -> Option<()> {
    let mut input = In(&mut bytes);
    for process in &mut world.processes {
        let mut before = 0_u64;
        process.lane.spans = input.many(|input| {
            before = before.wrapping_add(input.number()?);
            let state = LANE_STATES.get(usize::from(input.byte()?))?;
            Some(LaneSpan {
                from: before,
                state: *state,
            })
        })?;
    }
    for object in world.objects.values_mut() {
        let mut before = 0_u64;
        object.history = input.many(|input| {
            before = before.wrapping_add(input.number()?);
            Some((before, input.signed()?))
        })?;
    }
    Some(())
}

/// In the order of their declaration: the place of each is its number.
const LANE_STATES: [LaneState; 7] = [
    LaneState::Blank,
    LaneState::Running,
    LaneState::Ready,
    LaneState::Blocked,
    LaneState::Sleeping,
    LaneState::Stopped,
    LaneState::Zombie,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_of_lanes_stand_at_their_numbers() {
        for (number, state) in LANE_STATES.iter().enumerate() {
            assert_eq!(*state as usize, number);
        }
    }
}
