//! Keys that mean the same everywhere.

use super::{EVERYWHERE, LESSON, SCREENS, control, everywhere, function, hint, later, letter};
use crate::app::action::Action;
use crate::app::keymap::{Context, Entry, Group};
use Context::{List, Live, Past, Stepped};

/// In the order of help and keys row.
pub const ENTRIES: &[Entry] = &[
    Entry {
        hint: Some(hint(4, ["中文", "English"], ["中文", "English"])),
        ..everywhere(
            &[
                (letter('L'), Action::Language),
                (function(2), Action::Language),
            ],
            SCREENS,
            ["L", "L"],
            ["中文 / English (F2)", "English / 中文（F2）"],
        )
    },
    Entry {
        hint: Some(hint(8, ["theme", "主题"], ["theme", "主题"])),
        ..everywhere(
            &[(letter('T'), Action::Theme)],
            SCREENS,
            ["T", "T"],
            ["theme", "主题"],
        )
    },
    everywhere(
        &[(letter('M'), Action::ToggleMouse)],
        SCREENS,
        ["M", "M"],
        ["mouse", "鼠标"],
    ),
    Entry {
        group: Group::Everywhere,
        ..later(
            &[(letter('K'), Action::ShowKeys)],
            SCREENS,
            ["K", "K"],
            ["keys shown", "显示按键"],
        )
    },
    Entry {
        group: Group::Everywhere,
        ..later(
            &[(function(5), Action::Present)],
            LESSON,
            ["F5", "F5"],
            ["present", "演示"],
        )
    },
    Entry {
        hint: Some(hint(11, ["palette", "命令"], ["palette", "命令"])),
        ..everywhere(
            &[
                (letter(':'), Action::Palette),
                (control('p'), Action::Palette),
                (function(10), Action::Palette),
            ],
            &[List, Live, Stepped, Past],
            [":", ":"],
            ["palette (Ctrl-P F10)", "命令面板（Ctrl-P F10）"],
        )
    },
    Entry {
        hint: Some(hint(2, ["help", "帮助"], ["help", "帮助"])),
        ..everywhere(
            &[(letter('?'), Action::Help), (function(1), Action::Help)],
            SCREENS,
            ["?", "?"],
            ["this help (F1)", "本帮助（F1）"],
        )
    },
    Entry {
        hint: Some(hint(7, ["quit", "退出"], ["quit", "退出"])),
        ..everywhere(
            &[(letter('q'), Action::Leave)],
            SCREENS,
            ["q", "q"],
            ["one level up", "返回上一层"],
        )
    },
    everywhere(
        &[(control('c'), Action::Quit)],
        EVERYWHERE,
        ["Ctrl-C", "Ctrl-C"],
        ["quit at once", "立即退出"],
    ),
    everywhere(
        &[(control('z'), Action::Suspend)],
        EVERYWHERE,
        ["Ctrl-Z", "Ctrl-Z"],
        ["suspend", "挂起"],
    ),
    everywhere(
        &[(control('l'), Action::Redraw)],
        EVERYWHERE,
        ["Ctrl-L", "Ctrl-L"],
        ["redraw", "重画"],
    ),
];
