//! `assume`, and `--via`.

use serde_json::{Value, json};

use super::program::{demo, demo_json};

const GITHUB: &str = "arn:aws:iam::447100005001:oidc-provider/token.actions.githubusercontent.com";
const AUDIENCE: [&str; 2] = ["--claim", "aud=sts.amazonaws.com"];

#[test]
fn a_chain_is_shown_hop_by_hop() {
    let line = ["assume", GITHUB, "cicd-prod/GitHubDeploy", "booking-prod/Deploy"];
    let chain = demo_json(&[&line[..], &AUDIENCE, &["--session-name", "run"]].concat());
    assert_eq!(chain["decision"], "allowed");
    let hops = chain["hops"].as_array().unwrap();
    let action = |hop: &Value| hop["calls"][0]["action"].clone();
    assert_eq!(action(&hops[0]), "sts:AssumeRoleWithWebIdentity");
    assert_eq!(action(&hops[1]), "sts:AssumeRole");
    let session = &hops[1]["session"];
    assert_eq!(session["arn"], "arn:aws:sts::447100004001:assumed-role/Deploy/run");
    let without = demo(&line);
    assert_eq!(without.code, 1, "{without:?}");
    assert!(
        without.out.contains("hangs on token.actions.githubusercontent.com:aud"),
        "{without:?}"
    );
}

#[test]
fn a_directory_user_signs_in_first() {
    let chain = demo_json(&["assume", "amara/sbx-amara", "--sign-in"]);
    let hop = &chain["hops"][0];
    let actions: Vec<&Value> =
        hop["calls"].as_array().unwrap().iter().map(|call| &call["action"]).collect();
    assert_eq!(json!(actions), json!(["sts:AssumeRoleWithSAML", "sts:TagSession"]));
    assert_eq!(hop["session"]["duration"], 28800);
    demo(&["assume", "booking-prod/Deploy", "--sign-in"]).refused(&["does not sign in"]);
}

#[test]
fn what_sts_refuses_is_told() {
    let line = ["assume", "cicd-prod/GitHubDeploy", "booking-prod/Deploy", "--duration", "7200"];
    let ran = demo(&line);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("REFUSED") && ran.out.contains("3600 seconds"), "{ran:?}");
    demo(&["assume", "cicd-prod/GitHubDeploy", "root@booking-prod"]).refused(&["is no role"]);
    demo(&[&line[..3], &["--tag", "team"]].concat()).refused(&["--tag team", "="]);
    demo(&[&line[..3], &["--session-policy", "/no/where"]].concat()).refused(&["cannot be read"]);
}

#[test]
fn questions_can_go_through_roles() {
    let line = ["can", "cicd-prod/GitHubDeploy", "s3:ListAllMyBuckets"];
    let through = [&line[..], &["--via", "booking-prod/Deploy"]].concat();
    let there = demo_json(&through);
    assert_eq!(there["principal"], "arn:aws:iam::447100004001:role/Deploy");
    let asked = ["can", "amara/sbx-amara", "s3:ListAllMyBuckets", "--via", "booking-prod/Deploy"];
    let denied = demo(&asked);
    assert_eq!(denied.code, 1);
    assert!(denied.out.contains("sts:AssumeRole") && denied.err.contains("cannot be done"));
    let through = ["permissions", "cicd-prod/GitHubDeploy", "--via", "booking-prod/Deploy"];
    let direct = demo_json(&["permissions", "booking-prod/Deploy"]);
    assert_eq!(demo_json(&through)["total"], direct["total"]);
}

#[test]
fn a_user_gets_a_session_of_its_own_g_27() {
    let token = demo_json(&["assume", "legacy-erp/erp-batch", "--session-token", "--mfa"]);
    let hop = &token["hops"][0];
    assert_eq!((&hop["step"], &hop["role"]), (&json!("session token"), &Value::Null));
    assert_eq!(hop["calls"][0]["reason"], "allow:always");
    assert_eq!(hop["session"]["duration"], 43200);
    let long = ["assume", "legacy-erp/erp-batch", "--session-token", "--duration", "129601"];
    let long = demo(&long);
    assert!(long.code == 1 && long.out.contains("900 to 129600 seconds"), "{long:?}");
}

#[test]
fn a_federated_session_does_what_its_policy_lets_it() {
    let (root, on) = ("root@kestrel-mgmt", "s3:ListAllMyBuckets");
    let read = ["--session-policy", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"];
    let federate = ["--federate", "auditor"];
    let tagged = ["assume", root, "--federate", "auditor", "--tag", "team=a"];
    let chain = demo_json(&[&tagged[..], &read].concat());
    let session = &chain["hops"][0]["session"];
    assert!(session["arn"].as_str().unwrap().ends_with(":federated-user/auditor"));
    assert_eq!((&session["tags"], &session["duration"]), (&json!({"team": "a"}), &json!(3600)));
    let can = |more: &[&str]| demo(&[&["can", root, on], more].concat()).code;
    assert_eq!((can(&[]), can(&federate)), (0, 1));
    assert_eq!(can(&[&federate[..], &read].concat()), 0);
    let misnamed = demo(&["assume", "legacy-erp/erp-batch", "--federate", "a b"]);
    assert!(misnamed.code == 2 && misnamed.err.contains("2 to 32"), "{misnamed:?}");
    let batch = demo(&["assume", "legacy-erp/erp-batch", "--federate", "auditor"]);
    assert!(batch.code == 1 && batch.out.contains("sts:GetFederationToken"), "{batch:?}");
}

#[test]
fn options_that_go_with_nothing_are_refused() {
    let line = |words: &[&str]| demo(&[&["assume", "legacy-erp/erp-batch"], words].concat());
    for alone in [
        &["--session-token", "--session-policy", "x"][..],
        &["--session-token", "--tag", "a=b"],
        &["--session-token", "--federate", "it"],
        &["--federate", "it", "--external-id", "ab"],
        &["--federate", "it", "--mfa"],
        &["legacy-erp/Any", "--federate", "it"],
    ] {
        assert_eq!(line(alone).code, 2, "{alone:?}");
    }
}
