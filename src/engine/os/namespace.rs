//! The stage's cradle: a process in a PID namespace of its own (clone(2), pid_namespaces(7), user_namespaces(7)), or,
//! where the kernel refuses, a plain child guarded by a dead man's pipe.
//!
//! The child of a raw clone may only make async-signal-safe calls until it executes; everything it needs is prepared
//! before.

use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicI32, Ordering};

use nix::errno::Errno;
use nix::fcntl::OFlag;

/// How the child stands to its parent's namespaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cradle {
    /// Init of a new PID namespace (needs CAP_SYS_ADMIN).
    Pid,
    /// Init of a new PID namespace inside a new user namespace, the own ids mapped to themselves.
    UserAndPid,
    /// A plain child.
    Plain,
}

/// What the stage is executed with.
#[derive(Debug)]
pub struct Plan<'a> {
    /// Executable.
    pub executable: &'a CStr,
    /// Arguments, the program's name first.
    pub arguments: &'a [CString],
    /// Descriptors that it keeps at their numbers, all of them close-on-exec here.
    pub keep: &'a [RawFd],
    /// Becomes its stdin and stdout.
    pub null: RawFd,
    /// Becomes its stderr.
    pub log: RawFd,
}

/// Starts the stage and waits until it executes.
///
/// # Errors
/// The system's word: EPERM, EINVAL, ENOSPC where namespaces are refused, or what failed between clone and exec.
pub fn start(plan: &Plan<'_>, cradle: Cradle) -> io::Result<nix::unistd::Pid> {
    let (report_read, report_write) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
    let mut arguments: Vec<*const libc::c_char> =
        plan.arguments.iter().map(|text| text.as_ptr()).collect();
    arguments.push(std::ptr::null());
    let ids = Ids::own();
    let flags = match cradle {
        Cradle::Pid => libc::CLONE_NEWPID,
        Cradle::UserAndPid => libc::CLONE_NEWUSER | libc::CLONE_NEWPID,
        Cradle::Plain => 0,
    };
    // SAFETY: without CLONE_VM this is fork: the child runs on a copy of this stack; it goes to `become_stage`, which
    // makes async-signal-safe calls only and never returns.
    #[expect(unsafe_code, reason = "clone with namespace flags has no safe wrapper")]
    let pid = unsafe { libc::syscall(libc::SYS_clone, flags | libc::SIGCHLD, 0, 0, 0, 0) };
    if pid < 0 {
        return Err(io::Error::last_os_error());
    }
    if pid == 0 {
        become_stage(
            plan,
            &arguments,
            (cradle == Cradle::UserAndPid).then_some(&ids),
            &report_write,
        );
    }
    drop(report_write);
    let pid = nix::unistd::Pid::from_raw(pid as i32);
    match read_report(&report_read) {
        None => Ok(pid),
        Some(error) => {
            let _ = nix::sys::wait::waitpid(pid, None); // it has left already; only its zombie is cleared away
            Err(error)
        }
    }
}

/// Contents of the id maps that map the own ids to themselves.
struct Ids {
    uid_map: CString,
    gid_map: CString,
}

impl Ids {
    fn own() -> Self {
        let line = |id: u32| CString::new(format!("{id} {id} 1\n")).unwrap_or_default();
        Self {
            uid_map: line(nix::unistd::geteuid().as_raw()),
            gid_map: line(nix::unistd::getegid().as_raw()),
        }
    }
}

/// The child's error number, if it wrote one before its end of the pipe closed.
fn read_report(report: &OwnedFd) -> Option<io::Error> {
    let mut bytes = [0; 4];
    loop {
        match nix::unistd::read(report, &mut bytes) {
            Ok(4) => return Some(io::Error::from_raw_os_error(i32::from_ne_bytes(bytes))),
            Err(Errno::EINTR) => {}
            _ => return None,
        }
    }
}

/// Child side: async-signal-safe calls only.
fn become_stage(
    plan: &Plan<'_>,
    arguments: &[*const libc::c_char],
    ids: Option<&Ids>,
    report: &OwnedFd,
) -> ! {
    let error = prepare_stage(plan, ids).err().unwrap_or_else(|| {
        // SAFETY: executable, arguments (null-terminated array) and environment are valid C data prepared before.
        #[expect(unsafe_code, reason = "execve")]
        unsafe {
            libc::execve(plan.executable.as_ptr(), arguments.as_ptr(), environment())
        };
        Errno::last()
    });
    let bytes = (error as i32).to_ne_bytes();
    let _ = nix::unistd::write(report, &bytes); // without a reader nobody is left to tell
    exit_now(127)
}

/// The process's environment as execve takes it.
pub(super) fn environment() -> *const *const libc::c_char {
    #[expect(unsafe_code, reason = "environ(7)")]
    unsafe extern "C" {
        static environ: *const *const libc::c_char;
    }
    // SAFETY: the pointer is read once, in a child with one thread.
    #[expect(unsafe_code, reason = "environ(7) is a C global")]
    unsafe {
        environ
    }
}

fn prepare_stage(plan: &Plan<'_>, ids: Option<&Ids>) -> Result<(), Errno> {
    if let Some(ids) = ids {
        write_file(c"/proc/self/setgroups", b"deny")?;
        write_file(c"/proc/self/uid_map", ids.uid_map.as_bytes())?;
        write_file(c"/proc/self/gid_map", ids.gid_map.as_bytes())?;
    }
    // After the user namespace exists: a change of credentials clears it. Exec keeps it.
    nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)?;
    for (from, to) in [(plan.null, 0), (plan.null, 1), (plan.log, 2)] {
        // SAFETY: dup2 takes any numbers; 0 to 2 are this child's own to replace.
        #[expect(unsafe_code, reason = "dup2 onto the standard descriptors")]
        Errno::result(unsafe { libc::dup2(from, to) })?;
    }
    for &fd in plan.keep {
        // SAFETY: fcntl takes any number; F_SETFD 0 clears close-on-exec.
        #[expect(unsafe_code, reason = "fcntl on a bare number, without allocation")]
        Errno::result(unsafe { libc::fcntl(fd, libc::F_SETFD, 0) })?;
    }
    Ok(())
}

fn write_file(path: &CStr, content: &[u8]) -> Result<(), Errno> {
    // SAFETY: the path is a C string.
    #[expect(unsafe_code, reason = "open without allocation")]
    let fd = Errno::result(unsafe { libc::open(path.as_ptr(), libc::O_WRONLY | libc::O_CLOEXEC) })?;
    // SAFETY: the bytes are valid for their length.
    #[expect(unsafe_code, reason = "write without allocation")]
    let written = Errno::result(unsafe { libc::write(fd, content.as_ptr().cast(), content.len()) });
    // SAFETY: `fd` was opened above and is used no more.
    #[expect(unsafe_code, reason = "close without allocation")]
    unsafe {
        libc::close(fd)
    };
    written.map(drop)
}

/// Leaves at once: no handlers, no buffers.
pub fn exit_now(status: i32) -> ! {
    // SAFETY: _exit(2) is always allowed.
    #[expect(unsafe_code, reason = "_exit")]
    unsafe {
        libc::_exit(status)
    }
}

/// Takes over a descriptor that was inherited under this number.
///
/// # Errors
/// If no such descriptor is open.
pub fn adopt(number: RawFd) -> io::Result<OwnedFd> {
    // SAFETY: F_GETFD on any number only asks.
    #[expect(unsafe_code, reason = "fcntl on a bare number")]
    Errno::result(unsafe { libc::fcntl(number, libc::F_GETFD) })?;
    // SAFETY: it is open, and by the stage's contract nobody else in this process owns it.
    #[expect(unsafe_code, reason = "an inherited descriptor has no owner yet")]
    Ok(unsafe { OwnedFd::from_raw_fd(number) })
}

/// Closes on exec: keeps a descriptor out of programs that others start.
///
/// # Errors
/// The system's word.
pub fn close_on_exec(fd: BorrowedFd<'_>) -> io::Result<()> {
    let flag = nix::fcntl::FcntlArg::F_SETFD(nix::fcntl::FdFlag::FD_CLOEXEC);
    nix::fcntl::fcntl(fd, flag)?;
    Ok(())
}

/// Orphans below this process come to it instead of the machine's init (prctl(2), PR_SET_CHILD_SUBREAPER).
///
/// # Errors
/// The system's word.
pub fn become_subreaper() -> io::Result<()> {
    Ok(nix::sys::prctl::set_child_subreaper(true)?)
}

/// fcntl(2): which signal O_ASYNC sends (include/uapi/asm-generic/fcntl.h; the libc crate lacks it).
const F_SETSIG: libc::c_int = 10;

/// Descriptor armed in this process, or in its ancestor before fork copied it.
static ARMED: AtomicI32 = AtomicI32::new(-1);

/// Binds the life of this process to the dead man's pipe: when its write end closes (its holder died, however), the
/// kernel kills this process, also one that is stopped or ignores every signal.
///
/// The leader of a process group binds the whole group, and what it forks later belongs to it from its first moment: a
/// child that was stopped before it could do anything is killed as well (one that armed itself was seen to survive so).
/// After fork the call only looks whether the pipe has closed. `pipe` is the read end as pipe(2) made it; the armed
/// descriptor is one opened anew, since the owner of a signal belongs to the open file.
///
/// # Errors
/// The system's word; the process is then not guarded.
pub fn arm_dead_man(pipe: BorrowedFd<'_>) -> io::Result<()> {
    if ARMED.load(Ordering::Relaxed) < 0 {
        let number = arm(pipe)?;
        ARMED.store(number, Ordering::Relaxed); // read after fork, by this thread's copy
    }
    // The end may have closed before the signal was armed. Only the descriptor that pipe(2) made reports that: one
    // that was opened without a writer would wait for a first.
    if is_hung_up(pipe) {
        exit_now(128 + libc::SIGKILL);
    }
    Ok(())
}

/// Opens the pipe anew, armed; the descriptor stays open for the life of the process.
fn arm(pipe: BorrowedFd<'_>) -> io::Result<RawFd> {
    let path = format!("/proc/self/fd/{}", pipe.as_raw_fd());
    let flags = OFlag::O_RDONLY | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC;
    let own = nix::fcntl::open(path.as_str(), flags, nix::sys::stat::Mode::empty())?;
    let (pid, group) = (
        nix::unistd::getpid().as_raw(),
        nix::unistd::getpgrp().as_raw(),
    );
    let owner = if pid == group { -group } else { pid };
    for (command, argument) in [
        (libc::F_SETOWN, owner),
        (F_SETSIG, libc::SIGKILL),
        (libc::F_SETFL, libc::O_ASYNC | libc::O_NONBLOCK),
    ] {
        // SAFETY: the descriptor is open, the arguments are plain numbers.
        #[expect(unsafe_code, reason = "F_SETOWN and F_SETSIG have no safe wrapper")]
        Errno::result(unsafe { libc::fcntl(own.as_raw_fd(), command, argument) })?;
    }
    Ok(std::os::fd::IntoRawFd::into_raw_fd(own))
}

fn is_hung_up(pipe: BorrowedFd<'_>) -> bool {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    let mut fds = [PollFd::new(pipe, PollFlags::empty())];
    poll(&mut fds, PollTimeout::ZERO).is_ok()
        && fds[0]
            .revents()
            .is_some_and(|events| events.contains(PollFlags::POLLHUP))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nix::sys::signal::Signal;
    use nix::sys::wait::{WaitStatus, waitpid};
    use std::os::fd::AsFd;
    use std::sync::Mutex;

    /// Forks a child that leads a group of its own, arms itself, does `then` and pauses.
    fn armed_child(pipe: &OwnedFd, write: &OwnedFd, then: fn()) -> nix::unistd::Pid {
        // SAFETY: the child makes system calls and small allocations only (glibc's malloc survives fork).
        #[expect(unsafe_code, reason = "a child to be killed")]
        match unsafe { nix::unistd::fork() }.expect("fork") {
            nix::unistd::ForkResult::Parent { child } => return child,
            nix::unistd::ForkResult::Child => {}
        }
        // SAFETY: the child's copy of the write end, used by nobody.
        #[expect(unsafe_code, reason = "a bare number")]
        unsafe {
            libc::close(write.as_raw_fd())
        };
        if nix::unistd::setsid().is_err() || arm_dead_man(pipe.as_fd()).is_err() {
            exit_now(1);
        }
        then();
        loop {
            nix::unistd::pause();
        }
    }

    fn stop_deaf() {
        let all = nix::sys::signal::SigSet::all();
        let _ = all.thread_block();
        let _ = nix::sys::signal::raise(Signal::SIGSTOP);
    }

    /// Has a child that is stopped before it runs, and stops.
    fn stop_with_child() {
        // SAFETY: the child stops and makes no other call.
        #[expect(unsafe_code, reason = "a grandchild to be killed")]
        if let Ok(nix::unistd::ForkResult::Parent { child }) = unsafe { nix::unistd::fork() } {
            let _ = nix::sys::signal::kill(child, Signal::SIGSTOP);
            let _ = waitpid(child, Some(nix::sys::wait::WaitPidFlag::WUNTRACED));
        } else {
            loop {
                nix::unistd::pause();
            }
        }
        let _ = nix::sys::signal::raise(Signal::SIGSTOP);
    }

    /// A fork copies the write ends of every other test: one at a time.
    static FORKING: Mutex<()> = Mutex::new(());

    #[test]
    fn closing_the_dead_mans_pipe_kills_a_stopped_process_that_ignores_signals() {
        let _alone = FORKING.lock();
        let (read, write) = nix::unistd::pipe2(OFlag::O_CLOEXEC).expect("a pipe");
        let child = armed_child(&read, &write, stop_deaf);
        let flags = nix::sys::wait::WaitPidFlag::WUNTRACED;
        let stopped = waitpid(child, Some(flags)).expect("the child");
        assert_eq!(stopped, WaitStatus::Stopped(child, Signal::SIGSTOP));
        drop(write);
        let end = waitpid(child, None).expect("the child");
        assert_eq!(end, WaitStatus::Signaled(child, Signal::SIGKILL, false));
    }

    #[test]
    fn closing_the_dead_mans_pipe_kills_a_grandchild_that_never_did_anything() {
        let _alone = FORKING.lock();
        let (read, write) = nix::unistd::pipe2(OFlag::O_CLOEXEC).expect("a pipe");
        let (breath, inherited) = nix::unistd::pipe().expect("a pipe");
        let child = armed_child(&read, &write, stop_with_child);
        drop(inherited);
        let flags = nix::sys::wait::WaitPidFlag::WUNTRACED;
        let stopped = waitpid(child, Some(flags)).expect("the child");
        assert_eq!(stopped, WaitStatus::Stopped(child, Signal::SIGSTOP));
        drop(write);
        let end = waitpid(child, None).expect("the child");
        assert_eq!(end, WaitStatus::Signaled(child, Signal::SIGKILL, false));
        // The end of the inherited pipe: the grandchild is gone, too.
        assert_eq!(nix::unistd::read(&breath, &mut [0; 1]), Ok(0));
    }

    #[test]
    fn arming_after_the_pipe_has_closed_ends_the_process() {
        let _alone = FORKING.lock();
        let (read, write) = nix::unistd::pipe2(OFlag::O_CLOEXEC).expect("a pipe");
        let late = nix::unistd::dup(&write).expect("a copy");
        drop(write);
        // The only write end left is the child's own copy, which it closes before arming; the parent's goes right away.
        let child = {
            let child = armed_child(&read, &late, || {});
            drop(late);
            child
        };
        loop {
            match waitpid(child, Some(nix::sys::wait::WaitPidFlag::WUNTRACED)).expect("the child") {
                WaitStatus::Stopped(..) => {}
                WaitStatus::Signaled(_, signal, _) => return assert_eq!(signal, Signal::SIGKILL),
                WaitStatus::Exited(_, status) => return assert_eq!(status, 137),
                other => panic!("unexpected {other:?}"),
            }
        }
    }
}
