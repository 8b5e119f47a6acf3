//! The engine with real processes that perform scripts. This binary is its own stage, so it brings its own `main`: run it
//! with a part of a test's name to run that alone.

mod run;
mod script;
mod scripts;
mod tests;
mod victim;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|word| word == "__stage") {
        return forklore::engine::stage::main_with(script::Script::actor);
    }
    if arguments.first().is_some_and(|word| word == "__victim") {
        return victim::conduct(&arguments[1..]);
    }
    let is_list = arguments.iter().any(|word| word == "--list");
    let filter: Vec<&String> = arguments
        .iter()
        .filter(|word| !word.starts_with('-'))
        .collect();
    let mut has_failed = false;
    for (name, test) in tests::ALL {
        if !filter.is_empty() && !filter.iter().any(|part| name.contains(part.as_str())) {
            continue;
        }
        if is_list {
            println!("{name}: test");
            continue;
        }
        let start = std::time::Instant::now();
        let is_good = std::panic::catch_unwind(test).is_ok();
        has_failed |= !is_good;
        let word = if is_good { "ok" } else { "FAILED" };
        println!(
            "test {name} ... {word} ({:.1} s)",
            start.elapsed().as_secs_f64()
        );
    }
    if has_failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
