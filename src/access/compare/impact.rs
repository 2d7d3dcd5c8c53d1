//! What a change does to whom: which principals of an organization gain or lose anything.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

use super::{Comparison, Progress, Tell, World, worlds_told};
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
    let touched = before.touched(after.organization());
    let (were, are) = (places(before, scope), places(after, scope));
    let mut impact = Impact::default();
    let mut pairs: BTreeMap<(usize, usize), Vec<Principal>> = BTreeMap::new();
    for (principal, is) in &are {
        let untouched =
            |account| touched.as_ref().is_some_and(|touched| !touched.contains(&account));
        match were.get(principal) {
            None => impact.appeared.push((*principal).clone()),
            Some(_) if principal.account().is_some_and(untouched) => {}
            Some(was) => pairs.entry((*was, *is)).or_default().push((*principal).clone()),
        }
    }
    let gone = were.keys().filter(|principal| !are.contains_key(*principal));
    impact.vanished = gone.map(|principal| (*principal).clone()).collect();
    impact.vanished.sort();
    impact.appeared.sort();
    let organizations: (&Organization, &Organization) =
        (before.organization(), after.organization());
    let mut alike: Vec<Vec<Principal>> = pairs.into_values().collect();
    if touched.is_none() {
        // Strangers are let in, or not, by the side of the resources alone.
        alike.extend(strangers(before, after).into_iter().map(|stranger| vec![stranger]));
    }
    let of = alike.len();
    for (done, mut members) in alike.into_iter().enumerate() {
        let progress = Progress { done, of };
        if tell(&impact, progress).is_break() {
            break;
        }
        members.sort();
        let Some(first) = members.first() else { continue };
        let worlds = World::of(organizations.0, first).zip(World::of(organizations.1, first));
        let Some((was, is)) = worlds else { continue };
        let comparison = worlds_told(&was, &is, scope, &mut |_, _| tell(&impact, progress));
        if !comparison.is_same() {
            impact.affected.push(Affected { comparison, principals: members });
        }
    }
    impact
}

/// Whoever the policies of either tell from others without being one of its principals.
fn strangers(before: &Index, after: &Index) -> BTreeSet<Principal> {
    before.strangers_named().into_iter().chain(after.strangers_named()).collect()
}

/// The place of every principal among those who are alike.
fn places(index: &Index, scope: &Scope) -> HashMap<Principal, usize> {
    let alike = index.alike(None, &scope.context).into_iter().enumerate();
    alike.flat_map(|(at, members)| members.into_iter().map(move |member| (member, at))).collect()
}

impl Impact {
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
