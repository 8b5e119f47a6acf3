//! The trace: what happened in a run, as one ordered sequence of [`Event`]s with a [`Header`].
//!
//! Events are made by `engine` and folded by `model`; this module only says what they are and how they stand in
//! a file. It does not know how events come about.

mod codec;
pub mod event;
mod json;
mod pack;
pub mod reader;
pub mod store;
mod unseen;
pub mod writer;

pub(crate) use pack::{In, Out};

pub use event::{Agent, Event, EventKind, Header, LineNo, ObjectId, ObjectType, ProcId};
pub use reader::{Problem, ProblemKind, Reading, TraceReader, read};
pub use store::Trace;
pub use unseen::is_unseen;
pub use writer::TraceWriter;
