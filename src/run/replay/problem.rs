//! What is wrong with a recording, in both languages.

use crate::lesson::Text;
use crate::trace::reader::{Problem, ProblemKind, VERSION};

/// What is said once about a recording with `n` problems, of which this is the first: that it is damaged, or that a newer
/// forklore made it.
pub fn summary(first: &Problem, n: u64) -> Text {
    let Text { en, zh } = text(first);
    if matches!(first.what, ProblemKind::NewerVersion(_)) {
        let Text { en, zh } = what(first);
        return Text::from((en, zh));
    }
    let in_english = match n {
        1 => format!("the recording is damaged: {en}"),
        n => format!("the recording is damaged in {n} places: {en}"),
    };
    Text::from((in_english, format!("记录有 {n} 处损坏：{zh}")))
}

/// A problem with its line, as a sentence without a final dot.
pub fn text(problem: &Problem) -> Text {
    let line = problem.line;
    let Text { en, zh } = what(problem);
    Text::from((format!("line {line}: {en}"), format!("第 {line} 行：{zh}")))
}

/// A problem without its line.
fn what(problem: &Problem) -> Text {
    let in_chinese = match &problem.what {
        ProblemKind::Empty => "文件是空的".to_owned(),
        ProblemKind::Foreign => {
            "这不是 forklore 的记录：第一行应以 `{\"forklore_trace\":1` 开头".to_owned()
        }
        ProblemKind::NoHeader => "缺少开头一行：不知道运行的是什么程序、用什么设置".to_owned(),
        ProblemKind::BadHeader(why) => format!("开头一行有损坏：{why}"),
        ProblemKind::NewerVersion(version) => {
            format!(
                "记录的格式是 {version}，这个 forklore 只认识格式 {VERSION}：看得懂的部分照常显示；换用更新的 forklore 可以看到全部"
            )
        }
        ProblemKind::BadEvent(why) => format!("不是事件，已跳过：{why}"),
        ProblemKind::Truncated => "最后一行不完整：后面可能还有内容".to_owned(),
        ProblemKind::TooLong => "这一行太长，已跳过".to_owned(),
        ProblemKind::Gap { expected, found } => {
            format!("应是事件 {expected}，却是事件 {found}")
        }
        ProblemKind::Io(why) => format!("读取中断：{why}"),
    };
    Text::from((problem.what.to_string(), in_chinese))
}
