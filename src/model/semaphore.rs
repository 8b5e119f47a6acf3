//! The fold of permits taken and given back: locks and semaphores.
//!
//! A `Lock` is a semaphore of one, as in CPython: any process may release it, and the death of its holder frees
//! nothing.

use crate::trace::{ObjectId, ObjectType, ProcId};

use super::apply::{Deed, EndedWait};
use super::narration::Fact;
use super::world::{Detail, World};

impl World {
    pub(super) fn acquired(
        &mut self,
        deed: Deed,
        id: ObjectId,
        value: i64,
        ended: Option<EndedWait>,
    ) -> Fact {
        let waited = ended
            .filter(|ended| ended.wait.object == Some(id))
            .map(|ended| deed.vt - ended.since.min(deed.vt));
        let fact = Fact::Acquired { object: id, waited };
        let Some(object) = self.objects.get_mut(&id) else {
            return fact;
        };
        object.last_taker = deed.proc.or(object.last_taker);
        let is_reentrant = object.type_ == ObjectType::Rlock;
        let mut new_holder = None;
        let mut old_holder = None;
        match &mut object.detail {
            Detail::Lock {
                holder,
                since,
                depth,
            } => {
                if is_reentrant && *holder == deed.proc {
                    *depth += 1;
                } else {
                    // A holder that is still named here has released: its event comes late or is lost.
                    old_holder = std::mem::replace(holder, deed.proc);
                    new_holder = deed.proc;
                    *since = deed.vt;
                    *depth = 1;
                }
            }
            Detail::Semaphore {
                count,
                highest,
                taken,
                ..
            } => {
                *count = value;
                *highest = (*highest).max(value);
                *taken += 1;
            }
            // Its own lock is an RLock.
            Detail::Value { holder, .. } => {
                let depth = match *holder {
                    Some((old, depth)) if Some(old) == deed.proc => depth + 1,
                    old => {
                        old_holder = old.map(|(old, _)| old);
                        new_holder = deed.proc;
                        1
                    }
                };
                *holder = deed.proc.map(|proc| (proc, depth));
            }
            _ => {}
        }
        object.record(deed.vt);
        self.let_go(old_holder, id);
        if let Some(process) = new_holder.and_then(|holder| self.process_mut(holder)) {
            process.take_hold(id);
        }
        fact
    }

    pub(super) fn released(&mut self, deed: Deed, id: ObjectId, value: i64) -> Fact {
        let Some(object) = self.objects.get_mut(&id) else {
            return Fact::Released {
                object: id,
                counts: None,
            };
        };
        let mut old_holder = None;
        let mut counts = None;
        match &mut object.detail {
            Detail::Lock { holder, depth, .. } => {
                if *depth > 1 {
                    *depth -= 1;
                } else {
                    *depth = 0;
                    old_holder = holder.take();
                }
            }
            Detail::Semaphore {
                count,
                highest,
                given,
                ..
            } => {
                // The event's own count is the fact; the count before may have moved since the last event.
                counts = Some((value.saturating_sub(1), value));
                *count = value;
                *highest = (*highest).max(value);
                *given += 1;
            }
            Detail::Value { holder, .. } => {
                if let Some((_, depth @ 2..)) = holder {
                    *depth -= 1;
                } else {
                    old_holder = holder.take().map(|(holder, _)| holder);
                }
            }
            _ => {}
        }
        object.record(deed.vt);
        self.let_go(old_holder, id);
        Fact::Released { object: id, counts }
    }

    /// A process does not hold the lock any more, whoever released it.
    fn let_go(&mut self, holder: Option<ProcId>, id: ObjectId) {
        if let Some(process) = holder.and_then(|holder| self.process_mut(holder)) {
            process.holds.retain(|held| *held != id);
        }
    }
}
