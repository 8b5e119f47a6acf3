//! Nobody can move: found, confirmed, and never said of a program that can.

use forklore::engine::session::Command;
use forklore::engine::stepping::Policy;
use forklore::trace::{EventKind, ProcId};

use crate::run::{Run, by_policy, comparable, held_at_start};

const CROSSED: &str = "\
from multiprocessing import Process, Lock
import time

def work(first, second):
    with first:
        with second:
            pass

def other():
    while True:
        time.sleep(1)

if __name__ == '__main__':
    a, b = Lock(), Lock()
    if OTHER:
        Process(target=other, daemon=True).start()
    p = Process(target=work, args=(a, b))
    q = Process(target=work, args=(b, a))
    p.start()
    q.start()
    p.join()
    q.join()
";

fn source(has_other: &str) -> String {
    CROSSED.replace("OTHER", has_other)
}

fn confirm(run: &mut Run, processes: &[u32], cycle: &[u32]) {
    let procs = |numbers: &[u32]| numbers.iter().map(|&proc| ProcId(proc)).collect();
    run.tell(Command::Confirm {
        processes: procs(processes),
        cycle: procs(cycle),
    });
    run.wait_for("the deadlock to be told", |run, _| {
        run.events
            .last()
            .is_some_and(|event| matches!(event.kind, EventKind::Deadlock { .. }))
    });
}

#[test]
fn crossed_locks_are_a_standstill_that_is_told_once_and_confirmed() {
    let mut run = Run::held(held_at_start(&source("False")));
    run.step_to(0, "join");
    for child in [1, 2] {
        run.step_to(child, "acquire");
        run.step(crate::run::process(child));
        run.step_to(child, "acquire");
    }
    assert_eq!(run.standstills, 1);
    assert_eq!(run.held.next, None);
    confirm(&mut run, &[0, 1, 2], &[]);
    let waits = run.events.iter().filter(|event| match &event.kind {
        EventKind::Waiting { op, .. } => op == "acquire",
        _ => false,
    });
    assert_eq!(waits.count(), 2, "each waits for the other, told once");
}

#[test]
fn a_cycle_is_confirmed_while_a_third_process_goes_on() {
    let mut run = Run::held(held_at_start(&source("True")));
    run.step_to(0, "join");
    for child in [2, 3] {
        run.step_to(child, "acquire");
        run.step(crate::run::process(child));
        run.step_to(child, "acquire");
    }
    assert_eq!(run.standstills, 0);
    confirm(&mut run, &[2, 3], &[2, 3]);
}

#[test]
fn a_run_by_a_policy_tells_a_standstill_too() {
    let mut found = 0;
    for seed in 0..12 {
        let mut run = Run::start(by_policy(&source("False"), Policy::Random, seed));
        run.wait_for("an end or a standstill", |run, _| {
            run.end.is_some() || run.standstills > 0
        });
        found += run.standstills;
    }
    assert!((1..12).contains(&found), "{found} of 12");
}

#[test]
fn a_run_that_is_ended_at_its_standstill_ends_in_the_same_order_every_time() {
    let stuck = |seed| {
        let mut run = Run::start(by_policy(&source("False"), Policy::Random, seed));
        run.wait_for("an end or a standstill", |run, _| {
            run.end.is_some() || run.standstills > 0
        });
        if run.end.is_none() {
            run.tell(Command::Stop {
                outcome: "deadlock",
                code: 4,
            });
        }
        run.finish_by_itself();
        comparable(&run.events)
    };
    for seed in 0..12 {
        assert_eq!(stuck(seed), stuck(seed));
    }
}
