//! Processes: creating, starting (fork), the protocol of birth and end, joining, signals.
//!
//! Birth: the creator claims a slot for the child and forks, hands the child's pidfd to the conductor over the post and
//! tells `process_started`; the child waits until the conductor has delivered that.
//!
//! End: whoever sees it first (this parent by waitid, or the conductor by pidfd) sets `end_told` in the child's slot
//! and tells it; so `process_exited` precedes `process_reaped` and `joined`. The slot stays the child's until its zombie
//! is gone, so a parent never marks another process's slot.

use std::collections::BTreeMap;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::attempt::{Attempt, Leave, Performed, interrupted, raise, raise_os};
use super::operation::{End, Fate};
use super::runtime::{Identity, Runtime};
use super::seat::Announcement;
use crate::engine::announce::Doing;
use crate::engine::arena::{Claimant, MAX_SLOTS, SlotUse, Word};
use crate::engine::os::fork::{self, Forked};
use crate::engine::os::post::{self, PostKind};
use crate::engine::os::wait::{self, Look, Status};
use crate::engine::os::{futex, pidfd, signal};
use crate::engine::ring::RecordKind;
use crate::python::call::{ChildInfo, Reply};
use crate::trace::ProcId;

/// Stands in the name of a Process subclass for the numbers: `Worker-` and this becomes `Worker-1:2`.
pub const NUMBERS: char = '\0';
/// Exit code of a `joined` record when the time-out passed.
const NO_EXITCODE: u64 = i64::MIN as u64;

/// A child of this process.
#[derive(Debug)]
pub struct Child {
    /// Its PID.
    pub pid: u32,
    /// Slot of its main thread, its own until it is reaped.
    slot: usize,
    /// Its name when it was started.
    name: String,
    /// Whether it dies with this process.
    pub daemon: bool,
    /// Readable when it has ended; dropped when it is reaped.
    pub pidfd: Option<Arc<OwnedFd>>,
    /// How it ended, once it is reaped.
    pub status: Option<Status>,
}

/// What a new process runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interpreter {
    /// A copy of its parent: it has all that the parent had open.
    Copied = 0,
    /// A fresh one: it has what it was given.
    Fresh = 1,
}

/// Why a signal is sent; its number stands in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// The program asked for it.
    Asked = 0,
    /// The target is a daemon of a process that ends.
    Daemon = 1,
    /// The target works for a pool that is terminated.
    Pool = 2,
}

/// What this process has made.
#[derive(Debug, Default)]
pub struct Family {
    /// Processes numbered so far, pool workers included.
    count: u32,
    /// Paths of those that are not started.
    created: BTreeMap<u32, Vec<u32>>,
    /// Those that are started.
    pub children: BTreeMap<u32, Child>,
    /// Numbers of those that are not reaped, in order of start.
    living: Vec<u32>,
}

/// Which side of a start this is.
#[derive(Debug)]
pub enum Born {
    /// The old process; the child's PID.
    Parent(u32),
    /// The new one.
    Child,
}

impl Family {
    /// Whether a child is not reaped.
    pub fn has_living(&self) -> bool {
        !self.living.is_empty()
    }
}

impl Runtime {
    /// `Process(...)` was constructed.
    pub(super) fn create_process(&mut self, name: &str, daemon: Option<bool>) -> Reply {
        let identity = self.new_identity(name, daemon.unwrap_or(self.identity.daemon));
        Reply::Process {
            proc: ProcId(identity.proc),
            name: identity.name,
            daemon: identity.daemon,
        }
    }

    /// Numbers a process of this one and tells of it.
    pub(super) fn new_identity(&mut self, name: &str, daemon: bool) -> Identity {
        self.family.count += 1;
        let mut path = self.identity.path.clone();
        path.push(self.family.count);
        let numbers: Vec<String> = path.iter().map(u32::to_string).collect();
        let name = name.replace(NUMBERS, &numbers.join(":"));
        let proc = self.arena.next_proc.fetch_add(1, Ordering::Relaxed); // a number, nothing is published by it
        let (child, is_daemon) = (u64::from(proc), u64::from(daemon));
        self.seat
            .emitter
            .emit(RecordKind::ProcessCreated, child, is_daemon, 0, &name);
        self.family.created.insert(proc, path.clone());
        Identity {
            proc,
            name,
            daemon,
            path,
        }
    }

    /// `start()`.
    ///
    /// # Errors
    /// A daemon wants a child, or a limit is met.
    pub(super) fn start_process(&mut self, proc: ProcId, name: &str, daemon: bool) -> Performed {
        let identity = self.identity_of(proc, name, daemon);
        Ok(match self.fork_child(identity)? {
            Born::Parent(pid) => Reply::Started { pid },
            Born::Child => Reply::Child {
                pid: self.pid,
                ppid: self.parent_pid,
            },
        })
    }

    /// Who a process is that was created and is about to start.
    pub(super) fn identity_of(&self, proc: ProcId, name: &str, daemon: bool) -> Identity {
        let created = &self.family.created;
        Identity {
            proc: proc.0,
            name: name.to_owned(),
            daemon,
            path: created.get(&proc.0).cloned().unwrap_or_default(),
        }
    }

    /// # Errors
    /// This process is a daemon.
    pub(super) fn refuse_daemons_child(&self) -> Performed<()> {
        if self.identity.daemon {
            let message = "daemonic processes are not allowed to have children";
            return Err(raise("AssertionError", message));
        }
        Ok(())
    }

    /// Makes the process.
    ///
    /// # Errors
    /// As [`Self::start_process`].
    pub(super) fn fork_child(&mut self, identity: Identity) -> Performed<Born> {
        self.refuse_daemons_child()?;
        self.console.flush_all(&self.seat);
        self.step(&Doing::to("start", identity.proc))?;
        self.reap_ended();
        let slot = self.claim_place(identity.proc)?;
        let held = signal::hold_interrupt();
        let forked = {
            let exchanges = self.exchanges();
            // No helper is inside its exchange while the process is copied.
            let _held: Vec<_> = exchanges.iter().map(|exchange| exchange.lock()).collect();
            fork::fork()
        };
        match forked {
            Ok(Forked::Child) => {
                self.become_child(slot, identity, held);
                Ok(Born::Child)
            }
            Ok(Forked::Parent(pid)) => {
                let pidfd = self.open_child(slot, pid)?;
                self.announce_birth((slot, pid, pidfd), &identity, Interpreter::Copied);
                Ok(Born::Parent(pid))
            }
            Err(error) => {
                self.give_place_back(slot);
                Err(raise_os(&error))
            }
        }
    }

    /// A slot for the child, with RUN published in it, and its place among the living.
    pub(super) fn claim_place(&self, proc: u32) -> Performed<usize> {
        let limit = self.arena.max_processes.load(Ordering::Relaxed);
        if self.arena.n_processes.fetch_add(1, Ordering::SeqCst) >= limit {
            self.arena.n_processes.fetch_sub(1, Ordering::SeqCst);
            return Err(self.too_many());
        }
        let Some(slot) = self.arena.claim_slot_by(self.claimant(), proc, 0) else {
            self.arena.n_processes.fetch_sub(1, Ordering::SeqCst);
            return Err(raise(
                "OSError",
                format!(
                    "limit: {MAX_SLOTS} processes, feeders and pool handlers; start fewer at once"
                ),
            ));
        };
        Ok(slot)
    }

    /// This process as one that claims slots.
    pub(super) fn claimant(&self) -> Claimant {
        Claimant {
            slot: Some(self.seat.emitter.index()),
            pid: self.pid,
        }
    }

    pub(super) fn give_place_back(&self, slot: usize) {
        self.arena.n_processes.fetch_sub(1, Ordering::SeqCst);
        self.give_slot_back(slot);
    }

    /// Frees a slot that was claimed and never used: nothing was ever written into its ring.
    pub(super) fn give_slot_back(&self, index: usize) {
        self.arena.slots[index].free();
    }

    /// The new child's pidfd. Without one nobody would learn of the child's end: it is unmade before it was born.
    ///
    /// # Errors
    /// No descriptor free.
    pub(super) fn open_child(&self, slot: usize, pid: u32) -> Performed<Arc<OwnedFd>> {
        pidfd::open(pid as i32).map(Arc::new).map_err(|error| {
            // It stands at its birth gate, which nobody opens, and it is our own unreaped child: it is there to be killed.
            let _ = signal::send(pid, libc::SIGKILL);
            wait::reap_for_sure(pid);
            self.give_place_back(slot);
            raise_os(&error)
        })
    }

    pub(super) fn announce_birth(
        &mut self,
        (slot, pid, pidfd): (usize, u32, Arc<OwnedFd>),
        identity: &Identity,
        interpreter: Interpreter,
    ) {
        let about = (slot as u32, pid);
        // A conductor that is gone takes this process with it.
        let _ = post::send(
            self.wiring.post.as_fd(),
            PostKind::Born,
            about,
            Some(pidfd.as_fd()),
        );
        let (child, daemon) = (u64::from(identity.proc), u64::from(identity.daemon));
        self.seat.emit(
            RecordKind::ProcessStarted,
            child,
            u64::from(pid),
            (interpreter as u64) << 33 | daemon << 32 | slot as u64,
        );
        self.family.created.remove(&identity.proc);
        self.family.living.push(identity.proc);
        let (name, daemon) = (identity.name.clone(), identity.daemon);
        let child = Child {
            pid,
            slot,
            name,
            daemon,
            pidfd: Some(pidfd),
            status: None,
        };
        self.family.children.insert(identity.proc, child);
    }

    /// `join(timeout)`.
    ///
    /// # Errors
    /// KeyboardInterrupt, or other business.
    pub(super) fn join(
        &mut self,
        proc: ProcId,
        timeout: Option<f64>,
        attempt: &mut Attempt,
    ) -> Performed {
        attempt.deadline(self.arena.clock.now(), timeout);
        let announcement = Announcement {
            op: "join",
            child: Some(proc.0),
            timeout,
            ..Announcement::default()
        };
        let status = self.await_end(proc.0, attempt, announcement)?;
        let exitcode = status.map(Status::to_exitcode);
        let code = exitcode.map_or(NO_EXITCODE, |code| i64::from(code) as u64);
        self.seat
            .emit(RecordKind::Joined, u64::from(proc.0), code, 0);
        Ok(Reply::ExitCode(exitcode))
    }

    /// Waits for a child's end and reaps it; none if the deadline passed.
    ///
    /// # Errors
    /// KeyboardInterrupt, or other business.
    pub(super) fn await_end(
        &mut self,
        proc: u32,
        attempt: &mut Attempt,
        announcement: Announcement,
    ) -> Performed<Option<Status>> {
        let Some(child) = self.family.children.get(&proc) else {
            return Err(raise("AssertionError", "can only join a started process"));
        };
        let Some(pidfd) = child.pidfd.clone() else {
            return Ok(child.status);
        };
        let mut operation = End {
            pid: child.pid,
            child: proc,
            pidfd: pidfd.as_raw_fd(),
        };
        let Some(Fate::Ended(status)) = self.wait(&mut operation, attempt, announcement)? else {
            return Ok(None);
        };
        self.bury(proc, status);
        Ok(Some(status))
    }

    /// `is_alive()`, `exitcode`: reaps the child if it has ended.
    pub(super) fn poll_process(&mut self, proc: u32) -> Option<Status> {
        let child = self.family.children.get(&proc)?;
        if child.status.is_none()
            && let Look::Ended(status) = wait::peek(child.pid)
        {
            self.bury(proc, status);
            return Some(status);
        }
        self.family.children.get(&proc)?.status
    }

    /// Tells the end (unless the conductor has), then reaps.
    fn bury(&mut self, proc: u32, status: Status) {
        let Some(child) = self.family.children.get_mut(&proc) else {
            return;
        };
        let slot = &self.arena.slots[child.slot];
        // The conductor reads the machine's PID at the birth, and can do so as long as there is a zombie.
        while slot.birth.load(Ordering::SeqCst) == 0 {
            futex::wait(&slot.birth, 0, None);
        }
        let told = &slot.end_told;
        if told
            .compare_exchange(0, 1, Ordering::SeqCst, Ordering::SeqCst)
            .is_ok()
        {
            self.seat.emit(
                RecordKind::ProcessExited,
                u64::from(proc),
                status.to_record(),
                0,
            );
        }
        // Told first: the conductor frees the slot once the zombie is gone.
        self.seat.emit(
            RecordKind::ProcessReaped,
            u64::from(proc),
            u64::from(self.identity.proc) + 1,
            0,
        );
        wait::reap(child.pid);
        child.status = Some(status);
        child.pidfd = None;
        self.family.living.retain(|&other| other != proc);
    }

    /// Reaps every child that has ended, as CPython does in `start()` and `active_children()`.
    pub(super) fn reap_ended(&mut self) {
        for proc in self.family.living.clone() {
            self.poll_process(proc);
        }
    }

    /// `active_children()`.
    pub(super) fn active_children(&mut self) -> Vec<ChildInfo> {
        self.reap_ended();
        let family = &self.family;
        let living = family
            .living
            .iter()
            .filter_map(|proc| Some((proc, family.children.get(proc)?)));
        living
            .map(|(&proc, child)| ChildInfo {
                proc: ProcId(proc),
                name: child.name.clone(),
                pid: child.pid,
                daemon: child.daemon,
            })
            .collect()
    }

    /// `terminate()`, `kill()` of a child; one that has ended gets nothing.
    pub(super) fn signal_process(&mut self, proc: u32, number: i32, sending: Sending) {
        let Some(child) = self.family.children.get(&proc) else {
            return;
        };
        if child.status.is_some() {
            return;
        }
        self.seat.emit(
            RecordKind::Signal,
            u64::from(proc),
            u64::from(number.unsigned_abs()),
            sending as u64,
        );
        // An unreaped child keeps its PID, so the signal reaches nobody else.
        let _ = signal::send(child.pid, number);
    }

    /// `os.kill(pid, signal)`: reaches processes of this run only.
    ///
    /// # Errors
    /// `ProcessLookupError`, or KeyboardInterrupt if it was SIGINT to this process.
    pub(super) fn kill(&mut self, pid: i64, number: i32) -> Performed {
        let missing = || raise_os(&std::io::Error::from_raw_os_error(libc::ESRCH));
        let pid = u32::try_from(pid)
            .ok()
            .filter(|&pid| pid > 0)
            .ok_or_else(missing)?;
        let target = self.proc_of(pid).ok_or_else(missing)?;
        if number != 0 {
            self.seat.emit(
                RecordKind::Signal,
                u64::from(target),
                u64::from(number.unsigned_abs()),
                0,
            );
        }
        signal::send(pid, number).map_err(|error| raise_os(&error))?;
        if signal::is_interrupted() {
            return match interrupted() {
                Leave::Business => Ok(Reply::Unit),
                leave => Err(leave),
            };
        }
        Ok(Reply::Unit)
    }

    /// The process of this run with this PID.
    fn proc_of(&self, pid: u32) -> Option<u32> {
        let unreaped = self
            .family
            .children
            .iter()
            .find(|(_, child)| child.pid == pid && child.status.is_none());
        if let Some((&proc, _)) = unreaped {
            return Some(proc);
        }
        self.arena.slots.iter().find_map(|slot| {
            // A zombie is there to be signaled, until it is reaped: then its slot is freed.
            let used = slot.used.load(Ordering::Acquire);
            let is_it = (used == SlotUse::Live as u32 || used == SlotUse::Ended as u32)
                && slot.agent.load(Ordering::Relaxed) == 0
                && slot.pid.load(Ordering::Relaxed) == pid;
            is_it.then(|| slot.proc.load(Ordering::Relaxed))
        })
    }
}

/// Whether a slot word says that its thread sleeps in the kernel (a gate apart).
pub fn is_asleep(word: Word) -> bool {
    use crate::engine::arena::State;
    !matches!(word.state(), State::Run | State::Gate | State::Exit)
}
