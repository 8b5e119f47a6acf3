//! The help: keys from the key table in two columns, then every state with its glyph, letter and lane cell.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::glyphs::Glyph;
use super::ink::Ink;
use super::overlay;
use super::region::{self, Title};
use super::text::{Row, draw_rows, pad};
use super::theme::Role;
use super::words::Word;
use super::wrap::wrap;
use crate::app::drawn::{Drawn, Extent, Place};
use crate::app::keymap::{self, Context, Group, pick};
use crate::app::search::Search;
use crate::app::{App, Screen};

/// Cells of the keys' names.
const KEY_CELLS: usize = 11;

/// From so many cells on the keys stand in two columns.
const WIDE: usize = 76;

/// Draws it over the screen.
pub fn render(
    app: &App,
    ink: &Ink,
    (top, search): (usize, Option<&Search>),
    area: Rect,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) {
    let cells = overlay::cells(area);
    let rows = match search.filter(|search| !search.text.is_empty()) {
        Some(search) => found(app, ink, cells, &search.text),
        None => rows(app, ink, cells),
    };
    let area = overlay::open(ink, area, rows.len() + 1, buf);
    let visible = usize::from(area.height.saturating_sub(1));
    let extent = Extent {
        total: rows.len(),
        visible,
        top: 0,
    };
    let extent = Extent {
        top: top.min(extent.last_top()),
        ..extent
    };
    drawn.extents.insert(Place::Overlay, extent);
    // What lies below cannot be clicked.
    drawn.targets.clear();
    let more = region::more(ink, extent);
    let closes = match search {
        Some(search) => format!("/ {}", search.text),
        None => ink
            .pick("/ search, Esc closes", "/ 搜索，Esc 关闭")
            .to_owned(),
    };
    let right = if more.is_empty() {
        closes
    } else {
        format!("{more}  {closes}")
    };
    let title = Title {
        name: ink.word(Word::Help).to_string(),
        right,
        is_focused: true,
        ..Title::default()
    };
    region::rule(ink, &title, area.width.into()).draw(buf, area.x, area.y, area.width);
    draw_rows(
        rows.into_iter().skip(extent.top),
        region::below_title(area),
        buf,
    );
}

/// The screen whose keys are told.
fn told(app: &App) -> Context {
    match app.screen {
        Screen::List => Context::List,
        Screen::Lesson(_) => Context::Live,
    }
}

/// The rows that contain a text, whatever the case, below each other.
fn found(app: &App, ink: &Ink, cells: usize, wanted: &str) -> Vec<Row> {
    let context = told(app);
    let mut rows = column_rows(ink, context, Group::Here, cells);
    rows.extend(column_rows(ink, context, Group::Everywhere, cells));
    rows.extend(states(ink, cells));
    rows.extend(notes(ink, cells));
    let wanted = wanted.to_lowercase();
    rows.retain(|row| row.text().to_lowercase().contains(&wanted));
    if rows.is_empty() {
        let nothing = ink.pick("nothing here; Esc shows all", "没有找到；按 Esc 显示全部");
        rows.push(Row::new().with(nothing, ink.style(Role::Dim)));
    }
    rows
}

fn rows(app: &App, ink: &Ink, cells: usize) -> Vec<Row> {
    let context = told(app);
    let strong = ink.style(Role::Strong);
    let mut rows = key_rows(ink, context, cells);
    rows.push(Row::new());
    rows.push(Row::new().with(ink.pick("States", "状态"), strong));
    rows.push(Row::new());
    rows.extend(states(ink, cells));
    rows.push(Row::new());
    rows.extend(notes(ink, cells));
    rows
}

/// The keys of this screen and those of every screen, in two columns, or below each other in a narrow window.
fn key_rows(ink: &Ink, context: Context, cells: usize) -> Vec<Row> {
    let is_wide = cells >= WIDE;
    let column = if is_wide {
        cells.saturating_sub(2) / 2
    } else {
        cells
    };
    let here = column_rows(ink, context, Group::Here, column);
    let everywhere = column_rows(ink, context, Group::Everywhere, column);
    let title = match context {
        Context::List => ink.pick("Here: the lesson list", "此处：课程目录"),
        _ => ink.pick("Here: a lesson", "此处：课程"),
    };
    let strong = ink.style(Role::Strong);
    let title = Row::new().with(title, strong);
    let second = Row::new().with(ink.pick("Everywhere", "各处"), strong);
    if !is_wide {
        let gap = || std::iter::once(Row::new());
        let here = std::iter::once(title).chain(gap()).chain(here);
        let everywhere = std::iter::once(second).chain(gap()).chain(everywhere);
        return here.chain(gap()).chain(everywhere).collect();
    }
    let mut rows = vec![
        title.to(column + 2).with_spans(second.into_spans()),
        Row::new(),
    ];
    for place in 0..here.len().max(everywhere.len()) {
        let left = here.get(place).cloned().unwrap_or_default().to(column + 2);
        let right = everywhere.get(place).cloned().unwrap_or_default();
        rows.push(left.with_spans(right.into_spans()));
    }
    rows
}

/// `Space      pause, go on`
fn column_rows(ink: &Ink, context: Context, group: Group, cells: usize) -> Vec<Row> {
    keymap::entries(context)
        .filter(|entry| entry.group == group)
        .map(|entry| {
            Row::new()
                .with(
                    pad(pick(entry.names, ink.language), KEY_CELLS),
                    ink.style(Role::Strong),
                )
                .with(pick(entry.labels, ink.language), ink.style(Role::Text))
                .cut(cells, ink.cut_mark())
        })
        .collect()
}

/// `⊣ blocked    S  ⠒  waits for something only another process can do`
fn states(ink: &Ink, cells: usize) -> Vec<Row> {
    let blank = None;
    let all: [(Glyph, &str, &str, Option<Glyph>, &str); 11] = [
        (
            Glyph::Created,
            ink.word(Word::Created),
            "-",
            blank,
            ink.pick(
                "made, but start() was not called",
                "已建立，还没有调用 start()",
            ),
        ),
        (
            Glyph::Ready,
            ink.word(Word::Ready),
            "S R",
            Some(Glyph::LaneReady),
            ink.pick(
                "could move, but has no turn or no CPU",
                "可以走，但没轮到或没有 CPU",
            ),
        ),
        (
            Glyph::Running,
            ink.word(Word::Running),
            "R",
            Some(Glyph::LaneRunning),
            ink.pick("moves", "正在走"),
        ),
        (
            Glyph::Blocked,
            ink.word(Word::Blocked),
            "S",
            Some(Glyph::LaneBlocked),
            ink.pick(
                "waits for something only another process can do",
                "等待只有别的进程才能做的事",
            ),
        ),
        (
            Glyph::Sleeping,
            ink.word(Word::Sleeping),
            "S",
            Some(Glyph::LaneSleeping),
            ink.pick("waits for the clock", "等待时钟"),
        ),
        (
            Glyph::Stopped,
            ink.word(Word::Stopped),
            "T",
            Some(Glyph::LaneStopped),
            ink.pick("stopped by a signal", "被信号停住"),
        ),
        (
            Glyph::Zombie,
            ink.word(Word::Zombie),
            "Z",
            Some(Glyph::LaneZombie),
            ink.pick(
                "ended; its parent has not asked for its exit status",
                "已结束，父进程还没有来取退出码",
            ),
        ),
        (
            Glyph::Good,
            ink.pick("exited 0", "已退出 0"),
            "-",
            blank,
            ink.pick("ended well, and its parent knows", "正常结束，父进程已得知"),
        ),
        (
            Glyph::Bad,
            ink.pick("exited 1", "已退出 1"),
            "-",
            blank,
            ink.pick("ended with an error", "出错结束"),
        ),
        (
            Glyph::Killed,
            ink.pick("killed", "被终止"),
            "-",
            blank,
            ink.pick("ended by a signal", "被信号终止"),
        ),
        (
            Glyph::Gone,
            ink.word(Word::Gone),
            "-",
            blank,
            ink.pick("vanished without a status", "消失了，没有留下状态"),
        ),
    ];
    all.into_iter()
        .flat_map(|(glyph, word, letter, lane, text)| {
            let lane = lane.map_or(" ", |lane| ink.glyph(lane));
            let start = Row::new()
                .with(ink.glyph(glyph), ink.style(Role::Strong))
                .with(format!(" {}", pad(word, 10)), ink.style(Role::Text))
                .with(pad(letter, 5), ink.style(Role::Dim))
                .with(format!("{lane}  "), ink.style(Role::Text));
            hanging(ink, start, text, cells)
        })
        .collect()
}

/// Text behind the start of a row; where it wraps, it goes on below itself.
fn hanging(ink: &Ink, start: Row, text: &str, cells: usize) -> Vec<Row> {
    let indent = start.width();
    let mut start = Some(start);
    wrap(text, cells.saturating_sub(indent))
        .into_iter()
        .map(|line| {
            let row = start.take().unwrap_or_default().to(indent);
            row.with(line, ink.style(Role::Text))
        })
        .collect()
}

/// What the screen might mislead about.
fn notes(ink: &Ink, cells: usize) -> Vec<Row> {
    let texts = [
        ink.pick(
            "Speed scales waiting, not computing. The letter is the kernel's own: a process that waits for its turn is S for the kernel, and ready for us.",
            "速度只改变等待，不改变计算。字母是内核自己的说法：等着轮到自己的进程，内核记为 S，我们称为就绪。",
        ),
        ink.pick(
            "Permits: a filled dot is free, an empty one is taken. A torn line is one that another writer came into.",
            "许可：实心是空闲，空心是已被取走。断行：一行还没写完，别的进程插了进来。",
        ),
    ];
    texts
        .iter()
        .flat_map(|text| wrap(text, cells.min(super::wrap::WIDEST_PROSE)))
        .map(|row| {
            Row::new()
                .with(row, Style::default())
                .over(ink.style(Role::Dim))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::text::width;
    use super::*;
    use crate::app::Appearance;
    use crate::lesson::Language;

    #[test]
    fn labels_fit_into_half_of_80_columns_in_both_languages() {
        for language in Language::ALL {
            let ink = Ink::new(Appearance::default(), language);
            for context in Context::ALL {
                for entry in keymap::entries(context) {
                    let cells = KEY_CELLS + width(pick(entry.labels, language));
                    assert!(cells <= 38, "{:?}: {cells}", entry.labels);
                    assert!(
                        width(pick(entry.names, language)) < KEY_CELLS,
                        "{:?}",
                        entry.names
                    );
                }
            }
            assert!(states(&ink, 78).iter().all(|row| row.width() <= 78));
        }
    }
}
