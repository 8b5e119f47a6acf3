//! Programs that take all they can get: the screen lives, `q` ends the run, and nothing of it stays.

#[path = "support/pty.rs"]
#[expect(dead_code, reason = "other tests use other parts of it")]
mod pty;

use std::time::Instant;

use pty::Pty;

const SIZE: (u16, u16) = (100, 30);

/// Shows the program until `sign` stands on the screen, leaves it with `q`, and looks for leftovers.
#[track_caller]
fn leaves_nothing(name: &str, source: &str, sign: &str) {
    let path =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("surprise-{name}.py"));
    std::fs::write(&path, source).expect("a file");
    let path = path.to_str().expect("text");
    let mut pty = Pty::start(&["run", path, "--lang", "en"], SIZE);
    pty.wait_for(sign);
    // Keys are answered whatever the program does.
    pty.send("L");
    pty.wait_for("中文");
    let begin = Instant::now();
    pty.send("q");
    pty.wait_for_end();
    pty.assert_restored();
    pty.assert_all_gone(begin, name);
}

#[test]
fn a_loop_without_end_in_every_process() {
    leaves_nothing(
        "loops",
        "from multiprocessing import Process\n\
         def spin():\n    while True:\n        pass\n\
         if __name__ == '__main__':\n    for _ in range(4):\n        Process(target=spin).start()\n    spin()\n",
        "Process-4",
    );
}

#[test]
fn one_long_computation() {
    leaves_nothing("sum", "print(sum(range(10 ** 12)))\n", "LIVE  running");
}

#[test]
fn a_fork_bomb() {
    leaves_nothing(
        "bomb",
        "from multiprocessing import Process\n\
         def split():\n    while True:\n        Process(target=split).start()\n\
         if __name__ == '__main__':\n    split()\n",
        "Processes  6",
    );
}

#[test]
fn output_without_end() {
    leaves_nothing(
        "output",
        "from multiprocessing import Process\n\
         def talk():\n    while True:\n        print('words ' * 100)\n\
         if __name__ == '__main__':\n    for _ in range(3):\n        Process(target=talk).start()\n    talk()\n",
        "Process-3",
    );
}

#[test]
fn a_queue_that_is_filled_without_end() {
    leaves_nothing(
        "queue",
        "from multiprocessing import Queue\nqueue = Queue()\nwhile True:\n    queue.put('x' * 1000)\n",
        "LIVE  running",
    );
}

#[test]
fn a_limit_is_told_and_the_screen_stays() {
    leaves_nothing(
        "limit",
        "x = 'ab'\nwhile True:\n    x = f'{x}{x}'\n",
        "DONE 2",
    );
}

#[test]
fn output_that_would_act_on_the_terminal_is_written_out() {
    let source = "print('\\x1b[2J\\x1b[Hred\\x1b[0m')\nprint('\\u202eevil\\u2028next')\nprint('nul\\0end \\u9501')\n";
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("surprise-signs.py");
    std::fs::write(&path, source).expect("a file");
    let path = path.to_str().expect("text");
    let mut pty = Pty::start(&["run", path, "--lang", "en"], (140, 40));
    for shown in [
        "\\u{1b}[2J\\u{1b}[Hred\\u{1b}[0m",
        "\\u{202e}evil\\u{2028}next",
        "nul\\u{0}end 锁",
    ] {
        pty.wait_for(shown);
    }
    let begin = Instant::now();
    pty.send("q");
    pty.wait_for_end();
    pty.assert_restored();
    pty.assert_all_gone(begin, "signs");
}
