//! A pool: its tasks as cells or as a bar, how fast they get done, its workers, and a chart of the tasks over time.
//!
//! ```text
//! pool   3 workers   10000 tasks              7312 done  3 running  2685 waiting
//!
//! ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⡇ 73 %
//! 9840 tasks/s now   9621 mean   0.27 s left          scaled: 1 cell = 143 tasks
//! ```

mod chart;
mod workers;

use ratatui::style::Style;

use super::super::glyphs::Glyph;
use super::super::region::View;
use super::super::text::Row;
use super::super::theme::Role;
use crate::app::Phase;
use crate::app::pool_rate::PoolRate;
use crate::lesson::Language;
use crate::model::world::{Detail, Object, TaskState};

/// Up to so many tasks are drawn as cells.
const MOST_CELLS: u64 = 12;

/// Cells that the percentage takes beside the bar, with the blank before it.
const PERCENT_CELLS: usize = 6;

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

/// Every row of the pool; `heading` says its name and what [`state`] says.
pub fn rows(view: &View<'_>, object: &Object, heading: Row, cells: usize) -> Vec<Row> {
    let Detail::Pool {
        submitted,
        done,
        workers,
        ..
    } = &object.detail
    else {
        return vec![heading];
    };
    let mut rows = first_rows(view, object, heading, cells);
    if *submitted > MOST_CELLS {
        rows.extend(gap(view));
        rows.push(bar(view, *submitted, *done, cells));
        rows.extend(rates(view, object, cells));
    }
    rows.extend(lost_task(view, object));
    rows.extend(gap(view));
    rows.extend(workers::rows(view, workers, *done, cells));
    if *submitted > MOST_CELLS {
        rows.extend(chart::rows(view, object, cells));
    }
    rows
}

/// `! task 4 lost  [1] ended with it: its result never comes`; an alarm while somebody waits for results.
fn lost_task(view: &View<'_>, object: &Object) -> Option<Row> {
    let Detail::Pool { newest_lost, .. } = &object.detail else {
        return None;
    };
    let (task, worker) = (*newest_lost)?;
    let ink = view.ink;
    let is_awaited = object
        .waiters
        .iter()
        .any(|waiter| waiter.op == "pool_result");
    let role = if is_awaited {
        Role::Alarm
    } else {
        Role::Strong
    };
    let text = ink.style(Role::Text);
    let row = Row::new().with("  ", Style::default());
    Some(match ink.language {
        Language::En => row
            .with(format!("! task {task} lost"), ink.style(role))
            .with("  ", text)
            .with_spans([ink.badge(worker)])
            .with(" ended with it: its result never comes", text),
        Language::Zh => row
            .with(format!("! 任务 {task} 丢失"), ink.style(role))
            .with("  ", text)
            .with_spans([ink.badge(worker)])
            .with(" 带着它结束：它的结果永远不会来", text),
    })
}

/// A blank row where there is room for one: where the region fills the body.
fn gap(view: &View<'_>) -> Option<Row> {
    (view.is_tabs() || view.lesson.is_zoomed).then(Row::new)
}

/// The heading with the counts at its right end, or the counts below it; few tasks stand before them as cells.
fn first_rows(view: &View<'_>, object: &Object, heading: Row, cells: usize) -> Vec<Row> {
    let counts = counts(view, object);
    if let Some(tasks) = task_cells(view, object) {
        let row = tasks
            .with("   ", Style::default())
            .with_spans(counts.into_spans());
        return vec![heading, row];
    }
    if heading.width() + 2 + counts.width() <= cells {
        return vec![heading.and_right(counts, cells, view.ink.cut_mark())];
    }
    vec![heading, counts]
}

/// `7312 done  3 running  2685 waiting`, strong while a task has just moved.
fn counts(view: &View<'_>, object: &Object) -> Row {
    let Detail::Pool {
        submitted,
        started,
        done,
        failed,
        lost,
        ..
    } = &object.detail
    else {
        return Row::new();
    };
    let n_running = started.saturating_sub(*done + *lost);
    let n_waiting = submitted.saturating_sub(*started);
    let done = done.saturating_sub(*failed);
    let counts = match view.ink.language {
        Language::En => format!("{done} done  {n_running} running  {n_waiting} waiting"),
        Language::Zh => format!("完成 {done}  运行 {n_running}  等待 {n_waiting}"),
    };
    let english = view.ink.language == Language::En;
    let counts = [(*failed, "failed", "失败"), (*lost, "lost", "丢失")]
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .fold(counts, |counts, (n, en, zh)| {
            if english {
                format!("{counts}  {n} {en}")
            } else {
                format!("{counts}  {zh} {n}")
            }
        });
    let is_new = view.is_fresh(object.changed);
    let role = if is_new { Role::Strong } else { Role::Text };
    Row::new().with(counts, view.ink.style(role))
}

/// `  1 2 3 ◌`; none of a pool with too many tasks.
fn task_cells(view: &View<'_>, object: &Object) -> Option<Row> {
    let Detail::Pool {
        submitted, tasks, ..
    } = &object.detail
    else {
        return None;
    };
    let indent = Row::new().with("  ", Style::default());
    let row = || {
        tasks
            .iter()
            .take(MOST_CELLS as usize)
            .fold(indent, |row, task| task_cell(view, row, *task))
    };
    (*submitted <= MOST_CELLS).then(row)
}

/// A task: its worker's number, `✓` when it is done, `✗` when it raised an exception, `∅` when its worker ended with it,
/// `◌` while it waits.
fn task_cell(view: &View<'_>, row: Row, task: TaskState) -> Row {
    let ink = view.ink;
    let row = match task {
        TaskState::Waiting => row.with(ink.glyph(Glyph::PermitTaken), ink.style(Role::PermitTaken)),
        TaskState::Running(worker) => row.with_spans([ink.number(worker)]),
        TaskState::Done(worker) => row.with(ink.glyph(Glyph::Good), ink.hue(worker)),
        TaskState::Failed(worker) => row.with(ink.glyph(Glyph::Bad), ink.hue(worker)),
        TaskState::Lost(_) => row.with(ink.glyph(Glyph::Gone), ink.style(Role::Strong)),
    };
    row.with(" ", Style::default())
}

/// Cells of the bar.
fn bar_cells(cells: usize) -> u64 {
    cells.saturating_sub(PERCENT_CELLS).max(1) as u64
}

/// The share of the tasks that is done, as a bar and in percent.
fn bar(view: &View<'_>, submitted: u64, done: u64, cells: usize) -> Row {
    let ink = view.ink;
    let percent = 100 * done / submitted.max(1);
    let bar = cells_of(view, done, submitted, bar_cells(cells));
    let percent = Row::new().with(format!("{percent} %"), ink.style(Role::Text));
    Row::new()
        .with(bar, ink.style(Role::Text))
        .and_right(percent, cells, "")
}

/// `9840 tasks/s now   9621 mean   0.27 s left`, in seconds of the program's clock; how much is left is said when all
/// tasks seem to be handed in, and of a pool that is done the mean alone. What a cell of the bar stands for is at the right end, or below where there is no room.
fn rates(view: &View<'_>, object: &Object, cells: usize) -> Vec<Row> {
    let ink = view.ink;
    let Detail::Pool {
        submitted, done, ..
    } = &object.detail
    else {
        return Vec::new();
    };
    let rate = Row::new().with(
        rate_text(view, object, (*done, submitted - done)),
        ink.style(Role::Text),
    );
    let scaled = scaled(view, *submitted, cells);
    if rate.width() == 0 {
        return vec![scaled];
    }
    if rate.width() + 2 + scaled.width() <= cells {
        return vec![rate.and_right(scaled, cells, ink.cut_mark())];
    }
    vec![rate, scaled]
}

fn rate_text(view: &View<'_>, object: &Object, (n_done, n_left): (u64, u64)) -> String {
    let run = &view.lesson.run;
    let rate = run.pool_rates.get(&object.id);
    let mean_of = |rate: &PoolRate| rate.mean_at(run.vt, n_done);
    let Some((rate, mean)) = rate.and_then(|rate| Some((rate, mean_of(rate)?))) else {
        return String::new();
    };
    let is_over = matches!(run.phase, Phase::Done { .. });
    let now = rate.now(run.vt).filter(|_| n_left > 0 && !is_over);
    let left = now
        .filter(|_| !rate.is_filling(run.vt))
        .map_or_else(String::new, |now| {
            let seconds = n_left as f64 / now;
            match view.ink.language {
                Language::En => format!("   {seconds:.2} s left"),
                Language::Zh => format!("   还剩 {seconds:.2} 秒"),
            }
        });
    match (now, view.ink.language) {
        (Some(now), Language::En) => {
            format!("{} tasks/s now   {} mean{left}", number(now), number(mean))
        }
        (Some(now), Language::Zh) => {
            format!(
                "现在每秒 {} 个任务   平均 {}{left}",
                number(now),
                number(mean)
            )
        }
        (None, Language::En) => format!("{} tasks/s mean", number(mean)),
        (None, Language::Zh) => format!("平均每秒 {} 个任务", number(mean)),
    }
}

/// A rate without digits that mean nothing.
fn number(rate: f64) -> String {
    if rate < 10.0 {
        format!("{rate:.1}")
    } else {
        format!("{rate:.0}")
    }
}

/// `scaled: 1 cell = 132 tasks`
fn scaled(view: &View<'_>, submitted: u64, cells: usize) -> Row {
    let per_cell = submitted as f64 / bar_cells(cells) as f64;
    let number = if per_cell < 10.0 {
        format!("{per_cell:.1}")
    } else {
        format!("{per_cell:.0}")
    };
    let scaled = match view.ink.language {
        Language::En => format!("scaled: 1 cell = {number} tasks"),
        Language::Zh => format!("缩放：1 格 = {number} 个任务"),
    };
    Row::new().with(scaled, view.ink.style(Role::Dim))
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
