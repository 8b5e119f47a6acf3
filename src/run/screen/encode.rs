//! Changed cells to bytes, as few as are safe: a step of a lesson must fit into one packet on a slow line.
//!
//! The pen (colors and attributes) is remembered from frame to frame and only its changes are written; short stretches
//! of unchanged cells are written again where that is shorter than moving the cursor over them. Cells are written row
//! by row or pen by pen, whichever is shorter. Control characters and sequences are those of ECMA-48 that every
//! terminal has: BS, LF, CUP, CUF, CUB, EL, SGR.

mod hand;
mod pen;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Color;

use hand::{Hand, Run, cells_of};
use pen::Pen;

/// Bytes of `ESC [ K`.
const ERASE_BYTES: usize = 3;

/// Writes frames for one terminal.
#[derive(Debug, Default)]
pub struct Encoder {
    /// How the terminal stands.
    hand: Hand,
    /// Room for what is to be written, used again.
    runs: Vec<Run>,
    /// Room for the marks of a row.
    changed: Vec<bool>,
    /// Room for a frame that is written pen by pen.
    by_pen: Vec<u8>,
}

impl Encoder {
    /// All attributes off and an empty screen, whatever was before.
    pub fn clear(&mut self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(b"\x1b[0m\x1b[2J");
        self.hand = Hand::default();
    }

    /// What turns a terminal that shows `shown` into one that shows `next`; nothing if they look the same.
    pub fn encode(&mut self, shown: &Buffer, next: &Buffer, bytes: &mut Vec<u8>) {
        // Between two frames others may write (a mode switched on); the place is certain within a frame only.
        self.hand.lose_cursor();
        self.collect(shown, next);
        let before = bytes.len();
        let hand = self.write(next, bytes);
        let n_by_row = bytes.len() - before;
        let is_of_one_pen = self.runs.windows(2).all(|runs| runs[0].pen == runs[1].pen);
        if is_of_one_pen {
            self.hand = hand;
            return;
        }
        let pen = self.hand.pen();
        self.runs
            .sort_by_key(|run| (run.pen != pen, run.pen.place(), run.y, run.from));
        let mut by_pen = std::mem::take(&mut self.by_pen);
        by_pen.clear();
        let hand_by_pen = self.write(next, &mut by_pen);
        if by_pen.len() < n_by_row {
            bytes.truncate(before);
            bytes.extend_from_slice(&by_pen);
            self.hand = hand_by_pen;
        } else {
            self.hand = hand;
        }
        self.by_pen = by_pen;
    }

    /// Writes all runs in their order; gives how the terminal stands then.
    fn write(&self, next: &Buffer, bytes: &mut Vec<u8>) -> Hand {
        let mut hand = self.hand;
        for run in &self.runs {
            hand.write(run, next, bytes);
        }
        hand
    }

    /// Leaves in `runs` what is to be written, row by row.
    fn collect(&mut self, shown: &Buffer, next: &Buffer) {
        self.runs.clear();
        let width = usize::from(next.area.width).max(1);
        let rows = shown.content.chunks(width).zip(next.content.chunks(width));
        for ((shown, next), y) in rows.zip(next.area.top()..) {
            if shown
                .iter()
                .zip(next)
                .all(|(one, other)| looks_same(one, other))
            {
                continue;
            }
            changes_of_row(shown, next, &mut self.changed);
            let rest = rest_of_row(next, &self.changed);
            let end = rest.unwrap_or(next.len());
            runs_of_row(&next[..end], y, &self.changed, &mut self.runs);
            if let Some(from) = rest {
                self.runs.push(Run {
                    y,
                    from: from as u16,
                    to: next.len() as u16,
                    pen: Pen::default(),
                    is_blank: true,
                    is_rest: true,
                });
            }
        }
    }
}

/// Where the rest of the row is erased, if that is shorter than writing its blanks.
fn rest_of_row(next: &[Cell], changed: &[bool]) -> Option<usize> {
    let n_blank = next
        .iter()
        .rev()
        .take_while(|cell| is_blank(cell) && cell.bg == Color::Reset)
        .count();
    let blank_from = next.len() - n_blank;
    let from = blank_from
        + changed[blank_from..]
            .iter()
            .position(|is_changed| *is_changed)?;
    let n_changed = changed[from..]
        .iter()
        .filter(|is_changed| **is_changed)
        .count();
    (n_changed > ERASE_BYTES).then_some(from)
}

/// Adds the changed cells of a row, neighbors that look alike together. A blank goes with its neighbor.
fn runs_of_row(next: &[Cell], y: u16, changed: &[bool], runs: &mut Vec<Run>) {
    let first = runs.len();
    for (x, cell) in next.iter().enumerate().filter(|(x, _)| changed[*x]) {
        let (from, to) = (x as u16, (x + cells_of(cell)) as u16);
        let is_blank = is_blank(cell);
        let pen = if is_blank {
            Pen::of(cell).for_blank()
        } else {
            Pen::of(cell)
        };
        if let Some(last) = runs[first..].last_mut()
            && last.to == from
        {
            let goes_on = last.pen == pen || (is_blank && last.pen.is_same_on_blank(pen));
            let takes_over = last.is_blank && pen.is_same_on_blank(last.pen);
            if goes_on || takes_over {
                if !is_blank {
                    last.pen = pen;
                }
                last.is_blank &= is_blank;
                last.to = to;
                continue;
            }
        }
        runs.push(Run {
            y,
            from,
            to,
            pen,
            is_blank,
            is_rest: false,
        });
    }
}

/// A blank that is background and nothing else.
fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && Pen::of(cell).leaves_blank()
}

/// Whether a terminal shows the same for both: of a blank only the background is seen.
#[inline]
fn looks_same(one: &Cell, other: &Cell) -> bool {
    one.bg == other.bg
        && is_same_symbol(one.symbol().as_bytes(), other.symbol().as_bytes())
        && ((one.fg == other.fg && one.modifier == other.modifier)
            || (is_blank(one) && is_blank(other)))
}

/// Nearly all symbols are one byte: every cell of a frame is compared, and a call for each would be most of the work.
#[inline]
fn is_same_symbol(one: &[u8], other: &[u8]) -> bool {
    match (one, other) {
        ([one], [other]) => one == other,
        _ => one == other,
    }
}

/// Leaves in `changed` which cells of a row are to be written.
///
/// A cell behind a wide character is not looked at: the character covers it. But where a wide character goes, both its
/// cells are written even if the buffers agree on one of them: terminals blank the other half with whatever pen they
/// have.
fn changes_of_row(shown: &[Cell], next: &[Cell], changed: &mut Vec<bool>) {
    let width = next.len();
    changed.clear();
    changed.resize(width, false);
    let mut x = 0;
    while x < width {
        let after = (x + cells_of(&next[x])).min(width);
        changed[x] = !looks_same(&shown[x], &next[x]) || changed[x];
        if changed[x] {
            for covered in x..after {
                let end = (covered + cells_of(&shown[covered])).min(width);
                changed[(covered + 1).min(end)..end].fill(true);
            }
        }
        // What is covered is written with its cover.
        changed[(x + 1)..after].fill(false);
        x = after;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::layout::Rect;
    use ratatui::style::{Modifier, Style};

    use super::*;

    const AREA: Rect = Rect::new(0, 0, 12, 3);

    fn terminal() -> vt100::Parser {
        let cells = |n| std::num::NonZero::new(n).expect("some cells");
        vt100::Parser::new(cells(AREA.height), cells(AREA.width), 0)
    }

    /// What is seen on a terminal, cell by cell: of a blank its background alone.
    fn shown(parser: &vt100::Parser) -> Vec<String> {
        let screen = parser.screen();
        let cells = (0..AREA.height).flat_map(|y| (0..AREA.width).map(move |x| (x, y)));
        cells
            .filter_map(|(x, y)| screen.cell(y, x))
            .filter(|cell| !cell.is_wide_continuation())
            .map(|cell| {
                let text = if cell.has_contents() {
                    cell.contents()
                } else {
                    " "
                };
                let lines = format!("{} {}", cell.underline(), cell.inverse());
                if text == " " && lines == "false false" {
                    return format!("blank {:?}", cell.bgcolor());
                }
                format!(
                    "{text} {:?} {:?} {} {} {} {lines}",
                    cell.fgcolor(),
                    cell.bgcolor(),
                    cell.bold(),
                    cell.dim(),
                    cell.italic(),
                )
            })
            .collect()
    }

    fn piece() -> impl Strategy<Value = (u16, u16, String, Style)> {
        let color = prop_oneof![
            Just(Color::Reset),
            Just(Color::Red),
            Just(Color::LightBlue),
            (0..=255u8).prop_map(Color::Indexed),
            any::<(u8, u8, u8)>().prop_map(|(red, green, blue)| Color::Rgb(red, green, blue)),
        ];
        let attributes = (0..128u16).prop_map(|bits| {
            // Blinking and the two that the emulator does not know are left out.
            Modifier::from_bits_truncate(bits) - Modifier::SLOW_BLINK - Modifier::RAPID_BLINK
        });
        let style = (color.clone(), color, attributes)
            .prop_map(|(fg, bg, attributes)| Style::new().fg(fg).bg(bg).add_modifier(attributes));
        (0..AREA.width, 0..AREA.height, "[a-c 锁量❯]{0,6}", style)
    }

    fn draw(pieces: &[(u16, u16, String, Style)]) -> Buffer {
        let mut buffer = Buffer::empty(AREA);
        for (x, y, text, style) in pieces {
            buffer.set_string(*x, *y, text, *style);
        }
        buffer
    }

    proptest! {
        #[test]
        fn a_terminal_that_follows_the_changes_shows_what_one_shows_that_is_drawn_anew(
            frames in proptest::collection::vec(proptest::collection::vec(piece(), 0..6), 1..6),
        ) {
            let mut followed = terminal();
            let mut encoder = Encoder::default();
            let mut before = Buffer::empty(AREA);
            for pieces in &frames {
                let next = draw(pieces);
                let mut bytes = Vec::new();
                encoder.encode(&before, &next, &mut bytes);
                followed.process(&bytes);
                before = next;
            }
            let mut bytes = Vec::new();
            Encoder::default().encode(&Buffer::empty(AREA), &before, &mut bytes);
            let mut anew = terminal();
            anew.process(&bytes);
            prop_assert_eq!(shown(&followed), shown(&anew));
        }
    }

    #[track_caller]
    fn check(before: &str, after: &str, expected: &str) {
        let of = |text: &str| draw(&[(0, 0, text.to_owned(), Style::new())]);
        let mut bytes = Vec::new();
        Encoder::default().encode(&of(before), &of(after), &mut bytes);
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }

    #[test]
    fn equal_frames_cost_nothing() {
        check("abc", "abc", "");
    }

    #[test]
    fn a_short_gap_is_written_again_and_a_long_one_jumped_over() {
        check("abc", "xbz", "\x1b[1;1Hxbz");
        check("abcdefghij", "xbcdefghiz", "\x1b[1;1Hx\x1b[8Cz");
    }

    #[test]
    fn only_what_changes_of_the_pen_is_written() {
        let red = Style::new().fg(Color::Red);
        let next = draw(&[
            (0, 0, "a".to_owned(), red),
            (1, 0, "b".to_owned(), red.add_modifier(Modifier::BOLD)),
            (2, 0, "c".to_owned(), red),
        ]);
        let mut bytes = Vec::new();
        Encoder::default().encode(&Buffer::empty(AREA), &next, &mut bytes);
        let expected = "\x1b[1;1H\x1b[31ma\x1b[1mb\x1b[22mc";
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }

    #[test]
    fn what_looks_the_same_costs_nothing() {
        let look = |style| {
            draw(&[
                (0, 0, "a b".to_owned(), style),
                (1, 0, " ".to_owned(), style),
            ])
        };
        let mut before = look(Style::new());
        let mut bytes = Vec::new();
        before[(1, 0)].set_style(Style::new().fg(Color::Red).add_modifier(Modifier::BOLD));
        Encoder::default().encode(&before, &look(Style::new()), &mut bytes);
        assert_eq!(bytes, b"");
    }

    #[test]
    fn a_row_that_ends_in_blanks_is_erased() {
        check("abcdefgh", "ab", "\x1b[1;3H\x1b[K");
        check("abcdefgh", "abcde", "\x1b[1;6H   ");
    }

    #[test]
    fn columns_of_one_look_are_written_together() {
        let column = |number: &str, style: Style| {
            let rows = 0..AREA.height;
            let piece = move |y| (4, y, number.to_owned(), style);
            rows.map(piece).collect::<Vec<_>>()
        };
        let hue = Style::new().fg(Color::Rgb(230, 159, 0));
        let pieces = |text: &str| {
            let mut all = column(text, hue);
            all.extend((0..AREA.height).map(|y| (6, y, text.to_owned(), Style::new())));
            draw(&all)
        };
        let mut bytes = Vec::new();
        Encoder::default().encode(&pieces("1"), &pieces("2"), &mut bytes);
        let expected = "\x1b[1;7H2\n\x082\n\x082\x1b[1;5H\x1b[38;2;230;159;0m2\n\x082\n\x082";
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }
}
