//! Where the regions stand (SCREENS.md §6): pure arithmetic on the size of the window.
//!
//! ```text
//! row 0        header
//! row 1        blank, or the tabs
//! row 2 ...    body: one region, or columns of regions with a blank row between
//! row n-4      (tabs, at least 20 rows) rule and row `Now`, after a blank row
//! row n-2      status
//! row n-1      keys
//! ```

use ratatui::layout::Rect;

use crate::app::arrangement::Arrangement;
use crate::lesson::Region;

/// Beyond so many columns the margins grow.
const WIDEST: u16 = 240;

/// Rows of the processes in three columns: above, lanes and objects would have none left. The rest stand in the grid.
const MOST_PROCESSES: u16 = 24;

/// Blank columns between two columns of regions.
const GAP: u16 = 3;

/// What stands in a place of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A region.
    Region(Region),
    /// Who waits for whom; in three columns only, never a Tab stop.
    Graph,
}

/// Rows that a slot needs, title included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// Which slot.
    pub slot: Slot,
    /// It is dropped below this.
    pub min: u16,
    /// What it gets by its rank, if there is room.
    pub want: u16,
    /// It has no use for more; `u16::MAX` for what scrolls.
    pub most: u16,
}

/// How many rows the content of each region would take, title included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wants {
    /// The page's text.
    pub story: u16,
    /// Whether the page is for reading: then Story takes half its column.
    pub is_reading: bool,
    /// The listing.
    pub code: u16,
    /// The processes.
    pub processes: u16,
    /// The objects.
    pub objects: u16,
    /// The lanes.
    pub timeline: u16,
    /// Who waits for whom.
    pub graph: u16,
}

/// The fixed rows of the lesson screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bars {
    /// Number, title, pages.
    pub header: Rect,
    /// The tabs; without height in columns.
    pub tabs: Rect,
    /// What is between.
    pub body: Rect,
    /// The rule and the row `Now`; without height where there is no room or no need.
    pub now: Rect,
    /// Mode, clock, position.
    pub status: Rect,
    /// The keys that work now.
    pub keys: Rect,
}

/// The part of the window that is drawn in: margins of 1, more in very wide windows.
pub fn inside(area: Rect) -> Rect {
    let margin = if area.width > WIDEST {
        (area.width - WIDEST) / 2 + 1
    } else {
        1
    };
    let margin = margin.min(area.width / 2);
    Rect {
        x: area.x + margin,
        width: area.width - 2 * margin,
        ..area
    }
}

/// The fixed rows for a window of at least 60x18.
pub fn bars(area: Rect, arrangement: Arrangement) -> Bars {
    let inside = inside(area);
    let row = |y: u16, height: u16| Rect {
        y: area.y + y,
        height,
        ..inside
    };
    let has_tabs = matches!(arrangement, Arrangement::Tabs | Arrangement::Notice);
    let now_rows = if has_tabs && area.height >= 20 { 2 } else { 0 };
    let last = area.height.saturating_sub(1);
    let top = 2;
    // The body ends one blank row above what follows it.
    let bottom = last.saturating_sub(1 + now_rows + 1);
    Bars {
        header: row(0, 1),
        tabs: row(1, u16::from(has_tabs)),
        body: row(top, bottom.saturating_sub(top)),
        now: row(last.saturating_sub(1 + now_rows), now_rows),
        status: row(last.saturating_sub(1), 1),
        keys: row(last, 1),
    }
}

/// The regions of the body in columns, each with its rectangle; regions for which there is no room are left out.
pub fn columns(body: Rect, arrangement: Arrangement, wants: Wants) -> Vec<(Slot, Rect)> {
    match arrangement {
        Arrangement::Notice | Arrangement::Tabs => Vec::new(),
        Arrangement::Two => {
            let left_width = body.width.saturating_sub(GAP) / 2;
            let (left, right) = split(body, left_width);
            let left_needs = [story(body, wants), code(wants), output()];
            let right_needs = [
                need(Region::Processes, 4, wants.processes.min(12)),
                need(Region::Objects, 4, wants.objects.min(14)),
                need(Region::Timeline, 5, wants.timeline),
                log(),
            ];
            let mut placed = column(left, &left_needs);
            placed.extend(column(right, &right_needs));
            placed
        }
        Arrangement::Three => {
            let width = body.width.saturating_sub(2 * GAP);
            let (left, rest) = split(body, width * 5 / 16);
            let (middle, right) = split(rest, rest.width.saturating_sub(GAP) / 2);
            let right_needs = [
                need(Region::Processes, 4, wants.processes.min(MOST_PROCESSES)),
                need(Region::Objects, 4, wants.objects.min(14)),
                need(Region::Timeline, 5, wants.timeline),
                Need {
                    slot: Slot::Graph,
                    min: 3,
                    want: wants.graph.clamp(3, 6),
                    most: 6,
                },
            ];
            let mut placed = column(left, &[story(body, wants), output()]);
            placed.extend(column(middle, &[code(wants), log()]));
            placed.extend(column(right, &right_needs));
            placed
        }
    }
}

fn need(region: Region, min: u16, want: u16) -> Need {
    Need {
        slot: Slot::Region(region),
        min,
        want: want.max(min),
        most: u16::MAX,
    }
}

fn story(body: Rect, wants: Wants) -> Need {
    let most = if wants.is_reading {
        (body.height / 2).max(9)
    } else {
        9
    };
    let want = wants.story.min(most);
    // A page for reading gets its rows before anything else does.
    let min = if wants.is_reading { want.max(5) } else { 5 };
    need(Region::Story, min, want)
}

fn code(wants: Wants) -> Need {
    Need {
        most: wants.code.max(8),
        ..need(Region::Code, 8, wants.code.min(18))
    }
}

fn output() -> Need {
    need(Region::Output, 4, 8)
}

fn log() -> Need {
    need(Region::Log, 4, 8)
}

fn split(area: Rect, left_width: u16) -> (Rect, Rect) {
    let taken = (left_width + GAP).min(area.width);
    let left = Rect {
        width: left_width,
        ..area
    };
    let right = Rect {
        x: area.x + taken,
        width: area.width - taken,
        ..area
    };
    (left, right)
}

/// Places the needs of one column from the top, with a blank row between.
fn column(area: Rect, needs: &[Need]) -> Vec<(Slot, Rect)> {
    let kept = drop_until_it_fits(area.height, needs);
    let heights = allot(area.height, &kept);
    let mut y = area.y;
    let mut placed = Vec::with_capacity(kept.len());
    for (need, height) in kept.iter().zip(heights) {
        placed.push((need.slot, Rect { y, height, ..area }));
        y += height + 1;
    }
    placed
}

/// Drops Log, then Output, then Timeline, then what is last, until the minima fit.
fn drop_until_it_fits(height: u16, needs: &[Need]) -> Vec<Need> {
    let mut kept = needs.to_vec();
    while kept.len() > 1 && minima(&kept) > height {
        let place = [Region::Log, Region::Output, Region::Timeline]
            .into_iter()
            .find_map(|region| {
                kept.iter()
                    .position(|need| need.slot == Slot::Region(region))
            })
            .unwrap_or(kept.len() - 1);
        kept.remove(place);
    }
    kept
}

/// Rows of the minima and the blank rows between them.
fn minima(needs: &[Need]) -> u16 {
    let gaps = needs.len().saturating_sub(1) as u16;
    needs.iter().map(|need| need.min).sum::<u16>() + gaps
}

/// Gives every slot its minimum, then its want by rank; what is left goes to two rows of air below Objects, then to
/// Code until it shows the whole listing, then to Log, Output, Timeline.
fn allot(height: u16, needs: &[Need]) -> Vec<u16> {
    const AIR: u16 = 2;
    let gaps = needs.len().saturating_sub(1) as u16;
    let mut heights: Vec<u16> = needs.iter().map(|need| need.min).collect();
    let mut left = height
        .saturating_sub(gaps)
        .saturating_sub(heights.iter().sum());
    if let ([only], true) = (heights.as_mut_slice(), minima(needs) > height) {
        *only = height;
    }
    let mut by_rank: Vec<usize> = (0..needs.len()).collect();
    by_rank.sort_by_key(|place| rank(needs[*place].slot));
    for place in by_rank {
        let more = (needs[place].want - needs[place].min).min(left);
        heights[place] += more;
        left -= more;
    }
    let places = |region: Region| {
        let wanted = Slot::Region(region);
        needs.iter().position(|need| need.slot == wanted)
    };
    if let Some(place) = places(Region::Objects) {
        let more = AIR.min(left);
        heights[place] += more;
        left -= more;
    }
    let takers = [Region::Code, Region::Log, Region::Output, Region::Timeline];
    let takers = takers.into_iter().filter_map(places);
    for place in takers.chain(needs.len().checked_sub(1)) {
        let more = left.min(needs[place].most.saturating_sub(heights[place]));
        heights[place] += more;
        left -= more;
    }
    heights
}

fn rank(slot: Slot) -> u8 {
    match slot {
        Slot::Region(Region::Processes) => 0,
        Slot::Region(Region::Code) => 1,
        Slot::Region(Region::Objects) => 2,
        Slot::Region(Region::Timeline) => 3,
        Slot::Region(Region::Story) => 4,
        Slot::Region(Region::Output) => 5,
        Slot::Region(Region::Log) => 6,
        Slot::Graph => 7,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const S1: Wants = Wants {
        story: 7,
        is_reading: false,
        code: 39,
        processes: 4,
        objects: 6,
        timeline: 11,
        graph: 3,
    };

    fn heights(columns: u16, rows: u16, wants: Wants) -> Vec<(Slot, u16, u16)> {
        let area = Rect::new(0, 0, columns, rows);
        let arrangement = Arrangement::of(columns, rows);
        let placed = super::columns(bars(area, arrangement).body, arrangement, wants);
        placed
            .into_iter()
            .map(|(slot, rect)| (slot, rect.y, rect.height))
            .collect()
    }

    #[test]
    fn two_columns_stand_as_in_the_first_wireframe() {
        assert_eq!(
            heights(120, 40, S1),
            [
                (Slot::Region(Region::Story), 2, 7),
                (Slot::Region(Region::Code), 10, 18),
                (Slot::Region(Region::Output), 29, 8),
                (Slot::Region(Region::Processes), 2, 4),
                (Slot::Region(Region::Objects), 7, 8),
                (Slot::Region(Region::Timeline), 16, 11),
                (Slot::Region(Region::Log), 28, 9),
            ]
        );
        let area = Rect::new(0, 0, 120, 40);
        let placed = columns(bars(area, Arrangement::Two).body, Arrangement::Two, S1);
        let (left, right) = (placed[0].1, placed[3].1);
        assert_eq!((left.x, left.width, right.x, right.width), (1, 57, 61, 58));
    }

    #[test]
    fn three_columns_have_60_66_and_66_cells_in_a_window_of_200() {
        let area = Rect::new(0, 0, 200, 60);
        let placed = columns(bars(area, Arrangement::Three).body, Arrangement::Three, S1);
        let mut across: Vec<_> = placed
            .iter()
            .map(|(_, rect)| (rect.x, rect.width))
            .collect();
        across.dedup();
        assert_eq!(across, [(1, 60), (64, 66), (133, 66)]);
    }

    proptest! {
        #[test]
        fn regions_never_overlap_and_never_leave_the_body(
            width in 110u16..260, height in 30u16..80,
            processes in 0u16..90, objects in 0u16..40, timeline in 0u16..90, story in 0u16..40, is_reading: bool,
        ) {
            let arrangement = Arrangement::of(width, height);
            let wants = Wants { story, is_reading, code: 40, processes, objects, timeline, graph: 9 };
            let body = bars(Rect::new(0, 0, width, height), arrangement).body;
            let placed = columns(body, arrangement, wants);
            for (place, (slot, rect)) in placed.iter().enumerate() {
                prop_assert!(body.union(*rect) == body, "{slot:?} {rect:?} leaves {body:?}");
                prop_assert!(rect.height >= 3, "{slot:?} {rect:?}");
                for (_, other) in &placed[place + 1..] {
                    prop_assert!(!rect.intersects(*other));
                }
            }
        }
    }
}
