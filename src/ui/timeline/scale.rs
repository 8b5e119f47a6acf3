//! [`Scale`]: how much virtual time a cell of a lane stands for.

use crate::lesson::Language;
use crate::ui::ink::Ink;
use crate::ui::text::{beginning, pad, width};

/// Nanoseconds of a second.
const SECOND: u64 = 1_000_000_000;

/// Nanoseconds of the finest cell: 0.01 s.
const FINEST: u64 = SECOND / 100;

/// Cells between two labels.
const LABEL_EVERY: usize = 10;

/// Which time the cells of a lane show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Virtual nanoseconds at the first cell's begin.
    pub from: u64,
    /// Virtual nanoseconds of a cell.
    pub cell_ns: u64,
    /// Cells up to now, the newest last; at least 1.
    pub n: usize,
}

impl Scale {
    /// The finest scale of 1, 2, 5 times a power of ten that shows the whole run up to `vt` in `n_cells` cells.
    pub fn fitting(vt: u64, n_cells: usize) -> Self {
        let n_cells = n_cells.max(1);
        // Half a cell more than fits may be over: the cell of now is not full before it ends.
        let needed = |cell_ns: u64| ((vt + cell_ns / 2) / cell_ns).max(1);
        let cell_ns = cells()
            .find(|cell_ns| needed(*cell_ns) <= n_cells as u64)
            .unwrap_or(u64::MAX / 4);
        Self {
            from: 0,
            cell_ns,
            n: (needed(cell_ns) as usize).min(n_cells),
        }
    }

    /// The place of the cell that shows this time, if it is shown.
    pub fn cell_of(&self, vt: u64) -> Option<usize> {
        let cell = usize::try_from(vt.checked_sub(self.from)? / self.cell_ns).ok()?;
        (cell <= self.n).then_some(cell.min(self.n - 1))
    }

    /// The first nanosecond of a cell.
    pub fn first_ns_of(&self, cell: usize) -> u64 {
        self.from + self.cell_ns * cell as u64
    }

    /// The last nanosecond of a cell; the newest cell has no end yet.
    pub fn last_ns_of(&self, cell: usize) -> u64 {
        if cell + 1 >= self.n {
            return u64::MAX;
        }
        self.from + self.cell_ns * (cell as u64 + 1) - 1
    }

    /// `0.1 s a cell`
    pub fn title(&self, ink: &Ink) -> String {
        let cell = trimmed(self.cell_ns);
        match ink.language {
            Language::En => format!("{cell} s a cell"),
            Language::Zh => format!("每格 {cell} 秒"),
        }
    }

    /// `0 s       1         2         3`, a label each ten cells up to now; one that would be cut at `room` cells is left
    /// out, since half a number is another number.
    pub fn labels(&self, ink: &Ink, room: usize) -> String {
        let unit = ink.pick("s", "秒");
        let mut text = String::new();
        for cell in (0..self.n).step_by(LABEL_EVERY) {
            let label = trimmed(self.from + self.cell_ns * cell as u64);
            let label = if cell == 0 {
                format!("{label} {unit}")
            } else {
                label
            };
            let label = beginning(&label, LABEL_EVERY - 1);
            if cell + width(label) > room {
                break;
            }
            text.push_str(&pad(label, LABEL_EVERY));
        }
        text.trim_end().to_string()
    }
}

/// 0.01 s, 0.02, 0.05, 0.1 ... as nanoseconds.
fn cells() -> impl Iterator<Item = u64> {
    (0..12).flat_map(|power| [1, 2, 5].map(|step| FINEST * step * 10_u64.pow(power)))
}

fn trimmed(ns: u64) -> String {
    let text = format!("{:.2}", ns as f64 / SECOND as f64);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Appearance;

    #[test]
    fn the_run_fits_into_the_finest_scale() {
        assert_eq!(
            Scale::fitting(4_402_000_000, 44),
            Scale {
                from: 0,
                cell_ns: SECOND / 10,
                n: 44
            }
        );
        assert_eq!(Scale::fitting(4_402_000_000, 61).cell_ns, SECOND / 10);
        assert_eq!(
            Scale::fitting(0, 44),
            Scale {
                from: 0,
                cell_ns: FINEST,
                n: 1
            }
        );
        assert_eq!(Scale::fitting(3600 * SECOND, 44).cell_ns, 100 * SECOND);
    }

    #[test]
    fn labels_stand_over_their_cells() {
        let ink = Ink::new(Appearance::default(), Language::En);
        let scale = Scale::fitting(4_402_000_000, 44);
        assert_eq!(
            scale.labels(&ink, 44),
            "0 s       1         2         3         4"
        );
        assert_eq!(scale.title(&ink), "0.1 s a cell");
        let scale = Scale::fitting(2_610_000_000, 52);
        let labels = "0 s       0.5       1         1.5       2         2.5";
        assert_eq!(scale.labels(&ink, 53), labels);
        assert_eq!(
            scale.labels(&ink, 52),
            labels.trim_end_matches("2.5").trim_end()
        );
    }
}
