//! The sentences in Chinese.

use crate::trace::{ObjectType, ProcId};

use super::super::composite::Part;
use super::super::world::End;
use super::{
    AtBarrier, Fact, Names, Sending, badge, chosen_seconds, measured_seconds, quoted,
    rounded_seconds,
};
use crate::lesson::Language;

/// `who`: subject with a blank behind, or empty; `proc`: the process it names.
pub(super) fn sentence(names: &Names, who: &str, proc: Option<ProcId>, fact: &Fact) -> String {
    match fact {
        Fact::ProcessCreated { child, name } if proc == Some(*child) => {
            format!("程序就是 {} {}", badge(*child), name)
        }
        Fact::ProcessCreated { child, name } => {
            format!("{who}创建 {} {}", badge(*child), name)
        }
        Fact::ProcessStarted { child, pid } if proc == Some(*child) => {
            format!("{who}启动，pid {pid}")
        }
        Fact::ProcessStarted { child, pid } => format!("{who}启动 {}，pid {pid}", badge(*child)),
        Fact::AtLine { line } => format!("{who}到第 {} 行", line.0),
        Fact::ObjectCreated { object, type_ } => {
            format!(
                "{who}创建{} {}",
                type_word(names.shown_type(*object, *type_)),
                names.object(*object)
            )
        }
        Fact::ObjectNamed { object, name } => {
            format!("{who}把 {} 叫作 {}", names.object(*object), name)
        }
        Fact::Waits { .. } => format!("{who}{}", wait(names, fact)),
        Fact::Sleeps { seconds } => format!("{who}睡眠 {} 秒", chosen_seconds(*seconds)),
        Fact::Acquired { object, waited } => {
            let object = names.part(*object);
            match waited {
                Some(waited) => {
                    format!("{who}取得 {object}，等了 {} 秒", measured_seconds(*waited))
                }
                None => format!("{who}取得 {object}"),
            }
        }
        Fact::Released { object, counts } => {
            let object = names.part(*object);
            match counts {
                Some((before, after)) => format!("{who}释放 {object}：{before} 变为 {after}"),
                None => format!("{who}释放 {object}"),
            }
        }
        Fact::Put {
            object,
            repr,
            n_items,
            capacity,
        } => {
            let object = names.object(*object);
            let filling = match (n_items, capacity) {
                (Some(n_items), Some(capacity)) => format!("：{n_items}/{capacity}"),
                (Some(n_items), None) => format!("：{n_items} 项"),
                (None, _) => String::new(),
            };
            format!("{who}把 {repr} 放入 {object}{filling}")
        }
        Fact::HandedOn { object, repr } => {
            let object = names.object(*object);
            format!("{who}把 {repr} 送进 {object} 的管道")
        }
        Fact::Sent { object, repr } => {
            format!("{who}把 {} 放入 {}", repr, names.object(*object))
        }
        Fact::Got { object, repr } | Fact::Received { object, repr } => {
            format!("{who}从 {} 取出 {}", names.object(*object), repr)
        }
        Fact::Opened { object, end } => {
            format!("{who}打开着 {}", names.end(*object, *end, Language::Zh))
        }
        Fact::Closed { object, end, left } => {
            let end = names.end(*object, *end, Language::Zh);
            match left.as_slice() {
                [] => format!("{who}关闭 {end}"),
                left => format!("{who}关闭 {end}：{} 还开着它", list(left, "和")),
            }
        }
        Fact::GaveUp { object, after } => format!(
            "{who}等了 {} 秒，不再等待 {}",
            rounded_seconds(*after),
            names.0.waited_label(*object)
        ),
        Fact::Orphaned { parent, children } => format!(
            "{} 成为孤儿进程：{} 已结束，由 init 收养",
            list(children, "和"),
            badge(*parent)
        ),
        Fact::Joined { child, exitcode } => {
            format!("{who}得知 {} 已结束：{exitcode}", badge(*child))
        }
        Fact::JoinTimedOut { child, after } => format!(
            "{who}等了 {} 秒不再等 {}，它仍在运行",
            rounded_seconds(*after),
            badge(*child)
        ),
        Fact::Wrote { text, n_bytes, cut } => {
            format!("{who}写出 {}（{n_bytes} 字节）", quoted(text, *cut))
        }
        Fact::Torn { of, by } => format!("↯ {} 的行被 {} 打断", badge(*of), badge(*by)),
        Fact::Signaled { target, signal, .. } if who.is_empty() => {
            format!("{} 收到 {}", badge(*target), signal)
        }
        Fact::Signaled {
            target,
            signal,
            why,
        } => {
            let why = match why {
                Some(Sending::Daemon) => "：守护进程随父进程一起结束",
                Some(Sending::Pool) => "：进程池终止，工作进程随之结束",
                None => "",
            };
            format!("{who}向 {} 发送 {}{why}", badge(*target), signal)
        }
        Fact::ProcessExited { child, end } => match end {
            End::Code(code) => format!("{} 以 {code} 结束，成为僵尸", badge(*child)),
            End::Signal(signal) => {
                format!("{} 被 {} 终止，成为僵尸", badge(*child), signal)
            }
        },
        Fact::ProcessReaped { child, by } => match by {
            Some(by) => format!("{} 回收 {}", badge(*by), badge(*child)),
            None => format!("init 回收 {}", badge(*child)),
        },
        Fact::ItemToDo { object, n } => {
            format!("{who}使 {} 的未完成项增加：{n}", names.object(*object))
        }
        Fact::ItemDone { object, n } => {
            let object = names.object(*object);
            format!("{who}完成了 {object} 的一项：还有 {n} 项未完成")
        }
        Fact::Read { object, repr, .. } => {
            let (object, content) = names.content(*object, repr);
            format!("{who}从 {object} 读出 {content}")
        }
        Fact::ValueChanged { object, repr } if names.barrier(*object, repr).is_some() => {
            match names.barrier(*object, repr) {
                Some((name, AtBarrier::Opens)) => format!("{who}让 {name} 开始下一轮"),
                Some((name, AtBarrier::LetsGo)) => format!("{who}最后到达 {name}：大家都放行"),
                Some((name, AtBarrier::Resets)) => format!("{who}重置 {name}"),
                Some((name, AtBarrier::Breaks)) => format!("{who}使 {name} 损坏"),
                Some((name, AtBarrier::Counts(n))) => format!("{who}记下 {name} 处有 {n} 个"),
                None => String::new(),
            }
        }
        Fact::ValueChanged { object, repr } => {
            let (object, content) = names.content(*object, repr);
            format!("{who}把 {object} 设为 {content}")
        }
        Fact::StartsAs { object, repr } => {
            let (object, content) = names.content(*object, repr);
            format!("{object} 的初值为 {content}")
        }
        Fact::LostUpdate { object, of, by } => format!(
            "! {} 对 {} 的更新丢失：{} 在它之前就读了",
            badge(*of),
            names.object(*object),
            badge(*by)
        ),
        Fact::TaskSubmitted { object, task } => {
            format!("{who}向 {} 提交任务 {task}", names.object(*object))
        }
        Fact::TaskStarted { task, .. } => format!("{who}开始任务 {task}"),
        Fact::TaskFinished {
            task, failed: true, ..
        } => format!("{who}执行任务 {task} 时出错：异常就是它的结果"),
        Fact::TaskFinished { task, .. } => format!("{who}完成任务 {task}"),
        Fact::Failed { type_, message } if message.is_empty() => {
            format!("{who}出错：{type_}")
        }
        Fact::Failed { type_, message } => {
            format!("{who}出错：{type_}: {message}")
        }
        Fact::KernelState { letter, wchan } => match wchan.as_str() {
            "" | "0" => format!("{who}现为 {letter}"),
            wchan => format!("{who}现为 {letter}，在 {wchan} 中等待"),
        },
        Fact::ObjectState {
            object,
            value,
            waiters,
            bytes,
        } => {
            let mut parts = Vec::new();
            parts.extend(value.map(|value| format!("计数 {value}")));
            parts.extend(waiters.map(|waiters| format!("{waiters} 个等待者")));
            parts.extend(bytes.map(|bytes| format!("{bytes} 字节")));
            format!("{} 在内核中：{}", names.object(*object), parts.join("，"))
        }
        Fact::Deadlock {
            processes,
            cycle,
            others,
            object,
        } => {
            let stuck = if cycle.is_empty() { processes } else { cycle };
            match (others.as_slice(), object, cycle.as_slice()) {
                ([_, ..], Some(object), _) => format!(
                    "除非 {} 释放 {}，{} 卡住",
                    list(others, "或"),
                    names.object(*object),
                    list(stuck, "和")
                ),
                ([_, ..], None, _) => format!("{} 卡住", list(stuck, "和")),
                ([], _, [only]) => format!("谁也动不了：{} 等待自己", badge(*only)),
                ([], _, [_, ..]) => format!("谁也动不了：{} 互相等待", list(stuck, "和")),
                ([], _, []) if stuck.is_empty() => "谁也动不了".to_owned(),
                ([], _, []) => format!("谁也动不了：{} 在等待", list(stuck, "和")),
            }
        }
        Fact::NoProgress { seconds, processes } => format!(
            "! {seconds:.0} 秒没有进展：{} 只是一次次查看或再试，什么也没有变",
            list(processes, "和")
        ),
        Fact::Lost { count, why } => match why.as_str() {
            "thinned" => format!("略去 {count} 行"),
            "ring_full" => format!("! 丢失 {count} 个事件：环已满"),
            "killed" => format!("! 丢失 {count} 个事件：进程被终止"),
            why => format!("! 丢失 {count} 个事件：{why}"),
        },
        Fact::Finished { outcome, code } => match outcome.as_str() {
            "deadlock" => "运行停止：谁也动不了".to_owned(),
            "time_limit" => "运行停止：时间已到".to_owned(),
            "stopped" => "运行停止".to_owned(),
            _ => format!("程序以 {code} 结束"),
        },
        Fact::Unknown { kind } => format!("{who}未知事件 {kind}"),
    }
}

/// `等待 ...`; `等待` for any other fact.
pub(super) fn wait(names: &Names, fact: &Fact) -> String {
    let Fact::Waits {
        op,
        object,
        child,
        holder,
        count,
        timeout,
    } = fact
    else {
        return "等待".to_owned();
    };
    if let Some((whole, Part::Wait)) = object.and_then(|id| names.0.whole_of(id)) {
        let name = names.object(whole.head);
        let what = match whole.type_ {
            ObjectType::Event => format!("等待 {name} 被设置"),
            ObjectType::Barrier => format!("在 {name} 等待其他进程"),
            _ => format!("等待 {name} 的通知"),
        };
        return format!("{what}{}", limit(*timeout));
    }
    let is_pool = object.is_some_and(|id| names.is_pool(id));
    let object = object.map(|id| names.object(id));
    let what = match (op.as_str(), object, child) {
        ("exit", _, Some(child)) => format!("等待 {} 结束，然后退出", badge(*child)),
        ("exit", Some(object), None) => format!("等待 {object} 的 feeder 写完，然后退出"),
        ("exit", None, None) => "等待子进程结束，然后退出".to_owned(),
        (_, None, Some(child)) => format!("等待 {} 结束", badge(*child)),
        ("get", Some(object), _) => format!("等待 {object} 中有数据"),
        ("put" | "send", Some(object), _) => format!("等待 {object} 有空位"),
        ("join", Some(object), _) if is_pool => format!("等待 {object} 的工作进程结束"),
        ("join", Some(object), _) => format!("等待 {object} 的每一项完成"),
        ("recv" | "poll", Some(object), _) => format!("等待 {object} 中有消息"),
        ("pool_result", Some(object), _) => format!("等待 {object} 的结果"),
        (_, Some(object), _) => format!("等待 {object}"),
        (op, None, None) => format!("等待 {op}"),
    };
    let seen = match (holder, count) {
        (Some(holder), _) => format!("（{} 持有）", badge(*holder)),
        (None, Some(count)) => format!("（计数 {count}）"),
        (None, None) => String::new(),
    };
    format!("{what}{seen}{}", limit(*timeout))
}

/// `，最多 1 秒`
fn limit(timeout: Option<f64>) -> String {
    timeout.map_or_else(String::new, |seconds| {
        format!("，最多 {} 秒", chosen_seconds(seconds))
    })
}

/// Word for a type of object.
pub(super) fn type_word(type_: ObjectType) -> &'static str {
    match type_ {
        ObjectType::Lock => "锁",
        ObjectType::Rlock => "可重入锁",
        ObjectType::Semaphore => "信号量",
        ObjectType::Queue => "队列",
        ObjectType::Pipe => "管道",
        ObjectType::Pool => "进程池",
        ObjectType::Event => "事件",
        ObjectType::Condition => "条件变量",
        ObjectType::Barrier => "栅栏",
        ObjectType::Value => "共享值",
        ObjectType::Array => "共享数组",
    }
}

/// `[1]`, `[1] 和 [2]`, `[1]、[2] 和 [3]`, `[1]、[2]、[3] 等 9 个`
pub(super) fn list(processes: &[ProcId], and: &str) -> String {
    let n_all = processes.len();
    super::list(processes, "、", &format!(" {and} "), |_| {
        format!(" 等 {n_all} 个")
    })
}
