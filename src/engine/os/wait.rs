//! Ends of child processes (waitid(2)).

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// By itself, with this status.
    Code(i32),
    /// By this signal.
    Signal(i32),
}

impl Status {
    /// As a ring record carries it: the code, or 256 + the signal's number.
    pub fn to_record(self) -> u64 {
        match self {
            Self::Code(code) => u64::from(code as u32 & 0xff),
            Self::Signal(signal) => 256 + u64::from(signal as u32),
        }
    }

    /// As Python's `exitcode` gives it: -N after signal N.
    pub fn to_exitcode(self) -> i32 {
        match self {
            Self::Code(code) => code,
            Self::Signal(signal) => -signal,
        }
    }
}

/// What one look at a child told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// It runs.
    Alive,
    /// It has ended and is a zombie.
    Ended(Status),
    /// A signal came while waiting.
    Interrupted,
    /// It is no child of this process (any more).
    Unknown,
}

/// Looks at a child without reaping it and without waiting.
pub fn peek(pid: u32) -> Look {
    look(pid, libc::WEXITED | libc::WNOWAIT | libc::WNOHANG)
}

/// Waits until a child has ended, without reaping it.
pub fn wait_for_end(pid: u32) -> Look {
    look(pid, libc::WEXITED | libc::WNOWAIT)
}

/// Reaps a child that has ended: the zombie is gone.
pub fn reap(pid: u32) {
    look(pid, libc::WEXITED);
}

/// Waits until a child has ended, whatever signals come, and reaps it.
pub fn reap_for_sure(pid: u32) {
    while look(pid, libc::WEXITED) == Look::Interrupted {}
}

fn look(pid: u32, options: libc::c_int) -> Look {
    // SAFETY: all-zero bytes are a valid siginfo_t.
    #[expect(unsafe_code, reason = "siginfo_t has no safe constructor")]
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    #[expect(
        unsafe_code,
        reason = "nix's waitid loses the difference between kinds of errors"
    )]
    // SAFETY: `info` is a valid place for the answer.
    let result = unsafe { libc::waitid(libc::P_PID, pid, &raw mut info, options) };
    if result != 0 {
        return match nix::errno::Errno::last() {
            nix::errno::Errno::EINTR => Look::Interrupted,
            _ => Look::Unknown,
        };
    }
    // SAFETY: waitid filled in the SIGCHLD fields, or left all of them zero (WNOHANG and nothing to tell).
    #[expect(unsafe_code, reason = "a union field of siginfo_t")]
    let child = unsafe { info.si_pid() };
    if child == 0 {
        return Look::Alive;
    }
    // SAFETY: as above.
    #[expect(unsafe_code, reason = "a union field of siginfo_t")]
    let status = unsafe { info.si_status() };
    Look::Ended(if info.si_code == libc::CLD_EXITED {
        Status::Code(status)
    } else {
        Status::Signal(status)
    })
}
