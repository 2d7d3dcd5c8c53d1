//! Problems of Identity Center: members, names, assignments and the roles they should have made.

use std::collections::BTreeSet;

use super::{ProblemKind, Report};
use crate::org::facets::DirectoryGroupFacet;
use crate::org::{Assignment, BoundaryReference, DirectoryPrincipal, PermissionSet, RecordKind};
use crate::policy::Place;

pub(super) fn check(report: &mut Report<'_>) {
    users(report);
    groups(report);
    sets(report);
    assignments(report);
}

fn users(report: &mut Report<'_>) {
    let of = report.of;
    for user in of.directory_users().iter() {
        if of.directory_users().having(user.user_name.to_lowercase()).nth(1).is_some() {
            report.duplicate(
                (RecordKind::DirectoryUser, &user.id),
                "sign-in name",
                &user.user_name,
            );
        }
    }
}

fn groups(report: &mut Report<'_>) {
    let of = report.of;
    for group in of.directory_groups().iter() {
        let at = (RecordKind::DirectoryGroup, &group.id);
        let name = DirectoryGroupFacet::Name(group.name.to_lowercase());
        if of.directory_groups().having(name).nth(1).is_some() {
            report.duplicate(at, "name", &group.name);
        }
        for member in group.members.iter().filter(|id| !of.directory_users().contains(*id)) {
            report.dangling(at, "its member", member);
        }
    }
}

fn sets(report: &mut Report<'_>) {
    let of = report.of;
    for set in of.permission_sets().iter() {
        let at = (RecordKind::PermissionSet, &set.id);
        if of.permission_sets().having(set.name.clone()).nth(1).is_some() {
            report.duplicate(at, "name", &set.name);
        }
        let boundary = match &set.boundary {
            Some(BoundaryReference::Managed(arn)) => Some(arn),
            Some(BoundaryReference::Customer(_)) | None => None,
        };
        for arn in set.managed.iter().chain(boundary) {
            if !of.managed_exists(arn, of.foundation().management) {
                report.dangling(at, "its policy", arn);
            }
        }
        if let Some(text) = &set.inline {
            report.document(at, "its inline policy", text, Place::Identity);
        }
    }
}

fn assignments(report: &mut Report<'_>) {
    let of = report.of;
    let mut provisioned = BTreeSet::new();
    for assignment in of.assignments().iter() {
        let Assignment { account, permission_set, principal, .. } = &**assignment;
        let key = (*account, permission_set.clone(), principal.clone());
        let at = (RecordKind::Assignment, &key);
        if !of.accounts().contains(account) {
            report.dangling(at, "its account", account);
        }
        match principal {
            DirectoryPrincipal::User(id) if !of.directory_users().contains(id) => {
                report.dangling(at, "its user", id);
            }
            DirectoryPrincipal::Group(id) if !of.directory_groups().contains(id) => {
                report.dangling(at, "its group", id);
            }
            DirectoryPrincipal::User(_) | DirectoryPrincipal::Group(_) => {}
        }
        match of.permission_sets().get(permission_set) {
            None => report.dangling(at, "its permission set", permission_set),
            Some(set) if provisioned.insert((*account, set.id.clone())) => {
                provisioning(report, at, set, assignment);
            }
            Some(_) => {}
        }
    }
}

/// I-4, I-6: the role should be there, and so should what the set refers to. Where nothing can be
/// changed there is nothing to mend.
fn provisioning(
    report: &mut Report<'_>,
    at: (RecordKind, &(crate::org::AccountId, crate::org::PermissionSetId, DirectoryPrincipal)),
    set: &PermissionSet,
    assignment: &Assignment,
) {
    let of = report.of;
    if of.open_account(assignment.account).is_err() {
        return;
    }
    if of.role_of_set(set, assignment.account).is_none() {
        let text = format!(
            "the account has no role of {} (I-6): import its roles, or provision the set anew",
            set.name
        );
        report.add(ProblemKind::Dangling, at, text);
    }
    let boundary = match &set.boundary {
        Some(BoundaryReference::Customer(policy)) => Some(policy),
        Some(BoundaryReference::Managed(_)) | None => None,
    };
    for policy in set.customer.iter().chain(boundary) {
        if of.managed_at(assignment.account, policy.path.as_str(), &policy.name).is_none() {
            let name = format!("{}{}", policy.path, policy.name);
            report.dangling(at, "the policy of its permission set", &name);
        }
    }
}
