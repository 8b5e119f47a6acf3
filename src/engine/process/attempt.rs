//! [`Attempt`]: how far a call has come, so that it can be broken into and taken up again.

use super::message::Trouble;
use super::seat::{Announcement, Terms};
use crate::engine::arena::NEVER;
use crate::engine::os::signal;
use crate::python::call::{Raise, Reply};

/// Why a call is left before it is done.
#[derive(Debug)]
pub enum Leave {
    /// The program gets this exception.
    Raise(Raise),
    /// There is other business first; then the call is taken up again.
    Business,
    /// This is a new process: the answer is another one.
    Become(Reply),
}

/// What performing a call gives.
pub type Performed<T = Reply> = Result<T, Leave>;

/// An exception for the program.
pub fn raise(class: &'static str, message: impl Into<String>) -> Leave {
    Leave::Raise(Raise {
        class,
        message: message.into(),
    })
}

/// `OSError` and its subclasses as CPython words them.
pub fn raise_os(error: &std::io::Error) -> Leave {
    let code = error.raw_os_error().unwrap_or(0);
    let class = match code {
        libc::EPIPE => "BrokenPipeError",
        libc::ECONNRESET => "ConnectionResetError",
        libc::ESRCH => "ProcessLookupError",
        libc::EPERM => "PermissionError",
        libc::EAGAIN => "BlockingIOError",
        _ => "OSError",
    };
    let text = nix::errno::Errno::from_raw(code).desc();
    raise(class, format!("[Errno {code}] {text}"))
}

/// What SIGINT raises.
pub fn keyboard_interrupt() -> Raise {
    Raise {
        class: "KeyboardInterrupt",
        message: String::new(),
    }
}

/// SIGINT ended a wait; if somebody took it meanwhile the call is taken up again.
pub fn interrupted() -> Leave {
    if signal::take_interrupt() {
        Leave::Raise(keyboard_interrupt())
    } else {
        Leave::Business
    }
}

/// What a program gets where there is no message.
pub fn leave_by(trouble: Trouble) -> Leave {
    match trouble {
        Trouble::EndOfFile => raise("EOFError", ""),
        Trouble::Torn => raise("OSError", "got end of file during message"),
        Trouble::System(error) => raise_os(&error),
        Trouble::Interrupted => interrupted(),
        Trouble::TimedOut | Trouble::Mail => Leave::Business,
    }
}

/// How far a call has come.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    /// Virtual nanoseconds at which it gives up; none before the first try.
    deadline: Option<u64>,
    /// Whether its `waiting` event was told.
    announced: bool,
    /// Virtual seconds that were left when it was interrupted after it had told of its wait: what the next one tells.
    left: Option<f64>,
    /// Phase of a call that has several; what the numbers mean stands at the call.
    pub phase: u8,
}

impl Attempt {
    /// The call's deadline: set by the first try, unchanged when it is taken up again.
    pub fn deadline(&mut self, now: u64, timeout: Option<f64>) -> u64 {
        *self
            .deadline
            .get_or_insert_with(|| deadline_after(now, timeout))
    }

    /// Terms of a wait under this call's deadline.
    pub fn terms(&self, mut announcement: Announcement, mail: Option<u32>) -> Terms {
        announcement.timeout = self.left.or(announcement.timeout);
        Terms {
            deadline: self.deadline.unwrap_or(NEVER),
            announcement,
            is_told: self.announced,
            interruptible: true,
            mail,
            lets_go: false,
        }
    }

    /// Something else was done and told in between: the wait is told anew when it is taken up again, with the time that
    /// is left of it at `now`.
    pub fn was_interrupted(&mut self, now: u64) {
        if self.announced
            && let Some(deadline) = self.deadline.filter(|deadline| *deadline != NEVER)
        {
            self.left = Some(deadline.saturating_sub(now) as f64 / 1e9);
        }
        self.announced = false;
    }

    /// Notes whether the wait told its `waiting` event.
    pub fn after(&mut self, terms: &Terms) {
        self.announced |= terms.is_told;
    }
}

/// Virtual nanoseconds of `timeout` seconds after `now`; negative ones count as 0.
fn deadline_after(now: u64, timeout: Option<f64>) -> u64 {
    let Some(seconds) = timeout else { return NEVER };
    // A float that is too large, or is no number, saturates.
    now.saturating_add((seconds.max(0.0) * 1e9) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_that_is_told_anew_tells_the_time_that_is_left() {
        let mut attempt = Attempt::default();
        attempt.deadline(1_000_000_000, Some(2.0));
        let asked = || Announcement {
            op: "get",
            timeout: Some(2.0),
            ..Announcement::default()
        };
        attempt.was_interrupted(1_500_000_000);
        assert_eq!(attempt.terms(asked(), None).announcement.timeout, Some(2.0));
        attempt.after(&Terms {
            is_told: true,
            ..Terms::plain()
        });
        attempt.was_interrupted(1_500_000_000);
        let terms = attempt.terms(asked(), None);
        assert_eq!(terms.announcement.timeout, Some(1.5));
        assert!(!terms.is_told);
    }

    #[test]
    fn a_deadline_is_kept_when_the_call_is_taken_up_again() {
        let mut attempt = Attempt::default();
        assert_eq!(attempt.deadline(1_000, Some(0.5)), 500_001_000);
        assert_eq!(attempt.deadline(9_000, Some(0.5)), 500_001_000);
    }

    #[test]
    fn no_timeout_never_ends_and_a_negative_one_ends_at_once() {
        assert_eq!(deadline_after(7, None), NEVER);
        assert_eq!(deadline_after(7, Some(-3.0)), 7);
        assert_eq!(deadline_after(7, Some(f64::INFINITY)), NEVER);
    }
}
