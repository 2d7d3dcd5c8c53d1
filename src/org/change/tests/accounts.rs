//! What accounts keep in IAM, resources, delegated administrators.

use super::*;
use crate::org::sample::{BILLING, MANAGEMENT, SHOP, TRUST_EC2};
use crate::org::{
    AccessKey, AccountId, DelegatedAdministrator, IamName, InstanceProfile, KeyStatus,
    ManagedPolicy, PolicyVersion, Role, User,
};
use crate::policy::{Arn, Document};

fn put_user(user: User) -> Change {
    Change::PutUser { user: Box::new(user) }
}

fn put_role(role: Role) -> Change {
    Change::PutRole { role: Box::new(role) }
}

fn put_policy(policy: ManagedPolicy) -> Change {
    Change::PutManagedPolicy { policy: Box::new(policy) }
}

fn delete_role(name: &str) -> Change {
    Change::DeleteRole { account: id(SHOP), name: id(name) }
}

/// A document of `length` characters other than white space, laid out with much of it.
fn long(length: usize) -> Document {
    let frame = r#"{"Version":"2012-10-17","Statement":[{"Sid":"","Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;
    let sid = "a".repeat(length - frame.len());
    let text = frame.replace(r#""Sid":"""#, &format!(r#""Sid":"{sid}""#));
    Document::new(&text.replace(':', ": ").replace("s3: *", "s3:*"))
}

/// Section 2.2.
#[test]
fn names_differ_by_more_than_case() {
    let of = made(&sample::organization(), &put_role(sample::role(SHOP, "Deploy")));
    refused_for(&of, &put_role(sample::role(SHOP, "deploy")), "not by case alone");
    made(&of, &put_role(sample::role(BILLING, "deploy")));
    let role = of.roles().get(&(id::<AccountId>(SHOP), id::<IamName>("DEPLOY"))).unwrap();
    assert_eq!(role.name.as_str(), "Deploy");
}

/// G-26.
#[test]
fn names_are_short_enough() {
    let of = sample::organization();
    let name = "a".repeat(65);
    refused_for(&of, &put_role(sample::role(SHOP, &name)), "RoleNameLength");
    refused_for(&of, &put_user(sample::user(SHOP, &name)), "UserNameLength");
    made(&of, &Change::PutGroup { group: Box::new(sample::group(SHOP, &name)) });
}

#[test]
fn what_identities_name_is_there() {
    let of = sample::organization();
    let mut user = sample::user(SHOP, "ci");
    user.groups.insert(id("nobody"));
    refused_for(&of, &put_user(user.clone()), "no group of this account `nobody`");
    user.groups.clear();
    for arn in [
        "arn:aws:iam::aws:policy/NoSuchPolicy",
        "arn:aws:iam::222222222222:policy/absent",
        "arn:aws:iam::333333333333:policy/other",
    ] {
        let of = made(&of, &put_policy(sample::managed(BILLING, "other")));
        user.policies.managed = vec![id(arn)];
        refused_for(&of, &put_user(user.clone()), "there is no managed policy for this account");
        user.policies.managed.clear();
        user.boundary = Some(id(arn));
        refused_for(&of, &put_user(user.clone()), "there is no managed policy for this account");
        user.boundary = None;
    }
    user.policies.managed = vec![id("arn:aws:iam::aws:policy/ReadOnlyAccess")];
    made(&of, &put_user(user));
}

/// What an import brought along is not held against a later change.
#[test]
fn what_was_wrong_before_may_stay() {
    let mut user = sample::user(SHOP, "etl-legacy");
    user.policies.managed = vec![id("arn:aws:iam::aws:policy/GoneLongAgo")];
    user.policies.inline.insert("all".to_owned(), Document::new("{}"));
    let record = crate::org::Record::User(user.clone());
    let of = Organization::from_records(sample::organization().records().chain([record])).unwrap();
    user.tags = [("reviewed", "yes")].into_iter().collect();
    made(&of, &put_user(user.clone()));
    made(&of, &Change::DeleteUser { account: id(SHOP), name: id("etl-legacy") });
    user.policies.inline.insert("more".to_owned(), Document::new("{}"));
    refused_for(&of, &put_user(user), "inline policy `more`, 1:1");
}

/// G-20, G-21: white space does not count.
#[test]
fn documents_have_sizes() {
    let of = sample::organization();
    let mut policy = sample::managed(SHOP, "big");
    for (length, fits) in [(6144, true), (6145, false)] {
        policy.versions[0].document = long(length);
        assert_eq!(of.apply(&put_policy(policy.clone())).is_ok(), fits, "{length}");
    }
    let mut role = sample::role(SHOP, "big");
    for (lengths, fits) in [([5120, 5120], true), ([5120, 5121], false)] {
        role.policies.inline.clear();
        for (number, length) in lengths.into_iter().enumerate() {
            role.policies.inline.insert(number.to_string(), long(length));
        }
        assert_eq!(of.apply(&put_role(role.clone())).is_ok(), fits, "{lengths:?}");
    }
}

/// G-22, G-27, 2.4.
#[test]
fn roles_are_what_aws_takes() {
    let of = sample::organization();
    let mut role = sample::role(SHOP, "Deploy");
    for session in [3599, 43_201] {
        role.max_session = session;
        refused_for(&of, &put_role(role.clone()), "G-27");
    }
    role.max_session = 43_200;
    role.trust = Document::new(sample::ALLOW_ALL);
    refused_for(&of, &put_role(role.clone()), "the trust policy of Deploy, 1:");
    role.trust = Document::new(&format!("{TRUST_EC2}{}", " ".repeat(2048)));
    refused_for(&of, &put_role(role.clone()), "TrustPolicySize");
    role.trust = Document::new(TRUST_EC2);
    let of = made(&of, &put_role(role.clone()));
    role.path = id("/team/");
    refused_for(&of, &put_role(role), "stays at the path /");
}

/// Z-12, Z-13, I-6.
#[test]
fn reserved_roles_are_for_aws_alone() {
    let of = sample::organization();
    let mut role = sample::role(SHOP, "AWSServiceRoleForConfig");
    role.path = id("/aws-service-role/config.amazonaws.com/");
    let of = made(&of, &put_role(role.clone()));
    role.description = "mine".to_owned();
    refused_for(&of, &put_role(role), "only AWS changes");
    refused_for(&of, &delete_role("AWSServiceRoleForConfig"), "only AWS changes");
    let mut role = sample::role(SHOP, "AWSReservedSSO_Admin_0123456789abcdef");
    role.path = id("/aws-reserved/sso.amazonaws.com/eu-west-1/");
    refused_for(&of, &put_role(role), "assign the permission set instead");
}

/// P-11.
#[test]
fn a_unique_id_is_given_once() {
    let mut role = sample::role(SHOP, "Deploy");
    role.unique_id = Some(id("AROAEXAMPLE01"));
    let of = made(&sample::organization(), &put_role(role.clone()));
    role.unique_id = None;
    let of = made(&of, &put_role(role.clone()));
    let kept = of.roles().get(&(id::<AccountId>(SHOP), id::<IamName>("Deploy"))).unwrap();
    assert_eq!(kept.unique_id, Some(id("AROAEXAMPLE01")));
    role.unique_id = Some(id("AROAEXAMPLE02"));
    refused_for(&of, &put_role(role), "P-11");
}

/// R-7.
#[test]
fn a_user_has_two_access_keys() {
    let of = sample::organization();
    let mut user = sample::user(SHOP, "ci");
    let key = AccessKey {
        id: None,
        status: KeyStatus::Active,
        created: None,
        last_used: None,
        last_service: None,
        last_region: None,
    };
    user.access_keys = vec![key.clone(), key.clone()];
    made(&of, &put_user(user.clone()));
    user.access_keys.push(key);
    refused_for(&of, &put_user(user), "quota AccessKeys: 3 would exceed 2");
}

/// G-25.
#[test]
fn a_managed_policy_has_five_versions_and_one_default() {
    let of = sample::organization();
    let mut policy = sample::managed(SHOP, "app");
    let version = |number| PolicyVersion {
        number,
        document: Document::new(sample::ALLOW_ALL),
        created: None,
    };
    policy.default_version = 7;
    refused_for(&of, &put_policy(policy.clone()), "no version v7");
    policy.versions = (3..8).map(version).collect();
    made(&of, &put_policy(policy.clone()));
    policy.versions.push(version(8));
    refused_for(&of, &put_policy(policy.clone()), "quota PolicyVersions: 6 would exceed 5");
    policy.versions = vec![version(7), version(3)];
    refused_for(&of, &put_policy(policy.clone()), "out of order");
    policy.arn = id("arn:aws:iam::aws:policy/Mine");
    refused_for(&of, &put_policy(policy), "Z-13");
}

#[test]
fn a_managed_policy_in_use_is_not_deleted() {
    let of = made(&sample::organization(), &put_policy(sample::managed(SHOP, "app")));
    refused_for(&of, &put_policy(sample::managed(SHOP, "team/APP")), "choose another name");
    let arn: Arn = id("arn:aws:iam::222222222222:policy/app");
    let mut role = sample::role(SHOP, "Deploy");
    role.boundary = Some(arn.clone());
    let of = made(&of, &put_role(role));
    let delete = Change::DeleteManagedPolicy { arn };
    refused_for(&of, &delete, "in use by role Deploy");
    let of = made(&of, &delete_role("Deploy"));
    made(&of, &delete);
}

#[test]
fn groups_and_roles_in_use_are_not_deleted() {
    let of = sample::organization();
    let of = made(&of, &Change::PutGroup { group: Box::new(sample::group(SHOP, "admins")) });
    let mut user = sample::user(SHOP, "ci");
    user.groups.insert(id("ADMINS"));
    let of = made(&of, &put_user(user));
    let delete = Change::DeleteGroup { account: id(SHOP), name: id("admins") };
    refused_for(&of, &delete, "in use by its member ci");
    let of = made(&of, &put_role(sample::role(SHOP, "Instance")));
    let profile = InstanceProfile {
        account: id(SHOP),
        path: id("/"),
        name: id("web"),
        role: Some(id("Instance")),
        created: None,
    };
    let of = made(&of, &Change::PutInstanceProfile { profile });
    refused_for(&of, &delete_role("Instance"), "in use by the instance profile web");
}

/// O-40, O-41.
#[test]
fn members_administer_trusted_services() {
    let of = sample::organization();
    let register = |account: &str, service: &str| Change::RegisterDelegatedAdministrator {
        administrator: DelegatedAdministrator {
            account: id(account),
            service: id(service),
            since: None,
        },
    };
    let guardduty = "guardduty.amazonaws.com";
    assert!(matches!(refused(&of, &register(MANAGEMENT, guardduty)), ChangeError::Management(..)));
    refused_for(&of, &register(SHOP, "config.amazonaws.com"), "no trusted access");
    let of = made(&of, &register(SHOP, guardduty));
    let mut foundation = of.foundation().clone();
    foundation.trusted_services.clear();
    refused_for(
        &of,
        &Change::SetFoundation { foundation: Box::new(foundation) },
        "in use by its delegated administrator",
    );
}

/// M-6.
#[test]
fn a_resource_has_one_owner() {
    let of = sample::organization();
    let put = |arn: &str, owner: &str| Change::PutResource {
        resource: Box::new(sample::resource(owner, arn)),
    };
    let of = made(&of, &put("arn:aws:s3:::invoices", SHOP));
    refused_for(&of, &put("arn:aws:s3:::invoices", BILLING), "a resource of another account");
    let queue = "arn:aws:sqs:eu-west-1:222222222222:jobs";
    refused_for(&of, &put(queue, BILLING), "names another account than its owner");
    made(&of, &put(queue, SHOP));
    let mut listed = put(queue, SHOP);
    if let Change::PutResource { resource } = &mut listed {
        let ownership = crate::org::ObjectOwnership::ObjectWriter;
        resource.acl = Some(crate::org::BucketAcl { ownership, grants: Vec::new() });
    }
    refused_for(&of, &listed, "only buckets have an access control list");
}
