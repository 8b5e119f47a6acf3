//! The post: messages from the stage and the lesson processes to the conductor that carry a descriptor
//! (unix(7), SOCK_SEQPACKET, SCM_RIGHTS).

use std::io::{IoSlice, IoSliceMut};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, ControlMessage, ControlMessageOwned, MsgFlags, SockFlag, SockType, recvmsg,
    sendmsg, socketpair,
};

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum PostKind {
    /// A process exists: its pidfd comes with the message.
    Born = 1,
    /// The stage reaped a process that nobody else would.
    Reaped = 2,
}

/// A message.
#[derive(Debug)]
pub struct Letter {
    /// What it says.
    pub kind: PostKind,
    /// Slot of the process's main thread.
    pub slot: u32,
    /// Its PID in the stage's namespace.
    pub pid: u32,
    /// Its pidfd.
    pub pidfd: Option<OwnedFd>,
    /// It carried a pidfd for which this process had no descriptor left (recvmsg(2), MSG_CTRUNC).
    pub is_cut: bool,
}

/// Makes the post: the conductor's end, the senders' end, both close-on-exec.
///
/// # Errors
/// The system's word.
pub fn pair() -> std::io::Result<(OwnedFd, OwnedFd)> {
    let flags = SockFlag::SOCK_CLOEXEC;
    Ok(socketpair(
        AddressFamily::Unix,
        SockType::SeqPacket,
        None,
        flags,
    )?)
}

/// Sends a message; waits while the socket is full.
///
/// # Errors
/// EPIPE if the conductor is gone.
pub fn send(
    post: BorrowedFd<'_>,
    kind: PostKind,
    (slot, pid): (u32, u32),
    pidfd: Option<BorrowedFd<'_>>,
) -> std::io::Result<()> {
    let mut bytes = [0; 12];
    for (place, word) in bytes.chunks_exact_mut(4).zip([kind as u32, slot, pid]) {
        place.copy_from_slice(&word.to_ne_bytes());
    }
    let fds: Vec<RawFd> = pidfd.iter().map(AsRawFd::as_raw_fd).collect();
    let rights = [ControlMessage::ScmRights(&fds)];
    let control: &[ControlMessage<'_>] = if fds.is_empty() { &[] } else { &rights };
    loop {
        let sent = sendmsg::<()>(
            post.as_raw_fd(),
            &[IoSlice::new(&bytes)],
            control,
            MsgFlags::MSG_NOSIGNAL,
            None,
        );
        match sent {
            Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
            Ok(_) => return Ok(()),
        }
    }
}

/// The next message, if there is one. What does not read as one is passed over.
pub fn receive(post: BorrowedFd<'_>) -> Option<Letter> {
    loop {
        let mut bytes = [0; 12];
        let mut space = nix::cmsg_space!([RawFd; 4]);
        let mut iov = [IoSliceMut::new(&mut bytes)];
        let flags = MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_CMSG_CLOEXEC;
        let message = recvmsg::<()>(post.as_raw_fd(), &mut iov, Some(&mut space), flags).ok()?;
        let length = message.bytes;
        let is_cut = message.flags.contains(MsgFlags::MSG_CTRUNC);
        let mut fds = Vec::new();
        for control in message.cmsgs().into_iter().flatten() {
            if let ControlMessageOwned::ScmRights(numbers) = control {
                fds.extend(numbers.into_iter().map(own));
            }
        }
        if length == 0 {
            return None; // every sender is gone
        }
        if let Some(letter) = read(&bytes[..length.min(12)], fds.pop(), is_cut) {
            return Some(letter);
        }
    }
}

/// Takes over a descriptor that came with a message.
pub(super) fn own(number: RawFd) -> OwnedFd {
    // SAFETY: the kernel has just installed this descriptor for us in recvmsg.
    #[expect(unsafe_code, reason = "a received descriptor has no owner yet")]
    unsafe {
        OwnedFd::from_raw_fd(number)
    }
}

fn read(bytes: &[u8], pidfd: Option<OwnedFd>, is_cut: bool) -> Option<Letter> {
    let word = |index: usize| {
        let bytes = bytes.get(index * 4..index * 4 + 4)?;
        Some(u32::from_ne_bytes(bytes.try_into().ok()?))
    };
    let kind = match word(0)? {
        1 => PostKind::Born,
        2 => PostKind::Reaped,
        _ => return None,
    };
    Some(Letter {
        kind,
        slot: word(1)?,
        pid: word(2)?,
        pidfd,
        is_cut,
    })
}
