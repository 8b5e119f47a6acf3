//! What is wrong with a recording, in both languages.

use crate::lesson::Text;
use crate::trace::reader::{Problem, ProblemKind};

/// A problem with its line, as a sentence without a final dot.
pub fn text(problem: &Problem) -> Text {
    let Problem { line, what } = problem;
    let in_chinese = match what {
        ProblemKind::Empty => "文件是空的".to_owned(),
        ProblemKind::Foreign => {
            "这不是 forklore 的记录：第一行应以 `{\"forklore_trace\":1` 开头".to_owned()
        }
        ProblemKind::NoHeader => "缺少开头一行：不知道运行的是什么程序、用什么设置".to_owned(),
        ProblemKind::BadHeader(why) => format!("开头一行有损坏：{why}"),
        ProblemKind::NewerVersion(version) => {
            format!("记录的格式版本是 {version}，比这个 forklore 认识的新：看得懂的部分照常显示")
        }
        ProblemKind::BadEvent(why) => format!("不是事件，已跳过：{why}"),
        ProblemKind::Truncated => "最后一行不完整：后面可能还有内容".to_owned(),
        ProblemKind::TooLong => "这一行太长，已跳过".to_owned(),
        ProblemKind::Gap { expected, found } => {
            format!("应是事件 {expected}，却是事件 {found}")
        }
        ProblemKind::Io(why) => format!("读取中断：{why}"),
    };
    Text::from((problem.to_string(), format!("第 {line} 行：{in_chinese}")))
}
