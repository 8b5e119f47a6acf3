//! Text in cells: measuring, cutting, padding, and rows of styled pieces.
//!
//! One rule for wide characters: a half that does not fit becomes a blank.

use std::borrow::Borrow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::trace::is_unseen;

/// Cells that `text` takes.
pub fn width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        text.len()
    } else {
        text.width()
    }
}

/// Whether every character is a cell of its own: most text is so, and need not be taken apart by the rules of all
/// scripts. ASCII, arrows, operators, lines, braille.
fn is_simple(text: &str) -> bool {
    text.chars().all(|letter| {
        matches!(letter,
            ' '..='~'
            | '\u{2190}'..='\u{22ff}'
            | '\u{2500}'..='\u{257f}'
            | '\u{2800}'..='\u{28ff}')
    })
}

/// The longest beginning of `text` that fits into `cells`.
pub fn beginning(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (place, letter) in text.char_indices() {
        used += letter.width().unwrap_or(0);
        if used > cells {
            return &text[..place];
        }
    }
    text
}

/// The longest end of `text` that fits into `cells`.
fn ending(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (place, letter) in text.char_indices().rev() {
        used += letter.width().unwrap_or(0);
        if used > cells {
            return &text[place + letter.len_utf8()..];
        }
    }
    text
}

/// `text` in at most `cells` cells; what is cut out of its middle is replaced by `mark` (one cell). Used for names,
/// paths and items: both ends tell them apart.
pub fn cut_middle(text: &str, cells: usize, mark: &str) -> String {
    if width(text) <= cells {
        return text.to_string();
    }
    if cells == 0 {
        return String::new();
    }
    let kept = cells - 1;
    let front = kept / 2;
    format!(
        "{}{mark}{}",
        beginning(text, front),
        ending(text, kept - front)
    )
}

/// `text` with blanks after it, up to `cells`.
pub fn pad(text: &str, cells: usize) -> String {
    let blanks = cells.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(blanks))
}

/// `text` with blanks before it, up to `cells`.
pub fn pad_left(text: &str, cells: usize) -> String {
    let blanks = cells.saturating_sub(width(text));
    format!("{}{text}", " ".repeat(blanks))
}

/// `text` with control characters and the like made visible: they would be lost in a cell, or do something to the
/// terminal.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\t' => shown.push_str("    "),
            letter if is_unseen(letter) => shown.extend(letter.escape_default()),
            letter if is_selector(letter) => {}
            letter => shown.push(letter),
        }
    }
    shown
}

/// Whether [`visible`] would leave the text as it is.
fn is_harmless(text: &str) -> bool {
    let is_printable = |byte: u8| (b' '..=b'~').contains(&byte);
    text.bytes().all(is_printable)
        || !text.contains(|letter| is_unseen(letter) || is_selector(letter))
}

/// Variation selectors choose how the sign before them looks, and terminals differ in how wide that is.
fn is_selector(letter: char) -> bool {
    ('\u{fe00}'..='\u{fe0f}').contains(&letter)
}

/// A row that is put together piece by piece.
#[derive(Clone, Debug, Default)]
pub struct Row {
    spans: Vec<Span<'static>>,
}

impl Row {
    /// An empty row.
    pub fn new() -> Self {
        Self::default()
    }

    /// The row with `text` at its end.
    #[must_use]
    pub fn with(mut self, text: impl Into<String>, style: Style) -> Self {
        self.push(Span::styled(text.into(), style));
        self
    }

    /// The row with further pieces at its end.
    #[must_use]
    pub fn with_spans(mut self, spans: impl IntoIterator<Item = Span<'static>>) -> Self {
        spans.into_iter().for_each(|span| self.push(span));
        self
    }

    /// The row with blanks at its end, up to `cells`.
    #[must_use]
    pub fn to(self, cells: usize) -> Self {
        let blanks = cells.saturating_sub(self.width());
        self.with(" ".repeat(blanks), Style::default())
    }

    /// Adds a piece. Whatever it comes from, nothing in it acts on the terminal.
    pub fn push(&mut self, mut span: Span<'static>) {
        if !is_harmless(&span.content) {
            span.content = visible(&span.content).into();
        }
        if !span.content.is_empty() {
            self.spans.push(span);
        }
    }

    /// Cells it takes.
    pub fn width(&self) -> usize {
        self.spans.iter().map(|span| width(&span.content)).sum()
    }

    /// The row in at most `cells` cells; what is cut off ends in `mark`.
    #[must_use]
    pub fn cut(self, cells: usize, mark: &'static str) -> Self {
        if self.width() <= cells {
            return self;
        }
        let mut cut = Self::new();
        let mut left = cells.saturating_sub(1);
        for span in self.spans {
            let fitting = beginning(&span.content, left).to_string();
            left -= width(&fitting);
            let is_whole = fitting.len() == span.content.len();
            cut.push(Span::styled(fitting, span.style));
            if !is_whole {
                break;
            }
        }
        if cells == 0 {
            cut
        } else {
            cut.with(mark, Style::default())
        }
    }

    /// The first `cells` cells of the row, without a mark where it is cut.
    #[must_use]
    pub fn cut_clean(self, cells: usize) -> Self {
        let mut cut = Self::new();
        let mut left = cells;
        for span in self.spans {
            let fitting = beginning(&span.content, left).to_string();
            let is_whole = fitting.len() == span.content.len();
            left -= width(&fitting);
            cut.push(Span::styled(fitting, span.style));
            if !is_whole {
                break;
            }
        }
        cut
    }

    /// This row on the left and `right` at the right edge of `cells` cells; the left one is cut to keep two blanks
    /// between them.
    #[must_use]
    pub fn and_right(self, right: Self, cells: usize, mark: &'static str) -> Self {
        let right_width = right.width();
        if right_width == 0 {
            return self.cut(cells, mark);
        }
        let room = cells.saturating_sub(right_width + 2);
        self.cut(room, mark)
            .to(cells.saturating_sub(right_width))
            .with_spans(right.spans)
    }

    /// The row without its first `cells` cells; half of a wide character becomes a blank.
    #[must_use]
    pub fn without(self, cells: usize) -> Self {
        let mut left = cells;
        let mut rest = Self::new();
        for span in self.spans {
            let gone = beginning(&span.content, left);
            let kept = &span.content[gone.len()..];
            left -= width(gone);
            let is_half = left > 0 && !kept.is_empty();
            let kept = if is_half {
                let first = kept.chars().next().map_or(0, char::len_utf8);
                left = 0;
                format!(" {}", &kept[first..])
            } else {
                kept.to_string()
            };
            rest.push(Span::styled(kept, span.style));
        }
        rest
    }

    /// The row with `style` under all of its pieces.
    #[must_use]
    pub fn over(mut self, style: Style) -> Self {
        for span in &mut self.spans {
            span.style = style.patch(span.style);
        }
        self
    }

    /// Its text, without the styles.
    pub fn text(&self) -> String {
        let pieces = self.spans.iter().map(|span| span.content.as_ref());
        pieces.collect()
    }

    /// Its pieces.
    pub fn into_spans(self) -> Vec<Span<'static>> {
        self.spans
    }

    /// Draws it at the cell (`x`, `y`), in at most `cells` cells and never outside the buffer.
    pub fn draw(&self, buf: &mut Buffer, x: u16, y: u16, cells: u16) {
        let area = buf.area;
        if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
            return;
        }
        let right = x + cells.min(area.right() - x);
        let mut at = x;
        for span in &self.spans {
            if at == right {
                break;
            }
            at = if is_simple(&span.content) {
                draw_simple(span, buf, at, y, right)
            } else {
                draw_any(span, buf, at, y, right)
            };
        }
    }
}

/// Draws a span of characters of one cell each from the cell (`x`, `y`) on, up to `right`. Returns where it ends.
fn draw_simple(span: &Span<'_>, buf: &mut Buffer, x: u16, y: u16, right: u16) -> u16 {
    let start = buf.index_of(x, y);
    let cells = buf.content[start..start + usize::from(right - x)].iter_mut();
    let mut at = x;
    for (cell, letter) in cells.zip(span.content.chars()) {
        cell.set_char(letter).set_style(span.style);
        at += 1;
    }
    at
}

/// The same for any text. The cell behind a wide character gets the character's style: a terminal paints both cells, and
/// the next frame's difference must know that when something narrow takes their place.
fn draw_any(span: &Span<'_>, buf: &mut Buffer, x: u16, y: u16, right: u16) -> u16 {
    let (end, _) = buf.set_span(x, y, span, right - x);
    for column in x..end.saturating_sub(1) {
        let cell = &buf[(column, y)];
        if width(cell.symbol()) == 2 {
            let style = cell.style();
            buf[(column + 1, y)].set_style(style);
        }
    }
    end
}

/// Draws rows from the top of `area` downwards; rows that do not fit are left out.
pub fn draw_rows<R: Borrow<Row>>(rows: impl IntoIterator<Item = R>, area: Rect, buf: &mut Buffer) {
    for (row, y) in rows.into_iter().zip(area.top()..area.bottom()) {
        row.borrow().draw(buf, area.x, y, area.width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_program_writes_acts_on_the_terminal() {
        let row = Row::new().with(
            "a\u{1b}[2J\u{202e}b\u{2028}c\u{200d}\t\u{2764}\u{fe0f}锁",
            Style::default(),
        );
        assert_eq!(
            row.text(),
            "a\\u{1b}[2J\\u{202e}b\\u{2028}c\\u{200d}    \u{2764}锁"
        );
        assert_eq!(
            Row::new().with("e\u{301} 信号 😀", Style::default()).text(),
            "e\u{301} 信号 😀"
        );
    }

    #[test]
    fn a_name_is_cut_in_its_middle() {
        assert_eq!(cut_middle("Producer-1", 9, "⋯"), "Prod⋯er-1");
        assert_eq!(cut_middle("Producer-1", 10, "⋯"), "Producer-1");
        assert_eq!(cut_middle("Producer-1", 0, "⋯"), "");
    }

    #[test]
    fn what_is_drawn_without_looking_takes_one_cell_each() {
        let simple = (' '..='\u{ffff}').filter(|letter| is_simple(&letter.to_string()));
        for letter in simple {
            let text = format!("a{letter}b");
            assert_eq!(text.width(), 3, "{letter:?}");
            let (mut ours, mut theirs) = (
                Buffer::empty(Rect::new(0, 0, 4, 1)),
                Buffer::empty(Rect::new(0, 0, 4, 1)),
            );
            Row::new()
                .with(text.clone(), Style::default())
                .draw(&mut ours, 0, 0, 4);
            theirs.set_string(0, 0, &text, Style::default());
            assert_eq!(ours, theirs, "{letter:?}");
        }
    }

    #[test]
    fn a_wide_character_that_does_not_fit_leaves_a_blank() {
        let row = Row::new()
            .with("生产者", Style::default())
            .cut(4, "⋯")
            .to(4);
        let text: String = row
            .into_spans()
            .iter()
            .map(|span| span.content.clone())
            .collect();
        assert_eq!(text, "生⋯ ");
    }

    #[test]
    fn both_cells_of_a_wide_character_have_its_style() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 4, 1));
        let style = Style::default().bg(ratatui::style::Color::Indexed(236));
        Row::new().with("进a", style).draw(&mut buf, 0, 0, 4);
        let backgrounds: Vec<_> = buf.content.iter().map(|cell| cell.bg).collect();
        let (gray, none) = (
            ratatui::style::Color::Indexed(236),
            ratatui::style::Color::Reset,
        );
        assert_eq!(backgrounds, [gray, gray, gray, none]);
    }

    #[test]
    fn the_right_part_of_a_row_keeps_its_place() {
        let style = Style::default();
        let row =
            Row::new()
                .with("abcdefgh", style)
                .and_right(Row::new().with("xy", style), 9, "⋯");
        let text: String = row
            .into_spans()
            .iter()
            .map(|span| span.content.clone())
            .collect();
        assert_eq!(text, "abcd⋯  xy");
    }

    #[test]
    fn control_characters_are_seen_and_do_nothing() {
        assert_eq!(visible("a\u{1b}[2J\tb"), "a\\u{1b}[2J    b");
    }
}
