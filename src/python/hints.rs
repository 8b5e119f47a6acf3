//! Broken syntax, said so that a learner can mend it: hints come from the tokens around a fault.
//!
//! First what spoils everything behind it (full-width signs, quotes and brackets that are never closed), then one
//! problem per line that the parser still complains about. Lines that only follow from an earlier slip stay out.

use std::ops::Range;

use crate::python::lines::Lines;
use crate::python::parse::{Fault, FaultKind, Token, TokenKind};
use crate::python::problem::{Problem, ProblemClass};

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
    ('\u{3000}', "a plain space"),
    ('\u{a0}', "a plain space"),
];

/// Words that begin a block: their line ends with a colon.
const BLOCK_WORDS: &[&str] = &[
    "if", "elif", "else", "for", "while", "def", "class", "try", "except", "finally", "with",
];

/// Problems for the `faults` of `source` (at least one), whose tokens are `tokens`; sorted by place, never empty.
pub fn explain(source: &str, tokens: &[Token], faults: &[Fault]) -> Vec<Problem> {
    let mut hints = Hints {
        source,
        lines: Lines::new(source),
        statements: split_statements(tokens),
        problems: Vec::new(),
        readable_to: source.len(),
    };
    hints.full_width(tokens);
    hints.unclosed_quotes(tokens, faults);
    hints.brackets(tokens);
    for fault in faults {
        hints.fault(fault);
    }
    let mut problems = hints.problems;
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    problems
}

/// The tokens of each logical line, its end mark included.
fn split_statements(tokens: &[Token]) -> Vec<&[Token]> {
    tokens
        .split_inclusive(|token| token.kind == TokenKind::Newline)
        .collect()
}

struct Hints<'src> {
    source: &'src str,
    lines: Lines,
    statements: Vec<&'src [Token]>,
    problems: Vec<Problem>,
    /// Faults from here on only follow from something that was never closed.
    readable_to: usize,
}

impl<'src> Hints<'src> {
    fn text(&self, token: &Token) -> &'src str {
        self.source.get(token.span.clone()).unwrap_or_default()
    }

    fn problem(&self, span: &Range<usize>, message: impl Into<String>) -> Problem {
        Problem::new(self.source, span, ProblemClass::Syntax, message)
    }

    fn add(&mut self, span: &Range<usize>, message: impl Into<String>, remedy: impl Into<String>) {
        let problem = self.problem(span, message).with_remedy(remedy);
        self.problems.push(problem);
    }

    fn has_problem_on(&self, line: u32) -> bool {
        self.problems.iter().any(|problem| problem.line == line)
    }

    // --- what spoils everything behind it -----------------------------------------------------------------------

    /// One problem per line, at its first full-width sign, naming all of them.
    fn full_width(&mut self, tokens: &[Token]) {
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
            let found: Vec<String> = pairs.iter().map(|(sign, _)| named(*sign)).collect();
            let wanted: Vec<String> = pairs.iter().map(|(_, plain)| quoted(plain)).collect();
            let message = format!("Python does not know the full-width {}", found.join(" "));
            let remedy = format!(
                "write {} (switch the input method to English signs)",
                wanted.join(" ")
            );
            self.add(&first.span, message, remedy);
        }
    }

    fn unclosed_quotes(&mut self, tokens: &[Token], faults: &[Fault]) {
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
                format!("this {quote} is never closed"),
                format!("end the text with {quote}"),
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
            let remedy = "use the other kind of quotes around the text, or write a backslash before this one";
            self.add(&(end - 1..end), "this quote ends the string", remedy);
        } else {
            let remedy = format!("end the text with {quote} on the same line");
            self.add(&span, format!("this {quote} is never closed"), remedy);
        }
    }

    /// Brackets that match no other; signs of input methods count as the brackets they stand for.
    fn brackets(&mut self, tokens: &[Token]) {
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
                let remedy = format!("close it with `{}`", closing(sign));
                self.add(span, format!("this `{sign}` is never closed"), remedy);
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
                    self.add(
                        span,
                        format!("this `{sign}` closes nothing"),
                        "remove it, or open it before",
                    );
                }
            }
            Some((opening, place)) => {
                if !is_spoilt {
                    let line = self.lines.line(place.start);
                    let message =
                        format!("this `{sign}` does not match the `{opening}` of line {line}");
                    let remedy = format!("close `{opening}` with `{}` first", closing(opening));
                    self.add(span, message, remedy);
                }
                let matching = open
                    .iter()
                    .rposition(|(opening, _)| closing(opening) == sign);
                open.truncate(matching.unwrap_or(open.len() - 1));
            }
        }
    }

    // --- one line -----------------------------------------------------------------------------------------------

    fn fault(&mut self, fault: &Fault) {
        let index = self.statement_index(fault.span.start);
        if !self.problems.is_empty() && self.is_told(fault, index) {
            return;
        }
        let words = self.words(index);
        let problem = self
            .indentation(fault)
            .or_else(|| self.statement_slip(&words, fault))
            .or_else(|| self.sign_slip(&words))
            .unwrap_or_else(|| self.plain_fault(fault));
        self.problems.push(problem);
    }

    /// Whether `fault`, in the logical line `index`, only follows from a problem that is there already:
    /// 1. it stands on the same line, 2. the line before lost its block or brackets by that problem,
    /// 3. nothing can be read any more, 4. the program's end came too soon.
    fn is_told(&self, fault: &Fault, index: usize) -> bool {
        let place = fault.span.start;
        let is_on_same_line =
            self.has_problem_on(self.lines.line(place)) || self.statement_has_problem(index);
        let needs_line_before = fault.kind == FaultKind::Indent
            || fault.message.contains("parameter list")
            || fault.message.starts_with("expected `)`");
        let follows = needs_line_before && index > 0 && self.statement_has_problem(index - 1);
        let is_at_end = place >= self.source.trim_end().len() && !self.begins_block(index);
        is_on_same_line || follows || place >= self.readable_to || is_at_end
    }

    /// Number of the logical line at `place`.
    fn statement_index(&self, place: usize) -> usize {
        let is_before = |statement: &&[Token]| {
            statement
                .last()
                .is_some_and(|token| token.span.end <= place)
        };
        let index = self.statements.partition_point(is_before);
        index.min(self.statements.len().saturating_sub(1))
    }

    fn statement_has_problem(&self, index: usize) -> bool {
        let Some([first, .., last]) = self.statements.get(index) else {
            return false;
        };
        let range = first.span.start..last.span.end;
        self.problems
            .iter()
            .any(|problem| range.contains(&problem.span.start))
    }

    fn begins_block(&self, index: usize) -> bool {
        let words = self.words(index);
        words
            .first()
            .is_some_and(|word| BLOCK_WORDS.contains(&self.text(word)))
    }

    /// Tokens of a logical line that carry meaning.
    fn words(&self, index: usize) -> Vec<Token> {
        let is_word = |token: &&Token| {
            !matches!(
                token.kind,
                TokenKind::Comment
                    | TokenKind::Newline
                    | TokenKind::BlankNewline
                    | TokenKind::Indent
                    | TokenKind::Dedent
                    | TokenKind::End
            )
        };
        let tokens = self.statements.get(index).copied().unwrap_or_default();
        tokens.iter().filter(is_word).cloned().collect()
    }

    fn indentation(&self, fault: &Fault) -> Option<Problem> {
        let message = match fault.kind {
            FaultKind::Dedent => "the indentation of this line fits no block before it",
            FaultKind::Indent => "this line is indented, but no block begins here",
            _ if fault.message.contains("indented block") => {
                let problem = self.problem(&fault.span, fault.message.clone());
                return Some(problem.with_remedy("indent the lines that belong to it by 4 spaces"));
            }
            _ => return None,
        };
        if self.mixes_tabs() {
            let problem = self.problem(&fault.span, "tabs and spaces are mixed in the indentation");
            return Some(problem.with_remedy("indent every line with spaces, 4 for each block"));
        }
        let remedy = "give it as many spaces as the other lines of its block have";
        Some(self.problem(&fault.span, message).with_remedy(remedy))
    }

    fn mixes_tabs(&self) -> bool {
        let mut lines = self.source.lines();
        let has_spaces = |line: &str| line.starts_with(' ');
        let has_tab = |line: &str| line[..line.len() - line.trim_start().len()].contains('\t');
        self.source.lines().any(has_spaces) && lines.any(has_tab)
    }

    /// Slips that show in the words of a statement.
    fn statement_slip(&self, words: &[Token], fault: &Fault) -> Option<Problem> {
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
    fn sign_slip(&self, words: &[Token]) -> Option<Problem> {
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

    /// The parser's own word, with advice where there is some.
    fn plain_fault(&self, fault: &Fault) -> Problem {
        let problem = self.problem(&fault.span, fault.message.clone());
        let message = fault.message.as_str();
        let remedy =
            if message.contains("separated by newlines") || message.starts_with("expected `,`") {
                "put a `,` or an operator between the two, or check the quotes before this place"
            } else if message.contains("assignment target") {
                "put a name, an attribute or an item to the left of `=`"
            } else if message.contains("expecting `}`") {
                "close the `{` of the f-string with `}`"
            } else if message.contains("decimal integer") {
                "write the number without zeros before it"
            } else if message.contains("`except` or `finally`") {
                "add `except ...:` with its block"
            } else {
                return problem;
            };
        problem.with_remedy(remedy)
    }
}

/// What Python has for a sign of an input method.
fn plain(sign: char) -> Option<&'static str> {
    let (_, plain) = FULL_WIDTH.iter().find(|(full, _)| *full == sign)?;
    Some(plain)
}

/// A sign as a message names it; blanks by their number, since they cannot be seen.
fn named(sign: char) -> String {
    if sign.is_whitespace() {
        format!("blank U+{:04X}", u32::from(sign))
    } else {
        format!("`{sign}`")
    }
}

fn quoted(plain: &str) -> String {
    if plain.len() == 1 {
        format!("`{plain}`")
    } else {
        plain.to_owned()
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
