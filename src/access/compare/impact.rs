//! What a change does to whom: which principals of an organization gain or lose anything.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    num::NonZero,
    ops::ControlFlow,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use super::{Comparison, Progress, Tell, World, cases::Cases, survey::survey, worlds_told};
use crate::access::{Index, Principal, possible::Scope};

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
/// are strangers whom those name; principals whom nothing touches are not looked at. Of actions that
/// the catalogue does not have nothing is said.
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
    if survey.everywhere {
        // Strangers are let in, or not, by the side of the resources alone.
        singly.extend(strangers(before, after));
    }
    let mut concerned: Vec<(Vec<u32>, Vec<Principal>)> = survey.concerned.into_iter().collect();
    // What concerns most comes first.
    concerned.sort_by_key(|(_, principals)| std::cmp::Reverse(principals.len()));
    let (first, of) = (concerned.len(), concerned.len() + singly.len());
    let order: Vec<u32> = concerned.iter().flat_map(|(cases, _)| cases).copied().collect();
    let mut known: HashMap<u32, Comparison> = HashMap::new();
    let mut waiting = concerned.into_iter().enumerate().peekable();
    let cases = Cases::new(organizations, scope, &survey.cases);
    let going = on_every_core(&cases, order, |case, found| {
        known.insert(case, found);
        while let Some((_, (cases, mut principals))) =
            waiting.next_if(|(_, (cases, _))| cases.iter().all(|case| known.contains_key(case)))
        {
            principals.sort();
            let found = cases.iter().filter_map(|case| known.get(case));
            impact.add(found.fold(Comparison::default(), Comparison::and), principals);
        }
        let done = waiting.peek().map_or(first, |(at, _)| *at);
        tell(&impact, Progress { done, of })
    });
    if going.is_break() {
        return impact;
    }
    for (at, principal) in singly.into_iter().enumerate() {
        let progress = Progress { done: first + at, of };
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

/// Works out cases, each once, in an order by their places; hears of each when it is done, and ends
/// when told to.
fn on_every_core(
    cases: &Cases<'_>,
    mut order: Vec<u32>,
    mut hear: impl FnMut(u32, Comparison) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut seen = HashSet::new();
    order.retain(|case| seen.insert(*case));
    let next = AtomicUsize::new(0);
    let (done, results) = mpsc::channel();
    thread::scope(|threads| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            let (done, next, order) = (done.clone(), &next, &order);
            threads.spawn(move || {
                while let Some(case) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = cases.comparison(*case);
                    // Nobody hears any more when it is to end.
                    if done.send((*case, found)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        // Dropping the receiving end on the way out stops the threads.
        results.into_iter().try_for_each(|(case, found)| hear(case, found))
    })
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
