//! The nudge: a signal that makes a blocked thread look at its gate and clock again (tgkill(2)).
//!
//! SIGURG has a handler without SA_RESTART in lesson processes, so it interrupts any wait; in all others it is ignored.
//! A standard signal does not pile up on a stopped process.

/// Sends the nudge to a thread; one that is gone is no error.
pub fn thread(pid: u32, tid: u32) {
    // SAFETY: tgkill takes plain numbers.
    #[expect(unsafe_code, reason = "tgkill has no safe wrapper")]
    let _ = unsafe { libc::syscall(libc::SYS_tgkill, pid as i32, tid as i32, libc::SIGURG) };
}
