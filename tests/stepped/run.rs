//! A stepped run under test: what it told, and steps by command.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use forklore::engine::session::{
    Command, Isolation, Notice, Options, Priority, Session, Speed, StartMethod, StdoutMode, launch,
};
use forklore::engine::stepping::{Announced, Held, Mover, Policy, Stepped};
use forklore::trace::{Event, EventKind, ProcId};

/// No test waits longer for anything.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// Options of a stepped run of this program.
pub fn options(source: &str, stepped: Stepped) -> Options {
    Options {
        path: "program.py".into(),
        source: source.to_owned(),
        stdout: StdoutMode::Unbuffered,
        start_method: StartMethod::Fork,
        speed: Speed::Factor(1.0),
        seed: Some(1),
        time_limit: Some(PATIENCE),
        isolation: Isolation::Auto,
        max_processes: 64,
        executable: PathBuf::from(env!("CARGO_BIN_EXE_forklore")),
        lines: true,
        priority: Priority::Equal,
        sample_every: None,
        stepped: Some(stepped),
    }
}

/// A run that is held before its first step.
pub fn held_at_start(source: &str) -> Options {
    let stepped = Stepped {
        hold_at: Some(0),
        ..Stepped::default()
    };
    options(source, stepped)
}

/// A run by a policy.
pub fn by_policy(source: &str, policy: Policy, seed: u64) -> Options {
    let stepped = Stepped {
        policy,
        ..Stepped::default()
    };
    Options {
        seed: Some(seed),
        ..options(source, stepped)
    }
}

/// The process itself, as a mover.
pub fn process(proc: u32) -> Mover {
    Mover {
        proc: ProcId(proc),
        agent: None,
        nth: 0,
    }
}

/// A run and everything it has told so far.
pub struct Run {
    /// The run.
    pub session: Session,
    /// Events in order.
    pub events: Vec<Arc<Event>>,
    /// Where it stands.
    pub held: Held,
    /// Refusals so far.
    pub refused: Vec<(u64, String)>,
    /// Times that a standstill was told.
    pub standstills: u32,
    /// How it ended.
    pub end: Option<(String, i32)>,
}

impl Run {
    /// Starts it.
    pub fn start(options: Options) -> Self {
        Self {
            session: launch(options).expect("a run"),
            events: Vec::new(),
            held: Held::default(),
            refused: Vec::new(),
            standstills: 0,
            end: None,
        }
    }

    /// Starts it and waits until it is held.
    #[track_caller]
    pub fn held(options: Options) -> Self {
        let mut run = Self::start(options);
        run.await_held();
        run
    }

    /// Takes notices until one is as wished.
    #[track_caller]
    pub fn wait_for(&mut self, what: &str, is_it: impl Fn(&Self, &Notice) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let Ok(notice) = self.session.notices.recv_deadline(deadline) else {
                panic!("waited for {what}; {:#?}\n{:#?}", self.held, self.last());
            };
            match &notice {
                Notice::Events(events) => {
                    self.events.extend(events.iter().cloned().map(Arc::new));
                }
                Notice::Held(held) => self.held = held.clone(),
                Notice::Refused { step, why } => self.refused.push((*step, why.to_string())),
                Notice::Standstill => self.standstills += 1,
                Notice::Finished { outcome, code } => self.end = Some((outcome.clone(), *code)),
                Notice::Failed(why) => panic!("the run broke down: {why}"),
                _ => {}
            }
            if is_it(self, &notice) {
                return;
            }
        }
    }

    fn last(&self) -> &[Arc<Event>] {
        &self.events[self.events.len().saturating_sub(20)..]
    }

    /// Waits until everybody is at rest, or all is over.
    #[track_caller]
    pub fn await_held(&mut self) {
        self.wait_for("the run to be held", |_, notice| match notice {
            Notice::Held(held) => held.computing.is_empty(), // else a loaded machine takes long over a step
            notice => matches!(notice, Notice::Finished { .. }),
        });
    }

    /// Tells the run something; a run that is over does not hear it.
    pub fn tell(&self, command: Command) {
        let _ = self.session.commands.send(command);
    }

    /// One step of this mover.
    #[track_caller]
    pub fn step(&mut self, mover: Mover) {
        self.tell(Command::Step(Some(mover)));
        self.await_held();
    }

    /// Steps of the process until it stands before this operation.
    #[track_caller]
    pub fn step_to(&mut self, proc: u32, op: &str) {
        while self.next_of(proc).op != op {
            self.step(process(proc));
        }
    }

    /// What the process's next step is.
    #[track_caller]
    pub fn next_of(&self, proc: u32) -> &Announced {
        let of = |next: &&Announced| next.mover == process(proc);
        let next = self.held.movers.iter().find(of);
        next.unwrap_or_else(|| panic!("no process {proc}: {:#?}", self.held))
    }

    /// Whether the process stands before a step.
    pub fn has(&self, proc: u32) -> bool {
        let mut movers = self.held.movers.iter();
        movers.any(|next| next.mover == process(proc))
    }

    /// Goes on by the policy, to the end: outcome and code.
    #[track_caller]
    pub fn finish(&mut self) -> (String, i32) {
        if self.end.is_none() {
            self.tell(Command::Play { every_ms: 0 });
        }
        self.finish_by_itself()
    }

    /// Waits for the end: outcome and code.
    #[track_caller]
    pub fn finish_by_itself(&mut self) -> (String, i32) {
        if self.end.is_none() {
            self.wait_for("the end", |run, _| run.end.is_some());
        }
        self.end.clone().expect("it has ended")
    }

    /// Everything that was written.
    pub fn output(&self) -> String {
        let text = |event: &Arc<Event>| match &event.kind {
            EventKind::Output { data, .. } => Some(data.clone()),
            _ => None,
        };
        self.events.iter().filter_map(text).collect()
    }

    /// The schedule's code, as the end of the run tells it, or the place where it stands.
    #[track_caller]
    pub fn code(&self) -> String {
        if !self.held.schedule.is_empty() {
            return self.held.schedule.clone();
        }
        self.code_at_end()
    }

    /// The schedule's code, as the end of the run tells it.
    #[track_caller]
    pub fn code_at_end(&self) -> String {
        let code = self.events.iter().find_map(|event| match &event.kind {
            EventKind::Finished { schedule, .. } => schedule.clone(),
            _ => None,
        });
        code.expect("a run that was stepped from its start has a code")
    }
}

/// The trace without what is the machine's: real times, PIDs outside, what was sampled.
pub fn comparable(events: &[Arc<Event>]) -> Vec<Event> {
    let plain = |event: &Arc<Event>| {
        let mut event = Event::clone(event);
        event.t = 0;
        event.host_pid = None;
        if let EventKind::ProcessStarted { child_host_pid, .. } = &mut event.kind {
            *child_host_pid = 0;
        }
        event
    };
    let kept = events.iter().filter(|event| !event.kind.is_sampled());
    kept.map(plain).collect()
}
