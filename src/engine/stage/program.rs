//! The main process's actor, made from the program's text.

use std::fs::File;
use std::io::{Error, Read, Result, Seek};
use std::sync::atomic::Ordering;

use super::Arguments;
use crate::engine::actor::Actor;
use crate::engine::arena::Arena;
use crate::engine::os::namespace;
use crate::engine::session::StartMethod;

/// What the stage is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Path of the program as it was given.
    pub path: String,
    /// Its text.
    pub source: String,
    /// How processes are started.
    pub start_method: StartMethod,
    /// What `sys.stdout.isatty()` says.
    pub stdout_is_terminal: bool,
}

impl Job {
    /// Reads the job that the conductor prepared.
    ///
    /// # Errors
    /// The text cannot be read.
    pub(super) fn read(arguments: &Arguments, arena: &Arena) -> Result<Self> {
        let mut file = File::from(namespace::adopt(arguments.source)?);
        let mut source = String::new();
        file.rewind()?;
        file.read_to_string(&mut source)?;
        Ok(Self {
            path: arguments.path.clone(),
            source,
            start_method: arguments.start_method,
            stdout_is_terminal: arena.stdout_mode.load(Ordering::Relaxed) == 0,
        })
    }
}

/// Compiles the program into the actor that the main process runs.
///
/// # Errors
/// A text that does not compile; the conductor has compiled it before, so this is no matter of the learner's.
pub fn actor(job: &Job) -> Result<Box<dyn Actor>> {
    Err(Error::other(format!("{}: no interpreter yet", job.path)))
}
