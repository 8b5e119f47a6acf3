//! Changed cells to bytes, as few as are safe: a step of a lesson must fit into one packet on a slow line.
//!
//! The pen (colors and attributes) is remembered from frame to frame and only its changes are written; short stretches
//! of unchanged cells are written again where that is shorter than moving the cursor over them. Cells are written row
//! by row or pen by pen, whichever is shorter; rows that moved up are moved, where that is shorter still. Control
//! characters and sequences are those of ECMA-48 that every terminal has: BS, LF, CUP, CUF, CUB, EL, SGR; and the
//! margins of the VT100.

mod hand;
mod look;
mod pen;
mod scroll;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Color;

use hand::{Hand, Run, cells_of};
use look::Look;
use pen::Pen;
use scroll::Scroll;

/// Bytes up to which a frame is written in several orders, to find the shortest: more are a change of scene, where a
/// learner waits for the frame and not for its bytes.
const FEW_BYTES: usize = 1024;

/// Bytes of `ESC [ K`.
const ERASE_BYTES: usize = 3;

/// Writes frames for one terminal.
#[derive(Debug, Default)]
pub struct Encoder {
    /// How the terminal stands.
    hand: Hand,
    /// What it shows; all blank at first.
    shown: Vec<Look>,
    /// What it is to show.
    next: Vec<Look>,
    /// Room for what is to be written, used again.
    runs: Vec<Run>,
    /// Room for the marks of a row.
    changed: Vec<bool>,
    /// A row of blanks.
    blank: Vec<Look>,
    /// Where each pen is first needed.
    begins: Vec<(Pen, (u16, u16))>,
    /// Room for a frame that is written another way.
    other: Vec<u8>,
}

impl Encoder {
    /// All attributes off and an empty screen, whatever was before.
    pub fn clear(&mut self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(b"\x1b[0m\x1b[2J");
        self.hand = Hand::default();
        self.shown.fill(Look::BLANK);
    }

    /// What turns the terminal, which shows the frame before, into one that shows `next`; nothing if they look the same.
    pub fn encode(&mut self, next: &Buffer, bytes: &mut Vec<u8>) {
        Look::all_of(next, &mut self.next);
        self.shown.resize(self.next.len(), Look::BLANK);
        // Between two frames others may write (a mode switched on); the place is certain within a frame only.
        self.hand.lose_cursor();
        let (before, start) = (self.hand, bytes.len());
        self.collect(None, next);
        self.write_shortest(next, bytes);
        let width = usize::from(next.area.width).max(1);
        if let Some(scroll) = Scroll::best(&self.shown, &self.next, width) {
            let (hand, middle) = (self.hand, bytes.len());
            self.hand = before;
            // What comes in from below has the pen's background.
            self.hand.take_blanking_pen(bytes);
            scroll.write(bytes);
            self.collect(Some(scroll), next);
            self.write_shortest(next, bytes);
            if bytes.len() - middle < middle - start {
                bytes.drain(start..middle);
            } else {
                bytes.truncate(middle);
                self.hand = hand;
            }
        }
        std::mem::swap(&mut self.shown, &mut self.next);
    }

    /// Writes all runs in the order that takes fewest bytes: row by row, or pen by pen with pens beside each other that
    /// share something or that begin beside each other.
    fn write_shortest(&mut self, next: &Buffer, bytes: &mut Vec<u8>) {
        let start = bytes.len();
        let mut hand = self.write(next, bytes);
        let pen = self.hand.pen();
        let is_of_one_pen = self.runs.windows(2).all(|runs| runs[0].pen == runs[1].pen);
        if !is_of_one_pen && bytes.len() - start <= FEW_BYTES {
            self.note_begins();
            self.runs
                .sort_by_key(|run| (run.pen != pen, run.pen.place(), run.y, run.from));
            self.try_order(next, start, bytes, &mut hand);
            let begins = &self.begins;
            self.runs
                .sort_by_key(|run| (run.pen != pen, begin_of(begins, run.pen), run.y, run.from));
            self.try_order(next, start, bytes, &mut hand);
        }
        self.hand = hand;
    }

    /// Puts the runs in their order in place of the bytes from `start` on, if they are fewer so.
    fn try_order(&mut self, next: &Buffer, start: usize, bytes: &mut Vec<u8>, hand: &mut Hand) {
        let mut other = std::mem::take(&mut self.other);
        other.clear();
        let other_hand = self.write(next, &mut other);
        if other.len() < bytes.len() - start {
            bytes.truncate(start);
            bytes.extend_from_slice(&other);
            *hand = other_hand;
        }
        self.other = other;
    }

    /// Leaves in `begins` where each pen is first needed, of runs that are in the order of rows.
    fn note_begins(&mut self) {
        self.begins.clear();
        for run in &self.runs {
            if self.begins.iter().all(|(pen, _)| *pen != run.pen) {
                self.begins.push((run.pen, (run.y, run.from)));
            }
        }
    }

    /// Writes all runs in their order; gives how the terminal stands then.
    fn write(&self, next: &Buffer, bytes: &mut Vec<u8>) -> Hand {
        let mut hand = self.hand;
        for run in &self.runs {
            hand.write(run, next, bytes);
        }
        hand
    }

    /// Leaves in `runs` what is to be written, row by row, once rows have moved by `scroll`.
    fn collect(&mut self, scroll: Option<Scroll>, next: &Buffer) {
        self.runs.clear();
        let width = usize::from(next.area.width).max(1);
        self.blank.resize(width, Look::BLANK);
        let rows = next.content.chunks(width).zip(self.next.chunks(width));
        for ((place, (next, looks)), y) in rows.enumerate().zip(next.area.top()..) {
            let origin = scroll.map_or(Some(place), |scroll| scroll.origin(place));
            let shown = match origin {
                Some(origin) => &self.shown[origin * width..(origin + 1) * width],
                None => self.blank.as_slice(),
            };
            if shown == looks {
                continue;
            }
            changes_of_row(shown, looks, &mut self.changed);
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

/// By what a pen is placed: those with a background apart, then by where they are first needed.
fn begin_of(begins: &[(Pen, (u16, u16))], pen: Pen) -> (u16, bool, (u16, u16)) {
    let known = begins.iter().find(|(known, _)| *known == pen);
    let begin = known.map_or((0, 0), |(_, begin)| *begin);
    let has_background = pen.background != Color::Reset;
    (pen.attributes.bits(), has_background, begin)
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

/// Leaves in `changed` which cells of a row are to be written.
///
/// A cell behind a wide character is not looked at: the character covers it. But where a wide character goes, both its
/// cells are written even if the buffers agree on one of them: terminals blank the other half with whatever pen they
/// have.
fn changes_of_row(shown: &[Look], next: &[Look], changed: &mut Vec<bool>) {
    let width = next.len();
    changed.clear();
    changed.resize(width, false);
    let mut x = 0;
    while x < width {
        let is_changed = shown[x] != next[x] || changed[x];
        let after = (x + next[x].n_cells()).min(width);
        changed[x] = is_changed;
        if is_changed {
            for covered in x..after {
                let end = (covered + shown[covered].n_cells()).min(width);
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

    /// The rows of a frame from `by` on, and blank ones.
    fn moved_up(frame: &Buffer, by: usize) -> Buffer {
        let mut moved = Buffer::empty(AREA);
        let kept = frame.content[by * usize::from(AREA.width)..].iter();
        for (cell, kept) in moved.content.iter_mut().zip(kept) {
            *cell = kept.clone();
        }
        moved
    }

    fn draw(pieces: &[(u16, u16, String, Style)]) -> Buffer {
        let mut buffer = Buffer::empty(AREA);
        draw_over(&mut buffer, pieces);
        buffer
    }

    fn draw_over(buffer: &mut Buffer, pieces: &[(u16, u16, String, Style)]) {
        for (x, y, text, style) in pieces {
            buffer.set_string(*x, *y, text, *style);
        }
    }

    proptest! {
        #[test]
        fn a_terminal_that_follows_the_changes_shows_what_one_shows_that_is_drawn_anew(
            frames in proptest::collection::vec(
                (proptest::collection::vec(piece(), 0..6), 0..3usize),
                1..6,
            ),
        ) {
            let mut followed = terminal();
            let mut encoder = Encoder::default();
            let mut before = Buffer::empty(AREA);
            for (pieces, moved_by) in &frames {
                // Half of them are the frame before with its rows moved up, and something drawn over.
                let mut next = match moved_by {
                    0 => Buffer::empty(AREA),
                    by => moved_up(&before, *by),
                };
                draw_over(&mut next, pieces);
                let mut bytes = Vec::new();
                encoder.encode(&next, &mut bytes);
                followed.process(&bytes);
                before = next;
            }
            let mut bytes = Vec::new();
            Encoder::default().encode(&before, &mut bytes);
            let mut anew = terminal();
            anew.process(&bytes);
            prop_assert_eq!(shown(&followed), shown(&anew));
        }
    }

    /// For a terminal that shows a frame and has a plain pen.
    fn encoder_showing(frame: &Buffer) -> Encoder {
        let mut encoder = Encoder::default();
        Look::all_of(frame, &mut encoder.shown);
        encoder
    }

    #[track_caller]
    fn check(before: &str, after: &str, expected: &str) {
        let of = |text: &str| draw(&[(0, 0, text.to_owned(), Style::new())]);
        let mut bytes = Vec::new();
        encoder_showing(&of(before)).encode(&of(after), &mut bytes);
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
        Encoder::default().encode(&next, &mut bytes);
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
        encoder_showing(&before).encode(&look(Style::new()), &mut bytes);
        assert_eq!(bytes, b"");
    }

    #[test]
    fn a_row_that_ends_in_blanks_is_erased() {
        check("abcdefgh", "ab", "\x1b[1;3H\x1b[K");
        check("abcdefgh", "abcde", "\x1b[1;6H   ");
    }

    #[test]
    fn rows_that_moved_up_are_moved() {
        let row = |y, number: u16| (0, y, format!("entry {number}xyz"), Style::new());
        let frame = |first| draw(&[row(0, first), row(1, first + 1), row(2, first + 2)]);
        let mut bytes = Vec::new();
        // Rows differ in one cell each, but for those that look quite another way.
        encoder_showing(&frame(1)).encode(&frame(2), &mut bytes);
        let expected = "\x1b[1;7H2\n\x083\n\x084";
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
        let pieces = ["abcdefghijk", "lmnopqrstuv", "wxyzabcdefg", "hijklmnopqr"];
        let frame = |texts: &[&str]| {
            let rows = (0..).zip(texts);
            let pieces: Vec<_> = rows
                .map(|(y, text)| (0, y, (*text).to_owned(), Style::new()))
                .collect();
            draw(&pieces)
        };
        bytes.clear();
        encoder_showing(&frame(&pieces[..3])).encode(&frame(&pieces[1..]), &mut bytes);
        let expected = "\x1b[1;3r\x1b[3H\n\x1b[r\x1b[3;1Hhijklmnopqr";
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
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
        encoder_showing(&pieces("1")).encode(&pieces("2"), &mut bytes);
        let expected = "\x1b[1;7H2\n\x082\n\x082\x1b[1;5H\x1b[38;2;230;159;0m2\n\x082\n\x082";
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }
}
