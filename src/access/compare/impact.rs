//! What a change does to whom: which principals of an organization gain or lose anything.

use std::{
    collections::{BTreeSet, HashMap},
    ops::ControlFlow,
};

use super::{
    Comparison, Difference, Outcome, Progress, Tell, Untold, World, difference, survey::survey,
    terrain, worlds_told,
};
use crate::{
    access::{Index, Principal, possible::Scope},
    org::Organization,
};

/// What changes from one organization to another, by principals.
#[derive(Debug, Clone, Default)]
pub struct Impact {
    /// Principals for whom something changes, or may change, together with those for whom the same does.
    pub affected: Vec<Affected>,
    /// Principals that are only there after.
    pub appeared: Vec<Principal>,
    /// Principals that are only there before.
    pub vanished: Vec<Principal>,
}

/// What changes, and for whom.
#[derive(Debug, Clone)]
pub struct Affected {
    /// What changes, by the example of the first.
    pub comparison: Comparison,
    /// For whom.
    pub principals: Vec<Principal>,
}

/// What becomes of one case of the survey.
#[derive(Default)]
struct Found {
    gained: Option<Difference>,
    lost: Option<Difference>,
    unknown: Vec<Untold>,
}

/// What changes from one index to the other, within a scope: each comparison is worked out once for
/// all principals who are alike in both. What resources and their policies are is a part of it, and so
/// are strangers whom those name; principals whom nothing touches are not looked at.
pub fn impact(before: &Index, after: &Index, scope: &Scope) -> Impact {
    impact_told(before, after, scope, &mut |_, _| ControlFlow::Continue(()))
}

/// As [`impact`], and tells what it has found so far and how far it is; when told to break, it ends
/// with that.
pub fn impact_told(
    before: &Index,
    after: &Index,
    scope: &Scope,
    tell: &mut Tell<'_, Impact>,
) -> Impact {
    let organizations = (before.organization(), after.organization());
    let survey = survey(before, after, scope);
    let mut impact =
        Impact { affected: Vec::new(), appeared: survey.appeared, vanished: survey.vanished };
    let mut singly = survey.singly;
    if before.touched(after.organization()).is_none() {
        // Strangers are let in, or not, by the side of the resources alone.
        singly.extend(strangers(before, after));
    }
    let mut concerned: Vec<(Vec<u32>, Vec<Principal>)> = survey.concerned.into_iter().collect();
    // What concerns most comes first.
    concerned.sort_by_key(|(_, principals)| std::cmp::Reverse(principals.len()));
    let of = concerned.len() + singly.len();
    let mut known: HashMap<u32, Found> = HashMap::new();
    for (done, (cases, mut principals)) in concerned.into_iter().enumerate() {
        let mut comparison = Comparison::default();
        for case in cases {
            if tell(&impact, Progress { done, of }).is_break() {
                return impact;
            }
            let of_case = || {
                let case = &survey.cases[case as usize];
                Found::of(organizations, &case.example, &case.class, scope)
            };
            known.entry(case).or_insert_with(of_case).add_to(&mut comparison);
        }
        principals.sort();
        impact.add(comparison, principals);
    }
    for (at, principal) in singly.into_iter().enumerate() {
        let progress = Progress { done: of - 1 - at, of };
        if tell(&impact, progress).is_break() {
            break;
        }
        let world = |organization| World::of(organization, &principal);
        let (Some(was), Some(is)) = (world(organizations.0), world(organizations.1)) else {
            continue;
        };
        let comparison = worlds_told(&was, &is, scope, &mut |_, _| tell(&impact, progress));
        impact.add(comparison, vec![principal]);
    }
    impact
}

impl Found {
    fn of(
        organizations: (&Organization, &Organization),
        example: &Principal,
        class: &super::classes::Class,
        scope: &Scope,
    ) -> Self {
        let mut found = Self::default();
        let world = |organization| World::of(organization, example);
        let (Some(was), Some(is)) = (world(organizations.0), world(organizations.1)) else {
            return found;
        };
        let terrain = terrain(&was, &is);
        if class.gains {
            match difference(&was, &is, terrain, &class.actions, scope) {
                Outcome::Same => {}
                Outcome::Differs(difference) => found.gained = Some(*difference),
                Outcome::Untold(untold) => found.unknown.push(untold),
            }
        }
        if class.loses {
            match difference(&is, &was, terrain.turned(), &class.actions, scope) {
                Outcome::Same => {}
                Outcome::Differs(difference) => found.lost = Some(*difference),
                Outcome::Untold(untold) => found.unknown.push(untold),
            }
        }
        found
    }

    fn add_to(&self, comparison: &mut Comparison) {
        comparison.gained.extend(self.gained.clone());
        comparison.lost.extend(self.lost.clone());
        comparison.unknown.extend(self.unknown.iter().cloned());
    }
}

/// Whoever the policies of either tell from others without being one of its principals.
fn strangers(before: &Index, after: &Index) -> BTreeSet<Principal> {
    before.strangers_named().into_iter().chain(after.strangers_named()).collect()
}

impl Impact {
    fn add(&mut self, comparison: Comparison, principals: Vec<Principal>) {
        if !comparison.is_same() {
            self.affected.push(Affected { comparison, principals });
        }
    }

    /// Whether nobody's access changes, for certain.
    pub fn is_none(&self) -> bool {
        self.affected.is_empty() && self.appeared.is_empty() && self.vanished.is_empty()
    }

    /// The principals who gain something.
    pub fn gaining(&self) -> BTreeSet<&Principal> {
        let gaining = self.affected.iter().filter(|of| !of.comparison.gained.is_empty());
        gaining.flat_map(|affected| &affected.principals).collect()
    }
}
