//! The status row: mode chip, phase, speed, clock, position; stdout mode, start method, stage on the right.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::ink::Ink;
use super::output::stdout_mode;
use super::region::View;
use super::text::Row;
use super::theme::Role;
use super::words::Word;
use crate::app::{Mode, Phase, Policy, RunView, Speed, Stage};
use crate::lesson::Language;

/// From so many columns on words are written in full.
const WIDE: u16 = 108;

/// Blanks between two parts.
const GAP: &str = "   ";

/// Draws it.
pub fn render(view: &View<'_>, area: Rect, buf: &mut Buffer) {
    let is_wide = area.width >= WIDE;
    let cells = usize::from(area.width);
    let mut right_parts = right_parts(view, is_wide);
    let mut left = left(view, is_wide, true);
    loop {
        let right = joined(view.ink, &right_parts);
        let fits = left.width() + 2 + right.width() <= cells;
        if fits || right_parts.is_empty() {
            if !fits {
                left = self::left(view, is_wide, false);
            }
            left.and_right(right, cells, view.ink.cut_mark())
                .draw(buf, area.x, area.y, area.width);
            return;
        }
        right_parts.pop();
    }
}

fn joined(ink: &Ink, parts: &[String]) -> Row {
    Row::new().with(parts.join(GAP), ink.style(Role::Text))
}

/// stdout mode, start method, stage, seed: what is dropped first stands last, except that the seed stands before the
/// stage where both have room.
fn right_parts(view: &View<'_>, is_wide: bool) -> Vec<String> {
    let ink = view.ink;
    let run = &view.lesson.run;
    let has_run = run.id.0 != 0;
    let start_method = if has_run {
        run.facts.start_method
    } else {
        view.app.options.start_method
    };
    let is_stepped = has_run && run.mode == Mode::Stepped;
    let start_word = ink.pick("start", "启动");
    let start = if is_wide {
        format!("{start_word} {}", start_method.word())
    } else {
        start_method.word().to_string()
    };
    let mut parts = vec![
        format!("stdout {}", ink.word(Word::Stdout(stdout_mode(view)))),
        start,
    ];
    if is_stepped && is_wide {
        let policy = match run.facts.policy {
            Policy::InTurn => ink.pick("policy in turn", "策略 轮流"),
            Policy::Random => ink.pick("policy random", "策略 随机"),
        };
        parts.insert(0, policy.to_string());
    }
    if is_wide && has_run && run.facts.stage == Stage::Namespace && area_has_room(view) {
        parts.push(ink.pick("stage own namespace", "独立命名空间").to_string());
    }
    if let Some(seed) = run.facts.seed.or(view.app.options.seed) {
        parts.push(format!("{} {seed}", ink.pick("seed", "种子")));
    }
    parts
}

/// Whether the window is wide enough to name a stage that is as it should be.
fn area_has_room(view: &View<'_>) -> bool {
    view.app.size.0 >= 170
}

fn left(view: &View<'_>, is_wide: bool, has_total: bool) -> Row {
    let ink = view.ink;
    let run = &view.lesson.run;
    let (chip, chip_role) = chip(ink, run);
    let mut row = Row::new().with(chip, ink.style(chip_role));
    if let Some(word) = phase_word(ink, run) {
        // A phase belongs to its mode; why a run is stuck stands apart.
        let gap = if run.phase == Phase::Stuck && !run.is_past() {
            GAP
        } else {
            "  "
        };
        row = row
            .with(gap, Style::default())
            .with(word, ink.style(Role::Strong));
    }
    if matches!(run.facts.stage, Stage::BestEffort(_)) {
        row = row
            .with("  ", Style::default())
            .with(ink.word(Word::BestEffort), ink.style(Role::Strong));
    }
    let is_idle = matches!(
        run.phase,
        Phase::NoRun | Phase::Refused(_) | Phase::Failed(_)
    );
    if is_idle {
        let file = view
            .lesson
            .listing()
            .map(|listing| listing.file.clone())
            .unwrap_or_default();
        row = row
            .with(GAP, Style::default())
            .with(file, ink.style(Role::Text));
        if run.speed == Speed::NORMAL {
            return row;
        }
        return row
            .with(GAP, Style::default())
            .with(speed_text(run.speed), ink.style(Role::Text));
    }
    let clock = format!("{:.3} {}", run.vt as f64 / 1e9, ink.pick("s", "秒"));
    let event = ink.pick("event", "事件");
    let (n, total) = (run.position(), run.n_events);
    let position = match (has_total, is_wide, ink.language) {
        (true, true, Language::En) => format!("{event} {n} of {total}"),
        (true, _, _) => format!("{event} {n}/{total}"),
        (false, _, _) => format!("{event} {n}"),
    };
    if let Some(speed) = speed(ink, run) {
        row = row
            .with(GAP, Style::default())
            .with(speed, ink.style(Role::Text));
    }
    row = row
        .with(GAP, Style::default())
        .with(clock, ink.style(Role::Text));
    // Where it stands in the past the chip says already.
    if !run.is_past() || run.mode == Mode::Replay {
        row = row
            .with(GAP, Style::default())
            .with(position, ink.style(Role::Text));
    }
    with_dropped(ink, with_lost(ink, row, run), run)
}

/// How many of the first events went, as the memory for them is bounded.
fn with_dropped(ink: &Ink, row: Row, run: &RunView) -> Row {
    let text = match (run.n_dropped(), ink.language) {
        (0, _) => return row,
        (n, Language::En) => format!("! first {n} dropped"),
        (n, Language::Zh) => format!("! 最早的 {n} 个已丢弃"),
    };
    row.with(GAP, Style::default())
        .with(text, ink.style(Role::Alarm))
}

/// The speed of what moves: the cursor's in the past, else the clock's; none where nothing has one.
fn speed(ink: &Ink, run: &RunView) -> Option<String> {
    if run.is_past() || run.mode == Mode::Replay {
        let word = ink.pick("cursor", "光标");
        return Some(format!("{word} {}", speed_text(run.cursor_speed)));
    }
    // A clock that stands for ever has no speed.
    let stands = run.phase == Phase::Stuck || run.mode == Mode::Stepped;
    (!stands).then(|| speed_text(run.speed))
}

/// `! 12 lost` is never dropped.
fn with_lost(ink: &Ink, row: Row, run: &RunView) -> Row {
    let n_lost = n_lost(run);
    if n_lost == 0 {
        return row;
    }
    let text = match ink.language {
        Language::En => format!("! {n_lost} lost"),
        Language::Zh => format!("! 丢失 {n_lost} 个"),
    };
    row.with(GAP, Style::default())
        .with(text, ink.style(Role::Alarm))
}

/// Events that are missing from the trace; lines that were thinned are no loss.
pub fn n_lost(run: &RunView) -> u64 {
    let lost = run.world.lost.iter();
    lost.filter(|(why, _)| why.as_str() != "thinned")
        .map(|(_, n)| n)
        .sum()
}

fn chip(ink: &Ink, run: &RunView) -> (String, Role) {
    if run.mode == Mode::Replay {
        return (ink.pick("REPLAY", "回放").to_string(), Role::Chip);
    }
    if run.is_past() {
        let word = ink.pick("PAST", "过去");
        return (
            format!("{word} {}/{}", run.position(), run.n_events),
            Role::Chip,
        );
    }
    match &run.phase {
        Phase::NoRun => (ink.word(Word::NoRunYet).to_string(), Role::Chip),
        Phase::Refused(_) => (ink.word(Word::Refused).to_string(), Role::Alarm),
        Phase::Failed(_) => (ink.word(Word::Failed).to_string(), Role::Alarm),
        Phase::Stuck => (ink.word(Word::Stuck).to_string(), Role::Chip),
        Phase::Done { code } => (format!("{} {code}", ink.word(Word::Done)), Role::Chip),
        _ if run.mode == Mode::Stepped => (ink.pick("STEPPED", "单步").to_string(), Role::Chip),
        _ => (ink.word(Word::Live).to_string(), Role::Chip),
    }
}

fn phase_word(ink: &Ink, run: &RunView) -> Option<String> {
    if let Some(cursor) = run.cursor {
        let word = if cursor.is_playing {
            ink.pick("playing", "播放中")
        } else {
            ink.pick("held", "已停住")
        };
        return Some(word.to_string());
    }
    let word = match &run.phase {
        Phase::Starting => Word::Starting,
        Phase::Running if run.mode == Mode::Replay => {
            return Some(ink.pick("following", "跟随中").to_string());
        }
        Phase::Running if run.mode == Mode::Stepped => return Some(steps_word(ink, run)),
        Phase::Running => return Some(ink.pick("running", "运行中").to_string()),
        Phase::Pausing { left } => {
            let word = ink.word(Word::Pausing);
            return Some(if *left > 0 {
                format!("{word} ({left})")
            } else {
                word.to_string()
            });
        }
        Phase::Paused => Word::Paused,
        Phase::Stopping => Word::Stopping,
        Phase::Stuck => return Some(ink.pick("nobody can ever move", "谁也动不了").to_string()),
        Phase::NoRun | Phase::Done { .. } | Phase::Refused(_) | Phase::Failed(_) => return None,
    };
    Some(ink.word(word).to_string())
}

/// `step 18`; while somebody moves, `step 18 ⇢ 19`.
fn steps_word(ink: &Ink, run: &RunView) -> String {
    let step = run.stepping.held.step;
    let is_moving = !run.stepping.is_at_rest && !run.stepping.is_playing;
    match (ink.language, is_moving, run.stepping.is_playing) {
        (Language::En, false, false) => format!("step {step}"),
        (Language::En, true, _) => format!("step {step}, moving"),
        (Language::En, _, true) => format!("step {step}, playing"),
        (Language::Zh, false, false) => format!("第 {step} 步"),
        (Language::Zh, true, _) => format!("第 {step} 步，移动中"),
        (Language::Zh, _, true) => format!("第 {step} 步，播放中"),
    }
}

/// `x1.0`, `x10`, `max`
pub fn speed_text(speed: Speed) -> String {
    match speed.factor() {
        Some(factor) if factor >= 10.0 => format!("x{factor:.0}"),
        Some(factor) => format!("x{factor:.1}"),
        None => String::from("max"),
    }
}
