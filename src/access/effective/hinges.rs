//! The condition keys that effective permissions hang on: give one a value, and answers settle.

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::matrix::Said;
use crate::policy::Truth;

/// A key of unknown value, and how much hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hinge {
    /// The condition key.
    pub key: String,
    /// How many actions have a statement whose condition hangs on it.
    pub actions: usize,
}

/// The keys of unknown value that statements hang on.
pub(super) fn keys(said: &[Said]) -> Vec<String> {
    let open = said
        .iter()
        .filter(|said| said.held.usual == Truth::Unknown || said.held.usual != said.held.wide);
    let keys: BTreeSet<&String> = open.flat_map(|said| &said.held.keys).collect();
    keys.into_iter().cloned().collect()
}

/// How many actions hang on each key, as they are counted.
#[derive(Default)]
pub(super) struct Counts(HashMap<String, usize>);

impl Counts {
    /// Counts some actions, by the keys of each of their grounds.
    pub fn count<'k>(&mut self, grounds: impl Iterator<Item = &'k [String]>, actions: usize) {
        let keys: BTreeSet<&String> = grounds.flatten().collect();
        for key in keys {
            match self.0.get_mut(key) {
                Some(count) => *count += actions,
                None => drop(self.0.insert(key.clone(), actions)),
            }
        }
    }

    /// The keys, the one with most at stake first.
    pub fn sorted(self) -> Vec<Hinge> {
        let mut hinges: Vec<Hinge> =
            self.0.into_iter().map(|(key, actions)| Hinge { key, actions }).collect();
        hinges.sort_by(|one, other| {
            other.actions.cmp(&one.actions).then_with(|| one.key.cmp(&other.key))
        });
        hinges
    }
}
