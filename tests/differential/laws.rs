//! What any correct run of a listing must satisfy, under whatever order the kernel chose.

use std::collections::BTreeMap;

use super::runs::{Mode, Run};

/// A listing and its law.
pub struct Law {
    pub listing: &'static str,
    /// Runs for ever: it is cut off, and only a prefix is judged.
    pub endless: bool,
    /// Several processes write without a lock: lines may tear when stdout is unbuffered.
    pub may_tear: bool,
    /// Judges the lines of stdout.
    pub lines: fn(&[&str], Mode) -> Result<(), String>,
    /// Judges stderr (empty unless the listing says otherwise).
    pub stderr: fn(&str) -> Result<(), String>,
}

pub const LAWS: &[Law] = &[
    law("01-processes/five.py", true, five),
    law("01-processes/compute.py", false, compute),
    law("03-subclass/subclass.py", true, |lines, _| {
        loops(lines, "main has nothing left to do", &Place::First)
    }),
    law("04-daemon/daemon.py", false, |lines, _| {
        exactly(lines, &["main process ended"])
    }),
    law("04-daemon/nondaemon.py", true, |lines, _| {
        loops(lines, "main process ended", &Place::First)
    }),
    law("05-join/joined.py", true, joined),
    law("05-join/timeout.py", false, timeout),
    law("06-terminate/terminate.py", false, terminate),
    Law {
        stderr: failing_child,
        ..law("06-terminate/exitcodes.py", false, exit_codes)
    },
    law("07-lock/unlocked.py", true, |lines, _| prints(lines)),
    law("07-lock/locked.py", false, |lines, _| prints(lines)),
    Law {
        endless: true,
        stderr: |_| Ok(()),
        ..law("08-semaphore/semaphore.py", false, semaphore)
    },
    law("09-queue/shared.py", true, shared),
    law("09-queue/list.py", true, list),
    law("10-pipe/duplex.py", true, duplex),
    law("10-pipe/one_way.py", true, one_way),
    law("11-pool/pool.py", true, pool),
    law("11-pool/many.py", false, many),
];

const fn law(
    listing: &'static str,
    may_tear: bool,
    lines: fn(&[&str], Mode) -> Result<(), String>,
) -> Law {
    Law {
        listing,
        endless: false,
        may_tear,
        lines,
        stderr: silent,
    }
}

impl Law {
    /// Judges a run.
    pub fn judge(&self, run: &Run, mode: Mode) -> Result<(), String> {
        if !self.endless && run.status != Some(0) {
            return Err(format!("exit status {:?}", run.status));
        }
        (self.stderr)(&run.stderr)?;
        if self.endless && mode == Mode::Pipe {
            return ensure(
                run.stdout.is_empty(),
                "a process that is cut off loses what it printed into its buffer",
            );
        }
        let mut lines: Vec<&str> = run.stdout.split('\n').collect();
        let rest = lines.pop().unwrap_or_default();
        if !self.endless {
            ensure(rest.is_empty(), "the last line has no newline")?;
        }
        let judged = (self.lines)(&lines, mode);
        if judged.is_err() && self.may_tear && mode == Mode::Unbuffered {
            return self.judge_pieces(&run.stdout);
        }
        judged
    }

    /// Of torn lines only the pieces can be judged: the same characters as in whole lines, digits (pids) apart.
    fn judge_pieces(&self, stdout: &str) -> Result<(), String> {
        let expected = self.letters().ok_or("no sample of whole lines")?;
        let found = letters(stdout);
        ensure(
            found == expected,
            &format!("the pieces differ: {found:?}, expected {expected:?}"),
        )
    }

    fn letters(&self) -> Option<BTreeMap<char, usize>> {
        let loops = |n: usize| "Pid:  LoopCount: \n".repeat(n);
        Some(letters(&match self.listing {
            "01-processes/five.py" => {
                "process  says hello\n".repeat(5) + "main has started  processes\nmain is done\n"
            }
            "03-subclass/subclass.py" => loops(9) + "main has nothing left to do\n",
            "04-daemon/nondaemon.py" => loops(9) + "main process ended\n",
            "05-join/joined.py" => {
                loops(9) + &"Loop- has been joined: exit code \n".repeat(3) + "main process ended\n"
            }
            "07-lock/unlocked.py" => "Pid:  #\n".repeat(60),
            "09-queue/shared.py" => "put .\ngot .\n".repeat(5) + "main process ended\n",
            "09-queue/list.py" => {
                "append ., now  items\nconsumer sees []\n".repeat(5) + "main sees []\n"
            }
            "10-pipe/duplex.py" => {
                "asker sent \nasker received \nanswerer received \nanswerer sent \n".repeat(3)
                    + "main process ended\n"
            }
            "10-pipe/one_way.py" => {
                "sent \nreceived message \n".repeat(5)
                    + "writer: my end is closed\nreader: end of file, nobody can write any more\nmain process ended\n"
            }
            "11-pool/pool.py" => {
                "task  starts\ntask  ends\n".repeat(4)
                    + "main has handed in  tasks\nmain process ended\n"
            }
            _ => return None,
        }))
    }
}

fn letters(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for letter in text.chars().filter(|letter| !letter.is_ascii_digit()) {
        *counts.entry(letter).or_default() += 1;
    }
    counts
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds {
        Ok(())
    } else {
        Err(otherwise.to_owned())
    }
}

fn silent(stderr: &str) -> Result<(), String> {
    ensure(stderr.is_empty(), &format!("stderr: {stderr}"))
}

fn exactly(lines: &[&str], expected: &[&str]) -> Result<(), String> {
    ensure(
        lines == expected,
        &format!("lines {lines:?}, expected {expected:?}"),
    )
}

fn same_lines(lines: &[&str], expected: &[String]) -> Result<(), String> {
    let mut found: Vec<&str> = lines.to_vec();
    let mut wanted: Vec<&str> = expected.iter().map(String::as_str).collect();
    found.sort_unstable();
    wanted.sort_unstable();
    ensure(
        found == wanted,
        &format!("lines {found:?}, expected {wanted:?}"),
    )
}

/// Where main's line stands among the others.
enum Place {
    First,
    Last,
}

fn place<'a, 'b>(lines: &'a [&'b str], line: &str, place: &Place) -> Result<&'a [&'b str], String> {
    let split = match place {
        Place::First => lines.split_first(),
        Place::Last => lines.split_last(),
    };
    match split {
        Some((found, rest)) if *found == line => Ok(rest),
        _ => Err(format!("{line:?} is not where it must stand in {lines:?}")),
    }
}

/// The lines come in this order, whatever stands between them.
fn in_order<'a>(
    lines: impl IntoIterator<Item = &'a str>,
    expected: &[String],
) -> Result<(), String> {
    let found: Vec<&str> = lines.into_iter().collect();
    ensure(
        found == expected,
        &format!("in order {found:?}, expected {expected:?}"),
    )
}

fn five(lines: &[&str], mode: Mode) -> Result<(), String> {
    let rest = place(lines, "main is done", &Place::Last)?;
    let children: Vec<&str> = rest
        .iter()
        .copied()
        .filter(|line| !line.starts_with("main"))
        .collect();
    ensure(
        rest.len() == children.len() + 1 && rest.contains(&"main has started 5 processes"),
        "main's first line",
    )?;
    if mode == Mode::Pipe {
        place(rest, "main has started 5 processes", &Place::Last)?;
    }
    same_lines(
        &children,
        &(0..5)
            .map(|i| format!("process {i} says hello"))
            .collect::<Vec<_>>(),
    )
}

fn compute(lines: &[&str], _: Mode) -> Result<(), String> {
    let shapes = [
        ("CPUs: ", ""),
        ("4 jobs in one process:  ", " s"),
        ("4 jobs in 4 processes:  ", " s"),
        ("", " times as fast"),
    ];
    ensure(lines.len() == shapes.len(), &format!("lines {lines:?}"))?;
    for (line, (start, end)) in lines.iter().zip(shapes) {
        let number = line
            .strip_prefix(start)
            .and_then(|rest| rest.strip_suffix(end));
        ensure(
            number.is_some_and(|number| number.parse::<f64>().is_ok_and(|n| n > 0.0)),
            &format!("line {line:?}"),
        )?;
    }
    Ok(())
}

/// Counts by pid: `prefix PID middle COUNT`, each pid's from 0 upwards.
fn counts_by_pid(lines: &[&str], middle: &str) -> Result<Vec<usize>, String> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for line in lines {
        let parts = line
            .strip_prefix("Pid: ")
            .and_then(|rest| rest.split_once(middle));
        let Some((Ok(pid), Ok(count))) =
            parts.map(|(pid, count)| (pid.parse::<u32>(), count.parse::<usize>()))
        else {
            return Err(format!("the line {line:?} is torn or foreign"));
        };
        let expected = counts.entry(pid).or_default();
        ensure(
            *expected == count,
            &format!("pid {pid} prints {count}, expected {expected}"),
        )?;
        *expected += 1;
    }
    let mut sorted: Vec<usize> = counts.into_values().collect();
    sorted.sort_unstable();
    Ok(sorted)
}

fn loops(lines: &[&str], main: &str, where_main: &Place) -> Result<(), String> {
    let counts = counts_by_pid(place(lines, main, where_main)?, " LoopCount: ")?;
    ensure(counts == [2, 3, 4], &format!("loops {counts:?}"))
}

fn prints(lines: &[&str]) -> Result<(), String> {
    let counts = counts_by_pid(lines, " #")?;
    ensure(
        counts == [10, 11, 12, 13, 14],
        &format!("prints {counts:?}"),
    )
}

fn joined(lines: &[&str], _: Mode) -> Result<(), String> {
    let rest = place(lines, "main process ended", &Place::Last)?;
    let (main, children): (Vec<&str>, Vec<&str>) =
        rest.iter().partition(|line| line.starts_with("Loop-"));
    in_order(
        main,
        &(1..=3)
            .map(|i| format!("Loop-{i} has been joined: exit code 0"))
            .collect::<Vec<_>>(),
    )?;
    let counts = counts_by_pid(&children, " LoopCount: ")?;
    ensure(counts == [2, 3, 4], &format!("loops {counts:?}"))
}

fn timeout(lines: &[&str], _: Mode) -> Result<(), String> {
    exactly(
        lines,
        &[
            "Process-1 join gave None",
            "Process-1 alive True exitcode None",
            "Process-2 join gave None",
            "Process-2 alive True exitcode None",
            "main process ended",
        ],
    )
}

fn terminate(lines: &[&str], mode: Mode) -> Result<(), String> {
    let (child, main): (Vec<&str>, Vec<&str>) =
        lines.iter().partition(|line| line.starts_with("child"));
    let lost = mode == Mode::Pipe;
    exactly(&child, if lost { &[] } else { &["child begins"] })?;
    let shown: Vec<String> = main.iter().map(|line| without_pids(line)).collect();
    let before = "before start:    False <Process name='Process-1' parent=N initial>";
    let running = "while it runs:   True <Process name='Process-1' pid=N parent=N started>";
    let after = "after terminate: ";
    let process = "<Process name='Process-1' pid=N parent=N ";
    let joined = "after join:      False <Process name='Process-1' pid=N parent=N stopped exitcode=-SIGTERM>";
    ensure(shown.len() == 5, &format!("main's lines {shown:?}"))?;
    ensure(
        shown[0] == before && shown[1] == running,
        &format!("before and during: {shown:?}"),
    )?;
    // Whether the signal has arrived already is the kernel's choice, and it may arrive between the two looks:
    // print's arguments are evaluated first (is_alive), its text is made afterwards (the repr).
    let looks = [
        ("True", "started>"),
        ("True", "stopped exitcode=-SIGTERM>"),
        ("False", "stopped exitcode=-SIGTERM>"),
    ];
    ensure(
        looks
            .iter()
            .any(|(alive, state)| shown[2] == format!("{after}{alive} {process}{state}")),
        &format!("after terminate: {shown:?}"),
    )?;
    ensure(
        shown[3] == joined && shown[4] == "exit code:       -15",
        &format!("after join: {shown:?}"),
    )
}

/// `pid=123` and `parent=123` become `pid=N` and `parent=N`.
fn without_pids(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some(at) = ["pid=", "parent="]
        .iter()
        .filter_map(|key| rest.find(key).map(|at| at + key.len()))
        .min()
    {
        shown.push_str(&rest[..at]);
        shown.push('N');
        rest = rest[at..].trim_start_matches(|c: char| c.is_ascii_digit());
    }
    shown + rest
}

fn exit_codes(lines: &[&str], _: Mode) -> Result<(), String> {
    exactly(
        lines,
        &[
            "well: this is my last line",
            "Process-1 exit code 0",
            "Process-2 exit code 3",
            "Process-3 exit code 1",
            "Process-4 is still alive: terminate it",
            "Process-4 exit code -15",
        ],
    )
}

fn failing_child(stderr: &str) -> Result<(), String> {
    // CPython's own frames (multiprocessing's) stand in its traceback, too; the program's must be the same.
    let lines: Vec<&str> = stderr.lines().collect();
    ensure(lines.first() == Some(&"Process Process-3:"), stderr)?;
    ensure(
        lines.get(1) == Some(&"Traceback (most recent call last):"),
        stderr,
    )?;
    ensure(
        stderr.contains("exitcodes.py\", line 16, in failing\n    print(numbers[5])\n"),
        stderr,
    )?;
    ensure(
        lines.last() == Some(&"IndexError: list index out of range"),
        stderr,
    )
}

fn semaphore(lines: &[&str], _: Mode) -> Result<(), String> {
    let (mut inside, mut taken) = (std::collections::VecDeque::new(), 0);
    for line in lines {
        match line.split_once(' ') {
            Some(("append", item)) if item.parse::<u32>().is_ok() => inside.push_back(item),
            Some(("pop", item)) => {
                taken += 1;
                ensure(
                    inside.pop_front() == Some(item),
                    &format!("{item} is not the oldest item"),
                )?;
            }
            _ => return Err(format!("the line {line:?} is torn or foreign")),
        }
        ensure(inside.len() <= 2, "more than two items outstanding")?;
    }
    ensure(taken >= 1, &format!("nothing was taken: {lines:?}"))
}

fn shared(lines: &[&str], _: Mode) -> Result<(), String> {
    let rest = place(lines, "main process ended", &Place::Last)?;
    let of = |word: &str| {
        rest.iter()
            .filter_map(|line| line.strip_prefix(word))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (put, got) = (of("put "), of("got "));
    ensure(
        put.len() == 5 && rest.len() == 10 && put == got,
        &format!("put {put:?}, got {got:?}"),
    )
}

fn list(lines: &[&str], _: Mode) -> Result<(), String> {
    let rest = place(lines, "main sees []", &Place::Last)?;
    let (producer, consumer): (Vec<&str>, Vec<&str>) =
        rest.iter().partition(|line| line.starts_with("append"));
    exactly(&consumer, &["consumer sees []"; 5])?;
    let counts = producer
        .iter()
        .filter_map(|line| line.split_once(", "))
        .map(|(_, count)| count);
    in_order(
        counts,
        &(1..=5)
            .map(|n| format!("now {n} items"))
            .collect::<Vec<_>>(),
    )
}

fn duplex(lines: &[&str], _: Mode) -> Result<(), String> {
    let rest = place(lines, "main process ended", &Place::Last)?;
    let (asker, answerer): (Vec<&str>, Vec<&str>) =
        rest.iter().partition(|line| line.starts_with("asker"));
    let told = |who: &str, first: &str, second: &str, square_second: bool| {
        (1..4)
            .flat_map(|n: u32| {
                let (a, b) = if square_second { (n, n * n) } else { (n, n) };
                [format!("{who} {first} {a}"), format!("{who} {second} {b}")]
            })
            .collect::<Vec<_>>()
    };
    in_order(asker, &told("asker", "sent", "received", true))?;
    in_order(answerer, &told("answerer", "received", "sent", true))
}

fn one_way(lines: &[&str], _: Mode) -> Result<(), String> {
    let rest = place(lines, "main process ended", &Place::Last)?;
    let (reader, writer): (Vec<&str>, Vec<&str>) =
        rest.iter().partition(|line| line.starts_with("re"));
    let with_end = |lines: Vec<String>, end: &str| {
        lines
            .into_iter()
            .chain([end.to_owned()])
            .collect::<Vec<_>>()
    };
    in_order(
        writer,
        &with_end(
            (1..6).map(|n| format!("sent {n}")).collect(),
            "writer: my end is closed",
        ),
    )?;
    let end = "reader: end of file, nobody can write any more";
    in_order(
        reader,
        &with_end(
            (1..6).map(|n| format!("received message {n}")).collect(),
            end,
        ),
    )
}

fn pool(lines: &[&str], mode: Mode) -> Result<(), String> {
    let rest = place(lines, "main process ended", &Place::Last)?;
    let tasks: Vec<&str> = rest
        .iter()
        .copied()
        .filter(|line| line.starts_with("task"))
        .collect();
    ensure(
        rest.len() == tasks.len() + 1 && rest.contains(&"main has handed in 4 tasks"),
        "main's first line",
    )?;
    let expected: Vec<String> = (1..5)
        .flat_map(|n| [format!("task {n} starts"), format!("task {n} ends")])
        .collect();
    same_lines(&tasks, &expected)?;
    if mode == Mode::Pipe {
        return Ok(()); // each worker hands over what it printed at its end
    }
    let mut running = 0;
    for line in tasks {
        running += if line.ends_with("starts") { 1 } else { -1 };
        ensure(
            (0..=3).contains(&running),
            "more than three tasks at once, or one that ends before it starts",
        )?;
    }
    Ok(())
}

fn many(lines: &[&str], _: Mode) -> Result<(), String> {
    let time = lines
        .first()
        .and_then(|line| line.strip_prefix("10000 tasks by 3 workers in "));
    ensure(
        time.is_some_and(|rest| rest.ends_with(" s")),
        &format!("lines {lines:?}"),
    )?;
    exactly(&lines[1..], &["sum of all squares: 333283335000"])
}
