//! Exceptions: raising, handling, unwinding.

use super::{Args, Cont, Flow, Machine, R, Thrown};
use crate::python::call::{Exit, Raise, Step};
use crate::python::heap::Unhashable;
use crate::python::names;
use crate::python::value::{GeneratorState, Id, Name, Obj, TracePoint, Value};

/// The built-in exceptions and their bases, bases first.
pub(super) const TREE: [(&str, &str); 47] = [
    ("SystemExit", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("Exception", "BaseException"),
    ("StopIteration", "Exception"),
    ("StopAsyncIteration", "Exception"),
    ("ArithmeticError", "Exception"),
    ("FloatingPointError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("BufferError", "Exception"),
    ("EOFError", "Exception"),
    ("ImportError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("UnboundLocalError", "NameError"),
    ("OSError", "Exception"),
    ("BlockingIOError", "OSError"),
    ("ChildProcessError", "OSError"),
    ("ConnectionError", "OSError"),
    ("BrokenPipeError", "ConnectionError"),
    ("ConnectionAbortedError", "ConnectionError"),
    ("ConnectionRefusedError", "ConnectionError"),
    ("ConnectionResetError", "ConnectionError"),
    ("FileExistsError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("InterruptedError", "OSError"),
    ("PermissionError", "OSError"),
    ("ProcessLookupError", "OSError"),
    ("TimeoutError", "OSError"),
    ("ReferenceError", "Exception"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("SyntaxError", "Exception"),
    ("SystemError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("UnicodeError", "ValueError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
];

impl Machine {
    /// A new built-in exception with a message.
    pub(crate) fn error(&mut self, class: &str, message: impl Into<String>) -> Thrown {
        let class = self.builtin_class(class);
        let text = self.heap.text(message.into());
        Thrown::Exception(self.new_exception(class, vec![text]))
    }

    /// The exception that the outside wants raised.
    pub(super) fn outside_error(&mut self, raise: &Raise) -> Value {
        let class = match self.builtin_classes.get(raise.class) {
            Some(class) => *class,
            None => self.library_class(raise.class),
        };
        let message = raise.message.as_str();
        // `[Errno 32] Broken pipe` carries its number, as in CPython.
        let numbered = message
            .strip_prefix("[Errno ")
            .and_then(|rest| rest.split_once("] "))
            .and_then(|(number, text)| Some((number.parse::<i64>().ok()?, text.to_owned())));
        let args = if let Some((number, text)) = numbered {
            let text = self.heap.text(text);
            vec![Value::Int(number), text]
        } else if message.is_empty() {
            Vec::new()
        } else {
            vec![self.heap.text(message)]
        };
        self.new_exception(class, args)
    }

    /// An exception class that a library module defines.
    fn library_class(&self, name: &str) -> Value {
        let module = match name {
            "Full" | "Empty" => "queue",
            "URLError" | "HTTPError" => "urllib.error",
            _ => "multiprocessing",
        };
        self.library_global(module, name)
            .unwrap_or_else(|| self.builtin_class("OSError"))
    }

    /// Turns a failed hash into CPython's TypeError.
    pub(crate) fn hashable<T>(&mut self, result: Result<T, Unhashable>) -> R<T> {
        result.map_err(|Unhashable(value)| {
            let message = format!("unhashable type: '{}'", self.type_name(value));
            self.error("TypeError", message)
        })
    }

    pub(super) fn unbound_local(&mut self, slot: u16) -> Thrown {
        let name = self.local_name(slot);
        let message = format!(
            "cannot access local variable '{name}' where it is not associated with a value"
        );
        self.error("UnboundLocalError", message)
    }

    pub(super) fn unbound_free(&mut self, slot: u16) -> Thrown {
        let is_own = self
            .frames
            .last()
            .is_some_and(|frame| !frame.code.free_slots.contains(&slot));
        if is_own {
            return self.unbound_local(slot);
        }
        let name = self.local_name(slot);
        let message = format!(
            "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
        );
        self.error("NameError", message)
    }

    fn local_name(&self, slot: u16) -> String {
        let name = self
            .frames
            .last()
            .and_then(|frame| frame.code.locals.get(usize::from(slot)).copied());
        name.map_or_else(String::new, |name| self.names.text(name).to_string())
    }

    /// A global that is not set may still be a built-in.
    pub(super) fn missing_global(&mut self, slot: u16) -> R {
        let name = self.units[self.unit].globals[usize::from(slot)];
        if let Some(at) = self.units[0]
            .globals
            .iter()
            .position(|global| *global == name)
        {
            let value = self.globals[0][at];
            if value != Value::Undef {
                return Ok(value);
            }
        }
        let text = self.names.text(name);
        match crate::python::builtins::native_index(&text) {
            Some(index) if !text.starts_with('_') => Ok(Value::Native(index)),
            _ => Err(self.name_error(slot)),
        }
    }

    pub(super) fn name_error(&mut self, slot: u16) -> Thrown {
        let name = self
            .names
            .text(self.units[self.unit].globals[usize::from(slot)]);
        self.error("NameError", format!("name '{name}' is not defined"))
    }

    // --- instructions ---------------------------------------------------------------------------------------------

    pub(super) fn op_raise(&mut self, count: u8) -> Thrown {
        let cause = (count == 2).then(|| self.pop());
        if count == 0 {
            return match self.handled.last() {
                Some(value) => Thrown::Reraised(*value),
                None => self.error("RuntimeError", "No active exception to reraise"),
            };
        }
        let value = self.pop();
        let exception = match self.as_exception(value) {
            Ok(exception) => exception,
            Err(thrown) => return thrown,
        };
        if let (Some(cause), Value::Ref(id)) = (cause, exception) {
            let cause = match cause {
                Value::None => Value::Undef,
                cause => match self.as_exception(cause) {
                    Ok(cause) => cause,
                    Err(Thrown::Exception(_)) => {
                        let message = "exception causes must derive from BaseException";
                        return self.error("TypeError", message);
                    }
                    Err(thrown) => return thrown,
                },
            };
            self.heap.swap_in(id, cause, |obj| match obj {
                Obj::Exception(it) => {
                    it.suppress = true;
                    Some(&mut it.cause)
                }
                _ => None,
            });
        }
        Thrown::Exception(exception)
    }

    /// An exception, or an object made of an exception class.
    fn as_exception(&mut self, value: Value) -> R {
        let base = self.builtin_class("BaseException");
        match self.heap.obj(value) {
            Some(Obj::Exception(_)) => Ok(value),
            Some(Obj::Class(_)) if self.is_subclass(value, base) => {
                if self.find_in_class(value, names::INIT).is_some() {
                    return Err(Thrown::Python("_raise_class", vec![value]));
                }
                Ok(self.new_exception(value, Vec::new()))
            }
            _ => Err(self.error("TypeError", "exceptions must derive from BaseException")),
        }
    }

    pub(super) fn reraise(&mut self) -> Thrown {
        let value = self.handled.last().copied().unwrap_or(Value::None);
        Thrown::Reraised(value)
    }

    pub(super) fn match_exception(&mut self, classes: Value) -> R<bool> {
        let handled = self.handled.last().copied().unwrap_or(Value::None);
        let class = self.class_of(handled);
        let list = match self.heap.obj(classes) {
            Some(Obj::Tuple(items)) => items.to_vec(),
            _ => vec![classes],
        };
        let base = self.builtin_class("BaseException");
        for candidate in &list {
            if !self.is_subclass(*candidate, base) {
                let message =
                    "catching classes that do not inherit from BaseException is not allowed";
                return Err(self.error("TypeError", message));
            }
        }
        Ok(list
            .iter()
            .any(|candidate| self.is_subclass(class, *candidate)))
    }

    pub(super) fn op_enter_with(&mut self) -> R<Flow> {
        let manager = self.top();
        let (Some(enter), Some(_)) = (
            self.special(manager, names::ENTER),
            self.special(manager, names::EXIT),
        ) else {
            let missing = if self.special(manager, names::ENTER).is_some() {
                " (missed __exit__ method)"
            } else {
                ""
            };
            let message = format!(
                "'{}' object does not support the context manager protocol{missing}",
                self.type_name(manager)
            );
            return Err(self.error("TypeError", message));
        };
        self.invoke(
            enter,
            Args {
                pos: vec![manager],
                kw: Vec::new(),
            },
            Cont::Push,
        )
    }

    pub(super) fn op_exit_with(&mut self) -> R<Flow> {
        let manager = self.pop();
        let exit = self.special(manager, names::EXIT).unwrap_or(Value::None);
        let pos = vec![manager, Value::None, Value::None, Value::None];
        self.invoke(
            exit,
            Args {
                pos,
                kw: Vec::new(),
            },
            Cont::Push,
        )
    }

    pub(super) fn op_exit_with_exception(&mut self) -> R<Flow> {
        let manager = self.pop();
        let exit = self.special(manager, names::EXIT).unwrap_or(Value::None);
        let exception = self.handled.last().copied().unwrap_or(Value::None);
        let class = self.class_of(exception);
        let pos = vec![manager, class, exception, Value::None];
        self.invoke(
            exit,
            Args {
                pos,
                kw: Vec::new(),
            },
            Cont::Push,
        )
    }

    // --- unwinding ------------------------------------------------------------------------------------------------

    /// Deals with an instruction that did not complete. `Flow::Frame` tells that another frame may be on top.
    pub(super) fn handle(&mut self, thrown: Thrown) -> Flow {
        match thrown {
            Thrown::Exception(exception) => self.unwind(exception, true),
            Thrown::Reraised(exception) => self.unwind(exception, false),
            Thrown::Unsupported(what) => Flow::Step(self.stop_unsupported(&what)),
            Thrown::Limit(what) => Flow::Step(self.stop_at_limit(&what)),
            Thrown::Python(..) => match self.detour(thrown, Cont::Push) {
                Ok(flow) => flow,
                Err(thrown) => self.handle(thrown),
            },
            Thrown::NeedsList(_) => Flow::Step(self.stop_unsupported("this iterable here")),
        }
    }

    fn stop_unsupported(&mut self, what: &str) -> Step {
        let line = self.program_line().unwrap_or(self.line);
        let path = self.program.path();
        let report =
            format!("{path}:{line}: forklore does not support {what}; write it in another way\n");
        Step::Exit(Exit {
            code: 2,
            report: Some(report),
            stopped: Some(("unsupported", what.to_owned())),
            ..Exit::default()
        })
    }

    /// Ends the process because it would take more than a program here may.
    pub(super) fn stop_at_limit(&self, what: &str) -> Step {
        Step::Exit(self.end_at_limit(what))
    }

    /// How the process ends because it would take more than a program here may: `what` says how much that is.
    pub fn end_at_limit(&self, what: &str) -> Exit {
        let line = self.program_line().unwrap_or(self.line);
        let path = self.program.path();
        Exit {
            code: 2,
            report: Some(format!("{path}:{line}: limit: {what}\n")),
            stopped: Some(("limit", what.to_owned())),
            ..Exit::default()
        }
    }

    /// Looks for a handler from the current place outwards.
    fn unwind(&mut self, exception: Value, record: bool) -> Flow {
        self.set_context(exception);
        let (mut exception, mut record) = (exception, record);
        loop {
            if record {
                self.record_place(exception);
            }
            record = true;
            let Some(frame) = self.frames.last() else {
                return Flow::Step(Step::Exit(self.exit_of(exception)));
            };
            if self.blocks.len() > frame.block_base {
                self.enter_handler(exception);
                return Flow::Frame;
            }
            // Leaving frees nothing yet: that is done at the next boundary only.
            let frame = self
                .frames
                .last()
                .map(|frame| (frame.cont, frame.generator));
            let Some((cont, generator)) = frame else {
                continue;
            };
            if let Value::Ref(id) = generator {
                exception = self.end_generator(id, exception);
            }
            if matches!(cont, Cont::Bottom | Cont::Imported) {
                if let Some(flow) = self.ask_for_texts(exception, cont) {
                    return flow;
                }
                let exit = self.exit_of(exception);
                return Flow::Step(Step::Exit(exit));
            }
            self.leave();
            match cont {
                Cont::ForNext(_) | Cont::NextDefault
                    if generator == Value::Undef && self.is_stop(exception) =>
                {
                    // `exhausted` cannot fail for these.
                    return self.exhausted(Value::None, cont).unwrap_or(Flow::Frame);
                }
                Cont::Init => {
                    self.pop();
                }
                Cont::Upcall => {
                    self.pending = self.suspended.pop().unwrap_or(super::Pending::Nothing);
                    return Flow::Step(Step::Resume);
                }
                _ => {}
            }
        }
    }

    fn is_stop(&self, exception: Value) -> bool {
        self.is_subclass(
            self.class_of(exception),
            self.builtin_class("StopIteration"),
        )
    }

    fn end_generator(&mut self, id: Id, exception: Value) -> Value {
        if let Obj::Generator(generator) = self.heap.get_mut(id) {
            generator.state = GeneratorState::Done;
        }
        if !self.is_stop(exception) {
            return exception;
        }
        match self.error("RuntimeError", "generator raised StopIteration") {
            Thrown::Exception(error) => {
                if let Value::Ref(id) = error {
                    self.heap.swap_in(id, exception, context_place);
                    self.set_exception_attr(id, names::CAUSE, exception);
                }
                error
            }
            _ => exception,
        }
    }

    fn enter_handler(&mut self, exception: Value) {
        let Some((block, handled)) = self.blocks.pop() else {
            return;
        };
        self.truncate(self.base + block.height as usize);
        // Retained first: the handled stack may hold the only reference.
        self.heap.retain(exception);
        self.truncate_handled(handled);
        self.handled.push(exception);
        self.pc = block.target as usize;
    }

    fn record_place(&mut self, exception: Value) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        let point = TracePoint {
            code: frame.at,
            at: (self.pc as u32).saturating_sub(1),
        };
        if let Value::Ref(id) = exception
            && let Obj::Exception(it) = self.heap.get_mut(id)
        {
            it.trace.push(point);
        }
    }

    fn set_context(&mut self, exception: Value) {
        let (Some(context), Value::Ref(id)) = (self.handled.last().copied(), exception) else {
            return;
        };
        if context == exception {
            return;
        }
        // A cycle of contexts is broken where it would close, as CPython does.
        let mut other = context;
        while let Some(Obj::Exception(it)) = self.heap.obj(other) {
            let next = it.context;
            if next == exception {
                if let Value::Ref(other) = other {
                    self.heap.swap_in(other, Value::Undef, context_place);
                }
                break;
            }
            other = next;
        }
        self.heap.swap_in(id, context, context_place);
    }

    // --- the objects ----------------------------------------------------------------------------------------------

    /// Keyword arguments of built-in exceptions are refused, as in CPython.
    pub(super) fn init_exception(&mut self, exception: Value, args: &Args) -> R<()> {
        let class = self.class_of(exception);
        let is_a = |base: &str| self.is_subclass(class, self.builtin_class(base));
        if args.kw.is_empty() {
            if is_a("UnicodeDecodeError") || is_a("UnicodeEncodeError") {
                return self.check_unicode_error(&args.pos);
            }
            if is_a("SyntaxError") && args.pos.len() > 1 {
                return Err(Thrown::Unsupported("a SyntaxError with a place".into()));
            }
            if is_a("OSError") && (3..=5).contains(&args.pos.len()) {
                self.take_file_names(exception, &args.pos);
            }
            return Ok(());
        }
        let known: Option<(&str, &[&str])> = match () {
            () if is_a("AttributeError") => Some(("AttributeError", &["name", "obj"])),
            () if is_a("NameError") => Some(("NameError", &["name"])),
            () if is_a("ImportError") => Some(("ImportError", &["name", "path"])),
            () => None,
        };
        let Some((base, names)) = known else {
            let message = format!("{}() takes no keyword arguments", self.type_name(exception));
            return Err(self.error("TypeError", message));
        };
        let texts: Vec<_> = args
            .kw
            .iter()
            .map(|(name, _)| self.names.text(*name))
            .collect();
        if texts.len() > names.len() {
            let (most, given) = (names.len(), texts.len());
            let s = if most == 1 { "" } else { "s" };
            let message =
                format!("{base}() takes at most {most} keyword argument{s} ({given} given)");
            return Err(self.error("TypeError", message));
        }
        match texts.iter().find(|text| !names.contains(&&***text)) {
            Some(name) => {
                let message = format!("'{name}' is an invalid keyword argument for {base}()");
                Err(self.error("TypeError", message))
            }
            None => Err(Thrown::Unsupported(format!("keyword arguments of {base}"))),
        }
    }

    /// Encoding, object, start, end and reason; other kinds of values are refused.
    fn check_unicode_error(&mut self, args: &[Value]) -> R<()> {
        let given = args.len();
        if let [encoding, _, start, end, reason] = args {
            let texts = [encoding, reason].map(|value| self.heap.as_str(*value).is_some());
            let ints = [start, end].map(|value| self.as_i64(*value).is_some());
            if texts == [true; 2] && ints == [true; 2] {
                return Ok(());
            }
            return Err(Thrown::Unsupported("such a UnicodeError".into()));
        }
        let message = format!("function takes exactly 5 arguments ({given} given)");
        Err(self.error("TypeError", message))
    }

    /// `OSError(number, text, file, None, other)`: the names of the files are no arguments of the object.
    fn take_file_names(&mut self, exception: Value, args: &[Value]) {
        let (Value::Ref(id), Some(&file)) = (exception, args.get(2)) else {
            return;
        };
        let blocking = self.builtin_class("BlockingIOError");
        let is_count =
            self.as_int(file).is_some() && self.is_subclass(self.class_of(exception), blocking);
        if file == Value::None || is_count {
            return;
        }
        let kept = self.heap.tuple(args[..2].to_vec());
        self.set_exception_args(id, kept);
        let other = args.get(4).copied().filter(|it| *it != Value::None);
        for (name, value) in [("filename", Some(file)), ("filename2", other)] {
            if let Some(value) = value {
                let name = self.names.intern(name);
                self.heap.set_attr(id, name, value);
            }
        }
    }

    /// `OSError(number, text)` makes an object of the subclass that stands for the number.
    pub(super) fn class_by_number(&self, class: Value, args: &Args) -> Value {
        let (true, Some(Value::Int(number))) = (
            class == self.builtin_class("OSError") && args.pos.len() > 1,
            args.pos.first(),
        ) else {
            return class;
        };
        let name = match number {
            1 | 13 => "PermissionError",
            2 => "FileNotFoundError",
            3 => "ProcessLookupError",
            4 => "InterruptedError",
            10 => "ChildProcessError",
            11 | 114 | 115 => "BlockingIOError",
            17 => "FileExistsError",
            32 | 108 => "BrokenPipeError",
            103 => "ConnectionAbortedError",
            104 => "ConnectionResetError",
            110 => "TimeoutError",
            111 => "ConnectionRefusedError",
            _ => "OSError",
        };
        self.builtin_class(name)
    }

    pub(super) fn exception_attr(
        &mut self,
        exception: Value,
        name: Name,
    ) -> Option<super::attribute::Found> {
        use super::attribute::Found;
        let Some(Obj::Exception(it)) = self.heap.obj(exception) else {
            return None;
        };
        let visible = |value: Value| {
            if value == Value::Undef {
                Value::None
            } else {
                value
            }
        };
        let items = self.heap.as_items(it.args).unwrap_or_default();
        let class = Value::Ref(it.class);
        let is_a = |base: &str| self.is_subclass(class, self.builtin_class(base));
        let has = match name {
            names::CODE => is_a("SystemExit"),
            names::VALUE => is_a("StopIteration"),
            names::ERRNO | names::STRERROR => is_a("OSError"),
            _ => true,
        };
        if !has {
            return None;
        }
        let value = match name {
            // What `sys.exit(1, 2)` would leave: all arguments where there are several.
            names::CODE if items.len() > 1 => it.args,
            names::ARGS => it.args,
            names::CAUSE => visible(it.cause),
            names::CONTEXT => visible(it.context),
            names::SUPPRESS => Value::Bool(it.suppress),
            names::CODE | names::VALUE => items.first().copied().unwrap_or(Value::None),
            names::ERRNO if items.len() >= 2 => items[0],
            names::STRERROR if items.len() >= 2 => items[1],
            names::INIT => return Some(Found::Method(self.python_function("_exception_init"))),
            names::ERRNO | names::STRERROR | names::DOC | names::TRACEBACK => Value::None,
            _ => {
                let text = self.names.text(name);
                if crate::python::builtins::has_method(crate::python::value::Tag::Exception, &text)
                {
                    return Some(Found::NativeMethod);
                }
                return None;
            }
        };
        Some(Found::Value(value))
    }

    pub(super) fn set_exception_attr(&mut self, id: Id, name: Name, value: Value) {
        match name {
            names::ARGS => self.set_exception_args(id, value),
            names::CAUSE => self.heap.swap_in(id, value, |obj| match obj {
                Obj::Exception(it) => Some(&mut it.cause),
                _ => None,
            }),
            names::CONTEXT => self.heap.swap_in(id, value, context_place),
            names::TRACEBACK => {}
            _ => self.heap.set_attr(id, name, value),
        }
    }

    pub(crate) fn set_exception_args(&mut self, id: Id, args: Value) {
        self.heap.swap_in(id, args, |obj| match obj {
            Obj::Exception(it) => Some(&mut it.args),
            _ => None,
        });
    }

    /// Before the report of an uncaught exception: has the program's own `__str__` methods called, of the exception and
    /// of those before it. None where there are none, or they have been called.
    fn ask_for_texts(&mut self, exception: Value, cont: Cont) -> Option<Flow> {
        let mut needs_text = false;
        let mut at = exception;
        for _ in 0..50 {
            let Some(Obj::Exception(it)) = self.heap.obj(at) else {
                break;
            };
            let is_open = it.told.is_none();
            needs_text |= is_open && self.args_need_method(at);
            let next = if it.cause == Value::Undef {
                it.context
            } else {
                it.cause
            };
            needs_text |= is_open && self.special(at, names::STR).is_some();
            at = next;
        }
        if !needs_text {
            return None;
        }
        self.leave();
        let function = self.python_function("_tell_uncaught");
        let args = Args {
            pos: vec![exception],
            kw: Vec::new(),
        };
        Some(match self.invoke(function, args, cont) {
            Ok(flow) => flow,
            Err(thrown) => self.handle(thrown),
        })
    }

    /// What pools leave to be said at the end of the main process, behind its own report.
    pub(super) fn with_last_words(&mut self, mut exit: Exit) -> Exit {
        let words = std::mem::take(&mut self.last_words);
        let said: String = words.into_iter().map(|(_, text)| text).collect();
        if self.is_main && !said.is_empty() {
            exit.report = Some(exit.report.unwrap_or_default() + &said);
        }
        exit
    }

    /// How a process ends by this exception.
    fn exit_of(&mut self, exception: Value) -> Exit {
        let exit = self.exit_by(exception);
        self.with_last_words(exit)
    }

    fn exit_by(&mut self, exception: Value) -> Exit {
        let class = self.class_of(exception);
        let name = self.type_name(exception).to_string();
        if self.is_subclass(class, self.builtin_class("SystemExit")) {
            return self.system_exit(exception);
        }
        let message = self.exception_message(exception);
        let report = Some(self.report(exception));
        let is_interrupt = name == "KeyboardInterrupt";
        let code = if is_interrupt && self.is_main { 130 } else { 1 };
        Exit {
            code,
            report,
            exception: Some((name, message)),
            is_importing: self.is_importing,
            ..Exit::default()
        }
    }

    fn system_exit(&mut self, exception: Value) -> Exit {
        let Some(Obj::Exception(it)) = self.heap.obj(exception) else {
            return Exit::default();
        };
        let items = self.heap.as_items(it.args).unwrap_or_default().to_vec();
        match items.as_slice() {
            [] | [Value::None] => Exit::default(),
            [Value::Int(code)] => Exit {
                code: (*code & 0xff) as i32,
                ..Exit::default()
            },
            [Value::Bool(code)] => Exit {
                code: i32::from(*code),
                ..Exit::default()
            },
            [one] => {
                let told = match self.heap.obj(exception) {
                    Some(Obj::Exception(it)) => it.told.as_ref().map(ToString::to_string),
                    _ => None,
                };
                let text = told.unwrap_or_else(|| self.text_of(*one));
                Exit {
                    code: 1,
                    report: Some(format!("{text}\n")),
                    ..Exit::default()
                }
            }
            _ => {
                let args = self.heap.tuple(items);
                let text = self.text_of(args);
                Exit {
                    code: 1,
                    report: Some(format!("{text}\n")),
                    ..Exit::default()
                }
            }
        }
    }
}

fn context_place(obj: &mut Obj) -> Option<&mut Value> {
    match obj {
        Obj::Exception(it) => Some(&mut it.context),
        _ => None,
    }
}
