//! Changed cells to bytes, as few as are safe: a step of a lesson must fit into one packet on a slow line.
//!
//! The pen (colors and attributes) is remembered from frame to frame and only its changes are written; short stretches
//! of unchanged cells are written again where that is shorter than moving the cursor over them. Escape sequences are
//! those of ECMA-48 that every terminal has: CUP, CUF, SGR.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// Attributes in the order of their SGR numbers, from 1.
const ATTRIBUTES: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// The longest stretch of unchanged cells that may be cheaper to write than to jump over (`ESC [ n C` is 4 bytes).
const SHORT_GAP: u16 = 5;

/// Colors and attributes that the next character gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Pen {
    foreground: Color,
    background: Color,
    attributes: Modifier,
}

impl Pen {
    fn of(cell: &Cell) -> Self {
        Self {
            foreground: cell.fg,
            background: cell.bg,
            attributes: cell.modifier,
        }
    }
}

/// Writes frames for one terminal.
#[derive(Debug, Default)]
pub struct Encoder {
    /// What the terminal's pen is.
    pen: Pen,
    /// Where the terminal's cursor is, if that is certain.
    cursor: Option<(u16, u16)>,
}

impl Encoder {
    /// All attributes off and an empty screen, whatever was before.
    pub fn clear(&mut self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(b"\x1b[0m\x1b[2J");
        *self = Self::default();
    }

    /// What turns a terminal that shows `shown` into one that shows `next`; nothing if they are equal.
    pub fn encode(&mut self, shown: &Buffer, next: &Buffer, bytes: &mut Vec<u8>) {
        // Between two frames others may write (a mode switched on); the place is certain within a frame only.
        self.cursor = None;
        let mut changed = Vec::new();
        for y in next.area.top()..next.area.bottom() {
            changes_of_row(shown, next, y, &mut changed);
            for (x, _) in changed
                .iter()
                .enumerate()
                .filter(|(_, is_changed)| **is_changed)
            {
                self.write(x as u16, y, next, bytes);
            }
        }
    }

    fn write(&mut self, x: u16, y: u16, next: &Buffer, bytes: &mut Vec<u8>) {
        let cell = &next[(x, y)];
        self.move_to(x, y, next, bytes);
        self.change_pen(Pen::of(cell), bytes);
        self.put(cell, (x, y), next, bytes);
    }

    fn put(&mut self, cell: &Cell, (x, y): (u16, u16), next: &Buffer, bytes: &mut Vec<u8>) {
        let symbol = cell.symbol();
        bytes.extend_from_slice(symbol.as_bytes());
        let is_plain = symbol.chars().count() == 1;
        let after = x + cells_of(cell) as u16;
        // Terminals differ in how far joined characters go, and in where the cursor is behind the last column.
        self.cursor = (is_plain && after < next.area.right()).then_some((after, y));
    }

    fn move_to(&mut self, x: u16, y: u16, next: &Buffer, bytes: &mut Vec<u8>) {
        match self.cursor {
            Some(place) if place == (x, y) => {}
            Some((from, row)) if row == y && from < x => self.move_right(from, x, y, next, bytes),
            _ => bytes.extend_from_slice(format!("\x1b[{};{}H", y + 1, x + 1).as_bytes()),
        }
        self.cursor = Some((x, y));
    }

    /// Over unchanged cells: by writing them again if they are few and look like the pen, else by a jump.
    fn move_right(&self, from: u16, to: u16, y: u16, next: &Buffer, bytes: &mut Vec<u8>) {
        let gap = to - from;
        let is_same = |x: u16| {
            let cell = &next[(x, y)];
            Pen::of(cell) == self.pen && cell.symbol().is_ascii() && cell.symbol().len() == 1
        };
        let jump = if gap == 1 {
            "\x1b[C".to_owned()
        } else {
            format!("\x1b[{gap}C")
        };
        let is_cheaper = gap <= SHORT_GAP && usize::from(gap) <= jump.len();
        if is_cheaper && (from..to).all(is_same) {
            for x in from..to {
                bytes.extend_from_slice(next[(x, y)].symbol().as_bytes());
            }
        } else {
            bytes.extend_from_slice(jump.as_bytes());
        }
    }

    fn change_pen(&mut self, pen: Pen, bytes: &mut Vec<u8>) {
        if pen == self.pen {
            return;
        }
        let mut parameters = Vec::new();
        let mut before = self.pen;
        let weight = Modifier::BOLD | Modifier::DIM;
        let weight_before = before.attributes & weight;
        let weight_changes = !weight_before.is_empty() && weight_before != pen.attributes & weight;
        if weight_changes || !pen.attributes.contains(before.attributes) {
            // Attributes go off together: bold and dim share one number for off, and in some terminals one place.
            parameters.push("0".to_owned());
            before = Pen::default();
        }
        let new_attributes = pen.attributes - before.attributes;
        for (attribute, number) in ATTRIBUTES {
            if new_attributes.contains(attribute) {
                parameters.push(number.to_string());
            }
        }
        if pen.foreground != before.foreground {
            parameters.push(color(pen.foreground, 30));
        }
        if pen.background != before.background {
            parameters.push(color(pen.background, 40));
        }
        bytes.extend_from_slice(format!("\x1b[{}m", parameters.join(";")).as_bytes());
        self.pen = pen;
    }
}

/// Leaves in `changed` which cells of row `y` are to be written.
///
/// A cell behind a wide character is not looked at: the character covers it. But where a wide character goes, both its
/// cells are written even if the buffers agree on one of them: terminals blank the other half with whatever pen they
/// have.
fn changes_of_row(shown: &Buffer, next: &Buffer, y: u16, changed: &mut Vec<bool>) {
    let width = usize::from(next.area.width);
    changed.clear();
    changed.resize(width, false);
    let mut x = 0;
    while x < width {
        let cell = &next[(x as u16, y)];
        let after = (x + cells_of(cell)).min(width);
        changed[x] = shown[(x as u16, y)] != *cell || changed[x];
        if changed[x] {
            for covered in x..after {
                let broken = cells_of(&shown[(covered as u16, y)]);
                let end = (covered + broken).min(width);
                changed[(covered + 1).min(end)..end].fill(true);
            }
        }
        // What is covered is written with its cover.
        changed[(x + 1)..after].fill(false);
        x = after;
    }
}

/// How many cells a symbol takes, at least 1.
fn cells_of(cell: &Cell) -> usize {
    match cell.symbol() {
        symbol if symbol.len() <= 1 => 1,
        symbol => symbol.width().max(1),
    }
}

/// SGR parameters of a color; `base` is 30 for the foreground, 40 for the background.
fn color(color: Color, base: u8) -> String {
    let bright = base + 60;
    let number = match color {
        Color::Reset => base + 9,
        Color::Black => base,
        Color::Red => base + 1,
        Color::Green => base + 2,
        Color::Yellow => base + 3,
        Color::Blue => base + 4,
        Color::Magenta => base + 5,
        Color::Cyan => base + 6,
        Color::Gray => base + 7,
        Color::DarkGray => bright,
        Color::LightRed => bright + 1,
        Color::LightGreen => bright + 2,
        Color::LightYellow => bright + 3,
        Color::LightBlue => bright + 4,
        Color::LightMagenta => bright + 5,
        Color::LightCyan => bright + 6,
        Color::White => bright + 7,
        Color::Indexed(index) => return format!("{};5;{index}", base + 8),
        Color::Rgb(red, green, blue) => return format!("{};2;{red};{green};{blue}", base + 8),
    };
    number.to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    const AREA: Rect = Rect::new(0, 0, 12, 3);

    fn terminal() -> vt100::Parser {
        let cells = |n| std::num::NonZero::new(n).expect("some cells");
        vt100::Parser::new(cells(AREA.height), cells(AREA.width), 0)
    }

    /// What a terminal shows, cell by cell.
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
                format!(
                    "{text} {:?} {:?} {} {} {} {} {}",
                    cell.fgcolor(),
                    cell.bgcolor(),
                    cell.bold(),
                    cell.dim(),
                    cell.italic(),
                    cell.underline(),
                    cell.inverse()
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
        let expected = "\x1b[1;1H\x1b[31ma\x1b[1mb\x1b[0;31mc";
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }
}
