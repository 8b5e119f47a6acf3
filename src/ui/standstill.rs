//! Why nobody can ever move: who holds what and who waits for what, sentence by sentence.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::ink::Ink;
use super::overlay;
use super::region::{self, Title};
use super::text::{Row, draw_rows};
use super::theme::Role;
use super::wrap::{WIDEST_PROSE, wrap};
use crate::app::RunView;
use crate::app::drawn::{Drawn, Extent, Place};
use crate::model::graph::explain_standstill;

/// Draws it over the lesson.
pub fn render(
    ink: &Ink,
    run: &RunView,
    top: usize,
    area: Rect,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) {
    let cells = overlay::cells(area);
    let standstill = explain_standstill(&run.world);
    let name = if standstill.cycle.is_empty() {
        ink.pick("! Standstill", "! 停滞")
    } else {
        ink.pick("! Deadlock", "! 死锁")
    };
    let mut rows = vec![Row::new()];
    for sentence in standstill.sentences(&run.world, ink.language) {
        let lines = wrap(&sentence, cells.min(WIDEST_PROSE));
        rows.extend(
            lines
                .iter()
                .map(|line| ink.sentence(line, ink.style(Role::Text))),
        );
    }
    rows.push(Row::new());
    let advice = ink.pick(
        "The processes stay as they are: Esc closes this, r runs again.",
        "进程保持原样：Esc 关闭此页，r 重新运行。",
    );
    rows.push(Row::new().with(advice, ink.style(Role::Dim)));
    let area = overlay::open(ink, area, rows.len() + 1, buf);
    let visible = usize::from(area.height.saturating_sub(1));
    let extent = Extent {
        total: rows.len(),
        visible,
        top: 0,
    };
    let extent = Extent {
        top: top.min(extent.last_top()),
        ..extent
    };
    drawn.extents.insert(Place::Overlay, extent);
    drawn.targets.clear();
    let title = Title {
        name: name.to_string(),
        note: ink.pick("nobody can ever move", "谁也动不了").to_string(),
        right: format!("{} {}", ink.pick("event", "事件"), run.n_events),
        is_focused: true,
        is_alarm: true,
    };
    region::rule(ink, &title, area.width.into()).draw(buf, area.x, area.y, area.width);
    draw_rows(
        rows.into_iter().skip(extent.top),
        region::below_title(area),
        buf,
    );
}
