//! The key table of SCREENS.md §5, row by row. The order is the order of help and keys row.

mod everywhere;
mod lesson;
mod list;
mod overlays;
mod text;

use super::{Context, Entry, Group, Hint, Press};
use crate::app::action::Action;
use crate::app::key::KeyCode;
use Context::{Choice, Confirm, Knobs, List, Live, Overlay, Past, Stepped, Text};

const EVERYWHERE: &[Context] = &[
    List, Live, Stepped, Past, Overlay, Choice, Knobs, Confirm, Text,
];
const SCREENS: &[Context] = &[List, Live, Stepped, Past, Overlay, Choice, Knobs];
const LESSON: &[Context] = &[Live, Stepped, Past];

const fn letter(letter: char) -> Press {
    Press {
        code: KeyCode::Char(letter),
        control: false,
        shift: false,
    }
}

const fn control(letter: char) -> Press {
    Press {
        code: KeyCode::Char(letter),
        control: true,
        shift: false,
    }
}

const fn key(code: KeyCode) -> Press {
    Press {
        code,
        control: false,
        shift: false,
    }
}

const fn shifted(code: KeyCode) -> Press {
    Press {
        code,
        control: false,
        shift: true,
    }
}

const fn function(number: u8) -> Press {
    key(KeyCode::Function(number))
}

const fn hint(priority: u8, long: [&'static str; 2], short: [&'static str; 2]) -> Hint {
    Hint {
        priority,
        long,
        short,
    }
}

/// An entry that acts, in the help's left column, without an offer in the keys row.
const fn here(
    keys: &'static [(Press, Action)],
    contexts: &'static [Context],
    names: [&'static str; 2],
    labels: [&'static str; 2],
) -> Entry {
    Entry {
        keys,
        contexts,
        names,
        labels,
        group: Group::Here,
        hint: None,
        is_bound: true,
    }
}

/// The same in the right column.
const fn everywhere(
    keys: &'static [(Press, Action)],
    contexts: &'static [Context],
    names: [&'static str; 2],
    labels: [&'static str; 2],
) -> Entry {
    Entry {
        group: Group::Everywhere,
        ..here(keys, contexts, names, labels)
    }
}

/// An entry whose feature is not built yet.
const fn later(
    keys: &'static [(Press, Action)],
    contexts: &'static [Context],
    names: [&'static str; 2],
    labels: [&'static str; 2],
) -> Entry {
    Entry {
        is_bound: false,
        ..here(keys, contexts, names, labels)
    }
}

/// Every key of forklore.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    let parts = [
        lesson::ENTRIES,
        list::ENTRIES,
        overlays::ENTRIES,
        text::ENTRIES,
        everywhere::ENTRIES,
    ];
    parts.into_iter().flatten()
}
