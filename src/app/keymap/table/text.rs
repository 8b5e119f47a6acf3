//! Keys of text fields.

use super::{here, hint, key};
use crate::app::action::Action;
use crate::app::key::KeyCode;
use crate::app::keymap::{Context, Entry};
use Context::Text;

/// In the order of help and keys row.
pub const ENTRIES: &[Entry] = &[
    Entry {
        hint: Some(hint(1, ["keep", "确定"], ["keep", "确定"])),
        ..here(
            &[
                (key(KeyCode::Enter), Action::Confirm),
                (key(KeyCode::Down), Action::Confirm),
                (key(KeyCode::Up), Action::Confirm),
            ],
            &[Text],
            ["Enter", "回车"],
            ["keep the search", "确定搜索"],
        )
    },
    Entry {
        hint: Some(hint(2, ["show all", "显示全部"], ["show all", "显示全部"])),
        ..here(
            &[(key(KeyCode::Esc), Action::EndSearch)],
            &[Text],
            ["Esc", "Esc"],
            ["show all", "显示全部"],
        )
    },
    here(
        &[(key(KeyCode::Backspace), Action::Erase)],
        &[Text],
        ["Backspace", "退格"],
        ["erase", "删除"],
    ),
];
