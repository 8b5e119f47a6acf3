//! How a pool ends: `close`, `join`, `terminate`, and the end of the process that made it.

use std::sync::atomic::Ordering;

use super::attempt::{Attempt, Performed, raise};
use super::children::Sending;
use super::object::Object;
use super::operation::{Mail, notify};
use super::pool::Stage;
use super::runtime::Runtime;
use super::seat::Announcement;
use crate::python::call::{Handle, Reply};

/// Phase of `join` and `terminate`: the workers were told to end.
const WORKERS_END: u8 = 1;
/// Phase: the workers are gone.
const HANDLERS_END: u8 = 2;

impl Runtime {
    /// `close()`: no more tasks; once all results are there the workers end.
    ///
    /// # Errors
    /// The handle stands for nothing.
    pub(super) fn pool_close(&mut self, handle: Handle) -> Performed {
        let arena = self.arena;
        let owner = self.objects.pool(handle)?.owner()?;
        if owner.stage == Stage::Running {
            owner.stage = Stage::Closed;
            let is_sent = {
                let mut contents = owner.exchange.lock();
                contents.closing = Some(owner.size);
                contents.send_ends()
            };
            if is_sent {
                notify(&arena.slots[owner.task_slot]);
            }
        }
        Ok(Reply::Unit)
    }

    /// `join()`: waits for results, workers and handlers.
    ///
    /// # Errors
    /// The pool is open, KeyboardInterrupt, or other business.
    pub(super) fn pool_join(&mut self, handle: Handle, attempt: &mut Attempt) -> Performed {
        let pool = self.objects.pool(handle)?;
        let object = pool.object;
        let owner = pool.owner()?;
        if owner.stage == Stage::Running {
            return Err(raise("ValueError", "Pool is still running"));
        }
        let (exchange, is_closed) = (owner.exchange.clone(), owner.stage == Stage::Closed);
        let announcement = Announcement {
            op: "join",
            object,
            ..Announcement::default()
        };
        if is_closed && attempt.phase < WORKERS_END {
            let is_done = || {
                let contents = exchange.lock();
                contents.ends_sent && contents.results.is_empty()
            };
            let mut mail = Mail::new(self.seat.slot(), is_done, || is_done().then_some(()));
            self.wait(&mut mail, attempt, announcement.clone())?;
            attempt.phase = WORKERS_END;
        }
        self.await_workers(handle, attempt, &announcement)?;
        self.end_handlers(handle, attempt)?;
        Ok(Reply::Unit)
    }

    fn await_workers(
        &mut self,
        handle: Handle,
        attempt: &mut Attempt,
        announcement: &Announcement,
    ) -> Performed<()> {
        while let Some(&proc) = self.objects.pool(handle)?.owner()?.workers.first() {
            self.await_end(proc, attempt, announcement.clone())?;
            self.objects
                .pool(handle)?
                .owner()?
                .workers
                .retain(|&other| other != proc);
        }
        Ok(())
    }

    fn end_handlers(&mut self, handle: Handle, attempt: &mut Attempt) -> Performed<()> {
        if attempt.phase < HANDLERS_END {
            self.stop_handlers(handle)?;
            attempt.phase = HANDLERS_END;
        }
        let exchange = self.objects.pool(handle)?.owner()?.exchange.clone();
        let is_over = || exchange.is_over();
        let mut mail = Mail::new(self.seat.slot(), is_over, || is_over().then_some(()));
        self.wait(&mut mail, attempt, Announcement::default())?;
        Ok(())
    }

    fn stop_handlers(&mut self, handle: Handle) -> Performed<()> {
        let owner = self.objects.pool(handle)?.owner()?;
        owner.exchange.stop.store(true, Ordering::SeqCst);
        let (task_slot, exchange) = (owner.task_slot, owner.exchange.clone());
        if !exchange.is_over() {
            self.prod_helper(task_slot, || {});
            self.ring_results(handle)?;
        }
        Ok(())
    }

    /// `terminate()`: the handlers stop, the workers get SIGTERM, and all of them are waited for.
    ///
    /// # Errors
    /// KeyboardInterrupt, or other business.
    pub(super) fn pool_terminate(&mut self, handle: Handle, attempt: &mut Attempt) -> Performed {
        let pool = self.objects.pool(handle)?;
        let object = pool.object;
        if attempt.phase < WORKERS_END {
            let owner = pool.owner()?;
            owner.stage = Stage::Terminated;
            let workers = owner.workers.clone();
            self.stop_handlers(handle)?;
            for proc in workers {
                if self.poll_process(proc).is_none() {
                    self.signal_process(proc, libc::SIGTERM, Sending::Pool);
                }
            }
            attempt.phase = WORKERS_END;
        }
        let announcement = Announcement {
            op: "join",
            object,
            ..Announcement::default()
        };
        self.await_workers(handle, attempt, &announcement)?;
        self.end_handlers(handle, attempt)?;
        Ok(Reply::Unit)
    }

    /// At the process's end: pools that are not done yet are terminated.
    /// None if SIGINT ended the waiting.
    pub(super) fn terminate_pools(&mut self) -> Option<()> {
        for pool in std::mem::take(&mut self.orphaned_pools) {
            self.objects.add(Object::Pool(Box::new(pool)));
        }
        for handle in self.pools() {
            let is_owner = self
                .objects
                .pool(handle)
                .is_ok_and(|pool| pool.owner().is_ok());
            if is_owner {
                self.insist(|runtime, attempt| runtime.pool_terminate(handle, attempt))?;
            }
        }
        Some(())
    }
}
