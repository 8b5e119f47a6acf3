//! How the screen is to look: options, NO_COLOR, TERM and COLORTERM, and the locale's character set.

use forklore::app::Appearance;
use forklore::app::appearance::{Background, Depth, Glyphs, ThemeChoice};
use forklore::app::motion::Motion;

use super::{ColorWhen, Common, MotionWhen, Theme};

/// The appearance that the command line and the environment ask for; the background is asked of the terminal later.
pub fn appearance(common: &Common) -> Appearance {
    let depth = depth(common.color, &Environment::read());
    Appearance {
        theme: theme(common.theme, depth),
        background: Background::Dark,
        depth,
        glyphs: glyphs(|name| std::env::var(name).unwrap_or_default()),
        motion: motion(common.motion, std::env::var("FORKLORE_MOTION").ok()),
    }
}

/// What the environment says about color.
struct Environment {
    /// NO_COLOR is set and not empty, or CLICOLOR is 0.
    refuses: bool,
    /// COLORTERM promises 24 bits.
    has_rgb: bool,
    term: String,
}

impl Environment {
    fn read() -> Self {
        Self {
            refuses: anstyle_query::no_color() || anstyle_query::clicolor() == Some(false),
            has_rgb: anstyle_query::truecolor(),
            term: std::env::var("TERM").unwrap_or_default(),
        }
    }
}

fn depth(when: ColorWhen, environment: &Environment) -> Depth {
    let refuses = environment.refuses || environment.term == "dumb";
    match when {
        ColorWhen::Never => Depth::NoColor,
        ColorWhen::Auto if refuses => Depth::NoColor,
        ColorWhen::Auto | ColorWhen::Always => {
            if environment.has_rgb {
                Depth::Rgb
            } else if ["linux", "vt100", "vt220", "ansi", "xterm-16color"]
                .contains(&environment.term.as_str())
            {
                Depth::Sixteen
            } else {
                Depth::Indexed
            }
        }
    }
}

/// The option, else what the environment says; a word that means nothing there says nothing.
fn motion(option: Option<MotionWhen>, environment: Option<String>) -> Motion {
    match option {
        Some(MotionWhen::Full) => Motion::Full,
        Some(MotionWhen::Reduced) => Motion::Reduced,
        Some(MotionWhen::None) => Motion::None,
        None => environment
            .and_then(|word| Motion::of_word(&word))
            .unwrap_or_default(),
    }
}

fn theme(option: Option<Theme>, depth: Depth) -> ThemeChoice {
    match option {
        _ if depth == Depth::NoColor => ThemeChoice::NoColor,
        None | Some(Theme::Auto) => ThemeChoice::Auto,
        Some(Theme::Dark) => ThemeChoice::Dark,
        Some(Theme::Light) => ThemeChoice::Light,
        Some(Theme::HighContrast) => ThemeChoice::HighContrast,
        Some(Theme::Sixteen) => ThemeChoice::Sixteen,
        Some(Theme::None) => ThemeChoice::NoColor,
    }
}

/// ASCII where the locale names a character set other than UTF-8, and on the Linux console, whose font has 512 glyphs.
fn glyphs(variable: impl Fn(&str) -> String) -> Glyphs {
    if variable("TERM") == "linux" {
        return Glyphs::Ascii;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .map(&variable)
        .into_iter()
        .find(|locale| !locale.is_empty())
        .unwrap_or_default();
    match locale.split_once('.') {
        Some((_, charset))
            if !charset
                .to_ascii_lowercase()
                .replace('-', "")
                .starts_with("utf8") =>
        {
            Glyphs::Ascii
        }
        // A locale without a word on it, as in containers, says nothing about the terminal.
        _ => Glyphs::Unicode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_depth(when: ColorWhen, refuses: bool, has_rgb: bool, term: &str, expected: Depth) {
        let environment = Environment {
            refuses,
            has_rgb,
            term: term.to_owned(),
        };
        assert_eq!(depth(when, &environment), expected);
    }

    #[test]
    fn no_color_and_dumb_terminals_are_respected_unless_told_otherwise() {
        check_depth(
            ColorWhen::Auto,
            true,
            true,
            "xterm-256color",
            Depth::NoColor,
        );
        check_depth(ColorWhen::Auto, false, false, "dumb", Depth::NoColor);
        check_depth(ColorWhen::Never, false, true, "xterm", Depth::NoColor);
        check_depth(ColorWhen::Always, true, true, "xterm", Depth::Rgb);
        check_depth(ColorWhen::Auto, false, false, "xterm", Depth::Indexed);
        check_depth(ColorWhen::Auto, false, false, "linux", Depth::Sixteen);
    }

    #[test]
    fn the_option_for_motion_stands_above_the_environment() {
        let of = |option, word: &str| motion(option, Some(word.to_owned()));
        assert_eq!(of(None, "reduced"), Motion::Reduced);
        assert_eq!(of(Some(MotionWhen::None), "reduced"), Motion::None);
        assert_eq!(of(None, "a lot"), Motion::Full);
        assert_eq!(motion(None, None), Motion::Full);
    }

    #[test]
    fn glyphs_follow_the_character_set() {
        let of = |lang: &'static str, term: &'static str| {
            glyphs(move |name| match name {
                "LANG" => lang.to_owned(),
                "TERM" => term.to_owned(),
                _ => String::new(),
            })
        };
        assert_eq!(of("zh_CN.UTF-8", "xterm"), Glyphs::Unicode);
        assert_eq!(of("zh_CN.utf8", "xterm"), Glyphs::Unicode);
        assert_eq!(of("zh_CN.GBK", "xterm"), Glyphs::Ascii);
        assert_eq!(of("", "xterm"), Glyphs::Unicode);
        assert_eq!(of("C.UTF-8", "linux"), Glyphs::Ascii);
    }
}
