//! Colors as the theme file writes them, fitted to what the terminal can show.

use ratatui::style::{Color, Modifier, Style};

use crate::app::appearance::Depth;

/// A color of the file: its exact value, and its place among the 256 colors if the file says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Exact {
        rgb: (u8, u8, u8),
        indexed: Option<u8>,
    },
    Named(Color),
}

/// The style that a role's words mean on a terminal of this depth. Words that mean nothing are passed over.
pub fn style(words: &str, depth: Depth) -> Style {
    words
        .split_whitespace()
        .fold(Style::default(), |style, word| {
            apply(style, word, depth).unwrap_or(style)
        })
}

/// Whether every word means something.
#[cfg(test)]
pub fn is_understood(words: &str) -> bool {
    words
        .split_whitespace()
        .all(|word| apply(Style::default(), word, Depth::Rgb).is_some())
}

/// Whether black is easier to read than white on the foreground color of these words.
pub fn prefers_black(words: &str) -> bool {
    let written = words
        .split_whitespace()
        .find_map(|word| read(word.strip_prefix("fg=")?));
    let rgb = match written {
        Some(Written::Exact { rgb, .. }) => rgb,
        Some(Written::Named(color)) => rgb_of_name(color),
        None => (255, 255, 255),
    };
    // WCAG 2.2: contrast is (lighter + 0.05) / (darker + 0.05); black wins above the geometric middle.
    let luminance = luminance(rgb);
    (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05)
}

/// Black or white in a form that a terminal's color scheme cannot change, where the depth has one.
pub fn exact(color: Color, depth: Depth) -> Color {
    let (rgb, indexed) = if color == Color::Black {
        ((0, 0, 0), 16)
    } else {
        ((255, 255, 255), 231)
    };
    match depth {
        Depth::Rgb => Color::Rgb(rgb.0, rgb.1, rgb.2),
        Depth::Indexed => Color::Indexed(indexed),
        Depth::Sixteen | Depth::NoColor => color,
    }
}

/// The color among the upper 240 of the xterm palette that is nearest to `rgb`, by distance of their components.
pub fn nearest_indexed((red, green, blue): (u8, u8, u8)) -> u8 {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let distance = |a: u8, b: u8| i32::from(a.abs_diff(b)).pow(2);
    let level = |value: u8| {
        (0..6)
            .min_by_key(|idx| LEVELS[*idx].abs_diff(value))
            .unwrap_or(0)
    };
    let (r, g, b) = (level(red), level(green), level(blue));
    let of = |r, g, b| distance(r, red) + distance(g, green) + distance(b, blue);
    let cube = (
        of(LEVELS[r], LEVELS[g], LEVELS[b]),
        (16 + 36 * r + 6 * g + b) as u8,
    );
    let gray = (0..24u8)
        .map(|step| (of(8 + 10 * step, 8 + 10 * step, 8 + 10 * step), 232 + step))
        .min();
    gray.map_or(cube, |gray| cube.min(gray)).1
}

fn apply(style: Style, word: &str, depth: Depth) -> Option<Style> {
    if let Some(color) = word.strip_prefix("fg=") {
        return Some(fit(read(color)?, depth).map_or(style, |color| style.fg(color)));
    }
    if let Some(color) = word.strip_prefix("bg=") {
        return Some(fit(read(color)?, depth).map_or(style, |color| style.bg(color)));
    }
    let modifier = match word {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underline" => Modifier::UNDERLINED,
        "reverse" => Modifier::REVERSED,
        "crossed" => Modifier::CROSSED_OUT,
        _ => return None,
    };
    Some(style.add_modifier(modifier))
}

fn fit(written: Written, depth: Depth) -> Option<Color> {
    match (written, depth) {
        // The themes of exact colors are not used on 16 colors.
        (_, Depth::NoColor) | (Written::Exact { .. }, Depth::Sixteen) => None,
        (Written::Named(color), _) => Some(color),
        (Written::Exact { rgb: (r, g, b), .. }, Depth::Rgb) => Some(Color::Rgb(r, g, b)),
        (Written::Exact { rgb, indexed }, Depth::Indexed) => Some(Color::Indexed(
            indexed.unwrap_or_else(|| nearest_indexed(rgb)),
        )),
    }
}

fn read(text: &str) -> Option<Written> {
    let Some(hex) = text.strip_prefix('#') else {
        return name(text).map(Written::Named);
    };
    let (hex, indexed) = match hex.split_once('/') {
        Some((hex, indexed)) => (hex, Some(indexed.parse().ok()?)),
        None => (hex, None),
    };
    let part = |range| u8::from_str_radix(hex.get(range)?, 16).ok();
    let rgb = (part(0..2)?, part(2..4)?, part(4..6)?);
    (hex.len() == 6).then_some(Written::Exact { rgb, indexed })
}

fn name(text: &str) -> Option<Color> {
    Some(match text {
        "black" => Color::Black,
        "red" => Color::Red,
        "green" => Color::Green,
        "yellow" => Color::Yellow,
        "blue" => Color::Blue,
        "magenta" => Color::Magenta,
        "cyan" => Color::Cyan,
        "white" => Color::Gray,
        "bright-red" => Color::LightRed,
        "bright-blue" => Color::LightBlue,
        _ => return None,
    })
}

/// What xterm shows for a color by name; schemes differ, but not in which of black and white is easier to read.
fn rgb_of_name(color: Color) -> (u8, u8, u8) {
    match color {
        Color::Red => (205, 0, 0),
        Color::Green => (0, 205, 0),
        Color::Yellow => (205, 205, 0),
        Color::Magenta => (205, 0, 205),
        Color::Cyan => (0, 205, 205),
        Color::LightBlue => (92, 92, 255),
        _ => (229, 229, 229),
    }
}

/// Relative luminance, 0 to 1 (WCAG 2.2).
fn luminance((red, green, blue): (u8, u8, u8)) -> f64 {
    let linear = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_the_256_colors_is_found_in_cube_and_grays() {
        for (rgb, expected) in [
            ((0, 0, 0), 16),
            ((255, 255, 255), 231),
            ((8, 8, 8), 232),
            ((95, 135, 175), 67),
            ((118, 118, 118), 243),
        ] {
            assert_eq!(nearest_indexed(rgb), expected, "{rgb:?}");
        }
    }

    #[test]
    fn a_badge_is_black_on_light_hues_and_white_on_dark_ones() {
        assert!(prefers_black("fg=#F0E442/227"));
        assert!(!prefers_black("fg=#0000D8/20"));
        assert!(prefers_black("bold fg=cyan"));
    }

    #[test]
    fn a_word_without_meaning_changes_nothing() {
        assert_eq!(
            style("sparkling bold fg=#12", Depth::Rgb),
            Style::default().add_modifier(Modifier::BOLD)
        );
        assert!(!is_understood("sparkling"));
    }
}
