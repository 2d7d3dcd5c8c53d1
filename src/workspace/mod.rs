//! What both faces share: an open store, the current snapshot, previews, commits, undo.
//!
//! A [`Workspace`] is one store, open for writing or for reading. Faces look at its [`Snapshot`],
//! which never changes; only a [`Writer`] makes the next one, and a workspace that is read-only
//! gives none. [`Compiled`] is the index of a snapshot, made
//! when it is first asked for. [`Places`] says where things are kept, [`Identity`] who is at work, [`Config`] what the
//! operator has set; [`files`] are what the operator is given.

mod access;
mod comparing;
mod compiled;
mod config;
mod demo;
mod editing;
mod error;
pub mod files;
mod findings;
mod identity;
mod library;
mod opening;
mod places;
mod preview;
mod recorded;
mod snapshot;
#[cfg(test)]
mod tests;
mod told;

use std::{
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    org::{ChangeSet, Organization},
    store::{
        Cause, Committed, Entry, LocalStore, ReadOnly, Revision, Store, StoreError, Verification,
        Watch, undone, unwatched,
    },
};

use access::Access;
pub use access::{ReadOnlyBecause, Wish};
pub use comparing::{CannotCompare, Comparing, Hear, Sight};
pub use compiled::Compiled;
pub use config::{Config, ConfigError, theme};
pub use demo::demo;
pub use editing::{edit_managed, edit_policy};
pub use error::WorkspaceError;
pub use findings::{Finding, Findings, What};
pub use identity::Identity;
pub use library::{Library, Shelved};
pub use opening::{Opened, Opening};
pub use places::Places;
pub use preview::{Preview, Step};
pub use recorded::recorded;
pub use snapshot::Snapshot;
pub use told::{Example, Told, named, told};

/// One store, open, and what it holds now.
pub struct Workspace {
    access: Access,
    snapshot: Arc<Snapshot>,
    dir: PathBuf,
    identity: Identity,
}

impl Workspace {
    /// Opens the store in a directory.
    pub fn open(dir: &Path, wish: Wish, identity: Identity) -> Result<Self, WorkspaceError> {
        Self::open_watched(dir, wish, identity, &unwatched)
    }

    fn open_watched(
        dir: &Path,
        wish: Wish,
        identity: Identity,
        watch: Watch<'_>,
    ) -> Result<Self, WorkspaceError> {
        let access = Access::open(dir, wish, &identity, watch)?;
        Self::of(access, dir, identity)
    }

    /// Makes a store in a directory, where nothing or an empty directory may be, and opens it for
    /// writing. `origin` says where the organization comes from, for the journal.
    pub fn create(
        dir: &Path,
        organization: &Organization,
        origin: &str,
        identity: Identity,
    ) -> Result<Self, WorkspaceError> {
        let store = LocalStore::create(dir, organization, origin, &identity.operator())?;
        Self::of(Access::Write(Box::new(store)), dir, identity)
    }

    fn of(access: Access, dir: &Path, identity: Identity) -> Result<Self, WorkspaceError> {
        let snapshot = Arc::new(Snapshot::load(access.reader())?);
        Ok(Self { access, snapshot, dir: dir.to_owned(), identity })
    }

    /// What the store holds now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.clone()
    }

    /// Leaves what the store holds now in memory for as long as the process lives. The system then
    /// frees it at once; piece by piece, as values end, takes longer than most questions.
    pub fn keep_to_the_end(&self) {
        std::mem::forget(self.snapshot());
    }

    /// Where the store is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Who is at work in it.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Why nothing can be committed; nothing when it can.
    pub fn read_only(&self) -> Option<&ReadOnlyBecause> {
        match &self.access {
            Access::Write(_) => None,
            Access::Read(_, because) => Some(because),
        }
    }

    /// The right to change the store, unless it is read-only.
    pub fn writer(&mut self) -> Result<Writer<'_>, WorkspaceError> {
        match &mut self.access {
            Access::Write(store) => Ok(Writer {
                store: store.as_mut(),
                snapshot: &mut self.snapshot,
                identity: &self.identity,
            }),
            Access::Read(_, because) => Err(WorkspaceError::ReadOnly(because.clone())),
        }
    }

    /// Looks at the store again. Only one that is read-only can have changed meanwhile.
    pub fn refresh(&mut self) -> Result<Arc<Snapshot>, WorkspaceError> {
        if let Access::Read(reader, _) = &mut self.access {
            *reader = Box::new(ReadOnly::open(&self.dir)?);
        }
        self.snapshot = Arc::new(Snapshot::load(self.access.reader())?);
        Ok(self.snapshot())
    }

    /// The journal's entries of these revisions that there are, in order.
    pub fn journal(
        &self,
        revisions: RangeInclusive<Revision>,
    ) -> Result<Vec<Entry>, WorkspaceError> {
        Ok(self.access.reader().journal(revisions)?)
    }

    /// The newest change that is in effect: no undo, and not undone. This is what an undo without
    /// further words means.
    pub fn newest_change(&self) -> Result<Option<Entry>, WorkspaceError> {
        let mut entries = self.journal(Revision::FIRST..=self.snapshot.revision)?;
        let undone = undone(entries.iter());
        entries.retain(|e| e.cause == Cause::Changed && !undone.contains_key(&e.revision));
        Ok(entries.pop())
    }

    /// What taking an entry back would do; [`Preview::leaves`] says what it would leave behind.
    pub fn preview_undo(&self, entry: Revision) -> Result<Preview, WorkspaceError> {
        let since = self.journal(entry..=self.snapshot.revision)?;
        let (_, preview) = self.snapshot.preview_undo(entry, &since)?;
        Ok(preview)
    }

    /// Reads the whole store again and checks it.
    pub fn verify(&self) -> Result<Verification, WorkspaceError> {
        Ok(self.access.reader().verify()?)
    }
}

/// The right to change a store.
pub struct Writer<'a> {
    store: &'a mut dyn Store,
    snapshot: &'a mut Arc<Snapshot>,
    identity: &'a Identity,
}

impl Writer<'_> {
    /// Makes all changes of a set or none, and gives the new snapshot. When somebody else was
    /// faster, the workspace has the newer snapshot and the error says so.
    pub fn commit(&mut self, set: &ChangeSet) -> Result<Arc<Snapshot>, WorkspaceError> {
        let done = self.store.commit(self.snapshot.revision, set, &self.identity.operator());
        self.took(done)
    }

    /// Takes an entry back, and gives the new snapshot.
    pub fn undo(&mut self, entry: Revision) -> Result<Arc<Snapshot>, WorkspaceError> {
        let done = self.store.undo(self.snapshot.revision, entry, &self.identity.operator());
        self.took(done)
    }

    fn took(
        &mut self,
        done: Result<Committed, StoreError>,
    ) -> Result<Arc<Snapshot>, WorkspaceError> {
        match done {
            Ok(done) => *self.snapshot = Arc::new(Snapshot::new(done.organization, done.revision)),
            Err(StoreError::Conflict { expected, found }) => {
                *self.snapshot = Arc::new(Snapshot::load(self.store)?);
                return Err(StoreError::Conflict { expected, found }.into());
            }
            Err(e) => return Err(e.into()),
        }
        Ok(self.snapshot.clone())
    }
}
