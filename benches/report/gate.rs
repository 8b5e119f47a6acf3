//! How long a process takes from the opening of its gate until it runs, against a process that sleeps in a bare futex.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use forklore::engine::arena::{Arena, State};
use forklore::engine::os::clock::monotonic_ns;
use forklore::engine::os::fork::{Forked, exit_now, fork};
use forklore::engine::os::futex;
use forklore::engine::os::memory::SharedBox;
use forklore::engine::process::seat::Seat;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::Pid;

use super::table::{Table, median, ratio};

/// Openings of which the middle one counts.
const N_ROUNDS: usize = 2000;
/// Time for the other process to fall asleep in the kernel.
const ASLEEP: Duration = Duration::from_micros(300);
/// A round that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(10);

/// Words of the arena that no run uses here: rounds that the sleeper has begun, and when it ran again.
const ROUNDS: usize = 0;
const RAN_AT: usize = 1;

/// Measures it.
pub fn measure(table: &mut Table) {
    let what = "gate opened until its process runs, p50";
    let (Some(mut ours), Some(mut theirs)) = (rounds(Way::Gate), rounds(Way::Futex)) else {
        return table.absent(what, "the sleeper did not answer");
    };
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    let detail = format!(
        "gate {:.1} us, futex {:.1} us",
        ours.as_secs_f64() * 1e6,
        theirs.as_secs_f64() * 1e6
    );
    table.at_most(what, ratio(ours, theirs), 2.0, "x a futex wake", &detail);
}

/// What the sleeper sleeps in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Gate,
    Futex,
}

fn rounds(way: Way) -> Option<Vec<Duration>> {
    let memory: SharedBox<Arena> = SharedBox::new("forklore-bench-gate").expect("shared memory");
    let arena = memory.get();
    arena.prepare();
    let place = arena.claim_slot(0, 0).expect("a slot");
    let slot = &arena.slots[place];
    slot.gate.store(0, Ordering::SeqCst);
    let child = match fork().expect("a process") {
        Forked::Parent(pid) => Pid::from_raw(pid as i32),
        Forked::Child => sleeper(way, &Seat::new(arena, place, -1)),
    };
    let ran_at = || arena.heap[RAN_AT].load(Ordering::SeqCst);
    let spans = (0..N_ROUNDS as u32)
        .map(|round| {
            let is_asleep = || {
                let begun = arena.heap[ROUNDS].load(Ordering::SeqCst) == u64::from(round) + 1;
                let stands = slot.read().state() == State::Gate;
                begun && (way == Way::Futex || stands)
            };
            wait_until(is_asleep)?;
            std::thread::sleep(ASLEEP);
            let opened = monotonic_ns();
            let word = match way {
                Way::Gate => &slot.gate,
                Way::Futex => &slot.birth,
            };
            word.fetch_add(1, Ordering::SeqCst);
            futex::wake(word, 1);
            wait_until(|| ran_at() > opened)?;
            Some(Duration::from_nanos(ran_at() - opened))
        })
        .collect();
    // It sleeps for ever: nothing else ends it, and it is ours alone.
    kill(child, Signal::SIGKILL).expect("our own child");
    waitpid(child, None).expect("our own child");
    spans
}

fn sleeper(way: Way, seat: &Seat) -> ! {
    let bare = &seat.slot().birth;
    for round in 0..=N_ROUNDS as u32 {
        seat.arena.heap[ROUNDS].store(u64::from(round) + 1, Ordering::SeqCst);
        match way {
            Way::Gate => seat.gate(),
            Way::Futex => {
                while bare.load(Ordering::SeqCst) == round {
                    futex::wait(bare, round, None);
                }
            }
        }
        seat.arena.heap[RAN_AT].store(monotonic_ns(), Ordering::SeqCst);
    }
    exit_now(0)
}

fn wait_until(is_so: impl Fn() -> bool) -> Option<()> {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        if Instant::now() > end {
            return None;
        }
        std::thread::yield_now();
    }
    Some(())
}
