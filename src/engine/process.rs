//! A lesson process: its runtime resumes the [`super::actor::Actor`] and performs what it asks for.

use std::os::fd::OwnedFd;

use super::actor::Actor;
use super::arena::Arena;
use crate::trace::ProcId;

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
}

/// Temporary.
pub fn run(_wiring: Wiring, _slot: usize, _proc: ProcId, _actor: Box<dyn Actor>) -> ! {
    super::os::namespace::exit_now(1)
}
