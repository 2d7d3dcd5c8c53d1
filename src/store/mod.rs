//! Durable storage of an organization and its journal.
//!
//! A [`Store`] knows changes and revisions, not screens. Every commit makes one [`Entry`] of the
//! journal, which is the audit trail and the undo stack at once; a [`Revision`] is the number of
//! the entry that led to it.
//!
//! From the outside in: [`LocalStore`] and [`ReadOnly`] are a store in a directory of this machine;
//! `sled` keeps sealed texts in trees and is the only place that knows sled; `cell` is the form in
//! which a text lies in a tree. [`back_up`] and [`restore`] go by a plain file of JSON lines that
//! needs none of that to be read.

mod backup;
mod cell;
mod contents;
mod contract;
mod copy;
mod directory;
mod error;
mod journal;
mod load;
mod local;
mod lock;
mod restore;
mod sled;
mod snapshots;
#[cfg(test)]
mod tests;
mod undo;
mod verify;

pub use backup::{BackedUp, back_up};
pub use contract::{Committed, Operator, Revision, Store, StoreReader};
pub use copy::ReadOnly;
pub use error::StoreError;
pub use journal::{Cause, Digest, Entry, undone};
pub use load::{Opening, Watch, unwatched};
pub use local::LocalStore;
pub use lock::Holder;
pub use restore::{Restored, restore};
pub use undo::{CannotUndo, inverse};
pub use verify::{Problem, Verification, verify};
