//! Locks and semaphores: `sem_t` cells in the arena, with CPython's rules on top.
//!
//! Source of the rules: `multiprocessing.synchronize` and `_multiprocessing.SemLock` as documented, messages as
//! observed under CPython 3.11.

use std::sync::atomic::Ordering;

use super::attempt::{Attempt, Performed, raise, raise_os};
use super::object::{Creation, Object, claim_number, create};
use super::operation::Take;
use super::runtime::Runtime;
use super::seat::{Announcement, Seat};
use crate::engine::arena::{MAX_SEMAPHORES, SemaphoreCell};
use crate::engine::ring::RecordKind;
use crate::python::call::{Handle, Reply, SemaphoreKind};
use crate::trace::ObjectType;

/// Largest value of a semaphore (`SEM_VALUE_MAX`).
pub const VALUE_MAX: i64 = i32::MAX as i64;

/// A lock or semaphore as this process knows it.
#[derive(Debug)]
pub struct Lock {
    /// Index of its cell.
    pub cell: u32,
    /// What it is.
    pub(super) kind: SemaphoreKind,
    /// Its number in the trace; of a Value's lock that of the Value.
    pub object: u32,
    /// Value that a release may not exceed.
    pub(super) max: i64,
    /// Times this process holds it (an RLock may be taken again).
    held: u32,
}

impl Lock {
    /// Over a cell of its own.
    pub fn new(cell: u32, kind: SemaphoreKind, object: u32, initial: i64) -> Self {
        let max = match kind {
            SemaphoreKind::Lock | SemaphoreKind::RLock => 1,
            SemaphoreKind::Semaphore => VALUE_MAX,
            SemaphoreKind::Bounded => initial,
        };
        Self {
            cell,
            kind,
            object,
            max,
            held: 0,
        }
    }

    /// A new process holds nothing.
    pub fn after_fork(&mut self) {
        self.held = 0;
    }

    /// Whether this process holds it, so that it may take it again.
    pub fn is_mine(&self) -> bool {
        self.kind == SemaphoreKind::RLock && self.held > 0
    }
}

/// Claims a semaphore cell.
///
/// # Errors
/// The run has made too many.
pub fn claim_cell(seat: &Seat, object: u32, initial: i64, bound: u32) -> Performed<u32> {
    let limit =
        || format!("limit: {MAX_SEMAPHORES} locks and semaphores in one run (a Queue takes three)");
    let index = claim_number(&seat.arena.next_semaphore, MAX_SEMAPHORES)
        .ok_or_else(|| raise("OSError", limit()))?;
    let cell = &seat.arena.semaphores[index as usize];
    cell.semaphore.init(initial as u32);
    cell.object.store(object, Ordering::Relaxed); // others get the index by fork
    cell.bound.store(bound, Ordering::Relaxed); // likewise
    cell.initial.store(initial as u32, Ordering::Relaxed); // likewise
    Ok(index)
}

impl Runtime {
    /// The cell with this index.
    pub(super) fn cell(&self, index: u32) -> &'static SemaphoreCell {
        &self.arena.semaphores[index as usize]
    }

    /// Makes a lock or semaphore.
    ///
    /// # Errors
    /// A start value that the system refuses, or too many.
    pub(super) fn new_semaphore(
        &mut self,
        kind: SemaphoreKind,
        initial: i64,
        names: &[String],
    ) -> Performed {
        if !(0..=VALUE_MAX).contains(&initial) {
            return Err(raise_os(&std::io::Error::from_raw_os_error(libc::EINVAL)));
        }
        let type_ = match kind {
            SemaphoreKind::Lock => ObjectType::Lock,
            SemaphoreKind::RLock => ObjectType::Rlock,
            SemaphoreKind::Semaphore | SemaphoreKind::Bounded => ObjectType::Semaphore,
        };
        let creation = Creation {
            type_,
            names,
            initial: Some(initial),
            capacity: None,
        };
        let object = create(&self.seat, &creation);
        let bound = if kind == SemaphoreKind::Semaphore {
            0
        } else {
            initial as u32
        };
        let cell = claim_cell(&self.seat, object, initial, bound)?;
        Ok(Reply::Handle(
            self.objects
                .add(Object::Lock(Lock::new(cell, kind, object, initial))),
        ))
    }

    /// `acquire(block, timeout)`.
    ///
    /// # Errors
    /// KeyboardInterrupt, or other business.
    pub(super) fn acquire(
        &mut self,
        handle: Handle,
        timeout: Option<f64>,
        attempt: &mut Attempt,
    ) -> Performed {
        let lock = self.objects.lock(handle)?;
        if lock.is_mine() {
            lock.held += 1;
            let object = lock.object;
            self.tell_depth(RecordKind::Acquired, object);
            return Ok(Reply::Bool(true));
        }
        let (index, object) = (lock.cell, lock.object);
        attempt.deadline(self.arena.clock.now(), timeout);
        let announcement = Announcement {
            op: "acquire",
            object,
            timeout,
            ..Announcement::default()
        };
        let cell = self.cell(index);
        let mut operation = Take {
            semaphore: &cell.semaphore,
            cell: index,
            also: None,
        };
        if self.wait(&mut operation, attempt, announcement)?.is_none() {
            return Ok(Reply::Bool(false));
        }
        let value = cell.semaphore.value();
        cell.holder.store(self.identity.proc + 1, Ordering::Relaxed); // a hint for people
        self.seat.emit(
            RecordKind::Acquired,
            u64::from(object),
            i64::from(value) as u64,
            0,
        );
        self.objects.lock(handle)?.held += 1;
        Ok(Reply::Bool(true))
    }

    /// `release()`.
    ///
    /// # Errors
    /// As CPython: an RLock of another, a lock or bounded semaphore at its largest value.
    pub(super) fn release(&mut self, handle: Handle) -> Performed {
        let lock = self.objects.lock(handle)?;
        if lock.kind == SemaphoreKind::RLock {
            if lock.held == 0 {
                let message = "attempt to release recursive lock not owned by thread";
                return Err(raise("AssertionError", message));
            }
            if lock.held > 1 {
                lock.held -= 1;
                let object = lock.object;
                self.tell_depth(RecordKind::Released, object);
                return Ok(Reply::Unit);
            }
        }
        let (index, object, max) = (lock.cell, lock.object, lock.max);
        let cell = self.cell(index);
        let value = i64::from(cell.semaphore.value());
        if value >= max {
            return Err(raise(
                "ValueError",
                "semaphore or lock released too many times",
            ));
        }
        let lock = self.objects.lock(handle)?;
        lock.held = lock.held.saturating_sub(1);
        cell.holder.store(0, Ordering::Relaxed); // a hint for people
        self.seat.emit(
            RecordKind::Released,
            u64::from(object),
            (value + 1) as u64,
            0,
        );
        cell.semaphore.post();
        Ok(Reply::Unit)
    }

    /// `get_value()`.
    ///
    /// # Errors
    /// The handle stands for nothing.
    pub(super) fn semaphore_value(&mut self, handle: Handle) -> Performed {
        let cell = self.objects.lock(handle)?.cell;
        Ok(Reply::Int(i64::from(self.cell(cell).semaphore.value())))
    }
}
