//! [`TraceReader`]: reads a trace as far as it can be read, and says what is wrong with the rest.
//!
//! No input makes it fail: a damaged line is skipped and told, a cut file ends where it ends, a file of a later
//! version is read as far as it is understood. Only errors of the input itself end the reading early (and are told).

use std::io::{self, BufRead, Read};

use serde_json::{Map, Value};

use super::event::{Event, Header};

/// Version of the format that this reader knows.
pub const VERSION: u32 = 1;

/// Longest line that is read, in bytes. The longest of a true trace is one write(2) of program output, escaped.
const LINE_LIMIT: u64 = 64 << 20;

/// Problems that are kept with their text; `n_problems` counts all.
const PROBLEM_LIMIT: usize = 100;

/// Bad lines at the beginning, without a good one, after which the file is taken for something else.
const FOREIGN_LINES: u64 = 8;

/// Something wrong with a trace, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub what: ProblemKind,
}

/// What can be wrong with a trace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// The first lines are no trace: not read further.
    #[error("this is no forklore trace: the first line should begin with `{{\"forklore_trace\":1`")]
    Foreign,
    /// The first line is no header, but events follow.
    #[error("the header is missing: program and settings of the run are unknown")]
    NoHeader,
    /// A header that lacks something.
    #[error("the header is damaged: {0}")]
    BadHeader(String),
    /// Written by a later forklore.
    #[error(
        "the recording has format {0}, this forklore knows format {VERSION}: what it understands is shown; a newer forklore shows all"
    )]
    NewerVersion(u64),
    /// A line that is no event.
    #[error("not an event, skipped: {0}")]
    BadEvent(String),
    /// The last line is cut.
    #[error("the last line is cut off: the trace may go on behind it")]
    Truncated,
    /// A line longer than any event.
    #[error("the line is longer than {} MiB, skipped", LINE_LIMIT >> 20)]
    TooLong,
    /// Numbers are missing, or come twice.
    #[error("event {found} follows where {expected} should")]
    Gap {
        /// The number that was due.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// The input could not be read further.
    #[error("reading stopped: {0}")]
    Io(String),
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.what)
    }
}

/// A trace that was read whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Its header, if it could be read.
    pub header: Option<Header>,
    /// Its events, in the order of the file.
    pub events: Vec<Event>,
    /// What is wrong with it, in the order of the file; the first 100.
    pub problems: Vec<Problem>,
    /// How many problems there are.
    pub n_problems: u64,
}

/// Reads everything that `input` holds.
pub fn read(input: impl BufRead) -> Reading {
    let mut reader = TraceReader::new(input);
    let events: Vec<Event> = reader.by_ref().collect();
    Reading {
        header: reader.header,
        events,
        problems: reader.problems,
        n_problems: reader.n_problems,
    }
}

/// Reads a trace line by line; an iterator over its events. On a pipe it waits for the next line.
#[derive(Debug)]
pub struct TraceReader<R: BufRead> {
    input: R,
    header: Option<Header>,
    problems: Vec<Problem>,
    n_problems: u64,
    /// Lines read so far.
    line: u64,
    /// Number of the event that is due.
    expected: u64,
    has_events: bool,
    /// The first line stands in the buffer and was no header.
    has_first_line: bool,
    is_over: bool,
    buffer: Vec<u8>,
}

impl<R: BufRead> TraceReader<R> {
    /// Reads the first line of `input` at once.
    pub fn new(input: R) -> Self {
        let mut reader = Self {
            input,
            header: None,
            problems: Vec::new(),
            n_problems: 0,
            line: 0,
            expected: 0,
            has_events: false,
            has_first_line: false,
            is_over: false,
            buffer: Vec::new(),
        };
        reader.read_header();
        reader
    }

    /// The header, if it could be read.
    pub fn header(&self) -> Option<&Header> {
        self.header.as_ref()
    }

    /// What was found wrong so far; the first 100.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many problems were found so far.
    pub fn n_problems(&self) -> u64 {
        self.n_problems
    }

    /// Takes the first line for the header. One that is none stays in the buffer: it may be an event.
    fn read_header(&mut self) {
        match self.read_line() {
            None => {
                if self.n_problems == 0 {
                    self.line = 1;
                    self.tell(ProblemKind::Empty);
                }
            }
            Some(ends) => {
                self.header = self.parse_header();
                if self.header.is_some() {
                    return;
                }
                self.has_first_line = ends;
                if !ends {
                    self.is_over = true;
                    self.tell(self.kind_of_cut_line());
                }
            }
        }
    }

    /// A file of one line without a newline that is no header: the begin of one, or something else.
    fn kind_of_cut_line(&self) -> ProblemKind {
        let begin = b"{\"forklore_trace\"";
        let n = begin.len().min(self.buffer.len());
        if self.buffer[..n] == begin[..n] {
            ProblemKind::Truncated
        } else {
            ProblemKind::Foreign
        }
    }

    fn parse_header(&mut self) -> Option<Header> {
        let fields: Map<String, Value> = serde_json::from_slice(&self.buffer).ok()?;
        let version = fields.get("forklore_trace")?.as_u64()?;
        if version > u64::from(VERSION) {
            self.tell(ProblemKind::NewerVersion(version));
        }
        match serde_json::from_value(Value::Object(fields.clone())) {
            Ok(header) => Some(header),
            Err(error) => {
                self.tell(ProblemKind::BadHeader(error.to_string()));
                Some(lenient_header(&fields))
            }
        }
    }

    /// The next event that can be read.
    fn next_event(&mut self) -> Option<Event> {
        while !self.is_over {
            let ends = std::mem::take(&mut self.has_first_line) || self.read_line()?;
            if self.buffer.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match serde_json::from_slice::<Event>(&self.buffer) {
                Ok(event) => {
                    self.accept(&event);
                    return Some(event);
                }
                Err(_) if !ends => self.tell(ProblemKind::Truncated),
                Err(error) => self.refuse(&error),
            }
        }
        None
    }

    fn accept(&mut self, event: &Event) {
        if self.header.is_none() && !self.has_events {
            self.problems.clear();
            self.n_problems = 0;
            self.tell(ProblemKind::NoHeader);
        }
        self.has_events = true;
        if event.kind.is_sampled() {
            return;
        }
        if event.seq != self.expected {
            let expected = self.expected;
            let found = event.seq;
            self.tell(ProblemKind::Gap { expected, found });
        }
        self.expected = event.seq.saturating_add(1);
    }

    fn refuse(&mut self, error: &serde_json::Error) {
        // The number of the event may be missing for this reason alone: no gap is told on top.
        self.expected = self.expected.saturating_add(1);
        let is_foreign = self.header.is_none() && !self.has_events && self.line >= FOREIGN_LINES;
        if is_foreign {
            self.problems.clear();
            self.n_problems = 0;
            self.line = 1;
            self.tell(ProblemKind::Foreign);
            self.is_over = true;
        } else {
            self.tell(ProblemKind::BadEvent(error.to_string()));
        }
    }

    /// Reads a line into the buffer, its newline taken off; says whether it had one. `None` at the end.
    fn read_line(&mut self) -> Option<bool> {
        loop {
            self.buffer.clear();
            let mut limited = (&mut self.input).take(LINE_LIMIT);
            match limited.read_until(b'\n', &mut self.buffer) {
                Ok(0) => {
                    self.end();
                    return None;
                }
                Ok(_) => self.line += 1,
                Err(error) => {
                    self.line += 1;
                    self.tell(ProblemKind::Io(error.to_string()));
                    self.is_over = true;
                    return None;
                }
            }
            if self.buffer.last() == Some(&b'\n') {
                self.buffer.pop();
                return Some(true);
            }
            if (self.buffer.len() as u64) < LINE_LIMIT {
                return Some(false);
            }
            self.tell(ProblemKind::TooLong);
            self.skip_line();
        }
    }

    /// Skips what is left of a line that is too long.
    fn skip_line(&mut self) {
        loop {
            let (n_used, is_done) = match self.input.fill_buf() {
                Ok([]) => return,
                Ok(bytes) => match bytes.iter().position(|byte| *byte == b'\n') {
                    Some(index) => (index + 1, true),
                    None => (bytes.len(), false),
                },
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.tell(ProblemKind::Io(error.to_string()));
                    self.is_over = true;
                    return;
                }
            };
            self.input.consume(n_used);
            if is_done {
                return;
            }
        }
    }

    /// The input is over. A short file without any event or header is foreign, too.
    fn end(&mut self) {
        self.is_over = true;
        if self.header.is_none() && !self.has_events && self.line > 0 {
            self.problems.clear();
            self.n_problems = 0;
            self.line = 1;
            self.tell(ProblemKind::Foreign);
        }
    }

    fn tell(&mut self, what: ProblemKind) {
        self.n_problems += 1;
        if self.problems.len() < PROBLEM_LIMIT {
            self.problems.push(Problem {
                line: self.line,
                what,
            });
        }
    }
}

impl<R: BufRead> Iterator for TraceReader<R> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        self.next_event()
    }
}

/// A header from what is there; what is missing stays empty.
fn lenient_header(fields: &Map<String, Value>) -> Header {
    let text = |name: &str| {
        let value = fields.get(name).and_then(Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    let version = fields.get("forklore_trace").and_then(Value::as_u64);
    Header {
        forklore_trace: version
            .and_then(|version| u32::try_from(version).ok())
            .unwrap_or(VERSION),
        program: text("program"),
        sha256: text("sha256"),
        engine: text("engine"),
        start_method: text("start_method"),
        stdout: text("stdout"),
        speed: text("speed"),
        seed: fields.get("seed").and_then(Value::as_u64),
        schedule: fields
            .get("schedule")
            .and_then(Value::as_str)
            .map(str::to_owned),
        started_at: text("started_at"),
    }
}
