//! A pool's workers and handlers as real processes and threads, under a scripted actor.

#[expect(dead_code, reason = "each file uses a part of the laboratory")]
#[path = "support/lab.rs"]
mod lab;

use forklore::engine::arena::SlotUse;
use forklore::engine::os::wait::Status;
use forklore::engine::ring::RecordKind;
use forklore::python::call::{Call, Exit, Handle, Reply, Step, Upcall};
use lab::{Lab, plain, run};
use std::sync::atomic::Ordering;

const POOL: Handle = Handle(0);

fn exit() -> Step {
    Step::Exit(Exit::default())
}

fn print(text: &str) -> Step {
    Step::Call(Call::Write {
        stream: 1,
        pieces: vec![text.into(), "\n".into()],
        flush: false,
    })
}

fn submit(tasks: std::ops::Range<u32>) -> Step {
    let tasks = tasks.map(|task| task.to_le_bytes().to_vec()).collect();
    Step::Call(Call::Submit {
        handle: POOL,
        job: 0,
        tasks,
        is_held: false,
    })
}

fn result() -> Step {
    Step::Call(Call::PoolResult {
        handle: POOL,
        timeout: None,
    })
}

fn close() -> Step {
    Step::Call(Call::PoolClose { handle: POOL })
}

fn join() -> Step {
    Step::Call(Call::PoolJoin { handle: POOL })
}

/// What a worker does with a task before it gives the bytes back.
type Work = fn(&[u8]) -> Option<Step>;

/// Main makes a pool and then follows its script, counted from 0; workers give each task back as its result, after
/// `work` on it. Upcalls are collected in order of arrival and handed to the script.
fn pool(
    size: i64,
    max_tasks: Option<i64>,
    work: Work,
    script: impl FnMut(u32, Reply, &mut Vec<Vec<u8>>) -> Step + 'static,
) -> impl FnMut(Reply) -> Step + 'static {
    pool_with_callback(0, (size, max_tasks), work, script)
}

/// Likewise; each upcall runs that many lines.
fn pool_with_callback(
    lines_of_callback: u32,
    (size, max_tasks): (i64, Option<i64>),
    work: Work,
    mut script: impl FnMut(u32, Reply, &mut Vec<Vec<u8>>) -> Step + 'static,
) -> impl FnMut(Reply) -> Step + 'static {
    let (mut is_in_callback, mut lines_left) = (false, 0);
    let mut step = None;
    let mut task: Option<Vec<u8>> = None;
    let (mut is_worker, mut is_working) = (false, false);
    let mut upcalls = Vec::new();
    move |reply| {
        if let Reply::Upcall(Upcall::PoolResult { bytes, .. }) = &reply {
            upcalls.push(bytes.clone());
            lines_left = lines_of_callback;
            is_in_callback = true;
        }
        if is_in_callback {
            if lines_left == 0 {
                is_in_callback = false;
                return Step::Resume;
            }
            lines_left -= 1;
            return Step::Line(lines_left);
        }
        if let Reply::BecomeWorker { .. } = reply {
            is_worker = true;
            (task, is_working) = (None, false);
            return Step::Call(Call::NextTask { handle: POOL });
        }
        if !is_worker {
            let now = step.map_or(0, |last| last + 1);
            if step.is_none() && !matches!(reply, Reply::Handle(_)) {
                return Step::Call(Call::NewPool {
                    processes: Some(size),
                    max_tasks,
                    context: "Fork".into(),
                    luggage: None,
                    names: vec!["pool".into()],
                });
            }
            step = Some(now);
            return script(now, reply, &mut upcalls);
        }
        match (&task, reply) {
            (None, Reply::Bytes(bytes)) => {
                let todo = work(&bytes);
                task = Some(bytes);
                if let Some(step) = todo {
                    is_working = true;
                    return step;
                }
            }
            (None, Reply::None) => return exit(),
            (Some(_), _) if is_working => is_working = false,
            (Some(_), Reply::Unit) => {
                task = None;
                return Step::Call(Call::NextTask { handle: POOL });
            }
            (task, reply) => panic!("a worker with {task:?} got {reply:?}"),
        }
        let bytes = task.clone().expect("a task");
        Step::Call(Call::FinishTask {
            handle: POOL,
            bytes,
            failed: false,
        })
    }
}

fn idle(_: &[u8]) -> Option<Step> {
    None
}

fn number(bytes: &[u8]) -> u32 {
    u32::from_le_bytes(bytes.try_into().expect("four bytes"))
}

#[test]
fn every_task_comes_back_once_and_close_and_join_end_all_workers() {
    let mut seen_results = Vec::new();
    let seen = run(
        plain,
        pool(3, None, idle, move |step, reply, _| {
            if let Reply::Result(bytes) = &reply {
                seen_results.push(number(bytes));
            }
            match step {
                0 => submit(0..200),
                1..=200 => result(),
                201 => {
                    seen_results.sort_unstable();
                    assert!(seen_results.iter().copied().eq(0..200));
                    close()
                }
                202 => join(),
                _ => exit(),
            }
        }),
    );
    assert_eq!(seen.status, Status::Code(0));
    for kind in [
        RecordKind::TaskSubmitted,
        RecordKind::TaskStarted,
        RecordKind::TaskFinished,
    ] {
        assert_eq!(seen.of(kind).len(), 200, "{kind:?}");
    }
    let ends: Vec<u64> = seen
        .of(RecordKind::ProcessExited)
        .iter()
        .map(|record| record.b)
        .collect();
    assert_eq!(ends, [0, 0, 0]);
    let names: Vec<&str> = seen
        .of(RecordKind::ProcessCreated)
        .iter()
        .map(|record| record.text.as_str())
        .collect();
    assert_eq!(
        names,
        ["ForkPoolWorker-1", "ForkPoolWorker-2", "ForkPoolWorker-3"]
    );
}

#[test]
fn with_three_workers_the_fourth_task_starts_after_one_has_finished() {
    let nap: Work = |_| Some(Step::Call(Call::Sleep { seconds: 0.05 }));
    let seen = run(
        plain,
        pool(3, None, nap, |step, _, _| match step {
            0 => submit(0..4),
            1 => close(),
            2 => join(),
            _ => exit(),
        }),
    );
    let starts: Vec<usize> = (0..seen.records.len())
        .filter(|&place| seen.records[place].1.kind == RecordKind::TaskStarted as u16)
        .collect();
    assert_eq!(starts.len(), 4);
    assert!(seen.place(RecordKind::TaskFinished, |_| true) < starts[3]);
}

#[test]
fn results_reach_the_program_while_it_sleeps_and_before_join_returns() {
    let seen = run(
        plain,
        pool(2, None, idle, |step, _, upcalls| match step {
            0 => submit(0..2),
            1 => Step::Call(Call::Sleep { seconds: 0.5 }),
            2 => {
                assert_eq!(upcalls.len(), 2, "both came during the sleep");
                submit(2..50)
            }
            3 => close(),
            4 => join(),
            _ => {
                let mut results: Vec<u32> = upcalls.iter().map(|bytes| number(bytes)).collect();
                results.sort_unstable();
                assert!(results.into_iter().eq(0..50));
                exit()
            }
        }),
    );
    assert_eq!(seen.status, Status::Code(0));
}

#[test]
fn a_worker_that_dies_is_replaced_while_main_waits_and_its_task_is_lost() {
    fn die_of_task_0(bytes: &[u8]) -> Option<Step> {
        (number(bytes) == 0).then_some(Step::Call(Call::HardExit { code: 9 }))
    }
    let seen = run(
        plain,
        pool(1, None, die_of_task_0, |step, reply, _| match step {
            0 => submit(0..3),
            1 | 2 => result(),
            3 => Step::Call(Call::PoolResult {
                handle: POOL,
                timeout: Some(0.1),
            }),
            4 => {
                assert_eq!(reply, Reply::None, "the lost task never comes back");
                exit()
            }
            _ => exit(),
        }),
    );
    assert_eq!(seen.status, Status::Code(0));
    assert_eq!(seen.of(RecordKind::ProcessStarted).len(), 2);
    seen.place(RecordKind::ProcessExited, |record| {
        (record.a, record.b) == (1, 9)
    });
}

#[test]
fn a_worker_is_replaced_after_its_last_allowed_task() {
    let seen = run(
        plain,
        pool(1, Some(2), idle, |step, _, _| match step {
            0 => submit(0..6),
            1..=6 => result(),
            7 => close(),
            8 => join(),
            _ => exit(),
        }),
    );
    assert_eq!(seen.status, Status::Code(0));
    let workers: std::collections::BTreeSet<u64> = seen
        .of(RecordKind::TaskStarted)
        .iter()
        .map(|record| record.c)
        .collect();
    assert_eq!(workers.len(), 3, "two tasks each");
}

#[test]
fn an_open_pool_is_terminated_at_mains_end() {
    let nap: Work = |_| Some(Step::Call(Call::Sleep { seconds: 1000.0 }));
    let seen = run(
        plain,
        pool(2, None, nap, |step, _, _| match step {
            0 => submit(0..1000),
            1 => Step::Call(Call::Sleep { seconds: 0.05 }),
            2 => print("main"),
            _ => exit(),
        }),
    );
    assert_eq!(
        (seen.output.as_str(), seen.status),
        ("main\n", Status::Code(0))
    );
    let ends: Vec<u64> = seen
        .of(RecordKind::ProcessExited)
        .iter()
        .map(|record| record.b)
        .collect();
    assert_eq!(ends, [256 + 15, 256 + 15]);
}

#[test]
fn terminate_ends_a_pool_whose_task_pipe_is_full() {
    let nap: Work = |_| Some(Step::Call(Call::Sleep { seconds: 1000.0 }));
    let seen = run(
        plain,
        pool(1, None, nap, |step, _, _| match step {
            0 => submit(0..100_000),
            1 => Step::Call(Call::Sleep { seconds: 0.1 }),
            2 => Step::Call(Call::PoolTerminate { handle: POOL }),
            3 => join(),
            _ => exit(),
        }),
    );
    assert_eq!(seen.status, Status::Code(0));
}

#[test]
fn a_pool_that_is_open_cannot_be_joined_and_a_closed_one_takes_no_tasks() {
    let seen = run(
        plain,
        pool(1, None, idle, |step, reply, _| match step {
            0 => join(),
            1 => {
                assert!(
                    matches!(reply, Reply::Raise(raise) if raise.message == "Pool is still running")
                );
                close()
            }
            2 => submit(0..1),
            _ => {
                assert!(
                    matches!(reply, Reply::Raise(raise) if raise.message == "Pool not running")
                );
                exit()
            }
        }),
    );
    assert_eq!(seen.status, Status::Code(0));
}

#[test]
fn tasks_go_on_after_pauses_in_the_middle_and_none_is_lost_or_doubled() {
    // Telling of them takes more room than main's ring has, so main cannot be done before the first pause begins.
    const TASKS: u32 = 5000;
    let mut results = vec![0u8; TASKS as usize];
    let mut lab = Lab::start(
        plain,
        pool(3, None, idle, move |step, reply, _| {
            if let Reply::Result(bytes) = &reply {
                results[number(bytes) as usize] += 1;
            }
            match step {
                0 => submit(0..TASKS),
                1..=TASKS => result(),
                _ if step == TASKS + 1 => {
                    assert!(results.iter().all(|&times| times == 1));
                    close()
                }
                _ if step == TASKS + 2 => join(),
                _ => exit(),
            }
        }),
    );
    let mut pauses = 0;
    while lab.pause() {
        pauses += 1;
        if !lab.resume(1.0) {
            break;
        }
        let so_far = lab.records.len();
        if !lab.reaches(|lab| lab.records.len() > so_far + 50) {
            break;
        }
    }
    assert!(pauses > 0, "all tasks were done before the first pause");
    assert_eq!(lab.finish().status, Status::Code(0));
}

#[test]
fn results_that_come_while_a_callback_runs_reach_the_program_before_join_returns() {
    // Each callback takes a thousand lines, so that the other results arrive meanwhile: their mail is met there.
    let seen = run(
        plain,
        pool_with_callback(1000, (3, None), idle, |step, _, upcalls| match step {
            0 => submit(0..12),
            1 => close(),
            2 => join(),
            3 => print(&format!("{} results", upcalls.len())),
            _ => exit(),
        }),
    );
    assert_eq!(seen.output, "12 results\n");
}

#[test]
fn the_pipe_of_tasks_holds_length_and_pickle_alone_and_workers_know_the_numbers() {
    let mut lab = Lab::start(
        plain,
        pool(2, None, idle, |step, _, _| match step {
            0 => submit(0..3),
            1..=3 => result(),
            4 => print("done"),
            5 => close(),
            6 => join(),
            _ => exit(),
        }),
    );
    let arena = lab.arena;
    let written = || arena.channels[0].written.load(Ordering::SeqCst);
    lab.until("all results", |lab| lab.output() == "done\n");
    let seen = lab.finish();
    // Three tasks of four bytes; then None, pickled, for each of two workers.
    assert_eq!(written(), 3 * (4 + 4) + 2 * (4 + 4));
    let mut numbers: Vec<u64> = seen
        .of(RecordKind::TaskStarted)
        .iter()
        .map(|record| record.b)
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3]);
}

#[test]
fn a_pool_that_cannot_be_made_leaves_no_worker_and_no_slot_behind() {
    let mut step = 0;
    let mut lab = Lab::start(
        |arena| arena.max_processes.store(4, Ordering::SeqCst),
        move |reply| {
            let make = |size| {
                Step::Call(Call::NewPool {
                    processes: Some(size),
                    max_tasks: None,
                    context: "Fork".into(),
                    luggage: None,
                    names: vec![],
                })
            };
            step += 1;
            match (step, reply) {
                (1, _) => make(8),
                (_, Reply::BecomeWorker { pool, .. }) => {
                    Step::Call(Call::NextTask { handle: pool })
                }
                (2, Reply::Raise(raise)) => {
                    assert_eq!(raise.class, "OSError");
                    print("refused")
                }
                (3, _) => Step::Call(Call::Sleep { seconds: 1000.0 }),
                (4, _) => make(2),
                (5, reply) => print(if matches!(reply, Reply::Handle(_)) {
                    "made"
                } else {
                    "not made"
                }),
                _ => exit(),
            }
        },
    );
    lab.until("the sleep", |lab| {
        lab.records.iter().any(|(_, record)| record.text == "sleep")
    });
    let in_use = lab
        .arena
        .claimed_slots()
        .iter()
        .filter(|slot| slot.used.load(Ordering::SeqCst) == SlotUse::Live as u32);
    assert_eq!(in_use.count(), 1, "main alone");
    lab.signal(0, libc::SIGINT);
    let seen = lab.finish();
    assert_eq!(seen.output, "refused\nmade\n");
    assert_eq!(seen.of(RecordKind::ProcessReaped).len(), 3 + 2);
}
