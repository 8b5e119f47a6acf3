//! Differential tests: every listing under forklore and under `python3`, in CPython's three stdout modes, judged by
//! what any correct run must satisfy; and the judge itself, against outputs that were spoiled on purpose.

mod laws;
mod runs;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use laws::{LAWS, Law};
use runs::{Enough, MODES, Mode, Run};

fn under_forklore(law: &Law, mode: Mode) -> Run {
    if law.endless {
        return runs::forklore(law.listing, mode, &["--speed", "10"], Some(enough(mode)));
    }
    runs::forklore(law.listing, mode, &["--speed", "max"], None)
}

/// How much is seen of an endless listing: some lines, or in blocks, of which none is ever full, a moment.
fn enough(mode: Mode) -> Enough {
    match mode {
        Mode::Pipe => Enough::Silence(Duration::from_secs(2)),
        Mode::Terminal | Mode::Unbuffered => Enough::Lines(8),
    }
}

#[track_caller]
fn obey(engine: &str, law: &Law, mode: Mode, run: &Run) {
    if let Err(problem) = law.judge(run, mode) {
        panic!(
            "{} under {engine}, stdout {}: {problem}\n{run:#?}",
            law.listing,
            mode.name()
        );
    }
}

#[test]
fn every_listing_under_forklore_obeys_its_law_in_all_three_modes() {
    for law in LAWS {
        for mode in MODES {
            obey("forklore", law, mode, &under_forklore(law, mode));
        }
    }
}

#[test]
fn every_listing_under_forklore_obeys_its_law_beside_cpu_hogs() {
    let stop = AtomicBool::new(false);
    let spin = || {
        while !stop.load(Ordering::Relaxed) {
            std::hint::spin_loop();
        }
    };
    std::thread::scope(|scope| {
        // Twice as many as there are CPUs; they end with the last listing, also if it fails.
        let _end = StopOnDrop(&stop);
        for _ in 0..2 * std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(spin);
        }
        for law in LAWS {
            obey(
                "forklore beside hogs",
                law,
                Mode::Terminal,
                &under_forklore(law, Mode::Terminal),
            );
        }
    });
}

struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn every_listing_under_cpython_obeys_the_same_law_in_all_three_modes() {
    let Some(interpreter) = runs::interpreter() else {
        eprintln!("SKIPPED: no python3 here; the laws are not compared with CPython");
        return;
    };
    // Real seconds pass here, so all run side by side.
    std::thread::scope(|scope| {
        for law in LAWS {
            for mode in MODES {
                let interpreter = &interpreter;
                scope.spawn(move || {
                    let enough = law.endless.then(|| enough(mode));
                    let run = runs::python(interpreter, law.listing, mode, enough);
                    obey("python3", law, mode, &run);
                });
            }
        }
    });
}

#[test]
fn the_order_of_real_speed_is_allowed_too() {
    for listing in [
        "05-join/timeout.py",
        "06-terminate/terminate.py",
        "07-lock/unlocked.py",
        "10-pipe/duplex.py",
    ] {
        let law = LAWS
            .iter()
            .find(|law| law.listing == listing)
            .expect("a listing with a law");
        obey(
            "forklore at x1",
            law,
            Mode::Terminal,
            &runs::forklore(listing, Mode::Terminal, &["--speed", "1"], None),
        );
    }
}

#[test]
fn the_judge_rejects_spoiled_outputs() {
    for law in LAWS.iter().filter(|law| !law.endless) {
        let good = under_forklore(law, Mode::Terminal);
        obey("forklore", law, Mode::Terminal, &good);
        for (what, spoiled) in spoil(&good) {
            assert!(
                law.judge(&spoiled, Mode::Terminal).is_err(),
                "{}: {what} is not noticed\n{spoiled:#?}",
                law.listing
            );
        }
    }
}

/// The run with one thing wrong, in every way that a wrong engine could make it.
fn spoil(good: &Run) -> Vec<(String, Run)> {
    let lines: Vec<&str> = good.stdout.lines().collect();
    let with = |lines: Vec<&str>| Run {
        stdout: lines.join("\n") + "\n",
        ..good.clone()
    };
    let mut spoiled = vec![
        (
            "another exit status".to_owned(),
            Run {
                status: Some(1),
                ..good.clone()
            },
        ),
        (
            "no exit status".to_owned(),
            Run {
                status: None,
                ..good.clone()
            },
        ),
        (
            "a last line without newline".to_owned(),
            Run {
                stdout: good.stdout.trim_end().to_owned(),
                ..good.clone()
            },
        ),
        (
            "text on stderr".to_owned(),
            Run {
                stderr: good.stderr.clone() + "x",
                ..good.clone()
            },
        ),
    ];
    for index in 0..lines.len() {
        let mut without = lines.clone();
        let line = without.remove(index);
        spoiled.push((format!("line {index} missing"), with(without)));
        let mut twice = lines.clone();
        twice.insert(index, line);
        spoiled.push((format!("line {index} twice"), with(twice)));
        let (head, tail) = line.split_at(line.len() / 2);
        let torn = [&lines[..index], &[head, tail], &lines[index + 1..]].concat();
        spoiled.push((format!("line {index} torn"), with(torn)));
    }
    spoiled
}

#[test]
fn every_address_is_one_that_nobody_can_resolve() {
    let path = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("urls.py");
    let program = "
from urllib.request import urlopen
from urllib.error import HTTPError, URLError

for address in ['http://example.org/', 'http://example.org/two']:
    try:
        print(len(urlopen(address).read()))
    except (HTTPError, URLError) as error:
        print(error, '|', error.reason)
";
    std::fs::write(&path, program).expect("the folder for tests takes files");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_forklore"))
        .args(["run", "--headless"])
        .arg(&path)
        .output()
        .expect("forklore starts");
    let reason = "[Errno -3] Temporary failure in name resolution";
    let expected = format!("<urlopen error {reason}> | {reason}\n").repeat(2);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        expected,
        "{output:?}"
    );
}
