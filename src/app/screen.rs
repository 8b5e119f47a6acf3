//! The screens' own state: [`ListScreen`], [`LessonScreen`], [`Overlay`].

use std::collections::BTreeMap;
use std::ops::Range;

use super::arrangement::Arrangement;
use super::drawn::Place;
use super::knobs::Knobs;
use super::run_view::{RunId, RunView};
use super::search::Search;
use crate::lesson::{Lesson, Listing, Page, PageKind, Region, StdoutMode, Text};
use crate::python::advice::Slips;
use crate::python::highlight::{TokenClass, highlight};
use crate::trace::ProcId;

/// Which screen is open.
#[derive(Clone, Debug)]
pub enum Screen {
    /// The lesson list.
    List,
    /// A lesson or a program of the learner's.
    Lesson(Box<LessonScreen>),
}

/// The lesson list. It outlives the visit to a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListScreen {
    /// The chosen row, counted among the lessons that pass the filter.
    pub chosen: usize,
    /// Lessons shown are those that contain this text; none shows all.
    pub filter: Option<String>,
    /// Whether letters go into the filter.
    pub is_typing: bool,
    /// How far each lesson was read, by id.
    pub progress: BTreeMap<String, Progress>,
}

/// How far a lesson was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The page where the learner left, from 0.
    pub page: usize,
    /// Whether every page was opened.
    pub is_done: bool,
}

/// What the explanation of a standstill shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// First row shown.
    pub top: usize,
    /// Number of the way out that is open, from 1; 0 is none.
    pub way: u8,
    /// Place of the process whose line Enter goes to, among those explained.
    pub chosen: usize,
}

/// What lies over the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// A signal for a process.
    Signal {
        /// Whom.
        target: ProcId,
        /// Place of the chosen signal among [`super::Signal::ALL`].
        chosen: usize,
    },
    /// A question.
    Confirm {
        /// Which.
        question: Question,
        /// Whether yes is chosen.
        is_yes: bool,
    },
    /// What can be turned.
    Knobs(Knobs),
    /// Every action by name.
    Palette {
        /// What was typed so far.
        text: String,
        /// Place of the chosen row among those that contain it.
        chosen: usize,
    },
    /// A field for a schedule code.
    Enter {
        /// What was typed so far.
        text: String,
        /// What was wrong with it.
        problem: Option<Text>,
    },
    /// The help, scrolled down by so many rows.
    Help {
        /// First row shown.
        top: usize,
        /// What its rows must contain to be shown.
        search: Option<Search>,
    },
    /// Who waits for whom, and why; it opens by itself when processes get stuck.
    Standstill(Why),
    /// Whether all progress is to be forgotten.
    Reset {
        /// Whether `yes` is chosen.
        is_yes: bool,
    },
}

/// Something that is asked before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether the learner's version of the listing is thrown away.
    Restore,
}

/// An open lesson.
#[derive(Clone, Debug)]
pub struct LessonScreen {
    /// The lesson. A program that the learner brought is a lesson with number 0 and one page.
    pub lesson: Lesson,
    /// The open page, from 0; always a page of the lesson.
    pub page_idx: usize,
    /// The farthest page that was opened.
    pub farthest_page: usize,
    /// The listing shown, as its place in the lesson; always a listing of the lesson.
    pub listing_idx: usize,
    /// Originals of the listings that the learner changed, by place in the lesson.
    pub originals: BTreeMap<usize, String>,
    /// Files with the learner's copies from before, by place in the lesson.
    pub kept_copies: BTreeMap<usize, String>,
    /// How the run before came out, in the words of [`super::outcome`].
    pub before: Option<super::outcome::Outcome>,
    /// The run that was shown before the one that is starting: it comes back if that one cannot be made.
    pub(super) replaced: Option<Box<RunView>>,
    /// Why there is no listing, where there is none.
    pub no_listing: Text,
    /// What the pieces of that listing's text are, by byte range.
    pub classes: Vec<(Range<usize>, TokenClass)>,
    /// What there is to say about slips in it.
    pub slips: Slips,
    /// The region with the focus.
    pub focus: Region,
    /// Whether that region fills the body.
    pub is_zoomed: bool,
    /// The process that is chosen; it need not exist yet.
    pub chosen: ProcId,
    /// First row shown of what the learner scrolled; what is not in here scrolls by itself.
    pub tops: BTreeMap<Place, usize>,
    /// Columns by which the listing is scrolled to the right.
    pub code_left: usize,
    /// Whether output is shown without forklore's marks.
    pub shows_raw_output: bool,
    /// What is searched for in the region with the focus.
    pub search: Option<Search>,
    /// The run.
    pub run: RunView,
}

impl LessonScreen {
    /// The lesson opened at `page_idx` (cut to the last page), with no run yet.
    pub fn new(lesson: Lesson, page_idx: usize) -> Self {
        let mut screen = Self {
            lesson,
            page_idx: 0,
            farthest_page: 0,
            listing_idx: 0,
            originals: BTreeMap::new(),
            kept_copies: BTreeMap::new(),
            before: None,
            replaced: None,
            no_listing: Text::default(),
            classes: Vec::new(),
            slips: Slips::default(),
            focus: Region::Story,
            is_zoomed: false,
            chosen: ProcId::MAIN,
            tops: BTreeMap::new(),
            code_left: 0,
            shows_raw_output: false,
            search: None,
            run: RunView::default(),
        };
        screen.turn_to(page_idx);
        screen.classify();
        screen
    }

    /// How far the lesson was read, given how far it was before.
    pub fn progress(&self, before: Option<Progress>) -> Progress {
        let is_read = self.farthest_page + 1 >= self.lesson.pages.len();
        Progress {
            page: self.page_idx,
            is_done: is_read || before.is_some_and(|before| before.is_done),
        }
    }

    /// Whether letters go into the search.
    pub fn is_searching(&self) -> bool {
        self.search.as_ref().is_some_and(|search| search.is_typing)
    }

    /// The open page; none for a lesson without pages.
    pub fn page(&self) -> Option<&Page> {
        self.lesson.pages.get(self.page_idx)
    }

    /// The listing shown; none for a lesson without listings.
    pub fn listing(&self) -> Option<&Listing> {
        self.lesson.listings.get(self.listing_idx)
    }

    /// How the program's stdout is buffered: the page's word, else the listing's, else as on a terminal.
    pub fn stdout(&self) -> StdoutMode {
        let page = self.page().and_then(|page| page.stdout);
        let listing = self.listing().and_then(|listing| listing.stdout);
        page.or(listing).unwrap_or(StdoutMode::Terminal)
    }

    /// Turns to a page (cut to the last one). Returns whether the listing, or how its stdout is buffered, changed
    /// with it, which ends the run.
    pub fn turn_to(&mut self, page_idx: usize) -> bool {
        let stdout = self.stdout();
        self.page_idx = page_idx.min(self.lesson.pages.len().saturating_sub(1));
        self.farthest_page = self.farthest_page.max(self.page_idx);
        self.tops.remove(&Place::Story);
        if let Some(region) = self.page().map(region_of) {
            self.focus = region;
        }
        let wanted = self
            .lesson
            .listing_of_page(self.page_idx)
            .map(|listing| listing.name.clone());
        let place = self
            .lesson
            .listings
            .iter()
            .position(|listing| Some(&listing.name) == wanted.as_ref());
        if place.is_some_and(|place| self.show_listing(place)) {
            return true;
        }
        let is_other_run = self.stdout() != stdout;
        if is_other_run {
            self.forget_run();
        }
        is_other_run
    }

    /// Shows another listing. Returns whether it was another one.
    pub fn show_listing(&mut self, listing_idx: usize) -> bool {
        if listing_idx == self.listing_idx {
            return false;
        }
        self.listing_idx = listing_idx;
        self.code_left = 0;
        self.forget_run();
        self.classify();
        true
    }

    /// Looks at the text of the listing shown: once for a listing, not for each frame.
    pub(super) fn classify(&mut self) {
        let source = self.listing().map(|listing| listing.source.as_str());
        let classes = source.map_or_else(Vec::new, highlight);
        let slips = source.map_or_else(Slips::default, Slips::of);
        (self.classes, self.slips) = (classes, slips);
    }

    /// Whether the listing is the learner's own work, of whose slips there is something to say: a lesson's listing may
    /// show a slip on purpose.
    pub fn is_own_work(&self) -> bool {
        self.lesson.number == 0 || self.is_changed()
    }

    /// The run is about to be another one: how it came out is kept beside the next.
    pub fn keep_outcome(&mut self) {
        if let Some(outcome) = super::outcome::Outcome::of(&self.run) {
            // It is ended for the next one.
            self.before = Some(super::outcome::Outcome {
                is_alive: false,
                ..outcome
            });
        }
    }

    /// Shows another text of the listing, and remembers the original; with the original's text it is the original again.
    /// The run of the other text is over.
    pub fn rewrite(&mut self, source: String) {
        let place = self.listing_idx;
        let Some(listing) = self.lesson.listings.get_mut(place) else {
            return;
        };
        let shown = std::mem::replace(&mut listing.source, source);
        let original = self.originals.entry(place).or_insert(shown);
        if *original == listing.source {
            self.originals.remove(&place);
        }
        self.forget_run();
        self.classify();
    }

    /// The text of the listing as it was before the learner changed it.
    pub fn original(&self) -> Option<&str> {
        let original = self.originals.get(&self.listing_idx);
        original
            .or_else(|| self.listing().map(|listing| &listing.source))
            .map(String::as_str)
    }

    /// Whether the learner changed the listing that is shown.
    pub fn is_changed(&self) -> bool {
        self.originals.contains_key(&self.listing_idx)
    }

    /// Back to the state before a run; the speed stays.
    pub fn forget_run(&mut self) {
        let speed = self.run.speed;
        self.run = RunView {
            id: RunId::default(),
            speed,
            ..RunView::default()
        };
        self.chosen = ProcId::MAIN;
        self.tops.retain(|place, _| *place == Place::Story);
    }

    /// The regions that Tab walks in this arrangement: as tabs, Processes holds the Timeline.
    pub fn tab_stops(arrangement: Arrangement) -> &'static [Region] {
        const TABS: [Region; 6] = [
            Region::Story,
            Region::Code,
            Region::Processes,
            Region::Objects,
            Region::Output,
            Region::Log,
        ];
        const COLUMNS: [Region; 7] = [
            Region::Story,
            Region::Code,
            Region::Processes,
            Region::Timeline,
            Region::Objects,
            Region::Output,
            Region::Log,
        ];
        match arrangement {
            Arrangement::Notice | Arrangement::Tabs => &TABS,
            Arrangement::Two | Arrangement::Three => &COLUMNS,
        }
    }

    /// The region that is drawn with the focus in this arrangement.
    pub fn focus_in(&self, arrangement: Arrangement) -> Region {
        match (arrangement, self.focus) {
            (Arrangement::Notice | Arrangement::Tabs, Region::Timeline) => Region::Processes,
            (_, focus) => focus,
        }
    }
}

/// The region that a page opens first.
fn region_of(page: &Page) -> Region {
    page.region.unwrap_or(match page.kind {
        PageKind::Read | PageKind::Predict | PageKind::Explain => Region::Story,
        PageKind::Run | PageKind::Try => Region::Processes,
    })
}
