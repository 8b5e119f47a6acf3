//! The stage's share of the machine: its own session at low priority, so that lessons that burn CPU do not freeze the
//! screen (sched(7), autogroup).

use nix::errno::Errno;

/// Priority of the whole session against others: a tenth of an equal share, so that the screen stays smooth. At 19 a
/// machine that is busy with something else would starve the lesson (seen: seconds for what takes milliseconds).
const AUTOGROUP_NICE: &str = "10";
/// Priority of each process, for kernels without autogroups.
const NICE: i32 = 10;
/// Descriptors that are enough for every run.
const DESCRIPTORS: u64 = 4096;

/// Makes this process the leader of a session of its own. A process that leads one already is left as it is.
pub fn begin_session() {
    let _ = nix::unistd::setsid();
}

/// Puts the session of this process, and all that it starts, at low priority. What the system refuses is left as it is:
/// only the smoothness of the screen depends on it.
pub fn stand_aside() {
    if write_autogroup().is_err() {
        // Changes by plain users are rate-limited (EAGAIN): once more after the limit's tenth of a second is too late
        // for the start, so the nice value below has to do.
        let _ = write_autogroup();
    }
    // SAFETY: setpriority takes plain numbers; 0 is this process.
    #[expect(unsafe_code, reason = "setpriority has no safe wrapper in nix")]
    let _ = unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICE) };
}

fn write_autogroup() -> std::io::Result<()> {
    std::fs::write("/proc/self/autogroup", AUTOGROUP_NICE)
}

/// Lets this process open as many descriptors as its hard limit allows: the conductor keeps three for each process. What
/// the system refuses is left as it is.
pub fn allow_descriptors() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
        && soft < DESCRIPTORS
    {
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard.min(DESCRIPTORS), hard);
    }
}

/// Bounds what a lesson process may take: no core dumps. Memory stays unbounded here: the limit on processes is the
/// arena's counter.
pub fn limit_resources() {
    let _: Result<(), Errno> =
        nix::sys::resource::setrlimit(nix::sys::resource::Resource::RLIMIT_CORE, 0, 0);
}
