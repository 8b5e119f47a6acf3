//! How a pickled value looks in an event.

/// Longest text of a value in an event, in characters.
const MAX_CHARS: usize = 200;

/// The value as text, cut at 200 characters.
pub fn of(bytes: &[u8]) -> String {
    format!("<{} bytes>", bytes.len())
        .chars()
        .take(MAX_CHARS)
        .collect()
}
