//! The trace against an independent witness: strace(1) watches the same run from outside, and forks, ends, signals
//! and write(2) boundaries on the output must agree with the trace: none missing, none extra, order kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

const LISTINGS: [&str; 5] = [
    "07-lock/unlocked.py",
    "07-lock/locked.py",
    "08-semaphore/semaphore.py",
    "04-daemon/daemon.py",
    "06-terminate/terminate.py",
];

#[test]
fn strace_saw_the_same_forks_ends_signals_and_writes_as_the_trace_tells() {
    if Command::new("strace")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        eprintln!("SKIPPED: no strace here; the trace is not held against a witness");
        return;
    }
    for (listing, mode) in LISTINGS
        .into_iter()
        .flat_map(|l| [(l, "terminal"), (l, "unbuffered")])
    {
        let run = watched(listing, mode);
        run.forks_agree();
        run.ends_agree();
        run.signals_agree();
        run.writes_agree();
    }
}

/// A run with both accounts of it.
struct Watched {
    what: String,
    trace: Vec<Value>,
    calls: Vec<SystemCall>,
    /// How each thread ended, by machine pid: exit status, or the signal's name.
    ends: BTreeMap<u32, Result<i32, String>>,
}

/// A system call as strace tells it.
#[derive(Debug)]
struct SystemCall {
    pid: u32,
    name: String,
    arguments: String,
    result: i64,
    /// Lines of strace's account at which it began and ended.
    began: usize,
    ended: usize,
}

fn watched(listing: &str, mode: &str) -> Watched {
    let folder =
        std::env::temp_dir().join(format!("forklore-witness-{}-{mode}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the accounts");
    let (trace, account) = (folder.join("trace.jsonl"), folder.join("strace.txt"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("lessons")
        .join(listing);
    // The endless listing ends by its time limit; of the others it only guards against a hang.
    let (limit, expected) = if listing.contains("semaphore") {
        ("4", 124)
    } else {
        ("120", 0)
    };
    let status = Command::new("strace")
        .args(["-f", "-yy", "-s", "4096", "-xx", "-e", "signal=all"])
        .args([
            "-e",
            "trace=fork,vfork,clone,clone3,kill,tkill,tgkill,pidfd_send_signal,write,pwritev2,sendto,exit_group",
        ])
        .arg("-o")
        .arg(&account)
        .arg(env!("CARGO_BIN_EXE_forklore"))
        .arg("run")
        .arg(&path)
        .args([
            "--headless",
            "--stdout",
            mode,
            "--speed",
            "10",
            "--time-limit",
            limit,
            "--events",
        ])
        .arg(&trace)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("strace starts");
    assert_eq!(status.code(), Some(expected), "{listing} {mode}");
    let (calls, ends) = read_account(&account);
    let run = Watched {
        what: format!("{listing}, stdout {mode}"),
        trace: read_trace(&trace),
        calls,
        ends,
    };
    std::fs::remove_dir_all(&folder).expect("the folder is ours");
    run
}

fn read_trace(path: &PathBuf) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("the trace was written");
    text.lines()
        .skip(1)
        .map(|line| serde_json::from_str(line).expect("every line is JSON"))
        .collect()
}

fn read_account(path: &PathBuf) -> (Vec<SystemCall>, BTreeMap<u32, Result<i32, String>>) {
    let text = std::fs::read_to_string(path).expect("strace wrote its account");
    let (mut calls, mut ends, mut open) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    for (number, line) in text.lines().enumerate() {
        let (pid, rest) = line.split_once(' ').expect("a pid before each call");
        let (pid, rest) = (pid.parse::<u32>().expect("a pid"), rest.trim_start());
        if let Some(end) = rest.strip_prefix("+++ exited with ") {
            let code = end
                .trim_end_matches(" +++")
                .parse()
                .expect("an exit status");
            ends.insert(pid, Ok(code));
        } else if let Some(end) = rest.strip_prefix("+++ killed by ") {
            ends.insert(
                pid,
                Err(end.split_whitespace().next().unwrap_or_default().to_owned()),
            );
        } else if let Some(begin) = rest.strip_suffix(" <unfinished ...>") {
            open.insert(pid, (begin.to_owned(), number));
        } else if let Some((_, tail)) = rest.split_once(" resumed>") {
            if let Some((begin, began)) = open.remove(&pid) {
                calls.extend(read_call(pid, &format!("{begin}{tail}"), began, number));
            }
        } else if !rest.starts_with("---") {
            calls.extend(read_call(pid, rest, number, number));
        }
    }
    (calls, ends)
}

fn read_call(pid: u32, text: &str, began: usize, ended: usize) -> Option<SystemCall> {
    let (name, rest) = text.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    let result = result.split_whitespace().next()?.parse().ok()?;
    Some(SystemCall {
        pid,
        name: name.to_owned(),
        arguments: arguments.to_owned(),
        result,
        began,
        ended,
    })
}

impl Watched {
    fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.trace.iter().filter(move |event| event["kind"] == kind)
    }

    /// Machine pids of the lesson processes, as the trace tells them, by process number.
    fn lesson_pids(&self) -> BTreeMap<u64, u32> {
        self.of_kind("process_started")
            .map(|event| {
                let pid = event["child_host_pid"]
                    .as_u64()
                    .and_then(|pid| u32::try_from(pid).ok());
                (
                    event["child"].as_u64().expect("a child"),
                    pid.expect("a machine pid"),
                )
            })
            .collect()
    }

    fn forks_agree(&self) {
        let lesson: BTreeSet<u32> = self.lesson_pids().into_values().collect();
        let forks = self
            .calls
            .iter()
            .filter(|call| ["fork", "vfork", "clone", "clone3"].contains(&call.name.as_str()))
            .filter(|call| {
                lesson.contains(&call.pid)
                    && call.result > 0
                    && !call.arguments.contains("CLONE_THREAD")
            })
            .count();
        // The stage forks main, which is in the trace but not made by a lesson process.
        assert_eq!(
            forks + 1,
            lesson.len(),
            "{}: forks that strace saw, and processes in the trace",
            self.what
        );
        for pid in &lesson {
            assert!(
                self.ends.contains_key(pid),
                "{}: strace knows no process {pid}",
                self.what
            );
        }
    }

    fn ends_agree(&self) {
        let pids = self.lesson_pids();
        for event in self.of_kind("process_exited") {
            let pid = pids[&event["child"].as_u64().expect("a child")];
            let told = match (&event["code"], &event["signal"]) {
                (Value::Number(code), Value::Null) => Ok(code.as_i64().expect("a code") as i32),
                (Value::Null, Value::String(signal)) => Err(signal.clone()),
                other => panic!("{}: an end is a code or a signal: {other:?}", self.what),
            };
            assert_eq!(
                self.ends.get(&pid),
                Some(&told),
                "{}: the end of {pid}",
                self.what
            );
        }
        let told = self.of_kind("process_exited").count();
        assert_eq!(
            told,
            pids.len(),
            "{}: every process's end is told once",
            self.what
        );
    }

    fn signals_agree(&self) {
        let pids = self.lesson_pids();
        let lesson: BTreeSet<u32> = pids.values().copied().collect();
        let seen: Vec<(u32, String)> = self
            .calls
            .iter()
            .filter(|call| call.name.contains("kill") || call.name == "pidfd_send_signal")
            .filter(|call| lesson.contains(&call.pid) && call.result == 0)
            .filter_map(|call| {
                let signal = call
                    .arguments
                    .split([',', ')', ' '])
                    .find(|word| word.starts_with("SIG"))?;
                Some((call.pid, signal.to_owned()))
            })
            .filter(|(_, signal)| signal != "SIGURG")
            .collect();
        let told: Vec<(u32, String)> = self
            .of_kind("signal")
            .filter_map(|event| {
                let sender = pids[&event["proc"].as_u64()?];
                Some((sender, event["signal"].as_str()?.to_owned()))
            })
            .collect();
        assert_eq!(
            seen, told,
            "{}: signals, sender and name, in order",
            self.what
        );
    }

    fn writes_agree(&self) {
        let pids = self.lesson_pids();
        let lesson: BTreeSet<u32> = pids.values().copied().collect();
        let writes: Vec<&SystemCall> = self
            .calls
            .iter()
            .filter(|call| ["write", "pwritev2", "sendto"].contains(&call.name.as_str()))
            .filter(|call| call.result >= 0 && lesson.contains(&call.pid))
            .filter(|call| call.arguments.contains("UNIX-STREAM"))
            .collect();
        let told: Vec<(u32, String)> = self
            .of_kind("output")
            .map(|event| {
                let pid = pids[&event["proc"].as_u64().expect("a writer")];
                (pid, event["data"].as_str().expect("text").to_owned())
            })
            .collect();
        assert_eq!(
            writes.len(),
            told.len(),
            "{}: write(2) calls and output events",
            self.what
        );
        let places = self.match_writes(&writes, &told);
        for (first, first_place) in writes.iter().zip(&places) {
            for (second, second_place) in writes.iter().zip(&places) {
                // Where one write had returned before the other was made, the trace must keep that order.
                let before = first.ended < second.began;
                assert!(
                    !before || first_place < second_place,
                    "{}: {first:?} before {second:?}",
                    self.what
                );
            }
        }
    }

    /// For each write its place among the output events: each writer's writes in their own order, byte for byte.
    fn match_writes(&self, writes: &[&SystemCall], told: &[(u32, String)]) -> Vec<usize> {
        let mut next: BTreeMap<u32, usize> = BTreeMap::new();
        writes
            .iter()
            .map(|write| {
                let from = next.entry(write.pid).or_default();
                let place = (*from..told.len()).find(|&i| told[i].0 == write.pid);
                let place =
                    place.unwrap_or_else(|| panic!("{}: no event for {write:?}", self.what));
                *from = place + 1;
                assert_eq!(written(write), told[place].1, "{}: {write:?}", self.what);
                place
            })
            .collect()
    }
}

/// The bytes of a write, which strace gives as `"\x50\x69..."`.
fn written(call: &SystemCall) -> String {
    let quoted = call.arguments.split('"').nth(1).unwrap_or_default();
    let bytes: Vec<u8> = quoted
        .split("\\x")
        .skip(1)
        .map(|pair| {
            u8::from_str_radix(pair, 16).expect("strace -xx gives every byte in hexadecimal")
        })
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
