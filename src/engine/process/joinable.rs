//! `task_done` and `join` of a JoinableQueue: a count of unfinished tasks, and a condition made of semaphores.

use super::attempt::{Attempt, Leave, Performed, raise};
use super::operation::Take;
use super::runtime::Runtime;
use super::seat::Announcement;
use crate::engine::ring::RecordKind;
use crate::python::call::{Handle, Reply};

/// Phase of a queue's `join` that is registered as a sleeper.
const IS_REGISTERED: u8 = 1;

/// Cells with which a JoinableQueue counts unfinished tasks.
#[derive(Clone, Copy, Debug)]
pub struct Unfinished {
    /// Number of the count in the trace: a semaphore.
    pub object: u32,
    /// Tasks put and not done.
    pub count: u32,
    /// Held while both are looked at.
    pub guard: u32,
    /// Processes that wait for the count to be 0.
    pub sleepers: u32,
    /// One permit for each of them, when it is.
    pub wakeups: u32,
}

/// Only a JoinableQueue counts tasks.
fn not_joinable() -> Leave {
    raise(
        "AttributeError",
        "'Queue' object has no attribute 'task_done'",
    )
}

impl Runtime {
    /// One task more is unfinished.
    pub(super) fn add_unfinished(&self, cells: Unfinished) {
        let count = &self.cell(cells.count).semaphore;
        let after = u64::from(count.value().unsigned_abs()) + 1;
        self.seat
            .emit(RecordKind::Released, u64::from(cells.object), after, 0);
        count.post();
    }

    /// `task_done()` of a joinable queue.
    ///
    /// # Errors
    /// ValueError if more tasks are done than were put.
    pub(super) fn task_done(&mut self, handle: Handle, attempt: &mut Attempt) -> Performed {
        let queue = self.objects.queue(handle)?;
        let (cells, object) = (queue.unfinished.ok_or_else(not_joinable)?, queue.object);
        let announcement = Announcement {
            op: "task_done",
            object,
            ..Announcement::default()
        };
        let guard = self.cell(cells.guard);
        let mut take = Take {
            semaphore: &guard.semaphore,
            cell: cells.guard,
            also: None,
        };
        self.wait(&mut take, attempt, announcement)?;
        let was_open = self.cell(cells.count).semaphore.try_wait();
        let left = u64::from(self.cell(cells.count).semaphore.value().unsigned_abs());
        if was_open {
            self.seat
                .emit(RecordKind::Acquired, u64::from(cells.object), left, 0);
        }
        if was_open && left == 0 {
            while self.cell(cells.sleepers).semaphore.try_wait() {
                self.cell(cells.wakeups).semaphore.post();
            }
        }
        guard.semaphore.post();
        if was_open {
            Ok(Reply::Unit)
        } else {
            Err(raise("ValueError", "task_done() called too many times"))
        }
    }

    /// `join()` of a joinable queue: waits until all tasks are done.
    ///
    /// # Errors
    /// KeyboardInterrupt, or other business.
    pub(super) fn queue_join(&mut self, handle: Handle, attempt: &mut Attempt) -> Performed {
        let queue = self.objects.queue(handle)?;
        let (cells, object) = (queue.unfinished.ok_or_else(not_joinable)?, queue.object);
        let announcement = Announcement {
            op: "join",
            object,
            ..Announcement::default()
        };
        if attempt.phase < IS_REGISTERED {
            let guard = self.cell(cells.guard);
            let mut take = Take {
                semaphore: &guard.semaphore,
                cell: cells.guard,
                also: None,
            };
            self.wait(&mut take, attempt, announcement.clone())?;
            let is_done = self.cell(cells.count).semaphore.value() == 0;
            if !is_done {
                self.cell(cells.sleepers).semaphore.post();
            }
            guard.semaphore.post();
            if is_done {
                return Ok(Reply::Unit);
            }
            attempt.phase = IS_REGISTERED;
        }
        let wakeups = self.cell(cells.wakeups);
        let mut take = Take {
            semaphore: &wakeups.semaphore,
            cell: cells.wakeups,
            also: None,
        };
        self.wait(&mut take, attempt, announcement)?;
        Ok(Reply::Unit)
    }
}
