//! How many tasks got done over time, and what the picture leaves out.
//!
//! ```text
//! ╌╌ Tasks per 10 ms ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ at most 132   last 0.74 s ╌
//! ⣶⣷⣦⣿⣿⣶⣦⣦⣦⣿⣾⣷⣦⣶
//! no event lost; the picture shows every 100th task, the numbers all of them
//! ```

use super::super::super::glyphs::Glyph;
use super::super::super::region::{self, Title, View};
use super::super::super::status;
use super::super::super::text::Row;
use super::super::super::theme::Role;
use super::super::super::wrap::wrap;
use super::gap;
use crate::app::pool_rate::Chart;
use crate::app::{Phase, RunView};
use crate::lesson::Language;
use crate::model::world::{Detail, Object};

/// Frames a second (SCREENS.md §6): what happens between two of them is in the numbers, but never in the picture.
const FRAMES: f64 = 30.0;

/// The chart with its rule and the note on what it leaves out; nothing before the first task is done.
pub fn rows(view: &View<'_>, object: &Object, cells: usize) -> Vec<Row> {
    let run = &view.lesson.run;
    let Detail::Pool {
        submitted, done, ..
    } = object.detail
    else {
        return Vec::new();
    };
    let is_done = matches!(run.phase, Phase::Done { .. }) && !run.is_past();
    let is_over = done >= submitted || is_done;
    let chart = run
        .pool_rates
        .get(&object.id)
        .and_then(|rate| rate.chart(run.vt, is_over, cells))
        .filter(|chart| !chart.counts.is_empty());
    let Some(chart) = chart else {
        return Vec::new();
    };
    let mut rows: Vec<Row> = gap(view).into_iter().collect();
    rows.push(rule(view, &chart, cells));
    rows.push(columns(view, &chart));
    rows.extend(note(view, object, is_over, cells));
    rows
}

fn rule(view: &View<'_>, chart: &Chart, cells: usize) -> Row {
    let most = chart.counts.iter().max().copied().unwrap_or(0);
    let seconds = chart.span as f64 * chart.counts.len() as f64 / 1e9;
    let span = span_text(view, chart.span);
    let (name, right) = match view.ink.language {
        Language::En => (
            format!("Tasks per {span}"),
            format!("at most {most}   last {seconds:.2} s"),
        ),
        Language::Zh => (
            format!("每 {span}的任务数"),
            format!("最多 {most}   最近 {seconds:.2} 秒"),
        ),
    };
    let title = Title {
        name,
        right,
        ..Title::default()
    };
    region::rule(view.ink, &title, cells)
}

/// `10 ms`, `1 s`
fn span_text(view: &View<'_>, span: u64) -> String {
    let ms = span / 1_000_000;
    if ms < 1000 {
        format!("{ms} {}", view.ink.pick("ms", "毫秒"))
    } else {
        format!("{} {}", ms / 1000, view.ink.pick("s", "秒"))
    }
}

fn columns(view: &View<'_>, chart: &Chart) -> Row {
    let most = chart.counts.iter().max().copied().unwrap_or(0);
    let column = |count: &u64| Glyph::of_column(*count, most).map_or(" ", |it| view.ink.glyph(it));
    let text: String = chart.counts.iter().map(column).collect();
    Row::new().with(text, view.ink.style(Role::Text))
}

/// What is in the numbers and not in the picture; only what is true now.
fn note(view: &View<'_>, object: &Object, is_over: bool, cells: usize) -> Vec<Row> {
    let ink = view.ink;
    let run = &view.lesson.run;
    let n_lost = status::n_lost(run);
    let every = if is_over { None } else { shown_of(run, object) };
    let text = match (n_lost, every, ink.language) {
        (0, Some(every), Language::En) => format!(
            "no event lost; the picture shows every {}, the numbers all of them",
            ordinal_task(every)
        ),
        (0, Some(every), Language::Zh) => {
            format!("没有丢失事件；画面每 {every} 个任务只显示一个，数字包括全部")
        }
        (0, None, Language::En) => String::from("no event lost: every task is counted"),
        (0, None, Language::Zh) => String::from("没有丢失事件：每个任务都计入"),
        (lost, _, Language::En) => format!("{lost} events lost: the numbers are too low"),
        (lost, _, Language::Zh) => format!("丢失 {lost} 个事件：数字偏低"),
    };
    let role = if n_lost > 0 { Role::Strong } else { Role::Dim };
    wrap(&text, cells)
        .into_iter()
        .map(|row| Row::new().with(row, ink.style(role)))
        .collect()
}

/// Of how many tasks about one is seen: those done from one frame to the next. None where each can be seen.
fn shown_of(run: &RunView, object: &Object) -> Option<u64> {
    let now = run.pool_rates.get(&object.id)?.now(run.vt)?;
    let real = now * run.speed.factor().unwrap_or(1.0);
    let every = (real / FRAMES).round() as u64;
    (every >= 2).then_some(rounded(every))
}

/// One figure that counts: the number is an average and would flicker.
fn rounded(every: u64) -> u64 {
    let mut unit = 1;
    while every / unit >= 10 {
        unit *= 10;
    }
    every / unit * unit
}

/// `2nd task`, `100th task`
fn ordinal_task(n: u64) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending} task")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_are_those_of_english() {
        let texts = [2, 3, 11, 21, 100].map(ordinal_task);
        assert_eq!(
            texts,
            [
                "2nd task",
                "3rd task",
                "11th task",
                "21st task",
                "100th task"
            ]
        );
    }

    #[test]
    fn the_share_that_is_seen_keeps_one_figure() {
        assert_eq!([2, 9, 96, 327].map(rounded), [2, 9, 90, 300]);
    }
}
