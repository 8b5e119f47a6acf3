//! POSIX semaphores in shared memory (sem_overview(7)): what CPython's locks and semaphores are made of.

use std::cell::UnsafeCell;
use std::sync::atomic::AtomicU32;

/// How a semaphore wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SemWait {
    /// A permit was taken.
    Taken,
    /// The deadline passed.
    TimedOut,
    /// A signal came.
    Interrupted,
}

/// A process-shared `sem_t`. All zero bytes are a valid, initialized semaphore of count 0 under glibc, but
/// [`Semaphore::init`] is called before use.
#[repr(C, align(32))]
#[derive(Debug)]
pub struct Semaphore(UnsafeCell<libc::sem_t>);

// SAFETY: a sem_t made with pshared = 1 is meant to be used by many threads and processes at once (sem_init(3)).
#[expect(unsafe_code, reason = "sem_t is a shared object")]
unsafe impl Sync for Semaphore {}

impl Semaphore {
    /// Gives it its start value; nobody may use it at that moment.
    pub fn init(&self, value: u32) {
        // SAFETY: the memory is valid for a sem_t and not in use (the caller has just claimed the cell).
        #[expect(unsafe_code, reason = "sem_init")]
        let result = unsafe { libc::sem_init(self.0.get(), 1, value) };
        debug_assert_eq!(
            result, 0,
            "sem_init fails only for a value above SEM_VALUE_MAX"
        );
    }

    /// Takes a permit if there is one.
    pub fn try_wait(&self) -> bool {
        // SAFETY: the semaphore was initialized before its handle was given out.
        #[expect(unsafe_code, reason = "sem_trywait")]
        let result = unsafe { libc::sem_trywait(self.0.get()) };
        result == 0
    }

    /// Takes a permit, waiting at most until `deadline` (CLOCK_MONOTONIC nanoseconds); none waits for ever.
    pub fn wait(&self, deadline: Option<u64>) -> SemWait {
        let result = if let Some(ns) = deadline {
            let at = super::futex::timespec(ns);
            // SAFETY: the semaphore is initialized, the timespec lives for the call.
            #[expect(unsafe_code, reason = "sem_clockwait is not in the libc crate")]
            let result =
                unsafe { sem_clockwait(self.0.get(), libc::CLOCK_MONOTONIC, &raw const at) };
            result
        } else {
            // SAFETY: the semaphore is initialized.
            #[expect(unsafe_code, reason = "sem_wait")]
            let result = unsafe { libc::sem_wait(self.0.get()) };
            result
        };
        if result == 0 {
            return SemWait::Taken;
        }
        match nix::errno::Errno::last() {
            nix::errno::Errno::ETIMEDOUT => SemWait::TimedOut,
            _ => SemWait::Interrupted,
        }
    }

    /// Gives a permit. Fails only at the largest value (EOVERFLOW).
    pub fn post(&self) -> bool {
        // SAFETY: the semaphore is initialized.
        #[expect(unsafe_code, reason = "sem_post")]
        let result = unsafe { libc::sem_post(self.0.get()) };
        result == 0
    }

    /// Permits free now.
    pub fn value(&self) -> i32 {
        let mut value = 0;
        // SAFETY: the semaphore is initialized, `value` is a valid place.
        #[expect(unsafe_code, reason = "sem_getvalue")]
        let _ = unsafe { libc::sem_getvalue(self.0.get(), &raw mut value) };
        value
    }

    /// Waiters queued in the kernel. Exact, where glibc's own waiter count goes stale after a waiter was killed.
    pub fn queued(&self) -> usize {
        // SAFETY: glibc's new_sem keeps its futex word in the first four bytes on 64-bit little-endian systems (the
        // low half of `data`); the word is only handed to the kernel.
        #[expect(unsafe_code, reason = "the futex word inside sem_t")]
        let word = unsafe { AtomicU32::from_ptr(self.0.get().cast::<u32>()) };
        super::futex::queued(word)
    }
}

#[expect(unsafe_code, reason = "glibc 2.30 and later, sem_wait(3)")]
unsafe extern "C" {
    fn sem_clockwait(
        sem: *mut libc::sem_t,
        clock: libc::clockid_t,
        at: *const libc::timespec,
    ) -> libc::c_int;
}
