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
    let rounds = std::env::var("BAILIWICK_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(50);
    for seed in 0..rounds {
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

#[test]
fn members_of_a_group_have_the_same_session_k_3() {
    let keys = [
        "aws:MultiFactorAuthPresent",
        "aws:MultiFactorAuthAge",
        "aws:AssumedRoot",
        "aws:FederatedProvider",
        "aws:PrincipalType",
    ];
    let mut dice = Dice::new(0);
    let organization = testing::populated(&mut dice);
    let index = Index::new(&organization);
    let mut known = std::collections::HashMap::new();
    for (_, run) in index.runs() {
        for principal in run.principals() {
            let request = crate::access::Request {
                caller: principal.caller(&organization).unwrap(),
                action: "ec2:RunInstances".parse().unwrap(),
                resource: crate::access::Target::none(),
                context: Context::new(Unmentioned::Unknown),
                organization: None,
            };
            let context = crate::access::derive::context(&request);
            let session: Vec<String> =
                keys.iter().map(|key| format!("{:?}", context.get(key))).collect();
            let first = known.entry(Arc::as_ptr(&run.group)).or_insert_with(|| session.clone());
            assert_eq!(*first, session, "{principal}");
        }
    }
}

/// A role of a permission set is no other role's like, though both carry the same.
#[test]
fn roles_of_identity_center_are_a_group_of_their_own_k_3() {
    let organization = testing::populated(&mut Dice::new(0));
    let reserved = organization.roles().iter().find(|role| role.permission_set.is_some()).unwrap();
    let twin = crate::org::Role {
        name: sample::id("twin"),
        path: sample::role(sample::SHOP, "twin").path.clone(),
        permission_set: None,
        ..(**reserved).clone()
    };
    let twin = crate::org::Change::PutRole { role: Box::new(twin) };
    let organization = sample::after(&organization, &twin);
    let group = |name: &str| {
        let principal = crate::access::Principal::Role(reserved.account, name.parse().unwrap());
        group::Group::of(Actor::new(&organization, &principal).unwrap())
    };
    let (own, twin) = (group(reserved.name.as_str()), group("twin"));
    assert_eq!(own.layers, twin.layers);
    assert_ne!(own.kind, twin.kind);
}
