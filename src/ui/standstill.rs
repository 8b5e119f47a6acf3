//! Why processes are stuck: the cycle drawn, who holds what and who waits for what in sentences, and the ways out.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::ink::Ink;
use super::overlay;
use super::region::{self, Title};
use super::text::{Row, draw_rows};
use super::theme::Role;
use super::why::cycle_rows;
use super::wrap::{WIDEST_PROSE, wrap};
use crate::app::RunView;
use crate::app::drawn::{Drawn, Extent, Place};
use crate::app::screen::Why;
use crate::lesson::Language;
use crate::model::explain_standstill;
use crate::model::graph::{Standstill, Verdict};

/// What of it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// What the learner scrolled to, opened and chose.
    pub why: Why,
    /// Edges of the cycle that are drawn by now; none if all are.
    pub edges: Option<usize>,
}

/// Draws it over the lesson.
pub fn render(
    ink: &Ink,
    run: &RunView,
    shown: Shown,
    area: Rect,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) {
    let standstill = explain_standstill(&run.world);
    let rows = rows(ink, run, &standstill, shown, overlay::cells(area));
    let area = overlay::open(ink, area, rows.len() + 1, buf);
    let visible = usize::from(area.height.saturating_sub(1));
    let extent = Extent {
        total: rows.len(),
        visible,
        top: 0,
    };
    let extent = Extent {
        top: shown.why.top.min(extent.last_top()),
        ..extent
    };
    drawn.extents.insert(Place::Overlay, extent);
    drawn.targets.clear();
    let title = title(ink, run, &standstill, extent);
    region::rule(ink, &title, area.width.into()).draw(buf, area.x, area.y, area.width);
    draw_rows(
        rows.into_iter().skip(extent.top),
        region::below_title(area),
        buf,
    );
}

fn title(ink: &Ink, run: &RunView, standstill: &Standstill, extent: Extent) -> Title {
    let name = match (&standstill.verdict, standstill.cycle.is_empty()) {
        (Verdict::Open, _) => ink.pick("Who waits for whom", "谁在等谁"),
        (_, true) => ink.pick("! Standstill", "! 停滞"),
        (_, false) => ink.pick("! Deadlock", "! 死锁"),
    };
    let note = match &standstill.verdict {
        Verdict::Open => ink.pick("somebody can still move", "还有进程能动"),
        Verdict::Everybody => ink.pick("nobody can ever move", "谁也动不了"),
        Verdict::Unless(_) if run.world.releasable(&standstill.cycle).is_empty() => {
            ink.pick("beside others that go on", "别的进程照常运行")
        }
        Verdict::Unless(_) => ink.pick("unless somebody else releases", "除非别的进程释放"),
    };
    let more = region::more(ink, extent);
    Title {
        name: name.to_string(),
        note: note.to_string(),
        right: if more.is_empty() {
            format!("{} {}", ink.pick("event", "事件"), run.position())
        } else {
            more
        },
        is_focused: true,
        is_alarm: standstill.verdict != Verdict::Open,
    }
}

fn rows(ink: &Ink, run: &RunView, standstill: &Standstill, shown: Shown, cells: usize) -> Vec<Row> {
    let world = &run.world;
    let mut rows = vec![Row::new()];
    let cycle = cycle_rows(ink, world, &standstill.cycle, shown.edges);
    let is_list = cycle.len() == standstill.cycle.len() + 1;
    if !cycle.is_empty() {
        rows.extend(cycle);
        rows.push(Row::new());
    }
    let telling = standstill.telling(world, ink.language);
    if !is_list {
        rows.extend(paragraph(ink, &telling.cycle, cells));
    }
    rows.extend(paragraph(ink, &telling.rest, cells));
    rows.extend(ways_out(ink, run, standstill, shown.why.way, cells));
    rows.push(Row::new());
    rows.push(keys(ink, run, standstill, shown.why.chosen));
    rows
}

/// `1-3 open that way out   Enter goes to the line of [1]   Tab next name`
fn keys(ink: &Ink, run: &RunView, standstill: &Standstill, chosen: usize) -> Row {
    let (text, dim) = (ink.style(Role::Strong), ink.style(Role::Dim));
    let named = standstill.named();
    let ways = standstill.ways_out(&run.world, ink.language);
    let mut row = Row::new();
    if !ways.is_empty() {
        let range = if ways.len() == 1 {
            "1".to_owned()
        } else {
            format!("1-{}", ways.len())
        };
        row = row
            .with(range, text)
            .with(ink.pick(" open that way out   ", " 展开该出路   "), dim);
    }
    if let Some(id) = named.get(chosen % named.len().max(1)) {
        row = row
            .with(ink.pick("Enter", "回车"), text)
            .with(ink.pick(" goes to the line of ", " 转到所在行 "), dim)
            .with_spans([ink.badge(*id)])
            .with("   Tab", text)
            .with(ink.pick(" next name", " 下一个名字"), dim);
    }
    row
}

/// Sentences behind each other, with capitals and dots, wrapped.
fn paragraph(ink: &Ink, sentences: &[String], cells: usize) -> Vec<Row> {
    let text: String = sentences
        .iter()
        .map(|sentence| match ink.language {
            Language::En => format!("{}. ", capitalized(sentence)),
            Language::Zh => format!("{sentence}。"),
        })
        .collect();
    wrapped(ink, text.trim_end(), cells)
}

fn wrapped(ink: &Ink, text: &str, cells: usize) -> Vec<Row> {
    wrap(text, cells.min(WIDEST_PROSE))
        .iter()
        .map(|line| ink.sentence(line, ink.style(Role::Text)))
        .collect()
}

/// The first letter large, unless it begins a name of the program's.
fn capitalized(sentence: &str) -> String {
    const OWN_WORDS: [&str; 9] = [
        "neither",
        "none of",
        "it waits",
        "all ",
        "no ",
        "nobody",
        "every ",
        "not every",
        "the ",
    ];
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) if OWN_WORDS.iter().any(|word| sentence.starts_with(word)) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => sentence.to_owned(),
    }
}

/// `Ways out   1  all take fork A first`, and what the open one means below it.
fn ways_out(ink: &Ink, run: &RunView, standstill: &Standstill, open: u8, cells: usize) -> Vec<Row> {
    let ways = standstill.ways_out(&run.world, ink.language);
    let head = match (ink.language, ways.len()) {
        (Language::En, 1) => "Way out   ",
        (Language::En, _) => "Ways out  ",
        (Language::Zh, _) => "出路      ",
    };
    let mut rows = Vec::new();
    for (place, way) in ways.iter().enumerate() {
        if place == 0 {
            rows.push(Row::new());
        }
        let head = if place == 0 { head } else { "          " };
        rows.push(
            Row::new()
                .with(head, ink.style(Role::Text))
                .with(format!("{}  ", place + 1), ink.style(Role::Strong))
                .with(way.title.clone(), ink.style(Role::Text)),
        );
        if place + 1 != usize::from(open) {
            continue;
        }
        let room = cells.min(WIDEST_PROSE).saturating_sub(13);
        let lines = wrap(&way.text, room);
        rows.extend(lines.iter().map(|line| {
            Row::new()
                .with(" ".repeat(13), ink.style(Role::Text))
                .with(line.clone(), ink.style(Role::Dim))
        }));
    }
    rows
}
