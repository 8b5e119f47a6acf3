//! The sink thread: writes output and trace, so that a slow reader stops nobody but the program.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use base64::Engine;
use crossbeam_channel::{Receiver, Sender, bounded};

use super::Events;
use crate::trace::{Event, EventKind, Header, TraceWriter};

/// Pieces that may wait; each is one batch's worth of one stream.
const CAPACITY: usize = 64;

/// Something to write.
#[derive(Debug)]
pub enum Piece {
    /// Bytes for stdout.
    Stdout(Vec<u8>),
    /// Bytes for stderr.
    Stderr(Vec<u8>),
    /// First line of the trace.
    Header(Box<Header>),
    /// Lines of the trace.
    Trace(Arc<Vec<Event>>),
    /// Nothing.
    Nothing,
}

/// Where everything goes.
#[derive(Debug)]
pub struct Sink {
    pieces: Option<Sender<Piece>>,
    /// Disconnected when the thread has ended: all is written, or it cannot be.
    pub ended: Receiver<()>,
    thread: Option<std::thread::JoinHandle<io::Result<()>>>,
    /// Whether the program's output is written.
    output: bool,
    /// Whether the trace is written.
    trace: bool,
}

impl Sink {
    /// Opens the places and starts the thread.
    ///
    /// # Errors
    /// Where the trace's file cannot be made, or the system refuses a descriptor or a thread.
    pub fn open(events: Option<&Events>) -> anyhow::Result<Self> {
        let stdout = duplicate(io::stdout()).context("cannot write to stdout")?;
        let stderr = duplicate(io::stderr()).context("cannot write to stderr")?;
        let trace = match events {
            None => None,
            Some(Events::Stdout) => Some(Place::Stream(
                stdout.try_clone().context("cannot write to stdout")?,
            )),
            Some(Events::File(path)) => Some(Place::File(create(path)?)),
        };
        Ok(Self {
            output: events != Some(&Events::Stdout),
            ..Self::start(stdout, stderr, trace)?
        })
    }

    /// Starts the thread; output and trace are both written.
    ///
    /// # Errors
    /// Where the system refuses a thread.
    pub fn start(stdout: File, stderr: File, trace: Option<Place>) -> io::Result<Self> {
        let has_trace = trace.is_some();
        let (pieces, received) = bounded(CAPACITY);
        let (alive, ended) = bounded(0);
        let mut places = Places {
            stdout,
            stderr,
            place: trace,
            trace: None,
        };
        let thread = std::thread::Builder::new()
            .name("sink".to_owned())
            .spawn(move || {
                let _alive: Sender<()> = alive;
                received.iter().try_for_each(|piece| places.write(piece))
            })?;
        Ok(Self {
            pieces: Some(pieces),
            ended,
            thread: Some(thread),
            output: true,
            trace: has_trace,
        })
    }

    /// For the trace alone, beside a screen.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn trace(events: &Events) -> anyhow::Result<Self> {
        let sink = Self::open(Some(events))?;
        Ok(Self {
            output: false,
            ..sink
        })
    }

    /// The same without the program's output.
    #[must_use]
    pub fn without_output(self) -> Self {
        Self {
            output: false,
            ..self
        }
    }

    /// The channel into the thread.
    pub fn pieces(&self) -> &Sender<Piece> {
        self.pieces.as_ref().expect("nothing is sent after `close`")
    }

    /// What to write of `events`, in order; neighbors of one stream become one piece.
    pub fn pieces_of(&self, events: &Arc<Vec<Event>>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if self.output {
            for event in events.iter() {
                add_output(&mut pieces, event);
            }
        }
        if self.trace {
            pieces.push(Piece::Trace(Arc::clone(events)));
        }
        pieces
    }

    /// Nothing follows.
    pub fn close(&mut self) {
        self.pieces = None;
    }

    /// How the writing went; waits for the thread.
    ///
    /// # Errors
    /// The first error that writing met.
    pub fn result(&mut self) -> io::Result<()> {
        match self.thread.take().map(std::thread::JoinHandle::join) {
            Some(Ok(written)) => written,
            Some(Err(_)) => Err(io::Error::other("the writing thread panicked")),
            None => Ok(()),
        }
    }
}

/// Whether the reader has gone.
pub fn is_broken_pipe(error: &io::Error) -> bool {
    error.kind() == ErrorKind::BrokenPipe
}

/// Opens the trace's file and leaves what is in it until the header comes: a program that is refused costs nobody an
/// older trace.
fn create(path: &Path) -> anyhow::Result<File> {
    File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .with_context(|| format!("cannot write the trace to `{}`", path.display()))
}

/// Where a trace will go.
#[derive(Debug)]
pub enum Place {
    /// Into what we write to anyway, after whatever stands there.
    Stream(File),
    /// Into a file of its own, in place of what stands there.
    File(File),
}

impl Place {
    /// The place, ready for the first line.
    fn begin(self) -> io::Result<File> {
        match self {
            Self::Stream(file) => Ok(file),
            Self::File(file) => {
                // A device or a pipe has no length to set.
                if file.metadata()?.is_file() {
                    file.set_len(0)?;
                }
                Ok(file)
            }
        }
    }
}

/// Our own stream without std's buffer, which would cut and delay what the program wrote.
fn duplicate(stream: impl AsFd) -> io::Result<File> {
    stream.as_fd().try_clone_to_owned().map(File::from)
}

fn add_output(pieces: &mut Vec<Piece>, event: &Event) {
    let EventKind::Output {
        stream,
        data,
        base64,
    } = &event.kind
    else {
        return;
    };
    let exact = base64
        .as_ref()
        .and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
    let bytes = exact.as_deref().unwrap_or(data.as_bytes());
    match (pieces.last_mut(), stream) {
        (Some(Piece::Stdout(last)), 1) | (Some(Piece::Stderr(last)), 2) => {
            last.extend_from_slice(bytes);
        }
        (_, 2) => pieces.push(Piece::Stderr(bytes.to_vec())),
        _ => pieces.push(Piece::Stdout(bytes.to_vec())),
    }
}

/// Says what could not be written.
fn of(what: &str) -> impl Fn(io::Error) -> io::Error {
    move |error| io::Error::new(error.kind(), format!("{what}: {error}"))
}

struct Places {
    stdout: File,
    stderr: File,
    /// Where the trace will go, until its header comes.
    place: Option<Place>,
    trace: Option<TraceWriter<File>>,
}

impl Places {
    fn write(&mut self, piece: Piece) -> io::Result<()> {
        match piece {
            Piece::Stdout(bytes) => self.stdout.write_all(&bytes).map_err(of("stdout")),
            Piece::Stderr(bytes) => self.stderr.write_all(&bytes).map_err(of("stderr")),
            Piece::Header(header) => self.begin(&header).map_err(of("the trace")),
            Piece::Trace(events) => match &mut self.trace {
                Some(trace) => trace.write_batch(events.iter()).map_err(of("the trace")),
                None => Ok(()),
            },
            Piece::Nothing => Ok(()),
        }
    }

    fn begin(&mut self, header: &Header) -> io::Result<()> {
        if let Some(place) = self.place.take() {
            self.trace = Some(TraceWriter::new(place.begin()?, header)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(stream: u8, data: &str, base64: Option<&str>) -> Event {
        Event {
            seq: 0,
            t: 0,
            vt: 0,
            proc: None,
            pid: None,
            host_pid: None,
            line: None,
            agent: None,
            kind: EventKind::Output {
                stream,
                data: data.to_owned(),
                base64: base64.map(str::to_owned),
            },
        }
    }

    #[track_caller]
    fn check(events: &[Event], expected: &[(u8, &[u8])]) {
        let mut pieces = Vec::new();
        for event in events {
            add_output(&mut pieces, event);
        }
        let found: Vec<(u8, &[u8])> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Stdout(bytes) => (1, bytes.as_slice()),
                Piece::Stderr(bytes) => (2, bytes.as_slice()),
                other => panic!("{other:?} is no output"),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn streams_keep_their_order() {
        check(
            &[
                output(1, "a", None),
                output(1, "b", None),
                output(2, "c", None),
                output(1, "d", None),
            ],
            &[(1, b"ab"), (2, b"c"), (1, b"d")],
        );
    }

    #[test]
    fn exact_bytes_win_over_readable_text() {
        check(&[output(1, "\u{fffd}", Some("/w=="))], &[(1, b"\xff")]);
    }

    #[test]
    fn damaged_base64_falls_back_on_the_text() {
        check(&[output(1, "x", Some("%"))], &[(1, b"x")]);
    }
}
