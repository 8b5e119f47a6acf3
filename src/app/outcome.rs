//! [`Outcome`]: how a run came out, in the few numbers that are worth comparing with the next one.

use super::run_view::{Phase, RunView};
use crate::lesson::Language;

/// How a run came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Exit status; none where it was stopped or got stuck.
    pub code: Option<i32>,
    /// Nobody could ever move.
    pub is_stuck: bool,
    /// It goes on.
    pub is_alive: bool,
    /// Virtual nanoseconds.
    pub vt: u64,
    /// Rows of output.
    pub n_rows: u64,
    /// Rows that were torn.
    pub n_torn: u64,
    /// Events.
    pub n_events: u64,
}

impl Outcome {
    /// Of a run that is over or about to be; none of one that never began.
    pub fn of(run: &RunView) -> Option<Self> {
        if run.n_events == 0 {
            return None;
        }
        let world = run.newest();
        Some(Self {
            code: match run.phase {
                Phase::Done { code } => Some(code),
                _ => None,
            },
            is_stuck: run.phase == Phase::Stuck,
            is_alive: run.phase.is_alive(),
            vt: run.newest_vt,
            n_rows: world.output.dropped + world.output.rows.len() as u64,
            n_torn: world.output.torn,
            n_events: run.n_events,
        })
    }

    /// `exit 0 after 4.402 s, 12 rows, 3 torn`
    pub fn text(&self, language: Language) -> String {
        let seconds = format!("{:.3}", self.vt as f64 / 1e9);
        let is_english = language == Language::En;
        let end = match (self.code, self.is_stuck, is_english) {
            (Some(code), _, true) => format!("exit {code} after {seconds} s"),
            (Some(code), _, false) => format!("{seconds} 秒后退出 {code}"),
            (None, true, true) => format!("stuck after {seconds} s"),
            (None, true, false) => format!("{seconds} 秒后卡住"),
            (None, false, true) if self.is_alive => format!("{seconds} s so far"),
            (None, false, false) if self.is_alive => format!("到现在 {seconds} 秒"),
            (None, false, true) => format!("ended after {seconds} s"),
            (None, false, false) => format!("{seconds} 秒后中止"),
        };
        let (rows, torn) = (self.n_rows, self.n_torn);
        if is_english {
            let plural = if rows == 1 { "row" } else { "rows" };
            format!("{end}, {rows} {plural}, {torn} torn")
        } else {
            format!("{end}，{rows} 行，断行 {torn}")
        }
    }
}
