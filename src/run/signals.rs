//! Signals as messages, on a thread of their own that tears the terminal down by itself: a signal counts also when
//! the event loop is busy or stuck in a write.

use std::io;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::{Handle, Signals};
use signal_hook::low_level;

use super::terminal;

/// How long the event loop may take to end its run after a deadly signal. Everything is killed by the kernel after
/// that, so the bound is for politeness alone.
const END_PATIENCE: Duration = Duration::from_millis(2500);

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// End; the number is the signal's.
    End(i32),
    /// The terminal has another size.
    Resized,
    /// forklore was stopped and goes on; the screen is up again and empty.
    Resumed,
}

/// The signals thread. Dropping it ends it.
pub struct Watch {
    /// What signals ask for. Bounded: while nobody reads, resizes merge.
    pub notices: Receiver<Notice>,
    sender: Sender<Notice>,
    handle: Handle,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Watch {
    /// For the screen: the terminal is torn down here before anybody is told.
    ///
    /// # Errors
    /// Where the system refuses a handler or a thread.
    pub fn screen() -> io::Result<Self> {
        let signals = [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH];
        Self::start(&signals, Screen::default())
    }

    /// Without a screen: deadly signals alone; stopping is left to the kernel.
    ///
    /// # Errors
    /// Where the system refuses a handler or a thread.
    pub fn headless() -> io::Result<Self> {
        Self::start(&[SIGINT, SIGTERM, SIGHUP], Headless)
    }

    /// As Ctrl-Z asks: gives the terminal back, stops, and goes on with an empty screen ([`Notice::Resumed`]).
    pub fn suspend(&self) {
        suspend(&self.sender);
    }

    fn start(numbers: &[i32], mut answer: impl Answer + Send + 'static) -> io::Result<Self> {
        let mut signals = Signals::new(numbers)?;
        let handle = signals.handle();
        let (sender, notices) = bounded(16);
        let own_sender = sender.clone();
        let thread = std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                for signal in signals.forever() {
                    if answer.signal(signal, &sender).is_break() {
                        return;
                    }
                }
            })?;
        Ok(Self {
            notices,
            sender: own_sender,
            handle,
            thread: Some(thread),
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.handle.close();
        if let Some(thread) = self.thread.take() {
            // It panicked: the hook has ended the process already.
            let _ = thread.join();
        }
    }
}

/// What becomes of a signal.
trait Answer {
    fn signal(&mut self, signal: i32, notices: &Sender<Notice>) -> std::ops::ControlFlow<()>;
}

/// Sends, unless the reader is behind: what matters is sent again (resize) or has its own deadline (end).
fn tell(notices: &Sender<Notice>, notice: Notice) {
    let _ = notices.try_send(notice);
}

#[derive(Default)]
struct Screen {
    /// A deadly signal has come.
    ending: bool,
}

impl Answer for Screen {
    fn signal(&mut self, signal: i32, notices: &Sender<Notice>) -> std::ops::ControlFlow<()> {
        match signal {
            SIGWINCH => tell(notices, Notice::Resized),
            // Keys of the editor that has the terminal; Ctrl-Z stops forklore along with it.
            SIGINT | SIGQUIT if terminal::is_lent() => {}
            SIGTSTP => suspend(notices),
            // Also after a SIGSTOP from outside, when supervisor and shell have set the terminal as they like it.
            SIGCONT => tell(notices, after_up(terminal::renew())),
            _ if self.ending => end_now(signal),
            _ => {
                self.ending = true;
                terminal::down();
                tell(notices, Notice::End(signal));
                end_after(END_PATIENCE, signal);
            }
        }
        std::ops::ControlFlow::Continue(())
    }
}

/// Gives the terminal back, stops, and takes it again afterwards. Callable from any thread: raise(3) returns after
/// the stop, whereas kill(2) from a thread may return before it and re-enter raw mode too early.
fn suspend(notices: &Sender<Notice>) {
    terminal::down();
    let _ = low_level::raise(signal_hook::consts::SIGSTOP);
    if terminal::is_lent() {
        return;
    }
    tell(notices, after_up(terminal::up()));
}

/// The screen is ours again, or the terminal has gone.
fn after_up(up: io::Result<()>) -> Notice {
    up.map_or(Notice::End(SIGHUP), |()| Notice::Resumed)
}

struct Headless;

impl Answer for Headless {
    fn signal(&mut self, signal: i32, notices: &Sender<Notice>) -> std::ops::ControlFlow<()> {
        tell(notices, Notice::End(signal));
        std::ops::ControlFlow::Continue(())
    }
}

/// Ends forklore by `signal` after `patience`, unless it ended by itself before.
fn end_after(patience: Duration, signal: i32) {
    let spawned = std::thread::Builder::new()
        .name("deadline".to_owned())
        .spawn(move || {
            std::thread::sleep(patience);
            end_now(signal);
        });
    if spawned.is_err() {
        end_now(signal);
    }
}

/// Ends forklore at once by `signal`, for the true exit status. The stage goes with it.
pub fn end_now(signal: i32) -> ! {
    terminal::down();
    // Does not return where the signal's default action is death.
    let _ = low_level::emulate_default_handler(signal);
    low_level::exit(128 + signal)
}
