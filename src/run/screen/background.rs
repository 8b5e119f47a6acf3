//! Whether the terminal's background is dark or light: asked once, before anybody else reads from the terminal.

use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

use crate::app::Appearance;
use crate::app::appearance::{Background, Depth, ThemeChoice};

/// How long the terminal may take. A local one answers within a millisecond, and one that knows no colors says so as
/// fast; the bound is for those that answer nothing at all.
const PATIENCE: Duration = Duration::from_millis(80);

/// The background, or none where nobody needs it or the terminal does not say.
///
/// Over SSH nothing is asked: an answer that comes after the bound would be read as keys.
pub fn ask(appearance: Appearance) -> Option<Background> {
    let is_needed = appearance.theme == ThemeChoice::Auto
        && matches!(appearance.depth, Depth::Rgb | Depth::Indexed);
    let is_remote = ["SSH_CONNECTION", "SSH_TTY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    if !is_needed || is_remote {
        return None;
    }
    let mut options = QueryOptions::default();
    options.timeout = PATIENCE;
    match theme_mode(options).ok()? {
        ThemeMode::Dark => Some(Background::Dark),
        ThemeMode::Light => Some(Background::Light),
    }
}
