//! A store from a backup: everything in it is checked before anything is made.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    Digest, LocalStore, Operator, Revision, StoreError,
    backup::{FORMAT, Header, Line},
    cell::SCHEMA,
    contents::Head,
    journal::{BEFORE, Link, follow_json},
};
use crate::org::{Organization, Record, RecordKey};

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The revision of the store.
    pub revision: Revision,
    /// How many records.
    pub records: usize,
    /// How many entries of the journal.
    pub entries: usize,
}

/// Makes a store in `dir`, where nothing or an empty directory may be, from a backup: all of it or
/// nothing.
pub fn restore(file: &Path, dir: &Path, operator: &Operator) -> Result<Restored, StoreError> {
    let Backup { organization, journal, head } = read(file)?;
    let restored =
        Restored { revision: head.revision, records: head.records, entries: journal.len() };
    LocalStore::found(dir, &organization, journal, head, operator)?;
    Ok(restored)
}

struct Backup {
    organization: Organization,
    journal: Vec<Vec<u8>>,
    head: Head,
}

fn read(path: &Path) -> Result<Backup, StoreError> {
    let file = File::open(path).map_err(|e| StoreError::io("read", path, e))?;
    let mut lines = BufReader::new(file);
    let mut reading = Reading::default();
    let mut text = Vec::new();
    loop {
        text.clear();
        let read = lines.read_until(b'\n', &mut text);
        let length = read.map_err(|e| StoreError::io("read", path, e))?;
        let done = if length == 0 { reading.finish() } else { reading.take(&text).map(|()| None) };
        match done {
            Ok(None) => {}
            Ok(Some(backup)) => return Ok(backup),
            Err(what) => {
                let line = reading.lines + usize::from(length > 0);
                return Err(StoreError::BrokenBackup { path: path.to_owned(), line, what });
            }
        }
    }
}

/// What has been read of a backup.
struct Reading {
    lines: usize,
    hash: Sha256,
    header: Option<Header>,
    records: Vec<Record>,
    keys: BTreeSet<RecordKey>,
    journal: Vec<Vec<u8>>,
    link: Link,
    ended: bool,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            lines: 0,
            hash: Sha256::new(),
            header: None,
            records: Vec::new(),
            keys: BTreeSet::new(),
            journal: Vec::new(),
            link: (BEFORE.0, Some(BEFORE.1)),
            ended: false,
        }
    }
}

impl Reading {
    fn take(&mut self, text: &[u8]) -> Result<(), String> {
        if self.ended {
            return Err("there is more behind the last line".to_owned());
        }
        if text.last() != Some(&b'\n') {
            return Err("the line is cut short".to_owned());
        }
        if self.header.is_none() {
            self.header = Some(read_header(text)?);
        } else {
            match serde_json::from_slice(text)
                .map_err(|e| format!("not a line of a backup: {e}"))?
            {
                Line::Record(record) => self.take_record(*record)?,
                Line::Entry(entry) => self.take_entry(entry)?,
                Line::End { lines, sha256 } => self.take_end(lines, sha256)?,
            }
        }
        self.hash.update(text);
        self.lines += 1;
        Ok(())
    }

    fn take_record(&mut self, record: Record) -> Result<(), String> {
        let key = record.key();
        if !self.keys.insert(key.clone()) {
            return Err(format!("record {key} is there twice"));
        }
        self.records.push(record);
        Ok(())
    }

    fn take_entry(&mut self, entry: Value) -> Result<(), String> {
        let text = entry.to_string().into_bytes();
        let number = self.link.0.next();
        let entry = follow_json(entry, self.link)
            .map_err(|broken| format!("journal entry {number}: {broken}"))?;
        self.link = (entry.revision, Some(entry.hash));
        self.journal.push(text);
        Ok(())
    }

    fn take_end(&mut self, lines: usize, sha256: Digest) -> Result<(), String> {
        if lines != self.lines {
            return Err(format!("{} lines come before it, and it says {lines}", self.lines));
        }
        if sha256 != Digest::finish(self.hash.clone()) {
            return Err("the lines before it are not what was written".to_owned());
        }
        self.ended = true;
        Ok(())
    }

    /// The backup, once all of it is read.
    fn finish(&mut self) -> Result<Option<Backup>, String> {
        let header = self.header.take().ok_or("the file is empty")?;
        if !self.ended {
            return Err("the file ends here, without its last line: it is cut short".to_owned());
        }
        let (revision, Some(hash)) = self.link else {
            return Err("there is no journal in it".to_owned());
        };
        let found = (self.records.len(), self.journal.len(), revision);
        if found != (header.records, header.entries, header.revision) {
            return Err("there is not as much in it as the first line says".to_owned());
        }
        let organization = Organization::from_records(std::mem::take(&mut self.records))
            .map_err(|e| e.to_string())?;
        let head = Head { revision, hash, records: found.0 };
        let journal = std::mem::take(&mut self.journal);
        Ok(Some(Backup { organization, journal, head }))
    }
}

fn read_header(text: &[u8]) -> Result<Header, String> {
    let header: Header =
        serde_json::from_slice(text).map_err(|e| format!("not the first line of a backup: {e}"))?;
    if header.format != FORMAT || header.schema != SCHEMA {
        return Err(format!(
            "it has format {} and schema {}, and this Bailiwick knows {FORMAT} and {SCHEMA}",
            header.format, header.schema
        ));
    }
    Ok(header)
}
