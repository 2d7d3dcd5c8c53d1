//! Who is told of a change, and who is not though others like them are.

use super::*;
use crate::org::{
    Organization, Resource, Tags,
    sample::{ALLOW_ALL, ROOT},
};

/// The sample with some changes made.
fn with(changes: impl IntoIterator<Item = Change>) -> Organization {
    let made = |organization, change: Change| sample::after(&organization, &change);
    changes.into_iter().fold(sample::organization(), made)
}

/// A policy of the organization's, attached to the root.
fn at_root(name: &str, policy_type: PolicyType, statement: &str) -> [Change; 2] {
    let mut policy = sample::policy(name, name, policy_type);
    policy.document = identity(statement);
    let policy = Box::new(policy);
    [Change::CreatePolicy { policy }, Change::AttachPolicy { policy: id(name), to: id(ROOT) }]
}

fn role(account: &str, path: &str, name: &str) -> Change {
    let mut role = sample::role(account, name);
    role.path = id(path);
    role.policies.inline.insert("all".to_owned(), Document::new(ALLOW_ALL));
    Change::PutRole { role: Box::new(role) }
}

/// The roles that the SCP `p-forbids00` keeps from something within a scope, and those of which that cannot
/// be told.
fn kept(before: &Organization, scope: &Scope) -> [Vec<Principal>; 2] {
    let lift = Change::DetachPolicy { policy: id("p-forbids00"), from: id(ROOT) };
    let index = Index::new(before);
    let found = impact(&index, &index.updated(&sample::after(before, &lift)), scope);
    let some = |concerned: fn(&Comparison) -> bool| {
        let affected = found.affected.iter().filter(|it| concerned(&it.comparison));
        let principals = affected.flat_map(|it| it.principals.clone());
        let roles = principals.filter(|it| matches!(it, Principal::Role(..)));
        let mut roles: Vec<Principal> = roles.collect();
        roles.sort();
        roles
    };
    [some(|it| !it.gained.is_empty()), some(|it| !it.unknown.is_empty())]
}

fn app(account: &str) -> Principal {
    Principal::Role(id(account), id("app"))
}

#[test]
fn what_never_binds_a_service_linked_role_is_nothing_to_it_e_4() {
    let deny = r#"{"Effect":"Deny","Action":"kms:*","Resource":"*"}"#;
    let scope = Scope { actions: vec!["kms:Decrypt".to_owned()], ..Scope::default() };
    let organization = |path, name| {
        let scp = at_root("p-forbids00", PolicyType::ServiceControlPolicy, deny);
        with(scp.into_iter().chain([role(SHOP, path, name)]))
    };
    // Of a key that the model does not hold nobody knows the policy.
    let [_, open] = kept(&organization("/", "app"), &scope);
    assert_eq!(open, [app(SHOP)]);
    let linked = organization("/aws-service-role/x.amazonaws.com/", "AWSServiceRoleForX");
    assert_eq!(kept(&linked, &scope), [vec![], vec![]]);
}

#[test]
fn what_an_rcp_spares_tells_its_account_from_others() {
    let deny = r#"{"Effect":"Deny","Action":"s3:GetObject","Resource":"*"}"#;
    let spares = r#"{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","NotResource":"arn:aws:s3:::special/*"}"#;
    let special = Resource {
        arn: id("arn:aws:s3:::special"),
        account: id(BILLING),
        policy: None,
        public_access_block: None,
        acl: None,
        encryption_key: None,
        role: None,
        grants: Vec::new(),
        created: None,
        tags: Tags::default(),
    };
    let scp = at_root("p-forbids00", PolicyType::ServiceControlPolicy, deny);
    let rcp = at_root("p-spares000", PolicyType::ResourceControlPolicy, spares);
    let others = [
        role(SHOP, "/", "app"),
        role(BILLING, "/", "app"),
        Change::PutResource { resource: Box::new(special) },
    ];
    let organization = with(scp.into_iter().chain(rcp).chain(others));
    let scope = Scope { actions: vec!["s3:GetObject".to_owned()], ..Scope::default() };
    assert_eq!(kept(&organization, &scope), [vec![app(BILLING)], vec![]]);
}

#[test]
fn resources_that_are_asked_about_tell_their_account_from_others() {
    let deny = r#"{"Effect":"Deny","Action":"sqs:*","Resource":"*"}"#;
    let scp = at_root("p-forbids00", PolicyType::ServiceControlPolicy, deny);
    let organization =
        with(scp.into_iter().chain([role(SHOP, "/", "app"), role(BILLING, "/", "app")]));
    let mut scope = Scope { actions: vec!["sqs:SendMessage".to_owned()], ..Scope::default() };
    assert_eq!(kept(&organization, &scope), [vec![app(SHOP), app(BILLING)], vec![]]);
    scope.resources = vec![format!("arn:aws:sqs:*:{BILLING}:*")];
    assert_eq!(kept(&organization, &scope), [vec![app(BILLING)], vec![]]);
}
