//! Sets of catalogued actions, one bit each.

use crate::{
    catalog::{Action, Service, catalog},
    policy::action::{ActionElement, ActionPattern, Polarity},
};

/// A set of catalogued actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionSet(Box<[u64]>);

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
            None => catalog().actions(),
        };
        for action in actions {
            if action.full_name().parse().is_ok_and(|name| pattern.matches(&name)) {
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
