//! Whom an answer is true of, without a list of them: whole runs, or some of a run.

use std::sync::Arc;

use super::{Block, Run};
use crate::access::Principal;

/// Principals of one account and group.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    block: Arc<Block>,
    run: usize,
    which: Which,
}

#[derive(Debug, Clone, PartialEq)]
enum Which {
    All,
    /// By their places in the run.
    Some(Vec<u32>),
}

impl Members {
    /// All of the run at a place of a block.
    pub(super) fn all(block: &Arc<Block>, run: usize) -> Self {
        Self { block: Arc::clone(block), run, which: Which::All }
    }

    /// Those at some places of that run.
    pub(super) fn some(block: &Arc<Block>, run: usize, places: Vec<u32>) -> Self {
        Self { block: Arc::clone(block), run, which: Which::Some(places) }
    }

    fn run(&self) -> &[Principal] {
        self.block.runs.get(self.run).map_or(&[], Run::principals)
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        match &self.which {
            Which::All => self.run().len(),
            Which::Some(places) => places.len(),
        }
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The one at a place, as [`Members::iter`] counts.
    pub fn get(&self, place: usize) -> Option<&Principal> {
        match &self.which {
            Which::All => self.run().get(place),
            Which::Some(places) => self.run().get(*places.get(place)? as usize),
        }
    }

    /// Who they are.
    pub fn iter(&self) -> impl Iterator<Item = &Principal> {
        let run = self.run();
        let (all, some): (&[Principal], &[u32]) = match &self.which {
            Which::All => (run, &[]),
            Which::Some(places) => (&[], places),
        };
        all.iter().chain(some.iter().filter_map(|place| run.get(*place as usize)))
    }
}
