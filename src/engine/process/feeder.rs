//! The feeder of a queue: the thread that moves what was put into the pipe, so that `put` need not wait for room.
//!
//! It takes the real write lock: killed while it holds it, it leaves it locked, as under CPython.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::attempt::{Attempt, Performed, raise};
use super::console::Outlet;
use super::exchange::{Exchange, Item};
use super::message::{self, Link};
use super::object::Object;
use super::operation::{Mail, Take};
use super::preview;
use super::runtime::Runtime;
use super::seat::{Announcement, Ended, Seat, Terms};
use crate::engine::announce::{Doing, Ready};
use crate::engine::arena::Slot;
use crate::engine::ring::RecordKind;
use crate::python::call::{Handle, Reply};

/// `Slot::agent` of a feeder.
pub const AGENT: u32 = 1;

/// The feeder of this process.
#[derive(Clone, Debug)]
pub struct Feeder {
    /// Number of its queue in the trace.
    pub object: u32,
    /// What it shares with the main thread.
    pub exchange: Arc<Exchange>,
    /// Its slot.
    pub slot: usize,
}

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
    pub output: Outlet,
    /// Keeps the pipe open until everything is written.
    pub _ends: (Arc<OwnedFd>, Arc<OwnedFd>),
}

impl Duty {
    /// Moves items until there are no more.
    pub fn serve(&self, seat: &Seat, exchange: &Exchange, main: &'static Slot) {
        loop {
            let take = || exchange.lock().outbox.pop_front();
            let mut next_item = Mail::new(seat.slot(), || true, take);
            let Ended::Done(item) = seat.wait(&mut next_item, &mut Terms::plain()) else {
                continue;
            };
            let goes_on = match item {
                Item::Message(bytes) => self.send(seat, &bytes),
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
        seat.begin();
        seat.wait(
            &mut Take {
                semaphore: lock,
                cell: self.write_lock,
                also: Some((self.link.fd, Ready::Room)),
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
        let outcome = message::send(seat, self.link, bytes, &mut terms);
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
            announcement,
            ..Terms::plain()
        }
    }

    /// The item cannot be pickled: its place is given back, the traceback goes to stderr.
    fn refuse(&self, seat: &Seat, text: &str) {
        seat.begin();
        seat.pass(&Doing::on("send", self.object));
        let items = &seat.arena.channels[self.channel as usize].items;
        items.fetch_sub(1, Ordering::Relaxed); // a count for people
        seat.arena.semaphores[self.places as usize].semaphore.post();
        for line in text.split_inclusive('\n') {
            self.output.write(seat, 2, line.as_bytes());
        }
    }
}

impl Runtime {
    /// Starts the feeder unless it runs.
    pub(super) fn ensure_feeder(&mut self, handle: Handle) -> Performed<()> {
        let claimant = self.claimant();
        let queue = self.objects.queue(handle)?;
        if queue.feeder.is_some() {
            return Ok(());
        }
        let exchange = Exchange::new(1);
        let failed = || raise("RuntimeError", "can't start new thread");
        let proc = self.identity.proc;
        let slot = self
            .arena
            .claim_slot_by(claimant, proc, AGENT)
            .ok_or_else(failed)?;
        let duty = Duty {
            object: queue.object,
            link: queue.write_link(),
            channel: queue.channel,
            write_lock: queue.write_lock,
            places: queue.places,
            output: self.console.outlet(),
            _ends: (queue.reader.clone(), queue.writer.clone()),
        };
        let feeder = Feeder {
            object: queue.object,
            exchange: exchange.clone(),
            slot,
        };
        // Without a thread there is no feeder: nobody waits for it, and the next put tries again.
        self.start_helper(slot, move |seat, main| duty.serve(&seat, &exchange, main))
            .map_err(|_| failed())?;
        self.objects.queue(handle)?.feeder = Some(feeder);
        Ok(())
    }

    /// `close()`: this process puts no more; the feeder writes out what it has and ends.
    ///
    /// # Errors
    /// The handle stands for nothing.
    pub(super) fn queue_close(&mut self, handle: Handle) -> Performed {
        let queue = self.objects.queue(handle)?;
        if !queue.is_closed {
            queue.is_closed = true;
            queue.end_feeder();
            let slot = queue.feeder.as_ref().map(|feeder| feeder.slot);
            self.wake_helper(slot);
        }
        Ok(Reply::Unit)
    }

    /// `join_thread()`: waits until the feeder has written all.
    ///
    /// # Errors
    /// The queue is not closed, KeyboardInterrupt, or other business.
    pub(super) fn queue_join_thread(&mut self, handle: Handle, attempt: &mut Attempt) -> Performed {
        let queue = self.objects.queue(handle)?;
        if !queue.is_closed {
            return Err(raise("AssertionError", "Queue not closed"));
        }
        if let Some(feeder) = queue.feeder.clone() {
            self.await_feeder(&feeder, attempt, "join_thread")?;
        }
        Ok(Reply::Unit)
    }

    /// Waits until a feeder has ended.
    ///
    /// # Errors
    /// KeyboardInterrupt, or other business.
    fn await_feeder(
        &mut self,
        feeder: &Feeder,
        attempt: &mut Attempt,
        op: &'static str,
    ) -> Performed<()> {
        let announcement = Announcement {
            op,
            object: feeder.object,
            ..Announcement::default()
        };
        let is_over = || feeder.exchange.is_over();
        let mut mail = Mail::new(self.seat.slot(), is_over, || is_over().then_some(()));
        self.wait(&mut mail, attempt, announcement)?;
        Ok(())
    }

    /// `cancel_join_thread()`.
    ///
    /// # Errors
    /// The handle stands for nothing.
    pub(super) fn queue_cancel_join(&mut self, handle: Handle) -> Performed {
        self.objects.queue(handle)?.leaves_feeder = true;
        Ok(Reply::Unit)
    }

    /// At the process's end: every feeder writes out what it has and ends.
    pub(super) fn close_queues(&mut self) {
        let mut slots = Vec::new();
        for (_, object) in self.objects.iter_mut() {
            if let Object::Queue(queue) = object {
                queue.end_feeder();
                slots.extend(queue.feeder.as_ref().map(|feeder| feeder.slot));
            }
        }
        for slot in slots {
            self.wake_helper(Some(slot));
        }
    }

    /// At the process's end: waits for the feeders, unless the program said not to. None if SIGINT ended the waiting.
    pub(super) fn join_feeders(&mut self) -> Option<()> {
        let mut feeders = std::mem::take(&mut self.orphaned_feeders);
        for object in self.objects.iter() {
            if let Object::Queue(queue) = object
                && !queue.leaves_feeder
            {
                feeders.extend(queue.feeder.clone());
            }
        }
        for feeder in feeders {
            self.insist(|runtime, attempt| runtime.await_feeder(&feeder, attempt, "exit"))?;
        }
        Some(())
    }
}
