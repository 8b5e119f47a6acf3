//! Connections inside messages: one end of a pipe goes to a process that already runs.

use super::attempt::{Performed, raise, raise_os};
use super::object::Object;
use super::pipe::Connection;
use super::runtime::Runtime;
use crate::engine::os::depot::{Depot, WORDS};
use crate::python::call::{Handle, Reply};

/// Stands for no channel.
const NONE: u64 = u64::MAX;

impl Runtime {
    /// Puts a copy of the end into the depot, under a number that goes into the message.
    ///
    /// # Errors
    /// The connection is closed, or too many are on their way.
    pub(super) fn pass_connection(&mut self, handle: Handle) -> Performed {
        let depot = self.depot()?;
        // Of this process's own PID and count: unique in the run.
        let number = u64::from(self.pid) << 32 | u64::from(self.passed);
        self.passed += 1;
        let connection = self.objects.connection(handle)?;
        let words: [u64; WORDS] = [
            number,
            u64::from(connection.object),
            u64::from(connection.end),
            connection.reads.map_or(NONE, u64::from),
            connection.writes.map_or(NONE, u64::from),
        ];
        depot
            .put(words, &connection.fd)
            .map_err(|error| raise_os(&error))?;
        Ok(Reply::Int(number as i64))
    }

    /// Takes an end out of the depot.
    ///
    /// # Errors
    /// It is not in there (any more).
    pub(super) fn take_connection(&mut self, number: i64) -> Performed {
        let depot = self.depot()?;
        let (words, fd) = depot
            .take(number as u64)
            .map_err(|error| raise_os(&error))?;
        let channel = |word: u64| u32::try_from(word).ok();
        let connection = Connection {
            fd,
            object: words[1] as u32,
            end: words[2] as u8,
            reads: channel(words[3]),
            writes: channel(words[4]),
        };
        Ok(Reply::Handle(
            self.objects.add(Object::Connection(connection)),
        ))
    }

    fn depot(&self) -> Performed<std::sync::Arc<Depot>> {
        self.depot
            .clone()
            .ok_or_else(|| raise("OSError", "this run cannot pass connections"))
    }
}
