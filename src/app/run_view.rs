//! [`RunView`]: what the screen knows of the run. It is fed by messages alone and can be built by hand in tests.

use std::collections::BTreeMap;

use super::moment::Cursor;
use super::motion::Motions;
use super::pool_rate::PoolRate;
use super::stepping::{Policy, Stepping};
use crate::lesson::{StdoutMode, Text};
use crate::model::world::{Object, State};
use crate::model::{History, World};
use crate::python::problem::Problem;
use crate::trace::{Event, EventKind, Header, ObjectId, ProcId};

/// Number of a run within this session of forklore, from 1; 0 is no run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub u64);

/// The run as the screen shows it.
#[derive(Clone, Debug, Default)]
pub struct RunView {
    /// Which run.
    pub id: RunId,
    /// Who chooses the order, or whether a recording is shown.
    pub mode: Mode,
    /// Where a stepped run stands.
    pub stepping: Stepping,
    /// How far it is.
    pub phase: Phase,
    /// What never changes during it.
    pub facts: RunFacts,
    /// First line of its trace.
    pub header: Header,
    /// Speed of the virtual clock.
    pub speed: Speed,
    /// The moment that is shown: the fold of all events so far, or of those before the cursor.
    pub world: World,
    /// Events received so far.
    pub n_events: u64,
    /// The virtual clock in nanoseconds at the moment that is shown; at least `world.vt`.
    pub vt: u64,
    /// The virtual clock in nanoseconds when it was last read; `vt` while the newest moment is shown.
    pub newest_vt: u64,
    /// Where in the past the learner is; none: at the newest moment.
    pub cursor: Option<Cursor>,
    /// Speed at which the past is played.
    pub cursor_speed: Speed,
    /// Every event that is kept, and the way to every moment between.
    pub(super) history: History,
    /// Places in the trace at which a page was turned, for the marks.
    pub(super) page_marks: Vec<usize>,
    /// Virtual times at which the clock was forced (paused, other speed), oldest first; bounded by [`CUT_LIMIT`].
    pub cuts: Vec<u64>,
    /// Whether it was explained by itself, once in a run, why processes are stuck.
    pub has_explained: bool,
    /// How fast each pool gets its tasks done.
    pub pool_rates: BTreeMap<ObjectId, PoolRate>,
    /// What is on its way on the screen.
    pub motions: Motions,
}

/// Forced times kept: more than the widest screen has cells.
const CUT_LIMIT: usize = 512;

/// How long a change is marked, in virtual nanoseconds: 400 ms at x1 (SCREENS.md §6, "Timing").
const FRESH_SPAN: u64 = 400_000_000;

impl RunView {
    /// Takes further events into the world, in delivered order.
    pub fn apply(&mut self, events: &[Event]) {
        let is_newest = self.cursor.is_none();
        if is_newest {
            self.history.give_back(std::mem::take(&mut self.world));
        }
        for event in events {
            self.stepping.note(event);
            if self.mode == Mode::Stepped {
                self.stepping.note_time(event);
            }
            self.history.push(event);
            self.note_task(event);
        }
        self.newest_vt = self.newest_vt.max(self.history.newest().vt);
        self.n_events += events
            .iter()
            .filter(|event| !event.kind.is_sampled())
            .count() as u64;
        if is_newest {
            self.world = self.history.lend();
            self.vt = self.newest_vt;
        }
    }

    /// Counts the tasks of pools over time.
    fn note_task(&mut self, event: &Event) {
        match event.kind {
            EventKind::TaskSubmitted { object, .. } => {
                self.pool_rates
                    .entry(object)
                    .or_default()
                    .submitted(event.vt);
            }
            EventKind::TaskFinished { object, .. } => {
                self.pool_rates
                    .entry(object)
                    .or_default()
                    .finished(event.vt);
            }
            _ => {}
        }
    }

    /// The clock was read: virtual nanoseconds.
    pub(super) fn clock(&mut self, vt: u64) {
        self.newest_vt = self.newest_vt.max(vt);
        if self.cursor.is_none() {
            self.vt = self.newest_vt;
        }
    }

    /// Whether what began at this virtual time is so new that it is marked. At `--speed max` nothing is: there the
    /// clock jumps.
    pub fn is_fresh(&self, since: u64) -> bool {
        let shows_change = matches!(
            self.phase,
            Phase::Running | Phase::Pausing { .. } | Phase::Paused
        );
        shows_change && self.speed != Speed::Max && self.vt.saturating_sub(since) < FRESH_SPAN
    }

    /// Whether the number of this object changed so lately that it is marked. Its first value is no change.
    pub fn is_fresh_object(&self, object: &Object) -> bool {
        match object.history.as_slice() {
            [_, .., (since, _)] => self.is_fresh(*since),
            _ => false,
        }
    }

    /// Whether anything on the screen is marked as new.
    pub(super) fn has_fresh(&self) -> bool {
        let world = &self.world;
        world
            .processes
            .iter()
            .any(|process| self.is_fresh(process.since))
            || world
                .objects
                .values()
                .any(|object| self.is_fresh_object(object))
    }

    /// Notes that the clock is forced now.
    pub(super) fn cut(&mut self) {
        let is_new = self.cuts.last() != Some(&self.vt);
        if self.vt > 0 && is_new && self.cuts.len() < CUT_LIMIT {
            self.cuts.push(self.vt);
        }
    }

    /// Processes that have started and not ended.
    pub fn n_alive(&self) -> u32 {
        let is_alive = |state: &State| {
            matches!(
                state,
                State::Ready
                    | State::Running
                    | State::Blocked(_)
                    | State::Sleeping { .. }
                    | State::Stopped
            )
        };
        self.world
            .processes
            .iter()
            .filter(|process| is_alive(&process.state))
            .count() as u32
    }

    /// The processes in the order of their rows: as created up to 12; above, stuck, running, ready, the rest,
    /// each by number.
    pub fn process_order(&self) -> Vec<ProcId> {
        self.process_order_of(&self.world)
    }

    /// The same for another moment of the run.
    pub fn process_order_of(&self, world: &World) -> Vec<ProcId> {
        let mut order: Vec<_> = world.processes.iter().map(|process| process.id).collect();
        if order.len() > Self::FEW {
            let stuck = world
                .deadlock
                .as_ref()
                .map(|deadlock| deadlock.processes.as_slice());
            let rank = |id: &ProcId| {
                if stuck.is_some_and(|stuck| stuck.contains(id)) {
                    return 0;
                }
                match world
                    .processes
                    .get(id.0 as usize)
                    .map(|process| &process.state)
                {
                    Some(State::Running) => 1,
                    Some(State::Ready) => 2,
                    _ => 3,
                }
            };
            order.sort_by_key(rank);
        }
        order
    }

    /// Up to so many processes stand in the order of their creation (SCREENS.md §6, "Many").
    pub const FEW: usize = 12;
}

/// Who chooses the order of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The kernel: gates are open.
    #[default]
    Live,
    /// The learner or a policy: one gate at a time.
    Stepped,
    /// Nobody: a recording is shown.
    Replay,
}

/// What is settled when a run starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFacts {
    /// Where its processes live.
    pub stage: Stage,
    /// How its stdout is buffered.
    pub stdout: StdoutMode,
    /// How children are made.
    pub start_method: StartMethod,
    /// Seed of the program's random numbers, if one is set.
    pub seed: Option<u64>,
    /// Who chooses in a stepped run where the learner does not.
    pub policy: Policy,
}

impl Default for RunFacts {
    fn default() -> Self {
        Self {
            stage: Stage::Namespace,
            stdout: StdoutMode::Terminal,
            start_method: StartMethod::Fork,
            seed: None,
            policy: Policy::InTurn,
        }
    }
}

/// How `multiprocessing` makes a child.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StartMethod {
    /// A copy of the parent.
    #[default]
    Fork,
    /// A fresh interpreter that imports the program anew.
    Spawn,
}

impl StartMethod {
    /// The word for it in Python, options and the trace.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fork => "fork",
            Self::Spawn => "spawn",
        }
    }
}

/// Where the processes of a run live.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// In their own PID namespace.
    #[default]
    Namespace,
    /// Among the machine's processes, because a namespace was refused: the reason, without a final dot.
    BestEffort(Text),
}

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    /// Nothing was started yet.
    #[default]
    NoRun,
    /// Asked for; the stage is being built.
    Starting,
    /// Gates are open.
    Running,
    /// Asked to pause; so many processes are not at their gate yet.
    Pausing {
        /// How many.
        left: u32,
    },
    /// Every process stands at its gate and the clock stands.
    Paused,
    /// Being ended.
    Stopping,
    /// Over, with this exit status.
    Done {
        /// Status as the shell would give it.
        code: i32,
    },
    /// Nobody can ever move (confirmed); the processes still exist.
    Stuck,
    /// The program was refused before its first line: why.
    Refused(Vec<Problem>),
    /// The run could not be made or broke down: why.
    Failed(Text),
}

impl Phase {
    /// Whether processes of the run may exist.
    pub fn is_alive(&self) -> bool {
        matches!(
            self,
            Self::Starting
                | Self::Running
                | Self::Pausing { .. }
                | Self::Paused
                | Self::Stopping
                | Self::Stuck
        )
    }
}

/// Speed of the virtual clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Speed {
    /// Times real time, in thousandths: 1000 is x1.
    Times(u32),
    /// Waits are skipped as soon as all are quiet.
    Max,
}

impl Default for Speed {
    fn default() -> Self {
        Self::NORMAL
    }
}

impl Speed {
    /// x1.
    pub const NORMAL: Self = Self::Times(1000);

    /// The speeds that `+` and `-` walk (SCREENS.md §6).
    pub const STEPS: [Self; 8] = [
        Self::Times(100),
        Self::Times(200),
        Self::Times(500),
        Self::Times(1000),
        Self::Times(2000),
        Self::Times(5000),
        Self::Times(10_000),
        Self::Max,
    ];

    /// The next faster step; at the end the same.
    #[must_use]
    pub fn faster(self) -> Self {
        Self::STEPS
            .into_iter()
            .find(|step| step.rank() > self.rank())
            .unwrap_or(Self::Max)
    }

    /// The next slower step; at the end the same.
    #[must_use]
    pub fn slower(self) -> Self {
        Self::STEPS
            .into_iter()
            .rev()
            .find(|step| step.rank() < self.rank())
            .unwrap_or(Self::STEPS[0])
    }

    /// Its factor, for the loop that sets the clock; `None` for `Max`.
    pub fn factor(self) -> Option<f64> {
        match self {
            Self::Times(thousandths) => Some(f64::from(thousandths) / 1000.0),
            Self::Max => None,
        }
    }

    fn rank(self) -> u32 {
        match self {
            Self::Times(thousandths) => thousandths,
            Self::Max => u32::MAX,
        }
    }
}
