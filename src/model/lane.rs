//! [`Lane`]: how a process's state went over virtual time, and the cells a timeline shows of it.

use super::world::{Lane, LaneSpan, LaneState, State};

/// Most spans a lane keeps. A lane of 200 cells over a run of ten times that many changes is still exact in its newer
/// half; 64 lanes of this size take 2 MB.
pub const LANE_LIMIT: usize = 2_048;

impl LaneState {
    /// What a lane shows of `state`.
    pub fn of(state: &State) -> Self {
        match state {
            State::Created | State::Exited(_) | State::Gone => Self::Blank,
            State::Ready => Self::Ready,
            State::Running => Self::Running,
            // A timed wait is drawn as the clock's: it ends without anybody's help.
            State::Blocked(wait) if wait.deadline.is_some() => Self::Sleeping,
            State::Blocked(_) => Self::Blocked,
            State::Sleeping { .. } => Self::Sleeping,
            State::Stopped => Self::Stopped,
            State::Zombie(_) => Self::Zombie,
        }
    }
}

impl Lane {
    /// Begins a span of `state` at virtual time `from`, which is not before the newest span's begin.
    pub fn push(&mut self, from: u64, state: LaneState) {
        if let Some(last) = self.spans.last_mut() {
            if last.state == state {
                return;
            }
            // A state that took no time leaves no trace, except running: a cell shows it if it occurred at all.
            if last.from == from && last.state != LaneState::Running {
                self.spans.pop();
                return self.push(from, state);
            }
        }
        self.spans.push(LaneSpan { from, state });
        if self.spans.len() > LANE_LIMIT {
            self.merge_oldest();
        }
    }

    /// State at virtual time `vt`; [`LaneState::Blank`] before the first span.
    pub fn state_at(&self, vt: u64) -> LaneState {
        let behind = self.spans.partition_point(|span| span.from <= vt);
        match behind.checked_sub(1) {
            Some(index) => self.spans[index].state,
            None => LaneState::Blank,
        }
    }

    /// `n` cells of `cell_ns` virtual nanoseconds each, the first beginning at `from`. A cell shows the state that
    /// lasted longest in it, but running wins if it occurred at all. The newest span is open: ask for no cell that
    /// lies behind now.
    pub fn cells(&self, from: u64, cell_ns: u64, n: usize) -> Vec<LaneState> {
        let cell_ns = cell_ns.max(1);
        let mut index = self
            .spans
            .partition_point(|span| span.from <= from)
            .saturating_sub(1);
        let mut cells = Vec::with_capacity(n);
        let mut begin = from;
        for _ in 0..n {
            let end = begin.saturating_add(cell_ns);
            while self
                .spans
                .get(index + 1)
                .is_some_and(|next| next.from <= begin)
            {
                index += 1;
            }
            cells.push(self.cell(index, begin, end));
            begin = end;
        }
        cells
    }

    /// What the cell from `begin` to before `end` shows; `first` is the index of the span that covers `begin`.
    fn cell(&self, first: usize, begin: u64, end: u64) -> LaneState {
        // Time spent in each state, in the order of the states' first appearance in the cell.
        let mut spent: [(LaneState, u64); 7] = [(LaneState::Blank, 0); 7];
        let mut n_states = 1;
        // A running span without length may stand right before the span that covers `begin`, at the same time.
        let first = match first.checked_sub(1) {
            Some(before) if self.spans[before].from == begin => before,
            _ => first,
        };
        for (offset, span) in self.spans[first.min(self.spans.len())..].iter().enumerate() {
            if span.from >= end {
                break;
            }
            let from = span.from.max(begin);
            let until = self
                .spans
                .get(first + offset + 1)
                .map_or(end, |next| next.from.clamp(from, end));
            let occurred = span.from >= begin || until > from;
            if span.state == LaneState::Running && occurred {
                return LaneState::Running;
            }
            let slot = spent[..n_states]
                .iter()
                .position(|(state, _)| *state == span.state)
                .unwrap_or_else(|| {
                    spent[n_states].0 = span.state;
                    n_states += 1;
                    n_states - 1
                });
            spent[slot].1 += until - from;
        }
        let (mut longest, mut time) = spent[0];
        for &(state, spent) in &spent[1..n_states] {
            if spent > time {
                (longest, time) = (state, spent);
            }
        }
        longest
    }

    /// Halves the number of spans in the older half: each two neighbors become one, by the rule of a cell.
    fn merge_oldest(&mut self) {
        let n_old = self.spans.len() / 4 * 2;
        let mut merged: Vec<LaneSpan> = Vec::with_capacity(self.spans.len());
        for index in (0..n_old).step_by(2) {
            let [first, second] = [&self.spans[index], &self.spans[index + 1]];
            let end = self.spans[index + 2].from;
            let is_running = [first.state, second.state].contains(&LaneState::Running);
            let state = if is_running {
                LaneState::Running
            } else if end - second.from > second.from - first.from {
                second.state
            } else {
                first.state
            };
            if merged.last().is_none_or(|last| last.state != state) {
                merged.push(LaneSpan {
                    from: first.from,
                    state,
                });
            }
        }
        for span in self.spans.drain(n_old..) {
            if merged.last().is_none_or(|last| last.state != span.state) {
                merged.push(span);
            }
        }
        self.spans = merged;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(spans: &[(u64, LaneState)]) -> Lane {
        let mut lane = Lane::default();
        for (from, state) in spans {
            lane.push(*from, *state);
        }
        lane
    }

    #[test]
    fn a_cell_shows_the_state_that_lasted_longest() {
        let lane = lane(&[
            (0, LaneState::Blocked),
            (4, LaneState::Sleeping),
            (10, LaneState::Zombie),
        ]);
        let expected = [LaneState::Sleeping, LaneState::Zombie];
        assert_eq!(lane.cells(0, 10, 2), expected);
    }

    #[test]
    fn running_without_length_is_seen_between_two_other_states() {
        let lane = lane(&[
            (0, LaneState::Blocked),
            (15, LaneState::Running),
            (15, LaneState::Sleeping),
        ]);
        let expected = [LaneState::Blocked, LaneState::Running, LaneState::Sleeping];
        assert_eq!(lane.cells(0, 10, 3), expected);
        assert_eq!(lane.cells(15, 10, 1), [LaneState::Running]);
    }

    #[test]
    fn another_state_without_length_is_not_seen() {
        let lane = lane(&[
            (0, LaneState::Running),
            (15, LaneState::Blocked),
            (15, LaneState::Running),
        ]);
        assert_eq!(lane.spans.len(), 1);
    }

    #[test]
    fn a_lane_without_spans_is_blank() {
        assert_eq!(Lane::default().cells(7, 0, 2), [LaneState::Blank; 2]);
    }
}
