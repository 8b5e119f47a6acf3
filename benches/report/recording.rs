//! What recording and collecting cost, in this process and without the system: the ring's writing side against the
//! bare counter and clock that no record can do without, the merge, and the fold.

use std::hint::black_box;
use std::io::BufReader;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use forklore::engine::arena::{Arena, RING_UNITS};
use forklore::engine::os::clock::monotonic_ns;
use forklore::engine::os::memory::SharedBox;
use forklore::engine::ring::{Emitter, Merge, RecordKind};
use forklore::model::World;
use forklore::trace;

use super::table::{Table, median};

/// Rounds of which the middle one counts.
const N_ROUNDS: usize = 200;
/// Records of a round: as many as a ring holds, so that none waits.
const N_RECORDS: usize = RING_UNITS;
/// Rings that are merged: those of a lesson with four children.
const N_RINGS: usize = 4;

/// The writing side and the merge, without processes.
pub fn measure(table: &mut Table) -> Duration {
    let (record, floor, merge) = rounds();
    table.at_most(
        "recording an event",
        nanoseconds(record),
        60.0,
        "ns",
        &format!(
            "a counter and the clock alone: {:.1} ns",
            nanoseconds(floor)
        ),
    );
    merge
}

/// The fold of the trace at `path`, and together with `merge`, the time the merge takes for one record.
pub fn fold(table: &mut Table, path: &str, merge: Duration) {
    let what = "merged and folded, one core";
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) => return table.absent(what, &error.to_string()),
    };
    let events = trace::read(BufReader::new(file)).events;
    let mut spans: Vec<Duration> = (0..5)
        .map(|_| {
            let mut world = World::default();
            let begin = Instant::now();
            for event in &events {
                world.apply(event);
            }
            let span = begin.elapsed();
            black_box(&world);
            span
        })
        .collect();
    let fold = median(&mut spans).as_secs_f64() / events.len().max(1) as f64;
    let merge = merge.as_secs_f64() / N_RECORDS as f64;
    let million = |seconds: f64| 1e-6 / seconds.max(1e-12);
    Table::told("merged", million(merge), "million/s");
    Table::told("folded", million(fold), "million/s");
    table.at_least(
        what,
        million(merge + fold),
        3.0,
        "million/s",
        "the conductor's translation and the channel are not in it",
    );
}

/// Middle times of a round: recorded, the floor below that, merged.
fn rounds() -> (Duration, Duration, Duration) {
    let memory: SharedBox<Arena> = SharedBox::new("forklore-bench").expect("shared memory");
    let arena = memory.get();
    arena.prepare();
    let emitters: Vec<Emitter> = (0..N_RINGS as u32)
        .map(|proc| Emitter::new(arena, arena.claim_slot(proc, 0).expect("a slot"), -1))
        .collect();
    let mut merge = Merge::new(arena);
    let counter = AtomicU64::new(0);
    let (mut recorded, mut floors, mut merged) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..N_ROUNDS {
        recorded.push(time(|| {
            for n in 0..N_RECORDS {
                emitters[n % N_RINGS].emit(RecordKind::Acquired, 1, n as u64, 0, "");
            }
        }));
        let mut records = Vec::new();
        merged.push(time(|| {
            merge.poll(|_| false, &mut records);
        }));
        assert_eq!(records.len(), N_RECORDS, "nothing is lost");
        floors.push(time(|| {
            for _ in 0..N_RECORDS {
                counter.fetch_add(1, Ordering::AcqRel);
                black_box(monotonic_ns());
            }
        }));
    }
    (
        median(&mut recorded),
        median(&mut floors),
        median(&mut merged),
    )
}

fn time(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

/// Of one record.
fn nanoseconds(round: Duration) -> f64 {
    round.as_secs_f64() * 1e9 / N_RECORDS as f64
}
