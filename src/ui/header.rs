//! The header: number and title on the left; pages, language and help on the right. Below it, in a narrow window,
//! the tabs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::glyphs::Glyph;
use super::ink::Ink;
use super::region::{View, area_of};
use super::text::{Row, width};
use super::theme::Role;
use super::words::Word;
use crate::app::LessonScreen;
use crate::app::arrangement::Arrangement;
use crate::app::drawn::{Drawn, Target};
use crate::lesson::Language;

/// Below so many columns the pages are a number in English, and stand closer in Chinese.
const WIDE: u16 = 110;

/// Cells that the title keeps at least; below, the pages become a number.
const TITLE_CELLS: usize = 30;

/// Draws the header of a lesson.
pub fn render(view: &View<'_>, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let ink = view.ink;
    let lesson = &view.lesson.lesson;
    let title = if lesson.number == 0 {
        Row::new().with(lesson.title.get(ink.language), ink.style(Role::Strong))
    } else {
        Row::new()
            .with(format!("{}  ", lesson.number), ink.style(Role::Text))
            .with(lesson.heading(ink.language), ink.style(Role::Strong))
    };
    let corner = corner(ink);
    let pages_room = usize::from(area.width).saturating_sub(corner.width() + 4 + TITLE_CELLS);
    let (pages, targets) = pages(view, area.width, pages_room);
    let right_width = pages.width() + 4 + corner.width();
    let pages_x = area.right().saturating_sub(right_width as u16);
    for (place, cells, page_idx) in targets {
        let rect = Rect {
            x: pages_x + place as u16,
            width: cells as u16,
            ..area
        };
        drawn.targets.push((area_of(rect), Target::Page(page_idx)));
    }
    corner_targets(ink, area, drawn);
    let right = pages
        .with("    ", Style::default())
        .with_spans(corner.into_spans());
    title
        .and_right(right, area.width.into(), ink.cut_mark())
        .draw(buf, area.x, area.y, area.width);
}

/// `en  ? help`
pub fn corner(ink: &Ink) -> Row {
    Row::new()
        .with(ink.word(Word::Language), ink.style(Role::Text))
        .with("  ", Style::default())
        .with("?", ink.style(Role::Strong))
        .with(format!(" {}", help_word(ink)), ink.style(Role::Text))
}

/// Notes language and help at the right end of `area` for the mouse.
pub fn corner_targets(ink: &Ink, area: Rect, drawn: &mut Drawn) {
    let help_cells = width(help_word(ink)) as u16 + 2;
    let language_cells = width(ink.word(Word::Language)) as u16;
    let help = Rect {
        x: area.right().saturating_sub(help_cells),
        width: help_cells,
        ..area
    };
    let language = Rect {
        x: help.x.saturating_sub(2 + language_cells),
        width: language_cells,
        ..area
    };
    drawn.targets.push((area_of(help), Target::Help));
    drawn.targets.push((area_of(language), Target::Language));
}

fn help_word(ink: &Ink) -> &'static str {
    ink.pick("help", "帮助")
}

/// The pages with, for each, its place, cells and number: `read   predict  ❯run   explain   try`, or `page 3/5 ❯run`.
fn pages(view: &View<'_>, columns: u16, room: usize) -> (Row, Vec<(usize, usize, usize)>) {
    let is_wide = columns + 2 >= WIDE;
    let is_english = view.ink.language == Language::En;
    let (row, targets) = all_pages(view.ink, view.lesson, if is_wide { 3 } else { 2 });
    if (is_wide || !is_english) && row.width() <= room {
        return (row, targets);
    }
    (page_number(view.ink, view.lesson), Vec::new())
}

fn all_pages(ink: &Ink, screen: &LessonScreen, gap: usize) -> (Row, Vec<(usize, usize, usize)>) {
    let mut row = Row::new();
    let mut targets = Vec::new();
    for (page_idx, page) in screen.lesson.pages.iter().enumerate() {
        let is_current = page_idx == screen.page_idx;
        let style = match page_idx.cmp(&screen.page_idx) {
            std::cmp::Ordering::Less => ink.style(Role::Text),
            std::cmp::Ordering::Equal => ink.style(Role::Strong),
            std::cmp::Ordering::Greater => ink.style(Role::Dim),
        };
        let blanks = match (page_idx, is_current) {
            (0, _) => 0,
            (_, true) => gap - 1,
            (_, false) => gap,
        };
        let mark = if is_current {
            ink.glyph(Glyph::Chosen)
        } else {
            ""
        };
        let word = ink.word(Word::Page(page.kind));
        row = row.with(" ".repeat(blanks), Style::default());
        targets.push((row.width(), width(mark) + width(word), page_idx));
        row = row.with(mark, ink.style(Role::Strong)).with(word, style);
    }
    (row, targets)
}

fn page_number(ink: &Ink, screen: &LessonScreen) -> Row {
    let n_pages = screen.lesson.pages.len();
    let page = screen.page_idx + 1;
    let number = match ink.language {
        Language::En => format!("page {page}/{n_pages} "),
        Language::Zh => format!("第 {page}/{n_pages} 页 "),
    };
    let word = screen
        .page()
        .map_or("", |page| ink.word(Word::Page(page.kind)));
    Row::new()
        .with(number, ink.style(Role::Text))
        .with(ink.glyph(Glyph::Chosen), ink.style(Role::Strong))
        .with(word, ink.style(Role::Strong))
}

/// The tabs: ` Story   Code  [Processes]  Objects   Output   Log                    Tab next`.
pub fn render_tabs(view: &View<'_>, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let ink = view.ink;
    let mut row = Row::new();
    for region in LessonScreen::tab_stops(Arrangement::Tabs) {
        let word = ink.word(Word::Region(*region));
        let is_open = view.is_focused(*region);
        let (before, after) = if is_open { ("[", "]") } else { (" ", " ") };
        let style = if is_open {
            ink.style(Role::Chip)
        } else {
            ink.style(Role::Text)
        };
        let rect = Rect {
            x: area.x + row.width() as u16,
            width: width(word) as u16 + 2,
            ..area
        };
        drawn.targets.push((area_of(rect), Target::Region(*region)));
        row = row
            .with(format!("{before}{word}{after}"), style)
            .with(" ", Style::default());
    }
    let next = Row::new().with("Tab", ink.style(Role::Strong)).with(
        format!(" {}", ink.pick("next", "换区")),
        ink.style(Role::Text),
    );
    // The names of the tabs go before the hint.
    let has_room = row.width() + 2 + next.width() <= usize::from(area.width);
    let next = if has_room { next } else { Row::new() };
    row.and_right(next, area.width.into(), ink.cut_mark())
        .draw(buf, area.x, area.y, area.width);
}
