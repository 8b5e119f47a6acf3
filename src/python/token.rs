//! Our own tokens and faults, so that hints and colors need no parser types.

use std::ops::Range;

/// A word, sign or literal of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Byte range in the source, on character boundaries.
    pub span: Range<usize>,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A name, also `match`, `case` and `type`, which are keywords only in places.
    Name,
    /// A keyword.
    Keyword,
    /// A number.
    Number,
    /// A string or bytes literal with its quotes.
    String,
    /// Opening quote of an f-string, with its prefix.
    FStringStart,
    /// Text inside an f-string.
    FStringText,
    /// Closing quote of an f-string.
    FStringEnd,
    /// A comment.
    Comment,
    /// End of a logical line.
    Newline,
    /// Line end that ends no statement.
    BlankNewline,
    /// A block begins.
    Indent,
    /// A block ends.
    Dedent,
    /// `(`, `[` or `{`
    Open,
    /// `)`, `]` or `}`
    Close,
    /// `:`
    Colon,
    /// `=`
    Assign,
    /// Any other sign.
    Operator,
    /// What is no token of Python, also an unclosed string.
    Unknown,
    /// End of the text.
    End,
}

/// A place where the grammar does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which kind, as far as hints care.
    pub kind: FaultKind,
    /// Byte range in the source.
    pub span: Range<usize>,
    /// The parser's own word on it: lower case, no final dot.
    pub message: String,
}

/// What the grammar says about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A string without its closing quote.
    UnclosedString,
    /// An f-string that is broken inside.
    FString,
    /// Indentation that fits no outer block, or mixes tabs and spaces.
    Dedent,
    /// A deeper line where no block begins.
    Indent,
    /// Anything else.
    Other,
}
