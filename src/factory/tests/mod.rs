//! Vending from end to end: plan, run, stop anywhere and go on, take back.

use std::{collections::BTreeMap, sync::Arc};

mod planning;
mod running;
mod standing;

use super::*;
use crate::org::{AccountState, Change, ChangeSet, NodeId, Organization, ParentId, Record, Undo};

const TEMPLATE: &str = r#"kind: AccountTemplate
metadata: {name: workload, version: 3}
parameters:
  app:   {type: string, pattern: "[a-z]{3,20}"}
  env:   {type: enum, values: [dev, prod], default: dev}
  email: {type: email, default: "${app}-${env}@company.example"}
  owner: {type: group, default: booking, must_exist: true}
  place: {type: ou, default: /Workloads/NonProd}
  subs:  {type: list<oidc_subject>, default: ["repo:acme/${app}:*"]}
  money: {type: money, default: 500}
spec:
  ou: {by: env, prod: /Workloads/Prod, else: "${place}"}
  account: {name: "${app}-${env}", alias: "co-${app}-${env}"}
  quarantine: Stop
  tags: {app: "${app}"}
  contacts: {security: sec@company.example}
  policies: {scp: [NoChanges], rcp: [Fence]}
  password_policy: strict14
  boundary: Edge
  roles:
    - {name: Deploy, trust: {account: pipeline, role: Pusher}, policies: [ReadOnlyAccess], boundary: Edge, max_session: 2h}
    - {name: CI, trust: {oidc: github, subjects: "${subs}"}, boundary: Edge}
    - {name: OnlyProd, trust: {service: ec2.amazonaws.com}, when: env == prod}
  assignments: [{group: "${owner}", permission_set: Developer, expires: 30d}]
  budget: {monthly: "${money}", alarms: [50, 100]}
  services: {cloudtrail: all-regions, config: on}
invariants:
  - {deny: "s3:PutObject", for: "role/*"}
  - {deny: "iam:CreateUser", for: role/OnlyProd, when: env == prod}
approval: {count: 2, from: security, when: env == prod}
lifecycle: {protect: true, ttl: 90d, parking: /Parked}
definitions:
  policies:
    Edge: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b-${account_id}/*"}]}'
"#;

const REVISION: u64 = 7;

fn template() -> Arc<Template> {
    Arc::new(Template::read("workload.yaml", TEMPLATE).unwrap())
}

fn edited(from: &str, to: &str) -> Arc<Template> {
    assert!(TEMPLATE.contains(from), "{from}");
    let text = TEMPLATE.replacen(from, to, 1);
    Template::read("workload.yaml", &text).map_or_else(|e| panic!("{e:?}"), Arc::new)
}

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, Given<String>> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), Given::from(*text))).collect()
}

fn request(template: &Arc<Template>, organization: &Organization) -> Request {
    check(template, &values(&[("app", "shop")]), organization)
        .unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn planned(template: &Arc<Template>, organization: &Organization) -> Result<Plan, Vec<String>> {
    plan(&request(template, organization), organization, REVISION, testing::now(), &Evaluator)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

fn refusal(template: &Arc<Template>, organization: &Organization) -> String {
    planned(template, organization).err().expect("the plan should fail").join("\n")
}

/// Applies one commit as a store does, and gives back the organization after it.
fn commit(organization: &Organization, commit: &Commit) -> Organization {
    organization.apply_set(commit.changes()).unwrap().organization
}

/// Drives a run for at most so many commits.
fn drive(mut run: Run, mut organization: Organization, commits: usize) -> (Run, Organization) {
    let mut left = commits;
    loop {
        match run.next(&organization, &Evaluator) {
            Next::Became(next) => run = *next,
            Next::Commit(next) if left > 0 => {
                organization = commit(&organization, &next);
                run = run.committed(next);
                left -= 1;
            }
            Next::Commit(_) | Next::Wait | Next::Over => return (run, organization),
        }
    }
}

fn started(template: &Arc<Template>, organization: &Organization) -> Run {
    Run::start(planned(template, organization).unwrap_or_else(|e| panic!("{e:?}")), REVISION)
}

fn changed(change: impl Fn(Record) -> Record) -> Organization {
    Organization::from_records(testing::records().into_iter().map(change)).unwrap()
}
