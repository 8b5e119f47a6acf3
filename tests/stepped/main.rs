//! Stepped runs of real processes: each step chosen, each run repeatable.

mod determinism;
mod orders;
mod run;
mod sabotage;
mod standstill;
mod switching;
