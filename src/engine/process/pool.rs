//! `Pool`, built from CPython's parts: workers forked at once, a pipe of tasks and a pipe of results with their locks, a
//! thread that sends tasks and a thread that receives results.
//!
//! Where CPython has a third thread that looks for dead workers every 0.1 s, the result handler watches their pidfds
//! and the main thread replaces them, between two statements or inside a wait: a fork belongs into the main thread.
//!
//! The pipe holds CPython's bytes alone. Tasks are numbered in the order in which they are sent, and taken one by one
//! under the lock, so a worker knows a task's number by counting the taken ones (in the arena).
//!
//! Source: `multiprocessing.pool` as documented, behavior as observed under CPython 3.11.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::attempt::{Attempt, Leave, Performed, interrupted, raise, raise_os};
use super::children::{Born, NUMBERS, Sending};
use super::exchange::{Exchange, Item};
use super::handlers;
use super::memory::{WORD, claim_heap};
use super::message::Link;
use super::object::{Creation, Object, claim_channel, create};
use super::operation::{Mail, notify};
use super::runtime::Runtime;
use super::seat::{Announcement, Ended};
use super::semaphores::claim_cell;
use super::worker::Worker;
use crate::engine::arena::State;
use crate::engine::os::{doorbell, fork, io};
use crate::engine::ring::RecordKind;
use crate::python::call::{Handle, Luggage, Reply};
use crate::trace::{ObjectType, ProcId};

/// Pipes and locks between the pool's owner and its workers.
#[derive(Clone, Debug)]
pub struct Links {
    /// Tasks, for workers.
    pub task_reader: Arc<OwnedFd>,
    /// Tasks, for the owner.
    pub task_writer: Arc<OwnedFd>,
    /// Results, for the owner.
    pub result_reader: Arc<OwnedFd>,
    /// Results, for workers.
    pub result_writer: Arc<OwnedFd>,
    /// Channel of the tasks.
    pub task_channel: u32,
    /// Channel of the results.
    pub result_channel: u32,
    /// Cell of the lock around taking a task.
    pub task_lock: u32,
    /// First byte, in the heap, of how many messages were taken from the tasks.
    pub task_counter: u32,
    /// Cell of the lock around giving a result.
    pub result_lock: u32,
}

/// A pool as this process knows it.
#[derive(Debug)]
pub struct Pool {
    /// Its number in the trace.
    pub object: u32,
    /// Pipes and locks.
    pub links: Links,
    /// What this process is to it.
    pub side: Side,
}

/// What a process is to a pool.
#[derive(Debug)]
pub enum Side {
    /// It made it.
    Owner(Box<Owner>),
    /// It works for it.
    Worker(Worker),
    /// It only inherited it.
    Stranger,
}

/// What the maker of a pool keeps.
#[derive(Debug)]
pub struct Owner {
    pub(super) exchange: Arc<Exchange>,
    pub(super) stage: Stage,
    pub(super) size: usize,
    pub(super) max_tasks: Option<u64>,
    pub(super) staffing: Staffing,
    /// Workers that were not seen dead.
    pub(super) workers: Vec<u32>,
    pub(super) next_task: u64,
    pub(super) task_slot: usize,
    pub(super) result_slot: usize,
    /// Slots of handlers that are not started yet.
    pub(super) idle_slots: Vec<usize>,
    pub(super) bell: Arc<OwnedFd>,
}

/// How a pool makes its workers.
#[derive(Clone, Debug, Default)]
pub struct Staffing {
    /// What their names begin with: `Fork`, `Spawn`, `ForkServer`.
    pub context: String,
    /// What each fresh interpreter is given; none forks them.
    pub luggage: Option<Luggage>,
}

/// Life of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It takes tasks.
    Running,
    /// It takes no more.
    Closed,
    /// It has been ended.
    Terminated,
}

impl Pool {
    /// The pool, if this process made it.
    pub(super) fn owner(&mut self) -> Performed<&mut Owner> {
        match &mut self.side {
            Side::Owner(owner) => Ok(owner),
            Side::Worker(_) | Side::Stranger => Err(raise("ValueError", "Pool not running")),
        }
    }

    /// What the handlers share with the main thread.
    pub fn exchange(&self) -> Option<Arc<Exchange>> {
        match &self.side {
            Side::Owner(owner) => Some(owner.exchange.clone()),
            Side::Worker(_) | Side::Stranger => None,
        }
    }

    /// A new process is a stranger to it, until it becomes a worker.
    pub fn after_fork(&mut self) {
        if let Side::Owner(owner) = &self.side {
            let worker = Worker::new(owner.max_tasks, owner.result_slot);
            // The handlers of the parent are not here: what they share is left alone.
            std::mem::forget(std::mem::replace(&mut self.side, Side::Stranger));
            self.side = Side::Worker(worker);
        } else {
            self.side = Side::Stranger;
        }
    }
}

impl Runtime {
    /// `Pool(processes)`: makes it, forks the workers, starts the handlers.
    ///
    /// # Errors
    /// Numbers that make no sense, a daemon wants a pool, a limit is met; in a worker: it is one.
    pub(super) fn new_pool(
        &mut self,
        processes: Option<i64>,
        max_tasks: Option<i64>,
        staffing: Staffing,
        names: &[String],
    ) -> Performed {
        let size = processes.unwrap_or_else(fork::cpu_count);
        if size < 1 {
            return Err(raise(
                "ValueError",
                "Number of processes must be at least 1",
            ));
        }
        if max_tasks.is_some_and(|tasks| tasks < 1) {
            return Err(raise(
                "ValueError",
                "maxtasksperchild must be a positive int or None",
            ));
        }
        if self.identity.daemon {
            return Err(raise(
                "AssertionError",
                "daemonic processes are not allowed to have children",
            ));
        }
        let max_tasks = max_tasks.map(i64::unsigned_abs);
        let handle = self.make_pool(size, max_tasks, names)?;
        self.objects.pool(handle)?.owner()?.staffing = staffing;
        match self.staff(handle, size) {
            Ok(None) => Ok(Reply::Handle(handle)),
            Ok(Some(reply)) => Err(Leave::Become(reply)),
            Err(leave) => {
                self.unmake_pool(handle);
                Err(leave)
            }
        }
    }

    /// Forks the workers and starts the handlers; in a worker, the answer is what it becomes.
    fn staff(&mut self, handle: Handle, size: i64) -> Performed<Option<Reply>> {
        for _ in 0..size {
            if let Some(reply) = self.hire(handle)? {
                return Ok(Some(reply));
            }
        }
        self.start_handlers(handle)?;
        Ok(None)
    }

    /// After a failure on the way: ends the workers that were hired, as CPython does, and the handlers. SIGINT ends
    /// the waiting.
    fn unmake_pool(&mut self, handle: Handle) {
        let Ok(owner) = self.objects.pool(handle).and_then(Pool::owner) else {
            return;
        };
        owner.stage = Stage::Terminated;
        let (workers, exchange) = (owner.workers.clone(), owner.exchange.clone());
        let (task_slot, idle_slots) = (owner.task_slot, owner.idle_slots.clone());
        for slot in idle_slots {
            self.give_slot_back(slot);
            exchange.helpers.fetch_sub(1, Ordering::SeqCst);
        }
        for &proc in &workers {
            if self.poll_process(proc).is_none() {
                self.signal_process(proc, libc::SIGTERM, Sending::Pool);
            }
        }
        for proc in workers {
            self.insist(|runtime, attempt| {
                runtime.await_end(proc, attempt, Announcement::default())
            });
        }
        // The task handler, if it was the other one that could not be started: it waits for mail.
        exchange.stop.store(true, Ordering::SeqCst);
        if !exchange.is_over() {
            self.prod_helper(task_slot, || {});
            self.insist(|runtime, attempt| {
                let is_over = || exchange.is_over();
                let take = || is_over().then_some(());
                let mut mail = Mail::new(runtime.seat.slot(), is_over, take);
                runtime.wait(&mut mail, attempt, Announcement::default())
            });
        }
        drop(self.objects.remove(handle));
    }

    fn make_pool(
        &mut self,
        size: i64,
        max_tasks: Option<u64>,
        names: &[String],
    ) -> Performed<Handle> {
        let system = |error: std::io::Error| raise_os(&error);
        let (task_reader, task_writer) = io::pipe().map_err(system)?;
        let (result_reader, result_writer) = io::pipe().map_err(system)?;
        let bell = doorbell::new().map_err(system)?;
        let creation = Creation {
            type_: ObjectType::Pool,
            names,
            initial: Some(size),
            capacity: None,
        };
        let object = create(&self.seat, &creation);
        let links = Links {
            task_channel: claim_channel(&self.seat, object, io::capacity(&task_writer))?,
            result_channel: claim_channel(&self.seat, object, io::capacity(&result_writer))?,
            task_lock: claim_cell(&self.seat, 0, 1, 1)?,
            task_counter: claim_heap(&self.seat, WORD)?,
            result_lock: claim_cell(&self.seat, 0, 1, 1)?,
            task_reader: Arc::new(task_reader),
            task_writer: Arc::new(task_writer),
            result_reader: Arc::new(result_reader),
            result_writer: Arc::new(result_writer),
        };
        let (task_slot, result_slot) = self.claim_handlers()?;
        let owner = Owner {
            exchange: Exchange::new(2),
            stage: Stage::Running,
            size: usize::try_from(size).unwrap_or(usize::MAX),
            max_tasks,
            staffing: Staffing::default(),
            workers: Vec::new(),
            next_task: 1,
            task_slot,
            result_slot,
            idle_slots: vec![task_slot, result_slot],
            bell: Arc::new(bell),
        };
        let maker = Side::Owner(Box::new(owner));
        Ok(self.objects.add(Object::Pool(Box::new(Pool {
            object,
            links,
            side: maker,
        }))))
    }

    /// Slots of both handlers. They are claimed before the workers are forked, who wake the result handler by its slot.
    /// Until their threads are made they stand at their gates: a pause between two forks waits for nobody who is not there.
    fn claim_handlers(&self) -> Performed<(usize, usize)> {
        let proc = self.identity.proc;
        let failed = || raise("RuntimeError", "can't start new thread");
        let claimant = self.claimant();
        let claim = |agent| {
            let slot = self.arena.claim_slot_by(claimant, proc, agent);
            slot.inspect(|slot| self.arena.slots[*slot].publish(State::Gate, 0))
                .ok_or_else(failed)
        };
        let task_slot = claim(handlers::TASKS)?;
        let result_slot =
            claim(handlers::RESULTS).inspect_err(|_| self.give_slot_back(task_slot))?;
        Ok((task_slot, result_slot))
    }

    fn start_handlers(&mut self, handle: Handle) -> Performed<()> {
        let pool = self.objects.pool(handle)?;
        let (links, object) = (pool.links.clone(), pool.object);
        let owner = pool.owner()?;
        let (task_slot, result_slot) = (owner.task_slot, owner.result_slot);
        let exchange = owner.exchange.clone();
        let tasks = handlers::Tasks {
            object,
            exchange: owner.exchange.clone(),
            links: links.clone(),
        };
        let results = handlers::Results {
            object,
            exchange: owner.exchange.clone(),
            links,
            bell: owner.bell.clone(),
            task_slot,
        };
        owner.idle_slots.clear();
        let failed = || raise("RuntimeError", "can't start new thread");
        let started = self.start_helper(task_slot, move |seat, main| tasks.serve(&seat, main));
        if started.is_err() {
            exchange.helpers.store(0, Ordering::SeqCst);
            self.give_slot_back(result_slot);
            return Err(failed());
        }
        let started = self.start_helper(result_slot, move |seat, main| results.serve(&seat, main));
        if started.is_err() {
            exchange.helpers.fetch_sub(1, Ordering::SeqCst);
            return Err(failed());
        }
        Ok(())
    }

    /// Makes one worker; in a forked one, the answer is what it becomes.
    fn hire(&mut self, handle: Handle) -> Performed<Option<Reply>> {
        let staffing = self.objects.pool(handle)?.owner()?.staffing.clone();
        let name = format!("{}PoolWorker-{NUMBERS}", staffing.context);
        let identity = self.new_identity(&name, true);
        let (proc, name) = (identity.proc, identity.name.clone());
        let born = match &staffing.luggage {
            Some(luggage) => Born::Parent(self.spawn_child(&identity, luggage, Some(handle))?),
            None => self.fork_child(identity)?,
        };
        match born {
            Born::Parent(_) => {
                let child = self.family.children.get(&proc);
                let pidfd = child.and_then(|child| child.pidfd.clone());
                let owner = self.objects.pool(handle)?.owner()?;
                owner.workers.push(proc);
                owner.exchange.lock().watched.extend(pidfd);
                Ok(None)
            }
            Born::Child => {
                self.take_up_work(handle)?;
                Ok(Some(Reply::BecomeWorker {
                    pool: handle,
                    proc: ProcId(proc),
                    name,
                    pid: self.pid,
                    ppid: self.parent_pid,
                }))
            }
        }
    }

    /// Hands tasks to the task handler.
    ///
    /// # Errors
    /// The pool takes no more.
    pub(super) fn submit(&mut self, handle: Handle, tasks: &[Vec<u8>]) -> Performed {
        let seat = self.seat;
        let pool = self.objects.pool(handle)?;
        let object = pool.object;
        let owner = pool.owner()?;
        if owner.stage != Stage::Running {
            return Err(raise("ValueError", "Pool not running"));
        }
        let first = owner.next_task;
        owner.next_task += tasks.len() as u64;
        for task in first..owner.next_task {
            seat.emit(RecordKind::TaskSubmitted, u64::from(object), task, 0);
        }
        owner.exchange.lock().submitted = owner.next_task - 1;
        Ok(Reply::Unit)
    }

    /// Hands tasks that were submitted to the task handler.
    pub(super) fn pass_to_handler(&mut self, handle: Handle, tasks: Vec<Vec<u8>>) {
        let Some(Object::Pool(pool)) = self.objects.find(handle) else {
            return;
        };
        let Side::Owner(owner) = &pool.side else {
            return;
        };
        let items = tasks.into_iter().map(Item::Message);
        owner.exchange.lock().outbox.extend(items);
        notify(&self.arena.slots[owner.task_slot]);
    }

    /// Waits until a result of the pool has arrived.
    ///
    /// # Errors
    /// KeyboardInterrupt, or other business.
    pub(super) fn pool_result(
        &mut self,
        handle: Handle,
        timeout: Option<f64>,
        attempt: &mut Attempt,
    ) -> Performed {
        let pool = self.objects.pool(handle)?;
        let (object, exchange) = (pool.object, pool.owner()?.exchange.clone());
        attempt.deadline(self.arena.clock.now(), timeout);
        let announcement = Announcement {
            op: "pool_result",
            object,
            timeout,
            ..Announcement::default()
        };
        let has_ended = || exchange.worker_ended.load(Ordering::SeqCst);
        let is_there = || has_ended() || !exchange.lock().results.is_empty();
        let take = || {
            let result = exchange.lock().results.pop_front();
            match result {
                Some(bytes) => Some(Some(bytes)),
                None => has_ended().then_some(None),
            }
        };
        let mut mail = Mail::new(self.seat.slot(), is_there, take);
        let mut terms = attempt.terms(announcement, None);
        let ended = self.seat.wait(&mut mail, &mut terms);
        attempt.after(&terms);
        match ended {
            Ended::Done(Some(bytes)) => Ok(Reply::Result(bytes)),
            Ended::Done(None) | Ended::Mail => Err(Leave::Business),
            Ended::TimedOut => Ok(Reply::None),
            Ended::Interrupted => Err(interrupted()),
        }
    }

    /// A result that the program has not asked for: it goes to it as an upcall.
    pub(super) fn next_result(&mut self) -> Option<(Handle, Vec<u8>)> {
        self.objects.iter().enumerate().find_map(|(index, object)| {
            let Object::Pool(pool) = object else {
                return None;
            };
            let bytes = pool.exchange()?.lock().results.pop_front()?;
            Some((Handle(index as u32), bytes))
        })
    }

    /// Replaces workers that have ended; in a new worker, the answer is what it becomes.
    pub(super) fn maintain_pools(&mut self) -> Option<Reply> {
        for handle in self.pools() {
            let ended = self
                .objects
                .pool(handle)
                .ok()
                .and_then(|pool| pool.exchange());
            if ended.is_some_and(|exchange| exchange.worker_ended.swap(false, Ordering::SeqCst))
                && let Ok(Some(reply)) = self.maintain(handle)
            {
                return Some(reply);
            }
        }
        None
    }

    pub(super) fn pools(&mut self) -> Vec<Handle> {
        let pools = self
            .objects
            .iter_mut()
            .filter(|(_, object)| matches!(object, Object::Pool(_)));
        pools.map(|(handle, _)| handle).collect()
    }

    fn maintain(&mut self, handle: Handle) -> Performed<Option<Reply>> {
        for proc in self.objects.pool(handle)?.owner()?.workers.clone() {
            if self.poll_process(proc).is_some() {
                self.objects
                    .pool(handle)?
                    .owner()?
                    .workers
                    .retain(|&other| other != proc);
            }
        }
        let owner = self.objects.pool(handle)?.owner()?;
        let is_wanted = {
            let contents = owner.exchange.lock();
            owner.stage == Stage::Running
                || (owner.stage == Stage::Closed && contents.received < contents.submitted)
        };
        let missing = if is_wanted {
            owner.size.saturating_sub(owner.workers.len())
        } else {
            0
        };
        for _ in 0..missing {
            if let Some(reply) = self.hire(handle)? {
                return Ok(Some(reply));
            }
        }
        if missing > 0 {
            self.ring_results(handle)?; // it watches the new ones, too
        }
        Ok(None)
    }

    pub(super) fn ring_results(&mut self, handle: Handle) -> Performed<()> {
        let owner = self.objects.pool(handle)?.owner()?;
        let (slot, bell) = (owner.result_slot, owner.bell.clone());
        self.prod_helper(slot, || doorbell::ring(io::number(&bell)));
        Ok(())
    }
}

/// Where a worker finds its tasks.
pub fn task_link(links: &Links) -> Link {
    Link {
        fd: io::number(&links.task_reader),
        channel: links.task_channel,
    }
}

/// Where a worker puts its results.
pub fn result_link(links: &Links) -> Link {
    Link {
        fd: io::number(&links.result_writer),
        channel: links.result_channel,
    }
}
