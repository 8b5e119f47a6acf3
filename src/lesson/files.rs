//! The files of a course, from the binary or from a directory, behind one shape.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::problem::{Code, Problem};

/// The course that comes with forklore.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/lessons");

/// Name of a lesson's manifest; a folder that has one is a lesson.
pub const MANIFEST: &str = "lesson.toml";

/// A larger file is no lesson text: 1 MiB keeps a mistaken `--lessons /` from reading the disk.
const LARGEST_FILE: u64 = 1 << 20;

/// The texts of all lessons of a course.
#[derive(Debug, Default)]
pub struct Files {
    /// What messages put before a folder's name: `lessons`, or the directory as the author named it.
    pub root: String,
    /// By name, so in the order of the course.
    pub folders: Vec<Folder>,
}

/// One lesson's folder.
#[derive(Debug)]
pub struct Folder {
    /// `07-lock`.
    pub name: String,
    /// For messages: `lessons/07-lock`.
    pub path: String,
    /// Manifest, pages and listings, by name.
    pub texts: Vec<TextFile>,
}

/// One file that is text.
#[derive(Debug)]
pub struct TextFile {
    /// `unlocked.py`.
    pub name: String,
    /// For messages: `lessons/07-lock/unlocked.py`.
    pub path: String,
    /// What is in it.
    pub text: Cow<'static, str>,
}

impl TextFile {
    /// Whether it is a Python program.
    pub fn is_listing(&self) -> bool {
        self.name.strip_suffix(".py").is_some()
    }
}

impl Folder {
    /// The file called `name`.
    pub fn text(&self, name: &str) -> Option<&TextFile> {
        self.texts.iter().find(|file| file.name == name)
    }
}

impl Files {
    /// The lessons inside the binary.
    pub fn embedded(problems: &mut Vec<Problem>) -> Self {
        let mut files = Self {
            root: "lessons".to_owned(),
            folders: Vec::new(),
        };
        for dir in EMBEDDED.dirs() {
            let texts = dir.files().filter(|file| is_text_name(file.path()));
            let contents =
                texts.map(|file| (file_name(file.path()), Cow::Borrowed(file.contents())));
            files.push_folder(&file_name(dir.path()), contents, problems);
        }
        files.sort();
        files
    }

    /// The lessons in the directory at `path`: every folder in it, or the directory itself if it is a lesson.
    pub fn read(path: &Path, problems: &mut Vec<Problem>) -> Self {
        let shown = path.display().to_string();
        let mut files = Self {
            root: shown.trim_end_matches('/').to_owned(),
            folders: Vec::new(),
        };
        if path.join(MANIFEST).is_file() {
            files.root = parent_of(path);
            let name = path
                .canonicalize()
                .map_or_else(|_| file_name(path), |path| file_name(&path));
            let contents = read_folder(path, &shown, problems);
            files.push_folder(&name, contents, problems);
            return files;
        }
        match fs::read_dir(path) {
            Ok(entries) => {
                for entry in entries
                    .flatten()
                    .filter(|entry| is_lesson_folder(&entry.path()))
                {
                    let folder_path = entry.path();
                    let contents =
                        read_folder(&folder_path, &folder_path.display().to_string(), problems);
                    files.push_folder(&file_name(&folder_path), contents, problems);
                }
            }
            Err(error) => problems.push(Problem::of_file(
                Code::Unreadable,
                &shown,
                format!("the folder cannot be read: {error}"),
            )),
        }
        files.sort();
        files
    }

    fn push_folder(
        &mut self,
        name: &str,
        contents: impl IntoIterator<Item = (String, Cow<'static, [u8]>)>,
        problems: &mut Vec<Problem>,
    ) {
        let path = if self.root.is_empty() {
            name.to_owned()
        } else {
            format!("{}/{name}", self.root)
        };
        let mut texts = Vec::new();
        for (file_name, bytes) in contents {
            let file_path = format!("{path}/{file_name}");
            match decode(bytes) {
                Ok(text) => texts.push(TextFile {
                    name: file_name,
                    path: file_path,
                    text,
                }),
                Err(valid_up_to) => problems.push(
                    Problem::of_file(
                        Code::NotUtf8,
                        &file_path,
                        format!(
                            "the file is not UTF-8: byte {} belongs to no character",
                            valid_up_to + 1
                        ),
                    )
                    .with_remedy("save it as UTF-8"),
                ),
            }
        }
        texts.sort_by(|a, b| a.name.cmp(&b.name));
        self.folders.push(Folder {
            name: name.to_owned(),
            path,
            texts,
        });
    }

    fn sort(&mut self) {
        self.folders.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

/// The text of a file, or how many of its bytes are UTF-8.
fn decode(bytes: Cow<'static, [u8]>) -> Result<Cow<'static, str>, usize> {
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| error.valid_up_to()),
        Cow::Owned(bytes) => String::from_utf8(bytes)
            .map(Cow::Owned)
            .map_err(|error| error.utf8_error().valid_up_to()),
    }
}

/// Whether a folder of a course is meant as a lesson: hidden folders and `__pycache__` are not.
fn is_lesson_folder(path: &Path) -> bool {
    let name = file_name(path);
    path.is_dir() && !name.starts_with(['.', '_'])
}

/// The manifest, page and listing files of a folder; other files are nobody's business.
fn read_folder(
    path: &Path,
    shown: &str,
    problems: &mut Vec<Problem>,
) -> Vec<(String, Cow<'static, [u8]>)> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(Problem::of_file(
                Code::Unreadable,
                shown,
                format!("the folder cannot be read: {error}"),
            ));
            return Vec::new();
        }
    };
    let mut contents = Vec::new();
    for entry in entries
        .flatten()
        .filter(|entry| is_lesson_file(&entry.path()))
    {
        match read_file(&entry.path()) {
            Ok(bytes) => contents.push((file_name(&entry.path()), Cow::Owned(bytes))),
            Err(message) => problems.push(Problem::of_file(
                Code::Unreadable,
                &entry.path().display().to_string(),
                message,
            )),
        }
    }
    contents
}

fn is_lesson_file(path: &Path) -> bool {
    is_text_name(path) && path.is_file()
}

/// Whether a file is a manifest, a page file or a listing by its name.
fn is_text_name(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| ["toml", "md", "py"].iter().any(|known| extension == *known))
}

fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let told = |error: std::io::Error| format!("the file cannot be read: {error}");
    let size = fs::metadata(path).map_err(told)?.len();
    if size > LARGEST_FILE {
        return Err(format!(
            "the file has {size} bytes; a lesson's file has {LARGEST_FILE} at most"
        ));
    }
    fs::read(path).map_err(told)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The directory above a lesson's folder as the author named it, empty for the current one.
fn parent_of(path: &Path) -> String {
    path.parent()
        .map_or_else(String::new, |parent| parent.display().to_string())
}
