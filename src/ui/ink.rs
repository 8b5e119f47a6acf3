//! [`Ink`]: what every view draws with: theme, glyphs and language of the screen.

use std::rc::Rc;

use ratatui::style::Style;
use ratatui::text::Span;

use super::glyphs::Glyph;
use super::text::Row;
use super::theme::{Role, Theme};
use super::words::Word;
use crate::app::appearance::{Appearance, Glyphs};
use crate::lesson::Language;
use crate::trace::ProcId;

/// Theme, glyphs and language.
#[derive(Clone, Debug)]
pub struct Ink {
    theme: Rc<Theme>,
    glyphs: Glyphs,
    /// Language of the screen.
    pub language: Language,
}

impl Ink {
    /// The ink for this appearance and language.
    pub fn new(appearance: Appearance, language: Language) -> Self {
        Self {
            theme: Theme::of(appearance),
            glyphs: appearance.glyphs,
            language,
        }
    }

    /// The look of a role.
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// Text in the hue of a process.
    pub fn hue(&self, id: ProcId) -> Style {
        self.theme.hue(id)
    }

    /// A glyph's text.
    pub fn glyph(&self, glyph: Glyph) -> &'static str {
        glyph.text(self.glyphs)
    }

    /// The mark where text was cut.
    pub fn cut_mark(&self) -> &'static str {
        self.glyph(Glyph::Cut)
    }

    /// A word in the language of the screen.
    pub fn word(&self, word: Word) -> &'static str {
        word.text(self.language)
    }

    /// One of two texts, by the language of the screen.
    pub fn pick<'a>(&self, en: &'a str, zh: &'a str) -> &'a str {
        match self.language {
            Language::En => en,
            Language::Zh => zh,
        }
    }

    /// The badge of a process: its number on its hue, or `[1]`; both are the same cells.
    pub fn badge(&self, id: ProcId) -> Span<'static> {
        let text = if self.theme.has_hues() {
            format!(" {} ", id.0)
        } else {
            format!("[{}]", id.0)
        };
        Span::styled(text, self.theme.badge(id))
    }

    /// The number of a process alone on its hue, for the gutter of the code.
    pub fn number(&self, id: ProcId) -> Span<'static> {
        Span::styled(id.0.to_string(), self.theme.badge(id))
    }

    /// A sentence with its badges (`[1]`) drawn as badges. What stands in double quotes is the program's own text
    /// and stays as it is.
    pub fn sentence(&self, text: &str, style: Style) -> Row {
        let mut row = Row::new();
        let mut rest = text;
        while let Some((before, id, after)) = split_at_badge(rest) {
            row = row.with(before, style).with_spans([self.badge(id)]);
            rest = after;
        }
        row.with(rest, style)
    }
}

/// The text before the first badge outside of quotes, its process, and the text after it.
fn split_at_badge(text: &str) -> Option<(&str, ProcId, &str)> {
    let mut is_quoted = false;
    for (place, letter) in text.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            '[' if !is_quoted => {
                let Some((number, after)) = text[place + 1..].split_once(']') else {
                    continue;
                };
                let is_number =
                    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
                if let (true, Ok(number)) = (is_number, number.parse()) {
                    return Some((&text[..place], ProcId(number), after));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::appearance::ThemeChoice;

    #[test]
    fn badges_in_a_sentence_become_chips_of_the_same_width_outside_of_quotes() {
        let text = "[1] writes \"x[2]\" after [12]";
        for theme in [ThemeChoice::Dark, ThemeChoice::NoColor] {
            let ink = Ink::new(
                Appearance {
                    theme,
                    ..Appearance::default()
                },
                Language::En,
            );
            let row = ink.sentence(text, Style::default());
            assert_eq!(row.width(), text.len());
            let spans = row.into_spans();
            let badges: Vec<_> = spans
                .iter()
                .filter(|span| {
                    span.content
                        .trim_matches(&['[', ']', ' '][..])
                        .parse::<u32>()
                        .is_ok()
                })
                .collect();
            assert_eq!(badges.len(), 2, "{spans:?}");
        }
    }
}
