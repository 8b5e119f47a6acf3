//! The page files: Markdown, cut into pages at first-level headings of the form `# KIND: Title`.

use std::ops::Range;

use super::course::{PageKind, Word};
use super::files::TextFile;
use super::problem::{Code, Problem};
use super::suggest::did_you_mean;

/// One page as its file has it.
#[derive(Debug, PartialEq, Eq)]
pub struct PageText {
    /// What the heading says; none if it could not be understood.
    pub kind: Option<PageKind>,
    /// The heading without the kind.
    pub title: String,
    /// The Markdown below it, without blank lines at either end.
    pub body: String,
    /// Byte range of the heading's line.
    pub heading: Range<usize>,
}

/// The pages of `file` in order. Lines inside a fenced block are never headings, so Python comments are safe there.
pub fn read_pages(file: &TextFile, problems: &mut Vec<Problem>) -> Vec<PageText> {
    let mut pages: Vec<PageText> = Vec::new();
    // Where the body of the newest page begins.
    let mut body_start = 0;
    let mut is_fenced = false;
    let mut is_told_of_stray_text = false;
    for (start, line) in lines_with_start(&file.text) {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        }
        let heading = if is_fenced {
            None
        } else {
            line.strip_prefix("# ")
        };
        if let Some(heading) = heading {
            end_page(&mut pages, &file.text[body_start..start]);
            body_start = start + line.len();
            pages.push(read_heading(
                file,
                start..start + line.len(),
                heading,
                problems,
            ));
        } else if pages.is_empty() && !line.trim().is_empty() && !is_told_of_stray_text {
            is_told_of_stray_text = true;
            problems.push(
                Problem::at(
                    Code::PageText,
                    &file.path,
                    &file.text,
                    start..start + line.len(),
                    "text before the first page",
                )
                .with_remedy("begin with a heading such as `# read: Title`"),
            );
        }
    }
    end_page(&mut pages, &file.text[body_start..]);
    for page in &pages {
        if page.body.is_empty() {
            problems.push(Problem::at(
                Code::PageText,
                &file.path,
                &file.text,
                page.heading.clone(),
                "this page has no text",
            ));
        }
    }
    pages
}

/// The newest page ends: `body` is all that stands below its heading.
fn end_page(pages: &mut [PageText], body: &str) {
    let Some(page) = pages.last_mut() else {
        return;
    };
    page.body = if body.contains('\r') {
        let lines: Vec<&str> = lines_with_start(body).map(|(_, line)| line).collect();
        lines.join("\n").trim().to_owned()
    } else {
        body.trim().to_owned()
    };
}

/// The lines of `text`, without their ends, each with the byte at which it starts.
fn lines_with_start(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |next, line| {
        let start = *next;
        *next += line.len();
        Some((start, line.trim_end_matches(['\n', '\r'])))
    })
}

/// What the heading in byte range `span` says after its `# `.
fn read_heading(
    file: &TextFile,
    span: Range<usize>,
    heading: &str,
    problems: &mut Vec<Problem>,
) -> PageText {
    let mut tell = |span: Range<usize>, message: String, remedy: String| {
        problems.push(
            Problem::at(Code::PageHeading, &file.path, &file.text, span, message)
                .with_remedy(remedy),
        );
    };
    let mut page = PageText {
        kind: None,
        title: String::new(),
        body: String::new(),
        heading: span.clone(),
    };
    let Some((word, title)) = heading.split_once(':') else {
        let remedy =
            "write `# read: Title`, with an ASCII colon; use `##` for a heading inside a page";
        tell(
            span,
            "a page's heading names its kind".to_owned(),
            remedy.to_owned(),
        );
        return page;
    };
    title.trim().clone_into(&mut page.title);
    page.kind = PageKind::from_word(word.trim());
    if page.kind.is_none() {
        let word_start = span.start + "# ".len();
        let words = PageKind::WORDS.iter().map(|(known, _)| *known);
        tell(
            word_start..word_start + word.len(),
            format!("no page is of the kind `{}`", word.trim()),
            did_you_mean(word.trim(), words),
        );
    } else if page.title.is_empty() {
        tell(
            span,
            "a page needs a title".to_owned(),
            "write it after the colon".to_owned(),
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str) -> (Vec<PageText>, Vec<String>) {
        let file = TextFile {
            name: "pages.en.md".into(),
            path: "p".into(),
            text: text.into(),
        };
        let mut problems = Vec::new();
        let pages = read_pages(&file, &mut problems);
        (pages, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn pages_are_cut_at_their_headings_and_keep_fenced_comments() {
        let (pages, problems) =
            read("# read: One\n\ntext\n```\n# run: no page\n```\n\n# run: Two\r\nmore\r\n");
        assert_eq!(problems, Vec::<String>::new());
        let facts: Vec<_> = pages
            .iter()
            .map(|page| (page.kind, page.title.as_str(), page.body.as_str()))
            .collect();
        assert_eq!(
            facts,
            [
                (
                    Some(PageKind::Read),
                    "One",
                    "text\n```\n# run: no page\n```"
                ),
                (Some(PageKind::Run), "Two", "more"),
            ]
        );
    }

    #[test]
    fn every_bad_heading_is_told_with_its_place() {
        let (_, problems) = read(
            "stray\nmore\n# 读：标题\ntext\n# raed: Title\ntext\n# run:\ntext\n# try: Empty\n",
        );
        let first_lines: Vec<_> = problems
            .iter()
            .map(|problem| problem.lines().next().unwrap_or_default())
            .collect();
        assert_eq!(
            first_lines,
            [
                "p:1:1: text before the first page (L023)",
                "p:3:1: a page's heading names its kind (L021)",
                "p:5:3: no page is of the kind `raed` (L021)",
                "p:7:1: a page needs a title (L021)",
                "p:9:1: this page has no text (L023)",
            ]
        );
        assert!(
            problems[2].ends_with("^^^^ did you mean `read`?"),
            "{}",
            problems[2]
        );
    }
}
