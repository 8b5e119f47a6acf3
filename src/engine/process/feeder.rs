//! The feeder of a queue: the thread that moves what was put into the pipe, so that `put` need not wait for room.
//!
//! It takes the real write lock: killed while it holds it, it leaves it locked, as under CPython.

use std::os::fd::{OwnedFd, RawFd};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::console::write_out;
use super::exchange::{Exchange, Item};
use super::message::{self, Link};
use super::operation::{Mail, Take};
use super::preview;
use super::runtime::Runtime;
use super::seat::{Announcement, Ended, Seat, Terms};
use crate::engine::arena::Slot;
use crate::engine::os::{fork, thread};
use crate::engine::ring::RecordKind;
use std::os::fd::AsRawFd;

/// `Slot::agent` of a feeder.
pub const AGENT: u32 = 1;

/// What a feeder has to do.
#[derive(Debug)]
pub struct Duty {
    /// The queue's number in the trace.
    pub object: u32,
    /// Where messages go.
    pub link: Link,
    /// Channel that counts the queue's items.
    pub channel: u32,
    /// Cell of the write lock.
    pub write_lock: u32,
    /// Cell of the free places.
    pub places: u32,
    /// The output socket, for tracebacks.
    pub output: RawFd,
    /// Keeps the pipe open until everything is written.
    pub _ends: (Arc<OwnedFd>, Arc<OwnedFd>),
}

impl Duty {
    /// Moves items until there are no more.
    pub fn serve(&self, seat: &Seat, exchange: &Exchange, main: &'static Slot) {
        loop {
            let mut next_item = Mail::new(seat.slot(), || exchange.lock().outbox.pop_front());
            let Ended::Done(item) = seat.wait(&mut next_item, &mut Terms::plain()) else {
                continue;
            };
            let goes_on = match item {
                Item::Message { bytes, .. } => self.send(seat, &bytes),
                Item::Unsendable(text) => {
                    self.refuse(seat, &text);
                    true
                }
                Item::End => false,
            };
            if !goes_on {
                break;
            }
        }
        exchange.sign_off(seat, main);
    }

    /// Writes one message under the write lock; `false` if nobody can read any more.
    fn send(&self, seat: &Seat, bytes: &[u8]) -> bool {
        let lock = &seat.arena.semaphores[self.write_lock as usize].semaphore;
        let mut terms = self.terms();
        seat.wait(
            &mut Take {
                semaphore: lock,
                cell: self.write_lock,
            },
            &mut terms,
        );
        let text = preview::of(bytes);
        // Before the first byte: whoever gets the message has it later.
        seat.emitter.emit(
            RecordKind::Sent,
            u64::from(self.object),
            bytes.len() as u64,
            0,
            &text,
        );
        let outcome = message::send(seat, self.link, bytes, &mut self.terms());
        lock.post();
        outcome.is_ok()
    }

    fn terms(&self) -> Terms {
        let announcement = Announcement {
            op: "send",
            object: self.object,
            ..Announcement::default()
        };
        Terms {
            announcement: Some(announcement),
            ..Terms::plain()
        }
    }

    /// The item cannot be pickled: its place is given back, the traceback goes to stderr.
    fn refuse(&self, seat: &Seat, text: &str) {
        let items = &seat.arena.channels[self.channel as usize].items;
        items.fetch_sub(1, Ordering::Relaxed); // a count for people
        seat.arena.semaphores[self.places as usize].semaphore.post();
        for line in text.split_inclusive('\n') {
            write_out(seat, self.output, 2, line.as_bytes());
        }
    }
}

impl Runtime {
    /// Starts a helper thread in a slot that was claimed for it (RUN is published there).
    ///
    /// # Errors
    /// The system's word.
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
        thread::start(move || {
            let seat = Seat::new(arena, slot, doorbell);
            seat.slot().tid.store(fork::thread_id(), Ordering::Release);
            body(seat, main);
        })
    }
}
