//! What the mouse does: clicks on what the last frame left under it, and the wheel.

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
use crate::app::run_view::Mode;
use crate::app::screen::Screen;
use crate::app::stepping::Wanted;
use crate::lesson::Region;

/// Rows that one notch of the wheel scrolls.
const WHEEL_ROWS: isize = 3;

/// Takes what the mouse did into the state.
pub(super) fn on_mouse(app: &mut App, mouse: Mouse) -> Vec<Effect> {
    let target = app.drawn.target_at(mouse.column, mouse.row);
    match mouse.kind {
        MouseKind::Press => click(app, target, mouse.column),
        MouseKind::Drag => drag(app, target, mouse.column),
        MouseKind::WheelUp => wheel(app, target, -WHEEL_ROWS),
        MouseKind::WheelDown => wheel(app, target, WHEEL_ROWS),
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
        (Some(Target::Region(region)), Screen::Lesson(lesson)) => lesson.focus = region,
        (Some(Target::Choice(place)), _) => return overlays::choose(app, place),
        (Some(Target::StepHelper(mover)), Screen::Lesson(_)) => {
            return steps::step(app, Wanted::Mover(mover));
        }
        (Some(Target::Step(id)), Screen::Lesson(lesson)) if lesson.run.mode == Mode::Stepped => {
            return steps::step(app, Wanted::Process(id));
        }
        (Some(Target::Process(id) | Target::Step(id)), Screen::Lesson(lesson)) => {
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
        Some(Target::Region(region)) => scroll(app, region.into(), rows),
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
