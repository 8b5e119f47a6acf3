//! The supervisor: a tiny parent that gives the terminal back even after `kill -9` of forklore.
//!
//! [`split`] forks before any thread exists. The parent keeps the PID that the shell knows, forwards signals, mirrors
//! stops, and waits. When forklore has ended it puts the terminal right if forklore could not, kills and reaps what
//! came to it (it is the subreaper), and ends as forklore ended: same status, same signal.
//! If the supervisor dies first, the kernel sends SIGTERM to forklore (PDEATHSIG), whose own teardown then runs.

use std::time::Duration;

use anyhow::Context;
use nix::errno::Errno;
use nix::sys::prctl;
use nix::sys::signal::{SigSet, Signal, kill, raise};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, getppid};
use signal_hook::low_level;

use super::leftovers;
use super::terminal::Restorer;
use crate::engine::os::memory::let_go_of_code;
use crate::engine::os::supervise::fork_single_threaded;

/// Signals that the supervisor passes on to forklore.
const FORWARDED: [Signal; 6] = [
    Signal::SIGINT,
    Signal::SIGQUIT,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGTSTP,
    Signal::SIGCONT,
];

/// How long leftovers may take to die before the shell gets its prompt; the bound for survivors.
const LEFTOVERS_LIMIT: Duration = Duration::from_secs(3);

/// Splits off the supervisor. Returns in forklore only; the parent ends with forklore's status.
///
/// # Errors
/// Where the system refuses the fork.
pub fn split(restorer: &Restorer) -> anyhow::Result<()> {
    let all = watched();
    let mask_before = SigSet::thread_get_mask().context("cannot read the signal mask")?;
    all.thread_block().context("cannot block signals")?;
    let supervisor = Pid::this();
    match fork_single_threaded().context("cannot fork the supervisor")? {
        ForkResult::Parent { child } => watch(child, &all, restorer),
        ForkResult::Child => {
            follow(supervisor);
            mask_before
                .thread_set_mask()
                .context("cannot unblock signals")
        }
    }
}

/// Every signal that wakes the supervisor. SIGTTOU is blocked so that it may set a terminal that another job owns.
fn watched() -> SigSet {
    let mut all: SigSet = FORWARDED.into_iter().collect();
    all.add(Signal::SIGCHLD);
    all.add(Signal::SIGTTOU);
    all
}

/// In forklore: ends when the supervisor ends, also if that happened between fork and prctl.
fn follow(supervisor: Pid) {
    // Without PDEATHSIG a killed supervisor leaves forklore running, as if there were none.
    let _ = prctl::set_pdeathsig(Signal::SIGTERM);
    if getppid() != supervisor {
        low_level::exit(128 + Signal::SIGTERM as i32);
    }
}

/// The supervisor's whole life.
fn watch(child: Pid, all: &SigSet, restorer: &Restorer) -> ! {
    // Where it is refused, orphans go to init; the stage's own guard still kills them.
    let _ = prctl::set_child_subreaper(true);
    // From here on it only waits.
    let_go_of_code();
    let end = loop {
        match all.wait() {
            Ok(Signal::SIGCHLD) => {
                if let Some(end) = reap(child, restorer) {
                    break end;
                }
            }
            // A forklore that has just ended is reaped in the next round.
            Ok(signal) if signal != Signal::SIGTTOU => _ = kill(child, signal),
            Ok(_) | Err(_) => {}
        }
    };
    restorer.restore_if_left_up();
    leftovers::kill_and_reap(LEFTOVERS_LIMIT);
    end_as(end)
}

/// Takes in what SIGCHLD stands for (several may have merged into one); gives forklore's end.
fn reap(child: Pid, restorer: &Restorer) -> Option<WaitStatus> {
    let flags = WaitPidFlag::WNOHANG | WaitPidFlag::WUNTRACED;
    loop {
        match waitpid(None::<Pid>, Some(flags)) {
            Ok(WaitStatus::Stopped(pid, _)) if pid == child => stop_along(child, restorer),
            Ok(end @ (WaitStatus::Exited(pid, _) | WaitStatus::Signaled(pid, ..)))
                if pid == child =>
            {
                return Some(end);
            }
            Ok(WaitStatus::StillAlive) => return None,
            Err(Errno::EINTR) | Ok(_) => {}
            // Nobody is left, which cannot be while forklore lives.
            Err(_) => return Some(WaitStatus::Exited(child, 1)),
        }
    }
}

/// Stops as forklore stopped, so that the shell notices, and goes on together with it.
fn stop_along(child: Pid, restorer: &Restorer) {
    restorer.restore_if_left_up();
    // raise(3) returns after SIGCONT; if the stop is refused there is nothing to mirror.
    let _ = raise(Signal::SIGSTOP);
    let _ = kill(child, Signal::SIGCONT);
}

/// Ends with the status, or by the signal, of forklore.
fn end_as(end: WaitStatus) -> ! {
    match end {
        WaitStatus::Exited(_, code) => low_level::exit(code),
        WaitStatus::Signaled(_, signal, _) => {
            // A second core file of a process that did nothing wrong helps nobody.
            let _ = nix::sys::resource::setrlimit(nix::sys::resource::Resource::RLIMIT_CORE, 0, 0);
            let _ = SigSet::empty().thread_set_mask();
            // Does not return for a signal whose default action is death.
            let _ = low_level::emulate_default_handler(signal as i32);
            low_level::exit(128 + signal as i32)
        }
        _ => low_level::exit(1),
    }
}
