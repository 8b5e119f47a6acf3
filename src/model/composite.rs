//! Conditions, events and barriers: as in CPython they are built from a lock, semaphores and shared memory, and the
//! trace tells these parts. Here the parts find together again.
//!
//! ```text
//! condition   lock or rlock, sleeping, woken, wait     (semaphores that start at 0)
//! event       a condition with a Lock, and flag        (a semaphore that starts at 0)
//! barrier     a condition with a Lock, and state       (an array: phase, arrived, parties)
//! ```
//! Parts belong together if one process made them one after the other, at one line and under one name. A condition
//! around a lock that the program made itself is not recognized: its semaphores are shown as what they are.

use crate::trace::{ObjectId, ObjectType, ProcId};

use super::world::{Detail, Object, World};

/// An object that is built from others.
#[derive(Clone, Debug, PartialEq)]
pub struct Composite {
    /// `Condition`, `Event` or `Barrier`.
    pub type_: ObjectType,
    /// Its lock: the object under whose number it is shown.
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
        }
    }
}

impl World {
    /// The composite that is shown under this number.
    pub fn composite(&self, id: ObjectId) -> Option<&Composite> {
        self.composites.get(&id)
    }

    /// The whole that an object is a part of, and as what; `None` for the lock, under whose number the whole is shown.
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
        objects.filter(|object| !self.parts.contains_key(&object.id))
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
        let Some(newest) = self.objects.get(&id) else {
            return;
        };
        let is_zero =
            |object: &Object| object.type_ == ObjectType::Semaphore && object.count() == Some(0);
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
            let lock = self.objects.get(&whole.lock).map(|lock| lock.type_);
            is_plain && lock == Some(ObjectType::Lock)
        });
        if let Some((whole, _)) = condition {
            let head = whole.lock;
            if is_zero(newest) {
                self.grow(head, id, ObjectType::Event);
            } else if newest.type_ == ObjectType::Array {
                self.grow(head, id, ObjectType::Barrier);
            }
            return;
        }
        let [woken, sleeping, lock] = before.as_slice() else {
            return;
        };
        let is_lock = matches!(lock.type_, ObjectType::Lock | ObjectType::Rlock);
        let are_free = [woken, sleeping, lock]
            .iter()
            .all(|object| !self.parts.contains_key(&object.id))
            && !self.composites.contains_key(&lock.id);
        if is_lock && are_free && [newest, woken, sleeping].into_iter().all(is_zero) {
            let whole = Composite {
                type_: ObjectType::Condition,
                lock: lock.id,
                sleeping: sleeping.id,
                woken: woken.id,
                wait: id,
                flag: None,
                state: None,
                notified: Vec::new(),
            };
            for part in [whole.sleeping, whole.woken, whole.wait] {
                self.parts.insert(part, whole.lock);
            }
            self.composites.insert(whole.lock, whole);
        }
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

    /// A process took a permit of a part, or a lock: who is notified has woken up, and goes on once it has the lock.
    pub(super) fn note_notified(&mut self, proc: Option<ProcId>, id: ObjectId) {
        let Some(proc) = proc else { return };
        if let Some(whole) = self.composites.get_mut(&id) {
            whole.notified.retain(|notified| *notified != proc);
            return;
        }
        let head = self.parts.get(&id).copied();
        // Who notifies takes what is left over; it has the lock all the time.
        let has_lock = head
            .and_then(|head| self.objects.get(&head)?.holder())
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
