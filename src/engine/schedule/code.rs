//! A schedule as a short text: `F1-07A5-2C4E-...`.
//!
//! After the version `F1` come bytes in base 32 ([`super::base32`]):
//! ```text
//! hash of the program (4), modes (1), [seed], steps, [signals], departures ..., checksum (2)
//! modes       stdout in bits 0-1, start method in bit 2, policy in bit 3, whether a seed follows in bit 4, and signals
//!             in bit 5
//! signals     how many; of each: steps since the one before, process, number
//! departure   steps since the one before, who, how often in a row
//! who         (process * 4 + agent) * 2, plus 1 if the number among its kind follows
//! ```
//! Numbers are base-128 varints (least first, as in protocol buffers). The checksum is the first two bytes of the
//! SHA-256 of version and bytes.

use sha2::{Digest, Sha256};

use super::base32;
use crate::engine::session::{StartMethod, StdoutMode};
use crate::engine::stepping::{Mover, Policy, Stepped};
use crate::trace::ProcId;
use crate::trace::event::Agent;

/// What a code begins with; another layout gets another number.
const VERSION: &str = "F1";
/// Bytes of the program's hash: programs that a learner writes one after another differ in them all but surely.
const HASH: usize = 4;
/// Bytes of the checksum: of 65,536 slips of the pen one goes unnoticed.
const CHECKSUM: usize = 2;
/// Largest number of steps that a code may speak of.
const MOST_STEPS: u64 = 1 << 32;

/// All that a stepped run depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// First bytes of the SHA-256 of the program's text.
    pub program: [u8; HASH],
    /// Buffering of stdout.
    pub stdout: StdoutMode,
    /// How processes are started.
    pub start_method: StartMethod,
    /// Seed of the program's random numbers and of the random policy.
    pub seed: u64,
    /// Who chooses where `choices` says nothing.
    pub policy: Policy,
    /// Steps that were taken.
    pub steps: u64,
    /// Departures from the policy: number of the step, and who takes it, in order.
    pub choices: Vec<(u64, Mover)>,
    /// Signals from outside: number of the step that they come before, to whom, signal number, in order.
    pub signals: Vec<(u64, ProcId, i32)>,
}

/// What is wrong with a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It is no code, or one of a later version.
    #[error(
        "a schedule begins with `{VERSION}-`, and this one with `{0}`; a newer forklore may know it"
    )]
    Version(String),
    /// A character that no code has.
    #[error("`{0}` is in no schedule: it consists of digits and letters without I, L, O and U")]
    Letter(char),
    /// Something was mistyped or is missing.
    #[error("the schedule is mistyped or cut off (its checksum does not fit); copy it again")]
    Checksum,
}

/// What a code and a run do not agree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// It is for another program.
    #[error("the schedule belongs to another program, or to another version of this one")]
    Program,
    /// Another stdout mode was asked for.
    #[error("the schedule has another `--stdout`; leave the option out, the schedule knows it")]
    Stdout,
    /// Another start method was asked for.
    #[error(
        "the schedule has another `--start-method`; leave the option out, the schedule knows it"
    )]
    StartMethod,
    /// Another seed was asked for.
    #[error("the schedule has another `--seed`; leave the option out, the schedule knows it")]
    Seed,
}

/// Options that were given by themselves, beside a code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// `--stdout`.
    pub stdout: Option<StdoutMode>,
    /// `--start-method`.
    pub start_method: Option<StartMethod>,
    /// `--seed`.
    pub seed: Option<u64>,
}

/// First bytes of the SHA-256 of a program's text.
pub fn hash_of(source: &str) -> [u8; HASH] {
    let mut hash = [0; HASH];
    hash.copy_from_slice(&Sha256::digest(source.as_bytes())[..HASH]);
    hash
}

impl Schedule {
    /// As a run takes it; it goes on by the policy behind the last departure.
    pub fn stepped(&self) -> Stepped {
        Stepped {
            policy: self.policy,
            choices: self.choices.clone(),
            signals: self.signals.clone(),
            ..Stepped::default()
        }
    }

    /// Whether it fits a program and what was asked for beside it.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn check(&self, source: &str, given: Given) -> Result<(), Conflict> {
        if self.program != hash_of(source) {
            return Err(Conflict::Program);
        }
        if given.stdout.is_some_and(|stdout| stdout != self.stdout) {
            return Err(Conflict::Stdout);
        }
        let method = given.start_method;
        if method.is_some_and(|method| method != self.start_method) {
            return Err(Conflict::StartMethod);
        }
        if given.seed.is_some_and(|seed| seed != self.seed) {
            return Err(Conflict::Seed);
        }
        Ok(())
    }

    /// The code.
    pub fn write(&self) -> String {
        let mut bytes = self.program.to_vec();
        let stdout = match self.stdout {
            StdoutMode::Terminal => 0,
            StdoutMode::Pipe => 1,
            StdoutMode::Unbuffered => 2,
        };
        let method = u8::from(self.start_method == StartMethod::Spawn);
        let policy = u8::from(self.policy == Policy::Random);
        let has_seed = u8::from(self.seed != 0);
        let has_signals = u8::from(!self.signals.is_empty());
        bytes.push(stdout | method << 2 | policy << 3 | has_seed << 4 | has_signals << 5);
        if self.seed != 0 {
            put(self.seed, &mut bytes);
        }
        put(self.steps, &mut bytes);
        self.put_signals(&mut bytes);
        let mut place = 0;
        for (step, mover, times) in runs(&self.choices) {
            put(step - place, &mut bytes);
            put_mover(mover, &mut bytes);
            put(times, &mut bytes);
            place = step + times;
        }
        bytes.extend(checksum(&bytes));
        format!("{VERSION}-{}", base32::write(&bytes))
    }

    fn put_signals(&self, bytes: &mut Vec<u8>) {
        if self.signals.is_empty() {
            return;
        }
        put(self.signals.len() as u64, bytes);
        let mut place = 0;
        for &(step, target, signal) in &self.signals {
            put(step - place, bytes);
            put(u64::from(target.0), bytes);
            put(u64::from(signal.unsigned_abs()), bytes);
            place = step;
        }
    }

    /// Reads a code.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        let (version, digits) = text.split_once('-').unwrap_or((text, ""));
        if !version.eq_ignore_ascii_case(VERSION) {
            let start: String = version.chars().take(8).collect();
            return Err(CodeError::Version(start));
        }
        let bytes = base32::read(digits).map_err(CodeError::Letter)?;
        // The last digit has bits to spare; another digit that ends in the same byte is a slip as well.
        if !base32::is_as_written(digits, &bytes) {
            return Err(CodeError::Checksum);
        }
        let end = bytes
            .len()
            .checked_sub(CHECKSUM)
            .ok_or(CodeError::Checksum)?;
        let (content, sum) = bytes.split_at(end);
        if sum != checksum(content) {
            return Err(CodeError::Checksum);
        }
        // Behind a checksum that fits, damage is a matter of forgery: the same word will do.
        parse(content).ok_or(CodeError::Checksum)
    }
}

fn checksum(content: &[u8]) -> [u8; CHECKSUM] {
    let digest = Sha256::new()
        .chain_update(VERSION)
        .chain_update(content)
        .finalize();
    [digest[0], digest[1]]
}

fn parse(content: &[u8]) -> Option<Schedule> {
    let (hash, mut rest) = content.split_first_chunk::<HASH>()?;
    let modes = take_byte(&mut rest)?;
    let seed = if modes & 16 == 0 { 0 } else { take(&mut rest)? };
    let steps = take(&mut rest).filter(|&steps| steps <= MOST_STEPS)?;
    let signals = if modes & 32 == 0 {
        Vec::new()
    } else {
        take_signals(&mut rest)?
    };
    let mut choices = Vec::new();
    let mut place: u64 = 0;
    while !rest.is_empty() {
        let first = place.checked_add(take(&mut rest)?)?;
        let mover = take_mover(&mut rest)?;
        let times = take(&mut rest)?;
        place = first.checked_add(times).filter(|&end| end <= steps)?;
        choices.extend((first..place).map(|step| (step, mover)));
    }
    Some(Schedule {
        program: *hash,
        stdout: match modes & 3 {
            0 => StdoutMode::Terminal,
            1 => StdoutMode::Pipe,
            2 => StdoutMode::Unbuffered,
            _ => return None,
        },
        start_method: if modes & 4 == 0 {
            StartMethod::Fork
        } else {
            StartMethod::Spawn
        },
        policy: if modes & 8 == 0 {
            Policy::RoundRobin
        } else {
            Policy::Random
        },
        seed,
        steps,
        choices,
        signals,
    })
}

fn take_signals(rest: &mut &[u8]) -> Option<Vec<(u64, ProcId, i32)>> {
    let count = take(rest)?;
    let mut signals = Vec::new();
    let mut place: u64 = 0;
    for _ in 0..count {
        place = place.checked_add(take(rest)?)?;
        let target = ProcId(u32::try_from(take(rest)?).ok()?);
        signals.push((place, target, i32::try_from(take(rest)?).ok()?));
    }
    Some(signals)
}

/// Choices of the same mover at steps in a row, as one: first step, mover, how many.
fn runs(choices: &[(u64, Mover)]) -> Vec<(u64, Mover, u64)> {
    let mut runs: Vec<(u64, Mover, u64)> = Vec::new();
    for &(step, mover) in choices {
        match runs.last_mut() {
            Some((first, before, times)) if *before == mover && *first + *times == step => {
                *times += 1;
            }
            _ => runs.push((step, mover, 1)),
        }
    }
    runs
}

fn put(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn put_mover(mover: Mover, bytes: &mut Vec<u8>) {
    let agent = match mover.agent {
        None => 0,
        Some(Agent::Feeder) => 1,
        Some(Agent::Tasks) => 2,
        Some(Agent::Results) => 3,
    };
    let has_number = u64::from(mover.nth > 0);
    put(
        (u64::from(mover.proc.0) * 4 + agent) * 2 + has_number,
        bytes,
    );
    if mover.nth > 0 {
        put(u64::from(mover.nth), bytes);
    }
}

fn take_byte(rest: &mut &[u8]) -> Option<u8> {
    let (&byte, behind) = rest.split_first()?;
    *rest = behind;
    Some(byte)
}

fn take(rest: &mut &[u8]) -> Option<u64> {
    let mut number: u64 = 0;
    for place in 0..10 {
        let byte = take_byte(rest)?;
        number |= u64::from(byte & 0x7f).checked_shl(place * 7)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn take_mover(rest: &mut &[u8]) -> Option<Mover> {
    let key = take(rest)?;
    let nth = if key & 1 == 0 { 0 } else { take(rest)? };
    Some(Mover {
        proc: ProcId(u32::try_from(key >> 3).ok()?),
        agent: match key >> 1 & 3 {
            1 => Some(Agent::Feeder),
            2 => Some(Agent::Tasks),
            3 => Some(Agent::Results),
            _ => None,
        },
        nth: u32::try_from(nth).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn movers() -> impl Strategy<Value = Mover> {
        let agents = prop_oneof![
            Just(None),
            Just(Some(Agent::Feeder)),
            Just(Some(Agent::Tasks)),
            Just(Some(Agent::Results)),
        ];
        (0u32..300, agents, 0u32..3).prop_map(|(proc, agent, nth)| Mover {
            proc: ProcId(proc),
            agent,
            nth,
        })
    }

    prop_compose! {
        fn schedules()(
            program: [u8; HASH],
            stdout in prop_oneof![
                Just(StdoutMode::Terminal), Just(StdoutMode::Pipe), Just(StdoutMode::Unbuffered),
            ],
            start_method in prop_oneof![Just(StartMethod::Fork), Just(StartMethod::Spawn)],
            policy in prop_oneof![Just(Policy::RoundRobin), Just(Policy::Random)],
            seed: u64,
            gaps in prop::collection::vec((0u64..200, movers()), 0..40),
            behind in 0u64..1000,
            signals in prop::collection::vec((0u64..50, 0u32..300, 1i32..65), 0..4),
        ) -> Schedule {
            let mut choices = Vec::new();
            let mut step = 0;
            for (gap, mover) in gaps {
                choices.push((step + gap, mover));
                step += gap + 1;
            }
            let mut place = 0;
            let signals = signals.into_iter().map(|(gap, proc, signal)| {
                place += gap;
                (place, ProcId(proc), signal)
            });
            Schedule {
                program,
                stdout,
                start_method,
                seed,
                policy,
                steps: step + behind,
                choices,
                signals: signals.collect(),
            }
        }
    }

    proptest! {
        #[test]
        fn a_schedule_comes_back_from_its_code(schedule in schedules()) {
            let code = schedule.write();
            prop_assert!(code.starts_with("F1-"));
            prop_assert_eq!(Schedule::read(&code), Ok(schedule.clone()));
            prop_assert_eq!(Schedule::read(&format!(" {} \n", code.to_lowercase())), Ok(schedule));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "(F1-)?[0-9A-Z-]{0,40}") {
            let _ = Schedule::read(&text);
        }
    }

    fn simple() -> Schedule {
        Schedule {
            program: hash_of("print(1)\n"),
            stdout: StdoutMode::Unbuffered,
            start_method: StartMethod::Fork,
            seed: 0,
            policy: Policy::RoundRobin,
            steps: 40,
            choices: Vec::new(),
            signals: Vec::new(),
        }
    }

    #[test]
    fn a_run_by_the_policy_alone_has_a_code_of_a_few_groups() {
        assert!(simple().write().len() <= 20, "{}", simple().write());
    }

    #[test]
    fn a_mistyped_character_is_noticed() {
        let code = simple().write();
        let last = code.chars().nth(6).expect("long enough");
        let other = if last == '7' { '8' } else { '7' };
        let mistyped: String = code
            .char_indices()
            .map(|(place, letter)| if place == 6 { other } else { letter })
            .collect();
        assert_eq!(Schedule::read(&mistyped), Err(CodeError::Checksum));
        assert_eq!(
            Schedule::read(&code[..code.len() - 3]),
            Err(CodeError::Checksum)
        );
    }

    #[test]
    fn a_later_version_and_a_strange_character_are_named() {
        assert_eq!(
            Schedule::read("F9-0000"),
            Err(CodeError::Version("F9".to_owned()))
        );
        assert_eq!(Schedule::read("F1-00!0"), Err(CodeError::Letter('!')));
    }

    #[test]
    fn another_program_or_a_contradicting_option_is_refused() {
        let schedule = simple();
        let check = |source, given| schedule.check(source, given);
        assert_eq!(check("print(1)\n", Given::default()), Ok(()));
        assert_eq!(
            check("print(2)\n", Given::default()),
            Err(Conflict::Program)
        );
        let given = Given {
            stdout: Some(StdoutMode::Pipe),
            ..Given::default()
        };
        assert_eq!(check("print(1)\n", given), Err(Conflict::Stdout));
        let given = Given {
            seed: Some(3),
            ..Given::default()
        };
        assert_eq!(check("print(1)\n", given), Err(Conflict::Seed));
        let given = Given {
            stdout: Some(StdoutMode::Unbuffered),
            seed: Some(0),
            ..Given::default()
        };
        assert_eq!(check("print(1)\n", given), Ok(()));
    }
}
