//! Seeking in a long trace, and what an event takes in memory, checkpoints included.

use std::hint::black_box;
use std::time::{Duration, Instant};

use forklore::model::{History, World};
use forklore::trace::{Event, EventKind, Header, LineNo, ObjectId, ObjectType, ProcId, Trace};

use super::table::Table;

/// Events of the trace.
const N_EVENTS: usize = 10_000_000;
/// Processes that take turns in it.
const N_PROCS: u32 = 6;
/// Moments that are sought.
const N_SEEKS: usize = 1000;
/// Enough for all events: none is dropped.
const LIMIT: usize = 1 << 30;

/// Measures it.
pub fn measure(table: &mut Table) {
    let mut history = History::with_limits(
        Trace::with_limit(Header::default(), LIMIT),
        forklore::model::seek::FIRST_SPACING,
    );
    let mut writer = Writer::default();
    writer.begin(&mut history);
    while history.len() < N_EVENTS {
        writer.turn(&mut history);
    }
    let mut spans = seeks(&history);
    spans.sort_unstable();
    let p99 = spans[spans.len() * 99 / 100];
    let detail = format!(
        "p50 {:.2} ms, over {} events",
        spans[spans.len() / 2].as_secs_f64() * 1e3,
        history.len()
    );
    let what = "seek to any moment, p99";
    table.at_most(what, p99.as_secs_f64() * 1e3, 16.0, "ms", &detail);
    let bytes = history.n_bytes() as f64 / history.len() as f64;
    let detail = format!(
        "{:.1} packed",
        history.trace().n_bytes() as f64 / history.len() as f64
    );
    table.at_most("memory of an event", bytes, 48.0, "bytes", &detail);
}

/// Seeks as a learner does: from a moment to another one far away.
fn seeks(history: &History) -> Vec<Duration> {
    let mut world = World::default();
    let mut place = 1_u64;
    (0..N_SEEKS)
        .map(|_| {
            // Knuth's generator (TAOCP 2, 3.3.4): the same moments in every run.
            place = place
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let moment = (place >> 33) as usize % N_EVENTS;
            let begin = Instant::now();
            history.seek(&mut world, moment);
            let span = begin.elapsed();
            assert_eq!(world.applied, moment as u64);
            black_box(&world);
            span
        })
        .collect()
}

/// A trace such as producers and consumers leave: lines, a lock, a queue, output.
#[derive(Default)]
struct Writer {
    seq: u64,
    turns: u64,
}

impl Writer {
    fn begin(&mut self, history: &mut History) {
        for child in 0..N_PROCS {
            let name = format!("Process-{child}");
            self.push(
                history,
                0,
                EventKind::ProcessCreated {
                    child: ProcId(child),
                    name,
                    daemon: false,
                },
            );
            self.push(
                history,
                0,
                EventKind::ProcessStarted {
                    child: ProcId(child),
                    child_pid: child + 2,
                    child_host_pid: child + 20_002,
                    ppid: 2,
                    daemon: false,
                    fresh: false,
                },
            );
        }
        for (object, type_) in [(1, ObjectType::Lock), (2, ObjectType::Queue)] {
            self.push(
                history,
                0,
                EventKind::ObjectCreated {
                    object: ObjectId(object),
                    type_,
                    names: vec![format!("object{object}")],
                    initial: Some(1),
                    capacity: None,
                },
            );
        }
    }

    /// One process takes the lock, moves an item, and gives the lock back; every tenth one prints.
    fn turn(&mut self, history: &mut History) {
        let proc = (self.turns % u64::from(N_PROCS)) as u32;
        let (lock, queue) = (ObjectId(1), ObjectId(2));
        let (repr, bytes) = (self.turns.to_string(), 5);
        let item = if self.turns.is_multiple_of(2) {
            EventKind::Put {
                object: queue,
                repr,
                bytes,
            }
        } else {
            EventKind::Got {
                object: queue,
                repr,
                bytes,
            }
        };
        let waiting = EventKind::Waiting {
            op: "acquire".to_owned(),
            object: Some(lock),
            child: None,
            timeout: None,
        };
        let acquired = EventKind::Acquired {
            object: lock,
            value: 0,
        };
        let released = EventKind::Released {
            object: lock,
            value: 1,
        };
        for kind in [
            EventKind::Line,
            waiting,
            acquired,
            EventKind::Line,
            item,
            EventKind::Line,
            released,
        ] {
            self.push(history, proc, kind);
        }
        if self.turns.is_multiple_of(10) {
            let data = format!("item {}\n", self.turns);
            let output = EventKind::Output {
                stream: 1,
                data,
                base64: None,
            };
            self.push(history, proc, output);
        }
        self.turns += 1;
    }

    fn push(&mut self, history: &mut History, proc: u32, kind: EventKind) {
        history.push(&Event {
            seq: self.seq,
            t: self.seq * 700,
            vt: self.seq * 650,
            proc: Some(ProcId(proc)),
            pid: Some(proc + 2),
            host_pid: Some(proc + 20_002),
            line: Some(LineNo(10 + (self.seq % 7) as u32)),
            agent: None,
            kind,
        });
        self.seq += 1;
    }
}
