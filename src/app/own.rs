//! Lessons of one page that no course has: a program of the learner's, a recording.

use std::fmt::Write;

use super::message::Recording;
use super::screen::LessonScreen;
use crate::lesson::{Language, Lesson, Listing, Page, PageKind, Region, Text};
use crate::python::advice::Slips;

/// A lesson of one page about a program that the learner brought.
pub(super) fn program_lesson(path: &str, source: String) -> Lesson {
    let file = path.rsplit('/').next().unwrap_or(path).to_string();
    let name = file.strip_suffix(".py").unwrap_or(&file).to_string();
    let title = Text {
        en: file.clone(),
        zh: file.clone(),
    };
    let advice = advice(path, &source);
    Lesson {
        format_version: 1,
        id: name.clone(),
        number: 0,
        folder: String::new(),
        title: title.clone(),
        summary: Text::default(),
        description: Text::default(),
        pages: vec![Page {
            kind: PageKind::Run,
            title,
            text: Text {
                en: format!("`{path}`{}", advice.en),
                zh: format!("`{path}`{}", advice.zh),
            },
            listing: None,
            region: Some(Region::Processes),
            stdout: None,
        }],
        listings: vec![Listing {
            name,
            file,
            path: path.to_string(),
            source,
            stdout: None,
            knobs: Vec::new(),
        }],
    }
}

/// What there is to say about slips in a program, below its name; a program that is refused is told elsewhere.
fn advice(path: &str, source: &str) -> Text {
    let mut text = Text::default();
    for problem in Slips::of(source).problems {
        let (line, message) = (problem.line, problem.message);
        let remedy = problem.remedy.unwrap_or_default();
        let (en, zh) = (&remedy.en, &remedy.zh);
        // Writing into a String cannot fail.
        let _ = write!(text.en, "\n\n{path}:{line}: {}: {en}.", message.en);
        let _ = write!(text.zh, "\n\n{path}:{line}：{}：{zh}。", message.zh);
    }
    text
}

/// A lesson of one page about a recording of which nothing was read yet.
pub(super) fn recording_lesson(name: &str) -> Lesson {
    let mut lesson = program_lesson(name, String::new());
    lesson.listings.clear();
    lesson
}

impl LessonScreen {
    /// The header of the recording was read.
    pub(super) fn open_recording(&mut self, recording: Recording) {
        let text = Text {
            en: about(&recording, ["a recording of", "started", "schedule"]),
            zh: about(&recording, ["记录的程序：", "开始于", "调度码"]),
        };
        self.add_to_page(&text);
        // What comes from a pipe has no name of its own.
        if self.lesson.title.en == "-" && !recording.program.is_empty() {
            let program = recording.program.as_str();
            let file = program.rsplit('/').next().unwrap_or(program).to_owned();
            self.lesson.title = Text::from((file.clone(), file));
        }
        self.run.facts = recording.facts;
        match recording.listing {
            Ok(listing) => {
                self.lesson.listings = vec![listing];
                self.classify();
            }
            Err(why) => self.no_listing = why,
        }
    }

    /// The recording was read to its end: what is wrong with it joins the page's text.
    pub(super) fn close_recording(
        &mut self,
        problems: &[Text],
        n_problems: u64,
        is_complete: bool,
    ) {
        if !is_complete {
            self.add_to_page(&Text {
                en: "\n\nIt ends before the run does.".to_owned(),
                zh: "\n\n记录在运行结束之前中断。".to_owned(),
            });
        }
        if n_problems == 0 {
            return;
        }
        let list = |language| -> String {
            let texts = problems.iter().map(|problem| problem.get(language));
            texts.flat_map(|text| ["\n- ", text]).collect()
        };
        let (en, zh) = (list(Language::En), list(Language::Zh));
        self.add_to_page(&Text {
            en: format!("\n\n**{n_problems} of its lines cannot be read as they should:**\n{en}"),
            zh: format!("\n\n**有 {n_problems} 处读不出来：**\n{zh}"),
        });
    }

    fn add_to_page(&mut self, text: &Text) {
        if let Some(page) = self.lesson.pages.first_mut() {
            page.text.en += &text.en;
            page.text.zh += &text.zh;
        }
    }
}

/// What a recording is of, in the words for `a recording of`, `started` and `schedule`.
fn about(recording: &Recording, words: [&str; 3]) -> String {
    let schedule = recording.schedule.as_deref().unwrap_or_default();
    let facts = [&recording.program, &recording.started_at, schedule];
    words
        .into_iter()
        .zip(facts)
        .filter(|(_, fact)| !fact.is_empty())
        .flat_map(|(word, fact)| ["\n\n", word, " `", fact, "`"])
        .collect()
}
