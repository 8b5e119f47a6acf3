//! The overlay of `i`: a field for a schedule code.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::ink::Ink;
use super::overlay;
use super::region::{self, Title};
use super::text::{Row, draw_rows};
use super::theme::Role;
use super::wrap::{WIDEST_PROSE, wrap};
use crate::app::drawn::Drawn;
use crate::lesson::Text;

/// Draws the field with what was typed so far, and what was wrong with the code.
pub fn render(
    ink: &Ink,
    (text, problem): (&str, Option<&Text>),
    area: Rect,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) {
    let cells = overlay::cells(area);
    let mut rows = vec![Row::new()];
    let room = cells.saturating_sub(4).max(1);
    let letters: Vec<char> = text.chars().collect();
    let pieces: Vec<String> = letters
        .chunks(room)
        .map(|piece| piece.iter().collect())
        .collect();
    let mut mark = " > ";
    for piece in &pieces {
        rows.push(
            Row::new()
                .with(mark, ink.style(Role::Strong))
                .with(piece.clone(), ink.style(Role::Strong)),
        );
        mark = "   ";
    }
    if pieces.is_empty() {
        rows.push(Row::new().with(" > ", ink.style(Role::Strong)));
    }
    if let Some(row) = rows.pop() {
        rows.push(row.with(" ", ink.style(Role::Chip)));
    }
    rows.push(Row::new());
    let advice = ink.pick(
        "Paste or type the code of a schedule. The program runs by it and stands at its end.",
        "粘贴或输入调度码，程序按它运行，并停在末尾。",
    );
    let told = match problem {
        Some(problem) => (format!("! {}", problem.get(ink.language)), Role::Strong),
        None => (advice.to_owned(), Role::Dim),
    };
    for line in wrap(&told.0, cells.saturating_sub(1).min(WIDEST_PROSE)) {
        rows.push(Row::new().with(format!(" {line}"), ink.style(told.1)));
    }
    let area = overlay::open(ink, area, rows.len() + 1, buf);
    let title = Title {
        name: ink.pick("Schedule", "调度码").to_string(),
        right: ink.pick("Esc closes", "Esc 关闭").to_string(),
        is_focused: true,
        ..Title::default()
    };
    region::rule(ink, &title, area.width.into()).draw(buf, area.x, area.y, area.width);
    drawn.targets.clear();
    draw_rows(rows, region::below_title(area), buf);
}
