//! Chance that can be had again: a seed in, the same throws out. Who throws dice says the seed when the test fails.

/// Small, and good enough for moments and places to break things at.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Dice for one of many things that run side by side: their throws do not depend on who throws first.
    pub fn of(seed: u64, number: u64) -> Self {
        let mut dice = Self(seed ^ number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        dice.below(2);
        dice
    }

    /// A number from 0 to below the limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// Yes, in so many of a hundred cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

/// The seed of a test: its own, or that of the environment variable `CSO_SOAK_SEED`. Says itself when the test fails.
#[derive(Debug)]
pub struct Seed(pub u64);

impl Seed {
    /// The seed to use where nobody asks for another one.
    pub fn or(own: u64) -> Self {
        let asked = super::environment("CSO_SOAK_SEED").map(|text| text.parse().expect("CSO_SOAK_SEED is a number"));
        Self(asked.unwrap_or(own))
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the dice were thrown with CSO_SOAK_SEED={}", self.0);
        }
    }
}
