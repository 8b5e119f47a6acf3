//! The command line as a user and a script meet it.

use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};

fn forklore(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_forklore"))
        .args(args)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("PYTHONUNBUFFERED")
        .stdin(Stdio::null())
        .output()
        .expect("forklore starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// The call is refused with status 2, says why on stderr, and writes nothing on stdout.
#[track_caller]
fn check_refused(args: &[&str], word: &str) {
    let output = forklore(args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    let words = stderr(&output);
    assert!(words.contains(word), "{args:?} says: {words}");
    assert_eq!(stdout(&output), "", "{args:?}");
}

/// A file of this test's own.
fn scratch(name: &str, text: &[u8]) -> String {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("a file");
    path.to_string_lossy().into_owned()
}

#[test]
fn short_help_is_short_and_long_help_has_examples() {
    let short = stdout(&forklore(&["-h"]));
    let long = stdout(&forklore(&["--help"]));
    assert!(short.lines().count() < 30, "{short}");
    assert!(!short.contains("Examples:"), "{short}");
    assert!(long.contains("Examples:"), "{long}");
    assert!(stdout(&forklore(&["run", "--help"])).contains("Examples:"));
}

#[test]
fn version_is_the_crates() {
    let version = stdout(&forklore(&["--version"]));
    assert_eq!(version, format!("forklore {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn usage_errors_end_with_2() {
    check_refused(&["--no-such-option"], "--no-such-option");
    check_refused(&["lessn"], "lesson");
    check_refused(&["run"], "FILE");
    check_refused(&["run", "a.py", "--speed", "11"], "0.1 to 10");
    check_refused(&["run", "a.py", "--time-limit", "0"], "above 0");
    check_refused(&["run", "a.py", "--on-deadlock", "wait"], "--headless");
}

#[test]
fn what_belongs_to_a_later_version_is_refused_and_never_ignored() {
    check_refused(&["doctor"], "doctor");
    check_refused(&["check", "--cpython"], "--cpython");
}

#[test]
fn a_program_that_is_not_there_is_told_with_what_to_do() {
    check_refused(
        &["run", "no/such.py", "--headless"],
        "cannot read the program `no/such.py`",
    );
    check_refused(&["run", "nosuchlesson", "--headless"], "forklore list");
    check_refused(&["lesson", "nosuchlesson"], "forklore list");
}

#[test]
fn a_mistyped_name_is_answered_with_the_nearest() {
    check_refused(&["lesson", "semaphor"], "did you mean `semaphore`?");
    check_refused(
        &["run", "semaphor", "--headless"],
        "did you mean `semaphore`?",
    );
    check_refused(
        &["run", "lock:unlockd", "--headless"],
        "did you mean `lock:unlocked`?",
    );
}

#[test]
fn a_folder_is_no_program() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    check_refused(&["run", folder, "--headless"], "Is a directory");
    check_refused(&["run", "src", "--headless"], "Is a directory");
}

#[test]
fn a_program_that_may_not_be_read_is_told_with_the_reason() {
    let path = scratch("secret.py", b"print('secret')\n");
    let nobody = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(&path, nobody).expect("our file");
    if std::fs::read(&path).is_ok() {
        // Root may read every file; what fails for root, too, takes the same way.
        check_refused(
            &["run", "/proc/self/mem", "--headless"],
            "cannot read the program `/proc/self/mem`",
        );
        return;
    }
    check_refused(&["run", &path, "--headless"], "Permission denied");
}

#[test]
fn an_empty_program_runs_and_ends_with_0() {
    let path = scratch("empty.py", b"");
    let output = forklore(&["run", &path, "--headless"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        (stdout(&output), stderr(&output)),
        <(String, String)>::default()
    );
}

/// The call fails with status 3, and says why on stderr.
#[track_caller]
fn check_lacking(args: &[&str], stdout: Stdio, word: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_forklore"))
        .args(args)
        .stdin(Stdio::null())
        .stdout(stdout)
        .stderr(Stdio::piped())
        .output()
        .expect("forklore starts");
    let words = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{args:?} says: {words}");
    assert!(words.contains(word), "{args:?} says: {words}");
}

#[test]
fn a_trace_or_an_output_that_cannot_be_written_ends_with_3() {
    let path = scratch("writes.py", b"print('x')\n");
    let run = ["run", &path, "--headless"];
    let full = || Stdio::from(std::fs::File::create("/dev/full").expect("/dev/full"));
    let with = |events| [&run[..], &["--events", events]].concat();
    check_lacking(&run, full(), "cannot write: stdout");
    check_lacking(&with("-"), full(), "No space left");
    check_lacking(&with("/dev/full"), Stdio::null(), "No space left");
    check_lacking(
        &with("/no/such/folder/trace"),
        Stdio::null(),
        "cannot write the trace to `/no/such/folder/trace`",
    );
    check_lacking(&with("/"), Stdio::null(), "Is a directory");
}

#[test]
fn a_folder_without_lessons_is_told() {
    check_refused(&["list", "--lessons", "no/such"], "no lesson in `no/such`");
}

#[test]
fn a_program_that_is_not_utf8_is_told_where() {
    let path = scratch("latin1.py", b"print('caf\xe9')\n");
    check_refused(&["run", &path, "--headless"], "not UTF-8 from byte 10");
}

#[test]
fn a_refused_program_is_told_by_path_line_and_column() {
    let path = scratch("refused.py", b"import time\nf = open('x')\n");
    let events = scratch("refused.jsonl", b"");
    check_refused(&["run", &path, "--headless"], &format!("{path}:2:5: "));
    check_refused(&["run", &path, "--headless", "--events", &events], "open");
}

#[test]
fn without_a_terminal_the_screen_ends_with_3_and_says_what_to_do() {
    let output = forklore(&[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        stderr(&output).contains("--headless"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn the_list_is_one_json_object_a_line() {
    let lines = stdout(&forklore(&["list", "--json"]));
    assert!(lines.lines().count() >= 10, "{lines}");
    for line in lines.lines() {
        let object: serde_json::Value = serde_json::from_str(line).expect("JSON");
        for key in ["id", "title", "listings"] {
            assert!(object.get(key).is_some(), "{key} is missing in {line}");
        }
    }
}

#[test]
fn the_list_speaks_the_language_asked_for() {
    let english = stdout(&forklore(&["list", "--lang", "en"]));
    let chinese = stdout(&forklore(&["list", "--lang", "zh"]));
    assert_ne!(english, chinese);
    assert!(english.is_ascii() || !chinese.is_ascii());
}

#[test]
fn a_reader_that_has_gone_is_no_error() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = Command::new(env!("CARGO_BIN_EXE_forklore"))
        .args(["list"])
        .stdout(writer)
        .stderr(Stdio::piped())
        .output()
        .expect("forklore starts");
    assert_eq!(stderr(&output), "");
}

#[test]
fn completions_and_manual_are_printed() {
    for shell in ["bash", "zsh", "fish"] {
        let script = stdout(&forklore(&["completions", shell]));
        assert!(script.contains("forklore"), "{shell}: {script}");
        assert!(script.contains("headless"), "{shell}: {script}");
    }
    check_refused(&["completions", "tcsh"], "possible values");
    assert!(stdout(&forklore(&["man"])).starts_with(".ie"));
}

#[test]
fn a_broken_lesson_is_reported_with_its_place_and_status_1() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("broken/01-broken");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("lesson.toml"), "format_version = \n").expect("a file");
    let parent = folder
        .parent()
        .expect("it has one")
        .to_string_lossy()
        .into_owned();
    let output = forklore(&["check", &parent]);
    assert_eq!(output.status.code(), Some(1));
    let reports = stdout(&output);
    assert!(reports.contains("lesson.toml:1:"), "{reports}");
    assert!(reports.contains('^'), "{reports}");
}
