//! `Queue`, `JoinableQueue` and `SimpleQueue`, built from CPython's parts: a pipe, a reader lock, a writer lock, a
//! semaphore that counts free places, and a feeder thread that the first put starts.
//!
//! Source: `multiprocessing.queues` as documented, behavior as observed under CPython 3.11.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::attempt::{Attempt, Leave, Performed, leave_by, raise, raise_os};
use super::exchange::{Exchange, Item};
use super::feeder::Feeder;
use super::joinable::Unfinished;
use super::message::{self, Link};
use super::object::{Creation, Object, claim_channel, create};
use super::operation::{Input, Take, notify};
use super::preview;
use super::runtime::Runtime;
use super::seat::{Announcement, Terms};
use super::semaphores::{VALUE_MAX, claim_cell};
use crate::engine::announce::Ready;
use crate::engine::arena::NEVER;
use crate::engine::os::io;
use crate::engine::ring::RecordKind;
use crate::python::call::{Handle, Pickled, QueueKind, Reply};
use crate::trace::ObjectType;

/// Phase of a `get` that holds the reader lock.
const HAS_READER_LOCK: u8 = 1;
/// Phase of a `put` that has its place.
const HAS_PLACE: u8 = 1;

/// A queue as this process knows it.
#[derive(Debug)]
pub struct Queue {
    pub(super) kind: QueueKind,
    /// Its number in the trace.
    pub object: u32,
    pub(super) channel: u32,
    pub(super) reader: Arc<OwnedFd>,
    pub(super) writer: Arc<OwnedFd>,
    pub(super) read_lock: u32,
    pub(super) write_lock: u32,
    /// Free places; a SimpleQueue has none to count.
    pub(super) places: u32,
    pub(super) maxsize: i64,
    pub(super) unfinished: Option<Unfinished>,
    pub(super) feeder: Option<Feeder>,
    pub(super) is_closed: bool,
    /// The process does not wait for the feeder at its end.
    pub(super) leaves_feeder: bool,
}

impl Queue {
    fn read_link(&self) -> Link {
        Link {
            fd: io::number(&self.reader),
            channel: self.channel,
        }
    }

    pub(super) fn write_link(&self) -> Link {
        Link {
            fd: io::number(&self.writer),
            channel: self.channel,
        }
    }

    /// A new process has an empty buffer and no feeder.
    pub fn after_fork(&mut self) {
        self.feeder = None;
    }

    /// What the feeder shares with the main thread.
    pub fn exchange(&self) -> Option<Arc<Exchange>> {
        self.feeder.as_ref().map(|feeder| feeder.exchange.clone())
    }

    /// The program dropped it: the feeder writes out what it has and ends. It has mail; the process waits for it at its
    /// end, unless the program said not to.
    pub fn dispose(self) -> Option<Feeder> {
        self.end_feeder();
        self.feeder.filter(|_| !self.leaves_feeder)
    }

    pub(super) fn end_feeder(&self) {
        if let Some(feeder) = &self.feeder {
            feeder.exchange.lock().outbox.push_back(Item::End);
        }
    }
}

impl Runtime {
    /// Makes a queue.
    ///
    /// # Errors
    /// A limit of the run or of the system.
    pub(super) fn new_queue(
        &mut self,
        kind: QueueKind,
        maxsize: i64,
        names: &[String],
    ) -> Performed {
        let bound = if maxsize <= 0 {
            VALUE_MAX
        } else {
            maxsize.min(VALUE_MAX)
        };
        let (reader, writer) = io::pipe().map_err(|error| raise_os(&error))?;
        let is_bounded = kind != QueueKind::Simple && maxsize > 0;
        let creation = Creation {
            type_: ObjectType::Queue,
            names,
            // Of a joinable queue: no item is unfinished.
            initial: (kind == QueueKind::Joinable).then_some(0),
            capacity: is_bounded.then_some(bound),
        };
        let object = create(&self.seat, &creation);
        let channel = claim_channel(&self.seat, object, io::capacity(&writer))?;
        let cell = |initial, limit| claim_cell(&self.seat, 0, initial, limit);
        let unfinished = if kind == QueueKind::Joinable {
            let count = Creation {
                type_: ObjectType::Semaphore,
                names,
                initial: Some(0),
                capacity: None,
            };
            let object = create(&self.seat, &count);
            Some(Unfinished {
                object,
                count: claim_cell(&self.seat, object, 0, 0)?,
                guard: cell(1, 1)?,
                sleepers: cell(0, 0)?,
                wakeups: cell(0, 0)?,
            })
        } else {
            None
        };
        let queue = Queue {
            kind,
            object,
            channel,
            reader: Arc::new(reader),
            writer: Arc::new(writer),
            read_lock: cell(1, 1)?,
            write_lock: cell(1, 1)?,
            places: cell(bound, bound as u32)?,
            maxsize: bound,
            unfinished,
            feeder: None,
            is_closed: false,
            leaves_feeder: false,
        };
        Ok(Reply::Handle(
            self.objects.add(Object::Queue(Box::new(queue))),
        ))
    }

    /// `put(item, block, timeout)`.
    ///
    /// # Errors
    /// `Full`, a closed queue, KeyboardInterrupt, or other business.
    pub(super) fn put(
        &mut self,
        handle: Handle,
        item: &mut Pickled,
        timeout: Option<f64>,
        attempt: &mut Attempt,
    ) -> Performed {
        let queue = self.objects.queue(handle)?;
        if queue.is_closed {
            return Err(raise("ValueError", "Queue is closed"));
        }
        if queue.kind == QueueKind::Simple {
            return self.put_simple(handle, item, attempt);
        }
        let (object, places, channel, unfinished) =
            (queue.object, queue.places, queue.channel, queue.unfinished);
        attempt.deadline(self.arena.clock.now(), timeout);
        if attempt.phase < HAS_PLACE {
            let announcement = Announcement {
                op: "put",
                object,
                timeout,
                ..Announcement::default()
            };
            let mut take = Take {
                semaphore: &self.cell(places).semaphore,
                cell: places,
                also: None,
            };
            if self.wait(&mut take, attempt, announcement)?.is_none() {
                return Err(raise("Full", ""));
            }
            attempt.phase = HAS_PLACE;
        }
        self.ensure_feeder(handle)?;
        if let Some(cells) = unfinished {
            self.add_unfinished(cells);
        }
        self.arena.channels[channel as usize]
            .items
            .fetch_add(1, Ordering::Relaxed); // a count for people
        if let Ok(bytes) = item {
            self.tell_item(RecordKind::Put, object, bytes);
        }
        Ok(Reply::Unit)
    }

    /// Puts an item into its feeder's buffer. A queue that has no feeder (a SimpleQueue) has sent it already.
    pub(super) fn pass_to_feeder(&mut self, handle: Handle, item: Pickled) {
        let Some(Object::Queue(queue)) = self.objects.find(handle) else {
            return;
        };
        let Some(feeder) = &queue.feeder else { return };
        let item = item.map_or_else(Item::Unsendable, Item::Message);
        feeder.exchange.lock().outbox.push_back(item);
        notify(&self.arena.slots[feeder.slot]);
    }

    fn put_simple(
        &mut self,
        handle: Handle,
        item: &mut Pickled,
        attempt: &mut Attempt,
    ) -> Performed {
        let queue = self.objects.queue(handle)?;
        let (object, lock, link) = (queue.object, queue.write_lock, queue.write_link());
        let bytes = match item {
            Ok(bytes) => std::mem::take(bytes),
            Err(text) => return Err(raise("PicklingError", std::mem::take(text))),
        };
        let announcement = Announcement {
            op: "put",
            object,
            ..Announcement::default()
        };
        let cell = self.cell(lock);
        let mut take = Take {
            semaphore: &cell.semaphore,
            cell: lock,
            also: Some((link.fd, Ready::Room)),
        };
        match self.wait(&mut take, attempt, announcement.clone()) {
            Ok(_) => {}
            Err(leave) => {
                *item = Ok(bytes); // the call is taken up again
                return Err(leave);
            }
        }
        self.tell_item(RecordKind::Put, object, &bytes);
        // There is no feeder between the item and the pipe.
        self.tell_item(RecordKind::Sent, object, &bytes);
        let mut terms = attempt.terms(announcement, None);
        let sent = message::send(&self.seat, link, &bytes, &mut terms);
        cell.semaphore.post();
        sent.map_err(leave_by)?;
        Ok(Reply::Unit)
    }

    /// Tells of an item or message.
    pub(super) fn tell_item(&self, kind: RecordKind, object: u32, bytes: &[u8]) {
        self.tell_message(kind, object, 0, bytes);
    }

    /// Tells of a message at one end of a pipe: `end` is 1 or 2, 0 for none.
    pub(super) fn tell_message(&self, kind: RecordKind, object: u32, end: u64, bytes: &[u8]) {
        let text = preview::of(bytes);
        self.seat
            .emitter
            .emit(kind, u64::from(object), bytes.len() as u64, end, &text);
    }

    /// `get(block, timeout)`: the item, pickled.
    ///
    /// # Errors
    /// `Empty`, a closed queue, KeyboardInterrupt, or other business.
    pub(super) fn get(
        &mut self,
        handle: Handle,
        timeout: Option<f64>,
        attempt: &mut Attempt,
    ) -> Performed {
        let queue = self.objects.queue(handle)?;
        if queue.is_closed {
            return Err(raise("ValueError", "Queue is closed"));
        }
        let (object, kind, link, lock, places) = (
            queue.object,
            queue.kind,
            queue.read_link(),
            queue.read_lock,
            queue.places,
        );
        let announcement = Announcement {
            op: "get",
            object,
            timeout,
            ..Announcement::default()
        };
        attempt.deadline(self.arena.clock.now(), timeout);
        let cell = self.cell(lock);
        if attempt.phase < HAS_READER_LOCK {
            let mut take = Take {
                semaphore: &cell.semaphore,
                cell: lock,
                also: Some((link.fd, Ready::Input)),
            };
            if self
                .wait(&mut take, attempt, announcement.clone())?
                .is_none()
            {
                return Err(raise("Empty", ""));
            }
            attempt.phase = HAS_READER_LOCK;
        }
        let bytes = match self.get_locked(link, timeout, attempt, announcement) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                cell.semaphore.post();
                return Err(raise("Empty", ""));
            }
            // The lock is kept: the call is taken up again with it.
            Err(Leave::Business) => return Err(Leave::Business),
            Err(leave) => {
                cell.semaphore.post();
                return Err(leave);
            }
        };
        self.tell_item(RecordKind::Got, object, &bytes);
        if kind != QueueKind::Simple {
            self.arena.channels[link.channel as usize]
                .items
                .fetch_sub(1, Ordering::Relaxed); // a count for people
            self.cell(places).semaphore.post();
        }
        cell.semaphore.post();
        Ok(Reply::Bytes(bytes))
    }

    fn get_locked(
        &mut self,
        link: Link,
        timeout: Option<f64>,
        attempt: &mut Attempt,
        announcement: Announcement,
    ) -> Performed<Option<Vec<u8>>> {
        if timeout.is_some() {
            let mut input = Input {
                fd: link.fd,
                channel: link.channel,
            };
            if self.wait(&mut input, attempt, announcement)?.is_none() {
                return Ok(None);
            }
            return self
                .receive(link, attempt, Announcement::default())
                .map(Some);
        }
        self.receive(link, attempt, announcement).map(Some)
    }

    /// Receives one message under the terms of a call, but its deadline.
    ///
    /// # Errors
    /// EOFError, OSError, KeyboardInterrupt, or other business.
    pub(super) fn receive(
        &mut self,
        link: Link,
        attempt: &mut Attempt,
        announcement: Announcement,
    ) -> Performed<Vec<u8>> {
        let mut terms = Terms {
            deadline: NEVER,
            ..self.terms(attempt, announcement)
        };
        let first = Input {
            fd: link.fd,
            channel: link.channel,
        };
        self.approach(&first, &terms);
        let received = message::receive(&self.seat, link, &mut terms);
        attempt.after(&terms);
        received.map_err(leave_by)
    }

    /// `qsize()`.
    ///
    /// # Errors
    /// The handle stands for nothing.
    pub(super) fn queue_size(&mut self, handle: Handle) -> Performed {
        let queue = self.objects.queue(handle)?;
        let (places, maxsize) = (queue.places, queue.maxsize);
        Ok(Reply::Int(
            maxsize - i64::from(self.cell(places).semaphore.value()),
        ))
    }

    /// `empty()`: no byte in the pipe.
    ///
    /// # Errors
    /// The handle stands for nothing.
    pub(super) fn queue_empty(&mut self, handle: Handle) -> Performed {
        let link = self.objects.queue(handle)?.read_link();
        Ok(Reply::Bool(!io::has_input(link.fd)))
    }

    /// `full()`: no place free.
    ///
    /// # Errors
    /// The handle stands for nothing.
    pub(super) fn queue_full(&mut self, handle: Handle) -> Performed {
        let places = self.objects.queue(handle)?.places;
        Ok(Reply::Bool(self.cell(places).semaphore.value() == 0))
    }
}
