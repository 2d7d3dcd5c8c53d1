//! `factory`: templates, plan, apply.

use std::{fs, path::PathBuf};

use tempfile::TempDir;

use super::program::{demo, demo_json, on, small};

/// A template that the small organization has everything for.
const TEMPLATE: &str = "
kind: AccountTemplate
metadata: {name: plain, version: 1, description: Nothing much}
parameters:
  app: {type: string, pattern: \"^[a-z]{2,20}$\", description: The product}
spec:
  ou: /Prod
  account: {name: \"${app}-prod\", email: \"${app}@example.com\"}
  tags: {app: \"${app}\"}
lifecycle: {parking: /Park}
";

fn with_template(text: &str) -> (TempDir, PathBuf, String) {
    let (home, store) = small();
    let file = home.path().join("plain.yaml");
    fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap().to_owned();
    (home, store, file)
}

#[test]
fn templates_say_what_they_ask_for() {
    let found = demo_json(&["factory", "templates"]);
    let templates = found["templates"].as_array().unwrap();
    let workload = templates.iter().find(|it| it["name"] == "workload").unwrap();
    let parameters = workload["parameters"].as_array().unwrap();
    let app = parameters.iter().find(|it| it["name"] == "app").unwrap();
    assert_eq!((&app["required"], &app["kind"]), (&true.into(), &"string".into()));
    assert!(demo(&["factory", "templates"]).out.contains("A product team's account"));
}

#[test]
fn a_plan_is_a_diff_and_does_nothing() {
    let line = ["factory", "plan", "workload", "--set", "app=shop", "--set", "owner=booking"];
    let page = demo(&line);
    assert_eq!(page.code, 0, "{page:?}");
    assert!(page.out.contains("  + create the account shop-dev"), "{}", page.out);
    assert!(page.out.contains("  ~ move shop-dev from / to /Workloads/NonProd"), "{}", page.out);
    assert!(page.out.contains("  - detach Quarantine"), "{}", page.out);
    let plan = demo_json(&line);
    assert_eq!((&plan["name"], &plan["done"]), (&"shop-dev".into(), &false.into()));
    demo(&["tree", "shop-dev"]).refused(&["shop-dev"]);
}

#[test]
fn all_that_is_wrong_with_values_is_told_at_once() {
    demo(&["factory", "plan", "workload", "--set", "app=S", "--set", "ownr=booking"]).refused(&[
        "3 things are wrong",
        "did you mean `owner`?",
        "parameter `app`",
        "parameter `owner`",
    ]);
    demo(&["factory", "plan", "workload", "--set", "app"]).refused(&["--set app: write KEY=VALUE"]);
    demo(&["factory", "plan", "workload", "--set", "app=a", "--set", "app=b"])
        .refused(&["given twice"]);
    demo(&["factory", "plan", "workloda"]).refused(&["did you mean `workload`?"]);
    demo(&["factory", "plan", "no-such.yaml"]).refused(&["no-such.yaml cannot be read"]);
}

#[test]
fn a_broken_template_is_told_with_its_place() {
    let (home, store, file) = with_template(&TEMPLATE.replace("version: 1", "version: one"));
    on(&store, &["factory", "plan", &file]).refused(&["plain.yaml:3:", "metadata.version"]);
    let templates = home.path().to_str().unwrap();
    let listed = on(&store, &["factory", "--templates", templates, "templates"]);
    assert_eq!(listed.code, 2);
    assert!(listed.out.contains("plain.yaml:3:"), "{listed:?}");
    on(&store, &["factory", "--templates", "no-such-dir", "templates"]).refused(&["no-such-dir"]);
}

#[test]
fn an_account_is_made_once_and_stays_made() {
    let (_home, store, file) = with_template(TEMPLATE);
    let line = ["factory", "apply", &file, "--set", "app=cart"];
    let json = [&["--output", "json"][..], &line].concat();
    let made = on(&store, &json);
    assert_eq!(made.code, 0, "{made:?}");
    let made = made.json();
    assert_eq!((&made["active"], &made["path"]), (&true.into(), &"/Prod/cart-prod".into()));
    let committed = made["committed"].as_array().unwrap();
    assert!(committed.contains(&"create".into()) && committed.contains(&"move".into()), "{made}");

    let journal = on(&store, &["--output", "json", "journal"]).json();
    let entries = journal.as_array().unwrap();
    assert_eq!(entries.len(), 1 + committed.len());
    assert_eq!(on(&store, &["show", "cart-prod"]).code, 0);

    let again = on(&store, &json).json();
    assert_eq!((&again["active"], &again["revision"]), (&true.into(), &made["revision"]));
    assert_eq!(again["committed"], serde_json::json!([]));
    assert_eq!(
        on(&store, &["--output", "json", "factory", "plan", &file, "--set", "app=cart"]).json()["done"],
        true
    );
}

#[test]
fn a_step_can_be_taken_back_and_done_again() {
    let (_home, store, file) = with_template(TEMPLATE);
    let line = ["--output", "json", "factory", "apply", &file, "--set", "app=cart"];
    let made = on(&store, &line).json();
    let newest = made["revision"].to_string();
    let undone = on(&store, &["--output", "json", "undo", &newest]);
    assert_eq!(undone.code, 0, "{undone:?}");
    let journal = on(&store, &["--output", "json", "journal"]).json();
    let entry = journal.as_array().unwrap().iter().find(|it| it["revision"] == made["revision"]);
    assert_eq!(entry.unwrap()["undone_by"], undone.json()["revision"]);
    assert!(on(&store, &["journal"]).out.contains("(taken back by"));
    on(&store, &["undo", &newest]).refused(&["was taken back by"]);
    let resumed = on(&store, &line).json();
    assert_eq!(resumed["active"], true);
    assert_eq!(resumed["committed"].as_array().unwrap().len(), 1, "{resumed}");
}

#[test]
fn approval_has_to_be_vouched_for() {
    let (home, store) = small();
    let asks = format!("{TEMPLATE}approval: {{count: 1, from: security}}\n");
    let file = home.path().join("asks.yaml");
    fs::write(&file, asks).unwrap();
    let line = ["factory", "apply", file.to_str().unwrap(), "--set", "app=cart"];
    on(&store, &line).refused(&["approval of 1 of security", "--approved"]);
    assert_eq!(on(&store, &["journal"]).out.lines().count(), 2);
    assert_eq!(on(&store, &[&line[..], &["--approved"]].concat()).code, 0);
    assert!(on(&store, &["journal"]).out.contains("confirmed by ada"));
}
