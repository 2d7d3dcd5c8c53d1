//! Checks on cases whose answer is plain, and on random organizations against each other.

use super::*;
use crate::{
    access::{
        Verdict, decide,
        testing::{self, Dice},
    },
    org::{
        Change, PublicAccessBlock, Resource,
        sample::{self, SHOP, id},
    },
};

fn bucket(statement: &str) -> Resource {
    Resource {
        policy: Some(Document::new(&format!(
            r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#
        ))),
        ..sample::resource(SHOP, "arn:aws:s3:::open")
    }
}

fn with(resource: Resource) -> Organization {
    let change = Change::PutResource { resource: Box::new(resource) };
    sample::after(&sample::organization(), &change)
}

const OPEN: &str = r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::open/*"}"#;

#[test]
fn a_bucket_open_to_everyone_is_public_until_something_closes_it() {
    let Check::Failed(found) = no_public_access(&with(bucket(OPEN))) else { panic!("it is open") };
    assert_eq!(found[0].witness.decision.verdict, Verdict::Allowed);
    assert!(found[0].witness.request.resource.arn.starts_with("arn:aws:s3:::open/"));
    let ours = OPEN.replace(
        "\"Effect\"",
        r#""Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-exampleorg"}},"Effect""#,
    );
    assert!(no_public_access(&with(bucket(&ours))).passed());
    let block = PublicAccessBlock { restrict_public_buckets: true, ..PublicAccessBlock::default() };
    let blocked = Resource { public_access_block: Some(block), ..bucket(OPEN) };
    assert!(no_public_access(&with(blocked)).passed());
    let denied = format!(
        r#"{OPEN},{{"Effect":"Deny","NotPrincipal":{{"AWS":"{SHOP}"}},"Action":"s3:*","Resource":"*"}}"#
    );
    let check = no_public_access(&with(bucket(&denied)));
    assert!(check.passed(), "{check:?}");
}

fn scope(actions: &[&str], resources: &[&str]) -> Scope {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Scope { actions: texts(actions), resources: texts(resources), ..Scope::default() }
}

#[test]
fn access_not_granted_looks_at_resources_too() {
    let document = Document::new(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::logs/*"}]}"#,
    );
    let check = |actions, resources| {
        access_not_granted(DocumentKind::Identity, &document, &scope(actions, resources))
    };
    assert!(check(&["s3:GetObject"], &["arn:aws:s3:::data/*"]).passed());
    assert!(matches!(check(&["s3:GetObject"], &["arn:aws:s3:::l*/*"]), Check::Failed(_)));
    assert!(check(&["sqs:*"], &[]).passed());
}

#[test]
fn who_can_ever_is_what_each_can_ever() {
    let mut some = 0;
    for seed in 0..12 {
        let mut dice = Dice::new(seed);
        let organization = testing::organization(&mut dice);
        let index = Index::new(&organization);
        let action: ActionName = dice.pick(&testing::ACTIONS).parse().unwrap();
        for ever in index.who_can_ever(&action, &Scope::default()) {
            for principal in &ever.principals {
                let own =
                    super::super::can_ever(&organization, principal, &action, &Scope::default());
                let kind = |possible: &Possible| match possible {
                    Possible::Witness(_) => 0,
                    Possible::Never(_) => 1,
                    Possible::Unknown(_) => 2,
                };
                assert_eq!(kind(&own.unwrap()), kind(&ever.possible), "seed {seed}: {principal}");
                some += 1;
            }
        }
    }
    assert!(some > 50, "{some}");
}

#[test]
fn nobody_gains_by_a_deny_and_somebody_by_an_allow() {
    let before = sample::after(
        &sample::organization(),
        &Change::PutRole { role: Box::new(sample::role(SHOP, "app")) },
    );
    let index = Index::new(&before);
    let scope = scope(&["s3:*", "sqs:*"], &[]);
    let mut role = sample::role(SHOP, "app");
    role.policies.inline.insert(
        "new".to_owned(),
        Document::new(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:*:*:jobs"}]}"#),
    );
    let after = sample::after(&before, &Change::PutRole { role: Box::new(role) });
    let next = index.updated(&after);
    let Check::Failed(found) = nobody_gains(&index, &next, &scope) else { panic!("app does") };
    let [affected] = &found[0].affected[..] else { panic!("{found:?}") };
    assert_eq!(affected.principals, [Principal::Role(id(SHOP), id("app"))]);
    let [gained] = &affected.comparison.gained[..] else { panic!("{affected:?}") };
    assert_eq!(gained.actions[0].full_name(), "sqs:SendMessage");
    assert_eq!(decide(&gained.allowed.request, &gained.allowed.layers).verdict, Verdict::Allowed);
    assert!(nobody_gains(&next, &index, &scope).passed());
    let Check::Failed(found) = nobody_can(&next, &scope, &[]) else { panic!("root can") };
    assert!(found.iter().any(|granted| granted.action.full_name() == "sqs:SendMessage"));
}
