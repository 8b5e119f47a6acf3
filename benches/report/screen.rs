//! The screen's budgets, against a minimal ratatui program: start, keys, rest, motion, memory, endings.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use nix::unistd::Pid;

use super::hello;
use super::pty::{Pty, binary};
use super::table::{Table, median, ms, ratio};

const SIZE: (u16, u16) = (120, 40);
const N_STARTS: usize = 40;
const N_KEYS: usize = 200;

/// How long rest and motion are watched.
const WATCH: Duration = Duration::from_secs(4);

/// A program that emits flat out from 16 processes.
const FLOOD: &str = "\
from multiprocessing import Process
def work():
    n = 0
    while True:
        n = n + 1
        print(n)
if __name__ == '__main__':
    for i in range(16):
        Process(target=work, daemon=True).start()
    while True:
        pass
";

/// A program that moves a little, like a lesson.
const CALM: &str = "\
import time
from multiprocessing import Process
def work(n):
    while True:
        time.sleep(0.1 * (n + 1))
if __name__ == '__main__':
    children = [Process(target=work, args=(n,)) for n in range(5)]
    for child in children:
        child.start()
    for child in children:
        child.join()
";

/// forklore at its list, or the yardstick.
fn at_rest(program: &Path) -> Pty {
    let mut pty = Pty::start_program(program, &[], SIZE);
    wait_for_frame(&mut pty);
    pty
}

fn wait_for_frame(pty: &mut Pty) {
    pty.wait_until("the first frame", |screen| {
        screen.alternate_screen() && screen.contents().trim().len() > 10
    });
    settle(pty);
}

/// Takes in what is still coming, of a program that comes to rest.
fn settle(pty: &mut Pty) {
    let mut n_before = usize::MAX;
    while pty.n_bytes != n_before {
        n_before = pty.n_bytes;
        pty.read_for(Duration::from_millis(60));
    }
}

/// From exec to the first frame. What exec of setsid(1) costs is measured too, by one more of
/// the kind (env(1)), and taken off both.
pub fn start(table: &mut Table) {
    let (mut ours, mut theirs, mut twice) = (Vec::new(), Vec::new(), Vec::new());
    let hello_path = hello();
    let hello_word = hello_path.to_string_lossy().into_owned();
    let env = Path::new("/usr/bin/env");
    for _ in 0..N_STARTS {
        ours.push(time_to_frame(&binary(), &[]));
        theirs.push(time_to_frame(&hello_path, &[]));
        twice.push(time_to_frame(env, &[&hello_word]));
    }
    let (ours, theirs, twice) = (median(&mut ours), median(&mut theirs), median(&mut twice));
    let overhead = twice.saturating_sub(theirs).min(theirs / 2);
    let (ours, theirs) = (
        ours.saturating_sub(overhead),
        theirs.saturating_sub(overhead),
    );
    let detail = format!("forklore {}, hello {}", ms(ours), ms(theirs));
    table.at_most(
        "start to the first frame",
        ratio(ours, theirs),
        1.5,
        "x hello",
        &detail,
    );
}

fn time_to_frame(program: &Path, args: &[&str]) -> Duration {
    let begin = Instant::now();
    let mut pty = Pty::start_program(program, args, SIZE);
    pty.wait_until("the first frame", |screen| {
        screen.alternate_screen() && screen.contents().trim().len() > 10
    });
    let span = begin.elapsed();
    settle(&mut pty);
    pty.send("q");
    pty.wait_for_end();
    span
}

/// From `r` to a process on the screen.
pub fn open(table: &mut Table) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..N_STARTS / 4 {
        let mut pty = Pty::start(&["lesson", "processes"], SIZE);
        wait_for_frame(&mut pty);
        let begin = Instant::now();
        pty.send("r");
        pty.wait_until("a child on the screen", |screen| {
            screen.contents().contains("Process-1")
        });
        ours.push(begin.elapsed());
        pty.send("\x03");
        pty.wait_for_end();
        theirs.push(time_to_frame(&hello(), &[]));
    }
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    let detail = format!("forklore {}, hello's start {}", ms(ours), ms(theirs));
    table.at_most(
        "open a lesson until its processes show",
        ratio(ours, theirs),
        10.0,
        "x hello's start",
        &detail,
    );
}

/// From a key to the bytes that answer it.
fn time_to_answer(pty: &mut Pty, key: &str) -> (Duration, usize) {
    let n_before = pty.n_bytes;
    let begin = Instant::now();
    pty.send(key);
    while pty.n_bytes == n_before {
        pty.read_for(Duration::from_secs(5));
    }
    let span = begin.elapsed();
    settle_briefly(pty);
    (span, pty.n_bytes - n_before)
}

fn settle_briefly(pty: &mut Pty) {
    let mut n_before = usize::MAX;
    while pty.n_bytes != n_before {
        n_before = pty.n_bytes;
        pty.read_for(Duration::from_millis(5));
    }
}

/// A key that moves the list's mark.
pub fn keys_at_rest(table: &mut Table) {
    let mut forklore = at_rest(&binary());
    let mut hello = at_rest(&hello());
    let (mut ours, mut theirs, mut n_bytes) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..N_KEYS {
        let (span, bytes) = time_to_answer(&mut forklore, if n % 2 == 0 { "j" } else { "k" });
        ours.push(span);
        n_bytes.push(bytes);
        let letter = char::from(b'a' + (n % 16) as u8).to_string();
        theirs.push(time_to_answer(&mut hello, &letter).0);
    }
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    n_bytes.sort_unstable();
    let detail = format!("forklore {}, hello {}", ms(ours), ms(theirs));
    table.at_most(
        "key to its text at rest, p50",
        ratio(ours, theirs),
        1.5,
        "x hello",
        &detail,
    );
    table.at_most(
        "bytes for a key, p50",
        n_bytes[n_bytes.len() / 2] as f64,
        600.0,
        "bytes",
        "",
    );
    for mut pty in [forklore, hello] {
        pty.send("q");
        pty.wait_for_end();
    }
}

/// The help comes and goes while 16 processes print as fast as they can.
pub fn keys_under_load(table: &mut Table) {
    let program = scratch("flood.py", FLOOD);
    let mut forklore = Pty::start(&["run", &program], SIZE);
    forklore.wait_for("Process-4");
    let mut hello = Pty::start_program(&hello(), &["animate"], SIZE);
    hello.wait_for("clock");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for n in 0..N_KEYS / 4 {
        let before = forklore.screen().contents().contains("Esc close");
        let begin = Instant::now();
        forklore.send(if before { "\r" } else { "?" });
        forklore.wait_until("the help", |screen| {
            screen.contents().contains("Esc close") != before
        });
        ours.push(begin.elapsed());
        let letter = char::from(b'a' + (n % 16) as u8);
        let wanted = format!("last key: {letter}");
        let begin = Instant::now();
        hello.send(&letter.to_string());
        hello.wait_for(&wanted);
        theirs.push(begin.elapsed());
    }
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    let detail = format!("forklore {}, hello at 30 frames/s {}", ms(ours), ms(theirs));
    table.at_most(
        "key to its text while 16 emit, p50",
        ratio(ours, theirs),
        2.0,
        "x hello",
        &detail,
    );
    for mut pty in [forklore, hello] {
        pty.send("\x03");
        pty.send("q");
        pty.wait_for_end();
    }
}

/// What a family of processes used so far.
#[derive(Clone, Copy, Default)]
struct Usage {
    /// Times that a thread gave the CPU away by itself: woken again as often.
    n_wakes: u64,
    /// CPU time in clock ticks.
    ticks: u64,
}

fn usage(pids: &[Pid]) -> Usage {
    let mut sum = Usage::default();
    for pid in pids {
        let tasks = std::fs::read_dir(format!("/proc/{pid}/task"));
        for task in tasks.into_iter().flatten().flatten() {
            let text = |name| std::fs::read_to_string(task.path().join(name)).unwrap_or_default();
            sum.n_wakes += text("status")
                .lines()
                .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))
                .and_then(|n| n.trim().parse::<u64>().ok())
                .unwrap_or(0);
            let stat = text("stat");
            let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
            let ticks = |field: usize| -> u64 {
                fields
                    .split_whitespace()
                    .nth(field)
                    .and_then(|n| n.parse().ok())
                    .unwrap_or(0)
            };
            sum.ticks += ticks(11) + ticks(12);
        }
    }
    sum
}

/// Watches for [`WATCH`]: wakes, ticks and bytes.
fn watch(pty: &mut Pty) -> (Usage, usize) {
    let family = pty.family().living();
    let (before, n_before) = (usage(&family), pty.n_bytes);
    let end = Instant::now() + WATCH;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        pty.read_for(left);
    }
    let after = usage(&family);
    let used = Usage {
        n_wakes: after.n_wakes.saturating_sub(before.n_wakes),
        ticks: after.ticks.saturating_sub(before.ticks),
    };
    (used, pty.n_bytes - n_before)
}

/// What forklore costs while nothing moves.
pub fn rest(table: &mut Table) {
    let mut list = at_rest(&binary());
    report_rest(table, "in the list", &mut list);
    list.send("q");
    list.wait_for_end();
    let program = scratch("calm.py", CALM);
    let mut paused = Pty::start(&["run", &program], SIZE);
    paused.wait_for("Process-5");
    paused.send(" ");
    paused.wait_for("paused");
    report_rest(table, "paused, children included", &mut paused);
    paused.send("\x03");
    paused.wait_for_end();
}

fn report_rest(table: &mut Table, place: &str, pty: &mut Pty) {
    settle(pty);
    let (used, n_bytes) = watch(pty);
    let seconds = WATCH.as_secs_f64();
    table.at_most(
        &format!("wake-ups {place}"),
        used.n_wakes as f64 / seconds,
        0.0,
        "/s",
        "",
    );
    table.at_most(
        &format!("bytes {place}"),
        n_bytes as f64 / seconds,
        0.0,
        "/s",
        "",
    );
    table.at_most(
        &format!("CPU {place}"),
        used.ticks as f64,
        0.0,
        "ticks",
        "in 4 s",
    );
}

/// CPU and bytes while processes sleep and wake, against a program that draws 30 frames a second.
pub fn motion(table: &mut Table) {
    let program = scratch("calm.py", CALM);
    let mut forklore = Pty::start(&["run", &program], SIZE);
    forklore.wait_for("Process-5");
    let (ours, n_ours) = watch(&mut forklore);
    // Ended before the other is watched: a terminal that nobody reads fills up and holds its program in a write.
    forklore.send("\x03");
    forklore.wait_for_end();
    let mut hello = Pty::start_program(&hello(), &["animate"], SIZE);
    hello.wait_for("clock");
    let (theirs, n_theirs) = watch(&mut hello);
    let detail = format!(
        "{} against {} ticks in 4 s, stage and lesson included",
        ours.ticks, theirs.ticks
    );
    let cpu = ours.ticks as f64 / theirs.ticks.max(1) as f64;
    table.at_most(
        "CPU while a lesson moves",
        cpu,
        1.5,
        "x hello at 30 frames/s",
        &detail,
    );
    let detail = format!("{n_ours} against {n_theirs} bytes in 4 s");
    let bytes = n_ours as f64 / n_theirs.max(1) as f64;
    table.at_most(
        "bytes while a lesson moves",
        bytes,
        1.5,
        "x hello at 30 frames/s",
        &detail,
    );
    hello.send("q");
    hello.wait_for_end();
}

/// Proportional set size of a family in KiB.
fn pss(pids: &[Pid]) -> u64 {
    let of = |pid: &Pid| -> Option<u64> {
        let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        line.split_whitespace().next()?.parse().ok()
    };
    pids.iter().filter_map(of).sum()
}

/// Private and shared memory, each page's part.
pub fn memory(table: &mut Table) {
    let mut forklore = at_rest(&binary());
    let mut hello = at_rest(&hello());
    let ours = pss(&forklore.family().living());
    let theirs = pss(&hello.family().living());
    let detail = format!("{ours} against {theirs} KiB, supervisor included, at the list");
    table.at_most(
        "memory of the interface",
        ours as f64 / theirs.max(1) as f64,
        3.0,
        "x hello",
        &detail,
    );
    for pty in [&mut forklore, &mut hello] {
        pty.send("q");
        pty.wait_for_end();
    }
}

/// A way to end.
type End = fn(&mut Pty);

/// Six ways to end with a run under way; each must leave terminal and process table clean.
pub fn endings(table: &mut Table) {
    let ways: [(&str, End); 5] = [
        ("q", |pty| pty.send("q")),
        ("INT", |pty| pty.signal(Signal::SIGINT)),
        ("TERM", |pty| pty.signal(Signal::SIGTERM)),
        ("HUP", |pty| pty.signal(Signal::SIGHUP)),
        ("KILL", |pty| pty.signal(Signal::SIGKILL)),
    ];
    let program = scratch("calm.py", CALM);
    let running = || {
        let mut pty = Pty::start(&["run", &program], SIZE);
        pty.wait_for("Process-5");
        pty
    };
    let mut dirty = Vec::new();
    std::panic::set_hook(Box::new(|_| {}));
    for (name, end) in ways {
        let ended = catch_unwind(AssertUnwindSafe(|| {
            let mut pty = running();
            end(&mut pty);
            pty.wait_for_end();
            pty.assert_restored();
            pty.family().assert_no_survivor();
        }));
        if ended.is_err() {
            dirty.push(name);
        }
    }
    let closed = catch_unwind(AssertUnwindSafe(|| running().hang_up().wait_for_end()));
    if closed.is_err() {
        dirty.push("closed");
    }
    drop(std::panic::take_hook());
    let n_clean = 6 - dirty.len();
    let detail = format!("not clean: {dirty:?}");
    table.at_least(
        "clean endings of six",
        n_clean as f64,
        6.0,
        "",
        if dirty.is_empty() { "" } else { &detail },
    );
}

/// A program in a file of its own.
pub fn scratch(name: &str, text: &str) -> String {
    let folder = std::env::temp_dir().join(format!("forklore-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file");
    path.to_string_lossy().into_owned()
}
