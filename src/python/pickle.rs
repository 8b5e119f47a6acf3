//! Pickle protocol 4, byte for byte as CPython 3.11's `pickle.dumps(value, 4)`.
//!
//! Source: PEP 3154 and the opcode table of `pickletools`. Frames close where CPython's C pickler closes them: at
//! the first opcode boundary from 64 KiB on.

mod preview;
mod read;
mod write;

pub use preview::preview;
pub(super) use read::{loads, loads_spawned};
pub(super) use write::{dumps, dumps_spawning};

/// Stands for the class of a problem that is forklore's, not CPython's.
pub(super) const UNSUPPORTED: &str = "";

/// Stands for the class of a problem that passes when the connections inside have been passed on.
pub(super) const PASSES: &str = "passes";

/// Why a value cannot be pickled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Class of the exception, or [`UNSUPPORTED`].
    pub class: &'static str,
    /// Its message.
    pub message: String,
}

impl Problem {
    /// Class as a traceback shows it.
    pub(crate) fn class_shown(&self) -> String {
        if self.class == "PicklingError" {
            "_pickle.PicklingError".to_owned()
        } else {
            self.class.to_owned()
        }
    }
}

/// Opcodes of the protocol that are written or read here.
mod op {
    pub(super) const MARK: u8 = b'(';
    pub(super) const STOP: u8 = b'.';
    pub(super) const NONE: u8 = b'N';
    pub(super) const TRUE: u8 = 0x88;
    pub(super) const FALSE: u8 = 0x89;
    pub(super) const BININT: u8 = b'J';
    pub(super) const BININT1: u8 = b'K';
    pub(super) const BININT2: u8 = b'M';
    pub(super) const LONG1: u8 = 0x8a;
    pub(super) const LONG4: u8 = 0x8b;
    pub(super) const BINFLOAT: u8 = b'G';
    pub(super) const SHORT_BINUNICODE: u8 = 0x8c;
    pub(super) const BINUNICODE: u8 = b'X';
    pub(super) const BINUNICODE8: u8 = 0x8d;
    pub(super) const SHORT_BINBYTES: u8 = b'C';
    pub(super) const BINBYTES: u8 = b'B';
    pub(super) const EMPTY_TUPLE: u8 = b')';
    pub(super) const TUPLE: u8 = b't';
    pub(super) const TUPLE1: u8 = 0x85;
    pub(super) const TUPLE2: u8 = 0x86;
    pub(super) const TUPLE3: u8 = 0x87;
    pub(super) const EMPTY_LIST: u8 = b']';
    pub(super) const APPEND: u8 = b'a';
    pub(super) const APPENDS: u8 = b'e';
    pub(super) const EMPTY_DICT: u8 = b'}';
    pub(super) const SETITEM: u8 = b's';
    pub(super) const SETITEMS: u8 = b'u';
    pub(super) const EMPTY_SET: u8 = 0x8f;
    pub(super) const ADDITEMS: u8 = 0x90;
    pub(super) const FROZENSET: u8 = 0x91;
    pub(super) const NEWOBJ: u8 = 0x81;
    pub(super) const STACK_GLOBAL: u8 = 0x93;
    pub(super) const MEMOIZE: u8 = 0x94;
    pub(super) const FRAME: u8 = 0x95;
    pub(super) const PROTO: u8 = 0x80;
    pub(super) const BINGET: u8 = b'h';
    pub(super) const LONG_BINGET: u8 = b'j';
    pub(super) const REDUCE: u8 = b'R';
    pub(super) const BUILD: u8 = b'b';
    pub(super) const POP: u8 = b'0';
    pub(super) const BINPERSID: u8 = b'Q';
}
