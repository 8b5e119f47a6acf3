//! A pool: its tasks as cells or as a bar, and its workers.

use ratatui::style::Style;

use super::super::glyphs::Glyph;
use super::super::region::View;
use super::super::state;
use super::super::text::{Row, cut_middle, pad, pad_left};
use super::super::theme::Role;
use crate::lesson::Language;
use crate::model::world::{Detail, Object, TaskState, Worker};

/// Up to so many tasks are drawn as cells.
const MOST_CELLS: u64 = 12;

/// A bar of a worker's share with fewer cells than this says nothing.
const LEAST_SHARE_CELLS: usize = 8;

/// Worker rows at most.
const MOST_WORKERS: usize = 8;

/// `3 workers   4 tasks`
pub fn state(view: &View<'_>, object: &Object) -> Row {
    let Detail::Pool {
        workers, submitted, ..
    } = &object.detail
    else {
        return Row::new();
    };
    let n_workers = workers.len();
    let text = match view.ink.language {
        Language::En => format!(
            "{n_workers} {}   {submitted} {}",
            plural(n_workers as u64, "worker"),
            plural(*submitted, "task")
        ),
        Language::Zh => format!("{n_workers} 个工作进程   {submitted} 个任务"),
    };
    Row::new().with(text, view.ink.style(Role::Text))
}

fn plural(n: u64, noun: &str) -> String {
    if n == 1 {
        noun.to_string()
    } else {
        format!("{noun}s")
    }
}

/// The tasks, the counts, and a row a worker.
pub fn further(view: &View<'_>, object: &Object, cells: usize) -> Vec<Row> {
    let Detail::Pool {
        workers,
        submitted,
        started,
        done,
        tasks,
    } = &object.detail
    else {
        return Vec::new();
    };
    let ink = view.ink;
    let n_running = started.saturating_sub(*done);
    let n_waiting = submitted.saturating_sub(*started);
    let counts = match ink.language {
        Language::En => format!("{done} done  {n_running} running  {n_waiting} waiting"),
        Language::Zh => format!("完成 {done}  运行 {n_running}  等待 {n_waiting}"),
    };
    let counts = Row::new().with(counts, counts_style(view, object));
    let mut rows = Vec::new();
    if *submitted <= MOST_CELLS {
        let indent = Row::new().with("  ", Style::default());
        let row = tasks
            .iter()
            .take(MOST_CELLS as usize)
            .fold(indent, |row, task| task_cell(view, row, *task));
        rows.push(
            row.with("   ", Style::default())
                .with_spans(counts.into_spans()),
        );
    } else {
        rows.push(
            Row::new()
                .with("  ", Style::default())
                .with_spans(counts.into_spans()),
        );
        rows.push(bar(view, *submitted, *done, cells));
        rows.push(rates(view, object, submitted - done, cells));
        rows.push(scaled(view, *submitted, cells));
    }
    let share = |worker: &Worker| (worker.done * 100).checked_div(*done).unwrap_or(0);
    rows.extend(
        workers
            .iter()
            .take(MOST_WORKERS)
            .map(|worker| worker_row(view, worker, share(worker), cells)),
    );
    rows
}

/// Strong while a task has just moved.
fn counts_style(view: &View<'_>, object: &Object) -> Style {
    let is_new = view.lesson.run.is_fresh(object.changed);
    view.ink
        .style(if is_new { Role::Strong } else { Role::Text })
}

/// `9840 tasks/s now   9621 mean   0.27 s left`, in seconds of the program's clock; of a pool that is done the mean
/// alone.
fn rates(view: &View<'_>, object: &Object, n_left: u64, cells: usize) -> Row {
    let ink = view.ink;
    let run = &view.lesson.run;
    let Some(rate) = run.pool_rates.get(&object.id) else {
        return Row::new();
    };
    let Some(mean) = rate.mean() else {
        return Row::new();
    };
    let now = rate.now(run.vt).filter(|_| n_left > 0);
    let text = match (now, ink.language) {
        (Some(now), Language::En) => format!(
            "{now:.0} tasks/s now   {mean:.0} mean   {:.2} s left",
            n_left as f64 / now
        ),
        (Some(now), Language::Zh) => format!(
            "现在每秒 {now:.0} 个任务   平均 {mean:.0}   还剩 {:.2} 秒",
            n_left as f64 / now
        ),
        (None, Language::En) => format!("{mean:.0} tasks/s mean"),
        (None, Language::Zh) => format!("平均每秒 {mean:.0} 个任务"),
    };
    Row::new()
        .with(format!("  {text}"), ink.style(Role::Text))
        .cut(cells, ink.cut_mark())
}

/// Cells of the bar.
fn bar_cells(cells: usize) -> u64 {
    cells.saturating_sub(10).max(1) as u64
}

/// What a cell of the bar stands for.
fn scaled(view: &View<'_>, submitted: u64, cells: usize) -> Row {
    let ink = view.ink;
    let per_cell = (submitted / bar_cells(cells)).max(1);
    let scaled = match ink.language {
        Language::En => format!("scaled: 1 cell = {per_cell} {}", plural(per_cell, "task")),
        Language::Zh => format!("缩放：1 格 = {per_cell} 个任务"),
    };
    Row::new().with(format!("  {scaled}"), ink.style(Role::Dim))
}

/// A share of the whole as cells, half a cell precise.
fn cells_of(view: &View<'_>, part: u64, whole: u64, cells: u64) -> String {
    let halves = 2 * cells * part / whole.max(1);
    let full = view
        .ink
        .glyph(Glyph::LaneRunning)
        .repeat((halves / 2) as usize);
    let half = if halves % 2 == 1 {
        view.ink.glyph(Glyph::BarHalf)
    } else {
        ""
    };
    format!("{full}{half}")
}

/// A task: its worker's number, `✓` when it is done, `◌` while it waits.
fn task_cell(view: &View<'_>, row: Row, task: TaskState) -> Row {
    let ink = view.ink;
    let row = match task {
        TaskState::Waiting => row.with(ink.glyph(Glyph::PermitTaken), ink.style(Role::PermitTaken)),
        TaskState::Running(worker) => row.with_spans([ink.number(worker)]),
        TaskState::Done(worker) => row.with(ink.glyph(Glyph::Good), ink.hue(worker)),
    };
    row.with(" ", Style::default())
}

/// `⣿⣿⣿⣿⡇   73 %`
fn bar(view: &View<'_>, submitted: u64, done: u64, cells: usize) -> Row {
    let ink = view.ink;
    let bar = cells_of(view, done, submitted, bar_cells(cells));
    let percent = format!("{} %", 100 * done / submitted.max(1));
    Row::new()
        .with(format!("  {bar}"), ink.style(Role::Text))
        .to(cells.saturating_sub(7))
        .with(pad_left(&percent, 6), ink.style(Role::Strong))
}

/// `[1] ForkPoolWorker-1 ▸ running  #7313   2471 done   34 %`, with the share as a bar where there is room.
fn worker_row(view: &View<'_>, worker: &Worker, share: u64, cells: usize) -> Row {
    let ink = view.ink;
    let process = view.world().process(worker.proc);
    let name = process
        .map(|process| process.name.clone())
        .unwrap_or_default();
    let state = process.map_or_else(String::new, |process| {
        let phrase = state::phrase(ink, &view.lesson.run, process);
        format!("{} {}", ink.glyph(phrase.glyph), phrase.word)
    });
    let task = worker
        .task
        .map_or_else(String::new, |task| format!("#{task}"));
    let done = match ink.language {
        Language::En => format!("{} done", worker.done),
        Language::Zh => format!("完成 {}", worker.done),
    };
    let row = Row::new()
        .with("  ", Style::default())
        .with_spans([ink.badge(worker.proc)])
        .with(
            format!(" {} ", pad(&cut_middle(&name, 16, ink.cut_mark()), 16)),
            ink.hue(worker.proc),
        )
        .with(
            pad(&cut_middle(&state, 10, ink.cut_mark()), 11),
            ink.style(Role::Text),
        )
        .with(pad(&task, 6), ink.style(Role::Text))
        .with(pad_left(&done, 10), ink.style(Role::Text))
        .with(pad_left(&format!("{share} %"), 7), ink.style(Role::Dim));
    let room = cells.saturating_sub(row.width() + 2);
    if room < LEAST_SHARE_CELLS {
        return row;
    }
    let bar = cells_of(view, share, 100, room as u64);
    row.with("  ", Style::default())
        .with(bar, ink.hue(worker.proc))
}
