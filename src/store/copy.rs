//! Reading a store without writing to it: a copy of its files is opened in its stead.
//!
//! sled locks its file and writes to it already when it opens, so a store that another process has,
//! or that lies where nothing can be written, is read from a copy. The copy is taken between two
//! commits, is private to the user, and goes with the reader.

use std::{
    fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use super::{
    Entry, Revision, StoreError, StoreReader, Verification,
    contents::Contents,
    directory,
    load::{Watch, unwatched},
    lock, sled,
    sled::Trees,
    verify::check,
};
use crate::org::Organization;

/// A store as it was when it was opened, for reading only. Works while another process has it.
pub struct ReadOnly {
    contents: Contents,
    dir: PathBuf,
    #[cfg_attr(not(test), expect(dead_code, reason = "goes with the reader"))]
    copy: Copy,
}

impl ReadOnly {
    /// Opens the store in `dir` for reading.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        Self::open_watched(dir, &unwatched)
    }

    /// Opens the store in `dir` for reading, and tells how far it is.
    pub fn open_watched(dir: &Path, watch: Watch<'_>) -> Result<Self, StoreError> {
        let dir = directory::settle(dir)?;
        let (contents, copy) = open_copy(&dir, |trees| Contents::load(trees, &dir, watch))?;
        Ok(Self { contents, dir, copy })
    }

    /// Where the copy is that it reads.
    #[cfg(test)]
    pub(super) fn copy(&self) -> &Path {
        &self.copy.0
    }
}

impl StoreReader for ReadOnly {
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

/// Opens a copy of the store in `dir` and reads it. What is read has to go before the copy does.
pub fn open_copy<T>(
    dir: &Path,
    read: impl Fn(Trees) -> Result<T, StoreError>,
) -> Result<(T, Copy), StoreError> {
    directory::expect_store(dir)?;
    let copy = lock::reading(dir, || Copy::of(dir))?;
    let read = sled::open(&copy.0, read).map_err(|e| e.about(dir))?;
    Ok((read, copy))
}

/// A directory of its own, removed when it is dropped.
pub struct Copy(PathBuf);

impl Copy {
    fn of(dir: &Path) -> Result<Self, StoreError> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("bailiwick-{}-{number}", std::process::id());
        let copy = Self(std::env::temp_dir().join(name));
        // Left over by a process that had our number and was killed.
        if copy.0.exists() {
            fs::remove_dir_all(&copy.0).map_err(|e| StoreError::io("remove", &copy.0, e))?;
        }
        directory::make_private(&copy.0)?;
        directory::copy_files(dir, &copy.0)?;
        Ok(copy)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // Nobody is left to tell, and the system empties its temporary directory.
        let _: std::io::Result<()> = fs::remove_dir_all(&self.0);
    }
}
