//! Broken syntax, said so that a learner can mend it: hints come from the tokens around a fault.
//!
//! First what spoils everything behind it (full-width signs, quotes and brackets that are never closed), then one
//! problem per line that the parser still complains about. Lines that only follow from an earlier slip stay out.

mod slips;
mod unclosed;

use std::ops::Range;

use crate::lesson::Text;
use crate::python::lines::Lines;
use crate::python::problem::{Problem, ProblemClass};
use crate::python::token::{Fault, FaultKind, Token, TokenKind};

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

/// What is found so far.
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

    fn problem(&self, span: &Range<usize>, message: impl Into<Text>) -> Problem {
        Problem::new(self.source, span, ProblemClass::Syntax, message)
    }

    fn add(&mut self, span: &Range<usize>, message: impl Into<Text>, remedy: impl Into<Text>) {
        let problem = self.problem(span, message).with_remedy(remedy);
        self.problems.push(problem);
    }

    fn has_problem_on(&self, line: u32) -> bool {
        self.problems.iter().any(|problem| problem.line == line)
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
            .is_some_and(|word| slips::BLOCK_WORDS.contains(&self.text(word)))
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
            FaultKind::Dedent => (
                "the indentation of this line fits no block before it",
                "这一行的缩进与前面的代码块都对不上",
            ),
            FaultKind::Indent => (
                "this line is indented, but no block begins here",
                "这一行有缩进，但这里没有代码块开始",
            ),
            _ if fault.message.contains("indented block") => {
                let message = (fault.message.clone(), "这里需要一个缩进的代码块");
                let problem = self.problem(&fault.span, message);
                return Some(problem.with_remedy((
                    "indent the lines that belong to it by 4 spaces",
                    "把属于它的各行缩进 4 个空格",
                )));
            }
            _ => return None,
        };
        if self.mixes_tabs() {
            let message = (
                "tabs and spaces are mixed in the indentation",
                "缩进里混用了制表符和空格",
            );
            let remedy = (
                "indent every line with spaces, 4 for each block",
                "每一行都用空格缩进，每层 4 个",
            );
            return Some(self.problem(&fault.span, message).with_remedy(remedy));
        }
        let remedy = (
            "give it as many spaces as the other lines of its block have",
            "让它的空格数与同一代码块的其他行一样",
        );
        Some(self.problem(&fault.span, message).with_remedy(remedy))
    }

    fn mixes_tabs(&self) -> bool {
        let mut lines = self.source.lines();
        let has_spaces = |line: &str| line.starts_with(' ');
        let has_tab = |line: &str| line[..line.len() - line.trim_start().len()].contains('\t');
        self.source.lines().any(has_spaces) && lines.any(has_tab)
    }

    /// The parser's own word, with advice where there is some.
    fn plain_fault(&self, fault: &Fault) -> Problem {
        let in_chinese = format!("语法错误（{}）", fault.message);
        let problem = self.problem(&fault.span, (fault.message.clone(), in_chinese));
        let message = fault.message.as_str();
        let remedy = if message.contains("separated by newlines")
            || message.starts_with("expected `,`")
        {
            (
                "put a `,` or an operator between the two, or check the quotes before this place",
                "在两者之间加 `,` 或运算符，或检查这里之前的引号",
            )
        } else if message.contains("assignment target") {
            (
                "put a name, an attribute or an item to the left of `=`",
                "`=` 左边要放名字、属性或元素",
            )
        } else if message.contains("expecting `}`") {
            (
                "close the `{` of the f-string with `}`",
                "用 `}` 关闭 f 字符串的 `{`",
            )
        } else if message.contains("decimal integer") {
            (
                "write the number without zeros before it",
                "数字前面不要写零",
            )
        } else if message.contains("`except` or `finally`") {
            (
                "add `except ...:` with its block",
                "加上 `except ...:` 和它的代码块",
            )
        } else {
            return problem;
        };
        problem.with_remedy(remedy)
    }
}
