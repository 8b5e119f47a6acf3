//! The lesson list: the lessons, and what the chosen one is about.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::glyphs::Glyph;
use super::header;
use super::ink::Ink;
use super::layout;
use super::region::{self, Title, area_of};
use super::text::{Row, draw_rows, pad, width};
use super::theme::Role;
use super::words::Word;
use super::wrap::{WIDEST_PROSE, wrap};
use super::{empty, keys};
use crate::app::arrangement::Arrangement;
use crate::app::drawn::{Drawn, Extent, Place, Target};
use crate::app::{App, ListScreen, Progress};
use crate::lesson::{Language, Lesson, PageKind};

/// Cells of the list where the description stands beside it.
const LIST_CELLS: u16 = 70;

/// Blank columns between list and description.
const GAP: u16 = 3;

/// Cells of the titles at least.
const TITLE_CELLS: usize = 13;

/// Rows of the description below the list: rule, two rows, a blank one, where the learner stopped.
const BELOW_ROWS: u16 = 5;

/// Draws the whole screen.
pub fn render(app: &App, ink: &Ink, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let arrangement = Arrangement::of(area.width, area.height);
    let bars = layout::bars(area, arrangement);
    render_header(app, ink, bars.header, buf, drawn);
    keys::render(app, ink, bars.keys, buf, drawn);
    if app.overlay.is_some() {
        // Nothing goes on here: what an overlay leaves over would only be read as part of it.
        return;
    }
    let is_wide = !matches!(arrangement, Arrangement::Tabs | Arrangement::Notice);
    let from = bars.tabs.y + 1;
    let body = Rect {
        y: from,
        height: bars.keys.y.saturating_sub(from),
        ..bars.body
    };
    if is_wide {
        render_beside(app, ink, body, buf, drawn);
    } else {
        render_above(app, ink, body, buf, drawn);
    }
}

/// ` forklore      6 of 15 done    en  ? help`
fn render_header(app: &App, ink: &Ink, area: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let mut left = Row::new().with("forklore", ink.style(Role::Strong));
    if area.width >= 108 {
        let slogan = ink.pick(
            "processes that you can watch and stop",
            "看得见、停得住的进程",
        );
        left = left
            .with("   ", Style::default())
            .with(slogan, ink.style(Role::Dim));
    }
    let n = app.course.lessons.len();
    let n_done = app
        .course
        .lessons
        .iter()
        .filter(|lesson| progress(&app.list, lesson).is_some_and(|p| p.is_done))
        .count();
    let done = match ink.language {
        Language::En => format!("{n_done} of {n} done"),
        Language::Zh => format!("已完成 {n_done}/{n}"),
    };
    let right = Row::new()
        .with(done, ink.style(Role::Text))
        .with("    ", Style::default())
        .with_spans(header::corner(ink).into_spans());
    header::corner_targets(ink, area, drawn);
    left.and_right(right, area.width.into(), ink.cut_mark())
        .draw(buf, area.x, area.y, area.width);
}

/// A narrow window: the list, and two rows about the chosen lesson below it.
fn render_above(app: &App, ink: &Ink, body: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let list = Rect {
        height: body.height.saturating_sub(BELOW_ROWS + 1),
        ..body
    };
    render_rows(app, ink, list, 2, buf, drawn);
    let below = Rect {
        y: body.bottom().saturating_sub(BELOW_ROWS),
        height: BELOW_ROWS,
        ..body
    };
    let Some(lesson) = chosen(app) else {
        return;
    };
    region::rule(ink, &lesson_title(ink, lesson), below.width.into()).draw(
        buf,
        below.x,
        below.y,
        below.width,
    );
    let mut rows = description(ink, lesson, below.width.into());
    rows.truncate(2);
    rows.resize_with(3, Row::new);
    rows.push(Row::new().with(last_line(app, ink, lesson), ink.style(Role::Dim)));
    draw_rows(rows, region::below_title(below), buf);
}

/// A wide window: the list on the left, the chosen lesson on the right.
fn render_beside(app: &App, ink: &Ink, body: Rect, buf: &mut Buffer, drawn: &mut Drawn) {
    let bottom = body.bottom().saturating_sub(1);
    let columns = Rect {
        height: body.height.saturating_sub(2),
        ..body
    };
    let left = Rect {
        width: LIST_CELLS.min(columns.width),
        ..columns
    };
    let taken = (left.width + GAP).min(columns.width);
    let right = Rect {
        x: columns.x + taken,
        width: columns.width - taken,
        ..columns
    };
    let title = Title {
        name: ink.word(Word::Lessons).to_string(),
        is_focused: true,
        ..Title::default()
    };
    region::rule(ink, &title, left.width.into()).draw(buf, left.x, left.y, left.width);
    render_rows(app, ink, region::below_title(left), 3, buf, drawn);
    if let Some(lesson) = chosen(app) {
        region::rule(ink, &lesson_title(ink, lesson), right.width.into()).draw(
            buf,
            right.x,
            right.y,
            right.width,
        );
        draw_rows(
            about(app, ink, lesson, right.width.into()),
            region::below_title(right),
            buf,
        );
    }
    let settings = format!(
        "{} {}   {} {}",
        ink.pick("theme", "主题"),
        ink.word(Word::Theme(app.appearance.theme)),
        ink.pick("glyphs", "符号"),
        match app.appearance.glyphs {
            crate::app::appearance::Glyphs::Unicode => "unicode",
            crate::app::appearance::Glyphs::Ascii => "ascii",
        }
    );
    let first = if app.list.progress.is_empty() {
        first_start(app, ink)
    } else {
        String::new()
    };
    Row::new()
        .with(first, ink.style(Role::Dim))
        .and_right(
            Row::new().with(settings, ink.style(Role::Dim)),
            body.width.into(),
            ink.cut_mark(),
        )
        .draw(buf, body.x, bottom, body.width);
}

/// The rows of the list; `title_gap` blanks stand between title and summary.
fn render_rows(
    app: &App,
    ink: &Ink,
    area: Rect,
    title_gap: usize,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) {
    let lessons = app.lessons_shown();
    let search_rows = u16::from(app.list.filter.is_some() || app.list.is_typing);
    let inner = Rect {
        y: area.y + search_rows,
        height: area.height.saturating_sub(search_rows),
        ..area
    };
    if search_rows > 0 {
        search_row(app, ink).draw(buf, area.x, area.y, area.width);
    }
    let visible = usize::from(inner.height);
    let chosen = app.list.chosen.min(lessons.len().saturating_sub(1));
    let last_top = drawn_top(app);
    let top = last_top.clamp((chosen + 1).saturating_sub(visible), chosen);
    let extent = Extent {
        total: lessons.len(),
        visible,
        top,
    };
    let top = top.min(extent.last_top());
    drawn.extents.insert(Place::List, Extent { top, ..extent });
    if lessons.is_empty() {
        let filter = app.list.filter.clone().unwrap_or_default();
        let text = match ink.language {
            Language::En => format!("no lesson matches \"{filter}\"; Esc shows all"),
            Language::Zh => format!("没有课程匹配「{filter}」；Esc 显示全部"),
        };
        empty::draw(ink, &text, inner, buf);
        return;
    }
    let title_cells = lessons
        .iter()
        .map(|lesson| width(lesson.title.get(ink.language)))
        .max()
        .unwrap_or(0);
    let title_cells = title_cells.max(TITLE_CELLS) + title_gap;
    for ((place, lesson), y) in lessons
        .iter()
        .enumerate()
        .skip(top)
        .zip(inner.top()..inner.bottom())
    {
        let row_area = Rect {
            y,
            height: 1,
            ..inner
        };
        drawn
            .targets
            .push((area_of(row_area), Target::Lesson(place)));
        let row = lesson_row(app, ink, lesson, title_cells, place == chosen, inner.width);
        if place == chosen {
            buf.set_style(row_area, ink.style(Role::Select));
        }
        row.draw(buf, inner.x, y, inner.width);
    }
}

fn drawn_top(app: &App) -> usize {
    app.drawn
        .extents
        .get(&Place::List)
        .map_or(0, |extent| extent.top)
}

/// `/ sema` with the place where the next letter goes.
fn search_row(app: &App, ink: &Ink) -> Row {
    let filter = app.list.filter.clone().unwrap_or_default();
    let row = Row::new()
        .with("/ ", ink.style(Role::Dim))
        .with(filter, ink.style(Role::Match));
    if app.list.is_typing {
        row.with(" ", ink.style(Role::Chip))
    } else {
        row
    }
}

/// `❯  7  Lock           why lines tear                                   page 3/5`
fn lesson_row(
    app: &App,
    ink: &Ink,
    lesson: &Lesson,
    title_cells: usize,
    is_chosen: bool,
    cells: u16,
) -> Row {
    let select = if is_chosen {
        ink.style(Role::Select)
    } else {
        Style::default()
    };
    let mark = if is_chosen {
        ink.glyph(Glyph::Chosen)
    } else {
        " "
    };
    let title_style = if is_chosen {
        ink.style(Role::Strong)
    } else {
        ink.style(Role::Text)
    };
    let left = Row::new()
        .with(mark, ink.style(Role::Strong))
        .with(format!("{:>3}  ", lesson.number), ink.style(Role::Dim))
        .with(
            pad(lesson.title.get(ink.language), title_cells),
            title_style,
        )
        .with(lesson.summary.get(ink.language), ink.style(Role::Text));
    let right = match progress(&app.list, lesson) {
        None => Row::new(),
        Some(progress) if progress.is_done => Row::new()
            .with(ink.glyph(Glyph::Good), ink.style(Role::Right))
            .with(
                format!(" {}", ink.pick("done", "完成")),
                ink.style(Role::Text),
            ),
        Some(progress) => Row::new().with(page_text(ink, lesson, progress), ink.style(Role::Text)),
    };
    left.and_right(right, cells.into(), ink.cut_mark())
        .over(select)
}

fn page_text(ink: &Ink, lesson: &Lesson, progress: Progress) -> String {
    let (page, n) = (progress.page + 1, lesson.pages.len());
    match ink.language {
        Language::En => format!("page {page}/{n}"),
        Language::Zh => format!("第 {page}/{n} 页"),
    }
}

fn progress(list: &ListScreen, lesson: &Lesson) -> Option<Progress> {
    list.progress.get(&lesson.id).copied()
}

fn chosen(app: &App) -> Option<&Lesson> {
    let lessons = app.lessons_shown();
    lessons
        .get(app.list.chosen.min(lessons.len().saturating_sub(1)))
        .copied()
}

fn lesson_title(ink: &Ink, lesson: &Lesson) -> Title {
    Title {
        name: format!("{} {}", lesson.number, lesson.title.get(ink.language)),
        ..Title::default()
    }
}

fn description(ink: &Ink, lesson: &Lesson, cells: usize) -> Vec<Row> {
    let text = ink.style(Role::Text);
    let rows = wrap(
        lesson.description.get(ink.language),
        cells.min(WIDEST_PROSE),
    );
    rows.into_iter()
        .map(|row| Row::new().with(row, text))
        .collect()
}

/// Description, listings, pages, and where the learner stopped.
fn about(app: &App, ink: &Ink, lesson: &Lesson, cells: usize) -> Vec<Row> {
    let mut rows = description(ink, lesson, cells);
    rows.push(Row::new());
    let files: Vec<&str> = lesson
        .listings
        .iter()
        .map(|listing| listing.file.as_str())
        .collect();
    rows.extend(labeled(
        ink,
        ink.pick("Listings", "程序"),
        &files.join("   "),
        cells,
    ));
    let progress = progress(&app.list, lesson);
    let pages: Vec<String> = lesson
        .pages
        .iter()
        .enumerate()
        .map(|(page_idx, page)| {
            let mark = match progress {
                Some(progress) if progress.page == page_idx => {
                    format!("{}\u{a0}", ink.glyph(Glyph::Chosen))
                }
                Some(progress) if progress.is_done || page_idx < progress.page => {
                    format!("{}\u{a0}", ink.glyph(Glyph::Good))
                }
                _ => String::new(),
            };
            format!("{mark}{}", page_word(ink, page.kind))
        })
        .collect();
    rows.extend(labeled(
        ink,
        ink.pick("Pages", "页"),
        &pages.join("   "),
        cells,
    ));
    // Before anything was read, the row at the bottom of the screen says what to do.
    if app.list.progress.is_empty() {
        return rows;
    }
    rows.push(Row::new());
    let line = wrap(&last_line(app, ink, lesson), cells.min(WIDEST_PROSE));
    rows.extend(
        line.into_iter()
            .map(|row| Row::new().with(row, ink.style(Role::Dim))),
    );
    rows
}

fn page_word(ink: &Ink, kind: PageKind) -> &'static str {
    ink.word(Word::Page(kind))
}

/// `Listings   unlocked.py   locked.py`, hanging where it wraps; a no-break space keeps a mark and its word together.
fn labeled(ink: &Ink, label: &str, text: &str, cells: usize) -> Vec<Row> {
    const LABEL_CELLS: usize = 11;
    let rows = wrap(text, cells.saturating_sub(LABEL_CELLS));
    rows.into_iter()
        .enumerate()
        .map(|(place, row)| {
            let label = if place == 0 { label } else { "" };
            Row::new()
                .with(pad(label, LABEL_CELLS), ink.style(Role::Dim))
                .with(row.replace('\u{a0}', " "), ink.style(Role::Text))
        })
        .collect()
}

/// Where Enter leads: `Stopped at page 3, run. Enter goes on there.`
fn last_line(app: &App, ink: &Ink, lesson: &Lesson) -> String {
    let is_english = ink.language == Language::En;
    if let Some(progress) = progress(&app.list, lesson) {
        let kind = lesson
            .pages
            .get(progress.page)
            .map_or("", |page| page_word(ink, page.kind));
        let page = progress.page + 1;
        let is_over = progress.is_done && page == lesson.pages.len();
        if is_over {
            let text = ink.pick(
                "Read to its last page. Enter opens it there, p goes back.",
                "已读到最后一页。按回车从那里打开，p 往回翻。",
            );
            return text.to_string();
        }
        return if is_english {
            format!("Stopped at page {page}, {kind}. Enter goes on there.")
        } else {
            format!("上次停在第 {page} 页（{kind}）。按回车从那里继续。")
        };
    }
    if app.list.progress.is_empty() {
        return first_start(app, ink);
    }
    ink.pick(
        "Nothing is locked: start anywhere.",
        "没有上锁的课：从哪里开始都行。",
    )
    .to_string()
}

/// What to do first: `Enter opens lesson 1. Space starts, . steps, , goes back.`
fn first_start(app: &App, ink: &Ink) -> String {
    let number = chosen(app).map_or(1, |lesson| lesson.number);
    match ink.language {
        Language::En => format!("Enter opens lesson {number}. Space starts, . steps, , goes back."),
        Language::Zh => format!("回车打开第 {number} 课。空格开始，. 单步，, 后退。"),
    }
}
