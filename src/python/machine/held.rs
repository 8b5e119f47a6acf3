//! What the program has put into a queue, or given to a pool, and may still change.
//!
//! In CPython another thread pickles it: the queue's feeder, the pool's task handler. That thread runs when the
//! program's thread lets go of the interpreter: where it waits, where it writes, or after 5 ms. What the program does to
//! the item until then goes along. So the machine keeps such items, and whoever runs it asks for them at those places.
//! An item that cannot change is the same bytes then as now, and is never kept.

use super::Machine;
use crate::python::call::{Handle, Pickled};
use crate::python::pickle::{self, Problem};
use crate::python::value::{Obj, Value};

/// Tuples inside tuples that are looked into; what lies deeper counts as something that may change.
const DEEPEST: usize = 16;

/// Something that is not pickled yet.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// The queue or pool.
    handle: Handle,
    /// The item or task (counted).
    pub(super) value: Value,
    /// How it goes out if it cannot be pickled any more; none if that is to be told.
    fallback: Option<Vec<u8>>,
}

impl Machine {
    /// Whether anything is kept.
    pub fn holds(&self) -> bool {
        !self.held.is_empty()
    }

    /// Pickles everything that is kept, as it is now, oldest first: bytes for the queue or pool, or the traceback that
    /// its feeder writes.
    pub fn hand_over(&mut self) -> Vec<(Handle, Pickled)> {
        let held = std::mem::take(&mut self.held);
        held.into_iter()
            .map(|held| {
                let pickled = pickle::dumps(self, held.value);
                self.heap.release(held.value);
                let item = match (pickled, held.fallback) {
                    (Ok(bytes), _) | (Err(_), Some(bytes)) => Ok(bytes),
                    (Err(problem), None) => Err(feeder_report(&problem)),
                };
                (held.handle, item)
            })
            .collect()
    }

    /// Keeps a value until it is asked for.
    pub(crate) fn hold(&mut self, handle: Handle, value: Value, fallback: Option<Vec<u8>>) {
        self.heap.retain(value);
        self.held.push(Held {
            handle,
            value,
            fallback,
        });
    }

    /// Whether the value must be kept: it may change, or something before it is kept.
    pub(crate) fn must_hold(&self, value: Value) -> bool {
        self.holds() || self.may_change(value, DEEPEST)
    }

    /// A new process has what its parent put into queues, but not what was still to be sent.
    pub(super) fn forget_held(&mut self) {
        for held in std::mem::take(&mut self.held) {
            self.heap.release(held.value);
        }
    }

    fn may_change(&self, value: Value, depth: usize) -> bool {
        match self.heap.obj(value) {
            Some(Obj::Tuple(items)) => {
                depth == 0 || items.iter().any(|item| self.may_change(*item, depth - 1))
            }
            // The keywords of a task that has none.
            Some(Obj::Dict(dict)) => dict.len() > 0,
            Some(
                Obj::Big(_)
                | Obj::Str(_)
                | Obj::Bytes(_)
                | Obj::Range(_)
                | Obj::Function(_)
                | Obj::Class(_)
                | Obj::Module(_)
                | Obj::Handle(_),
            )
            | None => false,
            Some(_) => true,
        }
    }
}

/// What a feeder writes about an item that cannot be pickled.
pub(crate) fn feeder_report(problem: &Problem) -> String {
    format!(
        "Traceback (most recent call last):\n{}: {}\n",
        problem.class_shown(),
        problem.message
    )
}
