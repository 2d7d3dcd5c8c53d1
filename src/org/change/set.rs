//! Change sets: all of their changes or none, and the change set that takes one back.

use super::{Change, ChangeError, ChangeSet, Undo};
use crate::org::Organization;

/// What a change set made of a snapshot.
#[derive(Clone)]
pub struct AppliedSet {
    /// The next snapshot.
    pub organization: Organization,
    /// How to take each change back, in the order of the changes.
    pub undo: Vec<Undo>,
}

/// The change of a set that cannot be made. Nothing of the set is then made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("change {} of {count} ({summary}): {error}", .index + 1)]
pub struct ChangeSetError {
    /// Its place in the set, from zero.
    pub index: usize,
    /// How many changes the set has.
    pub count: usize,
    /// The change.
    pub change: Box<Change>,
    /// The change in one line.
    pub summary: String,
    /// Why it cannot be made.
    #[source]
    pub error: ChangeError,
}

/// What takes a change set back.
#[derive(Debug, Clone, PartialEq)]
pub struct UndoSet {
    /// The changes back, last change first.
    pub changes: ChangeSet,
    /// What they leave behind, for people; empty when they restore exactly what was.
    pub remains: Vec<String>,
}

impl Organization {
    /// The snapshot that a change set leads to, with the way back; or the first change that cannot
    /// be made.
    pub fn apply_set(&self, set: &ChangeSet) -> Result<AppliedSet, ChangeSetError> {
        self.apply_set_with(set, |_, _, _| {})
    }

    /// The same, showing each change together with the snapshot before it and its undo.
    pub fn apply_set_with(
        &self,
        set: &ChangeSet,
        mut show: impl FnMut(&Self, &Change, &Undo),
    ) -> Result<AppliedSet, ChangeSetError> {
        let mut organization = self.clone();
        let mut undo = Vec::with_capacity(set.changes.len());
        for (index, change) in set.changes.iter().enumerate() {
            let applied = organization.apply(change).map_err(|error| ChangeSetError {
                index,
                count: set.changes.len(),
                change: Box::new(change.clone()),
                summary: change.summary(&organization),
                error,
            })?;
            show(&organization, change, &applied.undo);
            organization = applied.organization;
            undo.push(applied.undo);
        }
        Ok(AppliedSet { organization, undo })
    }
}

impl ChangeSet {
    /// The change set that takes this one back, given the undo of each of its changes in their
    /// order.
    pub fn undo_set(&self, undo: &[Undo]) -> UndoSet {
        let mut changes = Vec::with_capacity(undo.len());
        let mut remains = Vec::new();
        for undo in undo.iter().rev() {
            match undo {
                Undo::Exact(change) => changes.push(change.clone()),
                Undo::Compensating { change, remains: rest } => {
                    changes.push(change.clone());
                    remains.push(rest.clone());
                }
            }
        }
        let message = format!("Undo: {}", self.message);
        UndoSet { changes: Self { message, changes }, remains }
    }
}
