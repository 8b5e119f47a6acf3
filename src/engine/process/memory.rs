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
use crate::engine::ring::{MAX_TEXT, RecordKind};
use crate::python::call::{Handle, Reply, SemaphoreKind};
use crate::python::shared::{Layout, Shown};
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
    /// How its bytes are read.
    pub(super) layout: Layout,
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

    /// `Value(...)`, `Array(...)`: the memory with its first content, then its lock.
    ///
    /// # Errors
    /// The heap is used up.
    pub(super) fn new_shared(
        &mut self,
        layout: Layout,
        content: &[u8],
        has_lock: bool,
        names: &[String],
    ) -> Performed {
        let size = u32::try_from(layout.size()).unwrap_or(u32::MAX);
        let start = claim_heap(&self.seat, size)?;
        let mut bytes = content.to_vec();
        bytes.resize(size as usize, 0);
        write(&self.arena.heap, start as usize, &bytes);
        let object = self.tell_shared(layout, &bytes, names);
        let memory = self.objects.add(Object::Memory(Memory {
            object,
            start,
            size,
            layout,
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

    /// Tells of a new Value or Array. A whole number is its start value, and of an Array zeros go without saying; other
    /// content is told as its first change.
    fn tell_shared(&self, layout: Layout, content: &[u8], names: &[String]) -> u32 {
        let shown = layout.show(0, content, MAX_TEXT);
        let (type_, initial) = match layout.items {
            Some(_) => (ObjectType::Array, None),
            None => (
                ObjectType::Value,
                shown.first().and_then(|shown| shown.text.parse().ok()),
            ),
        };
        let creation = Creation {
            type_,
            names,
            initial,
            capacity: layout.items.map(i64::from),
        };
        let object = create(&self.seat, &creation);
        let is_zeros = layout.has_plain_zeros() && content.iter().all(|byte| *byte == 0);
        if initial.is_none() && !is_zeros {
            self.tell_content(object, &shown, false);
        }
        object
    }

    /// Tells what is in a memory from now on; `from_read`: because of what was read there.
    fn tell_content(&self, object: u32, shown: &[Shown], from_read: bool) {
        let emitter = self.seat.emitter;
        for part in shown {
            emitter.emit(
                RecordKind::ValueChanged,
                u64::from(object),
                u64::from(from_read),
                0,
                &part.text,
            );
        }
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
        let memory = self.objects.memory(handle)?;
        let (object, layout) = (memory.object, memory.layout);
        let place = memory.place(offset, len)?;
        let lock = self.lock_memory(handle, "read", attempt)?;
        let bytes = read(&self.arena.heap, place, len as usize);
        // Before the lock is given back: the next write has a later stamp.
        let shown = layout.show_briefly(offset as usize, &bytes, MAX_TEXT);
        self.seat.emitter.emit(
            RecordKind::Got,
            u64::from(object),
            shown.bytes as u64,
            0,
            &shown.text,
        );
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
        (bytes, from_read): (&[u8], bool),
        attempt: &mut Attempt,
    ) -> Performed {
        let memory = self.objects.memory(handle)?;
        let (object, layout) = (memory.object, memory.layout);
        let place = memory.place(offset, bytes.len() as u32)?;
        let shown = layout.show(offset as usize, bytes, MAX_TEXT);
        let lock = self.lock_memory(handle, "write", attempt)?;
        self.tell_content(object, &shown, from_read);
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
