//! A cycle of waiting, drawn: who waits for what on which line, and who holds that since when.
//!
//! Two who wait for each other's locks stand at the corners of a square (S5 of SCREENS.md). Up to four stand below
//! each other, with the way back at the left:
//! ```text
//!   ⇢  [1] Ann  ⇢  waits for, line 14  ⇢  fork B
//!   ⇡                                       ⇣  held by, since 0.202 s
//!   ⇡  [2] Bob  ⇢  waits for, line 22  ⇢  fork A
//!   ⇡                                       ⇣  held by, since 0.201 s
//!   ⇡  ⇠  ⇠  ⇠  ⇠  ⇠  ⇠  ⇠  ⇠  ⇠  ⇠  ⇠  ⇠  ⇠
//! ```
//! More become a list.

use ratatui::style::Style;

use super::glyphs::Glyph;
use super::ink::Ink;
use super::state::shown_name;
use super::text::{Row, cut_middle, pad, width};
use super::theme::Role;
use crate::lesson::Language;
use crate::model::World;
use crate::model::world::Detail;
use crate::trace::ProcId;

/// Most members of a cycle that is drawn as a ring.
const RING_MEMBERS: usize = 4;

/// Cells of a name or an object at most, so that a ring fits into 76 columns.
const NAME_CELLS: usize = 18;

/// Columns left of the drawing.
const INDENT: &str = "    ";

/// One member's part of the cycle.
struct Edge {
    from: ProcId,
    /// Name of the process.
    name: String,
    /// `waits for, line 14`
    waits: String,
    /// Name of the lock, and `held by, since 0.202 s`; none where the next member is joined.
    lock: Option<(String, String)>,
}

/// The drawing. Of a cycle that is being drawn, the first `n_drawn` edges.
pub fn cycle_rows(ink: &Ink, world: &World, cycle: &[ProcId], n_drawn: Option<usize>) -> Vec<Row> {
    let edges: Vec<Edge> = cycle.iter().map(|id| edge(ink, world, *id)).collect();
    let n_drawn = n_drawn.unwrap_or(edges.len());
    match edges.as_slice() {
        [] => Vec::new(),
        [
            one @ Edge {
                lock: Some(first), ..
            },
            other @ Edge {
                lock: Some(second), ..
            },
        ] => square(ink, [(one, first), (other, second)], n_drawn),
        edges if edges.len() <= RING_MEMBERS => ring(ink, edges, n_drawn),
        edges => list(ink, edges),
    }
}

fn edge(ink: &Ink, world: &World, id: ProcId) -> Edge {
    let process = world.process(id);
    let name = process.map_or_else(String::new, |process| shown_name(process).to_owned());
    let line = process.and_then(|process| process.line);
    let object = world.waits_for_whom(id).and_then(|edge| edge.object);
    let is_join = object.is_none();
    let waits = match (ink.language, is_join, line) {
        (Language::En, false, Some(line)) => format!("waits for, line {}", line.0),
        (Language::En, false, None) => "waits for".to_owned(),
        (Language::En, true, Some(line)) => format!("waits for the end of, line {}", line.0),
        (Language::En, true, None) => "waits for the end of".to_owned(),
        (Language::Zh, false, Some(line)) => format!("等待，第 {} 行", line.0),
        (Language::Zh, false, None) => "等待".to_owned(),
        (Language::Zh, true, Some(line)) => format!("等它结束，第 {} 行", line.0),
        (Language::Zh, true, None) => "等它结束".to_owned(),
    };
    let lock = object.map(|object| {
        let since = match world.object(object).map(|object| &object.detail) {
            Some(Detail::Lock { since, .. }) => *since,
            _ => 0,
        };
        let seconds = since as f64 / 1e9;
        let held = match ink.language {
            Language::En => format!("held by, since {seconds:.3} s"),
            Language::Zh => format!("持有者，自 {seconds:.3} 秒"),
        };
        let label = world.object_label(object);
        (cut_middle(&label, NAME_CELLS, ink.cut_mark()), held)
    });
    Edge {
        from: id,
        name: cut_middle(&name, NAME_CELLS, ink.cut_mark()),
        waits,
        lock,
    }
}

/// `[1] Ann`
fn process(ink: &Ink, edge: &Edge) -> Row {
    Row::new()
        .with_spans([ink.badge(edge.from)])
        .with(format!(" {}", edge.name), ink.style(Role::Text))
}

/// What belongs to an edge that is not drawn yet is blank.
fn if_drawn(is_drawn: bool, text: &str) -> String {
    if is_drawn {
        text.to_owned()
    } else {
        " ".repeat(width(text))
    }
}

fn square(ink: &Ink, edges: [(&Edge, &(String, String)); 2], n_drawn: usize) -> Vec<Row> {
    let [(one, (first, first_held)), (other, (second, second_held))] = edges;
    let (text, dim, strong) = (
        ink.style(Role::Text),
        ink.style(Role::Dim),
        ink.style(Role::Strong),
    );
    let [right, left, up, down] =
        [Glyph::FlowRight, Glyph::FlowLeft, Glyph::Up, Glyph::Down].map(|glyph| ink.glyph(glyph));
    let left_cells = process(ink, one).width().max(width(second)) + 3;
    let middle_cells = width(&one.waits).max(width(&other.waits));
    let is_drawn = [n_drawn > 0, n_drawn > 1];
    let between = |arrow: &str, waits: &str, is_drawn: bool| {
        if_drawn(
            is_drawn,
            &format!("{arrow}  {}  {arrow}   ", pad(waits, middle_cells)),
        )
    };
    let far = width(INDENT) + left_cells + middle_cells + 9;
    let arrows = Row::new()
        .with(format!("{INDENT}   "), text)
        .with(if_drawn(is_drawn[1], up), strong)
        .to(far + 3)
        .with(if_drawn(is_drawn[0], down), strong);
    let top = Row::new()
        .with(INDENT, text)
        .with_spans(process(ink, one).into_spans())
        .to(width(INDENT) + left_cells)
        .with(between(right, &one.waits, is_drawn[0]), dim)
        .with(first.clone(), strong);
    let held = Row::new()
        .with(INDENT, text)
        .with(if_drawn(is_drawn[1], second_held), dim)
        .to(far)
        .with(if_drawn(is_drawn[0], first_held), dim);
    let bottom = Row::new()
        .with(INDENT, text)
        .with(second.clone(), strong)
        .to(width(INDENT) + left_cells)
        .with(between(left, &other.waits, is_drawn[1]), dim)
        .with_spans(process(ink, other).into_spans());
    vec![top, arrows.clone(), held, arrows, bottom]
}

fn ring(ink: &Ink, edges: &[Edge], n_drawn: usize) -> Vec<Row> {
    let (dim, strong) = (ink.style(Role::Dim), ink.style(Role::Strong));
    let name_cells = edges
        .iter()
        .map(|edge| process(ink, edge).width())
        .max()
        .unwrap_or(0);
    let waits_cells = edges
        .iter()
        .map(|edge| width(&edge.waits))
        .max()
        .unwrap_or(0);
    // Of the arrow that leads down to the holder.
    let far = width(INDENT) + 3 + name_cells + 5 + waits_cells + 6;
    let is_closed = n_drawn >= edges.len();
    let back = |glyph: Glyph| if_drawn(is_closed, ink.glyph(glyph));
    let mut rows = Vec::new();
    for (place, edge) in edges.iter().enumerate() {
        let is_drawn = place < n_drawn;
        let way = back(if place == 0 {
            Glyph::FlowRight
        } else {
            Glyph::Up
        });
        let arrow = if_drawn(is_drawn, ink.glyph(Glyph::FlowRight));
        let waits = if_drawn(is_drawn, &edge.waits);
        let lock = edge.lock.as_ref();
        let row = Row::new()
            .with(INDENT, Style::default())
            .with(way, strong)
            .with("  ", Style::default())
            .with_spans(process(ink, edge).into_spans())
            .to(width(INDENT) + 3 + name_cells)
            .with(format!("  {arrow}  {}", pad(&waits, waits_cells)), dim);
        rows.push(match lock {
            Some((name, _)) => row
                .with(format!("  {arrow}   "), dim)
                .with(if_drawn(is_drawn, name), strong),
            None => row,
        });
        let held = lock.map_or("", |(_, held)| held.as_str());
        rows.push(
            Row::new()
                .with(INDENT, Style::default())
                .with(back(Glyph::Up), strong)
                .to(far)
                .with(if_drawn(is_drawn, ink.glyph(Glyph::Down)), strong)
                .with(if_drawn(is_drawn, &format!("  {held}")), dim),
        );
    }
    let mut last = Row::new()
        .with(INDENT, Style::default())
        .with(back(Glyph::Up), strong);
    while last.width() + 2 < far {
        last = last.with(format!("  {}", back(Glyph::FlowLeft)), strong);
    }
    rows.push(last);
    rows
}

/// `⇣ [1] Ann  waits for, line 14: fork B, held by [2], since 0.202 s`
fn list(ink: &Ink, edges: &[Edge]) -> Vec<Row> {
    let (text, dim, strong) = (
        ink.style(Role::Text),
        ink.style(Role::Dim),
        ink.style(Role::Strong),
    );
    let name_cells = edges
        .iter()
        .map(|edge| process(ink, edge).width())
        .max()
        .unwrap_or(0);
    let mut rows: Vec<Row> = edges
        .iter()
        .map(|edge| {
            let row = Row::new()
                .with(INDENT, text)
                .with_spans(process(ink, edge).into_spans())
                .to(width(INDENT) + name_cells)
                .with(format!("  {}  ", edge.waits), dim);
            match &edge.lock {
                Some((name, held)) => row
                    .with(name.clone(), strong)
                    .with(format!("  {held}"), dim)
                    .with(format!("  {}", ink.glyph(Glyph::Down)), strong),
                None => row.with(ink.glyph(Glyph::Down), strong),
            }
        })
        .collect();
    if let Some(first) = edges.first() {
        rows.push(
            Row::new()
                .with(format!("{INDENT}{} ", ink.glyph(Glyph::Up)), strong)
                .with(ink.pick("back to ", "回到 "), dim)
                .with_spans([ink.badge(first.from)]),
        );
    }
    rows
}
