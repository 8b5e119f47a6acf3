//! Conditions, events and barriers: as in CPython they are built from a lock, semaphores and shared memory, and the
//! trace tells these parts. Here the parts find together again.
//!
//! ```text
//! condition   lock or rlock, sleeping, woken, wait     (semaphores that start at 0)
//! event       a condition with a Lock, and flag        (a semaphore that starts at 0)
//! barrier     a condition with a Lock, and state       (an array: phase, arrived, parties)
//! ```
//! Parts belong together if one process made them one after the other, at one line and under one name. A condition
//! around a lock that the program made itself has three parts of its own, before which the lock got the condition's
//! name: the lock is shown as itself, too, and may belong to several conditions.
//!
//! A JoinableQueue is told as a queue with a start value of 0 and, right behind it, the semaphore that counts its
//! unfinished items.

use crate::trace::{ObjectId, ObjectType, ProcId};

use super::value::placed;
use super::world::{Detail, Object, World};

/// An object that is built from others.
#[derive(Clone, Debug, PartialEq)]
pub struct Composite {
    /// `Condition`, `Event` or `Barrier`.
    pub type_: ObjectType,
    /// The object under whose number it is shown: its lock, or its first semaphore where the lock is the program's own.
    pub head: ObjectId,
    /// Its lock.
    pub lock: ObjectId,
    /// Counts who has gone to sleep.
    pub sleeping: ObjectId,
    /// Counts who has woken up.
    pub woken: ObjectId,
    /// What sleepers wait for.
    pub wait: ObjectId,
    /// An event's flag: 1 if it is set.
    pub flag: Option<ObjectId>,
    /// A barrier's phase, number of arrived and number of parties.
    pub state: Option<ObjectId>,
    /// Who broke a barrier that is broken.
    pub broken_by: Option<ProcId>,
    /// Who was notified and has not got the lock back yet.
    pub notified: Vec<ProcId>,
}

/// What an object is within the one it is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Counts who has gone to sleep.
    Sleeping,
    /// Counts who has woken up.
    Woken,
    /// What sleepers wait for.
    Wait,
    /// An event's flag.
    Flag,
    /// A barrier's state.
    State,
    /// Counts the unfinished items of a joinable queue.
    Unfinished,
}

impl Part {
    /// Its name behind that of the whole.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sleeping => "sleeping",
            Self::Woken => "woken",
            Self::Wait => "wait",
            Self::Flag => "flag",
            Self::State => "state",
            Self::Unfinished => "unfinished",
        }
    }
}

impl Composite {
    /// Whether its lock is one that the program made itself.
    pub fn has_given_lock(&self) -> bool {
        self.head != self.lock
    }
}

impl World {
    /// The composite that is shown under this number.
    pub fn composite(&self, id: ObjectId) -> Option<&Composite> {
        self.composites.get(&id)
    }

    /// The whole that an object is a part of, and as what; `None` for its lock.
    pub fn whole_of(&self, id: ObjectId) -> Option<(&Composite, Part)> {
        let whole = self.composites.get(self.parts.get(&id)?)?;
        let part = match id {
            id if id == whole.sleeping => Part::Sleeping,
            id if id == whole.woken => Part::Woken,
            id if id == whole.wait => Part::Wait,
            id if Some(id) == whole.flag => Part::Flag,
            _ => Part::State,
        };
        Some((whole, part))
    }

    /// Objects as a program names them, in order of creation: without the further parts of conditions, events and
    /// barriers.
    pub fn shown_objects(&self) -> impl Iterator<Item = &Object> {
        let objects = self.objects.values();
        objects.filter(|object| {
            !self.parts.contains_key(&object.id) || self.composites.contains_key(&object.id)
        })
    }

    /// Those of them that have a number of their own over time: a condition around the program's own lock has the
    /// lock's.
    pub fn counted_objects(&self) -> impl Iterator<Item = &Object> {
        self.shown_objects().filter(|object| {
            let whole = self.composite(object.id);
            !whole.is_some_and(Composite::has_given_lock)
        })
    }

    /// The lock whose state stands for that of a composite.
    pub fn lock_of(&self, whole: &Composite) -> Option<&Object> {
        self.objects.get(&whole.lock)
    }

    /// The name of a part behind that of its whole: `cond.wait`, `jobs.unfinished`; of any other object its own.
    pub fn part_label(&self, id: ObjectId) -> String {
        let part = match self.whole_of(id) {
            Some((whole, part)) => Some((whole.head, part)),
            None => self.queue_of(id).map(|queue| (queue, Part::Unfinished)),
        };
        match part {
            Some((head, part)) => format!("{}.{}", self.object_label(head), part.name()),
            None => self.object_label(id),
        }
    }

    /// The name of what a process waits for: of a part that of its whole, as the program knows no other.
    pub fn waited_label(&self, id: ObjectId) -> String {
        let head = self.whole_of(id).map_or(id, |(whole, _)| whole.head);
        self.object_label(head)
    }

    /// The joinable queue whose unfinished items a semaphore counts.
    pub fn queue_of(&self, id: ObjectId) -> Option<ObjectId> {
        let head = *self.parts.get(&id)?;
        let detail = &self.objects.get(&head)?.detail;
        matches!(detail, Detail::Queue { .. }).then_some(head)
    }

    /// Items that were put into a joinable queue and not said to be done; `None` for any other object.
    pub fn unfinished(&self, id: ObjectId) -> Option<i64> {
        let Detail::Queue { unfinished, .. } = &self.objects.get(&id)?.detail else {
            return None;
        };
        self.objects.get(&(*unfinished)?)?.count()
    }

    /// The type that an object is shown as: of the lock of a whole the whole's.
    pub fn shown_type(&self, object: &Object) -> ObjectType {
        self.composite(object.id)
            .map_or(object.type_, |whole| whole.type_)
    }

    /// Whether an event is set; `None` for any other object.
    pub fn is_set(&self, id: ObjectId) -> Option<bool> {
        let flag = self.composite(id)?.flag?;
        Some(self.objects.get(&flag)?.count()? > 0)
    }

    /// A barrier's phase (0 filling, 1 draining, -1 being reset, -2 broken), how many arrived, and of how many; `None` for any other
    /// object, and for numbers that are not known yet.
    pub fn barrier_state(&self, id: ObjectId) -> Option<[Option<i64>; 3]> {
        let state = self.objects.get(&self.composite(id)?.state?)?;
        let Detail::Value { cells, .. } = &state.detail else {
            return None;
        };
        let cell = |place: usize| cells.get(place)?.parse().ok();
        Some([cell(0), cell(1), cell(2)])
    }

    /// Looks whether a new object completes a whole.
    pub(super) fn find_whole(&mut self, id: ObjectId) {
        if self.find_queue(id) {
            return;
        }
        let Some(newest) = self.objects.get(&id) else {
            return;
        };
        let is_alike = |object: &&Object| {
            object.creator == newest.creator
                && object.line == newest.line
                && object.names == newest.names
                && !newest.names.is_empty()
        };
        let before: Vec<&Object> = self
            .objects
            .range(..id)
            .rev()
            .map(|(_, object)| object)
            .filter(|object| object.creator == newest.creator)
            .take(3)
            .take_while(is_alike)
            .collect();
        let Some(last) = before.first() else { return };
        let condition = self.whole_of(last.id).filter(|(whole, part)| {
            let is_plain = whole.type_ == ObjectType::Condition && *part == Part::Wait;
            let lock = self.lock_of(whole).map(|lock| lock.type_);
            is_plain && !whole.has_given_lock() && lock == Some(ObjectType::Lock)
        });
        if let Some((whole, _)) = condition {
            let head = whole.head;
            if is_zero(newest) {
                self.grow(head, id, ObjectType::Event);
            } else if newest.type_ == ObjectType::Array {
                self.grow(head, id, ObjectType::Barrier);
            }
            return;
        }
        let Some(whole) = self.new_condition(newest, &before) else {
            return;
        };
        let head = whole.head;
        for part in [whole.sleeping, whole.woken, whole.wait] {
            self.parts.insert(part, head);
        }
        self.composites.insert(head, whole);
    }

    /// The condition that a new object completes; `before` are those alike that its maker made last, newest first.
    fn new_condition(&self, newest: &Object, before: &[&Object]) -> Option<Composite> {
        let [woken, sleeping, further @ ..] = before else {
            return None;
        };
        let is_free = |object: &&Object| {
            !self.parts.contains_key(&object.id) && !self.composites.contains_key(&object.id)
        };
        let are_semaphores = [newest, woken, sleeping]
            .into_iter()
            .all(|object| is_zero(object) && is_free(&object));
        if !are_semaphores {
            return None;
        }
        let own = further
            .first()
            .filter(|lock| is_lock(lock) && is_free(lock));
        let (head, lock) = match own {
            Some(lock) => (lock.id, lock.id),
            None => (sleeping.id, self.given_lock(newest)?),
        };
        Some(Composite {
            type_: ObjectType::Condition,
            head,
            lock,
            sleeping: sleeping.id,
            woken: woken.id,
            wait: newest.id,
            flag: None,
            state: None,
            broken_by: None,
            notified: Vec::new(),
        })
    }

    /// The lock that got the name of a condition, of which this is the last part, before its parts were made.
    fn given_lock(&self, newest: &Object) -> Option<ObjectId> {
        let lock = self.objects.get(self.newest_named.get(&newest.creator)?)?;
        let name = newest.names.first()?;
        (is_lock(lock) && lock.names.contains(name)).then_some(lock.id)
    }

    /// Whether a new semaphore counts the unfinished items of the queue that was made right before it; notes it then.
    fn find_queue(&mut self, id: ObjectId) -> bool {
        let Some(newest) = self.objects.get(&id) else {
            return false;
        };
        let is_counter = is_zero(newest);
        let (creator, line) = (newest.creator, newest.line);
        let mut before = self.objects.range_mut(..id).rev().map(|(_, object)| object);
        let Some(queue) = before.find(|object| object.creator == creator) else {
            return false;
        };
        let head = queue.id;
        let Detail::Queue {
            is_joinable: true,
            unfinished: unfinished @ None,
            ..
        } = &mut queue.detail
        else {
            return false;
        };
        if !is_counter || queue.line != line {
            return false;
        }
        *unfinished = Some(id);
        self.parts.insert(id, head);
        true
    }

    /// A condition turns out to be an event's or a barrier's.
    fn grow(&mut self, head: ObjectId, part: ObjectId, type_: ObjectType) {
        if let Some(whole) = self.composites.get_mut(&head) {
            whole.type_ = type_;
            if type_ == ObjectType::Event {
                whole.flag = Some(part);
            } else {
                whole.state = Some(part);
            }
            self.parts.insert(part, head);
        }
    }

    /// The state of a barrier was written: who breaks it is kept as long as it is broken.
    pub(super) fn note_barrier(&mut self, proc: Option<ProcId>, id: ObjectId, repr: &str) {
        let phase = placed(repr).filter(|(place, _)| *place == "0");
        let (Some((_, phase)), Some(head)) = (phase, self.parts.get(&id)) else {
            return;
        };
        if let Some(whole) = self.composites.get_mut(head)
            && whole.state == Some(id)
        {
            whole.broken_by = proc.filter(|_| phase == "-2");
        }
    }

    /// A process took a permit of a part, or a lock: who is notified has woken up, and goes on once it has the lock.
    pub(super) fn note_notified(&mut self, proc: Option<ProcId>, id: ObjectId) {
        let Some(proc) = proc else { return };
        let mut is_lock = false;
        for whole in self
            .composites
            .values_mut()
            .filter(|whole| whole.lock == id)
        {
            whole.notified.retain(|notified| *notified != proc);
            is_lock = true;
        }
        if is_lock {
            return;
        }
        let head = self.parts.get(&id).copied();
        // Who notifies takes what is left over; it has the lock all the time.
        let has_lock = head
            .and_then(|head| self.lock_of(self.composite(head)?)?.holder())
            .is_some_and(|holder| holder == proc);
        if let Some(whole) = head.and_then(|head| self.composites.get_mut(&head))
            && whole.wait == id
            && !has_lock
            && !whole.notified.contains(&proc)
        {
            whole.notified.push(proc);
        }
    }
}

fn is_lock(object: &Object) -> bool {
    matches!(object.type_, ObjectType::Lock | ObjectType::Rlock)
}

/// Whether an object is a semaphore without permits, as all parts but locks are when they are made.
fn is_zero(object: &Object) -> bool {
    object.type_ == ObjectType::Semaphore && object.count() == Some(0)
}
