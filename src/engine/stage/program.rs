//! The main process's actor, made from the program's text.

use std::fs::File;
use std::io::{Error, Read, Result, Seek};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Arguments;
use crate::engine::actor::Actor;
use crate::engine::arena::Arena;
use crate::engine::os::{fork, namespace};
use crate::engine::session::StartMethod;
use crate::python::{Machine, MachineConfig, Program};

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
    let program = Program::compile(&traceback_path(&job.path), &job.source).map_err(|_| {
        Error::other(format!(
            "{}: the program changed while it was started",
            job.path
        ))
    })?;
    let program = Arc::new(program);
    let (path, is_terminal) = (job.path.clone(), job.stdout_is_terminal);
    let start_method = job.start_method.name().to_owned();
    let mut machine = None;
    Ok(Box::new(move |reply| {
        // Made at the first step, in the main process: only there its PID is known.
        let machine = machine.get_or_insert_with(|| {
            let config = MachineConfig {
                argv: vec![path.clone()],
                stdout_is_terminal: is_terminal,
                start_method: start_method.clone(),
                pid: fork::pid(),
                ..MachineConfig::default()
            };
            Machine::new(Arc::clone(&program), config)
        });
        machine.resume(reply)
    }))
}

/// The path that tracebacks show: CPython makes that of the main script absolute. A listing that is no file keeps its
/// name.
fn traceback_path(given: &str) -> String {
    let path = Path::new(given);
    match std::path::absolute(path) {
        Ok(absolute) if path.exists() => absolute.display().to_string(),
        _ => given.to_owned(),
    }
}
