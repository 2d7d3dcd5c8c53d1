//! The way back from a change: its plain opposite where that leads back exactly, which is tried on
//! the spot; else the very records as they were.

use super::{Change, Undo, restore};
use crate::org::{AccountState, FeatureSet, NodeId, Organization};

/// How to come back from `after`, which `change` made of `before`.
pub(super) fn undo(change: &Change, before: &Organization, after: &Organization) -> Undo {
    if let Some(undo) = compensating(change, before, after) {
        return undo;
    }
    let leads_back = |back: &Change| after.next(back).is_ok_and(|reached| reached == *before);
    let exact = opposite(change, before).filter(leads_back);
    Undo::Exact(
        exact.unwrap_or_else(|| Change::Restore { reversals: restore::reversals(before, after) }),
    )
}

/// The undo of what AWS does not take back.
fn compensating(change: &Change, before: &Organization, after: &Organization) -> Option<Undo> {
    match change {
        Change::CreateAccount { account } => Some(Undo::Compensating {
            change: Change::SetAccountState {
                account: account.id,
                state: AccountState::PendingClosure,
            },
            remains: format!(
                "account {} stays listed until AWS has closed it, counts against the quota of \
                 accounts, and keeps its address {} taken (O-12)",
                account.id, account.email
            ),
        }),
        Change::SetFoundation { .. } => {
            let gained_all = before.foundation().features == FeatureSet::ConsolidatedBilling
                && after.foundation().features == FeatureSet::All;
            let mut foundation = before.foundation().clone();
            foundation.features = FeatureSet::All;
            gained_all.then(|| Undo::Compensating {
                change: Change::SetFoundation { foundation: Box::new(foundation) },
                remains: "all features stay enabled: AWS does not take that back (O-16)".to_owned(),
            })
        }
        _ => None,
    }
}

/// The change that by its meaning takes this one back; none where records have to be restored.
fn opposite(change: &Change, before: &Organization) -> Option<Change> {
    Some(match change {
        Change::SetFoundation { .. } => {
            Change::SetFoundation { foundation: Box::new(before.foundation().clone()) }
        }

        Change::CreateOu { ou } => Change::DeleteOu { ou: ou.id.clone() },
        Change::RenameOu { ou, .. } => {
            let was = before.ous().get(ou)?;
            Change::RenameOu { ou: ou.clone(), name: was.name.clone() }
        }
        Change::DeleteOu { ou } => Change::CreateOu { ou: (**before.ous().get(ou)?).clone() },
        Change::CreateAccount { .. } => return None,
        Change::MoveAccount { account, .. } => {
            let was = before.accounts().get(account)?;
            Change::MoveAccount { account: *account, to: was.parent.clone() }
        }
        Change::RenameAccount { account, .. } => {
            let was = before.accounts().get(account)?;
            Change::RenameAccount { account: *account, name: was.name.clone() }
        }
        Change::SetAccountState { account, .. } => {
            let was = before.accounts().get(account)?;
            Change::SetAccountState { account: *account, state: was.state }
        }
        Change::SetAccountSettings { account, .. } => {
            let was = before.accounts().get(account)?;
            let settings = Box::new(was.settings.clone());
            Change::SetAccountSettings { account: *account, settings }
        }
        Change::SetNodeTags { node, .. } => {
            let tags = match node {
                NodeId::Root(_) => before.foundation().root_tags.clone(),
                NodeId::Ou(id) => before.ous().get(id)?.tags.clone(),
                NodeId::Account(id) => before.accounts().get(id)?.tags.clone(),
            };
            Change::SetNodeTags { node: node.clone(), tags }
        }

        Change::CreatePolicy { policy } => Change::DeletePolicy { policy: policy.id.clone() },
        Change::UpdatePolicy { policy, .. } => {
            let was = before.policies().get(policy)?;
            Change::UpdatePolicy {
                policy: policy.clone(),
                name: was.name.clone(),
                description: was.description.clone(),
                document: was.document.clone(),
            }
        }
        Change::DeletePolicy { policy } => {
            Change::CreatePolicy { policy: Box::new((**before.policies().get(policy)?).clone()) }
        }
        Change::AttachPolicy { policy, to } => {
            Change::DetachPolicy { policy: policy.clone(), from: to.clone() }
        }
        Change::DetachPolicy { policy, from } => {
            Change::AttachPolicy { policy: policy.clone(), to: from.clone() }
        }
        Change::SetPolicyTags { policy, .. } => {
            let tags = before.policies().get(policy)?.tags.clone();
            Change::SetPolicyTags { policy: policy.clone(), tags }
        }

        Change::PutUser { user } => match before.users().get(&(user.account, user.name.clone())) {
            Some(was) => Change::PutUser { user: Box::new((**was).clone()) },
            None => Change::DeleteUser { account: user.account, name: user.name.clone() },
        },
        Change::DeleteUser { account, name } => Change::PutUser {
            user: Box::new((**before.users().get(&(*account, name.clone()))?).clone()),
        },
        Change::PutGroup { group } => {
            match before.groups().get(&(group.account, group.name.clone())) {
                Some(was) => Change::PutGroup { group: Box::new((**was).clone()) },
                None => Change::DeleteGroup { account: group.account, name: group.name.clone() },
            }
        }
        Change::DeleteGroup { account, name } => Change::PutGroup {
            group: Box::new((**before.groups().get(&(*account, name.clone()))?).clone()),
        },
        Change::PutRole { role } => match before.roles().get(&(role.account, role.name.clone())) {
            Some(was) => Change::PutRole { role: Box::new((**was).clone()) },
            None => Change::DeleteRole { account: role.account, name: role.name.clone() },
        },
        Change::DeleteRole { account, name } => Change::PutRole {
            role: Box::new((**before.roles().get(&(*account, name.clone()))?).clone()),
        },
        Change::PutManagedPolicy { policy } => match before.managed_policies().get(&policy.arn) {
            Some(was) => Change::PutManagedPolicy { policy: Box::new((**was).clone()) },
            None => Change::DeleteManagedPolicy { arn: policy.arn.clone() },
        },
        Change::DeleteManagedPolicy { arn } => Change::PutManagedPolicy {
            policy: Box::new((**before.managed_policies().get(arn)?).clone()),
        },
        Change::PutInstanceProfile { profile } => {
            let (account, name) = (profile.account, profile.name.clone());
            match before.instance_profiles().get(&(account, name.clone())) {
                Some(was) => Change::PutInstanceProfile { profile: (**was).clone() },
                None => Change::DeleteInstanceProfile { account, name },
            }
        }
        Change::DeleteInstanceProfile { account, name } => Change::PutInstanceProfile {
            profile: (**before.instance_profiles().get(&(*account, name.clone()))?).clone(),
        },
        Change::PutIdentityProvider { provider } => {
            match before.identity_providers().get(&provider.arn) {
                Some(was) => Change::PutIdentityProvider { provider: (**was).clone() },
                None => Change::DeleteIdentityProvider { arn: provider.arn.clone() },
            }
        }
        Change::DeleteIdentityProvider { arn } => Change::PutIdentityProvider {
            provider: (**before.identity_providers().get(arn)?).clone(),
        },
        Change::PutResource { resource } => match before.resources().get(&resource.arn) {
            Some(was) => Change::PutResource { resource: Box::new((**was).clone()) },
            None => Change::DeleteResource { arn: resource.arn.clone() },
        },
        Change::DeleteResource { arn } => {
            Change::PutResource { resource: Box::new((**before.resources().get(arn)?).clone()) }
        }

        Change::PutDirectoryUser { user } => match before.directory_users().get(&user.id) {
            Some(was) => Change::PutDirectoryUser { user: Box::new((**was).clone()) },
            None => Change::DeleteDirectoryUser { user: user.id.clone() },
        },
        Change::DeleteDirectoryUser { user } => Change::PutDirectoryUser {
            user: Box::new((**before.directory_users().get(user)?).clone()),
        },
        Change::PutDirectoryGroup { group } => match before.directory_groups().get(&group.id) {
            Some(was) => Change::PutDirectoryGroup { group: (**was).clone() },
            None => Change::DeleteDirectoryGroup { group: group.id.clone() },
        },
        Change::DeleteDirectoryGroup { group } => {
            Change::PutDirectoryGroup { group: (**before.directory_groups().get(group)?).clone() }
        }
        Change::PutPermissionSet { set } => match before.permission_sets().get(&set.id) {
            Some(was) => Change::PutPermissionSet { set: Box::new((**was).clone()) },
            None => Change::DeletePermissionSet { set: set.id.clone() },
        },
        Change::DeletePermissionSet { set } => Change::PutPermissionSet {
            set: Box::new((**before.permission_sets().get(set)?).clone()),
        },
        Change::Assign { assignment } => {
            let (account, permission_set, principal) = (
                assignment.account,
                assignment.permission_set.clone(),
                assignment.principal.clone(),
            );
            match before.assignments().get(&(account, permission_set.clone(), principal.clone())) {
                Some(was) => Change::Assign { assignment: (**was).clone() },
                None => Change::Unassign { account, permission_set, principal },
            }
        }
        Change::Unassign { account, permission_set, principal } => {
            let key = (*account, permission_set.clone(), principal.clone());
            Change::Assign { assignment: (**before.assignments().get(&key)?).clone() }
        }

        Change::PutControl { control } => {
            match before.controls().get(&(control.ou.clone(), control.control.clone())) {
                Some(was) => Change::PutControl { control: Box::new((**was).clone()) },
                None => Change::DisableControl {
                    ou: control.ou.clone(),
                    control: control.control.clone(),
                },
            }
        }
        Change::DisableControl { ou, control } => Change::PutControl {
            control: Box::new((**before.controls().get(&(ou.clone(), control.clone()))?).clone()),
        },
        Change::RegisterDelegatedAdministrator { administrator } => {
            Change::DeregisterDelegatedAdministrator {
                account: administrator.account,
                service: administrator.service.clone(),
            }
        }
        Change::DeregisterDelegatedAdministrator { account, service } => {
            let key = (*account, service.clone());
            Change::RegisterDelegatedAdministrator {
                administrator: (**before.delegated_administrators().get(&key)?).clone(),
            }
        }

        Change::RecordActivity { activity } => {
            Change::ForgetActivity { at: activity.at, id: activity.id.clone() }
        }
        Change::ForgetActivity { at, id } => {
            let activity = before.activity().get(&(*at, id.clone()))?;
            Change::RecordActivity { activity: (**activity).clone() }
        }
        Change::Restore { .. } => return None,
    })
}
