//! The policies: who takes the next step when nobody else chooses.

use crate::engine::stepping::{Mover, Policy};

/// Whom the policy chooses among `able`, who is in order of mover; none if nobody is.
///
/// - round-robin: the next one after `last` in order of mover, around the end.
/// - random: drawn from seed and number of the step alone, so that a choice does not depend on how the run came here.
pub fn choose(
    policy: Policy,
    seed: u64,
    step: u64,
    last: Option<Mover>,
    able: &[Mover],
) -> Option<Mover> {
    match policy {
        Policy::RoundRobin => {
            let next = able.iter().find(|&&mover| Some(mover) > last);
            next.or(able.first()).copied()
        }
        Policy::Random => {
            let draw = split_mix(seed ^ split_mix(step.wrapping_add(1)));
            let place = draw.checked_rem(able.len() as u64)?;
            able.get(place as usize).copied()
        }
    }
}

/// One step of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
fn split_mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::ProcId;

    fn movers(procs: &[u32]) -> Vec<Mover> {
        let mover = |&proc: &u32| Mover {
            proc: ProcId(proc),
            agent: None,
            nth: 0,
        };
        procs.iter().map(mover).collect()
    }

    #[test]
    fn round_robin_goes_in_turn_and_around_the_end() {
        let able = movers(&[0, 2, 5]);
        let next = |last| choose(Policy::RoundRobin, 0, 0, last, &able).map(|mover| mover.proc.0);
        assert_eq!(next(None), Some(0));
        assert_eq!(next(Some(able[0])), Some(2));
        assert_eq!(next(Some(movers(&[3])[0])), Some(5));
        assert_eq!(next(Some(able[2])), Some(0));
    }

    #[test]
    fn random_gives_everybody_a_turn_and_the_same_seed_the_same_turns() {
        let able = movers(&[0, 1, 2]);
        let draw = |seed, step| choose(Policy::Random, seed, step, None, &able);
        let turns: Vec<_> = (0..60).map(|step| draw(7, step)).collect();
        for mover in &able {
            assert!(turns.iter().filter(|turn| **turn == Some(*mover)).count() > 8);
        }
        assert_eq!(turns, (0..60).map(|step| draw(7, step)).collect::<Vec<_>>());
        assert_ne!(turns, (0..60).map(|step| draw(8, step)).collect::<Vec<_>>());
    }

    #[test]
    fn nobody_is_chosen_where_nobody_can_move() {
        for policy in [Policy::RoundRobin, Policy::Random] {
            assert_eq!(choose(policy, 1, 1, None, &[]), None);
        }
    }
}
