//! The trace: what happened in a run, as one ordered sequence of [`Event`]s with a [`Header`].
//!
//! Events are made by `engine` and folded by `model`; this module only says what they are and how they stand in
//! a file. It does not know how events come about.

pub mod event;

pub use event::{Agent, Event, EventKind, Header, LineNo, ObjectId, ObjectType, ProcId};
