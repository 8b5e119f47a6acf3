//! Files to [`Course`]: every lesson that is complete, and every problem of those that are not.

use std::path::Path;

use super::course::{Course, Lesson, Listing, Page};
use super::files::{Files, Folder, MANIFEST, TextFile};
use super::language::{Language, Text};
use super::manifest::{Manifest, PageEntry, read_manifest};
use super::pages::{PageText, read_pages};
use super::problem::{Code, Problem};
use super::suggest::did_you_mean;

/// A course and what is wrong with it.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The lessons without a problem.
    pub course: Course,
    /// The problems of the others, by file and place.
    pub problems: Vec<Problem>,
}

/// What forklore itself cannot know about a listing: whether its Python is accepted.
///
/// Called with the path for messages and the text of a listing; gives back every reason why it is refused.
pub type ListingChecker<'c> = dyn Fn(&str, &str) -> Vec<Refusal> + 'c;

/// One reason why a listing is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Byte range in the listing.
    pub span: std::ops::Range<usize>,
    /// What it is: lower case, no final dot.
    pub message: String,
    /// What to do instead.
    pub remedy: Option<String>,
}

/// The lessons inside the binary.
pub fn load_embedded() -> Loaded {
    let mut problems = Vec::new();
    let files = Files::embedded(&mut problems);
    load(&files, problems)
}

/// The lessons in the directory at `path`: every folder in it that is one, or the directory itself.
pub fn load_dir(path: &Path) -> Loaded {
    let mut problems = Vec::new();
    let files = Files::read(path, &mut problems);
    load(&files, problems)
}

/// Every problem of the lessons inside the binary, their listings included.
pub fn check_embedded(checker: &ListingChecker<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let files = Files::embedded(&mut problems);
    check_listings(&files, checker, &mut problems);
    load(&files, problems).problems
}

/// Every problem of the lessons in the directory at `path`, their listings included.
pub fn check_dir(path: &Path, checker: &ListingChecker<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let files = Files::read(path, &mut problems);
    check_listings(&files, checker, &mut problems);
    load(&files, problems).problems
}

fn check_listings(files: &Files, checker: &ListingChecker<'_>, problems: &mut Vec<Problem>) {
    let texts = files.folders.iter().flat_map(|folder| &folder.texts);
    for file in texts.filter(|file| file.name.ends_with(".py")) {
        for refusal in checker(&file.path, &file.text) {
            let problem = Problem::at(
                Code::Refused,
                &file.path,
                &file.text,
                refusal.span,
                refusal.message,
            );
            problems.push(Problem {
                remedy: refusal.remedy,
                ..problem
            });
        }
    }
}

fn load(files: &Files, mut problems: Vec<Problem>) -> Loaded {
    let mut lessons: Vec<Lesson> = Vec::new();
    for folder in &files.folders {
        let n_before = problems.len();
        let has_bad_file = problems
            .iter()
            .any(|problem| problem.path.starts_with(&format!("{}/", folder.path)));
        let lesson = load_lesson(folder, &mut problems);
        check_unique(folder, &lesson, &lessons, &mut problems);
        if problems.len() == n_before && !has_bad_file {
            lessons.push(lesson);
        }
    }
    if files.folders.is_empty() && problems.is_empty() {
        let message = format!("no lesson is here: no folder with a `{MANIFEST}`");
        problems.push(Problem::of_file(Code::Unreadable, &files.root, message));
    }
    lessons.sort_by_key(|lesson| lesson.number);
    problems.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    Loaded {
        course: Course { lessons },
        problems,
    }
}

/// The lesson in `folder`. Only if no problem was added is it complete.
fn load_lesson(folder: &Folder, problems: &mut Vec<Problem>) -> Lesson {
    let (number, folder_id) = read_folder_name(folder, problems);
    let manifest = match require_file(folder, MANIFEST, problems) {
        Some(file) => read_manifest(file, problems),
        None => Manifest::default(),
    };
    check_id(folder, &manifest, folder_id, problems);
    let listings = load_listings(folder, &manifest, problems);
    let pages = load_pages(folder, &manifest, problems);
    if !manifest.listings.is_empty() {
        tell_stray_files(folder, &manifest, problems);
    }
    Lesson {
        format_version: manifest.format_version,
        id: folder_id.to_owned(),
        number,
        folder: folder.name.clone(),
        title: manifest.title,
        summary: manifest.summary,
        description: manifest.description,
        pages,
        listings,
    }
}

/// Number and id that the folder's name gives: `07-lock` is 7 and `lock`.
fn read_folder_name<'f>(folder: &'f Folder, problems: &mut Vec<Problem>) -> (u32, &'f str) {
    let parts = folder.name.split_once('-').and_then(|(number, id)| {
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let number = number
            .parse()
            .ok()
            .filter(|number| is_number && *number > 0)?;
        (!id.is_empty()).then_some((number, id))
    });
    parts.unwrap_or_else(|| {
        let message = format!(
            "the folder's name `{}` is not of the form `NN-id`",
            folder.name
        );
        problems.push(
            Problem::of_file(Code::FolderName, &folder.path, message)
                .with_remedy("begin with the place in the course, such as `07-lock`"),
        );
        (0, &folder.name)
    })
}

fn require_file<'f>(
    folder: &'f Folder,
    name: &str,
    problems: &mut Vec<Problem>,
) -> Option<&'f TextFile> {
    let file = folder.text(name);
    let path = format!("{}/{name}", folder.path);
    // A file that could not be read has its problem already.
    if file.is_none() && problems.iter().all(|problem| problem.path != path) {
        problems.push(Problem::of_file(
            Code::MissingFile,
            &path,
            "this file belongs to every lesson and is not there",
        ));
    }
    file
}

fn check_id(folder: &Folder, manifest: &Manifest, folder_id: &str, problems: &mut Vec<Problem>) {
    let (Some((id, span)), Some(file)) = (&manifest.id, folder.text(MANIFEST)) else {
        return;
    };
    if id != folder_id {
        let message = format!("`id` is `{id}`, but the folder is called `{}`", folder.name);
        problems.push(
            Problem::at(
                Code::FolderName,
                &file.path,
                &file.text,
                span.clone(),
                message,
            )
            .with_remedy("give both the same name"),
        );
    }
}

fn check_unique(folder: &Folder, lesson: &Lesson, others: &[Lesson], problems: &mut Vec<Problem>) {
    for other in others {
        let what = if other.number == lesson.number {
            format!("number {}", lesson.number)
        } else if other.id == lesson.id {
            format!("id `{}`", lesson.id)
        } else {
            continue;
        };
        let message = format!("`{}` has the {what}, too", other.folder);
        problems.push(Problem::of_file(Code::Twice, &folder.path, message));
    }
}

fn load_listings(
    folder: &Folder,
    manifest: &Manifest,
    problems: &mut Vec<Problem>,
) -> Vec<Listing> {
    let mut listings = Vec::new();
    for entry in &manifest.listings {
        let (Some(name), Some((file_name, span)), Some(manifest_file)) =
            (entry.name(), &entry.file, folder.text(MANIFEST))
        else {
            continue;
        };
        let Some(file) = folder.text(file_name) else {
            let python_files = folder
                .texts
                .iter()
                .map(|file| file.name.as_str())
                .filter(|name| name.ends_with(".py"));
            let message = format!("there is no file `{file_name}` in `{}`", folder.path);
            problems.push(
                Problem::at(
                    Code::MissingFile,
                    &manifest_file.path,
                    &manifest_file.text,
                    span.clone(),
                    message,
                )
                .with_remedy(did_you_mean(file_name, python_files)),
            );
            continue;
        };
        listings.push(Listing {
            name: name.to_owned(),
            file: file_name.clone(),
            path: file.path.clone(),
            source: file.text.clone().into_owned(),
            stdout: entry.stdout,
        });
    }
    listings
}

fn load_pages(folder: &Folder, manifest: &Manifest, problems: &mut Vec<Problem>) -> Vec<Page> {
    let [mut en, mut zh] = Language::ALL.map(|language| {
        let name = format!("pages.{language}.md");
        let Some(file) = require_file(folder, &name, problems) else {
            return Vec::new();
        };
        let pages = read_pages(file, problems);
        check_sequence(file, &pages, manifest, problems);
        pages
    });
    en.reverse();
    zh.reverse();
    let mut pages = Vec::new();
    for entry in &manifest.pages {
        if let (Some(kind), Some(en), Some(zh)) = (entry.kind, en.pop(), zh.pop()) {
            pages.push(Page {
                kind,
                title: Text {
                    en: en.title,
                    zh: zh.title,
                },
                text: Text {
                    en: en.body,
                    zh: zh.body,
                },
                listing: entry.listing.as_ref().map(|(name, _)| name.clone()),
                region: entry.region,
                stdout: entry.stdout,
            });
        }
    }
    pages
}

/// Tells the first page of `file` that is not of the kind that the manifest has there, and pages too many or too few.
fn check_sequence(
    file: &TextFile,
    pages: &[PageText],
    manifest: &Manifest,
    problems: &mut Vec<Problem>,
) {
    let tell = |span: std::ops::Range<usize>, message: String| {
        Problem::at(Code::PageSequence, &file.path, &file.text, span, message)
            .with_remedy("manifest and page files have the same pages in the same order")
    };
    let differs = |(page, entry): &(&PageText, &PageEntry)| matches!((page.kind, entry.kind), (Some(here), Some(there)) if here != there);
    let mut pairs = pages.iter().zip(&manifest.pages).enumerate();
    if let Some((page_idx, (page, entry))) = pairs.find(|(_, pair)| differs(pair)) {
        let word = |kind: Option<super::PageKind>| kind.map_or("", super::PageKind::word);
        let message = format!(
            "page {} is `{}` here and `{}` in the manifest",
            page_idx + 1,
            word(page.kind),
            word(entry.kind),
        );
        problems.push(tell(page.heading.clone(), message));
    } else if pages.len() != manifest.pages.len() && !manifest.pages.is_empty() {
        let message = format!(
            "{} pages here, {} in the manifest",
            pages.len(),
            manifest.pages.len()
        );
        let span = match pages.get(manifest.pages.len()) {
            Some(first_extra) => first_extra.heading.clone(),
            None => file.text.len()..file.text.len(),
        };
        problems.push(tell(span, message));
    }
}

/// Tells listings that the manifest does not name, and pages in a language that forklore does not know.
fn tell_stray_files(folder: &Folder, manifest: &Manifest, problems: &mut Vec<Problem>) {
    let is_named = |name: &str| {
        manifest
            .listings
            .iter()
            .any(|listing| listing.file.as_ref().is_some_and(|(file, _)| file == name))
    };
    for file in &folder.texts {
        let language = file
            .name
            .strip_prefix("pages.")
            .and_then(|rest| rest.strip_suffix(".md"));
        if file.name.ends_with(".py") && !is_named(&file.name) {
            problems.push(
                Problem::of_file(
                    Code::StrayFile,
                    &file.path,
                    "the manifest does not name this listing",
                )
                .with_remedy(format!(
                    "add a `[[listing]]` with `file = \"{}\"`, or remove the file",
                    file.name
                )),
            );
        } else if let Some(language) = language
            && Language::ALL.iter().all(|known| known.code() != language)
        {
            let codes = Language::ALL.map(Language::code);
            problems.push(
                Problem::of_file(
                    Code::StrayFile,
                    &file.path,
                    format!("no language is called `{language}`"),
                )
                .with_remedy(did_you_mean(language, codes)),
            );
        }
    }
}
