//! [`Actor`]: whatever runs inside a lesson process and asks the engine for things.

#[cfg(doc)]
use crate::python::call::Call;
use crate::python::call::{Exit, Handle, Pickled, Reply, Step};

/// A resumable program without I/O: the interpreter, or a script in a test.
///
/// Fork copies it together with the process: in the child it is resumed with [`Reply::Child`] or
/// [`Reply::BecomeWorker`].
pub trait Actor {
    /// Goes on with the answer to the step before (the first time with [`Reply::Unit`]).
    fn resume(&mut self, reply: Reply) -> Step;

    /// The line of the statement that asked, from 1; none leaves it at the line announced last.
    fn line(&self) -> Option<u32> {
        None
    }

    /// Whether it keeps items that [`Call::Put`] or tasks that [`Call::Submit`] told of.
    fn holds(&self) -> bool {
        false
    }

    /// Gives them, for the queue or pool that they go to: bytes, or what the feeder writes to stderr.
    fn hand_over(&mut self) -> Vec<(Handle, Pickled)> {
        Vec::new()
    }

    /// How it ends because it would take more than a program may: `what` says how much that is.
    fn end_at_limit(&self, what: &str) -> Exit {
        Exit {
            code: 2,
            report: Some(format!("limit: {what}\n")),
            stopped: Some(("limit", what.to_owned())),
            ..Exit::default()
        }
    }
}

impl<F: FnMut(Reply) -> Step> Actor for F {
    fn resume(&mut self, reply: Reply) -> Step {
        self(reply)
    }
}
