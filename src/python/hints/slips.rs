//! Slips that show in the words of one statement: a missing colon, `print x`, `=` for `==`, signs of other languages.

use super::Hints;
use crate::python::problem::Problem;
use crate::python::token::{Fault, Token, TokenKind};

/// Words that begin a block: their line ends with a colon.
pub(super) const BLOCK_WORDS: &[&str] = &[
    "if", "elif", "else", "for", "while", "def", "class", "try", "except", "finally", "with",
];

impl Hints<'_> {
    /// Slips that show in the words of a statement.
    pub(super) fn statement_slip(&self, words: &[Token], fault: &Fault) -> Option<Problem> {
        let texts: Vec<&str> = words.iter().map(|word| self.text(word)).collect();
        let first = *texts.first()?;
        if words[0].kind == TokenKind::Keyword && texts.get(1) == Some(&"=") {
            let problem = self.problem(
                &words[0].span,
                format!("`{first}` is a keyword and cannot be a name"),
            );
            return Some(problem.with_remedy("choose another name"));
        }
        if texts.starts_with(&["else", "if"]) {
            let span = words[0].span.start..words[1].span.end;
            return Some(
                self.problem(&span, "Python has no `else if`")
                    .with_remedy("write `elif`"),
            );
        }
        if let Some(problem) = self.print_statement(words) {
            return Some(problem);
        }
        if first == "raise" && texts.get(2) == Some(&",") {
            let problem = self.problem(&words[2].span, "a `,` after the class of an exception");
            return Some(problem.with_remedy(format!("write `raise {}('...')`", texts[1])));
        }
        if matches!(first, "if" | "elif" | "while")
            && let Some(assign) = assignment_in_head(words)
        {
            let problem = self.problem(&assign.span, "`=` assigns, it does not compare");
            return Some(problem.with_remedy("write `==` to compare"));
        }
        if first == "def" && words.len() > 2 && words[1].kind == TokenKind::Name && texts[2] != "("
        {
            let problem = self.problem(
                &words[1].span,
                format!("`{}` has no parameter list", texts[1]),
            );
            return Some(problem.with_remedy(format!("write `def {}():`", texts[1])));
        }
        if BLOCK_WORDS.contains(&first) && !has_colon(words, &texts) {
            let before = words.iter().rfind(|word| word.span.end <= fault.span.start);
            let end = before.or(words.last())?.span.end;
            let problem = self.problem(&(end..end), format!("missing `:` after `{first}`"));
            return Some(problem.with_remedy(format!("end the `{first}` line with `:`")));
        }
        None
    }

    /// `print x` of Python 2, at the start of a statement.
    fn print_statement(&self, words: &[Token]) -> Option<Problem> {
        let index = words.iter().enumerate().position(|(index, word)| {
            let begins = index == 0 || words[index - 1].kind == TokenKind::Colon;
            begins && matches!(self.text(word), "print" | "exec")
        })?;
        let next = words.get(index + 1)?;
        let is_value = matches!(
            next.kind,
            TokenKind::Name | TokenKind::Number | TokenKind::String | TokenKind::FStringStart
        );
        if !is_value {
            return None;
        }
        let name = self.text(&words[index]);
        let rest = self.source[next.span.start..words.last()?.span.end].trim();
        let remedy = match rest.lines().next() {
            Some(line) if line == rest && rest.len() <= 40 => format!("write `{name}({rest})`"),
            _ => format!("put what follows in brackets: `{name}(...)`"),
        };
        let problem = self.problem(
            &words[index].span,
            format!("`{name}` is a function and needs brackets"),
        );
        Some(problem.with_remedy(remedy))
    }

    /// Signs of other languages.
    pub(super) fn sign_slip(&self, words: &[Token]) -> Option<Problem> {
        for (index, word) in words.iter().enumerate() {
            let next = words.get(index + 1);
            let glued = next.filter(|next| next.span.start == word.span.end);
            let pair = (self.text(word), glued.map_or("", |next| self.text(next)));
            let is_last = index + 2 == words.len();
            let end = glued.unwrap_or(word).span.end;
            let (message, remedy) = match pair {
                ("&", "&") => ("Python has no `&&`", "write `and`"),
                ("|", "|") => ("Python has no `||`", "write `or`"),
                ("+", "+") if is_last => ("Python has no `++`", "write `+= 1`"),
                ("-", "-") if is_last => ("Python has no `--`", "write `-= 1`"),
                ("?", _) => ("Python has no `?`", "write `a if condition else b`"),
                ("!", _) => ("Python has no `!`", "write `not`"),
                _ if word.kind == TokenKind::Number
                    && glued.is_some_and(|next| next.kind == TokenKind::Name) =>
                {
                    ("a name cannot begin with a digit", "begin it with a letter")
                }
                _ => continue,
            };
            return Some(
                self.problem(&(word.span.start..end), message)
                    .with_remedy(remedy),
            );
        }
        None
    }
}

/// Words outside all brackets, with their place in `words`.
fn outer_words(words: &[Token]) -> impl Iterator<Item = (usize, &Token)> {
    let mut depth = 0_usize;
    words.iter().enumerate().filter(move |(_, word)| {
        match word.kind {
            TokenKind::Open | TokenKind::FStringStart => depth += 1,
            TokenKind::Close | TokenKind::FStringEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })
}

/// The `=` in the head of `if x = 5:`.
fn assignment_in_head(words: &[Token]) -> Option<&Token> {
    let head = outer_words(words).take_while(|(_, word)| word.kind != TokenKind::Colon);
    head.map(|(_, word)| word)
        .find(|word| word.kind == TokenKind::Assign)
}

/// Whether a block's head has its colon; a lambda's colon is none.
fn has_colon(words: &[Token], texts: &[&str]) -> bool {
    let mut n_lambdas = 0;
    for (index, word) in outer_words(words) {
        match word.kind {
            TokenKind::Keyword if texts[index] == "lambda" => n_lambdas += 1,
            TokenKind::Colon if n_lambdas > 0 => n_lambdas -= 1,
            TokenKind::Colon => return true,
            _ => {}
        }
    }
    false
}
