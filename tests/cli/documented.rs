//! `docs/cli.md` describes every field of every answer.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use super::program::{demo_store, on, small};

/// Fields whose values are described elsewhere, or whose keys are the user's own.
const ELSEWHERE: [&str; 7] =
    ["tags", "attributes", "taken", "changes", "public_access_block", "grants", "vended"];

fn fields(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                found.insert(key.clone());
                if !ELSEWHERE.contains(&key.as_str()) {
                    fields(value, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, found)),
        _ => {}
    }
}

/// The part of the document under a heading of the third level.
fn section<'d>(docs: &'d str, heading: &str) -> &'d str {
    let start = docs.find(&format!("\n### {heading}\n"));
    let start = start.unwrap_or_else(|| panic!("docs/cli.md has no section `{heading}`"));
    let rest = &docs[start + 5..];
    let end = [rest.find("\n### "), rest.find("\n## ")].into_iter().flatten().min();
    &rest[..end.unwrap_or(rest.len())]
}

#[test]
fn every_field_of_every_answer_is_described() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    let docs = fs::read_to_string(docs).unwrap();
    let (home, store) = small();
    let home = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let (files, backup, out) = (home("files"), home("backup"), home("out"));
    let (again, third) = (home("again"), home("third"));
    let demo = demo_store().to_str().unwrap();
    let small = store.to_str().unwrap();
    let plan = ["--set", "app=shop", "--set", "owner=booking", "--set", "env=prod"];
    let bucket = "arn:aws:s3:::x/y";
    let lines: Vec<(&str, &str, Vec<&str>)> = vec![
        ("demo", demo, vec!["demo"]),
        ("tree", demo, vec!["tree"]),
        ("show unit", demo, vec!["show", "/"]),
        ("show account", demo, vec!["show", "datalake-dev"]),
        ("show policy", demo, vec!["show", "SandboxAllowlist"]),
        ("show managed_policy", demo, vec!["show", "ReadOnlyAccess"]),
        ("show permission_set", demo, vec!["show", "Developer"]),
        ("show user", demo, vec!["show", "amara"]),
        ("show group", demo, vec!["show", "contractors"]),
        ("show principal", demo, vec!["show", "datalake-dev/etl-legacy"]),
        ("show principal", demo, vec!["show", "booking-prod/Deploy"]),
        ("show resource", demo, vec!["show", "datalake-raw"]),
        ("can", demo, vec!["can", "amara/sbx-amara", "s3:GetObject", bucket]),
        (
            "can, several things",
            demo,
            vec!["can", "amara/sbx-amara", "s3:GetObject", bucket, bucket],
        ),
        ("why", demo, vec!["why", "amara/sbx-amara", "s3:GetObject", bucket]),
        ("assume", demo, vec!["assume", "amara/sbx-amara", "booking-prod/Deploy"]),
        ("impact", demo, vec!["impact", "since", "1"]),
        ("permissions", demo, vec!["permissions", "amara/sbx-amara"]),
        ("permissions --service", demo, vec!["permissions", "amara/sbx-amara", "--service", "s3"]),
        ("lint", demo, vec!["lint"]),
        ("factory templates", demo, vec!["factory", "templates"]),
        ("factory plan", demo, [&["factory", "plan", "workload"], &plan[..]].concat()),
        ("backup", small, vec!["backup", &backup]),
        ("restore", &again, vec!["restore", &backup]),
        ("verify", small, vec!["verify"]),
        ("journal", small, vec!["journal"]),
        ("import", &third, vec!["import", "native", &files]),
        ("export native", small, vec!["export", "native", &out]),
    ];
    let mut missing = Vec::new();
    for (heading, store, line) in lines {
        let mode: &[&str] = if store == demo { &["--read-only"] } else { &[] };
        let ran = on(Path::new(store), &[&["--output", "json"], mode, &line].concat());
        let mut found = BTreeSet::new();
        fields(&ran.json(), &mut found);
        assert!(!found.is_empty(), "{heading}");
        let section = section(&docs, heading);
        missing.extend(
            found
                .into_iter()
                .filter(|field| !section.contains(&format!("`{field}`")))
                .map(|field| format!("{heading}: {field}")),
        );
    }
    assert!(missing.is_empty(), "docs/cli.md does not describe\n{}", missing.join("\n"));
}
