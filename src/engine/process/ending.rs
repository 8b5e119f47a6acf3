//! How a process ends: CPython's order of flushing, waiting and reporting.
//!
//! ```text
//! main:  flush; report; pools go; daemons get SIGTERM; join children; join feeders; flush
//! child:                pools go; daemons get SIGTERM; join children; join feeders; report; flush
//! ```
//! Source: `multiprocessing.util._exit_function`, `BaseProcess._bootstrap` and the interpreter's own end, as observed
//! under CPython 3.11.

use super::attempt::{Attempt, Leave, Performed};
use super::children::Sending;
use super::runtime::Runtime;
use super::seat::Announcement;
use crate::engine::os::signal;
use crate::python::call::Exit;
use crate::trace::ProcId;

const TRACEBACK: &str = "Traceback (most recent call last):\n";
/// What main writes if SIGINT ends its waiting: CPython goes on to its end, with the exit status that it had. (There the
/// function has an address, and the frames inside the library follow.)
const IGNORED_IN_MAIN: &str = "Exception ignored in atexit callback: <function _exit_function>\n\
     Traceback (most recent call last):\nKeyboardInterrupt: \n";

impl Runtime {
    /// Ends the process as its program's end demands.
    pub(super) fn finish(mut self, exit: &Exit) -> ! {
        let is_main = self.identity.proc == ProcId::MAIN.0;
        // The last statement, if it had no operation; an interruption has nothing left to interrupt.
        let _ = self.settle_statement();
        self.step_before_winding_up(exit.exception.is_some() || exit.stopped.is_some());
        if let Some((class, message)) = &exit.exception {
            self.tell_exception(class, message);
        } else if let Some((class, what)) = &exit.stopped {
            self.tell_exception(class, what);
        }
        let mut code = exit.code & 0xff;
        if is_main || exit.is_importing {
            self.console.flush_all(&self.seat);
            self.report(exit);
            if self.wind_up().is_none() {
                self.console.write(&self.seat, 2, IGNORED_IN_MAIN);
            }
        } else {
            let is_interrupted = self.wind_up().is_none();
            self.report(exit);
            if is_interrupted {
                self.report_interrupt(exit);
                code = 1;
            }
        }
        self.console.flush_all(&self.seat);
        let is_interrupt = exit
            .exception
            .as_ref()
            .is_some_and(|(class, _)| class == "KeyboardInterrupt");
        if (is_main || exit.is_importing) && is_interrupt {
            self.publish_end();
            signal::die_by_interrupt();
        }
        self.leave(code)
    }

    /// Writes the traceback, or the text given to `sys.exit`, to stderr.
    fn report(&mut self, exit: &Exit) {
        let Some(report) = &exit.report else { return };
        let is_child = self.identity.proc != ProcId::MAIN.0;
        if is_child && exit.exception.is_some() && !exit.is_importing {
            let title = format!("Process {}:\n", self.identity.name);
            self.console.write(&self.seat, 2, &title);
        }
        for entry in entries(report) {
            self.console.write(&self.seat, 2, entry);
        }
    }

    /// SIGINT while a child waited at its end: it raises there, over whatever ended the program.
    fn report_interrupt(&mut self, exit: &Exit) {
        let is_second = exit.exception.is_some();
        let title = if is_second {
            "\nDuring handling of the above exception, another exception occurred:\n\n".to_owned()
        } else {
            format!("Process {}:\n", self.identity.name)
        };
        for piece in [&title, TRACEBACK, "KeyboardInterrupt\n"] {
            self.console.write(&self.seat, 2, piece);
        }
    }

    /// Pools, children and feeders. None if SIGINT ended the waiting: what was still to be waited for is left.
    fn wind_up(&mut self) -> Option<()> {
        self.terminate_pools()?;
        self.close_queues();
        self.reap_ended();
        for child in self.active_children() {
            if child.daemon {
                self.signal_process(child.proc.0, libc::SIGTERM, Sending::Daemon);
            }
        }
        for child in self.active_children() {
            let announcement = Announcement {
                op: "exit",
                child: Some(child.proc.0),
                ..Announcement::default()
            };
            self.insist(|runtime, attempt| {
                runtime.await_end(child.proc.0, attempt, announcement.clone())
            })?;
        }
        self.join_feeders()
    }

    /// Waits to the end: mail (results that nobody will ask for) does not break in. None after SIGINT.
    pub(super) fn insist<T>(
        &mut self,
        mut wait: impl FnMut(&mut Self, &mut Attempt) -> Performed<T>,
    ) -> Option<T> {
        let mut attempt = Attempt::default();
        self.seat.begin();
        loop {
            match wait(self, &mut attempt) {
                Ok(done) => return Some(done),
                Err(Leave::Business) => self.ignore_mail(),
                Err(_) => return None,
            }
        }
    }
}

/// A traceback in the pieces that CPython prints: each frame with its source line, and every other line.
fn entries(report: &str) -> Vec<&str> {
    let mut entries = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for line in report.split_inclusive('\n') {
        let continues_frame = line.starts_with("    ") && end > start;
        if !continues_frame && end > start {
            entries.push(&report[start..end]);
            start = end;
        }
        end += line.len();
    }
    if end > start {
        entries.push(&report[start..end]);
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceback_is_written_frame_by_frame() {
        let report = "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n    x\nKeyError: 1\n";
        let lengths: Vec<usize> = entries(report)
            .iter()
            .map(|entry| entry.lines().count())
            .collect();
        assert_eq!(lengths, [1, 2, 1]);
        assert_eq!(entries(report).concat(), report);
    }
}
