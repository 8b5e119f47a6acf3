//! The same program and the same code give the same trace, calm and beside others that burn the processors.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use forklore::engine::schedule::Schedule;
use forklore::engine::session::{Command, Notice, Options};
use forklore::engine::stepping::{Policy, Stepped};

use crate::run::{Run, by_policy, comparable, options};

/// Steps after which a run counts as endless and is compared as far as it came.
const MOST_STEPS: u64 = 1500;
/// Random schedules of one test, unless `FORKLORE_SCHEDULES` says how many.
const SCHEDULES: u64 = 60;
/// How long nobody must move after a verdict.
const STILL: Duration = Duration::from_millis(3);

/// Programs for what the lessons leave out.
const PROGRAMS: &[(&str, &str)] = &[
    (
        "terminate and kill",
        "\
import time, os, signal
from multiprocessing import Process, Lock

def sleeper(lock):
    with lock:
        time.sleep(100)

def busy():
    while True:
        pass

if __name__ == '__main__':
    lock = Lock()
    a = Process(target=sleeper, args=(lock,))
    b = Process(target=busy)
    c = Process(target=busy)
    for p in (a, b, c):
        p.start()
    a.terminate()
    b.kill()
    os.kill(c.pid, signal.SIGTERM)
    for p in (a, b, c):
        p.join()
        print(p.exitcode)
",
    ),
    (
        "a full queue with its feeder",
        "\
from multiprocessing import Process, Queue

def produce(q, n):
    for i in range(n):
        q.put('x' * 9000)
    q.put(None)

if __name__ == '__main__':
    q = Queue(3)
    p = Process(target=produce, args=(q, 12))
    p.start()
    count = 0
    while q.get() is not None:
        count += 1
    p.join()
    print(count, q.empty())
",
    ),
    (
        "a feeder that has more than its pipe holds",
        "\
from multiprocessing import Process, Queue

def produce(q):
    for i in range(3):
        q.put('x' * 60000)

if __name__ == '__main__':
    q = Queue()
    p = Process(target=produce, args=(q,))
    p.start()
    print(sum(len(q.get()) for _ in range(3)))
    p.join()
",
    ),
    (
        "a message of 1 MB",
        "\
from multiprocessing import Process, Pipe

def send(c):
    c.send('x' * 1000000)
    c.close()

if __name__ == '__main__':
    for duplex in (False, True):
        r, w = Pipe(duplex)
        p = Process(target=send, args=(w,))
        p.start()
        w.close()
        print(len(r.recv()))
        try:
            r.recv()
        except EOFError:
            print('end')
        p.join()
",
    ),
    (
        "join with a time-out",
        "\
import time
from multiprocessing import Process, Semaphore

def work(s):
    time.sleep(0.5)
    print(s.acquire(timeout=0.2), s.acquire(timeout=0.2))

if __name__ == '__main__':
    s = Semaphore(1)
    p = Process(target=work, args=(s,))
    p.start()
    while p.is_alive():
        p.join(0.1)
        print(round(time.monotonic(), 1), p.exitcode)
",
    ),
    (
        "a pool with callbacks",
        "\
from multiprocessing import Pool
import time

def square(x):
    time.sleep(0.01 * (x % 3))
    return x * x

if __name__ == '__main__':
    with Pool(2, maxtasksperchild=2) as pool:
        got = []
        jobs = [pool.apply_async(square, (i,), callback=got.append) for i in range(5)]
        print([job.get() for job in jobs])
        print(pool.map(square, range(4)))
        pool.close()
        pool.join()
    print(sorted(got))
",
    ),
    (
        "orphans and daemons",
        "\
import os, time
from multiprocessing import Process

def grandchild():
    time.sleep(1)
    print('grandchild', os.getppid())

def child():
    Process(target=grandchild).start()
    os._exit(3)

def endless():
    while True:
        time.sleep(0.3)

if __name__ == '__main__':
    Process(target=endless, daemon=True).start()
    p = Process(target=child)
    p.start()
    p.join()
    print(p.exitcode)
    time.sleep(2)
",
    ),
    (
        "a shared counter under its lock",
        "\
from multiprocessing import Process, Value

def add(v):
    for _ in range(3):
        with v.get_lock():
            v.value += 1

if __name__ == '__main__':
    v = Value('i', 0)
    ps = [Process(target=add, args=(v,)) for _ in range(3)]
    for p in ps: p.start()
    for p in ps: p.join()
    print(v.value)
",
    ),
    (
        "an interrupted sleep and an exception",
        "\
import os, signal, time
from multiprocessing import Process

def work():
    try:
        time.sleep(100)
    except KeyboardInterrupt:
        print('interrupted')
    raise ValueError('after')

if __name__ == '__main__':
    p = Process(target=work)
    p.start()
    os.kill(p.pid, signal.SIGINT)
    p.join()
    print(p.exitcode)
",
    ),
];

/// The lessons' listings, by path.
fn listings() -> Vec<(String, String)> {
    let lessons = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    let mut listings = Vec::new();
    for lesson in std::fs::read_dir(lessons).expect("the lessons") {
        for file in std::fs::read_dir(lesson.expect("a folder").path()).expect("a lesson") {
            let path = file.expect("a file").path();
            if path.extension().is_some_and(|extension| extension == "py") {
                let text = std::fs::read_to_string(&path).expect("a listing");
                listings.push((path.display().to_string(), text));
            }
        }
    }
    listings.sort();
    listings
}

fn programs() -> Vec<(String, String)> {
    let own = PROGRAMS.iter();
    let own = own.map(|(name, source)| ((*name).to_owned(), (*source).to_owned()));
    own.chain(listings()).collect()
}

/// Runs to the end, or so many steps; nobody moves after the verdict.
fn run(options: Options) -> Run {
    let stepped = options.stepped.clone().expect("a stepped run");
    let mut run = Run::start(Options {
        stepped: Some(Stepped {
            hold_at: Some(MOST_STEPS),
            ..stepped
        }),
        ..options
    });
    run.wait_for(
        "the end, or so many steps, or a standstill",
        |run, notice| run.end.is_some() || matches!(notice, Notice::Held(_)),
    );
    if run.end.is_none() {
        let later = run.session.notices.recv_timeout(STILL);
        assert!(
            later.is_err(),
            "somebody moved after the verdict: {later:?}"
        );
        run.tell(Command::Stop {
            outcome: "stopped",
            code: 0,
        });
        let n_events = run.events.len();
        run.finish_by_itself();
        run.events.truncate(n_events); // the rest is how it was ended
    }
    run
}

#[track_caller]
fn assert_same(name: &str, one: &Run, other: &Run) {
    let (one, other) = (comparable(&one.events), comparable(&other.events));
    let place = one.iter().zip(&other).position(|(one, other)| one != other);
    let place = place.unwrap_or(one.len().min(other.len()));
    assert!(
        one == other,
        "{name}: the runs part at {place}:\n{:#?}\n{:#?}",
        one.get(place.saturating_sub(3)..(place + 3).min(one.len())),
        other.get(place.saturating_sub(3)..(place + 3).min(other.len())),
    );
}

/// A random schedule, twice, and once from its code.
#[track_caller]
fn check(name: &str, source: &str, seed: u64) {
    let first = run(by_policy(source, Policy::Random, seed));
    let second = run(by_policy(source, Policy::Random, seed));
    let name = format!("{name}, seed {seed}");
    assert_same(&name, &first, &second);
    let schedule = Schedule::read(&first.code()).expect("its own code");
    assert_eq!(schedule.seed, seed);
    let third = run(Options {
        seed: Some(schedule.seed),
        ..options(source, schedule.stepped())
    });
    assert_same(&name, &first, &third);
}

fn n_schedules() -> u64 {
    let told = std::env::var("FORKLORE_SCHEDULES").ok();
    told.and_then(|text| text.parse().ok()).unwrap_or(SCHEDULES)
}

/// So many random schedules over all programs in turn.
fn check_all(first_seed: u64) {
    let programs = programs();
    for seed in first_seed..first_seed + n_schedules() / 2 {
        let (name, source) = &programs[(seed % programs.len() as u64) as usize];
        check(name, source, seed);
    }
}

#[test]
fn random_schedules_run_twice_give_the_same_trace() {
    check_all(0);
}

#[test]
fn random_schedules_run_twice_give_the_same_trace_beside_others_that_burn_the_processors() {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let done = std::panic::catch_unwind(|| check_all(1000));
        is_over.store(true, Ordering::Relaxed);
        if let Err(panic) = done {
            std::panic::resume_unwind(panic);
        }
    });
}

#[test]
fn round_robin_ends_every_program_of_its_own() {
    for (name, source) in PROGRAMS {
        let mut run = Run::start(by_policy(source, Policy::RoundRobin, 1));
        let end = run.finish_by_itself();
        assert_eq!(end.0, "exited", "{name}");
        assert!(run.refused.is_empty() && run.standstills == 0, "{name}");
    }
}

#[test]
fn random_draws_of_the_program_come_from_the_seed() {
    let source = "import random, time\nprint(random.random(), time.time())\n";
    let one = run(by_policy(source, Policy::RoundRobin, 5));
    let same = run(by_policy(source, Policy::RoundRobin, 5));
    let other = run(by_policy(source, Policy::RoundRobin, 6));
    assert_eq!(one.output(), same.output());
    assert_ne!(one.output(), other.output());
}
