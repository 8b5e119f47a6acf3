//! [`Knobs`]: what can be turned before a run, and where the learner stands among it.

use super::run_view::{Speed, StartMethod};
use crate::lesson::{Decimal, StdoutMode};

/// The overlay of `o`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knobs {
    /// What can be turned: first the numbers of the listing, then what every run has.
    pub fields: Vec<Field>,
    /// The chosen one.
    pub chosen: usize,
}

/// Something that can be turned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// A number of the listing.
    Number {
        /// Place of its knob in the listing.
        knob: usize,
        /// Value; none where the learner's text has no such number any more.
        value: Option<Decimal>,
        /// Value in the original text.
        default: Option<Decimal>,
        /// Digits that are being typed.
        typed: String,
    },
    /// How stdout is buffered.
    Stdout {
        /// Now.
        value: StdoutMode,
        /// As page and listing have it.
        default: StdoutMode,
    },
    /// How children are made.
    Start(StartMethod),
    /// Seed of the random numbers; none draws another one for each run.
    Seed(Option<u64>),
    /// Speed of the clock.
    Speed(Speed),
}

impl Field {
    /// Whether it stands as it would without the learner.
    pub fn is_default(&self) -> bool {
        match self {
            Self::Number { value, default, .. } => value == default,
            Self::Stdout { value, default } => value == default,
            Self::Start(method) => *method == StartMethod::default(),
            Self::Seed(seed) => seed.is_none(),
            Self::Speed(speed) => *speed == Speed::default(),
        }
    }
}
