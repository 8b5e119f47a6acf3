//! [`Pen`]: colors and attributes that the terminal gives to the next character, and the shortest way from one pen to
//! another.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

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

/// Attributes that every terminal can put out alone, with the SGR number that does it. Bold and dim share one, and in
/// some terminals one place. The others go by a reset of everything.
const OFF: [(Modifier, u8); 3] = [
    (Modifier::BOLD.union(Modifier::DIM), 22),
    (Modifier::UNDERLINED, 24),
    (Modifier::REVERSED, 27),
];

/// Attributes that do nothing to a blank.
const UNSEEN_ON_BLANK: Modifier = Modifier::BOLD.union(Modifier::DIM).union(Modifier::ITALIC);

/// Colors and attributes that the next character gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pen {
    /// Of the character.
    pub foreground: Color,
    /// Behind it.
    pub background: Color,
    /// Weight, slant, lines.
    pub attributes: Modifier,
}

impl Pen {
    /// What a cell is drawn with.
    pub fn of(cell: &Cell) -> Self {
        Self {
            foreground: cell.fg,
            background: cell.bg,
            attributes: cell.modifier,
        }
    }

    /// The plainest pen that draws the same blank as this one.
    pub fn for_blank(self) -> Self {
        Self {
            foreground: Color::Reset,
            attributes: Modifier::empty(),
            ..self
        }
    }

    /// Whether a blank that is drawn with this pen is background and nothing else.
    pub fn leaves_blank(self) -> bool {
        UNSEEN_ON_BLANK.contains(self.attributes)
    }

    /// Whether a blank looks the same with either pen.
    pub fn is_same_on_blank(self, other: Self) -> bool {
        self == other
            || (self.background == other.background && self.leaves_blank() && other.leaves_blank())
    }

    /// A number that puts pens beside each other that share something.
    pub fn place(self) -> (u16, u32, u32) {
        (
            self.attributes.bits(),
            number(self.foreground),
            number(self.background),
        )
    }

    /// Writes what makes a terminal's pen, which is this one, the `next` one.
    pub fn change(&mut self, next: Self, bytes: &mut Vec<u8>) {
        if *self == next {
            return;
        }
        let start = bytes.len();
        let is_complete = self.change_piecewise(next, bytes);
        let middle = bytes.len();
        if is_complete && self.attributes == next.attributes {
            *self = next;
            return;
        }
        from_nothing(next, bytes);
        if is_complete && middle - start <= bytes.len() - middle {
            bytes.truncate(middle);
        } else {
            bytes.drain(start..middle);
        }
        *self = next;
    }

    /// Attributes off and on one by one. False: one of them does not go off alone.
    fn change_piecewise(self, next: Self, bytes: &mut Vec<u8>) -> bool {
        let mut parameters = Parameters::begin(bytes);
        let mut attributes = self.attributes;
        for (group, off) in OFF {
            // What shares a place is put out and on again: which of the two is on depends on their order.
            let before = attributes & group;
            if !before.is_empty() && before != next.attributes & group {
                parameters.push(off);
                attributes.remove(group);
            }
        }
        attributes_on(attributes, next, &mut parameters);
        if self.foreground != next.foreground {
            parameters.color(next.foreground, 30);
        }
        if self.background != next.background {
            parameters.color(next.background, 40);
        }
        parameters.end();
        next.attributes.contains(attributes)
    }
}

/// Everything off, then what `next` has.
fn from_nothing(next: Pen, bytes: &mut Vec<u8>) {
    let mut parameters = Parameters::begin(bytes);
    parameters.push(0);
    attributes_on(Modifier::empty(), next, &mut parameters);
    if next.foreground != Color::Reset {
        parameters.color(next.foreground, 30);
    }
    if next.background != Color::Reset {
        parameters.color(next.background, 40);
    }
    parameters.end();
}

fn attributes_on(before: Modifier, next: Pen, parameters: &mut Parameters<'_>) {
    let new = next.attributes - before;
    for (attribute, number) in ATTRIBUTES {
        if new.contains(attribute) {
            parameters.push(number);
        }
    }
}

/// An SGR sequence in the making.
struct Parameters<'a> {
    bytes: &'a mut Vec<u8>,
    is_first: bool,
}

impl<'a> Parameters<'a> {
    fn begin(bytes: &'a mut Vec<u8>) -> Self {
        bytes.extend_from_slice(b"\x1b[");
        Self {
            bytes,
            is_first: true,
        }
    }

    fn push(&mut self, number: u8) {
        if !std::mem::take(&mut self.is_first) {
            self.bytes.push(b';');
        }
        decimal(number.into(), self.bytes);
    }

    /// `base` is 30 for the foreground, 40 for the background.
    fn color(&mut self, color: Color, base: u8) {
        match color {
            Color::Indexed(index) => {
                for number in [base + 8, 5, index] {
                    self.push(number);
                }
            }
            Color::Rgb(red, green, blue) => {
                for number in [base + 8, 2, red, green, blue] {
                    self.push(number);
                }
            }
            _ => self.push(named(color, base)),
        }
    }

    fn end(self) {
        self.bytes.push(b'm');
    }
}

/// The SGR number of a color with a name.
fn named(color: Color, base: u8) -> u8 {
    let bright = base + 60;
    match color {
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
        Color::Reset | Color::Indexed(_) | Color::Rgb(..) => base + 9,
    }
}

/// A number for every color, below 2 to the 25th; colors differ in it if they differ.
pub fn number(color: Color) -> u32 {
    match color {
        Color::Indexed(index) => 0x100 | u32::from(index),
        Color::Rgb(red, green, blue) => u32::from_be_bytes([1, red, green, blue]),
        _ => named(color, 0).into(),
    }
}

/// Writes a number in digits.
pub fn decimal(number: u16, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    let mut rest = number;
    loop {
        bytes.push(b'0' + (rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    bytes[start..].reverse();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: Pen, after: Pen, expected: &str) {
        let mut bytes = Vec::new();
        let mut pen = before;
        pen.change(after, &mut bytes);
        assert_eq!(pen, after);
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }

    fn pen(foreground: Color, attributes: Modifier) -> Pen {
        Pen {
            foreground,
            attributes,
            ..Pen::default()
        }
    }

    #[test]
    fn the_shorter_way_is_taken() {
        let gray = Color::Rgb(154, 154, 154);
        let (plain, bold) = (Modifier::empty(), Modifier::BOLD);
        check(pen(gray, plain), pen(gray, plain), "");
        check(pen(gray, plain), pen(gray, bold), "\x1b[1m");
        check(pen(gray, bold), pen(gray, plain), "\x1b[22m");
        check(pen(gray, bold), Pen::default(), "\x1b[0m");
        check(pen(gray, bold), pen(gray, Modifier::DIM), "\x1b[22;2m");
        check(
            pen(gray, bold),
            pen(gray, bold | Modifier::DIM),
            "\x1b[22;1;2m",
        );
        check(
            pen(gray, bold | Modifier::DIM),
            pen(gray, bold),
            "\x1b[22;1m",
        );
    }

    #[test]
    fn what_does_not_go_off_alone_goes_with_everything() {
        check(
            pen(Color::Red, Modifier::ITALIC),
            pen(Color::Red, Modifier::BOLD),
            "\x1b[0;1;31m",
        );
    }

    #[test]
    fn numbers_are_written_in_digits() {
        for number in [0, 7, 10, 255, 65535] {
            let mut bytes = Vec::new();
            decimal(number, &mut bytes);
            assert_eq!(bytes, number.to_string().into_bytes());
        }
    }
}
