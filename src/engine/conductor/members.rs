//! The lesson processes of a run, as the conductor knows them.

use std::collections::{BTreeMap, HashMap};
use std::os::fd::{AsFd, OwnedFd};

use super::translate::Ending;
use crate::engine::os::procfs::ProcessFiles;
use crate::engine::os::{pidfd, post::Letter};
use crate::trace::ProcId;

/// A lesson process from the moment its pidfd arrived until it was reaped.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what was delivered and what was seen come in any order"
)]
pub struct Member {
    /// Its number.
    pub proc: ProcId,
    /// Slot of its main thread.
    pub slot: usize,
    /// PID in the namespace.
    pub pid: u32,
    /// PID on the machine; 0 if it was gone before anybody could look.
    pub host_pid: u32,
    /// Who made it; none for main.
    pub parent: Option<ProcId>,
    /// Its process descriptor.
    pub pidfd: OwnedFd,
    /// What the kernel says about it.
    pub files: Option<ProcessFiles>,
    /// `process_started` was delivered.
    pub is_started: bool,
    /// This side has its end to tell, after its birth.
    pub end_awaits_birth: bool,
    /// The pidfd says that it has ended.
    pub is_dead: bool,
    /// `process_exited` was delivered.
    pub is_told: bool,
    /// Whether its zombie is gone.
    pub reaped: Reaped,
    /// How it ended, if the zombie could be read.
    pub ending: Option<Ending>,
}

/// What has become of a zombie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaped {
    /// It is there, as far as heard.
    No,
    /// The stage reaped it, which is told once its end was told.
    ByStage,
    /// It is gone, and that was told.
    Yes,
}

impl Member {
    /// A process that a letter announces; none if the letter carries no pidfd.
    pub fn new(letter: Letter, proc: ProcId, parent: Option<ProcId>) -> Option<Self> {
        let pidfd = letter.pidfd?;
        let host_pid = pidfd::host_pid(&pidfd).unwrap_or(0);
        let files = (host_pid != 0)
            .then(|| ProcessFiles::open(host_pid).ok())
            .flatten();
        Some(Self {
            proc,
            slot: letter.slot as usize,
            pid: letter.pid,
            host_pid,
            parent,
            pidfd,
            files,
            is_started: false,
            end_awaits_birth: false,
            is_dead: false,
            is_told: false,
            reaped: Reaped::No,
            ending: None,
        })
    }

    /// Reads how a zombie ended. It must happen before anybody else may reap it: see the conductor's `death`.
    pub fn read_ending(&mut self) {
        let stat = self.files.as_ref().and_then(ProcessFiles::stat);
        self.ending = stat
            .filter(|stat| stat.letter == 'Z' || stat.letter == 'X')
            .map(|stat| Ending::from_wait_status(stat.status));
    }

    /// Whether the kernel knows it no more.
    pub fn zombie_is_gone(&self) -> bool {
        self.files
            .as_ref()
            .is_none_or(|files| files.stat().is_none())
    }

    /// Whether it is stopped by a signal.
    pub fn is_stopped(&self) -> bool {
        let stat = self.files.as_ref().and_then(ProcessFiles::stat);
        stat.is_some_and(|stat| stat.letter == 'T' || stat.letter == 't')
    }

    /// Sends it a signal; one that is gone gets none.
    pub fn signal(&self, signal: i32) -> bool {
        !self.is_dead && pidfd::signal(self.pidfd.as_fd(), signal).is_ok()
    }
}

/// All members, by number and by PID on the machine.
#[derive(Debug, Default)]
pub struct Members {
    by_proc: BTreeMap<u32, Member>,
    by_host: HashMap<u32, u32>,
}

impl Members {
    /// Takes in a new one.
    pub fn insert(&mut self, member: Member) {
        self.by_host.insert(member.host_pid, member.proc.0);
        self.by_proc.insert(member.proc.0, member);
    }

    /// Forgets one.
    pub fn remove(&mut self, proc: u32) {
        if let Some(member) = self.by_proc.remove(&proc)
            && self.by_host.get(&member.host_pid) == Some(&proc)
        {
            self.by_host.remove(&member.host_pid);
        }
    }

    /// The member of this number.
    pub fn get(&self, proc: u32) -> Option<&Member> {
        self.by_proc.get(&proc)
    }

    /// The member of this number, to change.
    pub fn get_mut(&mut self, proc: u32) -> Option<&mut Member> {
        self.by_proc.get_mut(&proc)
    }

    /// Number of the process that the machine knows under this PID.
    pub fn by_host_pid(&self, host_pid: u32) -> Option<u32> {
        self.by_host.get(&host_pid).copied()
    }

    /// All, in order of number.
    pub fn iter(&self) -> impl Iterator<Item = &Member> {
        self.by_proc.values()
    }

    /// All, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Member> {
        self.by_proc.values_mut()
    }

    /// Those that have not ended.
    pub fn living(&self) -> impl Iterator<Item = &Member> {
        self.iter().filter(|member| !member.is_dead)
    }

    /// Whether nobody is left.
    pub fn is_empty(&self) -> bool {
        self.by_proc.is_empty()
    }

    /// Whether this process has ended and was not reaped, as far as seen.
    pub fn is_dead(&self, proc: u32) -> bool {
        self.by_proc.get(&proc).is_some_and(|member| member.is_dead)
    }
}
