//! Where lessons come from, in which language, and what a name on the command line means.

use std::io::Read;
use std::path::{Path, PathBuf};

use forklore::lesson::{self, Course, Language, Lesson, Loaded};
use forklore::python::parse::LARGEST_SOURCE;

use super::{Common, Lang};

/// The lessons that the command line asks for. Those that are broken are left out and told on stderr: a teacher's
/// typing error in one lesson does not keep the others from the class.
pub fn load(common: &Common) -> Course {
    let Loaded { course, problems } = match &common.lessons {
        Some(dir) => lesson::load_dir(dir),
        None => lesson::load_embedded(),
    };
    for problem in &problems {
        eprintln!("{problem}");
    }
    course
}

/// The language: the option, else the locale (LC_ALL before LC_MESSAGES before LANG; an empty one counts as unset).
pub fn language(common: &Common) -> Language {
    let of_environment = |name: &str| std::env::var(name).unwrap_or_default();
    language_of(common.lang, of_environment)
}

fn language_of(option: Option<Lang>, variable: impl Fn(&str) -> String) -> Language {
    match option {
        Some(Lang::En) => Language::En,
        Some(Lang::Zh) => Language::Zh,
        None => ["LC_ALL", "LC_MESSAGES", "LANG"]
            .map(variable)
            .iter()
            .find(|locale| !locale.is_empty())
            .map_or(Language::En, |locale| Language::of_locale(locale)),
    }
}

/// Most bytes of a program that are read: one more than it may have.
const MOST_READ: u64 = LARGEST_SOURCE as u64 + 1;

/// A program that the command line names.
#[derive(Debug)]
pub enum Target {
    /// A lesson's listing: the lesson and the listing's place in it.
    Listing(Box<Lesson>, usize),
    /// A file: its path as given, and its text.
    File(PathBuf, String),
}

impl Target {
    /// What the program is called in messages and traces.
    pub fn path(&self) -> String {
        match self {
            Self::Listing(lesson, place) => lesson.listings[*place].path.clone(),
            Self::File(path, _) => path.display().to_string(),
        }
    }

    /// Its text.
    pub fn source(&self) -> &str {
        match self {
            Self::Listing(lesson, place) => &lesson.listings[*place].source,
            Self::File(_, source) => source,
        }
    }
}

/// Finds the program that `name` means: a file if there is one of that name, else LESSON[:LISTING].
///
/// # Errors
/// A sentence for stderr.
pub fn find(common: &Common, name: &Path) -> Result<Target, String> {
    if name.is_file() {
        return read(name);
    }
    let word = name.to_string_lossy();
    let looks_like_a_path = word.contains('/') || word.ends_with(".py");
    if looks_like_a_path {
        // The system's own word is the best: not found, a folder, no permission.
        return read(name);
    }
    let course = load(common);
    let Some((lesson, listing)) = course.find_listing(&word) else {
        if name.is_dir() {
            return read(name);
        }
        return Err(unknown("file and no lesson", &course, &word));
    };
    let place = lesson
        .listings
        .iter()
        .position(|one| one == listing)
        .unwrap_or_default();
    Ok(Target::Listing(Box::new(lesson.clone()), place))
}

/// Says that there is no such thing, and what may have been meant.
pub fn unknown(what: &str, course: &Course, name: &str) -> String {
    let advice = course
        .nearest(name)
        .map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    format!(
        "there is no {what} `{name}`; {advice}`forklore list` names the lessons and their listings"
    )
}

fn read(path: &Path) -> Result<Target, String> {
    let shown = path.display();
    let mut bytes = Vec::new();
    // A device may never end, and a large file is a mistaken one: what is read is enough to say so.
    std::fs::File::open(path)
        .and_then(|file| file.take(MOST_READ).read_to_end(&mut bytes))
        .map_err(|error| format!("cannot read the program `{shown}`: {error}"))?;
    if bytes.len() as u64 == MOST_READ {
        return Err(format!(
            "`{shown}` is larger than {LARGEST_SOURCE} bytes; name a Python file"
        ));
    }
    let source = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("the program `{shown}` is not UTF-8 from byte {at} on; save it as UTF-8")
    })?;
    Ok(Target::File(path.to_owned(), source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(option: Option<Lang>, environment: [&str; 3], expected: Language) {
        let variable = |name: &str| {
            let place = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .iter()
                .position(|one| *one == name);
            environment[place.expect("only these are read")].to_owned()
        };
        assert_eq!(language_of(option, variable), expected);
    }

    #[test]
    fn the_option_wins_over_the_locale() {
        check(Some(Lang::En), ["zh_CN.UTF-8", "", ""], Language::En);
        check(Some(Lang::Zh), ["C", "C", "C"], Language::Zh);
    }

    #[test]
    fn locale_variables_count_in_the_order_of_posix() {
        check(None, ["zh_CN", "en_US", "en_US"], Language::Zh);
        check(None, ["", "zh_TW", "en_US"], Language::Zh);
        check(None, ["", "", "zh_CN.UTF-8"], Language::Zh);
        check(None, ["C", "zh_CN", "zh_CN"], Language::En);
        check(None, ["", "", ""], Language::En);
    }
}
