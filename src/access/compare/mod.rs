//! What changes between a before and an after: which requests are allowed in one and denied in the
//! other (`ANALYSIS` 1).
//!
//! [`principals`] compares two principals, or one in two organizations; [`documents`] compares two
//! texts by themselves. What is gained or lost is told by actions, each with a request that
//! [`super::decide`] allows on one side and denies on the other. What is in none of the lists is
//! the same on both sides for every request.

mod cases;
mod classes;
mod documents;
mod holdings;
mod impact;
mod kind;
mod outcome;
mod plan;
mod register;
mod resource;
mod shift;
mod survey;
#[cfg(test)]
mod tests;
mod turns;
mod world;

pub use documents::{DocumentKind, documents};
pub use impact::{Affected, Impact, impact, impact_told};
pub use world::World;

use std::{ops::ControlFlow, sync::Arc};

use classes::Class;
use outcome::{Outcome, Outcomes};

use super::{
    Caller, Principal,
    index::same_resource_side,
    pattern_set::Fuel,
    possible::{Ask, Case, Scope, Searched, Spot, Terrain, Wanted, Witness},
};
use crate::{
    catalog::Action,
    org::Organization,
    policy::{ActionName, Context, Unmentioned},
};

/// What changes from before to after.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// What is allowed after and denied before.
    pub gained: Vec<Difference>,
    /// What is allowed before and denied after.
    pub lost: Vec<Difference>,
    /// Where it cannot be told.
    pub unknown: Vec<Untold>,
}

/// Actions that change alike, and a request that shows it.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The actions.
    pub actions: Arc<[&'static Action]>,
    /// A request for the first of them, as it is where it is allowed.
    pub allowed: Arc<Witness>,
    /// The same where it is denied.
    pub denied: Arc<Witness>,
}

/// Actions of which it cannot be told whether they change.
#[derive(Debug, Clone)]
pub struct Untold {
    /// The actions.
    pub actions: Vec<&'static Action>,
    /// What it hangs on.
    pub because: Vec<String>,
}

/// Where a statement lets a request through: a person's words for a [`Difference`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Described {
    /// The policy and the statement.
    pub statement: String,
    /// The resources that it lists, or spares behind `not`.
    pub resources: Vec<String>,
    /// Its conditions.
    pub conditions: Vec<String>,
}

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Done.
    pub done: usize,
    /// In all.
    pub of: usize,
}

/// Hears what has been found so far, and says whether to go on.
pub type Tell<'a, T> = dyn FnMut(&T, Progress) -> ControlFlow<()> + 'a;

/// What one action's comparison may cost.
const FUEL: u64 = 300_000;

/// Compares what two principals may do, or one principal in two organizations; nothing when one of
/// them is not there. Only requests within the scope count.
pub fn principals(
    before: (&Organization, &Principal),
    after: (&Organization, &Principal),
    scope: &Scope,
) -> Option<Comparison> {
    let before = World::of(before.0, before.1)?;
    let after = World::of(after.0, after.1)?;
    Some(worlds(&before, &after, scope))
}

/// Compares two worlds.
pub fn worlds(before: &World<'_>, after: &World<'_>, scope: &Scope) -> Comparison {
    worlds_told(before, after, scope, &mut |_, _| ControlFlow::Continue(()))
}

/// Compares two worlds, and tells what it has found so far and how far it is; when told to break, it
/// ends with that.
pub fn worlds_told(
    before: &World<'_>,
    after: &World<'_>,
    scope: &Scope,
    tell: &mut Tell<'_, Comparison>,
) -> Comparison {
    let mut comparison = Comparison::default();
    let classes = classes::differing(before, after, scope);
    let terrain = terrain(before, after);
    for (done, class) in classes.iter().enumerate() {
        if tell(&comparison, Progress { done, of: classes.len() }).is_break() {
            break;
        }
        comparison.join(of_class(before, after, terrain, class, scope));
    }
    comparison
}

/// What changes for the actions of one class.
fn of_class(
    before: &World<'_>,
    after: &World<'_>,
    terrain: Terrain<'_>,
    class: &Class,
    scope: &Scope,
) -> Comparison {
    let look = |denying: &World<'_>, allowing: &World<'_>, terrain: Terrain<'_>| {
        let change = Change { denying, allowing, actions: &class.actions, scope };
        change.look(|caller, action| terrain.spots(caller, allowing.owner, action))
    };
    let Class { gains, loses, .. } = *class;
    Outcomes {
        gained: if gains { look(before, after, terrain) } else { Outcome::Same },
        lost: if loses { look(after, before, terrain.turned()) } else { Outcome::Same },
    }
    .comparison(&class.actions)
}

/// A change one way: requests for actions that nothing tells apart, denied in one world and allowed in
/// the other.
#[derive(Clone, Copy)]
struct Change<'c> {
    denying: &'c World<'c>,
    allowing: &'c World<'c>,
    actions: &'c [&'static Action],
    scope: &'c Scope,
}

impl Change<'_> {
    /// Whether there is any such request about some spots.
    fn look<I>(&self, spots: impl FnOnce(&Caller, &ActionName) -> I) -> Outcome
    where
        I: IntoIterator<Item = Spot>,
    {
        let Self { denying, allowing, actions, scope } = *self;
        let first = actions.first();
        let Some(Ok(action)) = first.map(|action| action.full_name().parse::<ActionName>()) else {
            return Outcome::Same;
        };
        let mut context: Context = scope.context.clone();
        context.set_unmentioned(Unmentioned::Unknown);
        let wanted = scope.patterns();
        let mut fuel = Fuel::new(FUEL);
        let mut because = Vec::new();
        let allow = |resource: &str, context: &Context| allowing.ask(&action, resource, context);
        let deny = |resource: &str, context: &Context| denying.ask(&action, resource, context);
        let views: [(&Ask<'_>, Wanted); 2] = [(&allow, Wanted::Allowed), (&deny, Wanted::Denied)];
        for spot in spots(&allowing.caller, &action) {
            let Some(spot) = spot.within(wanted.as_deref()) else { continue };
            let Some(case) = Case::new(&spot, &context, &views) else { continue };
            match case.search(&mut fuel) {
                Searched::Found(witnesses) => {
                    if let Ok([allowed, denied]) = <[Witness; 2]>::try_from(witnesses) {
                        let (allowed, denied) = (Arc::new(allowed), Arc::new(denied));
                        let actions = actions.into();
                        return Outcome::Differs(Difference { actions, allowed, denied });
                    }
                }
                Searched::Never(_) => {}
                Searched::Unknown(causes) => because.extend(causes),
            }
        }
        if because.is_empty() { Outcome::Same } else { Outcome::Untold(because) }
    }
}

/// The resources of both worlds, as the one after sees them.
fn terrain<'w>(before: &World<'w>, after: &World<'w>) -> Terrain<'w> {
    match (after.organization, before.organization) {
        (Some(after), Some(before)) if same_resource_side(after, before) => Terrain::One(after),
        (Some(after), Some(before)) => Terrain::Both(after, before),
        (Some(one), None) | (None, Some(one)) => Terrain::One(one),
        (None, None) => Terrain::Bare,
    }
}

impl Comparison {
    /// Takes in what else changes.
    fn join(&mut self, other: Self) {
        self.gained.extend(other.gained);
        self.lost.extend(other.lost);
        self.unknown.extend(other.unknown);
    }

    /// The same with what else changes.
    fn and(mut self, other: &Self) -> Self {
        self.join(other.clone());
        self
    }

    /// Whether nothing changes, for certain.
    pub fn is_same(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty() && self.unknown.is_empty()
    }
}

impl Difference {
    /// The statements that let the request through, in words.
    pub fn described(&self) -> Vec<Described> {
        let deciding = self.allowed.decision.deciding().into_iter();
        deciding.map(|deciding| Described::of(&deciding.policy.name, deciding.statement)).collect()
    }
}

impl Described {
    fn of(policy: &str, statement: &crate::policy::Statement) -> Self {
        use crate::policy::action::Polarity;
        let resources = statement.resource.iter().flat_map(|element| {
            let not = if element.polarity == Polarity::Excepted { "not " } else { "" };
            element.patterns.iter().map(move |pattern| format!("{not}{}", pattern.text))
        });
        let conditions = statement.conditions.iter().map(|cell| {
            let values: Vec<&str> = cell.values.iter().map(|value| &*value.text).collect();
            format!("{} {} {}", cell.key, cell.operator_text, values.join(", "))
        });
        Self {
            statement: format!("{policy}: {}", statement.label()),
            resources: resources.collect(),
            conditions: conditions.collect(),
        }
    }
}
