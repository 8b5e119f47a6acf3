//! A question that asks before something is lost.
//!
//! ```text
//! ╍╍ Forget all progress? ╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍
//!
//! The pages you reached in 4 lessons are forgotten, and which of them are done: 2.
//!
//! ❯ no, keep it
//!   yes, forget it
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::glyphs::Glyph;
use super::ink::Ink;
use super::overlay;
use super::region::{self, Title};
use super::text::{Row, draw_rows};
use super::theme::Role;
use super::wrap::{WIDEST_PROSE, wrap};
use crate::app::App;
use crate::app::drawn::Drawn;
use crate::lesson::Language;

/// Draws the question whether progress is to be forgotten.
pub fn render(app: &App, ink: &Ink, is_yes: bool, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let text = ink.style(Role::Text);
    let mut rows = vec![Row::new()];
    let cells = overlay::cells(area).min(WIDEST_PROSE);
    rows.extend(
        wrap(&loss(app), cells)
            .into_iter()
            .map(|row| Row::new().with(row, text)),
    );
    rows.push(Row::new());
    rows.push(answer(ink, ink.pick("no, keep it", "否，保留"), !is_yes));
    rows.push(answer(ink, ink.pick("yes, forget it", "是，清除"), is_yes));
    let area = overlay::open(ink, area, rows.len() + 1, buf);
    drawn.targets.clear();
    let title = Title {
        name: ink
            .pick("Forget all progress?", "清除全部进度？")
            .to_string(),
        is_focused: true,
        ..Title::default()
    };
    region::rule(ink, &title, area.width.into()).draw(buf, area.x, area.y, area.width);
    draw_rows(rows, region::below_title(area), buf);
}

/// What would be lost.
fn loss(app: &App) -> String {
    let n = app.list.progress.len();
    let n_done = app.list.progress.values().filter(|it| it.is_done).count();
    match (app.language, n) {
        (Language::En, 1) => String::from("The page you reached in 1 lesson is forgotten."),
        (Language::En, _) => format!(
            "The pages you reached in {n} lessons are forgotten, and which of them are done: {n_done}."
        ),
        (Language::Zh, _) => {
            format!("将忘记 {n} 课的进度，其中 {n_done} 课已完成。")
        }
    }
}

fn answer(ink: &Ink, text: &str, is_chosen: bool) -> Row {
    let (mark, style) = if is_chosen {
        (ink.glyph(Glyph::Chosen), ink.style(Role::Strong))
    } else {
        (" ", ink.style(Role::Text))
    };
    Row::new()
        .with(mark, ink.style(Role::Strong))
        .with(" ", Style::default())
        .with(text, style)
}
