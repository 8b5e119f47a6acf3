//! What [`super::table`] says about names that are not available, in Chinese.
//!
//! A test holds that every text of the table has its line here.

/// The Chinese words for a text of the table; none for a text that it does not have.
pub(super) fn of(text: &str) -> Option<&'static str> {
    Some(match text {
        // Why.
        "it is a further process that serves objects" => "它是另一个提供对象的进程",
        "a program here cannot start other programs" => "这里的程序不能启动别的程序",
        "a program here cannot start or inspect other programs" => {
            "这里的程序不能启动或查看别的程序"
        }
        "a program here cannot touch files" => "这里的程序不能碰文件",
        "nobody types into a program here" => "这里没有人给程序键入内容",
        "it is for threads of one process" => "它用于同一进程的线程",
        "handlers are not available" => "不能设置信号处理函数",
        "forklore teaches processes" => "forklore 讲的是进程",
        "the code you see is the code that runs" => "看到的代码就是运行的代码",
        "it is available as a base class only" => "它只能用作基类",
        "warnings are not available" => "没有警告",
        "nothing here raises it" => "这里没有什么会引发它",
        // What to do instead.
        "use a `Queue` to pass data and a `Value` or `Array` to share numbers" => {
            "用 `Queue` 传递数据，用 `Value` 或 `Array` 共享数字"
        }
        "use `Value` or `Array`" => "用 `Value` 或 `Array`",
        "use `print`" => "用 `print`",
        "use `time.strftime('%H:%M:%S')`" => "用 `time.strftime('%H:%M:%S')`",
        "use `time.time()`" => "用 `time.time()`",
        "use `time.monotonic()`" => "用 `time.monotonic()`",
        "use `time.perf_counter()`" => "用 `time.perf_counter()`",
        "use `random.seed(number)`: the same draws follow the same seed" => {
            "用 `random.seed(number)`：同一个种子给出同样的随机数"
        }
        "use the functions of `random`: each process has a generator of its own" => {
            "用 `random` 的函数：每个进程都有自己的随机数生成器"
        }
        "use `random.uniform(a, b)` or `random.random()`" => {
            "用 `random.uniform(a, b)` 或 `random.random()`"
        }
        "use `multiprocessing.Process` with a function as its target" => {
            "用 `multiprocessing.Process`，以函数作为 target"
        }
        "use `multiprocessing.Process`: its `start()` forks" => {
            "用 `multiprocessing.Process`：它的 `start()` 会 fork"
        }
        "use `join()` and `exitcode` of the process" => "用进程的 `join()` 和 `exitcode`",
        "use `multiprocessing.Pipe()`" => "用 `multiprocessing.Pipe()`",
        "keep the data in variables" => "把数据放在变量里",
        "use `os.cpu_count()`" => "用 `os.cpu_count()`",
        "use `os.environ.get(name)`" => "用 `os.environ.get(name)`",
        "use `os._exit(1)`" => "用 `os._exit(1)`",
        "leave it out" => "去掉它",
        "put the value into a variable" => "把值写进变量",
        "use `sys.version_info`" => "用 `sys.version_info`",
        "use `multiprocessing.Queue`" => "用 `multiprocessing.Queue`",
        "let the signal do what it does by default, or catch `KeyboardInterrupt`" => {
            "让信号按默认方式处理，或捕获 `KeyboardInterrupt`"
        }
        "use `time.sleep()`, or a time-out of `join()` or `acquire()`" => {
            "用 `time.sleep()`，或 `join()`、`acquire()` 的超时参数"
        }
        "use `os.kill(os.getpid(), signal.SIGTERM)`" => "用 `os.kill(os.getpid(), signal.SIGTERM)`",
        "use `urllib.request.urlopen(address)`" => "用 `urllib.request.urlopen(address)`",
        "use the methods of `str`" => "用 `str` 的方法",
        "write a loop" => "写成循环",
        "write a loop, or use `sum`, `min` or `max`" => "写成循环，或用 `sum`、`min`、`max`",
        "leave it out, or write a function" => "去掉它，或写一个函数",
        "write a small class, or use a tuple" => "写一个小类，或用元组",
        "use a `dict`: it keeps the order" => "用 `dict`：它保持顺序",
        "use a `dict` or a list" => "用 `dict` 或列表",
        "use `multiprocessing`: `Process` for `Thread`, and the same `Lock`, `Semaphore` and `Queue`" => {
            "用 `multiprocessing`：`Thread` 换成 `Process`，`Lock`、`Semaphore`、`Queue` 都有同名的"
        }
        "use `multiprocessing.Pool`" => "用 `multiprocessing.Pool`",
        "use `multiprocessing.Process`" => "用 `multiprocessing.Process`",
        "use `multiprocessing.Value` or `Array`" => "用 `multiprocessing.Value` 或 `Array`",
        "import from `multiprocessing` itself" => "直接从 `multiprocessing` 导入",
        "write the address out as a string" => "把地址写成字符串",
        "use `time.strftime('%H:%M:%S')` or `time.perf_counter()`" => {
            "用 `time.strftime('%H:%M:%S')` 或 `time.perf_counter()`"
        }
        "leave it out: plain classes do" => "去掉它：普通的类就够了",
        "use lists and the `math` module" => "用列表和 `math` 模块",
        "use a type code: `Value('i', 0)`, `Array('d', 10)`" => {
            "用类型码：`Value('i', 0)`、`Array('d', 10)`"
        }
        "put the value into a variable at the top of the program" => "在程序开头把值写进变量",
        "use `sys.platform`" => "用 `sys.platform`",
        "use `try` and `finally`" => "用 `try` 和 `finally`",
        "write a class with `__enter__` and `__exit__`" => {
            "写一个带 `__enter__` 和 `__exit__` 的类"
        }
        "use `list(...)` or `dict(...)`" => "用 `list(...)` 或 `dict(...)`",
        "use `random` and `sum(values) / len(values)`" => {
            "用 `random` 和 `sum(values) / len(values)`"
        }
        "keep the text in a variable, or `print` it" => "把文本放在变量里，或用 `print` 输出",
        "write the code out" => "把代码直接写出来",
        "name what you mean" => "写明要用的名字",
        "use `__name__`" => "用 `__name__`",
        "pause the run and look at its processes" => "暂停运行，查看各个进程",
        "use `sys.exit()` after `import sys`" => "先 `import sys`，再用 `sys.exit()`",
        "use `iter` and `next`" => "用 `iter` 和 `next`",
        "use a list of numbers, or `multiprocessing.Array`" => {
            "用数字列表，或 `multiprocessing.Array`"
        }
        "write a bytes literal: `b'...'`, or use `text.encode()`" => {
            "写成字节字面量：`b'...'`，或用 `text.encode()`"
        }
        "use a `tuple` or a `set`" => "用 `tuple` 或 `set`",
        "keep the two parts in a tuple" => "把两部分放在元组里",
        "write the slice out: `values[a:b]`" => "直接写切片：`values[a:b]`",
        "use an f-string: `f'{value:.2f}'`" => "用 f 字符串：`f'{value:.2f}'`",
        "use an f-string: `f'{value:o}'`" => "用 f 字符串：`f'{value:o}'`",
        "use `repr(value)`" => "用 `repr(value)`",
        "use the value itself as a key" => "直接用值本身作键",
        "use `isinstance(value, cls)`" => "用 `isinstance(value, cls)`",
        "use `del value.name`" => "用 `del value.name`",
        "use `None`, or a class of your own" => "用 `None`，或自己写的类",
        "use `False`, or raise `TypeError`" => "用 `False`，或引发 `TypeError`",
        "write `...`" => "写 `...`",
        "raise one exception" => "只引发一个异常",
        "use a class derived from `Exception`" => "用从 `Exception` 派生的类",
        _ => return None,
    })
}
