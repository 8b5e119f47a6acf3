//! Region Code: the listing, with the badges of the processes beside the lines they are at.
//!
//! ```text
//!   2  13❯             full.acquire()
//! 3+2  10          for count in range(self.times):
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::empty;
use super::glyphs::Glyph;
use super::ink::Ink;
use super::motion;
use super::notes;
use super::region::{self, Automatic, Title, View};
use super::state::{announced, line_of};
use super::text::{Row, draw_rows, pad_left, visible};
use super::theme::Role;
use super::words::Word;
use crate::app::drawn::{Drawn, Place, Target};
use crate::lesson::{Language, Region};
use crate::python::highlight::TokenClass;
use crate::trace::{LineNo, ProcId};

/// Cells of the badges in the gutter, more where more than nine others stand with the first.
const BADGE_CELLS: usize = 3;

/// Rows it would take, title included.
pub fn wanted(view: &View<'_>) -> u16 {
    let n_lines = view
        .lesson
        .listing()
        .map_or(0, |listing| listing.source.lines().count());
    (n_lines as u16).saturating_add(1)
}

/// Draws it.
pub fn render(view: &View<'_>, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let listing = view.lesson.listing();
    let source = listing.map_or("", |listing| listing.source.as_str());
    let lines = code_lines(source);
    let halves = halves(view);
    let notes = notes::rows(view, area.width.into(), area.height.into());
    let taken = 1 + u16::from(halves.is_some()) + notes.len() as u16;
    let n_visible = usize::from(area.height.saturating_sub(taken));
    let top = automatic_top(view, lines.len(), n_visible);
    let extent = view.window(Place::Code, lines.len(), n_visible, Automatic::At(top));
    let last = (extent.top + n_visible).min(lines.len());
    let range = match view.ink.language {
        Language::En => format!("{}-{last} of {}", extent.top + 1, lines.len()),
        Language::Zh => format!("{}-{last} / {}", extent.top + 1, lines.len()),
    };
    let title = Title {
        name: view.ink.word(Word::Region(Region::Code)).to_string(),
        note: listing
            .map(|listing| note(view, &listing.file))
            .unwrap_or_default(),
        right: if listing.is_some() {
            range
        } else {
            String::new()
        },
        ..Title::default()
    };
    let inner = region::open(view, Region::Code, title, area, buf, drawn);
    drawn.extents.insert(Place::Code, extent);
    if listing.is_none() {
        let why = view.lesson.no_listing.get(view.ink.language);
        empty::draw(view.ink, why, inner, buf);
        return;
    }
    let inner = match halves {
        Some(halves) if inner.height > 1 => {
            let y = inner.bottom() - 1;
            halves
                .cut(inner.width.into(), view.ink.cut_mark())
                .draw(buf, inner.x, y, inner.width);
            Rect {
                height: inner.height - 1,
                ..inner
            }
        }
        _ => inner,
    };
    let inner = notes_below(notes, inner, buf);
    let marked = notes::marked_lines(view);
    let number_cells = lines.len().to_string().len().max(3);
    let chosen = chosen_line(view);
    let badge_cells = badge_cells(view, lines.len());
    let rows = lines
        .iter()
        .enumerate()
        .skip(extent.top)
        .zip(inner.top()..inner.bottom());
    for ((line_idx, line), y) in rows {
        let number = LineNo(line_idx as u32 + 1);
        let is_chosen = chosen == Some(number);
        let mark = if is_chosen {
            view.ink.glyph(Glyph::Chosen)
        } else if marked.contains(&number) {
            "!"
        } else {
            " "
        };
        let row = gutter(view, number, [badge_cells, number_cells], mark);
        let code_cells = usize::from(inner.width).saturating_sub(row.width());
        let row = row.with_spans(code(view, *line, code_cells).into_spans());
        let row_area = Rect {
            y,
            height: 1,
            ..inner
        };
        let select = if is_chosen {
            view.ink.style(Role::Select)
        } else {
            Style::default()
        };
        let target = Target::Line(number);
        drawn.targets.push((region::area_of(row_area), target));
        buf.set_style(row_area, select);
        row.over(select).draw(buf, inner.x, y, inner.width);
    }
}

/// Draws the notes into the last rows; gives what is left above them.
fn notes_below(notes: Vec<Row>, inner: Rect, buf: &mut Buffer) -> Rect {
    let height = inner.height.saturating_sub(notes.len() as u16);
    let below = Rect {
        y: inner.y + height,
        height: inner.height - height,
        ..inner
    };
    draw_rows(notes, below, buf);
    Rect { height, ..inner }
}

/// The file's name, and that the learner changed it, now or before.
fn note(view: &View<'_>, file: &str) -> String {
    if view.lesson.is_changed() {
        let word = view.ink.pick("changed", "已修改");
        format!("{file}  {word}")
    } else if view
        .lesson
        .kept_copies
        .contains_key(&view.lesson.listing_idx)
    {
        let words = view.ink.pick("e opens your copy", "e 打开你的副本");
        format!("{file}  {words}")
    } else {
        file.to_string()
    }
}

/// `⇡ [1] and [2] have done half of line 12: 1 of 2`, while processes stand inside a statement of several operations;
/// of the line that the chosen process is in, else of the first.
fn halves(view: &View<'_>) -> Option<Row> {
    let ink = view.ink;
    let run = &view.lesson.run;
    let inside: Vec<(ProcId, u32, (u32, Option<u32>))> = run
        .newest()
        .processes
        .iter()
        .filter_map(|process| {
            let announced = announced(run, process)?;
            let part = run.stepping.part_of(announced)?;
            Some((process.id, announced.line?, part))
        })
        .collect();
    let of_chosen = inside.iter().find(|(id, ..)| *id == view.lesson.chosen);
    let (_, line, part) = *of_chosen.or_else(|| inside.first())?;
    let who: Vec<String> = inside
        .iter()
        .filter(|(_, at, other)| *at == line && *other == part)
        .map(|(id, ..)| format!("[{}]", id.0))
        .collect();
    let text = half_text(ink, &who, line, part);
    let indent = " ".repeat(BADGE_CELLS + 5);
    let row = Row::new().with(indent, Style::default());
    Some(row.with_spans(ink.sentence(&text, ink.style(Role::Dim)).into_spans()))
}

/// `⇡ [1] has done half of line 12: 1 of 2`
fn half_text(ink: &Ink, who: &[String], line: u32, (done, n): (u32, Option<u32>)) -> String {
    let up = ink.glyph(Glyph::Up);
    match (ink.language, n) {
        (Language::En, n) => {
            let have = if who.len() == 1 { "has" } else { "have" };
            let who = who.join(" and ");
            match n {
                Some(2) => format!("{up} {who} {have} done half of line {line}: {done} of 2"),
                Some(n) => format!("{up} {who} {have} done a part of line {line}: {done} of {n}"),
                None => format!("{up} {who} {have} done {done} of the operations of line {line}"),
            }
        }
        (Language::Zh, n) => {
            let who = who.join("");
            match n {
                Some(n) => format!("{up} {who} 第 {line} 行做了一部分：{done}/{n}"),
                None => format!("{up} {who} 第 {line} 行已做 {done} 个操作"),
            }
        }
    }
}

/// The line that the chosen process is at.
fn chosen_line(view: &View<'_>) -> Option<LineNo> {
    let process = view.world().process(view.lesson.chosen)?;
    line_of(&view.lesson.run, process).filter(|_| process.is_alive())
}

/// The first row that shows the chosen process's line, else that of the failure that is told, with one line above it,
/// near to where the rows stood in the last frame.
fn automatic_top(view: &View<'_>, n_lines: usize, n_visible: usize) -> usize {
    let Some(line) = chosen_line(view).or_else(|| notes::line_told(view)) else {
        return 0;
    };
    let last_top = view
        .app
        .drawn
        .extents
        .get(&Place::Code)
        .map_or(0, |extent| extent.top);
    let place = (line.0 as usize).saturating_sub(1);
    let shows_line = last_top < place && place + 1 < last_top + n_visible;
    let is_at_edge = (last_top == 0 && place < n_visible) || place + 1 == n_lines;
    let stays = shows_line || (is_at_edge && place >= last_top && place < last_top + n_visible);
    if stays {
        last_top
    } else {
        place.saturating_sub(1)
    }
}

/// Badges, line number and the line's mark.
fn gutter(
    view: &View<'_>,
    number: LineNo,
    [badge_cells, number_cells]: [usize; 2],
    mark: &'static str,
) -> Row {
    let ink = view.ink;
    let badges = badges(view, number);
    Row::new()
        .with(
            " ".repeat(badge_cells.saturating_sub(badges.width())),
            Style::default(),
        )
        .with_spans(badges.into_spans())
        .with(
            format!(" {}", pad_left(&number.0.to_string(), number_cells)),
            ink.style(Role::Dim),
        )
        .with(mark, ink.style(Role::Strong))
        .with(" ", Style::default())
}

/// Cells that the badges of every line fit into: `1+12` and `12+3` take one more than usual.
fn badge_cells(view: &View<'_>, n_lines: usize) -> usize {
    let mut standing: BTreeMap<LineNo, (u32, usize)> = BTreeMap::new();
    for process in view.world().processes.iter().filter(|it| it.is_alive()) {
        if let Some(line) = motion::line_of(view, process) {
            standing
                .entry(line)
                .and_modify(|(_, n_more)| *n_more += 1)
                .or_insert((process.id.0, 0));
        }
    }
    let of_line = |(first, n_more): &(u32, usize)| match n_more {
        0 => first.to_string().len(),
        n => first.to_string().len() + 1 + n.to_string().len(),
    };
    let there = standing
        .iter()
        .filter(|(line, _)| (line.0 as usize) <= n_lines);
    let widest = there.map(|(_, it)| of_line(it)).max().unwrap_or(0);
    widest.max(BADGE_CELLS)
}

/// `2`, `1 2`, or `3+2` for the lowest and how many more.
fn badges(view: &View<'_>, number: LineNo) -> Row {
    let ink = view.ink;
    let processes = &view.world().processes;
    let here: Vec<ProcId> = processes
        .iter()
        .filter(|process| process.is_alive() && motion::line_of(view, process) == Some(number))
        .map(|process| process.id)
        .collect();
    match here.as_slice() {
        [] => Row::new(),
        [only] => Row::new().with_spans([ink.number(*only)]),
        [first, second] if first.0 < 10 && second.0 < 10 => Row::new()
            .with_spans([ink.number(*first)])
            .with(" ", Style::default())
            .with_spans([ink.number(*second)]),
        [first, rest @ ..] => {
            let count = format!("+{}", rest.len());
            Row::new()
                .with_spans([ink.number(*first)])
                .with(count, ink.style(Role::Text))
        }
    }
}

/// A line of the listing.
#[derive(Clone, Copy)]
struct CodeLine<'a> {
    /// Byte where it begins in the listing.
    start: usize,
    /// Its text, without the line end.
    text: &'a str,
}

/// The lines of a listing with the place where each begins.
fn code_lines(source: &str) -> Vec<CodeLine<'_>> {
    let mut start = 0;
    source
        .split_inclusive('\n')
        .map(|whole| {
            let line = CodeLine {
                start,
                text: whole.trim_end_matches(['\n', '\r']),
            };
            start += whole.len();
            line
        })
        .collect()
}

/// The line's code in `cells` cells, moved to the left by as much as the learner scrolled. Classes are set in weight
/// and slant, so that badges stand out.
fn code(view: &View<'_>, line: CodeLine<'_>, cells: usize) -> Row {
    let text = view.ink.style(Role::Text);
    let end = line.start + line.text.len();
    let first = view
        .lesson
        .classes
        .partition_point(|(span, _)| span.end <= line.start);
    let mut row = Row::new();
    let mut at = line.start;
    for (span, class) in view.lesson.classes[first..]
        .iter()
        .take_while(|(span, _)| span.start < end)
    {
        let (from, to) = (span.start.max(at), span.end.min(end));
        row = row.with(piece(line, at..from), text).with(
            piece(line, from..to),
            text.patch(view.ink.style(role_of(*class))),
        );
        at = to;
    }
    row.with(piece(line, at..end), text)
        .without(view.lesson.code_left)
        .cut(cells, view.ink.cut_mark())
}

/// A stretch of the line, given by bytes of the listing.
fn piece(line: CodeLine<'_>, span: Range<usize>) -> String {
    let from = span.start.saturating_sub(line.start);
    let to = span.end.saturating_sub(line.start);
    visible(line.text.get(from..to).unwrap_or_default())
}

fn role_of(class: TokenClass) -> Role {
    match class {
        TokenClass::Keyword => Role::CodeKeyword,
        TokenClass::String => Role::CodeString,
        TokenClass::Comment => Role::CodeComment,
        TokenClass::Number => Role::Text,
        TokenClass::Multiprocessing => Role::CodeCall,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_where_they_begin() {
        let lines = code_lines("a\n\r\nbc");
        let places: Vec<_> = lines.iter().map(|line| (line.start, line.text)).collect();
        assert_eq!(places, [(0, "a"), (2, ""), (4, "bc")]);
        assert_eq!(piece(lines[2], 5..6), "c");
        assert_eq!(piece(lines[2], 9..12), "");
    }
}
