//! forklore in a real pseudo-terminal, seen through a terminal emulator.
//!
//! The test owns the master end: what forklore writes goes into a [`vt100::Parser`], what the test types goes to
//! forklore, and questions to the terminal (background color, device attributes) are answered as xterm does. Every
//! wait has a deadline and says what it waited for; nothing sleeps.

use std::fs::File;
use std::io::{PipeReader, Read, Write};
use std::num::NonZero;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::sys::termios::{Termios, tcgetattr};
use nix::unistd::Pid;

/// Held while a process is started: a descriptor that is made inheritable for one must not slip into another.
static START: Mutex<()> = Mutex::new(());

/// Nothing in a test takes longer, also on a busy machine with two cores.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The bound for survivors that the program promises.
pub const SURVIVORS: Duration = Duration::from_secs(3);

/// A terminal with forklore in it.
pub struct Pty {
    master: File,
    /// Kept open, so that the terminal's settings can be read after forklore's end.
    slave: OwnedFd,
    family: Family,
    screen: vt100::Parser,
    /// How many bytes forklore wrote.
    pub n_bytes: usize,
    before: Termios,
}

/// A started forklore with everything that descends from it.
pub struct Family {
    child: Child,
    /// At its end when no descendant lives that kept the descriptor.
    alive: PipeReader,
    /// In the environment of every descendant.
    marker: String,
}

impl Pty {
    /// Starts forklore with `args` in a terminal of (columns, rows).
    pub fn start(args: &[&str], size: (u16, u16)) -> Self {
        Self::start_program(&binary(), args, size)
    }

    /// The same with another program.
    pub fn start_program(program: &Path, args: &[&str], size: (u16, u16)) -> Self {
        Self::start_prepared(program, args, size, |_| ())
    }

    /// Starts forklore in this working folder.
    pub fn start_in(folder: &Path, args: &[&str], size: (u16, u16)) -> Self {
        Self::start_with(args, size, |command| _ = command.current_dir(folder))
    }

    /// Starts forklore with whatever else is to be set before.
    pub fn start_with(args: &[&str], size: (u16, u16), prepare: impl FnOnce(&mut Command)) -> Self {
        Self::start_prepared(&binary(), args, size, prepare)
    }

    fn start_prepared(
        program: &Path,
        args: &[&str],
        (columns, rows): (u16, u16),
        prepare: impl FnOnce(&mut Command),
    ) -> Self {
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let pair = openpty(Some(&size), None).expect("a pseudo-terminal");
        let before = tcgetattr(&pair.slave).expect("settings");
        for end in [pair.master.as_fd(), pair.slave.as_fd()] {
            fcntl(end, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC)).expect("a private descriptor");
        }
        let family = Family::start(program, args, &pair.slave, prepare);
        Self {
            master: File::from(pair.master),
            slave: pair.slave,
            family,
            screen: vt100::Parser::new(cells(rows), cells(columns), 0),
            n_bytes: 0,
            before,
        }
    }

    /// PID of the process that was started: the supervisor.
    pub fn supervisor(&self) -> Pid {
        Pid::from_raw(self.family.child.id() as i32)
    }

    /// PID of the process that owns the screen: the supervisor's only child.
    #[track_caller]
    pub fn forklore(&mut self) -> Pid {
        let supervisor = self.supervisor();
        let end = Instant::now() + PATIENCE;
        loop {
            if let [pid] = children_of(supervisor)[..] {
                return pid;
            }
            assert!(
                Instant::now() < end,
                "the supervisor has no child\n{}",
                self.shown()
            );
            self.read_for(Duration::from_millis(5));
        }
    }

    /// Sends a signal to the process that owns the screen.
    #[track_caller]
    pub fn signal(&mut self, signal: Signal) {
        let forklore = self.forklore();
        kill(forklore, signal).expect("forklore lives");
    }

    /// Waits until the screen contains `text`.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(&format!("`{text}` on the screen"), |screen| {
            screen.contents().contains(text)
        });
    }

    /// Waits until the screen is as `is_so` says; `what` names it.
    #[track_caller]
    pub fn wait_until(&mut self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_so(self.screen.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "waited in vain for {what}\n{}",
                self.shown()
            );
            self.read_for(left);
        }
    }

    /// Takes in what arrives within `patience`, or returns at once when something arrived.
    pub fn read_for(&mut self, patience: Duration) {
        let timeout = PollTimeout::try_from(patience).unwrap_or(PollTimeout::MAX);
        let mut waited = [PollFd::new(self.master.as_fd(), PollFlags::POLLIN)];
        if poll(&mut waited, timeout) == Ok(0) {
            return;
        }
        let mut chunk = [0; 16384];
        let n = self
            .master
            .read(&mut chunk)
            .expect("the test holds the other end");
        self.take(&chunk[..n]);
    }

    /// Waits until nothing has been written for `span`: what was under way has come to its end.
    #[track_caller]
    pub fn wait_for_silence(&mut self, span: Duration) {
        let end = Instant::now() + PATIENCE;
        loop {
            let n_before = self.n_bytes;
            self.read_for(span);
            if self.n_bytes == n_before {
                return;
            }
            assert!(
                Instant::now() < end,
                "something is written all the time\n{}",
                self.shown()
            );
        }
    }

    fn take(&mut self, chunk: &[u8]) {
        self.screen.process(chunk);
        self.n_bytes += chunk.len();
        let answers: [(&[u8], &str); 3] = [
            (b"\x1b]10;?", "\x1b]10;rgb:ffff/ffff/ffff\x1b\\"),
            (b"\x1b]11;?", "\x1b]11;rgb:0000/0000/0000\x1b\\"),
            (b"\x1b[c", "\x1b[?62;22c"),
        ];
        for (question, answer) in answers {
            if contains(chunk, question) {
                self.send(answer);
            }
        }
    }

    /// Types keys.
    #[track_caller]
    pub fn send(&mut self, keys: &str) {
        self.master
            .write_all(keys.as_bytes())
            .expect("the terminal takes keys");
    }

    /// Gives the terminal another size, as a window manager does; the kernel tells forklore by SIGWINCH.
    pub fn resize(&mut self, (columns, rows): (u16, u16)) {
        let _start = START
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let status = Command::new("stty")
            .args(["rows", &rows.to_string(), "cols", &columns.to_string()])
            .stdin(Stdio::from(self.slave.try_clone().expect("a descriptor")))
            .status()
            .expect("stty of coreutils");
        assert!(status.success(), "stty failed");
        self.screen
            .screen_mut()
            .set_size(cells(rows), cells(columns));
    }

    /// What the terminal shows.
    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// The screen in words, for messages.
    pub fn shown(&self) -> String {
        let screen = self.screen.screen();
        format!(
            "--- alternate screen: {}, cursor hidden: {}\n{}\n---",
            screen.alternate_screen(),
            screen.hide_cursor(),
            screen.contents()
        )
    }

    /// Waits for forklore's end and takes in its last words.
    #[track_caller]
    pub fn wait_for_end(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.family.child.try_wait().expect("our child") {
                self.read_for(Duration::ZERO);
                return status;
            }
            assert!(
                Instant::now() < end,
                "forklore does not end\n{}",
                self.shown()
            );
            self.read_for(Duration::from_millis(5));
        }
    }

    /// Holds that nobody of the family lives at `end`, while forklore's last words are taken in; how long before it the
    /// last one ended, as time from now.
    #[track_caller]
    pub fn assert_all_gone(&mut self, end: Instant, what: &str) -> Duration {
        let begin = Instant::now();
        while !self.family.is_gone() {
            assert!(
                Instant::now() < end,
                "processes are left ({what}): {:?}\n{}",
                self.family.living(),
                self.shown()
            );
            self.read_for(Duration::from_millis(2));
        }
        begin.elapsed()
    }

    /// Holds that the terminal is as it was found: settings, screen, cursor, paste, mouse.
    #[track_caller]
    pub fn assert_restored(&self) {
        let after = tcgetattr(&self.slave).expect("settings");
        assert_eq!(
            after,
            self.before,
            "the terminal's settings differ\n{}",
            self.shown()
        );
        let screen = self.screen.screen();
        assert!(
            !screen.alternate_screen(),
            "the alternate screen is left on\n{}",
            self.shown()
        );
        assert!(!screen.hide_cursor(), "the cursor is left hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste is left on");
        let mouse = screen.mouse_protocol_mode();
        assert_eq!(
            mouse,
            vt100::MouseProtocolMode::None,
            "the mouse is left on"
        );
    }

    /// Everything that descends from this start, also orphans.
    pub fn family(&self) -> &Family {
        &self.family
    }

    /// Closes the terminal, as a window does.
    pub fn hang_up(self) -> Family {
        self.family
    }
}

impl Family {
    fn start(
        program: &Path,
        args: &[&str],
        terminal: &OwnedFd,
        prepare: impl FnOnce(&mut Command),
    ) -> Self {
        static N_STARTS: AtomicU32 = AtomicU32::new(0);
        let (alive, kept) = std::io::pipe().expect("a pipe");
        let number = N_STARTS.fetch_add(1, Ordering::Relaxed);
        let marker = format!("{}-{number}", std::process::id());
        let end = || Stdio::from(terminal.try_clone().expect("a descriptor"));
        let mut command = Command::new("setsid");
        // setsid(1) makes the terminal the controlling one, then becomes the program: same PID.
        command
            .arg("--ctty")
            .arg(program)
            .args(args)
            .env("TERM", "xterm-256color")
            .env("LC_ALL", "C.UTF-8")
            .env("FORKLORE_TEST", &marker)
            // Never the learner's own; a folder of this start alone, made when something is written.
            .env("FORKLORE_STATE", state_folder(&marker))
            .stdin(end())
            .stdout(end())
            .stderr(end());
        for name in [
            "COLORTERM",
            "NO_COLOR",
            "SSH_CONNECTION",
            "SSH_TTY",
            "PYTHONUNBUFFERED",
        ] {
            command.env_remove(name);
        }
        prepare(&mut command);
        let _start = START
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        fcntl(kept.as_fd(), FcntlArg::F_SETFD(FdFlag::empty())).expect("an inherited descriptor");
        let child = command.spawn().expect("setsid of util-linux");
        drop(kept);
        Self {
            child,
            alive,
            marker,
        }
    }

    /// PIDs of all that live. Zombies are not among them.
    pub fn living(&self) -> Vec<Pid> {
        let wanted = format!("FORKLORE_TEST={}\0", self.marker);
        processes()
            .filter(|pid| {
                std::fs::read(format!("/proc/{pid}/environ"))
                    .is_ok_and(|environ| contains(&environ, wanted.as_bytes()))
            })
            .collect()
    }

    /// Holds that nobody lives [`SURVIVORS`] from now.
    #[track_caller]
    pub fn assert_no_survivor(&self) {
        let end = Instant::now() + SURVIVORS;
        loop {
            let left = self.living();
            if left.is_empty() {
                break;
            }
            assert!(Instant::now() < end, "processes are left: {left:?}");
        }
        let left = PollTimeout::try_from(SURVIVORS).expect("3 s fit");
        let mut waited = [PollFd::new(self.alive.as_fd(), PollFlags::empty())];
        let n_closed = poll(&mut waited, left);
        assert_eq!(n_closed, Ok(1), "a process keeps an inherited descriptor");
    }

    /// Whether the last process that kept the descriptor has ended.
    pub fn is_gone(&self) -> bool {
        let mut waited = [PollFd::new(self.alive.as_fd(), PollFlags::empty())];
        poll(&mut waited, PollTimeout::ZERO) == Ok(1)
    }

    /// Whether this process holds the descriptor by whose end survivors are seen.
    pub fn is_seen(&self, pid: Pid) -> bool {
        let own = format!("/proc/self/fd/{}", self.alive.as_raw_fd());
        let pipe = std::fs::read_link(own).expect("our descriptor");
        std::fs::read_dir(format!("/proc/{pid}/fd")).is_ok_and(|mut entries| {
            entries.any(|entry| {
                entry.is_ok_and(|entry| {
                    std::fs::read_link(entry.path()).is_ok_and(|link| link == pipe)
                })
            })
        })
    }

    /// Waits for the end of all, and gives the status of the first.
    #[track_caller]
    pub fn wait_for_end(&mut self) -> ExitStatus {
        let left = PollTimeout::try_from(PATIENCE).expect("a minute fits");
        let mut waited = [PollFd::new(self.alive.as_fd(), PollFlags::empty())];
        let n_closed = poll(&mut waited, left);
        assert_eq!(n_closed, Ok(1), "processes are left: {:?}", self.living());
        self.child.wait().expect("our child")
    }
}

/// The built forklore: cargo tells a test where it is; an example lies in a folder beside it.
pub fn binary() -> PathBuf {
    let beside = || {
        let own = std::env::current_exe().expect("our own path");
        let profile = own
            .ancestors()
            .nth(2)
            .expect("target/PROFILE/examples/NAME");
        profile.join("forklore")
    };
    option_env!("CARGO_BIN_EXE_forklore").map_or_else(beside, PathBuf::from)
}

/// How a status stands in a shell.
pub fn code_of(status: ExitStatus) -> i32 {
    status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or_default())
}

/// Direct children of a process.
pub fn children_of(parent: Pid) -> Vec<Pid> {
    processes()
        .filter(|pid| parent_of(*pid) == Some(parent))
        .collect()
}

fn processes() -> impl Iterator<Item = Pid> {
    std::fs::read_dir("/proc")
        .expect("/proc")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .map(Pid::from_raw)
}

fn parent_of(pid: Pid) -> Option<Pid> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let parent = fields.split_whitespace().nth(1)?.parse().ok()?;
    Some(Pid::from_raw(parent))
}

fn cells(n: u16) -> NonZero<u16> {
    NonZero::new(n).expect("a terminal has cells")
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// Where a start keeps its state.
fn state_folder(marker: &str) -> PathBuf {
    let folder = option_env!("CARGO_TARGET_TMPDIR").map_or_else(std::env::temp_dir, PathBuf::from);
    folder.join(format!("state-{marker}"))
}
