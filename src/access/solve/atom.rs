//! What obligations are made of: atoms over one variable, and literals that want them so or not.

use crate::{access::pattern_set::Pattern, policy::condition::ConditionCell};

/// Something that holds of a request or not, and hangs on one variable alone.
#[derive(Debug, Clone)]
pub enum Atom<'p> {
    /// The resource's ARN matches one of these patterns.
    Resource {
        /// What surely counts.
        patterns: Vec<Pattern>,
        /// What may count: patterns with variables that nobody has settled, at their widest.
        open: Vec<Pattern>,
    },
    /// A condition cell holds.
    Cell {
        /// The variable of its key.
        key: usize,
        /// The cell.
        cell: &'p ConditionCell,
        /// Which context settles the variables in its values.
        context: usize,
    },
    /// Something that may be either way, for all that is known.
    Open,
}

/// An atom, and whether it has to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Literal {
    /// Which atom of the problem.
    pub atom: usize,
    /// Whether it has to hold or must not.
    pub wanted: bool,
}

impl Literal {
    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { wanted: !self.wanted, ..self }
    }
}

/// Something that has to be met: all literals of one of the alternatives.
#[derive(Debug, Clone)]
pub struct Obligation {
    /// The alternatives; without any it cannot be met, and an empty one is met by everything.
    pub alternatives: Vec<Vec<Literal>>,
}

impl Obligation {
    /// One of the alternatives has to be met.
    pub fn one_of(alternatives: Vec<Vec<Literal>>) -> Self {
        Self { alternatives }
    }

    /// At least one of the literals must fail.
    pub fn not_all(literals: &[Literal]) -> Self {
        Self { alternatives: literals.iter().map(|literal| vec![literal.negated()]).collect() }
    }
}
