//! The program of a recording: the file that its header names, or a listing of the lessons, if it is the same text.

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::lesson::{Course, Listing, Text};
use crate::trace::Header;

/// The listing that was recorded, or why there is none.
pub fn find(header: &Header, course: &Course) -> Result<Listing, Text> {
    if header.program.is_empty() || header.sha256.is_empty() {
        return Err(Text {
            en: "The recording does not say which program it is of.".to_owned(),
            zh: "记录没有说明是哪个程序。".to_owned(),
        });
    }
    let listings = course.lessons.iter().flat_map(|lesson| &lesson.listings);
    let known = listings
        .into_iter()
        .find(|listing| digest(&listing.source) == header.sha256);
    if let Some(listing) = known {
        return Ok(listing.clone());
    }
    let path = Path::new(&header.program);
    let program = &header.program;
    match std::fs::read_to_string(path) {
        Ok(source) if digest(&source) == header.sha256 => Ok(listing(path, source)),
        Ok(_) => Err(Text {
            en: format!(
                "`{program}` was changed since: what was recorded cannot be shown beside its lines."
            ),
            zh: format!("`{program}` 此后改动过：无法把记录对应到它的各行。"),
        }),
        Err(error) => Err(Text {
            en: format!("The program `{program}` is not here: {error}."),
            zh: format!("这里没有程序 `{program}`：{error}。"),
        }),
    }
}

fn listing(path: &Path, source: String) -> Listing {
    let file = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    Listing {
        name: file.trim_end_matches(".py").to_owned(),
        file,
        path: path.display().to_string(),
        source,
        stdout: None,
        knobs: Vec::new(),
    }
}

/// SHA-256 in lower-case hexadecimal, as in a trace's header.
pub fn digest(text: &str) -> String {
    use std::fmt::Write;
    let mut hexadecimal = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing into a text does not fail.
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    hexadecimal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::load_embedded;

    fn header(program: &str, sha256: String) -> Header {
        Header {
            program: program.to_owned(),
            sha256,
            ..Header::default()
        }
    }

    #[test]
    fn a_listing_of_a_lesson_is_known_by_its_text_wherever_it_was_run() {
        let course = load_embedded().course;
        let (_, listing) = course.find_listing("lock:unlocked").expect("a listing");
        let found = find(&header("/else/where.py", digest(&listing.source)), &course);
        assert_eq!(found.as_ref(), Ok(listing));
    }

    #[test]
    fn a_program_that_is_another_text_now_is_not_shown() {
        let path = std::env::temp_dir().join(format!("forklore-source-{}.py", std::process::id()));
        std::fs::write(&path, "print(2)\n").expect("a file");
        let course = Course::default();
        let program = path.to_string_lossy();
        let same = find(&header(&program, digest("print(2)\n")), &course);
        let other = find(&header(&program, digest("print(1)\n")), &course);
        std::fs::remove_file(&path).expect("it is there");
        let gone = find(&header(&program, digest("print(2)\n")), &course);
        assert_eq!(
            same.map(|listing| listing.source).as_deref(),
            Ok("print(2)\n")
        );
        assert!(other.is_err_and(|why| why.en.contains("was changed")));
        assert!(gone.is_err_and(|why| why.en.contains("is not here")));
    }
}
