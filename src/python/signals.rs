//! Names of the signals that a program may use, as members of `signal.Signals`.

/// Numbers on Linux, with their names.
const NAMES: [(u8, &str); 15] = [
    (1, "SIGHUP"),
    (2, "SIGINT"),
    (3, "SIGQUIT"),
    (6, "SIGABRT"),
    (9, "SIGKILL"),
    (10, "SIGUSR1"),
    (11, "SIGSEGV"),
    (12, "SIGUSR2"),
    (13, "SIGPIPE"),
    (14, "SIGALRM"),
    (15, "SIGTERM"),
    (17, "SIGCHLD"),
    (18, "SIGCONT"),
    (19, "SIGSTOP"),
    (20, "SIGTSTP"),
];

/// Name of a signal; empty for a number that is none.
pub(super) fn name(number: u8) -> &'static str {
    let found = NAMES.iter().find(|(known, _)| *known == number);
    found.map_or("", |(_, name)| *name)
}
