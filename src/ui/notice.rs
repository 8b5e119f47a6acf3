//! The notice in a window that is too small: what forklore needs, and that the run goes on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::ink::Ink;
use super::text::{Row, width};
use super::theme::Role;
use super::wrap::wrap;
use crate::app::arrangement::Arrangement;
use crate::app::{App, Screen};
use crate::lesson::Language;

/// Draws it in the middle of the window, as far as there is room.
pub fn render(app: &App, ink: &Ink, area: Rect, buf: &mut Buffer) {
    let (columns, rows) = Arrangement::SMALLEST;
    let (now_columns, now_rows) = (area.width, area.height);
    let needs = match ink.language {
        Language::En => {
            format!("forklore needs {columns}x{rows}. This window is {now_columns}x{now_rows}.")
        }
        Language::Zh => {
            format!("forklore 需要 {columns}x{rows}，这个窗口是 {now_columns}x{now_rows}。")
        }
    };
    let advice = match &app.screen {
        Screen::Lesson(lesson) if lesson.run.phase.is_alive() => ink.pick(
            "The run goes on. Make the window larger, or press q to leave the lesson.",
            "运行仍在继续。请放大窗口，或按 q 离开本课。",
        ),
        Screen::Lesson(_) => ink.pick(
            "Make the window larger, or press q to leave the lesson.",
            "请放大窗口，或按 q 离开本课。",
        ),
        Screen::List => ink.pick(
            "Make the window larger, or press q to quit.",
            "请放大窗口，或按 q 退出。",
        ),
    };
    let cells = usize::from(area.width).saturating_sub(2).clamp(1, 44);
    let mut rows = wrap(&needs, cells);
    rows.push(String::new());
    rows.extend(wrap(advice, cells));
    let widest = rows.iter().map(|row| width(row)).max().unwrap_or(0) as u16;
    let x = area.x + area.width.saturating_sub(widest) / 2;
    let y = area.y + area.height.saturating_sub(rows.len() as u16) / 2;
    for (row, y) in rows.into_iter().zip(y..area.bottom()) {
        Row::new()
            .with(row, ink.style(Role::Text))
            .draw(buf, x, y, area.right().saturating_sub(x));
    }
}
