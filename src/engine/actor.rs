//! [`Actor`]: whatever runs inside a lesson process and asks the engine for things.

use crate::python::call::{Exit, Reply, Step};

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
