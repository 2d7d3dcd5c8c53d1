//! What the screens look at: the snapshot, where it is kept, and whether it may be changed.

use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::draft::Drafts;
use crate::org::Organization;
use crate::store::{Entry, Revision};
use crate::workspace::{Compiled, Library, Snapshot};

/// Whether the store may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It may.
    Writable,
    /// It may not.
    ReadOnly,
}

/// How much of the store the snapshot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// What the tree shows: units, accounts, organization policies. The rest is on its way.
    Tree {
        /// Records read.
        done: usize,
        /// Records in all.
        of: usize,
    },
}

impl Extent {
    /// What to say where more is needed than there is; nothing when all is there.
    pub fn loading(self) -> Option<String> {
        match self {
            Self::Whole => None,
            Self::Tree { done, of } => Some(format!("loading … {} %", done * 100 / of.max(1))),
        }
    }
}

/// The leave to change the store. Only [`World::grant`] gives it, and never in read-only mode or
/// before all is loaded.
#[derive(Debug, PartialEq, Eq)]
pub struct Grant(());

/// A way to the journal. Reading may wait for the disk, so that only jobs do it.
#[derive(Clone)]
pub struct Journal(Arc<Read>);

type Read = dyn Fn(RangeInclusive<Revision>) -> Result<Vec<Entry>, String> + Send + Sync;

impl Journal {
    /// A journal that is read in this way. Errors are sentences for the operator.
    pub fn new(
        read: impl Fn(RangeInclusive<Revision>) -> Result<Vec<Entry>, String> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(read))
    }

    /// The entries of these revisions that there are, in order.
    pub fn read(&self, revisions: RangeInclusive<Revision>) -> Result<Vec<Entry>, String> {
        (self.0)(revisions)
    }
}

/// What the screens look at.
#[derive(Clone)]
pub struct World {
    /// The snapshot.
    pub organization: Arc<Organization>,
    /// How much of the store it holds.
    pub extent: Extent,
    /// The revision of the snapshot.
    pub revision: Revision,
    /// Its index, for questions about everyone.
    pub compiled: Compiled,
    /// The moment that ages are counted to.
    pub now: DateTime<Utc>,
    /// How the snapshot came about.
    pub journal: Journal,
    /// The account templates.
    pub library: Arc<Library>,
    /// Who is at work.
    pub operator: String,
    /// What the store is called, for the top line.
    pub store: String,
    /// Whether the store may be changed.
    pub mode: Mode,
    /// Edited texts that are not committed. The console keeps them from one world to the next.
    pub drafts: Drafts,
}

impl World {
    /// The snapshot by itself.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { organization: Arc::clone(&self.organization), revision: self.revision }
    }

    /// The leave to change the store, if there is any.
    pub fn grant(&self) -> Option<Grant> {
        match (self.mode, self.extent) {
            (Mode::Writable, Extent::Whole) => Some(Grant(())),
            (Mode::ReadOnly, _) | (_, Extent::Tree { .. }) => None,
        }
    }
}
