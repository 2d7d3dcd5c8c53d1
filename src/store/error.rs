//! What can go wrong with a store: what, where, and what to do.

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use super::{CannotUndo, Holder, Revision, cell::SCHEMA};
use crate::org::ChangeSetError;

/// Why a store did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no store.
    #[error(
        "there is no store at {0}: name another with --store, or make one with `bailiwick demo` \
         or `bailiwick import`"
    )]
    NoStore(PathBuf),
    /// There is something else than a directory.
    #[error("{0} is not a directory: name another place with --store")]
    NotADirectory(PathBuf),
    /// There is a store already where one was to be made.
    #[error("there is a store at {0} already: name another directory with --store")]
    Exists(PathBuf),
    /// The directory where a store was to be made holds something else.
    #[error("{0} holds other files: name an empty or a new directory with --store")]
    NotEmpty(PathBuf),
    /// Another process has it.
    #[error("the store at {store} is in use by {}; open it read-only, or end that process first",
        .holder.as_ref().map_or_else(|| "another process".to_owned(), ToString::to_string))]
    Locked {
        /// The store.
        store: PathBuf,
        /// Who has it, unless it has not yet said so.
        holder: Option<Holder>,
    },
    /// It may not be written.
    #[error(
        "{path} cannot be written ({source}): open the store read-only, mend the permissions, or \
         name another place"
    )]
    NotWritable {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// No room is left.
    #[error("no room is left to write {path} ({source}): free some and try again")]
    Full {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The system refuses something else.
    #[error("cannot {doing} {path}: {source}")]
    Io {
        /// What was tried: a verb.
        doing: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another version of Bailiwick has written it.
    #[error(
        "the store at {store} has schema version {found}, and this Bailiwick knows version \
         {SCHEMA}: use the Bailiwick that wrote it, or `bailiwick backup` there and `bailiwick \
         restore` here"
    )]
    Schema {
        /// The store.
        store: PathBuf,
        /// The version found.
        found: u16,
    },
    /// The database under it cannot be opened or read.
    #[error(
        "the store at {store} is damaged: {what}; its files are left as they are: bring a backup \
         into a new directory with `bailiwick restore`"
    )]
    Corrupt {
        /// The store.
        store: PathBuf,
        /// What the database says.
        what: String,
    },
    /// It opens, and some of what is in it is damaged.
    #[error(
        "{problems} things in the store at {store} are damaged, the first: {first}; `bailiwick \
         verify` lists them all, `bailiwick restore` brings a backup into a new directory"
    )]
    Damaged {
        /// The store.
        store: PathBuf,
        /// How many things.
        problems: usize,
        /// The first of them.
        first: String,
    },
    /// Somebody else was faster.
    #[error(
        "the organization is at revision {found} and not at {expected}: look at what has changed \
         and try again"
    )]
    Conflict {
        /// What the caller had before it.
        expected: Revision,
        /// What the store is at.
        found: Revision,
    },
    /// The model refuses the changes.
    #[error(transparent)]
    Refused(Box<ChangeSetError>),
    /// An entry cannot be taken back.
    #[error(transparent)]
    CannotUndo(#[from] CannotUndo),
    /// There is nothing in a set of changes.
    #[error("there is nothing to commit: the set of changes is empty")]
    Empty,
    /// An earlier commit failed half way.
    #[error(
        "an earlier commit to {0} failed while it was written: open the store again to see \
         whether it went in"
    )]
    InDoubt(PathBuf),
    /// Something cannot be put into JSON.
    #[error("cannot write this down: {0}")]
    Unwritable(#[from] serde_json::Error),
    /// A backup is not whole.
    #[error("{path}:{line}: {what}; nothing was restored: use another backup")]
    BrokenBackup {
        /// The file.
        path: PathBuf,
        /// The line, counted from one.
        line: usize,
        /// What is wrong there.
        what: String,
    },
}

impl From<ChangeSetError> for StoreError {
    fn from(error: ChangeSetError) -> Self {
        Self::Refused(Box::new(error))
    }
}

impl StoreError {
    /// The error that fits what the system said about a file or directory.
    pub(super) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::Full { path, source }
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem if doing != "read" => {
                Self::NotWritable { path, source }
            }
            ErrorKind::NotADirectory => Self::NotADirectory(path),
            _ => Self::Io { doing, path, source },
        }
    }

    /// The same error, about the store itself where it was about a copy of it.
    pub(super) fn about(self, store: &Path) -> Self {
        let store = store.to_owned();
        match self {
            Self::Corrupt { what, .. } => Self::Corrupt { store, what },
            Self::Damaged { problems, first, .. } => Self::Damaged { store, problems, first },
            Self::Schema { found, .. } => Self::Schema { store, found },
            other => other,
        }
    }
}
