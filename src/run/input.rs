//! The input thread: waits for the terminal and tells the event loop about keys, the mouse and the end of the line.
//!
//! It waits with its own poll(2) and calls the parser only when bytes are there: crossterm's own wait never returns,
//! and spins, once the terminal has hung up (crossterm issue 793).

use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use crossterm::event::{self, Event};
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// Keys that may wait while the event loop is busy; a held key repeats 30 times a second.
const CAPACITY: usize = 64;

/// What the terminal sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key, the mouse, pasted text.
    Event(Event),
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
        Self::start_with(terminal, forward)
    }

    /// The same, with a thread that panics at the first bytes: for tests of the way out.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_panicking(terminal: OwnedFd) -> io::Result<Self> {
        Self::start_with(terminal, |_| panic!("asked to panic by `--panic-in input`"))
    }

    fn start_with(terminal: OwnedFd, forward: fn(&Sender<Input>) -> bool) -> io::Result<Self> {
        let (stopped, stop) = io::pipe()?;
        let (sender, inputs) = bounded(CAPACITY);
        let thread = std::thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || listen(&terminal, &stopped, || forward(&sender), &sender))?;
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

/// What woke the thread.
enum Wake {
    Bytes,
    HungUp,
    Stopped,
}

fn listen(
    terminal: &OwnedFd,
    stopped: &PipeReader,
    forward: impl Fn() -> bool,
    sender: &Sender<Input>,
) {
    loop {
        match wait(terminal, stopped) {
            Wake::Stopped => return,
            Wake::Bytes if forward() => {}
            Wake::Bytes | Wake::HungUp => {
                // A loop that is gone needs no word.
                let _ = sender.send(Input::HungUp);
                return;
            }
        }
    }
}

fn wait(terminal: &OwnedFd, stopped: &PipeReader) -> Wake {
    let mut waited = [
        PollFd::new(terminal.as_fd(), PollFlags::POLLIN),
        PollFd::new(stopped.as_fd(), PollFlags::POLLIN),
    ];
    loop {
        match poll(&mut waited, PollTimeout::NONE) {
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

/// Passes on everything that the parser has complete. False: the terminal or the loop has gone.
fn forward(sender: &Sender<Input>) -> bool {
    while let Ok(true) = event::poll(Duration::ZERO) {
        match event::read() {
            // The signals thread tells of sizes; crossterm's word would come with the next key only.
            Ok(Event::Resize(..)) => {}
            Ok(event) => {
                if sender.send(Input::Event(event)).is_err() {
                    return false;
                }
            }
            Err(_) => return false,
        }
    }
    true
}
