//! The palette: a field, and the actions whose names contain what is typed. 60 columns in the middle, from row 3.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::glyphs::Glyph;
use super::ink::Ink;
use super::overlay;
use super::region::{self, Title};
use super::text::{Row, cut_middle, draw_rows};
use super::theme::Role;
use crate::app::App;
use crate::app::drawn::{Drawn, Target};
use crate::lesson::Language;

/// Columns at most.
const WIDEST: u16 = 60;

/// Rows of actions at most.
const ROWS: usize = 12;

/// First row of the screen.
const TOP: u16 = 3;

/// Draws it.
pub fn render(
    app: &App,
    ink: &Ink,
    (text, chosen): (&str, usize),
    area: Rect,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) {
    let items = app.palette(text);
    let width = WIDEST.min(area.width.saturating_sub(2));
    let n_rows = ROWS.min(usize::from(area.height.saturating_sub(TOP + 9)).max(1));
    let chosen = chosen.min(items.len().saturating_sub(1));
    let first = (chosen + 1).saturating_sub(n_rows);
    let shown: Vec<_> = items.iter().skip(first).take(n_rows).collect();
    let height = (shown.len() as u16 + 6).min(area.height.saturating_sub(TOP));
    let screen = area;
    let area = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + TOP.min(area.height.saturating_sub(1)),
        width,
        height,
    };
    // Over the whole width: half words beside the palette would be read as part of it.
    let cleared = Rect {
        x: screen.x,
        width: screen.width,
        ..area
    };
    overlay::clear(ink, cleared, buf);
    let title = Title {
        name: ink.pick("Palette", "命令面板").to_string(),
        right: ink.pick("Esc closes", "Esc 关闭").to_string(),
        is_focused: true,
        ..Title::default()
    };
    region::rule(ink, &title, width.into()).draw(buf, area.x, area.y, width);
    let cells = usize::from(width);
    let field = cut_middle(text, cells.saturating_sub(5), ink.cut_mark());
    let mut rows = vec![
        Row::new()
            .with(" > ", ink.style(Role::Strong))
            .with(field, ink.style(Role::Strong))
            .with(" ", ink.style(Role::Chip)),
        Row::new(),
    ];
    drawn.targets.clear();
    for (place, item) in shown.iter().enumerate() {
        let is_chosen = first + place == chosen;
        let mark = if is_chosen {
            ink.glyph(Glyph::Chosen)
        } else {
            " "
        };
        let role = if is_chosen { Role::Strong } else { Role::Text };
        let row = Rect {
            y: area.y + 3 + place as u16,
            height: 1,
            ..area
        };
        drawn
            .targets
            .push((region::area_of(row), Target::Choice(first + place)));
        rows.push(
            Row::new()
                .with(format!(" {mark} "), ink.style(Role::Strong))
                .with(item.label.clone(), ink.style(role))
                .and_right(
                    Row::new().with(format!("{}  ", item.key), ink.style(Role::Dim)),
                    cells,
                    ink.cut_mark(),
                ),
        );
    }
    let (n, all) = (items.len(), app.n_palette());
    let count = match ink.language {
        Language::En => format!("  {n} of {all} actions"),
        Language::Zh => format!("  {n} / {all} 项"),
    };
    rows.push(Row::new());
    rows.push(Row::new().with(count, ink.style(Role::Dim)));
    draw_rows(rows, region::below_title(area), buf);
}
