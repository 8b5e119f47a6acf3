//! Programs that are refused before their first line runs: place, message, remedy; and programs that are not.

use forklore::lesson::Language;
use forklore::python::parse::parse;
use forklore::python::problem::{ProblemClass, render};

/// The refusals of `source`, each as `line:column message`.
fn refusals(source: &str) -> Vec<String> {
    let problems = parse(source).err().unwrap_or_default();
    let text = |problem: &forklore::python::problem::Problem| {
        format!("{}:{} {}", problem.line, problem.column, problem.message.en)
    };
    problems.iter().map(text).collect()
}

#[track_caller]
fn refused(source: &str, expected: &[&str]) {
    assert_eq!(refusals(source), expected, "{source}");
    let problems = parse(source).expect_err("it is refused");
    for problem in &problems {
        assert!(
            problem.remedy.is_some(),
            "{problem:?} says what to do instead"
        );
    }
}

#[track_caller]
fn accepted(source: &str) {
    assert_eq!(refusals(source), [""; 0], "{source}");
}

#[test]
fn modules_that_are_not_available_are_refused_at_their_name() {
    refused(
        "import os, numpy as np\nnp.zeros(3).mean()",
        &["1:12 `numpy` is not available"],
    );
    refused(
        "from threading import Thread\nt = Thread()\nt.setName('a')",
        &["1:6 `threading` is not available: forklore teaches processes"],
    );
    refused(
        "import multiprocesing",
        &["1:8 the module `multiprocesing` is not available"],
    );
    refused(
        "import os.path",
        &["1:8 `os.path` is not available: a program here cannot touch files"],
    );
    refused(
        "import dataclasses",
        &["1:8 `dataclasses` is not available"],
    );
    refused(
        "import sys.stdout",
        &["1:8 the module `sys.stdout` is not available"],
    );
    refused(
        "from . import a",
        &["1:1 a relative import is not available"],
    );
    refused("from time import *", &["1:18 `import *` is not available"]);
}

#[test]
fn names_of_modules_that_are_not_available_are_refused_at_the_name() {
    refused(
        "import time\ntime.slep(1)",
        &["2:6 `time.slep` is not available"],
    );
    refused(
        "import os as o\ndef f():\n    o.system('ls')",
        &["3:7 `os.system` is not available: a program here cannot start other programs"],
    );
    refused(
        "import multiprocessing as mp\nm = mp.Manager()",
        &[
            "2:8 `multiprocessing.Manager` is not available: it is a further process that serves objects",
        ],
    );
    refused(
        "from multiprocessing import Process, RawValue as V, Quue",
        &[
            "1:38 `multiprocessing.RawValue` is not available",
            "1:53 `multiprocessing.Quue` is not available",
        ],
    );
    refused(
        "import os\nos.environ.items()",
        &["2:12 `os.environ.items` is not available"],
    );
    refused(
        "from sys import stdout\nstdout.fileno()",
        &["2:8 `sys.stdout.fileno` is not available"],
    );
    refused(
        "import sys\nsys.stdout = None",
        &["2:1 `sys.stdout` cannot be changed"],
    );
}

#[test]
fn remedies_name_what_to_use() {
    let remedy = |source: &str| {
        let problems = parse(source).expect_err("it is refused");
        problems[0].remedy.clone().expect("there is one").en
    };
    assert_eq!(
        remedy("import time\ntime.slep(1)"),
        "did you mean `time.sleep`?"
    );
    assert_eq!(
        remedy("import multiprocesing"),
        "did you mean `multiprocessing`?"
    );
    assert!(remedy("from multiprocessing import Manager").contains("`Queue`"));
    assert!(remedy("[].apend(1)").contains("`.append`"));
    assert!(remedy("import zoneinfo").contains("`multiprocessing`, `time`"));
}

#[test]
fn builtins_that_are_not_available_are_refused_unless_the_program_binds_them() {
    refused(
        "f = open('x')",
        &["1:5 `open` is not available: a program here cannot touch files"],
    );
    refused(
        "def f():\n    return [input() for _ in a]",
        &["2:13 `input` is not available: nobody types into a program here"],
    );
    refused(
        "eval('1')",
        &["1:1 `eval` is not available: the code you see is the code that runs"],
    );
    refused(
        "x = object()",
        &["1:5 `object` is not available: it is available as a base class only"],
    );
    accepted("def open(x): return x\nopen(1)");
    accepted("def f(input): return input");
    accepted("print([open for open in range(3)], lambda eval: eval)");
    accepted("def f():\n    global hash\n    hash = 1\nprint(hash)");
    refused(
        "class A:\n    open = 1\n    def f(self): return open",
        &["3:25 `open` is not available: a program here cannot touch files"],
    );
}

#[test]
fn a_name_that_nothing_defines_is_left_to_the_run() {
    accepted("print(undefined)\nundefined_function()");
}

#[test]
fn attributes_are_refused_only_if_neither_a_type_nor_the_program_has_them() {
    refused(
        "p.spam()",
        &["1:3 no type here has an attribute `spam`, and the program defines none"],
    );
    accepted("class A:\n    spam = 1\n    def eggs(self): self.ham = 2\na.spam, a.eggs, a.ham");
    accepted("setattr(a, 'spam', 1)\na.spam");
    accepted("for a.spam in b:\n    pass\nwith c as d.ham:\n    pass\nprint(a.spam, d.ham)");
}

#[test]
fn a_parameter_named_like_a_module_is_no_module() {
    accepted("import time\ndef f(time):\n    time.append(1)");
    refused(
        "import time\ndef f():\n    time.append(1)",
        &["3:10 `time.append` is not available"],
    );
}

#[test]
fn constructs_outside_the_language_are_refused_at_their_place() {
    refused(
        "async def f():\n    await g()",
        &[
            "1:1 `async` is not available",
            "2:5 `await` is not available",
        ],
    );
    refused(
        "match x:\n    case 1: pass",
        &["1:1 the `match` statement is not available"],
    );
    refused(
        "class A(B, C): pass",
        &["1:12 a class may have one base only"],
    );
    refused(
        "class A(metaclass=M): pass",
        &["1:9 a class takes no keyword here"],
    );
    refused(
        "@cache\ndef f(): pass",
        &["1:1 the decorator `@cache` is not available here"],
    );
    refused(
        "@property\ndef f(): pass",
        &["1:1 the decorator `@property` is not available here"],
    );
    refused(
        "@dataclass\nclass A: pass",
        &["1:1 the class decorator `@dataclass` is not available"],
    );
    refused(
        "try:\n    pass\nexcept* A:\n    pass",
        &["3:1 `except*` is not available"],
    );
    refused("x = 1 + 2j", &["1:9 complex numbers are not available"]);
    refused("type A = int", &["1:1 `type` aliases are not available"]);
    refused(
        "a[1:2, 3]",
        &["1:3 a slice among several indexes is not available"],
    );
    refused(
        "def f[T](): pass",
        &["1:6 type parameters are not available"],
    );
    refused(
        "x = '\\ud800'",
        &["1:5 half a character (a surrogate) in a string"],
    );
    refused(
        "class A:\n    def __add__(self, o): pass",
        &["2:9 the special method `__add__` is not available"],
    );
    refused(
        "def f(x: g()): pass",
        &["1:10 this type hint is not available"],
    );
    refused(
        "def f(x: List[int]): pass",
        &["1:10 `List` in this type hint is not defined"],
    );
}

#[test]
fn same_quotes_inside_an_f_string_need_a_later_python() {
    let problems = parse("f'{d['a']}'").expect_err("python 3.11 does not know it");
    assert_eq!(
        (problems[0].line, problems[0].class),
        (1, ProblemClass::Unsupported)
    );
    let remedy = problems[0].remedy.clone().unwrap_or_default().en;
    assert!(remedy.contains("the other kind of quotes"), "{remedy}");
    accepted("f'{d[\"a\"]}'");
}

#[test]
fn what_cpythons_compiler_refuses_is_refused_as_syntax() {
    let sources = [
        ("return 1", "1:1 `return` outside a function"),
        (
            "for x in a:\n    def f():\n        break",
            "3:9 `break` outside a loop",
        ),
        ("continue", "1:1 `continue` outside a loop"),
        ("class A:\n    yield 1", "2:5 `yield` outside a function"),
        (
            "def f(a, *, a): pass",
            "1:1 the parameter `a` is there twice",
        ),
        ("f(a=1, a=2)", "1:10 the argument `a` is given twice"),
        (
            "def f(a):\n    global a",
            "2:5 `a` is a parameter and `global`",
        ),
        (
            "def f():\n    a = 1\n    global a",
            "3:5 `a` is used before it is declared `global`",
        ),
        (
            "def f():\n    def g():\n        nonlocal z",
            "3:9 no function around this one has a variable `z`",
        ),
        (
            "try: pass\nexcept: pass\nexcept A: pass",
            "2:1 `except:` without a class must be the last",
        ),
    ];
    let more = [
        ("*a, *b = c", "1:5 a second `*` in one list of targets"),
        ("*a", "1:1 a `*` stands alone"),
        ("a = *b", "1:5 a `*` stands alone"),
        (
            "for *a in b: pass",
            "1:5 a target with `*` must stand in a list of targets",
        ),
        (
            "[i := 0 for i in x]",
            "1:2 `i := ...` binds a name that the comprehension itself binds",
        ),
        (
            "[x for x in (y := z)]",
            "1:14 `y := ...` in what a comprehension iterates",
        ),
        (
            "try: pass\nelse: pass\nfinally: pass",
            "1:1 `try` with `else`, but without `except`",
        ),
    ];
    for (source, expected) in sources.into_iter().chain(more) {
        refused(source, &[expected]);
        let problems = parse(source).expect_err("it is refused");
        assert_eq!(problems[0].class, ProblemClass::Syntax);
    }
    accepted("def f():\n    z = 0\n    def g():\n        nonlocal z\n        z = 1\n    return g");
    accepted("while x:\n    if y: break\n    else: continue\nelse:\n    pass");
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_source() {
    refused(
        "eval(1)\nimport numpy\nx = 1j\nopen(2)",
        &[
            "1:1 `eval` is not available: the code you see is the code that runs",
            "2:8 `numpy` is not available",
            "3:5 complex numbers are not available",
            "4:1 `open` is not available: a program here cannot touch files",
        ],
    );
}

#[test]
fn a_refusal_is_printed_with_source_line_caret_and_remedy() {
    let source = "print('信号', open('x'))\n";
    let problems = parse(source).expect_err("it is refused");
    assert_eq!(
        render(&problems, "demo.py", source, Language::En),
        "demo.py:1:13: `open` is not available: a program here cannot touch files\n  \
           1 | print('信号', open('x'))\n    \
             |               ^^^^\n\
         instead: keep the text in a variable, or `print` it\n"
    );
    assert_eq!(
        render(&problems, "demo.py", source, Language::Zh),
        "demo.py:1:13: `open` 不可用：这里的程序不能碰文件\n  \
           1 | print('信号', open('x'))\n    \
             |               ^^^^\n\
         改为：把文本放在变量里，或用 `print` 输出\n"
    );
}

#[test]
fn endless_nesting_is_refused_and_never_overflows() {
    for source in [
        "(".repeat(100_000),
        "[".repeat(300) + &"]".repeat(300),
        "not ".repeat(50_000) + "x",
        "-".repeat(100_000) + "1",
        "1+".repeat(50_000) + "1",
        format!("x{}", ".a".repeat(50_000)),
        format!("x{}", "()".repeat(50_000)),
        format!("x = {}1", "lambda: ".repeat(50_000)),
        "a if b else ".repeat(50_000) + "c",
        format!("if a: pass\n{}", "elif a: pass\n".repeat(5_000)),
        "f'{".repeat(1_000),
    ] {
        assert!(parse(&source).is_err());
    }
    let line_two = format!("x = 1\ny = {}1\nz = 2", "1+".repeat(5_000));
    let problems = parse(&line_two).expect_err("it is refused");
    assert_eq!(problems[0].line, 2);
}

#[test]
fn long_flat_data_is_accepted() {
    accepted(&format!("x = [{}]", "1, ".repeat(20_000)));
    accepted(&format!("x = {{{}}}", "'k': (1, 2), ".repeat(5_000)));
    accepted(&"x = x + 1\n".repeat(5_000));
}

#[test]
fn programs_in_the_style_of_courses_are_accepted() {
    accepted(COURSE);
}

const COURSE: &str = r#"
# -*- coding: utf-8 -*-
"""Several of the course's programs in one."""
import multiprocessing as mp
import os
import random
import sys
import time
import urllib.request
from multiprocessing import Process, Lock, Queue, Pipe, Pool, Semaphore, Value, Array, cpu_count, current_process
from queue import Empty, Full
from urllib.error import HTTPError, URLError


class Worker(Process):
    count = 0

    def __init__(self, loop: int, *, name=None):
        Process.__init__(self, name=name)
        super().__init__()
        self.loop = loop
        self.daemon = True

    def run(self):
        for count in range(self.loop):
            time.sleep(1)
            print(f'Pid: {self.pid} LoopCount: {count} {self.name!r:>10} {count=}')

    @property
    def done(self) -> bool:
        return not self.is_alive()


class Consumer(Process):
    def __init__(self, pipe):
        super().__init__()
        self.pipe = pipe

    def run(self):
        self.pipe.send('Consumer Words')
        print(f'Consumer Received: {self.pipe.recv()}')


def scrape(url):
    try:
        urllib.request.urlopen(url)
        print(f'URL {url} Scraped')
    except (HTTPError, URLError) as e:
        print(f'URL {url} not Scraped', e.reason)


def square(x):
    return x * x


buffer = mp.Queue(10)
empty = Semaphore(2)
full = Semaphore(0)
lock = Lock()

if __name__ == '__main__':
    p, c = Worker(2), Worker(3)
    p.daemon = c.daemon = True
    for i in range(5):
        process = mp.Process(target=square, args=[i])
        process.start()
    print(f'CPU number: {mp.cpu_count()}', os.getpid(), file=sys.stderr, flush=True)
    for each in mp.active_children():
        print(f'Child process name: {each.name} id: {each.pid}')
    pipe = mp.Pipe(duplex=False)
    with lock, Pool(processes=3) as pool:
        results = [pool.apply_async(square, args=(i,)) for i in range(4)]
        pool.map(scrape, ['http://a', 'http://b'])
        print([r.get(timeout=1) for r in results])
    pool.close()
    pool.join()
    while True:
        lock.acquire()
        try:
            buffer.put(random.random(), block=False)
            num = buffer.get()
        except (Empty, Full):
            pass
        finally:
            lock.release()
        break
    counter = Value('i', 0)
    with counter.get_lock():
        counter.value += 1
    print("%s %d" % ('a', 1), '{:>5}'.format(2), Array('d', 3)[:], p)
    sys.exit(0)
"#;
