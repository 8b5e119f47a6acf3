//! A pool's worker: takes tasks, gives results.

use std::sync::atomic::Ordering;

use super::attempt::{Attempt, Leave, Performed, interrupted, leave_by, raise};
use super::handlers::END;
use super::message::{self, Trouble};
use super::operation::Take;
use super::pool::{Pool, Side, result_link, task_link};
use super::runtime::Runtime;
use super::seat::{Announcement, Terms};
use crate::engine::announce::Ready;
use crate::engine::os::io;
use crate::engine::ring::RecordKind;
use crate::python::call::{Handle, Reply};

/// Phase of taking a task: the lock is held.
const HAS_LOCK: u8 = 1;

/// Flag of a `task_finished` record: the task raised an exception.
const FAILED: u64 = 1 << 32;

/// What a worker keeps.
#[derive(Debug)]
pub struct Worker {
    /// Tasks after which it ends.
    max_tasks: Option<u64>,
    /// Tasks done.
    done: u64,
    /// Number of the task in hand.
    task: u64,
    /// Slot of the result handler, which replaces it.
    result_slot: usize,
}

impl Worker {
    /// Nothing done yet.
    pub fn new(max_tasks: Option<u64>, result_slot: usize) -> Self {
        Self {
            max_tasks,
            done: 0,
            task: 0,
            result_slot,
        }
    }
}

impl Pool {
    fn worker(&mut self) -> Performed<&mut Worker> {
        match &mut self.side {
            Side::Worker(worker) => Ok(worker),
            Side::Owner(_) | Side::Stranger => Err(raise("ValueError", "Pool not running")),
        }
    }
}

impl Runtime {
    /// In a new worker: closes the ends that are the owner's, so that the owner's death ends the tasks.
    pub(super) fn take_up_work(&mut self, handle: Handle) -> Performed<()> {
        let links = &self.objects.pool(handle)?.links;
        // By number: copies of the owner's threads hold these ends, too, and never run here.
        io::close_inherited(&links.task_writer);
        io::close_inherited(&links.result_reader);
        Ok(())
    }

    /// The next task; `None` ends the worker.
    ///
    /// # Errors
    /// KeyboardInterrupt.
    pub(super) fn next_task(&mut self, handle: Handle, attempt: &mut Attempt) -> Performed {
        let pool = self.objects.pool(handle)?;
        let (object, link) = (pool.object, task_link(&pool.links));
        let (lock, counter) = (pool.links.task_lock, pool.links.task_counter);
        let worker = pool.worker()?;
        if worker.max_tasks.is_some_and(|most| worker.done >= most) {
            return self.quit(handle);
        }
        let announcement = Announcement {
            op: "get",
            object,
            ..Announcement::default()
        };
        let cell = self.cell(lock);
        if attempt.phase < HAS_LOCK {
            let mut take = Take {
                semaphore: &cell.semaphore,
                cell: lock,
                also: Some((link.fd, Ready::Input)),
            };
            self.wait(&mut take, attempt, announcement.clone())?;
            attempt.phase = HAS_LOCK;
        }
        let mut terms = self.terms(attempt, announcement);
        let received = message::receive(&self.seat, link, &mut terms);
        attempt.after(&terms);
        // Under the lock: a worker that is killed before it has counted leaves the lock locked, so nobody counts wrong.
        if received.is_ok() {
            self.objects.pool(handle)?.worker()?.task = 1 + self.count_task(counter);
        }
        if !matches!(received, Err(Trouble::Mail)) {
            cell.semaphore.post();
        }
        match received {
            Ok(bytes) if bytes != END => self.begin_task(handle, bytes),
            Ok(_) | Err(Trouble::EndOfFile | Trouble::Torn | Trouble::System(_)) => {
                self.quit(handle)
            }
            Err(Trouble::Interrupted) => Err(interrupted()),
            Err(Trouble::Mail | Trouble::TimedOut) => Err(Leave::Business),
        }
    }

    fn begin_task(&mut self, handle: Handle, bytes: Vec<u8>) -> Performed {
        let pool = self.objects.pool(handle)?;
        let (object, task) = (pool.object, pool.worker()?.task);
        self.tell_task(RecordKind::TaskStarted, (object, task), 0);
        Ok(Reply::Bytes(bytes))
    }

    fn tell_task(&self, kind: RecordKind, (object, task): (u32, u64), flags: u64) {
        self.seat.emit(
            kind,
            u64::from(object),
            task,
            flags | (u64::from(self.identity.proc) + 1),
        );
    }

    /// The worker will end: its owner's result handler has something coming.
    fn quit(&mut self, handle: Handle) -> Performed {
        let slot = self.objects.pool(handle)?.worker()?.result_slot;
        // In stepped mode the end itself comes as mail, and this would be a step for nothing.
        if !self.seat.is_stepped() {
            self.arena.slots[slot].mail.fetch_add(1, Ordering::SeqCst);
        }
        Ok(Reply::None)
    }

    /// Gives a task's result: its bytes, and whether it is an exception.
    ///
    /// # Errors
    /// KeyboardInterrupt, or the owner is gone.
    pub(super) fn finish_task(
        &mut self,
        handle: Handle,
        (bytes, failed): (&[u8], bool),
        attempt: &mut Attempt,
    ) -> Performed {
        let pool = self.objects.pool(handle)?;
        let (object, link, lock) = (
            pool.object,
            result_link(&pool.links),
            pool.links.result_lock,
        );
        let task = pool.worker()?.task;
        let cell = self.cell(lock);
        let announcement = Announcement {
            op: "put",
            object,
            ..Announcement::default()
        };
        let mut take = Take {
            semaphore: &cell.semaphore,
            cell: lock,
            also: Some((link.fd, Ready::Room)),
        };
        self.wait(&mut take, attempt, announcement.clone())?;
        // Before the first byte: whoever gets the result has it later.
        self.tell_task(
            RecordKind::TaskFinished,
            (object, task),
            FAILED * u64::from(failed),
        );
        let mut terms = Terms {
            interruptible: true,
            announcement,
            is_told: true,
            ..Terms::plain()
        };
        let sent = message::send(&self.seat, link, bytes, &mut terms);
        cell.semaphore.post();
        sent.map_err(leave_by)?;
        self.objects.pool(handle)?.worker()?.done += 1;
        Ok(Reply::Unit)
    }
}
