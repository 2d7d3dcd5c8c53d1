//! What becomes of a class of actions, put together from what is found here and there.

use super::{Comparison, Difference, Untold};
use crate::catalog::Action;

/// Whether anything is gained, and whether anything is lost.
#[derive(Debug, Clone)]
pub struct Outcomes {
    /// What is allowed after and denied before.
    pub gained: Outcome,
    /// What is allowed before and denied after.
    pub lost: Outcome,
}

/// What is found one way.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Nothing changes.
    Same,
    /// Something does.
    Differs(Difference),
    /// It cannot be told, because of this.
    Untold(Vec<String>),
}

impl Outcomes {
    /// Nothing changes.
    pub fn none() -> Self {
        Self { gained: Outcome::Same, lost: Outcome::Same }
    }

    /// Which of some ways are still open, whatever else is looked at.
    pub fn open(&self, [gains, loses]: [bool; 2]) -> [bool; 2] {
        [gains && !self.gained.differs(), loses && !self.lost.differs()]
    }

    /// With what has been found elsewhere.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { gained: self.gained.or(other.gained), lost: self.lost.or(other.lost) }
    }

    /// What changes for some actions.
    pub fn comparison(self, actions: &[&'static Action]) -> Comparison {
        let mut found = Comparison::default();
        let mut because = Vec::new();
        for (outcome, list) in [(self.gained, &mut found.gained), (self.lost, &mut found.lost)] {
            match outcome {
                Outcome::Same => {}
                Outcome::Differs(difference) => list.push(difference),
                Outcome::Untold(causes) => because.extend(causes),
            }
        }
        if !because.is_empty() {
            because.sort();
            because.dedup();
            found.unknown.push(Untold { actions: actions.to_vec(), because });
        }
        found
    }
}

impl Outcome {
    fn differs(&self) -> bool {
        matches!(self, Self::Differs(_))
    }

    /// With what has been found elsewhere.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Differs(difference), _) | (_, Self::Differs(difference)) => {
                Self::Differs(difference)
            }
            (Self::Untold(mut because), Self::Untold(more)) => {
                because.extend(more);
                Self::Untold(because)
            }
            (Self::Untold(because), Self::Same) | (Self::Same, Self::Untold(because)) => {
                Self::Untold(because)
            }
            (Self::Same, Self::Same) => Self::Same,
        }
    }
}
