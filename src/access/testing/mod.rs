//! Random organizations for tests that hold one way to an answer against another: small, with
//! policies that speak of the same few things, so that they meet.

#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "for tests alone")]

mod build;
mod change;
mod requests;
mod words;

pub use build::{Kind, document, organization};
pub use change::{change, populated};
pub use requests::{realistic, request};
pub use words::{ACTIONS, RESOURCES};

/// A source of chance that gives the same from the same seed (splitmix64).
pub struct Dice(u64);

impl Dice {
    /// Dice that fall as the seed says.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// Whether one time out of so many comes up.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }
}
