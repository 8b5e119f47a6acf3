//! A queue: how many items, and the items in their slots; the left one leaves first.

use ratatui::style::Style;

use super::super::glyphs::Glyph;
use super::super::motion;
use super::super::region::View;
use super::super::text::{Row, cut_middle, pad, visible, width};
use super::super::theme::Role;
use crate::lesson::Language;
use crate::model::world::{Detail, Item, Object};

/// Cells of a slot, at least and at most.
const SLOT_CELLS: (usize, usize) = (2, 8);

/// Above so many slots the first 5 and the last 2 are drawn.
const MOST_SLOTS: usize = 12;

/// Slots drawn of a queue without a bound that holds less.
const OPEN_SLOTS: usize = 4;

/// `1 of 10`, with `+2 not yet in the pipe` while items are with the feeder.
pub fn state(view: &View<'_>, object: &Object) -> Row {
    let ink = view.ink;
    let Detail::Queue {
        n_items,
        n_with_feeder,
        capacity,
        ..
    } = &object.detail
    else {
        return Row::new();
    };
    let number = match (capacity.filter(|capacity| *capacity > 0), ink.language) {
        (None, _) => n_items.to_string(),
        (Some(capacity), Language::En) => format!("{n_items} of {capacity}"),
        (Some(capacity), _) => format!("{n_items}/{capacity}"),
    };
    let row = Row::new().with(number, view.number_style(object));
    let row = match view.world().unfinished(object.id) {
        Some(n) => unfinished(view, row, n),
        None => row,
    };
    if *n_with_feeder == 0 {
        return row;
    }
    let feeder = match ink.language {
        Language::En => format!("  +{n_with_feeder} not yet in the pipe"),
        Language::Zh => format!("  +{n_with_feeder} 尚未进入管道"),
    };
    row.with(feeder, ink.style(Role::Dim))
}

/// `  unfinished 3`: items of a joinable queue that nobody has said to be done.
fn unfinished(view: &View<'_>, row: Row, n: i64) -> Row {
    let text = format!("  {} {n}", view.ink.pick("unfinished", "未完成"));
    row.with(text, view.ink.style(Role::Text))
}

/// `  out ⇠ |38|  |  |  | ⇠ in`
pub fn further(view: &View<'_>, object: &Object, cells: usize) -> Vec<Row> {
    let ink = view.ink;
    let Detail::Queue {
        items,
        n_items,
        capacity,
        ..
    } = &object.detail
    else {
        return Vec::new();
    };
    let n_items = usize::try_from(*n_items).unwrap_or(usize::MAX);
    let bound = capacity
        .filter(|capacity| *capacity > 0)
        .and_then(|capacity| usize::try_from(capacity).ok());
    let n_slots = bound
        .unwrap_or_else(|| n_items.saturating_add(1).max(OPEN_SLOTS))
        .max(1);
    let places: Vec<Option<usize>> = if n_slots <= MOST_SLOTS {
        (0..n_slots).map(Some).collect()
    } else {
        (0..5)
            .map(Some)
            .chain([None])
            .chain((n_slots - 2..n_slots).map(Some))
            .collect()
    };
    let out = format!(
        "  {} {} ",
        ink.pick("out", "出"),
        ink.glyph(Glyph::FlowLeft)
    );
    let in_ = format!(" {} {}", ink.glyph(Glyph::FlowLeft), ink.pick("in", "入"));
    let longest = items
        .iter()
        .map(|item| width(&visible(&item.repr)))
        .max()
        .unwrap_or(0);
    let room = cells.saturating_sub(width(&out) + width(&in_) + 1);
    let fitting = (room / places.len().max(1)).saturating_sub(1);
    let slot_cells = longest
        .clamp(SLOT_CELLS.0, SLOT_CELLS.1)
        .min(fitting.max(1));
    let dim = ink.style(Role::Dim);
    let newest = newest_item(view, object, n_items);
    let moving = motion::item(view, object);
    let out_cells = width(&out);
    let mut row = Row::new().with(out, dim).with("|", dim);
    let mut newest_column = None;
    for place in places {
        if place.is_some_and(|place| place + 1 == n_items) {
            newest_column = Some(row.width());
        }
        row = match place {
            None => row.with(ink.cut_mark(), dim).with("|", dim),
            Some(place) => {
                let mark = if newest == Some(place) {
                    ink.style(Role::Strong)
                } else {
                    Style::default()
                };
                let is_on_its_way =
                    place + 1 == n_items && moving.as_ref().is_some_and(|moving| moving.goes_in);
                let item = items.get(place).filter(|_| !is_on_its_way);
                slot(view, row, item, (slot_cells, mark)).with("|", dim)
            }
        };
    }
    let end = row.width();
    let row = row.with(in_, dim);
    let row = match (moving, newest_column) {
        // It comes in at the last slot, and goes out over the arrow.
        (Some(mut item), Some(slot)) if item.goes_in => {
            item.text = cut_middle(&item.text, slot_cells, ink.cut_mark());
            let last = end.saturating_sub(slot_cells + 1);
            motion::over(view, row, &item, last, slot)
        }
        (Some(mut item), _) if !item.goes_in => {
            item.text = cut_middle(&item.text, out_cells.saturating_sub(3), ink.cut_mark());
            let first = out_cells.saturating_sub(width(&item.text));
            motion::over(view, row, &item, first, 2)
        }
        _ => row,
    };
    vec![row.cut(cells, ink.cut_mark())]
}

/// Place of the item that was put just now; none where the newest change was a taking.
fn newest_item(view: &View<'_>, object: &Object, n_items: usize) -> Option<usize> {
    let [.., (_, before), (_, now)] = object.history.as_slice() else {
        return None;
    };
    let was_put = now > before && view.is_fresh_object(object);
    n_items.checked_sub(1).filter(|_| was_put)
}

/// A slot of so many cells; its item with this mark.
fn slot(view: &View<'_>, row: Row, item: Option<&Item>, (slot_cells, mark): (usize, Style)) -> Row {
    let Some(item) = item else {
        return row.with(" ".repeat(slot_cells), Style::default());
    };
    let text = cut_middle(&visible(&item.repr), slot_cells, view.ink.cut_mark());
    let style = if item.with_feeder {
        view.ink.style(Role::Dim)
    } else {
        view.ink.hue(item.from)
    };
    row.with(pad(&text, slot_cells), style.patch(mark))
}
