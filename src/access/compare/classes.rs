//! Actions that every statement of two worlds treats alike, so that one answer is for all of them
//! (`ANALYSIS` 2.3); and those that cannot differ are left out.

use std::{rc::Rc, sync::Arc};

use foldhash::{HashMap, HashMapExt};

use super::{
    World,
    kind::{Kind, Look, Services},
    register::{Holding, Register, Sheet, Sweep},
    shift,
    turns::Turns,
    world::{Slot, beside},
};
use crate::{
    access::{Caller, effective::shapes, possible::Scope},
    catalog::Action,
    policy::Document,
};

/// Actions of which the first stands for all.
pub struct Class {
    /// The actions.
    pub actions: Vec<&'static Action>,
    /// What can apply to them.
    pub cover: Arc<Cover>,
    /// Whether something may be allowed after.
    pub gains: bool,
    /// Whether something may have been allowed before.
    pub loses: bool,
}

/// The statements that cover actions and can apply to something that those can be about.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Cover {
    /// On the caller's side, in order.
    pub own: Vec<u32>,
    /// On the side of resources, in order.
    pub beside: Vec<u32>,
}

/// What makes actions alike: what can apply to them, and their kind.
#[derive(PartialEq, Eq, Hash)]
struct Mark {
    cover: Arc<Cover>,
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
    let owns = [before, after].map(|world| {
        let beyond = world.beyond();
        let binding = borrowed(&world.documents).filter(|(slot, _)| beyond.is_bound_by(*slot));
        register.sheet(binding)
    });
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
    Covers::new(&register, [&sweeps[0], &sweeps[1]], &held).classes(&turns)
}

fn holding<'a>(world: &'a World<'_>, sheet: &'a Sheet) -> Holding<'a> {
    Holding {
        sheet,
        frame: &world.frame,
        root: matches!(world.caller, Caller::Root { .. }),
        beyond: world.beyond(),
    }
}

/// Documents, each with its place.
pub fn borrowed(documents: &[(Slot, Document)]) -> impl Iterator<Item = (Slot, &Document)> {
    documents.iter().map(|(slot, document)| (*slot, document))
}

/// What can apply to which actions, as some statements stand.
pub struct Covers<'a> {
    register: &'a Register<'a>,
    sweeps: [&'a Sweep; 2],
    held: &'a Services,
    looks: HashMap<Arc<Cover>, Rc<Look>>,
    known: HashMap<[u32; 2], Known>,
}

type Looked = (Arc<Cover>, Rc<Look>);

/// What can apply to the actions that the same statements cover.
enum Known {
    /// All of them.
    All(Looked),
    /// Some, by the place of the shape of what actions are about.
    ByShape(HashMap<u32, Looked>),
}

impl<'a> Covers<'a> {
    /// Of statements on the caller's side and on that of resources, with the services of which there
    /// are resources.
    pub fn new(register: &'a Register<'a>, sweeps: [&'a Sweep; 2], held: &'a Services) -> Self {
        Self { register, sweeps, held, looks: HashMap::new(), known: HashMap::new() }
    }

    /// Sorts the actions that may be lost or gained by what can apply to them.
    pub fn classes(mut self, turns: &Turns) -> Vec<Class> {
        let mut places: HashMap<Rc<Mark>, usize> = HashMap::new();
        let mut classes: Vec<Class> = Vec::new();
        let mut candidates = turns.losses.clone();
        candidates.or(&turns.gains);
        // Neighbours are mostly alike.
        let mut last: Option<(Rc<Mark>, usize)> = None;
        for action in candidates.actions() {
            let (gains, loses) = (turns.gains.contains(action), turns.losses.contains(action));
            let (cover, look) = self.of(action);
            if let Some((mark, place)) = &last
                && (mark.gains, mark.loses) == (gains, loses)
                && Arc::ptr_eq(&mark.cover, &cover)
                && look.is_kind(action, &mark.kind)
            {
                classes[*place].actions.push(action);
                continue;
            }
            let kind = look.kind(action);
            let mark = Rc::new(Mark { cover: Arc::clone(&cover), kind, gains, loses });
            let place = *places.entry(Rc::clone(&mark)).or_insert_with(|| {
                classes.push(Class { actions: Vec::new(), cover, gains, loses });
                classes.len() - 1
            });
            classes[place].actions.push(action);
            last = Some((mark, place));
        }
        classes
    }

    /// What can apply to an action, and how it looks to that.
    fn of(&mut self, action: &Action) -> Looked {
        let covering = self.sweeps.map(|sweep| sweep.class(action));
        let shape = shapes().place(action);
        match self.known.get(&covering) {
            Some(Known::All(looked)) => return looked.clone(),
            Some(Known::ByShape(known)) => {
                if let Some(looked) = known.get(&shape) {
                    return looked.clone();
                }
            }
            None => {}
        }
        let register = self.register;
        let mut covered_by = self.sweeps.iter().flat_map(|sweep| sweep.covering(action));
        let for_all = covered_by.all(|number| register.element(number).is_everything());
        let looked = self.look(action);
        if for_all {
            self.known.insert(covering, Known::All(looked.clone()));
        } else {
            let by_shape = self.known.entry(covering);
            let by_shape = by_shape.or_insert_with(|| Known::ByShape(HashMap::new()));
            if let Known::ByShape(known) = by_shape {
                known.insert(shape, looked.clone());
            }
        }
        looked
    }

    fn look(&mut self, action: &Action) -> Looked {
        let register = self.register;
        let [own, beside] = self.sweeps.map(|sweep| {
            sweep.covering(action).filter(|it| register.can_apply(*it, action)).collect()
        });
        let cover = Arc::new(Cover { own, beside });
        if let Some((cover, look)) = self.looks.get_key_value(&cover) {
            return (Arc::clone(cover), Rc::clone(look));
        }
        let statements = cover.statements().map(|number| register.statement(number));
        let look = Rc::new(Look::of(statements, self.held));
        self.looks.insert(Arc::clone(&cover), Rc::clone(&look));
        (cover, look)
    }
}

impl Cover {
    /// All of them.
    pub fn statements(&self) -> impl Iterator<Item = u32> {
        self.own.iter().chain(&self.beside).copied()
    }
}
