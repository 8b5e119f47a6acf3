//! A semaphore: its permits as a row of dots, and the count.

use ratatui::style::Style;

use super::super::glyphs::Glyph;
use super::super::ink::Ink;
use super::super::region::View;
use super::super::text::Row;
use super::super::theme::Role;
use crate::lesson::Language;
use crate::model::world::{Detail, Object};

/// More permits than this are told as a number alone.
const MOST_DOTS: i64 = 16;

/// Dots that a semaphore shows: as many as its highest count so far, at least one; none for other objects and for
/// counts that are too high.
pub fn n_dots(object: &Object) -> Option<usize> {
    match object.detail {
        Detail::Semaphore {
            highest, initial, ..
        } => {
            let n = highest.max(initial).max(1);
            (n <= MOST_DOTS).then_some(n as usize)
        }
        _ => None,
    }
}

/// `◉◌   1 of 2`; above its start value `◉◉◉  3, started at 2`; over 16 permits `1204 of 2000`.
pub fn state(view: &View<'_>, object: &Object, dots_cells: usize) -> Row {
    let ink = view.ink;
    let Detail::Semaphore { count, initial, .. } = object.detail else {
        return Row::new();
    };
    let number = number(ink, count, initial);
    match n_dots(object) {
        Some(n_dots) => {
            let row = dots(ink, count, n_dots).to(dots_cells);
            row.with("   ", Style::default())
                .with(number, view.number_style(object))
        }
        None => Row::new().with(number, view.number_style(object)),
    }
}

/// The dots alone: free permits first.
pub fn dots(ink: &Ink, count: i64, n_dots: usize) -> Row {
    let n_free = usize::try_from(count).unwrap_or(0).min(n_dots);
    Row::new()
        .with(
            ink.glyph(Glyph::PermitFree).repeat(n_free),
            ink.style(Role::PermitFree),
        )
        .with(
            ink.glyph(Glyph::PermitTaken).repeat(n_dots - n_free),
            ink.style(Role::PermitTaken),
        )
}

fn number(ink: &Ink, count: i64, initial: i64) -> String {
    let is_english = ink.language == Language::En;
    match (initial, is_english) {
        (0, _) => count.to_string(),
        (_, true) if count > initial => format!("{count}, started at {initial}"),
        (_, false) if count > initial => format!("{count}，起始 {initial}"),
        (_, true) => format!("{count} of {initial}"),
        (_, false) => format!("{count}/{initial}"),
    }
}
