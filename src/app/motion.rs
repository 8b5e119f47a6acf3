//! [`Motions`]: facts that are shown moving for a moment (SCREENS.md §6, "Timing"): an item on its way into a queue or
//! out of it, a permit on its way to its taker or back, a badge on its way to its next line, a cycle that is drawn
//! edge by edge.
//!
//! A motion is a function of what happened and of how much of its time has passed; the tick moves nothing else. It
//! lasts as long as its time on the program's clock takes, at least a frame. The state itself changes at once:
//! whoever does not look at motions sees the world as it is.

use std::collections::BTreeMap;
use std::time::Duration;

use super::run_view::{RunView, Speed};
use crate::model::World;
use crate::model::world::Detail;
use crate::trace::{Event, EventKind, LineNo, ObjectId, ProcId};

/// How much may move on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Motion {
    /// What moves in the program moves on the screen.
    #[default]
    Full,
    /// Nothing moves; what has just changed is strong for a moment.
    Reduced,
    /// Not even that, and four frames a second.
    None,
}

impl Motion {
    /// The setting by its name in options and the environment.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "full" => Some(Self::Full),
            "reduced" => Some(Self::Reduced),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    /// Least time between two frames that no key asked for: 30 a second, 10 where every frame crosses a network, 4
    /// where nothing may move.
    pub fn frame_span(self, link: Link) -> Duration {
        match (self, link) {
            (Self::None, _) => Duration::from_millis(250),
            (_, Link::Network) => Duration::from_millis(100),
            (_, Link::Local) => Duration::from_millis(33),
        }
    }
}

/// How frames reach the learner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Link {
    /// On this machine.
    #[default]
    Local,
    /// Over a network, as with SSH.
    Network,
}

/// How long an item or a permit moves at x1.
const ITEM_SPAN: Duration = Duration::from_millis(180);

/// How long a badge takes to its next line at x1.
const BADGE_SPAN: Duration = Duration::from_millis(120);

/// How long an edge of a cycle takes at x1.
const EDGE_SPAN: Duration = Duration::from_millis(150);

/// With more events than this in a frame nothing moves: the eye could not follow, and states are shown at once.
const MOST_EVENTS: usize = 60;

/// What moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moved {
    /// An item into a queue, towards its slot.
    Put {
        /// The queue.
        object: ObjectId,
        /// The item as text.
        repr: String,
        /// Who put it.
        by: ProcId,
    },
    /// An item out of a queue.
    Got {
        /// The queue.
        object: ObjectId,
        /// The item as text.
        repr: String,
        /// Who took it.
        by: ProcId,
    },
    /// A permit from a semaphore to its taker.
    Taken {
        /// The semaphore.
        object: ObjectId,
        /// Who took it.
        by: ProcId,
    },
    /// A permit back to its semaphore.
    Given {
        /// The semaphore.
        object: ObjectId,
        /// Who gave it.
        by: ProcId,
    },
    /// A badge to its next line.
    Badge {
        /// Whose.
        proc: ProcId,
        /// The line it leaves.
        from: LineNo,
        /// The line it goes to.
        to: LineNo,
    },
    /// The cycle of a deadlock with so many edges.
    Cycle {
        /// How many.
        n_edges: usize,
    },
}

impl Moved {
    /// Its time at x1.
    fn span(&self) -> Duration {
        match self {
            Self::Badge { .. } => BADGE_SPAN,
            Self::Cycle { n_edges } => EDGE_SPAN * u32::try_from(*n_edges).unwrap_or(1),
            _ => ITEM_SPAN,
        }
    }

    /// Whether both would be drawn in one place: the newer one takes it.
    fn shares_place_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Badge { proc, .. }, Self::Badge { proc: other, .. }) => proc == other,
            (Self::Cycle { .. }, Self::Cycle { .. }) => true,
            _ => self.object().is_some() && self.object() == other.object(),
        }
    }

    /// In how many equal steps it goes, if it does not glide.
    fn n_steps(&self) -> Option<u32> {
        match self {
            Self::Badge { from, to, .. } => Some(from.0.abs_diff(to.0)),
            Self::Cycle { n_edges } => u32::try_from(*n_edges).ok(),
            _ => None,
        }
    }

    /// The object that it goes to or comes from.
    pub fn object(&self) -> Option<ObjectId> {
        match self {
            Self::Put { object, .. }
            | Self::Got { object, .. }
            | Self::Taken { object, .. }
            | Self::Given { object, .. } => Some(*object),
            Self::Badge { .. } | Self::Cycle { .. } => None,
        }
    }
}

/// Something on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moving {
    /// What.
    pub what: Moved,
    /// When it set out, on the clock of [`super::App::now`].
    began: Duration,
    /// How long it is on its way.
    span: Duration,
}

impl Moving {
    /// The part of the way that is behind it at `now`, from 0 to 1.
    pub fn progress(&self, now: Duration) -> f64 {
        let gone = now.saturating_sub(self.began);
        (gone.as_secs_f64() / self.span.as_secs_f64()).min(1.0)
    }

    fn next_change(&self, now: Duration, frame_span: Duration) -> Option<Duration> {
        let progress = self.progress(now);
        if progress >= 1.0 {
            return None;
        }
        let Some(n) = self.what.n_steps() else {
            return Some(now + frame_span);
        };
        let n = f64::from(n.max(1));
        // A badge stands on the line that is nearest to it, an edge is there when it is complete.
        let next = match self.what {
            Moved::Badge { .. } => (progress * n + 0.5).floor() + 0.5,
            _ => (progress * n).floor() + 1.0,
        };
        let at = self.began + self.span.mul_f64((next / n).min(1.0));
        Some(at.max(now + Duration::from_millis(1)))
    }
}

/// When something happens, and how it may be shown.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Now, on the clock of [`super::App::now`].
    pub now: Duration,
    /// The learner's setting.
    pub motion: Motion,
    /// Least time between two frames.
    pub frame_span: Duration,
}

/// All that is on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Motions {
    /// Each in a place of its own.
    moving: Vec<Moving>,
    /// The line at which each process was last.
    lines: BTreeMap<ProcId, LineNo>,
    /// When the frame began in which events are counted.
    frame: Duration,
    /// Events in that frame.
    n_events: usize,
}

impl Motions {
    /// Lets what these events tell set out. `world` is the world before or after them: who stood where is kept here.
    pub(super) fn note(&mut self, world: &World, events: &[Event], speed: Speed, moment: Moment) {
        if moment.now >= self.frame + moment.frame_span {
            self.frame = moment.now;
            self.n_events = 0;
        }
        self.n_events += events
            .iter()
            .filter(|event| !event.kind.is_sampled())
            .count();
        if self.n_events > MOST_EVENTS {
            self.clear();
            return;
        }
        for event in events {
            if let Some(what) = self.moved_by(world, event) {
                self.begin(what, speed, moment);
            }
            if let (EventKind::Line, Some(proc), Some(line)) = (&event.kind, event.proc, event.line)
            {
                self.lines.insert(proc, line);
            }
        }
    }

    /// Keeps who stands where before a part of the past is played.
    pub(super) fn remember(&mut self, world: &World) {
        let lines = world.processes.iter();
        self.lines = lines
            .filter_map(|process| Some((process.id, process.line?)))
            .collect();
    }

    /// Lets the cycle of a deadlock be drawn.
    pub(super) fn draw_cycle(&mut self, n_edges: usize, speed: Speed, moment: Moment) {
        if n_edges > 0 {
            self.begin(Moved::Cycle { n_edges }, speed, moment);
        }
    }

    /// Ends every motion: what moved is where it belongs.
    pub(super) fn clear(&mut self) {
        self.moving.clear();
        self.lines.clear();
    }

    /// Whether something glides at `now`: an item or a permit, which stands elsewhere in every frame.
    pub fn is_gliding(&self, now: Duration) -> bool {
        self.at(now).any(|(what, _)| what.n_steps().is_none())
    }

    /// When something next stands elsewhere than at `now`; none if nothing moves any more. What glides does so with
    /// the next frame, a badge when it comes to the next line, a cycle with its next edge.
    pub fn next_change(&self, now: Duration, frame_span: Duration) -> Option<Duration> {
        let moving = self.moving.iter();
        let changes = moving.filter_map(|moving| moving.next_change(now, frame_span));
        changes.min()
    }

    /// What is on its way at `now`, each with its progress.
    pub fn at(&self, now: Duration) -> impl Iterator<Item = (&Moved, f64)> {
        self.moving
            .iter()
            .map(move |moving| (&moving.what, moving.progress(now)))
            .filter(|(_, progress)| *progress < 1.0)
    }

    /// Edges of the cycle that are drawn at `now`; none if all are.
    pub fn edges_drawn(&self, now: Duration) -> Option<usize> {
        self.at(now).find_map(|(what, progress)| match what {
            Moved::Cycle { n_edges } => Some((*n_edges as f64 * progress) as usize),
            _ => None,
        })
    }

    fn begin(&mut self, what: Moved, speed: Speed, moment: Moment) {
        let Some(factor) = speed.factor().filter(|_| moment.motion == Motion::Full) else {
            return;
        };
        let span = what.span().div_f64(factor.max(0.01));
        self.moving.retain(|other| {
            other.progress(moment.now) < 1.0 && !other.what.shares_place_with(&what)
        });
        self.moving.push(Moving {
            what,
            began: moment.now,
            span: span.max(moment.frame_span),
        });
    }

    /// What an event lets move, if anything.
    fn moved_by(&self, world: &World, event: &Event) -> Option<Moved> {
        let by = event.proc?;
        let is_semaphore = |object: &ObjectId| {
            let detail = world.objects.get(object).map(|object| &object.detail);
            matches!(detail, Some(Detail::Semaphore { .. }))
        };
        let is_content = |object: &ObjectId| {
            let object = world.objects.get(object);
            object.is_some_and(|object| object.content().is_some())
        };
        match &event.kind {
            EventKind::Put { object, repr, .. } => Some(Moved::Put {
                object: *object,
                repr: repr.clone(),
                by,
            }),
            // A read takes nothing out.
            EventKind::Got { object, .. } if is_content(object) => None,
            EventKind::Got { object, repr, .. } => Some(Moved::Got {
                object: *object,
                repr: repr.clone(),
                by,
            }),
            EventKind::Acquired { object, .. } if is_semaphore(object) => Some(Moved::Taken {
                object: *object,
                by,
            }),
            EventKind::Released { object, .. } if is_semaphore(object) => Some(Moved::Given {
                object: *object,
                by,
            }),
            EventKind::Line if event.agent.is_none() => {
                let to = event.line?;
                let known = self.lines.get(&by).copied();
                let from = known.or(world.process(by)?.line)?;
                (from != to).then_some(Moved::Badge { proc: by, from, to })
            }
            _ => None,
        }
    }
}

impl RunView {
    /// Lets set out what the events from number `from` on tell, up to the moment that is shown: the past was played
    /// forward. A jump over many events moves nothing.
    pub(super) fn note_passed(&mut self, from: usize, moment: Moment) {
        let passed = self.moment().checked_sub(from);
        let Some(n) = passed.filter(|n| (1..=MOST_EVENTS).contains(n)) else {
            return;
        };
        let events: Vec<Event> = self.history.trace().iter_from(from).take(n).collect();
        let speed = self.cursor_speed;
        self.motions.note(&self.world, &events, speed, moment);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn moment(ms: u32, motion: Motion) -> Moment {
        Moment {
            now: MS * ms,
            motion,
            frame_span: MS * 33,
        }
    }

    fn event(seq: u64, line: u32, kind: EventKind) -> Event {
        Event {
            seq,
            t: 0,
            vt: 0,
            proc: Some(ProcId(1)),
            pid: Some(3),
            host_pid: None,
            line: Some(LineNo(line)),
            agent: None,
            kind,
        }
    }

    fn put(seq: u64) -> Event {
        let kind = EventKind::Put {
            object: ObjectId(1),
            repr: "38".into(),
            bytes: 4,
        };
        event(seq, 1, kind)
    }

    fn after_a_put(speed: Speed, motion: Motion) -> Motions {
        let mut motions = Motions::default();
        motions.note(&World::default(), &[put(1)], speed, moment(1000, motion));
        motions
    }

    #[test]
    fn an_item_moves_for_180_ms_at_x1() {
        let motions = after_a_put(Speed::NORMAL, Motion::Full);
        assert!(motions.is_gliding(MS * 1179));
        assert!(!motions.is_gliding(MS * 1180));
        let (_, progress) = motions.at(MS * 1090).next().expect("it moves");
        assert!((progress - 0.5).abs() < 1e-9, "{progress}");
    }

    #[test]
    fn motions_follow_the_speed_and_last_a_frame_at_least() {
        let slow = after_a_put(Speed::Times(100), Motion::Full);
        assert!(slow.is_gliding(MS * 2799) && !slow.is_gliding(MS * 2800));
        let fast = after_a_put(Speed::Times(10_000), Motion::Full);
        assert!(fast.is_gliding(MS * 1032) && !fast.is_gliding(MS * 1033));
        assert!(!after_a_put(Speed::Max, Motion::Full).is_gliding(MS * 1000));
    }

    #[test]
    fn nothing_moves_where_the_learner_does_not_want_it() {
        for motion in [Motion::Reduced, Motion::None] {
            assert!(!after_a_put(Speed::NORMAL, motion).is_gliding(MS * 1000));
        }
    }

    #[test]
    fn more_than_60_events_in_a_frame_skip_every_motion() {
        let mut motions = after_a_put(Speed::NORMAL, Motion::Full);
        let burst: Vec<Event> = (2..=61).map(put).collect();
        let world = World::default();
        motions.note(&world, &burst, Speed::NORMAL, moment(1010, Motion::Full));
        assert!(!motions.is_gliding(MS * 1010));
        motions.note(
            &world,
            &[put(62)],
            Speed::NORMAL,
            moment(1033, Motion::Full),
        );
        assert!(motions.is_gliding(MS * 1040));
    }

    #[test]
    fn the_newest_motion_of_a_place_replaces_the_one_before() {
        let mut motions = after_a_put(Speed::NORMAL, Motion::Full);
        let world = World::default();
        motions.note(&world, &[put(2)], Speed::NORMAL, moment(1050, Motion::Full));
        assert_eq!(motions.at(MS * 1060).count(), 1);
    }

    #[test]
    fn a_cycle_is_drawn_edge_by_edge() {
        let mut motions = Motions::default();
        motions.draw_cycle(4, Speed::NORMAL, moment(0, Motion::Full));
        let drawn: Vec<_> = [0, 149, 150, 450, 600]
            .map(|ms| motions.edges_drawn(MS * ms))
            .into();
        assert_eq!(drawn, [Some(0), Some(0), Some(1), Some(3), None]);
    }

    #[test]
    fn frames_come_30_times_a_second_10_over_a_network_4_without_motion() {
        let spans = [
            Motion::Full.frame_span(Link::Local),
            Motion::Full.frame_span(Link::Network),
            Motion::None.frame_span(Link::Network),
        ];
        assert_eq!(spans, [MS * 33, MS * 100, MS * 250]);
    }

    #[test]
    fn a_frame_is_wanted_when_something_stands_elsewhere() {
        let item = after_a_put(Speed::NORMAL, Motion::Full);
        let next = |motions: &Motions, ms| motions.next_change(MS * ms, MS * 33);
        assert_eq!(next(&item, 1000), Some(MS * 1033));
        assert_eq!(next(&item, 1180), None);
        let mut badge = Motions::default();
        let before = [event(0, 4, EventKind::Line), event(1, 5, EventKind::Line)];
        let world = crate::model::world_at(&before, 2);
        let line = event(2, 7, EventKind::Line);
        badge.note(&world, &[line], Speed::NORMAL, moment(1000, Motion::Full));
        assert!(!badge.is_gliding(MS * 1000));
        // Two lines in 120 ms: it stands on line 6 from 30 ms on, on line 7 from 90 ms on.
        assert_eq!(next(&badge, 1000), Some(MS * 1030));
        assert_eq!(next(&badge, 1031), Some(MS * 1090));
        assert_eq!(next(&badge, 1120), None);
        let mut cycle = Motions::default();
        cycle.draw_cycle(2, Speed::NORMAL, moment(0, Motion::Full));
        assert_eq!(next(&cycle, 0), Some(MS * 150));
        assert_eq!(next(&cycle, 150), Some(MS * 300));
    }
}
