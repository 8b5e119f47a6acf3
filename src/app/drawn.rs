//! [`Drawn`]: what the last frame left behind for the next key or click: how far regions can scroll, and what
//! stands under the mouse.

use std::collections::BTreeMap;

use super::action::Action;
use super::stepping::Mover;
use crate::lesson::Region;
use crate::trace::{LineNo, ProcId};

/// Facts of the last frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Regions that were drawn, with how much of them could be seen; by [`Place`].
    pub extents: BTreeMap<Place, Extent>,
    /// Rows of the regions whose text only the drawing knows, while something is searched for.
    pub texts: BTreeMap<Place, Vec<String>>,
    /// What a click means, later entries above earlier ones.
    pub targets: Vec<(Area, Target)>,
}

impl Drawn {
    /// What stands at a cell, uppermost first.
    pub fn target_at(&self, column: u16, row: u16) -> Option<Target> {
        self.targets
            .iter()
            .rev()
            .find(|(area, _)| area.contains(column, row))
            .map(|(_, target)| *target)
    }
}

/// Something that scrolls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The page's text.
    Story,
    /// The listing.
    Code,
    /// The processes.
    Processes,
    /// The lanes.
    Timeline,
    /// The objects.
    Objects,
    /// The program's output.
    Output,
    /// The log.
    Log,
    /// The lesson list.
    List,
    /// The overlay.
    Overlay,
    /// The problems of a refused program.
    Problems,
}

impl From<Region> for Place {
    fn from(region: Region) -> Self {
        match region {
            Region::Story => Self::Story,
            Region::Code => Self::Code,
            Region::Processes => Self::Processes,
            Region::Timeline => Self::Timeline,
            Region::Objects => Self::Objects,
            Region::Output => Self::Output,
            Region::Log => Self::Log,
        }
    }
}

/// How much of something could be seen, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Rows it has.
    pub total: usize,
    /// Rows that could be seen.
    pub visible: usize,
    /// First row that was seen, from 0.
    pub top: usize,
}

impl Extent {
    /// The largest `top` that leaves no blank row below the end.
    pub fn last_top(self) -> usize {
        self.total.saturating_sub(self.visible)
    }
}

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// Leftmost column.
    pub x: u16,
    /// Uppermost row.
    pub y: u16,
    /// Cells across.
    pub width: u16,
    /// Cells down.
    pub height: u16,
}

impl Area {
    /// Whether the cell is inside.
    pub fn contains(self, column: u16, row: u16) -> bool {
        let across = column >= self.x && column - self.x < self.width;
        let down = row >= self.y && row - self.y < self.height;
        across && down
    }
}

/// What a click means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Give a region the focus.
    Region(Region),
    /// Choose a lesson of the list, by its place among those shown; a second click opens it.
    Lesson(usize),
    /// The rule of a region: as [`Target::Region`]; a double click zooms it.
    Title(Region),
    /// Choose a process.
    Process(ProcId),
    /// Choose the process at this line of the listing.
    Line(LineNo),
    /// What the keys row offers.
    Key(Action),
    /// Turn to a page of the lesson.
    Page(usize),
    /// Choose and take the row of this place in an overlay.
    Choice(usize),
    /// Step this process.
    Step(ProcId),
    /// Step this helper of a process.
    StepHelper(Mover),
    /// Go to a moment: the cells of a lane, the leftmost of which stands in column `x`.
    Lanes {
        /// Column of the first cell.
        x: u16,
        /// Virtual time at its left edge, in nanoseconds.
        from: u64,
        /// Virtual nanoseconds of a cell.
        cell_ns: u64,
    },
    /// Go to the moment after this event, by its number.
    Moment(u64),
    /// The other language.
    Language,
    /// The help.
    Help,
}
