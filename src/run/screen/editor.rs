//! Editing a program: the learner's copy in the state folder, and the editor that has the terminal meanwhile.
//!
//! A copy is never lost: it stays until the learner restores the original, and then it is put aside under another
//! name.

use std::ffi::OsString;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use crossbeam_channel::{Receiver, bounded};
use sha2::{Digest, Sha256};

use crate::app::{Copy, Edited};
use crate::lesson::Text;

/// Editors that are looked for where neither `VISUAL` nor `EDITOR` is set.
const FALLBACKS: [&str; 3] = ["vi", "nano", "vim"];

/// An editor that has the terminal.
#[derive(Debug)]
pub struct Editing {
    /// What became of it, once.
    pub ended: Receiver<Edited>,
}

/// A path with `~` for the home folder: what is said of it must fit on a row.
fn brief(path: &Path) -> String {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let below = home
        .as_deref()
        .and_then(|home| path.strip_prefix(home).ok());
    below.map_or_else(
        || path.display().to_string(),
        |below| format!("~/{}", below.display()),
    )
}

/// Opens the editor on the learner's copy. The caller has given the terminal away.
///
/// # Errors
/// Why there is no editor or no copy, for people.
pub fn start(copy: &Copy, state: &Path) -> Result<Editing, Text> {
    let editor = editor(|name| std::env::var_os(name), is_command)?;
    let path = write(copy, state).map_err(|error| {
        let folder = state.display();
        Text::from((
            format!("the copy cannot be written in `{folder}`: {error}"),
            format!("副本无法写入 `{folder}`：{error}"),
        ))
    })?;
    let mut command = Command::new("sh");
    // The variable may hold options, too; the shell takes it apart as for other programs.
    let name = editor.to_string_lossy().into_owned();
    let mut script = editor;
    script.push(" \"$1\"");
    command.arg("-c").arg(script).arg("sh").arg(&path);
    let mut child = command.spawn().map_err(|error| not_started(&error))?;
    let (sender, ended) = bounded(1);
    let watched = std::thread::Builder::new()
        .name("editor".to_owned())
        .spawn(move || {
            let edited = match child.wait() {
                Ok(status) if status.success() => text(&path),
                Ok(status) => Edited::Failed(ended_badly(&path, &name, status)),
                Err(error) => Edited::Failed(not_watched(&error)),
            };
            // A loop that is gone needs no word.
            let _ = sender.send(edited);
        });
    match watched {
        Ok(_) => Ok(Editing { ended }),
        Err(error) => Err(not_watched(&error)),
    }
}

/// The thread that waits for the editor is gone, and said nothing.
pub fn lost() -> Text {
    Text::from((
        "the thread that waits for the editor ended",
        "等待编辑器的线程已经结束",
    ))
}

fn not_started(error: &io::Error) -> Text {
    Text::from((
        format!("the editor cannot be started: {error}"),
        format!("无法启动编辑器：{error}"),
    ))
}

fn not_watched(error: &io::Error) -> Text {
    Text::from((
        format!("the editor cannot be waited for: {error}"),
        format!("无法等待编辑器结束：{error}"),
    ))
}

/// The learner's text is safe: that comes first.
fn ended_badly(path: &Path, editor: &str, status: ExitStatus) -> Text {
    let file = brief(path);
    let how = match (status.code(), status.signal()) {
        (Some(code), _) => format!("退出状态 {code}"),
        (None, Some(signal)) => format!("被信号 {signal} 终止"),
        (None, None) => status.to_string(),
    };
    Text::from((
        format!("your text is in {file}; `{editor}` ended with {status}"),
        format!("你的文本在 {file}；`{editor}` {how}"),
    ))
}

fn text(path: &Path) -> Edited {
    let shown = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(source) => Edited::Text {
            source,
            path: shown,
        },
        Err(error) => Edited::Failed(Text::from((
            format!("`{shown}` cannot be read: {error}"),
            format!("无法读取 `{shown}`：{error}"),
        ))),
    }
}

/// The copy that is kept from before, if it is another text than the one shown.
pub fn kept(copy: &Copy, state: &Path) -> Option<PathBuf> {
    let path = place(copy, state);
    let source = std::fs::read_to_string(&path).ok()?;
    (source != copy.source).then_some(path)
}

/// Puts the copy aside as `NAME.old`, so that the original is shown again and nothing is lost. No copy is no error.
///
/// # Errors
/// Those of the file system.
pub fn discard(copy: &Copy, state: &Path) -> io::Result<()> {
    let path = place(copy, state);
    let aside = path.with_extension("py.old");
    match std::fs::rename(&path, aside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Writes the copy, unless the original is shown and an earlier copy is there: that one goes on.
fn write(copy: &Copy, state: &Path) -> io::Result<PathBuf> {
    let path = place(copy, state);
    if copy.is_original && path.exists() {
        return Ok(path);
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&path, &copy.source)?;
    Ok(path)
}

/// `STATE/edited/lock/unlocked.py`; of a program of the learner's own, with a part of its path's hash for the folder.
fn place(copy: &Copy, state: &Path) -> PathBuf {
    let folder = copy.lesson.clone().unwrap_or_else(|| {
        let path = std::path::absolute(&copy.path).unwrap_or_else(|_| PathBuf::from(&copy.path));
        let hash = Sha256::digest(path.as_os_str().as_bytes());
        format!(
            "own-{:02x}{:02x}{:02x}{:02x}",
            hash[0], hash[1], hash[2], hash[3]
        )
    });
    state.join("edited").join(folder).join(&copy.file)
}

/// The learner's editor: `VISUAL`, `EDITOR`, or one that is usually there.
fn editor(
    variable: impl Fn(&str) -> Option<OsString>,
    is_command: impl Fn(&str) -> bool,
) -> Result<OsString, Text> {
    ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty())
        .or_else(|| {
            FALLBACKS
                .into_iter()
                .find(|name| is_command(name))
                .map(OsString::from)
        })
        .ok_or_else(|| {
            Text::from((
                "there is no editor; set the variable `EDITOR` to the name of one",
                "没有找到编辑器；请把变量 `EDITOR` 设为一个编辑器的名字",
            ))
        })
}

fn is_command(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(is_original: bool) -> Copy {
        Copy {
            lesson: Some("lock".to_owned()),
            path: "lessons/07-lock/unlocked.py".to_owned(),
            file: "unlocked.py".to_owned(),
            source: "print(1)\n".to_owned(),
            is_original,
        }
    }

    #[test]
    fn the_editor_is_visual_then_editor_then_one_that_is_there() {
        let of = |set: &[(&str, &str)], there: &str| {
            let variable = |name: &str| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| OsString::from(value))
            };
            editor(variable, |name| name == there)
        };
        let both = [("VISUAL", "code -w"), ("EDITOR", "ed")];
        assert_eq!(of(&both, ""), Ok("code -w".into()));
        assert_eq!(of(&[("VISUAL", ""), ("EDITOR", "ed")], ""), Ok("ed".into()));
        assert_eq!(of(&[], "nano"), Ok("nano".into()));
        assert!(
            of(&[], "").is_err_and(|why| why.en.contains("EDITOR") && why.zh.contains("EDITOR"))
        );
    }

    #[test]
    fn a_copy_outlives_the_session_and_is_put_aside_when_the_original_comes_back() {
        let state = std::env::temp_dir().join(format!("forklore-editor-{}", std::process::id()));
        let path = write(&copy(true), &state).expect("a copy");
        std::fs::write(&path, "print(2)\n").expect("an edit");
        let again = write(&copy(true), &state).expect("the copy");
        assert_eq!(
            std::fs::read_to_string(&again).expect("a text"),
            "print(2)\n"
        );
        assert_eq!(kept(&copy(true), &state), Some(path.clone()));
        let same = Copy {
            source: "print(2)\n".to_owned(),
            ..copy(true)
        };
        assert_eq!(kept(&same, &state), None);
        discard(&copy(true), &state).expect("put aside");
        assert_eq!(kept(&copy(true), &state), None);
        assert!(!path.exists());
        let aside = path.with_extension("py.old");
        assert_eq!(
            std::fs::read_to_string(aside).expect("a text"),
            "print(2)\n"
        );
        discard(&copy(true), &state).expect("nothing to do");
        std::fs::remove_dir_all(&state).expect("it is there");
    }
}
