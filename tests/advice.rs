//! The slips of beginners: programs that run, but not as they were meant, and what is said about them.

use forklore::python::advice::{advise, on_exception};
use forklore::python::parse::parse;
use forklore::python::problem::ProblemClass;

/// Each piece of advice on `source` as `line:column message`.
fn advice(source: &str) -> Vec<String> {
    let module = parse(source).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let text = |problem: forklore::python::problem::Problem| {
        assert_eq!(problem.class, ProblemClass::Advice, "{source}");
        assert!(problem.remedy.is_some(), "{problem:?} says what to write");
        format!("{}:{} {}", problem.line, problem.column, problem.message)
    };
    advise(source, &module).into_iter().map(text).collect()
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
    silent(&with_head(
        "def f(n):\n    pass\np = Process(target=f, args=(1,))\nq = Process(target=f, args=[1])\n",
    ));
}

#[test]
fn a_target_that_is_called_is_told_to_run_here() {
    advised(
        &with_head("def work():\n    print(1)\np = Process(target=work())\n"),
        &[
            "4:20 `work(...)` runs here, in this process; the child gets its result, None, as target",
        ],
    );
    silent(&with_head(
        "def make():\n    return print\np = Process(target=make())\n",
    ));
}

#[test]
fn a_method_that_is_not_called_is_told() {
    advised(
        &with_head("p = Process()\np.start()\np.join\n"),
        &["4:1 `p.join` names the method and does not call it"],
    );
    silent(&with_head("p = Process()\nf = p.join\nf()\n"));
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
        ("TypeError", "'int' object is not iterable", "args=(value,)"),
        (
            "TypeError",
            "work() takes 1 positional argument but 3 were given",
            "args=('text',)",
        ),
        (
            "TypeError",
            "'NoneType' object is not callable",
            "target=work",
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
    ] {
        let told = on_exception(class, message).unwrap_or_else(|| panic!("{class}: {message}"));
        assert!(told.contains(word), "{told}");
    }
    assert_eq!(on_exception("ValueError", "of the program's own"), None);
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
