//! Answers against [`decide`]: every witness is a request that it allows, and no request of many
//! that an adversary tries is allowed where the answer is never.

use super::*;
use crate::{
    access::{
        gather, principal,
        testing::{self, ACTIONS, Dice},
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
        let action: ActionName = dice.pick(&ACTIONS).parse().unwrap();
        let label = format!("seed {seed}: {principal} {action}");
        match can_ever(&organization, &principal, &action, &Scope::default()).unwrap() {
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
                        gather::question(&organization, &principal, &action, resource, &context)
                            .unwrap();
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
        probe(seed, 60, &mut tally);
    }
    let all = tally.witnessed + tally.never + tally.unknown;
    assert!(tally.witnessed * 5 > all && tally.never * 5 > all, "{tally:?}");
    assert!(tally.unknown * 8 < all, "{tally:?}");
}
