//! A lock: who holds it and since when.

use ratatui::style::Style;

use super::super::glyphs::Glyph;
use super::super::region::View;
use super::super::state::{killed_by, seconds};
use super::super::text::Row;
use super::super::theme::Role;
use super::super::words::Word;
use crate::model::world::{Detail, End, Object};

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
        return Row::new().with(ink.word(Word::Free), ink.style(Role::Dim));
    };
    let row = Row::new()
        .with(
            format!("{} ", ink.word(Word::HeldBy)),
            ink.style(Role::Text),
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
        return row
            .with(
                format!(" {} {text} ", ink.glyph(glyph)),
                ink.style(Role::Text),
            )
            .with(
                ink.pick("! no one will release it", "! 没有人会释放它"),
                ink.style(Role::Alarm),
            );
    }
    let row = if depth > 1 {
        row.with(format!(" x{depth}"), ink.style(Role::Strong))
    } else {
        row
    };
    let held = seconds(view.lesson.run.vt.saturating_sub(since));
    row.with(" ", Style::default()).with(
        format!("{held} {}", ink.pick("s", "秒")),
        ink.style(Role::Dim),
    )
}
