//! The output socket: stdout and stderr of every lesson process (unix(7), SOCK_STREAM with SO_PASSCRED).
//!
//! The kernel keeps the order of the writes and says who wrote; it never joins two senders in one chunk, but may join or
//! split the writes of one.

use std::io::IoSliceMut;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};

use nix::sys::socket::{
    AddressFamily, ControlMessageOwned, MsgFlags, SockFlag, SockType, UnixCredentials, recvmsg,
    setsockopt, socketpair, sockopt,
};

/// Room asked for unread output, so that a burst does not block its writer (the system may give less).
const SEND_BUFFER: usize = 4 << 20;
/// Most bytes of one chunk.
pub const CHUNK: usize = 1 << 16;

/// Makes the socket: the conductor's end, the writers' end, both close-on-exec.
///
/// # Errors
/// The system's word.
pub fn pair() -> std::io::Result<(OwnedFd, OwnedFd)> {
    let (ours, theirs) = socketpair(
        AddressFamily::Unix,
        SockType::Stream,
        None,
        SockFlag::SOCK_CLOEXEC,
    )?;
    // Before the first write: credentials are stamped when the bytes are sent.
    setsockopt(&ours, sockopt::PassCred, &true)?;
    setsockopt(&theirs, sockopt::SndBuf, &SEND_BUFFER)?;
    Ok((ours, theirs))
}

/// Reads the next chunk of one writer into `buffer`: its PID on the machine and the length. None if nothing is there.
pub fn receive(socket: BorrowedFd<'_>, buffer: &mut [u8]) -> Option<(u32, usize)> {
    let mut space = nix::cmsg_space!(UnixCredentials);
    let mut iov = [IoSliceMut::new(buffer)];
    let message = recvmsg::<()>(
        socket.as_raw_fd(),
        &mut iov,
        Some(&mut space),
        MsgFlags::MSG_DONTWAIT,
    )
    .ok()?;
    if message.bytes == 0 {
        return None; // every writer is gone
    }
    let pid = message
        .cmsgs()
        .into_iter()
        .flatten()
        .find_map(|control| match control {
            ControlMessageOwned::ScmCredentials(credentials) => Some(credentials.pid() as u32),
            _ => None,
        });
    Some((pid.unwrap_or(0), message.bytes))
}
