//! Applying a change: the dispatch to the themes, and the undo that is proven on the spot.

use super::{Change, ChangeError, Undo, opposite};
use crate::org::Organization;

/// What a change made of a snapshot.
#[derive(Clone)]
pub struct Applied {
    /// The next snapshot.
    pub organization: Organization,
    /// How to take the change back.
    pub undo: Undo,
}

impl Organization {
    /// The snapshot that a change leads to, with the way back; or the rule that forbids it.
    pub fn apply(&self, change: &Change) -> Result<Applied, ChangeError> {
        let organization = self.next(change)?;
        let undo = opposite::undo(change, self, &organization);
        Ok(Applied { organization, undo })
    }

    /// The snapshot that a change leads to.
    pub(super) fn next(&self, change: &Change) -> Result<Self, ChangeError> {
        let mut draft = self.clone();
        draft.make(change)?;
        Ok(draft)
    }

    /// Makes a change here. After an error the draft is worth nothing.
    fn make(&mut self, change: &Change) -> Result<(), ChangeError> {
        match change {
            Change::SetFoundation { foundation } => self.set_foundation(foundation),

            Change::CreateOu { ou } => self.create_ou(ou),
            Change::RenameOu { ou, name } => self.rename_ou(ou, name),
            Change::DeleteOu { ou } => self.delete_ou(ou),
            Change::CreateAccount { account } => self.create_account(account),
            Change::MoveAccount { account, to } => self.move_account(*account, to),
            Change::RenameAccount { account, name } => self.rename_account(*account, name),
            Change::SetAccountState { account, state } => self.set_account_state(*account, *state),
            Change::SetAccountSettings { account, settings } => {
                self.set_account_settings(*account, settings)
            }
            Change::SetNodeTags { node, tags } => self.set_node_tags(node, tags),

            Change::CreatePolicy { policy } => self.create_policy(policy),
            Change::UpdatePolicy { policy, name, description, document } => {
                self.update_policy(policy, name, description, document)
            }
            Change::DeletePolicy { policy } => self.delete_policy(policy),
            Change::AttachPolicy { policy, to } => self.attach_policy(policy, to),
            Change::DetachPolicy { policy, from } => self.detach_policy(policy, from),
            Change::SetPolicyTags { policy, tags } => self.set_policy_tags(policy, tags),

            Change::PutUser { user } => self.put_user(user),
            Change::DeleteUser { account, name } => self.delete_user(*account, name),
            Change::PutGroup { group } => self.put_group(group),
            Change::DeleteGroup { account, name } => self.delete_group(*account, name),
            Change::PutRole { role } => self.put_role(role),
            Change::DeleteRole { account, name } => self.delete_role(*account, name),
            Change::PutManagedPolicy { policy } => self.put_managed_policy(policy),
            Change::DeleteManagedPolicy { arn } => self.delete_managed_policy(arn),
            Change::PutInstanceProfile { profile } => self.put_instance_profile(profile),
            Change::DeleteInstanceProfile { account, name } => {
                self.delete_instance_profile(*account, name)
            }
            Change::PutIdentityProvider { provider } => self.put_identity_provider(provider),
            Change::DeleteIdentityProvider { arn } => self.delete_identity_provider(arn),
            Change::PutResource { resource } => self.put_resource(resource),
            Change::DeleteResource { arn } => self.delete_resource(arn),

            Change::PutDirectoryUser { user } => self.put_directory_user(user),
            Change::DeleteDirectoryUser { user } => self.delete_directory_user(user),
            Change::PutDirectoryGroup { group } => self.put_directory_group(group),
            Change::DeleteDirectoryGroup { group } => self.delete_directory_group(group),
            Change::PutPermissionSet { set } => self.put_permission_set(set),
            Change::DeletePermissionSet { set } => self.delete_permission_set(set),
            Change::Assign { assignment } => self.assign(assignment),
            Change::Unassign { account, permission_set, principal } => {
                self.unassign(*account, permission_set, principal)
            }

            Change::PutControl { control } => self.put_control(control),
            Change::DisableControl { ou, control } => self.disable_control(ou, control),
            Change::RegisterDelegatedAdministrator { administrator } => {
                self.register_delegated_administrator(administrator)
            }
            Change::DeregisterDelegatedAdministrator { account, service } => {
                self.deregister_delegated_administrator(*account, service)
            }

            Change::RecordActivity { activity } => self.record_activity(activity),
            Change::ForgetActivity { at, id } => self.forget_activity(*at, id),
            Change::Restore { reversals } => self.restore(reversals),
        }
    }
}
