//! A run in sentences, one a line: for screen readers, logs, and terminals that cannot draw. No escape codes, nothing
//! is ever drawn over; all that the screen would show stands in the lines.
//!
//! ```text
//! runs mine.py: live, stdout terminal, start method fork, speed x1
//! 0.000  the program is [0] MainProcess
//! 0.001  [0] creates lock, a lock
//! ```
//! The time in front is the program's clock, in seconds.

use std::fmt::Write as _;
use std::io::{BufRead, Write};
use std::path::Path;

use anyhow::Context;

use crate::lesson::Language;
use crate::model::World;
use crate::model::explain_standstill;
use crate::model::graph::Verdict;
use crate::model::narration;
use crate::trace::{Event, EventKind, Header, TraceReader, is_unseen};

/// Tells a run event by event.
#[derive(Clone, Copy, Debug)]
pub struct Narrator {
    language: Language,
}

impl Narrator {
    /// In this language.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The first line: what runs, and how.
    pub fn opening(self, header: &Header, is_recording: bool) -> String {
        let program = one_line(&header.program);
        let mode = match (self.language, is_recording, header.schedule.is_some()) {
            (Language::En, true, _) => "a recording",
            (Language::En, false, true) => "stepped",
            (Language::En, false, false) => "live",
            (Language::Zh, true, _) => "记录",
            (Language::Zh, false, true) => "单步",
            (Language::Zh, false, false) => "实时",
        };
        let (stdout, method) = (one_line(&header.stdout), one_line(&header.start_method));
        let speed = if header.speed == "max" {
            "max".to_owned()
        } else {
            format!("x{}", one_line(&header.speed))
        };
        let mut line = match self.language {
            Language::En => format!(
                "runs {program}: {mode}, stdout {stdout}, start method {method}, speed {speed}"
            ),
            Language::Zh => format!(
                "运行 {program}：{mode}，stdout {}，启动方式 {method}，速度 {speed}",
                match stdout.as_str() {
                    "terminal" => "终端",
                    "pipe" => "管道",
                    "unbuffered" => "无缓冲",
                    other => other,
                }
            ),
        };
        if let Some(seed) = header.seed {
            // Writing into a String cannot fail.
            let _ = match self.language {
                Language::En => write!(line, ", seed {seed}"),
                Language::Zh => write!(line, "，种子 {seed}"),
            };
        }
        if let Some(schedule) = &header.schedule {
            let schedule = one_line(schedule);
            let _ = match self.language {
                Language::En => write!(line, ", schedule {schedule}"),
                Language::Zh => write!(line, "，调度码 {schedule}"),
            };
        }
        line.push('\n');
        line
    }

    /// Says that the namespace was refused.
    pub fn best_effort(self, why: &str) -> String {
        let why = one_line(why);
        match self.language {
            Language::En => format!("best effort: no process namespace ({why})\n"),
            Language::Zh => format!("尽力而为：没有进程命名空间（{why}）\n"),
        }
    }

    /// Folds an event into the world and adds the lines about it.
    pub fn tell(self, world: &mut World, event: &Event, lines: &mut String) {
        let from = world.log_dropped + world.log.len() as u64;
        world.apply(event);
        let entries: Vec<_> = world.log_from(from).collect();
        for entry in entries {
            let sentence = narration::sentence(world, entry, self.language);
            let _ = writeln!(lines, "{:.3}  {sentence}", entry.vt as f64 / 1e9);
        }
        match &event.kind {
            EventKind::Deadlock { .. } => self.explain(world, lines),
            EventKind::Finished {
                schedule: Some(schedule),
                ..
            } => {
                let schedule = one_line(schedule);
                let _ = match self.language {
                    Language::En => writeln!(lines, "schedule {schedule}"),
                    Language::Zh => writeln!(lines, "调度码 {schedule}"),
                };
            }
            _ => {}
        }
    }

    /// Adds a line that no event tells by itself.
    pub fn aside(self, text: &str, lines: &mut String) {
        // Writing into a String cannot fail.
        let _ = writeln!(lines, "       {}", one_line(text));
    }

    /// Why processes are stuck, and what can be done about it.
    fn explain(self, world: &World, lines: &mut String) {
        let standstill = explain_standstill(world);
        for sentence in standstill.sentences(world, self.language) {
            let _ = writeln!(lines, "       {sentence}");
        }
        for (number, way) in (1..).zip(standstill.ways_out(world, self.language)) {
            let (title, text) = (way.title, way.text);
            let _ = match self.language {
                Language::En => writeln!(lines, "       way out {number}: {title}. {text}"),
                Language::Zh => writeln!(lines, "       出路 {number}：{title}。{text}"),
            };
        }
        if let Verdict::Unless(_) = standstill.verdict {
            let _ = match self.language {
                Language::En => writeln!(lines, "       the run goes on"),
                Language::Zh => writeln!(lines, "       运行继续"),
            };
        }
    }
}

/// Text of others on one line, without what would act on a terminal.
fn one_line(text: &str) -> String {
    text.replace(is_unseen, " ")
}

/// Tells a recorded trace, as far as it can be read and as fast as it comes. Gives the exit status: 1 where nothing of
/// it is a trace.
///
/// # Errors
/// Where the trace cannot be opened or the lines cannot be written.
pub fn replay(file: &Path, language: Language) -> anyhow::Result<i32> {
    let mut out = std::io::stdout().lock();
    if file.as_os_str() == "-" {
        return tell_all(std::io::stdin().lock(), language, &mut out);
    }
    let name = file.display();
    let opened =
        std::fs::File::open(file).with_context(|| format!("cannot read the trace `{name}`"))?;
    tell_all(std::io::BufReader::new(opened), language, &mut out)
}

fn tell_all(input: impl BufRead, language: Language, out: &mut impl Write) -> anyhow::Result<i32> {
    let narrator = Narrator::new(language);
    let mut reader = TraceReader::new(input);
    let mut world = World::new();
    let mut lines = reader
        .header()
        .map(|header| narrator.opening(header, true))
        .unwrap_or_default();
    let mut n_events = 0_u64;
    for event in reader.by_ref() {
        n_events += 1;
        narrator.tell(&mut world, &event, &mut lines);
        if write(out, &lines)? == Reader::Gone {
            return Ok(0);
        }
        lines.clear();
    }
    for problem in reader.problems() {
        let text = super::replay::problem::summary(problem, 1);
        let _ = writeln!(lines, "{}", one_line(text.get(language)));
    }
    write(out, &lines)?;
    Ok(i32::from(n_events == 0 && reader.header().is_none()))
}

/// Whether anybody still reads.
#[derive(PartialEq, Eq)]
enum Reader {
    There,
    Gone,
}

/// Writes lines; a reader that has gone is no error: tools end quietly then.
fn write(out: &mut impl Write, lines: &str) -> anyhow::Result<Reader> {
    match out.write_all(lines.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(Reader::There),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(error) => Err(error).context("cannot write to stdout"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = r#"{"forklore_trace":1,"program":"mine.py","sha256":"","engine":"native","start_method":"fork","stdout":"terminal","speed":"1","seed":7,"schedule":null,"started_at":""}
{"seq":0,"t":0,"vt":0,"proc":0,"pid":2,"host_pid":2,"line":null,"kind":"process_created","child":0,"name":"MainProcess","daemon":false}
{"seq":1,"t":0,"vt":0,"proc":0,"pid":2,"host_pid":2,"line":null,"kind":"process_started","child":0,"child_pid":2,"child_host_pid":2,"ppid":1,"daemon":false}
{"seq":2,"t":0,"vt":1000000,"proc":0,"pid":2,"host_pid":2,"line":1,"kind":"line"}
{"seq":3,"t":0,"vt":2000000,"proc":0,"pid":2,"host_pid":2,"line":1,"kind":"output","stream":1,"data":"a\u001b[31m\n"}
{"seq":4,"t":0,"vt":3000000,"proc":null,"pid":null,"host_pid":null,"line":null,"kind":"finished","outcome":"exited","code":0}
"#;

    fn told(trace: &str, language: Language) -> String {
        let mut out = Vec::new();
        tell_all(trace.as_bytes(), language, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn each_event_is_a_sentence_a_line_and_no_escape_code_gets_through() {
        assert_eq!(
            told(TRACE, Language::En),
            "runs mine.py: a recording, stdout terminal, start method fork, speed x1, seed 7\n\
             0.000  the program is [0] MainProcess\n\
             0.000  [0] starts, pid 2\n\
             0.001  [0] is at line 1\n\
             0.002  [0] writes \"a\\x1b[31m\\n\" (7 bytes)\n\
             0.003  the program ends with 0\n"
        );
        let chinese = told(TRACE, Language::Zh);
        assert!(
            chinese
                .starts_with("运行 mine.py：记录，stdout 终端，启动方式 fork，速度 x1，种子 7\n")
        );
        assert!(!chinese.contains('\u{1b}'));
    }

    #[test]
    fn a_damaged_trace_is_told_as_far_as_it_goes() {
        let cut = &TRACE[..TRACE.len() - 40];
        let lines = told(cut, Language::En);
        assert!(lines.contains("[0] is at line 1"), "{lines}");
        assert!(lines.contains("the recording is damaged"), "{lines}");
        let mut out = Vec::new();
        let status =
            tell_all("hello\n".as_bytes(), Language::En, &mut out).expect("memory takes all");
        assert_eq!(status, 1);
    }
}
