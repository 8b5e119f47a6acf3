//! Queues, pipes and shared memory between real processes under a scripted actor.

#[expect(dead_code, reason = "each file uses a part of the laboratory")]
#[path = "support/lab.rs"]
mod lab;

use forklore::engine::os::wait::Status;
use forklore::engine::ring::RecordKind;
use forklore::python::call::{Call, Exit, Handle, QueueKind, Reply, Step};
use forklore::python::shared::Layout;
use forklore::trace::ProcId;
use lab::{Lab, plain, run};

fn exit(code: i32) -> Step {
    Step::Exit(Exit {
        code,
        ..Exit::default()
    })
}

fn print(text: &str) -> Step {
    Step::Call(Call::Write {
        stream: 1,
        pieces: vec![text.into(), "\n".into()],
        flush: false,
    })
}

fn join() -> Step {
    Step::Call(Call::Join {
        proc: ProcId(1),
        timeout: None,
    })
}

fn put(bytes: Vec<u8>, timeout: Option<f64>) -> Step {
    Step::Call(Call::Put {
        handle: Handle(0),
        item: Ok(bytes),
        is_held: false,
        block: true,
        timeout,
    })
}

fn get(timeout: Option<f64>) -> Step {
    Step::Call(Call::Get {
        handle: Handle(0),
        block: true,
        timeout,
    })
}

fn send(end: u32, bytes: Vec<u8>) -> Step {
    Step::Call(Call::Send {
        handle: Handle(end),
        bytes,
    })
}

fn receive(end: u32) -> Step {
    Step::Call(Call::Receive {
        handle: Handle(end),
    })
}

#[track_caller]
fn raised(reply: &Reply) -> (&'static str, String) {
    let Reply::Raise(raise) = reply else {
        panic!("{reply:?} is no exception")
    };
    (raise.class, raise.message.clone())
}

/// Main makes an object, forks, then both sides follow their script, counted from 0.
fn around(
    object: Call,
    mut parent: impl FnMut(u32, Reply) -> Step + 'static,
    mut child: impl FnMut(u32, Reply) -> Step + 'static,
) -> impl FnMut(Reply) -> Step + 'static {
    let (mut step, mut side) = (0, None);
    move |reply| {
        step += 1;
        match (&reply, side) {
            (Reply::Child { .. }, None) => (side, step) = (Some(true), 0),
            (Reply::Started { .. }, None) => (side, step) = (Some(false), 0),
            _ => {}
        }
        match (side, step) {
            (Some(true), _) => child(step, reply),
            (Some(false), _) => parent(step, reply),
            (None, 1) => Step::Call(object.clone()),
            (None, 2) => Step::Call(Call::CreateProcess {
                class: "Process".into(),
                name: None,
                daemon: None,
            }),
            (None, _) => {
                let Reply::Process { proc, name, daemon } = reply else {
                    panic!("{reply:?}")
                };
                Step::Call(Call::StartProcess { proc, name, daemon })
            }
        }
    }
}

fn queue(kind: QueueKind, maxsize: i64) -> Call {
    Call::NewQueue {
        kind,
        maxsize,
        names: vec!["queue".into()],
    }
}

fn pipe(duplex: bool) -> Call {
    Call::NewPipe {
        duplex,
        names: vec!["a".into(), "b".into()],
    }
}

#[test]
fn items_pass_through_a_queue_in_order_and_each_is_put_sent_and_got() {
    let parent = |step, _| match step {
        0..100 => put(vec![step as u8; 10], None),
        100 => join(),
        _ => exit(0),
    };
    let child = |step, reply| {
        if step > 0 {
            assert_eq!(reply, Reply::Bytes(vec![(step - 1) as u8; 10]));
        }
        if step < 100 { get(None) } else { exit(0) }
    };
    let seen = run(plain, around(queue(QueueKind::Queue, 0), parent, child));
    assert_eq!(seen.status, Status::Code(0));
    for kind in [RecordKind::Put, RecordKind::Sent, RecordKind::Got] {
        assert_eq!(seen.of(kind).len(), 100, "{kind:?}");
    }
    let nth = |kind: RecordKind, n: usize| {
        let mut places = seen
            .records
            .iter()
            .enumerate()
            .filter(|(_, (_, r))| r.kind == kind as u16);
        places.nth(n).map(|(place, _)| place)
    };
    for n in 0..100 {
        assert!(nth(RecordKind::Put, n) < nth(RecordKind::Sent, n));
        assert!(nth(RecordKind::Sent, n) < nth(RecordKind::Got, n));
    }
}

#[test]
fn a_bounded_queue_is_full_until_somebody_takes_an_item() {
    let parent = |step, reply: Reply| match step {
        0 | 1 => put(vec![1], None),
        2 => put(vec![2], Some(0.01)),
        3 => {
            assert_eq!(raised(&reply).0, "Full");
            Step::Call(Call::QueueFull { handle: Handle(0) })
        }
        4 => {
            assert_eq!(reply, Reply::Bool(true));
            Step::Call(Call::QueueSize { handle: Handle(0) })
        }
        5 => {
            assert_eq!(reply, Reply::Int(2));
            put(vec![3], None)
        }
        6 => join(),
        _ => exit(0),
    };
    let child = |step, reply: Reply| match step {
        0 => Step::Call(Call::Sleep { seconds: 0.1 }),
        1..=3 => get(None),
        4 => {
            assert_eq!(reply, Reply::Bytes(vec![3]));
            Step::Call(Call::QueueEmpty { handle: Handle(0) })
        }
        5 => {
            assert_eq!(reply, Reply::Bool(true));
            get(Some(0.01))
        }
        _ => {
            assert_eq!(raised(&reply).0, "Empty");
            exit(0)
        }
    };
    let seen = run(plain, around(queue(QueueKind::Queue, 2), parent, child));
    assert_eq!(seen.status, Status::Code(0));
    assert_eq!(
        seen.of(RecordKind::ProcessExited)[0].b,
        0,
        "the child's assertions hold"
    );
}

#[test]
fn a_process_with_more_in_its_feeder_than_the_pipe_holds_ends_only_after_somebody_reads() {
    // The child puts 1 MB and ends; it can be joined only when main has read all.
    let parent = |step, reply: Reply| match step {
        0 => Step::Call(Call::Join {
            proc: ProcId(1),
            timeout: Some(0.2),
        }),
        1 => {
            assert_eq!(reply, Reply::ExitCode(None), "it waits for its feeder");
            get(None)
        }
        2 => {
            let Reply::Bytes(bytes) = reply else {
                panic!("{reply:?}")
            };
            assert!(bytes.len() == 1 << 20 && bytes.iter().all(|&byte| byte == 5));
            join()
        }
        _ => exit(0),
    };
    let child = |step, _| {
        if step == 0 {
            put(vec![5; 1 << 20], None)
        } else {
            exit(0)
        }
    };
    let seen = run(plain, around(queue(QueueKind::Queue, 0), parent, child));
    assert_eq!(seen.status, Status::Code(0));
    seen.place(RecordKind::Waiting, |r| r.text == "exit");
}

/// Large messages pass while everybody is paused again and again; each must arrive whole.
#[track_caller]
fn large_messages_survive_pauses(object: Call, give: fn(Vec<u8>) -> Step, take: fn() -> Step) {
    const MESSAGES: u32 = 30;
    let body: Vec<u8> = (0..1_000_000u32).map(|i| (i % 251) as u8).collect();
    let sent = body.clone();
    let parent = move |step, reply: Reply| {
        if step > 0 && step <= MESSAGES {
            assert_eq!(reply, Reply::Bytes(body.clone()));
        }
        match step {
            0..MESSAGES => take(),
            MESSAGES => join(),
            _ => exit(0),
        }
    };
    let child = move |step, _| {
        if step < MESSAGES {
            give(sent.clone())
        } else {
            exit(0)
        }
    };
    let mut lab = Lab::start(plain, around(object, parent, child));
    let mut pauses = 0;
    while lab.pause() && lab.resume(1.0) {
        pauses += 1;
    }
    assert_eq!(lab.finish().status, Status::Code(0));
    assert!(pauses > 0, "the messages passed before the first pause");
}

#[test]
fn large_messages_through_a_socket_pair_survive_pauses_byte_by_byte() {
    large_messages_survive_pauses(pipe(true), |bytes| send(1, bytes), || receive(0));
}

#[test]
fn large_messages_of_a_feeder_survive_pauses_byte_by_byte() {
    large_messages_survive_pauses(
        queue(QueueKind::Queue, 0),
        |bytes| put(bytes, None),
        || get(None),
    );
}

#[test]
fn an_item_that_cannot_be_pickled_is_reported_by_the_feeder_and_its_place_is_given_back() {
    let mut step = 0;
    let seen = run(plain, move |reply| {
        step += 1;
        match step {
            1 => Step::Call(queue(QueueKind::Queue, 1)),
            2 => Step::Call(Call::Put {
                handle: Handle(0),
                item: Err("Traceback (most recent call last):\nTypeError: no\n".into()),
                is_held: false,
                block: true,
                timeout: None,
            }),
            3 => put(vec![1], None),
            4 => get(None),
            _ => {
                assert_eq!(reply, Reply::Bytes(vec![1]));
                exit(0)
            }
        }
    });
    assert_eq!(
        seen.output,
        "Traceback (most recent call last):\nTypeError: no\n"
    );
    assert_eq!(seen.status, Status::Code(0));
}

#[test]
fn a_feeder_that_is_killed_with_its_process_leaves_the_write_lock_locked() {
    let parent = |step, _: Reply| match step {
        // Until the child's feeder is inside its message.
        0 => Step::Call(Call::Sleep { seconds: 0.2 }),
        1 => Step::Call(Call::SignalProcess {
            proc: ProcId(1),
            signal: 9,
        }),
        2 => join(),
        3 => put(vec![1], None),
        4 => Step::Call(Call::QueueClose { handle: Handle(0) }),
        5 => Step::Call(Call::QueueCancelJoin { handle: Handle(0) }),
        6 => Step::Call(Call::Sleep { seconds: 0.1 }),
        _ => exit(0),
    };
    let child = |step, _| match step {
        0 => put(vec![5; 1 << 20], None),
        _ => Step::Call(Call::Sleep { seconds: 1000.0 }),
    };
    let seen = run(plain, around(queue(QueueKind::Queue, 0), parent, child));
    assert_eq!(seen.status, Status::Code(0));
    assert_eq!(
        seen.of(RecordKind::Sent).len(),
        1,
        "main's feeder never gets the lock"
    );
}

#[test]
fn a_simple_queue_writes_before_put_returns() {
    let mut step = 0;
    let seen = run(plain, move |reply| {
        step += 1;
        match step {
            1 => Step::Call(queue(QueueKind::Simple, 0)),
            2 => put(vec![7; 3], None),
            3 => Step::Call(Call::QueueEmpty { handle: Handle(0) }),
            4 => {
                assert_eq!(reply, Reply::Bool(false));
                get(None)
            }
            _ => {
                assert_eq!(reply, Reply::Bytes(vec![7; 3]));
                exit(0)
            }
        }
    });
    assert_eq!(seen.status, Status::Code(0));
    assert!(seen.place(RecordKind::Sent, |_| true) < seen.place(RecordKind::Got, |_| true));
}

#[test]
fn join_of_a_joinable_queue_waits_for_task_done_of_every_item() {
    let parent = |step, _: Reply| match step {
        0..=2 => put(vec![step as u8], None),
        3 => Step::Call(Call::QueueJoin { handle: Handle(0) }),
        4 => print("all done"),
        5 => join(),
        _ => exit(0),
    };
    let child = |step, reply: Reply| match step {
        0 | 2 | 4 => get(None),
        // The last one is a call too many.
        1 | 3 | 6 | 7 => Step::Call(Call::TaskDone { handle: Handle(0) }),
        5 => print("last item"),
        _ => {
            assert_eq!(
                raised(&reply),
                ("ValueError", "task_done() called too many times".into())
            );
            exit(0)
        }
    };
    let seen = run(plain, around(queue(QueueKind::Joinable, 0), parent, child));
    assert_eq!(seen.output, "last item\nall done\n");
    assert_eq!(seen.of(RecordKind::ProcessExited)[0].b, 0);
}

#[test]
fn both_ends_of_a_duplex_pipe_send_and_receive() {
    let parent = |step, reply: Reply| match step {
        0 => send(0, vec![1, 2]),
        1 => receive(0),
        2 => {
            assert_eq!(reply, Reply::Bytes(vec![3]));
            join()
        }
        _ => exit(0),
    };
    let child = |step, reply: Reply| match step {
        0 => receive(1),
        1 => {
            assert_eq!(reply, Reply::Bytes(vec![1, 2]));
            send(1, vec![3])
        }
        _ => exit(0),
    };
    let seen = run(plain, around(pipe(true), parent, child));
    assert_eq!(
        (seen.status, seen.of(RecordKind::ProcessExited)[0].b),
        (Status::Code(0), 0)
    );
    let sent = seen.place(RecordKind::Sent, |r| r.b == 2);
    assert!(sent < seen.place(RecordKind::Received, |r| r.b == 2));
}

#[test]
fn the_wrong_way_a_closed_end_and_a_missing_reader_raise_what_cpython_raises() {
    let mut step = 0;
    let seen = run(plain, move |reply| {
        step += 1;
        match step {
            1 => Step::Call(pipe(false)),
            2 => send(0, vec![1]),
            3 => {
                assert_eq!(
                    raised(&reply),
                    ("OSError", "connection is read-only".into())
                );
                receive(1)
            }
            4 => {
                assert_eq!(
                    raised(&reply),
                    ("OSError", "connection is write-only".into())
                );
                Step::Call(Call::PollConnection {
                    handle: Handle(0),
                    timeout: Some(0.0),
                })
            }
            5 => {
                assert_eq!(reply, Reply::Bool(false));
                Step::Call(Call::Drop {
                    handles: vec![Handle(0)],
                })
            }
            6 | 8 => send(1, vec![1]),
            7 => {
                assert_eq!(
                    raised(&reply),
                    ("BrokenPipeError", "[Errno 32] Broken pipe".into())
                );
                Step::Call(Call::CloseConnection { handle: Handle(1) })
            }
            _ => {
                assert_eq!(raised(&reply), ("OSError", "handle is closed".into()));
                exit(0)
            }
        }
    });
    assert_eq!(seen.status, Status::Code(0));
}

#[test]
fn a_receiver_gets_eof_once_every_copy_of_the_other_end_is_closed() {
    let close = |end| {
        Step::Call(Call::CloseConnection {
            handle: Handle(end),
        })
    };
    let parent = move |step, reply: Reply| match step {
        0 => close(1),
        1 => receive(0),
        2 => {
            assert_eq!(
                reply,
                Reply::Bytes(vec![9]),
                "what was left is received first"
            );
            receive(0)
        }
        3 => {
            assert_eq!(raised(&reply).0, "EOFError");
            join()
        }
        _ => exit(0),
    };
    let child = move |step, _| match step {
        0 => send(1, vec![9]),
        1 => Step::Call(Call::Sleep { seconds: 0.05 }),
        _ => exit(0),
    };
    assert_eq!(
        run(plain, around(pipe(false), parent, child)).status,
        Status::Code(0)
    );
}

#[test]
fn shared_memory_is_seen_by_both_processes() {
    let shared = Call::NewShared {
        layout: Layout {
            code: b'q',
            items: None,
        },
        content: 7u64.to_le_bytes().to_vec(),
        lock: true,
        names: vec!["v".into()],
    };
    let parent = |step, reply: Reply| match step {
        0 => join(),
        1 => Step::Call(Call::SharedRead {
            handle: Handle(0),
            offset: 0,
            len: 8,
        }),
        _ => {
            assert_eq!(reply, Reply::Bytes(42u64.to_le_bytes().to_vec()));
            exit(0)
        }
    };
    let child = |step, _| match step {
        0 => Step::Call(Call::SharedWrite {
            handle: Handle(0),
            offset: 0,
            bytes: 42u64.to_le_bytes().to_vec(),
            from_read: true,
        }),
        _ => exit(0),
    };
    let seen = run(plain, around(shared, parent, child));
    assert_eq!(seen.status, Status::Code(0));
    seen.place(RecordKind::ObjectCreated, |r| r.b == 7);
    let write = seen.place(RecordKind::ValueChanged, |r| r.text == "42" && r.b == 1);
    let read = seen.place(RecordKind::Got, |r| r.text == "42" && r.b == 8);
    assert!(write < read, "what is read was written before");
}

#[test]
fn a_queue_that_the_program_dropped_is_written_out_before_its_process_ends() {
    let parent = |step, reply: Reply| match step {
        0 => get(None),
        1 => {
            assert!(matches!(reply, Reply::Bytes(bytes) if bytes.len() == 1 << 20));
            join()
        }
        _ => exit(0),
    };
    let child = |step, _| match step {
        0 => put(vec![5; 1 << 20], None),
        1 => Step::Call(Call::Drop {
            handles: vec![Handle(0)],
        }),
        _ => exit(0),
    };
    let seen = run(plain, around(queue(QueueKind::Queue, 0), parent, child));
    assert_eq!(seen.status, Status::Code(0));
}

#[test]
fn a_feeders_and_mains_writes_reach_the_output_in_the_order_in_which_they_were_announced() {
    const ROUNDS: u32 = 400;
    let mut round = 0;
    let (mut is_made, mut is_put) = (false, false);
    let seen = run(plain, move |_| {
        if !is_made {
            is_made = true;
            return Step::Call(queue(QueueKind::Queue, 0));
        }
        if round == ROUNDS {
            return exit(0);
        }
        is_put = !is_put;
        if !is_put {
            round += 1;
            return print("of main");
        }
        Step::Call(Call::Put {
            handle: Handle(0),
            item: Err("of feeder\n".into()),
            is_held: false,
            block: true,
            timeout: None,
        })
    });
    let announced: Vec<u64> = seen
        .of(RecordKind::Output)
        .iter()
        .map(|record| record.b)
        .collect();
    let arrived: Vec<u64> = seen
        .output
        .split_inclusive('\n')
        .map(|line| line.len() as u64)
        .collect();
    assert_eq!(arrived.len(), 2 * ROUNDS as usize);
    assert_eq!(announced, arrived);
}
