//! Keys of what lies over a screen: overlays, choices, questions, the palette, knobs.

use super::{here, hint, key, letter};
use crate::app::action::Action;
use crate::app::key::KeyCode;
use crate::app::keymap::{Context, Entry};
use Context::{Choice, Confirm, Knobs, Overlay, Palette};

/// In the order of help and keys row.
pub const ENTRIES: &[Entry] = &[
    Entry {
        hint: Some(hint(2, ["scroll", "滚动"], ["scroll", "滚动"])),
        ..here(
            &[
                (key(KeyCode::Up), Action::Prev),
                (key(KeyCode::Down), Action::Next),
                (letter('k'), Action::Prev),
                (letter('j'), Action::Next),
            ],
            &[Overlay],
            ["Up/Down", "上/下"],
            ["scroll", "滚动"],
        )
    },
    here(
        &[
            (key(KeyCode::Home), Action::First),
            (letter('g'), Action::First),
            (key(KeyCode::End), Action::Last),
            (letter('G'), Action::Last),
            (key(KeyCode::PageUp), Action::ScreenUp),
            (key(KeyCode::PageDown), Action::ScreenDown),
        ],
        &[Overlay],
        ["Home End", "Home End"],
        ["top, bottom", "顶部、底部"],
    ),
    Entry {
        hint: Some(hint(1, ["close", "关闭"], ["close", "关闭"])),
        ..here(
            &[
                (key(KeyCode::Esc), Action::Close),
                (key(KeyCode::Enter), Action::Activate),
            ],
            &[Overlay],
            ["Esc", "Esc"],
            ["close", "关闭"],
        )
    },
    // Of the explanation of a standstill.
    Entry {
        hint: Some(hint(
            2,
            ["open that way out", "展开该出路"],
            ["open that way out", "展开该出路"],
        )),
        ..here(
            &[
                (letter('1'), Action::StepProcess(1)),
                (letter('2'), Action::StepProcess(2)),
                (letter('3'), Action::StepProcess(3)),
                (key(KeyCode::Tab), Action::FocusNext),
                (key(KeyCode::BackTab), Action::FocusPrev),
            ],
            &[Overlay],
            ["1-3", "1-3"],
            ["that way out (Tab: name)", "展开出路（Tab 换名字）"],
        )
    },
    // Overlays in which something is chosen.
    Entry {
        hint: Some(hint(2, ["choose", "选择"], ["choose", "选择"])),
        ..here(
            &[
                (key(KeyCode::Up), Action::Prev),
                (key(KeyCode::Down), Action::Next),
                (letter('k'), Action::Prev),
                (letter('j'), Action::Next),
            ],
            &[Choice],
            ["Up/Down", "上/下"],
            ["choose (k j)", "选择（k j）"],
        )
    },
    Entry {
        hint: Some(hint(1, ["do it", "确定"], ["do it", "确定"])),
        ..here(
            &[(key(KeyCode::Enter), Action::Confirm)],
            &[Choice],
            ["Enter", "回车"],
            ["do what is chosen", "执行所选"],
        )
    },
    here(
        &[
            (letter('1'), Action::Choose(1)),
            (letter('2'), Action::Choose(2)),
            (letter('3'), Action::Choose(3)),
            (letter('4'), Action::Choose(4)),
        ],
        &[Choice],
        ["1-4", "1-4"],
        ["do that one", "直接执行该项"],
    ),
    Entry {
        hint: Some(hint(1, ["close", "关闭"], ["close", "关闭"])),
        ..here(
            &[(key(KeyCode::Esc), Action::Close)],
            &[Choice],
            ["Esc", "Esc"],
            ["close", "关闭"],
        )
    },
    // A question with yes and no.
    Entry {
        hint: Some(hint(2, ["choose", "选择"], ["choose", "选择"])),
        ..here(
            &[
                (key(KeyCode::Up), Action::Prev),
                (key(KeyCode::Down), Action::Next),
                (letter('k'), Action::Prev),
                (letter('j'), Action::Next),
            ],
            &[Confirm],
            ["Up/Down", "上/下"],
            ["no, yes", "否、是"],
        )
    },
    Entry {
        hint: Some(hint(1, ["do it", "确定"], ["do it", "确定"])),
        ..here(
            &[(key(KeyCode::Enter), Action::Confirm)],
            &[Confirm],
            ["Enter", "回车"],
            ["do what is chosen", "执行所选"],
        )
    },
    Entry {
        hint: Some(hint(1, ["no", "否"], ["no", "否"])),
        ..here(
            &[(key(KeyCode::Esc), Action::Close)],
            &[Confirm],
            ["Esc", "Esc"],
            ["no", "否"],
        )
    },
    // The palette.
    Entry {
        hint: Some(hint(1, ["do it", "执行"], ["do it", "执行"])),
        ..here(
            &[(key(KeyCode::Enter), Action::Confirm)],
            &[Palette],
            ["Enter", "回车"],
            ["do what is chosen", "执行所选"],
        )
    },
    Entry {
        hint: Some(hint(2, ["choose", "选择"], ["choose", "选择"])),
        ..here(
            &[
                (key(KeyCode::Up), Action::Prev),
                (key(KeyCode::Down), Action::Next),
            ],
            &[Palette],
            ["Up/Down", "上/下"],
            ["choose", "选择"],
        )
    },
    Entry {
        hint: Some(hint(1, ["close", "关闭"], ["close", "关闭"])),
        ..here(
            &[(key(KeyCode::Esc), Action::Close)],
            &[Palette],
            ["Esc", "Esc"],
            ["close", "关闭"],
        )
    },
    here(
        &[(key(KeyCode::Backspace), Action::Erase)],
        &[Palette],
        ["Backspace", "退格"],
        ["erase", "删除"],
    ),
    // Knobs.
    Entry {
        hint: Some(hint(2, ["choose", "选择"], ["choose", "选择"])),
        ..here(
            &[
                (key(KeyCode::Up), Action::Prev),
                (key(KeyCode::Down), Action::Next),
                (letter('k'), Action::Prev),
                (letter('j'), Action::Next),
                (key(KeyCode::Tab), Action::FocusNext),
                (key(KeyCode::BackTab), Action::FocusPrev),
                (key(KeyCode::Home), Action::First),
                (key(KeyCode::End), Action::Last),
            ],
            &[Knobs],
            ["Up/Down", "上/下"],
            ["choose (k j Tab)", "选择（k j Tab）"],
        )
    },
    Entry {
        hint: Some(hint(1, ["less, more", "增减"], ["turn", "增减"])),
        ..here(
            &[
                (key(KeyCode::Left), Action::Less),
                (key(KeyCode::Right), Action::More),
                (letter('h'), Action::Less),
                (letter('l'), Action::More),
                (letter('-'), Action::Less),
                (letter('+'), Action::More),
                (letter('='), Action::More),
                (letter(' '), Action::More),
            ],
            &[Knobs],
            ["Left/Right", "左/右"],
            ["less, more; or type it", "减、增；或直接输入"],
        )
    },
    Entry {
        hint: Some(hint(3, ["as it was", "默认值"], ["as it was", "默认值"])),
        ..here(
            &[(key(KeyCode::Backspace), Action::DefaultValue)],
            &[Knobs],
            ["Backspace", "退格"],
            ["as it was", "默认值"],
        )
    },
    Entry {
        hint: Some(hint(1, ["run", "运行"], ["run", "运行"])),
        ..here(
            &[(key(KeyCode::Enter), Action::Confirm)],
            &[Knobs],
            ["Enter", "回车"],
            ["apply and run", "应用并运行"],
        )
    },
    Entry {
        hint: Some(hint(2, ["close", "关闭"], ["close", "关闭"])),
        ..here(
            &[(key(KeyCode::Esc), Action::Close)],
            &[Knobs],
            ["Esc", "Esc"],
            ["close", "关闭"],
        )
    },
];
