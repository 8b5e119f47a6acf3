//! [`Actor`]: whatever runs inside a lesson process and asks the engine for things.

use crate::python::call::{Reply, Step};

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
}

impl<F: FnMut(Reply) -> Step> Actor for F {
    fn resume(&mut self, reply: Reply) -> Step {
        self(reply)
    }
}
