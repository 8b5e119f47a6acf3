//! Overlays in which the learner chooses: a signal for a process, or yes or no.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::glyphs::Glyph;
use super::ink::Ink;
use super::overlay;
use super::region::{self, Title};
use super::state::shown_name;
use super::text::{Row, draw_rows, pad};
use super::theme::Role;
use super::wrap::{WIDEST_PROSE, wrap};
use crate::app::drawn::{Drawn, Target};
use crate::app::{LessonScreen, Question, Signal};
use crate::lesson::Language;
use crate::trace::ProcId;

/// The overlay of `s`.
pub fn signal(
    ink: &Ink,
    screen: &LessonScreen,
    (target, chosen): (ProcId, usize),
    area: Rect,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) {
    let name = screen.run.newest().process(target).map_or("", shown_name);
    let title = Title {
        name: ink.pick("Signal", "信号").to_string(),
        note: match ink.language {
            Language::En => format!("to [{}] {name}", target.0),
            Language::Zh => format!("发给 [{}] {name}", target.0),
        },
        ..Title::default()
    };
    let choices = Signal::ALL.iter().enumerate().map(|(place, signal)| {
        let (word, what) = words(ink, *signal);
        let text = format!(
            "{}  {}  {}",
            place + 1,
            pad(word, 10),
            pad(signal.name(), 8)
        );
        choice(ink, place == chosen, &text, what)
    });
    let rows = std::iter::once(Row::new()).chain(choices).collect();
    draw(ink, title, (rows, 1, Signal::ALL.len()), area, buf, drawn);
}

fn words(ink: &Ink, signal: Signal) -> (&'static str, &'static str) {
    match signal {
        Signal::Stop => (
            ink.pick("stop", "停止"),
            ink.pick("it stands until it is continued", "停住，直到让它继续"),
        ),
        Signal::Continue => (
            ink.pick("continue", "继续"),
            ink.pick("it goes on", "继续运行"),
        ),
        Signal::Terminate => (
            ink.pick("terminate", "终止"),
            ink.pick("it dies, and cleans nothing up", "死去，不做清理"),
        ),
        Signal::Kill => (
            ink.pick("kill", "杀死"),
            ink.pick("it dies at once", "立即死去"),
        ),
    }
}

/// A question that is answered by no or yes.
pub fn confirm(
    ink: &Ink,
    (question, is_yes): (Question, bool),
    area: Rect,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) {
    let (asked, lost) = match question {
        Question::Restore => (
            ink.pick("Restore the original?", "还原为原来的程序？"),
            ink.pick(
                "Your changes to this program are thrown away; the run ends.",
                "你对这个程序的改动将丢弃；运行随之结束。",
            ),
        ),
    };
    let title = Title {
        name: asked.to_string(),
        ..Title::default()
    };
    let mut rows = vec![Row::new()];
    let cells = overlay::cells(area).min(WIDEST_PROSE);
    for line in wrap(lost, cells) {
        rows.push(Row::new().with(line, ink.style(Role::Text)));
    }
    rows.push(Row::new());
    let first = rows.len();
    rows.push(choice(ink, !is_yes, ink.pick("no", "否"), ""));
    rows.push(choice(ink, is_yes, ink.pick("yes", "是"), ""));
    draw(ink, title, (rows, first, 2), area, buf, drawn);
}

/// `❯ 1  stop       SIGSTOP   it stands until it is continued`
fn choice(ink: &Ink, is_chosen: bool, text: &str, what: &str) -> Row {
    let mark = if is_chosen {
        ink.glyph(Glyph::Chosen)
    } else {
        " "
    };
    let role = if is_chosen { Role::Strong } else { Role::Text };
    Row::new()
        .with(format!(" {mark} "), ink.style(Role::Strong))
        .with(text, ink.style(role))
        .with(format!("  {what}"), ink.style(Role::Dim))
}

/// Draws the rows below the title; those from `first` on, so many, can be clicked.
fn draw(
    ink: &Ink,
    title: Title,
    (rows, first, n_choices): (Vec<Row>, usize, usize),
    area: Rect,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) {
    let area = overlay::open(ink, area, rows.len() + 1, buf);
    let title = Title {
        right: ink.pick("Esc closes", "Esc 关闭").to_string(),
        is_focused: true,
        ..title
    };
    region::rule(ink, &title, area.width.into()).draw(buf, area.x, area.y, area.width);
    let inner = region::below_title(area);
    drawn.targets.clear();
    for place in 0..n_choices {
        let y = inner.y + (first + place) as u16;
        if y < inner.bottom() {
            let row = Rect {
                y,
                height: 1,
                ..inner
            };
            drawn
                .targets
                .push((region::area_of(row), Target::Choice(place)));
        }
    }
    draw_rows(rows, inner, buf);
}
