//! The slips of beginners: programs that run, but not as they were meant, and what is said about them.

use forklore::python::advice::{Failure, Slips};
use forklore::python::problem::ProblemClass;
use forklore::trace::LineNo;

/// Each piece of advice on `source` as `line:column message`.
fn advice(source: &str) -> Vec<String> {
    let text = |problem: forklore::python::problem::Problem| {
        assert_eq!(problem.class, ProblemClass::Advice, "{source}");
        let remedy = problem.remedy.as_ref().expect("it says what to write");
        for text in [&problem.message, remedy] {
            assert!(text.zh.chars().any(|sign| sign > '\u{2e80}'), "{text:?}");
        }
        format!("{}:{} {}", problem.line, problem.column, problem.message.en)
    };
    Slips::of(source).problems.into_iter().map(text).collect()
}

#[track_caller]
fn advised(source: &str, expected: &[&str]) {
    assert_eq!(advice(source), expected, "{source}");
}

#[track_caller]
fn silent(source: &str) {
    assert_eq!(advice(source), [""; 0], "{source}");
}

const HEAD: &str = "from multiprocessing import Process, Lock, Queue\n";

fn with_head(source: &str) -> String {
    format!("{HEAD}{source}")
}

#[test]
fn one_argument_in_brackets_is_told_to_be_no_tuple() {
    advised(
        &with_head("def f(n):\n    pass\np = Process(target=f, args=(1))\n"),
        &["4:29 `args=(1)` is no tuple, but the value 1 itself"],
    );
    advised(
        &with_head("def f(n):\n    pass\np = Process(target=f, args=('bob'))\n"),
        &["4:29 `args=('bob')` is a text: each of its characters becomes an argument"],
    );
    advised(
        "import multiprocessing as mp\ndef f(n):\n    pass\np = mp.Process(target=f, args='bob')\n",
        &["4:31 `args=('bob')` is a text: each of its characters becomes an argument"],
    );
    advised(
        "from multiprocessing import Process\np = Process(target=print, args=('hello'))\n",
        &["2:33 `args=('hello')` is a text: each of its characters becomes an argument"],
    );
    silent(&with_head(
        "def f(n):\n    pass\np = Process(target=f, args=(1,))\nq = Process(target=f, args=[1])\n",
    ));
}

#[test]
fn arguments_that_are_meant_so_are_not_told() {
    for args in ["('bob',)", "('a', 'b')", "name", "[]", "()"] {
        silent(&with_head(&format!(
            "name = ('x',)\ndef f(*n):\n    pass\np = Process(target=f, args={args})\n"
        )));
    }
    // A text that gives a letter to each parameter.
    silent(&with_head(
        "def f(a, b):\n    pass\np = Process(target=f, args='xy')\n",
    ));
    silent(&with_head(
        "def f(*letters):\n    pass\np = Process(target=f, args='xyz')\n",
    ));
    // A class of the program's own may mean anything by `args`.
    silent(&with_head(
        "class Loop(Process):\n    def __init__(self, args):\n        super().__init__()\n        self.times = args\n\
         Loop(args=(3)).start()\n",
    ));
    advised(
        &with_head(
            "class Loop(Process):\n    def run(self):\n        pass\nLoop(args=(3)).start()\n",
        ),
        &["5:12 `args=(3)` is no tuple, but the value 3 itself"],
    );
}

#[test]
fn a_target_that_is_called_is_told_to_run_here() {
    advised(
        &with_head("def work():\n    print(1)\np = Process(target=work())\n"),
        &[
            "4:20 `work(...)` runs here, in this process; the child gets its result, None, as target",
        ],
    );
    advised(
        &with_head(
            "class Shop:\n    def work(self):\n        print(1)\nshop = Shop()\np = Process(target=shop.work())\n",
        ),
        &[
            "6:20 `shop.work(...)` runs here, in this process; the child gets its result, None, as target",
        ],
    );
    silent(&with_head(
        "def make():\n    return print\np = Process(target=make())\nq = Process(target=make()())\n",
    ));
}

#[test]
fn a_method_that_is_not_called_is_told() {
    advised(
        &with_head("p = Process()\np.start()\np.join\n"),
        &["4:1 `p.join` names the method and does not call it"],
    );
    silent(&with_head("p = Process()\nf = p.join\nf()\n"));
    silent(&with_head(
        "p = Process()\nends = [p.join, p.start]\nfor end in ends:\n    end()\ncall(p.join)\n",
    ));
}

#[test]
fn a_container_that_a_child_changes_is_told_to_be_its_own_copy() {
    let message = "`items` is the child's own copy: the change is not seen in other processes";
    advised(
        &with_head("items = []\ndef work():\n    items.append(1)\nProcess(target=work).start()\n"),
        &[&format!("4:5 {message}")],
    );
    advised(
        &with_head(
            "def work(items, q):\n    q.put(1)\n    if q:\n        items[0] = 1\n        items[1] = 2\n\
             items = [0] * 2\nProcess(target=work, args=(items, Queue())).start()\n",
        ),
        &[&format!("5:9 {message}")],
    );
    advised(
        &with_head(
            "items = {}\nclass Worker(Process):\n    def run(self):\n        items['a'] = 1\nWorker().start()\n",
        ),
        &[&format!("5:9 {message}")],
    );
}

#[test]
fn a_container_of_the_childs_own_is_not_told() {
    silent(&with_head(
        "items = []\ndef work():\n    items = []\n    items.append(1)\ndef other():\n    items.append(2)\n\
         Process(target=work).start()\nother()\n",
    ));
    silent(&with_head(
        "items = Queue()\ndef work(items):\n    items.put(1)\nProcess(target=work, args=(items,)).start()\n",
    ));
}

#[test]
fn a_container_that_children_only_read_is_not_told() {
    silent(&with_head(
        "items = [1, 2]\ndef work(items):\n    for item in items:\n        print(item, items[0], len(items))\n\
         Process(target=work, args=(items,)).start()\nitems.append(3)\n",
    ));
    silent(&with_head(
        "items = [1]\ndef work():\n    mine = items + [2]\n    mine.append(3)\n    mine[0] = 1\n\
         Process(target=work).start()\n",
    ));
}

#[test]
fn each_class_with_run_is_a_child() {
    let message = "`items` is the child's own copy: the change is not seen in other processes";
    advised(
        &with_head(
            "items = []\nclass Base(Process):\n    def run(self):\n        items.append(1)\nclass Other(Base):\n    \
             def run(self):\n        items.append(2)\nOther().start()\n",
        ),
        &[&format!("5:9 {message}"), &format!("8:9 {message}")],
    );
    silent(&with_head(
        "items = []\nclass Shop:\n    def run(self):\n        items.append(1)\nShop().run()\n",
    ));
}

#[test]
fn a_lock_made_inside_the_child_is_told_to_hold_back_nobody() {
    advised(
        &with_head(
            "def work():\n    lock = Lock()\n    with lock:\n        print(1)\nProcess(target=work).start()\n",
        ),
        &["3:12 each process that runs this makes a `Lock` of its own: it holds back nobody else"],
    );
    silent(&with_head(
        "def inner(lock):\n    pass\ndef work():\n    lock = Lock()\n    Process(target=inner, args=(lock,)).start()\n\
         Process(target=work).start()\n",
    ));
}

/// What is said about an exception of a program, in English.
fn on_failure(source: &str, class: &str, message: &str, place: (u32, Option<u32>)) -> String {
    let (proc, line) = place;
    let failure = Failure {
        class,
        message,
        line: line.map(LineNo),
        is_main: proc == 0,
    };
    let told = Slips::of(source).on_failure(&failure);
    if let Some(text) = &told {
        assert!(text.zh.chars().any(|sign| sign > '\u{2e80}'), "{text:?}");
    }
    told.map(|text| text.en).unwrap_or_default()
}

#[test]
fn what_a_slip_leads_to_at_run_time_is_explained() {
    for (class, message, word) in [
        (
            "AssertionError",
            "cannot start a process twice",
            "make a new `Process`",
        ),
        (
            "AssertionError",
            "can only join a started process",
            "call `start()`",
        ),
        (
            "ValueError",
            "semaphore or lock released too many times",
            "acquire()",
        ),
        (
            "RuntimeError",
            "\n        An attempt has been made to start a new process before the\n",
            "if __name__ == '__main__':",
        ),
        (
            "RuntimeError",
            "Lock objects should only be shared between processes through inheritance",
            "args=(lock,)",
        ),
        (
            "PicklingError",
            "Can't pickle <function <lambda> at 0x7f>",
            "top level",
        ),
        ("ValueError", "Pool not running", "close()"),
        (
            "OSError",
            "limit: 64 processes; raise with --max-processes",
            "start fewer",
        ),
        (
            "limit",
            "an int has at most 67108864 bits",
            "make it smaller",
        ),
    ] {
        let told = on_failure("", class, message, (1, Some(3)));
        assert!(told.contains(word), "{class}: {message}: {told}");
    }
    assert_eq!(
        on_failure("", "ValueError", "of the program's own", (0, Some(1))),
        ""
    );
    assert_eq!(
        on_failure("", "EOFError", "of the program's own", (0, Some(1))),
        ""
    );
}

#[test]
fn each_limit_is_told_in_chinese_with_its_figures() {
    for (class, message, words) in [
        ("limit", "an int has at most 67108864 bits", "67108864"),
        (
            "limit",
            "a list holds at most 16777216 items",
            "列表最多 16777216",
        ),
        (
            "limit",
            "a process holds at most 2 GiB of memory",
            "2 GiB 内存",
        ),
        (
            "limit",
            "a process holds at most 10000000 objects",
            "10000000 个对象",
        ),
        (
            "limit",
            "a formatted value has at most 16777216 characters and 65535 decimals",
            "65535 位小数",
        ),
        (
            "OSError",
            "limit: 64 processes; raise with --max-processes",
            "最多 64 个进程，可用 --max-processes",
        ),
        (
            "OSError",
            "limit: 2048 pipes in one run (a Queue takes one, a Pool two)",
            "最多 2048 个管道",
        ),
        (
            "MemoryError",
            "limit: 1048576 bytes of Value and Array in one run",
            "1048576 字节",
        ),
    ] {
        let failure = Failure {
            class,
            message,
            line: Some(LineNo(1)),
            is_main: true,
        };
        let told = Slips::default().on_failure(&failure).expect("a hint");
        assert!(told.zh.contains(words), "{}", told.zh);
    }
}

#[test]
fn a_start_method_that_is_set_again_is_explained_by_who_sets_it() {
    let message = "context has already been set";
    let in_child = on_failure("", "RuntimeError", message, (1, Some(2)));
    assert!(
        in_child.contains("if __name__ == '__main__':"),
        "{in_child}"
    );
    let in_main = on_failure("", "RuntimeError", message, (0, Some(2)));
    assert!(in_main.contains("is set once"), "{in_main}");
}

#[test]
fn a_type_error_is_explained_only_where_a_process_is_given_its_arguments() {
    let source = with_head(
        "x = 3\np = Process(\n    target=print,\n    args=(x),\n)\nfor i in x:\n    pass\n",
    );
    let not_iterable = |line| {
        let message = "'int' object is not iterable";
        on_failure(&source, "TypeError", message, (0, Some(line)))
    };
    for line in 3..=6 {
        assert!(not_iterable(line).contains("args=(value,)"), "line {line}");
    }
    assert_eq!(not_iterable(7), "");
    let in_child = |message, line| on_failure(&source, "TypeError", message, (1, line));
    let too_many = "work() takes 1 positional argument but 3 were given";
    assert!(in_child(too_many, None).contains("args=('text',)"));
    assert_eq!(in_child(too_many, Some(4)), "");
    let not_callable = "'NoneType' object is not callable";
    assert!(in_child(not_callable, None).contains("target=work"));
    assert_eq!(in_child(not_callable, Some(4)), "");
}

#[test]
fn programs_of_the_conformance_suite_that_do_no_slip_get_no_advice() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    for topic in [
        "locks",
        "conditions",
        "events",
        "barriers",
        "pools",
        "pipes",
        "shared",
    ] {
        for entry in std::fs::read_dir(folder.join(topic)).expect("the topic is there") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|ending| ending == "py") {
                let source = std::fs::read_to_string(&path).expect("it can be read");
                assert_eq!(advice(&source), [""; 0], "{}", path.display());
            }
        }
    }
}
