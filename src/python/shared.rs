//! What lies in the memory of a `Value` or `Array`, as text: its items as Python shows them.
//!
//! ```text
//! a Value              41
//! all of an Array      [7, 8, 9]        of characters   b'abc'
//! one of its cells     [2] = 9                          [2] = b'c'
//! cells in a row       [0:2] = [7, 8]                   [0:2] = b'ab'
//! too many for a text  [0:90000] = [...]
//! ```

use super::format::{bytes_repr, float_repr, str_repr};

/// Cells that are told with their content; of more, only the place is.
pub const MOST_CELLS: usize = 4_096;

/// What stands for the content of too many cells.
pub const UNTOLD: &str = "[...]";

/// Type code of characters: `bytes` of one byte each.
const CHARACTERS: u8 = b'c';

/// How the bytes of a `Value` or `Array` are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Type code, as of Python's `array` module.
    pub code: u8,
    /// Items of an Array; `None`: a Value.
    pub items: Option<u32>,
}

/// Text of some bytes of a memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The text, with its place where it is not all.
    pub text: String,
    /// Bytes that it is about.
    pub bytes: usize,
}

/// Size in bytes of a type code on 64-bit Linux.
pub fn type_size(code: &str) -> usize {
    match code {
        "b" | "B" | "c" => 1,
        "h" | "H" => 2,
        "i" | "I" | "f" | "u" => 4,
        _ => 8,
    }
}

impl Layout {
    /// Text of `bytes`, which lie at `offset`; what would be longer than `most` bytes of text is told in parts.
    pub fn show(self, offset: usize, bytes: &[u8], most: usize) -> Vec<Shown> {
        if let Some(shown) = self.show_whole(offset, bytes, most) {
            return vec![shown];
        }
        let size = self.item_size();
        let (first, n) = (offset / size, bytes.len() / size);
        let told = bytes.chunks_exact(size).take(MOST_CELLS);
        let texts: Vec<String> = told.map(|item| self.item(item)).collect();
        let mut shown = Vec::new();
        let mut done = 0;
        while done < texts.len() {
            let count = fitting(&texts[done..], most);
            let part = &bytes[done * size..(done + count) * size];
            let text = self.part(first + done, part, &texts[done..done + count]);
            let bytes = part.len();
            shown.push(Shown { text, bytes });
            done += count;
        }
        if done < n {
            shown.push(untold(first + done, first + n, (n - done) * size));
        }
        shown
    }

    /// As [`Layout::show`], in one text: of what is too long, only the place.
    pub fn show_briefly(self, offset: usize, bytes: &[u8], most: usize) -> Shown {
        self.show_whole(offset, bytes, most).unwrap_or_else(|| {
            let size = self.item_size();
            let first = offset / size;
            untold(first, first + bytes.len() / size, bytes.len())
        })
    }

    /// The text, if it is short enough.
    fn show_whole(self, offset: usize, bytes: &[u8], most: usize) -> Option<Shown> {
        let Some(items) = self.items else {
            let text = self.item(bytes);
            let bytes = bytes.len();
            return Some(Shown { text, bytes });
        };
        let size = self.item_size();
        let n = bytes.len() / size;
        if n > most {
            return None;
        }
        let texts: Vec<String> = bytes.chunks_exact(size).map(|it| self.item(it)).collect();
        let text = if n == items as usize {
            self.list(bytes, &texts)
        } else {
            self.part(offset / size, bytes, &texts)
        };
        let bytes = bytes.len();
        (text.len() <= most).then_some(Shown { text, bytes })
    }

    /// Cells in a row from `from` on, with their place.
    fn part(self, from: usize, bytes: &[u8], texts: &[String]) -> String {
        match texts {
            [only] => format!("[{from}] = {only}"),
            _ => format!(
                "[{from}:{}] = {}",
                from + texts.len(),
                self.list(bytes, texts)
            ),
        }
    }

    /// Size of all items in bytes.
    pub fn size(self) -> usize {
        self.item_size() * self.items.unwrap_or(1) as usize
    }

    /// Whether zero bytes read as `0`.
    pub fn has_plain_zeros(self) -> bool {
        !matches!(self.code, CHARACTERS | b'u' | b'f' | b'd')
    }

    fn item_size(self) -> usize {
        type_size(char::from(self.code).encode_utf8(&mut [0; 4]))
    }

    fn list(self, bytes: &[u8], texts: &[String]) -> String {
        if self.code == CHARACTERS {
            bytes_repr(bytes)
        } else {
            format!("[{}]", texts.join(", "))
        }
    }

    fn item(self, bytes: &[u8]) -> String {
        let mut word = [0; 8];
        let n = bytes.len().min(8);
        word[..n].copy_from_slice(&bytes[..n]);
        let plain = u64::from_le_bytes(word);
        match self.code {
            CHARACTERS => bytes_repr(bytes),
            b'f' => float_repr(f64::from(f32::from_bits(plain as u32))),
            b'd' => float_repr(f64::from_bits(plain)),
            b'u' => {
                let character = char::from_u32(plain as u32);
                str_repr(&character.unwrap_or(char::REPLACEMENT_CHARACTER).to_string())
            }
            b'B' | b'H' | b'I' | b'L' | b'Q' => plain.to_string(),
            _ => {
                // Brings the sign of a short number to the top, and the number back with it.
                let unused = 64 - 8 * n as u32;
                let signed = plain.checked_shl(unused).unwrap_or(0) as i64;
                (signed >> unused.min(63)).to_string()
            }
        }
    }
}

/// Cells of which only the place is told.
fn untold(from: usize, to: usize, bytes: usize) -> Shown {
    Shown {
        text: format!("[{from}:{to}] = {UNTOLD}"),
        bytes,
    }
}

/// How many of these items fit into so many bytes of text, with place and commas; one at least.
fn fitting(texts: &[String], most: usize) -> usize {
    // `[from:to] = [` and `]`, with numbers as long as an index can be.
    const AROUND: usize = 32;
    let mut left = most.saturating_sub(AROUND);
    let mut count = 0;
    for text in texts {
        let needed = text.len() + 2;
        if needed > left {
            break;
        }
        left -= needed;
        count += 1;
    }
    count.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(code: u8, items: Option<u32>, offset: usize, bytes: &[u8]) -> String {
        let shown = Layout { code, items }.show(offset, bytes, 1_000);
        let texts: Vec<String> = shown.into_iter().map(|shown| shown.text).collect();
        texts.join("|")
    }

    #[test]
    fn items_are_shown_as_python_reads_them() {
        assert_eq!(text(b'i', None, 0, &(-7i32).to_le_bytes()), "-7");
        assert_eq!(text(b'I', None, 0, &(-7i32).to_le_bytes()), "4294967289");
        assert_eq!(text(b'b', None, 0, &[0x80]), "-128");
        assert_eq!(text(b'B', None, 0, &[0x80]), "128");
        assert_eq!(
            text(b'q', None, 0, &i64::MIN.to_le_bytes()),
            i64::MIN.to_string()
        );
        assert_eq!(text(b'Q', None, 0, &[0xff; 8]), u64::MAX.to_string());
        assert_eq!(text(b'd', None, 0, &1.5f64.to_le_bytes()), "1.5");
        assert_eq!(
            text(b'f', None, 0, &0.1f32.to_le_bytes()),
            "0.10000000149011612"
        );
        assert_eq!(text(b'c', None, 0, b"x"), "b'x'");
        assert_eq!(text(b'u', None, 0, &[0x2d, 0x4e, 0, 0]), "'中'");
    }

    #[test]
    fn cells_say_their_place_unless_they_are_all() {
        let cells: Vec<u8> = [7i16, 8, -9].iter().flat_map(|n| n.to_le_bytes()).collect();
        assert_eq!(text(b'h', Some(3), 0, &cells), "[7, 8, -9]");
        assert_eq!(text(b'h', Some(3), 2, &cells[2..]), "[1:3] = [8, -9]");
        assert_eq!(text(b'h', Some(3), 4, &cells[4..]), "[2] = -9");
        assert_eq!(text(b'c', Some(3), 0, b"a\0c"), "b'a\\x00c'");
        assert_eq!(text(b'c', Some(3), 1, b"bc"), "[1:3] = b'bc'");
        assert_eq!(text(b'i', Some(0), 0, b""), "[]");
    }

    #[test]
    fn a_long_array_is_told_in_parts_that_fit() {
        let cells: Vec<u8> = (0..100i32).flat_map(i32::to_le_bytes).collect();
        let layout = Layout {
            code: b'i',
            items: Some(100),
        };
        let shown = layout.show(0, &cells, 80);
        assert!(shown.iter().all(|shown| shown.text.len() <= 80));
        assert_eq!(shown.iter().map(|shown| shown.bytes).sum::<usize>(), 400);
        assert!(shown[0].text.starts_with("[0:"), "{:?}", shown[0]);
        assert!(shown.last().is_some_and(|last| last.text.ends_with("99]")));
        assert_eq!(layout.show_briefly(0, &cells, 80).text, "[0:100] = [...]");
    }

    #[test]
    fn of_a_huge_array_the_first_cells_are_told() {
        let n = MOST_CELLS + 10;
        let layout = Layout {
            code: b'B',
            items: Some(n as u32),
        };
        let shown = layout.show(0, &vec![1; n], 1_000);
        assert_eq!(shown.iter().map(|shown| shown.bytes).sum::<usize>(), n);
        let last = shown.last().map(|last| last.text.as_str());
        assert_eq!(last, Some(format!("[{MOST_CELLS}:{n}] = [...]").as_str()));
    }
}
