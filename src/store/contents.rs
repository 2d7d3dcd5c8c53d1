//! What lies in the trees of a store, read and checked: the organization and where the journal
//! stands.

use std::{ops::RangeInclusive, path::Path};

use serde::{Deserialize, Serialize};

use super::{
    Digest, Entry, Revision, StoreError,
    cell::{Damage, Joined},
    load::{self, Loaded, Watch},
    sled::{Shelf, Trees},
};
use crate::org::{Edit, Organization};

/// The name of the one text on [`Shelf::Head`].
pub const HEAD: &str = "head";

/// Where a store stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The newest entry of the journal.
    pub revision: Revision,
    /// The hash of that entry.
    pub hash: Digest,
    /// How many records there are, so that a lost one is missed.
    pub records: usize,
}

impl Head {
    /// Where the store stands after an entry that led from one organization to the next.
    pub fn after(self, entry: &Entry, before: &Organization, after: &Organization) -> Self {
        let removed =
            |edits: Vec<Edit>| edits.iter().filter(|edit| matches!(edit, Edit::Remove(_))).count();
        let gone = removed(before.difference(after));
        let new = removed(after.difference(before));
        Self { revision: entry.revision, hash: entry.hash, records: self.records + new - gone }
    }
}

/// The name of an entry on its shelf; names sort as revisions do.
pub fn entry_name(revision: Revision) -> String {
    format!("{:020}", revision.0)
}

/// An open store: its trees and what was read from them.
pub struct Contents {
    pub trees: Trees,
    pub organization: Organization,
    pub head: Head,
}

impl Contents {
    /// Reads the trees of the store in `dir`.
    pub fn load(trees: Trees, dir: &Path, watch: Watch<'_>) -> Result<Self, StoreError> {
        let mut flaws = Flaws::default();
        let mut head: Option<Head> = None;
        trees.each(Shelf::Head, |text| head = flaws.read(text))?;
        let Loaded { parts, there } = load::records(&trees, head, &mut flaws, watch)?;
        match head {
            Some(head) if there != head.records => {
                let what = format!("{there} are there, and there should be {}", head.records);
                flaws.note("records", &Damage::Content(what));
            }
            Some(_) => {}
            None => flaws.note(HEAD, &Damage::Content("it is not there".to_owned())),
        }
        let organization = parts
            .organization()
            .map_err(|e| flaws.note("foundation", &Damage::Content(e.to_string())));
        let (Some(head), Ok(organization), None) = (head, organization, flaws.first.as_ref())
        else {
            return Err(flaws.into_error(dir));
        };
        Ok(Self { trees, organization, head })
    }

    /// The entries of some revisions, in order.
    pub fn journal(
        &self,
        dir: &Path,
        revisions: RangeInclusive<Revision>,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut flaws = Flaws::default();
        let mut entries = Vec::new();
        let names = (entry_name(*revisions.start()), entry_name(*revisions.end()));
        if names.0 <= names.1 {
            self.trees.between(Shelf::Journal, (&names.0, &names.1), |text| {
                entries.extend(flaws.read::<Entry>(text));
            })?;
        }
        if flaws.first.is_some() { Err(flaws.into_error(dir)) } else { Ok(entries) }
    }
}

/// What is wrong with the texts that were read.
#[derive(Default)]
pub struct Flaws {
    count: usize,
    first: Option<String>,
    /// A schema version that is not ours.
    schema: Option<u16>,
}

impl Flaws {
    /// Reads a text as JSON, or notes what is wrong with it.
    pub fn read<T: for<'a> Deserialize<'a>>(&mut self, (name, text): Joined<'_>) -> Option<T> {
        let read = text.and_then(|text| {
            // To check the whole text at once is quicker than string by string.
            let text = str::from_utf8(text).map_err(|e| Damage::Content(e.to_string()))?;
            serde_json::from_str(text).map_err(|e| Damage::Content(e.to_string()))
        });
        read.map_err(|damage| self.note(&name, &damage)).ok()
    }

    fn note(&mut self, name: &str, damage: &Damage) {
        if let Damage::Schema(found) = damage {
            self.schema.get_or_insert(*found);
        }
        self.count += 1;
        self.first.get_or_insert_with(|| format!("{name}: {damage}"));
    }

    /// Adds those that were found elsewhere; the first is the first by name.
    pub fn join(&mut self, other: Self) {
        self.count += other.count;
        self.first = self.first.take().into_iter().chain(other.first).min();
        self.schema = self.schema.or(other.schema);
    }

    fn into_error(self, dir: &Path) -> StoreError {
        let store = dir.to_owned();
        match self.schema {
            Some(found) => StoreError::Schema { store, found },
            None => StoreError::Damaged {
                store,
                problems: self.count,
                first: self.first.unwrap_or_default(),
            },
        }
    }
}
