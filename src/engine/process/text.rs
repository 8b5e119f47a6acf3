//! CPython's text layer for stdout and stderr, in its three modes.
//!
//! A text layer collects what was written (up to 8,192 bytes) and hands it to a byte buffer below, which passes on
//! what does not fit. Both levels are modeled, because their sizes decide where one write(2) ends and the next begins.
//! Source: `_io.TextIOWrapper.write` and `_io.BufferedWriter.write` as documented and observed under CPython 3.11.

use crate::engine::session::StdoutMode;

/// Text that the layer collects before it hands it down.
const CHUNK: usize = 8192;
/// Size of the byte buffer over a pipe or file: the block size that fstat(2) tells.
const PIPE_BLOCK: usize = 4096;
/// The same over a terminal.
const TERMINAL_BLOCK: usize = 1024;

/// One stream of a process.
#[derive(Clone, Debug)]
pub struct TextLayer {
    line_buffered: bool,
    /// Every piece goes to the system at once; there is no byte buffer.
    write_through: bool,
    block: usize,
    text: Vec<u8>,
    bytes: Vec<u8>,
}

impl TextLayer {
    /// stdout in this mode.
    pub fn stdout(mode: StdoutMode) -> Self {
        let block = if mode == StdoutMode::Pipe {
            PIPE_BLOCK
        } else {
            TERMINAL_BLOCK
        };
        Self::new(
            mode == StdoutMode::Terminal,
            mode == StdoutMode::Unbuffered,
            block,
        )
    }

    /// stderr in this mode: line-buffered, but for *unbuffered*.
    pub fn stderr(mode: StdoutMode) -> Self {
        let block = if mode == StdoutMode::Pipe {
            PIPE_BLOCK
        } else {
            TERMINAL_BLOCK
        };
        Self::new(true, mode == StdoutMode::Unbuffered, block)
    }

    fn new(line_buffered: bool, write_through: bool, block: usize) -> Self {
        Self {
            line_buffered,
            write_through,
            block,
            text: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// Writes one piece; `system` is called once for each write(2) that follows from it.
    pub fn write(&mut self, piece: &str, system: &mut impl FnMut(&[u8])) {
        if self.write_through {
            system(piece.as_bytes());
            return;
        }
        if !self.text.is_empty() && self.text.len() + piece.len() > CHUNK {
            self.hand_down(system);
        }
        self.text.extend_from_slice(piece.as_bytes());
        let ends_line = self.line_buffered && piece.contains(['\n', '\r']);
        if self.text.len() >= CHUNK || ends_line {
            self.hand_down(system);
        }
        if ends_line {
            self.flush_bytes(system);
        }
    }

    /// Whether a write(2) follows from writing these pieces.
    pub fn passes_on(&self, pieces: &[String]) -> bool {
        let length: usize = pieces.iter().map(String::len).sum();
        self.write_through
            || (self.line_buffered && pieces.iter().any(|piece| piece.contains(['\n', '\r'])))
            || self.text.len() + length >= CHUNK
    }

    /// Writes out everything pending.
    pub fn flush(&mut self, system: &mut impl FnMut(&[u8])) {
        self.hand_down(system);
        self.flush_bytes(system);
    }

    /// Passes the collected text to the byte buffer; text larger than that goes out whole.
    fn hand_down(&mut self, system: &mut impl FnMut(&[u8])) {
        let text = std::mem::take(&mut self.text);
        if self.bytes.len() + text.len() <= self.block {
            self.bytes.extend_from_slice(&text);
            return;
        }
        self.flush_bytes(system);
        if text.len() > self.block {
            system(&text);
        } else {
            self.bytes = text;
        }
    }

    fn flush_bytes(&mut self, system: &mut impl FnMut(&[u8])) {
        if !self.bytes.is_empty() {
            system(&std::mem::take(&mut self.bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lengths of the write(2)s of these pieces, then of a flush.
    fn writes(mode: StdoutMode, pieces: &[&str]) -> (Vec<usize>, Vec<usize>) {
        let mut layer = TextLayer::stdout(mode);
        let (mut during, mut after) = (Vec::new(), Vec::new());
        for piece in pieces {
            layer.write(piece, &mut |bytes| during.push(bytes.len()));
        }
        layer.flush(&mut |bytes| after.push(bytes.len()));
        (during, after)
    }

    #[test]
    fn a_terminal_gets_each_line_in_one_write() {
        let pieces = ["a", " ", "1", "\n", "b", "\n", "rest"];
        assert_eq!(writes(StdoutMode::Terminal, &pieces), (vec![4, 2], vec![4]));
    }

    #[test]
    fn unbuffered_pieces_go_out_one_by_one_even_empty_ones() {
        let pieces = ["", "\n", "ab"];
        assert_eq!(
            writes(StdoutMode::Unbuffered, &pieces),
            (vec![0, 1, 2], vec![])
        );
    }

    #[test]
    fn a_pipe_gets_lines_of_100_bytes_in_blocks_of_8100() {
        let line = "x".repeat(99);
        let pieces: Vec<&str> = (0..200).flat_map(|_| [line.as_str(), "\n"]).collect();
        // The line's end is a piece of its own and may still fit where the next line does not.
        assert_eq!(
            writes(StdoutMode::Pipe, &pieces),
            (vec![8199 - 99, 8100], vec![3800])
        );
    }

    #[test]
    fn a_piece_larger_than_all_buffers_goes_out_whole() {
        let large = "y".repeat(20_000);
        assert_eq!(
            writes(StdoutMode::Pipe, &["ab", &large, "c"]),
            (vec![2, 20_000], vec![1])
        );
    }

    #[test]
    fn text_that_makes_way_for_a_larger_piece_waits_in_the_byte_buffer() {
        // As CPython 3.11 does: 3,000 bytes are held, then go out before the 6,000.
        let (a, b) = ("a".repeat(3000), "b".repeat(6000));
        assert_eq!(
            writes(StdoutMode::Pipe, &[&a, &b]),
            (vec![], vec![3000, 6000])
        );
        assert_eq!(
            writes(StdoutMode::Pipe, &[&a, &b, &a]),
            (vec![3000, 6000], vec![3000])
        );
    }
}
