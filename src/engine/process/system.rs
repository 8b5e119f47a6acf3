//! Time, chance and the process's surroundings.

use std::sync::atomic::Ordering;

use super::attempt::{Attempt, Leave, Performed, raise};
use super::operation::Sleep;
use super::runtime::Runtime;
use super::seat::Announcement;
use crate::engine::os::fork;
use crate::python::call::Reply;

const NS_PER_SECOND: f64 = 1e9;

impl Runtime {
    /// `time.sleep(seconds)` on the virtual clock.
    ///
    /// # Errors
    /// KeyboardInterrupt, or other business.
    pub(super) fn sleep(&mut self, seconds: f64, attempt: &mut Attempt) -> Performed {
        attempt.deadline(self.arena.clock.now(), Some(seconds));
        let announcement = Announcement {
            op: "sleep",
            timeout: Some(seconds),
            ..Announcement::default()
        };
        let seat = self.seat;
        let mut operation = Sleep {
            seat: &seat,
            epoch: 0,
        };
        self.wait(&mut operation, attempt, announcement)?;
        Ok(Reply::Unit)
    }

    /// `time.time()`: the moment the run began, plus what the virtual clock shows.
    pub(super) fn time(&self) -> f64 {
        let began = self.arena.started_real_ns.load(Ordering::Relaxed);
        (began + self.arena.clock.now()) as f64 / NS_PER_SECOND
    }

    /// `time.monotonic()`, `time.perf_counter()`.
    pub(super) fn monotonic(&self) -> f64 {
        self.arena.clock.now() as f64 / NS_PER_SECOND
    }

    /// 64 random bits: the kernel's, or derived from the run's seed, the process and how many it has drawn.
    pub(super) fn entropy(&mut self) -> i64 {
        if self.arena.seeded.load(Ordering::Relaxed) == 0 {
            return fork::random_bits() as i64;
        }
        let seed = self.arena.seed.load(Ordering::Relaxed);
        self.draws += 1;
        let stream = split_mix(seed ^ split_mix(u64::from(self.identity.proc)));
        split_mix(stream.wrapping_add(self.draws)) as i64
    }
}

/// `os.environ.get(name)`.
pub fn environment(name: &str) -> Reply {
    std::env::var(name).map_or(Reply::None, Reply::Text)
}

/// `urlopen(url)`: no program reaches the network; the library makes it a URLError.
pub fn fetch(_url: &str) -> Leave {
    raise("OSError", "[Errno -3] Temporary failure in name resolution")
}

/// One step of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
fn split_mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_the_published_first_number_of_seed_zero() {
        assert_eq!(split_mix(0), 0xe220_a839_7b1d_cdaf);
    }
}
