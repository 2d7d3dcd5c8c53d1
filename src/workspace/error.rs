//! What can go wrong with a workspace.

use super::ReadOnlyBecause;
use crate::{exchange::native::FileError, store::StoreError};

/// Why a workspace did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing can be changed here.
    #[error("nothing can be changed here ({0}): open the store for writing")]
    ReadOnly(ReadOnlyBecause),
    /// There is no telling where the user's files are.
    #[error("HOME is not set, so there is no telling where to keep a store: name it with --store")]
    NoHome,
    /// The thread that opened the store has ended before it was open.
    #[error("opening the store broke: try again, and look at the store with `bailiwick verify`")]
    Broken,
    /// The demo's files are wrong.
    #[error("the demo's files are wrong: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Demo(Vec<FileError>),
}
