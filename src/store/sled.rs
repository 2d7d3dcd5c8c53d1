//! The only place that knows sled: named texts in three trees, on the disk when it says so.
//!
//! What sled 0.34 needs from its user is all here: a snapshot it left half-written blocks the next
//! open and is removed; a snapshot it calls corrupt is only a shortcut and is set aside; its flush
//! does not reach the disk by itself, so the files are brought there after it; and it may panic on
//! a damaged file, which is caught and told as an error.

use std::{
    any::Any,
    fs::File,
    io::ErrorKind,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    thread::sleep,
    time::Duration,
};

use sled::{
    Batch, Db, IVec, Tree,
    transaction::{
        TransactionError, Transactional, TransactionalTree, UnabortableTransactionError,
    },
};

use super::{
    StoreError,
    cell::{self, Join, Joined},
    directory::{self, DATABASE},
    snapshots::{remove_half_written, set_aside},
};

const BLOBS: &str = "blobs";
/// Pages kept in memory. The organization is read once and kept elsewhere, so few are needed.
const CACHE_BYTES: u64 = 32 << 20;
/// Cells written at once while a store is made.
const BATCH: usize = 1000;

/// The trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// What the organization consists of, by [`crate::org::RecordKey`].
    Records,
    /// Entries, by revision.
    Journal,
    /// The one text that says where the store stands.
    Head,
}

/// One write of a transaction.
pub enum Write {
    /// Write a text over whatever has its name.
    Put(Shelf, String, Vec<u8>),
    /// Remove a text.
    Remove(Shelf, String),
}

/// Named texts in three trees.
pub struct Trees {
    dir: PathBuf,
    db: Db,
    records: Tree,
    journal: Tree,
    head: Tree,
    /// Only to bring the database to the disk.
    database: File,
}

/// Opens the trees in `dir` and reads them with `read`. When the database calls itself corrupt, its
/// snapshots are set aside and both are tried once more.
pub fn open<T>(dir: &Path, read: impl Fn(Trees) -> Result<T, StoreError>) -> Result<T, StoreError> {
    remove_half_written(dir)?;
    match Trees::open(dir).and_then(&read) {
        Err(StoreError::Corrupt { .. }) if set_aside(dir)? => Trees::open(dir).and_then(read),
        outcome => outcome,
    }
}

impl Trees {
    /// Opens the trees in `dir`, or makes them.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let trees = guarded(dir, || {
            let db = open_database(dir)?;
            let tree = |name: &str| db.open_tree(name).map_err(|e| fault(dir, e));
            let path = dir.join(DATABASE);
            Ok(Self {
                records: tree("records")?,
                journal: tree("journal")?,
                head: tree("head")?,
                database: File::open(&path).map_err(|e| StoreError::io("read", &path, e))?,
                dir: dir.to_owned(),
                db,
            })
        })?;
        directory::keep_private(dir)?;
        Ok(trees)
    }

    fn shelf(&self, shelf: Shelf) -> &Tree {
        match shelf {
            Shelf::Records => &self.records,
            Shelf::Journal => &self.journal,
            Shelf::Head => &self.head,
        }
    }

    /// Gives every text of a tree to `take`, by name.
    pub fn each(&self, shelf: Shelf, take: impl FnMut(Joined<'_>)) -> Result<(), StoreError> {
        self.walk(self.shelf(shelf).iter(), take)
    }

    /// Gives the texts with names that begin in this way to `take`, by name.
    pub fn beginning(
        &self,
        shelf: Shelf,
        names: &str,
        take: impl FnMut(Joined<'_>),
    ) -> Result<(), StoreError> {
        self.walk(self.shelf(shelf).scan_prefix(names), take)
    }

    /// Gives the texts with names from `first` to `last`, both included, to `take`, by name.
    pub fn between(
        &self,
        shelf: Shelf,
        (first, last): (&str, &str),
        take: impl FnMut(Joined<'_>),
    ) -> Result<(), StoreError> {
        let cells = cell::key(first, 0)..=cell::key(last, u32::MAX);
        self.walk(self.shelf(shelf).range(cells), take)
    }

    fn walk(
        &self,
        cells: impl Iterator<Item = sled::Result<(IVec, IVec)>>,
        mut take: impl FnMut(Joined<'_>),
    ) -> Result<(), StoreError> {
        guarded(&self.dir, || {
            let mut join = Join::default();
            for pair in cells {
                let (key, value) = pair.map_err(|e| fault(&self.dir, e))?;
                join.next(&key, &value, &mut take);
            }
            join.end(take);
            Ok(())
        })
    }

    /// Writes texts of a store that is being made, without a transaction: nobody sees it yet.
    pub fn fill(
        &self,
        shelf: Shelf,
        texts: impl Iterator<Item = Result<(String, Vec<u8>), StoreError>>,
    ) -> Result<(), StoreError> {
        guarded(&self.dir, || {
            let tree = self.shelf(shelf);
            let mut batch = Batch::default();
            let mut waiting = 0;
            for text in texts {
                let (name, text) = text?;
                for (key, value) in cell::cut(&name, &text) {
                    batch.insert(key, value);
                    waiting += 1;
                }
                if waiting >= BATCH {
                    tree.apply_batch(std::mem::take(&mut batch))
                        .map_err(|e| fault(&self.dir, e))?;
                    waiting = 0;
                }
            }
            tree.apply_batch(batch).map_err(|e| fault(&self.dir, e))
        })
    }

    /// Makes all writes or none, and brings them to the disk.
    pub fn transact(&self, writes: &[Write]) -> Result<(), StoreError> {
        guarded(&self.dir, || {
            let shelves = (&self.records, &self.journal, &self.head);
            shelves
                .transaction(|(records, journal, head)| {
                    let shelf = |shelf| match shelf {
                        Shelf::Records => records,
                        Shelf::Journal => journal,
                        Shelf::Head => head,
                    };
                    for write in writes {
                        match write {
                            Write::Put(on, name, text) => replace(shelf(*on), name, Some(text))?,
                            Write::Remove(on, name) => replace(shelf(*on), name, None)?,
                        }
                    }
                    Ok(())
                })
                .map_err(|e: TransactionError<()>| match e {
                    TransactionError::Storage(e) => fault(&self.dir, e),
                    TransactionError::Abort(()) => StoreError::InDoubt(self.dir.clone()),
                })
        })?;
        self.sync()
    }

    /// Brings everything to the disk: sled hands its buffers to the system, then the system writes
    /// them out.
    pub fn sync(&self) -> Result<(), StoreError> {
        guarded(&self.dir, || self.db.flush().map_err(|e| fault(&self.dir, e)))?;
        self.database
            .sync_all()
            .map_err(|e| StoreError::io("write", &self.dir.join(DATABASE), e))?;
        // Pages beyond 128 KiB. Cells keep pages below that; an index of very long names may not.
        let blobs = self.dir.join(BLOBS);
        let large = directory::files(&blobs)?;
        large.iter().try_for_each(|blob| directory::sync(blob))?;
        if large.is_empty() { Ok(()) } else { directory::sync(&blobs) }
    }
}

/// Puts a text in the place of the one that has its name, or nothing.
fn replace(
    tree: &TransactionalTree,
    name: &str,
    text: Option<&[u8]>,
) -> Result<(), UnabortableTransactionError> {
    let before = tree.get(cell::key(name, 0))?.and_then(|value| cell::count(&value)).unwrap_or(0);
    let mut written = 0;
    if let Some(text) = text {
        for (key, value) in cell::cut(name, text) {
            tree.insert(key, value)?;
            written += 1;
        }
    }
    for index in written..before {
        tree.remove(cell::key(name, index))?;
    }
    Ok(())
}

/// Opens the database. The caller holds the store's lock, so that sled's own can only be held by a
/// handle of this process that is still closing.
fn open_database(dir: &Path) -> Result<Db, StoreError> {
    const TRIES: u32 = 50;
    let config = sled::Config::new().path(dir).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    for _ in 1..TRIES {
        match config.open() {
            Err(sled::Error::Io(e)) if is_lock(&e) => sleep(Duration::from_millis(20)),
            outcome => return outcome.map_err(|e| fault(dir, e)),
        }
    }
    config.open().map_err(|e| fault(dir, e))
}

fn is_lock(error: &std::io::Error) -> bool {
    error.to_string().starts_with("could not acquire lock")
}

fn fault(dir: &Path, error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(e) if is_lock(&e) => {
            StoreError::Locked { store: dir.to_owned(), holder: None }
        }
        sled::Error::Io(e)
            if !matches!(
                e.kind(),
                ErrorKind::UnexpectedEof
                    | ErrorKind::InvalidData
                    | ErrorKind::InvalidInput
                    | ErrorKind::NotFound
            ) =>
        {
            StoreError::io("write", &dir.join(DATABASE), e)
        }
        other => StoreError::Corrupt { store: dir.to_owned(), what: other.to_string() },
    }
}

/// Does something with sled, which may panic on a damaged file.
fn guarded<T>(dir: &Path, work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let told = |panic: Box<dyn Any + Send>| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
            .unwrap_or_else(|| "its content makes no sense".to_owned())
    };
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        Err(StoreError::Corrupt { store: dir.to_owned(), what: told(panic) })
    })
}

#[cfg(test)]
impl Trees {
    /// Lets a test do what only a broken disk or a forger does.
    pub fn spoil(&self, shelf: Shelf, name: &str, spoil: impl Fn(Vec<u8>) -> Option<Vec<u8>>) {
        let key = cell::key(name, 0);
        let tree = self.shelf(shelf);
        match spoil(tree.get(&key).unwrap().unwrap_or_default().to_vec()) {
            Some(value) => tree.insert(key, value).unwrap(),
            None => tree.remove(key).unwrap(),
        };
        self.sync().unwrap();
    }
}
