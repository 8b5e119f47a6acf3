//! Breaking prose into rows by UAX #14 (unicode-linebreak): no `。` first on a row, no `（` last, `fork()` whole.

use ratatui::style::Style;
use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::text::{Row, beginning, width};

/// Prose is never wider than this: longer rows are hard to read.
pub const WIDEST_PROSE: usize = 76;

/// Text with a style for each stretch of it.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    text: String,
    /// End of each stretch in bytes, with its style; ascending, the last one ends the text.
    stretches: Vec<(usize, Style)>,
}

impl Prose {
    /// Adds text.
    pub fn push(&mut self, text: &str, style: Style) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.stretches.push((self.text.len(), style));
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds the blank that a line end of the source stands for: none between two wide characters.
    pub fn push_soft_break(&mut self, next: &str, style: Style) {
        let is_wide = |letter: Option<char>| {
            letter.is_some_and(|letter| width(letter.encode_utf8(&mut [0; 4])) > 1)
        };
        if !(is_wide(self.text.chars().last()) && is_wide(next.chars().next())) {
            self.push(" ", style);
        }
    }

    /// The text in rows of at most `cells` cells (at least 1).
    pub fn wrap(&self, cells: usize) -> Vec<Row> {
        wrap_ranges(&self.text, cells)
            .into_iter()
            .map(|(from, to)| self.row(from, to))
            .collect()
    }

    fn row(&self, from: usize, to: usize) -> Row {
        let mut row = Row::new();
        let mut at = from;
        for (end, style) in &self.stretches {
            if *end > at && at < to {
                let until = (*end).min(to);
                row = row.with(&self.text[at..until], *style);
                at = until;
            }
        }
        row
    }
}

/// Plain text in rows of at most `cells` cells.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    wrap_ranges(text, cells)
        .into_iter()
        .map(|(from, to)| text[from..to].to_string())
        .collect()
}

/// Byte ranges of the rows, without the blanks at their ends.
fn wrap_ranges(text: &str, cells: usize) -> Vec<(usize, usize)> {
    let cells = cells.max(1);
    let mut rows = Vec::new();
    let mut start = 0;
    // The last place where the row may end.
    let mut good_end = 0;
    for (end, opportunity) in linebreaks(text) {
        if width(text[start..end].trim_end()) > cells {
            if good_end > start {
                rows.push((start, good_end));
                start = good_end;
            }
            // A word longer than a row is broken where the row ends.
            while width(text[start..end].trim_end()) > cells {
                let fitting = beginning(&text[start..end], cells).len();
                let first = text[start..].chars().next().map_or(1, char::len_utf8);
                let piece = fitting.max(first);
                rows.push((start, start + piece));
                start += piece;
            }
        }
        good_end = end;
        let is_last = end == text.len();
        if opportunity == BreakOpportunity::Mandatory && (!is_last || start < end) {
            rows.push((start, end));
            start = end;
        }
    }
    rows.into_iter()
        .map(|(from, to)| (from, from + text[from..to].trim_end().len()))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_whole_and_blanks_at_the_end_go() {
        assert_eq!(
            wrap("take a permit, or wait", 10),
            ["take a", "permit, or", "wait"]
        );
        assert_eq!(wrap("", 10), Vec::<String>::new());
    }

    #[test]
    fn no_row_of_chinese_begins_with_a_full_stop_or_ends_with_an_opening_bracket() {
        let text = "信号量由两部分组成（pipe），若干许可，和一个等待许可的队列。「能不能」继续，调用 fork() 之后。";
        for cells in 12..40 {
            for row in wrap(text, cells) {
                let first = row.chars().next().unwrap_or(' ');
                let last = row.chars().last().unwrap_or(' ');
                assert!(!"。，）」".contains(first), "{cells}: {row}");
                assert!(!"（「".contains(last), "{cells}: {row}");
            }
        }
    }

    #[test]
    fn a_word_longer_than_a_row_is_broken() {
        assert_eq!(wrap("abcdefghij kl", 4), ["abcd", "efgh", "ij", "kl"]);
    }

    proptest! {
        #[test]
        fn rows_fit_and_lose_nothing_but_blanks(text in "[a-z（）。，进程 ]{0,80}", cells in 2usize..40) {
            let rows = wrap(&text, cells);
            for row in &rows {
                prop_assert!(width(row) <= cells, "{row:?}");
            }
            let without_blanks = |text: &str| text.replace(' ', "");
            prop_assert_eq!(without_blanks(&rows.concat()), without_blanks(&text));
        }
    }
}
