//! The engine's reasons in both languages.

use crate::engine::os::children::HowEnded;
use crate::engine::reason::{Breakdown, Lacks, Misfit, NoNamespace, Part, Remedy};
use crate::engine::schedule::{CodeError, Conflict};
use crate::engine::session::EngineError;
use crate::engine::stepping::Mover;
use crate::lesson::Text;
use crate::trace::Agent;

/// What can be told in both languages. English is what the reason itself says.
pub trait Reason: std::fmt::Display {
    /// In Chinese.
    fn zh(&self) -> String;

    /// In both.
    fn text(&self) -> Text {
        Text::from((self.to_string(), self.zh()))
    }
}

impl Reason for CodeError {
    fn zh(&self) -> String {
        match self {
            Self::Version(start) => {
                format!("调度码以 `F1-` 开头，而这个以 `{start}` 开头；更新的 forklore 也许认得它")
            }
            Self::Letter(letter) => {
                format!("调度码里没有 `{letter}`：它由数字和字母组成，不含 I、L、O、U")
            }
            Self::Checksum => "调度码输错了或不完整（校验和不符）；请重新复制".to_owned(),
        }
    }
}

impl Reason for Conflict {
    fn zh(&self) -> String {
        let option = match self {
            Self::Program => return "这个调度码属于另一个程序，或这个程序的另一个版本".to_owned(),
            Self::Stdout => "--stdout",
            Self::StartMethod => "--start-method",
            Self::Seed => "--seed",
        };
        format!("调度码的 `{option}` 与给出的不同；去掉这个选项，调度码里已经有了")
    }
}

impl Reason for Misfit {
    fn zh(&self) -> String {
        match self {
            Self::Differs { seq, before, now } => {
                format!("先前运行的第 {seq} 个事件是 `{before}`，现在是 `{now}`")
            }
            Self::DoesNotCome {
                seq,
                footprint,
                proc,
                stands_before,
            } => {
                let what = stands_before
                    .as_ref()
                    .map_or_else(|| "它不存在".to_owned(), |op| format!("它停在 `{op}` 之前"));
                let proc = proc.0;
                format!("先前运行的第 {seq} 个事件（进程 {proc} 的 `{footprint}`）没有出现：{what}")
            }
            Self::NotThere(mover) => format!("{}不存在", name_of(*mover)),
            Self::Cannot { mover, op, lacks } => {
                let op = op
                    .as_ref()
                    .map_or_else(|| "下一条语句".to_owned(), |op| format!(" `{op}`"));
                format!("{}无法执行{op}：{}", name_of(*mover), lacks.zh())
            }
        }
    }
}

impl Reason for Lacks {
    fn zh(&self) -> String {
        match self {
            Self::Continue => "它已被暂停".to_owned(),
            Self::Object(object) => format!("它需要对象 {}", object.0),
            Self::End(proc) => format!("它要等进程 {} 结束", proc.0),
            Self::Other => "需要的东西还没有到".to_owned(),
        }
    }
}

impl Reason for NoNamespace {
    fn zh(&self) -> String {
        match self {
            Self::Asked => "按要求尽力而为".to_owned(),
            // The system's own word is the same in every language.
            Self::Refused(cause) => format!("系统拒绝：{cause}"),
        }
    }
}

impl Reason for Breakdown {
    fn zh(&self) -> String {
        match self {
            Self::Overwritten => "有进程改写了本次运行的共享内存".to_owned(),
            Self::NoDescriptor => "没有描述符可用来监视进程了：请调高 `ulimit -n`".to_owned(),
            Self::StageEnded { how, log } => {
                let how = match how {
                    HowEnded::Exited(status) => format!("退出状态 {status}"),
                    HowEnded::Killed(signal) => format!("被 {signal} 杀死"),
                    HowEnded::Unknown(cause) => cause.clone(),
                };
                format!("舞台进程意外结束：{how}\n{log}")
                    .trim_end()
                    .to_owned()
            }
        }
    }
}

impl Reason for EngineError {
    fn zh(&self) -> String {
        match self {
            Self::Refused(_) => "程序被拒绝".to_owned(),
            Self::Environment {
                what,
                cause,
                remedy,
            } => format!("{}：{cause}；{}", of_part(*what), of_remedy(*remedy)),
        }
    }
}

fn of_part(part: Part) -> &'static str {
    match part {
        Part::Signals => "无法设置信号处理",
        Part::SharedMemory => "无法建立共享内存",
        Part::Stage => "无法建立舞台进程",
        Part::Namespace => "无法建立 PID 命名空间",
        Part::Watching => "无法监视运行",
        Part::Session => "无法建立运行",
    }
}

fn of_remedy(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Memory => "请释放一些内存，或调高文件大小上限（`ulimit -f`）",
        Remedy::Processes => "请确认进程数和描述符还有余量（`ulimit -u`、`ulimit -n`）",
        Remedy::Descriptors => "请确认描述符还有余量（`ulimit -n`）",
        Remedy::Threads => "请确认描述符和线程还有余量（`ulimit -n`、`ulimit -u`）",
        Remedy::Namespaces => "请允许用户命名空间，或以尽力而为的方式运行",
    }
}

fn name_of(mover: Mover) -> String {
    let helper = match mover.agent {
        None => return format!("进程 {} ", mover.proc.0),
        Some(Agent::Feeder) => " feeder ",
        Some(Agent::Tasks) => "任务线程 ",
        Some(Agent::Results) => "结果线程 ",
    };
    format!("进程 {} 的{helper}{} ", mover.proc.0, mover.nth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{ObjectId, ProcId};

    fn mover(agent: Option<Agent>) -> Mover {
        Mover {
            proc: ProcId(2),
            agent,
            nth: 1,
        }
    }

    #[track_caller]
    fn check(reason: &dyn Reason, en: &str, zh: &str) {
        assert_eq!(reason.text(), Text::from((en, zh)));
    }

    #[test]
    fn a_step_that_cannot_be_taken_is_told_in_both_languages() {
        check(
            &Misfit::Cannot {
                mover: mover(None),
                op: Some("acquire".to_owned()),
                lacks: Lacks::Object(ObjectId(3)),
            },
            "process 2 cannot do `acquire`: it needs object 3",
            "进程 2 无法执行 `acquire`：它需要对象 3",
        );
        check(
            &Misfit::NotThere(mover(Some(Agent::Feeder))),
            "feeder 1 of process 2 is not there",
            "进程 2 的 feeder 1 不存在",
        );
        check(
            &Misfit::DoesNotCome {
                seq: 7,
                footprint: "acquired 1".to_owned(),
                proc: ProcId(2),
                stands_before: Some("put".to_owned()),
            },
            "event 7 of the earlier run, `acquired 1` of process 2, does not come: it stands before `put`",
            "先前运行的第 7 个事件（进程 2 的 `acquired 1`）没有出现：它停在 `put` 之前",
        );
    }

    #[test]
    fn a_schedule_that_does_not_fit_is_told_in_both_languages() {
        check(
            &Conflict::Program,
            "the schedule belongs to another program, or to another version of this one",
            "这个调度码属于另一个程序，或这个程序的另一个版本",
        );
        let error = CodeError::Version("F9".to_owned());
        assert!(error.text().en.contains("`F1-`"));
        assert!(error.text().zh.contains("`F1-`"));
    }

    #[test]
    fn a_run_that_breaks_down_is_told_in_both_languages() {
        check(
            &Breakdown::StageEnded {
                how: HowEnded::Killed("SIGKILL".to_owned()),
                log: "last words\n".to_owned(),
            },
            "the stage ended unexpectedly: SIGKILL killed it\nlast words",
            "舞台进程意外结束：被 SIGKILL 杀死\nlast words",
        );
        check(
            &EngineError::Environment {
                what: Part::Namespace,
                cause: "EPERM".to_owned(),
                remedy: Remedy::Namespaces,
            },
            "a PID namespace cannot be made: EPERM; allow user namespaces, or run with best effort",
            "无法建立 PID 命名空间：EPERM；请允许用户命名空间，或以尽力而为的方式运行",
        );
    }
}
