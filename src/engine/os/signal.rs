//! Signals of lesson processes: which do what, the nudge, and SIGINT as a flag.
//!
//! A lesson process starts with an empty mask. SIGTERM kills, SIGPIPE is ignored (as in CPython), SIGURG is the nudge:
//! a handler that does nothing, without SA_RESTART, so that a blocking call returns with EINTR.
//!
//! SIGINT sets a flag. It could come right before a blocking call, which would then sleep on; so its handler starts a
//! kernel timer that nudges the thread again and again until the flag is taken.

use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

use nix::sys::signal::{
    SaFlags, SigAction, SigHandler, SigSet, SigmaskHow, Signal, pthread_sigmask, sigaction,
};

/// Set by SIGINT, taken by the main thread.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);
/// Kernel timer that repeats the nudge; -1: none.
static TIMER: AtomicI32 = AtomicI32::new(-1);
/// Whether this process holds signals back, as it does in stepped mode.
static HOLDS: AtomicBool = AtomicBool::new(false);
/// Time between two nudges of that timer: long enough to cost nothing, short enough to be felt as at once.
const RENUDGE_NS: i64 = 500_000;

/// Installs the handlers and empties the mask, but for what [`hold_back`] holds in stepped mode. For the main process and
/// after an exec; forked children inherit all of it.
///
/// # Errors
/// The system's word; cannot happen with these signals.
pub fn prepare() -> std::io::Result<()> {
    let nudge = SigAction::new(
        SigHandler::Handler(on_nudge),
        SaFlags::empty(),
        SigSet::empty(),
    );
    let interrupt = SigAction::new(
        SigHandler::Handler(on_interrupt),
        SaFlags::empty(),
        SigSet::empty(),
    );
    install(Signal::SIGURG, &nudge)?;
    install(Signal::SIGINT, &interrupt)?;
    let ignore = SigAction::new(SigHandler::SigIgn, SaFlags::empty(), SigSet::empty());
    let default = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
    install(Signal::SIGPIPE, &ignore)?;
    install(Signal::SIGXFSZ, &ignore)?;
    for signal in [
        Signal::SIGTERM,
        Signal::SIGHUP,
        Signal::SIGQUIT,
        Signal::SIGCHLD,
        Signal::SIGTSTP,
        Signal::SIGUSR1,
        Signal::SIGUSR2,
        Signal::SIGALRM,
    ] {
        install(signal, &default)?;
    }
    if !HOLDS.load(Ordering::Relaxed) {
        SigSet::empty().thread_set_mask()?;
    }
    Ok(())
}

/// In a new process: what came to the parent is not ours, and timers are not inherited.
pub fn forget() {
    INTERRUPTED.store(false, Ordering::SeqCst);
    TIMER.store(-1, Ordering::SeqCst);
}

/// Lets a file that would grow beyond the limit on file sizes be an error, not a death: forklore's shared memory is one.
///
/// # Errors
/// The system's word.
pub fn survive_file_limit() -> std::io::Result<()> {
    let ignore = SigAction::new(SigHandler::SigIgn, SaFlags::empty(), SigSet::empty());
    install(Signal::SIGXFSZ, &ignore)
}

fn install(signal: Signal, action: &SigAction) -> std::io::Result<()> {
    // SAFETY: the handlers only store atomics and make system calls, and keep errno.
    #[expect(unsafe_code, reason = "sigaction")]
    unsafe { sigaction(signal, action) }?;
    Ok(())
}

extern "C" fn on_nudge(_: libc::c_int) {}

extern "C" fn on_interrupt(_: libc::c_int) {
    let errno = nix::errno::Errno::last_raw();
    if !INTERRUPTED.swap(true, Ordering::SeqCst) {
        start_timer();
    }
    nix::errno::Errno::set_raw(errno);
}

fn start_timer() {
    // SAFETY: all-zero bytes are a valid sigevent.
    #[expect(unsafe_code, reason = "sigevent has no safe constructor")]
    let mut event: libc::sigevent = unsafe { std::mem::zeroed() };
    event.sigev_notify = libc::SIGEV_THREAD_ID;
    event.sigev_signo = libc::SIGURG;
    event.sigev_notify_thread_id = super::fork::thread_id() as i32;
    let mut timer: i32 = -1;
    // SAFETY: both places are valid; the kernel's timer id is an int (timer_create(2), C library differences).
    #[expect(unsafe_code, reason = "glibc's timer_create is not async-signal-safe")]
    let made = unsafe {
        libc::syscall(
            libc::SYS_timer_create,
            libc::CLOCK_MONOTONIC,
            &raw const event,
            &raw mut timer,
        )
    };
    if made != 0 {
        return;
    }
    let every = libc::timespec {
        tv_sec: 0,
        tv_nsec: RENUDGE_NS,
    };
    let rhythm = libc::itimerspec {
        it_interval: every,
        it_value: every,
    };
    // SAFETY: the timer was just made; the new value is valid, the old one is not asked for.
    #[expect(unsafe_code, reason = "as above")]
    let _ = unsafe {
        libc::syscall(
            libc::SYS_timer_settime,
            timer,
            0,
            &raw const rhythm,
            std::ptr::null::<libc::itimerspec>(),
        )
    };
    TIMER.store(timer, Ordering::SeqCst);
}

/// Whether a SIGINT has come that nobody has taken.
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed) // only a hint: `take_interrupt` decides
}

/// Takes a SIGINT that has come; whether there was one.
pub fn take_interrupt() -> bool {
    if !is_interrupted() {
        return false;
    }
    // The timer goes first: a SIGINT between the two lines starts a new one.
    be_patient();
    INTERRUPTED.swap(false, Ordering::SeqCst)
}

/// Stops repeating the nudge of a SIGINT that has come; the flag stays. For the main thread, which SIGINT comes to, where
/// it looks at the flag before it sleeps again.
pub fn be_patient() {
    if TIMER.load(Ordering::Relaxed) < 0 {
        return; // set by a handler on this very thread
    }
    let timer = TIMER.swap(-1, Ordering::SeqCst);
    if timer >= 0 {
        // SAFETY: the id came from timer_create in this process and is deleted once (the swap).
        #[expect(unsafe_code, reason = "timer_delete of a raw timer")]
        let _ = unsafe { libc::syscall(libc::SYS_timer_delete, timer) };
    }
}

/// SIGINT is held back from this thread while this lives; one that comes meanwhile is delivered afterwards.
#[derive(Debug)]
pub struct HeldInterrupt {
    before: SigSet,
}

/// Holds SIGINT back from the calling thread. Over a fork: what comes to the new process before it has forgotten its
/// parent's SIGINT would be forgotten with it.
pub fn hold_interrupt() -> HeldInterrupt {
    let mut interrupt = SigSet::empty();
    interrupt.add(Signal::SIGINT);
    let mut before = SigSet::empty();
    // Cannot fail with these arguments (pthread_sigmask(3)); if it did, nothing would be held and nothing changed.
    let _ = pthread_sigmask(SigmaskHow::SIG_BLOCK, Some(&interrupt), Some(&mut before));
    HeldInterrupt { before }
}

impl Drop for HeldInterrupt {
    fn drop(&mut self) {
        // As above.
        let _ = pthread_sigmask(SigmaskHow::SIG_SETMASK, Some(&self.before), None);
    }
}

/// Holds back what would end or interrupt this process, until it takes its next step. Stops, faults and the nudge act as
/// ever. For the main thread; helpers hold everything back all the time.
pub fn hold_back() {
    if HOLDS.swap(true, Ordering::Relaxed) {
        return; // the main thread alone uses it
    }
    let mut held = SigSet::all();
    for signal in [
        Signal::SIGURG,
        Signal::SIGCHLD,
        Signal::SIGCONT,
        Signal::SIGTSTP,
        Signal::SIGTTIN,
        Signal::SIGTTOU,
        Signal::SIGSEGV,
        Signal::SIGBUS,
        Signal::SIGILL,
        Signal::SIGFPE,
        Signal::SIGABRT,
        Signal::SIGTRAP,
        Signal::SIGSYS,
    ] {
        held.remove(signal);
    }
    // Cannot fail with these arguments; if it did, signals would act at once, as in a live run.
    let _ = held.thread_set_mask();
}

/// Lets what was held back happen now; nothing more is held back.
pub fn let_come() {
    if HOLDS.swap(false, Ordering::Relaxed) {
        // As above. What waited is delivered before the call returns.
        let _ = SigSet::empty().thread_set_mask();
    }
}

/// Sends a signal to a process of this namespace.
///
/// # Errors
/// The system's word; ESRCH if it is gone.
pub fn send(pid: u32, signal: i32) -> std::io::Result<()> {
    #[expect(
        unsafe_code,
        reason = "nix's kill knows no signal numbers outside its enum"
    )]
    // SAFETY: kill takes two numbers; the PID is one of this run, checked by the caller.
    let result = unsafe { libc::kill(pid as i32, signal) };
    if result == 0 {
        Ok(())
    } else {
        Err(std::io::Error::last_os_error())
    }
}

/// The signal's name, or its number where it has none.
pub fn name(number: i32) -> String {
    Signal::try_from(number).map_or_else(|_| number.to_string(), |signal| signal.to_string())
}

/// Nudges one thread of this process.
pub fn nudge(tid: u32) {
    // SAFETY: tgkill takes numbers; a thread that is gone gives ESRCH, which means nothing here.
    #[expect(unsafe_code, reason = "tgkill has no wrapper in nix")]
    let _ = unsafe { libc::syscall(libc::SYS_tgkill, super::fork::pid(), tid, libc::SIGURG) };
}

/// Ends this process by SIGINT, as CPython does after a KeyboardInterrupt that nobody caught.
pub fn die_by_interrupt() -> ! {
    let default = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
    let_come();
    if install(Signal::SIGINT, &default).is_ok() {
        let _ = nix::sys::signal::raise(Signal::SIGINT);
    }
    super::fork::exit_now(130) // not reached: the default action kills
}
