//! The fold of what all shared objects have in common: names, history, the kernel's counts.

use std::collections::VecDeque;

use crate::trace::{ObjectId, ObjectType, ProcId};

use super::apply::Deed;
use super::narration::Fact;
use super::value::cells_at_first;
use super::world::{Detail, Object, World};

/// Most moments of an object's history. Like a lane's, its older half gets coarser beyond that.
pub const HISTORY_LIMIT: usize = 2_048;

/// Most objects of a world. A program has a few; a damaged trace may name millions.
pub const OBJECT_LIMIT: usize = 65_536;

/// Processes that are kept as users of one object.
const USER_LIMIT: usize = 256;

/// Most names of one object that are kept: one in each of the processes that a screen can list, and to spare.
const NAME_LIMIT: usize = 1_024;

impl Object {
    /// An object with no history yet. `numbers`: start value and capacity.
    fn new(id: ObjectId, type_: ObjectType, creator: ProcId, numbers: [Option<i64>; 2]) -> Self {
        let [initial, capacity] = numbers;
        Self {
            id,
            type_,
            name: type_name(type_).to_owned(),
            names: Vec::new(),
            creator,
            line: None,
            users: vec![creator],
            last_taker: None,
            waiters: Vec::new(),
            kernel_waiters: None,
            changed: 0,
            history: Vec::new(),
            detail: Detail::new(type_, initial, capacity),
        }
    }

    /// Number that its lane shows now: count, items, messages, tasks at work, or the holder's badge (-1: free).
    pub fn lane_value(&self) -> i64 {
        match &self.detail {
            Detail::Lock { holder, .. } => holder.map_or(-1, |holder| i64::from(holder.0)),
            Detail::Semaphore { count, .. } => *count,
            Detail::Queue { n_items, .. } => clamp(*n_items),
            Detail::Pipe { in_flight, .. } => clamp(in_flight.iter().map(|i| i.len() as u64).sum()),
            Detail::Pool {
                started,
                done,
                lost,
                ..
            } => clamp(started.saturating_sub(*done + *lost)),
            Detail::Value { repr, .. } => whole_number(repr).unwrap_or(0),
            Detail::Other => 0,
        }
    }

    /// What the lane showed at virtual time `vt`; `None` before the object was made.
    pub fn value_at(&self, vt: u64) -> Option<i64> {
        let behind = self.history.partition_point(|(from, _)| *from <= vt);
        Some(self.history[behind.checked_sub(1)?].1)
    }

    /// Who holds it, if it is a lock, or has one of its own.
    pub fn holder(&self) -> Option<ProcId> {
        match self.detail {
            Detail::Lock { holder, .. } => holder,
            Detail::Value { holder, .. } => holder.map(|(holder, _)| holder),
            _ => None,
        }
    }

    /// Permits free, if it is a semaphore.
    pub fn count(&self) -> Option<i64> {
        match self.detail {
            Detail::Semaphore { count, .. } => Some(count),
            _ => None,
        }
    }

    /// Notes that this process has it.
    pub(super) fn note_user(&mut self, proc: ProcId) {
        if !self.users.contains(&proc) && self.users.len() < USER_LIMIT {
            self.users.push(proc);
        }
    }

    /// Notes that it changed at `vt`, and what its lane shows since.
    pub(super) fn record(&mut self, vt: u64) {
        let value = self.lane_value();
        self.changed = vt;
        match self.history.last_mut() {
            Some(last) if last.1 == value => return,
            Some(last) if last.0 == vt => {
                last.1 = value;
                return;
            }
            _ => self.history.push((vt, value)),
        }
        if self.history.len() > HISTORY_LIMIT {
            let mut index = 0;
            self.history.retain(|_| {
                index += 1;
                index > HISTORY_LIMIT / 2 || index % 2 == 1
            });
        }
    }
}

impl Detail {
    fn new(type_: ObjectType, initial: Option<i64>, capacity: Option<i64>) -> Self {
        match type_ {
            ObjectType::Lock | ObjectType::Rlock => Self::Lock {
                holder: None,
                since: 0,
                depth: 0,
            },
            ObjectType::Semaphore => Self::Semaphore {
                count: initial.unwrap_or(1),
                initial: initial.unwrap_or(1),
                highest: initial.unwrap_or(1),
                taken: 0,
                given: 0,
            },
            ObjectType::Queue => Self::Queue {
                items: VecDeque::new(),
                n_items: 0,
                n_with_feeder: 0,
                capacity: capacity.filter(|capacity| *capacity > 0),
                bytes: None,
                is_joinable: initial == Some(0),
                unfinished: None,
            },
            ObjectType::Pipe => Self::Pipe {
                in_flight: [VecDeque::new(), VecDeque::new()],
                ends: [Vec::new(), Vec::new()],
                open: None,
                n_closed: [0; 2],
                bytes: None,
                n_messages: 0,
                n_directions: initial.filter(|n| (1..=2).contains(n)),
            },
            ObjectType::Pool => Self::Pool {
                workers: Vec::new(),
                submitted: 0,
                started: 0,
                done: 0,
                failed: 0,
                lost: 0,
                newest_lost: None,
                tasks: Vec::new(),
            },
            ObjectType::Value | ObjectType::Array => Self::Value {
                repr: initial.map_or_else(String::new, |initial| initial.to_string()),
                before: None,
                cells: cells_at_first(type_, capacity),
                changed: None,
                holder: None,
                accesses: Box::default(),
            },
            ObjectType::Event | ObjectType::Condition | ObjectType::Barrier => Self::Other,
        }
    }
}

impl World {
    /// `numbers`: start value and capacity. `None` if there are more objects than any program has.
    pub(super) fn object_created(
        &mut self,
        deed: Deed,
        id: ObjectId,
        type_: ObjectType,
        names: &[String],
        numbers: [Option<i64>; 2],
    ) -> Option<Fact> {
        if self.objects.len() >= OBJECT_LIMIT {
            return None;
        }
        let creator = deed.proc.unwrap_or(ProcId::MAIN);
        let mut object = Object::new(id, type_, creator, numbers);
        if let Some(name) = names.first() {
            name.clone_into(&mut object.name);
        }
        let names = names.iter().take(NAME_LIMIT);
        object
            .names
            .extend(names.map(|name| (creator, name.clone())));
        object.record(deed.vt);
        self.objects.insert(id, object);
        match type_ {
            ObjectType::Pool => self.adopt_workers(id),
            ObjectType::Value | ObjectType::Array => drop(self.newborn.insert(creator, id)),
            _ => {}
        }
        Some(Fact::ObjectCreated { object: id, type_ })
    }

    pub(super) fn object_named(&mut self, deed: Deed, id: ObjectId, name: &str) -> Fact {
        let fact = Fact::ObjectNamed {
            object: id,
            name: name.to_owned(),
        };
        let Some(object) = self.objects.get_mut(&id) else {
            return fact;
        };
        if object.names.is_empty() {
            name.clone_into(&mut object.name);
        }
        let proc = deed.proc.unwrap_or(object.creator);
        object.note_user(proc);
        self.newest_named.insert(proc, id);
        let is_known = object
            .names
            .iter()
            .any(|(who, known)| *who == proc && known == name);
        if !is_known && object.names.len() < NAME_LIMIT {
            object.names.push((proc, name.to_owned()));
        }
        fact
    }

    /// The kernel's own counts. Items of a queue stay as the events tell them: the kernel counts its permits, taken
    /// before an item is put and given back after it is gone.
    pub(super) fn object_state(
        &mut self,
        id: ObjectId,
        value: Option<i64>,
        waiters: Option<u32>,
        bytes: Option<u64>,
    ) -> Fact {
        let vt = self.vt;
        if let Some(object) = self.objects.get_mut(&id) {
            object.kernel_waiters = waiters.or(object.kernel_waiters);
            match &mut object.detail {
                Detail::Semaphore { count, highest, .. } => {
                    *count = value.unwrap_or(*count);
                    *highest = (*highest).max(*count);
                }
                Detail::Queue { bytes: held, .. } | Detail::Pipe { bytes: held, .. } => {
                    *held = bytes.or(*held);
                }
                _ => {}
            }
            object.record(vt);
        }
        Fact::ObjectState {
            object: id,
            value,
            waiters,
            bytes,
        }
    }

    /// Name of an object as texts show it: `lock`, or `lock #4` where another object has the same name; of a part that
    /// is not shown by itself `cond.wait`.
    pub fn object_label(&self, id: ObjectId) -> String {
        let Some(object) = self.objects.get(&id) else {
            return format!("#{}", id.0);
        };
        let is_shown =
            |id: ObjectId| !self.parts.contains_key(&id) || self.composites.contains_key(&id);
        if !is_shown(id) {
            return self.part_label(id);
        }
        let is_shared = self
            .objects
            .values()
            .any(|other| other.id != id && other.name == object.name && is_shown(other.id));
        if is_shared {
            format!("{} #{}", object.name, id.0)
        } else {
            object.name.clone()
        }
    }
}

/// Name of a type as the trace gives it.
pub fn type_name(type_: ObjectType) -> &'static str {
    match type_ {
        ObjectType::Lock => "lock",
        ObjectType::Rlock => "rlock",
        ObjectType::Semaphore => "semaphore",
        ObjectType::Queue => "queue",
        ObjectType::Pipe => "pipe",
        ObjectType::Pool => "pool",
        ObjectType::Event => "event",
        ObjectType::Condition => "condition",
        ObjectType::Barrier => "barrier",
        ObjectType::Value => "value",
        ObjectType::Array => "array",
    }
}

/// The whole part of a number as Python writes it; none of any other text.
pub fn whole_number(repr: &str) -> Option<i64> {
    let number = repr.parse::<f64>().ok().filter(|it| it.is_finite());
    // The cast saturates.
    repr.parse().ok().or(number.map(|number| number as i64))
}

fn clamp(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
