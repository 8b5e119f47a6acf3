//! Laws of trace and model, on random events: also senseless ones.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value};

use forklore::lesson::Language;
use forklore::model::seek::History;
use forklore::model::world::LaneState;
use forklore::model::{World, explain_standstill, narration, world_at};
use forklore::trace::{
    self, Agent, Event, EventKind, Header, LineNo, ObjectId, ObjectType, ProcId, Trace, TraceWriter,
};

/// Random events are long: fewer of them, and a failing one is printed, not kept in a file.
fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn header() -> Header {
    Header {
        forklore_trace: 1,
        program: "锁.py".to_owned(),
        sha256: "00".to_owned(),
        engine: "native".to_owned(),
        start_method: "fork".to_owned(),
        stdout: "unbuffered".to_owned(),
        speed: "max".to_owned(),
        seed: Some(7),
        schedule: None,
        started_at: "2026-01-01T00:00:00Z".to_owned(),
    }
}

/// Small numbers mostly, so that events meet; sometimes any number.
fn proc() -> impl Strategy<Value = ProcId> {
    prop_oneof![20 => 0_u32..5, 1 => any::<u32>()].prop_map(ProcId)
}

fn object() -> impl Strategy<Value = ObjectId> {
    prop_oneof![20 => 1_u32..6, 1 => any::<u32>()].prop_map(ObjectId)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{0,3}\n?",
        1 => Just("\n".to_owned()),
        1 => any::<String>(),
    ]
}

fn count() -> impl Strategy<Value = i64> {
    prop_oneof![10 => -1_i64..4, 1 => any::<i64>()]
}

fn type_() -> impl Strategy<Value = ObjectType> {
    prop::sample::select(vec![
        ObjectType::Lock,
        ObjectType::Rlock,
        ObjectType::Semaphore,
        ObjectType::Queue,
        ObjectType::Pipe,
        ObjectType::Pool,
        ObjectType::Event,
        ObjectType::Condition,
        ObjectType::Barrier,
        ObjectType::Value,
        ObjectType::Array,
    ])
}

fn agent() -> impl Strategy<Value = Option<Agent>> {
    prop_oneof![
        9 => Just(None),
        1 => prop::sample::select(vec![Agent::Feeder, Agent::Tasks, Agent::Results]).prop_map(Some),
    ]
}

fn operation() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "acquire",
        "join",
        "get",
        "put",
        "recv",
        "send",
        "sleep",
        "pool_result",
        "exit",
        "dance",
    ])
    .prop_map(str::to_owned)
}

fn signal() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["SIGTERM", "SIGINT", "SIGSTOP", "SIGCONT", "SIGKILL"])
        .prop_map(str::to_owned)
}

/// Thousandths of a second: JSON keeps them exactly.
fn seconds() -> impl Strategy<Value = f64> {
    prop_oneof![10 => 0_u32..5_000, 1 => any::<u32>()].prop_map(|number| f64::from(number) / 1e3)
}

fn processes_kind() -> BoxedStrategy<EventKind> {
    prop_oneof![
        (proc(), text(), any::<bool>()).prop_map(|(child, name, daemon)| {
            EventKind::ProcessCreated {
                child,
                name,
                daemon,
            }
        }),
        (proc(), "(Fork|Spawn)PoolWorker-[1-4]").prop_map(|(child, name)| {
            EventKind::ProcessCreated {
                child,
                name,
                daemon: true,
            }
        }),
        (proc(), any::<[u32; 3]>(), any::<[bool; 2]>()).prop_map(
            |(child, pids, [daemon, fresh])| {
                EventKind::ProcessStarted {
                    child,
                    child_pid: pids[0],
                    child_host_pid: pids[1],
                    ppid: pids[2],
                    daemon,
                    fresh,
                }
            }
        ),
        Just(EventKind::Line),
        (proc(), option::of(any::<i32>()))
            .prop_map(|(child, exitcode)| EventKind::Joined { child, exitcode }),
        (
            proc(),
            signal(),
            option::of(prop::sample::select(vec!["daemon", "pool", "x"]))
        )
            .prop_map(|(target, signal, why)| EventKind::Signal {
                target,
                signal,
                why: why.map(str::to_owned),
            }),
        (proc(), option::of(any::<i32>()), option::of(signal())).prop_map(
            |(child, code, signal)| EventKind::ProcessExited {
                child,
                code,
                signal
            }
        ),
        (proc(), option::of(proc())).prop_map(|(child, by)| EventKind::ProcessReaped { child, by }),
        (text(), text()).prop_map(|(type_, message)| EventKind::Exception { type_, message }),
        ("[RSDTZ]|", text()).prop_map(|(letter, wchan)| EventKind::KernelState { letter, wchan }),
    ]
    .boxed()
}

fn objects_kind() -> BoxedStrategy<EventKind> {
    prop_oneof![
        (
            object(),
            type_(),
            vec(text(), 0..3),
            option::of(count()),
            option::of(count())
        )
            .prop_map(|(object, type_, names, initial, capacity)| {
                EventKind::ObjectCreated {
                    object,
                    type_,
                    names,
                    initial,
                    capacity,
                }
            }),
        (object(), text()).prop_map(|(object, name)| EventKind::ObjectNamed { object, name }),
        (
            operation(),
            option::of(object()),
            option::of(proc()),
            option::of(seconds())
        )
            .prop_map(|(op, object, child, timeout)| EventKind::Waiting {
                op,
                object,
                child,
                timeout
            }),
        (object(), count()).prop_map(|(object, value)| EventKind::Acquired { object, value }),
        (object(), count()).prop_map(|(object, value)| EventKind::Released { object, value }),
        (object(), option::of(0_u8..4)).prop_map(|(object, end)| EventKind::Opened { object, end }),
        (object(), option::of(0_u8..4)).prop_map(|(object, end)| EventKind::Closed { object, end }),
        (object(), text(), any::<bool>()).prop_map(|(object, repr, from_read)| {
            EventKind::ValueChanged {
                object,
                repr,
                from_read,
            }
        }),
        (
            object(),
            option::of(count()),
            option::of(any::<u32>()),
            option::of(any::<u64>())
        )
            .prop_map(|(object, value, waiters, bytes)| EventKind::ObjectState {
                object,
                value,
                waiters,
                bytes
            }),
    ]
    .boxed()
}

fn data_kind() -> BoxedStrategy<EventKind> {
    let item = || (object(), text(), any::<u64>());
    let task = || (object(), 0_u64..5, option::of(proc()));
    prop_oneof![
        item().prop_map(|(object, repr, bytes)| EventKind::Put {
            object,
            repr,
            bytes
        }),
        item().prop_map(|(object, repr, bytes)| EventKind::Got {
            object,
            repr,
            bytes
        }),
        (item(), option::of(0_u8..4)).prop_map(|((object, repr, bytes), end)| EventKind::Sent {
            object,
            repr,
            bytes,
            end
        }),
        (item(), option::of(0_u8..4)).prop_map(|((object, repr, bytes), end)| {
            EventKind::Received {
                object,
                repr,
                bytes,
                end,
            }
        }),
        (1_u8..3, text(), option::of("[A-Za-z]{0,8}=?=?")).prop_map(|(stream, data, base64)| {
            EventKind::Output {
                stream,
                data,
                base64,
            }
        }),
        task().prop_map(|(object, task, worker)| EventKind::TaskSubmitted {
            object,
            task,
            worker
        }),
        task().prop_map(|(object, task, worker)| EventKind::TaskStarted {
            object,
            task,
            worker
        }),
        (task(), any::<bool>()).prop_map(|((object, task, worker), failed)| {
            EventKind::TaskFinished {
                object,
                task,
                worker,
                failed,
            }
        }),
    ]
    .boxed()
}

fn run_kind() -> BoxedStrategy<EventKind> {
    prop_oneof![
        (vec(proc(), 0..4), vec(proc(), 0..4))
            .prop_map(|(processes, cycle)| EventKind::Deadlock { processes, cycle }),
        (any::<u32>(), text()).prop_map(|(count, why)| EventKind::Lost {
            count: count.into(),
            why
        }),
        (text(), any::<i32>(), option::of(text())).prop_map(|(outcome, code, schedule)| {
            EventKind::Finished {
                outcome,
                code,
                schedule,
            }
        }),
        ("x_[a-z]{1,5}", vec(("[p-z][a-z]{2,5}", field()), 0..4)).prop_map(|(kind, fields)| {
            EventKind::Unknown {
                kind,
                fields: Map::from_iter(fields),
            }
        }),
    ]
    .boxed()
}

/// A field of a kind that nobody knows.
fn field() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec(("[a-z]{1,4}", inner), 0..3)
                .prop_map(|fields| Value::Object(Map::from_iter(fields))),
        ]
    })
}

fn event() -> impl Strategy<Value = Event> {
    let kind = prop_oneof![
        4 => processes_kind(),
        4 => objects_kind(),
        4 => data_kind(),
        1 => run_kind(),
    ];
    (
        prop_oneof![20 => 0_u64..1_000, 1 => any::<u64>()],
        prop_oneof![50 => 0_u64..4_000_000_000, 1 => any::<u64>()],
        option::weighted(0.9, proc()),
        option::of(any::<[u32; 2]>()),
        option::of(any::<u32>()),
        agent(),
        kind,
    )
        .prop_map(|(seq, vt, proc, pids, line, agent, kind)| Event {
            seq,
            t: vt / 2,
            vt,
            proc,
            pid: pids.map(|pids| pids[0]),
            host_pid: pids.map(|pids| pids[1]),
            line: line.map(LineNo),
            agent,
            kind,
        })
}

/// A run as it might be: numbers dense, time moving on.
fn run(n: usize) -> impl Strategy<Value = Vec<Event>> {
    vec((event(), 0_u64..50_000_000), 1..n).prop_map(|steps| {
        let mut vt = 0;
        let mut events = Vec::with_capacity(steps.len());
        for (seq, (event, step)) in steps.into_iter().enumerate() {
            vt += step;
            events.push(Event {
                seq: seq as u64,
                t: vt,
                vt,
                ..event
            });
        }
        events
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_was_written_is_read_again(events in vec(event(), 0..30)) {
        let mut writer = TraceWriter::new(Vec::new(), &header()).expect("memory takes all");
        writer.write_batch(&events).expect("memory takes all");
        let bytes = writer.finish().expect("memory takes all");
        let reading = trace::read(bytes.as_slice());
        prop_assert_eq!(reading.events.len(), events.len());
        prop_assert_eq!(reading.events, events);
        prop_assert_eq!(reading.header, Some(header()));
    }

    #[test]
    fn what_was_kept_in_memory_comes_out_again(events in vec(event(), 0..600), from in 0_usize..700) {
        let mut trace = Trace::new(header());
        for event in &events {
            prop_assert!(trace.push(event).is_empty());
        }
        prop_assert_eq!(trace.len(), events.len());
        let rest: Vec<Event> = trace.iter_from(from).collect();
        prop_assert_eq!(&rest[..], &events[from.min(events.len())..]);
        prop_assert_eq!(trace.get(from), events.get(from).cloned());
    }

    #[test]
    fn no_event_makes_the_fold_fail(events in vec(event(), 0..120)) {
        let mut world = World::new();
        for event in &events {
            world.apply(event);
        }
        prop_assert_eq!(world.applied, events.len() as u64);
        for (index, process) in world.processes.iter().enumerate() {
            prop_assert_eq!(process.id.0 as usize, index);
            process.lane.cells(0, 100_000_000, 50);
        }
        for language in [Language::En, Language::Zh] {
            for entry in &world.log {
                let sentence = narration::sentence(&world, entry, language);
                prop_assert!(!sentence.is_empty());
                prop_assert!(!sentence.contains('\n'));
            }
            explain_standstill(&world).sentences(&world, language);
        }
    }

    #[test]
    fn seeking_equals_plain_replay(
        events in run(300),
        moments in vec(0_usize..320, 1..6),
        spacing in 1_usize..70,
    ) {
        let mut history = History::with_limits(Trace::new(header()), spacing);
        for event in &events {
            history.push(event);
        }
        let mut wandering = World::new();
        for moment in moments {
            let plain = world_at(&events, moment);
            prop_assert_eq!(&history.world_at(moment), &plain);
            history.seek(&mut wandering, moment);
            prop_assert_eq!(&wandering, &plain);
        }
    }

    #[test]
    fn back_and_forward_is_the_same_world(events in run(300), back in 0_usize..300) {
        let mut history = History::new(header());
        for event in &events {
            history.push(event);
        }
        let mut world = history.newest().clone();
        history.seek(&mut world, back);
        history.seek(&mut world, events.len());
        prop_assert_eq!(&world, history.newest());
    }

    #[test]
    fn what_a_full_trace_still_has_is_reached_by_seeking(
        events in run(900),
        limit in 100_usize..9_000,
        ago in 0_usize..400,
    ) {
        let mut history = History::with_limits(Trace::with_limit(header(), limit), 50);
        for event in &events {
            history.push(event);
        }
        prop_assert_eq!(history.len(), events.len());
        let moment = events.len().saturating_sub(ago).max(history.first());
        prop_assert_eq!(history.world_at(moment), world_at(&events, moment));
        prop_assert_eq!(history.world_at(0), world_at(&events, history.first()));
    }

    #[test]
    fn the_reader_reads_any_bytes_without_failing(bytes in vec(any::<u8>(), 0..400)) {
        let reading = trace::read(bytes.as_slice());
        prop_assert!(reading.header.is_some() || reading.n_problems > 0);
    }

    #[test]
    fn a_damaged_trace_is_read_as_far_as_it_goes(
        events in run(20),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut writer = TraceWriter::new(Vec::new(), &header()).expect("memory takes all");
        writer.write_batch(&events).expect("memory takes all");
        let mut bytes = writer.finish().expect("memory takes all");
        for (index, byte) in damage {
            let index = index.index(bytes.len());
            bytes[index] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let reading = trace::read(bytes.as_slice());
        prop_assert!(reading.events.len() <= events.len() + 4);
    }

    #[test]
    fn a_lane_shows_running_wherever_it_occurred(
        steps in vec((1_u64..30, 0_usize..4), 1..60),
        cell in 1_u64..50,
    ) {
        let states = [LaneState::Running, LaneState::Blocked, LaneState::Sleeping, LaneState::Ready];
        let mut lane = forklore::model::world::Lane::default();
        let mut vt = 0;
        let mut ran_at = Vec::new();
        for (step, state) in steps {
            // Time in which it runs on counts as well.
            if lane.state_at(vt) == LaneState::Running {
                ran_at.extend(vt..vt + step);
            }
            vt += step;
            lane.push(vt, states[state]);
            if states[state] == LaneState::Running {
                ran_at.push(vt);
            }
        }
        let n = (vt / cell + 1) as usize;
        let cells = lane.cells(0, cell, n);
        prop_assert_eq!(cells.len(), n);
        for (index, shown) in cells.into_iter().enumerate() {
            let begin = index as u64 * cell;
            let end = begin + cell;
            let ran = ran_at.iter().any(|at| (begin..end).contains(at))
                || (end > vt && lane.state_at(vt) == LaneState::Running);
            prop_assert_eq!(shown == LaneState::Running, ran);
        }
    }
}
