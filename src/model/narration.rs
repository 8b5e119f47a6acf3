//! The log's sentences: facts here, words by one function for log, `--plain` and stderr.

/// What a log entry says. (Filled in with the narration.)
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {}
