//! Actions that every statement of two worlds treats alike, so that one answer is for all of them
//! (`ANALYSIS` 2.3); and those that cannot differ are left out.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::OnceLock,
};

use super::{World, world::Slot};
use crate::{
    access::{Caller, effective::ActionSet, index::same_resource_side, possible::Scope},
    catalog::{Action, ResourceUse, catalog},
    policy::Effect,
};

/// The statements of a world, each with the actions that it covers.
struct Compiled {
    statements: Vec<(ActionSet, Effect)>,
    /// Where each statement is: in which slot, if on the caller's side, in which document, and where
    /// in it.
    places: Vec<(Option<Slot>, usize, usize)>,
}

/// Services with rules of their own for single actions, where nothing is alike by its statements.
const PARTICULAR: [&str; 5] = ["iam", "kms", "s3", "sqs", "sts"];

/// The actions that may differ, by class; the first of a class stands for all.
pub fn differing(
    before: &World<'_>,
    after: &World<'_>,
    scope: &Scope,
) -> Vec<Vec<&'static Action>> {
    let wanted = scope.actions();
    let (before_side, after_side) = (Compiled::of(before), Compiled::of(after));
    let same_beside =
        before.caller == after.caller && before.frame == after.frame && same_model(before, after);
    let grants_itself = |world: &World<'_>| {
        matches!(world.caller, Caller::Root { .. })
            || world.documents.iter().any(|(_, document)| !document.reading().unreadable.is_empty())
    };
    let always = grants_itself(before) || grants_itself(after);
    let mut classes: BTreeMap<Class, Vec<&'static Action>> = BTreeMap::new();
    for action in catalog().actions() {
        if wanted.as_ref().is_some_and(|wanted| !wanted.contains(action)) {
            continue;
        }
        let (own, other) = (after_side.covering(action), before_side.covering(action));
        let allows = |side: &Compiled, covering: &[usize]| {
            covering.iter().any(|at| side.statements[*at].1 == Effect::Allow)
        };
        if !always && !allows(&after_side, &own) && !allows(&before_side, &other) {
            continue;
        }
        // With the same statements in the same places nothing can differ for the same caller.
        let of = |side: &Compiled, covering: &[usize]| -> HashSet<(Option<Slot>, usize, usize)> {
            covering.iter().map(|at| side.places[*at]).collect()
        };
        if same_beside && of(&after_side, &own) == of(&before_side, &other) {
            continue;
        }
        classes.entry(Class::of(action, own, other)).or_default().push(action);
    }
    classes.into_values().collect()
}

/// Whether everything beside the caller's side is the same: resources, their policies, RCPs.
fn same_model(before: &World<'_>, after: &World<'_>) -> bool {
    match (before.organization, after.organization) {
        (Some(before), Some(after)) => same_resource_side(before, after),
        (None, None) => before.of_resources == after.of_resources,
        _ => false,
    }
}

/// What makes actions alike.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Class {
    covering: (Vec<usize>, Vec<usize>),
    kind: usize,
}

impl Class {
    fn of(action: &Action, after: Vec<usize>, before: Vec<usize>) -> Self {
        Self { covering: (after, before), kind: kinds()[action.id().index()] }
    }
}

/// Of each catalogued action a number that it shares with those of the same service that are about
/// the same types of resources and carry the same keys.
fn kinds() -> &'static [usize] {
    static KINDS: OnceLock<Vec<usize>> = OnceLock::new();
    KINDS.get_or_init(|| {
        let mut known: HashMap<_, usize> = HashMap::new();
        let kind = |action: &'static Action| {
            let particular = PARTICULAR.contains(&action.service());
            let single = particular.then(|| action.name());
            let types: Vec<&str> = action.resource_types().iter().map(ResourceUse::name).collect();
            let keys: Vec<&str> =
                catalog().condition_keys_of(action).iter().map(|key| key.name()).collect();
            let next = known.len();
            *known.entry((action.service(), single, types, keys)).or_insert(next)
        };
        catalog().actions().iter().map(kind).collect()
    })
}

impl Compiled {
    fn of(world: &World<'_>) -> Self {
        let own = world.documents.iter().map(|(slot, document)| (Some(*slot), document));
        let others = world.of_resources.iter().map(|document| (None, document));
        let mut seen = HashSet::new();
        let mut compiled = Self { statements: Vec::new(), places: Vec::new() };
        for (slot, document) in own.chain(others) {
            if !seen.insert((slot, document.address())) {
                continue;
            }
            for (at, statement) in document.statements().iter().enumerate() {
                let covered = ActionSet::covered_by(&statement.action);
                compiled.statements.push((covered, statement.effect));
                compiled.places.push((slot, document.address(), at));
            }
        }
        compiled
    }

    fn covering(&self, action: &Action) -> Vec<usize> {
        let covers = |at: &usize| self.statements[*at].0.contains(action);
        (0..self.statements.len()).filter(covers).collect()
    }
}
