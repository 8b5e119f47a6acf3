//! Listing text to [`Program`] to [`Machine`]: Python as students write it, without I/O.
//!
//! Flow: [`parse`] (the one file that names parser types) turns text into the [`syntax`] tree; [`check`] refuses
//! what lies outside PYTHON.md by the tables of [`library`], [`hints`] explains broken syntax, both as [`problem`]s;
//! `compile` turns the tree into bytecode; `machine` runs it, giving back a [`call::Step`] wherever the outside is
//! needed. `engine` performs the calls on real kernel objects.
//! [`advice`] tells what a program that runs probably does not do as it was meant.

pub mod advice;
mod builtins;
pub mod call;
pub mod check;
mod compile;
mod dependence;
mod format;
mod heap;
pub mod highlight;
pub mod hints;
pub mod library;
pub mod lines;
mod machine;
mod names;
pub mod parse;
pub mod pickle;
mod placement;
mod prelude;
pub mod problem;
mod program;
mod random;
mod scope;
pub mod shared;
mod signals;
mod signature;
pub mod syntax;
pub mod token;
mod value;
pub mod walk;
mod warnings;

pub use machine::{Machine, MachineConfig, Spawned};
pub use program::Program;
