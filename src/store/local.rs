//! A store in a directory of this machine, written by this process alone.

use std::{
    fs, io,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use super::{
    Cause, Committed, Entry, Operator, Revision, Store, StoreError, StoreReader, Verification,
    contents::{Contents, HEAD, Head, entry_name},
    directory,
    journal::{BEFORE, Step},
    load::{Watch, unwatched},
    lock::Lock,
    sled::{self, Shelf, Trees, Write},
    undo::inverse,
    verify::check,
};
use crate::org::{AppliedSet, ChangeSet, Edit, Organization};

/// A store in a directory of this machine. While it is open, no other process can write to it.
pub struct LocalStore {
    contents: Contents,
    dir: PathBuf,
    standing: Standing,
    lock: Lock,
}

/// Whether what is in memory is what is on the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Sound,
    /// A commit failed while it was written.
    InDoubt,
}

impl LocalStore {
    /// Opens the store in `dir`. The operator is named to whoever wants it meanwhile.
    pub fn open(dir: &Path, operator: &Operator) -> Result<Self, StoreError> {
        Self::open_watched(dir, operator, &unwatched)
    }

    /// Opens the store in `dir`, and tells how far it is.
    pub fn open_watched(
        dir: &Path,
        operator: &Operator,
        watch: Watch<'_>,
    ) -> Result<Self, StoreError> {
        let dir = directory::settle(dir)?;
        directory::expect_store(&dir)?;
        let lock = Lock::take(&dir, operator)?;
        Self::open_locked(dir, lock, watch)
    }

    fn open_locked(dir: PathBuf, lock: Lock, watch: Watch<'_>) -> Result<Self, StoreError> {
        let load = |trees| Contents::load(trees, &dir, watch);
        let contents = lock.writing(&dir, || sled::open(&dir, load))?;
        Ok(Self { contents, dir, standing: Standing::Sound, lock })
    }

    /// Makes a store in `dir`, where nothing or an empty directory may be, and opens it. `origin`
    /// says where the organization comes from; it is the message of the first entry.
    pub fn create(
        dir: &Path,
        organization: &Organization,
        origin: &str,
        operator: &Operator,
    ) -> Result<Self, StoreError> {
        let step = Step {
            cause: Cause::Founded,
            message: origin.to_owned(),
            changes: Vec::new(),
            undo: Vec::new(),
        };
        let (entry, text) = Entry::seal(step, BEFORE, operator)?;
        let head = Head { revision: entry.revision, hash: entry.hash, records: 0 };
        Self::found(dir, organization, vec![text], head, operator)
    }

    /// Makes a store with a journal: beside its place first, so that there is a whole one or none.
    pub(super) fn found(
        dir: &Path,
        organization: &Organization,
        journal: Vec<Vec<u8>>,
        head: Head,
        operator: &Operator,
    ) -> Result<Self, StoreError> {
        let dir = directory::settle(dir)?;
        directory::expect_room(&dir)?;
        let site = directory::beside(&dir);
        if !site.exists() {
            directory::make_private(&site)?;
        }
        let lock = Lock::take(&site, operator)?;
        let built = directory::clear(&site)
            .and_then(|()| lock.writing(&site, || fill(&site, organization, journal, head)))
            .and_then(|head| directory::take_place(&site, &dir).map(|()| head));
        match built {
            Ok(head) => {
                let organization = organization.clone();
                let trees = lock.writing(&dir, || Trees::open(&dir))?;
                let contents = Contents { trees, organization, head };
                Ok(Self { contents, dir, standing: Standing::Sound, lock })
            }
            Err(e) => {
                // The first error is the one to tell.
                let _: io::Result<()> = fs::remove_dir_all(&site);
                Err(e)
            }
        }
    }

    fn expect(&self, expected: Revision) -> Result<(), StoreError> {
        let found = self.contents.head.revision;
        if self.standing == Standing::InDoubt {
            Err(StoreError::InDoubt(self.dir.clone()))
        } else if expected == found {
            Ok(())
        } else {
            Err(StoreError::Conflict { expected, found })
        }
    }

    fn write(
        &mut self,
        cause: Cause,
        set: ChangeSet,
        applied: AppliedSet,
        operator: &Operator,
    ) -> Result<Committed, StoreError> {
        let Contents { trees, organization: before, head } = &self.contents;
        let AppliedSet { organization: after, undo, .. } = applied;
        let step = Step { cause, message: set.message, changes: set.changes, undo };
        let (entry, text) = Entry::seal(step, (head.revision, head.hash), operator)?;
        let head = head.after(&entry, before, &after);

        let mut writes = Vec::new();
        for edit in before.difference(&after) {
            writes.push(match edit {
                Edit::Put(record) => Write::Put(
                    Shelf::Records,
                    record.key().to_string(),
                    serde_json::to_vec(&record)?,
                ),
                Edit::Remove(key) => Write::Remove(Shelf::Records, key.to_string()),
            });
        }
        writes.push(Write::Put(Shelf::Journal, entry_name(entry.revision), text));
        writes.push(Write::Put(Shelf::Head, HEAD.to_owned(), serde_json::to_vec(&head)?));

        let written = self.lock.writing(&self.dir, || trees.transact(&writes));
        if let Err(e) = written {
            self.standing = Standing::InDoubt;
            return Err(e);
        }
        self.contents.organization = after.clone();
        self.contents.head = head;
        Ok(Committed { revision: head.revision, organization: after, entry })
    }
}

fn fill(
    site: &Path,
    organization: &Organization,
    journal: Vec<Vec<u8>>,
    head: Head,
) -> Result<Head, StoreError> {
    let trees = Trees::open(site)?;
    let mut records = 0;
    trees.fill(
        Shelf::Records,
        organization.records().map(|record| {
            records += 1;
            Ok((record.key().to_string(), serde_json::to_vec(&record)?))
        }),
    )?;
    let entries = journal.into_iter().zip(1..);
    trees.fill(
        Shelf::Journal,
        entries.map(|(text, number)| Ok((entry_name(Revision(number)), text))),
    )?;
    let head = Head { records, ..head };
    let text = serde_json::to_vec(&head)?;
    trees.fill(Shelf::Head, std::iter::once(Ok((HEAD.to_owned(), text))))?;
    trees.sync()?;
    directory::sync(site)?;
    Ok(head)
}

impl StoreReader for LocalStore {
    fn load(&self) -> Result<(Organization, Revision), StoreError> {
        Ok((self.contents.organization.clone(), self.contents.head.revision))
    }

    fn journal(&self, revisions: RangeInclusive<Revision>) -> Result<Vec<Entry>, StoreError> {
        self.contents.journal(&self.dir, revisions)
    }

    fn verify(&self) -> Result<Verification, StoreError> {
        check(&self.contents.trees)
    }
}

impl Store for LocalStore {
    fn commit(
        &mut self,
        expected: Revision,
        set: &ChangeSet,
        operator: &Operator,
    ) -> Result<Committed, StoreError> {
        self.expect(expected)?;
        if set.changes.is_empty() {
            return Err(StoreError::Empty);
        }
        let applied = self.contents.organization.apply_set(set)?;
        self.write(Cause::Changed, set.clone(), applied, operator)
    }

    fn undo(
        &mut self,
        expected: Revision,
        entry: Revision,
        operator: &Operator,
    ) -> Result<Committed, StoreError> {
        self.expect(expected)?;
        let since = self.journal(entry..=self.contents.head.revision)?;
        let (back, applied) = inverse(&self.contents.organization, entry, &since)?;
        self.write(Cause::Undid(entry), back.changes, applied, operator)
    }
}

#[cfg(test)]
impl LocalStore {
    /// Lets a test store a state that no change leads to.
    pub(super) fn put_in(&mut self, applied: AppliedSet) {
        let set = ChangeSet { message: String::new(), changes: Vec::new() };
        let now =
            Operator { name: "ada".into(), host: "desk".into(), now: chrono::DateTime::UNIX_EPOCH };
        self.write(Cause::Changed, set, applied, &now).unwrap();
    }
}
