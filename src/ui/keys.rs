//! The keys row: what can be pressed now, by priority, until the row is full; or a message of the program.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::ink::Ink;
use super::region::area_of;
use super::search;
use super::text::Row;
use super::theme::Role;
use crate::app::arrangement::Arrangement;
use crate::app::drawn::{Drawn, Target};
use crate::app::keymap::{self, Context, Entry, pick};
use crate::app::{Action, App, Mode, Overlay, Phase};
use crate::lesson::Language;

/// Blanks between two hints.
const GAP: usize = 3;

/// From so many columns on the longer words are used.
const WIDE: u16 = 108;

/// A hint as it will be drawn.
struct Offer {
    /// What a click on it does; none where it stands for several keys.
    action: Option<Action>,
    priority: u8,
    key: &'static str,
    label: String,
}

impl Offer {
    fn row(&self, ink: &Ink) -> Row {
        Row::new()
            .with(self.key, ink.style(Role::Strong))
            .with(format!(" {}", self.label), ink.style(Role::Text))
    }
}

/// Draws it.
pub fn render(app: &App, ink: &Ink, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let row = match &app.message {
        Some(said) => Row::new()
            .with(said.text.clone(), ink.style(Role::Strong))
            .cut(area.width.into(), ink.cut_mark()),
        None => match app
            .lesson()
            .and_then(|lesson| Some((lesson, lesson.search.as_ref()?)))
        {
            Some((lesson, search)) if search.is_typing && app.overlay.is_none() => {
                search::field(app, ink, lesson, search).cut(area.width.into(), ink.cut_mark())
            }
            _ => hints(app, ink, area, drawn),
        },
    };
    row.draw(buf, area.x, area.y, area.width);
}

/// As many hints as fit, the most urgent ones first to be chosen, drawn in the order of the table.
fn hints(app: &App, ink: &Ink, area: Rect, drawn: &mut Drawn) -> Row {
    let offers = offers(app, area.width >= WIDE);
    let cells = usize::from(area.width);
    let mut by_priority: Vec<usize> = (0..offers.len()).collect();
    by_priority.sort_by_key(|place| offers[*place].priority);
    let mut chosen = vec![false; offers.len()];
    let mut used = 0;
    for place in by_priority {
        let gap = if used == 0 { 0 } else { GAP };
        let needed = gap + offers[place].row(ink).width();
        if used + needed > cells {
            break;
        }
        used += needed;
        chosen[place] = true;
    }
    let mut row = Row::new();
    for (offer, _) in offers
        .iter()
        .zip(chosen)
        .filter(|(_, is_chosen)| *is_chosen)
    {
        let gap = if row.width() == 0 { 0 } else { GAP };
        let hint = offer.row(ink);
        if let Some(action) = offer.action {
            let place = Rect {
                x: area.x + (row.width() + gap) as u16,
                width: hint.width() as u16,
                ..area
            };
            drawn.targets.push((area_of(place), Target::Key(action)));
        }
        row = row
            .with(" ".repeat(gap), Style::default())
            .with_spans(hint.into_spans());
    }
    row
}

fn offers(app: &App, is_wide: bool) -> Vec<Offer> {
    let context = app.context();
    let mut offers: Vec<Offer> = keymap::entries(context)
        .filter(|entry| makes_sense(app, context, entry))
        .filter_map(|entry| offer(app, context, entry, is_wide))
        .collect();
    let shows_hits = app.lesson().is_some_and(|lesson| lesson.search.is_some());
    if shows_hits && app.overlay.is_none() {
        let hits = keymap::entries(Context::Hits);
        offers.extend(hits.filter_map(|entry| offer(app, Context::Hits, entry, is_wide)));
    }
    if context == Context::Found {
        let known =
            keymap::entries(Context::List).filter(|entry| makes_sense(app, Context::List, entry));
        offers.extend(known.filter_map(|entry| offer(app, Context::List, entry, is_wide)));
    }
    offers
}

fn offer(app: &App, context: Context, entry: &Entry, is_wide: bool) -> Option<Offer> {
    let hint = entry.hint?;
    let language = app.language;
    let words = if is_wide { hint.long } else { hint.short };
    let label =
        special_label(app, context, entry).unwrap_or_else(|| pick(words, language).to_string());
    let mut actions = entry.keys.iter().map(|(_, action)| *action);
    let first = actions.next()?;
    let is_pair = matches!(first, Action::Faster | Action::Prev | Action::SeekStart)
        || matches!(first, Action::StepProcess(_));
    Some(Offer {
        action: (!is_pair).then_some(first),
        priority: hint.priority,
        key: pick(entry.names, language),
        label,
    })
}

/// Labels that depend on what a key would do now.
fn special_label(app: &App, context: Context, entry: &Entry) -> Option<String> {
    let word = |en: &str, zh: &str| {
        let text = if app.language == Language::En { en } else { zh };
        Some(text.to_string())
    };
    let action = entry.keys.first().map(|(_, action)| *action)?;
    match (context, action) {
        (Context::Stepped, Action::TogglePause) => {
            if app.lesson()?.run.stepping.is_playing {
                word("hold", "停住")
            } else {
                word("play", "播放")
            }
        }
        (Context::Past, Action::TogglePause) => match app.lesson()?.run.cursor {
            Some(cursor) if cursor.is_playing => word("hold", "停住"),
            _ => word("play", "播放"),
        },
        (Context::Live, Action::TogglePause) => match &app.lesson()?.run.phase {
            Phase::NoRun | Phase::Failed(_) => word("start", "开始"),
            Phase::Paused | Phase::Pausing { .. } => word("go on", "继续"),
            _ => word("pause", "暂停"),
        },
        (Context::Live | Context::Stepped | Context::Past, Action::Leave) => word("back", "返回"),
        (Context::Overlay, Action::Help) => word("close", "关闭"),
        (Context::Text, Action::Confirm) if is_schedule_open(app) => word("run by it", "按它运行"),
        (Context::Text, Action::EndSearch) if is_schedule_open(app) => word("close", "关闭"),
        _ => None,
    }
}

/// Whether the text field is that of the schedule code.
fn is_schedule_open(app: &App) -> bool {
    matches!(app.overlay, Some(Overlay::Enter { .. }))
}

/// Whether a hint would do something now.
fn makes_sense(app: &App, context: Context, entry: &Entry) -> bool {
    let Some((_, action)) = entry.keys.first() else {
        return false;
    };
    let is_in_tabs = matches!(app.arrangement(), Arrangement::Tabs | Arrangement::Notice);
    match (context, action) {
        (Context::Live | Context::Stepped | Context::Past, Action::Help) => is_in_tabs,
        (Context::Overlay, Action::Help | Action::Leave) => false,
        (Context::Overlay, Action::Back | Action::RunAgain | Action::StepProcess(_)) => {
            let is_replay = app
                .lesson()
                .is_some_and(|lesson| lesson.run.mode == Mode::Replay);
            let is_why = matches!(app.overlay, Some(Overlay::Standstill(_)));
            is_why && !(is_replay && *action == Action::RunAgain)
        }
        (Context::Overlay, Action::Search) => matches!(app.overlay, Some(Overlay::Help { .. })),
        (Context::List, Action::Restore) => !app.list.progress.is_empty(),
        (Context::Live | Context::Stepped | Context::Past, _) => {
            makes_sense_in_lesson(app, context, *action)
        }
        _ => true,
    }
}

fn makes_sense_in_lesson(app: &App, context: Context, action: Action) -> bool {
    let Some(lesson) = app.lesson() else {
        return false;
    };
    let phase = &lesson.run.phase;
    if let Phase::Refused(problems) = phase {
        return match action {
            Action::Prev => problems.len() > 1,
            Action::Restore => lesson.is_changed(),
            Action::NextListing => lesson.lesson.listings.len() > 1,
            Action::Edit | Action::Leave | Action::Language => true,
            _ => false,
        };
    }
    let is_past = context == Context::Past;
    let is_replay = lesson.run.mode == Mode::Replay;
    let is_stepped = context == Context::Stepped;
    let may_move = matches!(
        phase,
        Phase::NoRun | Phase::Running | Phase::Pausing { .. } | Phase::Paused
    );
    match action {
        Action::Prev => false,
        Action::Restore => lesson.is_changed(),
        Action::Knobs | Action::Edit => !is_replay,
        Action::Step | Action::StepProcess(_) if is_past => !is_replay,
        Action::Step => may_move,
        Action::StepProcess(_) => may_move && lesson.run.n_events > 0,
        Action::GoLive => is_stepped && may_move,
        Action::CopySchedule => lesson.run.schedule().is_some(),
        Action::Back => lesson.run.n_events > 0,
        Action::Forward | Action::SeekStart => is_past,
        Action::TogglePause | Action::Faster if is_past => true,
        Action::TogglePause => matches!(
            phase,
            Phase::NoRun
                | Phase::Failed(_)
                | Phase::Running
                | Phase::Paused
                | Phase::Pausing { .. }
        ),
        Action::Faster if is_stepped => lesson.run.stepping.is_playing,
        Action::Faster => !matches!(phase, Phase::Done { .. } | Phase::Stuck),
        Action::RunAgain => !matches!(phase, Phase::NoRun) && lesson.run.mode != Mode::Replay,
        Action::NextListing => lesson.lesson.listings.len() > 1,
        Action::TurnPage => lesson.page_idx + 1 < lesson.lesson.pages.len(),
        _ => true,
    }
}
