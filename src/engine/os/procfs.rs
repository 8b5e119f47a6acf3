//! What the kernel says about a process (proc(5)), through descriptors that are kept open: an old one never speaks of a
//! new process with the same number.

use std::fs::File;
use std::os::unix::fs::FileExt;

/// Longest content that is read: a stat line is about 350 bytes.
const LONGEST: usize = 1024;

/// Fields between the state (the third) and the pending signals (the 31st).
const BETWEEN_STATE_AND_SIGNAL: usize = 27;

/// The kernel's view of one process.
#[derive(Debug)]
pub struct ProcessFiles {
    stat: File,
    wchan: Option<File>,
}

/// What proc(5) stat says, as far as it is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// R, S, D, T, Z ...
    pub letter: char,
    /// Wait status of a zombie, as wait(2) gives it.
    pub status: i32,
    /// Signals sent to the main thread that it has not taken, bit N-1 for signal N. The kernel enters SIGKILL here when
    /// any signal ends the process.
    pub pending: u32,
}

impl ProcessFiles {
    /// Opens the files of a process by its PID on the machine.
    ///
    /// # Errors
    /// The system's word, if it is gone.
    pub fn open(host_pid: u32) -> std::io::Result<Self> {
        Ok(Self {
            stat: File::open(format!("/proc/{host_pid}/stat"))?,
            wchan: File::open(format!("/proc/{host_pid}/wchan")).ok(),
        })
    }

    /// Its state now; none once it was reaped.
    pub fn stat(&self) -> Option<Stat> {
        parse_stat(&read(&self.stat)?)
    }

    /// Kernel function it sleeps in; empty if it runs or the kernel does not say.
    pub fn wchan(&self) -> String {
        let text = self.wchan.as_ref().and_then(read).unwrap_or_default();
        if text == "0" { String::new() } else { text }
    }
}

/// Bytes of memory that this process alone holds, the engine's shared memory apart (proc(5) statm); none where the
/// kernel does not say.
pub fn own_memory() -> Option<u64> {
    let text = read(&File::open("/proc/self/statm").ok()?)?;
    let mut pages = text.split_whitespace().skip(1).map(str::parse::<u64>);
    let (resident, shared) = (pages.next()?.ok()?, pages.next()?.ok()?);
    Some(resident.saturating_sub(shared) * page_size())
}

/// Bytes of memory that the machine can still give without swapping (proc(5) meminfo, `MemAvailable`); none where the
/// kernel does not say.
pub fn available_memory() -> Option<u64> {
    let text = read(&File::open("/proc/meminfo").ok()?)?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes << 10)
}

fn page_size() -> u64 {
    let size = nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE);
    size.ok().flatten().map_or(4096, i64::unsigned_abs)
}

fn read(file: &File) -> Option<String> {
    let mut bytes = [0; LONGEST];
    let length = file.read_at(&mut bytes, 0).ok()?;
    // A process may give itself a name of any bytes.
    let text = std::str::from_utf8(&bytes[..length]).map(str::to_owned);
    Some(text.unwrap_or_else(|_| String::from_utf8_lossy(&bytes[..length]).into_owned()))
}

/// The name in parentheses may hold anything, so fields count from the last parenthesis: the state follows, the exit
/// status is the last of all.
fn parse_stat(text: &str) -> Option<Stat> {
    let (_, fields) = text.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace();
    let letter = fields.next()?.chars().next()?;
    let status = fields.next_back()?.parse().ok()?;
    let pending = fields.nth(BETWEEN_STATE_AND_SIGNAL)?.parse().ok()?;
    Some(Stat {
        letter,
        status,
        pending,
    })
}

/// PIDs on the machine of the children of a one-threaded process, also those that it adopted; empty if the kernel does
/// not list them.
pub fn children(host_pid: u32) -> Vec<u32> {
    let path = format!("/proc/{host_pid}/task/{host_pid}/children");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.split_ascii_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect()
}

/// PID that a process has in its innermost namespace.
pub fn inner_pid(host_pid: u32) -> Option<u32> {
    let text = std::fs::read_to_string(format!("/proc/{host_pid}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("NSpid:"))?;
    line.split_ascii_whitespace().next_back()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_shift_the_fields_of_stat() {
        let text = "25228 (a) Z (b) S 1 25228 25228 0 -1 4194560 103 0 0 0 0 0 0 0 20 0 1 0 177 0 0 \
                    18446744073709551615 0 0 0 0 0 256 0 4096 2 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 134";
        let stat = parse_stat(text).expect("a stat line");
        assert_eq!((stat.letter, stat.status, stat.pending), ('S', 134, 256));
    }

    #[test]
    fn the_own_process_runs() {
        let files = ProcessFiles::open(std::process::id()).expect("/proc");
        let letter = files.stat().expect("a living process").letter;
        assert!("RS".contains(letter), "letter {letter}");
    }
}
