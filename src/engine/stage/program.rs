//! The main process's actor, made from the program's text.

use std::fs::File;
use std::io::{Error, Read, Result, Seek};

use super::Arguments;
use crate::engine::actor::Actor;
use crate::engine::arena::Arena;
use crate::engine::os::namespace;

/// Compiles the program into the actor that the main process runs.
///
/// # Errors
/// A text that cannot be read or compiled; the conductor has compiled it before, so this is no matter of the learner's.
pub fn actor(arguments: &Arguments, arena: &Arena) -> Result<Box<dyn Actor>> {
    let mut file = File::from(namespace::adopt(arguments.source)?);
    let mut source = String::new();
    file.rewind()?;
    file.read_to_string(&mut source)?;
    let _ = arena;
    Err(Error::other("no interpreter yet"))
}
