//! The slips of beginners on the running program: the screen tells them at their line, `--headless` on a terminal
//! behind the output, `--plain` among the sentences. Programs that look alike and are meant so are told nothing.

#[path = "support/pty.rs"]
#[expect(dead_code, reason = "other tests use other parts of it")]
mod pty;

use std::process::{Command, Stdio};
use std::time::Instant;

use pty::Pty;

/// A program with a slip, and what is said of it.
struct Slip {
    name: &'static str,
    source: &'static str,
    method: &'static str,
    /// On the screen, in English and Chinese: how the row with the advice begins.
    shown: [&'static str; 2],
    /// In the sentences and behind the output, likewise.
    told: [&'static str; 2],
}

const SLIPS: [Slip; 9] = [
    Slip {
        name: "number",
        source: "from multiprocessing import Process\n\
                 def f(n):\n    print(n)\n\
                 if __name__ == '__main__':\n    p = Process(target=f, args=(1))\n    p.start()\n",
        method: "fork",
        shown: ["`args=` wants a tuple", "`args=` 要的是元组"],
        told: [
            "number.py:5:33: `args=(1)` is no tuple",
            "number.py:5:33: `args=(1)` 不是元组",
        ],
    },
    Slip {
        name: "text",
        source: "from multiprocessing import Process\n\
                 def f(n):\n    print(n)\n\
                 if __name__ == '__main__':\n    p = Process(target=f, args=('bob'))\n    p.start()\n",
        method: "fork",
        shown: [
            "`args=` holds one value for each parameter",
            "`args=` 里每个值对应 target 的一个参数",
        ],
        told: [
            "text.py:5:33: `args=('bob')` is a text",
            "text.py:5:33: `args=('bob')` 是一段文本",
        ],
    },
    Slip {
        name: "called",
        source: "from multiprocessing import Process\n\
                 def f():\n    print('here')\n\
                 if __name__ == '__main__':\n    p = Process(target=f())\n    p.start()\n    p.join()\n",
        method: "fork",
        shown: ["line 5: `f(...)` runs here", "第 5 行：`f(...)` 就在这里"],
        told: [
            "called.py:5:24: `f(...)` runs here",
            "called.py:5:24: `f(...)` 就在这里",
        ],
    },
    Slip {
        name: "twice",
        source: "from multiprocessing import Process\n\
                 if __name__ == '__main__':\n    p = Process()\n    p.start()\n    p.join()\n    p.start()\n",
        method: "fork",
        shown: ["a process runs once", "一个进程只能启动一次"],
        told: [
            "twice.py:6: a process runs once",
            "twice.py:6：一个进程只能启动一次",
        ],
    },
    Slip {
        name: "early",
        source: "from multiprocessing import Process\n\
                 if __name__ == '__main__':\n    p = Process()\n    p.join()\n    p.start()\n",
        method: "fork",
        shown: [
            "it was not started yet: call `start()`",
            "它还没有启动：先调用 `start()`",
        ],
        told: [
            "early.py:4: it was not started yet",
            "early.py:4：它还没有启动",
        ],
    },
    Slip {
        name: "guard",
        source: "from multiprocessing import Process\n\
                 def f():\n    print('here')\n\
                 p = Process(target=f)\np.start()\np.join()\n",
        method: "spawn",
        shown: [
            "under spawn each child imports",
            "spawn 方式下每个子进程都会重新导入",
        ],
        told: [
            "guard.py:5: under spawn each child imports",
            "guard.py:5：spawn 方式下每个子进程都会重新导入",
        ],
    },
    Slip {
        name: "list",
        source: "from multiprocessing import Process\n\
                 def f(items):\n    items.append(1)\n\
                 if __name__ == '__main__':\n    items = []\n    p = Process(target=f, args=(items,))\n    \
                 p.start()\n    p.join()\n    print(items)\n",
        method: "fork",
        shown: [
            "line 3: `items` is the child's own copy",
            "第 3 行：`items` 是子进程自己的副本",
        ],
        told: [
            "list.py:3:5: `items` is the child's own copy",
            "list.py:3:5: `items` 是子进程自己的副本",
        ],
    },
    Slip {
        name: "uncalled",
        source: "from multiprocessing import Process\n\
                 if __name__ == '__main__':\n    p = Process()\n    p.start()\n    p.join\n    print('end')\n",
        method: "fork",
        shown: [
            "line 5: `p.join` names the method",
            "第 5 行：`p.join` 只写了方法名",
        ],
        told: [
            "uncalled.py:5:5: `p.join` names the method",
            "uncalled.py:5:5: `p.join` 只写了方法名",
        ],
    },
    Slip {
        name: "lock",
        source: "from multiprocessing import Process, Lock\n\
                 def f():\n    lock = Lock()\n    with lock:\n        print('here')\n\
                 if __name__ == '__main__':\n    p = Process(target=f)\n    p.start()\n    p.join()\n",
        method: "fork",
        shown: [
            "line 3: each process that runs this makes a `Lock`",
            "第 3 行：每个运行到这里的进程都新建自己的 `Lock`",
        ],
        told: [
            "lock.py:3:12: each process that runs this makes a `Lock`",
            "lock.py:3:12: 每个运行到这里的进程都新建自己的 `Lock`",
        ],
    },
];

const LANGUAGES: [&str; 2] = ["en", "zh"];

/// The program in a folder of this test's own, so that its file is named as the slip.
fn write(folder: &str, name: &str, source: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(format!("{name}.py"));
    std::fs::write(&path, source).expect("a file");
    path.to_string_lossy().into_owned()
}

#[test]
fn the_screen_tells_each_slip_below_the_listing() {
    for slip in &SLIPS {
        let path = write("slips-screen", slip.name, slip.source);
        for (language, shown) in LANGUAGES.iter().zip(slip.shown) {
            let args = [
                "run",
                &path,
                "--start-method",
                slip.method,
                "--lang",
                language,
            ];
            let mut pty = Pty::start(&args, (80, 24));
            let end = ["DONE", "结束"];
            pty.wait_until("the end of the run", |screen| {
                end.iter().any(|word| screen.contents().contains(word))
            });
            // To the listing, and where the process with the failure is: any of them has it.
            pty.send("\x1b[Z");
            pty.wait_for(shown);
            let begin = Instant::now();
            pty.send("q");
            pty.wait_for_end();
            pty.assert_all_gone(begin, slip.name);
        }
    }
}

#[test]
fn a_run_without_a_screen_tells_each_slip_on_a_terminal() {
    for slip in &SLIPS {
        let path = write("slips-headless", slip.name, slip.source);
        for (language, told) in LANGUAGES.iter().zip(slip.told) {
            let args = [
                "run",
                &path,
                "--headless",
                "--start-method",
                slip.method,
                "--lang",
                language,
            ];
            // Wide enough that no line is broken.
            let mut pty = Pty::start(&args, (400, 80));
            pty.wait_for(told);
            pty.wait_for_end();
        }
    }
}

/// What `--plain` tells of a program, in English where no language is given.
fn plain(path: &str, method: &str, language: &str) -> String {
    let output = Command::new(pty::binary())
        .args(["run", path, "--plain", "--start-method", method])
        .args(["--lang", language])
        .stdin(Stdio::null())
        .output()
        .expect("forklore starts");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_sentences_tell_each_slip() {
    for slip in &SLIPS {
        let path = write("slips-plain", slip.name, slip.source);
        for (language, told) in LANGUAGES.iter().zip(slip.told) {
            let text = plain(&path, slip.method, language);
            assert!(text.contains(told), "{told} is not in\n{text}");
        }
    }
}

#[test]
fn programs_that_are_meant_so_are_told_nothing() {
    let head = "from multiprocessing import Process, Lock\n";
    for (name, body) in [
        (
            "tuples",
            "def f(*names):\n    print(names)\n\
             if __name__ == '__main__':\n    for args in [('bob',), ('a', 'b'), 'xy', ()]:\n        \
             p = Process(target=f, args=args)\n        p.start()\n        p.join()\n",
        ),
        (
            "letters",
            "def f(a, b):\n    print(a, b)\n\
             if __name__ == '__main__':\n    p = Process(target=f, args='xy')\n    p.start()\n    p.join()\n",
        ),
        (
            "maker",
            "def work():\n    print('work')\ndef choose():\n    return work\n\
             if __name__ == '__main__':\n    p = Process(target=choose())\n    p.start()\n    p.join()\n",
        ),
        (
            "callback",
            "if __name__ == '__main__':\n    p = Process()\n    end = p.join\n    p.start()\n    end()\n",
        ),
        (
            "reader",
            "def f(items):\n    for item in items:\n        print(item, len(items))\n\
             if __name__ == '__main__':\n    items = [1, 2]\n    p = Process(target=f, args=(items,))\n    \
             p.start()\n    items.append(3)\n    p.join()\n",
        ),
        (
            "family",
            "def inner(lock):\n    with lock:\n        print('inner')\n\
             def f():\n    lock = Lock()\n    children = [Process(target=inner, args=(lock,)) for _ in range(2)]\n    \
             for child in children:\n        child.start()\n    for child in children:\n        child.join()\n\
             if __name__ == '__main__':\n    p = Process(target=f)\n    p.start()\n    p.join()\n",
        ),
        (
            "errors",
            "def f(n):\n    raise ValueError('its own')\n\
             if __name__ == '__main__':\n    p = Process(target=f, args=(1,))\n    p.start()\n    p.join()\n    \
             for item in 5:\n        pass\n",
        ),
    ] {
        let path = write("slips-none", name, &format!("{head}{body}"));
        let text = plain(&path, "fork", "en");
        assert!(!text.contains("hint:"), "{name}: {text}");
        assert!(!text.contains("instead:"), "{name}: {text}");
    }
}
