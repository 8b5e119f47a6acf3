//! The workers of a pool as a table.
//!
//! ```text
//!     worker             pid  state       task    done   share
//! [1] ForkPoolWorker-1     3  ▸ running   #7313    2471   ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ 34 %
//! ```

use ratatui::style::Style;

use super::super::super::region::View;
use super::super::super::state;
use super::super::super::text::{Row, cut_middle, pad, pad_left, width};
use super::super::super::theme::Role;
use super::cells_of;
use crate::lesson::Language;
use crate::model::world::Worker;

/// Worker rows at most, where other regions want room, too.
const MOST_WORKERS: usize = 8;

/// From so many cells on, the columns stand as far apart as they like.
const WIDE: usize = 70;

/// Cells of a badge and the blank behind it.
const BADGE_CELLS: usize = 4;

/// Cells of a name at most.
const NAME_CELLS: usize = 16;

/// Cells of `100 %` with the blank before it.
const PERCENT_CELLS: usize = 6;

/// A bar of a worker's share with fewer cells than this says nothing.
const LEAST_BAR_CELLS: usize = 8;

/// A bar with more cells than this says no more.
const MOST_BAR_CELLS: usize = 17;

/// Cells of each column.
struct Columns {
    name: usize,
    pid: usize,
    state: usize,
    task: usize,
    done: usize,
    /// Of the bar; 0 where there is no room for one.
    bar: usize,
}

/// The table: heads, a row a worker, and how many more there are.
pub fn rows(view: &View<'_>, workers: &[Worker], done: u64, cells: usize) -> Vec<Row> {
    if workers.is_empty() {
        return Vec::new();
    }
    let ink = view.ink;
    let is_alone = view.is_tabs() || view.lesson.is_zoomed;
    let most = if is_alone {
        workers.len()
    } else {
        MOST_WORKERS
    };
    let columns = columns(view, workers, cells);
    let mut rows = vec![heads(view, &columns)];
    rows.extend(
        workers
            .iter()
            .take(most)
            .map(|worker| worker_row(view, worker, done, &columns)),
    );
    let n_more = workers.len().saturating_sub(most);
    if n_more > 0 {
        let text = match ink.language {
            Language::En => format!("{n_more} more workers: z shows all"),
            Language::Zh => format!("另有 {n_more} 个工作进程：z 显示全部"),
        };
        rows.push(Row::new().with(text, ink.style(Role::Dim)));
    }
    rows
}

fn columns(view: &View<'_>, workers: &[Worker], cells: usize) -> Columns {
    let is_wide = cells >= WIDE;
    let world = view.world();
    let process = |worker: &Worker| world.process(worker.proc);
    let names = workers
        .iter()
        .filter_map(|worker| Some(width(&process(worker)?.name)));
    let pids = workers.iter().map(|worker| {
        let pid = process(worker).and_then(|process| process.pid);
        width(&pid_text(pid))
    });
    let columns = Columns {
        name: names.max().unwrap_or(0).clamp(6, NAME_CELLS),
        pid: pids.max().unwrap_or(0).max(3) + if is_wide { 3 } else { 1 },
        state: if is_wide { 12 } else { 11 },
        task: 6,
        done: 7,
        bar: 0,
    };
    let fixed = BADGE_CELLS + columns.name + columns.pid + 2 + columns.state + columns.task;
    let room = cells.saturating_sub(fixed + columns.done + 3 + PERCENT_CELLS);
    let bar = if room < LEAST_BAR_CELLS {
        0
    } else {
        room.min(MOST_BAR_CELLS)
    };
    Columns { bar, ..columns }
}

fn heads(view: &View<'_>, columns: &Columns) -> Row {
    let ink = view.ink;
    let share = if columns.bar > 0 {
        format!("   {}", ink.pick("share", "份额"))
    } else {
        pad_left(ink.pick("share", "份额"), PERCENT_CELLS)
    };
    let text = [
        " ".repeat(BADGE_CELLS),
        pad(ink.pick("worker", "工作进程"), columns.name),
        pad_left("pid", columns.pid),
        String::from("  "),
        pad(ink.pick("state", "状态"), columns.state),
        pad(ink.pick("task", "任务"), columns.task),
        pad_left(ink.pick("done", "完成"), columns.done),
        share,
    ];
    Row::new().with(text.concat(), ink.style(Role::Dim))
}

fn worker_row(view: &View<'_>, worker: &Worker, done: u64, columns: &Columns) -> Row {
    let ink = view.ink;
    let process = view.world().process(worker.proc);
    let name = process.map_or("", |process| process.name.as_str());
    let state = process.map_or_else(String::new, |process| {
        let phrase = state::phrase(ink, &view.lesson.run, process);
        format!("{} {}", ink.glyph(phrase.glyph), phrase.word)
    });
    let state = cut_middle(&state, columns.state.saturating_sub(1), ink.cut_mark());
    let task = worker
        .task
        .map_or_else(String::new, |task| format!("#{task}"));
    let percent = (worker.done * 100).checked_div(done).unwrap_or(0);
    let text = ink.style(Role::Text);
    let name = cut_middle(name, columns.name, ink.cut_mark());
    let pid = pid_text(process.and_then(|process| process.pid));
    let row = Row::new()
        .with_spans([ink.badge(worker.proc)])
        .with(" ", Style::default())
        .with(pad(&name, columns.name), ink.hue(worker.proc))
        .with(pad_left(&pid, columns.pid), text)
        .with("  ", Style::default())
        .with(pad(&state, columns.state), text)
        .with(pad(&task, columns.task), text)
        .with(pad_left(&worker.done.to_string(), columns.done), text);
    let percent = pad_left(&format!("{percent} %"), PERCENT_CELLS);
    if columns.bar == 0 {
        return row.with(percent, ink.style(Role::Dim));
    }
    let bar = cells_of(view, worker.done, done, columns.bar as u64);
    row.with("   ", Style::default())
        .with(pad(&bar, columns.bar), ink.hue(worker.proc))
        .with(percent, ink.style(Role::Dim))
}

fn pid_text(pid: Option<u32>) -> String {
    pid.map_or_else(|| String::from("-"), |pid| pid.to_string())
}
