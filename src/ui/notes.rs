//! What a program failed with, and its slips, in place: a mark beside the line, and below the listing what it is and
//! what to do.
//!
//! ```text
//!        6!     p.start()
//! ⇡ line 6, [0] AssertionError: cannot start a process twice
//!   a process runs once: make a new `Process` for each start.
//! ```

use ratatui::style::Style;

use super::glyphs::Glyph;
use super::region::View;
use super::text::{Row, visible};
use super::theme::Role;
use super::wrap::wrap;
use crate::lesson::{Language, Text};
use crate::model::world::{Process, Uncaught};
use crate::python::advice::Failure;
use crate::trace::{LineNo, ProcId};

/// Most rows that notes take from the listing.
const MOST_ROWS: usize = 6;

/// Cells before every row but the first.
const INDENT: &str = "  ";

/// Lines beside which a mark stands: of every failure, and of every slip in the learner's own work.
pub fn marked_lines(view: &View<'_>) -> Vec<LineNo> {
    let failed = failures(view).filter_map(|(_, exception)| exception.line);
    let slips = slips(view).map(|(line, _)| line);
    failed.chain(slips).collect()
}

/// The rows below a listing of this size; none where there is nothing to say or no room for it.
pub fn rows(view: &View<'_>, cells: usize, height: usize) -> Vec<Row> {
    // The listing keeps the greater part.
    let n_most = MOST_ROWS.min(height / 3);
    let mut rows = match failure_shown(view) {
        Some((process, exception)) => failure_rows(view, process, exception, cells),
        None => slips(view)
            .next()
            .map(|(line, text)| slip_rows(view, line, &text, cells))
            .unwrap_or_default(),
    };
    rows.truncate(n_most);
    rows
}

/// The line of what the rows tell; none where they tell nothing, or of no line.
pub fn line_told(view: &View<'_>) -> Option<LineNo> {
    failure_shown(view).and_then(|(_, exception)| exception.line)
}

fn failures<'a>(view: &'a View<'_>) -> impl Iterator<Item = (&'a Process, &'a Uncaught)> {
    let processes = view.world().processes.iter();
    processes.filter_map(|process| Some((process, process.exception.as_ref()?)))
}

/// The failure of the chosen process, else the first that there is.
fn failure_shown<'a>(view: &'a View<'_>) -> Option<(&'a Process, &'a Uncaught)> {
    failures(view)
        .find(|(process, _)| process.id == view.lesson.chosen)
        .or_else(|| failures(view).next())
}

/// Slips in the learner's own work, by line.
fn slips<'a>(view: &'a View<'_>) -> impl Iterator<Item = (LineNo, Text)> + 'a {
    let problems = view
        .lesson
        .is_own_work()
        .then_some(view.lesson.slips.problems.iter());
    problems.into_iter().flatten().map(|problem| {
        let remedy = problem.remedy.clone().unwrap_or_default();
        let text = Text {
            en: format!("{}: {}", problem.message.en, remedy.en),
            zh: format!("{}：{}", problem.message.zh, remedy.zh),
        };
        (LineNo(problem.line), text)
    })
}

fn failure_rows(
    view: &View<'_>,
    process: &Process,
    exception: &Uncaught,
    cells: usize,
) -> Vec<Row> {
    let ink = view.ink;
    let up = ink.glyph(Glyph::Up);
    let id = process.id.0;
    let place = match (ink.language, exception.line.map(|line| line.0)) {
        (Language::En, Some(line)) => format!("{up} line {line}, [{id}] "),
        (Language::Zh, Some(line)) => format!("{up} 第 {line} 行，[{id}] "),
        (Language::En, None) => format!("{up} before its first line, [{id}] "),
        (Language::Zh, None) => format!("{up} 第一行之前，[{id}] "),
    };
    let message = exception.message.lines().map(str::trim);
    let message = message.filter(|line| !line.is_empty()).collect::<Vec<_>>();
    let what = match message.first() {
        Some(first) => visible(&format!("{place}{}: {first}", exception.type_)),
        None => visible(&format!("{place}{}", exception.type_)),
    };
    let failure = Failure {
        class: &exception.type_,
        message: &exception.message,
        line: exception.line,
        is_main: process.id == ProcId::MAIN,
    };
    let style = ink.style(Role::Strong);
    let mut rows: Vec<Row> = wrap(&what, cells)
        .into_iter()
        .map(|row| ink.sentence(&row, style))
        .collect();
    if let Some(advice) = view.lesson.slips.on_failure(&failure) {
        rows.extend(wrapped(view, advice.get(ink.language), cells));
    }
    rows
}

fn slip_rows(view: &View<'_>, line: LineNo, text: &Text, cells: usize) -> Vec<Row> {
    let up = view.ink.glyph(Glyph::Up);
    let line = line.0;
    let place = match view.ink.language {
        Language::En => format!("{up} line {line}: "),
        Language::Zh => format!("{up} 第 {line} 行："),
    };
    let text = format!("{place}{}", text.get(view.ink.language));
    let style = view.ink.style(Role::Text);
    let rows = wrap(&visible(&text), cells.saturating_sub(INDENT.len()));
    let indents = std::iter::once("").chain(std::iter::repeat(INDENT));
    rows.into_iter()
        .zip(indents)
        .map(|(row, indent)| Row::new().with(indent, Style::default()).with(row, style))
        .collect()
}

fn wrapped(view: &View<'_>, text: &str, cells: usize) -> Vec<Row> {
    let stop = view.ink.pick(".", "。");
    let style = view.ink.style(Role::Text);
    wrap(&format!("{text}{stop}"), cells.saturating_sub(INDENT.len()))
        .into_iter()
        .map(|row| Row::new().with(INDENT, Style::default()).with(row, style))
        .collect()
}
