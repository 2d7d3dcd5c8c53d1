//! What a request brings along: condition keys and their values (section 7).

use std::collections::{BTreeMap, BTreeSet};

/// The value of a condition key. Numbers, dates and booleans are text, as in a policy (G-12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextValue {
    /// A single-valued key.
    One(String),
    /// A multivalued key; possibly empty.
    Many(Vec<String>),
}

impl ContextValue {
    /// All the values.
    pub fn values(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    /// Whether there is nothing in it: an empty set, or only an empty text (C-5, C-18).
    pub fn is_null(&self) -> bool {
        match self {
            Self::One(value) => value.is_empty(),
            Self::Many(values) => values.iter().all(String::is_empty),
        }
    }
}

impl From<&str> for ContextValue {
    fn from(value: &str) -> Self {
        Self::One(value.to_owned())
    }
}

impl From<String> for ContextValue {
    fn from(value: String) -> Self {
        Self::One(value)
    }
}

/// What is to be made of a key that has not been mentioned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unmentioned {
    /// The request does not carry it.
    #[default]
    Absent,
    /// Nobody knows, so what hangs on it is unknown (K-15).
    Unknown,
}

/// What a key turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// The request carries this value.
    Present(&'a ContextValue),
    /// The request does not carry the key.
    Absent,
    /// Nobody knows.
    Unknown,
}

/// The condition keys of a request. Names compare without case (section 2.2).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Context {
    /// By lower-case name; spellings that differ only in case stand side by side (C-9).
    present: BTreeMap<String, Vec<(String, ContextValue)>>,
    absent: BTreeSet<String>,
    unmentioned: Unmentioned,
}

impl Context {
    /// A context with nothing in it.
    pub fn new(unmentioned: Unmentioned) -> Self {
        Self { unmentioned, ..Self::default() }
    }

    /// What is made of keys that have not been mentioned.
    pub fn unmentioned(&self) -> Unmentioned {
        self.unmentioned
    }

    /// Says what is made of keys that have not been mentioned.
    pub fn set_unmentioned(&mut self, unmentioned: Unmentioned) {
        self.unmentioned = unmentioned;
    }

    /// Gives a key a value; the same spelling again overwrites.
    pub fn set(&mut self, key: &str, value: impl Into<ContextValue>) {
        let lower = key.to_ascii_lowercase();
        self.absent.remove(&lower);
        let spellings = self.present.entry(lower).or_default();
        spellings.retain(|(spelling, _)| spelling != key);
        spellings.push((key.to_owned(), value.into()));
        spellings.sort_by(|a, b| a.0.cmp(&b.0));
    }

    /// Says that the request does not carry a key.
    pub fn set_absent(&mut self, key: &str) {
        let lower = key.to_ascii_lowercase();
        self.present.remove(&lower);
        self.absent.insert(lower);
    }

    /// Forgets a key, as if it had never been mentioned.
    pub fn forget(&mut self, key: &str) {
        let lower = key.to_ascii_lowercase();
        self.present.remove(&lower);
        self.absent.remove(&lower);
    }

    /// Whether something has been said of a key.
    pub fn mentions(&self, key: &str) -> bool {
        let lower = key.to_ascii_lowercase();
        self.present.contains_key(&lower) || self.absent.contains(&lower)
    }

    /// What a key is. `lower` is its lower-case name; `spelling` decides between spellings that
    /// differ only in case: the exact one, else the first in order (C-9).
    pub fn lookup(&self, lower: &str, spelling: &str) -> Lookup<'_> {
        if let Some(spellings) = self.present.get(lower) {
            let exact = spellings.iter().find(|(s, _)| s == spelling);
            if let Some((_, value)) = exact.or_else(|| spellings.first()) {
                return Lookup::Present(value);
            }
        }
        match self.unmentioned {
            _ if self.absent.contains(lower) => Lookup::Absent,
            // `aws:PrincipalTag/*` says that no other tag is there.
            Unmentioned::Unknown if self.family_closed(lower) => Lookup::Absent,
            Unmentioned::Unknown => Lookup::Unknown,
            Unmentioned::Absent => Lookup::Absent,
        }
    }

    /// What a key is, by any spelling.
    pub fn get(&self, key: &str) -> Lookup<'_> {
        self.lookup(&key.to_ascii_lowercase(), key)
    }

    /// Says that of a family of keys such as `aws:PrincipalTag` all members are known.
    pub fn close_family(&mut self, family: &str) {
        self.absent.insert(format!("{}/*", family.to_ascii_lowercase()));
    }

    fn family_closed(&self, lower: &str) -> bool {
        lower
            .split_once('/')
            .is_some_and(|(family, _)| self.absent.contains(&format!("{family}/*")))
    }

    /// Keys and values, in order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ContextValue)> {
        self.present.values().flatten().map(|(key, value)| (key.as_str(), value))
    }

    /// The keys that the request is said not to carry, in lower case.
    pub fn absent(&self) -> impl Iterator<Item = &str> {
        self.absent.iter().map(String::as_str).filter(|key| !key.ends_with("/*"))
    }

    /// Takes over every key of another context that this one does not mention.
    pub fn complete_with(&mut self, other: &Self) {
        for (lower, spellings) in &other.present {
            if !self.absent.contains(lower) {
                self.present.entry(lower.clone()).or_insert_with(|| spellings.clone());
            }
        }
        for lower in &other.absent {
            if !self.present.contains_key(lower) {
                self.absent.insert(lower.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_ignore_case_and_the_exact_spelling_wins_c_9() {
        let mut context = Context::default();
        context.set("aws:ResourceTag/ec2", "lower");
        context.set("aws:ResourceTag/EC2", "upper");
        let value = |key: &str| match context.get(key) {
            Lookup::Present(value) => value.values()[0].clone(),
            other => format!("{other:?}"),
        };
        assert_eq!(value("aws:ResourceTag/ec2"), "lower");
        assert_eq!(value("AWS:RESOURCETAG/EC2"), "upper");
    }

    #[test]
    fn what_is_not_mentioned_is_absent_or_unknown() {
        let mut context = Context::new(Unmentioned::Unknown);
        context.set_absent("aws:username");
        context.close_family("aws:PrincipalTag");
        assert_eq!(context.get("AWS:UserName"), Lookup::Absent);
        assert_eq!(context.get("aws:PrincipalTag/team"), Lookup::Absent);
        assert_eq!(context.get("aws:SourceIp"), Lookup::Unknown);
    }
}
