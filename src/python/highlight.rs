//! Colors of a listing by meaning: which pieces of the text are keywords, strings, calls of multiprocessing.
//!
//! Works on any text, also broken, and never fails: what is not recognized has no class.

use std::collections::HashSet;
use std::ops::Range;

use crate::python::library;
use crate::python::parse::scan;
use crate::python::token::{Token, TokenKind};

/// What a piece of a listing is. Pieces without a class are plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenClass {
    /// `for`, `True`, `import`
    Keyword,
    /// A string with its quotes; of an f-string the text outside `{}`.
    String,
    /// From `#` to the end of the line.
    Comment,
    /// A number.
    Number,
    /// A name of multiprocessing that is called: `Process`, `start`, `acquire`.
    Multiprocessing,
}

/// Types of the library whose methods are multiprocessing's.
const OWN_TYPES: &[&str] = &[
    "Process",
    "Lock, RLock and Semaphore",
    "Queue",
    "Connection",
    "Value and Array",
    "Pool",
    "AsyncResult",
];

/// The classes of the pieces of `source`: byte ranges in ascending order, on character boundaries, not empty and
/// not overlapping.
pub fn highlight(source: &str) -> Vec<(Range<usize>, TokenClass)> {
    let tokens = scan(source);
    let names = OwnNames::new(source, &tokens);
    let class_of = |(index, token): (usize, &Token)| {
        let class = match token.kind {
            TokenKind::Keyword => TokenClass::Keyword,
            TokenKind::String
            | TokenKind::FStringStart
            | TokenKind::FStringText
            | TokenKind::FStringEnd => TokenClass::String,
            TokenKind::Comment => TokenClass::Comment,
            TokenKind::Number => TokenClass::Number,
            TokenKind::Name if names.is_call(&tokens, index) => TokenClass::Multiprocessing,
            _ => return None,
        };
        Some((token.span.clone(), class))
    };
    let classes = tokens.iter().enumerate().filter_map(class_of);
    classes.filter(|(span, _)| !span.is_empty()).collect()
}

/// The names of multiprocessing as this program writes them.
struct OwnNames<'src> {
    source: &'src str,
    /// Names that stand for the module itself: `multiprocessing`, `mp`.
    modules: HashSet<&'src str>,
    /// Names that came out of it by `from multiprocessing import ...`.
    imported: HashSet<&'src str>,
}

impl<'src> OwnNames<'src> {
    fn new(source: &'src str, tokens: &[Token]) -> Self {
        let mut names = Self {
            source,
            modules: HashSet::new(),
            imported: HashSet::new(),
        };
        for line in tokens.split(|token| token.kind == TokenKind::Newline) {
            let words: Vec<&str> = line.iter().map(|token| names.text(token)).collect();
            let words: Vec<&str> = words
                .into_iter()
                .filter(|word| !word.trim().is_empty())
                .collect();
            names.note_import(&words);
        }
        names
    }

    fn text(&self, token: &Token) -> &'src str {
        self.source.get(token.span.clone()).unwrap_or_default()
    }

    fn note_import(&mut self, words: &[&'src str]) {
        match words {
            ["import", "multiprocessing", "as", name, ..] => {
                self.modules.insert(name);
            }
            ["import", rest @ ..] if rest.contains(&"multiprocessing") => {
                self.modules.insert("multiprocessing");
            }
            ["from", "multiprocessing", "import", rest @ ..] => {
                // The name before an `as` does no harm in the set.
                self.imported
                    .extend(rest.iter().filter(|word| is_identifier(word)));
            }
            _ => {}
        }
    }

    /// Whether the name at `index` is called and belongs to multiprocessing.
    fn is_call(&self, tokens: &[Token], index: usize) -> bool {
        let is_called = tokens
            .get(index + 1)
            .is_some_and(|token| self.text(token) == "(");
        let is_used = !self.modules.is_empty() || !self.imported.is_empty();
        if !is_called || !is_used {
            return false;
        }
        let name = self.text(&tokens[index]);
        let is_attribute = index > 0 && self.text(&tokens[index - 1]) == ".";
        if !is_attribute {
            return self.imported.contains(name);
        }
        match index.checked_sub(2).map(|owner| &tokens[owner]) {
            Some(owner) if self.modules.contains(self.text(owner)) => true,
            // `', '.join(...)` is a method of str.
            Some(owner) if matches!(owner.kind, TokenKind::String | TokenKind::FStringEnd) => false,
            _ => is_own_method(name),
        }
    }
}

fn is_identifier(word: &str) -> bool {
    word != "as" && word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

fn is_own_method(name: &str) -> bool {
    let own = library::TYPES
        .iter()
        .filter(|kind| OWN_TYPES.contains(&kind.name));
    own.flat_map(|kind| kind.names.split_whitespace())
        .any(|known| known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(source: &str) -> Vec<(&str, TokenClass)> {
        let classes = highlight(source).into_iter();
        classes
            .map(|(span, class)| (&source[span], class))
            .collect()
    }

    fn of(source: &str, wanted: TokenClass) -> Vec<&str> {
        let pieces = pieces(source).into_iter();
        pieces
            .filter(|(_, class)| *class == wanted)
            .map(|(text, _)| text)
            .collect()
    }

    #[test]
    fn keywords_strings_numbers_and_comments_have_their_class() {
        assert_eq!(
            pieces("for x in f('信', 1.5):  # 号"),
            [
                ("for", TokenClass::Keyword),
                ("in", TokenClass::Keyword),
                ("'信'", TokenClass::String),
                ("1.5", TokenClass::Number),
                ("# 号", TokenClass::Comment),
            ]
        );
    }

    #[test]
    fn the_values_in_an_f_string_are_no_string() {
        assert_eq!(
            of("f'a {x} b {1:>3}'", TokenClass::String),
            ["f'", "a ", " b ", ">3", "'"]
        );
    }

    #[test]
    fn calls_of_multiprocessing_are_found_under_every_name() {
        let source = "import multiprocessing as mp\nfrom multiprocessing import Process as P, Lock\n\
            p = P(target=print)\nmp.Queue()\nLock().acquire()\nself.p.join()\n', '.join(a)\nstart()\nx = mp.Queue\n";
        assert_eq!(
            of(source, TokenClass::Multiprocessing),
            ["P", "Queue", "Lock", "acquire", "join"]
        );
        assert_eq!(of("a.join(b)", TokenClass::Multiprocessing), [""; 0]);
    }

    #[test]
    fn broken_text_keeps_what_is_recognized() {
        assert_eq!(
            of("if x（\n    while 1 'abc", TokenClass::Keyword),
            ["if", "while"]
        );
    }
}
