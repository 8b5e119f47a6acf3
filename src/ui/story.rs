//! Region Story: the page's text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::markdown;
use super::region::{self, Automatic, Title, View};
use super::search;
use super::text::{Row, draw_rows};
use super::words::Word;
use crate::app::drawn::{Drawn, Place};
use crate::lesson::Region;

/// Rows it would take in `cells` columns, title included.
pub fn wanted(view: &View<'_>, cells: u16) -> u16 {
    (rows(view, cells).len() as u16).saturating_add(1)
}

/// Draws it.
pub fn render(view: &View<'_>, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let rows = rows(view, area.width);
    search::keep(view, Place::Story, &rows, drawn);
    let visible = usize::from(area.height.saturating_sub(1));
    let extent = view.window(Place::Story, rows.len(), visible, Automatic::Start);
    let title = Title {
        name: view.ink.word(Word::Region(Region::Story)).to_string(),
        note: view
            .lesson
            .page()
            .map(|page| page.title.get(view.ink.language).to_string())
            .unwrap_or_default(),
        right: region::more(view.ink, extent),
        ..Title::default()
    };
    let inner = region::open(view, Region::Story, title, area, buf, drawn);
    draw_rows(rows.into_iter().skip(extent.top), inner, buf);
    drawn.extents.insert(Place::Story, extent);
}

fn rows(view: &View<'_>, cells: u16) -> Vec<Row> {
    let text = view
        .lesson
        .page()
        .map_or("", |page| page.text.get(view.ink.language));
    markdown::rows(view.ink, text, cells.into())
}
