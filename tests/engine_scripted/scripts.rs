//! The scripts that the tests run, by name.

use super::script::Op;

/// The script of this name.
pub fn by_name(name: &str) -> Option<Vec<Op>> {
    let (name, number) = name.split_once(' ').unwrap_or((name, "0"));
    let number: u64 = number.parse().ok()?;
    Some(match name {
        "nothing" => vec![Op::Exit(7)],
        "writers" => writers(),
        "sleepers" => family(&[
            vec![Op::Sleep(0.5)],
            vec![Op::Sleep(1.0)],
            vec![Op::Sleep(1.5)],
        ]),
        "spinners" => {
            let counts = vec![Op::Repeat(
                u64::MAX,
                vec![Op::Compute(1000), Op::Print("tick".into())],
            )];
            family(&[counts.clone(), counts.clone(), vec![Op::Sleep(1000.0)]])
        }
        "asleep" => family(&[
            vec![Op::Sleep(1e6)],
            vec![Op::Semaphore(0), Op::Acquire(0, Some(1e6))],
        ]),
        "hot" => {
            let line = vec![Op::Repeat(u64::MAX, vec![Op::Print("0123456789".into())])];
            family(&[line.clone(), line.clone(), line])
        }
        "forever" => family(&[vec![Op::Compute(u64::MAX)], vec![Op::Sleep(1e6)]]),
        "killed" => vec![
            Op::Start(vec![Op::Sleep(1e6)]),
            Op::Signal(0, 9),
            Op::Join(0, None),
            Op::Exit(3),
        ],
        "orphans" => vec![
            Op::Start(vec![
                Op::Start(vec![Op::Sleep(2e3), Op::Print("orphan".into())]),
                Op::Sleep(1e6),
            ]),
            Op::Sleep(1e3),
            Op::Signal(0, 9),
        ],
        "deadlock" => {
            let cross = |first, second| {
                vec![
                    Op::Acquire(first, None),
                    Op::Sleep(1e3), // the clock jumps when both have theirs
                    Op::Acquire(second, None),
                ]
            };
            let mut ops = vec![Op::Semaphore(1), Op::Semaphore(1)];
            ops.extend(family(&[cross(0, 1), cross(1, 0)]));
            ops
        }
        // Each child is ended in its wait, which would last for ever or long.
        "terminated" => {
            let mut ops = vec![Op::Semaphore(0)];
            for wait in [Op::Acquire(0, None), Op::Sleep(1e6)] {
                ops.push(Op::Repeat(
                    number,
                    vec![
                        Op::Start(vec![wait]),
                        Op::Sleep(0.001),
                        Op::SignalLast(libc::SIGTERM),
                        Op::JoinLast,
                    ],
                ));
            }
            ops
        }
        // The first waiter is woken and killed at once; whether or not it took the permit, the second waits for ever.
        // The clock jumps only when all are quiet, so the long sleeps make sure who is the first.
        "stranded" => vec![
            Op::Semaphore(0),
            Op::Start(vec![Op::Acquire(0, None)]),
            Op::Start(vec![Op::Sleep(1e3), Op::Acquire(0, None)]),
            Op::Sleep(2e3),
            Op::Release(0),
            Op::Signal(0, libc::SIGKILL),
            Op::Join(0, None),
            Op::Join(1, None),
        ],
        "timed" => vec![
            Op::Semaphore(0),
            Op::Acquire(0, Some(2.0)),
            Op::Print("late".into()),
        ],
        "churn" => vec![Op::Repeat(number, vec![Op::Print("x".into())])],
        "bigmessage" => {
            let mut ops = vec![Op::Pipe];
            ops.extend(family(&[
                vec![Op::Repeat(20, vec![Op::Send(1, 3_000_000)])],
                vec![Op::Repeat(20, vec![Op::Receive(0)])],
            ]));
            ops
        }
        "stubborn" => stubborn(),
        "hogs" => {
            let mut ops = vec![Op::Start(vec![Op::Compute(u64::MAX)]); 3];
            ops.extend(stubborn());
            ops
        }
        "births" => vec![Op::Repeat(
            u64::MAX,
            vec![Op::Start(vec![Op::Print("born".into())]), Op::JoinLast],
        )],
        // Creators that do nothing but start children are killed after some computing.
        "creators" => (0..6)
            .flat_map(|kill| {
                let birth = vec![Op::Start(Vec::new()), Op::JoinLast];
                [
                    Op::Start(vec![Op::Repeat(u64::MAX, birth)]),
                    Op::Compute(1 + 997 * (number * 6 + kill)),
                    Op::SignalLast(libc::SIGKILL),
                    Op::JoinLast,
                ]
            })
            .collect(),
        "random" => random(number),
        _ => return None,
    })
}

/// Starts each, joins all.
fn family(children: &[Vec<Op>]) -> Vec<Op> {
    let starts = children.iter().cloned().map(Op::Start);
    let joins = (0..children.len()).map(|index| Op::Join(index, None));
    starts.chain(joins).collect()
}

/// Processes that do not go by themselves: stopped, orphaned, asleep, computing.
fn stubborn() -> Vec<Op> {
    let orphan = vec![Op::Start(vec![Op::Sleep(1e6)])];
    vec![
        Op::Start(vec![Op::Sleep(1e6)]),
        Op::SignalLast(libc::SIGSTOP),
        Op::Start(orphan),
        Op::SignalLast(libc::SIGKILL),
        Op::Start(vec![Op::Repeat(u64::MAX, vec![Op::Print("tick".into())])]),
        Op::Sleep(1e6),
    ]
}

fn writers() -> Vec<Op> {
    let writer = |who: char| {
        let lines = (0..200)
            .map(|line| Op::Print(format!("{who}{line}")))
            .collect();
        vec![Op::Repeat(1, lines)]
    };
    family(&['a', 'b', 'c', 'd', 'e', 'f'].map(writer))
}

/// A program drawn from a seed: children that acquire, release, sleep, send and receive in any order. Many of them end in
/// a standstill, as they should.
fn random(seed: u64) -> Vec<Op> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = |bound: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % bound
    };
    let mut ops = vec![
        Op::Semaphore(1),
        Op::Semaphore(0),
        Op::Semaphore(2),
        Op::Pipe,
        Op::Pipe,
    ];
    let mut children = Vec::new();
    for _ in 0..3 + draw(3) {
        let script = (0..4 + draw(12))
            .map(|_| match draw(10) {
                0..3 => Op::Acquire(draw(3) as usize, None),
                3..6 => Op::Release(draw(3) as usize),
                6 => Op::Acquire(draw(3) as usize, Some(draw(30) as f64 / 1000.0)),
                7 => Op::Send(4 + 2 * draw(2) as usize, 1 + draw(200_000) as usize),
                8 => Op::Receive(3 + 2 * draw(2) as usize),
                _ => Op::Sleep(draw(20) as f64 / 1000.0),
            })
            .collect();
        children.push(script);
    }
    ops.extend(family(&children));
    ops
}
