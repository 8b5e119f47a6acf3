//! Many programs in one CPython, and a digest of what they gave.

use std::path::PathBuf;
use std::process::Command;

/// Line between two programs, and between two outcomes: `driver.py` has it, too.
const MARK: &str = "=-=-=-= next program =-=-=-=\n";

/// What the programs print under CPython; none where there is none of version 3.11.
pub fn run(programs: &[String], name: &str) -> Option<Vec<String>> {
    let version = Command::new("python3").arg("--version").output().ok()?;
    if !String::from_utf8_lossy(&version.stdout).starts_with("Python 3.11") {
        return None;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("{name}-{}.txt", std::process::id()));
    std::fs::write(&file, programs.join(MARK)).expect("a file");
    let driver = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/generator/driver.py");
    let output = Command::new("timeout")
        .args(["300", "python3"])
        .args([&driver, &file])
        .env_remove("PYTHONUNBUFFERED")
        .output()
        .expect("python3 starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    std::fs::remove_file(file).expect("the file is there");
    let text = String::from_utf8(output.stdout).expect("it writes UTF-8");
    Some(text.split(MARK).map(str::to_owned).collect())
}

/// FNV-1a of all outcomes.
pub fn digest(outcomes: &[String]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in outcomes
        .iter()
        .flat_map(|outcome| outcome.bytes().chain([0]))
    {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}\n")
}
