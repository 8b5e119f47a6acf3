//! Region Timeline: a lane for each process over virtual time, then a lane for each object's number.
//!
//! ```text
//!               0 s       1         2         3         4
//! [0] main      ⣿⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒
//! [1] Prod⋯er-1 ⣿⠄⠄⠄⠄⠄⠄⠄⠄⠄⣿⠄⠄⠄⠄⠄⠄⠄⠄⠄⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⣿⠄⠄⠄
//!                                                      now⇡
//! lock  holder  11111111111111111111222222222222222222221111
//! ```

mod scale;
mod steps;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::empty;
use super::glyphs::Glyph;
use super::ink::Ink;
use super::region::{self, Automatic, Title, View};
use super::state::shown_name;
use super::text::{Row, cut_middle, draw_rows, pad, pad_left, width};
use super::theme::Role;
use super::words::Word;
use crate::app::Mode;
use crate::app::drawn::{Drawn, Place, Target};
use crate::lesson::Region;

use crate::model::object::whole_number;
use crate::model::world::{Detail, LaneState, Object, Process, State};
use crate::trace::{ObjectType, ProcId};
use scale::Scale;
use steps::Steps;

/// Cells of a label in columns, with the blank behind it.
const LABEL_CELLS: usize = 14;

/// From so many cells on (a column of three, or the body) the labels are as wide as the names ask for,
const WIDE: u16 = 62;

/// with so many blanks behind the longest,
const LABEL_GAP: usize = 2;

/// but not wider than this.
const MOST_LABEL_CELLS: usize = 26;

/// Cells of a label where one region fills the body, at least; all rows are moved to the right by 1 there, as the rows of the
/// processes above are by their mark.
const WIDE_LABEL_CELLS: usize = 16;

/// Cells of an object's name in a label, before the word for its number.
const OBJECT_NAME_CELLS: usize = 5;

/// What the cells of the lanes stand for.
enum Axis<'a> {
    /// So much virtual time.
    Clock(Scale),
    /// A step, or half of one.
    Steps(Steps<'a>),
}

impl<'a> Axis<'a> {
    /// The steps of a stepped run, else the clock.
    fn fitting(view: &View<'a>, n_cells: usize) -> Self {
        let run = &view.lesson.run;
        let steps = (run.mode == Mode::Stepped)
            .then(|| Steps::fitting(&run.stepping, n_cells))
            .flatten();
        steps.map_or_else(
            || Self::Clock(Scale::fitting(run.newest_vt, n_cells)),
            Self::Steps,
        )
    }

    fn n(&self) -> usize {
        match self {
            Self::Clock(scale) => scale.n,
            Self::Steps(steps) => steps.n(),
        }
    }

    fn title(&self, ink: &Ink) -> String {
        match self {
            Self::Clock(scale) => scale.title(ink),
            Self::Steps(steps) => steps.title(ink),
        }
    }

    fn labels(&self, ink: &Ink, room: usize) -> String {
        match self {
            Self::Clock(scale) => scale.labels(ink, room),
            Self::Steps(steps) => steps.labels(),
        }
    }

    fn cell_of(&self, vt: u64) -> Option<usize> {
        match self {
            Self::Clock(scale) => scale.cell_of(vt),
            Self::Steps(steps) => steps.cell_of(vt),
        }
    }

    fn first_ns_of(&self, cell: usize) -> u64 {
        match self {
            Self::Clock(scale) => scale.first_ns_of(cell),
            Self::Steps(steps) => steps.first_ns_of(cell),
        }
    }

    fn last_ns_of(&self, cell: usize) -> u64 {
        match self {
            Self::Clock(scale) => scale.last_ns_of(cell),
            Self::Steps(steps) => steps.last_ns_of(cell),
        }
    }

    fn lane(&self, process: &Process) -> Vec<LaneState> {
        match self {
            Self::Clock(scale) => process.lane.cells(scale.from, scale.cell_ns, scale.n),
            Self::Steps(steps) => steps.lane(process),
        }
    }

    /// Notes for the mouse which moment each cell stands for.
    fn note_targets(&self, cells: Rect, drawn: &mut Drawn) {
        match self {
            Self::Clock(scale) => {
                let lanes = Target::Lanes {
                    x: cells.x,
                    from: scale.from,
                    cell_ns: scale.cell_ns,
                };
                drawn.targets.push((region::area_of(cells), lanes));
            }
            Self::Steps(steps) => {
                for cell in 0..cells.width {
                    let column = Rect {
                        x: cells.x + cell,
                        width: 1,
                        ..cells
                    };
                    let last = steps.last_ns_of(usize::from(cell));
                    let lanes = Target::Lanes {
                        x: column.x,
                        from: last,
                        cell_ns: 1,
                    };
                    drawn.targets.push((region::area_of(column), lanes));
                }
            }
        }
    }
}

/// Rows it would take, title included: scale, lanes, now, object lanes, legend.
pub fn wanted(view: &View<'_>) -> u16 {
    let world = view.lesson.run.newest();
    if world.processes.is_empty() {
        return 5;
    }
    let n = world.processes.len() + object_lanes(view).len() + 4;
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// Draws it.
pub fn render(view: &View<'_>, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let ink = view.ink;
    let label_cells = label_cells(view, area.width);
    let indent = u16::from(view.is_tabs());
    let n_cells = usize::from(area.width.saturating_sub(indent))
        .saturating_sub(label_cells)
        .max(1);
    let scale = Axis::fitting(view, n_cells);
    let has_run = !view.lesson.run.newest().processes.is_empty();
    let right = if has_run {
        scale.title(ink)
    } else {
        String::new()
    };
    let title = Title {
        name: ink.word(Word::Region(Region::Timeline)).to_string(),
        right,
        ..Title::default()
    };
    let title = Title {
        is_focused: view.is_focused(Region::Timeline) && !view.is_tabs(),
        ..title
    };
    let inner = if view.is_tabs() {
        region::rule(ink, &title, area.width.into()).draw(buf, area.x, area.y, area.width);
        region::below_title(area)
    } else {
        region::open(view, Region::Timeline, title, area, buf, drawn)
    };
    if !has_run {
        let text = ink.pick("time starts with the run", "运行开始后才有时间");
        empty::draw(ink, text, inner, buf);
        return;
    }
    let inner = Rect {
        x: inner.x + indent.min(inner.width),
        width: inner.width.saturating_sub(indent),
        ..inner
    };
    let cells = Rect {
        x: inner.x + (label_cells as u16).min(inner.width),
        width: inner.width.saturating_sub(label_cells as u16),
        ..inner
    };
    scale.note_targets(cells, drawn);
    let rows = rows(view, &scale, label_cells, inner, drawn);
    draw_rows(rows, inner, buf);
}

/// Cells of the labels: where there is room, no name is cut.
fn label_cells(view: &View<'_>, cells: u16) -> usize {
    let least = if view.is_tabs() {
        WIDE_LABEL_CELLS
    } else {
        LABEL_CELLS
    };
    if cells < WIDE {
        return least;
    }
    let processes = view.lesson.run.newest().processes.iter();
    let longest = processes
        .map(|process| width(&format!("[{}] {}", process.id.0, shown_name(process))) + LABEL_GAP)
        .max()
        .unwrap_or(0);
    longest.clamp(least, MOST_LABEL_CELLS)
}

/// Every row below the title. Lanes scroll between scale and `now`; object lanes go when there is no room, then the
/// legend.
fn rows(
    view: &View<'_>,
    scale: &Axis<'_>,
    label_cells: usize,
    inner: Rect,
    drawn: &mut Drawn,
) -> Vec<Row> {
    let ink = view.ink;
    let room = usize::from(inner.height);
    // The lanes show the whole run, in the past too; the mark below them says where the learner is.
    let newest = view.lesson.run.newest();
    let order = view.lesson.run.process_order_of(newest);
    let objects = object_lanes(view);
    let n_fixed = 2;
    let n_lanes = order.len().min(room.saturating_sub(n_fixed).max(1));
    let n_objects = objects.len().min(room.saturating_sub(n_fixed + n_lanes));
    let n_left = room.saturating_sub(n_fixed + n_lanes + n_objects);
    let chosen = order
        .iter()
        .position(|id| *id == view.lesson.chosen)
        .unwrap_or(0);
    let top = (chosen + 1).saturating_sub(n_lanes);
    let extent = view.window(Place::Timeline, order.len(), n_lanes, Automatic::At(top));
    drawn.extents.insert(Place::Timeline, extent);
    let mut rows = vec![Row::new().to(label_cells).with(
        scale.labels(ink, usize::from(inner.width).saturating_sub(label_cells)),
        ink.style(Role::Dim),
    )];
    let lanes = order
        .iter()
        .skip(extent.top)
        .take(n_lanes)
        .filter_map(|id| newest.process(*id));
    rows.extend(lanes.map(|process| lane(view, process, scale, label_cells)));
    rows.push(now_row(view, scale, label_cells));
    rows.extend(
        objects
            .iter()
            .take(n_objects)
            .map(|object| object_lane(view, object, scale, label_cells)),
    );
    if n_left > 1 && view.is_tabs() {
        rows.push(Row::new());
    }
    if n_left > 0 {
        rows.push(legend(ink, inner.width.into()));
    }
    rows
}

/// A process's state over time, in its hue.
fn lane(view: &View<'_>, process: &Process, scale: &Axis<'_>, label_cells: usize) -> Row {
    let ink = view.ink;
    let name_cells = label_cells.saturating_sub(ink.badge(process.id).width() + 2);
    let name = cut_middle(shown_name(process), name_cells, ink.cut_mark());
    let cells = scale.lane(process);
    let mut text: Vec<&str> = cells
        .iter()
        .map(|cell| Glyph::of_lane(*cell).map_or(" ", |glyph| ink.glyph(glyph)))
        .collect();
    // Where the clock was forced, the lane is cut.
    let cuts = view.lesson.run.cuts.iter();
    for cell in cuts.filter_map(|vt| scale.cell_of(*vt)) {
        if let Some(text) = text.get_mut(cell).filter(|text| **text != " ") {
            *text = ink.glyph(Glyph::LaneCut);
        }
    }
    // How it ended stands once, in the cell where it ended.
    if let State::Exited(_) | State::Gone = process.state
        && let Some(cell) = scale
            .cell_of(process.since)
            .and_then(|cell| text.get_mut(cell))
    {
        *cell = ink.glyph(Glyph::of_state(&process.state));
    }
    Row::new()
        .with_spans([ink.badge(process.id)])
        .with(format!(" {name}"), ink.hue(process.id))
        .to(label_cells)
        .with(text.concat(), ink.hue(process.id))
}

/// `now⇡` under the newest cell; in the past, `⇡` under the cursor.
fn now_row(view: &View<'_>, scale: &Axis<'_>, label_cells: usize) -> Row {
    let ink = view.ink;
    if view.lesson.run.is_past() {
        let cell = scale.cell_of(view.lesson.run.vt).unwrap_or(0);
        return Row::new()
            .to(label_cells + cell)
            .with(ink.glyph(Glyph::Up), ink.style(Role::Strong));
    }
    let text = format!("{}{}", ink.word(Word::NowBelow), ink.glyph(Glyph::Up));
    let end = label_cells + scale.n();
    Row::new().with(pad_left(&text, end.max(width(&text))), ink.style(Role::Dim))
}

/// The objects that have a number over time: locks first, then by type and creation.
fn object_lanes<'a>(view: &View<'a>) -> Vec<&'a Object> {
    let mut objects: Vec<&Object> = view
        .lesson
        .run
        .newest()
        .counted_objects()
        .filter(|object| kind(object).is_some())
        .collect();
    objects.sort_by_key(|object| match object.type_ {
        ObjectType::Lock | ObjectType::Rlock => 0,
        ObjectType::Semaphore => 1,
        ObjectType::Queue => 2,
        _ => 3,
    });
    objects
}

/// What an object's number counts; none where it has no number.
fn kind(object: &Object) -> Option<Word> {
    Some(match object.detail {
        Detail::Lock { .. } => Word::LaneHolder,
        Detail::Semaphore { .. } => Word::LaneCount,
        Detail::Queue { .. } => Word::LaneItems,
        Detail::Pipe { .. } => Word::LaneMessages,
        Detail::Pool { .. } => Word::LaneTasks,
        Detail::Value { ref repr, .. } => {
            whole_number(repr)?;
            Word::LaneValue
        }
        Detail::Other => return None,
    })
}

/// An object's number over time: the holder's badge, the count, the items inside; `+` above 9.
fn object_lane(view: &View<'_>, object: &Object, scale: &Axis<'_>, label_cells: usize) -> Row {
    let ink = view.ink;
    let word = kind(object).map_or("", |word| ink.word(word));
    let name_cells = label_cells.saturating_sub(width(word) + 2);
    let name = cut_middle(
        &view.lesson.run.newest().object_label(object.id),
        name_cells,
        ink.cut_mark(),
    );
    let label = format!("{} {word}", pad(&name, OBJECT_NAME_CELLS.min(name_cells)));
    let is_lock = matches!(object.detail, Detail::Lock { .. });
    let mut row = Row::new()
        .with(label, ink.style(Role::Text))
        .to(label_cells);
    for cell in 0..scale.n() {
        let value = if is_lock {
            holder_in(object, scale, cell)
        } else {
            object.value_at(scale.last_ns_of(cell))
        };
        row = match (value, is_lock) {
            (None, _) => row.with(" ", Style::default()),
            (Some(value), true) if value < 0 => row.with(" ", Style::default()),
            (Some(value), true) => row.with(digit(value), ink.hue(ProcId(value as u32))),
            (Some(value), false) => row.with(digit(value), ink.style(Role::Text)),
        };
    }
    row
}

/// Who holds a lock in a cell: the last one that holds it at all, however shortly, as running wins in the lane of a
/// process.
fn holder_in(object: &Object, scale: &Axis<'_>, cell: usize) -> Option<i64> {
    let (first, last) = (scale.first_ns_of(cell), scale.last_ns_of(cell));
    let after = object.history.partition_point(|(vt, _)| *vt <= last);
    let before = object.history.partition_point(|(vt, _)| *vt <= first);
    let within = object.history[before.saturating_sub(1)..after].iter().rev();
    let held = within.map(|(_, value)| *value).find(|value| *value >= 0);
    held.or(object.value_at(last))
}

fn digit(value: i64) -> String {
    match value {
        0..=9 => value.to_string(),
        10.. => String::from("+"),
        _ => String::from("-"),
    }
}

/// What the cells mean, as much of it as fits; zombies are rarer to know than stopped processes, so they stay longer.
fn legend(ink: &Ink, cells: usize) -> Row {
    let all = [
        (Glyph::LaneRunning, Word::Running),
        (Glyph::LaneReady, Word::Ready),
        (Glyph::LaneBlocked, Word::Blocked),
        (Glyph::LaneSleeping, Word::Sleeping),
        (Glyph::LaneStopped, Word::Stopped),
        (Glyph::LaneZombie, Word::Zombie),
    ];
    let with = |entries: &[(Glyph, Word)]| {
        let parts: Vec<String> = entries
            .iter()
            .map(|(glyph, word)| format!("{} {}", ink.glyph(*glyph), legend_word(ink, *word)))
            .collect();
        parts.join("  ")
    };
    let long = with(&all);
    let without_stopped: Vec<_> = all
        .into_iter()
        .filter(|(glyph, _)| *glyph != Glyph::LaneStopped)
        .collect();
    let text = if width(&long) <= cells {
        long
    } else {
        with(&without_stopped)
    };
    Row::new()
        .with(text, ink.style(Role::Dim))
        .cut(cells, ink.cut_mark())
}

/// The state's word; of stopped, without the particle that only a sentence needs.
fn legend_word(ink: &Ink, word: Word) -> &'static str {
    if word == Word::Stopped {
        ink.pick("stopped", "停止")
    } else {
        ink.word(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::World;
    use crate::trace::{Event, EventKind, LineNo, ObjectId};

    const MS: u64 = 1_000_000;

    fn event(ms: u64, proc: u32, kind: EventKind) -> Event {
        Event {
            seq: 0,
            t: ms * MS,
            vt: ms * MS,
            proc: Some(ProcId(proc)),
            pid: Some(proc + 2),
            host_pid: None,
            line: Some(LineNo(1)),
            agent: None,
            kind,
        }
    }

    /// A lock that process 1 holds from 12 to 13 ms and process 2 from 30 to 47 ms.
    fn lock() -> Object {
        let object = ObjectId(1);
        let mut world = World::default();
        let created = EventKind::ObjectCreated {
            object,
            type_: ObjectType::Lock,
            names: vec!["lock".into()],
            initial: None,
            capacity: None,
        };
        world.apply(&event(0, 0, created));
        for (from, to, proc) in [(12, 13, 1), (30, 47, 2)] {
            world.apply(&event(from, proc, EventKind::Acquired { object, value: 0 }));
            world.apply(&event(to, proc, EventKind::Released { object, value: 1 }));
        }
        world.objects[&object].clone()
    }

    #[test]
    fn a_lock_that_is_held_for_less_than_a_cell_is_seen_in_its_lane() {
        let scale = Axis::Clock(Scale {
            from: 0,
            cell_ns: 10 * MS,
            n: 6,
        });
        let lock = lock();
        let lane: Vec<_> = (0..6)
            .map(|cell| holder_in(&lock, &scale, cell).filter(|holder| *holder >= 0))
            .collect();
        assert_eq!(lane, [None, Some(1), None, Some(2), Some(2), None]);
    }
}
