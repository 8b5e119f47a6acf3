//! Writing the trace of the run on the screen into a new file.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::app::RunView;
use crate::trace::{Header, TraceWriter};

/// Names that are tried before it is given up.
const NAMES: u32 = 10_000;

/// Writes all events that are kept into a new file of `folder`; gives its name.
///
/// # Errors
/// Those of the file system.
pub fn save(run: &RunView, folder: &Path) -> io::Result<PathBuf> {
    let (path, file) = create(&stem(&run.header.program), folder)?;
    let header = Header {
        schedule: run
            .schedule()
            .map(str::to_owned)
            .or_else(|| run.header.schedule.clone()),
        ..run.header.clone()
    };
    let mut writer = TraceWriter::new(BufWriter::new(file), &header)?;
    for event in run.events() {
        writer.write(&event)?;
    }
    writer.finish()?.flush()?;
    Ok(path)
}

/// What a file about this program is called: `lock-unlocked` for `lock:unlocked`, `mine` for `/home/me/mine.py`.
fn stem(program: &str) -> String {
    let name = program.rsplit('/').next().unwrap_or(program);
    let name = name.strip_suffix(".py").unwrap_or(name).replace(':', "-");
    if name.is_empty() {
        "trace".to_owned()
    } else {
        name
    }
}

/// Creates `STEM.jsonl`, or with a number where that exists; nothing is overwritten.
fn create(stem: &str, folder: &Path) -> io::Result<(PathBuf, File)> {
    for number in 1..NAMES {
        let name = if number == 1 {
            format!("{stem}.jsonl")
        } else {
            format!("{stem}-{number}.jsonl")
        };
        let path = folder.join(name);
        match File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(file) => return Ok((path, file)),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_the_program() {
        assert_eq!(stem("lock:unlocked"), "lock-unlocked");
        assert_eq!(stem("/home/me/mine.py"), "mine");
        assert_eq!(stem(""), "trace");
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = std::env::temp_dir().join(format!("forklore-save-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let (first, _) = create("a", &folder).expect("a file");
        let (second, _) = create("a", &folder).expect("another file");
        assert_eq!(first.file_name(), Some("a.jsonl".as_ref()));
        assert_eq!(second.file_name(), Some("a-2.jsonl".as_ref()));
        std::fs::remove_dir_all(&folder).expect("it is there");
    }
}
