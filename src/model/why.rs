//! Why processes are stuck: the causes behind a standstill, read from the world.
//!
//! Only facts become causes: what an event told or what follows from all processes being asleep. Where several
//! processes could still help, none of them is blamed.

use crate::trace::{Agent, ObjectId, ObjectType, ProcId};

use super::composite::Part;
use super::graph::{Standstill, Verdict};
use super::world::{Detail, Object, TaskState, Wait, World};

/// Something that keeps processes from ever moving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// They wait for each other, first to last and back; one alone waits for itself.
    Cycle(Vec<ProcId>),
    /// The lock is held by a process that has ended.
    DeadHolder {
        /// The lock.
        object: ObjectId,
        /// Who ended with it.
        holder: ProcId,
    },
    /// No other living process has the object.
    Unshared {
        /// The object waited for.
        object: ObjectId,
        /// Who waits for it.
        proc: ProcId,
        /// An object of another process with the same name, if there is one.
        twin: Option<ObjectId>,
    },
    /// The process has come to its end, but its feeder cannot write: the pipe is full.
    Feeder {
        /// Who cannot end.
        proc: ProcId,
        /// The queue.
        object: ObjectId,
        /// Items that are still with the feeder.
        n_items: u64,
    },
    /// Processes sleep beside a free permit: whoever was woken for it did not live to take it.
    Stranded {
        /// The lock or semaphore.
        object: ObjectId,
        /// Who sleeps.
        waiters: Vec<ProcId>,
    },
    /// A permit, an item or a message is waited for, and nobody is left who could give one.
    NobodyGives {
        /// The semaphore, queue, pipe, condition, event or barrier.
        object: ObjectId,
        /// What would have to be done: `release`, `put`, `send`; `notify`, `set`, `arrive`.
        op: &'static str,
    },
    /// Room is waited for, and nobody is left who could take something out.
    NobodyTakes {
        /// The queue or pipe.
        object: ObjectId,
        /// What would have to be done: `get`, `recv`.
        op: &'static str,
    },
    /// Who reads from the pipe has the writing end open itself, so that the end of the data never comes.
    OwnEnd {
        /// The pipe.
        object: ObjectId,
        /// Who reads.
        proc: ProcId,
    },
    /// Nobody sends any more, but the writing end is still open, so that the end of the data never comes.
    OpenEnd {
        /// The pipe.
        object: ObjectId,
        /// The writing end.
        end: usize,
        /// Who reads.
        proc: ProcId,
        /// Who has the writing end open, by number.
        holders: Vec<ProcId>,
    },
    /// Items that were taken and never said to be done.
    Unfinished {
        /// The joinable queue.
        object: ObjectId,
    },
    /// A worker ended with a task: its result never comes.
    LostTask {
        /// The pool.
        object: ObjectId,
        /// Number of the task.
        task: u64,
        /// Who had it.
        worker: ProcId,
    },
}

/// What keeps the processes of a standstill from moving, the cycle first, none twice.
pub(super) fn causes(world: &World, standstill: &Standstill) -> Vec<Cause> {
    let mut causes = Vec::new();
    if !standstill.cycle.is_empty() {
        causes.push(Cause::Cycle(standstill.cycle.clone()));
    }
    for id in &standstill.processes {
        let in_cycle = standstill.cycle.contains(id);
        let cause = world
            .waits_for(*id)
            .filter(|wait| !in_cycle && wait.deadline.is_none())
            .and_then(|wait| cause_of(world, standstill, *id, wait));
        causes.extend(cause.filter(|cause| !causes.contains(cause)));
    }
    causes
}

/// Why this wait never ends; `None` where another process's wait tells it, or nobody knows.
fn cause_of(world: &World, standstill: &Standstill, id: ProcId, wait: &Wait) -> Option<Cause> {
    let object = world.objects.get(&wait.object?)?;
    let is_over = standstill.verdict == Verdict::Everybody;
    match wait.op.as_str() {
        "acquire" | "read" | "write" => of_permit(world, standstill, id, object),
        "exit" => of_feeder(world, id, object),
        "get" if is_empty(object) && is_over => {
            Some(unshared(world, id, object).unwrap_or(Cause::NobodyGives {
                object: object.id,
                op: "put",
            }))
        }
        "recv" | "poll" if is_over => Some(of_reader(world, id, object)),
        "put" if is_over => Some(Cause::NobodyTakes {
            object: object.id,
            op: "get",
        }),
        "send" if is_over => Some(Cause::NobodyTakes {
            object: object.id,
            op: "recv",
        }),
        "join" if is_over => Some(Cause::Unfinished { object: object.id }),
        "pool_result" => lost_task(object),
        _ => None,
    }
}

/// Of a lock or semaphore.
fn of_permit(world: &World, standstill: &Standstill, id: ProcId, object: &Object) -> Option<Cause> {
    if let Some(holder) = object.holder() {
        let has_ended = world
            .process(holder)
            .is_some_and(|holder| holder.end().is_some());
        return has_ended.then_some(Cause::DeadHolder {
            object: object.id,
            holder,
        });
    }
    if let Some((whole, Part::Wait)) = world.whole_of(object.id) {
        let op = match whole.type_ {
            ObjectType::Event => "set",
            ObjectType::Barrier => "arrive",
            _ => "notify",
        };
        return (standstill.verdict == Verdict::Everybody).then_some(Cause::NobodyGives {
            object: whole.head,
            op,
        });
    }
    let is_free = object.count().is_none_or(|count| count > 0);
    let is_confirmed = standstill.verdict != Verdict::Open;
    if is_free {
        return is_confirmed.then(|| Cause::Stranded {
            object: object.id,
            waiters: object.waiters.iter().map(|waiter| waiter.proc).collect(),
        });
    }
    unshared(world, id, object).or_else(|| {
        (standstill.verdict == Verdict::Everybody).then_some(Cause::NobodyGives {
            object: object.id,
            op: "release",
        })
    })
}

/// Whether nobody but `id` has the object, among the living.
///
/// An object is inherited by the children that its maker starts, so it is unshared only if 1. its maker waits for it,
/// 2. no other process was seen to name or to use it, and 3. its maker has no living child, or another process made
/// an object by the same name: then the module was run anew in each of them (start method spawn).
fn unshared(world: &World, id: ProcId, object: &Object) -> Option<Cause> {
    if object.creator != id || object.users.iter().any(|user| *user != id) {
        return None;
    }
    let twin = world.objects.values().find(|other| {
        other.id != object.id
            && other.type_ == object.type_
            && other.name == object.name
            && other.creator != id
            && other.line == object.line
    });
    let has_child = world
        .processes
        .iter()
        .any(|process| process.parent == Some(id) && process.is_alive());
    (twin.is_some() || (id != ProcId::MAIN && !has_child)).then(|| Cause::Unshared {
        object: object.id,
        proc: id,
        twin: twin.map(|twin| twin.id),
    })
}

fn of_feeder(world: &World, id: ProcId, object: &Object) -> Option<Cause> {
    let feeder = world.process(id)?.helpers.get(&Agent::Feeder)?;
    feeder.waits_for.as_ref()?;
    let Detail::Queue { n_with_feeder, .. } = object.detail else {
        return None;
    };
    Some(Cause::Feeder {
        proc: id,
        object: object.id,
        n_items: n_with_feeder,
    })
}

/// Of a reader while nobody can move: no data is there and the pipe is not at its end, so a living process has its
/// writing end open. If only the reader lives who can have it, it is the reader.
///
/// Where the trace tells who has the ends open, they are named: of a one-way pipe, and of one whose writing end somebody
/// has closed. Without that, both sides of a duplex pipe just wait for each other's message.
fn of_reader(world: &World, id: ProcId, object: &Object) -> Cause {
    if let Some(cause) = open_end(id, object) {
        return cause;
    }
    let has_seen = |other: ProcId| other != id && may_have(world, other, object);
    if world.living().any(has_seen) {
        Cause::NobodyGives {
            object: object.id,
            op: "send",
        }
    } else {
        Cause::OwnEnd {
            object: object.id,
            proc: id,
        }
    }
}

fn open_end(id: ProcId, object: &Object) -> Option<Cause> {
    let Detail::Pipe {
        n_directions,
        n_closed,
        ..
    } = &object.detail
    else {
        return None;
    };
    let end = object.end_read_by(id)?;
    let is_meant = *n_directions == Some(1) || n_closed[end] > 0;
    let mut holders = object.holders_of_end(end)?.to_vec();
    holders.sort_unstable();
    (is_meant && !holders.is_empty()).then_some(Cause::OpenEnd {
        object: object.id,
        end,
        proc: id,
        holders,
    })
}

/// Whether a process may have got the object: it made it, it was seen with it, or it comes from its maker.
fn may_have(world: &World, id: ProcId, object: &Object) -> bool {
    if object.users.contains(&id) {
        return true;
    }
    let mut at = Some(id);
    // A family of processes is not deeper than there are processes, also in a damaged trace.
    for _ in 0..world.processes.len() {
        match at {
            Some(id) if id == object.creator => return true,
            Some(id) => at = world.process(id).and_then(|process| process.parent),
            None => return false,
        }
    }
    false
}

fn is_empty(object: &Object) -> bool {
    matches!(object.detail, Detail::Queue { n_items: 0, .. })
}

/// The first task at a worker that has ended.
fn lost_task(object: &Object) -> Option<Cause> {
    let Detail::Pool { tasks, .. } = &object.detail else {
        return None;
    };
    (1..).zip(tasks).find_map(|(task, state)| match state {
        TaskState::Lost(worker) => Some(Cause::LostTask {
            object: object.id,
            task,
            worker: *worker,
        }),
        _ => None,
    })
}

impl Cause {
    /// The object that it is about; of a cycle the first that is waited for in it.
    pub fn object(&self, world: &World) -> Option<ObjectId> {
        match self {
            Self::Cycle(cycle) => cycle.iter().find_map(|id| world.waits_for(*id)?.object),
            Self::DeadHolder { object, .. }
            | Self::Unshared { object, .. }
            | Self::Feeder { object, .. }
            | Self::Stranded { object, .. }
            | Self::NobodyGives { object, .. }
            | Self::NobodyTakes { object, .. }
            | Self::OwnEnd { object, .. }
            | Self::OpenEnd { object, .. }
            | Self::Unfinished { object }
            | Self::LostTask { object, .. } => Some(*object),
        }
    }
}

impl World {
    /// Objects between the members of a cycle: what each waits for, in the order of the cycle; joins have none.
    pub fn cycle_objects(&self, cycle: &[ProcId]) -> Vec<ObjectId> {
        let object = |id: &ProcId| self.waits_for_whom(*id)?.object;
        cycle.iter().filter_map(object).collect()
    }

    /// Locks of a cycle that a process outside may release: in Python anybody may release a Lock, an RLock only its
    /// owner.
    pub fn releasable(&self, cycle: &[ProcId]) -> Vec<ObjectId> {
        let mut objects = self.cycle_objects(cycle);
        objects.retain(|id| {
            self.objects
                .get(id)
                .is_some_and(|object| object.type_ == ObjectType::Lock)
        });
        objects
    }
}
