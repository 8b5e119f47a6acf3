//! [`Trace`]: the events of a run in memory, a few bytes each, bounded.

use std::collections::VecDeque;

use super::event::{Event, Header};
use super::pack::{Context, pack, unpack};

/// Events of a chunk: reaching a single event costs unpacking half of it.
const CHUNK_EVENTS: usize = 256;

/// Bytes a trace keeps unless it is told otherwise: some 4 million events, a quarter of what a long run may use.
pub const DEFAULT_LIMIT: usize = 64 << 20;

/// The events of a run in their order. Beyond its limit the oldest ones go, a chunk at a time.
#[derive(Clone, Debug)]
pub struct Trace {
    /// What the run was.
    pub header: Header,
    chunks: VecDeque<Chunk>,
    /// Index of the oldest event that is kept.
    first: usize,
    /// Events pushed so far.
    len: usize,
    n_bytes: usize,
    limit: usize,
    /// Of the newest chunk.
    context: Context,
}

/// Events in a row. All but the newest chunk hold [`CHUNK_EVENTS`].
#[derive(Clone, Debug, Default)]
struct Chunk {
    bytes: Vec<u8>,
}

impl Trace {
    /// A trace without events, of at most [`DEFAULT_LIMIT`] bytes.
    pub fn new(header: Header) -> Self {
        Self::with_limit(header, DEFAULT_LIMIT)
    }

    /// A trace of at most `limit` bytes of packed events (one chunk more while it grows).
    pub fn with_limit(header: Header, limit: usize) -> Self {
        Self {
            header,
            chunks: VecDeque::new(),
            first: 0,
            len: 0,
            n_bytes: 0,
            limit,
            context: Context::default(),
        }
    }

    /// Events pushed so far, the dropped ones included: one more than the newest index.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was pushed yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Index of the oldest event that is still there.
    pub fn first(&self) -> usize {
        self.first
    }

    /// Bytes of the packed events.
    pub fn n_bytes(&self) -> usize {
        self.n_bytes
    }

    /// Adds the newest event. Returns the events that had to go for it, oldest first; mostly none.
    pub fn push(&mut self, event: &Event) -> Vec<Event> {
        if self.len.is_multiple_of(CHUNK_EVENTS) {
            if let Some(last) = self.chunks.back_mut() {
                last.bytes.shrink_to_fit();
            }
            self.chunks.push_back(Chunk::default());
            self.context = Context::default();
        }
        if let Some(chunk) = self.chunks.back_mut() {
            let before = chunk.bytes.len();
            pack(event, &mut self.context, &mut chunk.bytes);
            self.n_bytes += chunk.bytes.len() - before;
        }
        self.len += 1;
        self.make_room()
    }

    /// The event at `index`, counted from the first of the run; `None` if it is gone or not there yet.
    pub fn get(&self, index: usize) -> Option<Event> {
        self.iter_from(index)
            .next()
            .filter(|_| (self.first..self.len).contains(&index))
    }

    /// The events from `index` on (from the oldest that is kept, if that one is gone).
    pub fn iter_from(&self, index: usize) -> impl Iterator<Item = Event> {
        let index = index.max(self.first);
        let chunk = (index - self.first) / CHUNK_EVENTS;
        self.chunks
            .iter()
            .skip(chunk)
            .flat_map(Chunk::iter)
            .skip((index - self.first) % CHUNK_EVENTS)
    }

    /// Drops the oldest chunk if the limit is passed; never the newest one.
    fn make_room(&mut self) -> Vec<Event> {
        if self.n_bytes <= self.limit || self.chunks.len() < 2 {
            return Vec::new();
        }
        let Some(chunk) = self.chunks.pop_front() else {
            return Vec::new();
        };
        self.n_bytes -= chunk.bytes.len();
        self.first += CHUNK_EVENTS;
        chunk.iter().collect()
    }
}

impl Chunk {
    fn iter(&self) -> impl Iterator<Item = Event> {
        let mut bytes = self.bytes.as_slice();
        let mut context = Context::default();
        std::iter::from_fn(move || unpack(&mut bytes, &mut context))
    }
}
