//! forklore on the screen: the event loop.
//!
//! ```text
//! input, signals, notices of the run, the next frame's time
//!   -> one Cause (next_cause) -> Message -> app::update -> Effect -> perform
//!   -> a frame, if something changed
//! ```
//! At rest every channel is empty and no frame is wanted: the loop sleeps in one select without a time-out.

mod background;
mod clipboard;
mod desk;
mod editor;
mod encode;
mod library;
mod live;
mod painter;
mod save;
mod stepped;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context;
use crossbeam_channel::{at, never, select};
use signal_hook::consts::SIGHUP;
use signal_hook::low_level;

use super::input::{Answer, Input, Listener};
use super::progress::{self, Keeper};
use super::replay::{self, Replay};
use super::signals::{self, Watch};
use super::standstill::{self, Suspicion};
use super::supervisor;
use super::terminal::{self, Guard, Restorer};
use crate::app::{
    self, App, Appearance, Edited, Effect, Message, RunId, RunNotice, StartRun, start, update,
};
use crate::engine::os::memory::{let_go_of_code, use_one_heap};
use crate::engine::session::{Command, Notice, Options};
use crate::lesson::{Course, Language, Lesson};
use crate::ui;
use editor::Editing;
use library::Library;
use live::{Live, Template};
use painter::Painter;

/// How long a burst of causes is taken in before a frame is drawn.
const BURST: Duration = Duration::from_millis(8);

/// How long a run may take to answer a key; later, its news are drawn as they are without a key.
const ANSWER: Duration = Duration::from_millis(200);

/// Events of a burst up to which a run is calm: while a frame is waited for, its news wait along, so that each does not
/// wake the loop. Far below what the channel holds; a run that is not calm is listened to, since it would have to wait.
const CALM: usize = 32;

/// What to show.
#[derive(Debug)]
pub struct Request {
    /// What is open at the start.
    pub opening: Opening,
    /// The lessons of the list.
    pub lessons: Lessons,
    /// Language of the screen.
    pub language: Language,
    /// Theme, colors, glyphs.
    pub appearance: Appearance,
    /// What the command line asks of every run, for the screen.
    pub options: app::Options,
    /// The same for the engine.
    pub run: Options,
    /// File for the trace of the newest run.
    pub events: Option<PathBuf>,
    /// Schedule of the run that begins at once: a code, or a policy's name.
    pub schedule: Option<String>,
    /// Which thread panics at the first key.
    pub panic_in: Option<PanicIn>,
}

/// What is open at the start.
#[derive(Debug)]
pub enum Opening {
    /// The lesson list.
    List,
    /// The lesson with this id.
    Lesson(String),
    /// A lesson at the listing of this place, running.
    Listing(Box<Lesson>, usize),
    /// A program of the learner's, by path and text, running.
    Program(String, String),
    /// A recording.
    Recording(replay::Opened),
}

/// Where the lessons come from.
#[derive(Debug, Default)]
pub enum Lessons {
    /// There are none: one program alone is shown.
    #[default]
    None,
    /// Those inside the binary: read while the terminal is set up.
    Embedded,
    /// These.
    Loaded(Course),
}

/// A thread that panics at the first key, for tests of the way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanicIn {
    /// The event loop.
    Ui,
    /// The input thread.
    Input,
}

/// Shows forklore until the learner quits. Gives the exit status.
///
/// # Errors
/// Where there is no terminal, or the system refuses a process or a thread.
pub fn run(mut request: Request) -> anyhow::Result<i32> {
    anyhow::ensure!(
        std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        "this terminal cannot be drawn on (TERM=dumb); use `forklore run FILE --plain`, which writes sentences"
    );
    let restorer = Restorer::new().context(
        "there is no terminal to draw on; run it in a terminal, or use `forklore run FILE --headless`",
    )?;
    supervisor::split(&restorer)?;
    use_one_heap();
    // Only now: the supervisor is forked from a single thread.
    let library =
        Library::open(std::mem::take(&mut request.lessons)).context("cannot read the lessons")?;
    let guard = Guard::new(restorer).context("cannot set the terminal up")?;
    let watch = Watch::screen().context("cannot watch for signals")?;
    let mut stage = Stage::new(request, library.course(), watch)?;
    stage.first_frame(&guard)?;
    let ending = stage.run();
    stage.await_answers();
    drop(guard);
    Ok(stage.leave(ending?))
}

/// Why the loop goes round.
#[derive(Debug)]
enum Cause {
    Input(Input),
    Signal(signals::Notice),
    Notice(Notice),
    /// The editor was left.
    Edited(Edited),
    /// News of a recording.
    Replay(RunNotice),
    /// The recording was read to its end.
    ReplayGone,
    /// The run's channel has closed.
    RunGone,
    /// It is time for the next frame.
    Frame,
}

/// Why forklore ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// The learner quit.
    Quit,
    /// The learner asked twice.
    Kill,
    /// A signal asked.
    Signal(i32),
    /// The terminal has gone.
    HungUp,
}

/// What the terminal was asked at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answers {
    /// It has answered all, or was asked nothing.
    Complete,
    /// An answer may still come.
    UnderWay,
}

/// A run that begins at once.
struct FirstRun {
    /// A code, or a policy's name; none: it is live.
    schedule: Option<String>,
}

/// Everything between the terminal and the run.
struct Stage {
    app: App,
    painter: Painter,
    watch: Watch,
    listener: Option<Listener>,
    /// Input that came while an answer was waited for.
    early: VecDeque<Input>,
    answers: Answers,
    live: Option<Live>,
    replay: Option<(RunId, Replay)>,
    /// The editor that has the terminal.
    editing: Option<Editing>,
    /// Where copies of programs are kept.
    state: PathBuf,
    template: Template,
    start: Instant,
    /// Something may look different now.
    is_dirty: bool,
    /// A key or a resize waits for its frame: it is drawn at once.
    is_urgent: bool,
    /// When a key may have asked something of the run whose answer is not there yet: it is drawn at once, too.
    asked_at: Option<Instant>,
    /// Events that the newest burst brought.
    n_events: usize,
    /// When the last frame was drawn.
    drawn_at: Instant,
    panic_in: Option<PanicIn>,
    /// A run that begins at once, by this schedule or live.
    first_run: Option<FirstRun>,
    keeper: Keeper,
    /// Lesson and listing whose copy from before was looked for.
    copy_looked_for: Option<(String, usize)>,
    /// The learner did something: the progress may be another one.
    may_have_progress: bool,
    suspicion: Suspicion,
}

impl Stage {
    fn new(request: Request, course: Course, watch: Watch) -> anyhow::Result<Self> {
        let size = crossterm::terminal::size().context("cannot read the terminal's size")?;
        let mut app = App::new(course, request.language, request.appearance, size);
        app.options = request.options;
        let is_remote = std::env::var_os("SSH_CONNECTION").is_some();
        if is_remote {
            app.link = app::motion::Link::Network;
        }
        app.set_motion(request.appearance.motion);
        let keeps_progress = matches!(request.opening, Opening::List | Opening::Lesson(_));
        let folder = progress::folder(|name| std::env::var_os(name)).filter(|_| keeps_progress);
        let (keeper, trouble) = Keeper::open(folder);
        app.list.progress.clone_from(keeper.progress());
        if let Some(trouble) = trouble {
            app.say(trouble.text(app.language));
        }
        let mut replay = None;
        let starts = matches!(request.opening, Opening::Listing(..) | Opening::Program(..));
        match request.opening {
            Opening::List => {}
            Opening::Lesson(id) => _ = app.open_lesson(&id),
            Opening::Listing(lesson, place) => {
                let name = lesson.listings[place].name.clone();
                app.open_listing(&lesson, &name);
            }
            Opening::Program(path, source) => app.open_program(&path, source),
            Opening::Recording(opened) => {
                let id = app.open_recording(&opened.name);
                let course = std::mem::take(&mut app.course);
                let reading = Replay::start(opened, course).context("cannot read the trace")?;
                replay = Some((id, reading));
            }
        }
        let now = Instant::now();
        Ok(Self {
            app,
            painter: Painter::new(size),
            watch,
            listener: None,
            early: VecDeque::new(),
            answers: Answers::Complete,
            live: None,
            replay,
            editing: None,
            state: progress::folder(|name| std::env::var_os(name))
                .unwrap_or_else(std::env::temp_dir),
            template: Template {
                options: request.run,
                events: request.events,
            },
            start: now,
            is_dirty: true,
            is_urgent: true,
            asked_at: None,
            n_events: 0,
            drawn_at: now,
            panic_in: request.panic_in,
            // What `forklore run` opens, it runs: as if the learner had asked for it.
            keeper,
            copy_looked_for: None,
            may_have_progress: false,
            first_run: starts.then_some(FirstRun {
                schedule: request.schedule,
            }),
            suspicion: Suspicion::default(),
        })
    }

    /// Begins to listen, and draws.
    fn first_frame(&mut self, guard: &Guard) -> anyhow::Result<()> {
        let input = guard.input().context("cannot read from the terminal")?;
        let panics = self.panic_in == Some(PanicIn::Input);
        let listener = if panics {
            Listener::start_panicking(input)
        } else {
            Listener::start(input)
        };
        self.listener = Some(listener.context("cannot listen to the terminal")?);
        if background::is_wanted(self.app.appearance) {
            terminal::write_frame(background::QUESTION)?;
            self.answers = Answers::UnderWay;
            self.hear_answers(Instant::now() + background::PATIENCE);
        }
        self.draw()?;
        self.mouse();
        if matches!(self.app.screen, app::Screen::List) {
            // Reading options, lessons and theme is done, and nothing runs yet.
            let_go_of_code();
        }
        Ok(())
    }

    /// Takes in answers of the terminal until the last one has come or the time is over; other input waits its turn.
    fn hear_answers(&mut self, end: Instant) {
        while self.answers == Answers::UnderWay {
            let input = match &self.listener {
                Some(listener) => listener.inputs.recv_deadline(end),
                None => return,
            };
            match input {
                Ok(Input::Answer(answer)) => self.answer(answer),
                Ok(other) => self.early.push_back(other),
                Err(_) => return,
            }
        }
    }

    fn answer(&mut self, answer: Answer) {
        match answer {
            Answer::Background(color) => {
                self.app.appearance.background = background::of_color(color);
            }
            Answer::Attributes => self.answers = Answers::Complete,
        }
    }

    /// At the end: an answer that is still under way must not reach the shell.
    fn await_answers(&mut self) {
        self.hear_answers(self.start + background::UNDER_WAY);
    }

    /// The loop.
    fn run(&mut self) -> anyhow::Result<Ending> {
        if let Some(first) = self.first_run.take() {
            let effects = start(&mut self.app, first.schedule);
            if let Some(ending) = self.perform_all(effects) {
                return Ok(ending);
            }
        }
        loop {
            self.draw_if_due()?;
            self.keep_progress();
            self.look_for_copy();
            let cause = self.next_cause(self.frame_at());
            if let Some(ending) = self.burst(cause) {
                return Ok(ending);
            }
        }
    }

    /// Takes in `cause` and all that is there already, as long as a burst may take or until a key wants its frame.
    fn burst(&mut self, cause: Cause) -> Option<Ending> {
        let begin = Instant::now();
        self.n_events = 0;
        self.tick(begin);
        let mut next = Some(cause);
        while let Some(cause) = next {
            if let Some(ending) = self.take(cause) {
                return Some(ending);
            }
            let is_over = self.is_urgent || begin.elapsed() >= BURST;
            next = if is_over { None } else { self.ready_cause() };
        }
        self.look_for_cycle();
        None
    }

    /// Some may wait for each other while others go on: the model suspects it, the engine confirms it in the kernel.
    fn look_for_cycle(&mut self) {
        let Some(lesson) = self.app.lesson() else {
            return;
        };
        if lesson.run.phase == app::Phase::Running
            && let Some(live) = &self.live
            && !(live.asks() && lesson.run.mode == app::Mode::Stepped)
            && let Some(question) = self.suspicion.look(lesson.run.newest(), Instant::now())
        {
            live.tell(question);
        }
    }

    /// Sleeps until something happens, at most until `frame_at`.
    fn next_cause(&mut self, frame_at: Option<Instant>) -> Cause {
        if let Some(input) = self.early.pop_front() {
            return Cause::Input(input);
        }
        let frame = frame_at.map_or_else(never, at);
        let no_inputs = never();
        let no_notices = never();
        let inputs = self
            .listener
            .as_ref()
            .map_or(&no_inputs, |listener| &listener.inputs);
        let waits_for_frame = self.is_dirty && !self.awaits_answer() && self.n_events <= CALM;
        let notices = self
            .live
            .as_ref()
            .filter(|live| !waits_for_frame || live.asks())
            .map_or(&no_notices, Live::notices);
        let no_editor = never();
        let edited = self
            .editing
            .as_ref()
            .map_or(&no_editor, |editing| &editing.ended);
        let no_replay = never();
        let replayed = self
            .replay
            .as_ref()
            .map_or(&no_replay, |(_, replay)| &replay.notices);
        select! {
            recv(self.watch.notices) -> notice => of_signal(notice.ok()),
            recv(inputs) -> input => of_input(input.ok()),
            recv(edited) -> edited => Cause::Edited(edited.unwrap_or_else(|_| {
                Edited::Failed(editor::lost())
            })),
            recv(replayed) -> notice => notice.map_or(Cause::ReplayGone, Cause::Replay),
            recv(notices) -> notice => notice.map_or(Cause::RunGone, Cause::Notice),
            recv(frame) -> _ => Cause::Frame,
        }
    }

    /// Whether a key was pressed just now that the run may answer.
    fn awaits_answer(&self) -> bool {
        self.asked_at.is_some_and(|asked| asked.elapsed() < ANSWER)
    }

    /// What is there already; the learner before the run.
    fn ready_cause(&self) -> Option<Cause> {
        if let Ok(notice) = self.watch.notices.try_recv() {
            return Some(Cause::Signal(notice));
        }
        if let Some(listener) = &self.listener
            && let Ok(input) = listener.inputs.try_recv()
        {
            return Some(Cause::Input(input));
        }
        if let Some((_, replay)) = &self.replay {
            return replay.notices.try_recv().ok().map(Cause::Replay);
        }
        let notice = self.live.as_ref()?.notices().try_recv();
        notice.ok().map(Cause::Notice)
    }

    fn take(&mut self, cause: Cause) -> Option<Ending> {
        self.is_dirty = true;
        match cause {
            Cause::Frame => None,
            Cause::Input(Input::HungUp) => Some(Ending::HungUp),
            Cause::Input(Input::Answer(answer)) => {
                self.answer(answer);
                None
            }
            Cause::Input(Input::Message(message)) => self.input(message),
            Cause::Signal(signals::Notice::End(signal)) => Some(Ending::Signal(signal)),
            Cause::Signal(signals::Notice::Resized) => self.resized(),
            Cause::Signal(signals::Notice::Resumed) => {
                self.painter.forget();
                self.mouse();
                self.resized()
            }
            Cause::Notice(Notice::Waits(number)) => {
                self.answer_wait(number);
                None
            }
            Cause::Notice(Notice::Standstill) => {
                self.confirm_standstill();
                None
            }
            Cause::Notice(notice) => self.notice(notice),
            Cause::Edited(edited) => self.edited(edited),
            Cause::Replay(notice) => {
                let run = self.replay.as_ref()?.0;
                self.message(Message::Run { run, notice })
            }
            Cause::ReplayGone => {
                self.replay = None;
                None
            }
            Cause::RunGone => {
                self.live = None;
                None
            }
        }
    }

    fn input(&mut self, message: Message) -> Option<Ending> {
        assert!(
            self.panic_in != Some(PanicIn::Ui),
            "asked to panic by `--panic-in ui`"
        );
        self.is_urgent = true;
        self.may_have_progress = true;
        let ending = self.message(message);
        self.asked_at = self.live.as_ref().map(|_| Instant::now());
        ending
    }

    /// Writes down how far the learner came; after the frame, which waits for no disk.
    fn keep_progress(&mut self) {
        if !std::mem::take(&mut self.may_have_progress) {
            return;
        }
        if let Err(trouble) = self.keeper.keep(&self.app.progress()) {
            let text = trouble.text(self.app.language);
            self.message(Message::Say(text));
        }
    }

    fn resized(&mut self) -> Option<Ending> {
        // A terminal that no longer knows its size is about to go; its end is told elsewhere.
        let (columns, rows) = crossterm::terminal::size().unwrap_or(self.app.size);
        self.painter.resize((columns, rows));
        self.is_urgent = true;
        self.message(Message::Resize { columns, rows })
    }

    fn notice(&mut self, notice: Notice) -> Option<Ending> {
        let is_last = matches!(notice, Notice::Finished { .. } | Notice::Failed(_));
        match &notice {
            Notice::Events(events) => self.n_events += events.len(),
            Notice::Ready(_) | Notice::Pausing { .. } | Notice::Standstill => {}
            _ => self.is_urgent |= self.awaits_answer() && self.asked_at.take().is_some(),
        }
        let live = self.live.as_mut()?;
        let run = live.id;
        let news = live.translate(notice);
        if is_last {
            self.live = None;
        }
        news.into_iter()
            .find_map(|notice| self.message(Message::Run { run, notice }))
    }

    /// The engine sees that nobody moves; the model says who waits for whom, and the engine confirms it in the kernel.
    fn confirm_standstill(&mut self) {
        if let (Some(live), Some(lesson)) = (&mut self.live, self.app.lesson()) {
            live.confirm_standstill(standstill::members(lesson.run.newest()));
        }
    }

    /// A stepped run asks after each wait, and goes on with the answer.
    fn answer_wait(&self, number: u64) {
        let Some(live) = &self.live else { return };
        let lesson = self.app.lesson();
        if let Some(question) = lesson.and_then(|it| standstill::question(it.run.newest())) {
            live.tell(question);
        }
        live.tell(Command::Looked(number));
    }

    /// Lets `app` decide, and does what it decided.
    fn message(&mut self, message: Message) -> Option<Ending> {
        self.is_dirty = true;
        let effects = update(&mut self.app, message);
        self.perform_all(effects)
    }

    fn perform_all(&mut self, effects: Vec<Effect>) -> Option<Ending> {
        effects.into_iter().find_map(|effect| self.perform(effect))
    }

    fn perform(&mut self, effect: Effect) -> Option<Ending> {
        match effect {
            Effect::StartRun(start) => return self.start_run(&start),
            Effect::Pause => self.tell(Command::Pause),
            Effect::Resume => self.tell(Command::Resume),
            Effect::SetSpeed(speed) => {
                if let Some(live) = &mut self.live {
                    live.set_speed(speed);
                }
            }
            Effect::Hold => self.live(Live::hold),
            Effect::Step(mover) => self.live(|live| live.step(mover)),
            Effect::Play { every_ms } => self.tell(Command::Play { every_ms }),
            Effect::Signal { target, signal } => self.tell(live::signal(target, signal)),
            // A terminal that takes no bytes ends forklore elsewhere.
            Effect::CopyText(text) => _ = clipboard::copy(&text),
            Effect::SaveTrace => return self.save(),
            Effect::Edit(copy) => return self.edit(&copy),
            Effect::Discard(copy) => return self.discard(&copy),
            Effect::StopRun => self.stop_run(),
            Effect::Suspend => self.watch.suspend(),
            Effect::Redraw => self.painter.forget(),
            Effect::Mouse { .. } => self.mouse(),
            Effect::Quit => return Some(Ending::Quit),
            Effect::Kill => return Some(Ending::Kill),
        }
        None
    }

    fn start_run(&mut self, start: &StartRun) -> Option<Ending> {
        let run = start.run;
        // What cannot be run does not end what runs.
        let options = match live::options(&self.template.options, start) {
            Ok(options) => options,
            Err(notice) => return self.message(Message::Run { run, notice }),
        };
        self.stop_run();
        match Live::start(&self.template, start, options) {
            Ok(live) => {
                self.live = Some(live);
                None
            }
            Err(notice) => self.message(Message::Run { run, notice }),
        }
    }

    fn stop_run(&mut self) {
        if let Some(live) = self.live.take() {
            live.stop();
        }
    }

    fn live(&mut self, act: impl FnOnce(&mut Live)) {
        if let Some(live) = &mut self.live {
            act(live);
        }
    }

    fn tell(&self, command: Command) {
        if let Some(live) = &self.live {
            live.tell(command);
        }
    }

    fn tick(&mut self, now: Instant) {
        let tick = Message::Tick {
            now: now.duration_since(self.start),
            vt: self.live.as_ref().map(Live::vt),
        };
        // Time alone asks for nothing that must be done.
        let _ = update(&mut self.app, tick);
    }

    /// When the next frame is due: what changed, or what moves by the clock alone; none lets the loop sleep.
    fn frame_at(&self) -> Option<Instant> {
        if self.is_dirty {
            return Some(self.drawn_at + self.frame_span());
        }
        let wanted = self.app.wants_frame_at().map(|wanted| self.start + wanted);
        let is_running = self
            .app
            .lesson()
            .is_some_and(|lesson| lesson.run.phase == app::Phase::Running);
        let question = self.suspicion.again_at().filter(|_| is_running);
        let soonest = wanted.into_iter().chain(question).min()?;
        Some(soonest.max(self.drawn_at + self.frame_span()))
    }

    /// Least time between the newest frame and the next one that no key asks for. What a run answers to a key does not
    /// wait as long as what it does by itself, unless frames are dear.
    fn frame_span(&self) -> Duration {
        let usual = self.app.frame_span();
        if self.app.link == app::motion::Link::Local && self.awaits_answer() {
            usual.min(BURST)
        } else {
            usual
        }
    }

    fn draw_if_due(&mut self) -> anyhow::Result<()> {
        let is_due = self.is_urgent || self.drawn_at.elapsed() >= self.frame_span();
        if self.is_dirty && is_due {
            self.draw()?;
        }
        Ok(())
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        let app = &self.app;
        let drawn = self
            .painter
            .paint(|area, buf| ui::render(app, area, buf))
            .context("cannot write to the terminal")?;
        self.app.drawn = drawn;
        self.drawn_at = Instant::now();
        self.is_dirty = false;
        self.is_urgent = false;
        Ok(())
    }

    /// Ends the run and forklore; the terminal has been given back. Gives the exit status.
    fn leave(mut self, ending: Ending) -> i32 {
        // The screen has gone: a trouble could not be said any more.
        self.keep_progress();
        match ending {
            Ending::Kill => low_level::exit(0),
            Ending::Quit => {
                self.stop_run();
                0
            }
            Ending::Signal(signal) => {
                self.stop_run();
                signals::end_now(signal)
            }
            Ending::HungUp => {
                self.stop_run();
                signals::end_now(SIGHUP)
            }
        }
    }
}

fn of_signal(notice: Option<signals::Notice>) -> Cause {
    // The signals thread ends with the Watch alone.
    Cause::Signal(notice.unwrap_or(signals::Notice::End(SIGHUP)))
}

fn of_input(input: Option<Input>) -> Cause {
    Cause::Input(input.unwrap_or(Input::HungUp))
}
