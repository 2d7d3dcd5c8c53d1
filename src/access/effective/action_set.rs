//! Sets of catalogued actions, one bit each.

use std::sync::OnceLock;

use crate::{
    catalog::{Action, Service, catalog},
    policy::{
        ActionName,
        action::{ActionElement, ActionPattern, Polarity},
    },
};

/// A set of catalogued actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionSet(Box<[u64]>);

/// The names of all catalogued actions, in the catalogue's order.
fn names() -> &'static [ActionName] {
    static NAMES: OnceLock<Vec<ActionName>> = OnceLock::new();
    let named = |action: &Action| action.full_name().parse().ok();
    NAMES.get_or_init(|| catalog().actions().iter().filter_map(named).collect())
}

impl ActionSet {
    /// No action.
    pub fn none() -> Self {
        Self(vec![0; catalog().actions().len().div_ceil(64)].into())
    }

    /// The catalogued actions that an element covers.
    pub fn covered_by(element: &ActionElement) -> Self {
        let mut set = Self::none();
        for pattern in &element.patterns {
            set.add(pattern);
        }
        match element.polarity {
            Polarity::Listed => set,
            Polarity::Excepted => set.inverted(),
        }
    }

    fn add(&mut self, pattern: &ActionPattern) {
        let actions = match pattern.service() {
            Some(service) => catalog().service(service).map(Service::actions).unwrap_or_default(),
            None if !pattern.well_formed() => return,
            // The bare star is the only pattern without a service.
            None => return self.0.fill(u64::MAX),
        };
        for action in actions {
            if pattern.matches(&names()[action.id().index()]) {
                self.insert(action);
            }
        }
    }

    fn insert(&mut self, action: &Action) {
        let at = action.id().index();
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn inverted(mut self) -> Self {
        for word in &mut self.0 {
            *word = !*word;
        }
        self
    }

    /// Whether an action is in it.
    pub fn contains(&self, action: &Action) -> bool {
        let at = action.id().index();
        self.0[at / 64] >> (at % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_catalogued_action_has_its_name() {
        assert_eq!(names().len(), catalog().actions().len());
    }
}
