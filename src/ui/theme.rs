//! [`Theme`]: what every role looks like, read from `assets/themes.toml` and fitted to the terminal's colors.

mod color;
#[cfg(test)]
mod hues;

use std::cell::RefCell;
use std::rc::Rc;

use ratatui::style::{Color, Modifier, Style};

use crate::app::appearance::{Appearance, Background, Depth, ThemeChoice};
use crate::trace::ProcId;
pub use color::nearest_indexed;

/// The themes, as a file of the program's.
const THEMES: &str = include_str!("../../assets/themes.toml");

thread_local! {
    /// The theme that was asked for last: every frame asks for the same.
    static LAST: RefCell<Option<(Appearance, Rc<Theme>)>> = const { RefCell::new(None) };
}

/// What a piece of the screen means; its look is the theme's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Ordinary text.
    Text,
    /// States that matter, key names.
    Strong,
    /// Time stamps, hints, units.
    Dim,
    /// The rule of a region.
    Rule,
    /// The rule of the region with the focus.
    RuleFocus,
    /// The chosen row.
    Select,
    /// The one color that is not a process: stuck, torn, killed, refused, lost.
    Alarm,
    /// Mode, tab, key.
    Chip,
    /// Right answer, goal that is met.
    Right,
    /// Wrong answer.
    Wrong,
    /// A permit that can be taken.
    PermitFree,
    /// A permit that is taken.
    PermitTaken,
    /// What a search found.
    Match,
    /// Python's keywords.
    CodeKeyword,
    /// String literals.
    CodeString,
    /// Comments.
    CodeComment,
    /// Calls of `multiprocessing`.
    CodeCall,
}

impl Role {
    /// Every role with its key in the theme file, in the order of the declaration (a test holds it).
    const KEYS: [(Self, &'static str); 17] = [
        (Self::Text, "text"),
        (Self::Strong, "strong"),
        (Self::Dim, "dim"),
        (Self::Rule, "rule"),
        (Self::RuleFocus, "rule_focus"),
        (Self::Select, "select"),
        (Self::Alarm, "alarm"),
        (Self::Chip, "chip"),
        (Self::Right, "right"),
        (Self::Wrong, "wrong"),
        (Self::PermitFree, "permit_free"),
        (Self::PermitTaken, "permit_taken"),
        (Self::Match, "match"),
        (Self::CodeKeyword, "code_keyword"),
        (Self::CodeString, "code_string"),
        (Self::CodeComment, "code_comment"),
        (Self::CodeCall, "code_call"),
    ];
}

/// The look of every role and hue, ready for the terminal at hand.
#[derive(Clone, Debug)]
pub struct Theme {
    /// By the role's place in [`Role::KEYS`].
    roles: [Style; Role::KEYS.len()],
    hues: Vec<Hue>,
}

/// How a process looks.
#[derive(Clone, Copy, Debug)]
struct Hue {
    /// Text in its hue.
    text: Style,
    /// Its badge: black or white on its hue.
    badge: Style,
}

impl Theme {
    /// The theme for this choice and terminal.
    pub fn of(appearance: Appearance) -> Rc<Self> {
        LAST.with_borrow_mut(|last| match last {
            Some((known, theme)) if *known == appearance => Rc::clone(theme),
            _ => {
                let theme = Rc::new(Self::new(appearance));
                *last = Some((appearance, Rc::clone(&theme)));
                theme
            }
        })
    }

    /// Reads the theme for this choice and terminal.
    fn new(appearance: Appearance) -> Self {
        let theme: toml::Table = section(theme_name(appearance)).parse().unwrap_or_default();
        let word = |key: &str| {
            theme
                .get(key)
                .and_then(toml::Value::as_str)
                .unwrap_or_default()
        };
        let roles = Role::KEYS.map(|(_, key)| color::style(word(key), appearance.depth));
        let hues = theme
            .get("processes")
            .and_then(toml::Value::as_array)
            .map(|hues| {
                hues.iter()
                    .filter_map(toml::Value::as_str)
                    .map(|words| hue(words, appearance.depth))
            })
            .map(Iterator::collect)
            .unwrap_or_default();
        Self { roles, hues }
    }

    /// The look of a role.
    pub fn style(&self, role: Role) -> Style {
        self.roles[role as usize]
    }

    /// Whether processes have hues at all; without, a badge is written `[1]`.
    pub fn has_hues(&self) -> bool {
        !self.hues.is_empty()
    }

    /// Text in the hue of a process; main has none.
    pub fn hue(&self, id: ProcId) -> Style {
        self.hue_of(id).map_or_else(Style::default, |hue| hue.text)
    }

    /// The badge of a process: black or white on its hue; main's is the text's colors reversed.
    pub fn badge(&self, id: ProcId) -> Style {
        match self.hue_of(id) {
            Some(hue) => hue.badge,
            None if self.has_hues() => Style::default().add_modifier(Modifier::REVERSED),
            None => Style::default(),
        }
    }

    fn hue_of(&self, id: ProcId) -> Option<&Hue> {
        if id == ProcId::MAIN || self.hues.is_empty() {
            return None;
        }
        self.hues.get((id.0 as usize - 1) % self.hues.len())
    }
}

/// The lines of a theme in the file. The first frame waits for them: the other themes are not read.
fn section(name: &str) -> &'static str {
    let head = format!("[{name}]\n");
    let body = THEMES.split_once(&head).map_or("", |(_, body)| body);
    body.split_once("\n[").map_or(body, |(body, _)| body)
}

fn theme_name(appearance: Appearance) -> &'static str {
    match (appearance.depth, appearance.theme) {
        (Depth::NoColor, _) | (_, ThemeChoice::NoColor) => "no_color",
        (Depth::Sixteen, _) | (_, ThemeChoice::Sixteen) => "sixteen",
        (_, ThemeChoice::Dark) => "dark",
        (_, ThemeChoice::Light) => "light",
        (_, ThemeChoice::HighContrast) => "high_contrast",
        (_, ThemeChoice::Auto) => match appearance.background {
            Background::Dark => "dark",
            Background::Light => "light",
        },
    }
}

fn hue(words: &str, depth: Depth) -> Hue {
    let text = color::style(words, depth);
    let number = if color::prefers_black(words) {
        Color::Black
    } else {
        Color::White
    };
    let number = color::exact(number, depth);
    let badge = Style::default()
        .fg(number)
        .bg(text.fg.unwrap_or(Color::Reset));
    Hue { text, badge }
}

/// How many colors the terminal can show, by its environment: `FORKLORE_COLORS` (16, 256, rgb, none), then
/// `NO_COLOR` and `TERM=dumb`, then `COLORTERM`, then `TERM`. `variable` reads one variable of the environment.
pub fn depth(variable: &dyn Fn(&str) -> Option<String>) -> Depth {
    match variable("FORKLORE_COLORS").as_deref() {
        Some("16") => return Depth::Sixteen,
        Some("256") => return Depth::Indexed,
        Some("rgb") => return Depth::Rgb,
        Some("none") => return Depth::NoColor,
        _ => {}
    }
    let term = variable("TERM").unwrap_or_default();
    let refuses_color = variable("NO_COLOR").is_some_and(|value| !value.is_empty());
    if refuses_color || term == "dumb" {
        return Depth::NoColor;
    }
    match variable("COLORTERM").as_deref() {
        Some("truecolor" | "24bit") => Depth::Rgb,
        _ if matches!(term.as_str(), "linux" | "xterm-color" | "ansi" | "cons25") => Depth::Sixteen,
        _ => Depth::Indexed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(theme: ThemeChoice, depth: Depth) -> Theme {
        Theme::new(Appearance {
            theme,
            depth,
            ..Appearance::default()
        })
    }

    #[test]
    fn the_theme_file_names_every_role_of_every_theme() {
        let table = THEMES
            .parse::<toml::Table>()
            .expect("the theme file is TOML");
        for name in ["dark", "light", "high_contrast", "sixteen", "no_color"] {
            let theme = table[name].as_table().expect("a theme is a table");
            for (_, key) in Role::KEYS {
                let words = theme.get(key).and_then(toml::Value::as_str);
                let words = words.unwrap_or_else(|| panic!("{name} lacks {key}"));
                assert!(color::is_understood(words), "{name}.{key}: {words}");
            }
            assert_eq!(
                theme.len(),
                Role::KEYS.len() + 1,
                "{name} has a key that no role reads"
            );
        }
    }

    #[test]
    fn roles_stand_in_the_order_of_their_declaration() {
        for (place, (role, _)) in Role::KEYS.into_iter().enumerate() {
            assert_eq!(role as usize, place, "{role:?}");
        }
    }

    #[test]
    fn process_9_has_the_hue_of_process_1() {
        let theme = with(ThemeChoice::Dark, Depth::Indexed);
        assert_eq!(theme.hue(ProcId(9)), theme.hue(ProcId(1)));
        assert_ne!(theme.hue(ProcId(2)), theme.hue(ProcId(1)));
        assert_eq!(theme.hue(ProcId::MAIN), Style::default());
    }

    #[test]
    fn the_256_colors_are_those_of_the_design() {
        let theme = with(ThemeChoice::Dark, Depth::Indexed);
        assert_eq!(theme.hue(ProcId(1)).fg, Some(Color::Indexed(74)));
        assert_eq!(theme.style(Role::Alarm).bg, Some(Color::Indexed(210)));
        let theme = with(ThemeChoice::Dark, Depth::Rgb);
        assert_eq!(theme.hue(ProcId(1)).fg, Some(Color::Rgb(0x56, 0xB4, 0xE9)));
    }

    #[test]
    fn without_color_no_role_has_one() {
        for depth in [Depth::Rgb, Depth::NoColor] {
            let theme = with(ThemeChoice::NoColor, depth);
            for (role, _) in Role::KEYS {
                let style = theme.style(role);
                assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
            }
            assert!(!theme.has_hues());
        }
    }

    #[test]
    fn the_environment_decides_how_many_colors_there_are() {
        let depth_of = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> = pairs
                .iter()
                .map(|(k, v)| (k.to_string(), v.to_string()))
                .collect();
            depth(&move |name| {
                pairs
                    .iter()
                    .find(|(k, _)| k == name)
                    .map(|(_, v)| v.clone())
            })
        };
        assert_eq!(depth_of(&[("TERM", "xterm-256color")]), Depth::Indexed);
        assert_eq!(depth_of(&[("COLORTERM", "truecolor")]), Depth::Rgb);
        assert_eq!(
            depth_of(&[("COLORTERM", "truecolor"), ("NO_COLOR", "1")]),
            Depth::NoColor
        );
        assert_eq!(depth_of(&[("NO_COLOR", "")]), Depth::Indexed);
        assert_eq!(depth_of(&[("TERM", "dumb")]), Depth::NoColor);
        assert_eq!(
            depth_of(&[("NO_COLOR", "1"), ("FORKLORE_COLORS", "16")]),
            Depth::Sixteen
        );
    }
}
