//! Messages of the program for the keys row, in both languages.

use crate::lesson::Language;
use crate::trace::ProcId;

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

/// A key that would act on processes, in a recording.
pub fn recording(language: Language) -> String {
    pick(language, "a recording cannot be steered", "记录不能操纵")
}

/// `.` where nobody can move.
pub fn nobody_can_move(language: Language) -> String {
    pick(
        language,
        "nobody can move: d says why",
        "谁也动不了：按 d 查看原因",
    )
}

/// A digit that is no process's.
pub fn no_such_process(language: Language, proc: ProcId) -> String {
    match language {
        Language::En => format!("there is no living process [{}]", proc.0),
        Language::Zh => format!("没有活着的进程 [{}]", proc.0),
    }
}

/// A digit of a process that has not come to its next operation.
pub fn computes(language: Language, proc: ProcId) -> String {
    match language {
        Language::En => format!(
            "[{}] is computing: its step is taken as soon as it comes to it",
            proc.0
        ),
        Language::Zh => format!("[{}] 正在计算：到达下一个操作时就走这一步", proc.0),
    }
}

/// A digit of a process that cannot move.
pub fn cannot_move(language: Language, proc: ProcId, needs: &str) -> String {
    match language {
        Language::En => format!("[{}] cannot move: it needs {needs}", proc.0),
        Language::Zh => format!("[{}] 动不了：需要 {needs}", proc.0),
    }
}

/// `lock (held by Process-1)`
pub fn held_by(language: Language, object: &str, holder: &str) -> String {
    match language {
        Language::En => format!("{object} (held by {holder})"),
        Language::Zh => format!("{object}（{holder} 持有）"),
    }
}

/// `[2] to end`
pub fn end_of(language: Language, proc: ProcId) -> String {
    match language {
        Language::En => format!("[{}] to end", proc.0),
        Language::Zh => format!("[{}] 结束", proc.0),
    }
}

/// What a sleeper needs.
pub fn the_clock(language: Language) -> String {
    pick(language, "the clock", "时间到")
}

/// What is needed where nothing more is known.
pub fn something(language: Language) -> String {
    pick(
        language,
        "something that is not there yet",
        "尚未出现的东西",
    )
}

/// A step from the past.
pub fn branches(language: Language, event: u64) -> String {
    match language {
        Language::En => format!("run again up to event {event}: a new branch"),
        Language::Zh => format!("重新运行到事件 {event}：新的分支"),
    }
}

/// A step from the past of a run whose first events were dropped.
pub fn beginning_is_gone(language: Language) -> String {
    pick(
        language,
        "the first events of this run were dropped: it cannot be run again from here",
        "本次运行最早的事件已丢弃：无法从这里重新运行",
    )
}

/// A step or a schedule that cannot be taken.
pub fn cannot_step(language: Language, step: Option<u64>, why: &str) -> String {
    match (language, step) {
        (Language::En, Some(step)) => format!("cannot follow from step {step} on: {why}"),
        (Language::Zh, Some(step)) => format!("从第 {step} 步起无法照做：{why}"),
        (Language::En, None) => format!("cannot be run so: {why}"),
        (Language::Zh, None) => format!("不能这样运行：{why}"),
    }
}

/// A listing is shown of which there is a copy from before.
pub fn kept(language: Language, file: &str, path: &str) -> String {
    match language {
        Language::En => format!("e goes on with your {file}, kept in {path}"),
        Language::Zh => format!("按 e 接着改你的 {file}，保存在 {path}"),
    }
}

/// `Y`: how much went to the clipboard.
pub fn region_copied(language: Language, n_lines: usize) -> String {
    match (language, n_lines) {
        (Language::En, 1) => "1 line copied".to_owned(),
        (Language::En, n) => format!("{n} lines copied"),
        (Language::Zh, n) => format!("已复制 {n} 行"),
    }
}

/// `Y` in a region that is a picture, or empty.
pub fn nothing_to_copy(language: Language) -> String {
    pick(
        language,
        "no text here: Y copies Story, Code, Output and Log",
        "这里没有文字：Y 复制正文、代码、输出和日志",
    )
}

/// `w`: where the trace went, and whether its first events were gone.
pub fn saved(language: Language, path: &str, n_dropped: usize) -> String {
    match (language, n_dropped) {
        (Language::En, 0) => format!("saved to {path}"),
        (Language::En, n) => {
            format!("saved to {path} without the first {n} events, which were dropped")
        }
        (Language::Zh, 0) => format!("已保存到 {path}"),
        (Language::Zh, n) => format!("已保存到 {path}，最早的 {n} 个事件已丢弃"),
    }
}

/// `w` where the file cannot be written.
pub fn not_saved(language: Language, why: &str) -> String {
    match language {
        Language::En => format!("the trace cannot be saved: {why}"),
        Language::Zh => format!("无法保存记录：{why}"),
    }
}

/// `s` while a moment of the past is shown.
pub fn past_takes_no_signal(language: Language) -> String {
    pick(
        language,
        "this is the past: End goes to the newest moment, which takes signals",
        "这里是过去：按 End 回到最新时刻再发信号",
    )
}

/// A signal of the learner's.
pub fn signal_sent(language: Language, signal: &str, proc: ProcId) -> String {
    match language {
        Language::En => format!("{signal} sent to [{}]", proc.0),
        Language::Zh => format!("已向 [{}] 发送 {signal}", proc.0),
    }
}

/// `e` where there is no listing.
pub fn nothing_to_edit(language: Language) -> String {
    pick(language, "there is no program to edit", "没有可编辑的程序")
}

/// The editor could not be used.
pub fn not_edited(language: Language, why: &str) -> String {
    match language {
        Language::En => format!("cannot edit: {why}"),
        Language::Zh => format!("无法编辑：{why}"),
    }
}

/// The editor was left without a change.
pub fn unchanged(language: Language) -> String {
    pick(language, "nothing was changed", "没有改动")
}

/// The program was changed; its copy is in this file.
pub fn edited(language: Language, path: &str) -> String {
    match language {
        Language::En => format!("edited: r runs it, x restores the original ({path})"),
        Language::Zh => format!("已修改：r 运行，x 还原（{path}）"),
    }
}

/// `x` where nothing was changed.
pub fn is_original(language: Language) -> String {
    pick(language, "this is the original program", "这就是原来的程序")
}

/// The original is back.
pub fn restored(language: Language) -> String {
    pick(language, "the original is back", "已还原")
}

/// `o` in a recording, or where there is no program.
pub fn no_knobs(language: Language) -> String {
    pick(
        language,
        "there is nothing to turn here",
        "这里没有可调的参数",
    )
}

/// `w` before the first event.
pub fn nothing_to_save(language: Language) -> String {
    pick(
        language,
        "there is nothing to save yet",
        "还没有可保存的记录",
    )
}

/// `y`.
pub fn copied(language: Language, code: &str) -> String {
    match language {
        Language::En => format!("schedule copied: {code}"),
        Language::Zh => format!("调度码已复制：{code}"),
    }
}

/// `y` in a run that the kernel schedules.
pub fn no_schedule(language: Language) -> String {
    pick(
        language,
        "the kernel schedules this run: . steps, and then there is a schedule code",
        "本次运行由内核调度：按 . 单步后才有调度码",
    )
}

fn pick(language: Language, en: &str, zh: &str) -> String {
    match language {
        Language::En => en.to_string(),
        Language::Zh => zh.to_string(),
    }
}
