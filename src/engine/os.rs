//! Every system call, every `unsafe`: the rest of forklore sees safe functions and types.
//!
//! Nothing here knows lessons, programs or screens. Sources: man-pages sections 2, 3 and 7 as named at each item;
//! the recipes and their traps were measured beforehand.

pub mod children;
pub mod clock;
pub mod depot;
pub mod doorbell;
pub mod exec;
pub mod fork;
pub mod futex;
pub mod io;
pub mod memory;
pub mod namespace;
pub mod nudge;
pub mod output;
pub mod pidfd;
pub mod post;
pub mod procfs;
pub mod schedule;
pub mod semaphore;
pub mod signal;
pub mod supervise;
pub mod thread;
pub mod wait;
