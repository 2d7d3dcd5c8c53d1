//! How fast one decision is, with its whole trace, and how fast policies are read.

use std::hint::black_box;

use bailiwick::{
    access::{Verdict, decide, scenario},
    policy::Document,
};
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};

/// What the program runs on.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// One policy of 3 statements, 2 levels of SCPs.
fn small() -> Value {
    let full = json!({"name": "FullAWSAccess", "document": {"Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}});
    let level = |target: &str| json!({"target": target, "policies": [full]});
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["ec2:Describe*", "ec2:StartInstances"], "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "*",
         "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
    ]});
    json!({
        "id": "small", "principal": {"arn": "arn:aws:iam::111111111111:user/ann"},
        "action": "s3:GetObject", "resource": {"arn": "arn:aws:s3:::b/k", "account": "111111111111"},
        "identity_policies": [{"name": "P", "document": policy}],
        "service_control_policies": [level("r-root"), level("the account")],
    })
}

/// A policy of `statements` statements, no two alike.
fn wide(number: usize, statements: usize) -> Value {
    let statement = |at: usize| {
        json!({"Sid": format!("S{number}x{at}"), "Effect": if at % 7 == 6 { "Deny" } else { "Allow" },
            "Action": [format!("s3:Get{at}*"), format!("dynamodb:*{number}"), "s3:ListBucket*"],
            "Resource": [format!("arn:aws:s3:::bucket-{number}-{at}/*"), format!("arn:aws:s3:::*-{at}")],
            "Condition": {"StringLike": {"aws:PrincipalTag/team": [format!("team-{at}*"), "core-*"]},
                          "Bool": {"aws:SecureTransport": "true"}}})
    };
    let statements: Vec<Value> = (0..statements).map(statement).collect();
    json!({"name": format!("P{number}"), "document": {"Version": "2012-10-17", "Statement": statements}})
}

/// 10 policies of 30 statements, a boundary, 5 levels of 3 SCPs.
fn large() -> Value {
    let mut question = small();
    let identity: Vec<Value> = (0..10).map(|number| wide(number, 30)).collect();
    let full = question["service_control_policies"][0]["policies"][0].clone();
    let level = |at: usize| json!({"target": format!("ou-{at}"), "policies": [full, wide(20 + at, 5), wide(30 + at, 5)]});
    question["identity_policies"]
        .as_array_mut()
        .into_iter()
        .for_each(|all| all.extend(identity.clone()));
    question["permissions_boundary"] = full.clone();
    question["service_control_policies"] = (0..5).map(level).collect();
    question
}

fn decisions(criterion: &mut Criterion) {
    for (name, question) in [("small", small()), ("large", large())] {
        let Some(Ok(scenario)) = scenario::read(&question.to_string()).next() else { continue };
        assert_eq!(scenario::run(&scenario).decision, Some(Verdict::Allowed), "{name}");
        criterion.bench_function(&format!("decide {name}"), |bencher| {
            bencher.iter(|| decide(black_box(&scenario.request), black_box(&scenario.layers)));
        });
    }
}

fn reading(criterion: &mut Criterion) {
    // The documents of the large case: 10 of 30 statements, and those of its SCPs.
    let identity = (0..10).map(|number| wide(number, 30));
    let scps = (20..25).chain(30..35).map(|number| wide(number, 5));
    let documents: Vec<String> =
        identity.chain(scps).map(|policy| policy["document"].to_string()).collect();
    criterion.bench_function("read the large case's documents", |bencher| {
        bencher.iter(|| {
            documents.iter().map(|text| Document::new(text).statements().len()).sum::<usize>()
        });
    });
    let lines = format!("{}\n", small()).repeat(1000);
    criterion.bench_function("simulate 1000 small lines", |bencher| {
        bencher.iter(|| {
            let scenarios = scenario::read(black_box(&lines)).flatten();
            scenarios.filter(|s| scenario::run(s).decision == Some(Verdict::Allowed)).count()
        });
    });
}

criterion_group!(benches, decisions, reading);
criterion_main!(benches);
