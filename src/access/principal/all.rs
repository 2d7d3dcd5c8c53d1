//! Every principal that there is, and who stands for whom.

use std::sync::Arc;

use super::Principal;
use crate::org::{
    AccountId, DirectoryPrincipal, DirectoryUserId, Organization, PermissionSetId, Role,
};

/// Every principal of an organization that can call: root users, IAM users, roles, and directory
/// users in each account that they are assigned to.
pub fn all(organization: &Organization) -> Vec<Principal> {
    let mut found: Vec<Principal> =
        organization.accounts().iter().map(|account| Principal::Root(account.id)).collect();
    found.extend(organization.users().iter().map(|u| Principal::User(u.account, u.name.clone())));
    found.extend(organization.roles().iter().map(|r| Principal::Role(r.account, r.name.clone())));
    let mut assigned = Vec::new();
    for assignment in organization.assignments().iter() {
        let members = members(organization, &assignment.principal).into_iter();
        assigned.extend(members.map(|user| Principal::Assigned {
            user,
            account: assignment.account,
            permission_set: assignment.permission_set.clone(),
        }));
    }
    assigned.sort_unstable();
    assigned.dedup();
    found.append(&mut assigned);
    found
}

/// Whether people stand for a role: one of a permission set that is assigned in its account.
pub fn stood_for(organization: &Organization, principal: &Principal) -> bool {
    let Principal::Role(account, _) = principal else { return false };
    let set = principal.role(organization).and_then(|role| role.permission_set.clone());
    set.is_some_and(|set| {
        organization
            .assignments_in(*account)
            .any(|it| it.permission_set == set && !members(organization, &it.principal).is_empty())
    })
}

/// The directory users that an assignment's principal stands for.
pub fn members(
    organization: &Organization,
    principal: &DirectoryPrincipal,
) -> Vec<DirectoryUserId> {
    match principal {
        DirectoryPrincipal::User(id) => vec![id.clone()],
        DirectoryPrincipal::Group(id) => organization
            .directory_groups()
            .get(id)
            .map(|group| group.members.iter().cloned().collect())
            .unwrap_or_default(),
    }
}

/// The permission sets that a directory user has in an account, by itself or by its groups.
pub fn permission_sets_of(
    organization: &Organization,
    user: &DirectoryUserId,
    account: AccountId,
) -> Vec<PermissionSetId> {
    let mut sets: Vec<PermissionSetId> = organization
        .assignments()
        .iter()
        .filter(|assignment| assignment.account == account)
        .filter(|assignment| members(organization, &assignment.principal).contains(user))
        .map(|assignment| assignment.permission_set.clone())
        .collect();
    sets.sort();
    sets.dedup();
    sets
}

/// The role that Identity Center made for a permission set in an account (I-6).
pub fn provisioned_role(
    organization: &Organization,
    account: AccountId,
    set: &PermissionSetId,
) -> Option<Arc<Role>> {
    organization.roles_in(account).find(|role| role.permission_set.as_ref() == Some(set)).cloned()
}
