//! The key table of SCREENS.md §5, row by row. The order is the order of help and keys row.

use super::{Context, Entry, Group, Hint, Press};
use crate::app::action::Action;
use crate::app::key::KeyCode;
use Context::{
    Choice, Confirm, Found, Hits, Knobs, List, Live, Overlay, Palette, Past, Stepped, Text,
};

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
pub const ENTRIES: &[Entry] = &[
    // The lesson's left column, what acts first.
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
    // The list.
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
    // Overlays.
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
    // Text fields.
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
    // Everywhere.
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
