//! The condition keys that effective permissions hang on: give one a value, and limited answers
//! settle.

use std::collections::HashMap;

use super::{Access, Matrix};
use crate::access::special;
use crate::catalog::catalog;
use crate::policy::ActionName;

/// A key of unknown value, and how much hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hinge {
    /// The condition key.
    pub key: String,
    /// How many limited actions have a statement whose condition hangs on it.
    pub actions: usize,
}

/// The keys that limited answers hang on, the one with most at stake first.
pub(super) fn hinges(matrix: &Matrix, access: &[Access]) -> Vec<Hinge> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for service in catalog().services() {
        let limited: Vec<_> = service
            .actions()
            .iter()
            .filter(|action| access[action.id().index()] == Access::Limited)
            .collect();
        if limited.is_empty() {
            continue;
        }
        let names: Vec<Option<ActionName>> =
            limited.iter().map(|action| action.full_name().parse().ok()).collect();
        let side = matrix.side(service.prefix());
        let mut open: HashMap<String, Vec<bool>> = HashMap::new();
        for statement in side.statements() {
            let hit = |place: usize| statement.actions.contains(limited[place]);
            if statement.statement().conditions.is_empty() || !(0..limited.len()).any(hit) {
                continue;
            }
            for key in statement.unknown_keys(&side.context) {
                let marks = open.entry(key.clone()).or_insert_with(|| vec![false; limited.len()]);
                let carried = |name: &ActionName| !special::never_carried(name, &key);
                for (place, mark) in marks.iter_mut().enumerate() {
                    *mark |= hit(place) && names[place].as_ref().is_some_and(carried);
                }
            }
        }
        for (key, marks) in open {
            *counts.entry(key).or_default() += marks.iter().filter(|mark| **mark).count();
        }
    }
    let mut hinges: Vec<Hinge> = counts
        .into_iter()
        .filter(|(_, actions)| *actions > 0)
        .map(|(key, actions)| Hinge { key, actions })
        .collect();
    hinges.sort_by(|one, other| {
        other.actions.cmp(&one.actions).then_with(|| one.key.cmp(&other.key))
    });
    hinges
}
