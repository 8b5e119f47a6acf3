//! When nobody can move: who they are, and the words about it. Both are the model's; the engine confirms them.

use crate::lesson::Language;
use crate::model::World;
use crate::model::graph::explain_standstill;
use crate::trace::ProcId;

/// Everybody in the standstill, and the cycle of waiting (empty where there is none).
pub fn members(world: &World) -> (Vec<ProcId>, Vec<ProcId>) {
    let standstill = explain_standstill(world);
    (standstill.processes, standstill.cycle)
}

/// Who waits for whom, for stderr: a sentence a line.
pub fn explanation(world: &World, language: Language) -> String {
    let sentences = explain_standstill(world).sentences(world, language);
    let mut text = String::new();
    for sentence in sentences {
        text.push_str("forklore: ");
        text.push_str(&sentence);
        text.push('\n');
    }
    text
}
