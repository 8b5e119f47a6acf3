//! `forklore list`.

use std::process::ExitCode;

use forklore::lesson;

use super::{Common, USAGE, fail, lessons, print};

/// Names the lessons and their listings: for people, or one JSON object a line.
pub fn list(common: &Common, json: bool) -> ExitCode {
    let course = lessons::load(common);
    if let Some(dir) = common
        .lessons
        .as_ref()
        .filter(|_| course.lessons.is_empty())
    {
        return fail(USAGE, &format!("there is no lesson in `{}`", dir.display()));
    }
    let language = lessons::language(common);
    let lines = if json {
        lesson::list_json(&course, language)
    } else {
        lesson::list_plain(&course, language)
    };
    let mut text = lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    print(text.as_bytes())
}
