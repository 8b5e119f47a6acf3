//! Helper threads of lesson processes, by raw pthread_create(3).
//!
//! `std::thread` is not used there: its start and end take a lock that a fork in another thread copies held, and the
//! child's next thread then hangs for ever.

use std::ffi::c_void;

use nix::sys::signal::{SigSet, SigmaskHow, Signal, pthread_sigmask};

type Body = Box<dyn FnOnce() + Send>;

/// Starts a detached thread. It blocks every signal but the nudge (SIGURG), which is directed at one thread.
///
/// # Errors
/// The system's word: a limit, or no memory.
pub fn start(body: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    let mut helper_mask = SigSet::all();
    helper_mask.remove(Signal::SIGURG);
    let mut old_mask = SigSet::empty();
    // The new thread inherits the mask: no signal can find it unprepared.
    pthread_sigmask(
        SigmaskHow::SIG_SETMASK,
        Some(&helper_mask),
        Some(&mut old_mask),
    )?;
    let started = create(Box::new(body));
    pthread_sigmask(SigmaskHow::SIG_SETMASK, Some(&old_mask), None)?;
    started
}

fn create(body: Body) -> std::io::Result<()> {
    let argument = Box::into_raw(Box::new(body));
    let mut thread: libc::pthread_t = 0;
    // SAFETY: `thread` is a valid place; default attributes; `entry` takes ownership of the argument exactly once.
    #[expect(unsafe_code, reason = "std::thread is not fork-safe")]
    let result =
        unsafe { libc::pthread_create(&raw mut thread, std::ptr::null(), entry, argument.cast()) };
    if result != 0 {
        // SAFETY: no thread was made, so the box is still ours alone.
        #[expect(unsafe_code, reason = "takes back what no thread will take")]
        drop(unsafe { Box::from_raw(argument) });
        return Err(std::io::Error::from_raw_os_error(result));
    }
    #[expect(
        unsafe_code,
        reason = "ends are told through the mailbox, not by joining"
    )]
    // SAFETY: the thread was just made and nobody joins it.
    let _ = unsafe { libc::pthread_detach(thread) };
    Ok(())
}

extern "C" fn entry(argument: *mut c_void) -> *mut c_void {
    // SAFETY: `create` leaked a `Box<Body>` for this call alone.
    #[expect(unsafe_code, reason = "the argument of pthread_create")]
    let body = unsafe { Box::from_raw(argument.cast::<Body>()) };
    body();
    std::ptr::null_mut()
}
