//! Putting records back as they were: the undo of changes that have no plain opposite.

use serde::{Deserialize, Serialize};

use super::ChangeError;
use crate::org::{Edit, Organization, Record};

/// How one record goes back to what it was. Each states what must be there for that to be right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reversal {
    /// Remove this record, which the change made.
    Remove(Box<Record>),
    /// Put this record back, which the change removed.
    PutBack(Box<Record>),
    /// Put back what the change wrote over.
    Replace {
        /// What the change made of it.
        is: Box<Record>,
        /// What it was.
        was: Box<Record>,
    },
}

impl Reversal {
    /// The record that has to be here for the reversal to be right.
    pub fn is(&self) -> Option<&Record> {
        match self {
            Self::Remove(is) | Self::Replace { is, .. } => Some(is),
            Self::PutBack(_) => None,
        }
    }

    /// The record that the reversal brings back.
    pub fn was(&self) -> Option<&Record> {
        match self {
            Self::PutBack(was) | Self::Replace { was, .. } => Some(was),
            Self::Remove(_) => None,
        }
    }

    /// The record that both sides are about.
    fn subject(&self) -> &Record {
        match self {
            Self::Remove(record) | Self::PutBack(record) | Self::Replace { is: record, .. } => {
                record
            }
        }
    }
}

/// What leads back from `after` to `before`.
pub(super) fn reversals(before: &Organization, after: &Organization) -> Vec<Reversal> {
    let made = puts(before.difference(after))
        .filter(|is| before.counterpart(is).is_none())
        .map(|is| Reversal::Remove(Box::new(is)));
    let lost = puts(after.difference(before)).map(|was| match after.counterpart(&was) {
        Some(is) => Reversal::Replace { is: Box::new(is), was: Box::new(was) },
        None => Reversal::PutBack(Box::new(was)),
    });
    made.chain(lost).collect()
}

fn puts(edits: Vec<Edit>) -> impl Iterator<Item = Record> {
    edits.into_iter().filter_map(|edit| match edit {
        Edit::Put(record) => Some(record),
        Edit::Remove(_) => None,
    })
}

impl Organization {
    pub(super) fn restore(&mut self, reversals: &[Reversal]) -> Result<(), ChangeError> {
        for reversal in reversals {
            let subject = reversal.subject();
            if self.counterpart(subject).as_ref() != reversal.is() {
                return Err(ChangeError::Overtaken(subject.key().to_string()));
            }
            match reversal {
                Reversal::Remove(is) => self.erase(is),
                Reversal::PutBack(was) | Reversal::Replace { was, .. } => self.put((**was).clone()),
            }
        }
        Ok(())
    }
}
