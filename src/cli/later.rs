//! Options and commands of later chapters: they are known, and refused by name.

use super::{Cli, Command};

/// Why the command line cannot be followed yet, if it asks for something of a later chapter.
pub fn refusal(cli: &Cli) -> Option<String> {
    match cli.command.as_ref()? {
        Command::Check { cpython: true, .. } => Some(sentence(
            "check --cpython",
            "run the listing with `python3` and compare by hand",
        )),
        Command::Doctor => Some(sentence(
            "doctor",
            "`forklore run FILE` says itself what the machine lacks",
        )),
        _ => None,
    }
}

/// `what` is refused; `instead` says what can be done now.
fn sentence(what: &str, instead: &str) -> String {
    format!("`{what}` is not available in this version; {instead}")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<&str>) {
        let cli = Cli::try_parse_from(line.split(' ')).expect("the line is well formed");
        let refusal = refusal(&cli);
        match expected {
            None => assert_eq!(refusal, None),
            Some(word) => {
                let refusal = refusal.expect("it is refused");
                assert!(refusal.contains(word), "{refusal}");
            }
        }
    }

    #[test]
    fn later_options_are_refused_by_name() {
        check("forklore doctor", Some("doctor"));
        check("forklore check --cpython", Some("--cpython"));
    }

    #[test]
    fn present_options_are_followed() {
        check("forklore run a.py --start-method spawn", None);
        check("forklore run a.py --start-method fork --headless", None);
        check("forklore run a.py --headless --schedule random", None);
        check("forklore run a.py --plain --schedule random", None);
        check("forklore run a.py --schedule random", None);
        check("forklore check", None);
        check("forklore", None);
    }
}
