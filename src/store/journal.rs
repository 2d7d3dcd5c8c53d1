//! The journal: what was done, by whom, how to take it back; each entry sealed with the hash of the
//! one before.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{Operator, Revision, cell::Damage};
use crate::org::{Change, Undo};

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its number, and the revision that it led to.
    pub revision: Revision,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub operator: String,
    /// On which machine.
    pub host: String,
    /// What kind of step it is.
    pub cause: Cause,
    /// What it was for; of the first entry, where the organization came from.
    pub message: String,
    /// What was changed, in order.
    pub changes: Vec<Change>,
    /// How to take each change back, in the order of the changes.
    pub undo: Vec<Undo>,
    /// The hash of the entry before.
    pub previous: Digest,
    /// The hash of all of the above.
    pub hash: Digest,
}

/// What kind of step an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The store was made.
    Founded,
    /// Somebody changed something.
    Changed,
    /// Somebody took this entry back.
    Undid(Revision),
}

/// What a step consists of, before it is sealed into an entry.
pub struct Step {
    pub cause: Cause,
    pub message: String,
    pub changes: Vec<Change>,
    pub undo: Vec<Undo>,
}

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// What the first entry names as the one before.
    pub const NONE: Self = Self([0; 32]);

    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    pub(super) fn finish(hasher: Sha256) -> Self {
        Self(hasher.finalize().into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let mut digest = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(serde::de::Error::custom("a hash has 64 hexadecimal digits"));
        }
        for (byte, place) in digest.iter_mut().zip(0..) {
            *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16)
                .map_err(serde::de::Error::custom)?;
        }
        Ok(Self(digest))
    }
}

impl Entry {
    /// Seals a step into the entry behind `previous`, and gives the text to store.
    pub(super) fn seal(
        step: Step,
        (before, previous): (Revision, Digest),
        operator: &Operator,
    ) -> Result<(Self, Vec<u8>), serde_json::Error> {
        let Step { cause, message, changes, undo } = step;
        let mut entry = Self {
            revision: before.next(),
            at: operator.now,
            operator: operator.name.clone(),
            host: operator.host.clone(),
            cause,
            message,
            changes,
            undo,
            previous,
            hash: Digest::NONE,
        };
        entry.hash = fingerprint(&serde_json::to_value(&entry)?);
        let text = serde_json::to_vec(&entry)?;
        Ok((entry, text))
    }
}

/// Where a journal stands before its first entry.
pub const BEFORE: (Revision, Digest) = (Revision(0), Digest::NONE);

/// The number of the entry before, and its hash if that is known.
pub type Link = (Revision, Option<Digest>);

/// The hash of an entry: of its compact JSON as stored, its own hash left out. It is taken of the
/// JSON and not of [`Entry`], so that old journals keep their hashes when the types learn more.
pub fn fingerprint(entry: &Value) -> Digest {
    let mut entry = entry.clone();
    if let Value::Object(fields) = &mut entry {
        fields.shift_remove("hash");
    }
    Digest::of(entry.to_string().as_bytes())
}

/// What is wrong with a link of the chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BrokenLink {
    /// The entry cannot be read at all.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// The content is not what its hash was taken of.
    #[error("it is not what was written: its hash does not fit its content")]
    Hash,
    /// It does not follow on the entry before.
    #[error("it does not follow on the entry before it: that one was exchanged or removed")]
    Chain,
    /// Its number is not the next.
    #[error("it says that it is entry {found}")]
    Number {
        /// The number it carries.
        found: Revision,
    },
}

/// Reads an entry and checks that it is what was written and follows on `before`.
pub fn follow(text: &[u8], before: Link) -> Result<Entry, BrokenLink> {
    let json = serde_json::from_slice(text).map_err(|e| Damage::Content(e.to_string()))?;
    follow_json(json, before)
}

/// The same for an entry that is JSON already.
pub fn follow_json(json: Value, before: Link) -> Result<Entry, BrokenLink> {
    let hash = fingerprint(&json);
    let entry: Entry = serde_json::from_value(json).map_err(|e| Damage::Content(e.to_string()))?;
    if entry.hash != hash {
        Err(BrokenLink::Hash)
    } else if entry.revision != before.0.next() {
        Err(BrokenLink::Number { found: entry.revision })
    } else if before.1.is_some_and(|hash| hash != entry.previous) {
        Err(BrokenLink::Chain)
    } else {
        Ok(entry)
    }
}

/// Which of these entries are taken back, and by which. An undo that was itself taken back does not
/// count. The entries have to reach up to the newest.
pub fn undone<'a>(
    entries: impl DoubleEndedIterator<Item = &'a Entry>,
) -> BTreeMap<Revision, Revision> {
    let mut undone = BTreeMap::new();
    for entry in entries.rev() {
        if let Cause::Undid(target) = entry.cause
            && !undone.contains_key(&entry.revision)
        {
            undone.insert(target, entry.revision);
        }
    }
    undone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operator() -> Operator {
        Operator { name: "ada".into(), host: "desk".into(), now: DateTime::UNIX_EPOCH }
    }

    fn sealed(cause: Cause, before: (Revision, Digest)) -> (Entry, Vec<u8>) {
        let step = Step { cause, message: "why".into(), changes: vec![], undo: vec![] };
        Entry::seal(step, before, &operator()).unwrap()
    }

    const START: Link = (Revision(0), Some(Digest::NONE));

    #[test]
    fn a_chain_follows() {
        let (first, text) = sealed(Cause::Founded, BEFORE);
        assert_eq!(follow(&text, START), Ok(first.clone()));
        let (second, text) = sealed(Cause::Changed, (first.revision, first.hash));
        assert_eq!(follow(&text, (first.revision, Some(first.hash))), Ok(second));
    }

    #[test]
    fn tampering_breaks_the_chain() {
        let (first, text) = sealed(Cause::Founded, BEFORE);
        let forged = String::from_utf8(text.clone()).unwrap().replace("ada", "eve");
        assert_eq!(follow(forged.as_bytes(), START), Err(BrokenLink::Hash));
        let other = (Revision(0), Some(Digest::of(b"other")));
        assert_eq!(follow(&text, other), Err(BrokenLink::Chain));
        let later = (Revision(4), None);
        let number = BrokenLink::Number { found: first.revision };
        assert_eq!(follow(&text, later), Err(number));
    }

    #[test]
    fn an_undone_undo_does_not_count() {
        let causes = [
            Cause::Founded,
            Cause::Changed,
            Cause::Undid(Revision(2)),
            Cause::Undid(Revision(3)),
            Cause::Changed,
            Cause::Undid(Revision(5)),
        ];
        let entries: Vec<Entry> = causes
            .into_iter()
            .zip(0..)
            .map(|(cause, before)| sealed(cause, (Revision(before), Digest::NONE)).0)
            .collect();
        let undone = undone(entries.iter());
        let expected = [(Revision(3), Revision(4)), (Revision(5), Revision(6))];
        assert_eq!(undone.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_hash_prints_and_parses() {
        let digest = Digest::of(b"abc");
        let text = serde_json::to_string(&digest).unwrap();
        assert!(text.starts_with("\"ba7816bf8f01cfea"));
        assert_eq!(serde_json::from_str::<Digest>(&text).unwrap(), digest);
        assert!(serde_json::from_str::<Digest>("\"zz\"").is_err());
    }
}
