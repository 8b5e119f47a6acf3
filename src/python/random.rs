//! MT19937, seeded and read as CPython's `random` does, so that `random.seed(n)` gives the same sequence.
//!
//! Source: Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998), with the array seeding of 2002.

/// Words of state.
const N: usize = 624;
/// Distance of the word that is mixed in.
const M: usize = 397;

/// The generator's state.
#[derive(Clone, Debug)]
pub(crate) struct Twister {
    state: Vec<u32>,
    next: usize,
}

impl Twister {
    /// A generator seeded with the 32-bit words of a number, least significant first.
    pub(crate) fn new(key: &[u32]) -> Self {
        let key = if key.is_empty() { &[0][..] } else { key };
        let mut state = plain_state(19_650_218);
        let (mut i, mut j) = (1, 0);
        for _ in 0..N.max(key.len()) {
            let mixed = (state[i - 1] ^ (state[i - 1] >> 30)).wrapping_mul(1_664_525);
            state[i] = (state[i] ^ mixed)
                .wrapping_add(key[j])
                .wrapping_add(j as u32);
            i += 1;
            j = (j + 1) % key.len();
            if i >= N {
                state[0] = state[N - 1];
                i = 1;
            }
        }
        for _ in 0..N - 1 {
            let mixed = (state[i - 1] ^ (state[i - 1] >> 30)).wrapping_mul(1_566_083_941);
            state[i] = (state[i] ^ mixed).wrapping_sub(i as u32);
            i += 1;
            if i >= N {
                state[0] = state[N - 1];
                i = 1;
            }
        }
        state[0] = 0x8000_0000;
        Self { state, next: N }
    }

    /// The words of the state and the place of the next one: what `random.getstate()` tells.
    pub(crate) fn state(&self) -> (&[u32], usize) {
        (&self.state, self.next)
    }

    /// A generator in a state; none if that is no state of one.
    pub(crate) fn from_state(state: Vec<u32>, next: usize) -> Option<Self> {
        (state.len() == N && next <= N).then_some(Self { state, next })
    }

    /// The next 32 bits.
    pub(crate) fn word(&mut self) -> u32 {
        if self.next >= N {
            self.refill();
        }
        let mut word = self.state[self.next];
        self.next += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    fn refill(&mut self) {
        for at in 0..N {
            let joined = (self.state[at] & 0x8000_0000) | (self.state[(at + 1) % N] & 0x7fff_ffff);
            let twist = if joined & 1 == 0 { 0 } else { 0x9908_b0df };
            self.state[at] = self.state[(at + M) % N] ^ (joined >> 1) ^ twist;
        }
        self.next = 0;
    }

    /// A float in `[0, 1)` with 53 random bits.
    pub(crate) fn float(&mut self) -> f64 {
        let high = f64::from(self.word() >> 5);
        let low = f64::from(self.word() >> 6);
        (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0
    }

    /// `bits` random bits, as 32-bit words, least significant first.
    pub(crate) fn bits(&mut self, bits: u32) -> Vec<u32> {
        let mut words = Vec::new();
        let mut left = bits;
        while left > 0 {
            let word = self.word();
            words.push(if left < 32 { word >> (32 - left) } else { word });
            left = left.saturating_sub(32);
        }
        words
    }
}

fn plain_state(seed: u32) -> Vec<u32> {
    let mut state = vec![seed; N];
    for at in 1..N {
        let previous = state[at - 1];
        state[at] = (previous ^ (previous >> 30))
            .wrapping_mul(1_812_433_253)
            .wrapping_add(at as u32);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::Twister;

    #[test]
    fn seed_one_gives_cpythons_first_float() {
        let first = Twister::new(&[1]).float();
        assert!((first - 0.134_364_244_112_401_22).abs() < 1e-17, "{first}");
    }
}
