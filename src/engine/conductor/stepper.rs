//! What a stepped run remembers: where it stands, who chooses, and what was chosen.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use crate::engine::os::clock::monotonic_ns;
use crate::engine::schedule::Schedule;
use crate::engine::schedule::code::hash_of;
use crate::engine::schedule::follow::Follower;
use crate::engine::schedule::policy::choose;
use crate::engine::session::{Options, StartMethod, StdoutMode};
use crate::engine::stepping::{Held, Mover, Policy};
use crate::trace::ProcId;

/// Virtual nanoseconds that a step costs, so that loops which look at the clock come to an end.
pub const STEP_NS: u64 = 10_000;

/// Who takes the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// The schedule, up to this step (none: to the end).
    Scheduled(Option<u64>),
    /// An earlier run, as far as it goes.
    Following,
    /// Nobody, until it is commanded.
    Held,
    /// The schedule, one step each time so many nanoseconds have passed; the next at this monotonic time.
    Playing {
        /// Between two steps.
        every_ns: u64,
        /// When the next is due.
        next_ns: u64,
    },
}

/// The memory of a stepped run.
#[derive(Debug)]
pub struct Stepper {
    /// Who takes the steps.
    pub pace: Pace,
    /// The earlier run that is followed.
    pub follower: Option<Follower>,
    policy: Policy,
    seed: u64,
    /// Departures to come or taken: the choice of each step that is not left to the policy.
    choices: BTreeMap<u64, Mover>,
    /// Signals to come, and those that were sent.
    signals: VecDeque<(u64, ProcId, i32)>,
    sent: Vec<(u64, ProcId, i32)>,
    /// Departures that were taken.
    taken: Vec<(u64, Mover)>,
    /// Number of the next step.
    pub step: u64,
    last: Option<Mover>,
    /// Steps that were commanded and not taken; none: whom the schedule chooses.
    pub wanted: VecDeque<Option<Mover>>,
    /// Whether waits that begin are asked about.
    asks: bool,
    /// Questions so far.
    n_asked: u64,
    /// The question that is not answered yet.
    pub asked: Option<u64>,
    /// What was told last, while it may still be so.
    pub told: Option<Held>,
    /// When the newest step began.
    pub granted_ns: u64,
    /// Processes that take long over their newest step.
    pub computing: Vec<ProcId>,
    /// Processes that have stood at a gate.
    seen: BTreeSet<u32>,
    /// Processes that SIGKILL was sent to, until they are dead.
    pub killed: BTreeSet<u32>,
    /// Processes that were told to stop (`true`) or to continue.
    pub stopped: BTreeMap<u32, bool>,
    /// Signals that wait at gates.
    pub pending: BTreeMap<u32, i32>,
    helpers: Helpers,
    program: Program,
}

/// What a schedule says beside the choices.
#[derive(Clone, Debug)]
struct Program {
    hash: [u8; 4],
    stdout: StdoutMode,
    start_method: StartMethod,
    /// The run has been stepped from its first moment, so its choices are all there is to know.
    is_whole: bool,
}

impl Stepper {
    /// At the start of a run.
    pub fn new(options: &Options) -> Self {
        let stepped = options.stepped.clone();
        let is_whole = stepped.is_some();
        let stepped = stepped.unwrap_or_default();
        Self {
            pace: match is_whole {
                true if !stepped.follow.is_empty() => Pace::Following,
                true => Pace::Scheduled(stepped.hold_at),
                false => Pace::Held,
            },
            follower: (!stepped.follow.is_empty()).then(|| Follower::new(stepped.follow)),
            policy: stepped.policy,
            seed: options.seed.unwrap_or(0),
            choices: stepped.choices.into_iter().collect(),
            signals: stepped.signals.into(),
            sent: Vec::new(),
            taken: Vec::new(),
            step: 0,
            last: None,
            wanted: VecDeque::new(),
            asks: stepped.asks,
            n_asked: 0,
            asked: None,
            told: None,
            granted_ns: monotonic_ns(),
            computing: Vec::new(),
            seen: BTreeSet::new(),
            killed: BTreeSet::new(),
            stopped: BTreeMap::new(),
            pending: BTreeMap::new(),
            helpers: Helpers::default(),
            program: Program {
                hash: hash_of(&options.source),
                stdout: options.stdout,
                start_method: options.start_method,
                is_whole,
            },
        }
    }

    /// The run goes over to stepped mode, or back: from now on a schedule cannot repeat it.
    pub fn interrupt_schedule(&mut self) {
        self.program.is_whole = false;
        self.choices.clear();
        self.follower = None;
        self.wanted.clear();
        self.told = None;
        self.computing.clear();
    }

    /// A wait was told: the question to be answered before the next step, if there is one.
    pub fn ask(&mut self) -> Option<u64> {
        if self.asks {
            self.n_asked += 1;
            self.asked = Some(self.n_asked);
        }
        self.asked
    }

    /// Whom the schedule chooses for the next step: as it says, or by the policy among `able`.
    pub fn scheduled(&self, able: &[Mover]) -> Option<Mover> {
        let said = self.choices.get(&self.step).copied();
        said.or_else(|| choose(self.policy, self.seed, self.step, self.last, able))
    }

    /// Whether the schedule says itself who takes the next step.
    pub fn is_said(&self) -> bool {
        self.choices.contains_key(&self.step)
    }

    /// A step is taken by `mover`, where `able` could move.
    pub fn take(&mut self, mover: Mover, able: &[Mover]) {
        let by_policy = choose(self.policy, self.seed, self.step, self.last, able);
        // Who computed meanwhile could not be chosen now, and could in a run that waits for it.
        if by_policy != Some(mover) || !self.computing.is_empty() {
            self.taken.push((self.step, mover));
        }
        self.step += 1;
        self.last = Some(mover);
        self.told = None;
        self.granted_ns = monotonic_ns();
        if mover.agent.is_none() {
            self.pending.remove(&mover.proc.0);
        }
    }

    /// The learner chooses: what a schedule said about the steps from here on no longer holds.
    pub fn depart(&mut self) {
        let step = self.step;
        self.choices.retain(|&at, _| at < step);
        self.signals.clear();
    }

    /// The first signal that comes before the next step.
    pub fn take_signal(&mut self) -> Option<(ProcId, i32)> {
        let step = self.step;
        self.signals
            .pop_front_if(|it| it.0 <= step)
            .map(|(_, target, signal)| (target, signal))
    }

    /// Somebody outside has sent a signal: a re-run must, too.
    pub fn sent(&mut self, target: ProcId, signal: i32) {
        self.sent.push((self.step, target, signal));
    }

    /// Code of the choices so far; none if the run was not stepped all the time.
    pub fn code(&self) -> Option<String> {
        self.program.is_whole.then(|| {
            let schedule = Schedule {
                program: self.program.hash,
                stdout: self.program.stdout,
                start_method: self.program.start_method,
                seed: self.seed,
                policy: self.policy,
                steps: self.step,
                choices: self.taken.clone(),
                signals: self.sent.clone(),
            };
            schedule.write()
        })
    }

    /// A signal is on its way to a process that lives.
    pub fn note_signal(&mut self, target: u32, signal: i32) {
        match signal {
            libc::SIGKILL => {
                self.killed.insert(target);
            }
            libc::SIGSTOP | libc::SIGTSTP | libc::SIGTTIN | libc::SIGTTOU => {
                self.stopped.insert(target, true);
            }
            libc::SIGCONT => {
                self.stopped.insert(target, false);
            }
            0 | libc::SIGURG | libc::SIGCHLD | libc::SIGPIPE | libc::SIGWINCH => {}
            signal => {
                self.pending.entry(target).or_insert(signal);
            }
        }
    }

    /// Number of a helper among its kind, for the thread in this slot.
    pub fn number_helper(&mut self, slot: usize, proc: u32, agent: u32) -> u32 {
        self.helpers.number(slot, proc, agent)
    }

    /// The process stands at its gate.
    pub fn saw(&mut self, proc: u32) {
        self.seen.insert(proc);
    }

    /// Whether the process may take long because it computes, and not because it is only just being made.
    pub fn may_compute(&self, proc: u32) -> bool {
        !self.program.is_whole || self.seen.contains(&proc)
    }

    /// The slots that are in use: others forget their helpers.
    pub fn keep_helpers(&mut self, is_in_use: impl Fn(usize) -> bool) {
        self.helpers.slots.retain(|&slot, _| is_in_use(slot));
    }
}

/// Helpers, numbered in order of creation for each process and kind.
#[derive(Debug, Default)]
struct Helpers {
    /// Slot to process, kind and number.
    slots: HashMap<usize, (u32, u32, u32)>,
    /// How many there have been of a process and kind.
    counts: HashMap<(u32, u32), u32>,
}

impl Helpers {
    fn number(&mut self, slot: usize, proc: u32, agent: u32) -> u32 {
        if let Some(&(known_proc, known_agent, nth)) = self.slots.get(&slot)
            && (known_proc, known_agent) == (proc, agent)
        {
            return nth;
        }
        let count = self.counts.entry((proc, agent)).or_default();
        let nth = *count;
        *count += 1;
        self.slots.insert(slot, (proc, agent, nth));
        nth
    }
}
