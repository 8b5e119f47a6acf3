//! The key table's types and its lookup. One table ([`table::entries`]) feeds dispatch, help and keys row.

pub mod table;

use super::action::Action;
use super::key::{Key, KeyCode};
use crate::lesson::Language;

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// The lesson list.
    List,
    /// The list while a filter is shown: keys that are not listed act as in the list.
    Found,
    /// A lesson in which hits of a search are shown: keys that are not listed act as in the lesson.
    Hits,
    /// A lesson whose run is live, or not started.
    Live,
    /// A lesson whose run is stepped.
    Stepped,
    /// A lesson that shows a moment of the past, or a recording.
    Past,
    /// The help or another overlay.
    Overlay,
    /// An overlay in which something is chosen.
    Choice,
    /// The knobs: digits are typed.
    Knobs,
    /// The palette: letters are text, and rows are chosen.
    Palette,
    /// A text field: letters are text.
    Text,
    /// A question that is answered with yes or no: keys that are not listed act as in other overlays.
    Confirm,
}

impl Context {
    /// Every context.
    pub const ALL: [Self; 12] = [
        Self::List,
        Self::Found,
        Self::Hits,
        Self::Live,
        Self::Stepped,
        Self::Past,
        Self::Overlay,
        Self::Choice,
        Self::Knobs,
        Self::Palette,
        Self::Text,
        Self::Confirm,
    ];

    /// The context that decides where this one has no entry for a key.
    fn below(self) -> Option<Self> {
        match self {
            Self::Found => Some(Self::List),
            Self::Confirm => Some(Self::Overlay),
            _ => None,
        }
    }
}

/// A key of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Press {
    /// Which key.
    pub code: KeyCode,
    /// With Ctrl.
    pub control: bool,
    /// With Shift; only for keys that are not characters.
    pub shift: bool,
}

/// One row of the table: keys that belong together, and how they are called.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Keys with what each does.
    pub keys: &'static [(Press, Action)],
    /// Where they do it.
    pub contexts: &'static [Context],
    /// How the keys are written, in English and Chinese.
    pub names: [&'static str; 2],
    /// What they do, for the help.
    pub labels: [&'static str; 2],
    /// Where the help lists them.
    pub group: Group,
    /// How the keys row offers them; none: it does not.
    pub hint: Option<Hint>,
    /// Whether they act. A key whose feature is not built yet keeps its place here and does nothing.
    pub is_bound: bool,
}

/// Column of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// What belongs to the screen at hand.
    Here,
    /// What is the same everywhere.
    Everywhere,
}

/// An offer in the keys row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Low numbers stay longest when the row is short.
    pub priority: u8,
    /// Words where there is room, in English and Chinese.
    pub long: [&'static str; 2],
    /// Words where there is not.
    pub short: [&'static str; 2],
}

/// The entry's text in a language, out of a pair (English, Chinese).
pub fn pick(pair: [&'static str; 2], language: Language) -> &'static str {
    match language {
        Language::En => pair[0],
        Language::Zh => pair[1],
    }
}

/// What a key means in a context; none: nothing. Held keys do not repeat what ends or restarts something.
pub fn action_of(context: Context, key: Key) -> Option<Action> {
    let key = if matches!(context, Context::Text | Context::Palette) {
        key
    } else {
        narrow(key)
    };
    let press = press_of(key);
    let action = entry_of(context, press)
        .or_else(|| entry_of(context.below()?, press))
        .filter(|(entry, _)| entry.is_bound)
        .map(|(_, action)| action)?;
    let may_repeat = !matches!(action, Action::RunAgain | Action::Restore | Action::Leave);
    (may_repeat || !key.repeat).then_some(action)
}

/// Entries that act in a context, in the table's order.
pub fn entries(context: Context) -> impl Iterator<Item = &'static Entry> {
    table::entries().filter(move |entry| entry.is_bound && entry.contexts.contains(&context))
}

fn entry_of(context: Context, press: Press) -> Option<(&'static Entry, Action)> {
    table::entries()
        .filter(|entry| entry.contexts.contains(&context))
        .find_map(|entry| {
            entry
                .keys
                .iter()
                .find(|(known, _)| *known == press)
                .map(|(_, action)| (entry, *action))
        })
}

/// The key as the table writes it: Shift is part of a character, Shift-Tab is a key of its own.
fn press_of(key: Key) -> Press {
    let is_character = matches!(key.code, KeyCode::Char(_));
    let code = match key.code {
        KeyCode::Tab if key.shift => KeyCode::BackTab,
        KeyCode::Char(letter) if key.control => KeyCode::Char(letter.to_ascii_lowercase()),
        code => code,
    };
    let shift = key.shift && !is_character && code != KeyCode::BackTab;
    Press {
        code,
        control: key.control,
        shift,
    }
}

/// Full-width punctuation and letters, as a Chinese input method sends them, for the ASCII key they stand for.
fn narrow(key: Key) -> Key {
    let KeyCode::Char(letter) = key.code else {
        return key;
    };
    let narrowed = match letter {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        '。' => '.',
        '、' => '/',
        '【' | '「' => '[',
        '】' | '」' => ']',
        '—' => '-',
        _ => letter,
    };
    Key {
        code: KeyCode::Char(narrowed),
        ..key
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_stands_twice_in_a_context() {
        for context in Context::ALL {
            let mut seen = HashSet::new();
            for entry in table::entries().filter(|entry| entry.contexts.contains(&context)) {
                for (press, action) in entry.keys {
                    assert!(
                        seen.insert(*press),
                        "{press:?} ({action:?}) stands twice in {context:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_entry_has_keys_contexts_and_words_in_both_languages() {
        for entry in table::entries() {
            assert!(
                !entry.keys.is_empty() && !entry.contexts.is_empty(),
                "{entry:?}"
            );
            assert!(
                entry
                    .names
                    .iter()
                    .chain(&entry.labels)
                    .all(|text| !text.is_empty()),
                "{entry:?}"
            );
        }
    }

    #[test]
    fn full_width_punctuation_means_its_ascii_key() {
        for (wide, action) in [
            ('？', Action::Help),
            ('＋', Action::Faster),
            ('－', Action::Slower),
            ('＝', Action::Faster),
            ('\u{3000}', Action::TogglePause),
            ('ｑ', Action::Leave),
        ] {
            assert_eq!(
                action_of(Context::Live, Key::letter(wide)),
                Some(action),
                "{wide}"
            );
        }
    }

    #[test]
    fn keys_of_features_that_are_not_built_do_nothing() {
        for letter in ['R', 'H'] {
            assert_eq!(
                action_of(Context::Live, Key::letter(letter)),
                None,
                "{letter}"
            );
        }
    }

    #[test]
    fn a_held_key_does_not_run_again() {
        let held = Key {
            repeat: true,
            ..Key::letter('r')
        };
        assert_eq!(action_of(Context::Live, held), None);
        let held = Key {
            repeat: true,
            ..Key::letter('+')
        };
        assert_eq!(action_of(Context::Live, held), Some(Action::Faster));
    }

    #[test]
    fn letters_are_text_in_a_text_field() {
        assert_eq!(action_of(Context::Text, Key::letter('q')), None);
        assert_eq!(
            action_of(Context::Text, Key::control('c')),
            Some(Action::Quit)
        );
    }
}
