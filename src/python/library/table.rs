//! The lists themselves: data alone, from PYTHON.md.

use super::{Namespace, Note, Support, Type};

const fn refused(names: &'static str, why: &'static str, remedy: &'static str) -> Note {
    Note {
        names,
        support: Support::Refused { why, remedy },
    }
}

const fn module(path: &'static str, names: &'static str, notes: &'static [Note]) -> Namespace {
    Namespace {
        path,
        is_module: true,
        support: Support::Available,
        names,
        notes,
    }
}

const fn object(path: &'static str, names: &'static str) -> Namespace {
    Namespace {
        path,
        is_module: false,
        support: Support::Available,
        names,
        notes: &[],
    }
}

const fn attributes_of(name: &'static str, names: &'static str) -> Type {
    Type {
        name,
        names,
        notes: &[],
    }
}

/// Special methods that the machine calls.
pub(super) const SPECIAL_METHODS: &str = "__init__ __repr__ __str__ __eq__ __lt__ __len__ __iter__ __next__ __enter__ __exit__ \
    __call__";

/// Modules and known objects inside them.
pub static NAMESPACES: &[Namespace] = &[
    module(
        "multiprocessing",
        "Process Lock RLock Semaphore BoundedSemaphore Condition Event Barrier Queue SimpleQueue JoinableQueue Pipe \
         Pool Value Array cpu_count active_children current_process parent_process get_context set_start_method \
         get_start_method get_all_start_methods freeze_support TimeoutError",
        &[
            refused(
                "Manager",
                "it is a further process that serves objects",
                "use a `Queue` to pass data and a `Value` or `Array` to share numbers",
            ),
            refused("RawValue RawArray", "", "use `Value` or `Array`"),
            refused("log_to_stderr get_logger", "", "use `print`"),
        ],
    ),
    module(
        "time",
        "sleep time monotonic perf_counter strftime",
        &[
            refused(
                "ctime asctime localtime gmtime",
                "",
                "use `time.strftime('%H:%M:%S')`",
            ),
            refused("time_ns", "", "use `time.time()`"),
            refused("monotonic_ns", "", "use `time.monotonic()`"),
            refused(
                "perf_counter_ns process_time process_time_ns thread_time clock",
                "",
                "use `time.perf_counter()`",
            ),
        ],
    ),
    module(
        "random",
        "random randint randrange choice choices shuffle sample uniform seed getrandbits randbytes triangular \
         gauss normalvariate lognormvariate expovariate gammavariate betavariate paretovariate weibullvariate \
         vonmisesvariate",
        &[
            refused(
                "Random SystemRandom",
                "",
                "use the functions of `random`: each process has a generator of its own",
            ),
            refused(
                "getstate setstate",
                "",
                "use `random.seed(number)`: the same draws follow the same seed",
            ),
        ],
    ),
    module(
        "os",
        "getpid getppid cpu_count _exit kill environ",
        &[
            refused(
                "system popen execv execve execvp execl execlp posix_spawn spawnl spawnv startfile",
                "a program here cannot start other programs",
                "use `multiprocessing.Process` with a function as its target",
            ),
            refused(
                "fork forkpty",
                "",
                "use `multiprocessing.Process`: its `start()` forks",
            ),
            refused(
                "wait waitpid wait3 wait4",
                "",
                "use `join()` and `exitcode` of the process",
            ),
            refused(
                "pipe read write close dup dup2",
                "",
                "use `multiprocessing.Pipe()`",
            ),
            refused(
                "path listdir scandir walk remove unlink rename mkdir makedirs rmdir open stat getcwd chdir",
                "a program here cannot touch files",
                "keep the data in variables",
            ),
            refused(
                "sched_getaffinity process_cpu_count",
                "",
                "use `os.cpu_count()`",
            ),
            refused("getenv", "", "use `os.environ.get(name)`"),
            refused("abort", "", "use `os._exit(1)`"),
            refused("nice sched_yield", "", "leave it out"),
        ],
    ),
    object("os.environ", "get"),
    module(
        "sys",
        "exit argv stdout stderr platform version_info",
        &[
            refused(
                "stdin",
                "nobody types into a program here",
                "put the value into a variable",
            ),
            refused("version", "", "use `sys.version_info`"),
        ],
    ),
    object("sys.stdout", "write flush isatty"),
    object("sys.stderr", "write flush isatty"),
    object("sys.version_info", "major minor micro"),
    module(
        "math",
        "pi e tau inf nan ceil floor trunc sqrt isqrt pow exp log log2 log10 sin cos tan asin acos atan atan2 sinh \
         cosh tanh asinh acosh atanh exp2 expm1 log1p cbrt erf erfc gamma lgamma hypot dist degrees radians fabs fmod \
         remainder modf frexp ldexp copysign nextafter ulp fsum prod gcd lcm factorial comb perm isclose isfinite isinf \
         isnan",
        &[],
    ),
    module(
        "queue",
        "Empty Full",
        &[refused(
            "Queue SimpleQueue LifoQueue PriorityQueue",
            "it is for threads of one process",
            "use `multiprocessing.Queue`",
        )],
    ),
    module(
        "signal",
        "SIGHUP SIGINT SIGQUIT SIGABRT SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGCHLD SIGCONT SIGSTOP",
        &[
            refused(
                "signal SIG_IGN SIG_DFL getsignal",
                "handlers are not available",
                "let the signal do what it does by default, or catch `KeyboardInterrupt`",
            ),
            refused(
                "alarm setitimer pause",
                "",
                "use `time.sleep()`, or a time-out of `join()` or `acquire()`",
            ),
            refused(
                "raise_signal",
                "",
                "use `os.kill(os.getpid(), signal.SIGTERM)`",
            ),
        ],
    ),
    module("urllib", "request error", &[]),
    module(
        "urllib.request",
        "urlopen",
        &[refused(
            "Request urlretrieve build_opener install_opener",
            "",
            "use `urllib.request.urlopen(address)`",
        )],
    ),
    module("urllib.error", "URLError HTTPError", &[]),
    module(
        "string",
        "ascii_letters ascii_lowercase ascii_uppercase digits hexdigits octdigits punctuation whitespace printable \
         capwords Template",
        &[refused("Formatter", "", "use the methods of `str`")],
    ),
    module(
        "itertools",
        "count cycle repeat chain islice product permutations combinations combinations_with_replacement accumulate \
         zip_longest takewhile dropwhile filterfalse starmap groupby pairwise compress tee",
        &[],
    ),
    module(
        "functools",
        "partial",
        &[
            refused("reduce", "", "write a loop, or use `sum`, `min` or `max`"),
            refused(
                "wraps lru_cache cache cached_property total_ordering cmp_to_key partialmethod singledispatch",
                "",
                "leave it out, or write a function",
            ),
        ],
    ),
    module(
        "collections",
        "deque Counter defaultdict",
        &[
            refused("namedtuple", "", "write a small class, or use a tuple"),
            refused("OrderedDict", "", "use a `dict`: it keeps the order"),
            refused(
                "ChainMap UserDict UserList UserString",
                "",
                "use a `dict` or a list",
            ),
        ],
    ),
];

/// Modules outside the table that course programs import, each with what to do instead.
pub(super) static REFUSED_MODULES: &[Note] = &[
    refused(
        "threading _thread",
        "forklore teaches processes",
        "use `multiprocessing`: `Process` for `Thread`, and the same `Lock`, `Semaphore` and `Queue`",
    ),
    refused(
        "concurrent concurrent.futures multiprocessing.pool multiprocessing.dummy joblib",
        "",
        "use `multiprocessing.Pool`",
    ),
    refused(
        "asyncio",
        "forklore teaches processes",
        "use `multiprocessing.Process`",
    ),
    refused(
        "subprocess pexpect psutil",
        "a program here cannot start or inspect other programs",
        "use `multiprocessing.Process` with a function as its target",
    ),
    refused(
        "multiprocessing.managers multiprocessing.shared_memory mmap",
        "",
        "use `multiprocessing.Value` or `Array`",
    ),
    refused(
        "multiprocessing.connection socket socketserver",
        "",
        "use `multiprocessing.Pipe()`",
    ),
    refused("multiprocessing.queues", "", "use `multiprocessing.Queue`"),
    refused(
        "multiprocessing.process multiprocessing.context",
        "",
        "import from `multiprocessing` itself",
    ),
    refused(
        "os.path pathlib shutil tempfile glob io csv pickle json sqlite3",
        "a program here cannot touch files",
        "keep the data in variables",
    ),
    refused(
        "requests http http.client urllib3 httpx aiohttp",
        "",
        "use `urllib.request.urlopen(address)`",
    ),
    refused("urllib.parse", "", "write the address out as a string"),
    refused(
        "datetime timeit",
        "",
        "use `time.strftime('%H:%M:%S')` or `time.perf_counter()`",
    ),
    refused("logging traceback warnings pprint", "", "use `print`"),
    refused(
        "typing __future__ collections.abc abc dataclasses enum",
        "",
        "leave it out: plain classes do",
    ),
    refused(
        "numpy pandas scipy torch cv2 PIL matplotlib tqdm",
        "",
        "use lists and the `math` module",
    ),
    refused(
        "ctypes array",
        "",
        "use a type code: `Value('i', 0)`, `Array('d', 10)`",
    ),
    refused(
        "argparse getopt",
        "",
        "put the value into a variable at the top of the program",
    ),
    refused("platform", "", "use `sys.platform`"),
    refused("atexit gc weakref", "", "use `try` and `finally`"),
    refused(
        "contextlib",
        "",
        "write a class with `__enter__` and `__exit__`",
    ),
    refused("copy", "", "use `list(...)` or `dict(...)`"),
    refused(
        "secrets statistics",
        "",
        "use `random` and `sum(values) / len(values)`",
    ),
];

/// Builtin functions and types.
pub(super) static BUILTINS: &str = "print range len str repr int float bool list tuple dict set sum min max sorted reversed \
    round abs divmod pow enumerate zip map filter any all iter next isinstance type hasattr getattr setattr callable \
    id chr ord hex bin super property staticmethod classmethod __name__";

/// Builtin exception classes.
pub(super) static EXCEPTIONS: &str = "ArithmeticError AssertionError AttributeError BaseException BlockingIOError \
    BrokenPipeError ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError \
    ConnectionResetError EOFError EnvironmentError Exception FileExistsError FileNotFoundError FloatingPointError \
    GeneratorExit IOError ImportError IndexError InterruptedError KeyError KeyboardInterrupt LookupError MemoryError \
    ModuleNotFoundError NameError NotImplementedError OSError OverflowError PermissionError ProcessLookupError \
    RecursionError RuntimeError StopIteration SyntaxError SystemError SystemExit TimeoutError TypeError \
    UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError ValueError ZeroDivisionError";

/// The builtins that are not available: all the others of CPython 3.11.
pub(super) static BUILTIN_NOTES: &[Note] = &[
    refused(
        "open",
        "a program here cannot touch files",
        "keep the text in a variable, or `print` it",
    ),
    refused(
        "input",
        "nobody types into a program here",
        "put the value into a variable",
    ),
    refused(
        "exec eval compile __import__ __build_class__ __loader__ __spec__",
        "the code you see is the code that runs",
        "write the code out",
    ),
    refused(
        "globals locals vars dir help __doc__ __package__ __debug__ __annotations__",
        "",
        "name what you mean",
    ),
    refused("__file__ __builtins__", "", "use `__name__`"),
    refused("breakpoint", "", "pause the run and look at its processes"),
    refused("exit quit", "", "use `sys.exit()` after `import sys`"),
    refused("copyright credits license", "", "leave it out"),
    refused(
        "aiter anext StopAsyncIteration",
        "",
        "use `iter` and `next`",
    ),
    refused(
        "bytearray memoryview",
        "",
        "use a list of numbers, or `multiprocessing.Array`",
    ),
    refused(
        "bytes",
        "",
        "write a bytes literal: `b'...'`, or use `text.encode()`",
    ),
    refused("frozenset", "", "use a `tuple` or a `set`"),
    refused("complex", "", "keep the two parts in a tuple"),
    refused("slice", "", "write the slice out: `values[a:b]`"),
    refused("format", "", "use an f-string: `f'{value:.2f}'`"),
    refused("oct", "", "use an f-string: `f'{value:o}'`"),
    refused("ascii", "", "use `repr(value)`"),
    refused("hash", "", "use the value itself as a key"),
    refused("issubclass", "", "use `isinstance(value, cls)`"),
    refused("delattr", "", "use `del value.name`"),
    refused(
        "object",
        "it is available as a base class only",
        "use `None`, or a class of your own",
    ),
    refused("NotImplemented", "", "use `False`, or raise `TypeError`"),
    refused("Ellipsis", "", "write `...`"),
    refused(
        "BaseExceptionGroup ExceptionGroup",
        "",
        "raise one exception",
    ),
    refused(
        "BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning \
         ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning Warning",
        "warnings are not available",
        "use a class derived from `Exception`",
    ),
    refused(
        "BufferError IndentationError IsADirectoryError NotADirectoryError ReferenceError TabError \
         UnicodeTranslateError",
        "nothing here raises it",
        "use a class derived from `Exception`",
    ),
];

/// Attributes by type.
pub static TYPES: &[Type] = &[
    attributes_of("object", SPECIAL_METHODS),
    attributes_of("class and function", "__name__ __class__ setter"),
    attributes_of(
        "str",
        "capitalize center count encode endswith find format index isalnum isalpha isdecimal isdigit islower \
         isnumeric isspace istitle isupper join ljust lower lstrip partition removeprefix removesuffix replace rfind \
         rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title upper zfill",
    ),
    attributes_of("bytes", "decode endswith hex startswith"),
    attributes_of("int and float", "bit_length is_integer"),
    attributes_of(
        "list",
        "append clear copy count extend index insert pop remove reverse sort",
    ),
    attributes_of(
        "dict",
        "clear copy fromkeys get items keys pop popitem setdefault update values",
    ),
    attributes_of(
        "set",
        "add clear copy difference difference_update discard intersection intersection_update isdisjoint issubset \
         issuperset pop remove symmetric_difference symmetric_difference_update union update",
    ),
    attributes_of("range", "start stop step index count"),
    attributes_of("generator", "send close throw"),
    attributes_of("exception", "args errno strerror code reason value"),
    attributes_of("text stream", "write flush isatty"),
    attributes_of(
        "response",
        "read status code reason url geturl getcode close",
    ),
    attributes_of(
        "Process",
        "run start join terminate kill close is_alive name pid ident exitcode daemon sentinel",
    ),
    attributes_of("Lock, RLock and Semaphore", "acquire release"),
    attributes_of(
        "Queue",
        "put get put_nowait get_nowait empty full qsize close join_thread cancel_join_thread",
    ),
    attributes_of("Connection", "send recv poll close closed"),
    attributes_of("Value and Array", "value get_lock acquire release"),
    attributes_of("Array", "raw"),
    attributes_of("Semaphore", "get_value"),
    attributes_of(
        "Condition",
        "acquire release wait wait_for notify notify_all",
    ),
    attributes_of("Event", "set is_set clear wait"),
    attributes_of("Barrier", "wait reset abort parties n_waiting broken"),
    attributes_of("JoinableQueue", "task_done join"),
    attributes_of(
        "Pool",
        "apply apply_async map map_async imap imap_unordered starmap starmap_async close terminate join",
    ),
    attributes_of("AsyncResult", "get wait ready successful"),
    attributes_of("iterator of imap", "next"),
    attributes_of(
        "context",
        "Process Lock RLock Semaphore BoundedSemaphore Condition Event Barrier Queue SimpleQueue JoinableQueue Pipe \
         Pool Value Array cpu_count active_children current_process parent_process get_context set_start_method \
         get_start_method TimeoutError",
    ),
    attributes_of(
        "deque",
        "append appendleft clear copy count extend extendleft index insert maxlen pop popleft remove reverse rotate",
    ),
    attributes_of("Counter", "elements most_common subtract total update"),
    attributes_of("defaultdict", "default_factory"),
    attributes_of("partial", "func args keywords"),
    attributes_of("Template", "template substitute safe_substitute"),
    attributes_of("chain", "from_iterable"),
];
