//! How a pickled value looks in an event.

use crate::python::pickle;

/// Longest text of a value in an event, in characters.
const MAX_CHARS: usize = 200;

/// The value as text, cut at 200 characters.
pub fn of(bytes: &[u8]) -> String {
    pickle::preview(bytes, MAX_CHARS)
}
