//! stdout and stderr of a lesson process: the text layers over the output socket.

use std::os::fd::RawFd;

use super::operation::Write;
use super::seat::{Ended, NO_CHANNEL, Seat, Terms};
use super::text::TextLayer;
use crate::engine::os::io;
use crate::engine::ring::RecordKind;
use crate::engine::session::StdoutMode;

/// Both streams of a process.
#[derive(Debug)]
pub struct Console {
    fd: RawFd,
    stdout: TextLayer,
    stderr: TextLayer,
}

impl Console {
    /// The output socket.
    pub fn fd(&self) -> RawFd {
        self.fd
    }

    /// Over the output socket `fd`, which outlives the console.
    pub fn new(fd: RawFd, mode: StdoutMode) -> Self {
        Self {
            fd,
            stdout: TextLayer::stdout(mode),
            stderr: TextLayer::stderr(mode),
        }
    }

    /// Writes one piece to stdout (1) or stderr (2).
    pub fn write(&mut self, seat: &Seat, stream: u8, piece: &str) {
        let fd = self.fd;
        let mut system = |bytes: &[u8]| write_out(seat, fd, stream, bytes);
        if stream == 2 {
            self.stderr.write(piece, &mut system);
        } else {
            self.stdout.write(piece, &mut system);
        }
    }

    /// Flushes stdout (1) or stderr (2).
    pub fn flush(&mut self, seat: &Seat, stream: u8) {
        let fd = self.fd;
        let mut system = |bytes: &[u8]| write_out(seat, fd, stream, bytes);
        if stream == 2 {
            self.stderr.flush(&mut system);
        } else {
            self.stdout.flush(&mut system);
        }
    }

    /// Flushes both, stdout first.
    pub fn flush_all(&mut self, seat: &Seat) {
        self.flush(seat, 1);
        self.flush(seat, 2);
    }
}

/// One write(2) of the program: told before it happens, pausable in the middle when the socket is full.
///
/// A socket that nobody reads any more loses the bytes: the run is over.
pub fn write_out(seat: &Seat, fd: RawFd, stream: u8, bytes: &[u8]) {
    seat.gate();
    seat.emit(RecordKind::Output, u64::from(stream), bytes.len() as u64, 0);
    if bytes.is_empty() {
        io::write(fd, bytes);
        return;
    }
    let mut rest = bytes;
    while !rest.is_empty() {
        let mut operation = Write {
            fd,
            channel: NO_CHANNEL,
            bytes: rest,
        };
        match seat.wait(&mut operation, &mut Terms::plain()) {
            Ended::Done(Ok(count)) => rest = &rest[count.min(rest.len())..],
            _ => return,
        }
    }
}
