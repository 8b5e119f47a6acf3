//! Why processes are stuck, and the ways out, in words.
//!
//! Sentences have no final dot. A way out is a short advice and a longer one: what to write instead.

use crate::trace::{ObjectId, ProcId};

use super::super::why::Cause;
use super::super::world::{End, World};
use super::{Names, badge, en, one_line, zh};
use crate::lesson::Language;

/// Advice against a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOut {
    /// In a few words.
    pub title: String,
    /// What it means, in a sentence or two.
    pub text: String,
}

/// What a cause adds to the sentences about who waits for what. A cycle adds nothing: they tell it.
pub(super) fn sentences(world: &World, cause: &Cause, language: Language) -> Vec<String> {
    let names = Names(world);
    match language {
        Language::En => english(world, &names, cause),
        Language::Zh => chinese(world, &names, cause),
    }
}

fn english(world: &World, names: &Names, cause: &Cause) -> Vec<String> {
    match cause {
        Cause::Cycle(cycle) => self_wait(world, cycle)
            .map(|object| {
                format!(
                    "{} is a Lock: it cannot be taken twice, not even by its holder",
                    names.object(object)
                )
            })
            .into_iter()
            .collect(),
        Cause::DeadHolder { object, holder } => vec![format!(
            "{} is held by {}, {}: no one will release it",
            names.object(*object),
            names.process(*holder),
            match world.process(*holder).and_then(|holder| holder.end()) {
                Some(End::Signal(signal)) => format!("killed by {signal}"),
                Some(End::Code(code)) => format!("ended with {code}"),
                None => "which has ended".to_owned(),
            }
        )],
        Cause::Unshared { object, proc, twin } => {
            let name = names.object(*object);
            let who = badge(*proc);
            let alone = format!(
                "{who} waits for {name}, and no other process has {name}: nobody can wake it"
            );
            match (twin, line_of(world, *object)) {
                (Some(twin), Some(line)) => vec![
                    format!(
                        "{name} and {} come from the same line, but line {line} ran once in each process",
                        names.object(*twin)
                    ),
                    alone,
                ],
                _ => vec![format!("{name} was made inside {who}"), alone],
            }
        }
        Cause::Feeder {
            proc,
            object,
            n_items,
        } => {
            let (who, name) = (badge(*proc), names.object(*object));
            let items = match n_items {
                0 => "the rest of an item".to_owned(),
                1 => "1 item".to_owned(),
                n => format!("{n} items"),
            };
            vec![format!(
                "{who} has done its work and cannot end: its feeder still has {items} for {name}, and the pipe of {name} is full until somebody gets"
            )]
        }
        Cause::Stranded { object, waiters } => {
            let verb = if waiters.len() == 1 {
                "sleeps"
            } else {
                "sleep"
            };
            vec![format!(
                "{} is free, but {} {verb}: whoever was woken for it was killed before taking it",
                names.object(*object),
                en::list(waiters, "and")
            )]
        }
        Cause::NobodyGives { object, op } => {
            let name = names.object(*object);
            vec![match *op {
                "release" => {
                    format!("the count of {name} is 0, and nobody is left who could release it")
                }
                "put" => format!("{name} is empty, and nobody is left who could put something in"),
                "set" => format!("{name} is clear, and nobody is left who could set it"),
                "notify" => format!(
                    "nobody is left who could notify {name}; a notify that came before the wait woke nobody"
                ),
                "arrive" => format!(
                    "{}, and nobody is left who could come",
                    arrived(world, *object, &name)
                ),
                _ => format!("no message is in {name}, and nobody is left who could send one"),
            }]
        }
        Cause::NobodyTakes { object, op } => {
            let name = names.object(*object);
            vec![format!(
                "{name} is full, and nobody is left who could {op} from it"
            )]
        }
        Cause::OwnEnd { object, proc } => vec![format!(
            "every other process that had {} has ended, but {} has its writing end open itself: so the end of the data never comes",
            names.object(*object),
            badge(*proc)
        )],
        Cause::OpenEnd {
            object,
            end,
            proc,
            holders,
        } => {
            let (name, who) = (names.end(*object, Some(*end), Language::En), badge(*proc));
            let open = match holders.as_slice() {
                [only] if only == proc => format!(
                    "nobody but {who} itself has {name} open: nothing more will be sent, and the end of the data never comes"
                ),
                holders => format!(
                    "{name} is still open in {}: as long as it is, recv waits for a message, and the end of the data never comes",
                    en::list(holders, "and")
                ),
            };
            vec![format!("{} is empty", names.object(*object)), open]
        }
        Cause::Unfinished { object } => vec![format!(
            "not every item of {} was said to be done: task_done() is missing for some",
            names.object(*object)
        )],
        Cause::LostTask {
            object,
            task,
            worker,
        } => vec![format!(
            "{} ended while it was at task {task} of {}: the result of it never comes",
            names.process(*worker),
            names.object(*object)
        )],
    }
}

fn chinese(world: &World, names: &Names, cause: &Cause) -> Vec<String> {
    match cause {
        Cause::Cycle(cycle) => self_wait(world, cycle)
            .map(|object| {
                format!(
                    "{} 是 Lock：不能取得两次，持有者自己也不行",
                    names.object(object)
                )
            })
            .into_iter()
            .collect(),
        Cause::DeadHolder { object, holder } => vec![format!(
            "{} 由 {} 持有，{}：不会有人释放它",
            names.object(*object),
            names.process(*holder),
            match world.process(*holder).and_then(|holder| holder.end()) {
                Some(End::Signal(signal)) => format!("而它已被 {signal} 终止"),
                Some(End::Code(code)) => format!("而它已以 {code} 结束"),
                None => "而它已结束".to_owned(),
            }
        )],
        Cause::Unshared { object, proc, twin } => {
            let name = names.object(*object);
            let who = badge(*proc);
            let alone = format!("{who} 等待 {name}，而别的进程都没有 {name}：谁也叫不醒它");
            match (twin, line_of(world, *object)) {
                (Some(twin), Some(line)) => vec![
                    format!(
                        "{name} 和 {} 来自同一行，但第 {line} 行在每个进程里各运行了一次",
                        names.object(*twin)
                    ),
                    alone,
                ],
                _ => vec![format!("{name} 是在 {who} 里面创建的"), alone],
            }
        }
        Cause::Feeder {
            proc,
            object,
            n_items,
        } => {
            let (who, name) = (badge(*proc), names.object(*object));
            let items = match n_items {
                0 => "一项数据的后半".to_owned(),
                n => format!("{n} 项数据"),
            };
            vec![format!(
                "{who} 的活已干完，却无法结束：它的 feeder 手里还有 {name} 的{items}，而 {name} 的管道已满，要等有人 get"
            )]
        }
        Cause::Stranded { object, waiters } => vec![format!(
            "{} 空闲，但 {} 还睡着：本来被叫醒去取它的进程没来得及取就被终止了",
            names.object(*object),
            zh::list(waiters, "和")
        )],
        Cause::NobodyGives { object, op } => {
            let name = names.object(*object);
            vec![match *op {
                "release" => format!("{name} 的计数为 0，再没有谁能释放它"),
                "put" => format!("{name} 是空的，再没有谁能放入数据"),
                "set" => format!("{name} 未设置，再没有谁能设置它"),
                "notify" => format!("再没有谁能通知 {name}；在等待之前发出的通知谁也没叫醒"),
                "arrive" => format!("{}，再没有谁会来", arrived_zh(world, *object, &name)),
                _ => format!("{name} 里没有消息，再没有谁能发送"),
            }]
        }
        Cause::NobodyTakes { object, op } => {
            let name = names.object(*object);
            vec![format!("{name} 已满，再没有谁能从中 {op}")]
        }
        Cause::OwnEnd { object, proc } => vec![format!(
            "有过 {} 的其他进程都已结束，但 {} 自己还开着它的写端：所以数据永远等不到结尾",
            names.object(*object),
            badge(*proc)
        )],
        Cause::OpenEnd {
            object,
            end,
            proc,
            holders,
        } => {
            let (name, who) = (names.end(*object, Some(*end), Language::Zh), badge(*proc));
            let open = match holders.as_slice() {
                [only] if only == proc => {
                    format!("只有 {who} 自己还开着 {name}：不会再有消息，数据也永远等不到结尾")
                }
                holders => format!(
                    "{} 还开着 {name}：只要它开着，recv 就一直等消息，数据永远等不到结尾",
                    zh::list(holders, "和")
                ),
            };
            vec![format!("{} 是空的", names.object(*object)), open]
        }
        Cause::Unfinished { object } => vec![format!(
            "{} 中有的项还没有报告完成：缺少 task_done()",
            names.object(*object)
        )],
        Cause::LostTask {
            object,
            task,
            worker,
        } => vec![format!(
            "{} 在做 {} 的任务 {task} 时结束：这个结果永远不会来",
            names.process(*worker),
            names.object(*object)
        )],
    }
}

/// How many have arrived at a barrier, and of how many.
fn counts(world: &World, barrier: ObjectId) -> Option<(i64, i64)> {
    let [_, arrived, parties] = world.barrier_state(barrier)?;
    Some((arrived?, parties?))
}

fn arrived(world: &World, barrier: ObjectId, name: &str) -> String {
    match counts(world, barrier) {
        Some((n, parties)) => format!("{n} of {parties} have arrived at {name}"),
        None => format!("not all have arrived at {name}"),
    }
}

fn arrived_zh(world: &World, barrier: ObjectId, name: &str) -> String {
    match counts(world, barrier) {
        Some((n, parties)) => format!("{parties} 个中有 {n} 个到了 {name}"),
        None => format!("还没有全部到达 {name}"),
    }
}

/// The lock that a process alone in a cycle waits for although it holds it.
fn self_wait(world: &World, cycle: &[ProcId]) -> Option<ObjectId> {
    let [only] = cycle else { return None };
    world.waits_for_whom(*only)?.object
}

fn line_of(world: &World, object: ObjectId) -> Option<u32> {
    Some(world.object(object)?.line?.0)
}

/// What can be done about a cause, best first, three at most.
pub fn ways_out(world: &World, cause: &Cause, language: Language) -> Vec<WayOut> {
    let names = Names(world);
    let object = cause
        .object(world)
        .map_or_else(String::new, |object| names.object(object));
    let ways = match cause {
        Cause::Cycle(cycle) if self_wait(world, cycle).is_some() => own_lock(&object),
        Cause::Cycle(cycle) => cycle_ways(world, &names, cycle),
        Cause::DeadHolder { .. } | Cause::Stranded { .. } => dead_holder(&object),
        Cause::Unshared { .. } => unshared(&object),
        Cause::Feeder { .. } => feeder(&object),
        Cause::NobodyGives { op, .. } => nobody_gives(&object, op),
        Cause::NobodyTakes { op, .. } => nobody_takes(&object, op),
        Cause::OwnEnd { .. } => own_end(),
        Cause::OpenEnd { end, .. } => {
            let pipe = cause.object(world).and_then(|pipe| world.object(pipe));
            let end = pipe.and_then(|pipe| pipe.end_name(*end));
            open_end(end.unwrap_or("conn"))
        }
        Cause::Unfinished { .. } => unfinished(&object),
        Cause::LostTask { .. } => lost_task(),
    };
    ways.into_iter()
        .map(|[en_title, en_text, zh_title, zh_text]| {
            let (title, text) = match language {
                Language::En => (en_title, en_text),
                Language::Zh => (zh_title, zh_text),
            };
            WayOut {
                title: one_line(title),
                text: one_line(text),
            }
        })
        .collect()
}

/// Locks that an advice names; more are counted.
const NAMED_LOCKS: usize = 4;

/// Title and text in English, title and text in Chinese.
type Way = [String; 4];

fn way(en_title: &str, en_text: &str, zh_title: &str, zh_text: &str) -> Way {
    [en_title, en_text, zh_title, zh_text].map(str::to_owned)
}

fn cycle_ways(world: &World, names: &Names, cycle: &[ProcId]) -> Vec<Way> {
    let mut objects = world.cycle_objects(cycle);
    objects.sort_unstable();
    let locks: Vec<String> = objects
        .into_iter()
        .map(|object| names.object(object))
        .collect();
    let Some(first) = locks.first() else {
        return vec![way(
            "join from one side only",
            "A process that is joined must not wait for the one that joins it.",
            "只从一边 join",
            "被 join 的进程不能反过来等待 join 它的进程。",
        )];
    };
    let (all_en, all_zh) = if locks.len() > NAMED_LOCKS {
        (
            format!("all {} locks", locks.len()),
            format!("全部 {} 把锁", locks.len()),
        )
    } else {
        (locks.join(", "), locks.join("、"))
    };
    vec![
        way(
            &format!("all take {first} first"),
            &format!(
                "One order of the locks for everybody ({all_en}): then whoever has the first can get the others, and no cycle can close."
            ),
            &format!("都先取 {first}"),
            &format!(
                "所有进程按同一个次序取锁（{all_zh}）：先拿到第一把的就能拿到其余的，不会成环。"
            ),
        ),
        way(
            "one gives up after a while",
            "acquire(timeout=1) returns False when the time is over: release what is held, wait a moment, and try again.",
            "有一个过一会儿就放弃",
            "acquire(timeout=1) 到时间返回 False：放开手里的锁，等一会儿再试。",
        ),
        way(
            &format!("one lock in place of {all_en}"),
            "Who has it may use everything that the locks guarded; less runs side by side, but nothing can cross.",
            &format!("用一把锁代替 {all_zh}"),
            "拿到它就可以使用这些锁保护的一切；并行少一些，但不会交叉。",
        ),
    ]
}

fn own_lock(object: &str) -> Vec<Way> {
    vec![
        way(
            "use an RLock",
            &format!(
                "{object} = RLock(): its holder may take it again, and gives it back as often."
            ),
            "改用 RLock",
            &format!("{object} = RLock()：持有者可以再次取得，取几次就还几次。"),
        ),
        way(
            "take it once",
            "Let the outer function take the lock, and the inner one expect that it is held.",
            "只取一次",
            "让外层函数取锁，内层函数默认锁已在手。",
        ),
    ]
}

fn dead_holder(object: &str) -> Vec<Way> {
    vec![
        way(
            "let it end by itself",
            "Ask the process to stop (an Event, or an end mark in its queue) and join it; terminate() and kill() leave its locks taken.",
            "让它自己结束",
            "请进程停下（用 Event，或在队列里放结束标记），再 join 它；terminate() 和 kill() 会让它的锁一直锁着。",
        ),
        way(
            "wait with a time limit",
            &format!(
                "{object}.acquire(timeout=1) returns False when the time is over: then the program can say so and go on."
            ),
            "等待要有时限",
            &format!("{object}.acquire(timeout=1) 到时间返回 False：程序可以报告情况并继续。"),
        ),
    ]
}

fn unshared(object: &str) -> Vec<Way> {
    vec![way(
        "pass the objects as args, so that both get the same ones",
        &format!(
            "Make {object} once, in the main process below `if __name__ == '__main__':`, and hand it over: Process(target=f, args=({},)).",
            bare(object)
        ),
        "把对象作为 args 传过去，让双方拿到同一个",
        &format!(
            "只在主进程的 `if __name__ == '__main__':` 下创建一次 {object}，再交给子进程：Process(target=f, args=({},))。",
            bare(object)
        ),
    )]
}

/// A name without the number that tells it from others.
fn bare(object: &str) -> &str {
    object.split(' ').next().unwrap_or(object)
}

fn feeder(object: &str) -> Vec<Way> {
    vec![
        way(
            "get everything before you join",
            &format!(
                "A process that has put into a Queue ends only when its items are in the pipe: first get all of {object}, then join."
            ),
            "先取完再 join",
            &format!(
                "往 Queue 里放过数据的进程，要等数据都进了管道才会结束：先取完 {object} 的数据，再 join。"
            ),
        ),
        way(
            "send an end mark",
            &format!(
                "Let the process put None as its last item, get from {object} until None comes, then join."
            ),
            "发送结束标记",
            &format!("让进程最后放入 None；从 {object} 一直取到 None，再 join。"),
        ),
    ]
}

fn nobody_gives(object: &str, op: &str) -> Vec<Way> {
    match op {
        "put" => vec![
            way(
                "put an end mark for each consumer",
                &format!(
                    "The producer puts None once for each process that gets from {object}; who gets None stops."
                ),
                "给每个消费者放一个结束标记",
                &format!("生产者给每个从 {object} 取数据的进程各放一个 None；取到 None 就停。"),
            ),
            way(
                "get with a time limit",
                &format!("{object}.get(timeout=1) raises queue.Empty when the time is over."),
                "取数据要有时限",
                &format!("{object}.get(timeout=1) 到时间会引发 queue.Empty。"),
            ),
        ],
        "release" => vec![
            way(
                "release for every acquire",
                &format!(
                    "Look for the path on which {object}.release() is left out: an early return, an exception, a loop with one round too few. `with` gives back by itself."
                ),
                "每次 acquire 都要 release",
                &format!(
                    "找找哪条路上漏了 {object}.release()：提前返回、异常、循环少一轮。用 `with` 会自动归还。"
                ),
            ),
            way(
                "look at the start value",
                &format!(
                    "A semaphore that starts at 0 lets nobody through before somebody releases it: {object} may have to start higher."
                ),
                "看看起始值",
                &format!("从 0 开始的信号量要先有人释放才放行：{object} 的起始值也许该大一些。"),
            ),
        ],
        "notify" => vec![
            way(
                "wait for a fact, not for the notify",
                &format!(
                    "with {object}: {object}.wait_for(lambda: ready.value) looks first and waits only if it must; a notify that came earlier is then no loss."
                ),
                "等待事实，而不是等待通知",
                &format!(
                    "with {object}: {object}.wait_for(lambda: ready.value) 先看条件，必要时才等；更早的通知也就不会丢。"
                ),
            ),
            way(
                "notify all",
                &format!(
                    "{object}.notify() wakes one waiter; {object}.notify_all() wakes all who wait."
                ),
                "通知所有等待者",
                &format!("{object}.notify() 只叫醒一个；{object}.notify_all() 叫醒所有等待者。"),
            ),
        ],
        "set" => vec![way(
            "set it on every path",
            &format!(
                "Whoever was to call {object}.set() has ended or waits: look for the path on which it is left out."
            ),
            "每条路上都要 set",
            &format!("该调用 {object}.set() 的进程已经结束或在等待：找找哪条路上漏掉了。"),
        )],
        "arrive" => vec![
            way(
                "as many parties as processes",
                &format!(
                    "{object} lets go only when all its parties have come: count who calls wait(), main too."
                ),
                "参加者与进程一样多",
                &format!("{object} 要等全部参加者到齐才放行：数一数谁会调用 wait()，主进程也算。"),
            ),
            way(
                "wait with a time limit",
                &format!(
                    "{object}.wait(timeout=1) breaks the barrier for everybody when the time is over."
                ),
                "等待要有时限",
                &format!("{object}.wait(timeout=1) 到时间就打破栅栏，所有等待者都会知道。"),
            ),
        ],
        _ => vec![way(
            "send first, or close the end",
            "Each recv needs a send; a writer that closes its end lets recv raise EOFError.",
            "先发送，或关闭这一端",
            "每个 recv 都要有一个 send；写方关闭自己那一端，recv 就会引发 EOFError。",
        )],
    }
}

fn nobody_takes(object: &str, op: &str) -> Vec<Way> {
    vec![
        way(
            "let somebody take",
            &format!("Something must {op} from {object} as often as something is put in."),
            "要有人来取",
            &format!("放入多少次，就要从 {object} 中 {op} 多少次。"),
        ),
        way(
            "more room",
            "A larger queue only moves the moment at which it is full.",
            "留更多空间",
            "队列大一些，只是把它变满的时刻往后推。",
        ),
    ]
}

fn open_end(end: &str) -> Vec<Way> {
    vec![
        way(
            "close the end where it is not used",
            &format!(
                "{end}.close() in the parent right after start(), and in the reader first thing: a forked child has a copy of every end. When the last copy is closed, recv raises EOFError."
            ),
            "在用不到的地方关掉这一端",
            &format!(
                "父进程 start() 之后就 {end}.close()，读方一开始也 {end}.close()：fork 出的子进程拥有每一端的副本。最后一份关闭时，recv 引发 EOFError。"
            ),
        ),
        way(
            "send an end mark",
            &format!("{end}.send(None) when there is nothing more, and the reader stops at None."),
            "发送结束标记",
            &format!("数据发完后 {end}.send(None)，读方收到 None 就停下。"),
        ),
    ]
}

fn own_end() -> Vec<Way> {
    vec![way(
        "close the end that you do not use",
        "After start() the reader closes its copy of the writing end: recv raises EOFError when the last writer is gone.",
        "关掉自己不用的那一端",
        "start() 之后，读方关闭自己那份写端：最后一个写方离开时 recv 就会引发 EOFError。",
    )]
}

fn unfinished(object: &str) -> Vec<Way> {
    vec![way(
        "task_done() after every get",
        &format!(
            "{object}.join() waits until task_done() was called as often as items were put; `try: ... finally: {object}.task_done()` counts failures, too."
        ),
        "每次 get 之后都 task_done()",
        &format!(
            "{object}.join() 要等 task_done() 的次数与放入的项数相等；`try: ... finally: {object}.task_done()` 出错时也会计数。"
        ),
    )]
}

fn lost_task() -> Vec<Way> {
    vec![
        way(
            "get with a time limit",
            "result.get(timeout=5) raises TimeoutError when the time is over.",
            "取结果要有时限",
            "result.get(timeout=5) 到时间会引发 TimeoutError。",
        ),
        way(
            "do not kill workers",
            "A pool starts a new worker for a dead one, but the task that it had is gone.",
            "不要终止工作进程",
            "进程池会补上新的工作进程，但它手里的任务已经丢了。",
        ),
    ]
}
