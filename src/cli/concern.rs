//! What changes for whom: the same change is told once, with everybody whom it concerns.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hasher},
};

use serde::Serialize;

/// Something that can be the same for several.
pub trait Change {
    /// Whether it is the same change, whatever request shows it.
    fn is_like(&self, other: &Self) -> bool;

    /// Takes in what is the same for like changes.
    fn digest(&self, hasher: &mut impl Hasher);
}

/// What changes, and for whom.
#[derive(Debug, Serialize)]
pub struct Concern<T> {
    /// For whom.
    pub principals: Vec<String>,
    /// What, as the first of them sees it.
    #[serde(flatten)]
    pub what: T,
}

/// Changes, like ones together.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Concerns<T> {
    all: Vec<Concern<T>>,
    #[serde(skip)]
    places: HashMap<u64, Vec<usize>>,
}

impl<T> Default for Concerns<T> {
    fn default() -> Self {
        Self { all: Vec::new(), places: HashMap::new() }
    }
}

impl<T: Change> Concerns<T> {
    /// Takes in a change for some.
    pub fn put(&mut self, what: T, principals: Vec<String>) {
        let mut hasher = DefaultHasher::new();
        what.digest(&mut hasher);
        let places = self.places.entry(hasher.finish()).or_default();
        if let Some(place) = places.iter().find(|place| self.all[**place].what.is_like(&what)) {
            self.all[*place].principals.extend(principals);
        } else {
            places.push(self.all.len());
            self.all.push(Concern { principals, what });
        }
    }

    /// Them, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &Concern<T>> {
        self.all.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Change for &str {
        fn is_like(&self, other: &Self) -> bool {
            self == other
        }

        fn digest(&self, hasher: &mut impl Hasher) {
            // Only the length: unlike changes may have the same digest.
            hasher.write_usize(self.len());
        }
    }

    #[test]
    fn like_changes_are_one() {
        let mut concerns = Concerns::default();
        for (what, whom) in [("read", "ann"), ("sing", "bob"), ("read", "eve")] {
            concerns.put(what, vec![whom.to_owned()]);
        }
        let told: Vec<(&str, String)> =
            concerns.iter().map(|it| (it.what, it.principals.join(" "))).collect();
        assert_eq!(told, [("read", "ann eve".to_owned()), ("sing", "bob".to_owned())]);
    }
}
