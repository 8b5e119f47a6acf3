//! How much memory a lesson process may hold: beyond it the machine of the learner would suffer.

use crate::engine::os::{clock, procfs};

/// Most memory of one process: room for ten million objects, and a fraction of any machine of today.
const MOST_BYTES: u64 = 2 << 30;

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
        let is_over = procfs::own_memory().is_some_and(|bytes| bytes > MOST_BYTES);
        is_over.then(|| format!("a process holds at most {} GiB of memory", MOST_BYTES >> 30))
    }
}
