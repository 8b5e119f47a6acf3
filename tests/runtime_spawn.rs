//! The start method `spawn`: real execs of the built forklore, alone and against `python3`.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const FORKLORE: &str = env!("CARGO_BIN_EXE_forklore");

/// A program in a file of this test's own.
fn program(name: &str, text: &str) -> PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("spawn_{name}.py"));
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
