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
                (
                    format!("`{first}` is a keyword and cannot be a name"),
                    format!("`{first}` 是关键字，不能当名字"),
                ),
            );
            return Some(problem.with_remedy(("choose another name", "换个名字")));
        }
        if texts.starts_with(&["else", "if"]) {
            let span = words[0].span.start..words[1].span.end;
            return Some(
                self.problem(&span, ("Python has no `else if`", "Python 没有 `else if`"))
                    .with_remedy(("write `elif`", "写 `elif`")),
            );
        }
        if let Some(problem) = self.print_statement(words) {
            return Some(problem);
        }
        if first == "raise" && texts.get(2) == Some(&",") {
            let message = ("a `,` after the class of an exception", "异常类后面有 `,`");
            let class = texts[1];
            return Some(self.problem(&words[2].span, message).with_remedy((
                format!("write `raise {class}('...')`"),
                format!("写 `raise {class}('...')`"),
            )));
        }
        if matches!(first, "if" | "elif" | "while")
            && let Some(assign) = assignment_in_head(words)
        {
            let message = ("`=` assigns, it does not compare", "`=` 是赋值，不是比较");
            let remedy = ("write `==` to compare", "比较要写 `==`");
            return Some(self.problem(&assign.span, message).with_remedy(remedy));
        }
        if first == "def" && words.len() > 2 && words[1].kind == TokenKind::Name && texts[2] != "("
        {
            let name = texts[1];
            let message = (
                format!("`{name}` has no parameter list"),
                format!("`{name}` 没有参数表"),
            );
            let remedy = (
                format!("write `def {name}():`"),
                format!("写 `def {name}():`"),
            );
            return Some(self.problem(&words[1].span, message).with_remedy(remedy));
        }
        if BLOCK_WORDS.contains(&first) && !has_colon(words, &texts) {
            let before = words.iter().rfind(|word| word.span.end <= fault.span.start);
            let end = before.or(words.last())?.span.end;
            let message = (
                format!("missing `:` after `{first}`"),
                format!("`{first}` 后面缺少 `:`"),
            );
            let remedy = (
                format!("end the `{first}` line with `:`"),
                format!("`{first}` 这一行以 `:` 结尾"),
            );
            return Some(self.problem(&(end..end), message).with_remedy(remedy));
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
            Some(line) if line == rest && rest.len() <= 40 => (
                format!("write `{name}({rest})`"),
                format!("写 `{name}({rest})`"),
            ),
            _ => (
                format!("put what follows in brackets: `{name}(...)`"),
                format!("把后面的内容放进括号：`{name}(...)`"),
            ),
        };
        let message = (
            format!("`{name}` is a function and needs brackets"),
            format!("`{name}` 是函数，需要括号"),
        );
        let problem = self.problem(&words[index].span, message);
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
            let (sign, python) = match pair {
                ("&", "&") => ("&&", "and"),
                ("|", "|") => ("||", "or"),
                ("+", "+") if is_last => ("++", "+= 1"),
                ("-", "-") if is_last => ("--", "-= 1"),
                ("?", _) => ("?", "a if condition else b"),
                ("!", _) => ("!", "not"),
                _ if word.kind == TokenKind::Number
                    && glued.is_some_and(|next| next.kind == TokenKind::Name) =>
                {
                    let message = ("a name cannot begin with a digit", "名字不能以数字开头");
                    let problem = self.problem(&(word.span.start..end), message);
                    return Some(problem.with_remedy(("begin it with a letter", "以字母开头")));
                }
                _ => continue,
            };
            let message = (
                format!("Python has no `{sign}`"),
                format!("Python 没有 `{sign}`"),
            );
            let problem = self.problem(&(word.span.start..end), message);
            return Some(
                problem.with_remedy((format!("write `{python}`"), format!("写 `{python}`"))),
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
