//! The conductor: one thread that brings rings, output, births and deaths into one order, keeps the clock and the gates,
//! and carries out commands.
//!
//! ```text
//! loop { turn: hear descriptors, obey commands, collect records   (until nothing is new)
//!        breathe: let records gather, if they come quickly
//!        consider: the end, a pause under way, quiet, a sample
//!        sleep until a descriptor or the next time that matters }
//! ```
//! At rest no timer runs: a paused or blocked program costs nothing.

mod births;
mod commands;
mod deliver;
mod endings;
mod feed;
pub(super) mod members;
mod movers;
mod order;
mod pace;
mod rest;
mod stepper;
mod steps;
mod translate;

use std::collections::{HashMap, VecDeque};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::time::TimeSpec;

use super::arena::{Arena, MAX_SLOTS};
use super::guard::{self, Ends};
use super::os::clock::monotonic_ns;
use super::os::{doorbell, output, schedule};
use super::reason::{Breakdown, Part, Remedy};
use super::ring::{Merge, Record};
use super::sampler::Sampler;
use super::session::{Command, EngineError, Notice, Options, Priority, Speed, StdoutMode};
use commands::Gates;
use deliver::Delivered;
use feed::{Feed, Who};
use members::Members;
use order::Order;
use pace::Pace;
use rest::Rest;
use stepper::Stepper;
use translate::Ending;

/// What reaches a run from outside and goes back there.
#[derive(Debug)]
pub struct Outside {
    /// Commands in.
    pub commands: Receiver<Command>,
    /// Rung after each command.
    pub wakeup: Arc<OwnedFd>,
    /// Notices out.
    pub notices: Sender<Notice>,
    /// Nobody wants the run any more.
    pub abandoned: Arc<AtomicBool>,
}

/// Tokens of the descriptors; processes follow.
const DOORBELL: u64 = 0;
const WAKEUP: u64 = 1;
const OUTPUT: u64 = 2;
const POST: u64 = 3;
const STAGE: u64 = 4;
const FIRST_PROCESS: u64 = 16;
/// Descriptors heard in one turn at most; the others are heard in the next.
const HEARD_AT_ONCE: usize = 64;

/// Starts the stage, tells `ready` how that went, and conducts the run to its end.
pub fn run(options: &Options, outside: Outside, ready: &Sender<Result<(), EngineError>>) {
    schedule::allow_descriptors();
    let ends = guard::start(options, |arena| prepare(arena, options));
    let conductor = ends.and_then(|ends| {
        Conductor::new(options, ends, outside).map_err(|error| EngineError::Environment {
            what: Part::Watching,
            cause: error.to_string(),
            remedy: Remedy::Descriptors,
        })
    });
    match conductor {
        Err(error) => {
            let _ = ready.send(Err(error)); // whoever launched waits for exactly this word
        }
        Ok(conductor) => {
            let _ = ready.send(Ok(())); // likewise
            conductor.conduct();
        }
    }
}

/// Writes the options into fresh shared memory.
fn prepare(arena: &Arena, options: &Options) {
    let set = |word: &AtomicU32, value: u32| word.store(value, Ordering::Relaxed);
    set(&arena.max_processes, options.max_processes);
    set(&arena.lines, u32::from(options.lines));
    set(&arena.yields, u32::from(options.priority == Priority::Low));
    set(&arena.seeded, u32::from(options.seed.is_some()));
    arena
        .seed
        .store(options.seed.unwrap_or(0), Ordering::Relaxed);
    let mode = match options.stdout {
        StdoutMode::Terminal => 0,
        StdoutMode::Pipe => 1,
        StdoutMode::Unbuffered => 2,
    };
    set(&arena.stdout_mode, mode);
    if options.stepped.is_some() {
        set(&arena.stepped, 1);
        set(&arena.gate_default, 0);
        set(&arena.lines, 1);
        set(&arena.seeded, 1);
        let began = base_of_time(options.seed.unwrap_or(0));
        arena.started_real_ns.store(began, Ordering::Relaxed);
    }
}

/// What `time.time()` begins with in a stepped run, in nanoseconds since 1970: a moment of the year 2024 that the seed
/// picks, second by second. The schedule's and not the machine's, so that a re-run shows the same.
fn base_of_time(seed: u64) -> u64 {
    const YEAR_2024: u64 = 1_704_067_200;
    const SECONDS_OF_IT: u64 = 366 * 86_400;
    (YEAR_2024 + seed % SECONDS_OF_IT) * 1_000_000_000
}

/// How a run is to end.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    /// With this word and status in `finished`.
    Finished(&'static str, i32),
    /// The machinery failed.
    Failed(Breakdown),
}

struct Conductor {
    arena: &'static Arena,
    ends: Ends,
    outside: (Receiver<Command>, Arc<OwnedFd>),
    epoll: Epoll,
    feed: Feed,
    merge: Merge,
    order: Order,
    members: Members,
    sampler: Sampler,
    /// Output as it leaves the socket.
    chunk: Vec<u8>,
    /// Ends that this side tells: due when all tickets before the number are delivered.
    deaths: VecDeque<(u64, u32)>,
    /// Slots of processes that were seen dead.
    slot_is_dead: Vec<bool>,
    /// For each slot whose thread has ended: the ticket that the merge must have passed before the slot is free.
    slot_is_due: Vec<u64>,
    /// Nobody else is born: the run ends.
    is_ending: bool,
    /// Since when the merge waits for the owner of a ticket.
    stuck_since: Option<u64>,
    /// Slots whose process is looked for in vain, and since when.
    missed_since: HashMap<usize, u64>,
    /// How main ended, once told.
    main: Option<Ending>,
    outcome: Option<Outcome>,
    gates: Gates,
    stepper: Stepper,
    speed: Speed,
    rest: Rest,
    pace: Pace,
    /// Monotonic nanoseconds at which the run is ended.
    time_limit: Option<u64>,
}

impl std::fmt::Debug for Conductor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Conductor")
            .field("members", &self.members)
            .finish_non_exhaustive()
    }
}

impl Conductor {
    fn new(options: &Options, ends: Ends, outside: Outside) -> std::io::Result<Self> {
        let arena = ends.memory.get();
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        for (fd, token) in [
            (ends.doorbell.as_fd(), DOORBELL),
            (outside.wakeup.as_fd(), WAKEUP),
            (ends.output.as_fd(), OUTPUT),
            (ends.post.as_fd(), POST),
            (ends.stage.as_fd(), STAGE),
        ] {
            epoll.add(fd, EpollEvent::new(EpollFlags::EPOLLIN, token))?;
        }
        let started_ns = arena.started_ns.load(Ordering::Relaxed);
        Ok(Self {
            arena,
            epoll,
            feed: Feed::new(outside.notices, outside.abandoned, started_ns),
            merge: Merge::new(arena),
            order: Order::new(),
            members: Members::default(),
            sampler: Sampler::default(),
            chunk: vec![0; output::CHUNK],
            deaths: VecDeque::new(),
            slot_is_dead: vec![false; MAX_SLOTS],
            slot_is_due: vec![0; MAX_SLOTS],
            is_ending: false,
            stuck_since: None,
            missed_since: HashMap::new(),
            main: None,
            outcome: None,
            gates: if options.stepped.is_some() {
                Gates::Stepped
            } else {
                Gates::Open
            },
            stepper: Stepper::new(options),
            speed: options.speed,
            rest: Rest::new(options.sample_every),
            pace: Pace::default(),
            time_limit: options
                .time_limit
                .map(|limit| started_ns.saturating_add(limit.as_nanos() as u64)),
            outside: (outside.commands, outside.wakeup),
            ends,
        })
    }

    fn conduct(mut self) {
        if self.stepper.follower.is_some() {
            self.feed.watch();
        }
        self.feed.notice(Notice::Ready(self.ends.guard.clone()));
        let mut has_news = false;
        let outcome = loop {
            if let Some(outcome) = self.outcome.take() {
                break outcome;
            }
            if self.turn() {
                self.rest.something_happened();
                self.consider_in_haste();
                has_news = true;
                continue;
            }
            if std::mem::take(&mut has_news) && self.breathe() {
                continue;
            }
            // From here on lesson processes ring; what happened just before is found by the turn below.
            self.arena.sleeping.store(1, Ordering::SeqCst);
            if self.turn() {
                self.rest.something_happened();
                self.arena.sleeping.store(0, Ordering::SeqCst);
                continue;
            }
            let pause = self.consider();
            self.feed.flush();
            if self.outcome.is_none() {
                self.sleep(pause);
            }
            self.arena.sleeping.store(0, Ordering::SeqCst);
        };
        self.end(outcome);
    }

    /// Lets records gather for a moment if they come quickly; tells whether it did. Nobody rings meanwhile.
    ///
    /// Not where somebody waits for a record: at a birth gate, for a jump of the clock, for a pause to be told.
    fn breathe(&mut self) -> bool {
        let Some(breath) = self.pace.breath() else {
            return false;
        };
        let is_awaited = self.speed == Speed::Max
            || self.gates != Gates::Open
            || self.outcome.is_some()
            || self.main.is_some()
            || self.members.iter().any(|member| !member.is_started);
        if is_awaited {
            return false;
        }
        self.feed.flush();
        self.sleep(Some(breath));
        self.pace.rang();
        true
    }

    /// Something happens all the time: looks around now and then all the same.
    fn consider_in_haste(&mut self) {
        if self.rest.is_long_since_considered() {
            self.consider();
            self.feed.flush();
        }
    }

    /// Takes in whatever is new; tells whether anything was.
    fn turn(&mut self) -> bool {
        let has_heard = self.hear();
        let has_obeyed = self.obey();
        let has_collected = self.collect();
        has_heard || has_obeyed || has_collected
    }

    fn hear(&mut self) -> bool {
        let mut events = [EpollEvent::empty(); HEARD_AT_ONCE];
        let n_events = self
            .epoll
            .wait(&mut events, EpollTimeout::ZERO)
            .unwrap_or(0);
        for event in &events[..n_events] {
            match event.data() {
                DOORBELL => {
                    self.pace.rang();
                    doorbell::clear(self.ends.doorbell.as_fd());
                }
                WAKEUP => doorbell::clear(self.outside.1.as_fd()),
                OUTPUT => self.drain_output(),
                POST => self.read_post(),
                STAGE => self.stage_ended(),
                process => self.death((process - FIRST_PROCESS.min(process)) as u32),
            }
        }
        n_events > 0
    }

    /// Merges the rings and delivers; tells whether anything came.
    fn collect(&mut self) -> bool {
        let mut records: Vec<Record> = Vec::new();
        let dead = &self.slot_is_dead;
        let is_complete = self.merge.poll(|slot| dead[slot], &mut records);
        self.watch_stuck(is_complete);
        if self.merge.is_damaged {
            self.outcome = Some(Outcome::Failed(Breakdown::Overwritten));
        }
        let has_records = !records.is_empty();
        for record in records {
            self.place(record);
        }
        let has_told = self.tell_ends(self.merge.next_ticket()) == Delivered::Something;
        self.free_slots();
        has_records || has_told
    }

    fn sleep(&self, pause: Option<Duration>) {
        let mut fds = [PollFd::new(self.epoll.0.as_fd(), PollFlags::POLLIN)];
        // An interruption only means looking around early.
        let _ = ppoll(&mut fds, pause.map(TimeSpec::from), None);
    }

    /// Real and virtual nanoseconds now.
    fn now(&self) -> (u64, u64) {
        let now = monotonic_ns();
        (now, self.arena.clock.read().at(now))
    }

    /// The process as the subject of an event that this side saw.
    fn who(&self, proc: u32) -> Who {
        let member = self.members.get(proc);
        Who {
            proc: Some(crate::trace::ProcId(proc)),
            pid: member.map(|member| member.pid),
            host_pid: member.map(|member| member.host_pid),
            ..Who::default()
        }
    }
}
