//! A standstill in words: who holds what and waits for what, for the overlay and for stderr.

use crate::trace::{ObjectId, ProcId};

use super::super::graph::Standstill;
use super::super::world::{End, Wait, World};
use super::{Fact, Names, en, one_line, wait_phrase, zh};
use crate::lesson::Language;

/// Most processes that get a sentence of their own; the rest is counted.
const PROCESS_SENTENCES: usize = 24;

pub(in crate::model) fn sentences(
    world: &World,
    standstill: &Standstill,
    language: Language,
) -> Vec<String> {
    let story = Story {
        world,
        standstill,
        language,
    };
    let in_cycle = standstill.cycle.iter().copied();
    let others = standstill
        .processes
        .iter()
        .copied()
        .filter(|id| !standstill.cycle.contains(id));
    let mut sentences: Vec<String> = in_cycle
        .map(|id| story.member(id))
        .chain(story.grip())
        .chain(others.map(|id| story.other(id)))
        .collect();
    let n_hidden = sentences.len().saturating_sub(PROCESS_SENTENCES);
    if n_hidden > 0 {
        sentences.truncate(PROCESS_SENTENCES);
        sentences.push(match language {
            Language::En => format!("{n_hidden} more processes wait"),
            Language::Zh => format!("还有 {n_hidden} 个进程在等待"),
        });
    }
    sentences.extend(story.dead_holders());
    sentences.extend(story.conclusion());
    sentences.into_iter().map(one_line).collect()
}

struct Story<'a> {
    world: &'a World,
    standstill: &'a Standstill,
    language: Language,
}

impl Story<'_> {
    /// `[1] Ann holds fork A and waits for fork B (line 14)`
    fn member(&self, id: ProcId) -> String {
        let held = self.held(id);
        if held.is_empty() {
            return self.other(id);
        }
        let names = Names(self.world);
        let held: Vec<String> = held
            .into_iter()
            .map(|object| names.object(object))
            .collect();
        let who = names.process(id);
        let wait = self.wait(id);
        match self.language {
            Language::En => format!("{who} holds {} and {wait}", held.join(", ")),
            Language::Zh => format!("{who} 持有 {}，{wait}", held.join("、")),
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

    /// Locks among those waited for whose holder has ended, a sentence each.
    fn dead_holders(&self) -> Vec<String> {
        let mut told: Vec<ObjectId> = Vec::new();
        let mut sentences = Vec::new();
        for id in &self.standstill.processes {
            let Some(wait) = self.world.waits_for(*id) else {
                continue;
            };
            let (Some(object), Some(holder)) = (wait.object, self.world.holder_waited_for(wait))
            else {
                continue;
            };
            let end = self.world.process(holder).and_then(|holder| holder.end());
            let Some(end) = end.filter(|_| !told.contains(&object)) else {
                continue;
            };
            told.push(object);
            sentences.push(self.dead_holder(object, holder, end));
        }
        sentences
    }

    fn dead_holder(&self, object: ObjectId, holder: ProcId, end: &End) -> String {
        let names = Names(self.world);
        let (object, holder) = (names.object(object), names.process(holder));
        match (self.language, end) {
            (Language::En, End::Signal(signal)) => {
                format!("{object} is held by {holder}, killed by {signal}: no one will release it")
            }
            (Language::En, End::Code(code)) => {
                format!("{object} is held by {holder}, ended with {code}: no one will release it")
            }
            (Language::Zh, End::Signal(signal)) => {
                format!("{object} 由 {holder} 持有，而它已被 {signal} 终止：不会有人释放它")
            }
            (Language::Zh, End::Code(code)) => {
                format!("{object} 由 {holder} 持有，而它已以 {code} 结束：不会有人释放它")
            }
        }
    }

    /// What is left to hope for, if the standstill was confirmed: nothing, or the processes outside.
    fn conclusion(&self) -> Option<String> {
        let deadlock = self.world.deadlock.as_ref()?;
        let n_all = self.standstill.processes.len();
        let outside: Vec<ProcId> = self
            .standstill
            .processes
            .iter()
            .copied()
            .filter(|id| !deadlock.processes.contains(id))
            .collect();
        Some(match (self.language, outside.is_empty(), n_all) {
            (Language::En, true, 1) => "no other process is left: nobody can ever move".to_owned(),
            (Language::En, true, _) => {
                format!("all {n_all} processes are in this: nobody can ever move")
            }
            (Language::En, false, _) => {
                format!("only {} could help", en::list(&outside, "or"))
            }
            (Language::Zh, true, 1) => "没有别的进程了：谁也动不了".to_owned(),
            (Language::Zh, true, _) => format!("{n_all} 个进程全在其中：谁也动不了"),
            (Language::Zh, false, _) => format!("只有 {} 能解开", zh::list(&outside, "或")),
        })
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
