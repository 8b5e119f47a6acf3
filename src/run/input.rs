//! The input thread: waits for the terminal and tells the event loop about keys, the mouse and the end of the line.
//!
//! It waits with its own poll(2) and reads by itself: crossterm's wait never returns, and spins, once the terminal has
//! hung up (crossterm issue 793).

mod parse;

use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::{AsFd, OwnedFd};

use crossbeam_channel::{Receiver, Sender, bounded};
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::app::Message;
pub use parse::Answer;
use parse::Parser;

/// Keys that may wait while the event loop is busy; a held key repeats 30 times a second.
const CAPACITY: usize = 64;

/// What the terminal sent.
#[derive(Clone, Debug)]
pub enum Input {
    /// A key or the mouse, in the words of `app`.
    Message(Message),
    /// An answer to what it was asked.
    Answer(Answer),
    /// The terminal has gone: nothing follows.
    HungUp,
}

/// The input thread. Dropping it ends it.
pub struct Listener {
    /// What the terminal sent, in order.
    pub inputs: Receiver<Input>,
    /// Closing it wakes the thread, which then ends.
    stop: Option<PipeWriter>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Listener {
    /// Listens to `terminal`, the device that crossterm reads, too.
    ///
    /// # Errors
    /// Where the system refuses a pipe or a thread.
    pub fn start(terminal: OwnedFd) -> io::Result<Self> {
        Self::start_with(terminal, Ears::Normal)
    }

    /// The same, with a thread that panics at the first key: for tests of the way out.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_panicking(terminal: OwnedFd) -> io::Result<Self> {
        Self::start_with(terminal, Ears::Panicking)
    }

    fn start_with(terminal: OwnedFd, ears: Ears) -> io::Result<Self> {
        let (stopped, stop) = io::pipe()?;
        let (sender, inputs) = bounded(CAPACITY);
        let mut thread = Thread {
            terminal,
            stopped,
            sender,
            ears,
            parser: Parser::default(),
        };
        let thread = std::thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || thread.listen())?;
        Ok(Self {
            inputs,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop = None;
        // The thread may wait for room in the channel: with the receiver gone, its send fails.
        self.inputs = crossbeam_channel::never();
        if let Some(thread) = self.thread.take() {
            // It panicked: the hook has ended the process already.
            let _ = thread.join();
        }
    }
}

/// What bytes do to the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ears {
    Normal,
    Panicking,
}

/// What woke the thread.
enum Wake {
    Bytes,
    HungUp,
    Stopped,
    /// The rest of a sequence did not come.
    NoRest,
}

struct Thread {
    terminal: OwnedFd,
    stopped: PipeReader,
    sender: Sender<Input>,
    ears: Ears,
    parser: Parser,
}

impl Thread {
    fn listen(&mut self) {
        loop {
            let goes_on = match self.wait() {
                Wake::Stopped => return,
                Wake::HungUp => false,
                Wake::Bytes => self.read(),
                Wake::NoRest => {
                    let mut messages = Vec::new();
                    self.parser.flush(&mut messages);
                    self.forward(messages)
                }
            };
            if !goes_on {
                // A loop that is gone needs no word.
                let _ = self.sender.send(Input::HungUp);
                return;
            }
        }
    }

    fn wait(&self) -> Wake {
        let mut waited = [
            PollFd::new(self.terminal.as_fd(), PollFlags::POLLIN),
            PollFd::new(self.stopped.as_fd(), PollFlags::POLLIN),
        ];
        let patience = self.parser.patience_ms();
        let patience = patience.map_or(PollTimeout::NONE, PollTimeout::from);
        loop {
            match poll(&mut waited, patience) {
                Ok(0) => return Wake::NoRest,
                Ok(_) => break,
                Err(Errno::EINTR | Errno::EAGAIN) => {}
                Err(_) => return Wake::HungUp,
            }
        }
        let [bytes, stop] = waited.map(|one| one.revents().unwrap_or(PollFlags::empty()));
        let gone = PollFlags::POLLHUP | PollFlags::POLLERR | PollFlags::POLLNVAL;
        if !stop.is_empty() {
            Wake::Stopped
        } else if bytes.intersects(gone) {
            Wake::HungUp
        } else {
            Wake::Bytes
        }
    }

    /// Reads what is there and passes it on. False: the terminal or the loop has gone.
    fn read(&mut self) -> bool {
        let mut bytes = [0; 1024];
        let n = match nix::unistd::read(&self.terminal, &mut bytes) {
            Ok(0) => return false,
            Ok(n) => n,
            Err(Errno::EINTR | Errno::EAGAIN) => return true,
            Err(_) => return false,
        };
        let mut messages = Vec::new();
        self.parser.feed(&bytes[..n], &mut messages);
        assert!(
            self.ears == Ears::Normal || messages.is_empty(),
            "asked to panic by `--panic-in input`"
        );
        let answers = self.parser.take_answers();
        let mut answers = answers.into_iter().map(Input::Answer);
        answers.all(|answer| self.sender.send(answer).is_ok()) && self.forward(messages)
    }

    fn forward(&self, messages: Vec<Message>) -> bool {
        messages
            .into_iter()
            .all(|message| self.sender.send(Input::Message(message)).is_ok())
    }
}
