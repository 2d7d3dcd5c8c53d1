//! A store as a plain file of JSON lines, which needs nothing but a text editor to be read.
//!
//! The first line says what the file is and how much is in it, then there is one line for each
//! record and each entry of the journal, and the last line has the SHA-256 of all lines before it.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    Digest, Revision, StoreError,
    cell::SCHEMA,
    contents::Contents,
    copy::open_copy,
    directory::{self, private_file},
    load::unwatched,
    sled::Shelf,
};
use crate::org::Record;

/// The version of the form of backups.
pub const FORMAT: u16 = 1;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// What the file is.
    pub bailiwick: Kind,
    /// The version of its form.
    pub format: u16,
    /// The schema version of the records and entries.
    pub schema: u16,
    /// The revision of the store.
    pub revision: Revision,
    /// How many records follow.
    pub records: usize,
    /// How many entries follow.
    pub entries: usize,
}

/// What a file of JSON lines is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A backup.
    Backup,
}

/// Every other line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// A record.
    Record(Box<Record>),
    /// An entry of the journal, as it was stored.
    Entry(Value),
    /// The last line.
    End {
        /// How many lines come before it.
        lines: usize,
        /// The SHA-256 of all bytes before it.
        sha256: Digest,
    },
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// Where it is.
    pub file: PathBuf,
    /// The revision of the store.
    pub revision: Revision,
    /// How many records.
    pub records: usize,
    /// How many entries of the journal.
    pub entries: usize,
}

/// Writes the store in `dir` to a file. Works while another process has the store. The file is
/// there as a whole or not at all.
pub fn back_up(dir: &Path, file: &Path) -> Result<BackedUp, StoreError> {
    let dir = directory::settle(dir)?;
    if fs::metadata(file).is_ok_and(|there| !there.is_file()) {
        let not_a_file = io::Error::other("it is not a plain file");
        return Err(StoreError::io("replace", file, not_a_file));
    }
    let (contents, _copy) = open_copy(&dir, |trees| Contents::load(trees, &dir, &unwatched))?;
    let unfinished = directory::beside(file);
    let written = write_file(&contents, &unfinished).and_then(|done| {
        fs::rename(&unfinished, file).map_err(|e| StoreError::io("write", file, e))?;
        directory::sync_parent(file)?;
        Ok(done)
    });
    match written {
        Ok((records, entries)) => {
            let revision = contents.head.revision;
            Ok(BackedUp { file: file.to_owned(), revision, records, entries })
        }
        Err(e) => {
            // The first error is the one to tell.
            let _: io::Result<()> = fs::remove_file(&unfinished);
            Err(e)
        }
    }
}

fn write_file(contents: &Contents, path: &Path) -> Result<(usize, usize), StoreError> {
    let failed = |e| StoreError::io("write", path, e);
    let file = private_file().write(true).create(true).truncate(true).open(path).map_err(failed)?;
    let counts = write_lines(contents, &file, path)?;
    file.sync_all().map_err(failed)?;
    Ok(counts)
}

pub(super) fn write_lines(
    contents: &Contents,
    file: &File,
    path: &Path,
) -> Result<(usize, usize), StoreError> {
    let mut lines = Lines { out: BufWriter::new(file), path, hash: Sha256::new(), count: 0 };
    let (records, entries) = (contents.head.records, contents.head.revision.0 as usize);
    lines.write(&Header {
        bailiwick: Kind::Backup,
        format: FORMAT,
        schema: SCHEMA,
        revision: contents.head.revision,
        records,
        entries,
    })?;
    for record in contents.organization.records() {
        lines.write(&Line::Record(Box::new(record)))?;
    }
    let mut outcome = Ok(());
    contents.trees.each(Shelf::Journal, |(name, text)| {
        if outcome.is_ok() {
            outcome = text
                .map_err(|damage| format!("journal entry {name}: {damage}"))
                .map_err(|first| StoreError::Damaged { store: path.to_owned(), problems: 1, first })
                .and_then(|text| lines.write(&Line::Entry(serde_json::from_slice(text)?)));
        }
    })?;
    outcome?;
    lines.end()?;
    Ok((records, entries))
}

struct Lines<'a> {
    out: BufWriter<&'a File>,
    path: &'a Path,
    hash: Sha256,
    count: usize,
}

impl Lines<'_> {
    fn write(&mut self, line: &impl Serialize) -> Result<(), StoreError> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.hash.update(&text);
        self.count += 1;
        self.out.write_all(&text).map_err(|e| StoreError::io("write", self.path, e))
    }

    fn end(mut self) -> Result<(), StoreError> {
        let sha256 = Digest::finish(self.hash.clone());
        self.write(&Line::End { lines: self.count, sha256 })?;
        self.out.flush().map_err(|e| StoreError::io("write", self.path, e))
    }
}
