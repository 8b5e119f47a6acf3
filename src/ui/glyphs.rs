//! The glyphs of the chrome, each with its ASCII stand-in (SCREENS.md §3).
//!
//! Every one is a single cell by both measures of unicode-width, narrow and CJK, so no font and no terminal shifts
//! a row; a test holds it.

use crate::app::appearance::Glyphs;
use crate::model::world::{End, LaneState, State};

/// A sign of the chrome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Glyph {
    /// Mark of the chosen row, page or code line.
    Chosen,
    /// Dash of a rule.
    Dash,
    /// Dash of the rule with the focus.
    DashFocus,
    /// Text was cut here.
    Cut,
    /// Created, not started.
    Created,
    /// Ready.
    Ready,
    /// Running.
    Running,
    /// Blocked.
    Blocked,
    /// Sleeping.
    Sleeping,
    /// Stopped by a signal.
    Stopped,
    /// Zombie.
    Zombie,
    /// Exited with 0; right; met.
    Good,
    /// Exited with an error; wrong.
    Bad,
    /// Killed by a signal.
    Killed,
    /// Vanished.
    Gone,
    /// A free permit.
    PermitFree,
    /// A permit that is taken.
    PermitTaken,
    /// Out of, to the left.
    FlowLeft,
    /// Into, to the right.
    FlowRight,
    /// Upwards: more above, now.
    Up,
    /// Downwards: more below.
    Down,
    /// A torn line.
    Torn,
    /// A newline written alone.
    Newline,
    /// A cell of a lane: running.
    LaneRunning,
    /// Ready.
    LaneReady,
    /// Blocked.
    LaneBlocked,
    /// Sleeping.
    LaneSleeping,
    /// Stopped.
    LaneStopped,
    /// Zombie.
    LaneZombie,
    /// Time was forced here.
    LaneCut,
    /// Half a cell of a bar.
    BarHalf,
    /// Bullet of a list.
    Bullet,
    /// A column of a chart: one eighth of its height,
    Column1,
    /// two eighths,
    Column2,
    /// three,
    Column3,
    /// four,
    Column4,
    /// five,
    Column5,
    /// six,
    Column6,
    /// seven,
    Column7,
    /// and all of it.
    Column8,
}

impl Glyph {
    /// Every glyph with its two forms.
    pub const ALL: [(Self, &'static str, &'static str); 40] = [
        (Self::Chosen, "❯", ">"),
        (Self::Dash, "╌", "-"),
        (Self::DashFocus, "╍", "="),
        (Self::Cut, "⋯", "~"),
        (Self::Created, "◦", "."),
        (Self::Ready, "▹", "-"),
        (Self::Running, "▸", "*"),
        (Self::Blocked, "⊣", "|"),
        (Self::Sleeping, "☾", "z"),
        (Self::Stopped, "▮", "="),
        (Self::Zombie, "⊖", "Z"),
        (Self::Good, "✓", "+"),
        (Self::Bad, "✗", "x"),
        (Self::Killed, "⊗", "X"),
        (Self::Gone, "∅", "?"),
        (Self::PermitFree, "◉", "O"),
        (Self::PermitTaken, "◌", "."),
        (Self::FlowLeft, "⇠", "<"),
        (Self::FlowRight, "⇢", ">"),
        (Self::Up, "⇡", "^"),
        (Self::Down, "⇣", "v"),
        (Self::Torn, "↯", "~"),
        (Self::Newline, "↵", "\\n"),
        (Self::LaneRunning, "⣿", "#"),
        (Self::LaneReady, "⣤", "="),
        (Self::LaneBlocked, "⠒", "-"),
        (Self::LaneSleeping, "⠄", "."),
        (Self::LaneStopped, "⡇", ":"),
        (Self::LaneZombie, "⠉", "^"),
        (Self::LaneCut, "╎", ";"),
        (Self::BarHalf, "⡇", "#"),
        (Self::Bullet, "‣", "*"),
        (Self::Column1, "⡀", "."),
        (Self::Column2, "⣀", ":"),
        (Self::Column3, "⣄", "-"),
        (Self::Column4, "⣤", "="),
        (Self::Column5, "⣦", "+"),
        (Self::Column6, "⣶", "*"),
        (Self::Column7, "⣷", "%"),
        (Self::Column8, "⣿", "#"),
    ];

    /// The glyph as it is drawn.
    pub fn text(self, glyphs: Glyphs) -> &'static str {
        let forms = Self::ALL.iter().find(|(glyph, _, _)| *glyph == self);
        forms.map_or("", |(_, unicode, ascii)| match glyphs {
            Glyphs::Unicode => unicode,
            Glyphs::Ascii => ascii,
        })
    }

    /// The column of a chart for `part` of `most`: blank for nothing, never blank for anything.
    pub fn of_column(part: u64, most: u64) -> Option<Self> {
        const COLUMNS: [Glyph; 8] = [
            Glyph::Column1,
            Glyph::Column2,
            Glyph::Column3,
            Glyph::Column4,
            Glyph::Column5,
            Glyph::Column6,
            Glyph::Column7,
            Glyph::Column8,
        ];
        let eighths = (8 * part).div_ceil(most.max(1));
        let place = usize::try_from(eighths.checked_sub(1)?).ok()?;
        COLUMNS.get(place.min(7)).copied()
    }

    /// The glyph of a process state.
    pub fn of_state(state: &State) -> Self {
        match state {
            State::Created => Self::Created,
            State::Ready => Self::Ready,
            State::Running => Self::Running,
            State::Blocked(_) => Self::Blocked,
            State::Sleeping { .. } => Self::Sleeping,
            State::Stopped => Self::Stopped,
            State::Zombie(_) => Self::Zombie,
            State::Exited(end) => Self::of_end(end),
            State::Gone => Self::Gone,
        }
    }

    fn of_end(end: &End) -> Self {
        match end {
            End::Code(0) => Self::Good,
            End::Code(_) => Self::Bad,
            End::Signal(_) => Self::Killed,
        }
    }

    /// The cell of a lane; none where the lane is blank.
    pub fn of_lane(state: LaneState) -> Option<Self> {
        Some(match state {
            LaneState::Blank => return None,
            LaneState::Running => Self::LaneRunning,
            LaneState::Ready => Self::LaneReady,
            LaneState::Blocked => Self::LaneBlocked,
            LaneState::Sleeping => Self::LaneSleeping,
            LaneState::Stopped => Self::LaneStopped,
            LaneState::Zombie => Self::LaneZombie,
        })
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn every_glyph_is_one_cell_by_the_narrow_and_the_wide_measure() {
        for (glyph, unicode, ascii) in Glyph::ALL {
            assert_eq!(unicode.width(), 1, "{glyph:?} {unicode}");
            assert_eq!(unicode.width_cjk(), 1, "{glyph:?} {unicode}");
            assert!(ascii.is_ascii() && !ascii.is_empty(), "{glyph:?} {ascii}");
        }
    }

    #[test]
    fn no_two_glyphs_of_one_kind_look_alike_in_ascii() {
        let states = &Glyph::ALL[4..15];
        for (place, (_, unicode, ascii)) in states.iter().enumerate() {
            for (_, other_unicode, other_ascii) in &states[place + 1..] {
                assert_ne!(unicode, other_unicode);
                assert_ne!(ascii, other_ascii);
            }
        }
    }
}
