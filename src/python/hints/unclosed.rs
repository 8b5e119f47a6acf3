//! What spoils everything behind it: full-width signs, quotes and brackets that are never closed.

use std::ops::Range;

use super::Hints;
use crate::python::token::{Fault, FaultKind, Token, TokenKind};

/// Signs that input methods put in place of Python's, with what to write.
const FULL_WIDTH: &[(char, &str)] = &[
    ('（', "("),
    ('）', ")"),
    ('：', ":"),
    ('，', ","),
    ('、', ","),
    ('。', "."),
    ('；', ";"),
    ('！', "!"),
    ('“', "\""),
    ('”', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('＂', "\""),
    ('＇', "'"),
    ('【', "["),
    ('】', "]"),
    ('［', "["),
    ('］', "]"),
    ('｛', "{"),
    ('｝', "}"),
    ('《', "<"),
    ('》', ">"),
    ('＜', "<"),
    ('＞', ">"),
    ('＝', "="),
    ('＋', "+"),
    ('－', "-"),
    ('—', "-"),
    ('–', "-"),
    ('＊', "*"),
    ('×', "*"),
    ('／', "/"),
    ('÷', "/"),
    ('％', "%"),
    ('＃', "#"),
    ('\u{3000}', " "),
    ('\u{a0}', " "),
];

impl<'src> Hints<'src> {
    /// One problem per line, at its first full-width sign, naming all of them.
    pub(super) fn full_width(&mut self, tokens: &[Token]) {
        let signs: Vec<(&Token, char, &str)> = tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Unknown)
            .filter_map(|token| {
                let sign = self.text(token).chars().next()?;
                Some((token, sign, plain(sign)?))
            })
            .collect();
        for &(first, ..) in &signs {
            let line = self.lines.line(first.span.start);
            if self.has_problem_on(line) {
                continue;
            }
            let same_line = signs
                .iter()
                .filter(|(token, ..)| self.lines.line(token.span.start) == line);
            let mut pairs: Vec<(char, &str)> =
                same_line.map(|(_, sign, plain)| (*sign, *plain)).collect();
            pairs.dedup();
            let listed = |text: fn(&(char, &str)) -> String| -> String {
                pairs.iter().map(text).collect::<Vec<_>>().join(" ")
            };
            let message = (
                format!(
                    "Python does not know the full-width {}",
                    listed(|(sign, _)| named(*sign, "blank"))
                ),
                format!(
                    "Python 不认识全角的 {}",
                    listed(|(sign, _)| named(*sign, "空白"))
                ),
            );
            let remedy = (
                format!(
                    "write {} (switch the input method to English signs)",
                    listed(|(_, plain)| quoted(plain, "a plain space"))
                ),
                format!(
                    "写成 {}（输入法切换到英文标点）",
                    listed(|(_, plain)| quoted(plain, "普通空格"))
                ),
            );
            self.add(&first.span, message, remedy);
        }
    }

    pub(super) fn unclosed_quotes(&mut self, tokens: &[Token], faults: &[Fault]) {
        for fault in faults {
            let opening = match fault.kind {
                FaultKind::UnclosedString => fault.span.start,
                FaultKind::FString if fault.message.contains("unterminated") => {
                    let starts = tokens
                        .iter()
                        .filter(|token| token.kind == TokenKind::FStringStart);
                    let before = starts.take_while(|token| token.span.start <= fault.span.start);
                    before
                        .last()
                        .map_or(fault.span.start, |token| token.span.start)
                }
                _ => continue,
            };
            let line = self.lines.line(opening);
            if opening >= self.readable_to || self.has_problem_on(line) {
                continue;
            }
            self.unclosed_quote(tokens, opening);
        }
    }

    fn unclosed_quote(&mut self, tokens: &[Token], opening: usize) {
        let line = self.lines.line(opening);
        let rest = &self.source[opening..];
        let (prefix, length) = opening_quote(rest);
        let quote = &rest[prefix..prefix + length];
        let is_triple = length == 3;
        let span = opening..opening + prefix + length;
        if is_triple {
            self.readable_to = self.readable_to.min(opening);
            self.add(
                &span,
                never_closed(quote),
                (
                    format!("end the text with {quote}"),
                    format!("在文本末尾写上 {quote}"),
                ),
            );
            return;
        }
        // `'it's'`: a word right behind a string, on a line with an odd quote.
        let broken = tokens.windows(2).find(|pair| {
            let is_glued = pair[0].kind == TokenKind::String
                && pair[1].kind == TokenKind::Name
                && pair[0].span.end == pair[1].span.start;
            is_glued && self.lines.line(pair[1].span.start) == line
        });
        if let Some(pair) = broken {
            let end = pair[0].span.end;
            let message = ("this quote ends the string", "字符串在这个引号处就结束了");
            let remedy = (
                "use the other kind of quotes around the text, or write a backslash before this one",
                "用另一种引号把文本括起来，或在这个引号前加反斜杠",
            );
            self.add(&(end - 1..end), message, remedy);
        } else {
            let remedy = (
                format!("end the text with {quote} on the same line"),
                format!("在同一行的文本末尾写上 {quote}"),
            );
            self.add(&span, never_closed(quote), remedy);
        }
    }

    /// Brackets that match no other; signs of input methods count as the brackets they stand for.
    pub(super) fn brackets(&mut self, tokens: &[Token]) {
        let mut open: Vec<(&str, Range<usize>)> = Vec::new();
        let readable_to = self.readable_to;
        let readable = tokens.iter().filter(|token| token.span.start < readable_to);
        for token in readable {
            let sign = self.bracket_of(token);
            match (token.kind, sign) {
                (TokenKind::FStringStart, _) => open.push(("f", token.span.clone())),
                (TokenKind::FStringEnd, _) => close_f_string(&mut open),
                (_, "(" | "[" | "{") => open.push((sign, token.span.clone())),
                (_, ")" | "]" | "}") => self.close(&mut open, sign, &token.span),
                _ => {}
            }
        }
        // A string that never ends is told already; so is what stands inside it.
        let end = open
            .iter()
            .position(|(sign, _)| *sign == "f")
            .unwrap_or(open.len());
        for (sign, span) in &open[..end] {
            self.readable_to = self.readable_to.min(span.start);
            if !self.has_problem_on(self.lines.line(span.start)) {
                let closing = closing(sign);
                let remedy = (
                    format!("close it with `{closing}`"),
                    format!("用 `{closing}` 关闭它"),
                );
                self.add(span, never_closed(&format!("`{sign}`")), remedy);
            }
        }
    }

    fn bracket_of(&self, token: &Token) -> &'src str {
        match token.kind {
            TokenKind::Open | TokenKind::Close => self.text(token),
            TokenKind::Unknown => self
                .text(token)
                .chars()
                .next()
                .and_then(plain)
                .unwrap_or_default(),
            _ => "",
        }
    }

    fn close(
        &mut self,
        open: &mut Vec<(&'src str, Range<usize>)>,
        sign: &str,
        span: &Range<usize>,
    ) {
        let is_spoilt = self.has_problem_on(self.lines.line(span.start));
        match open.last() {
            Some((opening, _)) if closing(opening) == sign => {
                open.pop();
            }
            None | Some(("f", _)) => {
                if !is_spoilt {
                    let message = (
                        format!("this `{sign}` closes nothing"),
                        format!("这个 `{sign}` 没有对应的开括号"),
                    );
                    let remedy = ("remove it, or open it before", "删掉它，或在前面补上开括号");
                    self.add(span, message, remedy);
                }
            }
            Some((opening, place)) => {
                if !is_spoilt {
                    let line = self.lines.line(place.start);
                    let message = (
                        format!("this `{sign}` does not match the `{opening}` of line {line}"),
                        format!("这个 `{sign}` 与第 {line} 行的 `{opening}` 不匹配"),
                    );
                    let closing = closing(opening);
                    let remedy = (
                        format!("close `{opening}` with `{closing}` first"),
                        format!("先用 `{closing}` 关闭 `{opening}`"),
                    );
                    self.add(span, message, remedy);
                }
                let matching = open
                    .iter()
                    .rposition(|(opening, _)| closing(opening) == sign);
                open.truncate(matching.unwrap_or(open.len() - 1));
            }
        }
    }
}

/// What Python has for a sign of an input method.
fn plain(sign: char) -> Option<&'static str> {
    let (_, plain) = FULL_WIDTH.iter().find(|(full, _)| *full == sign)?;
    Some(plain)
}

fn never_closed(opening: &str) -> (String, String) {
    (
        format!("this {opening} is never closed"),
        format!("这个 {opening} 没有关闭"),
    )
}

/// A sign as a message names it; blanks by their number, since they cannot be seen.
fn named(sign: char, blank: &str) -> String {
    if sign.is_whitespace() {
        format!("{blank} U+{:04X}", u32::from(sign))
    } else {
        format!("`{sign}`")
    }
}

fn quoted(plain: &str, space: &str) -> String {
    if plain == " " {
        space.to_owned()
    } else {
        format!("`{plain}`")
    }
}

/// Lengths of a string's prefix and of its opening quote: 0 and 1 for `'`, 1 and 3 for `f"""`.
fn opening_quote(text: &str) -> (usize, usize) {
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let is_triple = rest.starts_with("\"\"\"") || rest.starts_with("'''");
    let length = if is_triple {
        3
    } else {
        rest.chars().next().map_or(0, char::len_utf8)
    };
    (text.len() - rest.len(), length)
}

fn closing(opening: &str) -> &'static str {
    match opening {
        "(" => ")",
        "[" => "]",
        "{" => "}",
        _ => "",
    }
}

/// Forgets what was opened inside an f-string that ends; its own faults are told by the parser.
fn close_f_string(open: &mut Vec<(&str, Range<usize>)>) {
    if let Some(index) = open.iter().rposition(|(sign, _)| *sign == "f") {
        open.truncate(index);
    }
}
