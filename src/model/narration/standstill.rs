//! A standstill in words: who holds what and waits for what, for the overlay and for stderr.

use crate::trace::{ObjectId, ProcId};

use super::super::graph::{Standstill, Verdict};
use super::super::world::{Detail, Wait, World};
use super::{Fact, Names, cause, en, fact_sentence, one_line, wait_phrase, zh};
use crate::lesson::Language;

/// Most processes that get a sentence of their own; the rest is counted.
const PROCESS_SENTENCES: usize = 24;

/// A standstill in sentences, by what they are about; none has a final dot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// The cycle: who holds what and waits for what, each member in its order; then what keeps it closed.
    pub cycle: Vec<String>,
    /// The others, what keeps them, and what is left to hope for.
    pub rest: Vec<String>,
}

pub(in crate::model) fn telling(
    world: &World,
    standstill: &Standstill,
    language: Language,
) -> Telling {
    let story = Story {
        world,
        standstill,
        language,
    };
    let in_cycle = standstill.cycle.iter().take(PROCESS_SENTENCES);
    let cycle = in_cycle.map(|id| story.member(*id)).chain(story.grip());
    let beside: Vec<ProcId> = standstill
        .processes
        .iter()
        .copied()
        .filter(|id| !standstill.cycle.contains(id))
        .collect();
    let n_shown = PROCESS_SENTENCES
        .saturating_sub(standstill.cycle.len())
        .min(beside.len());
    let n_hidden =
        beside.len() - n_shown + standstill.cycle.len().saturating_sub(PROCESS_SENTENCES);
    let hidden = (n_hidden > 0).then(|| match language {
        Language::En => format!("{n_hidden} more processes wait"),
        Language::Zh => format!("还有 {n_hidden} 个进程在等待"),
    });
    let causes = standstill.causes.iter();
    let rest = beside[..n_shown]
        .iter()
        .map(|id| story.other(*id))
        .chain(hidden)
        .chain(causes.flat_map(|cause| cause::sentences(world, cause, language)))
        .chain(story.conclusion());
    Telling {
        cycle: cycle.map(one_line).collect(),
        rest: rest.map(one_line).collect(),
    }
}

struct Story<'a> {
    world: &'a World,
    standstill: &'a Standstill,
    language: Language,
}

impl Story<'_> {
    /// `[1] Ann holds fork A (since 0.201 s) and waits for fork B (held by [2]), line 14`
    fn member(&self, id: ProcId) -> String {
        let held = self.held(id);
        if held.is_empty() {
            return self.other(id);
        }
        let names = Names(self.world);
        let held: Vec<String> = held
            .into_iter()
            .map(|object| format!("{}{}", names.object(object), self.since(object)))
            .collect();
        let who = names.process(id);
        let wait = self.wait(id);
        match self.language {
            Language::En => format!("{who} holds {} and {wait}", held.join(", ")),
            Language::Zh => format!("{who} 持有 {}，{wait}", held.join("、")),
        }
    }

    /// ` (since 0.201 s)` of a lock that is held.
    fn since(&self, object: ObjectId) -> String {
        let Some(Detail::Lock { since, .. }) =
            self.world.object(object).map(|object| &object.detail)
        else {
            return String::new();
        };
        let seconds = *since as f64 / 1e9;
        match self.language {
            Language::En => format!(" (since {seconds:.3} s)"),
            Language::Zh => format!("（自 {seconds:.3} 秒）"),
        }
    }

    /// `[0] main waits for [1] to end (line 31)`
    fn other(&self, id: ProcId) -> String {
        format!("{} {}", Names(self.world).process(id), self.wait(id))
    }

    /// What keeps the cycle closed.
    fn grip(&self) -> Option<String> {
        let says = match (self.standstill.cycle.len(), self.language) {
            (0, _) => return None,
            (1, Language::En) => "it waits for itself",
            (1, Language::Zh) => "它在等自己",
            (2, Language::En) => "neither lets go first",
            (_, Language::En) => "none of them lets go first",
            (_, Language::Zh) => "谁也不先放手",
        };
        Some(says.to_owned())
    }

    /// What is left to hope for, if the standstill was confirmed: nothing, or the processes outside.
    fn conclusion(&self) -> Option<String> {
        match &self.standstill.verdict {
            Verdict::Open => self.stall(),
            Verdict::Everybody => Some(match (self.language, self.standstill.processes.len()) {
                (Language::En, 1) => "no other process is left: nobody can ever move".to_owned(),
                (Language::En, n) => {
                    format!("all {n} processes are in this: nobody can ever move")
                }
                (Language::Zh, 1) => "没有别的进程了：谁也动不了".to_owned(),
                (Language::Zh, n) => format!("{n} 个进程全在其中：谁也动不了"),
            }),
            Verdict::Unless(others) => Some(self.condition(others)),
        }
    }

    /// Where nothing was confirmed: that processes go round without getting anywhere.
    fn stall(&self) -> Option<String> {
        let progress = &self.world.progress;
        let fact = Fact::NoProgress {
            seconds: self.world.vt.saturating_sub(progress.since) as f64 / 1e9,
            processes: self.world.going_round(),
        };
        progress
            .is_stalled
            .then(|| fact_sentence(self.world, &fact, self.language))
    }

    /// `[1] and [2] are stuck unless [0] or [3] releases fork or knife`, or for ever where nobody outside can.
    fn condition(&self, others: &[ProcId]) -> String {
        let Standstill {
            cycle, processes, ..
        } = self.standstill;
        let stuck = if cycle.is_empty() { processes } else { cycle };
        let names = Names(self.world);
        let locks: Vec<String> = self
            .world
            .releasable(cycle)
            .into_iter()
            .map(|object| names.object(object))
            .collect();
        let is_alone = stuck.len() == 1;
        match (self.language, locks.is_empty()) {
            (Language::En, true) => format!(
                "{} {} stuck for ever; the others go on",
                en::list(stuck, "and"),
                if is_alone { "is" } else { "are" }
            ),
            (Language::En, false) => format!(
                "{} {} stuck unless {} releases {}",
                en::list(stuck, "and"),
                if is_alone { "is" } else { "are" },
                en::list(others, "or"),
                locks.join(" or ")
            ),
            (Language::Zh, true) => {
                format!("{} 永远卡住；别的进程照常运行", zh::list(stuck, "和"))
            }
            (Language::Zh, false) => format!(
                "除非 {} 释放 {}，{} 卡住",
                zh::list(others, "或"),
                locks.join(" 或 "),
                zh::list(stuck, "和")
            ),
        }
    }

    /// What `id` holds that somebody waits for.
    fn held(&self, id: ProcId) -> Vec<ObjectId> {
        let Some(process) = self.world.process(id) else {
            return Vec::new();
        };
        let is_wanted = |object: &ObjectId| {
            self.world
                .objects
                .get(object)
                .is_some_and(|object| !object.waiters.is_empty())
        };
        process.holds.iter().copied().filter(is_wanted).collect()
    }

    /// `waits for fork B, held by [2], line 14`
    fn wait(&self, id: ProcId) -> String {
        let Some(wait) = self.world.waits_for(id) else {
            return match self.language {
                Language::En => "does not wait".to_owned(),
                Language::Zh => "没有在等待".to_owned(),
            };
        };
        let phrase = wait_phrase(self.world, &self.fact(wait), self.language);
        let line = self.world.process(id).and_then(|process| process.line);
        match (line, self.language) {
            (None, _) => phrase,
            (Some(line), Language::En) => format!("{phrase}, line {}", line.0),
            (Some(line), Language::Zh) => format!("{phrase}，第 {} 行", line.0),
        }
    }

    /// The wait as it stands now.
    fn fact(&self, wait: &Wait) -> Fact {
        let object = wait.object.and_then(|id| self.world.objects.get(&id));
        Fact::Waits {
            op: wait.op.clone(),
            object: wait.object,
            child: wait.child,
            holder: self.world.holder_waited_for(wait),
            count: object.and_then(super::super::world::Object::count),
            timeout: None,
        }
    }
}
