//! From the command line to a run: options of the engine, requests to screen and headless, and the exit status of
//! what could not start.

use std::io::IsTerminal;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use forklore::app;
use forklore::engine::schedule::Schedule;
use forklore::engine::schedule::code::Given;
use forklore::engine::session::{self, EngineError, Options, StdoutMode};
use forklore::engine::stepping::{Policy, Stepped};
use forklore::lesson::{self, Listing};
use forklore::python::problem::render;
use forklore::run::headless::{self, Events, OnStandstill};
use forklore::run::replay;
use forklore::run::screen::{self, Lessons, Opening};

use super::appearance::appearance;
use super::lessons::{self, Target};
use super::{
    Common, Isolation, LessonArgs, MAX_PROCESSES, OnDeadlock, RunArgs, Speed, StartMethod, Stdout,
    USAGE, fail,
};

/// Exit status where the environment lacks something.
const ENVIRONMENT: u8 = 3;

/// How often kernel states are sampled while something moves: once a frame.
const SAMPLE_EVERY: Duration = Duration::from_millis(33);

/// `forklore`.
pub fn list(common: &Common) -> ExitCode {
    let lessons = if common.lessons.is_some() {
        Lessons::Loaded(lessons::load(common))
    } else {
        Lessons::Embedded
    };
    show(common, None, Opening::List, lessons)
}

/// `forklore lesson [NAME]`.
pub fn lesson(common: &Common, mut args: LessonArgs) -> ExitCode {
    let course = lessons::load(common);
    let opening = match args.name.take() {
        None => Opening::List,
        Some(name) => match course.find(&name) {
            None => return fail(USAGE, &lessons::unknown("lesson", &course, &name)),
            Some(lesson) => Opening::Lesson(lesson.id.clone()),
        },
    };
    show(common, Some(&args.into()), opening, Lessons::Loaded(course))
}

/// `forklore run`.
pub fn run(common: &Common, args: &RunArgs) -> ExitCode {
    let target = match lessons::find(common, Path::new(&args.target)) {
        Ok(target) => target,
        Err(message) => return fail(USAGE, &message),
    };
    if let (Some(events), Target::File(program, _)) = (&args.events, &target)
        && is_same_file(events, program)
    {
        return fail(
            USAGE,
            "`--events` names the program itself; name another file for the trace",
        );
    }
    if args.headless || args.plain {
        return run_headless(common, args, &target);
    }
    if args.events.as_deref() == Some(Path::new("-")) {
        return fail(
            USAGE,
            "`--events -` writes to stdout, where the screen is; add `--headless`, or name a file",
        );
    }
    // What is wrong with a schedule is said here, before the screen opens.
    let options = Options {
        source: target.source().to_owned(),
        ..run_options(Some(args))
    };
    if let Err(message) = scheduled(options, args) {
        return fail(USAGE, &message);
    }
    let opening = match target {
        Target::Listing(lesson, place) => Opening::Listing(lesson, place),
        Target::File(path, source) => Opening::Program(path.display().to_string(), source),
    };
    show(common, Some(args), opening, Lessons::None)
}

/// `forklore replay`.
pub fn replay(common: &Common, file: &Path) -> ExitCode {
    let opened = if file.as_os_str() == "-" {
        replay::Opened::stdin()
    } else {
        replay::Opened::file(file)
    };
    match opened {
        Ok(_) if !std::io::stdout().is_terminal() => fail(
            ENVIRONMENT,
            "there is no terminal to draw on; run it in a terminal, or with `--plain`",
        ),
        Ok(opened) => {
            let lessons = if common.lessons.is_some() {
                Lessons::Loaded(lessons::load(common))
            } else {
                Lessons::Embedded
            };
            show(common, None, Opening::Recording(opened), lessons)
        }
        Err(error) => fail(USAGE, &error.to_string()),
    }
}

/// `forklore replay --plain`.
pub fn replay_plain(common: &Common, file: &Path) -> ExitCode {
    match forklore::run::plain::replay(file, lessons::language(common)) {
        Ok(status) => exit(status),
        Err(error) => fail(USAGE, &format!("{error:#}")),
    }
}

/// Whether both paths lead to the same file, by whatever name.
fn is_same_file(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| {
        let metadata = path.metadata().ok().filter(std::fs::Metadata::is_file)?;
        Some((metadata.dev(), metadata.ino()))
    };
    place(one).is_some_and(|it| place(other) == Some(it))
}

fn run_headless(common: &Common, args: &RunArgs, target: &Target) -> ExitCode {
    if args.plain && args.events.as_deref() == Some(Path::new("-")) {
        return fail(
            USAGE,
            "`--events -` writes to stdout, where the sentences are; use `--headless`, or name a file",
        );
    }
    // In sentences the program writes as it would on a screen of its own.
    let stdout = match args.stdout {
        Some(stdout) => of_stdout(stdout),
        None if args.plain => StdoutMode::Terminal,
        None => stdout_of_environment(),
    };
    let tells_all = args.events.is_some() || args.plain;
    let options = Options {
        lines: tells_all,
        priority: session::Priority::Equal,
        sample_every: tells_all.then_some(SAMPLE_EVERY),
        stepped: None,
        stdout,
        speed: of_speed(args.speed),
        path: target.path(),
        source: target.source().to_owned(),
        ..run_options(Some(args))
    };
    let options = match scheduled(options, args) {
        Ok(options) => options,
        Err(message) => return fail(USAGE, &message),
    };
    let request = headless::Request {
        options,
        schedule: args.schedule.clone(),
        events: args.events.clone().map(|path| {
            if path.as_os_str() == "-" {
                Events::Stdout
            } else {
                Events::File(path)
            }
        }),
        on_standstill: match args.on_deadlock {
            Some(OnDeadlock::Wait) => OnStandstill::Wait,
            Some(OnDeadlock::Stop) | None => OnStandstill::Stop,
        },
        language: lessons::language(common),
        show: if args.plain {
            headless::Show::Sentences
        } else {
            headless::Show::Output
        },
    };
    match headless::run(request) {
        Ok(status) => exit(status),
        Err(error) => failed(common, &error, target),
    }
}

/// The options of a run under `--schedule`: a policy by name, or a code with all that it says.
///
/// # Errors
/// What is wrong with the code, or which option contradicts it.
fn scheduled(options: Options, args: &RunArgs) -> Result<Options, String> {
    let Some(text) = &args.schedule else {
        return Ok(options);
    };
    let policy = match text.as_str() {
        "round-robin" => Some(Policy::RoundRobin),
        "random" => Some(Policy::Random),
        _ => None,
    };
    if let Some(policy) = policy {
        return Ok(Options {
            seed: Some(options.seed.unwrap_or_else(any_seed)),
            stepped: Some(Stepped {
                policy,
                ..Stepped::default()
            }),
            ..options
        });
    }
    let schedule = Schedule::read(text).map_err(|error| format!("`--schedule`: {error}"))?;
    let given = Given {
        stdout: args.stdout.map(of_stdout),
        start_method: args.start_method.map(of_start_method),
        seed: args.seed,
    };
    schedule
        .check(&options.source, given)
        .map_err(|conflict| format!("`--schedule`: {conflict}"))?;
    Ok(Options {
        stdout: schedule.stdout,
        start_method: schedule.start_method,
        seed: Some(schedule.seed),
        stepped: Some(schedule.stepped()),
        ..options
    })
}

/// A seed that nobody chose: small, so that its code is short.
fn any_seed() -> u64 {
    forklore::engine::os::fork::random_bits() & 0xffff
}

fn of_start_method(method: StartMethod) -> session::StartMethod {
    match method {
        StartMethod::Fork => session::StartMethod::Fork,
        StartMethod::Spawn => session::StartMethod::Spawn,
    }
}

/// Ends with a status of the contract; those of signals go out as a number, as a shell gives them.
fn exit(status: i32) -> ExitCode {
    // A status beyond a byte is cut as wait(2) cuts it.
    ExitCode::from((status & 0xff) as u8)
}

fn failed(common: &Common, error: &anyhow::Error, target: &Target) -> ExitCode {
    match error.downcast_ref::<EngineError>() {
        Some(EngineError::Refused(problems)) => {
            let (path, language) = (target.path(), lessons::language(common));
            eprint!("{}", render(problems, &path, target.source(), language));
            ExitCode::from(USAGE)
        }
        _ => fail(ENVIRONMENT, &format!("{error:#}")),
    }
}

/// How CPython would buffer: unbuffered where PYTHONUNBUFFERED is set and not empty, else as our own stdout is.
fn stdout_of_environment() -> StdoutMode {
    let unbuffered = std::env::var_os("PYTHONUNBUFFERED").is_some_and(|value| !value.is_empty());
    if unbuffered {
        StdoutMode::Unbuffered
    } else if std::io::stdout().is_terminal() {
        StdoutMode::Terminal
    } else {
        StdoutMode::Pipe
    }
}

fn of_stdout(stdout: Stdout) -> StdoutMode {
    match stdout {
        Stdout::Terminal => StdoutMode::Terminal,
        Stdout::Pipe => StdoutMode::Pipe,
        Stdout::Unbuffered => StdoutMode::Unbuffered,
    }
}

/// What the command line says about every run; program, stdout and speed are the caller's.
fn run_options(args: Option<&RunArgs>) -> Options {
    Options {
        path: String::new(),
        source: String::new(),
        stdout: StdoutMode::Terminal,
        start_method: match args.and_then(|args| args.start_method) {
            Some(StartMethod::Spawn) => session::StartMethod::Spawn,
            Some(StartMethod::Fork) | None => session::StartMethod::Fork,
        },
        speed: session::Speed::Factor(1.0),
        seed: args.and_then(|args| args.seed),
        time_limit: args.and_then(|args| args.time_limit),
        isolation: args.map_or(session::Isolation::Auto, |args| {
            of_isolation(args.isolation)
        }),
        max_processes: args.map_or(MAX_PROCESSES, |args| args.max_processes),
        // What becomes the stage: this very binary, also after a newer build has replaced it on disk.
        executable: PathBuf::from("/proc/self/exe"),
        lines: true,
        priority: session::Priority::Low,
        sample_every: Some(SAMPLE_EVERY),
        stepped: None,
    }
}

fn of_isolation(isolation: Isolation) -> session::Isolation {
    match isolation {
        Isolation::Auto => session::Isolation::Auto,
        Isolation::Namespace => session::Isolation::Namespace,
        Isolation::BestEffort => session::Isolation::BestEffort,
    }
}

fn of_speed(speed: Speed) -> session::Speed {
    match speed {
        Speed::Factor(factor) => session::Speed::Factor(factor),
        Speed::Max => session::Speed::Max,
    }
}

/// What the screen asks of every run.
fn app_options(args: &RunArgs) -> app::Options {
    app::Options {
        stdout: args.stdout.map(|stdout| match stdout {
            Stdout::Terminal => lesson::StdoutMode::Terminal,
            Stdout::Pipe => lesson::StdoutMode::Pipe,
            Stdout::Unbuffered => lesson::StdoutMode::Unbuffered,
        }),
        start_method: match args.start_method {
            Some(StartMethod::Spawn) => app::StartMethod::Spawn,
            Some(StartMethod::Fork) | None => app::StartMethod::Fork,
        },
        seed: args.seed,
        speed: match args.speed {
            // The command line takes 0.1 to 10, so this fits.
            Speed::Factor(factor) => app::Speed::Times((factor * 1000.0).round() as u32),
            Speed::Max => app::Speed::Max,
        },
    }
}

/// Options of a run that nobody watches.
pub fn trial_options(listing: &Listing, time_limit: Duration) -> Options {
    Options {
        path: listing.path.clone(),
        source: listing.source.clone(),
        stdout: StdoutMode::Pipe,
        speed: session::Speed::Max,
        time_limit: Some(time_limit),
        lines: false,
        priority: session::Priority::Equal,
        sample_every: None,
        stepped: None,
        ..run_options(None)
    }
}

fn show(common: &Common, args: Option<&RunArgs>, opening: Opening, lessons: Lessons) -> ExitCode {
    let request = screen::Request {
        opening,
        lessons,
        language: lessons::language(common),
        appearance: appearance(common),
        options: args.map(app_options).unwrap_or_default(),
        run: run_options(args),
        events: args.and_then(|args| args.events.clone()),
        schedule: args.and_then(|args| args.schedule.clone()),
        panic_in: common.panic_in,
    };
    match screen::run(request) {
        Ok(status) => exit(status),
        Err(error) => fail(ENVIRONMENT, &format!("{error:#}")),
    }
}
