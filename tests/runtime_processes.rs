//! Lesson processes under a scripted actor: births, ends, locks, output, pausing.

#[path = "support/lab.rs"]
mod lab;

use std::sync::atomic::Ordering;

use forklore::engine::arena::SlotUse;
use forklore::engine::os::wait::Status;
use forklore::engine::ring::RecordKind;
use forklore::python::call::{Call, Exit, Handle, Reply, SemaphoreKind, Step};
use forklore::trace::ProcId;
use lab::{Lab, plain, run};

fn print(text: &str) -> Step {
    Step::Call(Call::Write {
        stream: 1,
        pieces: vec![text.into(), "\n".into()],
        flush: false,
    })
}

fn create(daemon: bool) -> Step {
    Step::Call(Call::CreateProcess {
        class: "Process".into(),
        name: None,
        daemon: Some(daemon),
    })
}

fn start(reply: &Reply) -> Step {
    let Reply::Process { proc, name, daemon } = reply else {
        panic!("{reply:?} is no process")
    };
    Step::Call(Call::StartProcess {
        proc: *proc,
        name: name.clone(),
        daemon: *daemon,
    })
}

fn exit(code: i32) -> Step {
    Step::Exit(Exit {
        code,
        ..Exit::default()
    })
}

fn sleep(seconds: f64) -> Step {
    Step::Call(Call::Sleep { seconds })
}

/// Main does the first steps and forks; then main follows `parent` and the new process `child`, each counted from 0.
fn family(
    mut parent: impl FnMut(u32, Reply) -> Step + 'static,
    mut child: impl FnMut(u32, Reply) -> Step + 'static,
    daemon: bool,
) -> impl FnMut(Reply) -> Step + 'static {
    let (mut step, mut is_child, mut is_started) = (0, false, false);
    move |reply| {
        step += 1;
        match reply {
            Reply::Child { .. } => (is_child, is_started, step) = (true, true, 0),
            Reply::Started { .. } if !is_started => (is_started, step) = (true, 0),
            _ => {}
        }
        match (is_started, step) {
            (false, 1) => create(daemon),
            (false, _) => start(&reply),
            (true, _) if is_child => child(step, reply),
            (true, _) => parent(step, reply),
        }
    }
}

#[test]
fn a_child_is_born_prints_exits_and_is_joined_in_causal_order() {
    let actor = family(
        |step, reply| match step {
            0 => Step::Call(Call::Join {
                proc: ProcId(1),
                timeout: None,
            }),
            1 => {
                assert_eq!(reply, Reply::ExitCode(Some(7)));
                print("main")
            }
            _ => exit(0),
        },
        |step, _| match step {
            0 => print("child"),
            _ => exit(7),
        },
        false,
    );
    let seen = run(plain, actor);
    assert_eq!(
        (seen.output.as_str(), seen.status),
        ("child\nmain\n", Status::Code(0))
    );
    let created = seen.place(RecordKind::ProcessCreated, |r| {
        r.a == 1 && r.text == "Process-1"
    });
    let started = seen.place(RecordKind::ProcessStarted, |r| r.a == 1);
    let output = seen.place(RecordKind::Output, |r| r.b == 6);
    let exited = seen.place(RecordKind::ProcessExited, |r| (r.a, r.b) == (1, 7));
    let reaped = seen.place(RecordKind::ProcessReaped, |r| (r.a, r.b) == (1, 1));
    let joined = seen.place(RecordKind::Joined, |r| (r.a, r.b) == (1, 7));
    assert!(
        created < started
            && started < output
            && output < exited
            && exited < reaped
            && reaped < joined
    );
}

#[test]
fn a_join_that_times_out_leaves_the_child_running_and_main_waits_for_it_at_its_end() {
    let actor = family(
        |step, reply| match step {
            0 => Step::Call(Call::Join {
                proc: ProcId(1),
                timeout: Some(0.02),
            }),
            1 => {
                assert_eq!(reply, Reply::ExitCode(None));
                print("main's last line")
            }
            _ => exit(3),
        },
        |step, _| match step {
            0 => sleep(1.0),
            1 => print("child's last line"),
            _ => exit(0),
        },
        false,
    );
    let seen = run(plain, actor);
    assert_eq!(seen.output, "main's last line\nchild's last line\n");
    assert_eq!(seen.status, Status::Code(3));
    seen.place(RecordKind::Waiting, |r| r.text == "exit" && r.b == 2);
}

#[test]
fn a_daemon_gets_sigterm_when_main_ends_and_its_line_never_appears() {
    let actor = family(
        |step, _| match step {
            0 => print("main"),
            _ => exit(0),
        },
        |step, _| match step {
            0 => sleep(1000.0),
            1 => print("never"),
            _ => exit(0),
        },
        true,
    );
    let seen = run(plain, actor);
    assert_eq!(seen.output, "main\n");
    let signal = seen.place(RecordKind::Signal, |r| (r.a, r.b) == (1, 15));
    let exited = seen.place(RecordKind::ProcessExited, |r| (r.a, r.b) == (1, 256 + 15));
    assert!(signal < exited);
}

#[test]
fn the_exit_code_of_a_child_killed_by_a_signal_is_negative() {
    let actor = family(
        |step, reply| match step {
            0 => Step::Call(Call::SignalProcess {
                proc: ProcId(1),
                signal: 15,
            }),
            1 => Step::Call(Call::Join {
                proc: ProcId(1),
                timeout: None,
            }),
            _ => {
                assert_eq!(reply, Reply::ExitCode(Some(-15)));
                exit(0)
            }
        },
        |_, _| sleep(1000.0),
        false,
    );
    assert_eq!(run(plain, actor).status, Status::Code(0));
}

#[test]
fn block_buffered_text_of_main_goes_out_before_start_and_before_it_waits_for_its_children() {
    let actor = family(
        |step, _| match step {
            0 => print("late"),
            _ => exit(0),
        },
        |step, _| match step {
            0 => print("child"),
            _ => exit(0),
        },
        false,
    );
    let seen = run(|arena| arena.stdout_mode.store(1, Ordering::SeqCst), actor);
    let mut lines: Vec<&str> = seen.output.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["child", "late"]);
    let late = seen.place(RecordKind::Output, |r| r.b == 5);
    let waits = seen
        .records
        .iter()
        .position(|(_, r)| r.kind == RecordKind::Waiting as u16);
    assert!(waits.is_none_or(|waits| late < waits));
}

#[test]
fn unbuffered_pieces_are_writes_of_their_own_even_of_0_bytes() {
    let mut step = 0;
    let seen = run(
        |arena| arena.stdout_mode.store(2, Ordering::SeqCst),
        move |_| {
            step += 1;
            match step {
                1 => print(""),
                2 => print("ab"),
                _ => exit(0),
            }
        },
    );
    assert_eq!(
        (seen.writes(1), seen.output.as_str()),
        (vec![0, 1, 2, 1], "\nab\n")
    );
}

#[test]
fn an_uncaught_exception_of_a_child_is_reported_with_its_name_and_of_main_without() {
    let failing = || {
        Step::Exit(Exit {
            code: 1,
            report: Some("Traceback (most recent call last):\nKeyError: 1\n".into()),
            exception: Some(("KeyError".into(), "1".into())),
            stopped: None,
            is_importing: false,
        })
    };
    let actor = family(
        move |step, _| match step {
            0 => Step::Call(Call::Join {
                proc: ProcId(1),
                timeout: None,
            }),
            _ => failing(),
        },
        move |_, _| failing(),
        false,
    );
    let seen = run(plain, actor);
    let trace = "Traceback (most recent call last):\nKeyError: 1\n";
    assert_eq!(seen.output, format!("Process Process-1:\n{trace}{trace}"));
    assert_eq!(seen.status, Status::Code(1));
    assert_eq!(seen.of(RecordKind::Exception).len(), 2);
}

#[test]
fn a_lock_that_is_taken_makes_the_other_wait_and_goes_over_after_its_release() {
    let lock = Handle(0);
    let acquire = move |timeout| {
        Step::Call(Call::Acquire {
            handle: lock,
            block: true,
            timeout,
        })
    };
    let release = move || Step::Call(Call::Release { handle: lock });
    let mut inner = family(
        move |step, reply| match step {
            0 => acquire(Some(0.01)),
            1 => {
                assert_eq!(reply, Reply::Bool(false), "the child holds it");
                acquire(None)
            }
            2 => {
                assert_eq!(reply, Reply::Bool(true));
                release()
            }
            3 => release(),
            4 => {
                let Reply::Raise(raise) = reply else {
                    panic!("{reply:?}")
                };
                assert_eq!(raise.class, "ValueError");
                assert_eq!(raise.message, "semaphore or lock released too many times");
                exit(0)
            }
            _ => exit(9),
        },
        move |step, _| match step {
            0 => sleep(1.0),
            1 => release(),
            _ => exit(0),
        },
        false,
    );
    let mut step = 0;
    let actor = move |reply| {
        step += 1;
        match step {
            1 => Step::Call(Call::NewSemaphore {
                kind: SemaphoreKind::Lock,
                initial: 1,
                names: vec!["lock".into()],
            }),
            // Main takes it for the child: any process may release a Lock.
            2 => acquire(None),
            _ => inner(reply),
        }
    };
    let seen = run(plain, actor);
    assert_eq!(seen.status, Status::Code(0));
    let released = seen.place(RecordKind::Released, |r| r.b == 1);
    let waits = seen.place(RecordKind::Waiting, |r| {
        r.text == "acquire" && f64::from_bits(r.c).is_nan()
    });
    let places: Vec<usize> = (0..seen.records.len())
        .filter(|&i| seen.records[i].1.kind == RecordKind::Acquired as u16)
        .collect();
    assert_eq!(places.len(), 2);
    assert!(waits < places[1] && released < places[1]);
}

#[test]
fn an_rlock_is_taken_again_by_its_process_and_released_as_often() {
    let lock = Handle(0);
    let mut step = 0;
    let seen = run(plain, move |reply| {
        step += 1;
        match step {
            1 => Step::Call(Call::NewSemaphore {
                kind: SemaphoreKind::RLock,
                initial: 1,
                names: vec![],
            }),
            2 | 3 => Step::Call(Call::Acquire {
                handle: lock,
                block: true,
                timeout: None,
            }),
            4..=6 => Step::Call(Call::Release { handle: lock }),
            _ => {
                let Reply::Raise(raise) = reply else {
                    panic!("{reply:?}")
                };
                assert_eq!(
                    raise.message,
                    "attempt to release recursive lock not owned by thread"
                );
                exit(0)
            }
        }
    });
    assert_eq!(seen.status, Status::Code(0));
    assert_eq!(
        (
            seen.of(RecordKind::Acquired).len(),
            seen.of(RecordKind::Released).len()
        ),
        (2, 2)
    );
}

#[test]
fn sigint_raises_keyboard_interrupt_out_of_a_sleep() {
    let actor = family(
        |step, _| match step {
            0 => sleep(0.05),
            1 => Step::Call(Call::SignalProcess {
                proc: ProcId(1),
                signal: 2,
            }),
            2 => Step::Call(Call::Join {
                proc: ProcId(1),
                timeout: None,
            }),
            _ => exit(0),
        },
        |step, reply| match step {
            0 => sleep(1000.0),
            1 => {
                let Reply::Raise(raise) = reply else {
                    panic!("{reply:?}")
                };
                print(raise.class)
            }
            _ => exit(0),
        },
        false,
    );
    assert_eq!(run(plain, actor).output, "KeyboardInterrupt\n");
}

#[test]
fn kill_reaches_only_processes_of_this_run() {
    let mut step = 0;
    let parent = i64::from(std::process::id());
    let seen = run(plain, move |reply| {
        step += 1;
        if step == 1 {
            return Step::Call(Call::Kill {
                pid: parent,
                signal: 15,
            });
        }
        let Reply::Raise(raise) = reply else {
            panic!("{reply:?}")
        };
        assert_eq!(raise.class, "ProcessLookupError");
        assert_eq!(raise.message, "[Errno 3] No such process");
        exit(0)
    });
    assert_eq!(seen.status, Status::Code(0));
}

#[test]
fn a_pause_keeps_the_remaining_sleep() {
    let mut step = 0;
    let mut lab = Lab::start(plain, move |_| {
        step += 1;
        match step {
            1 => sleep(10.0),
            2 => print("awake"),
            _ => exit(0),
        }
    });
    lab.until("the sleep", |lab| {
        lab.records.iter().any(|(_, record)| record.text == "sleep")
    });
    // Half of it is over; the other half is room for a machine that is slow to pause.
    lab.arena.clock.set(1.0, 5_000_000_000);
    assert!(lab.pause());
    let frozen = lab.arena.clock.now();
    assert!(
        (5_000_000_000..10_000_000_000).contains(&frozen),
        "paused while it slept, not at {frozen}"
    );
    // Real time passes that the program must not see.
    let since = std::time::Instant::now();
    lab.until("real time", |_| since.elapsed().as_millis() > 600);
    assert_eq!(lab.arena.clock.now(), frozen);
    lab.resume(2.5);
    let seen = lab.finish();
    let awake = seen.of(RecordKind::Output)[0];
    assert!(awake.vt >= 10_000_000_000, "woken early at {}", awake.vt);
    assert!(
        awake.vt < 15_000_000_000,
        "it slept all of it again: {}",
        awake.vt
    );
}

#[test]
fn a_computing_process_is_paused_at_its_next_breath() {
    let mut step = 0;
    let mut lab = Lab::start(plain, move |_| {
        step += 1;
        if step < 3_000_000 {
            Step::Breath
        } else {
            exit(0)
        }
    });
    lab.pause();
    lab.resume(1.0);
    assert_eq!(lab.finish().status, Status::Code(0));
}

#[test]
fn lines_without_operations_are_thinned_and_counted() {
    let mut step = 0;
    let seen = run(
        |arena| arena.lines.store(1, Ordering::SeqCst),
        move |_| {
            step += 1;
            match step {
                1..=5000 => Step::Line(step),
                5001 => print("x"),
                _ => exit(0),
            }
        },
    );
    assert_eq!(seen.of(RecordKind::Line).len(), 1000);
    let lost = seen.place(RecordKind::Lost, |r| r.a == 4000 && r.text == "thinned");
    assert!(lost < seen.place(RecordKind::Output, |_| true));
}

#[test]
fn more_processes_than_the_limit_are_refused_with_a_remedy() {
    let mut step = 0;
    let seen = run(
        |arena| arena.max_processes.store(1, Ordering::SeqCst),
        move |reply| {
            step += 1;
            match step {
                1 => create(false),
                2 => start(&reply),
                _ => {
                    let Reply::Raise(raise) = reply else {
                        panic!("{reply:?}")
                    };
                    assert_eq!(
                        raise.message,
                        "limit: 1 processes; raise with --max-processes"
                    );
                    exit(0)
                }
            }
        },
    );
    assert_eq!(seen.status, Status::Code(0));
}

#[test]
fn a_child_that_nobody_could_watch_is_unmade_and_can_be_started_again() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let mut step = 0;
    let mut limits = (0, 0);
    let lab = Lab::start(plain, move |reply| {
        step += 1;
        match step {
            1 => create(false),
            2 => {
                limits = getrlimit(Resource::RLIMIT_NOFILE).expect("limits");
                let free = std::fs::File::open("/dev/null").expect("a free number");
                let used = std::os::fd::AsRawFd::as_raw_fd(&free) as u64;
                drop(free);
                setrlimit(Resource::RLIMIT_NOFILE, used, limits.1).expect("no more descriptors");
                start(&reply)
            }
            3 => {
                let Reply::Raise(raise) = reply else {
                    panic!("{reply:?}")
                };
                assert_eq!(raise.message, "[Errno 24] Too many open files");
                setrlimit(Resource::RLIMIT_NOFILE, limits.0, limits.1).expect("as before");
                Step::Call(Call::StartProcess {
                    proc: ProcId(1),
                    name: "Process-1".into(),
                    daemon: false,
                })
            }
            4 => print(if matches!(reply, Reply::Child { .. }) {
                "child"
            } else {
                "main"
            }),
            _ => exit(0),
        }
    });
    let arena = lab.arena;
    let seen = lab.finish();
    assert_eq!(seen.of(RecordKind::ProcessStarted).len(), 1);
    assert_eq!(seen.output.len(), "child\nmain\n".len());
    assert_eq!(arena.n_processes.load(Ordering::SeqCst), 0);
}

#[test]
fn a_zombie_of_another_process_can_be_signaled_until_it_is_reaped() {
    use forklore::engine::os::io;
    let (reader, writer) = io::pipe().expect("a pipe");
    let reader = io::number(&reader);
    let (first_reader, first_writer) = io::pipe().expect("a pipe");
    let first_reader = io::number(&first_reader);
    let (mut number, mut step, mut zombie) = (0, 0, 0);
    let mut lab = Lab::start(plain, move |reply| {
        step += 1;
        if let Reply::Child { .. } = reply {
            number = if zombie == 0 { 1 } else { 2 };
            step = 0;
        }
        if let (3, Reply::Started { pid }) = (step, &reply) {
            zombie = i64::from(*pid);
        }
        match (number, step) {
            (0, 1 | 3) => create(false),
            (0, 2 | 4) => start(&reply),
            (0, 5) => Step::Call(Call::Join {
                proc: ProcId(2),
                timeout: None,
            }),
            (1, 0) => {
                // Until all are started: a start reaps whoever has ended.
                while io::read(first_reader, &mut [0; 1]).is_none() {}
                exit(0)
            }
            (2, 0) => {
                // Until the sibling is known to be dead.
                while io::read(reader, &mut [0; 1]).is_none() {}
                Step::Call(Call::Kill {
                    pid: zombie,
                    signal: 15,
                })
            }
            (2, 1) => {
                assert_eq!(reply, Reply::Unit);
                print("signaled")
            }
            _ => exit(0),
        }
    });
    lab.until("both children", |lab| {
        let starts = lab
            .records
            .iter()
            .filter(|(_, record)| record.kind == RecordKind::ProcessStarted as u16 && record.a > 0);
        starts.count() == 2
    });
    io::write(io::number(&first_writer), b"x");
    lab.until("the end of the first child", |lab| {
        lab.arena.claimed_slots().iter().any(|slot| {
            slot.proc.load(Ordering::SeqCst) == 1
                && slot.used.load(Ordering::SeqCst) == SlotUse::Ended as u32
        })
    });
    io::write(io::number(&writer), b"x");
    assert_eq!(lab.finish().output, "signaled\n");
}

#[test]
fn sigint_while_main_waits_at_its_end_is_reported_and_the_child_goes_on() {
    let actor = family(
        |_, _| exit(3),
        |step, _| if step == 0 { sleep(1000.0) } else { exit(0) },
        false,
    );
    let mut lab = Lab::start(plain, actor);
    lab.until("the waiting", |lab| {
        lab.records.iter().any(|(_, record)| record.text == "exit")
    });
    lab.signal(0, libc::SIGINT);
    lab.until("the report", |lab| {
        lab.output().ends_with("KeyboardInterrupt: \n")
    });
    lab.signal(1, libc::SIGKILL);
    let seen = lab.finish();
    assert!(
        seen.output
            .starts_with("Exception ignored in atexit callback"),
        "{}",
        seen.output
    );
    assert_eq!(seen.status, Status::Code(3));
}

/// Times that the process went to sleep by itself.
fn sleeps(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("its status");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    line.and_then(|count| count.trim().parse().ok())
        .expect("a count")
}

#[test]
fn sigint_during_a_pause_costs_no_wakeups_and_is_raised_after_it() {
    let mut step = 0;
    let mut lab = Lab::start(plain, move |reply| {
        step += 1;
        match (step, reply) {
            (1, _) => sleep(1000.0),
            (2, Reply::Raise(raise)) => print(raise.class),
            _ => exit(0),
        }
    });
    lab.until("the sleep", |lab| {
        lab.records.iter().any(|(_, record)| record.text == "sleep")
    });
    assert!(lab.pause());
    let before = sleeps(lab.main());
    lab.signal(0, libc::SIGINT);
    // Unpatient, it would wake 400 times meanwhile.
    let since = std::time::Instant::now();
    lab.until("real time", |_| since.elapsed().as_millis() > 200);
    let woken = sleeps(lab.main()) - before;
    assert!((1..20).contains(&woken), "woken {woken} times");
    lab.resume(1.0);
    assert_eq!(lab.finish().output, "KeyboardInterrupt\n");
}

fn lock() -> Step {
    Step::Call(Call::NewSemaphore {
        kind: SemaphoreKind::Lock,
        initial: 1,
        names: vec![],
    })
}

#[test]
fn more_locks_than_a_run_may_have_are_refused_and_the_refusal_names_the_limit() {
    const LIMIT: u32 = 8192;
    let mut asked = 0;
    let seen = run(plain, move |reply| {
        asked += 1;
        match (asked, reply) {
            (1..=LIMIT, _) | (_, Reply::Handle(_)) => lock(),
            (_, Reply::Raise(raise)) => {
                assert_eq!((asked, raise.class), (LIMIT + 2, "OSError"));
                print(&raise.message)
            }
            _ => exit(0),
        }
    });
    assert!(seen.output.starts_with("limit: 8192 locks and semaphores"));
}
