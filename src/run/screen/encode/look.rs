//! [`Look`]: what is seen of a cell, as a number. Every cell of a frame is compared with the frame before, often twice;
//! comparing numbers is a small part of what comparing cells costs.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::pen::{Pen, number};

/// What is seen of a cell: cells that look the same have the same.
///
/// From the lowest bit: the bytes of the symbol (64; a symbol of more than 8 bytes has a hash there), foreground (25),
/// background (25), attributes (9), whether the symbol is a long one, and whether a long one is wide. Of a blank only
/// the background is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look(u128);

const FOREGROUND: u32 = 64;
const BACKGROUND: u32 = FOREGROUND + 25;
const ATTRIBUTES: u32 = BACKGROUND + 25;
const LONG: u32 = ATTRIBUTES + 9;
const WIDE: u32 = LONG + 1;

impl Look {
    /// An empty cell of the terminal's own background.
    pub const BLANK: Self = Self(b' ' as u128 | (9 << FOREGROUND) | (9 << BACKGROUND));

    /// Leaves in `looks` what is seen of every cell.
    pub fn all_of(frame: &Buffer, looks: &mut Vec<Self>) {
        looks.clear();
        looks.extend(frame.content.iter().map(Self::of));
    }

    #[inline]
    fn of(cell: &Cell) -> Self {
        let background = u128::from(number(cell.bg)) << BACKGROUND;
        let symbol = cell.symbol().as_bytes();
        if symbol == b" " && Pen::of(cell).leaves_blank() {
            return Self(background | (Self::BLANK.0 & ((1 << BACKGROUND) - 1)));
        }
        let symbol = match symbol {
            [byte] => u128::from(*byte),
            bytes if bytes.len() <= 8 => {
                let mut number = [0; 8];
                number[..bytes.len()].copy_from_slice(bytes);
                u64::from_le_bytes(number).into()
            }
            _ => long(cell.symbol()),
        };
        let foreground = u128::from(number(cell.fg)) << FOREGROUND;
        let attributes = u128::from((cell.modifier & Modifier::all()).bits()) << ATTRIBUTES;
        Self(symbol | foreground | background | attributes)
    }

    /// Whether it is background and nothing else.
    pub fn is_blank(self) -> bool {
        let background = ((1 << 25) - 1) << BACKGROUND;
        self.0 & !background == Self::BLANK.0 & !background
    }

    /// How many cells the symbol takes, at least 1.
    pub fn n_cells(self) -> usize {
        if self.0 >> LONG & 1 == 1 {
            return 1 + (self.0 >> WIDE & 1) as usize;
        }
        let symbol = self.0 as u64;
        if symbol < 0x80 {
            return 1;
        }
        let bytes = symbol.to_le_bytes();
        let length = bytes.iter().position(|byte| *byte == 0).unwrap_or(8);
        match &bytes[..length] {
            [] | [_] => 1,
            symbol => str::from_utf8(symbol).map_or(1, |symbol| symbol.width().max(1)),
        }
    }
}

/// A symbol of several characters that together have more than 8 bytes: its hash (FNV-1a), and how wide it is.
fn long(symbol: &str) -> u128 {
    let hash = symbol
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
    let is_wide = u128::from(symbol.width() > 1);
    u128::from(hash) | (1 << LONG) | (is_wide << WIDE)
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Style};

    use super::*;

    fn look(symbol: &'static str, style: Style) -> Look {
        let mut cell = Cell::new(symbol);
        cell.set_style(style);
        Look::of(&cell)
    }

    #[test]
    fn of_a_blank_only_the_background_is_seen() {
        let red = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
        assert_eq!(look(" ", red), Look::BLANK);
        assert_eq!(look(" ", Style::new()), Look::BLANK);
        let on_red = Style::new().bg(Color::Red);
        assert_ne!(look(" ", on_red), Look::BLANK);
        assert!(look(" ", on_red).is_blank());
        let underlined = Style::new().add_modifier(Modifier::UNDERLINED);
        assert!(!look(" ", underlined).is_blank());
    }

    #[test]
    fn everything_else_is_seen() {
        let styles = [
            Style::new(),
            Style::new().fg(Color::Red),
            Style::new().bg(Color::Red),
            Style::new().fg(Color::Rgb(255, 255, 255)),
            Style::new().fg(Color::Indexed(255)),
            Style::new().add_modifier(Modifier::CROSSED_OUT),
        ];
        let symbols = ["a", "b", "锁", "👩\u{200d}👩\u{200d}👧", "e\u{301}"];
        let mut looks: Vec<u128> = styles
            .iter()
            .flat_map(|style| symbols.map(|symbol| look(symbol, *style).0))
            .collect();
        looks.sort_unstable();
        looks.dedup();
        assert_eq!(looks.len(), styles.len() * symbols.len());
    }

    #[test]
    fn a_symbol_takes_as_many_cells_as_unicode_says() {
        for symbol in ["a", "锁", "☾", "e\u{301}", "👩\u{200d}👩\u{200d}👧"] {
            let expected = symbol.width().max(1);
            assert_eq!(look(symbol, Style::new()).n_cells(), expected, "{symbol}");
        }
    }
}
