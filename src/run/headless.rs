//! A run without a screen: the program's bytes on our own stdout and stderr, or its trace; talk on stderr; the exit
//! status of DESIGN.md §5.
//!
//! The main thread decides, the [`sink`] thread writes: a reader that takes nothing holds up the program (as it would
//! under CPython) but neither a signal nor the time limit.

pub(super) mod sink;

use std::collections::VecDeque;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use crossbeam_channel::{Receiver, after, at, never, select};
use signal_hook::consts::{SIGINT, SIGPIPE, SIGTERM};

use super::advice::Advice;
use super::plain::Narrator;
use super::reason::Reason;
use super::signals::{self, Watch};
use super::standstill::{self, Suspicion};
use crate::engine::session::{Command, Guard, Notice, Options, Session};
use crate::lesson::{Language, Text};
use crate::model::World;
use crate::trace::{Event, EventKind, Header};
use sink::{Piece, Sink};

/// Exit status of a run that nobody can ever move.
pub const DEADLOCK: i32 = 4;

/// Exit status of a run that reached its time limit, as of timeout(1).
pub const TIME_LIMIT: i32 = 124;

/// Exit status of a run whose schedule does not fit the program, as of every wrong use.
pub const MISFIT: i32 = 2;

/// How long the program may answer the first SIGINT.
const INTERRUPT_PATIENCE: Duration = Duration::from_secs(1);

/// How long the engine may take to end a run; the kernel kills at once, so this is never reached unless it hangs.
const STOP_PATIENCE: Duration = Duration::from_secs(3);

/// What to run, and what becomes of it.
#[derive(Debug)]
pub struct Request {
    /// The run itself.
    pub options: Options,
    /// The schedule as it was given, for the trace's header.
    pub schedule: Option<String>,
    /// Where the trace goes; none writes the program's output alone.
    pub events: Option<Events>,
    /// What to do when nobody can ever move.
    pub on_standstill: OnStandstill,
    /// Language of the explanation.
    pub language: Language,
    /// What appears on stdout.
    pub show: Show,
}

/// What a run without a screen shows on stdout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// What the program writes.
    #[default]
    Output,
    /// Each event as a sentence, the program's output among them.
    Sentences,
}

/// Where the trace goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Events {
    /// On stdout, in place of the program's output.
    Stdout,
    /// Into this file, beside it.
    File(PathBuf),
}

/// What to do when nobody can ever move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnStandstill {
    /// Explain it and end.
    #[default]
    Stop,
    /// Stay stuck, as CPython would.
    Wait,
}

/// Runs a program without a screen and gives the exit status.
///
/// # Errors
/// Where the trace cannot be written, or the system refuses a thread. A refused program and a lacking environment come
/// as [`crate::engine::session::EngineError`] inside.
pub fn run(request: Request) -> anyhow::Result<i32> {
    let watch = Watch::headless().context("cannot watch for signals")?;
    let sink = Sink::open(request.events.as_ref())?;
    let (sink, narrator) = match request.show {
        Show::Output => (sink, None),
        Show::Sentences => (sink.without_output(), Some(Narrator::new(request.language))),
    };
    let header = Header {
        schedule: request.schedule.clone(),
        ..header(&request.options)
    };
    let time_limit = request.options.time_limit;
    // Somebody reads along; elsewhere stderr stays what CPython would write.
    let is_read = narrator.is_some() || std::io::stderr().is_terminal();
    let (path, source) = (&request.options.path, &request.options.source);
    let advice = is_read.then(|| Advice::on(path, source, request.language));
    let mut options = request.options;
    let is_asked = standstill::ask(&mut options);
    let session = crate::engine::session::launch(options)?;
    let mut conduct = Conduct::new(&session, watch.notices.clone(), sink);
    conduct.is_asked = is_asked;
    conduct.on_standstill = request.on_standstill;
    conduct.language = request.language;
    conduct.narrator = narrator;
    conduct.advice = advice;
    if let Some(narrator) = narrator {
        let mut opening = narrator.opening(&header, false);
        opening += &conduct
            .advice
            .as_ref()
            .map(Advice::on_program)
            .unwrap_or_default();
        conduct
            .pending
            .push_back(Piece::Stdout(opening.into_bytes()));
    }
    if let Some(limit) = time_limit {
        // The engine keeps the limit; this is for an engine that waits for a reader of ours.
        conduct.limit = after(limit + STOP_PATIENCE);
    }
    if request.events.is_some() {
        conduct.pending.push_back(Piece::Header(Box::new(header)));
    }
    conduct.follow()
}

/// First line of the trace of a run with `options`.
pub fn header(options: &Options) -> Header {
    use crate::engine::session::{Speed, StartMethod, StdoutMode};
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(options.source.as_bytes());
    Header {
        forklore_trace: 1,
        program: options.path.clone(),
        sha256: hexadecimal(&digest),
        engine: "native".to_owned(),
        start_method: match options.start_method {
            StartMethod::Fork => "fork",
            StartMethod::Spawn => "spawn",
        }
        .to_owned(),
        stdout: match options.stdout {
            StdoutMode::Terminal => "terminal",
            StdoutMode::Pipe => "pipe",
            StdoutMode::Unbuffered => "unbuffered",
        }
        .to_owned(),
        speed: match options.speed {
            Speed::Factor(factor) => factor.to_string(),
            Speed::Max => "max".to_owned(),
        },
        seed: options.seed,
        schedule: None,
        started_at: time::OffsetDateTime::now_utc()
            .format(&time::format_description::well_known::Rfc3339)
            .unwrap_or_default(),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// How far the run is from the outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// It goes on.
    Running,
    /// The first SIGINT was passed on; the timer runs.
    Interrupted,
    /// It was told to stop and will give this status.
    Stopping(i32),
    /// It is over with this status; the rest is written.
    Over(i32),
}

/// Why the loop goes round.
enum Cause {
    Notice(Notice),
    EngineGone,
    Signal(i32),
    Timer,
    Limit,
    /// A cycle of waiting was not confirmed yet.
    Suspicion,
    Written,
    SinkGone,
}

struct Conduct<'run> {
    session: &'run Session,
    signals: Receiver<signals::Notice>,
    sink: Sink,
    /// What the sink has no room for yet. While it is not empty no notices are read, so it holds one batch at most.
    pending: VecDeque<Piece>,
    stage: Stage,
    /// Fires when a patience has ended.
    timer: Receiver<Instant>,
    /// Fires well after the time limit.
    limit: Receiver<Instant>,
    world: World,
    suspicion: Suspicion,
    /// The run asks itself whether there is a cycle.
    is_asked: bool,
    /// Begin of the newest stall that was told.
    told_stall: Option<u64>,
    on_standstill: OnStandstill,
    language: Language,
    /// Tells each event, where that is what is shown.
    narrator: Option<Narrator>,
    /// What there is to say about slips in the program, where somebody reads it.
    advice: Option<Advice>,
}

impl<'run> Conduct<'run> {
    fn new(session: &'run Session, signals: Receiver<signals::Notice>, sink: Sink) -> Self {
        Self {
            session,
            signals,
            sink,
            pending: VecDeque::new(),
            stage: Stage::Running,
            timer: never(),
            limit: never(),
            world: World::default(),
            suspicion: Suspicion::default(),
            is_asked: false,
            told_stall: None,
            on_standstill: OnStandstill::Stop,
            language: Language::En,
            narrator: None,
            advice: None,
        }
    }

    fn follow(&mut self) -> anyhow::Result<i32> {
        loop {
            if let Stage::Over(status) = self.stage
                && self.pending.is_empty()
            {
                self.sink.close();
                return self.drained(status);
            }
            if let Some(status) = self.step()? {
                return Ok(status);
            }
        }
    }

    /// One round; a status ends the run at once, whatever is unwritten.
    fn step(&mut self) -> anyhow::Result<Option<i32>> {
        match self.next_cause() {
            Cause::Notice(notice) => self.notice(notice)?,
            Cause::EngineGone => anyhow::bail!("the run ended without a word"),
            Cause::Signal(SIGINT) if self.stage == Stage::Running => {
                self.stage = Stage::Interrupted;
                self.timer = after(INTERRUPT_PATIENCE);
                self.tell(Command::Interrupt);
            }
            Cause::Signal(signal) => return Ok(self.end_by(signal)),
            Cause::Timer if self.stage == Stage::Interrupted => return Ok(self.end_by(SIGINT)),
            Cause::Timer => return Ok(Some(self.status_now())),
            Cause::Limit => return Ok(Some(TIME_LIMIT)),
            Cause::Suspicion => self.look_for_cycle(),
            Cause::Written => {}
            Cause::SinkGone => return self.reader_gone(),
        }
        Ok(None)
    }

    fn next_cause(&mut self) -> Cause {
        let signals = &self.signals;
        let suspicion = self.suspicion.again_at().map_or_else(never, at);
        let pending = &mut self.pending;
        if pending.is_empty() {
            select! {
                recv(self.session.notices) -> notice => notice.map_or(Cause::EngineGone, Cause::Notice),
                recv(signals) -> signal => of_signal(signal),
                recv(self.timer) -> _ => Cause::Timer,
                recv(self.limit) -> _ => Cause::Limit,
                recv(suspicion) -> _ => Cause::Suspicion,
                recv(self.sink.ended) -> _ => Cause::SinkGone,
            }
        } else {
            select! {
                send(self.sink.pieces(), pending.pop_front().unwrap_or(Piece::Nothing)) -> sent =>
                    sent.map_or(Cause::SinkGone, |()| Cause::Written),
                recv(signals) -> signal => of_signal(signal),
                recv(self.timer) -> _ => Cause::Timer,
                recv(self.limit) -> _ => Cause::Limit,
            }
        }
    }

    fn notice(&mut self, notice: Notice) -> anyhow::Result<()> {
        match notice {
            Notice::Ready(guard) => self.ready(&guard),
            Notice::Waits(number) => self.answer(number),
            Notice::Pausing { .. } | Notice::Paused | Notice::Running | Notice::Held(_) => {}
            Notice::Refused { step, why } => self.refused(step, &why.text()),
            Notice::Events(events) => self.events(&events),
            Notice::Standstill => self.standstill(),
            Notice::Finished { code, .. } => self.finished(code),
            Notice::Failed(why) => anyhow::bail!(breakdown(&why.text(), self.language)),
        }
        Ok(())
    }

    /// The stage stands: what is less than promised is said.
    fn ready(&mut self, guard: &Guard) {
        if let (Some(narrator), Guard::BestEffort(why)) = (self.narrator, guard) {
            let line = narrator.best_effort(why.text().get(self.language));
            self.pending.push_back(Piece::Stdout(line.into_bytes()));
        }
    }

    fn events(&mut self, events: &Arc<Vec<Event>>) {
        let mut lines = String::new();
        for event in events.iter() {
            match self.narrator {
                Some(narrator) => narrator.tell(&mut self.world, event, &mut lines),
                None => self.world.apply(event),
            }
            let hint = self.advice.as_mut().and_then(|advice| advice.hear(event));
            if let (Some(hint), Some(narrator)) = (hint, self.narrator) {
                narrator.aside(hint, &mut lines);
            }
        }
        if !lines.is_empty() {
            self.pending.push_back(Piece::Stdout(lines.into_bytes()));
        }
        let deadlock = events
            .iter()
            .any(|event| matches!(event.kind, EventKind::Deadlock { .. }));
        self.pending.extend(self.sink.pieces_of(events));
        if deadlock && self.on_standstill == OnStandstill::Stop && self.stage == Stage::Running {
            if self.narrator.is_none() {
                self.explain();
            }
            // Beside a cycle others may go on, and so does the run.
            if self.world.is_at_standstill() {
                self.stop("deadlock", DEADLOCK);
            }
        }
        self.tell_stall();
        self.look_for_cycle();
    }

    /// Says once that nothing goes forward any more; the run goes on.
    fn tell_stall(&mut self) {
        let progress = &self.world.progress;
        let is_new = progress.is_stalled && self.told_stall != Some(progress.since);
        if !is_new || self.narrator.is_some() || self.on_standstill == OnStandstill::Wait {
            return;
        }
        self.told_stall = Some(progress.since);
        let text = standstill::stall(&self.world, self.language);
        self.pending.push_back(Piece::Stderr(text.into_bytes()));
    }

    /// Nobody can move: the model names the circle, the engine confirms it in the kernel.
    fn standstill(&mut self) {
        let (processes, cycle) = standstill::members(&self.world);
        self.tell(Command::Confirm { processes, cycle });
    }

    /// Some may wait for each other while others go on: likewise.
    fn look_for_cycle(&mut self) {
        if self.stage == Stage::Running
            && !self.is_asked
            && let Some(question) = self.suspicion.look(&self.world, Instant::now())
        {
            self.tell(question);
        }
    }

    /// A stepped run asks after each wait, and goes on with the answer.
    fn answer(&mut self, number: u64) {
        if let Some(question) = standstill::question(&self.world) {
            self.tell(question);
        }
        self.tell(Command::Looked(number));
    }

    fn explain(&mut self) {
        let text = standstill::explanation(&self.world, self.language);
        self.pending.push_back(Piece::Stderr(text.into_bytes()));
    }

    /// The schedule does not fit the run: it ends where it stops fitting.
    fn refused(&mut self, step: u64, why: &Text) {
        let why = why.get(self.language);
        let text = match self.language {
            Language::En => {
                format!("forklore: the schedule stops fitting at step {step}: {why}\n")
            }
            Language::Zh => format!("forklore：调度从第 {step} 步起不再适用：{why}\n"),
        };
        self.pending.push_back(Piece::Stderr(text.into_bytes()));
        self.stop("stopped", MISFIT);
    }

    fn finished(&mut self, code: i32) {
        let status = match self.stage {
            Stage::Stopping(status) => status,
            _ => code,
        };
        self.stage = Stage::Over(status);
        self.timer = never();
        let advice = self.advice.as_ref().map(Advice::text).unwrap_or_default();
        // Among the sentences it stands already.
        if !advice.is_empty() && self.narrator.is_none() {
            self.pending.push_back(Piece::Stderr(advice.into_bytes()));
        }
    }

    fn stop(&mut self, outcome: &'static str, code: i32) {
        self.stage = Stage::Stopping(code);
        self.timer = after(STOP_PATIENCE);
        self.tell(Command::Stop { outcome, code });
    }

    /// A signal to end: the first one stops the run in order, a further one ends at once.
    fn end_by(&mut self, signal: i32) -> Option<i32> {
        let status = 128 + signal;
        match self.stage {
            Stage::Running | Stage::Interrupted => {
                self.stop("stopped", status);
                None
            }
            Stage::Stopping(_) | Stage::Over(_) => Some(status),
        }
    }

    /// The reader of our output has gone: the run ends, and forklore ends as every tool does then.
    fn reader_gone(&mut self) -> anyhow::Result<Option<i32>> {
        self.sink.close();
        let written = self.sink.result();
        if written.as_ref().is_err_and(sink::is_broken_pipe) {
            return Ok(Some(128 + SIGPIPE));
        }
        written.context("cannot write")?;
        Ok(Some(self.status_now()))
    }

    /// Waits until everything is written; a signal still ends it.
    fn drained(&mut self, status: i32) -> anyhow::Result<i32> {
        select! {
            recv(self.sink.ended) -> _ => Ok(self.reader_gone()?.filter(|end| *end == 128 + SIGPIPE).unwrap_or(status)),
            recv(self.signals) -> signal => Ok(match of_signal(signal) {
                Cause::Signal(signal) => 128 + signal,
                _ => status,
            }),
            recv(self.limit) -> _ => Ok(status),
        }
    }

    /// The status if it had to end now.
    fn status_now(&self) -> i32 {
        match self.stage {
            Stage::Stopping(status) | Stage::Over(status) => status,
            Stage::Running | Stage::Interrupted => 128 + SIGTERM,
        }
    }

    /// Tells the engine; one that is over needs no word.
    fn tell(&self, command: Command) {
        let _ = self.session.commands.send(command);
    }
}

fn of_signal(signal: Result<signals::Notice, crossbeam_channel::RecvError>) -> Cause {
    match signal {
        Ok(signals::Notice::End(signal)) => Cause::Signal(signal),
        // Without a screen nothing else is told; a signals thread that has gone can not tell either.
        Ok(_) | Err(_) => Cause::Written,
    }
}

/// The machinery of the run failed.
fn breakdown(why: &Text, language: Language) -> String {
    let why = why.get(language);
    match language {
        Language::En => format!("the run broke down: {why}"),
        Language::Zh => format!("运行出了故障：{why}"),
    }
}

#[cfg(test)]
mod tests;
