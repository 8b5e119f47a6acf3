//! From live to stepped and back in the middle of a run: nobody loses anything, and nobody moves unchosen.

use std::time::Duration;

use forklore::engine::session::{Command, Notice, Options, Speed};
use forklore::engine::stepping::{Held, Stepped};
use forklore::trace::ProcId;

use crate::run::{Run, options, process};

/// Goes on for three seconds of the clock, which stands while a run is held: long enough to be held often.
const TRAFFIC: &str = "\
from multiprocessing import Process, Queue, Pipe, Lock
import time

def produce(q, n):
    for i in range(n):
        q.put((i, 'x' * 5000))

def relay(q, w, lock, n):
    for _ in range(n):
        i, text = q.get()
        with lock:
            w.send((i, text * 4))
        time.sleep(0.01)

if __name__ == '__main__':
    q = Queue(5)
    r, w = Pipe(False)
    lock = Lock()
    n = 300
    ps = [Process(target=produce, args=(q, n)) for _ in range(2)]
    ps += [Process(target=relay, args=(q, w, lock, n)) for _ in range(2)]
    for p in ps:
        p.start()
    total, count = 0, 0
    for _ in range(2 * n):
        i, text = r.recv()
        total += i
        count += len(text)
    for p in ps:
        p.join()
    print(total, count)
";

#[test]
fn switching_many_times_between_live_and_stepped_loses_no_message() {
    let mut run = Run::start(Options {
        stepped: None,
        speed: Speed::Factor(1.0),
        ..options(TRAFFIC, Stepped::default())
    });
    let mut n_switches = 0;
    while n_switches < 30 && run.end.is_none() {
        run.tell(Command::Hold);
        run.await_held();
        for _ in 0..3 {
            if run.end.is_some() || run.held.next.is_none() {
                break;
            }
            run.tell(Command::Step(None));
            run.await_held();
        }
        if run.end.is_none() {
            let later = run.session.notices.recv_timeout(Duration::from_millis(1));
            assert!(later.is_err(), "somebody moved unchosen: {later:?}");
            n_switches += 1;
            let n_events = run.events.len();
            run.tell(Command::Resume);
            run.wait_for("something to happen", |run, notice| {
                run.events.len() > n_events || matches!(notice, Notice::Finished { .. })
            });
        }
    }
    if run.end.is_none() {
        run.tell(Command::SetSpeed(Speed::Max));
    }
    assert_eq!(run.finish_by_itself(), ("exited".to_owned(), 0));
    assert_eq!(run.output(), "89700 12000000\n");
    assert!(n_switches >= 5, "{n_switches}");
}

#[test]
fn who_computes_without_end_is_told_and_the_others_can_be_stepped() {
    let source = "\
from multiprocessing import Process

def compute():
    sum(range(10 ** 12))

if __name__ == '__main__':
    p = Process(target=compute)
    p.start()
    print('main goes on')
    p.kill()
    p.join()
";
    let mut run = Run::held(crate::run::held_at_start(source));
    run.step_to(0, "write");
    run.tell(Command::Step(Some(process(1)))); // its birth: it computes from here on
    let computes = |held: &Held| held.computing == [ProcId(1)];
    run.wait_for("the child to be told as computing", |run, _| {
        computes(&run.held)
    });
    while run.next_of(0).op != "signal" {
        let step = run.held.step;
        run.tell(Command::Step(Some(process(0))));
        run.wait_for("main to have moved", |run, _| {
            run.held.step > step && run.has(0)
        });
    }
    run.step(process(0));
    run.finish();
    assert_eq!(run.output(), "main goes on\n");
}

#[test]
fn a_paused_run_can_be_held_stepped_and_set_free() {
    let mut run = Run::start(Options {
        stepped: None,
        ..options(TRAFFIC, Stepped::default())
    });
    run.wait_for("the first event", |run, _| !run.events.is_empty());
    run.tell(Command::Pause);
    run.wait_for("the pause", |_, notice| *notice == Notice::Paused);
    run.tell(Command::Hold);
    run.await_held();
    for _ in 0..20 {
        run.tell(Command::Step(None));
        run.await_held();
    }
    run.tell(Command::Resume);
    assert_eq!(run.finish_by_itself(), ("exited".to_owned(), 0));
    assert_eq!(run.output(), "89700 12000000\n");
}
