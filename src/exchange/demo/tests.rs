//! What is true of the demo's data. Whether it allows what it is planted to allow is for the
//! evaluator to say; here stands what it must find.

mod planted;

use std::{collections::HashMap, path::Path};

use chrono::TimeDelta;

use super::files;
use crate::{
    catalog::catalog,
    exchange::native::{self, Files},
    org::{Organization, Role},
    policy::Document,
};

fn demo() -> Organization {
    match native::read(&files()) {
        Ok(imported) => imported.organization,
        Err(errors) => {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            panic!("the demo does not load:\n{}", lines.join("\n"))
        }
    }
}

#[test]
fn what_is_embedded_is_the_directory() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo-data");
    assert_eq!(files(), Files::read_dir(&directory).unwrap());
}

#[test]
fn it_is_as_large_as_it_says() {
    let demo = demo();
    assert_eq!(demo.accounts().len(), 25);
    assert_eq!(demo.ous().len(), 13);
    assert_eq!(demo.permission_sets().len(), 12);
    assert_eq!(demo.directory_groups().len(), 15);
    assert_eq!(demo.directory_users().len(), 40);
    assert_eq!(demo.users().len(), 6);
}

#[test]
fn nothing_of_it_is_passed_over() {
    let imported = native::read(&files()).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(imported.notes, Vec::<String>::new());
}

#[test]
fn it_has_no_problems() {
    let problems: Vec<String> = demo().problems().iter().map(ToString::to_string).collect();
    assert_eq!(problems, Vec::<String>::new());
}

fn role<'a>(demo: &'a Organization, account: &str, name: &str) -> &'a Role {
    let id = demo.account_named(account).unwrap_or_else(|| panic!("no account {account}")).id;
    demo.roles()
        .get(&(id, name.parse().unwrap()))
        .unwrap_or_else(|| panic!("no role {name} in {account}"))
}

#[test]
fn every_account_has_the_roles_that_every_account_has() {
    let demo = demo();
    for account in demo.accounts().iter() {
        let name = &account.name;
        for expected in ["AWSServiceRoleForConfig", "AWSServiceRoleForCloudTrail"] {
            assert!(role(&demo, name, expected).service_linked(), "{name}/{expected}");
        }
        assert!(role(&demo, name, "Deploy").boundary.is_some(), "{name}");
        let audit = &role(&demo, name, "SecurityAuditRole").trust;
        assert!(audit.text().contains("447100002003"), "{name}: sec-tooling is not trusted");
        let reserved = demo.roles_in(account.id).filter(|it| it.permission_set.is_some()).count();
        assert!(reserved >= 3, "{name} has {reserved} roles of Identity Center");
        if account.id != demo.foundation().management {
            role(&demo, name, "OrganizationAccountAccessRole");
        }
    }
}

#[test]
fn controls_are_a_dozen_and_two_proactive() {
    let demo = demo();
    let mut controls: Vec<_> = demo.controls().iter().map(|it| it.control.to_string()).collect();
    controls.sort();
    controls.dedup();
    let (proactive, others): (Vec<_>, Vec<_>) = controls.iter().partition(|it| it.contains(".PR."));
    assert_eq!((proactive.len(), others.len()), (2, 12));
}

/// Every document that takes part in decisions, with what it belongs to.
fn documents(demo: &Organization) -> Vec<(String, Document)> {
    let mut found = Vec::new();
    let carriers = demo.accounts().iter().flat_map(|account| demo.carriers_in(account.id));
    for carrier in carriers {
        let inline = carrier.policies().inline.values();
        found.extend(inline.map(|it| (carrier.title(), it.clone())));
    }
    for role in demo.roles().iter() {
        found.push((format!("trust of {}", role.name), role.trust.clone()));
    }
    for policy in demo.managed_policies().iter() {
        let versions = policy.versions.iter();
        found.extend(versions.map(|it| (policy.arn.to_string(), it.document.clone())));
    }
    for resource in demo.resources().iter() {
        found.extend(resource.policy.iter().map(|it| (resource.arn.to_string(), it.clone())));
    }
    for policy in demo.policies().iter().filter(|it| it.policy_type.authorizes()) {
        found.push((policy.name.clone(), policy.document.clone()));
    }
    found
}

#[test]
fn every_document_is_understood_and_every_action_in_it_exists() {
    let demo = demo();
    let documents = documents(&demo);
    assert!(documents.len() > 300, "{}", documents.len());
    let mut wrong = Vec::new();
    let mut known: HashMap<String, bool> = HashMap::new();
    for (of, document) in documents {
        wrong.extend(document.faults().iter().map(|fault| format!("{of}: {fault}")));
        for pattern in document.statements().iter().flat_map(|it| &it.action.patterns) {
            let exists = *known.entry(pattern.text.to_string()).or_insert_with(|| {
                let Some(service) = pattern.service() else { return &*pattern.text == "*" };
                let actions = catalog().service(service).map_or(&[][..], |it| it.actions());
                actions
                    .iter()
                    .any(|it| it.full_name().parse().is_ok_and(|name| pattern.matches(&name)))
            });
            if !exists {
                wrong.push(format!("{of}: there is no action {}", pattern.text));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn people_and_machines_have_acted_in_the_month_before_the_clock() {
    let demo = demo();
    let clock = demo.foundation().clock.unwrap();
    let month = clock - TimeDelta::days(31)..=clock;
    assert!(demo.activity().len() > 300, "{}", demo.activity().len());
    for event in demo.activity().iter() {
        assert!(month.contains(&event.at), "{event:?}");
        assert!(catalog().action(&event.action).is_some(), "{event:?}");
    }
    let silent: Vec<_> = demo
        .accounts()
        .iter()
        .filter(|account| !demo.activity().iter().any(|event| event.account == account.id))
        .map(|account| account.name.clone())
        .collect();
    assert_eq!(silent, ["old-crm"]);
}
