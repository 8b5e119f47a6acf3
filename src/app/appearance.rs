//! [`Appearance`]: how the learner wants the screen to look. What the roles look like is `ui`'s.

use super::motion::Motion;

/// Choice of theme, colors, glyphs and motion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Appearance {
    /// What the learner chose.
    pub theme: ThemeChoice,
    /// What the terminal said about its background when forklore started.
    pub background: Background,
    /// How many colors the terminal can show.
    pub depth: Depth,
    /// Which glyphs its font has.
    pub glyphs: Glyphs,
    /// How much may move.
    pub motion: Motion,
}

/// A theme by name; `T` walks them in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ThemeChoice {
    /// Dark or light, as the terminal's background is.
    #[default]
    Auto,
    /// For dark backgrounds.
    Dark,
    /// For light backgrounds.
    Light,
    /// White on black with strong hues.
    HighContrast,
    /// The terminal's own 16 colors.
    Sixteen,
    /// Attributes only.
    NoColor,
}

impl ThemeChoice {
    /// Every theme, in the order in which `T` walks them.
    pub const ALL: [Self; 6] = [
        Self::Auto,
        Self::Dark,
        Self::Light,
        Self::HighContrast,
        Self::Sixteen,
        Self::NoColor,
    ];

    /// The theme after this one, round.
    #[must_use]
    pub fn next(self) -> Self {
        let place = Self::ALL
            .iter()
            .position(|theme| *theme == self)
            .unwrap_or(0);
        Self::ALL[(place + 1) % Self::ALL.len()]
    }
}

/// Background of the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Background {
    /// Dark, or unknown.
    #[default]
    Dark,
    /// Light.
    Light,
}

/// How many colors the terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Depth {
    /// Red, green and blue of 8 bits each.
    Rgb,
    /// The xterm palette.
    #[default]
    Indexed,
    /// The 16 colors of the terminal's own scheme.
    Sixteen,
    /// None: attributes only.
    NoColor,
}

/// Which glyphs the terminal's font has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Glyphs {
    /// Those of SCREENS.md §3.
    #[default]
    Unicode,
    /// Their ASCII stand-ins.
    Ascii,
}
