//! The rules of changes: laws that hold for every change, then a file for each theme.

mod accounts;
mod directory;
mod laws;
mod policies;
mod tree;

use super::{Applied, Change, ChangeError, Undo};
use crate::org::Organization;
use crate::org::sample::{self, id, node};

/// The snapshot after a change, and after taking it back again, which has to be the one before.
fn made(of: &Organization, change: &Change) -> Organization {
    let Applied { organization, undo } =
        of.apply(change).unwrap_or_else(|error| panic!("{change:?}: {error}"));
    if let Undo::Exact(back) = undo {
        let back = organization.apply(&back).unwrap_or_else(|error| panic!("{back:?}: {error}"));
        assert!(back.organization == *of, "{change:?} is not taken back exactly");
    }
    organization
}

/// Why a change is refused.
fn refused(of: &Organization, change: &Change) -> ChangeError {
    match of.apply(change) {
        Ok(_) => panic!("{change:?} should be refused"),
        Err(error) => error,
    }
}

/// Asserts that a change is refused with a message that holds `part`.
#[track_caller]
fn refused_for(of: &Organization, change: &Change, part: &str) {
    let text = refused(of, change).to_string();
    assert!(text.contains(part), "{text}");
}
