//! All orders of two increments: what a stepped run makes visible, counted.

use forklore::engine::stepping::Announced;
use forklore::model::world::Detail;
use forklore::model::world_at;

use crate::run::{Run, held_at_start, process};

const IN_THREE: &str = "\
from multiprocessing import Process, Value

def add(v):
    x = v.value
    x += 1
    v.value = x

if __name__ == '__main__':
    v = Value('i', 0)
    a = Process(target=add, args=(v,))
    b = Process(target=add, args=(v,))
    a.start()
    b.start()
    a.join()
    b.join()
    print(v.value)
";

const IN_TWO: &str = "\
from multiprocessing import Process, Value

def add(v):
    v.value += 1

if __name__ == '__main__':
    v = Value('i', 0)
    a = Process(target=add, args=(v,))
    b = Process(target=add, args=(v,))
    a.start()
    b.start()
    a.join()
    b.join()
    print(v.value)
";

/// All ways to put `n` steps of each of two processes in a row.
fn orders(n: usize) -> Vec<Vec<u32>> {
    let all = 0..1u32 << (2 * n);
    let of = |bits: u32| (0..2 * n).map(move |place| 1 + (bits >> place & 1));
    all.filter(|bits| bits.count_ones() as usize == n)
        .map(|bits| of(bits).collect())
        .collect()
}

/// Both children stand before their first access, main waits for them.
fn at_the_race(source: &str) -> Run {
    let mut run = Run::held(held_at_start(source));
    run.step_to(0, "join");
    for child in [1, 2] {
        run.step_to(child, "read");
    }
    run
}

/// Updates that got lost, by what the model makes of the events.
fn n_lost(run: &Run) -> u64 {
    let world = world_at(run.events.iter().map(|event| &**event), run.events.len());
    let lost = world.objects.values().map(|object| match &object.detail {
        Detail::Value { accesses, .. } => accesses.n_lost,
        _ => 0,
    });
    lost.sum()
}

/// How many orders of so many steps each give which number; where it is 1, one update is known to be lost.
#[track_caller]
fn check(source: &str, n: usize, n_orders: usize, n_right: usize) {
    let orders = orders(n);
    assert_eq!(orders.len(), n_orders);
    let mut n_two = 0;
    for order in &orders {
        let mut run = at_the_race(source);
        for &child in order {
            run.step(process(child));
        }
        let is_over = |next: &Announced| next.op == "end" || next.op == "exit";
        assert!(is_over(run.next_of(1)) && is_over(run.next_of(2)));
        assert_eq!(run.finish(), ("exited".to_owned(), 0));
        match (run.output().as_str(), n_lost(&run)) {
            ("2\n", 0) => n_two += 1,
            ("1\n", 1) => {}
            other => panic!("{order:?} gives {other:?}"),
        }
    }
    assert_eq!(n_two, n_right);
}

#[test]
fn of_the_20_orders_of_two_increments_in_three_steps_exactly_2_give_2() {
    check(IN_THREE, 3, 20, 2);
}

#[test]
fn of_the_6_orders_of_two_increments_in_two_steps_exactly_2_give_2() {
    check(IN_TWO, 2, 6, 2);
}

#[test]
fn an_unbuffered_print_is_two_steps_that_another_can_come_between() {
    let source = "\
from multiprocessing import Process

def say(word):
    print(word)

if __name__ == '__main__':
    a = Process(target=say, args=('a',))
    b = Process(target=say, args=('b',))
    a.start()
    b.start()
";
    let mut run = Run::held(held_at_start(source));
    run.step_to(0, "exit");
    for child in [1, 2] {
        run.step_to(child, "write");
    }
    assert_eq!(run.next_of(1).detail, "a");
    for child in [1, 2, 2, 1] {
        run.step(process(child));
    }
    run.finish();
    assert_eq!(run.output(), "ab\n\n");
}

#[test]
fn a_statement_without_an_operation_is_one_step() {
    let mut run = Run::held(held_at_start("x = 1\ny = x + 1\nprint(y)\n"));
    run.step_to(0, "");
    for line in [1, 2] {
        assert_eq!(run.next_of(0).line, Some(line));
        run.step(process(0));
    }
    assert_eq!((run.next_of(0).line, run.held.step), (Some(3), 3));
}

#[test]
fn a_waiter_says_what_it_needs_and_the_learner_decides_who_gets_the_lock() {
    let source = "\
from multiprocessing import Process, Lock

def work(lock, name):
    with lock:
        print(name)

if __name__ == '__main__':
    lock = Lock()
    lock.acquire()
    a = Process(target=work, args=(lock, 'a'))
    b = Process(target=work, args=(lock, 'b'))
    a.start()
    b.start()
    lock.release()
";
    let mut run = Run::held(held_at_start(source));
    run.step_to(0, "release");
    for child in [1, 2] {
        run.step_to(child, "acquire");
        let next = run.next_of(child);
        assert!(next.needs.is_some() && next.object.is_some(), "{next:?}");
    }
    run.step(process(1));
    assert_eq!(run.refused.len(), 1, "nobody takes a lock that is held");
    run.step(process(0));
    run.step(process(2));
    assert!(run.next_of(1).needs.is_some() && run.next_of(2).needs.is_none());
    run.finish();
    assert_eq!(run.output(), "b\na\n");
}

#[test]
fn a_sleeper_can_be_stepped_at_any_time_and_the_clock_jumps() {
    let mut run = Run::held(held_at_start(
        "import time\ntime.sleep(5)\nprint(time.monotonic() >= 5)\n",
    ));
    run.step_to(0, "sleep");
    assert!(run.next_of(0).needs.is_some());
    run.step(process(0));
    assert!(run.refused.is_empty());
    run.finish();
    assert_eq!(run.output(), "True\n");
}
