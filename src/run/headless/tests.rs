//! The conduct of a run without a screen, against an engine that the test plays.

use std::fs::File;
use std::io::Read;

use crossbeam_channel::{Sender, bounded, unbounded};

use super::*;
use crate::engine::reason::Breakdown;
use crate::trace::ProcId;

/// An engine that a test plays, and the reader of what forklore writes.
struct Fake {
    notices: Sender<Notice>,
    commands: Receiver<Command>,
    signals: Sender<signals::Notice>,
    stdout: Option<File>,
    stderr: Option<File>,
    status: std::thread::JoinHandle<anyhow::Result<i32>>,
}

impl Fake {
    fn start(on_standstill: OnStandstill) -> Self {
        let (notices, told) = bounded(4);
        let (commands, received) = unbounded();
        let (signals, signaled) = bounded(16);
        let (stdout, out) = pipe();
        let (stderr, err) = pipe();
        let status = std::thread::spawn(move || {
            let session = Session::unheard(commands, told);
            let sink = Sink::start(out, err, None)?;
            let mut conduct = Conduct::new(&session, signaled, sink);
            conduct.on_standstill = on_standstill;
            conduct.follow()
        });
        Self {
            notices,
            commands: received,
            signals,
            stdout: Some(stdout),
            stderr: Some(stderr),
            status,
        }
    }

    fn tell(&self, notice: Notice) {
        self.notices.send(notice).expect("forklore listens");
    }

    fn events(&self, kinds: Vec<EventKind>) {
        let events = kinds.into_iter().map(event).collect();
        self.tell(Notice::Events(Arc::new(events)));
    }

    fn finish(&self, code: i32) {
        self.tell(Notice::Finished {
            outcome: "exited".to_owned(),
            code,
        });
    }

    #[track_caller]
    fn assert_told(&self, expected: &Command) {
        let told = self.commands.recv_timeout(Duration::from_secs(20));
        assert_eq!(told.as_ref(), Ok(expected));
    }

    /// What forklore wrote on stdout and stderr, and its status.
    fn end(self) -> (String, String, i32) {
        let status = self.status.join().expect("no panic").expect("no error");
        let read = |file: Option<File>| {
            let mut text = String::new();
            if let Some(mut file) = file {
                file.read_to_string(&mut text).expect("text");
            }
            text
        };
        (read(self.stdout), read(self.stderr), status)
    }
}

fn pipe() -> (File, File) {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    let reader = std::os::fd::OwnedFd::from(reader);
    let writer = std::os::fd::OwnedFd::from(writer);
    (File::from(reader), File::from(writer))
}

fn event(kind: EventKind) -> Event {
    Event {
        seq: 0,
        t: 0,
        vt: 0,
        proc: None,
        pid: None,
        host_pid: None,
        line: None,
        agent: None,
        kind,
    }
}

fn output(stream: u8, data: &str) -> EventKind {
    EventKind::Output {
        stream,
        data: data.to_owned(),
        base64: None,
    }
}

fn deadlock() -> EventKind {
    EventKind::Deadlock {
        processes: Vec::new(),
        cycle: Vec::new(),
    }
}

#[test]
fn the_programs_output_and_status_are_forklores_own() {
    let fake = Fake::start(OnStandstill::Stop);
    fake.events(vec![output(1, "a"), output(2, "oops\n"), output(1, "b\n")]);
    fake.finish(7);
    assert_eq!(fake.end(), ("ab\n".to_owned(), "oops\n".to_owned(), 7));
}

#[test]
fn a_confirmed_standstill_is_explained_and_ends_with_4() {
    let fake = Fake::start(OnStandstill::Stop);
    fake.tell(Notice::Standstill);
    fake.assert_told(&Command::Confirm {
        processes: Vec::new(),
        cycle: Vec::new(),
    });
    fake.events(vec![deadlock()]);
    fake.assert_told(&Command::Stop {
        outcome: "deadlock",
        code: DEADLOCK,
    });
    fake.finish(DEADLOCK);
    assert_eq!(fake.end().2, DEADLOCK);
}

#[test]
fn a_cycle_beside_others_is_asked_about_told_once_and_stops_nothing() {
    let fake = Fake::start(OnStandstill::Stop);
    let main_and_two = (0..3).flat_map(|proc| {
        let child = ProcId(proc);
        [
            EventKind::ProcessCreated {
                child,
                name: String::new(),
                daemon: false,
            },
            EventKind::ProcessStarted {
                child,
                child_pid: proc + 2,
                child_host_pid: proc + 2,
                ppid: 1,
                daemon: false,
                fresh: false,
            },
        ]
    });
    fake.events(main_and_two.collect());
    let both = vec![joins(1, 2), joins(2, 1)];
    fake.tell(Notice::Events(Arc::new(both)));
    let pair = || vec![ProcId(1), ProcId(2)];
    fake.assert_told(&Command::Confirm {
        processes: pair(),
        cycle: pair(),
    });
    fake.events(vec![EventKind::Deadlock {
        processes: pair(),
        cycle: pair(),
    }]);
    fake.events(vec![output(1, "on\n")]);
    fake.finish(0);
    let (stdout, stderr, status) = fake.end();
    assert_eq!((stdout.as_str(), status), ("on\n", 0));
    assert_eq!(stderr.matches("[1] waits for [2] to end").count(), 1);
}

/// `proc` waits for `child` to end.
fn joins(proc: u32, child: u32) -> Event {
    let kind = EventKind::Waiting {
        op: "join".to_owned(),
        object: None,
        child: Some(ProcId(child)),
        timeout: None,
    };
    Event {
        proc: Some(ProcId(proc)),
        ..event(kind)
    }
}

#[test]
fn a_standstill_that_is_waited_out_stops_nothing() {
    let fake = Fake::start(OnStandstill::Wait);
    fake.events(vec![deadlock()]);
    fake.finish(0);
    assert_eq!(fake.end().2, 0);
}

#[test]
fn the_first_sigint_goes_to_the_program_and_the_second_ends_the_run() {
    let fake = Fake::start(OnStandstill::Stop);
    fake.signals
        .send(signals::Notice::End(SIGINT))
        .expect("it listens");
    fake.assert_told(&Command::Interrupt);
    fake.signals
        .send(signals::Notice::End(SIGINT))
        .expect("it listens");
    fake.assert_told(&Command::Stop {
        outcome: "stopped",
        code: 130,
    });
    fake.finish(137);
    assert_eq!(fake.end().2, 130);
}

#[test]
fn a_program_that_handles_sigint_keeps_its_status() {
    let fake = Fake::start(OnStandstill::Stop);
    fake.signals
        .send(signals::Notice::End(SIGINT))
        .expect("it listens");
    fake.assert_told(&Command::Interrupt);
    fake.finish(3);
    assert_eq!(fake.end().2, 3);
}

#[test]
fn a_program_that_ignores_sigint_is_ended_after_a_second() {
    let fake = Fake::start(OnStandstill::Stop);
    fake.signals
        .send(signals::Notice::End(SIGINT))
        .expect("it listens");
    fake.assert_told(&Command::Interrupt);
    fake.assert_told(&Command::Stop {
        outcome: "stopped",
        code: 130,
    });
    fake.finish(137);
    assert_eq!(fake.end().2, 130);
}

#[test]
fn sigterm_ends_the_run_with_143() {
    let fake = Fake::start(OnStandstill::Stop);
    fake.signals
        .send(signals::Notice::End(SIGTERM))
        .expect("it listens");
    fake.assert_told(&Command::Stop {
        outcome: "stopped",
        code: 143,
    });
    fake.finish(137);
    assert_eq!(fake.end().2, 143);
}

#[test]
fn a_reader_that_has_gone_ends_the_run_as_it_ends_every_tool() {
    let mut fake = Fake::start(OnStandstill::Stop);
    fake.stdout = None;
    fake.events(vec![output(1, "nobody reads this\n")]);
    assert_eq!(fake.end().2, 128 + SIGPIPE);
}

#[test]
fn signals_count_while_the_reader_takes_nothing() {
    let fake = Fake::start(OnStandstill::Stop);
    let flood = "x".repeat(100_000);
    // More than the pipe, the sink's channel and the notices' channel hold.
    let flooding = fake.notices.clone();
    let flooder = std::thread::spawn(move || {
        let batch = || Notice::Events(Arc::new(vec![event(output(1, &flood))]));
        while flooding.send(batch()).is_ok() {}
    });
    for _ in 0..2 {
        fake.signals
            .send(signals::Notice::End(SIGTERM))
            .expect("it listens");
    }
    let status = fake.status.join().expect("no panic").expect("no error");
    assert_eq!(status, 143);
    flooder.join().expect("no panic");
}

#[test]
fn an_engine_that_breaks_down_is_an_error() {
    let fake = Fake::start(OnStandstill::Stop);
    fake.tell(Notice::Failed(Breakdown::Overwritten));
    let error = fake.status.join().expect("no panic").expect_err("an error");
    assert!(error.to_string().contains("overwritten"));
}
