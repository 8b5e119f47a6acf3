//! `--plain`: a run in sentences, a full substitute for the screen.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = "\
from multiprocessing import Process, Lock
import time

lock = Lock()

def work():
    with lock:
        print('hello')
        time.sleep(0.1)

if __name__ == '__main__':
    child = Process(target=work, name='Worker')
    child.start()
    child.join()
";

const STUCK: &str = "\
from multiprocessing import Lock
lock = Lock()
lock.acquire()
lock.acquire()
";

fn program(name: &str, text: &str) -> PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("plain-{name}.py"));
    std::fs::write(&path, text).expect("a file");
    path
}

fn forklore(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_forklore"))
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .env("PYTHONUNBUFFERED", "1")
        .stdin(Stdio::null())
        .output()
        .expect("forklore starts")
}

/// Sentences without the time in front.
fn sentences(output: &Output) -> Vec<String> {
    let text = String::from_utf8(output.stdout.clone()).expect("text");
    assert!(!text.contains('\u{1b}'), "an escape code: {text}");
    text.lines()
        .map(|line| match line.split_once("  ") {
            Some((time, sentence)) if time.parse::<f64>().is_ok() => sentence.to_owned(),
            _ => line.to_owned(),
        })
        .collect()
}

/// Each of these sentences is there, in this order.
#[track_caller]
fn assert_in_order(sentences: &[String], wanted: &[&str]) {
    let mut rest = sentences.iter();
    for sentence in wanted {
        assert!(
            rest.any(|one| one == sentence),
            "`{sentence}` is not in its place in\n{}",
            sentences.join("\n")
        );
    }
}

#[test]
fn every_event_is_a_sentence_from_the_start_line_to_the_end() {
    let path = program("run", PROGRAM);
    let path = path.to_str().expect("text");
    let output = forklore(&["run", path, "--plain", "--speed", "max", "--lang", "en"]);
    let sentences = sentences(&output);
    let opening = format!("runs {path}: live, stdout terminal, start method fork, speed max");
    assert_eq!(sentences.first(), Some(&opening));
    assert_in_order(
        &sentences,
        &[
            "the program is [0] MainProcess",
            "[0] creates lock, a lock",
            "[0] creates [1] Worker",
            "[0] starts [1], pid 3",
            "[1] is at line 7",
            "[1] acquires lock",
            "[1] writes \"hello\\n\" (6 bytes)",
            "[1] sleeps 0.1 s",
            "[1] releases lock",
            "[1] ends with 0 and is a zombie",
            "[0] sees that [1] ended: exit 0",
            "the program ends with 0",
        ],
    );
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn the_sentences_are_in_the_language_asked_for() {
    let path = program("run-zh", PROGRAM);
    let path = path.to_str().expect("text");
    let output = forklore(&["run", path, "--plain", "--speed", "max", "--lang", "zh"]);
    assert_in_order(
        &sentences(&output),
        &[
            "[0] 创建 [1] Worker",
            "[0] 启动 [1]，pid 3",
            "[1] 到第 7 行",
            "[1] 写出 \"hello\\n\"（6 字节）",
            "程序以 0 结束",
        ],
    );
}

#[test]
fn a_standstill_is_explained_among_the_sentences_and_ends_with_4() {
    let path = program("stuck", STUCK);
    let path = path.to_str().expect("text");
    let output = forklore(&["run", path, "--plain", "--lang", "en"]);
    assert_in_order(
        &sentences(&output),
        &[
            "nobody can ever move: [0] waits for itself",
            "       lock is a Lock: it cannot be taken twice, not even by its holder",
            "       way out 1: use an RLock. lock = RLock(): its holder may take it again, and gives it back as often.",
            "the run is stopped: nobody can ever move",
        ],
    );
    assert_eq!(output.status.code(), Some(4));
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn a_recording_is_told_as_its_run_was() {
    let path = program("record", PROGRAM);
    let trace = path.with_extension("jsonl");
    let (path, trace) = (path.to_str().expect("text"), trace.to_str().expect("text"));
    let run = forklore(&[
        "run", path, "--plain", "--speed", "max", "--lang", "en", "--events", trace,
    ]);
    let replayed = forklore(&["replay", trace, "--plain", "--lang", "en"]);
    let (run, replayed_lines) = (sentences(&run), sentences(&replayed));
    assert_eq!(run[1..], replayed_lines[1..]);
    assert!(
        replayed_lines[0].contains(": a recording, "),
        "{}",
        replayed_lines[0]
    );
    assert_eq!(replayed.status.code(), Some(0));
}

#[test]
fn plain_and_headless_contradict_each_other() {
    let path = program("both", PROGRAM);
    let path = path.to_str().expect("text");
    let output = forklore(&["run", path, "--plain", "--headless"]);
    assert_eq!(output.status.code(), Some(2));
    let output = forklore(&["run", path, "--plain", "--events", "-"]);
    assert_eq!(output.status.code(), Some(2));
}
