//! One folder's files to one [`Lesson`]: manifest, pages and listings, held against each other.

use super::course::{Lesson, Listing, Page, PageKind};
use super::files::{Folder, MANIFEST, TextFile};
use super::language::{Language, Text};
use super::manifest::{ListingEntry, Manifest, PageEntry, read_manifest};
use super::pages::{PageText, read_pages};
use super::problem::{Code, Problem};
use super::suggest::did_you_mean;

/// The lesson in `folder`. Only if no problem was added is it complete.
pub fn assemble(folder: &Folder, problems: &mut Vec<Problem>) -> Lesson {
    // Without a manifest everything else in the folder would seem wrong, too.
    let manifest_file = require_file(folder, MANIFEST, problems);
    let (manifest, number, id) = match manifest_file {
        Some(file) => {
            let manifest = read_manifest(file, problems);
            let (number, id) = read_folder_name(folder, problems);
            check_id(folder, &manifest, id, problems);
            (manifest, number, id)
        }
        None => (Manifest::default(), 0, ""),
    };
    let (mut listings, mut pages) = (Vec::new(), Vec::new());
    if manifest_file.is_some() {
        listings = load_listings(folder, &manifest, problems);
        pages = load_pages(folder, &manifest, problems);
    }
    if !manifest.listings.is_empty() {
        tell_stray_files(folder, &manifest, problems);
    }
    Lesson {
        format_version: manifest.format_version,
        id: id.to_owned(),
        number,
        folder: folder.name.clone(),
        title: manifest.title,
        summary: manifest.summary,
        description: manifest.description,
        pages,
        listings,
    }
}

/// Number and id that a folder's name gives: `07-lock` is 7 and `lock`.
pub fn split_folder_name(name: &str) -> Option<(u32, &str)> {
    let (number, id) = name.split_once('-')?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number
        .parse()
        .ok()
        .filter(|number| is_number && *number > 0)?;
    (!id.is_empty()).then_some((number, id))
}

/// Number and id of the lesson in `folder`; 0 and the whole name if it has none.
fn read_folder_name<'f>(folder: &'f Folder, problems: &mut Vec<Problem>) -> (u32, &'f str) {
    split_folder_name(&folder.name).unwrap_or_else(|| {
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
            "every lesson has this file; here it is missing",
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
            let listings = folder.texts.iter().filter(|file| file.is_listing());
            let python_files = listings.map(|file| file.name.as_str());
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
        tell_bad_knobs(manifest_file, entry, &file.text, problems);
        listings.push(Listing {
            name: name.to_owned(),
            file: file_name.clone(),
            path: file.path.clone(),
            source: file.text.clone().into_owned(),
            stdout: entry.stdout,
            knobs: entry.knobs.iter().map(|(knob, _)| knob.clone()).collect(),
        });
    }
    listings
}

/// Tells the knobs whose anchor does not mean exactly one number of the listing, or one that is out of its range.
fn tell_bad_knobs(
    manifest: &TextFile,
    entry: &ListingEntry,
    source: &str,
    problems: &mut Vec<Problem>,
) {
    for (knob, span) in &entry.knobs {
        let message = match (knob.find(source), knob.value(source)) {
            (Err(error), _) => format!("`anchor`: {error}"),
            (Ok(_), Some(value)) if value < knob.min || value > knob.max => {
                format!(
                    "the listing has {value} here, which is not from {} to {}",
                    knob.min, knob.max
                )
            }
            _ => continue,
        };
        problems.push(Problem::at(
            Code::BadValue,
            &manifest.path,
            &manifest.text,
            span.clone(),
            message,
        ));
    }
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
        let word = |kind: Option<PageKind>| kind.map_or("", PageKind::word);
        let message = format!(
            "page {} is `{}` here and `{}` in the manifest",
            page_idx + 1,
            word(page.kind),
            word(entry.kind),
        );
        problems.push(tell(page.heading.clone(), message));
    } else if pages.len() != manifest.pages.len() && !manifest.pages.is_empty() {
        let counted = |n_pages: usize| match n_pages {
            1 => "1 page".to_owned(),
            _ => format!("{n_pages} pages"),
        };
        let message = format!(
            "{} here, {} in the manifest",
            counted(pages.len()),
            counted(manifest.pages.len())
        );
        // The first page too many, else the last one that is there.
        let nearest = pages.get(manifest.pages.len()).or(pages.last());
        let span = nearest.map_or(0..0, |page| page.heading.clone());
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
        if file.is_listing() && !is_named(&file.name) {
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
