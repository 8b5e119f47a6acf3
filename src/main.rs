//! The `forklore` program.

fn main() {}
