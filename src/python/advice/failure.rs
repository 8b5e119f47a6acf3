//! What an uncaught exception tells about a slip. CPython's messages say what broke; here stands why, and what to write.

use super::Slips;
use crate::lesson::Text;
use crate::trace::LineNo;

/// An exception that nobody caught.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'a> {
    /// Its class; `limit` or `unsupported` where forklore itself ended the process.
    pub class: &'a str,
    /// Its message.
    pub message: &'a str,
    /// The line that the process was at; none if it had not come to its first.
    pub line: Option<LineNo>,
    /// Whether it is the main process.
    pub is_main: bool,
}

impl Slips {
    /// Why it failed and what to do, as a sentence without a final dot; none where the message says enough.
    pub fn on_failure(&self, failure: &Failure<'_>) -> Option<Text> {
        let Failure { class, message, .. } = *failure;
        let words = match class {
            "TypeError" => self.on_type_error(failure),
            "AssertionError" => on_assertion(message),
            "AttributeError" | "PicklingError" => on_attribute(message),
            "ValueError" => on_value(message),
            "RuntimeError" => on_runtime_error(failure),
            "OSError" | "MemoryError" => on_limit_of_run(message),
            "limit" => Some((
                "forklore lets no program take more, so that the machine stays usable: make it smaller, or end the \
                 loop",
                "forklore 不让程序占用更多，以免机器失去响应：改小一些，或让循环结束",
            )),
            "unsupported" => Some((
                "forklore does not know this use: write it in another way",
                "forklore 不支持这种用法：换一种写法",
            )),
            "EOFError" if message.is_empty() => Some((
                "every sender has closed its end of the pipe: stop reading when that is meant, or send an end mark",
                "所有发送方都关闭了管道的一端：若本该如此就停止读取，否则发送一个结束标记",
            )),
            "BrokenPipeError" if message.starts_with("[Errno 32]") => Some((
                "nobody reads from the pipe any more: send before the reader ends, or keep its end open",
                "管道已没有读取方：在读取方结束之前发送，或让它的一端保持打开",
            )),
            "RecursionError" => Some((
                "a function calls itself without end: give it a case in which it returns at once",
                "函数无止境地调用自己：给它一个直接返回的情形",
            )),
            _ => None,
        };
        let mut text = words.map(Text::from)?;
        if let Some(limit) = limit_in_chinese(message) {
            text.zh = format!("{limit}。{}", text.zh);
        }
        Some(text)
    }

    /// What has to do with the arguments and the target of a process, and with nothing else.
    fn on_type_error(&self, failure: &Failure<'_>) -> Option<(&'static str, &'static str)> {
        let Failure { message, line, .. } = *failure;
        let is_before_first_line = line.is_none() && !failure.is_main;
        let gives_arguments = line.is_some_and(|line| {
            let mut calls = self.argument_lines.iter();
            calls.any(|lines| lines.contains(&line.0))
        });
        if gives_arguments && message.ends_with("object is not iterable") {
            return Some((
                "`args=` wants a tuple, and a tuple of one needs a comma: `args=(value,)`",
                "`args=` 要的是元组，只有一个元素的元组也要有逗号：`args=(value,)`",
            ));
        }
        if is_before_first_line && message.contains("argument") {
            return Some((
                "`args=` holds one value for each parameter of the target; a text alone is taken apart into its \
                 characters, `args=('text',)` is one value",
                "`args=` 里每个值对应 target 的一个参数；单独一段文本会被拆成字符，`args=('text',)` 才是一个值",
            ));
        }
        (is_before_first_line && message.ends_with("object is not callable")).then_some((
            "give the function itself as the target, without calling it: `target=work`, not `target=work()`",
            "target 要给函数本身，不要调用它：写 `target=work`，不是 `target=work()`",
        ))
    }
}

fn on_assertion(message: &str) -> Option<(&'static str, &'static str)> {
    let is = |known: &str| message.starts_with(known);
    Some(if is("cannot start a process twice") {
        (
            "a process runs once: make a new `Process` for each start",
            "一个进程只能启动一次：每次启动都要新建 `Process`",
        )
    } else if is("can only join a started process") {
        (
            "it was not started yet: call `start()` before `join()`",
            "它还没有启动：先调用 `start()`，再调用 `join()`",
        )
    } else if is("daemonic processes are not allowed to have children") {
        (
            "leave out `daemon=True` for a process that starts others (the workers of a pool are daemons)",
            "要启动别的进程的进程不要设 `daemon=True`（进程池的工作进程都是守护进程）",
        )
    } else if is("can only join a child process") || is("can only test a child process") {
        (
            "a process is joined by the one that made it",
            "进程由创建它的进程来 join",
        )
    } else if is("attempt to release recursive lock not owned") {
        (
            "an `RLock` is released by the process that acquired it",
            "`RLock` 由取得它的进程释放",
        )
    } else if is("must acquire() condition") || is("lock is not owned") {
        (
            "use the condition inside `with condition:`",
            "在 `with condition:` 里使用条件变量",
        )
    } else {
        return None;
    })
}

fn on_attribute(message: &str) -> Option<(&'static str, &'static str)> {
    Some(match message {
        "'NoneType' object has no attribute 'terminate'" => (
            "it was not started yet: call `start()` before `terminate()`",
            "它还没有启动：先调用 `start()`，再调用 `terminate()`",
        ),
        "'NoneType' object has no attribute 'kill'" => (
            "it was not started yet: call `start()` before `kill()`",
            "它还没有启动：先调用 `start()`，再调用 `kill()`",
        ),
        _ if message.starts_with("Can't pickle") => (
            "what goes to another process is sent by its name: use a function at the top level of the program, no \
             `lambda` and no function inside a function",
            "传给别的进程的函数按名字传送：用程序顶层的函数，不用 `lambda` 和函数里的函数",
        ),
        _ => return None,
    })
}

fn on_value(message: &str) -> Option<(&'static str, &'static str)> {
    let is = |known: &str| message.starts_with(known);
    Some(if is("semaphore or lock released too many times") {
        (
            "`release()` belongs to an `acquire()` before it; `with lock:` pairs them by itself",
            "`release()` 之前要有对应的 `acquire()`；`with lock:` 会自动配对",
        )
    } else if is("Pool not running") {
        (
            "give the pool its tasks before `close()`, inside the `with` block",
            "在 `close()` 之前、`with` 块之内给进程池任务",
        )
    } else if is("Pool is still running") {
        (
            "call `close()` (or `terminate()`) before `join()`",
            "先调用 `close()`（或 `terminate()`），再调用 `join()`",
        )
    } else {
        return None;
    })
}

/// What the program's import in a spawned child meets, and what may not be sent.
fn on_runtime_error(failure: &Failure<'_>) -> Option<(&'static str, &'static str)> {
    let Failure {
        message, is_main, ..
    } = *failure;
    Some(
        if message.contains("An attempt has been made to start a new process before") {
            (
                "under spawn each child imports the program again, and comes to this line, too: put what starts \
                 processes under `if __name__ == '__main__':`",
                "spawn 方式下每个子进程都会重新导入程序，也会运行到这一行：把启动进程的代码放到 \
                 `if __name__ == '__main__':` 之下",
            )
        } else if message == "context has already been set" && !is_main {
            (
                "under spawn each child imports the program again, and comes to this line, too: put it under \
                 `if __name__ == '__main__':`",
                "spawn 方式下每个子进程都会重新导入程序，也会运行到这一行：把它放到 `if __name__ == '__main__':` 之下",
            )
        } else if message == "context has already been set" {
            (
                "the start method is set once, before anything else of `multiprocessing` is used",
                "启动方式只能设一次，而且要在使用 `multiprocessing` 的其他功能之前",
            )
        } else if message.contains("should only be shared between processes through inheritance") {
            (
                "pass it to the process as an argument: `args=(lock,)`; a pool takes it by `initializer=`",
                "把它作为参数传给进程：`args=(lock,)`；进程池用 `initializer=` 传入",
            )
        } else {
            return None;
        },
    )
}

/// Limits that a program may catch: they come as exceptions of the call that met them.
fn on_limit_of_run(message: &str) -> Option<(&'static str, &'static str)> {
    let limit = message.strip_prefix("limit: ")?;
    Some(if limit.contains(" processes") {
        (
            "so many processes live at once already: start fewer, or join some before starting more",
            "同时存在的进程已达上限：少启动一些，或先 join 一部分再启动",
        )
    } else if limit.contains("locks and semaphores") || limit.contains("pipes") {
        (
            "one run has room for no more of them: make them once, before a loop, and share them",
            "一次运行容不下更多：在循环之前建好，共同使用",
        )
    } else if limit.contains("Value and Array") {
        (
            "one run has room for no more shared memory: make it once, and smaller",
            "一次运行容不下更多共享内存：只建一次，并改小一些",
        )
    } else {
        return None;
    })
}

/// A limit of forklore's own in Chinese, with its figures; the English message stands in the program's output.
fn limit_in_chinese(message: &str) -> Option<String> {
    let is_figure = |word: &&str| word.starts_with(|letter: char| letter.is_ascii_digit());
    let words = message
        .split_whitespace()
        .map(|word| word.trim_end_matches(';'));
    let figures: Vec<&str> = words.filter(is_figure).collect();
    let first = figures.first()?;
    let has = |words: &str| message.contains(words);
    Some(if has("an int has at most") {
        format!("整数最多 {first} 位（二进制）")
    } else if has("a text or list holds") {
        format!("文本或列表最多 {first} 个字符或元素")
    } else if has("a list holds") {
        format!("列表最多 {first} 个元素")
    } else if has("a formatted value has") {
        let decimals = figures.get(1)?;
        format!("格式化的值最多 {first} 个字符、{decimals} 位小数")
    } else if has("objects") && has("a process holds") {
        format!("一个进程最多 {first} 个对象")
    } else if has("of the machine's memory are left") {
        format!("这台机器留给所有进程的内存不足 {first} MiB")
    } else if has("GiB of memory") {
        format!("一个进程最多占用 {first} GiB 内存")
    } else if has("limit: ") && has("--max-processes") {
        format!("同时最多 {first} 个进程，可用 --max-processes 提高")
    } else if has("limit: ") && has("processes") {
        format!("同时最多 {first} 个进程")
    } else if has("limit: ") && has("locks and semaphores") {
        format!("一次运行最多 {first} 个锁和信号量（一个 Queue 占三个）")
    } else if has("limit: ") && has("pipes") {
        format!("一次运行最多 {first} 个管道（一个 Queue 占一个，一个 Pool 占两个）")
    } else if has("limit: ") && has("bytes of Value and Array") {
        format!("一次运行的 Value 和 Array 最多共 {first} 字节")
    } else {
        return None;
    })
}
