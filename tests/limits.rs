//! What a program may take: beyond the limits it ends with their figures, and the machine of the learner stays well.

use std::process::{Command, Stdio};

const FORKLORE: &str = env!("CARGO_BIN_EXE_forklore");

/// Runs `source` to its end; stderr and status.
fn run(name: &str, source: &str) -> (String, Option<i32>) {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("limit-{name}.py"));
    std::fs::write(&path, source).expect("a file");
    let output = Command::new("timeout")
        .args(["100", FORKLORE, "run"])
        .arg(&path)
        .args(["--headless", "--time-limit", "90"])
        .stdin(Stdio::null())
        .output()
        .expect("forklore starts");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (told, output.status.code())
}

#[track_caller]
fn limited(name: &str, source: &str, line: u32, words: &str) {
    let (told, status) = run(name, source);
    assert_eq!(status, Some(2), "{told}");
    assert!(
        told.contains(&format!(".py:{line}: limit: {words}")),
        "{told}"
    );
}

#[test]
fn long_texts_and_lists_end_with_their_limit() {
    let words = "a text or list holds at most 16777216 characters or items";
    limited("text", "print('start')\nx = 'ab' * 10 ** 10\n", 2, words);
    limited("list", "x = [0] * 10 ** 9\n", 1, words);
    limited("doubled", "x = 'ab'\nwhile True:\n    x += x\n", 3, words);
    limited("padded", "x = 'a'.ljust(10 ** 12)\n", 1, words);
    limited(
        "f_string",
        "x = 'ab'\nwhile True:\n    x = f'{x}{x}'\n",
        3,
        words,
    );
    limited(
        "joined",
        "x = 'a' * 10 ** 7\ny = ','.join([x] * 1000)\n",
        2,
        words,
    );
    limited(
        "percent",
        "x = 'a' * 10 ** 7\ny = ('%s' * 1000) % ((x,) * 1000)\n",
        2,
        words,
    );
    limited(
        "printed",
        "x = ['a' * 10 ** 6] * 10 ** 6\nprint(x)\n",
        2,
        words,
    );
    limited(
        "replaced",
        "x = ('a' * 10 ** 6).replace('a', 'b' * 10 ** 6)\n",
        1,
        words,
    );
}

#[test]
fn a_list_that_grows_without_end_ends_with_its_limit() {
    limited(
        "growing",
        "items = []\nwhile True:\n    items.append(1)\n",
        3,
        "a list holds at most 16777216 items",
    );
}

#[test]
fn a_process_that_keeps_making_objects_ends_with_its_limit() {
    limited(
        "objects",
        "items = []\nn = 0\nwhile True:\n    n += 1\n    items.append(str(n))\n",
        5,
        "a process holds at most 10000000 objects",
    );
}

#[test]
fn a_process_that_keeps_taking_memory_ends_with_its_limit() {
    let words = "a process holds at most 2 GiB of memory";
    limited(
        "texts",
        "items = []\nwhile True:\n    items.append('x' * 10 ** 7)\n",
        3,
        words,
    );
}

#[test]
fn the_number_of_processes_is_bounded_and_can_be_raised() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("limit-processes.py");
    let source = "from multiprocessing import Process, Lock\n\
                  def wait(lock):\n    lock.acquire()\n    lock.release()\n\
                  if __name__ == '__main__':\n    lock = Lock()\n    lock.acquire()\n    \
                  children = [Process(target=wait, args=(lock,)) for _ in range(12)]\n    \
                  try:\n        for child in children:\n            child.start()\n        \
                  print('all')\n    except OSError as error:\n        print(error)\n    lock.release()\n";
    std::fs::write(&path, source).expect("a file");
    let run = |limit: &str| {
        let output = Command::new("timeout")
            .args(["100", FORKLORE, "run"])
            .arg(&path)
            .args(["--headless", "--max-processes", limit])
            .stdin(Stdio::null())
            .output()
            .expect("forklore starts");
        (
            String::from_utf8_lossy(&output.stdout).into_owned(),
            output.status.code(),
        )
    };
    let refused = "limit: 10 processes; raise with --max-processes\n";
    assert_eq!(run("10"), (refused.to_owned(), Some(0)));
    assert_eq!(run("13"), ("all\n".to_owned(), Some(0)));
    assert_eq!(run("0").1, Some(2));
    assert_eq!(run("257").1, Some(2));
}

#[test]
fn huge_numbers_and_formats_end_with_their_limit() {
    limited(
        "shift",
        "x = 1 << 10 ** 12\n",
        1,
        "an int has at most 67108864 bits",
    );
    limited(
        "power",
        "x = 10 ** 10 ** 10\n",
        1,
        "an int has at most 67108864 bits",
    );
    limited(
        "width",
        "print(f'{1:>999999999999}')\n",
        1,
        "a formatted value has at most 16777216 characters and 65535 decimals",
    );
    limited(
        "decimals",
        "print('%.99999f' % 1.5)\n",
        1,
        "a formatted value has at most 16777216 characters and 65535 decimals",
    );
}

#[test]
fn an_endless_loop_can_be_stopped() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("limit-endless.py");
    std::fs::write(&path, "while True:\n    sum(range(10 ** 9))\n").expect("a file");
    let output = Command::new("timeout")
        .args(["100", FORKLORE, "run"])
        .arg(&path)
        .args(["--headless", "--time-limit", "0.3"])
        .stdin(Stdio::null())
        .output()
        .expect("forklore starts");
    assert_eq!(output.status.code(), Some(124));
}
