//! Stepped runs of real processes: each step chosen, each run repeatable.

mod command_line;
mod determinism;
mod follow;
mod objects;
mod orders;
mod run;
mod sabotage;
mod standstill;
mod switching;
