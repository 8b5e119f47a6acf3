//! What is wrong with a lesson, told to its author: place, source line, caret, what it is, what to do.

use std::fmt;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

/// One thing that an author has to mend. Its `Display` is the whole report, several lines long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which kind of problem; its number is stable and can be searched for.
    pub code: Code,
    /// The file or folder concerned, as the author named it: `lessons/07-lock/lesson.toml`.
    pub path: String,
    /// Where in the file; none if the file as a whole is concerned.
    pub place: Option<Place>,
    /// What is wrong: lower case, no final dot.
    pub message: String,
    /// What to do about it: lower case, no final dot.
    pub remedy: Option<String>,
}

/// A stretch of one line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// The line, without its end.
    pub text: String,
    /// Byte range in `text`, on character boundaries; may be empty (at the end of the line).
    pub caret: Range<usize>,
}

/// The kinds of problems. Numbers are never used again for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// L001: a folder or file cannot be read, or there is no lesson in it.
    Unreadable,
    /// L002: a file that belongs to every lesson, or that the manifest names, is not there.
    MissingFile,
    /// L003: a file is not UTF-8.
    NotUtf8,
    /// L004: a lesson's folder is not called `NN-id`.
    FolderName,
    /// L005: two lessons have the same number or the same id.
    Twice,
    /// L010: the manifest is not TOML.
    Toml,
    /// L011: a key that means nothing.
    UnknownKey,
    /// L012: a key that has to be there is not.
    MissingKey,
    /// L013: a value of the wrong type.
    WrongType,
    /// L014: a value that is not possible here.
    BadValue,
    /// L015: a listing that the manifest does not know.
    UnknownListing,
    /// L020: a text is missing in one language.
    MissingLanguage,
    /// L021: a heading that is not `# KIND: Title`.
    PageHeading,
    /// L022: the pages of a file are not those of the manifest.
    PageSequence,
    /// L023: a page without text, or text that belongs to no page.
    PageText,
    /// L024: a listing that no `run` page shows.
    NoRunPage,
    /// L025: a file that the manifest does not mention.
    StrayFile,
    /// L030: forklore does not run this listing.
    Refused,
}

impl Code {
    /// The number as authors see it: `L011`.
    pub fn number(self) -> &'static str {
        match self {
            Self::Unreadable => "L001",
            Self::MissingFile => "L002",
            Self::NotUtf8 => "L003",
            Self::FolderName => "L004",
            Self::Twice => "L005",
            Self::Toml => "L010",
            Self::UnknownKey => "L011",
            Self::MissingKey => "L012",
            Self::WrongType => "L013",
            Self::BadValue => "L014",
            Self::UnknownListing => "L015",
            Self::MissingLanguage => "L020",
            Self::PageHeading => "L021",
            Self::PageSequence => "L022",
            Self::PageText => "L023",
            Self::NoRunPage => "L024",
            Self::StrayFile => "L025",
            Self::Refused => "L030",
        }
    }
}

impl Problem {
    /// A problem of a file or folder as a whole.
    pub fn of_file(code: Code, path: &str, message: impl Into<String>) -> Self {
        Self {
            code,
            path: path.to_owned(),
            place: None,
            message: message.into(),
            remedy: None,
        }
    }

    /// A problem at `span`, a byte range of `text`, which is the content of the file at `path`.
    pub fn at(
        code: Code,
        path: &str,
        text: &str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            place: Some(Place::of(text, span)),
            ..Self::of_file(code, path, message)
        }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn with_remedy(self, remedy: impl Into<String>) -> Self {
        Self {
            remedy: Some(remedy.into()),
            ..self
        }
    }

    /// By file, then by place: the order in which an author reads.
    pub(super) fn sort_key(&self) -> (&str, u32, u32, Code) {
        let (line, column) = self
            .place
            .as_ref()
            .map_or((0, 0), |place| (place.line, place.column));
        (&self.path, line, column, self.code)
    }
}

impl Place {
    /// The part of byte range `span` of `text` that lies on its first line. Ranges that reach beyond the text, or
    /// into the middle of a character, are clamped: a wrong caret is better than no message.
    pub fn of(text: &str, span: Range<usize>) -> Self {
        let start = floor_boundary(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..]
            .find('\n')
            .map_or(text.len(), |newline| start + newline);
        let line_text = text[line_start..line_end].trim_end_matches('\r');
        let end = floor_boundary(text, span.end)
            .clamp(start, line_start + line_text.len().max(start - line_start));
        Self {
            line: 1 + text[..line_start].matches('\n').count() as u32,
            column: 1 + text[line_start..start].chars().count() as u32,
            text: line_text.to_owned(),
            caret: (start - line_start).min(line_text.len())
                ..(end - line_start).min(line_text.len()),
        }
    }
}

/// The greatest character boundary of `text` that is not beyond `position`.
fn floor_boundary(text: &str, position: usize) -> usize {
    let mut boundary = position.min(text.len());
    while !text.is_char_boundary(boundary) {
        boundary -= 1;
    }
    boundary
}

/// ```text
/// lessons/07-lock/lesson.toml:4:1: unknown key `tilte` (L011)
///     4 | tilte = "x"
///       | ^^^^^ did you mean `title`?
/// ```
impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.code.number();
        let Some(place) = &self.place else {
            write!(formatter, "{}: {} ({number})", self.path, self.message)?;
            return match &self.remedy {
                Some(remedy) => write!(formatter, "\n      = {remedy}"),
                None => Ok(()),
            };
        };
        let Place { line, column, .. } = place;
        writeln!(
            formatter,
            "{}:{line}:{column}: {} ({number})",
            self.path, self.message
        )?;
        // A tab is drawn as one blank, so that the caret below it stands right everywhere.
        let text = place.text.replace('\t', " ");
        writeln!(formatter, "{line:>5} | {text}")?;
        let indent = text[..place.caret.start].width();
        let carets = "^".repeat(text[place.caret.clone()].width().max(1));
        write!(formatter, "      | {:indent$}{carets}", "")?;
        match &self.remedy {
            Some(remedy) => write!(formatter, " {remedy}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_the_characters_they_mean_also_after_chinese_text() {
        let text = "一 = 1\n标题 = \"锁\"\n";
        let start = text.find('"').expect("the text has a quote");
        let problem = Problem::at(Code::BadValue, "a.toml", text, start..start + 5, "bad")
            .with_remedy("mend it");
        assert_eq!(
            problem.to_string(),
            "a.toml:2:6: bad (L014)\n    2 | 标题 = \"锁\"\n      |        ^^^^ mend it"
        );
    }

    #[test]
    fn a_span_beyond_the_text_or_inside_a_character_is_clamped() {
        for span in [0..99, 1..2, 50..60, 4..5, 6..6] {
            let problem = Problem::at(Code::BadValue, "a", "锁\n锁", span, "bad");
            assert!(problem.to_string().contains('^'));
        }
    }

    #[test]
    fn a_span_of_several_lines_is_marked_on_its_first() {
        let place = Place::of("ab\r\ncd\nef", 1..6);
        assert_eq!(
            (place.line, place.column, place.text.as_str(), place.caret),
            (1, 2, "ab", 1..2)
        );
    }
}
