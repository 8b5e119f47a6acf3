//! What real runs, one step at a time, make of the objects' pictures.

use forklore::engine::stepping::Policy;
use forklore::model::world::{Detail, Object, World};
use forklore::model::world_at;
use forklore::trace::{EventKind, ObjectType, ProcId};

use crate::run::{Run, by_policy, held_at_start, process};

/// The world after all that was told so far.
fn world(run: &Run) -> World {
    world_at(run.events.iter().map(|event| &**event), run.events.len())
}

#[track_caller]
fn object<'a>(world: &'a World, name: &str) -> &'a Object {
    let mut shown = world.shown_objects();
    shown
        .find(|object| object.name == name)
        .unwrap_or_else(|| panic!("no object `{name}`"))
}

/// Runs a program to its end, its processes in turn; it must end well.
#[track_caller]
fn finished(source: &str) -> Run {
    let mut run = Run::start(by_policy(source, Policy::RoundRobin, 1));
    assert_eq!(run.finish_by_itself(), ("exited".to_owned(), 0));
    run
}

#[test]
fn a_joinable_queue_counts_its_unfinished_items_and_knows_who_waits_for_them() {
    let source = "\
from multiprocessing import Process, JoinableQueue

def work(jobs):
    for _ in range(2):
        jobs.get()
        jobs.task_done()

if __name__ == '__main__':
    jobs = JoinableQueue()
    p = Process(target=work, args=(jobs,))
    p.start()
    for n in range(2):
        jobs.put(n)
    jobs.join()
    p.join()
";
    let run = finished(source);
    let mut seen = Vec::new();
    let mut has_waited = false;
    for n in 0..run.events.len() {
        let world = world_at(run.events.iter().map(|event| &**event), n + 1);
        let Some(jobs) = world.shown_objects().next() else {
            continue;
        };
        let unfinished = world.unfinished(jobs.id);
        if seen.last() != Some(&unfinished) {
            seen.push(unfinished);
        }
        let waits = jobs
            .waiters
            .iter()
            .any(|waiter| waiter.proc == ProcId::MAIN);
        has_waited |= waits && unfinished > Some(0);
    }
    // Before the counter was made, there was none.
    let counts: Vec<i64> = seen.into_iter().flatten().collect();
    assert_eq!((counts.first(), counts.last()), (Some(&0), Some(&0)));
    assert!(
        counts.windows(2).all(|pair| (pair[0] - pair[1]).abs() == 1),
        "{counts:?}"
    );
    let n_up = counts.windows(2).filter(|pair| pair[0] < pair[1]).count();
    assert_eq!(n_up, 2, "{counts:?}");
    assert!(has_waited, "main joins while items are unfinished");
    assert_eq!(world(&run).shown_objects().count(), 1);
}

#[test]
fn conditions_around_one_lock_are_told_apart_and_the_lock_stays_itself() {
    let source = "\
from multiprocessing import Process, Condition, Lock, RLock

def work(full, empty):
    with full:
        full.wait()
    with empty:
        empty.notify()

if __name__ == '__main__':
    lock = Lock()
    full = Condition(lock)
    empty = Condition(lock)
    other = RLock()
    single = Condition(other)
    p = Process(target=work, args=(full, empty))
    p.start()
    p.join(0.5)
    with full:
        full.notify()
    p.join()
";
    let run = finished(source);
    let world = world(&run);
    let shown: Vec<(&str, ObjectType)> = world
        .shown_objects()
        .map(|object| (object.name.as_str(), world.shown_type(object)))
        .collect();
    assert_eq!(
        shown,
        [
            ("lock", ObjectType::Lock),
            ("full", ObjectType::Condition),
            ("empty", ObjectType::Condition),
            ("other", ObjectType::Rlock),
            ("single", ObjectType::Condition),
        ]
    );
    let lock = object(&world, "lock").id;
    for name in ["full", "empty"] {
        let whole = world.composite(object(&world, name).id);
        assert_eq!(whole.map(|whole| whole.lock), Some(lock), "{name}");
    }
    let told = |at: usize| world_at(run.events.iter().map(|event| &**event), at);
    let was_woken = (0..run.events.len()).any(|at| {
        let world = told(at);
        let mut wholes = world.composites.values();
        wholes.any(|whole| whole.notified.contains(&ProcId(1)))
    });
    assert!(was_woken);
}

#[test]
fn an_rlock_that_is_taken_again_tells_its_depth() {
    let source = "\
from multiprocessing import RLock, Value

if __name__ == '__main__':
    lock = RLock()
    v = Value('d', 1.5)
    with lock:
        with lock:
            print('inside')
    with v.get_lock():
        v.value += 1
    print(v.value)
";
    let run = finished(source);
    let printed = run
        .events
        .iter()
        .position(|event| matches!(&event.kind, EventKind::Output { data, .. } if data.starts_with("inside")))
        .expect("it prints");
    let inside = world_at(run.events.iter().map(|event| &**event), printed + 1);
    let Detail::Lock { holder, depth, .. } = object(&inside, "lock").detail else {
        panic!("a lock");
    };
    assert_eq!((holder, depth), (Some(ProcId::MAIN), 2));
    let world = world(&run);
    assert_eq!(object(&world, "lock").holder(), None);
    let v = object(&world, "v");
    assert_eq!((v.content(), v.holder()), (Some("2.5"), None));
}

#[test]
fn content_is_told_as_python_reads_it_back() {
    let source = "\
from multiprocessing import Value, Array

if __name__ == '__main__':
    number = Value('d', 1.5)
    zero = Value('f')
    wide = Value('b', 200)
    large = Value('Q', -1)
    truth = Value('i', True)
    letter = Value('c', b'x')
    cells = Array('h', [1, 2, 3])
    text = Array('c', b'hello')
    halves = Array('d', 2)
    plain = Array('i', 3, lock=False)
    plain[1:] = [8, 9]
    text.value = b'ab'
    cells[2] = 40000
    print(cells[2], plain[:])
";
    let run = finished(source);
    let world = world(&run);
    let contents: Vec<Option<&str>> = world.shown_objects().map(Object::content).collect();
    assert_eq!(
        contents,
        [
            "1.5",
            "0.0",
            "-56",
            "18446744073709551615",
            "1",
            "b'x'",
            "[1, 2, -25536]",
            r"[a, b, \x00, l, o]",
            "[0.0, 0.0]",
            "[0, 8, 9]",
        ]
        .map(Some)
    );
    let before = |name: &str| match &object(&world, name).detail {
        Detail::Value { before, .. } => before.clone(),
        _ => None,
    };
    assert_eq!(before("number"), None, "what it is made with is no change");
    assert_eq!(before("cells"), Some(("3".to_owned(), ProcId::MAIN)));
    let reads: Vec<&str> = run
        .events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Got { repr, .. } => Some(repr.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(reads, ["[2] = -25536", "[0, 8, 9]"]);
}

#[test]
fn a_value_is_made_in_one_step_whatever_it_holds() {
    let source = "\
from multiprocessing import Value

if __name__ == '__main__':
    v = Value('d', 1.5)
    print(v.value)
";
    let mut run = Run::held(held_at_start(source));
    run.step_to(0, "create");
    run.step(process(0));
    assert_eq!(run.next_of(0).op, "read");
    assert_eq!(object(&world(&run), "v").content(), Some("1.5"));
    assert_eq!(run.finish(), ("exited".to_owned(), 0));
}

#[test]
fn a_plain_store_or_one_under_the_lock_loses_nothing() {
    let source = "\
from multiprocessing import Process, Value

def work(v, turn, me):
    for _ in range(3):
        with v.get_lock():
            v.value += 1
        print(turn.value)
        turn.value = me

if __name__ == '__main__':
    v = Value('i', 0)
    turn = Value('i', 0)
    ps = [Process(target=work, args=(v, turn, me)) for me in range(2)]
    for p in ps: p.start()
    for p in ps: p.join()
    assert v.value == 6
";
    for seed in 0..4 {
        let mut run = Run::start(by_policy(source, Policy::Random, seed));
        assert_eq!(run.finish_by_itself(), ("exited".to_owned(), 0));
        for object in world(&run).shown_objects() {
            let Detail::Value { accesses, .. } = &object.detail else {
                continue;
            };
            assert_eq!(accesses.n_lost, 0, "{} in run {seed}", object.name);
        }
    }
}
