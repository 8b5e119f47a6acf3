//! Bytes through pipes and sockets: tries that never block (preadv2(2) with RWF_NOWAIT), and the plain blocking calls.
//!
//! The descriptors stay in blocking mode, because other processes share their open file descriptions.

use std::io::{Error, Result};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::time::Duration;

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::stat::Mode;

/// A pipe: read end, write end.
///
/// # Errors
/// No descriptor free.
pub fn pipe() -> Result<(OwnedFd, OwnedFd)> {
    Ok(nix::unistd::pipe()?)
}

/// A pair of connected stream sockets.
///
/// # Errors
/// No descriptor free.
pub fn socket_pair() -> Result<(OwnedFd, OwnedFd)> {
    use nix::sys::socket::{AddressFamily, SockFlag, SockType, socketpair};
    Ok(socketpair(
        AddressFamily::Unix,
        SockType::Stream,
        None,
        SockFlag::empty(),
    )?)
}

/// Bytes that a pipe holds at most; 0 if it is none.
pub fn capacity(fd: &OwnedFd) -> u32 {
    nix::fcntl::fcntl(fd, nix::fcntl::FcntlArg::F_GETPIPE_SZ)
        .map_or(0, |bytes| u32::try_from(bytes).unwrap_or(0))
}

/// Takes ownership of an inherited descriptor.
pub fn adopt(fd: RawFd) -> OwnedFd {
    // SAFETY: the caller names a descriptor that it inherited and that nothing else in this process closes.
    #[expect(unsafe_code, reason = "ownership of an inherited descriptor")]
    unsafe {
        OwnedFd::from_raw_fd(fd)
    }
}

/// Reads what is there; none if nothing is. `Ok(0)` is the end of the stream.
pub fn read_now(fd: RawFd, buffer: &mut [u8]) -> Option<Result<usize>> {
    let part = libc::iovec {
        iov_base: buffer.as_mut_ptr().cast(),
        iov_len: buffer.len(),
    };
    // SAFETY: the one part is the borrowed buffer; offset -1 means the stream's own place.
    #[expect(unsafe_code, reason = "preadv2 has no wrapper in nix")]
    let count = unsafe { libc::preadv2(fd, &raw const part, 1, -1, libc::RWF_NOWAIT) };
    match outcome(count) {
        Err(error) if is_unsupported(&error) => read_apart(fd, buffer),
        result => unless_would_block(result),
    }
}

/// Reads, waiting for at least one byte; none if a signal came.
pub fn read(fd: RawFd, buffer: &mut [u8]) -> Option<Result<usize>> {
    #[expect(
        unsafe_code,
        reason = "the descriptor may be owned by several handles, so it is a number here"
    )]
    // SAFETY: the buffer is valid for its length.
    let count = unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) };
    unless_interrupted(outcome(count))
}

/// Writes as much as there is room for; none if there is no room.
pub fn write_now(fd: RawFd, bytes: &[u8]) -> Option<Result<usize>> {
    let part = libc::iovec {
        iov_base: bytes.as_ptr().cast_mut().cast(),
        iov_len: bytes.len(),
    };
    // SAFETY: the kernel only reads the one part, which is the borrowed bytes.
    #[expect(unsafe_code, reason = "pwritev2 has no wrapper in nix")]
    let count = unsafe { libc::pwritev2(fd, &raw const part, 1, -1, libc::RWF_NOWAIT) };
    match outcome(count) {
        Err(error) if is_unsupported(&error) => write_apart(fd, bytes),
        result => unless_would_block(result),
    }
}

/// [`read_now`] where pipes and sockets know no RWF_NOWAIT (before Linux 6.4).
fn read_apart(fd: RawFd, buffer: &mut [u8]) -> Option<Result<usize>> {
    #[expect(unsafe_code, reason = "recv on a descriptor number")]
    // SAFETY: the buffer is valid for its length.
    let count = unsafe {
        let (start, length) = (buffer.as_mut_ptr().cast(), buffer.len());
        libc::recv(fd, start, length, libc::MSG_DONTWAIT)
    };
    match outcome(count) {
        Err(error) if is_no_socket(&error) => match reopen(fd, OFlag::O_RDONLY) {
            Ok(own) => unless_would_block(nix::unistd::read(&own, buffer).map_err(Error::from)),
            Err(error) => Some(Err(error)),
        },
        result => unless_would_block(result),
    }
}

/// [`write_now`], likewise.
fn write_apart(fd: RawFd, bytes: &[u8]) -> Option<Result<usize>> {
    #[expect(unsafe_code, reason = "send on a descriptor number")]
    // SAFETY: the bytes are valid for their length.
    let count = unsafe {
        let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
        libc::send(fd, bytes.as_ptr().cast(), bytes.len(), flags)
    };
    match outcome(count) {
        Err(error) if is_no_socket(&error) => match reopen(fd, OFlag::O_WRONLY) {
            Ok(own) => unless_would_block(nix::unistd::write(&own, bytes).map_err(Error::from)),
            // A pipe that nobody reads cannot be opened for writing without waiting (fifo(7)).
            Err(error) if error.raw_os_error() == Some(libc::ENXIO) => {
                Some(Err(Error::from_raw_os_error(libc::EPIPE)))
            }
            Err(error) => Some(Err(error)),
        },
        result => unless_would_block(result),
    }
}

fn is_no_socket(error: &Error) -> bool {
    error.raw_os_error() == Some(libc::ENOTSOCK)
}

/// The same pipe under an open file description of its own, which does not wait: the mode of `fd` is shared with other
/// processes. Looking with poll(2) first would not do: another reader may be faster, and a pipe that is ready for
/// writing takes one page, not any number of bytes.
fn reopen(fd: RawFd, access: OFlag) -> Result<OwnedFd> {
    let path = format!("/proc/self/fd/{fd}");
    let flags = access | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC;
    Ok(nix::fcntl::open(path.as_str(), flags, Mode::empty())?)
}

/// Writes, waiting for room; none if a signal came before the first byte.
pub fn write(fd: RawFd, bytes: &[u8]) -> Option<Result<usize>> {
    #[expect(
        unsafe_code,
        reason = "the descriptor may be owned by several handles, so it is a number here"
    )]
    // SAFETY: the bytes are valid for their length.
    let count = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
    unless_interrupted(outcome(count))
}

/// Waits until one of the descriptors has something to read (or has no writer left), at most until `until`
/// (CLOCK_MONOTONIC nanoseconds). Tells which; none are named after the time or a signal.
pub fn readable(fds: &[RawFd], until: Option<u64>) -> Vec<bool> {
    let mut polls: Vec<_> = fds
        .iter()
        .map(|&fd| libc::pollfd {
            fd,
            events: libc::POLLIN,
            revents: 0,
        })
        .collect();
    let left = until.map(|at| {
        Duration::from_nanos(at.saturating_sub(super::clock::monotonic_ns())).as_nanos() as u64
    });
    let left = left.map(super::futex::timespec);
    let left_ptr = left.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: the array is valid for its length, the timespec lives for the call, no signal mask is given.
    #[expect(unsafe_code, reason = "ppoll with nanoseconds over descriptor numbers")]
    let count = unsafe {
        libc::ppoll(
            polls.as_mut_ptr(),
            polls.len() as libc::nfds_t,
            left_ptr,
            std::ptr::null(),
        )
    };
    polls
        .iter()
        .map(|poll| count > 0 && poll.revents != 0)
        .collect()
}

/// Whether something can be read from it now (also the end of the stream).
pub fn has_input(fd: RawFd) -> bool {
    is_ready(fd, libc::POLLIN)
}

/// The descriptor's number.
pub fn number(fd: &OwnedFd) -> RawFd {
    fd.as_raw_fd()
}

/// In a forked process: closes a descriptor whose other owners are threads that were not copied. The number must not be
/// used or closed again, so the owner here is forgotten.
pub fn close_inherited(fd: &std::sync::Arc<OwnedFd>) {
    std::mem::forget(fd.clone());
    #[expect(
        unsafe_code,
        reason = "the owners that would close it do not exist in this process"
    )]
    // SAFETY: close takes any number; what owns this one in this process was forgotten just now and never runs.
    let _ = unsafe { libc::close(fd.as_raw_fd()) };
}

fn is_ready(fd: RawFd, events: libc::c_short) -> bool {
    let mut poll = libc::pollfd {
        fd,
        events,
        revents: 0,
    };
    // SAFETY: one valid pollfd, no waiting.
    #[expect(unsafe_code, reason = "poll over a descriptor number")]
    let count = unsafe { libc::poll(&raw mut poll, 1, 0) };
    count > 0
}

fn outcome(count: isize) -> Result<usize> {
    usize::try_from(count).map_err(|_| Error::last_os_error())
}

fn is_unsupported(error: &Error) -> bool {
    matches!(
        error.raw_os_error().map(Errno::from_raw),
        Some(Errno::EOPNOTSUPP | Errno::ENOSYS | Errno::EINVAL)
    )
}

fn unless_would_block(result: Result<usize>) -> Option<Result<usize>> {
    match result {
        Err(error)
            if matches!(
                error.raw_os_error().map(Errno::from_raw),
                Some(Errno::EAGAIN | Errno::EINTR)
            ) =>
        {
            None
        }
        result => Some(result),
    }
}

fn unless_interrupted(result: Result<usize>) -> Option<Result<usize>> {
    match result {
        Err(error) if error.raw_os_error() == Some(libc::EINTR) => None,
        result => Some(result),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Reader = fn(RawFd, &mut [u8]) -> Option<Result<usize>>;
    type Writer = fn(RawFd, &[u8]) -> Option<Result<usize>>;
    const WAYS: [(Reader, Writer); 2] = [(read_now, write_now), (read_apart, write_apart)];

    /// Neither way waits: not for bytes, not for room, not in the middle of what does not fit.
    #[track_caller]
    fn check(reader: &OwnedFd, writer: &OwnedFd, (read_some, write_some): (Reader, Writer)) {
        let (reader, writer) = (number(reader), number(writer));
        let mut buffer = vec![0; 1 << 20];
        assert!(read_some(reader, &mut buffer).is_none(), "nothing is there");
        let large = vec![7; 1 << 20];
        let mut written = 0;
        while let Some(result) = write_some(writer, &large) {
            let count = result.expect("there are readers");
            assert!(0 < count && count < large.len(), "a part of it fits");
            written += count;
        }
        assert!(written > 0);
        let mut taken = 0;
        while let Some(result) = read_some(reader, &mut buffer) {
            taken += result.expect("bytes");
        }
        assert_eq!(taken, written);
    }

    #[test]
    fn tries_on_a_pipe_never_wait_with_or_without_the_kernels_help() {
        for way in WAYS {
            let (reader, writer) = pipe().expect("a pipe");
            check(&reader, &writer, way);
        }
    }

    #[test]
    fn tries_on_a_socket_never_wait_with_or_without_the_kernels_help() {
        for way in WAYS {
            let (one, other) = socket_pair().expect("sockets");
            check(&one, &other, way);
        }
    }

    #[test]
    fn a_stream_whose_other_end_is_closed_ends_or_breaks_with_or_without_the_kernels_help() {
        for (read_some, write_some) in WAYS {
            for make in [pipe, socket_pair] {
                let (reader, writer) = make().expect("a stream");
                drop(writer);
                let end = read_some(number(&reader), &mut [0; 8]).expect("no waiting");
                assert_eq!(end.expect("no error"), 0);
                let (reader, writer) = make().expect("a stream");
                drop(reader);
                let error = write_some(number(&writer), b"x").expect("no waiting");
                let error = error.expect_err("nobody reads");
                assert_eq!(error.raw_os_error(), Some(libc::EPIPE));
            }
        }
    }
}
