//! What must be true of every run.

use std::time::{Duration, Instant};

use forklore::engine::session::{Command, Guard, Isolation, Notice, Speed};
use forklore::trace::{Event, EventKind, ProcId};

use super::run::{PATIENCE, Run, options};
use super::victim::Victim;

/// A test and its name.
pub type Test = (&'static str, fn());

macro_rules! all {
    ($($name:ident),* $(,)?) => {
        /// All tests, in order.
        pub const ALL: &[Test] = &[$((stringify!($name), $name)),*];
    };
}

all![
    main_alone_exits_with_its_status_in_both_isolations,
    every_write_is_attributed_and_stands_in_program_order,
    max_speed_jumps_over_sleeps_and_keeps_their_order,
    at_ten_times_the_speed_a_sleep_takes_a_tenth,
    a_pause_stops_everybody_and_resuming_keeps_what_remains_of_a_sleep,
    a_killed_child_is_told_before_it_is_reaped_and_joined,
    an_orphan_goes_on_after_its_parent_was_killed,
    two_semaphores_taken_crosswise_are_a_standstill_that_confirms,
    who_is_ended_in_its_wait_is_no_standstill_and_no_reason_to_jump,
    a_waiter_beside_the_permit_of_a_killed_one_is_a_standstill,
    a_pause_holds_newcomers_too,
    a_timed_acquire_follows_a_change_of_speed,
    the_time_limit_ends_a_run_that_never_would,
    dropping_the_session_ends_the_run,
    a_large_message_is_paused_in_the_middle_and_arrives_whole,
    a_stopped_process_lets_the_pause_be_told,
    at_rest_neither_conductor_nor_lesson_processes_wake_up,
    a_killed_hot_writer_loses_nothing_that_it_wrote,
    children_of_a_creator_killed_at_any_moment_are_all_told_to_their_end,
    nothing_survives_a_sigkill_of_the_conductor_in_a_namespace,
    nothing_survives_a_sigkill_of_the_conductor_in_best_effort,
    nothing_survives_a_sigkill_of_conductor_and_stage_together,
    random_programs_come_to_the_end_or_to_a_true_standstill,
];

const BOTH: [Isolation; 2] = [Isolation::Auto, Isolation::BestEffort];

fn main_alone_exits_with_its_status_in_both_isolations() {
    for isolation in BOTH {
        let mut run = Run::start(options("nothing", isolation));
        assert_eq!(run.finish(), ("exited".into(), 7));
        run.check_laws();
        let is_best_effort = matches!(run.notices[0], Notice::Ready(Guard::BestEffort(_)));
        assert!(is_best_effort || isolation == Isolation::Auto);
    }
}

fn every_write_is_attributed_and_stands_in_program_order() {
    for isolation in BOTH {
        let mut run = Run::start(options("writers", isolation));
        assert_eq!(run.finish(), ("exited".into(), 0));
        run.check_laws();
        for (proc, who) in (1..).zip('a'..='f') {
            let lines: Vec<String> = (0..200).map(|line| format!("{who}{line}\n")).collect();
            let expected = lines.concat();
            assert_eq!(run.output_of(proc), expected);
        }
    }
}

fn max_speed_jumps_over_sleeps_and_keeps_their_order() {
    let mut run = Run::start(options("sleepers", Isolation::Auto));
    assert_eq!(run.finish(), ("exited".into(), 0));
    run.check_laws();
    let ends: Vec<u32> = run
        .events
        .iter()
        .filter_map(|event| match event.kind {
            EventKind::ProcessExited { child, .. } => Some(child.0),
            _ => None,
        })
        .collect();
    assert_eq!(ends, [1, 2, 3, 0]);
    let end = run.events.last().expect("events");
    assert!(end.vt >= 1_500_000_000, "virtual end {}", end.vt);
    // Computing takes real time, which differs; what was slept was jumped over.
    assert!(end.t < end.vt, "real end {}, virtual {}", end.t, end.vt);
}

fn at_ten_times_the_speed_a_sleep_takes_a_tenth() {
    let mut run = Run::start(forklore::engine::session::Options {
        speed: Speed::Factor(10.0),
        ..options("sleepers", Isolation::Auto)
    });
    assert_eq!(run.finish(), ("exited".into(), 0));
    let (first, last) = (&run.events[0], run.events.last().expect("events"));
    let (real, virtual_) = (last.t - first.t, last.vt - first.vt);
    assert!(virtual_ >= 1_500_000_000, "the longest sleeps 1.5 s");
    // The two clocks of a stamp are read one after the other, so they may be apart by what came between.
    assert!(
        virtual_ > 5 * real && virtual_ < 15 * real,
        "{real} ns real, {virtual_} ns virtual"
    );
}

fn a_pause_stops_everybody_and_resuming_keeps_what_remains_of_a_sleep() {
    for isolation in BOTH {
        let mut run = Run::start(forklore::engine::session::Options {
            speed: Speed::Factor(1.0),
            ..options("spinners", isolation)
        });
        run.wait_for("a tick", |run, _| !run.output_of(1).is_empty());
        for _ in 0..20 {
            run.tell(Command::Pause);
            run.wait_for("the pause", |_, notice| *notice == Notice::Paused);
            let at_pause = run.events.len();
            let end = Instant::now() + Duration::from_millis(20);
            while let Ok(notice) = run.session.notices.recv_deadline(end) {
                assert!(
                    !matches!(notice, Notice::Events(_)),
                    "moved in a pause: {notice:?}"
                );
            }
            run.tell(Command::Resume);
            // A write that the pause caught between its stamp and the socket carries the old time.
            let before = run.events[at_pause - 1].clone();
            let is_after = |event: &Event| event.t > before.t + 20_000_000;
            run.wait_for("a tick", |run, _| run.events.iter().any(|e| is_after(e)));
            let after = &run.events[run.position("a tick", is_after)];
            let (real, virtual_) = (after.t - before.t, after.vt - before.vt);
            assert!(
                real >= virtual_ + 20_000_000,
                "the clock stood: {real} {virtual_}"
            );
        }
        run.tell(Command::Stop {
            outcome: "stopped",
            code: 130,
        });
        assert_eq!(run.finish(), ("stopped".into(), 130));
        run.check_laws();
    }
}

fn a_killed_child_is_told_before_it_is_reaped_and_joined() {
    for isolation in BOTH {
        for _ in 0..20 {
            let mut run = Run::start(options("killed", isolation));
            assert_eq!(run.finish(), ("exited".into(), 3));
            run.check_laws();
            run.position("death by SIGKILL", |event| {
                matches!(&event.kind, EventKind::ProcessExited { child: ProcId(1), signal: Some(s), .. } if s == "SIGKILL")
            });
            run.position("join with -9", |event| {
                matches!(
                    event.kind,
                    EventKind::Joined {
                        exitcode: Some(-9),
                        ..
                    }
                )
            });
        }
    }
}

fn an_orphan_goes_on_after_its_parent_was_killed() {
    for isolation in BOTH {
        let mut run = Run::start(options("orphans", isolation));
        assert_eq!(run.finish(), ("exited".into(), 0));
        run.check_laws();
        assert_eq!(run.output_of(2), "orphan\n");
        run.position("orphan's reaping by init", |event| {
            matches!(
                event.kind,
                EventKind::ProcessReaped {
                    child: ProcId(2),
                    by: None
                }
            )
        });
        let end = run.position("the orphan's end", |event| {
            matches!(
                event.kind,
                EventKind::ProcessExited {
                    child: ProcId(2),
                    code: Some(0),
                    ..
                }
            )
        });
        let death = run.position("its parent's death", |event| {
            matches!(
                event.kind,
                EventKind::ProcessExited {
                    child: ProcId(1),
                    signal: Some(_),
                    ..
                }
            )
        });
        assert!(death < end, "{:#?}", run.kinds());
    }
}

fn two_semaphores_taken_crosswise_are_a_standstill_that_confirms() {
    for isolation in BOTH {
        let mut run = Run::start(options("deadlock", isolation));
        run.wait_for("the standstill", |_, notice| *notice == Notice::Standstill);
        run.tell(Command::Confirm {
            processes: vec![ProcId(0), ProcId(1), ProcId(2)],
            cycle: Vec::new(),
        });
        run.wait_for("the deadlock", |run, _| {
            run.events
                .iter()
                .any(|event| matches!(event.kind, EventKind::Deadlock { .. }))
        });
        run.tell(Command::Stop {
            outcome: "deadlock",
            code: 4,
        });
        assert_eq!(run.finish(), ("deadlock".into(), 4));
        run.check_laws();
    }
}

/// The sender has gone to join before the target has run again: all words say "waits", and one of them is about to die.
fn who_is_ended_in_its_wait_is_no_standstill_and_no_reason_to_jump() {
    for isolation in BOTH {
        let mut run = Run::start(options("terminated 100", isolation));
        assert_eq!(run.finish(), ("exited".into(), 0));
        run.check_laws();
        assert!(!run.notices.contains(&Notice::Standstill));
        let end = run.events.last().expect("events").vt;
        assert!(end < 1_000_000_000_000, "virtual end {end}");
    }
}

fn a_waiter_beside_the_permit_of_a_killed_one_is_a_standstill() {
    for _ in 0..30 {
        let mut run = Run::start(options("stranded", Isolation::Auto));
        run.wait_for("the standstill", |_, notice| *notice == Notice::Standstill);
        let is_end = |event: &Event| {
            matches!(
                event.kind,
                EventKind::ProcessReaped {
                    child: ProcId(1),
                    ..
                }
            )
        };
        run.position("the end of the first", is_end);
    }
}

/// A newcomer gets its gate from its creator, who may be caught by the pause anywhere.
fn a_pause_holds_newcomers_too() {
    for isolation in BOTH {
        let mut run = Run::start(options("births", isolation));
        run.wait_for("births", |run, _| run.events.len() > 100);
        for _ in 0..50 {
            run.tell(Command::Pause);
            run.wait_for("the pause", |_, notice| *notice == Notice::Paused);
            let end = Instant::now() + Duration::from_millis(5);
            let moved = run.session.notices.recv_deadline(end);
            assert!(moved.is_err(), "moved in a pause: {moved:?}");
            let n_events = run.events.len();
            run.tell(Command::Resume);
            run.wait_for("births", |run, _| run.events.len() > n_events + 20);
        }
        run.tell(Command::Stop {
            outcome: "stopped",
            code: 0,
        });
        assert_eq!(run.finish(), ("stopped".into(), 0));
        run.check_laws();
    }
}

fn a_timed_acquire_follows_a_change_of_speed() {
    let start = Instant::now();
    let mut run = Run::start(forklore::engine::session::Options {
        speed: Speed::Factor(0.1),
        ..options("timed", Isolation::Auto)
    });
    run.wait_for("the wait", |run, _| {
        run.events
            .iter()
            .any(|event| matches!(event.kind, EventKind::Waiting { .. }))
    });
    run.tell(Command::SetSpeed(Speed::Factor(10.0)));
    assert_eq!(run.finish(), ("exited".into(), 0));
    // At the first speed it would be 20 s.
    let took = start.elapsed();
    assert!(took < Duration::from_secs(15), "took {took:?}");
    let late = run.position("output", |event| {
        matches!(event.kind, EventKind::Output { .. })
    });
    assert!(
        run.events[late].vt >= 2_000_000_000,
        "not early: {}",
        run.events[late].vt
    );
}

fn the_time_limit_ends_a_run_that_never_would() {
    for isolation in BOTH {
        let mut run = Run::start(forklore::engine::session::Options {
            time_limit: Some(Duration::from_millis(100)),
            speed: Speed::Factor(1.0),
            ..options("forever", isolation)
        });
        assert_eq!(run.finish(), ("time_limit".into(), 124));
        run.check_laws();
    }
}

fn dropping_the_session_ends_the_run() {
    for isolation in BOTH {
        let mut run = Run::start(forklore::engine::session::Options {
            speed: Speed::Factor(1.0),
            ..options("forever", isolation)
        });
        run.wait_for("three processes", |run, _| {
            let starts = run.events.iter();
            starts
                .filter(|event| matches!(event.kind, EventKind::ProcessStarted { .. }))
                .count()
                == 3
        });
        let host_pids: Vec<u32> = run
            .events
            .iter()
            .filter_map(|event| event.host_pid)
            .collect();
        let start = Instant::now();
        drop(run);
        assert!(
            start.elapsed() < Duration::from_secs(3),
            "took {:?}",
            start.elapsed()
        );
        for pid in host_pids {
            let cmdline =
                std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            assert!(!cmdline.contains("__stage"), "{pid} lives on");
        }
    }
}

fn a_large_message_is_paused_in_the_middle_and_arrives_whole() {
    let mut run = Run::start(options("bigmessage", Isolation::Auto));
    for _ in 0..10 {
        run.tell(Command::Pause);
        run.wait_for("the pause or the end", |_, notice| {
            matches!(notice, Notice::Paused | Notice::Finished { .. })
        });
        if matches!(run.notices.last(), Some(Notice::Finished { .. })) {
            break;
        }
        run.tell(Command::Resume);
    }
    if !matches!(run.notices.last(), Some(Notice::Finished { .. })) {
        assert_eq!(run.finish(), ("exited".into(), 0));
    }
    run.check_laws();
    let received = run.events.iter().filter(|event| {
        matches!(
            event.kind,
            EventKind::Received {
                bytes: 3_000_000,
                ..
            }
        )
    });
    assert_eq!(received.count(), 20);
}

fn a_stopped_process_lets_the_pause_be_told() {
    let mut run = Run::start(forklore::engine::session::Options {
        speed: Speed::Factor(1.0),
        ..options("spinners", Isolation::Auto)
    });
    run.wait_for("a tick", |run, _| !run.output_of(1).is_empty());
    run.tell(Command::Signal {
        target: ProcId(1),
        signal: libc::SIGSTOP,
    });
    run.tell(Command::Pause);
    run.wait_for("the pause", |_, notice| *notice == Notice::Paused);
    run.tell(Command::Signal {
        target: ProcId(1),
        signal: libc::SIGCONT,
    });
    run.wait_for("the pause again", |_, notice| *notice == Notice::Paused);
    let n_events = run.events.len();
    run.tell(Command::Resume);
    run.wait_for("a tick of the stopped one", |run, _| {
        run.events[n_events..]
            .iter()
            .any(|event| event.proc == Some(ProcId(1)))
    });
    drop(run);
}

fn random_programs_come_to_the_end_or_to_a_true_standstill() {
    let mut standstills = 0;
    for seed in 1..=60 {
        let mut run = Run::start(options(&format!("random {seed}"), Isolation::Auto));
        run.wait_for("the end or a standstill", |_, notice| {
            matches!(
                notice,
                Notice::Finished { .. } | Notice::Standstill | Notice::Failed(_)
            )
        });
        if run.notices.last() != Some(&Notice::Standstill) {
            assert!(
                matches!(
                    run.notices.last(),
                    Some(Notice::Finished { code: 0 | 1, .. })
                ),
                "{seed}: {:?}",
                run.notices
            );
            continue;
        }
        standstills += 1;
        // A true standstill: nothing comes any more, not even after everybody was made to look again.
        let n_events = run.events.len();
        for command in [Command::Pause, Command::Resume] {
            run.tell(command);
        }
        run.wait_for("the gates", |_, notice| *notice == Notice::Running);
        let end = Instant::now() + Duration::from_millis(10);
        while let Ok(notice) = run.session.notices.recv_deadline(end) {
            if let Notice::Events(events) = notice {
                run.keep(&events);
            }
        }
        assert_eq!(
            run.events.len(),
            n_events,
            "seed {seed}: {:#?}",
            &run.kinds()[n_events..]
        );
    }
    assert!(
        standstills > 5,
        "the programs are drawn so that some stand still: {standstills}"
    );
}

fn nothing_survives_a_sigkill_of_the_conductor_in_a_namespace() {
    for round in 0..34 {
        Victim::start(script_of(round), "namespace").kill(round, false);
    }
}

fn nothing_survives_a_sigkill_of_the_conductor_in_best_effort() {
    for round in 0..34 {
        Victim::start(script_of(round), "best-effort").kill(round, false);
    }
}

fn nothing_survives_a_sigkill_of_conductor_and_stage_together() {
    for round in 0..32 {
        let isolation = if round % 2 == 0 {
            "best-effort"
        } else {
            "namespace"
        };
        Victim::start(script_of(round / 2), isolation).kill(round, true);
    }
}

/// Calm ones and such with CPU hogs, in turns.
fn script_of(round: u64) -> &'static str {
    ["stubborn", "hogs", "births"][round as usize % 3]
}

fn at_rest_neither_conductor_nor_lesson_processes_wake_up() {
    for (script, speed, pauses) in [
        ("deadlock", Speed::Max, false),
        ("asleep", Speed::Factor(1.0), false),
        ("spinners", Speed::Factor(1.0), true),
    ] {
        let mut run = Run::start(forklore::engine::session::Options {
            speed,
            time_limit: None,
            sample_every: Some(Duration::from_millis(20)),
            stepped: None,
            ..options(script, Isolation::Auto)
        });
        run.wait_for("four processes", |run, _| {
            let starts = run.events.iter();
            starts
                .filter(|event| matches!(event.kind, EventKind::ProcessStarted { .. }))
                .count()
                > 2
        });
        if pauses {
            run.tell(Command::Pause);
            run.wait_for("the pause", |_, notice| *notice == Notice::Paused);
        }
        // The last samples of the kernel may still come; then nothing is told, and nobody wakes up.
        let end = Instant::now() + PATIENCE;
        loop {
            let before = run.wake_ups();
            let notice = run.session.notices.recv_timeout(Duration::from_secs(1));
            let after = run.wake_ups();
            match notice {
                Err(_) if after == before => break,
                Ok(Notice::Events(events)) => run.keep(&events),
                _ => {}
            }
            assert!(Instant::now() < end, "{script}: {before:?}, {after:?}");
        }
    }
}

/// The writer numbers its messages and is killed in the middle: what is delivered has no gap, and everybody else goes on.
fn a_killed_hot_writer_loses_nothing_that_it_wrote() {
    for round in 0..30 {
        let mut run = Run::start(options("hot", Isolation::Auto));
        run.wait_for("hot writers", |run, _| run.events.len() > 500 + 100 * round);
        run.tell(Command::Signal {
            target: ProcId(1),
            signal: 9,
        });
        run.wait_for("the death", |run, _| {
            run.events.iter().any(|event| {
                matches!(
                    event.kind,
                    EventKind::ProcessExited {
                        child: ProcId(1),
                        ..
                    }
                )
            })
        });
        let n_events = run.events.len();
        run.wait_for("others to go on", |run, _| {
            run.events.len() > n_events + 500
        });
        run.tell(Command::Stop {
            outcome: "stopped",
            code: 0,
        });
        run.finish();
        run.check_laws();
        let text = run.output_of(1);
        let whole = "0123456789\n".repeat(text.len() / 11 + 1);
        assert!(whole.starts_with(&text), "round {round}: {text:?}");
    }
}

fn children_of_a_creator_killed_at_any_moment_are_all_told_to_their_end() {
    for round in 0..10 {
        for isolation in BOTH {
            let mut run = Run::start(options(&format!("creators {round}"), isolation));
            assert_eq!(run.finish(), ("exited".into(), 0));
            run.check_laws();
            let of = |is_it: fn(&EventKind) -> Option<ProcId>| {
                let mut all: Vec<ProcId> =
                    run.events.iter().filter_map(|e| is_it(&e.kind)).collect();
                all.sort_unstable();
                all
            };
            let born = of(|kind| match kind {
                EventKind::ProcessStarted { child, .. } => Some(*child),
                _ => None,
            });
            let ended = of(|kind| match kind {
                EventKind::ProcessExited { child, .. } => Some(*child),
                _ => None,
            });
            let reaped = of(|kind| match kind {
                EventKind::ProcessReaped { child, .. } => Some(*child),
                _ => None,
            });
            assert_eq!((&born, &born), (&ended, &reaped));
        }
    }
}
