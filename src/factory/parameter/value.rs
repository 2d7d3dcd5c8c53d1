//! Values of parameters: as given, and as understood.

use std::{collections::BTreeMap, fmt};

use sha2::{Digest, Sha256};

use crate::factory::duration::Duration;

/// A value as somebody gives it, in texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given<T> {
    /// One text. Where several are wanted: `a, b`, or `key=value, key=value`.
    Text(T),
    /// Several.
    List(Vec<T>),
    /// Several with names.
    Map(Vec<(String, T)>),
}

impl From<&str> for Given<String> {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl<T> Given<T> {
    /// The same with every text put through `change`.
    pub(in crate::factory) fn map<U>(&self, change: impl Fn(&T) -> U) -> Given<U> {
        match self {
            Self::Text(text) => Given::Text(change(text)),
            Self::List(items) => Given::List(items.iter().map(change).collect()),
            Self::Map(pairs) => {
                Given::Map(pairs.iter().map(|(k, v)| (k.clone(), change(v))).collect())
            }
        }
    }

    /// All its texts.
    pub(in crate::factory) fn texts(&self) -> Vec<&T> {
        match self {
            Self::Text(text) => vec![text],
            Self::List(items) => items.iter().collect(),
            Self::Map(pairs) => pairs.iter().map(|(_, text)| text).collect(),
        }
    }
}

impl fmt::Display for Given<String> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::List(items) => f.write_str(&items.join(", ")),
            Self::Map(pairs) => {
                let pairs: Vec<_> = pairs.iter().map(|(k, v)| format!("{k}={v}")).collect();
                f.write_str(&pairs.join(", "))
            }
        }
    }
}

/// A value that its parameter's kind has understood. Prints as it is filled into texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// A length of time.
    Duration(Duration),
    /// Several values.
    List(Vec<Value>),
    /// Several texts with names.
    Map(BTreeMap<String, String>),
}

impl Value {
    /// Its parts as texts: one, or as many as a list has.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Self::List(items) => items.iter().map(Self::to_string).collect(),
            single => vec![single.to_string()],
        }
    }

    /// Adds the value to a digest so that different values never add the same bytes.
    pub(in crate::factory) fn digest_into(&self, digest: &mut Sha256) {
        let mut put = |tag: u8, text: &str| {
            digest.update([tag]);
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        };
        match self {
            Self::Text(text) => put(b't', text),
            Self::Int(number) => put(b'i', &number.to_string()),
            Self::Bool(yes) => put(b'b', &yes.to_string()),
            Self::Duration(duration) => put(b'd', &duration.seconds.to_string()),
            Self::List(items) => {
                put(b'l', &items.len().to_string());
                for item in items {
                    item.digest_into(digest);
                }
            }
            Self::Map(pairs) => {
                put(b'm', &pairs.len().to_string());
                for (key, value) in pairs {
                    put(b'k', key);
                    put(b'v', value);
                }
            }
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Int(number) => number.fmt(f),
            Self::Bool(yes) => yes.fmt(f),
            Self::Duration(duration) => duration.fmt(f),
            Self::List(items) => {
                f.write_str(&items.iter().map(Self::to_string).collect::<Vec<_>>().join(", "))
            }
            Self::Map(pairs) => {
                let pairs: Vec<_> = pairs.iter().map(|(k, v)| format!("{k}={v}")).collect();
                f.write_str(&pairs.join(", "))
            }
        }
    }
}
