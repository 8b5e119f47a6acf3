//! The row `Now`, on every tab: the state of every process, then every object, so that no tab hides the run.
//!
//! When it is too long it drops free objects, then reasons, then becomes counts (`3▸ 60⊣ 1⊖`).

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::empty;
use super::glyphs::Glyph;
use super::objects::dots;
use super::region::{self, Title, View};
use super::state;
use super::text::{Row, cut_middle};
use super::theme::Role;
use super::words::Word;
use crate::model::world::{Detail, Object, Process, State};

/// Cells of an object's name at most.
const NAME_CELLS: usize = 10;

/// Draws rule and row.
pub fn render(view: &View<'_>, area: Rect, buf: &mut Buffer) {
    let ink = view.ink;
    let title = Title {
        name: ink.word(Word::Now).to_string(),
        ..Title::default()
    };
    region::rule(ink, &title, area.width.into()).draw(buf, area.x, area.y, area.width);
    let inner = region::below_title(area);
    if view.world().processes.is_empty() {
        let text = empty::no_process(view);
        empty::draw(ink, text, inner, buf);
        return;
    }
    let cells = usize::from(inner.width);
    let choices = [
        (Reasons::Told, Objects::All),
        (Reasons::Told, Objects::InUse),
        (Reasons::Left, Objects::InUse),
        (Reasons::Left, Objects::None),
    ];
    let fitting = choices
        .into_iter()
        .map(|(reasons, objects)| row(view, reasons, objects));
    let row = fitting
        .into_iter()
        .find(|row| row.width() <= cells)
        .unwrap_or_else(|| counts(view));
    row.cut(cells, ink.cut_mark())
        .draw(buf, inner.x, inner.y, inner.width);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reasons {
    Told,
    Left,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Objects {
    All,
    InUse,
    None,
}

/// `[0]⊣  [1]☾ 0.60 s  [2]⊣ full    empty ◉◌  full ◌  lock [1]  buffer 1/10`
fn row(view: &View<'_>, reasons: Reasons, objects: Objects) -> Row {
    let mut row = Row::new();
    for process in &view.world().processes {
        let gap = if row.width() == 0 { "" } else { "  " };
        row = row
            .with(gap, Style::default())
            .with_spans(process_part(view, process, reasons).into_spans());
    }
    let shown = view
        .world()
        .counted_objects()
        .filter(|object| match objects {
            Objects::All => true,
            Objects::InUse => !is_free(object),
            Objects::None => false,
        });
    let mut gap = "    ";
    for object in shown {
        row = row
            .with(gap, Style::default())
            .with_spans(object_part(view, object).into_spans());
        gap = "  ";
    }
    row
}

fn process_part(view: &View<'_>, process: &Process, reasons: Reasons) -> Row {
    let ink = view.ink;
    let phrase = state::phrase(ink, &view.lesson.run, process);
    let row = Row::new()
        .with_spans([ink.badge(process.id)])
        .with(ink.glyph(phrase.glyph), ink.style(phrase.role));
    // In a stepped run somebody who slept may be ready for the next step.
    let waits = matches!(phrase.glyph, Glyph::Sleeping | Glyph::Blocked);
    let reason = match &process.state {
        _ if !waits => None,
        State::Sleeping { until } => {
            let left = state::seconds(until.saturating_sub(view.lesson.run.vt));
            Some(format!("{left} {}", ink.pick("s", "秒")))
        }
        State::Blocked(wait) => wait.object.map(|object| view.world().waited_label(object)),
        _ => None,
    };
    match reason.filter(|_| reasons == Reasons::Told) {
        Some(reason) => row.with(format!(" {reason}"), ink.style(Role::Text)),
        None => row,
    }
}

/// Whether nobody uses the object now.
fn is_free(object: &Object) -> bool {
    let is_idle = match &object.detail {
        Detail::Lock { holder, .. } => holder.is_none(),
        Detail::Queue { n_items, .. } => *n_items == 0,
        Detail::Pipe { in_flight, .. } => {
            in_flight.iter().all(std::collections::VecDeque::is_empty)
        }
        Detail::Pool { started, done, .. } => started == done,
        Detail::Semaphore { count, initial, .. } => count == initial,
        Detail::Value { .. } | Detail::Other => true,
    };
    is_idle && object.waiters.is_empty()
}

fn object_part(view: &View<'_>, object: &Object) -> Row {
    let ink = view.ink;
    let text = ink.style(Role::Text);
    let name = cut_middle(
        &view.world().object_label(object.id),
        NAME_CELLS,
        ink.cut_mark(),
    );
    let row = Row::new().with(format!("{name} "), text);
    if let Some(is_set) = view.world().is_set(object.id) {
        let glyph = if is_set {
            Glyph::PermitFree
        } else {
            Glyph::PermitTaken
        };
        return row.with(ink.glyph(glyph), text);
    }
    if let Some([_, Some(arrived), parties]) = view.world().barrier_state(object.id) {
        let of = parties.map_or_else(String::new, |parties| format!("/{parties}"));
        return row.with(format!("{arrived}{of}"), text);
    }
    match &object.detail {
        Detail::Lock {
            holder: Some(holder),
            ..
        } => row.with_spans([ink.badge(*holder)]),
        Detail::Lock { holder: None, .. } => row.with(ink.word(Word::Free), ink.style(Role::Dim)),
        Detail::Semaphore { count, .. } => match super::objects::n_dots(object) {
            Some(n_dots) => row.with_spans(dots(ink, *count, n_dots).into_spans()),
            None => row.with(count.to_string(), text),
        },
        Detail::Queue {
            n_items, capacity, ..
        } => match capacity.filter(|capacity| *capacity > 0) {
            Some(capacity) => row.with(format!("{n_items}/{capacity}"), text),
            None => row.with(n_items.to_string(), text),
        },
        Detail::Pipe { in_flight, .. } => {
            let n: usize = in_flight.iter().map(std::collections::VecDeque::len).sum();
            row.with(n.to_string(), text)
        }
        Detail::Pool {
            submitted, done, ..
        } => row.with(format!("{done}/{submitted}"), text),
        Detail::Value { repr, .. } => row.with(cut_middle(repr, NAME_CELLS, ink.cut_mark()), text),
        Detail::Other => row,
    }
}

/// `3▸ 60⊣ 1⊖`
fn counts(view: &View<'_>) -> Row {
    let ink = view.ink;
    let glyphs = [
        Glyph::Running,
        Glyph::Ready,
        Glyph::Blocked,
        Glyph::Sleeping,
        Glyph::Stopped,
        Glyph::Zombie,
        Glyph::Created,
        Glyph::Good,
        Glyph::Bad,
        Glyph::Killed,
        Glyph::Gone,
    ];
    let processes = &view.world().processes;
    let parts = glyphs.into_iter().filter_map(|glyph| {
        let n = processes
            .iter()
            .filter(|process| state::phrase(ink, &view.lesson.run, process).glyph == glyph)
            .count();
        (n > 0).then(|| format!("{n}{}", ink.glyph(glyph)))
    });
    let text: Vec<String> = parts.collect();
    Row::new().with(text.join(" "), ink.style(Role::Text))
}
