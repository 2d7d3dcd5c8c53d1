//! Actions that every statement of two worlds treats alike, so that one answer is for all of them
//! (`ANALYSIS` 2.3); and those that cannot differ are left out.

use std::{
    collections::HashMap,
    fmt::{self, Write as _},
    sync::OnceLock,
};

use super::{World, world::Slot};
use crate::{
    access::{Caller, effective::ActionSet, index::same_resource_side, possible::Scope},
    catalog::{Action, ResourceUse, catalog},
    policy::{Document, Effect, Statement},
};

/// The statements of two worlds, each with the actions that it covers. The same statement in the same
/// place of both is one.
struct Compiled {
    statements: Vec<(ActionSet, Effect)>,
    numbers: HashMap<Place, usize>,
}

/// Where a statement is, in which slot if on the caller's side, and what it means.
type Place = (Option<Slot>, String);

/// Services with rules of their own for single actions, where nothing is alike by its statements.
const PARTICULAR: [&str; 5] = ["iam", "kms", "s3", "sqs", "sts"];

/// The actions that may differ, by class; the first of a class stands for all.
pub fn differing(
    before: &World<'_>,
    after: &World<'_>,
    scope: &Scope,
) -> Vec<Vec<&'static Action>> {
    let mut compiled = Compiled { statements: Vec::new(), numbers: HashMap::new() };
    let own = [before, after].map(|world| compiled.own(world));
    let unreadable = |world: &World<'_>| {
        world.documents.iter().any(|(_, document)| !document.reading().unreadable.is_empty())
    };
    let open = unreadable(before) || unreadable(after);
    // With the same statements in the same places nothing can differ for the same caller.
    let same_beside = !open
        && before.caller == after.caller
        && before.frame == after.frame
        && same_model(before, after);
    if same_beside && own[0] == own[1] {
        return Vec::new();
    }
    let [before_side, after_side] =
        [(before, &own[0]), (after, &own[1])].map(|(world, own)| compiled.whole(world, own));
    let root = |world: &World<'_>| matches!(world.caller, Caller::Root { .. });
    let always = open || root(before) || root(after);
    let allowing: Vec<&ActionSet> = compiled
        .statements
        .iter()
        .filter(|(_, effect)| *effect == Effect::Allow)
        .map(|(covered, _)| covered)
        .collect();
    let wanted = scope.actions();
    let counts = |action: &&Action| {
        // What no statement allows is allowed in neither.
        (always || allowing.iter().any(|covered| covered.contains(action)))
            && wanted.as_ref().is_none_or(|wanted| wanted.contains(action))
    };
    let mut places: HashMap<Class, usize> = HashMap::new();
    let mut classes: Vec<Vec<&'static Action>> = Vec::new();
    for action in catalog().actions().iter().filter(counts) {
        let covering = [&before_side, &after_side].map(|side| compiled.covering(side, action));
        if same_beside && covering[0] == covering[1] {
            continue;
        }
        let class = Class { covering, kind: kinds()[action.id().index()] };
        let place = *places.entry(class).or_insert_with(|| {
            classes.push(Vec::new());
            classes.len() - 1
        });
        classes[place].push(action);
    }
    classes
}

/// Whether everything beside the caller's side is the same: resources, their policies, RCPs.
fn same_model(before: &World<'_>, after: &World<'_>) -> bool {
    match (before.organization, after.organization) {
        (Some(before), Some(after)) => same_resource_side(before, after),
        (None, None) => before.of_resources == after.of_resources,
        _ => false,
    }
}

/// What makes actions alike: the statements that cover them before and after, and their kind.
#[derive(PartialEq, Eq, Hash)]
struct Class {
    covering: [Vec<usize>; 2],
    kind: usize,
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
    /// The numbers of the statements on the caller's side of a world, in order.
    fn own(&mut self, world: &World<'_>) -> Vec<usize> {
        let documents = world.documents.iter();
        in_order(documents.flat_map(|(slot, document)| self.add(Some(*slot), document)).collect())
    }

    /// The same with those on the side of resources.
    fn whole(&mut self, world: &World<'_>, own: &[usize]) -> Vec<usize> {
        let others = world.of_resources.iter().flat_map(|document| self.add(None, document));
        let others: Vec<usize> = others.collect();
        in_order([own, &others].concat())
    }

    fn add(&mut self, slot: Option<Slot>, document: &Document) -> Vec<usize> {
        let mut number = |statement: &Statement| {
            *self.numbers.entry((slot, meaning(statement))).or_insert_with(|| {
                let covered = ActionSet::covered_by(&statement.action);
                self.statements.push((covered, statement.effect));
                self.statements.len() - 1
            })
        };
        document.statements().iter().map(&mut number).collect()
    }

    /// Which of some statements cover an action.
    fn covering(&self, of: &[usize], action: &Action) -> Vec<usize> {
        of.iter().copied().filter(|at| self.statements[*at].0.contains(action)).collect()
    }
}

fn in_order(mut numbers: Vec<usize>) -> Vec<usize> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// A text that only statements which mean the same have in common, wherever they stand.
fn meaning(statement: &Statement) -> String {
    let Statement { index: _, sid: _, effect, principal, action, resource, conditions, span: _ } =
        statement;
    let mut text = format!("{effect:?}");
    // Writing to a string never fails.
    let mut say = |piece: fmt::Arguments<'_>| _ = text.write_fmt(piece);
    if let Some(element) = principal {
        say(format_args!(" {:?}", element.polarity));
        for entry in &element.entries {
            say(format_args!(" {:?}", entry.named));
        }
    }
    say(format_args!(" {:?}", action.polarity));
    for pattern in &action.patterns {
        say(format_args!(" {:?}", pattern.text));
    }
    if let Some(element) = resource {
        say(format_args!(" {:?}", element.polarity));
        for pattern in &element.patterns {
            say(format_args!(" {:?}", pattern.text));
        }
        say(format_args!(" {:?}", element.variables().collect::<Vec<_>>()));
    }
    for cell in conditions {
        say(format_args!(" {:?} {:?}", cell.operator_text, cell.lower));
        for value in &cell.values {
            say(format_args!(" {:?} {:?}", value.text, value.variables().collect::<Vec<_>>()));
        }
    }
    text
}
