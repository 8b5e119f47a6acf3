//! The run behind the screen: the engine's session, its clock as the screen shows it, and its notices in the words of
//! `app`.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

use super::stepped;
pub use super::stepped::signal;
use crate::app::{self, Phase, RunFacts, RunId, RunNotice, StartRun};
use crate::engine::os::fork::random_bits;
use crate::engine::session::{
    self, Command, EngineError, Guard, Notice, Options, Session, StartMethod,
};
use crate::run::headless::{Events, header, sink::Piece, sink::Sink};
use crate::run::reason::Reason;
use crate::run::standstill;
use crate::trace::{Event, EventKind, Header, ProcId};

/// How long the engine may take to end a run before forklore leaves all the same; the kernel kills at once, so this
/// is never reached unless it hangs.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// What the command line says about every run.
#[derive(Debug)]
pub struct Template {
    /// Everything but the program, its stdout and its speed.
    pub options: Options,
    /// File for the trace of the newest run.
    pub events: Option<PathBuf>,
}

/// A run under way.
#[derive(Debug)]
pub struct Live {
    /// Which run, as `app` numbers it.
    pub id: RunId,
    session: Session,
    clock: Clock,
    facts: RunFacts,
    header: Header,
    /// It was started in stepped mode.
    is_stepped: bool,
    sink: Option<Sink>,
    /// The engine saw that nobody can move, and nothing has happened since: a `deadlock` now is everybody's.
    is_quiet: bool,
}

impl Live {
    /// Starts a run. What goes wrong is news for the screen.
    ///
    /// # Errors
    /// The news: refused, or failed.
    pub fn start(
        template: &Template,
        start: &StartRun,
        mut options: Options,
    ) -> Result<Self, RunNotice> {
        let is_stepped = standstill::ask(&mut options);
        let rate = rate_of(start.speed);
        let header = header(&options);
        let facts = stepped::facts(&options);
        let sink = match &template.events {
            None => None,
            Some(path) => Some(trace(path, &options).map_err(|error| failed(&error))?),
        };
        let session = session::launch(options).map_err(|error| match error {
            EngineError::Refused(problems) => RunNotice::Refused(problems),
            error @ EngineError::Environment { .. } => RunNotice::Failed(error.text()),
        })?;
        Ok(Self {
            id: start.run,
            session,
            clock: Clock::new(rate),
            facts,
            header,
            is_stepped,
            sink,
            is_quiet: false,
        })
    }

    /// Where its notices arrive.
    pub fn notices(&self) -> &Receiver<Notice> {
        &self.session.notices
    }

    /// Its virtual clock now, in nanoseconds.
    pub fn vt(&self) -> u64 {
        self.clock.now(Instant::now())
    }

    /// Whether it was started in stepped mode, and so asks itself whether there is a cycle.
    pub fn asks(&self) -> bool {
        self.is_stepped
    }

    /// Passes a command on. A run that is over needs none.
    pub fn tell(&self, command: Command) {
        let _ = self.session.commands.send(command);
    }

    /// Goes over to stepped mode, or stops a policy that plays.
    pub fn hold(&mut self) {
        self.clock.stand(Instant::now());
        self.tell(Command::Hold);
    }

    /// Lets this one take a step, or whom the policy chooses.
    pub fn step(&mut self, mover: Option<app::Mover>) {
        self.tell(Command::Step(mover.map(stepped::mover)));
    }

    /// Has the engine confirm that nobody can move, as it said: everybody alive, and the cycle among them.
    pub fn confirm_standstill(&mut self, (processes, cycle): (Vec<ProcId>, Vec<ProcId>)) {
        self.is_quiet = true;
        self.tell(Command::Confirm { processes, cycle });
    }

    /// Sets the rate of its clock.
    pub fn set_speed(&mut self, speed: app::Speed) {
        self.clock.set_rate(rate_of(speed));
        self.tell(Command::SetSpeed(of_speed(speed)));
    }

    /// What a notice of the engine means to `app`, in order.
    pub fn translate(&mut self, notice: Notice) -> Vec<RunNotice> {
        match notice {
            Notice::Ready(guard) => {
                // The clock of a stepped run moves by steps alone.
                if !self.is_stepped {
                    self.clock.go(Instant::now());
                }
                self.facts.stage = match guard {
                    Guard::Namespace => app::Stage::Namespace,
                    Guard::BestEffort(why) => app::Stage::BestEffort(why.text()),
                };
                let header = RunNotice::Header(Box::new(self.header.clone()));
                let started = RunNotice::Started(self.facts.clone());
                vec![header, started, RunNotice::Phase(Phase::Running)]
            }
            Notice::Events(events) => self.events(events),
            Notice::Pausing { moving } => {
                let left = moving.len() as u32;
                vec![RunNotice::Phase(Phase::Pausing { left })]
            }
            Notice::Paused => {
                self.clock.stand(Instant::now());
                vec![RunNotice::Phase(Phase::Paused)]
            }
            Notice::Running => {
                self.clock.go(Instant::now());
                vec![RunNotice::Phase(Phase::Running)]
            }
            Notice::Held(held) => {
                self.clock.stand(Instant::now());
                vec![RunNotice::Held(stepped::held(held))]
            }
            Notice::Refused { step, why } => {
                let (step, why) = (Some(step), why.text());
                vec![RunNotice::CannotStep { step, why }]
            }
            // What it means is seen from the world: `Standstills` asks for it.
            Notice::Standstill | Notice::Waits(_) => Vec::new(),
            Notice::Finished { code, .. } => {
                self.clock.stand(Instant::now());
                vec![RunNotice::Phase(Phase::Done { code })]
            }
            Notice::Failed(why) => vec![RunNotice::Failed(why.text())],
        }
    }

    fn events(&mut self, events: Arc<Vec<Event>>) -> Vec<RunNotice> {
        if let Some(last) = events.last() {
            self.clock.set(last.vt, Instant::now());
        }
        self.record(&events);
        let is_verdict = |event: &Event| matches!(event.kind, EventKind::Deadlock { .. });
        self.is_quiet &= events
            .iter()
            .all(|event| event.kind.is_sampled() || is_verdict(event));
        let is_stuck = self.is_quiet && events.iter().any(is_verdict);
        let mut news = vec![RunNotice::Events(Arc::unwrap_or_clone(events))];
        if is_stuck {
            self.clock.stand(Instant::now());
            news.push(RunNotice::Phase(Phase::Stuck));
        }
        news
    }

    /// Writes events into the trace's file. A disk that is full ends the trace, not the lesson.
    fn record(&mut self, events: &Arc<Vec<Event>>) {
        let Some(sink) = &self.sink else { return };
        for piece in sink.pieces_of(events) {
            if sink.pieces().send(piece).is_err() {
                self.sink = None;
                return;
            }
        }
    }

    /// Ends the run: nothing of it survives.
    pub fn stop(self) {
        self.tell(Command::Stop {
            outcome: "stopped",
            code: 130,
        });
        let end = Instant::now() + STOP_PATIENCE;
        loop {
            match self.session.notices.recv_deadline(end) {
                Ok(Notice::Events(events)) => {
                    if let Some(sink) = &self.sink {
                        let pieces = sink.pieces_of(&events);
                        let _ = pieces
                            .into_iter()
                            .try_for_each(|piece| sink.pieces().send(piece));
                    }
                }
                Ok(Notice::Finished { .. } | Notice::Failed(_)) | Err(_) => break,
                Ok(_) => {}
            }
        }
    }
}

fn trace(path: &std::path::Path, options: &Options) -> anyhow::Result<Sink> {
    let sink = Sink::trace(&Events::File(path.to_owned()))?;
    let header = Piece::Header(Box::new(header(options)));
    let _ = sink.pieces().send(header);
    Ok(sink)
}

fn failed(error: &anyhow::Error) -> RunNotice {
    let told = format!("{error:#}");
    let zh = format!("无法写入事件文件：{told}");
    RunNotice::Failed((told, zh).into())
}

/// The engine's options for a run.
///
/// # Errors
/// The news that it cannot be run so.
pub fn options(template: &Options, start: &StartRun) -> Result<Options, RunNotice> {
    let options = Options {
        path: start.program.clone(),
        source: start.source.clone(),
        stdout: stepped::of_stdout(start.stdout),
        start_method: match start.start_method {
            app::StartMethod::Fork => StartMethod::Fork,
            app::StartMethod::Spawn => StartMethod::Spawn,
        },
        speed: of_speed(start.speed),
        // Drawn here, and small, so that the run can be made again and its schedule's code is short.
        seed: Some(start.seed.unwrap_or_else(|| random_bits() & 0xffff)),
        ..template.clone()
    };
    stepped::ordered(options, &start.order).map_err(|why| RunNotice::CannotStep { step: None, why })
}

fn of_speed(speed: app::Speed) -> session::Speed {
    speed
        .factor()
        .map_or(session::Speed::Max, session::Speed::Factor)
}

/// Virtual seconds a real second as far as the screen can know: at *max* the clock jumps, and only events tell where.
fn rate_of(speed: app::Speed) -> f64 {
    speed.factor().unwrap_or(0.0)
}

/// The virtual clock as the screen shows it between two events: the newest event's time, carried on at its rate.
/// It is a reading aid; whatever an event says wins. It never goes back.
#[derive(Debug)]
struct Clock {
    vt: u64,
    /// Since when it goes; none while it stands.
    since: Option<Instant>,
    rate: f64,
}

impl Clock {
    fn new(rate: f64) -> Self {
        Self {
            vt: 0,
            since: None,
            rate,
        }
    }

    fn now(&self, now: Instant) -> u64 {
        let gone = self
            .since
            .map_or(0.0, |since| now.duration_since(since).as_nanos() as f64);
        self.vt + (gone * self.rate) as u64
    }

    fn set(&mut self, vt: u64, now: Instant) {
        // An event that was on its way while the clock was carried on is a little behind: the screen waits for it.
        self.vt = vt.max(self.vt);
        if self.since.is_some() {
            self.since = Some(now);
        }
    }

    fn set_rate(&mut self, rate: f64) {
        let now = Instant::now();
        self.vt = self.now(now);
        if self.since.is_some() {
            self.since = Some(now);
        }
        self.rate = rate;
    }

    fn go(&mut self, now: Instant) {
        self.since = self.since.or(Some(now));
    }

    fn stand(&mut self, now: Instant) {
        self.vt = self.now(now);
        self.since = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_clock_goes_at_its_rate_and_stands_in_a_pause() {
        let start = Instant::now();
        let mut clock = Clock::new(2.0);
        clock.go(start);
        assert_eq!(clock.now(start + SECOND), 2_000_000_000);
        clock.stand(start + SECOND);
        assert_eq!(clock.now(start + 10 * SECOND), 2_000_000_000);
        clock.go(start + 10 * SECOND);
        assert_eq!(clock.now(start + 11 * SECOND), 4_000_000_000);
    }

    #[test]
    fn events_set_the_clock() {
        let start = Instant::now();
        let mut clock = Clock::new(1.0);
        clock.go(start);
        clock.set(5_000_000_000, start + SECOND);
        assert_eq!(clock.now(start + 2 * SECOND), 6_000_000_000);
    }

    #[test]
    fn at_max_only_events_move_the_clock() {
        let start = Instant::now();
        let mut clock = Clock::new(rate_of(app::Speed::Max));
        clock.go(start);
        assert_eq!(clock.now(start + SECOND), 0);
    }
}
