//! [`Cursor`]: where in a run's past the learner is, and how a [`RunView`] goes to another moment.
//!
//! A moment is a number of events, counted over all that were recorded: the world after the first so many. Sampled
//! events are no moments of their own: they belong to the event before them.

use std::time::Duration;

use super::run_view::{Mode, RunView};
use crate::model::World;
use crate::trace::{Event, EventKind};

/// Events that are looked through at once on the way back: one chunk of the store.
const WINDOW: usize = 256;

/// How long an event of a stepped run is shown when the past is played at x1: its clock stands between two steps.
const STEP_SPAN: Duration = Duration::from_millis(250);

/// The place of the learner in the past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Whether it moves on by itself.
    pub is_playing: bool,
    /// Time since the last event was passed, where events are played one by one.
    waited: Duration,
}

impl RunView {
    /// The world at the newest moment, whichever is shown.
    pub fn newest(&self) -> &World {
        match self.cursor {
            None => &self.world,
            Some(_) => self.history.newest(),
        }
    }

    /// Number of the newest event of the moment that is shown, counted from 1 without samples; 0 before the first.
    pub fn position(&self) -> u64 {
        match self.cursor {
            None => self.n_events,
            Some(_) => self.world.seq.map_or(0, |seq| seq + 1),
        }
    }

    /// Whether an older moment than the newest is shown.
    pub fn is_past(&self) -> bool {
        self.cursor.is_some()
    }

    /// The schedule code of a stepped run, or of the recording of one.
    pub fn schedule(&self) -> Option<&str> {
        let code = self.stepping.held.schedule.as_str();
        Some(code).filter(|code| !code.is_empty())
    }

    /// Whether it is a stepped run that no code can repeat, because the kernel scheduled a part of it.
    pub fn has_no_code(&self) -> bool {
        let stands = self.stepping.held.step > 0 || !self.stepping.held.movers.is_empty();
        self.mode == Mode::Stepped && stands && self.schedule().is_none()
    }

    /// Events at the beginning of the run that are no longer kept, as the memory for them is bounded.
    pub fn n_dropped(&self) -> usize {
        self.history.first()
    }

    /// The events before the moment that is shown, oldest first (from the oldest that is kept).
    pub fn events_shown(&self) -> impl Iterator<Item = Event> {
        let n = self.moment();
        let first = self.history.first();
        self.history
            .trace()
            .iter_from(first)
            .take(n.saturating_sub(first))
    }

    /// Every event that is kept, oldest first.
    pub fn events(&self) -> impl Iterator<Item = Event> {
        self.history.trace().iter_from(self.history.first())
    }

    /// The moment that is shown.
    pub(super) fn moment(&self) -> usize {
        usize::try_from(self.world.applied).unwrap_or(usize::MAX)
    }

    /// Notes that a page is turned now.
    pub(super) fn mark_page(&mut self) {
        let n = self.history.len();
        if n > 0 && self.page_marks.last() != Some(&n) {
            self.page_marks.push(n);
        }
    }

    /// Shows the moment after the first `n` events; one that is out of reach becomes the nearest, the last is the newest.
    pub(super) fn seek(&mut self, n: usize) {
        let n = n.max(self.history.first());
        if self.next_event(n).is_none() {
            self.seek_newest();
            return;
        }
        if self.cursor.is_none() {
            self.history.give_back(std::mem::take(&mut self.world));
            self.cursor = Some(Cursor::default());
        }
        let mut world = std::mem::take(&mut self.world);
        self.history.seek(&mut world, n);
        self.world = world;
        self.vt = self.world.vt;
    }

    /// Shows the newest moment again.
    pub(super) fn seek_newest(&mut self) {
        if self.cursor.take().is_some() {
            self.world = self.history.lend();
            self.vt = self.newest_vt;
        }
    }

    /// Shows the moment before the first event that is kept.
    pub(super) fn seek_start(&mut self) {
        self.seek(self.history.first());
    }

    /// One event back. False: there is none.
    pub(super) fn back(&mut self) -> bool {
        let place = self.last_before(self.moment(), |_, event| !event.kind.is_sampled());
        if let Some(place) = place {
            self.hold();
            self.seek(place);
        }
        place.is_some()
    }

    /// One event forward. False: the newest is shown.
    pub(super) fn forward(&mut self) -> bool {
        self.hold();
        if let Some(place) = self.cursor.and_then(|_| self.next_event(self.moment())) {
            self.seek(place + 1);
            return true;
        }
        self.seek_newest();
        false
    }

    /// To the mark before the moment that is shown, or the start.
    pub(super) fn prev_mark(&mut self) {
        // Samples behind an event belong to its moment.
        let newest = self.last_before(self.moment(), |_, event| !event.kind.is_sampled());
        let Some(newest) = newest else {
            return;
        };
        let event = self
            .last_before(newest, |_, event| is_mark(&event.kind))
            .map(|place| place + 1);
        let page = self
            .page_marks
            .iter()
            .copied()
            .rfind(|mark| *mark <= newest);
        self.hold();
        self.seek(event.max(page).unwrap_or_else(|| self.history.first()));
    }

    /// To the next mark, or the newest moment.
    pub(super) fn next_mark(&mut self) {
        if self.cursor.is_none() {
            return;
        }
        let n = self.moment();
        let event = self
            .history
            .trace()
            .iter_from(n)
            .position(|event| is_mark(&event.kind))
            .map(|place| n + place + 1);
        let page = self.page_marks.iter().copied().find(|mark| *mark > n);
        self.hold();
        match event.into_iter().chain(page).min() {
            Some(mark) => self.seek(mark),
            None => self.seek_newest(),
        }
    }

    /// To the last moment whose virtual time is at most `vt`.
    pub(super) fn seek_time(&mut self, vt: u64) {
        if vt >= self.newest_vt {
            self.seek_newest();
            return;
        }
        // Times never go back in the world, so the place is found by halving.
        let (mut low, mut high) = (self.history.first(), self.history.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let is_before = self
                .history
                .trace()
                .get(middle)
                .is_some_and(|event| event.vt <= vt);
            if is_before {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.hold();
        self.seek(low);
    }

    /// To the moment after the event of this number, counted from 1 without samples.
    pub(super) fn seek_event(&mut self, event: u64) {
        let (mut low, mut high) = (self.history.first(), self.history.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let seq = self
                .history
                .trace()
                .get(middle)
                .map_or(u64::MAX, |event| event.seq);
            if seq < event {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.hold();
        self.seek(low);
    }

    /// The past plays, or stands.
    pub(super) fn toggle_play(&mut self) {
        if let Some(cursor) = &mut self.cursor {
            cursor.is_playing = !cursor.is_playing;
            cursor.waited = Duration::ZERO;
        }
    }

    /// The past plays on for so long a time: by its clock, or where the run was stepped, whose clock says little,
    /// event by event.
    pub(super) fn play(&mut self, span: Duration) {
        let Some(mut cursor) = self.cursor.filter(|cursor| cursor.is_playing) else {
            return;
        };
        let factor = self.cursor_speed.factor();
        match (factor, self.mode == Mode::Stepped) {
            (None, _) => self.play_events(1),
            (Some(factor), true) => {
                cursor.waited += span.mul_f64(factor);
                let n = (cursor.waited.as_nanos() / STEP_SPAN.as_nanos()) as u32;
                cursor.waited -= STEP_SPAN * n;
                self.keep(cursor);
                self.play_events(n);
            }
            (Some(factor), false) => {
                let vt = self.vt + span.mul_f64(factor).as_nanos() as u64;
                self.play_until(vt);
            }
        }
    }

    fn keep(&mut self, cursor: Cursor) {
        self.cursor = Some(cursor);
    }

    fn play_events(&mut self, n: u32) {
        for _ in 0..n {
            let Some(place) = self.cursor.and_then(|_| self.next_event(self.moment())) else {
                break;
            };
            self.seek(place + 1);
        }
    }

    fn play_until(&mut self, vt: u64) {
        if vt >= self.newest_vt {
            self.seek_newest();
            return;
        }
        let n = self.moment();
        let passed = self
            .history
            .trace()
            .iter_from(n)
            .take_while(|event| event.vt <= vt)
            .count();
        if passed > 0 {
            self.seek(n + passed);
        }
        if self.cursor.is_some() {
            self.vt = vt;
        }
    }

    /// A cursor that plays stands.
    fn hold(&mut self) {
        if let Some(cursor) = &mut self.cursor {
            cursor.is_playing = false;
        }
    }

    /// Place of the first event from `n` on that is no sample.
    fn next_event(&self, n: usize) -> Option<usize> {
        self.history
            .trace()
            .iter_from(n)
            .position(|event| !event.kind.is_sampled())
            .map(|place| n + place)
    }

    /// Place of the last event before `n` that satisfies the condition.
    fn last_before(&self, n: usize, is_it: impl Fn(usize, &Event) -> bool) -> Option<usize> {
        let mut end = n;
        while end > self.history.first() {
            let start = end.saturating_sub(WINDOW).max(self.history.first());
            let events = self.history.trace().iter_from(start).take(end - start);
            let found = (start..)
                .zip(events)
                .filter(|(place, event)| is_it(*place, event));
            if let Some((place, _)) = found.last() {
                return Some(place);
            }
            end = start;
        }
        None
    }
}

/// Whether the learner may want to stop at an event of this kind: output, and locks that change hands.
fn is_mark(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Output { .. } | EventKind::Acquired { .. } | EventKind::Released { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Speed;
    use crate::model::world_at;
    use crate::trace::{LineNo, ObjectId, ProcId};

    fn event(seq: u64, kind: EventKind) -> Event {
        Event {
            seq,
            t: seq * 1_000,
            vt: seq * 1_000_000,
            proc: Some(ProcId::MAIN),
            pid: Some(2),
            host_pid: Some(1002),
            line: Some(LineNo(seq as u32 + 1)),
            agent: None,
            kind,
        }
    }

    fn sample(seq: u64) -> Event {
        let letter = "S".to_owned();
        let wchan = String::new();
        event(seq, EventKind::KernelState { letter, wchan })
    }

    fn output(seq: u64) -> Event {
        event(
            seq,
            EventKind::Output {
                stream: 1,
                data: format!("{seq}\n"),
                base64: None,
            },
        )
    }

    /// Nine events: lines, with a sample behind each, output as number 3, a lock that changes hands as number 6.
    fn events() -> Vec<Event> {
        (0..9)
            .flat_map(|seq| {
                let own = match seq {
                    3 => output(seq),
                    6 => event(
                        seq,
                        EventKind::Released {
                            object: ObjectId(0),
                            value: 1,
                        },
                    ),
                    _ => event(seq, EventKind::Line),
                };
                [own, sample(seq)]
            })
            .collect()
    }

    fn view() -> RunView {
        let mut view = RunView::default();
        view.apply(&events());
        view
    }

    #[test]
    fn going_back_shows_every_moment_as_replay_from_the_start_does_and_forward_the_same_again() {
        let mut view = view();
        let all = events();
        let mut seen = Vec::new();
        while view.back() {
            assert_eq!(view.world, world_at(&all, view.moment()));
            seen.push((view.position(), view.world.clone()));
        }
        let positions: Vec<u64> = seen.iter().map(|(position, _)| *position).collect();
        assert_eq!(positions, [8, 7, 6, 5, 4, 3, 2, 1, 0]);
        for (position, world) in seen.iter().rev().skip(1) {
            assert!(view.forward());
            assert_eq!(view.position(), *position);
            assert_eq!(view.world.output, world.output);
            assert_eq!(view.world.processes.len(), world.processes.len());
        }
        assert!(view.is_past());
        view.forward();
        assert!(
            !view.is_past(),
            "behind the last event is the newest moment"
        );
        assert_eq!(view.world, world_at(&all, all.len()));
    }

    #[test]
    fn events_that_arrive_meanwhile_change_only_how_many_there_are() {
        let mut view = view();
        view.seek_event(4);
        let shown = view.world.clone();
        view.apply(&[output(9), output(10)]);
        assert_eq!(view.world, shown);
        assert_eq!((view.position(), view.n_events), (4, 11));
        assert_eq!(view.newest().output.rows.len(), 3);
        view.seek_newest();
        assert_eq!(view.world.output.rows.len(), 3);
        assert_eq!(view.position(), 11);
    }

    #[test]
    fn marks_are_output_locks_and_pages() {
        let mut view = view();
        view.page_marks.push(4);
        view.prev_mark();
        assert_eq!(view.position(), 7);
        view.prev_mark();
        assert_eq!(view.position(), 4);
        view.prev_mark();
        assert_eq!(view.position(), 2);
        view.prev_mark();
        assert_eq!(view.position(), 0);
        view.next_mark();
        assert_eq!(view.position(), 2);
        view.next_mark();
        view.next_mark();
        assert_eq!(view.position(), 7);
        view.next_mark();
        assert!(!view.is_past());
    }

    #[test]
    fn a_mark_with_samples_behind_it_is_the_moment_that_is_shown_and_not_one_before() {
        let mut view = RunView::default();
        view.apply(&events()[..7 * 2]);
        view.apply(&[sample(6), sample(6)]);
        view.prev_mark();
        assert_eq!(view.position(), 4);
    }

    #[test]
    fn the_past_plays_by_its_own_speed_and_ends_at_the_newest_moment() {
        let mut view = view();
        view.seek_start();
        view.cursor_speed = Speed::Times(100);
        view.toggle_play();
        view.play(Duration::from_millis(25));
        assert_eq!(view.vt, 2_500_000);
        assert_eq!(view.position(), 3);
        view.toggle_play();
        view.play(Duration::from_secs(1));
        assert_eq!(view.position(), 3);
        view.toggle_play();
        view.play(Duration::from_secs(1));
        assert!(!view.is_past());
    }

    #[test]
    fn a_time_becomes_the_last_moment_before_it() {
        let mut view = view();
        view.seek_time(4_500_000);
        assert_eq!(view.position(), 5);
        view.seek_time(0);
        assert_eq!(view.position(), 1);
        view.seek_time(u64::MAX);
        assert!(!view.is_past());
    }
}
