//! Spawned processes as the machine sees them: a witness of the exec, pauses, and what a kill leaves behind.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use forklore::engine::session::{self, Notice, Options, Session};
use forklore::trace::event::EventKind;
use serde_json::Value;

const FORKLORE: &str = env!("CARGO_BIN_EXE_forklore");
/// A run must have come so far by then, on a busy machine too.
const PATIENCE: Duration = Duration::from_mins(1);
/// What is killed is gone by then.
const SURVIVORS: Duration = Duration::from_secs(3);
/// Kills under each guard.
const KILLS: usize = 12;

fn program(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("spawn_system_{name}.py"));
    std::fs::write(&path, text).expect("a file");
    path
}

const THREE: &str = "
import multiprocessing as mp

def work(lock):
    with lock:
        pass

if __name__ == '__main__':
    mp.set_start_method('spawn')
    lock = mp.Lock()
    processes = [mp.Process(target=work, args=(lock,)) for _ in range(2)]
    for process in processes:
        process.start()
    with mp.Pool(1) as pool:
        pool.map(abs, [1])
        pool.close()
        pool.join()
    for process in processes:
        process.join()
";

#[test]
fn strace_sees_one_execve_for_each_spawned_process_and_none_for_main() {
    if Command::new("strace")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        eprintln!("SKIPPED: no strace here; nobody bears witness to the execs");
        return;
    }
    let path = program("witness", THREE);
    let (account, events) = (path.with_extension("strace"), path.with_extension("jsonl"));
    let status = Command::new("strace")
        .args(["-f", "-e", "trace=execve", "-e", "signal=none", "-o"])
        .arg(&account)
        .args([FORKLORE, "run"])
        .arg(&path)
        .args(["--headless", "--speed", "max", "--events"])
        .arg(&events)
        .stdout(Stdio::null())
        .status()
        .expect("strace starts");
    assert!(status.success());
    let account = std::fs::read_to_string(account).expect("strace wrote its account");
    let pid_of = |line: &str| -> u64 {
        let word = line.split(' ').next();
        word.and_then(|pid| pid.parse().ok()).expect("a pid")
    };
    // Where another process's call comes between, strace tells the beginning and the end apart.
    let ends_well = |pid: u64| {
        let mut lines = account.lines().filter(|line| pid_of(line) == pid);
        lines.any(|line| line.contains("execve") && line.ends_with("= 0"))
    };
    let executed: Vec<u64> = account
        .lines()
        .filter(|line| line.contains("\"__spawn\""))
        .map(pid_of)
        .filter(|pid| ends_well(*pid))
        .collect();
    let trace = std::fs::read_to_string(events).expect("the trace was written");
    let started: Vec<u64> = trace
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .filter(|event| event["kind"] == "process_started" && event["child"] != 0)
        .map(|event| event["child_host_pid"].as_u64().expect("a pid"))
        .collect();
    assert_eq!(started.len(), 3);
    assert_eq!(
        executed.iter().collect::<BTreeSet<_>>(),
        started.iter().collect::<BTreeSet<_>>()
    );
}

const TICKS: &str = "
import multiprocessing as mp
import time

def tick():
    for number in range(1000000):
        print(number, flush=True)
        time.sleep(0.01)

if __name__ == '__main__':
    mp.set_start_method('spawn')
    mp.Process(target=tick, daemon=True).start()
    mp.Process(target=tick).start()
";

fn launch(source: &str) -> Session {
    session::launch(Options {
        path: "ticks.py".to_owned(),
        source: source.to_owned(),
        stdout: session::StdoutMode::Terminal,
        start_method: session::StartMethod::Fork,
        speed: session::Speed::Factor(1.0),
        seed: None,
        time_limit: Some(PATIENCE),
        isolation: session::Isolation::Auto,
        max_processes: 16,
        executable: FORKLORE.into(),
        lines: false,
        priority: session::Priority::Equal,
        sample_every: None,
        stepped: None,
    })
    .expect("the run starts")
}

/// Takes notices until one is `wanted`; tells the lines that spawned processes wrote meanwhile.
#[track_caller]
fn await_notice(session: &Session, what: &str, mut wanted: impl FnMut(&Notice) -> bool) -> usize {
    let deadline = Instant::now() + PATIENCE;
    let mut n_outputs = 0;
    loop {
        let notice = session
            .notices
            .recv_deadline(deadline)
            .unwrap_or_else(|_| panic!("{what} never came"));
        if let Notice::Events(events) = &notice {
            let is_output = |kind: &EventKind| matches!(kind, EventKind::Output { .. });
            n_outputs += events.iter().filter(|event| is_output(&event.kind)).count();
        }
        if wanted(&notice) {
            return n_outputs;
        }
    }
}

fn has_output(notice: &Notice) -> bool {
    let Notice::Events(events) = notice else {
        return false;
    };
    events
        .iter()
        .any(|event| matches!(event.kind, EventKind::Output { .. }))
}

#[test]
fn spawned_processes_stand_while_the_run_is_paused_and_go_on_after() {
    let session = launch(TICKS);
    await_notice(&session, "the first line", has_output);
    session
        .commands
        .send(session::Command::Pause)
        .expect("it runs");
    await_notice(&session, "the pause", |notice| *notice == Notice::Paused);
    session
        .commands
        .send(session::Command::Resume)
        .expect("it runs");
    let between = await_notice(&session, "the way on", |notice| *notice == Notice::Running);
    assert_eq!(between, 0, "nobody writes during a pause");
    await_notice(&session, "a line after the pause", has_output);
}

/// Processes that spawn processes, without end.
const FAMILY: &str = "
import multiprocessing as mp
import time

def leaf():
    time.sleep(3600)

def branch():
    mp.Process(target=leaf).start()
    while True:
        process = mp.Process(target=abs, args=(1,))
        process.start()
        process.join()

if __name__ == '__main__':
    mp.set_start_method('spawn')
    for _ in range(2):
        mp.Process(target=branch).start()
    while True:
        process = mp.Process(target=print, args=('tick',))
        process.start()
        process.join()
";

/// Processes with this word on their command line.
fn with_word(word: &str) -> Vec<u32> {
    let entries = std::fs::read_dir("/proc").expect("/proc");
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|pid: &u32| {
            std::fs::read(format!("/proc/{pid}/cmdline"))
                .is_ok_and(|line| String::from_utf8_lossy(&line).contains(word))
        })
        .collect()
}

struct KillOnDrop(Child);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn kill_after(n_lines: usize, isolation: &str) {
    let path = program(&format!("family_{isolation}_{n_lines}"), FAMILY);
    let mut command = Command::new(FORKLORE);
    command.arg("run").arg(&path);
    command.args([
        "--headless",
        "--stdout",
        "unbuffered",
        "--isolation",
        isolation,
    ]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut forklore = KillOnDrop(child.expect("forklore starts"));
    let output = forklore.0.stdout.take().expect("a pipe was asked for");
    let mut lines = BufReader::new(output).lines();
    for _ in 0..n_lines {
        lines.next().expect("the program prints").expect("UTF-8");
    }
    drop(forklore); // SIGKILL
    let word = path.to_string_lossy().into_owned();
    let deadline = Instant::now() + SURVIVORS;
    while Instant::now() < deadline && !with_word(&word).is_empty() {
        std::thread::yield_now();
    }
    let left = with_word(&word);
    assert!(
        left.is_empty(),
        "{isolation}, after {n_lines} lines: {left:?} survived"
    );
}

#[test]
fn no_spawned_process_outlives_a_killed_forklore() {
    for n_lines in 0..KILLS {
        for isolation in ["namespace", "best-effort"] {
            kill_after(n_lines, isolation);
        }
    }
}
