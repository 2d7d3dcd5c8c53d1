//! Effective permissions against the other ways to the same answers: single decisions, and the
//! search for one request that is allowed.

use super::*;
use crate::{
    access::{
        Possible, Scope, Verdict, can_ever, decide, principal,
        testing::{self, ACTIONS, Dice},
    },
    policy::{ActionName, Unmentioned},
};

/// Everything unknown.
fn unknown() -> Context {
    Context::new(Unmentioned::Unknown)
}

#[test]
fn every_answer_agrees_with_the_search_for_a_request() {
    let mut seen = [0; 5];
    for seed in 0..12 {
        let mut dice = Dice::new(seed);
        let organization = testing::populated(&mut dice);
        for principal in principal::all(&organization) {
            let effective = effective(&organization, &principal, &unknown()).unwrap();
            for name in ACTIONS {
                let name: ActionName = name.parse().unwrap();
                let Some(action) = catalog().action(name.as_str()) else { continue };
                let access = effective.access(action);
                seen[access as usize] += 1;
                if !dice.one_in(4) {
                    continue;
                }
                let found = can_ever(&organization, &principal, &name, &Scope::default()).unwrap();
                let agrees = match &found {
                    Possible::Witness(_) => access != Access::Denied,
                    Possible::Never(_) => access == Access::Denied,
                    Possible::Unknown(_) => access <= Access::Conditional,
                };
                assert!(agrees, "seed {seed}: {principal} {name} is {access:?} and {found:?}");
            }
        }
    }
    assert!(seen.iter().filter(|count| **count > 20).count() >= 4, "{seen:?}");
}

#[test]
fn every_answer_agrees_with_single_decisions() {
    let mut compared = 0;
    for seed in 100..116 {
        let mut dice = Dice::new(seed);
        let organization = testing::populated(&mut dice);
        for principal in principal::all(&organization) {
            let actor = Actor::new(&organization, &principal).unwrap();
            let effective = of_actor(&organization, &actor, &unknown());
            for _ in 0..30 {
                let name: ActionName = dice.pick(&ACTIONS).parse().unwrap();
                let Some(action) = catalog().action(name.as_str()) else { continue };
                let Some((resource, context)) = testing::request(&mut dice, &organization, &name)
                else {
                    continue;
                };
                let access = effective.access(action);
                let label = format!("seed {seed}: {principal} {name} on {resource} is {access:?}");
                if testing::realistic(&context, &principal) {
                    let (request, layers) =
                        actor.question(&organization, &name, &resource, &context);
                    let decision = decide(&request, &layers);
                    if decision.verdict == Verdict::Allowed {
                        let because = &decision.reason;
                        assert_ne!(
                            access,
                            Access::Denied,
                            "{label}: {because} {context:?}  on {:?}",
                            request.resource
                        );
                    }
                }
                let (request, layers) = actor.question(&organization, &name, &resource, &unknown());
                let decision = decide(&request, &layers);
                let at_home = request.resource.account == actor.caller.account();
                match decision.verdict {
                    // The region counts as context, though an ARN may tell it.
                    Verdict::Allowed if resource.split(':').nth(3).is_none_or(str::is_empty) => {
                        assert!(access >= Access::Partial, "{label}: surely allowed");
                    }
                    Verdict::Conditional if at_home => {
                        assert_ne!(access, Access::Allowed, "{label}: {:?}", decision.hinges);
                    }
                    Verdict::ExplicitDeny | Verdict::ImplicitDeny if at_home => {
                        assert_ne!(access, Access::Allowed, "{label}: {}", decision.reason);
                    }
                    _ => {}
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 400, "{compared}");
}

#[test]
fn what_is_told_of_one_action_is_what_is_told_of_all() {
    for seed in 200..204 {
        let mut dice = Dice::new(seed);
        let organization = testing::populated(&mut dice);
        let all = principal::all(&organization);
        let principal = dice.pick(&all);
        let actor = Actor::new(&organization, principal).unwrap();
        let effective = of_actor(&organization, &actor, &unknown());
        for name in ACTIONS {
            let Some(action) = catalog().action(name) else { continue };
            let why = why(&organization, &actor, action, &unknown());
            assert_eq!(why.access, effective.access(action), "seed {seed}: {principal} {name}");
            assert_eq!(why.by_type, effective.by_type(action), "seed {seed}: {principal} {name}");
            assert_eq!(why.on_held, effective.on_held(action), "seed {seed}: {principal} {name}");
        }
    }
}

#[test]
fn the_funnel_adds_up() {
    for seed in 300..304 {
        let mut dice = Dice::new(seed);
        let organization = testing::populated(&mut dice);
        for principal in principal::all(&organization) {
            let found = effective(&organization, &principal, &unknown()).unwrap();
            let left = found.iter().filter(|(_, access)| *access != Access::Denied).count();
            let Funnel { granted, taken, together, by_resources, left: told } = &found.funnel;
            assert_eq!(left, *told, "seed {seed}: {principal}");
            let taken: usize = taken.iter().map(|taken| taken.actions).sum();
            assert!(granted - taken - together <= left, "seed {seed}: {principal}");
            assert!(left <= granted - taken - together + by_resources, "seed {seed}: {principal}");
        }
    }
}
