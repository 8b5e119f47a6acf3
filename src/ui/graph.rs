//! The graph of who waits for whom, as a list of edges; open in three columns.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::glyphs::Glyph;
use super::region::{self, Title, View};
use super::text::{Row, draw_rows};
use super::theme::Role;
use super::words::Word;
use crate::trace::ProcId;

/// Blanks between two edges.
const GAP: &str = "        ";

/// Rows it would take in `cells` columns, title included.
pub fn wanted(view: &View<'_>, cells: u16) -> u16 {
    (rows(view, cells.into()).len() as u16).saturating_add(1)
}

/// Draws it.
pub fn render(view: &View<'_>, area: Rect, buf: &mut Buffer) {
    let ink = view.ink;
    let title = Title {
        name: ink.word(Word::Graph).to_string(),
        note: ink.pick("who waits for whom", "谁在等谁").to_string(),
        ..Title::default()
    };
    region::rule(ink, &title, area.width.into()).draw(buf, area.x, area.y, area.width);
    let inner = region::below_title(area);
    draw_rows(rows(view, area.width.into()), inner, buf);
}

/// `[2] ⇢ full        [0] ⇢ [1]        [1] has lock`, as many on a row as fit.
fn rows(view: &View<'_>, cells: usize) -> Vec<Row> {
    let edges = edges(view);
    if edges.is_empty() {
        let text = view
            .ink
            .pick("nobody waits for another process", "没有进程在等别的进程");
        return vec![Row::new().with(text, view.ink.style(Role::Dim))];
    }
    let mut rows: Vec<Row> = Vec::new();
    for edge in edges {
        match rows.pop() {
            Some(last) if last.width() + GAP.len() + edge.width() <= cells => {
                rows.push(
                    last.with(GAP, Style::default())
                        .with_spans(edge.into_spans()),
                );
            }
            last => {
                rows.extend(last);
                rows.push(edge);
            }
        }
    }
    rows
}

/// Waits first, then who holds what others may want.
fn edges(view: &View<'_>) -> Vec<Row> {
    let ink = view.ink;
    let world = view.world();
    let arrow = format!(" {} ", ink.glyph(Glyph::FlowRight));
    let text = ink.style(Role::Text);
    let drawn = view.lesson.run.motions.edges_drawn(view.app.now);
    let cycle = world.deadlock.as_ref().map_or(&[][..], |it| &it.cycle);
    // The edges of a cycle that has just closed are drawn one after the other.
    let is_drawn = |id: ProcId| {
        let place = cycle.iter().position(|member| *member == id);
        place.zip(drawn).is_none_or(|(place, drawn)| place < drawn)
    };
    let waiting = world.processes.iter().filter(|it| is_drawn(it.id));
    let waits = waiting.filter_map(|process| {
        let wait = world.waits_for(process.id)?;
        let row = Row::new()
            .with_spans([ink.badge(process.id)])
            .with(arrow.clone(), ink.style(Role::Dim));
        match (wait.object, wait.child) {
            (Some(object), _) => {
                let row = row.with(world.object_label(object), text);
                let holder = world.holder_waited_for(wait);
                Some(match holder {
                    Some(holder) => row
                        .with(arrow.clone(), ink.style(Role::Dim))
                        .with_spans([ink.badge(holder)]),
                    None => row,
                })
            }
            (None, Some(child)) => Some(row.with_spans([ink.badge(child)])),
            (None, None) => None,
        }
    });
    let holds = world.processes.iter().flat_map(|process| {
        process.holds.iter().map(|object| {
            let name = world.object_label(*object);
            let has = format!(" {} {name}", ink.pick("has", "持有"));
            Row::new()
                .with_spans([ink.badge(process.id)])
                .with(has, text)
        })
    });
    waits.chain(holds).collect()
}
