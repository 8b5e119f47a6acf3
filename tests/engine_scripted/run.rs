//! A run under test: options, and what it told.

use std::sync::Arc;
use std::time::{Duration, Instant};

use forklore::engine::session::{
    Command, Isolation, Notice, Options, Priority, Session, Speed, StartMethod, StdoutMode, launch,
};
use forklore::trace::{Event, EventKind, ProcId};

/// No test waits longer for anything.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Options of a scripted run at full speed.
pub fn options(script: &str, isolation: Isolation) -> Options {
    Options {
        path: "script.py".into(),
        source: format!("# script {script}\n"),
        stdout: StdoutMode::Unbuffered,
        start_method: StartMethod::Fork,
        speed: Speed::Max,
        seed: None,
        time_limit: Some(PATIENCE),
        isolation,
        max_processes: 64,
        executable: std::env::current_exe().expect("the test's own path"),
        lines: true,
        priority: Priority::Low,
        sample_every: None,
        stepped: None,
    }
}

/// A run and everything it has told so far.
pub struct Run {
    /// The run.
    pub session: Session,
    /// Events in order.
    pub events: Vec<Arc<Event>>,
    /// Other notices in order.
    pub notices: Vec<Notice>,
}

impl Run {
    /// Starts it.
    pub fn start(options: Options) -> Self {
        Self {
            session: launch(options).expect("a run"),
            events: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// Keeps events that have come.
    pub fn keep(&mut self, events: &[Event]) {
        self.events.extend(events.iter().cloned().map(Arc::new));
    }

    /// Takes notices until one is as wished; says what was awaited if none is.
    #[track_caller]
    pub fn wait_for(&mut self, what: &str, is_it: impl Fn(&Self, &Notice) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let Ok(notice) = self.session.notices.recv_deadline(deadline) else {
                panic!(
                    "waited for {what}; got {:?}, unfinished {:?}, last {:#?}",
                    self.notices,
                    self.unfinished(),
                    &self.kinds()[self.events.len().saturating_sub(30)..]
                );
            };
            if let Notice::Events(events) = &notice {
                self.keep(events);
            } else {
                self.notices.push(notice.clone());
            }
            if is_it(self, &notice) {
                return;
            }
        }
    }

    /// Tells the run something.
    pub fn tell(&self, command: Command) {
        self.session
            .commands
            .send(command)
            .expect("a run that is under way");
    }

    /// Runs to the end: outcome and code.
    #[track_caller]
    pub fn finish(&mut self) -> (String, i32) {
        self.wait_for("the end", |_, notice| {
            matches!(notice, Notice::Finished { .. } | Notice::Failed(_))
        });
        match self.notices.last() {
            Some(Notice::Finished { outcome, code }) => (outcome.clone(), *code),
            other => panic!("the run failed: {other:?}"),
        }
    }

    /// Position of the first event that is as wished.
    #[track_caller]
    pub fn position(&self, what: &str, is_it: impl Fn(&Event) -> bool) -> usize {
        let position = self.events.iter().position(|event| is_it(event));
        position.unwrap_or_else(|| panic!("no {what} in {:#?}", self.kinds()))
    }

    /// Context switches so far of the conductor's thread and of all living processes of the run, by PID.
    pub fn wake_ups(&self) -> Vec<(u32, String)> {
        let switches = |path: String| {
            let status = std::fs::read_to_string(path).unwrap_or_default();
            let lines = status.lines().filter(|line| line.contains("ctxt_switches"));
            lines.collect::<Vec<_>>().join(" ")
        };
        let mut pids: Vec<u32> = self
            .events
            .iter()
            .filter_map(|event| event.host_pid)
            .collect();
        pids.sort_unstable();
        pids.dedup();
        let mut all: Vec<(u32, String)> = pids
            .into_iter()
            .map(|pid| (pid, switches(format!("/proc/{pid}/status"))))
            .collect();
        let tasks = std::fs::read_dir("/proc/self/task").expect("own threads");
        for task in tasks.flatten() {
            let path = task.path();
            let name = std::fs::read_to_string(path.join("comm")).unwrap_or_default();
            if name.trim() == "conductor" {
                all.push((0, switches(path.join("status").display().to_string())));
            }
        }
        all
    }

    /// Processes that were started and not told to be reaped.
    pub fn unfinished(&self) -> Vec<u32> {
        let mut unfinished = Vec::new();
        for event in &self.events {
            match event.kind {
                EventKind::ProcessStarted { child, .. } => unfinished.push(child.0),
                EventKind::ProcessReaped { child, .. } => unfinished.retain(|&c| c != child.0),
                _ => {}
            }
        }
        unfinished
    }

    /// Kinds of all events with their processes.
    pub fn kinds(&self) -> Vec<String> {
        let kind = |event: &Arc<Event>| format!("{:?} {:?}", event.proc.map(|p| p.0), event.kind);
        self.events.iter().map(kind).collect()
    }

    /// What a process wrote.
    pub fn output_of(&self, proc: u32) -> String {
        let of = self
            .events
            .iter()
            .filter(|event| event.proc == Some(ProcId(proc)));
        of.filter_map(|event| match &event.kind {
            EventKind::Output { data, .. } => Some(data.as_str()),
            _ => None,
        })
        .collect()
    }

    /// Laws that hold in every trace.
    #[track_caller]
    pub fn check_laws(&self) {
        let numbered = self.events.iter().filter(|event| !event.kind.is_sampled());
        for (index, event) in numbered.enumerate() {
            assert_eq!(event.seq, index as u64, "seq is dense");
        }
        for pair in self.events.windows(2) {
            assert!(
                pair[0].t <= pair[1].t && pair[0].vt <= pair[1].vt,
                "time goes on: {pair:?}"
            );
        }
        for (index, event) in self.events.iter().enumerate() {
            if let EventKind::ProcessExited { child, .. } = event.kind {
                self.check_end(index, child);
            }
        }
    }

    #[track_caller]
    fn check_end(&self, end: usize, child: ProcId) {
        let is_own = |event: &&Arc<Event>| event.proc == Some(child) && !event.kind.is_sampled();
        let after: Vec<_> = self.events[end + 1..].iter().filter(is_own).collect();
        let is_reaping = |event: &&Arc<Event>| matches!(event.kind, EventKind::ProcessReaped { child: c, .. } if c == child);
        assert!(
            after.iter().all(is_reaping),
            "nothing after the end: {after:?}"
        );
        let is_birth = |event: &Arc<Event>| matches!(event.kind, EventKind::ProcessStarted { child: c, .. } if c == child);
        let births: Vec<_> = (0..self.events.len())
            .filter(|&index| is_birth(&self.events[index]))
            .collect();
        assert!(
            births.len() == 1 && births[0] < end,
            "the birth of {child:?} precedes its end, once"
        );
        let earlier = self.events[..end].iter().any(|event| match event.kind {
            EventKind::ProcessReaped { child: c, .. }
            | EventKind::ProcessExited { child: c, .. } => c == child,
            EventKind::Joined { child: c, exitcode } => c == child && exitcode.is_some(),
            _ => false,
        });
        assert!(
            !earlier,
            "the end of {child:?} precedes its reaping and joining, once"
        );
    }
}
