//! The engine's budgets, through `forklore run --headless`, against CPython where the budget says so.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::pty::binary;
use super::recording;
use super::screen::scratch;
use super::table::{Table, median, ms, ratio};

const N_RUNS: usize = 5;

/// 20,000 items through two semaphores, a lock and a queue.
const PRODUCER_CONSUMER: &str = "\
from multiprocessing import Process, Queue, Semaphore, Lock
N = 20000
def produce(q, empty, full, lock):
    for i in range(N):
        empty.acquire()
        lock.acquire()
        q.put(i)
        lock.release()
        full.release()
def consume(q, empty, full, lock):
    total = 0
    for i in range(N):
        full.acquire()
        lock.acquire()
        total = total + q.get()
        lock.release()
        empty.release()
    print(total)
if __name__ == '__main__':
    q = Queue(10)
    empty = Semaphore(10)
    full = Semaphore(0)
    lock = Lock()
    p = Process(target=produce, args=(q, empty, full, lock))
    c = Process(target=consume, args=(q, empty, full, lock))
    p.start()
    c.start()
    p.join()
    c.join()
";

/// 10,000 tasks that do nothing, one message each.
const POOL_APPLY: &str = "\
from multiprocessing import Pool
def nothing(n):
    return n
if __name__ == '__main__':
    pool = Pool(processes=3)
    for n in range(10000):
        pool.apply_async(nothing, (n,))
    pool.close()
    pool.join()
";

/// The same by map.
const POOL_MAP: &str = "\
from multiprocessing import Pool
def nothing(n):
    return n
if __name__ == '__main__':
    pool = Pool(processes=3)
    pool.map(nothing, range(10000), 1)
    pool.close()
    pool.join()
";

/// Nothing but statements: what recording them costs.
const LOOP: &str = "\
total = 0
for n in range(2000000):
    total = total + n
    total = total - 1
    total = total + 2
print(total)
";

/// Nothing but events, from four processes.
const EVENTS: &str = "\
from multiprocessing import Process, Lock
def work():
    lock = Lock()
    for n in range(50000):
        lock.acquire()
        lock.release()
if __name__ == '__main__':
    children = [Process(target=work) for n in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join()
";

/// Measures all of it.
pub fn measure(table: &mut Table) {
    Table::heading("engine (against CPython, observed against unobserved)");
    against_python(
        table,
        "20,000 items, producer and consumer",
        PRODUCER_CONSUMER,
        2.0,
    );
    against_python(table, "10,000 pool tasks, apply_async", POOL_APPLY, 2.0);
    against_python(table, "10,000 pool tasks, map(chunksize=1)", POOL_MAP, 2.0);
    observing(table);
    let merge = recording::measure(table);
    if let Some(trace) = collecting(table) {
        recording::fold(table, &trace, merge);
    }
}

/// How long forklore takes, or why it could not.
fn forklore(program: &str, more: &[&str]) -> Result<Duration, String> {
    let mut command = Command::new(binary());
    command
        .args(["run", program, "--headless", "--time-limit", "120"])
        .args(more);
    time(command)
}

fn time(mut command: Command) -> Result<Duration, String> {
    let begin = Instant::now();
    let output = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(begin.elapsed());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "{}: {}",
        output.status,
        words.lines().next().unwrap_or_default()
    ))
}

fn against_python(table: &mut Table, what: &str, source: &str, budget: f64) {
    let name = what.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    let program = scratch(&format!("{name}.py"), source);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..N_RUNS {
        let mut python = Command::new("python3");
        python.arg(&program);
        match (forklore(&program, &[]), time(python)) {
            (Ok(own), Ok(other)) => {
                ours.push(own);
                theirs.push(other);
            }
            (Err(why), _) => return table.absent(what, &why),
            (_, Err(why)) => return table.absent(what, &format!("python3: {why}")),
        }
    }
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    let detail = format!(
        "forklore {}, python3 {}, starts included",
        ms(ours),
        ms(theirs)
    );
    table.at_most(what, ratio(ours, theirs), budget, "x CPython", &detail);
}

/// A program that is observed line by line, against the same unobserved.
fn observing(table: &mut Table) {
    let what = "slower by being observed";
    let program = scratch("loop.py", LOOP);
    let (mut observed, mut alone) = (Vec::new(), Vec::new());
    for _ in 0..N_RUNS {
        match (
            forklore(&program, &["--events", "/dev/null"]),
            forklore(&program, &[]),
        ) {
            (Ok(one), Ok(other)) => {
                observed.push(one);
                alone.push(other);
            }
            (Err(why), _) | (_, Err(why)) => return table.absent(what, &why),
        }
    }
    let (observed, alone) = (median(&mut observed), median(&mut alone));
    let detail = format!("observed {}, alone {}", ms(observed), ms(alone));
    table.at_most(what, ratio(observed, alone), 1.15, "x alone", &detail);
}

/// Events from four processes into a file: recorded, merged, encoded and written. Gives the file.
fn collecting(table: &mut Table) -> Option<String> {
    let what = "events recorded, merged and written";
    let program = scratch("events.py", EVENTS);
    let trace = scratch("events.jsonl", "");
    let mut rates = Vec::new();
    for _ in 0..N_RUNS {
        let span = match forklore(&program, &["--events", &trace]) {
            Ok(span) => span,
            Err(why) => {
                table.absent(what, &why);
                return None;
            }
        };
        let text = std::fs::read_to_string(&trace).expect("a trace");
        if text.contains("ring_full") {
            table.absent(what, "events were lost");
            return None;
        }
        rates.push(text.lines().count() as f64 / span.as_secs_f64());
    }
    rates.sort_unstable_by(f64::total_cmp);
    let rate = rates[rates.len() / 2] / 1e6;
    table.at_least(
        what,
        rate,
        3.0,
        "million/s",
        "the program's own work included, so the true rate is higher",
    );
    Some(trace)
}
