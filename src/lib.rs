//! forklore teaches process concurrency: a learner reads a short Python `multiprocessing` program, predicts
//! what it does, and watches it run as real operating-system processes.
//!
//! # Map
//! Data flows one way; a module may use only modules above it in this table, and none that its row forbids.
//!
//! | module | owns | must not know |
//! |---|---|---|
//! | [`lesson`] | reading `lessons/`: manifest, pages, listings; problems for authors | processes, screen |
//! | [`python`] | source text to [`python::Program`] to [`python::Machine`], an interpreter without I/O | the OS, clocks, randomness, screen |
//! | [`trace`] | [`trace::Event`], the trace file and its versioned encoding | how events are made |
//! | `engine::os` | every system call and every `unsafe` | lessons, Python |
//! | [`engine`] | running a program as processes: stage, objects, gates, clock, collector | ratatui, model |
//! | [`model`] | [`model::World`], `apply(&Event)`, lanes, torn lines, narration | engine, I/O, clocks, ratatui |
//! | [`app`] | screens, `Action`, the pure `update` | engine, terminal, drawing |
//! | [`ui`] | drawing, layout, themes, glyphs, key labels | engine, system calls |
//! | [`run`] | terminal guard, supervisor, event loop, headless and plain output | (it only wires) |
//!
//! `main.rs` and `cli.rs` stand above all.
//!
//! # Invariants
//! Most of them say what is absent:
//! - The [`python::Machine`] does no I/O: it never reads a clock, a random number or the system.
//! - [`model::World`] changes only through `apply(&Event)`; live, paused and replay are one path. `model` never
//!   reads a clock.
//! - `unsafe` appears under `engine::os` only; `ruff_*` types in one file of `python` only.
//! - Nothing that a lesson process wrote into shared memory is trusted: every index and kind is checked.
//! - No process of a run survives its conductor: the namespace's init or the dead man's pipe kills it.
//!
//! `tests/architecture.rs` holds the arrows.

pub mod app;
pub mod engine;
pub mod lesson;
pub mod model;
pub mod python;
pub mod run;
pub mod trace;
pub mod ui;
