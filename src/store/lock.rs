//! Who may write to a store, and when it may be copied.
//!
//! The one process that writes holds the file `lock`, which says who it is. While it writes, it
//! also holds the file `writing`; who copies the store holds that together with other readers, so
//! that a copy is never torn.

use std::{
    fmt,
    fs::{File, TryLockError},
    io::{ErrorKind, Read, Seek, Write},
    path::Path,
};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Operator, StoreError,
    directory::{LOCK, WRITING, private_file},
};

/// The process that has a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process id.
    pub pid: u32,
    /// The machine that it runs on.
    pub host: String,
    /// Who runs it.
    pub operator: String,
    /// Since when it has the store.
    pub since: DateTime<Utc>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pid, host, operator, since } = self;
        let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
        write!(f, "process {pid} of {operator} on {host} since {since}")
    }
}

/// The right to write to a store, for as long as it lives.
#[derive(Debug)]
pub struct Lock {
    _held: File,
    writing: File,
}

impl Lock {
    /// Takes the right to write to the store in `dir`, or says who has it.
    pub fn take(dir: &Path, operator: &Operator) -> Result<Self, StoreError> {
        let path = dir.join(LOCK);
        let open = |path: &Path| {
            private_file()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)
                .map_err(|e| StoreError::io("write", path, e))
        };
        let mut held = open(&path)?;
        match held.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let read = held.read_to_string(&mut text);
                let holder = read.ok().and_then(|_| serde_json::from_str(&text).ok());
                return Err(StoreError::Locked { store: dir.to_owned(), holder });
            }
            Err(TryLockError::Error(e)) => return Err(StoreError::io("lock", &path, e)),
        }
        let holder = Holder {
            pid: std::process::id(),
            host: operator.host.clone(),
            operator: operator.name.clone(),
            since: operator.now,
        };
        let text = serde_json::to_vec(&holder)?;
        held.set_len(0)
            .and_then(|()| held.rewind())
            .and_then(|()| held.write_all(&text))
            .map_err(|e| StoreError::io("write", &path, e))?;
        Ok(Self { _held: held, writing: open(&dir.join(WRITING))? })
    }

    /// Does something to the files of the store while nobody copies them.
    pub fn writing<T>(
        &self,
        dir: &Path,
        work: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let failed = |e| StoreError::io("lock", &dir.join(WRITING), e);
        self.writing.lock().map_err(failed)?;
        let done = work();
        self.writing.unlock().map_err(failed)?;
        done
    }
}

/// Does something with the files of the store in `dir` while nobody writes them.
pub fn reading<T>(
    dir: &Path,
    work: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let path = dir.join(WRITING);
    let failed = |e| StoreError::io("read", &path, e);
    match File::open(&path) {
        Ok(file) => {
            file.lock_shared().map_err(failed)?;
            work()
        }
        Err(e) if e.kind() == ErrorKind::NotFound => work(),
        Err(e) => Err(failed(e)),
    }
}
