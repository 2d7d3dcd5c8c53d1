//! SCPs and RCPs as platform teams write them, and where they attach them.

use serde_json::{Value, json};

use super::{
    Maker,
    tree::{Purpose, Tree},
};
use crate::org::{
    Attachments, Keeper, NodeId, Policy, PolicyId, PolicyType, Record, Tags, policy::full_access,
};
use crate::policy::Document;

/// Policies that can be attached to one node, the one that allows everything among them.
const ROOM: usize = 5;

/// Makes the policies and attaches them.
pub fn attach(maker: &mut Maker, tree: &Tree) -> Option<()> {
    let everything = full_access(PolicyType::ServiceControlPolicy)?;
    let open = full_access(PolicyType::ResourceControlPolicy)?;
    let always = vec![everything.id.clone(), open.id.clone()];
    maker.put(Record::Policy(everything));
    maker.put(Record::Policy(open));

    let leave = scp(maker, "DenyLeave", &deny(&json!(["organizations:LeaveOrganization"]), None))?;
    let root = scp(
        maker,
        "DenyRoot",
        &deny(
            &json!("*"),
            Some(json!({"StringLike":
        {"aws:PrincipalArn": "arn:aws:iam::*:root"}})),
        ),
    )?;
    let allowlist = scp(
        maker,
        "SandboxAllowlist",
        &json!({"Effect": "Allow", "Resource": "*", "Action":
        ["ec2:*", "s3:*", "lambda:*", "dynamodb:*", "logs:*", "cloudwatch:*", "iam:*", "sts:*", "sqs:*"]}),
    )?;
    let closed = scp(
        maker,
        "DenyEverything",
        &deny(
            &json!("*"),
            Some(json!({"ArnNotLike":
        {"aws:PrincipalArn": "arn:aws:iam::*:role/OrganizationAccountAccessRole"}})),
        ),
    )?;
    let perimeter = rcp(
        maker,
        "OrgPerimeter",
        &json!({"Effect": "Deny", "Principal": "*", "Resource": "*",
        "Action": ["s3:*", "sqs:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"], "Condition": {
            "StringNotEqualsIfExists": {"aws:PrincipalOrgID": maker.organization},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}),
    )?;
    let tls = rcp(
        maker,
        "EnforceTls",
        &json!({"Effect": "Deny", "Principal": "*", "Resource": "*",
        "Action": "s3:*", "Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}}),
    )?;
    let mut habits = Vec::new();
    while habits.len() + 7 < maker.counts.guardrails {
        let number = habits.len();
        let statement = habit(maker, number);
        habits.push(scp(maker, &format!("Guardrail{number:03}"), &statement)?);
    }

    let mut extra = vec![leave];
    extra.extend(habits.first().cloned());
    put(maker, NodeId::Root(maker.root.parse().ok()?), &always, extra);
    for (node, purpose) in &tree.units {
        let (mut own, extra) = (
            always.clone(),
            match purpose {
                Purpose::Security | Purpose::Infrastructure => vec![root.clone(), tls.clone()],
                Purpose::Workloads => vec![perimeter.clone(), root.clone()],
                Purpose::Business => some(maker, &habits, 2),
                Purpose::Production => some(maker, &habits, 3),
                Purpose::Development => some(maker, &habits, 1),
                Purpose::Sandbox => vec![allowlist.clone()],
                Purpose::Suspended => vec![closed.clone()],
            },
        );
        if *purpose == Purpose::Sandbox {
            own.remove(0);
        }
        put(maker, node.clone(), &own, extra);
    }
    for (node, _) in &tree.accounts {
        let extra = if maker.dice.percent(6) { some(maker, &habits, 1) } else { Vec::new() };
        put(maker, node.clone(), &always, extra);
    }
    Some(())
}

fn put(maker: &mut Maker, node: NodeId, always: &[PolicyId], extra: Vec<PolicyId>) {
    let mut policies = always.to_vec();
    for policy in extra {
        if !policies.contains(&policy) {
            policies.push(policy);
        }
    }
    maker.put(Record::Attachments(Attachments { node, policies }));
}

fn some(maker: &mut Maker, habits: &[PolicyId], count: usize) -> Vec<PolicyId> {
    let mut found = Vec::new();
    for _ in 0..count.min(ROOM - 1) {
        found.extend(habits.get(maker.dice.skewed(habits.len())).cloned());
    }
    found
}

fn deny(action: &Value, condition: Option<Value>) -> Value {
    let mut statement = json!({"Effect": "Deny", "Action": action, "Resource": "*"});
    if let Some(condition) = condition {
        statement["Condition"] = condition;
    }
    statement
}

/// One of the guardrails that every organization has in its own words.
fn habit(maker: &mut Maker, number: usize) -> Value {
    let dice = &mut maker.dice;
    let regions = ["eu-west-1", "eu-central-1", "us-east-1", "us-west-2", "ap-southeast-1"];
    let kept: Vec<&str> =
        (0..=number % 3).map(|at| regions[(number + at) % regions.len()]).collect();
    let exempt = json!({"ArnNotLike": {"aws:PrincipalArn": [
        "arn:aws:iam::*:role/OrganizationAccountAccessRole",
        format!("arn:aws:iam::*:role/platform-{number}*")]}});
    match number % 8 {
        0 => {
            json!({"Effect": "Deny", "Resource": "*", "NotAction": ["iam:*", "sts:*", "organizations:*",
            "support:*", "cloudfront:*", "route53:*", "budgets:*", "health:*"],
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": kept}}})
        }
        1 => deny(
            &json!([
                "cloudtrail:StopLogging",
                "cloudtrail:DeleteTrail",
                "guardduty:Delete*",
                "config:Stop*",
                "config:DeleteConfigurationRecorder"
            ]),
            Some(exempt),
        ),
        2 => deny(
            &json!(["iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile"]),
            Some(exempt),
        ),
        3 => deny(
            &json!(["iam:CreateRole", "iam:PutRolePermissionsBoundary"]),
            Some(json!({
            "StringNotLike": {"iam:PermissionsBoundary": "arn:aws:iam::*:policy/Boundary*"},
            "ArnNotLike": {"aws:PrincipalArn": format!("arn:aws:iam::*:role/platform-{number}*")}})),
        ),
        4 => deny(
            &json!("ec2:RunInstances"),
            Some(json!({"StringNotEquals":
            {"ec2:MetadataHttpTokens": "required"}})),
        ),
        5 => deny(
            &json!([
                "s3:DeleteBucket",
                "s3:PutBucketPolicy",
                "rds:Delete*",
                "dynamodb:DeleteTable"
            ]),
            Some(
                json!({"StringNotLike": {"aws:PrincipalTag/team": [format!("team-{}", dice.below(50)), "platform"]}}),
            ),
        ),
        6 => deny(
            &json!("ec2:RunInstances"),
            Some(json!({"ForAnyValue:StringNotLike":
            {"ec2:InstanceType": ["t3.*", "m6i.*", format!("c{}.*", 5 + dice.below(3))]}})),
        ),
        _ => deny(
            &json!(["s3:PutObject", "s3:PutObjectAcl"]),
            Some(json!({"StringEquals":
            {"s3:x-amz-acl": ["public-read", "public-read-write"]}})),
        ),
    }
}

fn scp(maker: &mut Maker, name: &str, statement: &Value) -> Option<PolicyId> {
    policy(maker, name, PolicyType::ServiceControlPolicy, statement)
}

fn rcp(maker: &mut Maker, name: &str, statement: &Value) -> Option<PolicyId> {
    policy(maker, name, PolicyType::ResourceControlPolicy, statement)
}

fn policy(
    maker: &mut Maker,
    name: &str,
    policy_type: PolicyType,
    statement: &Value,
) -> Option<PolicyId> {
    let id: PolicyId = format!("p-{}", name.to_lowercase()).parse().ok()?;
    let document = json!({"Version": "2012-10-17", "Statement": [statement]});
    maker.put(Record::Policy(Policy {
        id: id.clone(),
        name: name.to_owned(),
        description: String::new(),
        policy_type,
        keeper: Keeper::Customer,
        document: Document::new(&document.to_string()),
        tags: Tags::default(),
    }));
    Some(id)
}
