//! Region Processes: a row for each process with PID, state and line; above 12 sorted by what matters, and the rest
//! as a grid.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::empty;
use super::glyphs::Glyph;
use super::region::{self, Automatic, Title, View, area_of};
use super::state::{self, Phrase, shown_name};
use super::text::{Row, cut_middle, pad, pad_left, width};
use super::theme::Role;
use super::words::Word;
use crate::app::arrangement::Arrangement;
use crate::app::drawn::{Drawn, Extent, Place, Target};
use crate::app::{Announced, Mode, Mover, Needs, RunView, needs_text};
use crate::lesson::{Language, Region};
use crate::model::narration::agent_name;
use crate::model::world::{Process, State};
use crate::trace::{Agent, ProcId};

/// Cells of a name, at least and at most.
const NAME_CELLS: (usize, usize) = (6, 14);

/// From so many processes without a row on, they stand in a grid.
const GRID_FROM: usize = 16;

/// Cells of a process in the grid.
const GRID_CELLS: usize = 6;

/// A row of the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    /// A process.
    Process(ProcId),
    /// A helper thread of the process above.
    Helper(ProcId, Agent),
    /// A helper thread of the process above that stands before a step.
    Mover(Mover),
}

/// Rows it would take, title included.
pub fn wanted(view: &View<'_>) -> u16 {
    (items(view).len() as u16).saturating_add(1).max(2)
}

/// Draws it.
pub fn render(view: &View<'_>, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let items = items(view);
    let capacity = usize::from(area.height.saturating_sub(1));
    let n_grid_rows = grid_rows(items.len(), capacity, area.width.into());
    let visible = capacity - n_grid_rows;
    let top = automatic_top(view, &items, visible);
    let extent = view.window(Place::Processes, items.len(), visible, Automatic::At(top));
    let shown_extent = if n_grid_rows > 0 {
        Extent::default()
    } else {
        extent
    };
    let title = Title {
        name: view.ink.word(Word::Region(Region::Processes)).to_string(),
        note: note(view),
        right: asks(view).unwrap_or_else(|| region::more(view.ink, shown_extent)),
        ..Title::default()
    };
    let inner = region::open(view, Region::Processes, title, area, buf, drawn);
    drawn.extents.insert(Place::Processes, extent);
    if items.is_empty() {
        let text = empty::no_process(view);
        empty::draw(view.ink, text, inner, buf);
        return;
    }
    let columns = Columns::of(view);
    let rows = items.iter().skip(extent.top).take(visible);
    for (item, y) in rows.zip(inner.top()..inner.bottom()) {
        let row_area = Rect {
            y,
            height: 1,
            ..inner
        };
        match item {
            Item::Process(id) => {
                draw_process(view, &columns, *id, row_area, buf);
                drawn
                    .targets
                    .push((area_of(row_area), Target::Process(*id)));
                let badge = Rect {
                    x: row_area.x + 1,
                    width: 3.min(row_area.width),
                    ..row_area
                };
                drawn.targets.push((area_of(badge), Target::Step(*id)));
            }
            Item::Mover(mover) => {
                draw_mover(view, &columns, *mover, row_area, buf);
                drawn
                    .targets
                    .push((area_of(row_area), Target::StepHelper(*mover)));
            }
            Item::Helper(id, agent) => draw_helper(view, &columns, *id, *agent, row_area, buf),
        }
    }
    if n_grid_rows > 0 {
        let rest: Vec<ProcId> = items
            .iter()
            .skip(extent.top + visible)
            .copied()
            .filter_map(process_of)
            .collect();
        let grid = Rect {
            y: inner.y + visible as u16,
            height: n_grid_rows as u16,
            ..inner
        };
        draw_grid(view, &rest, grid, buf, drawn);
    }
}

fn process_of(item: Item) -> Option<ProcId> {
    match item {
        Item::Process(id) => Some(id),
        Item::Helper(..) | Item::Mover(_) => None,
    }
}

/// The rows in order. A helper stands below its process while it waits: one at rest says nothing, and would move the
/// rows.
fn items(view: &View<'_>) -> Vec<Item> {
    let run = &view.lesson.run;
    let order = run.process_order();
    let is_few = order.len() <= RunView::FEW;
    let mut items = Vec::with_capacity(order.len());
    for id in order {
        items.push(Item::Process(id));
        let process = run
            .world
            .process(id)
            .filter(|process| is_few && process.is_alive());
        if let Some(process) = process.filter(|process| state::announced(run, process).is_some()) {
            let standing = run.stepping.held.helpers_of(process.id);
            items.extend(standing.map(|one| Item::Mover(one.mover)));
        } else if let Some(process) = process {
            let waiting = process
                .helpers
                .iter()
                .filter(|(_, helper)| helper.waits_for.is_some());
            items.extend(waiting.map(|(agent, _)| Item::Helper(id, *agent)));
        }
    }
    items
}

/// The first row that keeps the chosen process in sight, near to where the rows stood in the last frame.
fn automatic_top(view: &View<'_>, items: &[Item], visible: usize) -> usize {
    let last_top = view
        .app
        .drawn
        .extents
        .get(&Place::Processes)
        .map_or(0, |extent| extent.top);
    let chosen = Item::Process(view.lesson.chosen);
    let place = items.iter().position(|item| *item == chosen).unwrap_or(0);
    last_top.clamp((place + 1).saturating_sub(visible), place)
}

/// Rows of the grid that shows what has no row of its own; none if all fit or too few are left over.
fn grid_rows(n_items: usize, capacity: usize, cells: usize) -> usize {
    let per_row = (cells / GRID_CELLS).max(1);
    (1..capacity)
        .find(|n_rows| capacity - n_rows + n_rows * per_row >= n_items)
        .filter(|_| n_items >= capacity + GRID_FROM)
        .unwrap_or(0)
}

/// `who runs next?`, where the learner may say.
fn asks(view: &View<'_>) -> Option<String> {
    let run = &view.lesson.run;
    let may_choose = run.mode == Mode::Stepped
        && run.stepping.is_at_rest
        && !run.is_past()
        && run.stepping.held.movers.iter().any(Announced::can_move);
    may_choose.then(|| view.ink.pick("who runs next?", "轮到谁？").to_string())
}

/// `3`, or with many `64  3 running 60 blocked 1 zombie`.
fn note(view: &View<'_>) -> String {
    let processes = &view.world().processes;
    let n = processes.len();
    if n == 0 {
        return String::new();
    }
    if n <= RunView::FEW {
        return n.to_string();
    }
    let count = |is: fn(&State) -> bool| {
        processes
            .iter()
            .filter(|process| is(&process.state))
            .count()
    };
    let counts = [
        (
            count(|state| matches!(state, State::Running)),
            Word::Running,
        ),
        (count(|state| matches!(state, State::Ready)), Word::Ready),
        (
            count(|state| matches!(state, State::Blocked(_))),
            Word::Blocked,
        ),
        (
            count(|state| matches!(state, State::Sleeping { .. })),
            Word::Sleeping,
        ),
        (
            count(|state| matches!(state, State::Zombie(_))),
            Word::Zombie,
        ),
    ];
    let parts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {}", view.ink.word(*word)))
        .collect();
    format!("{n}  {}", parts.join(" "))
}

/// Widths that all rows share.
struct Columns {
    name: usize,
    pid: usize,
}

impl Columns {
    fn of(view: &View<'_>) -> Self {
        let processes = &view.world().processes;
        let indented = |process: &Process| width(shown_name(process)) + indent(view, process);
        let name = processes.iter().map(indented).max().unwrap_or(0);
        let pid = processes
            .iter()
            .filter_map(|process| process.pid)
            .max()
            .unwrap_or(0)
            .to_string()
            .len();
        let least = if view.is_tabs() { 5 } else { 4 };
        Self {
            name: name.clamp(NAME_CELLS.0, NAME_CELLS.1),
            pid: (pid + 1).max(least),
        }
    }
}

/// Cells by which a name is moved to the right: 2 for each generation below main's children.
fn indent(view: &View<'_>, process: &Process) -> usize {
    const DEEPEST: usize = 3;
    let world = view.world();
    let mut depth = 0;
    let mut parent = process.parent;
    while let Some(id) = parent.filter(|id| *id != ProcId::MAIN && depth < DEEPEST) {
        depth += 1;
        parent = world.process(id).and_then(|process| process.parent);
    }
    2 * depth
}

fn draw_process(view: &View<'_>, columns: &Columns, id: ProcId, area: Rect, buf: &mut Buffer) {
    let Some(process) = view.world().process(id) else {
        return;
    };
    let ink = view.ink;
    let is_chosen = view.lesson.chosen == id;
    let mark = if is_chosen {
        ink.glyph(Glyph::Chosen)
    } else {
        " "
    };
    let name_cells = columns.name + 3 - ink.badge(id).width().min(3 + columns.name);
    let indent = indent(view, process).min(name_cells / 2);
    let right = line_row(view, process);
    let (state, detail, stuck) = state_parts(view, process);
    // What is always there, then the state: only the name gives way to it, and the detail before the name.
    let around = 2 + ink.badge(id).width() + columns.pid + 4 + right.width() + 2;
    let told = state.width() + stuck.width();
    let room = usize::from(area.width).saturating_sub(around);
    let name_cells = name_cells.min(room.saturating_sub(told)).max(indent);
    let detail = detail.cut(room.saturating_sub(name_cells + told), ink.cut_mark());
    let name = cut_middle(shown_name(process), name_cells - indent, ink.cut_mark());
    let pid = process
        .pid
        .map_or_else(|| String::from("-"), |pid| pid.to_string());
    let letter = process
        .letter
        .map_or_else(|| String::from("-"), String::from);
    let left = Row::new()
        .with(mark, ink.style(Role::Strong))
        .with_spans([ink.badge(id)])
        .with(format!(" {}", " ".repeat(indent)), Style::default())
        .with(pad(&name, name_cells - indent), ink.hue(id))
        .with(pad_left(&pid, columns.pid), ink.style(Role::Text))
        .with(format!(" {letter}  "), ink.style(Role::Dim))
        .with_spans(state.into_spans())
        .with_spans(detail.into_spans())
        .with_spans(stuck.into_spans());
    let row = left.and_right(right, area.width.into(), ink.cut_mark());
    if is_chosen {
        buf.set_style(area, ink.style(Role::Select));
        row.over(ink.style(Role::Select))
            .draw(buf, area.x, area.y, area.width);
    } else {
        row.draw(buf, area.x, area.y, area.width);
    }
}

/// `⊣ blocked` and ` on full`, in a tab `⊣ blocked` and `   on full, count 0`; then ` ! stuck`, if it is. The detail is
/// the part that may be cut.
fn state_parts(view: &View<'_>, process: &Process) -> (Row, Row, Row) {
    let ink = view.ink;
    let Phrase {
        glyph,
        word,
        detail,
        goes_on,
        role,
        is_stuck,
    } = state::phrase(ink, &view.lesson.run, process);
    let is_new = view.is_fresh(process.since);
    let mark = if is_new {
        ink.style(Role::Strong)
    } else {
        Style::default()
    };
    let style = ink.style(role).patch(mark);
    let count = state::count_text(ink, view.world(), &process.state);
    let detail = if view.is_tabs() {
        format!("{detail}{count}")
    } else {
        detail
    };
    let is_padded = view.is_tabs() || view.arrangement == Arrangement::Three;
    let gap = match (is_padded, goes_on) {
        (true, _) => " ".repeat(10_usize.saturating_sub(width(&word)).max(2)),
        (false, true) => ink.pick(" ", "，").to_string(),
        (false, false) => String::from("  "),
    };
    let gap = if detail.is_empty() {
        String::new()
    } else {
        gap
    };
    let state = Row::new()
        .with(ink.glyph(glyph), style)
        .with(" ", Style::default())
        .with(word, style);
    let detail = Row::new().with(gap, Style::default()).with_spans(
        ink.sentence(&detail, ink.style(Role::Text).patch(mark))
            .into_spans(),
    );
    let stuck = if is_stuck {
        Row::new()
            .with(" ", Style::default())
            .with(ink.pick("! stuck", "! 卡住"), ink.style(Role::Alarm))
    } else {
        Row::new()
    };
    (state, detail, stuck)
}

/// The line that the process is at, for the end of its row: `line 38`; in columns `38` and 3 blanks.
fn line_row(view: &View<'_>, process: &Process) -> Row {
    let ink = view.ink;
    let line = state::line_of(&view.lesson.run, process)
        .filter(|_| !process.has_ended())
        .map(|line| line.0.to_string());
    let text = match (view.is_tabs(), line) {
        (true, Some(line)) => match ink.language {
            Language::En => format!("line {line}"),
            Language::Zh => format!("第 {line} 行"),
        },
        (true, None) => String::from("--"),
        (false, line) => format!("{}   ", line.unwrap_or_else(|| String::from("--"))),
    };
    Row::new().with(text, ink.style(Role::Dim))
}

/// A helper thread: dim, without a badge.
fn draw_helper(
    view: &View<'_>,
    columns: &Columns,
    id: ProcId,
    agent: Agent,
    area: Rect,
    buf: &mut Buffer,
) {
    let ink = view.ink;
    let wait = view
        .world()
        .process(id)
        .and_then(|process| process.helpers.get(&agent)?.waits_for.as_ref());
    let waits = wait.and_then(|wait| wait.object).map(|object| {
        let name = view.world().object_label(object);
        match ink.language {
            Language::En => format!("{} on {name}", ink.glyph(Glyph::Blocked)),
            Language::Zh => format!("{} 等 {name}", ink.glyph(Glyph::Blocked)),
        }
    });
    let name = format!("     {}", agent_name(agent, ink.language));
    let state_column = 5 + columns.name + columns.pid + 4;
    Row::new()
        .with(pad(&name, state_column), ink.style(Role::Dim))
        .with(waits.unwrap_or_default(), ink.style(Role::Dim))
        .cut(area.width.into(), ink.cut_mark())
        .draw(buf, area.x, area.y, area.width);
}

/// A helper thread before a step: dim, without a badge; a click steps it.
fn draw_mover(view: &View<'_>, columns: &Columns, mover: Mover, area: Rect, buf: &mut Buffer) {
    let ink = view.ink;
    let run = &view.lesson.run;
    let announced = run
        .stepping
        .held
        .helpers_of(mover.proc)
        .find(|one| one.mover == mover);
    let (Some(announced), Some(agent)) = (announced, mover.agent) else {
        return;
    };
    let (glyph, text) = match &announced.needs {
        None | Some(Needs::Clock(_)) => (
            Glyph::Ready,
            format!(
                "{}  {}",
                ink.word(Word::Ready),
                state::step_text(ink, run, announced)
            ),
        ),
        Some(needs) => (
            Glyph::Blocked,
            format!(
                "{} {}",
                ink.pick("needs", "需要"),
                needs_text(ink.language, &run.world, needs)
            ),
        ),
    };
    let name = format!("     {}", agent_name(agent, ink.language));
    let state_column = 5 + columns.name + columns.pid + 4;
    Row::new()
        .with(pad(&name, state_column), ink.style(Role::Dim))
        .with(format!("{} {text}", ink.glyph(glyph)), ink.style(Role::Dim))
        .cut(area.width.into(), ink.cut_mark())
        .draw(buf, area.x, area.y, area.width);
}

/// Badge and glyph of every process that has no row.
fn draw_grid(view: &View<'_>, rest: &[ProcId], area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let per_row = (usize::from(area.width) / GRID_CELLS).max(1);
    for (place, id) in rest.iter().enumerate() {
        let (column, line) = (place % per_row, place / per_row);
        let Some(process) = view
            .world()
            .process(*id)
            .filter(|_| line < usize::from(area.height))
        else {
            continue;
        };
        let phrase = state::phrase(view.ink, &view.lesson.run, process);
        let cell = Rect {
            x: area.x + (column * GRID_CELLS) as u16,
            y: area.y + line as u16,
            width: GRID_CELLS as u16,
            height: 1,
        };
        Row::new()
            .with_spans([view.ink.badge(*id)])
            .with(view.ink.glyph(phrase.glyph), view.ink.style(phrase.role))
            .draw(buf, cell.x, cell.y, cell.width);
        drawn.targets.push((area_of(cell), Target::Process(*id)));
    }
}
