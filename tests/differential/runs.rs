//! One listing run once: by forklore, or by CPython in the same stdout mode.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

/// No listing is waited for longer, on any machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// CPython's three ways to buffer stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Terminal,
    Pipe,
    Unbuffered,
}

pub const MODES: [Mode; 3] = [Mode::Terminal, Mode::Pipe, Mode::Unbuffered];

impl Mode {
    pub fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Pipe => "pipe",
            Self::Unbuffered => "unbuffered",
        }
    }
}

/// What a run left behind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    /// Exit status; none if the run was cut off on purpose (an endless listing).
    pub status: Option<i32>,
}

/// Path of a listing such as `07-lock/unlocked.py`.
pub fn listing(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("lessons")
        .join(name)
}

/// Runs a listing headless, cut off when it has shown enough; `extra` are further options.
pub fn forklore(name: &str, mode: Mode, extra: &[&str], enough: Option<Enough>) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forklore"));
    command
        .arg("run")
        .arg(listing(name))
        .args(["--headless", "--stdout", mode.name()])
        .args(extra);
    let mut child = spawn(command.stdout(Stdio::piped()));
    let stdout = child.stdout.take().expect("a pipe was asked for");
    collect(
        child,
        OwnedFd::from(stdout).into(),
        (enough, Cut::Terminate),
    )
}

/// When an endless listing has shown enough.
#[derive(Clone, Copy, Debug)]
pub enum Enough {
    /// It has written so many lines.
    Lines(usize),
    /// It has been silent for so long from its start; a line ends the waiting at once.
    Silence(Duration),
}

/// How an endless listing is cut off: none of its processes may write what it has in its buffer.
#[derive(Clone, Copy, Debug)]
enum Cut {
    /// forklore ends all at once.
    Terminate,
    /// CPython's main process runs its exit handlers, which terminate the daemons.
    Interrupt,
}

/// Runs a listing under CPython, cut off when it has shown enough.
pub fn python(interpreter: &Path, name: &str, mode: Mode, enough: Option<Enough>) -> Run {
    let mut command = Command::new(interpreter);
    command.arg(listing(name));
    if mode == Mode::Unbuffered {
        command.env("PYTHONUNBUFFERED", "1");
    } else {
        command.env_remove("PYTHONUNBUFFERED");
    }
    let (reader, child) = if mode == Mode::Terminal {
        let pty = nix::pty::openpty(None, None).expect("a pseudo-terminal");
        let mut settings = nix::sys::termios::tcgetattr(&pty.slave).expect("its settings");
        nix::sys::termios::cfmakeraw(&mut settings);
        nix::sys::termios::tcsetattr(&pty.slave, nix::sys::termios::SetArg::TCSANOW, &settings)
            .expect("raw output");
        let child = spawn(command.stdout(pty.slave));
        drop(command);
        (File::from(pty.master), child)
    } else {
        let mut child = spawn(command.stdout(Stdio::piped()));
        let stdout = child.stdout.take().expect("a pipe was asked for");
        (File::from(OwnedFd::from(stdout)), child)
    };
    collect(child, reader, (enough, Cut::Interrupt))
}

/// The real interpreter behind `python3`, or none.
pub fn interpreter() -> Option<PathBuf> {
    let output = Command::new("python3")
        .args(["-c", "import sys; print(sys.executable)"])
        .output()
        .ok()?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    path.exists().then_some(path)
}

fn spawn(command: &mut Command) -> Child {
    command
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn collect(mut child: Child, mut reader: File, (enough, cut): (Option<Enough>, Cut)) -> Run {
    let mut errors = child.stderr.take().expect("a pipe was asked for");
    let stderr = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = errors.read_to_end(&mut bytes);
        bytes
    });
    let (ends_of_lines, seen) = std::sync::mpsc::channel();
    let stdout = std::thread::spawn(move || {
        let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
        // A pseudo-terminal says EIO, not end of file, when its last user has gone.
        while let Ok(n @ 1..) = reader.read(&mut piece) {
            bytes.extend_from_slice(&piece[..n]);
            for _ in piece[..n].iter().filter(|byte| **byte == b'\n') {
                let _ = ends_of_lines.send(()); // nobody counts them in a run that ends by itself
            }
        }
        bytes
    });
    let status = match enough {
        None => child.wait().expect("it is our child").code(),
        Some(enough) => {
            match enough {
                Enough::Lines(count) => {
                    let end = Instant::now() + PATIENCE;
                    for _ in 0..count {
                        let _ = seen.recv_timeout(end.saturating_duration_since(Instant::now()));
                    }
                }
                Enough::Silence(span) => {
                    let _ = seen.recv_timeout(span); // the law judges what came
                }
            }
            cut_off(&mut child, cut);
            None
        }
    };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Run {
        stdout: text(stdout.join().expect("the reader ends with the stream")),
        stderr: text(stderr.join().expect("the reader ends with the stream")),
        status,
    }
}

fn cut_off(child: &mut Child, cut: Cut) {
    let signal = match cut {
        Cut::Terminate => nix::sys::signal::Signal::SIGTERM,
        Cut::Interrupt => nix::sys::signal::Signal::SIGINT,
    };
    let pid = nix::unistd::Pid::from_raw(child.id().cast_signed());
    let _ = nix::sys::signal::kill(pid, signal);
    // An interpreter that still starts may swallow the signal (in a finalizer, say): it is told again. It stays a
    // zombie until then, so its number is nobody else's.
    let (ended, waits) = std::sync::mpsc::channel::<()>();
    let again = std::thread::spawn(move || {
        while waits.recv_timeout(Duration::from_secs(15)) == Err(RecvTimeoutError::Timeout) {
            let _ = nix::sys::signal::kill(pid, signal);
        }
    });
    let flags = nix::sys::wait::WaitPidFlag::WEXITED | nix::sys::wait::WaitPidFlag::WNOWAIT;
    let _ = nix::sys::wait::waitid(nix::sys::wait::Id::Pid(pid), flags);
    drop(ended);
    let _ = again.join();
    let _ = child.wait();
}
