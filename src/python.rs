//! Listing text to [`Program`] to [`Machine`]: Python as students write it, without I/O.
//!
//! Flow: [`parse`] (the one file that names parser types) turns text into the [`syntax`] tree; [`check`] refuses
//! what lies outside PYTHON.md by the tables of [`library`], [`hints`] explains broken syntax, both as [`problem`]s;
//! `compile` turns the tree into bytecode; `machine` runs it, giving back a [`call::Step`] wherever the outside is
//! needed. `engine` performs the calls on real kernel objects.

pub mod call;
pub mod check;
pub mod highlight;
pub mod hints;
pub mod library;
pub mod lines;
pub mod parse;
mod placement;
pub mod problem;
mod scope;
pub mod syntax;
pub mod token;
pub mod walk;
