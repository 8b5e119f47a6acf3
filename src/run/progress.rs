//! The learner's progress, kept from one start to the next: `progress.toml` in forklore's state folder.
//!
//! ```toml
//! format_version = 1
//!
//! [lessons.semaphore]
//! page = 2
//! done = false
//! ```
//! The folder is `FORKLORE_STATE`, else `forklore` in `XDG_STATE_HOME`, else `~/.local/state/forklore` (XDG Base
//! Directory Specification 0.8). The file is replaced as a whole by a rename, so a reader never meets half of it. A
//! file that cannot be understood is put aside, not overwritten.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use toml::Value;

use crate::app::Progress;
use crate::lesson::Language;

/// Version of the file's format.
const FORMAT_VERSION: i64 = 1;

/// Name of the file in the state folder.
const FILE: &str = "progress.toml";

/// How far each lesson was read, by its id.
pub type ByLesson = BTreeMap<String, Progress>;

/// What went wrong with the file.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// It is damaged; it is kept under this name.
    #[error("the progress file was damaged; it is kept as `{}`", .0.display())]
    PutAside(PathBuf),
    /// A newer forklore wrote it.
    #[error("`{}` is of a newer forklore: progress is not kept", .0.display())]
    Newer(PathBuf),
    /// It cannot be read or put aside.
    #[error("cannot read `{}`: {}; progress is not kept", .0.display(), .1)]
    Unreadable(PathBuf, io::Error),
    /// It cannot be written.
    #[error("cannot write `{}`: {}; progress is not kept", .0.display(), .1)]
    Unwritable(PathBuf, io::Error),
}

impl Trouble {
    /// The message in a language.
    pub fn text(&self, language: Language) -> String {
        if language == Language::En {
            return self.to_string();
        }
        match self {
            Self::PutAside(path) => format!("进度文件已损坏，另存为 `{}`", path.display()),
            Self::Newer(path) => format!("`{}` 出自更新的 forklore：不保存进度", path.display()),
            Self::Unreadable(path, error) => {
                format!("无法读取 `{}`：{error}；不保存进度", path.display())
            }
            Self::Unwritable(path, error) => {
                format!("无法写入 `{}`：{error}；不保存进度", path.display())
            }
        }
    }
}

/// forklore's state folder, by the environment; none where it names no home.
pub fn folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    if let Some(folder) = set("FORKLORE_STATE") {
        return Some(folder.into());
    }
    // The specification: a path that is not absolute is ignored.
    let absolute = |name: &str| {
        set(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    absolute("XDG_STATE_HOME")
        .or_else(|| Some(absolute("HOME")?.join(".local/state")))
        .map(|state| state.join("forklore"))
}

/// Keeps the progress in its file.
#[derive(Debug, Default)]
pub struct Keeper {
    /// The file; none where progress is not kept.
    path: Option<PathBuf>,
    /// What is in it, as far as we know.
    known: ByLesson,
}

impl Keeper {
    /// Reads the progress in this folder. With it comes what went wrong, for the keys row.
    pub fn open(folder: Option<PathBuf>) -> (Self, Option<Trouble>) {
        let Some(path) = folder.map(|folder| folder.join(FILE)) else {
            return (Self::default(), None);
        };
        let (known, trouble) = match read(&path) {
            Ok(known) => (known, None),
            Err(trouble @ Trouble::PutAside(_)) => (ByLesson::new(), Some(trouble)),
            Err(trouble) => return (Self::default(), Some(trouble)),
        };
        let keeper = Self {
            path: Some(path),
            known,
        };
        (keeper, trouble)
    }

    /// What was kept.
    pub fn progress(&self) -> &ByLesson {
        &self.known
    }

    /// Keeps this progress, if it is not what is kept already. What another forklore has kept in the meantime of
    /// other lessons stays.
    ///
    /// # Errors
    /// Where the file cannot be written; from then on nothing is kept.
    pub fn keep(&mut self, progress: &ByLesson) -> Result<(), Trouble> {
        let Some(path) = self.path.clone() else {
            return Ok(());
        };
        if *progress == self.known {
            return Ok(());
        }
        let mut all = read(&path).unwrap_or_default();
        all.retain(|id, _| progress.contains_key(id) || !self.known.contains_key(id));
        let changed = progress
            .iter()
            .filter(|(id, progress)| self.known.get(*id) != Some(*progress));
        all.extend(changed.map(|(id, progress)| (id.clone(), *progress)));
        let written = write(&path, &all);
        self.known.clone_from(progress);
        written.map_err(|error| {
            self.path = None;
            Trouble::Unwritable(path, error)
        })
    }
}

/// What the file says; nothing where there is none.
fn read(path: &Path) -> Result<ByLesson, Trouble> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(ByLesson::new()),
        Err(error) => return Err(Trouble::Unreadable(path.to_owned(), error)),
    };
    let text = String::from_utf8_lossy(&bytes);
    let Ok(table) = text.parse::<toml::Table>() else {
        return Err(put_aside(path));
    };
    let version = table.get("format_version").and_then(Value::as_integer);
    if version.is_some_and(|version| version > FORMAT_VERSION) {
        return Err(Trouble::Newer(path.to_owned()));
    }
    let entries = version.and_then(|_| entries(&table));
    entries.ok_or_else(|| put_aside(path))
}

/// The lessons of the file; none where something is not what it should be. Keys that are not known say nothing.
fn entries(table: &toml::Table) -> Option<ByLesson> {
    let Some(lessons) = table.get("lessons") else {
        return Some(ByLesson::new());
    };
    let entry = |(id, entry): (&String, &Value)| {
        let page = entry.get("page")?.as_integer()?;
        let is_done = match entry.get("done") {
            Some(done) => done.as_bool()?,
            None => false,
        };
        let progress = Progress {
            page: usize::try_from(page).ok()?,
            is_done,
        };
        Some((id.clone(), progress))
    };
    lessons.as_table()?.iter().map(entry).collect()
}

fn put_aside(path: &Path) -> Trouble {
    let bad = path.with_extension("toml.bad");
    match fs::rename(path, &bad) {
        Ok(()) => Trouble::PutAside(bad),
        Err(error) => Trouble::Unreadable(path.to_owned(), error),
    }
}

/// Replaces the file as a whole.
fn write(path: &Path, progress: &ByLesson) -> io::Result<()> {
    let lessons: toml::Table = progress
        .iter()
        .map(|(id, progress)| (id.clone(), Value::Table(entry(*progress))))
        .collect();
    let mut book = toml::Table::new();
    book.insert("format_version".into(), Value::Integer(FORMAT_VERSION));
    book.insert("lessons".into(), Value::Table(lessons));
    let text = toml::to_string(&book).map_err(io::Error::other)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // A name of our own: two that write at once must not share it.
    let new = path.with_extension(format!("toml.{}", std::process::id()));
    fs::write(&new, text)?;
    fs::rename(&new, path)
}

fn entry(progress: Progress) -> toml::Table {
    let page = i64::try_from(progress.page).unwrap_or(i64::MAX);
    toml::Table::from_iter([
        ("page".to_owned(), Value::Integer(page)),
        ("done".to_owned(), Value::Boolean(progress.is_done)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of this test's own, empty.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("forklore-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(&path).expect("a folder");
            Self(path)
        }

        fn open(&self) -> (Keeper, Option<Trouble>) {
            Keeper::open(Some(self.0.clone()))
        }

        fn write(&self, text: &str) {
            fs::write(self.0.join(FILE), text).expect("a file");
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.0).expect("the folder");
            let mut names: Vec<String> = entries
                .map(|entry| {
                    entry
                        .expect("an entry")
                        .file_name()
                        .to_string_lossy()
                        .into()
                })
                .collect();
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            // What cannot be removed is left to the system's own tidying.
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn at(page: usize, is_done: bool) -> Progress {
        Progress { page, is_done }
    }

    fn book(entries: &[(&str, Progress)]) -> ByLesson {
        entries
            .iter()
            .map(|(id, progress)| ((*id).to_owned(), *progress))
            .collect()
    }

    #[test]
    fn what_is_kept_is_there_at_the_next_start() {
        let folder = Folder::new("kept");
        let progress = book(&[("lock", at(2, false)), ("pool", at(4, true))]);
        let (mut keeper, trouble) = folder.open();
        assert!(trouble.is_none() && keeper.progress().is_empty());
        keeper.keep(&progress).expect("it can be written");
        let (keeper, trouble) = folder.open();
        assert!(trouble.is_none());
        assert_eq!(*keeper.progress(), progress);
        assert_eq!(folder.names(), [FILE], "nothing else is left");
    }

    #[test]
    fn a_damaged_file_is_put_aside_and_said_once() {
        let folder = Folder::new("damaged");
        for text in [
            "[lessons",
            "format_version = 1\n[lessons.lock]\npage = -3\n",
            "",
        ] {
            folder.write(text);
            let (mut keeper, trouble) = folder.open();
            assert!(matches!(trouble, Some(Trouble::PutAside(_))), "{text}");
            assert_eq!(folder.names(), ["progress.toml.bad"]);
            let bad = fs::read_to_string(folder.0.join("progress.toml.bad"));
            assert_eq!(bad.expect("it is kept"), text);
            let progress = book(&[("lock", at(1, false))]);
            keeper.keep(&progress).expect("it can be written");
            let (keeper, trouble) = folder.open();
            assert!(trouble.is_none());
            assert_eq!(*keeper.progress(), progress);
            let _ = fs::remove_file(folder.0.join("progress.toml.bad"));
        }
    }

    #[test]
    fn a_newer_file_is_neither_read_nor_touched() {
        let folder = Folder::new("newer");
        let text = "format_version = 2\npages = []\n";
        folder.write(text);
        let (mut keeper, trouble) = folder.open();
        assert!(matches!(trouble, Some(Trouble::Newer(_))));
        keeper
            .keep(&book(&[("lock", at(1, false))]))
            .expect("nothing is written");
        let kept = fs::read_to_string(folder.0.join(FILE)).expect("it is there");
        assert_eq!(kept, text);
    }

    #[test]
    fn two_at_once_keep_what_each_of_them_changed() {
        let folder = Folder::new("two");
        let (mut first, _) = folder.open();
        let (mut second, _) = folder.open();
        first
            .keep(&book(&[("lock", at(2, false))]))
            .expect("it can be written");
        second
            .keep(&book(&[("pool", at(1, true))]))
            .expect("it can be written");
        let (keeper, _) = folder.open();
        let both = book(&[("lock", at(2, false)), ("pool", at(1, true))]);
        assert_eq!(*keeper.progress(), both);
    }

    #[test]
    fn a_reset_forgets_what_was_kept() {
        let folder = Folder::new("reset");
        let (mut keeper, _) = folder.open();
        keeper
            .keep(&book(&[("lock", at(2, false))]))
            .expect("it can be written");
        keeper.keep(&ByLesson::new()).expect("it can be written");
        assert!(folder.open().0.progress().is_empty());
    }

    #[test]
    fn where_nothing_can_be_written_it_is_said_once() {
        let folder = Folder::new("unwritable");
        // A file stands where the folder should be.
        folder.write("");
        let (mut keeper, trouble) = Keeper::open(Some(folder.0.join(FILE)));
        assert!(
            matches!(trouble, Some(Trouble::Unreadable(..))),
            "{trouble:?}"
        );
        assert!(keeper.keep(&book(&[("lock", at(1, true))])).is_ok());
        let mut keeper = Keeper {
            path: Some(folder.0.join(FILE).join(FILE)),
            known: ByLesson::new(),
        };
        assert!(keeper.keep(&book(&[("lock", at(1, true))])).is_err());
        assert!(keeper.keep(&book(&[("lock", at(2, true))])).is_ok());
    }

    #[test]
    fn the_folder_follows_the_environment() {
        let of = |set: &[(&str, &str)]| {
            folder(|name| {
                let entry = set.iter().find(|(known, _)| *known == name)?;
                Some(entry.1.into())
            })
        };
        let path = |text: &str| Some(PathBuf::from(text));
        let home = ("HOME", "/home/ann");
        assert_eq!(of(&[home]), path("/home/ann/.local/state/forklore"));
        assert_eq!(of(&[home, ("XDG_STATE_HOME", "/s")]), path("/s/forklore"));
        assert_eq!(of(&[home, ("XDG_STATE_HOME", "s")]), of(&[home]));
        assert_eq!(of(&[home, ("FORKLORE_STATE", "x")]), path("x"));
        assert_eq!(of(&[]), None);
    }
}
