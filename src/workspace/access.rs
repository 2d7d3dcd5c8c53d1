//! How a store is open: for writing, or for reading and why.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use super::Identity;
use crate::store::{Holder, LocalStore, ReadOnly, Store, StoreError, StoreReader, Watch};

/// An open store.
pub enum Access {
    Write(Box<dyn Store>),
    Read(Box<dyn StoreReader>, ReadOnlyBecause),
}

/// How a store is to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// For writing, or not at all.
    Write,
    /// For writing; for reading when another process has it or it may not be written.
    WriteElseRead,
    /// For reading.
    Read,
}

/// Why a workspace is read-only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadOnlyBecause {
    /// It was asked for.
    Asked,
    /// This process has the store, unless it has not yet said so.
    InUse(Option<Holder>),
    /// This file or directory may not be written.
    NotWritable(PathBuf),
}

impl fmt::Display for ReadOnlyBecause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => write!(f, "read-only as asked"),
            Self::InUse(Some(holder)) => write!(f, "read-only: {holder} has the store"),
            Self::InUse(None) => write!(f, "read-only: another process has the store"),
            Self::NotWritable(path) => {
                write!(f, "read-only: {} cannot be written", path.display())
            }
        }
    }
}

impl Access {
    /// Opens the store in a directory, and tells how far it is.
    pub fn open(
        dir: &Path,
        wish: Wish,
        identity: &Identity,
        watch: Watch<'_>,
    ) -> Result<Self, StoreError> {
        let read = |because| -> Result<Self, StoreError> {
            Ok(Self::Read(Box::new(ReadOnly::open_watched(dir, watch)?), because))
        };
        if wish == Wish::Read {
            return read(ReadOnlyBecause::Asked);
        }
        match (LocalStore::open_watched(dir, &identity.operator(), watch), wish) {
            (Ok(store), _) => Ok(Self::Write(Box::new(store))),
            (Err(StoreError::Locked { holder, .. }), Wish::WriteElseRead) => {
                read(ReadOnlyBecause::InUse(holder))
            }
            (Err(StoreError::NotWritable { path, .. }), Wish::WriteElseRead) => {
                read(ReadOnlyBecause::NotWritable(path))
            }
            (Err(e), _) => Err(e),
        }
    }

    /// The store, to be read.
    pub fn reader(&self) -> &dyn StoreReader {
        match self {
            Self::Write(store) => store.as_ref(),
            Self::Read(reader, _) => reader.as_ref(),
        }
    }
}
