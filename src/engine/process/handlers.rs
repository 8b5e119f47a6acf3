//! A pool's two handler threads in the process that made it: one sends tasks, one receives results and watches the
//! workers. They move bytes only.

use std::os::fd::{OwnedFd, RawFd};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::exchange::{Exchange, Item, rouse};
use super::operation::{Mail, Write, notify};
use super::pool::Links;
use super::seat::{Announcement, Ended, Operation, Seat, Terms};
use crate::engine::arena::{Slot, State};
use crate::engine::os::{doorbell, io};
use std::os::fd::AsFd;

/// `Slot::agent` of a task handler.
pub const TASKS: u32 = 2;
/// `Slot::agent` of a result handler.
pub const RESULTS: u32 = 3;
/// The message that ends a worker: None, pickled.
pub const END: &[u8] = b"\x80\x04N.";
/// Bytes of small tasks that go out in one write(2): a pipe takes that much at once or not at all (PIPE_BUF, pipe(7)).
const BATCH: usize = 4096;
/// Bytes that are read at once: what a pipe holds.
const CHUNK: usize = 65_536;

/// The task handler.
#[derive(Debug)]
pub struct Tasks {
    /// The pool in the trace.
    pub object: u32,
    /// Tasks to send.
    pub exchange: Arc<Exchange>,
    /// Where they go.
    pub links: Links,
}

impl Tasks {
    /// Sends tasks until it is stopped.
    pub fn serve(&self, seat: &Seat, main: &'static Slot) {
        while let Some(bytes) = self.next_batch(seat) {
            if !self.send(seat, &bytes) {
                break;
            }
        }
        self.exchange.sign_off(seat, main);
    }

    /// Waits for tasks; as many as go into one write. None once it is stopped.
    fn next_batch(&self, seat: &Seat) -> Option<Vec<u8>> {
        let take = || {
            if self.exchange.is_stopped() {
                return Some(None);
            }
            let bytes = self.take_batch();
            (!bytes.is_empty()).then_some(Some(bytes))
        };
        let mut mail = Mail::new(seat.slot(), || true, take);
        match seat.wait(&mut mail, &mut Terms::plain()) {
            Ended::Done(batch) => batch,
            _ => None,
        }
    }

    fn take_batch(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut contents = self.exchange.lock();
        while let Some(item) = contents.outbox.pop_front() {
            if !bytes.is_empty() && bytes.len() + frame_length(&item) > BATCH {
                contents.outbox.push_front(item);
                break;
            }
            write_frame(&item, &mut bytes);
        }
        bytes
    }

    fn announcement(&self) -> Announcement {
        Announcement {
            op: "send",
            object: self.object,
            ..Announcement::default()
        }
    }

    /// Writes the bytes; `false` if it was stopped, or nobody reads any more.
    fn send(&self, seat: &Seat, bytes: &[u8]) -> bool {
        let (fd, channel) = (io::number(&self.links.task_writer), self.links.task_channel);
        let mut rest = bytes;
        seat.begin();
        while !rest.is_empty() {
            let seen = seat.slot().mail.load(Ordering::SeqCst);
            if self.exchange.is_stopped() {
                return false;
            }
            let mut terms = Terms {
                mail: Some(seen),
                announcement: self.announcement(),
                is_told: true,
                ..Terms::plain()
            };
            match seat.wait(
                &mut Write {
                    fd,
                    channel,
                    bytes: rest,
                },
                &mut terms,
            ) {
                Ended::Done(Ok(count)) => {
                    let written = &seat.arena.channels[channel as usize].written;
                    written.fetch_add(count as u64, Ordering::Relaxed); // a count for people
                    rest = &rest[count.min(rest.len())..];
                }
                Ended::Done(Err(_)) => return false,
                _ => {} // mail: stopped, or only more tasks
            }
        }
        true
    }
}

fn frame_length(item: &Item) -> usize {
    match item {
        Item::Message(bytes) => 4 + bytes.len(),
        Item::Unsendable(_) | Item::End => 4 + END.len(),
    }
}

/// A task, or the message that ends a worker, as `Connection.send` writes it.
fn write_frame(item: &Item, out: &mut Vec<u8>) {
    let body = match item {
        Item::Message(bytes) => bytes,
        Item::Unsendable(_) | Item::End => END,
    };
    out.extend_from_slice(&(body.len() as u32).to_be_bytes());
    out.extend_from_slice(body);
}

/// The result handler.
#[derive(Debug)]
pub struct Results {
    /// The pool in the trace.
    pub object: u32,
    /// Where results go.
    pub exchange: Arc<Exchange>,
    /// Where they come from.
    pub links: Links,
    /// Rung when it is to stop, or to watch further workers.
    pub bell: Arc<OwnedFd>,
    /// Slot of the task handler.
    pub task_slot: usize,
}

impl Results {
    /// Receives results and watches workers until it is stopped.
    pub fn serve(&self, seat: &Seat, main: &'static Slot) {
        let mut pending = Vec::new();
        let mut chunk = vec![0; CHUNK];
        loop {
            let seen = seat.slot().mail.load(Ordering::SeqCst);
            if self.exchange.is_stopped() {
                break;
            }
            let watched = self.exchange.lock().watched.clone();
            let mut fds = vec![
                io::number(&self.links.result_reader),
                io::number(&self.bell),
            ];
            fds.extend(watched.iter().map(|pidfd| io::number(pidfd)));
            let channel = self.links.result_channel;
            let mut arrival = Arrival {
                fds: &fds,
                channel,
                chunk: &mut chunk,
            };
            let mut terms = Terms {
                announcement: Announcement {
                    op: "recv",
                    object: self.object,
                    ..Announcement::default()
                },
                is_told: true,
                mail: Some(seen),
                ..Terms::plain()
            };
            // Mail alone does not end the step: it may mean that somebody has arrived.
            let Ended::Done(arrived) = seat.wait(&mut arrival, &mut terms) else {
                continue;
            };
            match arrived {
                Arrived::Bytes(count) => {
                    pending.extend_from_slice(&chunk[..count]);
                    self.deliver(seat, &mut pending);
                }
                Arrived::Bell => {
                    doorbell::clear(self.bell.as_fd());
                    seat.begin();
                    continue;
                }
                Arrived::End(worker) => {
                    let ended = &watched[worker];
                    self.exchange
                        .lock()
                        .watched
                        .retain(|other| !Arc::ptr_eq(other, ended));
                    self.exchange.worker_ended.store(true, Ordering::SeqCst);
                }
            }
            rouse(seat, main);
            seat.begin();
        }
        self.exchange.sign_off(seat, main);
    }

    /// Hands over all complete messages.
    fn deliver(&self, seat: &Seat, pending: &mut Vec<u8>) {
        let mut start = 0;
        let mut messages = Vec::new();
        while let Some(header) = pending.get(start..start + 4) {
            let mut length = [0; 4];
            length.copy_from_slice(header);
            let end = start + 4 + u32::from_be_bytes(length) as usize;
            let Some(body) = pending.get(start + 4..end) else {
                break;
            };
            messages.push(body.to_vec());
            start = end;
        }
        pending.drain(..start);
        let read = &seat.arena.channels[self.links.result_channel as usize].read;
        read.fetch_add(start as u64, Ordering::Relaxed); // a count for people
        let is_over = {
            let mut contents = self.exchange.lock();
            contents.received += messages.len() as u64;
            contents.results.extend(messages);
            contents.send_ends()
        };
        if is_over {
            notify(&seat.arena.slots[self.task_slot]);
        }
    }
}

/// What the result handler woke up for.
#[derive(Debug)]
enum Arrived {
    /// This many bytes of results.
    Bytes(usize),
    /// The bell.
    Bell,
    /// The end of the watched worker with this index.
    End(usize),
}

/// Waits for results, the bell, or the end of a worker.
#[derive(Debug)]
struct Arrival<'a> {
    /// Results, bell, workers.
    fds: &'a [RawFd],
    channel: u32,
    chunk: &'a mut [u8],
}

impl Operation for Arrival<'_> {
    type Done = Arrived;

    fn word(&self) -> (State, u32) {
        (State::Read, self.channel)
    }

    fn fd(&self) -> Option<i32> {
        Some(self.fds[0])
    }

    /// An end or a bell that came together with results is left when these were taken: no mail will tell of it again.
    fn lacks(&self) -> bool {
        !io::readable(self.fds, Some(0)).contains(&true)
    }

    fn attempt(&mut self) -> Option<Arrived> {
        match io::read_now(self.fds[0], self.chunk) {
            Some(Ok(count)) if count > 0 => return Some(Arrived::Bytes(count)),
            _ => {}
        }
        // Results first: a worker's last result is taken before its end.
        let ready = io::readable(self.fds, Some(0));
        if ready[1] {
            return Some(Arrived::Bell);
        }
        if ready[0] {
            return None; // came in between: the next look takes them
        }
        ready[2..]
            .iter()
            .position(|&is_ended| is_ended)
            .map(Arrived::End)
    }

    fn sleep(&mut self, until: Option<u64>) -> Option<Arrived> {
        io::readable(self.fds, until);
        None
    }
}
