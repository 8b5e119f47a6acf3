//! A shared value or array: its content, and what it was before.

use ratatui::style::Style;

use super::super::region::View;
use super::super::text::{Row, visible};
use super::super::theme::Role;
use super::super::words::Word;
use super::{lock, waiting};
use crate::lesson::Language;
use crate::model::value::Accesses;
use crate::model::world::{Detail, Object};
use crate::trace::{ObjectType, ProcId};

/// Cells of an array that are all shown.
const ALL_CELLS: usize = 16;

/// Of a longer array: first cells, and last cells.
const ENDS: [usize; 2] = [12, 2];

/// `= 41  was 40, by [2]`; `= 3 7 0 0  was 5, by [2]`, the changed cell strong.
pub fn state(view: &View<'_>, object: &Object) -> Row {
    let ink = view.ink;
    let Detail::Value {
        repr,
        before,
        cells,
        changed,
        ..
    } = &object.detail
    else {
        return Row::new();
    };
    let row = if object.type_ == ObjectType::Array {
        array(view, cells, *changed)
    } else {
        Row::new().with(format!("= {}", visible(repr)), ink.style(Role::Strong))
    };
    let Some((old, writer)) = before else {
        return row;
    };
    let (was, by) = match ink.language {
        Language::En => (format!("  was {}, by ", visible(old)), "  by "),
        Language::Zh => (format!("  原为 {}，改者 ", visible(old)), "  改者 "),
    };
    let was = if old.is_empty() { by.to_owned() } else { was };
    row.with(was, ink.style(Role::Dim))
        .with_spans([ink.badge(*writer)])
}

/// Who has its own lock, while somebody has it or waits; and the alarm about updates that were lost.
pub fn further(view: &View<'_>, object: &Object, cells: usize) -> Vec<Row> {
    let Detail::Value {
        accesses, holder, ..
    } = &object.detail
    else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    if holder.is_some() || !object.waiters.is_empty() {
        rows.push(own_lock(view, object, *holder, cells));
        rows.extend(lock::further(view, object));
    }
    rows.extend(lost(view, accesses));
    rows
}

/// `  lock held by [1] x2   waiting [2][3]`
fn own_lock(view: &View<'_>, object: &Object, holder: Option<(ProcId, u32)>, cells: usize) -> Row {
    let ink = view.ink;
    let row = Row::new().with(ink.pick("  lock ", "  锁 "), ink.style(Role::Dim));
    let row = match holder {
        Some((holder, depth)) => {
            row.with_spans(lock::held(view, object, holder, depth).into_spans())
        }
        None => row.with(ink.word(Word::Free), ink.style(Role::Dim)),
    };
    let row = row.with("   ", Style::default());
    let room = cells.saturating_sub(row.width());
    row.with_spans(waiting(view, &object.waiters, room).into_spans())
}

/// The alarm about updates that were lost: a row of its own, because the first one has no room for it in a column.
fn lost(view: &View<'_>, accesses: &Accesses) -> Option<Row> {
    let (of, by) = accesses.newest_lost?;
    let ink = view.ink;
    let times = match accesses.n_lost {
        0 | 1 => String::new(),
        n => format!(" x{n}"),
    };
    let chip = format!("{}{times}", ink.pick("! lost update", "! 更新丢失"));
    let row = Row::new()
        .with("  ", Style::default())
        .with(chip, ink.style(Role::Alarm));
    let text = ink.style(Role::Text);
    let row = match ink.language {
        Language::En => row
            .with("  of ", text)
            .with_spans([ink.badge(of)])
            .with(", written over by ", text)
            .with_spans([ink.badge(by)]),
        Language::Zh => row
            .with("  ", text)
            .with_spans([ink.badge(of)])
            .with(" 的，被 ", text)
            .with_spans([ink.badge(by)])
            .with(" 覆盖", text),
    };
    Some(row)
}

fn array(view: &View<'_>, cells: &[String], changed: Option<usize>) -> Row {
    let ink = view.ink;
    let is_long = cells.len() > ALL_CELLS;
    let mut row = Row::new().with("=", ink.style(Role::Text));
    for (place, cell) in cells.iter().enumerate() {
        if is_long && place == ENDS[0] {
            row = row.with(format!(" {}", ink.cut_mark()), ink.style(Role::Dim));
        }
        if is_long && (ENDS[0]..cells.len() - ENDS[1]).contains(&place) {
            continue;
        }
        let role = if changed == Some(place) {
            Role::Strong
        } else {
            Role::Text
        };
        row = row
            .with(" ", Style::default())
            .with(visible(cell), ink.style(role));
    }
    row
}
