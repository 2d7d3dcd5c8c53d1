//! Actions that every statement of two worlds treats alike, so that one answer is for all of them
//! (`ANALYSIS` 2.3); and those that cannot differ are left out.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::OnceLock,
};

use super::World;
use crate::{
    access::{Caller, effective::ActionSet, possible::Scope},
    catalog::{Action, ResourceUse, catalog},
    policy::{Document, Effect},
};

/// The documents of a world, each statement with the actions that it covers.
struct Compiled {
    statements: Vec<(ActionSet, Effect)>,
    /// The document that each statement is of.
    documents: Vec<usize>,
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
    let same_caller = before.caller == after.caller;
    let grants_itself = |world: &World<'_>| {
        matches!(world.caller, Caller::Root { .. })
            || world.documents.iter().any(|document| !document.reading().unreadable.is_empty())
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
        // With the same statements of the same documents nothing can differ for the same caller.
        let of = |side: &Compiled, covering: &[usize]| -> HashSet<(usize, usize)> {
            covering.iter().map(|at| (side.documents[*at], side.place(*at))).collect()
        };
        let same_statements = of(&after_side, &own) == of(&before_side, &other);
        if same_caller && same_statements && same_model(before, after) {
            continue;
        }
        classes.entry(Class::of(action, own, other)).or_default().push(action);
    }
    classes.into_values().collect()
}

/// Whether attachments, tags and whatever else beside documents decides is the same.
fn same_model(before: &World<'_>, after: &World<'_>) -> bool {
    match (before.organization, after.organization) {
        (None, None) => true,
        (Some(before), Some(after)) => std::ptr::eq(before, after),
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
        let mut documents: Vec<&Document> = Vec::new();
        let mut seen = HashSet::new();
        for document in world.documents.iter().chain(&world.of_resources) {
            if seen.insert(document.address()) {
                documents.push(document);
            }
        }
        let mut compiled = Self { statements: Vec::new(), documents: Vec::new() };
        for document in documents {
            for statement in document.statements() {
                let covered = ActionSet::covered_by(&statement.action);
                compiled.statements.push((covered, statement.effect));
                compiled.documents.push(document.address());
            }
        }
        compiled
    }

    fn covering(&self, action: &Action) -> Vec<usize> {
        let covers = |at: &usize| self.statements[*at].0.contains(action);
        (0..self.statements.len()).filter(covers).collect()
    }

    /// The place of a statement among those of its document.
    fn place(&self, at: usize) -> usize {
        let document = self.documents[at];
        at - self.documents.iter().position(|d| *d == document).unwrap_or(at)
    }
}
