//! The stage: init of a run's PID namespace, or the subreaper that stands in for it. One thread.
//!
//! It compiles the program, forks the main process, nudges blocked threads when the conductor asks, reaps what nobody
//! else reaps, and goes when the conductor goes: then the kernel kills everything below.

pub mod arguments;
mod program;
pub mod spawn;

use std::os::fd::{AsFd, OwnedFd};
use std::process::ExitCode;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::signalfd::SignalFd;
use nix::sys::time::TimeSpec;

use super::actor::Actor;
use super::arena::{Arena, MAX_SLOTS, SlotUse, State};
use super::os::clock::{monotonic_ns, nap};
use super::os::memory::SharedBox;
use super::os::post::PostKind;
use super::os::{children, namespace, nudge, pidfd, post, schedule};
use super::process::spawn::Kit;
use super::process::{self, Wiring};
use crate::trace::ProcId;
use arguments::Arguments;
pub use program::Job;

/// Conductor to stage: nudge every blocked thread that has not seen the newest epoch.
pub const NUDGE: u8 = b'n';
/// Conductor to stage: the end of a process was told; it may be reaped.
pub const TOLD: u8 = b't';
/// Conductor to stage: the run is over.
pub const END: u8 = b'e';

/// A signal can fall just before the wait it is meant for: it is sent again after this time.
const NUDGE_AGAIN: Duration = Duration::from_micros(100);
/// After this long the missing answers are of stopped processes or of a loaded machine: the pace slows down ...
const NUDGE_SLOWER_AFTER: Duration = Duration::from_millis(20);
const NUDGE_SLOWER: Duration = Duration::from_millis(2);
/// ... and ends: a stopped process keeps its one pending signal.
const NUDGE_UNTIL: Duration = Duration::from_secs(1);
/// How long the stage that is no init waits for killed processes to be reaped.
const LAST_REAPING: Duration = Duration::from_millis(500);

/// Entry of `forklore __stage ...`: runs Python. It returns only if it fails, or in the end.
pub fn main() -> ExitCode {
    main_with(program::actor)
}

/// The same with another maker of the main process's actor: tests run scripts.
pub fn main_with(make: fn(&Job) -> std::io::Result<Box<dyn Actor>>) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(2).collect();
    match run(&arguments, make) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the stage failed: {error}"); // stderr is the log that the conductor reads
            ExitCode::from(70)
        }
    }
}

fn run(
    arguments: &[String],
    make: fn(&Job) -> std::io::Result<Box<dyn Actor>>,
) -> std::io::Result<()> {
    let arguments = Arguments::parse(arguments)?;
    schedule::begin_session();
    schedule::limit_resources();
    let ends = children::watch()?;
    let dead_man = arguments.dead_man.map(namespace::adopt).transpose()?;
    if let Some(pipe) = &dead_man {
        namespace::become_subreaper()?;
        namespace::arm_dead_man(pipe.as_fd())?;
    }
    let memory = SharedBox::<Arena>::from_fd(namespace::adopt(arguments.arena)?)?;
    let arena = memory.get();
    let kit = Kit {
        memory,
        source: namespace::adopt(arguments.source)?,
        path: arguments.path.clone(),
    };
    let job = Job::read(&kit, arguments.start_method)?;
    let stage = Stage {
        arena,
        control: namespace::adopt(arguments.control)?,
        is_init: dead_man.is_none(),
        ends,
        wiring: Wiring {
            arena,
            output: namespace::adopt(arguments.output)?,
            post: namespace::adopt(arguments.post)?,
            doorbell: namespace::adopt(arguments.doorbell)?,
            dead_man,
            kit: Some(kit),
        },
    };
    let actor = make(&job)?;
    // Only now: on a busy machine the start itself would last many times as long.
    if arena.yields.load(std::sync::atomic::Ordering::Relaxed) != 0 {
        schedule::stand_aside();
    }
    let slot = stage.claim_main()?;
    match children::fork()? {
        children::Side::Parent(pid) => {
            drop(actor);
            stage.announce_main(slot, pid)?;
            stage.serve();
            Ok(())
        }
        children::Side::Child => {
            let Stage {
                control,
                ends,
                wiring,
                ..
            } = stage;
            drop((control, ends)); // the stage's alone
            children::unblock_all();
            process::run(wiring, slot, ProcId::MAIN, actor)
        }
    }
}

#[derive(Debug)]
struct Stage {
    arena: &'static Arena,
    control: OwnedFd,
    ends: SignalFd,
    /// Whether the kernel kills all others when this process ends.
    is_init: bool,
    wiring: Wiring,
}

impl Stage {
    fn claim_main(&self) -> std::io::Result<usize> {
        use std::sync::atomic::Ordering;
        let slot = self
            .arena
            .claim_slot(ProcId::MAIN.0, 0)
            .ok_or_else(|| std::io::Error::other("the arena is in use"))?;
        self.arena.next_proc.store(1, Ordering::SeqCst);
        self.arena.n_processes.store(1, Ordering::SeqCst);
        Ok(slot)
    }

    fn announce_main(&self, slot: usize, pid: u32) -> std::io::Result<()> {
        let process = pidfd::open(pid as i32)?;
        let about = (slot as u32, pid);
        post::send(
            self.wiring.post.as_fd(),
            PostKind::Born,
            about,
            Some(process.as_fd()),
        )
    }

    /// Serves until the run is over or the conductor is gone.
    fn serve(&self) {
        let mut nudging: Option<Nudging> = None;
        loop {
            self.wait(nudging.as_ref().map(Nudging::pause));
            match self.take_orders() {
                Orders::Over => return self.leave(),
                Orders::Nudge => nudging = Some(Nudging::begin()),
                Orders::None => {}
            }
            while let Ok(Some(_)) = self.ends.read_signal() {}
            self.reap_orphans();
            if nudging
                .as_ref()
                .is_some_and(|n| n.is_over() || !self.nudge())
            {
                nudging = None;
            }
        }
    }

    fn wait(&self, pause: Option<Duration>) {
        let mut fds = [
            PollFd::new(self.ends.as_fd(), PollFlags::POLLIN),
            PollFd::new(self.control.as_fd(), PollFlags::POLLIN),
        ];
        // An interruption only means looking around early.
        let _ = ppoll(&mut fds, pause.map(TimeSpec::from), None);
    }

    fn take_orders(&self) -> Orders {
        let mut bytes = [0; 64];
        let mut orders = Orders::None;
        loop {
            match nix::unistd::read(&self.control, &mut bytes) {
                Ok(0) => return Orders::Over, // the conductor is gone
                Ok(length) if bytes[..length].contains(&END) => return Orders::Over,
                Ok(length) if bytes[..length].contains(&NUDGE) => orders = Orders::Nudge,
                Ok(_) | Err(nix::errno::Errno::EINTR) => {}
                Err(_) => return orders, // nothing more there
            }
        }
    }

    /// Reaps children whose end was told, in the order the kernel lists them; the first that was not told waits for the
    /// conductor, which will say so.
    fn reap_orphans(&self) {
        use std::sync::atomic::Ordering;
        while let Some(pid) = children::ended() {
            let slot = self.arena.slots.iter().position(|slot| {
                matches!(slot.usage(), SlotUse::Live | SlotUse::Ended)
                    && slot.agent.load(Ordering::Relaxed) == 0
                    && slot.pid.load(Ordering::Relaxed) == pid
            });
            if slot.is_some_and(|s| self.arena.slots[s].end_told.load(Ordering::SeqCst) == 0) {
                return;
            }
            children::reap(pid);
            let about = (slot.unwrap_or(MAX_SLOTS) as u32, pid);
            // Without a conductor there is nobody to tell, and the next order says so.
            let _ = post::send(self.wiring.post.as_fd(), PostKind::Reaped, about, None);
        }
    }

    /// Signals every blocked thread that has not answered; tells whether there was one.
    fn nudge(&self) -> bool {
        use std::sync::atomic::Ordering;
        let epoch = self.arena.epoch.load(Ordering::SeqCst);
        let mut is_waiting = false;
        for slot in &self.arena.slots {
            let tid = slot.tid.load(Ordering::Relaxed);
            let is_live = slot.used.load(Ordering::Acquire) == SlotUse::Live as u32 && tid != 0;
            if is_live
                && is_blocked(slot.read().state())
                && slot.ack.load(Ordering::SeqCst) != epoch
            {
                nudge::thread(slot.pid.load(Ordering::Relaxed), tid);
                is_waiting = true;
            }
        }
        is_waiting
    }

    /// Ends the run. As init: by ending. Else the conductor has killed everybody; what is left is to reap.
    fn leave(&self) {
        if self.is_init {
            namespace::exit_now(0);
        }
        let start = monotonic_ns();
        while children::reap_all() && monotonic_ns() - start < LAST_REAPING.as_nanos() as u64 {
            nap(200_000);
        }
        namespace::exit_now(0)
    }
}

fn is_blocked(state: State) -> bool {
    !matches!(state, State::Run | State::Gate | State::Exit)
}

enum Orders {
    None,
    Nudge,
    Over,
}

/// A nudge under way.
struct Nudging {
    since: u64,
}

impl Nudging {
    fn begin() -> Self {
        Self {
            since: monotonic_ns(),
        }
    }

    fn age(&self) -> Duration {
        Duration::from_nanos(monotonic_ns() - self.since)
    }

    fn pause(&self) -> Duration {
        if self.age() < NUDGE_SLOWER_AFTER {
            NUDGE_AGAIN
        } else {
            NUDGE_SLOWER
        }
    }

    fn is_over(&self) -> bool {
        self.age() > NUDGE_UNTIL
    }
}
