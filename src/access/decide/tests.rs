//! What scenarios cannot say: policies that cannot be read or are not at hand.

use super::*;
use crate::{
    access::{layers::MissingPolicy, scenario},
    policy::Document,
};

/// What becomes of a request of Ann's, who may do all, once her layers are changed.
fn decided(action: &str, resource: &str, change: impl Fn(&mut Layers)) -> Decision {
    let text = format!(
        r#"{{"principal":{{"arn":"arn:aws:iam::111111111111:user/ann"}},"action":"{action}","resource":{{"arn":"{resource}","account":"111111111111"}},"identity_policies":[{{"document":{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*"}}}}}}]}}"#
    );
    let mut scenario = scenario::read(&text).next().unwrap().unwrap();
    change(&mut scenario.layers);
    decide(&scenario.request, &scenario.layers)
}

fn on_object(change: impl Fn(&mut Layers)) -> Decision {
    decided("s3:GetObject", "arn:aws:s3:::b/k", change)
}

/// Its first statement cannot be read.
fn half_read() -> AttachedPolicy {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps"}]}"#;
    AttachedPolicy::new("half", "inline", Document::new(text))
}

fn missing(layer: LayerKind) -> MissingPolicy {
    MissingPolicy { layer, what: "something".to_owned() }
}

#[test]
fn what_cannot_be_read_might_do_either_g_9() {
    assert_eq!(on_object(|_| {}).verdict, Verdict::Allowed);
    let hinge = vec![Hinge::Unreadable("half".to_owned(), 1)];
    let changes: [fn(&mut Layers); 4] = [
        |layers| layers.identity.push(half_read()),
        |layers| layers.identity = vec![half_read()],
        |layers| layers.resource = Some(half_read()),
        |layers| layers.boundary = Some(half_read()),
    ];
    for change in changes {
        let decision = on_object(change);
        assert_eq!((decision.verdict, decision.hinges), (Verdict::Conditional, hinge.clone()));
    }
    let no_other = on_object(|layers| {
        layers.identity.clear();
        layers.resource = Some(half_read());
    });
    assert_eq!((no_other.verdict, no_other.hinges), (Verdict::Conditional, hinge));
}

#[test]
fn what_is_missing_might_do_either() {
    let hinge = vec![Hinge::MissingPolicy("something".to_owned())];
    for layer in [LayerKind::Identity, LayerKind::Resource] {
        let lacking = on_object(|layers| {
            layers.identity.clear();
            layers.missing.push(missing(layer));
        });
        assert_eq!((lacking.verdict, lacking.hinges), (Verdict::Conditional, hinge.clone()));
    }
    let beside = on_object(|layers| layers.missing.push(missing(LayerKind::Identity)));
    assert_eq!(beside.verdict, Verdict::Conditional, "it might forbid");
    let elsewhere = on_object(|layers| layers.missing.push(missing(LayerKind::Trust)));
    assert_eq!(elsewhere.verdict, Verdict::Allowed, "it bears on other calls");
    let trust = decided("sts:AssumeRole", "arn:aws:iam::111111111111:role/r", |layers| {
        layers.missing.push(missing(LayerKind::Trust));
    });
    assert_eq!((trust.verdict, trust.hinges), (Verdict::Conditional, hinge));
}

#[test]
fn whose_account_is_cut_off_cannot_call_e_8() {
    let decision = on_object(|layers| layers.standing = Standing::NotUsable);
    assert_eq!(decision.reason, Reason::AccountNotUsable);
}

#[test]
fn keys_that_are_never_carried_are_assumed_away_c_32() {
    let text = r#"{"principal":{"arn":"arn:aws:iam::111111111111:user/ann"},"action":"s3:GetObject","resource":{"arn":"arn:aws:s3:::b/k"},"assume_known":false,"identity_policies":[{"document":{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"ec2:InstanceType":"t3.micro"}}}}}]}"#;
    let scenario = scenario::read(text).next().unwrap().unwrap();
    let decision = decide(&scenario.request, &scenario.layers);
    assert_eq!(decision.verdict, Verdict::ImplicitDeny);
    assert_eq!(decision.assumptions.len(), 1);
    assert!(decision.assumptions[0].contains("never carries ec2:InstanceType"));
}
