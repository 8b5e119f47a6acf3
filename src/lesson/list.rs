//! The lessons as `forklore list` prints them.

use serde::Serialize;

use super::course::{Course, Lesson};
use super::language::Language;

/// One line of `forklore list --json`; a contract, so keys are added only.
#[derive(Debug, Serialize)]
struct Row<'l> {
    id: &'l str,
    number: u32,
    title: &'l str,
    summary: &'l str,
    listings: Vec<&'l str>,
}

/// One JSON object per lesson: `id`, `number`, `title` and `summary` in `language`, `listings` (names of files).
pub fn list_json(course: &Course, language: Language) -> Vec<String> {
    let row = |lesson: &Lesson| {
        let row = Row {
            id: &lesson.id,
            number: lesson.number,
            title: lesson.title.get(language),
            summary: lesson.summary.get(language),
            listings: lesson
                .listings
                .iter()
                .map(|listing| listing.file.as_str())
                .collect(),
        };
        serde_json::to_string(&row).expect("strings and numbers are always JSON")
    };
    course.lessons.iter().map(row).collect()
}

/// One line per lesson for people: number, id, heading and listings, in columns.
pub fn list_plain(course: &Course, language: Language) -> Vec<String> {
    use unicode_width::UnicodeWidthStr;

    let id_width = course
        .lessons
        .iter()
        .map(|lesson| lesson.id.width())
        .max()
        .unwrap_or(0);
    let headings: Vec<String> = course
        .lessons
        .iter()
        .map(|lesson| lesson.heading(language))
        .collect();
    let heading_width = headings
        .iter()
        .map(|heading| heading.width())
        .max()
        .unwrap_or(0);
    let lines = course
        .lessons
        .iter()
        .zip(&headings)
        .map(|(lesson, heading)| {
            let files: Vec<&str> = lesson
                .listings
                .iter()
                .map(|listing| listing.file.as_str())
                .collect();
            // `format!` pads by characters; Chinese ones take two cells.
            let padding = " ".repeat(heading_width - heading.width());
            format!(
                "{:>3}  {:id_width$}  {heading}{padding}  {}",
                lesson.number,
                lesson.id,
                files.join(" ")
            )
        });
    lines.collect()
}
