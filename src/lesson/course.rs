//! What a course consists of: lessons of pages and listings, as they were read and found complete.

use super::knob::Knob;
use super::suggest;
use super::{Language, Text};

/// All lessons that were read, in the order of their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// By ascending `number`; ids and numbers are unique.
    pub lessons: Vec<Lesson>,
}

impl Course {
    /// The lesson that `name` means: its id (`lock`), its number (`7`) or its folder (`07-lock`).
    pub fn find(&self, name: &str) -> Option<&Lesson> {
        let number = name.parse::<u32>().ok();
        self.lessons.iter().find(|lesson| {
            lesson.id == name || lesson.folder == name || number == Some(lesson.number)
        })
    }

    /// The listing that `LESSON[:LISTING]` means; without a listing, the lesson's first one.
    pub fn find_listing(&self, name: &str) -> Option<(&Lesson, &Listing)> {
        let (lesson_name, listing_name) = match name.split_once(':') {
            Some((lesson_name, listing_name)) => (lesson_name, Some(listing_name)),
            None => (name, None),
        };
        let lesson = self.find(lesson_name)?;
        let listing = match listing_name {
            Some(listing_name) => lesson.listing(listing_name)?,
            None => lesson.listings.first()?,
        };
        Some((lesson, listing))
    }

    /// The LESSON or LESSON:LISTING that a mistyped `name` probably means; none if nothing is near.
    pub fn nearest(&self, name: &str) -> Option<String> {
        let lessons = self.lessons.iter();
        let listings_of = |lesson: &Lesson| {
            let of_lesson = |listing: &Listing| format!("{}:{}", lesson.id, listing.name);
            lesson.listings.iter().map(of_lesson).collect::<Vec<_>>()
        };
        let known: Vec<String> = if name.contains(':') {
            lessons.flat_map(listings_of).collect()
        } else {
            lessons.map(|lesson| lesson.id.clone()).collect()
        };
        suggest::nearest(name, known.iter().map(String::as_str)).map(str::to_owned)
    }
}

/// One lesson: a sequence of pages about a few listings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// Version of the manifest format that the lesson is written in.
    pub format_version: u32,
    /// What the command line and the progress file call it: `lock`. Lower-case letters, digits and hyphens.
    pub id: String,
    /// Its place in the course, from 1; the folder's name begins with it.
    pub number: u32,
    /// Name of its folder: `07-lock`.
    pub folder: String,
    /// Its name in one or two words: `Lock`.
    pub title: Text,
    /// What it is about, for the list and after the title in the header: `why lines tear`.
    pub summary: Text,
    /// A few sentences for the lower part of the list.
    pub description: Text,
    /// In the order in which they are read; at least one.
    pub pages: Vec<Page>,
    /// In the order in which `c` walks them; at least one.
    pub listings: Vec<Listing>,
}

impl Lesson {
    /// The listing called `name`, with or without `.py`.
    pub fn listing(&self, name: &str) -> Option<&Listing> {
        self.listings
            .iter()
            .find(|listing| listing.name == name || listing.file == name)
    }

    /// Title and summary in one line, as the header shows them: `Lock: why lines tear`.
    pub fn heading(&self, language: Language) -> String {
        let separator = match language {
            Language::En => ": ",
            Language::Zh => "：",
        };
        format!(
            "{}{separator}{}",
            self.title.get(language),
            self.summary.get(language)
        )
    }

    /// The listing that page `page_idx` (from 0) shows: its own, else the one of the nearest page before it that
    /// names one, else the first.
    pub fn listing_of_page(&self, page_idx: usize) -> Option<&Listing> {
        self.pages
            .iter()
            .take(page_idx + 1)
            .rev()
            .find_map(|page| self.listing(page.listing.as_deref()?))
            .or_else(|| self.listings.first())
    }
}

/// One page of a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What the learner does on it.
    pub kind: PageKind,
    /// Its heading, without the kind.
    pub title: Text,
    /// Its text as Markdown, without the heading and without blank lines at either end.
    pub text: Text,
    /// Name of the listing that is shown (`unlocked`); none goes on with the one before.
    pub listing: Option<String>,
    /// The region that is opened first; none leaves it to the kind.
    pub region: Option<Region>,
    /// How the program's stdout is buffered on this page; none takes the listing's.
    pub stdout: Option<StdoutMode>,
}

/// What the learner does on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// Reads what is new.
    Read,
    /// Says what will happen, before it happens.
    Predict,
    /// Watches the program run.
    Run,
    /// Reads why it happened.
    Explain,
    /// Reaches a goal by own means.
    Try,
}

/// A part of the lesson screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// The page's text.
    Story,
    /// The listing.
    Code,
    /// The processes.
    Processes,
    /// A lane per process over time.
    Timeline,
    /// Locks, semaphores, queues, pipes, pools.
    Objects,
    /// What the shared terminal received.
    Output,
    /// Each event as a sentence.
    Log,
}

/// How CPython buffers stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StdoutMode {
    /// Line by line, as on a terminal.
    Terminal,
    /// In blocks of 8,192 bytes, as into a pipe or file.
    Pipe,
    /// Every piece at once, as with `PYTHONUNBUFFERED=1`.
    Unbuffered,
}

/// A complete program that a lesson shows; CPython runs the same text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// What pages and the command line call it: the file's name without `.py`.
    pub name: String,
    /// Name of its file in the lesson's folder: `unlocked.py`.
    pub file: String,
    /// Path for messages: `lessons/07-lock/unlocked.py`.
    pub path: String,
    /// The text, as it runs.
    pub source: String,
    /// How its stdout is buffered unless the page or the learner says otherwise; none leaves the default.
    pub stdout: Option<StdoutMode>,
    /// Numbers that the learner may turn.
    pub knobs: Vec<Knob>,
}

/// A word of the manifest that stands for a value: how it is written, and every way to write it.
pub trait Word: Sized + Copy + 'static {
    /// Every value with its word, in the order in which messages list them.
    const WORDS: &'static [(&'static str, Self)];

    /// The value that `word` stands for.
    fn from_word(word: &str) -> Option<Self> {
        Self::WORDS
            .iter()
            .find(|(known, _)| *known == word)
            .map(|(_, value)| *value)
    }
}

impl Word for PageKind {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("read", Self::Read),
        ("predict", Self::Predict),
        ("run", Self::Run),
        ("explain", Self::Explain),
        ("try", Self::Try),
    ];
}

impl Word for Region {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("story", Self::Story),
        ("code", Self::Code),
        ("processes", Self::Processes),
        ("timeline", Self::Timeline),
        ("objects", Self::Objects),
        ("output", Self::Output),
        ("log", Self::Log),
    ];
}

impl Word for StdoutMode {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("terminal", Self::Terminal),
        ("pipe", Self::Pipe),
        ("unbuffered", Self::Unbuffered),
    ];
}

impl PageKind {
    /// The word for it in manifests and page headings: `read`.
    pub fn word(self) -> &'static str {
        word_of(self)
    }
}

impl Region {
    /// The word for it in manifests: `processes`.
    pub fn word(self) -> &'static str {
        word_of(self)
    }
}

impl StdoutMode {
    /// The word for it in manifests, options and the trace: `terminal`.
    pub fn word(self) -> &'static str {
        word_of(self)
    }
}

/// The word of a value; every value has one, which a test holds.
fn word_of<T: Word + PartialEq>(value: T) -> &'static str {
    T::WORDS
        .iter()
        .find(|(_, known)| *known == value)
        .map_or("", |(word, _)| word)
}
