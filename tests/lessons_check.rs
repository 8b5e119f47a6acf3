//! A course in which everything is wrong: the check tells all of it at once, each with its place.

use std::path::Path;

use forklore::lesson::{Problem, check_dir, load_dir};

/// The broken course; the tests run in the crate's folder.
const BROKEN: &str = "tests/lessons_broken";

fn check(path: &str) -> Vec<Problem> {
    check_dir(Path::new(path), &|_, _| Vec::new())
}

/// First lines of the reports: place, what is wrong, number.
fn first_lines(problems: &[Problem]) -> Vec<String> {
    let first_line = |problem: &Problem| {
        let report = problem.to_string().replace(&format!("{BROKEN}/"), "");
        report.lines().next().unwrap_or_default().to_owned()
    };
    problems.iter().map(first_line).collect()
}

#[test]
fn every_problem_of_a_broken_course_is_told_at_once_with_its_exact_place() {
    let expected = r#"
01-broken/lesson.toml:1:18: `format_version` is 2; this forklore reads 1 (L014)
01-broken/lesson.toml:2:6: `id` cannot be `Broken` (L014)
01-broken/lesson.toml:3:1: the manifest knows no key `tilte` (L011)
01-broken/lesson.toml:4:11: `summary` is missing in the language `zh` (L020)
01-broken/lesson.toml:5:15: `description` must be a text in every language, `{ en = "...", zh = "..." }`, not a string (L013)
01-broken/lesson.toml:9:10: `stdout` cannot be `terminl` (L014)
01-broken/lesson.toml:12:8: there is no file `tow.py` in `01-broken` (L002)
01-broken/lesson.toml:15:8: there is no file `queue.py` in `01-broken` (L002)
01-broken/lesson.toml:15:8: `queue.py` hides a module that multiprocessing needs (L014)
01-broken/lesson.toml:19:11: this lesson has no listing `on` (L015)
01-broken/lesson.toml:23:10: `region` must be a string, not an integer (L013)
01-broken/lesson.toml:24:1: this page knows no key `speed` (L011)
01-broken/lesson.toml:26:1: this page has no key `kind` (L012)
01-broken/pages.en.md:5:1: page 2 is `explain` here and `run` in the manifest (L022)
01-broken/pages.fr.md: no language is called `fr` (L025)
01-broken/pages.zh.md: every lesson has this file; here it is missing (L002)
01-broken/two.py: the manifest does not name this listing (L025)
02-syntax/lesson.toml:2:13: not TOML: invalid basic string, expected `"` (L010)
02-syntax/lesson.toml:3:27: not TOML: invalid literal string, expected `'` (L010)
02-syntax/pages.zh.md: the file is not UTF-8: byte 9 belongs to no character (L003)
02-twin: `02-syntax` has the number 2, too (L005)
02-twin/lesson.toml:1:18: `format_version` must be a whole number, not a string (L013)
02-twin/lesson.toml:2:6: `id` is `other`, but the folder is called `02-twin` (L004)
02-twin/lesson.toml:3:29: `title` in the language `zh` is empty (L014)
02-twin/lesson.toml:4:50: this text knows no key `fr` (L011)
02-twin/lesson.toml:6:11: `listing` is an empty list (L014)
02-twin/lesson.toml:9:8: `kind` cannot be `raed` (L014)
02-twin/lesson.toml:10:10: `region` cannot be `objets` (L014)
02-twin/lesson.toml:11:10: `stdout` must be a string, not an integer (L013)
02-twin/pages.en.md:1:1: 1 page here, 2 pages in the manifest (L022)
02-twin/pages.zh.md:1:1: text before the first page (L023)
02-twin/pages.zh.md:3:1: a page's heading names its kind (L021)
02-twin/pages.zh.md:7:1: a page's heading names its kind (L021)
02-twin/pages.zh.md:7:1: this page has no text (L023)
02-twin/pages.zh.md:9:1: a page needs a title (L021)
02-twin/pages.zh.md:9:1: 3 pages here, 2 pages in the manifest (L022)
02-twin/pages.zh.md:9:1: this page has no text (L023)
03-bare/lesson.toml: every lesson has this file; here it is missing (L002)
notes/lesson.toml: every lesson has this file; here it is missing (L002)"#;
    // Line by line, so that a failure shows the first difference.
    let told = first_lines(&check(BROKEN));
    for (told, expected) in told.iter().zip(expected.trim().lines()) {
        assert_eq!(told, expected);
    }
    assert_eq!(told.len(), expected.trim().lines().count());
}

#[test]
fn a_report_shows_the_source_line_a_caret_and_the_remedy() {
    let problems = check(BROKEN);
    let report = problems
        .iter()
        .map(ToString::to_string)
        .find(|report| report.contains("no key `fr`"));
    let expected = "\
tests/lessons_broken/02-twin/lesson.toml:4:50: this text knows no key `fr` (L011)
    4 | summary = { en = \"the same number\", zh = \"编号相同\", fr = \"le même\" }
      |                                                      ^^ known are `en`, `zh`";
    assert_eq!(report.as_deref(), Some(expected));
}

#[test]
fn a_broken_lesson_is_left_out_of_the_course_and_its_problems_are_kept() {
    let loaded = load_dir(Path::new(BROKEN));
    assert_eq!(loaded.course.lessons, []);
    assert_eq!(first_lines(&loaded.problems), first_lines(&check(BROKEN)));
}

#[test]
fn the_folder_of_a_single_lesson_can_be_checked_too() {
    let loaded = load_dir(Path::new("lessons/07-lock"));
    assert_eq!(first_lines(&loaded.problems), Vec::<String>::new());
    let lesson = loaded.course.find("lock").expect("the lesson is complete");
    assert_eq!(lesson.listings[0].path, "lessons/07-lock/unlocked.py");
}

#[test]
fn a_directory_gives_the_same_course_as_the_binary() {
    let from_directory = load_dir(Path::new("lessons"));
    assert_eq!(
        from_directory.course,
        forklore::lesson::load_embedded().course
    );
}

#[test]
fn a_directory_that_is_not_there_or_holds_no_lesson_is_a_problem() {
    let told = first_lines(&check("tests/no/such/folder"));
    assert!(
        told[0].starts_with("tests/no/such/folder: the folder cannot be read: "),
        "{told:?}"
    );
    let told = first_lines(&check("tests/lessons_broken/notes"));
    assert_eq!(
        told,
        ["notes: no lesson is here: no folder with a `lesson.toml` (L001)"]
    );
}

#[test]
fn the_guide_for_authors_explains_every_number_that_a_report_can_have() {
    let guide = include_str!("../docs/authoring.md");
    for problem in check(BROKEN) {
        let row = format!("| {} |", problem.code.number());
        assert!(guide.contains(&row), "{row}");
    }
}

#[test]
fn a_knob_that_means_no_number_or_several_is_told_with_its_place() {
    let original = Path::new("lessons/07-lock");
    let course = Path::new(env!("CARGO_TARGET_TMPDIR")).join("knobs");
    let folder = course.join("07-lock");
    std::fs::create_dir_all(&folder).expect("a folder");
    for entry in std::fs::read_dir(original).expect("the lesson") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name");
        std::fs::copy(&path, folder.join(name)).expect("a copy");
    }
    let manifest = folder.join("lesson.toml");
    let text = std::fs::read_to_string(&manifest).expect("a text");
    let text = text
        .replacen("anchor = \"sleep({})\"", "anchor = \"slep({})\"", 1)
        .replacen("max = 30", "max = 12", 1);
    std::fs::write(&manifest, text).expect("a file");
    let told: Vec<String> = check(&course.to_string_lossy())
        .iter()
        .map(|problem| {
            problem
                .to_string()
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(
        told[0].contains("the listing has no number in such a place"),
        "{told:#?}"
    );
    assert!(
        told[1].contains("the listing has 15 here, which is not from 11 to 12"),
        "{told:#?}"
    );
}
