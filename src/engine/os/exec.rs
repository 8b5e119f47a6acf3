//! execve(2) of forklore itself in a lesson process that was just forked: what a start method `spawn` does.
//!
//! ```text
//! parent: Execution::prepare; fork ------------------------> child: Execution::carry_out
//!         Execution::confirm: reads the report                      close-on-exec everywhere, except what is kept
//!         <- end of file: it executes; an error number: it failed   execve; failed: reports, _exit
//! ```
//! As `subprocess` and CPython's `fork_exec` do it: the report's end is itself closed by exec.

use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};

use nix::errno::Errno;
use nix::fcntl::OFlag;

use super::namespace::environment;

/// This very program, also after a newer build has replaced it on disk.
const OURSELVES: &CStr = c"/proc/self/exe";
/// Exit status of a child that could not execute; nobody sees it, for it was never born.
const FAILED: i32 = 127;
/// Descriptors above the standard ones.
const FIRST_OWN: RawFd = 3;
/// Where the kernel cannot mark a range, numbers up to this one are marked one by one.
const LAST_MARKED: RawFd = 4096;
/// Linux 5.11's flag of `close_range`: mark instead of close.
const CLOSE_RANGE_CLOEXEC: libc::c_uint = 4;

/// An execve that is about to happen in a child.
#[derive(Debug)]
pub struct Execution {
    arguments: Vec<CString>,
    keep: Vec<RawFd>,
    /// Open until the child has it.
    _carrier: OwnedFd,
    report_read: OwnedFd,
    report_write: OwnedFd,
}

impl Execution {
    /// Prepares everything that allocates. `arguments` has the program's name first; the descriptors in `keep` stay open
    /// at their numbers, all others are closed; `carrier` is one of them and is the child's alone.
    ///
    /// # Errors
    /// No descriptors left.
    pub fn prepare(
        arguments: Vec<CString>,
        keep: Vec<RawFd>,
        carrier: OwnedFd,
    ) -> io::Result<Self> {
        let (report_read, report_write) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
        Ok(Self {
            arguments,
            keep,
            _carrier: carrier,
            report_read,
            report_write,
        })
    }

    /// In the forked child: becomes a fresh forklore.
    pub fn carry_out(&self) -> ! {
        let mut arguments: Vec<*const libc::c_char> =
            self.arguments.iter().map(|text| text.as_ptr()).collect();
        arguments.push(std::ptr::null());
        let error = self.mark_descriptors().err().unwrap_or_else(|| {
            // SAFETY: path, arguments (a null-terminated array) and environment are valid C data.
            #[expect(unsafe_code, reason = "execve")]
            unsafe {
                libc::execve(OURSELVES.as_ptr(), arguments.as_ptr(), environment())
            };
            Errno::last()
        });
        let _ = nix::unistd::write(&self.report_write, &(error as i32).to_ne_bytes()); // without a reader nobody is left to tell
        super::fork::exit_now(FAILED)
    }

    /// In the parent: waits until the child executes.
    ///
    /// # Errors
    /// Why it does not.
    pub fn confirm(self) -> io::Result<()> {
        drop(self.report_write);
        let mut bytes = [0; 4];
        loop {
            match nix::unistd::read(&self.report_read, &mut bytes) {
                Ok(4) => return Err(io::Error::from_raw_os_error(i32::from_ne_bytes(bytes))),
                Err(Errno::EINTR) => {}
                // The end of the stream: it executes, or it was killed, which is told as any end is.
                _ => return Ok(()),
            }
        }
    }

    fn mark_descriptors(&self) -> Result<(), Errno> {
        // SAFETY: close_range takes numbers, and only marks.
        #[expect(unsafe_code, reason = "close_range has no wrapper in nix")]
        let marked = unsafe {
            libc::syscall(
                libc::SYS_close_range,
                FIRST_OWN,
                libc::c_uint::MAX,
                CLOSE_RANGE_CLOEXEC,
            )
        };
        if marked != 0 {
            for number in FIRST_OWN..LAST_MARKED {
                let _ = set_flags(number, libc::FD_CLOEXEC); // most of them are not open
            }
        }
        self.keep.iter().try_for_each(|&fd| set_flags(fd, 0))
    }
}

fn set_flags(number: RawFd, flags: libc::c_int) -> Result<(), Errno> {
    // SAFETY: fcntl takes any number.
    #[expect(unsafe_code, reason = "fcntl on a bare number")]
    Errno::result(unsafe { libc::fcntl(number, libc::F_SETFD, flags) }).map(drop)
}

/// A stream that gives `bytes` to whoever reads it to its end: a pipe where they fit into one, so that nobody waits for a
/// reader, else a file in memory.
///
/// # Errors
/// No descriptors or memory left.
pub fn carrier(bytes: &[u8]) -> io::Result<OwnedFd> {
    let (reader, writer) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
    if bytes.len() <= super::io::capacity(&writer) as usize {
        nix::unistd::write(&writer, bytes)?; // an empty pipe takes it whole (pipe(7))
        return Ok(reader);
    }
    let file =
        nix::sys::memfd::memfd_create("forklore-spawn", nix::sys::memfd::MFdFlags::MFD_CLOEXEC)?;
    let mut file = std::fs::File::from(file);
    io::Write::write_all(&mut file, bytes)?;
    io::Seek::rewind(&mut file)?;
    Ok(file.into())
}

/// Number of a descriptor.
pub fn number(fd: &OwnedFd) -> RawFd {
    fd.as_raw_fd()
}
