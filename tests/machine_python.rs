//! The machine without processes: programs run on paper and print what `python3` prints.

#[path = "machine/paper.rs"]
mod paper;

use std::path::PathBuf;
use std::process::Command;

use forklore::python::{Program, library};

fn programs() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/machine/programs");
    let entries = std::fs::read_dir(folder).expect("the folder of programs is there");
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "py"));
    paths.sort();
    assert!(!paths.is_empty(), "no programs found");
    paths
}

/// Whether CPython 3.11 is there to compare with; says so if not.
fn has_python() -> bool {
    let version = Command::new("python3").arg("--version").output();
    let is_there =
        version.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).starts_with("Python 3.11"));
    if !is_there {
        println!("skipped: no python3 of version 3.11 to compare with");
    }
    is_there
}

fn python(args: &[&str]) -> (String, String, i32) {
    let out = Command::new("timeout")
        .arg("60")
        .arg("python3")
        .args(args)
        .env_remove("PYTHONUNBUFFERED")
        .env("PYTHONIOENCODING", "utf-8")
        .output()
        .expect("python3 starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        text(&out.stdout),
        text(&out.stderr),
        out.status.code().unwrap_or(-1),
    )
}

#[test]
fn programs_print_what_cpython_prints() {
    if !has_python() {
        return;
    }
    for path in programs() {
        let name = path.to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).expect("the program can be read");
        let outcome = paper::run(&name, &source, false);
        let (stdout, stderr, code) = python(&[&name]);
        assert_eq!(
            outcome.stdout, stdout,
            "stdout of {name}; stderr here:\n{}",
            outcome.stderr
        );
        assert_eq!(outcome.stderr, stderr, "stderr of {name}");
        assert_eq!(outcome.code, code, "exit status of {name}");
    }
}

#[test]
fn counts_of_references_are_exact_at_every_step() {
    for path in programs() {
        let name = path.to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).expect("the program can be read");
        let mut outcome = paper::run(&name, &source, true);
        let wrong = outcome.machine.verify();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
        outcome.machine.sweep();
        let wrong = outcome.machine.verify();
        assert!(wrong.is_empty(), "{name} after the sweep: {wrong:#?}");
    }
}

#[test]
fn nothing_outlives_the_names_that_held_it() {
    let source = "
class Node:
    def __init__(self, next):
        self.next = next
def work():
    a = Node(None)
    b = Node(a)
    a.next = b
    text = 'x' * 100 + str(len([i for i in range(50)]))
    try:
        {}[text]
    except KeyError as e:
        kept = e
    def inner():
        return inner
    gen = (c for c in text)
    next(gen)
    return None
print('start')
for _ in range(ROUNDS):
    work()
print('end')
";
    let live = |rounds: &str| {
        let mut outcome = paper::run("leak.py", &source.replace("ROUNDS", rounds), false);
        outcome.machine.sweep();
        outcome.machine.n_objects()
    };
    assert_eq!(live("1"), live("20"));
}

#[test]
fn a_loop_of_ten_million_rounds_keeps_the_heap_as_it_is() {
    let source = "
total = 0
for i in range(10000000):
    total += i % 7
print(total)
";
    let outcome = paper::run("loop.py", source, false);
    assert_eq!(outcome.stdout, "29999994\n");
    assert!(
        outcome.most_objects < 1_000,
        "{} objects",
        outcome.most_objects
    );
}

#[test]
fn a_dropped_connection_is_told_at_once() {
    let source = "
from multiprocessing import Pipe
a, b = Pipe()
print('before')
b = None
print('after')
";
    let outcome = paper::run("drop.py", source, false);
    let calls: Vec<&str> = outcome
        .calls
        .iter()
        .map(|call| call.split([' ', '{']).next().unwrap_or(""))
        .collect();
    assert_eq!(
        calls,
        ["NewPipe", "Write", "Drop", "Write"],
        "{:#?}",
        outcome.calls
    );
    assert!(
        outcome.calls[0].contains(r#"names: ["a", "b"]"#),
        "{}",
        outcome.calls[0]
    );
}

#[test]
fn new_objects_carry_the_names_they_are_assigned_to() {
    let source = "
from multiprocessing import Lock, Semaphore, Queue, Process
class Box:
    pass
box = Box()
first = second = Lock()
box.gate = Semaphore(2)
def f(q):
    pass
tasks = Queue(3)
f(tasks)
f(tasks)
box.inbox = tasks
";
    let outcome = paper::run("names.py", source, false);
    let told: Vec<&String> = outcome
        .calls
        .iter()
        .filter(|call| call.starts_with("New") || call.starts_with("Name"))
        .collect();
    assert!(
        told[0].contains(r#"names: ["first", "second"]"#),
        "{}",
        told[0]
    );
    assert!(told[1].contains(r#"names: ["gate"]"#), "{}", told[1]);
    assert!(told[2].contains(r#"names: ["tasks"]"#), "{}", told[2]);
    assert_eq!(told[3], r#"Name { handle: Handle(2), name: "q" }"#);
    assert_eq!(told[4], r#"Name { handle: Handle(2), name: "inbox" }"#);
    assert_eq!(told.len(), 5, "{told:#?}");
}

#[test]
fn a_call_may_stop_anywhere() {
    let source = "
from multiprocessing import Queue
q = Queue()
for n in (3, 1, 2, 6, 5, 4, 9, 8, 7, 10, 11, 12, 13, 14):
    q.put(n)
class Shown:
    def __str__(self):
        return f'<{q.get()}>'
    def __eq__(self, other):
        return q.get() == other
print(f'{q.get()} and {q.get()}')
print(sum(q.get() for _ in range(3)))
print(sorted('ab', key=lambda c: -q.get()))
print(Shown(), [Shown() == 8])
print([*map(lambda x: x + q.get(), [1])], max([1, 2], key=lambda v: q.get()))
print('%s' % Shown(), str(Shown()))
";
    let outcome = paper::run("anywhere.py", source, true);
    assert_eq!(
        outcome.stdout, "3 and 1\n13\n['b', 'a']\n<7> [True]\n[11] 2\n<13> <14>\n",
        "{}",
        outcome.stderr
    );
}

#[test]
fn lines_are_announced_before_they_run() {
    use forklore::python::call::{Reply, Step};
    let source =
        "x = 0\nwhile x < 2:\n    x += 1\nfor i in (1, 2):\n    if i == 2:\n        pass\n";
    let program = Program::compile("lines.py", source).expect("it is a program");
    let mut machine =
        forklore::python::Machine::new(program.into(), forklore::python::MachineConfig::default());
    let mut lines = Vec::new();
    loop {
        match machine.resume(Reply::Unit) {
            Step::Line(line) => lines.push(line),
            Step::Exit(exit) => {
                assert_eq!(exit.code, 0);
                break;
            }
            _ => {}
        }
    }
    assert_eq!(lines, [1, 2, 3, 2, 3, 2, 4, 5, 4, 5, 6, 4]);
}

#[test]
fn a_long_expression_can_be_paused() {
    use forklore::python::call::{Reply, Step};
    let program = Program::compile("sum.py", "x = sum(range(10**12))\n").expect("it is a program");
    let mut machine =
        forklore::python::Machine::new(program.into(), forklore::python::MachineConfig::default());
    assert_eq!(machine.resume(Reply::Unit), Step::Line(1));
    for _ in 0..100 {
        assert_eq!(machine.resume(Reply::Unit), Step::Breath);
    }
}

#[test]
fn an_interrupt_is_raised_where_the_program_is() {
    use forklore::python::call::{Raise, Reply, Step};
    let source =
        "import time\ntry:\n    time.sleep(5)\nexcept KeyboardInterrupt:\n    print('stopped')\n";
    let program = Program::compile("interrupt.py", source).expect("it is a program");
    let mut machine =
        forklore::python::Machine::new(program.into(), forklore::python::MachineConfig::default());
    let mut reply = Reply::Unit;
    let mut written = String::new();
    loop {
        match machine.resume(reply) {
            Step::Call(forklore::python::call::Call::Sleep { .. }) => {
                reply = Reply::Raise(Raise {
                    class: "KeyboardInterrupt",
                    message: String::new(),
                });
            }
            Step::Call(forklore::python::call::Call::Write { pieces, .. }) => {
                written.push_str(&pieces.concat());
                reply = Reply::Unit;
            }
            Step::Exit(exit) => {
                assert_eq!(exit.code, 0, "{exit:?}");
                break;
            }
            _ => reply = Reply::Unit,
        }
    }
    assert_eq!(written, "stopped\n");
}

#[test]
fn pickled_bytes_are_cpythons() {
    if !has_python() {
        return;
    }
    let values = "
from collections import Counter, defaultdict, deque
from functools import partial
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y
class Empty:
    pass
def function():
    pass
shared = [1]
values = [None, True, False, 0, 1, 255, 256, 65535, 65536, -1, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**63, -2**63,
          2**64, 10**100, -10**50, 1.5, -0.0, 1e300, float('inf'), '', 'a', 'x' * 300, 'x' * 70000, '\\u4e2d', b'', b'ab', b'z' * 300,
          (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1], [1, 'a', None], list(range(2500)), {}, {'k': 1},
          {'a': 1, 'b': [2]}, {n: n for n in range(1500)}, set(), {1, 2, 3}, frozenset([1]), [shared, shared], (shared, (shared,)), ['q', 'q'],
          Point(1, 2), [Point(1, 2), Point(3, 4)], Empty(), Point, function, ValueError('bad'), KeyError(1, 2), int, len, range(3),
          deque(), deque([1, 2, 3]), deque('a', maxlen=3), deque(range(1001)), Counter('abca'), Counter(), defaultdict(int, a=1),
          defaultdict(list), defaultdict(None, {1: 2}), defaultdict(int, {n: n for n in range(1001)}), partial(function, 1), partial(pow, 2, mod=5),
          (0, 0, function, (1, 'x'), {}), {'nested': {'deep': [(1, 2), {3}]}}, ['a' * n for n in range(600)], Point]
";
    let ours = format!(
        "from multiprocessing import Pipe\nreader, writer = Pipe()\n{values}\nfor value in values:\n    writer.send(value)\n"
    );
    let theirs = format!(
        "from multiprocessing.reduction import ForkingPickler\n{values}\nfor value in values:\n    \
         print(bytes(ForkingPickler.dumps(value, 4)).hex())\n"
    );
    let outcome = paper::run("pickle.py", &ours, false);
    let sent: Vec<String> = outcome
        .calls
        .iter()
        .filter(|call| call.starts_with("Send"))
        .cloned()
        .collect();
    let (expected, stderr, _) = python(&["-c", &theirs]);
    let expected: Vec<&str> = expected.lines().collect();
    assert_eq!(sent.len(), expected.len(), "{}{stderr}", outcome.stderr);
    for (index, (sent, expected)) in sent.iter().zip(expected).enumerate() {
        let list = sent
            .split_once("bytes: [")
            .map_or("", |(_, rest)| rest.trim_end_matches("] }"));
        let ours: Vec<u8> = list
            .split(", ")
            .filter_map(|byte| byte.parse().ok())
            .collect();
        let theirs: Vec<u8> = (0..expected.len() / 2)
            .filter_map(|at| u8::from_str_radix(&expected[at * 2..at * 2 + 2], 16).ok())
            .collect();
        assert!(
            ours == theirs,
            "value {index}: {} bytes here, {} there",
            ours.len(),
            theirs.len()
        );
    }
}

#[test]
fn previews_show_what_was_pickled() {
    let source = "
from multiprocessing import Pipe
class Point:
    pass
a, b = Pipe()
for value in [{'k': (1, 'x', None)}, [1.5, {2}], Point(), 'y' * 100, b'ab', ValueError('bad'), (7,), True]:
    b.send(value)
";
    let outcome = paper::run("preview.py", source, false);
    let previews: Vec<String> = outcome
        .calls
        .iter()
        .filter_map(|call| {
            call.split_once("bytes: [")
                .filter(|_| call.starts_with("Send"))
        })
        .map(|(_, rest)| {
            let bytes: Vec<u8> = rest
                .trim_end_matches("] }")
                .split(", ")
                .filter_map(|byte| byte.parse().ok())
                .collect();
            forklore::python::pickle::preview(&bytes, 20)
        })
        .collect();
    let long = format!("'{}…", "y".repeat(18));
    assert_eq!(
        previews,
        [
            "{'k': (1, 'x', None…",
            "[1.5, {2}]",
            "<Point>",
            &long,
            "b'ab'",
            "ValueError('bad')",
            "(7,)",
            "True"
        ]
    );
    assert_eq!(
        forklore::python::pickle::preview(b"\x80\x04broken", 20),
        "<8 bytes>"
    );
}

/// Values of the types of the library's table, by the type's name there.
const OF_TYPE: [(&str, &str); 29] = [
    ("str", "''"),
    ("bytes", "b''"),
    ("int and float", "1, 1.5"),
    ("list", "[]"),
    ("dict", "{}"),
    ("set", "set()"),
    ("range", "range(1)"),
    ("generator", "(i for i in [])"),
    ("class and function", "int, property(len)"),
    (
        "exception",
        "OSError(1, ''), SystemExit(1), StopIteration(1), urllib.error.URLError('')",
    ),
    ("text stream", "sys.stdout, sys.stderr"),
    ("Process", "mp.Process()"),
    (
        "Lock, RLock and Semaphore",
        "mp.Lock(), mp.RLock(), mp.Semaphore()",
    ),
    ("Queue", "mp.Queue()"),
    ("Connection", "mp.Pipe()[0]"),
    ("Value and Array", "mp.Value('i', 0), mp.Array('i', 1)"),
    ("Array", "mp.Array('c', 1)"),
    ("Semaphore", "mp.Semaphore(), mp.BoundedSemaphore()"),
    ("Condition", "mp.Condition()"),
    ("Event", "mp.Event()"),
    ("Barrier", "mp.Barrier(1)"),
    ("JoinableQueue", "mp.JoinableQueue()"),
    ("Pool", "mp.Pool"),
    ("context", "mp.get_context()"),
    ("deque", "collections.deque()"),
    ("Counter", "collections.Counter()"),
    ("defaultdict", "collections.defaultdict()"),
    ("partial", "functools.partial(print)"),
    ("chain", "itertools.chain"),
];

#[test]
fn every_name_that_the_table_offers_is_in_the_machine() {
    for module in library::NAMESPACES {
        for name in module.available() {
            let root = module.path.split('.').next().unwrap_or_default();
            let import = if module.is_module { module.path } else { root };
            let source = format!("import {import}\n{}.{name}\nprint('there')\n", module.path);
            let outcome = paper::run("name.py", &source, false);
            let place = format!("{}.{name}: {}", module.path, outcome.stderr);
            assert_eq!(outcome.stdout, "there\n", "{place}");
        }
    }
    for name in library::builtins().chain(library::exceptions()) {
        let outcome = paper::run("name.py", &format!("{name}\nprint('there')\n"), false);
        assert_eq!(outcome.stdout, "there\n", "{name}: {}", outcome.stderr);
    }
}

#[test]
fn every_attribute_that_the_table_offers_is_in_the_machine() {
    for (kind, values) in OF_TYPE {
        let found = library::TYPES.iter().find(|found| found.name == kind);
        let found = found.unwrap_or_else(|| panic!("no type `{kind}` in the table"));
        let source = format!(
            "import sys, urllib.error, multiprocessing, collections, functools, itertools\nmp = multiprocessing\n\
             values = [{values}]\nkinds = values + [type(value) for value in values]\n\
             for name in '{}'.split():\n    if not any(hasattr(kind, name) for kind in kinds[::-1]):\n        \
             print(name)\nprint('end')\n",
            found.names
        );
        let outcome = paper::run("attribute.py", &source, false);
        assert_eq!(outcome.stdout, "end\n", "of {kind}: {}", outcome.stderr);
    }
}
