//! A long run stays flat: values are freed, rings are drained, nothing piles up.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Largest resident memory of any process of the run, in KiB. A run that kept what 10⁸ rounds or 10⁶ items leave
/// behind would take gigabytes; a fresh interpreter with its rings takes a few MiB.
const LIMIT_KIB: i64 = 96 * 1024;

/// Runs a program headless and tells the peak memory of the largest of its processes.
fn peak_of(name: &str, source: &str, expected: &str) -> i64 {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, source).expect("the folder for tests takes files");
    let output = Command::new(env!("CARGO_BIN_EXE_forklore"))
        .args(["run", "--headless", "--speed", "max"])
        .arg(&path)
        .stdin(Stdio::null())
        .output()
        .expect("forklore starts");
    assert!(output.status.success(), "{name}: {output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{name}");
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN)
        .expect("usage");
    usage.max_rss()
}

#[test]
fn a_hundred_million_rounds_and_a_million_queue_items_stay_in_bounded_memory() {
    let rounds = "n = 0\nfor i in range(10 ** 8):\n    n = n + i\nprint(n)\n";
    assert!(
        peak_of("rounds.py", rounds, "4999999950000000\n") < LIMIT_KIB,
        "10^8 rounds"
    );
    let items = "
from multiprocessing import Process, Queue

def produce(queue):
    for number in range(10 ** 6):
        queue.put([number, str(number)])
    queue.put(None)

if __name__ == '__main__':
    queue = Queue(100)
    Process(target=produce, args=(queue,)).start()
    total = 0
    while True:
        item = queue.get()
        if item is None:
            break
        total += item[0]
    print(total)
";
    assert!(
        peak_of("items.py", items, "499999500000\n") < LIMIT_KIB,
        "10^6 items"
    );
}
