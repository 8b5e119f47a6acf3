//! `Pipe()`: a socket pair, or a one-way pipe, and messages over it.

use std::os::fd::OwnedFd;

use super::attempt::{Attempt, Performed, leave_by, raise, raise_os};
use super::message::{self, Link};
use super::object::{Creation, Object, claim_channel, create};
use super::operation::{Input, Write};
use super::runtime::Runtime;
use super::seat::{Announcement, Terms};
use crate::engine::os::io;
use crate::engine::ring::RecordKind;
use crate::python::call::{Handle, Reply};
use crate::trace::ObjectType;

/// One end as this process knows it. Dropping it closes the end.
#[derive(Debug)]
pub struct Connection {
    pub(super) fd: OwnedFd,
    /// Number of the pipe in the trace.
    pub object: u32,
    /// 0 for the first connection that `Pipe()` gave, 1 for the second.
    pub(super) end: u8,
    /// Channel it reads from.
    pub(super) reads: Option<u32>,
    /// Channel it writes to.
    pub(super) writes: Option<u32>,
}

impl Connection {
    fn input(&self) -> Performed<Link> {
        let channel = self
            .reads
            .ok_or_else(|| raise("OSError", "connection is write-only"))?;
        Ok(Link {
            fd: io::number(&self.fd),
            channel,
        })
    }

    fn output(&self) -> Performed<Link> {
        let channel = self
            .writes
            .ok_or_else(|| raise("OSError", "connection is read-only"))?;
        Ok(Link {
            fd: io::number(&self.fd),
            channel,
        })
    }
}

impl Runtime {
    /// `Pipe(duplex)`: the two connections.
    ///
    /// # Errors
    /// A limit of the run or of the system.
    pub(super) fn new_pipe(&mut self, is_duplex: bool, names: &[String]) -> Performed {
        let made = if is_duplex {
            io::socket_pair()
        } else {
            io::pipe()
        };
        let (first, second) = made.map_err(|error| raise_os(&error))?;
        let creation = Creation {
            type_: ObjectType::Pipe,
            names,
            initial: Some(if is_duplex { 2 } else { 1 }),
            capacity: None,
        };
        let object = create(&self.seat, &creation);
        let forth = claim_channel(&self.seat, object, io::capacity(&second))?;
        let back = if is_duplex {
            Some(claim_channel(&self.seat, object, 0)?)
        } else {
            None
        };
        let one = Connection {
            fd: first,
            object,
            end: 0,
            reads: Some(forth),
            writes: back,
        };
        let other = Connection {
            fd: second,
            object,
            end: 1,
            reads: back,
            writes: Some(forth),
        };
        self.tell_end(RecordKind::Opened, object, None);
        let handles =
            [one, other].map(|connection| self.objects.add(Object::Connection(connection)));
        Ok(Reply::Handles(handles.to_vec()))
    }

    /// `send(value)`.
    ///
    /// # Errors
    /// OSError and its kin, or KeyboardInterrupt.
    pub(super) fn send(
        &mut self,
        handle: Handle,
        bytes: &[u8],
        attempt: &mut Attempt,
    ) -> Performed {
        let connection = self.objects.connection(handle)?;
        let (object, end, link) = (connection.object, connection.end, connection.output()?);
        // Nothing breaks into a message but SIGINT.
        let mut terms = attempt.terms(
            Announcement {
                op: "send",
                object,
                ..Announcement::default()
            },
            None,
        );
        // Before the first byte: whoever receives the message has it later.
        self.stand_before_sending(link, bytes, &terms);
        self.tell_message(RecordKind::Sent, object, u64::from(end) + 1, bytes);
        message::send(&self.seat, link, bytes, &mut terms).map_err(leave_by)?;
        Ok(Reply::Unit)
    }

    /// Stands until there is room for the message's first byte.
    fn stand_before_sending(&mut self, link: Link, bytes: &[u8], terms: &Terms) {
        let write = Write {
            fd: link.fd,
            channel: link.channel,
            bytes,
        };
        self.drop_before_waiting();
        self.seat.approach(&write, terms);
        self.do_deferred();
    }

    /// `recv()`: the value, pickled.
    ///
    /// # Errors
    /// EOFError, OSError and its kin, KeyboardInterrupt, or other business.
    pub(super) fn receive_from(&mut self, handle: Handle, attempt: &mut Attempt) -> Performed {
        let connection = self.objects.connection(handle)?;
        let (object, end, link) = (connection.object, connection.end, connection.input()?);
        let announcement = Announcement {
            op: "recv",
            object,
            ..Announcement::default()
        };
        let bytes = self.receive(link, attempt, announcement)?;
        self.tell_message(RecordKind::Received, object, u64::from(end) + 1, &bytes);
        Ok(Reply::Bytes(bytes))
    }

    /// `poll(timeout)`: whether there is something to receive (also the end of the stream).
    ///
    /// # Errors
    /// OSError, KeyboardInterrupt, or other business.
    pub(super) fn poll_connection(
        &mut self,
        handle: Handle,
        timeout: Option<f64>,
        attempt: &mut Attempt,
    ) -> Performed {
        let connection = self.objects.connection(handle)?;
        let (object, link) = (connection.object, connection.input()?);
        attempt.deadline(self.arena.clock.now(), timeout);
        let announcement = Announcement {
            op: "poll",
            object,
            timeout,
            ..Announcement::default()
        };
        let mut input = Input {
            fd: link.fd,
            channel: link.channel,
        };
        Ok(Reply::Bool(
            self.wait(&mut input, attempt, announcement)?.is_some(),
        ))
    }

    /// `close()`.
    pub(super) fn close_connection(&mut self, handle: Handle) -> Reply {
        if let Object::Connection(connection) = self.objects.remove(handle) {
            self.let_go_of(connection);
        }
        Reply::Unit
    }

    /// Closes an end. Told first: whoever reads its end of the data has it later.
    pub(super) fn let_go_of(&self, connection: Connection) {
        self.tell_end(RecordKind::Closed, connection.object, Some(connection.end));
        drop(connection);
    }

    /// In a fresh interpreter: which ends came along.
    pub(super) fn tell_given_ends(&self) {
        for object in self.objects.iter() {
            if let Object::Connection(connection) = object {
                self.tell_end(RecordKind::Opened, connection.object, Some(connection.end));
            }
        }
    }

    fn tell_end(&self, kind: RecordKind, object: u32, end: Option<u8>) {
        let end = end.map_or(0, |end| u64::from(end) + 1);
        self.seat.emit(kind, u64::from(object), end, 0);
    }
}
