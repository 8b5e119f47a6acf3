//! The learner as scheduler, by keys alone, in a real terminal over real processes.

#[path = "support/pty.rs"]
#[expect(dead_code, reason = "other tests use other parts of it")]
mod pty;

use pty::{Pty, code_of};

const SIZE: (u16, u16) = (120, 40);

/// Two processes that print at the same moment, unbuffered: each print is two writes.
const TWO: &str = "\
from multiprocessing import Process

def say(word):
    print(word)

if __name__ == '__main__':
    for word in ['one', 'two']:
        Process(target=say, args=(word,)).start()
";

/// Two processes that take two locks in opposite order.
const CROSSED: &str = "\
from multiprocessing import Process, Lock

def take(first, second):
    first.acquire()
    second.acquire()
    second.release()
    first.release()

if __name__ == '__main__':
    a = Lock()
    b = Lock()
    Process(target=take, args=(a, b)).start()
    Process(target=take, args=(b, a)).start()
";

/// A program of the learner's in a file of its own, on the screen; it waits for nobody.
fn running(name: &str, source: &str, more: &[&str]) -> Pty {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = folder.join(name);
    std::fs::write(&program, source).expect("a file");
    let program = program.to_string_lossy();
    Pty::start(&[&["run", &*program], more].concat(), SIZE)
}

/// The same, run again and held before its first step.
fn stepped(name: &str, source: &str, more: &[&str]) -> Pty {
    let mut pty = running(name, source, more);
    // Left to the kernel, crossed locks may deadlock.
    pty.wait_until("the end, or a standstill", |screen| {
        let contents = screen.contents();
        contents.contains("DONE 0") || contents.contains("Esc close")
    });
    if pty.screen().contents().contains("Esc close") {
        pty.send("\x1b");
        pty.wait_until("the explanation closed", |screen| {
            !screen.contents().contains("Esc close")
        });
    }
    // To the start of the run that is over, and a step from there: fresh processes.
    pty.send("\x1b[H");
    pty.wait_for("PAST 0/");
    pty.send(".");
    pty.wait_for("STEPPED  step 1 ");
    pty
}

#[track_caller]
fn quit(mut pty: Pty) {
    pty.send("q");
    let status = pty.wait_for_end();
    pty.assert_restored();
    pty.family().assert_no_survivor();
    assert_eq!(code_of(status), 0, "{}", pty.shown());
}

/// Steps main until both of its children have started.
#[track_caller]
fn start_both(pty: &mut Pty) {
    step_process_until(pty, "0", "Process-2", "ready");
}

/// Number of steps that were taken, while the run is at rest.
fn steps(screen: &vt100::Screen) -> Option<u64> {
    let contents = screen.contents();
    let place = contents.find("STEPPED  step ")? + "STEPPED  step ".len();
    let rest = &contents[place..];
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let is_at_rest = !rest[digits.len()..].starts_with(',');
    digits.parse().ok().filter(|_| is_at_rest)
}

/// One step by this key; waits until it is over.
#[track_caller]
fn step(pty: &mut Pty, key: &str) {
    pty.wait_until("a rest before a step", |screen| steps(screen).is_some());
    let before = steps(pty.screen());
    pty.send(key);
    pty.wait_until("the end of a step", |screen| {
        screen.contents().contains("DONE") || steps(screen).is_some_and(|now| Some(now) > before)
    });
}

/// The row of a process, by its name.
fn row_of(screen: &vt100::Screen, name: &str) -> Option<String> {
    screen.rows(61, 59).take(12).find(|row| row.contains(name))
}

/// Whether the row of a process contains `text`.
fn says(screen: &vt100::Screen, name: &str, text: &str) -> bool {
    row_of(screen, name).is_some_and(|row| row.contains(text))
}

/// Steps a process until its row says `text`.
#[track_caller]
fn step_process_until(pty: &mut Pty, key: &str, name: &str, text: &str) {
    for _ in 0..100 {
        pty.wait_until("a rest", |screen| steps(screen).is_some());
        if says(pty.screen(), name, text) {
            return;
        }
        step(pty, key);
    }
    panic!("100 steps of {name} without `{text}`\n{}", pty.shown());
}

#[test]
fn a_live_run_is_held_stepped_and_let_go_again() {
    let source = "import time\nn = 0\nwhile n < 10000:\n    print('round', n)\n    time.sleep(0.02)\n    n += 1\n";
    let mut pty = running("live.py", source, &[]);
    pty.wait_for("round 3");
    pty.send(".");
    pty.wait_until("stepped mode", |screen| steps(screen).is_some());
    pty.wait_for("who runs next?");
    step(&mut pty, ".");
    step(&mut pty, "0");
    pty.send("g");
    pty.wait_for("LIVE  running");
    pty.wait_for("round 20");
    quit(pty);
}

#[test]
fn the_learner_tears_a_line_goes_back_and_makes_it_whole() {
    let mut pty = stepped("two.py", TWO, &["--stdout", "unbuffered"]);
    start_both(&mut pty);
    // Both stand before their newline: each has written its word and not ended its line.
    step_process_until(&mut pty, "1", "Process-1", "write \"\u{21b5}\" (2 of 2)");
    pty.wait_for("has done half of line 4: 1 of 2");
    let whole = steps(pty.screen()).expect("at rest");
    step_process_until(&mut pty, "2", "Process-2", "write \"\u{21b5}\" (2 of 2)");
    pty.wait_for("\u{21af} torn");

    // Back to before the second word: the first line is whole when its own newline comes next.
    pty.send("[");
    pty.wait_for("PAST");
    pty.wait_until("an untorn line", |screen| {
        !screen.contents().contains("\u{21af} torn")
    });
    pty.send("1");
    pty.wait_until("a branch at rest", |screen| {
        steps(screen).is_some_and(|now| now == whole + 1)
    });
    pty.send("g");
    pty.wait_for("DONE 0");
    assert!(
        !pty.screen().contents().contains("\u{21af} torn"),
        "{}",
        pty.shown()
    );
    quit(pty);
}

#[test]
fn the_policy_plays_to_the_end_and_the_schedule_is_shown() {
    let mut pty = stepped("plays.py", TWO, &["--stdout", "unbuffered"]);
    pty.wait_for("schedule");
    pty.wait_for("F1-");
    for _ in 0..9 {
        pty.send("+");
    }
    pty.send(" ");
    pty.wait_for("DONE 0");
    pty.wait_for("two");
    // The code of the whole run is there after its end.
    pty.send("y");
    pty.wait_for("schedule copied: F1-");
    quit(pty);
}

#[test]
fn a_step_in_the_past_runs_the_beginning_again_and_goes_on_there() {
    let mut pty = stepped("branch.py", TWO, &["--stdout", "unbuffered"]);
    for _ in 0..6 {
        step(&mut pty, ".");
    }
    let before = steps(pty.screen()).expect("at rest");
    pty.send(",,,");
    pty.wait_for("PAST");
    pty.send(".");
    pty.wait_until("a branch at rest", |screen| steps(screen).is_some());
    let after = steps(pty.screen()).expect("at rest");
    assert!(after <= before, "{after} of {before}\n{}", pty.shown());
    quit(pty);
}

#[test]
fn a_live_run_is_made_again_from_a_moment_by_the_order_of_its_operations() {
    let mut pty = running("again.py", TWO, &["--stdout", "unbuffered"]);
    pty.wait_for("DONE 0");
    // To the moment behind the first piece of output.
    for _ in 0..3 {
        pty.send("[");
    }
    pty.wait_until("one piece of four", |screen| {
        let contents = screen.contents();
        contents.contains("PAST") && !contents.contains("LIVE")
    });
    pty.send(".");
    pty.wait_until("a branch at rest", |screen| {
        steps(screen).is_some_and(|now| now > 5)
    });
    pty.send("g");
    pty.wait_for("DONE 0");
    quit(pty);
}

#[test]
fn two_crossed_locks_are_made_to_deadlock_by_keys_and_explained() {
    let mut pty = stepped("crossed.py", CROSSED, &[]);
    start_both(&mut pty);
    step_process_until(&mut pty, "1", "Process-1", "acquire b");
    pty.wait_until("a rest", |screen| steps(screen).is_some());
    for _ in 0..20 {
        if pty.screen().contents().contains("Deadlock") {
            break;
        }
        let before = steps(pty.screen());
        pty.send("2");
        pty.wait_until("a step, or the end of all", |screen| {
            let contents = screen.contents();
            contents.contains("Deadlock") || steps(screen).is_some_and(|now| Some(now) > before)
        });
    }
    // It is explained by itself: who holds what, who waits for what, on which line.
    pty.wait_for("Deadlock");
    pty.wait_for("Process-1 holds a");
    pty.wait_for("Process-2 holds b");
    pty.wait_for("line 5");
    pty.send("\x1b");
    pty.wait_until("the overlay closed", |screen| {
        !screen.contents().contains("Deadlock")
    });
    // A key of one of them says what it lacks.
    pty.send("1");
    pty.wait_for("[1] cannot move: it needs b (held by Process-2)");
    quit(pty);
}

#[test]
fn a_schedule_code_that_is_entered_gives_the_same_run() {
    let mut pty = stepped("code.py", TWO, &["--stdout", "unbuffered"]);
    start_both(&mut pty);
    step_process_until(&mut pty, "1", "Process-1", "(2 of 2)");
    step_process_until(&mut pty, "2", "Process-2", "(2 of 2)");
    pty.send("y");
    pty.wait_for("schedule copied: F1-");
    let contents = pty.screen().contents();
    let place = contents.find("copied: ").expect("a code") + "copied: ".len();
    let code: String = contents[place..]
        .chars()
        .take_while(|letter| !letter.is_whitespace())
        .collect();
    let taken = steps(pty.screen()).expect("at rest");
    pty.send("r");
    pty.wait_for("DONE 0");
    pty.send("i");
    pty.wait_for("Paste or type the code");
    pty.send("F1-XXXX\r");
    pty.wait_for("mistyped or cut off");
    pty.send("\x1b");
    pty.wait_until("the field closed", |screen| {
        !screen.contents().contains("mistyped or cut off")
    });
    pty.send("i");
    pty.wait_for("Paste or type the code");
    pty.send(&format!("\x1b[200~{code}\x1b[201~\r"));
    pty.wait_until("the same number of steps", |screen| {
        steps(screen) == Some(taken)
    });
    pty.wait_for("\u{21af} torn");
    quit(pty);
}

#[test]
fn a_signal_stops_a_process_and_another_one_ends_it() {
    let source = "import time\nfrom multiprocessing import Process\n\nif __name__ == '__main__':\n    Process(target=time.sleep, args=(1000,)).start()\n";
    let mut pty = running("signals.py", source, &[]);
    pty.wait_until("a sleeping child", |screen| {
        says(screen, "Process-1", "sleeping")
    });
    // The second row: the child is chosen, then a signal for it.
    pty.send("\x1b[B");
    pty.send("s");
    pty.wait_for("to [1] Process-1");
    pty.send("1");
    pty.wait_until("the stopped child", |screen| {
        says(screen, "Process-1", "stopped")
    });
    pty.send("s");
    pty.wait_for("to [1] Process-1");
    pty.send("4");
    pty.wait_until("the end of the child", |screen| {
        says(screen, "Process-1", "killed by SIGKILL")
    });
    pty.wait_for("DONE 0");
    quit(pty);
}
