//! The log's sentences (SCREENS.md §3): [`Fact`] says what happened, [`sentence`] says it in a language. One function
//! serves the log, `--plain` and reports on stderr.
//!
//! A fact keeps what only its moment knew (the holder, the count, how long it took); names are looked up in the world
//! when the sentence is made.

pub mod cause;
mod en;
pub mod standstill;
mod zh;

use crate::trace::{Agent, LineNo, ObjectId, ObjectType, ProcId, is_unseen};

use super::composite::Part;
use super::value::placed;
use super::world::{End, LogEntry, World};
use crate::lesson::Language;

/// Most characters of program text in a fact: as much of it as an item of the trace has.
pub const TEXT_LIMIT: usize = 200;

/// What a log entry says.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// A Process object was made.
    ProcessCreated {
        /// The new process.
        child: ProcId,
        /// Its name.
        name: String,
    },
    /// The kernel process exists.
    ProcessStarted {
        /// The started process.
        child: ProcId,
        /// Its PID as the program sees it.
        pid: u32,
    },
    /// A statement is about to run.
    AtLine {
        /// Its line.
        line: LineNo,
    },
    /// A shared object was made.
    ObjectCreated {
        /// The new object.
        object: ObjectId,
        /// Its type.
        type_: ObjectType,
    },
    /// An object got a further name in the process.
    ObjectNamed {
        /// The object.
        object: ObjectId,
        /// The further name.
        name: String,
    },
    /// A wait began.
    Waits {
        /// `acquire` `join` `get` ...
        op: String,
        /// The object waited for.
        object: Option<ObjectId>,
        /// The process waited for.
        child: Option<ProcId>,
        /// Who held the lock then.
        holder: Option<ProcId>,
        /// Count of the semaphore then.
        count: Option<i64>,
        /// Seconds after which it gives up.
        timeout: Option<f64>,
    },
    /// A sleep began.
    Sleeps {
        /// Its length.
        seconds: f64,
    },
    /// A permit was taken.
    Acquired {
        /// The lock or semaphore.
        object: ObjectId,
        /// Virtual nanoseconds of the wait, if there was one.
        waited: Option<u64>,
    },
    /// A permit was given back.
    Released {
        /// The lock or semaphore.
        object: ObjectId,
        /// Of a semaphore: count before and after.
        counts: Option<(i64, i64)>,
    },
    /// An item was put into a queue.
    Put {
        /// The queue.
        object: ObjectId,
        /// The item as text.
        repr: String,
        /// Items inside afterwards.
        n_items: Option<u64>,
        /// Largest number of items, if bounded.
        capacity: Option<i64>,
    },
    /// A feeder wrote an item into its queue's pipe.
    HandedOn {
        /// The queue.
        object: ObjectId,
        /// The item as text.
        repr: String,
    },
    /// An item was taken from a queue.
    Got {
        /// The queue.
        object: ObjectId,
        /// The item as text.
        repr: String,
    },
    /// An item of a joinable queue counts as unfinished: its `put` is told with it.
    ItemToDo {
        /// The queue.
        object: ObjectId,
        /// Unfinished items afterwards.
        n: i64,
    },
    /// An item of a joinable queue was said to be done.
    ItemDone {
        /// The queue.
        object: ObjectId,
        /// Unfinished items afterwards.
        n: i64,
    },
    /// A shared value or array was read.
    Read {
        /// The value or array.
        object: ObjectId,
        /// What was read, of an array with its place.
        repr: String,
        /// It is a part of a barrier.
        is_part: bool,
    },
    /// A message was written into a pipe.
    Sent {
        /// The pipe.
        object: ObjectId,
        /// The message as text.
        repr: String,
    },
    /// A message was read from a pipe.
    Received {
        /// The pipe.
        object: ObjectId,
        /// The message as text.
        repr: String,
    },
    /// An end of a pipe is open in a process.
    Opened {
        /// The pipe.
        object: ObjectId,
        /// The end; `None`: both.
        end: Option<usize>,
    },
    /// A process closed an end of a pipe.
    Closed {
        /// The pipe.
        object: ObjectId,
        /// The end; `None`: both.
        end: Option<usize>,
        /// Who has it open still.
        left: Vec<ProcId>,
    },
    /// The time of a wait for an object is over; of a join another fact tells it.
    GaveUp {
        /// The object.
        object: ObjectId,
        /// Virtual nanoseconds of the wait.
        after: u64,
    },
    /// `join` returned because the process had ended.
    Joined {
        /// The process joined.
        child: ProcId,
        /// Its exit code as Python gives it.
        exitcode: i32,
    },
    /// `join` returned because its time was over.
    JoinTimedOut {
        /// The process joined.
        child: ProcId,
        /// Virtual nanoseconds of the wait.
        after: u64,
    },
    /// A write(2) to the shared output arrived.
    Wrote {
        /// Its text, at most [`TEXT_LIMIT`] characters of it.
        text: String,
        /// Bytes of the write.
        n_bytes: u64,
        /// Whether text is missing at the end.
        cut: bool,
    },
    /// A writer came into another one's line (derived from output).
    Torn {
        /// Whose line it was.
        of: ProcId,
        /// Who came in.
        by: ProcId,
    },
    /// A signal was sent.
    Signaled {
        /// Who gets it.
        target: ProcId,
        /// Its name.
        signal: String,
        /// Why, where the program did not ask for it by itself.
        why: Option<Sending>,
    },
    /// A process became a zombie.
    ProcessExited {
        /// The process.
        child: ProcId,
        /// How it ended.
        end: End,
    },
    /// A process left living children behind (derived).
    Orphaned {
        /// Who has ended.
        parent: ProcId,
        /// Its living children.
        children: Vec<ProcId>,
    },
    /// A zombie is gone.
    ProcessReaped {
        /// The process.
        child: ProcId,
        /// Who asked; `None`: the stage's init.
        by: Option<ProcId>,
    },
    /// A shared value or array was written.
    ValueChanged {
        /// The value or array.
        object: ObjectId,
        /// Its content afterwards.
        repr: String,
    },
    /// A shared value or array has content from the beginning.
    StartsAs {
        /// The value or array.
        object: ObjectId,
        /// The content.
        repr: String,
    },
    /// Content was written that was computed from an outdated read (derived).
    LostUpdate {
        /// The value or array.
        object: ObjectId,
        /// Whose update is lost.
        of: ProcId,
        /// Who wrote over it.
        by: ProcId,
    },
    /// A task was handed to a pool.
    TaskSubmitted {
        /// The pool.
        object: ObjectId,
        /// Number of the task.
        task: u64,
    },
    /// A worker took a task.
    TaskStarted {
        /// The pool.
        object: ObjectId,
        /// Number of the task.
        task: u64,
    },
    /// A worker finished a task.
    TaskFinished {
        /// The pool.
        object: ObjectId,
        /// Number of the task.
        task: u64,
        /// Whether it raised an exception.
        failed: bool,
    },
    /// An exception that nobody caught.
    Failed {
        /// Its class.
        type_: String,
        /// Its message.
        message: String,
    },
    /// The kernel's word on the process changed.
    KernelState {
        /// State letter.
        letter: String,
        /// Where it sleeps in the kernel.
        wchan: String,
    },
    /// The kernel's counts of an object changed.
    ObjectState {
        /// The object.
        object: ObjectId,
        /// Count.
        value: Option<i64>,
        /// Waiters queued in the kernel.
        waiters: Option<u32>,
        /// Bytes in the pipe.
        bytes: Option<u64>,
    },
    /// A standstill.
    Deadlock {
        /// Everybody in it.
        processes: Vec<ProcId>,
        /// The cycle of waiting; empty where there is none.
        cycle: Vec<ProcId>,
        /// Living processes that are not in it: then it is partial.
        others: Vec<ProcId>,
        /// What the first of the cycle waits for.
        object: Option<ObjectId>,
    },
    /// Processes try again and again, and nothing goes forward (derived).
    NoProgress {
        /// Virtual seconds since something went forward.
        seconds: f64,
        /// Who tries.
        processes: Vec<ProcId>,
    },
    /// Events are missing.
    Lost {
        /// How many.
        count: u64,
        /// `ring_full`, `thinned`, `killed`
        why: String,
    },
    /// The run is over.
    Finished {
        /// `exited` `deadlock` `time_limit` `stopped`
        outcome: String,
        /// Exit status.
        code: i32,
    },
    /// A kind of a later version.
    Unknown {
        /// The kind's name.
        kind: String,
    },
}

/// Why a signal was sent that the program did not ask for by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// The target is a daemon, and its parent ends.
    Daemon,
    /// The target works for a pool that is terminated.
    Pool,
}

impl Sending {
    /// As the trace names it; none for what a later version has.
    pub(super) fn of(why: &str) -> Option<Self> {
        match why {
            "daemon" => Some(Self::Daemon),
            "pool" => Some(Self::Pool),
            _ => None,
        }
    }
}

impl Fact {
    /// Whether a log leaves it out until it is asked for: each line, and what was sampled. `--plain` says all.
    pub fn is_detail(&self) -> bool {
        matches!(
            self,
            Self::AtLine { .. }
                | Self::KernelState { .. }
                | Self::ObjectState { .. }
                | Self::ObjectNamed { .. }
                | Self::HandedOn { .. }
                | Self::ItemToDo { .. }
                | Self::Opened { .. }
                | Self::Read { is_part: true, .. }
        )
    }

    /// Whether it is an alarm on every screen: torn, stuck, lost.
    pub fn is_alarm(&self) -> bool {
        matches!(
            self,
            Self::Torn { .. }
                | Self::LostUpdate { .. }
                | Self::Deadlock { .. }
                | Self::NoProgress { .. }
                | Self::Lost { .. }
        )
    }
}

/// The sentence of a log entry, one line without a final dot.
pub fn sentence(world: &World, entry: &LogEntry, language: Language) -> String {
    let subject = subject(entry.proc, entry.agent, language);
    one_line(match language {
        Language::En => en::sentence(&Names(world), &subject, entry.proc, &entry.fact),
        Language::Zh => zh::sentence(&Names(world), &subject, entry.proc, &entry.fact),
    })
}

/// The sentence of a fact that nobody did.
pub fn fact_sentence(world: &World, fact: &Fact, language: Language) -> String {
    one_line(match language {
        Language::En => en::sentence(&Names(world), "", None, fact),
        Language::Zh => zh::sentence(&Names(world), "", None, fact),
    })
}

/// What a process waits for, without the process: `waits for lock (held by [1])`.
pub fn wait_phrase(world: &World, fact: &Fact, language: Language) -> String {
    one_line(match language {
        Language::En => en::wait(&Names(world), fact),
        Language::Zh => zh::wait(&Names(world), fact),
    })
}

/// Who did it, with the blank behind where the sentence goes on: `[1] `, `[1] feeder `; empty for nobody.
fn subject(proc: Option<ProcId>, agent: Option<Agent>, language: Language) -> String {
    let Some(proc) = proc else {
        return String::new();
    };
    match agent {
        None => format!("{} ", badge(proc)),
        Some(agent) => format!("{} {} ", badge(proc), agent_name(agent, language)),
    }
}

/// Name of a helper thread.
pub fn agent_name(agent: Agent, language: Language) -> &'static str {
    match (agent, language) {
        (Agent::Feeder, _) => "feeder",
        (Agent::Tasks, Language::En) => "task handler",
        (Agent::Tasks, Language::Zh) => "任务线程",
        (Agent::Results, Language::En) => "result handler",
        (Agent::Results, Language::Zh) => "结果线程",
    }
}

/// `[1]`
pub fn badge(proc: ProcId) -> String {
    format!("[{}]", proc.0)
}

/// What happens at a barrier.
enum AtBarrier {
    /// It is open for the next round.
    Opens,
    /// All have come: they go on, one after the other.
    LetsGo,
    /// It is being reset.
    Resets,
    /// It is broken.
    Breaks,
    /// So many are there.
    Counts(i64),
}

/// Names that a sentence needs.
struct Names<'a>(&'a World);

impl Names<'_> {
    /// `lock`, or `lock #4` where several have the name.
    fn object(&self, id: ObjectId) -> String {
        self.0.object_label(id)
    }

    fn is_pool(&self, id: ObjectId) -> bool {
        let object = self.0.object(id);
        object.is_some_and(|object| object.type_ == ObjectType::Pool)
    }

    /// An end of a pipe by the name that the assignment gave it: `w` of `r, w = Pipe()`; else which it is.
    fn end(&self, id: ObjectId, end: Option<usize>, language: Language) -> String {
        let object = self.object(id);
        let Some(end) = end else {
            return match language {
                Language::En => format!("both ends of {object}"),
                Language::Zh => format!("{object} 的两端"),
            };
        };
        let of_pipe = self.0.object(id).and_then(|pipe| pipe.end_name(end));
        match (of_pipe, language) {
            (Some(name), _) => name.to_owned(),
            (None, Language::En) => {
                format!("the {} end of {object}", ["first", "second"][end.min(1)])
            }
            (None, Language::Zh) => format!("{object} 的第 {} 端", end + 1),
        }
    }

    /// `lock`; of a part `cond.wait`.
    fn part(&self, id: ObjectId) -> String {
        self.0.part_label(id)
    }

    /// `counter` and `41`; where the text is about a part of an array, `cells[2]` and `7`.
    fn content<'r>(&self, id: ObjectId, repr: &'r str) -> (String, &'r str) {
        let name = self.object(id);
        match placed(repr) {
            Some((place, item)) => (format!("{name}[{place}]"), item),
            None => (name, repr),
        }
    }

    /// What a barrier's state tells with this content, written or read.
    fn barrier(&self, id: ObjectId, repr: &str) -> Option<(String, AtBarrier)> {
        let (whole, part) = self.0.whole_of(id)?;
        let (place, item) = placed(repr).filter(|_| part == Part::State)?;
        let number = item.parse().ok()?;
        let what = match (place, number) {
            ("0", 0) => AtBarrier::Opens,
            ("0", 1) => AtBarrier::LetsGo,
            ("0", -1) => AtBarrier::Resets,
            ("0", -2) => AtBarrier::Breaks,
            ("1", n) => AtBarrier::Counts(n),
            _ => return None,
        };
        Some((self.object(whole.head), what))
    }

    /// The type that an object is shown as, where it was made as `type_`.
    fn shown_type(&self, id: ObjectId, type_: ObjectType) -> ObjectType {
        self.0.composite(id).map_or(type_, |whole| whole.type_)
    }

    /// `[1] Loop-1`, or `[1]` for a process without a name. The main process is `main` here as in its row.
    fn process(&self, id: ProcId) -> String {
        if id == ProcId::MAIN {
            return format!("{} main", badge(id));
        }
        match self.0.process(id) {
            Some(process) if !process.name.is_empty() => format!("{} {}", badge(id), process.name),
            _ => badge(id),
        }
    }
}

/// A length that the program chose: `1`, `0.1`, `2.5`; at most 3 decimals.
fn chosen_seconds(seconds: f64) -> String {
    let text = format!("{seconds:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A length that was measured: `1.00`, below a tenth `0.004`.
fn measured_seconds(ns: u64) -> String {
    let seconds = ns as f64 / 1e9;
    if seconds < 0.1 {
        format!("{seconds:.3}")
    } else {
        format!("{seconds:.2}")
    }
}

/// A measured length that is meant to be a chosen one (`join(1)` gave up after 1.0001 s): 3 decimals, no zeros.
fn rounded_seconds(ns: u64) -> String {
    chosen_seconds(ns as f64 / 1e9)
}

/// Program text in quotes on one line, as Python would escape it.
fn quoted(text: &str, cut: bool) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            unseen if is_unseen(unseen) && !unseen.is_control() => {
                out.extend(unseen.escape_default());
            }
            control if control.is_control() => {
                out.extend(['\\', 'x']);
                let code = control as u32;
                out.extend(
                    [code >> 4, code & 0xf].map(|digit| char::from_digit(digit, 16).unwrap_or('?')),
                );
            }
            other => out.push(other),
        }
    }
    out.push('"');
    if cut {
        out.push('⋯');
    }
    out
}

/// A sentence with names and texts of the program in it: control characters become blanks, so that it is one line and
/// does nothing to a terminal.
fn one_line(text: String) -> String {
    if text.contains(is_unseen) {
        text.replace(is_unseen, " ")
    } else {
        text
    }
}

/// Badges as a list: `[1]`, `[1] and [2]`, `[1], [2] and [3]`; more than five are counted.
fn list(processes: &[ProcId], comma: &str, and: &str, more: impl Fn(usize) -> String) -> String {
    const SHOWN: usize = 5;
    let badges: Vec<String> = processes.iter().map(|id| badge(*id)).collect();
    match badges.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] if badges.len() <= SHOWN => {
            format!("{}{and}{last}", first.join(comma))
        }
        _ => format!(
            "{}{}",
            badges[..SHOWN - 2].join(comma),
            more(badges.len() - (SHOWN - 2))
        ),
    }
}
