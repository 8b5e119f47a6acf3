//! How much memory a lesson process may hold: beyond it the machine of the learner would suffer.

use crate::engine::os::{clock, procfs};

/// Most memory of one process: room for ten million objects, and a fraction of any machine of today.
const MOST_BYTES: u64 = 2 << 30;

/// A process that holds less than this is not what the machine suffers from.
const SMALL_BYTES: u64 = 256 << 20;

/// Memory that the machine must have left where a larger process goes on: many of them may run at once.
const LEFT_BYTES: u64 = 512 << 20;

/// Real time between two looks: what a process can take meanwhile is small against the limit, and a look (three system
/// calls) costs a thousandth of it.
const LOOK_EVERY_NS: u64 = 10_000_000;

/// Watches the memory of this process.
#[derive(Debug, Default)]
pub struct Allowance {
    /// When it last looked.
    looked_at: u64,
}

impl Allowance {
    /// What is exceeded, if anything is.
    pub fn exceeded(&mut self) -> Option<String> {
        let now = clock::coarse_ns();
        if now < self.looked_at + LOOK_EVERY_NS {
            return None;
        }
        self.looked_at = now;
        let held = procfs::own_memory()?;
        if held > MOST_BYTES {
            let most = MOST_BYTES >> 30;
            return Some(format!("a process holds at most {most} GiB of memory"));
        }
        let is_short =
            held > SMALL_BYTES && procfs::available_memory().is_some_and(|left| left < LEFT_BYTES);
        is_short.then(|| {
            let least = LEFT_BYTES >> 20;
            format!("less than {least} MiB of the machine's memory are left for all processes")
        })
    }
}
