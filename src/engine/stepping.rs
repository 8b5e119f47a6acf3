//! The words of a stepped run: who may move, what the next step of each is, and what it lacks.

use super::schedule::follow::Followed;
use crate::trace::event::Agent;
use crate::trace::{ObjectId, ProcId};

/// Who takes a step: a process, or a helper thread of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mover {
    /// The process.
    pub proc: ProcId,
    /// Its helper; none: the process itself.
    pub agent: Option<Agent>,
    /// Which helper of this kind, from 0 in order of creation (a process has a feeder for each queue that it puts into).
    pub nth: u32,
}

/// How a stepped run chooses among those who can move when nobody else chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Policy {
    /// In turn: the next one after the one that moved last, in order of (process, helper).
    #[default]
    RoundRobin,
    /// Drawn from the run's seed.
    Random,
}

/// A run whose steps are chosen one at a time.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Stepped {
    /// Who chooses where `choices` says nothing.
    pub policy: Policy,
    /// Departures from the policy: (number of the step, from 0; who takes it), in order of the step.
    pub choices: Vec<(u64, Mover)>,
    /// Signals from outside: (number of the step that they come before, to whom, signal number), in order.
    pub signals: Vec<(u64, ProcId, i32)>,
    /// An earlier run that is followed first, and then the run is held; see
    /// [`choices_of_trace`](super::schedule::choices_of_trace). Where it cannot be followed,
    /// [`Notice::Refused`](super::session::Notice::Refused) names the event.
    pub follow: Vec<Followed>,
    /// The run takes this many steps by itself and then waits for [`Command::Step`]; none: it goes on to its end.
    ///
    /// [`Command::Step`]: super::session::Command::Step
    pub hold_at: Option<u64>,
    /// Whoever runs it looks for cycles of waiting: after each wait that is told nobody takes a step until
    /// [`Command::Looked`] answers [`Notice::Waits`], so that a cycle is told at the same step in every run.
    ///
    /// [`Command::Looked`]: super::session::Command::Looked
    /// [`Notice::Waits`]: super::session::Notice::Waits
    pub asks: bool,
}

/// What a process waits for before its next step can be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needs {
    /// A permit, an item, a message, or room: of this object.
    Object(ObjectId),
    /// The end of this process.
    End(ProcId),
    /// The clock: virtual nanoseconds. It may be stepped all the same, which makes the clock jump. Of a wait with a
    /// time-out [`Announced::object`] and [`Announced::child`] say what would let it go on before.
    Clock(u64),
    /// Something else that is not there yet, in the words of [`Announced::op`].
    Other,
}

/// What the next step of somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// Who.
    pub mover: Mover,
    /// Line it is at.
    pub line: Option<u32>,
    /// `acquire`, `release`, `put`, `get`, `send`, `recv`, `join`, `sleep`, `write`, `read`, `start`, `create`, `signal` ...
    /// as in the trace where the trace has a word; `birth` for a newcomer's first move, `callback` for what a pool hands
    /// to the program, `exit` for what is left to do behind the last line, `end` for the end itself; empty for a statement
    /// without an operation.
    pub op: String,
    /// What it is about.
    pub object: Option<ObjectId>,
    /// Whom it is about.
    pub child: Option<ProcId>,
    /// Text that the step writes, or which part of the statement it is (`2 of 2`), for people; empty if neither.
    pub detail: String,
    /// None: it can move now.
    pub needs: Option<Needs>,
    /// Signal that waits at its gate: the step is its death or its KeyboardInterrupt.
    pub pending: Option<String>,
}

/// Where a stepped run stands when everybody is at rest.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Held {
    /// Steps taken so far.
    pub step: u64,
    /// The next step of everybody who lives, in order of mover.
    pub movers: Vec<Announced>,
    /// Processes that compute without having come to their next operation.
    pub computing: Vec<ProcId>,
    /// Whom the policy would choose now; none if nobody can move.
    pub next: Option<Mover>,
    /// Code of the choices so far.
    pub schedule: String,
}
