//! The index against brute force: every principal decided by itself; an updated index against one
//! that was built anew.

use super::*;
use crate::{
    access::{
        Actor, decide, principal,
        testing::{self, ACTIONS, Dice, RESOURCES},
    },
    org::sample::{self, ADMIN, AMARA, BILLING, PLATFORM, PROD, ROOT, SHOP, id},
    org::{Change, Resource},
    policy::{ActionName, Context, Unmentioned},
};

/// A random organization in which directory users have permission sets too.
fn organization(dice: &mut Dice) -> Organization {
    let organization = testing::organization(dice);
    let mut changes = vec![
        Change::Assign { assignment: sample::assignment(SHOP, ADMIN, sample::to_group(PLATFORM)) },
        Change::Assign { assignment: sample::assignment(BILLING, ADMIN, sample::to_user(AMARA)) },
    ];
    if dice.one_in(2) {
        let data = organization.resources().get(&id("arn:aws:s3:::data")).unwrap();
        let key = Some(id("arn:aws:kms:eu-west-1:222222222222:key/k1"));
        let resource = Resource { encryption_key: key, ..(**data).clone() };
        changes.push(Change::PutResource { resource: Box::new(resource) });
    }
    changes.iter().fold(organization, |organization, change| sample::after(&organization, change))
}

#[test]
fn who_can_agrees_with_deciding_for_each() {
    let (mut answers, mut allowed, mut with_key) = (0, 0, 0);
    for seed in 0..50 {
        let mut dice = Dice::new(seed);
        let organization = organization(&mut dice);
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

fn changes(dice: &mut Dice, organization: &Organization) -> Change {
    use testing::{Kind, document};
    match dice.below(9) {
        0 => {
            let mut role = sample::role(SHOP, dice.pick::<&str>(&["app", "new"]));
            role.policies.inline.insert("x".to_owned(), document(dice, Kind::Identity));
            Change::PutRole { role: Box::new(role) }
        }
        1 => Change::DeleteUser { account: id(SHOP), name: id("ann") },
        2 => {
            let mut group = sample::group(SHOP, "devs");
            group.policies.inline.insert("g".to_owned(), document(dice, Kind::Identity));
            Change::PutGroup { group: Box::new(group) }
        }
        3 => {
            let mut limits = sample::managed(SHOP, "limits");
            limits.versions[0].document = document(dice, Kind::Identity);
            Change::PutManagedPolicy { policy: Box::new(limits) }
        }
        4 => Change::MoveAccount { account: id(BILLING), to: id(dice.pick::<&str>(&[ROOT, PROD])) },
        5 => match organization.policies().iter().find(|p| p.id.as_str().starts_with("p-scp")) {
            Some(policy) => Change::UpdatePolicy {
                policy: policy.id.clone(),
                name: policy.name.clone(),
                description: String::new(),
                document: document(dice, Kind::Scp),
            },
            None => Change::RenameAccount { account: id(SHOP), name: "renamed".to_owned() },
        },
        6 => {
            let mut group = (**organization.directory_groups().iter().next().unwrap()).clone();
            group.members.insert(id("user-jonas"));
            Change::PutDirectoryGroup { group }
        }
        7 => Change::Unassign {
            account: id(SHOP),
            permission_set: id(ADMIN),
            principal: sample::to_group(PLATFORM),
        },
        _ => Change::AttachPolicy { policy: id("p-FullAWSAccess"), to: id(SHOP) },
    }
}

#[test]
fn an_updated_index_is_one_built_anew() {
    let mut made = 0;
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let mut organization = organization(&mut dice);
        let mut index = Index::new(&organization);
        for _ in 0..4 {
            let change = changes(&mut dice, &organization);
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
