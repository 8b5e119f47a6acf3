//! The program's state and its pure [`update`]: messages in, effects out.
//!
//! `app` knows lessons and the model, not the engine, the terminal or drawing. Time enters as data in
//! [`Message::Tick`]; nothing here reads a clock.

pub mod action;
pub mod effect;
pub mod key;
pub mod message;
pub mod run_view;

pub use action::Action;
pub use effect::{Effect, StartRun};
pub use key::{Key, KeyCode, Mouse, MouseKind};
pub use message::{Message, RunNotice};
pub use run_view::{Phase, RunFacts, RunId, RunView, Speed, Stage, StartMethod};
