//! [`Hand`]: a terminal's cursor and pen as they stand, and the shortest way to the next cells.

use ratatui::buffer::{Buffer, Cell};
use unicode_width::UnicodeWidthStr;

use super::pen::{Pen, decimal};

/// The longest stretch of unchanged cells that may be cheaper to write than to jump over (`ESC [ n C` is 4 bytes).
const SHORT_GAP: u16 = 5;

/// Where a terminal's cursor is.
#[derive(Clone, Copy, Debug)]
struct Cursor {
    x: u16,
    y: u16,
    /// Only ASCII and braille was written since the cursor was placed. Terminals differ in how wide they take some
    /// other characters; where they do, a relative move would carry the difference into other rows.
    is_exact: bool,
}

/// Neighboring cells of a row that look alike and are to be written.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// Row.
    pub y: u16,
    /// First cell.
    pub from: u16,
    /// Behind the last cell.
    pub to: u16,
    /// What they look like.
    pub pen: Pen,
    /// They are blanks, which every pen with the same background draws.
    pub is_blank: bool,
    /// They are the rest of the row: what is behind them is blank, too.
    pub is_rest: bool,
}

/// A terminal's cursor and pen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hand {
    pen: Pen,
    /// None where that is not certain.
    cursor: Option<Cursor>,
}

impl Hand {
    /// The cursor may have been moved by others.
    pub fn lose_cursor(&mut self) {
        self.cursor = None;
    }

    /// Takes a pen that blanks as erasing and scrolling do: with the terminal's own background.
    pub fn take_blanking_pen(&mut self, bytes: &mut Vec<u8>) {
        let blank = Pen::default();
        if !self.pen.is_same_on_blank(blank) {
            self.pen.change(blank, bytes);
        }
    }

    /// What its pen is.
    pub fn pen(&self) -> Pen {
        self.pen
    }

    /// Writes cells of `next`.
    pub fn write(&mut self, run: &Run, next: &Buffer, bytes: &mut Vec<u8>) {
        self.move_to(run.from, run.y, next, bytes);
        let suits = run.is_blank && self.pen.is_same_on_blank(run.pen);
        if !suits {
            self.pen.change(run.pen, bytes);
        }
        if run.is_rest {
            bytes.extend_from_slice(b"\x1b[K");
            return;
        }
        let mut x = run.from;
        while x < run.to {
            let cell = &next[(x, run.y)];
            self.put(cell, x, run.y, next.area.right(), bytes);
            x += cells_of(cell) as u16;
        }
    }

    fn put(&mut self, cell: &Cell, x: u16, y: u16, right: u16, bytes: &mut Vec<u8>) {
        let symbol = cell.symbol();
        bytes.extend_from_slice(symbol.as_bytes());
        let is_certain = symbol.is_ascii() || symbol.chars().all(is_braille);
        let is_plain = symbol.len() == 1 || symbol.chars().count() == 1;
        let after = x + cells_of(cell) as u16;
        let was_exact = self.cursor.is_some_and(|cursor| cursor.is_exact);
        // Terminals differ in how far joined characters go, and in where the cursor is behind the last column.
        self.cursor = (is_plain && after < right).then_some(Cursor {
            x: after,
            y,
            is_exact: was_exact && is_certain,
        });
    }

    fn move_to(&mut self, x: u16, y: u16, next: &Buffer, bytes: &mut Vec<u8>) {
        let is_exact = match self.cursor {
            Some(at) if (at.x, at.y) == (x, y) => at.is_exact,
            Some(at) if at.y == y && at.x < x => {
                self.move_right(at.x, x, y, next, bytes);
                at.is_exact
            }
            Some(at) if at.is_exact => {
                move_by_the_shorter_way(at, x, y, bytes);
                true
            }
            _ => {
                place(x, y, bytes);
                true
            }
        };
        self.cursor = Some(Cursor { x, y, is_exact });
    }

    /// Over unchanged cells: by writing them again if they are few and look like the pen, else by a jump.
    fn move_right(&self, from: u16, to: u16, y: u16, next: &Buffer, bytes: &mut Vec<u8>) {
        let gap = to - from;
        let start = bytes.len();
        jump(gap, b'C', bytes);
        let is_cheaper = gap <= SHORT_GAP && usize::from(gap) <= bytes.len() - start;
        if is_cheaper && (from..to).all(|x| self.draws(&next[(x, y)])) {
            bytes.truncate(start);
            bytes.extend((from..to).map(|x| next[(x, y)].symbol().as_bytes()[0]));
        }
    }

    /// Whether a cell is one ASCII character that this pen draws as it is.
    fn draws(&self, cell: &Cell) -> bool {
        let symbol = cell.symbol().as_bytes();
        let pen = Pen::of(cell);
        match symbol {
            b" " => pen.is_same_on_blank(self.pen),
            [letter] => letter.is_ascii() && pen == self.pen,
            _ => false,
        }
    }
}

/// The lanes' cells: neutral in Unicode's widths (UAX #11), and one cell in every terminal.
fn is_braille(character: char) -> bool {
    ('\u{2800}'..='\u{28ff}').contains(&character)
}

/// `ESC [ y ; x H`
fn place(x: u16, y: u16, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(b"\x1b[");
    decimal(y + 1, bytes);
    bytes.push(b';');
    decimal(x + 1, bytes);
    bytes.push(b'H');
}

/// `ESC [ n` and the letter of a direction; 1 is left out.
fn jump(n: u16, letter: u8, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(b"\x1b[");
    if n > 1 {
        decimal(n, bytes);
    }
    bytes.push(letter);
}

/// From a cell to another one that is not further right in the same row: by place, or by line feeds and backspaces. A
/// line feed never scrolls here, as the row below exists, and keeps the column, as the terminal is in raw mode.
fn move_by_the_shorter_way(at: Cursor, x: u16, y: u16, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    place(x, y, bytes);
    let middle = bytes.len();
    let most = middle - start;
    let Some(down) = y.checked_sub(at.y).filter(|down| usize::from(*down) < most) else {
        return;
    };
    bytes.extend((0..down).map(|_| b'\n'));
    if x > at.x {
        jump(x - at.x, b'C', bytes);
    } else if usize::from(at.x - x) < most {
        bytes.extend((x..at.x).map(|_| b'\x08'));
    } else {
        jump(at.x - x, b'D', bytes);
    }
    if bytes.len() - middle < most {
        bytes.drain(start..middle);
    } else {
        bytes.truncate(middle);
    }
}

/// How many cells a symbol takes, at least 1.
pub fn cells_of(cell: &Cell) -> usize {
    match cell.symbol() {
        symbol if symbol.len() <= 1 => 1,
        symbol => symbol.width().max(1),
    }
}
