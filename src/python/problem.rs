//! What is wrong with a program before its first line runs: place, caret, what it is, what to do instead.

/// One reason why a program is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Byte range in the source, `start <= end`, both on character boundaries.
    pub span: std::ops::Range<usize>,
    /// Line of `span.start`, from 1.
    pub line: u32,
    /// Column of `span.start` in characters, from 1.
    pub column: u32,
    /// Whether the text is not Python at all, or is Python that forklore does not run.
    pub class: ProblemClass,
    /// What it is: lower case, no final dot, e.g. `open is not available: a program here cannot touch files`.
    pub message: String,
    /// What to do instead, as a sentence without a final dot.
    pub remedy: Option<String>,
}

/// Why a program is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemClass {
    /// Not Python: CPython would raise a SyntaxError, too.
    Syntax,
    /// Python, but outside what forklore runs.
    Unsupported,
}
