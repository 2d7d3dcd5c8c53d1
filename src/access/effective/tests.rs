//! Effective permissions against the other ways to the same answers: single decisions, and the
//! search for one request that is allowed.

use super::*;
use crate::{
    access::{
        AttachedPolicy, Caller, Layers, Possible, Scope, Verdict, can_ever, decide, principal,
        testing::{self, ACTIONS, Dice},
    },
    policy::{ActionName, Document, Unmentioned},
};

/// Everything unknown.
fn unknown() -> Context {
    Context::new(Unmentioned::Unknown)
}

#[test]
fn every_answer_agrees_with_the_search_for_a_request() {
    let mut seen = [0; 5];
    for seed in 0..7 {
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
    for seed in 100..109 {
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
    assert!(compared > 200, "{compared}");
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
            let Funnel { granted, taken, otherwise, by_resources, left: told } = &found.funnel;
            assert_eq!(left, *told, "seed {seed}: {principal}");
            let taken: usize = taken.iter().map(|taken| taken.actions).sum();
            assert!(granted - taken - otherwise <= left, "seed {seed}: {principal}");
            assert!(left <= granted - taken - otherwise + by_resources, "seed {seed}: {principal}");
        }
    }
}

/// What a role with one policy may do in the sample organization.
fn with_policy(statements: &str, action: &str) -> Access {
    let organization = crate::org::sample::organization();
    let account = organization.accounts().iter().next().unwrap().id;
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let mut layers = Layers::default();
    layers.identity.push(AttachedPolicy::new("P", "inline", Document::new(&text)));
    let arn = format!("arn:aws:iam::{account}:role/app").parse().unwrap();
    let actor = Actor::alone(Caller::from_arn(&arn).unwrap(), layers);
    of_actor(&organization, &actor, &unknown()).access(catalog().action(action).unwrap())
}

#[test]
fn the_answers_are_told_apart() {
    let everything = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    let logs = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/*"}"#;
    let home = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#;
    let tagged = r#"{"Effect":"Deny","Action":"ec2:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/x":"y"}}}"#;
    let elsewhere = r#"{"Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::data/*"}"#;
    let from_home = r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/25"}}}"#;
    let all_from_home = r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.0.0/16"}}}"#;
    let unencrypted = r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#;
    let forwarded = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:ViaAWSService":"true"}}}"#;
    let get = "s3:GetObject";
    let cases: [(&[&str], &str, Access); 12] = [
        (&[everything], get, Access::Allowed),
        (&[logs], get, Access::Partial),
        (&[logs, home], get, Access::Partial),
        (&[home], get, Access::Conditional),
        (&[everything, tagged], "ec2:TerminateInstances", Access::Conditional),
        // No resource has no tags.
        (&[everything, tagged], "ec2:DescribeInstances", Access::Allowed),
        (&[everything, elsewhere], get, Access::Partial),
        (&[logs, elsewhere], get, Access::Denied),
        (&[home, from_home], get, Access::Conditional),
        (&[home, all_from_home], get, Access::Denied),
        (&[everything, unencrypted], get, Access::Allowed),
        (&[forwarded], get, Access::Conditional),
    ];
    for (statements, action, expected) in cases {
        let found = with_policy(&statements.join(","), action);
        assert_eq!(found, expected, "{action} with {statements:?}");
    }
}

/// The ARN of a recovery point is that of whatever was backed up, of any service.
#[test]
fn an_arn_of_any_service_is_covered_by_patterns_of_one() {
    let allow = |resource: &str| {
        let statement = format!(
            r#"{{"Effect":"Allow","Action":"backup:DeleteRecoveryPoint","Resource":"{resource}"}}"#
        );
        with_policy(&statement, "backup:DeleteRecoveryPoint")
    };
    assert_eq!(allow("arn:aws:ec2:*::snapshot/*"), Access::Partial);
    assert_eq!(allow("arn:aws:ec2:*"), Access::Partial);
}

#[test]
fn a_policy_of_a_bucket_takes_away_only_what_it_forbids() {
    let mine = |more: &str| {
        let organization = crate::org::sample::organization();
        let account = organization.accounts().iter().next().unwrap().id;
        let role = format!("arn:aws:iam::{account}:role/app");
        let allow = format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"{role}"}},"Action":"s3:GetObject","Resource":"arn:aws:s3:::mine/*"}}"#
        );
        let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{allow}{more}]}}"#);
        let bucket = serde_json::json!({
            "arn": "arn:aws:s3:::mine", "account": account, "policy": policy,
        });
        let resource = Box::new(serde_json::from_value(bucket).unwrap());
        let change = crate::org::Change::PutResource { resource };
        let organization = organization.apply(&change).unwrap().organization;
        let own = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
        let mut layers = Layers::default();
        layers.identity.push(AttachedPolicy::new("P", "inline", Document::new(own)));
        let caller = Caller::from_arn(&role.parse().unwrap()).unwrap();
        let found = of_actor(&organization, &Actor::alone(caller, layers), &unknown());
        found.access(catalog().action("s3:GetObject").unwrap())
    };
    assert_eq!(mine(""), Access::Allowed);
    let not_secret = r#",{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::mine/secret/*"}"#;
    assert_eq!(mine(not_secret), Access::Partial);
    let only_from_home = r#",{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::mine/*","Condition":{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#;
    assert_eq!(mine(only_from_home), Access::Partial);
}

/// Z-23, Z-36: a bucket's policy lets others read its list, and never its policy.
#[test]
fn what_stays_with_the_owner_is_nobody_elses() {
    let organization = crate::org::sample::organization();
    let mut accounts = organization.accounts().iter().map(|account| account.id);
    let (own, owner) = (accounts.next().unwrap(), accounts.next().unwrap());
    let role = format!("arn:aws:iam::{own}:role/app");
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{role}"}},"Action":"s3:*","Resource":"arn:aws:s3:::theirs"}}]}}"#
    );
    let bucket = serde_json::json!({
        "arn": "arn:aws:s3:::theirs", "account": owner, "policy": policy,
    });
    let resource = Box::new(serde_json::from_value(bucket).unwrap());
    let change = crate::org::Change::PutResource { resource };
    let organization = organization.apply(&change).unwrap().organization;
    let everything =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    let mut layers = Layers::default();
    layers.identity.push(AttachedPolicy::new("P", "inline", Document::new(everything)));
    let caller = Caller::from_arn(&role.parse().unwrap()).unwrap();
    let found = of_actor(&organization, &Actor::alone(caller, layers), &unknown());
    let on_theirs = |action: &str| {
        let action = catalog().action(action).unwrap();
        let answers =
            found.on_held(action).iter().filter(|on| &*on.resource == "arn:aws:s3:::theirs");
        answers.map(|on| on.access).collect::<Vec<_>>()
    };
    assert_eq!(on_theirs("s3:GetBucketAcl"), [Access::Allowed]);
    for kept in ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"] {
        assert_eq!(on_theirs(kept), [Access::Denied], "{kept}");
    }
}
