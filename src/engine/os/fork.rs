//! fork(2) and what a process knows of itself.

/// Which side of a fork this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forked {
    /// The old process; the child's PID as this process sees it.
    Parent(u32),
    /// The new process.
    Child,
}

/// Copies this process by glibc's fork, which keeps the thread id and malloc's locks right in the child (a raw clone
/// does not).
///
/// The caller's thread is the only one of the child. Locks of `std` that another thread may hold must not be used in
/// the child: lesson processes share none with their helpers but the ones that are held during this call.
///
/// # Errors
/// The system's word: a limit, or no memory.
pub fn fork() -> std::io::Result<Forked> {
    // SAFETY: helper threads use raw system calls and the locks that the caller holds during the fork; so the child
    // inherits no lock in a state that nobody will ever change.
    #[expect(unsafe_code, reason = "fork is what lesson processes are made by")]
    let forked = unsafe { nix::unistd::fork() }?;
    Ok(match forked {
        nix::unistd::ForkResult::Parent { child } => Forked::Parent(child.as_raw().unsigned_abs()),
        nix::unistd::ForkResult::Child => Forked::Child,
    })
}

/// Ends the process at once (_exit(2)): no destructor, no exit handler of the process it was copied from.
pub fn exit_now(code: i32) -> ! {
    #[expect(
        unsafe_code,
        reason = "a forked process must not run the exit handlers it inherited"
    )]
    // SAFETY: _exit takes any status and does not return.
    unsafe {
        libc::_exit(code)
    }
}

/// PID of this process in its own namespace.
pub fn pid() -> u32 {
    std::process::id()
}

/// PID of the parent now; 1 (the stage) for an orphan in a namespace of its own.
pub fn parent_pid() -> u32 {
    nix::unistd::getppid().as_raw().unsigned_abs()
}

/// Id of the calling thread in its own namespace.
pub fn thread_id() -> u32 {
    nix::unistd::gettid().as_raw().unsigned_abs()
}

/// CPUs that are online (sysconf(3)), at least 1: what `os.cpu_count()` tells.
pub fn cpu_count() -> i64 {
    // SAFETY: sysconf takes any name and touches no memory of ours.
    #[expect(unsafe_code, reason = "sysconf")]
    let count = unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) };
    count.max(1)
}

/// 64 random bits from the kernel (getrandom(2)).
pub fn random_bits() -> u64 {
    let mut bytes = [0u8; 8];
    // SAFETY: the buffer is valid for its length; eight bytes are never given in parts.
    #[expect(unsafe_code, reason = "getrandom")]
    let _ = unsafe { libc::getrandom(bytes.as_mut_ptr().cast(), bytes.len(), 0) };
    u64::from_ne_bytes(bytes)
}
