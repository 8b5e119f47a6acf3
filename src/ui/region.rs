//! What all regions share: the rule with the title, the window onto rows that scroll, the mark left for the mouse.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::glyphs::Glyph;
use super::ink::Ink;
use super::text::{Row, width};
use super::theme::Role;
use super::words::Word;
use crate::app::arrangement::Arrangement;
use crate::app::drawn::{Area, Drawn, Extent, Place, Target};
use crate::app::motion::{Motion, Moved};
use crate::app::{App, LessonScreen};
use crate::lesson::{Language, Region};
use crate::model::World;
use crate::model::world::Object;

/// What a view of the lesson screen reads.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The whole state.
    pub app: &'a App,
    /// The open lesson.
    pub lesson: &'a LessonScreen,
    /// Theme, glyphs, language.
    pub ink: &'a Ink,
    /// How the screen is arranged.
    pub arrangement: Arrangement,
}

impl View<'_> {
    /// The world of the run.
    pub fn world(&self) -> &World {
        &self.lesson.run.world
    }

    /// What is on its way, each with the part of the way that is behind it.
    pub fn moving(&self) -> impl Iterator<Item = (&Moved, f64)> {
        self.lesson.run.motions.at(self.app.now)
    }

    /// Whether what began at this virtual time is marked as new.
    pub fn is_fresh(&self, since: u64) -> bool {
        self.app.appearance.motion != Motion::None && self.lesson.run.is_fresh(since)
    }

    /// Whether the number of this object is marked as new.
    pub fn is_fresh_object(&self, object: &Object) -> bool {
        self.app.appearance.motion != Motion::None && self.lesson.run.is_fresh_object(object)
    }

    /// How the number of an object looks: strong while its change is new.
    pub fn number_style(&self, object: &Object) -> Style {
        let role = if self.is_fresh_object(object) {
            Role::Strong
        } else {
            Role::Text
        };
        self.ink.style(role)
    }

    /// Whether one region fills the body.
    pub fn is_tabs(&self) -> bool {
        matches!(self.arrangement, Arrangement::Tabs | Arrangement::Notice)
    }

    /// Whether a region has the focus.
    pub fn is_focused(&self, region: Region) -> bool {
        self.lesson.focus_in(self.arrangement) == region
    }

    /// The window onto `total` rows of a place of which `visible` can be seen: where the learner scrolled it, else
    /// `automatic`.
    pub fn window(
        &self,
        place: Place,
        total: usize,
        visible: usize,
        automatic: Automatic,
    ) -> Extent {
        let extent = Extent {
            total,
            visible,
            top: 0,
        };
        let wanted = self.lesson.tops.get(&place).copied();
        let top = wanted.unwrap_or(match automatic {
            Automatic::Start => 0,
            Automatic::End => usize::MAX,
            Automatic::At(top) => top,
        });
        Extent {
            top: top.min(extent.last_top()),
            ..extent
        }
    }
}

/// Where a place stands that the learner did not scroll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// At its first row.
    Start,
    /// At its newest row.
    End,
    /// With this row first.
    At(usize),
}

/// A region's title and what stands beside it on the rule.
#[derive(Clone, Debug, Default)]
pub struct Title {
    /// Its name.
    pub name: String,
    /// What follows the name: a count, a file.
    pub note: String,
    /// What stands at the rule's right end.
    pub right: String,
    /// Whether the rule is dashed heavily and the name reversed.
    pub is_focused: bool,
    /// Whether the name is an alarm.
    pub is_alarm: bool,
}

/// The rule with a title, in exactly `cells` cells: `╌╌ Code  semaphore.py ╌╌╌╌╌ 12-28 of 38 ╌`.
pub fn rule(ink: &Ink, title: &Title, cells: usize) -> Row {
    let (dash, line) = if title.is_focused {
        (ink.glyph(Glyph::DashFocus), ink.style(Role::RuleFocus))
    } else {
        (ink.glyph(Glyph::Dash), ink.style(Role::Rule))
    };
    let name_style = match (title.is_alarm, title.is_focused) {
        (true, _) => ink.style(Role::Alarm),
        (false, true) => ink.style(Role::RuleFocus).add_modifier(Modifier::REVERSED),
        (false, false) => ink.style(Role::Text),
    };
    let note_gap = if title.note.is_empty() { "" } else { "  " };
    let left = Row::new()
        .with(dash.repeat(2), line)
        .with(" ", Style::default())
        .with(title.name.clone(), name_style)
        .with(note_gap, Style::default())
        .with(title.note.clone(), ink.style(Role::Text))
        .with(" ", Style::default());
    let right = if title.right.is_empty() {
        Row::new()
    } else {
        Row::new()
            .with(format!(" {} ", title.right), ink.style(Role::Dim))
            .with(dash, line)
    };
    // The note gives way to the right end, the right end to the name.
    let has_room = width(&title.name) + 6 + right.width() <= cells;
    let right = if has_room { right } else { Row::new() };
    let left = left.cut(cells.saturating_sub(right.width()), ink.cut_mark());
    let fill = cells.saturating_sub(left.width() + right.width());
    left.with(dash.repeat(fill), line)
        .with_spans(right.into_spans())
}

/// Draws a region's rule on the first row of `area`, notes the region for the mouse, and returns the rows below.
pub fn open(
    view: &View<'_>,
    region: Region,
    title: Title,
    area: Rect,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) -> Rect {
    let title = Title {
        is_focused: view.is_focused(region),
        ..title
    };
    rule(view.ink, &title, area.width.into()).draw(buf, area.x, area.y, area.width);
    drawn.targets.push((area_of(area), Target::Region(region)));
    let title = Rect {
        height: area.height.min(1),
        ..area
    };
    drawn.targets.push((area_of(title), Target::Title(region)));
    below_title(area)
}

/// The rows of a region below its rule.
pub fn below_title(area: Rect) -> Rect {
    Rect {
        y: area.y + area.height.min(1),
        height: area.height.saturating_sub(1),
        ..area
    }
}

/// What the rule's right end says of a place that has no row numbers: `⇡ 4 more`, `3 more ⇣`.
pub fn more(ink: &Ink, extent: Extent) -> String {
    let above = extent.top;
    let below = extent.total.saturating_sub(extent.top + extent.visible);
    let (up, down) = (ink.glyph(Glyph::Up), ink.glyph(Glyph::Down));
    let above_text = match ink.language {
        Language::En => format!("{up} {above} more"),
        Language::Zh => format!("{up} 上面还有 {above} 行"),
    };
    let below_text = match ink.language {
        Language::En => format!("{below} more {down}"),
        Language::Zh => format!("下面还有 {below} 行 {down}"),
    };
    match (above, below) {
        (0, 0) => String::new(),
        (_, 0) => above_text,
        (0, _) => below_text,
        _ => format!("{above_text}  {below_text}"),
    }
}

/// What the rule's right end says of a place that follows its newest row: how to follow again, or `usual`.
pub fn following(ink: &Ink, extent: Extent, usual: String) -> String {
    let is_at_end = extent.top >= extent.last_top();
    if is_at_end {
        usual
    } else {
        ink.word(Word::EndFollows).to_string()
    }
}

/// A rectangle of the screen as `app` keeps it.
pub fn area_of(rect: Rect) -> Area {
    Area {
        x: rect.x,
        y: rect.y,
        width: rect.width,
        height: rect.height,
    }
}
