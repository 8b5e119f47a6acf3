//! Keys of a lesson: its left column in the help, what acts first.

use super::{LESSON, control, everywhere, function, here, hint, key, later, letter, shifted};
use crate::app::action::Action;
use crate::app::key::KeyCode;
use crate::app::keymap::{Context, Entry};
use Context::{Live, Overlay, Past, Stepped};

/// In the order of help and keys row.
pub const ENTRIES: &[Entry] = &[
    Entry {
        hint: Some(hint(1, ["pause", "暂停"], ["pause", "暂停"])),
        ..here(
            &[(letter(' '), Action::TogglePause)],
            LESSON,
            ["Space", "空格"],
            ["start; pause, go on", "开始；暂停／继续"],
        )
    },
    Entry {
        hint: Some(hint(2, ["step", "单步"], ["step", "单步"])),
        ..here(
            &[(letter('.'), Action::Step)],
            LESSON,
            [".", "."],
            ["step (goes to stepped)", "单步（进入单步模式）"],
        )
    },
    Entry {
        hint: Some(hint(
            2,
            ["step that one", "让它走一步"],
            ["step one", "让它走一步"],
        )),
        ..here(
            &[
                (letter('0'), Action::StepProcess(0)),
                (letter('1'), Action::StepProcess(1)),
                (letter('2'), Action::StepProcess(2)),
                (letter('3'), Action::StepProcess(3)),
                (letter('4'), Action::StepProcess(4)),
                (letter('5'), Action::StepProcess(5)),
                (letter('6'), Action::StepProcess(6)),
                (letter('7'), Action::StepProcess(7)),
                (letter('8'), Action::StepProcess(8)),
                (letter('9'), Action::StepProcess(9)),
            ],
            LESSON,
            ["1-9", "1-9"],
            ["step that process (0: main)", "让它走一步（0：main）"],
        )
    },
    Entry {
        hint: Some(hint(3, ["back", "后退"], ["back", "后退"])),
        ..here(
            &[
                (letter(','), Action::Back),
                (key(KeyCode::Left), Action::Back),
            ],
            &[Live, Stepped, Past, Overlay],
            [",", ","],
            ["back one event (Left)", "后退一个事件（左）"],
        )
    },
    Entry {
        hint: Some(hint(3, ["forward", "前进"], ["forward", "前进"])),
        ..here(
            &[(key(KeyCode::Right), Action::Forward)],
            LESSON,
            ["Right", "右"],
            ["forward one event", "前进一个事件"],
        )
    },
    here(
        &[
            (letter('['), Action::PrevMark),
            (letter(']'), Action::NextMark),
            (shifted(KeyCode::Left), Action::PrevMark),
            (shifted(KeyCode::Right), Action::NextMark),
        ],
        LESSON,
        ["[  ]", "[  ]"],
        ["previous mark, next mark", "上一个标记、下一个标记"],
    ),
    Entry {
        hint: Some(hint(4, ["speed", "速度"], ["speed", "速度"])),
        ..here(
            &[
                (letter('+'), Action::Faster),
                (letter('='), Action::Faster),
                (letter('-'), Action::Slower),
            ],
            LESSON,
            ["+/-", "+/-"],
            ["faster, slower", "加快、放慢"],
        )
    },
    here(
        &[(key(KeyCode::Backspace), Action::SpeedReset)],
        LESSON,
        ["Backspace", "退格"],
        ["speed x1", "原速"],
    ),
    Entry {
        hint: Some(hint(6, ["run again", "重新运行"], ["again", "重来"])),
        ..here(
            &[
                (letter('r'), Action::RunAgain),
                (function(6), Action::RunAgain),
            ],
            &[Live, Stepped, Past, Overlay],
            ["r", "r"],
            ["run again (F6)", "重新运行（F6）"],
        )
    },
    later(
        &[(letter('R'), Action::RunMany)],
        LESSON,
        ["R", "R"],
        ["100 runs", "运行 100 次"],
    ),
    Entry {
        hint: Some(hint(4, ["live", "实时"], ["live", "实时"])),
        ..here(
            &[(letter('g'), Action::GoLive)],
            LESSON,
            ["g", "g"],
            ["back to live", "回到实时"],
        )
    },
    here(
        &[(letter('s'), Action::Signal)],
        LESSON,
        ["s", "s"],
        ["send a signal", "发送信号"],
    ),
    here(
        &[(letter('d'), Action::Why)],
        &[Live, Stepped, Past, Overlay],
        ["d", "d"],
        ["why is it stuck?", "为什么卡住？"],
    ),
    // Offered in the keys row where a refused program has several problems.
    Entry {
        hint: Some(hint(2, ["problem", "问题"], ["problem", "问题"])),
        ..here(
            &[
                (key(KeyCode::Up), Action::Prev),
                (key(KeyCode::Down), Action::Next),
                (letter('k'), Action::Prev),
                (letter('j'), Action::Next),
            ],
            LESSON,
            ["Up/Down", "上/下"],
            ["choose or scroll (k j)", "选择或滚动（k j）"],
        )
    },
    here(
        &[
            (letter('h'), Action::ScrollLeft),
            (letter('l'), Action::ScrollRight),
        ],
        LESSON,
        ["h  l", "h  l"],
        ["scroll the code sideways", "左右滚动代码"],
    ),
    here(
        &[
            (control('u'), Action::HalfUp),
            (control('d'), Action::HalfDown),
        ],
        &[Live, Stepped, Past, Overlay],
        ["Ctrl-U -D", "Ctrl-U -D"],
        ["half a region up, down", "上、下半屏"],
    ),
    Entry {
        hint: Some(hint(
            6,
            ["start, newest", "开头、最新"],
            ["start, end", "开头、最新"],
        )),
        ..here(
            &[
                (key(KeyCode::Home), Action::SeekStart),
                (key(KeyCode::End), Action::SeekEnd),
            ],
            LESSON,
            ["Home End", "Home End"],
            ["start; newest, follow again", "开头；最新并跟随"],
        )
    },
    Entry {
        hint: Some(hint(9, ["zoom", "放大"], ["zoom", "放大"])),
        ..here(
            &[(letter('z'), Action::Zoom)],
            LESSON,
            ["z", "z"],
            ["zoom the region", "放大区域"],
        )
    },
    here(
        &[(key(KeyCode::Esc), Action::Unzoom)],
        LESSON,
        ["Esc", "Esc"],
        ["zoom off", "取消放大"],
    ),
    Entry {
        hint: Some(hint(8, ["listing", "下一个程序"], ["listing", "程序"])),
        ..here(
            &[(letter('c'), Action::NextListing)],
            LESSON,
            ["c", "c"],
            ["next listing", "下一个程序"],
        )
    },
    here(
        &[(letter('v'), Action::RawOutput)],
        LESSON,
        ["v", "v"],
        ["raw output", "原始输出"],
    ),
    Entry {
        hint: Some(hint(10, ["region", "换区"], ["region", "换区"])),
        ..everywhere(
            &[
                (key(KeyCode::Tab), Action::FocusNext),
                (key(KeyCode::BackTab), Action::FocusPrev),
            ],
            LESSON,
            ["Tab", "Tab"],
            ["next region (Shift: back)", "下一区（Shift 往回）"],
        )
    },
    Entry {
        hint: Some(hint(5, ["next page", "下一页"], ["next", "下一页"])),
        ..everywhere(
            &[
                (letter('n'), Action::TurnPage),
                (function(8), Action::TurnPage),
                (letter('p'), Action::PrevPage),
                (function(7), Action::PrevPage),
            ],
            LESSON,
            ["n", "n"],
            ["next page (p: previous)", "下一页（p 上一页）"],
        )
    },
    everywhere(
        &[
            (key(KeyCode::PageUp), Action::ScreenUp),
            (key(KeyCode::PageDown), Action::NextPage),
        ],
        LESSON,
        ["PgUp PgDn", "PgUp PgDn"],
        ["read on, page by page", "往回、往下读"],
    ),
    everywhere(
        &[(key(KeyCode::Enter), Action::Activate)],
        LESSON,
        ["Enter", "回车"],
        ["next page; process's line", "下一页；到进程所在行"],
    ),
    later(
        &[(letter('H'), Action::Hint), (function(3), Action::Hint)],
        LESSON,
        ["H F3", "H F3"],
        ["next hint", "下一个提示"],
    ),
    Entry {
        hint: Some(hint(8, ["knobs", "参数"], ["knobs", "参数"])),
        ..here(
            &[(letter('o'), Action::Knobs), (function(4), Action::Knobs)],
            LESSON,
            ["o", "o"],
            ["knobs (F4)", "参数（F4）"],
        )
    },
    Entry {
        hint: Some(hint(9, ["edit", "编辑"], ["edit", "编辑"])),
        ..here(
            &[(letter('e'), Action::Edit), (function(9), Action::Edit)],
            LESSON,
            ["e", "e"],
            ["edit the program (F9)", "编辑程序（F9）"],
        )
    },
    Entry {
        hint: Some(hint(
            5,
            ["restore the original", "还原"],
            ["restore", "还原"],
        )),
        ..here(
            &[(letter('x'), Action::Restore)],
            LESSON,
            ["x", "x"],
            ["restore the original", "还原"],
        )
    },
    here(
        &[(letter('w'), Action::SaveTrace)],
        LESSON,
        ["w", "w"],
        ["save the trace", "保存记录"],
    ),
    Entry {
        hint: Some(hint(7, ["copy schedule", "复制调度码"], ["copy", "复制"])),
        ..here(
            &[(letter('y'), Action::CopySchedule)],
            LESSON,
            ["y", "y"],
            ["copy the schedule code", "复制调度码"],
        )
    },
    here(
        &[(letter('i'), Action::EnterSchedule)],
        LESSON,
        ["i", "i"],
        ["enter a schedule code", "输入调度码"],
    ),
    here(
        &[(letter('Y'), Action::CopyRegion)],
        LESSON,
        ["Y", "Y"],
        ["copy the region", "复制区域"],
    ),
];
