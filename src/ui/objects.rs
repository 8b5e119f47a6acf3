//! Region Objects: what the processes share, one entry an object: name, type, state, who waits; further rows where
//! the type has more to show.

mod composite;
mod lock;
mod pipe;
mod pool;
mod queue;
mod semaphore;
mod stdout;
mod unshared;
mod value;

pub use semaphore::{dots, n_dots};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::empty;
use super::motion;
use super::region::{self, Automatic, Title, View};
use super::search;
use super::text::{Row, cut_middle, draw_rows, pad, width};
use super::theme::Role;
use super::words::Word;
use crate::app::drawn::{Drawn, Place};
use crate::lesson::{Language, Region};
use crate::model::narration::agent_name;
use crate::model::world::{Detail, Object, Waiter};

/// Cells of the state between type and waiters.
const STATE_CELLS: usize = 22;

/// From so many cells on, a semaphore says what went through it.
const WIDE: usize = 64;

/// The totals begin so many cells before the usual end of the state,
const TOTALS_BEFORE: usize = 6;

/// and the waiters so many cells behind it.
const TOTALS_CELLS: usize = 12;

/// Cells of a name at most.
const NAME_CELLS: usize = 14;

/// Waiters named at most; above, the first three and a count.
const WAITERS_NAMED: usize = 5;

/// Above so many objects the quiet ones are only counted.
const MANY: usize = 20;

/// An object that changed within so many virtual nanoseconds is not quiet.
const QUIET_AFTER: u64 = 1_000_000_000;

/// Widths that all entries share.
#[derive(Clone, Copy, Debug)]
struct Columns {
    /// Of the names.
    name: usize,
    /// Of the types.
    type_: usize,
    /// Of the permits.
    dots: usize,
    /// Of the region.
    all: usize,
}

/// Rows it would take in `cells` columns, title included.
pub fn wanted(view: &View<'_>, cells: u16) -> u16 {
    let n = rows(view, cells.into()).len().max(1);
    u16::try_from(n + 1).unwrap_or(u16::MAX)
}

/// Draws it.
pub fn render(view: &View<'_>, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let ink = view.ink;
    let rows = rows(view, area.width.into());
    search::keep(view, Place::Objects, &rows, drawn);
    let visible = usize::from(area.height.saturating_sub(1));
    let extent = view.window(Place::Objects, rows.len(), visible, Automatic::Start);
    let n_objects = view.world().shown_objects().count() + usize::from(stdout::is_shown(view));
    let title = Title {
        name: ink.word(Word::Region(Region::Objects)).to_string(),
        note: match (n_objects, has_unshared(view)) {
            (0, _) => String::new(),
            (n, false) => n.to_string(),
            (n, true) => {
                let warning = ink.pick("same name, not the same object", "同名，不是同一对象");
                format!("{n}  {warning}")
            }
        },
        right: region::more(ink, extent),
        ..Title::default()
    };
    let inner = region::open(view, Region::Objects, title, area, buf, drawn);
    drawn.extents.insert(Place::Objects, extent);
    if rows.is_empty() {
        empty::draw(ink, empty_text(view), inner, buf);
        return;
    }
    draw_rows(rows.into_iter().skip(extent.top), inner, buf);
}

fn has_unshared(view: &View<'_>) -> bool {
    let mut shown = view.world().shown_objects();
    shown.any(|object| unshared::is_unshared(view, object))
}

fn empty_text<'a>(view: &View<'a>) -> &'a str {
    let has_run = !view.world().processes.is_empty();
    if has_run {
        view.ink
            .pick("this program shares nothing", "这个程序没有共享任何东西")
    } else {
        view.ink.pick("no object yet", "还没有对象")
    }
}

/// Every row below the title.
fn rows(view: &View<'_>, cells: usize) -> Vec<Row> {
    let (objects, n_quiet) = shown(view);
    let (unshared, objects): (Vec<&Object>, Vec<&Object>) = objects
        .into_iter()
        .partition(|object| unshared::is_unshared(view, object));
    let columns = columns(view, &objects, cells);
    let mut rows: Vec<Row> = objects
        .iter()
        .flat_map(|object| entry(view, object, columns))
        .collect();
    if n_quiet > 0 {
        let text = match view.ink.language {
            Language::En => format!("{n_quiet} more, quiet"),
            Language::Zh => format!("另有 {n_quiet} 个没有动静"),
        };
        rows.push(Row::new().with(text, view.ink.style(Role::Dim)));
    }
    if stdout::is_shown(view) {
        rows.extend(stdout::rows(view, columns));
    }
    if !unshared.is_empty() {
        let groups = unshared::rows(view, &unshared, cells);
        rows.extend(groups.into_iter().skip(usize::from(rows.is_empty())));
    }
    rows.into_iter()
        .map(|row| row.cut(cells, view.ink.cut_mark()))
        .collect()
}

/// The objects in order of creation; of many, those that are not quiet, or whose name is searched for, and how many
/// others there are.
fn shown<'a>(view: &View<'a>) -> (Vec<&'a Object>, usize) {
    let run = &view.lesson.run;
    let all: Vec<&Object> = run.world.shown_objects().collect();
    if all.len() <= MANY {
        return (all, 0);
    }
    let search = view.lesson.search.as_ref().map(|search| &search.text);
    if let Some(wanted) = search.filter(|text| !text.is_empty()) {
        let wanted = wanted.to_lowercase();
        let is_named = |object: &&Object| {
            let label = view.world().object_label(object.id);
            label.to_lowercase().contains(&wanted)
        };
        let (named, others): (Vec<_>, Vec<_>) = all.into_iter().partition(is_named);
        return (named, others.len());
    }
    let is_lively = |object: &&Object| {
        let whole = run.world.composite(object.id);
        let waiters = whole.map_or(&object.waiters[..], |whole| composite::waiters(view, whole));
        !waiters.is_empty() || object.changed + QUIET_AFTER >= run.vt
    };
    let (lively, quiet): (Vec<_>, Vec<_>) = all.into_iter().partition(is_lively);
    (lively, quiet.len())
}

fn columns(view: &View<'_>, objects: &[&Object], cells: usize) -> Columns {
    let world = view.world();
    let stdout = stdout::is_shown(view).then_some("stdout");
    let names = objects
        .iter()
        .map(|object| width(&world.object_label(object.id)));
    let types = objects
        .iter()
        .map(|object| width(view.ink.word(Word::Object(world.shown_type(object)))));
    let dots = objects
        .iter()
        .filter(|object| world.composite(object.id).is_none())
        .filter_map(|object| n_dots(object))
        .max()
        .unwrap_or(0);
    Columns {
        name: names
            .chain(stdout.map(width))
            .max()
            .unwrap_or(0)
            .min(NAME_CELLS),
        type_: types.chain(stdout.map(width)).max().unwrap_or(0),
        dots,
        all: cells,
    }
}

/// What stands behind name and type on the first row of an object; permits in so many cells.
fn state(view: &View<'_>, object: &Object, dots_cells: usize) -> Row {
    if let Some(whole) = view.world().composite(object.id) {
        return composite::state(view, object, whole);
    }
    match &object.detail {
        Detail::Lock { .. } => lock::state(view, object),
        Detail::Semaphore { .. } => semaphore::state(view, object, dots_cells),
        Detail::Queue { .. } => queue::state(view, object),
        Detail::Pipe { .. } => pipe::state(view, object),
        Detail::Pool { .. } => pool::state(view, object),
        Detail::Value { .. } => value::state(view, object),
        Detail::Other => Row::new(),
    }
}

/// The rows of one object.
fn entry(view: &View<'_>, object: &Object, columns: Columns) -> Vec<Row> {
    let state = state(view, object, columns.dots);
    let first = heading(view, object, columns, state);
    if let Some(whole) = view.world().composite(object.id) {
        let broken = view
            .world()
            .lock_of(whole)
            .filter(|_| !whole.has_given_lock())
            .map(|lock| lock::further(view, lock))
            .unwrap_or_default();
        let further = composite::further(view, whole);
        return std::iter::once(first)
            .chain(broken)
            .chain(further)
            .collect();
    }
    let further = match &object.detail {
        Detail::Lock { .. } => lock::further(view, object),
        Detail::Queue { .. } => queue::further(view, object, columns.all),
        Detail::Pipe { .. } => pipe::further(view, object),
        Detail::Value { .. } => value::further(view, object, columns.all),
        Detail::Pool { .. } => return pool::rows(view, object, first, columns.all),
        _ => Vec::new(),
    };
    std::iter::once(first).chain(further).collect()
}

/// `full    semaphore  ◌    0                waiting [2]`
fn heading(view: &View<'_>, object: &Object, columns: Columns, state: Row) -> Row {
    let ink = view.ink;
    let name = cut_middle(
        &view.world().object_label(object.id),
        columns.name,
        ink.cut_mark(),
    );
    let row = Row::new()
        .with(pad(&name, columns.name + 2), ink.style(Role::Text))
        .with(
            pad(
                ink.word(Word::Object(view.world().shown_type(object))),
                columns.type_ + 2,
            ),
            ink.style(Role::Dim),
        );
    let state_end = row.width() + STATE_CELLS;
    let row = row.with_spans(state.into_spans());
    if matches!(object.detail, Detail::Pool { .. } | Detail::Value { .. }) {
        return row;
    }
    let whole = view.world().composite(object.id);
    let is_semaphore = whole.is_none();
    let row = if is_semaphore {
        motion::with_permit(view, object, row, state_end)
    } else {
        row
    };
    let (row, state_end) = match totals(view, object).filter(|_| is_semaphore) {
        Some(totals) if columns.all >= WIDE => (
            spaced(row, state_end - TOTALS_BEFORE).with(totals, ink.style(Role::Dim)),
            state_end + TOTALS_CELLS,
        ),
        _ => (row, state_end),
    };
    let row = spaced(row, state_end);
    let room = columns.all.saturating_sub(row.width());
    let waiters = whole.map_or(&object.waiters[..], |whole| composite::waiters(view, whole));
    row.with_spans(waiting(view, waiters, room).into_spans())
}

/// The row up to this column, with 2 blanks at least.
fn spaced(row: Row, column: usize) -> Row {
    if row.width() + 2 > column {
        row.with("  ", Style::default())
    } else {
        row.to(column)
    }
}

/// `taken 3  given 2`: what went through a semaphore so far.
fn totals(view: &View<'_>, object: &Object) -> Option<String> {
    let Detail::Semaphore { taken, given, .. } = object.detail else {
        return None;
    };
    Some(match view.ink.language {
        Language::En => format!("taken {taken}  given {given}"),
        Language::Zh => format!("取走 {taken}  归还 {given}"),
    })
}

/// `waiting [2][3]`, `waiting none`, `waiting [2][3][4] and 7 more`; fewer names where `room` asks for it.
fn waiting(view: &View<'_>, waiters: &[Waiter], room: usize) -> Row {
    let ink = view.ink;
    let dim = ink.style(Role::Dim);
    let label = Row::new().with(format!("{} ", ink.word(Word::Waiting)), dim);
    if waiters.is_empty() {
        let is_cut = label.width() + width(ink.word(Word::WaitingNone)) > room;
        if is_cut {
            return Row::new();
        }
        return label.with(ink.word(Word::WaitingNone), dim);
    }
    let most = if waiters.len() > WAITERS_NAMED {
        3
    } else {
        waiters.len()
    };
    (1..=most)
        .rev()
        .map(|n_named| named(view, label.clone(), waiters, n_named))
        .find(|row| row.width() <= room)
        .unwrap_or_else(|| label.with(waiters.len().to_string(), ink.style(Role::Text)))
}

/// The first waiters by badge, and how many more there are.
fn named(view: &View<'_>, label: Row, waiters: &[Waiter], n_named: usize) -> Row {
    let ink = view.ink;
    let mut row = label;
    for waiter in &waiters[..n_named] {
        row = row.with_spans([ink.badge(waiter.proc)]);
        if let Some(agent) = waiter.agent {
            let name = agent_name(agent, ink.language);
            row = row.with(format!(" {name} "), ink.style(Role::Dim));
        }
    }
    let n_more = waiters.len() - n_named;
    let more = match (n_more, ink.language) {
        (0, _) => return row,
        (_, Language::En) => format!(" and {n_more} more"),
        (_, Language::Zh) => format!(" 另 {n_more} 个"),
    };
    row.with(more, ink.style(Role::Text))
}
