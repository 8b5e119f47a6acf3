//! Running a program as real processes and telling what they do.
//!
//! ```text
//! conductor thread (in the forklore process that shows or prints the run)
//!   | arena (shared memory: slots, rings, clock, semaphores), doorbell, output socket, post socket, dead man's pipe
//!   `- stage: init of its own PID namespace (or subreaper), one-threaded, nudges and reaps
//!        `- main process: an Actor and its runtime, fork -> lesson processes
//! ```
//!
//! [`session`] is the door: [`session::launch`] starts a run and gives commands in, notices out. `arena` and `ring`
//! are the shared memory, `conductor` merges rings, output and deaths into one order, `stage` is the init process,
//! `process` runs an interpreter inside a lesson process and performs its calls on kernel objects.
//!
//! The engine knows neither screen nor model.

pub mod actor;
pub mod announce;
pub mod arena;
mod conductor;
mod guard;
pub mod os;
pub mod process;
mod quiet;
pub mod reason;
pub mod ring;
mod sampler;
pub mod schedule;
pub mod session;
pub mod stage;
pub mod stepping;
