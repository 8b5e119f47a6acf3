//! The depot: descriptors on their way from one lesson process to another that already runs (unix(7), SCM_RIGHTS).
//!
//! CPython has a thread in the sender that waits for the receiver and hands the descriptor over. Here the kernel keeps
//! it: as there, what is on its way holds its end of the pipe open. One pair of sockets serves the whole run: who takes
//! a parcel of somebody else's out puts it back. A parcel is in the depot before its number is sent, so it is found.

use std::io::{Error, IoSlice, IoSliceMut, Result};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, ControlMessage, ControlMessageOwned, MsgFlags, SockFlag, SockType, recvmsg,
    sendmsg, socketpair,
};

/// Words of a parcel.
pub const WORDS: usize = 5;
/// How long a parcel may be in the hands of another process that puts it back; only one that is stopped takes so long.
const PATIENCE: Duration = Duration::from_secs(10);

/// Both ends: every process puts in and takes out.
#[derive(Debug)]
pub struct Depot {
    /// Where parcels are put in.
    pub entry: OwnedFd,
    /// Where they are taken out.
    pub exit: OwnedFd,
}

impl Depot {
    /// An empty one; its ends are close-on-exec.
    ///
    /// # Errors
    /// The system's word.
    pub fn new() -> Result<Self> {
        let flags = SockFlag::SOCK_CLOEXEC;
        let (entry, exit) = socketpair(AddressFamily::Unix, SockType::SeqPacket, None, flags)?;
        Ok(Self { entry, exit })
    }

    /// Puts a descriptor in, with words that say what it is; the first one is its number.
    ///
    /// # Errors
    /// EAGAIN if the depot is full, ETOOMANYREFS if too many descriptors are on their way.
    pub fn put(&self, words: [u64; WORDS], fd: &OwnedFd) -> Result<()> {
        let mut bytes = [0; WORDS * 8];
        for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
            place.copy_from_slice(&word.to_ne_bytes());
        }
        let fds = [fd.as_raw_fd()];
        let rights = [ControlMessage::ScmRights(&fds)];
        let flags = MsgFlags::MSG_NOSIGNAL | MsgFlags::MSG_DONTWAIT;
        loop {
            let slices = [IoSlice::new(&bytes)];
            match sendmsg::<()>(self.entry.as_raw_fd(), &slices, &rights, flags, None) {
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
                Ok(_) => return Ok(()),
            }
        }
    }

    /// Takes the parcel with this number out.
    ///
    /// # Errors
    /// It is not there.
    pub fn take(&self, number: u64) -> Result<([u64; WORDS], OwnedFd)> {
        let begun = Instant::now();
        loop {
            match self.next()? {
                Some((words, fd)) if words[0] == number => return Ok((words, fd)),
                Some((words, fd)) => self.put(words, &fd)?,
                None if begun.elapsed() > PATIENCE => return Err(Errno::ENOENT.into()),
                // Another process has it in its hands for a moment.
                None => std::thread::yield_now(),
            }
        }
    }

    /// The oldest parcel, if there is one.
    fn next(&self) -> Result<Option<([u64; WORDS], OwnedFd)>> {
        let mut bytes = [0; WORDS * 8];
        let mut space = nix::cmsg_space!([RawFd; 1]);
        let mut slices = [IoSliceMut::new(&mut bytes)];
        let flags = MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_CMSG_CLOEXEC;
        let message =
            match recvmsg::<()>(self.exit.as_raw_fd(), &mut slices, Some(&mut space), flags) {
                Ok(message) => message,
                Err(Errno::EAGAIN | Errno::EINTR) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
        let mut fds = Vec::new();
        for control in message.cmsgs()? {
            if let ControlMessageOwned::ScmRights(numbers) = control {
                fds.extend(numbers.into_iter().map(super::post::own));
            }
        }
        // Without its descriptor: this process has none left.
        let fd = fds.pop().ok_or_else(|| Error::from(Errno::EMFILE))?;
        let mut words = [0; WORDS];
        for (word, place) in words.iter_mut().zip(bytes.chunks_exact(8)) {
            *word = u64::from_ne_bytes(place.try_into().unwrap_or_default());
        }
        Ok(Some((words, fd)))
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::{Read, Write};

    use super::Depot;

    #[test]
    fn a_parcel_is_found_behind_others() {
        let depot = Depot::new().expect("a pair of sockets");
        let (mut reader, writer) = std::io::pipe().expect("a pipe");
        let null = File::open("/dev/null").expect("it is there").into();
        depot.put([1, 0, 0, 0, 0], &null).expect("there is room");
        depot
            .put([2, 7, 8, 9, 10], &writer.into())
            .expect("there is room");
        let (words, fd) = depot.take(2).expect("it is in there");
        assert_eq!(words, [2, 7, 8, 9, 10]);
        File::from(fd).write_all(b"through").expect("it is open");
        let mut text = String::new();
        reader
            .read_to_string(&mut text)
            .expect("its end was the last one");
        assert_eq!(text, "through");
        assert!(depot.take(1).is_ok());
    }
}
