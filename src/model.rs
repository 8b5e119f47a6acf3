//! The world as a run's events tell it: [`World`] changes only through [`World::apply`].
//!
//! Words, one per idea: process, PID, fork, exec, wait, zombie, orphan; created, ready, running, blocked, sleeping,
//! stopped; acquire, release, permit, holder, waiter; put, get, send, receive; step, schedule, interleaving; torn
//! line; deadlock, cycle; virtual time (what the program's clock shows) and real time.
//!
//! `model` reads no clock and does no I/O; it knows neither how events come about nor how they are drawn.
//!
//! [`World::apply`] is spread over the files of its nouns: `process`, `object`, `semaphore` (locks too), `queue`,
//! `pipe`, `pool`, `output`.

pub mod apply;
mod checkpoint;
pub mod composite;
pub mod graph;
pub mod lane;
pub mod narration;
pub mod object;
pub mod output;
mod pipe;
pub mod pool;
mod process;
pub mod progress;
pub mod queue;
pub mod seek;
mod semaphore;
pub mod value;
pub mod why;
pub mod world;

pub use graph::explain_standstill;
pub use seek::{History, world_at};
pub use world::World;
