//! Whether the terminal's background is dark or light: asked once at the start, answered among the keys.
//!
//! Own code, since a library that reads the answer itself gives up in the middle of a late one, and what is left of it is
//! typed into the screen. Here the input thread knows an answer whenever it comes, in however many pieces.

use std::time::Duration;

use crate::app::Appearance;
use crate::app::appearance::{Background, Depth, ThemeChoice};

/// How long the first frame waits for the answer. A terminal answers within a millisecond, over a network later; the bound
/// is for those that answer nothing at all.
pub const PATIENCE: Duration = Duration::from_millis(80);

/// How long after the start an answer may still be under way: it must not reach the shell.
pub const UNDER_WAY: Duration = Duration::from_secs(1);

/// The background's color (OSC 11), then what the terminal can do (DA1), which also those answer that know no colors.
pub const QUESTION: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";

/// Whether the answer matters, and the terminal is one that passes over a question that it does not know.
pub fn is_wanted(appearance: Appearance) -> bool {
    let is_deaf = std::env::var("TERM").is_ok_and(|term| term == "dumb" || term == "linux");
    appearance.theme == ThemeChoice::Auto
        && matches!(appearance.depth, Depth::Rgb | Depth::Indexed)
        && !is_deaf
}

/// Dark or light: by the lightness (CIE L*) of a color, below or above the middle.
pub fn of_color(color: [u16; 3]) -> Background {
    /// Relative luminance at L* = 50.
    const MIDDLE: f64 = 0.184;
    let linear = color.map(|value| (f64::from(value) / 65_535.0).powf(2.2));
    let luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    if luminance > MIDDLE {
        Background::Light
    } else {
        Background::Dark
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(color: [u16; 3], expected: Background) {
        assert_eq!(of_color(color), expected, "{color:?}");
    }

    #[test]
    fn the_middle_of_lightness_parts_dark_from_light() {
        check([0; 3], Background::Dark);
        check([0x1e1e; 3], Background::Dark);
        check([0xffff; 3], Background::Light);
        // Solarized: base03 and base3.
        check([0x0000, 0x2b2b, 0x3636], Background::Dark);
        check([0xfdfd, 0xf6f6, 0xe3e3], Background::Light);
        check([0, 0, 0xffff], Background::Dark);
    }
}
