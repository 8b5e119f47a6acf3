//! A lesson process: its runtime resumes the [`Actor`] and performs what it asks for.
//!
//! ```text
//! actor.resume(reply) -> Line      note it, pass the gate, tell it
//!                        Breath    pass the gate
//!                        Call      pass the gate, perform it on real kernel objects (it may wait: `seat`)
//!                        Resume    go on with the call that an upcall broke into
//!                        Exit      the end-of-process rules (`ending`), then _exit
//! ```
//! Between two statements, and inside a wait after mail, the runtime does its own business: SIGINT, replacing dead pool
//! workers, handing results that came back to the program.

mod allowance;
mod attempt;
mod calls;
mod children;
mod console;
mod ending;
mod exchange;
mod feeder;
mod handlers;
mod held;
mod helper;
mod joinable;
mod memory;
mod message;
mod object;
mod operation;
mod passage;
mod pipe;
mod pool;
mod pool_end;
mod preview;
mod queue;
mod runtime;
pub mod seat;
mod semaphores;
pub mod spawn;
mod steps;
mod system;
mod text;
mod worker;

use std::os::fd::OwnedFd;

pub use seat::NO_CHANNEL;

use super::actor::Actor;
use super::arena::Arena;
use crate::trace::ProcId;
use spawn::{Arrival, Kit};

/// What a lesson process inherits from the stage.
#[derive(Debug)]
pub struct Wiring {
    /// The shared memory.
    pub arena: &'static Arena,
    /// Write end of the output socket: stdout and stderr of every lesson process.
    pub output: OwnedFd,
    /// Socket on which a parent hands the pidfd of its new child to the conductor.
    pub post: OwnedFd,
    /// The conductor's doorbell.
    pub doorbell: OwnedFd,
    /// Read end of the dead man's pipe (best effort only): its other end is held by the conductor alone, and the
    /// kernel kills every process that armed it when that end closes.
    pub dead_man: Option<OwnedFd>,
    /// What a spawned process needs beside; none: this run forks only.
    pub kit: Option<Kit>,
}

/// Runs `actor` as the process `proc` in this (just forked) process, in the slot that its creator claimed. Waits until
/// the conductor opens the birth gate. Does not return: the process ends with the actor.
pub fn run(wiring: Wiring, slot: usize, proc: ProcId, actor: Box<dyn Actor>) -> ! {
    let _guard = Bomb;
    runtime::Runtime::begin(wiring, slot, proc).run(actor)
}

/// Runs `actor` in this (just executed) process as what its parent described, as [`run`] does.
pub fn run_spawned(
    wiring: Wiring,
    slot: usize,
    arrival: Arrival,
    actor: impl FnOnce(Arrival) -> Box<dyn Actor>,
) -> ! {
    let _guard = Bomb;
    let mut arrival = arrival;
    let objects = std::mem::take(&mut arrival.objects);
    let depot = arrival.depot.take().map(std::sync::Arc::new);
    let identity = arrival.identity.clone();
    let runtime = runtime::Runtime::begin_as(wiring, slot, identity, (objects, depot));
    runtime.tell_given_ends();
    runtime.run(actor(arrival))
}

/// Ends the process if a panic comes past: what it unwinds into belongs to the process that this one was copied from.
struct Bomb;

/// Exit status after a panic (`EX_SOFTWARE` of sysexits.h).
const PANICKED: i32 = 70;

impl Drop for Bomb {
    fn drop(&mut self) {
        super::os::fork::exit_now(PANICKED);
    }
}
