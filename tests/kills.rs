//! 100 times `kill -9` of each guard's run, at random moments: nobody outlives it by more than 3 s.
//!
//! Two kinds of victims: the screen's owner alone, whose supervisor then clears up, and all of forklore's own processes
//! at once (supervisor, screen, stage), where only the kernel is left to do it. Each is tried calm and beside CPU hogs, in
//! the namespace and with best effort. A survivor shows itself by a pipe that the whole family inherits: its end is
//! reached when the last process that holds it has ended, however that process hides.
//!
//! 200 kills, about a minute on two busy cores. `FORKLORE_KILLS_SEED` repeats the moments of a run whose seed was
//! printed; what the kernel does meanwhile is its own.

#[path = "support/pty.rs"]
#[expect(dead_code, reason = "other tests use other parts of it")]
mod pty;

use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pty::{PATIENCE, Pty, SURVIVORS, binary, children_of, code_of};

/// Kills of each kind of victim under each guard: 30 + 20, two kinds, so 100 for a guard.
const CALM: usize = 30;
const LOADED: usize = 20;

/// Busy threads beside a loaded run: two for each of two cores.
const N_HOGS: usize = 4;

/// A hog gives up after this, should its test hang.
const HOG_LIMIT: Duration = Duration::from_mins(2);

/// One test at a time: calm means calm.
static TURN: Mutex<()> = Mutex::new(());

/// Who is killed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Victims {
    /// The process that owns the screen.
    Screen,
    /// Supervisor, screen and stage, one right after the other in any order.
    All,
}

/// What guards the run: the word of `--isolation`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Guard {
    Namespace,
    BestEffort,
}

impl Guard {
    fn word(self) -> &'static str {
        match self {
            Self::Namespace => "namespace",
            Self::BestEffort => "best-effort",
        }
    }
}

/// What runs when the blow falls.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scene {
    /// A lesson opened by name and started by key; its guard is the one that the machine grants.
    Lesson(&'static str),
    /// A lesson's listing, run at once.
    Listing(&'static str),
    /// A program of ours: its name, its text.
    Program(&'static str, &'static str),
}

/// Processes that start processes, without end.
const FORKS: &str = "\
from multiprocessing import Process

def leaf():
    pass

def branch():
    leaves = [Process(target=leaf) for _ in range(2)]
    for each in leaves:
        each.start()
    for each in leaves:
        each.join()

if __name__ == '__main__':
    while True:
        branches = [Process(target=branch) for _ in range(3)]
        for each in branches:
            each.start()
        for each in branches:
            each.join()
";

/// Sleepers, and one that computes in a single expression.
const SLEEPERS: &str = "\
from multiprocessing import Process
import time

def sleep():
    time.sleep(3600)

def compute():
    print(sum(range(10 ** 11)))

if __name__ == '__main__':
    for _ in range(4):
        Process(target=sleep).start()
    Process(target=compute).start()
";

/// Processes that have stopped themselves: nothing but SIGKILL reaches them.
const STOPPED: &str = "\
from multiprocessing import Process
import os, signal, time

def stop():
    os.kill(os.getpid(), signal.SIGSTOP)

if __name__ == '__main__':
    for _ in range(3):
        Process(target=stop).start()
    time.sleep(3600)
";

const PROGRAMS: [Scene; 3] = [
    Scene::Program("forks", FORKS),
    Scene::Program("sleepers", SLEEPERS),
    Scene::Program("stopped", STOPPED),
];

const LESSONS: [&str; 2] = ["semaphore", "pool"];

impl Scene {
    /// Scenes by turns.
    fn of(round: usize, guard: Guard) -> Self {
        let lesson = LESSONS[round / 5 % 2];
        match round % 5 {
            n @ 0..3 => PROGRAMS[n],
            3 if guard == Guard::Namespace => Self::Lesson(lesson),
            _ => Self::Listing(lesson),
        }
    }

    /// Starts forklore in a terminal.
    fn start(self, guard: Guard) -> Pty {
        let target = match self {
            Self::Lesson(name) => return Pty::start(&["lesson", name], SIZE),
            Self::Listing(name) => name.to_owned(),
            Self::Program(name, text) => program(name, text),
        };
        Pty::start(&["run", &target, "--isolation", guard.word()], SIZE)
    }

    /// Waits until its processes run.
    #[track_caller]
    fn begin(self, pty: &mut Pty) {
        if let Self::Lesson(_) = self {
            pty.wait_for("NO RUN YET");
            pty.send("r");
        }
        pty.wait_for("LIVE  running");
        if self == Self::Program("stopped", STOPPED) {
            wait_for_a_stopped(pty);
        }
    }
}

const SIZE: (u16, u16) = (100, 30);

fn program(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("killed-{name}.py"));
    std::fs::write(&path, text).expect("a file");
    path.to_string_lossy().into_owned()
}

#[track_caller]
fn wait_for_a_stopped(pty: &mut Pty) {
    let end = Instant::now() + PATIENCE;
    while !pty.family().living().into_iter().any(is_stopped) {
        assert!(Instant::now() < end, "nobody stops\n{}", pty.shown());
        pty.read_for(Duration::from_millis(5));
    }
}

fn is_stopped(pid: Pid) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        stat.rsplit_once(')')
            .is_some_and(|(_, rest)| rest.starts_with(" T"))
    })
}

/// Numbers that look random and can be had again (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
struct Random(u64);

impl Random {
    /// Another seed each time, unless the environment gives one.
    fn new() -> Self {
        let given = std::env::var("FORKLORE_KILLS_SEED").ok();
        Self(given.map_or_else(
            || RandomState::new().hash_one("kills") % 1_000_000,
            |text| text.parse().expect("a seed is a number"),
        ))
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// Threads that do nothing but compute.
struct Hogs {
    is_over: &'static AtomicBool,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl Hogs {
    fn start() -> Self {
        let is_over: &'static AtomicBool = Box::leak(Box::default());
        let end = Instant::now() + HOG_LIMIT;
        let hog = move || while !is_over.load(Ordering::Relaxed) && Instant::now() < end {};
        let threads = (0..N_HOGS).map(|_| std::thread::spawn(hog)).collect();
        Self { is_over, threads }
    }
}

impl Drop for Hogs {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            // A hog has nothing to panic about.
            let _ = thread.join();
        }
    }
}

/// Kills a run again and again, and sees that nobody is left.
#[track_caller]
fn check(guard: Guard, victims: Victims, n_rounds: usize) {
    if guard == Guard::Namespace && !namespaces_are_granted() {
        return;
    }
    let mut random = Random::new();
    let seed = random.0;
    let mut slowest = Duration::ZERO;
    for round in 0..n_rounds {
        let what = format!("seed {seed}, round {round}, {guard:?}, {victims:?}");
        slowest = slowest.max(kill_once(guard, victims, round, &mut random, &what));
    }
    say(&format!(
        "seed {seed}: {n_rounds} kills of {victims:?} under {guard:?}, the slowest end took {slowest:?}"
    ));
}

/// One start, one kill, one look; how long the last of them lived on.
#[track_caller]
fn kill_once(
    guard: Guard,
    victims: Victims,
    round: usize,
    random: &mut Random,
    what: &str,
) -> Duration {
    let scene = Scene::of(round, guard);
    let mut pty = scene.start(guard);
    // Every fourth blow falls while forklore and its stage are still getting up.
    let is_early = random.below(4) == 0;
    if !is_early {
        scene.begin(&mut pty);
    }
    let us = random.below(if is_early { 80_000 } else { 150_000 });
    let moment = Instant::now() + Duration::from_micros(us);
    while let Some(left) = moment.checked_duration_since(Instant::now()) {
        pty.read_for(left);
    }
    let what = format!("{what}, {scene:?}, early: {is_early}, after {us} µs");
    let since = Instant::now();
    match victims {
        Victims::Screen => pty.signal(Signal::SIGKILL),
        Victims::All => kill_all(&pty, random),
    }
    let took = pty.assert_all_gone(since + SURVIVORS, &what);
    if victims == Victims::Screen {
        assert_eq!(code_of(pty.wait_for_end()), 128 + 9, "{what}");
        pty.assert_restored();
    }
    took
}

/// Supervisor, screen and stage: whoever of them exists by now.
fn kill_all(pty: &Pty, random: &mut Random) {
    let screen = children_of(pty.supervisor());
    let stage: Vec<Pid> = screen.iter().copied().flat_map(children_of).collect();
    let mut own = [vec![pty.supervisor()], screen, stage].concat();
    let first = random.below(own.len() as u64) as usize;
    own.rotate_left(first);
    for pid in own {
        // It may have followed the one before.
        let _ = kill(pid, Signal::SIGKILL);
    }
}

/// Whether this machine grants a PID namespace; if not, says so.
fn namespaces_are_granted() -> bool {
    let path = program("probe", "pass\n");
    let output = Command::new(binary())
        .args(["run", &path, "--headless", "--isolation", "namespace"])
        .stdin(Stdio::null())
        .output()
        .expect("forklore starts");
    if output.status.code() == Some(3) {
        say("skipped: this machine grants no PID namespace");
        return false;
    }
    assert!(output.status.success(), "{output:?}");
    true
}

/// Also seen when the test passes.
fn say(words: &str) {
    writeln!(std::io::stderr(), "{words}").expect("stderr");
}

#[track_caller]
fn calm(guard: Guard, victims: Victims) {
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    check(guard, victims, CALM);
}

#[track_caller]
fn loaded(guard: Guard, victims: Victims) {
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let _hogs = Hogs::start();
    check(guard, victims, LOADED);
}

#[test]
fn a_killed_screen_leaves_nobody_in_the_namespace() {
    calm(Guard::Namespace, Victims::Screen);
}

#[test]
fn a_killed_screen_leaves_nobody_in_the_namespace_beside_hogs() {
    loaded(Guard::Namespace, Victims::Screen);
}

#[test]
fn a_killed_screen_leaves_nobody_with_best_effort() {
    calm(Guard::BestEffort, Victims::Screen);
}

#[test]
fn a_killed_screen_leaves_nobody_with_best_effort_beside_hogs() {
    loaded(Guard::BestEffort, Victims::Screen);
}

#[test]
fn forklore_killed_as_a_whole_leaves_nobody_in_the_namespace() {
    calm(Guard::Namespace, Victims::All);
}

#[test]
fn forklore_killed_as_a_whole_leaves_nobody_in_the_namespace_beside_hogs() {
    loaded(Guard::Namespace, Victims::All);
}

#[test]
fn forklore_killed_as_a_whole_leaves_nobody_with_best_effort() {
    calm(Guard::BestEffort, Victims::All);
}

#[test]
fn forklore_killed_as_a_whole_leaves_nobody_with_best_effort_beside_hogs() {
    loaded(Guard::BestEffort, Victims::All);
}

/// Otherwise the end of the pipe would prove nothing.
#[test]
fn every_process_of_a_run_holds_the_pipe_that_shows_survivors() {
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    for guard in [Guard::Namespace, Guard::BestEffort] {
        if guard == Guard::Namespace && !namespaces_are_granted() {
            continue;
        }
        let scene = Scene::Program("stopped", STOPPED);
        let mut pty = scene.start(guard);
        scene.begin(&mut pty);
        // Supervisor, screen, stage, main and at least one child.
        let living = pty.family().living();
        assert!(living.len() >= 5, "{guard:?}: {living:?}");
        for pid in living {
            assert!(pty.family().is_seen(pid), "{guard:?}: {pid} has closed it");
        }
        pty.send("\x03");
        assert_eq!(code_of(pty.wait_for_end()), 0);
    }
}
