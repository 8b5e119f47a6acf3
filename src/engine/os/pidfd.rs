//! Process descriptors: pidfd_open(2), pidfd_send_signal(2), pidfd_getfd(2).

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// Opens a process; the descriptor is close-on-exec and becomes readable when the process has ended.
///
/// # Errors
/// ESRCH if there is none.
pub fn open(pid: i32) -> io::Result<OwnedFd> {
    // SAFETY: pidfd_open takes two numbers.
    #[expect(unsafe_code, reason = "pidfd_open has no safe wrapper")]
    let fd = Errno::result(unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) })?;
    // SAFETY: the call succeeded, so the number is a fresh descriptor.
    #[expect(unsafe_code, reason = "the new descriptor has no owner yet")]
    Ok(unsafe { OwnedFd::from_raw_fd(fd as RawFd) })
}

/// Sends a signal to the process, never to another one that got its number.
///
/// # Errors
/// ESRCH if it is gone.
pub fn signal(process: BorrowedFd<'_>, signal: i32) -> io::Result<()> {
    // SAFETY: the descriptor is borrowed; no siginfo is passed.
    #[expect(unsafe_code, reason = "pidfd_send_signal has no safe wrapper")]
    let result = unsafe {
        libc::syscall(
            libc::SYS_pidfd_send_signal,
            process.as_raw_fd(),
            signal,
            std::ptr::null::<libc::siginfo_t>(),
            0,
        )
    };
    Errno::result(result)?;
    Ok(())
}

/// A copy of the process's descriptor `number`. Hold it briefly: an end that is kept open hides an end of file.
///
/// # Errors
/// EPERM where the system forbids it, EBADF if there is no such descriptor.
pub fn descriptor_of(process: BorrowedFd<'_>, number: u32) -> io::Result<OwnedFd> {
    // SAFETY: the descriptor is borrowed, the rest are numbers.
    #[expect(unsafe_code, reason = "pidfd_getfd has no safe wrapper")]
    let result = unsafe { libc::syscall(libc::SYS_pidfd_getfd, process.as_raw_fd(), number, 0) };
    let fd = Errno::result(result)?;
    // SAFETY: the call succeeded, so the number is a fresh descriptor.
    #[expect(unsafe_code, reason = "the new descriptor has no owner yet")]
    Ok(unsafe { OwnedFd::from_raw_fd(fd as RawFd) })
}

/// Whether the process has ended (it may still be a zombie).
pub fn has_ended(process: BorrowedFd<'_>) -> bool {
    readiness(process, PollFlags::POLLIN).intersects(PollFlags::POLLIN | PollFlags::POLLHUP)
}

/// Whether a read from the descriptor would return at once: bytes, end of file or an error.
pub fn can_read(fd: BorrowedFd<'_>) -> bool {
    !readiness(fd, PollFlags::POLLIN).is_empty()
}

/// Whether a write to the descriptor would move something at once, or fail.
pub fn can_write(fd: BorrowedFd<'_>) -> bool {
    !readiness(fd, PollFlags::POLLOUT).is_empty()
}

fn readiness(fd: BorrowedFd<'_>, events: PollFlags) -> PollFlags {
    let mut fds = [PollFd::new(fd, events)];
    match poll(&mut fds, PollTimeout::ZERO) {
        Ok(_) => fds[0].revents().unwrap_or(PollFlags::empty()),
        Err(_) => PollFlags::empty(),
    }
}

/// PID on the machine of an open process (proc(5), fdinfo); none once it was reaped.
pub fn host_pid(process: impl AsFd) -> Option<u32> {
    let path = format!("/proc/self/fdinfo/{}", process.as_fd().as_raw_fd());
    let text = std::fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pid:"))?;
    line.trim().parse().ok().filter(|&pid| pid > 0)
}
