//! fork(2) for the supervisor, the one place outside the stage where forklore splits.

use std::os::unix::fs::MetadataExt;

use nix::unistd::{ForkResult, fork};

/// Splits the process in two while it has one thread.
///
/// # Errors
/// The system's reason, such as EAGAIN at the limit of processes, or EDEADLK if a further thread exists: a copy of
/// one thread would inherit locks that nobody opens.
pub fn fork_single_threaded() -> nix::Result<ForkResult> {
    if n_threads() != Some(1) {
        return Err(nix::errno::Errno::EDEADLK);
    }
    #[expect(unsafe_code, reason = "fork has no safe wrapper")]
    // SAFETY: the only thread is this one (checked above), so the child finds every lock as the parent left it and
    // may allocate.
    unsafe {
        fork()
    }
}

/// How many threads this process has: proc(5) gives each a folder, and a folder has a link from each folder in it
/// besides its own two. None where /proc is missing.
fn n_threads() -> Option<u64> {
    let n_links = std::fs::metadata("/proc/self/task").ok()?.nlink();
    n_links.checked_sub(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_thread_forbids_the_fork() {
        // The test harness runs every test on a thread of its own.
        assert_eq!(
            fork_single_threaded().err(),
            Some(nix::errno::Errno::EDEADLK)
        );
    }
}
