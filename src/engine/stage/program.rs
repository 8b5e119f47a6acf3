//! The actor of the main process and of each spawned one, made from the program's text.

use std::fs::File;
use std::io::{Error, Result};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::engine::actor::Actor;
use crate::engine::os::fork;
use crate::engine::process::spawn::{Arrival, Kit};
use crate::engine::session::StartMethod;
use crate::python::call::{Exit, Handle, Pickled, Reply, Step};
use crate::python::{Machine, MachineConfig, Program, Spawned};

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
    pub(super) fn read(kit: &Kit, start_method: StartMethod) -> Result<Self> {
        let arena = kit.memory.get();
        Ok(Self {
            path: kit.path.clone(),
            source: read_text(&File::from(kit.source.try_clone()?))?,
            start_method,
            stdout_is_terminal: arena.stdout_mode.load(Ordering::Relaxed) == 0,
        })
    }
}

/// The whole text from its beginning: other processes read the same open file.
fn read_text(file: &File) -> Result<String> {
    let mut bytes = vec![0; file.metadata()?.len() as usize];
    file.read_exact_at(&mut bytes, 0)?;
    String::from_utf8(bytes).map_err(Error::other)
}

/// Compiles the program into the actor that the main process runs.
///
/// # Errors
/// A text that does not compile; the conductor has compiled it before, so this is no matter of the learner's.
pub fn actor(job: &Job) -> Result<Box<dyn Actor>> {
    let program = compile(job)?;
    let config = config(job);
    Ok(Box::new(Interpreter {
        program,
        config,
        machine: None,
    }))
}

/// The interpreter in a lesson process.
struct Interpreter {
    program: Arc<Program>,
    config: MachineConfig,
    /// Made at the first step, in the main process: only there its PID is known.
    machine: Option<Machine>,
}

impl Actor for Interpreter {
    fn resume(&mut self, reply: Reply) -> Step {
        let machine = self.machine.get_or_insert_with(|| {
            let config = MachineConfig {
                pid: fork::pid(),
                ..self.config.clone()
            };
            Machine::new(Arc::clone(&self.program), config)
        });
        machine.resume(reply)
    }

    fn line(&self) -> Option<u32> {
        self.machine.as_ref()?.statement_line()
    }

    fn holds(&self) -> bool {
        self.machine.as_ref().is_some_and(Machine::holds)
    }

    fn hand_over(&mut self) -> Vec<(Handle, Pickled)> {
        self.machine
            .as_mut()
            .map(Machine::hand_over)
            .unwrap_or_default()
    }

    fn end_at_limit(&self, what: &str) -> Exit {
        let machine = self.machine.as_ref();
        machine.map_or_else(Exit::default, |machine| machine.end_at_limit(what))
    }
}

/// Compiles the program anew for a spawned process.
///
/// # Errors
/// As of [`actor`].
pub(super) fn spawned_actor(
    job: &Job,
    arrival: Arrival,
    parent_pid: u32,
) -> Result<Box<dyn Actor>> {
    let config = MachineConfig {
        main_name: "__mp_main__".to_owned(),
        pid: fork::pid(),
        spawned: Some(Spawned {
            name: arrival.identity.name,
            parent_pid,
            method: arrival.method,
            message: arrival.message,
            pool: arrival.pool,
        }),
        ..config(job)
    };
    Ok(Box::new(Interpreter {
        program: compile(job)?,
        config,
        machine: None,
    }))
}

fn compile(job: &Job) -> Result<Arc<Program>> {
    let program = Program::compile(&traceback_path(&job.path), &job.source);
    program.map(Arc::new).map_err(|_| {
        let path = &job.path;
        Error::other(format!("{path}: the program changed while it was started"))
    })
}

/// What all machines of the run are told, but their PID.
fn config(job: &Job) -> MachineConfig {
    MachineConfig {
        argv: vec![job.path.clone()],
        stdout_is_terminal: job.stdout_is_terminal,
        start_method: job.start_method.name().to_owned(),
        ..MachineConfig::default()
    }
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
