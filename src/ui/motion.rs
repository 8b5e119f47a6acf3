//! Where things that move stand right now: a badge between two lines, a permit between semaphore and process, an item
//! between a process and its slot.

use super::glyphs::Glyph;
use super::region::View;
use super::state;
use super::text::{Row, visible, width};
use super::theme::Role;
use crate::app::motion::Moved;
use crate::model::world::{Object, Process};
use crate::trace::{LineNo, ProcId};

/// Cells of a badge with a blank on either side.
const BADGE_CELLS: usize = 5;

/// Cells that a permit must have to move in; less is no movement.
const LEAST_TRACK: usize = 3;

/// The line at which the badge of a process stands: its own, or one on the way there.
pub fn line_of(view: &View<'_>, process: &Process) -> Option<LineNo> {
    let moving = view.moving().find_map(|(what, progress)| match what {
        Moved::Badge { proc, from, to } if *proc == process.id && process.line == Some(*to) => {
            let (from, to) = (f64::from(from.0), f64::from(to.0));
            Some(LineNo((from + (to - from) * progress).round() as u32))
        }
        _ => None,
    });
    moving.or(state::line_of(&view.lesson.run, process))
}

/// The row with a permit between the semaphore's number and a process before column `end`; unchanged if none moves or
/// there is no room.
pub fn with_permit(view: &View<'_>, object: &Object, row: Row, end: usize) -> Row {
    let moving = view.moving().find_map(|(what, progress)| match what {
        Moved::Taken { object: id, by } if *id == object.id => Some((*by, progress)),
        Moved::Given { object: id, by } if *id == object.id => Some((*by, 1.0 - progress)),
        _ => None,
    });
    let Some((by, place)) = moving else {
        return row;
    };
    let begin = row.width() + 1;
    let Some(track) = end.checked_sub(begin + BADGE_CELLS) else {
        return row;
    };
    if track < LEAST_TRACK {
        return row;
    }
    let column = begin + (place * (track - 1) as f64).round() as usize;
    row.to(column)
        .with(
            view.ink.glyph(Glyph::PermitFree),
            view.ink.style(Role::PermitFree),
        )
        .to(begin + track + 1)
        .with_spans([view.ink.badge(by)])
}

/// An item of a queue on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct MovingItem {
    /// Its text.
    pub text: String,
    /// Whose hue it has.
    pub by: ProcId,
    /// Whether it goes in; else it goes out.
    pub goes_in: bool,
    /// The part of the way that is behind it.
    pub progress: f64,
}

/// The item that moves into this queue or out of it.
pub fn item(view: &View<'_>, object: &Object) -> Option<MovingItem> {
    view.moving().find_map(|(what, progress)| {
        let (id, repr, by, goes_in) = match what {
            Moved::Put { object, repr, by } => (object, repr, by, true),
            Moved::Got { object, repr, by } => (object, repr, by, false),
            _ => return None,
        };
        (*id == object.id).then(|| MovingItem {
            text: visible(repr),
            by: *by,
            goes_in,
            progress,
        })
    })
}

/// The row with the item over it, on its way from column `from` to column `to`.
pub fn over(view: &View<'_>, row: Row, item: &MovingItem, from: usize, to: usize) -> Row {
    let (from, to) = (from as f64, to as f64);
    let column = (from + (to - from) * item.progress).round() as usize;
    let rest = row.clone().without(column + width(&item.text));
    row.cut_clean(column)
        .to(column)
        .with(item.text.clone(), view.ink.hue(item.by))
        .with_spans(rest.into_spans())
}
