//! Drawing: [`render`] shows the state of `app` in a buffer. It reads only; what a frame leaves behind for the next
//! key or click (how far regions scroll, what stands under the mouse) is returned.
//!
//! `ui` knows neither the engine nor system calls. SCREENS.md binds its looks, words and layout.

mod choice;
mod code;
mod confirm;
mod empty;
mod enter;
mod glyphs;
mod graph;
mod header;
mod help;
mod ink;
mod keys;
mod knobs;
mod layout;
mod lesson;
mod list;
mod log;
mod markdown;
mod motion;
mod notes;
mod notice;
mod now;
mod objects;
mod output;
mod overlay;
mod palette;
mod processes;
mod refused;
mod region;
mod search;
mod standstill;
mod state;
mod status;
mod story;
mod text;
pub mod theme;
mod timeline;
mod why;
mod words;
mod wrap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::arrangement::Arrangement;
use crate::app::{App, Drawn, Overlay, Screen};
use ink::Ink;
use region::View;

/// Draws the whole screen into `area`, which the caller passes as the terminal has it now. Returns what the loop
/// must store in `app.drawn`.
pub fn render(app: &App, area: Rect, buf: &mut Buffer) -> Drawn {
    let mut drawn = Drawn::default();
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return drawn;
    }
    let ink = Ink::new(app.appearance, app.language);
    overlay::clear(&ink, area, buf);
    let arrangement = Arrangement::of(area.width, area.height);
    if arrangement == Arrangement::Notice {
        notice::render(app, &ink, area, buf);
        return drawn;
    }
    match &app.screen {
        Screen::List => list::render(app, &ink, area, buf, &mut drawn),
        Screen::Lesson(screen) => {
            let view = View {
                app,
                lesson: screen,
                ink: &ink,
                arrangement,
            };
            lesson::render(&view, area, buf, &mut drawn);
        }
    }
    if let Some(overlay) = &app.overlay {
        render_overlay(app, &ink, overlay, area, buf, &mut drawn);
    }
    drawn
}

fn render_overlay(
    app: &App,
    ink: &Ink,
    overlay: &Overlay,
    area: Rect,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) {
    match (overlay, app.lesson()) {
        (Overlay::Help { top, search }, _) => {
            help::render(app, ink, (*top, search.as_ref()), area, buf, drawn);
        }
        (Overlay::Reset { is_yes }, _) => confirm::render(app, ink, *is_yes, area, buf, drawn),
        (Overlay::Palette { text, chosen }, _) => {
            palette::render(app, ink, (text, *chosen), area, buf, drawn);
        }
        (Overlay::Enter { text, problem }, _) => {
            enter::render(ink, (text, problem.as_ref()), area, buf, drawn);
        }
        (Overlay::Confirm { question, is_yes }, _) => {
            choice::confirm(ink, (*question, *is_yes), area, buf, drawn);
        }
        (Overlay::Standstill(why), Some(screen)) => {
            let edges = screen.run.motions.edges_drawn(app.now);
            let shown = standstill::Shown { why: *why, edges };
            standstill::render(ink, &screen.run, shown, area, buf, drawn);
        }
        (Overlay::Signal { target, chosen }, Some(screen)) => {
            choice::signal(ink, screen, (*target, *chosen), area, buf, drawn);
        }
        (Overlay::Knobs(fields), Some(screen)) => {
            knobs::render(ink, screen, fields, area, buf, drawn);
        }
        _ => {}
    }
}
