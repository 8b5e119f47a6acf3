//! `cargo run --release --locked --example bench-report`: the budgets of the design, measured.
//!
//! Every figure is a ratio of two things measured in turns in the same minutes (forklore, and a minimal ratatui program
//! or CPython), so that a slow or busy machine moves both. The budget stands beside each; a missed one is printed as
//! missed. The status is 0 all the same: this is a report, not a gate.
//!
//! Words behind `--` choose parts: `start` `open` `keys` `load` `rest` `motion` `memory` `endings`, `engine`, `gate`, `seek`.

#[path = "../tests/support/pty.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod pty;

#[path = "report/engine.rs"]
mod engine;
#[path = "report/gate.rs"]
mod gate;
#[path = "report/recording.rs"]
mod recording;
#[path = "report/screen.rs"]
mod screen;
#[path = "report/seek.rs"]
mod seek;
#[path = "report/table.rs"]
mod table;

use std::path::PathBuf;
use std::process::Command;

use table::Table;

/// A part of the report.
type Part = fn(&mut Table);

/// All parts by name, in the report's order.
const PARTS: [(&str, Part); 11] = [
    ("start", screen::start),
    ("open", screen::open),
    ("keys", screen::keys_at_rest),
    ("load", screen::keys_under_load),
    ("rest", screen::rest),
    ("motion", screen::motion),
    ("memory", screen::memory),
    ("endings", screen::endings),
    ("engine", engine::measure),
    ("gate", gate::measure),
    ("seek", seek::measure),
];

fn main() {
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let is_known = |word: &String| PARTS.iter().any(|(name, _)| name == word);
    assert!(chosen.iter().all(is_known), "no such part: {chosen:?}");
    build();
    let mut table = Table::default();
    for (name, part) in PARTS {
        if chosen.is_empty() || chosen.iter().any(|word| word == name) {
            part(&mut table);
        }
    }
    table.finish();
}

/// Builds what is measured: `cargo run --example` builds the example alone.
fn build() {
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "--locked",
            "--bin",
            "forklore",
            "--example",
            "hello",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo runs");
    assert!(status.success(), "the build failed");
}

/// The minimal ratatui program.
fn hello() -> PathBuf {
    let own = std::env::current_exe().expect("our own path");
    own.with_file_name("hello")
}
