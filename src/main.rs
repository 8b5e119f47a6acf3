//! The `forklore` program: the hidden entry points of the stage and of spawned processes first, then the command line.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    // The engine starts this very binary again as the init process of a run, and as each spawned process. That must cost next to nothing, so it
    // comes before everything else.
    match std::env::args_os()
        .nth(1)
        .as_deref()
        .and_then(|word| word.to_str())
    {
        Some("__stage") => forklore::engine::stage::main(),
        Some("__spawn") => forklore::engine::stage::spawn::main(),
        _ => cli::main(),
    }
}
