//! Actions that every statement of two worlds treats alike, so that one answer is for all of them
//! (`ANALYSIS` 2.3); and those that cannot differ are left out.

use std::{collections::HashMap, rc::Rc};

use super::{
    World,
    kind::{Kind, Look, Services},
    register::{Holding, Register, Sheet, Sweep},
    shift,
    turns::Turns,
    world::{Slot, beside},
};
use crate::{
    access::{Caller, possible::Scope},
    catalog::Action,
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

/// What makes actions alike: the statements that cover them, on the callers' side and on that of
/// resources, and their kind.
#[derive(PartialEq, Eq, Hash)]
struct Mark {
    covering: [u32; 2],
    kind: Kind,
    gains: bool,
    loses: bool,
}

/// The actions that may differ, by class.
pub fn differing(before: &World<'_>, after: &World<'_>, scope: &Scope) -> Vec<Class> {
    let besides = [before, after].map(|world| match world.organization {
        Some(organization) => beside(organization),
        None => world.of_resources.clone(),
    });
    let mut register = Register::default();
    let owns = [before, after].map(|world| register.sheet(borrowed(&world.documents)));
    let sides = [0, 1].map(|at: usize| register.sheet(borrowed(&besides[at])));
    let alike = before.caller == after.caller && before.frame == after.frame;
    let mut turns = if alike { register.differing(&owns[0], &owns[1]) } else { Turns::all() };
    match (before.organization, after.organization) {
        (Some(before), Some(after)) => turns.or_either_way(&shift::beside_callers(before, after)),
        (None, None) => turns.or(&register.differing(&sides[0], &sides[1])),
        _ => turns = Turns::all(),
    }
    if let Some(wanted) = scope.actions() {
        turns.and(&wanted);
    }
    let allowable = |world: &World<'_>, own: &Sheet, side: &Sheet| {
        register.allowable(&holding(world, own), &register.granted(side))
    };
    turns.losses.and(&allowable(before, &owns[0], &sides[0]));
    turns.gains.and(&allowable(after, &owns[1], &sides[1]));
    let organizations = [before.organization, after.organization];
    let held = Services::held(organizations.into_iter().flatten());
    let numbers = [&owns, &sides].map(Sheet::together);
    let sweeps = numbers.map(|numbers| register.sweep(numbers));
    by_class(&turns, [&sweeps[0], &sweeps[1]], |statements| {
        Look::of(statements.map(|number| register.statement(number)), &held)
    })
}

fn holding<'a>(world: &'a World<'_>, sheet: &'a Sheet) -> Holding<'a> {
    let management = world.organization.map(|organization| organization.foundation().management);
    Holding {
        sheet,
        frame: &world.frame,
        root: matches!(world.caller, Caller::Root { .. }),
        beyond_scps: world.caller.service_linked()
            || management.is_some() && management == world.caller.account(),
        beyond_boundary: world.caller.service_linked(),
    }
}

/// Documents, each with its place.
pub fn borrowed(documents: &[(Slot, Document)]) -> impl Iterator<Item = (Slot, &Document)> {
    documents.iter().map(|(slot, document)| (*slot, document))
}

/// Sorts the actions that may be lost or gained by what covers them.
pub fn by_class(
    turns: &Turns,
    sweeps: [&Sweep; 2],
    mut look: impl FnMut(&mut dyn Iterator<Item = u32>) -> Look,
) -> Vec<Class> {
    let mut places: HashMap<Rc<Mark>, usize> = HashMap::new();
    let mut looks: HashMap<[u32; 2], Rc<Look>> = HashMap::new();
    let mut classes: Vec<Class> = Vec::new();
    let mut candidates = turns.losses.clone();
    candidates.or(&turns.gains);
    // Neighbours are mostly alike.
    let mut last: Option<(Rc<Mark>, Rc<Look>, usize)> = None;
    for action in candidates.actions() {
        let (gains, loses) = (turns.gains.contains(action), turns.losses.contains(action));
        let covering = sweeps.map(|sweep| sweep.class(action));
        if let Some((mark, look, place)) = &last
            && (mark.covering, mark.gains, mark.loses) == (covering, gains, loses)
            && look.is_kind(action, &mark.kind)
        {
            classes[*place].actions.push(action);
            continue;
        }
        let look = looks.entry(covering).or_insert_with(|| {
            Rc::new(look(&mut sweeps.iter().flat_map(|sweep| sweep.covering(action))))
        });
        let mark = Rc::new(Mark { covering, kind: look.kind(action), gains, loses });
        let place = *places.entry(Rc::clone(&mark)).or_insert_with(|| {
            classes.push(Class { actions: Vec::new(), gains, loses });
            classes.len() - 1
        });
        classes[place].actions.push(action);
        last = Some((mark, Rc::clone(look), place));
    }
    classes
}
