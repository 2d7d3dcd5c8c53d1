//! What a store is to the rest of the house: load, commit, undo, read the journal.

use std::{fmt, ops::RangeInclusive};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Entry, StoreError, Verification};
use crate::org::{ChangeSet, Organization};

/// The number of the journal entry that led to a state. The first entry is 1, and there are no
/// gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u64);

impl Revision {
    /// The state a store begins with.
    pub const FIRST: Self = Self(1);

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Who does something, where and when. Stores have no clock of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Who.
    pub name: String,
    /// On which machine.
    pub host: String,
    /// When.
    pub now: DateTime<Utc>,
}

/// What a commit led to.
#[derive(Clone)]
pub struct Committed {
    /// The new revision.
    pub revision: Revision,
    /// The new state.
    pub organization: Organization,
    /// What the journal says of it.
    pub entry: Entry,
}

/// A store that can be read.
pub trait StoreReader: Send {
    /// The state and its revision.
    fn load(&self) -> Result<(Organization, Revision), StoreError>;

    /// The entries of these revisions that there are, in order. All of them: from
    /// [`Revision::FIRST`] to the revision that [`StoreReader::load`] tells.
    fn journal(&self, revisions: RangeInclusive<Revision>) -> Result<Vec<Entry>, StoreError>;

    /// Reads everything again from the disk and checks it.
    fn verify(&self) -> Result<Verification, StoreError>;
}

/// A store that can be changed. What it has acknowledged is on the disk.
pub trait Store: StoreReader {
    /// Applies a set of changes, all or none, if `expected` is still the revision.
    fn commit(
        &mut self,
        expected: Revision,
        set: &ChangeSet,
        operator: &Operator,
    ) -> Result<Committed, StoreError>;

    /// Takes an entry back by committing its inverse, if `expected` is still the revision and
    /// nothing has been built on the entry since.
    fn undo(
        &mut self,
        expected: Revision,
        entry: Revision,
        operator: &Operator,
    ) -> Result<Committed, StoreError>;
}
