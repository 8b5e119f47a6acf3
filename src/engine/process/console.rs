//! stdout and stderr of a lesson process: the text layers over the output socket.

use std::os::fd::RawFd;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use super::operation::{Turn, Write};
use super::seat::{Ended, NO_CHANNEL, Seat, Terms};
use super::text::TextLayer;
use crate::engine::announce::Doing;
use crate::engine::os::io;
use crate::engine::ring::RecordKind;
use crate::engine::session::StdoutMode;

/// Bytes of a write(2) that are shown before it happens.
const SHOWN: usize = 64;

/// The output socket of a process.
#[derive(Clone, Debug)]
pub struct Outlet {
    fd: RawFd,
    /// Taken while a thread announces and writes (see [`Turn`]): the conductor matches announcements and bytes of one process by their
    /// order, so its threads (a feeder has tracebacks to write) take turns.
    turn: Arc<AtomicU32>,
}

/// Both streams of a process.
#[derive(Debug)]
pub struct Console {
    outlet: Outlet,
    stdout: TextLayer,
    stderr: TextLayer,
}

impl Console {
    /// The output socket.
    pub fn outlet(&self) -> Outlet {
        self.outlet.clone()
    }

    /// In a new process: whoever had the turn when it was copied is not here.
    pub fn after_fork(&mut self) {
        self.outlet.turn = Arc::default();
    }

    /// Over the output socket `fd`, which outlives the console.
    pub fn new(fd: RawFd, mode: StdoutMode) -> Self {
        Self {
            outlet: Outlet {
                fd,
                turn: Arc::default(),
            },
            stdout: TextLayer::stdout(mode),
            stderr: TextLayer::stderr(mode),
        }
    }

    /// Whether these pieces would go on to the system, or some of what was written before.
    pub fn passes_on(&self, stream: u8, pieces: &[String]) -> bool {
        let layer = if stream == 2 {
            &self.stderr
        } else {
            &self.stdout
        };
        layer.passes_on(pieces)
    }

    /// Writes one piece to stdout (1) or stderr (2).
    pub fn write(&mut self, seat: &Seat, stream: u8, piece: &str) {
        let outlet = &self.outlet;
        let mut system = |bytes: &[u8]| outlet.write(seat, stream, bytes);
        if stream == 2 {
            self.stderr.write(piece, &mut system);
        } else {
            self.stdout.write(piece, &mut system);
        }
    }

    /// Flushes stdout (1) or stderr (2).
    pub fn flush(&mut self, seat: &Seat, stream: u8) {
        let outlet = &self.outlet;
        let mut system = |bytes: &[u8]| outlet.write(seat, stream, bytes);
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

impl Outlet {
    /// One write(2) of the program: told before it happens, pausable in the middle when the socket is full.
    ///
    /// A socket that nobody reads any more loses the bytes: the run is over.
    pub fn write(&self, seat: &Seat, stream: u8, bytes: &[u8]) {
        seat.begin();
        seat.pass(&Doing {
            detail: &String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]),
            ..Doing::plain("write")
        });
        let mut turn = Turn::new(&self.turn);
        seat.wait(&mut turn, &mut Terms::plain());
        seat.emit(RecordKind::Output, u64::from(stream), bytes.len() as u64, 0);
        if bytes.is_empty() {
            io::write(self.fd, bytes);
        } else {
            self.write_all(seat, bytes);
        }
        turn.pass_on();
        seat.finish();
    }

    /// Not by plain write(2), though the socket mostly has room: a write larger than the room, or one that another
    /// process gets ahead of, would sleep while its thread's word says RUN. pwritev2(2) with RWF_NOWAIT is the same write
    /// to the kernel (one call, one piece in the socket), but takes what there is room for; the plain call then waits for
    /// the rest under a word that says so.
    fn write_all(&self, seat: &Seat, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let mut operation = Write {
                fd: self.fd,
                channel: NO_CHANNEL,
                bytes: rest,
            };
            match seat.wait(&mut operation, &mut Terms::plain()) {
                Ended::Done(Ok(count)) => rest = &rest[count.min(rest.len())..],
                _ => return,
            }
        }
    }
}
