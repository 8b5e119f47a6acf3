//! Region Log: each event as a sentence, newest last.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::empty;
use super::region::{self, Automatic, Title, View};
use super::text::{Row, draw_rows, pad_left, width};
use super::theme::Role;
use super::words::Word;
use crate::app::drawn::{Drawn, Place, Target};
use crate::lesson::Region;
use crate::model::narration::sentence;
use crate::model::world::LogEntry;

/// Draws it. The sentences are made for the rows that can be seen alone.
pub fn render(view: &View<'_>, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let world = view.world();
    let entries: Vec<&LogEntry> = world
        .log
        .iter()
        .filter(|entry| !entry.fact.is_detail())
        .collect();
    let taken = 1 + usize::from(schedule_height(view, area));
    let visible = usize::from(area.height).saturating_sub(taken);
    let extent = view.window(Place::Log, entries.len(), visible, Automatic::End);
    let n_events = view.lesson.run.n_events;
    let count = match n_events {
        0 => String::new(),
        1 => view.ink.pick("1 event", "1 个事件").to_string(),
        _ => format!("{n_events} {}", view.ink.pick("events", "个事件")),
    };
    let title = Title {
        name: view.ink.word(Word::Region(Region::Log)).to_string(),
        right: region::following(view.ink, extent, count),
        ..Title::default()
    };
    let inner = region::open(view, Region::Log, title, area, buf, drawn);
    let inner = schedule(view, inner, schedule_height(view, area), buf);
    drawn.extents.insert(Place::Log, extent);
    if entries.is_empty() {
        let words = if world.log.is_empty() {
            view.ink.pick("no event yet", "还没有事件")
        } else {
            view.ink.pick(
                "the newest events only say which line runs",
                "最近的事件都只说明执行到了哪一行",
            )
        };
        empty::draw(view.ink, words, inner, buf);
        return;
    }
    let shown = entries.iter().skip(extent.top).take(visible);
    for (entry, y) in shown.clone().zip(inner.top()..inner.bottom()) {
        let place = Rect {
            y,
            height: 1,
            ..inner
        };
        let target = Target::Moment(entry.seq + 1);
        drawn.targets.push((region::area_of(place), target));
    }
    let rows = shown.map(|entry| row(view, entry, inner.width));
    draw_rows(rows, inner, buf);
}

/// Rows of the region that the schedule takes, with the blank one before it: none where there is nothing to tell of, or
/// the region is too low.
fn schedule_height(view: &View<'_>, area: Rect) -> u16 {
    let run = &view.lesson.run;
    if area.height < 5 || !(run.schedule().is_some() || run.has_no_code()) {
        return 0;
    }
    let n_rows = schedule_rows(view, area.width).len() as u16;
    // A code of many departures leaves room for sentences; it is copied whole all the same.
    1 + n_rows.min((area.height - 1) / 2)
}

/// The schedule of a stepped run on the last rows, after a blank one: `schedule  F1-07A5-2C4E     y copy   i enter`.
/// Returns the rows that are left.
fn schedule(view: &View<'_>, inner: Rect, height: u16, buf: &mut Buffer) -> Rect {
    let height = height.min(inner.height);
    let left = Rect {
        height: inner.height - height,
        ..inner
    };
    if height < 2 {
        return inner;
    }
    let rows = schedule_rows(view, inner.width);
    let n_shown = usize::from(height - 1);
    // Where not all of it fits, the end stays, with the keys.
    let shown = rows.iter().skip(rows.len().saturating_sub(n_shown));
    for (row, y) in shown.zip(left.bottom() + 1..inner.bottom()) {
        row.draw(buf, inner.x, y, inner.width);
    }
    left
}

/// The code broken between its groups, so that it can be read off: the keys stand on the last row.
fn schedule_rows(view: &View<'_>, cells: u16) -> Vec<Row> {
    let ink = view.ink;
    let cells = usize::from(cells);
    let word = ink.pick("schedule", "调度码");
    let Some(code) = view.lesson.run.schedule() else {
        let none = ink.pick(
            "none: the run was live for a part",
            "无：这次运行有一段是实时的",
        );
        let row = Row::new()
            .with(word, ink.style(Role::Dim))
            .with(format!("  {none}"), ink.style(Role::Text));
        return vec![row.cut(cells, ink.cut_mark())];
    };
    let keys = Row::new()
        .with("y", ink.style(Role::Strong))
        .with(ink.pick(" copy   ", " 复制   "), ink.style(Role::Text))
        .with("i", ink.style(Role::Strong))
        .with(ink.pick(" enter", " 输入"), ink.style(Role::Text));
    let margin = width(word) + 2;
    let room = cells.saturating_sub(margin);
    let pieces = broken(code, room, room.saturating_sub(keys.width() + 2));
    let n_pieces = pieces.len();
    let row = |(index, piece): (usize, String)| {
        let before = if index == 0 {
            format!("{word}  ")
        } else {
            " ".repeat(margin)
        };
        let row = Row::new()
            .with(before, ink.style(Role::Dim))
            .with(piece, ink.style(Role::Strong));
        if index + 1 == n_pieces {
            row.and_right(keys.clone(), cells, ink.cut_mark())
        } else {
            row.cut(cells, ink.cut_mark())
        }
    };
    pieces.into_iter().enumerate().map(row).collect()
}

/// A code in pieces of at most `room` cells, the last of at most `last`, broken behind dashes.
fn broken(code: &str, room: usize, last: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for group in code.split_inclusive('-') {
        let piece = pieces.last_mut().expect("there is one");
        if !piece.is_empty() && piece.len() + group.len() > room {
            pieces.push(group.to_owned());
        } else {
            piece.push_str(group);
        }
    }
    if pieces.last().is_some_and(|piece| piece.len() > last) {
        pieces.push(String::new());
    }
    pieces
}

/// `4.000  [2] releases lock`
fn row(view: &View<'_>, entry: &LogEntry, cells: u16) -> Row {
    let ink = view.ink;
    let time = format!("{:.3}", entry.vt as f64 / 1e9);
    // As wide as the newest time, so that the dots stand on one column.
    let time_cells = format!("{:.3}", view.world().vt as f64 / 1e9).len();
    let text = sentence(view.world(), entry, ink.language);
    let style = if entry.fact.is_alarm() {
        Role::Strong
    } else {
        Role::Text
    };
    Row::new()
        .with(pad_left(&time, time_cells), ink.style(Role::Dim))
        .with("  ", ink.style(Role::Text))
        .with_spans(ink.sentence(&text, ink.style(style)).into_spans())
        .cut(cells.into(), ink.cut_mark())
}
