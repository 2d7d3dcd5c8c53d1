//! Actions that the same statements cover (`ANALYSIS` 2.3).
//!
//! The catalogue is swept once from end to end over the places where any set of actions begins or
//! ends a run; between two such places every action is covered alike.

use foldhash::{HashMap, HashMapExt};

use super::ActionSet;
use crate::catalog::{Action, catalog};

/// The catalogued actions by what covers them.
#[derive(Clone)]
pub struct Classes {
    /// The class of each action.
    of: Vec<u32>,
    /// Of each class the places of the sets that its actions are in, in order.
    covering: Vec<Vec<u32>>,
}

impl Classes {
    /// The classes that some sets divide the catalogue into.
    pub fn new<'s>(sets: impl Iterator<Item = &'s ActionSet>) -> Self {
        let mut distinct: HashMap<&ActionSet, Vec<u32>> = HashMap::new();
        for (at, set) in (0..).zip(sets) {
            distinct.entry(set).or_default().push(at);
        }
        let distinct: Vec<(&ActionSet, Vec<u32>)> = distinct.into_iter().collect();
        let mut turns: Vec<(usize, usize)> = Vec::new();
        for (which, (set, _)) in distinct.iter().enumerate() {
            turns.extend(set.turns().map(|at| (at, which)));
        }
        turns.sort_unstable();
        let total = catalog().actions().len();
        let mut classes = Self { of: vec![0; total], covering: Vec::new() };
        let mut known: HashMap<Box<[u64]>, u32> = HashMap::new();
        let mut inside: Box<[u64]> = vec![0; distinct.len().div_ceil(64)].into();
        let (mut from, mut next) = (0, turns.iter().peekable());
        while from < total {
            while let Some((_, which)) = next.next_if(|(at, _)| *at <= from) {
                inside[which / 64] ^= 1 << (which % 64);
            }
            let to = next.peek().map_or(total, |(at, _)| (*at).min(total));
            let class = *known.entry(inside.clone()).or_insert_with(|| {
                let places = distinct.iter().enumerate();
                let inside = places.filter(|(at, _)| inside[at / 64] >> (at % 64) & 1 == 1);
                let mut covering: Vec<u32> =
                    inside.flat_map(|(_, (_, at))| at.iter().copied()).collect();
                covering.sort_unstable();
                classes.covering.push(covering);
                u32::try_from(classes.covering.len() - 1).unwrap_or(u32::MAX)
            });
            classes.of[from..to].fill(class);
            from = to;
        }
        classes
    }

    /// The class of an action.
    pub fn of(&self, action: &Action) -> u32 {
        self.of[action.id().index()]
    }

    /// The places of the sets that the actions of a class are in.
    pub fn covering(&self, class: u32) -> &[u32] {
        &self.covering[class as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.covering.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{
        Span,
        action::{ActionElement, ActionPattern, Polarity},
    };

    fn set(polarity: Polarity, patterns: &[&str]) -> ActionSet {
        let patterns = patterns.iter().map(|text| ActionPattern::new(text, Span::START));
        ActionSet::covered_by(&ActionElement {
            polarity,
            patterns: patterns.collect(),
            span: Span::START,
        })
    }

    #[test]
    fn every_action_is_in_the_class_of_what_covers_it() {
        let sets = [
            set(Polarity::Listed, &["*"]),
            set(Polarity::Listed, &["s3:Get*", "ec2:Describe*", "zzz:Nothing"]),
            set(Polarity::Excepted, &["iam:*", "s3:GetObject", "sts:*"]),
            set(Polarity::Listed, &["s3:get*", "ec2:describe*"]),
            set(Polarity::Listed, &[]),
            set(Polarity::Listed, &["*:*Tag*", "s3:*Tag*"]),
        ];
        let classes = Classes::new(sets.iter());
        for action in catalog().actions() {
            let plain: Vec<u32> =
                (0..).zip(&sets).filter(|(_, s)| s.contains(action)).map(|(at, _)| at).collect();
            assert_eq!(classes.covering(classes.of(action)), plain, "{}", action.full_name());
        }
        assert!(classes.len() < 12);
    }
}
