//! The lesson screen: header, regions as the window allows, status, keys.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::layout::{self, Slot, Wants};
use super::region::View;
use super::{
    code, graph, header, keys, log, now, objects, output, processes, refused, search, status,
    story, timeline,
};
use crate::app::Phase;
use crate::app::arrangement::Arrangement;
use crate::app::drawn::Drawn;
use crate::lesson::{PageKind, Region};

/// Draws the whole screen.
pub fn render(view: &View<'_>, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let bars = layout::bars(area, view.arrangement);
    header::render(view, bars.header, buf, drawn);
    if view.is_tabs() {
        header::render_tabs(view, bars.tabs, buf, drawn);
        render_region(
            view,
            view.lesson.focus_in(view.arrangement),
            bars.body,
            buf,
            drawn,
        );
        if bars.now.height > 0 {
            now::render(view, bars.now, buf);
        }
    } else {
        render_columns(view, bars.body, buf, drawn);
    }
    status::render(view, bars.status, buf);
    keys::render(view.app, view.ink, bars.keys, buf, drawn);
    match &view.lesson.run.phase {
        Phase::Refused(problems) => refused::render(view, problems, area, buf, drawn),
        Phase::Failed(reason) => {
            refused::render_failure(view, reason.get(view.ink.language), area, buf);
        }
        _ => {}
    }
}

/// Every region in its place; the one with the focus alone when it is zoomed or has no place.
fn render_columns(view: &View<'_>, body: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let focus = view.lesson.focus_in(view.arrangement);
    let placed = layout::columns(body, view.arrangement, wants(view, body));
    let has_place = placed.iter().any(|(slot, _)| *slot == Slot::Region(focus));
    if view.lesson.is_zoomed || !has_place {
        render_region(view, focus, body, buf, drawn);
        return;
    }
    for (slot, rect) in placed {
        match slot {
            Slot::Region(region) => render_region(view, region, rect, buf, drawn),
            Slot::Graph => graph::render(view, rect, buf),
        }
    }
}

/// What the regions would take in columns of about the width they get.
fn wants(view: &View<'_>, body: Rect) -> Wants {
    let is_three = view.arrangement == Arrangement::Three;
    let n_columns = if is_three { 3 } else { 2 };
    let gaps = 3 * (n_columns - 1);
    let left_cells = if is_three {
        body.width.saturating_sub(gaps) * 5 / 16
    } else {
        body.width.saturating_sub(gaps) / 2
    };
    let right_cells = body.width.saturating_sub(gaps + left_cells) / (n_columns - 1);
    let is_reading = view
        .lesson
        .page()
        .is_some_and(|page| matches!(page.kind, PageKind::Read | PageKind::Explain));
    Wants {
        story: story::wanted(view, left_cells),
        is_reading,
        code: code::wanted(view),
        processes: processes::wanted(view),
        objects: objects::wanted(view, right_cells),
        timeline: timeline::wanted(view),
        graph: graph::wanted(view, right_cells),
    }
}

fn render_region(view: &View<'_>, region: Region, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    draw_region(view, region, area, buf, drawn);
    if view.is_focused(region) {
        search::highlight(view, area, buf);
    }
}

fn draw_region(view: &View<'_>, region: Region, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    match region {
        Region::Story => story::render(view, area, buf, drawn),
        Region::Code => code::render(view, area, buf, drawn),
        Region::Processes if view.is_tabs() => {
            render_processes_and_timeline(view, area, buf, drawn);
        }
        Region::Processes => processes::render(view, area, buf, drawn),
        Region::Timeline => timeline::render(view, area, buf, drawn),
        Region::Objects => objects::render(view, area, buf, drawn),
        Region::Output => output::render(view, area, buf, drawn),
        Region::Log => log::render(view, area, buf, drawn),
    }
}

/// As tabs, Processes holds the Timeline below it, where both have room.
fn render_processes_and_timeline(view: &View<'_>, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    const LEAST_LANES: u16 = 5;
    let room = area.height.saturating_sub(LEAST_LANES + 1);
    let wanted = processes::wanted(view).max(4);
    let height = wanted.min(room.max(area.height / 2));
    let upper = Rect { height, ..area };
    processes::render(view, upper, buf, drawn);
    let lower = Rect {
        y: area.y + height + 1,
        height: area.height.saturating_sub(height + 1),
        ..area
    };
    if lower.height >= LEAST_LANES {
        timeline::render(view, lower, buf, drawn);
    }
}
