//! What a region says that has nothing to show (SCREENS.md §6, "Empty").

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::ink::Ink;
use super::region::View;
use super::text::Row;
use super::theme::Role;
use super::wrap::wrap;
use crate::app::Phase;

/// Draws a dim sentence at the top of a region's rows.
pub fn draw(ink: &Ink, text: &str, inner: Rect, buf: &mut Buffer) {
    let rows = wrap(text, inner.width.into());
    for (row, y) in rows.into_iter().zip(inner.top()..inner.bottom()) {
        Row::new()
            .with(row, ink.style(Role::Dim))
            .draw(buf, inner.x, y, inner.width);
    }
}

/// Why there is no process.
pub fn no_process<'a>(view: &View<'a>) -> &'a str {
    let ink = view.ink;
    match view.lesson.run.phase {
        Phase::NoRun => ink.pick(
            "no process yet: Space starts main",
            "还没有进程：按空格启动 main",
        ),
        Phase::Refused(_) | Phase::Failed(_) => ink.pick("nothing ran", "什么也没有运行"),
        _ => ink.pick("no process yet", "还没有进程"),
    }
}
