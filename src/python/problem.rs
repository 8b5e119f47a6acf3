//! What is wrong with a program before its first line runs: place, caret, what it is, what to do instead.

use std::fmt::Write;
use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::lesson::{Language, Text};
use crate::python::lines::{Lines, clamp};
use crate::trace::is_unseen;

/// Widest piece of a source line that [`render`] shows, in cells: fits 80 columns beside the line number.
const SHOWN_WIDTH: usize = 70;

/// What a tab becomes in a shown source line.
const TAB: &str = "    ";

/// One reason why a program is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Byte range in the source, `start <= end`, both on character boundaries.
    pub span: Range<usize>,
    /// Line of `span.start`, from 1.
    pub line: u32,
    /// Column of `span.start` in characters, from 1.
    pub column: u32,
    /// Whether the text is not Python at all, or is Python that forklore does not run.
    pub class: ProblemClass,
    /// What it is: lower case, no final dot, e.g. `open is not available: a program here cannot touch files`.
    pub message: Text,
    /// What to do instead, as a sentence without a final dot.
    pub remedy: Option<Text>,
}

/// Why a program is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemClass {
    /// Not Python: CPython would raise a SyntaxError, too.
    Syntax,
    /// Python, but outside what forklore runs.
    Unsupported,
    /// Nothing is refused: the program runs, but probably not as it was meant.
    Advice,
}

impl Problem {
    /// A problem at `span` of `source`; the span is clamped, line and column are looked up.
    pub fn new(
        source: &str,
        span: &Range<usize>,
        class: ProblemClass,
        message: impl Into<Text>,
    ) -> Self {
        let span = clamp(source, span);
        let lines = Lines::new(source);
        let line = lines.line(span.start);
        let line_start = lines.range(source, line).start;
        let before = &source[line_start..span.start];
        // A byte order mark is no character of the line.
        let column = before
            .chars()
            .filter(|character| *character != '\u{feff}')
            .count() as u32
            + 1;
        Self {
            span,
            line,
            column,
            class,
            message: message.into(),
            remedy: None,
        }
    }

    /// The same problem with what to do instead.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<Text>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The problem as text, several lines, ending with a newline: place and message, source line, caret, remedy.
    /// `path` is shown as given.
    ///
    /// ```text
    /// demo.py:2:5: `open` is not available: a program here cannot touch files
    ///   2 | f = open("notes.txt")
    ///     |     ^^^^
    /// instead: keep the text in a variable
    /// ```
    pub fn render(&self, path: &str, source: &str, language: Language) -> String {
        let message = self.message.get(language);
        let mut text = format!("{path}:{}:{}: {message}\n", self.line, self.column);
        let excerpt = Excerpt::new(self, source);
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {number} | {}", excerpt.line);
        let _ = writeln!(
            text,
            "  {margin} | {}{}",
            " ".repeat(excerpt.indent),
            "^".repeat(excerpt.carets)
        );
        if let Some(remedy) = &self.remedy {
            let remedy = remedy.get(language);
            let _ = match language {
                Language::En => writeln!(text, "instead: {remedy}"),
                Language::Zh => writeln!(text, "改为：{remedy}"),
            };
        }
        text
    }
}

/// All `problems` of the program at `path` as text, in their order, an empty line between two.
pub fn render(problems: &[Problem], path: &str, source: &str, language: Language) -> String {
    let texts: Vec<String> = problems
        .iter()
        .map(|problem| problem.render(path, source, language))
        .collect();
    texts.join("\n")
}

/// The piece of a source line that is shown, with the place of its carets.
struct Excerpt {
    /// The text, without control characters.
    line: String,
    /// Cells before the first caret.
    indent: usize,
    /// Number of carets, at least 1.
    carets: usize,
}

impl Excerpt {
    fn new(problem: &Problem, source: &str) -> Self {
        let span = clamp(source, &problem.span);
        let range = Lines::new(source).range(source, problem.line);
        // The place may be the line's own end mark: the carets then stand right behind the text.
        let start = span.start.clamp(range.start, range.end);
        let end = span.end.clamp(start, range.end);
        let before = visible(&source[range.start..start]);
        let marked = visible(&source[start..end]);
        let after = visible(&source[end..range.end]);
        let kept = keep_end(&before, SHOWN_WIDTH / 2);
        let room = SHOWN_WIDTH.saturating_sub(kept.width());
        let tail = format!("{marked}{after}");
        let shown_tail = keep_start(&tail, room);
        Self {
            indent: kept.width(),
            carets: marked.width().min(room).max(1),
            line: format!("{kept}{shown_tail}"),
        }
    }
}

/// The text as a terminal may show it: tabs as blanks, other control characters as a sign of one cell.
fn visible(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars() {
        match character {
            '\t' => shown.push_str(TAB),
            '\u{feff}' => {}
            _ if is_unseen(character) => shown.push('\u{fffd}'),
            _ => shown.push(character),
        }
    }
    shown
}

/// The end of `text` that fits `width` cells, with `...` before it if something was cut.
fn keep_end(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 3;
    let tail = text.char_indices().rev().take_while(|(_, character)| {
        used += character.width().unwrap_or(0);
        used <= width
    });
    let start = tail.last().map_or(text.len(), |(offset, _)| offset);
    format!("...{}", &text[start..])
}

/// The start of `text` that fits `width` cells, with `...` behind it if something was cut.
fn keep_start(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 3;
    let head: String = text
        .chars()
        .take_while(|character| {
            used += character.width().unwrap_or(0);
            used <= width
        })
        .collect();
    format!("{head}...")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(source: &str, span: Range<usize>) -> Problem {
        Problem::new(
            source,
            &span,
            ProblemClass::Unsupported,
            ("it is so", "是这样"),
        )
        .with_remedy(("do it thus", "这样做"))
    }

    #[test]
    fn a_problem_shows_place_source_line_caret_and_remedy() {
        let source = "a = 1\nf = open('x')\n";
        assert_eq!(
            problem(source, 10..14).render("demo.py", source, Language::En),
            "demo.py:2:5: it is so\n  2 | f = open('x')\n    |     ^^^^\ninstead: do it thus\n"
        );
        assert_eq!(
            problem(source, 10..14).render("demo.py", source, Language::Zh),
            "demo.py:2:5: 是这样\n  2 | f = open('x')\n    |     ^^^^\n改为：这样做\n"
        );
    }

    #[test]
    fn the_caret_lines_up_under_wide_characters_and_tabs() {
        let source = "\tprint('信号量', open)";
        let start = source.find("open").expect("it is there");
        let text = problem(source, start..start + 4).render("x", source, Language::En);
        let lines: Vec<&str> = text.lines().collect();
        let text_before = &lines[1][..lines[1].find("open").expect("shown")];
        let caret_before = &lines[2][..lines[2].find('^').expect("shown")];
        assert_eq!(text_before.width(), caret_before.width());
        assert_eq!(problem(source, start..start + 4).column, 15);
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let source = format!("x = [{}] + open", "1, ".repeat(100));
        let text =
            problem(&source, source.len() - 4..source.len()).render("x", &source, Language::En);
        assert!(text.contains("open\n"), "{text}");
        assert!(text.lines().all(|line| line.width() <= 80), "{text}");
    }

    #[test]
    fn a_span_outside_the_source_is_clamped() {
        let source = "甲";
        let found = problem(source, 1..99);
        assert_eq!((found.span.clone(), found.line, found.column), (0..3, 1, 1));
        assert!(found.render("x", source, Language::En).contains("甲"));
        assert!(
            problem("", 5..9)
                .render("x", "", Language::En)
                .contains("x:1:1")
        );
    }

    #[test]
    fn several_problems_are_parted_by_an_empty_line() {
        let source = "a";
        let both = [problem(source, 0..1), problem(source, 0..1)];
        assert_eq!(
            render(&both, "p", source, Language::En)
                .matches("\n\n")
                .count(),
            1
        );
    }
}
