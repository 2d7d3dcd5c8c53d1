//! Sets of catalogued actions, one bit each.

use std::sync::OnceLock;

use crate::{
    catalog::{Action, catalog},
    policy::{
        ActionName,
        action::{ActionElement, ActionPattern, Polarity},
    },
};

/// A set of catalogued actions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ActionSet(Box<[u64]>);

/// The names of all catalogued actions, in the catalogue's order.
pub fn names() -> &'static [ActionName] {
    static NAMES: OnceLock<Vec<ActionName>> = OnceLock::new();
    let named = |action: &Action| action.full_name().parse().ok();
    NAMES.get_or_init(|| catalog().actions().iter().filter_map(named).collect())
}

impl ActionSet {
    /// No action.
    pub fn none() -> Self {
        Self(vec![0; catalog().actions().len().div_ceil(64)].into())
    }

    /// Every action.
    pub fn all() -> Self {
        Self::none().inverted()
    }

    /// Some actions.
    pub fn of<'a>(actions: impl Iterator<Item = &'a Action>) -> Self {
        let mut set = Self::none();
        actions.for_each(|action| set.insert(action));
        set
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
        match pattern.service() {
            Some(_) => {}
            None if !pattern.well_formed() => return,
            // The bare star is the only pattern without a service.
            None => return self.0.fill(u64::MAX),
        }
        let start = pattern.text.find(['*', '?']).unwrap_or(pattern.text.len());
        for action in catalog().actions_starting_with(&pattern.text[..start]) {
            if pattern.matches(&names()[action.id().index()]) {
                self.insert(action);
            }
        }
    }

    /// The places where a run of its actions begins, or the first after one, in order.
    pub fn turns(&self) -> impl Iterator<Item = usize> {
        let mut before = 0;
        self.0.iter().enumerate().flat_map(move |(at, word)| {
            let mut turns = word ^ (word << 1 | before);
            before = word >> 63;
            std::iter::from_fn(move || {
                let lowest = turns.trailing_zeros();
                turns &= turns.wrapping_sub(1);
                (lowest < 64).then_some(at * 64 + lowest as usize)
            })
        })
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

    /// Keeps only the actions of another set.
    pub fn and(&mut self, other: &Self) {
        for (word, others) in self.0.iter_mut().zip(&other.0) {
            *word &= others;
        }
    }

    /// Those of another set as well.
    pub fn or(&mut self, other: &Self) {
        for (word, others) in self.0.iter_mut().zip(&other.0) {
            *word |= others;
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.actions().next().is_none()
    }

    /// Its actions, in the catalogue's order.
    pub fn actions(&self) -> impl Iterator<Item = &'static Action> {
        let all = catalog().actions();
        self.0.iter().enumerate().flat_map(move |(at, word)| {
            let mut word = *word;
            std::iter::from_fn(move || {
                let lowest = word.trailing_zeros();
                word &= word.wrapping_sub(1);
                // The bits behind the last action mean nothing.
                if lowest < 64 { all.get(at * 64 + lowest as usize) } else { None }
            })
        })
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
