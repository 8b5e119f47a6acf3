//! A feeder, and a pool's task handler, pickle what they are given a moment later: what the program has done to it until
//! then goes along, as usual under CPython.

use std::process::{Command, Output, Stdio};

const FORKLORE: &str = env!("CARGO_BIN_EXE_forklore");

/// A list that is put and changed, with and without a wait in between. CPython 3.11 gives the same in nearly all runs; it
/// cannot be compared live, because there the machine's load has a say.
const QUEUES: &str = "\
import multiprocessing as mp
import time

if __name__ == '__main__':
    q = mp.Queue()
    items = [1]
    q.put(items)
    items.clear()
    print('at once', q.get())
    items = [1]
    q.put(items)
    time.sleep(0)
    items.clear()
    print('asleep', q.get())
    items = []
    for i in range(3):
        items.append(i)
        q.put(items)
    print('loop', [q.get() for _ in range(3)])
    lock = mp.Lock()
    items = [1]
    q.put(items)
    with lock:
        items.clear()
    print('free lock', q.get())
    items = [1]
    q.put((items, 'in a tuple'))
    q.put('behind it')
    items.append(2)
    print(q.get(), q.get())
    small = mp.Queue(1)
    items = [1]
    small.put(items)
    try:
        small.put(2, timeout=0.01)
    except Exception as error:
        print(type(error).__name__, small.qsize(), small.full())
    items.clear()
    print('waited', small.get())
    joinable = mp.JoinableQueue()
    item = {'a': 1}
    joinable.put(item)
    item['a'] = 2
    print(joinable.get())
    joinable.task_done()
    joinable.join()
    simple = mp.SimpleQueue()
    items = [1]
    simple.put(items)
    items.clear()
    print('no feeder', simple.get())
";

const QUEUES_GIVE: &str = "\
at once []
asleep [1]
loop [[0, 1, 2], [0, 1, 2], [0, 1, 2]]
free lock []
([1, 2], 'in a tuple') behind it
Full 1 True
waited [1]
{'a': 2}
no feeder [1]
";

fn run(source: &str, options: &[&str]) -> Output {
    let folder = env!("CARGO_TARGET_TMPDIR");
    let name = format!(
        "held-{}-{:?}.py",
        std::process::id(),
        std::thread::current().id()
    );
    let path = std::path::Path::new(folder).join(name);
    std::fs::write(&path, source).expect("a file");
    let output = Command::new("timeout")
        .args(["120", FORKLORE, "run", "--headless", "--stdout", "pipe"])
        .args(options)
        .arg(&path)
        .stdin(Stdio::null())
        .output()
        .expect("forklore starts");
    std::fs::remove_file(path).expect("the file is there");
    output
}

#[track_caller]
fn check(source: &str, options: &[&str], expected: &str) {
    let output = run(source, options);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        expected,
        "{stderr}"
    );
}

#[test]
fn what_is_changed_before_the_feeder_runs_goes_out_changed() {
    check(QUEUES, &[], QUEUES_GIVE);
}

#[test]
fn a_stepped_run_decides_the_same_whoever_moves() {
    for seed in ["1", "2", "3"] {
        check(
            QUEUES,
            &["--schedule", "random", "--seed", seed],
            QUEUES_GIVE,
        );
    }
}

/// CPython's threads take turns every 5 ms; here statements are counted.
#[test]
fn a_process_that_computes_for_long_does_not_hold_the_feeder_up() {
    let source = |count: u32| {
        format!(
            "\
import multiprocessing as mp

if __name__ == '__main__':
    q = mp.Queue()
    items = [1]
    q.put(items)
    for i in range({count}):
        pass
    items.clear()
    print(q.get())
"
        )
    };
    check(&source(10), &[], "[]\n");
    check(&source(100_000), &[], "[1]\n");
    let stepped = ["--schedule", "round-robin"];
    check(&source(10), &stepped, "[]\n");
    check(&source(1_000), &stepped, "[1]\n");
}

#[test]
fn tasks_that_nobody_waits_for_are_pickled_later() {
    let source = "\
import multiprocessing as mp

def work(x):
    return repr(x)

if __name__ == '__main__':
    with mp.Pool(2) as pool:
        items = [1]
        result = pool.apply_async(work, (items,))
        items.clear()
        print(result.get())
        items, results = [], []
        for i in range(3):
            items.append(i)
            results.append(pool.apply_async(work, (items,)))
        print([result.get() for result in results])
        items = [1]
        result = pool.map_async(work, [items] * 2)
        items.clear()
        print(result.get(), pool.map(work, [[1], [2]]), pool.apply(work, ([3],)))
";
    let expected = "[]\n['[0, 1, 2]', '[0, 1, 2]', '[0, 1, 2]']\n['[]', '[]'] ['[1]', '[2]'] [3]\n";
    check(source, &[], expected);
    check(source, &["--schedule", "round-robin"], expected);
}

#[test]
fn an_item_whose_process_leaves_at_once_is_lost_and_its_place_stays_taken() {
    let source = "\
import multiprocessing as mp
import os

def child(q):
    q.put(['never seen'])
    os._exit(3)

if __name__ == '__main__':
    q = mp.Queue(2)
    p = mp.Process(target=child, args=(q,))
    p.start()
    p.join()
    print(p.exitcode, q.empty(), q.qsize())
";
    check(source, &[], "3 True 1\n");
}

#[test]
fn the_end_of_a_process_and_a_child_that_starts_are_in_time() {
    let source = "\
import multiprocessing as mp

def child(q, mine):
    mine.put(['of', 'the child'])
    print(q.get(), flush=True)

if __name__ == '__main__':
    q, mine = mp.Queue(), mp.Queue()
    q.put(['of', 'main'])
    p = mp.Process(target=child, args=(q, mine))
    p.start()
    print(mine.get())
    p.join()
    q.put(['the end'])
    print(p.exitcode)
";
    check(source, &[], "['of', 'main']\n['of', 'the child']\n0\n");
}

#[test]
fn what_cannot_be_pickled_by_then_is_told_by_the_feeder() {
    let source = "\
import multiprocessing as mp

if __name__ == '__main__':
    q = mp.Queue(1)
    items = [1]
    q.put(items)
    items.append(lambda: 1)
    q.put('next')
    print(q.get())
";
    let output = run(source, &[]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "next\n");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("Can't pickle"), "{stderr}");
}

/// The event of `put` tells how the item was, that of the feeder how it is: both are true.
#[test]
fn the_trace_tells_the_item_as_it_was_put_and_as_it_went_out() {
    let source = "\
import multiprocessing as mp

if __name__ == '__main__':
    q = mp.Queue()
    items = [1]
    q.put(items)
    items.clear()
    q.get()
";
    let output = run(source, &["--events", "-"]);
    let trace = String::from_utf8_lossy(&output.stdout);
    let of = |kind: &str| {
        let kind = format!("\"kind\":\"{kind}\"");
        trace
            .lines()
            .find(|line| line.contains(&kind))
            .unwrap_or_default()
    };
    assert!(of("put").contains("[1]"), "{trace}");
    assert!(of("sent").contains("[]"), "{trace}");
    assert!(of("got").contains("[]"), "{trace}");
}
