//! [`Runtime`]: the loop between the actor and the kernel, and the business in between.

use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Wiring;
use super::allowance::Allowance;
use super::attempt::{Attempt, Leave, Performed, interrupted, keyboard_interrupt, raise};
use super::children::Family;
use super::console::Console;
use super::feeder::Feeder;
use super::held::{self, Held};
use super::object::{Object, Objects};
use super::pool::Pool;
use super::seat::{Announcement, Ended, Operation, Seat, Terms};
use super::steps::Deferred;
use crate::engine::actor::Actor;
use crate::engine::announce::Doing;
use crate::engine::arena::{Arena, MAX_SLOTS};
use crate::engine::os::depot::Depot;
use crate::engine::os::signal::HeldInterrupt;
use crate::engine::os::{fork, futex, namespace, signal};
use crate::engine::ring::RecordKind;
use crate::engine::session::StdoutMode;
use crate::python::call::{Call, Reply, Step, Upcall};
use crate::trace::ProcId;

/// Lines told one after another without any operation between them; a loop that only computes would fill the ring.
const LINES_IN_A_ROW: u32 = 1000;

/// Where a process stands in its family, as `multiprocessing` numbers it.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// Its number in the run.
    pub proc: u32,
    /// Its name.
    pub name: String,
    /// Whether it dies with its parent.
    pub daemon: bool,
    /// `(1, 2)` for `Process-1:2`; empty for main.
    pub path: Vec<u32>,
}

/// A step that an upcall broke into.
#[derive(Debug)]
enum Suspended {
    /// Between two statements.
    Between,
    /// Inside a call.
    Call(Box<Call>, Attempt),
}

/// Everything a lesson process has beside its program.
#[derive(Debug)]
pub struct Runtime {
    pub(super) arena: &'static Arena,
    pub(super) wiring: Wiring,
    pub(super) seat: Seat,
    pub(super) identity: Identity,
    pub(super) pid: u32,
    pub(super) parent_pid: u32,
    pub(super) console: Console,
    pub(super) family: Family,
    pub(super) objects: Objects,
    /// Pools that the program has dropped: their workers and handlers live on.
    pub(super) orphaned_pools: Vec<Pool>,
    /// Feeders of queues that the program has dropped.
    pub(super) orphaned_feeders: Vec<Feeder>,
    /// Connections on their way to other processes; none where the system refused it.
    pub(super) depot: Option<Arc<Depot>>,
    /// How many connections this process has passed on.
    pub(super) passed: u32,
    /// Random numbers drawn so far from the run's seed.
    pub(super) draws: u64,
    /// What the feeders and task handlers have still to be given.
    pub(super) held: Held,
    /// What happens with the next step.
    pub(super) deferred: Vec<Deferred>,
    suspended: Vec<Suspended>,
    /// Mail count up to which everything was dealt with.
    mail_taken: u32,
    lines_in_a_row: u32,
    thinned: u64,
    allowance: Allowance,
}

impl Runtime {
    /// Takes the place that the creator prepared, and waits to be born.
    pub fn begin(wiring: Wiring, slot: usize, proc: ProcId) -> Self {
        let identity = Identity {
            proc: proc.0,
            name: "MainProcess".into(),
            ..Identity::default()
        };
        let depot = Depot::new().ok().map(Arc::new);
        Self::begin_as(wiring, slot, identity, (Objects::default(), depot))
    }

    /// The same as another than main, with the objects and the depot that it was given.
    pub fn begin_as(
        wiring: Wiring,
        slot: usize,
        identity: Identity,
        (objects, depot): (Objects, Option<Arc<Depot>>),
    ) -> Self {
        if wiring.arena.stepped.load(Ordering::SeqCst) != 0 {
            // Of a process that was just executed: what comes before its first step waits for that.
            signal::hold_back();
        }
        // A handler that cannot be installed would be a kernel of another kind: nothing better can be done here.
        let _ = signal::prepare();
        let arena = wiring.arena;
        let seat = Seat::new(arena, slot, wiring.doorbell.as_raw_fd());
        let mode = stdout_mode(arena);
        let console = Console::new(wiring.output.as_raw_fd(), mode);
        let mut runtime = Self {
            arena,
            seat,
            identity,
            pid: fork::pid(),
            parent_pid: seat.slot().ppid.load(Ordering::Relaxed),
            console,
            family: Family::default(),
            objects,
            orphaned_pools: Vec::new(),
            orphaned_feeders: Vec::new(),
            depot,
            passed: 0,
            draws: 0,
            held: Held::default(),
            deferred: Vec::new(),
            suspended: Vec::new(),
            mail_taken: 0,
            lines_in_a_row: 0,
            thinned: 0,
            allowance: Allowance::default(),
            wiring,
        };
        runtime.be_born();
        runtime
    }

    /// Makes this (copied) runtime that of the new process. SIGINT was held over the fork: what is forgotten came to the
    /// parent, what comes from now on is this process's.
    pub(super) fn become_child(&mut self, slot: usize, identity: Identity, held: HeldInterrupt) {
        signal::forget();
        drop(held);
        self.parent_pid = self.pid;
        self.pid = fork::pid();
        self.seat = Seat::new(self.arena, slot, self.wiring.doorbell.as_raw_fd());
        self.identity = identity;
        self.family = Family::default();
        self.suspended.clear();
        self.deferred.clear();
        self.held = Held::default();
        self.mail_taken = 0;
        self.lines_in_a_row = 0;
        self.thinned = 0;
        self.draws = 0;
        self.console.after_fork();
        for (_, object) in self.objects.iter_mut() {
            match object {
                Object::Lock(lock) => lock.after_fork(),
                Object::Queue(queue) => queue.after_fork(),
                Object::Pool(pool) => pool.after_fork(),
                Object::Connection(_) | Object::Memory(_) | Object::Gone => {}
            }
        }
        self.orphaned_feeders.clear();
        // The parent's threads hold their pools; here are none. The memory stays, as it was copied.
        for pool in self.orphaned_pools.drain(..) {
            std::mem::forget(pool);
        }
        self.be_born();
    }

    fn be_born(&mut self) {
        let slot = self.seat.slot();
        if let Some(pipe) = &self.wiring.dead_man {
            // Where the pipe cannot be armed the subreaper still kills what is left.
            let _ = namespace::arm_dead_man(std::os::fd::AsFd::as_fd(pipe));
        }
        slot.pid.store(self.pid, Ordering::Relaxed);
        slot.tid.store(fork::thread_id(), Ordering::Release);
        // If the creator is killed before it announces us, the conductor finds us and opens the gate.
        while slot.birth.load(Ordering::SeqCst) == 0 {
            futex::wait(&slot.birth, 0, None);
        }
        self.seat.begin();
        self.seat.pass(&Doing::plain("birth"));
        if !self.seat.is_stepped() {
            signal::let_come();
        }
    }

    /// Runs the program to its end.
    pub fn run(mut self, mut actor: Box<dyn Actor>) -> ! {
        let mut reply = Reply::Unit;
        loop {
            reply = match actor.resume(reply) {
                Step::Line(line) => {
                    self.hand_over_in_time(1, actor.as_mut());
                    self.line(line)
                }
                Step::Breath => {
                    self.seat.gate();
                    if let Some(what) = self.allowance.exceeded() {
                        self.hand_over(actor.as_mut());
                        self.finish(&actor.end_at_limit(&what));
                    }
                    self.hand_over_in_time(held::BREATH, actor.as_mut());
                    self.between()
                }
                Step::Call(call) => {
                    self.hand_over_before(&call, actor.as_mut());
                    if let Some(broken_into) = self.come_back_to(actor.line()) {
                        broken_into
                    } else {
                        self.tell_thinned();
                        self.seat.gate();
                        if let Some(what) = self.allowance.exceeded() {
                            self.hand_over(actor.as_mut());
                            self.finish(&actor.end_at_limit(&what));
                        }
                        self.call(call, actor.as_mut())
                    }
                }
                Step::Resume => {
                    self.hand_over(actor.as_mut());
                    self.seat.begin();
                    self.take_up(actor.as_mut())
                }
                Step::Exit(exit) => {
                    self.hand_over(actor.as_mut());
                    self.tell_thinned();
                    self.finish(&exit)
                }
            };
        }
    }

    fn line(&mut self, line: u32) -> Reply {
        if !self.deferred.is_empty() || !self.seat.passes() {
            return self.line_at_gate(line);
        }
        self.seat.slot().line.store(line, Ordering::Relaxed); // read by people, and by this thread's records
        self.tell_line();
        self.between()
    }

    /// The statement that calls is another one than the newest if a function has returned to it. What breaks in then is
    /// the answer to the call.
    fn come_back_to(&mut self, line: Option<u32>) -> Option<Reply> {
        let line = line?;
        let slot = self.seat.slot();
        let is_other = slot.next.due_line().is_some_and(|owed| owed != line);
        if is_other && let Some(reply) = self.settle_statement() {
            return Some(reply);
        }
        slot.line.store(line, Ordering::Relaxed); // read by people, and by this thread's records
        None
    }

    fn call(&mut self, call: Call, actor: &mut dyn Actor) -> Reply {
        self.seat.begin();
        match self.defer(call) {
            Some(call) => self.carry_out(call, Attempt::default(), actor),
            None => Reply::Unit,
        }
    }

    /// Tells the line, if lines are wanted.
    pub(super) fn tell_line(&mut self) {
        if self.arena.lines.load(Ordering::Relaxed) == 0 {
            return;
        }
        if self.lines_in_a_row < LINES_IN_A_ROW {
            self.lines_in_a_row += 1;
            self.seat.emit(RecordKind::Line, 0, 0, 0);
        } else {
            self.thinned += 1;
            self.seat.slot().thinned.fetch_add(1, Ordering::Relaxed); // a count for people
        }
    }

    fn tell_thinned(&mut self) {
        self.lines_in_a_row = 0;
        if self.thinned > 0 {
            self.seat
                .emitter
                .emit(RecordKind::Lost, self.thinned, 0, 0, "thinned");
            self.thinned = 0;
        }
    }

    /// Between two statements: SIGINT and other business; mostly there is none.
    pub(super) fn between(&mut self) -> Reply {
        if signal::is_interrupted() && signal::take_interrupt() {
            return Reply::Raise(keyboard_interrupt());
        }
        if self.seat.slot().mail.load(Ordering::SeqCst) == self.mail_taken {
            return Reply::Unit;
        }
        if self.seat.is_stepped() && self.has_business() {
            self.seat.begin();
            self.seat.pass(&Doing::plain("callback"));
            self.do_deferred();
        }
        match self.business() {
            Some(reply) => {
                if matches!(reply, Reply::Upcall(_)) {
                    self.suspended.push(Suspended::Between);
                }
                reply
            }
            None => Reply::Unit,
        }
    }

    /// Performs a call, with other business in between where it waits.
    fn carry_out(&mut self, mut call: Call, mut attempt: Attempt, actor: &mut dyn Actor) -> Reply {
        loop {
            match self.perform(&mut call, &mut attempt) {
                Ok(reply) | Err(Leave::Become(reply)) => return reply,
                Err(Leave::Raise(exception)) => return Reply::Raise(exception),
                Err(Leave::Business) => {}
            }
            if self.held.is_any {
                self.hand_over(actor);
            }
            let position = self.seat.emitter.position();
            // A result is what this call waits for: as an upcall it would be dealt with, and the call wait on.
            let takes_results = matches!(call, Call::PoolResult { .. });
            let reply = if takes_results {
                self.maintain_pools()
            } else {
                self.business()
            };
            if reply.is_some() || self.seat.emitter.position() != position {
                attempt.was_interrupted(self.arena.clock.now());
                self.seat.slot().next.tell_again();
            }
            match reply {
                Some(upcall @ Reply::Upcall(_)) => {
                    self.suspended
                        .push(Suspended::Call(Box::new(call), attempt));
                    return upcall;
                }
                Some(reply) => return reply,
                None => {}
            }
        }
    }

    /// Goes on with what the newest upcall broke into, unless there is other business first.
    ///
    /// Mail that came during the upcall counts as dealt with, though its results were left:
    /// ```text
    /// handler: r1, mail=1         r2, mail=2
    /// main:    join: upcall(r1)              line of the callback: business() hands out nothing, mail_taken=2
    ///                                        take_up -> join: r2 is there, no new mail: asleep for ever
    /// ```
    /// So everything is looked at once more before what was suspended goes on.
    fn take_up(&mut self, actor: &mut dyn Actor) -> Reply {
        let Some(suspended) = self.suspended.pop() else {
            return self.between();
        };
        match self.business() {
            Some(upcall @ Reply::Upcall(_)) => {
                self.suspended.push(suspended);
                upcall
            }
            Some(reply) => reply,
            None => match suspended {
                Suspended::Call(call, attempt) => self.carry_out(*call, attempt, actor),
                Suspended::Between => self.between(),
            },
        }
    }

    /// Deals with what the mailbox announced: replaces dead workers (the answer in a new worker is not none), hands
    /// out a result.
    fn business(&mut self) -> Option<Reply> {
        let seen = self.seat.slot().mail.load(Ordering::SeqCst);
        if let Some(reply) = self.maintain_pools() {
            return Some(reply);
        }
        if self.may_break_in()
            && let Some((pool, bytes)) = self.next_result()
        {
            return Some(Reply::Upcall(Upcall::PoolResult { pool, bytes }));
        }
        self.mail_taken = seen;
        None
    }

    /// One upcall at a time, as CPython's result handler runs one callback after another.
    pub(super) fn may_break_in(&self) -> bool {
        self.suspended.is_empty()
    }

    /// The one wait, under the terms of a call: none if its deadline passed.
    ///
    /// # Errors
    /// KeyboardInterrupt, or other business.
    pub(super) fn wait<O: Operation>(
        &mut self,
        operation: &mut O,
        attempt: &mut Attempt,
        announcement: Announcement,
    ) -> Performed<Option<O::Done>> {
        let mut terms = self.terms(attempt, announcement);
        if terms.lets_go && !operation.is_ready() {
            return Err(Leave::Business);
        }
        self.approach(operation, &terms);
        let ended = self.seat.wait(operation, &mut terms);
        attempt.after(&terms);
        match ended {
            Ended::Done(done) => Ok(Some(done)),
            Ended::TimedOut => Ok(None),
            Ended::Interrupted => Err(interrupted()),
            Ended::Mail => Err(Leave::Business),
        }
    }

    /// Stands before the wait, so that what was put off happens with its step and before it.
    pub(super) fn approach<O: Operation>(&mut self, operation: &O, terms: &Terms) {
        if !self.deferred.is_empty() {
            self.drop_before_waiting();
            self.seat.approach(operation, terms);
            self.do_deferred();
        }
    }

    /// Terms of a wait of the main thread.
    pub(super) fn terms(&self, attempt: &Attempt, announcement: Announcement) -> Terms {
        Terms {
            lets_go: self.held.is_any,
            ..attempt.terms(announcement, self.may_break_in().then_some(self.mail_taken))
        }
    }

    /// Counts the mail so far as dealt with.
    pub(super) fn ignore_mail(&mut self) {
        self.mail_taken = self.seat.slot().mail.load(Ordering::SeqCst);
    }

    /// Says that this process has nothing more to do, and ends it.
    pub(super) fn leave(&self, code: i32) -> ! {
        self.publish_end();
        fork::exit_now(code)
    }

    /// A limit of this run or of the system was met.
    pub(super) fn too_many(&self) -> Leave {
        let limit = self.arena.max_processes.load(Ordering::Relaxed);
        let remedy = if (limit as usize) < MAX_SLOTS {
            "; raise with --max-processes"
        } else {
            ""
        };
        raise("OSError", format!("limit: {limit} processes{remedy}"))
    }
}

fn stdout_mode(arena: &Arena) -> StdoutMode {
    match arena.stdout_mode.load(Ordering::Relaxed) {
        1 => StdoutMode::Pipe,
        2 => StdoutMode::Unbuffered,
        _ => StdoutMode::Terminal,
    }
}
