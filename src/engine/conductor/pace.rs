//! The pace of the conductor: how often lesson processes may wake it.
//!
//! A process that records an event rings if the conductor sleeps. Of programs that record thousands of events a second,
//! each would be worth two switches of the processor and a wake-up of the reader. So after a few rings in quick
//! succession the conductor does not ask to be rung for a moment: it sleeps a bounded time and takes in what has gathered.
//! Output, births, deaths and commands come through descriptors and end that moment at once.

use std::time::Duration;

use crate::engine::os::clock::monotonic_ns;

/// How long records gather at most: far below a frame, and far less than a ring holds of anything but a bare loop of
/// events, which finds its conductor awake anyway.
const BREATH: Duration = Duration::from_micros(500);
/// So many rings ...
const RINGS: u32 = 16;
/// ... within this time are a quick succession: more often than [`BREATH`] alone would wake.
const SUCCESSION_NS: u64 = 8_000_000;

/// Counts what woke the conductor.
#[derive(Debug, Default)]
pub struct Pace {
    since_ns: u64,
    n_rings: u32,
}

impl Pace {
    /// A lesson process rang, or what gathered during a breath was taken in.
    pub fn rang(&mut self) {
        let now = monotonic_ns();
        if now - self.since_ns > SUCCESSION_NS {
            *self = Self {
                since_ns: now,
                // What has been quick counts as half as quick at first, so that a pace once found is kept.
                n_rings: self.n_rings.min(RINGS) / 2,
            };
        }
        self.n_rings = self.n_rings.saturating_add(1);
    }

    /// How long to let records gather before the next sleep, if they come that fast.
    pub fn breath(&self) -> Option<Duration> {
        let is_quick = self.n_rings >= RINGS && monotonic_ns() - self.since_ns <= SUCCESSION_NS;
        is_quick.then_some(BREATH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_ring_lets_nothing_gather() {
        let mut pace = Pace::default();
        pace.rang();
        assert_eq!(pace.breath(), None);
    }

    #[test]
    fn rings_long_ago_let_nothing_gather() {
        let pace = Pace {
            since_ns: monotonic_ns() - 2 * SUCCESSION_NS,
            n_rings: 100,
        };
        assert_eq!(pace.breath(), None);
    }

    #[test]
    fn many_rings_in_quick_succession_let_records_gather() {
        let pace = Pace {
            since_ns: monotonic_ns(),
            n_rings: RINGS,
        };
        assert_eq!(pace.breath(), Some(BREATH));
    }
}
