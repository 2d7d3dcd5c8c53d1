//! The demo's templates make accounts in the demo's organization.

use std::{collections::BTreeMap, sync::Arc};

use super::files;
use crate::{
    exchange::native,
    factory::{Commit, Evaluator, Given, Next, Plan, PlanError, Run, Stage, Template, check, plan},
    org::{Organization, Undo},
};

fn demo() -> Organization {
    native::read(&files()).unwrap_or_else(|errors| panic!("{errors:?}")).organization
}

fn template(name: &str) -> Arc<Template> {
    let path = format!("templates/{name}.yaml");
    let files = files();
    let text = files.get(&path).unwrap();
    Template::read(&path, text).map_or_else(|errors| panic!("{errors:#?}"), Arc::new)
}

fn planned(
    name: &str,
    values: &[(&str, &str)],
    demo: &Organization,
) -> Result<Plan, Vec<PlanError>> {
    let given: BTreeMap<_, _> =
        values.iter().map(|(name, text)| ((*name).to_owned(), Given::from(*text))).collect();
    let request =
        check(&template(name), &given, demo).unwrap_or_else(|errors| panic!("{errors:#?}"));
    plan(&request, demo, 0, demo.foundation().clock.unwrap_or_default(), &Evaluator)
}

fn told(errors: &[PlanError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_template_makes_an_account() {
    let demo = demo();
    let asked: [(&str, &[(&str, &str)]); 4] = [
        ("workload", &[("app", "parcel"), ("owner", "booking")]),
        ("workload", &[("app", "parcel"), ("owner", "booking"), ("env", "prod")]),
        ("sandbox", &[("owner", "ciara")]),
        ("security-tooling", &[("tool", "scanner")]),
    ];
    for (name, values) in asked {
        let plan = planned(name, values, &demo).unwrap_or_else(|e| panic!("{name}\n{}", told(&e)));
        let expected = plan.organization_after.clone();
        let mut run = Run::start(plan, 0).approve("test");
        let mut current = demo.clone();
        loop {
            match run.next(&current, &Evaluator) {
                Next::Became(next) => run = *next,
                Next::Commit(commit) => {
                    current = current.apply_set(commit.changes()).unwrap().organization;
                    assert!(!undo(&commit).is_empty());
                    run = run.committed(commit);
                }
                Next::Wait | Next::Over => break,
            }
        }
        assert_eq!(*run.stage(), Stage::Active, "{name}");
        assert!(current == expected, "{name}");
    }
}

fn undo(commit: &Commit) -> &[Undo] {
    match commit {
        Commit::Forward { undo, .. } => undo,
        Commit::Back { .. } => &[],
    }
}

#[test]
fn an_account_whose_pipeline_could_deliver_nothing_is_refused_with_the_reason() {
    let values = [("app", "parcel"), ("owner", "booking"), ("deploy", "ReadOnlyAccess")];
    let refused = told(&planned("workload", &values, &demo()).err().unwrap());
    assert!(
        refused.contains("s3:PutObject on arn:aws:s3:::parcel-dev-releases/app.zip"),
        "{refused}"
    );
    assert!(
        refused.contains("has to be allowed for role Deploy: no identity-based policy allows it"),
        "{refused}"
    );
}
