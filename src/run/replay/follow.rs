//! [`Follow`]: the bytes of a recording, up to where nothing can follow any more.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, PipeReader, Read};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::rc::Rc;

use crossbeam_channel::Sender;
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::app::RunNotice;
use crate::trace::{Event, EventKind};

/// How long a file that somebody writes is left alone before it is looked at again, in milliseconds: as long as two
/// frames over a network.
const LOOK_AGAIN_MS: u16 = 200;

/// Events that go to the screen at once at most.
const BATCH: usize = 4096;

/// Where events go: kept back until there is nothing more to read at once.
#[derive(Debug)]
pub struct Outlet {
    sender: Sender<RunNotice>,
    batch: Vec<Event>,
    /// The run's end was read: nothing follows.
    has_end: bool,
    /// Nobody listens any more.
    is_closed: bool,
}

impl Outlet {
    /// Nothing was read yet.
    pub fn new(sender: Sender<RunNotice>) -> Self {
        Self {
            sender,
            batch: Vec::new(),
            has_end: false,
            is_closed: false,
        }
    }

    /// The next event.
    pub fn take(&mut self, event: Event) {
        self.has_end |= matches!(event.kind, EventKind::Finished { .. });
        self.batch.push(event);
        if self.batch.len() >= BATCH {
            self.flush();
        }
    }

    /// Passes on what was kept back.
    pub fn flush(&mut self) {
        if !self.batch.is_empty() {
            let batch = std::mem::take(&mut self.batch);
            self.tell(RunNotice::Events(batch));
        }
    }

    /// Passes something else on.
    pub fn tell(&mut self, notice: RunNotice) {
        self.is_closed |= self.sender.send(notice).is_err();
    }
}

/// A file or pipe that may grow. Reading waits for more, and ends where none can come.
#[derive(Debug)]
pub struct Follow {
    file: File,
    stopped: PipeReader,
    outlet: Rc<RefCell<Outlet>>,
    is_file: bool,
}

impl Follow {
    /// Follows `file` until `stopped` is closed at its other end. What was read before a wait goes out of the outlet.
    pub fn new(file: File, stopped: PipeReader, outlet: Rc<RefCell<Outlet>>) -> Self {
        let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
        Self {
            file,
            stopped,
            outlet,
            is_file,
        }
    }

    /// Waits until there is something to read, or for a file until it is worth a look. False: it is to stop.
    fn wait(&self) -> io::Result<bool> {
        let patience = if self.is_file {
            PollTimeout::from(LOOK_AGAIN_MS)
        } else {
            PollTimeout::NONE
        };
        let stop = PollFd::new(self.stopped.as_fd(), PollFlags::POLLIN);
        let mut waited = vec![stop];
        if !self.is_file {
            waited.push(PollFd::new(self.file.as_fd(), PollFlags::POLLIN));
        }
        loop {
            match poll(&mut waited, patience) {
                Ok(_) => break,
                Err(Errno::EINTR | Errno::EAGAIN) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let is_stopped = waited[0].revents().is_some_and(|events| !events.is_empty());
        Ok(!is_stopped)
    }
}

impl Read for Follow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let (is_closed, has_end) = {
                let mut outlet = self.outlet.borrow_mut();
                outlet.flush();
                (outlet.is_closed, outlet.has_end)
            };
            if is_closed || (!self.is_file && !self.wait()?) {
                return Ok(0);
            }
            // Asked before reading: what a writer wrote before it closed the file is then seen.
            let may_grow = self.is_file && !has_end && is_being_written(&self.file);
            let n = self.file.read(buffer)?;
            if n > 0 || !may_grow || !self.wait()? {
                return Ok(n);
            }
        }
    }
}

/// Whether a process that may be seen has the file open for writing.
pub fn is_being_written(file: &File) -> bool {
    let Ok(metadata) = file.metadata() else {
        return false;
    };
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return false;
    };
    let is_number = |name: &std::ffi::OsString| {
        name.to_string_lossy()
            .bytes()
            .all(|byte| byte.is_ascii_digit())
    };
    processes
        .flatten()
        .filter(|process| is_number(&process.file_name()))
        .any(|process| writes(&process.path(), metadata.dev(), metadata.ino()))
}

fn writes(process: &std::path::Path, dev: u64, ino: u64) -> bool {
    /// O_WRONLY and O_RDWR of open(2).
    const WRITING: u32 = 0b11;
    // Another user's process, or one that has just ended: it is not seen.
    let Ok(descriptors) = std::fs::read_dir(process.join("fd")) else {
        return false;
    };
    descriptors.flatten().any(|descriptor| {
        let is_it = std::fs::metadata(descriptor.path())
            .is_ok_and(|metadata| metadata.dev() == dev && metadata.ino() == ino);
        is_it && {
            let info = process.join("fdinfo").join(descriptor.file_name());
            let text = std::fs::read_to_string(info).unwrap_or_default();
            let flags = text
                .lines()
                .find_map(|line| line.strip_prefix("flags:"))
                .and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
            flags.is_some_and(|flags| flags & WRITING != 0)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_being_written_while_somebody_has_it_open_for_writing() {
        let path = std::env::temp_dir().join(format!("forklore-follow-{}", std::process::id()));
        let writer = File::create(&path).expect("a file");
        let reader = File::open(&path).expect("the file");
        assert!(is_being_written(&reader));
        drop(writer);
        assert!(!is_being_written(&reader));
        std::fs::remove_file(path).expect("it is there");
    }
}
