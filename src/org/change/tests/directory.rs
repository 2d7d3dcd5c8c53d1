//! Identity Center.

use super::*;
use crate::org::sample::{ADMIN, AMARA, JONAS, PLATFORM, SHOP, to_group, to_user};
use crate::org::{
    AccountId, BoundaryReference, CustomerPolicyReference, DirectoryPrincipal, IamName,
    PermissionSet, Role, sso_role,
};
use crate::policy::Document;

fn assign(principal: DirectoryPrincipal) -> Change {
    Change::Assign { assignment: sample::assignment(SHOP, ADMIN, principal) }
}

fn unassign(principal: DirectoryPrincipal) -> Change {
    Change::Unassign { account: id(SHOP), permission_set: id(ADMIN), principal }
}

fn put_set(set: PermissionSet) -> Change {
    Change::PutPermissionSet { set: Box::new(set) }
}

fn admin() -> PermissionSet {
    sample::permission_set(ADMIN, "Admin")
}

fn role(of: &Organization) -> Option<&Role> {
    of.role_of_set(&admin(), id(SHOP))
}

/// I-6, I-7, I-10, P-11.
#[test]
fn the_first_assignment_makes_the_role_and_the_last_takes_it_along() {
    let of = made(&sample::organization(), &assign(to_group(PLATFORM)));
    let first = role(&of).unwrap().clone();
    assert_eq!(first.path.as_str(), "/aws-reserved/sso.amazonaws.com/eu-west-1/");
    assert_eq!(sso_role::SsoRoleName::parse(first.name.as_str()).unwrap().set, "Admin");
    assert_eq!(first.max_session, 43_200);
    assert_eq!(first.policies.managed, admin().managed);
    assert!(first.unique_id.is_some());
    let provider = of.providers_in(id(SHOP)).next().unwrap();
    assert!(sso_role::is_provider(&provider.arn));
    assert!(first.trust.text().contains(provider.arn.as_str()));
    assert!(of.problems().is_empty(), "{:?}", of.problems());

    let of = made(&of, &assign(to_user(JONAS)));
    assert_eq!(role(&of), Some(&first));
    let of = made(&of, &unassign(to_group(PLATFORM)));
    assert_eq!(role(&of), Some(&first));
    let of = made(&of, &unassign(to_user(JONAS)));
    assert_eq!(role(&of), None);
}

/// I-6: a role that is made again at another time is another role.
#[test]
fn a_role_made_again_is_another() {
    let at = |day| {
        let mut assignment = sample::assignment(SHOP, ADMIN, to_group(PLATFORM));
        assignment.created = Some(sample::day(day));
        Change::Assign { assignment }
    };
    let of = made(&sample::organization(), &at(1));
    let first = role(&of).unwrap().clone();
    let of = made(&of, &unassign(to_group(PLATFORM)));
    let of = made(&of, &at(2));
    let second = role(&of).unwrap();
    assert_ne!(first.name, second.name);
    assert_ne!(first.unique_id, second.unique_id);
}

/// I-8: what an import brought without the tie to its set is used.
#[test]
fn an_imported_role_is_used() {
    let mut imported = sample::role(SHOP, "AWSReservedSSO_Admin_0123456789abcdef");
    imported.path = id("/aws-reserved/sso.amazonaws.com/eu-west-1/");
    let record = crate::org::Record::Role(imported);
    let of = Organization::from_records(sample::organization().records().chain([record])).unwrap();
    let of = made(&of, &assign(to_group(PLATFORM)));
    assert_eq!(of.roles_in(id(SHOP)).count(), 1);
    let tied = role(&of).unwrap();
    assert_eq!(tied.name.as_str(), "AWSReservedSSO_Admin_0123456789abcdef");
    assert_eq!(tied.permission_set, Some(id(ADMIN)));
    made(&of, &unassign(to_group(PLATFORM)));
}

/// I-3, I-5, I-15.
#[test]
fn roles_follow_their_set() {
    let of = made(&sample::organization(), &assign(to_group(PLATFORM)));
    let mut set = admin();
    set.managed = vec![id("arn:aws:iam::aws:policy/ReadOnlyAccess")];
    set.inline = Some(Document::new(sample::ALLOW_ALL));
    let of = made(&of, &put_set(set.clone()));
    let role = role(&of).unwrap();
    assert_eq!(role.policies.managed, set.managed);
    assert_eq!(role.policies.inline.get(sso_role::INLINE_POLICY), set.inline.as_ref());
}

/// I-4: path and name without case, in the target account, and before the assignment.
#[test]
fn customer_policies_are_resolved_in_the_account() {
    let reference = |name: &str| CustomerPolicyReference { name: name.to_owned(), path: id("/") };
    let mut set = admin();
    set.customer = vec![reference("App")];
    set.boundary = Some(BoundaryReference::Customer(reference("Limit")));
    let of = made(&sample::organization(), &put_set(set.clone()));
    refused_for(&of, &assign(to_group(PLATFORM)), "needs the policy /App in account 222222222222");
    let put =
        |name: &str| Change::PutManagedPolicy { policy: Box::new(sample::managed(SHOP, name)) };
    let of = made(&of, &put("app"));
    refused_for(&of, &assign(to_group(PLATFORM)), "needs the policy /Limit");
    let of = made(&of, &put("limit"));
    let of = made(&of, &assign(to_group(PLATFORM)));
    let role = of.role_of_set(&set, id(SHOP)).unwrap();
    assert_eq!(role.policies.managed[1], id("arn:aws:iam::222222222222:policy/app"));
    assert_eq!(role.boundary, Some(id("arn:aws:iam::222222222222:policy/limit")));
    set.customer.push(reference("Other"));
    refused_for(&of, &put_set(set), "needs the policy /Other");
}

/// I-2, I-3, I-16.
#[test]
fn permission_sets_are_what_aws_takes() {
    let of = sample::organization();
    let other = |name: &str| sample::permission_set("ps-fedcba9876543210", name);
    refused_for(&of, &put_set(other("Admin")), "choose another name");
    refused_for(&of, &put_set(other(&"a".repeat(33))), "PermissionSetNameLength");
    refused_for(&of, &put_set(other("a b")), "I-2");
    refused_for(
        &of,
        &put_set(PermissionSet { name: "Root".to_owned(), ..admin() }),
        "keeps its name",
    );
    for session in [3599, 43_201] {
        refused_for(&of, &put_set(PermissionSet { session, ..admin() }), "I-2");
    }
    let own = vec![sample::managed(SHOP, "app").arn];
    refused_for(&of, &put_set(PermissionSet { managed: own, ..admin() }), "AWS managed policy");
    let many: Vec<_> =
        crate::catalog::managed_policies().iter().take(26).map(|p| id(p.arn())).collect();
    refused_for(
        &of,
        &put_set(PermissionSet { managed: many, ..admin() }),
        "quota PermissionSetManagedPolicies: 26 would exceed 25",
    );
    let inline = Some(Document::new("{}"));
    refused_for(
        &of,
        &put_set(PermissionSet { inline, ..admin() }),
        "the inline policy of Admin, 1:1",
    );
}

/// I-16, G-24: the role's own quota binds too.
#[test]
fn the_quota_of_the_role_binds_the_set() {
    let managed: Vec<_> =
        crate::catalog::managed_policies().iter().take(21).map(|p| id(p.arn())).collect();
    let of = made(&sample::organization(), &put_set(PermissionSet { managed, ..admin() }));
    refused_for(&of, &assign(to_group(PLATFORM)), "quota RoleManagedPolicies: 21 would exceed 20");
}

#[test]
fn what_is_assigned_is_not_deleted() {
    let of = made(&sample::organization(), &assign(to_group(PLATFORM)));
    let set = Change::DeletePermissionSet { set: id(ADMIN) };
    refused_for(&of, &set, "in use by its assignment in 222222222222");
    let group = Change::DeleteDirectoryGroup { group: id(PLATFORM) };
    refused_for(&of, &group, "directory group `platform` is still in use");
    let of = made(&of, &unassign(to_group(PLATFORM)));
    let of = made(&of, &set);
    made(&of, &group);
}

#[test]
fn a_deleted_user_leaves_its_groups() {
    let of = made(&sample::organization(), &Change::DeleteDirectoryUser { user: id(AMARA) });
    assert!(of.directory_groups().iter().all(|group| group.members.is_empty()));
}

#[test]
fn assignments_name_what_is_there() {
    let of = sample::organization();
    refused_for(&of, &assign(to_group("group-nobody")), "there is no directory group");
    refused_for(&of, &unassign(to_group(PLATFORM)), "there is no assignment");
    let of = made(&of, &assign(to_group(PLATFORM)));
    refused_for(&of, &assign(to_group(PLATFORM)), "already");
}

/// I-10, Z-13.
#[test]
fn the_parts_of_identity_center_are_its_own() {
    let of = made(&sample::organization(), &assign(to_group(PLATFORM)));
    let provider = of.providers_in(id(SHOP)).next().unwrap();
    let delete = Change::DeleteIdentityProvider { arn: provider.arn.clone() };
    refused_for(&of, &delete, "in use by the role AWSReservedSSO_Admin_");
    let name: IamName = role(&of).unwrap().name.clone();
    let account: AccountId = id(SHOP);
    refused_for(&of, &Change::DeleteRole { account, name }, "only AWS changes");
}
