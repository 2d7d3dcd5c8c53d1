//! Checking a store: every checksum, every link of the journal, every reference.

use std::{fmt, path::Path};

use super::{
    Revision, StoreError,
    cell::Damage,
    contents::{HEAD, Head},
    copy::open_copy,
    directory,
    journal::{BEFORE, BrokenLink, Link, follow},
    sled::{Shelf, Trees},
};
use crate::org::{self, Organization, ProblemKind, Record};

/// What a check has found.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    /// Records that are there and sound.
    pub records: usize,
    /// Entries that are there and sound.
    pub entries: usize,
    /// The revision that the store stands at; nothing when it cannot tell.
    pub revision: Option<Revision>,
    /// Everything that is wrong with the store.
    pub problems: Vec<Problem>,
    /// What the organization in it says of things that are not there. The store holds what it was
    /// given, so this is no damage.
    pub dangling: Vec<org::Problem>,
}

/// One thing that is wrong with a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A record is damaged.
    Record {
        /// Its key.
        key: String,
        /// What is wrong.
        what: String,
    },
    /// A journal entry is damaged, forged or missing.
    Entry {
        /// Its number.
        revision: Revision,
        /// What is wrong.
        what: String,
    },
    /// The note of where the store stands does not fit the rest.
    Head(String),
    /// The records make no organization.
    Organization(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record { key, what } => write!(f, "record {key}: {what}"),
            Self::Entry { revision, what } => write!(f, "journal entry {revision}: {what}"),
            Self::Head(what) => write!(f, "head: {what}"),
            Self::Organization(what) => write!(f, "organization: {what}"),
        }
    }
}

/// Checks the store in `dir`, even one that is damaged or that another process has.
pub fn verify(dir: &Path) -> Result<Verification, StoreError> {
    let dir = directory::settle(dir)?;
    let (verification, _copy) = open_copy(&dir, |trees| check(&trees))?;
    Ok(verification)
}

/// Checks everything in the trees.
pub fn check(trees: &Trees) -> Result<Verification, StoreError> {
    let mut problems = Vec::new();
    let (records, dangling) = check_records(trees, &mut problems)?;
    let journal = check_journal(trees, &mut problems)?;
    let head = check_head(trees, &mut problems)?;
    if let Some(head) = head {
        if head.records != records {
            let what = format!("{records} sound records, and there should be {}", head.records);
            problems.push(Problem::Head(what));
        }
        let (end, hash) = journal.end;
        if head.revision != end || hash.is_some_and(|hash| hash != head.hash) {
            let what = format!(
                "it names entry {} as the newest, and the journal ends at {end}",
                head.revision
            );
            problems.push(Problem::Head(what));
        }
    }
    let revision = head.map(|head| head.revision);
    Ok(Verification { records, entries: journal.sound, revision, problems, dangling })
}

fn check_records(
    trees: &Trees,
    problems: &mut Vec<Problem>,
) -> Result<(usize, Vec<org::Problem>), StoreError> {
    let mut records: Vec<Record> = Vec::new();
    trees.each(Shelf::Records, |(key, text)| {
        let key = key.into_owned();
        let read = text.and_then(|text| {
            serde_json::from_slice::<Record>(text).map_err(|e| Damage::Content(e.to_string()))
        });
        match read {
            Ok(record) if record.key().to_string() == key => records.push(record),
            Ok(record) => {
                let what = format!("it is {} and lies in the wrong place", record.key());
                problems.push(Problem::Record { key, what });
            }
            Err(damage) => problems.push(Problem::Record { key, what: damage.to_string() }),
        }
    })?;
    let sound = records.len();
    let mut dangling = Vec::new();
    match Organization::from_records(records) {
        Ok(organization) => dangling = organization.problems(),
        Err(e) => problems.push(Problem::Organization(e.to_string())),
    }
    dangling.retain(|p| matches!(p.kind, ProblemKind::Dangling | ProblemKind::Cycle));
    Ok((sound, dangling))
}

struct Journal {
    sound: usize,
    end: Link,
}

fn check_journal(trees: &Trees, problems: &mut Vec<Problem>) -> Result<Journal, StoreError> {
    let mut journal = Journal { sound: 0, end: (BEFORE.0, Some(BEFORE.1)) };
    trees.each(Shelf::Journal, |(name, text)| {
        let next = journal.end.0.next();
        let revision = name.parse().map_or(next, Revision);
        if next < revision {
            let what = format!("missing, with all others before entry {revision}");
            problems.push(Problem::Entry { revision: next, what });
            journal.end = (Revision(revision.0 - 1), None);
        }
        match text.map_err(BrokenLink::from).and_then(|text| follow(text, journal.end)) {
            Ok(entry) => {
                journal.sound += 1;
                journal.end = (entry.revision, Some(entry.hash));
            }
            Err(broken) => {
                problems.push(Problem::Entry { revision, what: broken.to_string() });
                journal.end = (revision, None);
            }
        }
    })?;
    Ok(journal)
}

fn check_head(trees: &Trees, problems: &mut Vec<Problem>) -> Result<Option<Head>, StoreError> {
    let mut head = None;
    trees.each(Shelf::Head, |(name, text)| {
        let read = text.and_then(|text| {
            serde_json::from_slice::<Head>(text).map_err(|e| Damage::Content(e.to_string()))
        });
        match read {
            Ok(found) if name == HEAD => head = Some(found),
            Ok(_) => problems.push(Problem::Head(format!("there is another by the name {name}"))),
            Err(damage) => problems.push(Problem::Head(damage.to_string())),
        }
    })?;
    if head.is_none() && problems.iter().all(|p| !matches!(p, Problem::Head(_))) {
        problems.push(Problem::Head("it is not there".to_owned()));
    }
    Ok(head)
}
