//! Wiring: who owns the terminal, which threads exist, what becomes of an effect.
//!
//! ```text
//! supervisor (run::supervisor; one-threaded; restores the terminal whatever happens)
//!   `- forklore
//!        main thread   event loop (run::screen) or output (run::headless)
//!        input         waits for the terminal (run::input)
//!        signals       waits for signals; tears the terminal down by itself (run::signals)
//!        conductor     the engine's
//! ```
//!
//! Nothing here decides: `app` decides what the screen does, `engine` what a run does. Every channel is bounded, every
//! thread has a name, and a failed `send` means "finish".

mod advice;
pub mod headless;
pub mod input;
pub mod plain;
pub mod progress;
pub mod replay;
pub mod screen;
pub mod supervisor;
pub mod terminal;
pub mod trial;

mod leftovers;
mod reason;
mod signals;
mod standstill;
