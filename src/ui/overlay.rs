//! Where overlays stand: at most 78 columns and only the rows they need, from row 2 of the screen; taller ones take
//! the rows above, too. First row a rule, last row blank, over rows that are cleared from edge to edge.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::ink::Ink;
use super::layout;
use super::theme::Role;

/// Columns at most.
const WIDEST: u16 = 78;

/// Rows at the bottom of the screen that stay: status and keys.
const BOTTOM_ROWS: u16 = 2;

/// Columns that an overlay has on this screen.
pub fn cells(area: Rect) -> usize {
    usize::from(layout::inside(area).width.min(WIDEST))
}

/// Clears the place of an overlay of `n_rows` rows, rule included; returns the part that is drawn in.
pub fn open(ink: &Ink, area: Rect, n_rows: usize, buf: &mut Buffer) -> Rect {
    let inside = layout::inside(area);
    let wanted = u16::try_from(n_rows).unwrap_or(u16::MAX).saturating_add(1);
    let most = area.height.saturating_sub(BOTTOM_ROWS);
    let below_header = most.saturating_sub(2);
    let (top, height) = if wanted <= below_header {
        (2, wanted)
    } else {
        (0, wanted.min(most))
    };
    let whole = Rect {
        y: area.y + top,
        height,
        width: inside.width.min(WIDEST),
        ..inside
    };
    // Over the whole width: half of a region beside the overlay would be read as part of it.
    let cleared = Rect {
        x: area.x,
        width: area.width,
        ..whole
    };
    clear(ink, cleared, buf);
    Rect {
        height: height.saturating_sub(1),
        ..whole
    }
}

/// Makes cells blank.
pub fn clear(ink: &Ink, area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    let mut blank = Cell::EMPTY;
    blank.set_style(ink.style(Role::Text));
    for y in area.top()..area.bottom() {
        let start = buf.index_of(area.x, y);
        buf.content[start..start + usize::from(area.width)].fill(blank.clone());
    }
}
