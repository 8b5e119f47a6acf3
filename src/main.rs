//! The `forklore` program: the hidden entry point of the stage first, then the command line.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    // The engine starts this very binary again as the init process of a run. That must cost next to nothing, so it
    // comes before everything else.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == "__stage")
    {
        return forklore::engine::stage::main();
    }
    cli::main()
}
