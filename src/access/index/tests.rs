//! The index against brute force: every principal decided by itself; an updated index against one
//! that was built anew.

use super::*;
use crate::{
    access::{
        Actor, decide,
        possible::{Possible, Scope, can_ever},
        principal,
        testing::{self, ACTIONS, Dice, RESOURCES},
    },
    org::sample,
    policy::{ActionName, Context, Unmentioned},
};

#[test]
fn who_can_agrees_with_deciding_for_each() {
    let (mut answers, mut allowed, mut with_key) = (0, 0, 0);
    for seed in 0..50 {
        let mut dice = Dice::new(seed);
        let organization = testing::populated(&mut dice);
        let index = Index::new(&organization);
        let all = principal::all(&organization);
        assert_eq!(index.size().principals, all.len(), "seed {seed}");
        for _ in 0..12 {
            let action: ActionName = dice.pick(&ACTIONS).parse().unwrap();
            let resource = *dice.pick(&RESOURCES);
            let mut context = testing::request(&mut dice, &organization, &action)
                .map_or_else(Context::default, |(_, context)| context);
            if dice.one_in(2) {
                context.set_unmentioned(Unmentioned::Unknown);
            }
            let found = index.who_can(&action, resource, &context);
            for principal in &all {
                let label = format!("seed {seed}: {principal} {action} {resource} {context:?}");
                let actor = Actor::new(&organization, principal).unwrap();
                let (request, layers) = actor.question(&organization, &action, resource, &context);
                let decision = decide(&request, &layers);
                let answer = found.of(principal).expect(&label);
                assert_eq!(answer.ruling.verdict, decision.verdict, "{label}");
                assert_eq!(answer.ruling.reason, decision.reason, "{label}");
                assert_eq!(answer.ruling.hinges, decision.hinges, "{label}");
                assert_eq!(answer.ruling.denied_by, decision.denied_by, "{label}");
                answers += 1;
                allowed += usize::from(decision.verdict == crate::access::Verdict::Allowed);
                with_key += usize::from(answer.key.is_some());
            }
        }
    }
    assert!(allowed * 20 > answers && with_key > 10, "{answers} {allowed} {with_key}");
}

#[test]
fn who_can_ever_is_what_each_can_ever() {
    let (mut can, mut never) = (0, 0);
    for seed in 0..8 {
        let mut dice = Dice::new(seed);
        let organization = testing::populated(&mut dice);
        let index = Index::new(&organization);
        let all = principal::all(&organization);
        for _ in 0..4 {
            let action: ActionName = dice.pick(&ACTIONS).parse().unwrap();
            let found = index.who_can_ever(&action, &Scope::default());
            let told: usize = found.iter().map(|ever| ever.principals.len()).sum();
            assert_eq!(told, all.len(), "seed {seed}: {action}: everyone has one answer");
            for ever in &found {
                for principal in &ever.principals {
                    let label = format!("seed {seed}: {principal} {action}");
                    let own = can_ever(&organization, principal, &action, &Scope::default());
                    match (&ever.possible, own.unwrap()) {
                        (Possible::Witness(_), Possible::Witness(_)) => can += 1,
                        (Possible::Never(_), Possible::Never(_)) => never += 1,
                        (Possible::Unknown(_), Possible::Unknown(_)) => {}
                        (told, own) => panic!("{label}: {told:?} but {own:?}"),
                    }
                }
            }
        }
    }
    assert!(can > 20 && never > 20, "{can} {never}");
}

#[test]
fn an_updated_index_is_one_built_anew() {
    let mut made = 0;
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let mut organization = testing::populated(&mut dice);
        let mut index = Index::new(&organization);
        for _ in 0..4 {
            let change = testing::change(&mut dice, &organization);
            let Ok(applied) = organization.apply(&change) else { continue };
            organization = applied.organization;
            index = index.updated(&organization);
            let anew = Index::new(&organization);
            assert_eq!(index.blocks, anew.blocks, "seed {seed}: {change:?}");
            made += 1;
        }
    }
    assert!(made > 60, "{made}");
}

#[test]
fn accounts_that_agree_share_their_groups() {
    let organization = sample::organization();
    let index = Index::new(&organization);
    let size = index.size();
    // Four roots under the same SCPs, two kinds of depth: the groups do not grow with accounts.
    assert_eq!(size.principals, 4);
    assert!(size.groups < 4, "{size:?}");
}
