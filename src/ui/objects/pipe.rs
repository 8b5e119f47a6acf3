//! A pipe: who uses its ends, messages and bytes on their way in each direction.

use std::collections::VecDeque;

use super::super::glyphs::Glyph;
use super::super::region::View;
use super::super::text::{Row, cut_middle, visible};
use super::super::theme::Role;
use crate::lesson::Language;
use crate::model::world::{Detail, Item, Object};
use crate::trace::ProcId;

/// Cells of a message's text at most.
const MESSAGE_CELLS: usize = 12;

/// Processes named at most that hold an end.
const MOST_HOLDERS: usize = 5;

/// Messages whose text is shown at most.
const MOST_MESSAGES: usize = 3;

/// `3 passed`
pub fn state(view: &View<'_>, object: &Object) -> Row {
    let Detail::Pipe { n_messages, .. } = &object.detail else {
        return Row::new();
    };
    let text = match view.ink.language {
        Language::En => format!("{n_messages} passed"),
        Language::Zh => format!("已通过 {n_messages} 条"),
    };
    Row::new().with(text, view.ink.style(Role::Text))
}

/// `  [0] a ⇢ 2 msgs, 38 bytes ⇢ b [1]`, and the same with `⇠` for the way back; of a one-way pipe the way that it
/// has: its first end receives.
pub fn further(view: &View<'_>, object: &Object) -> Vec<Row> {
    let Detail::Pipe {
        in_flight,
        n_directions,
        ..
    } = &object.detail
    else {
        return Vec::new();
    };
    let holders = holders(view, object);
    let back = direction(view, object, &in_flight[1], 1, Glyph::FlowLeft);
    if *n_directions == Some(1) {
        return [Some(back), holders].into_iter().flatten().collect();
    }
    let there = direction(view, object, &in_flight[0], 0, Glyph::FlowRight);
    [there, back].into_iter().chain(holders).collect()
}

/// `  open in  r [0][1]   w [1]`: which process holds which end. None where the trace does not tell it, and when all
/// are closed.
fn holders(view: &View<'_>, object: &Object) -> Option<Row> {
    let ink = view.ink;
    let [first, second] = [object.holders_of_end(0)?, object.holders_of_end(1)?];
    if first.is_empty() && second.is_empty() {
        return None;
    }
    let dim = ink.style(Role::Dim);
    let label = ink.pick("  open in", "  开着的进程");
    let mut row = Row::new().with(label, dim);
    for (end, holders) in [first, second].into_iter().enumerate() {
        let name = object
            .end_name(end)
            .map_or_else(|| (end + 1).to_string(), str::to_owned);
        row = row.with(format!("  {name} "), ink.style(Role::Text));
        row = if holders.is_empty() {
            row.with(ink.pick("closed", "已关闭"), ink.style(Role::Strong))
        } else {
            let mut sorted = holders.to_vec();
            sorted.sort_unstable();
            let shown = sorted.iter().take(MOST_HOLDERS);
            let row = row.with_spans(shown.map(|id| ink.badge(*id)));
            match sorted.len().saturating_sub(MOST_HOLDERS) {
                0 => row,
                n => row.with(format!("+{n}"), dim),
            }
        };
    }
    Some(row)
}

/// The way from end `from` to the other one.
fn direction(
    view: &View<'_>,
    object: &Object,
    items: &VecDeque<Item>,
    from: usize,
    arrow: Glyph,
) -> Row {
    let Detail::Pipe { ends, .. } = &object.detail else {
        return Row::new();
    };
    let ink = view.ink;
    let text = ink.style(Role::Text);
    let arrow = format!(" {} ", ink.glyph(arrow));
    let count_style = if items.is_empty() {
        ink.style(Role::Dim)
    } else {
        view.number_style(object)
    };
    let n_bytes: u64 = items.iter().map(|item| item.bytes).sum();
    let count = match (items.len(), ink.language) {
        (1, Language::En) => format!("1 msg, {n_bytes} bytes"),
        (n, Language::En) => format!("{n} msgs, {n_bytes} bytes"),
        (n, _) => format!("{n} 条消息，{n_bytes} 字节"),
    };
    let is_closed = |end: usize| object.holders_of_end(end).is_some_and(<[ProcId]>::is_empty);
    let (count, count_style) = if items.is_empty() && is_closed(from) {
        ("EOF".to_owned(), ink.style(Role::Strong))
    } else {
        (count, count_style)
    };
    let closed = ink.pick(" closed", " 已关闭");
    let [first_end, second_end] = end_badges(view, ends);
    let [first_name, second_name] = [0, 1].map(|end| {
        let name = object.end_name(end).unwrap_or_default();
        format!("{name}{}", if is_closed(end) { closed } else { "" })
    });
    let mut row = Row::new()
        .with("  ", text)
        .with_spans(first_end.into_spans())
        .with(format!(" {first_name}"), text)
        .with(arrow.clone(), ink.style(Role::Dim))
        .with(count, count_style)
        .with(arrow, ink.style(Role::Dim))
        .with(format!("{second_name} "), text)
        .with_spans(second_end.into_spans());
    let is_full = object
        .waiters
        .iter()
        .any(|waiter| waiter.op == "send" && ends[from].contains(&waiter.proc));
    if is_full {
        let full = ink.pick("  full, writer waits", "  已满，写者等待");
        row = row.with(full, ink.style(Role::Strong));
    }
    for item in items.iter().take(MOST_MESSAGES) {
        let message = cut_middle(&visible(&item.repr), MESSAGE_CELLS, ink.cut_mark());
        row = row.with("  ", text).with(message, ink.hue(item.from));
    }
    row
}

/// Who uses each end; while nobody was seen there, blanks, so that both rows stand alike.
fn end_badges(view: &View<'_>, ends: &[Vec<ProcId>; 2]) -> [Row; 2] {
    const BADGE_CELLS: usize = 3;
    [0, 1].map(|end| {
        Row::new()
            .with_spans(ends[end].iter().map(|id| view.ink.badge(*id)))
            .to(if end == 0 { BADGE_CELLS } else { 0 })
    })
}
