//! Signals from the learner: real letters, deaths at the target's own next step, and everybody else goes on.

use forklore::engine::schedule::Schedule;
use forklore::engine::session::Command;
use forklore::engine::stepping::Needs;
use forklore::trace::{EventKind, ProcId};

use crate::run::{Run, comparable, held_at_start, options, process};

const TWO: &str = "\
from multiprocessing import Process

def count():
    for i in range(3):
        print(i)

if __name__ == '__main__':
    p = Process(target=count)
    p.start()
    p.join()
    print(p.exitcode)
";

fn at_the_child() -> Run {
    let mut run = Run::held(held_at_start(TWO));
    run.step_to(0, "join");
    run.step_to(1, "write");
    run
}

fn signal(run: &mut Run, signal: i32) {
    run.tell(Command::Signal {
        target: ProcId(1),
        signal,
    });
    run.await_held();
}

#[test]
fn a_termination_waits_at_the_gate_and_is_the_targets_own_next_step() {
    let mut run = at_the_child();
    signal(&mut run, libc::SIGTERM);
    assert_eq!(run.next_of(1).pending.as_deref(), Some("SIGTERM"));
    assert_eq!(run.next_of(0).needs, Some(Needs::End(ProcId(1))));
    run.step(process(1));
    assert!(!run.has(1));
    run.finish();
    assert_eq!(run.output(), "-15\n");
}

#[test]
fn a_kill_acts_at_once() {
    let mut run = at_the_child();
    signal(&mut run, libc::SIGKILL);
    assert!(!run.has(1));
    let ended = |kind: &EventKind| matches!(kind, EventKind::ProcessExited { signal: Some(signal), .. } if signal == "SIGKILL");
    assert!(run.events.iter().any(|event| ended(&event.kind)));
    run.finish();
    assert_eq!(run.output(), "-9\n");
}

#[test]
fn a_stopped_process_is_at_rest_and_goes_on_when_it_is_continued() {
    let mut run = at_the_child();
    signal(&mut run, libc::SIGSTOP);
    assert_eq!(run.next_of(1).needs, Some(Needs::Other));
    run.step(process(1));
    assert_eq!(run.refused.len(), 1, "nobody steps who is stopped");
    signal(&mut run, libc::SIGCONT);
    assert_eq!(run.next_of(1).needs, None);
    run.finish();
    assert_eq!(run.output(), "0\n1\n2\n0\n");
}

#[test]
fn the_code_of_a_run_repeats_its_signals() {
    let mut run = at_the_child();
    run.step(process(1));
    signal(&mut run, libc::SIGSTOP);
    signal(&mut run, libc::SIGTERM);
    signal(&mut run, libc::SIGCONT);
    run.finish();
    let code = Schedule::read(&run.code_at_end()).expect("its own code");
    assert_eq!(code.signals.len(), 3);
    let mut again = Run::start(options(TWO, code.stepped()));
    again.finish_by_itself();
    assert_eq!(comparable(&again.events), comparable(&run.events));
}

#[test]
fn an_interrupt_is_raised_at_the_targets_own_next_step() {
    let mut run = at_the_child();
    signal(&mut run, libc::SIGINT);
    assert_eq!(run.next_of(1).pending.as_deref(), Some("SIGINT"));
    run.finish();
    assert!(
        run.output().contains("KeyboardInterrupt"),
        "{}",
        run.output()
    );
}
