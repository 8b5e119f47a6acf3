//! `Value` and `Array`: bytes in the arena's heap, with an RLock beside them.

use std::sync::atomic::{AtomicU64, Ordering};

use super::attempt::{Attempt, Performed, raise};
use super::object::{Creation, Object, create};
use super::operation::Take;
use super::runtime::Runtime;
use super::seat::{Announcement, Seat};
use super::semaphores::{Lock, claim_cell};
use crate::engine::announce::Doing;
use crate::engine::arena::{HEAP_BYTES, SemaphoreCell};
use crate::engine::ring::RecordKind;
use crate::python::call::{Handle, Reply, SemaphoreKind};
use crate::trace::ObjectType;

/// Bytes in a word of the heap.
pub const WORD: u32 = 8;

/// Shared memory as this process knows it.
#[derive(Debug)]
pub struct Memory {
    /// Its number in the trace.
    pub object: u32,
    /// First byte in the heap, a multiple of 8.
    pub(super) start: u32,
    /// Bytes.
    pub(super) size: u32,
    /// Its own lock.
    pub(super) lock: Option<Handle>,
}

impl Memory {
    /// Place in the heap of `len` bytes at `offset`.
    fn place(&self, offset: u32, len: u32) -> Performed<usize> {
        match offset.checked_add(len) {
            Some(end) if end <= self.size => Ok((self.start + offset) as usize),
            _ => Err(raise("IndexError", "invalid index")),
        }
    }
}

/// Claims this many bytes of the heap; gives the first, a multiple of 8. What does not fit takes nothing, so something
/// smaller still may.
///
/// # Errors
/// The heap is used up.
pub fn claim_heap(seat: &Seat, size: u32) -> Performed<u32> {
    let claimed =
        seat.arena
            .next_heap
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |start| {
                // A number, nothing is published by it.
                let end = start.checked_add(size.checked_next_multiple_of(WORD)?)?;
                (end as usize <= HEAP_BYTES).then_some(end)
            });
    claimed.map_err(|_| {
        let text = format!("limit: {HEAP_BYTES} bytes of Value and Array in one run");
        raise("MemoryError", text)
    })
}

impl Runtime {
    /// Counts a message taken from a pool's tasks; gives how many were taken before.
    pub(super) fn count_task(&self, counter: u32) -> u64 {
        self.arena.heap[(counter / WORD) as usize].fetch_add(1, Ordering::SeqCst)
    }

    /// `Value(...)`, `Array(...)`: the memory, then its lock.
    ///
    /// # Errors
    /// The heap is used up.
    pub(super) fn new_shared(
        &mut self,
        size: u32,
        (items, has_lock): (Option<u32>, bool),
        names: &[String],
    ) -> Performed {
        let start = claim_heap(&self.seat, size)?;
        let type_ = if items.is_some() {
            ObjectType::Array
        } else {
            ObjectType::Value
        };
        let creation = Creation {
            type_,
            names,
            // Fresh memory is all zeros.
            initial: items.is_none().then_some(0),
            capacity: items.map(i64::from),
        };
        let object = create(&self.seat, &creation);
        let memory = self.objects.add(Object::Memory(Memory {
            object,
            start,
            size,
            lock: None,
        }));
        let mut handles = vec![memory];
        if has_lock {
            let cell = claim_cell(&self.seat, object, 1, 1)?;
            let lock = Lock::new(cell, SemaphoreKind::RLock, object, 1);
            let lock = self.objects.add(Object::Lock(lock));
            self.objects.memory(memory)?.lock = Some(lock);
            handles.push(lock);
        }
        Ok(Reply::Handles(handles))
    }

    /// Reads shared memory, under its own lock.
    ///
    /// # Errors
    /// The place is outside, KeyboardInterrupt, or other business.
    pub(super) fn shared_read(
        &mut self,
        handle: Handle,
        (offset, len): (u32, u32),
        attempt: &mut Attempt,
    ) -> Performed {
        let place = self.objects.memory(handle)?.place(offset, len)?;
        let lock = self.lock_memory(handle, "read", attempt)?;
        let bytes = read(&self.arena.heap, place, len as usize);
        if let Some(cell) = lock {
            cell.semaphore.post();
        }
        Ok(Reply::Bytes(bytes))
    }

    /// Takes the memory's own lock for one access, unless this process holds it or there is none.
    fn lock_memory(
        &mut self,
        handle: Handle,
        op: &'static str,
        attempt: &mut Attempt,
    ) -> Performed<Option<&'static SemaphoreCell>> {
        let memory = self.objects.memory(handle)?;
        let (object, lock) = (memory.object, memory.lock);
        let free = match lock.map(|lock| self.objects.lock(lock)) {
            Some(Ok(lock)) if !lock.is_mine() => Some(lock.cell),
            _ => None,
        };
        let Some(index) = free else {
            self.step(&Doing::on(op, object))?;
            return Ok(None);
        };
        let announcement = Announcement {
            op,
            object,
            ..Announcement::default()
        };
        let cell = self.cell(index);
        let mut take = Take {
            semaphore: &cell.semaphore,
            cell: index,
            also: None,
        };
        self.wait(&mut take, attempt, announcement)?;
        Ok(Some(cell))
    }

    /// Writes shared memory, under its own lock.
    ///
    /// # Errors
    /// The place is outside, KeyboardInterrupt, or other business.
    pub(super) fn shared_write(
        &mut self,
        handle: Handle,
        offset: u32,
        (bytes, repr): (&[u8], &str),
        attempt: &mut Attempt,
    ) -> Performed {
        let memory = self.objects.memory(handle)?;
        let (object, place) = (memory.object, memory.place(offset, bytes.len() as u32)?);
        let lock = self.lock_memory(handle, "write", attempt)?;
        self.seat
            .emitter
            .emit(RecordKind::ValueChanged, u64::from(object), 0, 0, repr);
        write(&self.arena.heap, place, bytes);
        if let Some(cell) = lock {
            cell.semaphore.post();
        }
        Ok(Reply::Unit)
    }
}

/// Copies bytes out; a value of eight aligned bytes is read as a whole, as hardware does.
fn read(heap: &[AtomicU64], start: usize, len: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(len);
    while bytes.len() < len {
        let place = start + bytes.len();
        let word = heap[place / 8].load(Ordering::SeqCst).to_le_bytes();
        let end = (place % 8 + len - bytes.len()).min(8);
        bytes.extend_from_slice(&word[place % 8..end]);
    }
    bytes
}

/// Copies bytes in; a value inside one word is written as a whole, and its neighbors are left alone.
fn write(heap: &[AtomicU64], start: usize, bytes: &[u8]) {
    let mut done = 0;
    while done < bytes.len() {
        let place = start + done;
        let count = (8 - place % 8).min(bytes.len() - done);
        let piece = &bytes[done..done + count];
        // The closure never refuses, so the update never fails.
        let _ = heap[place / 8].fetch_update(Ordering::SeqCst, Ordering::SeqCst, |word| {
            let mut word = word.to_le_bytes();
            word[place % 8..place % 8 + count].copy_from_slice(piece);
            Some(u64::from_le_bytes(word))
        });
        done += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_across_words_come_back_and_neighbors_stay() {
        let heap: Vec<AtomicU64> = (0..4).map(|_| AtomicU64::new(u64::MAX)).collect();
        let bytes: Vec<u8> = (1..=13).collect();
        write(&heap, 5, &bytes);
        assert_eq!(read(&heap, 5, 13), bytes);
        assert_eq!(read(&heap, 0, 5), [0xff; 5]);
        assert_eq!(read(&heap, 18, 6), [0xff; 6]);
    }
}
