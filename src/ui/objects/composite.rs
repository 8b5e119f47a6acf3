//! Condition, event and barrier: what the parts that they are built from say together.

use ratatui::style::Style;

use super::super::glyphs::Glyph;
use super::super::ink::Ink;
use super::super::region::View;
use super::super::text::Row;
use super::super::theme::Role;
use super::super::words::Word;
use super::lock;
use crate::lesson::Language;
use crate::model::composite::Composite;
use crate::model::world::{Detail, Object, Waiter};
use crate::trace::{ObjectType, ProcId};

/// More parties than this are told as numbers alone.
const MOST_DOTS: i64 = 16;

/// What stands behind name and type on the first row.
pub fn state(view: &View<'_>, object: &Object, whole: &Composite) -> Row {
    match whole.type_ {
        ObjectType::Event => event(view, object),
        ObjectType::Barrier => barrier(view, object),
        _ => condition(view, whole),
    }
}

/// The state of its lock; where that is the program's own, its name and holder: its own row tells the rest.
fn condition(view: &View<'_>, whole: &Composite) -> Row {
    let world = view.world();
    let Some(lock) = world.lock_of(whole) else {
        return Row::new();
    };
    if !whole.has_given_lock() {
        return lock::state(view, lock);
    }
    let dim = view.ink.style(Role::Dim);
    let name = format!("{} ", world.object_label(lock.id));
    let row = Row::new().with(name, dim);
    match lock.detail {
        Detail::Lock {
            holder: Some(holder),
            depth,
            ..
        } => row.with_spans(lock::held(view, lock, holder, depth).into_spans()),
        _ => row.with(view.ink.word(Word::Free), dim),
    }
}

/// `◉ set` or `◌ clear`
fn event(view: &View<'_>, object: &Object) -> Row {
    let ink = view.ink;
    let world = view.world();
    let is_set = world.is_set(object.id) == Some(true);
    let (glyph, word, role) = if is_set {
        (Glyph::PermitFree, ink.pick("set", "已设置"), Role::Strong)
    } else {
        (Glyph::PermitTaken, ink.pick("clear", "未设置"), Role::Text)
    };
    Row::new().with(format!("{} {word}", ink.glyph(glyph)), ink.style(role))
}

/// `◉◉◌  2 of 3 arrived`; broken is an alarm.
fn barrier(view: &View<'_>, object: &Object) -> Row {
    let ink = view.ink;
    let [phase, arrived, parties] = view
        .world()
        .barrier_state(object.id)
        .unwrap_or([None, None, None]);
    if phase == Some(-2) {
        let row = Row::new().with(ink.pick("! broken", "! 已损坏"), ink.style(Role::Alarm));
        let by = view
            .world()
            .composite(object.id)
            .and_then(|whole| whole.broken_by);
        return match by {
            Some(by) => row
                .with(ink.pick("  by ", "  损坏者 "), ink.style(Role::Dim))
                .with_spans([ink.badge(by)]),
            None => row,
        };
    }
    let arrived = arrived.unwrap_or(0);
    let row = match parties {
        Some(parties) if (1..=MOST_DOTS).contains(&parties) => dots(ink, arrived, parties),
        _ => Row::new(),
    };
    let text = match (ink.language, parties, phase) {
        (Language::En, _, Some(1)) => format!("{arrived} still to go on"),
        (Language::En, Some(parties), _) => format!("{arrived} of {parties} arrived"),
        (Language::En, None, _) => format!("{arrived} arrived"),
        (Language::Zh, _, Some(1)) => format!("还有 {arrived} 个未走"),
        (Language::Zh, Some(parties), _) => format!("{arrived}/{parties} 已到"),
        (Language::Zh, None, _) => format!("{arrived} 已到"),
    };
    row.with(text, view.number_style(object))
}

fn dots(ink: &Ink, arrived: i64, parties: i64) -> Row {
    let parties = usize::try_from(parties).unwrap_or(0);
    let n = usize::try_from(arrived).unwrap_or(0).min(parties);
    Row::new()
        .with(
            ink.glyph(Glyph::PermitFree).repeat(n),
            ink.style(Role::PermitFree),
        )
        .with(
            ink.glyph(Glyph::PermitTaken).repeat(parties - n),
            ink.style(Role::PermitTaken),
        )
        .with("  ", Style::default())
}

/// Who stands behind `waiting` on the first row: of a condition those who want its lock, else those who wait for all.
pub fn waiters<'a>(view: &View<'a>, whole: &Composite) -> &'a [Waiter] {
    let of = if whole.type_ == ObjectType::Condition {
        whole.lock
    } else {
        whole.wait
    };
    let of = view.lesson.run.world.object(of);
    of.map_or(&[], |of| of.waiters.as_slice())
}

/// Second row of a condition: `waiting for notify [2][3]   woken [2]`.
pub fn further(view: &View<'_>, whole: &Composite) -> Vec<Row> {
    if whole.type_ != ObjectType::Condition {
        return Vec::new();
    }
    let ink = view.ink;
    let sleepers: Vec<ProcId> = view
        .world()
        .object(whole.wait)
        .map(|wait| wait.waiters.iter().map(|waiter| waiter.proc).collect())
        .unwrap_or_default();
    let mut row = Row::new();
    if !sleepers.is_empty() {
        row = named(
            ink,
            row,
            ink.pick("waiting for notify ", "等待通知 "),
            &sleepers,
        );
    }
    if !whole.notified.is_empty() {
        row = named(ink, row, ink.pick("woken ", "已唤醒 "), &whole.notified);
    }
    if row.width() == 0 {
        return Vec::new();
    }
    vec![
        Row::new()
            .with("  ", Style::default())
            .with_spans(row.into_spans()),
    ]
}

fn named(ink: &Ink, row: Row, label: &str, processes: &[ProcId]) -> Row {
    const NAMED: usize = 5;
    let mut row = row.with(label.to_owned(), ink.style(Role::Dim));
    for id in processes.iter().take(NAMED) {
        row = row.with_spans([ink.badge(*id)]);
    }
    let n_more = processes.len().saturating_sub(NAMED);
    let more = match (n_more, ink.language) {
        (0, _) => String::new(),
        (n, Language::En) => format!(" and {n} more"),
        (n, Language::Zh) => format!(" 另 {n} 个"),
    };
    row.with(format!("{more}   "), ink.style(Role::Text))
}
