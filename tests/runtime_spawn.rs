//! The start method `spawn`: real execs of the built forklore, alone and against `python3`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const FORKLORE: &str = env!("CARGO_BIN_EXE_forklore");

/// A program in a file of this test's own.
fn program(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("spawn_{name}.py"));
    std::fs::write(&path, text).expect("a file");
    path
}

fn run(name: &str, text: &str, more: &[&str]) -> Output {
    Command::new(FORKLORE)
        .arg("run")
        .arg(program(name, text))
        .args(["--headless", "--speed", "max", "--time-limit", "60"])
        .args(more)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("PYTHONUNBUFFERED")
        .stdin(Stdio::null())
        .output()
        .expect("forklore starts")
}

const SPAWN: [&str; 2] = ["--start-method", "spawn"];

#[track_caller]
fn check(name: &str, text: &str, more: &[&str], stdout: &str) -> Output {
    let output = run(name, text, more);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(String::from_utf8_lossy(&output.stdout), stdout, "{words}");
    assert_eq!(output.status.code(), Some(0), "{words}");
    output
}

/// The trace of a run.
fn trace(name: &str, text: &str, more: &[&str]) -> Vec<Value> {
    let output = run(name, text, &[more, &["--events", "-"]].concat());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

const GREETING: &str = "
from multiprocessing import Process, current_process
print('top', __name__, current_process().name)

def greet(number, text, end):
    print(number, text, __name__, current_process(), end=end)

if __name__ == '__main__':
    child = Process(target=greet, args=(1, 'a'), kwargs={'end': '!\\n'}, name='kid')
    child.start()
    child.join()
    print(child)
";

#[test]
fn a_spawned_child_imports_the_program_again_and_gets_its_arguments() {
    check(
        "greeting",
        GREETING,
        &SPAWN,
        "top __main__ MainProcess\ntop __mp_main__ kid\n1 a __mp_main__ <Process name='kid' parent=2 started>!\n\
         <Process name='kid' pid=3 parent=2 stopped exitcode=0>\n",
    );
}

#[test]
fn under_fork_the_same_program_runs_its_top_level_once() {
    check(
        "greeting_fork",
        GREETING,
        &["--start-method", "fork"],
        "top __main__ MainProcess\n1 a __main__ <Process name='kid' parent=2 started>!\n\
         <Process name='kid' pid=3 parent=2 stopped exitcode=0>\n",
    );
}

const SHARED: &str = "
from multiprocessing import Process, Lock
own = Lock()

def work(given):
    with given:
        with own:
            pass

if __name__ == '__main__':
    lock = Lock()
    child = Process(target=work, args=(lock,))
    child.start()
    child.join()
";

#[test]
fn what_is_passed_is_the_same_object_and_what_is_global_is_another_of_the_same_name() {
    let events = trace("shared", SHARED, &SPAWN);
    let created: Vec<_> = events
        .iter()
        .filter(|event| event["kind"] == "object_created")
        .map(|event| {
            (
                event["proc"].as_u64(),
                event["object"].as_u64(),
                &event["names"][0],
            )
        })
        .collect();
    assert_eq!(created.len(), 3, "{created:?}");
    assert_eq!((created[0].0, created[0].2), (Some(0), &Value::from("own")));
    assert_eq!(
        (created[1].0, created[1].2),
        (Some(0), &Value::from("lock"))
    );
    assert_eq!((created[2].0, created[2].2), (Some(1), &Value::from("own")));
    assert_ne!(created[0].1, created[2].1);
    let acquired: Vec<_> = events
        .iter()
        .filter(|event| event["kind"] == "acquired")
        .map(|event| (event["proc"].as_u64(), event["object"].as_u64()))
        .collect();
    assert_eq!(acquired, [(Some(1), created[1].1), (Some(1), created[2].1)]);
}

/// The programs under `tests/programs_spawn`, each with what CPython 3.11 printed.
fn recorded() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs_spawn");
    let entries = std::fs::read_dir(folder).expect("the folder");
    let mut programs: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == "py"))
        .collect();
    programs.sort();
    let with_output = |path: PathBuf| {
        let output =
            std::fs::read_to_string(path.with_extension("out")).expect("a recorded output");
        (path, output)
    };
    programs.into_iter().map(with_output).collect()
}

/// Standard output and exit status, without what no two runs have alike.
fn outcome(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    let mut plain = String::new();
    for line in text.lines() {
        plain.push_str(&without_numbers(line));
        plain.push('\n');
    }
    let status = output.status.code().expect("it ends by itself");
    plain + &format!("exit {status}\n")
}

/// PIDs become `N`, addresses `ADDRESS`.
fn without_numbers(line: &str) -> String {
    let mut rest = line;
    let mut plain = String::new();
    while let Some((at, mark, instead)) = [("pid=", "N"), ("parent=", "N"), ("0x7", "ADDRESS")]
        .into_iter()
        .filter_map(|(mark, instead)| Some((rest.find(mark)?, mark, instead)))
        .min()
    {
        let is_address = instead == "ADDRESS";
        plain.push_str(&rest[..at + if is_address { 0 } else { mark.len() }]);
        let number = &rest[at + mark.len()..];
        let is_digit = |letter: char| letter.is_digit(if is_address { 16 } else { 10 });
        rest = number.trim_start_matches(is_digit);
        let is_number = rest.len() < number.len();
        plain.push_str(if is_number { instead } else { "" });
    }
    plain + rest
}

#[test]
fn pids_and_addresses_are_left_out_of_comparisons() {
    assert_eq!(
        without_numbers("<P pid=12 parent=3 at 0x7f00ab>, pid=None"),
        "<P pid=N parent=N at ADDRESS>, pid=None"
    );
}

#[test]
fn programs_under_spawn_print_what_cpython_printed() {
    for (path, expected) in recorded() {
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(&path).expect("a program");
        let output = run(&name, &text, &["--stdout", "pipe"]);
        let words = String::from_utf8_lossy(&output.stderr);
        assert_eq!(outcome(&output), expected, "{name}: {words}");
    }
}

#[test]
fn programs_under_spawn_print_the_same_when_their_steps_are_drawn() {
    // Under either start method, a stepped run stands still where the main process waits for a result while its pool
    // replaces a worker.
    let is_known = |path: &Path| path.ends_with("pool_replaces.py");
    for (path, expected) in recorded().into_iter().filter(|(path, _)| !is_known(path)) {
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(&path).expect("a program");
        let more = ["--stdout", "pipe", "--schedule", "random", "--seed", "1"];
        let output = run(&format!("{name}_stepped"), &text, &more);
        let words = String::from_utf8_lossy(&output.stderr);
        let expected = expected.replace(&format!("{name}.py"), &format!("{name}_stepped.py"));
        assert_eq!(outcome(&output), expected, "{name}: {words}");
    }
}

#[test]
fn cpython_still_prints_what_was_recorded() {
    let Ok(version) = Command::new("python3").arg("--version").output() else {
        eprintln!("SKIPPED: no python3 here; the recorded outputs are not compared with CPython");
        return;
    };
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    if !version.starts_with("Python 3.11.") {
        eprintln!("SKIPPED: the outputs were recorded under Python 3.11, here is {version}");
        return;
    }
    std::thread::scope(|scope| {
        for (path, expected) in recorded() {
            scope.spawn(move || {
                let output = Command::new("python3")
                    .arg(&path)
                    .env_remove("PYTHONUNBUFFERED")
                    .stdin(Stdio::null())
                    .output()
                    .expect("python3 starts");
                assert_eq!(outcome(&output), expected, "{}", path.display());
            });
        }
    });
}

/// Standard error of a recorded program.
fn words_of(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs_spawn");
    let text = std::fs::read_to_string(folder.join(name).with_extension("py")).expect("a program");
    String::from_utf8_lossy(&run(&format!("words_{name}"), &text, &[]).stderr).into_owned()
}

#[test]
fn a_program_without_a_main_guard_is_told_so_by_its_child_in_cpythons_words() {
    let words = words_of("missing_guard");
    assert!(
        words.starts_with("Traceback (most recent call last):\n  File "),
        "{words}"
    );
    assert!(words.contains("    p.start()\nRuntimeError: \n"), "{words}");
    assert!(
        words.contains(
            "        An attempt has been made to start a new process before the\n        current process has finished its \
             bootstrapping phase.\n"
        ),
        "{words}"
    );
}

#[test]
fn an_import_that_fails_in_the_child_is_no_failure_of_its_process_object() {
    let words = words_of("import_fails");
    assert!(
        words.ends_with("ValueError: in the child only\n"),
        "{words}"
    );
    assert!(!words.contains("Process Process-1:"), "{words}");
    let words = words_of("target_missing");
    assert!(
        words.contains("AttributeError: Can't get attribute 'f' on <module '__mp_main__' from '"),
        "{words}"
    );
    let words = words_of("exits");
    assert!(words.contains("Process Process-5:\nTraceback"), "{words}");
}

/// Producer and consumer whose semaphores are globals.
const GLOBALS: &str = "
import multiprocessing as mp

empty = mp.Semaphore(2)
full = mp.Semaphore(0)
buffer = mp.Queue()

def produce():
    for item in range(5):
        empty.acquire()
        buffer.put(item)
        print('made', item, flush=True)
        full.release()

def consume():
    for _ in range(5):
        full.acquire()
        buffer.get()
        empty.release()

if __name__ == '__main__':
    processes = [mp.Process(target=produce), mp.Process(target=consume)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
";

#[test]
fn with_semaphores_that_are_globals_production_stops_after_two_items() {
    let output = run("globals", GLOBALS, &SPAWN);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "made 0\nmade 1\n");
    assert_eq!(output.status.code(), Some(4), "a standstill: {words}");
    assert!(words.contains("no other process has empty"), "{words}");
    check(
        "globals_fork",
        GLOBALS,
        &["--start-method", "fork"],
        "made 0\nmade 1\nmade 2\nmade 3\nmade 4\n",
    );
}

const RANDOM: &str = "
import multiprocessing as mp
import random

def draw():
    print(random.random(), flush=True)

if __name__ == '__main__':
    for _ in range(3):
        process = mp.Process(target=draw)
        process.start()
        process.join()
";

#[test]
fn each_spawned_process_has_its_own_stream_of_a_seed() {
    let draw = |name: &str| {
        let output = run(name, RANDOM, &[&SPAWN[..], &["--seed", "7"]].concat());
        String::from_utf8(output.stdout).expect("numbers")
    };
    let (first, second) = (draw("random_once"), draw("random_again"));
    assert_eq!(first, second);
    let numbers: std::collections::BTreeSet<&str> = first.lines().collect();
    assert_eq!(numbers.len(), 3, "{first}");
}

#[test]
fn pids_of_spawned_processes_are_small_and_in_order() {
    let events = trace("pids", RANDOM, &SPAWN);
    let pids: Vec<_> = events
        .iter()
        .filter(|event| event["kind"] == "process_started")
        .map(|event| event["child_pid"].as_u64())
        .collect();
    assert_eq!(pids, [Some(2), Some(3), Some(4), Some(5)]);
}

#[test]
fn a_stepped_run_under_spawn_is_the_same_each_time_and_its_imports_are_steps() {
    let tell = |name: &str| -> Vec<Value> {
        let more = [&SPAWN[..], &["--schedule", "random", "--seed", "5"]].concat();
        let mut events = trace(name, GREETING, &more);
        events.retain(|event| event["kind"] != "kernel_state" && event["kind"] != "object_state");
        for event in &mut events {
            let fields = event.as_object_mut().expect("an object");
            for field in [
                "t",
                "host_pid",
                "child_host_pid",
                "started_at",
                "program",
                "sha256",
            ] {
                fields.remove(field);
            }
        }
        events
    };
    let (first, second) = (tell("stepped"), tell("stepped"));
    assert_eq!(first, second);
    let is_imported = first
        .iter()
        .any(|event| event["kind"] == "line" && event["proc"] == 1 && event["line"] == 3);
    assert!(is_imported, "the child's import is told line by line");
}
