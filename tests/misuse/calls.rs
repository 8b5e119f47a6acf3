//! Calls of everything that the tables of the library name: with no argument, with each kind of value in each place,
//! with too many, and with keywords that a function knows or does not know.

use forklore::python::library;

use crate::Case;

/// What stands for every kind of value; `c`, `f`, `C` and `L` are defined by `prologue.py`.
pub const VALUES: [&str; 22] = [
    "None",
    "True",
    "0",
    "1",
    "-1",
    "10**20",
    "1.5",
    "''",
    "'ab'",
    "b'ab'",
    "[]",
    "[1, 2]",
    "(1, 2)",
    "{}",
    "{'a': 1}",
    "{1}",
    "f",
    "C",
    "c",
    "len",
    "iter([1, 2])",
    "range(3)",
];

/// Values of calls with two arguments.
const PAIRS: [&str; 9] = [
    "None", "1", "-1", "10**20", "1.5", "'ab'", "[1, 2]", "c", "f",
];

/// Values of calls with three arguments.
const TRIPLES: [&str; 3] = ["None", "1", "'a'"];

/// Keywords of functions of the library, and some that none of them has.
const KEYWORDS: &str = "x object iterable key reverse default start step stop sep maxsplit end base number ndigits \
    encoding errors keepends r repeat times func initial fillvalue mod exp rel_tol abs_tol maxlen value strict file \
    flush a b k n weights cum_weights population counts low high mode mu sigma lambd alpha beta kappa status block \
    timeout version obj args sequence elem";

/// Objects on which the methods of a type of the table are called.
const RECEIVERS: [(&str, &str); 15] = [
    ("str", "'a b'"),
    ("bytes", "b'ab'"),
    ("int and float", "5"),
    ("int and float", "2.5"),
    ("list", "[3, 1]"),
    ("dict", "{1: 2}"),
    ("set", "{1}"),
    ("range", "range(4)"),
    ("range", "(1, 2, 1)"),
    ("generator", "g()"),
    ("deque", "deque([3, 1])"),
    ("Counter", "Counter('aab')"),
    ("defaultdict", "defaultdict(int, {1: 2})"),
    ("exception", "ValueError('a')"),
    ("text stream", "sys.stdout"),
];

/// Attributes that are no methods.
const DATA: [&str; 12] = [
    "start",
    "stop",
    "step",
    "args",
    "errno",
    "strerror",
    "code",
    "reason",
    "value",
    "maxlen",
    "default_factory",
    "readlines",
];

/// Objects of `multiprocessing`, made by `prologue.py`, and the rows of the table with their methods.
const SHARED: [(&str, &str); 19] = [
    ("Lock, RLock and Semaphore", "lock"),
    ("Lock, RLock and Semaphore", "rlock"),
    ("Lock, RLock and Semaphore", "semaphore"),
    ("Lock, RLock and Semaphore", "bounded"),
    ("Semaphore", "semaphore"),
    ("Condition", "condition"),
    ("Event", "event"),
    ("Barrier", "barrier"),
    ("Queue", "queue"),
    ("Queue", "joinable"),
    ("Queue", "simple"),
    ("JoinableQueue", "joinable"),
    ("Connection", "connection"),
    ("Value and Array", "number"),
    ("Value and Array", "array"),
    ("Process", "process"),
    ("Pool", "pool"),
    ("AsyncResult", "result"),
    ("context", "context"),
];

/// Calls whose result is another one in each run: only its type is compared.
const CHANCE: [&str; 6] = [
    "random.",
    "time.",
    "id",
    "os.getpid",
    "os.getppid",
    "os.cpu_count",
];

/// Functions that act on the machine or wait, when they are called as they should be: ints and floats are left out.
const NEVER_RIGHT: [&str; 3] = ["time.sleep", "os.kill", "os._exit"];

/// What would compute for ever.
fn is_endless(call: &str) -> bool {
    let huge = call.matches("10**20").count();
    (call.starts_with("pow") || call.starts_with("math.pow")) && huge > 0
}

/// All calls.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    let skipped = ["super", "__name__", "print"];
    for name in library::builtins().filter(|name| !skipped.contains(name)) {
        of(name, "", &mut cases);
    }
    for name in library::exceptions() {
        of(name, "", &mut cases);
    }
    for namespace in library::NAMESPACES {
        let skipped = [
            "multiprocessing",
            "urllib",
            "sys.stdout",
            "sys.stderr",
            "sys.version_info",
        ];
        if skipped
            .iter()
            .any(|skipped| namespace.path.starts_with(skipped))
        {
            continue;
        }
        for name in namespace
            .available()
            .filter(|name| !["argv", "environ"].contains(name))
        {
            of(&format!("{}.{name}", namespace.path), "", &mut cases);
        }
    }
    for (kind, receiver) in RECEIVERS {
        // Of attributes that are no methods, one call each is enough.
        let is_data = |name: &&str| DATA.contains(name);
        for name in attributes(kind).filter(|name| !is_data(name)) {
            of(name, receiver, &mut cases);
        }
        for name in attributes(kind).filter(is_data) {
            cases.push(Case::expression(&format!("{receiver}.{name}")));
            cases.push(Case::expression(&format!("{receiver}.{name}()")));
        }
    }
    cases
}

fn attributes(kind: &str) -> impl Iterator<Item = &'static str> {
    let row = library::TYPES.iter().find(|row| row.name == kind);
    row.unwrap_or_else(|| panic!("no row {kind}"))
        .names
        .split_whitespace()
}

/// Calls with arguments that no parameter takes: nothing waits, nothing starts.
pub fn of_shared_objects() -> Vec<Case> {
    let mut cases = Vec::new();
    for (kind, receiver) in SHARED {
        for name in attributes(kind).filter(|name| *name != "TimeoutError") {
            for args in [
                "None, None, None, None, None, None, None, None, None, None",
                "None, None, None, None, None, None, None",
                "qq=1",
                "None, qq=1",
                "None, None, None, qq=1",
            ] {
                if name == "Process" || (receiver == "context" && args.contains("qq")) {
                    continue;
                }
                let call = format!("{receiver}.{name}({args})");
                cases.push(Case::expression(&call));
            }
        }
    }
    cases
}

/// Every call of one function, or of a method of `receiver`.
fn of(name: &str, receiver: &str, cases: &mut Vec<Case>) {
    let is_chance = CHANCE.iter().any(|chance| name.starts_with(chance));
    let safe = |value: &str| {
        !NEVER_RIGHT.contains(&name)
            || ["None", "'", "[", "c", "f", "b'"]
                .iter()
                .any(|head| value.starts_with(head))
    };
    let mut push = |args: String| {
        let call = if receiver.is_empty() {
            format!("{name}({args})")
        } else {
            format!("x.{name}({args})")
        };
        if is_endless(&call) {
            return;
        }
        let shown = match (is_chance, receiver.is_empty()) {
            (true, true) if call.starts_with("random.") => {
                format!("(random.seed(5), type({call}))[1]")
            }
            (true, _) => format!("type({call})"),
            (false, true) => call,
            (false, false) if name == "send" || receiver == "sys.stdout" => {
                format!("(lambda x: {call})({receiver})")
            }
            (false, false) => format!("(lambda x: ({call}, x))({receiver})"),
        };
        cases.push(Case::expression(&shown));
    };
    push(String::new());
    let values = VALUES.iter().filter(|value| safe(value));
    values.for_each(|value| push((*value).to_owned()));
    for first in PAIRS.iter().filter(|value| safe(value)) {
        for second in PAIRS.iter().filter(|value| safe(value)) {
            push(format!("{first}, {second}"));
        }
    }
    for first in TRIPLES.iter().filter(|value| safe(value)) {
        for second in TRIPLES {
            for third in TRIPLES {
                push(format!("{first}, {second}, {third}"));
            }
        }
    }
    for count in [4, 5, 9] {
        push(vec!["None"; count].join(", "));
    }
    for keyword in KEYWORDS.split_whitespace() {
        for args in ["", "'ab', "] {
            let value = if NEVER_RIGHT.contains(&name) {
                "None"
            } else {
                "1"
            };
            push(format!("{args}{keyword}={value}"));
        }
    }
}
