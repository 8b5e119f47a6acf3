//! Lessons: what a learner reads and which programs are run, as data under `lessons/`.
//!
//! First in the flow: it reads folders (embedded in the binary, or a directory) into a [`Course`] and tells authors
//! every problem at once, with place and caret. It knows neither processes nor screens, and no Python: whether a
//! listing is accepted is asked from outside.

mod course;
mod language;

pub use course::{Course, Lesson, Listing, Page, PageKind, Region, StdoutMode, Word};
pub use language::{Language, Text};
