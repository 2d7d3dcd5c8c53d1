//! What lists grant, to whom, and that every question about many requests sees it.

use super::*;
use crate::{
    access::{
        Decision, Index, Possible, Principal, Scope, Verdict, can_ever,
        compare::impact,
        decide,
        effective::{Access, effective},
        question,
    },
    catalog::catalog,
    org::{
        AccountSettings, Change, Organization, Tags,
        sample::{self, BILLING, SHOP, after, id},
    },
    policy::{ActionName, Context, Unmentioned},
};

const BUCKET: &str = "arn:aws:s3:::ledgers";
const OBJECT: &str = "arn:aws:s3:::ledgers/2026";

fn canonical(digit: &str) -> String {
    digit.repeat(64)
}

/// A bucket of billing's with these grants.
fn bucket(grants: &[(&str, AclPermission)]) -> Resource {
    let grant = |(grantee, permission): &(&str, AclPermission)| AclGrant {
        grantee: id(grantee),
        permission: *permission,
    };
    Resource {
        arn: id(BUCKET),
        account: id(BILLING),
        policy: None,
        public_access_block: None,
        acl: Some(BucketAcl {
            ownership: ObjectOwnership::ObjectWriter,
            grants: grants.iter().map(grant).collect(),
        }),
        encryption_key: None,
        role: None,
        grants: Vec::new(),
        created: None,
        tags: Tags::default(),
    }
}

/// The bucket, and two users of the shop, whose canonical id is of ones: Ann may do all, Bob
/// nothing; Eve of billing may nothing either.
fn with(bucket: Resource) -> Organization {
    let canonical_id = Some(id(&canonical("1")));
    let settings = AccountSettings { canonical_id, ..Default::default() };
    let mut ann = sample::user(SHOP, "ann");
    let all = Document::new(sample::ALLOW_ALL);
    ann.policies.inline = [("all".to_owned(), all)].into_iter().collect();
    [
        Change::PutResource { resource: Box::new(bucket) },
        Change::SetAccountSettings { account: id(SHOP), settings: Box::new(settings) },
        Change::PutUser { user: Box::new(ann) },
        Change::PutUser { user: Box::new(sample::user(SHOP, "bob")) },
        Change::PutUser { user: Box::new(sample::user(BILLING, "eve")) },
    ]
    .iter()
    .fold(sample::organization(), |organization, change| after(&organization, change))
}

fn decided(organization: &Organization, who: &str, action: &str) -> Decision {
    let principal = Principal::find(organization, who).unwrap();
    let action = format!("s3:{action}").parse().unwrap();
    let on = if action == "s3:PutObject".parse().unwrap() { OBJECT } else { BUCKET };
    let context = Context::new(Unmentioned::Absent);
    let (request, layers) = question(organization, &principal, &action, on, &context).unwrap();
    decide(&request, &layers)
}

fn allowed(organization: &Organization, who: &str, action: &str) -> bool {
    decided(organization, who, action).verdict == Verdict::Allowed
}

#[test]
fn each_permission_comes_to_its_actions_z_33() {
    use AclPermission::{FullControl, Read, ReadAcp, Write, WriteAcp};
    let all = [
        (Read, "ListBucket"),
        (Read, "ListBucketVersions"),
        (Read, "ListBucketMultipartUploads"),
        (Write, "PutObject"),
        (ReadAcp, "GetBucketAcl"),
        (WriteAcp, "PutBucketAcl"),
    ];
    for permission in [Read, Write, ReadAcp, WriteAcp, FullControl] {
        let organization = with(bucket(&[("AllUsers", permission)]));
        for (by, action) in all {
            let granted = permission == by || permission == FullControl;
            assert_eq!(allowed(&organization, "anonymous", action), granted, "{action}");
        }
        assert!(!allowed(&organization, "anonymous", "GetBucketPolicy"));
        assert!(!allowed(&organization, "anonymous", "DeleteBucket"));
    }
}

#[test]
fn what_lets_somebody_in_is_told_z_33() {
    let organization = with(bucket(&[("AllUsers", AclPermission::Read)]));
    let decision = decided(&organization, "anonymous", "ListBucket");
    assert_eq!(decision.reason.to_string(), "allow:acl");
    let deciding = decision.deciding();
    assert_eq!(deciding[0].statement.sid.as_deref(), Some("READ to AllUsers"));
    assert_eq!(&*deciding[0].policy.source, "access control list");
    assert_eq!(deciding[0].statement.span.start.line, 2);
}

#[test]
fn callers_of_other_accounts_need_a_policy_of_their_own_z_30_z_33() {
    let of_shop = canonical("1");
    for (grantee, ann, eve, anonymous) in [
        (of_shop.as_str(), true, false, false),
        (&canonical("2"), false, false, false),
        ("AuthenticatedUsers", true, true, false),
        ("AllUsers", true, true, true),
        ("LogDelivery", false, false, false),
    ] {
        let organization = with(bucket(&[(grantee, AclPermission::Read)]));
        let can = |who| allowed(&organization, who, "ListBucket");
        assert_eq!(can("shop/ann"), ann, "{grantee}");
        assert!(!can("shop/bob"), "{grantee}");
        assert_eq!(can("billing/eve"), eve, "{grantee}");
        assert_eq!(can("anonymous"), anonymous, "{grantee}");
    }
    let logs = with(bucket(&[("LogDelivery", AclPermission::Write)]));
    assert!(allowed(&logs, "logging.s3.amazonaws.com", "PutObject"));
    assert!(!allowed(&logs, "lambda.amazonaws.com", "PutObject"));
}

#[test]
fn lists_can_be_switched_off_and_public_grants_ignored_z_30_z_31() {
    let grants = [("AllUsers", AclPermission::Read), (&canonical("1"), AclPermission::Read)];
    let both = |bucket: Resource| {
        let organization = with(bucket);
        let can = |who| allowed(&organization, who, "ListBucket");
        (can("anonymous"), can("shop/ann"))
    };
    assert_eq!(both(bucket(&grants)), (true, true));
    let mut off = bucket(&grants);
    off.acl.as_mut().unwrap().ownership = ObjectOwnership::BucketOwnerEnforced;
    assert_eq!(both(off), (false, false));
    let ignoring = PublicAccessBlock { ignore_public_acls: true, ..Default::default() };
    let ignoring = Resource { public_access_block: Some(ignoring), ..bucket(&grants) };
    assert_eq!(both(ignoring), (false, true));
}

#[test]
fn a_list_does_not_stand_against_a_deny_z_33() {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"{BUCKET}"}}]}}"#
    );
    let open = bucket(&[("AllUsers", AclPermission::Read)]);
    let denied = with(Resource { policy: Some(Document::new(&text)), ..open });
    let decision = decided(&denied, "anonymous", "ListBucket");
    assert_eq!(decision.reason.to_string(), "explicit:resource");
}

#[test]
fn what_can_ever_be_heeds_lists_z_33() {
    let ask = |permission| {
        let organization = with(bucket(&[("AllUsers", permission)]));
        let scope = Scope { resources: vec![BUCKET.to_owned()], ..Scope::default() };
        let action = "s3:ListBucket".parse().unwrap();
        can_ever(&organization, &Principal::Anonymous, &action, &scope).unwrap()
    };
    assert!(matches!(ask(AclPermission::Read), Possible::Witness(_)));
    assert!(matches!(ask(AclPermission::ReadAcp), Possible::Never(_)));
}

#[test]
fn who_can_and_what_is_effective_heed_lists_z_33() {
    let context = Context::new(Unmentioned::Absent);
    let action: ActionName = "s3:ListBucket".parse().unwrap();
    for grantee in ["AllUsers", "AuthenticatedUsers", &canonical("1"), &canonical("2")] {
        let organization = with(bucket(&[(grantee, AclPermission::Read)]));
        let index = Index::new(&organization);
        let found = index.who_can(&action, BUCKET, &context);
        for who in ["anonymous", "shop/ann", "shop/bob", "billing/eve", "root@shop"] {
            let principal = Principal::find(&organization, who).unwrap();
            let can = allowed(&organization, who, "ListBucket");
            let told = found.of(&principal).map(|it| it.ruling.verdict == Verdict::Allowed);
            assert_eq!(told.unwrap_or(false), can, "{who} {grantee}");
            let Some(effective) = effective(&organization, &principal, &context) else {
                continue;
            };
            let held = effective.on_held(catalog().action("s3:ListBucket").unwrap());
            let on = held.iter().find(|it| &*it.resource == BUCKET).map(|it| it.access);
            assert_eq!(on.is_some_and(|on| on != Access::Denied), can, "{who} {grantee}");
        }
    }
}

#[test]
fn the_impact_of_a_list_is_found_z_33() {
    let before = with(bucket(&[]));
    let open = bucket(&[("AllUsers", AclPermission::Read)]);
    let after = after(&before, &Change::PutResource { resource: Box::new(open) });
    let index = Index::new(&before);
    let found = impact(&index, &index.updated(&after), &Scope::default());
    let gains = |who: &str| {
        let principal = Principal::find(&after, who).unwrap();
        let mut of = found.affected.iter().filter(|it| it.principals.contains(&principal));
        of.any(|it| !it.comparison.gained.is_empty())
    };
    assert!(gains("anonymous") && gains("shop/ann") && gains("billing/eve"));
    assert!(!gains("shop/bob"));
}

#[test]
fn objects_are_taken_to_be_the_bucket_owners_z_30() {
    let organization = with(bucket(&[("AllUsers", AclPermission::Write)]));
    let decision = decided(&organization, "anonymous", "PutObject");
    assert!(decision.assumptions.iter().any(|it| it.contains("the bucket owner's")));
}
