//! What the main thread does with its helper threads: starts, wakes and rings them, and holds their locks during a fork.

use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::exchange::{Exchange, prod};
use super::object::Object;
use super::operation::notify;
use super::pool::Pool;
use super::runtime::Runtime;
use super::seat::Seat;
use crate::engine::arena::{Slot, State};
use crate::engine::os::{fork, thread};

impl Runtime {
    /// Starts a helper thread in a slot that was claimed for it.
    ///
    /// # Errors
    /// The system's word; the slot is free again.
    pub(super) fn start_helper(
        &self,
        slot: usize,
        body: impl FnOnce(Seat, &'static Slot) + Send + 'static,
    ) -> std::io::Result<()> {
        let (arena, doorbell, main) = (
            self.arena,
            self.wiring.doorbell.as_raw_fd(),
            self.seat.slot(),
        );
        arena.slots[slot].pid.store(self.pid, Ordering::Relaxed);
        arena.slots[slot]
            .ppid
            .store(self.parent_pid, Ordering::Relaxed);
        arena.slots[slot].publish(State::Run, 0);
        let started = thread::start(move || {
            let seat = Seat::new(arena, slot, doorbell);
            seat.slot().tid.store(fork::thread_id(), Ordering::Release);
            body(seat, main);
        });
        if started.is_err() {
            self.give_slot_back(slot);
        }
        started
    }

    /// What helpers share with this thread: locked while a process is copied.
    pub(super) fn exchanges(&self) -> Vec<Arc<Exchange>> {
        let of_objects = self.objects.iter().filter_map(|object| match object {
            Object::Queue(queue) => queue.exchange(),
            Object::Pool(pool) => pool.exchange(),
            _ => None,
        });
        of_objects
            .chain(self.orphaned_pools.iter().filter_map(Pool::exchange))
            .chain(
                self.orphaned_feeders
                    .iter()
                    .map(|feeder| feeder.exchange.clone()),
            )
            .collect()
    }

    /// Rings a helper and waits until it moves.
    pub(super) fn prod_helper(&self, slot: usize, ring: impl Fn()) {
        debug_assert_ne!(
            slot,
            self.seat.emitter.index(),
            "a thread does not wake itself"
        );
        debug_assert_eq!(self.seat.slot().read().state(), State::Run);
        prod(&self.seat, slot, ring);
    }

    /// Wakes a helper that waits for mail.
    pub(super) fn wake_helper(&self, slot: Option<usize>) {
        if let Some(slot) = slot {
            notify(&self.arena.slots[slot]);
        }
    }
}
