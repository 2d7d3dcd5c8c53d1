//! Which way actions can turn: what may be gained, and what may be lost.

use crate::access::effective::ActionSet;

/// Actions that may be allowed where they were not, and the other way round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turns {
    /// What may be gained.
    pub gains: ActionSet,
    /// What may be lost.
    pub losses: ActionSet,
}

impl Turns {
    /// Nothing turns.
    pub fn none() -> Self {
        Self { gains: ActionSet::none(), losses: ActionSet::none() }
    }

    /// Anything may turn.
    pub fn all() -> Self {
        Self { gains: ActionSet::all(), losses: ActionSet::all() }
    }

    /// Whether nothing turns.
    pub fn is_none(&self) -> bool {
        self.gains.is_empty() && self.losses.is_empty()
    }

    /// Takes in what else may turn.
    pub fn or(&mut self, other: &Self) {
        self.gains.or(&other.gains);
        self.losses.or(&other.losses);
    }

    /// Takes in actions that may turn either way.
    pub fn or_either_way(&mut self, actions: &ActionSet) {
        self.gains.or(actions);
        self.losses.or(actions);
    }

    /// Keeps only some actions.
    pub fn and(&mut self, actions: &ActionSet) {
        self.gains.and(actions);
        self.losses.and(actions);
    }
}
