//! What of Python's library exists here: modules, builtins and the attributes of each type, in one table.
//!
//! `check` refuses by it what a program may not use; the machine offers what it lists as [`Support::Available`].
//! A name whose support comes later stands as [`Support::Later`]: flipping it on means moving it from `notes` to
//! `names`. PYTHON.md is the source of the lists.

/// Whether a name may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It works as in CPython.
    Available,
    /// It will; until then, what to use instead.
    Later(&'static str),
    /// It does not.
    Refused {
        /// Why, as a clause; empty where it goes without saying.
        why: &'static str,
        /// What to use instead.
        remedy: &'static str,
    },
}

/// A name that is not available, with its reason.
#[derive(Clone, Copy, Debug)]
pub struct Note {
    /// Names that share the reason, separated by blanks.
    pub names: &'static str,
    /// Never [`Support::Available`].
    pub support: Support,
}

/// A module, or an object of a module whose attributes are known by name (`sys.stdout`).
#[derive(Clone, Copy, Debug)]
pub struct Namespace {
    /// Dotted path: `urllib.request`.
    pub path: &'static str,
    /// Whether `import` takes it.
    pub is_module: bool,
    /// Of the whole.
    pub support: Support,
    /// Its available names, separated by blanks.
    pub names: &'static str,
    /// Names that are not available and have a word of advice; others get none.
    pub notes: &'static [Note],
}

/// The attributes of a type.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Its name, as messages give it.
    pub name: &'static str,
    /// Its available attributes, separated by blanks.
    pub names: &'static str,
    /// As in [`Namespace`].
    pub notes: &'static [Note],
}

impl Namespace {
    /// The available names.
    pub fn available(&self) -> impl Iterator<Item = &'static str> {
        self.names.split_whitespace()
    }

    /// What the table says on `name`; none if it does not know it.
    pub fn support_of(&self, name: &str) -> Option<Support> {
        support_in(name, self.names, self.notes)
    }
}

/// The namespace at `path`.
pub fn namespace(path: &str) -> Option<&'static Namespace> {
    NAMESPACES.iter().find(|namespace| namespace.path == path)
}

/// The reason why a module outside the table is refused, where there is a special one.
pub fn refused_module(path: &str) -> Option<Support> {
    support_in(path, "", REFUSED_MODULES)
}

/// Names of the modules that can be imported, in the order of the table.
pub fn modules() -> impl Iterator<Item = &'static str> {
    let available =
        |namespace: &&Namespace| namespace.is_module && namespace.support == Support::Available;
    NAMESPACES
        .iter()
        .filter(available)
        .map(|namespace| namespace.path)
}

/// What the table says on the builtin `name`; none if Python has no such builtin.
pub fn builtin(name: &str) -> Option<Support> {
    support_in(name, BUILTINS, &[])
        .or_else(|| support_in(name, EXCEPTIONS, &[]))
        .or_else(|| support_in(name, "", BUILTIN_NOTES))
}

/// What the table says on an attribute of whatever type; none if no supported type has it.
pub fn attribute(name: &str) -> Option<Support> {
    let found = || {
        TYPES
            .iter()
            .filter_map(|kind| support_in(name, kind.names, kind.notes))
    };
    found()
        .find(|support| *support == Support::Available)
        .or_else(|| found().next())
}

/// Every attribute that some supported type has.
pub fn attributes() -> impl Iterator<Item = &'static str> {
    TYPES.iter().flat_map(|kind| kind.names.split_whitespace())
}

/// Whether a class may define the special method `name`, so that Python's own operations call it.
pub fn is_special_method(name: &str) -> bool {
    SPECIAL_METHODS
        .split_whitespace()
        .any(|known| known == name)
}

fn support_in(name: &str, names: &str, notes: &[Note]) -> Option<Support> {
    if names.split_whitespace().any(|known| known == name) {
        return Some(Support::Available);
    }
    let note = notes
        .iter()
        .find(|note| note.names.split_whitespace().any(|known| known == name))?;
    Some(note.support)
}

const fn later(names: &'static str, remedy: &'static str) -> Note {
    Note {
        names,
        support: Support::Later(remedy),
    }
}

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

const fn later_module(path: &'static str, names: &'static str, remedy: &'static str) -> Namespace {
    Namespace {
        path,
        is_module: true,
        support: Support::Later(remedy),
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
const SPECIAL_METHODS: &str = "__init__ __repr__ __str__ __eq__ __lt__ __len__ __iter__ __next__ __enter__ __exit__ \
    __call__";

/// Modules and known objects inside them.
pub static NAMESPACES: &[Namespace] = &[
    module(
        "multiprocessing",
        "Process Lock RLock Semaphore BoundedSemaphore Queue SimpleQueue Pipe Pool Value Array cpu_count \
         active_children current_process TimeoutError",
        &[
            later("Condition", "use a `Semaphore` or a `Queue`"),
            later(
                "Event",
                "use a `Semaphore(0)`: `acquire()` waits, `release()` lets one go on",
            ),
            later(
                "Barrier",
                "use a `Semaphore(0)`, released once by each process",
            ),
            later(
                "JoinableQueue",
                "use a `Queue`, and put one end mark per consumer",
            ),
            later(
                "get_context set_start_method get_start_method get_all_start_methods",
                "leave it out: processes are started by fork here",
            ),
            later("parent_process", "use `os.getppid()` for the parent's pid"),
            refused(
                "Manager",
                "it is a further process that serves objects",
                "use a `Queue` to pass data and a `Value` or `Array` to share numbers",
            ),
            refused(
                "freeze_support",
                "",
                "leave it out: it does something on Windows only",
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
        "random randint randrange choice choices shuffle sample uniform seed",
        &[later(
            "gauss normalvariate expovariate triangular betavariate getrandbits lognormvariate",
            "use `random.uniform(a, b)` or `random.random()`",
        )],
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
         cosh tanh hypot degrees radians fabs fmod modf copysign fsum prod gcd lcm factorial comb perm isclose \
         isfinite isinf isnan",
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
    later_module(
        "string",
        "ascii_letters ascii_lowercase ascii_uppercase digits hexdigits octdigits punctuation whitespace",
        "write the letters out as a string",
    ),
    later_module(
        "itertools",
        "count cycle repeat chain islice product permutations combinations accumulate zip_longest",
        "write a loop",
    ),
    later_module(
        "functools",
        "partial",
        "use a `lambda`, or `args=` of the process",
    ),
    later_module(
        "collections",
        "deque Counter defaultdict",
        "use a list or a dict",
    ),
];

/// Modules outside the table that course programs import, each with what to do instead.
static REFUSED_MODULES: &[Note] = &[
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
pub static BUILTINS: &str = "print range len str repr int float bool list tuple dict set sum min max sorted reversed \
    round abs divmod pow enumerate zip map filter any all iter next isinstance type hasattr getattr setattr callable \
    id chr ord hex bin super property staticmethod classmethod __name__";

/// Builtin exception classes.
pub static EXCEPTIONS: &str = "ArithmeticError AssertionError AttributeError BaseException BlockingIOError \
    BrokenPipeError ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError \
    ConnectionResetError EOFError EnvironmentError Exception FileExistsError FileNotFoundError FloatingPointError \
    GeneratorExit IOError ImportError IndexError InterruptedError KeyError KeyboardInterrupt LookupError MemoryError \
    ModuleNotFoundError NameError NotImplementedError OSError OverflowError PermissionError ProcessLookupError \
    RecursionError RuntimeError StopIteration SyntaxError SystemError SystemExit TimeoutError TypeError \
    UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError ValueError ZeroDivisionError";

/// The builtins that are not available: all the others of CPython 3.11.
static BUILTIN_NOTES: &[Note] = &[
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

/// Attributes by type. A type that only later names make (`Event`) has notes alone.
pub static TYPES: &[Type] = &[
    attributes_of("object", SPECIAL_METHODS),
    attributes_of("class and function", "__name__ __class__ setter"),
    attributes_of(
        "str",
        "capitalize center count encode endswith find format index isalnum isalpha isdecimal isdigit islower \
         isnumeric isspace istitle isupper join ljust lower lstrip partition removeprefix removesuffix replace rfind \
         rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title upper zfill",
    ),
    attributes_of(
        "bytes",
        "count decode endswith find hex index join replace split startswith strip",
    ),
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
    attributes_of("generator", "send close"),
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
    Type {
        name: "Pool",
        names: "apply apply_async map close terminate join",
        notes: &[
            later("map_async", "use `map`, or `apply_async` in a loop"),
            later("imap imap_unordered", "use `map`"),
            later(
                "starmap starmap_async",
                "use `map` with a function that takes one tuple",
            ),
        ],
    },
    attributes_of("AsyncResult", "get wait ready successful"),
    Type {
        name: "Event, Condition and Barrier",
        names: "",
        notes: &[later(
            "set is_set notify notify_all wait_for abort reset parties n_waiting broken",
            "use a `Semaphore`",
        )],
    },
    Type {
        name: "JoinableQueue",
        names: "",
        notes: &[later(
            "task_done",
            "use a `Queue`, and put one end mark per consumer",
        )],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_of_cpython_is_either_available_or_has_advice() {
        // `dir(builtins)` of CPython 3.11.
        let all = "ArithmeticError BaseExceptionGroup BufferError Ellipsis IOError IsADirectoryError TabError Warning \
            __build_class__ __debug__ __import__ __name__ abs aiter all any ascii bin bool breakpoint bytearray bytes \
            callable chr classmethod compile complex copyright credits delattr dict dir divmod enumerate eval exec \
            exit filter float format frozenset getattr globals hasattr hash help hex id input int isinstance \
            issubclass iter len license list locals map max memoryview min next object oct open ord pow print \
            property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple type \
            vars zip StopAsyncIteration UnicodeTranslateError ResourceWarning ZeroDivisionError";
        for name in all.split_whitespace() {
            assert!(builtin(name).is_some(), "{name}");
        }
        assert_eq!(builtin("no_such_name"), None);
    }

    #[test]
    fn no_name_is_listed_twice_in_a_namespace() {
        for namespace in NAMESPACES {
            let notes = namespace.notes.iter().map(|note| note.names);
            let mut names: Vec<&str> = notes
                .chain([namespace.names])
                .flat_map(str::split_whitespace)
                .collect();
            names.sort_unstable();
            let before = names.len();
            names.dedup();
            assert_eq!(names.len(), before, "{}", namespace.path);
        }
    }

    #[test]
    fn an_attribute_of_any_available_type_is_available() {
        assert_eq!(
            attribute("wait"),
            Some(Support::Available),
            "AsyncResult has it"
        );
        assert!(matches!(attribute("imap"), Some(Support::Later(_))));
        assert_eq!(attribute("spam"), None);
    }
}
