//! What a search found: the text stands out in the region, and the keys row says what is searched for.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::ink::Ink;
use super::region::View;
use super::text::Row;
use super::theme::Role;
use crate::app::drawn::{Drawn, Place};
use crate::app::search::Search;
use crate::app::{App, LessonScreen};
use crate::lesson::Language;

/// Lets the text that is searched for stand out in what was drawn of a region, its title row apart.
pub fn highlight(view: &View<'_>, area: Rect, buf: &mut Buffer) {
    let Some(search) = &view.lesson.search else {
        return;
    };
    let wanted: Vec<char> = search.text.to_lowercase().chars().collect();
    if wanted.is_empty() {
        return;
    }
    let area = area.intersection(buf.area);
    for y in area.top().saturating_add(1)..area.bottom() {
        // A cell behind a wide character is empty; it joins neither text.
        let cells: Vec<(u16, char)> = (area.left()..area.right())
            .filter_map(|x| {
                let letter = buf[(x, y)].symbol().chars().next()?;
                Some((x, letter.to_lowercase().next().unwrap_or(letter)))
            })
            .collect();
        for start in 0..cells.len() {
            let candidate = cells[start..].iter().map(|(_, letter)| letter);
            let is_hit = cells.len() - start >= wanted.len()
                && candidate
                    .zip(&wanted)
                    .all(|(letter, wanted)| letter == wanted);
            if is_hit {
                for (x, _) in &cells[start..start + wanted.len()] {
                    buf[(*x, y)].set_style(view.ink.style(Role::Match));
                }
            }
        }
    }
}

/// Leaves the rows of a region behind for the next key, while something is searched for.
pub fn keep(view: &View<'_>, place: Place, rows: &[Row], drawn: &mut Drawn) {
    if view.lesson.search.is_some() {
        let texts = rows.iter().map(Row::text).collect();
        drawn.texts.insert(place, texts);
    }
}

/// `/ lock   3 hits in Code`, for the keys row while it is typed.
pub fn field(app: &App, ink: &Ink, lesson: &LessonScreen, search: &Search) -> Row {
    let place = Place::from(lesson.focus_in(app.arrangement()));
    let n_hits = lesson.hits(place, app.language, &app.drawn).len();
    let told = match (app.language, n_hits) {
        (_, _) if search.text.is_empty() => String::new(),
        (Language::En, 1) => "1 row".to_owned(),
        (Language::En, n) => format!("{n} rows"),
        (Language::Zh, n) => format!("{n} 行"),
    };
    Row::new()
        .with("/ ", ink.style(Role::Strong))
        .with(search.text.clone(), ink.style(Role::Strong))
        .with(" ", ink.style(Role::Chip))
        .with(format!("   {told}   "), ink.style(Role::Dim))
        .with("Enter", ink.style(Role::Strong))
        .with(ink.pick(" keep   ", " 确定   "), ink.style(Role::Text))
        .with("Esc", ink.style(Role::Strong))
        .with(ink.pick(" end", " 结束"), ink.style(Role::Text))
}
