//! Comparisons against [`decide`]: every difference is a request that comes out differently, and no
//! request that an adversary tries comes out differently where nothing is said to change.

mod telling;
mod uncatalogued;

use std::collections::BTreeSet;

use super::*;
use crate::{
    access::{
        Actor, Index, Verdict, decide,
        testing::{self, ACTIONS, Dice, Kind},
    },
    org::{
        Change, PolicyType, Role,
        sample::{self, BILLING, SHOP, id},
    },
    policy::{ActionName, Document},
};

fn check(comparison: &Comparison, label: &str) {
    for difference in comparison.gained.iter().chain(&comparison.lost) {
        let Difference { allowed, denied, .. } = difference;
        assert_eq!(decide(&allowed.request, &allowed.layers).verdict, Verdict::Allowed, "{label}");
        assert!(decide(&denied.request, &denied.layers).verdict.is_denied(), "{label}");
        assert_eq!(allowed.request.resource.arn, denied.request.resource.arn, "{label}");
        assert_eq!(allowed.request.action, denied.request.action, "{label}");
    }
}

/// Whether something is said of an action.
fn says(differences: &[Difference], unknown: &[Untold], action: &ActionName) -> bool {
    let named = |actions: &[&Action]| {
        actions.iter().any(|known| known.full_name().eq_ignore_ascii_case(action.as_str()))
    };
    differences.iter().any(|difference| named(&difference.actions))
        || unknown.iter().any(|untold| named(&untold.actions))
}

#[test]
fn what_two_principals_differ_in_is_found_and_nothing_else() {
    let (mut gained, mut tried) = (0, 0);
    let actions = ACTIONS.map(str::to_owned).into();
    let scope = Scope { actions, ..Scope::default() };
    for seed in 0..24 {
        let mut dice = Dice::new(seed);
        let before = testing::organization(&mut dice);
        let mut role = sample::role(SHOP, "app");
        role.trust = testing::document(&mut dice, Kind::Trust);
        role.policies.inline.insert("new".to_owned(), testing::document(&mut dice, Kind::Identity));
        let after = sample::after(&before, &Change::PutRole { role: Box::new(role) });
        let app = Principal::Role(id(SHOP), id("app"));
        let other = match dice.below(3) {
            0 => Principal::Role(id(BILLING), id("ops")),
            1 => Principal::User(id(SHOP), id("ann")),
            _ => app.clone(),
        };
        let found = principals((&before, &other), (&after, &app), &scope).unwrap();
        let label = format!("seed {seed}: {other} to {app}");
        check(&found, &label);
        gained += found.gained.len();
        for _ in 0..300 {
            let action: ActionName = dice.pick(&ACTIONS).parse().unwrap();
            let Some((resource, context)) = testing::request(&mut dice, &after, &action) else {
                continue;
            };
            if !(testing::realistic(&context, &app) && testing::realistic(&context, &other)) {
                continue;
            }
            let verdict = |organization: &Organization, principal: &Principal| {
                let actor = Actor::new(organization, principal).unwrap();
                let (request, layers) = actor.question(organization, &action, &resource, &context);
                decide(&request, &layers).verdict
            };
            let (was, is) = (verdict(&before, &other), verdict(&after, &app));
            let told = format!("{label}: {action} on {resource} in {context:?}");
            tried += 1;
            if was.is_denied() && is == Verdict::Allowed {
                assert!(says(&found.gained, &found.unknown, &action), "gained: {told}");
            }
            if was == Verdict::Allowed && is.is_denied() {
                assert!(says(&found.lost, &found.unknown, &action), "lost: {told}");
            }
        }
    }
    assert!(gained > 2 && tried > 300, "{gained} {tried}");
}

fn identity(statements: &str) -> Document {
    Document::new(&format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#))
}

fn compare(before: &str, after: &str) -> Comparison {
    let found =
        documents(DocumentKind::Identity, &identity(before), &identity(after), &Scope::default());
    check(&found, after);
    found
}

#[test]
fn the_same_said_otherwise_is_the_same() {
    let narrow = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*"}"#;
    let parts = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::data/a*","arn:aws:s3:::data/*"]}"#;
    assert!(compare(narrow, parts).is_same());
    let double_negation = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Effect":"Deny","Action":"s3:GetObject","NotResource":"arn:aws:s3:::data/*"}"#;
    assert!(compare(narrow, double_negation).is_same());
}

#[test]
fn a_wider_pattern_gains_what_lies_between() {
    let before = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/a*"}"#;
    let after = r#"{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::data/*"}"#;
    let found = compare(before, after);
    assert!(found.lost.is_empty() && found.unknown.is_empty());
    let object = |d: &&Difference| d.actions.iter().any(|a| a.full_name() == "s3:GetObject");
    let gained = found.gained.iter().find(object).unwrap();
    let arn = &gained.allowed.request.resource.arn;
    assert!(arn.starts_with("arn:aws:s3:::data/") && !arn.starts_with("arn:aws:s3:::data/a"));
    assert_eq!(gained.described()[0].resources, ["arn:aws:s3:::data/*"]);
}

#[test]
fn a_condition_that_is_dropped_is_found() {
    let before = r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#;
    let after = r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}"#;
    let found = compare(before, after);
    assert_eq!((found.gained.len(), found.lost.len()), (1, 0));
    assert!(compare(after, after).is_same());
}

#[test]
fn what_no_bucket_can_be_called_is_no_access() {
    let bucket = r#"{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::data"}"#;
    let and_objects = r#"{"Effect":"Allow","Action":"s3:ListBucket","Resource":["arn:aws:s3:::data","arn:aws:s3:::data/*"]}"#;
    assert!(compare(bucket, and_objects).is_same());
}

#[test]
fn a_request_from_an_address_comes_from_no_vpc_not_even_an_empty_one() {
    let allow = |condition: &str| {
        format!(
            r#"{{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*","Condition":{{{condition}}}}}"#
        )
    };
    let from_office = allow(r#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#);
    let from_vpc = allow(r#""StringLikeIfExists":{"aws:SourceVpc":"vpc-1"}"#);
    let found = compare(&from_office, &from_vpc);
    assert!(found.lost.is_empty(), "{:?}", found.lost);
    assert!(!found.gained.is_empty());
}

#[test]
fn a_resource_policy_is_compared_by_whom_it_lets_in() {
    let policy = |principal: &str| {
        identity(&format!(
            r#"{{"Effect":"Allow","Principal":{principal},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}}"#
        ))
    };
    let compare = |before: &str, after: &str| {
        let found =
            documents(DocumentKind::Resource, &policy(before), &policy(after), &Scope::default());
        check(&found, after);
        found
    };
    let partner = r#"{"AWS":"arn:aws:iam::999999999999:role/partner"}"#;
    let account = r#"{"AWS":"999999999999"}"#;
    assert!(compare(partner, partner).is_same());
    let wider = compare(partner, account);
    assert!(wider.lost.is_empty() && wider.unknown.is_empty());
    let who = wider.gained[0].allowed.request.caller.account();
    assert_eq!(who, Some(id("999999999999")));
    let open = compare(account, r#""*""#);
    let anonymous = |d: &Difference| d.allowed.request.caller == crate::access::Caller::Anonymous;
    assert!(open.gained.iter().any(anonymous), "{open:?}");
}

#[test]
fn an_scp_that_forbids_more_takes_away() {
    let all = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    let less = r#"{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"ec2:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1"]}}}"#;
    let actions = vec!["ec2:*Instances".to_owned(), "sqs:*".to_owned(), "lambda:*".to_owned()];
    let scope = Scope { actions, ..Scope::default() };
    let found = documents(DocumentKind::Scp, &identity(all), &identity(less), &scope);
    check(&found, less);
    assert!(found.gained.is_empty() && !found.lost.is_empty());
    let services: std::collections::BTreeSet<&str> =
        found.lost.iter().flat_map(|d| d.actions.iter()).map(|action| action.service()).collect();
    assert_eq!(services.into_iter().collect::<Vec<_>>(), ["ec2"]);
}

/// An SCP that only denies stands beside one that allows: alone it would allow nothing, and nothing
/// would ever change.
#[test]
fn scps_that_only_deny_are_compared_as_they_stand() {
    let one = r#"{"Effect":"Deny","Action":"sqs:PurgeQueue","Resource":"*"}"#;
    let other = r#"{"Effect":"Deny","Action":"sqs:DeleteQueue","Resource":"*"}"#;
    let scope = Scope { actions: vec!["sqs:*".to_owned()], ..Scope::default() };
    for kind in [DocumentKind::Scp, DocumentKind::Rcp] {
        let everyone = |text: &str| match kind {
            DocumentKind::Rcp => identity(&text.replace("\"Action", r#""Principal":"*","Action"#)),
            _ => identity(text),
        };
        let found = documents(kind, &everyone(one), &everyone(other), &scope);
        check(&found, other);
        let names = |all: &[Difference]| -> Vec<&str> {
            all.iter().flat_map(|it| it.actions.iter()).map(|action| action.full_name()).collect()
        };
        assert_eq!(
            (names(&found.gained), names(&found.lost)),
            (vec!["sqs:PurgeQueue"], vec!["sqs:DeleteQueue"])
        );
    }
}

/// Where SCPs allow next to nothing, a service's own roles (E-4) and the services that SCPs spare
/// (E-43) may do what their policies grant all the same.
#[test]
fn what_no_scp_binds_is_gained_under_any() {
    let mut scp = sample::policy("p-allowlist", "Allowlist", PolicyType::ServiceControlPolicy);
    scp.document = identity(r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#);
    let grant = identity(
        r#"{"Effect":"Allow","Action":["sqs:PurgeQueue","mechanicalturk:CreateHIT"],"Resource":"*"}"#,
    );
    let mut linked = sample::role(SHOP, "AWSServiceRoleForQueues");
    linked.path = "/aws-service-role/queues.amazonaws.com/".parse().unwrap();
    linked.policies.inline.insert("grant".to_owned(), grant.clone());
    let mut plain = sample::role(SHOP, "app");
    let put = |role: &Role| Change::PutRole { role: Box::new(role.clone()) };
    let before = [
        Change::CreatePolicy { policy: Box::new(scp) },
        Change::AttachPolicy { policy: id("p-allowlist"), to: sample::node(SHOP) },
        Change::DetachPolicy { policy: id("p-FullAWSAccess"), from: sample::node(SHOP) },
        put(&linked),
        put(&plain),
    ]
    .iter()
    .fold(sample::organization(), |organization, change| sample::after(&organization, change));
    plain.policies.inline.insert("grant".to_owned(), grant);
    let after = sample::after(&before, &put(&plain));
    let scope =
        Scope { actions: vec!["mechanicalturk:*".into(), "sqs:*".into()], ..Scope::default() };
    let principal = |name: &str| Principal::Role(id(SHOP), id(name));
    let gained = |from: (&Organization, &str), to: (&Organization, &str)| -> Vec<&str> {
        let (from, to) = ((from.0, &principal(from.1)), (to.0, &principal(to.1)));
        let found = principals(from, to, &scope).unwrap();
        check(&found, "no SCP binds");
        assert!(found.lost.is_empty() && found.unknown.is_empty());
        found.gained.iter().flat_map(|it| it.actions.iter()).map(|it| it.full_name()).collect()
    };
    let (app, own) = ("app", "AWSServiceRoleForQueues");
    assert_eq!(gained((&before, app), (&after, app)), ["mechanicalturk:CreateHIT"]);
    assert_eq!(gained((&after, app), (&after, own)), ["sqs:PurgeQueue"]);
    let impact = impact(&Index::new(&before), &Index::new(&after), &scope);
    assert_eq!(impact.gaining().into_iter().collect::<Vec<_>>(), [&principal(app)]);
}

#[test]
fn what_two_documents_differ_in_is_found_and_nothing_else() {
    let kinds = [
        (DocumentKind::Identity, Kind::Identity),
        (DocumentKind::Boundary, Kind::Identity),
        (DocumentKind::Scp, Kind::Scp),
        (DocumentKind::Rcp, Kind::Rcp),
        (DocumentKind::Resource, Kind::Resource),
    ];
    let organization = sample::organization();
    let (mut told, mut tried) = (0, 0);
    for seed in 0..25 {
        let mut dice = Dice::new(seed);
        let (kind, of) = kinds[seed as usize % 5];
        let actions: Vec<String> = (0..4).map(|_| (*dice.pick(&ACTIONS)).to_owned()).collect();
        let scope = Scope { actions: actions.clone(), ..Scope::default() };
        let (before, after) = (testing::document(&mut dice, of), testing::document(&mut dice, of));
        let found = documents(kind, &before, &after, &scope);
        let label = format!("seed {seed}: {before:?} to {after:?}");
        check(&found, &label);
        told += found.gained.len() + found.lost.len();
        let pairs = documents::pairs(kind, &before, &after);
        let tries = 1500 / pairs.len();
        for (was, is) in pairs {
            let worlds = [was, is];
            for _ in 0..tries {
                let action: ActionName = dice.pick(&actions).parse().unwrap();
                let Some((resource, context)) = testing::request(&mut dice, &organization, &action)
                else {
                    continue;
                };
                if context.mentions("aws:SourceAccount") {
                    continue;
                }
                let [was, is] = worlds.each_ref().map(|world| {
                    let (request, layers) = world.ask(&action, &resource, &context).unwrap();
                    decide(&request, &layers).verdict
                });
                tried += 1;
                let kind = match (was.is_denied(), is.is_denied()) {
                    (true, false) if is == Verdict::Allowed => &found.gained,
                    (false, true) if was == Verdict::Allowed => &found.lost,
                    _ => continue,
                };
                let says = says(kind, &found.unknown, &action);
                assert!(
                    says,
                    "{label}: {action} on {resource} in {context:?} by {:?}",
                    worlds[0].caller
                );
            }
        }
    }
    assert!(told > 5 && tried > 1000, "{told} {tried}");
}

#[test]
fn whoever_a_change_concerns_is_found() {
    /// From here on a change shows even in a few rounds.
    const FIRST: u64 = 11;
    let actions = ACTIONS.map(str::to_owned).into();
    let scope = Scope { actions, ..Scope::default() };
    let rounds = std::env::var("BAILIWICK_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    let (mut concerned, mut differing) = (0, 0);
    for seed in FIRST..FIRST + rounds {
        let mut dice = Dice::new(seed);
        let before = testing::populated(&mut dice);
        let change = testing::change(&mut dice, &before);
        let Ok(applied) = before.apply(&change) else { continue };
        let after = applied.organization;
        let index = Index::new(&before);
        let next = index.updated(&after);
        let found = impact(&index, &next, &scope);
        concerned += found.affected.len();
        for affected in &found.affected {
            check(&affected.comparison, "impact");
        }
        let strangers = [
            Principal::Outsider(id("arn:aws:iam::999999999999:role/partner")),
            Principal::Service("lambda.amazonaws.com".to_owned()),
            Principal::Anonymous,
        ];
        let all: Vec<&Principal> = index.principals().chain(&strangers).collect();
        for _ in 0..2000 {
            let principal = *dice.pick(&all);
            let action: ActionName = dice.pick(&ACTIONS).parse().unwrap();
            let Some((resource, context)) = testing::request(&mut dice, &after, &action) else {
                continue;
            };
            if !testing::realistic(&context, principal) {
                continue;
            }
            let verdict = |organization: &Organization| {
                let actor = Actor::new(organization, principal)?;
                let (request, layers) = actor.question(organization, &action, &resource, &context);
                Some(decide(&request, &layers).verdict)
            };
            let (Some(was), Some(is)) = (verdict(&before), verdict(&after)) else { continue };
            if (was == Verdict::Allowed) == (is == Verdict::Allowed) || is == Verdict::Conditional {
                continue;
            }
            differing += 1;
            let told = found.affected.iter().filter(|a| a.principals.contains(principal)).any(
                |affected| {
                    let Comparison { gained, lost, unknown } = &affected.comparison;
                    let kind = if is == Verdict::Allowed { gained } else { lost };
                    says(kind, unknown, &action)
                },
            );
            assert!(told, "seed {seed}: {change:?}: {principal} {action} {resource} {context:?}");
        }
    }
    assert!(concerned > 0 && differing > 0, "{concerned} {differing}");
}

/// The names of the actions of some differences.
fn named<'d>(actions: impl Iterator<Item = &'d [&'static Action]>) -> BTreeSet<&'static str> {
    actions.flatten().map(|action| action.full_name()).collect()
}

#[test]
fn each_is_told_what_it_would_be_told_alone() {
    let actions = ACTIONS.map(str::to_owned).into();
    let scope = Scope { actions, ..Scope::default() };
    let rounds = std::env::var("BAILIWICK_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
    let told = |comparisons: &[&Comparison]| {
        let of = |kind: fn(&Comparison) -> &Vec<Difference>| {
            named(comparisons.iter().flat_map(|it| kind(it)).map(|difference| &*difference.actions))
        };
        let unknown = comparisons.iter().flat_map(|it| &it.unknown);
        (of(|it| &it.gained), of(|it| &it.lost), named(unknown.map(|untold| &*untold.actions)))
    };
    let mut differing = 0;
    for seed in 100..100 + rounds {
        let mut dice = Dice::new(seed);
        let before = testing::populated(&mut dice);
        let change = testing::change(&mut dice, &before);
        let Ok(applied) = before.apply(&change) else { continue };
        let after = applied.organization;
        let index = Index::new(&before);
        let next = index.updated(&after);
        let found = impact(&index, &next, &scope);
        for affected in &found.affected {
            let open = affected.comparison.unknown.iter().map(|untold| &*untold.actions);
            let told = open.clone().map(<[_]>::len).sum::<usize>();
            assert_eq!(named(open).len(), told, "seed {seed}: what is open is told once");
        }
        for principal in index.principals() {
            let Some(alone) = principals((&before, principal), (&after, principal), &scope) else {
                continue;
            };
            let affected = found.affected.iter().filter(|it| it.principals.contains(principal));
            let together: Vec<&Comparison> = affected.map(|it| &it.comparison).collect();
            assert_eq!(told(&together), told(&[&alone]), "seed {seed}: {change:?}: {principal}");
            differing += usize::from(!alone.is_same());
        }
    }
    assert!(differing > 0);
}
