//! The pool of documents that customer managed policies are taken from: written once by somebody, and
//! copied ever since.

use serde_json::{Value, json};

use super::Maker;
use crate::policy::Document;

/// A policy of the pool: a name and a text.
pub struct Pooled {
    /// The name that accounts give it.
    pub name: String,
    /// The text.
    pub document: Document,
}

/// Actions that teams ask for together, and the resources that they are about.
const BUNDLES: [(&[&str], &str); 12] = [
    (&["s3:GetObject", "s3:PutObject", "s3:ListBucket"], "arn:aws:s3:::{team}-*"),
    (&["s3:Get*", "s3:List*"], "arn:aws:s3:::{team}-*/*"),
    (
        &["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
        "arn:aws:dynamodb:*:*:table/{team}-*",
    ),
    (&["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"], "arn:aws:sqs:*:*:{team}-*"),
    (&["lambda:InvokeFunction", "lambda:Get*"], "arn:aws:lambda:*:*:function:{team}-*"),
    (&["logs:CreateLogStream", "logs:PutLogEvents"], "*"),
    (&["kms:Decrypt", "kms:GenerateDataKey"], "arn:aws:kms:*:*:key/*"),
    (&["secretsmanager:GetSecretValue"], "arn:aws:secretsmanager:*:*:secret:{team}/*"),
    (&["ec2:Describe*", "ec2:StartInstances", "ec2:StopInstances"], "*"),
    (&["iam:PassRole"], "arn:aws:iam::*:role/{team}-*"),
    (&["sts:AssumeRole"], "arn:aws:iam::*:role/deploy-*"),
    (&["cloudwatch:PutMetricData", "xray:Put*"], "*"),
];

/// Makes the pool.
pub fn pool(maker: &mut Maker) -> Vec<Pooled> {
    (0..maker.counts.documents)
        .map(|number| Pooled {
            name: format!("app-policy-{number:04}"),
            document: document(maker, number),
        })
        .collect()
}

fn document(maker: &mut Maker, number: usize) -> Document {
    let team = format!("team{:03}", number % maker.counts.teams);
    let statements: Vec<Value> =
        (0..=1 + maker.dice.below(6)).map(|_| statement(maker, &team)).collect();
    Document::new(&json!({"Version": "2012-10-17", "Statement": statements}).to_string())
}

fn statement(maker: &mut Maker, team: &str) -> Value {
    let (actions, resource) = BUNDLES[maker.dice.below(BUNDLES.len())];
    let mut statement = json!({
        "Effect": if maker.dice.percent(8) { "Deny" } else { "Allow" },
        "Action": actions,
        "Resource": resource.replace("{team}", team),
    });
    let condition = match maker.dice.below(10) {
        0 => json!({"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}),
        1 => json!({"IpAddress": {"aws:SourceIp": ["198.51.100.0/24", "203.0.113.0/24"]}}),
        2 => json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        3 => json!({"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}),
        _ => return statement,
    };
    statement["Condition"] = condition;
    statement
}
