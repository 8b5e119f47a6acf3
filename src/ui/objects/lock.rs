//! A lock: who holds it and since when.

use ratatui::style::Style;

use super::super::glyphs::Glyph;
use super::super::region::View;
use super::super::state::{killed_by, seconds};
use super::super::text::Row;
use super::super::theme::Role;
use super::super::words::Word;
use crate::model::world::{Detail, End, Object};
use crate::trace::ProcId;

/// `held by [1] 0.40 s`, `held by [1] x2`, `free`; a dead holder is an alarm.
pub fn state(view: &View<'_>, object: &Object) -> Row {
    let ink = view.ink;
    let Detail::Lock {
        holder,
        since,
        depth,
    } = object.detail
    else {
        return Row::new();
    };
    let Some(holder) = holder else {
        return Row::new().with(ink.word(Word::Free), free_style(view, object));
    };
    let is_alive = view
        .world()
        .process(holder)
        .is_none_or(|process| process.end().is_none());
    let row = held(view, object, holder, depth);
    if !is_alive {
        return row;
    }
    let held = seconds(view.lesson.run.vt.saturating_sub(since));
    row.with(" ", Style::default()).with(
        format!("{held} {}", ink.pick("s", "秒")),
        ink.style(Role::Dim),
    )
}

/// `held by [1] x2`, or how the holder ended.
pub fn held(view: &View<'_>, object: &Object, holder: ProcId, depth: u32) -> Row {
    let ink = view.ink;
    let row = Row::new()
        .with(
            format!("{} ", ink.word(Word::HeldBy)),
            view.number_style(object),
        )
        .with_spans([ink.badge(holder)]);
    if let Some(end) = view
        .world()
        .process(holder)
        .and_then(|process| process.end())
    {
        let (glyph, text) = match end {
            End::Code(0) => (Glyph::Good, format!("{} 0", ink.pick("exited", "已退出"))),
            End::Code(code) => (
                Glyph::Bad,
                format!("{} {code}", ink.pick("exited", "已退出")),
            ),
            End::Signal(signal) => (Glyph::Killed, killed_by(ink, signal)),
        };
        return row.with(
            format!(" {} {text}", ink.glyph(glyph)),
            ink.style(Role::Text),
        );
    }
    if depth > 1 {
        row.with(format!(" x{depth}"), ink.style(Role::Strong))
    } else {
        row
    }
}

/// Dim, but strong while it is new that nobody holds it.
fn free_style(view: &View<'_>, object: &Object) -> Style {
    if view.is_fresh_object(object) {
        view.ink.style(Role::Strong)
    } else {
        view.ink.style(Role::Dim)
    }
}

/// The alarm about a holder that ended: a row of its own, because the first one has no room for it in a column.
pub fn further(view: &View<'_>, object: &Object) -> Vec<Row> {
    let Some(holder) = object.holder() else {
        return Vec::new();
    };
    let holder = view.world().process(holder);
    if holder.is_none_or(|process| process.end().is_none()) {
        return Vec::new();
    }
    let ink = view.ink;
    let chip = ink.pick("! no one will release it", "! 没有人会释放它");
    vec![
        Row::new()
            .with("  ", Style::default())
            .with(chip, ink.style(Role::Alarm)),
    ]
}
