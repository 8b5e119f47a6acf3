//! The program's state [`App`] and its pure [`update`]: messages in, effects out.
//!
//! `app` knows lessons and the model, not the engine, the terminal or drawing. Time enters as data in
//! [`Message::Tick`]; nothing here reads a clock.

pub mod action;
pub mod appearance;
pub mod arrangement;
pub mod drawn;
pub mod effect;
pub mod key;
pub mod keymap;
pub mod knobs;
pub mod message;
pub mod moment;
pub mod motion;
pub mod outcome;
mod own;
pub mod palette;
pub mod pool_rate;
pub mod run_view;
pub mod say;
pub mod screen;
pub mod search;
pub mod stepping;
mod update;

use std::collections::BTreeMap;
use std::time::Duration;

pub use action::Action;
pub use appearance::Appearance;
pub use arrangement::Arrangement;
pub use drawn::Drawn;
pub use effect::{Copy, Effect, Order, Prefix, Signal, StartRun};
pub use key::{Key, KeyCode, Mouse, MouseKind};
use keymap::Context;
pub use knobs::{Field, Knobs};
pub use message::{Edited, Message, RunNotice};
use motion::{Link, Moment, Motion};
pub use outcome::Outcome;
pub use run_view::{Mode, Phase, RunFacts, RunId, RunView, Speed, Stage, StartMethod};
pub use screen::{LessonScreen, ListScreen, Overlay, Progress, Question, Screen};
pub use stepping::{Announced, Held, Mover, Needs, Policy, Stepping};
pub use update::{copy_to_find, needs_text, start, update};

use crate::lesson::{Course, Language, Lesson, Page, PageKind, StdoutMode};
use crate::model::world::{Process, State};

/// Time between two frames while only the clock goes on: a cell of a lane is 0.1 s. A motion has the least span.
const CLOCK_SPAN: Duration = Duration::from_millis(100);

/// Time between two frames at least while nothing glides: every second frame of those that glide. Facts that come faster
/// are read no faster, and steps of 0.1 s, the shortest that lessons take, are still seen one by one.
const FACTS_SPAN: Duration = Duration::from_millis(66);

/// The whole state of the interface.
#[derive(Clone, Debug)]
pub struct App {
    /// Every lesson.
    pub course: Course,
    /// Which screen is open.
    pub screen: Screen,
    /// The list's own state, kept while a lesson is open.
    pub list: ListScreen,
    /// What lies over the screen.
    pub overlay: Option<Overlay>,
    /// Language of the screen.
    pub language: Language,
    /// Theme, colors, glyphs.
    pub appearance: Appearance,
    /// What the command line asked of every run.
    pub options: Options,
    /// Size of the terminal as (columns, rows).
    pub size: (u16, u16),
    /// Monotonic time since forklore started, as of the last tick.
    pub now: Duration,
    /// How frames reach the learner.
    pub link: Link,
    /// Least time between two frames that no key asked for.
    frame_span: Duration,
    /// What is said in the keys row.
    pub message: Option<Said>,
    /// What the last frame left behind; the loop stores here what `ui::render` returned.
    pub drawn: Drawn,
    /// Whether the terminal reports the mouse; else it selects text with it.
    pub has_mouse: bool,
    /// Where and when the mouse was clicked last: a second click makes it a double one.
    last_click: Option<(Duration, (u16, u16))>,
    /// Whether the learner asked to quit already.
    is_quitting: bool,
    /// Whether forklore was started for one program alone, so that leaving it quits.
    is_single: bool,
    /// Runs asked for so far.
    n_runs: u64,
}

/// What the command line asks of every run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Buffering of stdout; none leaves it to page and listing.
    pub stdout: Option<StdoutMode>,
    /// How children are made.
    pub start_method: StartMethod,
    /// Seed of the programs' random numbers.
    pub seed: Option<u64>,
    /// Speed of the virtual clock at the start.
    pub speed: Speed,
}

/// A message in the keys row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its text.
    pub text: String,
    /// When it goes away.
    pub until: Duration,
}

impl App {
    /// forklore at the lesson list, in a window of `size` (columns, rows).
    pub fn new(
        course: Course,
        language: Language,
        appearance: Appearance,
        size: (u16, u16),
    ) -> Self {
        Self {
            course,
            screen: Screen::List,
            list: ListScreen::default(),
            overlay: None,
            language,
            appearance,
            options: Options::default(),
            size,
            now: Duration::ZERO,
            link: Link::Local,
            frame_span: appearance.motion.frame_span(Link::Local),
            message: None,
            drawn: Drawn::default(),
            has_mouse: true,
            last_click: None,
            is_quitting: false,
            is_single: false,
            n_runs: 0,
        }
    }

    /// Opens the lesson with this id where the learner left it. Returns false where there is none.
    pub fn open_lesson(&mut self, id: &str) -> bool {
        let Some(lesson) = self.course.lessons.iter().find(|lesson| lesson.id == id) else {
            return false;
        };
        let page_idx = self
            .list
            .progress
            .get(id)
            .map_or(0, |progress| progress.page);
        let lesson = lesson.clone();
        if let Some(place) = self.lessons_shown().iter().position(|shown| shown.id == id) {
            self.list.chosen = place;
        }
        self.show(LessonScreen::new(lesson, page_idx));
        true
    }

    /// Opens a lesson at one of its listings, for `forklore run LESSON:LISTING`; leaving it quits.
    pub fn open_listing(&mut self, lesson: &Lesson, listing: &str) {
        let place = lesson
            .listings
            .iter()
            .position(|known| known.name == listing)
            .unwrap_or(0);
        let is_run_page = |page: &Page| page.kind == PageKind::Run;
        let page_idx = (0..lesson.pages.len())
            .find(|idx| {
                let shows = lesson
                    .listing_of_page(*idx)
                    .is_some_and(|known| known.name == listing);
                is_run_page(&lesson.pages[*idx]) && shows
            })
            .or_else(|| lesson.pages.iter().position(is_run_page))
            .unwrap_or(0);
        let mut screen = LessonScreen::new(lesson.clone(), page_idx);
        screen.show_listing(place);
        self.is_single = true;
        self.show(screen);
    }

    /// Opens a program of the learner's, for `forklore run FILE`; leaving it quits.
    pub fn open_program(&mut self, path: &str, source: String) {
        self.is_single = true;
        self.show(LessonScreen::new(own::program_lesson(path, source), 0));
    }

    /// Opens a recording that is about to be read, for `forklore replay`; leaving it quits. Its notices carry the number
    /// that is returned.
    pub fn open_recording(&mut self, name: &str) -> RunId {
        self.is_single = true;
        self.n_runs += 1;
        let id = RunId(self.n_runs);
        let mut screen = LessonScreen::new(own::recording_lesson(name), 0);
        screen.run.id = id;
        screen.run.mode = Mode::Replay;
        screen.run.phase = Phase::Running;
        self.show(screen);
        id
    }

    fn show(&mut self, mut screen: LessonScreen) {
        // The lesson that was open so far stays where the learner left it.
        self.list.progress = self.progress();
        screen.run.speed = self.options.speed;
        self.overlay = None;
        self.screen = Screen::Lesson(Box::new(screen));
    }

    /// Says something in the keys row for 4 s.
    pub fn say(&mut self, text: String) {
        self.message = Some(Said {
            text,
            until: self.now + update::MESSAGE_SPAN,
        });
    }

    /// When the next frame is due although no message comes; none: the loop may sleep.
    ///
    /// Something moves by the clock alone in three cases:
    /// 1. something is on its way (see [`motion`]);
    /// 2. the run's clock runs and a process computes, sleeps or waits with a time-out, or a change is still marked;
    /// 3. a message in the keys row goes away.
    pub fn wants_frame_at(&self) -> Option<Duration> {
        let run = self.lesson().map(|lesson| &lesson.run);
        let moving = run.and_then(|run| run.motions.next_change(self.now, self.frame_span));
        let clock = run
            .filter(|run| run.moves_by_clock())
            .map(|_| self.now + CLOCK_SPAN.max(self.frame_span));
        let message = self.message.as_ref().map(|said| said.until);
        moving.into_iter().chain(clock).chain(message).min()
    }

    /// Sets how much moves, and with it how often a frame may come.
    pub fn set_motion(&mut self, motion: Motion) {
        self.appearance.motion = motion;
        self.frame_span = motion.frame_span(self.link);
    }

    /// Least time between the newest frame and the next one, if no key asks for it.
    pub fn frame_span(&self) -> Duration {
        let glides = |screen: &LessonScreen| screen.run.motions.is_gliding(self.now);
        if self.lesson().is_some_and(glides) {
            self.frame_span
        } else {
            self.frame_span.max(FACTS_SPAN)
        }
    }

    /// What a motion that begins now must know.
    fn moment(&self) -> Moment {
        Moment {
            now: self.now,
            motion: self.appearance.motion,
            frame_span: self.frame_span,
        }
    }

    /// How many regions the window has room for.
    pub fn arrangement(&self) -> Arrangement {
        Arrangement::of(self.size.0, self.size.1)
    }

    /// Where a key is pressed now.
    pub fn context(&self) -> Context {
        match (&self.overlay, &self.screen) {
            (Some(Overlay::Signal { .. } | Overlay::Confirm { .. }), _) => Context::Choice,
            (Some(Overlay::Enter { .. }), _) => Context::Text,
            (
                Some(Overlay::Help {
                    search: Some(search),
                    ..
                }),
                _,
            ) if search.is_typing => Context::Text,
            (Some(Overlay::Knobs(_)), _) => Context::Knobs,
            (Some(Overlay::Palette { .. }), _) => Context::Palette,
            (Some(Overlay::Reset { .. }), _) => Context::Confirm,
            (Some(_), _) => Context::Overlay,
            (None, Screen::Lesson(lesson)) if lesson.is_searching() => Context::Text,
            (None, Screen::Lesson(lesson)) => lesson.run.context(),
            (None, Screen::List) if self.list.is_typing => Context::Text,
            (None, Screen::List) if self.list.filter.is_some() => Context::Found,
            (None, Screen::List) => Context::List,
        }
    }

    /// How far each lesson was read, the open one included. A program that was opened by itself has no progress.
    pub fn progress(&self) -> BTreeMap<String, Progress> {
        let mut all = self.list.progress.clone();
        if let Some(screen) = self.lesson().filter(|_| !self.is_single) {
            let id = &screen.lesson.id;
            let progress = screen.progress(all.get(id).copied());
            all.insert(id.clone(), progress);
        }
        all
    }

    /// The language that is not shown.
    pub fn other_language(&self) -> Language {
        self.language.other()
    }

    /// The lessons that pass the list's filter, in order.
    pub fn lessons_shown(&self) -> Vec<&Lesson> {
        let filter = self
            .list
            .filter
            .as_deref()
            .unwrap_or_default()
            .to_lowercase();
        self.course
            .lessons
            .iter()
            .filter(|lesson| passes(lesson, &filter))
            .collect()
    }

    /// The open lesson, if one is open.
    pub fn lesson(&self) -> Option<&LessonScreen> {
        match &self.screen {
            Screen::Lesson(lesson) => Some(lesson),
            Screen::List => None,
        }
    }
}

/// Whether number, id, title or summary in any language contain the filter (in lower case).
fn passes(lesson: &Lesson, filter: &str) -> bool {
    let number = lesson.number.to_string();
    let texts = [&lesson.title, &lesson.summary]
        .into_iter()
        .flat_map(|text| [&text.en, &text.zh]);
    texts
        .chain([&lesson.id, &number])
        .any(|text| text.to_lowercase().contains(filter))
}

impl RunView {
    /// Where a key is pressed now.
    fn context(&self) -> Context {
        match self.mode {
            _ if self.is_past() => Context::Past,
            Mode::Replay => Context::Past,
            Mode::Stepped => Context::Stepped,
            Mode::Live => Context::Live,
        }
    }

    /// Whether something on the screen moves although no event arrives.
    fn moves_by_clock(&self) -> bool {
        if let Some(cursor) = self.cursor {
            return cursor.is_playing;
        }
        if self.mode != Mode::Live {
            return false;
        }
        let runs = matches!(self.phase, Phase::Running | Phase::Pausing { .. });
        let moves = |process: &Process| match &process.state {
            State::Running | State::Sleeping { .. } => true,
            State::Blocked(wait) => wait.deadline.is_some(),
            _ => false,
        };
        runs && (self.world.processes.iter().any(moves) || self.has_fresh())
    }
}
