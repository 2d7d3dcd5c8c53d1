//! Taking an entry back: its inverse, and why there may be none.

use std::collections::BTreeSet;

use super::{Cause, Entry, Revision, undone};
use crate::org::{
    AppliedSet, Attachments, ChangeSet, ChangeSetError, Edit, Organization, Record, Undo, UndoSet,
};

/// Why an entry cannot be taken back.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CannotUndo {
    /// There is no such entry.
    #[error("there is no entry {0} in the journal")]
    NoEntry(Revision),
    /// It is how the store began.
    #[error("entry 1 is how the store began: there is nothing before it")]
    Founding,
    /// It was taken back already.
    #[error("entry {entry} was taken back by entry {by} already; to do it again, undo entry {by}")]
    Already {
        /// The entry.
        entry: Revision,
        /// The one that took it back.
        by: Revision,
    },
    /// Later entries have changed what it changed.
    #[error("later changes build on entry {entry} ({what}): undo those first")]
    Overtaken {
        /// The entry.
        entry: Revision,
        /// What is no longer as the entry left it.
        what: String,
    },
    /// The model refuses the inverse.
    #[error("entry {entry} cannot be taken back any more: {why}")]
    Refused {
        /// The entry.
        entry: Revision,
        /// Why.
        why: Box<ChangeSetError>,
    },
}

/// The changes that take an entry back, and what they lead to. `since` is the journal from that
/// entry to the newest.
pub fn inverse(
    organization: &Organization,
    target: Revision,
    since: &[Entry],
) -> Result<(UndoSet, AppliedSet), CannotUndo> {
    let entry = since
        .first()
        .filter(|entry| entry.revision == target)
        .ok_or(CannotUndo::NoEntry(target))?;
    if entry.cause == Cause::Founded {
        return Err(CannotUndo::Founding);
    }
    if let Some(by) = undone(since.iter()).get(&target) {
        return Err(CannotUndo::Already { entry: target, by: *by });
    }
    let back = entry.way_back();
    let applied = organization
        .apply_set(&back.changes)
        .map_err(|why| CannotUndo::Refused { entry: target, why: Box::new(why) })?;
    if let Some(what) = overtaken(organization, &applied.organization, entry) {
        return Err(CannotUndo::Overtaken { entry: target, what });
    }
    Ok((back, applied))
}

impl Entry {
    /// The changes that lead from where the entry led to, to where it came from, as nearly as that
    /// can be.
    pub fn way_back(&self) -> UndoSet {
        made(self).undo_set(&self.undo)
    }
}

/// The changes that an entry tells of.
fn made(entry: &Entry) -> ChangeSet {
    ChangeSet { message: entry.message.clone(), changes: entry.changes.clone() }
}

/// What is no longer as the entry left it, if anything. Where the inverse is exact, making the
/// entry's changes once more after it has to lead back to where we are; if not, the inverse would have
/// swept away what somebody did later.
fn overtaken(now: &Organization, before: &Organization, entry: &Entry) -> Option<String> {
    if !entry.undo.iter().all(|undo| matches!(undo, Undo::Exact(_))) {
        return None;
    }
    match before.apply_set(&made(entry)) {
        Ok(again) => {
            now.difference(&again.organization).iter().find(|edit| !reordered(now, edit)).map(
                |edit| match edit {
                    Edit::Put(record) => format!("{} has changed", record.key()),
                    Edit::Remove(key) => format!("{key} is new"),
                },
            )
        }
        Err(e) => Some(e.to_string()),
    }
}

/// Whether only the order of attachments differs: a policy that is attached anew goes to the end.
fn reordered(now: &Organization, edit: &Edit) -> bool {
    let ids = |attachments: &Attachments| -> BTreeSet<_> {
        attachments.policies.iter().cloned().collect()
    };
    match edit {
        Edit::Put(Record::Attachments(again)) => {
            now.attachments().get(&again.node).is_some_and(|was| ids(was) == ids(again))
        }
        _ => false,
    }
}
