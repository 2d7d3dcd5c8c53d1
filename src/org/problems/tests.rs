//! Problems: each kind is found, with its place.

use super::*;
use crate::org::sample::{self, ADMIN, PLATFORM, PROD, ROOT, SHOP, WORKLOADS, id, node};
use crate::org::{Attachments, DelegatedAdministrator, Ou, PolicyType, Record, Tags};

fn with(records: impl IntoIterator<Item = Record>) -> Organization {
    Organization::from_records(sample::organization().records().chain(records)).unwrap()
}

/// Kind, record and text of each problem.
fn told(of: &Organization) -> Vec<(ProblemKind, String, String)> {
    of.problems().into_iter().map(|p| (p.kind, p.at.to_string(), p.text)).collect()
}

#[track_caller]
fn assert_told(of: &Organization, kind: ProblemKind, at: &str, part: &str) {
    let told = told(of);
    let found = told.iter().any(|(k, a, text)| *k == kind && a == at && text.contains(part));
    assert!(found, "{told:#?}");
}

#[test]
fn a_sound_organization_has_none() {
    assert_eq!(told(&sample::organization()), []);
}

/// O-43.
#[test]
fn circles_are_told_once_for_each_unit_in_them() {
    let workloads: Ou = sample::ou(WORKLOADS, "Workloads", PROD);
    let of = with([Record::Ou(workloads)]);
    assert_told(&of, ProblemKind::Cycle, &format!("ou/{WORKLOADS}"), "inside itself");
    assert_told(&of, ProblemKind::Cycle, &format!("ou/{PROD}"), "inside itself");
    assert_eq!(of.problems().len(), 2);
}

#[test]
fn parents_are_there() {
    let of = with([Record::Account(sample::account(SHOP, "shop", "ou-ab12-nowhere1"))]);
    assert_told(
        &of,
        ProblemKind::Dangling,
        "account/222222222222",
        "its parent `ou-ab12-nowhere1`",
    );
}

/// O-9.
#[test]
fn addresses_are_unique() {
    let mut twin = sample::account("999999999999", "twin", ROOT);
    twin.email = "SHOP@example.com".to_owned();
    let of = with([Record::Account(twin)]);
    assert_told(&of, ProblemKind::Duplicate, "account/222222222222", "shop@example.com");
    assert_told(&of, ProblemKind::Duplicate, "account/999999999999", "SHOP@example.com");
}

/// E-41.
#[test]
fn every_node_has_an_scp() {
    let bare = Attachments { node: node(PROD), policies: vec![id("p-RCPFullAWSAccess")] };
    let of = with([Record::Attachments(bare)]);
    assert_told(&of, ProblemKind::WithoutScp, &format!("attachments/{PROD}"), "FullAWSAccess");
}

#[test]
fn attachments_are_of_enabled_types_and_exist() {
    let mut tags = sample::policy("p-tagstags", "Tags", PolicyType::TagPolicy);
    tags.document = Document::new(r#"{"tags":{}}"#);
    let policies =
        vec![id("p-FullAWSAccess"), id("p-RCPFullAWSAccess"), id("p-tagstags"), id("p-nowhere0")];
    let odd = Attachments { node: node(PROD), policies };
    let of = with([Record::Policy(tags), Record::Attachments(odd)]);
    let at = format!("attachments/{PROD}");
    assert_told(&of, ProblemKind::Contradiction, &at, "TAG_POLICY is not enabled");
    assert_told(&of, ProblemKind::Dangling, &at, "the policy `p-nowhere0`");
}

#[test]
fn identities_name_what_is_there() {
    let mut user = sample::user(SHOP, "ci");
    user.groups.insert(id("nobody"));
    user.policies.managed = vec![id("arn:aws:iam::222222222222:policy/absent")];
    user.policies.inline.insert("bad".to_owned(), Document::new("{"));
    let of = with([Record::User(user)]);
    let at = "user/222222222222/ci";
    assert_told(&of, ProblemKind::Dangling, at, "its group `nobody`");
    assert_told(
        &of,
        ProblemKind::Dangling,
        at,
        "its policy `arn:aws:iam::222222222222:policy/absent`",
    );
    assert_told(&of, ProblemKind::Document, at, "its inline policy `bad`, 1:2");
}

/// I-6.
#[test]
fn assignments_have_their_roles() {
    let assignment = sample::assignment(SHOP, ADMIN, sample::to_group(PLATFORM));
    let of = with([Record::Assignment(assignment)]);
    let at = format!("assignment/222222222222/{ADMIN}/group:{PLATFORM}");
    assert_told(&of, ProblemKind::Dangling, &at, "no role of Admin (I-6)");
}

/// O-41.
#[test]
fn the_management_account_administers_nothing() {
    let of = with([Record::DelegatedAdministrator(DelegatedAdministrator {
        account: id(sample::MANAGEMENT),
        service: id("guardduty.amazonaws.com"),
        since: None,
    })]);
    let at = "delegated-administrator/111111111111/guardduty.amazonaws.com";
    assert_told(&of, ProblemKind::Contradiction, at, "O-41");
}

/// G-25: more versions than AWS ever keeps.
#[test]
fn quotas_are_told_where_nobody_gets_more() {
    let mut policy = sample::managed(SHOP, "app");
    let version = policy.versions[0].clone();
    policy.versions =
        (1..=6).map(|number| crate::org::PolicyVersion { number, ..version.clone() }).collect();
    policy.tags = Tags::default();
    let of = with([Record::ManagedPolicy(policy)]);
    let at = "managed-policy/arn:aws:iam::222222222222:policy/app";
    assert_told(&of, ProblemKind::BeyondQuota, at, "6 is more than AWS ever grants");
}
