//! The process's own table of shared objects: what a [`Handle`] stands for. Fork copies it.

use super::attempt::{Leave, Performed, raise};
use super::memory::Memory;
use super::pipe::Connection;
use super::pool::Pool;
use super::queue::Queue;
use super::runtime::Runtime;
use super::seat::Seat;
use super::semaphores::Lock;
use crate::engine::arena::MAX_CHANNELS;
use crate::engine::ring::RecordKind;
use crate::python::call::Handle;
use crate::trace::ObjectType;
use std::sync::atomic::{AtomicU32, Ordering};

/// What a handle stands for in this process.
#[derive(Debug)]
pub enum Object {
    /// A lock or semaphore.
    Lock(Lock),
    /// A queue.
    Queue(Box<Queue>),
    /// One end of a pipe.
    Connection(Connection),
    /// A pool.
    Pool(Box<Pool>),
    /// A Value or an Array.
    Memory(Memory),
    /// Nothing any more.
    Gone,
}

/// The table.
#[derive(Debug, Default)]
pub struct Objects(Vec<Object>);

/// A handle that stands for nothing of the kind: the program used something it dropped.
fn wrong() -> Leave {
    raise("OSError", "handle is closed")
}

macro_rules! lookup {
    ($name:ident, $variant:ident, $type:ty) => {
        /// The object behind `handle`, if it is of this kind.
        ///
        /// # Errors
        /// It is another, or gone.
        pub fn $name(&mut self, handle: Handle) -> Performed<&mut $type> {
            match self.0.get_mut(handle.0 as usize) {
                Some(Object::$variant(object)) => Ok(object),
                _ => Err(wrong()),
            }
        }
    };
}

impl Objects {
    /// Adds an object.
    pub fn add(&mut self, object: Object) -> Handle {
        self.0.push(object);
        Handle((self.0.len() - 1) as u32)
    }

    /// All of them, with their handles.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Handle, &mut Object)> {
        self.0
            .iter_mut()
            .enumerate()
            .map(|(index, object)| (Handle(index as u32), object))
    }

    /// The object behind `handle`, of whatever kind.
    pub fn find(&self, handle: Handle) -> Option<&Object> {
        self.0.get(handle.0 as usize)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Object> {
        self.0.iter()
    }

    /// Takes an object out: the handle stands for nothing any more.
    pub fn remove(&mut self, handle: Handle) -> Object {
        self.0
            .get_mut(handle.0 as usize)
            .map_or(Object::Gone, |object| {
                std::mem::replace(object, Object::Gone)
            })
    }

    lookup!(lock, Lock, Lock);
    lookup!(queue, Queue, Queue);
    lookup!(connection, Connection, Connection);
    lookup!(pool, Pool, Pool);
    lookup!(memory, Memory, Memory);
}

/// A new object as its `object_created` event tells it.
#[derive(Debug)]
pub struct Creation<'a> {
    /// Its type.
    pub type_: ObjectType,
    /// Targets of the assignment.
    pub names: &'a [String],
    /// Start value.
    pub initial: Option<i64>,
    /// Largest number of items.
    pub capacity: Option<i64>,
}

/// `capacity` of an `object_created` record where there is none: the largest that fits beside the type code.
const NO_CAPACITY: u64 = (1 << 55) - 1;

/// Numbers a new object and tells of it.
pub fn create(seat: &Seat, creation: &Creation<'_>) -> u32 {
    let object = seat.arena.next_object.fetch_add(1, Ordering::Relaxed); // a number, nothing is published by it
    let capacity = creation.capacity.map_or(NO_CAPACITY, i64::unsigned_abs);
    seat.emitter.emit(
        RecordKind::ObjectCreated,
        u64::from(object),
        creation.initial.unwrap_or(i64::MIN) as u64,
        capacity << 8 | creation.type_ as u64,
        &creation.names.join("\u{1f}"),
    );
    object
}

/// Claims the next number of a table; none if all are given out. They are not given out again, though the object may be
/// gone: other processes and the trace may still mean it by its number.
pub fn claim_number(next: &AtomicU32, limit: usize) -> Option<u32> {
    next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |number| {
        // Nothing is published by the number itself.
        ((number as usize) < limit).then_some(number + 1)
    })
    .ok()
}

/// Claims the counters of a pipe or of one direction of a socket pair.
///
/// # Errors
/// The run has made too many.
pub fn claim_channel(seat: &Seat, object: u32, capacity: u32) -> Performed<u32> {
    let limit =
        || format!("limit: {MAX_CHANNELS} pipes in one run (a Queue takes one, a Pool two)");
    let index = claim_number(&seat.arena.next_channel, MAX_CHANNELS)
        .ok_or_else(|| raise("OSError", limit()))?;
    let channel = &seat.arena.channels[index as usize];
    channel.object.store(object, Ordering::Relaxed); // the creator gives the number to others by fork
    channel.capacity.store(capacity, Ordering::Relaxed); // likewise
    Ok(index)
}

impl Runtime {
    /// Nobody in this process refers to these any more.
    pub(super) fn drop_objects(&mut self, handles: &[Handle]) {
        for &handle in handles {
            match self.objects.remove(handle) {
                Object::Queue(queue) => {
                    let slot = queue.feeder.as_ref().map(|feeder| feeder.slot);
                    self.orphaned_feeders
                        .retain(|feeder| !feeder.exchange.is_over());
                    self.orphaned_feeders.extend(queue.dispose());
                    self.wake_helper(slot);
                }
                // CPython's threads hold a pool that was dropped; it ends with the process.
                Object::Pool(pool) => self.orphaned_pools.push(*pool),
                Object::Connection(connection) => self.let_go_of(connection),
                _ => {}
            }
        }
    }

    /// Number of the object in the trace.
    pub(super) fn object_of(&self, handle: Handle) -> Option<u32> {
        match self.objects.0.get(handle.0 as usize)? {
            Object::Lock(lock) => Some(lock.object),
            Object::Queue(queue) => Some(queue.object),
            Object::Connection(connection) => Some(connection.object),
            Object::Pool(pool) => Some(pool.object),
            Object::Memory(memory) => Some(memory.object),
            Object::Gone => None,
        }
    }

    /// An object got a further name.
    pub(super) fn name_object(&mut self, handle: Handle, name: &str) {
        let Some(object) = self.object_of(handle) else {
            return;
        };
        self.seat
            .emitter
            .emit(RecordKind::ObjectNamed, u64::from(object), 0, 0, name);
    }
}
