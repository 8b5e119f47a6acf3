//! The stage's children: fork(2), waitid(2), and the signal that tells of an end as a descriptor (signalfd(2)).

use std::io;
use std::os::fd::OwnedFd;

use nix::errno::Errno;
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use nix::unistd::{ForkResult, Pid};

/// Blocks the signals that the stage takes as data or does not want, and gives SIGCHLD as a descriptor.
///
/// # Errors
/// The system's word.
pub fn watch() -> io::Result<SignalFd> {
    let mut blocked = SigSet::empty();
    for signal in [
        Signal::SIGCHLD,
        Signal::SIGINT,
        Signal::SIGTERM,
        Signal::SIGHUP,
        Signal::SIGQUIT,
        Signal::SIGTSTP,
    ] {
        blocked.add(signal);
    }
    blocked.thread_block()?;
    let ends = SigSet::from_iter([Signal::SIGCHLD]);
    Ok(SignalFd::with_flags(
        &ends,
        SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK,
    )?)
}

/// Empties the signal mask: a lesson process starts with none blocked.
pub fn unblock_all() {
    let _ = SigSet::empty().thread_set_mask();
}

/// Which side of a fork this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The parent, with the child's PID.
    Parent(u32),
    /// The new process.
    Child,
}

/// Forks. The caller has one thread only, so the child may do anything.
///
/// # Errors
/// EAGAIN, ENOMEM.
pub fn fork() -> io::Result<Side> {
    // SAFETY: the stage has one thread: no lock is held by another one at this moment.
    #[expect(unsafe_code, reason = "fork")]
    let side = unsafe { nix::unistd::fork() }?;
    Ok(match side {
        ForkResult::Parent { child } => Side::Parent(child.as_raw() as u32),
        ForkResult::Child => Side::Child,
    })
}

/// PID of a child that has ended and was not reaped; it stays a zombie.
pub fn ended() -> Option<u32> {
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    let status = waitid(Id::All, flags).ok()?;
    status.pid().map(|pid| pid.as_raw() as u32)
}

/// Reaps a child that has ended.
pub fn reap(pid: u32) {
    let _ = waitpid(Pid::from_raw(pid as i32), Some(WaitPidFlag::WNOHANG));
}

/// Kills a child and every other process of this PID; one that is gone is no error.
pub fn kill(pid: u32) {
    if pid > 1 {
        let _ = nix::sys::signal::kill(Pid::from_raw(pid as i32), Signal::SIGKILL);
    }
}

/// Reaps whatever has ended; tells whether any child is left.
pub fn reap_all() -> bool {
    loop {
        match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::StillAlive) => return true,
            Ok(_) | Err(Errno::EINTR) => {}
            Err(_) => return false,
        }
    }
}

/// How a child ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HowEnded {
    /// By itself, with this status.
    #[error("it exited with status {0}")]
    Exited(i32),
    /// By the signal of this name.
    #[error("{0} killed it")]
    Killed(String),
    /// The system did not tell, for this reason.
    #[error("{0}")]
    Unknown(String),
}

/// Waits for the end of a child that was started here, and reaps it.
pub fn wait_for(pid: u32) -> HowEnded {
    loop {
        match waitpid(Pid::from_raw(pid as i32), None) {
            Ok(WaitStatus::Exited(_, status)) => return HowEnded::Exited(status),
            Ok(WaitStatus::Signaled(_, signal, _)) => return HowEnded::Killed(signal.to_string()),
            Ok(_) | Err(Errno::EINTR) => {}
            Err(error) => return HowEnded::Unknown(error.to_string()),
        }
    }
}

/// The pipe on which the conductor tells the stage what to do: read end, write end, both close-on-exec and non-blocking.
///
/// # Errors
/// The system's word.
pub fn control() -> io::Result<(OwnedFd, OwnedFd)> {
    let flags = nix::fcntl::OFlag::O_CLOEXEC | nix::fcntl::OFlag::O_NONBLOCK;
    Ok(nix::unistd::pipe2(flags)?)
}
