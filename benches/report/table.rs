//! The report's rows: what was measured, against what, and whether the budget holds.

use std::time::Duration;

/// Collects rows and prints them as they come.
#[derive(Default)]
pub struct Table {
    /// How many budgets held.
    held: u32,
    /// How many were missed.
    missed: u32,
    /// How many could not be measured.
    absent: u32,
}

impl Table {
    /// A part of the report.
    pub fn heading(text: &str) {
        println!("\n## {text}");
    }

    /// `measured` must not exceed `budget`; both in `unit`. `detail` says how it came about.
    pub fn at_most(&mut self, what: &str, measured: f64, budget: f64, unit: &str, detail: &str) {
        self.row(
            what,
            measured <= budget,
            &format!("{measured:.2} {unit}"),
            &format!("at most {budget} {unit}"),
            detail,
        );
    }

    /// `measured` must reach `budget`; both in `unit`.
    pub fn at_least(&mut self, what: &str, measured: f64, budget: f64, unit: &str, detail: &str) {
        self.row(
            what,
            measured >= budget,
            &format!("{measured:.2} {unit}"),
            &format!("at least {budget} {unit}"),
            detail,
        );
    }

    /// A figure without a budget of its own: a part of one that has.
    pub fn told(what: &str, measured: f64, unit: &str) {
        println!("        {what}: {measured:.2} {unit}");
    }

    /// Something that could not be measured here.
    pub fn absent(&mut self, what: &str, why: &str) {
        self.absent += 1;
        println!("NOT MEASURED  {what}: {why}");
    }

    fn row(&mut self, what: &str, holds: bool, measured: &str, budget: &str, detail: &str) {
        let word = if holds {
            self.held += 1;
            "held  "
        } else {
            self.missed += 1;
            "MISSED"
        };
        println!("{word}  {what}: {measured} ({budget})  {detail}");
    }

    /// The sum.
    pub fn finish(&self) {
        println!(
            "\n{} held, {} missed, {} not measured",
            self.held, self.missed, self.absent
        );
    }
}

/// The middle of some spans.
pub fn median(spans: &mut [Duration]) -> Duration {
    spans.sort_unstable();
    spans.get(spans.len() / 2).copied().unwrap_or_default()
}

/// One span in terms of another.
pub fn ratio(ours: Duration, theirs: Duration) -> f64 {
    ours.as_secs_f64() / theirs.as_secs_f64().max(1e-9)
}

/// A span in milliseconds, for details.
pub fn ms(span: Duration) -> String {
    format!("{:.2} ms", span.as_secs_f64() * 1000.0)
}
