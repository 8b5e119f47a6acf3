//! [`Lines`]: from byte offsets to lines and columns, by Python's rule of what ends a line.

use std::ops::Range;

/// Where the lines of a text begin. A line ends with `\n`, `\r\n` or `\r`, as in CPython.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// Byte offset of each line's first character, ascending; never empty.
    starts: Vec<usize>,
}

impl Lines {
    /// Finds the lines of `source`.
    pub fn new(source: &str) -> Self {
        let bytes = source.as_bytes();
        let mut starts = vec![0];
        for (offset, byte) in bytes.iter().enumerate() {
            let ends_line = match byte {
                b'\n' => true,
                b'\r' => bytes.get(offset + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends_line {
                starts.push(offset + 1);
            }
        }
        Self { starts }
    }

    /// Number of the line that holds `offset`, from 1.
    pub fn line(&self, offset: usize) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32
    }

    /// Byte range of line `line` (from 1) without its end mark; empty behind the last line.
    pub fn range(&self, source: &str, line: u32) -> Range<usize> {
        let index = line.saturating_sub(1) as usize;
        let Some(&start) = self.starts.get(index) else {
            return source.len()..source.len();
        };
        let next = self.starts.get(index + 1).copied().unwrap_or(source.len());
        let text = &source[start..next];
        start..start + text.trim_end_matches(['\n', '\r']).len()
    }
}

/// Moves both ends of `span` into `source` and onto character boundaries (downwards), keeping `start <= end`.
pub fn clamp(source: &str, span: &Range<usize>) -> Range<usize> {
    let start = source.floor_char_boundary(span.start.min(source.len()));
    let end = source.floor_char_boundary(span.end.min(source.len()));
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_with_lf_crlf_or_cr() {
        let source = "a\nb\r\nc\rd";
        let lines = Lines::new(source);
        let text = |line| &source[lines.range(source, line)];
        assert_eq!(
            [text(1), text(2), text(3), text(4), text(5)],
            ["a", "b", "c", "d", ""]
        );
        assert_eq!(lines.line(source.len()), 4);
        assert_eq!(lines.line(2), 2);
    }

    #[test]
    fn a_span_inside_a_character_moves_to_its_start() {
        assert_eq!(clamp("甲乙", &(1..4)), 0..3);
        assert_eq!(clamp("甲", &Range { start: 9, end: 2 }), 3..3);
    }
}
