//! What a region says that has nothing to show (SCREENS.md §6, "Empty").

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::ink::Ink;
use super::text::Row;
use super::theme::Role;
use super::wrap::wrap;

/// Draws a dim sentence at the top of a region's rows.
pub fn draw(ink: &Ink, text: &str, inner: Rect, buf: &mut Buffer) {
    let rows = wrap(text, inner.width.into());
    for (row, y) in rows.into_iter().zip(inner.top()..inner.bottom()) {
        Row::new()
            .with(row, ink.style(Role::Dim))
            .draw(buf, inner.x, y, inner.width);
    }
}
