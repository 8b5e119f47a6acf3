//! Advice on the slips of beginners in a run without a screen: on the program itself, and on what it failed with.
//!
//! With `--plain` it stands among the sentences. Otherwise it follows the program's output on stderr, and only where
//! that is a terminal: somebody reads it there; elsewhere stderr stays what CPython would write.

use crate::lesson::Language;
use crate::python::advice::{Failure, Slips};
use crate::python::problem::render;
use crate::trace::{Event, EventKind, ProcId};

/// What there is to say about a run so far.
#[derive(Debug)]
pub struct Advice {
    path: String,
    source: String,
    language: Language,
    slips: Slips,
    /// On its uncaught exceptions, each once, in order.
    hints: Vec<String>,
}

impl Advice {
    /// Advice on a program before it runs; nothing on one that is refused.
    pub fn on(path: &str, source: &str, language: Language) -> Self {
        Self {
            path: path.to_owned(),
            source: source.to_owned(),
            language,
            slips: Slips::of(source),
            hints: Vec::new(),
        }
    }

    /// What an event tells of an uncaught exception, as a line without its end; none where that was said already.
    pub fn hear(&mut self, event: &Event) -> Option<&str> {
        let EventKind::Exception { type_, message } = &event.kind else {
            return None;
        };
        let failure = Failure {
            class: type_,
            message,
            line: event.line,
            is_main: event.proc == Some(ProcId::MAIN),
        };
        let text = self.slips.on_failure(&failure)?;
        let (text, path) = (text.get(self.language), &self.path);
        let hint = match (self.language, failure.line.map(|line| line.0)) {
            (Language::En, Some(line)) => format!("hint: {path}:{line}: {text}"),
            (Language::En, None) => format!("hint: {path}: {text}"),
            (Language::Zh, Some(line)) => format!("提示：{path}:{line}：{text}"),
            (Language::Zh, None) => format!("提示：{path}：{text}"),
        };
        if self.hints.contains(&hint) {
            return None;
        }
        self.hints.push(hint);
        self.hints.last().map(String::as_str)
    }

    /// The slips of the program itself, with their source lines; empty where there are none.
    pub fn on_program(&self) -> String {
        render(
            &self.slips.problems,
            &self.path,
            &self.source,
            self.language,
        )
    }

    /// All of it, for the end of stderr; empty where there is nothing to say.
    pub fn text(&self) -> String {
        let hints = self.hints.iter().map(|hint| format!("forklore: {hint}\n"));
        let hints: String = hints.collect();
        let program = self.on_program();
        if program.is_empty() {
            hints
        } else {
            format!("{hints}\n{program}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::LineNo;

    fn failure(type_: &str, message: &str, line: Option<u32>) -> Event {
        Event {
            seq: 0,
            t: 0,
            vt: 0,
            proc: Some(ProcId(1)),
            pid: None,
            host_pid: None,
            line: line.map(LineNo),
            agent: None,
            kind: EventKind::Exception {
                type_: type_.to_owned(),
                message: message.to_owned(),
            },
        }
    }

    #[test]
    fn a_program_without_slips_gets_no_word() {
        for source in ["print(1)\n", "print(\n"] {
            assert_eq!(Advice::on("a.py", source, Language::En).text(), "");
        }
    }

    #[test]
    fn a_slip_is_shown_with_its_line_and_remedy_in_the_language_asked_for() {
        let source =
            "from multiprocessing import Process\np = Process(target=print, args=(1))\np.start()\n";
        let text = Advice::on("a.py", source, Language::En).text();
        assert!(text.contains("a.py:2:33: `args=(1)` is no tuple"), "{text}");
        assert!(text.contains("instead: write `args=(1,)`"), "{text}");
        let text = Advice::on("a.py", source, Language::Zh).text();
        assert!(text.contains("a.py:2:33: `args=(1)` 不是元组"), "{text}");
        assert!(text.contains("改为：写 `args=(1,)`"), "{text}");
    }

    #[test]
    fn what_many_processes_fail_with_is_explained_once_for_a_line() {
        let mut advice = Advice::on("a.py", "print(1)\n", Language::En);
        let twice = failure("AssertionError", "cannot start a process twice", Some(6));
        let first = advice.hear(&twice).map(str::to_owned);
        assert!(first.is_some_and(|hint| hint.starts_with("hint: a.py:6: a process runs once")));
        assert_eq!(advice.hear(&twice), None);
        let elsewhere = failure("AssertionError", "cannot start a process twice", Some(7));
        assert!(advice.hear(&elsewhere).is_some());
        assert_eq!(advice.text().lines().count(), 2);
        assert_eq!(
            advice.hear(&failure("ValueError", "its own", Some(1))),
            None
        );
    }
}
