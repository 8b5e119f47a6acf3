//! [`PoolRate`]: how many tasks a pool gets done in a second, and in each short span, of the program's clock.

use std::collections::VecDeque;

/// Virtual nanoseconds that the rate of now looks back.
const WINDOW: u64 = 1_000_000_000;

/// Virtual nanoseconds between two samples at least: 20 of them make the window.
const SAMPLE_EVERY: u64 = WINDOW / 20;

/// Virtual nanoseconds after a task was handed in during which the next one may come.
const FILLING: u64 = 50_000_000;

/// Spans of a chart's cells in virtual nanoseconds: 10 ms, and coarser ones for slower tasks.
const CHART_SPANS: [u64; 4] = [10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000];

/// Cells of a chart that are kept: more than the widest screen shows.
const CHART_CELLS: usize = 256;

/// Tasks done over virtual time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolRate {
    /// When the first task was handed in.
    first: Option<u64>,
    /// When the newest task was handed in.
    newest: u64,
    /// When the newest task got done.
    last: u64,
    /// Tasks done.
    done: u64,
    /// (virtual time, tasks done), oldest first, not much longer than the window.
    samples: VecDeque<(u64, u64)>,
    /// Tasks done in each span, one series for each of [`CHART_SPANS`].
    series: [Series; CHART_SPANS.len()],
}

impl Default for PoolRate {
    fn default() -> Self {
        Self {
            first: None,
            newest: 0,
            last: 0,
            done: 0,
            samples: VecDeque::new(),
            series: CHART_SPANS.map(Series::new),
        }
    }
}

impl PoolRate {
    /// Notes that a task was handed in at virtual time `vt`.
    pub(super) fn submitted(&mut self, vt: u64) {
        self.newest = self.newest.max(vt);
        if self.first.is_none() {
            self.first = Some(vt);
            self.samples.push_back((vt, 0));
        }
    }

    /// Counts a task that got done at virtual time `vt`.
    pub(super) fn finished(&mut self, vt: u64) {
        if self.first.is_none() {
            // Its submission is lost.
            self.submitted(vt);
        }
        self.last = self.last.max(vt);
        self.done += 1;
        for series in &mut self.series {
            series.count(vt);
        }
        let newest = self.samples.back().map_or(0, |(at, _)| *at);
        if vt >= newest.saturating_add(SAMPLE_EVERY) {
            self.samples.push_back((vt, self.done));
        }
        // Samples older than the window go, but for the last of them: it is where the window begins.
        while self
            .samples
            .get(1)
            .is_some_and(|(at, _)| at.saturating_add(WINDOW) <= vt)
        {
            self.samples.pop_front();
        }
    }

    /// Tasks a second within the last second before `vt`; none before there is anything to measure, and none in the
    /// past: only the newest samples are kept.
    pub fn now(&self, vt: u64) -> Option<f64> {
        if vt < self.last {
            return None;
        }
        let is_old = |(at, _): &&(u64, u64)| at.saturating_add(WINDOW) <= vt;
        let oldest = self.samples.iter().rev().find(is_old);
        let (from, before) = *oldest.or(self.samples.front())?;
        per_second(self.done.checked_sub(before)?, vt.checked_sub(from)?)
    }

    /// Whether tasks are still being handed in at `vt`: then nobody knows how many there will be.
    pub fn is_filling(&self, vt: u64) -> bool {
        vt < self.newest.saturating_add(FILLING)
    }

    /// Tasks a second from the first one handed in up to `vt`, when `done` were done.
    pub fn mean_at(&self, vt: u64, done: u64) -> Option<f64> {
        per_second(done, vt.min(self.last).checked_sub(self.first?)?)
    }

    /// Tasks a second from the first one handed in to the newest one done.
    pub fn mean(&self) -> Option<f64> {
        per_second(self.done, self.last.checked_sub(self.first?)?)
    }

    /// The tasks done in each span up to `vt`, at most `cells` of them: in the shortest span that holds a task on
    /// average. A span that is not over yet is left out, unless no task comes after it. None before the first task
    /// is done.
    pub fn chart(&self, vt: u64, is_over: bool, cells: usize) -> Option<Chart> {
        let mean = self.mean()?;
        let series = self
            .series
            .iter()
            .find(|series| mean * series.span as f64 >= 1e9)
            .or(self.series.last())?;
        let first = self.first? / series.span;
        let end = if is_over {
            vt.min(self.last) / series.span + 1
        } else {
            vt / series.span
        };
        let n_cells = usize::try_from(end.checked_sub(first)?).ok()?;
        let from = end - n_cells.min(cells).min(CHART_CELLS) as u64;
        Some(Chart {
            span: series.span,
            counts: (from..end).map(|place| series.at(place)).collect(),
        })
    }
}

/// What a chart of tasks over time shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Virtual nanoseconds of one cell.
    pub span: u64,
    /// Tasks done in each, oldest first.
    pub counts: Vec<u64>,
}

/// Tasks done in spans of equal length.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Series {
    /// Virtual nanoseconds of one span.
    span: u64,
    /// Number of the oldest span that is kept: virtual time divided by the span.
    oldest: u64,
    /// Tasks done in each, oldest first; at most [`CHART_CELLS`].
    counts: VecDeque<u64>,
}

impl Series {
    fn new(span: u64) -> Self {
        Self {
            span,
            oldest: 0,
            counts: VecDeque::new(),
        }
    }

    fn count(&mut self, vt: u64) {
        let place = vt / self.span;
        let end = self.oldest + self.counts.len() as u64;
        let is_far = place >= end + CHART_CELLS as u64;
        if self.counts.is_empty() || is_far {
            self.counts.clear();
            self.oldest = place;
        }
        while self.oldest + self.counts.len() as u64 <= place {
            self.counts.push_back(0);
        }
        while self.counts.len() > CHART_CELLS {
            self.counts.pop_front();
            self.oldest += 1;
        }
        // A task from before what is kept is too old for any chart.
        if let Some(count) = self.place_of(place).and_then(|at| self.counts.get_mut(at)) {
            *count += 1;
        }
    }

    fn at(&self, place: u64) -> u64 {
        self.place_of(place)
            .and_then(|at| self.counts.get(at))
            .copied()
            .unwrap_or(0)
    }

    fn place_of(&self, place: u64) -> Option<usize> {
        usize::try_from(place.checked_sub(self.oldest)?).ok()
    }
}

fn per_second(n: u64, ns: u64) -> Option<f64> {
    (ns > 0 && n > 0).then(|| n as f64 * 1e9 / ns as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;

    /// So many tasks, one every so many virtual milliseconds from `begin` on.
    fn steady(rate: &mut PoolRate, begin: u64, n: u64, every: u64) {
        rate.submitted(begin * MS);
        for task in 1..=n {
            rate.finished((begin + task * every) * MS);
        }
    }

    #[test]
    fn the_rate_of_now_forgets_what_is_older_than_a_second() {
        let mut rate = PoolRate::default();
        steady(&mut rate, 0, 100, 10);
        steady(&mut rate, 1000, 30, 100);
        let now = rate.now(4000 * MS).map(f64::round);
        assert_eq!(now, Some(10.0));
        let mean = rate.mean().map(|mean| (mean * 10.0).round());
        assert_eq!(mean, Some(325.0));
    }

    #[test]
    fn the_rate_of_now_falls_when_no_task_gets_done_any_more() {
        let mut rate = PoolRate::default();
        steady(&mut rate, 0, 100, 10);
        assert_eq!(rate.now(9000 * MS), None);
    }

    #[test]
    fn a_pool_without_tasks_has_no_rate() {
        let rate = PoolRate::default();
        assert_eq!((rate.now(9), rate.mean()), (None, None));
        assert_eq!(rate.chart(9, false, 10), None);
    }

    #[test]
    fn a_chart_of_fast_tasks_has_cells_of_ten_milliseconds_and_counts_each_task_once() {
        let mut rate = PoolRate::default();
        steady(&mut rate, 0, 1000, 1);
        let chart = rate.chart(2000 * MS, true, 200).expect("there are tasks");
        assert_eq!(chart.span, 10 * MS);
        assert_eq!(chart.counts.iter().sum::<u64>(), 1000);
        assert_eq!(chart.counts[1..100], [10; 99]);
    }

    #[test]
    fn a_chart_that_is_too_long_shows_its_newest_cells() {
        let mut rate = PoolRate::default();
        steady(&mut rate, 0, 1000, 1);
        let chart = rate.chart(500 * MS, false, 20).expect("there are tasks");
        assert_eq!(chart.counts, [10; 20]);
    }

    #[test]
    fn a_chart_of_the_past_ends_there_whatever_came_later() {
        let mut rate = PoolRate::default();
        steady(&mut rate, 0, 500, 1);
        steady(&mut rate, 500, 500, 2);
        for is_over in [false, true] {
            let chart = rate.chart(300 * MS, is_over, 10).expect("there are tasks");
            assert_eq!(chart.counts, [10; 10]);
        }
        let mean = rate.mean_at(300 * MS, 300).map(f64::round);
        assert_eq!(mean, Some(1000.0));
        assert_eq!(rate.mean_at(9000 * MS, 1000), rate.mean());
    }

    #[test]
    fn slow_tasks_get_longer_cells() {
        let mut rate = PoolRate::default();
        steady(&mut rate, 5000, 20, 400);
        let chart = rate.chart(13_000 * MS, true, 40).expect("there are tasks");
        assert_eq!(chart.span, 1000 * MS);
        assert_eq!(chart.counts.iter().sum::<u64>(), 20);
    }

    #[test]
    fn a_long_silence_and_a_late_task_do_no_harm() {
        let mut rate = PoolRate::default();
        rate.submitted(0);
        for vt in [MS, u64::MAX / 2, 5] {
            rate.finished(vt);
        }
        assert!(rate.chart(u64::MAX / 2, true, 80).is_some());
    }
}
