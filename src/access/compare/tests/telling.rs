//! Who is told of a change, and who is not though others like them are.

use super::*;
use crate::org::{
    Organization, Resource,
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
    role_with(account, path, name, Document::new(ALLOW_ALL))
}

fn role_with(account: &str, path: &str, name: &str, policy: Document) -> Change {
    let mut role = sample::role(account, name);
    role.path = id(path);
    role.policies.inline.insert("own".to_owned(), policy);
    Change::PutRole { role: Box::new(role) }
}

fn bucket(account: &str, name: &str, statement: Option<&str>) -> Change {
    let resource = Resource {
        policy: statement.map(identity),
        ..sample::resource(account, &format!("arn:aws:s3:::{name}"))
    };
    Change::PutResource { resource: Box::new(resource) }
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
    let scp = at_root("p-forbids00", PolicyType::ServiceControlPolicy, deny);
    let rcp = at_root("p-spares000", PolicyType::ResourceControlPolicy, spares);
    let others =
        [role(SHOP, "/", "app"), role(BILLING, "/", "app"), bucket(BILLING, "special", None)];
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

#[test]
fn what_others_hold_is_gained_by_whom_they_let_in_and_nobody_else() {
    let deny = r#"{"Effect":"Deny","Action":"s3:GetObject","Resource":"*"}"#;
    let wide = r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::wide/*"}"#;
    let closed = r#"{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::closed/*"}"#;
    let reads = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::wide/*"}"#;
    let sends = r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}"#;
    let scp = at_root("p-forbids00", PolicyType::ServiceControlPolicy, deny);
    let role = |account, name, statement| role_with(account, "/", name, identity(statement));
    let organization = with(scp.into_iter().chain([
        bucket(BILLING, "wide", Some(wide)),
        bucket(SHOP, "closed", Some(closed)),
        role(SHOP, "app", sends),
        role(BILLING, "app", sends),
        role(SHOP, "reader", reads),
    ]));
    let scope = Scope { actions: vec!["s3:GetObject".to_owned()], ..Scope::default() };
    // In its own account the policy of a bucket is enough (E-25); from elsewhere it takes both (E-30).
    let reader = Principal::Role(id(SHOP), id("reader"));
    assert_eq!(kept(&organization, &scope), [vec![reader, app(BILLING)], vec![]]);
}

#[test]
fn a_key_that_the_model_does_not_hold_has_no_name() {
    let deny = r#"{"Effect":"Deny","Action":"kms:*","Resource":"*"}"#;
    let scp = at_root("p-forbids00", PolicyType::ServiceControlPolicy, deny);
    let before = with(scp.into_iter().chain([role(SHOP, "/", "app")]));
    let lift = Change::DetachPolicy { policy: id("p-forbids00"), from: id(ROOT) };
    let index = Index::new(&before);
    let scope = Scope { actions: vec!["kms:Decrypt".to_owned()], ..Scope::default() };
    let found = impact(&index, &index.updated(&sample::after(&before, &lift)), &scope);
    let untold = found.affected.iter().flat_map(|it| &it.comparison.unknown);
    let because: BTreeSet<&String> = untold.flat_map(|it| &it.because).collect();
    let some = "the key policy of some key, which the model does not hold".to_owned();
    assert_eq!(because, BTreeSet::from([&some]));
}
