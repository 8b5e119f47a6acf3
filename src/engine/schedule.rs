//! Schedules: how a stepped run chooses, and the short code that says so.
//!
//! A schedule is a policy and the departures from it. Its code ([`code`]) carries all that a run depends on: the
//! program's hash, seed, stdout mode and start method, and the choices; so the same code gives the same run.

pub mod base32;
pub mod code;
pub mod follow;
pub mod policy;

pub use code::{CodeError, Conflict, Schedule};
pub use follow::choices_of_trace;
