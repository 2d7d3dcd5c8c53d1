//! What a set of changes would do, before it does it.

use std::sync::Arc;

use super::Snapshot;
use crate::{
    org::{ChangeSet, ChangeSetError, Organization, Risk, Undo},
    store::{Entry, Revision, StoreError, inverse},
};

/// What a set of changes would do.
#[derive(Clone)]
pub struct Preview {
    /// The revision that it was tried on.
    pub base: Revision,
    /// The changes, one by one.
    pub steps: Vec<Step>,
    /// The organization afterwards.
    pub organization: Arc<Organization>,
    /// Of an undo: what it would leave behind, for people.
    pub leaves: Vec<String>,
}

/// One change of a preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The change in one line, for people.
    pub summary: String,
    /// How much it can hurt.
    pub risk: Risk,
    /// What an undo of it would leave behind, if anything.
    pub remains: Option<String>,
}

impl Preview {
    /// The greatest risk of all changes; nothing when there is no change.
    pub fn risk(&self) -> Option<Risk> {
        self.steps.iter().map(|step| step.risk).max()
    }
}

impl Snapshot {
    /// What a set of changes would do here, or the first change that cannot be made.
    pub fn preview(&self, set: &ChangeSet) -> Result<Preview, ChangeSetError> {
        let mut steps = Vec::with_capacity(set.changes.len());
        let applied = self.organization.apply_set_with(set, |before, change, undo| {
            steps.push(Step {
                summary: change.summary(before),
                risk: change.risk(),
                remains: match undo {
                    Undo::Exact(_) => None,
                    Undo::Compensating { remains, .. } => Some(remains.clone()),
                },
            });
        })?;
        let organization = Arc::new(applied.organization);
        Ok(Preview { base: self.revision, steps, organization, leaves: Vec::new() })
    }

    /// The changes that take an entry back, and what they would do; [`Preview::leaves`] says what
    /// they would leave behind. `since` is the journal from that entry to the newest.
    pub fn preview_undo(
        &self,
        entry: Revision,
        since: &[Entry],
    ) -> Result<(ChangeSet, Preview), StoreError> {
        let (back, _) = inverse(&self.organization, entry, since)?;
        let preview = self.preview(&back.changes)?;
        Ok((back.changes, Preview { leaves: back.remains, ..preview }))
    }
}
