//! What is not as AWS would have it in an organization that was imported or edited by hand.
//!
//! Changes keep the rules; records that come from outside are taken as they are, and what is wrong
//! with them is told here.

mod directory;
mod iam;
mod policies;
#[cfg(test)]
mod tests;
mod tree;

use std::fmt;

use super::record::KeyText;
use super::{Organization, RecordKey, RecordKind};
use crate::catalog::{self, Quota};
use crate::policy::{Document, Place};

/// One thing that is not as AWS would have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of thing.
    pub kind: ProblemKind,
    /// The record that has it.
    pub at: RecordKey,
    /// What is wrong, and the mend.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.text)
    }
}

/// The kinds of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// It speaks of something that is not there.
    Dangling,
    /// It is inside itself.
    Cycle,
    /// Another one has its name or address.
    Duplicate,
    /// No SCP is attached to it, so that nothing in it is allowed (E-41).
    WithoutScp,
    /// There is more of it than AWS ever grants.
    BeyondQuota,
    /// AWS would not take this document where it is.
    Document,
    /// It contradicts something else.
    Contradiction,
}

impl Organization {
    /// Everything that is not as AWS would have it, in the order of the records.
    pub fn problems(&self) -> Vec<Problem> {
        let mut report = Report { of: self, found: Vec::new() };
        tree::check(&mut report);
        policies::check(&mut report);
        iam::check(&mut report);
        directory::check(&mut report);
        let mut found = report.found;
        found.sort_by(|a, b| a.at.cmp(&b.at));
        found
    }
}

/// The problems found so far.
struct Report<'a> {
    of: &'a Organization,
    found: Vec<Problem>,
}

impl Report<'_> {
    fn add<K: KeyText>(&mut self, kind: ProblemKind, at: (RecordKind, &K), text: String) {
        self.found.push(Problem { kind, at: RecordKey::new(at.0, at.1), text });
    }

    /// Something that is spoken of and not there.
    fn dangling<K: KeyText>(&mut self, at: (RecordKind, &K), what: &str, id: &impl fmt::Display) {
        let text = format!("{what} `{id}` is not there: bring it in, or remove the mention");
        self.add(ProblemKind::Dangling, at, text);
    }

    /// A number beyond what AWS ever grants. Less may have been granted than that: an import does
    /// not tell, so nothing is said about it.
    fn count<K: KeyText>(&mut self, at: (RecordKind, &K), quota: Quota, present: usize) {
        let limit = catalog::quota(quota).maximum;
        if present as u64 > limit {
            let text =
                format!("{present} is more than AWS ever grants of {}, {limit}", quota.name());
            self.add(ProblemKind::BeyondQuota, at, text);
        }
    }

    /// A document that AWS would not take where it is, or that is too long for it.
    fn document<K: KeyText>(
        &mut self,
        at: (RecordKind, &K),
        what: &str,
        document: &Document,
        place: Place,
    ) {
        for fault in document.refusals(place) {
            self.add(ProblemKind::Document, at, format!("{what}, {fault}"));
        }
    }

    fn size<K: KeyText>(&mut self, at: (RecordKind, &K), what: &str, text: &str, quota: Quota) {
        let limit = catalog::quota(quota);
        let length = limit.unit.measure(text).unwrap_or_default();
        if length > limit.maximum {
            let text = format!("{what} is {length} long, {} at most: shorten it", limit.maximum);
            self.add(ProblemKind::BeyondQuota, at, text);
        }
    }

    fn duplicate<K: KeyText>(&mut self, at: (RecordKind, &K), what: &str, name: &str) {
        let text = format!("another one has the {what} `{name}` too: give one of them another");
        self.add(ProblemKind::Duplicate, at, text);
    }
}
