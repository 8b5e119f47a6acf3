//! Objects that each process made for itself, because the module ran anew in each (start method spawn): they have one
//! name and one line, and are never joined.
//!
//! ```text
//! in [1] Producer-1                       in [2] Consumer-2
//! empty #4   ◌◌   0 of 2   waiting [1]    empty #8   ◉◉   2 of 2   waiting none
//! ```

use std::collections::BTreeMap;

use ratatui::style::Style;

use super::super::region::View;
use super::super::text::{Row, pad, width};
use super::super::theme::Role;
use super::{composite, n_dots, waiting};
use crate::lesson::Language;
use crate::model::world::{Detail, Object};
use crate::trace::ProcId;

/// From so many cells on, two groups stand side by side.
const TWO_GROUPS: usize = 76;

/// Between two groups, and between the columns of one.
const GAP: usize = 2;

/// Whether an object was made again by another process at the same line, and nobody but its maker has it.
pub fn is_unshared(view: &View<'_>, object: &Object) -> bool {
    let is_own = object.users.iter().all(|user| *user == object.creator);
    is_own
        && object.line.is_some()
        && view.world().objects.values().any(|other| {
            other.creator != object.creator
                && other.line == object.line
                && other.type_ == object.type_
                && other.name == object.name
        })
}

/// The objects in groups, each under the process that has them; those that nobody has used are only counted.
pub fn rows(view: &View<'_>, objects: &[&Object], cells: usize) -> Vec<Row> {
    let mut groups: BTreeMap<ProcId, Vec<&Object>> = BTreeMap::new();
    for object in objects {
        groups.entry(object.creator).or_default().push(object);
    }
    let (used, idle): (Vec<_>, Vec<_>) = groups
        .into_iter()
        .partition(|(_, objects)| objects.iter().any(|object| is_used(view, object)));
    let mut rows = vec![Row::new()];
    let is_wide = cells >= TWO_GROUPS && used.len() > 1;
    let group_cells = if is_wide { (cells - GAP) / 2 } else { cells };
    let drawn: Vec<Vec<Row>> = used
        .iter()
        .map(|(owner, objects)| group(view, *owner, objects, group_cells))
        .collect();
    for pair in drawn.chunks(if is_wide { 2 } else { 1 }) {
        rows.extend(side_by_side(pair, group_cells + GAP));
    }
    rows.extend(
        idle.iter()
            .map(|(owner, objects)| unused(view, *owner, objects)),
    );
    let reason = view.ink.pick(
        "made by lines that ran once in each process",
        "这些行在每个进程里各运行了一次",
    );
    rows.push(Row::new().with(reason, view.ink.style(Role::Dim)));
    rows
}

/// Whether anything has happened to an object since it was made.
fn is_used(view: &View<'_>, object: &Object) -> bool {
    let has_changed = object.history.len() > 1 || object.last_taker.is_some();
    let is_told = match &object.detail {
        Detail::Semaphore { taken, given, .. } => taken + given > 0,
        Detail::Value { before, .. } => before.is_some(),
        _ => false,
    };
    let waiters = view
        .world()
        .composite(object.id)
        .map_or(&object.waiters[..], |whole| composite::waiters(view, whole));
    has_changed || is_told || !waiters.is_empty()
}

fn side_by_side(groups: &[Vec<Row>], second: usize) -> Vec<Row> {
    let [left, right] = groups else {
        return groups.concat();
    };
    (0..left.len().max(right.len()))
        .map(|place| {
            let row = left.get(place).cloned().unwrap_or_default();
            match right.get(place) {
                Some(right) => row.to(second).with_spans(right.clone().into_spans()),
                None => row,
            }
        })
        .collect()
}

fn group(view: &View<'_>, owner: ProcId, objects: &[&Object], cells: usize) -> Vec<Row> {
    let ink = view.ink;
    let world = view.world();
    let names = objects
        .iter()
        .map(|object| width(&world.object_label(object.id)));
    let name_cells = names.max().unwrap_or(0);
    let dots = objects.iter().filter_map(|object| n_dots(object)).max();
    let states: Vec<Row> = objects
        .iter()
        .map(|object| super::state(view, object, dots.unwrap_or(0)))
        .collect();
    let state_cells = states.iter().map(Row::width).max().unwrap_or(0);
    let entries = objects.iter().zip(states).map(|(object, state)| {
        let waiters = world
            .composite(object.id)
            .map_or(&object.waiters[..], |whole| composite::waiters(view, whole));
        let label = pad(&world.object_label(object.id), name_cells + GAP);
        let row = Row::new()
            .with(label, ink.style(Role::Text))
            .with_spans(state.into_spans())
            .to(name_cells + GAP + state_cells + GAP);
        let room = cells.saturating_sub(row.width());
        row.with_spans(waiting(view, waiters, room).into_spans())
    });
    let entries: Vec<Row> = entries.map(|row| row.cut(cells, ink.cut_mark())).collect();
    std::iter::once(heading(view, owner))
        .chain(entries)
        .collect()
}

/// `in [1] Producer-1`
fn heading(view: &View<'_>, owner: ProcId) -> Row {
    let ink = view.ink;
    let process = view.world().process(owner);
    let name = match process {
        _ if owner == ProcId::MAIN => "main",
        Some(process) => process.name.as_str(),
        None => "",
    };
    let row = Row::new()
        .with(ink.pick("in ", "在 "), ink.style(Role::Dim))
        .with_spans([ink.badge(owner)])
        .with(format!(" {name}"), ink.style(Role::Strong));
    match ink.language {
        Language::En => row,
        Language::Zh => row.with(" 中", ink.style(Role::Dim)),
    }
}

/// `in [0] main  never used: empty #1, full #2`
fn unused(view: &View<'_>, owner: ProcId, objects: &[&Object]) -> Row {
    let ink = view.ink;
    let labels: Vec<String> = objects
        .iter()
        .map(|object| view.world().object_label(object.id))
        .collect();
    let text = match ink.language {
        Language::En => format!("  never used: {}", labels.join(", ")),
        Language::Zh => format!("  从未用过：{}", labels.join("、")),
    };
    heading(view, owner).with(text, Style::default())
}
