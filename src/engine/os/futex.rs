//! futex(2) on words in shared memory.

use std::sync::atomic::AtomicU32;

/// How a futex wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// By a wake (or for no reason: look again).
    Wake,
    /// The word was not the expected value.
    Changed,
    /// The deadline passed.
    TimedOut,
    /// A signal came.
    Interrupted,
}

/// Sleeps while `word == expected`, at most until `deadline` (CLOCK_MONOTONIC nanoseconds, absolute).
pub fn wait(word: &AtomicU32, expected: u32, deadline: Option<u64>) -> Woken {
    let timeout = deadline.map(timespec);
    let timeout_ptr = timeout
        .as_ref()
        .map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: the word outlives the call because it is borrowed; the timespec likewise; the other pointers are unused
    // by FUTEX_WAIT_BITSET.
    #[expect(unsafe_code, reason = "futex has no safe wrapper")]
    let result = unsafe {
        libc::syscall(
            libc::SYS_futex,
            word.as_ptr(),
            libc::FUTEX_WAIT_BITSET,
            expected,
            timeout_ptr,
            std::ptr::null::<u32>(),
            libc::FUTEX_BITSET_MATCH_ANY,
        )
    };
    if result == 0 {
        return Woken::Wake;
    }
    match nix::errno::Errno::last() {
        nix::errno::Errno::EAGAIN => Woken::Changed,
        nix::errno::Errno::ETIMEDOUT => Woken::TimedOut,
        nix::errno::Errno::EINTR => Woken::Interrupted,
        _ => Woken::Wake,
    }
}

/// Wakes up to `count` waiters; returns how many.
pub fn wake(word: &AtomicU32, count: i32) -> usize {
    // SAFETY: the word is borrowed for the call; FUTEX_WAKE uses no other pointer.
    #[expect(unsafe_code, reason = "futex has no safe wrapper")]
    let result = unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAKE, count) };
    usize::try_from(result).unwrap_or(0)
}

/// Waiters queued in the kernel on this word; wakes nobody.
///
/// FUTEX_CMP_REQUEUE from the word to itself, waking none and moving all, tells how many it "moved".
pub fn queued(word: &AtomicU32) -> usize {
    loop {
        let value = word.load(std::sync::atomic::Ordering::SeqCst);
        // SAFETY: source and target are the same borrowed word; the fourth argument is a count by this operation.
        #[expect(unsafe_code, reason = "futex has no safe wrapper")]
        let result = unsafe {
            libc::syscall(
                libc::SYS_futex,
                word.as_ptr(),
                libc::FUTEX_CMP_REQUEUE,
                0,
                i64::from(i32::MAX),
                word.as_ptr(),
                value,
            )
        };
        if result >= 0 {
            return usize::try_from(result).unwrap_or(0);
        }
        if nix::errno::Errno::last() != nix::errno::Errno::EAGAIN {
            return 0;
        }
    }
}

/// Nanoseconds as a timespec.
pub(super) fn timespec(ns: u64) -> libc::timespec {
    libc::timespec {
        tv_sec: (ns / 1_000_000_000) as libc::time_t,
        tv_nsec: (ns % 1_000_000_000) as libc::c_long,
    }
}
