//! Region Log: each event as a sentence, newest last.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::empty;
use super::region::{self, Automatic, Title, View};
use super::text::{Row, cut_middle, draw_rows, pad_left, width};
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
    let taken = if has_schedule_row(view, area) { 3 } else { 1 };
    let visible = usize::from(area.height.saturating_sub(taken));
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
    let inner = schedule(view, inner, buf);
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

/// Whether there is a schedule to tell of, and the region is high enough for it below the sentences.
fn has_schedule_row(view: &View<'_>, area: Rect) -> bool {
    let run = &view.lesson.run;
    (run.schedule().is_some() || run.has_no_code()) && area.height >= 5
}

/// The schedule of a stepped run on the last row, after a blank one: `schedule  F1-07A5-2C4E     y copy   i enter`.
/// Returns the rows that are left.
fn schedule(view: &View<'_>, inner: Rect, buf: &mut Buffer) -> Rect {
    let title_row = Rect {
        height: inner.height + 1,
        ..inner
    };
    if !has_schedule_row(view, title_row) {
        return inner;
    }
    let row = schedule_row(view, inner.width.into());
    row.draw(buf, inner.x, inner.bottom() - 1, inner.width);
    Rect {
        height: inner.height - 2,
        ..inner
    }
}

fn schedule_row(view: &View<'_>, cells: usize) -> Row {
    let ink = view.ink;
    let word = ink.pick("schedule", "调度码");
    let Some(code) = view.lesson.run.schedule() else {
        let none = ink.pick(
            "none: the run was live for a part",
            "无：这次运行有一段是实时的",
        );
        return Row::new()
            .with(word, ink.style(Role::Dim))
            .with(format!("  {none}"), ink.style(Role::Text))
            .cut(cells, ink.cut_mark());
    };
    let keys = Row::new()
        .with("y", ink.style(Role::Strong))
        .with(ink.pick(" copy   ", " 复制   "), ink.style(Role::Text))
        .with("i", ink.style(Role::Strong))
        .with(ink.pick(" enter", " 输入"), ink.style(Role::Text));
    let room = cells.saturating_sub(keys.width() + width(word) + 4);
    let code = cut_middle(code, room, ink.cut_mark());
    Row::new()
        .with(word, ink.style(Role::Dim))
        .with("  ", ink.style(Role::Text))
        .with(code, ink.style(Role::Strong))
        .and_right(keys, cells, ink.cut_mark())
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
