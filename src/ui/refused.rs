//! A program that is refused, and a run that could not be made: what, where, and what to do instead.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::overlay;
use super::region::{self, Title, View};
use super::text::{Row, draw_rows, visible, width};
use super::theme::Role;
use super::wrap::wrap;
use crate::app::drawn::{Drawn, Extent, Place};
use crate::lesson::Language;
use crate::python::problem::Problem;

/// Draws one problem of a refused program; Up and Down walk them.
pub fn render(
    view: &View<'_>,
    problems: &[Problem],
    area: Rect,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) {
    let ink = view.ink;
    let n = problems.len();
    let place = view
        .lesson
        .tops
        .get(&Place::Problems)
        .copied()
        .unwrap_or(0)
        .min(n.saturating_sub(1));
    drawn.extents.insert(
        Place::Problems,
        Extent {
            total: n,
            visible: 1,
            top: place,
        },
    );
    let Some(problem) = problems.get(place) else {
        return;
    };
    let title = Title {
        name: ink
            .pick("! This program is refused", "! 这个程序被拒绝")
            .to_string(),
        right: ink.pick("nothing ran", "什么也没有运行").to_string(),
        is_focused: true,
        is_alarm: true,
        ..Title::default()
    };
    let next = problems.get(place + 1);
    let rows = problem_rows(view, problem, next, (place, n), overlay::cells(area));
    draw(view, &title, rows, area, buf);
}

/// Draws why a run could not be made or broke down.
pub fn render_failure(view: &View<'_>, reason: &str, area: Rect, buf: &mut Buffer) {
    let ink = view.ink;
    let title = Title {
        name: ink.pick("! The run failed", "! 无法运行").to_string(),
        is_focused: true,
        is_alarm: true,
        ..Title::default()
    };
    let cells = overlay::cells(area);
    let text = ink.style(Role::Text);
    let mut rows = vec![Row::new()];
    let lines = reason.lines().flat_map(|line| wrap(&visible(line), cells));
    rows.extend(lines.map(|row| Row::new().with(row, text)));
    draw(view, &title, rows, area, buf);
}

fn draw(view: &View<'_>, title: &Title, rows: Vec<Row>, area: Rect, buf: &mut Buffer) {
    let area = overlay::open(view.ink, area, rows.len() + 1, buf);
    region::rule(view.ink, title, area.width.into()).draw(buf, area.x, area.y, area.width);
    draw_rows(rows, region::below_title(area), buf);
}

/// ```text
/// mine.py:7:8
///     7 | data = open('names.txt').read()
///       |        ^^^^ open is not available: a program here cannot touch files
///
/// Instead  put the names into a list in the program, or pass them as args.
///
/// 1 of 2 problems   next: mine.py:12:5
/// ```
fn problem_rows(
    view: &View<'_>,
    problem: &Problem,
    next: Option<&Problem>,
    place: (usize, usize),
    cells: usize,
) -> Vec<Row> {
    let ink = view.ink;
    let listing = view.lesson.listing();
    let file = listing.map_or("", |listing| listing.file.as_str());
    let source = listing.map_or("", |listing| listing.source.as_str());
    let mut rows = vec![
        Row::new(),
        Row::new().with(
            format!("{file}:{}:{}", problem.line, problem.column),
            ink.style(Role::Strong),
        ),
    ];
    rows.extend(source_rows(view, problem, source, cells));
    if let Some(remedy) = &problem.remedy {
        let label = ink.pick("Instead  ", "改为  ");
        let indent = width(label);
        rows.push(Row::new());
        let remedy = remedy.get(ink.language);
        let stop = ink.pick(".", "。");
        for (idx, row) in wrap(&format!("{remedy}{stop}"), cells.saturating_sub(indent))
            .into_iter()
            .enumerate()
        {
            let start = if idx == 0 {
                label.to_string()
            } else {
                " ".repeat(indent)
            };
            rows.push(
                Row::new()
                    .with(start, ink.style(Role::Strong))
                    .with(row, ink.style(Role::Text)),
            );
        }
    }
    let (number, n) = (place.0 + 1, place.1);
    let count = match (n, ink.language) {
        (1, Language::En) => String::from("1 problem"),
        (n, Language::En) => format!("{number} of {n} problems"),
        (n, _) => format!("第 {number} 个问题，共 {n} 个"),
    };
    let next = next.map_or_else(String::new, |next| {
        format!(
            "   {}{file}:{}:{}",
            ink.pick("next: ", "下一个："),
            next.line,
            next.column
        )
    });
    rows.push(Row::new());
    rows.push(
        Row::new()
            .with(count, ink.style(Role::Text))
            .with(next, ink.style(Role::Dim)),
    );
    rows
}

/// The source line, carets below the problem, and what it is; a message that does not fit beside the carets goes on
/// below them.
fn source_rows(view: &View<'_>, problem: &Problem, source: &str, cells: usize) -> Vec<Row> {
    let ink = view.ink;
    let line = source
        .lines()
        .nth((problem.line as usize).saturating_sub(1))
        .unwrap_or("");
    let before: String = line
        .chars()
        .take((problem.column as usize).saturating_sub(1))
        .collect();
    let marked: String = line.chars().skip(before.chars().count()).collect();
    let span_text = source
        .get(problem.span.clone())
        .unwrap_or("")
        .lines()
        .next()
        .unwrap_or("");
    let caret_cells = width(&visible(span_text))
        .min(width(&visible(&marked)))
        .max(1);
    let number = format!("{:>5} | ", problem.line);
    let blank = format!("{:>5} | ", "");
    let dim = ink.style(Role::Dim);
    let code = Row::new()
        .with(number, dim)
        .with(visible(line), ink.style(Role::Text))
        .cut(cells, ink.cut_mark());
    let offset = width(&visible(&before));
    let carets = Row::new()
        .with(blank.clone(), dim)
        .with(" ".repeat(offset), Style::default())
        .with("^".repeat(caret_cells), ink.style(Role::Strong));
    let message = visible(problem.message.get(ink.language));
    if carets.width() + 1 + width(&message) <= cells {
        return vec![
            code,
            carets.with(format!(" {message}"), ink.style(Role::Text)),
        ];
    }
    let below = wrap(&message, cells.saturating_sub(width(&blank)));
    let below = below.into_iter().map(|row| {
        Row::new()
            .with(blank.clone(), dim)
            .with(row, ink.style(Role::Text))
    });
    [code, carets.cut(cells, "")]
        .into_iter()
        .chain(below)
        .collect()
}
