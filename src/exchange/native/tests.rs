//! Reading and writing together.

mod any;
mod mistakes;

use super::{Files, read, write};
use crate::{exchange::demo, org::Organization};

fn must_read(files: &Files) -> Organization {
    match read(files) {
        Ok(imported) => imported.organization,
        Err(errors) => {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            panic!("{}", lines.join("\n"))
        }
    }
}

#[test]
fn the_demo_survives_the_journey() {
    let organization = must_read(&demo::files());
    let files = write(&organization);
    assert_eq!(organization.difference(&must_read(&files)), Vec::new());
    assert_eq!(files.get("records.yaml"), None, "everything in the demo has its place");
}

#[test]
fn writing_what_was_written_changes_nothing() {
    let files = write(&must_read(&demo::files()));
    assert_eq!(write(&must_read(&files)), files);
}

#[test]
fn a_person_adds_an_account_without_inventing_ids() {
    let mut files = demo::files();
    let account = "email: new@kestrel.example\ncreated: 2026-08-30\n";
    files.insert("accounts/pricing-dev.yaml", account);
    let tree = files
        .get("organization.yaml")
        .unwrap()
        .replace("[booking-dev,", "[pricing-dev, booking-dev,");
    files.insert("organization.yaml", tree);
    let organization = must_read(&files);
    let added = organization.account_named("pricing-dev").unwrap();
    assert_eq!(
        organization.display_path(&crate::org::NodeId::Account(added.id)),
        "/Workloads/NonProd/pricing-dev"
    );
    let boundary = format!("arn:aws:iam::{}:policy/WorkloadBoundary", added.id);
    let boundary = organization.managed_policies().get(&boundary.parse().unwrap()).unwrap();
    let text = boundary.document().unwrap().text();
    assert!(text.contains(&added.id.to_string()) && !text.contains("${account}"));
    assert_eq!(added.settings.password_policy.map(|it| it.minimum_length), Some(14));
}
