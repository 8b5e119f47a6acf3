//! Region Output: what the shared terminal received, by writer; torn lines are marked. `v` hides the marks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::empty;
use super::glyphs::Glyph;
use super::region::{self, Automatic, Title, View};
use super::text::{Row, draw_rows, visible};
use super::theme::Role;
use super::words::Word;
use crate::app::drawn::{Drawn, Place};
use crate::lesson::{Language, Region, StdoutMode};
use crate::model::world;
use crate::trace::ProcId;

/// Draws it. The rows are made for what can be seen alone.
pub fn render(view: &View<'_>, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let ink = view.ink;
    let output = &view.world().output;
    let n_visible = usize::from(area.height.saturating_sub(1));
    let extent = view.window(Place::Output, output.rows.len(), n_visible, Automatic::End);
    let usual = format!("stdout {}", ink.word(Word::Stdout(stdout_mode(view))));
    let title = Title {
        name: ink.word(Word::Region(Region::Output)).to_string(),
        note: torn_note(view),
        right: region::following(ink, extent, usual),
        ..Title::default()
    };
    let inner = region::open(view, Region::Output, title, area, buf, drawn);
    drawn.extents.insert(Place::Output, extent);
    if output.rows.is_empty() {
        empty::draw(ink, nothing_written(view), inner, buf);
        return;
    }
    let cells = usize::from(inner.width);
    let rows = output
        .rows
        .iter()
        .skip(extent.top)
        .take(n_visible)
        .map(|row| {
            if view.lesson.shows_raw_output {
                raw_row(view, row, cells)
            } else {
                marked_row(view, row, cells)
            }
        });
    draw_rows(rows, inner, buf);
}

/// Why there is no output. In a pipe's mode a process keeps its text until it ends or its buffer is full.
fn nothing_written<'a>(view: &View<'a>) -> &'a str {
    let has_run = !view.world().processes.is_empty();
    if has_run && stdout_mode(view) == StdoutMode::Pipe {
        view.ink.pick(
            "nothing written yet; text may wait in buffers",
            "还没有输出；文字可能还在缓冲区里",
        )
    } else {
        view.ink.pick("nothing written yet", "还没有输出")
    }
}

/// How stdout is buffered: of the run, before it of what it will be.
pub fn stdout_mode(view: &View<'_>) -> StdoutMode {
    if view.lesson.run.id.0 == 0 {
        view.app
            .options
            .stdout
            .unwrap_or_else(|| view.lesson.stdout())
    } else {
        view.lesson.run.facts.stdout
    }
}

/// `3 torn`
fn torn_note(view: &View<'_>) -> String {
    match (view.world().output.torn, view.ink.language) {
        (0, _) => String::new(),
        (n, Language::En) => format!("{n} torn"),
        (n, _) => format!("{n} 处断行"),
    }
}

/// The text as the terminal would show it.
fn raw_row(view: &View<'_>, row: &world::Row, cells: usize) -> Row {
    let text: String = row.pieces.iter().map(|piece| piece.text.as_str()).collect();
    Row::new()
        .with(visible(&text), view.ink.style(Role::Text))
        .cut(cells, view.ink.cut_mark())
}

/// `[1] Pid: 3 #0 ↯ [2] Pid: 4 #0                ↯ torn`
fn marked_row(view: &View<'_>, row: &world::Row, cells: usize) -> Row {
    let ink = view.ink;
    if let (Some(n_late), Some(piece)) = (row.late, row.pieces.first()) {
        return late_row(view, piece.proc, n_late).cut(cells, ink.cut_mark());
    }
    let mut left = Row::new();
    for (place, piece) in row.pieces.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| &row.pieces[before]);
        let is_other_writer = before.is_none_or(|before| before.proc != piece.proc);
        if before.is_some() && is_other_writer {
            left = left.with(
                format!(" {} ", ink.glyph(Glyph::Torn)),
                ink.style(Role::Strong),
            );
        }
        if is_other_writer {
            left = left
                .with_spans([ink.badge(piece.proc)])
                .with(" ", Style::default());
        }
        left = left.with(visible(&piece.text), ink.hue(piece.proc));
        if piece.lone_newline {
            left = left.with(ink.glyph(Glyph::Newline), ink.style(Role::Dim));
        }
    }
    let right = if row.torn {
        let word = format!("{} {}", ink.glyph(Glyph::Torn), ink.word(Word::Torn));
        Row::new().with(word, ink.style(Role::Alarm))
    } else {
        Row::new()
    };
    left.and_right(right, cells, ink.cut_mark())
}

/// `↵ of [1], 2 lines late`: an empty row, made by a newline that came after another one's.
fn late_row(view: &View<'_>, writer: ProcId, n_late: u64) -> Row {
    let ink = view.ink;
    let dim = ink.style(Role::Dim);
    let newline = ink.glyph(Glyph::Newline);
    match (n_late, ink.language) {
        (_, Language::Zh) => Row::new()
            .with_spans([ink.badge(writer)])
            .with(format!(" 的 {newline}，晚了 {n_late} 行"), dim),
        (n, Language::En) => {
            let lines = if n == 1 { "line" } else { "lines" };
            Row::new()
                .with(format!("{newline} of "), dim)
                .with_spans([ink.badge(writer)])
                .with(format!(", {n} {lines} late"), dim)
        }
    }
}
