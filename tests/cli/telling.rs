//! `why`.

use serde_json::Value;

use super::program::{demo, demo_json};

fn find<'v>(items: &'v Value, key: &str, value: &str) -> &'v Value {
    let items = items.as_array().unwrap();
    items
        .iter()
        .find(|item| item[key] == value)
        .unwrap_or_else(|| panic!("no {value} in {items:?}"))
}

#[test]
fn every_statement_is_told_with_what_fails_and_where() {
    let line = ["why", "amara/sbx-amara", "s3:ListAllMyBuckets"];
    let told = demo_json(&line);
    let layers = &told["trace"];
    let sandbox = find(layers, "target", "/Sandbox");
    assert_eq!((&sandbox["kind"], &sandbox["allows"]), (&"scp".into(), &true.into()));
    let root = find(layers, "target", "/");
    let statement = &find(&root["policies"], "policy", "DenyRootUser")["statements"][0];
    assert_eq!(statement["applies"], false);
    let why = statement["why"].as_str().unwrap();
    assert!(why.contains("aws:PrincipalArn ArnLike") && why.contains("the request has"), "{why}");
    let elements = statement["elements"].as_array().unwrap();
    let names: Vec<&str> = elements.iter().map(|it| it["element"].as_str().unwrap()).collect();
    assert_eq!(names, ["Action", "Resource", "Condition"]);
    let held: Vec<bool> = elements.iter().map(|it| it["holds"].as_bool().unwrap()).collect();
    assert_eq!(held, [true, true, false]);
    assert!(elements[2]["line"].as_u64() > statement["line"].as_u64());
    let page = demo(&line).out;
    assert!(page.contains("service control policy at /Sandbox: allows it"), "{page}");
    assert!(page.contains("Deny DenyRootUser does not apply"), "{page}");
}

#[test]
fn the_verdict_and_the_exit_code_are_those_of_can() {
    let line = ["anonymous", "s3:GetObject", "arn:aws:s3:::booking-invoices/2026/1.pdf"];
    let told = demo(&[&["why"], &line[..]].concat());
    let asked = demo(&[&["can"], &line[..]].concat());
    assert_eq!((told.code, asked.code), (1, 1));
    assert!(told.out.starts_with(&asked.out), "{told:?}");
    assert!(told.out.contains("denied by  rcp"), "{told:?}");
    assert!(told.out.contains("Deny DataForOurOrganization applies"), "{told:?}");
}
