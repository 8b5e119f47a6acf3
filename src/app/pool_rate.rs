//! [`PoolRate`]: how many tasks a pool gets done in a second of the program's clock.

use std::collections::VecDeque;

/// Virtual nanoseconds that the rate of now looks back.
const WINDOW: u64 = 1_000_000_000;

/// Virtual nanoseconds between two samples at least: 20 of them make the window.
const SAMPLE_EVERY: u64 = WINDOW / 20;

/// Tasks done over virtual time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoolRate {
    /// When the first task was handed in.
    first: Option<u64>,
    /// When the newest task got done.
    last: u64,
    /// Tasks done.
    done: u64,
    /// (virtual time, tasks done), oldest first, not much longer than the window.
    samples: VecDeque<(u64, u64)>,
}

impl PoolRate {
    /// Notes what the pool had done at virtual time `vt`.
    pub(super) fn note(&mut self, vt: u64, submitted: u64, done: u64) {
        if submitted == 0 {
            return;
        }
        if self.first.is_none() {
            self.first = Some(vt);
            self.samples.push_back((vt, 0));
        }
        if done > self.done {
            self.last = vt;
            self.done = done;
        }
        let newest = self.samples.back().map_or(0, |(at, _)| *at);
        if vt >= newest + SAMPLE_EVERY {
            self.samples.push_back((vt, done));
        }
        // One sample older than the window stays: it is where the window begins.
        while self
            .samples
            .get(1)
            .is_some_and(|(at, _)| *at + WINDOW <= vt)
        {
            self.samples.pop_front();
        }
    }

    /// Tasks a second within the last second before `vt`; none before there is anything to measure.
    pub fn now(&self, vt: u64) -> Option<f64> {
        let (from, before) = *self.samples.front()?;
        per_second(self.done - before, vt.checked_sub(from)?)
    }

    /// Tasks a second from the first one handed in to the newest one done.
    pub fn mean(&self) -> Option<f64> {
        per_second(self.done, self.last.checked_sub(self.first?)?)
    }
}

fn per_second(n: u64, ns: u64) -> Option<f64> {
    (ns > 0 && n > 0).then(|| n as f64 * 1e9 / ns as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_of_now_forgets_what_is_older_than_a_second() {
        let mut rate = PoolRate::default();
        for tenth in 0..=10 {
            rate.note(tenth * 100_000_000, 1000, tenth * 10);
        }
        for tenth in 11..=40 {
            rate.note(tenth * 100_000_000, 1000, 100 + (tenth - 10));
        }
        let now = rate.now(4_000_000_000).map(f64::round);
        assert_eq!(now, Some(10.0));
        let mean = rate.mean().map(|mean| (mean * 10.0).round());
        assert_eq!(mean, Some(325.0));
    }

    #[test]
    fn a_pool_without_tasks_has_no_rate() {
        let mut rate = PoolRate::default();
        rate.note(5, 0, 0);
        assert_eq!((rate.now(9), rate.mean()), (None, None));
    }
}
