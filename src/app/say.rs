//! Messages of the program for the keys row, in both languages.

use crate::lesson::Language;

/// Space after the end of a run.
pub fn over(language: Language) -> String {
    pick(
        language,
        "the run is over: r runs it again",
        "运行已结束：按 r 重新运行",
    )
}

/// `c` in a lesson with one listing.
pub fn only_listing(language: Language) -> String {
    pick(language, "this lesson has one listing", "本课只有一个程序")
}

/// `n` on the last page.
pub fn last_page(language: Language) -> String {
    pick(
        language,
        "this is the last page: q goes back to the list",
        "已是最后一页：按 q 返回目录",
    )
}

/// `p` on the first page.
pub fn first_page(language: Language) -> String {
    pick(language, "this is the first page", "已是第一页")
}

/// `x` in the list, confirmed.
pub fn forgotten(language: Language) -> String {
    pick(language, "progress is forgotten", "进度已清除")
}

/// `x` in the list before anything was read.
pub fn nothing_to_forget(language: Language) -> String {
    pick(language, "no lesson was opened yet", "还没有打开过课程")
}

/// Enter in a region in which nothing can be acted on.
pub fn nothing_to_activate(language: Language) -> String {
    pick(
        language,
        "Enter acts in Story (next page) and in Processes (to its line)",
        "回车只在正文（下一页）和进程（到所在行）中有用",
    )
}

/// `,` before the first event that is kept.
pub fn no_event_before(language: Language) -> String {
    pick(
        language,
        "there is no event before this one",
        "前面没有事件了",
    )
}

/// Right at the newest event.
pub fn no_event_after(language: Language) -> String {
    pick(language, "this is the newest event", "已是最新的事件")
}

/// `M`.
pub fn mouse(language: Language, is_on: bool) -> String {
    if is_on {
        pick(
            language,
            "mouse on; Shift selects text",
            "鼠标已启用；按住 Shift 选择文字",
        )
    } else {
        pick(
            language,
            "mouse off: the terminal selects text",
            "鼠标已停用：由终端选择文字",
        )
    }
}

/// A recording that cannot be read whole.
pub fn damaged(language: Language, problem: &str, n_problems: u64) -> String {
    match (language, n_problems) {
        (Language::En, 1) => format!("the recording is damaged: {problem}"),
        (Language::En, n) => format!("the recording is damaged in {n} places: {problem}"),
        (Language::Zh, n) => format!("记录有 {n} 处损坏：{problem}"),
    }
}

/// A key that would act on processes, in a recording.
pub fn recording(language: Language) -> String {
    pick(language, "a recording cannot be steered", "记录不能操纵")
}

fn pick(language: Language, en: &str, zh: &str) -> String {
    match language {
        Language::En => en.to_string(),
        Language::Zh => zh.to_string(),
    }
}
