//! Starting the stage so that nothing of a run can survive: in a PID namespace where the kernel grants one, else by
//! best effort.

use std::ffi::{CString, OsStr};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;

use nix::fcntl::OFlag;
use nix::sys::memfd::{MFdFlags, memfd_create};

use super::arena::Arena;
use super::os::memory::SharedBox;
use super::os::namespace::{self, Cradle, Plan};
use super::os::{children, doorbell, output, pidfd, post, signal};
use super::reason::{NoNamespace, Part, Remedy};
use super::session::{EngineError, Guard, Isolation, Options};
use super::stage::arguments::Arguments;

/// The conductor's ends of everything that connects it with the stage.
#[derive(Debug)]
pub struct Ends {
    /// The shared memory.
    pub memory: SharedBox<Arena>,
    /// Rung by lesson processes.
    pub doorbell: OwnedFd,
    /// Read end of the output socket.
    pub output: OwnedFd,
    /// Receiving end of the post.
    pub post: OwnedFd,
    /// Write end of the control pipe.
    pub control: OwnedFd,
    /// Write end of the dead man's pipe, in best effort.
    pub dead_man: Option<OwnedFd>,
    /// What the stage wrote to its stderr.
    pub log: File,
    /// The stage's PID on the machine.
    pub stage_pid: u32,
    /// The stage.
    pub stage: OwnedFd,
    /// What guards the run.
    pub guard: Guard,
}

impl Ends {
    /// What the stage wrote before it failed.
    pub fn stage_log(&mut self) -> String {
        let mut text = String::new();
        let read = self
            .log
            .rewind()
            .and_then(|()| self.log.read_to_string(&mut text));
        read.map_or_else(|error| error.to_string(), |_| text.trim_end().to_owned())
    }
}

/// Makes shared memory and sockets and starts the stage. The calling thread must live as long as the run: with it, the
/// stage is killed.
///
/// # Errors
/// What the environment lacks.
pub fn start(options: &Options, prepare: impl FnOnce(&Arena)) -> Result<Ends, EngineError> {
    signal::survive_file_limit().map_err(lack(Part::Signals, Remedy::Memory))?;
    let memory: SharedBox<Arena> =
        SharedBox::new("forklore-arena").map_err(lack(Part::SharedMemory, Remedy::Memory))?;
    memory.get().prepare();
    prepare(memory.get());
    start_with(options, memory).map_err(|failure| match failure {
        Failure::System(error) => lack(Part::Stage, Remedy::Processes)(error),
        Failure::Told(error) => error,
    })
}

fn lack(what: Part, remedy: Remedy) -> impl Fn(std::io::Error) -> EngineError {
    move |error| {
        let has_no_descriptor = matches!(
            error.raw_os_error(),
            Some(libc::EMFILE | libc::ENFILE | libc::EAGAIN)
        );
        EngineError::Environment {
            what,
            cause: error.to_string(),
            remedy: if has_no_descriptor {
                Remedy::Processes
            } else {
                remedy
            },
        }
    }
}

enum Failure {
    System(std::io::Error),
    Told(EngineError),
}

impl<E: Into<std::io::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::System(error.into())
    }
}

fn start_with(options: &Options, memory: SharedBox<Arena>) -> Result<Ends, Failure> {
    let doorbell = doorbell::new()?;
    for fd in [memory.fd(), doorbell.as_fd()] {
        namespace::close_on_exec(fd)?;
    }
    let (output, output_end) = output::pair()?;
    let (post, post_end) = post::pair()?;
    let (control_end, control) = children::control()?;
    let source = source_file(&options.source)?;
    let log = File::from(memfd_create("forklore-stage-log", MFdFlags::MFD_CLOEXEC)?);
    let null = File::options().read(true).write(true).open("/dev/null")?;
    let (dead_man_end, dead_man) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
    let arguments = Arguments {
        arena: memory.fd().as_raw_fd(),
        output: output_end.as_raw_fd(),
        post: post_end.as_raw_fd(),
        doorbell: doorbell.as_raw_fd(),
        control: control_end.as_raw_fd(),
        source: source.as_raw_fd(),
        dead_man: Some(dead_man_end.as_raw_fd()),
        start_method: options.start_method,
        path: options.path.clone(),
    };
    let cradle = Cradler {
        executable: CString::new(OsStr::as_bytes(options.executable.as_os_str()))
            .map_err(std::io::Error::from)?,
        arguments,
        null,
        log: &log,
    };
    let (guard, stage) = cradle.rock(options.isolation)?;
    let is_namespace = guard == Guard::Namespace;
    Ok(Ends {
        stage: pidfd::open(stage.as_raw())?,
        stage_pid: stage.as_raw() as u32,
        dead_man: (!is_namespace).then_some(dead_man),
        memory,
        doorbell,
        output,
        post,
        control,
        log,
        guard,
    })
}

fn source_file(text: &str) -> std::io::Result<File> {
    let mut file = File::from(memfd_create("forklore-source", MFdFlags::MFD_CLOEXEC)?);
    file.write_all(text.as_bytes())?;
    Ok(file)
}

struct Cradler<'a> {
    executable: CString,
    arguments: Arguments,
    null: File,
    log: &'a File,
}

impl Cradler<'_> {
    /// Tries the ways that `isolation` allows, the firmest first.
    fn rock(&self, isolation: Isolation) -> Result<(Guard, nix::unistd::Pid), Failure> {
        let refusal = match isolation {
            Isolation::BestEffort => NoNamespace::Asked,
            Isolation::Auto | Isolation::Namespace => match self.in_namespace() {
                Ok(pid) => return Ok((Guard::Namespace, pid)),
                Err(error) => NoNamespace::Refused(error.to_string()),
            },
        };
        if isolation == Isolation::Namespace {
            return Err(Failure::Told(EngineError::Environment {
                what: Part::Namespace,
                cause: refusal.to_string(),
                remedy: Remedy::Namespaces,
            }));
        }
        let pid = self.start(Cradle::Plain, &self.arguments)?;
        Ok((Guard::BestEffort(refusal), pid))
    }

    fn in_namespace(&self) -> std::io::Result<nix::unistd::Pid> {
        let arguments = Arguments {
            dead_man: None,
            ..self.arguments.clone()
        };
        if nix::unistd::geteuid().is_root()
            && let Ok(pid) = self.start(Cradle::Pid, &arguments)
        {
            return Ok(pid);
        }
        self.start(Cradle::UserAndPid, &arguments)
    }

    fn start(&self, cradle: Cradle, arguments: &Arguments) -> std::io::Result<nix::unistd::Pid> {
        let plan = Plan {
            executable: &self.executable,
            arguments: &arguments.to_command_line()?,
            keep: &arguments.kept(),
            null: self.null.as_raw_fd(),
            log: self.log.as_raw_fd(),
        };
        namespace::start(&plan, cradle)
    }
}
