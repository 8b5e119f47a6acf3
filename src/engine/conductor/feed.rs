//! The way out: events get their numbers and times and go to the reader in batches.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::{SendTimeoutError, Sender};

use crate::engine::session::Notice;
use crate::trace::{Agent, Event, EventKind, LineNo, ProcId};

/// Events that go out together at most: a reader takes them in before it looks for a key again.
const BATCH: usize = 256;
/// How often a send to a slow reader looks whether the reader is still wanted.
const PATIENCE: Duration = Duration::from_millis(50);

/// Whose event it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Who {
    /// Who did it, or the process concerned.
    pub proc: Option<ProcId>,
    /// Its PID in the namespace.
    pub pid: Option<u32>,
    /// Its PID on the machine.
    pub host_pid: Option<u32>,
    /// Line it is at.
    pub line: Option<LineNo>,
    /// The helper that did it.
    pub agent: Option<Agent>,
}

/// Numbers events and hands them on.
#[derive(Debug)]
pub struct Feed {
    notices: Sender<Notice>,
    abandoned: Arc<AtomicBool>,
    batch: Vec<Event>,
    next_seq: u64,
    started_ns: u64,
    newest: (u64, u64),
    /// Events that somebody here wants to see; none: nobody does.
    watched: Option<Vec<Event>>,
    is_closed: bool,
}

impl Feed {
    /// Times count from `started_ns`; `abandoned` says that nobody will read any more.
    pub fn new(notices: Sender<Notice>, abandoned: Arc<AtomicBool>, started_ns: u64) -> Self {
        Self {
            notices,
            abandoned,
            batch: Vec::with_capacity(BATCH),
            next_seq: 0,
            started_ns,
            newest: (0, 0),
            watched: None,
            is_closed: false,
        }
    }

    /// Appends an event that happened at monotonic time `at.0` and virtual time `at.1`. Times never go back in the
    /// delivered order: output that left the socket late stands at the time of the event before it.
    pub fn event(&mut self, who: Who, at: (u64, u64), kind: EventKind) {
        let t = at.0.saturating_sub(self.started_ns).max(self.newest.0);
        let vt = at.1.max(self.newest.1);
        self.newest = (t, vt);
        let seq = if kind.is_sampled() {
            self.next_seq.saturating_sub(1)
        } else {
            self.next_seq += 1;
            self.next_seq - 1
        };
        let event = Event {
            seq,
            t,
            vt,
            proc: who.proc,
            pid: who.pid,
            host_pid: who.host_pid,
            line: who.line,
            agent: who.agent,
            kind,
        };
        if let Some(watched) = &mut self.watched {
            watched.push(event.clone());
        }
        self.batch.push(event);
        if self.batch.len() >= BATCH {
            self.flush();
        }
    }

    /// From now on events are kept for [`Self::take_watched`].
    pub fn watch(&mut self) {
        self.watched = Some(Vec::new());
    }

    /// Events since the last time.
    pub fn take_watched(&mut self) -> Vec<Event> {
        self.watched
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// Events need not be kept any more.
    pub fn look_away(&mut self) {
        self.watched = None;
    }

    /// Hands on what has gathered.
    pub fn flush(&mut self) {
        if !self.batch.is_empty() {
            let room = Vec::with_capacity(BATCH);
            let events = std::mem::replace(&mut self.batch, room);
            self.send(Notice::Events(Arc::new(events)));
        }
    }

    /// Hands on a notice behind all events so far. A slow reader is waited for, a missing one is not.
    pub fn notice(&mut self, notice: Notice) {
        self.flush();
        self.send(notice);
    }

    /// Whether nobody reads any more.
    pub fn is_closed(&self) -> bool {
        self.is_closed || self.abandoned.load(Ordering::SeqCst)
    }

    fn send(&mut self, notice: Notice) {
        let mut waiting = Some(notice);
        while let Some(notice) = waiting.take() {
            if self.is_closed() {
                return;
            }
            match self.notices.send_timeout(notice, PATIENCE) {
                Ok(()) => {}
                Err(SendTimeoutError::Timeout(back)) => waiting = Some(back),
                Err(SendTimeoutError::Disconnected(_)) => self.is_closed = true,
            }
        }
    }
}
