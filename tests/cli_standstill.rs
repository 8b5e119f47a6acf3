//! Who is called stuck without a screen, and who is not.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Busy threads beside a loaded run: two for each of two cores.
const N_HOGS: usize = 4;

/// A hog gives up after this, should its test hang.
const HOG_LIMIT: Duration = Duration::from_mins(2);

/// Two philosophers who take what lies between them in opposite order. At full speed the clock jumps when both have one,
/// so a long sleep costs nothing and is longer than any birth.
const CROSSED: &str = "\
from multiprocessing import Process, Lock
import time

fork = Lock()
knife = Lock()

def eat(first, second):
    first.acquire()
    time.sleep(100)
    second.acquire()

if __name__ == '__main__':
    ada = Process(target=eat, args=(fork, knife), name='Ada')
    bob = Process(target=eat, args=(knife, fork), name='Bob')
    ada.start()
    bob.start()
    ada.join()
    bob.join()
";

/// The two, and a third process that goes on for a while; main waits for the third one first.
const BESIDE: &str = "\
from multiprocessing import Process, Lock
import time

fork = Lock()
knife = Lock()

def eat(first, second):
    first.acquire()
    time.sleep(1)
    second.acquire()

def tick():
    for n in range(30):
        time.sleep(0.1)
        print('tick', n)

if __name__ == '__main__':
    ada = Process(target=eat, args=(fork, knife), name='Ada')
    bob = Process(target=eat, args=(knife, fork), name='Bob')
    clock = Process(target=tick, name='Clock')
    ada.start()
    bob.start()
    clock.start()
    clock.join()
    ada.join()
";

/// Five at a round table, each with one fork in the left hand.
const PHILOSOPHERS: &str = "\
from multiprocessing import Process, Lock
import time

N = 5
forks = [Lock() for _ in range(N)]

def eat(n):
    forks[n].acquire()
    time.sleep(100)
    forks[(n + 1) % N].acquire()

if __name__ == '__main__':
    ps = [Process(target=eat, args=(n,)) for n in range(N)]
    for p in ps: p.start()
    for p in ps: p.join()
";

/// A holder is killed, and the lock stays taken.
const KILLED: &str = "\
from multiprocessing import Process, Lock
import time

lock = Lock()

def hold():
    lock.acquire()
    time.sleep(1000)

if __name__ == '__main__':
    p = Process(target=hold)
    p.start()
    time.sleep(100)
    p.kill()
    p.join()
    lock.acquire()
";

/// An item larger than a pipe, and a join before the get.
const FEEDER: &str = "\
from multiprocessing import Process, Queue

def work(q):
    q.put('x' * 1000000)

if __name__ == '__main__':
    q = Queue()
    p = Process(target=work, args=(q,))
    p.start()
    p.join()
    print(len(q.get()))
";

/// A reader that never closed its copy of the writing end.
const OWN_END: &str = "\
from multiprocessing import Process, Pipe

def work(end):
    end.send('one')
    end.close()

if __name__ == '__main__':
    reader, writer = Pipe(False)
    p = Process(target=work, args=(writer,))
    p.start()
    while True:
        print(reader.recv())
";

/// A parent that keeps the writing end while it joins the reader, which has a copy, too.
const OPEN_END: &str = "\
from multiprocessing import Process, Pipe

def work(end):
    while True:
        print(end.recv())

if __name__ == '__main__':
    reader, writer = Pipe(False)
    p = Process(target=work, args=(reader,))
    p.start()
    writer.send('one')
    p.join()
";

/// A semaphore that only the child knows.
const INSIDE: &str = "\
from multiprocessing import Process, Semaphore

def work():
    ready = Semaphore(0)
    ready.acquire()

if __name__ == '__main__':
    p = Process(target=work)
    p.start()
    p.join()
";

/// A worker is killed with a task in its hands.
const WORKER: &str = "\
from multiprocessing import Pool
import os, time, signal

def work(n):
    if n == 1:
        os.kill(os.getpid(), 9)
    return n

if __name__ == '__main__':
    with Pool(1) as pool:
        print(pool.map(work, range(4)))
";

/// The same two in the same order, for many rounds: they wait for each other all the time and always go on.
const ORDERED: &str = "\
from multiprocessing import Process, Lock, Semaphore, Queue
import time

fork = Lock()
knife = Lock()
turn = Semaphore(0)
dishes = Queue(1)

def eat():
    for round in range(100):
        fork.acquire()
        knife.acquire()
        dishes.put(round)
        knife.release()
        fork.release()
    turn.release()

def wash():
    for _ in range(200):
        dishes.get()
        time.sleep(0.001)

if __name__ == '__main__':
    everybody = [Process(target=eat), Process(target=eat), Process(target=wash)]
    for each in everybody:
        each.start()
    turn.acquire()
    turn.acquire()
    for each in everybody:
        each.join()
    print('all have eaten')
";

fn program(name: &str, text: &str) -> PathBuf {
    let path =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("standstill-{name}.py"));
    std::fs::write(&path, text).expect("a file");
    path
}

/// Runs a program or a lesson's listing at full speed.
fn run(target: impl AsRef<std::ffi::OsStr>, more: &[&str]) -> Output {
    run_at("max", target, more)
}

/// Runs a program or a lesson's listing.
fn run_at(speed: &str, target: impl AsRef<std::ffi::OsStr>, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_forklore"))
        .arg("run")
        .arg(target)
        .args(["--headless", "--speed", speed])
        .args(more)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("PYTHONUNBUFFERED")
        .stdin(Stdio::null())
        .output()
        .expect("forklore starts")
}

/// The program is found stuck: status 4, and `stderr` has each of these lines after the program's name.
#[track_caller]
fn check_stuck(name: &str, text: &str, more: &[&str], lines: &[&str]) {
    let output = run(program(name, text), more);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{words}");
    let words = without_times(&words);
    for line in lines {
        let wanted = format!("forklore: {line}");
        assert!(
            words.lines().any(|one| one == wanted),
            "`{line}` is not in\n{words}"
        );
    }
}

/// The report without the times at which locks were taken, which are never the same twice.
fn without_times(words: &str) -> String {
    let mut kept = String::new();
    let mut rest = words;
    while let Some((before, behind)) = rest
        .split_once(" (since ")
        .or_else(|| rest.split_once("（自 "))
    {
        kept.push_str(before);
        let closed = behind.find([')', '）']).expect("it is closed");
        rest = behind[closed..].trim_start_matches([')', '）']);
    }
    kept + rest
}

#[test]
fn two_crossed_locks_end_with_4_and_the_report_names_who_waits_for_whom() {
    check_stuck(
        "crossed-en",
        CROSSED,
        &["--lang", "en"],
        &[
            "[1] Ada holds fork and waits for knife (held by [2]), line 10",
            "[2] Bob holds knife and waits for fork (held by [1]), line 10",
            "[0] main waits for [1] to end, line 17",
        ],
    );
    check_stuck(
        "crossed-zh",
        CROSSED,
        &["--lang", "zh"],
        &[
            "[1] Ada 持有 fork，等待 knife（[2] 持有），第 10 行",
            "[2] Bob 持有 knife，等待 fork（[1] 持有），第 10 行",
            "[0] main 等待 [1] 结束，第 17 行",
        ],
    );
}

#[test]
fn the_trace_of_two_crossed_locks_tells_the_cycle() {
    let output = run(program("crossed-trace", CROSSED), &["--events", "-"]);
    let trace = String::from_utf8(output.stdout).expect("text");
    let verdicts: Vec<serde_json::Value> = trace
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(|event: &serde_json::Value| event["kind"] == "deadlock")
        .collect();
    assert_eq!(verdicts.len(), 1, "{verdicts:?}");
    assert_eq!(verdicts[0]["processes"], serde_json::json!([0, 1, 2]));
    assert_eq!(verdicts[0]["cycle"], serde_json::json!([1, 2]));
}

/// Events of a trace.
fn events(trace: &[u8]) -> Vec<serde_json::Value> {
    String::from_utf8_lossy(trace)
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// The cycle is told while the third process ticks, once; the end is told as well, when main waits for one of the two.
#[track_caller]
fn check_beside() {
    // At full speed the clock would jump from tick to tick before anybody could ask.
    let more = ["--events", "-", "--stdout", "terminal"];
    let output = run_at("1", program("beside", BESIDE), &more);
    let events = events(&output.stdout);
    let place = |wanted: &dyn Fn(&serde_json::Value) -> bool| {
        let mut places = (0..events.len()).filter(|place| wanted(&events[*place]));
        (places.next(), places.last())
    };
    let verdicts: Vec<_> = events
        .iter()
        .filter(|event| event["kind"] == "deadlock")
        .map(|event| (&event["processes"], &event["cycle"]))
        .collect();
    let cycle = serde_json::json!([1, 2]);
    let all = serde_json::json!([0, 1, 2]);
    assert_eq!(verdicts, [(&cycle, &cycle), (&all, &cycle)]);
    let (told, ended) = place(&|event| event["kind"] == "deadlock");
    let (first_tick, last_tick) = place(&|event| event["kind"] == "output");
    assert!(told < last_tick, "told after the last tick");
    assert!(first_tick < told, "told before the locks are crossed");
    assert!(last_tick < ended);
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn two_crossed_locks_are_told_when_the_cycle_closes_while_a_third_process_prints_on() {
    check_beside();
    let output = run(program("beside", BESIDE), &[]);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(printed.lines().count(), 30, "{printed}");
}

#[test]
fn a_partial_cycle_is_found_beside_cpu_hogs() {
    beside_hogs(check_beside);
}

#[test]
fn a_semaphore_that_nobody_gives_and_a_queue_that_nobody_fills_end_with_4() {
    check_stuck(
        "semaphore",
        "from multiprocessing import Semaphore\nfull = Semaphore(0)\nfull.acquire()\n",
        &[],
        &[],
    );
    check_stuck(
        "queue",
        "from multiprocessing import Queue\nbuffer = Queue()\nprint(buffer.get())\n",
        &[],
        &[],
    );
}

#[test]
fn philosophers_are_told_around_the_table() {
    check_stuck(
        "philosophers",
        PHILOSOPHERS,
        &[],
        &[
            "[1] Process-1 holds lock #1 and waits for lock #2 (held by [2]), line 10",
            "[5] Process-5 holds lock #5 and waits for lock #1 (held by [1]), line 10",
            "none of them lets go first",
            "all 6 processes are in this: nobody can ever move",
        ],
    );
}

#[test]
fn a_lock_whose_holder_was_killed_is_named_with_its_end() {
    check_stuck(
        "killed",
        KILLED,
        &[],
        &[
            "[0] main waits for lock (held by [1]), line 16",
            "lock is held by [1] Process-1, killed by SIGKILL: no one will release it",
        ],
    );
}

#[test]
fn a_child_that_cannot_end_because_of_its_feeder_is_told() {
    check_stuck(
        "feeder",
        FEEDER,
        &[],
        &[
            "[1] has done its work and cannot end: its feeder still has the rest of an item for q, and the pipe of q \
           is full until somebody gets",
        ],
    );
}

#[test]
fn a_reader_that_holds_the_writing_end_itself_is_told() {
    check_stuck(
        "own-end",
        OWN_END,
        &[],
        &[
            "reader is empty",
            "nobody but [0] itself has writer open: nothing more will be sent, and the end of the data never comes",
        ],
    );
}

#[test]
fn a_reader_beside_a_parent_that_still_has_the_writing_end_is_told() {
    check_stuck(
        "open-end",
        OPEN_END,
        &[],
        &[
            "writer is still open in [0] and [1]: as long as it is, recv waits for a message, and the end of the data never comes",
        ],
    );
}

#[test]
fn an_object_that_nobody_else_has_is_told() {
    check_stuck(
        "inside",
        INSIDE,
        &[],
        &[
            "ready was made inside [1]",
            "[1] waits for ready, and no other process has ready: nobody can wake it",
        ],
    );
}

#[test]
fn a_result_that_was_lost_with_its_worker_is_told() {
    check_stuck(
        "worker",
        WORKER,
        &["--lang", "zh"],
        &["[1] ForkPoolWorker-1 在做 pool 的任务 2 时结束：这个结果永远不会来"],
    );
}

#[test]
fn a_lock_that_is_taken_twice_waits_for_itself() {
    check_stuck(
        "twice",
        "from multiprocessing import Lock\nlock = Lock()\nlock.acquire()\nlock.acquire()\n",
        &[],
        &[
            "it waits for itself",
            "lock is a Lock: it cannot be taken twice, not even by its holder",
        ],
    );
}

#[test]
fn a_notify_that_came_before_the_wait_is_told() {
    check_stuck(
        "notify",
        "from multiprocessing import Condition\ncond = Condition()\nwith cond:\n    cond.notify()\n    cond.wait()\n",
        &["--lang", "en"],
        &[
            "[0] main waits for a notify of cond, line 5",
            "nobody is left who could notify cond; a notify that came before the wait woke nobody",
        ],
    );
}

#[test]
fn a_barrier_that_waits_for_one_more_says_how_many_came() {
    check_stuck(
        "barrier",
        "from multiprocessing import Barrier\ngate = Barrier(2)\ngate.wait()\n",
        &["--lang", "en"],
        &["1 of 2 have arrived at gate, and nobody is left who could come"],
    );
}

/// Both are polite, at the same pace, for ever.
const POLITE: &str = "\
from multiprocessing import Process, Lock, Semaphore
import time

fork = Lock()
knife = Lock()
ready = Semaphore(0)
begin = Semaphore(0)

def eat(first, second):
    first.acquire()
    ready.release()
    begin.acquire()
    while not second.acquire(timeout=0.5):
        pass
    print('eaten')

if __name__ == '__main__':
    ada = Process(target=eat, args=(fork, knife))
    bob = Process(target=eat, args=(knife, fork))
    ada.start()
    bob.start()
    for _ in range(2):
        ready.acquire()
    for _ in range(2):
        begin.release()
    ada.join()
";

#[test]
fn waits_that_are_tried_again_and_again_are_told_as_no_progress_and_the_run_goes_on() {
    let more = ["--time-limit", "3", "--lang", "en"];
    let output = run(program("polite", POLITE), &more);
    let words = String::from_utf8_lossy(&output.stderr);
    let told = words
        .lines()
        .filter(|line| line.starts_with("forklore: no progress for "));
    assert_eq!(told.count(), 1, "{words}");
    assert_eq!(output.status.code(), Some(124), "{words}");
}

#[test]
fn an_empty_queue_and_a_count_of_0_are_told_when_nobody_is_left() {
    check_stuck(
        "semaphore-left",
        "from multiprocessing import Semaphore\nfull = Semaphore(0)\nfull.acquire()\n",
        &[],
        &["the count of full is 0, and nobody is left who could release it"],
    );
    check_stuck(
        "queue-left",
        "from multiprocessing import Queue\nbuffer = Queue()\nprint(buffer.get())\n",
        &[],
        &["buffer is empty, and nobody is left who could put something in"],
    );
}

/// Computes on every core while `work` runs.
fn beside_hogs(work: impl FnOnce()) {
    struct End<'a>(&'a AtomicBool);
    impl Drop for End<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let is_over = AtomicBool::new(false);
    let limit = Instant::now() + HOG_LIMIT;
    std::thread::scope(|scope| {
        let _end = End(&is_over);
        for _ in 0..N_HOGS {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) && Instant::now() < limit {
                    std::hint::spin_loop();
                }
            });
        }
        work();
    });
}

/// No verdict in the trace; the end is the program's own or that of the time limit.
#[track_caller]
fn check_never_stuck(target: impl AsRef<std::ffi::OsStr>) {
    let target = target.as_ref();
    let output = run(target, &["--events", "-", "--time-limit", "5"]);
    let trace = String::from_utf8_lossy(&output.stdout);
    let words = String::from_utf8_lossy(&output.stderr);
    let verdict = trace
        .lines()
        .find(|line| line.contains("\"kind\":\"deadlock\""));
    assert_eq!(verdict, None, "{}: {words}", target.display());
    assert!(
        trace.contains("\"kind\":\"finished\""),
        "{}: {words}",
        target.display()
    );
    assert_ne!(
        output.status.code(),
        Some(4),
        "{}: {words}",
        target.display()
    );
}

#[test]
fn no_listing_of_a_lesson_is_ever_called_stuck_beside_cpu_hogs() {
    let listed = Command::new(env!("CARGO_BIN_EXE_forklore"))
        .args(["list", "--json"])
        .output()
        .expect("forklore starts");
    let listed = String::from_utf8(listed.stdout).expect("text");
    let mut n_listings = 0;
    beside_hogs(|| {
        for line in listed.lines() {
            let lesson: serde_json::Value = serde_json::from_str(line).expect("JSON");
            for listing in lesson["listings"].as_array().expect("an array") {
                let id = lesson["id"].as_str().expect("text");
                let listing = listing.as_str().expect("text").trim_end_matches(".py");
                check_never_stuck(format!("{id}:{listing}"));
                n_listings += 1;
            }
        }
    });
    assert!(n_listings >= 10, "{listed}");
}

#[test]
fn processes_that_keep_waiting_for_each_other_are_never_called_stuck_beside_cpu_hogs() {
    let path = program("ordered", ORDERED);
    beside_hogs(|| {
        for _ in 0..5 {
            check_never_stuck(&path);
        }
    });
    let output = run(&path, &[]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "all have eaten\n");
    assert_eq!(output.status.code(), Some(0));
}
