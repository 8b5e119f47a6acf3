//! A laboratory for lesson processes: a scripted actor runs as a real process under a conductor that does the least
//! (births, output, order), so that a test sees what the runtime itself does.

use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use forklore::engine::arena::{Arena, NOBODY, OPEN, SlotUse, State};
use forklore::engine::os::fork::{Forked, fork};
use forklore::engine::os::memory::SharedBox;
use forklore::engine::os::post::{self, PostKind};
use forklore::engine::os::wait::{self, Look, Status};
use forklore::engine::os::{doorbell, futex, io, nudge, output, pidfd};
use forklore::engine::process::{self, Wiring};
use forklore::engine::ring::{Merge, Record, RecordKind};
use forklore::python::call::{Reply, Step};
use forklore::trace::ProcId;

/// Longest time that a run of a test may take, even on a loaded machine.
const LIMIT: Duration = Duration::from_mins(1);

/// What a run did.
#[derive(Debug)]
pub struct Seen {
    /// Process and record, in order.
    pub records: Vec<(u32, Record)>,
    /// Everything written to the output socket, in its order.
    pub output: String,
    /// How main ended.
    pub status: Status,
}

impl Seen {
    /// Records of one kind.
    pub fn of(&self, kind: RecordKind) -> Vec<&Record> {
        self.records
            .iter()
            .map(|(_, record)| record)
            .filter(|record| record.kind == kind as u16)
            .collect()
    }

    /// Place of the first record of this kind that satisfies the condition.
    #[track_caller]
    pub fn place(&self, kind: RecordKind, is_it: impl Fn(&Record) -> bool) -> usize {
        self.records
            .iter()
            .position(|(_, record)| record.kind == kind as u16 && is_it(record))
            .unwrap_or_else(|| panic!("no such {kind:?} in {:#?}", self.records))
    }

    /// Lengths of the writes announced for a stream.
    pub fn writes(&self, stream: u64) -> Vec<u64> {
        self.of(RecordKind::Output)
            .iter()
            .filter(|record| record.a == stream)
            .map(|record| record.b)
            .collect()
    }
}

/// A run under way.
pub struct Lab {
    /// Its shared memory.
    pub arena: &'static Arena,
    output: OwnedFd,
    post: OwnedFd,
    doorbell: OwnedFd,
    merge: Merge,
    members: Vec<(usize, u32, OwnedFd)>,
    dead: Vec<bool>,
    main: u32,
    /// Records so far.
    pub records: Vec<(u32, Record)>,
    bytes: Vec<u8>,
    since: Instant,
}

impl Lab {
    /// Starts the actor as main. `prepare` sets modes in the arena.
    pub fn start(prepare: impl FnOnce(&Arena), actor: impl FnMut(Reply) -> Step + 'static) -> Self {
        let memory: SharedBox<Arena> = SharedBox::new("lab").expect("shared memory");
        let arena = memory.get();
        arena.prepare();
        arena.max_processes.store(64, Ordering::SeqCst);
        arena.next_proc.store(1, Ordering::SeqCst);
        arena.n_processes.store(1, Ordering::SeqCst);
        arena.clock.set(1.0, 0);
        prepare(arena);
        let (ours, theirs) = output::pair().expect("a socket");
        let (post_ours, post_theirs) = post::pair().expect("a socket");
        let bell = doorbell::new().expect("an eventfd");
        let slot = arena.claim_slot(0, 0).expect("a slot");
        arena.slots[slot]
            .ppid
            .store(std::process::id(), Ordering::SeqCst);
        let child_bell = bell.try_clone().expect("a descriptor");
        let pid = match fork().expect("fork") {
            Forked::Child => {
                let wiring = Wiring {
                    arena,
                    output: theirs,
                    post: post_theirs,
                    doorbell: child_bell,
                    dead_man: None,
                    kit: None,
                };
                process::run(wiring, slot, ProcId::MAIN, Box::new(actor))
            }
            Forked::Parent(pid) => pid,
        };
        drop((theirs, post_theirs, child_bell));
        let mut lab = Self {
            arena,
            output: ours,
            post: post_ours,
            doorbell: bell,
            merge: Merge::new(arena),
            members: Vec::new(),
            dead: vec![false; arena.slots.len()],
            main: pid,
            records: Vec::new(),
            bytes: Vec::new(),
            since: Instant::now(),
        };
        lab.members
            .push((slot, pid, pidfd::open(pid as i32).expect("main's pidfd")));
        lab.open_birth(slot);
        lab
    }

    fn open_birth(&self, slot: usize) {
        self.arena.slots[slot].birth.store(1, Ordering::SeqCst);
        futex::wake(&self.arena.slots[slot].birth, 1);
    }

    /// Conducts until the run is over.
    pub fn finish(mut self) -> Seen {
        while !self.turn() {}
        // Output of the dead is all there.
        self.take_output();
        let Look::Ended(status) = wait::peek(self.main) else {
            panic!("main is no zombie")
        };
        wait::reap(self.main);
        let output = String::from_utf8_lossy(&self.bytes).into_owned();
        Seen {
            records: self.records,
            output,
            status,
        }
    }

    /// Conducts until the condition holds.
    #[track_caller]
    pub fn until(&mut self, what: &str, is_so: impl FnMut(&Self) -> bool) {
        let is_reached = self.reaches(is_so);
        assert!(
            is_reached,
            "the run ended while awaiting: {what}; {:#?}",
            self.records
        );
    }

    /// PID of main.
    pub fn main(&self) -> u32 {
        self.main
    }

    /// Everything written so far.
    pub fn output(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Sends a signal to the main thread of process `proc`, as from outside.
    #[track_caller]
    pub fn signal(&self, proc: u32, signal: i32) {
        let member = self
            .members
            .iter()
            .find(|(slot, _, _)| self.arena.slots[*slot].proc.load(Ordering::SeqCst) == proc);
        let (_, _, fd) = member.expect("such a process");
        pidfd::signal(fd.as_fd(), signal).expect("it is there");
    }

    /// Conducts until the condition holds, or the run is over (`false`).
    #[track_caller]
    pub fn reaches(&mut self, mut is_so: impl FnMut(&Self) -> bool) -> bool {
        loop {
            if self.turn() {
                return false;
            }
            if is_so(self) {
                return true;
            }
        }
    }

    /// One round; whether the run is over.
    #[track_caller]
    fn turn(&mut self) -> bool {
        self.check_limit();
        self.arena.sleeping.store(1, Ordering::SeqCst);
        let fds = [
            self.doorbell.as_raw_fd(),
            self.output.as_raw_fd(),
            self.post.as_raw_fd(),
        ];
        let soon = forklore::engine::os::clock::monotonic_ns() + 1_000_000;
        io::readable(&fds, Some(soon));
        doorbell::clear(self.doorbell.as_fd());
        self.read_post();
        let ended: Vec<usize> = self
            .members
            .iter()
            .filter(|(slot, _, fd)| !self.dead[*slot] && pidfd::has_ended(fd.as_fd()))
            .map(|(slot, _, _)| *slot)
            .collect();
        let dead = self.dead.clone();
        let mut out = Vec::new();
        self.merge.poll(|slot| dead[slot], &mut out);
        self.take_output();
        for record in out {
            self.deliver(record);
        }
        for slot in ended {
            self.dead[slot] = true;
            self.arena.n_processes.fetch_sub(1, Ordering::SeqCst);
            let proc = self.arena.slots[slot].proc.load(Ordering::SeqCst);
            for other in &self.arena.slots {
                if other.proc.load(Ordering::SeqCst) == proc
                    && other.used.load(Ordering::SeqCst) != 0
                {
                    other.used.store(SlotUse::Ended as u32, Ordering::SeqCst);
                }
            }
        }
        self.members
            .iter()
            .all(|(slot, _, _)| self.dead[*slot] && self.merge.is_drained(*slot))
    }

    fn check_limit(&mut self) {
        if self.since.elapsed() > LIMIT {
            for (_, _, fd) in &self.members {
                let _ = pidfd::signal(fd.as_fd(), 9);
            }
            let words: Vec<_> = self
                .arena
                .claimed_slots()
                .iter()
                .map(|slot| {
                    (
                        slot.proc.load(Ordering::SeqCst),
                        slot.agent.load(Ordering::SeqCst),
                        slot.read().state(),
                    )
                })
                .collect();
            panic!("the run takes too long: {words:?}\n{:#?}", self.records);
        }
    }

    fn read_post(&mut self) {
        while let Some(letter) = post::receive(self.post.as_fd()) {
            assert_eq!(letter.kind, PostKind::Born);
            let fd = letter.pidfd.expect("a pidfd comes with the letter");
            self.members.push((letter.slot as usize, letter.pid, fd));
        }
    }

    fn deliver(&mut self, record: Record) {
        if record.kind == RecordKind::ProcessStarted as u16 {
            self.read_post();
            let slot = (record.c & 0xffff_ffff) as usize;
            assert!(
                self.members.iter().any(|(s, _, _)| *s == slot),
                "the pidfd comes before the record"
            );
            self.open_birth(slot);
        }
        let proc = self.arena.slots[record.slot].proc.load(Ordering::SeqCst);
        assert_ne!(proc, NOBODY);
        self.records.push((proc, record));
    }

    fn take_output(&mut self) {
        let mut buffer = vec![0; output::CHUNK];
        while let Some((_, count)) = output::receive(self.output.as_fd(), &mut buffer) {
            self.bytes.extend_from_slice(&buffer[..count]);
        }
    }

    /// Closes all gates, stops the clock, and nudges until everybody stands; `false` if the run ended first.
    pub fn pause(&mut self) -> bool {
        self.arena.gate_default.store(0, Ordering::SeqCst);
        for slot in self.arena.claimed_slots() {
            slot.gate.store(0, Ordering::SeqCst);
        }
        let now = self.arena.clock.now();
        self.arena.clock.set(0.0, now);
        self.nudge();
        self.reaches(|lab| lab.nudge_once() == 0)
    }

    /// Opens them, and the clock runs at `rate`; `false` if the run ended before everybody had noticed.
    pub fn resume(&mut self, rate: f64) -> bool {
        let now = self.arena.clock.now();
        self.arena.clock.set(rate, now);
        self.arena.gate_default.store(OPEN, Ordering::SeqCst);
        for slot in self.arena.claimed_slots() {
            slot.gate.store(OPEN, Ordering::SeqCst);
            futex::wake(&slot.gate, i32::MAX);
        }
        self.nudge();
        self.reaches(|lab| lab.nudge_once() == 0)
    }

    fn nudge(&self) {
        self.arena.epoch.fetch_add(1, Ordering::SeqCst);
        self.arena.clock.wake();
    }

    /// Signals everybody who sleeps and has not answered; how many have not answered or do not stand at a closed gate.
    fn nudge_once(&self) -> usize {
        let epoch = self.arena.epoch.load(Ordering::SeqCst);
        let mut missing = 0;
        for slot in self.arena.claimed_slots() {
            if slot.used.load(Ordering::SeqCst) != SlotUse::Live as u32 {
                continue;
            }
            let state = slot.read().state();
            let has_answered = slot.ack.load(Ordering::SeqCst) == epoch;
            let is_paused = slot.gate.load(Ordering::SeqCst) == 0;
            // Who stands at a closed gate has nothing to notice.
            let stands = is_paused && state == State::Gate;
            let is_done = state == State::Exit || stands || (has_answered && !is_paused);
            if !is_done {
                missing += 1;
                if !matches!(state, State::Run | State::Gate | State::Exit) {
                    nudge::thread(
                        slot.pid.load(Ordering::SeqCst),
                        slot.tid.load(Ordering::SeqCst),
                    );
                }
            }
        }
        missing
    }
}

/// Runs an actor to its end.
pub fn run(prepare: impl FnOnce(&Arena), actor: impl FnMut(Reply) -> Step + 'static) -> Seen {
    Lab::start(prepare, actor).finish()
}

/// No setting.
pub fn plain(_: &Arena) {}
