//! [`update`]: what a message changes and what the loop must do about it.

mod edit;
mod help;
mod knobs;
mod list;
mod mouse;
mod news;
mod overlays;
mod run;
mod search;
mod steps;
mod time;
mod why;

use std::time::Duration;

use super::action::Action;
use super::drawn::Place;
use super::effect::{Copy, Effect, Order};
use super::key::{Key, KeyCode};
use super::keymap::{self, Context};
use super::message::Message;
use super::run_view::{Mode, Phase, RunView, Speed};
use super::screen::{self, LessonScreen, Overlay, Screen};
use super::stepping::Wanted;
use super::{App, say};
use crate::lesson::Region;
use crate::trace::ProcId;
pub use steps::needs_text;

/// How long a message stays in the keys row (SCREENS.md §6).
pub(super) const MESSAGE_SPAN: Duration = Duration::from_secs(4);

/// Columns that one press of `h` or `l` scrolls.
const SIDE_COLUMNS: usize = 4;

/// Takes a message into the state; returns what the loop must do, in order.
pub fn update(app: &mut App, message: Message) -> Vec<Effect> {
    if let (Message::Key(_) | Message::Mouse(_), Screen::Lesson(lesson)) =
        (&message, &mut app.screen)
    {
        // Nobody waits for what moves.
        lesson.run.motions.clear();
    }
    match message {
        Message::Key(key) => on_key(app, key),
        Message::Mouse(mouse) => mouse::on_mouse(app, mouse),
        Message::Resize { columns, rows } => {
            app.size = (columns, rows);
            Vec::new()
        }
        Message::Tick { now, vt } => {
            news::on_tick(app, now, vt);
            Vec::new()
        }
        Message::Run { run, notice } => news::on_notice(app, run, notice),
        Message::Edited(edited) => edit::on_edited(app, edited),
        Message::Kept(path) => {
            edit::on_kept(app, path);
            Vec::new()
        }
        Message::Say(text) => {
            app.say(text);
            Vec::new()
        }
        Message::Terminate => vec![Effect::Quit],
    }
}

/// What a copy of the listing shown would be; none where there is none, or where the learner's is shown already.
pub fn copy_to_find(app: &App) -> Option<Copy> {
    let lesson = app.lesson()?;
    edit::copy_of(lesson).filter(|copy| copy.is_original)
}

/// Starts the listing shown as the command line asks: by a schedule's code or a policy's name, or live.
pub fn start(app: &mut App, schedule: Option<String>) -> Vec<Effect> {
    let given = app.options;
    let order = schedule.map_or(Order::Live, |code| Order::Schedule { code, given });
    run::start_in(app, order)
}

fn on_key(app: &mut App, key: Key) -> Vec<Effect> {
    let context = app.context();
    let shows_hits =
        app.overlay.is_none() && app.lesson().is_some_and(|lesson| lesson.search.is_some());
    let action = keymap::action_of(context, key);
    let hit =
        keymap::action_of(Context::Hits, key).filter(|_| shows_hits && context != Context::Text);
    match hit.or(action) {
        Some(action) => act(app, action),
        None if matches!(context, Context::Text | Context::Knobs | Context::Palette) => {
            type_letter(app, key);
            Vec::new()
        }
        None => Vec::new(),
    }
}

fn type_letter(app: &mut App, key: Key) {
    let KeyCode::Char(letter) = key.code else {
        return;
    };
    if key.control || letter.is_control() {
        return;
    }
    if help::type_letter(app, letter)
        || search::type_letter(app, letter)
        || overlays::type_letter(app, letter)
        || knobs::type_letter(app, letter)
    {
        return;
    }
    app.list.filter.get_or_insert_default().push(letter);
    app.list.chosen = 0;
}

/// Carries out an action of the key table.
fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Quit => return quit(app),
        Action::Suspend => return vec![Effect::Suspend],
        Action::Redraw => return vec![Effect::Redraw],
        Action::Language => app.language = app.other_language(),
        Action::Theme => app.appearance.theme = app.appearance.theme.next(),
        Action::ToggleMouse => {
            app.has_mouse = !app.has_mouse;
            app.say(say::mouse(app.language, app.has_mouse));
            let is_on = app.has_mouse;
            return vec![Effect::Mouse { is_on }];
        }
        Action::Help => {
            let help = Overlay::Help {
                top: 0,
                search: None,
            };
            app.overlay = app.overlay.is_none().then_some(help);
        }
        _ if help::act(app, action) => {}
        Action::Palette => {
            app.overlay = Some(Overlay::Palette {
                text: String::new(),
                chosen: 0,
            });
        }
        Action::Close => app.overlay = None,
        Action::Why => why::toggle(app),
        _ if why::act(app, action) => {}
        Action::Leave => return leave(app),
        _ if matches!(app.overlay, Some(Overlay::Knobs(_))) => return knobs::act(app, action),
        _ if overlays::is_open(app) => return overlays::act(app, action),
        // A program that is refused is under the list of its problems: those keys still mean it.
        _ if app.overlay.is_some() => scroll_overlay(app, action),
        _ if matches!(app.screen, Screen::List) => list::act(app, action),
        _ if search::act(app, action) => {}
        _ => return act_on_lesson(app, action),
    }
    Vec::new()
}

fn quit(app: &mut App) -> Vec<Effect> {
    let effect = if app.is_quitting {
        Effect::Kill
    } else {
        Effect::Quit
    };
    app.is_quitting = true;
    vec![effect]
}

fn leave(app: &mut App) -> Vec<Effect> {
    if app.overlay.take().is_some() {
        return Vec::new();
    }
    match &app.screen {
        Screen::List => quit(app),
        Screen::Lesson(_) if app.is_single => quit(app),
        Screen::Lesson(lesson) => {
            let id = lesson.lesson.id.clone();
            let before = app.list.progress.get(&id).copied();
            let progress = lesson.progress(before);
            app.list.progress.insert(id, progress);
            app.screen = Screen::List;
            vec![Effect::StopRun]
        }
    }
}

fn scroll_overlay(app: &mut App, action: Action) {
    if let Some(Overlay::Reset { is_yes }) = app.overlay {
        list::choose_reset(app, action, is_yes);
        return;
    }
    let extent = app
        .drawn
        .extents
        .get(&Place::Overlay)
        .copied()
        .unwrap_or_default();
    if let Some(Overlay::Help { top, .. } | Overlay::Standstill(screen::Why { top, .. })) =
        &mut app.overlay
    {
        let page = extent.visible.max(1);
        let wanted = match action {
            Action::Prev => top.saturating_sub(1),
            Action::Next => *top + 1,
            Action::ScreenUp => top.saturating_sub(page),
            Action::ScreenDown => *top + page,
            Action::HalfUp => top.saturating_sub(page.div_ceil(2)),
            Action::HalfDown => *top + page.div_ceil(2),
            Action::First => 0,
            Action::Last => usize::MAX,
            _ => *top,
        };
        *top = wanted.min(extent.last_top());
    }
}

fn act_on_lesson(app: &mut App, action: Action) -> Vec<Effect> {
    let arrangement = app.arrangement();
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    match action {
        _ if time::is_about_time(&lesson.run, action) => return time::act(app, action),
        action if lesson.run.mode == Mode::Replay && is_about_processes(action) => {
            app.say(say::recording(app.language));
        }
        Action::Search => search::open(app),
        Action::Step => return steps::step(app, Wanted::Policy),
        Action::StepProcess(number) => return steps::step(app, Wanted::Process(ProcId(number))),
        Action::GoLive => return steps::go_live(app),
        Action::Signal => overlays::open_signal(app),
        Action::EnterSchedule => overlays::open_enter(app),
        Action::Knobs => knobs::open(app),
        Action::Edit => return edit::edit(app),
        Action::Restore => edit::ask_to_restore(app),
        Action::SaveTrace => return save_trace(app),
        Action::CopySchedule => return copy_schedule(app),
        Action::CopyRegion => return copy_region(app),
        Action::TogglePause if lesson.run.mode == Mode::Stepped => return steps::toggle_play(app),
        Action::TogglePause => return run::toggle_pause(app),
        Action::RunAgain => return run::start(app),
        Action::Faster => return set_speed(lesson, lesson.run.speed.faster()),
        Action::Slower => return set_speed(lesson, lesson.run.speed.slower()),
        Action::SpeedReset => return set_speed(lesson, Speed::NORMAL),
        Action::FocusNext | Action::FocusPrev => {
            let stops = LessonScreen::tab_stops(arrangement);
            let focus = lesson.focus_in(arrangement);
            let place = stops
                .iter()
                .position(|region| *region == focus)
                .unwrap_or(0);
            let step = if action == Action::FocusNext {
                1
            } else {
                stops.len() - 1
            };
            lesson.focus = stops[(place + step) % stops.len()];
        }
        Action::Zoom => lesson.is_zoomed = !lesson.is_zoomed,
        Action::Unzoom => lesson.is_zoomed = false,
        Action::RawOutput => lesson.shows_raw_output = !lesson.shows_raw_output,
        Action::NextListing => return next_listing(app),
        Action::TurnPage => return turn_page(app, 1),
        Action::PrevPage => return turn_page(app, -1),
        Action::NextPage => return read_on(app),
        Action::ScreenUp => return read_back(app),
        Action::Activate if lesson.focus == Region::Story => return turn_page(app, 1),
        Action::Activate
            if lesson.focus_in(arrangement) == Region::Processes && steps_on_enter(&lesson.run) =>
        {
            let chosen = lesson.chosen;
            return steps::step(app, Wanted::Process(chosen));
        }
        Action::Activate if lesson.focus_in(arrangement) == Region::Processes => {
            // Its line is the nearest thing to act on: the code follows the chosen process.
            lesson.tops.remove(&Place::Code);
            lesson.focus = Region::Code;
        }
        Action::Activate => app.say(say::nothing_to_activate(app.language)),
        Action::ScrollLeft => lesson.code_left = lesson.code_left.saturating_sub(SIDE_COLUMNS),
        Action::ScrollRight => scroll_right(lesson),
        _ => move_in_region(app, action),
    }
    Vec::new()
}

/// Whether Enter on a process lets it take a step.
fn steps_on_enter(run: &RunView) -> bool {
    run.mode == Mode::Stepped
}

fn set_speed(lesson: &mut LessonScreen, speed: Speed) -> Vec<Effect> {
    if lesson.run.mode == Mode::Stepped {
        steps::set_speed(&mut lesson.run, speed)
    } else {
        run::set_speed(lesson, speed)
    }
}

/// `w`: there is something to save as soon as there is an event.
fn save_trace(app: &mut App) -> Vec<Effect> {
    match app.lesson() {
        Some(lesson) if lesson.run.n_events > 0 => vec![Effect::SaveTrace],
        _ => {
            app.say(say::nothing_to_save(app.language));
            Vec::new()
        }
    }
}

/// `y`.
fn copy_schedule(app: &mut App) -> Vec<Effect> {
    let code = app.lesson().and_then(|lesson| lesson.run.schedule());
    if let Some(code) = code.map(str::to_owned) {
        app.say(say::copied(app.language, &code));
        return vec![Effect::CopyText(code)];
    }
    app.say(say::no_schedule(app.language));
    Vec::new()
}

/// `Y`.
fn copy_region(app: &mut App) -> Vec<Effect> {
    let (arrangement, language) = (app.arrangement(), app.language);
    let Screen::Lesson(lesson) = &app.screen else {
        return Vec::new();
    };
    let region = lesson.focus_in(arrangement);
    let text = lesson.text_of(region, language);
    let (text, said) = match text.filter(|text| !text.is_empty()) {
        Some(text) => {
            let n_lines = text.lines().count();
            (Some(text), say::region_copied(language, n_lines))
        }
        None => (None, say::nothing_to_copy(language)),
    };
    app.say(said);
    text.map(Effect::CopyText).into_iter().collect()
}

/// Whether an action would make, change or end processes, which a recording has none of.
fn is_about_processes(action: Action) -> bool {
    matches!(
        action,
        Action::RunAgain
            | Action::RunMany
            | Action::StepProcess(_)
            | Action::GoLive
            | Action::Signal
            | Action::Knobs
            | Action::Edit
            | Action::Restore
            | Action::EnterSchedule
    )
}

fn next_listing(app: &mut App) -> Vec<Effect> {
    let language = app.language;
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    let n_listings = lesson.lesson.listings.len().max(1);
    if lesson.show_listing((lesson.listing_idx + 1) % n_listings) {
        vec![Effect::StopRun]
    } else {
        app.say(say::only_listing(language));
        Vec::new()
    }
}

fn turn_page(app: &mut App, step: isize) -> Vec<Effect> {
    let language = app.language;
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    let n_pages = lesson.lesson.pages.len();
    let Some(page_idx) = lesson
        .page_idx
        .checked_add_signed(step)
        .filter(|page| *page < n_pages)
    else {
        let text = if step > 0 {
            say::last_page(language)
        } else {
            say::first_page(language)
        };
        app.say(text);
        return Vec::new();
    };
    lesson.run.mark_page();
    if lesson.turn_to(page_idx) {
        vec![Effect::StopRun]
    } else {
        Vec::new()
    }
}

/// PgDn: scrolls Story while text is left, then turns the page.
fn read_on(app: &mut App) -> Vec<Effect> {
    let extent = app
        .drawn
        .extents
        .get(&Place::Story)
        .copied()
        .unwrap_or_default();
    if extent.top >= extent.last_top() {
        return turn_page(app, 1);
    }
    if let Screen::Lesson(lesson) = &mut app.screen {
        let page = extent.visible.saturating_sub(1).max(1);
        lesson
            .tops
            .insert(Place::Story, (extent.top + page).min(extent.last_top()));
    }
    Vec::new()
}

/// PgUp: scrolls Story back, then turns to the page before.
fn read_back(app: &mut App) -> Vec<Effect> {
    let extent = app
        .drawn
        .extents
        .get(&Place::Story)
        .copied()
        .unwrap_or_default();
    if extent.top == 0 {
        return turn_page(app, -1);
    }
    if let Screen::Lesson(lesson) = &mut app.screen {
        let page = extent.visible.saturating_sub(1).max(1);
        lesson
            .tops
            .insert(Place::Story, extent.top.saturating_sub(page));
    }
    Vec::new()
}

fn scroll_right(lesson: &mut LessonScreen) {
    let longest = lesson.listing().map_or(0, |listing| {
        listing
            .source
            .lines()
            .map(|line| line.chars().count())
            .max()
            .unwrap_or(0)
    });
    lesson.code_left = (lesson.code_left + SIDE_COLUMNS).min(longest.saturating_sub(1));
}

/// Chooses or scrolls inside the region with the focus.
fn move_in_region(app: &mut App, action: Action) {
    let focus = match &app.screen {
        Screen::Lesson(lesson) if matches!(lesson.run.phase, Phase::Refused(_)) => Place::Problems,
        Screen::Lesson(lesson) => lesson.focus_in(app.arrangement()).into(),
        Screen::List => return,
    };
    let chooses = focus == Place::Processes && matches!(action, Action::Prev | Action::Next);
    if chooses {
        choose_process(app, action);
        return;
    }
    let extent = app.drawn.extents.get(&focus).copied().unwrap_or_default();
    let half = (extent.visible / 2).max(1) as isize;
    let rows = match action {
        Action::Prev => -1,
        Action::Next => 1,
        Action::HalfUp => -half,
        Action::HalfDown => half,
        Action::SeekStart => isize::MIN,
        Action::SeekEnd => isize::MAX,
        _ => return,
    };
    scroll(app, focus, rows);
}

/// Scrolls a place by so many rows (negative: towards its start; the extremes: all the way).
fn scroll(app: &mut App, place: Place, rows: isize) {
    let extent = app.drawn.extents.get(&place).copied().unwrap_or_default();
    let Screen::Lesson(lesson) = &mut app.screen else {
        return;
    };
    let top = extent
        .top
        .saturating_add_signed(rows)
        .min(extent.last_top());
    let follows = matches!(place, Place::Output | Place::Log) && top >= extent.last_top();
    let ends_scrolling = follows || (place == Place::Code && rows == isize::MAX);
    if ends_scrolling {
        lesson.tops.remove(&place);
    } else {
        lesson.tops.insert(place, top);
    }
}

fn choose_process(app: &mut App, action: Action) {
    let Screen::Lesson(lesson) = &mut app.screen else {
        return;
    };
    let order = lesson.run.process_order();
    let place = order
        .iter()
        .position(|id| *id == lesson.chosen)
        .unwrap_or(0);
    let wanted = if action == Action::Next {
        place + 1
    } else {
        place.saturating_sub(1)
    };
    if let Some(id) = order.get(wanted.min(order.len().saturating_sub(1))) {
        lesson.chosen = *id;
        lesson.tops.remove(&Place::Code);
    }
}
