//! Answers against [`decide`]: every witness is a request that it allows, and no request of many
//! that an adversary tries is allowed where the answer is never.

use super::*;
use crate::{
    access::{
        Caller,
        layers::AttachedPolicy,
        principal,
        testing::{self, ACTIONS, Dice, Kind},
    },
    org::sample::{SHOP, id},
};

/// Every principal of a random organization, with an outsider, a service and nobody.
fn principals(organization: &Organization) -> Vec<Principal> {
    let mut all = principal::all(organization);
    all.push(Principal::Session(id(SHOP), id("app"), "s1".to_owned()));
    all.push(Principal::Service("lambda.amazonaws.com".to_owned()));
    all.push(Principal::Anonymous);
    all.push(Principal::Outsider(id("arn:aws:iam::999999999999:role/partner")));
    all
}

#[derive(Default, Debug)]
struct Tally {
    witnessed: usize,
    never: usize,
    unknown: usize,
}

fn probe(seed: u64, requests: usize, tally: &mut Tally) {
    let mut dice = Dice::new(seed);
    let organization = testing::organization(&mut dice);
    let principals = principals(&organization);
    for _ in 0..12 {
        let principal = dice.pick(&principals).clone();
        let mut actor = Actor::new(&organization, &principal).unwrap();
        if matches!(actor.caller, Caller::Role(_)) && dice.one_in(3) {
            let document = testing::document(&mut dice, Kind::Identity);
            actor.side.session = Some(vec![AttachedPolicy::new("session", "session", document)]);
        }
        let action: ActionName = dice.pick(&ACTIONS).parse().unwrap();
        let label = format!("seed {seed}: {principal} {action} {:?}", actor.side.session);
        match can(&organization, &actor, &action, &Scope::default()) {
            Possible::Witness(witness) => {
                assert_eq!(witness.decision.verdict, Verdict::Allowed, "{label}");
                assert_eq!(decide(&witness.request, &witness.layers), witness.decision, "{label}");
                tally.witnessed += 1;
            }
            Possible::Never(never) => {
                tally.never += 1;
                assert!(!never.because.is_empty(), "{label}: never, and no reason");
                for _ in 0..requests {
                    let Some((resource, context)) =
                        testing::request(&mut dice, &organization, &action)
                    else {
                        continue;
                    };
                    if !testing::realistic(&context, &principal) {
                        continue;
                    }
                    let (request, layers) =
                        actor.question(&organization, &action, &resource, &context);
                    let verdict = decide(&request, &layers).verdict;
                    assert_ne!(
                        verdict,
                        Verdict::Allowed,
                        "{label} on {resource} in {context:?}, never because {never:?}"
                    );
                }
            }
            Possible::Unknown(causes) => {
                tally.unknown += 1;
                let explained = causes.iter().any(|cause| !cause.contains("not as expected"));
                assert!(explained, "{label}: unknown because {causes:?}");
            }
        }
    }
}

#[test]
fn answers_agree_with_decide_on_random_organizations() {
    let mut tally = Tally::default();
    let rounds = std::env::var("BAILIWICK_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
    for seed in 0..rounds {
        probe(seed, 100, &mut tally);
    }
    let all = tally.witnessed + tally.never + tally.unknown;
    assert!(tally.witnessed * 5 > all && tally.never * 5 > all, "{tally:?}");
    assert!(tally.unknown * 8 < all, "{tally:?}");
}

#[test]
fn hostile_policies_end_as_unknown_and_never_as_a_wrong_answer() {
    let wall: Vec<String> =
        (0..9).map(|n| format!(r#""arn:aws:s3:::data/*a{}b*""#, "?".repeat(17 + n))).collect();
    // Each forbids whatever lacks one shape, and the last what has all of them at the end.
    let mut statements =
        vec![r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#.to_owned()];
    statements.extend(
        wall.iter()
            .map(|shape| format!(r#"{{"Effect":"Deny","Action":"s3:*","NotResource":{shape}}}"#)),
    );
    statements.push(r#"{"Effect":"Deny","Action":"s3:*","Resource":["arn:aws:s3:::*b*a*","arn:aws:s3:::*aa*"]}"#.to_owned());
    for key in ["s3:ExistingObjectTag/t", "aws:UserAgent", "aws:referer"] {
        let shapes: Vec<String> = (0..8)
            .map(|n| format!(r#"{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"StringNotLike":{{"{key}":"*a{}b"}}}}}}"#, "?".repeat(15 + n)))
            .collect();
        statements.extend(shapes);
    }
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
    let mut role = crate::org::sample::role(SHOP, "app");
    role.policies.inline.insert("hostile".to_owned(), crate::policy::Document::new(&text));
    let change = crate::org::Change::PutRole { role: Box::new(role) };
    let organization = crate::org::sample::after(&crate::org::sample::organization(), &change);
    let app = Principal::Role(id(SHOP), id("app"));
    let began = std::time::Instant::now();
    let answer = can_ever(&organization, &app, &"s3:GetObject".parse().unwrap(), &Scope::default());
    match answer.unwrap() {
        Possible::Unknown(causes) => assert!(!causes.is_empty()),
        Possible::Witness(witness) => assert_eq!(witness.decision.verdict, Verdict::Allowed),
        // A name with nine shapes of its own exists: long, but it is there.
        Possible::Never(never) => panic!("{never:?}"),
    }
    assert!(began.elapsed().as_secs() < 120, "{:?}", began.elapsed());
}
