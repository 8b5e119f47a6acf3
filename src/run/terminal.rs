//! The terminal: [`Guard`] puts it up and gives it back, whoever asks first; [`Restorer`] does so from outside.
//!
//! There is one terminal and one state of it, [`SHARED`]: the event loop, the signals thread and the panic hook all
//! come here, and an atomic says whose teardown counts. Nothing is asked of the terminal while the input thread reads
//! (no `Terminal::clear`, which asks for the cursor), and everything that was switched on is switched off by us:
//! `ratatui::restore` knows neither mouse capture nor bracketed paste.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, TryLockError};
use std::time::{Duration, Instant};

use nix::sys::memfd::{MFdFlags, memfd_create};
use nix::sys::termios::{SetArg, Termios, cfmakeraw, tcgetattr, tcsetattr};
use nix::unistd::{getpgrp, tcgetpgrp};

/// Alternate screen, cursor hidden, bracketed paste, empty screen.
const UP: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[0m\x1b[2J\x1b[H";

/// The reverse of everything that may be on, in an order that ends on the learner's own screen: synchronized output,
/// margins (of a frame that was cut short), mouse (SGR, motion, buttons), bracketed paste, cursor, attributes, alternate
/// screen.
const DOWN: &[u8] =
    b"\x1b[?2026l\x1b[r\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[?25h\x1b[0m\x1b[?1049l";

/// Mouse buttons, wheel, and motion while a button is down, with SGR coordinates.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// How long a teardown waits for a frame that is being written. A terminal that takes nothing any more (flow control,
/// a hung line) must not keep forklore from ending.
const FRAME_PATIENCE: Duration = Duration::from_millis(200);

/// The terminal device, its settings before forklore, and a mark that outlives forklore.
#[derive(Debug)]
pub struct Restorer {
    tty: Tty,
    saved: Termios,
    /// One byte in memory that forklore and supervisor share: 1 while the screen is forklore's.
    mark: File,
}

/// Where keys come from: stdin, or /dev/tty if stdin is something else.
#[derive(Debug)]
enum Tty {
    Stdin(io::Stdin),
    Device(File),
}

impl Tty {
    fn open() -> io::Result<Self> {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            return Ok(Self::Stdin(stdin));
        }
        File::options()
            .read(true)
            .write(true)
            .open("/dev/tty")
            .map(Self::Device)
    }
}

impl AsFd for Tty {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Stdin(stdin) => stdin.as_fd(),
            Self::Device(file) => file.as_fd(),
        }
    }
}

impl Restorer {
    /// Remembers the terminal as it is now.
    ///
    /// # Errors
    /// Where there is no terminal: stdout is something else, or neither stdin nor /dev/tty gives keys.
    pub fn new() -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other("stdout is not a terminal"));
        }
        let tty = Tty::open()?;
        let saved = tcgetattr(&tty)?;
        let mark = memfd_create(c"forklore-screen", MFdFlags::MFD_CLOEXEC)?;
        Ok(Self {
            tty,
            saved,
            mark: File::from(mark),
        })
    }

    /// For the supervisor, when forklore has ended or was stopped: if the screen is still forklore's, that came
    /// without a word.
    pub fn restore_if_left_up(&self) {
        let mut mark = [0];
        let left_up = self.mark.read_exact_at(&mut mark, 0).is_ok() && mark[0] == 1;
        // A job in the background was stopped for touching the terminal; it is another job's now.
        let is_others = tcgetpgrp(&self.tty).is_ok_and(|job| job != getpgrp());
        if left_up && !is_others {
            // The terminal may be gone; there is nobody left to tell.
            let _ = tcsetattr(&self.tty, SetArg::TCSANOW, &self.saved);
            let _ = write_all(DOWN);
        }
    }

    fn set_mark(&self, up: bool) {
        // Memory that cannot be written means a supervisor that restores once too often or too little.
        let _ = self.mark.write_all_at(&[u8::from(up)], 0);
    }
}

/// What all threads share of the terminal.
struct Shared {
    restorer: Mutex<Restorer>,
    /// Whether the screen is forklore's.
    up: AtomicBool,
    /// Whether another program has it meanwhile.
    lent: AtomicBool,
}

static SHARED: OnceLock<Shared> = OnceLock::new();

/// The terminal is forklore's while this lives.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal over: the panic hook first, then raw mode and the alternate screen.
    ///
    /// # Errors
    /// Where the terminal refuses raw mode.
    pub fn new(restorer: Restorer) -> io::Result<Self> {
        let shared = Shared {
            restorer: Mutex::new(restorer),
            up: AtomicBool::new(false),
            lent: AtomicBool::new(false),
        };
        if SHARED.set(shared).is_err() {
            return Err(io::Error::other("the terminal is taken already"));
        }
        hook_panics();
        let guard = Self(());
        up()?;
        Ok(guard)
    }

    /// A descriptor of the terminal's input, for the input thread to wait on.
    ///
    /// # Errors
    /// Where the process has no descriptors left.
    pub fn input(&self) -> io::Result<OwnedFd> {
        input()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        down();
    }
}

fn shared() -> &'static Shared {
    SHARED.get().expect("a Guard exists")
}

/// The restorer; a thread that panicked while it held it left it whole.
fn lock(shared: &Shared) -> MutexGuard<'_, Restorer> {
    shared
        .restorer
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Makes the screen forklore's. A second call does nothing.
///
/// # Errors
/// Where the terminal refuses raw mode or takes no bytes.
pub fn up() -> io::Result<()> {
    let Some(shared) = SHARED.get() else {
        return Ok(());
    };
    let restorer = lock(shared);
    if shared.up.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    restorer.set_mark(true);
    let mut raw = restorer.saved.clone();
    cfmakeraw(&mut raw);
    tcsetattr(&restorer.tty, SetArg::TCSANOW, &raw)?;
    write_all(UP)
}

/// Gives the terminal to another program, an editor, until [`take_back`].
pub fn lend() {
    shared().lent.store(true, Ordering::SeqCst);
    down();
}

/// Makes the screen forklore's again after [`lend`].
///
/// # Errors
/// Where the terminal refuses raw mode or takes no bytes.
pub fn take_back() -> io::Result<()> {
    shared().lent.store(false, Ordering::SeqCst);
    up()
}

/// Whether another program has the terminal: keys that are signals are meant for it.
pub fn is_lent() -> bool {
    SHARED
        .get()
        .is_some_and(|shared| shared.lent.load(Ordering::SeqCst))
}

/// A descriptor of the terminal's input, for the input thread to wait on.
///
/// # Errors
/// Where the process has no descriptors left.
pub fn input() -> io::Result<OwnedFd> {
    lock(shared()).tty.as_fd().try_clone_to_owned()
}

/// Makes the screen forklore's anew after a stop, during which others may have set the terminal. Does nothing while
/// the screen is not forklore's.
///
/// # Errors
/// Where the terminal refuses raw mode or takes no bytes.
pub fn renew() -> io::Result<()> {
    match SHARED.get() {
        Some(shared) if shared.up.swap(false, Ordering::SeqCst) => up(),
        _ => Ok(()),
    }
}

/// Gives the terminal back. A second call does nothing, so the first who wants to leave does it, from any thread.
pub fn down() {
    let Some(shared) = SHARED.get() else { return };
    let restorer = lock_patiently(shared);
    if !shared.up.swap(false, Ordering::SeqCst) {
        return;
    }
    // A terminal that hung up takes neither; forklore ends all the same.
    let _ = write_all(DOWN);
    if let Some(restorer) = restorer {
        let _ = tcsetattr(&restorer.tty, SetArg::TCSANOW, &restorer.saved);
        restorer.set_mark(false);
    }
}

/// The restorer, or none after [`FRAME_PATIENCE`]: then the mark stays, and the supervisor restores.
fn lock_patiently(shared: &Shared) -> Option<MutexGuard<'_, Restorer>> {
    let end = Instant::now() + FRAME_PATIENCE;
    loop {
        match shared.restorer.try_lock() {
            Ok(restorer) => return Some(restorer),
            Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if Instant::now() >= end => return None,
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// Writes a frame, unless the screen is no longer forklore's: then it is dropped.
///
/// # Errors
/// Where the terminal takes no bytes.
pub fn write_frame(frame: &[u8]) -> io::Result<()> {
    let shared = shared();
    let _restorer = lock(shared);
    if shared.up.load(Ordering::SeqCst) {
        write_all(frame)?;
    }
    Ok(())
}

/// Mouse reports on.
///
/// # Errors
/// Where the terminal takes no bytes.
pub fn mouse_on() -> io::Result<()> {
    write_frame(MOUSE_ON)
}

/// Mouse reports off.
///
/// # Errors
/// Where the terminal takes no bytes.
pub fn mouse_off() -> io::Result<()> {
    write_frame(MOUSE_OFF)
}

/// One write(2) where the terminal takes it whole; std's buffer would cut a frame at line ends.
fn write_all(bytes: &[u8]) -> io::Result<()> {
    let stdout = io::stdout();
    let mut rest = bytes;
    while !rest.is_empty() {
        match nix::unistd::write(&stdout, rest) {
            Ok(n) => rest = &rest[n..],
            Err(nix::errno::Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// A panic anywhere gives the terminal back, prints, and ends forklore: other threads must not go on drawing over the
/// message. The stage sees its conductor die and goes, with everything on it.
fn hook_panics() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        down();
        print(panic);
        let _ = io::stderr().flush();
        signal_hook::low_level::exit(101);
    }));
}
