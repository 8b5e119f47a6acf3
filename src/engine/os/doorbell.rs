//! The conductor's doorbell: an eventfd(2) that lesson processes inherit.

use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};

use nix::sys::eventfd::{EfdFlags, EventFd};

/// Makes a doorbell; the descriptor is inherited by fork and exec.
///
/// # Errors
/// The system's word.
pub fn new() -> std::io::Result<OwnedFd> {
    Ok(EventFd::from_flags(EfdFlags::EFD_NONBLOCK)?.into())
}

/// Rings. A descriptor that is none (tests) does nothing; a counter at its limit rings already.
pub fn ring(doorbell: i32) {
    let one = 1u64.to_ne_bytes();
    // SAFETY: write(2) takes any descriptor number and the eight valid bytes.
    #[expect(unsafe_code, reason = "nothing is owned, nothing allocated")]
    let _ = unsafe { libc::write(doorbell, one.as_ptr().cast(), one.len()) };
}

/// Takes what was rung.
pub fn clear(doorbell: BorrowedFd<'_>) {
    let mut bytes = [0; 8];
    // SAFETY: read(2) into eight valid bytes of a descriptor that is borrowed.
    #[expect(unsafe_code, reason = "to fail means that nothing rang")]
    let _ = unsafe { libc::read(doorbell.as_raw_fd(), bytes.as_mut_ptr().cast(), bytes.len()) };
}
