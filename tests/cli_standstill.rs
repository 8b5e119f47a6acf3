//! Who is called stuck without a screen, and who is not.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Busy threads beside a loaded run: two for each of two cores.
const N_HOGS: usize = 4;

/// A hog gives up after this, should its test hang.
const HOG_LIMIT: Duration = Duration::from_mins(2);

/// Two philosophers who take what lies between them in opposite order.
const CROSSED: &str = "\
from multiprocessing import Process, Lock
import time

fork = Lock()
knife = Lock()

def eat(first, second):
    first.acquire()
    time.sleep(1)
    second.acquire()

if __name__ == '__main__':
    ada = Process(target=eat, args=(fork, knife), name='Ada')
    bob = Process(target=eat, args=(knife, fork), name='Bob')
    ada.start()
    bob.start()
    ada.join()
    bob.join()
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
    Command::new(env!("CARGO_BIN_EXE_forklore"))
        .arg("run")
        .arg(target)
        .args(["--headless", "--speed", "max"])
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
    for line in lines {
        let wanted = format!("forklore: {line}");
        assert!(
            words.lines().any(|one| one == wanted),
            "`{line}` is not in\n{words}"
        );
    }
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
            "[0] MainProcess waits for [1] to end, line 17",
        ],
    );
    check_stuck(
        "crossed-zh",
        CROSSED,
        &["--lang", "zh"],
        &[
            "[1] Ada 持有 fork，等待 knife（[2] 持有），第 10 行",
            "[2] Bob 持有 knife，等待 fork（[1] 持有），第 10 行",
            "[0] MainProcess 等待 [1] 结束，第 17 行",
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
