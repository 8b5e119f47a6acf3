//! Advice on the slips of beginners, behind the output of a run without a screen.
//!
//! It is given where stderr is a terminal: somebody reads it there. Elsewhere stderr stays what CPython would write.

use crate::python::advice::{advise, on_exception};
use crate::python::parse::parse;
use crate::python::problem::render;
use crate::trace::{Event, EventKind};

/// What there is to say about a run so far.
#[derive(Debug, Default)]
pub struct Advice {
    /// On the program itself, as text.
    program: String,
    /// On its uncaught exceptions, each once, in order.
    exceptions: Vec<&'static str>,
}

impl Advice {
    /// Advice on a program before it runs; nothing on one that is refused.
    pub fn on(path: &str, source: &str) -> Self {
        let problems = parse(source).map(|module| advise(source, &module));
        Self {
            program: render(&problems.unwrap_or_default(), path, source),
            exceptions: Vec::new(),
        }
    }

    /// Notes what the events tell of uncaught exceptions.
    pub fn hear<'event>(&mut self, events: impl Iterator<Item = &'event Event>) {
        for event in events {
            let EventKind::Exception { type_, message } = &event.kind else {
                continue;
            };
            if let Some(text) = on_exception(type_, message)
                && !self.exceptions.contains(&text)
            {
                self.exceptions.push(text);
            }
        }
    }

    /// All of it, for the end of stderr; empty where there is nothing to say.
    pub fn text(&self) -> String {
        let hints = self
            .exceptions
            .iter()
            .map(|text| format!("forklore: hint: {text}\n"));
        let hints: String = hints.collect();
        match (self.program.is_empty(), hints.is_empty()) {
            (false, _) => format!("{hints}\n{}", self.program),
            (true, _) => hints,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_without_slips_gets_no_word() {
        assert_eq!(Advice::on("a.py", "print(1)\n").text(), "");
        assert_eq!(Advice::on("a.py", "print(\n").text(), "");
    }

    #[test]
    fn a_slip_is_shown_with_its_line_and_remedy() {
        let source =
            "from multiprocessing import Process\np = Process(target=print, args=(1))\np.start()\n";
        let text = Advice::on("a.py", source).text();
        assert!(text.contains("a.py:2:33: `args=(1)` is no tuple"), "{text}");
        assert!(text.contains("instead: write `args=(1,)`"), "{text}");
    }
}
