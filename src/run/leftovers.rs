//! Children of this process, and their end: what a subreaper does with what it inherits.

use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

/// Kills and reaps every child, also those that arrive while it does so (orphans come to the subreaper), until none
/// is left or `limit` has passed: a process in an uninterruptible sleep does not hold up the terminal's owner.
pub fn kill_and_reap(limit: Duration) {
    let end = Instant::now() + limit;
    loop {
        for child in children() {
            // It may be gone already.
            let _ = kill(child, Signal::SIGKILL);
        }
        match reap_all() {
            Rest::Nobody => return,
            Rest::Somebody if Instant::now() >= end => return,
            Rest::Somebody => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// Whether children exist after a round of reaping.
enum Rest {
    Nobody,
    Somebody,
}

fn reap_all() -> Rest {
    loop {
        match waitpid(None::<Pid>, Some(WaitPidFlag::WNOHANG)) {
            Err(Errno::EINTR) => {}
            Err(_) => return Rest::Nobody,
            Ok(WaitStatus::StillAlive) => return Rest::Somebody,
            Ok(_) => {}
        }
    }
}

/// PIDs of this process's children; from the children file of proc(5), or where the kernel has none, by parent.
fn children() -> Vec<Pid> {
    let own = Pid::this();
    let path = format!("/proc/{own}/task/{own}/children");
    let listed = std::fs::read_to_string(path).map(|text| {
        text.split_whitespace()
            .filter_map(|pid| pid.parse().ok().map(Pid::from_raw))
            .collect()
    });
    listed.unwrap_or_else(|_| children_by_parent(own))
}

fn children_by_parent(parent: Pid) -> Vec<Pid> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|pid| parent_of(*pid) == Some(parent.as_raw()))
        .map(Pid::from_raw)
        .collect()
}

fn parent_of(pid: i32) -> Option<i32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_find_the_same_child() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .expect("sleep exists");
        let pid = Pid::from_raw(child.id() as i32);
        assert!(children_by_parent(Pid::this()).contains(&pid));
        child.kill().expect("it is ours");
        child.wait().expect("it is ours");
    }
}
