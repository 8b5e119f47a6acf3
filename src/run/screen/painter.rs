//! Frames: what changed since the last one, as one write between the marks of synchronized output.
//!
//! A buffer and what the terminal shows, as `ratatui::Terminal` has them, without what it asks of the terminal (its size
//! before every frame, the cursor's place when clearing).

use std::io;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::encode::Encoder;
use crate::run::terminal;

/// Begin and end of a frame that the terminal shows at once (DEC mode 2026); others ignore it.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// Bytes of a frame that needs no marks: a terminal gets it in one piece, and no line cuts it.
const SHORT: usize = 128;

/// The next frame in the making, and what it is written with.
pub struct Painter {
    next: Buffer,
    /// It knows what the terminal shows.
    encoder: Encoder,
    /// Whether the terminal's content is unknown.
    is_unknown: bool,
    /// Room for the bytes of a frame, used again.
    bytes: Vec<u8>,
}

impl Painter {
    /// For an empty screen of `size` (columns, rows).
    pub fn new(size: (u16, u16)) -> Self {
        let area = Rect::new(0, 0, size.0, size.1);
        Self {
            next: Buffer::empty(area),
            encoder: Encoder::default(),
            is_unknown: false,
            bytes: Vec::new(),
        }
    }

    /// The terminal has this size now; what it shows is unknown, since terminals wrap and cut as they like.
    pub fn resize(&mut self, size: (u16, u16)) {
        let area = Rect::new(0, 0, size.0, size.1);
        if area != self.next.area {
            self.next = Buffer::empty(area);
            self.forget();
        }
    }

    /// Whatever is shown, the next frame draws every cell.
    pub fn forget(&mut self) {
        self.is_unknown = true;
    }

    /// Draws a frame by `render`, which draws every cell, and writes what changed; nothing if nothing did.
    ///
    /// # Errors
    /// Where the terminal takes no bytes.
    pub fn paint<T>(&mut self, render: impl FnOnce(Rect, &mut Buffer) -> T) -> io::Result<T> {
        let rendered = render(self.next.area, &mut self.next);
        self.encode();
        if !self.bytes.is_empty() {
            terminal::write_frame(&self.bytes)?;
        }
        Ok(rendered)
    }

    /// Leaves in `bytes` what turns the shown frame into the next one.
    fn encode(&mut self) {
        self.bytes.clear();
        self.bytes.extend_from_slice(BEGIN);
        let n_before = self.bytes.len();
        if std::mem::take(&mut self.is_unknown) {
            self.encoder.clear(&mut self.bytes);
        }
        self.encoder.encode(&self.next, &mut self.bytes);
        match self.bytes.len() - n_before {
            0 => self.bytes.clear(),
            1..=SHORT => _ = self.bytes.drain(..n_before),
            _ => self.bytes.extend_from_slice(END),
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    /// A frame with `text` at the upper left; gives the bytes it costs.
    fn frame(painter: &mut Painter, text: &str) -> Vec<u8> {
        painter.next.reset();
        painter.next.set_string(0, 0, text, Style::default());
        painter.encode();
        painter.bytes.clone()
    }

    fn terminal(columns: u16, rows: u16) -> vt100::Parser {
        let cells = |n| std::num::NonZero::new(n).expect("some cells");
        vt100::Parser::new(cells(rows), cells(columns), 0)
    }

    #[test]
    fn an_unchanged_frame_costs_no_byte() {
        let mut painter = Painter::new((20, 5));
        assert!(!frame(&mut painter, "hello").is_empty());
        assert_eq!(frame(&mut painter, "hello"), b"");
    }

    #[test]
    fn a_frame_shows_in_a_terminal_what_was_drawn() {
        let mut painter = Painter::new((20, 5));
        let mut screen = terminal(20, 5);
        for text in ["hello", "信号量 ok", "x"] {
            screen.process(&frame(&mut painter, text));
            assert_eq!(screen.screen().contents().trim_end(), text);
        }
    }

    #[test]
    fn after_a_resize_every_cell_is_drawn_anew() {
        let mut painter = Painter::new((20, 5));
        frame(&mut painter, "hello");
        painter.resize((30, 6));
        let mut screen = terminal(30, 6);
        screen.process(b"garbage of the shell");
        screen.process(&frame(&mut painter, "hello"));
        assert_eq!(screen.screen().contents().trim_end(), "hello");
    }
}
