//! Names that the machine itself looks up, interned first and in this order, so that they are constants.

use super::heap::Names;
use super::value::Name;

macro_rules! well_known {
    ($($name:ident = $text:literal),* $(,)?) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers the constants below")]
        enum Order { $($name),* }
        $(pub(crate) const $name: Name = Name(Order::$name as u32);)*

        /// A table that begins with the well-known names.
        pub(crate) fn table() -> Names {
            let mut names = Names::default();
            $(names.intern($text);)*
            names
        }
    };
}

well_known! {
    INIT = "__init__", EQ = "__eq__", NE = "__ne__", LT = "__lt__", LE = "__le__", GT = "__gt__", GE = "__ge__",
    STR = "__str__", REPR = "__repr__", LEN = "__len__", ITER = "__iter__", NEXT = "__next__", ENTER = "__enter__",
    EXIT = "__exit__", CALL = "__call__", BOOL = "__bool__", HASH = "__hash__", CONTAINS = "__contains__",
    GETITEM = "__getitem__", SETITEM = "__setitem__", DELITEM = "__delitem__", FORMAT = "__format__",
    DUNDER_NAME = "__name__", DOC = "__doc__", CLASS = "__class__", MODULE = "__module__", QUALNAME = "__qualname__",
    DICT = "__dict__", ARGS = "args", KEY = "key", REVERSE = "reverse", SEP = "sep", END = "end", FILE = "file",
    FLUSH = "flush", DEFAULT = "default", START = "start", ADD = "__add__", SUB = "__sub__", MUL = "__mul__",
    TRUEDIV = "__truediv__", FLOORDIV = "__floordiv__", MOD = "__mod__", POW = "__pow__", AND = "__and__",
    OR = "__or__", XOR = "__xor__", LSHIFT = "__lshift__", RSHIFT = "__rshift__", MATMUL = "__matmul__",
    RADD = "__radd__", RSUB = "__rsub__", RMUL = "__rmul__", RTRUEDIV = "__rtruediv__",
    RFLOORDIV = "__rfloordiv__", RMOD = "__rmod__", RPOW = "__rpow__", IADD = "__iadd__", ISUB = "__isub__",
    IMUL = "__imul__", NEG = "__neg__", POS = "__pos__", INVERT = "__invert__", ABS = "__abs__", INT = "__int__",
    FLOAT = "__float__", GETATTR = "__getattr__", SETATTR = "__setattr__", CODE = "code",
    VALUE = "value", CAUSE = "__cause__", CONTEXT = "__context__", TRACEBACK = "__traceback__", ERRNO = "errno",
    STRERROR = "strerror", FILE_DUNDER = "__file__",
    STREAM = "_stream", TEXT_STR = "_str", TEXT_REPR = "_repr", HANDLE = "_handle", STRICT = "strict",
    RAND = "__rand__", ROR = "__ror__", IOR = "__ior__", IAND = "__iand__", REVERSED = "__reversed__", MAXSPLIT = "maxsplit", BASE = "base",
    KEYS = "keys", DATA = "_data",
    SUPPRESS = "__suppress_context__",
    SHARED = "__shared__", REDUCE = "_refuse_pickle", MINE = "_mine", GOES_ALONG = "_goes_along",
    FORK_CONTEXT = "_is_fork_ctx", IS_CLOSED = "_closed", START_METHOD = "_start_method",
}
