//! Shared objects on their way into a fresh interpreter: their numbers in the arena, and the descriptors that stay open
//! over exec. The same objects, so with the same numbers in the trace.

use std::io::Result;
use std::os::fd::RawFd;
use std::sync::Arc;

use super::bytes::{Packer, Unpacker, damaged};
use crate::engine::os::exec::number;
use crate::engine::os::namespace;
use crate::engine::process::joinable::Unfinished;
use crate::engine::process::memory::Memory;
use crate::engine::process::object::Object;
use crate::engine::process::pipe::Connection;
use crate::engine::process::pool::{Links, Pool, Side};
use crate::engine::process::queue::Queue;
use crate::engine::process::semaphores::Lock;
use crate::engine::process::worker::Worker;
use crate::python::call::{Handle, QueueKind, SemaphoreKind};
use crate::python::shared::Layout;

const LOCK: u64 = 1;
const QUEUE: u64 = 2;
const CONNECTION: u64 = 3;
const MEMORY: u64 = 4;
const POOL: u64 = 5;

/// Writes an object down; its descriptors go to `keep`. `company` are the handles of all that travel, in the order in which
/// the receiver numbers them. False if there is nothing (any more) to hand over.
pub fn pack(
    object: &Object,
    company: &[Handle],
    packer: &mut Packer,
    keep: &mut Vec<RawFd>,
) -> bool {
    match object {
        Object::Lock(lock) => {
            let numbers = [
                LOCK,
                u64::from(lock.cell),
                semaphore_code(lock.kind),
                u64::from(lock.object),
                lock.max as u64,
            ];
            for it in numbers {
                packer.number(it);
            }
        }
        Object::Memory(memory) => {
            packer.number(MEMORY);
            for it in [memory.object, memory.start, memory.size] {
                packer.number(u64::from(it));
            }
            packer.number(u64::from(memory.layout.code));
            packer.optional(memory.layout.items.map(u64::from));
            let lock = memory.lock.and_then(|lock| place_of(lock, company));
            packer.optional(lock);
        }
        Object::Connection(connection) => {
            packer.number(CONNECTION);
            packer.number(number(&connection.fd) as u64);
            packer.number(u64::from(connection.object));
            packer.number(u64::from(connection.end));
            packer.optional(connection.reads.map(u64::from));
            packer.optional(connection.writes.map(u64::from));
            keep.push(number(&connection.fd));
        }
        Object::Queue(queue) => pack_queue(queue, packer, keep),
        Object::Pool(pool) => return pack_pool(pool, packer, keep),
        Object::Gone => return false,
    }
    true
}

/// Reads an object of the parent's.
///
/// # Errors
/// It was not written by [`pack`], or its descriptors are not open.
pub fn unpack(unpacker: &mut Unpacker<'_>) -> Result<Object> {
    Ok(match unpacker.number()? {
        LOCK => {
            let (cell, kind) = (unpacker.small()?, semaphore_kind(unpacker.number()?)?);
            let (object, max) = (unpacker.small()?, unpacker.number()? as i64);
            Object::Lock(Lock::new(cell, kind, object, max))
        }
        MEMORY => Object::Memory(Memory {
            object: unpacker.small()?,
            start: unpacker.small()?,
            size: unpacker.small()?,
            layout: Layout {
                code: unpacker.small()? as u8, // written from one
                items: channel(unpacker)?,
            },
            lock: channel(unpacker)?.map(Handle),
        }),
        CONNECTION => Object::Connection(Connection {
            fd: namespace::adopt(unpacker.small()? as RawFd)?,
            object: unpacker.small()?,
            end: unpacker.number()? as u8, // 0 or 1
            reads: channel(unpacker)?,
            writes: channel(unpacker)?,
        }),
        QUEUE => Object::Queue(Box::new(unpack_queue(unpacker)?)),
        POOL => Object::Pool(Box::new(unpack_pool(unpacker)?)),
        _ => return Err(damaged()),
    })
}

/// The number that the receiver gives to an object that travels along.
fn place_of(handle: Handle, company: &[Handle]) -> Option<u64> {
    company
        .iter()
        .position(|known| *known == handle)
        .map(|place| place as u64)
}

fn channel(unpacker: &mut Unpacker<'_>) -> Result<Option<u32>> {
    let number = unpacker.optional()?;
    number
        .map(|number| u32::try_from(number).map_err(|_| damaged()))
        .transpose()
}

fn pack_queue(queue: &Queue, packer: &mut Packer, keep: &mut Vec<RawFd>) {
    packer.number(QUEUE);
    packer.number(match queue.kind {
        QueueKind::Queue => 0,
        QueueKind::Joinable => 1,
        QueueKind::Simple => 2,
    });
    for fd in [&queue.reader, &queue.writer] {
        packer.number(number(fd) as u64);
        keep.push(number(fd));
    }
    let cells = [queue.read_lock, queue.write_lock, queue.places];
    for it in [queue.object, queue.channel].into_iter().chain(cells) {
        packer.number(u64::from(it));
    }
    packer.number(queue.maxsize as u64);
    packer.number(u64::from(queue.unfinished.is_some()));
    if let Some(cells) = queue.unfinished {
        let counters = [cells.count, cells.guard, cells.sleepers, cells.wakeups];
        for it in [cells.object].into_iter().chain(counters) {
            packer.number(u64::from(it));
        }
    }
}

fn unpack_queue(unpacker: &mut Unpacker<'_>) -> Result<Queue> {
    let kind = match unpacker.number()? {
        0 => QueueKind::Queue,
        1 => QueueKind::Joinable,
        2 => QueueKind::Simple,
        _ => return Err(damaged()),
    };
    let reader = namespace::adopt(unpacker.small()? as RawFd)?;
    let writer = namespace::adopt(unpacker.small()? as RawFd)?;
    Ok(Queue {
        kind,
        reader: Arc::new(reader),
        writer: Arc::new(writer),
        object: unpacker.small()?,
        channel: unpacker.small()?,
        read_lock: unpacker.small()?,
        write_lock: unpacker.small()?,
        places: unpacker.small()?,
        maxsize: unpacker.number()? as i64,
        unfinished: unpack_unfinished(unpacker)?,
        feeder: None,
        is_closed: false,
        leaves_feeder: false,
    })
}

fn unpack_unfinished(unpacker: &mut Unpacker<'_>) -> Result<Option<Unfinished>> {
    if unpacker.number()? == 0 {
        return Ok(None);
    }
    Ok(Some(Unfinished {
        object: unpacker.small()?,
        count: unpacker.small()?,
        guard: unpacker.small()?,
        sleepers: unpacker.small()?,
        wakeups: unpacker.small()?,
    }))
}

/// A pool goes to its new workers alone: with the ends that a worker uses.
fn pack_pool(pool: &Pool, packer: &mut Packer, keep: &mut Vec<RawFd>) -> bool {
    let Side::Owner(owner) = &pool.side else {
        return false;
    };
    let links = &pool.links;
    packer.number(POOL);
    for fd in [&links.task_reader, &links.result_writer] {
        packer.number(number(fd) as u64);
        keep.push(number(fd));
    }
    for it in [
        pool.object,
        links.task_channel,
        links.result_channel,
        links.task_lock,
        links.task_counter,
        links.result_lock,
        owner.result_slot as u32,
    ] {
        packer.number(u64::from(it));
    }
    packer.optional(owner.max_tasks);
    true
}

fn unpack_pool(unpacker: &mut Unpacker<'_>) -> Result<Pool> {
    let task_reader = Arc::new(namespace::adopt(unpacker.small()? as RawFd)?);
    let result_writer = Arc::new(namespace::adopt(unpacker.small()? as RawFd)?);
    let object = unpacker.small()?;
    let links = Links {
        task_channel: unpacker.small()?,
        result_channel: unpacker.small()?,
        task_lock: unpacker.small()?,
        task_counter: unpacker.small()?,
        result_lock: unpacker.small()?,
        // The owner's ends are not here; a worker never uses them.
        task_writer: Arc::clone(&result_writer),
        result_reader: Arc::clone(&task_reader),
        task_reader,
        result_writer,
    };
    let result_slot = unpacker.small()? as usize;
    let worker = Worker::new(unpacker.optional()?, result_slot);
    Ok(Pool {
        object,
        links,
        side: Side::Worker(worker),
    })
}

fn semaphore_code(kind: SemaphoreKind) -> u64 {
    match kind {
        SemaphoreKind::Lock => 0,
        SemaphoreKind::RLock => 1,
        SemaphoreKind::Semaphore => 2,
        SemaphoreKind::Bounded => 3,
    }
}

fn semaphore_kind(code: u64) -> Result<SemaphoreKind> {
    Ok(match code {
        0 => SemaphoreKind::Lock,
        1 => SemaphoreKind::RLock,
        2 => SemaphoreKind::Semaphore,
        3 => SemaphoreKind::Bounded,
        _ => return Err(damaged()),
    })
}
