//! What a decision costs in memory: a statement that does not apply allocates nothing.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use bailiwick::access::{Verdict, decide, scenario};
use serde_json::{Value, json};

/// Statements that do not apply, each for another reason.
fn misses() -> Vec<Value> {
    let under = |condition: Value| json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": condition});
    vec![
        json!({"Effect": "Allow", "Action": ["ec2:*", "s3:Put*"], "Resource": "*"}),
        json!({"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}),
        json!({"Effect": "Deny", "Action": "*", "Resource": ["arn:aws:s3:::other/*", "arn:aws:s3:::b?/*"]}),
        json!({"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::b/*"}),
        json!({"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::other-${aws:username}/*"}),
        under(json!({"StringEquals": {"aws:PrincipalTag/team": ["a", "b"]}})),
        under(json!({"StringNotEqualsIgnoreCase": {"aws:PrincipalTag/team": "CORE"}})),
        under(json!({"StringNotLike": {"aws:PrincipalTag/team": "c*"}})),
        under(json!({"Bool": {"aws:SecureTransport": "false"}})),
        under(json!({"IpAddress": {"aws:SourceIp": ["198.51.100.0/24", "2001:db8::/32"]}})),
        under(json!({"NumericLessThan": {"s3:max-keys": "10"}})),
        under(json!({"DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}})),
        under(json!({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}})),
        under(json!({"Null": {"aws:SourceIp": "true"}})),
        under(json!({"ForAnyValue:StringEquals": {"aws:TagKeys": ["x", "y"]}})),
    ]
}

/// How often a decision allocates when each of the statements stands so often in the policy.
fn allocations(misses: &[Value], times: usize) -> u64 {
    let mut statements = vec![json!({"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"})];
    statements.extend(misses.iter().cycle().take(misses.len() * times).cloned());
    let question = json!({
        "principal": {"arn": "arn:aws:iam::111111111111:user/ann", "tags": {"team": "core"}},
        "action": "s3:GetObject", "resource": {"arn": "arn:aws:s3:::b/k", "account": "111111111111"},
        "context": {"aws:SourceIp": "203.0.113.7", "s3:max-keys": 10,
                    "aws:CurrentTime": "2026-01-01T00:00:00Z", "aws:TagKeys": ["a", "b"]},
        "identity_policies": [{"document": {"Version": "2012-10-17", "Statement": statements}}],
    });
    let scenario = scenario::read(&question.to_string()).next().unwrap().unwrap();
    let ask = || decide(&scenario.request, &scenario.layers);
    assert_eq!(ask().verdict, Verdict::Allowed, "{misses:?}");
    allocation_counter::measure(|| drop(ask())).count_total
}

#[test]
fn a_statement_that_does_not_apply_allocates_nothing() {
    let costly: Vec<String> = misses()
        .into_iter()
        .filter_map(|miss| {
            let miss = [miss];
            let more = allocations(&miss, 101) - allocations(&miss, 1);
            (more > 0).then(|| format!("{more} for a hundred of {}", miss[0]))
        })
        .collect();
    assert!(costly.is_empty(), "{}", costly.join("\n"));
}
