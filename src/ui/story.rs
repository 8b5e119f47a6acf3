//! Region Story: the page's text.

use std::cell::RefCell;
use std::rc::Rc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::markdown;
use super::region::{self, Automatic, Title, View};
use super::search;
use super::text::{Row, draw_rows};
use super::words::Word;
use crate::app::Appearance;
use crate::app::drawn::{Drawn, Place};
use crate::lesson::Region;

thread_local! {
    static LAST: RefCell<Option<Wrapped>> = const { RefCell::new(None) };
}

/// A page's text in rows, and what they were made from.
struct Wrapped {
    text: String,
    look: (Appearance, u16),
    rows: Rc<[Row]>,
}

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
    draw_rows(rows.iter().skip(extent.top), inner, buf);
    drawn.extents.insert(Place::Story, extent);
}

/// The page's text in rows. A page changes rarely and is drawn in every frame, so the newest rows are kept.
fn rows(view: &View<'_>, cells: u16) -> Rc<[Row]> {
    let text = view
        .lesson
        .page()
        .map_or("", |page| page.text.get(view.ink.language));
    let look = (view.app.appearance, cells);
    LAST.with_borrow_mut(|last| match last {
        Some(known) if known.look == look && known.text == text => Rc::clone(&known.rows),
        _ => {
            let rows: Rc<[Row]> = markdown::rows(view.ink, text, cells.into()).into();
            *last = Some(Wrapped {
                text: text.to_owned(),
                look,
                rows: Rc::clone(&rows),
            });
            rows
        }
    })
}
