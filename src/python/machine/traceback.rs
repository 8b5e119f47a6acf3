//! The text of an uncaught exception in CPython 3.11's form, for the program's own frames.
//!
//! Frames of the library are left out: CPython shows the lines of its own modules there, which forklore has not.

use unicode_width::UnicodeWidthStr;

use super::Machine;
use crate::python::format;
use crate::python::program::{Op, Place};
use crate::python::value::{Id, Obj, TracePoint, Value};

/// Equal entries shown before "Previous line repeated".
const SHOWN_REPEATS: usize = 3;

impl Machine {
    /// The whole report, causes and contexts first; ends with a newline.
    pub(crate) fn traceback(&self, exception: Value) -> String {
        let mut text = String::new();
        self.add_exception(exception, &mut text, (0, false));
        text
    }

    /// The report of a process's end. CPython writes that of the main process in C, and knows there which name may
    /// have been meant.
    pub(super) fn report(&self, exception: Value) -> String {
        let mut text = String::new();
        let suggests = self.is_main || self.is_importing;
        self.add_exception(exception, &mut text, (0, suggests));
        text
    }

    fn add_exception(&self, exception: Value, text: &mut String, (depth, suggests): (usize, bool)) {
        let Some(Obj::Exception(it)) = self.heap.obj(exception) else {
            return;
        };
        if depth < 50 {
            if it.cause != Value::Undef && it.cause != Value::None {
                self.add_exception(it.cause, text, (depth + 1, suggests));
                text.push_str(
                    "\nThe above exception was the direct cause of the following exception:\n\n",
                );
            } else if it.context != Value::Undef && it.context != Value::None && !it.suppress {
                self.add_exception(it.context, text, (depth + 1, suggests));
                text.push_str(
                    "\nDuring handling of the above exception, another exception occurred:\n\n",
                );
            }
        }
        if let Some(remote) = &it.remote {
            text.push_str("multiprocessing.pool.RemoteTraceback: \n\"\"\"\n");
            text.push_str(remote);
            text.push_str("\"\"\"\n\nThe above exception was the direct cause of the following exception:\n\n");
        }
        let points: Vec<TracePoint> = it
            .trace
            .iter()
            .rev()
            .copied()
            .filter(|point| !self.units[usize::from(point.code.unit)].library)
            .collect();
        if !it.trace.is_empty() {
            text.push_str("Traceback (most recent call last):\n");
            self.add_points(&points, text);
        }
        text.push_str(&self.last_line(exception));
        if suggests && let Some(name) = self.suggestion(exception) {
            format::put(text, format_args!(". Did you mean: '{name}'?"));
        }
        text.push('\n');
    }

    fn add_points(&self, points: &[TracePoint], text: &mut String) {
        let mut repeats = 0;
        for (index, point) in points.iter().enumerate() {
            let same = index > 0 && self.entry_key(points[index - 1]) == self.entry_key(*point);
            repeats = if same { repeats + 1 } else { 0 };
            if repeats < SHOWN_REPEATS {
                self.add_point(*point, text);
                continue;
            }
            let is_last = points
                .get(index + 1)
                .is_none_or(|next| self.entry_key(*next) != self.entry_key(*point));
            if is_last {
                let hidden = repeats + 1 - SHOWN_REPEATS;
                let plural = if hidden == 1 { "" } else { "s" };
                format::put(
                    text,
                    format_args!("  [Previous line repeated {hidden} more time{plural}]\n"),
                );
            }
        }
    }

    fn entry_key(&self, point: TracePoint) -> (u16, u16, u32) {
        (
            point.code.unit,
            point.code.index,
            self.place(point).span.line,
        )
    }

    fn place(&self, point: TracePoint) -> Place {
        let code = &self.units[usize::from(point.code.unit)].codes[usize::from(point.code.index)];
        code.spans
            .get(point.at as usize)
            .copied()
            .unwrap_or_default()
    }

    fn add_point(&self, point: TracePoint, text: &mut String) {
        let code = &self.units[usize::from(point.code.unit)].codes[usize::from(point.code.index)];
        let place = self.place(point);
        let path = self.program.path();
        format::put(
            text,
            format_args!(
                "  File \"{path}\", line {}, in {}\n",
                place.span.line, code.name
            ),
        );
        let Some(line) = self
            .program
            .source()
            .lines()
            .nth(place.span.line.saturating_sub(1) as usize)
        else {
            return;
        };
        let shown = line.trim();
        if shown.is_empty() {
            return;
        }
        format::put(text, format_args!("    {shown}\n"));
        if let Some(marks) = self.marks(place, line) {
            format::put(text, format_args!("    {marks}\n"));
        }
    }

    /// The `^` line below a source line; none where it would underline all of it.
    fn marks(&self, place: Place, line: &str) -> Option<String> {
        let source = self.program.source();
        let line_start = source[..place.span.start as usize]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let indent = line.len() - line.trim_start().len();
        let first = (place.span.start as usize - line_start).max(indent);
        let line_end = line.trim_end().len();
        let last = (place.span.end as usize)
            .saturating_sub(line_start)
            .min(line_end);
        if last <= first || (first == indent && last == line_end && place.mark.is_none()) {
            return None;
        }
        let width =
            |range: std::ops::Range<usize>| line.get(range).map_or(0, UnicodeWidthStr::width);
        let mut marks = " ".repeat(width(indent..first));
        match place.mark {
            Some((from, to)) if (to as usize) <= line_start + last => {
                let (from, to) = (from as usize - line_start, to as usize - line_start);
                marks.push_str(&"~".repeat(width(first..from)));
                marks.push_str(&"^".repeat(width(from..to)));
                marks.push_str(&"~".repeat(width(to..last)));
            }
            _ => marks.push_str(&"^".repeat(width(first..last))),
        }
        Some(marks)
    }

    /// `ValueError: message`, with the module's name for other than built-in classes.
    pub(crate) fn last_line(&self, exception: Value) -> String {
        let Some(class) = self.class(self.class_of(exception)) else {
            return String::new();
        };
        let is_plain = matches!(&*class.module, "builtins" | "__main__");
        let name = if is_plain {
            class.qualname.to_string()
        } else {
            format!("{}.{}", class.module, class.qualname)
        };
        let message = self.exception_message(exception);
        if message.is_empty() {
            name
        } else {
            format!("{name}: {message}")
        }
    }

    /// `str(exception)`; where the class has its own `__str__`, what that said for the report, or else the args as they
    /// stand.
    pub(crate) fn exception_message(&self, exception: Value) -> String {
        let Some(Obj::Exception(it)) = self.heap.obj(exception) else {
            return String::new();
        };
        if let Some(told) = &it.told {
            return told.to_string();
        }
        let items = self.heap.as_items(it.args).unwrap_or_default();
        let is_key_error = self.is_subclass(Value::Ref(it.class), self.builtin_class("KeyError"));
        let is_os_error = self.is_subclass(Value::Ref(it.class), self.builtin_class("OSError"));
        match items {
            [] => String::new(),
            [one] if is_key_error => self.repr_of(*one),
            [one] => self.text_of(*one),
            [number, text, rest @ ..] if is_os_error && rest.len() < 4 => {
                let text = format!("[Errno {}] {}", self.text_of(*number), self.text_of(*text));
                let find = |name: &str| {
                    let name = self.names.find(name)?;
                    it.attrs.find(name)
                };
                match (find("filename"), find("filename2")) {
                    (None, _) => text,
                    (Some(file), None) => format!("{text}: {}", self.repr_of(file)),
                    (Some(file), Some(other)) => {
                        format!("{text}: {} -> {}", self.repr_of(file), self.repr_of(other))
                    }
                }
            }
            [encoding, object, start, end, reason] => self
                .unicode_message(it.class, [*encoding, *object, *start, *end, *reason])
                .unwrap_or_else(|| self.repr_of(it.args)),
            _ => self.repr_of(it.args),
        }
    }

    /// The text of a UnicodeDecodeError or UnicodeEncodeError; none for other exceptions.
    fn unicode_message(&self, class: Id, args: [Value; 5]) -> Option<String> {
        let class = Value::Ref(class);
        let decodes = self.is_subclass(class, self.builtin_class("UnicodeDecodeError"));
        if !decodes && !self.is_subclass(class, self.builtin_class("UnicodeEncodeError")) {
            return None;
        }
        let [encoding, object, start, end, reason] = args;
        let (encoding, reason) = (self.text_of(encoding), self.text_of(reason));
        let (start, end) = (self.as_i64(start)?, self.as_i64(end)?);
        let at = usize::try_from(start).ok().filter(|_| end == start + 1);
        let one = match (self.heap.obj(object)?, at) {
            (Obj::Bytes(bytes), Some(at)) => bytes.get(at).map(|byte| format!("byte 0x{byte:02x}")),
            (Obj::Str(text), Some(at)) => text.chars().nth(at).map(|sign| {
                let sign = format::to_ascii(&sign.to_string());
                format!("character '{sign}'")
            }),
            _ => None,
        };
        let (verb, many) = if decodes {
            ("decode", "bytes")
        } else {
            ("encode", "characters")
        };
        let what = match one {
            Some(one) => format!("{one} in position {start}"),
            None => format!("{many} in position {start}-{}", end - 1),
        };
        Some(format!("'{encoding}' codec can't {verb} {what}: {reason}"))
    }

    /// The line of the statement that the innermost frame of the program is in, from 1: the caller's again after a return.
    /// None before the first.
    pub fn statement_line(&self) -> Option<u32> {
        let top = self.frames.len().checked_sub(1)?;
        let frames = self.frames.iter().enumerate().rev();
        let of_program =
            frames.filter(|(_, frame)| !self.units[usize::from(frame.at.unit)].library);
        // A lambda or comprehension has no statement of its own: it belongs to its caller's.
        of_program
            .map(|(index, frame)| {
                let pc = if index == top {
                    self.pc
                } else {
                    frame.pc as usize
                };
                &frame.code.ops[..pc.min(frame.code.ops.len())]
            })
            .find_map(|begun| {
                begun.iter().rev().find_map(|op| match op {
                    Op::Line(line) => Some(*line),
                    _ => None,
                })
            })
    }

    /// A warning in CPython's form, with the source line.
    pub(crate) fn warning(&self, line: u32, class: &str, message: &str) -> String {
        let source = self.program.source();
        let text = source.lines().nth(line.saturating_sub(1) as usize);
        let shown = text.map_or_else(String::new, |text| format!("  {}\n", text.trim()));
        format!(
            "{}:{line}: {class}: {message}\n{shown}",
            self.program.path()
        )
    }

    /// The line of the innermost frame of the program.
    pub(crate) fn program_line(&self) -> Option<u32> {
        let top = self.frames.len().checked_sub(1)?;
        for (index, frame) in self.frames.iter().enumerate().rev() {
            if self.units[usize::from(frame.at.unit)].library {
                continue;
            }
            let pc = if index == top {
                self.pc
            } else {
                frame.pc as usize
            };
            return frame
                .code
                .spans
                .get(pc.saturating_sub(1))
                .map(|place| place.span.line);
        }
        None
    }
}
