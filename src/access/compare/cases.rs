//! The cases of a survey, each worked out once. What belongs to others is looked at once for all
//! accounts.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::HashMap;

use super::{
    Comparison, World,
    outcome::{Outcome, Outcomes},
    survey::{Case, Of},
    way::Way,
};
use crate::{
    access::{
        Caller,
        possible::{Forms, Scope, Spot},
    },
    catalog::Action,
    org::{Organization, Resource},
    policy::ActionName,
};

/// Works out cases of a survey, each once.
pub struct Cases<'a> {
    organizations: (&'a Organization, &'a Organization),
    scope: &'a Scope,
    all: &'a [Case],
    known: Vec<OnceLock<Outcomes>>,
    /// What is gained, and what is lost, of resources of other accounts.
    foreign: [Mutex<HashMap<Foreign, Outcome>>; 2],
}

/// Requests about a resource that is of none of the callers' accounts: the case that all of the callers
/// have in common, and the address of the resource.
type Foreign = (u32, usize);

/// What is looked for one way, and what has been found of it that way.
struct Search<'s> {
    way: Way<'s>,
    actions: &'s [&'static Action],
    foreign: &'s Mutex<HashMap<Foreign, Outcome>>,
}

impl<'a> Cases<'a> {
    /// Those of a survey of two organizations.
    pub fn new(
        organizations: (&'a Organization, &'a Organization),
        scope: &'a Scope,
        all: &'a [Case],
    ) -> Self {
        let known = all.iter().map(|_| OnceLock::new()).collect();
        Self { organizations, scope, all, known, foreign: Default::default() }
    }

    /// What becomes of a case.
    pub fn comparison(&self, at: u32) -> Comparison {
        self.outcomes(at).clone().comparison(&self.all[at as usize].class.actions)
    }

    fn outcomes(&self, at: u32) -> &Outcomes {
        self.known[at as usize].get_or_init(|| {
            let case = &self.all[at as usize];
            let ways = [case.class.gains, case.class.loses];
            match case.of {
                Of::Anything | Of::Unheld => self.look(case, ways),
                Of::HeldBeside(unheld) => {
                    let first = self.outcomes(unheld);
                    match first.open(ways) {
                        [false, false] => first.clone(),
                        open => first.clone().or(self.look(case, open)),
                    }
                }
            }
        })
    }

    /// Looks for what is gained and for what is lost, where it is asked for.
    fn look(&self, case: &Case, [gains, loses]: [bool; 2]) -> Outcomes {
        let world = |organization| World::of(organization, &case.example);
        let worlds = world(self.organizations.0).zip(world(self.organizations.1));
        let Some((was, is)) = &worlds else { return Outcomes::none() };
        let actions = &case.class.actions;
        let [gain, loss] = Way::both(was, is, self.scope);
        let [gained, lost] = &self.foreign;
        let gain = Search { way: gain, actions, foreign: gained };
        let loss = Search { way: loss, actions, foreign: lost };
        Outcomes {
            gained: if gains { gain.look(case.of) } else { Outcome::Same },
            lost: if loses { loss.look(case.of) } else { Outcome::Same },
        }
    }
}

impl Search<'_> {
    fn look(&self, of: Of) -> Outcome {
        let Way { terrain, allowing, .. } = self.way;
        let owner = allowing.owner;
        match of {
            Of::Anything => self.about(|caller, action| terrain.spots(caller, owner, action)),
            Of::Unheld => self.about(|caller, action| terrain.unheld(caller, owner, action)),
            Of::HeldBeside(unheld) => self.held(unheld),
        }
    }

    fn about(&self, spots: impl FnOnce(&Caller, &ActionName) -> Vec<Spot>) -> Outcome {
        self.way.look(self.actions, spots)
    }

    /// About resources of the model, by callers of whom a case for all accounts is known.
    fn held(&self, unheld: u32) -> Outcome {
        let Some(action) = self.actions.first() else { return Outcome::Same };
        let Ok(action) = action.full_name().parse::<ActionName>() else { return Outcome::Same };
        let Way { terrain, allowing, .. } = self.way;
        let caller = &allowing.caller;
        let forms = Forms::of(&action);
        let resources = terrain.resources(caller, &action, &forms);
        let is_own = |resource: &&Arc<Resource>| Some(resource.account) == caller.account();
        let (own, foreign): (Vec<&Arc<Resource>>, Vec<&Arc<Resource>>) =
            resources.into_iter().partition(is_own);
        let found = self.about(|caller, action| {
            let own = own.into_iter().flat_map(|resource| forms.spots_of(resource));
            own.chain(terrain.trusting(caller, action)).collect()
        });
        foreign.into_iter().fold(found, |found, resource| match found {
            Outcome::Differs(_) => found,
            Outcome::Same | Outcome::Untold(_) => {
                found.or(self.of_foreign(unheld, resource, &forms))
            }
        })
    }

    /// About a resource of another account, once for whoever has a case in common.
    fn of_foreign(&self, unheld: u32, resource: &Arc<Resource>, forms: &Forms) -> Outcome {
        let at = (unheld, Arc::as_ptr(resource).addr());
        let known = || self.foreign.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(&at) {
            return known.clone();
        }
        let found = self.about(|_, _| forms.spots_of(resource));
        known().insert(at, found.clone());
        found
    }
}
