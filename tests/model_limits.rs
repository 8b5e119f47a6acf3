//! Everything the world keeps is bounded, and what went is counted.

use forklore::model::World;
use forklore::model::apply::LOG_LIMIT;
use forklore::model::lane::LANE_LIMIT;
use forklore::model::object::HISTORY_LIMIT;
use forklore::model::output::{PIECE_LIMIT, ROW_LIMIT};
use forklore::model::queue::ITEM_LIMIT;
use forklore::model::world::{Detail, LaneState, State};
use forklore::trace::{Event, EventKind, LineNo, ObjectId, ObjectType, ProcId};

const QUEUE: ObjectId = ObjectId(1);

fn event(n: u64, kind: EventKind) -> Event {
    Event {
        seq: n,
        t: n * 1_000,
        vt: n * 1_000,
        proc: Some(ProcId::MAIN),
        pid: Some(2),
        host_pid: Some(702),
        line: Some(LineNo(3)),
        agent: None,
        kind,
    }
}

fn queue() -> EventKind {
    EventKind::ObjectCreated {
        object: QUEUE,
        type_: ObjectType::Queue,
        names: vec!["q".to_owned()],
        initial: None,
        capacity: None,
    }
}

fn put(n: u64) -> EventKind {
    EventKind::Put {
        object: QUEUE,
        repr: n.to_string(),
        bytes: 5,
    }
}

fn got(n: u64) -> EventKind {
    EventKind::Got {
        object: QUEUE,
        repr: n.to_string(),
        bytes: 5,
    }
}

fn output(data: &str) -> EventKind {
    EventKind::Output {
        stream: 1,
        data: data.to_owned(),
        base64: None,
    }
}

fn fold(kinds: impl IntoIterator<Item = EventKind>) -> World {
    let mut world = World::new();
    for (n, kind) in kinds.into_iter().enumerate() {
        world.apply(&event(n as u64, kind));
    }
    world
}

#[test]
fn the_log_keeps_the_newest_entries_and_counts_the_rest() {
    let world = fold((0..5_000).map(|_| EventKind::Line));
    assert_eq!(world.log.len(), LOG_LIMIT);
    assert_eq!(world.log_dropped, 5_000 - LOG_LIMIT as u64);
    assert_eq!(
        world
            .log_from(4_990)
            .map(|entry| entry.seq)
            .collect::<Vec<_>>(),
        (4_990..5_000).collect::<Vec<_>>()
    );
}

#[test]
fn the_output_keeps_the_newest_rows_and_counts_the_rest() {
    let world = fold((0..5_000).map(|n| output(&format!("{n}\n"))));
    assert_eq!(world.output.rows.len(), ROW_LIMIT);
    assert_eq!(world.output.dropped, 5_000 - ROW_LIMIT as u64);
    assert_eq!(world.output.rows[ROW_LIMIT - 1].pieces[0].text, "4999");
}

#[test]
fn a_line_without_end_stays_small_and_says_what_is_cut() {
    let world = fold((0..100_000).map(|_| output("0123456789")));
    let row = &world.output.rows[0];
    let kept: usize = row.pieces.iter().map(|piece| piece.text.len()).sum();
    assert_eq!(row.pieces.len(), PIECE_LIMIT);
    assert_eq!(kept as u64 + row.cut, 1_000_000);
    assert!(kept < 10_000);
    assert!(!row.torn);
}

#[test]
fn a_queue_counts_a_million_items_and_keeps_the_oldest() {
    let world = fold(std::iter::once(queue()).chain((0..1_000_000).map(put)));
    let Detail::Queue { items, n_items, .. } = &world.objects[&QUEUE].detail else {
        panic!("a queue");
    };
    assert_eq!((items.len(), *n_items), (ITEM_LIMIT, 1_000_000));
    assert_eq!(items[0].repr, "0");
}

#[test]
fn a_queue_that_was_too_long_is_exact_again_when_it_is_short() {
    let world = fold(
        std::iter::once(queue())
            .chain((0..1_000).map(put))
            .chain((0..1_000).map(got))
            .chain((7_000..7_002).map(put)),
    );
    let Detail::Queue { items, n_items, .. } = &world.objects[&QUEUE].detail else {
        panic!("a queue");
    };
    assert_eq!(*n_items, 2);
    assert_eq!(
        items
            .iter()
            .map(|item| item.repr.as_str())
            .collect::<Vec<_>>(),
        ["7000", "7001"]
    );
    assert!(world.objects[&QUEUE].history.len() <= HISTORY_LIMIT);
}

#[test]
fn a_long_lane_gets_coarser_at_its_old_end_only() {
    let sleep = |n: u64| {
        if n.is_multiple_of(2) {
            EventKind::Line
        } else {
            EventKind::Waiting {
                op: "sleep".to_owned(),
                object: None,
                child: None,
                timeout: Some(1e-6),
            }
        }
    };
    let world = fold((0..100_000).map(sleep));
    let main = &world.processes[0];
    assert!(main.lane.spans.len() <= LANE_LIMIT);
    assert_eq!(main.state, State::Sleeping { until: 100_000_000 });
    let newest = main.lane.cells(99_000 * 1_000, 1_000, 1_000);
    for (n, cell) in newest.into_iter().enumerate() {
        let expected = if n.is_multiple_of(2) {
            LaneState::Running
        } else {
            LaneState::Sleeping
        };
        assert_eq!(cell, expected, "cell {n}");
    }
    assert_eq!(main.lane.cells(0, 100_000_000, 1), [LaneState::Running]);
}

#[test]
fn an_object_knows_what_its_lane_showed_at_any_time() {
    let world = fold([EventKind::Line, queue(), put(0), put(1), got(0)]);
    let object = &world.objects[&QUEUE];
    let shown: Vec<Option<i64>> = (0..6).map(|n| object.value_at(n * 1_000)).collect();
    assert_eq!(shown, [None, Some(0), Some(1), Some(2), Some(1), Some(1)]);
}
