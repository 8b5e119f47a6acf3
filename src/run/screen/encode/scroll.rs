//! [`Scroll`]: rows that moved up together, as those of a log do when an entry comes. A terminal moves them itself for
//! the price of one of them.
//!
//! The margins (DECSTBM) and the line feed at the lower one are those of the VT100, which every terminal follows; they
//! reach from edge to edge, so a region that moves beside one that stands still may cost more than it saves. Whoever
//! asks compares the bytes.

use super::look::Look;
use super::pen::decimal;

/// Rows that a region may move up in one frame; what moves further is mostly new.
const FARTHEST: usize = 8;

/// Cells that must come out right by moving, or it is not worth a try: a move takes some 20 bytes.
const LEAST_GAIN: usize = 12;

/// Rows from `top` to before `bottom` that move up by so many rows. What comes in from below is blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scroll {
    /// First row.
    pub top: usize,
    /// Behind the last row.
    pub bottom: usize,
    /// Rows that each row moves.
    pub by: usize,
}

impl Scroll {
    /// The one that brings most changed cells where they belong, of frames with rows of so many cells; none if none is
    /// worth a try.
    pub fn best(shown: &[Look], next: &[Look], width: usize) -> Option<Self> {
        let mut gains = [Gain::default(); FARTHEST];
        let rows = shown.chunks_exact(width).zip(next.chunks_exact(width));
        for (y, (now, row)) in rows.enumerate() {
            if now == row {
                continue;
            }
            for (x, look) in row.iter().enumerate() {
                // Blanks are right by erasing, too.
                if now[x] == *look || look.is_blank() {
                    continue;
                }
                for (by, gain) in (1..).zip(&mut gains) {
                    if shown.get((y + by) * width + x) == Some(look) {
                        gain.add(y);
                    }
                }
            }
        }
        let stretches = gains.iter().map(Gain::longest).zip(1..);
        let best = stretches.max_by_key(|(stretch, _)| stretch.n_cells);
        let (stretch, by) = best.filter(|(stretch, _)| stretch.n_cells >= LEAST_GAIN)?;
        Some(Self {
            top: stretch.first,
            bottom: stretch.last + 1 + by,
            by,
        })
    }

    /// The row of the old frame that stands in row `y` afterwards; none if a blank one does.
    pub fn origin(self, y: usize) -> Option<usize> {
        if y < self.top || y >= self.bottom {
            return Some(y);
        }
        Some(y + self.by).filter(|y| *y < self.bottom)
    }

    /// Sets the margins, feeds lines at the lower one, and takes the margins away. The cursor is at an unknown place
    /// then.
    pub fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(b"\x1b[");
        decimal(self.top as u16 + 1, bytes);
        bytes.push(b';');
        decimal(self.bottom as u16, bytes);
        bytes.extend_from_slice(b"r\x1b[");
        decimal(self.bottom as u16, bytes);
        bytes.push(b'H');
        bytes.extend(std::iter::repeat_n(b'\n', self.by));
        bytes.extend_from_slice(b"\x1b[r");
    }
}

/// Changed cells that a move by some distance brings where they belong, in rows that are neighbors but for one.
#[derive(Clone, Copy, Default)]
struct Stretch {
    first: usize,
    last: usize,
    n_cells: usize,
}

/// The stretches of a distance, as rows are looked at from the top.
#[derive(Clone, Copy, Default)]
struct Gain {
    best: Stretch,
    newest: Stretch,
}

impl Gain {
    fn add(&mut self, y: usize) {
        if self.newest.n_cells == 0 || y > self.newest.last + 2 {
            self.best = self.longest();
            self.newest = Stretch {
                first: y,
                last: y,
                n_cells: 0,
            };
        }
        self.newest.last = y;
        self.newest.n_cells += 1;
    }

    fn longest(&self) -> Stretch {
        if self.newest.n_cells > self.best.n_cells {
            self.newest
        } else {
            self.best
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::*;

    #[track_caller]
    fn best(before: &[&str], after: &[&str]) -> Option<Scroll> {
        let looks = |rows: &[&str]| {
            let mut looks = Vec::new();
            Look::all_of(&Buffer::with_lines(rows.iter().copied()), &mut looks);
            looks
        };
        let width = before[0].len();
        Scroll::best(&looks(before), &looks(after), width)
    }

    #[test]
    fn rows_that_moved_up_together_are_found() {
        let before = ["title", "one 1", "two 2", "three", "four4", "below"];
        let after = ["title", "two 2", "three", "four4", "five5", "below"];
        let scroll = best(&before, &after).expect("a move");
        let expected = Scroll {
            top: 1,
            bottom: 5,
            by: 1,
        };
        assert_eq!(scroll, expected);
        let origins: Vec<_> = (0..6).map(|y| scroll.origin(y)).collect();
        let expected = [Some(0), Some(2), Some(3), Some(4), None, Some(5)];
        assert_eq!(origins, expected);
    }

    #[test]
    fn a_few_cells_are_not_worth_it() {
        let before = ["1 one", "2 one", "3 one"];
        let after = ["2 one", "3 one", "4 one"];
        assert_eq!(best(&before, &after), None);
    }
}
