//! Actions that every statement of two worlds treats alike, so that one answer is for all of them
//! (`ANALYSIS` 2.3); and those that cannot differ are left out.

use std::{collections::HashMap, sync::OnceLock};

use super::{
    World,
    register::{Holding, Register, Sheet},
    shift,
    world::{Slot, beside},
};
use crate::{
    access::{
        Caller,
        effective::{ActionSet, shapes},
        possible::Scope,
    },
    catalog::{Action, catalog},
    policy::Document,
};

/// Actions of which the first stands for all.
pub struct Class {
    /// The actions.
    pub actions: Vec<&'static Action>,
    /// Whether something may be allowed after.
    pub gains: bool,
    /// Whether something may have been allowed before.
    pub loses: bool,
}

/// What makes actions alike: the statements that cover them before or after, and their kind.
#[derive(PartialEq, Eq, Hash)]
struct Mark {
    covering: Vec<u32>,
    kind: usize,
    gains: bool,
    loses: bool,
}

/// The actions that may differ, by class.
pub fn differing(before: &World<'_>, after: &World<'_>, scope: &Scope) -> Vec<Class> {
    let mut register = Register::default();
    let owns = [before, after].map(|world| register.sheet(borrowed(&world.documents)));
    let sides = [before, after].map(|world| match world.organization {
        Some(organization) => register.sheet(beside(organization)),
        None => register.sheet(borrowed(&world.of_resources)),
    });
    let alike = before.caller == after.caller && before.frame == after.frame;
    let mut differing =
        if alike { register.differing(&owns[0], &owns[1]) } else { ActionSet::all() };
    match (before.organization, after.organization) {
        (Some(before), Some(after)) => differing.or(&shift::beside_callers(before, after)),
        (None, None) => differing.or(&register.differing(&sides[0], &sides[1])),
        _ => differing = ActionSet::all(),
    }
    if let Some(wanted) = scope.actions() {
        differing.and(&wanted);
    }
    let may = |world: &World<'_>, own: &Sheet, side: &Sheet| {
        let mut may = differing.clone();
        may.and(&register.allowable(&holding(world, own), &register.granted(side)));
        may
    };
    let loses = may(before, &owns[0], &sides[0]);
    let gains = may(after, &owns[1], &sides[1]);
    let everything: Vec<&Sheet> = owns.iter().chain(&sides).collect();
    by_class(&loses, &gains, |action| {
        let covering =
            everything.iter().flat_map(|sheet| register.covering(&sheet.numbers, action));
        covering.collect()
    })
}

fn holding<'a>(world: &'a World<'_>, sheet: &'a Sheet) -> Holding<'a> {
    let management = world.organization.map(|organization| organization.foundation().management);
    Holding {
        sheet,
        frame: &world.frame,
        root: matches!(world.caller, Caller::Root { .. }),
        beyond_scps: management.is_some() && management == world.caller.account(),
    }
}

fn borrowed(documents: &[(Slot, Document)]) -> impl Iterator<Item = (Slot, &Document)> {
    documents.iter().map(|(slot, document)| (*slot, document))
}

/// Sorts the actions that may be lost or gained by what covers them.
pub fn by_class(
    loses: &ActionSet,
    gains: &ActionSet,
    covering: impl Fn(&'static Action) -> Vec<u32>,
) -> Vec<Class> {
    let mut places: HashMap<Mark, usize> = HashMap::new();
    let mut classes: Vec<Class> = Vec::new();
    let mut candidates = loses.clone();
    candidates.or(gains);
    for action in candidates.actions() {
        let (gains, loses) = (gains.contains(action), loses.contains(action));
        let kind = kinds()[action.id().index()];
        let mark = Mark { covering: covering(action), kind, gains, loses };
        let place = *places.entry(mark).or_insert_with(|| {
            classes.push(Class { actions: Vec::new(), gains, loses });
            classes.len() - 1
        });
        classes[place].actions.push(action);
    }
    classes
}

/// Of each catalogued action a number that it shares with those that are about the same, are treated
/// alike beside all policies, and carry the same keys.
fn kinds() -> &'static [usize] {
    static KINDS: OnceLock<Vec<usize>> = OnceLock::new();
    KINDS.get_or_init(|| {
        let mut known: HashMap<_, usize> = HashMap::new();
        let kind = |action: &'static Action| {
            let keys: Vec<&str> =
                catalog().condition_keys_of(action).iter().map(|key| key.name()).collect();
            let next = known.len();
            *known.entry((action.service(), shapes().place(action), keys)).or_insert(next)
        };
        catalog().actions().iter().map(kind).collect()
    })
}
