//! `can` and `permissions`.

use super::program::{Ran, demo, demo_json};

const INVOICE: &str = "arn:aws:s3:::erp-invoices/2026/1.pdf";
const BOOKING: &str = "arn:aws:s3:::booking-invoices/2026/1.pdf";
const MODEL: &str = "arn:aws:bedrock:eu-west-1::foundation-model/some-model";

#[test]
fn the_exit_code_is_the_answer() {
    assert_eq!(demo(&["can", "anonymous", "s3:GetObject", INVOICE]).code, 0);
    assert_eq!(demo(&["can", "anonymous", "s3:GetObject", BOOKING]).code, 1);
    let conditional = demo(&["can", "amara/sbx-amara", "s3:GetObject", "arn:aws:s3:::some/thing"]);
    assert_eq!(conditional.code, 1);
    assert!(conditional.out.starts_with("CONDITIONAL"), "{conditional:?}");
    assert!(conditional.out.contains("hangs on aws:RequestedRegion"), "{conditional:?}");
}

#[test]
fn a_denial_names_the_layer_and_where_it_is_attached() {
    let decided = demo_json(&["can", "amara/sbx-amara", "bedrock:InvokeModel", MODEL]);
    assert_eq!(decided["decision"], "implicitDeny");
    assert_eq!(decided["reason"], "implicit:scp");
    assert!(decided["message"].as_str().unwrap().contains("attached to /Sandbox"));
    let decided = demo_json(&["can", "anonymous", "s3:GetObject", BOOKING]);
    assert_eq!(decided["denied_by"], serde_json::json!(["rcp"]));
    assert_eq!(decided["statements"][0]["policy"], "OrgPerimeter");
}

#[test]
fn what_is_said_about_the_context_decides() {
    let line = ["can", "amara/sbx-amara", "s3:GetObject", "arn:aws:s3:::some/thing"];
    let given = |words: &[&str]| demo(&[&line, words].concat());
    assert_eq!(given(&["--context", "aws:RequestedRegion=eu-west-1"]).code, 0);
    assert_eq!(given(&["--context", "aws:RequestedRegion=us-east-1"]).code, 1);
    let absent = demo_json(&[&line[..], &["--absent", "aws:RequestedRegion"]].concat());
    assert_ne!(absent["decision"], "conditional");
    let assumed = demo_json(&[&line[..], &["--assume-absent"]].concat());
    assert_eq!(assumed["decision"], absent["decision"]);
}

#[test]
fn an_action_without_a_resource_needs_none() {
    assert_eq!(demo(&["can", "amara/sbx-amara", "s3:ListAllMyBuckets"]).code, 0);
    demo(&["can", "amara/sbx-amara", "s3:GetObject"])
        .refused(&["s3:GetObject needs a resource", "object: arn:${Partition}:s3:::"]);
}

#[test]
fn a_call_that_asks_for_several_things_needs_them_all() {
    assert_eq!(demo(&["can", "anonymous", "s3:GetObject", INVOICE, INVOICE]).code, 0);
    let some = demo(&["can", "anonymous", "s3:GetObject", INVOICE, BOOKING]);
    assert_eq!(some.code, 1);
    assert!(some.out.starts_with("DENIED  1 of the 2 things it asks for are allowed"), "{some:?}");
    let copy = format!("s3:GetObject={BOOKING}");
    let told = demo_json(&["why", "anonymous", "s3:GetObject", INVOICE, "--also", &copy]);
    assert_eq!(
        (&told["decision"], &told["reason"]),
        (&"explicitDeny".into(), &"explicit:rcp".into())
    );
    assert_eq!(told["authorizations"][0]["decision"], "allowed");
    assert_eq!(told["authorizations"][1]["resource"], BOOKING);
    assert!(told["authorizations"][1]["trace"].is_array());
    let instance = "arn:aws:ec2:eu-west-1:447100004001:instance/*";
    let alone = demo(&["can", "booking-prod/Deploy", "ec2:RunInstances", instance]);
    assert!(alone.err.contains("asks for image, network-interface"), "{alone:?}");
    demo(&["can", "anonymous", "s3:GetObject", INVOICE, "--also", "s3:PutObject"])
        .refused(&["s3:PutObject needs a resource"]);
}

#[test]
fn a_session_token_is_a_step_that_is_decided() {
    let with = |who: &str, given: &[&str]| {
        demo(&[&["can", who, "iam:ListUsers", "--session-token"], given].concat())
    };
    let role = with("booking-prod/Deploy", &[]);
    assert_eq!(role.code, 1, "{role:?}");
    assert!(role.out.contains("sts:GetSessionToken") && role.err.contains("cannot be done"));
    let reason = |ran: &Ran| ran.out.contains("callers of its kind");
    let without = with("root@kestrel-mgmt", &[]);
    assert!(without.code == 1 && reason(&without), "{without:?}");
    let second = with("root@kestrel-mgmt", &["--mfa"]);
    assert_eq!(second.code, 0, "{second:?}");
    with("root@kestrel-mgmt", &["--context", "aws:MultiFactorAuthPresent=true"])
        .refused(&["give --mfa"]);
}

#[test]
fn a_principal_that_is_not_there_is_told_with_its_neighbour() {
    let ask = |who| demo(&["can", who, "s3:ListAllMyBuckets"]);
    ask("amra/sbx-amara").refused(&["did you mean `amara/sbx-amara`?"]);
    ask("amara/sbx-amra").refused(&["no account `sbx-amra`", "did you mean `amara/sbx-amara`?"]);
    ask("booking-prod/Deploi").refused(&["did you mean `booking-prod/Deploy`?"]);
    ask("amara").refused(&["  - amara/sbx-amara/SandboxOwner"]);
    ask("amara/booking-prod").refused(&["amara@kestrel.example", "booking-prod"]);
    demo(&["permissions", "amra/sbx-amara"]).refused(&["did you mean"]);
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let ask = |words: &[&str]| demo(&[&["can", "booking-prod/Deploy"], words].concat());
    ask(&["ListAllMyBuckets"]).refused(&["is not an action", "s3:GetObject"]);
    ask(&["s3:GetObjet"]).refused(&["did you mean `s3:GetObject`?"]);
    ask(&["s4:GetObject"]).refused(&["did you mean `s3:GetObject`?"]);
    ask(&["s3:GetObject", "erp-invoices"])
        .refused(&["is not an ARN", "did you mean arn:aws:s3:::erp-invoices?"]);
    let context = |given| ask(&["s3:ListAllMyBuckets", "--context", given]);
    context("aws:SourceIp").refused(&["--context aws:SourceIp: write KEY=VALUE"]);
    context("aws:SourceIp=home").refused(&["has to be an IP address"]);
    context("aws:MultiFactorAuthPresent=yes").refused(&["has to be true or false"]);
    ask(&["s3:ListAllMyBuckets", "--absent", "aws:SourceIp", "--context", "aws:SourceIp=10.0.0.1"])
        .refused(&["keep one"]);
    assert_eq!(ask(&["s3:ListAllMyBuckets", "--now=soon"]).code, 2);
}

#[test]
fn what_is_only_odd_is_noted() {
    let ask = |words: &[&str]| demo(&[&["can", "booking-prod/Deploy"], words].concat());
    let key = ask(&["s3:ListAllMyBuckets", "--context", "aws:SourceIpp=x"]);
    assert!(key.err.starts_with("note: ") && key.err.contains("aws:SourceIpp"), "{key:?}");
    let kind = ask(&["s3:GetObject", "arn:aws:sqs:eu-west-1:447100004001:booking-events"]);
    assert!(kind.err.contains("works on accesspointobject, object"), "{kind:?}");
    let star = ask(&["s3:GetObject", "*"]);
    assert!(star.err.contains("and * is none"), "{star:?}");
    let none = ask(&["s3:ListAllMyBuckets", "arn:aws:s3:::booking-invoices"]);
    assert!(none.err.contains("takes no resource"), "{none:?}");
}

#[test]
fn now_is_the_clock_of_the_data_unless_it_is_given() {
    let ask = |now| demo(&["can", "booking-prod/Deploy", "s3:ListAllMyBuckets", now]);
    assert_eq!(ask("--now").code, 0);
    assert_eq!(ask("--now=2026-01-01T00:00:00Z").code, 0);
}

#[test]
fn permissions_are_summed_up_by_service_and_level() {
    let found = demo_json(&["permissions", "amara/sbx-amara"]);
    let services = found["services"].as_array().unwrap();
    assert!(services.iter().all(|it| it["access"] != "denied"));
    assert!(services.iter().any(|it| it["service"] == "dynamodb"));
    assert!(!services.iter().any(|it| it["service"] == "bedrock"));
    let sum = |key: &str| found["total"][key].as_u64().unwrap();
    let denied = demo_json(&["permissions", "amara/sbx-amara", "--access", "denied"]);
    let shown = denied["services"].as_array().unwrap().len();
    assert_eq!(shown, usize::try_from(found["left_out"].as_u64().unwrap()).unwrap());
    assert!(sum("allowed") > 0 && sum("conditional") > 0 && sum("denied") > 0);
    let page = demo(&["permissions", "amara/sbx-amara"]).out;
    assert!(page.contains("other services are left out"), "{page}");
}

#[test]
fn the_actions_of_a_service_come_with_what_decides() {
    let found = demo_json(&[
        "permissions",
        "amara/sbx-amara",
        "--service",
        "bedrock",
        "--access",
        "denied",
    ]);
    let actions = found["actions"].as_array().unwrap();
    let invoke = actions.iter().find(|it| it["action"] == "bedrock:InvokeModel").unwrap();
    assert_eq!(invoke["why"], "no service control policy at /Sandbox allows it");
    demo(&["permissions", "amara/sbx-amara", "--service", "dynamo"])
        .refused(&["no service `dynamo`"]);
}
