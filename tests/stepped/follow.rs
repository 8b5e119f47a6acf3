//! A live run is run again by the order of its operations.

use std::sync::Arc;

use forklore::engine::schedule::choices_of_trace;
use forklore::engine::session::{Notice, Options, Speed};
use forklore::engine::stepping::{Policy, Stepped};
use forklore::trace::{Event, EventKind};

use crate::run::{Run, by_policy, options};

const RACE: &str = "\
from multiprocessing import Process, Queue, Lock

def produce(q, lock, name):
    for i in range(4):
        with lock:
            q.put((name, i))
        print(name, i)

if __name__ == '__main__':
    q = Queue()
    lock = Lock()
    ps = [Process(target=produce, args=(q, lock, name)) for name in 'ab']
    for p in ps:
        p.start()
    for _ in range(8):
        print(*q.get())
    for p in ps:
        p.join()
";

fn owned(events: &[Arc<Event>]) -> Vec<Event> {
    events.iter().map(|event| Event::clone(event)).collect()
}

/// Runs the program again by the order of these events; what was refused on the way.
fn follow(source: &str, events: &[Arc<Event>]) -> Run {
    let stepped = Stepped {
        follow: choices_of_trace(&owned(events)),
        ..Stepped::default()
    };
    let mut run = Run::start(options(source, stepped));
    run.wait_for("the earlier run to be followed", |run, notice| {
        run.end.is_some() || matches!(notice, Notice::Held(_))
    });
    run
}

/// What was written, got and acquired, in order.
fn order(events: &[Arc<Event>]) -> Vec<String> {
    let told = |event: &Arc<Event>| match &event.kind {
        EventKind::Output { data, .. } => Some(format!("{:?} {data}", event.proc)),
        EventKind::Got { repr, .. } => Some(format!("{:?} got {repr}", event.proc)),
        EventKind::Acquired { object, .. } => Some(format!("{:?} {object:?}", event.proc)),
        _ => None,
    };
    events.iter().filter_map(told).collect()
}

#[test]
fn a_live_run_is_repeated_in_the_order_of_its_operations() {
    let mut live = Run::start(Options {
        stepped: None,
        speed: Speed::Max,
        ..options(RACE, Stepped::default())
    });
    live.finish_by_itself();
    let again = follow(RACE, &live.events);
    assert_eq!(again.refused, []);
    assert_eq!(order(&again.events), order(&live.events));
}

#[test]
fn a_live_run_is_repeated_up_to_a_moment_and_held_there() {
    let mut live = Run::start(Options {
        stepped: None,
        speed: Speed::Max,
        ..options(RACE, Stepped::default())
    });
    live.finish_by_itself();
    let half = &live.events[..live.events.len() / 2];
    let mut again = follow(RACE, half);
    assert_eq!((again.refused.clone(), again.end.clone()), (vec![], None));
    let told = order(&again.events);
    assert!(told.starts_with(&order(half)), "{told:#?}");
    assert_eq!(again.finish().0, "exited");
}

#[test]
fn a_stepped_run_is_repeated_from_its_events() {
    for seed in 0..5 {
        let mut first = Run::start(by_policy(RACE, Policy::Random, seed));
        first.finish_by_itself();
        let again = follow(RACE, &first.events);
        assert_eq!(again.refused, []);
        assert_eq!(order(&again.events), order(&first.events));
    }
}

#[test]
fn where_the_program_does_otherwise_the_event_is_named() {
    let source = "import time\nprint(time.time())\nprint('after')\n";
    let mut live = Run::start(Options {
        stepped: None,
        ..options(source, Stepped::default())
    });
    live.finish_by_itself();
    let again = follow(source, &live.events);
    assert_eq!(again.refused.len(), 1);
    assert!(again.refused[0].1.contains("event"), "{:?}", again.refused);
}
