//! [`Steps`]: lanes of a stepped run, whose clock says little: a step has two cells, or one where there are many.

use crate::app::Stepping;
use crate::app::stepping::StepAt;
use crate::lesson::Language;

use crate::model::world::{LaneState, Process};
use crate::ui::ink::Ink;
use crate::ui::text::pad;

/// Cells between two labels.
const LABEL_EVERY: usize = 10;

/// The newest steps, as many as there is room for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps<'a> {
    shown: &'a [StepAt],
    /// Number of the first one, from 1.
    first: u64,
    /// Cells of a step.
    pub per: usize,
}

impl<'a> Steps<'a> {
    /// The steps of a run in `n_cells` cells; none where no step was taken yet.
    pub fn fitting(stepping: &'a Stepping, n_cells: usize) -> Option<Self> {
        let all = stepping.steps();
        if all.is_empty() {
            return None;
        }
        let per = if all.len() * 2 <= n_cells { 2 } else { 1 };
        let n = (n_cells / per).clamp(1, all.len());
        let newest = stepping.held.step.max(1);
        Some(Self {
            shown: &all[all.len() - n..],
            first: (newest + 1).saturating_sub(n as u64).max(1),
            per,
        })
    }

    /// Cells that are used.
    pub fn n(&self) -> usize {
        self.shown.len() * self.per
    }

    /// The first cell of the step at this virtual time, if it is shown.
    pub fn cell_of(&self, vt: u64) -> Option<usize> {
        let behind = self.shown.partition_point(|step| step.vt <= vt);
        Some(behind.checked_sub(1)? * self.per)
    }

    /// First virtual nanosecond that a cell stands for.
    pub fn first_ns_of(&self, cell: usize) -> u64 {
        self.shown
            .get(cell / self.per)
            .map_or(u64::MAX, |step| step.vt)
    }

    /// The last nanosecond of a cell; the newest has no end yet.
    pub fn last_ns_of(&self, cell: usize) -> u64 {
        match self.shown.get(cell / self.per + 1) {
            Some(next) => next.vt.saturating_sub(1),
            None => u64::MAX,
        }
    }

    /// A process's state in each cell: it runs in its own steps alone, and is ready where another one moved.
    pub fn lane(&self, process: &Process) -> Vec<LaneState> {
        let mut cells = Vec::with_capacity(self.n());
        for (place, step) in self.shown.iter().enumerate() {
            let end = self.last_ns_of(place * self.per);
            let span = end.saturating_sub(step.vt).saturating_add(1);
            let state = process.lane.cells(step.vt, span, 1)[0];
            let state = match state {
                _ if step.proc == Some(process.id) => LaneState::Running,
                LaneState::Running => LaneState::Ready,
                state => state,
            };
            cells.extend(std::iter::repeat_n(state, self.per));
        }
        cells
    }

    /// `2 cells a step`
    pub fn title(&self, ink: &Ink) -> String {
        match (ink.language, self.per) {
            (Language::En, 1) => "1 cell a step".to_owned(),
            (Language::En, n) => format!("{n} cells a step"),
            (Language::Zh, n) => format!("每步 {n} 格"),
        }
    }

    /// Number of the step over its first cell, each ten cells: `1         6         11`.
    pub fn labels(&self) -> String {
        let numbers = (0..self.n()).step_by(LABEL_EVERY).map(|cell| {
            let number = self.first + (cell / self.per) as u64;
            pad(&number.to_string(), LABEL_EVERY)
        });
        numbers.collect::<String>().trim_end().to_owned()
    }
}
