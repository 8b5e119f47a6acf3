//! A recorded trace on its way to the screen: read on a thread of its own, also while it is still being written.
//!
//! What can be read is shown; what is wrong with the rest is told. A pipe ends when its writer closes it, a file when
//! nobody has it open for writing any more, or behind its `finished` event.

mod follow;
pub(super) mod problem;
mod source;

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, PipeWriter};
use std::path::Path;
use std::rc::Rc;

use crossbeam_channel::{Receiver, bounded};

use crate::app::message::Recording;
use crate::app::{Phase, RunFacts, RunNotice, StartMethod};
use crate::lesson::{Course, StdoutMode};
use crate::trace::reader::{Problem, ProblemKind};
use crate::trace::{EventKind, Header, TraceReader};
use follow::{Follow, Outlet};

/// Batches of events that may wait for the screen.
const CAPACITY: usize = 16;

/// Bytes that are read at once.
const BUFFER_BYTES: usize = 64 * 1024;

/// A recording that was opened and not read yet.
#[derive(Debug)]
pub struct Opened {
    /// What it is called on the screen.
    pub name: String,
    file: File,
}

/// Why a recording cannot be shown at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be opened.
    #[error("cannot read the trace `{0}`: {1}")]
    Io(String, io::Error),
    /// It is something else.
    #[error("cannot show `{0}`: {1}")]
    Foreign(String, Problem),
}

impl Opened {
    /// Opens a file.
    ///
    /// # Errors
    /// Where it cannot be read, or holds nothing of a trace.
    pub fn file(path: &Path) -> Result<Self, OpenError> {
        let name = path.display().to_string();
        let failed = |error| OpenError::Io(name.clone(), error);
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        if metadata.is_file() {
            look_at(&name, path, metadata.len())?;
        }
        Ok(Self { name, file })
    }

    /// Takes what comes from stdin.
    ///
    /// # Errors
    /// Where the process has no descriptors left.
    pub fn stdin() -> Result<Self, OpenError> {
        use std::os::fd::AsFd;
        let name = "-".to_owned();
        let descriptor = io::stdin().as_fd().try_clone_to_owned();
        match descriptor {
            Ok(descriptor) => Ok(Self {
                name,
                file: File::from(descriptor),
            }),
            Err(error) => Err(OpenError::Io(name, error)),
        }
    }
}

/// Sees whether a file begins as a trace does. An empty one may be about to be written.
fn look_at(name: &str, path: &Path, n_bytes: u64) -> Result<(), OpenError> {
    let file = File::open(path).map_err(|error| OpenError::Io(name.to_owned(), error))?;
    if n_bytes == 0 && follow::is_being_written(&file) {
        return Ok(());
    }
    let mut reader = TraceReader::new(BufReader::new(file));
    let is_trace = reader.header().is_some() || reader.next().is_some();
    let problem = reader.problems().first().cloned();
    match problem.filter(|_| !is_trace) {
        Some(problem) if problem.what != ProblemKind::Truncated => {
            Err(OpenError::Foreign(name.to_owned(), problem))
        }
        _ => Ok(()),
    }
}

/// A recording that is being read. Dropping it ends the reading.
#[derive(Debug)]
pub struct Replay {
    /// What it tells, in order.
    pub notices: Receiver<RunNotice>,
    /// Closing it wakes the thread, which then ends.
    stop: Option<PipeWriter>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Replay {
    /// Begins to read.
    ///
    /// # Errors
    /// Where the system refuses a pipe or a thread.
    pub fn start(opened: Opened, course: Course) -> io::Result<Self> {
        let (stopped, stop) = io::pipe()?;
        let (sender, notices) = bounded(CAPACITY);
        let thread = std::thread::Builder::new()
            .name("replay".to_owned())
            .spawn(move || {
                let outlet = Rc::new(RefCell::new(Outlet::new(sender)));
                let follow = Follow::new(opened.file, stopped, Rc::clone(&outlet));
                read(follow, &outlet, &course);
            })?;
        Ok(Self {
            notices,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Replay {
    fn drop(&mut self) {
        self.stop = None;
        // The thread may wait for room in the channel: with the receiver gone, its send fails.
        self.notices = crossbeam_channel::never();
        if let Some(thread) = self.thread.take() {
            // It panicked: the hook has ended the process already.
            let _ = thread.join();
        }
    }
}

/// The thread's whole life.
fn read(follow: Follow, outlet: &Rc<RefCell<Outlet>>, course: &Course) {
    let mut reader = TraceReader::new(BufReader::with_capacity(BUFFER_BYTES, follow));
    let recording = recording(reader.header(), course);
    let header = reader.header().cloned().unwrap_or_default();
    outlet
        .borrow_mut()
        .tell(RunNotice::Header(Box::new(header)));
    outlet
        .borrow_mut()
        .tell(RunNotice::Recording(Box::new(recording)));
    let mut status = None;
    for event in reader.by_ref() {
        if let EventKind::Finished { code, .. } = &event.kind {
            status = Some(*code);
        }
        outlet.borrow_mut().take(event);
    }
    let mut outlet = outlet.borrow_mut();
    outlet.flush();
    outlet.tell(RunNotice::Recorded {
        summary: reader
            .problems()
            .first()
            .map(|first| problem::summary(first, reader.n_problems())),
        problems: reader.problems().iter().map(problem::text).collect(),
        n_problems: reader.n_problems(),
        is_complete: status.is_some(),
    });
    outlet.tell(RunNotice::Phase(Phase::Done {
        code: status.unwrap_or_default(),
    }));
}

/// What the header says, in the words of the screen.
fn recording(header: Option<&Header>, course: &Course) -> Recording {
    let unknown = Header::default();
    let header = header.unwrap_or(&unknown);
    let facts = RunFacts {
        stdout: match header.stdout.as_str() {
            "pipe" => StdoutMode::Pipe,
            "unbuffered" => StdoutMode::Unbuffered,
            _ => StdoutMode::Terminal,
        },
        start_method: if header.start_method == "spawn" {
            StartMethod::Spawn
        } else {
            StartMethod::Fork
        },
        seed: header.seed,
        ..RunFacts::default()
    };
    Recording {
        facts,
        program: header.program.clone(),
        started_at: header.started_at.clone(),
        schedule: header.schedule.clone(),
        listing: source::find(header, course),
    }
}
