//! The command line (DESIGN.md §5): what may be asked, and who answers.
//!
//! [`Cli`] is the one definition: help, completions and man page come from it. What belongs to a later chapter is
//! refused by [`later`] with its name, never ignored. The work itself is done by `forklore::run` and `forklore::lesson`.

mod appearance;
mod check;
mod later;
mod lessons;
mod listing;
mod start;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use forklore::run::screen::PanicIn;

/// Exit status of a usage error or a refused program.
pub const USAGE: u8 = 2;

/// Learn process concurrency by watching real processes.
#[derive(Debug, Parser)]
#[command(
    name = "forklore",
    version,
    about = "Learn process concurrency by watching real processes",
    long_about = "forklore teaches process concurrency: read a short Python `multiprocessing` program, predict what \
                  it does, and watch it run as real operating-system processes.\n\nWithout a command it opens the \
                  list of lessons.",
    after_long_help = EXAMPLES,
    disable_help_subcommand = true,
    propagate_version = true
)]
pub struct Cli {
    /// What to do; none opens the list of lessons.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What holds for every command.
    #[command(flatten)]
    pub common: Common,
}

const EXAMPLES: &str = "\
Examples:
  forklore                                  open the list of lessons
  forklore lesson semaphore                 open one lesson
  forklore run mine.py                      watch your own program run
  forklore run lock:unlocked --headless     run a lesson's listing without a screen
  forklore run mine.py --headless --speed max --events trace.jsonl
  forklore check lessons                    check lessons that you write

Exit status of `run --headless`: the program's own (128+N if signal N killed it); 2 usage or a refused
program; 3 the environment lacks something; 4 nobody can ever move (deadlock); 124 time limit; 130 and 143
ended by SIGINT and SIGTERM.";

/// Options that every command takes.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// Take the lessons from this folder instead of the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    pub lessons: Option<PathBuf>,
    /// Language of pages and screens (default: as the locale says)
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub lang: Option<Lang>,
    /// Colors of the screen (default: asks the terminal for its background)
    #[arg(long, global = true, value_name = "THEME")]
    pub theme: Option<Theme>,
    /// When to use color
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
    /// How much moves on the screen (default: FORKLORE_MOTION, else full)
    #[arg(long, global = true, value_name = "HOW")]
    pub motion: Option<MotionWhen>,
    /// Let this thread panic at the first key, for tests of the way out
    #[arg(long, global = true, value_name = "THREAD", hide = true, value_parser = parse_thread)]
    pub panic_in: Option<PanicIn>,
}

/// A language of pages and screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// English
    En,
    /// Chinese
    Zh,
}

/// Colors of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    /// Dark or light, as the terminal's background is
    Auto,
    /// For a dark background
    Dark,
    /// For a light background
    Light,
    /// With the strongest contrast
    HighContrast,
    /// With the terminal's own 16 colors
    #[value(name = "16")]
    Sixteen,
    /// Without color
    None,
}

/// When to use color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// As NO_COLOR, TERM and the output say
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How much moves on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MotionWhen {
    /// What moves in the program moves on the screen
    Full,
    /// Nothing moves; what has just changed is strong for a moment
    Reduced,
    /// Not even that, and four frames a second
    None,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open a lesson
    #[command(after_long_help = LESSON_EXAMPLES)]
    Lesson(LessonArgs),
    /// Open a program and run it live
    #[command(after_long_help = RUN_EXAMPLES)]
    Run(RunArgs),
    /// Show a recorded trace, also while it is still being written
    #[command(after_long_help = REPLAY_EXAMPLES)]
    Replay {
        /// The trace (-: from stdin)
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
        /// No screen control: each event as one sentence, for screen readers and logs
        #[arg(long)]
        plain: bool,
    },
    /// Name the lessons and their listings
    List {
        /// One JSON object a line: id, title, listings
        #[arg(long)]
        json: bool,
    },
    /// Check lessons: every problem of every lesson at once, and each listing is run
    Check {
        /// Folder with lessons; none checks the built-in ones
        dir: Option<PathBuf>,
        /// Also run each listing under python3 and compare
        #[arg(long, hide = true)]
        cpython: bool,
    },
    /// Say what this machine and terminal can do
    #[command(hide = true)]
    Doctor,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

const RUN_EXAMPLES: &str = "\
Examples:
  forklore run mine.py                                watch it on the screen
  forklore run mine.py --speed 0.5 --stdout pipe      slowly, with block-buffered output
  forklore run semaphore --headless --time-limit 5    a lesson's first listing, without a screen
  forklore run lock:locked --headless --events -      the trace as JSON Lines instead of the output
  forklore run lock:locked --plain                    each event as one sentence";

const LESSON_EXAMPLES: &str = "\
Examples:
  forklore lesson lock                        why lines tear
  forklore lesson 8 --speed 0.5               the eighth lesson, at half speed
  forklore lesson lock --stdout unbuffered    every run of it with unbuffered output";

/// Which lesson to open, and how its programs run.
#[derive(Args, Clone, Debug)]
pub struct LessonArgs {
    /// The lesson's name or number; none opens the list
    pub name: Option<String>,
    /// How stdout is buffered (default: as page and listing say)
    #[arg(long, value_name = "MODE")]
    pub stdout: Option<Stdout>,
    /// Rate of the programs' clock: 0.1 to 10, or max
    #[arg(long, value_name = "X|max", default_value = "1", value_parser = parse_speed)]
    pub speed: Speed,
    /// Seed of the programs' random numbers
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// What guards the runs against leftovers
    #[arg(long, value_name = "GUARD", hide = true, default_value = "auto")]
    pub isolation: Isolation,
}

impl From<LessonArgs> for RunArgs {
    /// The same wishes for every run of the lesson, on the screen.
    fn from(args: LessonArgs) -> Self {
        Self {
            target: OsString::new(),
            headless: false,
            plain: false,
            stdout: args.stdout,
            start_method: None,
            speed: args.speed,
            seed: args.seed,
            time_limit: None,
            max_processes: None,
            schedule: None,
            on_deadlock: None,
            events: None,
            isolation: args.isolation,
        }
    }
}

const REPLAY_EXAMPLES: &str = "\
Examples:
  forklore replay trace.jsonl                                look at a run again
  forklore run mine.py --headless --events - | forklore replay -
                                                             watch a run that has no screen of its own
  ssh host forklore run lock --headless --events - | forklore replay -
                                                             watch a run on another machine";

/// What to run, and how.
#[derive(Args, Clone, Debug)]
pub struct RunArgs {
    /// A Python file, or a lesson's listing as LESSON[:LISTING]
    #[arg(value_name = "FILE|LESSON[:LISTING]")]
    pub target: OsString,
    /// No screen: the program's output appears as it is written
    #[arg(long, group = "unwatched")]
    pub headless: bool,
    /// No screen control: each event as one sentence, for screen readers and logs
    #[arg(long, group = "unwatched")]
    pub plain: bool,
    /// How stdout is buffered (default: terminal; headless: as forklore's own stdout is)
    #[arg(long, value_name = "MODE")]
    pub stdout: Option<Stdout>,
    /// How processes are started
    #[arg(long, value_name = "METHOD")]
    pub start_method: Option<StartMethod>,
    /// Rate of the program's clock: 0.1 to 10, or max
    #[arg(long, value_name = "X|max", default_value = "1", value_parser = parse_speed)]
    pub speed: Speed,
    /// Seed of the program's random numbers
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// End the run after this many real seconds
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds)]
    pub time_limit: Option<Duration>,
    /// Most processes at once, main among them: 1 to 256 (default: 64)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub max_processes: Option<u32>,
    /// A stepped run without a learner: who takes each step (random: drawn from the seed)
    #[arg(long, value_name = "CODE|random|round-robin")]
    pub schedule: Option<String>,
    /// When nobody can ever move: explain and end with status 4, or stay stuck
    #[arg(long, value_name = "WHAT", requires = "unwatched")]
    pub on_deadlock: Option<OnDeadlock>,
    /// Write the trace as JSON Lines, while it runs (-: on stdout, in place of the output)
    #[arg(long, value_name = "FILE|-")]
    pub events: Option<PathBuf>,
    /// What guards the run against leftovers
    #[arg(long, value_name = "GUARD", hide = true, default_value = "auto")]
    pub isolation: Isolation,
}

/// CPython's three ways to buffer stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Stdout {
    /// Line by line
    Terminal,
    /// In blocks
    Pipe,
    /// Every piece at once
    Unbuffered,
}

/// How processes are started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StartMethod {
    /// A copy of the parent
    Fork,
    /// A fresh interpreter
    Spawn,
}

/// What to do when nobody can ever move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnDeadlock {
    /// Explain and end with status 4
    Stop,
    /// Stay stuck, as CPython would
    Wait,
}

/// What guards the run against leftovers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Isolation {
    /// A PID namespace where the kernel grants one
    Auto,
    /// A PID namespace or an error
    Namespace,
    /// As where namespaces are refused
    BestEffort,
}

/// Rate of the program's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// Virtual seconds a real second
    Factor(f64),
    /// As fast as it goes
    Max,
}

/// Reads `--speed`.
fn parse_speed(text: &str) -> Result<Speed, String> {
    if text == "max" {
        return Ok(Speed::Max);
    }
    match text.parse::<f64>() {
        Ok(factor) if (0.1..=10.0).contains(&factor) => Ok(Speed::Factor(factor)),
        _ => Err("it is a number from 0.1 to 10, or `max`".to_owned()),
    }
}

/// Reads `--panic-in`.
fn parse_thread(text: &str) -> Result<PanicIn, String> {
    match text {
        "ui" => Ok(PanicIn::Ui),
        "input" => Ok(PanicIn::Input),
        _ => Err("it is `ui` or `input`".to_owned()),
    }
}

/// Reads `--time-limit`.
fn parse_seconds(text: &str) -> Result<Duration, String> {
    text.parse::<f64>()
        .ok()
        .filter(|seconds| *seconds > 0.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "it is a number of seconds above 0".to_owned())
}

/// Reads the command line, does what it asks, and gives the exit status.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    if let Some(refusal) = later::refusal(&cli) {
        return fail(USAGE, &refusal);
    }
    match cli.command {
        None => start::list(&cli.common),
        Some(Command::Lesson(args)) => start::lesson(&cli.common, args),
        Some(Command::Run(args)) => start::run(&cli.common, &args),
        Some(Command::List { json }) => listing::list(&cli.common, json),
        Some(Command::Check { dir, .. }) => check::check(&cli.common, dir),
        Some(Command::Completions { shell }) => print(&completions(shell)),
        Some(Command::Man) => print(&manual()),
        Some(Command::Replay { file, plain: true }) => start::replay_plain(&cli.common, &file),
        Some(Command::Replay { file, plain: false }) => start::replay(&cli.common, &file),
        Some(Command::Doctor) => ExitCode::from(USAGE),
    }
}

/// Prints clap's message: help and version on stdout with status 0, errors on stderr with status 2.
fn usage(error: &clap::Error) -> ExitCode {
    // Where even the message cannot be written, the status still says it.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(USAGE))
}

/// The completion script.
fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "forklore", &mut script);
    script
}

/// The manual page in roff.
fn manual() -> Vec<u8> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command())
        .render(&mut page)
        .expect("writing into memory does not fail");
    page
}

/// Writes data to stdout. A reader that has gone is no error: tools end quietly then.
pub fn print(data: &[u8]) -> ExitCode {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(data).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            fail(1, &format!("cannot write to stdout: {error}"))
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Says on stderr why it ends, and gives the status.
pub fn fail(status: u8, message: &str) -> ExitCode {
    eprintln!("forklore: {message}");
    ExitCode::from(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn speed_is_a_factor_in_range_or_max() {
        assert_eq!(parse_speed("max"), Ok(Speed::Max));
        assert_eq!(parse_speed("0.1"), Ok(Speed::Factor(0.1)));
        assert_eq!(parse_speed("10"), Ok(Speed::Factor(10.0)));
        for bad in ["0", "0.05", "11", "NaN", "inf", "-1", "fast", ""] {
            assert!(parse_speed(bad).is_err(), "{bad} is accepted");
        }
    }

    #[test]
    fn time_limit_is_above_zero_and_finite() {
        assert_eq!(parse_seconds("1.5"), Ok(Duration::from_millis(1500)));
        for bad in ["0", "-1", "NaN", "inf", "1e300", "soon"] {
            assert!(parse_seconds(bad).is_err(), "{bad} is accepted");
        }
    }

    #[test]
    fn every_shell_gets_a_completion_script() {
        for shell in clap_complete::Shell::value_variants() {
            assert!(!completions(*shell).is_empty());
        }
    }

    #[test]
    fn manual_names_the_commands() {
        let page = String::from_utf8(manual()).expect("roff is text");
        for word in ["lesson", "run", "list", "check", "completions"] {
            assert!(page.contains(word), "{word} is missing");
        }
    }
}
