//! One way in which two worlds can differ, and the search for a request that shows it.

use std::sync::Arc;

use super::{Difference, World, outcome::Outcome};
use crate::{
    access::{
        Caller,
        index::same_resource_side,
        pattern_set::Fuel,
        possible::{Ask, Case, Scope, Searched, Spot, Terrain, Wanted, Witness},
    },
    catalog::Action,
    policy::{ActionName, Context, Unmentioned},
};

/// What one action's comparison may cost.
const FUEL: u64 = 300_000;

/// One way in which two worlds can differ: requests that are denied in one and allowed in the other.
#[derive(Clone, Copy)]
pub struct Way<'w> {
    /// The world that denies.
    pub denying: &'w World<'w>,
    /// The world that allows.
    pub allowing: &'w World<'w>,
    /// The resources of both, as the world that allows sees them.
    pub terrain: Terrain<'w>,
    scope: &'w Scope,
}

impl<'w> Way<'w> {
    /// What is gained from before to after, and what is lost, within a scope.
    pub fn both(before: &'w World<'w>, after: &'w World<'w>, scope: &'w Scope) -> [Self; 2] {
        let terrain = terrain(before, after);
        [
            Self { denying: before, allowing: after, terrain, scope },
            Self { denying: after, allowing: before, terrain: terrain.turned(), scope },
        ]
    }

    /// Whether there is any such request about some spots, for actions of which the first stands for
    /// all.
    pub fn look<I>(
        &self,
        actions: &[&'static Action],
        spots: impl FnOnce(&Caller, &ActionName) -> I,
    ) -> Outcome
    where
        I: IntoIterator<Item = Spot>,
    {
        let first = actions.first();
        let Some(Ok(action)) = first.map(|action| action.full_name().parse::<ActionName>()) else {
            return Outcome::Same;
        };
        match self.search(&action, spots) {
            Ok(Some([allowed, denied])) => {
                let (allowed, denied) = (Arc::new(allowed), Arc::new(denied));
                Outcome::Differs(Difference { actions: actions.into(), allowed, denied })
            }
            Ok(None) => Outcome::Same,
            Err(because) => Outcome::Untold(because),
        }
    }

    /// A request about some spots that shows it, where it is allowed and where it is denied; nothing
    /// when there is none, or why that cannot be told.
    pub fn search<I>(
        &self,
        action: &ActionName,
        spots: impl FnOnce(&Caller, &ActionName) -> I,
    ) -> Result<Option<[Witness; 2]>, Vec<String>>
    where
        I: IntoIterator<Item = Spot>,
    {
        let Self { denying, allowing, scope, .. } = *self;
        let mut context: Context = scope.context.clone();
        context.set_unmentioned(Unmentioned::Unknown);
        let wanted = scope.patterns();
        let mut fuel = Fuel::new(FUEL);
        let mut because = Vec::new();
        let allow = |resource: &str, context: &Context| allowing.ask(action, resource, context);
        let deny = |resource: &str, context: &Context| denying.ask(action, resource, context);
        let views: [(&Ask<'_>, Wanted); 2] = [(&allow, Wanted::Allowed), (&deny, Wanted::Denied)];
        for spot in spots(&allowing.caller, action) {
            let Some(spot) = spot.within(wanted.as_deref()) else { continue };
            let Some(case) = Case::new(&spot, &context, &views) else { continue };
            match case.search(&mut fuel) {
                Searched::Found(witnesses) => {
                    if let Ok(shown) = <[Witness; 2]>::try_from(witnesses) {
                        return Ok(Some(shown));
                    }
                }
                Searched::Never(_) => {}
                Searched::Unknown(causes) => because.extend(causes),
            }
        }
        if because.is_empty() { Ok(None) } else { Err(because) }
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
