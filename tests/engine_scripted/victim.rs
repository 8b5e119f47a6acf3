//! A process that conducts a run and is killed.

use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use forklore::engine::session::{Isolation, Options, Speed, launch};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::run::options;

/// Whoever survives longer than this has survived.
const SURVIVAL_MS: u16 = 3000;

/// A conductor's process, and a pipe that all its descendants inherit.
pub struct Victim {
    process: Child,
    /// Ends when the last descendant has ended.
    last_breath: OwnedFd,
}

/// The victim's side: conducts `SCRIPT ISOLATION` until it is killed.
pub fn conduct(arguments: &[String]) -> ExitCode {
    let isolation = match arguments[1].as_str() {
        "namespace" => Isolation::Auto,
        _ => Isolation::BestEffort,
    };
    let options = Options {
        speed: Speed::Factor(1.0),
        time_limit: None,
        ..options(&arguments[0], isolation)
    };
    let Ok(session) = launch(options) else {
        return ExitCode::FAILURE;
    };
    println!("ready");
    for _ in &session.notices {}
    ExitCode::SUCCESS
}

impl Victim {
    /// Starts a run in a process of its own.
    pub fn start(script: &str, isolation: &str) -> Self {
        let (last_breath, inherited) = nix::unistd::pipe().expect("a pipe");
        let process = Command::new(std::env::current_exe().expect("the test's own path"))
            .args(["__victim", script, isolation])
            .stdout(Stdio::piped())
            .spawn()
            .expect("a victim");
        drop(inherited);
        Self {
            process,
            last_breath,
        }
    }

    /// Kills it at a moment that `round` decides, and sees that everybody is gone soon after.
    #[track_caller]
    pub fn kill(mut self, round: u64, with_stage: bool) {
        let mut ready = [0; 6];
        let is_early = round.is_multiple_of(5); // before the stage stands
        if !is_early {
            let stdout = self.process.stdout.as_mut().expect("a pipe");
            stdout.read_exact(&mut ready).expect("a run");
        }
        self.wait_a_moment(round * 2_654_435_761 % 30_000);
        let stage = with_stage.then(|| self.stage()).flatten();
        self.process.kill().expect("a victim to kill");
        if let Some(pid) = stage {
            let pid = nix::unistd::Pid::from_raw(pid);
            let _ = nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL); // it may be gone
        }
        self.process.wait().expect("the end of the victim");
        assert!(
            self.is_over(SURVIVAL_MS),
            "round {round}: somebody survived"
        );
    }

    /// Lets the run go on for some microseconds; its end would be an error.
    fn wait_a_moment(&self, us: u64) {
        let timeout = nix::sys::time::TimeSpec::from(Duration::from_micros(us));
        let mut fds = [PollFd::new(self.last_breath.as_fd(), PollFlags::POLLIN)];
        let n_ready = nix::poll::ppoll(&mut fds, Some(timeout), None).expect("a poll");
        assert_eq!(n_ready, 0, "the run ended by itself");
    }

    fn stage(&self) -> Option<i32> {
        let pid = self.process.id();
        let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).ok()?;
        tasks
            .flatten()
            .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok())
            .find_map(|children| children.split_whitespace().next()?.parse().ok())
    }

    fn is_over(&self, within_ms: u16) -> bool {
        let mut fds = [PollFd::new(self.last_breath.as_fd(), PollFlags::POLLIN)];
        poll(&mut fds, PollTimeout::from(within_ms)).expect("a poll") == 1
    }
}
