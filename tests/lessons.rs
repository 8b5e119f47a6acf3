//! The course that comes with forklore: every lesson loads, in both languages, and fits the screen.

use std::process::Command;

use forklore::lesson::{
    Course, Language, Lesson, PageKind, Text, check_embedded, list_json, list_plain, load_embedded,
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The narrowest Story region, in cells.
const STORY_WIDTH: usize = 57;

fn course() -> Course {
    let loaded = load_embedded();
    let report: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert_eq!(report.join("\n"), "");
    loaded.course
}

#[test]
fn the_ten_lessons_of_first_light_load_without_a_problem() {
    let course = course();
    let ids: Vec<(u32, &str)> = course
        .lessons
        .iter()
        .map(|lesson| (lesson.number, lesson.id.as_str()))
        .collect();
    assert_eq!(
        ids,
        [
            (1, "processes"),
            (3, "subclass"),
            (4, "daemon"),
            (5, "join"),
            (6, "terminate"),
            (7, "lock"),
            (8, "semaphore"),
            (9, "queue"),
            (10, "pipe"),
            (11, "pool"),
        ]
    );
}

#[test]
fn every_page_speaks_both_languages_in_their_own_script() {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for (lesson, text) in all_texts(&course()) {
        assert!(
            !text.en.chars().any(is_han),
            "{lesson}: Chinese in an English text: {}",
            text.en
        );
        // A title may be a name such as `fork`; a text may not.
        assert!(
            text.zh.is_ascii() || text.zh.chars().any(is_han),
            "{lesson}: {}",
            text.zh
        );
        assert!(
            !text.zh.contains(". "),
            "{lesson}: ASCII full stop in a Chinese text: {}",
            text.zh
        );
    }
}

#[test]
fn chinese_prose_has_a_blank_between_han_and_latin_and_full_width_punctuation() {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for (lesson, text) in all_texts(&course()) {
        let chars: Vec<char> = text.zh.chars().collect();
        for pair in chars.windows(2) {
            let touches = |a: char, b: char| {
                is_han(a) && (b.is_ascii_alphanumeric() || b == '`' || ",:;?!()".contains(b))
            };
            let is_wrong = touches(pair[0], pair[1])
                || (is_han(pair[1]) && (pair[0].is_ascii_alphanumeric() || pair[0] == '`'));
            assert!(
                !is_wrong,
                "{lesson}: `{}{}` in: {}",
                pair[0], pair[1], text.zh
            );
        }
    }
}

#[test]
fn pages_are_short_enough_for_the_story_region() {
    for lesson in &course().lessons {
        for (page_idx, page) in lesson.pages.iter().enumerate() {
            let most = match page.kind {
                PageKind::Read => 12,
                PageKind::Run => 8,
                _ => 20,
            };
            for language in Language::ALL {
                let n_rows = rows(page.text.get(language));
                assert!(
                    n_rows <= most,
                    "{} page {} ({language}) has {n_rows} rows of {STORY_WIDTH}, at most {most}",
                    lesson.id,
                    page_idx + 1
                );
            }
        }
    }
}

#[test]
fn every_lesson_goes_from_reading_to_running_to_explaining() {
    for lesson in &course().lessons {
        let kinds: Vec<PageKind> = lesson.pages.iter().map(|page| page.kind).collect();
        assert_eq!(
            kinds[..3],
            [PageKind::Read, PageKind::Run, PageKind::Explain],
            "{}",
            lesson.id
        );
        for listing in &lesson.listings {
            let is_run = |page_idx: &usize| lesson.pages[*page_idx].kind == PageKind::Run;
            let runs = (0..lesson.pages.len()).filter(is_run);
            assert!(
                runs.filter_map(|page_idx| lesson.listing_of_page(page_idx))
                    .any(|shown| shown == listing),
                "{}: {} is never run",
                lesson.id,
                listing.file
            );
        }
    }
}

#[test]
fn the_listings_of_semaphore_and_lock_stand_line_by_line_as_the_screens_draw_them() {
    let course = course();
    let line = |name: &str, number: usize| -> String {
        let (_, listing) = course.find_listing(name).expect("the listing exists");
        listing
            .source
            .lines()
            .nth(number - 1)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    assert_eq!(line("semaphore", 12), "# wait until something is there");
    assert_eq!(line("semaphore", 13), "full.acquire()");
    assert_eq!(line("semaphore", 28), "time.sleep(1)");
    assert_eq!(line("semaphore", 38), "p.join()");
    assert_eq!(
        line("lock:unlocked", 12),
        "print(f'Pid: {self.pid} #{count}')"
    );
    assert_eq!(line("7:unlocked.py", 16), "Loop(times).start()");
    assert!(
        course.find_listing("lock:missing").is_none() && course.find_listing("nothing").is_none()
    );
}

#[test]
fn a_list_has_one_json_object_a_line_in_the_language_asked_for() {
    let lines = list_json(&course(), Language::Zh);
    let row: serde_json::Value = serde_json::from_str(&lines[5]).expect("the line is JSON");
    assert_eq!(row["id"], "lock");
    assert_eq!(row["title"], "锁");
    assert_eq!(
        row["listings"],
        serde_json::json!(["unlocked.py", "locked.py"])
    );
}

#[test]
fn the_columns_of_a_plain_list_line_up_in_chinese_too() {
    for language in Language::ALL {
        let columns: Vec<usize> = list_plain(&course(), language)
            .iter()
            .map(|line| {
                let files = line.find(".py").expect("each line names a listing");
                line[..line[..files].rfind(' ').expect("columns are apart")].width()
            })
            .collect();
        assert!(
            columns.iter().all(|column| *column == columns[0]),
            "{columns:?}"
        );
    }
}

#[test]
fn what_the_checker_says_of_a_listing_is_told_with_its_place() {
    let problems = check_embedded(&|path, source| {
        let start = source
            .find("Semaphore(2)")
            .filter(|_| path.ends_with("08-semaphore/semaphore.py"));
        let refusal = |start: usize| forklore::lesson::Refusal {
            span: start..start + "Semaphore".len(),
            message: "refused for the test".to_owned(),
            remedy: Some("nothing".to_owned()),
        };
        start.map(refusal).into_iter().collect()
    });
    let report: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        report,
        [
            "lessons/08-semaphore/semaphore.py:4:9: refused for the test (L030)\n    \
          4 | empty = Semaphore(2)\n      |         ^^^^^^^^^ nothing"
        ]
    );
}

#[test]
fn python_compiles_every_listing() {
    // `compile` writes no cache beside the listing, as `py_compile` would.
    let program = "import sys\nfor path in sys.argv[1:]: compile(open(path, encoding='utf-8').read(), path, 'exec')";
    let course = course();
    let listings = course.lessons.iter().flat_map(|lesson| &lesson.listings);
    let paths = listings.map(|listing| format!("{}/{}", env!("CARGO_MANIFEST_DIR"), listing.path));
    let mut python = Command::new("python3");
    match python.args(["-I", "-c", program]).args(paths).output() {
        Ok(output) => {
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Err(error) => {
            eprintln!("SKIPPED: python3 cannot be started ({error}), no listing was compiled");
        }
    }
}

#[test]
fn listings_are_small_enough_to_be_seen_whole() {
    for listing in course().lessons.iter().flat_map(|lesson| &lesson.listings) {
        assert!(
            listing.source.lines().count() <= 45,
            "{} has too many lines",
            listing.path
        );
        for line in listing.source.lines() {
            assert!(line.len() <= 68, "{}: too long: {line}", listing.path);
        }
    }
}

/// Every text of the course, each with a name for messages.
fn all_texts(course: &Course) -> Vec<(String, Text)> {
    let of_lesson = |lesson: &Lesson| {
        let mut texts = vec![
            lesson.title.clone(),
            lesson.summary.clone(),
            lesson.description.clone(),
        ];
        for page in &lesson.pages {
            texts.extend([page.title.clone(), page.text.clone()]);
        }
        let id = lesson.id.clone();
        texts.into_iter().map(move |text| (id.clone(), text))
    };
    course.lessons.iter().flat_map(of_lesson).collect()
}

/// How many rows a text takes when each line is filled greedily: Latin words stay whole, Han characters may part.
fn rows(text: &str) -> usize {
    text.lines()
        .map(|line| {
            let (mut n_rows, mut column) = (1, 0);
            for word in line
                .replace("**", "")
                .split_inclusive(|c: char| c == ' ' || !c.is_ascii())
            {
                let width: usize = word
                    .trim_end()
                    .chars()
                    .filter_map(UnicodeWidthChar::width)
                    .sum();
                if column + width > STORY_WIDTH {
                    n_rows += 1;
                    column = 0;
                }
                column += word.width();
            }
            n_rows
        })
        .sum()
}
