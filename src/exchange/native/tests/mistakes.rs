//! What is wrong is told with its place and the mend, all at once.

use crate::exchange::{
    demo,
    native::{Files, read},
};

/// The demo with some text of a file changed.
fn with(changes: &[(&str, &str, &str)]) -> Files {
    let mut files = demo::files();
    for (file, from, to) in changes {
        let text = files.get(file).unwrap();
        assert!(text.contains(from), "{file} does not have {from}");
        let text = text.replacen(from, to, 1);
        files.insert(*file, text);
    }
    files
}

fn errors(files: &Files) -> Vec<String> {
    read(files).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

/// The one error that a change leads to.
fn error(file: &str, from: &str, to: &str) -> String {
    let mut errors = errors(&with(&[(file, from, to)]));
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors.remove(0)
}

#[test]
fn all_errors_come_at_once() {
    let files = with(&[
        ("accounts/audit.yaml", "email:", "e-mail:"),
        ("accounts/legacy-erp.yaml", "password: {changed", "password: {chnaged"),
        (
            "controls.yaml",
            "on: [/Security, /Infrastructure, /Workloads, /Sandbox]",
            "on: [/Nowhere]",
        ),
        (
            "identity-center.yaml",
            "group: security, permission_set: Admin",
            "group: security, permission_set: Admn",
        ),
        ("identity-center.yaml", "members: [bogdan@", "members: [bodgan@"),
    ]);
    let errors = errors(&files);
    assert_eq!(errors.len(), 5, "{errors:#?}");
    let in_file = |file: &str| errors.iter().filter(|error| error.starts_with(file)).count();
    assert_eq!(in_file("accounts/audit.yaml:2:1: `e-mail` is not known here"), 1);
    assert_eq!(in_file("accounts/legacy-erp.yaml:"), 1);
    assert_eq!(in_file("controls.yaml:"), 1);
    assert_eq!(in_file("identity-center.yaml:"), 2);
}

#[test]
fn a_name_that_is_not_there_gets_its_place_and_a_proposal() {
    let message = error("organization.yaml", "accounts: [log-archive,", "accounts: [log-archiv,");
    assert!(message.contains("did you mean `log-archive`?"), "{message}");
    assert!(message.starts_with("organization.yaml:"), "{message}");
}

#[test]
fn yaml_that_is_broken_is_told_before_anything_else() {
    let message = error("accounts/audit.yaml", "roles:\n", "roles: [\n");
    assert!(message.starts_with("accounts/audit.yaml:"), "{message}");
    let message = error("policies.yaml", "  - name: DenyLeaveOrg\n", "  - name: A\n    name: B\n");
    assert!(message.contains("`name` is there twice"), "{message}");
}

#[test]
fn json_that_is_broken_is_told_with_its_own_place() {
    let message =
        error("policies/scp/DenyRootUser.json", "\"Effect\": \"Deny\",", "\"Effect\": \"Deny\"");
    assert_eq!(message, "policies/scp/DenyRootUser.json:7:7: expected `,` or `}`; mend the JSON");
}

#[test]
fn a_missing_file_is_told_where_it_is_spoken_of() {
    let message =
        error("accounts/legacy-erp.yaml", "documents/erp-invoices.json", "documents/erp.json");
    assert!(message.starts_with("accounts/legacy-erp.yaml:"), "{message}");
    assert!(message.contains("there is no file `documents/erp.json`"), "{message}");
}

#[test]
fn values_of_the_wrong_kind_are_told_with_what_to_write() {
    let file = "accounts/booking-prod.yaml";
    let message = error(file, "monthly: 9000", "monthly: plenty");
    assert!(message.contains("write u64"), "{message}");
    let message = error(file, "created: 2023-05-30", "created: 2023-13-30");
    assert!(message.starts_with("accounts/booking-prod.yaml:3:"), "{message}");
    let message = error("organization.yaml", "id: o-kestrel4f9", "id: kestrel");
    assert!(message.contains("not an organization id"), "{message}");
    let alias = "alias: kestrel-booking-prod";
    let message = error(file, alias, &format!("{alias}\n  canonical_id: abc"));
    assert!(message.contains("64 lower-case hexadecimal digits"), "{message}");
}

#[test]
fn what_goes_without_saying_is_not_said() {
    let message = error("accounts/audit.yaml", "email:", "parent: /Security\nemail:");
    assert!(message.contains("`parent` goes without saying here; remove it"), "{message}");
    let role = "  - name: VendorScanner\n";
    let with_account = "  - name: VendorScanner\n    account: audit\n";
    let message = error("accounts/audit.yaml", role, with_account);
    assert!(message.contains("`account` goes without saying here"), "{message}");
}

#[test]
fn an_account_stands_in_one_place() {
    let message = error("organization.yaml", "accounts: [legacy-erp]", "accounts: []");
    assert!(message.contains("`legacy-erp` is in no unit"), "{message}");
    let message =
        error("organization.yaml", "accounts: [legacy-erp]", "accounts: [legacy-erp, audit]");
    assert!(message.contains("`audit` is listed twice"), "{message}");
}

#[test]
fn the_same_thing_twice_is_told_with_both_places() {
    let file = "accounts/cicd-prod.yaml";
    let message = error(file, "  - name: Pipeline\n", "  - name: GitHubDeploy\n");
    assert!(
        message.contains("role/447100005001/githubdeploy is at accounts/cicd-prod.yaml:"),
        "{message}"
    );
}

#[test]
fn events_are_told_by_line() {
    let message = error("activity.csv", ",user/billing-export,", ",sso/Nobody/x,");
    assert!(message.starts_with("activity.csv:"), "{message}");
    assert!(message.contains("no role of the permission set `Nobody`"), "{message}");
    let errors = errors(&with(&[("activity.csv", "at,account,", "when,account,")]));
    assert!(errors[0].contains("no column is named `when`"), "{}", errors[0]);
}

#[test]
fn a_permission_set_that_cannot_be_provisioned_is_told_at_its_assignment() {
    let message = error("baseline.yaml", "- in: [/Workloads, tracking-dev]", "- in: [/Workloads]");
    assert!(message.starts_with("identity-center.yaml:"), "{message}");
    assert!(message.contains("WorkloadDeveloper"), "{message}");
}

#[test]
fn without_the_organization_nothing_is_read() {
    let errors = errors(&Files::default());
    assert_eq!(
        errors,
        ["organization.yaml: the file is missing; it says which organization this is"]
    );
}
