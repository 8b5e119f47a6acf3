//! Files to [`Course`]: every lesson that is complete, and every problem of those that are not.

use std::collections::HashSet;
use std::path::Path;

use super::assemble::{assemble, split_folder_name};
use super::course::{Course, Lesson};
use super::files::{Files, Folder, MANIFEST};
use super::problem::{Code, Problem};

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

/// The same by two threads, for who waits for them. Only where a thread more harms nobody: a process that is about to be
/// copied must not have had one.
pub fn load_embedded_by_two() -> Loaded {
    let mut problems = Vec::new();
    let files = Files::embedded(&mut problems);
    let (first, second) = files.folders.split_at(files.folders.len() / 2);
    let told = problems.clone();
    let assembled = std::thread::scope(|scope| {
        let other = std::thread::Builder::new()
            .name("lessons".to_owned())
            .spawn_scoped(scope, || assemble_all(second, told.clone()));
        let own = assemble_all(first, problems);
        // Without a second thread, or after its panic, its part is done here.
        let other = other.ok().and_then(|thread| thread.join().ok());
        [
            own,
            other.unwrap_or_else(|| assemble_all(second, told.clone())),
        ]
    });
    let (lessons, problems): (Vec<_>, Vec<_>) = assembled.into_iter().unzip();
    ordered(&files, lessons.concat(), problems.concat())
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
    for file in texts.filter(|file| file.is_listing()) {
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

fn load(files: &Files, problems: Vec<Problem>) -> Loaded {
    let (lessons, problems) = assemble_all(&files.folders, problems);
    ordered(files, lessons, problems)
}

/// The complete lessons in these folders, and their problems behind those that are known already.
fn assemble_all(folders: &[Folder], mut problems: Vec<Problem>) -> (Vec<Lesson>, Vec<Problem>) {
    let mut lessons: Vec<Lesson> = Vec::new();
    for folder in folders {
        let lesson = assemble(folder, &mut problems);
        let inside = format!("{}/", folder.path);
        let is_complete = problems
            .iter()
            .all(|problem| problem.path != folder.path && !problem.path.starts_with(&inside));
        if is_complete {
            lessons.push(lesson);
        }
    }
    (lessons, problems)
}

/// Lessons and problems in their order, each once.
fn ordered(files: &Files, mut lessons: Vec<Lesson>, mut problems: Vec<Problem>) -> Loaded {
    tell_twins(files, &mut problems);
    if files.folders.is_empty() && problems.is_empty() {
        let message = format!("no lesson is here: no folder with a `{MANIFEST}`");
        problems.push(Problem::of_file(Code::Unreadable, &files.root, message));
    }
    lessons.sort_by_key(|lesson| lesson.number);
    // Of two lessons with one number or one name the first stays.
    let (mut numbers, mut ids) = (HashSet::new(), HashSet::new());
    lessons.retain(|lesson| numbers.insert(lesson.number) && ids.insert(lesson.id.clone()));
    problems.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    problems.dedup();
    Loaded {
        course: Course { lessons },
        problems,
    }
}

/// Tells folders with the number or the id of an earlier one.
fn tell_twins(files: &Files, problems: &mut Vec<Problem>) {
    let mut seen: Vec<(u32, &str, &str)> = Vec::new();
    for folder in &files.folders {
        let Some((number, id)) = split_folder_name(&folder.name) else {
            continue;
        };
        for (earlier_number, earlier_id, earlier) in &seen {
            let what = if *earlier_number == number {
                format!("the number {number}")
            } else if *earlier_id == id {
                format!("the id `{id}`")
            } else {
                continue;
            };
            let message = format!("`{earlier}` has {what}, too");
            problems.push(Problem::of_file(Code::Twice, &folder.path, message));
        }
        seen.push((number, id, &folder.name));
    }
}
