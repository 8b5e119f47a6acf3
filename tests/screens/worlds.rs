//! Runs as their events tell them, for the screens' tests: the wireframes' moments of SCREENS.md.

use std::time::Duration;

use forklore::app::appearance::{Appearance, ThemeChoice};
use forklore::app::{App, Key, KeyCode, Message, Phase, RunFacts, RunId, RunNotice, update};
use forklore::lesson::{Language, StdoutMode, load_embedded};
use forklore::trace::{Agent, Event, EventKind, LineNo, ObjectId, ObjectType, ProcId};

/// Events in order, with the clock set by hand.
#[derive(Default)]
pub struct Trace {
    events: Vec<Event>,
    vt: u64,
}

impl Trace {
    /// From now on events happen at this virtual millisecond.
    pub fn at(&mut self, ms: u64) -> &mut Self {
        self.vt = ms * 1_000_000;
        self
    }

    /// The process is about to run a line.
    pub fn line(&mut self, proc: u32, line: u32) -> &mut Self {
        self.push(proc, line, None, EventKind::Line)
    }

    /// The process does something at a line.
    pub fn push(
        &mut self,
        proc: u32,
        line: u32,
        agent: Option<Agent>,
        kind: EventKind,
    ) -> &mut Self {
        let seq = self.events.len() as u64;
        let pid = proc + 2;
        self.events.push(Event {
            seq,
            t: self.vt,
            vt: self.vt,
            proc: Some(ProcId(proc)),
            pid: Some(pid),
            host_pid: Some(1000 + pid),
            line: Some(LineNo(line)),
            agent,
            kind,
        });
        self
    }

    fn start(&mut self, parent: u32, line: u32, child: u32, name: &str) -> &mut Self {
        let child = ProcId(child);
        let created = EventKind::ProcessCreated {
            child,
            name: name.into(),
            daemon: child.0 > 0,
        };
        let started = EventKind::ProcessStarted {
            child,
            child_pid: child.0 + 2,
            child_host_pid: child.0 + 1002,
            ppid: 2,
            daemon: child.0 > 0,
            fresh: false,
        };
        self.push(parent, line, None, created)
            .push(parent, line, None, started)
    }

    fn object(
        &mut self,
        line: u32,
        object: u32,
        type_: ObjectType,
        name: &str,
        numbers: (i64, i64),
    ) -> &mut Self {
        let (initial, capacity) = numbers;
        let kind = EventKind::ObjectCreated {
            object: ObjectId(object),
            type_,
            names: vec![name.into()],
            initial: (initial >= 0).then_some(initial),
            capacity: (capacity > 0).then_some(capacity),
        };
        self.push(0, line, None, kind)
    }

    fn writes(&mut self, proc: u32, line: u32, object: u32, repr: &str) -> &mut Self {
        let kind = EventKind::ValueChanged {
            object: ObjectId(object),
            repr: repr.into(),
            from_read: true,
        };
        self.push(proc, line, None, kind)
    }

    fn reads(&mut self, proc: u32, line: u32, object: u32, repr: &str) -> &mut Self {
        let kind = EventKind::Got {
            object: ObjectId(object),
            repr: repr.into(),
            bytes: 4,
        };
        self.push(proc, line, None, kind)
    }

    fn waits(&mut self, proc: u32, line: u32, op: &str, object: u32) -> &mut Self {
        let kind = EventKind::Waiting {
            op: op.into(),
            object: Some(ObjectId(object)),
            child: None,
            timeout: None,
        };
        self.push(proc, line, None, kind)
    }

    fn joins(&mut self, proc: u32, line: u32, child: u32) -> &mut Self {
        let kind = EventKind::Waiting {
            op: "join".into(),
            object: None,
            child: Some(ProcId(child)),
            timeout: None,
        };
        self.push(proc, line, None, kind)
    }

    fn sleeps(&mut self, proc: u32, line: u32, seconds: f64) -> &mut Self {
        let kind = EventKind::Waiting {
            op: "sleep".into(),
            object: None,
            child: None,
            timeout: Some(seconds),
        };
        self.push(proc, line, None, kind)
    }

    fn acquires(&mut self, proc: u32, line: u32, object: u32, value: i64) -> &mut Self {
        self.push(
            proc,
            line,
            None,
            EventKind::Acquired {
                object: ObjectId(object),
                value,
            },
        )
    }

    fn releases(&mut self, proc: u32, line: u32, object: u32, value: i64) -> &mut Self {
        self.push(
            proc,
            line,
            None,
            EventKind::Released {
                object: ObjectId(object),
                value,
            },
        )
    }

    fn prints(&mut self, proc: u32, line: u32, data: &str) -> &mut Self {
        self.push(
            proc,
            line,
            None,
            EventKind::Output {
                stream: 1,
                data: data.into(),
                base64: None,
            },
        )
    }

    fn puts(&mut self, proc: u32, line: u32, object: u32, repr: &str) -> &mut Self {
        let object = ObjectId(object);
        let put = EventKind::Put {
            object,
            repr: repr.into(),
            bytes: 5,
        };
        let sent = EventKind::Sent {
            object,
            repr: repr.into(),
            bytes: 5,
            end: None,
        };
        self.push(proc, line, None, put)
            .push(proc, line, Some(Agent::Feeder), sent)
    }

    fn gets(&mut self, proc: u32, line: u32, object: u32, repr: &str) -> &mut Self {
        self.push(
            proc,
            line,
            None,
            EventKind::Got {
                object: ObjectId(object),
                repr: repr.into(),
                bytes: 5,
            },
        )
    }

    fn letter(&mut self, proc: u32, line: u32, letter: &str) -> &mut Self {
        self.push(
            proc,
            line,
            None,
            EventKind::KernelState {
                letter: letter.into(),
                wchan: String::new(),
            },
        )
    }

    /// What was told so far.
    pub fn events(&self) -> Vec<Event> {
        self.events.clone()
    }
}

const EMPTY: u32 = 1;
const FULL: u32 = 2;
const BUFFER: u32 = 3;
const LOCK: u32 = 4;

/// The left wireframe S1: `semaphore.py` at 4.402 s.
pub fn semaphore() -> Vec<Event> {
    let mut trace = Trace::default();
    trace.at(0).start(0, 1, 0, "main");
    trace
        .object(4, EMPTY, ObjectType::Semaphore, "empty", (2, 0))
        .object(5, FULL, ObjectType::Semaphore, "full", (0, 0))
        .object(7, LOCK, ObjectType::Lock, "lock", (1, 0))
        .object(6, BUFFER, ObjectType::Queue, "buffer", (-1, 10))
        .start(0, 36, 1, "Producer-1")
        .start(0, 37, 2, "Consumer-2")
        .letter(0, 38, "S")
        .joins(0, 38, 1);
    trace.waits(2, 13, "acquire", FULL).letter(2, 13, "S");
    append(&mut trace, 1, "52");
    trace
        .at(1000)
        .line(1, 29)
        .releases(1, 29, LOCK, 1)
        .releases(1, 30, FULL, 1)
        .acquires(2, 13, FULL, 0);
    append(&mut trace, 0, "71");
    trace.waits(2, 14, "acquire", LOCK);
    trace
        .at(2000)
        .line(1, 29)
        .releases(1, 29, LOCK, 1)
        .releases(1, 30, FULL, 1)
        .waits(1, 23, "acquire", EMPTY);
    pop(&mut trace, "52");
    trace
        .at(3000)
        .line(2, 17)
        .releases(2, 17, LOCK, 1)
        .releases(2, 18, EMPTY, 1)
        .acquires(1, 23, EMPTY, 0);
    trace.acquires(2, 13, FULL, 0);
    pop(&mut trace, "71");
    trace.waits(1, 24, "acquire", LOCK);
    trace
        .at(4000)
        .line(2, 17)
        .releases(2, 17, LOCK, 1)
        .acquires(1, 24, LOCK, 0)
        .releases(2, 18, EMPTY, 1);
    trace
        .at(4001)
        .line(1, 26)
        .prints(1, 26, "append 38\n")
        .waits(2, 13, "acquire", FULL);
    trace
        .at(4002)
        .line(1, 27)
        .puts(1, 27, BUFFER, "38")
        .sleeps(1, 28, 1.0)
        .letter(1, 28, "S");
    trace.events()
}

fn append(trace: &mut Trace, empty_left: i64, item: &str) {
    trace
        .line(1, 23)
        .acquires(1, 23, EMPTY, empty_left)
        .line(1, 24)
        .acquires(1, 24, LOCK, 0)
        .line(1, 26)
        .prints(1, 26, &format!("append {item}\n"))
        .line(1, 27)
        .puts(1, 27, BUFFER, item)
        .sleeps(1, 28, 1.0);
}

fn pop(trace: &mut Trace, item: &str) {
    trace
        .acquires(2, 14, LOCK, 0)
        .line(2, 15)
        .gets(2, 15, BUFFER, item)
        .prints(2, 15, &format!("pop {item}\n"))
        .sleeps(2, 16, 1.0);
}

/// `unlocked.py`, with a line of process 1 torn by process 2.
pub fn torn() -> Vec<Event> {
    let mut trace = Trace::default();
    trace.at(0).start(0, 1, 0, "main");
    for child in 1..=5 {
        trace
            .start(0, 16, child, &format!("Loop-{child}"))
            .sleeps(child, 11, 0.1);
    }
    trace.at(100);
    trace
        .line(1, 12)
        .prints(1, 12, "Pid: 3 #0")
        .line(2, 12)
        .prints(2, 12, "Pid: 4 #0");
    trace
        .prints(1, 12, "\n")
        .prints(2, 12, "\n")
        .line(3, 12)
        .prints(3, 12, "Pid: 5 #0\n");
    trace.events()
}

/// Two locks in opposite order: [1] and [2] wait for each other, main joins [1].
pub fn deadlock() -> Vec<Event> {
    let mut trace = Trace::default();
    trace.at(0).start(0, 1, 0, "main");
    trace
        .object(4, 1, ObjectType::Lock, "fork A", (1, 0))
        .object(5, 2, ObjectType::Lock, "fork B", (1, 0));
    trace
        .start(0, 30, 1, "Ann")
        .start(0, 30, 2, "Bob")
        .joins(0, 31, 1);
    trace
        .at(201)
        .acquires(1, 12, 1, 0)
        .at(202)
        .acquires(2, 20, 2, 0);
    trace
        .at(203)
        .waits(1, 14, "acquire", 2)
        .waits(2, 22, "acquire", 1);
    let processes = vec![ProcId(0), ProcId(1), ProcId(2)];
    let cycle = vec![ProcId(1), ProcId(2)];
    trace.push(0, 31, None, EventKind::Deadlock { processes, cycle });
    trace.events()
}

/// So many philosophers at a table, each with one fork in hand; main waits for the first.
pub fn philosophers(n: u32) -> Vec<Event> {
    let mut trace = Trace::default();
    trace.at(0).start(0, 1, 0, "main");
    for seat in 1..=n {
        trace.object(4, seat, ObjectType::Lock, &format!("fork {seat}"), (1, 0));
    }
    for seat in 1..=n {
        trace.start(0, 30, seat, &format!("Thinker-{seat}"));
    }
    trace.joins(0, 31, 1);
    for seat in 1..=n {
        trace.at(200 + u64::from(seat)).acquires(seat, 12, seat, 0);
    }
    for seat in 1..=n {
        trace.at(300).waits(seat, 14, "acquire", seat % n + 1);
    }
    let processes = (0..=n).map(ProcId).collect();
    let cycle = (1..=n).map(ProcId).collect();
    trace.push(0, 31, None, EventKind::Deadlock { processes, cycle });
    trace.events()
}

/// A condition, an event, a barrier, a value and an array, each with something going on.
pub fn library() -> Vec<Event> {
    let mut trace = Trace::default();
    trace.at(0).start(0, 1, 0, "main");
    let (lock, rlock, semaphore) = (ObjectType::Lock, ObjectType::Rlock, ObjectType::Semaphore);
    trace.object(4, 1, rlock, "cond", (1, 0));
    for part in 2..=4 {
        trace.object(4, part, semaphore, "cond", (0, 0));
    }
    trace.object(5, 5, lock, "go", (1, 0));
    for part in 6..=9 {
        trace.object(5, part, semaphore, "go", (0, 0));
    }
    trace.object(6, 10, lock, "gate", (1, 0));
    for part in 11..=13 {
        trace.object(6, part, semaphore, "gate", (0, 0));
    }
    trace
        .object(6, 14, ObjectType::Array, "gate", (0, 3))
        .object(7, 15, ObjectType::Value, "counter", (0, 0))
        .object(8, 16, ObjectType::Array, "cells", (0, 4));
    for child in 1..=5 {
        trace.start(0, 20, child, &format!("Process-{child}"));
    }
    trace
        .at(100)
        .writes(0, 6, 14, "[0, 0, 3]")
        .acquires(1, 10, 1, 0)
        .waits(2, 11, "acquire", 4)
        .waits(3, 12, "acquire", 8)
        .writes(4, 13, 14, "[1] = 1")
        .writes(5, 13, 14, "[1] = 2")
        .waits(4, 13, "acquire", 13)
        .waits(5, 13, "acquire", 13)
        .writes(0, 21, 15, "40")
        .writes(0, 21, 15, "41")
        .writes(0, 22, 16, "[0] = 3")
        .writes(0, 22, 16, "[1] = 7");
    trace.events()
}

/// Objects with more to tell: a lost update, a lock that two conditions share, unfinished items, a full pipe.
pub fn shared() -> Vec<Event> {
    let mut trace = Trace::default();
    trace.at(0).start(0, 1, 0, "main");
    trace
        .object(3, 1, ObjectType::Value, "counter", (40, 0))
        .object(4, 2, ObjectType::Queue, "jobs", (0, 0))
        .object(4, 3, ObjectType::Semaphore, "jobs", (0, 0))
        .object(5, 4, ObjectType::Lock, "lock", (1, 0));
    for (line, name, first) in [(6, "not_full", 5), (7, "not_empty", 8)] {
        let name_of_lock = EventKind::ObjectNamed {
            object: ObjectId(4),
            name: name.into(),
        };
        trace.push(0, line, None, name_of_lock);
        for part in first..first + 3 {
            trace.object(line, part, ObjectType::Semaphore, name, (0, 0));
        }
    }
    trace.object(8, 11, ObjectType::Pipe, "conn", (1, 0));
    for child in 1..=4 {
        trace.start(0, 20, child, &format!("Process-{child}"));
    }
    let sent = EventKind::Sent {
        object: ObjectId(11),
        repr: "b'x'".into(),
        bytes: 200_000,
        end: Some(1),
    };
    trace
        .at(100)
        .reads(1, 9, 1, "40")
        .reads(2, 9, 1, "40")
        .writes(2, 9, 1, "41")
        .writes(1, 9, 1, "41")
        .releases(0, 21, 3, 1)
        .puts(0, 21, 2, "7")
        .acquires(1, 11, 4, 0)
        .waits(2, 12, "acquire", 7)
        .waits(3, 13, "acquire", 10)
        .push(4, 14, None, sent)
        .waits(4, 14, "send", 11)
        .waits(0, 22, "join", 2);
    trace.events()
}

/// Start method spawn: the module ran anew in each child, so that each has objects of its own.
pub fn unshared() -> Vec<Event> {
    let mut trace = Trace::default();
    trace.at(0).start(0, 1, 0, "main");
    let makes = |trace: &mut Trace, proc: u32, first: u32| {
        let types = [
            ObjectType::Semaphore,
            ObjectType::Semaphore,
            ObjectType::Lock,
        ];
        let all = ["empty", "full", "lock"].into_iter().zip(types);
        for ((place, (name, type_)), initial) in (0..).zip(all).zip([2, 0, 1]) {
            let kind = EventKind::ObjectCreated {
                object: ObjectId(first + place),
                type_,
                names: vec![name.into()],
                initial: Some(initial),
                capacity: None,
            };
            trace.push(proc, 4 + place, None, kind);
        }
    };
    makes(&mut trace, 0, 1);
    trace
        .start(0, 20, 1, "Producer-1")
        .start(0, 20, 2, "Consumer-2")
        .at(50);
    makes(&mut trace, 1, 4);
    makes(&mut trace, 2, 7);
    trace
        .at(100)
        .acquires(1, 9, 4, 1)
        .releases(1, 10, 5, 1)
        .acquires(1, 9, 4, 0)
        .waits(1, 9, "acquire", 4)
        .waits(2, 15, "acquire", 8)
        .joins(0, 22, 1);
    trace.events()
}

/// 64 processes: some run, most wait for main's lock, one is a zombie.
pub fn crowd() -> Vec<Event> {
    let mut trace = Trace::default();
    trace
        .at(0)
        .start(0, 1, 0, "main")
        .object(4, LOCK, ObjectType::Lock, "lock", (1, 0))
        .acquires(0, 5, LOCK, 0);
    for child in 1..64 {
        trace
            .at(u64::from(child))
            .start(0, 16, child, &format!("Process-{child}"));
        match child % 20 {
            1 => trace.line(child, 7),
            2 => trace.push(
                child,
                8,
                None,
                EventKind::ProcessExited {
                    child: ProcId(child),
                    code: Some(0),
                    signal: None,
                },
            ),
            _ => trace.waits(child, 6, "acquire", LOCK),
        };
    }
    trace.events()
}

/// A pipe, a pool and a value with names and items in Chinese and of great length.
pub fn wide() -> Vec<Event> {
    let mut trace = Trace::default();
    trace
        .at(0)
        .start(0, 1, 0, "main")
        .start(0, 2, 1, "生产者进程名字很长很长很长");
    trace
        .object(3, 1, ObjectType::Queue, "缓冲区", (-1, 3))
        .puts(1, 4, 1, "'一个很长的字符串项目'");
    trace.object(4, 2, ObjectType::Pipe, "管道端", (-1, 0));
    let message = EventKind::Sent {
        object: ObjectId(2),
        repr: "'你好，世界'".into(),
        bytes: 38,
        end: None,
    };
    trace.push(1, 5, None, message);
    trace.object(5, 3, ObjectType::Pool, "pool", (3, 0));
    for task in 1..=20 {
        trace.push(
            0,
            6,
            None,
            EventKind::TaskSubmitted {
                object: ObjectId(3),
                task,
                worker: None,
            },
        );
    }
    trace.push(
        1,
        7,
        None,
        EventKind::TaskStarted {
            object: ObjectId(3),
            task: 1,
            worker: Some(ProcId(1)),
        },
    );
    trace.object(8, 4, ObjectType::Value, "counter", (0, 0));
    trace.push(
        1,
        8,
        None,
        EventKind::ValueChanged {
            object: ObjectId(4),
            repr: "41".into(),
            from_read: false,
        },
    );
    trace.prints(1, 9, "输出一行很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的中文\u{1b}[2J\n");
    trace.prints(1, 9, "没有结束的行").prints(0, 9, "被打断\n");
    trace.events()
}

/// A pool of three workers that has done 7,312 of 10,000 tasks in 0.76 s (S5 of SCREENS.md).
pub fn pool() -> Vec<Event> {
    const POOL: ObjectId = ObjectId(1);
    const DONE: u64 = 7312;
    let mut trace = Trace::default();
    trace.at(0).start(0, 1, 0, "main");
    trace.object(11, 1, ObjectType::Pool, "pool", (3, 0));
    for worker in 1..=3 {
        trace.start(0, 11, worker, &format!("ForkPoolWorker-{worker}"));
    }
    for task in 1..=10_000 {
        let kind = EventKind::TaskSubmitted {
            object: POOL,
            task,
            worker: None,
        };
        trace.at(10).push(0, 15, None, kind);
    }
    for task in 1..=DONE + 3 {
        let worker = (task * task / 7 % 3 + 1) as u32;
        let worker = if task > DONE {
            (task - DONE) as u32
        } else {
            worker
        };
        trace.at(10 + task * 750 / DONE);
        let started = EventKind::TaskStarted {
            object: POOL,
            task,
            worker: None,
        };
        trace.push(worker, 6, None, started);
        if task <= DONE {
            let finished = EventKind::TaskFinished {
                object: POOL,
                task,
                worker: None,
                failed: false,
            };
            trace.push(worker, 6, None, finished);
        }
    }
    trace.events()
}

/// What does not go as meant: the writing end of a pipe that is closed everywhere (EOF), one that a reader holds itself, a
/// pool's task that failed and one that is lost with its worker, and an orphan.
pub fn losses() -> Vec<Event> {
    let mut trace = Trace::default();
    trace.at(0).start(0, 1, 0, "main");
    for (object, names) in [(1, ["r", "w"]), (2, ["inbox", "outbox"])] {
        let created = EventKind::ObjectCreated {
            object: ObjectId(object),
            type_: ObjectType::Pipe,
            names: names.map(str::to_owned).to_vec(),
            initial: Some(1),
            capacity: None,
        };
        let opened = EventKind::Opened {
            object: ObjectId(object),
            end: None,
        };
        trace.push(0, 2, None, created).push(0, 2, None, opened);
    }
    trace.start(0, 3, 1, "Reader");
    let closes = |object| EventKind::Closed {
        object: ObjectId(object),
        end: Some(1),
    };
    trace.push(1, 9, None, closes(1));
    trace
        .push(0, 4, None, closes(1))
        .push(0, 4, None, closes(2));
    trace.object(5, 3, ObjectType::Pool, "pool", (2, 0));
    for worker in [2, 3] {
        trace.start(0, 5, worker, &format!("ForkPoolWorker-{worker}"));
    }
    let pool = ObjectId(3);
    for task in 1..=3 {
        let worker = None;
        let object = pool;
        trace.push(
            0,
            6,
            None,
            EventKind::TaskSubmitted {
                object,
                task,
                worker,
            },
        );
    }
    for worker in [2, 3] {
        let started = EventKind::TaskStarted {
            object: pool,
            task: u64::from(worker) - 1,
            worker: None,
        };
        trace.push(worker, 12, None, started);
    }
    let failed = EventKind::TaskFinished {
        object: pool,
        task: 1,
        worker: None,
        failed: true,
    };
    trace.at(100).push(2, 12, None, failed);
    trace.start(3, 13, 4, "Left");
    let ended = EventKind::ProcessExited {
        child: ProcId(3),
        code: Some(3),
        signal: None,
    };
    trace.push(3, 14, None, ended);
    trace.waits(1, 10, "recv", 2).waits(0, 7, "pool_result", 3);
    trace.events()
}

/// forklore at its list, with the embedded course, in a window of this size, without color: badges are `[1]`.
pub fn list(language: Language, columns: u16, rows: u16) -> App {
    let appearance = Appearance {
        theme: ThemeChoice::NoColor,
        ..Appearance::default()
    };
    App::new(
        load_embedded().course,
        language,
        appearance,
        (columns, rows),
    )
}

/// A lesson opened at a page, with no run.
pub fn lesson(language: Language, size: (u16, u16), id: &str, page: usize) -> App {
    let mut app = list(language, size.0, size.1);
    assert!(app.open_lesson(id), "there is a lesson {id}");
    for _ in 0..page {
        press(&mut app, KeyCode::Char('n'));
    }
    app
}

/// Presses a key.
pub fn press(app: &mut App, code: KeyCode) -> Vec<forklore::app::Effect> {
    update(app, Message::Key(Key::plain(code)))
}

/// Starts the listing shown and lets it live through `events` up to the clock `vt_ms`.
pub fn run(app: &mut App, stdout: StdoutMode, events: Vec<Event>, vt_ms: u64) {
    press(app, KeyCode::Char(' '));
    let run = app.lesson().map_or(RunId(0), |lesson| lesson.run.id);
    let facts = RunFacts {
        stdout,
        ..RunFacts::default()
    };
    for notice in [
        RunNotice::Started(facts),
        RunNotice::Phase(Phase::Running),
        RunNotice::Events(events),
    ] {
        update(app, Message::Run { run, notice });
    }
    let vt = Some(vt_ms * 1_000_000);
    update(
        app,
        Message::Tick {
            now: Duration::from_millis(vt_ms),
            vt,
        },
    );
}

/// The left wireframe S1, in a window of this size.
pub fn semaphore_app(language: Language, columns: u16, rows: u16) -> App {
    let mut app = lesson(language, (columns, rows), "semaphore", 1);
    run(&mut app, StdoutMode::Terminal, semaphore(), 4402);
    press(&mut app, KeyCode::Down);
    press(&mut app, KeyCode::Down);
    app
}
