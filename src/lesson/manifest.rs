//! `lesson.toml`: what a lesson is called, which listings it shows, which pages it has in which order.

use std::ops::Range;

use toml::de::DeTable;

use super::course::{PageKind, Region, StdoutMode};
use super::files::TextFile;
use super::knob::{Decimal, Knob};
use super::language::Text;
use super::problem::{Code, Problem};
use super::reader::Reader;

/// The manifest format that this forklore reads. It changes when an old manifest would mean something else.
pub const FORMAT_VERSION: u32 = 1;

/// A manifest as far as it could be read; what could not is among the problems and stands here as its default.
#[derive(Debug, Default)]
pub struct Manifest {
    /// As in the file.
    pub format_version: u32,
    /// With its place.
    pub id: Option<(String, Range<usize>)>,
    /// As in the file.
    pub title: Text,
    /// As in the file.
    pub summary: Text,
    /// As in the file.
    pub description: Text,
    /// In order.
    pub listings: Vec<ListingEntry>,
    /// In order.
    pub pages: Vec<PageEntry>,
}

/// One `[[listing]]`.
#[derive(Debug)]
pub struct ListingEntry {
    /// Name of the file, with its place.
    pub file: Option<(String, Range<usize>)>,
    /// How stdout is buffered.
    pub stdout: Option<StdoutMode>,
    /// Numbers that may be turned, each with the place of its anchor.
    pub knobs: Vec<(Knob, Range<usize>)>,
}

/// One `[[page]]`.
#[derive(Debug)]
pub struct PageEntry {
    /// What the learner does.
    pub kind: Option<PageKind>,
    /// Name of a listing, with its place.
    pub listing: Option<(String, Range<usize>)>,
    /// The region that is opened first.
    pub region: Option<Region>,
    /// How stdout is buffered.
    pub stdout: Option<StdoutMode>,
}

impl ListingEntry {
    /// What pages call it: the file's name without `.py`.
    pub fn name(&self) -> Option<&str> {
        self.file.as_ref()?.0.strip_suffix(".py")
    }
}

/// Reads `file`; every problem of it is added to `problems`.
pub fn read_manifest(file: &TextFile, problems: &mut Vec<Problem>) -> Manifest {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    let is_damaged = !errors.is_empty();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let message = format!(
            "not TOML: {}",
            error.message().lines().collect::<Vec<_>>().join(", ")
        );
        problems.push(Problem::at(
            Code::Toml,
            &file.path,
            &file.text,
            span,
            message,
        ));
    }
    let mut reader = Reader::of_file(file, table.get_ref(), is_damaged, problems);
    let manifest = Manifest {
        format_version: read_version(&mut reader),
        id: read_id(&mut reader),
        title: reader.text("title"),
        summary: reader.text("summary"),
        description: reader.text("description"),
        listings: reader.tables("listing", "this listing", read_listing),
        pages: reader.tables("page", "this page", read_page),
    };
    check_references(&manifest, &mut reader);
    reader.finish();
    manifest
}

fn read_version(reader: &mut Reader<'_, '_>) -> u32 {
    let Some((version, span)) = reader.number("format_version", "format_version = 1") else {
        return FORMAT_VERSION;
    };
    if version != i64::from(FORMAT_VERSION) {
        let message =
            format!("`format_version` is {version}; this forklore reads {FORMAT_VERSION}");
        reader.tell(Code::BadValue, span, message, None);
    }
    FORMAT_VERSION
}

fn read_id(reader: &mut Reader<'_, '_>) -> Option<(String, Range<usize>)> {
    let (id, span) = reader.string("id", "id = \"lock\"")?;
    let is_plain = id
        .bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    if !is_plain || !id.starts_with(|first: char| first.is_ascii_lowercase()) {
        let remedy = "use lower-case letters, digits and hyphens, a letter first";
        reader.tell(
            Code::BadValue,
            span,
            format!("`id` cannot be `{id}`"),
            Some(remedy.to_owned()),
        );
        return None;
    }
    Some((id, span))
}

fn read_listing(reader: &mut Reader<'_, '_>) -> ListingEntry {
    let mut file = reader.string("file", "file = \"locked.py\"");
    if let Some((name, span)) = file.take_if(|(name, _)| !is_listing_name(name)) {
        let remedy =
            "name a file `NAME.py` beside the manifest, with letters, digits and `_` in NAME";
        let message = format!("`file` cannot be `{name}`");
        reader.tell(Code::BadValue, span, message, Some(remedy.to_owned()));
    }
    if let Some((name, span)) = file
        .as_ref()
        .filter(|(name, _)| SHADOWED.contains(&name.as_str()))
    {
        let remedy = "choose another name: CPython would import it in place of its own module";
        let message = format!("`{name}` hides a module that multiprocessing needs");
        reader.tell(
            Code::BadValue,
            span.clone(),
            message,
            Some(remedy.to_owned()),
        );
    }
    ListingEntry {
        file,
        stdout: reader.optional_word("stdout"),
        knobs: reader
            .optional_tables("knob", "this knob", read_knob)
            .into_iter()
            .flatten()
            .collect(),
    }
}

/// A knob, if it is complete.
fn read_knob(reader: &mut Reader<'_, '_>) -> Option<(Knob, Range<usize>)> {
    let label = reader.text("label");
    let anchor = reader.string("anchor", "anchor = \"Semaphore({})\"");
    let min = reader.decimal("min", "min = 1");
    let max = reader.decimal("max", "max = 10");
    let step = reader.optional_decimal("step").unwrap_or(Decimal::ONE);
    let (anchor, span) = anchor?;
    let (min, max) = (min?, max?);
    if min >= max || step == Decimal::default() {
        let message = "`max` must be above `min`, and `step` above 0".to_owned();
        reader.tell(Code::BadValue, reader.span(), message, None);
        return None;
    }
    let knob = Knob {
        label,
        anchor,
        min,
        max,
        step,
    };
    Some((knob, span))
}

/// Modules that `multiprocessing` imports: the folder of the running script comes first in `sys.path`, so a listing
/// of that name would break its neighbors under CPython.
const SHADOWED: &[&str] = &[
    "queue.py",
    "threading.py",
    "signal.py",
    "socket.py",
    "time.py",
    "random.py",
    "os.py",
    "sys.py",
    "io.py",
    "struct.py",
    "pickle.py",
    "tempfile.py",
    "subprocess.py",
    "multiprocessing.py",
    "collections.py",
    "types.py",
];

fn is_listing_name(file: &str) -> bool {
    file.strip_suffix(".py").is_some_and(|name| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

fn read_page(reader: &mut Reader<'_, '_>) -> PageEntry {
    PageEntry {
        kind: reader.word("kind", "kind = \"read\""),
        listing: reader.optional_string("listing"),
        region: reader.optional_word("region"),
        stdout: reader.optional_word("stdout"),
    }
}

/// What only the whole manifest can tell: (1) no file is listed twice, (2) pages name listings that exist, (3) every
/// listing is run on a page.
fn check_references(manifest: &Manifest, reader: &mut Reader<'_, '_>) {
    let mut seen: Vec<&str> = Vec::new();
    for (file, span) in manifest
        .listings
        .iter()
        .filter_map(|listing| listing.file.as_ref())
    {
        if seen.contains(&file.as_str()) {
            reader.tell(
                Code::Twice,
                span.clone(),
                format!("`{file}` is listed twice"),
                None,
            );
        }
        seen.push(file);
    }
    let names: Vec<&str> = manifest
        .listings
        .iter()
        .filter_map(ListingEntry::name)
        .collect();
    for (name, span) in manifest
        .pages
        .iter()
        .filter_map(|page| page.listing.as_ref())
    {
        if !names.contains(&name.as_str()) {
            let remedy = super::suggest::did_you_mean(name, names.iter().copied());
            let message = format!("this lesson has no listing `{name}`");
            reader.tell(Code::UnknownListing, span.clone(), message, Some(remedy));
        }
    }
    // A page that could not be understood may be the very one that runs the listing.
    let is_understood = |page: &PageEntry| {
        page.kind.is_some()
            && page
                .listing
                .as_ref()
                .is_none_or(|(name, _)| names.contains(&name.as_str()))
    };
    if manifest.pages.is_empty() || !manifest.pages.iter().all(is_understood) {
        return;
    }
    let run = listings_on_run_pages(manifest);
    for (file, span) in manifest
        .listings
        .iter()
        .filter_map(|listing| listing.file.as_ref())
    {
        let name = file.trim_end_matches(".py");
        if !run.contains(&name) {
            let remedy = format!("add a page with `kind = \"run\"` and `listing = \"{name}\"`");
            let message = format!("no `run` page shows `{file}`");
            reader.tell(Code::NoRunPage, span.clone(), message, Some(remedy));
        }
    }
}

/// Names of the listings that `run` and `try` pages show; a page without one goes on with the page before it.
fn listings_on_run_pages(manifest: &Manifest) -> Vec<&str> {
    let mut current = manifest.listings.first().and_then(ListingEntry::name);
    let mut run = Vec::new();
    for page in &manifest.pages {
        current = page
            .listing
            .as_ref()
            .map(|(name, _)| name.as_str())
            .or(current);
        if matches!(page.kind, Some(PageKind::Run | PageKind::Try)) {
            run.extend(current);
        }
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A manifest with every kind of value.
    const LOCK: &str = include_str!("../../lessons/07-lock/lesson.toml");

    fn read(text: String) -> (Manifest, Vec<Problem>) {
        let file = TextFile {
            name: "lesson.toml".into(),
            path: "lesson.toml".into(),
            text: text.into(),
        };
        let mut problems = Vec::new();
        let manifest = read_manifest(&file, &mut problems);
        (manifest, problems)
    }

    #[test]
    fn a_complete_manifest_is_read_without_a_problem() {
        let (manifest, problems) = read(LOCK.to_owned());
        assert_eq!(problems, []);
        assert_eq!(manifest.id.map(|(id, _)| id).as_deref(), Some("lock"));
        assert_eq!(manifest.listings[1].name(), Some("locked"));
        assert_eq!(manifest.listings[0].stdout, Some(StdoutMode::Unbuffered));
        assert_eq!(manifest.pages[1].region, Some(Region::Output));
    }

    #[test]
    fn the_sample_for_authors_is_a_manifest_with_every_key() {
        let (manifest, problems) = read(include_str!("../../docs/sample-lesson.toml").to_owned());
        assert_eq!(problems, []);
        let page = |has: fn(&PageEntry) -> bool| manifest.pages.iter().any(has);
        assert!(page(|page| page.listing.is_some()) && page(|page| page.region.is_some()));
        assert!(page(|page| page.stdout.is_some()) && manifest.listings[0].stdout.is_some());
        let (knob, _) = &manifest.listings[0].knobs[0];
        assert_eq!(knob.value("time.sleep(0.25)"), Some(Decimal(250)));
    }

    #[test]
    fn a_manifest_cut_anywhere_is_read_without_a_panic_and_carets_stay_inside() {
        for end in (0..LOCK.len()).filter(|end| LOCK.is_char_boundary(*end)) {
            let (_, problems) = read(LOCK[..end].to_owned());
            for problem in problems {
                assert!(problem.to_string().contains('^'), "{problem}");
            }
        }
    }

    #[test]
    fn a_line_replaced_by_another_type_is_told_on_that_line() {
        for (line_idx, line) in LOCK
            .lines()
            .enumerate()
            .filter(|(_, line)| line.contains(" = "))
        {
            let key = line.split(' ').next().unwrap_or_default();
            let lines = LOCK.lines().enumerate().map(|(idx, line)| {
                if idx == line_idx {
                    format!("{key} = true")
                } else {
                    line.to_owned()
                }
            });
            let (_, problems) = read(lines.collect::<Vec<_>>().join("\n"));
            let is_told = |problem: &Problem| {
                problem.code == Code::WrongType
                    && problem
                        .place
                        .as_ref()
                        .is_some_and(|place| place.line as usize == line_idx + 1)
            };
            assert!(problems.iter().any(is_told), "{line}");
        }
    }
}
