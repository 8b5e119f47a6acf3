//! What the mouse does: clicks on what the last frame left under it, and the wheel.

use std::time::Duration;

use super::list;
use super::overlays;
use super::steps;
use super::time;
use super::{act, scroll, scroll_overlay};
use crate::app::App;
use crate::app::action::Action;
use crate::app::drawn::{Place, Target};
use crate::app::effect::Effect;
use crate::app::key::{Mouse, MouseKind};
use crate::app::screen::{LessonScreen, Screen};
use crate::app::stepping::Wanted;
use crate::lesson::Region;
use crate::model::world::Process;
use crate::trace::{LineNo, ProcId};

/// Rows that one notch of the wheel scrolls.
const WHEEL_ROWS: isize = 3;

/// Two clicks within this are a double one, as on most desktops.
const DOUBLE_CLICK_SPAN: Duration = Duration::from_millis(400);

/// Takes what the mouse did into the state.
pub(super) fn on_mouse(app: &mut App, mouse: Mouse) -> Vec<Effect> {
    let target = app.drawn.target_at(mouse.column, mouse.row);
    match mouse.kind {
        MouseKind::Press => {
            let effects = click(app, target, mouse.column);
            if is_second_click(app, mouse) {
                return double_click(app, target);
            }
            effects
        }
        MouseKind::Drag => drag(app, target, mouse.column),
        MouseKind::WheelUp => wheel(app, target, -WHEEL_ROWS),
        MouseKind::WheelDown => wheel(app, target, WHEEL_ROWS),
    }
}

/// Whether the mouse was clicked at the same cell just before; three clicks are no two double ones.
fn is_second_click(app: &mut App, mouse: Mouse) -> bool {
    let cell = (mouse.column, mouse.row);
    let before = app.last_click.take();
    let is_second =
        before.is_some_and(|(at, at_cell)| at_cell == cell && app.now <= at + DOUBLE_CLICK_SPAN);
    if !is_second {
        app.last_click = Some((app.now, cell));
    }
    is_second
}

/// The second click of a double one; the first has chosen already.
fn double_click(app: &mut App, target: Option<Target>) -> Vec<Effect> {
    match target {
        Some(Target::Title(_)) => act(app, Action::Zoom),
        Some(Target::Process(_)) => act(app, Action::Activate),
        _ => Vec::new(),
    }
}

/// The process at this line: of several the one after the chosen one, so that clicks walk through them.
fn choose_at(lesson: &mut LessonScreen, line: LineNo) {
    let at_line = |process: &&Process| process.is_alive() && process.line == Some(line);
    let here: Vec<ProcId> = lesson
        .run
        .world
        .processes
        .iter()
        .filter(at_line)
        .map(|process| process.id)
        .collect();
    let next = here.iter().find(|id| **id > lesson.chosen);
    if let Some(id) = next.or(here.first()) {
        lesson.chosen = *id;
    }
}

fn click(app: &mut App, target: Option<Target>, column: u16) -> Vec<Effect> {
    match (target, &mut app.screen) {
        (Some(Target::Language), _) => app.language = app.other_language(),
        (Some(Target::Help), _) => return act(app, Action::Help),
        (Some(Target::Lesson(row)), Screen::List) if app.list.chosen == row => {
            list::open_chosen(app);
        }
        (Some(Target::Lesson(row)), Screen::List) => app.list.chosen = row,
        (Some(Target::Region(region) | Target::Title(region)), Screen::Lesson(lesson)) => {
            lesson.focus = region;
        }
        (Some(Target::Key(action)), _) => return act(app, action),
        (Some(Target::Line(line)), Screen::Lesson(lesson)) => {
            lesson.focus = Region::Code;
            choose_at(lesson, line);
        }
        (Some(Target::Choice(place)), _) => return overlays::choose(app, place),
        (Some(Target::StepHelper(mover)), Screen::Lesson(_)) => {
            return steps::step(app, Wanted::Mover(mover));
        }
        (Some(Target::Step(id)), Screen::Lesson(_)) => {
            return act(app, Action::StepProcess(id.0));
        }
        (Some(Target::Process(id)), Screen::Lesson(lesson)) => {
            lesson.chosen = id;
            lesson.focus = Region::Processes;
            lesson.tops.remove(&Place::Code);
        }
        (Some(Target::Lanes { .. }), Screen::Lesson(lesson)) => {
            lesson.focus = Region::Timeline;
            return drag(app, target, column);
        }
        (Some(Target::Moment(event)), Screen::Lesson(lesson)) => lesson.run.seek_event(event),
        (Some(Target::Page(page_idx)), Screen::Lesson(lesson)) => {
            lesson.run.mark_page();
            let ends_run = lesson.turn_to(page_idx);
            return ends_run.then_some(Effect::StopRun).into_iter().collect();
        }
        _ => {}
    }
    Vec::new()
}

/// The mouse is held on the lanes: the cursor follows it.
fn drag(app: &mut App, target: Option<Target>, column: u16) -> Vec<Effect> {
    if let (Some(Target::Lanes { x, from, cell_ns }), Screen::Lesson(lesson)) =
        (target, &mut app.screen)
    {
        let cells = u64::from(column.saturating_sub(x)) + 1;
        let end = from
            .saturating_add(cell_ns.saturating_mul(cells))
            .saturating_sub(1);
        lesson.run.seek_time(end);
    }
    Vec::new()
}

fn wheel(app: &mut App, target: Option<Target>, rows: isize) -> Vec<Effect> {
    if app.overlay.is_some() {
        let action = if rows < 0 { Action::Prev } else { Action::Next };
        scroll_overlay(app, action);
        return Vec::new();
    }
    match target {
        Some(Target::Lanes { .. }) => {
            if let Screen::Lesson(lesson) = &mut app.screen {
                time::wheel(&mut lesson.run, rows < 0);
            }
        }
        Some(Target::Region(region) | Target::Title(region)) => scroll(app, region.into(), rows),
        Some(Target::Line(_)) => scroll(app, Place::Code, rows),
        Some(Target::Moment(_)) => scroll(app, Place::Log, rows),
        Some(Target::Process(_) | Target::Step(_) | Target::StepHelper(_)) => {
            scroll(app, Place::Processes, rows);
        }
        Some(Target::Lesson(_)) => {
            list::act(app, if rows < 0 { Action::Prev } else { Action::Next });
        }
        _ => {}
    }
    Vec::new()
}
