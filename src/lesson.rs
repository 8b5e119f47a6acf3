//! Lessons: what a learner reads and which programs are run, as data under `lessons/`.
//!
//! First in the flow: it reads folders (embedded in the binary, or a directory) into a [`Course`] and tells authors
//! every problem at once, with place and caret. It knows neither processes nor screens, and no Python: whether a
//! listing is accepted is asked from outside, by a [`ListingChecker`].
//!
//! `docs/authoring.md` tells how a lesson is written; `docs/sample-lesson.toml` explains every key.

mod assemble;
mod course;
mod files;
mod knob;
mod language;
mod list;
mod load;
mod manifest;
mod pages;
mod problem;
mod reader;
mod suggest;

pub use course::{Course, Lesson, Listing, Page, PageKind, Region, StdoutMode, Word};
pub use knob::{Decimal, Knob, KnobError};
pub use language::{Language, Text};
pub use list::{list_json, list_plain};
pub use load::{
    ListingChecker, Loaded, Refusal, check_dir, check_embedded, load_dir, load_embedded,
    load_embedded_by_two,
};
pub use manifest::FORMAT_VERSION;
pub use problem::{Code, Place, Problem};
