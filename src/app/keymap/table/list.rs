//! Keys of the list of lessons, and of the hits of a search.

use super::{function, here, hint, key, letter};
use crate::app::action::Action;
use crate::app::key::KeyCode;
use crate::app::keymap::{Context, Entry};
use Context::{Found, Hits, List, Live, Overlay, Past, Stepped};

/// In the order of help and keys row.
pub const ENTRIES: &[Entry] = &[
    Entry {
        hint: Some(hint(1, ["open", "打开"], ["open", "打开"])),
        ..here(
            &[
                (key(KeyCode::Enter), Action::Open),
                (letter(' '), Action::Open),
                (key(KeyCode::Right), Action::Open),
            ],
            &[List],
            ["Enter", "回车"],
            ["open the lesson", "打开课程"],
        )
    },
    Entry {
        hint: Some(hint(2, ["choose", "选择"], ["choose", "选择"])),
        ..here(
            &[
                (key(KeyCode::Up), Action::Prev),
                (key(KeyCode::Down), Action::Next),
                (letter('k'), Action::Prev),
                (letter('j'), Action::Next),
            ],
            &[List],
            ["Up/Down", "上/下"],
            ["choose (k j)", "选择（k j）"],
        )
    },
    here(
        &[
            (key(KeyCode::Home), Action::First),
            (letter('g'), Action::First),
            (key(KeyCode::End), Action::Last),
            (letter('G'), Action::Last),
        ],
        &[List],
        ["g G", "g G"],
        ["first, last (Home End)", "首项、末项（Home End）"],
    ),
    here(
        &[
            (key(KeyCode::PageUp), Action::ScreenUp),
            (key(KeyCode::PageDown), Action::ScreenDown),
        ],
        &[List],
        ["PgUp PgDn", "PgUp PgDn"],
        ["scroll", "滚动"],
    ),
    Entry {
        hint: Some(hint(3, ["search", "搜索"], ["search", "搜索"])),
        ..here(
            &[(letter('/'), Action::Search)],
            &[List, Live, Stepped, Past, Overlay],
            ["/", "/"],
            ["search", "搜索"],
        )
    },
    here(
        &[(key(KeyCode::Esc), Action::EndSearch)],
        &[Found],
        ["Esc", "Esc"],
        ["show all", "显示全部"],
    ),
    Entry {
        hint: Some(hint(
            9,
            ["reset progress", "重置进度"],
            ["reset", "重置进度"],
        )),
        ..here(
            &[(letter('x'), Action::Restore)],
            &[List],
            ["x", "x"],
            ["reset progress", "重置进度"],
        )
    },
    // Hits of a search.
    Entry {
        hint: Some(hint(0, ["next hit", "下一处"], ["next hit", "下一处"])),
        ..here(
            &[
                (letter('n'), Action::NextMatch),
                (function(8), Action::NextMatch),
            ],
            &[Hits],
            ["n", "n"],
            ["next hit", "下一处"],
        )
    },
    Entry {
        hint: Some(hint(0, ["hit before", "上一处"], ["before", "上一处"])),
        ..here(
            &[(letter('N'), Action::PrevMatch)],
            &[Hits],
            ["N", "N"],
            ["hit before", "上一处"],
        )
    },
    Entry {
        hint: Some(hint(0, ["end search", "结束搜索"], ["end", "结束"])),
        ..here(
            &[(key(KeyCode::Esc), Action::EndSearch)],
            &[Hits],
            ["Esc", "Esc"],
            ["end search", "结束搜索"],
        )
    },
];
