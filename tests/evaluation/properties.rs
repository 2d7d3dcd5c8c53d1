//! What holds for every request and all policies, tried on many.

use bailiwick::{
    access::{AttachedPolicy, Decision, Verdict, decide, scenario},
    policy::Document,
};
use proptest::{
    prelude::*,
    sample::{select, subsequence},
    test_runner::Config,
};
use serde_json::{Value, json};

const ACTIONS: [&str; 6] = ["*", "s3:*", "s3:Get*", "s3:GetObject", "s3:PutObject", "ec2:*"];
const RESOURCES: [&str; 5] = [
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b/${aws:username}",
    "arn:aws:s3:::other/*",
    "arn:aws:s3",
];
const PRINCIPALS: [&str; 5] = [
    "*",
    "111111111111",
    "arn:aws:iam::111111111111:user/ann",
    "arn:aws:iam::111111111111:role/app",
    "arn:aws:sts::111111111111:assumed-role/app/s1",
];
const CALLERS: [&str; 4] = [
    "arn:aws:iam::111111111111:user/ann",
    "arn:aws:sts::111111111111:assumed-role/app/s1",
    "arn:aws:iam::111111111111:root",
    "arn:aws:iam::222222222222:user/eve",
];
const OPERATORS: [&str; 6] = [
    "StringEquals",
    "StringNotLike",
    "ForAllValues:StringLike",
    "ForAnyValue:StringNotEquals",
    "StringEqualsIfExists",
    "Null",
];
const KEYS: [&str; 4] = ["aws:PrincipalAccount", "aws:username", "k:x", "aws:TagKeys"];
const VALUES: [&str; 4] = ["111111111111", "ann", "a*", "true"];

fn condition() -> impl Strategy<Value = Value> {
    let cell = (select(&OPERATORS[..]), select(&KEYS[..]), subsequence(VALUES.to_vec(), 1..=2));
    let one = cell.prop_map(|(operator, key, values)| json!({operator: {key: values}}));
    prop_oneof![3 => Just(json!({})), 2 => one]
}

fn statement(effects: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let actions = (prop::bool::weighted(0.8), subsequence(ACTIONS.to_vec(), 1..=2));
    let resources = (prop::bool::weighted(0.8), subsequence(RESOURCES.to_vec(), 1..=2));
    (select(effects), actions, resources, condition()).prop_map(
        |(effect, (listed, actions), (about, resources), condition)| {
            json!({
                "Effect": effect,
                if listed { "Action" } else { "NotAction" }: actions,
                if about { "Resource" } else { "NotResource" }: resources,
                "Condition": condition,
            })
        },
    )
}

const EITHER: &[&str] = &["Allow", "Allow", "Deny"];

fn document(effects: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop::collection::vec(statement(effects), 1..4).prop_map(
        |statements| json!({"document": {"Version": "2012-10-17", "Statement": statements}}),
    )
}

fn resource_document() -> impl Strategy<Value = Value> {
    let named = (statement(EITHER), subsequence(PRINCIPALS.to_vec(), 1..=2));
    let statement = named.prop_map(|(mut statement, principals)| {
        statement["Principal"] = json!({"AWS": principals});
        statement
    });
    prop::collection::vec(statement, 1..4).prop_map(
        |statements| json!({"document": {"Version": "2012-10-17", "Statement": statements}}),
    )
}

fn question() -> impl Strategy<Value = Value> {
    let layers = (
        prop::collection::vec(document(EITHER), 0..3),
        prop::option::weighted(0.3, document(EITHER)),
        prop::collection::vec(document(EITHER), 0..2),
        prop::option::weighted(0.5, resource_document()),
        prop::collection::vec(prop::collection::vec(document(EITHER), 1..3), 0..3),
    );
    (select(&CALLERS[..]), prop::bool::ANY, prop::bool::ANY, layers).prop_map(
        |(caller, tags, known, (identity, boundary, session, resource, scps))| {
            let levels = |levels: Vec<Vec<Value>>| -> Value {
                levels.into_iter().map(|policies| json!({"policies": policies})).collect()
            };
            json!({
                "principal": {"arn": caller}, "action": "s3:GetObject",
                "resource": {"arn": "arn:aws:s3:::b/ann", "account": "111111111111"},
                "context": if tags { json!({"aws:TagKeys": ["a", "b"], "k:x": "a"}) } else { json!({}) },
                "identity_policies": identity, "permissions_boundary": boundary,
                "session_policies": session, "resource_policy": resource,
                "service_control_policies": if scps.is_empty() { Value::Null } else { levels(scps) },
                "assume_known": known,
            })
        },
    )
}

fn decided(question: &Value) -> Decision {
    let scenario = scenario::read(&question.to_string()).next().unwrap().unwrap();
    decide(&scenario.request, &scenario.layers)
}

/// Turns every list of statements, policies and values around.
fn turned(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().rev().map(turned).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.clone(), turned(value))).collect()
        }
        other => other.clone(),
    }
}

/// The places of the statements of a question.
fn statements(value: &mut Value) -> Vec<&mut Vec<Value>> {
    match value {
        Value::Array(items) => items.iter_mut().flat_map(statements).collect(),
        Value::Object(fields) => fields
            .iter_mut()
            .flat_map(|(key, value)| match (key.as_str(), value) {
                ("Statement", Value::Array(items)) => vec![items],
                (_, value) => statements(value),
            })
            .collect(),
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(Config { cases: 128, failure_persistence: None, ..Config::default() })]

    #[test]
    fn order_never_matters(question in question()) {
        let (one, other) = (decided(&question), decided(&turned(&question)));
        prop_assert_eq!(one.verdict, other.verdict);
        prop_assert_eq!(one.reason, other.reason);
        prop_assert_eq!(one.hinges, other.hinges);
        prop_assert_eq!(one.denied_by, other.denied_by);
    }

    #[test]
    fn a_deny_more_never_allows(question in question(), deny in statement(&["Deny"]), at in 0_usize..20) {
        let mut more = question.clone();
        let mut places = statements(&mut more);
        if !places.is_empty() {
            let place = at % places.len();
            let mut deny = deny;
            if let Some(principal) = places[place].first().and_then(|first| first.get("Principal")) {
                deny["Principal"] = principal.clone();
            }
            places[place].push(deny);
        }
        if decided(&question).verdict != Verdict::Allowed {
            prop_assert_ne!(decided(&more).verdict, Verdict::Allowed);
        }
    }

    #[test]
    fn an_allow_more_never_denies(question in question(), allow in statement(&["Allow"]), at in 0_usize..20) {
        let mut more = question.clone();
        let mut places = statements(&mut more);
        if !places.is_empty() {
            let place = at % places.len();
            let mut allow = allow;
            if let Some(principal) = places[place].first().and_then(|first| first.get("Principal")) {
                allow["Principal"] = principal.clone();
            }
            places[place].push(allow);
        }
        if decided(&question).verdict == Verdict::Allowed {
            prop_assert_eq!(decided(&more).verdict, Verdict::Allowed);
        }
    }

    /// E-32.
    #[test]
    fn what_only_limits_never_grants(question in question(), limit in document(EITHER), at in 0_usize..3) {
        let mut bare = question.clone();
        let key = ["permissions_boundary", "session_policies", "service_control_policies"][at];
        bare[key] = Value::Null;
        let mut limited = bare.clone();
        limited[key] = match at {
            0 => limit,
            1 => json!([limit]),
            _ => json!([{"policies": [limit]}]),
        };
        if decided(&limited).verdict == Verdict::Allowed {
            prop_assert_eq!(decided(&bare).verdict, Verdict::Allowed);
        }
    }

    #[test]
    fn names_mean_nothing(question in question()) {
        let text = question.to_string();
        let renamed = text.replace("111111111111", "343434343434").replace("222222222222", "565656565656")
            .replace("ann", "amy").replace("app", "web");
        let renamed: Value = serde_json::from_str(&renamed).unwrap();
        let (one, other) = (decided(&question), decided(&renamed));
        prop_assert_eq!(one.verdict, other.verdict);
        prop_assert_eq!(one.reason, other.reason);
    }

    #[test]
    fn any_text_can_be_a_policy(question in question(), text in "\\PC{0,60}", noise in r#"[{}\[\]":,a-zA-Z$*?\\ ]{0,80}"#) {
        let mut scenario = scenario::read(&question.to_string()).next().unwrap().unwrap();
        for text in [text, noise] {
            let policy = AttachedPolicy::new("P", "noise", Document::new(&text));
            scenario.layers.identity.push(policy.clone());
            scenario.layers.resource = Some(policy);
            decide(&scenario.request, &scenario.layers);
            scenario::read(&text).for_each(drop);
        }
    }

    #[test]
    fn any_word_can_stand_anywhere(
        action in "[a-zA-Z0-9*?:$]{0,20}", resource in "(arn:)?[a-z0-9:/*?${}, ']{0,40}",
        operator in "(ForAnyValue:|ForAllValues:)?[A-Za-z]{0,20}(IfExists)?", key in "\\PC{0,20}",
        value in "\\PC{0,30}", principal in "(arn:aws:)?[a-z0-9:/*]{0,40}",
    ) {
        let statement = json!({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action,
            "Resource": resource, "Condition": {operator: {&key: value}}});
        let question = json!({
            "principal": {"arn": "arn:aws:iam::111111111111:user/ann"}, "action": "s3:GetObject",
            "resource": {"arn": resource}, "context": {&key: value},
            "resource_policy": {"document": {"Version": "2012-10-17", "Statement": [statement]}},
        });
        decided(&question);
    }
}
