//! Chance that can be had again: the same seed gives the same falls (splitmix64).

use std::collections::BTreeSet;

use crate::org::AccountId;

/// Dice that fall as the seed says.
pub struct Dice(u64);

impl Dice {
    /// Dice of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; zero when there is none.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    /// A number below `end`, small ones far more often: as a few things are used by nearly all.
    pub fn skewed(&mut self, end: usize) -> usize {
        let first = self.below(end);
        let second = self.below(first + 1);
        self.below(second + 1)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// So many different account ids, smallest first.
    pub fn account_ids(&mut self, count: usize) -> Option<Vec<AccountId>> {
        let mut found = BTreeSet::new();
        while found.len() < count {
            let number = 100_000_000_000 + self.next() % 899_999_999_999;
            found.insert(format!("{number:012}").parse().ok()?);
        }
        Some(found.into_iter().collect())
    }

    /// So many lower-case hexadecimal digits, sixteen at most.
    pub fn hex(&mut self, digits: usize) -> String {
        let text = format!("{:016x}", self.next());
        text[..digits.min(16)].to_owned()
    }
}
