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

#[test]
fn slips_and_what_they_lead_to_are_told_among_the_sentences() {
    let source = "from multiprocessing import Process\n\
                  def work(name):\n    print(name)\n\
                  if __name__ == '__main__':\n    child = Process(target=work, args=('bob'))\n    \
                  child.start()\n    child.join()\n    child.start()\n";
    let path = program("slips", source);
    let path = path.to_str().expect("text");
    for (language, wanted) in [
        (
            "en",
            [
                format!(
                    "{path}:5:40: `args=('bob')` is a text: each of its characters becomes an argument"
                ),
                "instead: write `args=('bob',)`: the comma makes the tuple".to_owned(),
                "[1] fails: TypeError: work() takes 1 positional argument but 3 were given"
                    .to_owned(),
                "[0] fails: AssertionError: cannot start a process twice".to_owned(),
                format!(
                    "       hint: {path}:8: a process runs once: make a new `Process` for each start"
                ),
            ],
        ),
        (
            "zh",
            [
                format!("{path}:5:40: `args=('bob')` 是一段文本：其中每个字符各成为一个参数"),
                "改为：写 `args=('bob',)`：有逗号才是元组".to_owned(),
                "[1] 出错：TypeError: work() takes 1 positional argument but 3 were given"
                    .to_owned(),
                "[0] 出错：AssertionError: cannot start a process twice".to_owned(),
                format!("       提示：{path}:8：一个进程只能启动一次：每次启动都要新建 `Process`"),
            ],
        ),
    ] {
        let output = forklore(&["run", path, "--plain", "--lang", language]);
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        assert_in_order(&sentences(&output), &wanted);
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}

#[test]
fn a_missing_guard_under_spawn_is_explained_at_its_line() {
    let source = "from multiprocessing import Process\n\
                  def work():\n    print('here')\n\
                  child = Process(target=work)\nchild.start()\nchild.join()\n";
    let path = program("guard", source);
    let path = path.to_str().expect("text");
    let told = |method: &str| {
        let output = forklore(&[
            "run",
            path,
            "--plain",
            "--start-method",
            method,
            "--lang",
            "en",
        ]);
        let sentences = sentences(&output).into_iter();
        sentences
            .filter(|line| line.contains("hint:"))
            .collect::<Vec<_>>()
    };
    let hint = format!(
        "       hint: {path}:5: under spawn each child imports the program again, and comes to this line, too: put \
         what starts processes under `if __name__ == '__main__':`"
    );
    assert_eq!(told("spawn"), [hint]);
    assert_eq!(told("fork"), [""; 0]);
}

#[test]
fn a_schedule_is_followed_and_its_code_repeats_the_run() {
    let path = program("schedule", PROGRAM);
    let path = path.to_str().expect("text");
    let run = |schedule: &str| {
        let output = forklore(&[
            "run",
            path,
            "--plain",
            "--schedule",
            schedule,
            "--lang",
            "en",
        ]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let first = run("random");
    assert!(
        first.starts_with(&format!("runs {path}: stepped, stdout terminal")),
        "{first}"
    );
    let code = first
        .lines()
        .last()
        .and_then(|line| line.strip_prefix("schedule "));
    let code = code.expect("the last line gives the code");
    // What the kernel says of the processes is sampled; all else is the schedule's.
    let events = |told: &str| {
        let is_event = |line: &&str| !line.contains(" is now ") && !line.starts_with("runs ");
        told.lines()
            .filter(is_event)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(events(&run(code)), events(&first));
}

#[test]
fn ctrl_c_reaches_the_program_and_is_told() {
    use std::io::{BufRead, BufReader};
    let source = "import time\ntry:\n    print('ready')\n    time.sleep(1000)\n\
                  except KeyboardInterrupt:\n    print('interrupted')\n";
    let path = program("interrupt", source);
    let mut child = Command::new(env!("CARGO_BIN_EXE_forklore"))
        .args([
            "run",
            path.to_str().expect("text"),
            "--plain",
            "--lang",
            "en",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("forklore starts");
    let stdout = child.stdout.take().expect("a pipe");
    let mut lines = BufReader::new(stdout)
        .lines()
        .map(|line| line.expect("text"));
    assert!(lines.any(|line| line.ends_with("[0] sleeps 1000 s")));
    let pid = nix::unistd::Pid::from_raw(i32::try_from(child.id()).expect("a pid"));
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT).expect("it lives");
    let rest: Vec<String> = lines.collect();
    assert!(
        rest.iter()
            .any(|line| line.contains("writes \"interrupted\\n\"")),
        "{rest:?}"
    );
    assert!(
        rest.last()
            .is_some_and(|line| line.ends_with("the program ends with 0"))
    );
    assert_eq!(child.wait().expect("a status").code(), Some(0));
}
